"""A project: one ordinary folder with codebook, harvests, models and work.

project.yaml        name, language, columns remembered by heading, the model in use
codebook.xlsx       or .yaml, .csv, .qdc, .ttl; older ones, by date, in codebook-history/
harvests/           what was dropped there; never changed
models/  reports/   as commands wrote them
work/HARVEST/       suggested, decisions, coded; corrected copies
log.jsonl           who did what when

Everything in it may be moved, copied and edited by hand.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from classifier.errors import ClassifierError, CodebookError, ProjectError
from classifier.outputs import OF_SYSTEMS, written
from classifier.text_files import decode, read_bytes
from classifier.translations import LANGUAGES
from classifier.wording import CONTROL, listed

if TYPE_CHECKING:
    from classifier.yaml_tree import Entry, Schema

FILE = "project.yaml"
CODEBOOKS = tuple(f"codebook.{end}" for end in ("xlsx", "yaml", "yml", "csv", "qdc", "ttl"))
HARVESTS, MODELS, WORK, REPORTS = "harvests", "models", "work", "reports"
HISTORY, LOG = "codebook-history", "log.jsonl"
FOLDERS = (HARVESTS, MODELS, WORK, REPORTS, HISTORY)
_HEAD = f"""\
# A project of outcome-classifier. This file may be edited by hand. Its keys:
# name, language ({", ".join(LANGUAGES)}), columns (a list of field and heading),
# model (the name of a folder in models/).
"""
_HINT = "Mend this line in a text editor and try again; the first lines of the file name its keys."
_SCHEMA: Schema = {
    "name": "text",
    "language": "text",
    "model": "text",
    "columns": {"field": "text", "heading": "text"},
}
_MARK = "outcome-classifier"
_KEY = re.compile(r"^([^\s#:][^:\n]*):", re.MULTILINE)
# Of Windows, to which a folder may go: signs that no name holds, and names of devices.
_NO_SIGN = re.compile(r'[<>:"/\\|?*\x00-\x1f]')
_DEVICE = re.compile(r"(con|prn|aux|nul|(com|lpt)[0-9])(?=\.|$)", re.IGNORECASE)


@dataclass(frozen=True)
class Project:
    """A project's folder, and what its project.yaml says.

    Attributes
    ----------
    language : of what is written; "" for the computer's
    columns : headings by field, the same words as ``--column``
    model : the name under models/ of the model in use; "" before there is one
    """

    folder: Path
    name: str
    language: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    model: str = ""

    @property
    def file(self) -> Path:
        """The file that makes the folder a project."""
        return self.folder / FILE

    @property
    def codebook(self) -> Path | None:
        """The codebook; None before there is one. Two of them are a ProjectError."""
        there = self.codebooks
        if len(there) > 1:
            names = listed(path.name for path in there)
            raise ProjectError(
                f"{self.folder} holds {names}: nobody knows which is the codebook.",
                hint=f"Move all but one of them to {HISTORY}, or give them another name.",
            )
        return there[0] if there else None

    @property
    def codebooks(self) -> list[Path]:
        """All files that are called as a codebook is: one, but for a mistake or a kill."""
        return [path for path in _inside(self.folder) if path.name.casefold() in CODEBOOKS]

    @property
    def harvests(self) -> tuple[Path, ...]:
        """The files in harvests/, in the order of names."""
        there = [path for path in _inside(self.folder / HARVESTS) if path.is_file()]
        return tuple(sorted(there, key=lambda path: (path.name.casefold(), path.name)))

    @property
    def models_folder(self) -> Path:
        """Where models lie."""
        return self.folder / MODELS

    @property
    def reports_folder(self) -> Path:
        """Where reports lie."""
        return self.folder / REPORTS

    @property
    def log_path(self) -> Path:
        """Who did what when."""
        return self.folder / LOG

    def work(self, harvest: Path) -> Path:
        """Return the folder for the work on a harvest, or on a file that lies inside such a folder.

        Two harvests that would share one are an error.
        """
        place, works = Path(os.path.abspath(harvest)), Path(os.path.abspath(self.folder / WORK))
        if place.parent.is_relative_to(works) and place.parent != works:
            return self.folder / WORK / place.relative_to(works).parts[0]
        name = portable(harvest.stem)
        for other in self.harvests:
            shares = portable(other.stem).casefold() == name.casefold()
            if shares and not _is_same(harvest, other):
                raise ProjectError(
                    f"{harvest.name} and {other.name} would both be worked on in {WORK}/{name}.",
                    hint="Rename one of them.",
                )
        return self.folder / WORK / name


def _inside(folder: Path) -> list[Path]:
    """Return what a person sees in a folder; nothing where there is none."""
    if not folder.is_dir():
        return []
    names = [path for path in folder.iterdir() if not path.name.startswith((".", "~$"))]
    return sorted(path for path in names if path.name not in OF_SYSTEMS)


def _is_same(one: Path, other: Path) -> bool:
    return one.samefile(other) if one.exists() else one.name == other.name


def portable(name: str) -> str:
    """Return a name that every system takes; one that is fine stays as it is.

    >>> portable("harvest 1"), portable("Mali: 2?"), portable("con"), portable("h. ")
    ('harvest 1', 'Mali_ 2_', 'con_', 'h')
    """
    name = _NO_SIGN.sub("_", name).rstrip(" .") or "_"
    return _DEVICE.sub(r"\1_", name) if _DEVICE.match(name) else name


def create(folder: Path, name: str) -> Project:
    """Make a project of a folder that is missing or empty.

    What a project holds may lie there already: it is taken in as it is.
    """
    if (folder / FILE).exists():
        raise ProjectError(f"{folder} is a project already.", hint="Open it, or name another.")
    around = project_of(folder.absolute().parent)
    if around is not None:
        raise ProjectError(
            f"{folder} lies in the project {around.folder}.", hint="Name a folder outside of it."
        )
    if folder.exists() and not folder.is_dir():
        raise ProjectError(f"{folder} is a file.", hint="Name a folder.")
    others = [path.name for path in _inside(folder) if not _is_ours(path.name)]
    if others:
        raise ProjectError(
            f"{folder} is not empty: it holds {others[0]}.",
            hint=f"Name a new folder; harvests go into its folder {HARVESTS} afterwards.",
        )
    project = Project(folder, " ".join(CONTROL.sub(" ", name).split()) or folder.absolute().name)
    with written(folder):
        folder.mkdir(parents=True, exist_ok=True)
    for inside in FOLDERS:
        with written(folder / inside):
            (folder / inside).mkdir(exist_ok=True)
    save(project)
    return project


def _is_ours(name: str) -> bool:
    return name in (*FOLDERS, LOG) or name.casefold() in CODEBOOKS


def project_of(where: Path) -> Project | None:
    """Return the project that a path lies in: that of the nearest folder; None outside of any.

    Other programs call files project.yaml too: those are passed over.
    """
    folder = where.absolute()
    for place in (folder, *folder.parents):
        # Of a folder that may not be looked into, Path.is_file would fail.
        if os.path.isfile(place / FILE) and _is_a_project(place / FILE):
            return read(place)
    return None


def _is_a_project(file: Path) -> bool:
    try:
        text, _ = decode(file.name, read_bytes(file, str(file)))
    except ClassifierError:  # whoever reads it will say so
        return True
    return _MARK in text or set(_KEY.findall(text)) <= set(_SCHEMA)


def read(folder: Path) -> Project:
    """Read a project; whatever does not fit in project.yaml is a ProjectError that names it."""
    from classifier.yaml_tree import FORMAT_HINT, load_tree

    file = folder / FILE
    if not file.is_file():
        raise ProjectError(f"{folder} is no project: it has no {FILE}.", hint="Name a project.")
    text, _ = decode(str(file), read_bytes(file, str(file)))
    try:
        # A tab is what an editor leaves, and YAML takes none before a key.
        entry = load_tree(text.expandtabs(2), str(file), _SCHEMA, "a project")
        columns = _columns(entry)
        _check_language(entry)
        _check_model(entry)
        entry.notes.refuse_if_any()
    except CodebookError as error:
        raise ProjectError(str(error), hint=error.hint.replace(FORMAT_HINT, _HINT)) from error
    name = entry.text("name", folder.absolute().name)
    return Project(folder, name, entry.text("language"), columns, entry.text("model"))


def _columns(entry: Entry) -> dict[str, str]:
    columns: dict[str, str] = {}
    for column in entry.children("columns"):
        field_name, heading = column.text("field"), column.text("heading")
        if not field_name or not heading:
            column.note("field", "an item of “columns” needs both “field” and “heading”.")
        elif columns.setdefault(field_name, heading) != heading:
            column.note("field", f"“columns” gives “{field_name}” two headings.")
    return columns


def _check_language(entry: Entry) -> None:
    language = entry.text("language")
    if language and language not in LANGUAGES:
        known = listed(LANGUAGES)
        entry.note("language", f"“language” is “{language}”; languages are {known}.")


def _check_model(entry: Entry) -> None:
    model = entry.text("model")
    if model in (".", "..") or any(sign in model for sign in "/\\"):
        entry.note("model", f"“model” is “{model}”, and must be the name of a folder in {MODELS}.")


def save(project: Project) -> None:
    """Write project.yaml, whole or not at all."""
    from classifier.guard import replace_file
    from classifier.yaml_tree import dump_yaml

    columns = [{"field": key, "heading": heading} for key, heading in project.columns.items()]
    facts = {
        "name": project.name,
        "language": project.language,
        "columns": columns,
        "model": project.model,
    }
    text = _HEAD + dump_yaml({key: value for key, value in facts.items() if value})
    with replace_file(project.file, force=True) as place:
        place.write_text(text, "utf-8", newline="\n")
