"""Which of her rows is which fragment, after she has sorted, edited and deleted rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from classifier.decide.rows import Match, digest, match_rows, name_of, text_changed
from classifier.harvest.headings import is_ours
from classifier.records import Origin, Problem
from classifier.translations import tell
from classifier.workbook.hidden_sheet import PretaggedRow
from classifier.xlsx.sheet_cells import SheetCells

_NO_TEXT = digest("")


@dataclass(frozen=True, slots=True)
class ReviewedRow:
    """One row of a sheet: whose suggestions are for it, whose text, what was decided.

    Attributes
    ----------
    key : whose suggestions are for it, "" if nobody's
    written_id, digest : the row's own FragmentID and the fingerprint of its text
    decisions : the cells of the decision columns by target id, those that are filled; errors such
        as #N/A and formulas without a result too
    whole : the fingerprint of all its cells
    said : where its decisions stand, if that is another row
    noted : labels that the codebook lacks, by target id, as written in its decision cells
    """

    sheet: str
    row: int
    key: str
    written_id: str
    digest: str
    decisions: Mapping[str, str]
    whole: str = ""
    said: tuple[str, int] | None = None
    noted: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def place(self, file: str) -> Origin:
        """Say where its decisions stand."""
        sheet, row = self.said or (self.sheet, self.row)
        return Origin(file, row, sheet)


RowMatch = Match[ReviewedRow, PretaggedRow]


@dataclass(frozen=True, slots=True)
class _Shown:
    """A fragment as the sheet "Review" shows it."""

    key: str
    written_id: str
    digest: str
    confidential: bool


def whole_digest(grid: SheetCells, row: int, headings: Mapping[int, str]) -> str:
    """Fingerprint all cells of a row that stand under her headings."""
    cells = grid.texts(row)
    return digest(*(cells.get(c, "") for c, text in headings.items() if not is_ours(text)))


Fingerprint = Callable[[ReviewedRow | PretaggedRow], tuple[str, ...]]
# From the surest to the least sure; () is none.
_WAYS: tuple[Fingerprint, ...] = (
    lambda one: (one.written_id, one.digest, one.whole),
    lambda one: (one.written_id, one.digest),
    lambda one: (one.written_id,) if one.written_id else (),
    lambda one: (one.digest,) if one.digest != _NO_TEXT else (),
)
_BY_ALL, _BY_ID = 0, 2


def find_her_rows(
    rows: Sequence[ReviewedRow], known: Sequence[PretaggedRow]
) -> tuple[dict[str, ReviewedRow], frozenset[str]]:
    """Find the row of each fragment by its key, and say whose text has changed.

    By all cells, where rows that are alike in everything are taken in their order; then by id and
    text; then by one of the two, if only one row and one fragment come into question.
    """
    found: dict[str, ReviewedRow] = {}
    changed: frozenset[str] = frozenset()
    for way, fingerprint in enumerate(_WAYS):
        taken = {(row.sheet, row.row) for row in found.values()}
        free = [row for row in rows if (row.sheet, row.row) not in taken]
        wanted = [one for one in known if one.key not in found]
        pairs = _pairs(free, wanted, fingerprint, in_order=way == _BY_ALL)
        found |= pairs
        if way == _BY_ID:
            changed = frozenset(pairs)
    return found, changed


def _pairs(
    rows: Sequence[ReviewedRow],
    known: Sequence[PretaggedRow],
    fingerprint: Fingerprint,
    *,
    in_order: bool,
) -> dict[str, ReviewedRow]:
    candidates: dict[tuple[str, ...], list[ReviewedRow]] = defaultdict(list)
    wanted: dict[tuple[str, ...], list[PretaggedRow]] = defaultdict(list)
    for row in rows:
        candidates[fingerprint(row)].append(row)
    for one in known:
        wanted[fingerprint(one)].append(one)
    pairs: dict[str, ReviewedRow] = {}
    for key, fragments in wanted.items():
        here = candidates.get(key, [])
        enough = len(here) >= len(fragments) if in_order else len(here) == len(fragments) == 1
        if key and enough:
            pairs |= {one.key: row for one, row in zip(fragments, here, strict=False)}
    return pairs


@dataclass(frozen=True, slots=True)
class Said:
    """The rows in which something is decided, by the key of their fragments, and what was odd."""

    rows: Mapping[str, ReviewedRow]
    problems: tuple[Problem, ...]


def match_shown(rows: Sequence[ReviewedRow], known: Sequence[PretaggedRow], file: str) -> Said:
    """Recognise the rows of the sheet "Review"."""
    shown = [_Shown(one.key, one.key, one.shown, one.confidential) for one in known]
    match = match_rows(rows, shown, file)
    return Said({one.key: row for row, one in match.rows}, match.problems)


def match_beside(
    rows: Sequence[ReviewedRow], said: Said, known: Sequence[PretaggedRow], file: str
) -> RowMatch:
    """Recognise her rows, and what is said of each on the sheet "Review"."""
    found, changed = find_her_rows(rows, known)
    problems = list(said.problems)
    pairs: list[tuple[ReviewedRow, PretaggedRow]] = []
    for fragment in known:
        row, own = found.get(fragment.key), said.rows.get(fragment.key)
        if row is not None:
            row = replace(row, key=fragment.key)
            pairs.append((_with_decisions(row, own) if own else row, fragment))
        if own and own.decisions:
            is_changed = fragment.key in changed
            problems += _trouble(row, own.place(file), name_of(fragment), changed=is_changed)
    missing = tuple(one.key for one in known if one.key not in found)
    return Match(tuple(pairs), missing, tuple(problems))


def _with_decisions(row: ReviewedRow, own: ReviewedRow) -> ReviewedRow:
    place = own.sheet, own.row
    return replace(row, decisions=own.decisions, noted=own.noted, said=place)


def _trouble(
    row: ReviewedRow | None, place: Origin, name: str, *, changed: bool
) -> Iterator[Problem]:
    """Name what is strange about the row that the decision at ``place`` is for."""
    if row is None:
        yield row_gone(place, name)
    elif changed:
        yield text_changed().at(Origin(place.file, row.row, row.sheet))


def row_gone(place: Origin, name: str) -> Problem:
    """Name a decision whose row is in the harvest no more."""
    what, hint = tell("decision_row_gone", name=name), tell("decision_row_gone_hint")
    return Problem(place, "row-gone", what, hint)
