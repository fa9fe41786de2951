"""The plan's facts on disk: ``plan.json``, one row of the archive on a line of its own.

It is plain JSON; that each row has its line lets a plan of any size be read line by line.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from classifier.codebook import Codebook, codebook_hash, read_codebook
from classifier.errors import ClassifierError
from classifier.relabel.moves import Move, PlannedRow, Step

FORMAT = 1
FACTS, DECISIONS, BOOK = "plan.json", "plan.xlsx", "codebook.yaml"
_ROWS = ' "rows": [\n'
_END = " ]\n}\n"


@dataclass(frozen=True, slots=True)
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
    """

    id: str
    date: str
    codebook: str
    codebook_version: str
    codebook_hash: str
    inputs: Mapping[str, str]
    model: str
    accept: float
    n_rows: int
    targets: tuple[str, ...]
    counts: Mapping[str, Mapping[str, int]]
    evidence: tuple[Mapping[str, Any], ...] = ()
    notices: tuple[str, ...] = ()
    format: int = FORMAT


def write_facts(path: Path, header: Header, lines: Iterable[str]) -> None:
    """Write header and rows; ``lines`` are rows as `row_json` gives them."""
    facts = json.dumps(asdict(header), ensure_ascii=False, indent=1)
    with path.open("w", encoding="utf-8", newline="\n") as stream:
        stream.write(facts.removesuffix("\n}") + ",\n" + _ROWS)
        before = ""
        for line in lines:
            stream.write(f"{before}{line}")
            before = ",\n"
        stream.write(f"\n{_END}" if before else _END)


def row_json(row: PlannedRow) -> str:
    """Write a row as one line; what is empty is left out."""
    content = {
        "number": row.number, "key": row.key, "file": row.file, "sheet": row.sheet,
        "row": row.row, "fragment_id": row.fragment_id, "coder": row.coder,
        "harvest": row.harvest, "version": row.version, "text": row.text, "codes": row.codes,
        "confidential": row.confidential, "repeats": row.repeats,
        "moves": {move.target: _move_json(move) for move in row.moves},
    }  # fmt: skip
    kept = {key: value for key, value in content.items() if value not in ("", False, 0)}
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":"))


def _move_json(move: Move) -> dict[str, Any]:
    content = {
        "before": sorted(move.before),
        "after": sorted(move.after),
        "how": move.how,
        "steps": [_step_json(step) for step in move.steps],
        "look": list(move.look),
    }
    return {k: v for k, v in content.items() if v or k in ("before", "after")}


def _step_json(step: Step) -> dict[str, Any]:
    content = {
        "kind": step.kind, "version": step.version, "label": step.label, "how": step.how,
        "options": list(step.options), "chosen": list(step.chosen),
        "probability": dict(step.probability),
        "words": {label: list(words) for label, words in step.words.items()},
        "reason": step.reason, "note": step.note,
    }  # fmt: skip
    return {key: value for key, value in content.items() if value}


def parse_row(line: str) -> PlannedRow:
    """Read one line back."""
    found = json.loads(line)
    moves = tuple(_parse_move(name, move) for name, move in found.pop("moves").items())
    texts = dict.fromkeys(("sheet", "fragment_id", "coder", "harvest", "version"), "")
    flags = {"confidential": False, "row": 0, "number": 0}
    return PlannedRow(**{**texts, **flags, **found}, moves=moves)


def _parse_move(target: str, found: Mapping[str, Any]) -> Move:
    steps = tuple(_parse_step(step) for step in found.get("steps", ()))
    return Move(
        target,
        frozenset(found["before"]),
        frozenset(found["after"]),
        found["how"],
        steps,
        tuple(found.get("look", ())),
    )


def _parse_step(found: Mapping[str, Any]) -> Step:
    lists = {key: tuple(found.get(key, ())) for key in ("options", "chosen")}
    words = {label: tuple(words) for label, words in found.get("words", {}).items()}
    rest = {k: v for k, v in found.items() if k not in (*lists, "words")}
    return Step(**{"version": "", "label": "", **rest, **lists}, words=words)


class Plan:
    """A plan folder, opened: its header, its codebook, and its rows line by line."""

    def __init__(self, folder: Path) -> None:
        """Open ``folder``; whatever is missing or damaged is one clear error."""
        self.folder = folder
        self.path = folder / FACTS
        try:
            with self.path.open(encoding="utf-8") as stream:
                head = _head(stream)
        except (FileNotFoundError, NotADirectoryError):
            raise ClassifierError(
                f"{folder} is no plan: there is no {FACTS} in it.",
                hint="Make one: classifier relabel plan HARVEST… --codebook NEW --out PLAN.",
            ) from None
        self.header = _header(head, self.path)
        self.codebook: Codebook = read_codebook(folder / BOOK)
        if codebook_hash(self.codebook) != self.header.codebook_hash:
            raise ClassifierError(
                f"The codebook in {folder} is not the one that the plan was made with.",
                hint="Make a new plan with the codebook as it is now.",
            )

    @property
    def decisions(self) -> Path:
        """The workbook with the decisions."""
        return self.folder / DECISIONS

    def rows(self) -> Iterator[PlannedRow]:
        """Read the rows in order, one in memory at a time."""
        for _, line in self.lines():
            yield parse_row(line)

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
                yield place, raw.decode().rstrip("\n").removesuffix(",")
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


def plan_id(header: Header, lines: Iterable[str]) -> str:
    """Fingerprint a plan: all that is in it but its date."""
    facts = {k: v for k, v in asdict(header).items() if k not in ("id", "date", "notices")}
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
    try:
        found = json.loads("".join(lines).rstrip().removesuffix(",") + "}")
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def _header(found: dict[str, Any] | None, path: Path) -> Header:
    if found is None:
        raise _damaged(path)
    if found.get("format") != FORMAT:
        raise ClassifierError(
            f"{path} was written by another version of this program "
            f"(format {found.get('format')!r}, this one reads {FORMAT}).",
            hint="Make the plan again.",
        )
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
