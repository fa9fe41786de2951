import json
import os
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from conftest import Letters, coded_fragments
from typer.testing import CliRunner

from classifier.cli import app, main
from classifier.codebook import read_codebook
from classifier.errors import EncoderError

DATA = Path(__file__).parent.parent / "data"
HEADINGS = (
    "FragmentID,OH-harvesting period,coutnry,Outcome description,Significance of the outcome,"
    "Link to SCC Specific Objectives,MCQType of change,TypeOfChangeCluster,Coder"
)
CARD = """\
**FragmentID**: SCC-MLI/PHR077
**OH-harvesting period**: harvest 2
**coutnry**: Mali
**Outcome description**: In May the parliament adopted a law on bees
**Significance of the outcome**: a hope for all
"""


def run(*arguments):
    return CliRunner().invoke(app, [str(a) for a in arguments], catch_exceptions=False)


@pytest.fixture(scope="module")
def place(tmp_path_factory, codebook_path):
    """A folder with a coded harvest, a card and a model of words alone."""
    folder = tmp_path_factory.mktemp("place")
    book = read_codebook(codebook_path)
    fragments, codings = coded_fragments()
    names = {(t.id, label.id): label.name for t in book.targets for label in t.labels}
    answers = {(c.fragment_id, c.target): names[c.target, next(iter(c.labels))] for c in codings}
    lines = [HEADINGS]
    for f in fragments:
        cells = [f.id, f.harvest, f.country, f.outcome, f.significance]
        cells += [answers[f.id, t] for t in ("objective", "type", "cluster")]
        lines.append(",".join(f'"{cell}"' for cell in [*cells, "C1"]))
    (folder / "coded.csv").write_text("\n".join(lines) + "\n", "utf-8")
    (folder / "card.txt").write_text(CARD, "utf-8")
    result = run(
        "train", folder / "coded.csv", "--codebook", codebook_path,
        "--out", folder / "models/small", "--encoder", "tfidf-only", "--no-cache",
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    return folder


@pytest.mark.parametrize(
    "command",
    [
        "train {harvest} --codebook {book} --out {out} --encoder tfidf-only",
        "audit {harvest} --codebook {book} --out {out} --encoder tfidf-only",
        "evaluate {harvest} --model {model} --out {out}",
        "relabel plan {harvest} --codebook {book} --out {out} --encoder tfidf-only",
    ],
)
def test_every_command_that_reads_codes_says_which_are_not_there(
    place, codebook_path, tmp_path, command
):
    coded = (place / "coded.csv").read_text("utf-8").replace("MCQType of change", "Theme")
    coded = coded.replace("TypeOfChangeCluster", "Group of themes").replace("a law", "the decree")
    (tmp_path / "new.csv").write_text(coded, "utf-8")
    names = {
        "harvest": tmp_path / "new.csv", "book": codebook_path, "out": tmp_path / "out",
        "model": place / "models/small",
    }  # fmt: skip
    result = run(*(part.format(**names) for part in command.split()), "--no-cache")
    assert result.exit_code == 0, result.output
    assert "No column for “Type of change”. Found: " in result.stderr
    assert "“Theme”" in result.stderr
    if "train" in command:
        assert "0 of 30 are coded for “Type of change”" in result.stdout
        assert "30 of 30 are coded for “Objective”" in result.stdout


def test_training_says_what_was_learned_and_where_it_lies(place):
    card = (place / "models/small/MODEL_CARD.md").read_text("utf-8")
    assert "Trained on" in card
    assert "30 fragments" in card
    manifest = json.loads((place / "models/small/manifest.json").read_text("utf-8"))
    assert manifest["facts"]["n_coded"] == {"type": 30, "objective": 30, "cluster": 30}
    assert "coded.csv" in manifest["facts"]["files"]


def test_training_twice_gives_identical_folders(place, codebook_path, tmp_path):
    result = run(
        "train", place / "coded.csv", "--codebook", codebook_path, "--out", tmp_path / "small",
        "--encoder", "tfidf-only", "--no-cache",
    )  # fmt: skip
    assert result.exit_code == 0
    first = place / "models/small"
    for path in first.rglob("*"):
        if path.is_file():
            assert path.read_bytes() == (tmp_path / "small" / path.relative_to(first)).read_bytes()


def test_a_card_as_json_is_one_line_with_three_targets(place):
    result = run(
        "suggest", place / "card.txt", "--model", place / "models/small", "--format", "jsonl"
    )
    (line,) = result.stdout.splitlines()
    assert list(json.loads(line)["targets"]) == ["type", "cluster", "objective"]


def test_a_harvest_without_rows_prints_no_empty_panel(place, tmp_path):
    (tmp_path / "none.csv").write_text(HEADINGS + "\n", "utf-8")
    result = run(
        "suggest", tmp_path / "none.csv", "--model", place / "models/small", "--format", "table"
    )
    assert (result.exit_code, result.stdout) == (0, "")


@pytest.mark.slow
def test_a_sentence_transformer_runs_on_the_device_asked_for(
    place, codebook_path, monkeypatch, tmp_path
):
    asked = []

    class Recorder(Letters):
        name = "sentence-transformers:near"

        def __init__(self, model, device, jobs, *, hub):
            asked.append((model, device, hub))

    monkeypatch.setattr("classifier.encode.transformer.Transformer", Recorder)
    model, coded, unseen = tmp_path / "m", place / "coded.csv", tmp_path / "unseen.csv"
    other = coded.read_text("utf-8").replace("SCC-", "NEW-").replace("district", "wide plain")
    unseen.write_text(other, "utf-8")
    common = ["--device", "cuda:1", "--no-cache"]
    encoder = ["--encoder", Recorder.name]
    plan = ["relabel", "plan", coded, "--codebook", codebook_path, "--out", tmp_path / "plan"]
    for arguments in (
        ["train", coded, "--codebook", codebook_path, "--out", model, *encoder],
        ["suggest", place / "card.txt", "--model", model, *encoder],
        ["evaluate", unseen, "--model", model, "--out", tmp_path / "report", *encoder],
        [*plan, "--model", model, *encoder],
        ["audit", coded, "--codebook", codebook_path, "--out", tmp_path / "audit", *encoder],
        ["relabel", "plan", coded, "--codebook", codebook_path, "--out", tmp_path / "p", *encoder],
    ):
        result = run(*arguments, *common)
        may_fetch = "--model" not in arguments  # it learns
        assert (result.exit_code, asked) == (0, [("near", "cuda:1", may_fetch)]), result.output
        asked.clear()
    for arguments in (
        ["suggest", place / "card.txt", "--model", model],
        ["suggest", place / "card.txt", "--model", model, "--encoder", f"{Recorder.name}er"],
        ["evaluate", unseen, "--model", model, "--out", tmp_path / "again"],
        ["review", unseen, "--model", model, "--no-browser"],
        [*plan, "--model", model, "--force"],
    ):
        result = CliRunner().invoke(app, [*map(str, arguments), *common])
        assert isinstance(result.exception, EncoderError), result.output
        assert result.exception.hint.endswith(f'add: --encoder "{Recorder.name}"')
        assert asked == []


def test_another_id_changes_nothing_else(place, tmp_path):
    (tmp_path / "other.txt").write_text(CARD.replace("SCC-MLI/PHR077", "SCC-X/EXT999"), "utf-8")
    lines = [
        run("suggest", path, "--model", place / "models/small", "--format", "jsonl").stdout
        for path in (place / "card.txt", tmp_path / "other.txt")
    ]
    assert lines[0].replace("SCC-MLI/PHR077", "SCC-X/EXT999") == lines[1]


def test_the_output_follows_the_name_it_is_given(place, tmp_path):
    model = place / "models/small"
    for name, start in (("a.csv", "\ufeffFragmentID,"), ("a.jsonl", "{"), ("a.txt", "SCC-")):
        result = run("suggest", place / "card.txt", "--model", model, "--out", tmp_path / name)
        told = f"1 fragment with suggestions.\n\nWritten: {tmp_path / name}\n"
        assert result.stdout.startswith(told)
        assert (tmp_path / name).read_text("utf-8").startswith(start)


def test_an_input_is_never_written_even_by_force(
    place, codebook_path, monkeypatch, capsys, tmp_path
):
    harvest, book = tmp_path / "harvest.csv", tmp_path / "codebook.yaml"
    harvest.write_bytes((place / "coded.csv").read_bytes())
    book.write_bytes(codebook_path.read_bytes())
    (tmp_path / "link.csv").hardlink_to(harvest)
    suggest = ["suggest", harvest, "--model", place / "models/small"]
    for arguments in (
        [*suggest, "--out", harvest],
        [*suggest, "--out", tmp_path / "link.csv"],
        ["check", tmp_path, "--codebook", book, "--out", harvest],
        ["check", harvest, "--codebook", book, "--out", book, "--format", "csv"],
        ["codebook", "convert", book, book],
        ["codebook", "show", book, "--out", book],
    ):
        code, said = failing(monkeypatch, capsys, *arguments, "--force")
        assert code == 1
        assert "itself, which is never written." in said
    assert harvest.read_bytes() == (place / "coded.csv").read_bytes()
    assert book.read_bytes() == codebook_path.read_bytes()


def test_a_folder_that_is_no_model_is_refused_before_the_harvest_is_read(
    codebook_path, monkeypatch, capsys, tmp_path
):
    (tmp_path / "papers").mkdir()
    (tmp_path / "papers/thesis.docx").write_text("years of work", "utf-8")
    (tmp_path / "empty.csv").write_text("", "utf-8")
    code, said = failing(
        monkeypatch, capsys, "train", tmp_path / "empty.csv", "--codebook", codebook_path,
        "--out", tmp_path / "papers", "--force",
    )  # fmt: skip
    assert code == 1
    assert "papers is not a model folder, so it is left as it is." in said


def test_top_is_a_number_or_all(place):
    result = run(
        "suggest", place / "card.txt", "--model", place / "models/small", "--format", "jsonl",
        "--top", "all",
    )  # fmt: skip
    assert len(json.loads(result.stdout)["targets"]["type"]["labels"]) == 4
    wrong = run("suggest", place / "card.txt", "--model", place / "models/small", "--top", "some")
    for number in ("0", "9" * 5000):
        assert (
            run(
                "suggest", place / "card.txt", "--model", place / "models/small", "--top", number
            ).exit_code
            == 2
        )
    assert wrong.exit_code == 2
    assert "neither a number above 0 nor “all”" in wrong.stderr


def failing(monkeypatch, capsys, *arguments):
    monkeypatch.setattr(sys, "argv", ["classifier", *map(str, arguments)])
    with pytest.raises(SystemExit) as stopped:
        main()
    return stopped.value.code, capsys.readouterr().err


@pytest.mark.skipif(sys.platform == "win32", reason="Windows makes links for administrators only")
@pytest.mark.filterwarnings("always::classifier.outputs.LinkReplaced")
def test_that_an_output_was_a_link_is_one_line(monkeypatch, capsys, tmp_path, codebook_path):
    out = tmp_path / "o.yaml"
    out.symlink_to("away.yaml")
    code, said = failing(monkeypatch, capsys, "codebook", "convert", codebook_path, out)
    assert not code
    led = "o.yaml was a link to away.yaml; it was replaced, and what it led to stayed.\n"
    assert said == led


def test_an_error_is_said_in_words_with_a_hint(place, monkeypatch, capsys, tmp_path):
    code, said = failing(monkeypatch, capsys, "suggest", place / "card.txt", "--model", tmp_path)
    assert code == 1
    assert said == (
        f"Error: {tmp_path} is not a model folder: it has no manifest.json.\n"
        "Name a folder that `classifier train … --out FOLDER` made.\n"
    )


def test_an_existing_output_is_refused_before_the_work(
    place, codebook_path, monkeypatch, capsys, tmp_path
):
    (tmp_path / "out.csv").write_text("mine", "utf-8")
    code, said = failing(
        monkeypatch, capsys, "suggest", place / "card.txt", "--model", place / "models/small",
        "--out", tmp_path / "out.csv",
    )  # fmt: skip
    assert (code, said.splitlines()[1]) == (1, "Choose another name, or add --force.")
    assert (tmp_path / "out.csv").read_text("utf-8") == "mine"
    code, said = failing(
        monkeypatch, capsys, "train", place / "coded.csv", "--codebook", codebook_path,
        "--out", place / "models/small",
    )  # fmt: skip
    assert code == 1
    assert "exists already" in said


def test_problems_are_named_on_stderr_and_do_not_stop_the_work(place, tmp_path):
    path = tmp_path / "two.csv"
    path.write_text(
        f"{HEADINGS}\nA/PHR1,harvest 2,Mali,a law was adopted,,,,,\n"
        ",harvest 2,Mali,women met,,,,,\n",
        "utf-8",
    )
    result = run("suggest", path, "--model", place / "models/small", "--format", "jsonl")
    assert result.exit_code == 0
    assert len(result.stdout.splitlines()) == 2
    assert "two.csv, row 3" in result.stderr
    assert result.stderr.count("\n") == 1


ARABIC = "مجلس القرية اعتمد قانون المياه"


@pytest.mark.slow
@pytest.mark.parametrize("encoding", ["cp1252", "ascii"])
@pytest.mark.parametrize(
    "command",
    [
        "suggest {card} --model {model} --no-cache",
        "check {harvest} --codebook {book}",
        "codebook show {book}",
        "audit {harvest} --codebook {book} --out {out} --encoder tfidf-only --no-cache",
    ],
)
def test_every_alphabet_is_printed_to_a_file_under_any_code_page(
    place, codebook_path, tmp_path, command, encoding
):
    (tmp_path / "card.txt").write_text(CARD.replace("a hope for all", ARABIC), "utf-8")
    coded = (place / "coded.csv").read_text("utf-8")
    first = coded.splitlines()[1]
    odd = first.replace("Law adopted", ARABIC).replace("Policies", ARABIC)
    (tmp_path / f"{ARABIC}.csv").write_text(coded.replace(first, odd), "utf-8")
    book = codebook_path.read_text("utf-8").replace("Law adopted", ARABIC)
    (tmp_path / "book.yaml").write_text(book, "utf-8")
    names = {
        "card": tmp_path / "card.txt", "model": place / "models/small", "out": tmp_path / "out",
        "harvest": tmp_path / f"{ARABIC}.csv",
        "book": tmp_path / "book.yaml" if "show" in command else codebook_path,
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-m", "classifier", *(part.format(**names) for part in command.split())],
        capture_output=True, check=False,
        env={**os.environ, "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"},
    )  # fmt: skip
    said = (done.stdout + done.stderr).decode("utf-8")
    assert "Traceback" not in said
    assert done.returncode in (0, 1)
    assert ARABIC.split()[0] in said or "suggest" in command


def loaded_by(code, *arguments):
    shown = "import sys, atexit; atexit.register(lambda: print('LOADED', *sys.modules));"
    done = subprocess.run(
        [sys.executable, "-c", shown + code, *map(str, arguments)],
        capture_output=True, text=True, check=True, encoding="utf-8",
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    )  # fmt: skip
    return set(done.stdout.split("LOADED", 1)[1].split())


def test_help_loads_nothing_heavy():
    loaded = loaded_by("import classifier.cli")
    assert {"torch", "sklearn", "pandas", "numpy", "scipy", "onnxruntime"}.isdisjoint(loaded)


def test_a_command_loads_no_other_and_a_double_click_nothing_that_reads_options():
    stop = "import classifier.home.run as run; run.open_home = lambda *_: sys.exit()\n"
    loaded = loaded_by(stop + "from classifier.cli import main; main()", "home")
    others = {"check", "train", "suggest", "finish", "evaluate", "audit", "relabel", "codebook"}
    assert loaded >= {"classifier.cli.home"}
    assert {f"classifier.cli.{name}" for name in others}.isdisjoint(loaded)
    assert "pydantic" not in loaded


def test_the_first_fragment_of_a_review_waits_for_no_later_page():
    loaded = loaded_by("import classifier.review")
    assert {"classifier.review.learning", "classifier.review.server"}.isdisjoint(loaded)


def test_the_first_page_of_a_review_waits_for_nothing_that_learns():
    loaded = loaded_by("import classifier.cli.review, classifier.review.run")
    assert {"torch", "sklearn", "pandas", "scipy"}.isdisjoint(loaded)


@pytest.mark.parametrize("name", ["card.txt", "card.jsonl"])
def test_a_card_needs_neither_pandas_nor_scikit_learn(place, tmp_path, name):
    if name.endswith("jsonl"):
        card = {"FragmentID": "X/PHR1", "Outcome description": "a law was adopted"}
        (tmp_path / name).write_text(json.dumps(card) + "\n", "utf-8")
    else:
        (tmp_path / name).write_text(CARD, "utf-8")
    loaded = loaded_by(
        "from classifier.cli import main; main()",
        "suggest", tmp_path / name, "--model", place / "models/small", "--format", "jsonl",
        "--no-cache",
    )  # fmt: skip
    assert {"pandas", "sklearn", "scipy", "torch", "classifier.archive"}.isdisjoint(loaded)
    assert "numpy" in loaded


def test_an_archive_needs_no_pandas_either(place, tmp_path):
    archive, out = tmp_path / "archive.parquet", tmp_path / "out.parquet"
    pq.write_table(pa.table({"FragmentID": ["X"], "Outcome description": ["a law"]}), archive)
    loaded = loaded_by(
        "from classifier.cli import main; main()",
        "suggest", archive, "--model", place / "models/small", "--out", out, "--no-cache",
    )  # fmt: skip
    assert "pyarrow" in loaded
    assert {"pandas", "sklearn", "scipy", "torch"}.isdisjoint(loaded)
    assert out.is_file()


def test_the_encoders_are_shown_with_licence_and_place():
    shown = run("encoders").stdout
    assert shown.startswith("use · installed\n  dimensions  512\n")
    assert "licence     Apache-2.0" in shown
    assert "minilm · " in shown


@pytest.mark.slow
def test_the_sample_is_learned_and_suggested_from_a_workbook(tmp_path):
    model = tmp_path / "sample"
    trained = run(
        "train", DATA / "harvest-1.xlsx", DATA / "harvest-2.xlsx", "--codebook",
        DATA / "codebook.yaml", "--encoder", "use", "--out", model,
    )  # fmt: skip
    assert trained.exit_code == 0, trained.output
    assert "Learned from 280 fragments" in trained.stdout
    out = tmp_path / "suggested.jsonl"
    suggested = run("suggest", DATA / "harvest-3.xlsx", "--model", model, "--out", out)
    assert suggested.exit_code == 0
    found = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert len(found) == 190
    best = {f["fragment_id"]: f["targets"]["objective"]["labels"][0]["id"] for f in found}
    right = [name.split("/")[1].startswith(objective) for name, objective in best.items()]
    assert sum(right) / len(right) > 0.5  # guessing the most frequent gives about a third
