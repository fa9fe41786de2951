"""Pre-tagging: her own workbook with our columns, and nothing else changed."""

import re
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from lxml import etree
from openpyxl.chart import BarChart
from test_workbook_kit import (
    CODEBOOK,
    HEADINGS,
    N_FRAGMENTS,
    TYPE,
    X14,
    Desk,
    add_picture,
    convert,
    headings_of,
    needs_office,
    offer_for,
    one_label,
    part_with,
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

OURS = [heading(c, t) for c, t in columns_for(CODEBOOK, notes=False)]
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


# -- what was there stays


def test_all_parts_but_the_few_that_must_change_are_the_same_bytes(rich):
    before, after = parts_of(rich[0]), parts_of(rich[1])
    changed = {name for name, data in before.items() if after[name] != data}
    assert changed == {
        "[Content_Types].xml",
        "xl/_rels/workbook.xml.rels",
        "xl/styles.xml",
        "xl/workbook.xml",
    }
    assert len(after) == len(before) + 3
    assert list(after)[: len(before)] == list(before)


def looks_of(cell) -> list[str]:
    return [repr(one) for one in (cell.font, cell.fill, cell.border, cell.number_format,
                                  cell.alignment, cell.protection)]  # fmt: skip


def test_every_cell_keeps_its_value_and_its_looks(rich):
    before, after = (openpyxl.load_workbook(path) for path in rich)
    assert after.sheetnames == ["Review", *before.sheetnames, "Suggestions", "classifier data"]
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
    part = part_with(rich[1], "▸ Decision – Type of change")
    sheet = etree.fromstring(parts_of(rich[1])[part])
    places = [WORKSHEET_ORDER.index(etree.QName(one).localname) for one in sheet]
    assert places == sorted(places)
    assert {"conditionalFormatting", "dataValidations", "cols"} <= {
        etree.QName(one).localname for one in sheet
    }


# -- what is new


def test_where_no_word_speaks_a_fragment_like_it_is_quoted(tmp_path):
    told = "like SCC-KEN/CIV004: “Women met.”"
    made = suggestion_for("SCC-SYR/PHR002", "T1")
    labels = tuple(replace(one, words=(), why=told) for one in made.targets[0].labels)
    made = replace(made, targets=(replace(made.targets[0], labels=labels), *made.targets[1:]))
    path = tag(plain_workbook(tmp_path / "harvest.xlsx"), tmp_path / "out.xlsx", PHR002=made)
    assert cell_of(path, 3, "Why – Type of change") == told


def cell_of(path, row, name):
    sheet = openpyxl.load_workbook(path)["Review"]
    return sheet.cell(row, headings_of(sheet)[f"▸ {name}"]).value


def test_a_row_shows_the_text_what_is_likely_and_possible_and_why(tmp_path):
    source = plain_workbook(tmp_path / "harvest.xlsx")
    two = suggestion_for("SCC-SYR/PHR002", "T1", "T2", "T5")  # .8, .7, .6
    two = replace(two, targets=(replace(two.targets[0], labels=(
        *two.targets[0].labels[:2], one_label(TYPE, "T5", 0.45, True), two.targets[0].labels[-1]
    )), *two.targets[1:]))  # fmt: skip
    path = tag(source, tmp_path / "out.xlsx", PHR002=two)
    sheet = openpyxl.load_workbook(path).active
    assert sheet.title == "Review"
    assert [cell.value for cell in sheet[1]] == OURS
    text = cell_of(path, 2, "Outcome · Significance")
    assert text == (
        "SCC-SYR/PHR001\nThe committee of village 1 met for the first time.\n\n"
        "Nobody had met there since 2001."
    )
    assert cell_of(path, 2, "Belongs to") == "SCC-SYR/PHR001"
    assert cell_of(path, 2, "Likely – Type of change") == "New structure 80\u00a0%"
    possible = "Joint action / coalition work 25\u00a0%"
    assert cell_of(path, 2, "Possible – Type of change") == possible
    assert cell_of(path, 2, "Why – Type of change") == "“village”, “met”\nlike SCC-KEN/CIV004"
    assert cell_of(path, 2, "Decision – Type of change") is None
    likely = "New structure 80\u00a0%\nPolicy, law or rule 70\u00a0%"
    assert cell_of(path, 3, "Likely – Type of change") == likely
    assert cell_of(path, 3, "Possible – Type of change") == "+ Growth 45\u00a0%"
    assert cell_of(path, 3, "Why – Type of change").startswith("New structure: “village”, “met”\n")
    assert cell_of(path, 2, "Likely – Specific objective") == "–"
    assert cell_of(path, 2, "Possible – Specific objective").startswith("PHR: Peace")
    assert cell_of(path, 2, "Why – Specific objective").startswith("No label reaches")
    assert cell_of(path, 2, "Follows – Cluster") == "Mobilizing 90\u00a0%"
    assert "▸ Decision – Cluster" not in headings_of(sheet)


def test_text_and_type_stand_beside_each_other_on_one_screen():
    # A column of width w takes 7 w + 5 pixels in Excel's usual typeface.
    pixels = [7 * column.width + 5 for column, _ in columns_for(CODEBOOK, notes=False)]
    assert pixels[0] <= 480
    assert sum(pixels[1:5]) <= 800


def test_the_sheet_is_frozen_filtered_printed_across_and_alone_selected(rich):
    book = openpyxl.load_workbook(rich[1])
    sheet = book["Review"]
    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref == f"A1:{openpyxl.utils.get_column_letter(len(OURS))}7"
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == ("landscape", 0)
    assert sheet.print_title_rows == "$1:$1"
    assert sheet["A2"].alignment.wrap_text
    assert book.active is sheet
    assert [one.title for one in book if one.sheet_view.tabSelected] == ["Review"]
    assert book["Harvest"].print_title_rows == "$2:$2"


@pytest.mark.parametrize("chosen", [(0,), (0, 1), ()])
def test_tabs_that_were_selected_and_shown_are_given_back(tmp_path, chosen):
    source = plain_workbook(tmp_path / "harvest.xlsx")
    book = openpyxl.load_workbook(source)
    book.create_sheet("Notes")
    book.create_chartsheet("Picture").add_chart(BarChart())
    for number, sheet in enumerate(book.worksheets):
        sheet.sheet_view.tabSelected = number in chosen
        sheet.print_title_rows = "1:1"
    book.save(source)
    shown = '<workbookView activeTab="1" firstSheet="1"/>'
    rewrite(source, {"xl/workbook.xml": lambda t: re.sub("<workbookView[^>]*/>", shown, t)})
    desk = Desk(tmp_path, source)
    tagged = parts_of(desk.tagged)
    selected = [name for name, data in tagged.items() if b'tabSelected="1"' in data]
    assert selected == [part_with(desk.tagged, "▸ Decision – Type of change")]
    sheets = etree.fromstring(tagged["xl/workbook.xml"])
    assert [one.get("name") for one in sheets.iter("{*}sheet")] == [
        "Review", "Sheet", "Notes", "Picture", "Suggestions", "classifier data",
    ]  # fmt: skip
    assert not {"activeTab", "firstSheet"} & set(next(sheets.iter("{*}workbookView")).attrib)
    named = [one for one in sheets.iter("{*}definedName") if "Titles" in one.get("name")]
    titles = {one.get("localSheetId"): one.text for one in named}
    assert titles == {"0": "'Review'!$1:$1", "1": "'Sheet'!$1:$1", "2": "'Notes'!$1:$1"}
    desk.finish()
    before, after = parts_of(source), parts_of(desk.coded)
    names = [name for name in before if name.startswith(("xl/workbook", "xl/worksheets"))]
    for name in [*names, "xl/chartsheets/sheet1.xml"]:
        one, two = (
            etree.tostring(etree.fromstring(x[name]), method="c14n") for x in (before, after)
        )
        assert one == two, name


def test_cells_are_coloured_by_the_highest_probability_and_none_without_examples(tmp_path):
    one = suggestion_for("SCC-SYR/PHR001", "T1")
    probabilities = {"PHR001": 0.76, "PHR002": 0.75, "PHR003": 0.4}
    changed = {}
    for name, p in probabilities.items():
        labels = (one_label(TYPE, "T1", p, True),)
        target = replace(one.targets[0], labels=labels)
        changed[name] = replace(one, fragment_id=f"SCC-SYR/{name}", targets=(target,))
    unsure = replace(one.targets[0], verdict="unsure")
    changed["PHR004"] = replace(one, fragment_id="SCC-SYR/PHR004", targets=(unsure,))
    unread = replace(one.targets[0], verdict="not-readable", labels=())
    changed["PHR005"] = replace(one, fragment_id="SCC-SYR/PHR005", targets=(unread,))
    path = tag(plain_workbook(tmp_path / "harvest.xlsx"), tmp_path / "out.xlsx", **changed)
    sheet = openpyxl.load_workbook(path)["Review"]
    column = headings_of(sheet)["▸ Likely – Type of change"]
    fills = [sheet.cell(row, column).fill.fgColor.rgb[2:] for row in range(2, 7)]
    assert fills == ["C9E7CF", "E4F3E6", "000000", "FBEFD2", "E7E9EB"]


def test_the_most_unsure_stand_first_when_sorted_for(tmp_path):
    changed = {}
    for number, p in ((1, 0.9), (2, 0.2), (3, 0.6), (4, 0.9), (5, 0.9), (6, 0.9)):
        one = suggestion_for(f"SCC-SYR/PHR00{number}")
        label = (one_label(TYPE, "T1", p, True),)
        targets = (replace(one.targets[0], labels=label),)
        changed[f"PHR00{number}"] = replace(one, targets=targets)
    path = tag(plain_workbook(tmp_path / "harvest.xlsx"), tmp_path / "out.xlsx", **changed)
    assert [cell_of(path, row, "Unsure first") for row in range(2, 8)] == [3, 1, 2, 4, 5, 6]


def test_arabic_runs_from_right_to_left_in_its_cell(tmp_path):
    source = plain_workbook(tmp_path / "harvest.xlsx")
    book = openpyxl.load_workbook(source)
    book.active["C3"] = book.active["D3"] = "اجتمعت لجنة القرية للمرة الأولى with <ORG> ."
    book.save(source)
    path = tag(source, tmp_path / "out.xlsx")
    sheet = openpyxl.load_workbook(path)["Review"]
    assert [sheet.cell(row, 1).alignment.readingOrder for row in (2, 3)] == [0, 2]


def test_names_without_calibration_stand_without_percents(tmp_path):
    one = suggestion_for("SCC-SYR/PHR001")
    first = replace(one.targets[0], calibrated=False)
    cold = replace(one, targets=(first, *one.targets[1:]))
    path = tag(plain_workbook(tmp_path / "harvest.xlsx"), tmp_path / "out.xlsx", PHR001=cold)
    assert cell_of(path, 2, "Possible – Type of change") == "Joint action / coalition work"


def labels_of(verdict, *labels, **more):
    return Suggestion(
        "SCC-SYR/PHR001", "m", "2", "en", (TargetSuggestion("type", verdict, labels, **more),)
    )


@pytest.mark.parametrize(
    ("suggestion", "key", "text"),
    [
        (labels_of("suggest"), "Likely", "–"),
        (labels_of("not-readable"), "Likely", "not readable"),
        (labels_of("not-readable", reason="It has no text."), "Why", "It has no text."),
        (labels_of("suggest", one_label(TYPE, "T1", 0.9, True, accept=True)), "Likely",
         "New structure 90\u00a0% · sure"),
        (labels_of("suggest", one_label(TYPE, "T1", 0.9, True, few=True, examples=4)), "Why",
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
    assert (one.showInputMessage, one.promptTitle) == (True, "Type of change")
    assert "accept: takes what is likely." in one.prompt
    assert len(one.prompt) <= 255
    name, _, cells = one.formula1.rpartition("!")
    assert book[name.strip("'")].sheet_state == "hidden"
    offered = [row[0].value for row in book[name.strip("'")][cells.replace("$", "")]]
    assert offered == ["accept", "none fits", "discuss", "New structure", "Policy, law or rule",
                       "Joint action / coalition work", "+ Growth"]  # fmt: skip


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
    for name in ("Likely", "Possible", "Decision", "Why", "Follows"):
        assert len(told[f"▸ {name} – …"]) > 80, name


def test_words_of_a_confidential_row_stand_in_its_own_workbook(plain):
    sheet = openpyxl.load_workbook(plain[1]).active
    assert "village" in sheet.cell(3, headings_of(sheet)["▸ Why – Type of change"]).value
    assert "village 2" in sheet["A3"].value


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
    names = ("Belongs to", "Outcome · Significance", "Likely – Type of change")
    for name, text in zip(names, ("=1+1", "=1+1\nThe", "+ Growth"), strict=True):
        cell = sheet.cell(2, column[f"▸ {name}"])
        assert cell.value.startswith(text)
        assert (cell.data_type, cell.quotePrefix) == ("s", True)


def test_a_pre_tagged_workbook_reads_as_the_same_harvest(rich):
    before, after = read(rich[0]), read(rich[1])
    assert [f.id for f in after.fragments] == [f.id for f in before.fragments]
    assert after.codings == ()
    assert [(p.kind, p.origin.sheet) for p in after.problems] == [
        (p.kind, p.origin.sheet) for p in before.problems
    ]


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


def test_a_harvest_on_several_sheets_is_reviewed_on_one(tmp_path):
    source = plain_workbook(tmp_path / "harvest.xlsx", rows=2)
    book = openpyxl.load_workbook(source)
    second = book.copy_worksheet(book.active)
    second["A2"], second["A3"] = "SCC-KEN/CIV001", "SCC-KEN/CIV002"
    book.create_sheet("Readme")["A1"] = "What this is"
    book.save(source)
    path = tag(source, tmp_path / "out.xlsx")
    assert [cell_of(path, row, "Belongs to") for row in range(2, 6)] == [
        "SCC-SYR/PHR001", "SCC-SYR/PHR002", "SCC-KEN/CIV001", "SCC-KEN/CIV002",
    ]  # fmt: skip


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
    assert sheet["A1"].fill.fgColor.rgb == "FFDCE7F0"


# -- refusals


def test_a_workbook_that_is_pre_tagged_already_is_refused(plain, tmp_path):
    harvest = read(plain[1])
    with pytest.raises(HarvestError, match="has suggestions already"):
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
    sheet.cell(3, headings_of(sheet)["▸ Decision – Type of change"]).value = "accept"
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
        with pytest.raises(
            OutputError, match=r"harvest-suggested\.xlsx is open in another program"
        ):
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
    book = openpyxl.load_workbook(tmp_path / "out.xlsx")
    assert book.sheetnames == ["Review", "Harvest", "Suggestions", "classifier data"]
    assert [cell.value for cell in book["Harvest"][1]] == list(HEADINGS)
    assert book["Harvest"]["A2"].value == "SCC-SYR/PHR001"


# -- the new workbook


def test_the_new_workbook_holds_no_text_of_confidential_rows(tmp_path):
    harvest = read(plain_workbook(tmp_path / "harvest.xlsx"))
    notices = write_new_workbook(tmp_path / "out.xlsx", harvest, offer_for(harvest))
    assert "1 confidential row without" in notices[0].what
    book = openpyxl.load_workbook(tmp_path / "out.xlsx")
    texts = [str(c.value) for s in book for row in s.iter_rows() for c in row if c.value]
    assert any("village 1" in text for text in texts)
    assert not any("village 2" in text for text in texts)
    assert book["Review"]["A3"].value.startswith("SCC-SYR/PHR002\n(confidential")
    assert "village" not in cell_of(tmp_path / "out.xlsx", 3, "Why – Type of change")


def test_a_csv_without_ids_gets_a_workbook_with_ids(tmp_path):
    path = tmp_path / "h.csv"
    path.write_text("Outcome description\n=SUM(A1) was adopted\n\nA law passed\n", "utf-8")
    harvest = read(path)
    assert write_new_workbook(tmp_path / "out.xlsx", harvest, offer_for(harvest)) == ()
    sheet = openpyxl.load_workbook(tmp_path / "out.xlsx")["Harvest"]
    assert [sheet["A1"].value, sheet["A2"].value] == ["FragmentID", harvest.fragments[0].id]
    assert (sheet["B2"].data_type, sheet["B2"].quotePrefix) == ("s", True)
    assert sheet.freeze_panes == "B2"
    again = read(tmp_path / "out.xlsx")
    assert [f.id for f in again.fragments] == [f.id for f in harvest.fragments]


def test_fragments_without_their_cells_are_written_from_what_is_known(tmp_path):
    one = replace(read(plain_workbook(tmp_path / "h.xlsx")).fragments[0], cells={})
    harvest = Harvest((one,))
    write_new_workbook(tmp_path / "out.xlsx", harvest, offer_for(harvest))
    sheet = openpyxl.load_workbook(tmp_path / "out.xlsx")["Harvest"]
    assert [sheet["A2"].value, sheet["B2"].value] == [one.id, one.outcome]


def test_an_empty_harvest_makes_no_workbook(tmp_path):
    with pytest.raises(HarvestError, match="no fragment to write"):
        write_new_workbook(tmp_path / "out.xlsx", Harvest(()), offer_for(Harvest(())))


# -- size, and other programs


def test_libreoffice_opens_the_workbook_and_keeps_the_drop_downs(rich, tmp_path):
    needs_office()
    saved = openpyxl.load_workbook(convert(rich[1], "xlsx", tmp_path / "office"))
    sheet = saved["Review"]
    lists = [one for one in sheet.data_validations.dataValidation if "classifier" in one.formula1]
    assert len(lists) == 2  # the cluster is not asked
    assert convert(rich[1], "pdf", tmp_path / "office").stat().st_size > 10_000


def test_a_fragment_without_a_suggestion_can_still_be_decided(tmp_path):
    source = plain_workbook(tmp_path / "harvest.xlsx")
    harvest = read(source)
    fewer = offer_for(harvest).suggestions[1:]
    pretag(source, tmp_path / "out.xlsx", harvest, replace(offer_for(harvest), suggestions=fewer))
    sheet = openpyxl.load_workbook(tmp_path / "out.xlsx").active
    column = headings_of(sheet)
    assert sheet.cell(2, column["▸ Belongs to"]).value == "SCC-SYR/PHR001"
    assert sheet.cell(2, column["▸ Likely – Type of change"]).value is None


def test_more_notes_get_a_column(tmp_path):
    source = plain_workbook(tmp_path / "harvest.xlsx")
    noted = replace(suggestion_for("SCC-SYR/PHR001", "T1"), notes=("Cut.", "French."))
    sheet = openpyxl.load_workbook(tag(source, tmp_path / "out.xlsx", PHR001=noted)).active
    assert sheet.cell(2, headings_of(sheet)["▸ Notes"]).value == "Cut.\nFrench."


def test_a_harvest_with_two_heading_rows_is_found_again(tmp_path):
    cases = Path(__file__).parent / "cases" / "files" / "02-surveymonkey-two-header-rows"
    desk = Desk(tmp_path, cases / "full-surveymonkey-in.xlsx")
    done = desk.finish()
    assert done.missing == ()
    assert len(done.left) == len(read(desk.source).fragments)
