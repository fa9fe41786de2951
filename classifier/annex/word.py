"""A report's tree as a Word document: headings, tables with header rows, captions, page numbers."""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from classifier.report.document import Cell, Document, Heading, Paragraph, Points, Section, Table
from classifier.translations import Words, current_words

if TYPE_CHECKING:
    from docx.document import Document as WordDocument
    from docx.table import _Cell as WordCell
    from docx.text.paragraph import Paragraph as WordParagraph

# As Word names the languages of proofing: of Latin letters, and of Arabic ones.
_LANGUAGES = {"en": ("en-GB", "ar-SA"), "fr": ("fr-FR", "ar-SA"), "ar": ("en-GB", "ar-SA")}
_FONT = "Calibri"
_SIZES = {
    "Title": 22.0, "Heading 1": 15.0, "Heading 2": 12.0, "Normal": 10.5, "Caption": 9.0,
}  # fmt: skip
_INK, _GREY, _SHADE, _RULE = "1C2126", "59626B", "E6EEF4", "C3CAD1"
_TABLE_SIZE = 9.0
# Of an A4 sheet between its margins, in centimetres.
_WIDTH = 17.0
# Of a property, in letters.
_LONGEST = 255
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
# How much wider bold letters run.
_BOLD = 1.25
# The order in which the format wants what may stand in an element, as far as we write it.
_ORDER = {
    "rPr": "rStyle rFonts b bCs i iCs color spacing kern sz szCs u shd rtl cs lang".split(),
    "pPr": "pStyle keepNext keepLines numPr pBdr shd tabs bidi spacing ind contextualSpacing jc "
    "outlineLvl rPr".split(),
    "tblPr": "tblStyle bidiVisual tblW jc tblInd tblBorders tblLayout tblCellMar tblLook".split(),
    "tcPr": "tcW tcBorders shd".split(),
    "trPr": "cantSplit tblHeader".split(),
}


def write_word(document: Document, path: Path) -> None:
    """Write a document; of its blocks those that a methods annex has."""
    import docx

    word, spoken, first = docx.Document(), current_words(), document.first
    _set_up(word, spoken)
    _Writer(word, spoken).write(document)
    properties = word.core_properties
    properties.title = _writable(first.title)[:_LONGEST]
    properties.subject = _writable(first.about)[:_LONGEST]
    properties.language = _LANGUAGES[spoken.language][spoken.direction == "rtl"]
    properties.author = properties.comments = properties.last_modified_by = ""
    properties.created = properties.modified = _today()
    _save(word, path)


def _today() -> datetime.datetime:
    return datetime.datetime.combine(datetime.date.today(), datetime.time())


def _save(word: WordDocument, path: Path) -> None:
    """Write the parts without a time, so that the same annex is the same file."""
    stream = io.BytesIO()
    word.save(stream)
    with zipfile.ZipFile(stream) as parts, zipfile.ZipFile(path, "w") as whole:
        for name in parts.namelist():
            whole.writestr(zipfile.ZipInfo(name), parts.read(name), zipfile.ZIP_DEFLATED)


def _set_up(word: WordDocument, spoken: Words) -> None:
    """Set paper, fonts, colours and languages of the styles, and number the pages."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH as Align
    from docx.shared import Cm, Pt

    section = word.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm((21 - _WIDTH) / 2)
    section.top_margin = section.bottom_margin = Cm(2)
    for name in _SIZES:
        _set_style(word.styles[name], name, spoken)
    word.styles["Normal"].paragraph_format.space_after = Pt(5)
    caption: Any = word.styles["Caption"]
    caption.paragraph_format.keep_with_next = True
    caption.paragraph_format.space_before = Pt(6)
    footer = section.footer.paragraphs[0]
    footer.alignment = Align.CENTER
    footer._p.append(_page_number())


def _set_style(style: Any, name: str, spoken: Words) -> None:
    from docx.shared import Pt, RGBColor

    style.font.name, style.font.size = _FONT, Pt(_SIZES[name])
    style.font.color.rgb = RGBColor.from_string(_GREY if name == "Caption" else _INK)
    if name == "Caption":
        style.font.bold = style.font.italic = False
        _put(style.element.rPr, "bCs", val="0")
    fonts = style.element.rPr.rFonts
    for kind in ("asciiTheme", "hAnsiTheme", "cstheme", "eastAsiaTheme"):
        fonts.attrib.pop(_w(kind), None)
    for kind in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(_w(kind), _FONT)
    _put_size(style.element.rPr, _SIZES[name])
    latin, arabic = _LANGUAGES[spoken.language]
    _put(style.element.rPr, "lang", val=latin, bidi=arabic)


def _page_number() -> Any:
    field, run, text = _element("fldSimple", instr="PAGE"), _element("r"), _element("t")
    text.text = "1"
    run.append(text)
    field.append(run)
    return field


class _Writer:
    """Writes blocks one after the other, in the direction of the language."""

    def __init__(self, word: WordDocument, spoken: Words) -> None:
        self._word, self._rtl = word, spoken.direction == "rtl"

    def write(self, document: Document) -> None:
        first = document.first
        self._say(first.title, "Title")
        self._say(first.about, grey=True)
        for text in first.alerts:
            self._say(text, bold=True)
        for text in first.verdict:
            self._say(text)
        for section in document.sections:
            self._section(section, 1)

    def _section(self, section: Section, level: int) -> None:
        self._say(section.title, f"Heading {level}")
        if section.lead:
            self._say(section.lead)
        for block in section.blocks:
            if isinstance(block, Table):
                self._table(block)
            elif isinstance(block, Points):
                for item in block.items:
                    self._say(item, "List Bullet")
            elif isinstance(block, Paragraph):
                self._say(block.text, grey=block.quiet)
            elif isinstance(block, Section):
                self._section(block, level + 1)
            else:
                raise ValueError(f"a document for Word has no {type(block).__name__}")

    def _table(self, table: Table) -> None:
        from docx.shared import Cm, Pt

        self._say(table.caption, "Caption")
        drawn = self._word.add_table(rows=1, cols=len(table.headings))
        drawn.autofit = False
        properties = drawn._tbl.tblPr
        if self._rtl:
            _put(properties, "bidiVisual")
        _put_borders(properties)
        _put(drawn.rows[0]._tr.get_or_add_trPr(), "tblHeader")
        titles = [Cell(heading.text) for heading in table.headings]
        widths = _widths(table)
        for number, row in enumerate((titles, *table.rows)):
            there = drawn.rows[0] if number == 0 else drawn.add_row()
            _put(there._tr.get_or_add_trPr(), "cantSplit")
            self._row(there.cells, row, table.headings, is_head=number == 0)
            for cell, width in zip(there.cells, widths, strict=True):
                cell.width = Cm(width)
        for column, width in zip(drawn.columns, widths, strict=True):
            column.width = Cm(width)
        room = self._word.add_paragraph().paragraph_format
        room.space_after, room.line_spacing = Pt(0), Pt(8)

    def _row(
        self,
        cells: Sequence[WordCell],
        values: Sequence[Cell],
        headings: Sequence[Heading],
        *,
        is_head: bool,
    ) -> None:
        from docx.enum.text import WD_ALIGN_PARAGRAPH as Align
        from docx.shared import Pt

        for cell, value, heading in zip(cells, values, headings, strict=True):
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.space_before = Pt(1.5)
            paragraph.paragraph_format.space_after = Pt(1.5)
            if heading.number:
                paragraph.alignment = Align.RIGHT
            if is_head:
                shade = {"val": "clear", "color": "auto", "fill": _SHADE}
                _put(cell._tc.get_or_add_tcPr(), "shd", **shade)
            self._write(paragraph, value.text, bold=is_head, size=_TABLE_SIZE)

    def _say(
        self, text: str, style: str = "Normal", *, bold: bool = False, grey: bool = False
    ) -> None:
        from docx.shared import RGBColor

        paragraph = self._word.add_paragraph(style=style)
        self._write(paragraph, text, bold=bold)
        if grey:
            paragraph.runs[0].font.color.rgb = RGBColor.from_string(_GREY)

    def _write(
        self, paragraph: WordParagraph, text: str, *, bold: bool = False, size: float = 0
    ) -> None:
        from docx.enum.text import WD_ALIGN_PARAGRAPH as Align
        from docx.shared import Pt

        run = paragraph.add_run(_writable(text))
        properties = run._r.get_or_add_rPr()
        if bold:
            run.bold = True
            _put(properties, "bCs")
        if size:
            run.font.size = Pt(size)
            _put_size(properties, size)
        if self._rtl and _is_arabic(text):
            _put(paragraph._p.get_or_add_pPr(), "bidi")
            _put(properties, "rtl")
        elif self._rtl:  # a command or a name runs its own way, at the side where lines begin
            at_end = paragraph.alignment == Align.RIGHT
            paragraph.alignment = Align.LEFT if at_end else Align.RIGHT


def _writable(text: str) -> str:
    """Return a text without what XML cannot hold."""
    return _NO_XML.sub(" ", text).encode("utf-8", "replace").decode("utf-8")


def _widths(table: Table) -> list[float]:
    """Share the sheet out among the columns, by their longest words and texts."""
    columns = zip(*(table.rows or ((Cell(""),) * len(table.headings),)), strict=True)
    weights = []
    for heading, cells in zip(table.headings, columns, strict=True):
        texts = [heading.text, *(cell.text for cell in cells)]
        word = max(len(word) for text in texts for word in text.split() or [""])
        bold = max(map(len, heading.text.split()), default=0) * _BOLD
        weights.append(min(45.0, max(word, bold, max(map(len, texts)) / 3)) + 3)
    return [_WIDTH * weight / sum(weights) for weight in weights]


def _is_arabic(text: str) -> bool:
    return any("\u0600" <= sign <= "\u06ff" for sign in text)


def _put_borders(properties: Any) -> None:
    """Draw lines between the rows alone."""
    borders = _put(properties, "tblBorders")
    for side in ("top", "bottom", "insideH"):
        borders.append(_element(side, val="single", sz="4", space="0", color=_RULE))


def _put_size(properties: Any, size: float) -> None:
    """Set the size of Arabic letters, which is counted in half points."""
    _put(properties, "szCs", val=str(round(2 * size)))


def _put(parent: Any, name: str, **attributes: str) -> Any:
    """Put an element where the format wants it among those that are there; return it."""
    element = _element(name, **attributes)
    order = _ORDER[parent.tag.rpartition("}")[2]]
    for old in parent.findall(element.tag):
        parent.remove(old)
    behind = order[order.index(name) + 1 :]
    parent.insert_element_before(element, *(f"w:{after}" for after in behind))
    return element


def _element(name: str, **attributes: str) -> Any:
    from docx.oxml import OxmlElement

    element: Any = OxmlElement(f"w:{name}")
    for key, value in attributes.items():
        element.set(_w(key), value)
    return element


def _w(name: str) -> str:
    from docx.oxml.ns import qn

    return qn(f"w:{name}")
