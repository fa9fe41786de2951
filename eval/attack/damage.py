"""Ways to damage a file: its bytes, and what it holds, whether XML, JSON, text, a zip or arrays."""

from __future__ import annotations

import io
import json
import random
import re
import sqlite3
import tempfile
import zipfile
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import numpy as np

_ZIPS = (".xlsx", ".qdpx", ".npz", ".whl")
_ODD_NUMBERS = ("-1", "0", "99999999999999999999", "1e999", "NaN", "1048577", "16385", "", "A0")
_ODD_TEXTS = ("", "\x00", "\ud800", "‮", "=1+1", "a" * 40_000, "../../etc/passwd", "<x>", "[" * 3000)
_CODES = ("utf-16", "cp1252", "latin-1", "utf-7", "cp037")


def damage(content: bytes, suffix: str, rng: random.Random) -> bytes:
    """Return ``content`` with one to three changes, most of which keep its outer form."""
    for _ in range(rng.choice((1, 1, 2, 3))):
        content = _once(content, suffix, rng)
    return content


def _once(content: bytes, suffix: str, rng: random.Random) -> bytes:
    if rng.random() < 0.25 or not content:
        return _bytes(content, rng)
    if suffix in _ZIPS and zipfile.is_zipfile(io.BytesIO(content)):
        return _zip(content, rng)
    if suffix in (".json", ".jsonl"):
        return _json_lines(content, rng) if suffix == ".jsonl" else _json(content, rng)
    if suffix in (".csv", ".tsv", ".txt", ".yaml"):
        return _text(content, rng)
    others = {".qdc": _xml, ".parquet": _parquet, ".sqlite": _sqlite}
    return others.get(suffix, _bytes)(content, rng)


def _bytes(content: bytes, rng: random.Random) -> bytes:
    """Cut, fill, repeat or change bytes anywhere."""
    start = rng.randrange(len(content) + 1)
    end = min(len(content), start + rng.choice((1, 2, 16, 200, 4000)))
    middle = rng.choice(
        (
            b"",
            bytes(end - start),
            rng.randbytes(max(1, end - start)),
            content[start:end] * 3,
            bytes(byte ^ (1 << rng.randrange(8)) for byte in content[start:end]),
        )
    )
    if rng.random() < 0.2:
        return content[:start]
    return content[:start] + middle + content[end:]


# -- zips: workbooks and arrays


def _zip(content: bytes, rng: random.Random) -> bytes:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = [(info.filename, archive.read(info)) for info in archive.infolist()]
    except Exception:  # damaged before: whatever zipfile raises
        return _bytes(content, rng)
    if not members:
        return content
    place = rng.randrange(len(members))
    name, inside = members[place]
    choice = rng.random()
    if choice < 0.1:
        del members[place]
    elif choice < 0.2:
        members[place] = (rng.choice(("../" + name, name.upper(), name + "x", "/" + name)), inside)
    elif choice < 0.25:
        members.append((name, inside))
    elif name.endswith(".npy"):
        members[place] = (name, _array(inside, rng))
    else:
        members[place] = (name, _xml(inside, rng))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, data in members:
            archive.writestr(zipfile.ZipInfo(member), data)
    return packed.getvalue()


def _array(content: bytes, rng: random.Random) -> bytes:
    try:
        array = np.load(io.BytesIO(content), allow_pickle=False)
    except (ValueError, OSError, EOFError):
        return _bytes(content, rng)
    if rng.random() < 0.15:
        return re.sub(rb"'shape': \([^)]*\)", b"'shape': (9999999999999,)", content, count=1)
    packed = io.BytesIO()
    np.save(packed, _changed_array(array, rng), allow_pickle=True)
    return packed.getvalue()


def _changed_array(array: Any, rng: random.Random) -> Any:
    changed = [array.astype(object), array[np.newaxis]]
    if array.ndim:
        changed += [array[:-1], array[:0]]
    if array.dtype.kind in "fiu":
        changed += [array.astype("float64") * np.nan, array.astype("int8"), array * 0 - 1]
    return rng.choice(changed)


# -- columns and tables


def _parquet(content: bytes, rng: random.Random) -> bytes:
    """Give a column another type, name or content, or take it out."""
    import pyarrow
    import pyarrow.parquet

    try:
        table = pyarrow.parquet.read_table(io.BytesIO(content))
    except Exception:  # damaged before: whatever pyarrow raises
        return _bytes(content, rng)
    if not table.num_columns or not table.num_rows:
        return _bytes(content, rng)
    place, n = rng.randrange(table.num_columns), table.num_rows
    name = table.column_names[place]
    columns: list[list[Any]] = [
        [None] * n,
        [[1]] * n,
        [{"a": "b"}] * n,
        [rng.randbytes(9)] * n,
        [float("nan")] * n,
        [2**63 - 1] * n,
        ["\x00" + rng.choice(_ODD_TEXTS[3:])] * n,
        [True] * n,
    ]
    changed = rng.choice(
        (
            table.set_column(place, name, pyarrow.array(rng.choice(columns))),
            table.set_column(place, name, pyarrow.array(rng.choice(columns))),
            table.append_column(name, table.column(place)),
            table.rename_columns([*table.column_names[:-1], rng.choice(("", name, "x" * 9000))]),
            table.remove_column(place),
            table.slice(0, 0),
        )
    )
    packed = io.BytesIO()
    pyarrow.parquet.write_table(changed, packed)
    return packed.getvalue()


def _sqlite(content: bytes, rng: random.Random) -> bytes:
    """Change a column of one row, or of all, or take a table away."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "d.sqlite"
        path.write_bytes(content)
        with closing(sqlite3.connect(path)) as connection, suppress(sqlite3.Error):
            names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            table = rng.choice(sorted(name for (name,) in names))
            columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
            value = rng.choice(
                (None, -1, 10**18, "[[]]", "{}", "[[1, 2]]", b"\xff", *_ODD_TEXTS[4:])
            )
            where = rng.choice(("", " WHERE rowid = (SELECT max(rowid) FROM " + table + ")"))
            statement = f"UPDATE {table} SET {rng.choice(columns)} = ?{where}"
            if rng.random() < 0.15:
                connection.execute(f"DROP TABLE {table}")
            else:
                connection.execute(statement, (value,))
            connection.commit()
        return path.read_bytes()


# -- XML


def _xml(content: bytes, rng: random.Random) -> bytes:
    """Change an attribute or a text, or take out, repeat or rename an element."""
    text = content.decode("utf-8", errors="replace")
    attributes = list(re.finditer(r'(\s[\w:.]+)="([^"]*)"', text))
    elements = list(re.finditer(r"<(\w[\w:]*)([^<>]*)>", text))
    choice = rng.random()
    if attributes and choice < 0.45:
        found = rng.choice(attributes)
        value = rng.choice((*_ODD_NUMBERS, *_ODD_TEXTS[:1], rng.choice(attributes)[2]))
        changed = rng.choice(("", f'{found[1]}="{value}"', f'{found[1]}x="{found[2]}"'))
    elif elements:
        found = rng.choice(elements)
        nested = f"<{found[1]}>" * 1500
        entity = '<!DOCTYPE x [<!ENTITY y "z">]>'
        changed = rng.choice(("", found[0] * 2, f"<odd{found[2]}>", nested, entity + found[0]))
    else:
        return _bytes(content, rng)
    result = text[: found.start()] + changed + text[found.end() :]
    return result.encode("utf-8", errors="replace")


# -- JSON


def _json(content: bytes, rng: random.Random) -> bytes:
    try:
        value = json.loads(content)
    except (ValueError, RecursionError):
        return _bytes(content, rng)
    return json.dumps(_changed(value, rng)).encode("utf-8", errors="surrogatepass")


def _json_lines(content: bytes, rng: random.Random) -> bytes:
    lines = content.split(b"\n")
    place = rng.randrange(len(lines))
    lines[place] = _json(lines[place], rng)
    return b"\n".join(lines)


def _changed(value: Any, rng: random.Random, depth: int = 0) -> Any:
    """Return ``value`` with one node, somewhere in it, made something else."""
    if isinstance(value, dict) and value and (depth == 0 or rng.random() < 0.8):
        key = rng.choice(list(value))
        choice = rng.random()
        rest = {k: v for k, v in value.items() if k != key}
        if choice < 0.12:
            return rest
        if choice < 0.2:
            return {**rest, rng.choice(("", "odd", key + " ")): value[key]}
        return {**value, key: _changed(value[key], rng, depth + 1)}
    if isinstance(value, list) and value and (depth == 0 or rng.random() < 0.8):
        place = rng.randrange(len(value))
        return [*value[:place], _changed(value[place], rng, depth + 1), *value[place + 1 :]]
    deep: Any = 1
    for _ in range(600):
        deep = [deep]
    odd: tuple[Any, ...] = (
        None,
        True,
        [],
        {},
        "",
        -1,
        10**30,
        0.5,
        float("nan"),
        "\ud800",
        [value],
        {"x": value},
    )
    return rng.choice((*odd, deep, rng.choice(_ODD_TEXTS)))


# -- text


def _text(content: bytes, rng: random.Random) -> bytes:
    """Change lines, quotes, separators and the encoding of a text file."""
    text = content.decode("utf-8", errors="replace")
    lines = text.split("\n")
    place = rng.randrange(len(lines))
    line = lines[place]
    choice = rng.randrange(9)
    if choice == 0:
        del lines[place]
    elif choice == 1:
        lines[place] = line + rng.choice(_ODD_TEXTS)
    elif choice == 2:
        lines[place] = line.replace('"', "", 1) if '"' in line else f'"{line}'
    elif choice == 3:
        lines[place] = line.replace(rng.choice(",:\t- "), rng.choice((";", ",", "", "::")))
    elif choice == 4:
        lines.insert(place, rng.choice(_ODD_TEXTS))
    elif choice == 5:
        lines = lines[:place] + lines[place:][: rng.randrange(3)]
    elif choice == 6:
        lines[place] = (
            rng.choice(("&a [*a]", "!!python/object:os.system x", "? {}", "- - -")) + line
        )
    elif choice == 7:
        lines[place] = ",".join(rng.sample(line.split(","), line.count(",") + 1))
    else:
        return "\n".join(lines).encode(rng.choice(_CODES), errors="replace")
    return "\n".join(lines).encode("utf-8", errors="surrogatepass")
