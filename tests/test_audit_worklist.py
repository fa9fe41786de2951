import csv
import io
import json
import zipfile

import pytest
from openpyxl import load_workbook
from test_audit_kit import audit_folder, doubtful_rows  # noqa: F401 (a fixture)

from classifier.audit.columns import CHOICES, COLUMNS, DATA, SHEET
from classifier.audit.worklist import count_decided, read_decisions
from classifier.errors import HarvestError
from classifier.workbook.grid import Grid, shared_strings
from classifier.workbook.package import Package


def edited(source, target, edits):
    """A copy of a worklist workbook with cells of the sheet filled in: {(row, heading): text}."""
    package = Package.read(source)
    entry = next(e for e in package.sheets() if e.name == SHEET)
    grid = Grid(package.tree(entry.part), shared_strings(package))
    columns = {text: n for n, text in grid.texts(1).items()}
    for (row, heading), text in edits.items():
        grid.put_text(row, columns[heading], text)
    package.write(target)
    return target


@pytest.fixture
def found(audit_folder):  # noqa: F811
    return audit_folder / "found"


def table(path):
    return io.StringIO(path.read_text("utf-8-sig"), newline="")


def lines(found):
    return [json.loads(line) for line in (found / "worklist.jsonl").read_text("utf-8").splitlines()]


def test_three_files_hold_the_same_findings_in_the_same_order(found):
    as_json = lines(found)
    rows = list(csv.DictReader(table(found / "worklist.csv")))
    sheet = load_workbook(found / "worklist.xlsx")[SHEET]
    cells = list(sheet.iter_rows(min_row=2, values_only=True))
    assert [one["fragment_id"] for one in as_json] == [row["FragmentID"] for row in rows]
    assert [one["fragment_id"] for one in as_json] == [row[1] for row in cells]
    assert [one["why"] for one in as_json] == [row["Why"] for row in rows]
    scores = [one["score"] for one in as_json]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)


def test_every_finding_has_what_a_person_needs(found):
    for one in lines(found):
        assert one["fragment_id"]
        assert one["why"]
        assert one["recorded_names"]
        assert one["other_names"]
        assert (one["decision"], one["note"]) == ("", "")


def test_the_workbook_offers_the_three_decisions_and_explains_itself(found):
    book = load_workbook(found / "worklist.xlsx")
    sheet = book[SHEET]
    assert [cell.value for cell in sheet[1]] == [column.heading for column in COLUMNS]
    (offered,) = sheet.data_validations.dataValidation
    assert offered.formula1 == f"'{DATA}'!$A$2:$A$4"
    assert tuple(book[DATA].cell(row, 1).value for row in (2, 3, 4)) == CHOICES
    assert book[DATA].sheet_state == "hidden"
    assert sheet.freeze_panes == "C2"
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == ("landscape", 0)
    assert (sheet.sheet_properties.pageSetUpPr.fitToPage, sheet.print_title_rows) == (True, "$1:$1")
    texts = [str(row[0]) for row in book["Read me"].iter_rows(values_only=True) if row[0]]
    assert any("A row on the list is not a mistake" in text for text in texts)


def test_the_same_audit_gives_the_same_workbook(found):
    with zipfile.ZipFile(found / "worklist.xlsx") as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_decisions_are_read_from_a_workbook_that_was_sorted_and_shortened(found, tmp_path):
    one = lines(found)[3]
    book = load_workbook(found / "worklist.xlsx")
    sheet = book[SHEET]
    heading = {cell.value: cell.column for cell in sheet[1]}
    sheet.cell(5, heading["Decision"]).value = " Change "
    sheet.cell(5, heading["Note"]).value = "as agreed"
    sheet.delete_rows(2, 2)
    book.save(tmp_path / "w.xlsx")
    (decision,), problems = read_decisions(tmp_path / "w.xlsx")
    assert problems == []
    assert (decision.nr, decision.fragment_id, decision.decision) == (
        one["nr"], one["fragment_id"], "change",
    )  # fmt: skip
    assert decision.note == "as agreed"
    assert decision.recorded == set(one["recorded"])


def test_decisions_are_read_from_csv_and_json_lines(found, tmp_path):
    rows = list(csv.reader(table(found / "worklist.csv")))
    rows[1][rows[0].index("Decision")] = "keep"
    with (tmp_path / "w.csv").open("w", encoding="utf-8-sig", newline="") as stream:
        csv.writer(stream, delimiter=";").writerows(rows)
    (from_csv,), _ = read_decisions(tmp_path / "w.csv")
    facts = lines(found)
    facts[0]["decision"] = "keep"
    text = "\n".join(json.dumps(one) for one in facts) + "\n\n"
    (tmp_path / "w.jsonl").write_text(text, "utf-8")
    (from_json,), _ = read_decisions(tmp_path / "w.jsonl")
    assert from_csv == from_json


def test_a_word_that_is_no_decision_is_named(found, tmp_path):
    edited(found / "worklist.xlsx", tmp_path / "w.xlsx", {(2, "Decision"): "maybe"})
    decisions, (problem,) = read_decisions(tmp_path / "w.xlsx")
    assert decisions == []
    assert str(problem) == (
        "w.xlsx, row 2, column “Decision”: “maybe” is none of keep, change, discuss; the row was "
        "passed over."
    )


def test_other_files_are_no_worklists(tmp_path):
    (tmp_path / "a.txt").write_text("hello", "utf-8")
    (tmp_path / "a.csv").write_text("a,b\n1,2\n", "utf-8")
    (tmp_path / "a.jsonl").write_text("{oops\n", "utf-8")
    (tmp_path / "b.jsonl").write_text("[1]\n", "utf-8")
    for name in ("a.txt", "a.csv", "a.jsonl", "b.jsonl"):
        with pytest.raises(HarvestError, match=r"is no worklist|is damaged"):
            read_decisions(tmp_path / name)
        assert count_decided(tmp_path / name) == 0
    assert count_decided(tmp_path / "absent.xlsx") == 0


def test_a_workbook_without_our_sheets_is_no_worklist(tmp_path):
    from openpyxl import Workbook

    Workbook().save(tmp_path / "other.xlsx")
    with pytest.raises(HarvestError, match="is no worklist of an audit"):
        read_decisions(tmp_path / "other.xlsx")
