"""A new user on the home page, in a real browser: from an empty folder to a coded harvest.

Screenshots go to eval/review-shots/, to be looked at.
"""

import os
import re
import signal
import subprocess
import sys
import time
from dataclasses import replace

import openpyxl
import pytest
from test_home_kit import project_at_work, workbook
from test_review_browser import (
    AXE_TAGS,
    DESKTOP,
    PHONE,
    ROOT,
    SHOTS,
    SWITCHES,
    needs_browser,
    until,
)
from test_review_kit import small_model

from classifier.codebook import read_codebook
from classifier.codebook.diff import diff_codebooks
from classifier.codebook.editing import edit_label
from classifier.codebook.label_slips import Edit
from classifier.harvest import read_harvest
from classifier.project import create, read
from classifier.project.history import copies
from classifier.report.codebook import diff_report

pytestmark = pytest.mark.slow

DATA = ROOT / "data"
MOST_CLICKS, MOST_SECONDS = 25, 600
CHANGED = "before => document.querySelector('input[name=stamp]').value !== before"
MOVED_ON = "before => location.href !== before"
KEYS_WORK = "() => typeof KEYS === 'object'"
PAGES = ("/", "/codebook", "/harvests", "/model", "/coding", "/annex", "/hand-over")


@pytest.fixture(scope="module")
def browser():
    path = needs_browser()
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        one = playwright.chromium.launch(executable_path=path, args=SWITCHES)
        yield one
        one.close()


class Program:
    """The command as a person starts it."""

    def __init__(self, folder, kept, coder="Amina"):
        command = [sys.executable, "-m", "classifier", "home", str(folder), "--no-browser"]
        self.process = subprocess.Popen(
            [*command, "--coder", coder, "--language", "en"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "XDG_DATA_HOME": str(kept), "HF_HUB_OFFLINE": "1"},
        )
        line = self.process.stdout.readline()
        assert "http://" in line, self.process.stderr.read()
        self.address = line.split()[1]

    def end(self, how=signal.SIGTERM):
        self.process.send_signal(how)
        self.process.communicate(timeout=60)


@pytest.fixture
def start(tmp_path):
    running = []

    def begin(folder, **choices):
        running.append(Program(folder, tmp_path / "kept", **choices))
        return running[-1]

    yield begin
    for one in running:
        if one.process.poll() is None:
            one.end()


@pytest.fixture
def visit(browser):
    contexts, troubles = [], []

    def open_page(program, **choices):
        context = browser.new_context(**{"viewport": DESKTOP, "accept_downloads": True, **choices})
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.goto(program.address)
        page.wait_for_selector("main#main")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert troubles == []


@pytest.fixture(scope="module")
def model(tmp_path_factory, codebook):
    return small_model(tmp_path_factory.mktemp("models"), codebook)


def new_harvest(path, n=30):
    """The sample's third harvest, its first rows, as it was before anybody coded it."""
    book = openpyxl.load_workbook(DATA / "harvest-3.xlsx")
    sheet = book.active
    sheet.delete_rows(n + 2, sheet.max_row)
    coded = ("MCQType of change", "TypeOfChangeCluster", "Link to SCC Specific Objectives", "Coder")
    for column in sheet.iter_cols():
        if str(column[0].value).strip() in coded:
            for cell in column[1:]:
                cell.value = None
    book.save(path)
    return path


class NewUser:
    """Counts what a person presses with the mouse; what is written and typed is not counted."""

    def __init__(self, page):
        self.page, self.clicks = page, 0

    def click(self, selector):
        self.clicks += 1
        self.page.click(selector)

    def choose(self, *files):
        self.clicks += 1
        with self.page.expect_navigation():
            self.page.set_input_files('form.drop input[type="file"]', [str(one) for one in files])

    def write(self, text):
        self.page.fill("#definition", text)
        self.click(".book .finish button")
        self.page.wait_for_selector(".said .badge")

    def answer(self):
        """Answer the fragment on the page by keyboard: what is likely, else the first label."""
        page = self.page
        stamp = page.input_value('input[name="stamp"]')
        here = page.url
        for target in page.query_selector_all('.target[data-state="open"]'):
            if not target.query_selector(".label.likely"):
                digit = target.query_selector(".tick[data-digit]").get_attribute("data-digit")
                page.keyboard.press(digit)
                until(page, CHANGED, stamp)
                stamp = page.input_value('input[name="stamp"]')
        page.keyboard.press("Enter")
        until(page, MOVED_ON, here)


def test_a_new_user_comes_from_an_empty_folder_to_a_coded_harvest(start, visit, tmp_path):
    begun, folder = time.monotonic(), tmp_path / "Our harvests"
    page = visit(start(folder))
    user = NewUser(page)
    user.choose(DATA / "harvest-1.xlsx", DATA / "harvest-2.xlsx")
    page.wait_for_selector(".book")
    user.write("A group that did not exist before was set up.")
    user.click(".book nav li:nth-child(2) a")
    user.write("Somebody who had not led before takes the lead.")
    user.click('.lead a[href="/model"]')
    user.click('form[action="/model/learn"] button')
    page.wait_for_selector(".verdict", timeout=MOST_SECONDS * 1000)
    user.click(".verdict a.primary")
    user.choose(new_harvest(tmp_path / "harvest 3.xlsx"))
    user.click("a.primary")
    page.wait_for_selector("#accept")
    until(page, KEYS_WORK)
    for _ in range(10):
        user.answer()
    assert "10 of 30 fragments" in page.inner_text(".progress")
    user.click('nav a[href$="/export"]')
    user.click("main button.primary")
    user.clicks += 1
    with page.expect_download() as download:
        page.click('a[href$="/coded"]')
    download.value.save_as(tmp_path / "coded.xlsx")
    page.goto(f"{page.url.partition('/review')[0]}/")
    assert "10 of 30 answered" in page.inner_text(".card.now")
    assert user.clicks <= MOST_CLICKS
    assert time.monotonic() - begun < MOST_SECONDS
    book = read_codebook(folder / "codebook.xlsx")
    assert sum(bool(label.definition) for target in book.targets for label in target.labels) == 2
    (coded,) = (folder / "work" / "harvest 3").glob("*-coded.xlsx")
    assert coded.read_bytes() == (tmp_path / "coded.xlsx").read_bytes()
    codings = read_harvest(tmp_path / "coded.xlsx", book).codings
    assert len({one.fragment_id for one in codings if one.target == "type"}) == 10
    assert {one.coder for one in codings} == {"Amina"}


def sound(page):
    """What axe finds on a page."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": AXE_TAGS}})
    return [
        f"{one['id']}: {node['html'][:160]}"
        for one in found.response["violations"]
        for node in one["nodes"]
    ]


@pytest.fixture
def project(tmp_path, codebook_path, model):
    folder = tmp_path / "Our harvests"
    project_at_work(folder, codebook_path, model)
    return folder


LOOKS = {
    "light": {},
    "dark": {"color_scheme": "dark"},
    "phone": {"viewport": PHONE, "is_mobile": True},
    "phone-dark": {"viewport": PHONE, "color_scheme": "dark"},
}


@pytest.mark.parametrize(("look", "language"), [("light", "fr"), ("phone-dark", "ar")])
def test_axe_finds_nothing_and_no_page_scrolls_sideways(
    start, visit, project, tmp_path, look, language
):
    SHOTS.mkdir(parents=True, exist_ok=True)
    for name, folder in (("full", project), ("empty", tmp_path / "New project")):
        page = visit(start(folder, coder="Marie-Claire Ouédraogo"), **LOOKS[look])
        home = page.url.partition("/start")[0].rstrip("/")
        page.wait_for_url(f"{home}/")
        page.click(".menu summary")
        page.click(f'.menu button[value="{language}"]')
        harvests = []
        page.goto(f"{home}/harvests")
        if page.query_selector(".files-list a"):
            harvests = [page.query_selector(".files-list a").get_attribute("href")]
        for path in [*PAGES, *harvests, "/nowhere"]:
            page.goto(home + path)
            assert sound(page) == [], path
            wide = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
            assert page.evaluate(wide), path
            shot = re.sub(r"\W+", "-", f"home-{name}{path[:9]}-{look}-{language}")
            page.screenshot(path=SHOTS / f"{shot}.png", full_page=True)


def test_everything_works_without_javascript(start, visit, tmp_path):
    page = visit(start(tmp_path / "Our harvests"), java_script_enabled=False)
    page.set_input_files('form.drop input[type="file"]', [str(DATA / "harvest-1.xlsx")])
    page.click(".drop .send")
    page.wait_for_selector(".book", timeout=120_000)
    page.fill("#definition", "A group that did not exist before was set up.")
    page.click(".book .finish button")
    assert "Saved." in page.inner_text(".said")


def test_a_program_that_is_killed_loses_nothing_and_goes_on(start, visit, tmp_path):
    folder = tmp_path / "Our harvests"
    program = start(folder)
    page = visit(program)
    NewUser(page).choose(DATA / "harvest-1.xlsx")
    time.sleep(1)
    program.end(signal.SIGKILL)
    page = visit(start(folder))
    page.goto(f"{page.url.partition('/start')[0].rstrip('/')}/codebook")
    page.wait_for_selector(".book", timeout=120_000)
    assert (folder / "harvests" / "harvest-1.xlsx").is_file()
    assert read_codebook(folder / "codebook.xlsx").targets


def test_a_coordinator_corrects_a_definition_and_splits_a_label(
    start, visit, tmp_path, codebook, codebook_path
):
    folder = tmp_path / "Our harvests"
    create(folder, "Our harvests")
    (folder / "codebook.yaml").write_bytes(codebook_path.read_bytes())
    workbook(folder / "harvests" / "old.xlsx", codes=True)
    page = visit(start(folder))
    home = page.url.partition("/start")[0].rstrip("/")
    page.goto(f"{home}/codebook?target=type&label=GRP")
    page.wait_for_selector("#seen blockquote")
    page.fill("#definition", "People founded something.")
    page.fill("#examples", "one\ntwo\nthree")
    page.wait_for_selector("#advice :text('Examples: 3.')")
    page.click(".book .finish button")
    assert "Saved." in page.inner_text(".said")
    page.check("#kind-split")
    page.fill("#names", "New group")
    page.click(".book .finish button")
    page.wait_for_selector("#wrongs:focus")
    assert "two labels" in page.inner_text("#e-names")
    assert sound(page) == []
    page.fill("#names", "New group\nGroup, revived")
    page.screenshot(path=SHOTS / "home-editor-split.png", full_page=True)
    page.click(".book .finish button")
    assert "Saved as version 3." in page.inner_text(".said")
    assert sound(page) == []
    page.click('a[href="/codebook/versions"]')
    assert sound(page) == []
    page.click(".files-list li:last-child a.button")
    assert sound(page) == []
    difference = page.inner_text(".difference")
    old = copies(read(folder))[0]
    new = read_codebook(folder / "codebook.yaml")
    assert difference == diff_report(diff_codebooks(read_codebook(old), new))
    types = codebook.target("type")
    label = replace(
        types.label("GRP"),
        definition="People founded something.",
        examples=("one", "two", "three"),
    )
    corrected = edit_label(codebook, types, Edit("corrected", label), ())
    pieces = Edit("split", label, ("New group", "Group, revived"))
    assert new == edit_label(corrected, corrected.target("type"), pieces, ["old"])
