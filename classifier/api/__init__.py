"""The face for people who program: DataFrames in, DataFrames out, an estimator of scikit-learn.

Nothing is computed here. A DataFrame is read as a file of the same cells would be, and the verbs
that the commands call do the work, so that both give the same figures.
"""

from classifier.api.codebooks import Codebook
from classifier.api.estimator import OutcomeClassifier
from classifier.api.frames import HarvestWarning, read_frame
from classifier.api.verbs import agreement, audit, evaluate, relabel_plan

__all__ = [
    "Codebook",
    "HarvestWarning",
    "OutcomeClassifier",
    "agreement",
    "audit",
    "evaluate",
    "read_frame",
    "relabel_plan",
]
