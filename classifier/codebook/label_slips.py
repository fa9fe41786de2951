"""What was done to a label as a person wrote it, and what of that does not fit in the codebook."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from classifier.codebook.cell_names import CellState, state_of
from classifier.codebook.codebook import Codebook, Label, Target
from classifier.errors import CodebookError
from classifier.folding import name_key
from classifier.translations import say

EDITS = ("corrected", "renamed", "split", "merged")
_LONGEST_NAME = 300
_LONGEST = {
    "name": _LONGEST_NAME,
    **dict.fromkeys(("definition", "include", "exclude", "aliases"), 4000),
    "examples": 12_000,
}
"""Letters that a form may hold."""


@dataclass(frozen=True, slots=True)
class Slip:
    """Why a label cannot be as it was written; ``key`` is a text of the pages, ``field`` its."""

    field: str
    key: str
    values: tuple[tuple[str, object], ...] = ()


class LabelRefused(CodebookError):
    """What was written of a label does not fit; every field that does not is named."""

    def __init__(self, slips: Sequence[Slip]) -> None:
        self.slips = tuple(slips)
        super().__init__(" ".join(say(slip.key, **dict(slip.values)) for slip in slips))


@dataclass(frozen=True, slots=True)
class Edit:
    """What was done to a label.

    Attributes
    ----------
    kind : one of ``EDITS``
    label : as it was written; its id is that of the label
    into : split: the names of the labels it became, its own among them where it stays; merged:
        the id of the label that took it in
    """

    kind: str
    label: Label
    into: tuple[str, ...] = ()


def slips_of_label(label: Label, before: Label, target: Target, book: Codebook) -> Iterator[Slip]:
    """Go through what was written that cannot stand; what was not changed may."""
    if label.name:
        yield from _slips_of_name("name", label.name, label, target)
    else:
        yield Slip("name", "home_edit_no_name")
    for alias in label.aliases:
        yield from _slips_of_name("aliases", alias, label, target)
    for field, most in _LONGEST.items():
        text = _as_text(label, field)
        is_new = label is before or text != _as_text(before, field)
        if len(text) > most and is_new:
            yield Slip(field, "home_edit_long", (("n", len(text)), ("most", most)))
    if label.parent not in {"", before.parent, *in_use(book, target.parent)}:
        yield Slip("parent", "home_edit_parent")


def _slips_of_name(field: str, name: str, label: Label, target: Target) -> Iterator[Slip]:
    other = _named(name, target)
    if not re.search(r"\w", name_key(name)):
        yield Slip(field, "home_edit_no_letter", (("name", name),))
    elif state_of(name) is not CellState.LABELS and other is None:
        yield Slip(field, "home_edit_says_nothing", (("name", name),))
    if other is not None and other.id != label.id:
        yield Slip(field, "home_edit_taken", (("name", name), ("other", other.name)))


def slips_of_kind(edit: Edit, before: Label, target: Target, book: Codebook) -> Iterator[Slip]:
    """Go through what does not fit with what was done to the label."""
    is_renamed = name_key(edit.label.name) != name_key(before.name)
    if edit.kind not in EDITS:
        yield Slip("kind", "home_edit_no_kind")
    if edit.kind == "corrected" and is_renamed and edit.label.name:
        yield Slip("kind", "home_edit_is_renamed", (("name", before.name),))
    if edit.kind == "renamed" and not is_renamed:
        yield Slip("name", "home_edit_same_name")
    if edit.kind == "merged":
        if is_renamed:
            yield Slip("name", "home_edit_name_stays", (("name", before.name),))
        if edit.into[:1] == (before.id,) or not set(edit.into) & in_use(book, target.id):
            yield Slip("into", "home_edit_into_which")
    if edit.kind == "split":
        yield from _slips_of_split(edit, before, target, book)


def _slips_of_split(edit: Edit, before: Label, target: Target, book: Codebook) -> Iterator[Slip]:
    named = {name: own_or_named(name, edit.label, target) for name in edit.into}
    for name, there in named.items():
        yield from _slips_of_piece(name, there, target)
    pieces = {there.id if there else name_key(name) for name, there in named.items()}
    if len(pieces) < 2:
        yield Slip("names", "home_edit_two_pieces")
    elif before.id not in pieces:
        if name_key(edit.label.name) != name_key(before.name):
            yield Slip("names", "home_edit_own_name", (("name", edit.label.name),))
        yield from slips_of_end(before, target, book, "names")


def _slips_of_piece(name: str, there: Label | None, target: Target) -> Iterator[Slip]:
    if there is not None:
        if there.retired:
            yield Slip("names", "home_edit_gone", (("name", name),))
        return
    yield from _slips_of_name("names", name, Label("", name), target)
    if len(name) > _LONGEST_NAME:
        yield Slip("names", "home_edit_long", (("n", len(name)), ("most", _LONGEST_NAME)))


def slips_of_end(label: Label, target: Target, book: Codebook, field: str = "") -> Iterator[Slip]:
    """Say what stands against taking a label out: labels below it, or no other label."""
    below = [
        one.name
        for other in book.targets
        for one in other.labels
        if other.parent == target.id and one.parent == label.id and not one.retired
    ]
    if below:
        values = (("n", len(below)), ("name", below[0]))
        yield Slip(field, "home_edit_below", values)
    if field == "" and in_use(book, target.id) <= {label.id}:
        yield Slip(field, "home_edit_last")


def in_use(book: Codebook, target: str) -> set[str]:
    """Return the ids of the labels of a target that are offered; none for no target."""
    found = [one.labels for one in book.targets if one.id == target]
    return {label.id for labels in found for label in labels if not label.retired}


def _named(name: str, target: Target) -> Label | None:
    """Return the label that a name, an id or an alias means."""
    key = name_key(name)
    for label in target.labels:
        if key in map(name_key, (label.id, label.name, *label.aliases)):
            return label
    return None


def own_or_named(name: str, label: Label, target: Target) -> Label | None:
    """Return the label that is called so now: the one that is split by its new name too."""
    key = name_key(name)
    before = target.label(label.id)
    if key in map(name_key, (label.name, label.id, before.name)):
        return before
    named = (o for o in target.labels if key in (name_key(o.name), name_key(o.id)))
    return next(named, None)


def _as_text(label: Label, field: str) -> str:
    value = getattr(label, field)
    return value if isinstance(value, str) else "\n".join(value)
