import json
import re
from contextlib import contextmanager
from dataclasses import replace

import numpy as np
import pytest
from conftest import THINGS
from hypothesis import given
from hypothesis import strategies as st

from classifier.errors import ModelError
from classifier.features import embed, model_texts
from classifier.model.accept import HeldOut, Promise
from classifier.model.head import ticks
from classifier.model.hierarchy import any_child, at_least_children, with_parents
from classifier.records import Coding, Fragment, LabelSuggestion, TargetSuggestion
from classifier.report.suggestions import (
    cut_sentences,
    drift_sentences,
    panel,
    promise_sentences,
    reasons,
    suggestion_headings,
    suggestion_json,
    suggestion_row,
    suggestion_table,
)
from classifier.split import split_groups
from classifier.store import load_model, save_model
from classifier.suggest import OpenModel, SuggestConfig, model_encoders, suggest_fragments
from classifier.suggest.evidence import WordEvidence, with_sentences, word_evidence
from classifier.suggest.function_words import says_something
from classifier.suggest.profile import Profile
from classifier.suggest.reasons import readable_fragments, reason, stands_in
from classifier.suggest.verdicts import not_readable, promises, target_verdict
from classifier.train import TrainConfig, fit, gather
from classifier.train.fit import chosen_blocks
from classifier.train.space import Space
from classifier.workbook import _without_words
from classifier.workbook.review_sheet import _why

LAW = Fragment("NEW/PHR001", "the parliament adopted a law on bees, and another law on land")


@pytest.fixture
def model(coded, codebook, letters):
    fragments, codings = coded
    fitted = fit(gather(fragments, codings, codebook, [letters]), TrainConfig())
    return replace(fitted.model, name="small@0000")


def one(model, letters, fragment=LAW, **choices):
    return suggest_fragments(
        [fragment], OpenModel(model, [letters]), SuggestConfig(**choices)
    ).found[0]


def target(suggestion, name):
    return next(t for t in suggestion.targets if t.target == name)


def test_the_text_decides_what_is_suggested(model, letters):
    found = one(model, letters)
    assert [label.id for label in target(found, "type").suggested] == ["LAW"]
    assert [label.id for label in target(found, "cluster").suggested] == ["POL"]
    assert [label.id for label in target(found, "objective").suggested] == ["PHR"]


def test_what_is_read_and_what_is_suggested_are_counted_apart(model, letters, monkeypatch):
    told, encode = [], letters.encode

    def telling(texts, progress):
        progress(len(texts), len(texts))
        return encode(texts)

    @contextmanager
    def stages(stage):
        yield lambda *done: told.append((stage, *done))

    monkeypatch.setattr(letters, "encode", telling)
    suggest_fragments([LAW, replace(LAW, id="2")], OpenModel(model, [letters]), stages=stages)
    assert told == [("Reading the texts", 2, 2), ("Suggesting", 1, 2), ("Suggesting", 2, 2)]


def test_a_fragment_among_others_gets_what_it_gets_alone(model, letters):
    water = Fragment("NEW/CIV001", "women founded a committee for water", confidential=True)
    fragments = [water, LAW, Fragment("NEW/CIV002", ""), replace(water, confidential=False)]
    found = suggest_fragments(fragments, OpenModel(model, [letters])).found
    alone = [one(model, letters, fragment) for fragment in fragments]
    assert [suggestion_json(f) for f in found] == [suggestion_json(a) for a in alone]


def test_the_id_changes_nothing_but_itself(model, letters):
    first = suggestion_json(one(model, letters))
    other = suggestion_json(one(model, letters, replace(LAW, id="NEW/CIV999")))
    assert first.replace("NEW/PHR001", "NEW/CIV999") == other
    assert first != other


def test_words_of_this_text_are_given_as_reasons(model, letters):
    law = target(one(model, letters), "type").labels[0]
    assert {"law", "parliament"} & set(" ".join(law.words).split())
    assert all(word in LAW.outcome.lower() for word in law.words)


BEES = "the minister signed a decree for beekeepers"
FURTHER = (BEES, *(f"judges printed rule number {i} again" for i in range(8)))
DECREE = Fragment("NEW/PHR002", "in May the minister signed a decree, and beekeepers read it")


@pytest.fixture
def taught(coded, codebook, letters):
    """Return a model whose codebook has nine examples of one label, and few of the others."""
    fragments, codings = coded
    book = codebook.with_examples(
        lambda target, label: FURTHER if label.id == "LAW" else label.examples
    )
    material = gather(fragments, codings, book, [letters])
    return replace(fit(material, TrainConfig()).model, name="small@0000")


def parts_of(model, letters, text):
    texts = model_texts([Fragment("A", text)])
    vectors = embed(texts, [letters])
    return model.examples.parts(model.blocks, texts, vectors)[0]


def test_examples_of_labels_that_have_enough_are_kept_with_what_they_add(taught, model, letters):
    assert model.examples is None  # two examples are too few
    assert taught.examples.texts == FURTHER
    assert parts_of(taught, letters, BEES).argmax() == 0
    assert (parts_of(taught, letters, "women founded a committee for wells") == 0).all()


def test_what_every_row_adds_makes_up_the_score(coded, codebook, letters):
    fragments, codings = coded
    book = codebook.with_examples(lambda _, label: FURTHER if label.id == "LAW" else ())
    material = gather(fragments, codings, book, [letters])
    types = book.target("type")
    label, truth = types.ids.index("LAW"), material.truth(types)
    split = split_groups(fragments, material.texts, material.coded_rows(), "country-harvest")
    space = Space(material, chosen_blocks(material, split), split)
    coder, pseudo = space.fit(types, truth, {}).coder, space.pseudo(types)
    every = np.vstack([space.everything.toarray(), pseudo.features.toarray()])
    y = np.concatenate([truth.values[:, label], pseudo.labels[:, label]])
    score = coder.decision_function(every)[:, label]
    costs = np.repeat([1.0, 1 / pseudo.weight], [len(fragments), pseudo.features.shape[0]])
    weights = (y - score) / (coder.lambda_ * costs)
    likeness = every[: len(fragments)] @ every.T
    added = (likeness - likeness.mean(axis=0)) @ weights
    here = score[: len(fragments)]
    assert added == pytest.approx(here - here.mean(), abs=1e-6)
    numbers = space.taught(types, truth, coder)
    rows = [
        len(fragments) + i for i, text in enumerate(material.sentences.texts) if text in FURTHER
    ]
    assert numbers["weights"] == pytest.approx(weights[rows])
    assert numbers["centres"] == pytest.approx(likeness.mean(axis=0)[rows])
    own = np.flatnonzero(truth.values[:, label])
    others = weights[own] * (likeness[own][:, own] - likeness.mean(axis=0)[own])
    np.fill_diagonal(others, -np.inf)
    assert numbers["least"] == pytest.approx(np.full(9, others.max(axis=1).mean()))


def test_an_example_that_speaks_more_than_any_word_is_quoted(taught, letters):
    found = one(taught, letters, DECREE)
    law = next(label for label in target(found, "type").labels if label.id == "LAW")
    assert law.example == BEES
    assert law.why.startswith("“")
    assert law.why.endswith(f" in the outcome; the codebook: “{BEES}”")
    others = [label for label in target(found, "type").labels if label.id != "LAW"]
    assert [label.example for label in others] == [""] * len(others)
    told = json.loads(suggestion_json(found))["targets"]["type"]["labels"]
    assert [one["why"].get("example") for one in told if one["id"] == "LAW"] == [BEES]
    assert all("example" not in one["why"] for one in told if one["id"] != "LAW")


def test_of_a_confidential_text_the_example_is_quoted_and_no_word(taught, letters):
    found = one(taught, letters, replace(DECREE, confidential=True))
    law = next(label for label in target(found, "type").labels if label.id == "LAW")
    assert law.words == ()
    assert law.why == f"the codebook: “{BEES}”"


def test_a_workbook_quotes_the_example_behind_the_words_and_of_a_confidential_row_alone(
    taught, letters
):
    found = target(one(taught, letters, DECREE), "type")
    law = next(label for label in found.labels if label.id == "LAW")
    offered = replace(found, labels=(replace(law, suggested=True, few=False),), reason="")
    assert f" · the codebook: “{BEES}”" in _why(offered, quote=True)
    hidden = _why(_without_words(offered), quote=False)
    assert hidden.startswith(f"the codebook: “{BEES}”")
    assert law.words[0] in _why(offered, quote=True)
    assert f"“{law.words[0]}”" not in hidden


def test_a_stored_model_quotes_the_same_examples(taught, letters, tmp_path):
    save_model(taught, tmp_path / "small", {})
    loaded = load_model(tmp_path / "small")
    assert (parts_of(loaded, letters, BEES) == parts_of(taught, letters, BEES)).all()


def test_a_confidential_texts_words_are_kept_back_unless_it_is_its_own_file(model, letters):
    hidden = replace(LAW, confidential=True)
    assert target(one(model, letters, hidden), "type").labels[0].words == ()
    own = one(model, letters, hidden, confidential_words=True)
    assert target(own, "type").labels[0].words != ()


@pytest.mark.parametrize("text", ["women founded a committee for water", "lawq lawz"])
def test_the_parts_of_all_words_add_up_to_the_sparse_score(model, text):
    columns = np.array([0, 1])
    found = word_evidence(model, text, columns)
    total = found.word_parts.sum(axis=0) + found.pair_parts.sum(axis=0)
    expected = np.zeros(2)
    for name, block in (("words", model.blocks.words), ("characters", model.blocks.characters)):
        weights = model.coefficients[name][:, columns]
        expected += np.sqrt(model.blocks.weights[name]) * block.transform([text]).times(weights)[0]
    np.testing.assert_allclose(total, expected, atol=1e-6)


def test_a_phrase_is_shown_as_it_stands_in_the_text(model):
    found = word_evidence(model, "L'autre loi. Une loi-cadre", np.array([0]))
    assert found.words == ("l", "autre", "loi", "une", "cadre")
    assert found.phrases == ("l'autre", "autre loi", "", "une loi", "loi-cadre")


def test_a_pair_is_shown_with_its_joint_wherever_it_has_one(model):
    found = word_evidence(model, "Law; on. Law on law", np.array([0]))
    assert dict(zip(found.pairs, found.phrases, strict=True))[0, 1] == "law on"


def test_what_several_words_have_in_common_is_shared_out(model):
    found = word_evidence(model, "lawq lawz", np.array([0]))  # the letters “law” in both
    assert found.word_parts[0] == pytest.approx(found.word_parts[1])
    assert found.word_parts[0] != 0


def test_words_that_raise_nothing_are_never_shown():
    words, parts = ("alpha", "the", "wins"), np.array([[1e-12], [0.0], [0.5]])
    found = WordEvidence(words, ((0, 1),), ("",), parts, np.array([[0.0]]))
    assert found.strongest(0) == ("wins",)


def test_at_least_one_label_is_listed():
    with pytest.raises(ValueError, match="above 0"):
        SuggestConfig(top=0)


def test_similar_fragments_carry_the_label_and_are_not_the_fragment_itself(model, letters, coded):
    again = coded[0][0]
    law = target(one(model, letters, again), "type").labels[0]
    assert law.similar
    assert again.id not in law.similar
    assert all(name.endswith("LAW") for name in law.similar)


def test_top_lists_the_next_best_and_all_lists_every_label(model, letters):
    assert len(target(one(model, letters, top=1), "type").labels) == 1
    assert len(target(one(model, letters, top=None), "type").labels) == 4
    probabilities = [label.probability for label in target(one(model, letters), "type").labels]
    assert probabilities == sorted(probabilities, reverse=True)


def test_the_dial_moves_the_thresholds_and_nothing_else(model, letters):
    found = {dial: one(model, letters, dial=dial, top=None) for dial in ("safer", "more")}
    for a, b in zip(*(target(f, "type").labels for f in found.values()), strict=True):
        assert a.probability == b.probability
    balanced = target(one(model, letters, top=None), "type").labels
    for low, middle, high in zip(
        target(found["more"], "type").labels,
        balanced,
        target(found["safer"], "type").labels,
        strict=True,
    ):
        assert low.threshold <= middle.threshold <= high.threshold
    assert any(
        x.threshold < y.threshold
        for x, y in zip(
            target(found["more"], "type").labels, target(found["safer"], "type").labels, strict=True
        )
    )


def test_an_empty_or_foreign_text_is_not_readable(model, letters):
    empty = one(model, letters, replace(LAW, outcome="  "))
    assert {t.verdict for t in empty.targets} == {"not-readable"}
    assert all(t.labels == () for t in empty.targets)
    swahili = "Wanawake wa kijiji walianzisha kamati mpya ya maji na walikutana kila wiki shuleni"
    foreign = target(one(model, letters, replace(LAW, outcome=swahili)), "type")
    assert foreign.verdict == "not-readable"
    assert foreign.reason == "The text seems to be Swahili, which this model does not know."


@pytest.mark.parametrize(
    ("text", "language", "said"),
    [
        ("", "en", "There is no text: neither outcome nor significance is filled in."),
        ("a law", "en", ""),
        ("a law", "", ""),
        (
            "blah",
            "xx",
            "The text seems to be in a language (“xx”), which this model does not know.",
        ),
    ],
)
def test_why_a_text_cannot_be_read(text, language, said):
    assert not_readable(text, language, frozenset({"en"})) == said


def label(probability=0.6, suggested=True, few=False):
    return LabelSuggestion("X", "Some label", probability, 0.5, suggested, few=few)


def test_a_verdict_says_why_it_is_unsure():
    assert target_verdict((label(),)) == ("suggest", "")
    assert target_verdict((label(0.31, suggested=False),)) == (
        "unsure",
        "No label is likely enough; the nearest is “Some label” (31%).",
    )
    assert target_verdict((label(few=True),))[1].startswith("Every suggested label rests on")
    assert target_verdict(()) == ("unsure", "The codebook has no label for this target.")


def test_likely_is_what_is_suggested_calibrated_likelier_than_not_and_was_ever_given(model):
    head = replace(model.heads["type"], n_examples=np.array([3, 3, 3, 3, 0]), calibrated=True)
    p = np.array([0.9, 0.5, 0.50004, 0.9, 0.9])
    chosen = np.array([True, True, True, False, True])
    assert head.likely(p, chosen).tolist() == [True, False, False, False, False]
    assert not replace(head, calibrated=False).likely(p, chosen).any()


def test_possible_is_what_else_is_suggested_or_among_the_first_three():
    def listed(name, *, suggested=False, likely=False):
        return LabelSuggestion(name, name, 0.2, 0.1, suggested, likely)

    first = listed("A", suggested=True, likely=True)
    rest = [listed("B"), listed("C", suggested=True), listed("D", suggested=True), listed("E")]
    target = TargetSuggestion("type", "suggest", (first, *rest))
    assert [one.id for one in target.likely] == ["A"]
    assert [one.id for one in target.possible] == ["B", "C", "D"]


def test_one_label_targets_get_a_second_label_only_if_it_is_likelier_than_not():
    p = np.array([[0.4, 0.35, 0.1], [0.7, 0.6, 0.1], [0.1, 0.1, 0.2]])
    thresholds = np.full(3, 0.3)
    assert ticks(p, thresholds, single=True).tolist() == [
        [True, False, False],
        [True, True, False],
        [False, False, False],
    ]
    assert ticks(p, thresholds, single=False)[0].tolist() == [True, True, False]
    assert ticks(np.zeros((0, 3)), thresholds, single=True).shape == (0, 3)


def test_parents_follow_their_children():
    members = np.array([[True, False], [True, False], [False, True]])
    child = np.array([[0.5, 0.5, 0.0]])
    np.testing.assert_allclose(
        1 / (1 + np.exp(-any_child(child, members)))[0], [0.75, 0], atol=1e-5
    )
    raised = at_least_children(np.array([[0.2, 0.3]]), child, members)
    assert raised.tolist() == [[0.5, 0.3]]
    ticked = with_parents(np.array([[False, True, False]]), np.array([[False, True]]), members)
    assert ticked.tolist() == [[True, True]]


def test_other_weights_than_the_models_are_refused(model, monkeypatch):
    changed = replace(model, encoder_hashes={"use": "another"})
    with pytest.raises(ModelError, match="trained with another “use” than this one"):
        model_encoders(changed)


def test_one_line_of_json_holds_everything_asked_for(model, letters):
    facts = json.loads(suggestion_json(one(model, letters)))
    assert list(facts) == [
        "fragment_id", "model", "codebook_version", "language", "notes", "targets",
    ]  # fmt: skip
    assert list(facts["targets"]) == ["type", "cluster", "objective"]
    first = facts["targets"]["type"]["labels"][0]
    assert list(first) == [
        "id", "name", "probability", "threshold", "likely", "suggested", "accept", "examples",
        "few", "why",
    ]  # fmt: skip
    assert first["probability"] == round(first["probability"], 4)
    assert set(first["why"]) == {"words", "similar"}


def test_the_table_has_a_cell_for_every_heading(model, letters, codebook):
    found = one(model, letters, replace(LAW, id="=1+1"))
    assert len(suggestion_row(found)) == len(suggestion_headings(codebook))
    lines = suggestion_table([found], codebook).splitlines()
    assert lines[0].startswith("FragmentID,Language,Likely – Type of change,Suggested –")
    assert lines[1].startswith("'=1+1,en,Law adopted,Law adopted,")


def test_a_panel_quotes_no_confidential_text(model, letters, codebook):
    hidden = replace(LAW, confidential=True)
    shown = panel(hidden, one(model, letters, hidden), codebook)
    assert "bees" not in shown
    assert "Law adopted" in shown
    assert shown.splitlines()[2] == "(confidential: not quoted)"


def test_a_panel_without_text_says_so_and_why_in_lines_that_fit(model, letters, codebook):
    empty = replace(LAW, outcome="", significance="")
    lines = panel(empty, one(model, letters, empty), codebook).splitlines()
    assert lines[2:6] == [
        "(no text)",
        "",
        "Type of change · not readable",
        "  There is no text: neither outcome nor significance is filled in.",
    ]


def test_no_line_of_a_panel_is_wider_than_its_rule(model, letters, codebook):
    found = one(model, letters)
    long = replace(found.targets[0], verdict="unsure", reason="Not likely enough. " * 9)
    lines = panel(LAW, replace(found, targets=(long,)), codebook).splitlines()
    assert max(map(len, lines)) == len(lines[1])


def test_texts_that_were_cut_are_counted_in_words():
    assert cut_sentences({"use": 1, "other": 15, "minilm": 0}) == [
        "use reads only the beginning of 1 long text.",
        "other reads only the beginning of 15 long texts.",
    ]


def test_a_reason_quotes_words_with_the_field_they_stand_in():
    fragment = replace(LAW, outcome="A party led the law.", significance="Art for the law.")
    said = reason(("law", "art"), ("A",), fragment, {}, "Laws.")
    assert said == "“law” in the outcome; “art” in the significance"


@given(st.text("ab_ é.²١", max_size=12), st.text("ab_ é.²", min_size=1, max_size=3))
def test_a_word_stands_in_a_text_where_a_pattern_finds_it_whole(text, word):
    whole = re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text)
    assert stands_in(text, word) == bool(whole)


@pytest.mark.parametrize(
    ("similar", "coded", "definition", "said"),
    [
        (("A", "B"), ("B",), "Laws.", "like B: “Women met.”"),
        (("A", "B", "C", "D"), (), "Laws.", "like A, B, C"),
        ((), (), "Laws were made. And kept.", "the codebook: “Laws were made.”"),
        ((), (), "", ""),
    ],
)
def test_without_words_a_reason_is_a_fragment_like_it_or_the_codebook(
    similar, coded, definition, said
):
    texts = {name: replace(LAW, outcome="Women met. Then they left.") for name in coded}
    assert reason((), similar, LAW, texts, definition) == said


def test_a_long_text_is_quoted_to_a_blank():
    long = replace(LAW, outcome="word " * 60)
    said = reason((), ("A",), LAW, {"A": long}, "")
    assert said.endswith("word …”")
    assert len(said) < 140


def test_confidential_fragments_are_never_quoted_as_reasons(tmp_path, codebook):
    harvest = tmp_path / "coded.csv"
    harvest.write_text(
        "FragmentID,Outcome description,Confidential\nA,Open story,\nB,Secret story,yes\n"
        "C,Told here openly,\n", "utf-8"
    )  # fmt: skip
    own = [replace(LAW, id="C", confidential=True)]
    assert set(readable_fragments([harvest], codebook, own)) == {"A"}


# Function words, numbers and months, listed by hand: none is a reason.
@pytest.mark.parametrize(
    "word",
    "the own between because seven 2023 12 march january monday since themselves "
    "depuis quatre mai c n qu était chez février elle durant "
    "أن كانت إلى ولا وكانت آذار ثلاث الثاني في منذ والذي".split(),
)
def test_words_that_say_nothing_are_no_reasons(word):
    assert not says_something(word)


@pytest.mark.parametrize(
    "word",
    "council youth group members law opened asked water police school work fire young "
    "conseil femmes sécurité pétition parole gens المجلس النساء لقاء زيارة محافظات باب".split(),
)
def test_words_that_say_something_may_be_reasons(word):
    assert says_something(word)


def test_a_panel_is_plain_without_a_terminal(model, letters, codebook):
    found = one(model, letters)
    assert "\x1b[" not in panel(LAW, found, codebook)
    assert "\x1b[1m" in panel(LAW, found, codebook, colour=True)


def test_a_reason_against_takes_the_place_of_reasons_for(model, letters):
    empty = target(one(model, letters, replace(LAW, outcome="")), "type")
    assert reasons(empty).startswith("There is no text")


def test_notes_say_what_is_unusual_about_a_row(model, letters):
    odd = replace(LAW, outcome="", significance=LAW.outcome, status="Output", from_merged=True)
    assert one(model, letters, odd).notes == (
        "The texts were cut out of the merged field.",
        "There is no outcome description: only the significance was read.",
        "The row is filed as an output, not as an outcome.",
    )


def test_a_model_of_words_alone_suggests_too(coded, codebook):
    fragments, codings = coded
    fitted = fit(gather(fragments, codings, codebook, []), TrainConfig())
    found = suggest_fragments([LAW], OpenModel(fitted.model)).found[0]
    assert [x.id for x in target(found, "type").suggested] == ["LAW"]
    assert target(found, "type").labels[0].similar == ()


def with_held_out(model, right):
    """Let the type head have 100 held-out suggestions, so many of them right."""
    found = HeldOut(np.linspace(0.99, 0.4, 100), np.arange(100) < right, np.arange(100))
    head = replace(model.heads["type"], held_out=found)
    return replace(model, heads={**model.heads, "type": head})


def test_what_is_sure_enough_is_marked_for_accepting(model, letters):
    sure = with_held_out(model, 100)
    assert target(one(sure, letters, accept=0.9), "type").labels[0].accept
    assert not target(one(sure, letters), "type").labels[0].accept
    assert not target(one(with_held_out(model, 0), letters, accept=0.9), "type").labels[0].accept


def test_nothing_is_promised_where_the_numbers_only_rank(model, letters, codebook):
    sure = with_held_out(model, 100)
    head = replace(sure.heads["type"], calibrated=False)
    ranking = replace(sure, heads={**sure.heads, "type": head})
    assert "type" not in promises(ranking, 0.9)
    said = promise_sentences(promises(ranking, 0.9), codebook)
    assert said[0].startswith("Type of change: no promise, since the model only ranks")
    assert not any(x.accept for x in target(one(ranking, letters, accept=0.9), "type").labels)


def test_a_story_told_thirty_times_promises_no_more_than_one(codebook, letters):
    stories = [f"a law: {' '.join(f'{thing}{i}' for thing in THINGS)}" for i in range(10)]
    fragments = [Fragment(str(i), stories[i % 10], country="Mali") for i in range(300)]
    codings = [Coding(str(i), "type", frozenset({"LAW"}), "C1", "2") for i in range(300)]
    fitted = fit(gather(fragments, codings, codebook, [letters]), TrainConfig())
    assert fitted.split.by == "twins"
    assert len(set(fitted.model.heads["type"].held_out.groups.tolist())) == 10
    assert promises(fitted.model, 0.9)["type"].cut is None


def test_a_label_with_few_examples_is_never_accepted_unseen(model, letters):
    sure = with_held_out(model, 100)
    head = replace(sure.heads["type"], n_examples=np.array([9, 10, 10, 10]))
    few = replace(sure, heads={**sure.heads, "type": head})
    assert not target(one(few, letters, accept=0.9), "type").labels[0].accept


def test_a_promise_is_said_with_its_limits(model, codebook):
    promised = {
        "cluster": Promise(0.9, None),
        "type": Promise(0.9, 0.6, 0.25),
        "objective": Promise(0.9, None, rows_needed=1300, rows_checked=420),
    }
    said = promise_sentences(promised, codebook)
    assert said == [
        "Type of change: labels marked “accept” (25% of the suggestions in the past) are right at "
        "least 90% of the time, with 90% confidence, in harvests like those the model "
        "learned from.",
        "Cluster: no promise. Even the likeliest suggestions are right less than 90% of the time; "
        "more checking would not change that.",
        "Objective: no promise yet. About 1,300 checked suggestions would be needed; the model has "
        "420.",
    ]
    void = promise_sentences(promised, codebook, void=True)
    assert void[0].startswith("Type of change: nothing is marked “accept”. 90% right could be")
    assert void[1:] == said[1:]


def test_the_sentence_that_speaks_most_for_a_label_is_found(model, letters):
    card = replace(
        LAW,
        outcome="The parliament adopted a law on land. It rained. The law on bees was adopted.",
        significance="Many hope.",
    )
    found = with_sentences(one(model, letters, card), card, model, [letters])
    law = target(found, "type").labels[0]
    assert law.sentence in (
        "The parliament adopted a law on land.",
        "The law on bees was adopted.",
    )
    others = [x for x in target(found, "type").labels if not x.suggested]
    assert all(x.sentence == "" for x in others)
    assert f"“{law.sentence}”" in panel(card, found, model.codebook)


def test_one_sentence_alone_cannot_be_left_out(model, letters):
    found = one(model, letters)
    assert with_sentences(found, LAW, model, [letters]) == found


def plain_profile(fragments, **changes):
    """A profile of training texts like ``fragments``: nothing is new about them."""
    countries = {f.country: 40 for f in fragments}
    facts = {
        "digests": frozenset(), "countries": countries, "languages": {"en": 120, "": 120},
        "words": (5.0, 15.0, 40.0), "new_words": 0.5, "likeness": None, "n_suggested": {},
        "calibration_error": {},
    }  # fmt: skip
    return Profile(**{**facts, **changes})


def test_promises_are_void_where_the_texts_are_new(model, letters, coded):
    sure = with_held_out(model, 100)
    fragments, config = coded[0], SuggestConfig(accept=0.9)
    same = suggest_fragments(
        fragments, OpenModel(sure, [letters], plain_profile(fragments)), config
    )
    assert not same.promises_void
    assert any(x.accept for s in same.found for x in target(s, "type").labels)
    strange = plain_profile(fragments, countries={"Mali": 40})
    new = suggest_fragments(fragments, OpenModel(sure, [letters], strange), config)
    assert new.promises_void
    assert not any(x.accept for s in new.found for t in s.targets for x in t.labels)
    assert drift_sentences(new.drift)[0].startswith("Where texts differ from the training texts")
    assert drift_sentences(same.drift) == [one.says for one in same.drift]


def test_a_new_country_voids_the_promise_for_its_own_rows_alone(model, letters, coded):
    sure, config = with_held_out(model, 100), SuggestConfig(accept=0.9)
    fragments = coded[0]
    new = [replace(f, country="Chad") if i < 3 else f for i, f in enumerate(fragments)]
    done = suggest_fragments(new, OpenModel(sure, [letters], plain_profile(fragments)), config)
    assert any(one.serious for one in done.drift)
    assert (done.n_void, done.promises_void) == (3, False)
    accepted = [any(x.accept for t in s.targets for x in t.labels) for s in done.found]
    assert not any(accepted[:3])
    assert any(accepted[3:])
    said = drift_sentences(done.drift, done.n_void, len(new))
    assert said[0].startswith("Trust the suggestions for these 3 fragments less: no promise")
    assert said[0].endswith("The other 27 are like the training fragments.")


def test_a_new_country_voids_every_promise_where_the_others_differ_too(model, letters, coded):
    sure, config = with_held_out(model, 100), SuggestConfig(accept=0.9)
    fragments = coded[0]
    new = [replace(f, country="Chad") if i < 3 else f for i, f in enumerate(fragments)]
    short = plain_profile(fragments, words=(50.0, 150.0, 400.0))
    done = suggest_fragments(new, OpenModel(sure, [letters], short), config)
    assert done.promises_void
    few = suggest_fragments(new[:22], OpenModel(sure, [letters], plain_profile(fragments)), config)
    assert few.promises_void  # nineteen others are too few to tell


def test_a_few_texts_say_nothing_about_drift(model, letters, coded):
    few = coded[0][:5]
    strange = plain_profile(few, countries={})
    assert suggest_fragments(few, OpenModel(model, [letters], strange), SuggestConfig()).drift == ()
