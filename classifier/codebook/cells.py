"""What a multi-select cell means: the longest known name at each place, whatever separates them.

A name counts where names use up its piece of the cell, from one separator to the next.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from classifier.codebook.cell_names import CellState, NameMatch, names_that_count, state_of
from classifier.codebook.cell_pieces import Pieces, read_pieces
from classifier.codebook.codebook import Label, Target
from classifier.folding import (
    Folded,
    fold,
    fold_letters,
    letter_key,
    match_key,
    name_key,
    name_pattern,
    with_empty_boxes,
)
from classifier.translations import tell
from classifier.wording import quoted_choice, quoted_list

_LETTER = r"[\w\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670]"
_FALLBACKS = ("; ", " | ", "\n", " / ")
_CLOSE = 0.7  # “New stucture” is 0.96 from its name; unrelated words stay under 0.62
_LONGEST_SLIP = 300  # letters; a longer leftover is prose, not a mistyped name
_AND = re.compile(r"(?<=\w)(?:\s*&\s*|\s+(?:and|et)\s+)(?=\w)")
_NEEDLESS_ZEROS = re.compile(r"(?<![\d.])0+(?=\d)|\.0+$")


@dataclass(frozen=True, slots=True)
class Names:
    """A target's names, ready to be looked for.

    Attributes
    ----------
    labels : letter_key to what is written so: label id by name_key, for names, aliases and ids
    ids : the name_keys that are an id and no name
    pattern : finds any of them in folded text, the longest first
    separated : the names with a separator in them
    """

    labels: dict[str, dict[str, str]]
    ids: frozenset[str]
    pattern: re.Pattern[str]
    separated: tuple[str, ...]


@lru_cache(maxsize=4096)
def cell_state(cell: str, target: Target) -> CellState:
    """Return whether a cell is empty, says “not coded” or “none fits”, or should hold labels.

    A label that is itself called “None” or “N/A” is a label.
    """
    state = state_of(cell)
    if state is not CellState.LABELS and letter_key(cell) in names_of(target).labels:
        return CellState.LABELS
    return state


# The same few cells come over and over in a harvest.
@lru_cache(maxsize=4096)
def parse_labels(cell: str, target: Target) -> tuple[frozenset[str], tuple[str, ...]] | None:
    """Read one cell into known label ids and the pieces nobody could place, as written.

    None where the cell says nothing about labels: it is empty, or says ``n/a`` or “not coded”.
    No label and no piece where it says “none fits”. `cell_state` tells these apart.

    >>> policy = Label("P", "Policy, law", aliases=("policy",))
    >>> target = Target("type", (policy, Label("N", "New practice")))
    >>> known, unplaced = parse_labels("policy; new  practice; no policy", target)
    >>> sorted(known), unplaced
    (['N', 'P'], ('no policy',))
    >>> parse_labels(" n/a ", target), parse_labels("none fits", target)
    (None, (frozenset(), ()))
    """
    state = cell_state(cell, target)
    if state is CellState.NONE_FITS:
        return frozenset(), ()
    if state is not CellState.LABELS:
        return None
    read = read_cell(cell, target)
    if not read.names and not read.unknown:
        return frozenset(), (cell.strip(),)  # no more than the number of a list, such as “3.”
    pieces = tuple(cell[start:end] for start, end in read.unknown)
    return frozenset(match.label for match in read.names), pieces


@lru_cache(maxsize=4096)
def read_cell(cell: str, target: Target) -> Pieces:
    """Find the names that count in a cell, and where in it the pieces stand that are unknown."""
    folded = fold_letters(with_empty_boxes(cell))
    matches = _matches(folded, target)
    pieces = read_pieces(folded.text, matches, lambda text: _one_name(text, target))
    unknown = [(folded.starts[start], folded.ends[end - 1]) for start, end in pieces.unknown]
    return Pieces(pieces.names, tuple(unknown))


@lru_cache(maxsize=4096)
def holds_only_names(cell: str, target: Target) -> bool:
    """Whether a cell holds names of labels and nothing else; quicker than reading it.

    >>> law = Target("type", (Label("L", "Law"), Label("D", "Debate")))
    >>> holds_only_names("Law; debate", law), holds_only_names("a law is debated", law)
    (True, False)
    """
    folded = fold_letters(cell)
    if not names_of(target).pattern.search(folded.text):
        return False
    pieces = read_pieces(folded.text, _matches(folded, target), lambda _: 0.0)
    return bool(pieces.names) and not pieces.unknown


def find_names(cell: str, target: Target) -> tuple[Folded, tuple[NameMatch, ...]]:
    """Find the names in a cell, whatever else stands beside them in their pieces."""
    folded = fold_letters(cell)
    return folded, tuple(_matches(folded, target))


def _matches(folded: Folded, target: Target) -> list[NameMatch]:
    """Find the names that stand in folded text as names, whatever else its pieces hold."""
    names = names_of(target)
    found = []
    for match in names.pattern.finditer(folded.text):
        key = match_key(match.group())
        # A spreadsheet has written the number 10 as “10.0”.
        meant = names.labels.get(key) or names.labels[key.partition(".")[0]]
        name = _spelling(folded.as_written(*match.span()), meant)
        if name is not None:
            found.append(NameMatch(*match.span(), meant[name], name, name in names.ids))
    return names_that_count(folded.text, found)


def _spelling(written: str, meant: Mapping[str, str]) -> str | None:
    """Choose the name_key that was written; None if it cannot be told which label is meant.

    Where only accents and the like tell two labels apart, they have to be as in the codebook.
    """
    if len(meant) == 1:
        return next(iter(meant))
    exact = match_key(fold(written).text)
    if exact in meant:
        return exact
    return next(iter(meant)) if len(set(meant.values())) == 1 else None


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
    for between in (separator, *_FALLBACKS):
        cell = between.join(label.name for label in chosen)
        if not chosen or parse_labels(cell, target) == (wanted, ()):
            return cell
    return "; ".join(label.id for label in chosen)


def did_you_mean(text: str, target: Target, n: int = 3) -> tuple[Label, ...]:
    """Name the labels that a leftover may stand for, the nearest first; none if none is near."""
    return tuple(target.label(label_id) for label_id in _nearest(text, target)[:n])


def near_names(pieces: Iterable[str], target: Target, otherwise: str) -> str:
    """Return the question which label the leftovers stand for; ``otherwise`` if none is near.

    >>> target = Target("t", (Label("1", "Law"), Label("2", "Lobby")))
    >>> near_names(["Loby"], target, "Choose."), near_names(["Sun"], target, "Choose.")
    ('Did you mean “Lobby”?', 'Choose.')
    """
    labels = [label for piece in pieces for label in did_you_mean(piece, target)]
    names = dict.fromkeys(label.name for label in labels)
    return tell("harvest_did_you_mean", names=quoted_choice(names)) if names else otherwise


def label_names(labels: Collection[str], target: Target) -> str:
    """Return the names of labels in a sentence, in the codebook's order."""
    return quoted_list(label.name for label in target.labels if label.id in labels)


def nearest_name(text: str, label: Label) -> str:
    """Return the name, alias or id of a label that is most like a text.

    >>> nearest_name("Advocasy", Label("T06", "Direct lobby", aliases=("Advocacy",)))
    'Advocacy'
    """
    return max((label.name, *label.aliases, label.id), key=lambda name: _likeness(text, name))


def replace_pieces(cell: str, target: Target, replacements: Mapping[str, str]) -> str:
    """Return a cell with its unknown pieces replaced; those without a replacement stay.

    >>> target = Target("t", (Label("1", "Law"), Label("2", "Rule")))
    >>> replace_pieces("Law;  Ruel, x", target, {"Ruel": "Rule"})
    'Law;  Rule, x'
    """
    for start, end in reversed(read_cell(cell, target).unknown):
        cell = cell[:start] + replacements.get(cell[start:end], cell[start:end]) + cell[end:]
    return cell


@lru_cache(maxsize=64)
def names_of(target: Target) -> Names:
    """Gather the names of a target; a name comes before an id that reads the same."""
    labels: dict[str, dict[str, str]] = {}
    written: dict[str, str] = {}

    def add(spelling: str, name: str, label_id: str) -> None:
        labels.setdefault(letter_key(spelling), {}).setdefault(name_key(name), label_id)
        written.setdefault(letter_key(spelling), spelling)

    names = [(name, label.id) for label in target.labels for name in (label.name, *label.aliases)]
    for name, label_id in names:
        add(name, name, label_id)
    as_written = frozenset(written)
    for name, label_id in names:
        for other in _with_and(name):
            if letter_key(other) not in as_written:
                add(other, name, label_id)
    only_ids = {name_key(label_id): label_id for label_id in target.ids}
    for name, _ in names:
        only_ids.pop(name_key(name), None)
    for key in sorted(only_ids):
        add(only_ids[key], key, only_ids[key])
    separated = tuple(name for name, _ in names if re.search("[,;|/]", name))
    return Names(labels, frozenset(only_ids), _pattern(written), separated)


def _with_and(name: str) -> list[str]:
    """Return a name with the other words and signs for “and” in it.

    >>> _with_and("Peace & security"), _with_and("Law")
    (['peace and security', 'peace et security'], [])
    """
    others = [_AND.sub(f" {word} ", fold(name).text) for word in ("&", "and", "et")]
    return [other for other in others if name_key(other) != name_key(name)]


def _pattern(written: dict[str, str]) -> re.Pattern[str]:
    """Join the patterns of all names, the longest first, each between word boundaries."""
    inside: list[str] = []
    outside: list[str] = []
    for key in sorted(written, key=lambda key: (-len(key), key)):
        if not re.search(r"\w", key):
            continue
        body = name_pattern(written[key])
        if key.isdigit() and f"{key}.0" not in written:
            body += r"(?:\.0+)?"  # a column of numbers that was read as decimals
        body += f"(?!{_LETTER})" if re.match(_LETTER, key[-1]) else ""
        (inside if re.match(_LETTER, key) else outside).append(body)
    # One look behind for all names that begin with a letter; "(other)" needs none.
    choices = [f"(?<!{_LETTER})(?:{'|'.join(inside)})"] if inside else []
    return re.compile("|".join([*choices, *outside]) or r"(?!)")


@lru_cache(maxsize=1024)
def _nearest(text: str, target: Target) -> tuple[str, ...]:
    """Rank label ids by likeness of any of their names, those under ``_CLOSE`` left out."""
    place = {label_id: i for i, label_id in enumerate(target.ids)}
    inside = {match.label for match in _matches(fold_letters(text[:_LONGEST_SLIP]), target)}
    scores: dict[str, float] = {}
    for label in target.labels:
        names = (label.id, label.name, *label.aliases)
        likeness = max(_likeness(text, name) for name in names)
        if label.id in inside:  # “no new structure” is not the label, yet speaks of it
            likeness = max(likeness, _CLOSE)
        if likeness >= _CLOSE:
            scores[label.id] = likeness
    return tuple(sorted(scores, key=lambda label_id: (-scores[label_id], place[label_id])))


@lru_cache(maxsize=1024)
def _one_name(text: str, target: Target) -> float:
    """Score how much a text with separators in it looks like one mistyped name with them."""
    # Texts of another length are less alike than one slip makes them.
    alike = [name for name in names_of(target).separated if 0.7 < len(text) / len(name) < 1.4]
    return max((_likeness(text, name) for name in alike), default=0.0)


def _likeness(text: str, name: str) -> float:
    """Score in [0, 1]: like letters in like order; or words of the name and no others."""
    left, right = letter_key(text), letter_key(name)
    if not left or len(left) > _LONGEST_SLIP:
        return 0.0
    if _NEEDLESS_ZEROS.sub("", left) == _NEEDLESS_ZEROS.sub("", right):
        return 1.0
    if left.isdigit():
        return 0.0  # 36 is no slip of 35
    if 2 * min(len(left), len(right)) >= _CLOSE * (len(left) + len(right)):
        matcher = SequenceMatcher(None, left, right, autojunk=False)
        if matcher.quick_ratio() >= _CLOSE and matcher.ratio() >= _CLOSE:
            return matcher.ratio()
    words = set(re.findall(r"\w+", fold_letters(text).text))
    shares_words = words <= set(re.findall(r"\w+", fold_letters(name).text))
    # “Lobby” is no slip of the pen, yet there is one label that it can mean.
    return _CLOSE if shares_words and any(len(word) > 4 for word in words) else 0.0
