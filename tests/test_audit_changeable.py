"""Findings whose other reading cannot be carried over offer no change."""

from types import SimpleNamespace

import pytest
from openpyxl import Workbook
from test_audit_kit import HEADINGS, clean_rows

from classifier.audit import Finding
from classifier.audit.changeable import fixed_cells, is_changeable
from classifier.codebook import Codebook, Label, Target
from classifier.records import Origin
from classifier.train import read_inputs

TYPES = Target("type", (Label("A", "Talks"), Label("B", "Law"), Label("C", "Trust", retired="2")))
BOOK = Codebook("Small", "2", (TYPES,), versions=(("1", ()), ("2", ())))
HERE = Origin("h.xlsx", 6)


def finding(add="", remove="", origin=HERE):
    return Finding(
        "1", "type", "missing", frozenset("A"), frozenset(add), frozenset(remove), origin=origin
    )


@pytest.mark.parametrize(
    ("one", "changeable"),
    [
        (finding(add="B"), True),
        (finding(remove="A"), True),
        (finding(), False),  # a rule that has words only for what else it might be
        (finding(add="BC"), False),  # C is retired
        (finding(remove="C"), True),  # what is retired may go
        (finding(add="B", origin=Origin("h.xlsx", 7)), False),  # a formula that others share
        (finding(add="B", origin=Origin("double.csv", 6)), False),  # not in a harvest
    ],
)
def test_change_is_offered_where_it_can_be_carried_over(one, changeable):
    fixed = {("h.xlsx", "", 7, "type")}
    assert is_changeable(one, BOOK, ["h.xlsx"], fixed) is changeable


def harvest_workbook(path):
    sheet = (book := Workbook()).active
    sheet.append(HEADINGS)
    for row in clean_rows():
        sheet.append([row[heading] for heading in HEADINGS])
    book.save(path)
    return path


def test_a_target_without_a_column_of_its_own_cannot_be_written(tmp_path, codebook_path):
    path = harvest_workbook(tmp_path / "h.xlsx")
    inputs = read_inputs([path], codebook_path)
    extra = Target("mood", (Label("M", "Merry"),), column="Mood")
    with_mood = Codebook("Small", "2", (*inputs.codebook.targets, extra))
    asked = SimpleNamespace(codebook=with_mood, fragments=inputs.fragments, codings=inputs.codings)
    assert {cell[3] for cell in fixed_cells([path], asked)} == {"mood"}
