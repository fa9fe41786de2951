"""Do the figures hold where the groups do not? The same data with their groups and without.

    python eval/groups.py [--public DIR] [--size 1000] [--encoder use+minilm]

Compared on fixed test texts: two public sets with all rows in one group; the sample without
Country and Harvest, with one country, and with one sentence added to 34 rows; 300 texts made of six
templates, in one group and in many. Ranking and micro-F1 may differ by .01 and the labels
suggested a text by a tenth.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import astuple, dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from common.pages import Options, table, write_page
from common.tasks import CODE, NEWEST, TYPES, Settings, public_tasks, sample_inputs, settings_of
from plain_figures import main_figures

from classifier.codebook import Codebook, Label, Target
from classifier.encode import DEFAULT
from classifier.evaluate.scored import Scored, predicted
from classifier.records import Coding, Fragment
from classifier.train import Material, TrainConfig, fit

if TYPE_CHECKING:
    from classifier.train import Fitted

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


def public_cases(options: Options, settings: Settings) -> Iterator[Case]:
    """Two public sets, in which each row is a group of its own."""
    size = options.size
    for task in public_tasks(options.public, settings):
        rows = np.concatenate([task.pool[:size], task.test])
        whole = task.material(rows, settings)
        train, test = (frozenset(map(str, part)) for part in (task.pool[:size], task.test))
        title = f"{task.name}, {len(train)} texts, all in one group"
        yield Case(title, whole, CODE, train, test, one_group)


def sample_cases(settings: Settings) -> Iterator[Case]:
    """Learn from harvests 1–2 of the sample, test on harvest 3."""
    inputs = sample_inputs()
    whole = settings.material(inputs)
    new = frozenset(f.id for f in inputs.fragments if f.harvest == NEWEST)
    old = frozenset(f.id for f in inputs.fragments) - new
    for name, spoilt in (
        ("without Country and Harvest", one_group),
        ("one country, one harvest", one_country),
        (f"one sentence added to {N_WITH_SENTENCE} rows", one_sentence),
    ):
        yield Case(f"sample, {name}", whole, TYPES, old, new, spoilt)


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
        codings.append(Coding(str(i), TYPES, frozenset(TEMPLATES[one][0] for one in given)))
    labels = tuple(Label(name, name) for name, _ in TEMPLATES)
    book = Codebook("templates", "1", (Target(TYPES, labels),))
    whole = settings.gather(fragments, codings, book)
    ids = [f.id for f in fragments]
    train, test = frozenset(ids[:N_FROM_TEMPLATES]), frozenset(ids[N_FROM_TEMPLATES:])
    return Case(
        f"{N_FROM_TEMPLATES} texts of six templates, all in one group",
        whole, TYPES, train, test, one_group,
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
    return fit(settings.gather(fragments, codings, case.whole.codebook), TrainConfig())


def outcome(scored: Scored) -> Outcome:
    """Measure what a fit says of the test texts."""
    if scored.probabilities is None:
        raise ValueError(f"{scored.target} was scored without probabilities")
    ranking, micro_f1, _ = main_figures(
        scored.values, scored.probabilities, scored.chosen, scored.known
    )
    return Outcome(ranking, micro_f1, float(scored.chosen.sum(axis=1).mean()))


def case_row(case: Case, settings: Settings) -> list[str]:
    """Return one row of the table: both forms beside each other, and whether they are near."""
    old = [f for f in case.whole.fragments if f.id in case.train]
    place = {f.id: i for i, f in enumerate(case.whole.fragments)}
    new = np.array(sorted(place[one] for one in case.test))
    nobody = np.zeros(len(place), dtype=np.int64)
    found = []
    for fragments in (old, case.spoilt(old)):
        fitted = learned(case, fragments, settings)
        found.append(outcome(predicted(fitted.model, case.whole, new, nobody)[case.target]))
    print(case.name, file=sys.stderr)
    fair, spoilt = found
    near = (
        abs(fair.ranking - spoilt.ranking) <= MOST_FIGURE
        and abs(fair.micro_f1 - spoilt.micro_f1) <= MOST_FIGURE
        and abs(fair.labels - spoilt.labels) <= MOST_LABELS * fair.labels
    )
    pairs = zip(astuple(fair), astuple(spoilt), strict=True)
    cells = [f"{before:.3f} → {after:.3f}" for before, after in pairs]
    split = fitted.split
    return [case.name, *cells, "yes" if near else "no", str(len(split.twins)), split.by]


def page(options: Options) -> Iterator[str]:
    """Measure everything and write the page."""
    settings = settings_of(options.encoder)
    cases = [
        *public_cases(options, settings),
        *sample_cases(settings),
        template_case(settings),
    ]
    yield "# Do the figures hold where the groups do not?"
    yield (
        "Each cell: the data with their groups → as named. Kept: ranking and micro-F1 within "
        f"{MOST_FIGURE}, labels a text within a tenth, on fixed test texts (the sample: harvest "
        "3). The sample and the templates are invented."
    )
    yield table(
        ("case", "LRAP", "micro-F1", "labels a text", "kept", "pairs of twins", "grouped by"),
        (case_row(case, settings) for case in cases),
    )


if __name__ == "__main__":
    write_page(page, public=None, size=1000, encoder=DEFAULT)
