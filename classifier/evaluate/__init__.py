"""How good the suggestions are, from scores of fragments the model had not seen.

Reading order: `figures` (what each figure is), `scored` (what is measured), `tally` and
`intervals` (figures with intervals), `target_figures` (one target), then what is set beside it:
`yardsticks`, `ceiling`, `refit`, `replay`, `compare`, `next_hour`; `run` and `unseen` string them
together.
"""

from classifier.evaluate.figures import BY_KEY, FIGURES, HEADLINES, FigureName
from classifier.evaluate.intervals import ENOUGH_GROUPS, FEWEST_GROUPS, Estimate
from classifier.evaluate.results import Evaluation

__all__ = [
    "BY_KEY",
    "ENOUGH_GROUPS",
    "FEWEST_GROUPS",
    "FIGURES",
    "HEADLINES",
    "Estimate",
    "Evaluation",
    "FigureName",
]
