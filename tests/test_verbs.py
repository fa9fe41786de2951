"""Each verb as one call of a program: files and a frozen config in, a result with a table out."""

import pytest
from conftest import coded_fragments

from classifier.audit import AuditConfig
from classifier.audit.run import audit
from classifier.check import check
from classifier.codebook import read_codebook
from classifier.encode import EncoderSettings
from classifier.errors import ClassifierError
from classifier.evaluate.run import EvaluateConfig, evaluate
from classifier.suggest import SuggestConfig, suggest
from classifier.train import TrainConfig, save_training, train

HEADINGS = "FragmentID,Harvest,Country,Outcome description,Link to SCC,MCQType of change,Coder"
UNKEPT = EncoderSettings(keep=False)


def write(path, codebook, prefix=""):
    fragments, codings = coded_fragments()
    names = {(t.id, label.id): label.name for t in codebook.targets for label in t.labels}
    said = {(c.fragment_id, c.target): names[c.target, *c.labels] for c in codings}
    lines = [HEADINGS.replace("Link to SCC", "Link to SCC Specific Objectives")]
    for f in fragments:
        codes = [said[f.id, target] for target in ("objective", "type")]
        cells = [prefix + f.id, f.harvest, f.country, prefix + f.outcome, *codes, "C1"]
        lines.append(",".join(f'"{cell}"' for cell in cells))
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


@pytest.fixture(scope="module")
def files(tmp_path_factory, codebook_path):
    """A coded harvest, one with other texts, and a model of the first in a folder."""
    folder = tmp_path_factory.mktemp("verbs")
    book = read_codebook(codebook_path)
    write(folder / "coded.csv", book)
    write(folder / "new.csv", book, prefix="Again ")
    config = TrainConfig(encoder="tfidf-only", settings=UNKEPT)
    trained = train([folder / "coded.csv"], codebook_path, config)
    save_training(trained, folder / "model", {})
    return folder, trained


def frames(files, codebook_path):
    folder, trained = files
    yield "train", trained.to_frame()
    config = SuggestConfig(top=None, settings=UNKEPT)
    yield "suggest", suggest(folder / "new.csv", folder / "model", config).to_frame()
    yield "check", check(folder / "coded.csv", codebook_path).to_frame()
    config = AuditConfig(encoder="tfidf-only", settings=UNKEPT)
    yield "audit", audit([folder / "coded.csv"], codebook_path, config).to_frame()
    config = EvaluateConfig(n_draws=50, settings=UNKEPT)
    yield "evaluate", evaluate([folder / "new.csv"], folder / "model", config).to_frame()


def test_every_verb_is_one_call_that_gives_a_table(files, codebook_path):
    tables = dict(frames(files, codebook_path))
    columns = {verb: " ".join(table.columns) for verb, table in tables.items()}
    assert columns == {
        "train": "fragment target label coded known probability threshold",
        "suggest": "fragment target verdict label name probability threshold likely suggested "
        "accept examples few words similar why",
        "check": "file sheet row column kind what hint notice fragment_id",
        "audit": "fragment target kind recorded reading chance in_fragment changeable rule other "
        "why similar file sheet row",
        "evaluate": "target label figure value low high",
    }
    # 30 fragments, 4 types, 2 objectives; no cluster is coded, and all 2 are suggested from.
    assert len(tables["train"]) == 30 * 6
    assert tables["train"].groupby("target")["coded"].sum().to_dict() == {
        "type": 30, "objective": 30,
    }  # fmt: skip
    assert len(tables["suggest"]) == 30 * 8
    best = tables["suggest"].groupby(["fragment", "target"]).first()
    law = best.xs("type", level="target").filter(like="LAW", axis=0)
    assert set(law["label"]) == {"LAW"}
    measured = tables["evaluate"].set_index(["target", "label", "figure"])["value"]
    assert measured["type", "LAW", "recall"] == 1


def test_the_problems_of_the_files_come_with_an_error_that_they_may_explain(
    files, codebook_path, tmp_path
):
    folder, _ = files
    text = (folder / "coded.csv").read_text("utf-8")
    text = text.replace("MCQType of change", "Theme").replace("Link to SCC Specific", "Our")
    (tmp_path / "uncoded.csv").write_text(text, "utf-8")
    config = TrainConfig(encoder="tfidf-only", settings=UNKEPT)
    for call in (
        lambda: train([tmp_path / "uncoded.csv"], codebook_path, config),
        lambda: evaluate([tmp_path / "uncoded.csv"], folder / "model"),
    ):
        with pytest.raises(ClassifierError, match="No code was read") as caught:
            call()
        assert any("“Theme”" in problem.what for problem in caught.value.problems)
