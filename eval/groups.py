"""Do the figures hold where the groups do not? The same data with their groups and without.

    python eval/groups.py --public DIR [--size 1000] [--encoder use+minilm]

Compared on fixed test texts: two public sets with all rows in one group; the sample without
Country and Harvest, with one country, and with one sentence added to 34 rows; 300 texts made of six
templates, in one group and in many. Ranking and micro-F1 may differ by .01 and the labels
suggested a text by a tenth. Writes eval/groups.md beside itself.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from benchmark import TARGET as PUBLIC_TARGET
from benchmark import task_material
from benchmark_sample import TARGET, sample_inputs
from benchmark_task import Settings, cut_task, read_frame
from common import DATA
from plain_figures import label_counts, micro, ranking_precision
from threadpoolctl import threadpool_limits

from classifier.codebook import Codebook, Label, Target
from classifier.encode import DEFAULT, VectorCache, resolve_encoders
from classifier.evaluate.scored import Scored, predicted
from classifier.records import Coding, Fragment
from classifier.train import Material, TrainConfig, fit, gather

if TYPE_CHECKING:
    from classifier.train import Fitted

SETS = ("disaster-news", "un-speeches")
MOST_FIGURE, MOST_LABELS = 0.01, 0.1
N_WITH_SENTENCE, N_FROM_TEMPLATES, N_PLACES = 34, 300, 30
SENTENCE = "The outcome was checked by two partners of the programme during the visit in March."
TEMPLATES = (
    ("law", "In {month} {year} the council of {place} adopted a law on {thing} after {n} sittings"),
    ("group", "Before {month} {n} women of {place} founded a committee for {thing}"),
    ("talks", "Elders of {place} and their neighbours met {n} times in {year} about {thing}"),
    ("money", "The treasurer of {place} set aside {n} shares of the budget of {year} for {thing}"),
    ("court", "A judge in {place} released {n} people who were held over {thing} since {month}"),
    ("radio", "The station of {place} gave {n} evenings of {month} {year} to callers on {thing}"),
)  # fmt: skip
MONTHS = "January March May July September November".split()
THINGS = "water|grazing land|the market tax|school meals|fishing nets|the ferry|wood|millet".split(
    "|"
)

Run = tuple[str, "Outcome", str]


@dataclass(frozen=True)
class Outcome:
    """What one fit does on the test texts: two figures, and labels suggested a text."""

    ranking: float
    micro_f1: float
    labels: float


@dataclass(frozen=True)
class Case:
    """The same material in two forms.

    Attributes
    ----------
    whole : all fragments with their codings, as they should be
    train, test : ids of the fragments to learn from and to test on
    spoilt : changes the fragments to learn from
    """

    name: str
    whole: Material
    target: str
    train: frozenset[str]
    test: frozenset[str]
    spoilt: Callable[[Sequence[Fragment]], list[Fragment]]


def one_group(fragments: Sequence[Fragment]) -> list[Fragment]:
    """Name no country and no harvest."""
    return [replace(f, country="", harvest="") for f in fragments]


def one_country(fragments: Sequence[Fragment]) -> list[Fragment]:
    """Let everything come from one country in one harvest."""
    return [replace(f, country="Mali", harvest="harvest 1") for f in fragments]


def one_sentence(fragments: Sequence[Fragment]) -> list[Fragment]:
    """Add one sentence to some fragments, drawn at random."""
    drawn = np.random.default_rng(0).permutation(len(fragments))[:N_WITH_SENTENCE]
    return [
        replace(f, outcome=f"{f.outcome} {SENTENCE}") if i in set(drawn.tolist()) else f
        for i, f in enumerate(fragments)
    ]


def public_cases(folder: Path, size: int, settings: Settings) -> Iterator[Case]:
    """Two public sets, in which each row is a group of its own."""
    for name in SETS:
        frame = read_frame(folder / f"{name}.csv") if (folder / f"{name}.csv").is_file() else None
        if frame is None:
            print(f"not measured: {folder / name}.csv is not there")
            continue
        task = cut_task(name, frame, settings)
        rows = np.concatenate([task.pool[:size], task.test])
        whole = task_material(task, rows, settings)
        train, test = (frozenset(map(str, part)) for part in (task.pool[:size], task.test))
        title = f"{name}, {len(train)} texts, all in one group"
        yield Case(title, whole, PUBLIC_TARGET, train, test, one_group)


def sample_cases(settings: Settings) -> Iterator[Case]:
    """Learn from harvests 1–2 of the sample, test on harvest 3."""
    inputs = sample_inputs()
    whole = gather(
        inputs.fragments, inputs.codings, inputs.codebook, settings.encoders, settings.cache
    )
    new = frozenset(f.id for f in inputs.fragments if f.harvest == "harvest 3")
    old = frozenset(f.id for f in inputs.fragments) - new
    for name, spoilt in (
        ("without Country and Harvest", one_group),
        ("one country, one harvest", one_country),
        (f"one sentence added to {N_WITH_SENTENCE} rows", one_sentence),
    ):
        yield Case(f"sample, {name}", whole, TARGET, old, new, spoilt)


def template_case(settings: Settings) -> Case:
    """Texts of six templates filled in at random, two of them in some texts."""
    random = np.random.default_rng(0)
    fragments, codings = [], []
    for i in range(2 * N_FROM_TEMPLATES):
        k, other = (int(n) for n in random.choice(len(TEMPLATES), 2, replace=False))
        chosen = [k, other] if random.random() < 0.3 else [k]
        place = int(random.integers(N_PLACES))
        text = ". ".join(filled(TEMPLATES[one][1], place, random) for one in chosen)
        fragments.append(Fragment(str(i), text, country=f"country {place % 12}", harvest="1"))
        # One code in six is another than the text's, as coders would have it.
        given = [k if random.random() < 5 / 6 else other for k in chosen]
        codings.append(Coding(str(i), TARGET, frozenset(TEMPLATES[one][0] for one in given)))
    labels = tuple(Label(name, name) for name, _ in TEMPLATES)
    book = Codebook("templates", "1", (Target(TARGET, labels),))
    whole = gather(fragments, codings, book, settings.encoders, settings.cache)
    ids = [f.id for f in fragments]
    train, test = frozenset(ids[:N_FROM_TEMPLATES]), frozenset(ids[N_FROM_TEMPLATES:])
    return Case(
        f"{N_FROM_TEMPLATES} texts of six templates, all in one group",
        whole, TARGET, train, test, one_group,
    )  # fmt: skip


def filled(template: str, place: int, random: np.random.Generator) -> str:
    """Fill a template in for one place."""
    return template.format(
        month=random.choice(MONTHS),
        year=int(random.integers(2019, 2024)),
        place=f"Place{place}",
        thing=random.choice(THINGS),
        n=int(random.integers(2, 60)),
    )


def learned(case: Case, fragments: Sequence[Fragment], settings: Settings) -> Fitted:
    """Learn from one form of the training part."""
    codings = [c for c in case.whole.codings if c.fragment_id in case.train]
    book = case.whole.codebook
    return fit(gather(fragments, codings, book, settings.encoders, settings.cache), TrainConfig())


def outcome(scored: Scored) -> Outcome:
    """Measure what a fit says of the test texts."""
    if scored.probabilities is None:
        raise ValueError(f"{scored.target} was scored without probabilities")
    return Outcome(
        ranking_precision(scored.values, scored.probabilities) or 0.0,
        micro(label_counts(scored.values, scored.chosen, scored.known)).f1 or 0.0,
        float(scored.chosen.sum(axis=1).mean()),
    )


def runs(case: Case, settings: Settings) -> Iterator[Run]:
    """Yield the name of each form, what came of it, and its pairs of twins and grouping."""
    old = [f for f in case.whole.fragments if f.id in case.train]
    place = {f.id: i for i, f in enumerate(case.whole.fragments)}
    new = np.array(sorted(place[one] for one in case.test))
    nobody = np.zeros(len(place), dtype=np.int64)
    for name, fragments in (("as it should be", old), (case.name, case.spoilt(old))):
        fitted = learned(case, fragments, settings)
        found = predicted(fitted.model, case.whole, new, nobody)[case.target]
        yield name, outcome(found), f"{len(fitted.split.twins)} | {fitted.split.by}"
        print(case.name, name, file=sys.stderr)


def case_lines(case: Case, settings: Settings) -> Iterator[str]:
    """Two rows of the table for one case, and whether they are near enough."""
    (_, fair, _), (name, spoilt, apart) = runs(case, settings)
    near = (
        abs(fair.ranking - spoilt.ranking) <= MOST_FIGURE
        and abs(fair.micro_f1 - spoilt.micro_f1) <= MOST_FIGURE
        and abs(fair.labels - spoilt.labels) <= MOST_LABELS * fair.labels
    )
    cells = [
        f"{before:.3f} → {after:.3f}"
        for before, after in (
            (fair.ranking, spoilt.ranking),
            (fair.micro_f1, spoilt.micro_f1),
            (fair.labels, spoilt.labels),
        )
    ]
    yield f"| {name} | {' | '.join(cells)} | {'yes' if near else 'no'} | {apart} |"


def report(cases: Sequence[Case], settings: Settings) -> str:
    """Measure everything and write the page."""
    return "\n".join(
        [
            "# Do the figures hold where the groups do not?",
            "",
            "`python eval/groups.py --public DIR`; each cell: the data with their groups → as "
            "named. Kept: ranking and micro-F1 within .01, labels a text within a tenth, on fixed "
            "test texts (the sample: harvest 3). The sample and the templates are invented.",
            "",
            "| case | LRAP | micro-F1 | labels a text | kept | pairs of twins | grouped by |",
            "|---|---|---|---|---|---|---|",
            *(line for case in cases for line in case_lines(case, settings)),
            "",
        ]
    )


def main() -> None:
    """Read the command line, measure, and write the page."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--public", type=Path, default=DATA, metavar="DIR")
    parser.add_argument("--size", type=int, default=1000)
    parser.add_argument("--encoder", default=DEFAULT)
    options = parser.parse_args()
    settings = Settings(resolve_encoders(options.encoder).encoders, VectorCache())
    with threadpool_limits(1):
        cases = [
            *public_cases(options.public, options.size, settings),
            *sample_cases(settings),
            template_case(settings),
        ]
        text = report(cases, settings)
    Path(__file__).with_suffix(".md").write_text(text, "utf-8")
    print(text)


if __name__ == "__main__":
    main()
