"""A few of the attacks under ``eval/attack``, as the build machine runs them."""

import subprocess
import sys
from pathlib import Path

import pytest

ATTACK = Path(__file__).parents[1] / "eval" / "attack"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Where the inputs are made once for all attacks."""
    return tmp_path_factory.mktemp("attack")


def attack(script, *options):
    run = [sys.executable, ATTACK / f"{script}.py", *map(str, options)]
    done = subprocess.run(run, capture_output=True, text=True, check=False, timeout=900)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return done.stdout


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="attacks fork")
def test_no_damaged_input_ends_in_a_traceback_a_hang_or_half_an_output(folder):
    told = attack("fuzz", "--cases", 200, "--seed", 2, "--folder", folder, "--keep-going")
    assert told.startswith("200 of 200 damaged inputs")
    assert "went wrong: 0" in told


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="attacks fork")
@pytest.mark.parametrize(
    "command",
    [
        "train sixty.xlsx --codebook codebook.yaml --out o",
        "audit apply audit/worklist.xlsx --to sixty.xlsx --out o.xlsx",
    ],
)
def test_a_command_that_dies_leaves_the_old_output_or_the_new(folder, command):
    told = attack("kill", "--random", 2, "--command", command, "--folder", folder)
    assert told.rstrip().endswith(" 2 at random, 0 wrong")


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="limits and queues of Linux")
@pytest.mark.parametrize("name", ["small files only", "a queue as input"])
def test_broken_surroundings_end_in_one_clear_line(folder, name):
    told = attack("surroundings", "--only", name, "--folder", folder)
    assert told.rstrip().endswith("runs in broken surroundings, 0 wrong")
