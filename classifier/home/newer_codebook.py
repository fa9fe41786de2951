"""A codebook from elsewhere that takes the place of the project's; the older one is kept."""

from __future__ import annotations

from pathlib import Path

from classifier.codebook import read_codebook
from classifier.guard import replace_file
from classifier.home.uploads import CODEBOOKS, name_for, refuse_strange
from classifier.outputs import sha256_of
from classifier.project import Project
from classifier.project.history import keep, replaced
from classifier.project.log import note


def take_newer(project: Project, name: str, path: Path, who: str) -> bool:
    """Put a dropped codebook in place of the one that is there, once it can be read.

    Return whether it is another.
    """
    final = Path(name_for(name, CODEBOOKS))
    refuse_strange(path, final.name)
    ending = ".yaml" if final.suffix == ".yml" else final.suffix
    named = path.with_name(final.stem + ending)
    path.rename(named)
    read_codebook(named)
    there = project.codebook
    same_kind = there is not None and there.suffix.lower() == ending
    out = there if there is not None and same_kind else project.folder / f"codebook{ending}"
    if there == out and sha256_of(out) == sha256_of(named):
        return False
    keep(project)
    with replace_file(out, force=True) as place:
        place.write_bytes(named.read_bytes())
    if there is not None and there != out:
        replaced(there, out)
    note(project, "codebook replaced on the page", who, (), [out])
    return True
