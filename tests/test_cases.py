"""Every file that people reported: no command passes over it in silence."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from classifier.cli import app

ROOT = Path(__file__).parents[1]
CASES = ROOT / "tests" / "cases" / "files"
# A long table of codings is no harvest.
FILES = sorted(p for p in CASES.rglob("*.*") if p.is_file() and "codings" not in p.name)
BOOK = ["--codebook", str(ROOT / "data" / "codebook.yaml")]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_check_says_how_a_reported_file_was_read(path):
    result = CliRunner().invoke(app, ["check", str(path), *BOOK])
    assert result.exit_code in (0, 1)
    assert result.exception is None or isinstance(result.exception, SystemExit)
    said = result.stdout + result.stderr
    assert path.name in said
    assert "nothing to mend" not in said


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_train_ends_well_only_with_the_codes_and_what_it_noticed(path, tmp_path):
    out = tmp_path / "model"
    arguments = ["train", str(path), *BOOK, "--out", str(out), "--encoder", "tfidf-only"]
    result = CliRunner().invoke(app, arguments)
    if path.name.startswith("q3"):  # a new harvest without codes
        assert str(result.exception) == "No fragment of these harvests is coded."
        return
    assert result.exit_code == 0
    assert "coded for" in result.stdout
    assert path.name in result.stderr
