"""Label Studio's questions and answers: what a labelling interface asks, and predictions for it."""

from classifier.label_studio.config import Question, read_questions, without_answers
from classifier.label_studio.prediction import Prediction, prediction

__all__ = ["Prediction", "Question", "prediction", "read_questions", "without_answers"]
