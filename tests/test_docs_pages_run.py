"""The commands of pages that say how to do something, typed one after the other on the sample."""

import re

import pytest
from test_docs import ROOT
from test_double_coding import fill
from test_golden import in_a_folder_with_the_sample, outcome
from test_tutorial import decide

from classifier.codebook import dump_codebook, read_codebook

TYPES = "MCQType of change"
PAGES = ("two-coders", "new-codebook")
# Figures of words alone are the same on every machine, and quick.
WORDS_ALONE = " --encoder tfidf-only --no-cache"
# Pages of their own, which wait for a person.
WAITS = ("review", "adjudicate page")


def commands(name):
    text = (ROOT / "docs" / f"{name}.md").read_text("utf-8")
    return re.findall(r"^```\nclassifier (.+)\n```$", text, re.MULTILINE)


@pytest.mark.slow
@pytest.mark.parametrize("name", PAGES)
def test_the_commands_of_a_page_go_one_after_the_other(name):
    typed = [one for one in commands(name) if not one.startswith(WAITS)]
    assert len(typed) > 2
    with in_a_folder_with_the_sample() as folder:
        book = read_codebook(folder / "codebook.yaml")
        for copy in ("codebook.xlsx", "codebook-1.xlsx"):
            outcome(f"codebook convert codebook.yaml {copy}")
        assert dump_codebook(read_codebook(folder / "codebook.xlsx")) == dump_codebook(book)
        for command in typed:
            if command.startswith("adjudicate double"):
                for coder, second in (("A", "Seeking public support"), ("B", "none fits")):
                    double = folder / "double" / f"coder-{coder}.xlsx"
                    fill(double, double, {(2, TYPES): "New structure", (3, TYPES): second})
            if command.startswith("relabel apply"):
                decide(folder / "plan" / "plan.xlsx")
            shown = outcome(command + WORDS_ALONE * command.startswith("relabel plan"))
            assert shown.endswith("exit 0\n"), shown
