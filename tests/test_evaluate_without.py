import pytest
from test_evaluate_run import FEW_DRAWS, archive, trained_on

from classifier.evaluate import without
from classifier.evaluate.results import Comparison, Difference, EncoderWorth, Estimate
from classifier.evaluate.scored import held_out
from classifier.evaluate.without import without_encoders
from classifier.evaluate.yardsticks import yardstick
from classifier.progress import silent
from classifier.report.evaluation_sentences import encoder_words, encoders_words
from classifier.train import fit


@pytest.fixture(scope="module")
def trained(codebook):
    return trained_on(*archive(), codebook)


def scores(fitted, book):
    return held_out(fitted.evidence, fitted.groups, book)


def ranking(fitted, book):
    one = yardstick("words", scores(fitted, book)["type"], FEW_DRAWS.choices)
    return one.figures["ranking"].value


def test_each_encoder_is_left_out_in_turn_and_compared_on_the_same_fragments(trained, monkeypatch):
    monkeypatch.setitem(without.TIMES, "bag", 2)
    book = trained.material.codebook
    scored = scores(trained.fitted, book)
    (one,) = without_encoders(trained, scored, FEW_DRAWS.choices, silent)
    name = trained.material.encoders[0].name
    assert (one.encoder, one.times) == (name, without.TIMES.get(name))
    assert (one.without.a, one.without.b) == (f"without {name}", f"with {name}")
    found = {(d.target, d.figure): d for d in one.without.differences}
    assert {figure for _, figure in found} == {"ranking", "micro_f1", "macro_f1"}
    bare = trained.material.without_encoder(name)
    assert not bare.vectors.stories
    assert not bare.sentence_vectors.outcomes
    assert found["type", "ranking"].a == pytest.approx(ranking(fit(bare, trained.config), book))
    assert found["type", "ranking"].b == pytest.approx(ranking(trained.fitted, book))


def worth(encoder, value, verdict, times=None):
    gain = Estimate(value, value - 0.01, value + 0.01)
    difference = Difference("type", "ranking", 0.5, 0.5 + value, gain, verdict)
    compared = Comparison(f"without {encoder}", f"with {encoder}", 40, (difference,))
    return EncoderWorth(encoder, compared, times)


def test_the_report_says_which_encoder_is_worth_its_time_and_what_it_takes():
    found = [worth("use", 0.03, "real", 1), worth("minilm", 0.004, "chance", 2)]
    found.append(worth("e5", -0.03, "real"))
    told = encoders_words(found)
    assert "Worth their time: use." in told
    assert "nothing is worse than chance would bring: minilm, e5." in told
    first, second, third = (encoder_words(one, {"type": "Types"}) for one in found)
    assert first.startswith("use: better with it, beyond chance: Types ")
    assert first.endswith("It takes about 1 × the time of “use”.")
    assert second.startswith("minilm: nothing is better with it beyond chance. It takes about 2 ×")
    assert third == "e5: nothing is better with it beyond chance."
