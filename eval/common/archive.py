"""A large archive made of the sample: at most so many distinct stories, as parquet files.

Outcomes and significances of the sample are paired anew; each story keeps the codes, the harvest
and the words of the row that its outcome came from. Ids are numbered.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

from classifier.harvest import read_harvest
from classifier.harvest.parquet import load_arrow
from common import HARVESTS

# Up to ALL_DIFFERENT rows all texts differ; a larger archive repeats its stories.
ALL_DIFFERENT, STORIES = 10_000, 5_000
PART = 5_000  # rows of a parquet file
HEADINGS = (
    "FragmentID", "OH-harvesting period", "coutnry", "Outcome description",
    "Significance of the outcome", "Outcome statements is CONFIDENTIAL",
    "Link to SCC Specific Objectives", "MCQType of change", "TypeOfChangeCluster", "Coder",
)  # fmt: skip
ID, OUTCOME, SIGNIFICANCE = 0, 3, 4

Row = list[str]


def stories(n: int) -> list[Row]:
    """Pair outcomes with significances of other rows, until there are ``n`` of them."""
    read = read_harvest(HARVESTS)
    rows = [[f.cells.get(name, "") for name in HEADINGS] for f in read.fragments]
    chance = random.Random(7)
    found = {tuple(row[1:]): row for row in rows}
    while len(found) < n:
        row = list(chance.choice(rows))
        row[SIGNIFICANCE] = chance.choice(rows)[SIGNIFICANCE]
        found.setdefault(tuple(row[1:]), row)
    return list(found.values())[:n]


def archive(n_rows: int, n_texts: int) -> Iterator[Row]:
    """Yield the rows of the archive; the same arguments give the same rows."""
    chosen = stories(min(n_texts, n_rows))
    chance = random.Random(11)
    for number in range(n_rows):
        row = list(chosen[number] if number < len(chosen) else chance.choice(chosen))
        row[ID] = f"ARC/{number:06d}"
        yield row


def write_parts(folder: Path, n_rows: int, part_rows: int = PART) -> None:
    """Write an archive in files of ``part_rows``; up to ALL_DIFFERENT rows all texts differ."""
    arrow = load_arrow("the archive")
    rows = archive(n_rows, min(n_rows, STORIES))
    folder.mkdir()
    part: list[list[str]] = []
    for number, row in enumerate(rows):
        if n_rows <= ALL_DIFFERENT:
            row[OUTCOME] += f" This was visit {number} of the year."
            row[SIGNIFICANCE] += f" It is reason {number} to go on."
        part.append(row)
        if len(part) == part_rows or number == n_rows - 1:
            columns = [[cells[i] for cells in part] for i in range(len(HEADINGS))]
            path = folder / f"part-{number // part_rows:03d}.parquet"
            arrow.parquet.write_table(arrow.table(columns, names=list(HEADINGS)), path)
            part = []
