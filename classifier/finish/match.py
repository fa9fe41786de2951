"""Which row is which fragment, after people have sorted, edited, copied and deleted rows."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from classifier.records import Origin, Problem
from classifier.workbook.hidden_sheet import Pretagged, PretaggedRow
from classifier.workbook.reviewed import ReviewedRow


@dataclass(frozen=True, slots=True)
class Match:
    """Rows that were recognised, fragments whose row is gone, and what was strange."""

    rows: tuple[tuple[ReviewedRow, PretaggedRow], ...]
    missing: tuple[str, ...]
    problems: tuple[Problem, ...]


def match_rows(rows: Sequence[ReviewedRow], pretagged: Pretagged, file: str) -> Match:
    """Recognise each row by the suggestions in it, its FragmentID and its text.

    Two of the three must agree. A row whose suggestions belong to another text (only a part of
    the columns was sorted) is named and left alone: nobody knows what the decision was about.
    """
    finder = _Finder(rows, pretagged)
    found: list[tuple[ReviewedRow, PretaggedRow]] = []
    problems: list[Problem] = []
    for row in rows:
        fragment, trouble = finder.find(row)
        origin = Origin(file, row.row, row.sheet)
        if trouble:
            problems.append(trouble.at(origin))
        if fragment is not None:
            found.append((row, fragment))
    rows_kept, repeated = _once(found, file)
    present = {fragment.key for _, fragment in found} | finder.torn
    missing = tuple(one.key for one in pretagged.rows if one.key not in present)
    return Match(tuple(rows_kept), missing, (*problems, *repeated))


@dataclass(frozen=True, slots=True)
class _Trouble:
    kind: str
    what: str
    hint: str = ""
    notice: bool = False

    def at(self, origin: Origin) -> Problem:
        return Problem(origin, self.kind, self.what, self.hint, self.notice)


_CHANGED = _Trouble(
    "text-changed",
    "has another text than when the suggestions were made; it was matched by its FragmentID.",
    "Check that the decision still fits.",
    notice=True,
)


class _Finder:
    def __init__(self, rows: Sequence[ReviewedRow], pretagged: Pretagged) -> None:
        self._by_key = {one.key: one for one in pretagged.rows}
        self._by_id: dict[str, list[PretaggedRow]] = defaultdict(list)
        for one in pretagged.rows:
            self._by_id[one.written_id].append(one)
        self._ids = Counter(row.written_id for row in rows)
        self.torn: set[str] = set()

    def find(self, row: ReviewedRow) -> tuple[PretaggedRow | None, _Trouble | None]:
        fragment = self._by_key.get(row.key)
        if fragment is None:
            return self._by_its_own(row)
        if row.digest == fragment.digest:
            return fragment, None
        if row.written_id and row.written_id == fragment.written_id and self._unique(row):
            return fragment, _CHANGED
        self.torn.add(fragment.key)
        return None, _Trouble(
            "rows-torn",
            f"shows the suggestions for “{fragment.key}” beside another text; it was left alone.",
            "Were only some of the columns sorted? Undo that, or decide this row in a fresh copy.",
        )

    def _by_its_own(self, row: ReviewedRow) -> tuple[PretaggedRow | None, _Trouble | None]:
        """Recognise a row whose cell "Belongs to" is empty or unknown, if it holds a decision."""
        if not row.decisions:
            return self._exactly(row), None
        exact = self._exactly(row)
        if exact:
            return exact, None
        candidates = self._by_id[row.written_id] if row.written_id else []
        if len(candidates) == 1 and self._unique(row):
            return candidates[0], _CHANGED
        return None, _Trouble(
            "row-unknown",
            "holds a decision, but is no row that suggestions were made for.",
            "New rows need suggestions of their own first.",
        )

    def _exactly(self, row: ReviewedRow) -> PretaggedRow | None:
        same = [one for one in self._by_id[row.written_id] if one.digest == row.digest]
        return same[0] if len(same) == 1 and self._unique(row) else None

    def _unique(self, row: ReviewedRow) -> bool:
        return self._ids[row.written_id] == 1


def _once(
    found: Sequence[tuple[ReviewedRow, PretaggedRow]], file: str
) -> tuple[list[tuple[ReviewedRow, PretaggedRow]], list[Problem]]:
    """A fragment in two rows is decided only if both rows say the same."""
    answers: dict[str, set[tuple[tuple[str, str], ...]]] = defaultdict(set)
    for row, fragment in found:
        answers[fragment.key].add(tuple(sorted(row.decisions.items())))
    kept, problems = [], []
    for row, fragment in found:
        if len(answers[fragment.key]) == 1:
            kept.append((row, fragment))
            continue
        what = f"is “{fragment.key}” once more, with another decision; both rows were left."
        hint = "Delete one of the two rows."
        origin = Origin(file, row.row, row.sheet)
        problems.append(Problem(origin, "row-twice", what, hint))
    return kept, problems
