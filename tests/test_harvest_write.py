"""Writing: whole or not at all, never over something, never a formula by accident."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.errors import OutputError
from classifier.harvest import guard_cell, read_harvest, replace_file, write_csv
from classifier.harvest.write import plain_cell


def test_a_file_appears_whole_under_its_name(tmp_path):
    path = tmp_path / "out.txt"
    with replace_file(path) as temporary:
        temporary.write_text("done")
        assert temporary.parent == path.parent
        assert temporary.suffix == ".txt"
        assert not path.exists()
    assert path.read_text() == "done"
    assert list(tmp_path.iterdir()) == [path]


def test_an_existing_file_is_refused_without_force_and_stays(tmp_path):
    path = tmp_path / "out.txt"
    path.write_text("old")
    with pytest.raises(OutputError, match="exists already"), replace_file(path):
        pass
    assert path.read_text() == "old"
    with replace_file(path, force=True) as temporary:
        temporary.write_text("new")
    assert path.read_text() == "new"


def test_a_failure_leaves_the_old_file_and_no_rest(tmp_path):
    path = tmp_path / "out.txt"
    path.write_text("old")
    with pytest.raises(UnicodeEncodeError), replace_file(path, force=True) as temporary:
        temporary.write_text("half \ud800", "utf-8")
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_target_open_in_excel_says_so(tmp_path, monkeypatch):
    def held(source, target):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "replace", held)
    path = tmp_path / "out.xlsx"
    with (
        pytest.raises(OutputError, match="open in another program") as caught,
        replace_file(path) as temporary,
    ):
        temporary.write_text("new")
    assert caught.value.hint == "Close it in Excel and try again."
    assert list(tmp_path.iterdir()) == []


def test_folders_are_no_target(tmp_path):
    with pytest.raises(OutputError, match="is a folder"), replace_file(tmp_path):
        pass
    gone = tmp_path / "gone" / "out.txt"
    with pytest.raises(OutputError, match="does not exist"), replace_file(gone):
        pass


@pytest.mark.parametrize(
    "text", ["=1+1", "+1 met", "- women led", "@SUM(A1)", "\t=1", "\r=1", "-1\n"]
)
def test_what_a_spreadsheet_would_run_is_marked_as_text(text):
    assert guard_cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["New structure", "-0.25", "+3", "", "a=b", "'Twas so", "'"])
def test_other_cells_are_left_as_they_are(text):
    assert guard_cell(text) == text


@given(st.text())
def test_a_guarded_cell_never_starts_a_formula(text):
    guarded = guard_cell(text)
    if guarded.startswith(("=", "+", "-", "@", "\t", "\r")):
        float(guarded)


@given(st.text(alphabet="'=+-@\t1a ", max_size=6))
def test_the_apostrophe_of_a_guarded_cell_comes_off_again(text):
    assert plain_cell(guard_cell(text)) == text


def test_a_written_table_opens_in_excel_as_utf8_and_is_read_back(tmp_path: Path):
    path = tmp_path / "out.csv"
    rows = [["K1", 'Élan, "vif"\nencore'], ["K2", "=HYPERLINK(1)"]]
    rows += [["K3", "- women led"], ["K4", "'=quoted by hand"]]
    write_csv(rows, ["FragmentID", "Outcome description"], path)
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    assert [each.outcome for each in read_harvest(path).fragments] == [
        'Élan, "vif"\nencore',
        "=HYPERLINK(1)",
        "- women led",
        "'=quoted by hand",
    ]
    with pytest.raises(OutputError, match="exists already"):
        write_csv(rows, ["FragmentID"], path)
