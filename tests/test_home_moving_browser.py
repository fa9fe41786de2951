"""An archive is moved to a changed codebook in a real browser: no terminal, one project, one page.

Screenshots go to eval/review-shots/, to be looked at.
"""

import re
import shutil

import pytest
from test_home_browser import browser, sound, start, visit
from test_home_moving import archive
from test_review_browser import PHONE, SHOTS

from classifier import relabel
from classifier.codebook import read_codebook
from classifier.relabel.standing import standing_of

pytestmark = pytest.mark.slow

__all__ = ["browser", "start", "visit"]
WIDE = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
# Each row of the archive, and what a person says of it.
DECISIONS = (
    "Law adopted", "New group", "Talks held", "Trust shown", "Law adopted, Reprisal",
    "keep as it is", "Talks held", "none fits",
)  # fmt: skip


@pytest.fixture
def folder(tmp_path):
    """A project with one coded harvest of an older version: so little teaches no model."""
    archive(tmp_path / "Our harvests")
    (tmp_path / "Our harvests" / "harvests" / "new.csv").unlink()
    return tmp_path / "Our harvests"


def looked_at(page, name, *, narrow=False):
    SHOTS.mkdir(parents=True, exist_ok=True)
    assert sound(page) == [], name
    page.screenshot(path=SHOTS / f"moving-{name}.png", full_page=True)
    if narrow:
        wide = page.viewport_size
        page.set_viewport_size(PHONE)
        assert page.evaluate(WIDE), name
        page.screenshot(path=SHOTS / f"moving-{name}-phone.png", full_page=True)
        page.set_viewport_size(wide)


def test_an_archive_is_moved_to_the_new_codebook_and_back(start, visit, folder, tmp_path):
    page = visit(start(folder))
    page.click('.further a[href="/moving"]')
    assert "8 of 8 coded rows stand in an older version" in page.inner_text(".lead")
    assert re.search(r"Talks held: split\s+→ Talks held, Trust shown", page.inner_text("main"))
    looked_at(page, "begin")
    page.click('form[action="/moving/plan"] button')
    page.click('a.primary[href^="/moving/decide"]')
    looked_at(page, "decide", narrow=True)
    for i, text in enumerate(DECISIONS):
        offered = f'input[name="decision_{i}"][value="{text}"]'
        if page.query_selector(offered):
            page.check(offered)
        else:
            page.fill(f'input[name="other_{i}"]', text)
    page.click(".finish button")
    assert "8 decisions were saved." in page.inner_text(".said")
    shutil.copytree(folder / "work" / "moving" / "plan-1", tmp_path / "plan")
    page.click('a.primary[href="/moving/apply"]')
    assert "7 rows would move" in page.inner_text(".lead")
    looked_at(page, "apply", narrow=True)
    page.click(".finish button")
    page.wait_for_selector('form[action="/moving/back"] button')
    looked_at(page, "moved", narrow=True)
    moved = folder / "work" / "old" / "corrected-1" / "old.csv"
    harvest, by_hand = folder / "harvests" / "old.csv", tmp_path / "by hand.csv"
    relabel.apply(tmp_path / "plan", harvest, by_hand, relabel.ApplyConfig("Amina"))
    assert by_hand.read_bytes() == moved.read_bytes()
    page.click('a[href="/moving/trend"]')
    page.frame_locator("iframe.report").locator("h1").wait_for()
    looked_at(page, "trend")
    page.click(".back a")
    page.click('a[href^="/moving/decide?how=person"]')
    page.check('input[name="decision_5"][value="Trust shown"]')
    page.click(".finish button")
    page.click('a.primary[href="/moving/apply"]')
    page.click(".finish button")
    page.wait_for_selector('.lead:has-text("All codings stand in version 2, the newest.")')
    page.click('form[action="/moving/back"] button')
    page.wait_for_selector('.lead:has-text("1 of 8 coded rows")')
    book = read_codebook(folder / "codebook.yaml")
    assert standing_of(folder / "work/old/corrected-3/old.csv", book).versions == {"2": 7, "1": 1}
    assert standing_of(harvest, book).versions == {"1": 8}
