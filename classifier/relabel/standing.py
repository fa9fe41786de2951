"""In which version of the codebook the codes of a harvest stand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from classifier.edit.provenance import IN, read_step
from classifier.engine.archive_files import archive_files, read_batches
from classifier.relabel.rows import RowReader
from classifier.relabel.settle import PLAN_NAME

if TYPE_CHECKING:
    from classifier.codebook import Codebook
    from classifier.relabel.rows import ArchiveRow


@dataclass(slots=True)
class Standing:
    """Counts of the coded rows of one file.

    Attributes
    ----------
    versions : rows by the version that their codes stand in
    unlisted : rows whose version nobody states, by the name of their harvest; they count as newest
    unknown : rows that state a version which the codebook does not know
    unread : rows with a code that the codebook does not know
    ended : rows of the newest version that hold a label which that version does not have, by label
    moved_by : the plan that wrote the last step; "" where that was something else, or nothing
    n_moved : rows that it moved
    """

    newest: str
    versions: Counter[str] = field(default_factory=Counter)
    unlisted: Counter[str] = field(default_factory=Counter)
    unknown: int = 0
    unread: int = 0
    ended: Counter[tuple[str, str]] = field(default_factory=Counter)
    moved_by: str = ""
    n_moved: int = 0

    @property
    def n_rows(self) -> int:
        """How many rows are coded."""
        return self.versions.total() + self.unknown

    @property
    def older(self) -> Mapping[str, int]:
        """Rows by version, of versions before the newest."""
        return {name: n for name, n in self.versions.items() if name != self.newest}

    @property
    def n_older(self) -> int:
        """How many rows stand in an older version."""
        return sum(self.older.values())


def standing_of(path: Path, codebook: Codebook) -> Standing:
    """Go through the rows of a file."""
    found = Standing(codebook.newest)
    reader = RowReader(codebook)
    retired = {
        (target.id, label.id)
        for target in codebook.targets
        for label in target.labels
        if label.retired
    }
    steps: dict[int, Counter[str]] = {}
    for batch in read_batches(archive_files([path])[0], codebook):
        for row in reader.rows(batch):
            _count(found, row, retired)
            step = read_step(row.row.cells)
            if step is not None:
                steps.setdefault(step.number, Counter())[row.row.cells.get(IN, "")] += 1
    last = steps.get(max(steps, default=0), Counter())
    plans = [(name, n) for name, n in last.most_common() if name.startswith(PLAN_NAME)]
    for name, n in plans[:1]:
        found.moved_by, found.n_moved = name.removeprefix(PLAN_NAME), n
    return found


def _count(found: Standing, row: ArchiveRow, retired: set[tuple[str, str]]) -> None:
    codes = row.codes
    if not codes.version:
        found.unknown += 1
        return
    if not codes.labels:
        return
    found.versions[codes.version] += 1
    found.unread += bool(codes.unread)
    if not codes.known:
        found.unlisted[row.fragment.harvest] += 1
    if codes.version == found.newest:
        ids = ((target, one) for target, labels in codes.labels.items() for one in labels)
        found.ended.update(pair for pair in ids if pair in retired)
