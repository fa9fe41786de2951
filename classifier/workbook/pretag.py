"""Write suggestions to the right of a harvest, into a copy of its own workbook."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from classifier.decide.guard import refuse_existing, replace_file
from classifier.errors import HarvestError
from classifier.harvest.headings import alias_table
from classifier.outputs import require_ending
from classifier.records import Fragment, Harvest, Origin, Problem, Suggestion
from classifier.workbook.annotate import Annotation, HarvestSheet, Place
from classifier.workbook.blank import blank_workbook
from classifier.workbook.guide import write_guide
from classifier.workbook.hidden_sheet import Memory, Remembered, write_memory
from classifier.workbook.layout import DATA_SHEET, GUIDE_SHEET
from classifier.workbook.offer import Offer
from classifier.xlsx.files import cannot_keep, lock_notices
from classifier.xlsx.package import Package, SheetEntry
from classifier.xlsx.sheet_cells import SheetCells, shared_strings
from classifier.xlsx.styles import Styles


def pretag(
    source: Path, target: Path, harvest: Harvest, offer: Offer, *, force: bool = False
) -> tuple[Problem, ...]:
    """Write a copy of the workbook ``source`` with the suggestions to its right.

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
        return notices + write_new_workbook(target, harvest, offer, force=force)
    require_ending(target, source.suffix.lower())  # Excel refuses one whose ending is not true
    package = Package.read(source)
    of_file = [one for one in harvest.fragments if Path(one.origin.file).name == source.name]
    notices += add_suggestions(package, of_file, offer, Place(source.name, quote_confidential=True))
    with replace_file(target, force) as path:
        package.write(path)
    return notices


def write_new_workbook(
    target: Path, harvest: Harvest, offer: Offer, *, force: bool = False
) -> tuple[Problem, ...]:
    """Write the harvest and the suggestions to a new workbook, whatever the harvest came from.

    It is not the row's own file, so the text of confidential rows stays out of it. The output
    must end in .xlsx.
    """
    refuse_existing(target, force)
    require_ending(target, ".xlsx")
    package, fragments, notices = blank_workbook(harvest, offer.codebook, target.name)
    source = ", ".join(Path(file).name for file in harvest.files) or target.name
    notices += add_suggestions(package, fragments, offer, Place(source, quote_confidential=False))
    with replace_file(target, force) as path:
        package.write(path)
    return notices


def add_suggestions(
    package: Package, fragments: Sequence[Fragment], offer: Offer, place: Place
) -> tuple[Problem, ...]:
    """Add our columns to each sheet with fragments, and our two sheets to the workbook."""
    ids = {one.id for one in fragments}
    offered = tuple(one for one in offer.suggestions if one.fragment_id in ids)
    offer = replace(offer, suggestions=offered)
    entries = {entry.name: entry for entry in package.sheets()}
    table = alias_table(offer.codebook)
    strings = shared_strings(package)
    by_sheet = _by_sheet(fragments, entries, place.source)
    sheets = [
        HarvestSheet(
            entries[name], SheetCells(package.tree(entries[name].part), strings), of_sheet, table
        )
        for name, of_sheet in by_sheet.items()
    ]
    first = sheets[0]
    styles = Styles(package, like=first.grid.style(first.rows[0], 1))
    memory = _memory(sheets, offer, place.source)
    package.add_sheet(GUIDE_SHEET, write_guide(offer, place.source, styles).root)
    data_name = package.add_sheet(DATA_SHEET, write_memory(memory).root, hidden=True)
    notices: list[Problem] = []
    for sheet in sheets:
        notices += Annotation(package, sheet, styles, offer).write(data_name, place)
    return tuple(notices)


def _by_sheet(
    fragments: Sequence[Fragment], entries: Mapping[str, SheetEntry], file: str
) -> dict[str, list[Fragment]]:
    found: dict[str, list[Fragment]] = {}
    only = next(iter(entries), "")
    for one in fragments:
        found.setdefault(one.origin.sheet or only, []).append(one)
    strange = [name for name in found if name not in entries]
    if strange or not found:
        raise HarvestError(
            f"{file} has no rows to write suggestions beside.",
            hint="Check with “classifier check” what can be read from it.",
        )
    return found


def _memory(sheets: Sequence[HarvestSheet], offer: Offer, source: str) -> Memory:
    suggestions = {one.fragment_id: one for one in offer.suggestions}
    rows = [
        _remember(sheet, fragment, suggestions.get(fragment.id))
        for sheet in sheets
        for fragment in sheet.fragments
    ]
    heights = {sheet.entry.name: sheet.grid.height(sheet.headings.row) for sheet in sheets}
    return Memory(offer.model, offer.date, source, offer.codebook, tuple(rows), heights)


def _remember(sheet: HarvestSheet, fragment: Fragment, suggestion: Suggestion | None) -> Remembered:
    row = fragment.origin.row or 0
    targets = suggestion.targets if suggestion else ()
    return Remembered(
        fragment.id,
        sheet.headings.text(sheet.grid, row, "id"),
        sheet.headings.digest(sheet.grid, row),
        {one.target: frozenset(label.id for label in one.suggested) for one in targets},
        {one.target: one.verdict for one in targets},
        sheet.grid.height(row),
    )
