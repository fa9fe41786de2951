"""A whole evaluation on a small archive: eight countries, two harvests, three types."""

import json
import zlib
from collections import Counter
from dataclasses import replace
from itertools import pairwise
from types import SimpleNamespace

import numpy as np
import pytest
from conftest import OBJECTIVE, PARENT, STORIES, THINGS

from classifier.errors import ClassifierError, ModelError
from classifier.evaluate import refit
from classifier.evaluate.ceiling import double_coded, with_derived
from classifier.evaluate.refit import (
    RefitData,
    curve_sizes,
    curve_splits,
    forecast,
    forward_splits,
    harvest_order,
    slopes,
)
from classifier.evaluate.replay import replay
from classifier.evaluate.run import (
    EvaluateConfig,
    evaluate_training,
    evaluate_unseen,
)
from classifier.evaluate.scored import Scored, held_out_profile, score_drift
from classifier.evaluate.target_figures import Choices, parts_of, slices
from classifier.evaluate.unseen import look
from classifier.evaluate.yardsticks import BaselineInput, most_frequent, words_only
from classifier.records import Coding, Fragment, Origin
from classifier.report.evaluation import evaluation_files
from classifier.split import SplitGroups
from classifier.suggest.profile import profile_json, read_profile
from classifier.train import TrainConfig, Trained, TrainInputs, fit, gather

COUNTRIES = "Mali Iraq Kenya Niger Syria Yemen Burundi Lebanon".split()
FEW_DRAWS = EvaluateConfig(n_draws=100)


class Bag:
    """Counts words in 200 drawers: texts are alike as far as they share words."""

    name = "bag"
    n_dims = 200
    weights_hash = "bag-1"
    languages = frozenset({"en", "fr"})
    cut = frozenset()

    def encode(self, texts, progress=None):
        rows = np.zeros((len(texts), 200), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for word in text.lower().split():
                row[zlib.crc32(word.encode()) % 200] += 1
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        return rows / np.where(lengths == 0, 1, lengths)


def archive(harvests=("harvest 1", "harvest 2")):
    """One fragment for each harvest, country and type; the coder ticked what the story tells."""
    fragments, codings = [], []
    random = np.random.default_rng(0)
    for h, harvest in enumerate(harvests):
        for k, country in enumerate(COUNTRIES):
            for t, (label, story) in enumerate(STORIES.items()):
                thing = THINGS[(3 * k + 5 * h + t) % 10]
                # Many words that few others have, so that no two are taken for twins.
                own = " ".join(f"w{i}" for i in random.choice(400, 30, replace=False))
                text = f"{story.format(thing)} {own}"
                name = f"F{h}{k}{label}"
                origin = Origin(f"{harvest}.csv", len(fragments) + 2)
                fragments.append(
                    Fragment(name, text, "a hope for all", harvest, country, origin=origin)
                )
                answers = {"type": label, "cluster": PARENT[label], "objective": OBJECTIVE[label]}
                for target, answer in answers.items():
                    codings.append(Coding(name, target, frozenset({answer}), "C1", str(h + 1)))
    return fragments, codings


def trained_on(fragments, codings, codebook):
    material = gather(fragments, codings, codebook, [Bag()])
    config = TrainConfig()
    inputs = TrainInputs(codebook, tuple(fragments), tuple(codings), (), {"a.csv": "00"})
    return Trained(inputs, material, fit(material, config), config)


def named(trained):
    model = replace(trained.fitted.model, name="small@0000", facts={"files": {"a.csv": "00"}})
    return model, held_out_profile(trained)


def figures_of(evaluation):
    return {one.target: dict(one.figures) for one in evaluation.targets}


@pytest.fixture(scope="module")
def trained(codebook):
    return trained_on(*archive(), codebook)


@pytest.fixture(scope="module")
def evaluation(trained):
    return evaluate_training(trained, "small", FEW_DRAWS)


@pytest.fixture(scope="module")
def full(trained):
    return evaluate_training(trained, "small", replace(FEW_DRAWS, full=True))


@pytest.fixture(scope="module")
def unseen(codebook):
    """A model of harvest 1 before both harvests."""
    fragments, codings = archive()
    first = [f for f in fragments if f.harvest == "harvest 1"]
    ids = {f.id for f in first}
    model, profile = named(
        trained_on(first, [c for c in codings if c.fragment_id in ids], codebook)
    )
    return look(model, gather(fragments, codings, codebook, [Bag()]), profile, {})


def test_every_target_is_measured_on_the_codebooks_axis(evaluation):
    assert [one.target for one in evaluation.targets] == ["type", "cluster", "objective"]
    types = evaluation.targets[0]
    assert [label.id for label in types.labels] == ["LAW", "GRP", "TLK", "NEW"]
    assert types.n_coded == 48
    assert types.n_groups == evaluation.setting.n_groups
    reprisal = types.labels[3]
    assert reprisal.evaluable == "not evaluable, 0 examples"
    assert reprisal.figures["recall"].value is None


def test_the_same_seed_gives_the_same_evaluation(trained, evaluation):
    assert evaluate_training(trained, "small", FEW_DRAWS) == evaluation


def test_ids_and_coders_change_nothing(trained, evaluation, codebook):
    fragments, codings = archive()
    names = {f.id: f"SCC-MLI/PHR{i:03d}" for i, f in enumerate(reversed(fragments))}
    renamed = [replace(f, id=names[f.id]) for f in fragments]
    recoded = [
        replace(c, fragment_id=names[c.fragment_id], coder=f"C{i % 5}")
        for i, c in enumerate(codings)
    ]
    again = evaluate_training(trained_on(renamed, recoded, codebook), "small", FEW_DRAWS)
    assert figures_of(again) == figures_of(evaluation)


def noise_coded(codebook, plant):
    """Codes drawn at random; ``plant`` puts the code into a fragment."""
    fragments, codings = archive()
    random = np.random.default_rng(3)
    drawn = {f.id: str(random.choice(list(STORIES))) for f in fragments}
    planted = [plant(f, drawn[f.id]) for f in fragments]
    names = {f.id: g.id for f, g in zip(fragments, planted, strict=True)}
    codes = [
        replace(c, fragment_id=names[c.fragment_id], labels=frozenset({drawn[c.fragment_id]}))
        for c in codings
        if c.target == "type"
    ]
    found = evaluate_training(trained_on(planted, codes, codebook), "small", FEW_DRAWS)
    return figures_of(found)["type"]


def test_a_label_in_the_id_is_not_seen_and_in_the_text_it_is(codebook):
    code = {"LAW": "adopted", "GRP": "founded", "TLK": "clans"}
    nowhere = noise_coded(codebook, lambda f, label: f)
    in_id = noise_coded(codebook, lambda f, label: replace(f, id=f"{f.id}/{code[label]}"))
    in_text = noise_coded(
        codebook,
        lambda f, label: replace(f, outcome=f"zzz{label.lower()} " * 4 + f.outcome),
    )
    assert in_id == nowhere
    assert nowhere["ranking"].value < 0.75
    assert in_text["ranking"].value > 0.95


def test_a_quick_evaluation_says_what_was_left_out(evaluation, trained):
    assert evaluation.yardsticks == ()
    assert "--full-report" in evaluation.omitted["curve"]
    assert {way.way for way in evaluation.next_hour.ways} == {"doubtful", "examples", "reader"}
    text = evaluation_files(evaluation)["report.md"]
    parts = text.split("\n## ")
    (hour,) = (part for part in parts if part.startswith("What would the next hour"))
    assert "more coding bring? Train with --full-report" in hour


def test_a_full_evaluation_has_every_part(full):
    names = [y.name for y in full.yardsticks if y.target == "type"]
    assert names == [
        "this classifier", "always the most frequent", "TF-IDF + logistic regression",
        "embeddings only", "zero-shot from definitions",
    ]  # fmt: skip
    assert {y.n for y in full.yardsticks} == {48}
    assert {v.name for v in full.views} == {"forward in time: harvest 2"}
    forward = next(v for v in full.views if v.name.startswith("forward"))
    assert forward.n_train == 24
    assert [c.target for c in full.curves] == ["type", "cluster", "objective"]
    assert full.omitted == {}


def test_a_full_evaluation_compares_with_a_codebook_without_examples(full, evaluation, codebook):
    assert evaluation.worth.without is None
    assert set(evaluation.worth.few) == {target.name for target in codebook.asked}
    differences = full.worth.without.differences
    assert {d.figure for d in differences} == {"ranking", "micro_f1", "macro_f1"}
    (ranking,) = (d for d in differences if (d.target, d.figure) == ("type", "ranking"))
    measured = next(one for one in full.targets if one.target == "type")
    assert ranking.b == pytest.approx(measured.figures["ranking"].value)
    assert ranking.b - ranking.a == pytest.approx(ranking.gain.value)


def test_material_without_examples_keeps_names_and_definitions(trained):
    bare = trained.material.without_examples()
    examples = {
        example
        for target in trained.material.codebook.targets
        for label in target.labels
        for example in label.examples
    }
    texts = trained.material.sentences.texts
    assert examples
    assert bare.sentences.texts == tuple(text for text in texts if text not in examples)
    for name, rows in bare.sentence_vectors.outcomes.items():
        kept = [text not in examples for text in texts]
        assert (rows == trained.material.sentence_vectors.outcomes[name][kept]).all()


def test_most_frequent_ranks_by_frequency_whatever_the_text():
    values = np.array([[1, 0], [1, 0], [0, 1]], dtype=bool)
    given = BaselineInput(
        ["a"] * 3, ["b"] * 2, np.zeros((3, 1)), np.zeros((2, 1)), values, values >= 0
    )
    p = most_frequent(given)
    assert p.shape == (2, 2)
    assert (p[0] == p[1]).all()
    assert p[0, 0] > p[0, 1]


def test_a_label_without_a_choice_keeps_its_frequency():
    values = np.array([[1, 1], [0, 1], [1, 1]], dtype=bool)
    texts = ["law law", "group", "law"]
    given = BaselineInput(texts, ["law"], np.zeros((3, 1)), np.zeros((1, 1)), values, values | True)
    p = words_only(given)
    assert p[0, 0] > 0.5
    assert p[0, 1] == most_frequent(given)[0, 1]


def test_fragments_seen_in_training_are_left_out_and_it_is_said(unseen):
    assert unseen.seen.sum() == 24
    found = evaluate_unseen(unseen, FEW_DRAWS)
    assert found.setting.n_fragments == 24
    assert found.setting.notices == (
        "24 of the 48 coded fragments were seen in training and are left out: figures rest on "
        "the other 24.",
    )


def test_the_training_harvests_let_the_simpler_ways_learn(unseen):
    found = evaluate_unseen(unseen, FEW_DRAWS)
    assert {y.n for y in found.yardsticks} == {24}
    assert found.curves
    alone = replace(unseen, seen=np.zeros(48, dtype=bool))
    without = evaluate_unseen(alone, FEW_DRAWS)
    assert without.yardsticks == ()
    assert "training harvests" in without.omitted["yardsticks"]


def test_a_text_is_recognised_under_another_id_and_a_file_by_its_hash(codebook):
    fragments, codings = archive()
    model, profile = named(trained_on(fragments, codings, codebook))
    renamed = [replace(f, id=f"new {f.id}") for f in fragments[:3]]
    fresh = Fragment("X", "a bank paid for wells", "", "harvest 9", "Chad", origin=Origin("a.csv"))
    others = [Coding(f.id, "type", frozenset({"LAW"}), "C9", "2") for f in [*renamed, fresh]]
    material = gather([*renamed, fresh], others, codebook, [Bag()])
    assert look(model, material, profile, {}).seen.tolist() == [True, True, True, False]
    assert look(model, material, None, {}).seen.tolist() == [True, True, True, False]
    with pytest.raises(ClassifierError, match="learned from every coded fragment"):
        look(model, material, profile, {"a.csv": "00"})


def test_a_fragment_that_lent_the_codebook_an_example_was_seen(codebook):
    fragments, codings = archive()
    model, profile = named(trained_on(fragments, codings, codebook))
    first, *others = codebook.target("type").labels
    lent = replace(first, examples=("the elders of the town opened their council to women",))
    types = replace(codebook.target("type"), labels=(lent, *others))
    rest = [target for target in codebook.targets if target.id != "type"]
    model = replace(model, codebook=replace(codebook, targets=(types, *rest)))
    told = Fragment("X", "After talks the elders of the town opened their council to women there")
    fresh = Fragment("Y", "a bank paid for wells", country="Chad")
    coded = [Coding(f.id, "type", frozenset({"LAW"}), "C9", "2") for f in (told, fresh)]
    material = gather([told, fresh], coded, codebook, [Bag()])
    assert look(model, material, profile, {}).seen.tolist() == [True, False]


def test_a_confidential_fragment_is_recognised_by_its_digest_alone(codebook):
    fragments, codings = archive()
    hidden = [replace(f, confidential=True) for f in fragments]
    trained = trained_on(hidden, codings, codebook)
    model, profile = named(trained)
    assert not model.neighbours.ids
    material = gather([*hidden[:2], Fragment("X", "other")], [
        Coding("X", "type", frozenset({"LAW"}), "C9", "2")], codebook, [Bag()])  # fmt: skip
    assert look(model, material, profile, {}).seen.tolist() == [True, True, False]
    text = profile_json(profile)
    assert "parliament" not in text
    assert "clans" not in text


def test_fragments_that_nobody_coded_cannot_be_measured(codebook, trained):
    model, profile = named(trained)
    material = gather([Fragment("X", "a story")], [], codebook, [Bag()])
    with pytest.raises(ClassifierError, match="No fragment of these harvests is coded"):
        look(model, material, profile, {})


def test_two_models_are_set_side_by_side(unseen):
    found = evaluate_unseen(unseen, FEW_DRAWS, replace(unseen)).comparison
    assert (found.a, found.b, found.n) == ("small@0000", "small@0000", 24)
    assert {d.gain.value for d in found.differences} == {0.0}
    assert found.skipped == ()


def test_a_new_harvest_like_the_old_one_brings_no_alarm_and_another_does(unseen, codebook):
    like = evaluate_unseen(unseen, FEW_DRAWS).drift
    assert [d for d in like if d.kind in {"language", "length"}] == []
    stories = ["Le gouvernement a adopté une loi sur les écoles et la santé du pays " * 6] * 12
    fragments = [
        Fragment(f"N{i}", f"{s} {i}", "", "harvest 9", "Chad") for i, s in enumerate(stories)
    ]
    codings = [Coding(f.id, "type", frozenset({"LAW"}), "C1", "2") for f in fragments]
    material = gather(fragments, codings, codebook, [Bag()])
    found = evaluate_unseen(look(unseen.model, material, unseen.profile, {}), FEW_DRAWS).drift
    said = {d.kind: d for d in found}
    assert "Chad (12 of 12; none in training)" in said["country"].says
    assert "French (12 of 12" in said["language"].says
    assert "longer" in said["length"].says
    assert "new to the model" in said["words"].says
    assert all(said[kind].serious for kind in ("country", "language", "length", "words"))


def test_scores_that_are_off_are_noticed(trained):
    _, profile = named(trained)
    values = np.zeros((20, 4), dtype=bool)
    p = np.full((20, 4), 0.6)
    one = Scored("type", np.arange(20), np.arange(20), values, ~values, p > 2, p)
    kinds = {d.kind: d for d in score_drift({"type": one}, profile)}
    assert "too sure: 48 ticks expected, 0 coded" in kinds["calibration"].says
    assert kinds["suggestions"].serious


def test_a_model_without_a_profile_says_that_drift_is_unknown(unseen):
    found = evaluate_unseen(replace(unseen, profile=None), FEW_DRAWS).drift
    assert [d.kind for d in found] == ["unknown"]


def test_a_profile_survives_being_written_and_a_damaged_one_is_an_error(trained, tmp_path):
    profile = held_out_profile(trained)
    assert read_profile(tmp_path) is None
    path = tmp_path / "evaluation" / "training.json"
    path.parent.mkdir()
    path.write_text(profile_json(profile), "utf-8")
    assert read_profile(tmp_path) == profile
    assert json.loads(path.read_text("utf-8"))["countries"]["Mali"] == 6
    facts = json.loads(profile_json(profile))
    for wrong in ({}, facts | {"words": [1, 2]}, facts | {"new_words": float("nan")}):
        path.write_text(json.dumps(wrong), "utf-8")
        with pytest.raises(ModelError, match=r"training\.json is damaged"):
            read_profile(tmp_path)


def test_harvests_follow_the_codebooks_history_then_the_files(codebook):
    fragments, codings = archive(("harvest 2", "harvest 7", "harvest 1"))
    material = gather(fragments, codings, codebook, [])
    assert harvest_order(material) == ("harvest 1", "harvest 2", "harvest 7")


def data_of(codebook):
    material = gather(*archive(), codebook, [])
    split = SplitGroups(np.arange(48) // 3, (), "country", "country")
    return RefitData(material, TrainConfig(), split, material.coded_rows())


def with_twins(data, *pairs):
    """The same data with pairs of fragments that tell the same."""
    twins = tuple((i, j, 0.9) for i, j in pairs)
    return replace(data, split=replace(data.split, twins=twins))


def test_forward_in_time_never_tests_what_an_earlier_fragment_tells(codebook):
    data = with_twins(data_of(codebook), (0, 40), (40, 41))
    fragments = data.material.fragments
    [(name, train, test)] = forward_splits(data)
    assert name == "harvest 2"
    assert {fragments[i].harvest for i in train} == {"harvest 1"}
    assert {fragments[i].harvest for i in test} == {"harvest 2"}
    assert 40 not in test
    assert 41 in test  # a twin of a twin is no twin


def test_a_subset_keeps_texts_vectors_and_codings_together(codebook):
    material = gather(*archive(), codebook, [Bag()])
    part = material.rows([5, 2])
    assert [f.id for f in part.fragments] == [material.fragments[i].id for i in (5, 2)]
    assert part.texts.outcomes == (material.texts.outcomes[5], material.texts.outcomes[2])
    assert (part.vectors.stories["bag"] == material.vectors.stories["bag"][[5, 2]]).all()
    assert {c.fragment_id for c in part.codings} == {f.id for f in part.fragments}


def test_a_learning_curve_tests_the_same_rows_and_nests_what_it_learns_from(codebook):
    data = data_of(codebook)
    splits = list(curve_splits(data))
    tests = {}
    for size, train, test in splits:
        assert len(train) == size
        assert not set(data.groups[train]) & set(data.groups[test])
        tests.setdefault(size, []).extend(test.tolist())
    assert all(sorted(rows) == list(range(48)) for rows in tests.values())
    by_test = {}
    for size, train, test in splits:
        by_test.setdefault(tuple(test), []).append((size, set(train)))
    for parts in by_test.values():
        for (_, small), (_, large) in pairwise(parts):
            assert small < large


def test_how_long_a_full_report_takes_is_told_once_after_its_largest_fit(trained, monkeypatch):
    ticks = iter((5.0, 7.0))
    monkeypatch.setattr(refit, "time", SimpleNamespace(perf_counter=lambda: next(ticks)))
    told = []
    evaluate_training(trained, "small", replace(FEW_DRAWS, full=True, tell_seconds=told.append))
    # Three tests after 25 and 30 of 48 fragments, one after the 24 of the first harvest, all
    # without examples and without the encoder; each costs what 8.64 more would. Two simpler ways
    # learn five times.
    fits = (3 * (33.64 + 38.64) + 32.64 + 2 * 56.64) / 38.64 + 5 * 0.75 + 3.3
    assert told == [pytest.approx(2 * fits)]


def test_a_learning_curve_never_learns_from_a_twin_of_what_it_tests(codebook):
    data = with_twins(data_of(codebook), (0, 47), (5, 30))
    for _, train, test in curve_splits(data):
        for i, j in ((0, 47), (5, 30)):
            assert not {i, j} & set(test) or not {i, j} & set(train)


def test_curve_sizes_grow_to_what_is_there():
    assert curve_sizes(40) == (25, 40)
    assert curve_sizes(2000) == (400, 800, 1600, 2000)


def test_a_forecast_carries_a_straight_line_on():
    sizes = (50, 100, 200, 400)
    line = np.log(np.array(sizes))[:, None] * 0.1
    np.testing.assert_allclose(slopes(sizes, line), [0.1])
    drawn = line + np.random.default_rng(0).normal(0, 1e-3, size=(4, 200))
    one = forecast("ranking", (sizes, 600), line, drawn, 20)
    assert one.gain.value == pytest.approx(0.1 * np.log(650 / 600))
    assert one.gain.low < one.gain.value < one.gain.high
    assert one.missed_by == pytest.approx(0, abs=1e-12)
    assert forecast("ranking", (sizes[1:], 600), line[1:], drawn[1:], 20).missed_by is None


def test_a_forecast_is_as_unsure_as_its_rule_was_of_the_last_point():
    sizes = (50, 100, 200, 400)
    bent = np.array([0.1, 0.2, 0.3, 0.3])[:, None]
    drawn = np.repeat(bent, 200, axis=1)
    one = forecast("ranking", (sizes, 400), bent, drawn, 20)
    # Shown three points, each doubling adds 0.1, so the last should be 0.4.
    assert one.missed_by == pytest.approx(-0.1)
    doublings = np.log2(450 / 400)
    assert one.gain.value == pytest.approx(0.05 * doublings)
    assert one.gain.low == pytest.approx(-0.05 * doublings)
    assert one.gain.high == pytest.approx(0.15 * doublings)


def two_coders(codebook):
    fragments = [Fragment(f"F{i}", "text") for i in range(3)]
    codings = [
        Coding("F0", "type", frozenset({"LAW", "GRP"}), "C1", "2"),
        Coding("F0", "type", frozenset({"LAW"}), "C2", "2"),
        Coding("F1", "type", frozenset({"TLK"}), "C1", "1"),
        Coding("F1", "type", frozenset({"TLK", "NEW"}), "C2", "2"),
        Coding("F2", "type", frozenset({"LAW"}), "C1", "2"),
    ]
    return fragments, codings


def test_coders_are_scored_against_each_other_both_ways(codebook):
    fragments, codings = two_coders(codebook)
    doubles = double_coded(fragments, codings, np.arange(3), codebook.target("type"), codebook)
    people = doubles.people
    assert people.rows.tolist() == [0, 0, 1, 1]
    assert people.values[:2].tolist() == [[1, 1, 0, 0], [1, 0, 0, 0]]
    assert people.chosen[:2].tolist() == [[1, 0, 0, 0], [1, 1, 0, 0]]
    # The label born in version 2 was not asked of the coder of version 1.
    assert people.known[2].tolist() == [True, True, True, False]
    assert people.values[2:].tolist() == people.chosen[2:].tolist()
    assert doubles.single.rows.tolist() == [0, 0, 1, 1]
    alone = double_coded(
        fragments[2:], codings[4:], np.arange(1), codebook.target("type"), codebook
    )
    assert alone is None


def test_clusters_of_double_codings_follow_from_the_types(codebook):
    _, codings = two_coders(codebook)
    added = [c for c in with_derived(codings, codebook) if c.target == "cluster"]
    assert [c.labels for c in added[:2]] == [frozenset({"POL", "MOB"}), frozenset({"POL"})]


def test_work_is_counted_by_hand():
    # Likely: the first label in both rows. Possible: the first three. The last must be found.
    p = np.array([[0.9, 0.4, 0.3, 0.2, 0.1], [0.8, 0.6, 0.5, 0.2, 0.1]])
    values = np.array([[1, 1, 0, 0, 1], [0, 1, 0, 0, 0]], dtype=bool)
    chosen = p > 0.7
    every = np.ones(5, dtype=bool)
    one = Scored("type", np.arange(2), np.arange(2), values, values >= 0, chosen, p, judged=every)
    found = replay(one, Choices(n_draws=50))
    assert found.work.likely.value == 1
    assert found.work.right.value == 1 / 2
    # From nothing 4 ticks and 4 to find; else 3 ticks, 1 taken away, 1 to find.
    assert {f: share.value for f, share in found.work.saved.items()} == {
        0: 0, 2: (12 - 4 - 2) / 12, 4: (20 - 4 - 4) / 20,
    }  # fmt: skip
    assert found.accepted.value == 0
    assert found.precision.value is None


@pytest.mark.parametrize("judged", [None, np.zeros(3, dtype=bool)])
def test_nothing_is_likely_of_labels_without_examples_or_calibration(judged):
    values = np.eye(3, dtype=bool)
    one = Scored(
        "type", np.arange(3), np.arange(3), values, values >= 0, values, values * 0.9, judged=judged
    )
    found = replay(one, Choices(n_draws=50)).work
    assert found.likely.value == 0
    assert found.right.value is None
    assert found.saved[0].value == 0
    assert found.saved[2].value == 2 / 3  # nothing to find among three


def test_sure_and_right_suggestions_could_have_been_accepted():
    values = np.eye(4, dtype=bool)[np.arange(400) % 4][:, :3]
    p = np.where(values, 0.95, 0.02)
    one = Scored(
        "type", np.arange(400), np.arange(400), values, values >= 0, p > 0.5, p,
        judged=np.ones(3, dtype=bool),
    )  # fmt: skip
    found = replay(one, Choices(n_draws=50))
    assert found.accepted.value == 0.75
    assert found.precision.value == 1
    assert found.work.saved[0].value == 1
    silent = replace(one, probabilities=None)
    assert replay(silent, Choices(n_draws=50)).accepted.value == 0


def test_small_parts_are_counted_out_and_coders_more_so():
    n = 60
    fragments = [
        Fragment(f"F{i}", "a law " * (1 + i), "" if i % 2 else "hope", "h", "Mali" if i else "Chad")
        for i in range(n)
    ]
    codings = [
        Coding(f.id, "type", frozenset(), "C1" if i < 52 else "C2") for i, f in enumerate(fragments)
    ]
    codings.append(Coding("F59", "type", frozenset(), "C1"))
    parts = parts_of(fragments, codings)
    by = {part.by: Counter(part.names) for part in parts}
    assert by["coder"] == {"Coder 1": 52, "Coder 2": 7, "several coders": 1}
    assert by["field missing"] == {"no significance": 30, "none missing": 30}
    assert by["length"]["under 40 words"] == 19
    values = np.zeros((n, 2), dtype=bool)
    one = Scored("type", np.arange(n), np.arange(n), values, ~values, values, values + 0.1)
    found = {(s.by, s.name): s for s in slices(one, parts, 0, 50)}
    assert found["country", "Chad"].figures is None
    assert found["country", "Chad"].n == 0
    assert found["coder", "Coder 2"].figures is None
    assert found["coder", "Coder 1"].figures is not None
    assert ("harvest", "h") not in found  # only one part
