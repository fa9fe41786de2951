"""Checking codes on the home page: look, decide, carry over, take back, as the commands do."""

import contextlib
import http.client
import io
import json
import re
import shutil
import sys
from pathlib import Path
from unittest.mock import patch

import openpyxl
import pytest
from test_audit_kit import AIMS, HEADINGS, NONSENSE, OBJECTIVE, doubtful_rows
from test_home_kit import open_at
from test_review_kit import small_model

from classifier.cli import main
from classifier.home.facts import key_of
from classifier.home.jobs import Jobs
from classifier.project import create, read, save
from classifier.project.corrected import Step, following, last_step, newest
from classifier.review.answers import Act, Log, TargetAnswer

NAMES = ("one.xlsx", "two.xlsx")


def command(folder, *words):
    """Type a command in a folder; return its exit code and all that it said."""
    said = io.StringIO()
    with (
        contextlib.chdir(folder),
        contextlib.redirect_stdout(said),
        contextlib.redirect_stderr(said),
        patch.object(sys, "argv", ["classifier", *map(str, words)]),
        pytest.raises(SystemExit) as ended,
    ):
        main()
    return ended.value.code or 0, said.getvalue()


def write_rows(path, rows):
    book = openpyxl.Workbook()
    book.active.append(HEADINGS)
    for row in rows:
        book.active.append([row[heading] for heading in HEADINGS])
    book.save(path)


def rows_of(path):
    """The rows of a workbook by its headings."""
    cells = list(openpyxl.load_workbook(path).active.values)
    return [dict(zip(cells[0], row, strict=True)) for row in cells[1:]]


@pytest.fixture(scope="module")
def made(tmp_path_factory, codebook, codebook_path):
    """A project of two harvests that share their ids, a model, and one round that has looked."""
    folder = tmp_path_factory.mktemp("made") / "project"
    create(folder, "Our harvests")
    shutil.copy(codebook_path, folder / "codebook.yaml")
    rows = doubtful_rows()
    write_rows(folder / "harvests" / "one.xlsx", rows)
    later = [row | {"Outcome description": f"{row['Outcome description']} later"} for row in rows]
    write_rows(folder / "harvests" / "two.xlsx", later)
    shutil.copytree(small_model(tmp_path_factory.mktemp("m"), codebook), folder / "models" / "m")
    project = read(folder)
    save(type(project)(folder, project.name, model="m"))
    looked = ("--encoder", "tfidf-only", "--no-cache", "--out", "work/checking/2025-01-31-1")
    code, said = command(folder, "audit", *(f"harvests/{name}" for name in NAMES), *looked)
    assert code == 0, said
    return folder


@pytest.fixture
def folder(made, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "kept"))
    monkeypatch.setattr("classifier.home.jobs.start_worker", lambda jobs: None)
    return shutil.copytree(made, tmp_path / "project")


@pytest.fixture
def home(folder):
    opened, visitor = open_at(folder)
    yield visitor
    opened.close()


def work(folder):
    """Do what waits, as the worker would; return the words of the commands."""
    jobs, done = Jobs(folder), []
    for job in jobs.to_do():
        jobs.begin(job.number)
        code, said = command(folder, *job.argv)
        jobs.end(job.number, "failed" if code else "done", code, said.splitlines())
        done.append(job.argv)
    return done


def findings(folder, name):
    """The findings in one harvest that the page can change, by fragment and target."""
    lines = (folder / "work/checking/2025-01-31-1/worklist.jsonl").read_text("utf-8").splitlines()
    listed = [json.loads(line) for line in lines]
    return [one for one in listed if one["file"] == name]


def answer(folder, name, finding, labels, coder="Amina"):
    """Answer a finding as the page of the review does."""
    place = folder / "work" / name.partition(".")[0] / "checking-2025-01-31-1.sqlite"
    place.parent.mkdir(parents=True, exist_ok=True)
    log = Log(place)
    given = TargetAnswer(finding["target"], "decided", frozenset(labels))
    fragment = finding["fragment_id"].partition(" (")[0]
    log.add(Act(0, "2025-01-31T10:00:00", coder, fragment, finding["text"], "tick",
                answers=(given,)))  # fmt: skip
    log.close()
    return place


def planted(folder, name="one.xlsx"):
    """The finding on an aim that was recorded against its FragmentID."""
    of_target = [one for one in findings(folder, name) if one["target"] == "objective"]
    return of_target[0]


def preview(home, page, n=0):
    return home.get(re.findall(r'href="(/checking/apply\?key=\w+)"', page)[n])


def hidden(page, name):
    return re.search(rf'name="{name}" value="([^"]*)"', page)[1]


def carry_over(home, folder):
    page = preview(home, home.get("/checking"))
    home.post("/checking/apply", key=hidden(page, "key"), copy=hidden(page, "copy"))
    return work(folder)


def test_the_first_page_offers_it_once_something_is_coded(home, folder):
    assert 'href="/checking"' in home.get("/")
    assert "40" in home.get("/checking")


def test_looking_is_the_command_at_the_foot_of_the_page(home, folder):
    page = home.get("/checking")
    shown = re.search(r'<code dir="ltr">classifier (audit .*?)</code>', page)[1]
    home.post("/checking/look", harvest="", look_at="40")
    (job,) = Jobs(folder).all()
    assert " ".join(job.argv) == shown
    assert job.argv[1:3] == ("harvests/one.xlsx", "harvests/two.xlsx")
    assert "progress" in home.get("/checking") or "Looking" in home.get("/checking")


@pytest.mark.parametrize(("rows", "n_jobs"), [("7", 1), ("", 0), ("0", 0), ("-3", 0), ("x", 0)])
def test_how_many_rows_is_a_number(home, folder, rows, n_jobs):
    one = key_of(folder / "harvests" / "one.xlsx")
    page = home.post("/checking/look", harvest=one, look_at=rows)
    jobs = Jobs(folder).all()
    assert len(jobs) == n_jobs
    if jobs:
        assert jobs[0].argv[:4] == ("audit", "harvests/one.xlsx", "--look-at", "7")
    else:
        assert "Write how many rows" in page


def test_the_page_says_what_was_found_and_what_so_many_rows_tell(home, folder):
    page = home.get("/checking")
    told = json.loads((folder / "work/checking/2025-01-31-1/report.json").read_text("utf-8"))
    sizes = {one["look_at"] for one in (told["look_at"], *told["budgets"])}
    assert {int(n) for n in re.findall(r'data-rows="(\d+)"', page)} == sizes
    assert "a label that may be missing" in page
    assert page.count("0 of ") == 2
    report = re.search(r'src="(/checking/\w+/report)"', page)[1]
    home.ask("GET", report)
    assert home.headers["content-security-policy"].startswith("sandbox")
    assert NONSENSE not in page + home.get(report)


def test_what_is_decided_on_the_page_becomes_a_corrected_copy_and_back(home, folder, tmp_path):
    before = {path.name: path.read_bytes() for path in (folder / "harvests").iterdir()}
    place = answer(folder, "one.xlsx", planted(folder), ["PHR"])
    assert "1 of " in home.get("/checking")
    page = preview(home, home.get("/checking"))
    assert "1 code would change." in page
    assert "<del" in page
    assert "CIV: Space" in page
    carry_over(home, folder)
    project = read(folder)
    copy = folder / "work/one/corrected-1/one.xlsx"
    assert newest(project, folder / "harvests" / "one.xlsx") == copy
    assert rows_of(copy)[18][OBJECTIVE] == AIMS["PHR"]
    # By command the same comes of it.
    words = ("audit", "apply", folder / "work/checking/2025-01-31-1/worklist.xlsx", "--to",
             folder / "harvests/one.xlsx", "--out", tmp_path / "one.xlsx", "--decisions", place,
             "--coder", "Amina")  # fmt: skip
    assert command(tmp_path, *words)[0] == 0
    assert rows_of(tmp_path / "one.xlsx") == rows_of(copy)
    page = home.get("/checking")
    assert "carried over" in page
    assert "--to work/one/corrected-1/one.xlsx" in page
    assert "work/one/corrected-1/one.xlsx" in home.get("/model")
    home.post("/checking/undo", harvest=hidden(page, "harvest"), copy="corrected-1", round="x")
    work(folder)
    undone = newest(project, folder / "harvests" / "one.xlsx")
    assert undone.parent.name == "corrected-2"
    assert rows_of(undone) == rows_of(folder / "harvests" / "one.xlsx")
    assert last_step(project, folder / "harvests" / "one.xlsx") is None
    page = home.get("/checking")
    assert ("carried over" in page, "Take the last step back" in page) == (False, False)
    assert {p.name: p.read_bytes() for p in (folder / "harvests").iterdir()} == before


def test_a_harvest_that_is_newer_than_its_corrected_copy_is_named_and_can_be_let_count(
    home, folder
):
    answer(folder, "one.xlsx", planted(folder), ["PHR"])
    carry_over(home, folder)
    harvest = folder / "harvests" / "one.xlsx"
    page = f"/harvests/{key_of(harvest)}"
    newer = "it was not made from one.xlsx as it is now"
    assert newer not in home.get(page) + home.get("/checking")
    write_rows(harvest, doubtful_rows()[:30])
    for one in (page, "/checking", "/moving", f"/coding?harvest={key_of(harvest)}"):
        assert newer in home.get(one)
    assert "Something has changed" in home.post(f"{page}/newer", copy="corrected-7")
    home.post("/checking/look", harvest="", look_at="5")
    assert "still at work" in home.post(f"{page}/newer", copy="corrected-1")
    Jobs(folder).cancel(Jobs(folder).all()[0].number)
    shown = home.post(f"{page}/newer", copy="corrected-1")
    assert "one.xlsx counts now. Its corrected copies lie in work/one, set aside." in shown
    assert newer not in shown
    assert newest(read(folder), harvest) == harvest
    assert (folder / "work/one/corrected-1-set-aside/one.xlsx").is_file()
    assert following(read(folder), harvest, harvest).parent.name == "corrected-2"


def test_a_button_that_is_pressed_twice_or_late_does_nothing_more(home, folder):
    answer(folder, "one.xlsx", planted(folder), ["PHR"])
    old = preview(home, home.get("/checking"))
    form = {"key": hidden(old, "key"), "copy": hidden(old, "copy")}
    carry_over(home, folder)
    page = home.post("/checking/apply", **form)
    assert "Something has changed meanwhile" in page
    assert "would change" in preview(home, page)
    assert "1 decided code stands so already." in preview(home, page)
    assert "Carry over" not in preview(home, page)
    undo = {
        "harvest": hidden(page, "harvest"),
        "copy": "corrected-1",
        "round": hidden(page, "round"),
    }
    home.post("/checking/undo", **undo)
    assert "Something has changed meanwhile" in home.post("/checking/undo", **undo)
    work(folder)
    assert "Something has changed meanwhile" in home.post("/checking/undo", **undo)
    assert len(Jobs(folder).all()) == 2


def test_nothing_is_begun_while_another_is_under_way(home, folder):
    answer(folder, "one.xlsx", planted(folder), ["PHR"])
    page = preview(home, home.get("/checking"))
    home.post("/checking/look", harvest="", look_at="5")
    said = home.post("/checking/apply", key=hidden(page, "key"), copy=hidden(page, "copy"))
    assert "Something has changed meanwhile" in said
    home.post("/checking/look", harvest="", look_at="6")
    assert [job.argv[0] for job in Jobs(folder).all()] == ["audit"]


def test_of_harvests_that_share_ids_each_gets_its_own_decisions(home, folder):
    answer(folder, "two.xlsx", planted(folder, "two.xlsx"), ["PHR"])
    page = home.get("/checking")
    assert re.findall(r"(\d+) of \d+ rows", page) == ["0", "1"]
    carry_over(home, folder)
    assert not (folder / "work/one/corrected-1").exists()
    assert rows_of(folder / "work/two/corrected-1/two.xlsx")[18][OBJECTIVE] == AIMS["PHR"]


def decided_workbook(folder, path, name="one.xlsx", word="change"):
    """The worklist with the planted finding decided."""
    book = openpyxl.load_workbook(folder / "work/checking/2025-01-31-1/worklist.xlsx")
    sheet = next(one for one in book if one.sheet_state == "visible" and one.max_row > 5)
    cells = {str(cell.value): cell for row in sheet.iter_rows(max_row=4) for cell in row}
    nr = planted(folder, name)["nr"]
    column = cells["Nr"].column
    row = next(r for r in range(1, sheet.max_row + 1) if sheet.cell(r, column).value == nr)
    sheet.cell(row, cells["Decision"].column).value = word
    book.save(path)
    return path


def test_a_list_that_comes_back_from_a_spreadsheet_is_carried_over(home, folder, tmp_path):
    page = home.get("/checking")
    address = re.search(r'href="(/checking/\w+/worklist)"', page)[1]
    assert home.ask("GET", address.replace("worklist", "nothing"))[0] == 404
    key = address.split("/")[2]
    page = home.drop("/files/checked", decided_workbook(folder, tmp_path / "b.xlsx"), harvest=key)
    assert re.findall(r"(\d+) of \d+ rows", page) == ["1", "0"]
    carry_over(home, folder)
    assert rows_of(folder / "work/one/corrected-1/one.xlsx")[18][OBJECTIVE] == AIMS["PHR"]
    page = home.drop("/files/checked", folder / "harvests" / "one.xlsx", harvest=key)
    assert "is no worklist of an audit" in page
    (tmp_path / "c.xlsx").write_bytes(b"letters")
    assert "not what its ending says" in home.drop(
        "/files/checked", tmp_path / "c.xlsx", harvest=key
    )


def test_a_harvest_that_changed_meanwhile_keeps_its_own_codes(home, folder):
    answer(folder, "one.xlsx", planted(folder), ["PHR"])
    rows = doubtful_rows()
    rows[18][OBJECTIVE] = ""
    write_rows(folder / "harvests" / "one.xlsx", rows)
    page = preview(home, home.get("/checking"))
    assert "is not coded in this file" in page
    write_rows(folder / "harvests" / "one.xlsx", [*rows[:18], *rows[19:]])
    page = preview(home, home.get("/checking"))
    assert "not found in it" in page
    assert "Carry over" not in page


def test_what_another_person_decided_is_left_to_them(home, folder, tmp_path):
    answer(folder, "one.xlsx", planted(folder), ["PHR"], coder="Ben")
    page = home.get("/checking")
    assert "Also decided here by: Ben." in page
    assert rows_decided(page) == ["0", "0"]
    key = re.search(r'href="/checking/(\w+)/worklist"', page)[1]
    home.drop("/files/checked", decided_workbook(folder, tmp_path / "b.xlsx"), harvest=key)
    carry_over(home, folder)
    (job,) = Jobs(folder).all()
    assert (job.state, "--decisions" in job.argv) == ("done", False)
    assert (folder / "work/one/corrected-1/one.xlsx").is_file()


def test_answers_that_cannot_be_read_are_told_and_nothing_is_carried_over(home, folder):
    place = answer(folder, "one.xlsx", planted(folder), ["PHR"])
    page = preview(home, home.get("/checking"))
    place.write_bytes(b"damaged")
    assert place.name in home.get("/checking")
    said = home.post("/checking/apply", key=hidden(page, "key"), copy=hidden(page, "copy"))
    assert place.name in said
    assert Jobs(folder).all() == ()


def test_a_round_is_carried_over_by_its_own_name():
    words = ("audit", "apply", "work/checking/2025-01-31-10/worklist.xlsx")
    assert Step(Path(), "audit apply", words).read("2025-01-31-10")
    assert not Step(Path(), "audit apply", words).read("2025-01-31-1")
    decided = ("audit", "apply", "work/checking/2025-01-31-1-decided (2).xlsx")
    assert Step(Path(), "audit apply", decided).read("2025-01-31-1")


def test_a_round_that_cannot_be_read_is_passed_over(home, folder):
    (folder / "work/checking/2025-01-31-1/report.json").write_text("{}", "utf-8")
    assert "What was found" not in home.get("/checking")


def test_before_anything_is_coded_the_page_says_so(folder):
    shutil.rmtree(folder / "harvests")
    opened, home = open_at(folder)
    assert "There is no coded harvest yet." in home.get("/checking")
    assert 'href="/checking"' not in home.get("/")
    opened.close()


def test_two_steps_never_write_the_same_copy(home, folder):
    answer(folder, "one.xlsx", planted(folder), ["PHR"])
    page = preview(home, home.get("/checking"))
    home.post("/checking/apply", key=hidden(page, "key"), copy=hidden(page, "copy"))
    one = key_of(folder / "harvests" / "one.xlsx")
    for address, form in (("/model/learn", {}), ("/double/draw", {"harvest": one, "n": "4"})):
        assert "is being written just now" in home.post(address, **form), address
    assert [job.argv[:2] for job in Jobs(folder).all()] == [("audit", "apply")]
    work(folder)
    home.post("/model/learn")
    (job,) = Jobs(folder).to_do()
    assert "work/one/corrected-1/one.xlsx" in job.argv


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("double_job_write", ("adjudicate", "apply", "a.xlsx", "--to", "harvests/two.xlsx")),
        ("home_job_move", ("relabel", "apply", "work/moving/plan-1", "--to", "harvests/two.xlsx")),
    ],
)
def test_nothing_is_carried_over_while_another_page_writes_a_copy(home, folder, title, words):
    answer(folder, "one.xlsx", planted(folder), ["PHR"])
    page = preview(home, home.get("/checking"))
    Jobs(folder).add(title, (*words, "--out", "work/two/corrected-1/two.xlsx"))
    said = home.post("/checking/apply", key=hidden(page, "key"), copy=hidden(page, "copy"))
    assert "Something has changed meanwhile" in said
    assert len(Jobs(folder).all()) == 1


def download(home, address, path):
    connection = http.client.HTTPConnection("127.0.0.1", home.port, timeout=60)
    connection.request("GET", address, headers={"Cookie": home.cookie})
    path.write_bytes(connection.getresponse().read())
    connection.close()


def rows_decided(page):
    return re.findall(r"(\d+) of \d+ rows", page)


def test_a_second_list_keeps_what_the_first_one_decided(home, folder, tmp_path):
    page = home.get("/checking")
    address = re.search(r'href="(/checking/\w+/worklist)"', page)[1]
    key = address.split("/")[2]
    first = decided_workbook(folder, tmp_path / "a.xlsx")
    home.drop("/files/checked", first, harvest=key)
    second = decided_workbook(folder, tmp_path / "b.xlsx", "two.xlsx", word="keep")
    page = home.drop("/files/checked", second, harvest=key)
    assert "1 row that was decided in an earlier list is open in this one" in page
    assert rows_decided(page) == ["1", "1"]
    # What is downloaded from now on says both, and the newest word on a row counts.
    download(home, address, tmp_path / "c.xlsx")
    page = home.drop("/files/checked", tmp_path / "c.xlsx", harvest=key)
    assert "in an earlier list" not in page
    assert rows_decided(page) == ["1", "1"]
    page = home.drop(
        "/files/checked", decided_workbook(folder, tmp_path / "d.xlsx", word="keep"), harvest=key
    )
    assert "1 row that was decided" in page
    page = preview(home, page)
    assert "0 codes would change." in page
