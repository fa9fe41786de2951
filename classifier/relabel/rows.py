"""An archive as rows: each with its codes and the fingerprints that find it again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from classifier.decide.rows import digest, text_digest
from classifier.edit.provenance import code_cell
from classifier.errors import HarvestError
from classifier.harvest.codings import row_codings, version_of
from classifier.harvest.fragments import to_entries
from classifier.harvest.headings import TARGET, plain_field
from classifier.wording import quoted

if TYPE_CHECKING:
    from classifier.codebook import Codebook
    from classifier.engine.archive_files import Batch
    from classifier.harvest.table import Row, Table
    from classifier.records import Fragment

_NAMED = 3
# Rows of an archive repeat the same few hundred combinations of codes.
_REMEMBERED = 20_000


@dataclass(frozen=True, slots=True)
class Codes:
    """What the code cells of a row say.

    Attributes
    ----------
    version : "" where the column names one that the codebook does not know
    known : whether the version is known, or only assumed because the harvest is not listed
    labels : label ids by target, for the targets that are coded
    unread : targets whose cell holds something that is no label
    """

    version: str
    known: bool
    labels: Mapping[str, frozenset[str]]
    unread: frozenset[str]


@dataclass(frozen=True, slots=True)
class ArchiveRow:
    """One row with its codes and the fingerprints that find it again.

    ``key`` covers id, coder, text and codes, ``who`` the id and coder alone.
    """

    fragment: Fragment
    coder: str
    codes: Codes
    row: Row
    key: str
    who: str
    text: str
    codes_print: str


@dataclass(slots=True)
class RowReader:
    """Reads the rows of tables; remembers what cells meant, since they repeat."""

    codebook: Codebook
    _memory: dict[tuple[str, ...], Codes] = field(default_factory=dict)

    def rows(self, batch: Batch) -> Iterator[ArchiveRow]:
        """Read every row of a batch."""
        alone = len(batch.tables) == 1
        for table in batch.tables:
            _refuse_spread(table)
            entries, _ = to_entries(table, alone)
            for entry in entries:
                yield self._row(entry.fragment, entry.coder, entry.row, table)

    def _row(self, fragment: Fragment, coder: str, row: Row, table: Table) -> ArchiveRow:
        cells = [code_cell(row, table, target.id) for target in self.codebook.targets]
        codes = self._codes(fragment, coder, cells, row, table)
        written_id = " ".join(row.cell("id").split())
        text = text_digest(fragment)
        codes_print = digest(codes.version, *(f"|{' '.join(c.split())}" for c in cells))
        who = who_of(written_id, coder)
        key = digest(who, text, codes_print)
        return ArchiveRow(fragment, coder, codes, row, key, who, text, codes_print)

    def _codes(
        self, fragment: Fragment, coder: str, cells: Sequence[str], row: Row, table: Table
    ) -> Codes:
        stated = row.cell("version")
        columns = "".join("01"[TARGET + t.id in table.fields] for t in self.codebook.targets)
        key = (fragment.harvest, "c" if coder else "", stated, columns, *cells)
        if key not in self._memory:
            if len(self._memory) >= _REMEMBERED:
                self._memory.clear()
            self._memory[key] = self._read(fragment.harvest, row, table)
        return self._memory[key]

    def _read(self, harvest: str, row: Row, table: Table) -> Codes:
        version, known, _ = version_of(row, harvest, self.codebook)
        if version is None:
            return Codes("", False, {}, frozenset())
        codings, problems = row_codings(row, "", version, self.codebook)
        labels = {coding.target: coding.labels for coding in codings}
        unread = set()
        for target in self.codebook.targets:
            columns = table.fields.get(TARGET + target.id, ())
            if any(
                p.kind == "unknown-label" and p.origin.column == next(iter(columns), "")
                for p in problems
            ):
                unread.add(target.id)
                labels.setdefault(target.id, frozenset())
        return Codes(version, known, labels, frozenset(unread))


def who_of(written_id: str, coder: str) -> str:
    """Fingerprint whose coding of which fragment it is; who codes is not told."""
    return digest(f"i{written_id}", f"c{coder}")


def _refuse_spread(table: Table) -> None:
    """Refuse to move codes that stand in several columns: a plan changes one cell a target."""
    for field_ in sorted(table.spread):
        columns = quoted(table.fields[field_][:_NAMED])
        raise HarvestError(
            f"{table.origin} keeps the codes of “{plain_field(field_)}” in several columns "
            f"({columns} …); a plan moves codes that stand in one.",
            hint="Put the labels of each row into one cell, separated by commas, and try again.",
        )
