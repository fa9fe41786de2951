"""Corrected copies: what was decided of the codes of a harvest, which itself is never changed.

Each step (an audit applied, a harvest moved to a new codebook, a step taken back) writes the next
copy from the newest one, under the harvest's own name, since coders, ids and codebook versions may
be told by it. The newest copy is what counts from then on.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from classifier.project import Project
from classifier.project.log import Entry, read_what_can_be

_COPY = re.compile(r"corrected-([1-9]\d{0,8})")


def newest(project: Project, harvest: Path) -> Path:
    """Return the newest corrected copy of a harvest; the harvest itself before there is one."""
    copies = _copies(project, harvest)
    return copies[max(copies)] if copies else harvest


def following(project: Project, harvest: Path, source: Path) -> Path:
    """Return where the next corrected copy goes that is written from ``source``.

    It is of the same format, except that text cards become a table.
    """
    from classifier.edit import CARDS  # what writes files waits until something is written

    number = max(_copies(project, harvest), default=0) + 1
    ending = ".csv" if source.suffix.lower() in CARDS else source.suffix
    return project.work(harvest) / f"corrected-{number}" / f"{harvest.stem}{ending}"


def is_copy(path: Path) -> bool:
    """Return whether a path is that of a corrected copy."""
    return _COPY.fullmatch(path.parent.name) is not None


def _copies(project: Project, harvest: Path) -> dict[int, Path]:
    """Return the corrected copies by their number."""
    copies = {}
    for folder in project.work(harvest).glob("corrected-*"):
        named = _COPY.fullmatch(folder.name)
        there = [path for path in folder.glob("*") if path.stem == harvest.stem]
        if named and there:
            copies[int(named[1])] = min(there)
    return copies


@dataclass(frozen=True, slots=True)
class Step:
    """What wrote the newest corrected copy: the command as it was typed."""

    copy: Path
    did: str
    command: tuple[str, ...]

    def read(self, name: str) -> bool:
        """Whether the command names a folder of this name, or what came back decided of it."""
        parts = (part for word in self.command for part in Path(word).parts)
        return any(part == name or part.startswith(f"{name}-") for part in parts)


def last_step(project: Project, harvest: Path) -> Step | None:
    """Return the last step with a harvest that was not taken back; None for none."""
    return next(reversed(steps(project, harvest)), None)


def steps(project: Project, harvest: Path) -> list[Step]:
    """Return the steps with a harvest that were not taken back, the first one first.

    What the log does not tell of may be taken back all the same: the copy itself knows.
    """
    copies = _copies(project, harvest)
    written = _commands(project) if copies else {}
    taken: list[Step] = []
    for _, copy in sorted(copies.items()):
        entry = written.get(copy.parts[-3:])
        if entry is not None and entry.did.endswith("undo"):
            taken = taken[:-1]
        else:
            did, command = (entry.did, entry.command) if entry else ("", ())
            taken.append(Step(copy, did, command))
    return taken


def _commands(project: Project) -> dict[tuple[str, ...], Entry]:
    """Return the command that wrote each copy, by the last three parts of its path."""
    entries, _ = read_what_can_be(project)
    commands = {}
    for entry in entries:
        if "--out" in entry.command[:-1] and not entry.did.endswith(": not done"):
            out = entry.command[entry.command.index("--out") + 1]
            commands[Path(out).parts[-3:]] = entry
    return commands
