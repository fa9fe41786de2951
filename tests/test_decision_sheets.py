"""What people and programs do to our sheets before the decisions come back: none is lost."""

import csv
import io
import shutil
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from test_audit_kit import audit_folder, audited, doubtful_rows, write_csv  # noqa: F401
from test_relabel import place  # noqa: F401 (a fixture)
from test_workbook_kit import Desk, convert, headings_of, plain_workbook, sort_rows

from classifier.audit.worklist import COLUMNS as WORKLIST_COLUMNS
from classifier.audit.worklist import read_decisions as read_worklist
from classifier.errors import HarvestError
from classifier.harvest import read_harvest
from classifier.records import Fragment
from classifier.relabel.decisions import read_decisions as read_plan
from classifier.relabel.plan_file import Plan
from classifier.relabel.plan_lines import COLUMNS as PLAN_COLUMNS
from classifier.report.audit import facts, worklist_csv
from classifier.workbook.review_sheet import id_in, text_of

OLDER = Path(__file__).parent / "cases" / "lists-older"
"""A worklist and a plan as an earlier version of this program wrote them."""


def a_worklist(request, folder, source):
    """A worklist, the word for its decisions, and what reads them."""
    path, book = folder / "worklist.xlsx", request.getfixturevalue("codebook")
    shutil.copyfile(source, path)
    return path, "discuss", lambda: {(f.nr, f.decision) for f in read_worklist(path, book)[0]}


def worklist_of(request, folder):
    found = request.getfixturevalue("audit_folder") / "found"
    return a_worklist(request, folder, found / "worklist.xlsx")


def older_worklist_of(request, folder):
    return a_worklist(request, folder, OLDER / "worklist.xlsx")


def a_plan(folder, source):
    shutil.copytree(source, folder / "plan")
    plan = Plan.read(folder / "plan")

    def decided():
        said = read_plan(plan).decisions.items()
        return {(line, one.labels) for line, one in said if one.state == "decided"}

    return plan.decisions, "none fits", decided


def plan_of(request, folder):
    return a_plan(folder, request.getfixturevalue("place") / "plan")


def older_plan_of(request, folder):
    return a_plan(folder, OLDER / "plan")


def review_of(request, folder):
    desk = Desk(folder, plain_workbook(folder / "harvest.xlsx"))

    def decided():
        desk.finish(force=True)
        return {(name, frozenset(labels)) for name, (labels, _) in desk.codings().items()}

    return desk.tagged, "accept", decided


def sort_backwards(sheet):
    sort_rows(sheet, lambda row: [str(value) for value in row][::-1])


def filter_rows(sheet):
    sheet.auto_filter.add_filter_column(0, ["nothing"])
    for row in range(2, sheet.max_row + 1):
        sheet.row_dimensions[row].hidden = True


def delete_row(sheet):
    sheet.delete_rows(3)  # undecided


def move_columns(sheet):
    columns = [[cell.value for cell in column] for column in sheet.columns]
    for number, values in enumerate(columns[::-1], start=1):
        for row, value in enumerate(values, start=1):
            sheet.cell(row, number).value = value


def insert_column(sheet):
    sheet.insert_cols(2)
    sheet["B1"], sheet["B2"] = "My own", "a remark"


WAYS = {
    "saved": lambda sheet: None,
    "sorted": sort_backwards,
    "filtered": filter_rows,
    "a row deleted": delete_row,
    "columns moved": move_columns,
    "the text deleted": lambda sheet: sheet.delete_cols(1),
    "a column inserted": insert_column,
}


@pytest.mark.parametrize("make", [worklist_of, plan_of, review_of])
@pytest.mark.parametrize("way", [*WAYS, "saved by LibreOffice"])
def test_no_decision_is_lost_whatever_was_done_to_the_sheet(request, tmp_path, make, way):
    path, word, decided = make(request, tmp_path)
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]  # a workbook of ours opens on the decisions
    column = min(n for text, n in headings_of(sheet).items() if "Decision" in text)
    for row in range(2, sheet.max_row + 1, 2):
        sheet.cell(row, column).value = word
    book.save(path)
    expected = decided()
    assert len(expected) == sheet.max_row // 2
    if way in WAYS:
        WAYS[way](sheet)
        book.save(path)
    else:
        shutil.copyfile(convert(path, "xlsx", tmp_path / "office"), path)
    assert decided() == expected


@pytest.mark.parametrize("make", [older_worklist_of, older_plan_of])
def test_what_was_handed_out_earlier_is_still_read(request, tmp_path, make):
    path, word, decided = make(request, tmp_path)
    book = openpyxl.load_workbook(path)
    sheet = next(one for one in book if "Decision" in headings_of(one))
    for row in range(2, sheet.max_row + 1):
        sheet.cell(row, headings_of(sheet)["Decision"]).value = word
    book.save(path)
    assert len(decided()) == sheet.max_row - 1 > 1


@pytest.mark.parametrize("make", [worklist_of, plan_of])
def test_what_is_decided_in_is_read_as_no_harvest(request, tmp_path, make, codebook):
    path, *_ = make(request, tmp_path)
    with pytest.raises(HarvestError, match="has no column with the outcome's text"):
        read_harvest(path, codebook)


@pytest.mark.parametrize(
    ("make", "last"), [(worklist_of, "Note"), (plan_of, "Worth a look"), (review_of, "▸ Follows")]
)
def test_what_helps_to_decide_is_printed(request, tmp_path, make, last):
    sheet = openpyxl.load_workbook(make(request, tmp_path)[0]).worksheets[0]
    first, end = sheet.print_area.rpartition("!")[2].replace("$", "").split(":")
    printed = [cell.value for cell in sheet[first:end][0]]
    assert printed[0] == "▸ Outcome · Significance"
    assert printed[-1].startswith(last)
    assert int(end.lstrip("ABCDEFGHIJ")) == sheet.max_row
    assert sheet.print_title_rows == "$1:$1"


@pytest.mark.parametrize("columns", [WORKLIST_COLUMNS, PLAN_COLUMNS])
def test_text_and_decision_stand_on_one_screen(columns):
    # A column of width w takes 7 w + 5 pixels in Excel's usual typeface.
    pixels = [7 * column.width + 5 for column in columns]
    decision = [column.key for column in columns].index("decision")
    assert pixels[0] <= 480
    assert sum(pixels[1 : decision + 2]) <= 800  # and why, which stands right of it


@pytest.mark.parametrize("make", [worklist_of, plan_of])
def test_a_decision_beside_the_text_of_another_fragment_is_not_taken(request, tmp_path, make):
    path, word, decided = make(request, tmp_path)
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    rows = range(2, sheet.max_row + 1)
    texts = [sheet.cell(row, 1).value for row in rows]
    for row, text in zip(rows, [*texts[1:], texts[0]], strict=True):
        sheet.cell(row, 1).value = text
        sheet.cell(row, headings_of(sheet)["Decision"]).value = word
    book.save(path)
    if make is plan_of:
        with pytest.raises(Exception, match="is of another fragment"):
            decided()
    else:
        assert len(decided()) < len(texts) / 2  # those whose neighbour is of the same fragment


def as_excel_saves(text):
    """What Excel makes of a csv: numbers shortened, in its own alphabet, with semicolons."""
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
    for row in rows:
        for number, cell in enumerate(row):
            if cell.isdigit() and len(cell) > 11:
                row[number] = f"{float(cell):.5E}"
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=";").writerows(rows)
    return stream.getvalue().encode("cp1252", "replace")


def test_a_worklist_that_excel_saved_as_csv_loses_nothing(tmp_path, codebook, codebook_path):
    rows = doubtful_rows()
    rows[0]["Outcome description"] += " é؟"
    whole = audited([write_csv(tmp_path / "h.csv", rows)], codebook_path)
    findings = [replace(one, text="1234567890123456") for one in whole.findings]
    changed = replace(whole, findings=tuple(findings))
    text = worklist_csv(changed, facts(changed))
    cells = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
    for row in cells[1:]:
        row[cells[0].index("Decision")] = "keep"
    stream = io.StringIO(newline="")
    csv.writer(stream).writerows(cells)
    (tmp_path / "w.csv").write_bytes(as_excel_saves(stream.getvalue()))
    decided, problems = read_worklist(tmp_path / "w.csv", codebook)
    assert [(one.fragment_id, one.recorded) for one in decided] == [
        (one.fragment_id, one.recorded) for one in findings
    ]
    assert {one.text for one in decided} == {"1234567890123456"}
    assert [problem.kind for problem in problems] == ["encoding"]


def test_of_a_text_longer_than_a_row_it_is_said_where_to_read_on():
    short, long = (Fragment("F1", "They founded a committee. " * n) for n in (4, 90))
    assert text_of(short, quote=True) == f"F1\n{short.outcome.strip()}"
    shown = text_of(long, quote=True)
    assert shown.split("\n")[1].startswith("▼ Longer than a row can be")
    assert shown.endswith(long.outcome.strip())
    assert id_in(shown) == "F1"
