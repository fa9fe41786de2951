"""Long tables of codings beside a harvest: FragmentID, Coder, one column for each target."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING

from classifier.disclosure import without_confidential_words
from classifier.folding import plain_words, spelling_key
from classifier.grid import Grid
from classifier.harvest.clean import quote
from classifier.harvest.codings import row_codings, version_of
from classifier.harvest.files import label_files, read_grids
from classifier.harvest.fragments import numbered_ids, report_changed_id
from classifier.harvest.headings import TARGET, AliasTable, alias_table
from classifier.harvest.repeated import Answers, CodedRow, add_answers, by_coder, coder_names
from classifier.harvest.sheets import no_sheet, passed_over, with_coder
from classifier.harvest.table import Row, Table, lay_out
from classifier.harvest.yes_no import ANSWER, ANSWER_HEADINGS, answered
from classifier.records import Coding, Fragment, Harvest, Origin, Problem
from classifier.translations import tell
from classifier.wording import quoted, quoted_cells

if TYPE_CHECKING:
    from classifier.codebook import Codebook, Target


LABELS = "labels"
"""Field of a column whose cells hold labels of any target."""
_LABEL_HEADINGS = ("labels", "label ids", "label", "codes", "votes")


@dataclass(slots=True)
class _LongTable:
    """What one file of codings says.

    Attributes
    ----------
    fragment_ids : the fragment that each row names, by the row's place
    headings : of all sheets that were read
    """

    codings: list[Coding] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    fragment_ids: dict[Origin, str] = field(default_factory=dict)
    headings: list[str] = field(default_factory=list)


def read_codings(path: Path, codebook: Codebook) -> tuple[list[Coding], list[Problem]]:
    """Read a long table; its words are the newest version's unless a column says otherwise."""
    table = _read(path, path.name, codebook)
    return table.codings, table.problems


def read_votes(
    path: Path, codebook: Codebook, fragment_ids: Iterable[str]
) -> tuple[list[Coding], list[Problem]]:
    """Read votes for labels: a long table, or FragmentID and a column “labels” for all targets.

    The file's name stands for a coder where none is named, so that an empty cell says “read, and
    none fits”. A target of which the file names no label was not voted on; one that follows from
    another is not voted on either.
    """
    ids = set(fragment_ids)
    table = _read(path, path.name, codebook, ids, "file", with_labels(alias_table(codebook)))
    asked = {target.id for target in _asked(codebook.targets)}
    told = [coding for coding in table.codings if coding.labels]
    named = {coding.target for coding in told} & asked
    votes = [coding for coding in table.codings if coding.target in named]
    following = [coding for coding in told if coding.target not in asked]
    return votes, [
        *table.problems,
        *_on_what_follows(following, codebook, alone=not votes),
        *_of_no_fragment(table.codings, ids),
        *_without_votes(path.name, told, ids, table.headings, codebook),
    ]


def _asked(targets: Iterable[Target]) -> list[Target]:
    """List the targets that do not follow from another."""
    return [target for target in targets if not target.derived_from]


def with_labels(names: AliasTable) -> AliasTable:
    """Add the headings under which labels of any target stand, and yes or no to each."""
    anywhere = {plain_words(word): (ANSWER, 0) for word in ANSWER_HEADINGS}
    anywhere |= {plain_words(word): (LABELS, 0) for word in _LABEL_HEADINGS}
    return replace(names, entries=anywhere | dict(names.entries))


def _on_what_follows(
    given: Sequence[Coding], codebook: Codebook, *, alone: bool
) -> Iterator[Problem]:
    """Report votes for labels that follow from others; ``alone``: the file has no other votes."""
    for target in codebook.targets:
        own = [coding for coding in given if coding.target == target.id]
        if own:
            n = len({coding.fragment_id for coding in own})
            fragments = "1 fragment" if n == 1 else f"{n} fragments"
            source = codebook.target(target.derived_from).name
            what = f"has votes for “{target.name}” on {fragments}, which were passed over: "
            what += f"it follows from “{source}”."
            hint = f"Vote for labels of “{source}”."
            yield Problem(Origin(own[0].origin.file), "votes-follow", what, hint, notice=not alone)


def _without_votes(
    label: str,
    told: Sequence[Coding],
    ids: set[str],
    headings: Sequence[str],
    codebook: Codebook,
) -> Iterator[Problem]:
    """Say why a file has no votes: no label in it, or on fragments that are not there."""
    if not told:
        what = "has no vote: no label of the codebook was read from it."
        hint = f"{_votes_stand_under(codebook.targets)} Found: {quoted_cells(headings)}."
        yield Problem(Origin(label), "no-votes", what, hint)
    elif ids.isdisjoint(coding.fragment_id for coding in told):
        what = "votes on no fragment that was read."
        hint = "It needs the fragments' own ids in a column “FragmentID”."
        yield Problem(Origin(label), "no-votes", what, hint)


def _votes_stand_under(targets: Iterable[Target]) -> str:
    columns = (target.column or target.id for target in _asked(targets))
    each = f"or under a heading for each target: {quoted(columns)}."
    return f"Labels are read under one of {quoted(_LABEL_HEADINGS)}, {each}"


def add_codings(
    harvest: Harvest, paths: Sequence[Path], codebook: Codebook, coder_from: str = ""
) -> Harvest:
    """Add the codings of long tables; coders and fragments are called as in the harvest."""
    ids = {fragment.id for fragment in harvest.fragments}
    tables: list[_LongTable] = []
    for label, path in label_files(paths).items():
        # A harvest in another folder may have the same name.
        label = path.as_posix() if label in harvest.files else label
        table = _read(path, label, codebook, ids, coder_from)
        table.problems += _of_no_fragment(table.codings, ids)
        tables.append(table)
    further = [coding for table in tables for coding in table.codings]
    listed = [*harvest.codings, *further]
    names, noticed = coder_names((coding.coder, coding.origin) for coding in listed)
    named = [replace(coding, coder=names[spelling_key(coding.coder)]) for coding in listed]
    n_before = len(harvest.codings)
    codings, asked = add_answers(named[:n_before], named[n_before:], codebook)
    problems = [*(problem for table in tables for problem in table.problems), *noticed, *asked]
    rows = _fragments_by_row(harvest.fragments, tables)
    shown = without_confidential_words(problems, [*harvest.fragments, *rows], codebook)
    return replace(harvest, codings=tuple(codings), problems=(*harvest.problems, *shown))


def _fragments_by_row(
    fragments: Sequence[Fragment], tables: Sequence[_LongTable]
) -> Iterator[Fragment]:
    """Go through the fragments that the rows of long tables name, as if they stood there."""
    by_id = {fragment.id: fragment for fragment in fragments}
    for table in tables:
        for row, fragment_id in table.fragment_ids.items():
            if fragment_id in by_id:
                yield replace(by_id[fragment_id], origin=row)


def _of_no_fragment(codings: Iterable[Coding], ids: set[str]) -> Iterator[Problem]:
    """Report codes of fragments that stand in no harvest."""
    strange = [coding for coding in codings if coding.fragment_id not in ids]
    if strange:
        first, n = strange[0], len({coding.fragment_id for coding in strange})
        count = "a fragment that is" if n == 1 else f"the first of {n} fragments that are"
        what = f"has codes for {quote(first.fragment_id)}, {count} in none of these harvests."
        yield Problem(first.origin, "unknown-fragment", what, notice=True)


def _read(
    path: Path,
    label: str,
    codebook: Codebook,
    ids: Iterable[str] = (),
    coder_from: str = "",
    names: AliasTable | None = None,
) -> _LongTable:
    """Read one long table; ``ids`` are those of the fragments that may be meant."""
    long = _LongTable()
    rows: dict[str, list[CodedRow]] = {}
    denied: dict[str, list[Row]] = {}
    meant_by = _id_reader(ids)
    for laid_out in _usable(path, label, names or alias_table(codebook), long.problems):
        table = with_coder(laid_out, coder_from)
        long.headings += laid_out.headings
        long.problems += _without_known_columns(table)
        for written, row in _rows_with_ids(table, long.problems):
            fragment_id = meant_by(written)
            long.fragment_ids[row.origin] = fragment_id
            is_given = answered(row, row.fields.get(LABELS, ())[1:], long.problems)
            if is_given is False:
                denied.setdefault(fragment_id, []).append(row)
            if not is_given:
                continue
            coded = _coded_rows(row, fragment_id, codebook, long.problems)
            rows.setdefault(fragment_id, []).extend(coded)
    for fragment_id in denied.keys() - rows.keys():  # read, and no label was given
        without = _without_labels(denied[fragment_id][0])
        rows[fragment_id] = _coded_rows(without, fragment_id, codebook, long.problems)
    long.problems += _told_denied(denied)
    answers = Answers(codebook).read(rows.values())
    long.codings += answers.codings
    long.problems += answers.problems
    return long


def _without_labels(row: Row) -> Row:
    coded = [name for name in row.fields if name == LABELS or name.startswith(TARGET)]
    columns = [column for name in coded for column in row.fields[name]]
    return replace(row, cells={**row.cells, **dict.fromkeys(columns, "")}, codes={})


def _told_denied(denied: Mapping[str, Sequence[Row]]) -> Iterator[Problem]:
    """Say how many rows gave no vote, since what stands beside their label says no."""
    rows = [row for said_no in denied.values() for row in said_no]
    if rows:
        n = "1 row says" if len(rows) == 1 else f"{len(rows)} rows say"
        what = f"{n} no beside the label, which was not voted for."
        yield Problem(Origin(rows[0].origin.file), "votes-denied", what, notice=True)


def _without_known_columns(table: Table) -> Iterator[Problem]:
    """Go through the problems of a table, but for those with labels of any target."""
    known = table.fields.get(LABELS, ())
    for problem in table.problems:
        if problem.kind != "codes-elsewhere" or problem.origin.column not in known:
            yield problem


def _usable(path: Path, label: str, names: AliasTable, problems: list[Problem]) -> list[Table]:
    """Choose the sheets that hold codings, and report the others."""
    wanted = [*(TARGET + target.id for target in names.targets), LABELS]
    grids = read_grids(path, label, names)
    laid_out = [(grid, lay_out(grid, names, wanted)) for grid in grids]
    with_ids = [(g, table if table and "id" in table.fields else None) for g, table in laid_out]
    usable = [table for grid, table in with_ids if table and not grid.hidden]
    if not usable:
        hint = f"It needs a column “FragmentID”{_needed(names)}"
        raise no_sheet(with_ids, label, "codes", f"{label} has no table of codings.", hint)
    problems += _left_out(laid_out, usable)
    return usable


def _needed(names: AliasTable) -> str:
    """Say which columns a table needs beside the ids."""
    if names.find(LABELS):
        return f". {_votes_stand_under(names.targets)}"
    return f" and one of {quoted(target.column or target.id for target in names.targets)}."


def _left_out(
    laid_out: Iterable[tuple[Grid, Table | None]], usable: Sequence[Table]
) -> Iterator[Problem]:
    for grid, table in laid_out:
        if not grid.rows or table in usable:
            continue
        if table is None or grid.hidden:
            yield passed_over(grid, table is not None and "id" in table.fields)
        else:
            what, hint = tell("harvest_no_ids"), tell("harvest_no_ids_hint")
            yield Problem(grid.origin, "sheet-passed-over", what, hint)


def _rows_with_ids(table: Table, problems: list[Problem]) -> Iterator[tuple[str, Row]]:
    """Go through the rows of a long table that name a fragment, and report the others."""
    numbered = numbered_ids(table)
    for row in table.rows:
        fragment_id = " ".join(row.cell("id").split())
        if fragment_id:
            problems += report_changed_id(row, numbered)
            yield fragment_id, row
        else:
            what = "has no id; its codes belong to no fragment and were left out."
            problems.append(row.problem("id", "empty-id", what, "Fill in the id."))


def _coded_rows(
    row: Row, fragment_id: str, codebook: Codebook, problems: list[Problem]
) -> list[CodedRow]:
    """Read the codings of one row, by coder; none where its version is not known."""
    version: str | None = codebook.newest
    if row.cell("version"):
        version, _, troubles = version_of(row, "", codebook)
        problems += troubles
    if version is None:
        return []
    found, troubles = row_codings(row, fragment_id, version, codebook)
    problems += troubles
    if LABELS in row.fields:
        found += _of_any_target(row, fragment_id, version, codebook, problems)
    return by_coder(row, row.cell("coder"), found)


def _of_any_target(
    row: Row, fragment_id: str, version: str, codebook: Codebook, problems: list[Problem]
) -> Iterator[Coding]:
    """Read a cell with labels of any target; a piece that is a label of none is reported.

    A cell of which nothing was understood says nothing, and not that no label fits; nor does one
    that names a cluster say so of the types that it follows from.
    """
    text, coder = row.cell(LABELS), row.cell("coder")
    codings, strange = _placed(text, _asked(codebook.targets))
    if strange and not any(codings.values()):
        codings = {}
    for target in filter(attrgetter("derived_from"), codebook.targets):
        read = _labels_in(text, target)
        if read is not None and strange - read[1]:
            codings[target.id] = read[0]
            strange &= read[1]
            if not codings.get(target.derived_from):
                codings.pop(target.derived_from, None)
    for name, labels in codings.items():
        yield Coding(fragment_id, name, labels, coder, version, row.origin)
    for piece in sorted(strange):
        what, hint = (
            tell("harvest_no_label_at_all", cell=quote(piece)),
            tell("harvest_correct_cell"),
        )
        problems.append(row.problem(LABELS, "unknown-label", what, hint))


def _placed(text: str, targets: Iterable[Target]) -> tuple[dict[str, frozenset[str]], set[str]]:
    """Read the labels of each target in a cell, and the pieces that are a label of none."""
    read = {target.id: _labels_in(text, target) for target in targets}
    told = {name: one for name, one in read.items() if one is not None}
    strange = set.intersection(*(rest for _, rest in told.values())) if told else set()
    return {name: labels for name, (labels, _) in told.items()}, strange


def _labels_in(text: str, target: Target) -> tuple[frozenset[str], set[str]] | None:
    """Return the labels of a target in a cell, and the pieces that are none; None for no answer."""
    from classifier.codebook import CellState, cell_state, parse_labels

    read = parse_labels(text, target)
    if read is not None:
        return read[0], set(read[1])
    empty = cell_state(text, target) is CellState.EMPTY
    return (frozenset(), set()) if empty else None


def _id_reader(ids: Iterable[str]) -> Callable[[str], str]:
    """Return a function from an id as written to the one of ``ids`` that it means.

    An id that could mean two of them stays as written; one that means none is called by its first
    spelling.
    """
    exact = set(ids)
    spellings: dict[str, set[str]] = {}
    for known in exact:
        spellings.setdefault(spelling_key(known), set()).add(known)

    def meant_by(written: str) -> str:
        found = spellings.setdefault(spelling_key(written), {written})
        return written if written in exact or len(found) > 1 else next(iter(found))

    return meant_by
