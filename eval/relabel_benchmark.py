"""How well relabelling decides by itself: harvest 2 of the sample against its gold codes.

    python eval/relabel_benchmark.py --gold FILE [--accept 0.9] [--encoder use+minilm] [--out FILE]

FILE is a csv with the columns ``FragmentID`` and ``types`` (label ids joined by ``|``): what an
all-knowing coder would have ticked in version 3. The plan never sees it. A decision by the model is
right if it ticked those pieces of the split that the gold codes have. Where they have none, the
coder's own tick was wrong and no decision could be right; these are counted apart.
"""

from __future__ import annotations

import argparse
import csv
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from common import DATA, HARVESTS

from classifier import relabel
from classifier.encode import DEFAULT, resolve_encoders
from classifier.relabel.plan_file import Plan

TARGET = "type"
HARVEST = "harvest 2"


@dataclass(frozen=True)
class Answer:
    """One split that was put to the texts: what was chosen, and what is true among the options."""

    by_model: bool
    chosen: frozenset[str]
    true: frozenset[str]

    @property
    def right(self) -> bool:
        """Whether exactly the true pieces were chosen."""
        return self.chosen == self.true


@dataclass(frozen=True)
class Result:
    """What came out at one level of certainty: cells of harvest 2 by how, and its questions."""

    accept: float
    counts: Mapping[str, int]
    answers: tuple[Answer, ...]


def read_gold(path: Path) -> dict[str, frozenset[str]]:
    """Read the gold codes by FragmentID."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return {
            row["FragmentID"]: frozenset(filter(None, row["types"].split("|")))
            for row in csv.DictReader(stream)
        }


def measure(plan: Plan, gold: Mapping[str, frozenset[str]]) -> Result:
    """Compare the moves of harvest 2 with the gold codes."""
    counts: dict[str, int] = {}
    answers: list[Answer] = []
    for row in plan.rows():
        move = row.move(TARGET)
        if row.harvest != HARVEST or move is None or row.version == plan.codebook.newest:
            continue
        counts[move.how] = counts.get(move.how, 0) + 1
        for step in move.steps:
            if step.kind == "split" and row.fragment_id in gold:
                true = gold[row.fragment_id] & set(step.options)
                answers.append(Answer(step.how == "model", frozenset(step.chosen), true))
    return Result(plan.header.accept, counts, tuple(answers))


def report(results: Sequence[Result], encoders: str) -> Iterator[str]:
    """Write the results as Markdown."""
    yield "# Relabelling harvest 2 from version 2 to version 3, against its gold codes\n"
    yield f"`python eval/relabel_benchmark.py --gold FILE`; sentence encoders: {encoders}. Learned"
    yield "from the rows of harvests 1 to 3 that were coded in version 3 words. The sample is"
    yield "invented: this shows that the mechanism works, not how it will do on real outcomes.\n"
    yield "| accept | cells | unchanged | by rule | by model | left to people | split cells | of "
    yield "them by model | right | precision | wrong because the old tick was wrong | proposals to "
    yield "people that were right |"
    yield "|" + "---|" * 12
    for one in results:
        yield _row(one)


def _row(one: Result) -> str:
    total = sum(one.counts.values())
    decided = [a for a in one.answers if a.by_model]
    left = [a for a in one.answers if not a.by_model]
    right = sum(a.right for a in decided)
    hopeless = sum(not a.true for a in decided)
    precision = f"{right / len(decided):.2f}" if decided else "–"
    people = one.counts.get("person", 0)
    cells = [
        f"{one.accept:g}",
        str(total),
        *(str(one.counts.get(how, 0)) for how in ("unchanged", "rule", "model")),
        f"{people} ({people / total:.0%})" if total else "0",
        str(len(one.answers)),
        str(len(decided)),
        str(right),
        precision,
        str(hopeless),
        f"{sum(a.right for a in left)} of {len(left)}",
    ]
    return f"| {' | '.join(cells)} |"


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--gold", type=Path, help="csv with the gold codes of harvest 2")
    parser.add_argument("--accept", type=float, nargs="*", default=[0.8, 0.9, 0.95])
    parser.add_argument("--encoder", default=DEFAULT)
    parser.add_argument("--out", type=Path, help="also write the table to this file")
    given = parser.parse_args()
    if given.gold is None or not given.gold.exists():
        print("not measured: give the gold codes of harvest 2 with --gold FILE")
        return 0
    gold = read_gold(given.gold)
    chosen = resolve_encoders(given.encoder)
    results = []
    with tempfile.TemporaryDirectory() as folder:
        for accept in given.accept:
            config = relabel.PlanConfig(accept, encoder=given.encoder, date="2025-01-01")
            out = Path(folder) / f"plan-{accept}"
            planned = relabel.plan(HARVESTS, DATA / "codebook.yaml", out, config)
            results.append(measure(planned.plan, gold))
    names = " + ".join(encoder.name for encoder in chosen.encoders) or "none (words alone)"
    text = "".join(f"{line}\n" for line in report(results, names))
    text = text.replace("of \nthem", "of them").replace("to \npeople", "to people")
    print(text, end="")
    if given.out:
        given.out.write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
