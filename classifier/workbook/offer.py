"""What is to be written beside a harvest: suggestions and where they came from."""

from __future__ import annotations

from dataclasses import dataclass

from classifier.codebook import Codebook
from classifier.records import Suggestion


@dataclass(frozen=True, slots=True)
class Offer:
    """Suggestions for a workbook.

    Attributes
    ----------
    model : the model's id, such as ``sample@3f2a``
    date : the day they were made, as 2025-01-31; given from outside so that files are repeatable
    notes : sentences for the sheet "Suggestions", such as notices of the model
    """

    codebook: Codebook
    suggestions: tuple[Suggestion, ...]
    model: str
    date: str
    notes: tuple[str, ...] = ()
