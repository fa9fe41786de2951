"""The page in a real browser, by keyboard: Debian's Chromium, driven by Playwright.

Screenshots of the sample harvest go to eval/review-shots/, to be looked at.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
import threading
from importlib import resources
from importlib.util import find_spec
from pathlib import Path

import pytest
from test_codebook_kit import SAMPLE
from test_review_kit import small_model, write_harvest

from classifier.errors import HarvestError
from classifier.harvest import read_codings, read_harvest
from classifier.records import group_codings
from classifier.review import ReviewConfig, open_review
from classifier.store import save_model
from classifier.train import TrainConfig, fit, gather, save_training, train

ROOT = Path(__file__).parent.parent
SHOTS = ROOT / "eval" / "review-shots"
SWITCHES = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
DESKTOP = {"width": 1360, "height": 900}
LAPTOP = {"width": 1366, "height": 650}
PHONE = {"width": 390, "height": 844}
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

pytestmark = pytest.mark.slow


def needs_browser() -> str:
    """The path of Chromium; the test is skipped, or fails where it is required, without it."""
    found = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chrome")
    missing = [name for name in ("playwright", "axe_playwright_python") if find_spec(name) is None]
    if found is None or missing:
        what = ", ".join([*([] if found else ["Chromium"]), *missing])
        if os.environ.get("REQUIRE_BROWSER") == "1":
            pytest.fail(f"a browser is required (REQUIRE_BROWSER=1), but this is missing: {what}")
        pytest.skip(f"{what} not installed: the review page was not tried in a browser")
    return found


@pytest.fixture(scope="module")
def browser():
    path = needs_browser()
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        one = playwright.chromium.launch(executable_path=path, args=SWITCHES)
        yield one
        one.close()


@pytest.fixture(scope="module")
def model(tmp_path_factory, codebook):
    return small_model(tmp_path_factory.mktemp("models"), codebook)


class Program:
    """The command as a person starts it."""

    def __init__(self, harvest, model, *options):
        command = [sys.executable, "-m", "classifier", "review", str(harvest), "--no-browser"]
        command += ["--model", str(model), "--no-cache", *options]
        self.process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        line = self.process.stdout.readline()
        assert "http://" in line, self.process.stderr.read()
        self.address = line.split()[1]

    def end(self, how=signal.SIGTERM):
        self.process.send_signal(how)
        said = self.process.communicate(timeout=60)
        return self.process.returncode, *said


@pytest.fixture
def start():
    running = []

    def begin(*arguments):
        running.append(Program(*arguments))
        return running[-1]

    yield begin
    for one in running:
        one.process.terminate()
        one.process.communicate(timeout=60)


@pytest.fixture
def visit(browser):
    """Open the address in a window of its own; anything that goes wrong on the page is told."""
    contexts, troubles = [], []

    def open_page(program, **choices):
        context = browser.new_context(**{"viewport": DESKTOP, **choices})
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("console", lambda m: troubles.append(m.text) if "Security" in m.text else None)
        page.on(
            "request",
            lambda r: troubles.append(r.url) if not r.url.startswith("http://127.0.0.1:") else None,
        )
        page.goto(program.address)
        page.wait_for_selector("#accept")
        if choices.get("java_script_enabled", True):
            until(page, "typeof KEYS === 'object'")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert troubles == []


@pytest.fixture
def harvest(tmp_path):
    return write_harvest(tmp_path / "h.xlsx")


@pytest.fixture
def page(start, visit, harvest, model):
    return visit(start(harvest, model))


def until(page, question, arg=None):
    """Wait until ``question`` is true; Playwright's own way needs eval, which the page forbids."""
    from playwright.sync_api import Error

    for _ in range(1200):
        try:
            if page.evaluate(question, arg):
                return
        except Error as error:  # the page is just giving way to the next one
            if not re.search("context|navigat|null", str(error)):
                raise
        page.wait_for_timeout(25)
    pytest.fail(f"never true: {question}")


def heading(page):
    return page.inner_text("h1")


def until_heading(page, name):
    until(page, f"document.querySelector('h1')?.textContent.includes('{name}')")


def ticked(page):
    return page.eval_on_selector_all(
        ".label.ticked", "all => all.map(one => one.dataset.key).sort()"
    )


def until_ticked(page, *keys):
    wanted = sorted(keys)
    until(
        page,
        "wanted => JSON.stringify([...document.querySelectorAll('.label.ticked')]"
        ".map(one => one.dataset.key).sort()) === JSON.stringify(wanted)",
        arg=wanted,
    )


def active(page):
    return page.get_attribute(".target[data-active]", "data-target")


def pick(page, words):
    """Find a label by typing and take the marked one."""
    page.keyboard.press("/")
    page.keyboard.type(words)
    page.keyboard.press("Enter")


# -- the whole path


def test_a_review_survives_kill_9_and_comes_back_from_its_export(
    start, visit, harvest, model, codebook
):
    program = start(harvest, model, "--coder", "Amina")
    page = visit(program)
    assert "SCC-MLI/PHR000" in heading(page)
    assert ticked(page) == []
    first = page.locator(".tick[data-digit='1']")
    label = first.evaluate("one => one.closest('li').dataset.key")
    page.keyboard.press("1")
    until_ticked(page, label)
    page.keyboard.press("1")
    until_ticked(page)
    page.keyboard.press("z")
    until_ticked(page, label)
    page.keyboard.press("Enter")
    until_heading(page, "PHR001")
    pick(page, "talks")
    until_ticked(page, "type-TLK")
    pick(page, "repr")
    until_ticked(page, "type-NEW", "type-TLK")
    page.keyboard.press("t")
    page.keyboard.press("n")
    page.wait_for_selector(".target[data-target=objective][data-state=none]")
    page.keyboard.press("e")
    page.keyboard.type("Ask Bô")
    page.keyboard.press("Escape")
    until(page, "document.querySelector('#notice').textContent.includes('kept')")
    page.keyboard.press("Enter")
    until_heading(page, "PHR002")
    page.keyboard.press("d")
    page.wait_for_selector(".target[data-target=type][data-state=discuss]")
    program.process.kill()
    assert program.process.wait() == -signal.SIGKILL
    page.keyboard.press("n")
    page.wait_for_selector("#notice.trouble")
    assert "Not kept" in page.inner_text("#notice")

    again = visit(start(harvest, model, "--coder", "Amina"))
    until_heading(again, "PHR002")
    assert again.get_attribute(".target[data-target=type]", "data-state") == "discuss"
    again.keyboard.press("ArrowLeft")
    until_heading(again, "PHR001")
    until_ticked(again, "type-NEW", "type-TLK")
    assert again.input_value("#note") == "Ask Bô"
    again.keyboard.press("ArrowLeft")
    until_heading(again, "PHR000")
    assert label in ticked(again)
    answered = {key.split("-", 1)[1] for key in ticked(again) if key.startswith("type-")}
    again.click("text=Export")
    again.click("text=Write the files")
    again.wait_for_selector("text=h-coded.xlsx, h-codings.csv")

    read = group_codings(read_harvest(harvest.with_name("h-coded.xlsx"), codebook).codings)
    found = {key: (set(c[0].labels), c[0].coder) for key, c in read.items()}
    assert found["SCC-MLI/PHR000", "type"] == (answered, "Amina")
    assert found["SCC-MLI/PHR001", "type"] == ({"TLK", "NEW"}, "Amina")
    assert found["SCC-MLI/PHR001", "cluster"] == ({"MOB", "POL"}, "Amina")
    assert found["SCC-MLI/PHR001", "objective"] == (set(), "Amina")
    assert ("SCC-MLI/PHR002", "type") not in found
    table, _ = read_codings(harvest.with_name("h-codings.csv"), codebook)
    assert {(c.fragment_id, c.target): (set(c.labels), c.coder) for c in table} == found


def test_the_program_ends_politely_and_silently(start, visit, harvest, model):
    program = start(harvest, model)
    visit(program).keyboard.press("Enter")
    code, _, complaints = program.end(signal.SIGINT)
    assert code == 0
    assert complaints == ""
    assert not list(harvest.parent.glob("*-wal"))


def test_the_last_page_has_its_looks_although_the_program_is_gone(start, visit, harvest, model):
    program = start(harvest, model)
    page = visit(program)
    page.keyboard.press("o")
    page.wait_for_selector("table")
    page.click("form.end button")
    page.wait_for_selector("body.plain")
    assert program.process.wait(timeout=60) == 0
    font = "getComputedStyle(document.querySelector('main')).fontFamily"
    until(page, f"{font}.startsWith('Charter')")
    # Out of the browser's own store: there was nobody left to ask.
    style = "performance.getEntriesByType('resource').find(one => one.name.includes('.css'))"
    assert page.evaluate(f"{style}.transferSize") == 0


# -- keys


def test_keys_reach_the_page_as_soon_as_the_help_is_closed(page):
    page.keyboard.press("?")
    page.wait_for_selector("dialog[open]")
    # In one go: until the page is drawn again, focus stays in the dialog.
    assert page.evaluate("""() => {
        const help = document.querySelector("#help");
        const button = help.querySelector("button");
        help.close();
        button.dispatchEvent(new KeyboardEvent("keydown", {key: "c", bubbles: true}));
        return document.querySelector("#contribution").open;
    }""")


def test_every_key_does_what_the_help_says(page):
    page.keyboard.press("?")
    page.wait_for_selector("dialog[open]")
    page.keyboard.press("n")  # the help is open: no key reaches the page
    page.keyboard.press("Escape")
    page.wait_for_selector("dialog:not([open])", state="attached")
    assert page.get_attribute(".target[data-target=type]", "data-state") == "open"
    page.keyboard.press("c")
    assert page.get_attribute("#contribution", "open") == ""
    page.keyboard.press("m")
    assert page.locator("details.more:not([open])").count() == 0
    page.keyboard.press("a")
    page.wait_for_selector(".target[data-target=type][data-state=decided]")
    assert page.get_attribute("#contribution", "open") == ""  # stays as it was
    assert active(page) == "objective"  # the next one that is open
    page.keyboard.press("t")
    assert active(page) == "type"
    page.keyboard.press("t")
    page.keyboard.press("d")
    page.wait_for_selector(".target[data-target=objective][data-state=discuss]")
    page.keyboard.press("ArrowRight")
    until_heading(page, "PHR001")
    page.go_back()
    until_heading(page, "PHR000")
    page.keyboard.press("g")
    page.keyboard.type("phr004")
    page.keyboard.press("Enter")
    until_heading(page, "PHR004")
    page.keyboard.press("o")
    page.wait_for_selector("table")
    page.keyboard.press("o")
    until_heading(page, "PHR001")


def test_a_key_held_down_or_pressed_too_early_accepts_nothing_unseen(page):
    page.evaluate(
        """() => { for (let i = 0; i < 5; i += 1)
        document.body.dispatchEvent(new KeyboardEvent("keydown",
            {key: "Enter", bubbles: true, cancelable: true, repeat: i > 0})); }"""
    )
    until_heading(page, "PHR001")
    page.wait_for_timeout(300)
    assert "PHR001" in heading(page)
    page.evaluate(
        """document.body.dispatchEvent(new KeyboardEvent("keydown",
            {key: "Enter", bubbles: true, cancelable: true, repeat: true}))"""
    )
    page.wait_for_timeout(300)
    assert "PHR001" in heading(page)
    # Two presses at once: the second was meant for a page that nobody has seen.
    page.evaluate(
        """() => { for (let i = 0; i < 2; i += 1)
        document.body.dispatchEvent(new KeyboardEvent("keydown",
            {key: "ArrowRight", bubbles: true, cancelable: true})); }"""
    )
    until_heading(page, "PHR002")
    page.wait_for_timeout(300)
    assert "PHR002" in heading(page)


def test_quick_fingers_lose_no_tick(page):
    page.evaluate(
        """() => { for (const key of ["1", "2", "3"])
        document.body.dispatchEvent(new KeyboardEvent("keydown",
            {key, bubbles: true, cancelable: true})); }"""
    )
    until(page, "document.querySelectorAll('.label.ticked').length === 3")
    keys = page.eval_on_selector_all(
        ".label .tick", "all => all.slice(0, 3).map(one => one.closest('li').dataset.key).sort()"
    )
    assert ticked(page) == keys


def test_quick_keys_act_on_the_page_as_it_is_by_then(page):
    # The first n answers the type, so the second one means the objective.
    page.evaluate(
        """() => { for (const key of ["n", "n"])
        document.body.dispatchEvent(new KeyboardEvent("keydown",
            {key, bubbles: true, cancelable: true})); }"""
    )
    page.wait_for_selector(".target[data-target=objective][data-state=none]")
    assert page.get_attribute(".target[data-target=type]", "data-state") == "none"


def test_keys_do_nothing_while_somebody_writes_or_has_turned_them_off(page):
    page.focus("#note")
    page.keyboard.type("n d 1 a z")
    assert page.get_attribute(".target[data-target=type]", "data-state") == "open"
    page.keyboard.press("Escape")
    until(page, "document.querySelector('#notice').textContent.includes('kept')")
    page.keyboard.press("Control+d")
    page.keyboard.press("?")
    page.click("dialog button[name=keys]")
    page.wait_for_selector("body[data-keys=off]")
    page.keyboard.press("n")
    page.keyboard.press("1")
    page.wait_for_timeout(200)
    assert page.get_attribute(".target[data-target=type]", "data-state") == "open"
    assert page.input_value("#note") == "n d 1 a z"


def test_tab_and_space_are_enough(page):
    first = page.locator(".tick").first
    key = first.evaluate("one => one.closest('li').dataset.key")
    for _ in range(40):
        page.keyboard.press("Tab")
        if first.evaluate("one => one === document.activeElement"):
            break
    page.keyboard.press("Space")
    until_ticked(page, key)
    # The focus is where it was, so that the tick can be taken back.
    assert page.evaluate("document.activeElement.closest('li')?.dataset.key") == key
    page.keyboard.press("Enter")
    until_ticked(page)


def test_words_light_up_for_the_label_that_is_looked_at(page):
    label = page.locator("li.label.suggested").first
    key = label.get_attribute("data-key")
    assert page.locator(".word.lit").count() == 0
    label.hover()
    lit = page.eval_on_selector_all(".word.lit", "all => all.map(one => one.dataset.for)")
    assert lit
    assert all(key in one.split() for one in lit)
    page.mouse.move(5, 400)
    assert page.locator(".word.lit").count() == 0


def test_the_finder_ranks_names_before_definitions_and_closes_on_escape(page):
    page.keyboard.press("/")
    page.keyboard.type("grou")
    names = page.eval_on_selector_all(
        "details.finder[open] .all li:not([hidden]) .name", "all => all.map(one => one.innerText)"
    )
    assert names[0] == "New group"
    assert "Talks held" in names  # "Groups in conflict meet": only its definition
    assert page.locator("details.finder[open] .all li.best .of").inner_text() == "Type of change"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Escape")
    assert page.locator("details.finder[open]").count() == 0


def test_the_finder_finds_labels_of_every_target_and_says_which(page):
    assert active(page) == "type"
    pick(page, "peace")
    until_ticked(page, "objective-PHR")
    page.keyboard.press("/")
    page.keyboard.type("e")
    targets = page.eval_on_selector_all(
        "details.finder[open] .all li:not([hidden]) .of", "all => all.map(one => one.innerText)"
    )
    assert set(targets) == {"Type of change", "Objective"}


def test_what_no_label_says_is_noted_as_a_new_one_and_listed(page):
    page.keyboard.press("/")
    page.keyboard.type("Wells for goats")
    page.keyboard.press("Enter")  # nothing is called so: on to the button
    page.keyboard.press("Enter")
    page.wait_for_selector(".missing q:has-text('Wells for goats')")
    assert "It is no code yet" in page.inner_text("#notice")
    assert ticked(page) == []
    page.keyboard.press("o")
    page.wait_for_selector("h2:has-text('New labels')")
    assert "Wells for goats" in page.inner_text("main")


def test_one_key_learns_again_and_the_page_says_when_it_is_done(
    start, visit, tmp_path, codebook_path
):
    harvest = write_harvest(tmp_path / "h.xlsx")
    config = TrainConfig(encoder="tfidf-only", unlabelled=(harvest,))
    save_training(train([], codebook_path, config), tmp_path / "cold", {})
    page = visit(start(harvest, tmp_path / "cold"))
    page.keyboard.press("l")
    page.wait_for_selector("#learned:has-text('Nothing is decided yet')")
    pick(page, "talks")
    until_ticked(page, "type-TLK")
    page.keyboard.press("l")
    page.wait_for_selector("#learned:has-text('Learned from 1 decided fragment')")
    assert violations(page) == []
    page.keyboard.press("ArrowRight")
    until_heading(page, "PHR001")


# What of an element is in sight, from 0 to 1: inside its own column and between the bars.
IN_SIGHT = """selector => {
    const [own, column] = [selector, ".reading"].map(
        (name) => document.querySelector(name).getBoundingClientRect());
    const bar = document.querySelector(".actions").getBoundingClientRect();
    const [top, bottom] = [Math.max(own.top, column.top, 0),
                           Math.min(own.bottom, column.bottom, bar.top)];
    return Math.max(0, bottom - top) / own.height; }"""


def test_the_text_stays_in_sight_on_a_laptop_whatever_the_keys_do(
    start, visit, sample_model, tmp_path
):
    harvest = tmp_path / "harvest-3.xlsx"
    shutil.copy(ROOT / "data" / "harvest-3.xlsx", harvest)
    page = visit(start(harvest, sample_model), viewport=LAPTOP)
    text = "section:has(> #h-outcome)"
    assert page.evaluate(IN_SIGHT, text) == 1
    for keys in ("t", "t", "m", "t", "m", "6", "n", "1", "/"):
        page.keyboard.press(keys)
        page.wait_for_timeout(150)
        assert page.evaluate(IN_SIGHT, text) == 1, keys
    page.keyboard.type("support")
    assert page.evaluate(IN_SIGHT, text) == 1
    assert page.evaluate("""() => {
        const best = document.querySelector(".all .best").getBoundingClientRect();
        return best.top >= 0 && best.bottom <= document.querySelector(".actions").getBoundingClientRect().top;
    }""")  # noqa: E501
    page.keyboard.press("Escape")
    page.keyboard.press("s")
    read = page.evaluate("document.querySelector('.reading').scrollTop")
    page.keyboard.press("n")
    page.wait_for_timeout(300)
    assert page.evaluate("document.querySelector('.reading').scrollTop") == read


def test_two_windows_never_overwrite_each_other_unseen(start, visit, harvest, model):
    program = start(harvest, model)
    one, other = visit(program), visit(program)
    one.keyboard.press("n")
    one.wait_for_selector(".target[data-target=type][data-state=none]")
    other.keyboard.press("d")
    until(other, "document.querySelector('#notice').textContent.includes('another window')")
    assert other.get_attribute(".target[data-target=type]", "data-state") == "none"


def test_everything_works_without_javascript(start, visit, harvest, model):
    page = visit(start(harvest, model), java_script_enabled=False)

    def send(selector):
        with page.expect_navigation():
            page.click(selector)

    send(".tick >> nth=0")
    assert page.locator(".label.ticked").count() == 1
    send("#accept")
    assert "PHR001" in heading(page)
    send("#undo")
    assert "PHR000" in heading(page)
    page.click("details.finder >> nth=0")
    send("details.finder[open] button:has-text('Talks held')")
    assert "type-TLK" in page.eval_on_selector_all(
        ".label.ticked", "all => all.map(one => one.dataset.key)"
    )


# -- everybody can use it


def violations(page):
    source = (resources.files("axe_playwright_python") / "axe.min.js").read_text("utf-8")
    page.evaluate(source)
    found = page.evaluate(
        "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}})", AXE_TAGS
    )
    return [
        (one["id"], node["target"], re.sub(r"\s+", " ", node["failureSummary"])[:300])
        for one in found["violations"]
        for node in one["nodes"]
    ]


@pytest.mark.parametrize(
    ("scheme", "size"), [("light", DESKTOP), ("dark", PHONE)], ids=["desktop-light", "phone-dark"]
)
def test_axe_finds_nothing_to_complain_about(start, visit, harvest, model, scheme, size):
    page = visit(start(harvest, model), viewport=size, color_scheme=scheme)
    assert violations(page) == []
    page.keyboard.press("a")
    page.wait_for_selector(".target[data-target=type][data-state=decided]")
    page.keyboard.press("m")
    page.keyboard.press("c")
    page.keyboard.press("/")
    page.keyboard.type("new")
    page.locator("li.label.suggested").first.hover()
    assert violations(page) == []
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    assert violations(page) == []
    page.keyboard.press("Escape")
    origin = page.url.rsplit("/f/", 1)[0]
    for path in ("/f/3", "/f/5", "/overview", "/export"):
        page.goto(origin + path)
        assert violations(page) == []


def test_a_blind_page_and_a_french_one_are_sound_too(start, visit, harvest, model):
    page = visit(start(harvest, model, "--blind", "--language", "fr"))
    assert page.locator(".figure").count() == 0
    assert violations(page) == []
    assert "Répondez d’abord" in page.inner_text("#will")


def test_nothing_moves_for_people_who_asked_for_less_motion(start, visit, harvest, model):
    page = visit(start(harvest, model), reduced_motion="reduce")
    moving = page.evaluate(
        "[...document.querySelectorAll('*')].filter(one => "
        "getComputedStyle(one).transitionDuration !== '0s' || "
        "getComputedStyle(one).animationName !== 'none').length"
    )
    assert moving == 0


@pytest.mark.parametrize("width", [320, 390, 768, 1360, 2200])
def test_no_page_scrolls_sideways_and_the_focus_is_never_covered(
    start, visit, harvest, model, width
):
    page = visit(start(harvest, model), viewport={"width": width, "height": 800})
    origin = page.url.rsplit("/f/", 1)[0]
    for path in ("/f/0", "/f/3", "/f/4", "/overview", "/export"):
        page.goto(origin + path)
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, path
    page.goto(origin + "/f/0")
    for _ in range(60):
        page.keyboard.press("Tab")
        covered = page.evaluate(
            """() => {
            const one = document.activeElement;
            const bar = document.querySelector(".actions");
            if (one === document.body || bar.contains(one)) return false;
            const [a, b] = [one.getBoundingClientRect(), bar.getBoundingClientRect()];
            return a.height > 0 && a.top >= b.top; }"""
        )
        assert not covered, page.evaluate("document.activeElement.outerHTML.slice(0, 200)")


# -- pictures


@pytest.fixture(scope="module")
def sample_model(tmp_path_factory):
    book = SAMPLE
    read = read_harvest([ROOT / "data" / f"harvest-{n}.xlsx" for n in (1, 2)], book)
    fitted = fit(gather(read.fragments, read.codings, book, []), TrainConfig())
    folder = tmp_path_factory.mktemp("sample") / "words"
    save_model(fitted.model, folder, {})
    return folder


def test_pictures_of_the_page_are_made_to_be_looked_at(
    start, visit, sample_model, tmp_path_factory
):
    harvest = tmp_path_factory.mktemp("pictures") / "harvest-3.xlsx"
    shutil.copy(ROOT / "data" / "harvest-3.xlsx", harvest)
    coded = [x for n in (1, 2) for x in ("--coded", str(ROOT / "data" / f"harvest-{n}.xlsx"))]
    program = start(harvest, sample_model, *coded)
    SHOTS.mkdir(parents=True, exist_ok=True)

    def shoot(name, place, do=None, **choices):
        page = visit(program, **choices)
        page.goto(page.url.rsplit("/f/", 1)[0] + place)
        until(page, "typeof KEYS === 'object'")
        if do:
            do(page)
        page.screenshot(path=SHOTS / f"{name}.png", animations="disabled")
        return page

    def at_work(page):
        page.keyboard.press("1")
        page.wait_for_selector(".label.ticked")
        page.locator("li.label.suggested").first.hover()

    def searching(page):
        page.keyboard.press("/")
        page.keyboard.type("support")

    phone = {"viewport": PHONE, "device_scale_factor": 2, "is_mobile": True, "has_touch": True}
    shoot("desktop", "/f/1", at_work)
    shoot("finder", "/f/2", searching)
    shoot("dark", "/f/1", color_scheme="dark")
    shoot("keys", "/f/1", lambda page: page.keyboard.press("?"), color_scheme="dark")
    arabic = shoot("arabic", "/f/78")
    assert arabic.locator(".story[dir=rtl]").count() >= 1
    shoot("phone", "/f/1", **phone)
    shoot("phone-arabic", "/f/78", **phone)
    shoot("overview", "/overview")
    shoot("export", "/export")
    names = {path.stem for path in SHOTS.glob("*.png")}
    assert {"desktop", "phone", "dark", "arabic"} <= names


def test_a_failure_takes_the_place_of_the_first_fragment(browser, tmp_path, model, monkeypatch):
    context = browser.new_context(viewport=DESKTOP)
    page = context.new_page()

    def fails(*given):
        page.locator("article.first").wait_for()
        raise HarvestError("Row 40 cannot be read.")

    monkeypatch.setattr("classifier.xlsx.beginning.LARGE", 0)
    monkeypatch.setattr("classifier.review.inputs.read_harvest", fails)
    config = ReviewConfig(write_harvest(tmp_path / "h.xlsx", 60), model, language="en")
    with pytest.raises(HarvestError):
        open_review(config, begin=lambda address: page.goto(address, wait_until="commit"))
    page.get_by_role("alert").wait_for()
    assert page.locator("main").inner_text().split("\n\n") == [
        "It could not be opened. The window in which the program was started says why.",
        "Row 40 cannot be read.",
    ]
    context.close()


def test_the_browser_waits_on_a_page_of_ours_until_the_harvest_is_read(browser, harvest, model):
    context = browser.new_context(viewport=DESKTOP)
    page = context.new_page()
    seen = []

    def begin(address):
        page.goto(address, wait_until="commit")
        page.get_by_role("status").wait_for()
        SHOTS.mkdir(exist_ok=True)
        page.screenshot(path=SHOTS / "waiting.png")
        seen.append(page.get_by_role("status").inner_text())

    opened = open_review(ReviewConfig(harvest, model), begin=begin)
    assert seen == ["The harvest is being read. The first fragment appears by itself."]
    thread = threading.Thread(target=opened.serve, daemon=True)
    thread.start()
    page.wait_for_selector("#accept", timeout=60_000)
    opened.server.end()
    thread.join(20)
    context.close()
