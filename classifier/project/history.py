"""codebook-history/: dated copies of the codebook, made before a command replaces it."""

from __future__ import annotations

import datetime
from contextlib import suppress
from pathlib import Path

from classifier.outputs import sha256_of
from classifier.project import HISTORY, Project


def keep(project: Project) -> Path | None:
    """Copy the codebook as it is now; None where there is none, or where its copy is the newest."""
    from classifier.guard import replace_file

    codebook = project.codebook
    if codebook is None:
        return None
    folder = project.folder / HISTORY
    kept = copies(project)
    if kept and sha256_of(kept[-1]) == sha256_of(codebook):
        return None
    folder.mkdir(exist_ok=True)
    # Windows takes no colons in names.
    now = datetime.datetime.now().isoformat(timespec="milliseconds").replace(":", ".")
    copy = folder / f"{now}{codebook.suffix.lower()}"
    with replace_file(copy) as place:
        place.write_bytes(codebook.read_bytes())
    return copy


def copies(project: Project) -> tuple[Path, ...]:
    """Return the copies, the oldest first."""
    folder = project.folder / HISTORY
    names = folder.glob("[0-9]*") if folder.is_dir() else ()
    return tuple(sorted(path for path in names if path.is_file()))


def kept_at(copy: Path) -> datetime.datetime | None:
    """Return when a copy was made, as its name says; None for a name that a person gave."""
    with suppress(ValueError):
        return datetime.datetime.fromisoformat(copy.stem.replace(".", ":", 2))
    return None
