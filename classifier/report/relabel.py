"""What relabelling shows on the terminal: a plan in figures, and what applying it did."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from classifier.relabel.moves import HOW_WORDS

if TYPE_CHECKING:
    from pathlib import Path

    from classifier.relabel.plan_file import Header
    from classifier.relabel.work import Applied

_STATES = {
    "moved": "moved to the new version",
    "done": "moved by this plan before",
    "newest": "in the newest version already",
    "waits": "left in their old words: a person has not decided",
    "not coded": "not coded",
    "refused": "refused: changed since the plan, named above",
    "undone": "put back",
    "not moved": "left as they are: never moved",
}


def plan_summary(header: Header, out: Path) -> str:
    """Say what was planned, cell by cell, and how far the model may be trusted."""
    lines = [
        f"{header.n_rows} coded rows on their way to version {header.codebook_version} "
        f"(plan {header.id}).",
        "",
        f"{'cells':<14}" + "".join(f"{words:>24}" for words in HOW_WORDS.values()),
    ]
    for target, counts in header.counts.items():
        lines.append(f"  {target:<12}" + "".join(f"{counts.get(how, 0):>24}" for how in HOW_WORDS))
    lines += ["", *(_asked(one) for one in header.evidence)]
    lines += ["", f"Read and decide:  {out / 'plan.xlsx'}"]
    lines += [f"Then:             classifier relabel apply {out} --to HARVEST --out NEW"]
    return "\n".join(lines)


def _asked(one: Mapping[str, Any]) -> str:
    what = f"{one['label']} split" if one["kind"] == "split" else f"{one['label']} is new"
    said = f"{what} in version {one['version']}: {one['asked']} rows asked"
    if one["decided"]:
        said += (
            f"; on held-out rows {one['right']} of {one['decided']} such decisions were right "
            f"(of {one['held_out']} tried)"
        )
    elif one["held_out"]:
        said += f"; on {one['held_out']} held-out rows the model would decide none"
    return said


def applied_summary(done: Applied, out: Path) -> str:
    """Count the rows by what became of them."""
    counts: Counter[str] = done.counts
    lines = [f"{counts[state]:>7} rows {said}" for state, said in _STATES.items() if counts[state]]
    return "\n".join([*lines, f"Written: {out}"])
