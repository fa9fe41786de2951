"""Simpler ways on the same fragments, measured with the same figures.

Each learns from the same fragments as the classifier and is tested on the same others. Their
thresholds follow the classifier's rule, from their own probabilities, so that nobody wins by a
better threshold.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from classifier.evaluate.intervals import figure_estimates, group_draws
from classifier.evaluate.results import Yardstick
from classifier.evaluate.scored import Scored, predicted, stitched
from classifier.evaluate.tally import tally
from classifier.model.calibration import label_prior
from classifier.model.head import ticks
from classifier.model.thresholds import mixed_thresholds, own_thresholds
from classifier.progress import tracked
from classifier.train import fit
from classifier.train.material import positions

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from classifier.evaluate.refit import RefitData
    from classifier.evaluate.target_figures import Choices
    from classifier.progress import Stages
    from classifier.records import BoolArray, FloatArray

    Numbers = NDArray[np.int64]

# How weak the ridge of the logistic regressions is; scikit-learn's C.
LOOSE = 10.0
OURS = "this classifier"
SAYS = {
    OURS: "Words, sentence vectors and the codebook's own sentences together.",
    "most frequent": "Always suggests the most frequent labels, whatever the text.",
    "words": "TF-IDF of words and a logistic regression for each label.",
    "embeddings": "Sentence vectors and a logistic regression for each label.",
    "definitions": "The codebook's sentences alone, without a single coded fragment.",
}
TITLES = {
    OURS: OURS,
    "most frequent": "always the most frequent",
    "words": "TF-IDF + logistic regression",
    "embeddings": "embeddings only",
    "definitions": "zero-shot from definitions",
}


@dataclass(frozen=True)
class BaselineInput:
    """What a simpler way learns from, and what it is asked.

    Attributes
    ----------
    texts, new_texts : n_train and n_test joint texts
    vectors, new_vectors : float (n_train, n_dims) and (n_test, n_dims)
    values, known : bool (n_train, n_labels)
    """

    texts: Sequence[str]
    new_texts: Sequence[str]
    vectors: FloatArray
    new_vectors: FloatArray
    values: BoolArray
    known: BoolArray


Way = Callable[[BaselineInput], "FloatArray"]


def most_frequent(given: BaselineInput) -> FloatArray:
    """Give every new text the labels' frequencies: float (n_test, n_labels)."""
    return np.tile(label_prior(given.values, given.known), (len(given.new_texts), 1))


def words_only(given: BaselineInput) -> FloatArray:
    """Regress each label on TF-IDF of words and pairs: float (n_test, n_labels)."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    count = TfidfVectorizer(
        ngram_range=(1, 2), sublinear_tf=True, token_pattern=r"\w+", strip_accents="unicode"
    )
    old = count.fit_transform(given.texts)
    return _regressions(old, count.transform(given.new_texts), given, wide=True)


def embeddings_only(given: BaselineInput) -> FloatArray:
    """Regress each label on the sentence vectors: float (n_test, n_labels)."""
    return _regressions(given.vectors, given.new_vectors, given)


WAYS: Mapping[str, Way] = {
    "most frequent": most_frequent,
    "words": words_only,
    "embeddings": embeddings_only,
}


def yardsticks(
    ours: Mapping[str, Scored],
    data: RefitData,
    splits: Sequence[tuple[Numbers, Numbers]],
    choices: Choices,
    stages: Stages,
) -> list[Yardstick]:
    """Measure the classifier and the simpler ways on the same fragments.

    Parameters
    ----------
    splits : (rows to learn from, rows to test on); together the tests hold every row of ``ours``
    """
    measured: dict[str, dict[str, Scored]] = {OURS: dict(ours)}
    names = [name for name in WAYS if name != "embeddings" or data.material.encoders]
    for name in tracked(stages, "Measuring simpler ways", names):
        measured[name] = _tested(WAYS[name], name, ours, data, splits)
    measured["definitions"] = _from_definitions(ours, data)
    return [
        yardstick(name, scored, choices)
        for target in ours
        for name, by_target in measured.items()
        for scored in [by_target[target]]
        if len(scored.rows)
    ]


def yardstick(name: str, scored: Scored, choices: Choices) -> Yardstick:
    """Measure one way on one target."""
    counts = tally(scored)
    draws = group_draws(counts.n_groups, choices.seed, choices.n_draws)
    figures = figure_estimates(counts, draws)
    return Yardstick(TITLES[name], SAYS[name], scored.target, len(scored.rows), figures)


def _tested(
    way: Way,
    name: str,
    ours: Mapping[str, Scored],
    data: RefitData,
    splits: Sequence[tuple[Numbers, Numbers]],
) -> dict[str, Scored]:
    """Let one simpler way learn and answer in every split."""
    found = {}
    for target, scored in ours.items():
        truth = data.material.truth(data.material.codebook.target(target))
        values = truth.values & truth.known
        parts = []
        for train, test in splits:
            asked = scored.at(np.isin(scored.rows, test))
            taught = np.isin(truth.rows, train)
            if len(asked.rows) and taught.any():
                given = _baseline_input(
                    data, truth.rows[taught], asked.rows, values[taught], truth.known[taught]
                )
                parts.append(_answer(asked, way(given), given, name))
        found[target] = stitched(parts) if parts else scored.at(np.zeros(len(scored.rows), bool))
    return found


def _answer(asked: Scored, p: FloatArray, given: BaselineInput, name: str) -> Scored:
    counts = given.values.sum(axis=1)
    if name == "most frequent":
        n_usual = max(1, round(float(counts.mean())))
        order = np.argsort(-p[0], kind="stable")[:n_usual]
        chosen = np.zeros(p.shape, dtype=bool)
        chosen[:, order] = True
    else:
        thresholds = mixed_thresholds(*own_thresholds(p, np.ones(p.shape, dtype=bool)))
        chosen = ticks(p, thresholds, single=float((counts == 1).mean()) >= 0.9)
    return replace(asked, probabilities=p, chosen=chosen, thresholds=None)


def _baseline_input(
    data: RefitData, train: Numbers, test: Numbers, values: BoolArray, known: BoolArray
) -> BaselineInput:
    texts, every = data.material.texts.joint, data.material.vectors
    vectors = every.less(every.centres(train)).stories
    side_by_side = (
        np.hstack([rows.astype(np.float64) for rows in vectors.values()])
        if vectors
        else np.zeros((len(texts), 0))
    )
    return BaselineInput(
        texts=[texts[i] for i in train],
        new_texts=[texts[i] for i in test],
        vectors=side_by_side[train],
        new_vectors=side_by_side[test],
        values=values,
        known=known,
    )


def _from_definitions(ours: Mapping[str, Scored], data: RefitData) -> dict[str, Scored]:
    """Fit without a single coding, as a team would that begins; no fold is needed."""
    bare = replace(data.material, codings=())
    model = fit(bare, data.config).model
    rows = np.unique(np.concatenate([scored.rows for scored in ours.values()]))
    every = predicted(model, data.material, rows, data.groups)
    found = {}
    for target, scored in ours.items():
        place = positions(scored.rows, every[target].rows)
        mine = np.asarray(every[target].probabilities)[place]
        thresholds = mixed_thresholds(*own_thresholds(mine, np.ones(mine.shape, dtype=bool)))
        chosen = ticks(mine, thresholds, single=False)
        found[target] = replace(scored, probabilities=mine, chosen=chosen, thresholds=None)
    return found


def _regressions(
    features: Any, new_features: Any, given: BaselineInput, *, wide: bool = False
) -> FloatArray:
    """Fit one logistic regression for each label; a label without a choice keeps its frequency.

    ``features`` and ``new_features`` are sparse or dense, (n_train, n_features) and (n_test, …);
    ``wide`` where there are far more features than rows: the dual problem is then much smaller.
    """
    from sklearn.linear_model import LogisticRegression
    from threadpoolctl import threadpool_limits

    p = most_frequent(given)
    way = {"solver": "liblinear", "dual": True, "random_state": 0} if wide else {"solver": "lbfgs"}
    with threadpool_limits(limits=1, user_api="blas"):
        for j in range(p.shape[1]):
            rows = np.flatnonzero(given.known[:, j])
            y = given.values[rows, j]
            if y.any() and not y.all():
                model = LogisticRegression(C=LOOSE, max_iter=1000, **way)
                model.fit(features[rows], y)
                p[:, j] = model.predict_proba(new_features)[:, 1]
    return p
