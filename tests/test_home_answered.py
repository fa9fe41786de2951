"""What counts as answered: on the page, in a workbook that came back, or in both."""

import os

import openpyxl
import pytest
from test_home_kit import AtHome, open_at, project_at_work, workbook
from test_home_reviews import answer, shown
from test_review_kit import small_model
from typer.testing import CliRunner

from classifier import cli
from classifier.home.facts import key_of
from classifier.home.jobs import Jobs
from classifier.home.run import HomeConfig, open_home
from classifier.review.answers import Log


@pytest.fixture(scope="module")
def model(tmp_path_factory, codebook):
    return small_model(tmp_path_factory.mktemp("models"), codebook)


@pytest.fixture
def folder(tmp_path, codebook_path, model, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "kept"))
    monkeypatch.setattr("classifier.home.jobs.start_worker", lambda jobs: None)
    project_at_work(tmp_path / "project", codebook_path, model)
    monkeypatch.chdir(tmp_path / "project")
    assert CliRunner().invoke(cli.app, ["suggest", "harvests/new.xlsx"]).exit_code == 0
    return tmp_path / "project"


@pytest.fixture
def home(folder):
    opened, visitor = open_at(folder)
    yield visitor
    opened.close()


@pytest.fixture
def key(folder):
    return key_of(folder / "harvests" / "new.xlsx")


def decided(folder, place, cells):
    """Write decisions into the workbook that was made, by row below the headings and question."""
    book = openpyxl.load_workbook(folder / "work" / "new" / "suggested.xlsx")
    sheet = book["Review"]
    top = next(
        row for row in sheet.iter_rows() if any("decision" in str(c.value).casefold() for c in row)
    )
    columns = [cell for cell in top if "decision" in str(cell.value).casefold()]
    for row, said in cells.items():
        for cell, text in zip(columns, said, strict=False):
            sheet.cell(cell.row + row, cell.column).value = text
    book.save(place)
    return place


NONE = ("none fits",) * 9


def test_what_was_decided_in_excel_counts_before_it_is_written(home, folder, key, tmp_path):
    mine = decided(folder, tmp_path / "mine.xlsx", {1: NONE, 2: NONE, 3: ("none fits",)})
    preview = home.drop("/files/reviewed", mine, harvest=key)
    assert "10 rows are left unchanged, since they are undecided." in preview
    for page in (home.get("/"), home.get("/coding")):
        assert "2 of 12 answered" in page
        assert "has 2 answered fragments, which are not written yet" in page
    kept = (folder / "work" / "new" / ".answered.json").read_text()
    assert "SCC" not in kept


def test_answers_of_page_and_workbook_come_together(home, folder, key, tmp_path):
    answer(home, f"/review/{key}/f/5", shown(home, f"/review/{key}/f/5"))
    mine = decided(folder, tmp_path / "mine.xlsx", {1: NONE, 2: NONE})
    home.drop("/files/reviewed", mine, harvest=key)
    assert "3 of 12 answered" in home.get("/coding")
    home.post("/coding/reviewed", harvest=key)
    assert CliRunner().invoke(cli.app, Jobs(folder).all()[0].argv).exit_code == 0
    page = home.get("/coding")
    assert "3 of 12 answered" in page
    assert "not written yet" not in page
    assert "3 of 12 fragments" in shown(home, f"/review/{key}/f/0")
    assert "codes written for 3 fragments" in home.post(f"/review/{key}/export", replace="on")


def test_a_corrected_workbook_takes_the_place_of_the_one_before(home, folder, key, tmp_path):
    for texts in (NONE, ("Talks held",) * 9):
        mine = decided(folder, tmp_path / "mine.xlsx", {1: texts})
        home.drop("/files/reviewed", mine, harvest=key)
        home.post("/coding/reviewed", harvest=key)
    log = Log(folder / "work" / "new" / "decisions.sqlite")
    acts = log.after(0)
    log.close()
    assert [one.kind for one in acts] == ["workbook", "workbook"]
    assert {one.target: set(one.labels) for one in acts[-1].answers}["type"] == {"TLK"}


def test_a_coded_workbook_that_is_older_than_an_answer_is_told(home, folder, key):
    answer(home, f"/review/{key}/f/0", shown(home, f"/review/{key}/f/0"))
    home.post(f"/review/{key}/export")
    assert "write it anew before you use it" not in home.get("/coding")
    coded = folder / "work" / "new" / "new-coded.xlsx"
    os.utime(coded, (0, coded.stat().st_mtime - 60))
    answer(home, f"/review/{key}/f/1", shown(home, f"/review/{key}/f/1"))
    assert "write it anew before you use it" in home.get("/coding")


def test_an_answer_whose_row_is_gone_is_named_when_the_codes_are_written(home, folder, key):
    for place in (0, 11):
        answer(home, f"/review/{key}/f/{place}", shown(home, f"/review/{key}/f/{place}"))
    workbook(folder / "harvests" / "new.xlsx", codes=False, n=5)
    shown(home, f"/review/{key}/f/0", "of 5 fragments")
    page = home.post(f"/review/{key}/export")
    assert "has no row any more for 1 answered fragment: SCC-MLI/PHR011." in page
    assert "codes written for 1 fragment " in page


def test_answers_of_another_coder_are_not_taken_for_ones_own(folder, key):
    opened, amina = open_at(folder)
    answer(amina, f"/review/{key}/f/0", shown(amina, f"/review/{key}/f/0"))
    assert "1 of 12 answered" in amina.get("/coding")
    opened.close()
    opened = open_home(HomeConfig(folder, "Boubou", "en"))
    boubou = AtHome(opened.keys.port)
    boubou.enter(opened.keys.address(opened.keys.token))
    assert "0 of 12 answered" in boubou.get("/coding")
    opened.close()
