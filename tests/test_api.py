"""The face for programs: frames in, frames out, the same figures as the commands."""

import json
import os
import pickle
import re
import subprocess
import sys
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.base import clone
from sklearn.model_selection import GroupKFold, cross_validate
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils import estimator_checks
from test_verbs import write
from typer.testing import CliRunner

import classifier
from classifier import (
    Codebook,
    HarvestWarning,
    OutcomeClassifier,
    agreement,
    evaluate,
    read_frame,
    relabel_plan,
)
from classifier.api.frames import as_files, codes_beside
from classifier.audit import AuditConfig
from classifier.audit.run import audit as audit_files
from classifier.cli import app
from classifier.errors import (
    ClassifierError,
    CodebookError,
    HarvestError,
    ModelError,
    UnknownColumns,
)
from classifier.harvest import read_harvest

ROOT = Path(__file__).parents[1]
WORDS = "tfidf-only"


@pytest.fixture(scope="module")
def book(codebook_path):
    return Codebook.read(codebook_path)


@pytest.fixture(scope="module")
def files(tmp_path_factory, book):
    folder = tmp_path_factory.mktemp("api")
    return write(folder / "coded.csv", book), write(folder / "new.csv", book, prefix="Again ")


@pytest.fixture(scope="module")
def frame(files, book):
    return read_frame(files[0], book)


@pytest.fixture(scope="module")
def coder(frame, book):
    return OutcomeClassifier(book, encoder=WORDS).fit(frame)


@pytest.fixture(scope="module")
def model(files, codebook_path, tmp_path_factory):
    """The model that the command learns from the file."""
    folder = tmp_path_factory.mktemp("models") / "mine"
    typed = ["train", str(files[0]), "--codebook", str(codebook_path), "--out", str(folder)]
    done = CliRunner().invoke(app, [*typed, "--encoder", WORDS])
    assert done.exit_code == 0, done.output
    return folder


def plain(records):
    """Records without the places they come from."""
    return [
        {k: getattr(r, k) for k in r.__slots__ if k not in ("origin", "cells")} for r in records
    ]


def test_importing_the_package_loads_nothing_heavy():
    said = "import sys, classifier; print(*(m for m in ('numpy', 'pandas', 'sklearn', 'typer') "
    done = subprocess.run(
        [sys.executable, "-c", said + "if m in sys.modules))"], capture_output=True, text=True
    )
    assert done.stdout.strip() == ""


def test_every_name_that_is_told_is_there_and_no_other():
    assert all(callable(getattr(classifier, name)) for name in classifier.__all__)
    assert set(classifier.__all__) <= set(dir(classifier))
    with pytest.raises(AttributeError, match="no attribute 'guess'"):
        classifier.guess  # noqa: B018


def test_a_verb_stays_a_function_though_a_package_has_its_name():
    said = "import classifier.audit.run, classifier.evaluate.run\n"
    said += "from classifier import audit, evaluate\nprint(callable(audit), callable(evaluate))"
    done = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True)
    assert done.stdout == "True True\n", done.stderr


def test_a_frame_has_a_row_for_each_fragment_and_coder(frame):
    assert list(frame.columns) == [
        *"outcome significance harvest country status negative confidential coder version".split(),
        *("type", "cluster", "objective"),
    ]
    first = frame.iloc[0]
    assert frame.index.name == "fragment"
    assert first.name == "SCC-MAL/PHR000LAW"
    assert (first["type"], first["coder"], first["version"]) == (frozenset({"LAW"}), "C1", "2")
    assert frame["cluster"].isna().all()  # the file has no such column: nobody coded it


@pytest.mark.parametrize("cell", [frozenset(), frozenset({"GRP", "LAW"}), pd.NA])
@pytest.mark.parametrize("coder", ["", "C1"])
def test_what_a_frame_holds_is_read_from_it_again(frame, book, cell, coder):
    one = frame.head(3).assign(coder=coder)
    one["type"] = pd.Series([cell] * 3, index=one.index, dtype=object)
    with as_files(one, book) as paths:
        codings = [c for c in read_harvest(paths, book).codings if c.target == "type"]
    assert [c.labels for c in codings] == ([] if cell is pd.NA else [cell] * 3)


def test_two_coders_and_two_versions_come_back_as_they_were():
    book = Codebook.read(ROOT / "data" / "codebook.yaml")
    double = [ROOT / "data" / "double-codings.csv"]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", HarvestWarning)
        frame = read_frame(ROOT / "data" / "harvest-1.xlsx", book, codings=double)
    with as_files(frame, book) as paths:
        read = read_harvest(paths, book)
    codings = {(c.fragment_id, c.coder): c for c in read.codings}
    assert len(codings) == len({*zip(frame.index, frame["coder"], strict=True)})
    assert not [problem for problem in read.problems if not problem.notice]
    plain_rows = plain(read_harvest(ROOT / "data" / "harvest-1.xlsx", book).fragments)
    assert plain(read.fragments) == plain_rows


def test_a_frame_that_pandas_read_is_taken_as_the_file_would_be(files, book, model, tmp_path):
    coder = OutcomeClassifier(book, encoder=WORDS).fit(pd.read_csv(files[0]))
    coder.save(tmp_path / "mine")
    for name in ("heads.npz", "neighbours.npz", "codebook.yaml"):
        assert (tmp_path / "mine" / name).read_bytes() == (model / name).read_bytes()


def test_a_saved_model_is_the_commands_with_card_and_report(coder, model, tmp_path):
    coder.save(tmp_path / "mine")
    names = sorted(str(path.relative_to(model)) for path in model.rglob("*"))
    assert (
        sorted(str(p.relative_to(tmp_path / "mine")) for p in tmp_path.glob("mine/**/*")) == names
    )
    for name in ("heads.npz", "neighbours.npz", "codebook.yaml", "MODEL_CARD.md"):
        mine, theirs = ((one / name).read_text("latin-1") for one in (tmp_path / "mine", model))
        if name.endswith(".md"):  # the name and hash of what was read differ
            mine, theirs = (re.sub(r"\S+\.(csv|jsonl).*", "", text) for text in (mine, theirs))
        assert mine == theirs
    with pytest.raises(ClassifierError, match="exists already"):
        coder.save(tmp_path / "mine")
    coder.save(tmp_path / "mine", force=True)


def test_the_figures_of_suggestions_are_the_commands(coder, files, model, tmp_path):
    out = tmp_path / "out.jsonl"
    typed = ["suggest", str(files[1]), "--model", str(model), "--top", "all", "--out", str(out)]
    assert CliRunner().invoke(app, typed).exit_code == 0
    lines = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    told = {
        (line["fragment_id"], target, label["id"]): label["probability"]
        for line in lines
        for target, one in line["targets"].items()
        for label in one["labels"]
    }
    mine = coder.suggest(files[1], top=None)
    keys = zip(mine["fragment"], mine["target"], mine["label"], strict=True)
    probabilities = [round(p, 4) for p in mine["probability"].tolist()]
    assert dict(zip(keys, probabilities, strict=True)) == told
    loaded = OutcomeClassifier.load(model)
    assert loaded.suggest(files[1], top=None).equals(mine)


def test_probabilities_and_ticks_have_the_rows_of_what_was_given(coder, frame):
    some = frame.iloc[[2, 0, 0]].drop(columns=["type", "cluster", "objective"])
    some = some.assign(outcome=[some["outcome"].iloc[0], some["outcome"].iloc[1], ""])
    some.loc[some["outcome"] == "", "significance"] = ""
    some.index = pd.Index(["b", "a", "a"], name="row")
    with pytest.warns(HarvestWarning, match="row 3: has no outcome description"):
        p = coder.predict_proba(some, target="objective")
    assert list(p.columns) == ["PHR", "CIV"]
    assert list(p.index) == ["b", "a", "a"]
    assert p.iloc[2].isna().all()
    assert p.iloc[:2].to_numpy().min() >= 0
    with pytest.warns(HarvestWarning):
        ticked = coder.predict(some)
    assert ticked.shape == (3, 4)
    assert not ticked.iloc[2].any()
    assert ticked.dtypes.eq(bool).all()
    assert ticked["LAW"].iloc[1]


def test_scikit_learn_clones_measures_and_pipes_it(book, frame):
    coder = OutcomeClassifier(book, encoder=WORDS, seed=3)
    assert clone(coder).get_params()["seed"] == 3
    folds = GroupKFold(3)
    scores = cross_validate(coder, frame, groups=frame["country"], cv=folds)["test_score"]
    assert scores.shape == (3,)
    assert np.all((scores > 0.9) & (scores <= 1))  # the stories of a label differ in a few words
    in_numbers = make_pipeline(coder, StandardScaler()).set_output(transform="pandas")
    table = in_numbers.fit_transform(frame)
    assert list(table.columns) == ["LAW", "GRP", "TLK", "NEW"]
    assert list(table.index) == list(frame.index)


def test_y_stands_in_the_place_of_codes_in_the_frame_and_none_is_not_empty(book, frame, files):
    raw = pd.read_csv(files[0]).head(3)
    for nothing in (None, pd.NA, float("nan")):
        beside = codes_beside(raw, "type", ["TLK", nothing, {"TLK", "LAW"}], book)
        with as_files(beside, book) as paths:
            read = [c for c in read_harvest(paths, book).codings if c.target == "type"]
        assert [set(c.labels) for c in read] == [{"TLK"}, {"TLK", "LAW"}]
        assert read[1].fragment_id == raw["FragmentID"].iloc[2]
    lists = frame.head(2).assign(type=[np.array(["LAW", "GRP"]), ["TLK"]])
    with as_files(lists, book) as paths:
        read = [c for c in read_harvest(paths, book).codings if c.target == "type"]
    assert [set(c.labels) for c in read] == [{"LAW", "GRP"}, {"TLK"}]


@pytest.mark.parametrize(
    "change",
    [
        lambda f: f.rename_axis("FragmentID"),
        lambda f: f.reset_index(),
        lambda f: f.reset_index(names="Outcome ID"),
        lambda f: f.set_index("coder", append=True),
    ],
)
def test_ids_and_coders_are_found_in_the_index_too(frame, book, change):
    twice = pd.concat([frame, frame.assign(coder="C2")])
    expected = agreement(twice, book)
    assert len(expected)
    pd.testing.assert_frame_equal(agreement(change(twice), book), expected)


def test_codes_may_come_as_y(book, frame):
    codes, bare = frame["type"], frame.drop(columns="type")
    with_y = OutcomeClassifier(book, encoder=WORDS).fit(bare, codes)
    p = OutcomeClassifier(book, encoder=WORDS).fit(frame).predict_proba(bare)
    assert with_y.predict_proba(bare).equals(p)
    assert with_y.score(bare, codes) == with_y.score(frame)
    assert np.isnan(with_y.score(bare.drop(columns=["cluster", "objective", "coder"])))


def test_a_pickle_holds_the_folder_and_no_object_of_ours(coder, files):
    state = coder.__getstate__()
    assert {"manifest.json", "heads.npz", "MODEL_CARD.md"} <= set(state["folder"])
    assert all(isinstance(content, bytes) for content in state["folder"].values())
    again = pickle.loads(pickle.dumps(coder))
    assert again.suggest(files[1]).equals(coder.suggest(files[1]))
    assert pickle.loads(pickle.dumps(again)).suggest(files[1]).equals(coder.suggest(files[1]))
    unfitted = pickle.loads(pickle.dumps(OutcomeClassifier(seed=2)))
    assert unfitted.get_params()["seed"] == 2


def test_the_verbs_over_frames_give_the_tables_of_the_verbs(frame, files, book, coder, tmp_path):
    wrong = frame.assign(type=[frozenset({"GRP"}), *frame["type"].iloc[1:]])
    mine = classifier.audit(wrong, book, look_at=3, encoder=WORDS)
    path = tmp_path / "wrong.csv"
    path.write_text(files[0].read_text("utf-8").replace("Law adopted", "New group", 1), "utf-8")
    theirs = audit_files([path], book, AuditConfig(encoder=WORDS)).to_frame()
    assert len(mine)
    here = [name for name in mine.columns if name not in ("file", "row")]
    pd.testing.assert_frame_equal(mine[here], theirs[here].head(3))
    plan = relabel_plan(frame.assign(harvest="harvest 1", version="1"), book, encoder=WORDS)
    assert set(plan["fragment_id"]) == set(frame.index)
    figures = evaluate(coder, files[1]).set_index(["target", "label", "figure"])["value"]
    assert figures["type", "LAW", "recall"] == 1


def test_agreement_of_two_coders_by_hand(frame, book):
    other = frame.assign(coder="C2")
    same = agreement(pd.concat([frame, other]), book)
    whole = same[(same["about"] == "all") & (same["target"] == "type")].set_index("figure")
    assert whole["value"].to_dict() == {"masi": 1, "jaccard": 1, "equal": 1}
    assert whole["n"].tolist() == [30, 30, 30]
    wrong = other.assign(type=[frozenset({"GRP"})] * 30)
    equal = agreement(pd.concat([frame, wrong]), book).set_index(["target", "about", "figure"])
    assert equal["value"]["type", "all", "equal"] == pytest.approx(1 / 3)
    assert agreement(frame, book).empty


def test_what_cannot_be_read_is_warned_of_with_its_place(frame, book):
    strange = frame.head(25).assign(type="New group; Law on bees")
    with pytest.warns(HarvestWarning, match="25 problems") as caught:
        OutcomeClassifier(book, encoder=WORDS).fit(strange)
    (problem, *_) = caught[0].message.problems
    assert "Law on bees" in problem.what
    assert problem.origin.row == 1
    assert "and 20 more" in str(caught[0].message)


@pytest.mark.parametrize(
    ("change", "error", "says"),
    [
        (lambda f: pd.concat([f, f[["type"]]], axis=1), HarvestError, "several columns “type”"),
        (lambda f: f.head(0), HarvestError, "no rows"),
        (lambda f: f.assign(outcome="", significance=""), ClassifierError, "No fragment"),
        (
            lambda f: f.drop(columns=["type", "cluster", "objective"]),
            HarvestError,
            "No code was read",
        ),
    ],
)
def test_a_frame_that_cannot_be_learned_from_says_why(frame, book, change, error, says):
    with pytest.raises(error, match=says):
        OutcomeClassifier(book, encoder=WORDS).fit(change(frame))


def test_what_was_given_wrongly_is_told(frame, book, files):
    with pytest.raises(ValueError, match="codebook is None"):
        OutcomeClassifier().fit(frame)
    with pytest.raises(CodebookError, match="no target “mood”"):
        OutcomeClassifier(book, target="mood").fit(frame)
    with pytest.raises(ValueError, match="y has 2 codes, X has 30 rows"):
        OutcomeClassifier(book, encoder=WORDS).fit(frame, ["LAW", "LAW"])
    with pytest.raises(TypeError, match="y has several columns"):
        OutcomeClassifier(book, encoder=WORDS).fit(frame, np.eye(30, 4))
    with pytest.raises(ValueError, match="encoder is None: “tfidf-only”"):
        OutcomeClassifier(book, encoder=None).fit(frame)
    with pytest.raises(TypeError, match="y go with a DataFrame"):
        OutcomeClassifier(book, encoder=WORDS).fit(files[0], ["LAW"])


@pytest.mark.parametrize("given", [["Aisha met rebels in 2024. They left"], ["a"], "Aisha met"])
def test_texts_in_the_place_of_paths_are_told_and_not_quoted(coder, given):
    with pytest.raises(TypeError, match="Give texts as the column “outcome”") as caught:
        coder.predict_proba(given)
    assert "Aisha" not in str(caught.value)
    with pytest.raises(TypeError, match="not a Series"):
        coder.suggest(pd.Series(["Aisha met rebels"]))
    with pytest.raises(CodebookError, match="no target “mood”"):
        coder.predict("x.csv", target="mood")


def test_a_loaded_model_knows_how_it_was_learned(frame, book, tmp_path):
    OutcomeClassifier(book, encoder=WORDS, groups="rows", seed=7).fit(frame).save(tmp_path / "m")
    loaded = OutcomeClassifier.load(tmp_path / "m", target="objective")
    params = clone(loaded).get_params()
    assert (params["groups"], params["seed"], params["encoder"]) == ("rows", 7, WORDS)
    again = pickle.loads(pickle.dumps(loaded.set_params(target="type")))
    assert (again.target_, list(again.classes_)) == ("objective", ["PHR", "CIV"])
    assert "women" not in repr(loaded)
    with pytest.raises(ModelError, match="is not a model folder"):
        OutcomeClassifier.load(tmp_path)


def test_learning_again_and_forking_leave_the_right_folder(frame, book):
    coder = OutcomeClassifier(book, encoder=WORDS).fit(frame)
    first = coder.folder_
    with pytest.raises(HarvestError):
        coder.fit(frame.head(0))
    assert first.is_dir()
    assert len(coder.predict(frame)) == 30
    coder.fit(frame)
    assert not first.exists()
    if hasattr(os, "fork"):
        child = os.fork()
        if not child:
            coder._forget()
            os._exit(0)
        os.waitpid(child, 0)
        assert coder.folder_.is_dir()


def test_warnings_and_errors_survive_the_way_to_another_process(frame, book):
    with pytest.warns(HarvestWarning) as caught:
        OutcomeClassifier(book, encoder=WORDS).fit(frame.head(25).assign(type="Law on bees"))
    warning = caught[0].message
    assert str(pickle.loads(pickle.dumps(warning))) == str(warning)
    error = pickle.loads(pickle.dumps(UnknownColumns("what", "hint", ["a"])))
    assert (str(error), error.hint, error.headings) == ("what", "hint", ("a",))


def test_a_codebook_is_drafted_from_a_column(files):
    raw = pd.read_csv(files[0]).rename(columns={"MCQType of change": "Category"})
    drafted = Codebook.draft(raw, type="Category")
    names = {label.name for label in drafted.target("type").labels}
    assert names == {"Law adopted", "New group", "Talks held"}
    assert "3 of type" in repr(drafted)
    coder = OutcomeClassifier(drafted, encoder=WORDS).fit(raw)
    assert coder.target_ == "type"


@given(st.lists(st.sampled_from(["LAW", "GRP", "TLK", "NEW"]), unique=True))
def test_any_set_of_labels_comes_back_from_a_frame(book, frame, labels):
    one = frame.head(1)
    one = one.assign(type=pd.Series([frozenset(labels)], index=one.index, dtype=object))
    with as_files(one, book) as paths:
        (found,) = [c for c in read_harvest(paths, book).codings if c.target == "type"]
    assert found.labels == frozenset(labels)


class FewWords:
    """Stands in for a SentenceTransformer: two numbers a text."""

    max_seq_length = None
    prompts: dict = {}  # noqa: RUF012
    default_prompt_name = None
    model_card_data = type("Card", (), {"base_model": "few-words"})

    def encode(self, texts, **options):
        found = np.array([[t.count("law"), 1 + t.count("committee")] for t in texts], np.float32)
        return found / np.linalg.norm(found, axis=1, keepdims=True)

    def state_dict(self):
        return {}

    def __repr__(self):
        return "FewWords()"


def test_a_sentence_transformer_may_be_given_and_is_asked_for_again(frame, book, tmp_path):
    pytest.importorskip("torch")
    coder = OutcomeClassifier(book, encoder=FewWords()).fit(frame)
    coder.save(tmp_path / "mine")
    with pytest.raises(ClassifierError, match="only opened when you name it"):
        OutcomeClassifier.load(tmp_path / "mine")
    again = OutcomeClassifier.load(tmp_path / "mine", encoder=FewWords())
    assert again.predict_proba(frame).equals(coder.predict_proba(frame))


# `parametrize_with_checks` gives none for an estimator of texts: these need no table of numbers.
CONVENTIONS = (
    "check_estimator_cloneable "
    "check_estimator_repr check_estimator_tags_renamed check_get_params_invariance "
    "check_mixin_order check_no_attributes_set_in_init check_parameters_default_constructible "
    "check_set_params check_valid_tag_types"
).split()


@pytest.mark.parametrize("name", CONVENTIONS)
def test_it_keeps_the_conventions_of_scikit_learn(name):
    getattr(estimator_checks, name)("OutcomeClassifier", OutcomeClassifier())


@pytest.mark.slow
def test_the_guide_runs_from_its_first_line_to_its_last(tmp_path, monkeypatch):
    guide = (ROOT / "docs" / "python.md").read_text("utf-8")
    blocks = re.findall(r"^```python\n(.+?)^```$", guide, re.MULTILINE | re.DOTALL)
    (tmp_path / "data").symlink_to(ROOT / "data")
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for block in blocks:
            exec(compile(block, "docs/python.md", "exec"), names)
    assert len(blocks) == 7
    assert (tmp_path / "models" / "ours" / "MODEL_CARD.md").is_file()
    assert len(names["doubts"]) == 10
    assert not names["plan"].empty
