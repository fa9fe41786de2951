"""How a harvest stands: how many fragments, how many coded, how much to mend; kept between looks.

What is kept are counts alone, by the content of the harvest and of what it was read with.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from classifier import __version__
from classifier.errors import OutputError, ProjectError, UsageError
from classifier.json_shape import read_shaped
from classifier.outputs import sha256_of
from classifier.project import WORK, Project

if TYPE_CHECKING:
    from classifier.codebook import Codebook

KEPT = ".states"
_SHAPE = {"n_fragments": int, "n_coded": int, "n_problems": int}


@dataclass(frozen=True, slots=True)
class HarvestState:
    """Counts of a harvest.

    Attributes
    ----------
    n_fragments : those that have a text
    n_coded : those with a coding, by the project's codebook; 0 before there is one
    n_problems : what a person has to mend
    """

    n_fragments: int
    n_coded: int
    n_problems: int

    @property
    def is_coded(self) -> bool:
        """Whether its columns of codes hold codings: else it is a new harvest."""
        return self.n_coded > 0


def state_of(project: Project, harvest: Path) -> HarvestState:
    """Count what is in a harvest; one that cannot be read at all raises what its reader raises."""
    codebook = project.codebook
    read_with = [sha256_of(codebook) if codebook else "", *map(list, project.columns.items())]
    whole = json.dumps([__version__, harvest.name, sha256_of(harvest), *read_with])
    key = hashlib.sha256(whole.encode()).hexdigest()[:32]
    kept = project.folder / WORK / KEPT / f"{key}.json"
    with suppress(OSError):
        counts = read_shaped(kept.read_bytes(), _SHAPE)
        if counts is not None:
            return HarvestState(**{name: counts[name] for name in _SHAPE})
    state = _read(project, harvest)
    _keep(state, kept)
    return state


def _read(project: Project, harvest: Path) -> HarvestState:
    from classifier.check import check_harvest
    from classifier.codebook import Codebook, read_codebook
    from classifier.harvest import read_harvest

    if project.codebook is None:
        read = read_harvest(harvest, with_columns(project, Codebook("", "1", ())))
        n_problems = sum(not problem.notice for problem in read.problems)
        return HarvestState(len(read.with_text), 0, n_problems)
    book = with_columns(project, read_codebook(project.codebook))
    read = read_harvest(harvest, book)
    coded = {coding.fragment_id for coding in read.codings}
    coded &= {fragment.id for fragment in read.with_text}
    n_problems = check_harvest(read, book).n_problems
    return HarvestState(len(read.with_text), len(coded), n_problems)


def with_columns(project: Project, codebook: Codebook) -> Codebook:
    """Return a codebook with the columns that the project remembers, for harvests that have them.

    A column for a field that the codebook does not know is a ProjectError.
    """
    from classifier.harvest import choose_columns
    from classifier.harvest.chosen_columns import remembered

    choices = [f"{name}={heading}" for name, heading in project.columns.items()]
    try:
        return remembered(choose_columns(codebook, choices))
    except UsageError as error:
        raise ProjectError(
            f"{project.file}, “columns”: {error}", hint=f"Mend it there. {error.hint}"
        ) from error


def columns_of(project: Project, codebook: Codebook, files: Iterable[Path]) -> tuple[str, ...]:
    """Return the columns that the project remembers and files have, each as ``FIELD=HEADING``."""
    from classifier.harvest.read import columns_in

    choices = [f"{name}={heading}" for name, heading in project.columns.items()]
    return columns_in(files, with_columns(project, codebook), choices) if choices else ()


def columns_for(project: Project, model: Path, harvest: Path) -> tuple[str, ...]:
    """Return the remembered columns that a harvest has and the codebook of a model knows."""
    from classifier.codebook import read_codebook

    book = read_codebook(model / "codebook.yaml")
    known = replace(project, columns=known_to(book, project.columns))
    return columns_of(known, book, [harvest])


def known_to(codebook: Codebook, columns: Mapping[str, str]) -> dict[str, str]:
    """Return the columns whose fields a codebook knows."""
    from classifier.harvest.headings import alias_table, field_named

    known: dict[str, str] = {}
    for name, heading in columns.items():
        with suppress(UsageError):
            field_named(name, alias_table(replace(codebook, columns=())))
            known[name] = heading
    return known


def _keep(state: HarvestState, place: Path) -> None:
    """Write the counts, where that can be: they are found again without them, only later."""
    from classifier.guard import replace_file

    with suppress(OutputError, OSError):
        place.parent.mkdir(parents=True, exist_ok=True)
        with replace_file(place, force=True) as beside:
            beside.write_text(json.dumps(asdict(state)), "utf-8")
