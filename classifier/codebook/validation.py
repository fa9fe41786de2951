"""What must hold across a codebook; each breach is noted with its line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from classifier.codebook.codebook import KINDS
from classifier.codebook.yaml_tree import Entry, Notes, close
from classifier.folding import loose_key, name_key

Order = Mapping[str, int]


def check_versions(root: Entry, order: Order, notes: Notes) -> None:
    """Each version once, the codebook's own the last, each harvest in one version."""
    entries = root.children("versions")
    _each_once(entries, "version", "an item of “versions”", notes)
    version = root.text("version")
    newest = list(order)[-1]
    if entries and version and version != newest:
        notes.add(
            root.line_of("version"),
            f"“version” is “{version}”, but the last of “versions” is “{newest}”. "
            "The newest version stands last.",
        )
    listed: dict[str, str] = {}
    for entry in entries:
        for harvest, line in entry.lists.get("harvests", ()):
            other = listed.setdefault(loose_key(harvest), entry.text("version"))
            if other != entry.text("version"):
                notes.add(line, f"“{harvest}” is listed with version “{other}” already.")


def check_targets(root: Entry, order: Order, notes: Notes) -> None:
    """Targets with ids and labels; parents, sources and versions that exist."""
    targets = root.children("targets")
    if not targets:
        notes.add(root.line_of("targets"), "the codebook has no targets.")
    _each_once(targets, "id", "a target", notes)
    by_id = {target.text("id"): target for target in targets}
    for target in targets:
        _check_target(target, by_id, notes)
        for label in target.children("labels"):
            _check_label(label, by_id.get(target.text("parent")), target, order, notes)


def _check_target(target: Entry, by_id: Mapping[str, Entry], notes: Notes) -> None:
    name = target.text("id")
    if not target.children("labels"):
        notes.add(target.line_of("labels"), f"the target “{name}” has no labels.")
    _each_once(target.children("labels"), "id", f"a label of “{name}”", notes)
    for key in ("parent", "derived_from"):
        other = target.text(key)
        if other and other == name:
            notes.add(target.line_of(key), f"the target “{name}” is its own “{key}”.")
        elif other and other not in by_id:
            hint = close(other, by_id)
            notes.add(target.line_of(key), f"“{key}”: there is no target “{other}”.{hint}")
    source = by_id.get(target.text("derived_from"))
    if source and source is not target and source.text("parent") != name:
        notes.add(
            target.line_of("derived_from"),
            f"“{name}” cannot follow from “{source.text('id')}”: "
            f"that target needs “parent: {name}”, and its labels parents.",
        )


def _check_label(
    label: Entry, parents: Entry | None, target: Entry, order: Order, notes: Notes
) -> None:
    name = label.text("name")
    if not name:
        notes.add(label.line_of("name"), f"the label “{label.text('id')}” has no name.")
    for key in ("since", "retired"):
        _check_version(label, key, order, notes)
    ends = order.get(label.text("retired"))
    if ends is not None and ends <= order.get(label.text("since"), 0):
        notes.add(label.line_of("retired"), f"“{name}” is retired before it came.")
    parent = label.text("parent")
    if not parent or (target.text("parent") and not parents):
        return  # the missing parent target is noted already
    known = {entry.text("id"): entry for entry in parents.children("labels")} if parents else {}
    if not parents:
        notes.add(
            label.line_of("parent"),
            f"“{name}” has a parent, but the target “{target.text('id')}” names no parent target.",
        )
    elif parent not in known:
        hint = close(parent, known)
        notes.add(
            label.line_of("parent"),
            f"“{parents.text('id')}” has no label “{parent}” to be parent.{hint}",
        )


def check_changes(root: Entry, order: Order, notes: Notes) -> None:
    """Changes of known kinds, for versions, targets and labels that exist."""
    targets = {target.text("id"): target for target in root.children("targets")}
    for change in root.children("changes"):
        if not change.text("version"):
            notes.add(change.line, "a change has no version.")
        _check_version(change, "version", order, notes)
        target = targets.get(change.text("target"))
        if target is None:
            name = change.text("target")
            what = f"a change: there is no target “{name}”.{close(name, targets)}"
            notes.add(change.line_of("target"), what)
        else:
            _check_change(change, target, notes)


def _check_change(change: Entry, target: Entry, notes: Notes) -> None:
    kind, label = change.text("change"), change.text("label")
    known = {entry.text("id"): entry for entry in target.children("labels")}
    if kind not in KINDS:
        notes.add(
            change.line_of("change"),
            f"“{kind}” is no kind of change.{close(kind, KINDS)} It may be: {', '.join(KINDS)}.",
        )
        return
    _check_changed_label(change, target, known, notes)
    if kind == "rename" and not change.text("was"):
        notes.add(change.line, f"the rename of “{label}” does not say what it was (“was: …”).")
    if kind in ("split", "merge") and not change.items("into"):
        notes.add(change.line, f"the {kind} of “{label}” does not say into what (“into: [ … ]”).")
    for other, line in change.lists.get("into", ()):
        if other not in known:
            notes.add(line, f"“into”: there is no label “{other}”.{close(other, known)}")
    since = known[label].text("since") if label in known else ""
    if kind == "add" and since not in ("", change.text("version")):
        notes.add(
            change.line,
            f"“{label}” is added in version “{change.text('version')}”, "
            f"but its “since” says “{since}”.",
        )


def _check_changed_label(
    change: Entry, target: Entry, known: Mapping[str, Entry], notes: Notes
) -> None:
    kind, label = change.text("change"), change.text("label")
    # A label that is gone may be left out of the labels if its old name is told here.
    may_be_gone = kind in ("merge", "retire", "split") and change.text("was")
    gone = may_be_gone and label and label not in change.items("into")
    if label not in known and not gone:
        notes.add(
            change.line_of("label"),
            f"“{target.text('id')}” has no label “{label}”.{close(label, known)} "
            "A label that is gone stays listed with “retired: VERSION”.",
        )


def check_names(root: Entry, notes: Notes) -> None:
    """Inside one target a name, alias, old name or id means one label."""
    for target in root.children("targets"):
        meant: dict[str, str] = {}
        own = [c for c in root.children("changes") if c.text("target") == target.text("id")]
        old = [(c.text("label"), c.text("was"), c.line_of("was")) for c in own if c.text("was")]
        for label, name, line in (*_names(target.children("labels")), *old):
            key = name_key(name)
            if not re.search(r"\w", key):
                notes.add(line, f"“{name}” holds no letter or digit to read it by.")
            elif meant.setdefault(key, label) != label:
                notes.add(line, f"“{name}” means both {meant[key]} and {label}.")


def _names(labels: Iterable[Entry]) -> Iterable[tuple[str, str, int]]:
    """Walk all ways to write each label: (label id, name, line)."""
    for label in labels:
        if not label.text("id"):
            continue  # noted already
        for key in ("id", "name"):
            if label.text(key):
                yield label.text("id"), label.text(key), label.line_of(key)
        for alias, line in label.lists.get("aliases", ()):
            yield label.text("id"), alias, line


def _check_version(entry: Entry, key: str, order: Order, notes: Notes) -> None:
    version = entry.text(key)
    if version and version not in order:
        known = ", ".join(order)
        notes.add(entry.line_of(key), f"“{key}”: there is no version “{version}”. Known: {known}.")


def _each_once(entries: Iterable[Entry], key: str, what: str, notes: Notes) -> None:
    """Every entry has the key, and no two have the same."""
    lines: dict[str, int] = {}
    for entry in entries:
        value = entry.text(key)
        if not value:
            notes.add(entry.line, f"{what} has no “{key}”.")
        elif value in lines:
            notes.add(entry.line_of(key), f"“{value}” stands in line {lines[value]} already.")
        else:
            lines[value] = entry.line_of(key)
