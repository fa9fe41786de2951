"""What changed between two codebooks: by id where ids tell it, proposed where they do not."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, product

from classifier.codebook.codebook import Change, Codebook, Label, Target
from classifier.folding import fold, name_key

# Similarity of name and definition from which a label is proposed as the successor of a lost one.
ALIKE = 0.35
_TEXTS = ("definition", "include", "exclude")


@dataclass(frozen=True, slots=True)
class Difference:
    """One change of one label (or of a whole target, then ``label`` is "").

    Attributes
    ----------
    kind : rename, split, merge, add, retire, move, definition, examples, aliases; and
        target-added, target-removed
    was, now : what it said before and says now: names, parents, texts or label ids
    proposed : nothing but likeness speaks for it, a person has to say whether it is so
    """

    kind: str
    target: str
    label: str
    was: str = ""
    now: str = ""
    proposed: bool = False


def diff_codebooks(old: Codebook, new: Codebook) -> tuple[Difference, ...]:
    """List the changes from ``old`` to ``new``, target by target in the new codebook's order."""
    found: list[Difference] = []
    before = {target.id: target for target in old.targets}
    for target in new.targets:
        # What the new codebook's own history tells and the old one's does not.
        told = [c for c in new.changes if c.target == target.id and c not in old.changes]
        if target.id in before:
            found += _diff_target(before[target.id], target, told)
        else:
            found.append(Difference("target-added", target.id, "", now=target.title))
    now = {target.id for target in new.targets}
    gone = [target for target in old.targets if target.id not in now]
    found += [Difference("target-removed", target.id, "", was=target.title) for target in gone]
    return tuple(found)


def _diff_target(old: Target, new: Target, told: Sequence[Change]) -> Iterator[Difference]:
    before = {label.id: label for label in old.labels}
    splits = [c for c in told if c.kind == "split"]
    merges = {c.label: c for c in told if c.kind == "merge" and c.label not in c.into}
    yield from _told_differences((*splits, *merges.values()), old)
    for label in new.labels:
        if label.id in before:
            yield from _diff_label(before[label.id], label, new.id, merges)
    told_ids = {*merges, *chain(*(change.into for change in splits))}
    yield from _lost_and_gained(_unknown(old, new, told_ids), _unknown(new, old, told_ids), new.id)


def _told_differences(changes: Sequence[Change], old: Target) -> Iterator[Difference]:
    names = {label.id: label.name for label in old.labels}
    for change in changes:
        was = change.was or names.get(change.label, "")
        yield Difference(change.kind, old.id, change.label, was, ", ".join(change.into))


def _unknown(target: Target, other: Target, told: Collection[str]) -> list[Label]:
    """Return the labels in use that ``other`` does not have, and of which no change is told."""
    known = {*other.ids, *told}
    return [label for label in target.labels if label.id not in known and not label.retired]


def _diff_label(
    old: Label, new: Label, target: str, merged: Collection[str]
) -> Iterator[Difference]:
    if new.retired and not old.retired:
        if new.id not in merged:
            yield Difference("retire", target, new.id, was=old.name)
        return
    names = {name_key(old.name), name_key(new.name)}
    if len(names) > 1:
        yield Difference("rename", target, new.id, old.name, new.name)
    if old.parent != new.parent:
        yield Difference("move", target, new.id, old.parent, new.parent)
    for key in _TEXTS:
        was, now = getattr(old, key), getattr(new, key)
        if was.split() != now.split():
            yield Difference("definition", target, new.id, was, now)
    # A name that became an alias is the rename told once more.
    items = {
        "examples": (old.examples, new.examples),
        "aliases": (_without(names, old.aliases), _without(names, new.aliases)),
    }
    for kind, (before, now) in items.items():
        if set(before) != set(now):
            yield Difference(kind, target, new.id, "\n".join(before), "\n".join(now))


def _without(names: Collection[str], aliases: Sequence[str]) -> list[str]:
    return [alias for alias in aliases if name_key(alias) not in names]


def _lost_and_gained(
    lost: Sequence[Label], gained: Sequence[Label], target: str
) -> Iterator[Difference]:
    """Pair labels whose ids are gone with labels whose ids are new, as proposals."""
    like = TextSimilarity([_says(label) for label in (*lost, *gained)])
    links = {
        (was.id, now.id)
        for was, now in product(lost, gained)
        if name_key(was.name) == name_key(now.name) or like(_says(was), _says(now)) >= ALIKE
    }
    for label in lost:
        heirs = [other for other in gained if (label.id, other.id) in links]
        if heirs:
            kind = "split" if len(heirs) > 1 else _one_heir(heirs[0].id, links)
            names = ", ".join(f"{heir.name} ({heir.id})" for heir in heirs)
            yield Difference(kind, target, label.id, label.name, names, proposed=True)
        yield Difference("retire", target, label.id, was=label.name)
    for label in gained:
        yield Difference("add", target, label.id, now=label.name)


def _one_heir(heir: str, links: set[tuple[str, str]]) -> str:
    return "merge" if sum(other == heir for _, other in links) > 1 else "rename"


def _says(label: Label) -> str:
    return f"{label.name} {label.name} {label.definition}"


_WORD = re.compile(r"[^\W\d_]{3,}")
# Words that every definition uses; they tell nothing apart.
_EMPTY = frozenset(
    "the and for with that this from are was were has have had not who whom which their they "
    "them its into than then when where what will can may one other any all les des une dans pour "
    "par sur est sont qui que aux avec".split()
)


class TextSimilarity:
    """Compares texts by their words' stems, weighted by how rare they are among ``texts``."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._n = len(texts)
        self._counts = Counter(word for text in texts for word in set(_words(text)))

    def __call__(self, left: str, right: str) -> float:
        """Cosine in [0, 1]; 0 where one of them has no word.

        >>> like = TextSimilarity(["a law is adopted", "a law is applied", "people meet"])
        >>> round(like("a law is adopted", "law adopted"), 2), like("people meet", "a law")
        (1.0, 0.0)
        """
        first, second = self._weights(left), self._weights(right)
        norm = math.hypot(*first.values()) * math.hypot(*second.values())
        shared = sum(first[word] * second[word] for word in first.keys() & second.keys())
        return shared / norm if norm else 0.0

    def _weights(self, text: str) -> dict[str, float]:
        counts = Counter(_words(text))
        return {
            word: n * (math.log((1 + self._n) / (1 + self._counts[word])) + 1)
            for word, n in counts.items()
        }


def _words(text: str) -> list[str]:
    """Give the words that say something, without the commonest endings.

    >>> _words("Policies, laws and the adopted policy")
    ['polic', 'law', 'adopt', 'polic']
    """
    words = [word for word in _WORD.findall(fold(text).text) if word not in _EMPTY]
    return [re.sub(r"(?:ies|y|ing|ed|es|s)$", "", word) or word for word in words]
