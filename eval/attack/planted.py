"""Harvests with a nonsense word in every cell of some rows, and where each word may stand.

A word such as “qvzabtujxkcd” has a mark at its beginning and one in its middle, each followed by
two letters that no other word has there: any half of it that got somewhere tells whose it is.
"""

from __future__ import annotations

import csv
import json
import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from string import ascii_lowercase

import openpyxl

HEAD, TAIL = "qvz", "jxk"

# What the sample's columns are about; those that are not named here are “other”.
FIELDS = {
    "FragmentID": "id",
    "OH-harvesting period": "harvest",
    "Outcome status": "status",
    "coutnry": "country",
    "Outcome description": "text",
    "Significance of the outcome": "text",
    "StoryFragment_Merged": "merged",
    "Contribution of the programme": "contribution",
    "Contribution of other actors and factors": "contribution",
    "Link to SCC Specific Objectives": "code",
    "MCQType of change": "code",
    "TypeOfChangeCluster": "code",
    "Outcome is negative": "negative",
    "Outcome statements is CONFIDENTIAL": "confidential",
    "Coder": "coder",
    "Remarks": "comment",
}
_STORY = frozenset({"id", "text", "merged", "contribution", "coder", "comment", "other"})
_YES, _NO = "YES", "NO"


@dataclass(frozen=True, slots=True)
class Word:
    """A planted word: in which file, kind of row and column it stands."""

    word: str
    file: str
    kind: str
    field: str
    row: int


def make_words(rng: random.Random) -> Iterator[str]:
    """Yield words that differ in the two letters behind each of their marks."""
    pairs = [a + b for a in ascii_lowercase for b in ascii_lowercase]
    firsts, seconds = rng.sample(pairs, len(pairs)), rng.sample(pairs, len(pairs))
    for first, second in zip(firsts, seconds, strict=True):
        yield HEAD + first + "".join(rng.choices(ascii_lowercase, k=2)) + TAIL + second


@dataclass(frozen=True, slots=True)
class Table:
    """A harvest's headings and rows, as written."""

    headings: Sequence[str]
    rows: Sequence[list[str]]

    @classmethod
    def of(cls, path: Path, n_rows: int) -> Table:
        """Return the first rows of a workbook, with a column for remarks."""
        sheet = openpyxl.load_workbook(path).worksheets[0]
        texts = [
            ["" if value is None else str(value) for value in row]
            for row in sheet.iter_rows(values_only=True, max_row=n_rows + 1)
        ]
        return cls([*texts[0], "Remarks"], [[*row, ""] for row in texts[1:]])


def plant(table: Table, file: str, words: Iterator[str], each: int) -> list[Word]:
    """Plant words into ``each`` rows of every kind; the other rows are open and stay.

    Some rows keep what is read of them and hold words in texts, id and coder alone, so that
    they are learned from, found by an audit and moved; the others have a word in every cell.
    """
    planted = []
    fields = [FIELDS.get(heading.strip(), "other") for heading in table.headings]
    secret = fields.index("confidential")
    for row in table.rows:
        row[secret] = _NO
    kinds = [(kind, whole) for kind in ("open", "confidential") for whole in (False, True)]
    for number, (kind, whole) in enumerate(kinds * each):
        place = 2 + 3 * number
        row = table.rows[place]
        for column, field in enumerate(fields):
            if not whole and field not in _STORY:
                continue
            if kind == "open" and field == "confidential":
                continue
            word = next(words)
            row[column] = _with(row[column], word, field, alone=number % 8 >= 4)
            planted.append(Word(word, file, kind, field, place + 2))
        if kind == "confidential" and not whole:
            row[secret] = _YES
    return planted


def _with(cell: str, word: str, field: str, *, alone: bool) -> str:
    """Return a cell with a word: in a text behind its first word, else beside what it says."""
    if field == "text" and cell:
        first, _, rest = cell.partition(" ")
        return f"{first} {word} {rest}"
    if field == "id":
        return f"{cell}{word}"
    if field == "code":
        return word if alone or not cell else f"{cell}, {word}"
    if field in ("harvest", "country", "coder", "negative"):
        return word
    return word if alone or not cell else f"{cell} {word}"


def write_harvest(table: Table, folder: Path, stem: str) -> None:
    """Write a table in every format that holds fragments, and once without its headings."""
    rows = [list(table.headings), *table.rows]
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append([cell or None for cell in row])
    book.save(folder / f"{stem}.xlsx")
    for name, delimiter in ((f"{stem}.csv", ","), (f"{stem}.tsv", "\t")):
        with (folder / name).open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream, delimiter=delimiter).writerows(rows)
    records = [dict(zip(table.headings, row, strict=True)) for row in table.rows]
    lines = [json.dumps(record, ensure_ascii=False) for record in records]
    (folder / f"{stem}.jsonl").write_text("\n".join(lines) + "\n", "utf-8")
    (folder / f"{stem}.json").write_text(json.dumps(records, ensure_ascii=False), "utf-8")
    cards = ["\n".join(f"**{key}**: {text}" for key, text in r.items() if text) for r in records]
    (folder / f"{stem}.txt").write_text("\n\n---\n\n".join(cards) + "\n", "utf-8")
    _write_parquet(records, table.headings, folder / f"{stem}.parquet")


def write_broken(table: Table, folder: Path) -> None:
    """Write harvests that must be refused or complained of: no headings, torn rows, no texts."""
    planted = table.rows[2:]
    for name, rows in {
        "bare.csv": planted,
        "twice.csv": [list(table.headings), *planted, *planted],
        "torn.csv": [
            list(table.headings),
            *[row[: len(row) // 2] if n % 3 == 1 else row for n, row in enumerate(planted)],
        ],
        "idless.csv": [["", *table.headings[1:]], *planted],
        "textless.csv": [
            [h if FIELDS.get(h.strip()) not in ("text", "merged") else "x" for h in table.headings],
            *planted,
        ],
    }.items():
        with (folder / name).open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows(rows)
    book = openpyxl.Workbook()
    for row in planted:
        book.active.append(row)
    book.save(folder / "bare.xlsx")
    lines = [json.dumps(dict(zip(table.headings, row, strict=True))) for row in planted]
    lines[1] = lines[1][:-5]
    (folder / "damaged.jsonl").write_text("\n".join(lines), "utf-8")


def _write_parquet(
    records: Iterable[Mapping[str, str]], headings: Sequence[str], path: Path
) -> None:
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError:
        return
    columns = {heading: [record[heading] for record in records] for heading in headings}
    pyarrow.parquet.write_table(pyarrow.table(columns), path)
