"""The package, its sheets and cells: what the surgery rests on."""

import re
import zipfile
from itertools import pairwise
from pathlib import Path
from textwrap import wrap

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from test_workbook_kit import CODEBOOK, parts_of, plain_workbook, rewrite

from classifier.edit.workbooks import suggested_path
from classifier.errors import HarvestError
from classifier.harvest.headings import alias_table
from classifier.workbook.sheet_headings import find_headings
from classifier.xlsx import package, sheet_columns, sheet_rows
from classifier.xlsx.markup import (
    MAIN,
    STYLES_ORDER,
    WORKBOOK_ORDER,
    WORKSHEET_ORDER,
    Area,
    areas,
    cleaned,
    detach,
    element,
    insert,
    parse,
    place,
    stated_number,
    unescaped,
    without_columns,
)
from classifier.xlsx.package import Package
from classifier.xlsx.sheet_cells import MAX_CELL, SheetCells, shared_strings
from classifier.xlsx.sheet_columns import column_widths
from classifier.xlsx.sheet_rows import SheetRows


@pytest.fixture
def path(tmp_path):
    return plain_workbook(tmp_path / "harvest.xlsx")


def worksheet(inner: str) -> SheetCells:
    return SheetCells(etree.fromstring(f'<worksheet xmlns="{MAIN}">{inner}</worksheet>'))


def row(inner: str) -> SheetCells:
    return worksheet(f"<sheetData><row>{inner}</row></sheetData>")


# -- the package


def test_a_package_that_nothing_was_done_to_is_written_as_it_was(path, tmp_path):
    Package.read(path).write(tmp_path / "copy.xlsx")
    assert parts_of(tmp_path / "copy.xlsx") == parts_of(path)


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"no zip at all", "is damaged"),
        (b"PK\x03\x04 cut off", "is damaged"),
    ],
)
def test_a_file_that_is_no_zip_is_refused(tmp_path, data, what):
    (tmp_path / "h.xlsx").write_bytes(data)
    with pytest.raises(HarvestError, match=what):
        Package.read(tmp_path / "h.xlsx")


def test_a_zip_that_is_no_workbook_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "h.xlsx", "w") as archive:
        archive.writestr("notes.txt", "hello")
    with pytest.raises(HarvestError, match="is a zip file, but not a workbook"):
        Package.read(tmp_path / "h.xlsx")


def test_a_workbook_that_unpacks_to_too_much_is_refused_before_it_is_unpacked(path, monkeypatch):
    monkeypatch.setattr(package, "MAX_UNPACKED", 2**20)
    rewrite(path, {}, {"xl/media/bomb.bin": b"\0" * 2**21})
    with pytest.raises(HarvestError, match=r"unpacks to 2 MB in \d+ parts; the limit is 1 MB"):
        Package.read(path)


def test_a_locked_file_is_a_clear_error(path, monkeypatch):
    def locked(*_, **__):
        raise PermissionError(13, "locked")

    monkeypatch.setattr(zipfile, "ZipFile", locked)
    with pytest.raises(HarvestError, match="is open in another program"):
        Package.read(path)


def test_damaged_xml_names_its_part(path):
    rewrite(path, {"xl/workbook.xml": lambda text: text[:-20]})
    with pytest.raises(HarvestError, match=rf"^{path.name}, part xl/workbook\.xml, is damaged"):
        Package.read(path).sheets()


@pytest.mark.parametrize("wrong", ['r="x"', 'r="99999999999"'])
def test_a_damaged_element_is_named_with_its_file_and_part(path, wrong):
    part = Package.read(path).sheets()[0].part
    rewrite(path, {part: lambda text: text.replace('r="2"', wrong, 1)})
    rows = Package.read(path).tree(part).iter(f"{{{MAIN}}}row")
    with pytest.raises(HarvestError, match=rf"^{path.name}, part {part}, is damaged: row has a r"):
        [stated_number(row, "r", 0) for row in rows]


def test_entities_and_document_types_are_refused():
    bomb = b'<!DOCTYPE w [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><w>&b;</w>'
    with pytest.raises(HarvestError, match="defines its own entities"):
        parse(bomb, "xl/workbook.xml")


def test_a_sheet_whose_name_is_taken_gets_a_number(path, tmp_path):
    one = Package.read(path)
    assert one.add_sheet("SHEET", element("worksheet")) == "SHEET (2)"
    one.write(tmp_path / "out.xlsx")
    assert openpyxl.load_workbook(tmp_path / "out.xlsx").sheetnames == ["Sheet", "SHEET (2)"]


def test_parts_that_only_a_removed_sheet_used_go_with_it(path):
    one = Package.read(path)
    one.add_sheet("Extra", element("worksheet"))
    part = one.sheets()[1].part
    one.add_part("xl/printerSettings/p9.bin.xml", element("x"), "application/x")
    one.add_part(package.relations_part(part), etree.fromstring("<Relationships/>"), "a/b")
    one.add_relation(part, "printerSettings", "xl/printerSettings/p9.bin.xml")
    before = set(one.names())
    one.remove_sheet("Extra")
    assert before - set(one.names()) == {
        part, package.relations_part(part), "xl/printerSettings/p9.bin.xml"}  # fmt: skip
    assert one.has("xl/styles.xml")


@pytest.mark.parametrize("order", [WORKSHEET_ORDER, STYLES_ORDER, WORKBOOK_ORDER])
@given(data=st.data())
def test_whatever_is_inserted_in_whatever_order_stands_in_the_demanded_order(order, data):
    root = element("root")
    root.append(etree.Element("{urn:other}AlternateContent"))
    for tag in data.draw(st.lists(st.sampled_from(order), max_size=12)):
        insert(root, element(tag), order)
    known = [etree.QName(one).localname for one in root]
    places = [order.index(tag) for tag in known if tag in order]
    assert places == sorted(places)


def test_detaching_what_hangs_nowhere_does_nothing():
    detach(element("c"))


@given(st.text(max_size=60))
def test_any_text_survives_the_writing_but_for_what_xml_cannot_hold(text):
    grid = worksheet("")
    grid.put_text(1, 1, text)
    again = SheetCells(etree.fromstring(etree.tostring(grid.root)))
    plain = unescaped(cleaned(text))
    assert again.text(1, 1) == plain
    assert plain.replace("\n", "") == "".join(c for c in plain if c != "\n")


@given(st.text(max_size=60))
def test_a_new_sheet_gives_any_text_as_it_will_be_read(text):
    rows = SheetRows()
    rows.put(2, 3, text, 5)
    root = element("worksheet")
    root.append(rows.data())
    again = SheetCells(etree.fromstring(etree.tostring(root)))
    assert again.text(2, 3) == rows.text(2, 3) == unescaped(cleaned(text))
    assert again.style(2, 3) == 5
    assert str(rows.area) == "C2"


def test_the_cells_of_a_new_row_stand_in_order_however_they_were_written():
    rows = SheetRows()
    for row, column in ((2, 3), (1, 2), (2, 1)):
        rows.put(row, column, "x")
    assert [cell.get("r") for row in rows.data() for cell in row] == ["B1", "A2", "C2"]


WORDS = ["a", "law", "well-being", "co--op", "women’s", "\u00a0", "\t", "", "committee"]


@given(st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join), st.integers(1, 12))
def test_the_lines_of_a_text_are_counted_as_they_would_be_broken(line, room):
    assert sheet_rows._n_broken(line, room) == (len(wrap(line, room)) or 1)


def test_a_default_name_keeps_the_ending_of_macros_unless_they_cannot_be_kept(path):
    assert suggested_path(path).name == "harvest-suggested.xlsx"
    macros = path.rename(path.with_suffix(".xlsm"))
    assert suggested_path(macros).name == "harvest-suggested.xlsm"
    rewrite(macros, {}, {"_xmlsignatures/sig1.xml": b"<s/>"})
    assert suggested_path(macros).name == "harvest-suggested.xlsx"
    assert suggested_path(Path("cards.txt")).name == "cards-suggested.xlsx"


# -- ranges


@given(st.integers(1, 40), st.integers(0, 20), st.sets(st.integers(1, 60), max_size=12))
def test_columns_that_are_cut_out_are_out_and_all_others_stay(left, more, columns):
    whole = Area(2, left, 9, left + more)
    kept = without_columns([whole], columns)
    covered = [column for one in kept for column in range(one.left, one.right + 1)]
    assert covered == [c for c in range(left, left + more + 1) if c not in columns]
    assert areas(" ".join(map(str, kept))) == kept


def test_what_is_no_address_is_a_wrong_argument():
    with pytest.raises(ValueError, match="'A1B' is no cell address"):
        place("A1B")


# -- cells


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("<c><v>12</v></c>", "12"),
        ("<c><v>12.0</v></c>", "12"),
        ("<c><v>0.5</v></c>", "0.5"),
        ('<c t="b"><v>1</v></c>', "1"),
        ('<c t="e"><v>#N/A</v></c>', ""),
        ('<c t="str"><f>A1</f><v>a_x000A_b</v></c>', "a\nb"),
        ('<c t="inlineStr"><is><r><t>two </t></r><r><t>runs</t></r><rPh><t>no</t></rPh></is></c>',
         "two runs"),
        ('<c t="inlineStr"/>', ""),
        ('<c t="s"><v>7</v></c>', ""),
        ("<c/>", ""),
    ],
)  # fmt: skip
def test_cells_of_every_kind_are_read_as_text(cell, text):
    assert row(cell).text(1, 1) == text


def test_shared_strings_are_read_with_their_runs(path):
    strings = (
        f'<sst xmlns="{MAIN}"><si><t>one</t></si><si><r><rPr><b/></rPr><t>Frag</t></r>'
        "<r><t>mentID</t></r></si></sst>"
    )
    relation = (
        '<Relationship Id="ss" Target="shared.xml" Type="http://schemas.openxmlformats.org/'
        'officeDocument/2006/relationships/sharedStrings"/></Relationships>'
    )
    rewrite(
        path,
        {
            "xl/_rels/workbook.xml.rels": lambda t: t.replace("</Relationships>", relation),
            "xl/worksheets/sheet1.xml": lambda t: re.sub(
                r'<c r="A1".*?</c>', '<c r="A1" t="s"><v>1</v></c>', t, count=1
            ),
        },
        {"xl/shared.xml": strings.encode()},
    )
    one = Package.read(path)
    assert shared_strings(one) == ("one", "FragmentID")
    assert (
        SheetCells(one.look(one.sheets()[0].part), shared_strings(one)).text(1, 1) == "FragmentID"
    )


def test_cells_without_addresses_follow_each_other():
    grid = worksheet(
        '<sheetData><row><c><v>1</v></c><c r="D1"><v>4</v></c><c><v>5</v></c></row>'
        '<row r="4"><c><v>9</v></c></row><row><c><v>8</v></c></row></sheetData>'
    )
    assert grid.texts(1) == {1: "1", 4: "4", 5: "5"}
    assert grid.row_numbers == (1, 4, 5)
    grid.put_text(1, 2, "two")
    grid.put_text(2, 1, "row two")
    again = SheetCells(etree.fromstring(etree.tostring(grid.root)))
    assert again.texts(1) == {1: "1", 2: "two", 4: "4", 5: "5"}
    assert again.texts(2) == {1: "row two"}
    assert (again.text(4, 1), again.text(5, 1)) == ("9", "8")


def test_a_text_longer_than_excel_keeps_is_cut_with_a_mark():
    grid, new = worksheet(""), SheetRows()
    grid.put_text(1, 1, "😀" * 20_000)
    new.put(1, 1, "😀" * 20_000)
    for kept in (grid.text(1, 1), new.text(1, 1)):
        assert kept.endswith("…")
        assert len(kept.encode("utf-16-le")) // 2 <= MAX_CELL


@given(
    st.lists(st.tuples(st.integers(1, 30), st.integers(0, 9)), max_size=5),
    st.sets(st.integers(1, 40), min_size=1, max_size=6),
)
def test_other_columns_keep_their_width_when_some_are_set(entries, columns):
    free, inner = 1, ""
    for start, more in sorted(entries):
        first = max(start, free)
        inner += f'<col min="{first}" max="{first + more}" width="{first + 0.5}"/>'
        free = first + more + 1
    grid = worksheet(f"<cols>{inner}</cols>" if inner else "")
    before = column_widths(grid)
    grid.set_widths(dict.fromkeys(columns, 99.0))
    after = column_widths(grid)
    assert after == before | dict.fromkeys(columns, 99.0)
    spans = [(int(c.get("min")), int(c.get("max"))) for c in grid.root[0]]
    assert all(one[1] < two[0] for one, two in pairwise(spans))


def test_the_dimension_of_an_empty_sheet_is_left_alone():
    grid = worksheet("")
    grid.write_dimension()
    assert grid.root.find(f"{{{MAIN}}}dimension") is None


def test_merged_cells_and_links_of_our_columns_go_and_others_stay():
    grid = worksheet(
        '<mergeCells count="2"><mergeCell ref="A1:D1"/><mergeCell ref="C2:D2"/></mergeCells>'
        '<hyperlinks><hyperlink ref="D5"/></hyperlinks>'
    )
    sheet_columns.clear_columns(grid.root, {3, 4})
    assert [str(one) for one in grid.merged()] == ["A1:B1"]
    assert grid.root.find(f"{{{MAIN}}}mergeCells").get("count") == "1"
    assert grid.root.find(f"{{{MAIN}}}hyperlinks") is None


def test_a_sort_by_our_columns_is_forgotten_and_one_by_hers_stays():
    def state(column):
        root = worksheet(
            f'<autoFilter ref="A1:D9"><sortState ref="A2:D9"><sortCondition ref="{column}2:'
            f'{column}9"/></sortState></autoFilter>'
        ).root
        assert not sheet_columns.forget_criteria(root, {4})
        return root.find(f".//{{{MAIN}}}sortState")

    assert state("D") is None
    assert state("B") is not None


# -- wrong arguments from our own code


def test_a_sheet_without_the_known_headings_is_a_wrong_argument():
    with pytest.raises(ValueError, match="no row above 9 holds any of the headings"):
        find_headings(row("<c><v>1</v></c>"), ["Outcome"], 9, alias_table(CODEBOOK))


def test_two_heading_rows_are_read_as_one():
    from classifier.workbook.sheet_headings import headings_at

    def cells(*texts):
        return "".join(f'<c t="inlineStr"><is><t>{t}</t></is></c>' if t else "<c/>" for t in texts)

    grid = worksheet(
        f"<sheetData><row>{cells('FragmentID', '')}</row>"
        f"<row>{cells('', 'Outcome description', '')}</row>"
        f"<row>{cells('F1', 'Text', 'Country')}</row></sheetData>"
    )
    found = headings_at(grid, 2, alias_table(CODEBOOK))
    assert found.fields == {"id": 1, "outcome": 2}
