"""Corrected copies: what was decided of the codes of a harvest, which itself is never changed.

Each step (an audit applied, a harvest moved to a new codebook, a step taken back) writes the next
copy from the newest one, under the harvest's own name, since coders, ids and codebook versions may
be told by it. The newest copy is what counts from then on.
"""

from __future__ import annotations

import re
from pathlib import Path

from classifier.project import Project

_COPY = re.compile(r"corrected-([1-9]\d{0,8})")


def newest(project: Project, harvest: Path) -> Path:
    """Return the newest corrected copy of a harvest; the harvest itself before there is one."""
    copies = _copies(project, harvest)
    return copies[max(copies)] if copies else harvest


def following(project: Project, harvest: Path) -> Path:
    """Return where the next corrected copy goes; text cards become a table."""
    from classifier.edit import CARDS  # what writes files waits until something is written

    number = max(_copies(project, harvest), default=0) + 1
    last = newest(project, harvest)
    name = f"{last.stem}.csv" if last.suffix.lower() in CARDS else last.name
    return project.work(harvest) / f"corrected-{number}" / name


def _copies(project: Project, harvest: Path) -> dict[int, Path]:
    """Return the corrected copies by their number."""
    copies = {}
    for folder in project.work(harvest).glob("corrected-*"):
        named = _COPY.fullmatch(folder.name)
        there = [path for path in folder.glob("*") if path.stem == harvest.stem]
        if named and there:
            copies[int(named[1])] = min(there)
    return copies
