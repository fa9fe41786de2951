"""The sheet "Suggestions": what the columns say, how to decide, and where it all came from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from classifier.records import Suggestion
from classifier.workbook.annotate import SuggestionSet
from classifier.workbook.layout import (
    CHOICES,
    GUIDE_MARK,
    KEY_COLUMN,
    NOTES_COLUMN,
    TARGET_COLUMNS,
    heading,
    title,
)
from classifier.xlsx.markup import WORKSHEET_ORDER, add, element, insert
from classifier.xlsx.sheet_cells import SheetCells
from classifier.xlsx.sheet_columns import fit_heights
from classifier.xlsx.styles import (
    DISCUSS_COLOURS,
    GUIDE_HEADING,
    GUIDE_LABEL,
    GUIDE_TEXT,
    GUIDE_TITLE,
    VERDICT_COLOURS,
    Look,
    Styles,
)

_WIDTHS = {1: 30.0, 2: 105.0}
_STEPS = (
    "Read a row and its suggestions. Then fill the column “▸ Decision – …”: choose from the "
    "list, or type.",
    f"“{CHOICES[0]}” takes what is suggested. “{CHOICES[1]}” says that you looked and no name of "
    f"the codebook fits. “{CHOICES[2]}” keeps the row for a talk.",
    "To decide otherwise, type names of the codebook, several parted by commas, in any order. "
    "“accept, New structure” or “+ New structure” adds to what is suggested.",
    "Leave a cell empty if you have not decided; that row stays as it is. Rows may be sorted, "
    "filtered and deleted.",
    "When you are done, save, close, and run:  classifier finish THIS-WORKBOOK --out CODED.xlsx",
)
_COLOURS = {
    "suggest – sure": "keeps the precision that was promised",
    "suggest": "has support in the text",
    "unsure": "a person should decide",
    "not-readable": "no text, or a language the program does not know",
}


def write_guide(suggestion_set: SuggestionSet, source: str, styles: Styles) -> SheetCells:
    """Lay the sheet out."""
    grid = SheetCells(element("worksheet"))
    views = insert(grid.root, element("sheetViews"), WORKSHEET_ORDER)
    add(views, "sheetView", showGridLines="0", workbookViewId="0")
    row = _Writer(grid, styles)
    row.put(GUIDE_MARK, "", GUIDE_TITLE)
    row.put("", "Proposals by a program that knows the codebook but not the context; you decide.")
    row.section("How to decide")
    for number, step in enumerate(_STEPS, start=1):
        row.put(str(number), step)
    row.section("What the columns say")
    notes = [NOTES_COLUMN] if any(one.notes for one in suggestion_set.suggestions) else []
    for column in [KEY_COLUMN, *notes]:
        row.put(heading(column), column.says)
    for column in TARGET_COLUMNS:
        row.put(f"{heading(column)} – …", column.says)
    row.section("What the colours say")
    for verdict, says in _COLOURS.items():
        fill, ink = VERDICT_COLOURS[verdict]
        row.put(verdict, says, Look(fill=fill, ink=ink))
    fill, ink = DISCUSS_COLOURS
    row.put(CHOICES[2], "kept for a talk", Look(fill=fill, ink=ink))
    row.section("Where this came from")
    for label, text in _facts(suggestion_set, source):
        row.put(label, text)
    for note in suggestion_set.notes:
        row.put("Note", note)
    grid.set_widths(_WIDTHS)
    fit_heights(grid, styles, list(grid.row_numbers), ours_from=1)
    grid.write_dimension()
    return grid


class _Writer:
    """Writes pairs of cells from the top down."""

    def __init__(self, grid: SheetCells, styles: Styles) -> None:
        self._grid, self._styles, self._row = grid, styles, 0

    def put(self, label: str, text: str, look: Look = GUIDE_LABEL) -> None:
        self._row += 1
        self._grid.put_text(self._row, 1, label, self._styles.look(look))
        if text:
            self._grid.put_text(self._row, 2, text, self._styles.look(GUIDE_TEXT))

    def section(self, name: str) -> None:
        self._row += 1  # a blank row above
        self.put(name, "", GUIDE_HEADING)


def _facts(suggestion_set: SuggestionSet, source: str) -> list[tuple[str, str]]:
    book = suggestion_set.codebook
    facts = [
        ("Harvest file", source),
        ("Model", suggestion_set.model),
        ("Codebook", f"{book.name}, version {book.version}"),
        ("Date", suggestion_set.date),
        ("Fragments", str(len(suggestion_set.suggestions))),
    ]
    for target in book.targets:
        facts.append((title(target), _counted(target.id, suggestion_set.suggestions)))
    return facts


def _counted(target: str, suggestions: Sequence[Suggestion]) -> str:
    verdicts: Counter[str] = Counter(
        t.verdict for one in suggestions for t in one.targets if t.target == target
    )
    order = ("suggest", "unsure", "not-readable")
    return ", ".join(f"{verdicts[one]} {one}" for one in order if verdicts[one])
