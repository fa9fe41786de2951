"""What is measured: one target's coded fragments with their truth, probabilities and ticks.

And whether these scores differ from those held out in training.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from classifier.evaluate.figures import calibration_error
from classifier.model.fitted import target_order
from classifier.model.head import likely_ones, ticks
from classifier.model.hierarchy import membership, source_of, with_parents
from classifier.suggest.drift import Drift
from classifier.suggest.profile import training_profile
from classifier.train.material import positions

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from classifier.codebook import Codebook
    from classifier.model.fitted import Model
    from classifier.records import BoolArray, FloatArray
    from classifier.suggest.profile import Profile
    from classifier.train import Material, TargetEvidence, Trained

# Differences smaller than these also occur between parts of one archive.
FEWER_SUGGESTED = 0.25
CALIBRATION_OFF = 0.03


@dataclass(frozen=True)
class Scored:
    """One target of n_coded fragments, on the codebook's label axis.

    Attributes
    ----------
    rows : int (n_coded,), which of the fragments at hand each row is
    groups : int (n_coded,), equal where two fragments belong together
    values, known : bool (n_coded, n_labels), what the coders said
    chosen : bool of the same shape, what was suggested
    probabilities : float of the same shape; None where the one who chose gives none
    thresholds : float (n_labels,); None without probabilities
    codebook_share : per label, how much of its score the codebook's sentences gave; () if unknown
    judged : bool (n_labels,), labels that may be likely: `Head.judged`; None for none
    """

    target: str
    rows: NDArray[np.int64]
    groups: NDArray[np.int64]
    values: BoolArray
    known: BoolArray
    chosen: BoolArray
    probabilities: FloatArray | None = None
    thresholds: FloatArray | None = None
    codebook_share: tuple[float, ...] = ()
    judged: BoolArray | None = None

    def __post_init__(self) -> None:
        for other in (self.known, self.chosen, self.probabilities):
            if other is not None and other.shape != self.values.shape:
                raise ValueError(f"values has shape {self.values.shape}, another {other.shape}")

    @property
    def n_groups(self) -> int:
        """How many groups the coded fragments come from."""
        return len(np.unique(self.groups))

    @property
    def likely(self) -> BoolArray:
        """The suggestions that are likelier than not: bool (n_coded, n_labels)."""
        if self.probabilities is None or self.judged is None:
            return np.zeros_like(self.chosen)
        return likely_ones(self.probabilities, self.chosen, self.judged)

    def at(self, kept: BoolArray | NDArray[np.int64]) -> Scored:
        """Keep some of the coded fragments: bool (n_coded,), or their numbers."""
        p = self.probabilities
        return replace(
            self,
            rows=self.rows[kept],
            groups=self.groups[kept],
            values=self.values[kept],
            known=self.known[kept],
            chosen=self.chosen[kept],
            probabilities=None if p is None else p[kept],
        )


def held_out(
    evidence: Mapping[str, TargetEvidence], groups: NDArray[np.int64], codebook: Codebook
) -> dict[str, Scored]:
    """Take a fit's out-of-fold scores of every target.

    ``groups`` are those of all fragments. As when suggesting, a ticked type brings its cluster.
    """
    found: dict[str, Scored] = {}
    for name in target_order(codebook):
        one = evidence[name]
        chosen = ticks(one.probabilities, one.thresholds, one.single)
        scored = Scored(
            target=name,
            rows=one.rows,
            groups=groups[one.rows],
            values=one.values & one.known,
            known=one.known,
            codebook_share=one.codebook_share,
            chosen=chosen,
            probabilities=one.probabilities,
            thresholds=one.thresholds,
            judged=(one.values & one.known).sum(axis=0) > 0,
        )
        found[name] = _with_children(scored, found, codebook)
    return {target.id: found[target.id] for target in codebook.targets}


def held_out_profile(trained: Trained) -> Profile:
    """Measure the training texts and the scores held out from them."""
    groups = trained.fitted.groups
    every = held_out(trained.fitted.evidence, groups, trained.material.codebook)
    coded = {name: scored for name, scored in every.items() if len(scored.rows)}
    n_suggested = {name: float(s.chosen.sum(axis=1).mean()) for name, s in coded.items()}
    errors = {name: _calibration_error(scored) for name, scored in coded.items()}
    material = trained.material.less(trained.fitted.model.blocks.centres)
    return training_profile(material, groups, n_suggested, errors)


def score_drift(scored: Mapping[str, Scored], profile: Profile) -> list[Drift]:
    """Compare the scores of coded fragments with those held out in training."""
    found = []
    for name, target in scored.items():
        before = profile.n_suggested.get(name)
        if before is None or target.probabilities is None or not len(target.rows):
            continue
        now = float(target.chosen.sum(axis=1).mean())
        if abs(now - before) > FEWER_SUGGESTED * before:
            found.append(
                Drift(
                    "suggestions",
                    {"target": name, "now": f"{now:.1f}", "before": f"{before:.1f}"},
                    serious=now < before,
                )
            )
        found += _calibration_drift(target, profile.calibration_error.get(name))
    return found


def _calibration_error(scored: Scored) -> float | None:
    if scored.probabilities is None:
        return None
    return calibration_error(scored.values, scored.probabilities, scored.known)


def _calibration_drift(scored: Scored, before: float | None) -> list[Drift]:
    now = _calibration_error(scored)
    if scored.probabilities is None or now is None:
        return []
    if before is None or now < before + CALIBRATION_OFF:
        return []
    expected = float(scored.probabilities[scored.known].sum())
    true = int(scored.values[scored.known].sum())
    values = {
        "target": scored.target,
        "now": f"{now:.3f}",
        "before": f"{before:.3f}",
        "expected": f"{expected:.0f}",
        "coded": str(true),
    }
    way = "sure" if expected > true else "cautious"
    return [Drift("calibration", values, serious=True, way=way)]


def predicted(
    model: Model,
    material: Material,
    rows: NDArray[np.int64],
    groups: NDArray[np.int64],
    *,
    with_votes: bool = False,
) -> dict[str, Scored]:
    """Score coded fragments by a model that has not seen them.

    Parameters
    ----------
    material : the fragments, encoded by the model's encoders, coded in its codebook
    rows : which of them
    groups : int (n_fragments,), of all of them
    with_votes : let the material's votes count
    """
    part = material.rows(rows).less(model.blocks.centres)
    votes = part.votes if with_votes else {}
    probabilities = model.probabilities(part.texts, part.vectors, votes=votes)
    found: dict[str, Scored] = {}
    for name in target_order(model.codebook):
        head = model.heads[name]
        truth = part.truth(model.codebook.target(name))
        coded = truth.rows
        limits = np.broadcast_to(head.row_thresholds(votes.get(name)), probabilities[name].shape)
        scored = Scored(
            target=name,
            rows=rows[coded],
            groups=groups[rows[coded]],
            values=truth.values & truth.known,
            known=truth.known,
            chosen=ticks(probabilities[name][coded], limits[coded], head.single),
            probabilities=probabilities[name][coded],
            thresholds=head.thresholds(),
            judged=head.judged,
        )
        found[name] = _with_children(scored, found, model.codebook)
    return {target.id: found[target.id] for target in model.codebook.targets}


def stitched(parts: Sequence[Scored]) -> Scored:
    """Put together what was scored in several tests; a row may not be in two of them."""
    first = parts[0]
    probabilities = [part.probabilities for part in parts if part.probabilities is not None]
    together = Scored(
        target=first.target,
        rows=np.concatenate([part.rows for part in parts]),
        groups=np.concatenate([part.groups for part in parts]),
        values=np.vstack([part.values for part in parts]),
        known=np.vstack([part.known for part in parts]),
        chosen=np.vstack([part.chosen for part in parts]),
        probabilities=np.vstack(probabilities) if len(probabilities) == len(parts) else None,
        thresholds=first.thresholds if len(parts) == 1 else None,
    )
    if len(np.unique(together.rows)) != len(together.rows):
        raise ValueError(f"{first.target}: a fragment was scored twice")
    return together


def _with_children(scored: Scored, found: Mapping[str, Scored], codebook: Codebook) -> Scored:
    """Tick the parent of every ticked child."""
    target = codebook.target(scored.target)
    source = source_of(target, codebook)
    if source is None or source.id not in found:
        return scored
    children = found[source.id]
    place = positions(scored.rows, children.rows)
    ticked = np.zeros((len(scored.rows), len(source.ids)), dtype=bool)
    ticked[place >= 0] = children.chosen[place[place >= 0]]
    chosen = with_parents(ticked, scored.chosen, membership(target, source))
    return replace(scored, chosen=chosen)
