"""What is written of a label on the page, kept in the project's codebook in its own format."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from classifier.errors import ClassifierError, ProjectError
from classifier.project import Project
from classifier.project.history import keep, replaced
from classifier.project.log import note
from classifier.wording import CONTROL
from classifier.yaml_tree import UNPRINTABLE

if TYPE_CHECKING:
    from classifier.codebook import Codebook, Label
    from classifier.codebook.label_slips import Edit

TEXTS = ("definition", "include", "exclude")
LISTS = ("examples", "aliases")
# Of these no file holds how a label changed, so that they become workbooks when one does.
_WITHOUT_HISTORY = (".csv", ".qdc", ".ttl")


class ChangedMeanwhileError(ClassifierError):
    """Somebody else has changed the label since the page was shown."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of what was written.

    Attributes
    ----------
    book : the codebook as it stands now
    changed : whether it is another than before
    notices : what could not be kept beside it
    """

    book: Codebook
    changed: bool
    notices: tuple[str, ...] = ()


def mark_of(label: Label) -> str:
    """Return a short mark of all that a label says: another one once anything of it has changed."""
    return hashlib.sha256(repr(asdict(label)).encode()).hexdigest()[:16]


def written_label(label: Label, older: Sequence[str], form: Mapping[str, str]) -> Label:
    """Return a label as a form says it; what the form does not name stays.

    Parameters
    ----------
    older : aliases that the history gives, which no form shows
    """
    texts = {key: _text(form.get(key, getattr(label, key))) for key in TEXTS}
    lists = {key: getattr(label, key) for key in LISTS}
    lists["aliases"] = tuple(name for name in label.aliases if name not in older)
    for key, items in lists.items():
        written = _text(form.get(key, "\n".join(items)))
        if written != _text("\n".join(items)):  # one of several lines is not torn apart unasked
            lists[key] = tuple(dict.fromkeys(_lines(written)))
    if lists["aliases"] == tuple(name for name in label.aliases if name not in older):
        lists["aliases"] = label.aliases
    name = " ".join(_text(form["name"]).split()) if "name" in form else label.name
    return replace(
        label,
        name=name,
        parent=form.get("parent", label.parent),
        definition=texts["definition"],
        include=texts["include"],
        exclude=texts["exclude"],
        examples=lists["examples"],
        aliases=lists["aliases"],
    )


def written_edit(label: Label, older: Sequence[str], form: Mapping[str, str]) -> Edit:
    """Return what a form says was done to a label."""
    from classifier.codebook.label_slips import Edit

    kind = form.get("kind", "corrected")
    into = {
        "split": tuple(" ".join(line.split()) for line in _lines(_text(form.get("names", "")))),
        "merged": (form.get("into", ""),),
    }
    return Edit(kind, written_label(label, older, form), into.get(kind, ()))


def refuse_changed(label: Label, form: Mapping[str, str]) -> None:
    """Raise ChangedMeanwhileError where a form was shown for another state of its label."""
    if form.get("shown", mark_of(label)) != mark_of(label):
        raise ChangedMeanwhileError("The label was changed meanwhile.")


def keep_changed(
    project: Project, change: Callable[[Codebook], Codebook], did: str, who: str
) -> Kept:
    """Write the codebook as ``change`` makes it; as it was it stays in the project's history."""
    # No page waits for what writing needs.
    from classifier.codebook import read_codebook
    from classifier.edit.codebooks import save_codebook

    path = project.codebook
    if path is None:
        raise ProjectError("The project has no codebook any more.", hint="Load the page again.")
    book = read_codebook(path)
    new = change(book)
    if new == book:
        return Kept(book, False)
    out = _place(path, book, new)
    keep(project)
    notices = save_codebook(path, out, new, force=True)
    if out != path:
        replaced(path, out)
        notices = (
            f"{path.name} cannot hold how labels change, so the codebook is {out.name} from now "
            "on; the old file is in codebook-history.",
        )
    note(project, f"codebook written on the page: {did}", who, (), [out])
    return Kept(new, True, notices)


def _place(path: Path, before: Codebook, after: Codebook) -> Path:
    told = (before.versions, before.changes) != (after.versions, after.changes)
    is_bare = path.suffix.lower() in _WITHOUT_HISTORY
    return path.with_suffix(".xlsx") if told and is_bare else path


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]


def _text(text: str) -> str:
    """Return what was written, its lines kept and other signs that print nothing left out."""
    lines = text.replace("\r\n", "\n").split("\n")
    cleaned = (UNPRINTABLE.sub(" ", CONTROL.sub(" ", line)) for line in lines)
    return "\n".join(line.replace("\r", " ").rstrip() for line in cleaned).strip()
