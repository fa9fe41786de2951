"""How well relabelling decides by itself: harvest 2 of the sample against its gold codes.

    python eval/relabel_benchmark.py --gold FILE [--accept 0.9] [--encoder use+minilm]

FILE is a csv with the columns ``FragmentID`` and ``types`` (label ids joined by ``|``): what an
all-knowing coder would have ticked in version 3. The plan never sees it. A decision by the model is
right if it ticked those pieces of the split that the gold codes have. Where they have none, the
coder's own tick was wrong and no decision could be right; these are counted apart.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from common import CODEBOOK, HARVESTS
from common.pages import Options, table, write_page
from common.tasks import INVENTED, TYPES, gold_types

from classifier import relabel
from classifier.encode import DEFAULT, resolve_encoders
from classifier.relabel.plan_file import Plan

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


def measure(plan: Plan, gold: Mapping[str, frozenset[str]]) -> Result:
    """Compare the moves of harvest 2 with the gold codes."""
    counts: dict[str, int] = {}
    answers: list[Answer] = []
    for row in plan.rows():
        move = row.move(TYPES)
        if row.harvest != HARVEST or move is None or row.version == plan.codebook.newest:
            continue
        counts[move.how] = counts.get(move.how, 0) + 1
        for step in move.steps:
            if step.kind == "split" and row.fragment_id in gold:
                true = gold[row.fragment_id] & set(step.options)
                answers.append(Answer(step.how == "model", frozenset(step.chosen), true))
    return Result(plan.header.accept, counts, tuple(answers))


HEADINGS = (
    "accept", "cells", "unchanged", "by rule", "by model", "left to people", "split cells",
    "of them by model", "right", "precision", "wrong because the old tick was wrong",
    "proposals to people that were right",
)  # fmt: skip


def row(one: Result) -> list[str]:
    """Write one level of certainty."""
    total = sum(one.counts.values())
    decided = [a for a in one.answers if a.by_model]
    left = [a for a in one.answers if not a.by_model]
    right = sum(a.right for a in decided)
    hopeless = sum(not a.true for a in decided)
    precision = f"{right / len(decided):.2f}" if decided else "–"
    people = one.counts.get("person", 0)
    return [
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


def page(options: Options) -> Iterator[str]:
    """Measure each level of certainty."""
    gold, results = gold_types(options.gold), []
    chosen = resolve_encoders(options.encoder)
    with tempfile.TemporaryDirectory() as folder:
        for accept in options.accept:
            config = relabel.PlanConfig(accept, encoder=options.encoder, date="2025-01-01")
            planned = relabel.plan(HARVESTS, CODEBOOK, Path(folder) / f"plan-{accept}", config)
            results.append(measure(planned.plan, gold))
    encoders = " + ".join(encoder.name for encoder in chosen.encoders) or "none (words alone)"
    yield "# Relabelling harvest 2 from version 2 to version 3, against its gold codes"
    yield (
        f"Sentence encoders: {encoders}. Learned from the rows of harvests 1 to 3 that were coded "
        f"in version 3 words. {INVENTED}"
    )
    yield table(HEADINGS, map(row, results))


if __name__ == "__main__":
    write_page(page, threads=None, gold=None, accept=[0.8, 0.9, 0.95], encoder=DEFAULT)
