"""Workbooks of other writers: parts named with backslashes, text that is struck through."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font

from classifier.harvest import read_first_rows, read_harvest
from classifier.xlsx.beginning import N_ROWS
from classifier.xlsx.package import Package

ROWS = [["FragmentID", "Outcome", "Type"], ["F1", "They met.", "T01"], ["F2", "It rained.", "T02"]]
STRUCK = Font(strike=True)
INLINE = re.compile(rb't="inlineStr"><is><t>([^<]*)</t></is></c>')


def book_of(rows=ROWS):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    return book


def repacked(path: Path, change, **more: bytes) -> Path:
    """Write the parts of a workbook again, each name and content as ``change`` gives it."""
    with zipfile.ZipFile(path) as source:
        parts = [change(name, source.read(name)) for name in source.namelist()]
    parts += [(f"xl/{stem}.xml", content) for stem, content in more.items()]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in parts:
            target.writestr(name, content)
    return path


@pytest.fixture
def backslashed(tmp_path):
    path = tmp_path / "h.xlsx"
    book_of().save(path)
    return repacked(path, lambda name, content: (name.replace("/", "\\"), content))


def test_parts_named_with_backslashes_are_read(backslashed):
    with zipfile.ZipFile(backslashed) as packed:
        assert "xl\\workbook.xml" in packed.namelist()
    harvest = read_harvest(backslashed)
    assert [each.outcome for each in harvest.fragments] == ["They met.", "It rained."]
    assert harvest.problems == ()


def test_parts_named_with_backslashes_are_written_with_slashes(backslashed, tmp_path):
    package = Package.read(backslashed)
    assert [entry.part for entry in package.sheets()] == ["xl/worksheets/sheet1.xml"]
    package.write(tmp_path / "out.xlsx")
    with zipfile.ZipFile(tmp_path / "out.xlsx") as packed:
        assert not any("\\" in name for name in packed.namelist())
    assert len(read_harvest(tmp_path / "out.xlsx").fragments) == 2


def struck_places(path):
    problems = [each for each in read_harvest(path).problems if each.kind == "struck-through"]
    assert all(each.notice for each in problems)
    return [(each.origin.row, each.origin.column) for each in problems]


def test_struck_text_is_named_by_its_cell_and_read_as_it_stands(tmp_path):
    path = tmp_path / "h.xlsx"
    book = book_of()
    sheet = book.active
    sheet["C2"].font = STRUCK
    sheet["D2"].font = STRUCK  # nothing stands there
    block = TextBlock(InlineFont(strike=True), "T03")
    sheet["C3"] = CellRichText("T02, ", block)
    book.save(path)
    assert struck_places(path) == [(2, "Type"), (3, "Type")]
    assert read_harvest(path).fragments[1].cells["Type"] == "T02, T03"


def test_struck_shared_text_is_seen_in_each_cell_that_has_it(tmp_path):
    """LibreOffice and Excel keep rich text among the shared texts."""
    path = tmp_path / "h.xlsx"
    book_of([*ROWS, ["F3", "They sang.", "T02"]]).save(path)
    shared = (
        b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>T01</t></si>'
        b"<si><r><rPr><strike/></rPr><t>T0</t></r><r><t>2</t></r></si></sst>"
    )
    texts = {b"T01": b"0", b"T02": b"1"}

    def change(name, content):
        for text, number in texts.items():
            inline = b't="inlineStr"><is><t>' + text + b"</t></is>"
            assert ("sheet1" not in name) or inline in content
            content = content.replace(inline, b't="s"><v>' + number + b"</v>")
        return name, content

    assert struck_places(repacked(path, change, sharedStrings=shared)) == [(3, "Type"), (4, "Type")]
    assert [each.cells["Type"] for each in read_harvest(path).fragments] == ["T01", "T02", "T02"]


def test_a_strike_that_is_off_or_only_a_rule_says_nothing(tmp_path):
    path = tmp_path / "h.xlsx"
    book = book_of()
    book.active["C2"].font = STRUCK
    book.save(path)

    def change(name, content):
        return name, content.replace(b'<strike val="1"', b'<strike val="0"')

    assert struck_places(repacked(path, change)) == []


# -- the first rows alone


@pytest.fixture
def many(tmp_path, monkeypatch):
    """A workbook of three hundred fragments that counts as large."""
    monkeypatch.setattr("classifier.xlsx.beginning.LARGE", 0)
    path = tmp_path / "h.xlsx"
    book_of([ROWS[0], *([f"F{i}", f"They met {i} times.", "T01"] for i in range(300))]).save(path)
    return path


def test_the_first_rows_of_a_large_workbook_are_read_alone(many, codebook):
    whole = read_harvest(many, codebook).fragments
    first = read_first_rows(many, codebook)
    assert len(whole) == 300
    assert first == whole[: N_ROWS - 1]  # one row holds the headings


def test_a_part_that_is_cut_off_gives_the_same_first_rows(many, codebook, monkeypatch):
    whole = read_first_rows(many, codebook)
    monkeypatch.setattr("classifier.xlsx.beginning._UNPACKED", 12_000)
    assert read_first_rows(many, codebook) == whole


def with_shared_texts(path, order=list):
    """Keep the texts of the cells apart, as Excel does, in the given order of their first use."""
    with zipfile.ZipFile(path) as packed:
        sheet = packed.read("xl/worksheets/sheet1.xml")
    texts = order(dict.fromkeys(INLINE.findall(sheet)))
    places = {text: b't="s"><v>%d</v></c>' % place for place, text in enumerate(texts)}
    shared = b"<sst %s>%s</sst>" % (
        b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"',
        b"".join(b"<si><t>%s</t></si>" % text for text in texts),
    )

    def change(name, content):
        return name, INLINE.sub(lambda match: places[match[1]], content)

    return repacked(path, change, sharedStrings=shared)


def test_shared_texts_are_read_as_far_as_they_are_needed(many, codebook, monkeypatch):
    first = read_harvest(many, codebook).fragments[: N_ROWS - 1]
    shared = with_shared_texts(many)
    assert read_first_rows(shared, codebook) == first
    monkeypatch.setattr("classifier.xlsx.beginning._UNPACKED", 12_000)
    assert read_first_rows(shared, codebook) == first


def test_nothing_is_read_where_a_text_of_the_first_rows_is_kept_far_behind(
    many, codebook, monkeypatch
):
    first = read_harvest(many, codebook).fragments[: N_ROWS - 1]
    backwards = with_shared_texts(many, lambda texts: list(reversed(texts)))
    assert read_first_rows(backwards, codebook) == first
    monkeypatch.setattr("classifier.xlsx.beginning._UNPACKED", 12_000)
    assert read_first_rows(backwards, codebook) == ()


def test_what_cannot_be_cut_is_left_to_the_reading_of_the_whole(many, codebook, monkeypatch):
    monkeypatch.setattr("classifier.xlsx.beginning._UNPACKED", 2000)  # ends before the last row
    assert read_first_rows(many, codebook) == ()
    many.write_bytes(many.read_bytes()[:-100])
    assert read_first_rows(many, codebook) == ()


def test_what_is_packed_in_a_way_that_is_not_read_gives_no_first_rows(many, codebook):
    assert read_first_rows(many, codebook) != ()
    with zipfile.ZipFile(many) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    with zipfile.ZipFile(many, "w", zipfile.ZIP_BZIP2) as target:
        for name, content in parts.items():
            target.writestr(name, content)
    assert read_first_rows(many, codebook) == ()


def test_no_file_is_read_whole_for_its_first_rows(many, codebook, monkeypatch):
    table = many.with_name("h.csv")
    table.write_text("FragmentID,Outcome,Type\nF1,They met.,T01\n", "utf-8")
    read = []
    monkeypatch.setattr(Path, "read_bytes", read.append)
    assert read_first_rows(many, codebook) != ()
    assert read_first_rows(table, codebook) == ()
    assert read == []


def test_nothing_is_told_of_first_rows_whose_parent_rows_may_stand_further_down(many, codebook):
    book = openpyxl.load_workbook(many)
    sheet, form = book.active, book.create_sheet("form")
    for cell in ("_parent_index", *range(300, 0, -1)):
        sheet.cell(1 if cell == "_parent_index" else 302 - cell, 4).value = cell
    form.append(["_index", "Country", "Confidential"])
    for number in range(1, 301):
        form.append([number, "Mali", "YES"])
    book.save(many)
    assert all(each.confidential for each in read_harvest(many, codebook).fragments)
    assert read_first_rows(many, codebook) == ()


def test_a_small_workbook_is_read_at_once(many, codebook, monkeypatch):
    monkeypatch.undo()
    assert read_first_rows(many, codebook) == ()
