"""Fragments as tasks of Label Studio, with what a model suggests, and the interface to code in."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from classifier.codebook import Codebook, Label, Target
from classifier.codebook.refi_codes import printable
from classifier.exchange.material import Material, facts_of
from classifier.guard import replace_file
from classifier.label_studio import prediction, read_questions
from classifier.records import Fragment, Suggestion

_TEXTS = {"outcome": "Outcome description", "significance": "Significance of the outcome"}


def interface_path(tasks: Path) -> Path:
    """Return where the labelling interface of a file of tasks is written."""
    return tasks.with_name(f"{tasks.stem}-interface.xml")


def interface_of(codebook: Codebook) -> str:
    """Return a labelling interface with a question for each target that is asked.

    Answers hold the ids of labels, so that they stay the same when a name changes.
    """
    view = Element("View")
    for name, told in _TEXTS.items():
        SubElement(view, "Header", value=told)
        SubElement(view, "Text", name=f"text_{name}", value=f"${name}")
    for target in codebook.asked:
        _ask(view, target)
    ElementTree.indent(view, "  ")
    return ElementTree.tostring(view, encoding="unicode") + "\n"


def _ask(view: Element, target: Target) -> None:
    SubElement(view, "Header", value=printable(target.name))
    how = "multiple" if target.multiple else "single"
    facts = {"name": target.id, "toName": "text_outcome", "choice": how}
    choices = SubElement(view, "Choices", facts)
    for label in target.labels:
        if not label.retired:
            SubElement(choices, "Choice", _choice(label))


def _choice(label: Label) -> dict[str, str]:
    hint = {"hint": printable(label.definition)} if label.definition else {}
    return {"value": printable(label.name), "alias": label.id} | hint


def tasks_of(
    material: Material, codebook: Codebook, suggested: Mapping[str, Suggestion]
) -> list[dict[str, Any]]:
    """Return a task for each fragment; with a prediction where something was suggested for it."""
    questions = read_questions(interface_of(codebook), codebook)
    tasks = []
    for fragment in material.fragments:
        task: dict[str, Any] = {"data": _data(fragment)}
        if fragment.id in suggested:
            task["predictions"] = [prediction(suggested[fragment.id], questions)]
        tasks.append(task)
    return tasks


def _data(fragment: Fragment) -> dict[str, str]:
    texts = {"outcome": fragment.outcome, "significance": fragment.significance}
    return {"FragmentID": fragment.id} | texts | facts_of(fragment)


def write_tasks(tasks: list[dict[str, Any]], codebook: Codebook, out: Path, *, force: bool) -> None:
    """Write the tasks, and the labelling interface beside them."""
    with replace_file(interface_path(out), force) as interface, replace_file(out, force) as place:
        interface.write_text(interface_of(codebook), "utf-8")
        text = json.dumps(tasks, ensure_ascii=False, indent=1)
        place.write_text(text.encode("utf-8", "replace").decode() + "\n", "utf-8")
