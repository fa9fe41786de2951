"""Harvests as DataFrames, and DataFrames as files that the verbs read.

A frame has a row for each fragment and coder. What `read_frame` gives has the ids in its index,
the columns of `COLUMNS`, and one for each target with a frozenset of label ids: empty where a
coder looked and found none, NA where nobody coded. Any other frame with the columns of a harvest
file, such as one that pandas read, is taken as that file would be: there an empty cell of a row
with a coder says that none fits.
"""

from __future__ import annotations

import json
import re
import warnings
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Self

import numpy as np
import pandas as pd

from classifier.codebook import NONE_FITS, Codebook, known_labels, read_codebook
from classifier.errors import HarvestError
from classifier.harvest import add_codings, match_heading, read_harvest
from classifier.harvest.headings import TARGET, alias_table
from classifier.wording import counted

if TYPE_CHECKING:
    from classifier.records import Coding, Problem

INDEX, ID = "fragment", "id"
COLUMNS = (
    "outcome significance harvest country status negative confidential coder version"
).split()
NOT_CODED = "not coded"
_FILE = "frame.jsonl"
_MOST_TOLD = 5
_ENDING = re.compile(r"\.\w{1,8}")

Harvests = pd.DataFrame | str | Path | Sequence[str | Path]
"""A frame, or the paths of harvest files."""


class HarvestWarning(UserWarning):
    """What could not be read as it stands; ``problems`` are all of them, each with its place."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        lines = [str(problem) for problem in self.problems[:_MOST_TOLD]]
        if len(self.problems) > _MOST_TOLD:
            lines.append(
                f"and {len(self.problems) - _MOST_TOLD} more, in “problems” of the warning"
            )
        super().__init__("\n".join([f"{counted(len(self.problems), 'problem')}:", *lines]))

    def __reduce__(self) -> tuple[type[Self], tuple[tuple[Problem, ...]]]:
        return type(self), (self.problems,)


def warn_of(problems: Sequence[Problem]) -> None:
    """Warn of what must be mended; notices alone are no reason."""
    to_mend = [problem for problem in problems if not problem.notice]
    if to_mend:
        warnings.warn(HarvestWarning(to_mend), stacklevel=3)


def codebook_of(codebook: Codebook | str | Path) -> Codebook:
    """Return a codebook, read if need be."""
    return codebook if isinstance(codebook, Codebook) else read_codebook(Path(codebook))


def read_frame(
    harvests: str | Path | Sequence[str | Path],
    codebook: Codebook | str | Path,
    codings: Sequence[str | Path] = (),
    coder_from: str = "",
) -> pd.DataFrame:
    """Read harvest files: a row for each fragment and coder, ids in the index.

    A target's column holds sets of label ids: empty where none fits, NA where nobody coded.

    Problems come as a `HarvestWarning`. A file that cannot be read at all is a HarvestError.

    Parameters
    ----------
    codings : files of further codings
    coder_from : “sheet” or “file”: whose name is the coder's in rows that name none
    """
    book = codebook_of(codebook)
    read = read_harvest(_paths(harvests), book, coder_from)
    read = add_codings(read, [Path(path) for path in codings], book, coder_from)
    warn_of(read.problems)
    answers: dict[str, list[Coding]] = {}
    for coding in read.codings:
        answers.setdefault(coding.fragment_id, []).append(coding)
    targets = [target.id for target in book.targets]
    rows = []
    for fragment in read.fragments:
        said = (fragment.outcome, fragment.significance, fragment.harvest, fragment.country)
        marks = (fragment.status, fragment.negative, fragment.confidential)
        for coder, version, sets in _answers(answers.get(fragment.id, ()), book):
            codes = (sets.get(target, pd.NA) for target in targets)
            rows.append((fragment.id, *said, *marks, coder, version, *codes))
    frame = pd.DataFrame(rows, columns=[INDEX, *COLUMNS, *targets]).set_index(INDEX)
    return frame.astype({"negative": "boolean", "confidential": bool})


def _answers(
    codings: Sequence[Coding], book: Codebook
) -> list[tuple[str, str, dict[str, frozenset[str]]]]:
    """Return what each coder said of a fragment, as (coder, version, sets by target).

    All of a coder's answers stand in one row, unless they are in words of different versions.
    """
    by_coder: dict[str, list[Coding]] = {}
    for coding in codings:
        by_coder.setdefault(coding.coder, []).append(coding)
    rows: dict[tuple[str, str], dict[str, frozenset[str]]] = {}
    for coder, said in by_coder.items():
        newest = max((one.version for one in said), key=book.order)
        for one in said:
            target = book.target(one.target)
            same = known_labels(target, one.version, book) == known_labels(target, newest, book)
            version = newest if same else one.version
            rows.setdefault((coder, version), {})[one.target] = one.labels
    return [(*key, sets) for key, sets in rows.items()] or [("", "", {})]


def _paths(harvests: str | Path | Sequence[str | Path]) -> list[Path]:
    """Return paths; a TypeError, which quotes nothing, where texts were given for them."""
    listed = [harvests] if isinstance(harvests, str | Path) else harvests
    if not isinstance(listed, list | tuple):
        raise TypeError(f"This takes a DataFrame or paths of files, not a {type(listed).__name__}.")
    paths = [Path(path) for path in listed]
    for number, path in enumerate(paths):
        if not _ENDING.fullmatch(path.suffix) and not path.exists():
            raise TypeError(
                f"Number {number} names no file. Give texts as the column “outcome” of a DataFrame."
            )
    return paths


@contextmanager
def as_files(
    harvests: Harvests, codebook: Codebook, *, numbered: bool = False
) -> Iterator[list[Path]]:
    """Yield paths for the verbs: those given, or a file with the cells of a frame for a while.

    The file lies in a folder that only this user can open, and is deleted afterwards.

    Parameters
    ----------
    numbered : give each row its number for an id, and leave out its codes
    """
    if not isinstance(harvests, pd.DataFrame):
        yield _paths(harvests)
        return
    with TemporaryDirectory(prefix="classifier-") as folder:
        path = Path(folder) / _FILE
        records = _records(_with_index(harvests, codebook), codebook, numbered=numbered)
        path.write_text("".join(f"{json.dumps(record)}\n" for record in records), "ascii")
        yield [path]


def _with_index(frame: pd.DataFrame, book: Codebook) -> pd.DataFrame:
    """Return a frame whose index stands among its columns where it names a field."""
    table = alias_table(book)
    levels = [n for n in frame.index.names if n == INDEX or (n and match_heading(str(n), table))]
    frame = frame.reset_index(level=[level for level in levels if level not in frame.columns])
    has_ids = any(match_heading(str(name), table) == ID for name in frame.columns)
    return frame if has_ids else frame.rename(columns={INDEX: ID})


def _records(frame: pd.DataFrame, book: Codebook, *, numbered: bool) -> Iterator[dict[str, object]]:
    """Yield each row as a record of a harvest file."""
    _refuse_unclear(frame)
    nothing = {name: _nothing_in(name, book) for name in frame.columns}
    kept = [name for name in frame.columns if not (numbered and _is_id_or_code(name, book))]
    kept = [name for name in kept if not _is_uncoded(frame[name], nothing[name])]
    rows = frame[kept].itertuples(index=False, name=None)
    for number, cells in enumerate(rows):
        record = {str(n): _cell(c, nothing[n]) for n, c in zip(kept, cells, strict=True)}
        yield {ID: str(number), **record} if numbered else record


def _refuse_unclear(frame: pd.DataFrame) -> None:
    twice = frame.columns[frame.columns.duplicated()]
    if len(twice):
        raise HarvestError(
            f"The DataFrame has several columns “{twice[0]}”.",
            hint="Rename all but one of them, or take them out.",
        )
    if not len(frame):
        raise HarvestError("The DataFrame has no rows.", hint="Give one with a row a fragment.")


def _is_uncoded(column: pd.Series[Any], nothing: str) -> bool:
    """Whether nobody coded a target: a rule could ask what should stand in its empty column."""
    return nothing == NOT_CODED and bool(column.isna().all())


def _is_id_or_code(name: object, book: Codebook) -> bool:
    field = match_heading(str(name), alias_table(book)) or ""
    return field == ID or field.startswith(TARGET)


def _nothing_in(name: object, book: Codebook) -> str:
    """Return the cell that stands for NA: “nobody coded” in the column named after a target."""
    return NOT_CODED if any(name == target.id for target in book.targets) else ""


def _cell(cell: object, nothing: str) -> object:
    """Return a cell as JSON holds it: sets of ids side by side, ``nothing`` for NA."""
    if isinstance(cell, np.ndarray):
        cell = cell.tolist()
    if isinstance(cell, set | frozenset | list | tuple):
        return ", ".join(sorted(map(str, cell))) or NONE_FITS
    if pd.isna(cell):  # type: ignore[call-overload]
        return nothing
    if isinstance(cell, bool):
        return cell
    plain = cell.item() if hasattr(cell, "item") else cell
    return plain if isinstance(plain, str | int | float | bool) else str(plain)


def codes_beside(
    harvests: Harvests, target: str, codes: Iterable[object], book: Codebook
) -> pd.DataFrame:
    """Return a frame with ``codes``, one a row, in the place of its own for ``target``."""
    if not isinstance(harvests, pd.DataFrame):
        raise TypeError("Codes as y go with a DataFrame: give harvest files without y.")
    if getattr(codes, "ndim", 1) != 1:
        raise TypeError("y has several columns: give one set of label ids for each row.")
    listed = list(codes)
    if len(listed) != len(harvests):
        raise ValueError(f"y has {len(listed)} codes, X has {len(harvests)} rows")
    table, field = alias_table(book), TARGET + target
    own = [name for name in harvests.columns if match_heading(str(name), table) == field]
    column = pd.Series(listed, index=harvests.index, dtype=object)
    return harvests.drop(columns=own).assign(**{target: column})
