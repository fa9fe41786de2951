"""What may be left away in a project: codebook, model, place, language, columns.

It is filled in as if it had been typed, so that a command never does something else in a project.
"""

from __future__ import annotations

import datetime
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from classifier.cli.show import show_notices
from classifier.errors import UsageError
from classifier.folding import plain_words
from classifier.project import (
    CODEBOOKS,
    HARVESTS,
    MODELS,
    REPORTS,
    WORK,
    Project,
    portable,
    project_of,
)
from classifier.wording import shell_word

if TYPE_CHECKING:
    from classifier.codebook import Codebook

WORKBOOKS = (".xlsx", ".xlsm")
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
        model = typed.values.get("model") or added.get("model", "")
        of_model = Path(model, "codebook.yaml") if model and "codebook" not in names else None
        yield from _columns(typed, of_model)


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
    harvests = typed.project.harvests
    if codebook is None:
        harvest = shell_word(typed.shown(harvests[0])) if harvests else f"{HARVESTS}/HARVEST.xlsx"
        raise UsageError(
            f"The project {typed.project.folder} has no codebook yet.",
            hint=f"Draft one from coded harvests: classifier codebook draft {harvest}\n"
            "Or put yours there as codebook.xlsx, .yaml, .csv or .qdc.",
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
    """Return the model for a harvest; a pre-tagged or a coder's workbook needs none."""
    return "" if not typed.files or _reviewed_workbook(typed) else _model(typed)


def _codebook_of_review(typed: Typed) -> str:
    """Return the codebook for a coder's workbook; for anything else it is the model's."""
    from classifier.harvest.folders import CODED_TWICE

    return _codebook(typed) if _reviewed_workbook(typed) == CODED_TWICE else ""


def _codebook_of_exchange(typed: Typed) -> str:
    """Return the codebook for a project of QDA software; tasks come with suggestions."""
    return "" if typed.values.get("model") or _writes_tasks(typed) else _codebook(typed)


def _model_of_exchange(typed: Typed) -> str:
    return _model(typed) if _writes_tasks(typed) and not typed.values.get("codebook") else ""


def _writes_tasks(typed: Typed) -> bool:
    return str(typed.values.get("out") or "").lower().endswith(".json")


def _decisions(typed: Typed) -> str:
    """Return the file of answers; two coders' answers never lie in one."""
    return "" if _codebook_of_review(typed) else _in_work("decisions.sqlite").find(typed)


def _reviewed_workbook(typed: Typed) -> str:
    """Return what a workbook to be reviewed is; "" for a harvest."""
    from classifier.harvest.folders import CODED_TWICE, PRE_TAGGED, what_else

    if not typed.files or typed.files[0].suffix.lower() not in WORKBOOKS:
        return ""
    what = what_else(typed.files[0])
    return what if what in (CODED_TWICE, PRE_TAGGED) else ""


def _methods(typed: Typed) -> str:
    return typed.shown(typed.project.reports_folder / "methods.html")


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
    ("review", "model"): Fill(_model_of_review, "the one in use, where one is needed"),
    ("review", "codebook"): Fill(_codebook_of_review, "the project's, where one is needed"),
    ("review", "decisions"): Fill(_decisions, f"{WORK}/HARVEST/decisions.sqlite"),
    ("finish", "out"): _in_work("coded"),
    ("sample", "out"): _in_work("double"),
    ("evaluate", "out"): _report("evaluation"),
    ("audit", "out"): _report("audit"),
    ("relabel plan", "out"): _report("plan"),
    ("exchange out", "codebook"): Fill(_codebook_of_exchange, "the project's, for a .qdpx"),
    ("exchange out", "model"): Fill(_model_of_exchange, "the one in use, for tasks"),
    ("methods", "out"): Fill(_methods, f"{REPORTS}/methods.html"),
}


def _language(typed: Typed, out: str) -> list[str]:
    """Return the project's language, where the command writes for people."""
    language = typed.project.language
    if not language or typed.values.get("language"):
        return []
    if typed.words == "suggest":
        place = Path(typed.values.get("out") or out)
        if place.suffix.lower() not in WORKBOOKS:
            return []
    return ["--language", language]


def _columns(typed: Typed, of_model: Path | None) -> list[str]:
    """Return the columns that the project remembers and that the harvests have, and say so.

    What the codebook of a model does not know is left away: the model does not ask for it.
    """
    from classifier.harvest.folders import read_folder
    from classifier.project.state import columns_of, known_to

    remembered = without(typed.project.columns, typed.values.get("column") or ())
    if not remembered:
        return []
    book = _read_first(of_model, typed.values.get("codebook"), typed.project.codebook)
    if of_model is not None:
        remembered = known_to(book, remembered)
    if not remembered or not typed.files:
        return []
    files: list[Path] = []
    for path in typed.files:
        files += read_folder(path, deep=True).harvests if path.is_dir() else [path]
    there = columns_of(replace(typed.project, columns=remembered), book, files)
    options = [word for choice in there for word in ("--column", choice)]
    if there:
        told = " ".join(map(shell_word, options))
        show_notices([f"Remembered in {typed.project.file.name}: {told}"])
    return options


def _read_first(*paths: Path | str | None) -> Codebook:
    """Return the first codebook of those that are there; an empty one where none is."""
    from classifier.codebook import Codebook, read_codebook

    there = [Path(path) for path in paths if path and os.path.isfile(path)]
    return read_codebook(there[0]) if there else Codebook("", "1", ())


def pairs(choices: Sequence[str]) -> dict[str, str]:
    """Return what was typed as ``FIELD=HEADING``, by field."""
    cut = [choice.partition("=") for choice in choices]
    return {name.strip(): heading.strip() for name, _, heading in cut}


def without(columns: Mapping[str, str], choices: Sequence[str]) -> dict[str, str]:
    """Return the columns whose field and heading were not given to another just now."""
    new = pairs(choices)
    fields, headings = set(map(plain_words, new)), set(map(plain_words, new.values()))
    return {
        name: heading
        for name, heading in columns.items()
        if plain_words(name) not in fields and plain_words(heading) not in headings
    }
