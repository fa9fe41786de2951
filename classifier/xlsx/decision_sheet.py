"""A sheet to decide in: every list that we hand out for decisions is laid out here.

The first column stays in sight with the headings; every column can be filtered. Decision cells are
text, unlocked, and coloured once they are filled; a message tells what may be written there.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from classifier.translations import in_every_language, say
from classifier.xlsx.markup import Area, address
from classifier.xlsx.new_workbook import (
    Hint,
    Sheet,
    Value,
    add_dropdown,
    add_rules,
    colour_decisions,
    print_across,
)
from classifier.xlsx.package import Package
from classifier.xlsx.styles import (
    BODY,
    HEADING,
    HEADING_DECISION,
    HEADING_EVERY_SECOND,
    Look,
    Styles,
)


@dataclass(frozen=True, slots=True)
class Column:
    """One column, whose heading and explanation stand in the table of words.

    Attributes
    ----------
    width : in characters
    room : which list it belongs to, since lists explain columns of one heading differently
    name : of its heading in the table of words; "" for that of its key
    look : which of the looks in `BODY` its cells have; "" for that of its key
    mark : stands before the heading
    own : a heading that is not ours to name, as that of her codes
    of : what the column is about, beside other columns with the same heading
    every_second : its heading is of the other colour, which parts groups of columns
    """

    key: str
    width: float
    room: str = "column"
    name: str = ""
    look: str = ""
    mark: str = ""
    own: str = ""
    of: str = ""
    every_second: bool = False

    @property
    def heading(self) -> str:
        """Return its heading in the language that is written."""
        named = self.own or say(f"column_{self.name or self.key}")
        return self.mark + named + (self.of and f" – {self.of}")

    @property
    def every_heading(self) -> tuple[str, ...]:
        """Return its heading in every language: it is found by any of them."""
        return tuple(
            self.mark + text for text in in_every_language(f"column_{self.name or self.key}")
        )

    @property
    def says(self) -> str:
        """Return what explains it to its reader."""
        return say(f"{self.room}_{self.name or self.key}_says")

    @property
    def cell_look(self) -> Look:
        """Return how its cells look."""
        return BODY.get(self.look or self.key, BODY["why"])

    @property
    def heading_look(self) -> Look:
        """Return how its heading looks."""
        if self.cell_look == BODY["decision"]:
            return HEADING_DECISION
        return HEADING_EVERY_SECOND if self.every_second else HEADING


class DecisionSheet:
    """A sheet to be written from the top down, its first column in sight."""

    def __init__(self, styles: Styles, columns: Sequence[Column]) -> None:
        self._styles, self._columns = styles, columns
        self._sheet = Sheet(styles, frozen=(1, 1))
        self._sheet.put([one.heading for one in columns], [one.heading_look for one in columns])
        self._looks = [one.cell_look for one in columns]
        self._offered: set[int] = set()

    def put(self, values: Sequence[Value], looks: Sequence[Look] | None = None) -> int:
        """Write the next row and return its number; an empty cell keeps its looks."""
        filled = ["" if one is None else one for one in values]
        return self._sheet.put(filled, looks or self.looks_beside(str(filled[0])))

    def looks_beside(self, text: str) -> list[Look]:
        """Return the looks of a row by the direction that the text in its first cell runs in."""
        leftward = not text.isascii() and _runs_leftward(text)
        first, *others = self._looks
        return [replace(first, leftward=leftward), *others]

    def text(self, row: int, column: int) -> str:
        """Return what was written into a cell."""
        return self._sheet.text(row, column)

    def offer(self, column: int, source: str, hint: Hint, rows: Sequence[int] = ()) -> None:
        """Offer choices in a column of these rows, by default of all, and tell what it is for."""
        rows = rows or range(2, self._sheet.row + 1)
        if rows:
            self._offered.add(column)
            add_dropdown(self._sheet.root, rows, column, source, hint)

    def colour(self, column: int, words: Mapping[str, tuple[str, str]]) -> None:
        """Colour the cells of a column, fill and ink, by the words they hold."""
        cell = address(2, column)
        rules = [(f'{cell}="{word}"', self._styles.difference(*c)) for word, c in words.items()]
        add_rules(self._sheet.root, [self._below_heading(column)], rules)

    def add_to(self, package: Package, name: str, printed: int = 0) -> str:
        """Add the sheet as the last tab, to be printed as wide as the paper; gives its name.

        Parameters
        ----------
        printed : so many columns are printed, those that help to decide; 0 for all
        """
        sheet = self._sheet
        for column in sorted(self._offered):
            colour_decisions(sheet.root, self._styles, self._below_heading(column))
        sheet.filter(len(self._columns))
        widths = {number: one.width for number, one in enumerate(self._columns, start=1)}
        name = package.add_sheet(name, sheet.finish(widths).root)
        print_across(package, name, Area(1, 1, sheet.row, printed or len(self._columns)))
        return name

    def _below_heading(self, column: int) -> Area:
        return Area(2, column, max(self._sheet.row, 2), column)


def _runs_leftward(text: str) -> bool:
    """Return whether more letters of a text run from right to left than from left to right."""
    runs = Counter(map(unicodedata.bidirectional, text))
    return runs["R"] + runs["AL"] > runs["L"]
