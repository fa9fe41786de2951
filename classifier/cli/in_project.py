"""A command in a project runs as elsewhere; what it made known is kept, what it did noted."""

from __future__ import annotations

import getpass
import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

import typer

from classifier.cli.left_away import WORKBOOKS, Typed, pairs, without
from classifier.cli.next_step import CODEBOOK, COUNTED, IN_PROJECT, MINE, NEXT
from classifier.cli.show import show_notices
from classifier.errors import ClassifierError, ProjectError, told
from classifier.outputs import remove, written
from classifier.project import CODEBOOKS, FILE, HARVESTS, HISTORY, MODELS, WORK, Project, read, save
from classifier.wording import shell_word


def run_in(typed: Typed, values: Mapping[str, Any], run: Callable[[], Any]) -> Any:
    """Run a command; then keep for the project what it made known, and note what was done.

    Parameters
    ----------
    values : what the command was given, by parameter
    """
    from classifier.project.history import keep

    place, out = Path(os.path.abspath(typed.project.folder)), values.get("out")
    IN_PROJECT.update(_next_words(typed))
    new = _make_room(place, *map(values.get, ("out", "decisions", "fix")))
    kept = keep(typed.project) if _is_codebook(typed.project, out) else None
    ended = ": not done"
    try:
        result = run()
        ended = ""
    except typer.Exit:
        ended = ""
        raise
    finally:
        if ended and kept is not None:
            remove(kept)
        for folder in new:
            if not any(folder.iterdir()):
                remove(folder)
        _keep_up(typed, values, ended)
        IN_PROJECT.clear()
        COUNTED.clear()
    return result


def _is_codebook(project: Project, out: object) -> bool:
    """Return whether a command replaces the project's codebook; refuse one that adds a second."""
    if not isinstance(out, Path) or out.name.casefold() not in CODEBOOKS:
        return False
    place, there = Path(os.path.realpath(out)), project.codebook
    if there is None or place.parent != Path(os.path.realpath(project.folder)):
        return False
    if place != Path(os.path.realpath(there)):
        raise ProjectError(
            f"{out} would be a second codebook beside {there.name}, and a project has one.",
            hint=f"Choose another name, or move {there.name} to {HISTORY} before.",
        )
    return out.is_file()


def _next_words(typed: Typed) -> dict[tuple[str, str], tuple[str, ...]]:
    """Return what of the next command need not be typed here, or lies elsewhere than outside."""
    project = typed.project
    words: dict[tuple[str, str], tuple[str, ...]] = {}
    needless = [("--codebook", CODEBOOK), ("--out", MINE), ("--out", NEXT), ("--model", MINE)]
    needless.append(("--codebook", typed.shown(project.folder / CODEBOOKS[0])))
    with suppress(ProjectError):  # two codebooks, or harvests of one name: who needs it is told
        if project.codebook is not None:
            needless.append(("--codebook", typed.shown(project.codebook)))
        for path in typed.files:
            if os.path.abspath(path.parent) == os.path.abspath(project.folder / HARVESTS):
                words |= _beside_work(path, typed.shown(project.work(path)))
    if project.model:
        needless.append(("--model", typed.shown(project.models_folder / project.model)))
    return words | dict.fromkeys(needless, ())


def _beside_work(harvest: Path, work: str) -> dict[tuple[str, str], tuple[str, ...]]:
    """Return where results lie that stand beside a harvest outside of projects.

    Among the harvests they would be taken for further ones.
    """
    words: dict[tuple[str, str], tuple[str, ...]] = {}
    for option, name in product(("--out", "--fix"), ("audited", "new", "fixed", "coded")):
        for ending in (harvest.suffix, *WORKBOOKS):
            beside = str(harvest.with_name(f"{harvest.stem}-{name}{ending}"))
            words[option, beside] = (option, os.path.join(work, f"{name}{ending}"))
    tagged = str(harvest.with_name(f"{harvest.stem}-suggested.xlsx"))
    return words | {("--out", tagged): ("--format", "xlsx")}


def _make_room(place: Path, *paths: object) -> list[Path]:
    """Make the folders in work/ for what is to be written; return the new, the inner first."""
    folders = {Path(os.path.abspath(path)).parent for path in paths if isinstance(path, Path)}
    around = {above for one in folders for above in (one, *one.parents)}
    new = sorted(one for one in around if place / WORK in one.parents and not one.exists())
    for folder in new:
        with written(folder):
            folder.mkdir(parents=True, exist_ok=True)
    return new[::-1]


def _keep_up(typed: Typed, values: Mapping[str, Any], ended: str) -> None:
    """Write project.yaml and the log; where that cannot be, say so: the command itself is done."""
    from classifier.project.log import note

    given = [one for value in values.values() for one in _each(value)]
    coders = [name for name in _each(values.get("coder")) if isinstance(name, str)]
    try:
        if not ended:
            _remember(typed, values.get("out"))
        note(
            typed.project,
            typed.words + ended,
            ", ".join(coders) or user_name(),
            [*typed.words.split(), *typed.arguments],
            [path for path in given if isinstance(path, Path)],
            figures=COUNTED,
        )
    except (ClassifierError, OSError) as error:
        if not ended:  # else there is a graver thing to say
            why = " ".join(told(error).removeprefix("Error: ").split())
            show_notices([f"It is done, but the project could not be kept up to date: {why}"])


def _each(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list | tuple) else (value,)


def user_name() -> str:
    """Return what the computer calls its user; "" where it names nobody."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # a computer that names nobody
        return ""


def _remember(typed: Typed, out: object) -> None:
    """Keep columns that were chosen, and the model that was made, for later commands."""
    project = read(typed.project.folder)
    chosen = typed.values.get("column") or ()
    changed = replace(project, columns=without(project.columns, chosen) | pairs(chosen))
    if typed.words == "train" and isinstance(out, Path):
        if os.path.abspath(out.parent) == os.path.abspath(project.models_folder):
            changed = replace(changed, model=out.name)
        else:
            show_notices([f"{out} lies outside of {MODELS}, so the project does not use it."])
    if changed == project:
        return
    save(changed)
    if changed.columns != project.columns:
        options = [word for choice in chosen for word in ("--column", choice)]
        show_notices([f"{FILE} remembers {' '.join(map(shell_word, options))} from now on."])
    if changed.model != project.model:
        show_notices([f"The project uses the model {changed.model} from now on."])
