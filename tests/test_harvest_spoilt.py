"""Letters that were spoilt before: named in every format, never mended, rows counted."""

from __future__ import annotations

import openpyxl
import pytest

from classifier.harvest import read_harvest

ROWS = [["FragmentID", "Outcome"], ["F1", "They met."], ["F2", "Le comitÃ© crÃ©e"]]


def write(path, rows):
    if path.suffix == ".xlsx":
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        book.save(path)
    elif path.suffix == ".csv":
        path.write_text("\n".join(map(",".join, rows)), "utf-8")
    elif path.suffix == ".txt":
        cards = ("\n".join(map("**{}**: {}".format, rows[0], row)) for row in rows[1:])
        path.write_text("\n".join(cards), "utf-8")
    else:
        pairs = (zip(rows[0], row, strict=True) for row in rows[1:])
        lines = (", ".join(map('"{0[0]}": "{0[1]}"'.format, pair)) for pair in pairs)
        path.write_text("\n".join(f"{{{line}}}" for line in lines), "utf-8")
    return path


@pytest.mark.parametrize(
    ("name", "row"), [("h.csv", 3), ("h.xlsx", 3), ("h.txt", 3), ("h.jsonl", 2)]
)
def test_text_that_was_decoded_twice_is_a_problem_in_every_format(tmp_path, name, row):
    harvest = read_harvest(write(tmp_path / name, ROWS))
    (problem,) = harvest.problems
    assert (problem.kind, problem.origin.row, problem.notice) == ("spoilt-letters", row, False)
    assert problem.what == "has letters that were decoded twice, such as “Ã©”."
    assert harvest.fragments[1].outcome == "Le comitÃ© crÃ©e"


def test_many_spoilt_rows_are_one_problem_that_names_and_counts_them(tmp_path):
    rows = [ROWS[0], *([f"F{n}", f"{n} â€“ Ø§Ù„"] for n in range(2, 16))]
    (problem,) = read_harvest(write(tmp_path / "h.csv", rows)).problems
    assert problem.origin.row == 2
    assert problem.what.endswith("so have rows 3, 4, 5, 6, 7, 8, 9, 10, 11 and 4 more.")
    (problem,) = read_harvest(write(tmp_path / "h.csv", rows[:3])).problems
    assert problem.what.endswith("so has row 3.")


def test_a_lost_letter_is_another_problem(tmp_path):
    rows = [ROWS[0], ["F1", "caf\ufffd"]]
    (problem,) = read_harvest(write(tmp_path / "h.csv", rows)).problems
    assert problem.what == "has the sign “\ufffd” where a letter was lost."


def test_spoilt_names_in_a_json_file_have_no_row(tmp_path):
    rows = [["FragmentID", "Outcome", "PrÃ©nom"], ["F1", "They met.", "Ana"]]
    (problem,) = read_harvest(write(tmp_path / "h.jsonl", rows)).problems
    assert problem.origin.row is None
