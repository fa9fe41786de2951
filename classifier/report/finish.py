"""What finishing a workbook shows: what was decided, what was left."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from classifier.finish import Finished
from classifier.wording import first_names

if TYPE_CHECKING:
    from pathlib import Path

# More ids than this fill the screen; the workbook itself shows the rest.
_SHOWN = 12


def finish_summary(done: Finished, out: Path) -> str:
    """Count the decisions by kind, and name the rows that were left as they were."""
    kinds = Counter(decision.how for decision in done.decisions)
    parts = [f"{n} {kind}" for kind, n in kinds.most_common()]
    n = len(done.decisions)
    lines = [f"{n} decision{'' if n == 1 else 's'} written: {', '.join(parts) or 'none'}."]
    undecided = [left.fragment_id for left in done.left if not left.discuss]
    discuss = [left.fragment_id for left in done.left if left.discuss]
    lines += _named("left unchanged, undecided", undecided)
    lines += _named("to discuss", discuss)
    lines += _named("not in the workbook any more", list(done.missing))
    return "\n".join([*lines, f"Coded harvest: {out}"])


def _named(what: str, ids: list[str]) -> list[str]:
    if not ids:
        return []
    rows = "1 row" if len(ids) == 1 else f"{len(ids)} rows"
    return [f"{rows} {what}: {first_names(ids, _SHOWN)}"]
