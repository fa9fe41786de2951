"""``check --fix``: what is asked, and what the copy says."""

from __future__ import annotations

import csv

import openpyxl
import pytest
from typer.testing import CliRunner

from classifier.cli import app
from classifier.errors import ClassifierError, OutputError

HEAD = (
    "FragmentID",
    "Outcome description",
    "MCQType of change",
    "Confidential",
    "Coder",
)
ROWS = [
    ("A1", "Women founded a group.", "New gruop, Law adopted", "", "Ana"),
    ("A2", "Men founded a group.", "New gruop;  Something else", "", "Ana"),
    ("A3", "A law was passed.", "Law not adopted", "", "Bo"),
    ("A4", "Clans met.", "n/a", "", "Bo"),
]


@pytest.fixture
def at_keyboard(monkeypatch):
    monkeypatch.setattr("classifier.cli.check.can_ask", lambda: True)


def write(path, rows=ROWS):
    if path.suffix == ".xlsx":
        book = openpyxl.Workbook()
        for row in (HEAD, *rows):
            book.active.append(row)
        book.create_sheet("Notes")["A1"] = "New gruop"
        book.save(path)
    else:
        lines = [",".join(f'"{cell}"' for cell in row) for row in (HEAD, *rows)]
        path.write_text("\n".join(lines), "utf-8")
    return path


def run(harvest, codebook, out, answers="", *more):
    options = ["--codebook", codebook, "--fix", out, *more]
    return CliRunner().invoke(app, ["check", *map(str, [harvest, *options])], input=answers)


def codes(path):
    if path.suffix == ".xlsx":
        return [row[2].value for row in list(openpyxl.load_workbook(path).active)[1:]]
    return [row[2] for row in list(csv.reader(path.read_text("utf-8-sig").splitlines()))[1:]]


@pytest.mark.parametrize("ending", [".xlsx", ".csv"])
def test_only_what_a_person_agreed_to_is_changed(ending, tmp_path, codebook_path, at_keyboard):
    harvest, out = write(tmp_path / f"h{ending}"), tmp_path / f"out{ending}"
    before = harvest.read_bytes()
    result = run(harvest, codebook_path, out, "y\nn\n")
    assert result.exit_code == 0, result.output
    assert "“New gruop” → “New group” in 2 rows of “MCQType of change”? [y/N]" in result.stdout
    assert "“Law not adopted” → “Law adopted” in row 4 of" in result.stdout
    assert result.stdout.count("[y/N]") == 2
    assert f"2 cells changed.\n\nWritten: {out}\nNext: classifier check {out} " in result.stdout
    assert codes(out) == [
        "New group, Law adopted",
        "New group;  Something else",
        "Law not adopted",
        "n/a",
    ]
    assert harvest.read_bytes() == before


def test_the_other_parts_of_a_workbook_stay(tmp_path, codebook_path, at_keyboard):
    harvest, out = write(tmp_path / "h.xlsx"), tmp_path / "out.xlsx"
    run(harvest, codebook_path, out, "y\ny\n")
    assert openpyxl.load_workbook(out)["Notes"]["A1"].value == "New gruop"
    assert codes(out)[2] == "Law adopted"


def test_no_answer_is_no_and_then_nothing_is_written(tmp_path, codebook_path, at_keyboard):
    out = tmp_path / "out.csv"
    result = run(write(tmp_path / "h.csv"), codebook_path, out, "\n\n")
    assert (result.exit_code, out.exists()) == (0, False)
    assert result.stdout.endswith("Nothing was changed, so nothing was written.\n")
    result = run(write(tmp_path / "h.csv"), codebook_path, out, "y\n")  # closed half-way
    assert (result.exit_code, out.exists()) == (1, False)


@pytest.mark.parametrize("ending", [".xlsx", ".csv"])
@pytest.mark.parametrize(
    ("headings", "row", "mended"),
    [
        ("T 1,T 2", "Talks held,New gruop", "Talks held,New group"),
        ("T (Ana),T (Bo)", "New gruop,Law adopted", "New group,Law adopted"),
        (",T,", ",Law adopted,New gruop", ",Law adopted,New group"),
    ],
    ids=["numbered", "by coder", "unnamed"],
)
def test_codes_in_several_columns_are_mended_too(
    ending, headings, row, mended, tmp_path, codebook_path, at_keyboard
):
    harvest, out = tmp_path / f"h{ending}", tmp_path / f"out{ending}"
    rows = [("FragmentID", "Outcome description", *headings.replace("T", HEAD[2]).split(","))]
    rows += [("A1", "Women founded a group.", *row.split(","))]
    rows += [(f"A{n}", f"A law came {n}.", *mended.split(",")) for n in (2, 3)]
    if ending == ".xlsx":
        book = openpyxl.Workbook()
        for cells in rows:
            book.active.append(cells)
        book.save(harvest)
    else:
        harvest.write_text("\n".join(map(",".join, rows)), "utf-8")
    result = run(harvest, codebook_path, out, "y\n")
    assert "1 cell changed" in result.output, result.output
    if ending == ".xlsx":
        cells = [cell.value or "" for cell in openpyxl.load_workbook(out).active[2]]
    else:
        cells = list(csv.reader(out.read_text("utf-8-sig").splitlines()))[1]
    assert ",".join(cells[2:]) == mended


def test_of_several_proposals_one_is_chosen_by_number(tmp_path, codebook_path, at_keyboard):
    rows = [("A1", "A law came.", "Reprisal, no Talks held Law adopted", "", "Ana")]
    out = tmp_path / "out.csv"
    result = run(write(tmp_path / "h.csv", rows), codebook_path, out, "7\n2\n")
    assert "“no Talks held Law adopted” in row 2 of “MCQType of change” may be:" in result.stdout
    assert "  1  “Law adopted”\n  2  “Talks held”\n" in result.stdout
    assert result.stdout.count("Which one?") == 2
    assert codes(out) == ["Reprisal, Talks held"]


def test_words_of_confidential_rows_are_not_shown(tmp_path, codebook_path, at_keyboard):
    rows = [("A1", "A law came.", "Law not adopted", "YES", "Ana")]
    result = run(write(tmp_path / "h.csv", rows), codebook_path, tmp_path / "out.csv", "n\n")
    assert "“…” → “Law adopted” in row 2" in result.stdout
    assert "Law not adopted" not in result.stdout


def test_where_nothing_is_mistyped_nobody_is_asked(tmp_path, codebook_path, at_keyboard):
    harvest = write(tmp_path / "h.csv", ROWS[3:])
    result = run(harvest, codebook_path, tmp_path / "out.csv")
    assert result.stdout.startswith("No cell holds what may be a mistyped label")


def test_without_a_keyboard_nothing_is_guessed(tmp_path, codebook_path):
    result = run(write(tmp_path / "h.csv"), codebook_path, tmp_path / "out.csv", "y\ny\n")
    assert isinstance(result.exception, ClassifierError)
    assert "nobody here to answer" in str(result.exception)
    assert not (tmp_path / "out.csv").exists()


def test_what_cannot_be_written_is_refused_before_anything_is_asked(
    tmp_path, codebook_path, at_keyboard
):
    harvest = write(tmp_path / "h.csv")
    (tmp_path / "old.csv").write_text("mine", "utf-8")
    (tmp_path / "card.txt").write_text("**Outcome description**: A law.", "utf-8")

    def refused(harvest, out, *more):
        result = run(harvest, codebook_path, tmp_path / out, "y\ny\n", *more)
        assert "[y/N]" not in result.output
        return result.exception

    assert "exists already" in str(refused(harvest, "old.csv"))
    assert "never written" in str(refused(harvest, "h.csv", "--force"))
    assert isinstance(refused(harvest, "out.xlsx"), OutputError)
    assert "one file at a time" in str(refused(tmp_path, "out.csv"))
    assert "one file at a time" in str(refused(harvest, "out.csv", harvest))
    assert "card.txt again in its own format" in str(refused(tmp_path / "card.txt", "out.txt"))
    assert "list of problems" in str(refused(harvest, "out.csv", "--format", "json"))
    assert (tmp_path / "old.csv").read_text("utf-8") == "mine"
    assert run(harvest, codebook_path, tmp_path / "old.csv", "y\nn\n", "--force").exit_code == 0
