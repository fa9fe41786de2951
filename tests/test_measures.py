"""The measurements: one command for all, pages that say how they were made, figures that stand."""

from __future__ import annotations

import ast
import importlib.util
import platform
import re
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from common import pages, processes, tasks

EVAL = Path(__file__).parents[1] / "eval"
SPEC = importlib.util.spec_from_file_location("all_measurements", EVAL / "all.py")
everything = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(everything)
SCRIPTS = {**everything.QUALITY, **everything.SPEED}


def options_of(path):
    """The options that a script hands to ``write_page``; None if it writes no page."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "write_page":
            return {keyword.arg for keyword in node.keywords}
    return None


def test_every_script_that_writes_a_page_is_run_with_all_and_gets_what_it_takes():
    taken = {path.stem: options_of(path) for path in EVAL.glob("*.py")}
    taken = {name: options for name, options in taken.items() if options is not None}
    places = {name: set(everything.PLACES) & options for name, options in taken.items()}
    assert places == {name: set(options) for name, options in SCRIPTS.items()}


def table_lines():
    text = (EVAL / "README.md").read_text("utf-8")
    return re.findall(r"^\| \[(\w+)\]\((\w+)\.md\) \| .+ \| (.+) \|$", text, re.M)


def test_the_readme_lists_each_measurement_once_and_its_figures_stand_on_its_page():
    lines = table_lines()
    assert [name for name, _, _ in lines] == list(SCRIPTS)
    for name, page, told in lines:
        assert page == name
        text = (EVAL / f"{page}.md").read_text("utf-8").replace(",", "")
        for figure in re.findall(r"\d+\.\d+|\d+%|\d{3,}", told.replace(",", "")):
            assert figure in text, f"{name}: {figure}"


def test_all_runs_a_family_or_some_and_says_what_failed(monkeypatch, capsys):
    commands = []

    def run(command, **_):
        commands.append(command[1:])
        return SimpleNamespace(returncode=int("reader" in command[1]))

    monkeypatch.setattr(everything.subprocess, "run", run)
    argv = ["all.py", "--only", "coverage", "reader", "groups", "--public", "sets"]
    monkeypatch.setattr(sys, "argv", argv)
    assert everything.main() == 1
    assert [Path(words[0]).stem for words in commands] == ["coverage", "groups", "reader"]
    assert [words[1:] for words in commands] == [[], ["--public", "sets"], []]
    assert "failed: reader" in capsys.readouterr().err
    commands.clear()
    monkeypatch.setattr(sys, "argv", ["all.py", "--family", "speed"])
    assert everything.main() == 0
    assert [Path(words[0]).stem for words in commands] == list(everything.SPEED)


def write(monkeypatch, out, measured, *words, **options):
    monkeypatch.setattr(sys, "argv", ["/somewhere/groups.py", "--out", str(out), *words])
    pages.write_page(measured, **options)


def test_a_page_says_command_day_and_machine_but_no_place_or_name(monkeypatch, tmp_path):
    def measured(options):
        yield "# Title"
        yield pages.table(["size"], [[str(options.size)]])

    out = tmp_path / "groups.md"
    words = ["--public", str(tmp_path), "--size", "5", "--accept", "0.5", "0.7"]
    write(monkeypatch, out, measured, *words, public=None, size=9, accept=[0.9], draws=3)
    title, _, made, *rest = out.read_text("utf-8").splitlines()
    assert title == "# Title"
    assert rest == ["", "| size |", "|---|", "| 5 |"]
    assert made.startswith("`python eval/groups.py --public DIR --size 5 --accept 0.5 0.7`, 20")
    assert re.search(r", \d+ cores, \d+ GiB of memory, .*Python 3\.\d+\.\d+", made)
    assert str(tmp_path) not in made
    assert platform.node() not in made.split()


def test_what_is_missing_is_said_and_the_page_stays(monkeypatch, tmp_path, capsys):
    def measured(options):
        yield "# Title"
        yield str(tasks.gold_types(options.gold))

    out = tmp_path / "page.md"
    out.write_text("old", "utf-8")
    write(monkeypatch, out, measured, gold=None)
    write(monkeypatch, out, measured, "--gold", str(tmp_path / "nowhere.csv"), gold=None)
    assert capsys.readouterr().out == "not measured: --gold FILE is not there\n" * 2
    assert out.read_text("utf-8") == "old"


def test_a_measurement_may_go_to_another_folder(monkeypatch, tmp_path):
    def measured(_):
        monkeypatch.chdir(tmp_path)
        yield "# Title"

    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    write(monkeypatch, "page.md", measured)
    assert (tmp_path / "here" / "page.md").is_file()


def test_public_sets_that_are_not_there_are_named(tmp_path, capsys):
    (tmp_path / "a.csv").write_text("text,labels\none,x|y\ntwo,\none,z\n", "utf-8")
    (tmp_path / "b.csv").write_text("title\none\n", "utf-8")
    assert list(tasks.public_frames(tmp_path)) == ["a"]
    assert capsys.readouterr().out == ""
    assert list(tasks.public_frames(tmp_path, ["a", "b", "c"])) == ["a"]
    told = "not measured: {}.csv in --public DIR\n"
    assert capsys.readouterr().out == told.format("b") + told.format("c")
    assert tasks.public_frames(None) == {}
    with pytest.raises(pages.NotMeasured, match="no csv with text and labels"):
        tasks.some_tasks([])


def test_turns_are_medians_beside_the_first_of_the_same_round():
    # The first round warms up; then ratios of 2, 3 and 1.
    base, other = iter([9.0, 1.0, 2.0, 4.0]), iter([9.0, 2.0, 6.0, 4.0])
    found = processes.by_turns({"base": lambda: next(base), "other": lambda: next(other)}, 3)
    assert found == {"base": processes.Turns(2.0, 1.0), "other": processes.Turns(4.0, 2.0)}
    assert list(processes.turn_rows(found))[1] == ["other", "4.00", "2.00"]


def test_a_command_that_fails_is_no_time():
    processes.python("import sys; sys.exit(1)")()
    for code in ("import sys; sys.exit(2)", "raise ValueError"):
        with pytest.raises(RuntimeError, match="-c"):
            processes.python(code)()
