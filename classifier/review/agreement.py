"""The workbooks of double coding for the page: what stands in them, and back with the answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, count
from pathlib import Path
from typing import TYPE_CHECKING

from classifier.codebook import Codebook, Target, parse_labels
from classifier.decide import DISCUSS, Decision
from classifier.double_coding.agreement import (
    Agreement,
    Cells,
    Said,
    read_agreement,
    read_cells,
    written_by,
)
from classifier.double_coding.workbooks import A, B, code_heading
from classifier.edit import TableChange, rewrite
from classifier.engine.archive_files import read_tables
from classifier.errors import HarvestError
from classifier.finish import Elsewhere, Finished, Left, WrittenCoding
from classifier.folding import plain_words
from classifier.guard import replace_file
from classifier.harvest import read_harvest
from classifier.harvest.folders import CODED_TWICE, what_else
from classifier.records import Fragment, LabelSuggestion, Problem, Suggestion, TargetSuggestion
from classifier.review.proposals import FixedProposals
from classifier.translations import in_every_language
from classifier.wording import quoted_cells

if TYPE_CHECKING:
    from classifier.harvest.table import Table


@dataclass(frozen=True, slots=True)
class SaidBy:
    """What one of two coders said of a target.

    ``labels`` is None where that is nothing, or cannot be read.
    """

    coder: str
    text: str
    labels: frozenset[str] | None


@dataclass(frozen=True)
class ToAgree:
    """What the page shows of a workbook to agree in.

    Attributes
    ----------
    said : by fragment and target, what A and B said
    decided : what is agreed already, by place and target
    """

    agreement: Agreement
    proposals: FixedProposals
    said: Mapping[tuple[str, str], tuple[SaidBy, ...]]
    decided: Mapping[int, Mapping[str, Decision]]


def read_to_agree(workbook: Path, codebook: Codebook) -> ToAgree:
    """Read the workbook; the labels that A or B gave stand where a model's suggestions do."""
    agreement = read_agreement(workbook, codebook)
    said, suggestions, decided = {}, {}, {}
    for place, fragment in enumerate(agreement.fragments):
        targets = []
        for target in codebook.asked:
            key = fragment.id, target.id
            both = [(coder, agreement.written[coder].get(key, "")) for coder in (A, B)]
            said[key] = tuple(
                SaidBy(coder, text, agreement.said[coder].get(key)) for coder, text in both
            )
            targets.append(_offered(target, said[key]))
        suggestions[place] = Suggestion(fragment.id, "", codebook.newest, "", tuple(targets))
    decided = _decided(agreement.fragments, agreement.said[""], codebook)
    return ToAgree(agreement, FixedProposals("", suggestions), said, decided)


def _decided(
    fragments: Sequence[Fragment], said: Said, codebook: Codebook
) -> dict[int, dict[str, Decision]]:
    """Return what stands in the cells for codes, by place and target."""
    return {
        place: {
            target.id: Decision("decided", said[fragment.id, target.id])
            for target in codebook.asked
            if (fragment.id, target.id) in said
        }
        for place, fragment in enumerate(fragments)
    }


@dataclass(frozen=True)
class ToCode:
    """A coder's workbook: its fragments, and what he decided in it, by place and target."""

    fragments: tuple[Fragment, ...]
    decided: Mapping[int, Mapping[str, Decision]]
    problems: tuple[Problem, ...]


def read_to_code(workbook: Path, codebook: Codebook) -> ToCode:
    """Read a coder's workbook; anything else is refused, since its codes are not his."""
    if what_else(workbook) != CODED_TWICE:
        raise HarvestError(
            f"{workbook.name} is no coder's workbook.",
            hint="Without a model only the workbooks of “classifier sample” can be coded here.",
        )
    harvest = read_harvest(workbook, codebook)
    fragments = harvest.with_text
    said = read_cells(written_by(fragments, codebook), codebook)
    problems = tuple(problem for problem in harvest.problems if not problem.notice)
    return ToCode(fragments, _decided(fragments, said, codebook), problems)


def _offered(target: Target, said: tuple[SaidBy, ...]) -> TargetSuggestion:
    """Offer the labels that somebody gave; none is likely, so that nothing takes one unasked."""
    labels = []
    for label in target.labels:
        by = [one.coder for one in said if one.labels and label.id in one.labels]
        if by:
            name = " · ".join(by)
            labels.append(LabelSuggestion(label.id, label.name, 0.0, 0.0, True, why=name))
    return TargetSuggestion(target.id, "suggest", tuple(labels), calibrated=False)


def write_codes(
    source: Path, out: Path, codebook: Codebook, said: Mapping[str, Elsewhere]
) -> tuple[Path, Finished]:
    """Write a copy of a workbook with what was decided, as a person would have filled it in.

    ``said`` holds the decision cells by fragment. What is open, and what is kept for a talk,
    stands as nothing decided, but for words that are no label: they stay as they are. An older
    copy stays, since it may have been gone on with: the new one then gets a number.
    """
    changes = {table.origin.sheet: TableChange(table) for table in read_tables(source, codebook)}
    written: list[WrittenCoding] = []
    left: list[Left] = []
    problems: list[Problem] = []
    fragments = read_harvest(source, codebook).with_text
    before = written_by(fragments, codebook)
    unread = _unread(before, codebook)
    for fragment in fragments:
        here = said.get(fragment.id, Elsewhere())
        decided = {name: text for name, text in here.cells.items() if text != DISCUSS}
        texts = unread.get(fragment.id, {}) | decided
        change = changes[fragment.origin.sheet]
        cells = _cells(texts, here.note, codebook)
        change.cells[fragment.origin.row or 0] = _as_headed(cells, change.table)
        written += _written(fragment, decided, codebook)
        left += _left(fragment, decided, here, codebook)
        problems += _other_than_written(fragment, texts, before, codebook)
    numbered = (out.with_stem(f"{out.stem}-{number}") for number in count(2))
    free = next(path for path in chain([out], numbered) if not path.exists())
    with replace_file(free) as path:
        notices = rewrite(source, path, list(changes.values()), codebook)
    return free, Finished(tuple(written), tuple(left), (), (*problems, *notices))


def _unread(cells: Cells, codebook: Codebook) -> dict[str, dict[str, str]]:
    """Return what is written but no label, by fragment and target."""
    readable = read_cells(cells, codebook)
    unread: dict[str, dict[str, str]] = {}
    for (fragment_id, name), text in cells.items():
        if text.strip() and (fragment_id, name) not in readable:
            unread.setdefault(fragment_id, {})[name] = text
    return unread


def _other_than_written(
    fragment: Fragment, cells: Mapping[str, str], before: Cells, codebook: Codebook
) -> Iterator[Problem]:
    """Name cells that say something which the page does not: somebody may have typed it since."""
    for target in codebook.asked:
        text = before.get((fragment.id, target.id), "").strip()
        now = cells.get(target.id, "")
        if text and parse_labels(text, target) != parse_labels(now, target):
            origin = replace(fragment.origin, column=code_heading(target))
            instead = f"“{now}”" if now else "open"
            what = f"said {quoted_cells([text])}, in the page it is {instead}, as written."
            yield Problem(origin, "page-differs", what, notice=True)


def _cells(agreed: Mapping[str, str], note: str, codebook: Codebook) -> dict[str, str]:
    cells = {code_heading(target): agreed.get(target.id, "") for target in codebook.asked}
    # The workbook may be in another language than the page.
    return cells | dict.fromkeys(in_every_language("column_remark"), note) if note else cells


def _left(
    fragment: Fragment, agreed: Mapping[str, str], here: Elsewhere, codebook: Codebook
) -> Iterator[Left]:
    """Yield the fragment if something of it is open."""
    undecided = tuple(target.id for target in codebook.asked if target.id not in agreed)
    if undecided:
        talk = tuple(name for name in here.cells if name not in agreed)
        yield Left(fragment.id, fragment.id, undecided, talk, fragment.origin)


def _as_headed(cells: Mapping[str, str], table: Table) -> dict[str, str]:
    """Return cells by the headings as they are written by now; a column that is gone is left."""
    headings = {plain_words(heading): heading for heading in table.columns}
    known = {plain_words(name): text for name, text in cells.items()}
    return {headings[name]: text for name, text in known.items() if name in headings}


def _written(
    fragment: Fragment, agreed: Mapping[str, str], codebook: Codebook
) -> Iterator[WrittenCoding]:
    for name, text in agreed.items():
        read = parse_labels(text, codebook.target(name))
        labels = read[0] if read else frozenset[str]()
        yield WrittenCoding(fragment.id, name, labels, "by hand", fragment.origin)
