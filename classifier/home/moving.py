"""Where the move to a changed codebook stands: harvests by version, the plan, what it would do."""

from __future__ import annotations

import tempfile
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from classifier.codebook import codebook_hash, read_codebook
from classifier.codebook.diff import diff_codebooks
from classifier.codebook.versions import as_of
from classifier.engine import Here
from classifier.engine.parts import Tally
from classifier.errors import ClassifierError
from classifier.home.facts import Facts, HarvestFacts
from classifier.home.moving_plan import OpenPlan, open_plan
from classifier.outputs import sha256_of
from classifier.project import Project
from classifier.project.history import copies
from classifier.project.state import with_columns
from classifier.relabel.applying import ApplyConfig, apply
from classifier.relabel.label_trends import trend
from classifier.relabel.standing import Standing, standing_of
from classifier.report.relabel_trend import trend_page
from classifier.translations import written_in
from classifier.wording import with_commas, with_hint

if TYPE_CHECKING:
    from classifier.codebook import Codebook
    from classifier.codebook.diff import Difference

_MOST_COPIES = 20
# Differences of a label that leave codes as they are.
_TEXTS = ("definition", "examples", "aliases")


@dataclass(frozen=True)
class MovingHarvest:
    """A coded harvest on its way.

    Attributes
    ----------
    path : the file that says how it is coded now
    planned : "yes", "no", or "changed" where it was changed after the plan
    moved : the plan wrote its last step
    """

    harvest: HarvestFacts
    path: Path
    standing: Standing
    planned: str
    moved: bool


@dataclass(frozen=True)
class Moving:
    """All that the pages of the move tell.

    Attributes
    ----------
    unread : harvests that cannot be read, and why
    differences : what became of labels since the codebook that the oldest codes stand in
    trouble : why the plan cannot be read, "" if it can
    """

    codebook: Codebook
    harvests: tuple[MovingHarvest, ...]
    unread: tuple[tuple[str, str], ...]
    differences: tuple[Difference, ...]
    plan: OpenPlan | None
    trouble: str = ""

    @property
    def n_older(self) -> int:
        """How many rows stand in an older version."""
        return sum(one.standing.n_older for one in self.harvests)

    @property
    def n_rows(self) -> int:
        """How many rows are coded."""
        return sum(one.standing.n_rows for one in self.harvests)

    @property
    def older(self) -> tuple[MovingHarvest, ...]:
        """The harvests with rows in an older version."""
        return tuple(one for one in self.harvests if one.standing.n_older)

    @property
    def to_apply(self) -> tuple[MovingHarvest, ...]:
        """The harvests in which the plan may still move rows: older ones than it brings."""
        if self.plan is None or self.plan.outdated:
            return ()
        before = self.codebook.order(self.plan.plan.header.codebook_version)
        planned = [one for one in self.older if one.planned != "no"]
        return tuple(
            one
            for one in planned
            if any(self.codebook.order(version) < before for version in one.standing.older)
        )

    @property
    def ended(self) -> Counter[tuple[str, str]]:
        """Rows that are taken for newest and hold labels which that version does not have."""
        return sum((one.standing.ended for one in self.harvests), Counter())

    @property
    def silent(self) -> tuple[Difference, ...]:
        """Labels that are gone, of which the codebook does not say what became of them."""
        known = {(target.id, one.id) for target in self.codebook.targets for one in target.labels}
        gone = [one for one in self.differences if one.kind == "retire"]
        return tuple(one for one in gone if (one.target, one.label) not in known)

    def name(self, target: str, label: str) -> str:
        """Return what a label is called, or a target where none is named."""
        for one in self.codebook.targets:
            if one.id == target:
                names = {each.id: each.name for each in one.labels}
                return names.get(label, label or one.name)
        return label or target

    def names(self, difference: Difference) -> str:
        """Return what a label became."""
        names = [difference.now]
        if not difference.proposed and difference.kind != "rename":
            names = [self.name(difference.target, one) for one in difference.now.split(", ")]
        return with_commas(names)

    @staticmethod
    def unlisted_names(standing: Standing, unnamed: str) -> str:
        """Return the harvests whose version nobody states."""
        return with_commas(sorted(name or unnamed for name in standing.unlisted))

    def harvest(self, key: str) -> MovingHarvest | None:
        """Return the harvest that a form names."""
        return next((one for one in self.harvests if one.harvest.key == key), None)


def look(here: Facts, codebook: Codebook) -> Moving:
    """Look at harvests and plan as they are now; ``codebook`` is the project's."""
    book = with_columns(here.project, codebook)
    plan, trouble = None, ""
    try:
        plan = open_plan(here.project, book)
    except ClassifierError as error:
        trouble = with_hint(error)
    harvests, unread = [], []
    for harvest in here.harvests:
        path = harvest.now
        if not harvest.is_coded and path == harvest.path:
            continue
        try:
            standing = _standing(path, sha256_of(path), codebook_hash(book), book)
        except ClassifierError as error:
            unread.append((harvest.name, with_hint(error)))
            continue
        planned, moved = _in_plan(plan, harvest, path, standing)
        harvests.append(MovingHarvest(harvest, path, standing, planned, moved))
    found = tuple(harvests)
    differences = _differences(here.project, codebook, found)
    return Moving(book, found, tuple(unread), differences, plan, trouble)


@lru_cache(maxsize=256)
def _standing(path: Path, content: str, hash_: str, codebook: Codebook) -> Standing:
    """Count a harvest once for each content of it and of the codebook."""
    return standing_of(path, codebook)


def _in_plan(
    plan: OpenPlan | None, harvest: HarvestFacts, path: Path, standing: Standing
) -> tuple[str, bool]:
    if plan is None:
        return "no", bool(standing.moved_by)
    header = plan.plan.header
    if standing.moved_by == header.id or sha256_of(path) in header.inputs.values():
        return "yes", bool(standing.moved_by)
    named = {Path(label).name for label in header.inputs}
    known = {harvest.path.name, path.name} & named
    return "changed" if known else "no", bool(standing.moved_by)


# -- what changed


def _differences(
    project: Project, book: Codebook, harvests: tuple[MovingHarvest, ...]
) -> tuple[Difference, ...]:
    """Return what became of labels since the oldest codes; else since they were others."""
    versions = [version for one in harvests for version in one.standing.older]
    oldest = min(versions, key=book.order, default="")
    earlier = as_of(book, oldest) if oldest else _with_lost_labels(project, book)
    found = diff_codebooks(earlier, book) if earlier else ()
    # Of a label that was split another name is no news.
    split = {(one.label, "rename") for one in found if one.kind == "split"}
    shown = [one for one in found if one.kind not in _TEXTS]
    return tuple(one for one in shown if (one.label, one.kind) not in split)


def _with_lost_labels(project: Project, book: Codebook) -> Codebook | None:
    """Return the newest copy that has labels which are gone; None where none are."""
    for path in reversed(copies(project)[-_MOST_COPIES:]):
        copy = _copy(path, path.stat().st_mtime_ns)
        if copy is not None and _lost(copy, book):
            return copy
    return None


@lru_cache(maxsize=2 * _MOST_COPIES)
def _copy(path: Path, changed: int) -> Codebook | None:
    try:
        return read_codebook(path)
    except ClassifierError:  # an older one that nobody can read tells nothing
        return None


def _lost(older: Codebook, book: Codebook) -> bool:
    """Whether labels are gone of which the codebook says nothing."""
    now = {(target.id, label.id) for target in book.targets for label in target.labels}
    return any(
        (target.id, label.id) not in now for target in older.targets for label in target.labels
    )


# -- what applying would write, and what became of labels


@dataclass(frozen=True)
class Preview:
    """What applying the plan to a harvest would do; ``trouble`` says why nothing, "" if it can."""

    harvest: MovingHarvest
    tally: Tally
    trouble: str = ""

    @property
    def n_moved(self) -> int:
        """How many rows would move."""
        return self.tally.counts["moved"]


def previews(here: Facts, moving: Moving, plan: OpenPlan, coder: str) -> list[Preview]:
    """Do what the command does, beside everything, and tell what came of it."""
    return [_preview(one, plan, coder, here.next_copy(one.harvest).name) for one in moving.to_apply]


def _preview(one: MovingHarvest, plan: OpenPlan, coder: str, name: str) -> Preview:
    config = ApplyConfig(coder, engine=Here(1))
    with tempfile.TemporaryDirectory() as folder:
        try:
            return Preview(one, apply(plan.folder, one.path, Path(folder) / name, config))
        except ClassifierError as error:
            return Preview(one, Tally(), with_hint(error))


def trend_of(plan: OpenPlan, language: str) -> str:
    """Return the page that the command writes."""
    counted = trend(plan.folder)
    with written_in(language):
        return trend_page(counted, counted.targets)
