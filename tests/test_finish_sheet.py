"""Filters, tables, formulas and names of a workbook that is finished."""

import re

import openpyxl
import pytest
from test_workbook_kit import (
    HEADINGS,
    PHR,
    TYPE_DECISION,
    Desk,
    OlderDesk,
    add_table,
    headings_of,
    part_with,
    parts_of,
    plain_workbook,
    rewrite,
    rich_workbook,
    suggestion_for,
)

from classifier.errors import HarvestError

pytestmark = pytest.mark.filterwarnings("ignore:Data Validation extension:UserWarning")


@pytest.fixture
def desk(tmp_path):
    two = suggestion_for(PHR(2), "T1", "T2")
    none = suggestion_for(PHR(3), verdict="unsure")
    return Desk(tmp_path, plain_workbook(tmp_path / "harvest.xlsx"), PHR002=two, PHR003=none)


# -- filters, tables, formulas


def test_a_filter_by_our_columns_is_lifted_and_the_rows_are_shown(tmp_path):
    desk = OlderDesk(tmp_path, "rich")

    def hide(sheet):
        sheet.auto_filter.add_filter_column(9 + 4, ["unsure"])
        sheet.row_dimensions[3].hidden = True

    desk.work(hide)
    desk.finish()
    sheet = openpyxl.load_workbook(desk.coded)["Harvest"]
    assert sheet.auto_filter.ref == "A2:I8"
    assert sheet.auto_filter.filterColumn == []
    assert not sheet.row_dimensions[3].hidden


def test_a_filter_by_her_columns_stays_with_its_hidden_rows(tmp_path):
    desk = Desk(tmp_path, rich_workbook(tmp_path / "harvest.xlsx"))

    def hide(sheet):
        sheet.row_dimensions[3].hidden = True

    desk.work_hers(hide)
    desk.decide({1: "accept"})
    desk.finish()
    sheet = openpyxl.load_workbook(desk.coded)["Harvest"]
    assert sheet.auto_filter.ref == "A2:P8"
    assert len(sheet.auto_filter.filterColumn) == 1
    assert sheet.row_dimensions[3].hidden


def test_a_table_keeps_its_columns_and_takes_in_the_new_ones(tmp_path):
    source = plain_workbook(tmp_path / "harvest.xlsx")
    add_table(source, "A1:I7")
    desk = Desk(tmp_path, source)
    desk.decide({1: "accept"})
    desk.finish()
    sheet = openpyxl.load_workbook(desk.coded).active
    table = sheet.tables["T"]
    assert table.ref == "A1:P7"
    assert [one.name for one in table.tableColumns] == [cell.value for cell in sheet[1]]


def test_a_filter_in_a_table_by_our_columns_is_lifted_too(tmp_path):
    desk = OlderDesk(tmp_path, "table")
    chosen = '<filterColumn colId="13"><filters><filter val="unsure"/></filters></filterColumn>'
    rewrite(
        desk.tagged,
        {
            "xl/tables/table1.xml": lambda t: re.sub(
                r"<autoFilter ([^>]*)/>", rf"<autoFilter \1>{chosen}</autoFilter>", t
            ),
            "xl/worksheets/sheet1.xml": lambda t: t.replace('<row r="3"', '<row r="3" hidden="1"'),
        },
    )
    desk.finish()
    sheet = openpyxl.load_workbook(desk.coded).active
    assert sheet.tables["T"].ref == "A1:I7"
    assert sheet.tables["T"].autoFilter.filterColumn == []
    assert not sheet.row_dimensions[3].hidden


def test_new_columns_reach_beyond_a_table_whose_own_were_deleted(tmp_path):
    desk = OlderDesk(tmp_path, "table")

    def keep_two(sheet):
        columns = headings_of(sheet)
        kept = ["▸ Belongs to", TYPE_DECISION]
        for name in sorted(set(columns) - {*HEADINGS, *kept}, key=lambda n: -columns[n]):
            sheet.delete_cols(columns[name])
        table = sheet.tables["T"]
        table.ref = table.autoFilter.ref = "A1:K7"
        table.tableColumns = [one for one in table.tableColumns if one.name in {*HEADINGS, *kept}]

    desk.work(keep_two)
    desk.decide({1: "accept"})
    desk.finish()
    sheet = openpyxl.load_workbook(desk.coded).active
    assert sheet.tables["T"].ref == "A1:P7"
    assert [one.name for one in sheet.tables["T"].tableColumns] == [c.value for c in sheet[1]]
    assert desk.codings() == {PHR(1): ({"T1"}, "Amina")}


def test_a_table_without_a_filter_is_finished_as_well(tmp_path):
    source = plain_workbook(tmp_path / "harvest.xlsx")
    add_table(source, "A1:I7")
    rewrite(source, {"xl/tables/table1.xml": lambda t: re.sub("<autoFilter[^>]*/>", "", t)})
    desk = Desk(tmp_path, source)
    desk.finish()
    assert openpyxl.load_workbook(desk.coded).active.tables["T"].ref == "A1:I7"


def test_a_table_with_a_column_of_hers_right_of_ours_keeps_no_gap(tmp_path):
    desk = OlderDesk(tmp_path, "table")

    def add(sheet):
        table = sheet.tables["T"]
        last = sheet.max_column + 1
        sheet.cell(1, last).value = "My notes"
        letter = openpyxl.utils.get_column_letter(last)
        table.ref = table.autoFilter.ref = f"A1:{letter}7"
        column = openpyxl.worksheet.table.TableColumn(id=99, name="My notes")
        table.tableColumns.append(column)

    desk.work(add)
    desk.decide({1: "accept"})
    desk.finish()
    sheet = openpyxl.load_workbook(desk.coded).active
    names = [one.name for one in sheet.tables["T"].tableColumns]
    assert names == [cell.value for cell in sheet[1]]
    assert names[-1] == "My notes"
    assert len(names) == len(set(names))


def test_a_table_without_columns_is_a_damaged_workbook(tmp_path):
    desk = OlderDesk(tmp_path, "table")
    rewrite(
        desk.tagged,
        {"xl/tables/table1.xml": lambda t: re.sub("<tableColumns.*</tableColumns>", "", t)},
    )
    with pytest.raises(HarvestError, match="a table has no tableColumns"):
        desk.finish()


def with_formulas(folder, shared):
    source = plain_workbook(folder / "harvest.xlsx")
    book = openpyxl.load_workbook(source)
    for row in (2, 3):
        book.active.cell(row, 7).value = f"=UPPER(F{row})"
    book.save(source)

    def share(text):
        text = text.replace("<f>UPPER(F2)</f>", '<f t="shared" si="0" ref="G2:G3">UPPER(F2)</f>')
        return text.replace("<f>UPPER(F3)</f>", '<f t="shared" si="0"/>')

    chain = b'<calcChain xmlns="urn:c"><c r="G2" i="1"/><c r="G3" i="1"/></calcChain>'
    relation = (
        '<Relationship Id="cc" Target="calcChain.xml" Type="http://schemas.openxmlformats.org/'
        'officeDocument/2006/relationships/calcChain"/></Relationships>'
    )
    rewrite(
        source,
        {
            "xl/worksheets/sheet1.xml": share if shared else str,
            "xl/_rels/workbook.xml.rels": lambda t: t.replace("</Relationships>", relation),
        },
        {"xl/calcChain.xml": chain},
    )
    return Desk(folder, source)


def decide_in_the_parts(desk, decision="accept"):
    """Decide the first row without openpyxl, which would drop the calculation chain."""

    def change(text):
        column = re.search(r'r="([A-Z]+)1"[^>]*><is><t>▸ Decision – Type of change<', text)[1]
        cell = re.search(rf'<c r="{column}2" s="(\d+)"/>', text)
        typed = f'<c r="{column}2" s="{cell[1]}" t="inlineStr"><is><t>{decision}</t></is></c>'
        return text.replace(cell[0], typed)

    rewrite(desk.tagged, {part_with(desk.tagged, "▸ Decision – Type of change"): change})


def test_a_formula_in_a_decided_cell_gives_way_and_the_order_of_calculation_goes(tmp_path):
    desk = with_formulas(tmp_path, shared=False)
    assert "xl/calcChain.xml" in parts_of(desk.tagged)
    decide_in_the_parts(desk)
    assert desk.finish().problems == ()
    after = parts_of(desk.coded)
    assert "xl/calcChain.xml" not in after
    assert b"calcChain" not in after["xl/_rels/workbook.xml.rels"]
    sheet = openpyxl.load_workbook(desk.coded).active
    assert (sheet["G2"].value, sheet["G3"].value) == ("Mobilizing", "=UPPER(F3)")


def test_a_shared_formula_stays_with_the_decided_value_and_a_notice(tmp_path):
    desk = with_formulas(tmp_path, shared=True)
    decide_in_the_parts(desk)
    done = desk.finish()
    assert [(one.kind, one.origin.column) for one in done.problems] == [
        ("formula-kept", "TypeOfChangeCluster")
    ]
    assert openpyxl.load_workbook(desk.coded).active["G2"].value == "=UPPER(F2)"
    assert openpyxl.load_workbook(desk.coded, data_only=True).active["G2"].value == "Mobilizing"


def test_drop_downs_that_excel_stored_its_newer_way_are_taken_out(tmp_path):
    desk = OlderDesk(tmp_path, "plain")

    def modern(text):
        column = re.search(r'r="([A-Z]+)1"[^>]*><is><t>▸ Decision – Type of change<', text)[1]
        text = re.sub("<dataValidations.*</dataValidations>", "", text)
        extension = (
            '<extLst><ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}" xmlns:x14="http://schemas.'
            'microsoft.com/office/spreadsheetml/2009/9/main"><x14:dataValidations xmlns:xm="http://'
            'schemas.microsoft.com/office/excel/2006/main" count="1"><x14:dataValidation>'
            "<x14:formula1><xm:f>'classifier data'!$A$3:$A$8</xm:f></x14:formula1>"
            f"<xm:sqref>{column}2:{column}7</xm:sqref></x14:dataValidation></x14:dataValidations>"
            "</ext></extLst></worksheet>"
        )
        return text.replace("</worksheet>", extension)

    rewrite(desk.tagged, {"xl/worksheets/sheet1.xml": modern})
    desk.finish()
    sheet = parts_of(desk.coded)["xl/worksheets/sheet1.xml"]
    assert b"classifier" not in sheet
    assert b"extLst" not in sheet


def test_names_and_tabs_are_renumbered_when_our_sheets_stood_first(tmp_path):
    desk = Desk(tmp_path, rich_workbook(tmp_path / "harvest.xlsx"))
    book = openpyxl.load_workbook(desk.tagged)
    book.move_sheet("Suggestions", -2)
    book.active = 1
    book.save(desk.tagged)
    desk.finish()
    book = openpyxl.load_workbook(desk.coded)
    assert book.sheetnames == ["Harvest", "lists"]
    assert book["Harvest"].print_title_rows == "$2:$2"
    assert book.active.title == "Harvest"


def test_a_name_that_leads_to_our_sheets_goes_with_them(desk):
    book = openpyxl.load_workbook(desk.tagged)
    name = openpyxl.workbook.defined_name.DefinedName("x", attr_text="'classifier data'!$A$1")
    book.defined_names["x"] = name
    book.save(desk.tagged)
    desk.finish()
    assert b"definedNames" not in parts_of(desk.coded)["xl/workbook.xml"]
