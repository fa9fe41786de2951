import json

import pytest
from test_evaluate_run import archive
from typer.testing import CliRunner

from classifier.cli import app, main
from classifier.codebook import read_codebook
from classifier.errors import OutputError
from classifier.evaluate.results import Comparison
from classifier.report.evaluation_sentences import comparison_words

HEADINGS = (
    "FragmentID,OH-harvesting period,coutnry,Outcome description,Significance of the outcome,"
    "Link to SCC Specific Objectives,MCQType of change,TypeOfChangeCluster,Coder,Confidential"
)


def run(*arguments):
    return CliRunner().invoke(app, [str(a) for a in arguments], catch_exceptions=False)


def write(path, book, harvest, confidential=frozenset()):
    """Write the fragments of one harvest; ``confidential`` numbers those marked so."""
    fragments, codings = archive()
    names = {(t.id, label.id): label.name for t in book.targets for label in t.labels}
    answers = {(c.fragment_id, c.target): names[c.target, next(iter(c.labels))] for c in codings}
    lines = [HEADINGS]
    for k, f in enumerate(f for f in fragments if f.harvest == harvest):
        cells = [f.id, f.harvest, f.country, f.outcome, f.significance]
        cells += [answers[f.id, t] for t in ("objective", "type", "cluster")]
        cells += ["C1", "yes" if k in confidential else ""]
        lines.append(",".join(f'"{cell}"' for cell in cells))
    path.write_text("\n".join(lines) + "\n", "utf-8")


@pytest.fixture(scope="module")
def place(tmp_path_factory, codebook_path):
    folder = tmp_path_factory.mktemp("evaluate")
    book = read_codebook(codebook_path)
    write(folder / "one.csv", book, "harvest 1")
    write(folder / "two.csv", book, "harvest 2")
    result = run(
        "train", folder / "one.csv", "--codebook", codebook_path, "--out", folder / "models/small",
        "--encoder", "tfidf-only", "--no-cache",
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    return folder


def evaluate(place, *arguments):
    return run("evaluate", *arguments, "--model", place / "models/small", "--no-cache")


def test_a_harvest_is_measured_and_three_files_written(place):
    out = place / "out"
    result = evaluate(place, place / "two.csv", "--out", out)
    assert result.exit_code == 0, result.output
    assert {p.name for p in out.iterdir()} == {"report.html", "report.md", "report.json"}
    facts = json.loads((out / "report.json").read_text("utf-8"))
    assert facts["setting"]["n_fragments"] == 24
    assert facts["setting"]["kind"] == "unseen"
    assert f"Written: {out / 'report.html'}" in result.stdout
    assert "Type of change: good for " in result.stdout


def test_no_text_of_a_fragment_is_in_the_report_unless_asked_for(place, tmp_path):
    evaluate(place, place / "two.csv", "--out", tmp_path / "a")
    for path in (tmp_path / "a").iterdir():
        assert "parliament adopted a law on" not in path.read_text("utf-8")
    evaluate(place, place / "two.csv", "--out", tmp_path / "b", "--with-texts")
    for path in (tmp_path / "b").iterdir():
        assert "parliament adopted a law on" in path.read_text("utf-8")


def test_a_confidential_text_is_never_in_the_report(place, codebook_path, tmp_path):
    book = read_codebook(codebook_path)
    write(tmp_path / "hidden.csv", book, "harvest 2", confidential=frozenset(range(24)))
    result = evaluate(place, tmp_path / "hidden.csv", "--out", tmp_path / "out", "--with-texts")
    assert result.exit_code == 0
    for path in (tmp_path / "out").iterdir():
        assert "parliament adopted a law on" not in path.read_text("utf-8")


def test_the_same_command_writes_the_same_bytes(place, tmp_path):
    for name in ("a", "b"):
        assert evaluate(place, place / "two.csv", "--out", tmp_path / name).exit_code == 0
    for path in (tmp_path / "a").iterdir():
        assert path.read_bytes() == (tmp_path / "b" / path.name).read_bytes()


def test_training_fragments_are_left_out_aloud(place, tmp_path):
    result = evaluate(place, place / "one.csv", place / "two.csv", "--out", tmp_path / "out")
    assert result.exit_code == 0
    assert "24 of the 48 coded fragments were seen in training and are left out" in result.stderr
    facts = json.loads((tmp_path / "out/report.json").read_text("utf-8"))
    assert {y["name"] for y in facts["yardsticks"]} >= {"TF-IDF + logistic regression"}


def test_an_existing_report_is_refused_and_replaced_only_by_force(
    place, tmp_path, monkeypatch, capsys
):
    out = tmp_path / "out"
    out.mkdir()
    (out / "report.md").write_text("mine", "utf-8")
    command = [
        "classifier", "evaluate", str(place / "two.csv"), "--model", str(place / "models/small"),
        "--out", str(out), "--no-cache",
    ]  # fmt: skip
    monkeypatch.setattr("sys.argv", command)
    with pytest.raises(SystemExit) as stopped:
        main()
    assert stopped.value.code == 1
    assert "report.md exists already" in capsys.readouterr().err
    assert (out / "report.md").read_text("utf-8") == "mine"
    assert evaluate(place, place / "two.csv", "--out", out, "--force").exit_code == 0
    assert (out / "report.md").read_text("utf-8") != "mine"


def test_a_place_where_nothing_can_be_written_is_an_error(place, tmp_path, monkeypatch, capsys):
    (tmp_path / "file").write_text("x", "utf-8")
    command = [
        "classifier", "evaluate", str(place / "two.csv"), "--model", str(place / "models/small"),
        "--out", str(tmp_path / "file" / "out"), "--no-cache",
    ]  # fmt: skip
    monkeypatch.setattr("sys.argv", command)
    with pytest.raises(SystemExit) as stopped:
        main()
    assert stopped.value.code == 1
    assert "cannot be written" in capsys.readouterr().err


def test_two_models_without_a_common_new_fragment_are_told_why():
    words = comparison_words(Comparison("a", "b", 0, ()))
    assert words.startswith("No coded fragment is new to both models")
    other = comparison_words(Comparison("a", "b", 0, (), ("type",), same_labels=False))
    assert other.startswith("The two models share no target with the same labels")


def test_a_second_model_is_set_beside_the_first(place, tmp_path):
    result = evaluate(
        place, place / "two.csv", "--out", tmp_path / "out", "--compare", place / "models/small",
        "--language", "fr",
    )  # fmt: skip
    assert result.exit_code == 0
    text = (tmp_path / "out/report.md").read_text("utf-8")
    assert "## Lequel des deux modèles est le meilleur ?" in text
    assert "aucune mesure ne diffère plus que le hasard" in text


def test_second_codings_give_the_human_ceiling(place, tmp_path):
    fragments, _ = archive()
    lines = ["FragmentID,Coder,MCQType of change"]
    lines += [f"{f.id},C2,Law adopted" for f in fragments if f.harvest == "harvest 2"]
    (tmp_path / "second.csv").write_text("\n".join(lines) + "\n", "utf-8")
    result = evaluate(
        place, place / "two.csv", "--out", tmp_path / "out", "--codings", tmp_path / "second.csv"
    )
    assert result.exit_code == 0
    facts = json.loads((tmp_path / "out/report.json").read_text("utf-8"))
    people = next(y for y in facts["yardsticks"] if y["name"].startswith("human"))
    assert people["n"] == 24
    assert people["figures"]["micro_f1"]["value"] == pytest.approx(1 / 3, abs=1e-4)


def test_training_writes_its_report_and_the_profile(place):
    folder = place / "models/small/evaluation"
    names = {p.name for p in folder.iterdir()}
    assert names == {"report.html", "report.md", "report.json", "training.json"}
    assert "--full-report" in (folder / "report.md").read_text("utf-8")


def test_a_full_report_has_the_learning_curve(place, codebook_path, tmp_path):
    result = run(
        "train", place / "one.csv", place / "two.csv", "--codebook", codebook_path,
        "--out", tmp_path / "small", "--encoder", "tfidf-only", "--no-cache", "--full-report",
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    facts = json.loads((tmp_path / "small/evaluation/report.json").read_text("utf-8"))
    assert facts["curves"]
    assert facts["omitted"] == {}
    assert any(view["name"] == "forward in time: harvest 2" for view in facts["views"])


def test_a_training_report_may_be_written_elsewhere(place, codebook_path, tmp_path):
    told = ["train", place / "one.csv", "--codebook", codebook_path, "--encoder", "tfidf-only"]
    told += ["--report", tmp_path / "report"]
    done = run(*told, "--out", tmp_path / "model")
    assert done.exit_code == 0, done.output
    assert f"fails: {tmp_path / 'report' / 'report.html'}. Then" in done.stdout
    written = {path.name for path in (tmp_path / "report").iterdir()}
    assert written == {"report.html", "report.md", "report.json"}
    assert not (tmp_path / "model" / "evaluation" / "report.html").exists()
    with pytest.raises(OutputError, match="exists already"):
        run(*told, "--out", tmp_path / "again")
    assert not (tmp_path / "again").exists()
