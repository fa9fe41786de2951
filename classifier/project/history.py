"""codebook-history/: dated copies of the codebook, made before a command replaces it."""

from __future__ import annotations

import datetime
from contextlib import suppress
from pathlib import Path

from classifier.errors import ClassifierError, OutputError
from classifier.outputs import sha256_of
from classifier.project import HISTORY, Project
from classifier.project.log import note, read_what_can_be


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


def replaced(old: Path, new: Path) -> None:
    """Remove a codebook that another was written for; where it must stay, the other one goes."""
    try:
        old.unlink(missing_ok=True)  # its copy is in the history
    except OSError as error:
        new.unlink()
        raise OutputError(
            f"{old.name} is open in another program, or protected.",
            hint="Close it there and save again.",
        ) from error


def settle(project: Project, who: str) -> Path | None:
    """Remove the older of two codebooks where a kill left both; return what was removed.

    What a person put there is left: whoever reads the codebook says that there are two.
    """
    with suppress(OSError, ClassifierError):
        there = project.codebooks
        older = _replaced_by_half(project, there)
        if older is not None:
            older.unlink()
            new = [path for path in there if path != older]
            note(project, f"{older.name} removed, which a kill had left", who, (), new)
            return older
    return None


def _replaced_by_half(project: Project, there: list[Path]) -> Path | None:
    """Return that of two codebooks which is in the history, if the other was never noted."""
    kept = copies(project)
    if len(there) != 2 or not kept:
        return None
    last = sha256_of(kept[-1])
    noted = {content for entry in read_what_can_be(project)[0] for _, content in entry.files}
    contents = {path: sha256_of(path) for path in there}
    older = [path for path, content in contents.items() if content == last]
    newer = [path for path, content in contents.items() if content not in noted | {last}]
    return older[0] if older and newer else None


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
