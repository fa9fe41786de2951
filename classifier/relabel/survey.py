"""A first look at the whole archive: what is asked, and from which rows the answers are learned."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from classifier.engine.archive_files import read_batches
from classifier.folding import spelling_key
from classifier.records import Coding
from classifier.relabel.judge import questions_of
from classifier.relabel.rows import RowReader
from classifier.relabel.scoring import Learner

if TYPE_CHECKING:
    from classifier.codebook import Codebook
    from classifier.engine import Progress
    from classifier.engine.archive_files import ArchiveFile
    from classifier.relabel.moves import Question
    from classifier.relabel.rows import ArchiveRow

# More rows than this teach little more, and a fit's memory grows with their square.
MOST_LEARNERS = 1_500
# Rows that know no answer still tell which words are common.
MOST_OTHERS = 500


@dataclass(slots=True)
class Survey:
    """What a first look found.

    Attributes
    ----------
    asked : every question with its target, and how many rows ask it
    learners : fragments to learn from
    n_rows : rows in all
    unlisted : harvests that the codebook does not list, and were taken for newest
    unreadable : rows whose stated version the codebook does not know, by file
    harvests : those that open rows name
    coded : targets of which any row holds a code
    headings : of all tables, each once
    """

    asked: Counter[tuple[str, Question]] = field(default_factory=Counter)
    learners: tuple[Learner, ...] = ()
    n_rows: int = 0
    unlisted: Counter[str] = field(default_factory=Counter)
    unreadable: Counter[str] = field(default_factory=Counter)
    harvests: set[str] = field(default_factory=set)
    coded: set[str] = field(default_factory=set)
    headings: dict[str, None] = field(default_factory=dict)


class _Sample:
    """Keeps the texts with the smallest fingerprints: a fair choice, the same in every run."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._learners: dict[str, Learner] = {}

    def add(self, learner: Learner) -> None:
        known = self._learners.setdefault(learner.text, learner)
        if known is not learner:
            merged = tuple(dict.fromkeys((*known.codings, *learner.codings)))
            self._learners[learner.text] = replace(known, codings=merged)
        if len(self._learners) > 2 * self._most:
            self._learners = self.kept()

    def kept(self) -> dict[str, Learner]:
        return dict(sorted(self._learners.items())[: self._most])


def survey(
    files: Sequence[ArchiveFile],
    codebook: Codebook,
    codings: Sequence[Coding] = (),
    progress: Progress | None = None,
) -> Survey:
    """Go through all rows once; ``codings`` are further ones, of a long table."""
    found = Survey()
    more: dict[str, list[Coding]] = {}
    for coding in codings:
        more.setdefault(spelling_key(coding.fragment_id), []).append(coding)
    knowing, others = _Sample(MOST_LEARNERS), _Sample(MOST_OTHERS)
    reader = RowReader(codebook)
    for n, file in enumerate(files):
        for batch in read_batches(file, codebook):
            for row in reader.rows(batch):
                _note(found, row, codebook)
                learner = _learner(row, more.get(spelling_key(row.fragment.id), ()))
                knows = any(codebook.order(c.version) > 0 for c in learner.codings)
                (knowing if knows else others).add(learner)
            if progress:
                progress(found.n_rows, (n + batch.done) / len(files))
    learners = others.kept() | knowing.kept()
    found.learners = tuple(learners[text] for text in sorted(learners))
    return found


def _note(found: Survey, row: ArchiveRow, codebook: Codebook) -> None:
    found.n_rows += 1
    if not row.fragment.confidential:
        found.harvests.add(row.fragment.harvest)
    found.coded.update(row.codes.labels)
    found.headings.update(dict.fromkeys(row.fragment.cells))
    found.asked.update(questions_of(row, codebook))
    if not row.codes.version:
        found.unreadable[row.fragment.origin.file] += 1
    elif not row.codes.known and row.codes.labels:
        found.unlisted[row.fragment.harvest] += 1


def _learner(row: ArchiveRow, more: Sequence[Coding]) -> Learner:
    """Lighten a row to what is learned from; the text's fingerprint stands for its id."""
    fragment = replace(row.fragment, id=row.text, cells={})
    own = [
        Coding(row.text, target, labels, row.coder, row.codes.version)
        for target, labels in row.codes.labels.items()
        if target not in row.codes.unread
    ]
    others = [replace(coding, fragment_id=row.text) for coding in more]
    return Learner(row.text, fragment, (*own, *others))
