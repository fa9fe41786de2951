"""What a multi-select cell means: the longest known name at each place, whatever separates them."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from classifier.codebook.leftovers import leftovers
from classifier.codebook.nouns import Label, Target
from classifier.codebook.places import Place, places_that_count
from classifier.codebook.text import Folded, fold, match_key, name_key, name_pattern

# What people and programs write where nothing is written, as name_key gives it.
_NOTHING = frozenset("n/a na n.a #n/a n/d none null nan nvt n.v.t notcoded notapplicable".split())
_LETTER = r"[\w\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670]"
_FALLBACKS = ("; ", " | ", "\n", " / ")
_CLOSE = 0.7  # “New stucture” is 0.96 from its name; unrelated words stay under 0.62
_LONGEST_SLIP = 300  # letters; a longer leftover is prose, not a mistyped name


@dataclass(frozen=True, slots=True)
class Names:
    """A target's names, ready to be looked for.

    Attributes
    ----------
    labels : name_key to label id, for every name, alias and id
    ids : the keys that are an id and no name
    pattern : finds any of them in folded text, the longest first
    """

    labels: dict[str, str]
    ids: frozenset[str]
    pattern: re.Pattern[str]


# The same few cells come over and over in a harvest.
@lru_cache(maxsize=4096)
def parse_labels(cell: str, target: Target) -> tuple[frozenset[str], tuple[str, ...]] | None:
    """Read one cell into known label ids and the leftovers nobody could place.

    None where nothing is written: an empty cell, ``n/a``, a dash. Leftovers are trimmed, and
    otherwise as written.

    >>> policy = Label("P", "Policy, law", aliases=("policy",))
    >>> target = Target("type", (policy, Label("N", "New practice")))
    >>> known, unplaced = parse_labels("policy; new  practice; ???", target)
    >>> sorted(known), unplaced
    (['N', 'P'], ('???',))
    >>> parse_labels(" n/a ", target)
    """
    key = name_key(cell)
    if key in _NOTHING and key not in names_of(target).labels:
        return None
    folded, places = read_cell(cell, target)
    unplaced = leftovers(folded, places, lambda text: _one_name(text, target))
    if not places and not unplaced:
        return None
    return frozenset(place.label for place in places), unplaced


@lru_cache(maxsize=4096)
def read_cell(cell: str, target: Target) -> tuple[Folded, tuple[Place, ...]]:
    """Find the names in a cell, in the order of the cell."""
    folded = fold(cell)
    names = names_of(target)
    found = []
    for match in names.pattern.finditer(folded.text):
        key = match_key(match.group())
        found.append(Place(*match.span(), names.labels[key], key, key in names.ids))
    return folded, tuple(places_that_count(folded.text, found))


def write_labels(ids: Collection[str], target: Target, separator: str = ", ") -> str:
    """Write labels into one cell: the codebook's names in the codebook's order.

    What is written can be read back: where two names beside each other would read as a third,
    another separator is taken, in the end the ids.

    >>> target = Target("t", (Label("1", "Law"), Label("2", "rule"), Label("3", "Law, rule")))
    >>> write_labels({"1", "2"}, target), write_labels({"1", "3"}, target)
    ('Law; rule', 'Law, Law, rule')
    """
    wanted = frozenset(target.label(label_id).id for label_id in ids)
    chosen = [label for label in target.labels if label.id in wanted]
    cell = separator.join(label.name for label in chosen)
    if not chosen or _reads_as(cell, wanted, target):
        return cell
    for other in _FALLBACKS:
        cell = other.join(label.name for label in chosen)
        if _reads_as(cell, wanted, target):
            return cell
    return "; ".join(label.id for label in chosen)


def did_you_mean(text: str, target: Target, n: int = 3) -> tuple[Label, ...]:
    """Name the labels that a leftover may stand for, the nearest first; none if none is near."""
    return tuple(target.label(label_id) for label_id in _nearest(text, target)[:n])


@lru_cache(maxsize=64)
def names_of(target: Target) -> Names:
    """Gather the names of a target; a name comes before an id that reads the same."""
    labels: dict[str, str] = {}
    written: dict[str, str] = {}
    for label in target.labels:
        for name in (label.name, *label.aliases):
            labels.setdefault(name_key(name), label.id)
            written.setdefault(name_key(name), name)
    ids = {name_key(label.id): label.id for label in target.labels}
    only_ids = frozenset(ids.keys() - labels.keys())
    for key in only_ids:
        labels[key] = written[key] = ids[key]
    return Names(labels, only_ids, _pattern(written))


def _pattern(written: dict[str, str]) -> re.Pattern[str]:
    """Join the patterns of all names, the longest first, each between word boundaries."""
    inside: list[str] = []
    outside: list[str] = []
    for key in sorted(written, key=lambda key: (-len(key), key)):
        if not re.search(r"\w", key):
            continue
        body = name_pattern(written[key])
        body += f"(?!{_LETTER})" if re.match(_LETTER, key[-1]) else ""
        (inside if re.match(_LETTER, key) else outside).append(body)
    # One look behind for all names that begin with a letter; "(other)" needs none.
    choices = [f"(?<!{_LETTER})(?:{'|'.join(inside)})"] if inside else []
    return re.compile("|".join([*choices, *outside]) or r"(?!)")


def _reads_as(cell: str, wanted: frozenset[str], target: Target) -> bool:
    return parse_labels(cell, target) == (wanted, ())


@lru_cache(maxsize=1024)
def _nearest(text: str, target: Target) -> tuple[str, ...]:
    """Rank label ids by likeness of any of their names, those under ``_CLOSE`` left out."""
    place = {label_id: i for i, label_id in enumerate(target.ids)}
    scores: dict[str, float] = {}
    for label in target.labels:
        names = (label.id, label.name, *label.aliases)
        likeness = max(_likeness(text, name) for name in names)
        if likeness >= _CLOSE:
            scores[label.id] = likeness
    return tuple(sorted(scores, key=lambda label_id: (-scores[label_id], place[label_id])))


@lru_cache(maxsize=1024)
def _one_name(text: str, target: Target) -> float:
    """Score how much a text with separators in it looks like one mistyped name with them."""
    names = [name for label in target.labels for name in (label.name, *label.aliases)]
    scores = [_likeness(text, name) for name in names if re.search("[,;|/]", name)]
    return max(scores, default=0.0)


def _likeness(text: str, name: str) -> float:
    """Score in [0, 1]: like letters in like order; or words of the name and no others."""
    left, right = name_key(text), name_key(name)
    if not left or len(left) > _LONGEST_SLIP:
        return 0.0
    matcher = SequenceMatcher(None, left, right, autojunk=False)
    if matcher.real_quick_ratio() >= _CLOSE and matcher.quick_ratio() >= _CLOSE:
        ratio = matcher.ratio()
        if ratio >= _CLOSE:
            return ratio
    words = set(re.findall(r"\w+", fold(text).text))
    shares_words = words <= set(re.findall(r"\w+", fold(name).text))
    # “Lobby” is no slip of the pen, yet there is one label that it can mean.
    return _CLOSE if shares_words and any(len(word) > 4 for word in words) else 0.0
