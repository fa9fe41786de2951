"""Rows to codings: what coders ticked, in the words of which codebook version."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from classifier.errors import CodebookError
from classifier.harvest.clean import QUOTED, quote
from classifier.harvest.headings import NOT_BY_CODERS, TARGET
from classifier.harvest.label_names import join_codes, spelt_out
from classifier.harvest.table import Row
from classifier.records import Coding, Problem
from classifier.translations import tell

if TYPE_CHECKING:
    from classifier.codebook import Codebook, Target


def row_codings(
    row: Row, fragment_id: str, version: str, codebook: Codebook
) -> tuple[list[Coding], list[Problem]]:
    """Read the codings of one row, whose words are those of ``version``."""
    codings: list[Coding] = []
    problems: list[Problem] = []
    by_coder = {row.cell("coder"): row.codes, **row.by_coder}
    for coder, codes in by_coder.items():
        for target in codebook.targets:
            field = TARGET + target.id
            if field not in row.fields or (coder in row.by_coder and field not in codes):
                continue
            text = codes[field] if field in codes else _in_one_cell(row, target)
            if text is None:  # columns of which nobody knows what they say
                continue
            if coder in row.by_coder and not text:  # a coder may have read a part of the rows
                continue
            labels = _ticked(text, row, target, bool(coder), problems)
            if labels is not None:
                codings.append(Coding(fragment_id, target.id, labels, coder, version, row.origin))
    return codings, problems


def version_of(
    row: Row, harvest: str, codebook: Codebook
) -> tuple[str | None, bool, list[Problem]]:
    """The codebook version of a row, and whether that is known; None for one nobody knows."""
    from classifier.codebook import row_version

    cells = {
        target.id: written_codes(row, target)
        for target in codebook.targets
        if TARGET + target.id in row.fields
    }
    stated = row.cell("version")
    try:
        version, known = row_version(cells, harvest, stated, codebook)
    except CodebookError as error:
        what = tell("harvest_unknown_version", cell=quote(stated))
        return None, True, [row.problem("version", "unknown-version", what, error.hint)]
    return version, known, []


def written_codes(row: Row, target: Target) -> str:
    """The codes of a row as one cell; what counts as nothing is the codebook's to say."""
    field = TARGET + target.id
    if field not in row.codes:
        return _in_one_cell(row, target)
    coders = (codes.get(field, "") for codes in row.by_coder.values())
    return join_codes([row.codes[field] or "", *coders])


def _in_one_cell(row: Row, target: Target) -> str:
    texts = [row.cells[heading] for heading in row.fields[TARGET + target.id]]
    return spelt_out(next(filter(None, texts), ""), target)


def _ticked(
    text: str, row: Row, target: Target, coded: bool, problems: list[Problem]
) -> frozenset[str] | None:
    """The labels of one cell; None where nobody coded, or where nothing in it is known."""
    from classifier.codebook import CellState, cell_state, parse_labels

    field = TARGET + target.id
    state = cell_state(text, target)
    by_coder = coded and target.id not in NOT_BY_CODERS
    if state is CellState.EMPTY:
        return frozenset() if by_coder else None
    if state is CellState.NONE_FITS:
        what, hint = tell("harvest_none_fits", cell=quote(text)), tell("harvest_none_fits_hint")
        if field not in row.codes:  # else nobody wrote these words
            problems.append(row.problem(field, "none-fits", what, hint, notice=True))
        return frozenset()
    read = parse_labels(text, target)
    if read is None:
        what, hint = tell("harvest_not_coded", cell=quote(text)), tell("harvest_not_coded_hint")
        if by_coder:
            problems.append(row.problem(field, "not-coded", what, hint, notice=True))
        return None
    labels, unplaced = read
    problems += _label_problems(labels, unplaced, row, target)
    return labels if labels or not unplaced else None


def _label_problems(
    labels: frozenset[str], unplaced: Iterable[str], row: Row, target: Target
) -> Iterator[Problem]:
    """Name the pieces of a cell that are no labels, and labels too many."""
    from classifier.codebook import near_names

    field = TARGET + target.id
    key = "harvest_no_label_others_kept" if labels else "harvest_no_label_left_out"
    pieces = tuple(unplaced)
    # Where one piece is long, the cell is a story that came into the wrong column.
    longest = 0 if any(len(piece) > QUOTED for piece in pieces) else QUOTED
    for piece in pieces:
        what = tell(key, cell=quote(piece, longest), title=target.name)
        short = [piece] if len(piece) <= 200 else []
        hint = near_names(short, target, tell("harvest_correct_or_add"))
        # Codes may stand in several columns: the one that holds the piece.
        holding = [name for name in row.fields[field] if piece in row.cells[name]]
        place = replace(row.origin, column=holding[0]) if holding else row.place(field)
        yield Problem(place, "unknown-label", what, hint)
    if len(labels) > 1 and not target.multiple:
        what = tell("harvest_too_many_labels", n=len(labels))
        yield row.problem(field, "too-many-labels", what, tell("harvest_keep_best"))
