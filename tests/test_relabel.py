"""Plans, decisions, applying and undoing on a small archive in csv."""

import csv
import io
import json
import re
import shutil
from dataclasses import replace
from itertools import accumulate
from pathlib import Path
from types import SimpleNamespace

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from classifier import relabel
from classifier.cli import app
from classifier.codebook import read_codebook
from classifier.edit.undo import undo
from classifier.encode import EncoderSettings
from classifier.engine import Here
from classifier.engine.archive_files import archive_files, read_batches
from classifier.errors import ClassifierError, HarvestError, ModelError, OutputError
from classifier.harvest import read_harvest
from classifier.relabel.applying import PlanIndex
from classifier.relabel.decisions import read_decisions
from classifier.relabel.label_trends import DECIDED, count_trend
from classifier.relabel.plan_file import Plan, parse_row, row_json
from classifier.relabel.plan_lines import listed_lines
from classifier.relabel.plan_workbook import write_review
from classifier.relabel.planning import PlanConfig
from classifier.report.relabel_trend import trend_csv, trend_page, trend_svg, trend_text

BOOK = """\
codebook: Small
version: '2'
versions:
- version: '1'
  harvests: [harvest 1]
- version: '2'
  harvests: [harvest 2]
changes:
- {version: '2', change: rename, target: type, label: GRP, was: Old group, note: look at these}
- {version: '2', change: split, target: type, label: TLK, was: Talks, into: [TLK, TRU]}
- {version: '2', change: add, target: type, label: NEW}
targets:
- id: type
  title: Type of change
  column: MCQType of change
  parent: cluster
  labels:
  - {id: LAW, name: Law adopted, parent: POL, definition: A law or rule is adopted.}
  - {id: GRP, name: New group, parent: MOB, definition: People found a committee.}
  - {id: TLK, name: Talks held, parent: MOB, definition: Groups in conflict meet and talk.}
  - {id: TRU, name: Trust shown, parent: CON, since: '2',
     definition: They visit markets and weddings of each other.}
  - {id: NEW, name: Reprisal, parent: POL, since: '2', definition: Somebody is punished.}
- id: cluster
  title: Cluster
  column: TypeOfChangeCluster
  derived_from: type
  labels:
  - {id: POL, name: Policies}
  - {id: MOB, name: Mobilizing}
  - {id: CON, name: Conflict}
"""
HEAD = (
    "FragmentID", "OH-harvesting period", "coutnry", "Outcome description", "Mood",
    "Outcome statements is CONFIDENTIAL", "MCQType of change", "TypeOfChangeCluster", "Coder",
)  # fmt: skip
STORIES = {
    "Law adopted": ("the parliament adopted a law on {}", "Policies"),
    "New group": ("women founded a committee for {}", "Mobilizing"),
    "Talks held": ("two clans met under the tree and talked about {}", "Mobilizing"),
    "Trust shown": ("the clans visit weddings and markets of each other again near {}", "Conflict"),
    "Reprisal": ("the office was closed and staff arrested after speaking of {}", "Policies"),
}
THINGS = (
    "water land schools roads cattle wells trees markets fishing grazing rivers bridges clinics "
    "mills ports"
).split()
OLD = (
    ("A1", "Law adopted", "Law adopted", ""),
    ("A2", "New group", "Old group", ""),
    ("A3", "Talks held", "Talks", ""),
    ("A4", "Trust shown", "Talks", ""),
    ("A5", "Reprisal", "Law adopted", ""),
    ("A6", "Trust shown", "Talks", "YES"),
    ("A7", "Talks held", "Talks; Xyzzy", ""),
    ("A8", "", "Talks", ""),
)
SECRET = "Zanzibar"


def table(rows):
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow(HEAD)
    writer.writerows(rows)
    return stream.getvalue()


def new_rows():
    for i, thing in enumerate(THINGS):
        for name, (story, cluster) in STORIES.items():
            country = ("Mali", "Iraq", "Kenya", "Yemen", "Syria")[i % 5]
            text = story.format(thing) + f" in the district of {THINGS[(i + 4) % 15]}"
            fragment = f"B{i}{name[:3]}"
            yield [fragment, "harvest 2", country, text, "=1+1", "", name, cluster, "C2"]


def old_rows():
    for fragment, story, code, secret in OLD:
        text = STORIES[story][0].format("the old mosque") if story else ""
        text += f" said {SECRET}" if secret else ""
        cluster = "Policies" if code == "Law adopted" else "Mobilizing"
        yield [fragment, "harvest 1", "Mali", text, "good, very", secret, code, cluster, "C1"]


WORDS_ALONE = PlanConfig(
    0.8,
    encoder="tfidf-only",
    settings=EncoderSettings(keep=False),
    engine=Here(1),
    date="2025-01-31",
)
AGAIN = replace(WORDS_ALONE, force=True)


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A folder with the codebook, an old and a new harvest, and a plan."""
    folder = tmp_path_factory.mktemp("archive")
    (folder / "book.yaml").write_text(BOOK, "utf-8")
    (folder / "old.csv").write_text(table(old_rows()), "utf-8-sig", newline="")
    (folder / "new.csv").write_text(table(new_rows()), "utf-8-sig", newline="")
    files = [folder / "old.csv", folder / "new.csv"]
    relabel.plan(files, folder / "book.yaml", folder / "plan", WORDS_ALONE)
    return folder


@pytest.fixture
def plan(place, tmp_path):
    """A copy of the plan that a test may write decisions into."""
    shutil.copytree(place / "plan", tmp_path / "plan")
    return Plan.read(tmp_path / "plan")


def by_id(path):
    return {row["FragmentID"]: row for row in csv.DictReader(lines_of(path))}


def lines_of(path):
    return io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")


def moves(plan, target="type"):
    return {row.fragment_id: row.move(target) for row in plan.rows()}


def edit(plan, changes, column="Decision"):
    """Write into the workbook as a person would: {FragmentID: text}."""
    book = openpyxl.load_workbook(plan.decisions)
    sheet = book["Plan"]
    heads = {cell.value: cell.column for cell in sheet[1]}
    done = set()
    for row in range(2, sheet.max_row + 1):
        fragment = sheet.cell(row, heads["FragmentID"]).value
        if fragment in changes:
            sheet.cell(row, heads[column]).value = changes[fragment]
            done.add(fragment)
    assert done == set(changes)
    book.save(plan.decisions)


def plan_lines(plan):
    """The lines of the plan's workbook, by heading."""
    heads, *rows = openpyxl.load_workbook(plan.decisions)["Plan"].iter_rows(values_only=True)
    return [dict(zip(heads, row, strict=True)) for row in rows]


def apply(plan, source, target, by="Ana", date="2025-02-01"):
    return relabel.apply(plan.folder, source, target, relabel.ApplyConfig(by, date))


# -- the plan


def test_every_cell_is_planned_by_rule_by_model_or_for_a_person(plan):
    found = moves(plan)
    assert {name: found[name].how for name in ("A1", "A2", "A3", "A4", "A5", "A6", "A7", "A8")} == {
        "A1": "unchanged", "A2": "rule", "A3": "model", "A4": "model", "A5": "model",
        "A6": "model", "A7": "person", "A8": "person",
    }  # fmt: skip
    assert found["A3"].after == {"TLK"}
    assert found["A4"].after == {"TRU"}
    assert found["A5"].after == {"LAW", "NEW"}
    assert {found[f"B{i}Law"].how for i in range(15)} == {"unchanged"}


def test_the_words_that_decided_are_given_but_none_of_a_confidential_row(place, plan):
    steps = {name: found.steps for name, found in moves(plan).items()}
    split = next(step for step in steps["A4"] if step.kind == "split")
    assert "visit weddings" in split.words["TRU"]
    hidden = next(step for step in steps["A6"] if step.kind == "split")
    assert hidden.words == {}
    for path in (place / "plan").iterdir():
        content = path.read_bytes()
        if path.suffix == ".xlsx":
            sheets = openpyxl.load_workbook(path).worksheets
            content = repr([[c.value for c in r] for s in sheets for r in s.rows]).encode()
        assert SECRET.encode() not in content


def test_a_text_that_is_missing_is_the_reason_why_a_person_must_decide(plan):
    (split,) = [step for step in moves(plan)["A8"].steps if step.kind == "split"]
    assert split.reason == "There is no text: neither outcome nor significance is filled in."


def test_the_plan_names_its_inputs_model_versions_and_threshold(plan):
    facts = json.loads(plan.path.read_text("utf-8"))
    assert set(facts["inputs"]) == {"old.csv", "new.csv"}
    assert facts["codebook_version"] == "2"
    assert facts["accept"] == 0.8
    assert facts["model"] == "trained here"
    assert len(facts["rows"]) == facts["n_rows"] == 83
    assert facts["counts"]["type"] == {"unchanged": 76, "rule": 1, "model": 4, "person": 2}
    split = next(one for one in facts["evidence"] if one["kind"] == "split")
    assert split["asked"] == 5
    assert split["held_out"] == 30
    assert split["right"] <= split["decided"] <= 30


def test_a_planned_row_survives_being_written_and_read(plan):
    for row in plan.rows():
        assert parse_row(row_json(row)) == row


def test_the_same_archive_gives_the_same_plan(place, tmp_path):
    files = [place / "old.csv", place / "new.csv"]
    again = relabel.plan(files, place / "book.yaml", tmp_path / "again", WORDS_ALONE).plan
    assert again.path.read_bytes() == (place / "plan" / "plan.json").read_bytes()
    assert again.decisions.read_bytes() == (place / "plan" / "plan.xlsx").read_bytes()


def test_the_workbook_offers_what_a_cell_may_become(plan):
    book = openpyxl.load_workbook(plan.decisions)
    sheet, data = book["Plan"], book["plan data"]
    assert data.sheet_state == "hidden"
    assert sheet.auto_filter.ref
    assert (sheet.page_setup.orientation, sheet.print_title_rows) == ("landscape", "$1:$1")
    heads = [cell.value for cell in sheet[1]]
    fragment = heads.index("FragmentID") + 1
    row = next(r for r in range(2, sheet.max_row + 1) if sheet.cell(r, fragment).value == "A8")
    cell = sheet.cell(row, heads.index("Decision") + 1)
    (rule,) = [v for v in sheet.data_validations.dataValidation if cell.coordinate in v.sqref]
    first, last = rule.formula1.split("!")[1].replace("$", "").split(":")
    offered = [one.value for one in data[first:last][0]]
    assert offered[:3] == ["accept", "keep as it is", "discuss"]
    assert {"Talks held", "Trust shown", "Talks held, Trust shown"} <= set(offered)


def test_each_line_shows_the_text_of_its_own_row(place, plan):
    told = {name: row["Outcome description"] for name, row in by_id(place / "old.csv").items()}
    told["A6"] = "(confidential: read it in the harvest's own file)"
    shown = {row["FragmentID"]: row["▸ Outcome · Significance"] for row in plan_lines(plan)}
    assert sorted(shown) == ["A2", "A3", "A4", "A5", "A6", "A7", "A8"]
    assert shown == {name: f"{name}\n{told[name]}" for name in shown}


def test_a_harvest_that_changes_while_the_plan_is_made_is_an_error(place, plan):
    with pytest.raises(HarvestError, match=r"old\.csv was changed while the plan was made"):
        write_review(plan, iter(()))
    book = read_codebook(place / "book.yaml")
    (file,) = archive_files([place / "old.csv"])
    ((table,),) = [batch.tables for batch in read_batches(file, book)]
    other = [
        (file, table, replace(row, cells={**row.cells, "Outcome description": "another text"}))
        for row in table.rows
    ]
    with pytest.raises(HarvestError, match=r"old\.csv was changed while the plan was made"):
        write_review(plan, other)


def test_of_more_lines_than_a_person_reads_the_rules_own_are_left_out_first(plan, monkeypatch):
    assert [number for number, _ in sorted(listed_lines(plan)[0])] == [2, 3, 4, 5, 6, 7, 8]
    monkeypatch.setattr("classifier.relabel.plan_lines.MOST_LINES", 3)
    listed, left_out = listed_lines(plan)
    assert left_out == 4
    assert {number for number, _ in listed} == {7, 8, 3}  # both persons', the model's first


def test_a_plan_that_holds_decisions_is_never_replaced(place, plan):
    edit(plan, {"A8": "accept"})
    with pytest.raises(OutputError, match="holds 1 decision of a person"):
        relabel.plan([place / "old.csv"], place / "book.yaml", plan.folder, AGAIN)


def test_a_plan_whose_workbook_cannot_be_read_is_not_replaced_either(place, plan):
    plan.decisions.write_bytes(b"PK\x03\x04 half a workbook")
    with pytest.raises(OutputError, match=r"plan\.xlsx is damaged"):
        relabel.plan([place / "old.csv"], place / "book.yaml", plan.folder, AGAIN)
    assert plan.decisions.read_bytes() == b"PK\x03\x04 half a workbook"


def test_where_nothing_is_coded_in_the_new_words_the_codebook_ranks_and_people_decide(
    place, tmp_path
):
    made = relabel.plan(
        [place / "old.csv"], place / "book.yaml", tmp_path / "cold", WORDS_ALONE
    ).plan
    asked = [move for move in moves(made).values() if any(s.kind == "split" for s in move.steps)]
    assert {move.how for move in asked} == {"person"}
    by_words = moves(made)["A4"].steps
    split = next(step for step in by_words if step.kind == "split")
    assert split.probability["TRU"] > split.probability["TLK"]
    assert "too little is coded in the new words yet" in split.reason


def test_a_model_that_does_not_know_the_new_labels_is_refused(place, tmp_path, codebook_path):
    rows = "".join(
        f"L{i},harvest 2,Mali,the parliament adopted a law on {thing},,,Law adopted,Policies,C1\n"
        for i, thing in enumerate(THINGS)
    )
    (tmp_path / "c.csv").write_text(f"{','.join(HEAD)}\n{rows}", "utf-8")
    arguments = ["train", tmp_path / "c.csv", "--codebook", codebook_path, "--out"]
    arguments += [tmp_path / "m", "--encoder", "tfidf-only", "--no-cache"]
    result = CliRunner().invoke(app, list(map(str, arguments)), catch_exceptions=False)
    assert result.exit_code == 0
    config = replace(WORDS_ALONE, model=tmp_path / "m")
    with pytest.raises(ModelError, match="does not know the label TRU"):
        relabel.plan([place / "old.csv"], place / "book.yaml", tmp_path / "p", config)


def test_an_accept_of_one_half_or_less_is_no_choice():
    with pytest.raises(ValueError, match=r"between 0\.5 and 1"):
        PlanConfig(0.5)


# -- applying


def test_settled_rows_get_new_words_version_and_provenance(place, plan, tmp_path):
    done = apply(plan, place / "old.csv", tmp_path / "out.csv")
    assert done.counts == {"moved": 6, "waits": 2}
    row = by_id(tmp_path / "out.csv")["A5"]
    assert row["MCQType of change"] == "Law adopted, Reprisal"
    assert row["Codebook version"] == "2"
    assert row["Recorded before – Type of change"] == "Law adopted"
    how, _, sure = row["How coded – Type of change"].rpartition(" ")
    assert (how, float(sure.strip("()")) >= 0.8) == ("by model", True)
    assert row["Decided by"] == "Ana"
    assert row["Decided on"] == "2025-02-01"
    assert row["Decided in"] == f"plan {plan.header.id}"
    renamed = by_id(tmp_path / "out.csv")["A2"]
    assert renamed["MCQType of change"] == "New group"
    assert renamed["How coded – Type of change"] == "by rule"
    moved = by_id(tmp_path / "out.csv")["A4"]
    assert moved["TypeOfChangeCluster"] == "Conflict"
    assert moved["Mood"] == "good, very"


def test_rows_that_wait_keep_their_words_and_version_and_check_says_so(place, plan, tmp_path):
    apply(plan, place / "old.csv", tmp_path / "out.csv")
    for name, code in (("A7", "Talks; Xyzzy"), ("A8", "Talks")):
        row = by_id(tmp_path / "out.csv")[name]
        assert (row["MCQType of change"], row["Codebook version"]) == (code, "1")
        assert row["Decided in"] == ""
    read = read_harvest(tmp_path / "out.csv", plan.codebook)
    versions = {c.fragment_id: c.version for c in read.codings if c.target == "type"}
    assert versions == {f"A{n}": "1" if n > 6 else "2" for n in range(1, 9)}
    arguments = ["check", str(tmp_path / "out.csv"), "--codebook", str(place / "book.yaml")]
    said = CliRunner().invoke(app, arguments).stdout
    assert "2 rows are coded in the words of version 1, and read as such: rows 8, 9." in said


def test_decisions_of_a_person_are_applied(place, plan, tmp_path):
    edit(plan, {"A7": "Trust shown", "A8": "accept", "A2": "keep as it is", "A3": "+ New group"})
    done = apply(plan, place / "old.csv", tmp_path / "out.csv")
    assert done.counts == {"moved": 7, "waits": 1}
    rows = by_id(tmp_path / "out.csv")
    assert rows["A7"]["MCQType of change"] == "Trust shown"
    assert rows["A7"]["TypeOfChangeCluster"] == "Conflict"
    assert rows["A7"]["How coded – Type of change"] == "by a person"
    assert rows["A2"]["MCQType of change"] == "Old group"
    assert rows["A3"]["MCQType of change"] == "New group, Talks held"


def test_a_formula_or_an_error_decides_nothing_and_is_named(place, plan):
    edit(plan, {"A8": '=IF(FALSE,"accept","")', "A7": "=1/0", "A3": "#N/A"})
    decided = read_decisions(plan)
    assert decided.decisions == {}
    assert sorted(problem.what for problem in decided.problems) == [
        "holds a formula, which is no decision; it was left undecided.",
        "holds a formula, which is no decision; it was left undecided.",
        "shows Excel's error #N/A; it was left undecided.",
    ]


@pytest.mark.parametrize(
    ("cell", "labels"),
    [
        ("+ New group", {"GRP", "TLK"}),
        ("accept, New group", {"GRP", "TLK"}),
        ("accept – Talks held + New group", {"GRP"}),
        ("- Talks held", set()),
    ],
)
def test_signs_change_what_the_plan_proposes(plan, cell, labels):
    edit(plan, {"A3": cell})
    decided = read_decisions(plan)
    assert [one.labels for one in decided.decisions.values()] == [labels]
    assert decided.problems == ()


def test_a_minus_that_takes_nothing_away_is_named_and_adds_nothing(plan):
    edit(plan, {"A3": "- New group"})
    decided = read_decisions(plan)
    assert decided.decisions == {}
    assert "takes away “New group”, which is not there" in decided.problems[0].what


def test_a_name_that_looks_like_an_escape_of_excel_is_the_same_when_read_back(place, tmp_path):
    harvest = tmp_path / "old_x2023_b.csv"
    shutil.copyfile(place / "old.csv", harvest)
    made = relabel.plan([harvest], place / "book.yaml", tmp_path / "plan", WORDS_ALONE).plan
    assert read_decisions(made).decisions == {}
    edit(made, {"A8": "accept"})
    assert len(read_decisions(made).decisions) == 1


def test_a_decision_merged_over_several_lines_counts_for_each(plan):
    lines = plan_lines(plan)
    first = lines[0]["FragmentID"]
    edit(plan, {first: "keep as it is"})
    book = openpyxl.load_workbook(plan.decisions)
    column = list(lines[0]).index("Decision") + 1
    book["Plan"].merge_cells(start_row=2, end_row=4, start_column=column, end_column=column)
    book.save(plan.decisions)
    decisions = read_decisions(plan).decisions
    assert {number: one.state for (number, _), one in decisions.items()} == {
        int(line["Line"].split()[0]): "keep" for line in lines[:3]
    }


def test_none_fits_empties_a_cell_and_discuss_leaves_the_row(place, plan, tmp_path):
    edit(plan, {"A3": "none fits", "A4": "discuss"})
    apply(plan, place / "old.csv", tmp_path / "out.csv")
    rows = by_id(tmp_path / "out.csv")
    assert rows["A3"]["MCQType of change"] == ""
    assert rows["A4"]["MCQType of change"] == "Talks"


@pytest.mark.parametrize("cell", ["Trsut shown", "Law adopted and something else"])
def test_a_decision_that_names_no_label_is_named_and_the_row_left(place, plan, tmp_path, cell):
    edit(plan, {"A8": cell})
    decided = read_decisions(plan)
    assert decided.decisions == {}
    assert "which the codebook does not know" in decided.problems[0].what
    assert decided.problems[0].origin.column == "Decision"


def test_applying_twice_changes_nothing(place, plan, tmp_path):
    apply(plan, place / "old.csv", tmp_path / "once.csv")
    done = apply(plan, tmp_path / "once.csv", tmp_path / "twice.csv", by="Bo", date="2026-01-01")
    assert done.counts == {"done": 6, "waits": 2}
    assert (tmp_path / "twice.csv").read_bytes() == (tmp_path / "once.csv").read_bytes()


def test_what_was_decided_later_is_applied_to_the_rows_that_waited(place, plan, tmp_path):
    apply(plan, place / "old.csv", tmp_path / "once.csv")
    edit(plan, {"A8": "Talks held"})
    done = apply(plan, tmp_path / "once.csv", tmp_path / "twice.csv", by="Bo")
    assert done.counts == {"done": 6, "moved": 1, "waits": 1}
    rows = by_id(tmp_path / "twice.csv")
    assert rows["A8"]["Decided by"] == "Bo"
    assert rows["A1"]["Decided by"] == "Ana"


def test_rows_that_changed_since_the_plan_are_refused_by_name(place, plan, tmp_path):
    text = (place / "old.csv").read_text("utf-8-sig")
    text = text.replace("A2,harvest 1,Mali,women", "A2,harvest 1,Mali,many women")
    text = text.replace("Old group,Mobilizing", "Old group,Mobilizing")
    lines = text.splitlines()
    lines = [x.replace(",Talks,", ",Law adopted,") if x.startswith("A3") else x for x in lines]
    lines.append("A9,harvest 1,Mali,a new row,,,Talks,Mobilizing,C1")
    (tmp_path / "changed.csv").write_text("\n".join(lines) + "\n", "utf-8")
    done = apply(plan, tmp_path / "changed.csv", tmp_path / "out.csv")
    assert done.counts["refused"] == 3
    assert [(p.origin.row, p.kind, p.what) for p in done.problems] == [
        (3, "row-changed", "has another text than when the plan was made."),
        (4, "row-changed", "was recoded after the plan was made."),
        (10, "row-new", "is no row of the plan."),
    ]
    rows = by_id(tmp_path / "out.csv")
    assert rows["A3"]["MCQType of change"] == "Law adopted"
    assert rows["A2"]["MCQType of change"] == "Old group"
    assert rows["A5"]["MCQType of change"] == "Law adopted, Reprisal"


def test_rows_may_have_been_sorted_and_the_file_renamed_since_the_plan(place, plan, tmp_path):
    head, *lines = (place / "old.csv").read_text("utf-8-sig").splitlines()
    text = "\n".join([head, *reversed(lines)]) + "\n"
    (tmp_path / "sorted.csv").write_text(text, "utf-8")
    done = apply(plan, tmp_path / "sorted.csv", tmp_path / "out.csv")
    assert done.counts == {"moved": 6, "waits": 2}


def test_a_harvest_that_the_plan_does_not_know_is_refused(place, plan, tmp_path):
    other = table([["Z1", "harvest 1", "Mali", "something else", "", "", "Talks", "", "C1"]])
    (tmp_path / "other.csv").write_text(other, "utf-8")
    with pytest.raises(HarvestError, match="holds no row of other"):
        apply(plan, tmp_path / "other.csv", tmp_path / "out.csv")
    assert not (tmp_path / "out.csv").exists()


def test_the_input_is_never_written_and_an_output_only_with_force(place, plan, tmp_path):
    source = place / "old.csv"
    with pytest.raises(OutputError, match="never written"):
        apply(plan, source, source)
    (tmp_path / "out.csv").write_text("mine", "utf-8")
    with pytest.raises(OutputError, match="exists already"):
        apply(plan, source, tmp_path / "out.csv")
    with pytest.raises(OutputError, match=r"must end in \.csv"):
        apply(plan, source, tmp_path / "out.xlsx")
    with pytest.raises(OutputError, match="does not exist"):
        apply(plan, source, tmp_path / "nowhere" / "out.csv")
    assert (tmp_path / "out.csv").read_text("utf-8") == "mine"


class Lines:
    """As much of a plan as its index reads: rows of these fingerprints."""

    def __init__(self, path, keys):
        self.path = path
        self.texts = [f'{{"number":{n},"key":"{key:016x}",{REST}}}' for n, key in enumerate(keys)]
        path.write_text("".join(f"{text},\n" for text in self.texts), "utf-8")

    def lines(self):
        ends = accumulate((len(text) + 2 for text in self.texts), initial=0)
        return zip(ends, self.texts, strict=False)

    row = staticmethod(parse_row)


REST = '"file":"a","text":"","codes":"","moves":{}'


@given(st.lists(st.integers(0, 2**64 - 1) | st.integers(0, 3), max_size=20))
def test_the_first_row_of_a_fingerprint_is_found_and_no_other(tmp_path_factory, keys):
    index = PlanIndex(Lines(tmp_path_factory.getbasetemp() / "lines.json", keys))
    for key in (*keys, 0, 3, 2**64 - 1):
        row = index.find(SimpleNamespace(key=f"{key:016x}"))
        assert (row.number if row else None) == (keys.index(key) if key in keys else None)


# -- facts and decisions that disagree


@pytest.mark.parametrize(
    ("column", "value"),
    [("After (proposal where a person must decide)", "Law adopted"), ("How decided", "by rule"),
     ("Certainty", 0.5), ("FragmentID", "A77"), ("Why", None)],
)  # fmt: skip
def test_a_change_in_anything_but_decisions_is_refused(plan, column, value):
    edit(plan, {"A4": value}, column)
    with pytest.raises(ClassifierError, match=r"disagree: .*is not what the plan says") as caught:
        read_decisions(plan)
    assert column in str(caught.value)


def test_lines_that_were_added_are_refused(plan):
    book = openpyxl.load_workbook(plan.decisions)
    book["Plan"].append([*[""] * 14, "99 type"])
    book.save(plan.decisions)
    with pytest.raises(ClassifierError, match="line “99 type” is not in the plan"):
        read_decisions(plan)


def test_the_row_of_a_line_that_was_deleted_waits_and_is_named(place, plan, tmp_path):
    edit(plan, {"A8": "accept"})
    book = openpyxl.load_workbook(plan.decisions)
    ids = [row["FragmentID"] for row in plan_lines(plan)]
    book["Plan"].delete_rows(ids.index("A2") + 2)
    book.save(plan.decisions)
    tally = apply(plan, place / "old.csv", tmp_path / "out.csv")
    (problem,) = [one for one in tally.problems if one.kind == "line-missing"]
    assert "has lost 1 of its lines (2 type); their rows wait." in problem.what
    after = by_id(tmp_path / "out.csv")
    assert after["A2"]["MCQType of change"] == "Old group"  # else “New group”, by rule
    assert after["A8"]["MCQType of change"] != "Talks"


def test_below_the_lines_a_formula_that_shows_nothing_is_passed_over_and_words_are_not(plan):
    book = openpyxl.load_workbook(plan.decisions)
    cell = book["Plan"].cell(book["Plan"].max_row + 2, 2)
    cell.value = "=1+1"  # not worked out yet
    book.save(plan.decisions)
    assert read_decisions(plan).decisions == {}
    cell.value = "done by Ana"
    book.save(plan.decisions)
    with pytest.raises(ClassifierError, match="line “” is not in the plan"):
        read_decisions(plan)


def test_lines_may_be_sorted_and_other_columns_added(plan):
    edit(plan, {"A8": "accept"})
    book = openpyxl.load_workbook(plan.decisions)
    sheet = book["Plan"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    for number, row in enumerate(reversed(rows), start=2):
        for column, value in enumerate([*row, "my note"], start=1):
            sheet.cell(number, column).value = value
    book.save(plan.decisions)
    assert len(read_decisions(plan).decisions) == 1


def test_facts_that_were_edited_are_refused(plan):
    text = plan.path.read_text("utf-8")
    plan.path.write_text(text.replace('"after":["TRU"]', '"after":["TLK"]', 1), "utf-8")
    with pytest.raises(ClassifierError, match="was changed after the plan was made"):
        Plan.read(plan.folder).check()


def test_a_folder_that_is_no_plan_or_a_damaged_one_is_refused(plan, tmp_path):
    plan.check()
    with pytest.raises(ClassifierError, match="is no plan"):
        Plan.read(tmp_path)
    text = plan.path.read_text("utf-8")
    cases = {
        "another version": text.replace('"format": 1', '"format": 7'),
        "damaged or incomplete": text[:200],
        "is damaged": text.replace('"n_rows"', '"rows_n"'),
    }
    for said, content in cases.items():
        plan.path.write_text(content, "utf-8")
        with pytest.raises(ClassifierError, match=said):
            Plan.read(plan.folder)
    plan.path.write_text(text.rpartition(" ]\n}")[0], "utf-8")
    with pytest.raises(ClassifierError, match="is damaged"):
        list(Plan.read(plan.folder).rows())


def test_another_codebook_or_workbook_beside_the_facts_is_refused(plan, place):
    book = (plan.folder / "codebook.yaml").read_text("utf-8")
    (plan.folder / "codebook.yaml").write_text(book.replace("Reprisal", "Revenge"), "utf-8")
    with pytest.raises(ClassifierError, match="not the one that the plan was made with"):
        Plan.read(plan.folder)
    workbook = openpyxl.load_workbook(plan.decisions)
    workbook["plan data"]["A2"].value = "0000"
    workbook.save(plan.decisions)
    with pytest.raises(ClassifierError, match="belongs to another plan"):
        read_decisions(plan)
    del workbook["plan data"]
    workbook.save(plan.decisions)
    with pytest.raises(ClassifierError, match="has lost its sheet"):
        read_decisions(plan)
    plan.decisions.unlink()
    with pytest.raises(ClassifierError, match="is missing"):
        read_decisions(plan)


def test_a_lost_column_is_named(plan):
    workbook = openpyxl.load_workbook(plan.decisions)
    heads = [cell.value for cell in workbook["Plan"][1]]
    workbook["Plan"].delete_cols(heads.index("FragmentID") + 1)
    workbook.save(plan.decisions)
    with pytest.raises(ClassifierError, match="has lost its column “FragmentID”"):
        read_decisions(plan)


# -- undo


def test_undo_puts_back_every_byte(place, plan, tmp_path):
    apply(plan, place / "old.csv", tmp_path / "out.csv")
    done = undo(tmp_path / "out.csv", tmp_path / "back.csv").tally
    assert done.counts == {"undone": 6, "not moved": 2}
    assert (tmp_path / "back.csv").read_bytes() == (place / "old.csv").read_bytes()


def test_a_column_of_versions_that_was_there_gets_its_own_cells_back(place, plan, tmp_path):
    lines = (place / "old.csv").read_text("utf-8-sig").splitlines()
    cells = ["Codebook version", "", *["v1"] * 7]
    text = "\n".join(f"{a},{b}" for a, b in zip(lines, cells, strict=True)) + "\n"
    (tmp_path / "stated.csv").write_text(text, "utf-8-sig")
    apply(plan, tmp_path / "stated.csv", tmp_path / "out.csv")
    assert by_id(tmp_path / "out.csv")["A1"]["Codebook version"] == "2"
    assert by_id(tmp_path / "out.csv")["A8"]["Codebook version"] == "v1"
    undo(tmp_path / "out.csv", tmp_path / "back.csv", plan.codebook)
    assert (tmp_path / "back.csv").read_text("utf-8-sig") == text


def test_rows_that_were_recoded_after_it_are_not_undone(place, plan, tmp_path):
    apply(plan, place / "old.csv", tmp_path / "out.csv")
    text = (tmp_path / "out.csv").read_text("utf-8-sig")
    text = text.replace('"Law adopted, Reprisal",Policies,C1', "Reprisal,Policies,C1")
    (tmp_path / "mine.csv").write_text(text, "utf-8-sig", newline="")
    done = undo(tmp_path / "mine.csv", tmp_path / "back.csv").tally
    assert done.counts["refused"] == 1
    assert "was changed under “MCQType of change” since" in done.problems[0].what
    rows = by_id(tmp_path / "back.csv")
    assert rows["A5"]["MCQType of change"] == "Reprisal"
    assert rows["A5"]["Recorded before – Type of change"] == "Law adopted"
    assert rows["A2"]["MCQType of change"] == "Old group"
    assert rows["A2"]["Decided in"] == ""


def test_a_harvest_that_was_never_moved_has_nothing_to_undo(place, plan, tmp_path):
    with pytest.raises(HarvestError, match="nothing to undo"):
        undo(place / "old.csv", tmp_path / "back.csv", plan.codebook)


# -- trends


def test_a_label_that_was_not_asked_is_unknown_before_not_nought(plan):
    trend = count_trend(plan.rows(), {}, plan.codebook)
    assert trend.harvests == ("harvest 1", "harvest 2")
    new = trend.point("type", "NEW", "harvest 1")
    assert not new.asked
    assert (new.after, new.rows) == (1, 8)
    assert trend.point("type", "NEW", "harvest 2").before == 15
    talks = trend.point("type", "TLK", "harvest 1")
    assert (talks.before, talks.after, talks.open) == (5, 1, 2)


def test_shares_say_who_decided_and_follow_the_decisions(plan):
    shares = count_trend(plan.rows(), {}, plan.codebook).shares("type", "harvest 1")
    assert shares == {"unchanged": 1 / 8, "rule": 1 / 8, "model": 4 / 8, "person": 0, "open": 2 / 8}
    edit(plan, {"A8": "accept"})
    decided = read_decisions(plan).decisions
    shares = count_trend(plan.rows(), decided, plan.codebook).shares("type", "harvest 1")
    assert (shares["person"], shares["open"]) == (1 / 8, 1 / 8)
    empty = count_trend([], {}, plan.codebook)
    assert set(empty.shares("type", "harvest 1").values()) == {None}


def test_lines_and_trends_are_tables_for_people_who_program(plan):
    lines = relabel.Planned(plan, (), ()).to_frame().set_index("fragment_id")
    assert list(lines.index) == ["A2", "A3", "A4", "A5", "A6", "A7", "A8"]
    assert lines.loc["A2", ["row", "before", "after", "how"]].tolist() == [
        3,
        "Old group",
        "New group",
        "by rule",
    ]
    counts = relabel.trend(plan.folder).to_frame().set_index(["label", "harvest"])
    assert counts["before"].isna()["NEW", "harvest 1"]  # not asked
    assert counts.loc[("NEW", "harvest 1"), ["rows", "after"]].tolist() == [8, 1]
    assert counts.loc[("NEW", "harvest 2"), "before"] == 15


def test_the_reports_show_before_and_after(plan):
    trend = count_trend(plan.rows(), {}, plan.codebook)
    text = trend_text(trend, ("type",))
    assert "NEW Reprisal" in text
    assert "not asked → 1" in text
    assert "by model 50%" in text
    rows = list(csv.DictReader(io.StringIO(trend_csv(trend, ("type",)))))
    new = next(r for r in rows if (r["label"], r["harvest"]) == ("NEW", "harvest 1"))
    assert (new["before"], new["after"]) == ("", "1")
    moved = [len(trend.moved_labels(target)) for target in ("type", "cluster")]
    n_bars = 2 * len(trend.harvests)
    assert trend_svg(trend, "type").count('class="track"') == n_bars * moved[0]
    page = trend_page(trend, ("type", "cluster"))
    assert page.count("<svg") == n_bars * sum(moved) + 2 * len(DECIDED)
    assert 'name="viewport"' in page  # a telephone shows it at its own width
    assert "not asked → 1" in page
    assert "How the cells were decided" in page
    assert re.search(r'<span class="value">not asked</span>', page)


# -- the commands


def run(*arguments):
    return CliRunner().invoke(app, ["relabel", *map(str, arguments)], catch_exceptions=False)


def test_the_commands_plan_apply_trend_and_undo(place, tmp_path):
    folder = tmp_path / "plan"
    result = run(
        "plan", place / "old.csv", place / "new.csv", "--codebook", place / "book.yaml",
        "--out", folder, "--accept", "0.8", "--encoder", "tfidf-only", "--no-cache",
    )  # fmt: skip
    assert result.exit_code == 0
    assert "83 coded rows on their way to version 2" in result.stdout
    assert "TLK split in version 2: 5 rows asked; on held-out rows" in result.stdout
    applied = run("apply", folder, "--to", place / "old.csv", "--out", tmp_path / "n.csv")
    assert applied.exit_code == 0
    assert "6 rows moved to the new version" in applied.stdout
    assert "2 rows left in their old words" in applied.stdout
    shown = run("trend", folder, "--out", tmp_path / "trend.html", "--language", "fr")
    assert shown.exit_code == 0
    page = (tmp_path / "trend.html").read_text("utf-8")
    assert "<svg" in page
    assert "Tendances avant et après le recodage" in page
    assert "by model" in shown.stdout  # of what is written, not of what is said
    for ending in ("csv", "svg"):
        assert run("trend", folder, "--out", tmp_path / f"trend.{ending}").exit_code == 0
    with pytest.raises(OutputError, match="does not say how"):
        run("trend", folder, "--out", tmp_path / "trend.doc")
    undone = run(
        "undo", tmp_path / "n.csv", "--codebook", place / "book.yaml", "--out", tmp_path / "b.csv"
    )
    assert "6 rows put back" in undone.stdout
    with pytest.raises(OutputError, match="exists already"):
        run("plan", place / "old.csv", "--codebook", place / "book.yaml", "--out", folder)
    wrong = run(
        "plan", place / "old.csv", "--codebook", place / "book.yaml", "--out", tmp_path / "w",
        "--accept", "0.5",
    )  # fmt: skip
    assert wrong.exit_code == 2


def test_here_is_as_many_processes_as_jobs_in_every_command(place, tmp_path, monkeypatch):
    engines, each = [], Here.each
    monkeypatch.setattr(Here, "each", lambda self, *a: engines.append(self) or each(Here(1), *a))
    words = ["--codebook", place / "book.yaml", "--encoder", "tfidf-only", "--no-cache"]
    folder = tmp_path / "plan"
    assert run("plan", place / "new.csv", *words, "--out", folder, "--jobs", 2).exit_code == 0
    applied = ["--to", place / "new.csv", "--out", tmp_path / "n.csv", "--jobs", 2]
    assert run("apply", folder, *applied).exit_code == 0
    assert engines == [Here(2), Here(2)]
    for command in (["suggest"], ["relabel", "plan"], ["relabel", "apply"]):
        text = CliRunner().invoke(app, [*command, "--help"], env={"COLUMNS": "200"}).stdout
        assert "up to four" in text


def test_a_stored_model_may_decide(place, tmp_path):
    arguments = ["train", place / "new.csv", "--codebook", place / "book.yaml", "--out"]
    arguments += [tmp_path / "m", "--encoder", "tfidf-only", "--no-cache"]
    trained = CliRunner().invoke(app, list(map(str, arguments)), catch_exceptions=False)
    assert trained.exit_code == 0
    result = run(
        "plan", place / "old.csv", "--codebook", place / "book.yaml", "--out", tmp_path / "p",
        "--accept", "0.8", "--model", tmp_path / "m", "--no-cache",
    )  # fmt: skip
    assert result.exit_code == 0
    made = Plan.read(tmp_path / "p")
    assert made.header.model.startswith("m@")
    assert moves(made)["A4"].after == {"TRU"}
    assert Path(made.folder / "plan.xlsx").exists()
