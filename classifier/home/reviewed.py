"""A workbook that comes back reviewed: what it would write is shown before it is taken."""

from __future__ import annotations

import datetime
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from classifier.decide.rows import text_digest
from classifier.errors import ClassifierError
from classifier.finish import Finished, Left, Signature, finish
from classifier.harvest import read_harvest
from classifier.home.commands import REVIEWED
from classifier.home.uploads import WORKBOOKS, keep, name_for, refuse_strange
from classifier.project.state import with_columns
from classifier.workbook.reviewed import Reviewed

if TYPE_CHECKING:
    from classifier.codebook import Codebook
    from classifier.home.facts import Facts, HarvestFacts

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
    """What comes of a reviewed workbook, and what it says otherwise than it was suggested."""

    done: Finished
    changed: tuple[Difference, ...]

    @property
    def undecided(self) -> tuple[Left, ...]:
        """The rows that are left as they are, but for those kept for a talk."""
        return tuple(row for row in self.done.left if not row.discuss)

    @property
    def to_discuss(self) -> tuple[Left, ...]:
        """The rows that are kept for a talk."""
        return tuple(row for row in self.done.left if row.discuss)


def preview(workbook: Path, coder: str, codebook: Codebook | None) -> Preview:
    """Return what ``finish`` would do with a workbook."""
    done = _finished(workbook, coder)
    targets = {target.id: target for target in codebook.targets} if codebook else {}
    changed = []
    for one in done.decisions:
        target = targets.get(one.target)
        names = {label.id: label.name for label in target.labels} if target else {}
        if one.how in _OTHERWISE:
            labels = tuple(sorted(names.get(label, label) for label in one.labels))
            title = target.name if target else one.target
            changed.append(Difference(one.origin.row or 0, title, labels))
    return Preview(done, tuple(changed))


def _finished(workbook: Path, coder: str) -> Finished:
    """Do what ``finish`` does with a workbook, beside everything."""
    today = datetime.date.today().isoformat()
    with tempfile.TemporaryDirectory() as folder:
        return finish(workbook, Path(folder) / workbook.name, Signature(coder, today))


def answered_in(workbook: Path) -> frozenset[str]:
    """Return the fragments of which a workbook leaves nothing open but what is kept for a talk."""
    done = _finished(workbook, "")
    is_open = {one.fragment_id for one in done.left if set(one.targets) != set(one.discuss)}
    rows = Reviewed.read(workbook).pretagged.rows
    return frozenset(row.key for row in rows) - is_open - frozenset(done.missing)


def keep_answers(workbook: Path, decisions: Path, coder: str) -> None:
    """Take the decisions of a workbook over among a coder's answers; those on the page stay."""
    from classifier.review import ReviewConfig
    from classifier.review.run import read_review

    read_review(ReviewConfig(workbook, None, coder, decisions=decisions)).close()


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
