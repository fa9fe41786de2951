"""Paths as typed: what is not there is guessed at, and a folder stands for its harvests."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path

import typer

from classifier.cli.show import show_notices
from classifier.wording import first_names, no_name

_MODEL_MARK = "manifest.json"
# Nobody types a path of more folders.
_DEEPEST = 50
Typed = Path | Sequence[Path] | None


def must_exist(typed: Typed) -> Typed:
    """Return what was typed; refuse paths that are not there, with a guess at what was meant.

    A name that is no text is refused too: it could not be told, nor stand in a report.
    """
    _refuse_strange(_each(typed))
    missing = [path for path in _each(typed) if not os.path.exists(path)]
    if missing:
        raise typer.BadParameter(_told({path: nearest(path) for path in missing}))
    return typed


def _refuse_strange(paths: Iterable[Path]) -> None:
    for strange in filter(None, map(no_name, paths)):
        raise typer.BadParameter(f"{strange} Rename it.")


def must_be_model(typed: Path | None) -> Path | None:
    """Return what was typed; refuse a model that is not there, with a guess at what was meant."""
    _refuse_strange(_each(typed))
    if typed is None or os.path.exists(typed):
        return typed
    near = nearest(typed, _is_model) or nearest(Path("models") / typed.name, _is_model)
    made = "" if near else " “classifier train” makes models."
    raise typer.BadParameter(_told({typed: near}) + made)


def harvest_files(typed: Sequence[Path] | None) -> Sequence[Path] | None:
    """Return what was typed, with the harvests that lie in it in the place of each folder."""
    must_exist(typed)
    found: list[Path] = []
    for path in typed or ():
        found += _harvests_of(path) if path.is_dir() else [path]
    return found if typed else typed


def one_harvest(typed: Path) -> Path:
    """Return what was typed; of a folder, the only harvest in it."""
    must_exist(typed)
    if not typed.is_dir():
        return typed
    inside, passed = _read(typed)
    if len(inside) == 1:
        show_notices([f"Read from {typed}: {inside[0].name}.{passed}"])
        return inside[0]
    names = first_names([str(path) for path in inside])
    raise typer.BadParameter(f"“{typed}” is a folder. Name one of its files: {names}.")


def archive_files(typed: Typed) -> Typed:
    """Return what was typed; say what of a folder, and of those in it, is passed over."""
    must_exist(typed)
    for folder in filter(os.path.isdir, _each(typed)):
        _, passed = _read(Path(folder), deep=True)
        show_notices([f"In {folder}:{passed}"] if passed else [])
    return typed


def nearest(path: Path, wanted: Callable[[Path], bool] = os.path.exists) -> Path | None:
    """Return what is there and nearest in name to a path that is not there; None for nothing."""
    folder: Path | None = path.parent
    if not os.path.isdir(path.parent):
        known = len(path.parts) < _DEEPEST and path.parent != path
        folder = nearest(path.parent, os.path.isdir) if known else None
    if folder is None:
        return None
    if wanted(folder / path.name):
        return folder / path.name
    there = _inside(folder)
    if path.suffix:  # a file, which may lie one folder further down
        there = [*filter(os.path.isfile, there), *(file for one in there for file in _inside(one))]
    names = {one.name.casefold(): one for one in reversed(there) if wanted(one)}
    near = get_close_matches(path.name.casefold(), names, n=1)
    return names[near[0]] if near else None


def _inside(folder: Path) -> list[Path]:
    try:
        return sorted(one for one in folder.iterdir() if one.name[0] not in ".~")
    except OSError:  # no folder, or one that may not be read
        return []


def _each(typed: Typed) -> Sequence[Path]:
    if typed is None:
        return ()
    return [typed] if isinstance(typed, Path) else typed


def _told(guesses: Mapping[Path, Path | None]) -> str:
    """Say which paths are not there, what may be meant, and where was looked for the others."""
    said = [
        f"“{path}” is not there." + (f" Is it “{near}”?" if near else "")
        for path, near in guesses.items()
    ]
    if any(near is None and not path.is_absolute() for path, near in guesses.items()):
        said.append(_where())
    return " ".join(said)


def _where() -> str:
    try:
        return f"The folder you are in is {Path.cwd()}."
    except OSError:
        return "The folder you are in is not there any more: go to another one."


def _is_model(path: Path) -> bool:
    return os.path.isfile(path / _MODEL_MARK)


def _harvests_of(folder: Path) -> list[Path]:
    inside, passed = _read(folder)
    names = ", ".join(path.name for path in inside)
    show_notices([f"Read from {folder}: {names}.{passed}"])
    return [*inside]


def _read(folder: Path, *, deep: bool = False) -> tuple[Sequence[Path], str]:
    """Return the harvests in a folder, and a sentence that names what is passed over."""
    from classifier.harvest.folders import read_folder

    inside = read_folder(folder, deep=deep)
    _refuse_strange(inside.harvests)
    passed_over = {name: what for name, what in inside.others.items() if not no_name(name)}
    known = [f"{name} ({what})" for name, what in passed_over.items() if what]
    others = [name for name, what in passed_over.items() if not what]
    named = [*known, first_names(others)] if others else known
    passed = f" Passed over: {', '.join(named)}." if named else ""
    if not inside.harvests:
        raise typer.BadParameter(f"“{folder}” holds no harvest.{passed}")
    return inside.harvests, passed
