"""Coders' copies of one pre-tagged workbook, joined."""

import copy
import os
import shutil

import openpyxl
import pytest
from test_workbook_kit import (
    PHR,
    TYPE_DECISION,
    Desk,
    OlderDesk,
    convert,
    headings_of,
    plain_workbook,
    read,
    rich_workbook,
    sort_rows,
    suggestion_for,
)
from typer.testing import CliRunner

from classifier.cli import app
from classifier.decide.held import find_decisions
from classifier.edit.undo import undo
from classifier.errors import ClassifierError
from classifier.finish import Signature, finish, finish_copies
from classifier.review.inputs import ReviewConfig, read_inputs

pytestmark = pytest.mark.filterwarnings("ignore:Data Validation extension:UserWarning")
OBJECTIVE_DECISION = "▸ Decision – Specific objective"
NAMES = ("Ana", "Ben", "Cem")
NEW, LAW, BOTH = "New structure", "Policy, law or rule", "New structure, Policy, law or rule"


class Copies:
    """One pre-tagged workbook and copies of it, one a coder."""

    def __init__(self, desk, folder, names=NAMES[:2]):
        self.folder, self.coded = folder, folder / "coded.xlsx"
        self.desks = {}
        for name in names:
            mine = copy.copy(desk)
            mine.tagged, mine.coded = folder / f"{name}.xlsx", self.coded
            shutil.copyfile(desk.tagged, mine.tagged)
            self.desks[name] = mine

    def decide(self, name, cells, heading=TYPE_DECISION):
        self.desks[name].decide(cells, heading)

    def join(self, *names, **more):
        names = names or tuple(self.desks)
        signatures = [Signature(name, "2025-02-01") for name in names]
        paths = [self.desks[name].tagged for name in names]
        return finish_copies(paths, self.coded, signatures, **more)

    def codings(self, target="type"):
        return next(iter(self.desks.values())).codings(target)


@pytest.fixture
def copies(tmp_path):
    source = plain_workbook(tmp_path / "harvest.xlsx")
    desk = Desk(tmp_path, source, PHR002=suggestion_for(PHR(2), "T1", "T2"))
    return Copies(desk, tmp_path, NAMES)


def shown(path, sheet="Review"):
    """The rows of a sheet, by heading."""
    book = openpyxl.load_workbook(path)
    headings = headings_of(book[sheet])
    rows = [row for row in book[sheet].iter_rows(min_row=2) if row[0].value]
    return [{name: row[column - 1].value for name, column in headings.items()} for row in rows]


# -- what is taken


def test_what_one_decided_is_taken_and_what_both_decided_alike_is_taken_once(copies):
    copies.decide("Ana", {1: "accept", 2: "none fits", 3: "Law"})
    copies.decide("Ben", {3: "+ Law - New structure", 4: "discuss", 5: "accept, Law"})
    copies.decide("Ben", {1: "PHR: Peace and human rights"}, OBJECTIVE_DECISION)
    done = copies.join("Ana", "Ben")
    assert done.conflicts == ()
    assert done.problems == ()
    assert copies.codings() == {
        PHR(1): ({"T1"}, "Ana, Ben"),  # Ben gave the objective
        PHR(2): (set(), "Ana"),
        PHR(3): ({"T2"}, "Ana, Ben"),
        PHR(5): ({"T1", "T2"}, "Ben"),
    }
    rows = {row["FragmentID"]: row for row in shown(copies.coded, "Sheet")}
    assert [rows[PHR(n)]["Decided by"] for n in (1, 2, 3, 4, 5)] == [
        "Ana, Ben", "Ana", "Ana, Ben", None, "Ben",
    ]  # fmt: skip
    assert [one.discuss for one in done.left if one.fragment_id == PHR(4)] == [("type",)]
    assert openpyxl.load_workbook(copies.coded).sheetnames == ["Sheet"]


def test_a_copy_without_decisions_changes_nothing(copies):
    copies.decide("Ana", {1: "accept", 2: "Law"})
    copies.desks["Ana"].finish()
    alone = copies.codings()
    copies.coded.unlink()
    done = copies.join()
    assert copies.codings() == alone | {PHR(n): (alone[PHR(n)][0], "Ana") for n in (1, 2)}
    assert done.conflicts == ()


# -- conflicts

CONFLICTS = {
    "other labels": ("accept", "Law", (NEW, LAW)),
    "more labels": ("accept", "accept, Law", (NEW, BOTH)),
    "none fits": ("none fits", "accept", ("none fits", NEW)),
    "a talk": ("discuss", "accept", ("discuss", NEW)),
    "to keep": ("keep", "Law", ("keep", LAW)),
    "one is not understood": ("New strukture", "accept", ("New strukture", NEW)),
    "neither is understood": ("New strukture", "perhaps", ("New strukture", "perhaps")),
}


@pytest.mark.parametrize(("first", "second", "told"), CONFLICTS.values(), ids=CONFLICTS)
def test_answers_that_differ_are_left_and_stand_side_by_side(copies, first, second, told):
    copies.decide("Ana", {1: first, 2: "Law"})
    copies.decide("Ben", {1: second, 2: "Law"})
    done = copies.join("Ana", "Ben")
    assert [(one.key, one.target, one.said) for one in done.conflicts] == [(PHR(1), "type", told)]
    assert copies.codings() == {PHR(2): ({"T2"}, "Ana, Ben")}
    (row,) = shown(copies.coded)
    said = tuple(row[f"▸ Said by {name} – Type of change"] for name in ("Ana", "Ben"))
    assert said == told
    assert row[TYPE_DECISION] is None
    assert row["▸ Outcome · Significance"].startswith(f"{PHR(1)}\nThe committee of village 1 met")


def test_the_sheet_with_conflicts_is_decided_in_and_finished_as_any_other(copies, tmp_path):
    copies.decide("Ana", {1: "accept", 2: "Law", 3: "Law"})
    copies.decide("Ben", {1: "Law", 2: "accept", 3: "Law"})
    for name in ("Ana", "Ben"):
        copies.decide(name, {1: "PHR: Peace and human rights"}, OBJECTIVE_DECISION)
    copies.join("Ana", "Ben")
    joined = copy.copy(copies.desks["Ana"])
    joined.tagged, joined.coded = copies.coded, tmp_path / "agreed.xlsx"
    joined.work(lambda sheet: sort_rows(sheet, backwards))
    joined.decide({1: NEW, 2: "none fits"})
    assert find_decisions(joined.tagged).number == "2 decisions"
    done = finish(joined.tagged, joined.coded, Signature("Ana and Ben", "2025-02-02"))
    assert done.problems == ()
    assert done.missing == ()
    assert [one.targets for one in done.left] == [("objective",)]  # of 2, which nobody gave
    assert joined.codings() == {
        PHR(1): ({"T1"}, "Ana and Ben"),
        PHR(2): (set(), "Ana and Ben"),
        PHR(3): ({"T2"}, "Ana, Ben"),
    }
    assert openpyxl.load_workbook(joined.coded).sheetnames == ["Sheet"]
    undo(joined.coded, tmp_path / "back.xlsx")
    undo(tmp_path / "back.xlsx", tmp_path / "first.xlsx")
    assert read(tmp_path / "first.xlsx").codings == ()


def test_three_coders_and_two_targets_lie_beside_each_other(copies):
    for name, label in zip(NAMES, ("accept", "accept", "Law"), strict=True):
        copies.decide(name, {1: label})
    copies.decide("Ben", {4: "PHR: Peace and human rights"}, OBJECTIVE_DECISION)
    copies.decide("Cem", {4: "CIV: Civic space"}, OBJECTIVE_DECISION)
    done = copies.join()
    assert [one.said for one in done.conflicts] == [
        (NEW, NEW, LAW),
        ("", "PHR: Peace and human rights", "CIV: Civic space"),
    ]
    sheet = openpyxl.load_workbook(copies.coded)["Review"]
    columns = headings_of(sheet)
    offers = {str(v.sqref): v.formula1 for v in sheet.data_validations.dataValidation}
    letter = sheet.cell(2, columns[TYPE_DECISION]).column_letter
    assert offers[f"{letter}2:{letter}3"] == "$B2:$D2"
    disputed = shown(copies.coded)[0]["▸ What they mean"]
    assert disputed == f"{NEW}: no definition yet\n{LAW}: no definition yet"


def test_the_joined_workbook_opens_on_the_conflicts_and_other_readers_pass_over_them(copies):
    copies.decide("Ana", {1: "accept", 2: "Law"})
    copies.decide("Ben", {1: "Law"})
    copies.join("Ana", "Ben")
    book = openpyxl.load_workbook(copies.coded)
    assert book.active.title == "Review"
    assert {name: book[name].sheet_state for name in book.sheetnames} == {
        "Review": "visible", "Sheet": "visible", "classifier data": "hidden",
    }  # fmt: skip
    assert len(read(copies.coded).fragments) == 6
    inputs = read_inputs(ReviewConfig(copies.coded), None, None)
    assert inputs.proposals.of(0).targets[0].labels[0].id == "T1"
    assert inputs.proposals.of(1) is None  # it is decided


# -- what was done to the copies

ANA, BEN = {1: "accept", 2: "Law", 5: "Law"}, {1: "Law", 3: "none fits", 5: "Law"}


def backwards(row):
    return [-ord(letter) for letter in str(row[0])]


def sort_hers(desk):
    desk.work_hers(lambda sheet: sort_rows(sheet, backwards))


def sort_ours(desk):
    desk.work(lambda sheet: sort_rows(sheet, backwards))


def drop_from_review(desk):
    def change(sheet):
        sheet.delete_rows(5, 1)  # number 4, which nobody decided

    desk.work(change)


def drop_from_harvest(desk):
    desk.work_hers(lambda sheet: sheet.delete_rows(4, 1))  # number 3


def move_columns(desk):
    def change(sheet):
        sheet.insert_cols(1, 2)
        sheet.cell(1, 1).value = "My remark"

    desk.work(change)


def filter_rows(desk):
    def change(sheet):
        sheet.auto_filter.add_filter_column(0, ["nothing"])
        for number in range(2, 7):
            sheet.row_dimensions[number].hidden = True

    desk.work(change)


def rename_sheet(desk):
    desk.work_hers(lambda sheet: setattr(sheet, "title", "Meine Ernte"))


def save_with_office(desk):
    shutil.copyfile(convert(desk.tagged, "xlsx", desk.tagged.parent / "office"), desk.tagged)


WORK = {
    "her sheet is sorted": sort_hers,
    "the review is sorted": sort_ours,
    "the review is filtered": filter_rows,
    "a row is deleted from the review": drop_from_review,
    "a row is deleted from her sheet": drop_from_harvest,
    "columns are moved": move_columns,
    "her sheet is renamed": rename_sheet,
    "it is saved by LibreOffice": save_with_office,
}


@pytest.mark.parametrize("name", ["Ana", "Ben"])
@pytest.mark.parametrize("work", WORK.values(), ids=WORK)
def test_whatever_was_done_to_one_copy_the_same_is_joined(copies, name, work):
    copies.decide("Ana", ANA)
    copies.decide("Ben", BEN)
    work(copies.desks[name])
    done = copies.join("Ana", "Ben")
    assert [one.said for one in done.conflicts] == [(NEW, LAW)]
    assert copies.codings() == {
        PHR(2): ({"T2"}, "Ana"),
        PHR(3): (set(), "Ben"),
        PHR(5): ({"T2"}, "Ana, Ben"),
    }
    assert done.problems == ()
    assert len(read(copies.coded).fragments) == 6


@pytest.mark.parametrize("name", ["plain", "rich", "table"])
def test_copies_of_the_older_form_are_joined(tmp_path, name):
    copies = Copies(OlderDesk(tmp_path, name), tmp_path)
    copies.decide("Ana", {1: "New structure", 2: "New structure", 4: "Law"})
    copies.decide("Ben", {1: "Law", 4: "Law", 5: "none fits"})
    done = copies.join()
    assert [(one.key, one.said) for one in done.conflicts] == [(PHR(1), (NEW, LAW))]
    assert copies.codings() == {
        PHR(2): ({"T1"}, "Ana"),
        PHR(4): ({"T2"}, "Ana, Ben"),
        PHR(5): (set(), "Ben"),
    }
    joined = copy.copy(copies.desks["Ana"])
    joined.tagged, joined.coded = copies.coded, tmp_path / "agreed.xlsx"
    joined.decide({1: "accept"})
    assert joined.finish().problems == ()
    assert joined.codings()[PHR(1)] == ({"T1"}, "Amina")
    assert len(joined.codings()) == 4


def test_her_sheets_keep_their_parts_when_conflicts_stand_in_front(tmp_path):
    source = rich_workbook(tmp_path / "harvest.xlsx")
    copies = Copies(Desk(tmp_path, source), tmp_path)
    copies.decide("Ana", {1: "accept"})
    copies.decide("Ben", {1: "Law"})
    copies.join()
    done = finish(copies.coded, tmp_path / "again.xlsx", Signature("Both", "2025-02-02"))
    assert [one.fragment_id for one in done.left] == [PHR(1)]
    before, after = openpyxl.load_workbook(source), openpyxl.load_workbook(tmp_path / "again.xlsx")
    assert after.sheetnames == before.sheetnames
    for sheet in before:
        cells = {c.coordinate: c.value for row in sheet.iter_rows() for c in row if c.value}
        twin = after[sheet.title]
        assert {c.coordinate: c.value for row in twin.iter_rows() for c in row if c.value} == cells
    assert after["Harvest"].freeze_panes == "B3"


# -- what cannot be taken is named


def test_what_only_one_copys_own_sheet_says_is_named(copies):
    def change(sheet):
        sheet.cell(3, 6).value = "Law"
        sheet.append(["SCC-SYR/PHR099", "harvest 2", "A new story."])

    copies.desks["Ben"].work_hers(change)
    done = copies.join("Ana", "Ben")
    named = {one.kind: str(one) for one in done.problems}
    assert set(named) == {"copies-differ", "row-added"}
    assert (
        "Ben.xlsx, sheet “Sheet”, row 3: says something else than Ana.xlsx under “MCQ"
        in (named["copies-differ"])
    )
    assert "Ben.xlsx, sheet “Sheet”, row 8: is a row that Ana.xlsx does not" in named["row-added"]


def test_a_decision_whose_row_stands_in_no_copy_is_named(copies):
    copies.decide("Ben", {3: "Law"})
    for name in ("Ana", "Ben"):
        drop_from_harvest(copies.desks[name])
    done = copies.join("Ana", "Ben")
    (problem,) = done.problems
    assert problem.kind == "row-gone"
    assert str(problem).startswith(f"Ben.xlsx, sheet “Review”, row 4: decides on “{PHR(3)}”")
    assert done.missing == (PHR(3),)


def test_what_is_not_understood_is_named_with_the_copy_it_stands_in(copies):
    copies.decide("Ben", {3: "New strukture"})
    (problem,) = copies.join("Ana", "Ben").problems
    assert problem.origin.file == "Ben.xlsx"
    assert problem.origin.column == TYPE_DECISION
    assert problem.kind == "decision-unclear"


def test_a_decision_column_that_one_copy_lost_is_named(copies):
    copies.decide("Ana", {1: "accept"})
    ben = copies.desks["Ben"]
    ben.work(lambda sheet: sheet.delete_cols(headings_of(sheet)[TYPE_DECISION]))
    (problem,) = copies.join("Ana", "Ben").problems
    assert (problem.origin.file, problem.kind) == ("Ben.xlsx", "no-decision-column")
    assert copies.codings() == {PHR(1): ({"T1"}, "Ana")}


# -- what is refused


def other_model(desk, folder):
    book = openpyxl.load_workbook(desk.tagged)
    sheet = book["classifier data"]
    cell = next(c for row in sheet.iter_rows() for c in row if c.value == "sample@3f2a")
    cell.value = "other@1111"
    book.save(folder / "other.xlsx")
    return folder / "other.xlsx"


def other_suggestions(desk, folder):
    inner = folder / "inner"
    inner.mkdir()
    return Desk(inner, desk.source, PHR002=suggestion_for(PHR(2), "T3")).tagged


def never_tagged(desk, folder):
    return desk.source


def the_same(desk, folder):
    return folder / ".." / folder.name / "Ana.xlsx"


REFUSED = {
    "another model": (other_model, "is no copy of .*: the model is another"),
    "other suggestions": (other_suggestions, "what is suggested is another"),
    "a harvest": (never_tagged, "has no columns with suggestions"),
    "the same file": (the_same, "was given twice"),
}


@pytest.mark.parametrize(("other", "what"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_other_copy_is_refused_before_anything_is_written(copies, tmp_path, other, what):
    first = copies.desks["Ana"].tagged
    second = other(copies.desks["Ana"], tmp_path)
    signatures = [Signature(name, "2025-02-01") for name in NAMES[:2]]
    with pytest.raises(ClassifierError, match=what):
        finish_copies([first, second], copies.coded, signatures)
    assert not copies.coded.exists()


@pytest.mark.parametrize("names", [("Ana",), ("Ana", "ana"), ("Ana", "Ben", "Cem")])
def test_each_copy_needs_a_name_of_its_own(copies, names):
    paths = [copies.desks[name].tagged for name in ("Ana", "Ben")]
    with pytest.raises(ClassifierError, match="2 workbooks need a coder each"):
        finish_copies(paths, copies.coded, [Signature(name, "2025-02-01") for name in names])


def test_a_copy_is_never_written_over(copies):
    paths = [copies.desks[name].tagged for name in ("Ana", "Ben")]
    signatures = [Signature(name, "2025-02-01") for name in NAMES[:2]]
    with pytest.raises(ClassifierError, match="is the workbook itself"):
        finish_copies(paths, paths[1], signatures, force=True)


def test_an_interrupted_run_leaves_the_old_output(copies, monkeypatch):
    copies.coded.write_bytes(b"what was there")
    copies.decide("Ana", {1: "accept"})
    copies.decide("Ben", {1: "Law"})

    def killed(*paths, **more):
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "replace", killed)
    with pytest.raises(KeyboardInterrupt):
        copies.join("Ana", "Ben", force=True)
    monkeypatch.undo()
    assert copies.coded.read_bytes() == b"what was there"
    copies.join("Ana", "Ben", force=True)
    assert len(shown(copies.coded)) == 1


def test_two_names_for_one_workbook_are_refused(copies):
    words = ["finish", str(copies.desks["Ana"].tagged), "--out", str(copies.coded)]
    result = CliRunner().invoke(app, [*words, "--coder", "Ana", "--coder", "Ben"])
    assert result.exit_code == 2
    assert "names 2 coders of one workbook" in result.stderr
    assert not copies.coded.exists()


def test_a_confidential_row_with_answers_that_differ_goes_by_its_place(copies):
    copies.decide("Ana", {2: "accept"})
    copies.decide("Ben", {2: "none fits"})
    paths = [str(copies.desks[name].tagged) for name in ("Ana", "Ben")]
    result = CliRunner().invoke(app, ["finish", *paths, "--out", str(copies.coded)])
    assert "1 row with answers that differ: row 3" in result.output
    assert PHR(2) not in result.output
    assert "village 2" in shown(copies.coded)[0]["▸ Outcome · Significance"]  # her own workbook


def test_the_command_names_coders_by_their_files_and_says_how_to_agree(copies):
    copies.decide("Ana", {1: "accept", 2: "accept"})
    copies.decide("Ben", {1: "Law"})
    paths = [str(copies.desks[name].tagged) for name in ("Ana", "Ben")]
    result = CliRunner().invoke(app, ["finish", *paths, "--out", str(copies.coded)])
    assert result.exit_code == 0
    assert f"1 row with answers that differ: {PHR(1)}" in result.stdout
    agreed = copies.coded.with_stem("coded-agreed")
    assert f"Next: classifier finish {copies.coded} --out {agreed}" in result.stdout
    assert copies.codings()[PHR(2)] == ({"T1", "T2"}, "Ana")
