"""What a person decides: how it is read, and that no file that holds it is lost."""

from classifier.decide.decision import Decision, How, how_of, read_decision
from classifier.decide.vocabulary import ACCEPT, CHANGE, DISCUSS, KEEP, word_of

__all__ = [
    "ACCEPT",
    "CHANGE",
    "DISCUSS",
    "KEEP",
    "Decision",
    "How",
    "how_of",
    "read_decision",
    "word_of",
]
