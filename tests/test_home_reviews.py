"""A review on the home page while something else changes: the model, the harvest, the language."""

import re
import shutil
from dataclasses import replace

import openpyxl
import pytest
from test_home_kit import open_at, project_at_work, workbook
from test_jobs_kit import until
from test_review_kit import small_model

from classifier.home.facts import key_of
from classifier.project import read, save


@pytest.fixture(scope="module")
def model(tmp_path_factory, codebook):
    return small_model(tmp_path_factory.mktemp("models"), codebook)


@pytest.fixture
def folder(tmp_path, codebook_path, model, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "kept"))
    monkeypatch.setattr("classifier.home.jobs.start_worker", lambda jobs: None)
    project_at_work(tmp_path / "project", codebook_path, model)
    return tmp_path / "project"


@pytest.fixture
def home(folder):
    opened, visitor = open_at(folder)
    visitor.reviews = opened._home.reviews
    yield visitor
    opened.close()


@pytest.fixture
def review(folder):
    return f"/review/{key_of(folder / 'harvests' / 'new.xlsx')}"


def shown(home, address, words="SCC-"):
    """Return a page of a review once it is read."""
    until(lambda: words in home.get(address))
    return home.get(address)


def fields(page):
    return dict(re.findall(r'name="(stamp|lessons)" value="(\d+)"', page))


def answer(home, address, page):
    """Say of each question that none fits."""
    for question in re.findall(r'value="(none:\w+)"', page):
        home.post(address, do=question, **fields(page))
        page = shown(home, address)


def use_another_model(folder):
    shutil.copytree(folder / "models" / "small", folder / "models" / "second")
    save(replace(read(folder), model="second"))


def model_of(home):
    (opened,) = home.reviews._open.values()
    return opened.config.model.name if opened.state else ""


def test_a_review_goes_on_with_the_model_that_was_learned_meanwhile(home, folder, review):
    page = shown(home, f"{review}/f/0")
    answer(home, f"{review}/f/0", page)
    home.post(f"{review}/settings", blind="on", **{"from": "0"})
    use_another_model(folder)
    page = shown(home, f"{review}/f/0")
    assert model_of(home) == "second"
    assert "1 of 12 fragments" in page
    (opened,) = home.reviews._open.values()
    assert opened.state.session.blind


def test_nothing_is_taken_from_a_page_that_showed_what_the_model_before_suggested(
    home, folder, review
):
    before = fields(shown(home, f"{review}/f/1"))
    use_another_model(folder)
    shown(home, f"{review}/f/0")
    page = home.post(f"{review}/f/1", do="accept", **before)
    assert "learned" in page
    assert "0 of 12 fragments" in page


def test_an_answer_that_is_sent_before_the_new_model_is_read_is_kept(home, folder, review):
    page = shown(home, f"{review}/f/1")
    use_another_model(folder)
    home.ask("GET", f"{review}/static/review.css")  # begins to read
    answer(home, f"{review}/f/1", page)
    assert "1 of 12 fragments" in shown(home, f"{review}/f/1")


def test_what_changes_nothing_in_a_review_leaves_it_open(home, folder, review):
    shown(home, f"{review}/f/0")
    (opened,) = home.reviews._open.values()
    save(replace(read(folder), name="Another name"))
    home.get(f"{review}/f/0")
    assert home.reviews._open[review.rpartition("/")[2]] is opened


def test_a_harvest_that_was_replaced_is_read_anew(home, folder, review):
    shown(home, f"{review}/f/0")
    workbook(folder / "harvests" / "new.xlsx", codes=False, n=7)
    shown(home, f"{review}/f/0", "of 7 fragments")


def test_a_review_of_a_harvest_that_is_gone_is_no_page(home, folder, review):
    shown(home, f"{review}/f/0")
    (folder / "harvests" / "new.xlsx").unlink()
    assert home.ask("GET", f"{review}/f/0")[0] == 404


def test_a_model_that_cannot_be_read_is_told_and_the_review_comes_back(home, folder, review):
    shown(home, f"{review}/f/0")
    use_another_model(folder)
    heads = folder / "models" / "second" / "heads.npz"
    kept = heads.read_bytes()
    heads.write_bytes(b"broken")
    until(lambda: "could not be opened" in home.get(f"{review}/f/0"))
    heads.write_bytes(kept)
    shown(home, f"{review}/f/0")


def test_home_page_and_review_speak_one_language(home, folder, review):
    shown(home, f"{review}/f/0")
    home.post("/settings", language="fr", page="/")
    assert 'lang="fr"' in home.get(f"{review}/f/0")
    home.post(f"{review}/settings", language="ar", **{"from": "0"})
    assert 'lang="ar"' in home.get("/")
    assert read(folder).language == "ar"


def test_a_review_reads_the_columns_that_the_project_remembers(home, folder):
    book = openpyxl.load_workbook(folder / "harvests" / "new.xlsx")
    for cell in book.active[1]:
        if cell.value == "Outcome description":
            cell.value = "Story of change"
    book.save(folder / "harvests" / "third.xlsx")
    save(replace(read(folder), columns={"outcome": "Story of change"}))
    shown(home, f"/review/{key_of(folder / 'harvests' / 'third.xlsx')}/f/0")
