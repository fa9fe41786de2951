"""Make a large archive out of the sample harvests, to measure relabelling on.

    python eval/relabel_archive.py OUT [--rows 100000] [--texts 5000]

OUT ends in .parquet or .csv. Outcomes and significances of the sample are paired anew: there
are at most ``--texts`` distinct stories; each keeps the codes, the harvest and the words of the row
that its outcome came from. Ids are numbered. The same arguments give the same file.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Iterator
from pathlib import Path

from common import HARVESTS

from classifier.harvest import read_harvest
from classifier.harvest.parquet import load_arrow
from classifier.outputs import csv_text

HEADINGS = (
    "FragmentID", "OH-harvesting period", "coutnry", "Outcome description",
    "Significance of the outcome", "Outcome statements is CONFIDENTIAL",
    "Link to SCC Specific Objectives", "MCQType of change", "TypeOfChangeCluster", "Coder",
)  # fmt: skip
_ID, _SIGNIFICANCE = 0, 4
_BATCH = 5_000

Row = list[str]


def stories(n: int) -> list[Row]:
    """Pair outcomes with significances of other rows, until there are ``n`` of them."""
    read = read_harvest(HARVESTS)
    rows = [[f.cells.get(name, "") for name in HEADINGS] for f in read.fragments]
    chance = random.Random(7)
    found = {tuple(row[1:]): row for row in rows}
    while len(found) < n:
        row = list(chance.choice(rows))
        row[_SIGNIFICANCE] = chance.choice(rows)[_SIGNIFICANCE]
        found.setdefault(tuple(row[1:]), row)
    return list(found.values())[:n]


def archive(n_rows: int, n_texts: int) -> Iterator[Row]:
    """Give the rows of the archive."""
    chosen = stories(min(n_texts, n_rows))
    chance = random.Random(11)
    for number in range(n_rows):
        row = list(chosen[number] if number < len(chosen) else chance.choice(chosen))
        row[_ID] = f"ARC/{number:06d}"
        yield row


def write_archive(out: Path, n_rows: int, n_texts: int) -> None:
    """Write the archive, a parquet file in batches."""
    if out.suffix == ".csv":
        out.write_text(csv_text([HEADINGS, *archive(n_rows, n_texts)]), "utf-8-sig", newline="")
        return
    arrow = load_arrow(out.name)
    schema = arrow.schema([(name, arrow.string()) for name in HEADINGS])
    rows = archive(n_rows, n_texts)
    with arrow.parquet.ParquetWriter(out, schema) as writer:
        while batch := [row for row, _ in zip(rows, range(_BATCH), strict=False)]:
            columns = [[row[i] for row in batch] for i in range(len(HEADINGS))]
            writer.write_table(arrow.table(columns, schema=schema))


def main() -> int:
    """Write the archive that the arguments ask for."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("out", type=Path)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--texts", type=int, default=5_000)
    given = parser.parse_args()
    write_archive(given.out, given.rows, given.texts)
    print(f"{given.rows} rows: {given.out}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
