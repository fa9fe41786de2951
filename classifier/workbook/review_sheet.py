"""The sheet "Review": a row for each fragment, its texts beside what is suggested and decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from classifier.codebook import Codebook
from classifier.decide.rows import digest
from classifier.records import Fragment, LabelSuggestion, TargetSuggestion
from classifier.wording import quoted
from classifier.workbook.hidden_sheet import choices_range
from classifier.workbook.layout import (
    NOTHING_LIKELY,
    PROMPT,
    SURE,
    Column,
    SuggestionSet,
    columns_for,
    heading,
    title,
)
from classifier.xlsx.markup import Area
from classifier.xlsx.new_workbook import Hint, Sheet, add_dropdown, colour_decisions
from classifier.xlsx.sheet_cells import SheetCells
from classifier.xlsx.sheet_columns import fit_heights
from classifier.xlsx.styles import (
    BODY,
    HEADING,
    HEADING_DECISION,
    HEADING_EVERY_SECOND,
    LIKELY,
    NOT_READABLE,
    POSSIBLE,
    SURELY_LIKELY,
    UNSURE,
    Look,
    Styles,
)

Value = str | float
_MOST_SIMILAR = 3
_MOST_WORDS, _FEWER_WORDS = 5, 3
_SURELY = 0.75
_LEFTWARD = frozenset({"ar", "fa", "he", "ur"})
_CONFIDENTIAL = "(confidential: the text stands in the harvest's own file)"


@dataclass(frozen=True, slots=True)
class Place:
    """Where the suggestions go.

    ``source`` names the harvest file; ``quote_confidential``: texts of confidential rows may be
    shown, since this is the rows' own file.
    """

    source: str
    quote_confidential: bool


class ReviewSheet:
    """The sheet that a person decides in."""

    def __init__(
        self, fragments: Sequence[Fragment], suggestion_set: SuggestionSet, styles: Styles
    ) -> None:
        self._fragments, self._styles = fragments, styles
        self._codebook: Codebook = suggestion_set.codebook
        self._suggestions = {one.fragment_id: one for one in suggestion_set.suggestions}
        notes = any(one.notes for one in suggestion_set.suggestions)
        self._columns = columns_for(self._codebook, notes=notes)
        self._sheet = Sheet(styles, frozen=(1, 1))

    def write(self, place: Place) -> dict[str, str]:
        """Write headings and rows; gives the fingerprint of each text that is shown, by id."""
        self._sheet.put([heading(*one) for one in self._columns], self._heading_looks())
        doubts = self._doubts()
        shown = {}
        for fragment in self._fragments:
            quote = place.quote_confidential or not fragment.confidential
            row = self._write_row(fragment, doubts[fragment.id], quote=quote)
            shown[fragment.id] = digest(self._sheet.grid.text(row, 1))
        return shown

    def finish(self, data_sheet: str) -> SheetCells:
        """Add drop-downs, colours, widths and the filter; ``data_sheet`` holds the choices."""
        sheet, columns = self._sheet, self._columns
        root, rows = sheet.grid.root, range(2, sheet.row + 1)
        for number, (column, target) in enumerate(columns, start=1):
            if column.key == "decision" and target:
                source = choices_range(data_sheet, self._codebook, target)
                add_dropdown(root, rows, number, source, Hint(title(target), PROMPT))
                colour_decisions(root, self._styles, Area(2, number, sheet.row, number))
        sheet.filter(len(columns))
        widths = {number: column.width for number, (column, _) in enumerate(columns, start=1)}
        grid = sheet.finish(widths, fitted=False)
        fit_heights(grid, self._styles, grid.row_numbers, len(columns) + 1)
        return grid

    def _heading_looks(self) -> list[Look]:
        looks = []
        targets = self._codebook.targets
        for column, target in self._columns:
            second = target is not None and targets.index(target) % 2
            other = HEADING_EVERY_SECOND if second else HEADING
            looks.append(HEADING_DECISION if column.key == "decision" else other)
        return looks

    def _doubts(self) -> dict[str, int]:
        """Number the fragments, those first of whose least sure target least is known."""
        asked = {target.id for target in self._codebook.asked}

        def least(fragment: Fragment) -> float:
            suggestion = self._suggestions.get(fragment.id)
            targets = suggestion.targets if suggestion else ()
            best = [_highest(one.labels) for one in targets if one.target in asked]
            return min(best, default=0.0)

        ordered = sorted(self._fragments, key=least)
        return {fragment.id: number for number, fragment in enumerate(ordered, start=1)}

    def _write_row(self, fragment: Fragment, doubt: int, *, quote: bool) -> int:
        suggestion = self._suggestions.get(fragment.id)
        by_target = {one.target: one for one in suggestion.targets} if suggestion else {}
        leftward = suggestion is not None and suggestion.language in _LEFTWARD
        ours: dict[str, Value] = {
            "text": text_of(fragment, quote=quote),
            "notes": "\n".join(suggestion.notes) if suggestion else "",
            "doubt": float(doubt),
            "key": fragment.id,
        }
        values: list[Value] = []
        looks: list[Look] = []
        for column, target in self._columns:
            offered = by_target.get(target.id) if target else None
            cells = cells_for(offered, quote=quote) if offered else {}
            values.append(ours[column.key] if target is None else cells.get(column.key, ""))
            looks.append(_look(column, offered, leftward=leftward and column.key == "text"))
        return self._sheet.put(values, looks)


def text_of(fragment: Fragment, *, quote: bool) -> str:
    """Return what the sheet shows of a fragment: its id, outcome and significance."""
    if not quote:
        return f"{fragment.id}\n{_CONFIDENTIAL}"
    texts = "\n\n".join(filter(None, (fragment.outcome.strip(), fragment.significance.strip())))
    return f"{fragment.id}\n{texts}"


def _look(column: Column, offered: TargetSuggestion | None, *, leftward: bool) -> Look:
    look = replace(BODY[column.key], leftward=leftward)
    colours = _colours(column, offered) if offered else None
    return replace(look, fill=colours[0], ink=colours[1]) if colours else look


def _colours(column: Column, offered: TargetSuggestion) -> tuple[str, str] | None:
    """Return fill and ink of a cell by the highest probability in it; None for the usual."""
    if column.key == "possible":
        return POSSIBLE if offered.possible else None
    if column.key != "likely":
        return None
    if offered.verdict == "not-readable":
        return NOT_READABLE
    if offered.verdict == "unsure" and offered.suggested:
        return UNSURE
    if not offered.likely:
        return None
    return SURELY_LIKELY if _highest(offered.likely) > _SURELY else LIKELY


def _highest(labels: Sequence[LabelSuggestion]) -> float:
    return max((label.probability for label in labels), default=0.0)


def cells_for(offered: TargetSuggestion, *, quote: bool) -> Mapping[str, Value]:
    """Return the cells of one target, by the key of our columns; "" leaves a cell empty.

    ``quote``: words of the fragment's text may be shown.
    """
    calibrated = offered.calibrated
    likely = "\n".join(
        _named(one, percent=calibrated) + (f" · {SURE}" if one.accept else "")
        for one in offered.likely
    )
    possible = "\n".join(_named(one, percent=calibrated) for one in offered.possible)
    unread = offered.verdict == "not-readable"
    return {
        "likely": "not readable" if unread else likely or NOTHING_LIKELY,
        "possible": "" if unread else possible,
        "why": _why(offered, quote),
        "decision": "",
        "follows": "" if unread else likely or NOTHING_LIKELY,
    }


def _named(label: LabelSuggestion, *, percent: bool) -> str:
    return f"{label.name} {_percent(label)}" if percent else label.name


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
    said = " · ".join(pieces)
    return said if alone or not said else f"{label.name}: {said}"


def _percent(label: LabelSuggestion) -> str:
    return f"{label.probability:.0%}".replace("%", "\u00a0%")  # no line break before the sign
