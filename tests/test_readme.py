"""What the README claims is what a test holds or a committed figure says."""

import re

import pytest
from test_dependencies import PROJECT
from test_layers import ROOT as PACKAGE

ROOT = PACKAGE.parent
README = (ROOT / "README.md").read_text("utf-8")
MOST_LINES = 80
# What it says in words, and the test that holds it.
CLAIMS = {
    "your files are not changed": "test_cli.py::an_input_is_never_written_even_by_force",
    "does the whole job, without a terminal":
        "test_home_browser.py::a_new_user_comes_from_an_empty_folder_to_a_coded_harvest",
    "in English, French or Arabic":
        "test_workbook_language.py"
        "::a_sheet_in_any_language_is_finished_with_decisions_in_any_other",
    "Every code keeps where it came from":
        "test_finish.py::the_coded_harvest_says_where_each_coding_came_from",
    "the last step can be taken back":
        "test_write_back.py::a_second_verb_keeps_what_the_first_wrote_and_undo_takes_one_step",
    "from fragments that the model had not seen":
        "test_train.py::each_fragment_is_left_out_with_its_group_and_its_twins_and_no_chain",
    "where data are too few it says so instead of guessing":
        "test_train.py::nothing_held_out_makes_no_figure_and_the_reason_is_said",
    "finds codes worth a second look":
        "test_audit_findings.py::the_first_rows_hold_most_of_what_would_change",
    "draws fragments for two coders and says how far they agree":
        "test_double_coding.py::the_commands_lead_from_one_to_the_next",
    "moves an archive to a changed codebook":
        "test_relabel.py::settled_rows_get_new_words_version_and_provenance",
    "writes a methods annex": "test_annex.py::what_was_done_is_told",
    "No fragment's text in a model, no text in a log":
        "test_leak.py::no_planted_word_gets_out_of_its_row",
    "no network call but for installing":
        "test_release.py"
        "::what_the_wheel_holds_learns_and_suggests_without_this_folder_and_without_network",
    "or for an encoder that you ask for by name":
        "test_encode_choose.py::another_encoder_of_a_model_is_opened_only_when_named",
    "a zip that starts by a double click":
        "test_offline.py::the_folder_for_linux_opens_the_page_on_a_laptop_without_internet",
}  # fmt: skip
_ROW = re.compile(r"^\| (\d+) \| ([^|]+?) \| \S+(?: ± \S+)? \| \S+ \| \S+ \| (\S+) ", re.MULTILINE)


@pytest.mark.parametrize("claim", CLAIMS)
def test_a_test_holds_what_is_claimed(claim):
    assert claim in " ".join(README.split())
    file, _, test = CLAIMS[claim].partition("::")
    assert f"def test_{test}(" in (ROOT / "tests" / file).read_text("utf-8")


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
