"""What a person does to one label, as a new codebook: corrected, renamed, split, merged, gone, new.

All but a correction begins a version, in which ``changes`` tells what became of the label. The
harvests that were coded so far are noted with the version that was the newest until then.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from classifier.codebook.code_targets import free_ids
from classifier.codebook.codebook import Change, Codebook, Label, Target
from classifier.codebook.yaml_format import dump_codebook, parse_codebook
from classifier.errors import CodebookError
from classifier.folding import loose_key, name_key
from classifier.translations import say

EDITS = ("corrected", "renamed", "split", "merged")
_LONGEST_NAME = 300
_LONGEST = {
    "name": _LONGEST_NAME,
    **dict.fromkeys(("definition", "include", "exclude", "aliases"), 4000),
    "examples": 12_000,
}
"""Letters that a form may hold."""
_NUMBER = re.compile(r"(\d+)\D*$")


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


def edit_label(book: Codebook, target: Target, edit: Edit, coded: Sequence[str]) -> Codebook:
    """Return the codebook with a label edited.

    Parameters
    ----------
    coded : names of the harvests that are coded by now
    """
    before = target.label(edit.label.id)
    label = replace(edit.label, aliases=_with_older_names(edit.label, before, book, target))
    slips = [*_slips(label, before, target, book), *_slips_of_kind(edit, before, target, book)]
    if slips:
        raise LabelRefused(slips)
    if edit.kind == "corrected":
        return _checked(_with_labels(book, target, [label]))
    begun, version = _next(book, coded)
    if edit.kind == "renamed":
        renamed = Change(version, "rename", target.id, label.id, was=before.name)
        return _checked(_with_labels(begun, target, [label], renamed))
    if edit.kind == "merged":
        return _checked(_merged(begun, target, label, edit.into[0], version))
    return _checked(_split(begun, target, replace(edit, label=label), version))


def add_label(book: Codebook, target: Target, label: Label, coded: Sequence[str]) -> Codebook:
    """Return the codebook with another label, whose id is made here.

    Where nothing was coded yet with a version that brought labels alone, it comes with that one.
    """
    label = replace(label, id=_free_id(target, book))
    if slips := [*_slips(label, label, target, book)]:
        raise LabelRefused(slips)
    listed = _with_coded(book, coded)
    own = [change for change in listed.changes if change.version == listed.newest]
    if listed.versions[-1][1] or any(change.kind != "add" for change in own):
        listed, version = _next(listed, ())
    else:
        version = listed.newest
    if version == listed.versions[0][0]:
        return _checked(_with_labels(listed, target, [label]))
    added = Change(version, "add", target.id, label.id)
    return _checked(_with_labels(listed, target, [replace(label, since=version)], added))


def retire_label(book: Codebook, target: Target, label: Label, coded: Sequence[str]) -> Codebook:
    """Return the codebook with a label taken out: it keeps its place, and is offered no more."""
    if slips := [*_slips_of_end(label, target, book)]:
        raise LabelRefused(slips)
    begun, version = _next(book, coded)
    gone = Change(version, "retire", target.id, label.id)
    return _checked(_with_labels(begun, target, [replace(label, retired=version)], gone))


def older_names(label: Label, book: Codebook, target: Target) -> list[str]:
    """Return the names that the history tells of a label; they are always read."""
    names = [c.was for c in book.changes if (c.target, c.label) == (target.id, label.id) and c.was]
    other = {name_key(name): name for name in names if name_key(name) != name_key(label.name)}
    return [*other.values()]


def is_unlisted(book: Codebook, harvest: str) -> bool:
    """Whether no version lists a harvest, so that its rows count as of the newest."""
    return book.version_of_harvest(harvest) is None


# -- what becomes of the label


def _split(book: Codebook, target: Target, edit: Edit, version: str) -> Codebook:
    label, before = edit.label, target.label(edit.label.id)
    pieces, new = [], []
    made = free_ids(*_id_parts(target, book))
    for name in dict.fromkeys(edit.into):
        there = _own_or_named(name, label, target)
        if there is None:
            there = Label(next(made), name, parent=label.parent, since=version)
            new.append(there)
        pieces.append(there.id)
    kept = label if label.id in pieces else replace(label, retired=version)
    into = tuple(dict.fromkeys(pieces))
    change = Change(version, "split", target.id, label.id, was=before.name, into=into)
    return _with_labels(book, target, [kept, *new], change)


def _merged(book: Codebook, target: Target, label: Label, into: str, version: str) -> Codebook:
    """Return the codebook with one label taken in by another, with what stands below it."""
    change = Change(version, "merge", target.id, label.id, was=label.name, into=(into,))
    book = _with_labels(book, target, [replace(label, retired=version)], change)
    targets = []
    for one in book.targets:
        if one.parent == target.id:
            moved = [
                replace(below, parent=into) if below.parent == label.id else below
                for below in one.labels
            ]
            one = replace(one, labels=tuple(moved))
        targets.append(one)
    return replace(book, targets=tuple(targets))


def _with_labels(
    book: Codebook, target: Target, labels: Sequence[Label], change: Change | None = None
) -> Codebook:
    """Return the codebook with labels in their places, new ones at the end, and a change told."""
    by_id = {label.id: label for label in labels}
    kept = [by_id.pop(label.id, label) for label in target.labels]
    changed = replace(target, labels=(*kept, *by_id.values()))
    targets = tuple(changed if one.id == target.id else one for one in book.targets)
    changes = (*book.changes, change) if change else book.changes
    return replace(book, targets=targets, changes=changes)


def _with_coded(book: Codebook, coded: Sequence[str]) -> Codebook:
    """List harvests that no version lists with the newest: as such their rows were read."""
    *older, (newest, harvests) = book.versions
    new = {loose_key(name): name for name in coded if is_unlisted(book, name)}
    return replace(book, versions=(*older, (newest, (*harvests, *new.values()))))


def _next(book: Codebook, coded: Sequence[str]) -> tuple[Codebook, str]:
    """Return the codebook with a version more, and what that is called."""
    listed = _with_coded(book, coded)
    version = _next_name(book)
    return replace(listed, version=version, versions=(*listed.versions, (version, ()))), version


def _next_name(book: Codebook) -> str:
    """Count on from the last number in the name of the newest version.

    >>> _next_name(Codebook("b", "3", ())), _next_name(Codebook("b", "2024 b", ()))
    ('4', '2025 b')
    """
    name, number = book.newest, _NUMBER.search(book.newest)
    n = int(number[1]) if number else 1
    while book.find_version(name) is not None:
        n += 1
        name = (
            f"{book.newest[: number.start(1)]}{n}{book.newest[number.end(1) :]}"
            if number
            else f"{book.newest} {n}"
        )
    return name


def _id_parts(target: Target, book: Codebook) -> tuple[str, set[str]]:
    """Return the letters that most ids of a target begin with, and all that it must not use."""
    letters = [re.sub(r"\d+$", "", label.id) for label in target.labels if label.id[-1:].isdigit()]
    letter = max(letters, key=letters.count, default="L")
    taken = {name_key(text) for one in target.labels for text in (one.id, one.name, *one.aliases)}
    taken |= {name_key(change.label) for change in book.changes if change.target == target.id}
    return letter or "L", taken


def _free_id(target: Target, book: Codebook) -> str:
    return next(free_ids(*_id_parts(target, book)))


def _with_older_names(
    label: Label, before: Label, book: Codebook, target: Target
) -> tuple[str, ...]:
    """Return the aliases with the names that the label had: old cells hold them."""
    names = [*label.aliases, *older_names(before, book, target), before.name]
    other = {name_key(name): name for name in reversed(names)}
    other.pop(name_key(label.name), None)
    return tuple(name for name in dict.fromkeys(names) if other.get(name_key(name)) == name)


def _checked(book: Codebook) -> Codebook:
    """Return a codebook that a file of its own would be read as; CodebookError for no valid one."""
    again = parse_codebook(dump_codebook(book), "codebook.yaml")
    if again != replace(book, notices=()):
        raise CodebookError(say("home_edit_not_read"))
    return book


# -- what does not fit


def _slips(label: Label, before: Label, target: Target, book: Codebook) -> Iterator[Slip]:
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
    if label.parent not in {"", before.parent, *_in_use(book, target.parent)}:
        yield Slip("parent", "home_edit_parent")


def _slips_of_name(field: str, name: str, label: Label, target: Target) -> Iterator[Slip]:
    if not re.search(r"\w", name_key(name)):
        yield Slip(field, "home_edit_no_letter", (("name", name),))
    other = _named(name, target)
    if other is not None and other.id != label.id:
        yield Slip(field, "home_edit_taken", (("name", name), ("other", other.name)))


def _slips_of_kind(edit: Edit, before: Label, target: Target, book: Codebook) -> Iterator[Slip]:
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
        if edit.into[:1] == (before.id,) or not set(edit.into) & _in_use(book, target.id):
            yield Slip("into", "home_edit_into_which")
    if edit.kind == "split":
        yield from _slips_of_split(edit, before, target, book)


def _slips_of_split(edit: Edit, before: Label, target: Target, book: Codebook) -> Iterator[Slip]:
    named = {name: _own_or_named(name, edit.label, target) for name in edit.into}
    for name, there in named.items():
        yield from _slips_of_piece(name, there, target)
    pieces = {there.id if there else name_key(name) for name, there in named.items()}
    if len(pieces) < 2:
        yield Slip("names", "home_edit_two_pieces")
    elif before.id not in pieces:
        if name_key(edit.label.name) != name_key(before.name):
            yield Slip("names", "home_edit_own_name", (("name", edit.label.name),))
        yield from _slips_of_end(before, target, book, "names")


def _slips_of_piece(name: str, there: Label | None, target: Target) -> Iterator[Slip]:
    if there is not None:
        if there.retired:
            yield Slip("names", "home_edit_gone", (("name", name),))
        return
    yield from _slips_of_name("names", name, Label("", name), target)
    if len(name) > _LONGEST_NAME:
        yield Slip("names", "home_edit_long", (("n", len(name)), ("most", _LONGEST_NAME)))


def _slips_of_end(label: Label, target: Target, book: Codebook, field: str = "") -> Iterator[Slip]:
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
    if field == "" and _in_use(book, target.id) <= {label.id}:
        yield Slip(field, "home_edit_last")


def _in_use(book: Codebook, target: str) -> set[str]:
    found = [one.labels for one in book.targets if one.id == target]
    return {label.id for labels in found for label in labels if not label.retired}


def _named(name: str, target: Target) -> Label | None:
    """Return the label that a name, an id or an alias means."""
    key = name_key(name)
    for label in target.labels:
        if key in map(name_key, (label.id, label.name, *label.aliases)):
            return label
    return None


def _own_or_named(name: str, label: Label, target: Target) -> Label | None:
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
