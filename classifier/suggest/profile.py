"""What the training texts looked like, in numbers: kept beside the model to notice what is new.

Counts and digests only. A digest is the first 16 letters of the sha256 of a fragment's whole
text: it recognises that very text again and gives none of it away.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from classifier.encode import detect_language
from classifier.errors import ModelError
from classifier.features.ngrams import tokens
from classifier.json_shape import NUMBER, read_shaped
from classifier.npz import HINT
from classifier.text_files import read_bytes

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from classifier.features import Texts, Vectors
    from classifier.records import FloatArray
    from classifier.train import Material

PROFILE = "evaluation/training.json"
_DIGEST = 16
_SHAPE = {
    "digests": [str],
    "countries": {str: int},
    "languages": {str: int},
    "words": (NUMBER, NUMBER, NUMBER),
    "new_words": NUMBER,
    "likeness": NUMBER | None,
    "n_suggested": {str: NUMBER},
    "calibration_error": {str: NUMBER | None},
}


@dataclass(frozen=True)
class Profile:
    """The training texts and the scores held out from them.

    Attributes
    ----------
    digests : of every training fragment with a text
    countries, languages : fragments of each
    words : 5th, 50th and 95th percentile of the length in words
    new_words : mean share of words not found in two fragments of other groups
    likeness : mean cosine to the nearest fragment of another group; None without an encoder
    n_suggested : by target, suggestions a fragment, held out
    calibration_error : by target, held out; None where undefined
    """

    digests: frozenset[str]
    countries: Mapping[str, int]
    languages: Mapping[str, int]
    words: tuple[float, float, float]
    new_words: float
    likeness: float | None
    n_suggested: Mapping[str, float]
    calibration_error: Mapping[str, float | None]


def digests(texts: Texts) -> list[str]:
    """Name each text by its digest; "" where there is no text."""
    pairs = zip(texts.outcomes, texts.significances, strict=True)
    return [
        hashlib.sha256(f"{o}\0{s}".encode()).hexdigest()[:_DIGEST] if o or s else ""
        for o, s in pairs
    ]


def training_profile(
    material: Material,
    groups: NDArray[np.int64],
    n_suggested: Mapping[str, float],
    calibration_error: Mapping[str, float | None],
) -> Profile:
    """Measure the training texts; the scores held out from them are given.

    Parameters
    ----------
    groups : int (n_fragments,), equal where two fragments belong together
    """
    lengths = [len(text.split()) for text in material.texts.joint] or [0]
    return Profile(
        digests=frozenset(filter(None, digests(material.texts))),
        countries=_counted([f.country for f in material.fragments if not f.confidential]),
        languages=_counted([detect_language(text) for text in material.texts.joint]),
        words=_percentiles(lengths),
        new_words=_new_words(material.texts.joint, groups),
        likeness=_likeness(material.vectors, groups),
        n_suggested=n_suggested,
        calibration_error=calibration_error,
    )


def profile_json(profile: Profile) -> str:
    """Write a profile as JSON."""
    facts = asdict(profile) | {"digests": sorted(profile.digests)}
    return json.dumps(facts, ensure_ascii=False, indent=1) + "\n"


def read_profile(folder: Path) -> Profile | None:
    """Read the profile of a model folder; None where the folder has none."""
    path = folder / PROFILE
    if not path.is_file():
        return None
    facts = read_shaped(read_bytes(path, str(path)), _SHAPE)
    if facts is None:
        raise ModelError(f"{path} is damaged or incomplete.", hint=HINT)
    known = {name: facts[name] for name in _SHAPE}
    known |= {"digests": frozenset(facts["digests"]), "words": tuple(facts["words"])}
    return Profile(**known)


def nearest_likeness(vectors: Vectors, known: Mapping[str, NDArray[np.float32]]) -> FloatArray:
    """Cosine of each text to the nearest of ``known`` vectors, mean over the encoders.

    Returns float (n_texts,).
    """
    per_encoder = [
        (vectors.stories[name].astype(np.float64) @ rows.T.astype(np.float64)).max(axis=1)
        for name, rows in known.items()
    ]
    return np.asarray(np.mean(per_encoder, axis=0), dtype=np.float64)


def _new_words(texts: Sequence[str], groups: NDArray[np.int64]) -> float:
    split = [set(tokens(text)) for text in texts]
    everywhere = Counter(word for words in split for word in words)
    inside: dict[int, Counter[str]] = {}
    for words, group in zip(split, groups, strict=True):
        inside.setdefault(int(group), Counter()).update(words)
    shares = [
        sum(everywhere[w] - inside[int(group)][w] < 2 for w in words) / len(words)
        for words, group in zip(split, groups, strict=True)
        if words
    ]
    return float(np.mean(shares)) if shares else 0.0


def _likeness(vectors: Vectors, groups: NDArray[np.int64]) -> float | None:
    if not vectors.stories or len(np.unique(groups)) < 2:
        return None
    means = []
    for rows in vectors.stories.values():
        cosine = rows.astype(np.float64) @ rows.T.astype(np.float64)
        cosine[groups[:, None] == groups[None, :]] = -1
        means.append(cosine.max(axis=1))
    return float(np.mean(means))


def _percentiles(lengths: Sequence[int]) -> tuple[float, float, float]:
    low, middle, high = np.percentile(lengths, (5, 50, 95))
    return float(low), float(middle), float(high)


def _counted(names: Sequence[str]) -> dict[str, int]:
    return dict(sorted(Counter(name for name in names if name).items()))
