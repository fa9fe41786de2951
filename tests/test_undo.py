"""What the program's first versions wrote is still taken back, and what is no step is left."""

import json
import shutil
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

from classifier.cli import app
from classifier.codebook import read_codebook
from classifier.edit.undo import undo
from classifier.errors import HarvestError, OutputError

OLDER = Path(__file__).parent / "cases" / "older-provenance"
BOOK = read_codebook(OLDER / "codebook.yaml")


def content(path):
    if path.suffix == ".csv":
        return path.read_text("utf-8-sig")
    book = openpyxl.load_workbook(path)
    tables = [(t.ref, t.column_names) for sheet in book for t in sheet.tables.values()]
    cells = {
        (sheet.title, cell.coordinate): cell.value
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    }
    return tables, cells


@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
@pytest.mark.parametrize(
    ("coded", "log"),
    [("relabelled", ""), ("audited-{}", "audited-{}-audit-log.json")],
    ids=["relabel apply", "audit apply"],
)
def test_what_an_older_version_wrote_is_taken_back(tmp_path, coded, log, ending):
    coded = OLDER / (coded.format(ending[1:]) + ending)
    log = OLDER / log.format(ending[1:]) if log else None
    back = tmp_path / f"back{ending}"
    done = undo(coded, back, BOOK, log=log)
    assert content(back) == content(OLDER / f"harvest{ending}")
    assert done.tally.problems == []
    assert done.steps_left == 0


def test_a_row_that_was_recoded_after_an_older_version_is_left_and_named(tmp_path):
    text = (OLDER / "relabelled.csv").read_text("utf-8-sig")
    changed = text.replace("said women", "said women").replace(",New group,Mobil", ",Mine,Mobil", 1)
    assert changed != text
    (tmp_path / "mine.csv").write_text(changed, "utf-8-sig", newline="")
    done = undo(tmp_path / "mine.csv", tmp_path / "back.csv", BOOK)
    (problem,) = done.tally.problems
    assert (problem.kind, problem.origin.row) == ("row-changed", 3)
    back = (tmp_path / "back.csv").read_text("utf-8-sig")
    assert ",Mine,Mobilizing," in back
    assert "Relabelled – before – Type of change" in back


@pytest.mark.parametrize(
    ("coded", "needs"), [("audited-csv.csv", "--log"), ("relabelled.csv", "--codebook")]
)
def test_what_an_older_version_needs_is_asked_for(tmp_path, coded, needs):
    with pytest.raises(HarvestError, match="older version") as caught:
        undo(OLDER / coded, tmp_path / "back.csv")
    assert needs in caught.value.hint


def test_the_older_way_to_call_it_still_works(tmp_path):
    log, coded = OLDER / "audited-csv-audit-log.json", OLDER / "audited-csv.csv"
    arguments = ["audit", "undo", log, "--to", coded, "--out", tmp_path / "back.csv"]
    done = CliRunner().invoke(app, list(map(str, arguments)))
    assert done.exit_code == 0, done.output
    assert content(tmp_path / "back.csv") == content(OLDER / "harvest.csv")


@pytest.mark.parametrize("text", ["{}", "[]", "oops", '{"fields": {}, "changes": [{}]}'])
def test_another_file_is_no_log(tmp_path, text):
    (tmp_path / "log.json").write_text(text, "utf-8")
    with pytest.raises(HarvestError, match="is no log of"):
        undo(OLDER / "audited-csv.csv", tmp_path / "back.csv", log=tmp_path / "log.json")


def test_a_harvest_that_no_command_wrote_has_nothing_to_undo(tmp_path):
    with pytest.raises(HarvestError, match="nothing to undo"):
        undo(OLDER / "harvest.csv", tmp_path / "back.csv")


def test_a_file_that_lost_the_column_for_undo_is_told_so(tmp_path):
    told = (
        "FragmentID,Outcome description,Mood,Decided by,Decided on\nA1,a law,good,Ann,2025-01-31\n"
    )
    (tmp_path / "h.csv").write_text(told, "utf-8")
    with pytest.raises(HarvestError, match="has no column “For undo” any more"):
        undo(tmp_path / "h.csv", tmp_path / "back.csv")


def test_the_file_itself_is_never_written(tmp_path):
    shutil.copy(OLDER / "relabelled.csv", tmp_path / "coded.csv")
    with pytest.raises(OutputError, match="never written"):
        undo(tmp_path / "coded.csv", tmp_path / "coded.csv", BOOK)


HEADINGS = "FragmentID,Outcome description,Mood,Decided by,For undo\n"


@pytest.mark.parametrize(
    "told", ["not JSON", "[1]", '{"step": 1}', '{"step": 1, "cells": {"Mood": 1}}']
)
def test_a_cell_that_is_not_as_it_was_written_puts_nothing_back(tmp_path, told):
    whole = json.dumps({"step": 1, "cells": {"Mood": ["bad", ""]}}).replace('"', '""')
    told = told.replace('"', '""')
    rows = f'A1,a law,good,Ann,"{told}"\nA2,a rule,good,Ann,"{whole}"\n'
    (tmp_path / "h.csv").write_text(HEADINGS + rows, "utf-8")
    done = undo(tmp_path / "h.csv", tmp_path / "back.csv")
    assert [problem.origin.row for problem in done.tally.problems] == [2]
    back = (tmp_path / "back.csv").read_text("utf-8").splitlines()
    assert (back[1][:17], back[2]) == ("A1,a law,good,Ann", "A2,a rule,bad,,")


def test_a_row_whose_column_is_gone_is_left_and_named(tmp_path):
    whole = json.dumps({"step": 1, "cells": {"Codes": ["bad", ""]}}).replace('"', '""')
    (tmp_path / "h.csv").write_text(f'{HEADINGS}A1,a law,good,Ann,"{whole}"\n', "utf-8")
    done = undo(tmp_path / "h.csv", tmp_path / "back.csv")
    assert "has no column “Codes” any more" in done.tally.problems[0].what


def test_a_column_of_hers_with_one_of_our_names_gets_its_text_back(tmp_path):
    from classifier.edit.provenance import (
        RowEdit,
        Signature,
        read_step,
        restored_cells,
        signed_cells,
    )

    row = {"Codes": "Law", "Decided by": "the whole team", "Decided in": "Gulu"}
    edit = RowEdit({"Codes": "Talks"}, {"Type": ("Codes", "changed")}, Signature("Ann", "today"))
    coded = row | signed_cells(edit, row, 1)
    assert (coded["Decided by"], coded["Recorded before – Type"]) == ("Ann", "Law")
    back = coded | restored_cells(read_step(coded), coded)
    assert {h: text for h, text in back.items() if text} == row
