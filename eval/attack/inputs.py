"""Small inputs of every kind, most of them written by the program's own commands."""

from __future__ import annotations

import csv
import io
import json
import shutil
import zipfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import openpyxl
from sandbox import run

from classifier.encode.weights import PINS

ROOT = Path(__file__).parents[2]
_CASES = ROOT / "tests" / "cases"
SMALL_ROWS = 16
# Shorter cells are codes, names and ids, which messages may well quote.
_SHORTEST_TEXT = 60
_COPIED = {
    "codebook.yaml": "data/codebook.yaml",
    "double-codings.csv": "data/double-codings.csv",
    "older.xlsx": "tests/cases/older-provenance/audited-xlsx.xlsx",
    "older.csv": "tests/cases/older-provenance/audited-csv.csv",
    "older-xlsx-log.json": "tests/cases/older-provenance/audited-xlsx-audit-log.json",
    "older-csv-log.json": "tests/cases/older-provenance/audited-csv-audit-log.json",
    "older.yaml": "tests/cases/older-provenance/codebook.yaml",
    "xlsform.xlsx": "tests/cases/codebooks/cb-xlsform-choices.xlsx",
    "maxqda.xlsx": "tests/cases/codebooks/cb-maxqda.xlsx",
    "atlasti.xlsx": "tests/cases/codebooks/cb-atlasti.xlsx",
    "taguette.csv": "tests/cases/codebooks/cb-taguette-csv.csv",
    "memos.qdc": "tests/cases/codebooks/qdc-memo-sections.qdc",
}
_BOOK = "--codebook codebook.yaml"
_PLAIN = "--encoder tfidf-only --no-cache --jobs 1"
# "decide": fill the decision columns of a workbook, table or list of ours.
_MADE = f"""
codebook convert codebook.yaml codebook.xlsx
codebook convert codebook.yaml codebook.csv
codebook convert codebook.yaml codebook.qdc
codebook convert codebook.yaml codebook.ttl
train sixty.xlsx {_BOOK} --out model {_PLAIN}
suggest small.xlsx --model model --out tagged.xlsx --no-cache --jobs 1
suggest small.xlsx --model model --out ben.xlsx --no-cache --jobs 1
decide tagged.xlsx
decide ben.xlsx
sample sixty.xlsx {_BOOK} --double 12 --out double
adjudicate double/coder-A.xlsx double/coder-B.xlsx {_BOOK} --out agree.xlsx
finish tagged.xlsx --out finished.xlsx
audit sixty.xlsx {_BOOK} --out audit {_PLAIN}
decide audit/worklist.xlsx
decide audit/worklist.csv
decide audit/worklist.jsonl
relabel plan small.xlsx {_BOOK} --model model --out plan --no-cache --jobs 1
decide plan/plan.xlsx
relabel plan archive {_BOOK} --model model --out archive-plan --no-cache --jobs 1
relabel apply plan --to small.xlsx --out moved.xlsx --jobs 1
relabel apply plan --to small.csv --out moved.csv --jobs 1
relabel apply plan --to small.jsonl --out moved.jsonl --jobs 1
relabel apply plan --to small.parquet --out moved.parquet --jobs 1
exchange out small.xlsx {_BOOK} --out coded.qdpx
exchange out small.xlsx {_BOOK} --out answers.json
review small.xlsx --model model --decisions d.sqlite --no-cache --no-browser --jobs 1
"""
_ANSWER = "T01:\n- Nine women set up a savings circle\nT03:\n- Two unions marched as one\n"
_WORDS = ("accept", "keep", "change", "discuss", "none fits", "New structure", "nonsense", "")


def make_inputs(folder: Path) -> None:
    """Write the inputs into ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, source in _COPIED.items():
        shutil.copyfile(ROOT / source, folder / name)
    _first_rows(ROOT / "data/harvest-1.xlsx", folder / "small.xlsx", SMALL_ROWS)
    _first_rows(ROOT / "data/harvest-2.xlsx", folder / "sixty.xlsx", 60)
    _mistype(folder / "small.xlsx", folder / "slips.xlsx")
    for name in ("small", "sixty", "slips"):
        for ending in ("csv", "tsv", "jsonl", "txt"):
            headings, chunks = rows_as_text(folder / f"{name}.xlsx", ending)
            text = "".join([headings, *chunks.values()])
            (folder / f"{name}.{ending}").write_text(text, "utf-8", newline="")
    _write_parquet(folder)
    (folder / "answer.txt").write_text(_ANSWER, "utf-8")
    votes = [
        f"{row},T0{n % 9 + 1}"
        for n, row in enumerate(rows_as_text(folder / "sixty.xlsx", "csv")[1])
    ]
    (folder / "votes.csv").write_text("\n".join(["FragmentID,labels", *votes, ""]), "utf-8")
    _write_wheel(folder / "weights.whl")
    for line in _MADE.strip().splitlines():
        words = line.split()
        if words[0] == "decide":
            decide(folder / words[1])
            continue
        outcome = run(words, folder)
        if outcome.trouble or (outcome.code and "Error" in outcome.stderr):
            raise RuntimeError(f"classifier {line}: {outcome.stderr[-800:]}")
    answer_tasks(folder / "answers.json")
    _make_project(folder)
    for name in ("small-coded.xlsx", "small-codings.csv"):  # exported by the review
        (folder / name).unlink(missing_ok=True)


def rows_as_text(workbook: Path, ending: str) -> tuple[str, dict[str, str]]:
    """Return what the first line of a text format is, and each row of a workbook by its id."""
    headings, rows = _table(workbook)
    write = _FORMATS[ending]
    first = write(headings, headings) if ending in ("csv", "tsv") else ""
    return first, {row[0]: write(headings, row) for row in rows}


def sentences(folder: Path) -> frozenset[str]:
    """Return pieces of the harvest's texts, long enough that none is said by accident."""
    _, rows = _table(folder / "small.xlsx")
    return frozenset(_pieces(rows))


def _pieces(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    for row in rows:
        for text in row:
            words = text.split()
            is_text = len(text) >= _SHORTEST_TEXT and "." in text  # names of labels have none
            for first in range(0, len(words) - 6 if is_text else 0, 3):
                yield " ".join(words[first : first + 6])


# -- formats


def _as_csv(headings: Sequence[str], row: Sequence[str], delimiter: str = ",") -> str:
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=delimiter).writerow(row)
    return stream.getvalue()


def _as_json(headings: Sequence[str], row: Sequence[str]) -> str:
    return json.dumps(dict(zip(headings, row, strict=True)), ensure_ascii=False) + "\n"


def _as_card(headings: Sequence[str], row: Sequence[str]) -> str:
    fields = zip(headings, row, strict=True)
    return "\n".join(f"**{key}**: {text}" for key, text in fields if text) + "\n\n---\n\n"


_FORMATS: dict[str, Callable[[Sequence[str], Sequence[str]], str]] = {
    "csv": _as_csv,
    "tsv": lambda headings, row: _as_csv(headings, row, "\t"),
    "jsonl": _as_json,
    "txt": _as_card,
}


def _first_rows(source: Path, target: Path, n_rows: int) -> None:
    book = openpyxl.load_workbook(source)
    sheet = book.worksheets[0]
    sheet.delete_rows(n_rows + 2, sheet.max_row)
    book.save(target)


def _mistype(source: Path, target: Path) -> None:
    """Leave a letter out of every label that has a blank."""
    book = openpyxl.load_workbook(source)
    for row in book.worksheets[0].iter_rows(min_row=2):
        for cell in row:
            if cell.data_type == "s" and " " in cell.value and len(cell.value) < _SHORTEST_TEXT:
                cell.value = cell.value.replace("i", "", 1)
    book.save(target)


def _table(path: Path) -> tuple[list[str], list[list[str]]]:
    rows = openpyxl.load_workbook(path).worksheets[0].iter_rows(values_only=True)
    texts = [["" if value is None else str(value) for value in row] for row in rows]
    return texts[0], texts[1:]


def _write_parquet(folder: Path) -> None:
    """Write the small harvest as one parquet file, and as an archive of two."""
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError:
        return
    headings, rows = _table(folder / "small.xlsx")
    (folder / "archive").mkdir(exist_ok=True)
    half = len(rows) // 2
    for name, some in (("small", rows), ("archive/a", rows[:half]), ("archive/b", rows[half:])):
        columns = {key: [row[i] for row in some] for i, key in enumerate(headings)}
        pyarrow.parquet.write_table(pyarrow.table(columns), folder / f"{name}.parquet")


def _make_project(folder: Path) -> None:
    """Make a project of some of the inputs."""
    project = folder / "project"
    for name in ("harvests", "models", "work/small"):
        (project / name).mkdir(parents=True)
    (project / "project.yaml").write_text("name: Attacked\nmodel: model\n", "utf-8")
    shutil.copyfile(folder / "codebook.yaml", project / "codebook.yaml")
    shutil.copyfile(folder / "small.csv", project / "harvests/small.csv")
    shutil.copyfile(folder / "tagged.xlsx", project / "work/small/suggested.xlsx")
    shutil.copyfile(folder / "d.sqlite", project / "work/small/decisions.sqlite")
    shutil.copytree(folder / "model", project / "models/model")


def _write_wheel(path: Path) -> None:
    """Write a wheel that has the names of MiniLM's files, and nothing of them."""
    with zipfile.ZipFile(path, "w") as wheel:
        for name in PINS:
            wheel.writestr(f"some_package/model/{name}", b"nothing of it")


# -- decisions


def answer_tasks(path: Path) -> None:
    """Answer each of some tasks of Label Studio as two people do, with one choice of their own."""
    tasks = json.loads(path.read_text("utf-8"))
    for number, task in enumerate(tasks, start=1):
        choice = {"from_name": "type", "to_name": "text_outcome", "type": "choices"}
        task["id"] = number
        task["annotations"] = [
            {"completed_by": {"email": f"{who}@example.org"},
             "result": [choice | {"value": {"choices": [label]}}]}
            for who, label in (("ana", "T01"), ("ben", f"T0{number % 9 + 1}"))
        ]  # fmt: skip
    path.write_text(json.dumps(tasks), "utf-8")


def decide(path: Path) -> None:
    """Fill the columns for decisions with words that mean something, and others."""
    if path.suffix == ".csv":
        rows = list(csv.reader(io.StringIO(path.read_text("utf-8-sig"), newline="")))
        _fill(rows)
        with path.open("w", encoding="utf-8-sig", newline="") as stream:
            csv.writer(stream).writerows(rows)
        return
    if path.suffix == ".jsonl":
        records = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
        for n, record in enumerate(records):
            for key in record:
                if "decision" in key.casefold():
                    record[key] = _WORDS[n % len(_WORDS)]
        lines = [json.dumps(record, ensure_ascii=False) for record in records]
        path.write_text("\n".join(lines) + "\n", "utf-8")
        return
    book = openpyxl.load_workbook(path)
    for sheet in book:
        for column in range(1, sheet.max_column + 1):
            if "decision" in str(sheet.cell(1, column).value or "").casefold():
                _fill_column(sheet, column)
    book.save(path)


def _fill(rows: list[list[str]]) -> None:
    for column, heading in enumerate(rows[0]):
        if "decision" in heading.casefold():
            for n, row in enumerate(rows[1:]):
                row[column] = _WORDS[n % len(_WORDS)]


def _fill_column(sheet: openpyxl.worksheet.worksheet.Worksheet, column: int) -> None:
    for row in range(2, sheet.max_row + 1):
        if sheet.cell(row, 1).value is not None:
            sheet.cell(row, column).value = _WORDS[(row + column) % len(_WORDS)] or None
