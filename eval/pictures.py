"""The pictures of the README and docs: pre-tagged workbook, review page, home page, report.

    python eval/pictures.py --model models/sample data/harvest-3.xlsx

Pre-tags the harvest, draws the first columns and rows of the workbook's first sheet with
LibreOffice and pdftoppm, and photographs the review page and the home page in Chromium (with
Playwright), and the model's report. Writes workbook.png, review.png, home.png and report.png in
docs/. Run it again when one looks otherwise.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import openpyxl
from common import DATA
from common.processes import PROGRAM, browsing, reviewing
from openpyxl.utils import get_column_letter

from classifier.home.facts import keep_role
from classifier.home.run import HomeConfig, open_home
from classifier.project import HARVESTS, MODELS, create, save

DOCS = Path(__file__).parent.parent / "docs"
# What fits on a screen and can still be read.
COLUMNS, FIRST_ROW, LAST_ROW = 5, 4, 5
DOTS_PER_INCH = 100
WINDOW = {"width": 1200, "height": 820}
# To the third fragment, a second and a half for each.
TURNS, TURNING = 3, 1500


def workbook_picture(workbook: Path, out: Path) -> None:
    """Draw the first columns and some rows of the first sheet, without the paper around them."""
    book = openpyxl.load_workbook(workbook, rich_text=True)
    sheet = book.worksheets[0]
    for other in book.worksheets[1:]:
        book.remove(other)
    sheet.delete_rows(LAST_ROW + 1, sheet.max_row)
    sheet.delete_rows(2, FIRST_ROW - 2)
    sheet.delete_cols(COLUMNS + 1, sheet.max_column)
    sheet.auto_filter.ref = None
    sheet.print_area = f"A1:{get_column_letter(COLUMNS)}{2 + LAST_ROW - FIRST_ROW}"
    for row in range(2, 2 + LAST_ROW - FIRST_ROW + 1):
        sheet.row_dimensions[row].height = sheet.row_dimensions[row + FIRST_ROW - 2].height
    sheet.print_options.gridLines = True
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    book.save(workbook)
    office = ["soffice", "--headless", f"-env:UserInstallation=file://{workbook.parent}/profile"]
    command = [*office, "--convert-to", "pdf", "--outdir", str(workbook.parent), str(workbook)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    page = workbook.with_suffix(".pdf")
    draw = ["pdftoppm", "-r", str(DOTS_PER_INCH), "-singlefile"]
    whole = subprocess.run([*draw, "-gray", str(page)], check=True, capture_output=True).stdout
    x, y, width, height = printed_part(whole)
    crop = ["-x", str(x), "-y", str(y), "-W", str(width), "-H", str(height)]
    subprocess.run([*draw, *crop, "-png", str(page), str(out.with_suffix(""))], check=True)


def printed_part(picture: bytes) -> tuple[int, int, int, int]:
    """Return x, y, width and height of what is not white in a picture of grey dots (PGM)."""
    _, size, _, dots = picture.split(b"\n", 3)
    width, height = map(int, size.split())
    rows, columns = np.nonzero(np.frombuffer(dots, np.uint8).reshape(height, width) < 250)
    x, y = int(columns.min()), int(rows.min())
    return x, y, int(columns.max()) - x + 1, int(rows.max()) - y + 1


def review_picture(harvest: Path, model: Path, out: Path) -> None:
    """Photograph the review page at its third fragment, as a coder finds it."""
    with reviewing(harvest, model) as session, browsing(**WINDOW) as page:
        page.goto(session.address)
        for _ in range(TURNS):
            page.wait_for_timeout(TURNING)  # the page forbids the eval with which one would ask
            page.keyboard.press("ArrowRight")
        page.wait_for_timeout(TURNING)
        page.screenshot(path=out)


def home_picture(harvest: Path, model: Path, out: Path) -> None:
    """Photograph the home page of a project that has all but codes for a new harvest."""
    folder = harvest.parent / "Our harvests"
    project = create(folder, "Civic courage 2021–2025")
    shutil.copy(DATA / "codebook.yaml", folder)
    for name in ("harvest-1.xlsx", "harvest-2.xlsx"):
        shutil.copy(DATA / name, folder / HARVESTS)
    shutil.copy(harvest, folder / HARVESTS)
    keep_role(project, folder / HARVESTS / harvest.name, "new")
    shutil.copytree(model, folder / MODELS / model.name)
    save(replace(project, model=model.name))
    os.environ["XDG_DATA_HOME"] = str(harvest.parent)  # the last project stays what it was
    opened = open_home(HomeConfig(folder, "Maria", "en"))
    with browsing(**WINDOW) as page:
        page.goto(opened.keys.address(opened.keys.token))
        page.wait_for_selector(".path")
        page.screenshot(path=out)
    opened.close()


def report_picture(model: Path, out: Path) -> None:
    """Photograph the top of a model's report."""
    with browsing(**WINDOW) as page:
        page.goto((model / "evaluation" / "report.html").resolve().as_uri())
        page.screenshot(path=out)


def main() -> None:
    """Write the pictures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("harvest", type=Path)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=DOCS, help="Default: docs/.")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        harvest = Path(shutil.copy(chosen.harvest, folder))
        suggested = Path(folder, "suggested.xlsx")
        command = [*PROGRAM, "suggest", str(harvest)]
        command += ["--model", str(chosen.model), "--out", str(suggested)]
        subprocess.run(command, check=True)
        workbook_picture(suggested, chosen.out / "workbook.png")
        review_picture(harvest, chosen.model, chosen.out / "review.png")
        home_picture(harvest, chosen.model, chosen.out / "home.png")
        report_picture(chosen.model, chosen.out / "report.png")


if __name__ == "__main__":
    main()
