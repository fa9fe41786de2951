"""What people do to rows and columns before a workbook is finished, and what is refused."""

import openpyxl
import pytest
from test_workbook_kit import (
    AMINA,
    PHR,
    TYPE_DECISION,
    Desk,
    headings_of,
    plain_workbook,
    read,
    rewrite,
    sort_rows,
    suggestion_for,
)

from classifier.double_coding.workbooks import write_coder_workbook
from classifier.errors import HarvestError, OutputError
from classifier.finish import finish
from classifier.records import Fragment

pytestmark = pytest.mark.filterwarnings("ignore:Data Validation extension:UserWarning")


@pytest.fixture
def desk(tmp_path):
    two = suggestion_for(PHR(2), "T1", "T2")
    none = suggestion_for(PHR(3), verdict="unsure")
    return Desk(tmp_path, plain_workbook(tmp_path / "harvest.xlsx"), PHR002=two, PHR003=none)


# -- what people and programs do in between


def test_columns_may_be_moved_and_inserted(desk):
    desk.decide({1: "accept"})

    def change(sheet):
        column = headings_of(sheet)[TYPE_DECISION]
        values = [sheet.cell(row, column).value for row in range(1, 8)]
        sheet.delete_cols(column)
        sheet.insert_cols(1)
        for row, value in enumerate(values, start=1):
            sheet.cell(row, 1).value = value

    def note(sheet):
        sheet.insert_cols(2)
        sheet.cell(1, sheet.max_column + 1).value = "My notes"
        sheet.cell(2, sheet.max_column).value = "seen"

    desk.work(change)
    desk.work_hers(note)
    desk.finish()
    assert desk.codings() == {PHR(1): ({"T1"}, "Amina")}
    sheet = openpyxl.load_workbook(desk.coded).active
    column = headings_of(sheet)
    assert sheet.cell(2, column["My notes"]).value == "seen"
    assert not any(str(name).startswith("▸") for name in column)


def test_a_decision_column_that_was_deleted_is_named(desk):
    desk.work(lambda sheet: sheet.delete_cols(headings_of(sheet)[TYPE_DECISION]))
    done = desk.finish()
    assert [one.kind for one in done.problems] == ["no-decision-column"]


def test_sorting_only_some_columns_is_noticed_and_decides_nothing(desk):
    desk.decide(dict.fromkeys(range(1, 7), "Law"))

    def tear(sheet):
        hers = [[row[0].value] for row in sheet.iter_rows(min_row=2)]
        hers[0], hers[1] = hers[1], hers[0]
        for row, values in zip(sheet.iter_rows(min_row=2), hers, strict=True):
            for cell, value in zip(row, values, strict=False):
                cell.value = value

    desk.work(tear)
    done = desk.finish()
    assert [(one.kind, one.origin.row) for one in done.problems] == [
        ("rows-torn", 2),
        ("rows-torn", 3),
    ]
    assert set(desk.codings()) == {PHR(n) for n in (3, 4, 5, 6)}
    assert done.missing == ()


def test_a_changed_text_is_matched_by_its_id_and_named(desk):
    desk.decide({1: "accept"})

    def change(sheet):
        sheet["C2"].value = "The committee was mended."

    desk.work_hers(change)
    done = desk.finish()
    assert [(one.kind, one.notice) for one in done.problems] == [("text-changed", True)]
    assert desk.codings() == {PHR(1): ({"T1"}, "Amina")}


def test_a_changed_id_is_matched_by_the_text(desk):
    desk.decide({1: "accept"})

    def change(sheet):
        sheet["A2"].value = "SCC-SYR/CIV077"

    desk.work_hers(change)
    assert desk.finish().problems == ()
    assert desk.codings() == {"SCC-SYR/CIV077": ({"T1"}, "Amina")}


def clear_keys(sheet):
    column = headings_of(sheet)["▸ Belongs to"]
    for row in range(2, 8):
        sheet.cell(row, column).value = None


def test_rows_are_known_by_id_and_text_without_our_key(desk):
    desk.decide({1: "accept", 2: "accept"})
    desk.work(clear_keys)

    def change(sheet):
        sheet["A3"].value = f"{PHR(2)}\nAnother text."

    desk.work(change)
    done = desk.finish()
    assert [(one.kind, one.origin.row) for one in done.problems] == [("text-changed", 3)]
    assert set(desk.codings()) == {PHR(1), PHR(2)}


def test_a_decision_in_a_row_nobody_knows_is_named(desk):
    def change(sheet):
        sheet.append(["SCC-NEW/1", "harvest 2", "A new story."])
        sheet.cell(sheet.max_row, headings_of(sheet)[TYPE_DECISION]).value = "Law"

    desk.work(change)
    done = desk.finish()
    assert [(one.kind, one.origin.row) for one in done.problems] == [("row-unknown", 8)]
    assert desk.codings() == {}


def test_a_row_that_was_copied_counts_if_both_copies_say_the_same(desk):
    desk.decide({1: "accept", 2: "accept"})

    def copy(sheet):
        for row in (2, 3):
            sheet.append([cell.value for cell in sheet[row]])
        sheet.cell(9, headings_of(sheet)[TYPE_DECISION]).value = "Law"

    desk.work(copy)
    done = desk.finish()
    assert [(one.kind, one.origin.row) for one in done.problems] == [
        ("row-twice", 3),
        ("row-twice", 9),
    ]
    assert desk.codings() == {PHR(1): ({"T1"}, "Amina")}


def test_what_is_not_understood_is_named_with_its_cell(desk):
    desk.decide({1: "New stucture", 2: "accept"})
    done = desk.finish()
    assert str(done.problems[0]) == (
        "harvest-suggested.xlsx, sheet “Review”, row 2, column “▸ Decision – Type of change”: has "
        "“New stucture”, which the codebook does not know; it was left undecided. "
        "Did you mean “New structure”?"
    )
    assert set(desk.codings()) == {PHR(2)}


def test_what_was_written_about_a_confidential_row_stays_in_the_workbook(desk):
    desk.decide({2: "The village elders fled", 3: "The village elders fled"})
    secret, plain = map(str, desk.finish().problems)
    assert "row 3, column “▸ Decision – Type of change”: has “…”" in secret
    assert "row 4, column “▸ Decision – Type of change”: has “The village elders fled”" in plain


def test_two_rows_with_one_id_and_two_texts_are_told_apart(tmp_path):
    source = plain_workbook(tmp_path / "harvest.xlsx", rows=2)
    book = openpyxl.load_workbook(source)
    book.active["A3"].value = PHR(1)
    book.save(source)
    desk = Desk(tmp_path, source)

    def change(sheet):
        column = headings_of(sheet)
        assert sheet.cell(3, column["▸ Belongs to"]).value == f"{PHR(1)} (2)"
        sheet.cell(3, column[TYPE_DECISION]).value = "Law"

    desk.work(change)
    desk.work(lambda sheet: sort_rows(sheet, lambda row: str(row[2])))
    desk.finish()
    texts = {f.id: f.outcome for f in read(desk.coded).fragments}
    coded = {texts[key]: labels for key, (labels, _) in desk.codings().items()}
    assert coded == {"The committee of village 2 met for the first time.": {"T2"}}


# -- refusals


def test_the_workbook_itself_is_never_written(desk):
    with pytest.raises(OutputError, match="is the workbook itself"):
        finish(desk.tagged, desk.tagged, AMINA, force=True)


def test_an_existing_output_needs_force_and_one_with_decisions_is_refused_always(desk):
    desk.decide({1: "accept"})
    desk.coded.write_bytes(desk.source.read_bytes())
    with pytest.raises(OutputError, match="exists already"):
        desk.finish()
    desk.finish(force=True)
    desk.coded.write_bytes(desk.tagged.read_bytes())
    with pytest.raises(OutputError, match="holds 1 decision of a person"):
        desk.finish(force=True)


def test_a_harvest_that_was_never_pre_tagged_is_refused(desk):
    with pytest.raises(HarvestError, match="has no columns with suggestions"):
        finish(desk.source, desk.coded, AMINA)


def test_the_workbook_of_one_of_two_coders_is_told_where_it_belongs(desk, tmp_path, codebook):
    path = tmp_path / "coder-A.xlsx"
    write_coder_workbook(path, [Fragment("F1", "A law was adopted", "")], codebook)
    with pytest.raises(HarvestError, match="“classifier adjudicate” reads it, not finish"):
        finish(path, desk.coded, AMINA)


def test_a_workbook_that_cannot_be_kept_is_refused(desk):
    rewrite(desk.tagged, {}, {"_xmlsignatures/sig1.xml": b"<s/>"})
    with pytest.raises(HarvestError, match="cannot be finished as it is: a digital signature"):
        desk.finish()


def test_a_lost_hidden_sheet_is_one_clear_error(desk):
    book = openpyxl.load_workbook(desk.tagged)
    del book["classifier data"]
    book.save(desk.tagged)
    with pytest.raises(HarvestError, match="has lost its hidden sheet"):
        desk.finish()


def spoil(desk, change):
    book = openpyxl.load_workbook(desk.tagged)
    change(book["classifier data"])
    book.save(desk.tagged)


def test_a_damaged_hidden_sheet_is_one_clear_error(desk):
    spoil(desk, lambda sheet: sheet.cell(2, 5).__setattr__("value", "codebok"))
    with pytest.raises(HarvestError, match="is damaged or incomplete"):
        desk.finish()


def test_an_edited_codebook_in_the_hidden_sheet_is_noticed(desk):
    def change(sheet):
        column = headings_of(sheet)["codebook"]
        sheet.cell(3, column).value = sheet.cell(3, column).value.replace("Growth", "Decline")

    spoil(desk, change)
    with pytest.raises(HarvestError, match="is damaged or incomplete"):
        desk.finish()


def test_another_layout_of_the_hidden_sheet_is_refused(desk):
    def change(sheet):
        sheet.cell(3, headings_of(sheet)["facts"]).value = "99"

    spoil(desk, change)
    with pytest.raises(HarvestError, match=r"another version of this program \(layout '99'\)"):
        desk.finish()


def test_a_mark_of_an_open_workbook_gives_a_notice(desk):
    desk.tagged.with_name(f"~${desk.tagged.name}").write_text("me", "utf-8")
    assert [one.kind for one in desk.finish().problems] == ["open-elsewhere"]


@pytest.mark.parametrize(
    ("cell", "what"),
    [
        ("=A2", "holds a formula, which is no decision"),
        ("#N/A", "shows Excel's error #N/A"),
        ("- New structure\n- Law", "could mean a list or taking away"),
    ],
)
def test_a_cell_that_says_no_decision_is_named_and_its_row_left(desk, cell, what):
    desk.decide({1: cell, 3: "Law"})
    done = desk.finish()
    (problem,) = done.problems
    assert what in problem.what
    assert (problem.origin.row, problem.origin.column) == (2, "▸ Decision – Type of change")
    assert list(desk.codings().values()) == [({"T2"}, "Amina")]


def test_a_fragment_with_further_codes_in_another_row_is_left_undecided(desk):
    def repeat(sheet):
        at = headings_of(sheet)
        row = sheet.max_row + 1
        for name in ("FragmentID", "Outcome description", "Significance of the outcome"):
            sheet.cell(row, at[name]).value = sheet.cell(2, at[name]).value
        sheet.cell(row, at["MCQType of change"]).value = "T2"

    desk.decide({1: "accept"})
    desk.work_hers(repeat)
    done = desk.finish()
    assert [(p.kind, p.origin.row) for p in done.problems] == [("several-rows", 2)]
    assert done.decisions == ()
    assert desk.codings() == {PHR(1): ({"T2"}, "")}


def test_her_rows_may_be_sorted_and_her_sheet_renamed(desk):
    desk.decide({1: "accept", 5: "Law"})

    def change(sheet):
        sort_rows(sheet, lambda row: -int(row[0][-1]))
        sheet.title = "Spring"

    desk.work_hers(change)
    assert desk.finish().problems == ()
    assert desk.codings() == {PHR(1): ({"T1"}, "Amina"), PHR(5): ({"T2"}, "Amina")}


def test_a_decision_on_a_row_that_was_deleted_from_her_sheet_is_named(desk):
    desk.decide({1: "accept", 2: "accept"})
    desk.work_hers(lambda sheet: sheet.delete_rows(2))
    done = desk.finish()
    assert [(one.kind, one.origin.sheet, one.origin.row) for one in done.problems] == [
        ("row-gone", "Review", 2)
    ]
    assert done.missing == (PHR(1),)
    assert desk.codings() == {PHR(2): ({"T1", "T2"}, "Amina")}


def with_twins(folder):
    """The first fragment was coded by two people: one id, one text, two rows."""
    source = plain_workbook(folder / "harvest.xlsx")
    book = openpyxl.load_workbook(source)
    sheet = book.active
    for column in (1, 3, 4):
        sheet.cell(3, column).value = sheet.cell(2, column).value
    sheet["E3"].value = None
    sheet["F2"], sheet["I2"], sheet["F3"], sheet["I3"] = "New structure", "C1", "+ Growth", "C2"
    book.save(source)
    return Desk(folder, source)


def test_two_rows_that_are_alike_but_for_their_coder_are_told_apart_when_sorted(tmp_path):
    desk = with_twins(tmp_path)
    keys = [one.id for one in read(desk.source).fragments]

    def decide(sheet):
        column = headings_of(sheet)
        for row in sheet.iter_rows(min_row=2):
            if row[column["▸ Belongs to"] - 1].value == keys[0]:
                row[column[TYPE_DECISION] - 1].value = "Law"

    desk.work(decide)
    desk.work_hers(lambda sheet: sort_rows(sheet, lambda row: str(row[8])[::-1]))
    desk.finish()
    codes = {c.coder or c.fragment_id: set(c.labels) for c in read(desk.coded).codings
             if c.target == "type"}  # fmt: skip
    assert codes == {"Amina": {"T2"}, "C2": {"T5"}}


def test_a_column_that_is_added_says_of_no_coded_row_that_none_fits(tmp_path):
    path = plain_workbook(tmp_path / "harvest.xlsx")
    book = openpyxl.load_workbook(path)
    sheet = book.active
    for name in ("Coder", "TypeOfChangeCluster"):
        if name in headings_of(sheet):
            sheet.delete_cols(headings_of(sheet)[name])
    coder = sheet.max_column + 1
    sheet.cell(1, coder).value = "Coder"
    for row in (2, 3):
        sheet.cell(row, coder).value = "Ben"
        sheet.cell(row, headings_of(sheet)["MCQType of change"]).value = "Law"
    book.save(path)
    desk = Desk(tmp_path, path)
    desk.decide({1: "Law"})
    desk.finish()
    assert desk.codings()[PHR(2)] == ({"T2"}, "Ben")
    assert PHR(1) in desk.codings("cluster")
    assert PHR(2) not in desk.codings("cluster")


def test_codes_in_a_column_without_a_heading_are_named_and_their_row_is_left(tmp_path):
    source = tmp_path / "harvest.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["FragmentID", "Outcome description", "MCQType of change", None])
    sheet.append([PHR(1), "A law passed", "New structure", "Joint action / coalition work"])
    sheet.append([PHR(2), "Women met", "New structure", None])
    book.save(source)
    desk = Desk(tmp_path, source)
    desk.decide({1: "Law", 2: "Law"})
    done = desk.finish()
    assert [(one.kind, one.origin.row) for one in done.problems] == [("codes-without-heading", 2)]
    assert "column D, which has no heading" in done.problems[0].what
    assert desk.codings()[PHR(1)][0] == {"T1", "T3"}
    assert desk.codings()[PHR(2)] == ({"T2"}, "Amina")
