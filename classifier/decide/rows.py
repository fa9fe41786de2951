"""Which row is which fragment, after people have sorted, edited, copied and deleted rows."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from classifier.records import Fragment, Origin, Problem
from classifier.translations import tell


def digest(*texts: str) -> str:
    r"""Fingerprint texts: the first 16 hex digits of a SHA-256 over their words.

    Blanks and line ends do not count, since spreadsheet programs change them.

    >>> digest("a  b", "c") == digest("a\nb ", "c"), digest("a b", "c") == digest("a", "b c")
    (True, False)
    """
    words = "\0".join(" ".join(text.split()) for text in texts)
    return hashlib.sha256(words.encode()).hexdigest()[:16]


def text_digest(fragment: Fragment) -> str:
    """Fingerprint the two texts of a fragment that count."""
    return digest(fragment.outcome, fragment.significance)


class Identified(Protocol):
    """A row that is known by its FragmentID and the fingerprint of its text."""

    @property
    def written_id(self) -> str:
        """The cell FragmentID, "" for none."""

    @property
    def digest(self) -> str:
        """The fingerprint of its text."""


class KnownRow(Identified, Protocol):
    """A row as it was when a sheet to decide in was made; ``key`` is unique in the sheet."""

    @property
    def key(self) -> str:
        """Its name in the sheet."""

    @property
    def confidential(self) -> bool:
        """Whether it may not be named."""


class SheetRow(Identified, Protocol):
    """A row of the sheet now."""

    @property
    def key(self) -> str:
        """Whose proposals stand in it."""

    @property
    def sheet(self) -> str:
        """The sheet it stands in."""

    @property
    def row(self) -> int:
        """Its number there."""

    @property
    def decisions(self) -> Mapping[str, str]:
        """Its filled decision cells by target id."""


Known = TypeVar("Known", bound=KnownRow)
Row = TypeVar("Row", bound=SheetRow)
Thing = TypeVar("Thing")
AnyRow = TypeVar("AnyRow", bound=Identified)


@dataclass(frozen=True, slots=True)
class FoundRow(Generic[Thing]):
    """What stands in a row, with what the row is known by."""

    written_id: str
    digest: str
    of: Thing


class RowFinder(Generic[AnyRow]):
    """Finds rows by FragmentID and text, wherever they stand."""

    def __init__(self, rows: Iterable[AnyRow]) -> None:
        self._by_id: dict[str, list[AnyRow]] = defaultdict(list)
        self._by_text: dict[str, list[AnyRow]] = defaultdict(list)
        for row in rows:
            self._by_id[row.written_id].append(row)
            self._by_text[row.digest].append(row)

    def with_id(self, written_id: str) -> list[AnyRow]:
        """Return the rows with this id, whatever their text."""
        return self._by_id.get(written_id, [])

    def with_text(self, digest: str) -> list[AnyRow]:
        """Return the rows with this text, whatever their id."""
        return self._by_text.get(digest, [])

    def find(self, written_id: str, digest: str) -> tuple[AnyRow | None, bool]:
        """Return the one row with this id and text, else the one with this id.

        The second value says that its text has changed.
        """
        with_id = self.with_id(written_id)
        same = [row for row in with_id if row.digest == digest]
        if len(same) == 1:
            return same[0], False
        return (with_id[0], True) if written_id and len(with_id) == 1 else (None, False)


@dataclass(frozen=True, slots=True)
class Match(Generic[Row, Known]):
    """Rows that were recognised, fragments whose row is gone, and what was strange."""

    rows: tuple[tuple[Row, Known], ...]
    missing: tuple[str, ...]
    problems: tuple[Problem, ...]


def match_rows(rows: Sequence[Row], known: Sequence[Known], file: str) -> Match[Row, Known]:
    """Recognise each row by the suggestions in it, its FragmentID and its text.

    Two of the three must agree. A row whose suggestions belong to another text (only a part of
    the columns was sorted) is named and left alone: nobody knows what the decision was about.
    """
    finder = _Matcher(rows, known)
    found: list[tuple[Row, Known]] = []
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
    missing = tuple(one.key for one in known if one.key not in present)
    return Match(tuple(rows_kept), missing, (*problems, *repeated))


def name_of(row: KnownRow) -> str:
    """Return what a row may be called."""
    return tell("decision_confidential") if row.confidential else f"“{row.key}”"


@dataclass(frozen=True, slots=True)
class RowTrouble:
    """What is strange about a row."""

    kind: str
    what: str
    hint: str = ""
    notice: bool = False

    def at(self, origin: Origin) -> Problem:
        """Return it as a problem of a row."""
        return Problem(origin, self.kind, self.what, self.hint, self.notice)


def text_changed() -> RowTrouble:
    """Return what is said of a row that was found by its id alone."""
    what, hint = tell("decision_text_changed"), tell("decision_still_fits")
    return RowTrouble("text-changed", what, hint, notice=True)


class _Matcher(Generic[Row, Known]):
    def __init__(self, rows: Sequence[Row], known: Sequence[Known]) -> None:
        self._by_key = {one.key: one for one in known}
        self._finder = RowFinder(known)
        self._ids = Counter(row.written_id for row in rows)
        self.torn: set[str] = set()

    def find(self, row: Row) -> tuple[Known | None, RowTrouble | None]:
        fragment = self._by_key.get(row.key)
        if fragment is None:
            return self._by_its_own(row)
        if row.digest == fragment.digest:
            return fragment, None
        if row.written_id and row.written_id == fragment.written_id and self._unique(row):
            return fragment, text_changed()
        self.torn.add(fragment.key)
        what = tell("decision_rows_torn", name=name_of(fragment))
        return None, RowTrouble("rows-torn", what, tell("decision_rows_torn_hint"))

    def _by_its_own(self, row: Row) -> tuple[Known | None, RowTrouble | None]:
        """Recognise a row whose cell "Belongs to" is empty or unknown.

        One that holds no decision is passed over unless it is just as it was.
        """
        fragment, changed = None, False
        if self._unique(row):
            fragment, changed = self._finder.find(row.written_id, row.digest)
        if fragment is not None and not changed:
            return fragment, None
        if not row.decisions:
            return None, None
        if fragment is not None:
            return fragment, text_changed()
        what, hint = tell("decision_row_unknown"), tell("decision_row_unknown_hint")
        return None, RowTrouble("row-unknown", what, hint)

    def _unique(self, row: Row) -> bool:
        return self._ids[row.written_id] == 1


def _once(
    found: Sequence[tuple[Row, Known]], file: str
) -> tuple[list[tuple[Row, Known]], list[Problem]]:
    """A fragment in two rows is decided only if both rows say the same."""
    answers: dict[str, set[tuple[tuple[str, str], ...]]] = defaultdict(set)
    for row, fragment in found:
        answers[fragment.key].add(tuple(sorted(row.decisions.items())))
    kept, problems = [], []
    for row, fragment in found:
        if len(answers[fragment.key]) == 1:
            kept.append((row, fragment))
            continue
        what = tell("decision_row_twice", name=name_of(fragment))
        hint = tell("decision_row_twice_hint")
        origin = Origin(file, row.row, row.sheet)
        problems.append(Problem(origin, "row-twice", what, hint))
    return kept, problems
