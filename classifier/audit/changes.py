"""What decisions changed in a copy of a harvest: each cell, beside the row, and in a log."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from classifier.decide.guard import replace_file
from classifier.outputs import sha256_of

if TYPE_CHECKING:
    from classifier.codebook import Codebook, Target

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Signature:
    """Who applies the decisions, and when (as 2025-01-31)."""

    by: str
    date: str


@dataclass(frozen=True, slots=True)
class Files:
    """What is read, and the copy that is written."""

    worklist: Path
    harvest: Path
    codebook: Path
    out: Path

    @property
    def log(self) -> Path:
        """Where it is written down what was changed."""
        return self.out.with_name(f"{self.out.stem}-audit-log.json")


@dataclass(frozen=True, slots=True)
class Change:
    """One cell that was changed; ``before`` and ``after`` are its text."""

    nr: str
    fragment_id: str
    target: str
    sheet: str
    row: int
    heading: str
    before: str
    after: str


def provenance(target: Target) -> tuple[str, str, str, str]:
    """The headings of the columns that tell where a changed code came from."""
    title = target.title or target.id
    return (
        f"Recorded before – {title}",
        f"Changed on – {title}",
        f"Changed by – {title}",
        f"Changed after – {title}",
    )


def write_log(
    changes: Sequence[Change],
    codebook: Codebook,
    files: Files,
    signature: Signature,
    *,
    force: bool,
) -> Path:
    """Write down what was changed in the copy, so that it can be undone."""
    log = {
        "format": FORMAT,
        "harvest": files.harvest.name,
        "harvest_sha256": sha256_of(files.harvest),
        "out": files.out.name,
        "out_sha256": sha256_of(files.out),
        "by": signature.by,
        "date": signature.date,
        "fields": {t.id: list(provenance(t)) for t in codebook.targets},
        "changes": [asdict(change) for change in changes],
    }
    with replace_file(files.log, force) as place:
        place.write_text(json.dumps(log, ensure_ascii=False, indent=1) + "\n", "utf-8")
    return files.log
