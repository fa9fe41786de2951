"""Doubted cells to findings: one for each thing a person would decide at once.

A cell is one label of one fragment. Cells in which another reader or a twin differs belong
together; so do a recorded and a missing label that the codebook tells apart.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from classifier.audit.finding import (
    Finding,
    support_of,
    why_exchanged,
    why_missing,
    why_read_otherwise,
    why_twins,
    why_unsupported,
)
from classifier.audit.readings import ID_READING
from classifier.audit.themes import how_to_tell_apart, named_pairs
from classifier.disclosure import name_of
from classifier.split.twins import is_template
from classifier.translations import say

if TYPE_CHECKING:
    from collections.abc import Callable

    from classifier.audit.doubts import TargetDoubts
    from classifier.audit.finding import Kind
    from classifier.audit.readings import OtherReading
    from classifier.codebook import Target
    from classifier.records import BoolArray, FloatArray, Fragment

    Words = Callable[[int, str, str], tuple[str, ...]]  # fragment, target, label to its words

MOST_SIMILAR = 3


@dataclass(frozen=True)
class Listing:
    """What turns one target's doubts into findings.

    Attributes
    ----------
    fragments : all fragments, by their numbers
    words : words of a fragment that speak for a label; () for a confidential one
    single : the target has nearly always one label
    """

    doubts: TargetDoubts
    fragments: Sequence[Fragment]
    words: Words
    single: bool
    floor: float

    def findings(self) -> list[Finding]:
        """All findings of the target, in the order of the fragments."""
        return [finding for row in range(len(self.doubts.chances)) for finding in self._row(row)]

    def _row(self, row: int) -> list[Finding]:
        free = self.doubts.recorded.known[row].copy()
        found: list[Finding] = []
        for part in (self._by_readers, self._by_twins, self._exchanges, self._alone):
            for finding, columns in part(row, free):
                free[columns] = False
                found.append(finding)
        return found

    # -- the four kinds

    def _by_readers(self, row: int, free: BoolArray) -> Iterator[tuple[Finding, list[int]]]:
        others = self._readings.get(row)
        if not others:
            return
        values = self.doubts.recorded.values[row]
        differ = np.mean([one.usable & (one.has != values) for one in others], axis=0)
        columns = [int(j) for j in np.flatnonzero((differ >= 0.5) & free)]
        if columns:
            remove, add = self._split(row, columns)
            hint = self._hint(remove, add)
            why = why_read_otherwise(remove, add, self._target, _who(others), hint)
            yield self._finding(row, "coders", columns, why), columns

    def _by_twins(self, row: int, free: BoolArray) -> Iterator[tuple[Finding, list[int]]]:
        recorded = self.doubts.recorded
        for other in self._twins.get(row, ()):
            both = recorded.known[row] & recorded.known[other]
            differ = both & (recorded.values[row] != recorded.values[other])
            columns = [int(k) for k in np.flatnonzero(differ & free)]
            # The pair is listed once: where a second look is likelier to change something.
            mine, theirs = (self.doubts.chances[r][differ].sum() for r in (row, other))
            if not columns or (theirs, other) > (mine, row):
                continue
            finding = self._twin_finding(row, other, columns)
            # Where each text speaks for its own codes, a template was filled in twice: no finding.
            if finding.chance >= self.floor:
                yield finding, columns

    def _twin_finding(self, row: int, other: int, columns: list[int]) -> Finding:
        mine, twin = self._fragment(row), self._fragment(other)
        why = why_twins(name_of(twin), is_template(mine, twin))
        finding = self._finding(row, "twins", columns, why)
        if twin.confidential:
            return finding
        return replace(finding, similar=(twin.id, *finding.similar)[:MOST_SIMILAR])

    def _exchanges(self, row: int, free: BoolArray) -> Iterator[tuple[Finding, list[int]]]:
        chances, values = self.doubts.chances[row], self.doubts.recorded.values[row]
        ids, pairs = self._target.ids, named_pairs(self._target)
        doubted = free & (chances >= self.floor)
        missing = sorted(np.flatnonzero(doubted & ~values), key=lambda j: -chances[j])
        for gone in sorted(np.flatnonzero(doubted & values), key=lambda j: -chances[j]):
            for new in missing:
                if free[new] and (self.single or frozenset((ids[gone], ids[new])) in pairs):
                    columns = [int(gone), int(new)]
                    words = self._words(row, ids[new])
                    hint = how_to_tell_apart(ids[gone], ids[new], self._target)
                    why = why_exchanged({ids[gone]}, {ids[new]}, self._target, words, hint)
                    yield self._finding(row, "exchanged", columns, why), columns
                    break

    def _alone(self, row: int, free: BoolArray) -> Iterator[tuple[Finding, list[int]]]:
        chances, values = self.doubts.chances[row], self.doubts.recorded.values[row]
        for j in np.flatnonzero(free & (chances >= self.floor)):
            label = self._target.ids[j]
            if values[j]:
                why = why_unsupported({label}, self._target, bool(self._similar(row, [int(j)])))
                yield self._finding(row, "unsupported", [int(j)], why), [int(j)]
            else:
                words, support = self._words(row, label), support_of(float(chances[j]))
                why = why_missing({label}, self._target, words, support)
                yield self._finding(row, "missing", [int(j)], why), [int(j)]

    # -- their parts

    @cached_property
    def _readings(self) -> dict[int, list[OtherReading]]:
        """Other readings of each row that has some."""
        found: dict[int, list[OtherReading]] = {}
        for one in self.doubts.recorded.others:
            found.setdefault(one.row, []).append(one)
        return found

    @cached_property
    def _twins(self) -> dict[int, list[int]]:
        """The twins of each row that has some, the most alike first."""
        found: dict[int, list[int]] = {}
        for i, j, _ in sorted(self.doubts.twins, key=lambda pair: -pair[2]):
            found.setdefault(i, []).append(j)
            found.setdefault(j, []).append(i)
        return found

    @property
    def _target(self) -> Target:
        return self.doubts.recorded.target

    def _fragment(self, row: int) -> Fragment:
        return self.fragments[self.doubts.recorded.rows[row]]

    def _words(self, row: int, label: str) -> tuple[str, ...]:
        if self._fragment(row).confidential:
            return ()
        return self.words(self.doubts.recorded.rows[row], self._target.id, label)

    def _split(self, row: int, columns: Sequence[int]) -> tuple[frozenset[str], frozenset[str]]:
        values, ids = self.doubts.recorded.values[row], self._target.ids
        remove = frozenset(ids[j] for j in columns if values[j])
        return remove, frozenset(ids[j] for j in columns if not values[j])

    def _hint(self, remove: frozenset[str], add: frozenset[str]) -> str:
        if len(remove) == len(add) == 1:
            return how_to_tell_apart(next(iter(remove)), next(iter(add)), self._target)
        return ""

    def _finding(self, row: int, kind: Kind, columns: list[int], why: str) -> Finding:
        recorded = self.doubts.recorded
        remove, add = self._split(row, columns)
        return Finding(
            fragment_id=self._fragment(row).id,
            target=self._target.id,
            kind=kind,
            recorded=recorded.labels(row),
            add=add,
            remove=remove,
            chance=_any(self.doubts.chances[row][columns]),
            why=why,
            similar=self._similar(row, columns),
            version=recorded.codings[row].version,
            origin=recorded.codings[row].origin,
        )

    def _similar(self, row: int, columns: Sequence[int]) -> tuple[str, ...]:
        """Near fragments that are recorded as the other reading has it."""
        values, known = self.doubts.recorded.values, self.doubts.recorded.known
        wanted = ~values[row][list(columns)]
        near = [
            self._fragment(int(r)).id
            for r in self.doubts.near[row]
            if known[r][list(columns)].all()
            and (values[r][list(columns)] == wanted).all()
            and not self._fragment(int(r)).confidential
        ]
        return tuple(near[:MOST_SIMILAR])


def _who(others: Sequence[OtherReading]) -> str:
    if all(one.coder == ID_READING for one in others):
        return say("why_id_says")
    return say("why_coder_reads") if len(others) == 1 else say("why_coders_read")


def _any(chances: FloatArray) -> float:
    """The chance that at least one of independent changes is made."""
    return float(1 - np.prod(1 - chances))
