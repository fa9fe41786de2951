"""What a person does to one label, as a new codebook: corrected, renamed, split, merged, gone, new.

All but a correction begins a version, in which ``changes`` tells what became of the label. The
harvests that were coded so far are noted with the version that was the newest until then.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from classifier.codebook.code_targets import free_ids
from classifier.codebook.codebook import Change, Codebook, Label, Target
from classifier.codebook.label_slips import (
    Edit,
    LabelRefused,
    own_or_named,
    slips_of_end,
    slips_of_kind,
    slips_of_label,
)
from classifier.codebook.yaml_format import dump_codebook, parse_codebook
from classifier.errors import CodebookError
from classifier.folding import loose_key, name_key
from classifier.translations import say

_NUMBER = re.compile(r"(\d+)\D*$")


def edit_label(book: Codebook, target: Target, edit: Edit, coded: Sequence[str]) -> Codebook:
    """Return the codebook with a label edited.

    Parameters
    ----------
    coded : names of the harvests that are coded by now
    """
    before = target.label(edit.label.id)
    label = replace(edit.label, aliases=_with_older_names(edit.label, before, book, target))
    slips = [
        *slips_of_label(label, before, target, book),
        *slips_of_kind(edit, before, target, book),
    ]
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
    if slips := [*slips_of_label(label, label, target, book)]:
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
    if slips := [*slips_of_end(label, target, book)]:
        raise LabelRefused(slips)
    begun, version = _next(book, coded)
    gone = Change(version, "retire", target.id, label.id)
    return _checked(_with_labels(begun, target, [replace(label, retired=version)], gone))


def older_names(label: Label, book: Codebook, target: Target) -> list[str]:
    """Return the names that the history tells of a label; they are always read."""
    names = [c.was for c in book.changes if (c.target, c.label) == (target.id, label.id) and c.was]
    other = {name_key(name): name for name in names if name_key(name) != name_key(label.name)}
    return [*other.values()]


# -- what becomes of the label


def _split(book: Codebook, target: Target, edit: Edit, version: str) -> Codebook:
    label, before = edit.label, target.label(edit.label.id)
    pieces, new = [], []
    made = free_ids(*_id_parts(target, book))
    for name in dict.fromkeys(edit.into):
        there = own_or_named(name, label, target)
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
    new = {loose_key(name): name for name in coded if book.version_of_harvest(name) is None}
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
