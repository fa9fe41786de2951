"""A workbook that comes back reviewed: what it would write is shown before it is taken."""

from __future__ import annotations

import datetime
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from classifier.finish import Signature, finish

if TYPE_CHECKING:
    from classifier.codebook import Codebook
    from classifier.records import Problem


# Ways of deciding that do not take what was suggested.
_OTHERWISE = ("changed", "by hand", "none fits")


@dataclass(frozen=True)
class Difference:
    """A cell of codes that a person decided otherwise than it was suggested."""

    row: int
    target: str
    labels: tuple[str, ...]


@dataclass(frozen=True)
class Preview:
    """What a reviewed workbook says.

    Attributes
    ----------
    n_decided, n_left : fragments with a decision, and those with something undecided
    changed : decisions that are not what was likely, in the order of the rows
    """

    n_decided: int
    n_left: int
    changed: tuple[Difference, ...]
    problems: tuple[Problem, ...]


def preview(workbook: Path, coder: str, codebook: Codebook | None) -> Preview:
    """Do what ``finish`` does with a workbook, beside everything, and tell what came of it."""
    today = datetime.date.today().isoformat()
    with tempfile.TemporaryDirectory() as folder:
        done = finish(workbook, Path(folder) / workbook.name, Signature(coder, today))
    targets = {target.id: target for target in codebook.targets} if codebook else {}
    changed = []
    for one in done.decisions:
        target = targets.get(one.target)
        names = {label.id: label.name for label in target.labels} if target else {}
        if one.how in _OTHERWISE:
            labels = tuple(sorted(names.get(label, label) for label in one.labels))
            title = target.name if target else one.target
            changed.append(Difference(one.origin.row or 0, title, labels))
    n_decided = len({one.fragment_id for one in done.decisions})
    return Preview(n_decided, len(done.left), tuple(changed), done.problems)
