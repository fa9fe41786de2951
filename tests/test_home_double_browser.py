"""Two coders in a real browser: one codes twenty rows alone, both agree on three, by no command.

Screenshots go to eval/review-shots/, to be looked at.
"""

import shutil

import pytest
from test_double_coding import CODEBOOK, OBJECTIVE, TYPE, fill
from test_home_browser import (  # noqa: F401
    CHANGED,
    KEYS_WORK,
    MOVED_ON,
    browser,
    sound,
)
from test_home_double import double, folder, home, key, run, told, work  # noqa: F401
from test_review_browser import DESKTOP, PHONE, ROOT, SHOTS, until

from classifier.codebook import read_codebook

pytestmark = pytest.mark.slow
N = 20
WIDE = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
APART = (4, 9, 15)
"""Rows of the sheet where the other coder says something else."""


@pytest.fixture
def page(browser, home, folder):  # noqa: F811
    """The page of two coders, on the sample's third harvest."""
    shutil.copy(ROOT / "data" / "harvest-3.xlsx", folder / "harvests" / "third.xlsx")
    context = browser.new_context(viewport=DESKTOP, accept_downloads=True)
    name, _, value = home.cookie.partition("=")
    context.add_cookies([{"name": name, "value": value, "url": f"http://127.0.0.1:{home.port}"}])
    one = context.new_page()
    troubles = []
    one.on("pageerror", lambda error: troubles.append(str(error)))
    one.set_default_timeout(60_000)
    yield one
    context.close()
    assert troubles == []


def look(page, name):
    """See that the page is sound and fits, and keep a picture of it."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    assert sound(page) == [], name
    for look_, size in (("desktop", DESKTOP), ("phone", PHONE)):
        page.set_viewport_size(size)
        assert page.evaluate(WIDE), name
        page.screenshot(path=SHOTS / f"double-{name}-{look_}.png", full_page=True)
    page.set_viewport_size(DESKTOP)


def press(page, key_):
    """Press a key that answers, and wait for the page with the answer."""
    stamp = page.input_value('input[name="stamp"]')
    page.keyboard.press(key_)
    until(page, CHANGED, stamp)


def on(page):
    """Go on to the next row that is open."""
    here = page.url
    page.keyboard.press("Enter")
    until(page, MOVED_ON, here)


def test_a_coder_codes_alone_and_both_agree_without_a_terminal(page, home, folder, tmp_path):  # noqa: F811
    address = f"http://127.0.0.1:{home.port}/double?harvest={key(folder, 'third')}"
    page.goto(address)
    look(page, "draw")
    page.fill('input[name="n"]', str(N))
    page.click('form[action="/double/draw"] button')
    work(folder)
    page.goto(address)
    page.fill('input[name="first"]', "Anna")
    page.fill('input[name="second"]', "Bert")
    page.click('form[action="/double/names"] button')
    # Anna filled hers in in Excel; her codes are on no page before Bert is done.
    book = read_codebook(CODEBOOK)
    names = [label.name for label in book.target("type").labels]
    first = {(row, TYPE): names[1 if row in APART else 0] for row in range(2, N + 2)}
    first_objective = book.target("objective").labels[0].name
    objectives = {(row, OBJECTIVE): first_objective for row in range(2, N + 2)}
    drawn = double(folder, "third") / "coder-A.xlsx"
    anna = fill(drawn, tmp_path / "anna.xlsx", first | objectives | {(2, "Remark"): "Anna"})
    page.click("text=Drop the workbook of Anna")
    with page.expect_navigation():
        page.set_input_files('form[action$="as=A"] input[type="file"]', str(anna))
    assert "20 of 20 rows coded" in page.inner_text(".coders li:first-child")
    look(page, "apart")
    page.click("a.primary")
    page.wait_for_selector(".target")
    until(page, KEYS_WORK)
    look(page, "alone")
    for _ in range(N):
        assert page.query_selector('.tick[aria-pressed="true"], .label.suggested') is None
        press(page, "1")
        press(page, "6")
        on(page)
    look(page, "overview")
    page.click("a.primary")
    page.click('form[action="/double/compare"] button')
    work(folder)
    page.goto(address)
    assert "3 cells are left to agree on" in page.inner_text("main")
    assert "The same in 17 of 20 rows" in page.inner_text("main")
    look(page, "agree")
    page.click("a.primary")
    page.wait_for_selector(".target")
    until(page, KEYS_WORK)
    for choice in "aba":
        press(page, choice)
        on(page)
    page.click("a.primary")
    assert "Everything is agreed on" in page.inner_text("main")
    page.click('form[action="/double/write"] button')
    work(folder)
    page.goto(address)
    look(page, "written")
    with page.expect_download() as download:
        page.click('a[href$="/coded"]')
    download.value.save_as(tmp_path / "page.xlsx")
    # The same by commands.
    bert = {(row, TYPE): names[0] for row in range(2, N + 2)} | objectives
    b = fill(drawn, tmp_path / "bert.xlsx", bert)
    run("adjudicate", anna, b, "--out", tmp_path / "agree.xlsx")
    agreed = {(row, TYPE): names[n] for row, n in zip(APART, (1, 0, 1), strict=True)}
    fill(tmp_path / "agree.xlsx", tmp_path / "agree.xlsx", agreed)
    apply = ("adjudicate", "apply", tmp_path / "agree.xlsx", "--to", "harvests/third.xlsx")
    run(*apply, "--out", tmp_path / "coded.xlsx", "--coder", "Anna, Bert")
    assert told(tmp_path / "page.xlsx") == told(tmp_path / "coded.xlsx")
