"""What commands show on the terminal when they are done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from textwrap import fill
from typing import TYPE_CHECKING

from classifier.relabel.moves import HOW_WORDS
from classifier.wording import counted, first_names

if TYPE_CHECKING:
    from classifier.encode import EncoderFacts
    from classifier.engine.parts import Tally
    from classifier.finish import Finished
    from classifier.relabel.plan_file import Header

# More ids than this fill the screen; the workbook itself shows the rest.
_SHOWN = 12


def finish_summary(done: Finished) -> str:
    """Count the decisions by kind, and name the rows that were left as they were."""
    kinds = Counter(decision.how for decision in done.decisions)
    parts = [f"{n} {kind}" for kind, n in kinds.most_common()]
    written = counted(len(done.decisions), "decision")
    lines = [f"{written} written: {', '.join(parts) or 'none'}."]
    rows = {
        "kept as coded": done.kept,
        **_left_rows(done),
        "not in the workbook any more": done.missing,
    }
    for what, ids in rows.items():
        if ids:
            lines.append(f"{counted(len(ids), 'row')} {what}: {first_names(ids, _SHOWN)}")
    if done.new_labels:
        lines.append(f"Labels that are not in the codebook yet: {done.new_labels.name}.")
    return "\n".join(lines)


def _left_rows(done: Finished) -> dict[str, list[str]]:
    """Return the names of rows that were left as they were, by why."""
    disputed = {conflict.key for conflict in done.conflicts}
    apart = [row.name for row in done.left if row.fragment_id in disputed]
    others = [row for row in done.left if row.fragment_id not in disputed]
    return {
        "with answers that differ": apart,
        "left unchanged, undecided": [row.name for row in others if not row.discuss],
        "to discuss": [row.name for row in others if row.discuss],
    }


def encoder_table(encoders: Sequence[EncoderFacts]) -> str:
    """One paragraph an encoder: what it is, and where its weights are or how to install it."""
    parts = []
    for e in encoders:
        place = f"weights     {e.where}" if e.where else f"to install  {e.install}"
        spoken = ", ".join(sorted(e.languages)) or "as the model"
        parts.append(
            f"{e.name} · {'installed' if e.where else 'not installed'}\n"
            f"  dimensions  {e.n_dims or '–'}\n"
            f"{fill(spoken, 80, initial_indent='  languages   ', subsequent_indent=' ' * 14)}\n"
            f"  licence     {e.licence}\n"
            f"  {place}"
        )
    return "\n\n".join(parts)


_STATES = {
    "moved": "moved to the new version",
    "done": "moved by this plan before",
    "newest": "in the newest version already",
    "waits": "left in their old words: a person has not decided",
    "not coded": "not coded",
    "refused": "refused: changed since the plan, named above",
    "undone": "put back as they were",
    "not moved": "left as they are: not changed in the last step",
}


def plan_summary(header: Header) -> str:
    """Say what was planned, cell by cell, and how far the model may be trusted."""
    lines = [
        f"{header.n_rows} coded rows on their way to version {header.codebook_version} "
        f"(plan {header.id}).",
        "",
        f"{'cells':<14}" + "".join(f"{words:>24}" for words in HOW_WORDS.values()),
    ]
    for target, counts in header.counts.items():
        lines.append(f"  {target:<12}" + "".join(f"{counts.get(how, 0):>24}" for how in HOW_WORDS))
    lines.append("")
    for asked in header.evidence:
        what = "split" if asked["kind"] == "split" else "is new"
        said = f"{asked['label']} {what} in version {asked['version']}: {asked['asked']} rows asked"
        if asked["decided"]:
            said += (
                f"; on held-out rows {asked['right']} of {asked['decided']} such decisions were "
                f"right (of {asked['held_out']} tried)"
            )
        elif asked["held_out"]:
            said += f"; on {asked['held_out']} held-out rows the model would decide none"
        lines.append(said)
    return "\n".join(lines)


def applied_summary(tally: Tally) -> str:
    """Count the rows by what became of them."""
    counts = tally.counts
    lines = [f"{counts[state]:>7} rows {said}" for state, said in _STATES.items() if counts[state]]
    return "\n".join(lines)
