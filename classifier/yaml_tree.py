"""A YAML file as entries that know their lines, and how one is written.

Every problem is noted, none ends the reading.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any, TypeAlias

import yaml

from classifier.errors import CodebookError, foreign

MAX_BYTES = 5_000_000  # a codebook of a thousand labels has about 700,000
MAX_DEPTH = 20  # the format needs 6; the parser's own recursion is not safe at any depth
FORMAT_HINT = "Mend this and try again; the sample codebook, data/codebook.yaml, shows every key."

# What a mapping may hold: "text", "texts" (a list), "flag", or a list of mappings.
Schema: TypeAlias = "Mapping[str, str | Schema]"

Document: TypeAlias = "dict[str, Any]"
"""A file as texts, lists and flags by the keys."""

UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_BEGINS_LIST = re.compile(r"(?:[^\S\n]*(?:#.*|---)?\n)*[^\S\n]*[-\[]")
_FLAGS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
_NULL = "tag:yaml.org,2002:null"


@dataclass
class Notes:
    """Problems of one file, by line."""

    file: str
    found: list[tuple[int, str]] = field(default_factory=list)

    def add(self, line: int, what: str) -> None:
        """Note one problem; ``line`` is 1-based."""
        self.found.append((line, what))

    def refuse_if_any(self) -> None:
        """Raise all problems as one error, a line for each."""
        if self.found:
            lines = [f"{self.file}, line {line}: {what}" for line, what in sorted(self.found)]
            raise CodebookError("\n".join(dict.fromkeys(lines)), hint=FORMAT_HINT)


@dataclass(frozen=True)
class Entry:
    """One mapping of the file; what is missing is empty.

    Attributes
    ----------
    values : the texts of each key, with their lines; of a key that has one text, a list of one
    entries : the mappings of each key that has a list of them
    lines : the line of each key
    """

    line: int
    notes: Notes
    values: dict[str, list[tuple[str, int]]] = field(default_factory=dict)
    entries: dict[str, list[Entry]] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)

    def text(self, key: str, default: str = "") -> str:
        """Return a text, or the default where it is missing or empty."""
        return next(iter(self.items(key)), default)

    def flag(self, key: str, default: bool) -> bool:
        """Return a flag, or the default where it is missing."""
        return _FLAGS.get(self.text(key).casefold(), default)

    def items(self, key: str) -> tuple[str, ...]:
        """Return the texts of a list."""
        return tuple(text for text, _ in self.placed(key))

    def placed(self, key: str) -> list[tuple[str, int]]:
        """Return the texts of a list with their lines."""
        return self.values.get(key, [])

    def children(self, key: str) -> list[Entry]:
        """Return the mappings of a list."""
        return self.entries.get(key, [])

    def note(self, key: str, problem: str) -> None:
        """Note a problem in the line of a key, or of the mapping where the key is missing."""
        self.notes.add(self.lines.get(key, self.line), problem)

    def refers_to(self, key: str, known: Collection[str], what: str) -> None:
        """Note the text of a key if it is none that is known."""
        text = self.text(key)
        if text not in known:
            self.note(key, f"“{key}”: there is no {what} “{text}”.{close(text, known)}")


def load_tree(text: str, file: str, schema: Schema, what: str = "the codebook") -> Entry:
    """Read YAML into entries; what does not fit the schema is noted."""
    return _read_entry(compose(text, file), schema, what, Notes(file))


def bare_names(text: str, file: str) -> list[list[str]] | None:
    r"""Return the names of a file that is a list of names alone, each as a row; None if it is not.

    >>> bare_names("- Law\n- Media, debate", "c.yaml"), bare_names("targets: []", "c.yaml")
    ([['Law'], ['Media, debate']], None)
    """
    if not _BEGINS_LIST.match(text):
        return None
    root = compose(text, file)
    items = root.value if isinstance(root, yaml.SequenceNode) else []
    if len(items) < 2 or not all(isinstance(item, yaml.ScalarNode) for item in items):
        return None
    return [[str(item.value)] for item in items]


def compose(text: str, file: str) -> yaml.Node:
    """Return YAML as nodes that know where they stand; CodebookError where that cannot be read."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    with foreign(file, FORMAT_HINT, CodebookError):
        try:
            _look_through(text, loader, file)
            root = yaml.compose(text, Loader=loader)
        except yaml.YAMLError as error:  # which says where
            raise _yaml_error(file, text, error) from None
    if root is None:
        raise CodebookError(f"{file} is empty.", hint=FORMAT_HINT)
    return root


def _read_entry(node: yaml.Node, schema: Schema, what: str, notes: Notes) -> Entry:
    """Read one mapping after its schema."""
    entry = Entry(_line(node), notes)
    if not isinstance(node, yaml.MappingNode):
        notes.add(entry.line, f"{what} must be a list of keys with values (“key: value”).")
        return entry
    for key_node, value in node.value:
        key, line = str(key_node.value), _line(key_node)
        if key not in schema:
            near = close(key, schema)
            newer = "" if "Did you mean" in near else " A newer version of the program may know it."
            notes.add(line, f"{what} has an unknown key “{key}”.{near}{newer}")
        elif key in entry.lines:
            first = entry.lines[key]
            notes.add(line, f"{what} has “{key}” twice; the first stands in line {first}.")
        else:
            entry.lines[key] = line
            _read_value(entry, key, value, schema[key])
    return entry


def close(word: str, known: Collection[str]) -> str:
    """Say which known word may be meant: “ Did you mean …?”, or what is known."""
    near = get_close_matches(word.casefold(), {k.casefold(): k for k in known}, n=1, cutoff=0.6)
    if near:
        meant = next(k for k in known if k.casefold() == near[0])
        return f" Did you mean “{meant}”?"
    return f" Known: {', '.join(known)}." if known else ""


def _read_value(entry: Entry, key: str, node: yaml.Node, kind: str | Schema) -> None:
    if node.tag == _NULL and not node.value:
        return
    if not isinstance(kind, str):
        entry.entries[key] = _children(key, node, kind, entry.notes)
        return
    items = node.value if kind == "texts" and isinstance(node, yaml.SequenceNode) else [node]
    read = [(_text(item, key, entry.notes), _line(item)) for item in items]
    entry.values[key] = [(text, line) for text, line in read if text]
    written = entry.text(key)
    if kind == "flag" and written.casefold() not in _FLAGS:
        entry.notes.add(_line(node), f"“{key}” must be true or false, not “{written}”.")


def _children(key: str, node: yaml.Node, schema: Schema, notes: Notes) -> list[Entry]:
    if not isinstance(node, yaml.SequenceNode):
        notes.add(_line(node), f"“{key}” must be a list; begin each item with “- ”.")
        return []
    return [_read_entry(item, schema, f"an item of “{key}”", notes) for item in node.value]


def _text(node: yaml.Node, key: str, notes: Notes) -> str:
    # Never converted: version 3 is "3", and a label called No stays "No".
    if isinstance(node, yaml.ScalarNode):
        return "" if node.tag == _NULL and node.value in ("", "~") else str(node.value).strip()
    why = (
        "because of the colon in it YAML reads a key and a value"
        if isinstance(node, yaml.MappingNode)
        else "here is a list"
    )
    notes.add(_line(node), f"“{key}” wants a text, but {why}. Put the text in quotes.")
    return ""


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1


def decode_yaml(data: bytes, file: str) -> str:
    """Return the text of a YAML file; raise CodebookError where it is none, or far too long."""
    if len(data) > MAX_BYTES:
        raise CodebookError(
            f"{file} has {len(data):,} bytes; a codebook may have {MAX_BYTES:,}.",
            hint="Is this the right file?",
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise CodebookError(
            f"{file}, line {line}: the file is not UTF-8 text.",
            hint="Save it again with the encoding UTF-8.",
        ) from None
    bad = UNPRINTABLE.search(text)
    if bad:
        raise _unprintable(file, text.count("\n", 0, bad.start()) + 1, bad[0])
    return text


def _unprintable(file: str, line: int, sign: str) -> CodebookError:
    return CodebookError(
        f"{file}, line {line}: a character that no text may hold ({ord(sign):#04x}).",
        hint="Delete the character, or save the file again as plain UTF-8 text.",
    )


def _look_through(text: str, loader: type, file: str) -> None:
    """Walk the flat events first: nodes are built by recursion, which deep nesting breaks.

    Characters that no text may hold can be written as others that may stand there.
    """
    depth = 0
    for event in yaml.parse(text, Loader=loader):
        bad = UNPRINTABLE.search(getattr(event, "value", None) or "")
        if bad:
            raise _unprintable(file, event.start_mark.line + 1 if event.start_mark else 1, bad[0])
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_DEPTH:
            mark = event.start_mark
            line = mark.line + 1 if mark else 1
            raise CodebookError(
                f"{file}, line {line}: lists within lists, too deep.",
                hint=FORMAT_HINT,
            )


def _yaml_error(file: str, text: str, error: yaml.YAMLError) -> CodebookError:
    mark = getattr(error, "problem_mark", None)
    said = [getattr(error, "context", None), getattr(error, "problem", None)]
    problem = ", ".join(part for part in said if part) or "this is not YAML"
    lines = text.rstrip().split("\n")
    number = min(mark.line, len(lines) - 1) if mark else 0  # the end is a line after the last
    where = f"{file}, line {number + 1}" if mark else file
    line = lines[number]
    hint = "Put a text with special characters (: # [ ] { } & * ! % @) in quotes."
    if line.lstrip(" ").startswith("\t"):
        hint = "Indent with blanks; YAML takes no tabs at the beginning of a line."
    elif "mapping values" in problem:
        hint = "A text with “: ” in it must stand in quotes; otherwise look at the indentation."
    elif "document" in problem:
        hint = "One file holds one codebook: take out the line “---”."
    return CodebookError(f"{where}: the YAML cannot be read: {problem}.", hint=hint)


def dump_yaml(document: Document, in_one: bool = False) -> str:
    """Return a document as YAML, its keys in their order; ``in_one`` pair of braces or in lines."""
    dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
    return str(
        yaml.dump(
            document,
            Dumper=dumper,
            sort_keys=False,
            allow_unicode=True,
            width=110,
            default_flow_style=in_one,
        )
    )
