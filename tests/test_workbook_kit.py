"""Builds the workbooks that the workbook and finish tests work on, and looks into their parts."""

import os
import re
import shutil
import subprocess
import zipfile
from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace

import openpyxl
import pytest
from conftest import pytest_terminal_summary
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Font, PatternFill
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

from classifier.codebook import Change, Codebook, Label, Target
from classifier.finish import Signature, finish
from classifier.harvest import read_harvest
from classifier.records import (
    Harvest,
    LabelSuggestion,
    Suggestion,
    TargetSuggestion,
    group_codings,
)
from classifier.workbook import SuggestionSet, pretag

TYPE = Target(
    "type",
    (
        Label("T1", "New structure", parent="MOB"),
        Label("T2", "Policy, law or rule", parent="POL", aliases=("Law",)),
        Label("T3", "Joint action / coalition work", parent="MOB"),
        Label("T4", "Old word", parent="POL", retired="2"),
        Label("T5", "+ Growth", parent="POL"),
    ),
    title="Type of change",
    column="MCQType of change",
    parent="cluster",
)
CLUSTER = Target(
    "cluster",
    (Label("MOB", "Mobilizing"), Label("POL", "Policies, laws and practice")),
    title="Cluster",
    column="TypeOfChangeCluster",
    derived_from="type",
)
OBJECTIVE = Target(
    "objective",
    (Label("PHR", "PHR: Peace and human rights"), Label("CIV", "CIV: Civic space")),
    title="Specific objective",
    column="Link to SCC Specific Objectives",
    multiple=False,
)
CODEBOOK = Codebook(
    "Test codebook",
    "2",
    (TYPE, CLUSTER, OBJECTIVE),
    versions=(("1", ("harvest 1",)), ("2", ("harvest 2",))),
    changes=(Change("2", "rename", "type", "T2", was="Law"),),
)
HEADINGS = (
    "FragmentID",
    "OH-harvesting period",
    "Outcome description",
    "Significance of the outcome",
    "Outcome statements is CONFIDENTIAL",
    "MCQType of change",
    "TypeOfChangeCluster",
    "Link to SCC Specific Objectives",
    "Coder",
)
N_FRAGMENTS = 6


def fragment_row(number: int) -> list[str | None]:
    secret = "YES" if number == 2 else None
    text = f"The committee of village {number} met for the first time."
    why = f"Nobody had met there since {2000 + number}."
    return [f"SCC-SYR/PHR{number:03}", "harvest 2", text, why, secret, None, None, None, None]


def plain_workbook(path: Path, rows: int = N_FRAGMENTS, headings_row: int = 1) -> Path:
    """A harvest as an export gives it: no formats at all, nobody has coded it."""
    book = openpyxl.Workbook()
    sheet = book.active
    for _ in range(headings_row - 1):
        sheet.append(["Harvest of the spring"])
    sheet.append(HEADINGS)
    for number in range(1, rows + 1):
        sheet.append(fragment_row(number))
    book.save(path)
    return path


def rich_workbook(path: Path) -> Path:
    """A harvest with what people put into workbooks, and parts that openpyxl does not know."""
    book = openpyxl.load_workbook(plain_workbook(path, headings_row=2))
    sheet = book.active
    sheet.title = "Harvest"
    sheet.merge_cells("A1:I1")
    sheet["A2"].font = Font(bold=True, color="00FF0000")
    sheet["C3"].fill = PatternFill("solid", fgColor="FFFF00")
    for letter, width in (("A", 17), ("C", 61.5), ("I", 9)):
        sheet.column_dimensions[letter].width = width
    sheet.column_dimensions["E"].hidden = True
    sheet.row_dimensions[4].height = 11
    sheet.freeze_panes = "B3"
    sheet.auto_filter.ref = "A2:I8"
    sheet.auto_filter.add_filter_column(1, ["harvest 2"])
    yes_no = DataValidation(type="list", formula1='"YES,NO"', showErrorMessage=True)
    yes_no.add("E3:E8")
    sheet.add_data_validation(yes_no)
    red = PatternFill("solid", bgColor="FF9999")
    sheet.conditional_formatting.add("B3:B8", CellIsRule("equal", ['"harvest 1"'], fill=red))
    sheet["C4"].comment = Comment("Ask the partner", "Amina", height=70, width=311)
    sheet["D3"].hyperlink = "https://example.org/story"
    sheet.print_title_rows = "2:2"
    sheet.oddFooter.center.text = "Page &P"
    hidden = book.create_sheet("lists")
    hidden["A1"] = "not for print"
    hidden["B1"] = "=COUNTA(Harvest!A3:A8)"
    hidden.sheet_state = "hidden"
    chart = BarChart()
    chart.add_data(Reference(hidden, min_col=1, min_row=1, max_row=1))
    hidden.add_chart(chart, "D2")
    book.defined_names["Stories"] = DefinedName("Stories", attr_text="Harvest!$C$3:$C$8")
    book.save(path)
    add_foreign_parts(path)
    return path


X14 = (
    '<extLst><ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}" '
    'xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main">'
    '<x14:dataValidations xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main" '
    'count="1"><x14:dataValidation type="list" allowBlank="1"><x14:formula1><xm:f>lists!$A$1</xm:f>'
    "</x14:formula1><xm:sqref>B3:B8</xm:sqref></x14:dataValidation></x14:dataValidations></ext>"
    "</extLst>"
)
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MICROSOFT = "http://schemas.microsoft.com/office"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    "{}</Relationships>"
)
_PIVOT = (
    f'<pivotTableDefinition xmlns="{_MAIN}" name="P" cacheId="1" dataCaption="Values">'
    '<location ref="A12:B14" firstHeaderRow="1" firstDataRow="1" firstDataCol="0"/>'
    "</pivotTableDefinition>"
)
_PIVOT_CACHE = (
    f'<pivotCacheDefinition xmlns="{_MAIN}"><cacheSource type="worksheet">'
    '<worksheetSource ref="A2:I8" sheet="Harvest"/></cacheSource>'
    '<cacheFields count="0"/></pivotCacheDefinition>'
)
_CACHE_PART = "/xl/pivotCache/pivotCacheDefinition1.xml"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8"
    "cfc000000301010018dd8db00000000049454e44ae426082"
)


def add_foreign_parts(path: Path) -> None:
    """Add newer validations, threaded comments, printer settings, a pivot, custom XML."""
    sheet = "xl/worksheets/sheet1.xml"
    replaced = {sheet: lambda text: text.replace("</worksheet>", f"{X14}</worksheet>")}
    kinds = (
        '<Default Extension="bin" ContentType="application/vnd.openxmlformats-officedocument.'
        'spreadsheetml.printerSettings"/><Default Extension="png" ContentType="image/png"/>'
    )
    replaced["[Content_Types].xml"] = lambda text: text.replace("<Override", f"{kinds}<Override", 1)
    relations = "".join(
        f'<Relationship Id="f{n}" Type="{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(
            [
                (f"{_OFFICE}/printerSettings", "../printerSettings/printerSettings1.bin"),
                (f"{_MICROSOFT}/2017/10/relationships/threadedComment", "../threaded/tc1.xml"),
                (f"{_OFFICE}/pivotTable", "../pivotTables/pivotTable1.xml"),
            ]
        )
    )
    replaced["xl/worksheets/_rels/sheet1.xml.rels"] = lambda text: text.replace(
        "</Relationships>", f"{relations}</Relationships>"
    )
    cache = f'<Relationship Id="pc1" Type="{_OFFICE}/pivotCacheDefinition" Target="{_CACHE_PART}"/>'
    replaced["xl/_rels/workbook.xml.rels"] = lambda text: text.replace(
        "</Relationships>", f"{cache}</Relationships>"
    )
    caches = f'<pivotCaches><pivotCache xmlns:r="{_OFFICE}" cacheId="1" r:id="pc1"/></pivotCaches>'
    replaced["xl/workbook.xml"] = lambda text: text.replace("</workbook>", f"{caches}</workbook>")
    added = {
        "xl/printerSettings/printerSettings1.bin": b"\x00\x01printer\xff",
        "xl/threaded/tc1.xml": b'<ThreadedComments xmlns="urn:x"/>',
        "xl/pivotTables/pivotTable1.xml": _PIVOT.encode(),
        "xl/pivotTables/_rels/pivotTable1.xml.rels": _RELATIONS.format(
            f'<Relationship Id="rId1" Type="{_OFFICE}/pivotCacheDefinition" '
            f'Target="{_CACHE_PART}"/>'
        ).encode(),
        "xl/pivotCache/pivotCacheDefinition1.xml": _PIVOT_CACHE.encode(),
        "customXml/item1.xml": b"<sharePoint>  kept </sharePoint>",
    }
    rewrite(path, replaced, added)


def rewrite(path: Path, replaced: Mapping, added: Mapping[str, bytes] | None = None) -> None:
    """Change parts of a workbook as text, and add parts."""
    parts = parts_of(path)
    for name, change in replaced.items():
        parts[name] = change(parts[name].decode()).encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in {**parts, **(added or {})}.items():
            archive.writestr(name, data)


def add_table(path: Path, span: str, query: bool = False) -> None:
    """Turn a range of the first sheet into an Excel table."""
    first, last = (ord(piece[0]) - 64 for piece in span.split(":"))
    names = HEADINGS[first - 1 : last]
    columns = "".join(f'<tableColumn id="{n}" name="{name}"/>' for n, name in enumerate(names, 1))
    kind = ' tableType="queryTable"' if query else ""
    table = (
        '<table xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" id="1" '
        f'name="T" displayName="T" ref="{span}"{kind}><autoFilter ref="{span}"/>'
        f'<tableColumns count="{len(names)}">{columns}</tableColumns></table>'
    )
    relation = f'<Relationship Id="t1" Type="{_OFFICE}/table" Target="/xl/tables/table1.xml"/>'
    rewrite(
        path,
        {
            "xl/worksheets/sheet1.xml": lambda text: text.replace(
                "</worksheet>",
                f'<tableParts count="1"><tablePart xmlns:r="{_OFFICE}" r:id="t1"/></tableParts>'
                "</worksheet>",
            ),
            "[Content_Types].xml": lambda text: text.replace(
                "</Types>",
                '<Override PartName="/xl/tables/table1.xml" ContentType="application/vnd.'
                'openxmlformats-officedocument.spreadsheetml.table+xml"/></Types>',
            ),
        },
        {
            "xl/tables/table1.xml": table.encode(),
            "xl/worksheets/_rels/sheet1.xml.rels": _RELATIONS.format(relation).encode(),
        },
    )


def add_picture(path: Path) -> None:
    """Put a picture on the first sheet, as Excel stores it."""
    draw = "http://schemas.openxmlformats.org/drawingml/2006"
    corner = (
        "<xdr:col>1</xdr:col><xdr:colOff>0</xdr:colOff>"
        "<xdr:row>{}</xdr:row><xdr:rowOff>0</xdr:rowOff>"
    )
    drawing = (
        f'<xdr:wsDr xmlns:xdr="{draw}/spreadsheetDrawing" xmlns:a="{draw}/main"><xdr:twoCellAnchor>'
        f"<xdr:from>{corner.format(9)}</xdr:from><xdr:to>{corner.format(12)}</xdr:to><xdr:pic>"
        '<xdr:nvPicPr><xdr:cNvPr id="2" name="Logo"/><xdr:cNvPicPr/></xdr:nvPicPr><xdr:blipFill>'
        f'<a:blip xmlns:r="{_OFFICE}" r:embed="rId1"/><a:stretch><a:fillRect/></a:stretch>'
        '</xdr:blipFill><xdr:spPr><a:prstGeom prst="rect"/></xdr:spPr></xdr:pic><xdr:clientData/>'
        "</xdr:twoCellAnchor></xdr:wsDr>"
    )
    kinds = (
        '<Default Extension="png" ContentType="image/png"/><Override PartName='
        '"/xl/drawings/drawing7.xml" ContentType="application/vnd.openxmlformats-officedocument.'
        'drawing+xml"/></Types>'
    )
    drawn = f'<Relationship Id="d1" Type="{_OFFICE}/drawing" Target="../drawings/drawing7.xml"/>'
    shown = f'<Relationship Id="rId1" Type="{_OFFICE}/image" Target="../media/image7.png"/>'
    rewrite(
        path,
        {
            "[Content_Types].xml": lambda text: text.replace("</Types>", kinds),
            "xl/worksheets/sheet1.xml": lambda text: text.replace(
                "</worksheet>", f'<drawing xmlns:r="{_OFFICE}" r:id="d1"/></worksheet>'
            ),
        },
        {
            "xl/worksheets/_rels/sheet1.xml.rels": _RELATIONS.format(drawn).encode(),
            "xl/drawings/drawing7.xml": drawing.encode(),
            "xl/drawings/_rels/drawing7.xml.rels": _RELATIONS.format(shown).encode(),
            "xl/media/image7.png": PNG,
        },
    )


def parts_of(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


# -- suggestions


def one_label(
    target: Target, label_id: str, probability: float, suggested: bool, **more
) -> LabelSuggestion:
    name = target.label(label_id).name
    likely = suggested and probability > 0.5
    return LabelSuggestion(label_id, name, probability, 0.4, suggested, likely, **more)


def suggestion_for(fragment_id: str, *types: str, verdict: str = "suggest") -> Suggestion:
    """Suggest these types (the first with 0.8, then less), MOB, and no objective."""
    why = {"words": ("village", "met"), "similar": ("SCC-KEN/CIV004",)}
    labels = [one_label(TYPE, label, 0.8 - 0.1 * n, True, **why) for n, label in enumerate(types)]
    labels.append(one_label(TYPE, "T3", 0.2512, False))
    return Suggestion(
        fragment_id,
        "sample@3f2a",
        "2",
        "en",
        (
            TargetSuggestion("type", verdict, tuple(labels)),
            TargetSuggestion("cluster", "suggest", (one_label(CLUSTER, "MOB", 0.9, True),)),
            TargetSuggestion(
                "objective",
                "unsure",
                (one_label(OBJECTIVE, "PHR", 0.3, False),),
                reason="No label reaches its threshold.",
            ),
        ),
    )


def offer_for(harvest: Harvest, **changed: Suggestion) -> SuggestionSet:
    """Suggest T1 everywhere but where ``changed`` says otherwise (keys like ``PHR002``)."""
    suggestions = tuple(
        changed.get(one.id.rpartition("/")[2]) or suggestion_for(one.id, "T1")
        for one in harvest.fragments
    )
    return SuggestionSet(
        CODEBOOK, suggestions, "sample@3f2a", "2025-01-31", ("A note on the model.",)
    )


def read(path: Path) -> Harvest:
    return read_harvest(path, CODEBOOK)


def headings_of(sheet) -> dict[str, int]:
    """Column by heading, from whichever of the first rows holds most."""
    row = max(range(1, 5), key=lambda n: sum(bool(cell.value) for cell in sheet[n]))
    return {str(cell.value): cell.column for cell in sheet[row] if cell.value}


# -- a person at work


AMINA = Signature("Amina", "2025-02-01")
TYPE_DECISION = "▸ Decision – Type of change"
PHR = "SCC-SYR/PHR00{}".format


class Desk:
    """A pre-tagged workbook and a person at work in it."""

    def __init__(self, folder, source, **suggestions):
        self.source, self.tagged = source, folder / "harvest-suggested.xlsx"
        self.coded = folder / "coded.xlsx"
        harvest = read(source)
        pretag(source, self.tagged, harvest, offer_for(harvest, **suggestions))

    def work(self, change):
        """Let ``change`` work on the sheet with the decisions, and save as openpyxl does."""
        book = openpyxl.load_workbook(self.tagged)
        change(next(one for one in book if "▸ Belongs to" in headings_of(one)))
        book.save(self.tagged)

    def work_hers(self, change):
        """Let ``change`` work on the harvest's own sheet."""
        book = openpyxl.load_workbook(self.tagged)
        change(next(one for one in book if "FragmentID" in headings_of(one)))
        book.save(self.tagged)

    def decide(self, cells, heading=TYPE_DECISION):
        """Write decisions by the number of the fragment."""

        def change(sheet):
            columns = headings_of(sheet)
            for row in sheet.iter_rows():
                found = re.fullmatch(
                    r"SCC-SYR/PHR00(\d)", str(row[columns["▸ Belongs to"] - 1].value)
                )
                if found and int(found[1]) in cells:
                    row[columns[heading] - 1].value = cells[int(found[1])]

        self.work(change)

    def finish(self, **more):
        return finish(self.tagged, self.coded, AMINA, **more)

    def codings(self, target="type"):
        """What the coded harvest says: labels by fragment, with the coder."""
        found = group_codings(read(self.coded).codings)
        return {
            fragment: (set(codings[0].labels), codings[0].coder)
            for (fragment, of), codings in found.items()
            if of == target
        }


class OlderDesk(Desk):
    """A workbook as an earlier version of this program wrote it: our columns beside hers.

    ``name``: plain and rich, as above, or table, the plain one as an Excel table.
    """

    def __init__(self, folder, name):
        self.tagged, self.coded = folder / "harvest-suggested.xlsx", folder / "coded.xlsx"
        source = Path(__file__).parent / "cases" / "pretagged-older" / f"{name}.xlsx"
        shutil.copyfile(source, self.tagged)


def part_with(path: Path, text: str) -> str:
    """Name the part of a workbook in which a cell holds a text."""
    cell = f">{text}<".encode()
    return next(name for name, data in parts_of(path).items() if cell in data)


def sort_rows(sheet, key):
    """Sort the rows below the heading as Excel does: values move, formats stay."""
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    rows.sort(key=key)
    for row, values in zip(sheet.iter_rows(min_row=2), rows, strict=True):
        for cell, value in zip(row, values, strict=True):
            cell.value = value


# -- LibreOffice


def needs_office() -> str:
    """The path of LibreOffice; the test is skipped, or fails where it is required, without it."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    if found is None:
        if os.environ.get("REQUIRE_OFFICE") == "1":
            pytest.fail("LibreOffice is required (REQUIRE_OFFICE=1) but not installed")
        pytest.skip("LibreOffice is not installed: nothing was checked with it")
    return found


def convert(path: Path, kind: str, folder: Path) -> Path:
    """Let LibreOffice open a workbook and save it as ``kind``."""
    folder.mkdir(exist_ok=True)
    command = [needs_office(), "--headless", f"-env:UserInstallation=file://{folder}/profile"]
    command += ["--convert-to", kind, "--outdir", str(folder), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    return folder / f"{path.stem}.{kind}"


def test_the_rich_workbook_is_one_that_openpyxl_and_the_harvest_reader_open(tmp_path):
    path = rich_workbook(tmp_path / "rich.xlsx")
    with pytest.warns(UserWarning, match="Data Validation extension"):
        assert openpyxl.load_workbook(path).sheetnames == ["Harvest", "lists"]
    assert len(read(path).fragments) == N_FRAGMENTS


def test_what_was_not_checked_is_said_in_one_line():
    skip = SimpleNamespace(longrepr=("test_a.py", 1, "Skipped: no LibreOffice"))
    said = []
    pytest_terminal_summary(
        SimpleNamespace(
            stats={"skipped": [skip, skip]}, write_line=lambda line, **_: said.append(line)
        )
    )
    assert said == ["NOT CHECKED: no LibreOffice"]
