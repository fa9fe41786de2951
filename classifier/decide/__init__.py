"""What a person's decision says, shared by everything that reads decisions."""

from classifier.decide.signs import Signed, Trouble, read_signs, unfit

__all__ = ["Signed", "Trouble", "read_signs", "unfit"]
