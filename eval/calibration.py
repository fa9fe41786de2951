"""Can the probabilities of suggested labels be taken at their word? Held out, decile by decile.

    python eval/calibration.py --public DIR [--draws 5] [--encoder use+minilm]

Learns from 100, 300 and 1,000 texts of each public set, several draws each, and looks at the
labels that are suggested for the fixed test part; the sample is judged forward in time: learn from
harvest 1, suggest for harvest 2, then from both for harvest 3. Pooled over sizes and draws the mean
probability of the suggested labels may differ from the share that is right by at most .03, and in
a decile of probability with 300 or more labels by at most .06 and two standard errors. Of the
sample it also tells how many *likely* labels a fragment gets (what ``accept`` takes), and how many
of these were recorded, with the codebook as it is and with 16 examples a label. Writes
eval/calibration.md beside itself.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from benchmark import task_material
from benchmark_sample import sample_inputs
from benchmark_task import Settings, Task, cut_task, read_frame
from common import DATA
from threadpoolctl import threadpool_limits

from classifier.codebook.files import read_codebook
from classifier.encode import DEFAULT, VectorCache, resolve_encoders
from classifier.evaluate.scored import predicted
from classifier.features import Texts, Vectors
from classifier.model.accept import LIKELY
from classifier.suggest.verdicts import choose
from classifier.train import TrainConfig, TrainInputs, fit, gather

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from classifier.records import BoolArray, FloatArray

SETS = ("disaster-news", "un-speeches")
SIZES = (100, 300, 1000)
MOST_OVERALL, MOST_IN_DECILE, FEWEST = 0.03, 0.06, 300

Shown = tuple["FloatArray", "BoolArray"]
"""Of suggested labels: the probability given, and whether the label is right."""


def shown_on_public(task: Task, settings: Settings, n_draws: int) -> Iterator[tuple[int, Shown]]:
    """Learn from each draw of each size; yields the size and what is suggested for the test."""
    texts = Texts(tuple(task.texts[i] for i in task.test), ("",) * len(task.test))
    rows = {name: v[task.test].astype(np.float32) for name, v in task.vectors.items()}
    for size in SIZES:
        for train in task.draws(size, n_draws):
            model = fit(task_material(task, train, settings), TrainConfig()).model
            found = model.probabilities(texts, Vectors(rows, rows))
            limits = {name: head.thresholds() for name, head in model.heads.items()}
            ((target, chosen),) = choose(model, found, limits).items()
            yield size, (found[target][chosen], task.truth[task.test][chosen])
        print(task.name, size, file=sys.stderr)


@dataclass(frozen=True, slots=True)
class OnHarvest:
    """What was suggested for one target of one harvest, by a model of the harvests before it."""

    harvest: str
    target: str
    n_fragments: int
    shown: Shown


def shown_on_sample(inputs: TrainInputs, settings: Settings) -> Iterator[OnHarvest]:
    """Learn from the harvests before each one, and suggest for it."""
    codings, book = inputs.codings, inputs.codebook
    whole = gather(inputs.fragments, codings, book, settings.encoders, settings.cache)
    harvests = np.array([f.harvest for f in inputs.fragments])
    order = sorted(set(harvests))
    for now in range(1, len(order)):
        old = [f for f in inputs.fragments if f.harvest in order[:now]]
        material = gather(old, codings, book, settings.encoders, settings.cache)
        model = fit(material, TrainConfig()).model
        new = np.flatnonzero(harvests == order[now])
        for name, scored in predicted(model, whole, new, np.zeros(len(harvests), int)).items():
            cells = scored.chosen & scored.known
            if scored.probabilities is not None:
                shown = (scored.probabilities[cells], scored.values[cells])
                yield OnHarvest(str(order[now]), name, len(new), shown)


def pooled(parts: list[Shown]) -> Shown:
    """Put the suggested labels of several runs together."""
    return np.concatenate([p for p, _ in parts]), np.concatenate([r for _, r in parts])


def line(name: str, shown: Shown) -> str:
    """One row of the table: how many, what was said, what was right."""
    said, right = float(shown[0].mean()), float(shown[1].mean())
    return f"| {name} | {len(shown[0])} | {said:.3f} | {right:.3f} | {said - right:+.3f} |"


def decile_lines(shown: Shown) -> Iterator[str]:
    """One row for each decile of probability, with what may lie between said and right."""
    p, right = shown
    place: NDArray[np.int64] = np.minimum((p * 10).astype(np.int64), 9)
    for decile in range(10):
        inside = place == decile
        n = int(inside.sum())
        if n < FEWEST:
            continue
        share = float(right[inside].mean())
        limit = MOST_IN_DECILE + 2 * float(np.sqrt(share * (1 - share) / n))
        gap = abs(float(p[inside].mean()) - share)
        kept = "yes" if gap <= limit else "no"
        name = f"{decile * 10}–{decile * 10 + 10} %"
        yield f"{line(name, (p[inside], right[inside]))} {limit:.3f} | {kept} |"


def section(name: str, by_size: dict[str, list[Shown]]) -> list[str]:
    """Write the tables of one set: by size or target, and by decile of all."""
    every = pooled([part for parts in by_size.values() for part in parts])
    kept = "yes" if abs(float(every[0].mean() - every[1].mean())) <= MOST_OVERALL else "no"
    return [
        f"## {name}",
        "",
        "| of | suggested labels | said | right | difference |",
        "|---|---|---|---|---|",
        *(line(size, pooled(parts)) for size, parts in by_size.items()),
        line("all", every),
        "",
        f"Within {MOST_OVERALL} overall: {kept}. By decile:",
        "",
        "| probability | suggested labels | said | right | difference | may be | kept |",
        "|---|---|---|---|---|---|---|",
        *decile_lines(every),
        "",
    ]


def likely_lines(codebook: str, on_harvests: list[OnHarvest]) -> Iterator[str]:
    """Write the table of likely labels: how many a fragment gets, and how many are recorded."""
    yield f"| likely, {codebook}, of | labels | a fragment | said | recorded |"
    yield "|---|---|---|---|---|"
    for one in on_harvests:
        p, right = one.shown
        likely = np.round(p, 4) > LIKELY
        n = int(likely.sum())
        said, recorded = float(p[likely].mean()), float(right[likely].mean())
        name = f"{one.target}, {one.harvest}"
        yield f"| {name} | {n} | {n / one.n_fragments:.2f} | {said:.3f} | {recorded:.3f} |"


def report(tasks: list[Task], settings: Settings, n_draws: int) -> str:
    """Measure everything and write the page."""
    lines = [
        "# Can the probabilities of suggested labels be taken at their word?",
        "",
        f"`python eval/calibration.py --public DIR`; {n_draws} draws of each size, a fixed test "
        "part that no fit has seen; the sample (invented texts) forward in time. “Said” is the "
        "mean probability of the labels that are suggested, “right” the share of them that the "
        f"coders recorded. Deciles with fewer than {FEWEST} labels are left out.",
        "",
    ]
    for task in tasks:
        by_size: dict[str, list[Shown]] = {}
        for size, shown in shown_on_public(task, settings, n_draws):
            by_size.setdefault(f"{size} texts", []).append(shown)
        lines += section(task.name, by_size)
    by_target: dict[str, list[Shown]] = {}
    sample = sample_inputs()
    on_harvests = list(shown_on_sample(sample, settings))
    taught = replace(sample, codebook=read_codebook(DATA / "codebook-16.yaml"))
    for one in on_harvests:
        by_target.setdefault(one.target, []).append(one.shown)
    lines += section("sample harvests (synthetic), forward in time", by_target)
    lines += [*likely_lines("codebook.yaml", on_harvests), ""]
    lines += [*likely_lines("codebook-16.yaml", list(shown_on_sample(taught, settings))), ""]
    return "\n".join(lines)


def main() -> None:
    """Read the command line, measure, and write the page."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--public", type=Path, default=DATA, metavar="DIR")
    parser.add_argument("--draws", type=int, default=5)
    parser.add_argument("--encoder", default=DEFAULT)
    parser.add_argument("--out", type=Path, default=Path(__file__).with_suffix(".md"))
    options = parser.parse_args()
    settings = Settings(resolve_encoders(options.encoder).encoders, VectorCache())
    tasks = []
    with threadpool_limits(1):
        for name in SETS:
            path = options.public / f"{name}.csv"
            frame = read_frame(path) if path.is_file() else None
            if frame is None:
                print(f"not measured: {path} is not there")
                continue
            tasks.append(cut_task(name, frame, settings))
        text = report(tasks, settings, options.draws)
    options.out.write_text(text, "utf-8")
    print(text)


if __name__ == "__main__":
    main()
