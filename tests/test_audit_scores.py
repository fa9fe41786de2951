import numpy as np
import pytest
from conftest import coded_fragments
from hypothesis import given
from hypothesis import strategies as st

from classifier.audit import doubts, noise
from classifier.audit.doubts import Laid, doubt_target
from classifier.audit.readings import OtherReading
from classifier.audit.signals import nearest, neighbour_odds, together_odds
from classifier.model.calibration import label_prior
from classifier.model.logistic import logit
from classifier.model.training_rows import Pseudo, training_rows
from classifier.split import leave_out


def planted(kept, astray, n=400, seed=0, clear=(0.85, 0.04)):
    """Fitting labels, a model that half knows them, and two readers with the same habits.

    ``clear`` is how likely a label fits where the text speaks for it, and where it does not.
    """
    random = np.random.default_rng(seed)
    likely = np.where(random.random((n, 12)) < 0.15, *clear)
    fits = random.random((n, 12)) < likely
    n_strays = astray / (1 - astray) * kept * fits.sum() / (~fits).sum()
    q = likely * kept + (1 - likely) * n_strays
    readers = [
        np.where(fits, random.random(fits.shape) < kept, random.random(fits.shape) < n_strays)
        for _ in range(2)
    ]
    others = [
        OtherReading(i, "", frozenset(), frozenset(), frozenset(), readers[1][i], np.ones(12, bool))
        for i in range(n)
    ]
    return fits, q, readers[0], others


@pytest.mark.parametrize(("kept", "astray"), [(0.9, 0.05), (0.7, 0.2)])
def test_rates_are_found_again_from_fragments_read_twice(kept, astray):
    _, q, values, others = planted(kept, astray)
    rates = noise.estimate_rates(others, values, np.ones(values.shape, bool), logit(q))
    assert rates.kept == pytest.approx(kept, abs=0.05)
    assert rates.astray == pytest.approx(astray, abs=0.06)
    assert rates.n_twice == len(others)
    low, high = np.percentile(rates.draws, [1, 99], axis=0)
    assert (low < (rates.kept, rates.astray)).all()
    assert (high > (rates.kept, rates.astray)).all()


def test_without_a_fragment_read_twice_the_rates_are_the_usual_ones():
    _, q, values, _ = planted(0.9, 0.05, n=50)
    rates = noise.estimate_rates([], values, np.ones(values.shape, bool), logit(q))
    assert rates.n_twice == 0
    assert rates.kept == pytest.approx(noise.USUAL_KEPT, abs=0.05)


def rates_of_one_reading(sure=1.0, **clear):
    """The rates estimated where nothing was read twice; ``sure`` stretches the model's odds."""
    _, q, values, _ = planted(0.95, 0.02, n=1000, **clear)
    return noise.estimate_rates([], values, np.ones(values.shape, bool), sure * logit(q))


def test_clear_texts_alone_rule_out_that_coders_leave_out_and_stray_much():
    clear = rates_of_one_reading(clear=(0.99, 0.002))
    assert clear.n_twice == 0
    assert clear.kept == pytest.approx(0.95, abs=0.03)
    assert clear.astray < 0.06


def test_texts_that_are_never_clear_rule_nothing_out():
    usual = noise.estimate_rates(
        [], np.zeros((1, 1), bool), np.zeros((1, 1), bool), np.zeros((1, 1))
    )
    # A model that is too sure of itself would have it that coders leave out a lot.
    for sure in (1.0, 2.0):
        unclear = rates_of_one_reading(sure, clear=(0.7, 0.15))
        assert unclear.kept > usual.kept - 0.01
        assert unclear.astray < usual.astray + 0.01


def test_texts_clearer_than_coders_are_steady_are_still_told_apart():
    odds, values = logit(np.array([[0.85], [0.97]])), np.zeros((2, 1), bool)
    low, high = noise.doubts(odds, np.zeros((2, 1)), values, np.array([0.02]), 0.8)[:, 0]
    assert low < high < 1


def test_chances_add_up_to_what_was_planted():
    fits, q, values, _ = planted(0.8, 0.1, n=2000)
    known = np.ones(values.shape, bool)
    strays = noise.stray_shares(values, known, label_prior(values, known), 0.1)
    chances = noise.doubts(logit(q), np.zeros(q.shape), values, strays, 0.8)
    assert chances[~values].sum() == pytest.approx((fits & ~values).sum(), rel=0.3)
    assert chances[values].sum() == pytest.approx((~fits & values).sum(), rel=0.4)


@given(st.floats(0.01, 0.99), st.floats(0.01, 0.99), st.booleans())
def test_the_more_a_text_speaks_for_a_label_the_likelier_it_is_missing(p, q, ticked):
    values = np.array([[ticked], [ticked]])
    strays, odds = np.array([0.02]), logit(np.array([[p], [q]]))
    low, high = noise.doubts(odds, np.zeros((2, 1)), values, strays, 0.8)[:, 0]
    assert 0 <= low <= 1
    if p <= q:
        assert low >= high - 1e-12 if ticked else low <= high + 1e-12


def test_twins_raise_doubts_and_never_settle_them():
    values = np.array([[True, False, True], [False, False, True]])
    known, prior = np.ones((2, 3), bool), np.array([0.2, 0.2, 0.2])
    evidence = noise.twin_evidence(values, known, prior, [(0, 1)])
    assert evidence[0, 0] < 0  # the twin lacks what is recorded here
    assert evidence[1, 0] > 0  # the twin has what is not recorded here
    assert (evidence[:, 1:] == 0).all()  # where twins agree, nothing is vouched for


def test_a_label_unknown_to_a_twin_is_no_evidence():
    values, known = np.array([[True], [False]]), np.array([[True], [False]])
    evidence = noise.twin_evidence(values, known, np.array([0.2]), [(0, 1)])
    assert evidence[0, 0] == 0


def test_neighbours_that_are_left_out_do_not_count():
    kernel = np.ones((4, 4))
    values = np.array([[False], [True], [True], [False]])
    known = np.ones((4, 1), bool)
    prior = np.array([0.5])
    held = (np.array([0, 3]), np.array([1]), np.array([2]), np.array([0, 3]))
    odds = neighbour_odds(*nearest(kernel, held), values, known, prior)
    assert odds[0, 0] > 0  # its two neighbours both carry the label
    nothing = nearest(kernel, tuple(np.arange(4) for _ in range(4)))
    nobody = neighbour_odds(*nothing, values, known, prior)
    assert nobody == pytest.approx(np.zeros((4, 1)))


def test_labels_that_go_together_speak_for_each_other():
    values = np.array([[True, True], [False, False]] * 20)
    known = np.ones(values.shape, bool)
    held = tuple(np.array([i]) for i in range(len(values)))
    odds = together_odds(values, known, held)
    assert (odds[values] > 1).all()
    assert (odds[~values] < -1).all()


def small_target():
    """The thirty fragments of conftest, laid out with words as features."""
    fragments, _ = coded_fragments()
    labels = ["LAW", "GRP", "TLK"]
    values = np.array([[f.id.endswith(label) for label in labels] for f in fragments])
    words = sorted({w for f in fragments for w in f.outcome.split()})
    features = np.array([[w in f.outcome.split() for w in words] for f in fragments], float)
    features /= np.linalg.norm(features, axis=1, keepdims=True)
    left_out = leave_out([f.country for f in fragments])
    pseudo = Pseudo(features[:3], np.eye(3, dtype=bool), 1.0)

    def taught():  # later: tests change the values before
        return training_rows(features, values, np.ones(values.shape, bool), pseudo)

    return values, Laid(taught, np.zeros((*values.shape, 1)), left_out, [])


class RecordedTable:
    """What `doubt_target` looks at of a `Recorded`."""

    def __init__(self, values):
        self.values, self.known, self.others = values, np.ones(values.shape, bool), ()


def test_a_label_that_was_taken_away_is_the_first_to_be_found_missing():
    values, laid = small_target()
    values[4] = False
    found = doubt_target(RecordedTable(values), laid)
    missing = np.where(values, 0, found.chances)
    assert np.unravel_index(missing.argmax(), missing.shape) == (4, 1)


def test_what_is_doubted_elsewhere_teaches_less_the_second_time():
    values, laid = small_target()
    values[[1, 4, 7]] = False  # three of the ten fragments of one label
    found = doubt_target(RecordedTable(values), laid)
    assert found.chances[1, 1] > found.chances[[4, 7], 1].max()  # so it teaches these two less
    assert (found.corrected[[4, 7], 1] > found.odds[[4, 7], 1]).all()
    assert (found.corrected[[1, 4, 7], 0] < 0).all()


def test_a_label_that_was_put_in_is_the_first_to_lack_support():
    values, laid = small_target()
    values[4, 0] = True
    found = doubt_target(RecordedTable(values), laid)
    unsupported = np.where(values, found.chances, 0)
    assert np.unravel_index(unsupported.argmax(), unsupported.shape) == (4, 0)


def test_large_archives_are_judged_without_their_nearest(monkeypatch):
    monkeypatch.setattr(doubts, "KERNEL_LIMIT", 10)
    values, laid = small_target()
    values[4] = False
    found = doubt_target(RecordedTable(values), laid)
    assert found.near.shape == (30, 0)
    missing = np.where(values, 0, found.chances)
    assert np.unravel_index(missing.argmax(), missing.shape) == (4, 1)
