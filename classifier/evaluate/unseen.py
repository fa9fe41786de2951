"""A finished model before fragments: which it has seen, and what it says of the others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from classifier.errors import ClassifierError
from classifier.evaluate.refit import FEWEST_CODED, RefitData
from classifier.evaluate.scored import Scored, predicted
from classifier.model.fitted import Model
from classifier.split import SplitGroups, find_twins, group_numbers
from classifier.suggest.profile import Profile, digests, nearest_likeness
from classifier.train import Material, TrainConfig
from classifier.train.told_examples import told_in

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from classifier.features import Vectors
    from classifier.records import BoolArray
    from classifier.split import Grouping

_GROUPINGS: Mapping[str, Grouping] = {
    "country-harvest": "country-harvest",
    "harvest": "harvest",
    "country": "country",
    "twins": "twins",
}


@dataclass(frozen=True)
class Unseen:
    """A model and the fragments given to measure it.

    Attributes
    ----------
    data : all fragments given, with their groups; ``coded`` are those coded on any target
    seen : bool (n_fragments,), the model learned from them
    scored : what the model says of the coded fragments it has not seen, by target
    """

    model: Model
    profile: Profile | None
    data: RefitData
    seen: np.ndarray
    scored: Mapping[str, Scored]

    @property
    def rows(self) -> NDArray[np.int64]:
        """Numbers of the coded fragments that the model has not seen."""
        coded = self.data.coded
        return np.asarray(coded[~self.seen[coded]], dtype=np.int64)

    @property
    def taught(self) -> NDArray[np.int64]:
        """Numbers of the coded fragments that the model has seen."""
        coded = self.data.coded
        return np.asarray(coded[self.seen[coded]], dtype=np.int64)

    @property
    def has_training_rows(self) -> bool:
        """Enough training fragments were given too, so that others can learn from them."""
        return len(self.taught) >= FEWEST_CODED


def look(
    model: Model,
    material: Material,
    profile: Profile | None,
    hashes: Mapping[str, str],
    groups: Grouping | None = None,
) -> Unseen:
    """Let a model score coded fragments, those it has seen left out.

    Parameters
    ----------
    material : what was given, read with the model's codebook, encoded by its encoders
    profile : of the model's training texts; None for a model without one
    hashes : sha256 by file name of what was given
    groups : what stays together; None takes what the model was trained with
    """
    by = groups or _GROUPINGS.get(str(model.facts.get("groups")), "country-harvest")
    twins = tuple(find_twins(material.texts))
    numbers = group_numbers(material.fragments, by, twins)
    split = SplitGroups(numbers, twins, by, by)
    coded = material.coded_rows()
    if not len(coded):
        raise ClassifierError(
            "No fragment of these harvests is coded: there is nothing to compare with.",
            hint="Give a coded harvest, or the codes as --codings FILE.",
        )
    seen = seen_fragments(material, model, profile, hashes)
    rows = coded[~seen[coded]]
    if not len(rows):
        raise ClassifierError(
            f"{model.name} learned from every coded fragment of these harvests.",
            hint="Give fragments it has not seen. How it does on its own training fragments, held "
            "out, stands in its folder evaluation/.",
        )
    data = RefitData(material, TrainConfig(groups=by), split, coded)
    return Unseen(model, profile, data, seen, predicted(model, material, rows, numbers))


# Sentence vectors as near as this belong to one text, whatever its id.
SAME_TEXT = 0.9999


def seen_fragments(
    material: Material, model: Model, profile: Profile | None, hashes: Mapping[str, str]
) -> BoolArray:
    """Recognise training fragments: bool (n_fragments,).

    By their text (its digest, a sentence vector that is the same, or a sentence that stands among
    the examples of the codebook), and all of a file that was trained on.

    Parameters
    ----------
    hashes : sha256 by name of the files that the fragments come from
    """
    taught = model.facts.get("files")
    files = set(taught.values()) if isinstance(taught, Mapping) else set()
    known_files = {name for name, value in hashes.items() if value in files}
    seen = np.array([f.origin.file in known_files for f in material.fragments], dtype=bool)
    if profile is not None:
        seen |= np.array([d in profile.digests for d in digests(material.texts)], dtype=bool)
    for rows in told_in(model.codebook, material.texts.joint).values():
        seen[rows] = True
    return seen | _same_vectors(material.vectors, model, len(seen))


def _same_vectors(vectors: Vectors, model: Model, n: int) -> BoolArray:
    if not model.neighbours.ids or not model.neighbours.vectors or not n:
        return np.zeros(n, dtype=bool)
    vectors = vectors.less(model.blocks.centres)
    return nearest_likeness(vectors, model.neighbours.vectors) >= SAME_TEXT
