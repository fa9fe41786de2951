"""The hidden sheet: what ``finish`` must know, so that it needs nothing but the workbook.

It holds the names for the drop-downs, what was suggested for which fragment, fingerprints of each
fragment's texts and row, the model's id, the date, the headings of her sheets, and the codebook.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from classifier.codebook import Codebook, Target, dump_codebook, parse_codebook, write_labels
from classifier.errors import HarvestError
from classifier.records import LabelSuggestion, TargetSuggestion, Verdict
from classifier.translations import written_in
from classifier.workbook.layout import (
    DATA_MARK,
    FORMAT,
    OLDER_FORMAT,
    choice_words,
    guide_mark,
    heading,
)
from classifier.xlsx.decision_sheet import Column
from classifier.xlsx.markup import letters
from classifier.xlsx.new_workbook import plain_sheet
from classifier.xlsx.sheet_cells import SheetCells
from classifier.xlsx.tabs import Tabs

if TYPE_CHECKING:
    from lxml import etree

_HEADINGS_ROW, _FIRST_ROW = 2, 3
# Well below Excel's limit for a cell, which counts some characters twice.
_PIECE = 15_000
# Of labels that are not suggested, those among the first so many are kept.
_NEXT_BEST = 10
_BETWEEN = "\n"
_CONFIDENTIAL = "c"
_VERDICTS: dict[str, Verdict] = {"suggest": "suggest", "not-readable": "not-readable"}


@dataclass(frozen=True, slots=True)
class PretaggedRow:
    """One fragment as it was when the workbook was written.

    Attributes
    ----------
    key : Fragment.id, unique in the workbook
    written_id : the cell FragmentID, "" if the harvest has none
    digest : fingerprint of the row's text
    targets : what was suggested; in the older form without probabilities
    likely : label ids that “accept” takes, by the targets where it may
    shown : fingerprint of the text on the sheet "Review"
    whole : fingerprint of all the row's cells
    height : older form: the row's height before it was fitted to our cells, "" for none
    confidential : it goes by its place alone in what is said of it
    """

    key: str
    written_id: str
    digest: str
    targets: tuple[TargetSuggestion, ...] = ()
    likely: Mapping[str, frozenset[str]] = field(default_factory=dict)
    shown: str = ""
    whole: str = ""
    height: str = ""
    confidential: bool = False

    def is_guess(self, target: str) -> bool:
        """Whether nothing was measured for a target, so that “accept” takes a guess."""
        return any(one.target == target and not one.calibrated for one in self.targets)


@dataclass(frozen=True, slots=True)
class Pretagged:
    """Everything the hidden sheet holds.

    Attributes
    ----------
    source : the harvest file's name
    sheets : the headings of each sheet with fragments
    tabs : which tabs were selected and shown before
    language : the one that the sheets were written in
    headings : what our columns are called, by `column_id`, and the first cell of the explanations
        by "guide": they are found again by this, whatever the language
    older : our columns stand in her own sheets, as an earlier version of this program wrote them
    heading_heights : older form: the heading rows' heights before, by sheet
    settled : targets that are written already, by fragment: an empty cell leaves nothing undecided
    """

    model: str
    date: str
    source: str
    codebook: Codebook
    rows: tuple[PretaggedRow, ...]
    sheets: Mapping[str, Sequence[str]] = field(default_factory=dict)
    tabs: Tabs = field(default_factory=Tabs)
    language: str = "en"
    headings: Mapping[str, str] = field(default_factory=dict)
    older: bool = False
    heading_heights: Mapping[str, str] = field(default_factory=dict)
    settled: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def heading(self, column: Column, target: Target | None = None) -> str:
        """Return what one of our columns is called in this workbook."""
        with written_in(self.language):
            return self.headings.get(column_id(column, target)) or heading(column, target)

    @property
    def guide(self) -> str:
        """Return the first cell of the sheet that explains our columns."""
        with written_in(self.language):
            return self.headings.get("guide") or guide_mark()


def column_id(column: Column, target: Target | None) -> str:
    """Return what one of our columns is known by."""
    return f"{column.key}:{target.id}" if target else column.key


def our_headings(columns: Sequence[tuple[Column, Target | None]]) -> dict[str, str]:
    """Return what our columns are called in the language that is written."""
    return {column_id(*one): heading(*one) for one in columns} | {"guide": guide_mark()}


def choices(target: Target) -> tuple[str, ...]:
    """What the drop-down of a target offers: the three words, then the names in use."""
    names = [write_labels({label.id}, target) for label in target.labels if not label.retired]
    return (*choice_words(), *names)


def choices_range(sheet: str, codebook: Codebook, target: Target) -> str:
    """The cells of a drop-down's choices, as a formula names them."""
    name = sheet.replace("'", "''")
    letter = letters(1 + codebook.targets.index(target))  # as in `_columns`
    last = _FIRST_ROW + len(choices(target)) - 1
    return f"'{name}'!${letter}${_FIRST_ROW}:${letter}${last}"


def write_hidden_sheet(pretagged: Pretagged) -> etree._Element:
    """Return the hidden sheet."""
    columns = [[heading, *values] for heading, values in _columns(pretagged)]
    return plain_sheet([[DATA_MARK], *zip_longest(*columns, fillvalue="")])


def _columns(pretagged: Pretagged) -> list[tuple[str, Sequence[str]]]:
    targets, rows = pretagged.codebook.targets, pretagged.rows
    text = dump_codebook(pretagged.codebook)
    facts = (
        FORMAT,
        pretagged.model,
        pretagged.date,
        pretagged.source,
        hashlib.sha256(text.encode()).hexdigest(),
        str(len(rows)),
    )
    book = {
        "sheets": dict(pretagged.sheets),
        "tabs": asdict(pretagged.tabs),
        "language": pretagged.language,
        "headings": dict(pretagged.headings),
        "settled": dict(pretagged.settled),
    }
    columns: list[tuple[str, Sequence[str]]] = [
        *((f"choices:{target.id}", choices(target)) for target in targets),
        ("facts", facts),
        ("codebook", _pieces(text)),
        ("workbook", _pieces(json.dumps(book, ensure_ascii=False))),
        # A letter before the value keeps each cell text, whatever it looks like, and filled.
        ("key", [f"{_CONFIDENTIAL if row.confidential else 'k'}{row.key}" for row in rows]),
        ("id", [f"i{row.written_id}" for row in rows]),
        ("digest", [f"d{row.digest}" for row in rows]),
        ("shown", [f"s{row.shown}" for row in rows]),
        ("whole", [f"w{row.whole}" for row in rows]),
    ]
    for target in targets:
        texts = [_suggestion_text(row, target.id) for row in rows]
        columns.append((f"suggestion:{target.id}", texts))
    return columns


def _suggestion_text(row: PretaggedRow, target: str) -> str:
    """Write a suggestion for one cell: what is suggested and the next best, while there is room."""
    offered = next((one for one in row.targets if one.target == target), None)
    if offered is None:
        return ""
    ranked = enumerate(offered.labels)
    kept = [one for rank, one in ranked if one.suggested or one.read or rank < _NEXT_BEST]
    text = _offered_text(offered, kept)
    if len(text) > 2 * _PIECE:
        plain = [replace(one, words=(), similar=(), why="") for one in kept if one.suggested]
        text = _offered_text(offered, plain)
    return text


def _offered_text(offered: TargetSuggestion, labels: Sequence[LabelSuggestion]) -> str:
    kept = replace(offered, labels=tuple(labels))
    return json.dumps(kept, ensure_ascii=False, default=_facts_of)


def _facts_of(offered: TargetSuggestion | LabelSuggestion) -> dict[str, object]:
    """Return what a cell keeps of a suggestion, or of one of its labels."""
    # Not `asdict`, which copies every word of every label before it is written.
    facts = {one.name: getattr(offered, one.name) for one in fields(offered)}
    if isinstance(offered, LabelSuggestion) and offered.read is None:
        # As it was written before there were readers.
        del facts["read"], facts["quote"], facts["alone"]
    return facts


def _pieces(text: str) -> list[str]:
    """Cut a text for cells; a mark at both ends keeps programs from trimming its blanks."""
    return [f"|{text[start : start + _PIECE]}|" for start in range(0, len(text), _PIECE)]


def read_hidden_sheet(grid: SheetCells, file: str) -> Pretagged:
    """Read the hidden sheet; whatever was done to it is one clear error."""
    headings = {text: column for column, text in grid.texts(_HEADINGS_ROW).items()}
    missing = {"facts", "codebook", "key", "id", "digest"} - headings.keys()
    if missing:
        raise _damaged(file)
    facts = [grid.text(row, headings["facts"]) for row in range(_FIRST_ROW, _FIRST_ROW + 7)]
    if facts[0] not in (FORMAT, OLDER_FORMAT):
        raise HarvestError(
            f"{file} was pre-tagged by another version of this program (layout {facts[0]!r}).",
            hint="Finish it with that version, or pre-tag the harvest again.",
        )
    text = _joined(grid, headings["codebook"])
    if hashlib.sha256(text.encode()).hexdigest() != facts[4] or not facts[5].isdigit():
        raise _damaged(file)
    codebook = parse_codebook(text, "codebook.yaml")
    numbers = range(_FIRST_ROW, _FIRST_ROW + int(facts[5]))
    cells = [_Cells(grid, row, headings) for row in numbers]
    try:
        if facts[0] == OLDER_FORMAT:
            return _older(facts, cells, codebook)
        rows = tuple(_row(one, codebook) for one in cells)
        book = json.loads(_joined(grid, headings["workbook"]))
        model, date, source = facts[1:4]
        return Pretagged(
            model, date, source, codebook, rows, book["sheets"], _tabs(book["tabs"]),
            # Before there were other languages, nothing was said of headings.
            language=book.get("language", "en"),
            headings=book.get("headings", {}),
            settled={str(key): tuple(names) for key, names in book.get("settled", {}).items()},
        )  # fmt: skip
    except (ValueError, TypeError, KeyError) as error:
        raise _damaged(file) from error


def _older(facts: Sequence[str], cells: Sequence[_Cells], codebook: Codebook) -> Pretagged:
    rows = tuple(_older_row(one, codebook) for one in cells)
    parted = [line.partition("\t") for line in facts[6].split(_BETWEEN)]
    heights = {sheet: height for height, _, sheet in parted if sheet}
    model, date, source = facts[1:4]
    return Pretagged(model, date, source, codebook, rows, older=True, heading_heights=heights)


def _tabs(facts: Mapping[str, Any]) -> Tabs:
    selected = tuple((str(name), int(view)) for name, view in facts["selected"])
    return Tabs(selected, tuple(facts["shown"]))


def _joined(grid: SheetCells, column: int) -> str:
    pieces = []
    row = _FIRST_ROW
    while grid.text(row, column):
        pieces.append(grid.text(row, column)[1:-1])
        row += 1
    return "".join(pieces)


@dataclass(frozen=True, slots=True)
class _Cells:
    """One row of the hidden sheet, by its headings."""

    grid: SheetCells
    row: int
    headings: Mapping[str, int]

    def text(self, heading: str) -> str:
        column = self.headings.get(heading)
        return self.grid.text(self.row, column) if column else ""

    def labels(self, heading: str) -> frozenset[str]:
        return frozenset(self.text(heading).split(_BETWEEN)) - {""}


def _row(cells: _Cells, codebook: Codebook) -> PretaggedRow:
    texts = [cells.text(f"suggestion:{target.id}") for target in codebook.targets]
    targets = tuple(_suggestion(json.loads(text)) for text in texts if text)
    likely = {one.target: _taken(one) for one in targets if _taken(one)}
    names = ("key", "id", "digest", "shown", "whole")
    key, written_id, fingerprint, shown, whole = (cells.text(name)[1:] for name in names)
    secret = cells.text("key").startswith(_CONFIDENTIAL)
    return PretaggedRow(
        key, written_id, fingerprint, targets, likely, shown, whole, confidential=secret
    )


def _taken(offered: TargetSuggestion) -> frozenset[str]:
    """Return the labels that “accept” takes: where nothing is measured yet, the first guess."""
    is_guess = not offered.calibrated and offered.verdict != "not-readable"
    labels = offered.labels[:1] if is_guess else offered.likely
    return frozenset(label.id for label in labels)


def _suggestion(facts: dict[str, Any]) -> TargetSuggestion:
    labels = []
    for label in facts["labels"]:
        lists = {key: tuple(value) for key, value in label.items() if isinstance(value, list)}
        labels.append(LabelSuggestion(**{**label, **lists}))
    return TargetSuggestion(**{**facts, "labels": tuple(labels)})


def _older_row(cells: _Cells, codebook: Codebook) -> PretaggedRow:
    """Read a row of the older form; in the oldest “accept” takes whatever is suggested."""
    knows_likely = any(heading.startswith("likely:") for heading in cells.headings)
    offered = [
        _older_target(cells, target, knows_likely=knows_likely) for target in codebook.targets
    ]
    targets = tuple(one for one in offered if one is not None)
    likely = {
        one.target: frozenset(label.id for label in one.likely)
        for one in targets
        if one.likely or (one.verdict == "suggest" and not knows_likely)
    }
    key, written_id, fingerprint = (cells.text(name)[1:] for name in ("key", "id", "digest"))
    height = cells.text("height")
    secret = cells.text("key").startswith(_CONFIDENTIAL)
    return PretaggedRow(
        key, written_id, fingerprint, targets, likely, height=height, confidential=secret
    )


def _older_target(cells: _Cells, target: Target, *, knows_likely: bool) -> TargetSuggestion | None:
    suggested = cells.labels(f"suggested:{target.id}")
    taken = cells.labels(f"likely:{target.id}") if knows_likely else suggested
    verdict = cells.text(f"verdict:{target.id}")
    if not (suggested or verdict):
        return None
    labels = tuple(
        LabelSuggestion(one.id, one.name, 0.0, 0.0, suggested=True, likely=one.id in taken)
        for one in target.labels
        if one.id in suggested
    )
    known = _VERDICTS.get(verdict, "unsure")  # anything strange wants a person
    return TargetSuggestion(target.id, known, labels, calibrated=False)


def _damaged(file: str) -> HarvestError:
    return HarvestError(
        f"The hidden sheet with the suggestions of {file} is damaged or incomplete.",
        hint="Take an untouched copy of the pre-tagged workbook and copy your decisions into it.",
    )
