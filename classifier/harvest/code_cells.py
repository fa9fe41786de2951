"""What a row says where its codes stand in several columns: one cell's text for each target."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from classifier.folding import plain_words
from classifier.harvest.clean import is_missing, quote, ticked
from classifier.harvest.code_columns import CodeColumns, Layout
from classifier.harvest.code_sheet import join_codes, label_reader
from classifier.harvest.headings import TARGET, TEXT_FIELDS, is_ours
from classifier.harvest.options import Option, heading_form, label_names, spelt_out
from classifier.harvest.tick_columns import tick
from classifier.records import Origin, Problem
from classifier.wording import quoted

if TYPE_CHECKING:
    from classifier.codebook import Codebook, Target

NO_LABEL = "none fits"
"""What a row says in which no column is ticked, and one at least says no."""
# A text may be nothing but the name of a label, and is the harvest's own.
_OWN = frozenset({*TEXT_FIELDS, "id", "coder", "version"})
# Columns that our own commands wrote beside the codes, folded: they hold labels of the past.
_PROVENANCE = ("relabelled ", "recorded before ", "changed ")


@dataclass(frozen=True, slots=True)
class SpreadCodes:
    """What one row says of the targets whose codes stand in several columns, by field.

    Attributes
    ----------
    cells : the codes as one cell would hold them; None where nothing is known of them
    by_coder : the same for each coder who has a column
    problems : what could not be understood, its column by its number in ``columns``
    columns : the number of each problem's column
    """

    cells: Mapping[str, str | None]
    by_coder: Mapping[str, Mapping[str, str]]
    problems: tuple[tuple[int, Problem], ...] = ()


def read_spread(
    cells: Sequence[str], origin: Origin, spread: Mapping[str, CodeColumns], codebook: Codebook
) -> SpreadCodes:
    """Read the code columns of one row."""
    found: dict[str, str | None] = {}
    by_coder: dict[str, dict[str, str]] = {}
    problems: list[tuple[int, Problem]] = []
    for field, columns in spread.items():
        target = codebook.target(field.removeprefix(TARGET))
        row = _Row(cells, origin, columns, target, codebook)
        found[field] = row.text()
        problems += row.problems
        for coder, column in columns.by_coder.items():
            by_coder.setdefault(coder, {})[field] = row.written(column)
    return SpreadCodes(found, by_coder, tuple(problems))


class _Row:
    """The codes of one target in one row."""

    def __init__(
        self,
        cells: Sequence[str],
        origin: Origin,
        columns: CodeColumns,
        target: Target,
        codebook: Codebook,
    ) -> None:
        self.cells, self.origin, self.columns = cells, origin, columns
        self.target, self.codebook = target, codebook
        self.problems: list[tuple[int, Problem]] = []

    def written(self, column: int) -> str:
        return spelt_out(self.cells[column], self.target) if column < len(self.cells) else ""

    def cell(self, column: int) -> str:
        text = self.written(column)
        return "" if is_missing(text) else text

    def text(self) -> str | None:
        """The codes as one cell would hold them; None where nothing is known of them."""
        written = join_codes([self.cell(column) for column in self.columns.joined])
        if not self.columns.options:
            # “n/a” beside nothing else: what that says is the codebook's to tell.
            return written or next(filter(None, map(self.written, self.columns.joined)), "")
        chosen, refused, n_unclear = self._options()
        if written:
            self._compare(written, chosen, refused)
            return written
        if chosen:
            return self._names(chosen)
        if n_unclear or (self.columns.ticks and not refused):
            return None
        return NO_LABEL if refused else ""

    def _options(self) -> tuple[list[Option], list[Option], int]:
        """The options that are ticked, those that say no, and how many nobody understands."""
        chosen: list[Option] = []
        refused: list[Option] = []
        n_unclear = 0
        for column, option in self.columns.options.items():
            cell = self.cell(column)
            if not cell:
                continue
            answer = tick(cell, option, self.codebook)
            if option.label and answer is not None:
                (chosen if answer else refused).append(option)
            elif option.label or answer is not False:
                n_unclear += 1
                self._report(column, option, cell)
        return chosen, refused, n_unclear

    def _report(self, column: int, option: Option, cell: str) -> None:
        from classifier.codebook import near_names

        title = self.target.title or self.target.id
        kind, hint = "unknown-label", "Add it to the codebook, or move the text elsewhere."
        if option.label:
            kind, hint = "unclear-tick", "Write 1 or 0, yes or no, or leave the cell empty."
            what = f"{quote(cell)} does not say whether “{option.name}” is ticked; it was not read."
        elif ticked(cell):
            what = f"{quote(option.name)} is ticked, but it is no label of “{title}”."
            hint = near_names([option.name], self.target, "Correct the heading, or the codebook.")
        else:
            what = f"{quote(cell)} is no label of “{title}”; it was not read."
        self.problems.append((column, Problem(self.origin, kind, what, hint)))

    def _compare(self, written: str, chosen: Sequence[Option], refused: Sequence[Option]) -> None:
        """Report a named cell and columns of ticks that contradict each other."""
        from classifier.codebook import parse_labels

        read = parse_labels(written, self.target)
        labels = read[0] if read else frozenset()
        ids = {option.label for option in chosen}
        differ = (ids - labels) | (labels & {option.label for option in refused} - ids)
        if differ:
            names = quoted(self.target.label(label).name for label in sorted(differ))
            what = f"says another thing than the columns of ticks about {names}; this cell counts."
            hint = "Correct one of the two."
            place = self.columns.joined[0]
            self.problems.append((place, Problem(self.origin, "codes-differ", what, hint)))

    def _names(self, chosen: Sequence[Option]) -> str:
        """The names as the headings have them, since these tell the codebook's version."""
        from classifier.codebook import parse_labels, write_labels

        ids = frozenset(option.label for option in chosen)
        names = "; ".join(option.name for option in chosen)
        return (
            names
            if parse_labels(names, self.target) == (ids, ())
            else write_labels(ids, self.target)
        )


def elsewhere(
    names: Sequence[str],
    rows: Sequence[tuple[int, Sequence[str]]],
    layout: Layout,
    codebook: Codebook,
    origin: Origin,
) -> Iterator[Problem]:
    """Name the columns that hold names of labels and were not read, with their first row."""
    held = {column for columns in layout.spread.values() for column in columns.columns}
    read = {column: field for field, column in layout.found.columns.items()}
    held |= {column for column, field in read.items() if field in _OWN or field.startswith(TARGET)}
    for column, name in enumerate(names):
        if column in layout.unclear:
            place = replace(origin, row=_first_filled(column, rows), column=name)
            what, hint = layout.unclear[column]
            yield Problem(place, "unclear-column", what, hint)
        elif name and column not in held and not is_ours(name) and not _is_provenance(name):
            n_words = 2 if column in read else 1
            yield from _labels_in(column, names, rows, layout, codebook, origin, n_words)
            if column not in read:
                yield from _ticks_in(column, name, rows, codebook, origin)


def _labels_in(
    column: int,
    names: Sequence[str],
    rows: Sequence[tuple[int, Sequence[str]]],
    layout: Layout,
    codebook: Codebook,
    origin: Origin,
    n_words: int,
) -> Iterator[Problem]:
    """Name the first target with labels of at least ``n_words`` words in a column."""
    doubled = dict(layout.found.doubled).get(column, "")
    if doubled in TEXT_FIELDS:
        return
    counts = Counter(cells[column] for _, cells in rows if column < len(cells) and cells[column])
    for target in codebook.targets:
        reads = label_reader(target)
        holding = {
            cell for cell in counts if len(plain_words(cell).split()) >= n_words and reads(cell)
        }
        where = [
            number
            for number, cells in rows
            if column < len(cells)
            and cells[column] in holding
            and _is_lost(cells, column, doubled, layout)
        ]
        if where:
            title = target.title or target.id
            rows_are = "1 row" if len(where) == 1 else f"{len(where)} rows"
            what = f"holds names of “{title}” in {rows_are}, which were not read as codes."
            hint = f"If they are codes, {_where_to(target, names, layout)}."
            place = replace(origin, row=where[0], column=names[column])
            yield Problem(place, "codes-elsewhere", what, hint)
            return


def _ticks_in(
    column: int,
    name: str,
    rows: Sequence[tuple[int, Sequence[str]]],
    codebook: Codebook,
    origin: Origin,
) -> Iterator[Problem]:
    """Name a column of ticks whose heading is a label's number or holds its name."""
    answers = {ticked(cells[column]) for _, cells in rows if column < len(cells) and cells[column]}
    if True not in answers or None in answers:
        return
    heading = heading_form(name)
    forms = [
        form
        for form in label_names(codebook)
        if form == heading or (" " in form and f" {form} " in f" {heading} ")
    ]
    for form in sorted(forms, key=len, reverse=True)[:1]:
        label = label_names(codebook)[form][0]
        target = codebook.target(label.field.removeprefix(TARGET))
        what = f"holds ticks, and its heading names “{label.text}”; it was not read as codes."
        title = target.column or target.title or target.id
        hint = f"If they tick that label, call the column “{title}/{label.text}”."
        place = replace(origin, row=_first_filled(column, rows), column=name)
        yield Problem(place, "unclear-column", what, hint)


def _where_to(target: Target, names: Sequence[str], layout: Layout) -> str:
    """Say where codes of a target would be read."""
    field = TARGET + target.id
    read = layout.found.columns.get(field)
    if read is None and field in layout.spread:
        read = next(iter(layout.spread[field].columns))
    if read is not None:
        return f"move them to “{names[read]}”, where the others stand"
    title = target.column or target.title or target.id
    return f"call the column “{title}”; for two coders “{title} (Ana)” and “{title} (Ben)”"


def _is_lost(cells: Sequence[str], column: int, doubled: str, layout: Layout) -> bool:
    """Whether nothing reads the cell: a second column counts only where the first is empty."""
    first = layout.found.columns.get(doubled)
    if first is None or first >= len(cells):
        return True
    return bool(cells[first]) and plain_words(cells[first]) != plain_words(cells[column])


def _first_filled(column: int, rows: Sequence[tuple[int, Sequence[str]]]) -> int | None:
    return next((n for n, cells in rows if column < len(cells) and cells[column]), None)


def _is_provenance(name: str) -> bool:
    return plain_words(name).startswith(_PROVENANCE)
