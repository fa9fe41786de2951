"""Codes that stand elsewhere than in one named cell, and headings that survey programs write."""

import csv
import time
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook
from test_codebook_kit import SAMPLE as BOOK

from classifier.codebook import Codebook, Label, Target, parse_labels
from classifier.harvest import match_heading, read_harvest
from classifier.harvest.headings import alias_table, map_headings
from classifier.harvest.label_names import label_reader
from classifier.records import Harvest

ROOT = Path(__file__).parents[1]
TYPE = BOOK.target("type")
CASES = Path(__file__).parent / "cases" / "files"
TEXTS = ["Fragment ID", "Outcome description", "Significance of the outcome"]
FIRST = ["F1", "The council opened a desk for widows.", "It is the first of its kind."]
SECOND = ["F2", "Youth leaders of two camps met.", "They had not spoken for two years."]
NEW, TALK, MONEY = "New structure", "Dialogue between groups", "Resources allocated"


def write(place, *rows):
    """Write rows as csv; a first row shorter than the others is filled with blanks."""
    path = place / "h.csv"
    width = max(map(len, rows))
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([*row, *[""] * (width - len(row))] for row in rows)
    return path


def types(harvest: Harvest) -> dict[tuple[str, str], set[str]]:
    """Type labels by fragment and coder."""
    codings = (coding for coding in harvest.codings if coding.target == "type")
    return {(coding.fragment_id, coding.coder): set(coding.labels) for coding in codings}


def kinds(harvest: Harvest, *, notice: bool = False) -> list[tuple[str, int | None, str]]:
    found = [p for p in harvest.problems if p.notice == notice and p.kind != "unlisted-harvest"]
    return [(p.kind, p.origin.row, p.origin.column) for p in found]


# Each gives F1: New structure and Resources allocated; F2: Dialogue between groups; by Ana.
SPREAD = {
    "ticks under names of labels": ([NEW, TALK, MONEY], ["x", "", "x"], ["", "x", ""]),
    "1 and 0 behind a question": (
        [f"Type of change/{name}" for name in (NEW, TALK, MONEY)],
        ["1", "0", "1"],
        ["0", "1", "0"],
    ),
    "floats": (
        [f"Type of change/{name}" for name in (NEW, TALK, MONEY)],
        ["1.0", "0.0", "1.0"],
        ["0.0", "1.0", "0.0"],
    ),
    "yes and no in square brackets": (
        [f"Type of change [{name}]" for name in (NEW, TALK, MONEY)],
        ["Yes", "No", "Yes"],
        ["No", "Yes", "No"],
    ),
    "ids of labels": (["type[T01]", "type[T15]", "type[T13]"], ["Y", "", "Y"], ["", "Y", ""]),
    "xml names behind groups": (
        [
            "grp/type_of_change/new_structure",
            "grp/type_of_change/dialogue_between_groups",
            "grp/type_of_change/resources_allocated",
        ],
        ["1", "0", "1"],
        ["0", "1", "0"],
    ),
    "a whole question": (
        [f"Q7. Which types of change apply? : {name}" for name in (NEW, TALK, MONEY)],
        ["selected", "not selected", "selected"],
        ["not selected", "selected", "not selected"],
    ),
    "the chosen text in its own column": (
        [f"Type of change - Selected Choice - {name}" for name in (NEW, TALK, MONEY)],
        [NEW, "", MONEY],
        ["", TALK, ""],
    ),
    "numbered columns": (
        ["Type of change 1", "Type of change 2"],
        [NEW, MONEY],
        [TALK, ""],
    ),
    "columns of one name": (["Type of change", "Type of change"], [MONEY, NEW], ["", TALK]),
    "first and second choice": (
        ["Primary type of change", "Secondary type of change"],
        [NEW, MONEY],
        [TALK, ""],
    ),
    "unnamed columns beside": (["Type of change", "", ""], [NEW, MONEY, ""], [TALK, "", ""]),
    "columns that a table in Excel names": (
        ["Type of change", "Type of change2", "Column1"],
        [NEW, "", MONEY],
        [TALK, "", ""],
    ),
    "a number with a remark": (
        ["First type of change", "Second type of change (if any)"],
        [NEW, MONEY],
        [TALK, ""],
    ),
    "unnamed columns of a data frame": (
        ["Type of change", "Unnamed: 5"],
        [NEW, MONEY],
        [TALK, ""],
    ),
    "names that a form gives to its choices": (
        ["grp/type_of_change"],
        ["new_structure resources_allocated"],
        ["dialogue_between_groups"],
    ),
    "such names, and ticks": (
        ["type_of_change", "type_of_change/new_structure", "type_of_change/resources_allocated"],
        ["new_structure resources_allocated", "1", "1"],
        ["dialogue_between_groups", "0", "0"],
    ),
    "ids before the names": (
        [f"T01 {NEW}", f"T15 - {TALK}", f"T13: {MONEY}"],
        ["x", "", "x"],
        ["", "x", ""],
    ),
    "a label with a stroke in its name, behind a group": (
        [f"Codes/{name}" for name in (NEW, TALK, MONEY, "Joint action / coalition work")],
        ["1", "0", "1", "0"],
        ["0", "1", "0", "0"],
    ),
    "codes that were applied": (
        [f"Code: {name} Applied" for name in (NEW, TALK, MONEY)],
        ["True", "False", "True"],
        ["False", "True", "False"],
    ),
    "codes with their counts": (
        [f"{name}\nGr=12" for name in (NEW, TALK, MONEY)],
        ["1", "0", "1"],
        ["0", "1", "0"],
    ),
    "a cell with all of them, and ticks": (
        ["Type of change", f"Type of change/{NEW}", f"Type of change/{MONEY}"],
        [f"{NEW} {MONEY}", "1", "1"],
        [TALK, "0", "0"],
    ),
}


@pytest.mark.parametrize(("headings", "first", "second"), SPREAD.values(), ids=SPREAD)
def test_codes_in_several_columns_read_as_in_one_cell(tmp_path, headings, first, second):
    rows = [TEXTS, FIRST, SECOND]
    coded = zip(rows, ["Coder", "Ana", "Ana"], [headings, first, second], strict=True)
    path = write(tmp_path, *([*texts, coder, *codes] for texts, coder, codes in coded))
    harvest = read_harvest(path, BOOK)
    assert types(harvest) == {("F1", "Ana"): {"T01", "T13"}, ("F2", "Ana"): {"T15"}}
    assert kinds(harvest) == []
    told = [kind for kind, *_ in kinds(harvest, notice=True)]
    assert told == (["codes-in-columns"] if len(headings) > 1 else [])


@pytest.mark.parametrize(
    ("case", "file", "expected"),
    [
        ("01-onehot-choice-columns", "k2-kobo-separate-in.xlsx", [["T01", "T13"], ["T15"]]),
        ("02-surveymonkey-two-header-rows", "sm1-surveymonkey-in.xlsx", [["T01", "T13"], ["T15"]]),
        ("03-limesurvey-yes-no-columns", "ls1-limesurvey-in.csv", [["T01", "T13"], ["T15"]]),
        ("03-limesurvey-yes-no-columns", "ls2-limesurvey-code-in.csv", [["T01", "T13"], ["T15"]]),
        ("05-text-to-columns", "t2c-text-to-columns-in.xlsx", [["T01", "T13"], ["T15"]]),
        ("08-group-prefix", "k3-kobo-xml-groups-in.xlsx", [["T01", "T13"], ["T15"]]),
        ("09-akvo-id-heading", "ak1-akvo-in.xlsx", [["T01", "T13"], ["T15"]]),
        ("10-qualtrics-three-heading-rows", "q1-qualtrics-in.csv", [["T01", "T13"], ["T15"]]),
        ("10-qualtrics-three-heading-rows", "q2-qualtrics-named-in.csv", [["T01", "T13"], ["T15"]]),
        ("10-qualtrics-three-heading-rows", "q3-qualtrics-suggest-in.csv", []),
    ],
)
def test_an_export_that_people_reported_reads_as_it_is_meant(case, file, expected):
    harvest = read_harvest(CASES / case / file, BOOK)
    read = [sorted(c.labels) for c in harvest.codings if c.target == "type"]
    assert read == expected
    assert all(f.outcome and f.significance for f in harvest.fragments)
    assert len(harvest.fragments) == (3 if file.startswith("sm1") else 2)
    assert all(c.coder == "Ana" for c in harvest.codings)


@pytest.mark.parametrize(
    ("case", "file", "empty"),
    [
        # Where a column says 0 for all labels, somebody looked: four rows have no coder.
        ("01-onehot-choice-columns", "full-onehot-in.xlsx", 11),
        ("02-surveymonkey-two-header-rows", "full-surveymonkey-in.xlsx", 7),
        ("05-text-to-columns", "full-t2c-in.xlsx", 7),
    ],
)
def test_a_harvest_of_110_rows_keeps_all_its_codes_in_any_export(case, file, empty):
    harvest = read_harvest(CASES / case / file, BOOK)
    plain = read_harvest(ROOT / "data" / "harvest-1.xlsx", BOOK)
    codings = [c for c in harvest.codings if c.target == "type"]
    assert len(harvest.fragments) == len(plain.fragments)
    assert sum(len(c.labels) for c in codings) == 176
    assert sum(not c.labels for c in codings) == empty
    expected = {c.fragment_id: c.labels for c in plain.codings if c.target == "type" and c.labels}
    assert {c.fragment_id: c.labels for c in codings if c.labels} == expected
    assert [p.kind for p in harvest.problems if not p.notice] == []


def test_questions_stand_above_their_options_in_two_or_three_rows(tmp_path):
    asked = ["Section A", "", "", "", "Section B"]
    questions = [*TEXTS, "Coder", "Type of change", "", "", "Cluster"]
    options = ["", "Response", "Open-Ended Response", "", NEW, TALK, "Other", ""]
    rows = [[*FIRST, "Ana", "x", "", "", ""], [*SECOND, "Ana", "", "x", "by radio", ""]]
    harvest = read_harvest(write(tmp_path, asked, questions, options, *rows), BOOK)
    assert types(harvest) == {("F1", "Ana"): {"T01"}, ("F2", "Ana"): {"T15"}}
    assert kinds(harvest) == [("unknown-label", 5, "Type of change/Other")]


def test_a_banner_over_names_of_labels_tells_their_target(tmp_path):
    banner = ["", "", "", "", "Type of change", "", "Programme"]
    headings = [*TEXTS, "Coder", NEW, TALK, "Budget"]
    rows = [[*FIRST, "Ana", "1", "0", "5"], [*SECOND, "Ana", "0", "1", "6"]]
    harvest = read_harvest(write(tmp_path, banner, headings, *rows), BOOK)
    assert types(harvest) == {("F1", "Ana"): {"T01"}, ("F2", "Ana"): {"T15"}}


def test_a_column_for_each_coder_gives_a_coding_each(tmp_path):
    headings = [*TEXTS, "Type of change (Ana)", "Type of change – Ben", "Year"]
    rows = [[*FIRST, f"{NEW}, {MONEY}", NEW, "2023"], [*SECOND, TALK, "none fits", "2023"]]
    harvest = read_harvest(write(tmp_path, headings, *rows), BOOK)
    assert types(harvest) == {
        ("F1", "Ana"): {"T01", "T13"},
        ("F1", "Ben"): {"T01"},
        ("F2", "Ana"): {"T15"},
        ("F2", "Ben"): set(),
    }


def test_columns_of_two_stages_are_no_two_coders(tmp_path):
    headings = [*TEXTS, "Coder", "Type of change (old)", "Type of change (new)"]
    path = write(tmp_path, headings, [*FIRST, "Ana", NEW, MONEY], [*SECOND, "Ana", TALK, ""])
    harvest = read_harvest(path, BOOK)
    assert types(harvest) == {("F1", "Ana"): {"T01"}, ("F2", "Ana"): {"T15"}}
    assert kinds(harvest) == [("codes-elsewhere", 2, "Type of change (new)")]


def test_no_tick_at_all_is_not_coded_and_a_no_is_none_fits(tmp_path):
    headings = [*TEXTS, "Coder", f"Type of change/{NEW}", f"Type of change/{TALK}"]
    rows = [[*FIRST, "Ana", "", ""], [*SECOND, "Ana", "0", ""], ["F3", "They met.", "", "Ana", "1"]]
    harvest = read_harvest(write(tmp_path, headings, *rows), BOOK)
    assert types(harvest) == {("F2", "Ana"): set(), ("F3", "Ana"): {"T01"}}


def test_what_is_neither_yes_nor_no_is_named_and_ticks_nothing(tmp_path):
    headings = [*TEXTS, "Coder", f"Type of change/{NEW}", f"Type of change/{TALK}"]
    rows = [[*FIRST, "Ana", "maybe", ""], [*SECOND, "Ana", "2", "1"]]
    harvest = read_harvest(write(tmp_path, headings, *rows), BOOK)
    assert types(harvest) == {("F2", "Ana"): {"T15"}}
    column = f"Type of change/{NEW}"
    assert kinds(harvest) == [("unclear-tick", 2, column), ("unclear-tick", 3, column)]


def test_a_mistyped_option_is_named_with_the_label_it_may_mean(tmp_path):
    headings = [*TEXTS, "Type of change/New strucure", f"Type of change/{TALK}"]
    harvest = read_harvest(write(tmp_path, headings, [*FIRST, "1", "1"], [*SECOND, "0", "1"]), BOOK)
    assert types(harvest) == {("F1", ""): {"T15"}, ("F2", ""): {"T15"}}
    (problem,) = (p for p in harvest.problems if p.kind == "unknown-label")
    assert (problem.origin.row, problem.hint) == (2, f"Did you mean “{NEW}”?")


def test_ticks_that_contradict_the_named_cell_are_told(tmp_path):
    headings = [*TEXTS, "Type of change", f"Type of change/{NEW}", f"Type of change/{TALK}"]
    path = write(tmp_path, headings, [*FIRST, NEW, "1", "0"], [*SECOND, TALK, "1", "1"])
    harvest = read_harvest(path, BOOK)
    assert types(harvest) == {("F1", ""): {"T01"}, ("F2", ""): {"T15"}}
    assert kinds(harvest) == [("codes-differ", 3, "Type of change")]


@pytest.mark.parametrize(
    ("heading", "cells", "kind"),
    [
        ("Theme", [f"{NEW}, {MONEY}", TALK], "codes-elsewhere"),
        ("Remark", ["seen", TALK], "codes-elsewhere"),
        (NEW, ["a desk in the town hall", "1"], "unclear-column"),
    ],
)
def test_names_of_labels_outside_their_columns_are_named(tmp_path, heading, cells, kind):
    rows = [[*FIRST, cells[0]], [*SECOND, cells[1]]]
    harvest = read_harvest(write(tmp_path, [*TEXTS, heading], *rows), BOOK)
    assert types(harvest) == {}
    ((found, row, column),) = kinds(harvest)
    assert (found, column) == (kind, heading)
    assert row == (3 if heading == "Remark" else 2)


def test_a_comment_beside_a_code_column_stays_a_comment(tmp_path):
    headings = [*TEXTS, "Type of change", ""]
    path = write(tmp_path, headings, [*FIRST, NEW, "see mail"], [*SECOND, TALK, "ask Ali"])
    harvest = read_harvest(path, BOOK)
    assert types(harvest) == {("F1", ""): {"T01"}, ("F2", ""): {"T15"}}
    assert kinds(harvest) == []


def test_years_and_ratings_are_not_taken_for_codes(tmp_path):
    headings = [*TEXTS, "Rank", "Sex", "When"]
    harvest = read_harvest(write(tmp_path, headings, [*FIRST, "1", "F", "2023"]), BOOK)
    assert harvest.codings == ()
    assert kinds(harvest) == []


def test_without_its_outcome_column_a_harvest_says_so(tmp_path):
    headings = ["Fragment ID", "What exactly it was", "Significance"]
    harvest = read_harvest(write(tmp_path, headings, FIRST, SECOND), BOOK)
    (problem,) = (p for p in harvest.problems if not p.notice)
    assert problem.kind == "outcome-missing"
    assert "“What exactly it was”" in problem.hint


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("grp_outcome/outcome_description", "outcome"),
        ("grp-significance", "significance"),
        ("data.outcome", "outcome"),
        ("12345|Outcome description", "outcome"),
        ("Type of change - Selected Choice", "target:type"),
        ("<p><b>Outcome description</b></p>", "outcome"),
        ("Pays / Country", "country"),
        ("Outcome description / Description de l'effet", "outcome"),
        ("outcome description\nDescription de l’effet", "outcome"),
        ("Which type of change is it? (select all)", "target:type"),
        ("In which country did it happen?", "country"),
        ("Outcome/Comments", None),
        ("Contribution/Description", None),
        ("Rating / Level", None),
        ("sub-outcome", None),
        ("Comment on the type of change", None),
        ("How coded – Type of change", None),
    ],
)
def test_a_heading_is_known_behind_groups_and_beside_a_translation(heading, field):
    columns = map_headings([heading], alias_table(BOOK)).columns
    assert list(columns) == ([field] if field else [])
    assert field is None or "which" in heading.lower() or match_heading(heading) in (None, field)


@given(st.sets(st.sampled_from(TYPE.ids)), st.sampled_from([("1", "0"), ("x", "no")]))
def test_any_set_of_labels_survives_as_columns_of_ticks(tmp_path_factory, labels, words):
    chosen = [label for label in TYPE.labels if not label.retired]
    cells = [words[0] if label.id in labels else words[1] for label in chosen]
    headings = [*TEXTS, *(f"MCQType of change/{label.name}" for label in chosen)]
    path = write(tmp_path_factory.mktemp("ticks"), headings, [*FIRST, *cells])
    expected = labels & {label.id for label in chosen}
    assert types(read_harvest(path, BOOK)) == {("F1", ""): expected}


def test_a_workbook_with_a_merged_question_reads_its_options(tmp_path):
    book = Workbook()
    sheet = book.active
    sheet.append([*TEXTS, "Type of change", None])
    sheet.append([None, None, None, NEW, TALK])
    sheet.append([*FIRST, 1, 0])
    sheet.append([*SECOND, 0, 1])
    for column in "ABC":
        sheet.merge_cells(f"{column}1:{column}2")
    sheet.merge_cells("D1:E1")
    book.save(tmp_path / "h.xlsx")
    harvest = read_harvest(tmp_path / "h.xlsx", BOOK)
    assert types(harvest) == {("F1", ""): {"T01"}, ("F2", ""): {"T15"}}


WITH_CODES = [*TEXTS, "Coder", "Type of change"]
ANA_FIRST, ANA_SECOND = [*FIRST, "Ana", f"{NEW}, {MONEY}"], [*SECOND, "Ana", TALK]


@pytest.mark.parametrize(
    "rows",
    [
        # Forms number their columns below the headings.
        [WITH_CODES, ["(1)", "(2)", "(3)", "(4)", "(5)"], ANA_FIRST, ANA_SECOND],
        [WITH_CODES, list("ABCDE"), ANA_FIRST, ANA_SECOND],
        # A legend below the table.
        [WITH_CODES, ANA_FIRST, ANA_SECOND, [""], ["T01", NEW], ["T15", TALK]],
        # A question that is only guessed, with its options below it and ids above their names.
        [
            [*TEXTS, "Who coded it?", "Which types of change apply?", "", ""],
            ["", "Open-Ended Response", "", "Response", NEW, MONEY, TALK],
            [*FIRST, "Ana", NEW, MONEY, ""],
            [*SECOND, "Ana", "", "", TALK],
        ],
        [
            [*TEXTS, "Coder", "Type of change", "", ""],
            ["", "", "", "", "T01", "T13", "T15"],
            ["", "", "", "", NEW, MONEY, TALK],
            [*FIRST, "Ana", "x", "x", ""],
            [*SECOND, "Ana", "", "", "x"],
        ],
        # Clusters above their types.
        [
            [*TEXTS, "Coder", "Mobilising citizens and organisations", "Policies laws and practice",
             "Preventing and resolving conflict"],
            ["", "", "", "", NEW, MONEY, TALK],
            [*FIRST, "Ana", "1", "1", "0"],
            [*SECOND, "Ana", "0", "0", "1"],
        ],
    ],
    ids=["numbers", "letters", "legend", "guessed question", "ids and names", "clusters"],
)  # fmt: skip
def test_rows_around_the_fragments_are_none(tmp_path, rows):
    harvest = read_harvest(write(tmp_path, *rows), BOOK)
    assert [fragment.id for fragment in harvest.fragments] == ["F1", "F2"]
    assert types(harvest) == {("F1", "Ana"): {"T01", "T13"}, ("F2", "Ana"): {"T15"}}
    assert kinds(harvest) == []


@pytest.mark.parametrize(
    ("rows", "expected", "problem"),
    [
        # Two coders side by side: never one answer.
        (
            [
                [*TEXTS, "Coder", "Type of change", "Coder", "Type of change"],
                [*FIRST, "Ana", NEW, "Ben", MONEY],
            ],
            {("F1", "Ana"): {"T01"}},
            ("unclear-column", 2, "Type of change (2)"),
        ),
        (
            [[*TEXTS, f"Ana: {NEW}", f"Ana: {TALK}", f"Ben: {NEW}"], [*FIRST, "", "x", "x"]],
            {("F1", ""): {"T15"}},
            ("unclear-column", 2, f"Ben: {NEW}"),
        ),
        # Two tables on one sheet.
        (
            [[*WITH_CODES, "", *WITH_CODES], [*ANA_FIRST, "", *ANA_SECOND]],
            {("F1", "Ana"): {"T01", "T13"}},
            ("second-table", None, "G"),
        ),
        (
            [WITH_CODES, ANA_FIRST, WITH_CODES[::-1], ANA_SECOND[::-1]],
            {("F1", "Ana"): {"T01", "T13"}},
            ("second-table", 3, ""),
        ),
        # Codes under another field's heading, and ticks under a sentence.
        (
            [[*WITH_CODES, "Evidence"], [*FIRST, "Ana", NEW, MONEY]],
            {("F1", "Ana"): {"T01"}},
            ("codes-elsewhere", 2, "Evidence"),
        ),
        (
            [[*TEXTS, "Coder", TALK, f"Was there a {NEW} at all"], [*FIRST, "Ana", "x", "yes"]],
            {("F1", "Ana"): {"T15"}},
            ("unclear-column", 2, f"Was there a {NEW} at all"),
        ),
    ],
    ids=["coder twice", "ticks twice", "beside", "below", "other field", "sentence"],
)
def test_what_cannot_be_read_for_sure_is_named(tmp_path, rows, expected, problem):
    harvest = read_harvest(write(tmp_path, *rows), BOOK)
    assert [fragment.id for fragment in harvest.fragments] == ["F1"]
    assert types(harvest) == expected
    assert kinds(harvest) == [problem]


def test_where_one_is_a_label_numbered_columns_of_ones_are_asked_about(tmp_path):
    labels = tuple(replace(label, id=str(n)) for n, label in enumerate(TYPE.labels[:4], start=1))
    book = replace(BOOK, targets=(replace(TYPE, labels=labels, parent=""),), changes=())
    headings = [*TEXTS, "Type of change_1", "Type of change_4"]
    harvest = read_harvest(write(tmp_path, headings, [*FIRST, "1", "0"], [*SECOND, "", "1"]), book)
    assert types(harvest) == {}
    assert [(kind, row) for kind, row, _ in kinds(harvest)] == [("unclear-column", 2)] * 2


def test_coders_may_stand_below_the_question_and_a_gap_is_not_none_fits(tmp_path):
    banner = ["", "", "", "Type of change", ""]
    rows = [[*FIRST, f"{NEW}, {MONEY}", ""], [*SECOND, TALK, TALK]]
    harvest = read_harvest(write(tmp_path, banner, [*TEXTS, "Ana", "Ben"], *rows), BOOK)
    assert types(harvest) == {
        ("F1", "Ana"): {"T01", "T13"},
        ("F2", "Ana"): {"T15"},
        ("F2", "Ben"): {"T15"},
    }
    assert kinds(harvest) == []


SIGNS = Codebook(
    name="Signs",
    version="1",
    targets=(
        Target(
            "type",
            (
                Label("P", "Influence (+)"),
                Label("M", "Influence (-)"),
                Label("A", "مبادرة جديدة"),
                Label("O", "Œuvre commune"),
            ),
            title="Type of change",
            column="Type of change",
        ),
    ),
)


@pytest.mark.parametrize("question", ["Type of change/{}", "Type of change [{}]", "{}"])
def test_headings_are_told_apart_by_signs_and_known_by_letters(tmp_path, question):
    names = ["Influence (-)", "Influence (+)", "مبادره جديده", "Oeuvre commune"]
    headings = [*TEXTS, *(question.format(name) for name in names)]
    path = write(tmp_path, headings, [*FIRST, "1", "0", "1", "1"], [*SECOND, "0", "1", "0", "0"])
    harvest = read_harvest(path, SIGNS)
    assert types(harvest) == {("F1", ""): {"M", "A", "O"}, ("F2", ""): {"P"}}
    assert kinds(harvest) == []


@pytest.mark.parametrize("last", ["Outcome description", "Country", "Budget"])
def test_a_title_above_the_options_does_not_take_in_what_follows_them(tmp_path, last):
    title = ["", "Type of change", "", "", "", ""]
    headings = ["FragmentID", NEW, TALK, "Coder", "Significance", last]
    rows = [["F1", "1", "0", "Ana", FIRST[2], "Iraq"], ["F2", "0", "1", "Ben", SECOND[2], "Mali"]]
    harvest = read_harvest(write(tmp_path, title, headings, *rows), BOOK)
    assert types(harvest) == {("F1", "Ana"): {"T01"}, ("F2", "Ben"): {"T15"}}
    assert {kind for kind, *_ in kinds(harvest)} <= {"outcome-missing"}


def test_columns_of_coders_may_hold_short_ids_and_name_the_cell_at_fault(tmp_path):
    headings = [*TEXTS, "Type of change (Ana)", "Type of change (Ben)"]
    path = write(tmp_path, headings, [*FIRST, "T1", "T2"], [*SECOND, "T2", "maybe"])
    labels = (Label("T1", "New group"), Label("T2", "Talks"))
    book = Codebook("Short", "1", (Target("type", labels, column="Type of change"),))
    harvest = read_harvest(path, book)
    assert types(harvest) == {("F1", "Ana"): {"T1"}, ("F1", "Ben"): {"T2"}, ("F2", "Ana"): {"T2"}}
    assert kinds(harvest) == [("unknown-label", 3, "Type of change (Ben)")]


def test_the_number_of_a_submission_is_not_the_id_of_a_fragment(tmp_path):
    headings = ["_id", "grp/FragmentID", *TEXTS[1:]]
    harvest = read_harvest(write(tmp_path, headings, ["77", *FIRST], ["78", *SECOND]), BOOK)
    assert [fragment.id for fragment in harvest.fragments] == ["F1", "F2"]


def test_columns_of_remarks_cost_little():
    words = ["they", "met", "and", "asked", "for", "a", "law,", "then", "dialogue", "followed"]
    remarks = [f"{' '.join(words[n % 7 :])}, {n}, {' '.join(words)}" for n in range(400)]
    reads = label_reader(TYPE)
    begin = time.process_time()
    assert not any(map(reads, remarks))
    quick = time.process_time() - begin
    begin = time.process_time()
    for remark in remarks[:40]:
        parse_labels(remark, TYPE)
    assert quick < 10 * (time.process_time() - begin)
