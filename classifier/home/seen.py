"""What coded harvests of the project say of each label: beside the form, for a person to read.

Nothing of it is copied by itself. Of confidential rows there is nothing but their number.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from classifier.outputs import sha256_of
from classifier.project.state import with_columns

if TYPE_CHECKING:
    from classifier.codebook import Codebook
    from classifier.draft.seen import Passage
    from classifier.home.facts import Facts
    from classifier.records import Coding


@dataclass(frozen=True)
class SeenInHarvests:
    """What coded harvests hold.

    Attributes
    ----------
    counts : rows with a label, by the ids of target and label
    passages : sentences of open rows, by the same
    harvests : the names of the harvests that are coded
    nameless : whether a coded row names none
    """

    counts: Counter[tuple[str, str]]
    passages: dict[tuple[str, str], list[Passage]]
    harvests: tuple[str, ...]
    nameless: bool


class SeenKept:
    """Reads the coded harvests once, and again when a file or the codebook has changed."""

    def __init__(self) -> None:
        self._read_from: list[object] = []
        self._seen: SeenInHarvests | None = None

    def at_hand(self, here: Facts) -> SeenInHarvests | None:
        """Return what is known already; None where harvests would have to be read."""
        return self._seen if self._read_from == _content(here) else None

    def look(self, here: Facts, book: Codebook) -> SeenInHarvests:
        """Read the coded harvests of a project, if that is not done."""
        content = _content(here)
        if self._seen is None or self._read_from != content:
            self._seen = _read(_coded_files(here), with_columns(here.project, book))
            self._read_from = content
        return self._seen


def _coded_files(here: Facts) -> list[Path]:
    """Return what counts of each harvest that is coded: its newest copy, if it has one."""
    found = [
        one.corrected or one.coded or (one.path if one.is_coded else None) for one in here.harvests
    ]
    return [path for path in found if path]


def _content(here: Facts) -> list[object]:
    codebook = here.project.codebook
    paths = [*([codebook] if codebook else []), *_coded_files(here)]
    return [*((path, sha256_of(path)) for path in paths), dict(here.project.columns)]


def _read(paths: Sequence[Path], book: Codebook) -> SeenInHarvests:
    # The first page waits for no reader.
    from classifier.disclosure import open_harvests
    from classifier.draft.seen import passages_seen
    from classifier.harvest import read_harvest

    if not paths:
        return SeenInHarvests(Counter(), {}, (), nameless=False)
    harvest = read_harvest(paths, book)
    given = _given(harvest.codings)
    counts = Counter(
        (target, label)
        for target, by_fragment in given.items()
        for labels in by_fragment.values()
        for label in labels
    )
    passages: dict[tuple[str, str], list[Passage]] = {}
    for target, by_fragment in given.items():
        seen = passages_seen(harvest.fragments, by_fragment)
        passages |= {(target, label): found for label, found in seen.items()}
    ids = {coding.fragment_id for coding in harvest.codings}
    coded = [fragment for fragment in harvest.fragments if fragment.id in ids]
    names = {fragment.harvest for fragment in coded}
    # A harvest of confidential rows alone is named where its file is called so.
    public = {*open_harvests(coded), *(path.stem for path in paths)}
    return SeenInHarvests(counts, passages, tuple(sorted(names & public - {""})), "" in names)


def _given(codings: Iterable[Coding]) -> dict[str, dict[str, set[str]]]:
    """Return by target and fragment the labels that any coder gave."""
    given: dict[str, dict[str, set[str]]] = {}
    for coding in codings:
        by_fragment = given.setdefault(coding.target, {})
        by_fragment.setdefault(coding.fragment_id, set()).update(coding.labels)
    return given
