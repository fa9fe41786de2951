"""How good the suggestions are, from scores of fragments the model had not seen.

Reading order: `figures` (what each figure is), `scored` (what is measured), `tally` and
`intervals` (figures with intervals), `target_figures` (one target), then what is set beside it:
`yardsticks`, `ceiling`, `refit`, `replay`, `compare`, `drift`; `run` and `unseen` string them
together. What is offered here is light: suggesting needs no scikit-learn to notice that texts are
new.
"""

from classifier.evaluate.figures import BY_KEY, FIGURES, HEADLINES, FigureName
from classifier.evaluate.intervals import ENOUGH_GROUPS, FEWEST_GROUPS, Estimate
from classifier.evaluate.profile import (
    PROFILE,
    Profile,
    profile_json,
    read_profile,
    training_profile,
)
from classifier.evaluate.results import Evaluation

__all__ = [
    "BY_KEY",
    "ENOUGH_GROUPS",
    "FEWEST_GROUPS",
    "FIGURES",
    "HEADLINES",
    "PROFILE",
    "Estimate",
    "Evaluation",
    "FigureName",
    "Profile",
    "profile_json",
    "read_profile",
    "training_profile",
]
