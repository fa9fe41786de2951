"""Small things to test with: a codebook of four labels, coded fragments, an encoder of letters."""

import os

import numpy as np
import pytest
from hypothesis import HealthCheck, settings
from test_codebook_kit import SMALL

from classifier.codebook import read_codebook
from classifier.records import Coding, Fragment, Origin

# What is written speaks English, wherever the tests run.
os.environ["LC_ALL"] = "C.UTF-8"

# No test depends on how busy the machine is.
settings.register_profile(
    "untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=False
)
settings.load_profile("untimed")


def pytest_terminal_summary(terminalreporter):
    """Say loudly what was not checked on this machine: a row of letters hides it."""
    skipped = terminalreporter.stats.get("skipped", ())
    for reason in sorted({report.longrepr[2].removeprefix("Skipped: ") for report in skipped}):
        terminalreporter.write_line(f"NOT CHECKED: {reason}", yellow=True, bold=True)


STORIES = {
    "LAW": "the parliament adopted a law on {}",
    "GRP": "women founded a committee for {}",
    "TLK": "two clans met and talked about {}",
}
THINGS = "water land schools roads cattle wells trees markets fishing grazing".split()
PARENT = {"LAW": "POL", "GRP": "MOB", "TLK": "MOB"}
OBJECTIVE = {"LAW": "PHR", "GRP": "CIV", "TLK": "PHR"}


class Letters:
    """Counts the letters a to z: similar words, similar vectors; nothing to download."""

    name = "letters"
    n_dims = 26
    weights_hash = "letters-1"
    languages = frozenset({"en", "fr"})
    cut = frozenset()

    def encode(self, texts, progress=None):
        rows = np.array([[t.lower().count(chr(97 + i)) for i in range(26)] for t in texts], float)
        rows = rows.reshape(len(texts), 26)
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        return (rows / np.where(lengths == 0, 1, lengths)).astype(np.float32)


@pytest.fixture(scope="session")
def codebook_path(tmp_path_factory):
    path = tmp_path_factory.mktemp("codebook") / "codebook.yaml"
    path.write_text(SMALL, "utf-8")
    return path


@pytest.fixture(scope="session")
def codebook(codebook_path):
    return read_codebook(codebook_path)


@pytest.fixture
def letters():
    return Letters()


def coded_fragments():
    """Thirty fragments of three types in three countries, each coded on all targets."""
    fragments, codings = [], []
    for i, thing in enumerate(THINGS):
        for label, story in STORIES.items():
            country = ("Mali", "Iraq", "Kenya")[i % 3]
            name = f"SCC-{country[:3].upper()}/{OBJECTIVE[label]}{i:03d}{label}"
            text = story.format(thing) + f" in the district, after {THINGS[(i + 3) % 10]} failed"
            origin = Origin("harvest.csv", 3 * i + 2)
            fragments.append(
                Fragment(name, text, "a hope for all", "harvest 2", country, origin=origin)
            )
            answers = {"type": label, "cluster": PARENT[label], "objective": OBJECTIVE[label]}
            for target, answer in answers.items():
                codings.append(Coding(name, target, frozenset({answer}), "C1", "2"))
    return fragments, codings


@pytest.fixture
def coded():
    return coded_fragments()
