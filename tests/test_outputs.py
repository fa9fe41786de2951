"""Writing: whole or not at all, never over something, never a formula by accident."""

from __future__ import annotations

import errno
import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.errors import OutputError
from classifier.guard import replace_file, replace_folder
from classifier.harvest import read_harvest
from classifier.outputs import (
    LinkReplaced,
    csv_text,
    guard_cell,
    plain_cell,
    put_back,
    refuse_foreign,
    refuse_input,
    refuse_inside,
    refuse_others,
    refuse_unwritable,
    require_ending,
    sha256_of,
    this_run,
)


def left_over(folder, name):
    """A path as a run that has ended would have named it."""
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    machine = this_run().partition("-")[0]
    return folder / name.replace("RUN", f"{machine}-{ended.pid}")


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


@pytest.mark.parametrize("replace_it", [replace_file, replace_folder])
@pytest.mark.parametrize(
    ("number", "said"),
    [
        (errno.ENOSPC, "There is no room left for"),
        (errno.EDQUOT, "There is no room left for"),
        (errno.EFBIG, "larger than a file may be"),
        (errno.EROFS, "a disk that can only be read"),
        (errno.EPERM, "open in another program, or protected"),
        (errno.EMFILE, "too many files are"),
        (errno.EIO, "the disk does not answer"),
        (errno.EBADF, "cannot be written: Bad file"),
    ],
)
def test_whatever_the_system_refuses_is_said_and_leaves_nothing(tmp_path, replace_it, number, said):
    with pytest.raises(OutputError, match=said), replace_it(tmp_path / "out"):
        raise OSError(number, os.strerror(number))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no queues between programs there")
def test_a_device_is_no_target(tmp_path):
    queue = tmp_path / "out.csv"
    os.mkfifo(queue)
    with pytest.raises(OutputError, match="is a device, not a file"), replace_file(queue, True):
        pass
    assert queue.is_fifo()


def test_a_link_that_leads_back_to_itself_is_replaced_and_no_mistake(tmp_path):
    link = tmp_path / "out.csv"
    link.symlink_to(link.name)
    refuse_input(link, tmp_path / "h.csv")
    with pytest.warns(LinkReplaced), replace_file(link) as place:
        place.write_text("new")
    assert link.read_text() == "new"


def test_folders_are_no_target(tmp_path):
    with pytest.raises(OutputError, match="is a folder"), replace_file(tmp_path):
        pass
    gone = tmp_path / "gone" / "out.txt"
    with pytest.raises(OutputError, match="does not exist"), replace_file(gone):
        pass


@pytest.mark.parametrize("folder", [True, False])
def test_what_cannot_be_written_is_refused_before_the_work(tmp_path, folder):
    (tmp_path / "file.txt").write_text("a file", "utf-8")
    with pytest.raises(OutputError, match="cannot be written: Not a directory"):
        refuse_unwritable(tmp_path / "file.txt" / "out", folder=folder)
    with pytest.raises(OutputError, match="too long"):
        refuse_unwritable(tmp_path / ("x" * 300), folder=folder)
    refuse_unwritable(tmp_path / "file.txt")
    refuse_unwritable(tmp_path / "deep" / "model", folder=True)
    with pytest.raises(OutputError, match="does not exist"):
        refuse_unwritable(tmp_path / "deep" / "out.txt")
    assert [path.name for path in tmp_path.iterdir()] == ["file.txt"]


def test_a_folder_is_replaced_whole(tmp_path):
    folder = tmp_path / "deep" / "model"
    for text in ("old", "new"):
        with replace_folder(folder, force=True) as place:
            place.mkdir()
            (place / text).write_text(text)
    assert [path.name for path in folder.iterdir()] == ["new"]
    assert list(folder.parent.iterdir()) == [folder]


def test_a_failure_leaves_the_old_folder_and_no_rest(tmp_path):
    folder = tmp_path / "model"
    folder.mkdir()
    (folder / "old").write_text("old")
    with pytest.raises(ValueError, match="invalid"), replace_folder(folder, force=True):
        int("half")
    assert [path.name for path in folder.iterdir()] == ["old"]
    assert list(tmp_path.iterdir()) == [folder]


def test_a_folder_that_a_dead_run_had_moved_away_comes_back(tmp_path):
    folder = tmp_path / "model"
    with replace_folder(folder) as place:
        place.mkdir()
    folder.rename(left_over(tmp_path, ".model.replaced-RUN-00c0ffee"))
    with pytest.raises(OutputError, match="exists already"), replace_folder(folder):
        pass
    assert list(tmp_path.iterdir()) == [folder]


def test_a_folder_that_cannot_be_written_says_why(tmp_path):
    (tmp_path / "file").write_text("")
    with (
        pytest.raises(OutputError, match=r"cannot be written: (Not a directory|File exists)"),
        replace_folder(tmp_path / "file" / "model"),
    ):
        pass


@pytest.mark.parametrize("write", [replace_file, replace_folder])
def test_what_killed_runs_left_is_removed_and_nothing_else(tmp_path, write):
    for name in ("o.unfinished-RUN-00c0ffee.xlsx", "model.replaced-RUN-00c0ffee"):
        left_over(tmp_path, f".{name}").write_text("half")
    (left_over(tmp_path, ".m.unfinished-RUN-00c0ffee") / "deep").mkdir(parents=True)
    (tmp_path / "model").mkdir()
    stays = {
        "model",
        f".o.unfinished-{this_run().partition('-')[0]}-{os.getppid()}-00c0ffee.xlsx",
        ".o.unfinished-000000-999999999-00c0ffee.xlsx",  # of another machine
        left_over(tmp_path, "o.unfinished-RUN-00c0ffee.xlsx").name,
        left_over(tmp_path, ".o.unfinished-RUN.xlsx").name,
        ".model.old",
    }
    for name in stays - {"model"}:
        (tmp_path / name).write_text("somebody's")
    with write(tmp_path / "new") as place:
        place.mkdir() if write is replace_folder else place.write_text("new")
    assert {path.name for path in tmp_path.iterdir()} == stays | {"new"}


def test_the_only_copy_of_a_folder_is_put_back_and_not_removed(tmp_path):
    kept = left_over(tmp_path, ".model.replaced-RUN-00c0ffee")
    kept.mkdir()
    with replace_file(tmp_path / "other.txt"):
        pass
    assert {path.name for path in tmp_path.iterdir()} == {"model", "other.txt"}


def test_a_run_that_still_works_keeps_what_it_moved_aside(tmp_path):
    aside = tmp_path / f".model.replaced-{this_run().partition('-')[0]}-{os.getppid()}-00c0ffee"
    aside.mkdir()
    put_back(tmp_path / "model")
    assert list(tmp_path.iterdir()) == [aside]


def test_a_folder_with_other_files_or_the_one_we_stand_in_is_not_replaced(tmp_path, monkeypatch):
    folder = tmp_path / "audit"
    folder.mkdir()
    for name in ("report.html", ".DS_Store"):
        (folder / name).write_text("")
    refuse_others(folder, ["report.html"], "the audit")
    refuse_others(tmp_path / "none", ["report.html"], "the audit")
    with pytest.raises(OutputError, match="is a file"):
        refuse_others(folder / "report.html", [], "the audit")
    (folder / "notes.txt").write_text("")
    with pytest.raises(OutputError, match=r"audit holds notes\.txt too"):
        refuse_others(folder, ["report.html"], "the audit")
    monkeypatch.chdir(folder)
    for path in (Path(), tmp_path):
        with pytest.raises(OutputError, match="holds the folder you are in"):
            refuse_foreign(path, "report.html", "an audit")


@pytest.fixture
def read(tmp_path):
    """A folder that is read, with one harvest in it."""
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "h.csv").write_text("")
    (folder / "link.csv").symlink_to(folder / "h.csv")
    return folder


@pytest.mark.parametrize(
    ("out", "source", "said"),
    [
        ("in/h.csv", "in/h.csv", "h.csv is the harvest itself, which is never written."),
        ("in/link.csv", "in/h.csv", "link.csv is the harvest itself"),
        ("in/h.csv", "in", "h.csv is the harvest itself"),
        ("in/../in", "in", "in is the harvest itself"),
        ("in", "in/h.csv", "in holds the harvest."),
        ("in/new.csv", "in", ""),
        ("in/h-new.csv", "in/h.csv", ""),
        ("out", "in", ""),
    ],
)
def test_what_is_read_is_never_written(tmp_path, read, out, source, said):
    if not said:
        refuse_input(tmp_path / out, tmp_path / source)
        return
    with pytest.raises(OutputError, match=said):
        refuse_input(tmp_path / out, tmp_path / source)


def test_an_output_does_not_lie_in_the_folder_that_is_read(tmp_path, read):
    refuse_inside(tmp_path / "out", read)
    with pytest.raises(OutputError, match="lies in the folder that is read"):
        refuse_inside(read / "sub" / "out", read)


def test_a_folder_of_somebody_else_is_left(tmp_path, read):
    refuse_foreign(tmp_path / "none", "plan.json", "a plan")
    refuse_foreign(read, "h.csv", "a plan")
    for foreign in (read, read / "h.csv"):
        with pytest.raises(OutputError, match=r"is not a plan, so it is left as it is\."):
            refuse_foreign(foreign, "plan.json", "a plan")


def test_an_output_keeps_its_ending():
    require_ending(Path("new.XLSX"), ".xlsx")
    with pytest.raises(OutputError, match=r"new\.csv must end in \.xlsx or \.xlsm\.") as caught:
        require_ending(Path("new.csv"), ".xlsx", ".xlsm")
    assert caught.value.hint == "Write --out new.xlsx."


def test_a_file_is_known_by_its_content(tmp_path):
    (tmp_path / "f").write_bytes(b"abc")
    assert sha256_of(tmp_path / "f") == hashlib.sha256(b"abc").hexdigest()


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
    text = csv_text([["FragmentID", "Outcome description"], *rows])
    path.write_text(text, "utf-8-sig", newline="")
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    assert [each.outcome for each in read_harvest(path).fragments] == [
        'Élan, "vif"\nencore',
        "=HYPERLINK(1)",
        "- women led",
        "'=quoted by hand",
    ]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows makes links for administrators only")
@pytest.mark.parametrize("there", [True, False])
def test_a_link_as_output_is_replaced_and_that_is_said(tmp_path, there):
    away, link = tmp_path / "away.csv", tmp_path / "o.csv"
    if there:
        away.write_text("mine", "utf-8")
    link.symlink_to(away)
    with (
        pytest.warns(LinkReplaced, match="o.csv was a link to .*away.csv"),
        replace_file(link, force=True) as p,
    ):
        p.write_text("new", "utf-8")
    assert link.read_text("utf-8") == "new"
    assert not link.is_symlink()
    assert away.exists() == there
    folder, link = tmp_path / "folder", tmp_path / "o"
    link.symlink_to(folder)
    if there:
        folder.mkdir()
        (folder / "mine").touch()
    with (
        pytest.warns(LinkReplaced, match="o was a link to"),
        replace_folder(link, force=True) as place,
    ):
        place.mkdir()
    assert list(link.iterdir()) == []
    assert not link.is_symlink()
    assert (folder / "mine").exists() == there
    assert sorted(path.name for path in tmp_path.iterdir() if path.name.startswith(".")) == []
