"""Harvests handed over to another program: read, chosen from, and written as it reads them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from classifier.errors import UsageError
from classifier.exchange.label_studio_out import interface_path, tasks_of, write_tasks
from classifier.exchange.material import Material, material_of
from classifier.exchange.qdpx_out import write_project
from classifier.harvest import ReadingChoices, read_harvest
from classifier.outputs import refuse_input, refuse_inside, require_ending
from classifier.progress import silent
from classifier.records import Problem

if TYPE_CHECKING:
    from classifier.encode import EncoderSettings
    from classifier.progress import Stages
    from classifier.suggest import OpenModel, Suggestions

PROJECT, TASKS = ".qdpx", ".json"


@dataclass(frozen=True)
class Order:
    """What is to be handed over, and how.

    Attributes
    ----------
    out : a project of QDA software or tasks of Label Studio, by its ending
    codebook, model : one of the two; a model suggests, and has its own codebook
    """

    harvests: Sequence[Path]
    out: Path
    codebook: Path | None = None
    model: Path | None = None
    reading: ReadingChoices = field(default_factory=ReadingChoices)
    settings: EncoderSettings | None = None
    with_confidential: bool = False
    force: bool = False


@dataclass(frozen=True)
class HandedOver:
    """What was written, and what is to be said of it; tasks have an interface beside them.

    ``made`` is what a model suggests, and what it noticed of the texts.
    """

    material: Material
    notices: tuple[str, ...]
    problems: tuple[Problem, ...]
    interface: Path | None = None
    made: Suggestions | None = None


def hand_over(order: Order, stages: Stages = silent) -> HandedOver:
    """Write harvests as another program reads them."""
    require_ending(order.out, PROJECT, TASKS)
    _refuse_inputs(order)
    if (order.codebook is None) == (order.model is None):
        raise UsageError(
            "Which labels are meant is not said, or twice.", hint="Give --codebook or --model."
        )
    if order.out.suffix.lower() == TASKS:
        return _tasks(order, stages)
    if order.codebook is None:
        raise UsageError(
            "A project of QDA software holds what coders said, not suggestions.",
            hint="Give --codebook in the place of --model.",
        )
    book = order.reading.codebook(order.codebook)
    read = read_harvest(order.harvests, book, order.reading.coder_from)
    material = material_of(read, book, with_confidential=order.with_confidential)
    lost = write_project(material, book, order.out, force=order.force)
    return HandedOver(material, (*book.notices, *material.told(), *lost), read.problems)


def _refuse_inputs(order: Order) -> None:
    """Raise an OutputError if anything that is written is something that is read."""
    tasks = order.out.suffix.lower() == TASKS
    for out in (order.out, *([interface_path(order.out)] if tasks else [])):
        refuse_input(out, *order.harvests)
        if order.codebook:
            refuse_input(out, order.codebook, what="codebook")
        if order.model:
            refuse_inside(out, order.model)
            refuse_input(out, order.model, what="model")


def _tasks(order: Order, stages: Stages) -> HandedOver:
    opened = _opened(order)
    book = opened.model.codebook if opened else order.reading.codebook(order.codebook or Path())
    read = read_harvest(order.harvests, book, order.reading.coder_from)
    material = material_of(read, book, with_confidential=order.with_confidential)
    material.lost["codings"] += sum(map(len, material.codings.values()))
    made = None
    notices = (*book.notices, *material.told())
    if opened:
        # Late: what only writes need not load what learns.
        from classifier.suggest import suggest_harvest

        chosen = replace(read, fragments=material.fragments)
        made = suggest_harvest(chosen, opened, None, stages)
        notices += opened.cache.notices if opened.cache else ()
    suggested = {one.fragment_id: one for one in made.found} if made else {}
    tasks = tasks_of(material, book, suggested)
    write_tasks(tasks, book, order.out, force=order.force)
    return HandedOver(material, notices, read.problems, interface_path(order.out), made)


def _opened(order: Order) -> OpenModel | None:
    if order.model is None:
        return None
    from classifier.suggest import open_model

    return open_model(order.model, order.settings, order.reading.columns)
