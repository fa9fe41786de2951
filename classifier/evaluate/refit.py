"""Fit again on a part of the material and score the rest: forward in time, and learning curves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from classifier.evaluate.intervals import figure_estimates, group_draws
from classifier.evaluate.results import View
from classifier.evaluate.scored import Scored, predicted
from classifier.evaluate.tally import tally
from classifier.features import Texts
from classifier.train import TrainConfig, fit

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from classifier.evaluate.target import Choices
    from classifier.split import Apart
    from classifier.train import Material

    Numbers = NDArray[np.int64]

# What a view shows; the rest would not be read.
SHOWN = ("ranking", "micro_f1", "macro_f1", "exact_match", "brier", "calibration_error")
# Fewer coded fragments to learn from or to test on make no view.
FEWEST_CODED = 20


@dataclass(frozen=True)
class Ground:
    """What all refits of one evaluation stand on.

    Attributes
    ----------
    apart : groups of all fragments, and twins among them
    coded : row numbers of the fragments coded on any target
    """

    material: Material
    config: TrainConfig
    apart: Apart
    coded: Numbers

    @property
    def groups(self) -> Numbers:
        """The group of each fragment: int (n_fragments,)."""
        return self.apart.groups


def subset(material: Material, rows: Sequence[int] | Numbers) -> Material:
    """Keep some of the fragments, in the order of ``rows``, with their codings."""
    kept = np.array(rows, dtype=np.int64)
    fragments = tuple(material.fragments[i] for i in kept)
    ids = {fragment.id for fragment in fragments}
    return replace(
        material,
        fragments=fragments,
        codings=tuple(c for c in material.codings if c.fragment_id in ids),
        texts=Texts(
            tuple(material.texts.outcomes[i] for i in kept),
            tuple(material.texts.significances[i] for i in kept),
        ),
        vectors=material.vectors.rows(kept),
    )


def learn_and_test(ground: Ground, train: Numbers, test: Numbers) -> dict[str, Scored]:
    """Fit on the fragments at ``train`` alone and score those at ``test``.

    Penalty, calibration and thresholds come from the training rows too.
    """
    model = fit(subset(ground.material, train), ground.config).model
    return predicted(model, ground.material, test, ground.groups)


def harvest_order(material: Material) -> tuple[str, ...]:
    """List the harvests from the earliest to the latest.

    In the order of the codebook's history; harvests it does not list come after, in the order
    of the files. Fragments without a harvest are in none.
    """
    book = material.codebook
    read = list(dict.fromkeys(f.harvest for f in material.fragments if f.harvest))
    listed = [name for _, names in book.versions for name in names]
    place = {name.casefold(): i for i, name in enumerate(listed)}
    return tuple(sorted(read, key=lambda name: place.get(name.casefold(), len(listed))))


def forward_splits(ground: Ground) -> list[tuple[str, Numbers, Numbers]]:
    """Cut forward in time: learn from earlier harvests, test on the next.

    A fragment that tells the same as one of the earlier ones is not tested.
    """
    harvests = np.array([f.harvest for f in ground.material.fragments])
    coded = np.zeros(len(harvests), dtype=bool)
    coded[ground.coded] = True
    cuts = []
    earlier: list[str] = []
    for name in harvest_order(ground.material):
        before = np.flatnonzero(np.isin(harvests, earlier) & coded)
        now = np.flatnonzero((harvests == name) & coded)
        now = ground.apart.without_twins(now, before)
        if min(len(before), len(now)) >= FEWEST_CODED:
            cuts.append((name, before, now))
        earlier.append(name)
    return cuts


def forward_view(
    ground: Ground, name: str, train: Numbers, test: Numbers, choices: Choices
) -> list[View]:
    """Learn from the harvests before ``name`` and test on it."""
    every = learn_and_test(ground, train, test)
    title = f"forward in time: {name}"
    return [view for s in every.values() for view in _view(title, s, len(train), choices)]


def _view(name: str, scored: Scored, n_train: int, choices: Choices) -> list[View]:
    if not len(scored.rows):
        return []
    counts = tally(scored, ranked=False)
    draws = group_draws(counts.n_groups, choices.seed, choices.n_draws)
    every = figure_estimates(counts, draws, ranked=False)
    shown = {key: every[key] for key in SHOWN}
    return [View(name, scored.target, n_train, len(scored.rows), shown)]
