"""The material laid out in the feature space, and one target's fit in it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from classifier.features import Blocks, LabelNames, Texts, Vectors, fit_label_names, sentence_texts
from classifier.features.blocks import gram, stacked
from classifier.model.accept import HeldOut, on_final_scale
from classifier.model.calibration import PooledCalibration
from classifier.model.fitted import with_children
from classifier.model.head import Head, held_out_suggestions, ticks
from classifier.model.hierarchy import any_child, at_least_children, membership, source_of
from classifier.model.landmarks import N_LANDMARKS, Landmarks, choose_landmarks
from classifier.model.ridge import EXACT_LIMIT, RidgeCoder
from classifier.model.thresholds import mixed_thresholds, own_thresholds
from classifier.model.training_rows import Pseudo
from classifier.train.material import SENTENCE_WEIGHT, Material, Truth, positions
from classifier.train.voted import VotedEvidence, voted_evidence, voted_head

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from classifier.codebook import Target
    from classifier.features.blocks import Features
    from classifier.records import BoolArray, FloatArray
    from classifier.split import SplitGroups

# Texts laid out at a time: putting blocks side by side needs several times their memory.
CHUNK = 1000
# At least this share of the codings with exactly one label makes a target a one-label target.
SINGLE_SHARE = 0.9
# More fragments with a label tell no more of what one of them adds to its score.
MOST_CARRIERS = 200


@dataclass(frozen=True)
class TargetEvidence:
    """Held-out scores of one target: what every figure and finding rests on.

    Attributes
    ----------
    rows : numbers of the coded fragments in the material
    values, known : bool (n_coded, n_labels), what the coders said
    probabilities : float of the same shape, each row scored by a fit that has not seen it, its
        group or its twins
    thresholds : float (n_labels,)
    single : the coders gave nearly every fragment exactly one label
    codebook_share : per label, how much of its score the codebook's sentences give, not the
        coded fragments
    voted : what a second reader's votes are worth; None where there are none
    """

    target: str
    rows: NDArray[np.int64]
    values: BoolArray
    known: BoolArray
    probabilities: FloatArray
    thresholds: FloatArray
    single: bool
    codebook_share: tuple[float, ...] = ()
    voted: VotedEvidence | None = None

    def learned_from(self, rows: NDArray[np.int64], values: BoolArray, known: BoolArray) -> bool:
        """Whether these are the fragments and codes that it was learned from."""
        theirs, own = (rows, values, known), (self.rows, self.values & self.known, self.known)
        return all(map(np.array_equal, theirs, own))

    def with_votes(self) -> TargetEvidence:
        """Return the evidence with held-out probabilities that heed the votes, if they count."""
        if self.voted is None or self.voted.learned is None or not self.voted.used:
            return self
        probabilities = self.probabilities.copy()
        probabilities[self.voted.read] = self.voted.learned.held_out
        return replace(self, probabilities=probabilities)


@dataclass(frozen=True)
class TargetFit:
    """One target's head, the estimator behind it, and its held-out scores.

    ``space`` is how it was laid out; ``names`` is float (n_coded, n_labels, 2), what `LabelNames`
    gives of the coded fragments.
    """

    space: Space
    head: Head
    coder: RidgeCoder
    evidence: TargetEvidence
    names: FloatArray


@dataclass(frozen=True)
class Space:
    """The material laid out in the feature space, shared by all targets.

    ``exact``: in its features, however many fragments there are; for some of a large archive.
    """

    material: Material
    blocks: Blocks
    split: SplitGroups
    exact: bool = False

    def fit(self, target: Target, truth: Truth, done: dict[str, TargetFit]) -> TargetFit:
        """Fit one target; ``done`` holds the targets that it may follow from."""
        rows = truth.rows
        if self.landmarks is not None and 0 < len(rows) <= EXACT_LIMIT:
            return self.in_features.fit(target, truth, done)
        names, of_all = self._names(target)
        features = own = of_all[rows]
        source = source_of(target, self.material.codebook)
        children = None
        if source is not None and source.id in done:
            children = self._children(done[source.id], rows)
            members = membership(target, source)
            features = with_children(features, any_child(children, members))
        coder = RidgeCoder(exact_limit=EXACT_LIMIT).fit(
            self.laid_out(rows),
            truth.values,
            left_out=self.split.left_out(rows),
            known=truth.known,
            pseudo=self.pseudo(target),
            name_features=features,
        )
        if target.derived_from:
            coder.primal_ = None  # nobody learns from its codes again: they follow from others
        if not len(rows):
            coder.calibration_ = self._scaled_to_pool(coder)
        probabilities, alone = coder.held_out_probabilities_, coder.loo_probabilities_
        if children is not None:
            probabilities = at_least_children(probabilities, children, members)
            alone = at_least_children(alone, children, members)
        evidence = replace(
            _evidence(target, truth, probabilities),
            codebook_share=tuple(float(share) for share in coder.codebook_share_),
        )
        final = on_final_scale(evidence.probabilities, alone, evidence.known)
        head = _head(evidence, target, names, coder, self._held_out(evidence, final))
        votes = self.material.votes.get(target.id)
        if votes is not None and not target.derived_from and head.calibrated:
            groups = self.split.groups[rows]
            voted = voted_evidence(evidence, votes.rows(rows), groups)
            evidence = replace(evidence, voted=voted)
            head = replace(head, voted=voted_head(evidence, voted, final, groups))
        return TargetFit(self, head, coder, evidence, own)

    def _held_out(self, evidence: TargetEvidence, final: FloatArray) -> HeldOut:
        """Collect the held-out suggestions from which promises are made."""
        chosen = ticks(evidence.probabilities, evidence.thresholds, evidence.single)
        groups = self.split.groups[evidence.rows]
        return held_out_suggestions(final, evidence.values, evidence.known, chosen, groups)

    @cached_property
    def landmarks(self) -> Landmarks | None:
        """What the rows of a large archive are likened to, for all targets; None of a small one.

        All sentences of the codebook, and coded fragments.
        """
        coded, sentences = self.material.coded_rows(), self.material.sentences.texts
        if self.exact or len(coded) <= EXACT_LIMIT:
            return None
        chosen = choose_landmarks(len(coded), len(sentences), N_LANDMARKS, seed=0)
        rows = coded[chosen[chosen < len(coded)]]
        texts, vectors = self.material.texts.rows(rows), self.material.vectors.rows(rows)
        told = sentence_texts(sentences)
        of_fragments = self.blocks.matrices(texts, vectors)
        of_sentences = self.blocks.matrices(told, self.material.sentence_vectors)
        both = zip(of_fragments, of_sentences, strict=True)
        # Single precision: half the time and memory, and a penalty far above its errors.
        return Landmarks([stacked(*two) for two in both], np.float32)

    @cached_property
    def in_features(self) -> Space:
        """The same in its features, for a few fragments of a large archive."""
        return self if self.landmarks is None else replace(self, exact=True)

    @cached_property
    def everything(self) -> Features:
        """All fragments laid out, for what is learned from texts without codes."""
        return self.lay(self.material.texts, self.material.vectors)

    @cached_property
    def _coded(self) -> tuple[NDArray[np.int64], Features]:
        """The fragments coded on any target: their rows, laid out once for all targets.

        Mostly a target's own: of a large archive, taking all but a few rows is a second copy.
        """
        rows, texts = self.material.coded_rows(), self.material.texts
        if len(rows) == len(texts):
            return rows, self.everything
        return rows, self.lay(texts.rows(rows), self.material.vectors.rows(rows))

    def laid_out(self, rows: NDArray[np.int64]) -> Features:
        """Take the fragments at ``rows`` (ascending); all that are coded are not copied."""
        if self.exact:
            return self.lay(self.material.texts.rows(rows), self.material.vectors.rows(rows))
        coded, whole = self._coded
        if np.array_equal(rows, coded):
            return whole
        places = positions(rows, coded)
        return whole[places] if (places >= 0).all() else self.everything[rows]

    def lay(self, texts: Texts, vectors: Vectors) -> Features:
        """Lay texts out as the coders see them: all weighted blocks, CSR (n_texts, n_features).

        Of a large archive their likeness to the landmarks, float (n_texts, n_landmarks).
        """
        parts = []
        for start in range(0, max(1, len(texts)), CHUNK):
            rows = np.arange(start, min(start + CHUNK, len(texts)))
            part, known = texts.rows(rows), vectors.rows(rows)
            if self.landmarks is None:
                parts.append(self.blocks.matrix(part, known))
            else:
                parts.append(self.landmarks.place(self.blocks.matrices(part, known)))
        return stacked(*parts)

    def feature_weights(self, coder: RidgeCoder) -> FloatArray:
        """Return a coder's weights of features, not of landmarks: (n_features, n_labels)."""
        weights: FloatArray = coder.coef_
        return weights if self.landmarks is None else self.landmarks.feature_weights(weights)

    def _scaled_to_pool(self, coder: RidgeCoder) -> PooledCalibration:
        """Give scores that rest on the codebook alone the spread that coded ones would have.

        Without it they hardly count beside the name features; measured on the sample, they rank
        better than these.
        """
        scores = coder.decision_function(self.everything)
        spread = float(coder.calibration_.standardise(scores).std())
        return replace(coder.calibration_, score_scale=spread or 1.0)

    def pseudo(self, target: Target) -> Pseudo | None:
        """The codebook's sentences of one target as training rows; None without any."""
        sentences = self.material.sentences
        chosen, table = sentences.of_target(target)
        if not chosen:
            return None
        texts = sentence_texts([sentences.texts[i] for i in chosen])
        vectors = self.material.sentence_vectors.rows(np.array(chosen))
        return Pseudo(self.lay(texts, vectors), table.astype(bool), SENTENCE_WEIGHT)

    def taught(self, target: Target, truth: Truth, coder: RidgeCoder) -> dict[str, FloatArray]:
        """Return the numbers of `TaughtExamples` for the examples of one target."""
        chosen = [(j, row) for name, j, row in self.material.quotable_rows() if name == target.id]
        labels = np.array([j for j, _ in chosen], dtype=np.int64)
        numbers = np.array([row for _, row in chosen], dtype=np.int64)
        texts = sentence_texts([self.material.sentences.texts[row] for row in numbers])
        rows = self.lay(texts, self.material.sentence_vectors.rows(numbers))
        pool = self.laid_out(truth.rows) if len(truth.rows) else self.everything
        mean = np.asarray(pool.mean(axis=0)).ravel()
        scores = coder.decision_function(rows)[np.arange(len(labels)), labels]
        least = {j: self._strongest_carrier(j, truth, pool, coder) for j in set(labels.tolist())}
        return {
            "weights": (1 - scores) * SENTENCE_WEIGHT / coder.lambda_,
            "centres": rows @ mean,
            "least": np.array([least[j] for j in labels.tolist()], dtype=np.float64),
        }

    def _strongest_carrier(
        self, label: int, truth: Truth, rows: Features, coder: RidgeCoder
    ) -> float:
        """Say what the coded fragment that speaks most for a label adds to its score, on average.

        Averaged over the fragments that carry the label; 0 where there are not two of them.
        """
        carriers = np.flatnonzero(truth.values[:, label] & truth.known[:, label])[:MOST_CARRIERS]
        if len(carriers) < 2:
            return 0.0
        own = rows[carriers]
        weights = (1 - coder.decision_function(own)[:, label]) / coder.lambda_
        centres = own @ np.asarray(rows.mean(axis=0)).ravel()
        # As like as their texts are, not as landmarks have it.
        exact = own if self.landmarks is None else self.in_features.laid_out(truth.rows[carriers])
        added = weights * (gram(exact, exact) - centres)
        np.fill_diagonal(added, -np.inf)
        return float(added.max(axis=1).mean())

    def _names(self, target: Target) -> tuple[LabelNames, FloatArray]:
        """Fit the labels' own words on all texts; the second is the texts' features."""
        sentences = self.material.sentences
        vectors: dict[str, NDArray[np.float32]] = {}
        chosen, table = sentences.of_target(target)
        for name, rows in self.material.sentence_vectors.outcomes.items():
            mean = table.T @ rows[chosen]  # a label's point of view: the mean of its sentences
            lengths = np.linalg.norm(mean, axis=1, keepdims=True)
            vectors[name] = (mean / np.where(lengths == 0, 1, lengths)).astype(np.float32)
        labels = [label.name for label in target.labels]
        return fit_label_names(labels, vectors, self.material.texts, self.material.vectors)

    def _children(self, source: TargetFit, rows: NDArray[np.int64]) -> FloatArray:
        """Child probabilities of ``rows``: held-out, or a fit's where nobody coded the children."""
        evidence = source.evidence
        place = positions(rows, evidence.rows)
        missing = place < 0
        found = np.zeros((len(rows), len(source.head.labels)))
        found[~missing] = evidence.probabilities[place[~missing]]
        if missing.any():
            part = self.material.rows(rows[missing])
            features = source.head.names.features(part.texts, part.vectors)
            laid_out = source.space.lay(part.texts, part.vectors)
            found[missing] = source.coder.predict_proba(laid_out, features)
        return found


def _head(
    evidence: TargetEvidence,
    target: Target,
    names: LabelNames,
    coder: RidgeCoder,
    held_out: HeldOut,
) -> Head:
    common, own = own_thresholds(evidence.probabilities, evidence.known)
    return Head(
        target=evidence.target,
        labels=target.ids,
        intercept=coder.intercept_,
        calibration=coder.calibration_,
        names=names,
        common_threshold=common,
        own_thresholds=own,
        n_examples=evidence.values.sum(axis=0).astype(np.int64),
        single=evidence.single,
        calibrated=coder.calibrated_,
        held_out=held_out,
    )


def _evidence(target: Target, truth: Truth, probabilities: FloatArray) -> TargetEvidence:
    common, own = own_thresholds(probabilities, truth.known)
    counts = truth.values.sum(axis=1)
    return TargetEvidence(
        target=target.id,
        rows=truth.rows,
        values=truth.values,
        known=truth.known,
        probabilities=probabilities,
        thresholds=mixed_thresholds(common, own),
        single=bool(len(counts)) and float((counts == 1).mean()) >= SINGLE_SHARE,
    )
