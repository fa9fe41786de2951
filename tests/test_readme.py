"""What the README claims is what a test holds or a committed figure says."""

import re

import pytest
from test_dependencies import PROJECT
from test_layers import ROOT as PACKAGE

ROOT = PACKAGE.parent
README = (ROOT / "README.md").read_text("utf-8")
MOST_LINES = 80
_ROW = re.compile(r"^\| (\d+) \| ([^|]+?) \| \S+(?: ± \S+)? \| \S+ \| \S+ \| (\S+) ", re.MULTILINE)


def benchmark(part):
    """Return the mean F1 of each system by its number of coded texts."""
    text = (ROOT / "eval" / "benchmark.md").read_text("utf-8")
    table = text.partition(f"## {part}")[2].partition("\n## ")[0]
    by_size = {}
    for size, system, figure in _ROW.findall(table):
        by_size.setdefault(int(size), {})[system] = figure
    return by_size


def test_the_figures_of_the_benchmark_are_those_that_are_committed():
    said = re.search(
        r"(\d+) labels and (\d+) coded texts its suggestions reach an F1 of (\S+); the best\s+"
        r"of three usual ways reaches (\S+), and it is ahead of all three at every size",
        README,
    )
    labels, size, ours, others = said.groups()
    assert f"## disaster-news: {labels} labels" in (ROOT / "eval/benchmark.md").read_text("utf-8")
    figures = benchmark("disaster-news")[int(size)]
    usual = [figure for system, figure in figures.items() if "LR" in system]
    assert (figures["this classifier"], max(usual), len(usual)) == (ours, others, 3)


@pytest.mark.parametrize("part", ["disaster-news", "un-speeches"])
def test_it_is_ahead_of_the_usual_ways_at_every_size_that_was_measured(part):
    by_size = benchmark(part)
    assert len(by_size) > 1
    for figures in by_size.values():
        ours = float(figures.pop("this classifier"))
        assert len(figures) == 4
        assert ours > max(map(float, figures.values()))


def test_no_other_number_is_claimed_than_those_that_a_test_holds():
    prose = re.sub(r"```.*?```|\]\([^)]*\)", "", README, flags=re.DOTALL)
    said = re.search(r"In public disaster news[^.]*\.\d+;[^.]*\.\d+", prose)[0]
    numbers = re.findall(r"\d[\d.]*\d|\b\d\b", prose.replace(said, "").replace("F1", ""))
    assert numbers == [PROJECT["requires-python"].removeprefix(">="), "2.0"]


def test_it_is_one_screen_with_one_picture_and_two_ways_to_try():
    assert README.count("![") == 1
    assert len(README.splitlines()) <= MOST_LINES
    made = re.findall(r"^(?:make) (\w+)", README, re.MULTILINE)
    targets = re.findall(r"^(\w+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    assert made == ["demo", "test"]
    assert set(made) <= set(targets)


def test_its_three_commands_are_those_of_the_first_session():
    block = re.search(r"```\n(classifier .*?)```", README, re.DOTALL)[1]
    lines = block.splitlines()
    assert len(lines) == 3
    tutorial = (ROOT / "docs" / "tutorial.md").read_text("utf-8")
    assert [line for line in lines if line not in tutorial.splitlines()] == []
