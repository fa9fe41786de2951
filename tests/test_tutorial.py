"""A new user's first session: every command of the tutorial, and what each shows, as in `golden/`.

Written anew by ``python tests/test_tutorial.py``: look at the difference before committing.
"""

import re
import warnings
from pathlib import Path

import openpyxl
import pytest
from test_golden import DATA, in_a_folder_with_the_sample, outcome

GOLDEN = Path(__file__).parent / "golden" / "first_session.txt"
TUTORIAL = DATA.parent / "docs" / "tutorial.md"
COMMANDS = re.findall(r"^```\nclassifier (.+)\n```$", TUTORIAL.read_text("utf-8"), re.MULTILINE)
# Figures of words alone are the same on every machine.
TYPED_BESIDE = {
    "train": " --encoder tfidf-only --no-cache",
    "suggest": " --no-cache",
    "codebook add-examples": " --encoder tfidf-only --no-cache",
    "evaluate": " --no-cache",
}
# What an assistant answers, as it does.
ANSWER = """\
Here are the sentences:

```yaml
New structure:
  - "Nine women set up a savings circle"
  - "They meet under the tree on Fridays now, with a chair and a treasurer"
Law on bees:
  - "The keepers got their own law"
```
"""
# What a person writes into the decision cells of the first rows, below each other.
DECISIONS = ("accept", "none fits", "discuss", "New structure", "")


def decide(workbook):
    """Fill the first decision cells of each column for decisions, as a person does in Excel."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl does not keep every rule of a cell
        book = openpyxl.load_workbook(workbook)
    columns = [
        cell
        for sheet in book
        if sheet.sheet_state == "visible"
        for cell in sheet[1]
        if str(cell.value).startswith("▸ Decision – ")
    ]
    for heading in columns:
        is_type = heading.value.endswith("Type of change")
        for place, words in enumerate(DECISIONS, start=1):
            if is_type or words == "accept":
                heading.offset(row=place).value = words or None
    book.save(workbook)
    return len(columns)


def session():
    """Yield what each command shows to somebody who follows the tutorial."""
    with in_a_folder_with_the_sample() as folder:
        (folder / "answer.txt").write_text(ANSWER, "utf-8")
        for command in COMMANDS:
            if command.startswith("finish"):
                assert decide(folder / "harvest-3-suggested.xlsx") > 0
            beside = next((TYPED_BESIDE[begin] for begin in TYPED_BESIDE
                           if command.startswith(begin)), "")  # fmt: skip
            yield outcome(command + beside).replace(beside, "", 1).replace(str(folder), "FOLDER")


@pytest.mark.slow
def test_the_first_session_of_a_new_user_goes_as_the_tutorial_says():
    shown = list(session())
    assert all("exit 0" in one or one.startswith("$ classifier check") for one in shown)
    assert "\n".join(shown) == GOLDEN.read_text("utf-8")


def test_the_tutorial_goes_from_help_to_a_coded_harvest_with_commands_alone():
    verbs = [command.split()[0] for command in COMMANDS]
    coded = ["--help", "codebook", "check", "train", "suggest", "finish", "train"]
    assert verbs == [*coded, "codebook", "codebook", "train", "train", "evaluate"]
    assert TUTORIAL.read_text("utf-8").count("```") == 2 * len(COMMANDS)


if __name__ == "__main__":
    GOLDEN.write_text("\n".join(session()), "utf-8")
