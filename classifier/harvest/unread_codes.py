"""Codes that were not read: names of labels in other columns, and files without any code."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from classifier.folding import plain_words
from classifier.harvest.chosen_columns import column_advice, column_option, likely_column
from classifier.harvest.clean import ticked
from classifier.harvest.headings import (
    NOT_BY_CODERS,
    TARGET,
    TEXT_FIELDS,
    alias_table,
    is_ours,
    map_headings,
)
from classifier.harvest.label_names import heading_form, label_names, label_reader
from classifier.records import Origin, Problem
from classifier.translations import one_after_the_other, tell
from classifier.wording import quoted

if TYPE_CHECKING:
    from classifier.codebook import Codebook, Target
    from classifier.harvest.code_columns import Layout
    from classifier.records import Coding, Fragment

_SHOWN = 12
NO_COLUMN, NO_LABEL, UNCODED = "no-column", "no-codes", "uncoded"
"""Kinds of a target without codes: no column of its own, no name of a label in it, all empty."""
# A text may be nothing but the name of a label, and is the harvest's own.
_OWN = frozenset({*TEXT_FIELDS, "id", "coder", "version"})
# Columns that our own commands wrote beside the codes, folded: they hold labels of the past.
_PROVENANCE = ("relabelled ", "recorded before ", "changed ", "earlier provenance", "for undo")


@dataclass(frozen=True, slots=True)
class CodesElsewhere:
    """The columns of a sheet, its rows with their numbers, and what the columns were read as."""

    origin: Origin
    names: Sequence[str]
    rows: Sequence[tuple[int, Sequence[str]]]
    layout: Layout
    codebook: Codebook

    def problems(self) -> Iterator[Problem]:
        """Name the columns that hold names of labels and were not read, with their first row."""
        fields = self.layout.fields
        for column, name in enumerate(self.names):
            field = fields.get(column, "")
            if column in self.layout.unclear:
                what, hint = self.layout.unclear[column]
                yield self._problem(column, "unclear-column", what, hint)
            elif name and not _is_own(name, field):
                yield from self._labels_in(column, 2 if field else 1)
                if not field:
                    yield from self._ticks_in(column)

    def _filled(self, column: int) -> Iterator[tuple[int, str]]:
        """The filled cells of a column with the numbers of their rows."""
        for number, cells in self.rows:
            if column < len(cells) and cells[column]:
                yield number, cells[column]

    def _problem(
        self, column: int, kind: str, what: str, hint: str, row: int | None = None
    ) -> Problem:
        """Return a problem with a column, in a row or else in the first that is filled."""
        first = row or next((number for number, _ in self._filled(column)), None)
        place = replace(self.origin, row=first, column=self.names[column])
        return Problem(place, kind, what, hint)

    def _labels_in(self, column: int, n_words: int) -> Iterator[Problem]:
        """Name the first target with labels of at least ``n_words`` words in a column."""
        cells = list(self._lost(column))
        named = {cell for _, cell in cells}
        named = {cell for cell in named if len(plain_words(cell).split()) >= n_words}
        for target in self.codebook.targets:
            holding = set(filter(label_reader(target), named))
            lost = [number for number, cell in cells if cell in holding]
            if lost:
                what = tell("harvest_codes_elsewhere", title=target.name, n=len(lost))
                hint = self._where_to(target, self.names[column])
                yield self._problem(column, "codes-elsewhere", what, hint, lost[0])
                return

    def _ticks_in(self, column: int) -> Iterator[Problem]:
        """Name a column of ticks whose heading is a label's number or holds its name."""
        answers = {ticked(cell) for _, cell in self._filled(column)}
        if True not in answers or None in answers:
            return
        heading = heading_form(self.names[column])
        names = label_names(self.codebook)
        forms = [form for form in names if " " in form and f" {form} " in f" {heading} "]
        form = heading if heading in names else max(forms, key=len, default="")
        if form:
            label = names[form][0]
            target = self.codebook.target(label.field.removeprefix(TARGET))
            what = tell("harvest_ticks_elsewhere", label=label.name)
            title = target.column or target.name
            hint = tell("harvest_ticks_elsewhere_hint", title=title, label=label.name)
            yield self._problem(column, "unclear-column", what, hint)

    def _where_to(self, target: Target, heading: str) -> str:
        """Say how codes of a target that stand under ``heading`` would be read."""
        code_field = TARGET + target.id
        read = [column for column, field in self.layout.fields.items() if field == code_field]
        if read:
            return tell("harvest_move_codes", column=self.names[read[0]])
        title = target.column or target.name
        option = column_option(target.id, heading)
        return tell("harvest_column_of_codes", option=option, title=title)

    def _lost(self, column: int) -> Iterator[tuple[int, str]]:
        """The filled cells that nothing reads: a second column counts where the first is empty."""
        doubled = dict(self.layout.found.doubled).get(column, "")
        first = self.layout.found.columns.get(doubled)
        if doubled in TEXT_FIELDS:
            return
        for number, cells in self.rows:
            cell = cells[column] if column < len(cells) else ""
            before = None if first is None or first >= len(cells) else cells[first]
            differs = before is None or (before and plain_words(before) != plain_words(cell))
            if cell and differs:
                yield number, cell


def _is_own(name: str, field: str) -> bool:
    """Whether names of labels are no codes in a column: it is a text, an id, codes or ours."""
    if field in _OWN or field.startswith(TARGET) or is_ours(name):
        return True
    return plain_words(name).startswith(_PROVENANCE)


def files_without_codes(
    fragments: Iterable[Fragment], codings: Sequence[Coding], codebook: Codebook
) -> tuple[Problem, ...]:
    """Name each target of which a file holds no code, and where codes were looked for.

    One notice only, where nobody coded a file at all: it may be a new harvest.
    """
    by_file: dict[str, list[Fragment]] = {}
    for fragment in fragments:
        by_file.setdefault(fragment.origin.file, []).append(fragment)
    return tuple(
        problem
        for file, rows in by_file.items()
        for problem in _of_file(file, rows, codings, codebook)
    )


def _of_file(
    file: str, fragments: Sequence[Fragment], codings: Iterable[Coding], codebook: Codebook
) -> Iterator[Problem]:
    coded = _coded_targets(file, fragments, codings)
    # What is derived follows from codes that are missed themselves.
    lacking = [t for t in codebook.targets if t.id not in coded and not t.derived_from]
    headings = tuple(dict.fromkeys(name for fragment in fragments for name in fragment.cells))
    told = [_of_target(target, file, fragments, codebook) for target in lacking]
    if coded - NOT_BY_CODERS or _names_a_coder(fragments, headings):
        yield from told
    elif told:
        yield _of_uncoded(lacking, told)


def _of_uncoded(lacking: Sequence[Target], told: Sequence[Problem]) -> Problem:
    """Return one notice for a file that nobody coded, which may be a new harvest."""
    titles = quoted((target.name for target in lacking), most=_SHOWN)
    if all(one.kind == UNCODED for one in told):
        key = "harvest_column_empty" if len(told) == 1 else "harvest_columns_empty"
        return replace(told[0], what=tell(key, titles=titles), notice=True)
    hint = tell("harvest_if_coded", what=told[0].what, hint=told[0].hint)
    return replace(told[0], what=tell("harvest_no_code_of", titles=titles), hint=hint, notice=True)


def _coded_targets(file: str, fragments: Iterable[Fragment], codings: Iterable[Coding]) -> set[str]:
    ids = {fragment.id for fragment in fragments}
    return {c.target for c in codings if c.origin.file == file or c.fragment_id in ids}


def _names_a_coder(fragments: Sequence[Fragment], headings: Sequence[str]) -> bool:
    column = map_headings(headings, alias_table()).columns.get("coder")
    return column is not None and any(
        fragment.cells.get(headings[column], "").strip() for fragment in fragments
    )


def _of_target(
    target: Target, file: str, fragments: Sequence[Fragment], codebook: Codebook
) -> Problem:
    """Say why a file has no code of a target, and which column may hold them."""
    names = dict.fromkeys(name for fragment in fragments for name in fragment.cells)
    cells = {name: [fragment.cells.get(name, "") for fragment in fragments] for name in names}
    read = map_headings(tuple(names), alias_table(codebook)).columns
    headings = {field: tuple(names)[column] for field, column in read.items()}
    own = headings.get(TARGET + target.id)
    kind = NO_COLUMN
    advice: str = tell("harvest_other_column")
    if own is not None:
        kind = NO_LABEL if any(cells[own]) else UNCODED
    else:
        free = {n: texts for n, texts in cells.items() if n not in headings.values()}
        likely = likely_column(target, {n: t for n, t in free.items() if not _is_own(n, "")})
        advice = column_advice(target, likely)
    hint = one_after_the_other(advice, tell("harvest_long_table"))
    what = without_codes(target, tuple(names), codebook)
    return Problem(Origin(file), kind, what, hint, notice=target.id in NOT_BY_CODERS)


def without_codes(target: Target, headings: Sequence[str], codebook: Codebook) -> str:
    """Say that no code of a target was found, and which headings were, the unread ones first."""
    read = map_headings(headings, alias_table(codebook)).columns
    column = read.get(TARGET + target.id)
    if column is not None:
        under = headings[column].strip()
        return tell("harvest_no_cell_names", title=target.name, column=under)
    own = [number for number, name in enumerate(headings) if not is_ours(name)]
    free_first = sorted(own, key=lambda number: number in read.values())
    found = quoted((headings[number] for number in free_first), most=_SHOWN)
    return tell("harvest_no_column_for", title=target.name, found=found or tell("harvest_nothing"))
