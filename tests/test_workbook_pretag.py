"""Pre-tagging: her own workbook with our columns, and nothing else changed."""

import re
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from openpyxl.styles import Alignment
from test_workbook_kit import (
    CODEBOOK,
    HEADINGS,
    N_FRAGMENTS,
    TYPE,
    X14,
    add_picture,
    add_table,
    convert,
    headings_of,
    needs_office,
    offer_for,
    one_label,
    parts_of,
    plain_workbook,
    read,
    rewrite,
    rich_workbook,
    suggestion_for,
)

from classifier.edit.workbooks import cannot_keep
from classifier.errors import HarvestError, OutputError
from classifier.harvest.headings import alias_table, map_headings
from classifier.records import Harvest, Suggestion, TargetSuggestion
from classifier.workbook import pretag, write_new_workbook
from classifier.workbook.layout import columns_for, heading
from classifier.xlsx.markup import WORKSHEET_ORDER

OURS = [heading(c, t) for c, t in columns_for(CODEBOOK.targets, notes=False)]
pytestmark = pytest.mark.filterwarnings("ignore:Data Validation extension:UserWarning")


def tag(source: Path, target: Path, **changed: Suggestion) -> Path:
    harvest = read(source)
    assert pretag(source, target, harvest, offer_for(harvest, **changed)) == ()
    return target


@pytest.fixture
def rich(tmp_path):
    source = rich_workbook(tmp_path / "harvest.xlsx")
    return source, tag(source, tmp_path / "harvest-suggested.xlsx")


@pytest.fixture
def plain(tmp_path):
    source = plain_workbook(tmp_path / "harvest.xlsx")
    return source, tag(source, tmp_path / "harvest-suggested.xlsx")


def test_a_hidden_column_makes_no_row_high(tmp_path):
    heights = []
    for hidden in (False, True):
        source = plain_workbook(tmp_path / f"harvest-{hidden}.xlsx")
        book = openpyxl.load_workbook(source)
        sheet = book.active
        sheet["C3"].value = "They met again. " * 40
        sheet["C3"].alignment = Alignment(wrap_text=True)
        sheet.column_dimensions["C"].hidden = hidden
        book.save(source)
        tagged = tag(source, tmp_path / f"tagged-{hidden}.xlsx")
        heights.append(openpyxl.load_workbook(tagged).active.row_dimensions[3].height)
    assert heights[0] == 409
    assert heights[1] is None or heights[1] < 100


# -- what was there stays


def test_all_parts_but_the_few_that_must_change_are_the_same_bytes(rich):
    before, after = parts_of(rich[0]), parts_of(rich[1])
    changed = {name for name, data in before.items() if after[name] != data}
    assert changed == {
        "[Content_Types].xml",
        "xl/_rels/workbook.xml.rels",
        "xl/styles.xml",
        "xl/workbook.xml",
        "xl/worksheets/sheet1.xml",
    }
    assert len(after) == len(before) + 2
    assert list(after)[: len(before)] == list(before)


def looks_of(cell) -> list[str]:
    return [repr(one) for one in (cell.font, cell.fill, cell.border, cell.number_format,
                                  cell.alignment, cell.protection)]  # fmt: skip


def test_every_cell_keeps_its_value_and_its_looks(rich):
    before, after = (openpyxl.load_workbook(path) for path in rich)
    assert after.sheetnames == [*before.sheetnames, "Suggestions", "classifier data"]
    for sheet in before:
        for row in sheet.iter_rows():
            for cell in row:
                twin = after[sheet.title][cell.coordinate]
                assert (twin.value, looks_of(twin)) == (cell.value, looks_of(cell))
                assert getattr(twin.comment, "text", "") == getattr(cell.comment, "text", "")


def test_widths_panes_filters_merged_cells_rules_and_hidden_sheets_stay(rich):
    before, after = (openpyxl.load_workbook(path) for path in rich)
    old, new = before["Harvest"], after["Harvest"]
    for letter in "ABCDEFGHI":
        one, two = old.column_dimensions[letter], new.column_dimensions[letter]
        assert (two.width, two.hidden) == (one.width, one.hidden)
    assert new.freeze_panes == old.freeze_panes == "B3"
    assert [str(r) for r in new.merged_cells.ranges] == ["A1:I1"]
    assert new.row_dimensions[4].height == 11  # fixed by a person, so not fitted
    assert new.auto_filter.filterColumn[0].filters.filter == ["harvest 2"]
    assert "E3:E8" in [str(one.sqref) for one in new.data_validations.dataValidation]
    assert "B3:B8" in [str(one.sqref) for one in new.conditional_formatting]
    assert new.print_title_rows == old.print_title_rows
    assert new.oddFooter.center.text == "Page &P"
    assert new["D3"].hyperlink.target == "https://example.org/story"
    assert after["lists"].sheet_state == "hidden"
    assert after.defined_names["Stories"].attr_text == "Harvest!$C$3:$C$8"
    sheet = parts_of(rich[1])["xl/worksheets/sheet1.xml"].decode()
    assert X14.partition("<x14:dataValidation ")[2] in sheet


def test_the_filter_takes_in_our_columns_so_that_sorting_keeps_rows_together(rich):
    after = openpyxl.load_workbook(rich[1])
    last = openpyxl.utils.get_column_letter(len(HEADINGS) + len(OURS))
    assert after["Harvest"].auto_filter.ref == f"A2:{last}8"
    book = parts_of(rich[1])["xl/workbook.xml"].decode()
    assert f"$A$2:${last}$8" in book


def test_macros_are_carried_over_and_the_ending_must_stay(tmp_path):
    source = plain_workbook(tmp_path / "harvest.xlsm")
    kind = "sheet.main+xml", "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
    rewrite(
        source,
        {
            "[Content_Types].xml": lambda text: re.sub(
                r"application/vnd\.openxmlformats-officedocument\.spreadsheetml\.sheet\.main\+xml",
                kind[1],
                text,
            )
        },
        {"xl/vbaProject.bin": b"\xd0\xcf macro"},
    )
    assert cannot_keep(source) == ()
    after = parts_of(tag(source, tmp_path / "out.xlsm"))
    assert after["xl/vbaProject.bin"] == b"\xd0\xcf macro"
    assert kind[1].encode() in after["[Content_Types].xml"]
    harvest = read(source)
    with pytest.raises(OutputError, match=r"out\.xlsx must end in \.xlsm") as error:
        pretag(source, tmp_path / "out.xlsx", harvest, offer_for(harvest))
    assert error.value.hint == "Write --out out.xlsm."


def test_a_picture_stays_with_its_place(tmp_path):
    source = plain_workbook(tmp_path / "harvest.xlsx")
    add_picture(source)
    assert cannot_keep(source) == ()
    before, after = parts_of(source), parts_of(tag(source, tmp_path / "out.xlsx"))
    kept = [
        name for name in before if "drawing" in name or "image" in name or "sheet1.xml.r" in name
    ]
    assert len(kept) == 4
    for name in kept:
        assert after[name] == before[name]
    assert b'r:id="d1"' in after["xl/worksheets/sheet1.xml"]


def test_the_same_input_gives_the_same_file(tmp_path):
    source = rich_workbook(tmp_path / "harvest.xlsx")
    first, second = (tag(source, tmp_path / name) for name in ("one.xlsx", "two.xlsx"))
    assert first.read_bytes() == second.read_bytes()


def test_children_of_the_sheet_stand_in_the_order_that_excel_demands(rich):
    from lxml import etree

    sheet = etree.fromstring(parts_of(rich[1])["xl/worksheets/sheet1.xml"])
    places = [WORKSHEET_ORDER.index(etree.QName(one).localname) for one in sheet]
    assert places == sorted(places)
    assert {"conditionalFormatting", "dataValidations", "cols"} <= {
        etree.QName(one).localname for one in sheet
    }


# -- what is new


def test_our_columns_stand_right_of_hers_in_the_order_of_the_table(plain):
    sheet = openpyxl.load_workbook(plain[1]).active
    assert [cell.value for cell in sheet[1]] == [*HEADINGS, *OURS]


def test_where_no_word_speaks_a_fragment_like_it_is_quoted(tmp_path):
    told = "like SCC-KEN/CIV004: “Women met.”"
    made = suggestion_for("SCC-SYR/PHR002", "T1")
    labels = tuple(replace(one, words=(), why=told) for one in made.targets[0].labels)
    made = replace(made, targets=(replace(made.targets[0], labels=labels), *made.targets[1:]))
    path = tag(plain_workbook(tmp_path / "harvest.xlsx"), tmp_path / "out.xlsx", PHR002=made)
    sheet = openpyxl.load_workbook(path).active
    column = headings_of(sheet)["▸ Reasons – Type of change"]
    assert sheet.cell(3, column).value == told


def test_a_row_shows_labels_probability_next_best_verdict_and_why(tmp_path):
    source = plain_workbook(tmp_path / "harvest.xlsx")
    path = tag(source, tmp_path / "out.xlsx", PHR002=suggestion_for("SCC-SYR/PHR002", "T1", "T2"))
    sheet = openpyxl.load_workbook(path).active
    column = headings_of(sheet)

    def cell(row, name):
        return sheet.cell(row, column[f"▸ {name}"]).value

    assert cell(2, "Belongs to") == "SCC-SYR/PHR001"
    assert cell(2, "Suggested – Type of change") == "New structure"
    assert cell(2, "Probability – Type of change") == 0.8
    assert sheet.cell(2, column["▸ Probability – Type of change"]).number_format == "0%"
    assert cell(2, "Next best – Type of change") == "Joint action / coalition work · 25\u00a0%"
    assert cell(2, "Verdict – Type of change") == "suggest"
    assert cell(2, "Reasons – Type of change") == "“village”, “met”\nlike SCC-KEN/CIV004"
    assert cell(2, "Decision – Type of change") is None
    assert cell(3, "Suggested – Type of change") == "New structure, Policy, law or rule"
    assert cell(3, "Probability – Type of change") == 0.7  # the least certain of the two
    assert cell(3, "Reasons – Type of change").startswith(
        "New structure 80\u00a0%: “village”, “met”\nPolicy"
    )
    assert cell(2, "Suggested – Specific objective") is None
    assert cell(2, "Probability – Specific objective") is None
    assert cell(2, "Reasons – Specific objective").startswith(
        "No label reaches its threshold.\nPHR: "
    )


def labels_of(verdict, *labels, **more):
    return Suggestion(
        "SCC-SYR/PHR001", "m", "2", "en", (TargetSuggestion("type", verdict, labels, **more),)
    )


@pytest.mark.parametrize(
    ("suggestion", "key", "text"),
    [
        (labels_of("suggest"), "Suggested", "(none fits)"),
        (labels_of("unsure"), "Suggested", None),
        (labels_of("not-readable", reason="It has no text."), "Reasons", "It has no text."),
        (labels_of("suggest", one_label(TYPE, "T1", 0.9, True, accept=True)), "Verdict",
         "suggest – sure"),
        (labels_of("suggest", one_label(TYPE, "T1", 0.9, True, few=True, examples=4)), "Reasons",
         "only 4 coded examples"),
        (replace(labels_of("suggest"), notes=("Cut after 512 words.",)), "Notes",
         "Cut after 512 words."),
    ],
)  # fmt: skip
def test_special_cases_are_told_in_the_cells(tmp_path, suggestion, key, text):
    source = plain_workbook(tmp_path / "harvest.xlsx", rows=1)
    suggestion_set = replace(offer_for(read(source)), suggestions=(suggestion,))
    pretag(source, tmp_path / "out.xlsx", read(source), suggestion_set)
    sheet = openpyxl.load_workbook(tmp_path / "out.xlsx").active
    name = f"▸ {key}" + ("" if key == "Notes" else " – Type of change")
    assert sheet.cell(2, headings_of(sheet)[name]).value == text


def test_drop_downs_offer_the_words_and_the_names_and_let_other_text_pass(plain):
    book = openpyxl.load_workbook(plain[1])
    sheet = book.active
    found = {str(one.sqref): one for one in sheet.data_validations.dataValidation}
    column = openpyxl.utils.get_column_letter(headings_of(sheet)["▸ Decision – Type of change"])
    one = found[f"{column}2:{column}{N_FRAGMENTS + 1}"]
    assert (one.type, one.showErrorMessage, one.allowBlank) == ("list", False, True)
    name, _, cells = one.formula1.rpartition("!")
    assert book[name.strip("'")].sheet_state == "hidden"
    offered = [row[0].value for row in book[name.strip("'")][cells.replace("$", "")]]
    assert offered == ["accept", "none fits", "discuss", "New structure", "Policy, law or rule",
                       "Joint action / coalition work", "+ Growth"]  # fmt: skip


def test_verdicts_are_coloured_by_rules_that_leave_hers_their_priority(rich):
    sheet = openpyxl.load_workbook(rich[1])["Harvest"]
    rules = {str(one.sqref): one.rules for one in sheet.conditional_formatting}
    hers = rules.pop("B3:B8")[0].priority
    ours = [rule for group in rules.values() for rule in group]
    assert len({rule.priority for rule in ours}) == len(ours)
    assert min(rule.priority for rule in ours) > hers
    assert {"unsure", "suggest", "not-readable"} <= {
        rule.formula[0].rpartition('="')[2].strip('"') for rule in ours
    }


def test_the_decision_cells_are_text_and_unlocked(plain):
    sheet = openpyxl.load_workbook(plain[1]).active
    cell = sheet.cell(2, headings_of(sheet)["▸ Decision – Type of change"])
    assert cell.number_format == "@"
    assert not cell.protection.locked


def test_the_sheet_suggestions_explains_each_column_and_names_its_sources(plain):
    sheet = openpyxl.load_workbook(plain[1])["Suggestions"]
    told = {row[0].value: row[1].value for row in sheet.iter_rows(max_col=2) if row[0].value}
    assert told["Model"] == "sample@3f2a"
    assert told["Codebook"] == "Test codebook, version 2"
    assert told["Date"] == "2025-01-31"
    assert told["Note"] == "A note on the model."
    assert told["Harvest file"] == "harvest.xlsx"
    assert told["Type of change"] == "6 suggest"
    for name in ("Suggested", "Probability", "Next best", "Verdict", "Reasons", "Decision"):
        assert len(re.findall(r"\.(?:\s|$)", told[f"▸ {name} – …"])) == 2, name


def test_words_of_a_confidential_row_stand_in_its_own_workbook(plain):
    sheet = openpyxl.load_workbook(plain[1]).active
    assert "village" in sheet.cell(3, headings_of(sheet)["▸ Reasons – Type of change"]).value


def test_cells_that_look_like_formulas_are_text(tmp_path):
    source = plain_workbook(tmp_path / "harvest.xlsx", rows=2)
    book = openpyxl.load_workbook(source)
    book.active["A2"].value = "=1+1"
    book.active["A2"].data_type = "s"
    book.save(source)
    growth = suggestion_for("=1+1", "T5")
    harvest = read(source)
    assert harvest.fragments[0].id == "=1+1"
    pretag(source, tmp_path / "out.xlsx", harvest,
           replace(offer_for(harvest), suggestions=(growth,)))  # fmt: skip
    sheet = openpyxl.load_workbook(tmp_path / "out.xlsx").active
    column = headings_of(sheet)
    for name, text in (("Belongs to", "=1+1"), ("Suggested – Type of change", "+ Growth")):
        cell = sheet.cell(2, column[f"▸ {name}"])
        assert (cell.value, cell.data_type, cell.quotePrefix) == (text, "s", True)


def test_a_pre_tagged_workbook_reads_as_the_same_harvest(rich):
    before, after = read(rich[0]), read(rich[1])
    assert [f.id for f in after.fragments] == [f.id for f in before.fragments]
    assert after.codings == ()
    new = {str(p.kind) for p in after.problems} - {p.kind for p in before.problems}
    assert new <= {"sheet-passed-over"}


def test_none_of_our_headings_is_taken_for_a_field_of_the_harvest():
    from classifier.edit import provenance

    table = alias_table(CODEBOOK)
    assert map_headings([*OURS, "▸ Notes"], table).columns == {}
    names = [provenance.MODEL, provenance.DATE, provenance.BY, provenance.IN]
    names += [provenance.UNDO, provenance.EARLIER]
    names += [provenance.how_heading(t) for t in CODEBOOK.targets]
    names += [provenance.before_heading(t) for t in CODEBOOK.targets]
    assert map_headings(names, table).columns == {}


# -- tables, protected sheets, odd places


def test_an_excel_table_takes_in_our_columns(tmp_path):
    source = plain_workbook(tmp_path / "harvest.xlsx")
    add_table(source, "A1:I7")
    path = tag(source, tmp_path / "out.xlsx")
    table = openpyxl.load_workbook(path).active.tables["T"]
    last = openpyxl.utils.get_column_letter(len(HEADINGS) + len(OURS))
    assert table.ref == table.autoFilter.ref == f"A1:{last}7"
    assert [one.name for one in table.tableColumns] == [*HEADINGS, *OURS]
    assert len({one.id for one in table.tableColumns}) == len(table.tableColumns)


@pytest.mark.parametrize(("span", "query"), [("A1:I7", True), ("A1:G7", False)])
def test_a_table_that_cannot_grow_is_named(tmp_path, span, query):
    source = plain_workbook(tmp_path / "harvest.xlsx")
    add_table(source, span, query)
    harvest = read(source)
    notices = pretag(source, tmp_path / "out.xlsx", harvest, offer_for(harvest))
    assert [one.kind for one in notices] == ["table-not-extended"]
    assert notices[0].notice
    before, after = (parts_of(p)["xl/tables/table1.xml"] for p in (source, tmp_path / "out.xlsx"))
    assert after == before


def test_a_table_elsewhere_on_the_sheet_is_left_alone(tmp_path):
    source = plain_workbook(tmp_path / "harvest.xlsx")
    add_table(source, "A3:C7")  # begins below the headings of the harvest
    path = tag(source, tmp_path / "out.xlsx")
    assert openpyxl.load_workbook(path).active.tables["T"].ref == "A3:C7"


def test_columns_begin_right_of_the_last_used_cell_and_split_wide_column_entries(tmp_path):
    source = plain_workbook(tmp_path / "harvest.xlsx")
    rewrite(
        source,
        {
            "xl/worksheets/sheet1.xml": lambda text: text.replace(
                "<sheetData>",
                '<cols><col min="1" max="16384" width="7.5" customWidth="1"/></cols><sheetData>',
            )
        },
    )
    after = parts_of(tag(source, tmp_path / "out.xlsx"))["xl/worksheets/sheet1.xml"].decode()
    entries = re.findall(r'<col min="(\d+)" max="(\d+)" width="([\d.]+)"', after)
    assert entries[0] == ("1", "9", "7.5")
    assert entries[1] == ("10", "10", "16")
    assert entries[-1] == (str(9 + len(OURS) + 1), "16384", "7.5")


def test_a_harvest_on_several_sheets_is_tagged_on_each(tmp_path):
    source = plain_workbook(tmp_path / "harvest.xlsx", rows=2)
    book = openpyxl.load_workbook(source)
    second = book.copy_worksheet(book.active)
    second["A2"], second["A3"] = "SCC-KEN/CIV001", "SCC-KEN/CIV002"
    book.create_sheet("Readme")["A1"] = "What this is"
    book.save(source)
    book = openpyxl.load_workbook(tag(source, tmp_path / "out.xlsx"))
    for sheet, first in zip(book.worksheets[:2], ("SCC-SYR/PHR001", "SCC-KEN/CIV001"), strict=True):
        assert sheet.cell(2, headings_of(sheet)["▸ Belongs to"]).value == first
    assert book["Readme"].max_column == 1


def test_a_workbook_without_a_style_sheet_gets_one(tmp_path):
    source = plain_workbook(tmp_path / "harvest.xlsx")
    parts = parts_of(source)
    rewrite(
        source,
        {
            "xl/_rels/workbook.xml.rels": lambda t: re.sub(
                r"<Relationship [^>]*styles[^>]*>", "", t
            ),
            "xl/worksheets/sheet1.xml": lambda t: re.sub(r' s="\d+"', "", t),
            "xl/workbook.xml": str,
        },
    )
    assert parts["xl/styles.xml"]
    path = tag(source, tmp_path / "out.xlsx")
    sheet = openpyxl.load_workbook(path).active
    assert sheet.cell(1, len(HEADINGS) + 1).fill.fgColor.rgb == "FFDCE7F0"


# -- refusals


def test_a_workbook_that_is_pre_tagged_already_is_refused(plain, tmp_path):
    harvest = read(plain[1])
    with pytest.raises(HarvestError, match="has columns with suggestions already"):
        pretag(plain[1], tmp_path / "again.xlsx", harvest, offer_for(harvest))


def test_an_existing_output_is_refused_without_force_and_replaced_with_it(plain):
    source, target = plain
    harvest = read(source)
    with pytest.raises(OutputError, match="exists already"):
        pretag(source, target, harvest, offer_for(harvest))
    pretag(source, target, harvest, offer_for(harvest, PHR001=suggestion_for("x")), force=True)
    assert openpyxl.load_workbook(target).sheetnames[-1] == "classifier data"


def test_a_workbook_with_a_persons_decisions_is_never_overwritten(plain):
    source, target = plain
    book = openpyxl.load_workbook(target)
    sheet = book.active
    sheet.cell(3, headings_of(sheet)["▸ Decision – Cluster"]).value = "accept"
    book.save(target)
    before, harvest = target.read_bytes(), read(source)
    for write in (
        lambda: pretag(source, target, harvest, offer_for(harvest), force=True),
        lambda: write_new_workbook(target, harvest, offer_for(harvest), force=True),
    ):
        with pytest.raises(OutputError, match="holds 1 decision of a person"):
            write()
    assert target.read_bytes() == before


def test_another_file_in_the_way_is_replaced_with_force(plain):
    source, target = plain
    target.write_text("notes of somebody", "utf-8")
    harvest = read(source)
    pretag(source, target, harvest, offer_for(harvest), force=True)
    assert openpyxl.load_workbook(target).sheetnames[-1] == "classifier data"


def test_a_workbook_that_is_open_in_excel_is_an_error_with_the_next_step(plain, monkeypatch):
    source, target = plain
    harvest = read(source)

    def locked(*_):
        raise PermissionError(13, "locked")

    monkeypatch.setattr("classifier.outputs.os.replace", locked)
    with pytest.raises(OutputError, match="is open in another program") as error:
        pretag(source, target, harvest, offer_for(harvest), force=True)
    assert error.value.hint == "Close it in Excel and try again."
    with monkeypatch.context() as patch:
        patch.setattr(Path, "read_bytes", locked)
        with pytest.raises(OutputError, match=r"harvest-suggested\.xlsx is open in Excel"):
            pretag(source, target, harvest, offer_for(harvest), force=True)
    target.unlink()
    monkeypatch.setattr(Path, "open", locked)
    with pytest.raises(HarvestError, match=r"harvest\.xlsx is open in another program"):
        pretag(source, target, harvest, offer_for(harvest))


@pytest.mark.parametrize("name", ["~$harvest.xlsx", ".~lock.harvest.xlsx#"])
def test_a_mark_of_an_open_workbook_gives_a_notice(tmp_path, name):
    source = plain_workbook(tmp_path / "harvest.xlsx")
    (tmp_path / name).write_text("me", "utf-8")
    harvest = read(source)
    notices = pretag(source, tmp_path / "out.xlsx", harvest, offer_for(harvest))
    assert [(one.kind, one.notice) for one in notices] == [("open-elsewhere", True)]


def test_a_sheet_without_room_is_refused(tmp_path):
    source = plain_workbook(tmp_path / "harvest.xlsx")
    book = openpyxl.load_workbook(source)
    book.active["XFA2"] = "far away"
    book.save(source)
    harvest = read(source)
    with pytest.raises(HarvestError, match="has no room for 19 columns more"):
        pretag(source, tmp_path / "out.xlsx", harvest, offer_for(harvest))
    assert not (tmp_path / "out.xlsx").exists()


def test_a_harvest_from_elsewhere_has_no_rows_in_this_workbook(tmp_path):
    source = plain_workbook(tmp_path / "harvest.xlsx")
    other = read(plain_workbook(tmp_path / "other.xlsx"))
    with pytest.raises(HarvestError, match="has no rows to write suggestions beside"):
        pretag(source, tmp_path / "out.xlsx", other, offer_for(other))


# -- what cannot be kept


def test_signatures_change_histories_and_strict_files_are_named(tmp_path):
    source = plain_workbook(tmp_path / "harvest.xlsx")
    rewrite(source, {}, {"_xmlsignatures/sig1.xml": b"<s/>", "xl/revisions/log1.xml": b"<r/>"})
    assert cannot_keep(source) == (
        "a digital signature, which any change breaks",
        "the change history of a shared workbook",
    )
    strict = plain_workbook(tmp_path / "strict.xlsx")
    rewrite(
        strict,
        {
            "xl/workbook.xml": lambda text: text.replace(
                "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
                "http://purl.oclc.org/ooxml/spreadsheetml/main",
            )
        },
    )
    assert "Strict Open XML" in cannot_keep(strict)[0]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (bytes.fromhex("d0cf11e0a1b11ae1") + b"rest", "a password, or the old format .xls"),
        (b"FragmentID,Outcome\n1,x\n", "a file that is no workbook (.xlsx)"),
    ],
)
def test_other_files_are_named_by_their_first_bytes(tmp_path, data, said):
    path = tmp_path / "harvest.xlsx"
    path.write_bytes(data)
    assert cannot_keep(path) == (said,)


def test_other_packed_formats_are_named(tmp_path):
    path = plain_workbook(tmp_path / "harvest.xlsx")
    rewrite(path, {}, {"content.xml": b"<office/>"})
    assert cannot_keep(path) == ("the OpenDocument format (.ods)",)


def test_what_cannot_be_kept_is_named_and_the_suggestions_go_to_a_new_workbook(tmp_path):
    source = plain_workbook(tmp_path / "harvest.xlsx")
    rewrite(source, {}, {"_xmlsignatures/sig1.xml": b"<s/>"})
    harvest = read(source)
    notices = pretag(source, tmp_path / "out.xlsx", harvest, offer_for(harvest))
    assert [one.kind for one in notices] == ["not-kept", "confidential-left-out"]
    assert "a digital signature" in notices[0].what
    sheet = openpyxl.load_workbook(tmp_path / "out.xlsx").active
    assert [cell.value for cell in sheet[1]] == [*HEADINGS, *OURS]
    assert sheet["A2"].value == "SCC-SYR/PHR001"


# -- the new workbook


def test_the_new_workbook_holds_no_text_of_confidential_rows(tmp_path):
    harvest = read(plain_workbook(tmp_path / "harvest.xlsx"))
    notices = write_new_workbook(tmp_path / "out.xlsx", harvest, offer_for(harvest))
    assert "1 confidential row without" in notices[0].what
    book = openpyxl.load_workbook(tmp_path / "out.xlsx")
    texts = [str(c.value) for s in book for row in s.iter_rows() for c in row if c.value]
    assert any("village 1" in text for text in texts)
    assert not any("village 2" in text for text in texts)
    sheet = book.active
    assert sheet["A3"].value == "SCC-SYR/PHR002"
    assert "village" not in sheet.cell(3, headings_of(sheet)["▸ Reasons – Type of change"]).value


def test_a_csv_without_ids_gets_a_workbook_with_ids(tmp_path):
    path = tmp_path / "h.csv"
    path.write_text("Outcome description\n=SUM(A1) was adopted\n\nA law passed\n", "utf-8")
    harvest = read(path)
    assert write_new_workbook(tmp_path / "out.xlsx", harvest, offer_for(harvest)) == ()
    sheet = openpyxl.load_workbook(tmp_path / "out.xlsx").active
    assert [sheet["A1"].value, sheet["A2"].value] == ["FragmentID", harvest.fragments[0].id]
    assert (sheet["B2"].data_type, sheet["B2"].quotePrefix) == ("s", True)
    assert sheet.freeze_panes == "B2"
    again = read(tmp_path / "out.xlsx")
    assert [f.id for f in again.fragments] == [f.id for f in harvest.fragments]


def test_fragments_without_their_cells_are_written_from_what_is_known(tmp_path):
    one = replace(read(plain_workbook(tmp_path / "h.xlsx")).fragments[0], cells={})
    harvest = Harvest((one,))
    write_new_workbook(tmp_path / "out.xlsx", harvest, offer_for(harvest))
    sheet = openpyxl.load_workbook(tmp_path / "out.xlsx").active
    assert [sheet["A2"].value, sheet["B2"].value] == [one.id, one.outcome]


def test_an_empty_harvest_makes_no_workbook(tmp_path):
    with pytest.raises(HarvestError, match="no fragment to write"):
        write_new_workbook(tmp_path / "out.xlsx", Harvest(()), offer_for(Harvest(())))


# -- size, and other programs


def test_libreoffice_opens_the_workbook_and_keeps_the_drop_downs(rich, tmp_path):
    needs_office()
    saved = openpyxl.load_workbook(convert(rich[1], "xlsx", tmp_path / "office"))
    sheet = saved["Harvest"]
    lists = [one for one in sheet.data_validations.dataValidation if "classifier" in one.formula1]
    assert len(lists) == len(CODEBOOK.targets)
    assert convert(rich[1], "pdf", tmp_path / "office").stat().st_size > 10_000


def test_a_protected_sheet_stays_protected_and_can_be_decided_on(tmp_path):
    source = plain_workbook(tmp_path / "harvest.xlsx")
    book = openpyxl.load_workbook(source)
    book.active.protection.sheet = True
    book.active.protection.set_password("secret")
    book.save(source)
    after = openpyxl.load_workbook(tag(source, tmp_path / "out.xlsx")).active
    assert after.protection.sheet
    assert after.protection.password == openpyxl.load_workbook(source).active.protection.password
    assert not after.cell(2, headings_of(after)["▸ Decision – Cluster"]).protection.locked


def test_a_fragment_without_a_suggestion_can_still_be_decided(tmp_path):
    source = plain_workbook(tmp_path / "harvest.xlsx")
    harvest = read(source)
    fewer = offer_for(harvest).suggestions[1:]
    pretag(source, tmp_path / "out.xlsx", harvest, replace(offer_for(harvest), suggestions=fewer))
    sheet = openpyxl.load_workbook(tmp_path / "out.xlsx").active
    column = headings_of(sheet)
    assert sheet.cell(2, column["▸ Belongs to"]).value == "SCC-SYR/PHR001"
    assert sheet.cell(2, column["▸ Suggested – Type of change"]).value is None


def test_more_notes_get_a_column(tmp_path):
    source = plain_workbook(tmp_path / "harvest.xlsx")
    noted = replace(suggestion_for("SCC-SYR/PHR001", "T1"), notes=("Cut.", "French."))
    sheet = openpyxl.load_workbook(tag(source, tmp_path / "out.xlsx", PHR001=noted)).active
    assert sheet.cell(2, headings_of(sheet)["▸ Notes"]).value == "Cut.\nFrench."
