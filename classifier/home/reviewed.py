"""A workbook that comes back reviewed: what it would write is shown before it is taken."""

from __future__ import annotations

import datetime
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from classifier.decide.rows import text_digest
from classifier.errors import ClassifierError
from classifier.finish import Signature, finish
from classifier.harvest import read_harvest
from classifier.home.commands import REVIEWED
from classifier.home.uploads import WORKBOOKS, keep, name_for, refuse_strange
from classifier.project.state import with_columns
from classifier.workbook.reviewed import Reviewed

if TYPE_CHECKING:
    from classifier.codebook import Codebook
    from classifier.home.facts import Facts, HarvestFacts
    from classifier.records import Problem

# Ways of deciding that do not take what was suggested.
_OTHERWISE = ("changed", "by hand", "none fits")


@dataclass(frozen=True)
class Difference:
    """A cell of codes that a person decided otherwise than it was suggested."""

    row: int
    target: str
    labels: tuple[str, ...]


@dataclass(frozen=True)
class Preview:
    """What a reviewed workbook says.

    Attributes
    ----------
    n_decided, n_left : fragments with a decision, and those with something undecided
    changed : decisions that are not what was likely, in the order of the rows
    """

    n_decided: int
    n_left: int
    changed: tuple[Difference, ...]
    problems: tuple[Problem, ...]


def preview(workbook: Path, coder: str, codebook: Codebook | None) -> Preview:
    """Do what ``finish`` does with a workbook, beside everything, and tell what came of it."""
    today = datetime.date.today().isoformat()
    with tempfile.TemporaryDirectory() as folder:
        done = finish(workbook, Path(folder) / workbook.name, Signature(coder, today))
    targets = {target.id: target for target in codebook.targets} if codebook else {}
    changed = []
    for one in done.decisions:
        target = targets.get(one.target)
        names = {label.id: label.name for label in target.labels} if target else {}
        if one.how in _OTHERWISE:
            labels = tuple(sorted(names.get(label, label) for label in one.labels))
            title = target.name if target else one.target
            changed.append(Difference(one.origin.row or 0, title, labels))
    n_decided = len({one.fragment_id for one in done.decisions})
    return Preview(n_decided, len(done.left), tuple(changed), done.problems)


def take_reviewed(here: Facts, harvest: HarvestFacts, name: str, path: Path) -> None:
    """Keep a reviewed workbook under a name of ours; an older one stays beside it."""
    named = path.with_name(name_for(name, WORKBOOKS))
    refuse_strange(path, named.name)
    path.rename(named)
    _refuse_another(here, harvest, named)
    folder = here.project.work(harvest.path)
    folder.mkdir(parents=True, exist_ok=True)
    keep(named, folder, f"{REVIEWED}{named.suffix}")


def _refuse_another(here: Facts, harvest: HarvestFacts, workbook: Path) -> None:
    """Refuse a workbook of which no text stands in the harvest."""
    pretagged = Reviewed.read(workbook).pretagged
    book = with_columns(here.project, here.codebook or pretagged.codebook)
    texts = {text_digest(one) for one in read_harvest(harvest.path, book).fragments}
    if texts.isdisjoint(row.digest for row in pretagged.rows):
        raise ClassifierError(
            f"{workbook.name} was made from {pretagged.source}, and none of its texts stands in "
            f"{harvest.name}.",
            hint="Go to the harvest that it belongs to, and drop it there.",
        )
