"""The guard of a person's decisions: a file that holds any is never overwritten."""

import csv
import json
import sqlite3

import openpyxl
import pytest
from test_audit_kit import csv_text, doubtful_rows
from test_workbook_kit import TYPE_DECISION, headings_of, offer_for, plain_workbook, read
from typer.testing import CliRunner

from classifier.archive import MANIFEST
from classifier.audit.worklist import COLUMNS as WORKLIST
from classifier.cli import app
from classifier.decide.held import find_decisions, refuse_unfinished, unfinished
from classifier.edit.over_archive import Output
from classifier.errors import HarvestError, OutputError
from classifier.guard import refuse_decided, replace_file
from classifier.relabel.plan_lines import COLUMNS as PLAN
from classifier.review.answers import Act, Log, TargetAnswer
from classifier.workbook import pretag

WORKLIST_HEADINGS = [column.heading for column in WORKLIST]
PLAN_HEADINGS = [column.heading for column in PLAN]


def pretagged(path, decision="accept"):
    source = plain_workbook(path.with_name("source.xlsx"))
    harvest = read(source)
    pretag(source, path, harvest, offer_for(harvest))
    source.unlink()
    book = openpyxl.load_workbook(path)
    book.active.cell(3, headings_of(book.active)[TYPE_DECISION]).value = decision
    book.save(path)


def sheet_of(path, headings, **cells):
    book = openpyxl.Workbook()
    book.active.title = "Read me"
    for heading in headings:
        book.active.append([heading, "what it says"])
    sheet = book.create_sheet("List")
    sheet.append(headings)
    sheet.append(
        [cells.get(heading, "x" if heading == "FragmentID" else None) for heading in headings]
    )
    book.save(path)


def table_of(path, separator=",", encoding="utf-8-sig", **cells):
    with path.open("w", encoding=encoding, newline="") as stream:
        writer = csv.DictWriter(stream, WORKLIST_HEADINGS, delimiter=separator)
        writer.writeheader()
        writer.writerow({"Nr": "F001", "FragmentID": "A1"} | cells)


def review_log(path):
    log = Log(path)
    given = TargetAnswer("type", "decided", frozenset({"T1"}))
    log.add(Act(0, "2025-01-31T10:00:00+00:00", "Ann", "F1", "0", "tick", answers=(given,)))
    log.close()


def lines_of(path, **facts):
    one = {"nr": "F001", "fragment_id": "A1", "decision": "", "changed_to": ""}
    path.write_text("\n".join(json.dumps(line) for line in (one, one | facts)) + "\n", "utf-8")


DECIDED = {
    "a pre-tagged workbook": ("x.xlsx", pretagged),
    "a worklist": ("x.xlsx", lambda path: sheet_of(path, WORKLIST_HEADINGS, Decision="keep")),
    "a plan": ("x.xlsx", lambda path: sheet_of(path, PLAN_HEADINGS, Decision="accept")),
    "a worklist with names alone": (
        "x.xlsx",
        lambda path: sheet_of(
            path, [*WORKLIST_HEADINGS, "Changed to"], **{"Changed to": "New group"}
        ),
    ),
    "a formula": ("x.xlsx", lambda path: sheet_of(path, PLAN_HEADINGS, Decision="=A2")),
    "an error": ("x.xlsx", lambda path: sheet_of(path, PLAN_HEADINGS, Decision="#N/A")),
    "a worklist in csv": ("x.csv", lambda path: table_of(path, Decision="change")),
    "a worklist saved by Excel in Europe": (
        "x.csv",
        lambda path: table_of(path, ";", "utf-16", Decision="change"),
    ),
    "a worklist as JSON lines": ("x.jsonl", lambda path: lines_of(path, decision="keep")),
    "answers of the review page": ("x.sqlite", review_log),
}


@pytest.mark.parametrize("kind", DECIDED)
def test_decisions_are_found_in_every_file_that_is_handed_out_for_them(tmp_path, kind):
    name, make = DECIDED[kind]
    make(tmp_path / name)
    decided = find_decisions(tmp_path / name)
    assert decided is not None
    assert decided.count == 1
    before = (tmp_path / name).read_bytes()
    with (
        pytest.raises(OutputError, match=rf"{name} holds 1 decision of a person") as caught,
        replace_file(tmp_path / name, force=True),
    ):
        pass
    assert caught.value.hint.endswith("or choose another name with --out.")
    assert (tmp_path / name).read_bytes() == before


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("x.xlsx", lambda path: pretagged(path, None)),
        ("x.xlsx", lambda path: sheet_of(path, WORKLIST_HEADINGS)),
        ("x.csv", table_of),
        ("x.jsonl", lines_of),
        ("x.xlsx", lambda path: path.write_text("notes of somebody", "utf-8")),
        ("x.csv", lambda path: path.write_text("", "utf-8")),
        ("x.json", lambda path: path.write_text('{\n "decision": "keep"\n}', "utf-8")),
        ("x.html", lambda path: path.write_text("Decision", "utf-8")),
        ("x.sqlite", lambda path: sqlite3.connect(path).execute("CREATE TABLE a (b)")),
        ("~$x.xlsx", lambda path: path.write_bytes(b"PK\x03\x04")),
    ],
)
def test_a_file_without_decisions_is_replaced_when_that_is_asked_for(tmp_path, name, make):
    make(tmp_path / name)
    refuse_decided(tmp_path)
    with replace_file(tmp_path / name, force=True) as path:
        path.write_text("new", "utf-8")
    assert (tmp_path / name).read_text("utf-8") == "new"


def test_a_pre_tagged_workbook_says_that_it_is_not_finished(tmp_path):
    make = {"x.xlsx": pretagged, "plain.xlsx": plain_workbook, "w.csv": table_of}
    for name, make_file in make.items():
        make_file(tmp_path / name)
    pretagged(tmp_path / "undecided.xlsx", None)
    (tmp_path / "broken.xlsx").write_bytes(b"PK\x03\x04 half a workbook")
    sheet_of(tmp_path / "worklist.xlsx", WORKLIST_HEADINGS, Decision="keep")
    paths = [tmp_path, *sorted(tmp_path.iterdir())]
    (problem,) = unfinished(paths)
    said = "holds 1 decision that is not finished: run “classifier finish” first."
    assert (problem.origin.file, problem.what) == ("x.xlsx", said)
    with pytest.raises(HarvestError, match=f"x.xlsx {said}") as caught:
        refuse_unfinished(paths)
    assert "--ignore-decisions" in caught.value.hint
    refuse_unfinished(paths[:2])


def test_a_workbook_that_cannot_be_read_may_hold_decisions_and_stays(tmp_path):
    path = tmp_path / "x.xlsx"
    path.write_bytes(b"PK\x03\x04 half a workbook")
    with pytest.raises(OutputError, match="nobody knows whether it holds decisions"):
        refuse_decided(path)


INPUTS = {
    "check": "check {harvest} --codebook {book} --format table --out",
    "suggest": "suggest {harvest} --model {model} --out",
    "finish": "finish {tagged} --out",
    "audit apply": "audit apply {worklist} --to {alike} --codebook {book} --out",
    "audit undo": "audit undo {worklist} --to {alike} --out",
    "relabel undo": "relabel undo {alike} --codebook {book} --out",
    "relabel trend": "relabel trend {folder} --out",
    "codebook show": "codebook show {book} --out",
    "codebook convert": "codebook convert {book}",
}
FOLDERS = {
    "train": ("train {harvest} --codebook {book} --out", "manifest.json"),
    "train --report": ("train {harvest} --codebook {book} --out {new} --report", "report.html"),
    "evaluate": ("evaluate {harvest} --model {model} --out", "report.html"),
    "audit": ("audit {harvest} --codebook {book} --out", "report.html"),
    "relabel plan": ("relabel plan {harvest} --codebook {book} --out", "plan.json"),
}
OUR_FILES = ("a pre-tagged workbook", "a worklist", "a plan", "a worklist in csv")


@pytest.fixture
def names(tmp_path, codebook_path):
    """Inputs of every command, by name."""
    folder = tmp_path / "inputs"
    (folder / "model").mkdir(parents=True)
    (folder / "harvest.csv").write_text(csv_text(doubtful_rows()), "utf-8")
    (folder / "worklist.jsonl").write_text("{}", "utf-8")
    plain_workbook(folder / "tagged.xlsx")
    lines = [json.dumps(row) + "\n" for row in doubtful_rows()]
    (folder / "harvest.jsonl").write_text("".join(lines), "utf-8")
    return {
        ".csv": folder / "harvest.csv",
        ".xlsx": folder / "tagged.xlsx",
        ".jsonl": folder / "harvest.jsonl",
        "harvest": folder / "harvest.csv",
        "book": codebook_path,
        "model": folder / "model",
        "folder": folder,
        "tagged": folder / "tagged.xlsx",
        "worklist": folder / "worklist.jsonl",
        "new": tmp_path / "new",
    }


def refused(command, names, out):
    """Run a command with --force; return what it says when it refuses."""
    arguments = [part.format(**names) for part in command.split()]
    result = CliRunner().invoke(app, [*arguments, str(out), "--force"])
    assert isinstance(result.exception, OutputError), result.output
    return str(result.exception)


@pytest.mark.parametrize("command", INPUTS)
@pytest.mark.parametrize("kind", [*OUR_FILES, "a worklist as JSON lines"])
def test_no_command_writes_over_decisions(tmp_path, names, command, kind):
    name, make = DECIDED[kind]
    out = tmp_path / name
    make(out)
    before = out.read_bytes()
    names["alike"] = names[out.suffix]
    assert "holds 1 decision of a person" in refused(INPUTS[command], names, out)
    assert out.read_bytes() == before


@pytest.mark.parametrize("command", FOLDERS)
@pytest.mark.parametrize("kind", OUR_FILES)
def test_no_command_writes_into_a_folder_with_decisions(tmp_path, names, command, kind):
    (name, make), (command, mark) = DECIDED[kind], FOLDERS[command]
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / mark).write_text("{}", "utf-8")
    make(folder / name)
    before = (folder / name).read_bytes()
    assert "holds 1 decision of a person" in refused(command, names, folder)
    assert (folder / name).read_bytes() == before


def test_an_archive_with_decisions_in_it_is_not_replaced(tmp_path):
    for name in ("source", "out"):
        (tmp_path / name).mkdir()
    (tmp_path / "out" / MANIFEST).write_text("{}", "utf-8")
    lines_of(tmp_path / "out" / "worklist.jsonl", decision="keep")
    with pytest.raises(OutputError, match=r"worklist\.jsonl in out holds 1 decision"):
        Output(tmp_path / "out", True, MANIFEST, "an archive").check(tmp_path / "source")
    with pytest.raises(OutputError, match=r"worklist\.jsonl holds 1 decision"):
        Output(tmp_path / "out" / "worklist.jsonl", True).check(tmp_path / "h.jsonl")


def test_a_folder_that_is_no_plan_is_never_replaced_by_one(tmp_path, names):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("dear", "utf-8")
    assert "is not a plan's folder" in refused(FOLDERS["relabel plan"][0], names, tmp_path / "mine")
    assert (tmp_path / "mine" / "letter.txt").read_text("utf-8") == "dear"


READERS = {
    "train": "train {tagged} --codebook {book} --out {new}",
    "evaluate": "evaluate {tagged} --model {model} --out {new}",
    "check": "check {tagged} --codebook {book}",
    "audit": "audit {tagged} --codebook {book} --encoder tfidf-only --out {new}",
    "relabel plan": "relabel plan {tagged} --codebook {book} --encoder tfidf-only --out {new}",
}


@pytest.mark.parametrize("command", READERS)
def test_who_reads_codes_hears_that_decisions_are_not_finished(names, command):
    names["tagged"].unlink()
    pretagged(names["tagged"])
    arguments = [part.format(**names) for part in READERS[command].split()]
    result = CliRunner().invoke(app, arguments)
    said = "holds 1 decision that is not finished: run “classifier finish” first."
    problems = getattr(result.exception, "problems", ())
    assert said in f"{result.output} {result.exception} {[str(problem) for problem in problems]}"
    if command in ("train", "evaluate"):
        assert isinstance(result.exception, HarvestError)
        again = CliRunner().invoke(app, [*arguments, "--ignore-decisions"])
        assert said not in str(again.exception)
