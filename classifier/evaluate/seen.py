"""Which fragments a model has learned from: they are left out of its evaluation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from classifier.evaluate.profile import digests, nearest_likeness

if TYPE_CHECKING:
    from classifier.evaluate.profile import Profile
    from classifier.features import Vectors
    from classifier.model.fitted import Model
    from classifier.records import BoolArray
    from classifier.train import Material

# Sentence vectors as near as this belong to one text, whatever its id.
SAME_TEXT = 0.9999


def seen_fragments(
    material: Material, model: Model, profile: Profile | None, hashes: Mapping[str, str]
) -> BoolArray:
    """Recognise training fragments: bool (n_fragments,).

    By their text (its digest, or a sentence vector that is the same), and all of a file that was
    trained on.

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
    return seen | _same_vectors(material.vectors, model, len(seen))


def _same_vectors(vectors: Vectors, model: Model, n: int) -> BoolArray:
    if not model.neighbours.ids or not model.neighbours.vectors or not n:
        return np.zeros(n, dtype=bool)
    return nearest_likeness(vectors, model.neighbours.vectors) >= SAME_TEXT
