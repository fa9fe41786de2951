"""What each column of a harvest was taken for, with a few of its cells, and a choice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from classifier.check import check_harvest
from classifier.check.reading import Reading
from classifier.codebook import Codebook
from classifier.errors import ClassifierError, UnknownColumns
from classifier.harvest import is_missing, read_harvest
from classifier.harvest.headings import plain_field
from classifier.project import Project, save
from classifier.project.state import with_columns
from classifier.wording import CONTROL, with_hint

if TYPE_CHECKING:
    from classifier.home.facts import Facts, HarvestFacts
    from classifier.records import Fragment, Problem

# What may be chosen for a column, beside the targets of the codebook.
CHOICES = (
    "outcome", "significance", "merged", "id", "country", "harvest", "year", "coder",
    "confidential", "negative", "status",
)  # fmt: skip
_SAMPLES, _LONGEST_SAMPLE = 3, 160
_NO_CODES = Codebook("", "1", ())


@dataclass(frozen=True)
class Column:
    """A column of a sheet.

    Attributes
    ----------
    field : what it was taken for, as ``--column`` calls it; "" where it is kept and not read
    cells : some of what stands in it, never of confidential rows
    """

    heading: str
    field: str
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Seen:
    """A harvest as it was read.

    Attributes
    ----------
    choices : what a column may be taken for, with the words for it: those of a target, or ""
    problems : by row, those that a person has to mend first
    trouble : why nothing could be read, though the columns are there to choose; "" if it could
    """

    columns: tuple[Column, ...]
    choices: tuple[tuple[str, str], ...]
    problems: tuple[Problem, ...]
    n_rows: int
    trouble: str = ""

    @property
    def read(self) -> tuple[Column, ...]:
        """The columns that are read."""
        return tuple(column for column in self.columns if column.field)

    @property
    def unread(self) -> tuple[Column, ...]:
        """The columns that are kept and not read."""
        return tuple(column for column in self.columns if not column.field)


def look_at(here: Facts, harvest: HarvestFacts) -> Seen:
    """Read a harvest as the commands do, and check it."""
    book = with_columns(here.project, here.codebook or _NO_CODES)
    targets = [(target.id, target.name) for target in book.targets]
    choices = (*((name, "") for name in CHOICES), *targets)
    try:
        read = read_harvest(harvest.path, book)
    except UnknownColumns as error:
        unread = tuple(Column(heading, "", ()) for heading in dict.fromkeys(error.headings))
        if len(unread) == 1:  # perhaps a whole row that was not parted
            raise
        return Seen(unread, choices, (), 0, with_hint(error))
    reading = Reading(read, book)
    problems = check_harvest(read, book).problems if here.codebook else read.problems
    return Seen(
        tuple(_columns(reading)),
        choices,
        tuple(sorted(problems, key=lambda problem: problem.notice)),
        len(read.fragments),
    )


def _columns(reading: Reading) -> Iterator[Column]:
    """Go through the columns of all sheets, those that are read first."""
    used = {*CHOICES, *(target.id for target in reading.codebook.targets)}
    fields = {
        heading: plain_field(field)
        for by_field in reading.fields.values()
        for field, headings in by_field.items()
        for heading in headings
        if plain_field(field) in used
    }
    shown = [one for one in reading.harvest.fragments if not one.confidential]
    headings = dict.fromkeys(name for one in reading.harvest.fragments for name in one.cells)
    for heading in sorted(headings, key=lambda name: name not in fields):
        yield Column(heading, fields.get(heading, ""), _samples(shown, heading))


def _samples(fragments: list[Fragment], heading: str) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for fragment in fragments:
        text = " ".join(CONTROL.sub(" ", fragment.cells.get(heading, "")).split())
        if not is_missing(text):
            found.setdefault(text if len(text) <= _LONGEST_SAMPLE else f"{text[:_LONGEST_SAMPLE]}…")
        if len(found) == _SAMPLES:
            break
    return tuple(found)


def choose(project: Project, seen: Seen, form: Mapping[str, str]) -> bool:
    """Remember the columns that were chosen; return whether that is anything new.

    A form names columns by their number. Two columns chosen for one field are a ClassifierError,
    and nothing is remembered.
    """
    allowed = {name for name, _ in seen.choices}
    columns = dict(project.columns)
    chosen: dict[str, str] = {}
    for number, column in enumerate(seen.columns):
        field = form.get(f"column-{number}", column.field)
        if field not in allowed or field == column.field:
            continue
        if field in chosen:
            raise ClassifierError(
                f"“{chosen[field]}” and “{column.heading}” were both chosen for “{field}”; "
                "nothing was saved.",
                hint="Choose one of the two.",
            )
        chosen[field] = column.heading
        columns = {name: heading for name, heading in columns.items() if heading != column.heading}
        columns[field] = column.heading
    if columns == dict(project.columns):
        return False
    save(replace(project, columns=columns))
    return True
