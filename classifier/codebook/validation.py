"""What must hold across a codebook; each breach is noted with its line."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from classifier.codebook.codebook import KINDS
from classifier.folding import loose_key, name_key, plain_words
from classifier.yaml_tree import Entry, close

Order = Mapping[str, int]


def check_versions(root: Entry, order: Order) -> None:
    """Each version once, the codebook's own the last, each harvest in one version."""
    entries = root.children("versions")
    _each_once(entries, "version", "an item of “versions”")
    version = root.text("version")
    newest = list(order)[-1]
    if entries and version not in ("", newest):
        root.note(
            "version",
            f"“version” is “{version}”, but the last of “versions” is “{newest}”. "
            "The newest version stands last.",
        )
    listed: dict[str, str] = {}
    for entry in entries:
        version = entry.text("version")
        for harvest, line in entry.placed("harvests"):
            other = listed.setdefault(loose_key(harvest), version)
            if other != version:
                root.notes.add(line, f"“{harvest}” is listed with version “{other}” already.")


def check_targets(root: Entry, order: Order) -> None:
    """Targets with ids and labels; parents, sources and versions that exist."""
    targets = root.children("targets")
    if not targets:
        root.note("targets", "the codebook has no targets.")
    _each_once(targets, "id", "a target")
    by_id = {target.text("id"): target for target in targets}
    for target in targets:
        _check_target(target, by_id)
        for label in target.children("labels"):
            _check_label(label, order)
            if label.text("parent"):
                _check_parent(label, by_id.get(target.text("parent")), target)


def _check_target(target: Entry, by_id: Mapping[str, Entry]) -> None:
    name = target.text("id")
    if not target.children("labels"):
        target.note("labels", f"the target “{name}” has no labels.")
    _each_once(target.children("labels"), "id", f"a label of “{name}”")
    for key in ("parent", "derived_from"):
        if target.text(key) == name != "":
            target.note(key, f"the target “{name}” is its own “{key}”.")
        elif target.text(key):
            target.refers_to(key, by_id, "target")
    source = by_id.get(target.text("derived_from"), target)
    if source is not target and source.text("parent") != name:
        target.note(
            "derived_from",
            f"“{name}” cannot follow from “{source.text('id')}”: "
            f"that target needs “parent: {name}”, and its labels parents.",
        )


def _check_label(label: Entry, order: Order) -> None:
    name = label.text("name")
    if not name:
        label.note("name", f"the label “{label.text('id')}” has no name.")
    for key in ("since", "retired"):
        if label.text(key):
            label.refers_to(key, order, "version")
    ends = order.get(label.text("retired"))
    if ends is not None and ends <= order.get(label.text("since"), 0):
        label.note("retired", f"“{name}” is retired before it came.")


def _check_parent(label: Entry, parents: Entry | None, target: Entry) -> None:
    parent = label.text("parent")
    if not target.text("parent"):
        label.note(
            "parent",
            f"“{label.text('name')}” has a parent, but the target “{target.text('id')}” names no "
            "parent target.",
        )
    elif parents:  # if not, that is noted already
        known = _ids(parents)
        if parent not in known:
            owner, hint = parents.text("id"), close(parent, known)
            label.note("parent", f"“{owner}” has no label “{parent}” to be parent.{hint}")


def _ids(target: Entry) -> dict[str, Entry]:
    return {label.text("id"): label for label in target.children("labels")}


def check_changes(root: Entry, order: Order) -> None:
    """Changes of known kinds, for versions, targets and labels that exist."""
    targets = {target.text("id"): target for target in root.children("targets")}
    for change in root.children("changes"):
        if change.text("version"):
            change.refers_to("version", order, "version")
        else:
            change.note("", "a change has no version.")
        change.refers_to("target", targets, "target")
        kind = change.text("change")
        if kind not in KINDS:
            known = f"{close(kind, KINDS)} It may be: {', '.join(KINDS)}."
            change.note("change", f"“{kind}” is no kind of change.{known}")
        elif change.text("target") in targets:
            _check_change(change, kind, targets[change.text("target")])


def _check_change(change: Entry, kind: str, target: Entry) -> None:
    label, known = change.text("label"), _ids(target)
    if label not in known:
        _check_gone(change, kind, target)
    elif kind == "add" and known[label].text("since") not in ("", change.text("version")):
        change.note(
            "",
            f"“{label}” is added in version “{change.text('version')}”, "
            f"but its “since” says “{known[label].text('since')}”.",
        )
    if kind == "rename" and not change.text("was"):
        change.note("", f"the rename of “{label}” does not say what it was (“was: …”).")
    if kind in ("split", "merge") and not change.items("into"):
        change.note("", f"the {kind} of “{label}” does not say into what (“into: [ … ]”).")
    for other, line in change.placed("into"):
        if other not in known:
            hint = close(other, known)
            change.notes.add(line, f"“into”: there is no label “{other}”.{hint}")


def _check_gone(change: Entry, kind: str, target: Entry) -> None:
    """A label that is gone may be left out of the labels if its old name is told here."""
    label = change.text("label")
    may_be_gone = kind in ("merge", "retire", "split") and change.text("was")
    if not may_be_gone or not label or label in change.items("into"):
        change.note(
            "label",
            f"“{target.text('id')}” has no label “{label}”.{close(label, _ids(target))} "
            "A label that is gone stays listed with “retired: VERSION”.",
        )


def check_columns(root: Entry) -> None:
    """Each field and each heading once: a column that was chosen holds one thing."""
    columns = root.children("columns")
    for key in ("field", "heading"):
        _each_once(columns, key, "an item of “columns”", plain_words)


def check_names(root: Entry) -> None:
    """Inside one target a name, alias, old name or id means one label."""
    for target in root.children("targets"):
        meant: dict[str, str] = {}
        for label_id, name, line in _names(target, root.children("changes")):
            key = name_key(name)
            if not re.search(r"\w", key):
                root.notes.add(line, f"“{name}” holds no letter or digit to read it by.")
            elif meant.setdefault(key, label_id) != label_id:
                root.notes.add(line, f"“{name}” means both {meant[key]} and {label_id}.")


def _names(target: Entry, changes: Iterable[Entry]) -> Iterator[tuple[str, str, int]]:
    """Walk all ways to write each label: (label id, name, line)."""
    for label in target.children("labels"):
        for key in ("id", "name", "aliases") if label.text("id") else ():
            for name, line in label.placed(key):
                yield label.text("id"), name, line
    for change in changes:
        if change.text("target") == target.text("id"):
            for name, line in change.placed("was"):
                yield change.text("label"), name, line


def _each_once(
    entries: Iterable[Entry], key: str, what: str, form: Callable[[str], str] = str
) -> None:
    """Every entry has the key, and no two have the same; ``form`` is how they are compared."""
    lines: dict[str, int] = {}
    for entry in entries:
        value = entry.text(key)
        if not value:
            entry.note("", f"{what} has no “{key}”.")
        elif form(value) in lines:
            entry.note(key, f"“{value}” stands in line {lines[form(value)]} already.")
        else:
            lines[form(value)] = entry.lines.get(key, entry.line)
