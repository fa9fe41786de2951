"""How close a text is to what the codebook says of each label: two features per label.

*Closeness*: cosine of the text's sentence vector with that of the label's name and definition,
standardised per label over all texts at hand, less the text's mean over the labels.
*Containment*: the share of the name's letter n-grams that occur in the text, the rare ones
weighing more. They feed the calibration and rank fragments where nothing has been coded yet.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from classifier.features.ngrams import character_ngrams
from classifier.features.sparse import CHUNK, PieceColumns, known_pieces
from classifier.features.texts import Texts, Vectors

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

NAME_NGRAMS = (4, 5)
_JOINTS = re.compile(r"[/_&,()\-]")


@dataclass(frozen=True, slots=True)
class LabelNames:
    """The labels' own words as features, fitted on a pool of texts.

    Attributes
    ----------
    vectors : per encoder, float32 (n_labels, n_dims)
    means, spreads : per encoder, (n_labels,): cosine over the pool
    terms : the n-grams of the names, alphabetical
    shares : float (n_terms, n_labels): weight of each n-gram in each name; columns sum to 1
    contained_mean : (n_labels,) and contained_spread : one number, over the pool
    """

    vectors: dict[str, NDArray[np.float32]]
    means: dict[str, Floats]
    spreads: dict[str, Floats]
    terms: tuple[str, ...]
    shares: Floats
    contained_mean: Floats
    contained_spread: float

    def features(self, texts: Texts, vectors: Vectors) -> Floats:
        """Compute closeness and containment: float (n_texts, n_labels, 2)."""
        contained = _contained(texts.joint, self.terms) @ self.shares
        return self._standardised(contained, _cosines(vectors, self.vectors))

    def _standardised(self, contained: Floats, cosines: dict[str, NDArray[np.float32]]) -> Floats:
        contained = (contained - self.contained_mean) / self.contained_spread
        closeness = np.zeros(contained.shape)
        for name, cosine in cosines.items():
            scaled = (cosine - self.means[name]) / self.spreads[name]
            closeness += scaled - scaled.mean(axis=1, keepdims=True)
        return np.stack([closeness / max(1, len(cosines)), contained], axis=2)


def fit_label_names(
    names: Sequence[str],
    name_vectors: dict[str, NDArray[np.float32]],
    pool: Texts,
    pool_vectors: Vectors,
) -> tuple[LabelNames, Floats]:
    """Fit on ``pool``, all texts at hand, coded or not; the second is its features.

    ``name_vectors`` holds per encoder the vectors (n_labels, n_dims) of name and definition.
    """
    cleaned = [clean_name(name) for name in names]
    terms = tuple(sorted({g for name in cleaned for g in character_ngrams(name, NAME_NGRAMS)}))
    found = _contained(pool.joint, terms)
    rarity = np.log((1 + len(pool)) / (1 + found.sum(axis=0)))
    shares = _contained(cleaned, terms).T * rarity[:, None]
    shares = shares / np.maximum(shares.sum(axis=0), 1e-9)
    contained = found @ shares
    cosines = _cosines(pool_vectors, name_vectors)
    fitted = LabelNames(
        vectors=name_vectors,
        means={n: _mean(c) for n, c in cosines.items()},
        spreads={n: _spread(c) for n, c in cosines.items()},
        terms=terms,
        shares=shares,
        contained_mean=_mean(contained),
        contained_spread=float(contained.std()) + 1e-9 if len(pool) else 1.0,
    )
    return fitted, fitted._standardised(contained, cosines)


def _cosines(
    vectors: Vectors, names: dict[str, NDArray[np.float32]]
) -> dict[str, NDArray[np.float32]]:
    """Liken texts to names, by encoder: float32 (n_texts, n_labels) each."""
    return {encoder: vectors.stories[encoder] @ labels.T for encoder, labels in names.items()}


def clean_name(name: str) -> str:
    """Open the joints of a label's name.

    >>> clean_name("Joint action / coalition work")
    'Joint action coalition work'
    """
    return " ".join(_JOINTS.sub(" ", name).split())


def _contained(texts: Sequence[str], terms: Sequence[str]) -> Floats:
    """Tell which terms each text has in any of its words: 0 or 1, (n_texts, n_terms)."""
    by_word = PieceColumns({term: j for j, term in enumerate(terms)}, NAME_NGRAMS)
    found = np.zeros((len(texts), len(terms)))
    for start in range(0, len(texts), CHUNK):
        columns, text_of = known_pieces(texts[start : start + CHUNK], by_word)
        found[start + text_of, columns] = 1
    return found


def _mean(rows: NDArray[np.floating]) -> Floats:
    return rows.mean(axis=0, dtype=np.float64) if len(rows) else np.zeros(rows.shape[1])


def _spread(rows: NDArray[np.floating]) -> Floats:
    if not len(rows):
        return np.ones(rows.shape[1])
    return np.asarray(rows.std(axis=0, dtype=np.float64) + 1e-9)
