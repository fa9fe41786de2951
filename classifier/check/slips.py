"""Mistyped labels in the code cells of one file, and what those cells would say if mended."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from classifier.check.reading import code_field
from classifier.codebook import did_you_mean, nearest_name, parse_labels, replace_pieces
from classifier.engine.archive_files import read_tables
from classifier.harvest.fragments import to_entries

if TYPE_CHECKING:
    from classifier.codebook import Codebook, Target
    from classifier.harvest.table import Row, Table


@dataclass(frozen=True, slots=True)
class Slip:
    """A piece of a code cell that is no label, and the names that may be meant, nearest first."""

    target: Target
    heading: str
    piece: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SlipRows:
    """The numbers of the rows that hold a slip; ``confidential`` if all of them are."""

    rows: tuple[int, ...]
    confidential: bool


def code_tables(harvest: Path, codebook: Codebook) -> list[Table]:
    """Read the visible sheets of one file, every row of them."""
    return read_tables(harvest, codebook)


def find_slips(tables: Sequence[Table], codebook: Codebook) -> dict[Slip, SlipRows]:
    """Find every slip that has a proposal, in the order of the file."""
    found: dict[Slip, list[tuple[int, bool]]] = {}
    for table in tables:
        entries, _ = to_entries(table, len(tables) == 1)
        for entry in entries:
            where = entry.row.origin.row or 0, entry.fragment.confidential
            for heading, target in _code_columns(table, codebook):
                for slip in _slips_of(entry.row, heading, target):
                    found.setdefault(slip, []).append(where)
    return {
        slip: SlipRows(tuple(number for number, _ in rows), all(hidden for _, hidden in rows))
        for slip, rows in found.items()
    }


def mended_cells(
    table: Table, codebook: Codebook, chosen: Mapping[Slip, str]
) -> dict[int, Mapping[str, str]]:
    """Return the cells in which a slip was found whose name a person chose, by row and heading."""
    cells: dict[int, Mapping[str, str]] = {}
    for row in table.rows:
        mended_row: dict[str, str] = {}
        for heading, target in _code_columns(table, codebook):
            slips = [slip for slip in _slips_of(row, heading, target) if slip in chosen]
            if slips:
                names = {slip.piece: chosen[slip] for slip in slips}
                mended = replace_pieces(row.cells[heading], target, names)
                if _reads_better(mended, row.cells[heading], target):
                    mended_row[heading] = mended
        if mended_row:
            cells[row.origin.row or 0] = mended_row
    return cells


def _reads_better(mended: str, written: str, target: Target) -> bool:
    """Whether a mended cell keeps its labels; names side by side might read as another one."""
    now, before = parse_labels(mended, target), parse_labels(written, target)
    return bool(now and before and now[0] > before[0] and len(now[1]) < len(before[1]))


def _code_columns(table: Table, codebook: Codebook) -> Iterator[tuple[str, Target]]:
    """Walk the columns that hold codes of a target."""
    for target in codebook.targets:
        for heading in table.fields.get(code_field(target.id), ()):
            yield heading, target


def _slips_of(row: Row, heading: str, target: Target) -> list[Slip]:
    pieces = _unknown(row.cells[heading], target)
    field = code_field(target.id)
    if field in row.codes:  # of “Policies” and “law” side by side none may be a slip
        together = [row.codes[field], *(codes.get(field) for codes in row.by_coder.values())]
        unknown = {piece for cell in together if cell for piece in _unknown(cell, target)}
        pieces = [piece for piece in pieces if piece in unknown]
    slips = []
    for piece in pieces:
        near = did_you_mean(piece, target)
        if near:
            names = tuple(nearest_name(piece, label) for label in near)
            slips.append(Slip(target, heading, piece, names))
    return slips


def _unknown(cell: str, target: Target) -> list[str]:
    """Return the pieces of a cell that are no labels, each once."""
    read = parse_labels(cell, target)
    return list(dict.fromkeys(read[1])) if read else []
