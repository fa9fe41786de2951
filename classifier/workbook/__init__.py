"""Suggestions in front of the user's own Excel workbook, which keeps everything it had."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from classifier.codebook import Codebook
from classifier.edit.workbooks import cannot_keep, lock_notices
from classifier.errors import HarvestError
from classifier.guard import refuse_existing, replace_file
from classifier.harvest.headings import TARGET, AliasTable, alias_table, map_headings
from classifier.outputs import require_ending
from classifier.records import Fragment, Harvest, Origin, Problem, TargetSuggestion
from classifier.translations import current_words, say
from classifier.wording import codebook_says
from classifier.workbook.her_rows import whole_digest
from classifier.workbook.hidden_sheet import Pretagged, PretaggedRow, write_hidden_sheet
from classifier.workbook.layout import (
    DATA_MARK,
    DATA_SHEET,
    SuggestionSet,
    write_guide,
)
from classifier.workbook.review_sheet import Place, ReviewSheet
from classifier.workbook.sheet_headings import Headings, find_headings, find_our_headings
from classifier.xlsx.new_workbook import Sheet, new_package
from classifier.xlsx.package import Package
from classifier.xlsx.sheet_cells import SheetCells, shared_strings
from classifier.xlsx.styles import PLAIN_CELL, PLAIN_HEADING, PLAIN_TEXT, Styles
from classifier.xlsx.tabs import read_tabs, show_first

__all__ = ["SuggestionSet", "pretag", "write_new_workbook"]


SHEET = "Harvest"
ID_HEADING = "FragmentID"
_TEXT_HEADINGS = ("Outcome description", "Significance of the outcome")
_SHORT, _LONG = 16.0, 55.0

# Of a confidential row only this much is copied: what it takes to find and to code it.
_OPEN_FIELDS = frozenset(
    "id status harvest country year confidential negative coder version".split()
)


def pretag(
    source: Path,
    target: Path,
    harvest: Harvest,
    suggestion_set: SuggestionSet,
    *,
    force: bool = False,
) -> tuple[Problem, ...]:
    """Write a copy of the workbook ``source`` with the suggestions on a sheet in front.

    What stands against a copy (``cannot_keep``) is named in a notice, and the suggestions then go
    to a new workbook. Gives notices; ``source`` itself is never written.
    """
    refuse_existing(target, force)
    notices = lock_notices(source) + lock_notices(target)
    named = cannot_keep(source)
    if named:
        what = f"cannot be kept as it is ({'; '.join(named)})."
        hint = f"The suggestions are in a new workbook, {target.name}, by FragmentID."
        notices += (Problem(Origin(source.name), "not-kept", what, hint, notice=True),)
        return notices + write_new_workbook(target, harvest, suggestion_set, force=force)
    require_ending(target, source.suffix.lower())  # Excel refuses one whose ending is not true
    package = Package.read(source)
    of_file = [one for one in harvest.fragments if Path(one.origin.file).name == source.name]
    add_suggestions(package, of_file, suggestion_set, Place(source.name, quote_confidential=True))
    with replace_file(target, force) as path:
        package.write(path)
    return notices


def write_new_workbook(
    target: Path, harvest: Harvest, suggestion_set: SuggestionSet, *, force: bool = False
) -> tuple[Problem, ...]:
    """Write the harvest and the suggestions to a new workbook, whatever the harvest came from.

    It is not the row's own file, so the text of confidential rows stays out of it. The output
    must end in .xlsx.
    """
    refuse_existing(target, force)
    require_ending(target, ".xlsx")
    package, fragments, notices = blank_workbook(harvest, suggestion_set.codebook, target.name)
    source = ", ".join(Path(file).name for file in harvest.files) or target.name
    add_suggestions(package, fragments, suggestion_set, Place(source, quote_confidential=False))
    with replace_file(target, force) as path:
        package.write(path)
    return notices


def add_suggestions(
    package: Package, fragments: Sequence[Fragment], suggestion_set: SuggestionSet, place: Place
) -> None:
    """Add the sheet "Review" in front of the workbook, and our other two behind; hers stay."""
    sheets = _harvest_sheets(package, fragments, alias_table(suggestion_set.codebook), place)
    ids = {one.id for one in fragments}
    offered = tuple(one for one in suggestion_set.suggestions if one.fragment_id in ids)
    suggestion_set = replace(suggestion_set, suggestions=offered)
    first = next(iter(sheets.values()))
    styles = Styles(package, like=first.grid.style(first.headings.row + 1, 1))
    ordered = [one for sheet in sheets.values() for one in sheet.fragments]
    review = ReviewSheet(ordered, suggestion_set, styles)
    shown = review.write(place)
    pretagged = Pretagged(
        suggestion_set.model,
        suggestion_set.date,
        place.source,
        suggestion_set.codebook,
        tuple(_remember(sheets.values(), suggestion_set, shown, place)),
        {name: sheet.heading_texts() for name, sheet in sheets.items()},
        read_tabs(package),
        current_words().language,
        review.headings,
    )
    package.add_sheet(say("guide"), write_guide(suggestion_set, place.source, styles).root)
    data_name = package.add_sheet(DATA_SHEET, write_hidden_sheet(pretagged), hidden=True)
    show_first(package, review.add_to(package, data_name))


def _harvest_sheets(
    package: Package, fragments: Sequence[Fragment], table: AliasTable, place: Place
) -> dict[str, HarvestSheet]:
    """Return the sheets with fragments by name; HarvestError for a pre-tagged workbook."""
    strings = shared_strings(package)
    entries = package.sheets()
    grids = {one.name: SheetCells(package.look(one.part), strings) for one in entries}
    if any(grid.text(1, 1) == DATA_MARK or find_our_headings(grid) for grid in grids.values()):
        raise HarvestError(
            f"{place.source} has suggestions already.",
            hint="Run “classifier finish” on it first, or take the harvest without them.",
        )
    by_sheet = _by_sheet(fragments, tuple(grids), place.source)
    return {name: HarvestSheet(grids[name], here, table) for name, here in by_sheet.items()}


class HarvestSheet:
    """One sheet of the harvest with its heading row found."""

    def __init__(self, grid: SheetCells, fragments: Sequence[Fragment], table: AliasTable) -> None:
        self.grid = grid
        self.fragments = fragments
        known = {name for one in fragments for name in one.cells}
        before = min(one.origin.row or 0 for one in fragments)
        self.headings: Headings = find_headings(grid, known, before, table)

    def heading_texts(self) -> list[str]:
        """Return the cells of the heading row, by which the sheet is found again."""
        return list(self.grid.texts(self.headings.row).values())


def _by_sheet(
    fragments: Sequence[Fragment], sheets: Sequence[str], file: str
) -> dict[str, list[Fragment]]:
    found: dict[str, list[Fragment]] = {}
    only = next(iter(sheets), "")
    for one in fragments:
        found.setdefault(one.origin.sheet or only, []).append(one)
    strange = [name for name in found if name not in sheets]
    if strange or not found:
        raise HarvestError(
            f"{file} has no rows to write suggestions beside.",
            hint="Check with “classifier check” what can be read from it.",
        )
    return found


def _remember(
    sheets: Iterable[HarvestSheet],
    suggestion_set: SuggestionSet,
    shown: Mapping[str, str],
    place: Place,
) -> Iterator[PretaggedRow]:
    """Go through the rows of her sheets as they are, with what is suggested for each."""
    suggestions = {one.fragment_id: one.targets for one in suggestion_set.suggestions}
    pairs = [(sheet, fragment) for sheet in sheets for fragment in sheet.fragments]
    for here, fragment in pairs:
        row = fragment.origin.row or 0
        targets = suggestions.get(fragment.id, ())
        if fragment.confidential and not place.quote_confidential:
            targets = tuple(map(_without_words, targets))
        yield PretaggedRow(
            fragment.id,
            here.headings.text(here.grid, row, "id"),
            here.headings.digest(here.grid, row),
            targets,
            shown=shown[fragment.id],
            whole=whole_digest(here.grid, row, here.headings.texts),
            confidential=fragment.confidential,
        )


def _without_words(offered: TargetSuggestion) -> TargetSuggestion:
    """Leave out what quotes the fragment's own text."""
    labels = []
    for one in offered.labels:
        why = "" if one.words or one.quote else one.why
        if one.example:
            why = codebook_says(one.example)
        labels.append(replace(one, words=(), sentence="", quote="", why=why))
    return replace(offered, labels=tuple(labels))


def blank_workbook(
    harvest: Harvest, codebook: Codebook, file: str
) -> tuple[Package, tuple[Fragment, ...], tuple[Problem, ...]]:
    """Lay a harvest out in a new workbook; the fragments come back with their rows in it."""
    if not harvest.fragments:
        raise HarvestError(
            "There is no fragment to write suggestions beside.",
            hint="Check with “classifier check” what can be read from the harvest.",
        )
    package = new_package()
    styles = Styles(package)
    headings = list(dict.fromkeys(name for one in harvest.fragments for name in one.cells))
    found = map_headings(headings, alias_table(codebook)).columns
    fields = {headings[column]: field for field, column in found.items()}
    table = _lay_out(harvest.fragments, fields)
    package.add_sheet(SHEET, _write(table, fields, styles).root)
    moved = tuple(
        replace(one, origin=Origin(file, row, SHEET), cells=dict.fromkeys(table[0], ""))
        for row, one in enumerate(harvest.fragments, start=2)
    )
    return package, moved, _notices(harvest.fragments, file)


def _lay_out(fragments: Sequence[Fragment], fields: dict[str, str]) -> list[list[str]]:
    """Give the headings and then the rows; ``fields`` says which heading names which field."""
    headings = list(dict.fromkeys(name for one in fragments for name in one.cells))
    added = [] if "id" in fields.values() else [ID_HEADING]
    if not {"outcome", "significance", "merged"} & set(fields.values()):
        added += _TEXT_HEADINGS
    rows = [[*added, *headings]]
    for one in fragments:
        texts = ("", "") if one.confidential else (one.outcome, one.significance)
        ours = {ID_HEADING: one.id, **dict(zip(_TEXT_HEADINGS, texts, strict=True))}
        theirs = [
            one.cells.get(name, "")
            if not one.confidential or _is_open(fields.get(name, ""))
            else ""
            for name in headings
        ]
        rows.append([*(ours.get(name, "") for name in added), *theirs])
    return rows


def _is_open(field: str) -> bool:
    return field in _OPEN_FIELDS or field.startswith(TARGET)


def _write(table: list[list[str]], fields: dict[str, str], styles: Styles) -> Sheet:
    sheet = Sheet(styles, frozen=(1, 1))
    looks = [PLAIN_TEXT if _is_read(name, fields) else PLAIN_CELL for name in table[0]]
    for number, values in enumerate(table):
        sheet.put(values, looks if number else PLAIN_HEADING)
    sheet.filter(len(looks))
    widths = [_LONG if look is PLAIN_TEXT else _SHORT for look in looks]
    return sheet.finish(dict(enumerate(widths, start=1)), fitted=False)


def _is_read(heading: str, fields: dict[str, str]) -> bool:
    """Whether a person reads this column to decide: the two texts that count."""
    return heading in _TEXT_HEADINGS or fields.get(heading, "") in ("outcome", "significance")


def _notices(fragments: Sequence[Fragment], file: str) -> tuple[Problem, ...]:
    hidden = sum(one.confidential for one in fragments)
    if not hidden:
        return ()
    rows = "row" if hidden == 1 else "rows"
    what = f"has {hidden} confidential {rows} without the text."
    hint = "The text stays in the harvest's own file; read it there."
    return (Problem(Origin(file), "confidential-left-out", what, hint, notice=True),)
