"""The workbook to agree in, read back: what A and B said, and what was agreed so far."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from classifier.codebook import Codebook, near_names, parse_labels
from classifier.double_coding.compare import Labels, TargetAgreement, measure
from classifier.double_coding.workbooks import A, B, code_heading, said_heading
from classifier.errors import HarvestError
from classifier.folding import plain_words
from classifier.harvest import read_harvest
from classifier.records import Fragment, Problem
from classifier.wording import quoted_cells

Said = dict[tuple[str, str], Labels]
Cells = Mapping[tuple[str, str], str]


@dataclass(frozen=True)
class Agreement:
    """Answers by fragment and target.

    Attributes
    ----------
    written : the cells of A and of B, as they are written
    said : the labels of A, of B, and, under "", those that were agreed; what could not be read
        is left out
    problems : what a person must mend
    """

    codebook: Codebook
    fragments: tuple[Fragment, ...]
    written: dict[str, dict[tuple[str, str], str]]
    said: dict[str, Said]
    problems: tuple[Problem, ...]

    @property
    def n_open(self) -> int:
        """Count the cells that nobody agreed on yet."""
        return len(self.fragments) * len(self.codebook.asked) - len(self.said[""])

    def between(self, one: str, other: str) -> tuple[TargetAgreement, ...]:
        """Measure how far two of the three agree, target by target."""
        figures = []
        for target in self.codebook.asked:
            keys = [(fragment.id, target.id) for fragment in self.fragments]
            answers = [(self.said[one].get(key), self.said[other].get(key)) for key in keys]
            figures.append(measure(target.name, answers))
        return tuple(figures)


def read_agreement(workbook: Path, codebook: Codebook) -> Agreement:
    """Read the workbook; one without columns of two coders is a HarvestError.

    Its columns are found by their headings alone, however little stands below: read as any
    harvest, the answer of A would be taken where nothing was agreed.
    """
    harvest = read_harvest(workbook, codebook)
    fragments = harvest.with_text
    written = {coder: written_by(fragments, codebook, coder) for coder in (A, B, "")}
    if not written[A] or not written[B]:
        raise HarvestError(
            f"{workbook.name} holds no answers of two coders.",
            hint="Give the workbook that “classifier adjudicate” wrote.",
        )
    missing = {t.id for t in codebook.asked} - {name for _, name in written[""]}
    for name in sorted(missing):
        raise HarvestError(
            f"{workbook.name} has no column “{code_heading(codebook.target(name))}”.",
            hint="Give the column for what was agreed its heading back.",
        )
    said = {coder: read_cells(cells, codebook) for coder, cells in written.items()}
    # What cannot be read of A and B was told when they were laid beside each other.
    problems = [p for p in harvest.problems if not p.notice and p.kind != "unknown-label"]
    problems += _unread(fragments, written[""], codebook)
    return Agreement(codebook, fragments, written, said, tuple(problems))


def read_cells(cells: Cells, codebook: Codebook) -> Said:
    """Return the labels of those cells that can be read whole."""
    said = {}
    for key, text in cells.items():
        read = parse_labels(text, codebook.target(key[1]))
        if read is not None and not read[1]:
            said[key] = read[0]
    return said


def _unread(
    fragments: Sequence[Fragment], agreed: Mapping[tuple[str, str], str], codebook: Codebook
) -> Iterator[Problem]:
    """Name what was agreed on but is no label."""
    by_id = {fragment.id: fragment for fragment in fragments}
    for (fragment_id, name), text in agreed.items():
        target = codebook.target(name)
        read = parse_labels(text, target)
        if read is None or not read[1]:
            continue
        origin = replace(by_id[fragment_id].origin, column=code_heading(target))
        what = f"has {quoted_cells(read[1])}, which the codebook does not know; it was left open."
        hint = near_names(read[1], target, "Write names as the codebook has them.")
        yield Problem(origin, "unknown-label", what, hint)


def written_by(
    fragments: Sequence[Fragment], codebook: Codebook, coder: str = ""
) -> dict[tuple[str, str], str]:
    """Return the cells of A, of B, or, for "", of the codes themselves, empty ones too."""
    wanted = {}
    for target in codebook.asked:
        heading = said_heading(target, coder) if coder else code_heading(target)
        wanted[plain_words(heading)] = target.id
    cells = {}
    for fragment in fragments:
        for heading, text in fragment.cells.items():
            name = wanted.get(plain_words(heading))
            if name is not None:
                cells[fragment.id, name] = text
    return cells
