"""A coordinator checks the coding in a real browser: looks, decides ten rows, applies, undoes.

Screenshots go to eval/review-shots/, to be looked at.
"""

import shlex
import shutil

import pytest
from test_audit_kit import AIMS, OBJECTIVE, doubtful_rows
from test_home_browser import (
    CHANGED,
    KEYS_WORK,
    MOVED_ON,
    browser,
    sound,
    start,
    visit,
)
from test_home_checking import command, rows_of, write_rows
from test_review_browser import SHOTS, until
from test_review_kit import small_model

from classifier.project import create, read, save

pytestmark = pytest.mark.slow
__all__ = ["browser", "start", "visit"]
AGAINST_THE_ID = (0, 3, 5, 6, 10, 11, 13, 16, 20, 25, 27)
N_ROWS = 10


@pytest.fixture
def folder(tmp_path, codebook, codebook_path):
    folder = tmp_path / "Our harvests"
    create(folder, "Our harvests")
    shutil.copy(codebook_path, folder / "codebook.yaml")
    rows = doubtful_rows()
    for place in AGAINST_THE_ID:
        other = {AIMS["PHR"]: AIMS["CIV"], AIMS["CIV"]: AIMS["PHR"]}
        rows[place][OBJECTIVE] = other[rows[place][OBJECTIVE]]
    write_rows(folder / "harvests" / "one.xlsx", rows)
    shutil.copytree(small_model(tmp_path, codebook), folder / "models" / "m")
    save(type(read(folder))(folder, "Our harvests", model="m"))
    return folder


def decide(page, keep):
    """Answer all that is asked of the fragment on the page, and go on to the next."""
    here = page.url
    while target := page.query_selector('.target[data-state="open"]'):
        stamp = page.input_value('input[name="stamp"]')
        digit = target.query_selector(".tick[data-digit]").get_attribute("data-digit")
        page.keyboard.press("k" if keep and target.query_selector('[value^="keep:"]') else digit)
        until(page, CHANGED, stamp)
    page.keyboard.press("Enter")
    until(page, MOVED_ON, here)


def look_at(page, name):
    """Nothing that axe finds, nothing that scrolls sideways; a picture of the page."""
    assert sound(page) == [], name
    wide = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    assert page.evaluate(wide), name
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SHOTS / f"checking-{name}.png", full_page=True)


def over(page):
    """Wait until what was begun is over."""
    page.wait_for_load_state()
    page.wait_for_selector(".job[data-job]", state="detached")
    assert page.query_selector(".job.stopped") is None


def test_a_coordinator_looks_decides_ten_rows_carries_them_over_and_takes_them_back(
    start, visit, folder, tmp_path
):
    page = visit(start(folder))
    page.click('.further a[href="/checking"]')
    look_at(page, "begin")
    page.fill("#look-at", str(N_ROWS))
    assert page.input_value("#look-at-slide") == str(N_ROWS)
    page.click('form[action="/checking/look"] button')
    page.wait_for_selector(".checks", timeout=120_000)
    assert f"first {N_ROWS} rows" in page.inner_text(f'[data-rows="{N_ROWS}"]')
    look_at(page, "found")
    page.click(".checks a.primary")
    page.wait_for_selector('button[value^="keep:"]')
    until(page, KEYS_WORK)
    look_at(page, "decide")
    for number in range(N_ROWS):
        decide(page, keep=number % 2)
    page.goto(f"{page.url.partition('/review')[0]}/checking")
    n_decided = int(page.inner_text(".checks .facts").split()[0])
    assert n_decided >= N_ROWS
    look_at(page, "decided")
    page.click('a[href^="/checking/apply"]')
    look_at(page, "preview")
    words = shlex.split(page.inner_text(".foot code"))[1:]
    page.click(".finish button")
    over(page)
    assert "carried over" in page.inner_text(".checks")
    copy = folder / "work" / "one" / "corrected-1" / "one.xlsx"
    changed = [
        number
        for number, (was, now) in enumerate(
            zip(rows_of(folder / "harvests" / "one.xlsx"), rows_of(copy), strict=True)
        )
        if was[OBJECTIVE] != now[OBJECTIVE]
    ]
    assert changed
    words[words.index("--out") + 1] = str(tmp_path / "one.xlsx")
    assert command(folder, *words)[0] == 0
    assert rows_of(tmp_path / "one.xlsx") == rows_of(copy)
    look_at(page, "applied")
    page.click('form[action="/checking/undo"] button')
    over(page)
    undone = folder / "work" / "one" / "corrected-2" / "one.xlsx"
    assert rows_of(undone) == rows_of(folder / "harvests" / "one.xlsx")
    assert "carried over" not in page.inner_text(".checks")
