"""A worklist of ``audit`` or a plan of ``relabel``: which fragments to look at, and why.

Both are written as JSON beside their workbook: ``worklist.jsonl``, one finding a line, and
``plan.json``, with the rows of the archive and what happens to each cell. Any of the files, or
their folder, may be named. Of a plan, only cells are listed that a person must decide or that are
worth a look.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from classifier.errors import HarvestError

if TYPE_CHECKING:
    from classifier.codebook import Codebook

_FILES = ("worklist.jsonl", "plan.json")


@dataclass(frozen=True, slots=True)
class Finding:
    """One reason to look at a fragment.

    Attributes
    ----------
    target : id of the target it is about, "" for the whole fragment
    recorded, other : what stands, and another reading; label names, parted by commas
    why : one sentence
    similar : ids of fragments to compare
    """

    fragment_id: str
    target: str = ""
    recorded: str = ""
    other: str = ""
    why: str = ""
    similar: tuple[str, ...] = ()


def read_worklist(path: Path, codebook: Codebook) -> list[Finding]:
    """Read the findings in their order."""
    place = _facts_file(path)
    try:
        text = place.read_text("utf-8")
        rows = list(_lines(text) if place.suffix == ".jsonl" else _moves(json.loads(text)))
        findings = [_finding(row, codebook) for row in rows]
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise HarvestError(f"{place} cannot be read as a worklist: {error}.") from error
    kept = [one for one in findings if one.fragment_id]
    if not kept:
        raise HarvestError(
            f"{place} names no fragment.",
            hint="Name the worklist.jsonl of an audit or the plan.json of a relabelling.",
        )
    return kept


def _facts_file(path: Path) -> Path:
    """Find the file with the facts: the one named, or the one that lies beside or inside it."""
    if path.suffix in (".jsonl", ".json"):
        return path
    folder = path if path.is_dir() else path.parent
    wanted = [name for name in _FILES if path.is_dir() or Path(name).stem == path.stem]
    found = [folder / name for name in wanted if (folder / name).is_file()]
    if not found:
        raise HarvestError(
            f"{path} is no worklist: there is no {' or '.join(wanted or _FILES)} in {folder}.",
            hint="Make one with “classifier audit” or “classifier relabel plan”.",
        )
    return found[0]


def _lines(text: str) -> Iterator[Mapping[str, Any]]:
    for line in text.splitlines():
        if line.strip():
            row = json.loads(line)
            if not isinstance(row, dict):
                raise ValueError("a line is no JSON object")
            yield row


def _moves(plan: Any) -> Iterator[Mapping[str, Any]]:
    """The cells of a plan that want a person, each as a finding of an audit is written."""
    for row in plan["rows"] if isinstance(plan, dict) and "rows" in plan else ():
        for target, move in row.get("moves", {}).items():
            if move.get("how") != "person" and not move.get("look"):
                continue
            steps = move.get("steps", ())
            said = [step[key] for step in steps for key in ("reason", "note") if step.get(key)]
            yield {
                "fragment_id": row.get("fragment_id", ""),
                "target": target,
                "recorded": move.get("before", ()),
                "other": move.get("after", ()),
                "why": " ".join(dict.fromkeys([*said, *move.get("look", ())])),
            }


def _finding(row: Mapping[str, Any], codebook: Codebook) -> Finding:
    target = str(row.get("target", ""))
    names = {one.id: {label.id: label.name for label in one.labels} for one in codebook.targets}
    known = names.get(target, {})
    recorded = row.get("recorded_names") or _names(row.get("recorded", ()), known)
    other = row.get("other_names") or _names(row.get("other", ()), known)
    similar = tuple(map(str, row.get("similar") or ()))
    return Finding(
        str(row.get("fragment_id", "")),
        target if target in names else "",
        str(recorded),
        str(other),
        str(row.get("why") or ""),
        similar,
    )


def _names(labels: Sequence[str], known: Mapping[str, str]) -> str:
    return ", ".join(known.get(label, label) for label in labels)
