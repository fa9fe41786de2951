"""Two coders on the home page: drawn, coded apart, compared, agreed, written."""

import contextlib
import http.client
import re
import shutil

import openpyxl
import pytest
from test_double_coding import CODEBOOK, OBJECTIVE, TYPE, fill, shown
from test_home_kit import AtHome, open_at, workbook
from test_jobs_kit import until
from typer.testing import CliRunner

from classifier.cli import app
from classifier.home.facts import key_of
from classifier.home.jobs import Jobs
from classifier.project import create

LAW, GROUP = "New structure", "Seeking public support"
SECRET = "parliament"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A project with a codebook and two new harvests; jobs wait until `work` does them."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "kept"))
    monkeypatch.setattr("classifier.home.jobs.start_worker", lambda jobs: None)
    folder = tmp_path / "Our harvests"
    create(folder, "Our harvests")
    shutil.copy(CODEBOOK, folder / "codebook.yaml")
    for name in ("first", "other"):
        workbook(folder / "harvests" / f"{name}.xlsx", codes=False)
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def home(folder):
    opened, visitor = open_at(folder)
    yield visitor
    opened.close()


def work(folder):
    """Do what waits, as the worker does; return what was said."""
    jobs, said = Jobs(folder), ""
    for job in jobs.to_do():
        assert jobs.begin(job.number)
        result = CliRunner().invoke(app, list(job.argv), catch_exceptions=False)
        state = "failed" if result.exit_code else "done"
        jobs.end(job.number, state, result.exit_code, result.output.splitlines())
        said += result.output
    return said


def key(folder, name="first"):
    return key_of(folder / "harvests" / f"{name}.xlsx")


def drawn(home, folder, n=4, name="first"):
    """Draw rows, and say who codes."""
    home.post("/double/draw", harvest=key(folder, name), n=str(n))
    work(folder)
    return home.post("/double/names", harvest=key(folder, name), first="Anna", second="Bert")


def double(folder, name="first"):
    return folder / "work" / name / "double"


def page_of(home, address):
    """Return a page of a review once it is read."""
    until(lambda: 'class="target"' in home.get(address))
    return home.get(address)


def act(home, address, do):
    """Press a button of a fragment's page."""
    page = page_of(home, address)
    stamp = re.search(r'name="stamp" value="(\d+)"', page)[1]
    return home.post(address, do=do, stamp=stamp)


CELLS = {(row, heading): "none fits" for row in range(2, 6) for heading in (TYPE, OBJECTIVE)}


def filled(folder, letter, tmp_path, cells):
    """Return a coder's workbook, filled in in Excel."""
    path = double(folder) / f"coder-{letter}.xlsx"
    return fill(path, tmp_path / f"{letter}.xlsx", {**CELLS, **cells, (2, "Remark"): letter})


def compared(home, folder, tmp_path):
    """Bring both to the point where they agree: they differ in one cell."""
    drawn(home, folder)
    for letter, name in (("A", LAW), ("B", GROUP)):
        one = filled(folder, letter, tmp_path, {(2, TYPE): name})
        home.drop(f"/files/double?as={letter}", one, harvest=key(folder))
    home.post("/double/compare", harvest=key(folder))
    work(folder)
    return home.get(f"/double?harvest={key(folder)}")


def test_the_first_page_offers_it_and_says_how_it_stands(home, folder):
    assert "See how far two people code alike" in home.get("/")
    drawn(home, folder)
    assert "Two people are coding rows of first.xlsx" in home.get("/")


def test_what_so_many_rows_can_tell_is_said_in_the_words_of_the_command(home, folder):
    assert "How many rows?" in home.get("/double")
    home.post("/double/draw", harvest=key(folder), n="5")
    told = re.search("With 5 rows.*", work(folder))[0]
    assert told == "With 5 rows an agreement of 80% is known to within 35 percentage points."


def run(*words):
    result = CliRunner().invoke(app, [str(word) for word in words], catch_exceptions=False)
    assert result.exit_code == 0, result.output


def told(path):
    """What stands in a coded copy, but for the names of files."""
    return [{**row, "Decided in": "", "For undo": ""} for row in shown(path)]


def test_no_page_shows_a_code_of_the_other_before_both_are_done(home, folder, tmp_path):
    drawn(home, folder)
    home.drop("/files/double?as=A", filled(folder, "A", tmp_path, {(2, TYPE): LAW}),
              harvest=key(folder))  # fmt: skip
    other = AtHome(home.port, home.cookie)
    pages = [other.get(f"/double?harvest={key(folder)}"), other.get("/")]
    pages += [page_of(other, f"/review/{key(folder)}-B/f/{place}") for place in (0, 3)]
    pages += [other.get(f"/review/{key(folder)}-B/overview")]
    for page in pages:
        assert not re.search(r'aria-pressed="true"[^>]*data-digit|>A:|Anna</span>.*T01', page)
        assert 'data-state="decided"' not in page
        assert 'data-state="none"' not in page
    assert "4 of 4 rows coded" in pages[0]
    assert other.ask("GET", f"/review/{key(folder)}-agree/")[0] == 404
    assert "Not all rows are coded" in other.post("/double/compare", harvest=key(folder))


def test_what_is_compared_is_coded_alone_no_more_and_agreed_in_excel(home, folder, tmp_path):
    page = compared(home, folder, tmp_path)
    assert "1 cell is left to agree on" in page
    for letter in "AB":
        assert home.ask("GET", f"/review/{key(folder)}-{letter}/")[0] == 404
        one = filled(folder, letter, tmp_path, {(3, TYPE): LAW})
        page = home.drop(f"/files/double?as={letter}", one, harvest=key(folder))
        assert "does not belong to the step" in page
    agree = double(folder) / "agree.xlsx"
    agreed = fill(agree, tmp_path / "agreed.xlsx", {(2, TYPE): GROUP})
    page = home.drop("/files/double?as=agree", agreed, harvest=key(folder))
    assert "Everything is agreed on" in page
    moving = ("relabel", "apply", "plan-1", "--out", "work/first/corrected-1/first.xlsx")
    other = Jobs(folder).add("home_job_move", moving)
    assert "is being written just now" in home.post("/double/write", harvest=key(folder))
    Jobs(folder).cancel(other)
    (double(folder) / "agree (2).xlsx").write_bytes(b"PK\x03\x04 damaged")
    page = home.get(f"/double?harvest={key(folder)}")
    assert "agree (2).xlsx" in page
    assert "Draw other rows" in page
    assert "agree (2).xlsx" in home.post("/double/write", harvest=key(folder))
    assert Jobs(folder).to_do() == ()


def test_half_of_the_rows_may_be_compared_written_and_taken_back(home, folder, tmp_path):
    drawn(home, folder)
    for letter in "AB":
        path = double(folder) / f"coder-{letter}.xlsx"
        one = fill(path, tmp_path / f"{letter}.xlsx", {(2, TYPE): LAW, (3, "Remark"): letter})
        home.drop(f"/files/double?as={letter}", one, harvest=key(folder))
    home.post("/double/compare", harvest=key(folder), all="on")
    work(folder)
    page = home.get(f"/double?harvest={key(folder)}")
    assert "7 cells are left to agree on" in page
    assert "7 cells are open" in home.post("/double/write", harvest=key(folder))
    home.post("/double/write", harvest=key(folder), all="on")
    work(folder)
    page = home.get(f"/double?harvest={key(folder)}")
    assert "are written" in page
    copy = re.search(r'action="/double/undo".*?name="copy" value="(.*?)"', page)[1]
    assert "changed meanwhile" in home.post("/double/undo", harvest=key(folder), copy="another")
    home.post("/double/undo", harvest=key(folder), copy=copy)
    work(folder)
    page = home.get(f"/double?harvest={key(folder)}")
    assert "7 cells are left to agree on" in page
    assert "Take the last step back" not in page
    home.post("/double/write", harvest=key(folder), all="on")
    work(folder)
    assert "are written" in home.get(f"/double?harvest={key(folder)}")


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [
        ("", "Bert", "needs a name"),
        ("Anna", "  ", "needs a name"),
        ("Anna", " anna\t", "the same name"),
    ],
)
def test_two_coders_have_two_names(home, folder, first, second, said):
    home.post("/double/draw", harvest=key(folder), n="4")
    work(folder)
    page = home.post("/double/names", harvest=key(folder), first=first, second=second)
    assert said in page
    assert "Who codes?" in page


def test_names_stay_once_coding_has_begun(home, folder):
    drawn(home, folder)
    page = home.post("/double/names", harvest=key(folder), first="Bert", second="Anna")
    assert "Bert and Anna each code" in page
    act(home, f"/review/{key(folder)}-A/f/0", "none:type")
    page = home.post("/double/names", harvest=key(folder), first="Anna", second="Bert")
    assert "The names stay" in page
    assert "Bert and Anna each code" in page


def test_a_workbook_that_is_not_his_is_refused(home, folder, tmp_path):
    drawn(home, folder)
    drawn(home, folder, name="other")
    a = filled(folder, "A", tmp_path, {(2, TYPE): LAW})

    def drop(path, letter="B"):
        return home.drop(f"/files/double?as={letter}", path, harvest=key(folder))

    assert "first.xlsx is no coder" in drop(folder / "harvests" / "first.xlsx")
    assert "none of the rows that were drawn here" in drop(double(folder, "other") / "coder-A.xlsx")
    assert "is here already" in drop(double(folder) / "coder-B.xlsx")
    assert "4 of 4 rows coded" in drop(a, "A")
    assert "is the workbook of Anna" in drop(a)
    assert "is here already" in drop(a, "A")
    assert [path.name for path in double(folder).glob("coder-B*")] == ["coder-B.xlsx"]


def test_rows_that_are_gone_are_open_and_words_that_are_no_label_too(home, folder, tmp_path):
    drawn(home, folder)
    one = filled(folder, "A", tmp_path, {(4, TYPE): "quelque chose"})
    book = openpyxl.load_workbook(one)
    book.worksheets[0].delete_rows(2)
    book.worksheets[0].append(["NEW-1", "Mali", "Something else happened."])
    book.save(one)
    page = home.drop("/files/double?as=A", one, harvest=key(folder))
    assert "1 row that was drawn is not in it" in page
    assert "2 of 4 rows coded" in page
    assert "Rows 3 hold words that are no label" in page
    assert "quelque chose" not in page


def test_other_rows_are_drawn_only_if_that_is_said_and_the_first_stay(home, folder):
    drawn(home, folder)
    act(home, f"/review/{key(folder)}-A/f/0", "none:type")
    assert "Rows are drawn already" in home.post("/double/draw", harvest=key(folder), n="3")
    assert Jobs(folder).to_do() == ()
    home.post("/double/draw", harvest=key(folder), n="3", again="on")
    work(folder)
    assert "Who codes?" in home.get(f"/double?harvest={key(folder)}")
    assert (double(folder) / "coder-A.review.sqlite").is_file()
    assert (folder / "work/first/double-2/coder-A.xlsx").is_file()


def test_no_word_of_a_confidential_row_is_drawn(home, folder):
    home.post("/double/draw", harvest=key(folder), n="12")
    work(folder)
    rows = shown(double(folder) / "coder-A.xlsx")
    assert 0 < len(rows) < 12
    secret = [row["Outcome description"] for row in shown(folder / "harvests/first.xlsx")
              if row.get("Confidential") == "YES"]  # fmt: skip
    assert not set(secret) & {row["Outcome description"] for row in rows}


def test_a_workbook_that_was_sent_is_coded_here_and_goes_back(home, folder, tmp_path):
    drawn(home, folder, n=2)
    sent = tmp_path / "from Anna.xlsx"
    shutil.copy(double(folder) / "coder-B.xlsx", sent)
    page = home.drop("/files/sent", sent)
    assert "from Anna.xlsx" in page
    for place in range(2):
        act(home, f"/review/sent-1/f/{place}", "none:type")
        act(home, f"/review/sent-1/f/{place}", "none:objective")
    assert "2 of 2 rows coded" in home.get("/double")
    back = tmp_path / "back.xlsx"
    back.write_bytes(download(home, "/double/sent-1/workbook"))
    page = home.drop("/files/double?as=B", back, harvest=key(folder))
    assert page.count("2 of 2 rows coded") == 2  # here, and in what was sent
    assert shown(back)[0][TYPE] == "none fits"


def download(home, path):
    connection = http.client.HTTPConnection("127.0.0.1", home.port, timeout=60)
    with contextlib.closing(connection):
        connection.request("GET", path, headers={"Cookie": home.cookie})
        answer = connection.getresponse()
        assert answer.status == 200
        return answer.read()


def test_what_was_answered_on_the_page_is_set_aside_by_a_workbook_and_that_is_said(
    home, folder, tmp_path
):
    drawn(home, folder)
    act(home, f"/review/{key(folder)}-A/f/0", "tick:type:T02")
    one = filled(folder, "A", tmp_path, {(2, TYPE): LAW})
    page = home.drop("/files/double?as=A", one, harvest=key(folder))
    assert "from now on this workbook counts" in page
    page = page_of(home, f"/review/{key(folder)}-A/f/0")
    assert re.search(r'value="tick:type:T01" aria-pressed="true"', page)
    assert not re.search(r'value="tick:type:T02" aria-pressed="true"', page)


def test_a_folder_that_a_person_copied_is_no_drawing(home, folder):
    drawn(home, folder, n=2)
    for name in ("double - Copy", "double-copy", "double-1", "double-²"):
        shutil.copytree(double(folder), double(folder).with_name(name))
    assert "Two people are coding rows of first.xlsx" in home.get("/")
    assert "Anna and Bert each code" in home.get("/double")


def test_a_workbook_is_taken_though_a_kill_left_a_folder_for_one_before(home, folder, tmp_path):
    drawn(home, folder, n=2)
    (folder / "work/double/sent-1").mkdir(parents=True)
    sent = shutil.copy(double(folder) / "coder-B.xlsx", tmp_path / "from Anna.xlsx")
    assert "from Anna.xlsx" in home.drop("/files/sent", sent)
    assert (folder / "work/double/sent-2/from Anna.xlsx").is_file()


def test_what_the_other_coder_downloads_is_not_taken_as_his(home, folder, tmp_path):
    drawn(home, folder, n=2)
    act(home, f"/review/{key(folder)}-A/f/0", "none:type")
    content = download(home, f"/double/{key(folder)}/A")
    for name in ("first-Anna.xlsx", "First-ANNA (1).xlsx", "coder-A_2.xlsx"):
        his = tmp_path / name
        his.write_bytes(content)
        page = home.drop("/files/double?as=B", his, harvest=key(folder))
        assert f"{name} is the workbook of Anna" in page
    assert [path.name for path in double(folder).glob("coder-B*")] == ["coder-B.xlsx"]


def test_a_coder_whose_name_begins_as_that_of_the_other_drops_his_own(home, folder, tmp_path):
    home.post("/double/draw", harvest=key(folder), n="4")
    work(folder)
    home.post("/double/names", harvest=key(folder), first="Ann", second="Ann Lee")
    for letter, name in (("A", "first-Ann"), ("B", "first-Ann Lee")):
        one = filled(folder, letter, tmp_path, {}).rename(tmp_path / f"{name}.xlsx")
        page = home.drop(f"/files/double?as={letter}", one, harvest=key(folder))
    assert page.count("4 of 4 rows coded") == 2
