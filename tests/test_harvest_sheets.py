"""Which sheets and rows hold fragments: lists of codes, totals and notes are none."""

from pathlib import Path

import openpyxl
import pytest
from test_codebook_kit import SAMPLE as BOOK

from classifier.engine.archive_files import archive_files, read_batches
from classifier.harvest import read_harvest

ROOT = Path(__file__).parents[1]
CASES = ROOT / "tests" / "cases" / "files"
STORY = "In May the council opened a complaints desk."
DATA = [("FragmentID", "Outcome description", "MCQType of change"), ("F1", STORY, "New structure")]
LISTED = [("New structure", "A committee is founded."), ("Dialogue between groups", "They talk.")]


def workbook(path, **sheets):
    """Write a workbook; each sheet is a list of rows, the first its headings."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def told(harvest):
    return [
        (p.kind, p.origin.sheet, p.notice)
        for p in harvest.problems
        if p.kind in ("sheet-passed-over", "code-list")
    ]


@pytest.mark.parametrize(
    ("name", "sheet", "n"),
    [("codebook-sheet-in.xlsx", "Codebook", 2), ("lists-sheet-in.xlsx", "Lists", 1)],
)
def test_a_list_of_codes_beside_the_fragments_is_passed_over(name, sheet, n):
    harvest = read_harvest(CASES / name, BOOK)
    assert len(harvest.fragments) == n
    assert told(harvest) == [("sheet-passed-over", sheet, True)]


@pytest.mark.parametrize(
    ("rows", "is_list"),
    [
        ([("No", "Type of change", "Description"), *[(i, *row) for i, row in enumerate(LISTED)]],
         True),
        ([("Code", "Name", "Description"), *[("x", *row) for row in LISTED]], True),
        ([("Outcome", "Status"), *[(name, "in use") for name, _ in LISTED]], True),
        ([("N°", "Type de changement", "Description", "Commentaires"),
          *[(i, *row, "ok") for i, row in enumerate(LISTED)]], True),
        # The codebook's own definitions, counts of a pivot table, an explanation of the columns.
        ([("ID", "Type of change", "Outcome description"),
          *[(label.id, label.name, label.definition) for label in BOOK.targets[0].labels]], True),
        ([("Type of change", "Outcome"), *[(name, 3) for name, _ in LISTED]], True),
        ([("Column", "Description"), ("Coder", "Who coded it"), ("Country", "Where")], True),
        # Each of these is somebody's harvest: a code comes twice, it tells more, or says outcome.
        ([("No", "Type of change", "Description"), (1, *LISTED[0]), (2, *LISTED[1]),
          (3, *LISTED[0])], False),
        ([("No", "Type of change", "Description", "Country"), (1, *LISTED[0], "Mali"),
          (2, *LISTED[1], "Mali")], False),
        ([("No", "Type of change", "Outcome description"), (1, *LISTED[0]), (2, *LISTED[1])],
         False),
        ([("No", "Type of change", "Description"), (1, *LISTED[0])], False),
        ([DATA[0], ("F2", *LISTED[0][::-1]), ("F3", *LISTED[1][::-1])], False),
    ],
)  # fmt: skip
def test_what_looks_like_a_list_of_codes(tmp_path, rows, is_list):
    harvest = read_harvest(workbook(tmp_path / "h.xlsx", Data=DATA, Other=rows), BOOK)
    assert told(harvest) == ([("sheet-passed-over", "Other", True)] if is_list else [])
    assert len(harvest.fragments) == (1 if is_list else len(rows))


def test_a_sheet_with_the_headings_of_a_harvest_is_no_list(tmp_path):
    headings = ("No", "Type of change", "Description")
    mali = [headings, (1, "New structure", STORY), (2, "New structure", f"{STORY} Again.")]
    kenya = [headings, (3, *LISTED[0]), (4, *LISTED[1])]
    harvest = read_harvest(workbook(tmp_path / "h.xlsx", Mali=mali, Kenya=kenya), BOOK)
    assert (len(harvest.fragments), told(harvest)) == (4, [])


def test_a_sheet_of_codes_without_texts_is_a_problem(tmp_path):
    data = [("FragmentID", "Outcome description"), ("F1", STORY)]
    codes = [("FragmentID", "Coder", "Type of change"), ("F1", "Ana", "New structure")]
    harvest = read_harvest(workbook(tmp_path / "h.xlsx", Data=data, Codes=codes), BOOK)
    (problem,) = (p for p in harvest.problems if not p.notice)
    assert (problem.kind, problem.origin.sheet) == ("codes-only", "Codes")


def test_a_list_alone_is_read_and_a_problem(tmp_path):
    headings = ("No", "Type of change", "Description")
    rows = [headings, (1, *LISTED[0]), (2, *LISTED[1])]
    harvest = read_harvest(workbook(tmp_path / "h.xlsx", Codes=rows), BOOK)
    assert (len(harvest.fragments), told(harvest)) == (2, [("code-list", "", False)])


def test_totals_and_notes_below_the_table_are_named_and_no_fragments():
    harvest = read_harvest(CASES / "total-row-in.xlsx", BOOK)
    assert [fragment.id for fragment in harvest.fragments] == ["F1", "F2"]
    assert {c.fragment_id for c in harvest.codings} == {"F1", "F2"}
    assert [str(p) for p in harvest.problems if p.origin.row] == [
        "total-row-in.xlsx, row 4: looks like a row of totals; it was not read as a fragment.",
        "total-row-in.xlsx, row 5: looks like a note; it was not read as a fragment.",
    ]


@pytest.mark.parametrize(
    "row",
    [
        "Total,2 outcomes,,1,",
        "TOTAL :,,,2,2",
        "Grand total,24,,,",
        "Sous-total,12,,,",
        "Average,,,1.5,",
        "Nombre total d'effets,24,,,",
        "المجموع,24,,,",
        ",Total outcomes: 24,,,",
        ",Note: data collected by a partner.,,,",
        ",* Source: the programme's own files,,,",
        ",NB – figures of May,,,",
        "Data collected by the partner,,,,",
        "ملاحظة: بيانات الشريك,,,,",
    ],
)
def test_rows_that_are_no_fragments(tmp_path, row):
    path = tmp_path / "h.csv"
    headings = "FragmentID,Outcome description,Significance,MCQType of change,Coder"
    path.write_text("\n".join([headings, f"F1,{STORY},,New structure,Ana", row]), "utf-8")
    harvest = read_harvest(path, BOOK)
    assert [fragment.id for fragment in harvest.fragments] == ["F1"]
    assert [p.origin.row for p in harvest.problems if p.kind == "no-fragment" and p.notice] == [3]


@pytest.mark.parametrize(
    "row",
    [
        "Total,The council decided in public for the first time since the war ended here.,,,",
        ",Total war on corruption was declared,,,",
        ",Notes of the meeting are public now.,,,",
        ",Sums for schools were paid,,,Ana",
        "F2,,,,",
        "F2,,,New structure,Ana",
        "SCC 12 Mali north,,,,",
    ],
)
def test_rows_that_are_fragments_or_will_be(tmp_path, row):
    path = tmp_path / "h.csv"
    headings = "FragmentID,Outcome description,Significance,MCQType of change,Coder"
    path.write_text("\n".join([headings, f"F1,{STORY},,New structure,Ana", row]), "utf-8")
    harvest = read_harvest(path, BOOK)
    assert len(harvest.fragments) == 2
    # Without a text it is kept for the day when there is one, and nothing is learned from it.
    assert len(harvest.with_text) == 1 + bool(row.split(",")[1])


@pytest.mark.parametrize(
    ("headings", "rows"),
    [
        ("Outcome description", ["* They met.", f"Note: {STORY}", "* They met again."]),
        ("Outcome description", ["* They met.", "It rained.", "* They met again."]),
        (
            "Outcome description,Country",
            ["* They met.,", "Hi.,", "It rained.,", f"{STORY},Mali"],
        ),
        ("FragmentID,Outcome description", ["SUM-001,Law", "SUM-002,Rule", "Total 3,Peace"]),
    ],
    ids=["all marked", "some marked", "one row with more", "ids like totals"],
)
def test_no_text_is_taken_for_a_note_or_total_by_how_it_begins(tmp_path, headings, rows):
    path = tmp_path / "h.csv"
    path.write_text("\n".join([headings, *rows]), "utf-8")
    assert len(read_harvest(path, BOOK).fragments) == len(rows)


def tables(path):
    (file,) = archive_files([path])
    return [table for batch in read_batches(file, BOOK) for table in batch.tables]


@pytest.mark.parametrize(
    ("above", "headings", "row", "columns"),
    [
        ([], ["ID", "Outcome description"], 1, {"ID": 1, "Outcome description": 2}),
        (
            [["A report"], []],
            ["", "Outcome description", "Pays", "Pays", ""],
            3,
            {"Outcome description": 2, "Pays": 3, "Pays (2)": 4, "Column E": 5},
        ),
    ],
)
@pytest.mark.parametrize("ending", [".xlsx", ".csv"])
def test_a_table_knows_its_heading_row_and_the_column_of_each_heading(
    tmp_path, above, headings, row, columns, ending
):
    cells = ["x" if heading != "" else "" for heading in headings]
    rows = [*above, headings, [*cells[:-1], "last"]]
    path = tmp_path / f"h{ending}"
    if ending == ".xlsx":
        workbook(path, harvest=rows)
    else:
        path.write_text("\n".join(";".join(each) for each in rows), "utf-8")
    (table,) = tables(path)
    assert (table.heading_row, dict(table.columns)) == (row, columns)


def test_columns_that_a_parent_sheet_gave_are_none_of_the_childs_own(tmp_path):
    path = workbook(
        tmp_path / "h.xlsx",
        form=[("Country", "_index"), ("Mali", 1)],
        outcomes=[("Outcome description", "_parent_index"), (STORY, 1)],
    )
    (table,) = tables(path)
    assert table.rows[0].cells["Country"] == "Mali"
    assert dict(table.columns) == {"Outcome description": 1, "_parent_index": 2}
