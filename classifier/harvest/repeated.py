"""Rows that repeat a fragment: one coding in several rows, a second coder, or a row too many.

A coder's codes may stand one below the other, each with the fragment written again. Within one
sheet such rows are one coding. Rows that contradict each other are never joined: the first counts,
and a person is asked about the others.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Self

from classifier.folding import spelling_key
from classifier.records import Coding, Origin, Problem
from classifier.translations import tell
from classifier.wording import quoted, quoted_list

if TYPE_CHECKING:
    from classifier.codebook import Codebook
    from classifier.harvest.table import Row

_FEW = 3
_Said = frozenset[tuple[str, frozenset[str]]]


@dataclass(frozen=True, slots=True)
class CodedRow:
    """One row of a fragment: who coded it, the coding of each target in it, and all its cells."""

    origin: Origin
    coder: str
    codings: Mapping[str, Coding]
    cells: Mapping[str, str] = field(default_factory=dict, compare=False)

    @property
    def said(self) -> dict[str, frozenset[str]]:
        """The labels by target, without the targets that have none."""
        return {name: coding.labels for name, coding in self.codings.items() if coding.labels}

    @property
    def has_single_labels(self) -> bool:
        """Whether it has at most one label of each target."""
        return all(len(labels) <= 1 for labels in self.said.values())

    @property
    def sheet(self) -> Origin:
        """The sheet it stands on."""
        return replace(self.origin, row=None)


def by_coder(row: Row, coder: str, codings: Iterable[Coding]) -> list[CodedRow]:
    """Return one row by its coders: several have columns of their own, or ``coder`` has it all."""
    found: dict[str, dict[str, Coding]] = {}
    for coding in codings:
        found.setdefault(coding.coder, {})[coding.target] = coding
    return [
        CodedRow(row.origin, name, of_coder, row.cells)
        for name, of_coder in (found or {coder: {}}).items()
    ]


@dataclass(frozen=True, slots=True)
class _Doubt:
    """A row without a coder whose fragment stands on an earlier sheet, or with other codes."""

    row: CodedRow
    first: CodedRow
    equal: bool


@dataclass(slots=True)
class Answers:
    """The codings of all fragments, each from the rows that hold it, and what is to be asked."""

    codebook: Codebook | None
    codings: list[Coding] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    _names: Mapping[str, str] = field(default_factory=dict)
    _joined: Counter[Origin] = field(default_factory=Counter)
    _doubts: list[_Doubt] = field(default_factory=list)

    def read(self, fragments: Iterable[Sequence[CodedRow]]) -> Self:
        """Take in the rows of each fragment, in the order in which they were read."""
        listed = list(fragments)
        written = [(row.coder, row.origin) for rows in listed for row in rows]
        self._names, problems = coder_names(written)
        self.problems += problems
        for rows in listed:
            self._add_fragment(rows)
        self._ask()
        return self

    def _add_fragment(self, rows: Sequence[CodedRow]) -> None:
        coders: dict[str, list[CodedRow]] = {}
        for row in rows:
            coders.setdefault(spelling_key(row.coder), []).append(row)
        unnamed = coders.pop("", [])
        named = [row for of_coder in coders.values() for row in of_coder]
        # What nobody in particular coded may stand in the same row as what coders did.
        rows_of_coders = {row.origin for row in named or unnamed}
        beside = [row for row in unnamed if row.origin in rows_of_coders]
        for of_coder in (*coders.values(), beside):
            self._add_coder(of_coder)
        distinct = list(_first_of_each(named).values())
        for row in unnamed:
            if row.origin not in rows_of_coders:
                self._compare(row, distinct)

    def _ask(self) -> None:
        """Report what could only be told after all fragments: who looks like a second coder."""
        # Where two sheets differ in one fragment they are two coders', also where they agree.
        differing = {(doubt.first.sheet, doubt.row.sheet) for doubt in self._doubts
                     if not doubt.equal}  # fmt: skip
        for doubt in self._doubts:
            if doubt.equal and (doubt.first.sheet, doubt.row.sheet) not in differing:
                self._repeats(doubt.row, doubt.first)
            else:
                self.problems.append(_second_coder(doubt))
        for sheet, count in self._joined.items():
            what = tell("harvest_row_per_code", n=count)
            self.problems.append(Problem(sheet, "row-per-code", what, notice=True))

    def _add_coder(self, rows: Sequence[CodedRow]) -> None:
        """Take in the rows of one coder, or those without a coder, on one fragment."""
        if len(rows) <= 1:  # as nearly always
            for row in rows:
                self._take(row)
            return
        here = _of_main_sheet(rows)
        if all(row.has_single_labels for row in here):
            answer = self._join(here)
        else:
            answer = next(row for row in here if row.said)
            here = [answer]
        self._take(answer)
        counting = set(map(id, here))  # equal rows may stand one below the other
        for row in rows:
            if id(row) not in counting:
                self._compare(row, [answer])

    def _take(self, answer: CodedRow) -> None:
        """Take in a coder's answer, under the name by which the coder goes."""
        coder = self._names[spelling_key(answer.coder)]
        for coding in answer.codings.values():
            self.codings.append(coding if coding.coder == coder else replace(coding, coder=coder))

    def _join(self, rows: Sequence[CodedRow]) -> CodedRow:
        """Join rows of one sheet that hold one label of a target each."""
        first = _first_of_each(rows)
        fuller = {says: next((first[more] for more in first if says < more), None)
                  for says in first}  # fmt: skip
        used: list[CodedRow] = []
        for row in rows:
            says = frozenset(row.said.items())
            twin = fuller[says] or first[says]
            if twin is row:
                used.append(row)
            else:
                self._repeats(row, twin)
        if len(used) > 1:
            self._joined[rows[0].sheet] += 1
        if self.codebook is None:
            return used[0]
        targets = dict.fromkeys(name for row in rows for name in row.codings)
        answer = {name: self._union(name, rows, self.codebook) for name in targets}
        return replace(used[0], codings=answer)

    def _union(self, target: str, rows: Sequence[CodedRow], codebook: Codebook) -> Coding:
        """Return one coding with the labels of all rows, in the newest of their versions."""
        codings = [row.codings[target] for row in rows if target in row.codings]
        codings = [coding for coding in codings if coding.labels] or codings
        labels = frozenset[str]().union(*(coding.labels for coding in codings))
        version = max((coding.version for coding in codings), key=codebook.order)
        first = codings[0]
        if len(labels) > 1 and not codebook.target(target).multiple:
            other = next(coding for coding in codings if coding.labels != first.labels)
            what = tell("harvest_another_label", place=where(first.origin, other.origin))
            hint = tell("harvest_keep_best")
            self.problems.append(Problem(other.origin, "too-many-labels", what, hint))
        return replace(first, labels=labels, version=version)

    def _compare(self, row: CodedRow, others: Sequence[CodedRow]) -> None:
        """Report a row whose codes do not count, beside those of ``others`` that do."""
        twin = next((other for other in others if other.said == row.said), None)
        other = twin or others[0]
        if not row.said:
            self._repeats(row, other)
        elif not spelling_key(row.coder):
            self._doubts.append(_Doubt(row, other, twin is not None))
        elif twin:
            self._repeats(row, other)
        else:
            self.problems.append(self._contradiction(row, other))

    def ask_about(self, row: CodedRow, first: CodedRow) -> None:
        """Report a row that says something else than an earlier one of its coder, or of nobody."""
        if spelling_key(row.coder):
            self.problems.append(self._contradiction(row, first))
        else:
            self.problems.append(_second_coder(_Doubt(row, first, equal=False)))

    def _repeats(self, row: CodedRow, first: CodedRow) -> None:
        what = tell("harvest_repeats", place=where(first.origin, row.origin))
        hint = tell("harvest_delete_row")
        differ = _headings_that_differ(row.cells, first.cells)
        if differ:
            hint = tell("harvest_look_there", names=quoted(differ[:_FEW]))
        self.problems.append(Problem(row.origin, "duplicate-row", what, hint))

    def _contradiction(self, row: CodedRow, first: CodedRow) -> Problem:
        names = [n for n in {**first.said, **row.said} if first.said.get(n) != row.said.get(n)]
        place = where(first.origin, row.origin)
        said, other = self._labels(row, names), self._labels(first, names)
        what = tell("harvest_coded_twice", said=said, other=other, place=place)
        hint = tell("harvest_coded_twice_hint")
        return Problem(row.origin, "coded-twice", what, hint)

    def _labels(self, row: CodedRow, targets: Sequence[str]) -> str:
        """Name the labels of some targets, in the codebook's order."""
        names = [
            label.name
            for target in (self.codebook.targets if self.codebook else ())
            for label in target.labels
            if target.id in targets and label.id in row.said.get(target.id, ())
        ]
        return quoted_list(names) or tell("harvest_nothing")


def add_answers(
    codings: Iterable[Coding], further: Iterable[Coding], codebook: Codebook
) -> tuple[list[Coding], list[Problem]]:
    """Add further codings: of two answers of one coder the first counts, and a person is asked.

    An answer that names no label gives way to one that does; of equal ones the newer counts.
    """
    answers = {(c.fragment_id, c.coder, c.target): c for c in codings}
    differing: dict[tuple[Origin, Origin, str], list[tuple[Coding, Coding]]] = {}
    for coding in further:
        key = (coding.fragment_id, coding.coder, coding.target)
        first = answers.setdefault(key, coding)
        newer = codebook.order(coding.version) > codebook.order(first.version)
        if not first.labels or (coding.labels == first.labels and newer):
            answers[key] = coding
        elif coding.labels and coding.labels != first.labels:
            rows = (coding.origin, first.origin, coding.coder)
            differing.setdefault(rows, []).append((coding, first))
    asked = Answers(codebook)
    for (row, first_row, coder), pairs in differing.items():
        later = CodedRow(row, coder, {coding.target: coding for coding, _ in pairs})
        earlier = CodedRow(first_row, coder, {first.target: first for _, first in pairs})
        asked.ask_about(later, earlier)
    return list(answers.values()), asked.problems


def _of_main_sheet(rows: Sequence[CodedRow]) -> list[CodedRow]:
    """Return the rows of the first sheet on which anything is coded."""
    main = next((row for row in rows if row.said), rows[0]).sheet
    return [row for row in rows if row.sheet == main]


def _first_of_each(rows: Iterable[CodedRow]) -> dict[_Said, CodedRow]:
    """Return the first of the rows that say the same, by what they say."""
    first: dict[_Said, CodedRow] = {}
    for row in rows:
        first.setdefault(frozenset(row.said.items()), row)
    return first


def _headings_that_differ(row: Mapping[str, str], first: Mapping[str, str]) -> list[str]:
    names = dict.fromkeys((*first, *row))
    return [n for n in names if spelling_key(first.get(n, "")) != spelling_key(row.get(n, ""))]


def where(first: Origin, seen_from: Origin) -> str:
    """Name another row; its file and sheet only where they are others.

    >>> where(Origin("h.xlsx", 3, "Mali"), Origin("h.xlsx", 5, "Kenya"))
    'sheet “Mali”, row 3'
    """
    is_elsewhere = first.file != seen_from.file
    place = tell("harvest_row", n=first.row)
    if first.sheet and (is_elsewhere or first.sheet != seen_from.sheet):
        place = tell("harvest_in_its_sheet", sheet=first.sheet, place=place)
    return tell("harvest_in_file", file=first.file, place=place) if is_elsewhere else place


def _second_coder(doubt: _Doubt) -> Problem:
    first, row = doubt.first.origin, doubt.row.origin
    key = "harvest_second_coder_same" if doubt.equal else "harvest_second_coder_other"
    what = tell(key, place=where(first, row))
    hint = tell("harvest_second_coder_hint")
    if first.file != row.file:
        hint = tell("harvest_second_coder_file_hint")
    elif first.sheet != row.sheet:
        hint = tell("harvest_second_coder_sheet_hint")
    return Problem(row, "second-coder", what, hint)


def coder_names(
    written: Iterable[tuple[str, Origin]],
) -> tuple[dict[str, str], list[Problem]]:
    """Return the commonest spelling of each coder, by the form compared; report those that differ.

    ``written``: a coder as written, and the row.
    """
    spellings: dict[str, dict[str, list[Origin]]] = {}
    for coder, row in written:
        spellings.setdefault(spelling_key(coder), {}).setdefault(coder, []).append(row)
    names: dict[str, str] = {}
    problems = []
    for form, rows in spellings.items():
        # Of equals, max keeps the first.
        names[form] = max(rows, key=lambda spelling: len(rows[spelling]))
        others = [spelling for spelling in rows if spelling != names[form]]
        if others:
            problems += [_one_coder(names[form], other, rows[other][0]) for other in others]
    return names, problems


def _one_coder(name: str, written: str, origin: Origin) -> Problem:
    what = tell("harvest_one_coder", written=written, name=name)
    hint = tell("harvest_one_coder_hint")
    return Problem(origin, "coder-spelling", what, hint, notice=True)
