"""The plan's facts on disk: ``plan.json``, one row of the archive on a line of its own.

It is plain JSON; that each row has its line lets a plan of any size be read line by line.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from classifier.codebook import Codebook, codebook_hash, read_codebook
from classifier.errors import ClassifierError
from classifier.json_shape import NUMBER, fits, read_shaped
from classifier.relabel.moves import HOW_WORDS, Move, PlannedRow, Step
from classifier.relabel.rows import who_of
from classifier.translations import LANGUAGES

FORMAT = 1
FACTS, DECISIONS, BOOK = "plan.json", "plan.xlsx", "codebook.yaml"
_ROWS = ' "rows": [\n'
_END = " ]\n}\n"
_ROW_FIELDS = tuple(f.name for f in fields(PlannedRow) if f.name != "moves")
_STEP_FIELDS = tuple(f.name for f in fields(Step))
_PRINT = re.compile("[0-9a-f]{16}")
_TEXTS = [str]
_STEP_SHAPE = {
    "kind": str,
    "version?": str,
    "label?": str,
    "how": frozenset(HOW_WORDS),
    "options?": _TEXTS,
    "chosen?": _TEXTS,
    "probability?": {str: NUMBER},
    "words?": {str: _TEXTS},
    "reason?": str,
    "note?": str,
}
_MOVE_SHAPE = {
    "before": _TEXTS,
    "after": _TEXTS,
    "how": frozenset(HOW_WORDS),
    "steps?": [_STEP_SHAPE],
    "look?": _TEXTS,
}
_ROW_SHAPE = {
    **dict.fromkeys(("key", "file", "text", "codes"), str),
    **dict.fromkeys(("sheet?", "fragment_id?", "who?", "coder?", "harvest?", "version?"), str),
    **{"confidential?": bool, "row?": int, "number?": int, "repeats?": int},
    "moves": {str: _MOVE_SHAPE},
}
_EVIDENCE_SHAPE = {
    **dict.fromkeys(("kind", "label", "version"), str),
    "target?": str,
    **dict.fromkeys(("asked", "held_out", "decided", "right"), int),
    "options": _TEXTS,
    "at_least": NUMBER | None,
    "examples": {str: int},
}
_HEADER_SHAPE = {
    **dict.fromkeys(("id", "date", "codebook", "codebook_version", "codebook_hash", "model"), str),
    **{"inputs": {str: str}, "accept": NUMBER, "n_rows": int, "targets": _TEXTS},
    **{"counts": {str: {str: int}}, "evidence": [_EVIDENCE_SHAPE], "notices": _TEXTS},
    "format": int,
    "language?": frozenset(LANGUAGES),
}
_EMPTY_ROW: Mapping[str, Any] = {
    **dict.fromkeys(("sheet", "fragment_id", "harvest", "version"), ""),
    **{"confidential": False, "row": 0, "number": 0},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """What a plan says of itself.

    Attributes
    ----------
    id : fingerprint of everything but the date
    inputs : sha256 of each file by its label
    model : which model decided, in words
    accept : probability from which the model may decide
    counts : per target and how, the number of cells
    evidence : per question, how held-out decisions of that kind turned out
    notices : what a person should know
    targets : targets in which anything happens
    language : in which the workbook is written
    """

    id: str = ""
    date: str
    codebook: str
    codebook_version: str
    codebook_hash: str
    inputs: Mapping[str, str]
    model: str
    accept: float
    n_rows: int = 0
    targets: tuple[str, ...] = ()
    counts: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    evidence: tuple[Mapping[str, Any], ...] = ()
    notices: tuple[str, ...] = ()
    format: int = FORMAT
    language: str = LANGUAGES[0]


def row_json(row: PlannedRow) -> str:
    """Write a row as one line; what is empty is left out."""
    fields_of_row = {name: getattr(row, name) for name in _ROW_FIELDS}
    content = {name: value for name, value in fields_of_row.items() if value}
    content["moves"] = {move.target: _move_json(move) for move in row.moves}
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


def _move_json(move: Move) -> dict[str, Any]:
    steps = [
        {name: getattr(step, name) for name in _STEP_FIELDS if getattr(step, name)}
        for step in move.steps
    ]
    content = {"how": move.how, "steps": steps, "look": move.look}
    labels = {"before": sorted(move.before), "after": sorted(move.after)}
    return labels | {name: value for name, value in content.items() if value}


def parse_row(line: str) -> PlannedRow:
    """Read one line back; a ValueError says that it is none."""
    content = read_shaped(line, _ROW_SHAPE)
    if content is None:
        raise ValueError("no row of a plan")
    moves = tuple(_parse_move(name, move) for name, move in content.pop("moves").items())
    # Older plans name the coder in place of the fingerprint.
    coder = content.pop("coder", "")
    content.setdefault("who", who_of(content.get("fragment_id", ""), coder))
    if not all(_PRINT.fullmatch(content[name]) for name in ("key", "who")):
        raise ValueError("no fingerprint")
    return PlannedRow(**{**_EMPTY_ROW, **content}, moves=moves)


def _parse_move(target: str, content: Mapping[str, Any]) -> Move:
    return Move(
        target,
        frozenset(content["before"]),
        frozenset(content["after"]),
        content["how"],
        tuple(_parse_step(step) for step in content.get("steps", ())),
        tuple(content.get("look", ())),
    )


def _parse_step(content: Mapping[str, Any]) -> Step:
    words = {label: tuple(words) for label, words in content.get("words", {}).items()}
    lists = {name: tuple(content.get(name, ())) for name in ("options", "chosen")}
    return Step(**{"version": "", "label": "", **content, **lists, "words": words})


@dataclass(frozen=True)
class Plan:
    """A plan's folder: its header, its codebook, and its rows line by line."""

    folder: Path
    header: Header
    codebook: Codebook

    @classmethod
    def read(cls, folder: Path) -> Plan:
        """Open ``folder``; whatever is missing or damaged is one clear error."""
        path = folder / FACTS
        if not path.is_file():
            raise ClassifierError(
                f"{folder} is no plan: there is no {FACTS} in it.",
                hint="Make one: classifier relabel plan HARVEST… --codebook NEW --out PLAN.",
            )
        with path.open(encoding="utf-8", errors="replace") as stream:
            head = _head(stream)
        header, codebook = _header(head, path), read_codebook(folder / BOOK)
        if codebook_hash(codebook) != header.codebook_hash:
            raise ClassifierError(
                f"The codebook in {folder} is not the one that the plan was made with.",
                hint="Make a new plan with the codebook as it is now.",
            )
        return cls(folder, header, codebook)

    @property
    def path(self) -> Path:
        """The file with the facts."""
        return self.folder / FACTS

    @property
    def decisions(self) -> Path:
        """The workbook with the decisions."""
        return self.folder / DECISIONS

    def rows(self) -> Iterator[PlannedRow]:
        """Read the rows in order, one in memory at a time."""
        for _, line in self.lines():
            yield self.row(line)

    def row(self, line: str) -> PlannedRow:
        """Return the row of one line, or say that the plan is damaged."""
        try:
            return parse_row(line)
        except (ValueError, TypeError) as error:
            raise _damaged(self.path) from error

    def lines(self) -> Iterator[tuple[int, str]]:
        """Read the lines of the rows with where each begins, in bytes."""
        with self.path.open("rb") as stream:
            for line in stream:
                if line == _ROWS.encode():
                    break
            place = stream.tell()
            for raw in stream:
                if raw.startswith(b" ]"):
                    return
                yield place, raw.decode("utf-8", "replace").rstrip("\n").removesuffix(",")
                place += len(raw)
        raise _damaged(self.path)

    def check(self) -> None:
        """Refuse facts that were edited: their fingerprint must be the plan's id."""
        known = plan_id(self.header, (line for _, line in self.lines()))
        if known != self.header.id:
            raise ClassifierError(
                f"{self.path} was changed after the plan was made.",
                hint=f"Decisions belong into {DECISIONS}; make a new plan to change facts.",
            )


def write_plan(folder: Path, header: Header, parts: Sequence[Path]) -> None:
    """Write the facts into ``folder``: ``parts`` hold the rows, one in memory at a time.

    Rows are numbered and counted; one that repeats another in all is left out.
    """
    repeats: Counter[str] = Counter()
    counts: dict[str, Counter[str]] = {}
    for row in _rows(parts):
        repeats[row.key] += 1
        for move in row.moves:
            counts.setdefault(move.target, Counter())[move.how] += 1
    header = replace(
        header,
        n_rows=len(repeats),
        targets=tuple(target for target, hows in counts.items() if set(hows) - {"unchanged"}),
        counts={target: dict(hows) for target, hows in counts.items()},
    )
    # The plan's id comes first and covers all lines, so they are written down twice.
    numbered = folder / "rows.jsonl"
    with numbered.open("w+", encoding="utf-8", newline="\n") as stream:
        stream.writelines(f"{row_json(row)}\n" for row in _numbered(parts, repeats))
        stream.seek(0)
        header = replace(header, id=plan_id(header, _lines(stream)))
        stream.seek(0)
        _write_facts(folder / FACTS, header, _lines(stream))
    numbered.unlink()


def _rows(parts: Sequence[Path]) -> Iterator[PlannedRow]:
    for path in parts:
        with path.open(encoding="utf-8") as stream:
            yield from map(parse_row, stream)


def _numbered(parts: Sequence[Path], repeats: Counter[str]) -> Iterator[PlannedRow]:
    """Yield each row once, with how often it is repeated; uses ``repeats`` up."""
    number = 0
    for row in _rows(parts):
        n_same = repeats.pop(row.key, 0)
        if n_same:
            number += 1
            yield replace(row, number=number, repeats=n_same - 1)


def _lines(stream: Iterable[str]) -> Iterator[str]:
    return (line.removesuffix("\n") for line in stream)


def _write_facts(path: Path, header: Header, lines: Iterable[str]) -> None:
    facts = json.dumps(asdict(header), ensure_ascii=False, indent=1)
    with path.open("w", encoding="utf-8", newline="\n") as stream:
        stream.write(facts.removesuffix("\n}") + ",\n" + _ROWS)
        before = ""
        for line in lines:
            stream.write(f"{before}{line}")
            before = ",\n"
        stream.write(f"\n{_END}" if before else _END)


def plan_id(header: Header, lines: Iterable[str]) -> str:
    """Fingerprint a plan: all that is in it but its date and what it is told in."""
    told = ("id", "date", "notices", "language")
    facts = {k: v for k, v in asdict(header).items() if k not in told}
    known = hashlib.sha256(json.dumps(facts, sort_keys=True).encode())
    for line in lines:
        known.update(line.encode())
        known.update(b"\n")
    return known.hexdigest()[:16]


def _head(stream: Iterable[str]) -> dict[str, Any] | None:
    lines: list[str] = []
    for line in stream:
        if line == _ROWS:
            break
        lines.append(line)
    found: dict[str, Any] | None = read_shaped(
        "".join(lines).rstrip().removesuffix(",") + "}", {str: object}
    )
    return found


def _header(found: dict[str, Any] | None, path: Path) -> Header:
    if found is None:
        raise _damaged(path)
    if found.get("format") != FORMAT:
        raise ClassifierError(
            f"{path} was written by another version of this program "
            f"(format {found.get('format')!r}, this one reads {FORMAT}).",
            hint="Make the plan again.",
        )
    if not fits(found, _HEADER_SHAPE):
        raise _damaged(path)
    lists: dict[str, Sequence[Any]] = {
        key: tuple(found.get(key, ())) for key in ("targets", "evidence", "notices")
    }
    try:
        return Header(**{**found, **lists})
    except TypeError as error:
        raise _damaged(path) from error


def _damaged(path: Path) -> ClassifierError:
    return ClassifierError(
        f"{path} is damaged or incomplete.", hint="Make the plan again, or take a copy of it."
    )
