"""Damaged and foreign files end in one clear line, never in a traceback."""

import errno
import json
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from typer.main import get_command

from classifier import cli
from classifier.codebook import read_codebook
from classifier.edit import TableChange, _changed_line, changed_batch
from classifier.edit.first_versions import read_log
from classifier.edit.provenance import last_step, read_step
from classifier.engine.parts import Tally
from classifier.errors import ClassifierError, HarvestError, OutputError, foreign
from classifier.json_shape import read_shaped
from classifier.relabel.label_trends import trend
from classifier.xlsx.markup import element, stated_number
from classifier.xlsx.package import Package

CASES = Path(__file__).parent / "cases" / "damaged"


@pytest.mark.parametrize(
    ("raised", "said"),
    [
        (RecursionError(), "nested too deeply"),
        (MemoryError(), "needs more memory than there is"),
        (OSError(errno.ENOMEM, "secret"), "needs more memory than there is"),
        (OverflowError("secret"), "cannot be"),
        (UnicodeDecodeError("utf-8", b"\xff", 0, 1, "secret"), "no text"),
        (OSError("secret"), "to its end"),
        (PermissionError(), "open in another program"),
    ],
)
def test_whatever_a_library_raises_names_the_file_and_no_text(raised, said):
    with pytest.raises(HarvestError, match=said) as caught, foreign("h.parquet", "Save it again."):
        raise raised
    assert str(caught.value).startswith("h.parquet ")
    assert "secret" not in str(caught.value)


def test_our_own_error_passes_the_edge_as_it_is():
    with pytest.raises(ClassifierError, match=r"^mine$"), foreign("h.parquet", ""):
        raise ClassifierError("mine")


@pytest.mark.parametrize("name", ["14-plan", "21-plan", "27-plan"])
def test_a_damaged_plan_is_named_and_not_counted(name):
    with pytest.raises(ClassifierError, match=r"plan\.json (is damaged|was changed)"):
        trend(CASES / name / "plan")


@pytest.mark.parametrize("change", [{"drop": ("Code",)}, {"add": ("Code",)}, {"texts": ("Code",)}])
def test_a_column_that_stands_twice_in_a_parquet_file_is_not_changed(change):
    arrow = pytest.importorskip("pyarrow")
    batch = arrow.RecordBatch.from_arrays([arrow.array(["x"])] * 2, names=["Code", "Code "])
    with pytest.raises(HarvestError, match="Two columns are called “Code”"):
        changed_batch(batch, 2, TableChange(None, **change))


def test_a_damaged_log_is_named():
    with pytest.raises(HarvestError, match=r"log\.json is no log"):
        read_log(CASES / "09-undo" / "log.json")


@pytest.mark.parametrize("path", ["05-finish/w.xlsx", "06-pretag/h.xlsx"])
def test_a_workbook_with_foreign_nodes_among_its_relations_can_be_changed(path):
    package = Package.read(CASES / path)
    names = [entry.name for entry in package.sheets()]
    package.add_sheet("more", package.tree(package.sheets()[0].part))
    assert len(package.sheets()) == len(names) + 1


@pytest.mark.parametrize("written", ["", "x", "1.5", "9" * 20, "٣"])
def test_an_attribute_of_a_workbook_that_is_no_number_is_named(written):
    with pytest.raises(HarvestError, match="c has a s that is no number"):
        stated_number(element("c", s=written), "s", 0)
    assert stated_number(element("c", s="12"), "s", 0) == 12
    assert stated_number(element("c"), "s", 7) == 7


def test_a_version_without_a_name_is_refused_in_words():
    with pytest.raises(ClassifierError, match="an item of “versions” has no “version”"):
        read_codebook(CASES / "10-convert" / "c.xlsx")


@pytest.mark.parametrize(
    ("text", "shape", "read"),
    [
        ('{"a": 1}', {"a": int}, {"a": 1}),
        ('{"a": true}', {"a": int}, None),
        ("{}", {"a": int}, None),
        ("{}", {"a?": int}, {}),
        ('{"x": ["y"]}', {str: [str]}, {"x": ["y"]}),
        ('{"x": "y"}', {str: [str]}, None),
        ("[" * 100_000, [str], None),
        ("{", {str: object}, None),
    ],
)
def test_json_is_read_only_in_its_shape(text, shape, read):
    assert read_shaped(text, shape) == read


def test_a_mistake_of_ours_exits_70_and_quotes_nothing(monkeypatch, capsys):
    def fail() -> None:
        json.loads("{secret", parse_int=lambda _: None)

    monkeypatch.setattr(cli, "app", fail)
    with pytest.raises(SystemExit) as caught:
        cli.main()
    told = capsys.readouterr().err
    assert caught.value.code == 70
    assert "JSONDecodeError at cli/__init__.py:" in told
    assert "secret" not in told


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError(errno.ENOSPC, "full"), "There is no room left for what is written."),
        (OSError(errno.ENAMETOOLONG, "long", "o" * 300), f"The name {'o' * 100}… is too long."),
        (MemoryError(), "There is not enough memory for this."),
        (RuntimeError("can't start new thread"), "There is not enough memory for this."),
        (ImportError("x.so: failed to map segment"), "There is not enough memory for this."),
    ],
)
def test_what_the_system_refuses_anywhere_is_no_mistake_of_ours(monkeypatch, capfd, error, said):
    def fail() -> None:
        raise error

    monkeypatch.setattr(cli, "app", fail)
    monkeypatch.setattr(sys, "stdout", sys.stdout)  # which is put back
    with pytest.raises(SystemExit) as caught:
        cli.main()
    assert caught.value.code == 1
    assert f"Error: {said}\n" in capfd.readouterr().err


def test_a_mistake_beside_the_command_is_told_without_its_message(monkeypatch, capsys):
    def fail() -> None:
        raise KeyError("secret")

    def work() -> None:
        thread = threading.Thread(target=fail)
        thread.start()
        thread.join()

    monkeypatch.setattr(cli, "app", work)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)  # which is put back
    cli.main()
    told = capsys.readouterr().err
    assert "a mistake in the program: KeyError at unknown place" in told
    assert "secret" not in told
    assert "Traceback" not in told


@pytest.mark.parametrize("words", ["train", "evaluate", "audit find", "relabel plan"])
def test_a_command_that_learns_asks_for_memory_before_the_work(monkeypatch, words):
    """Where there is too little, a library that multiplies matrices asks for it for ever."""

    def too_little(*_: int) -> None:
        raise OSError(errno.ENOMEM, "Cannot allocate memory")

    monkeypatch.setattr("mmap.mmap", too_little)
    command = get_command(cli.app)
    for word in words.split():
        command = command.commands[word]
    with pytest.raises(MemoryError):
        command.invoke(None)


@pytest.mark.parametrize("module", ["applying", "label_trends"])
def test_what_applies_a_plan_does_not_load_what_learns(module):
    code = f"import sys, classifier.relabel.{module}; print(*sys.modules)"
    run = [sys.executable, "-c", code]
    loaded = subprocess.run(run, capture_output=True, text=True, check=True).stdout.split()
    assert {"sklearn", "pandas", "scipy"}.isdisjoint(loaded)


def test_a_program_without_a_window_for_text_runs(monkeypatch):
    monkeypatch.setattr(sys, "stdout", None)
    monkeypatch.setattr(sys, "stderr", None)
    book = Path(__file__).parents[1] / "data" / "codebook.yaml"
    words = ["classifier", "check", str(CASES / "32-cards" / "h.txt"), "--codebook", str(book)]
    monkeypatch.setattr(sys, "argv", words)
    with pytest.raises(SystemExit) as caught:
        cli.main()
    assert caught.value.code in (0, 1)


@pytest.mark.parametrize(
    "told",
    ['{"step": "x"}', '{"step": 1, "cells": {"a": ["b"]}}', '{"step": 1, "cells": 2}', "{", "[1]"],
)
def test_a_damaged_cell_for_undo_is_no_step(told):
    row = {"For undo": told}
    assert read_step(row) is None
    assert last_step([row]) in (0, 1)


@pytest.mark.parametrize("text", ["{", "{}", '{"counts": 1, "more": {}, "n_problems": 0}', "[]"])
def test_a_damaged_note_of_an_earlier_run_is_named(text):
    with pytest.raises(OutputError, match="an earlier run left is damaged"):
        Tally.from_json(text)


def test_half_a_letter_in_json_is_written_as_it_came():
    line = _changed_line(r'{"a": "\ud800"}', {"b": "x"}, frozenset())
    assert line.isascii()
    assert json.loads(line) == {"a": "\ud800", "b": "x"}
