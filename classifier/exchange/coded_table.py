"""Codings that came from another program, as a table that every command reads.

A row holds what one coder said of one fragment. Where a coder gave a fragment no code of a target,
nobody knows whether none fits or nobody looked: the cell says “not coded”.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from classifier.codebook import Codebook, Target, write_labels
from classifier.errors import HarvestError
from classifier.grid import EXCEL_CELL
from classifier.guard import replace_file
from classifier.outputs import csv_text
from classifier.xlsx.new_workbook import Sheet, new_package
from classifier.xlsx.styles import HEADING, PLAIN_TEXT, Styles

ID, OUTCOME, SIGNIFICANCE = "FragmentID", "Outcome description", "Significance of the outcome"
CODER = "Coder"
NOT_CODED = "not coded"
_WIDE = {OUTCOME: 60.0, SIGNIFICANCE: 60.0}
_WIDTH = 20.0
_SHEET = "Fragments"
# A line of its own between the two texts of a fragment, for people and for the way back.
_BETWEEN = f"{SIGNIFICANCE}:"


@dataclass(slots=True)
class CodedFragment:
    """One fragment with what coders said of it.

    Attributes
    ----------
    facts : what else is known of it, by heading
    said : ids of target and label by coder, in the order in which the coders appear
    """

    id: str
    text: str
    facts: Mapping[str, str]
    said: dict[str, list[tuple[str, str]]] = field(default_factory=dict)

    @property
    def targets(self) -> set[str]:
        """The targets of which anybody gave it a label."""
        return {target for said in self.said.values() for target, _ in said}


def joined_text(outcome: str, significance: str) -> str:
    """Return both texts of a fragment as one.

    >>> cut_text(joined_text("They met.", "It matters."))
    ('They met.', 'It matters.')
    """
    if not significance:
        return outcome
    return "\n".join([*([outcome, ""] if outcome else []), _BETWEEN, significance])


def cut_text(text: str) -> tuple[str, str]:
    """Return outcome and significance of a text, which may hold the outcome alone."""
    lines = text.replace("\r\n", "\n").split("\n")
    if _BETWEEN not in lines:
        return "\n".join(lines), ""
    place = lines.index(_BETWEEN)
    return "\n".join(lines[:place]).rstrip("\n"), "\n".join(lines[place + 1 :])


def table_of(fragments: Sequence[CodedFragment], codebook: Codebook) -> list[list[str]]:
    """Return headings and a row for each fragment and coder."""
    facts = list(dict.fromkeys(heading for one in fragments for heading in one.facts))
    used = set().union(*(one.targets for one in fragments))
    targets = [target for target in codebook.targets if target.id in used]
    codes = [target.column or target.name for target in targets]
    rows = [[ID, *facts, OUTCOME, SIGNIFICANCE, CODER, *codes]]
    for fragment in fragments:
        known = [fragment.facts.get(heading, "") for heading in facts]
        start = [fragment.id, *known, *cut_text(fragment.text)]
        rows += [[*start, *cells] for cells in _said(fragment, targets)]
    return rows


def _said(fragment: CodedFragment, targets: Sequence[Target]) -> Iterator[list[str]]:
    """Return for each coder the name and a cell for each target."""
    for coder, said in (fragment.said or {"": []}).items():
        yield [coder, *(_cell(target, said) for target in targets)]


def _cell(target: Target, said: Sequence[tuple[str, str]]) -> str:
    ids = {label for owner, label in said if owner == target.id}
    return write_labels(ids, target) if ids else NOT_CODED


def write_table(rows: Sequence[Sequence[str]], out: Path, *, force: bool) -> None:
    """Write a table as .xlsx or .csv; a text that Excel would cut is refused."""
    with replace_file(out, force) as place:
        if out.suffix.lower() == ".csv":
            place.write_text(csv_text(rows), "utf-8-sig", newline="")
            return
        _refuse_long(rows)
        package = new_package()
        sheet = Sheet(Styles(package), frozen=(1, 0))
        sheet.put(rows[0], HEADING)
        for row in rows[1:]:
            sheet.put(row, PLAIN_TEXT)
        sheet.filter(len(rows[0]))
        widths = {n: _WIDE.get(name, _WIDTH) for n, name in enumerate(rows[0], start=1)}
        package.add_sheet(_SHEET, sheet.finish(widths).root)
        package.write(place)


def _refuse_long(rows: Sequence[Sequence[str]]) -> None:
    long = [n for n, row in enumerate(rows, start=1) if max(map(len, row)) > EXCEL_CELL]
    if long:
        raise HarvestError(
            f"Excel keeps {EXCEL_CELL:,} characters of a cell; {len(long)} of {len(rows) - 1} rows "
            f"have a longer text. The first would be row {long[0]}.",
            hint="Let --out end in .csv, or take each coded passage with --fragments selections.",
        )
