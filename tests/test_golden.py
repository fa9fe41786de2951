"""Every command on the sample: what it prints, complains of and ends with, as in `golden/`.

Written anew by ``python tests/test_golden.py``: look at the difference before committing.
"""

import contextlib
import io
import os
import re
import shlex
import shutil
import sys
import tempfile
from pathlib import Path
from unittest.mock import patch

import pytest

from classifier.cli import main

DATA = Path(__file__).parents[1] / "data"
GOLDEN = Path(__file__).parent / "golden" / "commands.txt"
# In this order: each may read what those before it have written.
COMMANDS = """\
codebook show codebook.yaml --as-of 1 --out first-version.yaml
codebook lint codebook.yaml
codebook convert codebook.yaml codebook.csv
codebook diff codebook.yaml codebook.csv
train harvest-1.xlsx --codebook codebook.yaml --out models/first --encoder tfidf-only --no-cache
train harvest-1.xlsx --codebook codebook.yaml --out models/first --encoder tfidf-only --no-cache
train --codebook codebook.yaml --out models/none --encoder tfidf-only
train --unlabelled card.txt --codebook codebook.yaml --out models/bare --encoder tfidf-only
train card.txt --codebook codebook.yaml --out models/none --encoder tfidf-only
suggest card.txt --model models/first --no-cache
suggest card.txt --model models/first --no-cache --format jsonl --top 1
suggest card.txt --model models/first --no-cache --format csv --top 1
suggest card.txt --model models/first --no-cache --out card.pdf
suggest card.txt --model models/first --no-cache --format table --out card.csv
suggest card.txt --model models/first --no-cache --top none
suggest harvest-3.xlsx --model models/first --no-cache --accept 0.9
suggest harvest-3.xlsx --model models/first --no-cache
suggest harvest-3.xlsx --model models/none
suggest missing.xlsx --model models/first
finish harvest-3-suggested.xlsx --out harvest-3-coded.xlsx --coder Ana
finish harvest-3-suggested.xlsx --out harvest-3-suggested.xlsx
evaluate harvest-3.xlsx --model models/first --out report --no-cache
evaluate harvest-3.xlsx --model models/first --out report --no-cache
evaluate harvest-1.xlsx --model models/first --out seen --no-cache
check harvest-1.xlsx --codebook codebook.yaml
check card.txt --codebook codebook.yaml --format json
check harvest-1.xlsx --codebook codebook.yaml --out problems.csv
check harvest-1.xlsx --codebook codebook.yaml --out problems.pdf
check harvest-1.xlsx --codebook codebook.yaml --fix mended.xlsx
audit harvest-1.xlsx --codebook codebook.yaml --encoder tfidf-only --no-cache
audit harvest-1.xlsx --codebook codebook.yaml --encoder tfidf-only --no-cache
audit apply harvest-1-audit/worklist.csv --to harvest-1.xlsx --out audited.xlsx --coder Ana
undo audited.xlsx --out unaudited.xlsx
relabel plan harvest-1.xlsx --codebook codebook.yaml --model models/first --out plan
relabel trend plan
relabel apply plan --to harvest-1.xlsx --out harvest-1-new.xlsx
relabel undo harvest-1-new.xlsx --codebook codebook.yaml --out harvest-1-old.xlsx
""".splitlines()
MASKED = (
    (r"python -m [\w.]+", "classifier"),
    (r"\d{4}-\d\d-\d\d", "DATE"),
    (r"(first|bare)@[0-9a-f]+", r"\1@HASH"),
    (r"plan [0-9a-f]{16}", "plan HASH"),
)


def outcome(command):
    """Run one command and return what a person sees of it, and its exit code."""
    stdout, stderr = io.StringIO(), io.StringIO()
    with (
        contextlib.redirect_stdout(stdout),
        contextlib.redirect_stderr(stderr),
        patch.object(sys, "argv", ["classifier", *shlex.split(command)]),
        patch.dict(os.environ, {"COLUMNS": "100", "TERM": "dumb", "NO_COLOR": "1"}),
        pytest.raises(SystemExit) as ended,
    ):
        main()
    said = "".join(f"! {line}\n" for line in stderr.getvalue().splitlines())
    told = f"$ classifier {command}\n{said}{stdout.getvalue()}"
    for pattern, mask in MASKED:
        told = re.sub(pattern, mask, told)
    return f"{told}exit {ended.value.code or 0}\n"


@contextlib.contextmanager
def in_a_folder_with_the_sample():
    """Go into a new folder that holds the sample and nothing else."""
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        for file in DATA.iterdir():
            if file.is_file() and not file.stem.endswith("-suggested"):  # `make demo` wrote it
                shutil.copy(file, folder)
        yield Path(folder).resolve()


def outcomes():
    """Yield what each command shows, in a folder that holds the sample and nothing else."""
    with in_a_folder_with_the_sample() as folder:
        for command in COMMANDS:
            yield outcome(command).replace(str(folder), "FOLDER")


@pytest.fixture(scope="module")
def shown():
    return list(outcomes())


@pytest.mark.slow
@pytest.mark.parametrize("number", range(len(COMMANDS)), ids=COMMANDS)
def test_every_command_shows_what_it_showed_before(shown, number):
    _, *golden = re.split(r"^(?=\$ classifier )", GOLDEN.read_text("utf-8"), flags=re.MULTILINE)
    assert len(golden) == len(COMMANDS)
    assert shown[number].strip() == golden[number].strip()


def test_every_command_that_did_something_names_the_next_one():
    _, *golden = re.split(r"^(?=\$ classifier )", GOLDEN.read_text("utf-8"), flags=re.MULTILINE)
    for told in golden:
        command, *lines = told.strip().splitlines()
        for_programs = re.search(r"--format (jsonl|csv|json)", command)
        if lines[-1] == "exit 0" and not for_programs:
            assert lines[-2].startswith("Next: classifier "), command


if __name__ == "__main__":
    GOLDEN.write_text("\n".join(outcomes()), "utf-8")
