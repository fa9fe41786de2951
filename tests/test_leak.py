"""What stands in confidential rows stays in their own file: words planted in every column."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import pytest

ATTACK = Path(__file__).parents[1] / "eval" / "attack"
WORD = "qvzabtujxkcd"

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="commands are forked")


@pytest.fixture
def leak(monkeypatch):
    monkeypatch.syspath_prepend(ATTACK)
    return pytest.importorskip("leak")


def zipped(content: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("inner.xml", content)
    return stream.getvalue()


def array(*texts: str) -> bytes:
    stream = io.BytesIO()
    np.savez_compressed(stream, ids=np.array(texts))
    return stream.getvalue()


@pytest.mark.parametrize(
    "written",
    [
        WORD.encode(),
        f"a {WORD.upper()}.".encode("utf-16"),
        WORD[:5].encode(),
        f"<b>{WORD[:3]}</b>{WORD[3:]}".encode(),
        zipped(zipped(f"x {WORD} y".encode())),
        array("a", WORD),
    ],
)
def test_the_hunt_finds_a_word_wherever_it_stands(leak, written):
    planted = leak.Word(WORD, "new", "confidential", "text", 2)
    search = leak.Search([planted])
    search.look(written, "model", "place", ["new"])
    assert [word for _, word in search.found.leaks] == [planted]


def test_a_word_is_no_leak_where_it_may_stand(leak):
    planted = leak.Word(WORD, "new", "confidential", "text", 2)
    search = leak.Search([planted])
    search.look(WORD.encode(), "her own file", "place", ["new"])
    search.look(b"another text", "model", "place", ["new"])
    assert search.found.n_met == 1
    assert not search.found.leaks


def test_no_planted_word_gets_out_of_its_row():
    command = [sys.executable, ATTACK / "leak.py", "--small", "--seed", "1"]
    places = {"PYTHONPATH": str(ATTACK.parents[1])}
    done = subprocess.run(command, capture_output=True, text=True, env=os.environ | places)
    assert done.returncode == 0, done.stdout + done.stderr
    assert " 0 words leaked, 0 commands went wrong" in done.stdout
