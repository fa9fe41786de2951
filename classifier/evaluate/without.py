"""What a part of the training brings: a fit without it beside the fit with it, held out alike."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

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

# Processor time beside that of “use”, rounded, as eval/encoders.md measures it. Not timed anew: the
# same command is to write the same report.
TIMES = {"use": 1, "minilm": 4, "e5": 30}


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
    """Leave out each encoder in turn."""
    names = [encoder.name for encoder in trained.material.encoders]
    for name in tracked(stages, "Measuring what each encoder brings", names):
        bare = trained.material.without_encoder(name)
        yield EncoderWorth(name, _beside(name, bare, trained, scored, choices), TIMES.get(name))


def _beside(
    part: str, bare: Material, trained: Trained, scored: Mapping[str, Scored], choices: Choices
) -> Comparison:
    """Compare a fit to material without ``part`` (A) with the fit to all of it (B)."""
    fitted = fit(bare, trained.config)
    without = held_out(fitted.evidence, fitted.groups, bare.codebook)
    found = compare((f"without {part}", f"with {part}"), without, scored, choices)
    shown = [one for one in found.differences if one.figure in CURVE_FIGURES]
    return replace(found, differences=tuple(shown))
