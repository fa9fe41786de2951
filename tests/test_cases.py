"""Every file that people reported: what `check` tells of each, and what `train` learns from it."""

import json
from collections import Counter
from pathlib import Path

import pytest
from typer.testing import CliRunner

from classifier.cli import app

ROOT = Path(__file__).parents[1]
CASES = ROOT / "tests" / "cases" / "files"
# A long table of codings is no harvest.
FILES = {p.name: p for p in CASES.rglob("*.*") if p.is_file() and "codings" not in p.name}
BOOK = ["--codebook", str(ROOT / "data" / "codebook.yaml")]
# What the small files give since they have few columns and one harvest.
USUAL = {"unlisted-harvest", "missing-column", "no-codes", "no-column", "uncoded"}
FULL = (
    "3 cluster-missing, 2 cluster-surplus, 1 codes-in-columns, 2 half-name, 3 half-place, "
    "2 near-duplicate, 7 objective-differs, 2 older-version"
)
TOLD = {
    "full-onehot-in.xlsx": FULL,
    "full-t2c-in.xlsx": FULL,
    "full-surveymonkey-in.xlsx": FULL.replace("2 near", "1 heading-repeated, 2 near"),
    "sm1-surveymonkey-in.xlsx": (
        "1 codes-in-columns, 1 heading-repeated, 1 near-duplicate, 1 unknown-label"
    ),
    "k2-kobo-separate-in.xlsx": "1 codes-in-columns",
    "k3-kobo-xml-groups-in.xlsx": "1 codes-in-columns",
    "ls1-limesurvey-in.csv": "1 codes-in-columns",
    "ls2-limesurvey-code-in.csv": "1 codes-in-columns",
    "t2c-text-to-columns-in.xlsx": "1 codes-in-columns",
    "ak1-akvo-in.xlsx": "",
    "q1-qualtrics-in.csv": "1 heading-repeated",
    "q2-qualtrics-named-in.csv": "2 heading-repeated",
    "q3-qualtrics-suggest-in.csv": "2 heading-repeated",
    "json-array-in.json": "",
    "csv-backslash-in.csv": "1 quotes-escaped",
    "csv-wholequoted-in.csv": "1 lines-quoted",
    "enc-1256-in.csv": "1 encoding",
    "enc-mac-in.csv": "1 encoding",
    "enc-mixed-in.csv": "1 encoding",
    "enc-utf16nobom-in.csv": "",
    "codebook-sheet-in.xlsx": "1 sheet-passed-over",
    "coder-files-Ana.xlsx": "",
    "coder-files-Ben.xlsx": "",
    "coder-sheets-in.xlsx": "2 second-coder",
    "coder-variants-in.xlsx": "2 coder-spelling, 1 duplicate-row, 1 row-per-code",
    "kobo-repeat-in.xlsx": "3 empty-id, 1 near-duplicate, 1 parent-sheet",
    "lists-sheet-in.xlsx": "1 sheet-passed-over",
    "long-rows-per-label-in.xlsx": "1 row-per-code",
    "one-group-in.xlsx": (
        "4 cluster-missing, 2 cluster-surplus, 1 few-groups, 8 half-name, 4 half-place, "
        "9 near-duplicate, 15 objective-differs"
    ),
    "total-row-in.xlsx": "2 no-fragment",
}
LEARNED = {  # fragments, and those with codes of types
    "k2-kobo-separate-in.xlsx": (2, 2),
    "sm1-surveymonkey-in.xlsx": (3, 2),
    "t2c-text-to-columns-in.xlsx": (2, 2),
    "q1-qualtrics-in.csv": (2, 2),
    "json-array-in.json": (2, 2),
    "coder-sheets-in.xlsx": (2, 2),
    "long-rows-per-label-in.xlsx": (2, 2),
    "kobo-repeat-in.xlsx": (3, 3),
}


def train(name, tmp_path):
    out = ["--out", str(tmp_path / "model"), "--encoder", "tfidf-only"]
    return CliRunner().invoke(app, ["train", str(FILES[name]), *BOOK, *out])


@pytest.mark.parametrize("name", sorted(FILES))
def test_check_tells_of_a_reported_file_what_is_in_it(name):
    result = CliRunner().invoke(app, ["check", str(FILES[name]), *BOOK, "--format", "json"])
    kinds = Counter(problem["kind"] for problem in json.loads(result.stdout))
    told = [f"{kinds[kind]} {kind}" for kind in sorted(kinds.keys() - USUAL)]
    assert ", ".join(told) == TOLD[name]


@pytest.mark.parametrize("name", LEARNED)
def test_train_learns_from_each_kind_of_layout(name, tmp_path):
    n_fragments, n_coded = LEARNED[name]
    learned = f"Learned from {n_fragments} fragments: {n_coded} of {n_fragments} are coded for"
    assert learned in train(name, tmp_path).stdout


def test_train_without_codes_ends_with_the_reason(tmp_path):
    result = train("q3-qualtrics-suggest-in.csv", tmp_path)
    assert "is coded" in str(result.exception) or "No code was read." in str(result.exception)


@pytest.mark.slow
def test_train_says_that_groups_are_too_few(tmp_path):
    said = " ".join(train("one-group-in.xlsx", tmp_path).output.split())
    assert "name no country and no harvest, so whole groups could not be held out" in said
    assert "Learned from 280 fragments: 269 of 280 are coded for" in said
