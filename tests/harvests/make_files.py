"""Write the dirty files of this folder again, each named after its trouble.

    python tests/harvests/make_files.py [FOLDER]

Workbooks are written as plain XML: the libraries would refuse, or mend, half of this dirt.
"""

from __future__ import annotations

import sys
import zipfile
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape

HEADINGS = (
    "FragmentID", "OH-harvesting period", "coutnry", "Outcome description",
    "Significance of the outcome", "MCQType of change", "TypeOfChangeCluster", "Coder",
)  # fmt: skip
STORIES = (
    ("The elders opened the well to the newcomers.", "Both villages drink from it now."),
    ("Six teachers founded a reading circle.", "Nobody met after dark before."),
    ("The council read the women's letter aloud.", "It was the first letter it answered."),
    ("Two radios stopped using the old insult.", "Listeners had asked for it for years."),
)


def row(number: int, **changes: str) -> list[str]:
    """One clean row, with some of its columns (by position: ``c0`` …) changed."""
    outcome, significance = STORIES[(number - 1) % len(STORIES)]
    cells = [f"SCC-KEN/PHR{number:03}", "harvest 3", "Kenya", outcome, significance]
    cells += ["New structure", "Mobilizing citizens and organizations", "C1"]
    for column, text in changes.items():
        cells[int(column[1:])] = text
    return cells


def csv_text(rows: Sequence[Sequence[str]], separator: str = ",", end: str = "\r\n") -> str:
    def quoted(cell: str) -> str:
        unsafe = any(char in cell for char in (separator, '"', "\n", "\r"))
        return '"' + cell.replace('"', '""') + '"' if unsafe else cell

    return "".join(separator.join(map(quoted, cells)) + end for cells in rows)


# --- workbooks -------------------------------------------------------------------------------

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def letters(column: int) -> str:
    """Letters over a column, from 0; these files stay left of column AA."""
    return "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[column]


def cell_xml(place: str, value: object) -> str:
    """A cell: text, number, ("date", day), ("formula", text, result) or ("error", word)."""
    if value in ("", None):
        return ""
    if isinstance(value, int | float):
        return f'<c r="{place}"><v>{value}</v></c>'
    if isinstance(value, str):
        return (
            f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'
        )
    kind, first, *rest = value
    if kind == "date":
        return f'<c r="{place}" s="1"><v>{first}</v></c>'
    if kind == "error":
        return f'<c r="{place}" t="e"><v>{first}</v></c>'
    formula = f"<f>{escape(first)}</f>"
    result = rest[0]
    if result is None:
        return f'<c r="{place}">{formula}</c>'
    sort = "e" if result.startswith("#") else "str"
    return f'<c r="{place}" t="{sort}">{formula}<v>{escape(result)}</v></c>'


def sheet_xml(rows: Sequence[Sequence[object]], merged: Sequence[str] = ()) -> str:
    body = "".join(
        f'<row r="{number}">'
        + "".join(cell_xml(f"{letters(i)}{number}", value) for i, value in enumerate(cells))
        + "</row>"
        for number, cells in enumerate(rows, start=1)
    )
    ranges = "".join(f'<mergeCell ref="{each}"/>' for each in merged)
    tail = f'<mergeCells count="{len(merged)}">{ranges}</mergeCells>' if merged else ""
    return f'<worksheet xmlns="{MAIN}"><sheetData>{body}</sheetData>{tail}</worksheet>'


def write_workbook(path: Path, sheets: dict[str, str], hidden: Sequence[str] = ()) -> None:
    """Write sheets (name to XML) into a workbook with one date style; the same bytes each time."""
    names = list(sheets)
    listed = "".join(
        f'<sheet name="{name}" sheetId="{n}" r:id="rId{n}"'
        + (' state="hidden"' if name in hidden else "")
        + "/>"
        for n, name in enumerate(names, start=1)
    )
    links = "".join(
        f'<Relationship Id="rId{n}" Type="{RELATIONS}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in range(1, len(names) + 1)
    )
    links += f'<Relationship Id="rId99" Type="{RELATIONS}/styles" Target="styles.xml"/>'
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    overrides = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{kind}.worksheet+xml"/>'
        for n in range(1, len(names) + 1)
    )
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{kind}.styles+xml"/>{overrides}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}">'
        f"<sheets>{listed}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">{links}'
        "</Relationships>",
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><fonts count="1"><font/></fonts>'
        '<fills count="1"><fill/></fills><borders count="1"><border/></borders>'
        '<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf numFmtId="0"/>'
        '<xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>',
    }
    for n, name in enumerate(names, start=1):
        parts[f"xl/worksheets/sheet{n}.xml"] = sheets[name]
    pack(path, parts)


def pack(path: Path, parts: dict[str, str]) -> None:
    """Zip the parts with a fixed date."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in parts.items():
            entry = zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            packed.writestr(entry, text)


def one_sheet(path: Path, rows: Sequence[Sequence[object]], merged: Sequence[str] = ()) -> None:
    write_workbook(path, {"Sheet1": sheet_xml(rows, merged)})


# --- the files -------------------------------------------------------------------------------


def workbooks(folder: Path) -> None:
    """Excel's own dirt."""
    top = ["FragmentID", "OH-harvesting period", "coutnry", "Texts", "", "Codes", "", "Coder"]
    below = ["", "", "", *HEADINGS[3:7], ""]
    one_sheet(
        folder / "two-header-rows.xlsx",
        [["SCC outcomes, all countries"], top, below, row(1), row(2)],
        ["D2:E2", "F2:G2"],
    )
    wide = [[*cells[:3], "", *cells[3:]] for cells in (list(HEADINGS), row(1), row(2))]
    one_sheet(folder / "blank-rows-and-columns.xlsx", [[], wide[0], [], wide[1], [], [], wide[2]])
    one_sheet(
        folder / "merged-cells.xlsx",
        [HEADINGS, row(1), row(2, c2=""), row(3, c2="", c1="")],
        ["C2:C4", "B3:B4"],
    )
    one_sheet(
        folder / "ids-as-dates.xlsx",
        [HEADINGS, row(1), [("date", 45363), *row(2)[1:]], row(3, c0="12-Mar"), row(4)],
    )
    one_sheet(
        folder / "ids-as-numbers.xlsx",
        [HEADINGS, row(1), row(2), [4.5e11, *row(3)[1:]], row(4)],
    )
    one_sheet(
        folder / "numbered-ids.xlsx",
        [HEADINGS, [1, *row(1)[1:]], [2, *row(2)[1:]], [3, *row(3)[1:]]],
    )
    blanks = [[f"{cell} \u00a0" for cell in cells] for cells in (HEADINGS, row(1))]
    second = row(2, c3="Six teachers_x000D_\nfounded\u00a0a reading circle.\u200b ")
    one_sheet(folder / "trailing-blanks.xlsx", [*blanks, second])
    one_sheet(
        folder / "cell-over-excel-limit.xlsx",
        [HEADINGS, row(1), row(2, c3="word " * 6552 + "cut off"), row(3, c4="word " * 8000)],
    )
    one_sheet(
        folder / "formulas.xlsx",
        [
            HEADINGS,
            [("formula", '"SCC-"&"KEN/PHR001"', "SCC-KEN/PHR001"), *row(1)[1:]],
            [*row(2)[:3], ("formula", "-women led the talks", "#NAME?"), *row(2)[4:]],
            [*row(3)[:3], ("formula", "D9", None), *row(3)[4:]],
        ],
    )
    one_sheet(
        folder / "error-words.xlsx",
        [HEADINGS, row(1), [*row(2)[:4], ("error", "#REF!"), *row(2)[5:]]],
    )
    write_workbook(
        folder / "several-sheets.xlsx",
        {
            "Kenya": sheet_xml([HEADINGS, row(1), row(2)]),
            "Notes": sheet_xml([["Please fill in by Friday"], ["Thank you"]]),
            "Empty": sheet_xml([]),
            "Mali": sheet_xml([["Harvest in Mali"], HEADINGS, row(3, c2="Mali", c0="")]),
            "Old": sheet_xml([HEADINGS, row(4)]),
        },
        hidden=["Old"],
    )


def tables(folder: Path) -> None:
    """Dirt of csv files: bytes, separators, quotation marks."""

    def write(name: str, text: str, encoding: str = "utf-8") -> None:
        (folder / name).write_bytes(text.encode(encoding))

    accents = row(2, c2="Burundi", c3="Les élèves ont créé un comité – « enfin ».", c4="Voilà.")
    write("cp1252.csv", csv_text([HEADINGS, row(1), accents], ";"), "cp1252")
    write("byte-order-mark.csv", csv_text([HEADINGS, row(1), accents], ";"), "utf-8-sig")
    write("tabs-utf16.txt", csv_text([HEADINGS, row(1), accents], "\t"), "utf-16")
    write("separator-line.csv", "sep=;\r\n" + csv_text([HEADINGS, row(1)], ";"))
    lines = csv_text([HEADINGS, row(1), row(2), row(3)]).split("\r\n")
    lines[2] = lines[2].replace("Six teachers", '"Six teachers').replace(".,", ".,", 1)
    write("open-quote.csv", "\r\n".join(lines))
    unquoted = csv_text([HEADINGS, row(1), row(2)]).replace("Six teachers", "Six, perhaps seven")
    write("comma-not-quoted.csv", unquoted)
    broken = row(
        1, c3="The elders met.\n\nThey opened the well.", c5="New structure\nSeeking public support"
    )
    write("line-breaks-in-cells.csv", csv_text([HEADINGS, broken, row(2)]))
    write("headings-repeated.csv", csv_text([HEADINGS, row(1), HEADINGS, row(2)]))
    write("headings-only.csv", csv_text([HEADINGS]))
    write("without-headings.csv", csv_text([row(1), row(2), row(3)]))
    marked = [[*HEADINGS, "Confidential"], [*row(1), "no"], row(2), [*row(3), ""]]
    write("torn-rows.csv", csv_text(marked))


def words(folder: Path) -> None:
    """Dirt in what people write."""

    def write(name: str, rows: Sequence[Sequence[str]]) -> None:
        (folder / name).write_bytes(csv_text(rows).encode("utf-8"))

    tags = "&lt;person&gt; and &amp;lt;Person&amp;gt; met [LOC] in < LOC >, says <redacted>."
    write("escaped-tags.csv", [HEADINGS, row(1, c3=tags), row(2)])
    same = "SCC-KEN/PHR001"
    write(
        "duplicate-ids.csv",
        [HEADINGS, row(1), row(2, c0=same), row(3, c0=same), row(4, c0=f"{same} (2)"), row(1)],
    )
    write(
        "second-coder.csv",
        [HEADINGS, row(1), row(1, c7="C2", c5="Seeking public support"), row(2), row(2, c7="")],
    )
    write("empty-ids.csv", [HEADINGS, row(1), row(2, c0=""), row(3, c0="n/a")])
    write(
        "missing-words.csv",
        [
            HEADINGS,
            row(1, c4="n/a", c2="-", c5="", c6=""),
            row(2, c3="–", c4="N/A", c7=""),
            row(3, c3="...", c5="n/a", c7="-"),
            ["", "", " ", "", "", "", "", ""],
        ],
    )
    answers = [
        "YES",
        "oui",
        "x",
        "TRUE",
        "1",
        "نعم",
        "no",
        "NON",
        "",
        "-",
        "ask Ali",
        "Yes (names)",
    ]
    secret = [*HEADINGS, "Outcome statements is CONFIDENTIAL", "Outcome is negative"]
    write(
        "confidential-words.csv",
        [
            secret,
            *([*row(n), word, ""] for n, word in enumerate(answers, 1)),
            [*row(13), "", "maybe"],
        ],
    )
    write(
        "unknown-labels.csv",
        [
            HEADINGS,
            row(1, c5="New structure, Drinking tea together"),
            row(2, c5="New stucture"),
            row(3, c5="None fits", c6=""),
            row(4, c6="word " * 20),
        ],
    )
    write(
        "unknown-countries.csv",
        [
            HEADINGS,
            row(1, c2="S. Sudan"),
            row(2, c2="Atlantis"),
            row(3, c2="RDC"),
            row(4, c2="NWS"),
        ],
    )
    wrong = ["FragmentID", "coutnry", "Outcome desription", "Signifcance of the outcome"]
    write("typing-errors-in-headings.csv", [wrong, [row(1)[0], *row(1)[2:5]]])
    french = [
        "Identifiant",
        "Récolte",
        "Pays",
        "Description de l'effet",
        "Importance",
        "Type de changement",
    ]
    french += ["Codeur", "Confidentiel", "Année"]
    write("french-headings.csv", [french, [*row(1)[:6], "C1", "oui", "2024"]])
    twice = ["FragmentID", "Outcome", "Outcome description", "Mood"]
    write("two-columns-for-one-field.csv", [twice, ["K1", "Well", STORIES[0][0], "good"]])
    merged = [
        "FragmentID",
        "Outcome description",
        "Significance of the outcome",
        "StoryFragment_Merged",
    ]
    story = (
        "They met.  Significance description: First time.   Contribution of the programme: "
        "A room.   Additional information:   Contribution of other actors and factors: Tea."
    )
    write("merged-text-only.csv", [merged, ["K1", "", "", story], ["K2", "It rained.", "", story]])
    write(
        "unknown-version.csv",
        [
            [*HEADINGS, "Codebook version"],
            [*row(1), "v2"],
            [*row(2), "9"],
            [*row(3, c5="Joint action / coalition work", c1="harvest 1"), ""],
        ],
    )
    write(
        "unlisted-harvest.csv",
        [HEADINGS, row(1, c1="Harvest 7"), row(2, c1="harvest 7"), row(3, c1="")],
    )


def cards(folder: Path) -> None:
    """Text cards and JSON lines."""

    def card(cells: Sequence[str]) -> str:
        return "".join(f"**{name}**: {cell}\n" for name, cell in zip(HEADINGS, cells, strict=True))

    long = row(2, c3="Six teachers founded a circle.\n\n**Note**: it meets at night.\nAnd reads.")
    text = "Sent by mail\n\n" + card(row(1)) + "\n---\n\n" + card(long) + card(row(3))
    (folder / "cards-with-blank-lines.txt").write_text(text, "utf-8")
    (folder / "cards-cp1252.txt").write_bytes(card(row(1, c3="Les élèves…")).encode("cp1252"))
    lines = [
        '{"id": "K1", "outcome": "They met.", "MCQType of change": ["New structure", '
        '"Seeking public support"], "Coder": "C1", "confidential": true}',
        "{not json",
        '["a", "list"]',
        "",
        '{"FragmentID": "K2", "Outcome description": null, "significance": "It was '
        'new.", "Year": 2024}',
    ]
    (folder / "broken-lines.jsonl").write_text("\n".join(lines), "utf-8")


def refused(folder: Path) -> None:
    """Files that cannot be read at all."""
    ole = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(504)
    (folder / "old-excel.xls").write_bytes(ole + b"Workbook")
    (folder / "password.xlsx").write_bytes(ole + "EncryptedPackage".encode("utf-16-le"))
    (folder / "not-a-workbook.xlsx").write_text("FragmentID,Outcome\nK1,They met.\n", "utf-8")
    (folder / "web-page.csv").write_text("<html><table><tr><td>1</td></tr></table>", "utf-8")
    (folder / "picture.csv").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR")
    (folder / "empty.csv").write_text(" \n", "utf-8")
    (folder / "no-text-column.csv").write_text("FragmentID,Mood\nK1,good\n", "utf-8")
    pack(folder / "opendocument.ods", {"content.xml": "<x/>"})
    pack(folder / "apple.numbers", {"Index/Document.iwa": "x"})
    pack(folder / "letter.docx", {"word/document.xml": "<x/>"})
    pack(folder / "pictures.zip", {"photo.txt": "x"})
    one_sheet(folder / "whole.xlsx", [HEADINGS, row(1)])
    whole = (folder / "whole.xlsx").read_bytes()
    (folder / "whole.xlsx").unlink()
    (folder / "cut-off.xlsx").write_bytes(whole[: len(whole) // 2])
    (folder / "damaged.xlsx").write_bytes(whole.replace(b"PK\x01\x02", b"PK\x01\x03"))
    write_workbook(
        folder / "only-a-hidden-sheet.xlsx",
        {"Notes": sheet_xml([["Hello"]]), "Old": sheet_xml([HEADINGS, row(1)])},
        hidden=["Old"],
    )


def main(folder: Path) -> None:
    """Write every file into ``folder``."""
    for write in (workbooks, tables, words, cards, refused):
        write(folder)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
