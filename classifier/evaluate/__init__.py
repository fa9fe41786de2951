"""How good the suggestions are, from scores of fragments the model had not seen.

Reading order: `figures` (what each figure is), `scored` (what is measured), `tally` and
`intervals` (figures with intervals), `target` and `slices` (one target), then what is set beside
it: `yardsticks`, `ceiling`, `refit`, `curve`, `replay`, `compare`, `drift`.
"""

from classifier.evaluate.intervals import ENOUGH_GROUPS, FEWEST_GROUPS, Estimate
from classifier.evaluate.names import BY_KEY, FIGURES, HEADLINES, FigureName
from classifier.evaluate.profile import (
    PROFILE,
    Profile,
    profile_json,
    read_profile,
    training_profile,
)
from classifier.evaluate.results import Evaluation
from classifier.evaluate.run import Options, evaluate_training, evaluate_unseen, n_training_steps
from classifier.evaluate.unseen import Unseen, file_hashes, look, n_unseen_steps

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
    "Options",
    "Profile",
    "Unseen",
    "evaluate_training",
    "evaluate_unseen",
    "file_hashes",
    "look",
    "n_training_steps",
    "n_unseen_steps",
    "profile_json",
    "read_profile",
    "training_profile",
]
