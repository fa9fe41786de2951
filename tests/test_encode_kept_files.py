from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import numpy as np
import platformdirs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from platformdirs.macos import MacOS
from platformdirs.unix import Unix
from platformdirs.windows import Windows

from classifier import own_folders
from classifier.encode import kept_files
from classifier.encode.array_file import PAGE, read_arrays, write_arrays
from classifier.encode.kept_files import STAMP, Recipe, forget, prepare, sha256_of
from classifier.errors import EncoderError

SYSTEMS = {"linux": Unix, "darwin": MacOS, "win32": Windows}


class Kitchen:
    """A recipe that counts how often it is cooked."""

    def __init__(self, folder: Path) -> None:
        self.source = folder / "source.txt"
        self.source.write_text("flour", "utf-8")
        self.base = folder / "cache"
        self.n_built = 0
        self.pinned: dict[str, str] = {}

    def _build(self, folder: Path) -> None:
        self.n_built += 1
        (folder / "bread").write_text(self.source.read_text("utf-8") * 2, "utf-8")

    def prepare(self) -> Path:
        recipe = Recipe("bakery-1", {"flour": self.source}, self._build, self.pinned)
        return prepare(recipe, self.base).folder


@pytest.fixture
def kitchen(tmp_path):
    return Kitchen(tmp_path)


def test_files_are_made_once_and_then_only_read(kitchen):
    folder = kitchen.prepare()
    assert (folder / "bread").read_text("utf-8") == "flourflour"
    assert kitchen.prepare() == folder
    assert kitchen.n_built == 1


@pytest.mark.parametrize("damage", ["changed", "cut", "deleted", "stamp-cut", "stamp-empty"])
def test_damaged_files_are_made_again(kitchen, damage):
    folder = kitchen.prepare()
    bread, stamp = folder / "bread", folder / STAMP
    if damage == "changed":
        bread.write_text("flourfLour", "utf-8")
        os.utime(bread, ns=(1, 1))
    elif damage == "cut":
        bread.write_text("flour", "utf-8")
    elif damage == "deleted":
        bread.unlink()
    elif damage == "stamp-cut":
        stamp.write_text(stamp.read_text("utf-8")[:40], "utf-8")
    else:
        stamp.write_text('{"sources": {}, "files": {}}', "utf-8")
    assert (kitchen.prepare() / "bread").read_text("utf-8") == "flourflour"
    assert kitchen.n_built == 2


def test_another_source_makes_other_files(kitchen):
    kitchen.prepare()
    kitchen.source.write_text("maize", "utf-8")
    assert (kitchen.prepare() / "bread").read_text("utf-8") == "maizemaize"


def test_a_file_touched_but_not_changed_is_kept_and_its_new_time_noted(kitchen):
    folder = kitchen.prepare()
    os.utime(folder / "bread", ns=(1, 1))
    kitchen.prepare()
    assert kitchen.n_built == 1
    noted = json.loads((folder / STAMP).read_text("utf-8"))["files"]["bread"]["changed"]
    assert noted == (folder / "bread").stat().st_mtime_ns


def test_forgotten_files_are_made_again(kitchen):
    kitchen.prepare()
    forget("bakery-1", kitchen.base)
    kitchen.prepare()
    assert kitchen.n_built == 2


def test_a_source_other_than_the_pinned_one_is_refused(kitchen):
    kitchen.pinned = {"flour": sha256_of(kitchen.source)}
    kitchen.prepare()
    kitchen.source.write_text("chalk", "utf-8")
    with pytest.raises(EncoderError, match="is not the file this program knows") as caught:
        kitchen.prepare()
    assert "classifier encoders install" in caught.value.hint
    assert kitchen.n_built == 1


def test_where_the_cache_cannot_be_written_the_files_are_made_for_this_run(kitchen):
    kitchen.base.write_text("a file where the folder should be", "utf-8")
    folder = kitchen.prepare()
    assert (folder / "bread").read_text("utf-8") == "flourflour"
    assert kitchen.base not in folder.parents


def test_files_in_use_elsewhere_that_are_right_meanwhile_are_taken(kitchen, monkeypatch):
    folder = kitchen.prepare()
    good = (folder / STAMP).read_text("utf-8")
    forget("bakery-1", kitchen.base)

    def refuse(draft, target):
        (folder / STAMP).write_text(good, "utf-8")  # the other process has just finished
        raise PermissionError(13, "in use")

    monkeypatch.setattr(kept_files, "_move_in", refuse)
    assert kitchen.prepare() == folder


def test_files_in_use_elsewhere_that_are_wrong_are_left_and_others_made(kitchen, monkeypatch):
    def refuse(draft, target):
        raise PermissionError(13, "in use")

    monkeypatch.setattr(kept_files, "_move_in", refuse)
    folder = kitchen.prepare()
    assert kitchen.base not in folder.parents
    assert (folder / "bread").exists()


@pytest.mark.parametrize("step", ["_move_in", "_make_for_this_run"])
def test_a_full_disk_is_a_clear_error(kitchen, monkeypatch, step):
    def fail(*arguments):
        raise OSError(28, "No space left on device")

    if step == "_move_in":
        monkeypatch.setattr(kept_files, "_move_in", fail)
    else:
        kitchen.base.write_text("a file", "utf-8")
        monkeypatch.setattr(kitchen, "_build", fail)
    with pytest.raises(EncoderError, match="No space left on device") as caught:
        kitchen.prepare()
    assert "XDG_CACHE_HOME" in caught.value.hint


def test_nothing_half_made_stays_behind(kitchen, monkeypatch):
    kitchen.prepare()
    assert [path.name for path in kitchen.base.iterdir()] == ["bakery-1"]
    assert sorted(path.name for path in (kitchen.base / "bakery-1").iterdir()) == ["bread", STAMP]


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["<f8", "<f4", "<f2", "<i8", "<i4", "<u4", "<u2", "|u1"]),
            st.lists(st.integers(0, 5), min_size=1, max_size=3),
        ),
        max_size=4,
    )
)
def test_every_array_survives_being_written_and_mapped(tmp_path_factory, arrays):
    path = tmp_path_factory.mktemp("tensors") / "some.tensors"
    written = {
        f"array {i}": np.arange(np.prod(shape)).astype(kind).reshape(shape)
        for i, (kind, shape) in enumerate(arrays)
    }
    write_arrays(path, written)
    read = read_arrays(path)
    assert list(read) == list(written)
    for name, values in written.items():
        assert read[name].dtype == values.dtype
        np.testing.assert_array_equal(read[name], values)


def test_arrays_begin_on_a_page(tmp_path):
    write_arrays(tmp_path / "t", {"a": np.zeros(3, np.uint8), "b": np.ones(5, np.float32)})
    b = read_arrays(tmp_path / "t")["b"]
    assert b.__array_interface__["data"][0] % PAGE == 0
    assert not b.flags.writeable


@pytest.mark.parametrize(
    ("platform", "variables", "cache", "data"),
    [
        ("linux", {}, "~/.cache/N", "~/.local/share/N"),
        ("darwin", {}, "~/Library/Caches/N", "~/Library/Application Support/N"),
        ("win32", {"LOCAL_APPDATA": "@/L"}, "@/L/N/Cache", "@/L/N/data"),
        ("win32", {"XDG_CACHE_HOME": "@/c", "XDG_DATA_HOME": "@/d"}, "@/c/N", "@/d/N/data"),
        ("linux", {"XDG_CACHE_HOME": "@/c", "XDG_DATA_HOME": "@/d"}, "@/c/N", "@/d/N"),
        ("darwin", {"XDG_CACHE_HOME": "@/c"}, "@/c/N", "~/Library/Application Support/N"),
        ("linux", {"XDG_CACHE_HOME": "relative"}, "~/.cache/N", "~/.local/share/N"),
        ("linux", {"XDG_DATA_HOME": ""}, "~/.cache/N", "~/.local/share/N"),
    ],
)
def test_the_folders_are_where_each_system_keeps_such_things(
    monkeypatch, tmp_path, platform, variables, cache, data
):
    def real(path: str) -> Path:
        path = path.replace("~", str(Path.home())).replace("@", str(tmp_path))
        return Path(path.replace("/N", "/outcome-classifier"))

    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setattr(platformdirs, "PlatformDirs", SYSTEMS[platform])
    # Windows itself is asked for these; here a variable of the folder's name answers.
    monkeypatch.setattr(
        "platformdirs.windows.get_win_folder", lambda name: os.environ[name.split("_", 1)[1]]
    )
    for name in ("XDG_CACHE_HOME", "XDG_DATA_HOME", "LOCAL_APPDATA"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value.replace("@", str(tmp_path)))
    assert own_folders.cache_folder() == real(cache)
    assert own_folders.data_folder() == real(data)
