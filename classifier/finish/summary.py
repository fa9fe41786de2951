"""A sheet of plain counts for a coded harvest: by country, year, harvest and label."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from classifier.codebook import Codebook, Target, to_newest
from classifier.codebook.headings import OURS
from classifier.harvest import read_harvest
from classifier.harvest.headings import match_heading
from classifier.records import Coding, Fragment, Harvest
from classifier.translations import say
from classifier.xlsx.new_workbook import Sheet, print_across
from classifier.xlsx.package import Package
from classifier.xlsx.styles import GUIDE_TEXT, PLAIN_HEADING, PLAIN_TEXT, Styles

_WIDTHS = {1: 70.0, 2: 12.0, 3: 12.0}


def add_summary(workbook: Path, codebook: Codebook) -> None:
    """Add the sheet to a coded workbook, behind its own; a number goes with a name that is hers."""
    harvest = read_harvest(workbook, codebook)
    package = Package.read(workbook)
    taken = {entry.name.casefold() for entry in package.sheets()}
    own = say("counts_sheet")
    names = (own, *(f"{own} {number}" for number in range(2, len(taken) + 3)))
    sheet = _sheet(harvest, codebook, Styles(package))
    name = next(name for name in names if name.casefold() not in taken)
    package.add_sheet(name, sheet.root)
    print_across(package, name, heading=False)
    package.write(workbook)


def _sheet(harvest: Harvest, codebook: Codebook, styles: Styles) -> Sheet:
    sheet = Sheet(styles, lines=False)
    coded = {coding.fragment_id for coding in harvest.codings}
    shown = [fragment for fragment in harvest.fragments if not fragment.confidential]
    n_confidential = len(harvest.fragments) - len(shown)
    # By this title every reader passes over the sheet.
    sheet.title(f"{OURS} {say('counts_title')}")
    sheet.section(say("counts_all_fragments"))
    _table(sheet, _headings(), [(say("counts_all"), len(harvest.fragments), len(coded))])
    if n_confidential:
        sheet.put((say("counts_confidential"), n_confidential), PLAIN_TEXT)
        sheet.put((say("counts_confidential_says"),), GUIDE_TEXT)
    for title, values in _facts(shown).items():
        _count_by(sheet, title, values, [fragment.id in coded for fragment in shown])
    ids = {fragment.id for fragment in shown}
    for target in codebook.targets:
        own = [c for c in harvest.codings if c.target == target.id and c.fragment_id in ids]
        _count_labels(sheet, target, own, codebook)
    sheet.finish(_WIDTHS)
    return sheet


def _facts(fragments: Sequence[Fragment]) -> dict[str, list[str]]:
    """Return what each fragment says of itself, by the heading of a table."""
    headings = dict.fromkeys(heading for fragment in fragments for heading in fragment.cells)
    of_year = [heading for heading in headings if match_heading(heading) == "year"]
    years = [next((f.cells[h] for h in of_year if f.cells.get(h)), "") for f in fragments]
    return {
        say("counts_by_country"): [fragment.country for fragment in fragments],
        say("counts_by_year"): years,
        say("counts_by_harvest"): [fragment.harvest for fragment in fragments],
    }


def _count_by(sheet: Sheet, title: str, values: Sequence[str], coded: Sequence[bool]) -> None:
    """Write how many fragments, and how many coded ones, have each value; nothing if none has."""
    if not any(values):
        return
    nothing = say("counts_not_filled_in")
    named = [value or nothing for value in values]
    everyone = Counter(named)
    done = Counter(value for value, is_coded in zip(named, coded, strict=True) if is_coded)
    names = sorted(everyone, key=lambda name: (name == nothing, name))
    sheet.section(title)
    _table(sheet, _headings(), [(n, everyone[n], done[n]) for n in names])


def _count_labels(
    sheet: Sheet, target: Target, codings: Iterable[Coding], codebook: Codebook
) -> None:
    """Write how many fragments carry each label; of several codings of one the first counts."""
    first: dict[str, frozenset[str]] = {}
    for coding in codings:
        version = coding.version or codebook.newest
        labels = to_newest(coding.labels, target, version, codebook)
        first.setdefault(coding.fragment_id, labels)
    counts = Counter(label for labels in first.values() for label in labels)
    rows: list[tuple[str, int]] = [
        (label.name, counts[label.id])
        for label in target.labels
        if counts[label.id] or not label.retired
    ]
    rows.append((say("none_fits_word"), sum(not labels for labels in first.values())))
    rows.append((say("counts_coded_fragments"), len(first)))
    sheet.section(target.name)
    _table(sheet, _headings()[:2], rows)


def _headings() -> tuple[str, ...]:
    return "", say("fact_fragments"), say("counts_coded")


def _table(sheet: Sheet, headings: Sequence[str], rows: Iterable[Sequence[str | int]]) -> None:
    sheet.put(headings, PLAIN_HEADING)
    for row in rows:
        sheet.put(row, PLAIN_TEXT)
