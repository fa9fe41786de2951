"""A second reader's votes: read from a file, trusted as far as they help, and never further."""

import csv
import json
from dataclasses import replace

import numpy as np
import pytest
from conftest import THINGS, coded_fragments
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from typer.testing import CliRunner

from classifier.audit import AuditConfig
from classifier.audit.run import doubt_all, lay_out
from classifier.cli import app
from classifier.codebook import dump_codebook
from classifier.errors import HarvestError, ModelError
from classifier.evaluate.run import EvaluateConfig, evaluate_training
from classifier.harvest import read_votes
from classifier.model.votes import Trust, Votes, fit_trust, learn_trust
from classifier.records import Coding
from classifier.report.evaluation import evaluation_files
from classifier.store import load_model, save_model
from classifier.suggest import OpenModel, SuggestConfig, suggest_fragments
from classifier.train import TrainConfig, Trained, TrainInputs, fit, gather, refuse_untrusted
from classifier.train.material import lay_out_votes

RNG = np.random.default_rng(0)
TRUTH = RNG.random((80, 4)) < 0.3
KNOWN = np.ones_like(TRUTH)
P = np.clip(np.where(TRUTH, 0.4, 0.2) + RNG.normal(0, 0.1, TRUTH.shape), 0.01, 0.99)
FOLDS = np.arange(80) % 5
RIGHT = TRUTH.astype(float)
RANDOM = (RNG.random(TRUTH.shape) < 0.3).astype(float)


# -- how far votes count


def test_a_trust_is_a_shift_in_log_odds():
    trust = Trust(slope=1.0, weight=2.0, shift=0.0, mean_vote=0.25)
    found = trust.probabilities(np.array([[0.5, 0.5]]), np.array([[1.0, 0.0]]))
    # logit 0.5 is 0; a vote adds 2 · 0.75, no vote takes 2 · 0.25.
    expected = 1 / (1 + np.exp(-np.array([[1.5, -0.5]])))
    assert found == pytest.approx(expected)


def test_votes_that_are_right_are_followed():
    learned = learn_trust(P, RIGHT, TRUTH, KNOWN, FOLDS)
    assert learned.helps
    assert learned.trust.weight > 3
    assert ((learned.held_out > 0.5) == TRUTH).mean() > 0.97


def test_votes_at_random_are_hardly_followed():
    learned = learn_trust(P, RANDOM, TRUTH, KNOWN, FOLDS)
    assert abs(learned.trust.weight) < 0.6
    assert learned.loss > learned.loss_without - 0.02


def test_no_fragment_lends_its_own_code_to_its_probability():
    turned = TRUTH.copy()
    turned[FOLDS == 0] = ~turned[FOLDS == 0]
    one = learn_trust(P, RIGHT, TRUTH, KNOWN, FOLDS).held_out
    other = learn_trust(P, RIGHT, turned, KNOWN, FOLDS).held_out
    assert one[FOLDS == 0] == pytest.approx(other[FOLDS == 0])


def test_without_a_known_cell_a_vote_counts_as_expected():
    trust = fit_trust(P, RIGHT, TRUTH, np.zeros_like(KNOWN))
    assert (trust.slope, trust.weight, trust.shift) == (1.0, 2.0, 0.0)


tables = arrays.arrays(float, (25, 3), elements=st.floats(0, 1))


@given(tables, tables, arrays.arrays(bool, (25, 3)))
def test_a_trust_gives_probabilities_whatever_the_votes(p, votes, truth):
    trust = fit_trust(p, votes, truth, np.ones_like(truth))
    found = trust.probabilities(p, votes)
    assert np.isfinite(found).all()
    assert (found >= 0).all()
    assert (found <= 1).all()


# -- a file of votes


def votes_file(folder, rows, headings="FragmentID,labels"):
    path = folder / "reader.csv"
    path.write_text("\n".join([headings, *rows]) + "\n", "utf-8")
    return path


def labels_of(codings):
    return {(c.fragment_id, c.target): sorted(c.labels) for c in codings}


def test_one_column_holds_labels_of_every_target(tmp_path, codebook):
    path = votes_file(tmp_path, ["F1,GRP; Law adopted", "F2,"])
    codings, problems = read_votes(path, codebook, ["F1", "F2"])
    assert not problems
    assert labels_of(codings)["F1", "type"] == ["GRP", "LAW"]
    assert labels_of(codings)["F2", "type"] == []


def test_a_column_for_each_target_is_read_too(tmp_path, codebook):
    path = votes_file(tmp_path, ["F1,GRP"], "FragmentID,type")
    codings, _ = read_votes(path, codebook, ["F1"])
    assert labels_of(codings) == {("F1", "type"): ["GRP"]}


def test_what_is_no_label_is_named_with_its_row(tmp_path, codebook):
    path = votes_file(tmp_path, ["F1,GRP; XYZ"])
    codings, problems = read_votes(path, codebook, ["F1"])
    assert labels_of(codings)["F1", "type"] == ["GRP"]
    assert str(problems[0]).startswith("reader.csv, row 2, column “labels”: “XYZ” is no label")


def test_a_target_that_no_row_names_was_not_voted_on(tmp_path, codebook):
    codings, _ = read_votes(votes_file(tmp_path, ["F1,GRP", "F2,"]), codebook, ["F1", "F2"])
    assert {coding.target for coding in codings} == {"type"}


# What else a file may hold: headings and rows, the labels of type for F1, and what is said.
HALF_UNDERSTOOD = {
    "clusters alone": ("FragmentID,cluster", ["F1,POL", "F2,POL"], None,
                       "has votes for “Cluster” on 2 fragments, which were passed over: it "
                       "follows from “Type of change”."),
    "clusters in the column of all": ("FragmentID,labels", ["F1,POL"], None,
                                      "has votes for “Cluster” on 1 fragment, which were passed"),
    "types and clusters": ("FragmentID,labels", ["F1,GRP; POL", "F2,POL"], ["GRP"],
                           "has votes for “Cluster” on 2 fragments, which were passed over"),
    "an unknown heading": ("FragmentID,labels,My ticks", ["F1,,GRP"], None,
                           "has no vote: no label of the codebook was read from it. Labels are "
                           "read under one of “labels”, “label ids”, “label”, “codes”, “votes”, "
                           "or under a heading for each target: “MCQType of change”, “Link to "
                           "SCC Specific Objectives”. Found: “FragmentID”, “labels”, “My t"),
    "one strange id": ("FragmentID,labels", ["F1,GRP", "X1,LAW", "X2,LAW"], ["GRP"],
                       "row 3: has codes for “X1”, the first of 2 fragments that are in none"),
    "strange ids": ("FragmentID,labels", ["X1,LAW"], None, "votes on no fragment that was read."),
}  # fmt: skip


@pytest.mark.parametrize("case", HALF_UNDERSTOOD)
def test_what_was_not_understood_of_a_file_is_said_and_nothing_is_derived(case, tmp_path, codebook):
    headings, rows, labels, said = HALF_UNDERSTOOD[case]
    codings, problems = read_votes(votes_file(tmp_path, rows, headings), codebook, ["F1", "F2"])
    assert labels_of(codings).get(("F1", "type")) == labels
    assert {coding.target for coding in codings} <= {"type"}
    assert ("F2", "type") not in labels_of(codings)
    told = " ".join(str(problem) for problem in problems)
    assert told.startswith("reader.csv")
    assert said in told


# Headings, rows, the labels of type for F1 and F2 (None: not read), and what is said.
ANSWERED = {
    "yes and no": ("FragmentID,label,vote", ["F1,GRP,yes", "F1,LAW,no", "F2,LAW,No"],
                   ["GRP"], [], "2 rows say no beside the label, which was not voted for."),
    "shares": ("FragmentID,label,score", ['F1,GRP,"0,5"', "F1,LAW,0.49", "F2,LAW,51 %"],
               ["GRP"], ["LAW"], "1 row says no beside the label"),
    "other languages": ("FragmentID,label,fits", ["F1,GRP,oui", "F1,LAW,non", "F2,LAW,نعم"],
                        ["GRP"], ["LAW"], "1 row says no"),
    "an empty cell": ("FragmentID,label,vote", ["F1,GRP,", "F2,LAW,✗"], ["GRP"], [], "1 row says"),
    "neither yes nor no": ("FragmentID,label,vote", ["F1,GRP,yes", "F1,LAW,maybe", "F2,LAW,7"],
                           ["GRP"], None, "row 3, column “vote”: “maybe” is neither yes nor no"),
    "under two headings of labels": ("FragmentID,label,votes",
                                     ["F1,GRP,1", "F1,LAW,0", "F2,LAW,1"],
                                     ["GRP"], ["LAW"], "1 row says no"),
    "beside a target": ("FragmentID,type,predicted", ["F1,GRP,true", "F2,LAW,false"],
                        ["GRP"], [], "1 row says no"),
}  # fmt: skip


@pytest.mark.parametrize("case", ANSWERED)
def test_a_label_beside_a_no_is_not_voted_for(case, tmp_path, codebook):
    headings, rows, first, second, said = ANSWERED[case]
    codings, problems = read_votes(votes_file(tmp_path, rows, headings), codebook, ["F1", "F2"])
    found = labels_of(codings)
    assert (found.get(("F1", "type")), found.get(("F2", "type"))) == (first, second)
    assert any(said in str(problem) for problem in problems)


def test_a_file_without_any_heading_for_labels_is_told_which_are_read(tmp_path, codebook):
    path = votes_file(tmp_path, ["F1,GRP"], "FragmentID,My ticks")
    with pytest.raises(HarvestError, match=r"reader.csv has no table of codings") as caught:
        read_votes(path, codebook, ["F1"])
    assert "under one of “labels”, “label ids”" in str(caught.value.hint)
    assert "Found: “FragmentID”, “My ticks”" in str(caught.value.hint)


def test_two_readers_votes_are_averaged(codebook):
    fragments, _ = coded_fragments()
    first = fragments[0].id
    votes = [Coding(first, "type", frozenset(labels), who, "2")
             for who, labels in (("a", {"GRP", "LAW"}), ("b", {"GRP"}))]  # fmt: skip
    laid = lay_out_votes(votes, fragments, codebook)["type"]
    column = codebook.target("type").ids.index
    assert laid.read.tolist() == [True] + [False] * (len(fragments) - 1)
    assert laid.values[0, [column("GRP"), column("LAW")]].tolist() == [1.0, 0.5]


# -- in a model


def told_alike():
    """Tell thirty fragments of three types so that a model has much to learn from votes."""
    fragments, codings = coded_fragments()
    told = [replace(f, outcome=f"something changed about {THINGS[i % 10]} here, part {i}")
            for i, f in enumerate(fragments)]  # fmt: skip
    return told, codings


def fitted_with(votes_by_label, codebook, letters):
    """Fit them with votes that are made from their codings."""
    told, codings = told_alike()
    material = gather(told, codings, codebook, [letters])
    votes = lay_out_votes(votes_by_label(codings), told, codebook)
    material = replace(material, votes=votes)
    inputs = TrainInputs(codebook, tuple(told), tuple(codings), (), {})
    config = TrainConfig(groups="twins")
    trained = Trained(inputs, material, fit(material, config), config)
    return trained, replace(trained.fitted.model, name="small@0000")


def right_votes(codings):
    return [replace(c, coder="reader") for c in codings if c.target == "type"]


def wrong_votes(codings):
    order = ["GRP", "LAW", "TLK"]
    return [replace(c, coder="reader", labels=frozenset({order[i * 7 % 3]}))
            for i, c in enumerate(c for c in codings if c.target == "type")]  # fmt: skip


def vote_for(label, n, model):
    ids = model.codebook.target("type").ids
    return {"type": Votes(np.ones(n, bool), np.tile([float(one == label) for one in ids], (n, 1)))}


def of_type(suggestion):
    return next(t for t in suggestion.targets if t.target == "type")


def test_a_model_keeps_its_trust_and_needs_no_votes(tmp_path, codebook, letters):
    _, model = fitted_with(right_votes, codebook, letters)
    _, plain = fitted_with(lambda codings: [], codebook, letters)
    save_model(model, tmp_path / "small", {})
    loaded = load_model(tmp_path / "small")
    new = [fragment for fragment, _ in zip(*coded_fragments(), strict=False)][:2]
    votes = vote_for("LAW", 2, model)
    with_votes = [suggest_fragments(new, OpenModel(one, [letters]), SuggestConfig(votes=votes))
                  for one in (model, loaded)]  # fmt: skip
    assert ([replace(s, model="") for s in with_votes[0].found]
            == [replace(s, model="") for s in with_votes[1].found])  # fmt: skip
    assert [label.id for label in of_type(with_votes[0].found[0]).suggested] == ["LAW"]
    without = [suggest_fragments(new, OpenModel(one, [letters])) for one in (model, plain)]
    assert without[0].found == without[1].found
    assert without[0].found != with_votes[0].found


def test_votes_on_some_fragments_leave_the_others_as_they_are(codebook, letters):
    _, model = fitted_with(right_votes, codebook, letters)
    new = coded_fragments()[0][:3]
    votes = vote_for("TLK", 3, model)["type"]
    first = {"type": Votes(np.array([True, False, False]), votes.values)}
    opened = OpenModel(model, [letters])
    with_votes = suggest_fragments(new, opened, SuggestConfig(votes=first)).found
    without = suggest_fragments(new, opened).found
    assert with_votes[0] != without[0]
    assert with_votes[1:] == without[1:]


def test_a_cluster_follows_the_votes_on_its_types(codebook, letters):
    _, model = fitted_with(right_votes, codebook, letters)
    new, opened = coded_fragments()[0][:1], OpenModel(model, [letters])
    found = suggest_fragments(new, opened, SuggestConfig(votes=vote_for("LAW", 1, model))).found[0]
    cluster = next(t for t in found.targets if t.target == "cluster")
    assert [label.id for label in cluster.suggested] == ["POL"]


def test_votes_that_make_nothing_better_are_dropped_with_a_sentence(codebook, letters):
    trained, model = fitted_with(wrong_votes, codebook, letters)
    assert model.heads["type"].voted is None
    notices = evaluate_training(trained, "small", EvaluateConfig()).setting.notices
    assert any("“Type of change” are not used: they did not" in one for one in notices)
    with pytest.raises(ModelError, match="not learned how far votes can be trusted"):
        refuse_untrusted(model)


def test_votes_that_name_nothing_are_not_used_though_their_loss_is_smaller(codebook, letters):
    p = np.full((40, 2), 0.4)
    truth = np.repeat([[True, False]], 40, axis=0)
    known, folds = np.ones(p.shape, bool), np.arange(40) % 4
    learned = learn_trust(p, np.zeros(p.shape), truth, known, folds)
    assert learned.loss < learned.loss_without
    assert not learned.helps

    def nothing(codings):
        return [replace(vote, labels=frozenset()) for vote in right_votes(codings)]

    trained, model = fitted_with(nothing, codebook, letters)
    assert model.heads["type"].voted is None
    notices = evaluate_training(trained, "small", EvaluateConfig()).setting.notices
    assert any("30 of the coded fragments they name nothing." in one for one in notices)


def test_too_few_votes_are_not_used_and_that_is_said(codebook, letters):
    trained, model = fitted_with(lambda codings: right_votes(codings)[:7], codebook, letters)
    assert model.heads["type"].voted is None
    notices = evaluate_training(trained, "small", EvaluateConfig()).setting.notices
    assert any("7 of the coded fragments had votes, and 20 are needed" in one for one in notices)


def test_the_report_sets_the_votes_beside_the_model_without_them(codebook, letters):
    trained, _ = fitted_with(right_votes, codebook, letters)
    evaluation = evaluate_training(trained, "small", EvaluateConfig())
    without, alone = evaluation.votes
    gains = {d.figure: d.gain.value for d in without.differences if d.target == "type"}
    assert gains["micro_f1"] > 0.3
    assert {d.figure for d in alone.differences}.isdisjoint({"ranking", "brier"})
    report = evaluation_files(evaluation)["report.md"]
    assert "What do the votes of a second reader bring?" in report


def test_a_model_whose_votes_are_half_there_is_damaged(tmp_path, codebook, letters):
    from classifier import store

    _, model = fitted_with(right_votes, codebook, letters)
    save_model(model, tmp_path / "small", {})
    path = tmp_path / "small" / "heads.npz"
    arrays = {k: v for k, v in np.load(path).items() if not k.endswith("votes_right")}
    store.write_arrays(path, arrays)
    manifest = tmp_path / "small" / "manifest.json"
    facts = json.loads(manifest.read_text("utf-8"))
    facts["files"]["heads.npz"] = store.sha256_of(path)
    manifest.write_text(json.dumps(facts), "utf-8")
    with pytest.raises(ModelError, match="holds no votes_right"):
        load_model(tmp_path / "small")


# -- from the terminal


@pytest.fixture
def coded_file(tmp_path, codebook):
    (tmp_path / "codebook.yaml").write_text(dump_codebook(codebook), "utf-8")
    fragments, codings = coded_fragments()
    kinds = {c.fragment_id: c.labels for c in codings if c.target == "type"}
    with (tmp_path / "harvest.csv").open("w", encoding="utf-8", newline="") as stream:
        rows = csv.writer(stream)
        rows.writerow(["FragmentID", "Outcome description", "Country", "Type", "Coder"])
        for i, fragment in enumerate(fragments):
            text = f"something changed about {THINGS[i % 10]} here, part {i}"
            rows.writerow([fragment.id, text, fragment.country, "".join(kinds[fragment.id]), "C1"])
    lines = [f"{name},{''.join(labels)}" for name, labels in kinds.items()]
    votes_file(tmp_path, lines)
    return tmp_path


def run(*args):
    return CliRunner().invoke(app, [str(arg) for arg in args])


def test_train_and_suggest_take_votes(coded_file):
    harvest, votes = coded_file / "harvest.csv", coded_file / "reader.csv"
    learn = ["train", harvest, "--codebook", coded_file / "codebook.yaml", "--encoder",
             "tfidf-only", "--groups", "twins", "--votes", votes]  # fmt: skip
    done = run(*learn, "--out", coded_file / "model")
    assert done.exit_code == 0, done.output
    assert "Votes on “Type of change” count" in done.output
    assert '"used": true' in (coded_file / "model" / "manifest.json").read_text("utf-8")
    told = run("suggest", harvest, "--model", coded_file / "model", "--votes", votes,
               "--out", coded_file / "found.jsonl")  # fmt: skip
    assert told.exit_code == 0, told.output
    first = json.loads((coded_file / "found.jsonl").read_text("utf-8").splitlines()[0])
    assert [x["id"] for x in first["targets"]["type"]["labels"] if x["suggested"]] == ["LAW"]


def test_a_model_without_trust_refuses_votes(coded_file):
    harvest = coded_file / "harvest.csv"
    run("train", harvest, "--codebook", coded_file / "codebook.yaml", "--encoder", "tfidf-only",
        "--out", coded_file / "m")  # fmt: skip
    done = run("suggest", harvest, "--model", coded_file / "m", "--votes",
               coded_file / "reader.csv", "--out", coded_file / "s.jsonl")  # fmt: skip
    assert done.exit_code == 1
    assert "has not learned how far votes can be trusted" in str(done.exception)
    assert not (coded_file / "s.jsonl").exists()


def test_the_audit_asks_about_a_code_that_the_reader_names_and_the_coder_left_out(
    codebook, letters
):
    fragments, codings = told_alike()
    left_out = codings[0].fragment_id
    coded = [replace(c, labels=frozenset()) if c.fragment_id == left_out else c for c in codings]
    material = gather(fragments, coded, codebook, [letters])
    law = codebook.target("type").ids.index("LAW")
    chances = []
    for votes in ({}, lay_out_votes(right_votes(codings), fragments, codebook)):
        voted = replace(material, votes=votes)
        fitted = fit(voted, TrainConfig(groups="twins"))
        chances.append(doubt_all(lay_out(voted, fitted), AuditConfig())["type"].chances[0, law])
    assert chances[1] > chances[0] + 0.1


def test_the_audit_takes_votes_and_says_whether_they_count(coded_file):
    done = run("audit", coded_file / "harvest.csv", "--codebook", coded_file / "codebook.yaml",
               "--encoder", "tfidf-only", "--votes", coded_file / "reader.csv",
               "--out", coded_file / "audited")  # fmt: skip
    assert done.exit_code == 0, done.output
    assert "Votes on “Type of change” count" in " ".join(done.output.split())


def test_evaluate_sets_votes_on_unseen_fragments_beside_the_model_alone(coded_file):
    harvest, votes = coded_file / "harvest.csv", coded_file / "reader.csv"
    book = coded_file / "codebook.yaml"
    lines = harvest.read_text("utf-8").splitlines()
    old, new = coded_file / "old.csv", coded_file / "new.csv"
    old.write_text("\n".join(lines[:22]) + "\n", "utf-8")
    new.write_text("\n".join([lines[0], *lines[22:]]) + "\n", "utf-8")
    done = run("train", old, "--codebook", book, "--encoder", "tfidf-only", "--groups", "twins",
               "--votes", votes, "--out", coded_file / "m")  # fmt: skip
    assert done.exit_code == 0, done.output
    told = run("evaluate", new, "--model", coded_file / "m", "--votes", votes,
               "--out", coded_file / "report")  # fmt: skip
    assert told.exit_code == 0, told.output
    found = json.loads((coded_file / "report" / "report.json").read_text("utf-8"))
    without, alone = found["votes"]
    assert without["n"] == alone["n"] == 9
    gains = {d["figure"]: d["b"] - d["a"] for d in without["differences"]}
    assert gains["micro_f1"] > 0
