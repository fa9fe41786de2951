"""What a part of the training brings: a fit without it beside the fit with it, held out alike."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from classifier.encode import resolve_encoders
from classifier.evaluate.compare import compare
from classifier.evaluate.refit import CURVE_FIGURES
from classifier.evaluate.results import Comparison, EncoderWorth
from classifier.evaluate.scored import Scored, held_out
from classifier.progress import tracked
from classifier.train import fit

if TYPE_CHECKING:
    from classifier.evaluate.target_figures import Choices
    from classifier.progress import Stages
    from classifier.train import Material, Trained

# Texts that each encoder is timed on.
N_TIMED = 20


def without_examples(
    trained: Trained, scored: Mapping[str, Scored], choices: Choices, stages: Stages
) -> Comparison:
    """Compare with a fit of the same fragments to a codebook without examples."""
    with stages("Measuring what examples bring"):
        bare = trained.material.without_examples()
        return _beside("examples", bare, trained, scored, choices)


def without_encoders(
    trained: Trained, scored: Mapping[str, Scored], choices: Choices, stages: Stages
) -> Iterator[EncoderWorth]:
    """Leave out each encoder in turn, and say how long it takes beside the quickest."""
    names = [encoder.name for encoder in trained.material.encoders]
    times = _times(trained)
    for name in tracked(stages, "Measuring what each encoder brings", names):
        bare = trained.material.without_encoder(name)
        yield EncoderWorth(name, _beside(name, bare, trained, scored, choices), times.get(name))


def _beside(
    part: str, bare: Material, trained: Trained, scored: Mapping[str, Scored], choices: Choices
) -> Comparison:
    """Compare a fit to material without ``part`` (A) with the fit to all of it (B)."""
    fitted = fit(bare, trained.config)
    without = held_out(fitted.evidence, fitted.groups, bare.codebook)
    found = compare((f"without {part}", f"with {part}"), without, scored, choices)
    shown = [one for one in found.differences if one.figure in CURVE_FIGURES]
    return replace(found, differences=tuple(shown))


def _times(trained: Trained) -> dict[str, float]:
    """Return how many times as long as the quickest each encoder takes; kept vectors are no help.

    Roughly, since the same command is to write the same report.
    """
    told = [text for text in trained.material.texts.joint if text][:N_TIMED]
    seconds = {}
    for encoder in resolve_encoders(trained.config.encoder, trained.config.settings).encoders:
        encoder.encode(told[:1])  # what is loaded at the first text is not to count
        start = time.perf_counter()
        encoder.encode(told)
        seconds[encoder.name] = time.perf_counter() - start
    quickest = min(seconds.values(), default=1.0)
    return {name: roughly(one / quickest) for name, one in seconds.items()}


def roughly(times: float) -> float:
    """Round to one of 1, 2, 5, 10, 20, 50 and so on.

    >>> roughly(1.3), roughly(8.2), roughly(13.0)
    (1.0, 10.0, 10.0)
    """
    power = 10.0 ** math.floor(math.log10(times))
    steps = [step * power for step in (1, 2, 5, 10)]
    return min(steps, key=lambda step: abs(math.log(times / step)))
