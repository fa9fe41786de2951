"""Our columns on one sheet of a harvest: cells, drop-downs, colours, filters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from classifier.codebook import Target
from classifier.errors import HarvestError
from classifier.harvest.headings import AliasTable, is_ours
from classifier.records import (
    Fragment,
    LabelSuggestion,
    Origin,
    Problem,
    Suggestion,
    TargetSuggestion,
)
from classifier.wording import quoted
from classifier.workbook.hidden_sheet import choices_range
from classifier.workbook.layout import NO_LABEL, SURE, SuggestionSet, columns_for, heading
from classifier.workbook.reviewed import Headings, find_headings
from classifier.xlsx.markup import MAX_COLUMNS, Area, letters
from classifier.xlsx.new_workbook import add_dropdown, add_rules, colour_decisions
from classifier.xlsx.package import Package, SheetEntry
from classifier.xlsx.sheet_cells import SheetCells
from classifier.xlsx.sheet_columns import SheetColumns, fit_heights
from classifier.xlsx.styles import (
    BODY,
    HEADING,
    HEADING_DECISION,
    HEADING_EVERY_SECOND,
    VERDICT_COLOURS,
    Styles,
)

Value = str | float
_MOST_SIMILAR = 3
_MOST_WORDS, _FEWER_WORDS = 5, 3


@dataclass(frozen=True, slots=True)
class Place:
    """Where the suggestions go.

    ``source`` names the harvest file; ``quote_confidential``: words of confidential rows may be
    shown, since this is the rows' own file.
    """

    source: str
    quote_confidential: bool


class HarvestSheet:
    """One sheet of the harvest with its heading row found."""

    def __init__(
        self, entry: SheetEntry, grid: SheetCells, fragments: Sequence[Fragment], table: AliasTable
    ) -> None:
        self.entry = entry
        self.grid = grid
        self.fragments = fragments
        self.rows = [one.origin.row or 0 for one in fragments]
        known = {name for one in fragments for name in one.cells}
        self.headings: Headings = find_headings(grid, known, min(self.rows), table)
        if any(map(is_ours, self.headings.texts.values())):
            raise HarvestError(
                f"{fragments[0].origin.file} has columns with suggestions already.",
                hint="Run “classifier finish” on it first, or take the harvest without them.",
            )


class Annotation:
    """Writes our columns on one sheet."""

    def __init__(
        self, package: Package, sheet: HarvestSheet, styles: Styles, suggestion_set: SuggestionSet
    ) -> None:
        self._sheet, self._styles, self._suggestion_set = sheet, styles, suggestion_set
        self._grid = sheet.grid
        targets = suggestion_set.codebook.targets
        notes = any(one.notes for one in suggestion_set.suggestions)
        columns = columns_for(targets, notes=notes)
        self._around = SheetColumns(package, sheet.entry, sheet.grid, sheet.headings.row)
        added = self._around.add([heading(column, target) for column, target in columns])
        self._start = added[0]
        self._columns = dict(zip(added, columns, strict=True))
        if max(self._columns) > MAX_COLUMNS:
            raise HarvestError(
                f"Sheet “{sheet.entry.name}” has no room for {len(self._columns)} columns more.",
                hint="Delete empty columns at its right end.",
            )

    def write(self, data_sheet: str, place: Place) -> list[Problem]:
        """Write them all; ``data_sheet`` is the hidden sheet's name. Gives notices."""
        suggestions = {one.fragment_id: one for one in self._suggestion_set.suggestions}
        self._write_headings()
        for fragment in self._sheet.fragments:
            quote = place.quote_confidential or not fragment.confidential
            self._write_row(fragment, suggestions.get(fragment.id), quote)
        self._grid.set_widths({n: column.width for n, (column, _) in self._columns.items()})
        rows = [self._sheet.headings.row, *self._sheet.rows]
        fit_heights(self._grid, self._styles, rows, self._start)
        self._add_dropdowns(data_sheet)
        self._add_rules()
        self._grid.write_dimension()
        return self._widen_filter_and_tables()

    def _write_headings(self) -> None:
        targets = [target.id for target in self._suggestion_set.codebook.targets]
        for number, (column, target) in self._columns.items():
            look = HEADING
            if target and targets.index(target.id) % 2:
                look = HEADING_EVERY_SECOND
            if column.key == "decision":
                look = HEADING_DECISION
            text = heading(column, target)
            style = self._styles.look(look)
            self._grid.put_text(self._sheet.headings.row, number, text, style)

    def _write_row(self, fragment: Fragment, suggestion: Suggestion | None, quote: bool) -> None:
        row = fragment.origin.row or 0
        by_target = {one.target: one for one in suggestion.targets} if suggestion else {}
        cells: dict[str, Mapping[str, Value]] = {
            target: cells_for(one, quote=quote) for target, one in by_target.items()
        }
        for number, (column, target) in self._columns.items():
            value: Value = ""
            if column.key == "key":
                value = fragment.id
            elif column.key == "notes":
                value = notes_of(suggestion) if suggestion else ""
            elif target:
                value = cells.get(target.id, {}).get(column.key, "")
            style = self._styles.look(BODY[column.key], value)
            self._grid.put(row, number, value, style)

    # -- drop-downs, colours, filters

    def _span(self, column: int) -> Area:
        return Area(min(self._sheet.rows), column, max(self._sheet.rows), column)

    def _column(self, key: str, target: Target) -> int:
        return next(
            number
            for number, (column, of_target) in self._columns.items()
            if column.key == key and of_target == target
        )

    def _add_dropdowns(self, data_sheet: str) -> None:
        codebook = self._suggestion_set.codebook
        rows = range(min(self._sheet.rows), max(self._sheet.rows) + 1)
        for target in codebook.targets:
            source = choices_range(data_sheet, codebook, target)
            add_dropdown(self._grid.root, rows, self._column("decision", target), source)

    def _add_rules(self) -> None:
        first = min(self._sheet.rows)
        for target in self._suggestion_set.codebook.targets:
            verdict, decision = self._column("verdict", target), self._column("decision", target)
            cell = f"${letters(verdict)}{first}"
            rules = [
                (f'{cell}="{word}"', self._styles.difference(*colours))
                for word, colours in VERDICT_COLOURS.items()
            ]
            spans = [self._span(self._column("suggested", target)), self._span(verdict)]
            add_rules(self._grid.root, spans, rules)
            colour_decisions(self._grid.root, self._styles, self._span(decision))

    def _widen_filter_and_tables(self) -> list[Problem]:
        """Let filters and tables take in our columns: sorting would else tear the rows apart."""
        if self._around.close():
            return []
        what = "holds a table that could not take in the new columns."
        hint = (
            "Do not sort inside the table: the suggestions would stay where they are. "
            "“finish” notices it and leaves such rows undecided."
        )
        file = Path(self._sheet.fragments[0].origin.file).name
        origin = Origin(file, sheet=self._sheet.entry.name)
        return [Problem(origin, "table-not-extended", what, hint, notice=True)]


def cells_for(suggestion: TargetSuggestion, *, quote: bool) -> Mapping[str, Value]:
    """Give the cells of one target, by the key of our columns; "" leaves a cell empty.

    ``quote``: words of the fragment's text may be shown.
    """
    chosen = suggestion.suggested
    names = ", ".join(label.name for label in chosen)
    rest = [label for label in suggestion.labels if not label.suggested]
    return {
        "suggested": names or (NO_LABEL if suggestion.verdict == "suggest" else ""),
        "probability": min((round(label.probability, 4) for label in chosen), default=""),
        "next": f"{rest[0].name} · {_percent(rest[0])}" if rest else "",
        "verdict": _verdict(suggestion),
        "why": _why(suggestion, quote),
        "decision": "",
    }


def notes_of(suggestion: Suggestion) -> str:
    """Give a fragment's notes, one a line."""
    return "\n".join(suggestion.notes)


def _verdict(suggestion: TargetSuggestion) -> str:
    chosen = suggestion.suggested
    sure = suggestion.verdict == "suggest" and chosen and all(label.accept for label in chosen)
    return SURE if sure else suggestion.verdict


def _why(suggestion: TargetSuggestion, quote: bool) -> str:
    shown = suggestion.suggested
    lines = [suggestion.reason] if suggestion.reason else []
    if not shown and suggestion.verdict != "not-readable":
        shown = suggestion.labels[:1]
    similar = _similar(shown)
    if not quote:
        shown = tuple(replace(label, words=()) for label in shown)
    lines += [_evidence(label, alone=len(shown) == 1) for label in shown]
    return "\n".join(filter(None, [*lines, *similar]))


def _similar(shown: Sequence[LabelSuggestion]) -> list[str]:
    """Say what the fragment is like; where no word speaks, with a sentence, if one was read."""
    quoted_lines = [label.why for label in shown if not label.words and "“" in label.why]
    if quoted_lines:
        return list(dict.fromkeys(quoted_lines))
    similar = list(dict.fromkeys(one for label in shown for one in label.similar))
    return [f"like {', '.join(similar[:_MOST_SIMILAR])}"] if similar else []


def _evidence(label: LabelSuggestion, *, alone: bool) -> str:
    words = label.words[: _MOST_WORDS if alone else _FEWER_WORDS]
    pieces = [quoted(words)] if words else []
    if label.few:
        pieces.append(f"only {label.examples} coded examples")
    if alone and label.suggested:
        return " · ".join(pieces)
    return f"{label.name} {_percent(label)}" + (f": {' · '.join(pieces)}" if pieces else "")


def _percent(label: LabelSuggestion) -> str:
    return f"{label.probability:.0%}".replace("%", "\u00a0%")  # no line break before the sign
