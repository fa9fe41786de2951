"""From a reviewed workbook to a coded harvest."""

import random
from dataclasses import replace

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_workbook_kit import (
    CODEBOOK,
    HEADINGS,
    PHR,
    TYPE,
    Desk,
    OlderDesk,
    convert,
    headings_of,
    needs_office,
    offer_for,
    parts_of,
    plain_workbook,
    read,
    rich_workbook,
    sort_rows,
    suggestion_for,
)

from classifier.workbook import pretag, write_new_workbook

pytestmark = pytest.mark.filterwarnings("ignore:Data Validation extension:UserWarning")


@pytest.fixture
def desk(tmp_path):
    two = suggestion_for(PHR(2), "T1", "T2")
    none = suggestion_for(PHR(3), verdict="unsure")
    return Desk(tmp_path, plain_workbook(tmp_path / "harvest.xlsx"), PHR002=two, PHR003=none)


# -- the round trip


def test_what_was_decided_is_what_is_read(desk):
    desk.decide({1: "accept", 2: "none fits", 3: "discuss", 4: "Law; New structure", 5: "+ Law"})
    desk.work(lambda sheet: sort_rows(sheet, lambda row: random.Random(row[0]).random()))
    desk.work(
        lambda sheet: sheet.delete_rows(
            next(row[0].row for row in sheet.iter_rows() if row[0].value.startswith(PHR(6)))
        )
    )
    done = desk.finish()
    assert desk.codings() == {
        PHR(1): ({"T1"}, "Amina"),
        PHR(2): (set(), "Amina"),
        PHR(4): ({"T1", "T2"}, "Amina"),
        PHR(5): ({"T1", "T2"}, "Amina"),
    }
    assert desk.codings("cluster")[PHR(4)] == ({"MOB", "POL"}, "Amina")
    assert desk.codings("cluster")[PHR(2)] == (set(), "Amina")
    assert {(one.fragment_id, one.target): one.how for one in done.decisions}[PHR(4), "type"] == (
        "changed"
    )
    left = {one.fragment_id: one for one in done.left}
    assert left[PHR(3)].targets == ("type", "cluster", "objective")
    assert left[PHR(3)].discuss == ("type",)
    assert left[PHR(1)].targets == ("objective",)
    assert left[PHR(6)].targets == ("type", "cluster", "objective")
    assert done.missing == ()
    assert done.problems == ()


@settings(max_examples=15, deadline=None)
@given(
    st.dictionaries(
        st.integers(1, 6), st.sets(st.sampled_from(["T1", "T2", "T3"]), max_size=3), max_size=6
    ),
    st.randoms(use_true_random=False),
)
def test_any_decisions_in_any_order_of_rows_come_back(tmp_path_factory, decisions, shuffle):
    folder = tmp_path_factory.mktemp("round")
    one = Desk(folder, plain_workbook(folder / "harvest.xlsx"))
    cells = {}
    for number, labels in decisions.items():
        names = [TYPE.label(label).name for label in labels]
        shuffle.shuffle(names)
        cells[number] = "; ".join(names) or "none fits"
    one.decide(cells)
    one.work(lambda sheet: sort_rows(sheet, lambda _: shuffle.random()))
    one.finish()
    assert one.codings() == {PHR(n): (labels, "Amina") for n, labels in decisions.items()}


def test_the_coded_harvest_says_where_each_coding_came_from(desk):
    desk.decide({1: "accept", 2: "Law", 3: "Law", 4: "none fits"})
    desk.finish()
    sheet = openpyxl.load_workbook(desk.coded).active
    headings = [cell.value for cell in sheet[1]]
    assert headings[: len(HEADINGS)] == list(HEADINGS)
    assert headings[len(HEADINGS) :] == [
        "How coded – Type of change",
        "How coded – Cluster",
        "Suggested by model",
        "Decided on",
        "Decided by",
        "Codebook version",
        "For undo",
    ]
    rows = {row[0].value: [cell.value for cell in row[9:15]] for row in sheet.iter_rows(min_row=2)}
    rest = ["from the types", "sample@3f2a", "2025-02-01", "Amina", "2"]
    assert rows[PHR(1)] == ["accepted", *rest]
    assert rows[PHR(2)] == ["changed", *rest]
    assert rows[PHR(3)] == ["by hand", *rest]
    assert rows[PHR(4)] == ["none fits", *rest]
    assert rows[PHR(5)] == [None] * 6


def test_undecided_rows_are_left_as_they_were(tmp_path):
    source = rich_workbook(tmp_path / "harvest.xlsx")
    desk = Desk(tmp_path, source)
    desk.finish()
    before, after = openpyxl.load_workbook(source), openpyxl.load_workbook(desk.coded)
    assert after.sheetnames == before.sheetnames
    for sheet in before:
        cells = {c.coordinate: c.value for row in sheet.iter_rows() for c in row if c.value}
        twin = after[sheet.title]
        assert {c.coordinate: c.value for row in twin.iter_rows() for c in row if c.value} == cells


def test_an_untouched_workbook_finishes_to_the_parts_it_began_with(tmp_path):
    source = rich_workbook(tmp_path / "harvest.xlsx")
    Desk(tmp_path, source).finish()
    before, after = parts_of(source), parts_of(tmp_path / "coded.xlsx")
    assert set(after) == set(before)
    changed = {name for name in before if after[name] != before[name]}
    assert changed <= {"[Content_Types].xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml",
                       "xl/workbook.xml", "xl/worksheets/sheet1.xml"}  # fmt: skip

    def plain(data):  # the declaration, empty tags and the place of namespaces may differ
        from lxml import etree

        return etree.tostring(etree.fromstring(data), method="c14n")

    for name in changed - {"xl/styles.xml"}:
        if name == "xl/worksheets/sheet1.xml":
            continue
        assert plain(after[name]) == plain(before[name]), name
    sheets = [openpyxl.load_workbook(p)["Harvest"] for p in (source, tmp_path / "coded.xlsx")]
    for old, new in [sheets]:
        assert new.auto_filter.ref == old.auto_filter.ref
        assert new.auto_filter.filterColumn[0].filters.filter == ["harvest 2"]
        assert {k: v.width for k, v in new.column_dimensions.items()} == {
            k: v.width for k, v in old.column_dimensions.items()
        }
        assert [str(one.sqref) for one in new.conditional_formatting] == ["B3:B8"]
        assert [str(one.sqref) for one in new.data_validations.dataValidation] == ["E3:E8"]
        assert {k: v.height for k, v in new.row_dimensions.items()} == {
            k: v.height for k, v in old.row_dimensions.items()
        }
        assert new.dimensions == old.dimensions


# -- who signs


def test_a_decided_objective_alone_does_not_turn_empty_types_into_none_fits(desk):
    desk.decide({1: "PHR: Peace and human rights"}, "▸ Decision – Specific objective")
    desk.finish()
    assert desk.codings("objective") == {PHR(1): ({"PHR"}, "")}
    assert desk.codings() == {}


def test_a_cluster_alone_is_written_without_signing_for_the_types(tmp_path):
    desk = OlderDesk(tmp_path, "plain")
    desk.decide({1: "Mobilizing", 2: "none fits"}, "▸ Decision – Cluster")
    desk.finish()
    assert desk.codings("cluster") == {PHR(1): ({"MOB"}, ""), PHR(2): (set(), "")}
    assert desk.codings() == {}


def test_no_objective_fits_is_written_in_words(desk):
    desk.decide({1: "none fits"}, "▸ Decision – Specific objective")
    desk.finish()
    assert desk.codings("objective") == {PHR(1): (set(), "")}


def coded_by_c2(folder):
    source = plain_workbook(folder / "harvest.xlsx")
    book = openpyxl.load_workbook(source)
    sheet = book.active
    for row in (2, 3):
        sheet.cell(row, 6).value, sheet.cell(row, 7).value = "New structure", "Mobilizing"
        sheet.cell(row, 9).value = "C2"
    book.save(source)
    return Desk(folder, source)


def test_a_new_decision_takes_the_place_of_an_earlier_coders(tmp_path):
    desk = coded_by_c2(tmp_path)
    desk.decide({1: "Law"})
    desk.finish()
    assert desk.codings()[PHR(1)] == ({"T2"}, "Amina")
    assert desk.codings()[PHR(2)] == ({"T1"}, "C2")


def test_nobody_signs_for_what_another_coder_ticked(tmp_path):
    desk = coded_by_c2(tmp_path)
    desk.decide({1: "PHR: Peace and human rights"}, "▸ Decision – Specific objective")
    desk.finish()
    assert desk.codings()[PHR(1)] == ({"T1"}, "C2")
    assert desk.codings("cluster")[PHR(2)] == ({"MOB"}, "C2")
    sheet = openpyxl.load_workbook(desk.coded).active
    column = headings_of(sheet)
    assert sheet.cell(2, column["Decided by"]).value == "Amina"
    assert "Codebook version" not in column  # the type is C2's still


def test_a_harvest_without_code_columns_gets_them(tmp_path):
    source = plain_workbook(tmp_path / "harvest.xlsx")
    book = openpyxl.load_workbook(source)
    book.active.delete_cols(6, 4)
    book.save(source)
    desk = Desk(tmp_path, source)
    desk.decide({1: "accept", 2: "none fits"})
    desk.finish()
    assert desk.codings() == {PHR(1): ({"T1"}, "Amina"), PHR(2): (set(), "Amina")}
    sheet = openpyxl.load_workbook(desk.coded).active
    assert [cell.value for cell in sheet[1]][5:8] == [
        "MCQType of change", "TypeOfChangeCluster", "Coder"]  # fmt: skip


def test_a_second_round_uses_the_columns_of_the_first(desk, tmp_path):
    desk.decide({1: "accept"})
    desk.finish()
    (tmp_path / "second").mkdir()
    again = Desk(tmp_path / "second", desk.coded)
    again.decide({1: "Law", 2: "accept"})
    again.finish()
    headings = [cell.value for cell in openpyxl.load_workbook(again.coded).active[1]]
    assert len(headings) == len(set(headings)) == len(HEADINGS) + 10
    assert headings[-2:] == ["Recorded before – Cluster", "Earlier provenance"]
    assert again.codings() == {PHR(1): ({"T2"}, "Amina"), PHR(2): ({"T1"}, "Amina")}


def test_a_name_that_looks_like_a_formula_is_written_as_text(desk):
    desk.decide({1: "+ Growth"})
    desk.finish()
    cell = openpyxl.load_workbook(desk.coded).active.cell(2, 6)
    assert (cell.value, cell.data_type, cell.quotePrefix) == ("+ Growth", "s", True)


# -- the new workbook


def test_a_csv_harvest_is_finished_from_its_new_workbook(tmp_path):
    path = tmp_path / "h.csv"
    path.write_text("FragmentID,Outcome description\nSCC-SYR/PHR001,A law passed\n", "utf-8")
    harvest = read(path)
    tagged = tmp_path / "h-suggested.xlsx"
    write_new_workbook(tagged, harvest, offer_for(harvest))
    desk = Desk.__new__(Desk)
    desk.tagged, desk.coded = tagged, tmp_path / "coded.xlsx"
    desk.decide({1: "accept"})
    desk.finish()
    assert desk.codings() == {PHR(1): ({"T1"}, "Amina")}


# -- LibreOffice


def test_a_workbook_saved_by_libreoffice_is_finished_all_the_same(tmp_path):
    needs_office()
    two = suggestion_for(PHR(2), "T1", "T2")
    source = plain_workbook(tmp_path / "harvest.xlsx")
    book = openpyxl.load_workbook(source)
    book.active.sheet_view.tabSelected = True
    book.save(source)
    desk = Desk(tmp_path, source, PHR002=two)
    desk.decide({1: "accept", 2: "none fits", 4: "Law, New structure"})
    desk.tagged = convert(desk.tagged, "xlsx", tmp_path / "office")
    done = desk.finish()
    assert done.problems == ()
    assert desk.codings() == {
        PHR(1): ({"T1"}, "Amina"),
        PHR(2): (set(), "Amina"),
        PHR(4): ({"T1", "T2"}, "Amina"),
    }
    coded = openpyxl.load_workbook(desk.coded)
    assert coded.sheetnames == ["Sheet"]
    assert coded.active.sheet_view.tabSelected
    saved = openpyxl.load_workbook(convert(desk.coded, "xlsx", tmp_path / "again"))
    assert saved.active["F2"].value == "New structure"


def test_the_codebook_travels_in_the_workbook_whole(tmp_path):
    long = replace(CODEBOOK, note="A note of many words. " * 3000)
    source = plain_workbook(tmp_path / "harvest.xlsx")
    harvest = read(source)
    pretag(source, tmp_path / "out.xlsx", harvest, replace(offer_for(harvest), codebook=long))
    from classifier.workbook.reviewed import Reviewed

    # YAML folds nothing away: the codebook that comes back equals the one that went in.
    pretagged = Reviewed.read(tmp_path / "out.xlsx").pretagged
    assert pretagged.codebook.targets == long.targets
    assert pretagged.codebook.note.split() == long.note.split()


def test_an_old_row_is_in_the_new_version_once_its_types_are_decided(tmp_path):
    source = plain_workbook(tmp_path / "harvest.xlsx")
    book = openpyxl.load_workbook(source)
    book.active["B2"].value, book.active["H2"].value = "harvest 1", "PHR: Peace and human rights"
    book.save(source)
    desk = Desk(tmp_path, source)
    desk.decide({1: "accept"})
    desk.finish()
    versions = {(c.fragment_id, c.target): c.version for c in read(desk.coded).codings}
    assert versions[PHR(1), "type"] == "2"


def test_rows_of_the_older_form_get_their_height_back(tmp_path):
    desk = OlderDesk(tmp_path, "plain")
    assert openpyxl.load_workbook(desk.tagged).active.row_dimensions[3].height > 20
    desk.finish()
    coded = openpyxl.load_workbook(desk.coded).active
    assert [coded.row_dimensions[n].height for n in (1, 2, 3)] == [None] * 3
