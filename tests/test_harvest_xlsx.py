"""Workbooks of other writers: parts named with backslashes, text that is struck through."""

from __future__ import annotations

import zipfile
from pathlib import Path

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font

from classifier.harvest import read_harvest
from classifier.xlsx.package import Package

ROWS = [["FragmentID", "Outcome", "Type"], ["F1", "They met.", "T01"], ["F2", "It rained.", "T02"]]
STRUCK = Font(strike=True)


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
