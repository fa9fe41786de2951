"""Examples in a codebook that are sentences of fragments: these fragments teach them already.

Such a sentence would vouch for its own fragment when that is held out, and be copied into the
model's folder. So it is left out of what is learned and of what is stored.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from classifier.codebook import Codebook
from classifier.features.ngrams import tokens

# Fewer words may stand in a text by chance.
FEWEST_WORDS = 5
# Share of an example's pairs of words that stand in the text: a name may have been taken out.
SHARED = 0.8


def told_in(codebook: Codebook, texts: Sequence[str]) -> dict[str, list[int]]:
    """Return the examples that stand in a text, each with the numbers of these texts."""
    examples = {e for target in codebook.targets for label in target.labels for e in label.examples}
    pairs = {example: set(pairwise(tokens(example))) for example in examples}
    pairs = {example: own for example, own in pairs.items() if len(own) >= FEWEST_WORDS - 1}
    told: dict[str, list[int]] = {}
    for number, text in enumerate(texts if pairs else ()):
        in_text = set(pairwise(tokens(text)))
        for example, own in pairs.items():
            if len(own & in_text) >= SHARED * len(own):
                told.setdefault(example, []).append(number)
    return told


def without_told_examples(codebook: Codebook, texts: Sequence[str]) -> Codebook:
    """Return the codebook without the examples that stand in a text, with a notice of them."""
    told = told_in(codebook, texts)
    if not told:
        return codebook
    bare = codebook.with_examples(lambda _, label: (e for e in label.examples if e not in told))
    notice = (
        f"Left out of the codebook ({len(told)}): examples that are sentences of these fragments. "
        "The fragments teach them already, and a model keeps no sentence of theirs."
    )
    return replace(bare, notices=(*codebook.notices, notice))
