"""Damaged files end in one clear line that names the file, and leave nothing behind."""

import shutil
import sys
from pathlib import Path

import openpyxl
import pytest

from classifier.cli import main

CASES = Path(__file__).parent / "cases" / "damaged"
DATA = Path(__file__).parents[1] / "data"
TEXTS = ("Outcome description", "Significance of the outcome")
MOVE_SMALL = "relabel apply plan --to {sample}/small.xlsx --out o.xlsx"
TREND = "relabel trend plan"
UNDO_LOG = "audit undo log.json --to {sample}/undo.xlsx --out o.xlsx"
UNDO = "relabel undo h.xlsx --codebook {sample}/codebook.yaml --out o.xlsx"


def moved(file, out):
    return f"relabel apply {{sample}}/plan --to {file} --out {out}"


def tagged(file, out):
    return f"suggest {file} --model {{sample}}/model --out {out} --no-cache --jobs 1"


def decided(file):
    book = "--codebook {sample}/codebook.yaml"
    return f"audit apply {file} --to {{sample}}/harvest-1.xlsx {book} --out o.xlsx"


DAMAGED = {
    "01-parquet": moved("h.parquet", "o.parquet"),
    "02-plan": MOVE_SMALL,
    "03-plan": MOVE_SMALL,
    "04-plan": TREND,
    "05-finish": "finish w.xlsx --out o.xlsx",
    "06-pretag": tagged("h.xlsx", "o.xlsx"),
    "07-convert": "codebook lint c.csv",
    "08-plan": MOVE_SMALL,
    "09-undo": UNDO_LOG,
    "10-convert": "codebook convert c.xlsx o.yaml",
    "11-convert": "codebook lint c.xlsx",
    "12-undo": UNDO,
    "13-plan": TREND,
    "14-plan": TREND,
    "15-parquet": tagged("h.parquet", "o.parquet"),
    "16-parquet": tagged("h.parquet", "o.parquet"),
    "17-parquet": tagged("h.parquet", "o.parquet"),
    "18-jsonl": moved("h.jsonl", "o.jsonl"),
    "19-undo": UNDO_LOG,
    "20-plan": TREND,
    "21-plan": TREND,
    "22-plan": MOVE_SMALL,
    "23-xlsx": tagged("h.xlsx", "o.xlsx") + " --format xlsx",
    "24-worklist": decided("worklist.jsonl"),
    "25-worklist": decided("worklist.csv"),
    "26-parquet": tagged("h.parquet", "o.parquet"),
    "27-plan": MOVE_SMALL,
    "28-jsonl": moved("h.jsonl", "o.jsonl"),
    "29-plan": TREND,
    "30-xlsx": moved("h.xlsx", "o.xlsx"),
    "31-plan": TREND,
    "32-cards": moved("h.txt", "o.csv"),
    "33-parquet": tagged("h.parquet", "o.parquet"),
    "34-parquet": tagged("h.parquet", "o.parquet"),
    "35-plan": MOVE_SMALL,
    "36-undo": UNDO,
    "37-xlsx": moved("h.xlsx", "o.xlsx"),
    "38-xlsx": moved("h.xlsx", "o.xlsx"),
}


def first_rows(source, target, n_rows):
    book = openpyxl.load_workbook(source)
    book.worksheets[0].delete_rows(n_rows + 2, book.worksheets[0].max_row)
    book.save(target)


def decide(path):
    """Have every finding of a worklist changed to its other reading."""
    book = openpyxl.load_workbook(path)
    column = 0
    for row in book["Worklist"].iter_rows():
        named = [cell.column for cell in row if cell.value == "Decision"]
        if column and row[0].value is not None:
            row[column - 1].value = "change"
        column = column or (named or [0])[0]
    book.save(path)


def call(command, folder, monkeypatch):
    """Run a command in a folder as a person would; return its exit status."""
    monkeypatch.chdir(folder)
    monkeypatch.setattr(sys, "argv", ["classifier", *command.split()])
    try:
        main()
    except SystemExit as leaving:
        return leaving.code or 0
    return 0


@pytest.fixture(scope="session")
def sample(tmp_path_factory):
    """Sound inputs: a model, a plan, and a harvest that an audit has changed."""
    folder = tmp_path_factory.mktemp("sample")
    for name in ("harvest-1.xlsx", "codebook.yaml"):
        shutil.copyfile(DATA / name, folder / name)
    first_rows(folder / "harvest-1.xlsx", folder / "small.xlsx", 16)
    made = [
        "train harvest-1.xlsx --codebook codebook.yaml --out model --encoder tfidf-only --no-cache",
        "relabel plan small.xlsx --codebook codebook.yaml --model model --out plan --no-cache",
        "audit harvest-1.xlsx --codebook codebook.yaml --out audit --encoder tfidf-only --no-cache",
    ]
    with pytest.MonkeyPatch.context() as patch:
        for command in made:
            assert call(command, folder, patch) == 0
        decide(folder / "audit" / "worklist.xlsx")
        carried = "audit apply audit/worklist.xlsx --to small.xlsx --out undo.xlsx"
        assert call(carried, folder, patch) == 0
    return folder


@pytest.fixture(scope="session")
def sentences():
    """Pieces of the sample's texts that no message says by accident."""
    rows = list(openpyxl.load_workbook(DATA / "harvest-1.xlsx").worksheets[0].values)
    columns = [number for number, name in enumerate(rows[0]) if str(name).strip() in TEXTS]
    assert len(columns) == len(TEXTS)
    texts = [str(row[number] or "").split() for row in rows[1:] for number in columns]
    return {" ".join(words[i : i + 5]) for words in texts for i in range(0, len(words) - 5, 2)}


def everything(folder):
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*")}


@pytest.mark.parametrize("case", DAMAGED)
def test_a_damaged_file_ends_in_one_clear_line(
    case, sample, sentences, tmp_path, monkeypatch, capsys
):
    folder = tmp_path / "case"
    shutil.copytree(CASES / case, folder)
    before = everything(folder)
    code = call(DAMAGED[case].format(sample=sample), folder, monkeypatch)
    told = capsys.readouterr().err
    left = everything(folder) - before
    if code == 0:  # what was noticed may stand in a file of its own
        left.discard("o-notes.txt")
    assert code in (0, 1)
    assert told.count("Error: ") == code
    assert not left if code else len(left) == 1
    assert not [name for name in left if name.startswith(".")]
    assert not [piece for piece in sentences if piece in told]
