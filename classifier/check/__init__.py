"""What a person should mend in a harvest before it is used: problems by row, and nobody's words."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from classifier.check.columns import (
    codes_missing,
    few_groups,
    misplaced_cells,
    missing_columns,
    without_explained,
)
from classifier.check.contradictions import (
    clusters_against_types,
    coded_outputs,
    countries_against_ids,
    objectives_against_ids,
    older_versions,
    without_overshadowed,
)
from classifier.check.personal import personal_data
from classifier.check.reading import Reading, row_of
from classifier.check.texts import missing_outcomes, near_duplicates, outputs_told
from classifier.decide.held import unfinished
from classifier.disclosure import UNNAMED, places
from classifier.harvest import ReadingChoices, read_harvest
from classifier.harvest.read import in_order
from classifier.records import Harvest, Origin, Problem

if TYPE_CHECKING:
    import pandas as pd

    from classifier.codebook import Codebook

__all__ = ["CODE_CHECKS", "FACTS", "Checked", "check", "check_harvest"]

# What is told of each problem.
FACTS = (
    "file", "sheet", "row", "column", "kind", "what", "hint", "notice", "fragment_id",
)  # fmt: skip

Check = Callable[[Reading], list[Problem]]

CHECKS: tuple[Check, ...] = (
    codes_missing,
    missing_columns,
    few_groups,
    older_versions,
    misplaced_cells,
    missing_outcomes,
    clusters_against_types,
    objectives_against_ids,
    countries_against_ids,
    coded_outputs,
    outputs_told,
    personal_data,
    near_duplicates,
)
# Those that look at the codes, which are few beside all that can be wrong with the texts.
CODE_CHECKS = (misplaced_cells, clusters_against_types, coded_outputs)


@dataclass(frozen=True)
class Checked:
    """What was found.

    Attributes
    ----------
    problems : by file, then row, then column; notices among them
    files : the files in the order they were named
    fragment_ids : the fragment of each row that became one, by the row's origin
    n_fragments : fragments that have a text
    notices : what was not read of the codebook
    unnamed : confidential fragments, of which only the place is told
    """

    problems: tuple[Problem, ...]
    files: tuple[str, ...]
    fragment_ids: Mapping[Origin, str]
    n_fragments: int
    notices: tuple[str, ...] = ()
    unnamed: Collection[str] = ()

    @property
    def n_problems(self) -> int:
        """Problems that a person has to mend."""
        return sum(not problem.notice for problem in self.problems)

    @property
    def n_notices(self) -> int:
        """What a person should know, and need not mend."""
        return len(self.problems) - self.n_problems

    def fragment_of(self, problem: Problem) -> str:
        """The id of the fragment that a problem is about; "" if it is about none."""
        return self.fragment_ids.get(row_of(problem.origin), "")

    def name_in(self, problem: Problem) -> str:
        """Return what may be told of the fragment that a problem is about: its id unless secret."""
        fragment_id = self.fragment_of(problem)
        return UNNAMED if fragment_id in self.unnamed else fragment_id

    def facts(self) -> list[tuple[object, ...]]:
        """Return what is told of each problem, under `FACTS`; no row for what is about a file."""
        told: list[tuple[object, ...]] = []
        for problem in self.problems:
            origin = problem.origin
            place = (origin.file, origin.sheet, origin.row, origin.column)
            said = (problem.kind, problem.what, problem.hint, problem.notice)
            told.append((*place, *said, self.name_in(problem)))
        return told

    def to_frame(self) -> pd.DataFrame:
        """Return a row for each problem."""
        import pandas as pd

        return pd.DataFrame(self.facts(), columns=FACTS).astype({"row": "Int64"})


def check(
    harvests: Path | Sequence[Path],
    codebook: Path | Codebook,
    reading: ReadingChoices | None = None,
) -> Checked:
    """Read harvests and list what is wrong with them."""
    reading = reading or ReadingChoices()
    book = reading.codebook(codebook)
    read = read_harvest(harvests, book, reading.coder_from)
    paths = [harvests] if isinstance(harvests, Path) else harvests
    problems = (*unfinished(paths), *read.problems)
    checked = check_harvest(replace(read, problems=problems), book)
    return replace(checked, notices=book.notices)


def check_harvest(
    harvest: Harvest, codebook: Codebook, checks: Sequence[Check] = CHECKS
) -> Checked:
    """List what is wrong with a harvest that was read with ``codebook``."""
    reading = Reading(harvest, codebook)
    own = [problem for check in checks for problem in check(reading)]
    problems = without_overshadowed(without_explained([*harvest.problems, *own]), reading)
    ids = {row: fragment.id for row, fragment in reading.by_row.items()}
    n_fragments = len(harvest.with_text)
    unnamed = frozenset(places(harvest.fragments))
    listed = in_order(problems, harvest.files)
    return Checked(listed, harvest.files, ids, n_fragments, unnamed=unnamed)
