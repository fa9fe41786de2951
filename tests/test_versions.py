"""What a version of the program wrote is read by the later ones, as docs/versions.md says.

``python tests/test_versions.py`` writes a model of this version to ``models/``, with what it
suggests. Those of older versions stay: they are the test.
"""

import csv
import json
import tempfile
from pathlib import Path

import pytest
from conftest import coded_fragments
from test_audit_kit import run

from classifier import __version__
from classifier.codebook import dump_codebook, read_codebook
from classifier.codebook.yaml_format import CODEBOOK
from classifier.errors import CodebookError, ModelError
from classifier.store import FORMAT, load_model, model_name

STORED = Path(__file__).parent / "models"
NEW, CODEBOOK_FILE = STORED / "new.csv", STORED / "codebook.yaml"
FOLDERS = sorted(path for path in STORED.iterdir() if path.is_dir())
TARGETS = {
    "type": "MCQType of change",
    "cluster": "TypeOfChangeCluster",
    "objective": "Link to SCC Specific Objectives",
}
# Probabilities are written with four decimals; another machine may round the last one otherwise.
NEAR = 2e-4
MOST_BYTES = 300_000


def write_harvest(path):
    """Write the invented fragments, as coders have coded them."""
    book = read_codebook(CODEBOOK_FILE)
    fragments, codings = coded_fragments()
    said = {(c.fragment_id, c.target): book.target(c.target).label(*c.labels) for c in codings}
    with path.open("w", encoding="utf-8", newline="") as stream:
        table = csv.writer(stream)
        headings = "FragmentID,Country,Harvest,Coder,Outcome Description,Why it counts"
        table.writerow([*headings.split(","), *TARGETS.values()])
        for number, fragment in enumerate(fragments):
            harvest = f"harvest {number % 2 + 1}"
            texts = (fragment.outcome, fragment.significance)
            codes = [said[fragment.id, target].name for target in TARGETS]
            table.writerow([fragment.id, fragment.country, harvest, "C1", *texts, *codes])


def write_model(folder):
    """Train on the invented fragments with this version, and keep what the model suggests."""
    with tempfile.TemporaryDirectory() as scratch:
        harvest = Path(scratch) / "harvest.csv"
        write_harvest(harvest)
        trained = run(
            "train", harvest, "--codebook", CODEBOOK_FILE, "--out", folder, "--encoder", "use",
            "--report", Path(scratch) / "report", "--no-cache", "--force",
        )  # fmt: skip
    assert trained.exit_code == 0, trained.output
    (STORED / f"{folder.name}.jsonl").write_text(suggested_by(folder), "utf-8")


def suggested_by(folder):
    options = ("--format", "jsonl", "--top", "all", "--no-cache")
    result = run("suggest", NEW, "--model", folder, *options)
    assert result.exit_code == 0, result.output
    return result.stdout


def suggestions(text):
    """Return what is proposed of each target and label, and how probable each label is."""
    told, probabilities = {}, []
    for line in map(json.loads, text.splitlines()):
        for name, target in line["targets"].items():
            key = (line["fragment_id"], name)
            told[key] = (target["verdict"], target["calibrated"])
            for label in sorted(target["labels"], key=lambda label: label["id"]):
                told[*key, label["id"]] = (label["suggested"], label.get("likely"))
                probabilities.append(label["probability"])
    return told, probabilities


def test_a_model_of_this_version_is_stored():
    assert __version__ in [folder.name for folder in FOLDERS], "run: python tests/test_versions.py"


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_stored_model_is_read_and_suggests_what_it_did(folder):
    told, probabilities = suggestions(folder.with_name(f"{folder.name}.jsonl").read_text("utf-8"))
    assert {verdict for verdict, _ in told.values()} >= {"suggest", "not-readable", True, False}
    again = suggestions(suggested_by(folder))
    assert again[0] == told
    assert again[1] == pytest.approx(probabilities, abs=NEAR)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_stored_model_is_small_and_holds_nothing_that_runs(folder):
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert {path.suffix for path in files} == {".json", ".yaml", ".npz", ".md"}
    assert sum(path.stat().st_size for path in files) < MOST_BYTES


def keys_of(schema):
    for key, kind in schema.items():
        yield key
        if isinstance(kind, dict):
            yield from keys_of(kind)


def test_the_stored_codebook_has_every_key_that_this_version_knows():
    text = CODEBOOK_FILE.read_text("utf-8")
    assert [key for key in set(keys_of(CODEBOOK)) if f"{key}:" not in text] == []


@pytest.mark.parametrize("stored", [CODEBOOK_FILE, *(f / "codebook.yaml" for f in FOLDERS)])
def test_a_stored_codebook_is_written_and_read_as_the_same(tmp_path, stored):
    book = read_codebook(stored)
    path = tmp_path / "again.yaml"
    path.write_text(dump_codebook(book), "utf-8")
    assert read_codebook(path) == book


@pytest.mark.parametrize(
    ("written", "age", "hint"),
    [
        (
            FORMAT + 1,
            "a newer",
            "Install the version that it names under “packages”. Or: Train the",
        ),
        (FORMAT - 1, "an older", "Train the model again with this version"),
    ],
)
def test_a_model_of_another_format_says_what_to_do(tmp_path, written, age, hint):
    manifest = tmp_path / "manifest.json"
    manifest.write_text(json.dumps({"format": written}), "utf-8")
    for use in (load_model, model_name):
        with pytest.raises(
            ModelError, match=f"manifest.json was written by {age} version"
        ) as error:
            use(tmp_path)
        assert f"its format is {written}, this version reads {FORMAT}" in str(error.value)
        assert error.value.hint.startswith(hint)
        assert error.value.hint.endswith("its codebook.yaml can be used.")


def test_a_codebook_of_a_newer_version_says_so_with_the_line(tmp_path):
    path = tmp_path / "newer.yaml"
    text = CODEBOOK_FILE.read_text("utf-8")
    path.write_text(text.replace("language: en", "weighting: even"), "utf-8")
    with pytest.raises(CodebookError) as error:
        read_codebook(path)
    assert "newer.yaml, line 3: the codebook has an unknown key “weighting”" in str(error.value)
    assert str(error.value).endswith("A newer version of the program may know it.")


def test_a_slip_of_the_pen_is_not_told_as_a_newer_version(tmp_path):
    path = tmp_path / "slip.yaml"
    text = CODEBOOK_FILE.read_text("utf-8")
    path.write_text(text.replace("language: en", "langauge: en"), "utf-8")
    with pytest.raises(CodebookError, match=r"Did you mean “language”\?$"):
        read_codebook(path)


if __name__ == "__main__":
    write_model(STORED / __version__)
