"""Several files to one harvest: every good row comes through, every trouble is named."""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from classifier.disclosure import without_confidential_words
from classifier.errors import ClassifierError
from classifier.folding import plain_words, spelling_key
from classifier.harvest.chosen_columns import reads
from classifier.harvest.clean import quote
from classifier.harvest.codings import row_codings, version_of
from classifier.harvest.countries import with_countries_together
from classifier.harvest.files import label_files, read_grids, records_as_grid
from classifier.harvest.fragments import NO_TEXT, Entry, to_entries
from classifier.harvest.headings import alias_table
from classifier.harvest.parent_sheets import PARENT_SHEET
from classifier.harvest.repeated import Answers, CodedRow, by_coder, where
from classifier.harvest.sheets import Sheets, fragment_sheets, with_coder
from classifier.harvest.table import Table
from classifier.records import Coding, Fragment, Harvest, Origin, Problem
from classifier.translations import tell
from classifier.xlsx.read import read_beginning

if TYPE_CHECKING:
    from classifier.codebook import Codebook


def read_harvest(
    paths: Sequence[Path] | Path,
    codebook: Codebook | None = None,
    coder_from: str = "",
) -> Harvest:
    """Read one or several files of fragments; codings too where a codebook is given.

    A file that cannot be read at all is a HarvestError. Problems stand in the files' order.

    Parameters
    ----------
    coder_from : “sheet” or “file”: whose name is the coder's in rows that name none
    """
    with _uncollected():
        return _read(paths, codebook, coder_from)


def read_first_rows(path: Path, codebook: Codebook) -> tuple[Fragment, ...]:
    """Return the first fragments of a large workbook; none of any other, or of a damaged one.

    Only to be looked at until all is read: what stands further down may tell more of them. None
    either where a parent sheet tells of them: the rows that do may all stand further down.
    """
    with suppress(ClassifierError):
        grids = read_beginning(path)
        if grids:
            sheets = fragment_sheets({path.name: grids}, codebook)
            if all(problem.kind != PARENT_SHEET for problem in sheets.problems):
                return _gathered(sheets, (path.name,), codebook, "").fragments
    return ()


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


def read_records(records: Sequence[object], codebook: Codebook, label: str) -> Harvest:
    """Read records that came without a file, such as those of a request, as a JSON file of them.

    The row of a fragment is its record's number, from 1; ``label`` is what problems name.
    """
    with _uncollected():
        grid = records_as_grid(records, label, alias_table(codebook))
        return _gathered(fragment_sheets({label: [grid]}, codebook), (label,), codebook, "")


def _read(paths: Sequence[Path] | Path, codebook: Codebook | None, coder_from: str) -> Harvest:
    labelled = label_files([paths] if isinstance(paths, str | Path) else paths)
    return _gathered(_sheets(labelled, codebook), tuple(labelled), codebook, coder_from)


def _gathered(
    sheets: Sheets, files: tuple[str, ...], codebook: Codebook | None, coder_from: str
) -> Harvest:
    gathering = _Gathering(codebook)
    gathering.problems += sheets.problems
    n_tables = Counter(table.origin.file for table in sheets.tables)
    for table in sheets.tables:
        alone = n_tables[table.origin.file] == 1
        gathering.add_table(with_coder(table, coder_from), alone)
    fragments = tuple(gathering.fragments.values())
    answers = gathering.answers()
    found = [*gathering.problems, *answers.problems]
    shown = with_countries_together(without_confidential_words(found, fragments, codebook))
    problems = in_order(shown, files)
    return Harvest(fragments, tuple(answers.codings), problems, files)


def _sheets(labelled: Mapping[str, Path], codebook: Codebook | None) -> Sheets:
    names = alias_table(codebook)
    files = {label: read_grids(path, label, names) for label, path in labelled.items()}
    return fragment_sheets(files, codebook)


def read_tables(paths: Sequence[Path], codebook: Codebook) -> tuple[Table, ...]:
    """Read the sheets that hold fragments as tables, for the names of codes in their cells."""
    with _uncollected():
        return _sheets(label_files(paths), codebook).tables


def columns_in(paths: Iterable[Path], codebook: Codebook, typed: Sequence[str]) -> tuple[str, ...]:
    """Return which columns, each as ``FIELD=HEADING`` and chosen last, stand in one of the files.

    A file that cannot be read has none: whoever reads it will say why.
    """
    names = alias_table(codebook)
    tables: list[Table] = []
    for path in paths:
        with suppress(ClassifierError, OSError):
            tables += read_tables([path], codebook)
    there = []
    for text, column in zip(typed, codebook.columns[-len(typed) :], strict=True):
        field_name = names.chosen[plain_words(column.heading)]
        if any(reads(table, field_name, column, names) for table in tables):
            there.append(text)
    return tuple(there)


@dataclass(slots=True)
class _Story:
    """What was read under one id with one text: the id it goes by, and its rows."""

    id: str
    text: str
    rows: list[CodedRow]


@dataclass(slots=True)
class _Gathering:
    """Fragments of all files so far, with what is needed to tell twins apart.

    Attributes
    ----------
    stories : an id as it is compared, to the stories read under it
    told : (file, harvest) whose missing version was reported
    """

    codebook: Codebook | None
    fragments: dict[str, Fragment] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    stories: dict[str, list[_Story]] = field(default_factory=dict)
    told: set[tuple[str, str]] = field(default_factory=set)

    def add_table(self, table: Table, alone: bool) -> None:
        """Take in every row of a table."""
        entries, problems = to_entries(table, alone)
        later = _going_on(entries)
        self.problems += table.problems
        self.problems += [p for p in problems if p.kind != NO_TEXT or p.origin not in later]
        stories: dict[Origin, _Story] = {}
        for entry in entries:
            if entry.fragment.origin not in later:
                stories[entry.fragment.origin] = self._story(entry)
                self._add(entry, stories[entry.fragment.origin], entry.coder)
        for entry, above in _with_rows_above(entries, later):
            self._add(entry, stories[above.fragment.origin], entry.coder or above.coder)

    def answers(self) -> Answers:
        """Work out the codings of all fragments from their rows."""
        stories = (story for same_id in self.stories.values() for story in same_id)
        return Answers(self.codebook).read(story.rows for story in stories)

    def _story(self, entry: Entry) -> _Story:
        """Find the story that a row tells, or begin it: the same id and the same text."""
        fragment = entry.fragment
        same_id = self.stories.setdefault(spelling_key(fragment.id), [])
        text = f"{fragment.outcome}\n{fragment.significance}"
        for story in same_id:
            if story.text == text or spelling_key(story.text) == spelling_key(text):
                return story
        fragment_id = self._free_id(fragment)
        renamed = fragment_id != fragment.id
        self.fragments[fragment_id] = replace(fragment, id=fragment_id) if renamed else fragment
        same_id.append(_Story(fragment_id, text, []))
        return same_id[-1]

    def _add(self, entry: Entry, story: _Story, coder: str) -> None:
        """Take in one row of a story; ``coder`` coded what no column gives to another."""
        if entry.fragment.confidential and not self.fragments[story.id].confidential:
            # One mark is enough, in whichever of the rows it stands.
            self.fragments[story.id] = replace(self.fragments[story.id], confidential=True)
        codings = self._codings(entry, story.id, self.codebook) if self.codebook else []
        rows = by_coder(entry.row, coder, codings)
        story.rows += [replace(row, coder=row.coder or coder) for row in rows]

    def _free_id(self, fragment: Fragment) -> str:
        """The id as written, or with the first free number behind it, which is reported."""
        if fragment.id not in self.fragments:
            return fragment.id
        number = 2
        while (free := f"{fragment.id} ({number})") in self.fragments:
            number += 1
        first = self.fragments[fragment.id].origin
        place = where(first, fragment.origin)
        what = tell("harvest_same_id", id=quote(fragment.id), place=place, name=free)
        hint = tell("harvest_same_id_hint")
        self.problems.append(Problem(fragment.origin, "duplicate-id", what, hint))
        return free

    def _codings(self, entry: Entry, fragment_id: str, codebook: Codebook) -> list[Coding]:
        """Read the codings of one row."""
        harvest = entry.fragment.harvest
        version, known, problems = version_of(entry.row, harvest, codebook)
        self.problems += problems
        if version is None:
            return []
        codings, problems = row_codings(entry.row, fragment_id, version, codebook)
        self.problems += problems
        file = entry.fragment.origin.file
        several = len(codebook.versions) > 1  # else nothing could be another
        if codings and not known and several and (file, harvest) not in self.told:
            self.told.add((file, harvest))
            named = tell("harvest_no_harvest")
            if harvest:
                named = tell("harvest_the_harvest", name=quote(harvest))
            what = tell("harvest_unlisted", harvest=named, version=version)
            hint = tell("harvest_unlisted_hint")
            notice = Problem(Origin(file), "unlisted-harvest", what, hint, notice=True)
            self.problems.append(notice)
        return codings


def _going_on(entries: Sequence[Entry]) -> set[Origin]:
    """Return the rows without a text that have the id of one with a text."""
    textless = [entry.fragment for entry in entries if not entry.fragment.has_text]
    if not textless:
        return set()
    ids = {spelling_key(entry.fragment.id) for entry in entries if entry.fragment.has_text}
    return {fragment.origin for fragment in textless if spelling_key(fragment.id) in ids}


def _with_rows_above(
    entries: Sequence[Entry], going_on: Container[Origin]
) -> Iterator[tuple[Entry, Entry]]:
    """Pair each row of a sheet that goes on without a text with the nearest row that it goes on.

    That is the row above with its id; the first below where the text stands there only. The text,
    and the coder, may stand in one row only where each code has a row of its own.
    """
    nearest: dict[str, Entry] = {}
    for entry in reversed(entries):
        if entry.fragment.has_text:
            nearest[spelling_key(entry.fragment.id)] = entry
    for entry in entries:
        same_id = spelling_key(entry.fragment.id)
        if entry.fragment.has_text:
            nearest[same_id] = entry
        elif entry.fragment.origin in going_on:
            above = nearest[same_id]
            yield entry, above
            # A coder named here has the next rows too.
            nearest[same_id] = replace(above, coder=entry.coder or above.coder)


def in_order(problems: Iterable[Problem], files: Sequence[str]) -> tuple[Problem, ...]:
    """Return problems by file, sheet and row."""
    places = {file: place for place, file in enumerate(files)}

    def key(problem: Problem) -> tuple[int, str, int]:
        origin = problem.origin
        return places.get(origin.file, len(places)), origin.sheet, origin.row or 0

    return tuple(sorted(problems, key=key))
