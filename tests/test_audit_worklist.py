import csv
import io
import itertools
import json
import zipfile

import pytest
from openpyxl import load_workbook
from test_audit_kit import audit_folder, doubtful_rows, run  # noqa: F401 (a fixture)

from classifier.audit.worklist import CHOICES, COLUMNS, DATA, read_decisions
from classifier.errors import HarvestError
from classifier.translations import say, written_in
from classifier.xlsx.package import Package
from classifier.xlsx.sheet_cells import SheetCells, shared_strings


def edited(source, target, edits):
    """A copy of a worklist workbook with cells of the sheet filled in: {(row, heading): text}."""
    package = Package.read(source)
    entry = next(e for e in package.sheets() if e.name == "Worklist")
    grid = SheetCells(package.tree(entry.part), shared_strings(package))
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


def by_code(found):
    """The lines of the jsonl in the order of the other two files."""
    return sorted(lines(found), key=lambda one: one["rank"])


def test_workbook_and_csv_go_from_code_to_code_by_their_chance(found):
    as_json = by_code(found)
    rows = list(csv.DictReader(table(found / "worklist.csv")))
    sheet = load_workbook(found / "worklist.xlsx")["Worklist"]
    cells = list(sheet.iter_rows(min_row=2, values_only=True))
    assert [one["fragment_id"] for one in as_json] == [row["FragmentID"] for row in rows]
    shown = {column.heading: n for n, column in enumerate(COLUMNS)}
    assert [one["fragment_id"] for one in as_json] == [row[shown["FragmentID"]] for row in cells]
    assert [one["why"] for one in as_json] == [row["Why"] for row in rows]
    assert [one["nr"] for one in as_json] == [row["Nr"] for row in rows]
    chances = [one["chance"] for one in as_json]
    assert chances == sorted(chances, reverse=True)
    assert all(0 <= chance <= 1 for chance in chances)
    assert [row[shown["Chance"]] for row in cells] == chances
    assert [row[shown["In the fragment"]] for row in cells] == [
        one["in_fragment"] for one in as_json
    ]


def test_the_json_lines_go_from_fragment_to_fragment_by_all_their_doubts(found):
    as_json = lines(found)
    ids = [one["fragment_id"] for one in as_json]
    whole = [list(group) for _, group in itertools.groupby(as_json, lambda o: o["fragment_id"])]
    assert len(whole) == len(set(ids)) < len(ids)  # the findings of a fragment stand together
    sums = [group[0]["in_fragment"] for group in whole]
    assert sums == sorted(sums, reverse=True)
    for group in whole:
        assert {one["in_fragment"] for one in group} == {group[0]["in_fragment"]}
        assert [one["rank"] for one in group] == sorted(one["rank"] for one in group)
    assert sorted(one["rank"] for one in as_json) == list(range(1, len(as_json) + 1))


def test_change_is_offered_only_where_there_is_another_reading(found):
    offered = {one["nr"]: one["choices"] for one in lines(found)}
    for one in lines(found):
        reading = bool(one["add"] or one["remove"])
        assert one["choices"] == (["keep", "change", "discuss"] if reading else ["keep", "discuss"])
    assert {len(choices) for choices in offered.values()} == {2, 3}
    book = load_workbook(found / "worklist.xlsx")
    heading = {cell.value: cell.column - 1 for cell in book["Worklist"][1]}
    for row in book["Worklist"].iter_rows(min_row=2, values_only=True):
        assert row[heading["You can"]] == ", ".join(offered[row[heading["Nr"]]])


def test_every_finding_has_what_a_person_needs(found):
    for one in lines(found):
        assert one["fragment_id"]
        assert one["why"]
        assert one["recorded_names"]
        assert one["other_names"]
        assert (one["decision"], one["note"]) == ("", "")


def test_the_workbook_offers_the_three_decisions_and_explains_itself(found):
    book = load_workbook(found / "worklist.xlsx")
    sheet = book["Worklist"]
    assert [cell.value for cell in sheet[1]] == [column.heading for column in COLUMNS]
    (offered,) = sheet.data_validations.dataValidation
    you_can = next(cell.column_letter for cell in sheet[1] if cell.value == "You can")
    assert offered.formula1 == (
        f"IF(ISNUMBER(SEARCH(\"change\",${you_can}2)),'{DATA}'!$A$2:$A$4,'{DATA}'!$A$5:$A$6)"
    )
    assert tuple(book[DATA].cell(row, 1).value for row in (2, 3, 4)) == CHOICES
    assert [book[DATA].cell(row, 1).value for row in (5, 6, 7)] == ["keep", "discuss", None]
    assert book[DATA].sheet_state == "hidden"
    assert (offered.promptTitle, len(offered.prompt) <= 255) == ("Decision", True)
    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref == sheet.dimensions
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == ("landscape", 0)
    assert (sheet.sheet_properties.pageSetUpPr.fitToPage, sheet.print_title_rows) == (True, "$1:$1")
    texts = [str(row[1]) for row in book["Read me"].iter_rows(values_only=True) if row[1]]
    assert any("A row on the list is not a mistake" in text for text in texts)


def test_the_same_audit_gives_the_same_workbook(found):
    with zipfile.ZipFile(found / "worklist.xlsx") as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_decisions_are_read_from_a_workbook_that_was_sorted_and_shortened(
    found, tmp_path, codebook
):
    one = by_code(found)[3]
    book = load_workbook(found / "worklist.xlsx")
    sheet = book["Worklist"]
    heading = {cell.value: cell.column for cell in sheet[1]}
    sheet.cell(5, heading["Decision"]).value = " Change "
    sheet.cell(5, heading["Note"]).value = "as agreed"
    sheet.delete_rows(2, 2)
    book.save(tmp_path / "w.xlsx")
    (decision,), problems = read_decisions(tmp_path / "w.xlsx", codebook)
    assert problems == []
    assert (decision.nr, decision.fragment_id, decision.decision) == (
        one["nr"], one["fragment_id"], "change",
    )  # fmt: skip
    assert decision.recorded == set(one["recorded"])


def test_decisions_are_read_from_csv_and_json_lines(found, tmp_path, codebook):
    rows = list(csv.reader(table(found / "worklist.csv")))
    rows[1][rows[0].index("Decision")] = "keep"
    with (tmp_path / "w.csv").open("w", encoding="utf-8-sig", newline="") as stream:
        csv.writer(stream, delimiter=";").writerows(rows)
    (from_csv,), _ = read_decisions(tmp_path / "w.csv", codebook)
    facts = by_code(found)
    facts[0]["decision"] = "keep"
    text = "\n".join(json.dumps(one) for one in facts) + "\n\n"
    (tmp_path / "w.jsonl").write_text(text, "utf-8")
    (from_json,), _ = read_decisions(tmp_path / "w.jsonl", codebook)
    assert from_csv == from_json


def test_a_word_that_is_no_decision_is_named(found, tmp_path, codebook):
    edited(found / "worklist.xlsx", tmp_path / "w.xlsx", {(2, "Decision"): "maybe"})
    decisions, (problem,) = read_decisions(tmp_path / "w.xlsx", codebook)
    assert decisions == []
    assert str(problem) == (
        "w.xlsx, row 2, column “Decision”: has “maybe”, which the codebook does not "
        "know; it was left undecided. Write names as the drop-down has them."
    )


OLD_HEADINGS = (
    "Nr,FragmentID,Target,Recorded,Other reading,Why,Similar fragments,Support,Score,Decision,"
    "Changed to,Note,File,Row,kind,rule,target,recorded,add,remove,chance,version,sheet"
)


def test_a_worklist_from_before_there_were_two_orders_is_still_read(tmp_path, codebook):
    row = (
        "F001,SCC-1,Type,Law adopted,New group,Why not?,,strong,0.81,change,,mine,h.csv,6,"
        'missing,,type,LAW,GRP,LAW,0.61,2,""'
    )
    (tmp_path / "w.csv").write_text(f"{OLD_HEADINGS}\n{row}\n", "utf-8-sig")
    (decision,), problems = read_decisions(tmp_path / "w.csv", codebook)
    assert problems == []
    assert (decision.nr, decision.decision) == ("F001", "change")
    assert (decision.recorded, decision.add, decision.remove) == ({"LAW"}, {"GRP"}, {"LAW"})
    assert (decision.origin.file, decision.origin.row) == ("h.csv", 6)


def test_names_in_an_older_list_without_a_decision_are_named(tmp_path, codebook):
    row = (
        "F001,SCC-1,Type,Law adopted,New group,Why?,,strong,0.81,,New group,,h.csv,6,missing,,type"
    )
    (tmp_path / "w.csv").write_text(f"{OLD_HEADINGS}\n{row}\n", "utf-8-sig")
    decisions, (problem,) = read_decisions(tmp_path / "w.csv", codebook)
    assert decisions == []
    assert str(problem) == (
        "w.csv, row 2, column “Decision”: is empty though “Changed to” is filled; write “change” "
        "to have it done."
    )


@pytest.mark.parametrize(("written", "what"), [("=A2", "a formula"), ("#N/A", "error #N/A")])
def test_a_formula_or_an_error_as_a_decision_is_named(found, tmp_path, written, what, codebook):
    edited(found / "worklist.xlsx", tmp_path / "w.xlsx", {(2, "Decision"): written})
    decisions, (problem,) = read_decisions(tmp_path / "w.xlsx", codebook)
    assert decisions == []
    assert what in problem.what


def test_other_files_are_no_worklists(tmp_path, codebook):
    (tmp_path / "a.txt").write_text("hello", "utf-8")
    (tmp_path / "a.csv").write_text("a,b\n1,2\n", "utf-8")
    (tmp_path / "a.jsonl").write_text("{oops\n", "utf-8")
    (tmp_path / "b.jsonl").write_text("[1]\n", "utf-8")
    for name in ("a.txt", "a.csv", "a.jsonl", "b.jsonl"):
        with pytest.raises(HarvestError, match=r"is no worklist|is damaged"):
            read_decisions(tmp_path / name, codebook)


def test_a_workbook_without_our_sheets_is_no_worklist(tmp_path, codebook):
    from openpyxl import Workbook

    Workbook().save(tmp_path / "other.xlsx")
    with pytest.raises(HarvestError, match="is no worklist of an audit"):
        read_decisions(tmp_path / "other.xlsx", codebook)


def test_a_decision_in_a_row_that_is_no_line_of_the_list_is_named(found, tmp_path, codebook):
    source, copy = found / "worklist.xlsx", tmp_path / "w.xlsx"
    edits = {(2, "FragmentID"): "another", (3, "Target"): "another", (4, "Nr"): "F900"}
    decisions = {(row, "Decision"): "keep" for row in (2, 3, 4, 5)}
    findings, problems = read_decisions(edited(source, copy, edits | decisions), codebook)
    assert len(findings) == 1
    assert [(problem.kind, problem.origin.row) for problem in problems] == [
        ("row-unknown", 2), ("row-unknown", 3), ("row-unknown", 4),
    ]  # fmt: skip
    text = (found / "worklist.csv").read_text("utf-8-sig")
    (tmp_path / "w.csv").write_text(text + "x,y,,,keep,,,,,,,,x,,,F900\n", "utf-8")
    findings, (problem,) = read_decisions(tmp_path / "w.csv", codebook)
    assert (findings, problem.kind) == ([], "row-unknown")


def test_a_line_that_was_copied_and_decided_otherwise_is_left_and_named(found, tmp_path, codebook):
    text = (found / "worklist.csv").read_text("utf-8-sig")
    first, second, *_ = csv.DictReader(io.StringIO(text, newline=""))
    rows = [first | {"Decision": "keep"}, first | {"Decision": "discuss"}]
    rows += [second | {"Decision": "keep"}, second | {"Decision": "keep"}]
    with (tmp_path / "w.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, first)
        writer.writeheader()
        writer.writerows(rows)
    findings, problems = read_decisions(tmp_path / "w.csv", codebook)
    assert [finding.nr for finding in findings] == [second["Nr"]]
    assert [(problem.kind, problem.origin.row) for problem in problems] == [
        ("decisions-differ", 2), ("decisions-differ", 3),
    ]  # fmt: skip


@pytest.mark.parametrize("heading", ["Nr", "FragmentID", "Decision"])
@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_a_worklist_that_has_lost_a_column_is_refused(found, tmp_path, codebook, heading, ending):
    source, copy = found / f"worklist.{ending}", tmp_path / f"w.{ending}"
    if ending == "csv":
        text = source.read_text("utf-8-sig").replace(heading, "Verdict", 1)
        copy.write_text(text, "utf-8")
    else:
        edited(source, copy, {(1, heading): "Verdict", (2, "Decision"): "keep"})
    if (heading, ending) == ("FragmentID", "xlsx"):  # the hidden sheet knows it
        assert len(read_decisions(copy, codebook)[0]) == 1
        return
    with pytest.raises(HarvestError, match="has no column"):
        read_decisions(copy, codebook)


def test_a_title_above_the_headings_of_a_worklist_is_passed_over(found, tmp_path, codebook):
    book = load_workbook(found / "worklist.xlsx")
    book["Worklist"].insert_rows(1)
    book["Worklist"]["A1"] = "Done by Ann"
    decision = [column.heading for column in COLUMNS].index("Decision") + 1
    book["Worklist"].cell(3, decision).value = "keep"
    book.save(tmp_path / "w.xlsx")
    findings, problems = read_decisions(tmp_path / "w.xlsx", codebook)
    assert (len(findings), problems) == (1, [])


@pytest.mark.parametrize(
    ("separator", "encoding"), [(";", "cp1252"), ("\t", "utf-16"), (",", "utf-8")]
)
def test_a_worklist_saved_again_by_excel_is_read(tmp_path, codebook, separator, encoding):
    cells = dict.fromkeys(OLD_HEADINGS.split(","), "")
    cells |= {"Nr": "F1", "FragmentID": "é1", "Decision": "change", "Changed to": "'- Law adopted"}
    cells |= {"target": "type", "recorded": "LAW", "add": "GRP"}
    text = "\n".join(separator.join(f'"{cell}"' for cell in row) for row in (cells, cells.values()))
    (tmp_path / "w.csv").write_text(text, encoding)
    (decision,), problems = read_decisions(tmp_path / "w.csv", codebook)
    assert [problem.kind for problem in problems] == ["encoding"] * (encoding == "cp1252")
    assert (decision.fragment_id, decision.changed_to) == ("é1", "- Law adopted")


@pytest.mark.parametrize("line", ["{oops", "[1]", '{"nr": [1]}', "[" * 9000, '{"recorded": "LAW"}'])
def test_a_damaged_line_costs_itself_and_is_named(tmp_path, codebook, line):
    good = {"nr": "F1", "fragment_id": "x", "target": "type", "decision": "keep"}
    text = f"{line}\n{json.dumps(good)}\n"
    (tmp_path / "w.jsonl").write_text(text, "utf-8")
    (decision,), problems = read_decisions(tmp_path / "w.jsonl", codebook)
    assert decision.decision == "keep"
    assert [(one.origin.row, one.kind) for one in problems] == [(1, "bad-line")]


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_a_worklist_in_another_language_is_decided_in_by_its_own_words(
    audit_folder,  # noqa: F811
    tmp_path,
    codebook,
    codebook_path,
    language,
):
    done = run("audit", audit_folder / "harvest.csv", "--codebook", codebook_path, "--encoder",
               "tfidf-only", "--no-cache", "--language", language,
               "--out", tmp_path / "a")  # fmt: skip
    assert done.exit_code == 0, done.output
    book = load_workbook(tmp_path / "a" / "worklist.xlsx")
    with written_in(language):
        sheet, change = book[say("worklist")], say("change_word")
        heading = say("column_decision")
    english = ("The text may also speak", "Little in the text", "Recorded as", "Seems to tell")
    headings = [cell.value for cell in sheet[1]]
    assert sheet.sheet_view.rightToLeft is (True if language == "ar" else None)
    rows = list(sheet.iter_rows(min_row=2, values_only=True))
    assert not [cell for row in rows for cell in row if str(cell).startswith(english)]
    may_change = next(n for n, row in enumerate(rows, 2) if change in str(row))
    sheet.cell(may_change, headings.index(heading) + 1).value = change
    book.save(tmp_path / "w.xlsx")
    findings, problems = read_decisions(tmp_path / "w.xlsx", codebook)
    assert ([finding.decision for finding in findings], problems) == (["change"], [])
    table_of = list(csv.DictReader(table(tmp_path / "a" / "worklist.csv")))
    assert heading in table_of[0]
