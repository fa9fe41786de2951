"""Labels that the codebook lacks, noted in decision cells."""

import csv

import openpyxl
import pytest
from test_workbook_kit import PHR, Desk, headings_of, plain_workbook, suggestion_for

from classifier.errors import OutputError
from classifier.finish import Signature, finish, finish_copies
from classifier.harvest.folders import read_folder
from classifier.report.terminal import finish_summary


@pytest.fixture
def desk(tmp_path):
    source = plain_workbook(tmp_path / "harvest.xlsx")
    return Desk(tmp_path, source, PHR003=suggestion_for(PHR(3), "T1", "T2"))


def decide(desk, cells, out=None):
    """Write decisions on types by the number of the fragment."""
    book = openpyxl.load_workbook(desk.tagged)
    sheet = book.worksheets[0]
    columns = headings_of(sheet)
    for row in range(2, sheet.max_row + 1):
        for number, text in cells.items():
            if sheet.cell(row, columns["▸ Belongs to"]).value == PHR(number):
                sheet.cell(row, columns["▸ Decision – Type of change"]).value = text
    book.save(out or desk.tagged)
    return out or desk.tagged


def listed(path):
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return [tuple(row.values()) for row in csv.DictReader(stream)]


@pytest.mark.parametrize(
    ("cell", "labels", "noted"),
    [
        ("none fits; new: Water committee", set(), ["Water committee"]),
        ("accept + new: Water committee", {"T1"}, ["Water committee"]),
        ("Policy, law or rule\nnouveau : Comité de l’eau", {"T2"}, ["Comité de l’eau"]),
        ("قبول؛ جديد: لجنة المياه", {"T1"}, ["لجنة المياه"]),
        ("accept; new: One; new: Two", {"T1"}, ["One", "Two"]),
        ("new: Water committee", None, ["Water committee"]),
    ],
)
def test_a_new_label_is_listed_and_the_rest_of_the_cell_is_the_decision(desk, cell, labels, noted):
    decide(desk, {1: cell})
    done = desk.finish()
    assert desk.codings() == ({} if labels is None else {PHR(1): (labels, "Amina")})
    assert not [one for one in done.problems if not one.notice]
    expected = [(name, "Type of change", PHR(1), "Amina") for name in noted]
    assert listed(done.new_labels) == expected
    assert done.new_labels.name in finish_summary(done)
    assert read_folder(desk.coded.parent).others[done.new_labels.name]


@pytest.mark.parametrize(
    "cell", ["none fits; new:", "none fits; new: ", "none fits; new: ; accept"]
)
def test_a_new_label_without_words_is_named_and_not_listed(desk, cell):
    decide(desk, {1: cell})
    done = desk.finish()
    assert done.new_labels is None
    assert ["“new”" in problem.what for problem in done.problems if not problem.notice] == [True]
    assert desk.codings() == {}


def test_without_a_new_label_no_list_is_written(desk):
    decide(desk, {1: "accept", 2: "New structure"})
    assert desk.finish().new_labels is None
    assert not list(desk.coded.parent.glob("*new-labels*"))


def test_a_list_that_is_there_is_kept_and_nothing_is_written(desk, tmp_path):
    decide(desk, {1: "accept; new: Water committee"})
    (tmp_path / "out-new-labels.csv").write_text("hers", "utf-8")
    with pytest.raises(OutputError):
        finish(desk.tagged, tmp_path / "out.xlsx", Signature("Amina", "2025-02-01"))
    assert not (tmp_path / "out.xlsx").exists()


def test_copies_of_several_coders_list_what_each_of_them_noted(desk, tmp_path):
    ana = decide(desk, {1: "accept; new: Water committee"}, tmp_path / "ana.xlsx")
    ben = decide(desk, {1: "accept", 2: "none fits; new: Committee"}, tmp_path / "ben.xlsx")
    signed = [Signature(name, "2025-02-01") for name in ("Ana", "Ben")]
    done = finish_copies([ana, ben], tmp_path / "both.xlsx", signed)
    assert not done.conflicts
    assert listed(done.new_labels) == [
        ("Water committee", "Type of change", PHR(1), "Ana"),
        ("(confidential: the words are in the reviewed workbook)", "Type of change", PHR(2), "Ben"),
    ]
