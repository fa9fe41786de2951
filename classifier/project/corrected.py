"""Corrected copies: what was decided of the codes of a harvest, which itself is never changed.

Each step (an audit applied, a harvest moved to a new codebook, a step taken back) writes the next
copy from the newest one, under the harvest's own name, since coders, ids and codebook versions may
be told by it. The newest copy is what counts from then on.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from classifier.outputs import sha256_of, written
from classifier.project import Project
from classifier.project.log import Entry, read_what_can_be

_COPY = re.compile(r"corrected-([1-9]\d{0,8})")
_ASIDE = "-set-aside"
"""How a copy's folder is called further that counts no longer; its number is not given again."""


def newest(project: Project, harvest: Path) -> Path:
    """Return the newest corrected copy of a harvest; the harvest itself before there is one."""
    copies = _copies(project, harvest)
    return copies[max(copies)] if copies else harvest


def following(project: Project, harvest: Path, source: Path) -> Path:
    """Return where the next corrected copy goes that is written from ``source``.

    It is of the same format, except that text cards become a table.
    """
    from classifier.edit import CARDS  # what writes files waits until something is written

    aside = _copies(project, harvest, _ASIDE)
    number = max([*_copies(project, harvest), *aside], default=0) + 1
    ending = ".csv" if source.suffix.lower() in CARDS else source.suffix
    return project.work(harvest) / f"corrected-{number}" / f"{harvest.stem}{ending}"


def is_copy(path: Path) -> bool:
    """Return whether a path is that of a corrected copy."""
    return _COPY.fullmatch(path.parent.name) is not None


def set_aside(project: Project, harvest: Path) -> list[Path]:
    """Let a harvest count without its corrected copies, which stay; return where they are now.

    The newest comes last, since it counts until then, should the program die between.
    """
    moved = []
    for _, copy in sorted(_copies(project, harvest).items()):
        folder = copy.parent
        with written(folder):
            moved.append(folder.rename(folder.with_name(f"{folder.name}{_ASIDE}")) / copy.name)
    return moved


def is_made_from(project: Project, harvest: Path, source: Path) -> bool:
    """Return whether a corrected copy was written from what a file holds now.

    So it is held to be where the log does not tell what the first one was written from.
    """
    copies, by_copy = _copies(project, harvest), _commands(project)
    entries = [by_copy.get(copies[number].parts[-3:]) for number in sorted(copies)]
    if not entries or entries[0] is None:
        return True
    known = {sha256 for entry in entries if entry for _, sha256 in entry.files}
    return sha256_of(source) in known


def _copies(project: Project, harvest: Path, further: str = "") -> dict[int, Path]:
    """Return the corrected copies by their number; ``further`` ends their folders' names."""
    copies = {}
    for folder in project.work(harvest).glob(f"corrected-*{further}"):
        named = _COPY.fullmatch(folder.name.removesuffix(further))
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
    by_copy = _commands(project) if copies else {}
    taken: list[Step] = []
    for _, copy in sorted(copies.items()):
        entry = by_copy.get(copy.parts[-3:])
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
