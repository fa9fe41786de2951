"""A command that is typed in a project: what is left away is filled in, and what was done is noted.

It is filled in as if it had been typed, so that a command never does something else in a project.
"""

from __future__ import annotations

import datetime
import getpass
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from classifier.cli.next_step import CODEBOOK, MINE, NEEDLESS, NEXT
from classifier.cli.show import show_notices
from classifier.errors import ClassifierError, ProjectError, UsageError, told
from classifier.folding import plain_words
from classifier.outputs import remove, written
from classifier.project import (
    CODEBOOKS,
    FILE,
    HISTORY,
    MODELS,
    REPORTS,
    WORK,
    Project,
    portable,
    project_of,
    read,
    save,
)
from classifier.wording import shell_word

if TYPE_CHECKING:
    from classifier.codebook import Codebook

_WORKBOOKS = (".xlsx", ".xlsm")
_TAGGED = "-suggested"


@dataclass(frozen=True)
class Typed:
    """A command as it was typed in a project.

    Attributes
    ----------
    words : the command's name
    values : what was typed, by parameter
    arguments : what was typed, after what was filled in
    """

    project: Project
    words: str
    values: Mapping[str, Any]
    arguments: Sequence[str] = field(default=())

    @property
    def files(self) -> tuple[Path, ...]:
        """The harvests or reviewed workbooks that were named, if they are there."""
        named = self.values.get("harvest") or self.values.get("workbooks") or ()
        paths = map(Path, [named] if isinstance(named, str) else named)
        return tuple(path for path in paths if os.path.exists(path))

    def shown(self, path: Path) -> str:
        """Return a path in the project as it is typed from where the command is typed."""
        return os.path.relpath(path, Path.cwd())

    def work(self) -> Path:
        """Return the folder for the work on the first file.

        A workbook that lies outside, such as one that came back by mail, is told by its name.
        """
        stem = self.files[0].stem
        if self.words == "finish" and stem.endswith(_TAGGED):
            return self.project.folder / WORK / portable(stem.removesuffix(_TAGGED))
        return self.project.work(self.files[0])


def complete(command: Any, context: Any, words: str, arguments: Sequence[str]) -> Typed | None:
    """Return a command with what the project that it is typed in adds; None outside of any.

    Where it is not understood nothing is added: what is wrong with it will be said.
    """
    try:
        here = Path.cwd()
    except FileNotFoundError:  # the folder was deleted meanwhile
        return None
    project = None if "--help" in arguments else project_of(here)
    if project is None:
        return None
    try:
        values, _, _ = command.make_parser(context).parse_args(list(arguments))
    except typer.TyperException:
        return None
    typed = Typed(project, words, values)
    return replace(typed, arguments=(*_added(command, typed), *arguments))


def _added(command: Any, typed: Typed) -> Iterator[str]:
    """Go through the options and arguments that a project adds to what was typed."""
    added: dict[str, str] = {}
    for parameter in command.params:
        fill = fill_of(typed.words, parameter)
        if fill is not None and not typed.values.get(parameter.name):
            text = fill.find(typed)
            if text:
                added[parameter.name] = text
                if parameter.param_type_name == "option":
                    yield parameter.opts[0]
                yield text
    names = {parameter.name for parameter in command.params}
    if "language" in names:
        yield from _language(typed, added.get("out", ""))
    if "column" in names:
        yield from _columns(typed)


@dataclass(frozen=True)
class Fill:
    """How a parameter is filled in: found for a command, and told in its help."""

    find: Callable[[Typed], str]
    told: str


def fill_of(words: str, parameter: Any) -> Fill | None:
    """Return how a parameter of a command is filled in; None where it never is."""
    if parameter.name in _OF_PROJECT and parameter.required:
        alone = parameter.param_type_name == "option" or words in _CODEBOOK_ALONE
        return _OF_PROJECT[parameter.name] if alone else None
    return _FILLED.get((words, parameter.name))


def _codebook(typed: Typed) -> str:
    codebook = typed.project.codebook
    if codebook is None:
        raise UsageError(
            f"The project {typed.project.folder} has no codebook yet.",
            hint="Make one: classifier codebook draft harvests/HARVEST.xlsx --out codebook.xlsx. "
            "Or name one that lies elsewhere.",
        )
    return typed.shown(codebook)


def _new_codebook(typed: Typed) -> str:
    return typed.shown(typed.project.codebook or typed.project.folder / CODEBOOKS[0])


def _model(typed: Typed) -> str:
    project = typed.project
    folder = project.models_folder / project.model
    if not project.model:
        raise UsageError(
            f"The project {project.folder} has no model yet.",
            hint="Make one: classifier train HARVEST…. Or name one with --model.",
        )
    if not folder.is_dir():
        raise UsageError(
            f"{project.file} names the model “{project.model}”, which is not in {folder.parent}.",
            hint="Mend the line “model:”, train a new one, or name one with --model.",
        )
    return typed.shown(folder)


def _model_of_review(typed: Typed) -> str:
    """Return the model for a harvest; a pre-tagged workbook needs none."""
    from classifier.harvest.folders import PRE_TAGGED, what_else

    if not typed.files:
        return ""
    (harvest,) = typed.files
    is_tagged = harvest.suffix.lower() in _WORKBOOKS and what_else(harvest) == PRE_TAGGED
    return "" if is_tagged else _model(typed)


def _new_model(typed: Typed) -> str:
    return typed.shown(_numbered(typed.project.models_folder))


def _report(kind: str) -> Fill:
    """Return how the folder of a report is found: a new one."""

    def find(typed: Typed) -> str:
        return typed.shown(_numbered(typed.project.reports_folder, f"{kind}-"))

    return Fill(find, f"{REPORTS}/{kind}-DATE-NUMBER")


def _numbered(folder: Path, prefix: str = "") -> Path:
    """Return a new name in a folder: the day, and the first free number of that day."""
    day, number = datetime.date.today().isoformat(), 1
    while os.path.lexists(folder / f"{prefix}{day}-{number}"):
        number += 1
    return folder / f"{prefix}{day}-{number}"


def _suggested(typed: Typed) -> str:
    from classifier.cli.options import FormatChoice
    from classifier.cli.suggest import usual_output

    form = typed.values.get("form")
    if not typed.files or form not in (None, *FormatChoice):
        return ""
    usual = usual_output(typed.files[0], form and FormatChoice(form))
    return typed.shown(typed.work() / f"suggested{usual.suffix}") if usual else ""


def _in_work(name: str) -> Fill:
    """Return how a file is named beside the other work on a harvest."""

    def find(typed: Typed) -> str:
        if not typed.files:
            return ""
        ending = typed.files[0].suffix if name == "coded" else ""
        return typed.shown(typed.work() / f"{name}{ending}")

    return Fill(find, f"{WORK}/HARVEST/{name}")


_CODEBOOK_ALONE = ("codebook show", "codebook lint", "codebook examples-prompt")
_OF_PROJECT = {
    "codebook": Fill(_codebook, "the project's"),
    "model": Fill(_model, "the one in use"),
}
_FILLED = {
    ("codebook draft", "out"): Fill(_new_codebook, "the project's codebook"),
    ("train", "out"): Fill(_new_model, f"{MODELS}/DATE-NUMBER, which is in use from then on"),
    ("suggest", "out"): Fill(_suggested, f"{WORK}/HARVEST/suggested"),
    ("review", "model"): Fill(_model_of_review, "the one in use, but for pre-tagged workbooks"),
    ("review", "decisions"): _in_work("decisions.sqlite"),
    ("finish", "out"): _in_work("coded"),
    ("sample", "out"): _in_work("double"),
    ("evaluate", "out"): _report("evaluation"),
    ("audit", "out"): _report("audit"),
    ("relabel plan", "out"): _report("plan"),
}


def _language(typed: Typed, out: str) -> list[str]:
    """Return the project's language, where the command writes for people."""
    language = typed.project.language
    if not language or typed.values.get("language"):
        return []
    is_workbook = Path(typed.values.get("out") or out).suffix.lower() in _WORKBOOKS
    if typed.words == "suggest" and not is_workbook:
        return []
    return ["--language", language]


def _columns(typed: Typed) -> list[str]:
    """Return the columns that the project remembers and that the harvests have, and say so."""
    from classifier.harvest.folders import read_folder
    from classifier.harvest.read import columns_in
    from classifier.project.state import with_columns

    remembered = _without(typed.project.columns, typed.values.get("column") or ())
    if not remembered or not typed.files:
        return []
    files: list[Path] = []
    for path in typed.files:
        files += read_folder(path, deep=True).harvests if path.is_dir() else [path]
    book = with_columns(replace(typed.project, columns=remembered), _book_of(typed.project))
    choices = [f"{name}={heading}" for name, heading in remembered.items()]
    there = columns_in(files, book, choices)
    options = [word for choice in there for word in ("--column", choice)]
    if there:
        told = " ".join(map(shell_word, options))
        show_notices([f"Remembered in {typed.project.file.name}: {told}"])
    return options


def _book_of(project: Project) -> Codebook:
    from classifier.codebook import Codebook, read_codebook

    paths = (project.codebook, project.models_folder / project.model / "codebook.yaml")
    there = [path for path in paths if path is not None and path.is_file()]
    return read_codebook(there[0]) if there else Codebook("", "1", ())


def _pairs(choices: Sequence[str]) -> dict[str, str]:
    """Return what was typed as ``FIELD=HEADING``, by field."""
    cut = [choice.partition("=") for choice in choices]
    return {name.strip(): heading.strip() for name, _, heading in cut}


def _without(columns: Mapping[str, str], choices: Sequence[str]) -> dict[str, str]:
    """Return the columns whose field and heading were not given to another just now."""
    new = _pairs(choices)
    fields, headings = set(map(plain_words, new)), set(map(plain_words, new.values()))
    return {
        name: heading
        for name, heading in columns.items()
        if plain_words(name) not in fields and plain_words(heading) not in headings
    }


def run_in(typed: Typed, values: Mapping[str, Any], run: Callable[[], Any]) -> Any:
    """Run a command; then keep for the project what it made known, and note what was done.

    Parameters
    ----------
    values : what the command was given, by parameter
    """
    from classifier.project.history import keep

    place, out = Path(os.path.abspath(typed.project.folder)), values.get("out")
    NEEDLESS.update(_needless(typed))
    new = _make_room(place, out, values.get("decisions"))
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
        NEEDLESS.clear()
    return result


def _is_codebook(project: Project, out: object) -> bool:
    """Return whether a command replaces the project's codebook; refuse one that adds a second."""
    there = project.codebook
    if there is None or not isinstance(out, Path) or out.name.casefold() not in CODEBOOKS:
        return False
    place = Path(os.path.realpath(out))
    if place.parent != Path(os.path.realpath(project.folder)):
        return False
    if place != Path(os.path.realpath(there)):
        raise ProjectError(
            f"{out} would be a second codebook beside {there.name}, and a project has one.",
            hint=f"Choose another name, or move {there.name} to {HISTORY} before.",
        )
    return out.is_file()


def _needless(typed: Typed) -> Iterator[tuple[str, str]]:
    """Go through the options that the next command needs no more in a project."""
    project = typed.project
    yield from (("--codebook", CODEBOOK), ("--out", MINE), ("--out", NEXT), ("--model", MINE))
    if project.codebook is not None:
        yield "--codebook", typed.shown(project.codebook)
    if project.model:
        yield "--model", typed.shown(project.models_folder / project.model)
    is_filled = "out" not in typed.values or WORK in Path(typed.values["out"]).parts[-3:-2]
    if typed.words == "suggest" and is_filled and typed.files:
        beside = typed.files[0]
        for ending in _WORKBOOKS:
            yield "--out", str(beside.with_name(f"{beside.stem}-coded{ending}"))


def _make_room(place: Path, *paths: object) -> list[Path]:
    """Make the folders for work in which files are to be written; return those that are new."""
    folders = {Path(os.path.abspath(path)).parent for path in paths if isinstance(path, Path)}
    new = [one for one in folders if one.parent == place / WORK and not one.exists()]
    for folder in new:
        with written(folder):
            folder.mkdir(parents=True)
    return new


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
            ", ".join(coders) or _user(),
            [*typed.words.split(), *typed.arguments],
            [path for path in given if isinstance(path, Path)],
        )
    except (ClassifierError, OSError) as error:
        if not ended:  # else there is a graver thing to say
            why = " ".join(told(error).removeprefix("Error: ").split())
            show_notices([f"It is done, but the project could not be kept up to date: {why}"])


def _each(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list | tuple) else (value,)


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # a computer that names nobody
        return ""


def _remember(typed: Typed, out: object) -> None:
    """Keep columns that were chosen, and the model that was made, for later commands."""
    project = read(typed.project.folder)
    chosen = typed.values.get("column") or ()
    changed = replace(project, columns=_without(project.columns, chosen) | _pairs(chosen))
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
