"""Which fragments to code first, where nothing is measured yet."""

import json
from pathlib import Path

import numpy as np
import openpyxl
import pytest
from typer.testing import CliRunner

from classifier.cli import app
from classifier.features import Vectors
from classifier.finish import Signature, finish
from classifier.suggest.first_rows import N_FIRST, rows_to_code_first
from classifier.translations import say

FIRST = say("code_first", n=N_FIRST)

DATA = Path(__file__).parents[1] / "data"


def vectors_of(directions):
    rows = np.array(directions, dtype=np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    return Vectors({"toy": rows}, {"toy": rows})


def test_each_crowd_is_stood_for_before_a_second_of_the_largest():
    crowds = [[1, 0, 0.1]] * 5 + [[0, 1, 0.1]] * 3 + [[-1, -1, 0.1]] * 2
    chosen = rows_to_code_first(vectors_of(crowds), {"toy": 1.0}, range(10), 3)
    assert chosen[0] < 5 <= chosen[1] < 8 <= chosen[2]


def test_the_nearest_to_all_comes_first_and_coded_ones_are_passed_over():
    fan = vectors_of([[1, 0], [1, 0.5], [1, 1], [0.5, 1], [0, 1]])
    assert rows_to_code_first(fan, {"toy": 1.0}, range(5), 1) == [2]
    assert rows_to_code_first(fan, {"toy": 1.0}, [0, 1, 4], 1) == [1]


def test_where_no_more_are_open_none_is_named():
    fan = vectors_of([[1, 0], [1, 0.5], [1, 1]])
    assert rows_to_code_first(fan, {"toy": 1.0}, range(3), 3) == []
    assert rows_to_code_first(Vectors({}, {}), {}, range(30), 3) == []


@pytest.fixture(scope="module")
def begun(tmp_path_factory):
    """A harvest without codes, and what a model says of it that knows the codebook alone."""
    folder = tmp_path_factory.mktemp("begun")
    book = openpyxl.load_workbook(DATA / "harvest-1.xlsx")
    sheet = book.active
    for column in range(1, sheet.max_column + 1):
        heading = str(sheet.cell(1, column).value)
        if heading.startswith(("MCQType", "TypeOf", "Link to SCC", "Coder")):
            for row in range(2, sheet.max_row + 1):
                sheet.cell(row, column).value = None
    book.save(folder / "new.xlsx")
    codebook = str(DATA / "codebook.yaml")
    run(folder, "train", "--unlabelled", "new.xlsx", "--codebook", codebook, "--out", "cold")
    return folder


def run(folder, *words):
    names = [
        str(folder / w) if w in ("new.xlsx", "cold", "out.jsonl", "out.xlsx") else w for w in words
    ]
    result = CliRunner().invoke(app, names, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result


def test_a_model_that_saw_no_code_marks_twenty_rows_and_says_what_then(begun):
    run(begun, "suggest", "new.xlsx", "--model", "cold", "--out", "out.jsonl")
    lines = [json.loads(line) for line in (begun / "out.jsonl").read_text("utf-8").splitlines()]
    marked = [line["fragment_id"] for line in lines if FIRST in line["notes"]]
    assert len(set(marked)) == N_FIRST
    said = run(begun, "suggest", "new.xlsx", "--model", "cold", "--out", "out.xlsx").stdout
    assert "Code the 20 fragments" in said
    assert "classifier finish" in said


def test_a_guess_is_shown_without_a_number(begun):
    card = str(DATA / "card.txt")
    shown = run(begun, "suggest", card, "--model", "cold").stdout
    assert "a guess, not measured" in shown
    assert "%" not in shown


def test_a_typed_accept_takes_the_first_guess_and_says_so(begun, tmp_path):
    run(begun, "suggest", "new.xlsx", "--model", "cold", "--out", "out.xlsx", "--force")
    book = openpyxl.load_workbook(begun / "out.xlsx")
    review = book["Review"]
    columns = {cell.value: cell.column for cell in review[1]}
    guess = review.cell(2, columns["▸ Possible – Type of change"]).value.split("\n")[0]
    assert "%" not in guess
    assert review.cell(2, columns["▸ Likely – Type of change"]).value == "–"
    review.cell(2, columns["▸ Decision – Type of change"]).value = "accept"
    fragment_id = review.cell(2, columns["▸ Belongs to"]).value
    book.save(tmp_path / "decided.xlsx")
    finish(tmp_path / "decided.xlsx", tmp_path / "coded.xlsx", Signature("Ana", "2026-01-31"))
    names, *rows = openpyxl.load_workbook(tmp_path / "coded.xlsx").active.values
    coded = [dict(zip(names, row, strict=True)) for row in rows]
    row = next(row for row in coded if row["FragmentID"] == fragment_id)
    assert row["MCQType of change"] == guess
    assert row["How coded – Type of change"] == "first guess accepted"
    assert sum(bool(row["How coded – Type of change"]) for row in coded) == 1
