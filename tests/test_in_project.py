"""Commands that are typed in a project: what may be left away, what is kept, what is noted."""

import contextlib
import datetime
import io
import json
import os
import shlex
import shutil
import sys
from unittest.mock import patch

import pytest
import typer
from conftest import coded_fragments
from test_codebook_kit import SMALL

from classifier.cli import app, main
from classifier.cli.left_away import complete
from classifier.codebook import read_codebook
from classifier.project import create, read, save
from classifier.project.history import copies
from classifier.project.log import read as read_log

TODAY = datetime.date.today().isoformat()
FAST = "--encoder tfidf-only --no-cache"
HEADINGS = (
    "FragmentID,OH-harvesting period,Country,Outcome description,Significance of the outcome,"
    "Link to SCC Specific Objectives,MCQType of change,TypeOfChangeCluster,Coder\n"
)


def typed(folder, command):
    """Type a command in a folder; return its exit code, what it printed and complained of."""
    stdout, stderr = io.StringIO(), io.StringIO()
    with (
        contextlib.chdir(folder),
        contextlib.redirect_stdout(stdout),
        contextlib.redirect_stderr(stderr),
        patch.object(sys, "argv", ["classifier", *shlex.split(command)]),
        patch.dict(os.environ, {"COLUMNS": "100", "TERM": "dumb"}),
        pytest.raises(SystemExit) as ended,
    ):
        main()
    return ended.value.code or 0, stdout.getvalue(), stderr.getvalue()


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A project with a codebook, two harvests and a model."""
    project = create(tmp_path_factory.mktemp("made") / "p", "Test")
    (project.folder / "codebook.yaml").write_text(SMALL, "utf-8")
    book = read_codebook(project.codebook)
    names = {(t.id, label.id): label.name for t in book.targets for label in t.labels}
    fragments, codings = coded_fragments()
    answers = {(c.fragment_id, c.target): names[c.target, next(iter(c.labels))] for c in codings}
    lines, new = [HEADINGS], [HEADINGS]
    for f in fragments:
        cells = [f.id, f.harvest, f.country, f.outcome, f.significance]
        codes = [answers[f.id, t] for t in ("objective", "type", "cluster")]
        lines.append(",".join(f'"{cell}"' for cell in [*cells, *codes, "C1"]) + "\n")
        new.append(",".join(f'"{cell}"' for cell in cells) + ",,,,\n")
    (project.folder / "harvests/h.csv").write_text("".join(lines[:25]), "utf-8")
    (project.folder / "later.csv").write_text("".join([HEADINGS, *lines[25:]]), "utf-8")
    (project.folder / "harvests/new.csv").write_text("".join(new[:6]), "utf-8")
    code, _, said = typed(project.folder, f"train harvests/h.csv {FAST}")
    assert code == 0
    assert f"The project uses the model {TODAY}-1 from now on." in said
    for command in ("suggest harvests/new.csv --no-cache", "evaluate later.csv --no-cache"):
        assert typed(project.folder, command)[0] == 0
    return project.folder


@pytest.fixture
def folder(made, tmp_path):
    shutil.copytree(made, tmp_path / "p")
    return tmp_path / "p"


# What is typed, and the same with everything typed.
SAME = {
    "check harvests/h.csv": "--codebook codebook.yaml",
    f"train harvests/h.csv {FAST}": f"--codebook codebook.yaml --out models/{TODAY}-2",
    f"train --unlabelled harvests/new.csv {FAST}": (
        f"--codebook codebook.yaml --out models/{TODAY}-2"
    ),
    f"train harvests/h.csv --out models/mine {FAST}": "--codebook codebook.yaml",
    "suggest harvests/h.csv --no-cache": (f"--model models/{TODAY}-1 --out work/h/suggested.xlsx"),
    "suggest harvests/h.csv --format jsonl --no-cache": f"--model models/{TODAY}-1",
    "suggest harvests/h.csv --out mine.csv --no-cache": f"--model models/{TODAY}-1",
    "suggest harvests --no-cache": f"--model models/{TODAY}-1 --out work/harvests/suggested",
    "finish work/new/suggested.xlsx": "--out work/new/coded.xlsx",
    "finish work/new/suggested.xlsx --out coded.xlsx": "",
    "evaluate later.csv --no-cache": (
        f"--model models/{TODAY}-1 --out reports/evaluation-{TODAY}-2"
    ),
    f"audit harvests/h.csv {FAST}": f"--codebook codebook.yaml --out reports/audit-{TODAY}-1",
    f"relabel plan harvests/h.csv {FAST}": (
        f"--codebook codebook.yaml --out reports/plan-{TODAY}-1"
    ),
    "sample harvests/h.csv --double 3": "--codebook codebook.yaml --out work/h/double",
    "codebook show": "codebook.yaml",
    "codebook lint": "codebook.yaml",
    "codebook examples-prompt": "codebook.yaml",
    "codebook convert codebook.yaml codes.csv": "",
    "undo harvests/h.csv --out before.csv": "",
}


def files_of(folder):
    """Return what lies in a folder, but for the log."""
    files = {path: path for path in folder.rglob("*") if path.is_file()}
    return {
        path.relative_to(folder): path.read_bytes() for path in files if path.name != "log.jsonl"
    }


@pytest.mark.parametrize("command", SAME)
def test_a_command_in_a_project_equals_the_same_with_everything_typed(command, folder, tmp_path):
    shutil.copytree(folder, tmp_path / "q")
    words, options = SAME[command], f"{command} {SAME[command]}"
    short, long = typed(folder, command), typed(tmp_path / "q", options)
    masked = [[str(x).replace(str(place), "P") for x in out] for place, out in
              ((folder, short), (tmp_path / "q", long))]  # fmt: skip
    assert masked[0] == masked[1]
    assert files_of(folder) == files_of(tmp_path / "q")
    entry = read_log(read(folder))[-1]
    assert set(entry.command) == set(shlex.split(f"{command} {words}"))


REVIEWS = {
    "harvests/new.csv": f"--model models/{TODAY}-1 --decisions work/new/decisions.sqlite",
    "work/new/suggested.xlsx": "--decisions work/new/decisions.sqlite",
    "harvests/new.csv --model m --decisions mine.sqlite": "",
}


@pytest.mark.parametrize("words", REVIEWS)
def test_a_review_finds_its_model_and_keeps_its_decisions_with_the_other_work(words, folder):
    review = typer.main.get_command(app).commands["review"]
    context = typer.Context(review, info_name="review")
    with contextlib.chdir(folder):
        whole = complete(review, context, "review", words.split()).arguments
    assert list(whole) == [*REVIEWS[words].split(), *words.split()]


def test_a_coders_workbook_is_reviewed_with_the_codebook_alone(folder):
    code, _, said = typed(folder, "sample harvests/h.csv --double 2 --out work/h/double")
    assert code == 0, said
    review = typer.main.get_command(app).commands["review"]
    context = typer.Context(review, info_name="review")
    words = ["work/h/double/coder-A.xlsx"]
    with contextlib.chdir(folder):
        whole = complete(review, context, "review", words).arguments
    assert list(whole) == ["--codebook", "codebook.yaml", *words]


def test_outside_of_a_project_everything_is_typed(folder):
    (folder / "project.yaml").unlink()
    before = (folder / "log.jsonl").read_bytes()
    for command in ("check harvests/h.csv", "suggest harvests/h.csv", "evaluate later.csv"):
        code, _, said = typed(folder, command)
        assert (code, "Missing option" in said) == (2, True)
    assert typed(folder, "codebook lint")[0] == 2
    assert typed(folder, "codebook lint codebook.yaml")[0] in (0, 1)
    assert (folder / "log.jsonl").read_bytes() == before


def test_a_command_finds_the_project_from_a_folder_in_it(folder):
    code, _, _ = typed(folder / "harvests", "suggest new.csv --force --no-cache")
    assert code == 0
    entry = read_log(read(folder))[-1]
    assert ("../work/new/suggested.xlsx", f"../models/{TODAY}-1") == (
        entry.command[entry.command.index("--out") + 1],
        entry.command[entry.command.index("--model") + 1],
    )


def test_what_a_project_lacks_is_told_with_the_next_command(folder):
    project = read(folder)
    project.codebook.rename(folder / "codes.yaml")
    code, _, said = typed(folder, "check harvests/h.csv")
    assert (code, "has no codebook yet" in said, "codebook draft" in said) == (2, True, True)
    shutil.rmtree(project.models_folder / project.model)
    code, _, said = typed(folder, "suggest harvests/h.csv")
    assert (code, f"names the model “{TODAY}-1”" in said) == (2, True)
    (folder / "project.yaml").write_text("name: p\n", "utf-8")
    code, _, said = typed(folder, "review harvests/h.csv --no-browser")
    assert (code, "has no model yet" in said, "classifier train" in said) == (2, True, True)


def test_folders_for_work_are_made_and_those_of_a_command_that_failed_are_gone(folder):
    copy = "work/h/corrected-1/h.csv"
    code, _, said = typed(folder, f"undo harvests/h.csv --out {copy}")
    assert (code, "holds nothing to undo" in said) == (1, True)
    assert not (folder / "work" / "h" / "corrected-1").exists()
    finding = {"nr": "1", "fragment_id": "no", "target": "type", "decision": ""}
    (folder / "w.jsonl").write_text(json.dumps(finding), "utf-8")
    apply = f"audit apply w.jsonl --to harvests/h.csv --codebook codebook.yaml --out {copy}"
    assert typed(folder, apply)[0] == 0
    assert (folder / copy).is_file()


def test_two_codebooks_stop_only_what_needs_one(folder):
    shutil.copy(folder / "codebook.yaml", folder / "codebook.yml")
    code, _, said = typed(folder, "check harvests/h.csv")
    assert (code, "holds codebook.yaml and codebook.yml" in said) == (1, True)
    assert typed(folder, "check harvests/h.csv --codebook codebook.yml")[0] == 0
    assert typed(folder, "suggest harvests/h.csv --no-cache")[0] == 0


def test_a_broken_project_file_stops_commands_but_not_their_help(folder):
    (folder / "project.yaml").write_text("# outcome-classifier\nmodell: x\n", "utf-8")
    code, _, said = typed(folder, "check harvests/h.csv --codebook codebook.yaml")
    assert (code, "line 2" in said, "Did you mean “model”?" in said) == (1, True, True)
    assert typed(folder, "check --help")[0] == 0


def test_a_slip_is_told_as_elsewhere(folder):
    code, _, said = typed(folder, "train --codebok x")
    assert (code, "No such option: --codebok" in said) == (2, True)
    code, _, said = typed(folder, "suggest")
    assert (code, "Missing argument 'HARVEST'" in said, "Missing option" in said) == (
        2,
        True,
        False,
    )
    code, _, said = typed(folder, "suggest harvests/hh.csv")
    assert (code, "Is it “harvests/h.csv”?" in said) == (2, True)


@pytest.fixture
def renamed(folder):
    """The project with a harvest whose texts stand under a heading that nobody knows."""
    text = (folder / "harvests/h.csv").read_text("utf-8").replace("Outcome description", "Story 7")
    (folder / "harvests/odd.csv").write_text(text, "utf-8")
    return folder


def test_a_column_that_was_chosen_is_remembered_for_harvests_that_have_it(renamed):
    assert typed(renamed, "check harvests/odd.csv --format json")[0] == 1
    code, _, said = typed(renamed, 'suggest harvests/odd.csv --column outcome="Story 7" --no-cache')
    assert code == 0
    assert 'project.yaml remembers --column "outcome=Story 7" from now on.' in said
    assert read(renamed).columns == {"outcome": "Story 7"}
    code, _, said = typed(renamed, f"train harvests/odd.csv harvests/h.csv {FAST}")
    assert code == 0
    assert 'Remembered in project.yaml: --column "outcome=Story 7"' in said
    code, _, said = typed(renamed, "check harvests/new.csv --format json")
    assert "Story 7" not in said
    assert "--column" not in read_log(read(renamed))[-1].command


def test_a_column_that_is_typed_takes_the_place_of_the_one_remembered(renamed):
    project = read(renamed)
    save(type(project)(project.folder, project.name, columns={"outcome": "Elsewhere", "x y": "C"}))
    code, _, said = typed(renamed, 'check harvests/odd.csv --column Outcome="Story 7"')
    assert (code, "“x y” is no field" in said, "project.yaml" in said) == (1, True, True)
    save(type(project)(project.folder, project.name, columns={"outcome": "Elsewhere"}))
    typed(renamed, 'check harvests/odd.csv --column Outcome="Story 7"')
    assert read(renamed).columns == {"Outcome": "Story 7"}


def test_a_model_is_not_asked_for_a_column_that_its_codebook_lacks(renamed):
    project = read(renamed)
    columns = {"outcome": "Story 7", "mood": "Country"}
    save(type(project)(project.folder, project.name, columns=columns, model=project.model))
    assert typed(renamed, "suggest harvests/odd.csv --no-cache")[0] == 0
    assert "outcome=Story 7" in read_log(read(renamed))[-1].command
    save(type(project)(project.folder, "x", columns={"mood": "Country"}, model=project.model))
    assert typed(renamed, "suggest harvests/new.csv --force --no-cache")[0] == 0
    code, _, said = typed(renamed, "check harvests/odd.csv")
    assert (code, "“mood” is no field" in said) == (1, True)


def test_a_command_that_failed_changes_nothing_but_the_log(renamed):
    before = (renamed / "project.yaml").read_bytes()
    assert typed(renamed, 'suggest harvests/odd.csv --column outcome="No such"')[0] == 2
    assert typed(renamed, f"train harvests/h.csv --out models {FAST}")[0] == 1
    assert (renamed / "project.yaml").read_bytes() == before
    assert [one.did for one in read_log(read(renamed))][-2:] == [
        "suggest: not done", "train: not done",
    ]  # fmt: skip
    assert not (renamed / "work/odd").exists()


def test_the_project_speaks_its_language(folder):
    (folder / "project.yaml").write_text(f"language: fr\nmodel: {TODAY}-1\n", "utf-8")
    assert typed(folder, "evaluate later.csv --no-cache")[0] == 0
    page = next((folder / "reports").glob("evaluation-*-2")) / "report.html"
    assert '<html lang="fr"' in page.read_text("utf-8")
    typed(folder, "suggest harvests/new.csv --format csv --no-cache")
    assert "--language" not in read_log(read(folder))[-1].command
    typed(folder, "suggest harvests/h.csv --no-cache")
    assert "fr" in read_log(read(folder))[-1].command


def test_a_model_made_elsewhere_is_not_taken_into_use(folder):
    _, _, said = typed(folder, f"train harvests/h.csv --out elsewhere {FAST}")
    assert "lies outside of models" in said
    assert read(folder).model == f"{TODAY}-1"


def test_a_codebook_that_is_replaced_is_kept_with_its_date(folder):
    old = (folder / "codebook.yaml").read_bytes()
    draft = "codebook draft harvests/h.csv --out codebook.yaml"
    assert typed(folder, draft)[0] == 1
    assert copies(read(folder)) == ()
    assert typed(folder, f"{draft} --force")[0] == 0
    (kept,) = copies(read(folder))
    assert (kept.read_bytes(), kept.name[:10], kept.suffix) == (old, TODAY, ".yaml")


def test_a_draft_becomes_the_codebook_and_a_second_one_is_refused(folder):
    (folder / "codebook.yaml").unlink()
    assert typed(folder, "codebook draft harvests/h.csv")[0] == 0
    assert read(folder).codebook == folder / "codebook.xlsx"
    code, _, said = typed(folder, "codebook convert codebook.xlsx codebook.yaml")
    assert (code, "codebook.yaml would be a second codebook" in said) == (1, True)
    assert not (folder / "codebook.yaml").exists()
    assert typed(folder, "codebook convert codebook.xlsx reports/codebook.yaml")[0] == 0


def test_a_workbook_that_came_back_by_mail_is_finished_with_the_other_work(folder, tmp_path):
    shutil.copy(folder / "work/new/suggested.xlsx", tmp_path / "new-suggested.xlsx")
    assert typed(folder, "finish ../new-suggested.xlsx")[0] == 0
    assert (folder / "work/new/coded.xlsx").is_file()


def test_the_log_names_the_coder_and_the_files_but_no_text(folder):
    typed(folder, "finish work/new/suggested.xlsx --coder Ana")
    entry = read_log(read(folder))[-1]
    assert (entry.did, entry.who) == ("finish", "Ana")
    assert {name for name, _ in entry.files} == {"work/new/suggested.xlsx", "work/new/coded.xlsx"}
    assert b"parliament" not in (folder / "log.jsonl").read_bytes()


def test_a_log_that_cannot_be_written_is_said_and_the_work_is_done(folder):
    (folder / "log.jsonl").unlink()
    (folder / "log.jsonl").mkdir()
    code, out, said = typed(folder, "codebook show")
    assert (code, "LAW" in out, "log.jsonl" in said) == (0, True, True)


# The end of what a command prints, in a project.
NEXT = {
    "check harvests/h.csv": "Next: classifier train harvests/h.csv",
    "codebook draft harvests/h.csv --force": "Next: classifier train harvests/h.csv",
    "suggest harvests/h.csv --no-cache": (
        "Next: classifier finish work/h/suggested.xlsx --out work/h/coded.xlsx --coder YOUR-NAME"
    ),
    "suggest harvests/h.csv --out s.csv --no-cache": (
        "Next: classifier suggest harvests/h.csv --format xlsx"
    ),
    f"audit harvests/h.csv {FAST}": (
        f"Next: classifier audit apply reports/audit-{TODAY}-1/worklist.xlsx --to harvests/h.csv "
        "--out work/h/audited.csv --coder YOUR-NAME"
    ),
    f"relabel plan harvests/h.csv {FAST}": (
        f"Next: classifier relabel apply reports/plan-{TODAY}-1 --to harvests/h.csv "
        "--out work/h/new.csv --coder YOUR-NAME"
    ),
}


@pytest.mark.parametrize("command", NEXT)
def test_the_next_command_is_typed_as_in_a_project(command, folder):
    _, out, _ = typed(folder, command)
    assert out.splitlines()[-1] == NEXT[command]


def test_the_place_that_is_proposed_is_made(folder):
    typed(folder, f"audit harvests/h.csv {FAST}")
    apply = f"audit apply reports/audit-{TODAY}-1/worklist.xlsx --to harvests/h.csv"
    assert typed(folder, f"{apply} --out work/h/audited.csv")[0] == 0


COUNTED = {
    "sample harvests/h.csv --double 3": {"drawn": 1, "of": 1},
    "finish work/new/suggested.xlsx": {"kept rows": 0, "left rows": 5, "differing rows": 0},
    "codebook lint": {},
    "finish harvests/new.csv": {},
}


@pytest.mark.parametrize("command", COUNTED)
def test_what_a_command_counted_stands_in_the_log(command, folder):
    typed(folder, command)
    assert read_log(read(folder))[-1].figures == COUNTED[command]
