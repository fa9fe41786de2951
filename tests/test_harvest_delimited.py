"""Separated text: quotation marks in all the ways they are written, and rows of spoilt lines."""

from __future__ import annotations

from pathlib import Path

import pytest

from classifier.harvest import read_harvest
from classifier.harvest.delimited import read_delimited
from classifier.harvest.headings import alias_table

CASES = Path(__file__).parent / "cases" / "files"
QUOTES = CASES / "32-csv-backslash-quotes"
HEADINGS = "FragmentID,Outcome description,Coder\n"


def rows(text: str) -> list[list[str]]:
    return [cells for _, cells in read_delimited("h.csv", text, alias_table()).rows]


def kinds(text: str) -> list[str]:
    return [each.kind for each in read_delimited("h.csv", text, alias_table()).problems]


def test_quotation_marks_behind_a_backslash_are_part_of_the_cell():
    """QualCoder#83, #100."""
    harvest = read_harvest(QUOTES / "csv-backslash-in.csv")
    texts = [each.outcome for each in harvest.fragments]
    assert texts == ['He said "we will build, together" to all', "They met"]
    assert [(each.kind, each.notice) for each in harvest.problems] == [("quotes-escaped", True)]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (r'"He said \"yes\" to all"', 'He said "yes" to all'),  # as many cells either way
        (r'"\"Yes\", she said"', '"Yes", she said'),
        ('"line one \\"a\nb\\" line two"', 'line one "a\nb" line two'),
        (r'"in C:\temp, \"all\" of it"', r'in C:\temp, "all" of it'),
        (r'"says \"so\", see C:\\"', r'says "so", see C:\\'.removesuffix("\\")),
    ],
)
def test_backslashes_are_seen_in_every_place_and_others_stay(cell, text):
    assert rows(f"{HEADINGS}F1,{cell},Ana\nF2,They met,Ana\n")[1:] == [
        ["F1", text, "Ana"],
        ["F2", "They met", "Ana"],
    ]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ('"C:\\harvest\\"', "C:\\harvest\\"),
        ('"C:\\""old"" files\\"', 'C:\\"old" files\\'),
        ('a board of 5\\" by 3\\"', 'a board of 5\\" by 3\\"'),
    ],
)
def test_a_backslash_before_a_closing_quotation_mark_stays(cell, text):
    table = f"{HEADINGS}F1,{cell},Ana\n"
    assert rows(table)[1] == ["F1", text, "Ana"]
    assert kinds(table) == []


def test_a_backslash_at_a_cells_end_stays_beside_an_unrelated_stray_quotation_mark():
    table = f'{HEADINGS}F1,"C:\\dir\\",Ana\nF2,"He said "yes" ok",Ana\n'
    assert rows(table)[1] == ["F1", "C:\\dir\\", "Ana"]
    assert kinds(table) == []


def test_lines_quoted_as_a_whole_are_read_without_these_quotation_marks():
    harvest = read_harvest(QUOTES / "csv-wholequoted-in.csv")
    (fragment,) = harvest.fragments
    assert (fragment.id, fragment.outcome, fragment.origin.row) == ("F1", "They met, at last", 2)
    assert fragment.cells["Type of change"] == "New structure"
    (notice,) = harvest.problems
    assert notice.what.endswith("2, the first is row 1.")


@pytest.mark.parametrize(
    "text",
    [
        '"FragmentID;Outcome;""Coder"""\n"F1;""They met; at last"";Ana"\n',
        '"FragmentID,Outcome,Coder",,\n"F1,""They met; at last"",Ana",,\n',
        'FragmentID,Outcome,Coder\n"F1,""They met; at last"",Ana"\n',
    ],
)
def test_some_or_all_lines_may_be_quoted_with_any_separator(text):
    assert rows(text) == [["FragmentID", "Outcome", "Coder"], ["F1", "They met; at last", "Ana"]]
    assert kinds(text) == ["lines-quoted"]


@pytest.mark.parametrize(
    "text",
    [
        '"Outcome description"\n"In May, they met, at last"\n',
        '"Outcome description, in short"\n"In May, they met"\n',
        'FragmentID,Outcome,Coder\n"Note: a, b, c\nand more"\n',
        'FragmentID,Outcome,Coder\n"a, b, c",They met,Ana\n',
        'FragmentID,Outcome,Coder\n"Two, cells"\n',
    ],
)
def test_a_text_with_commas_in_one_cell_is_no_quoted_line(text):
    assert rows(text)[1][0].count(",") >= 1
    assert kinds(text) == []


@pytest.mark.parametrize("n", [2, 3, 60])
def test_marks_that_are_never_closed_cost_no_row_even_if_a_later_mark_closes_them(tmp_path, n):
    lines = [f'F{i},"They met {i},Ana' for i in range(n)]
    path = tmp_path / "h.csv"
    path.write_text(
        "\n".join([HEADINGS.strip(), *lines, 'G,"It ""rained""\nhard",Ana', ""]), "utf-8"
    )
    harvest = read_harvest(path)
    assert [each.id for each in harvest.fragments] == [*(f"F{i}" for i in range(n)), "G"]
    assert harvest.fragments[-1].outcome == 'It "rained"\nhard'
    rows = [each.origin.row for each in harvest.problems if each.kind == "open-quote"]
    assert rows == list(range(2, n + 2))


def test_a_spoilt_line_is_named_by_its_row_behind_cells_of_several_lines(tmp_path):
    path = tmp_path / "h.csv"
    good = f'sep=,\n{HEADINGS}F1,"Élu\nle matin\nd’été",Ana\n'
    path.write_bytes(good.encode() + b"F2,caf\xe9,Ana\nF3,They met,Ana\n")
    harvest = read_harvest(path)
    (problem,) = harvest.problems
    assert problem.origin.row == harvest.fragments[1].origin.row == 4
    assert problem.what.startswith("line 6 of the file")
