"""The sheet "Review": a row for each fragment, its texts beside what is suggested and decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from classifier.codebook import Codebook, Target
from classifier.decide.rows import digest
from classifier.records import Fragment, LabelSuggestion, TargetSuggestion
from classifier.translations import say
from classifier.wording import codebook_says, quoted, reader_says
from classifier.workbook.hidden_sheet import choices_range, our_headings
from classifier.workbook.layout import (
    DECISION_COLUMN,
    NOTHING_LIKELY,
    READER_MARK,
    TEXT_COLUMN,
    SuggestionSet,
    columns_for,
    title,
)
from classifier.xlsx.decision_sheet import Column, DecisionSheet
from classifier.xlsx.new_workbook import Hint
from classifier.xlsx.package import Package
from classifier.xlsx.sheet_rows import fits_a_row
from classifier.xlsx.styles import (
    LIKELY,
    NOT_READABLE,
    POSSIBLE,
    SURELY_LIKELY,
    UNSURE,
    Styles,
)

Value = str | float
_MOST_SIMILAR = 3
_MOST_WORDS, _FEWER_WORDS = 5, 3
_SURELY = 0.75


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
        self._fragments = fragments
        self._codebook: Codebook = suggestion_set.codebook
        self._suggestions = {one.fragment_id: one for one in suggestion_set.suggestions}
        notes = any(one.notes for one in suggestion_set.suggestions)
        self._columns = columns_for(self._codebook, notes=notes)
        self.headings = our_headings(self._columns)
        self._sheet = DecisionSheet(styles, [self._headed(*one) for one in self._columns])

    def _headed(self, column: Column, target: Target | None) -> Column:
        second = target is not None and self._codebook.targets.index(target) % 2 == 1
        return replace(column, of=title(target) if target else "", every_second=second)

    def write(self, place: Place) -> dict[str, str]:
        """Write the rows; gives the fingerprint of each text that is shown, by id."""
        doubts = self._doubts()
        shown = {}
        for fragment in self._fragments:
            quote = place.quote_confidential or not fragment.confidential
            row = self._write_row(fragment, doubts[fragment.id], quote=quote)
            shown[fragment.id] = digest(self._sheet.text(row, 1))
        return shown

    def add_to(self, package: Package, data_sheet: str) -> str:
        """Add the sheet as the last tab; ``data_sheet`` holds the choices. Gives its name."""
        for number, (column, target) in enumerate(self._columns, start=1):
            if column is DECISION_COLUMN and target is not None:
                source = choices_range(data_sheet, self._codebook, target)
                self._sheet.offer(number, source, Hint(title(target), say("decision_prompt")))
        # What ties decisions to fragments, and an order, are for the screen.
        return self._sheet.add_to(package, say("title"), printed=len(self._columns) - 2)

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
        text = text_of(fragment, quote=quote)
        ours: dict[str, Value] = {
            "text": text,
            "notes": "\n".join(suggestion.notes) if suggestion else "",
            "doubt": float(doubt),
            "key": fragment.id,
        }
        values: list[Value] = []
        looks = self._sheet.looks_beside(text)
        for place, (column, target) in enumerate(self._columns):
            offered = by_target.get(target.id) if target else None
            cells = cells_for(offered, quote=quote) if offered else {}
            values.append(ours[column.key] if target is None else cells.get(column.key, ""))
            colours = _colours(column, offered) if offered else None
            if colours:
                looks[place] = replace(looks[place], fill=colours[0], ink=colours[1])
        return self._sheet.put(values, looks)


def text_of(fragment: Fragment, *, quote: bool) -> str:
    """Return what a sheet shows of a fragment: its id, outcome and significance.

    Of a text that is longer than a row can be high it is said where to read on.
    """
    if not quote:
        return f"{fragment.id}\n{say('confidential_cell')}"
    texts = "\n\n".join(filter(None, (fragment.outcome.strip(), fragment.significance.strip())))
    shown = f"{fragment.id}\n{texts}"
    if fits_a_row(shown, TEXT_COLUMN.width):
        return shown
    return f"{fragment.id}\n{say('text_goes_on')}\n{texts}"


def id_in(text: str) -> str:
    """Return the id in what a sheet shows of a fragment."""
    return text.split("\n", 1)[0].strip()


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
        _named(one, percent=calibrated) + (f" · {say('sure')}" if one.accept else "")
        for one in offered.likely
    )
    possible = "\n".join(_named(one, percent=calibrated) for one in offered.possible)
    unread = offered.verdict == "not-readable"
    return {
        "likely": say("not_readable_cell") if unread else likely or NOTHING_LIKELY,
        "possible": "" if unread else possible,
        "why": _why(offered, quote),
        "decision": "",
        "follows": "" if unread else likely or NOTHING_LIKELY,
    }


def _named(label: LabelSuggestion, *, percent: bool) -> str:
    second = f"\u00a0{READER_MARK}" if label.read else ""  # never on a line of its own
    return f"{label.name} {_percent(label)}{second}" if percent else f"{label.name}{second}"


def _why(suggestion: TargetSuggestion, quote: bool) -> str:
    shown = suggestion.suggested
    lines = [suggestion.reason] if suggestion.reason else []
    if not shown and suggestion.verdict != "not-readable":
        shown = suggestion.labels[:1]
    similar = _similar(shown)
    if not quote:
        shown = tuple(replace(label, words=(), quote="") for label in shown)
    lines += [_evidence(label, alone=len(shown) == 1) for label in shown]
    return "\n".join(filter(None, [*lines, *similar]))


def _similar(shown: Sequence[LabelSuggestion]) -> list[str]:
    """Say what the fragment is like; where no word speaks, with a sentence, if one was read."""
    without_words = [label for label in shown if not label.words and not label.example]
    quoted_lines = [label.why for label in without_words if "“" in label.why]
    if quoted_lines:
        return list(dict.fromkeys(quoted_lines))
    similar = list(dict.fromkeys(one for label in shown for one in label.similar))
    return [say("like", names=", ".join(similar[:_MOST_SIMILAR]))] if similar else []


def _evidence(label: LabelSuggestion, *, alone: bool) -> str:
    words = label.words[: _MOST_WORDS if alone else _FEWER_WORDS]
    pieces = [quoted(words)] if words else []
    if label.example:
        pieces.append(codebook_says(label.example))
    if label.few:
        pieces.append(say("few_coded", n=label.examples))
    if label.read is not None:
        pieces.append(reader_says(label.read, label.quote))
    said = " · ".join(pieces)
    return said if alone or not said else f"{label.name}: {said}"


def _percent(label: LabelSuggestion) -> str:
    return f"{label.probability:.0%}".replace("%", "\u00a0%")  # no line break before the sign
