"""Two people code apart, and agree where they differ."""

import math
from collections import Counter
from itertools import pairwise
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

from classifier.cli import app
from classifier.codebook import read_codebook
from classifier.decide.held import find_decisions
from classifier.double_coding import adjudicate, write_agreed
from classifier.double_coding.agreed import Files
from classifier.double_coding.compare import measure
from classifier.double_coding.draw import draw, every_kth, sample
from classifier.edit.provenance import Signature
from classifier.edit.undo import undo
from classifier.errors import ClassifierError
from classifier.harvest import read_harvest
from classifier.outputs import csv_text
from classifier.records import Coding, Fragment, Harvest
from classifier.translations import LANGUAGES, TEXTS, Words, written_in

DATA = Path(__file__).parents[1] / "data"
CODEBOOK, HARVEST = DATA / "codebook.yaml", DATA / "harvest-3.xlsx"
SIGNED = Signature("Anna and Bert", "2026-01-31")
TYPE, OBJECTIVE = "MCQType of change", "Link to SCC Specific Objectives"


def fragment(number, country="Syria", **more):
    words = f"numbered{number} villages{number * 7} agreed{number * 13} on wells{number * 17}"
    return Fragment(f"F{number:03}", words, country=country, **more)


@pytest.fixture
def drawn(tmp_path):
    """Twelve fragments drawn from the sample, with the two workbooks."""
    return sample([HARVEST], CODEBOOK, 12, tmp_path / "double", seed=3)


def fill(workbook, out, cells):
    """Write cells, {(row, heading): text}, into the first sheet, as a person would."""
    book = openpyxl.load_workbook(workbook)
    sheet = book.worksheets[0]
    columns = {cell.value: cell.column for cell in sheet[1]}
    for (row, heading), text in cells.items():
        sheet.cell(row, columns[heading]).value = text
    book.save(out)
    return out


def coded(tmp_path, first, second):
    """Return the workbook to agree in, after two coders filled in cells."""
    a = fill(tmp_path / "double/coder-A.xlsx", tmp_path / "anna.xlsx", first)
    second = {**second, (2, "Remark"): "Bert"}  # else the two files may be the same, byte by byte
    b = fill(tmp_path / "double/coder-B.xlsx", tmp_path / "bert.xlsx", second)
    out = tmp_path / "agree.xlsx"
    return adjudicate(a, b, CODEBOOK, out), out


def shown(workbook):
    sheet = openpyxl.load_workbook(workbook).worksheets[0]
    names = [cell.value for cell in sheet[1]]
    rows = sheet.iter_rows(min_row=2, values_only=True)
    return [dict(zip(names, row, strict=True)) for row in rows]


# -- drawing


def test_every_country_is_drawn_by_its_share():
    countries = ["Syria"] * 60 + ["Iraq"] * 30 + ["Mali"] * 10
    harvest = Harvest(tuple(fragment(i, country) for i, country in enumerate(countries)))
    for seed in range(5):
        chosen = draw(harvest, 10, seed).fragments
        assert Counter(f.country for f in chosen) == {"Syria": 6, "Iraq": 3, "Mali": 1}


def test_the_same_seed_draws_the_same_and_another_one_others():
    harvest = Harvest(tuple(map(fragment, range(50))))
    first, again, other = (draw(harvest, 10, seed).fragments for seed in (1, 1, 2))
    assert first == again != other


@pytest.mark.parametrize("start", [0.0, 0.3, 0.999])
def test_places_lie_at_equal_distances_and_within(start):
    places = every_kth(100, 7, start)
    assert len(set(places)) == 7
    assert places[0] >= 0
    assert places[-1] < 100
    assert max(b - a for a, b in pairwise(places)) <= 15


def test_more_than_there_are_draws_all():
    assert len(draw(Harvest(tuple(map(fragment, range(4)))), 30, 0).fragments) == 4


def test_what_may_not_or_need_not_be_drawn_is_counted():
    told_again = Fragment("F900", fragment(1).outcome, country="Iraq")
    secret = fragment(2, confidential=True)
    twice = fragment(3)
    codings = tuple(Coding("F003", "type", frozenset(), coder) for coder in "AB")
    drawn = draw(Harvest((fragment(1), told_again, secret, twice), codings), 5, 0)
    assert [f.id for f in drawn.fragments] == ["F001"]
    assert (drawn.n_of, drawn.n_confidential, drawn.n_twins, drawn.n_twice) == (1, 1, 1, 1)


def test_nothing_to_draw_is_said():
    with pytest.raises(ClassifierError, match="no fragment to draw"):
        draw(Harvest((fragment(1, confidential=True),)), 5, 0)


def test_no_confidential_word_stands_in_the_coders_workbooks(drawn, tmp_path):
    secret = [f for f in read_harvest(HARVEST).fragments if f.confidential]
    assert secret
    texts = {row["Outcome description"] for row in shown(tmp_path / "double/coder-A.xlsx")}
    assert texts == {f.outcome for f in drawn.fragments}
    assert not texts & {f.outcome for f in secret}


def test_the_coders_workbooks_hold_no_code_and_are_not_replaced(drawn, tmp_path):
    for row in shown(tmp_path / "double/coder-B.xlsx"):
        assert row[TYPE] is row[OBJECTIVE] is None
    book = read_codebook(CODEBOOK)
    assert read_harvest(tmp_path / "double/coder-A.xlsx", book).codings == ()
    with pytest.raises(ClassifierError, match="exists"):
        sample([HARVEST], CODEBOOK, 12, tmp_path / "double")


# -- agreeing


def test_what_both_said_is_filled_in_and_the_rest_is_asked(drawn, tmp_path):
    same, other = "New structure", "Seeking public support"
    compared, out = coded(
        tmp_path,
        {(2, TYPE): same, (3, TYPE): f"{same}, {other}", (4, TYPE): "none fits", (5, TYPE): same},
        {(2, TYPE): same, (3, TYPE): same, (4, TYPE): "none fits"},
    )
    rows = shown(out)
    assert [row[TYPE] for row in rows[:4]] == [same, None, "none fits", None]
    assert rows[1][f"{TYPE} (A)"] == f"{same}, {other}"
    assert rows[1][f"{TYPE} (B)"] == same
    assert rows[1]["What they mean"].startswith(f"{other}: ")
    assert rows[0]["What they mean"] is None
    figures = compared.agreement[0]
    assert (figures.n, figures.n_equal) == (3, 2)
    assert compared.n_open == 2 * 12 - 2


def test_each_open_cell_offers_the_two_answers_beside_it(drawn, tmp_path):
    _, out = coded(tmp_path, {(3, TYPE): "New structure"}, {})
    sheet = openpyxl.load_workbook(out).worksheets[0]
    offers = {str(v.sqref): v.formula1 for v in sheet.data_validations.dataValidation}
    assert offers["G2:G13"] == "$E2:$F2"  # each row its own, as Excel counts from the first
    assert [sheet.cell(1, c).value for c in (5, 6, 7)] == [f"{TYPE} (A)", f"{TYPE} (B)", TYPE]


def test_sorted_and_shortened_workbooks_are_matched_and_what_is_alone_is_named(drawn, tmp_path):
    first = tmp_path / "double/coder-A.xlsx"
    book = openpyxl.load_workbook(tmp_path / "double/coder-B.xlsx")
    sheet = book.worksheets[0]
    gone = sheet.cell(2, 1).value
    sheet.delete_rows(2)
    book.save(tmp_path / "bert.xlsx")
    compared = adjudicate(first, tmp_path / "bert.xlsx", CODEBOOK, tmp_path / "agree.xlsx")
    assert compared.n == 11
    assert [p.kind for p in compared.problems] == ["coded-once"]
    assert gone in str(compared.problems[0])


def test_foreign_and_equal_workbooks_are_refused(drawn, tmp_path):
    first = tmp_path / "double/coder-A.xlsx"
    with pytest.raises(ClassifierError, match="twice"):
        adjudicate(first, first, CODEBOOK, tmp_path / "agree.xlsx")
    with pytest.raises(ClassifierError, match="no fragment in common"):
        adjudicate(first, DATA / "harvest-1.xlsx", CODEBOOK, tmp_path / "agree.xlsx")
    assert not (tmp_path / "agree.xlsx").exists()


def test_alpha_is_undefined_where_every_answer_is_the_same():
    one = frozenset({"T01"})
    assert math.isnan(measure("Type", [(one, one), (one, one)]).alpha)
    assert measure("Type", [(one, None)]).n == 0


def test_a_cell_with_what_is_no_label_is_shown_as_written_and_agrees_on_nothing(drawn, tmp_path):
    same = dict.fromkeys([(row, TYPE) for row in (4, 5, 6)], "New structure")
    cells = {(2, TYPE): "New structure; Total nonsense", (3, TYPE): "New structur"}
    others = {(2, TYPE): "New structure", (3, TYPE): "New structur"}
    compared, out = coded(tmp_path, cells | same, others | same)
    rows = shown(out)
    assert [row[f"{TYPE} (A)"] for row in rows[:2]] == list(cells.values())
    assert [row[TYPE] for row in rows[:2]] == [None, None]
    assert compared.agreement[0].n == 3
    fill(out, tmp_path / "agreed.xlsx", {(2, TYPE): "New structure; Total nonsense"})
    files = Files(tmp_path / "agreed.xlsx", HARVEST, CODEBOOK, tmp_path / "coded.xlsx")
    done = write_agreed(files, SIGNED)
    assert done.n_written == 6  # the three that both said, and what follows from them
    assert any("Total nonsense" in problem.what for problem in done.problems)


# -- writing what was agreed


def test_what_was_agreed_stands_in_the_harvest_and_is_taken_back(drawn, tmp_path):
    _, agree = coded(tmp_path, {(2, TYPE): "New structure"}, {(2, TYPE): "Seeking public support"})
    fill(agree, tmp_path / "agreed.xlsx", {(2, TYPE): "Seeking public support"})
    files = Files(tmp_path / "agreed.xlsx", HARVEST, CODEBOOK, tmp_path / "coded.xlsx")
    done = write_agreed(files, SIGNED)
    first = drawn.fragments[0].id
    row = next(row for row in shown(files.out) if row["FragmentID"] == first)
    assert row[TYPE] == "Seeking public support"
    assert row["How coded – Type of change"] == "agreed by two coders"
    assert row["Decided by"] == "Anna and Bert"
    assert row["TypeOfChangeCluster"] == "Mobilizing citizens and organizations"
    assert done.n_written == 2  # the cluster follows
    assert done.n_open == 2 * 12 - 1
    assert (done.after["A"][0].n_equal, done.after["B"][0].n_equal) == (0, 1)
    undo(files.out, tmp_path / "back.xlsx")
    before, back = shown(HARVEST), shown(tmp_path / "back.xlsx")
    assert before == back


TOLD = ("Wells were dug.", "A law was passed.", "Women met the mayor.", "Wells were dug.")


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 0, 1), (0, 1, 2, 3)])
def test_rows_without_ids_are_found_in_a_copy_of_another_name_by_their_text(order, tmp_path):
    def write(name, stories):
        rows = [["Outcome description", "Coder", TYPE], *([one, "", ""] for one in stories)]
        (tmp_path / name).write_text(csv_text(rows), "utf-8", newline="")
        return tmp_path / name

    sample([write("h.csv", TOLD[:3])], CODEBOOK, 3, tmp_path / "double")
    codes = {(2, TYPE): "New structure", (3, TYPE): "New structure", (4, TYPE): "New structure"}
    _, agree = coded(tmp_path, codes, codes)
    copy = write("h-coded.csv", [TOLD[i] for i in order])
    files = Files(agree, copy, CODEBOOK, tmp_path / "agreed.csv")
    done = write_agreed(files, SIGNED)
    found = read_harvest(files.out, read_codebook(CODEBOOK))
    told = {f.id: f.outcome for f in found.fragments}
    assert {told[c.fragment_id] for c in found.codings} == set(TOLD[len(order) == 4 : 3])
    assert done.n_elsewhere == (len(order) == 4)  # of two rows with one text nobody knows which


def test_a_workbook_of_no_two_coders_and_a_foreign_harvest_are_refused(drawn, tmp_path):
    _, agree = coded(tmp_path, {(2, TYPE): "New structure"}, {(2, TYPE): "New structure"})
    coder = tmp_path / "double/coder-A.xlsx"
    with pytest.raises(ClassifierError, match="no answers of two coders"):
        write_agreed(Files(coder, HARVEST, CODEBOOK, tmp_path / "x.xlsx"), SIGNED)
    foreign = DATA / "harvest-1.xlsx"
    with pytest.raises(ClassifierError, match="No fragment of agree"):
        write_agreed(Files(agree, foreign, CODEBOOK, tmp_path / "x.xlsx"), SIGNED)
    assert not (tmp_path / "x.xlsx").exists()


def test_no_cell_has_two_rules_which_excel_takes_for_damage(drawn, tmp_path):
    _, agree = coded(tmp_path, {}, {})
    for path in (tmp_path / "double/coder-A.xlsx", agree):
        for sheet in openpyxl.load_workbook(path).worksheets:
            ranges = [r for v in sheet.data_validations.dataValidation for r in v.sqref.ranges]
            cells = Counter(cell for r in ranges for cell in r.cells)
            assert set(cells.values()) <= {1}


def test_the_commands_lead_from_one_to_the_next(tmp_path):
    def run(*words):
        result = CliRunner().invoke(app, [str(word) for word in words], catch_exceptions=False)
        assert result.exit_code == 0, result.output
        return result.output

    book = ("--codebook", CODEBOOK)
    double = tmp_path / "double"
    said = run("sample", HARVEST, *book, "--double", 10, "--out", double)
    assert "10 fragments" in said
    assert f"Next: classifier adjudicate {double / 'coder-A.xlsx'}" in said
    cells = {(2, TYPE): "New structure"}
    a = fill(double / "coder-A.xlsx", tmp_path / "A.xlsx", cells)
    b = fill(double / "coder-B.xlsx", tmp_path / "B.xlsx", {**cells, (2, "Remark"): "Sure."})
    said = run("adjudicate", a, b, *book, "--out", tmp_path / "agree.xlsx")
    assert "the same in 1 of 1" in said
    assert "Next: classifier adjudicate apply" in said
    out = tmp_path / "coded.xlsx"
    said = run("adjudicate", "apply", tmp_path / "agree.xlsx", "--to", HARVEST, *book, "--out", out)
    assert "Before, A against B" in said
    assert out.is_file()


# -- what the workbooks are known by


@pytest.mark.parametrize(
    "second", [{}, {(2, TYPE): "I do not know; ask Ana", (3, TYPE): "see my remark"}]
)
def test_the_answers_of_a_coder_who_named_hardly_a_label_are_read_all_the_same(
    drawn, tmp_path, second
):
    first = {(row, TYPE): "New structure" for row in (2, 3, 4)}
    _, agree = coded(tmp_path, first, second)
    fill(agree, tmp_path / "agreed.xlsx", {(2, TYPE): "New structure"})
    files = Files(tmp_path / "agreed.xlsx", HARVEST, CODEBOOK, tmp_path / "coded.xlsx")
    done = write_agreed(files, SIGNED)
    assert (done.after["A"][0].n, done.after["A"][0].n_equal) == (1, 1)
    assert done.after["B"][0].n == 0
    assert done.n_written == 2


def test_confidential_rows_of_a_harvest_are_left_out_and_named(tmp_path):
    out = tmp_path / "agree.xlsx"
    other = fill(HARVEST, tmp_path / "other.xlsx", {})
    compared = adjudicate(HARVEST, other, CODEBOOK, out)
    secret = {f.id: f for f in read_harvest(HARVEST).fragments if f.confidential}
    assert secret
    assert not secret.keys() & {row["FragmentID"] for row in shown(out)}
    named = [p for p in compared.problems if p.kind == "confidential-left-out"]
    assert {p.origin.row for p in named} == {f.origin.row for f in secret.values()}
    assert not any(name in str(problem) for name in secret for problem in named)


@pytest.mark.parametrize("ending", [".xlsx", ".csv"])
def test_answers_in_the_workbooks_of_double_coding_are_never_written_over(drawn, tmp_path, ending):
    def kept(workbook):
        rows = list(openpyxl.load_workbook(workbook).worksheets[0].iter_rows(values_only=True))
        path = workbook.with_suffix(ending)
        if ending == ".csv":
            path.write_text(csv_text([[cell or "" for cell in row] for row in rows]), "utf-8")
        return find_decisions(path)

    coder = tmp_path / "double/coder-A.xlsx"
    assert kept(coder) is None
    cells = {(2, TYPE): "New structure", (3, OBJECTIVE): "none fits", (4, "Remark"): "hm"}
    filled = kept(fill(coder, tmp_path / "ana.xlsx", cells))
    assert (filled.count, filled.kind) == (2, "a coder's workbook")
    _, agree = coded(tmp_path, {(2, TYPE): "New structure"}, {})
    assert kept(agree) is None  # what A and B said is in their own workbooks
    agreed = kept(fill(agree, tmp_path / "agreed.xlsx", {(2, TYPE): "New structure"}))
    assert (agreed.count, agreed.kind) == (1, "a workbook to agree in")


@pytest.mark.parametrize("language", LANGUAGES)
def test_coders_in_two_languages_agree_in_a_third_and_the_harvest_is_the_same(language, tmp_path):
    others = {"en": ("fr", "ar"), "fr": ("ar", "en"), "ar": ("en", "fr")}[language]
    answers = (
        {(2, TYPE): "New structure", (3, TYPE): "New structure"},
        {(2, TYPE): "New structure", (3, TYPE): TEXTS["none_fits_word"][LANGUAGES.index(language)]},
    )
    filled = []
    for coder, spoken, cells in zip("AB", others, answers, strict=True):
        with written_in(spoken):
            sample([HARVEST], CODEBOOK, 12, tmp_path / coder, seed=3)
        workbook = tmp_path / coder / f"coder-{coder}.xlsx"
        assert find_decisions(workbook) is None
        filled.append(fill(workbook, tmp_path / f"{coder}.xlsx", cells))
        assert find_decisions(filled[-1]).kind == "a coder's workbook"
        sheet = openpyxl.load_workbook(workbook).worksheets[0]
        assert bool(sheet.sheet_view.rightToLeft) == (spoken == "ar")
        assert sheet["C1"].value == Words(spoken)("column_outcome")
    agree, out = tmp_path / "agree.xlsx", tmp_path / "coded.xlsx"
    with written_in(language):
        compared = adjudicate(*filled, CODEBOOK, agree)
    assert (compared.n, compared.agreement[0].n_equal) == (12, 1)
    row = shown(agree)[1]
    assert row[f"{TYPE} (B)"] == Words(language)("none_fits_word")
    assert row[Words(language)("column_meanings")]
    agreed = fill(agree, tmp_path / "agreed.xlsx", {(3, TYPE): row[f"{TYPE} (B)"]})
    assert find_decisions(agreed).kind == "a workbook to agree in"
    write_agreed(Files(agreed, HARVEST, CODEBOOK, out), SIGNED)
    by_hand = {row["FragmentID"]: row for row in shown(out) if row["Decided by"]}
    names = [str(row["FragmentID"]) for row in shown(tmp_path / "A.xlsx")[:2]]
    assert [by_hand[name][TYPE] for name in names] == ["New structure", "none fits"]
    undo(out, tmp_path / "back.xlsx")
    assert shown(tmp_path / "back.xlsx") == shown(HARVEST)


def test_her_own_coded_harvest_is_no_workbook_of_double_coding():
    assert find_decisions(HARVEST) is None
