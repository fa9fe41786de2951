"""A project as one zip: what goes with it, what does not, and that it works where it is opened."""

import errno
import os
import shutil
import sqlite3
import zipfile
from unittest.mock import patch

import pytest
from test_in_project import FAST, TODAY, folder, made, typed  # noqa: F401  (fixtures)

from classifier.errors import ClassifierError, OutputError
from classifier.project import create, read
from classifier.project.hand_over import hand_over

LEFT_OUT = "p/LEFT-OUT.txt"


@pytest.fixture
def full(folder):  # noqa: F811
    """A project in which everything was done once."""
    for command in (
        "evaluate later.csv --no-cache --with-texts",
        f"audit harvests/h.csv {FAST}",
        f"relabel plan harvests/h.csv {FAST}",
        "finish work/new/suggested.xlsx",
        "codebook convert codebook.yaml codebook-history/2025-01-01.csv",
    ):
        assert typed(folder, command)[0] == 0, command
    shutil.copy(folder / "later.csv", folder / "harvests")
    (folder / "models/notes.txt").write_text("the parliament adopted a law on water", "utf-8")
    return folder


def opened(out, tmp_path):
    with zipfile.ZipFile(out) as archive:
        assert archive.testzip() is None
        archive.extractall(tmp_path / "elsewhere")
    return tmp_path / "elsewhere" / "p"


def names_in(folder):  # noqa: F811
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_a_project_with_its_texts_is_whole_and_works_elsewhere(full, tmp_path):
    code, out, _ = typed(full, "hand-over --out ../p.zip")
    assert (code, "confidential ones too" in out) == (0, True)
    there = opened(tmp_path / "p.zip", tmp_path)
    assert names_in(there) == names_in(full) | {"LEFT-OUT.txt"}
    assert "Nothing." in (there / "LEFT-OUT.txt").read_text("utf-8")
    assert typed(there, "suggest harvests/h.csv --no-cache")[0] == 0


def test_a_project_without_texts_holds_none_and_works_with_a_new_harvest(full, tmp_path):
    code, out, _ = typed(tmp_path, "hand-over p --out p.zip --without-texts")
    assert (code, "It holds no text of a fragment." in out) == (0, True)
    there = opened(tmp_path / "p.zip", tmp_path)
    report = f"reports/evaluation-{TODAY}-1"
    kept = names_in(there)
    assert {"project.yaml", "codebook.yaml", "codebook-history/2025-01-01.csv", "log.jsonl"} < kept
    assert {f"{report}/report.html", f"models/{TODAY}-1/heads.npz"} < kept
    assert f"reports/audit-{TODAY}-1/report.html" in kept
    for path in there.rglob("*"):
        if path.is_file() and path.name not in ("LEFT-OUT.txt", "codebook.yaml"):
            assert b"the parliament adopted a law on" not in path.read_bytes(), path
    told = (there / "LEFT-OUT.txt").read_text("utf-8")
    assert {line.split(": ")[0] for line in told.splitlines() if ": " in line} >= (
        names_in(full) - kept
    )
    for name in (f"reports/evaluation-{TODAY}-2/report.html", "models/notes.txt", "harvests/h.csv"):
        assert name not in kept
    shutil.copy(full / "harvests/new.csv", there / "harvests")
    assert typed(there, "suggest harvests/new.csv --no-cache")[0] == 0


def test_the_same_project_gives_the_same_zip(full, tmp_path):
    hand_over(read(full), tmp_path / "a.zip")
    with patch("time.time", return_value=1e9):
        hand_over(read(full), tmp_path / "b.zip")
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()


def test_a_report_into_which_a_text_was_pasted_does_not_go(full, tmp_path):
    page = full / f"reports/evaluation-{TODAY}-1/report.md"
    story = (full / "harvests/h.csv").read_text("utf-8").splitlines()[1].split('","')[3]
    page.write_text(page.read_text("utf-8") + "<b>" + story.replace(" ", "\n"), "utf-8")
    done = hand_over(read(full), tmp_path / "p.zip", with_texts=False)
    assert (page.relative_to(full).as_posix(), "quotes texts of fragments") in done.left_out


@pytest.mark.parametrize("facts", ["{}", "[", '{"examples": [{"text": "A story."}]}', None])
def test_a_report_that_may_quote_texts_does_not_go(full, tmp_path, facts):
    place = full / f"reports/evaluation-{TODAY}-1"
    (place / "report.json").unlink()
    if facts is not None:
        (place / "report.json").write_text(facts, "utf-8")
    done = hand_over(read(full), tmp_path / "p.zip", with_texts=False)
    went = f"reports/{place.name}/report.html" in done.files
    assert went == (facts == "{}")


@pytest.mark.parametrize("text", ["FragmentID,Outcome description\nA1,A law was made\n", "\x00"])
def test_a_codebook_that_holds_fragments_does_not_go_without_texts(full, tmp_path, text):
    (full / "codebook.yaml").unlink()
    (full / "codebook.csv").write_text(text, "utf-8")
    done = hand_over(read(full), tmp_path / "p.zip", with_texts=False)
    assert "codebook.csv" in dict(done.left_out)


def test_a_coded_project_or_tasks_of_other_programs_do_not_go_without_texts(full, tmp_path):
    for name in ("codebook-history/codes.qdpx", "ours.qdpx", "tasks.json"):
        (tmp_path / "p" / name).write_bytes(b"{}")
    code, _, _ = typed(tmp_path, "hand-over p --out p.zip --without-texts")
    assert code == 0
    with zipfile.ZipFile(tmp_path / "p.zip") as archive:
        assert not [one for one in archive.namelist() if "qdpx" in one or "tasks" in one]


def test_links_are_never_followed_and_are_named(full, tmp_path):
    (tmp_path / "private").mkdir()
    (tmp_path / "private" / "secret.csv").write_text("secret", "utf-8")
    (full / "harvests/linked").symlink_to(tmp_path / "private")
    (full / "harvests/secret.csv").symlink_to(tmp_path / "private" / "secret.csv")
    (full / "harvests/broken.csv").symlink_to(tmp_path / "nowhere")
    (full / "round").symlink_to(full)
    done = hand_over(read(full), tmp_path / "p.zip")
    links = {"harvests/linked", "harvests/secret.csv", "harvests/broken.csv", "round"}
    assert links == dict(done.left_out).keys()
    assert not links & set(done.files)


def test_what_belongs_to_this_computer_or_another_project_stays(full, tmp_path):
    (full / ".git").mkdir()
    (full / "work/jobs.sqlite").write_bytes(b"")
    (full / "work/home.address").write_text('{"port": 1, "token": "secret"}', "utf-8")
    (full / "harvests/~$h.xlsx").write_bytes(b"")
    os.mkfifo(full / "queue")
    (full / "copy").mkdir()
    shutil.copy(full / "project.yaml", full / "copy")
    hand_over(read(full), full / "before.zip")
    done = hand_over(read(full), full / "p.zip")
    assert dict(done.left_out).keys() == {
        ".git", "work/jobs.sqlite", "work/home.address", "harvests/~$h.xlsx", "queue", "copy",
        "before.zip",
    }  # fmt: skip


def test_decisions_that_a_page_has_open_go_whole(full, tmp_path):
    path = full / "work/new/decisions.sqlite"
    log = sqlite3.connect(path)
    log.execute("PRAGMA journal_mode = WAL")
    log.execute("CREATE TABLE acts (x)")
    log.execute("INSERT INTO acts VALUES (7)")
    log.commit()
    hand_over(read(full), tmp_path / "p.zip")
    log.close()
    there = opened(tmp_path / "p.zip", tmp_path)
    assert not [name for name in names_in(there) if name.endswith(("-wal", "-shm"))]
    copy = sqlite3.connect(there / "work/new/decisions.sqlite")
    assert copy.execute("SELECT x FROM acts").fetchall() == [(7,)]
    copy.close()


def test_names_that_another_system_refuses_are_changed_and_told(tmp_path):
    project = create(tmp_path / "p: 1", "p")
    for name in ("Mali: 1?.csv", "aux.csv", "h.csv", "H.csv"):
        (project.folder / "harvests" / name).write_text("a", "utf-8")
    done = hand_over(project, tmp_path / "p.zip")
    harvests = {name for name in done.files if name.startswith("harvests")}
    assert harvests == {
        "harvests/Mali_ 1_.csv", "harvests/aux_.csv", "harvests/H.csv", "harvests/h (2).csv",
    }  # fmt: skip
    assert {name for name, _ in done.left_out} == {
        "harvests/Mali: 1?.csv", "harvests/aux.csv", "harvests/h.csv",
    }  # fmt: skip
    with zipfile.ZipFile(tmp_path / "p.zip") as archive:
        assert all(name.startswith("p_ 1/") for name in archive.namelist())


def test_a_zip_is_written_whole_or_not_at_all(full, tmp_path):
    out = tmp_path / "p.zip"
    with (
        patch("shutil.copyfileobj", side_effect=OSError(errno.ENOSPC, "full")),
        pytest.raises(OutputError, match=r"no room left for .*p\.zip"),
    ):
        hand_over(read(full), out)
    assert [path.name for path in tmp_path.iterdir()] == ["p"]
    (full / "work/new/damaged.sqlite").write_bytes(b"SQLite format 3\x00" + b"x" * 200)
    (full / "work/new/damaged.sqlite-wal").write_bytes(b"x")
    with pytest.raises(ClassifierError, match=r"damaged\.sqlite cannot be read"):
        hand_over(read(full), out)
    assert not out.exists()


def test_what_cannot_be_handed_over_is_told(full, tmp_path):
    for words, told in {
        "hand-over --out p.txt": "must end in .zip",
        "hand-over ../nowhere --out p.zip": "is not there",
        f"hand-over {tmp_path} --out p.zip": "is no project",
    }.items():
        code, _, said = typed(full, words)
        assert (code in (1, 2), told in said) == (True, True)
    assert typed(full, "hand-over --out ../p.zip")[0] == 0
    code, _, said = typed(full, "hand-over --out ../p.zip")
    assert (code, "exists already" in said) == (1, True)
    assert typed(full, "hand-over --out ../p.zip --force")[0] == 0
