"""What is written of a label on the page, kept in the project's codebook in its own format."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from classifier.project.history import keep
from classifier.project.log import note
from classifier.wording import CONTROL

if TYPE_CHECKING:
    from classifier.codebook import Label, Target
    from classifier.home.facts import Facts

LONGEST_TEXT = 4000


def write_label(
    here: Facts, target: Target, label: Label, form: Mapping[str, str], who: str
) -> bool:
    """Keep what a form says of a label; the codebook as it was stays in its history.

    Return whether anything changed.
    """
    # What examples are worth is learned, and no page waits for what learning needs.
    from classifier.examples.save import save_labels

    book, path = here.codebook, here.project.codebook
    if book is None or path is None:
        return False
    changed = _changed(label, form)
    if changed == label:
        return False
    labels = tuple(changed if one is label else one for one in target.labels)
    targets = tuple(replace(one, labels=labels) if one is target else one for one in book.targets)
    keep(here.project)
    save_labels(path, path, replace(book, targets=targets), force=True)
    note(here.project, "codebook written on the page", who, (), [path])
    return True


def _changed(label: Label, form: Mapping[str, str]) -> Label:
    """Return a label with the texts of a form; what the form does not name stays."""
    examples = label.examples
    written = _text(form.get("examples", "\n".join(examples)))
    if written != _text("\n".join(examples)):  # one of several lines is not torn apart unasked
        examples = tuple(line.strip() for line in written.split("\n") if line.strip())
    return replace(
        label,
        definition=_text(form.get("definition", label.definition)),
        include=_text(form.get("include", label.include)),
        exclude=_text(form.get("exclude", label.exclude)),
        examples=examples,
    )


def _text(text: str) -> str:
    """Return what was written, its lines kept and other signs that print nothing left out."""
    lines = text.replace("\r\n", "\n").split("\n")
    return "\n".join(CONTROL.sub(" ", line).rstrip() for line in lines).strip()[:LONGEST_TEXT]
