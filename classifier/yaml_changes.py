"""Changes written into YAML where they belong: all else stays as it was, remarks as well."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import yaml

from classifier.yaml_tree import Document, compose, dump_yaml

_IDENTITY = {"targets": "id", "labels": "id", "versions": "version"}


class _NoPlaceError(Exception):
    """What is to be changed stands in the file in a form that this does not know."""


def with_changes(text: str, before: Document, after: Document) -> str | None:
    """Return YAML that says ``after`` where it said ``before``; None where that is not possible.

    The caller reads the text again, to be sure.
    """
    root = compose(text, "")
    if not isinstance(root, yaml.MappingNode):
        return None
    page = _Page(text)
    try:
        page.change_mapping(root, before, after)
    except _NoPlaceError:
        return None
    return page.changed()


@dataclass
class _Page:
    """A text, and the pieces of it that others take the place of."""

    text: str
    pieces: list[tuple[int, int, str]] = field(default_factory=list)

    def changed(self) -> str:
        """Return the text with all pieces in their places."""
        text = self.text
        numbered = [(start, end, n, new) for n, (start, end, new) in enumerate(self.pieces)]
        for start, end, _, new in sorted(numbered, reverse=True):
            text = text[:start] + new + text[end:]
        return text

    def change_mapping(self, node: yaml.MappingNode, before: Document, after: Document) -> None:
        """Change the entries of a mapping that differ."""
        if node.flow_style:
            lines = (
                dump_yaml(after, in_one=True)
                .strip()
                .replace("\n", f"\n{' ' * (node.start_mark.column + 1)}")
            )
            self.pieces.append((node.start_mark.index, node.end_mark.index, lines))
            return
        there = {key.value: (key, value) for key, value in node.value}
        for key in [key for key in before if key not in after and key in there]:
            self._take_out(*there[key])
        last = None
        for key, value in after.items():
            if key in there and value != before.get(key):
                self._change_entry(*there[key], before.get(key), value)
            elif key not in there and value != before.get(key):
                self._add_entry(node, last, {key: value})
            last = there.get(key, (None, last))[1]

    def _change_entry(self, key: yaml.Node, node: yaml.Node, old: Any, new: Any) -> None:
        remarks = ""
        if isinstance(node, yaml.SequenceNode) and not node.flow_style and node.value:
            if isinstance(old, list) and isinstance(new[0], dict):
                self._change_list(key.value, node, old, new)
                return
            remarks = "".join(self._remarks(node))
        column = key.start_mark.column
        start, end = key.start_mark.index, _end(node, self.text)
        lines = _lines({key.value: new}, column)
        self.pieces.append((start, end, remarks.lstrip() + " " * column * bool(remarks) + lines))

    def _remarks(self, node: yaml.SequenceNode) -> Iterator[str]:
        """Return the lines of remarks between the items of a list, with their line ends."""
        for line in self.text[node.start_mark.index : _end(node, self.text)].split("\n"):
            if line.lstrip().startswith("#"):
                yield line + "\n"

    def _take_out(self, key: yaml.Node, node: yaml.Node) -> None:
        """Take out an entry with its lines; one that stands behind a dash leaves no such line."""
        start = self.text.rfind("\n", 0, key.start_mark.index) + 1
        if self.text[start : key.start_mark.index].strip():
            raise _NoPlaceError
        self.pieces.append((start, self._line_end(_end(node, self.text)) + 1, ""))

    def _add_entry(
        self, node: yaml.MappingNode, last: yaml.Node | None, entry: Mapping[str, Any]
    ) -> None:
        """Add an entry below the one before it, else above the first."""
        first = node.value[0][0].start_mark
        lines, indent = _lines(entry, first.column), " " * first.column
        if last is None:
            self.pieces.append((first.index, first.index, f"{lines}\n{indent}"))
        else:
            place = self._line_end(_end(last, self.text))
            self.pieces.append((place, place, f"\n{indent}{lines}"))

    def _change_list(
        self, name: str, node: yaml.SequenceNode, old: Sequence[Document], new: Sequence[Document]
    ) -> None:
        """Change the items of a list that differ, and add those that are new at its end."""
        identity = _IDENTITY.get(name)
        known = len(old)
        for number, item in enumerate(new[:known]):
            if item != old[number]:
                self.change_mapping(_item(node, item, identity), old[number], item)
        first = node.value[0].start_mark
        line = self.text[first.index - first.column : first.index]
        dash = line.rfind("-")
        if dash < 0 or line[:dash].strip():
            raise _NoPlaceError
        place = self._line_end(_end(node.value[-1], self.text))
        added = "".join(f"\n{' ' * dash}- {_lines(item, dash + 2)}" for item in new[known:])
        if added:
            self.pieces.append((place, place, added))

    def _line_end(self, place: int) -> int:
        """Return the end of a line, behind a remark that stands in it."""
        end = self.text.find("\n", place)
        return len(self.text) if end < 0 else end


def _item(node: yaml.SequenceNode, item: Document, identity: str | None) -> yaml.MappingNode:
    """Return the item of a list that has this id."""
    for one in node.value:
        if isinstance(one, yaml.MappingNode) and identity:
            ids = [value.value for key, value in one.value if key.value == identity]
            if ids == [item[identity]]:
                return one
    raise _NoPlaceError


def _end(node: yaml.Node, text: str) -> int:
    """Return where the last sign of a node stands: a block seems to reach to what follows it."""
    is_list = isinstance(node, yaml.SequenceNode)
    if (is_list or isinstance(node, yaml.MappingNode)) and not _is_flow(node) and node.value:
        return _end(node.value[-1] if is_list else node.value[-1][1], text)
    written = text[: node.end_mark.index]
    return len(written.rstrip() if getattr(node, "style", None) in ("|", ">") else written)


def _is_flow(node: yaml.Node) -> bool:
    return bool(getattr(node, "flow_style", False))


def _lines(entry: Mapping[str, Any], column: int) -> str:
    """Return entries as they stand at a column, the first line without its blanks."""
    return dump_yaml(dict(entry)).rstrip("\n").replace("\n", f"\n{' ' * column}")
