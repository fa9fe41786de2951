"""Several files to one harvest: every good row comes through, every trouble is named."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from classifier.errors import HarvestError
from classifier.harvest.clean import quote
from classifier.harvest.codings import row_codings, version_of
from classifier.harvest.discreet import discreet
from classifier.harvest.files import label_files, no_columns, read_grids
from classifier.harvest.fragments import Entry, to_entries
from classifier.harvest.grid import Grid
from classifier.harvest.headings import AliasTable, alias_table
from classifier.harvest.table import Table, lay_out
from classifier.records import Coding, Fragment, Harvest, Origin, Problem

if TYPE_CHECKING:
    from classifier.codebook import Codebook


def read_harvest(paths: Sequence[Path] | Path, codebook: Codebook | None = None) -> Harvest:
    """Read one or several files of fragments; codings too where a codebook is given.

    A file that cannot be read at all is a HarvestError. Problems stand in the files' order.
    """
    with _uncollected():
        return _read(paths, codebook)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Let nobody look for circles among the rows: there are none, and the search takes long."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def _read(paths: Sequence[Path] | Path, codebook: Codebook | None) -> Harvest:
    listed = [Path(paths)] if isinstance(paths, str | Path) else [Path(path) for path in paths]
    distinct = list({path.resolve(): path for path in listed}.values())
    labels = label_files(distinct)
    names = alias_table(codebook)
    gathering = _Gathering(codebook)
    for path, label in zip(distinct, labels, strict=True):
        for table, alone in _tables(read_grids(path, label, names), label, names, gathering):
            gathering.add_table(table, alone)
    fragments = tuple(gathering.fragments.values())
    problems = _in_order(discreet(gathering.problems, fragments, codebook))
    return Harvest(fragments, tuple(gathering.codings), problems, tuple(labels))


@dataclass(slots=True)
class _Story:
    """What was read under one id with one text: the id it goes by, and who coded it."""

    id: str
    coders: set[str]
    first: Origin


@dataclass(slots=True)
class _Gathering:
    """Fragments and codings of all files so far, with what is needed to tell twins apart.

    Attributes
    ----------
    stories : id as written, then text, to the story read under both
    told : (file, harvest) whose missing version was reported
    """

    codebook: Codebook | None
    fragments: dict[str, Fragment] = field(default_factory=dict)
    codings: list[Coding] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    stories: dict[str, dict[str, _Story]] = field(default_factory=dict)
    told: set[tuple[str, str]] = field(default_factory=set)

    def add_table(self, table: Table, alone: bool) -> None:
        """Take in every row of a table."""
        entries, problems = to_entries(table, alone)
        self.problems += [*table.problems, *problems]
        if not entries:
            what = "has headings but no row below them."
            self.problems.append(Problem(table.origin, "no-rows", what))
        for entry in entries:
            fragment_id = self._place(entry)
            if fragment_id is not None and self.codebook is not None:
                self._add_codings(entry, fragment_id, self.codebook)

    def _place(self, entry: Entry) -> str | None:
        """Find the id that a row goes by; None for a row that only repeats another."""
        fragment = entry.fragment
        same_id = self.stories.setdefault(fragment.id, {})
        text = " ".join(f"{fragment.outcome}\n{fragment.significance}".split())
        story = same_id.get(text)
        if story is None:
            fragment_id = self._free_id(fragment)
            same_id[text] = _Story(fragment_id, {entry.coder}, fragment.origin)
            renamed = fragment_id != fragment.id
            self.fragments[fragment_id] = replace(fragment, id=fragment_id) if renamed else fragment
            return fragment_id
        if fragment.confidential and not self.fragments[story.id].confidential:
            # One mark is enough, in whichever of the rows it stands.
            self.fragments[story.id] = replace(self.fragments[story.id], confidential=True)
        if entry.coder in story.coders or (not entry.coder and any(story.coders)):
            self._report(entry, "duplicate-row", f"repeats {_where(story.first, fragment)}; it was "
                         "left out.", "Delete one of the two rows.")  # fmt: skip
            return None
        story.coders.add(entry.coder)
        return story.id

    def _free_id(self, fragment: Fragment) -> str:
        """The id as written, or with the first free number behind it, which is reported."""
        if fragment.id not in self.fragments:
            return fragment.id
        number = 2
        while (free := f"{fragment.id} ({number})") in self.fragments:
            number += 1
        first = self.fragments[fragment.id].origin
        what = (
            f"has the id {quote(fragment.id)} of {_where(first, fragment)} but another text; "
            f"it is called “{free}”."
        )
        hint = "Give one of the two another id."
        self.problems.append(Problem(fragment.origin, "duplicate-id", what, hint))
        return free

    def _add_codings(self, entry: Entry, fragment_id: str, codebook: Codebook) -> None:
        harvest = entry.fragment.harvest
        version, known, problems = version_of(entry.row, entry.table, harvest, codebook)
        self.problems += problems
        if version is None:
            return
        codings, problems = row_codings(entry.row, entry.table, fragment_id, version, codebook)
        self.codings += codings
        self.problems += problems
        file = entry.fragment.origin.file
        if codings and not known and (file, harvest) not in self.told:
            self.told.add((file, harvest))
            named = f"the harvest {quote(harvest)}" if harvest else "rows without a harvest"
            what = f"The codebook does not list {named}; read as version {version}, the newest."
            hint = "Add it to “versions” in the codebook, or a column “Codebook version”."
            notice = Problem(Origin(file), "unlisted-harvest", what, hint, notice=True)
            self.problems.append(notice)

    def _report(self, entry: Entry, kind: str, what: str, hint: str) -> None:
        self.problems.append(Problem(entry.fragment.origin, kind, what, hint))


def _tables(
    grids: list[Grid], label: str, names: AliasTable, gathering: _Gathering
) -> list[tuple[Table, bool]]:
    """The sheets with fragments, each with whether it is the only one; others are reported."""
    laid_out = [(grid, lay_out(grid, names)) for grid in grids]
    tables = [table for grid, table in laid_out if table and not grid.hidden]
    if not tables:
        hidden = [grid.origin.sheet for grid, table in laid_out if table]
        if hidden:
            raise HarvestError(
                f"{label} has its fragments on the hidden sheet “{hidden[0]}”.",
                hint="Unhide it in Excel (right click on a sheet's name) and save.",
            )
        raise no_columns(
            label,
            grids,
            "no column with the outcome's text",
            hint="Name one column “Outcome description” or “Significance of the outcome”.",
        )
    for grid, table in laid_out:
        if (table and not grid.hidden) or not grid.rows:
            continue
        what = "is hidden and was passed over" if grid.hidden else "was passed over: no heading row"
        hint = "Unhide it if its rows belong to the harvest." if table else ""
        notice = Problem(grid.origin, "sheet-passed-over", f"{what}.", hint, notice=True)
        gathering.problems.append(notice)
    return [(table, len(tables) == 1) for table in tables]


def _where(first: Origin, fragment: Fragment) -> str:
    """The other row, as seen from this one: its file is named only where it is another."""
    if first.file != fragment.origin.file:
        return str(first)
    sheet = f"sheet “{first.sheet}”, " if first.sheet != fragment.origin.sheet else ""
    return f"{sheet}row {first.row}"


def _in_order(problems: list[Problem]) -> tuple[Problem, ...]:
    """Problems by file and sheet in the order of their first mention, then by row."""
    places: dict[str, int] = {}
    for problem in problems:
        places.setdefault(problem.origin.file, len(places))

    def key(problem: Problem) -> tuple[int, str, int]:
        origin = problem.origin
        return places[origin.file], origin.sheet, origin.row or 0

    return tuple(sorted(problems, key=key))
