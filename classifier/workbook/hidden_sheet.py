"""The hidden sheet: what ``finish`` must know, so that it needs nothing but the workbook.

It holds the names for the drop-downs, what was suggested for which fragment, a fingerprint of each
fragment's text (never the text), the model's id, the date, and the codebook itself.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from classifier.codebook import Codebook, Target, dump_codebook, parse_codebook, write_labels
from classifier.errors import HarvestError
from classifier.workbook.layout import CHOICES, DATA_MARK, FORMAT
from classifier.xlsx.markup import letters
from classifier.xlsx.new_workbook import plain_sheet
from classifier.xlsx.sheet_cells import SheetCells

_HEADINGS_ROW, _FIRST_ROW = 2, 3
# Well below Excel's limit for a cell, which counts some characters twice.
_PIECE = 15_000
_BETWEEN = "\n"
_CONFIDENTIAL = "c"


@dataclass(frozen=True, slots=True)
class PretaggedRow:
    """One fragment as it was when the workbook was written.

    Attributes
    ----------
    key : Fragment.id, unique in the workbook
    written_id : the cell FragmentID, "" if the harvest has none
    digest : fingerprint of the row's text
    suggested : label ids by target id
    likely : those that “accept” takes, by the targets where there are any
    verdicts : verdict by target id
    height : the row's height before it was fitted to our cells, "" for none
    confidential : it goes by its place alone in what is said of it
    """

    key: str
    written_id: str
    digest: str
    suggested: Mapping[str, frozenset[str]]
    verdicts: Mapping[str, str]
    likely: Mapping[str, frozenset[str]] = field(default_factory=dict)
    height: str = ""
    confidential: bool = False


@dataclass(frozen=True, slots=True)
class Pretagged:
    """Everything the hidden sheet holds.

    ``source`` is the harvest file's name; ``heading_heights`` the heading rows' heights before, by
    sheet.
    """

    model: str
    date: str
    source: str
    codebook: Codebook
    rows: tuple[PretaggedRow, ...]
    heading_heights: Mapping[str, str] = field(default_factory=dict)


def choices(target: Target) -> tuple[str, ...]:
    """What the drop-down of a target offers: the three words, then the names in use."""
    names = [write_labels({label.id}, target) for label in target.labels if not label.retired]
    return (*CHOICES, *names)


def choices_range(sheet: str, codebook: Codebook, target: Target) -> str:
    """The cells of a drop-down's choices, as a formula names them."""
    name = sheet.replace("'", "''")
    letter = letters(1 + codebook.targets.index(target))  # as in `_columns`
    last = _FIRST_ROW + len(choices(target)) - 1
    return f"'{name}'!${letter}${_FIRST_ROW}:${letter}${last}"


def write_hidden_sheet(pretagged: Pretagged) -> SheetCells:
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
        _BETWEEN.join(f"{height}\t{sheet}" for sheet, height in pretagged.heading_heights.items()),
    )
    columns: list[tuple[str, Sequence[str]]] = [
        *((f"choices:{target.id}", choices(target)) for target in targets),
        ("facts", facts),
        ("codebook", _pieces(text)),
        # A letter before the value keeps each cell text, whatever it looks like, and filled.
        ("key", [f"{_CONFIDENTIAL if row.confidential else 'k'}{row.key}" for row in rows]),
        ("id", [f"i{row.written_id}" for row in rows]),
        ("digest", [f"d{row.digest}" for row in rows]),
        ("height", [row.height for row in rows]),
    ]
    for target in targets:
        ids = [_BETWEEN.join(sorted(row.suggested.get(target.id, ()))) for row in rows]
        columns.append((f"suggested:{target.id}", ids))
        likely = [_BETWEEN.join(sorted(row.likely.get(target.id, ()))) for row in rows]
        columns.append((f"likely:{target.id}", likely))
        verdicts = [row.verdicts.get(target.id, "") for row in rows]
        columns.append((f"verdict:{target.id}", verdicts))
    return columns


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
    if facts[0] != FORMAT:
        raise HarvestError(
            f"{file} was pre-tagged by another version of this program (layout {facts[0]!r}).",
            hint="Finish it with that version, or pre-tag the harvest again.",
        )
    text = _joined(grid, headings["codebook"])
    if hashlib.sha256(text.encode()).hexdigest() != facts[4] or not facts[5].isdigit():
        raise _damaged(file)
    codebook = parse_codebook(text, "codebook.yaml")
    rows = range(_FIRST_ROW, _FIRST_ROW + int(facts[5]))
    remembered = tuple(_remembered(grid, row, headings, codebook) for row in rows)
    parted = [line.partition("\t") for line in facts[6].split(_BETWEEN)]
    heights = {sheet: height for height, _, sheet in parted if sheet}
    return Pretagged(facts[1], facts[2], facts[3], codebook, remembered, heights)


def _joined(grid: SheetCells, column: int) -> str:
    pieces = []
    row = _FIRST_ROW
    while grid.text(row, column):
        pieces.append(grid.text(row, column)[1:-1])
        row += 1
    return "".join(pieces)


def _remembered(
    grid: SheetCells, row: int, headings: Mapping[str, int], codebook: Codebook
) -> PretaggedRow:
    def cell(heading: str) -> str:
        column = headings.get(heading)
        return grid.text(row, column) if column else ""

    def labels(kind: str) -> dict[str, frozenset[str]]:
        return {
            t.id: frozenset(cell(f"{kind}:{t.id}").split(_BETWEEN)) - {""} for t in codebook.targets
        }

    suggested = labels("suggested")
    verdicts = {t.id: cell(f"verdict:{t.id}") for t in codebook.targets}
    if any(heading.startswith("likely:") for heading in headings):
        likely = {target: names for target, names in labels("likely").items() if names}
    else:  # an older workbook says that “accept” takes whatever is suggested, perhaps nothing
        likely = {t: names for t, names in suggested.items() if names or verdicts[t] == "suggest"}
    key, written_id, digest = (cell(name) for name in ("key", "id", "digest"))
    return PretaggedRow(
        key[1:],
        written_id[1:],
        digest[1:],
        suggested,
        verdicts,
        likely,
        cell("height"),
        key.startswith(_CONFIDENTIAL),
    )


def _damaged(file: str) -> HarvestError:
    return HarvestError(
        f"The hidden sheet with the suggestions of {file} is damaged or incomplete.",
        hint="Take an untouched copy of the pre-tagged workbook and copy your decisions into it.",
    )
