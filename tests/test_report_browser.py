"""The report in a real browser: nothing overflows, tables sort and filter, it can be seen."""

import json
import os
import re
import shutil
import subprocess
from html import escape, unescape

import pytest
from test_report_evaluation import evaluation, label, target

from classifier.evaluate.results import Slice
from classifier.report.document import (
    Cell,
    Document,
    FirstPage,
    Heading,
    Section,
    page,
    text_table,
)
from classifier.report.evaluation import evaluation_files

BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --hide-scrollbars "
    "--disable-background-networking --disable-component-update --disable-sync"
).split()
WIDTHS = (1280, 390)
# Tells which elements stick out to the right, outside the boxes that scroll.
OVERFLOW = """
document.querySelectorAll("details").forEach((part) => { part.open = true; });
const out = [...document.querySelectorAll("body *")].filter((e) =>
  !e.closest(".table") && e.getBoundingClientRect().right > innerWidth + 1);
const right = (e) => e.getBoundingClientRect().right;
const cut = [...document.querySelectorAll("figure svg text")].filter((t) =>
  right(t) > right(t.closest("svg")) + 1);
const meet = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 &&
  Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1;
const over = [...document.querySelectorAll("figure svg")].flatMap((svg) => {
  const texts = [...svg.querySelectorAll("text")];
  return texts.flatMap((t, i) => texts.slice(i + 1)
    .filter((u) => meet(t.getBoundingClientRect(), u.getBoundingClientRect()))
    .map((u) => t.textContent + " / " + u.textContent));
});
const pushed = [...document.querySelectorAll(".table")].filter((t) =>
  t.querySelector(".short") && t.scrollWidth > t.clientWidth + 1);
result({over, pushed: pushed.map((t) => t.ariaLabel),
  inner: innerWidth, width: document.documentElement.scrollWidth,
  cut: cut.map((t) => t.textContent),
  out: out.map((e) => e.tagName + "." + e.className).slice(0, 5)});
"""
SORT = """
const table = document.querySelector("#parts-type table");
const column = [...table.tHead.rows[0].cells].findIndex((h) => h.textContent.startsWith("coded"));
const rows = () => [...table.tBodies[0].rows].filter((r) => !r.hidden);
const shown = () => rows().map((r) => r.cells[1].textContent);
const before = shown();
table.tHead.rows[0].cells[column].querySelector("button").click();
const down = shown();
table.tHead.rows[0].cells[column].querySelector("button").click();
const up = shown();
const input = document.querySelector("#parts-type input");
input.value = "mali 7";
input.dispatchEvent(new Event("input"));
result({before, down, up, filtered: shown()});
"""


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    if BROWSER is None:
        if os.environ.get("REQUIRE_BROWSER") == "1":
            pytest.fail("REQUIRE_BROWSER=1, and there is no chromium")
        pytest.skip("NOT CHECKED: there is no chromium to open the report in")
    folder = tmp_path_factory.mktemp("browser")

    def run(*arguments):
        profile = folder / f"profile-{len(list(folder.iterdir()))}"
        command = [BROWSER, *FLAGS, f"--user-data-dir={profile}", *arguments]
        return subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)

    return run


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    """A report with long names and long tables."""
    one = target()
    slices = []
    for k in range(9):
        slices.append(Slice("country", f"Mali {k}", 30 + 7 * k % 11, 8, one.slices[0].figures))
        slices.append(Slice("coder", f"C{k}", 50 + k, 8, one.slices[0].figures))
    long_name = "Change in an institution's way of working, " * 4
    labels = (*one.labels, label("LNG", name=long_name), label("ONE", name="x" * 90))
    path = tmp_path_factory.mktemp("report") / "report.html"
    found = evaluation(targets=(target(slices=tuple(slices), labels=labels),))
    path.write_text(evaluation_files(found)["report.html"], "utf-8")
    return path


def asked(browser, report, script, width):
    """Run a script in the page, in a frame of this width, and return what it gives ``result``.

    A frame, because a headless window is never narrower than 500 pixels.
    """
    probe = (
        "<script>addEventListener('load', () => { const result = (x) => {"
        "parent.document.body.dataset.result = JSON.stringify(x); };" + script + "});</script>"
    )
    inner = report.read_text("utf-8").replace("</body>", probe + "</body>")
    page = report.with_name(f"probe-{width}.html")
    page.write_text(
        f'<body><iframe width="{width}" height="900" style="border:0" '
        f'srcdoc="{escape(inner)}"></iframe></body>',
        "utf-8",
    )
    done = browser("--window-size=1400,1000", "--dump-dom", page.as_uri())
    found = re.search(r'data-result="([^"]*)"', done.stdout)
    assert found, done.stderr[-500:]
    return json.loads(unescape(found.group(1)))


@pytest.mark.slow
@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_overflows(browser, report, width):
    found = asked(browser, report, OVERFLOW, width)
    assert found["inner"] == width
    assert found["width"] <= width
    assert found["out"] == []
    assert found["cut"] == []
    assert found["over"] == []
    # On a phone short tables are laid out row by row; long ones may be pushed sideways.
    assert width > 640 or found["pushed"] == []


FIRST = """
result([document.querySelector(".first").getBoundingClientRect().bottom,
  document.querySelectorAll("details[open]").length, document.querySelectorAll("details").length]);
"""


@pytest.mark.slow
def test_the_first_page_fits_one_screen_and_the_rest_is_folded(browser, report):
    bottom, n_open, n_folded = asked(browser, report, FIRST, 1280)
    assert bottom < 900
    assert n_open == 0
    assert n_folded > 10


@pytest.mark.slow
def test_the_first_page_fits_one_sheet_and_folded_parts_are_named_on_the_next(
    browser, report, tmp_path
):
    if shutil.which("pdftotext") is None:
        pytest.skip("NOT CHECKED: there is no pdftotext to read the printed report with")
    printed = tmp_path / "report.pdf"
    browser("--no-pdf-header-footer", f"--print-to-pdf={printed}", report.as_uri())
    sheet = ["pdftotext", "-f", "1", "-l", "1", str(printed), "-"]
    first = subprocess.run(sheet, capture_output=True, text=True, check=True).stdout
    assert "This model" in first
    assert "How was it measured?" not in first
    whole = subprocess.run(["pdftotext", str(printed), "-"], capture_output=True, text=True).stdout
    assert "How was it measured?" in whole


@pytest.mark.slow
def test_the_check_for_overflow_can_fail(browser, report):
    wide = report.with_name("wide.html")
    text = report.read_text("utf-8").replace("</style>", "h1 { width: 500px; }</style>")
    wide.write_text(text, "utf-8")
    assert asked(browser, wide, OVERFLOW, 390)["out"] == ["H1."]


@pytest.mark.slow
@pytest.mark.parametrize("width", WIDTHS)
def test_a_picture_can_be_taken(browser, report, tmp_path, width):
    # Kept where SCREENSHOTS names a folder, to be looked at.
    folder = os.environ.get("SCREENSHOTS", str(tmp_path))
    path = os.path.join(folder, f"evaluation-{width}.png")
    browser(f"--window-size={width},2400", f"--screenshot={path}", report.as_uri())
    with open(path, "rb") as picture:
        head = picture.read(24)
    assert head[:8] == b"\x89PNG\r\n\x1a\n"
    assert int.from_bytes(head[16:20], "big") == width
    assert os.path.getsize(path) > 50_000  # an empty page is smaller


@pytest.mark.slow
def test_long_tables_sort_and_filter(browser, report):
    found = asked(browser, report, SORT, 1280)
    assert found["before"][:2] == ["Mali 0", "C0"]
    assert found["down"][0] == "C8"
    assert found["up"][-1] == "C8"
    assert found["filtered"] == ["Mali 7"]


@pytest.mark.slow
def test_a_sentence_in_a_table_makes_no_endless_row_on_a_phone(browser, tmp_path):
    headings = [Heading(text) for text in ("FragmentID", "Recorded", "Other reading", "Why")]
    sentence = "Another coder reads “Direct lobby (meetings, letters)” as well. " * 4
    rows = [[Cell("SCC-SSD/PHR001"), Cell("New structure"), Cell("Joint action"), Cell(sentence)]]
    section = Section("s", "Rows", "Lead.", (text_table("Rows", headings, rows),))
    path = tmp_path / "rows.html"
    path.write_text(page(Document(FirstPage("T", "a", ("v",)), (section,))), "utf-8")
    script = (
        'document.querySelector("details").open = true;'
        'result(document.querySelector("tbody tr").getBoundingClientRect().height);'
    )
    assert asked(browser, path, script, 390) < 250
