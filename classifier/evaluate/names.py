"""The figures by name: what each is called, what it means, and which way is better."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class FigureName:
    """One figure.

    Attributes
    ----------
    key : as in the JSON
    says : one sentence in plain words
    better : whether more or less of it is better
    """

    key: str
    title: str
    says: str
    better: Literal["high", "low"] = "high"


FIGURES = (
    FigureName(
        "micro_f1",
        "micro-F1",
        "Precision and recall in one number, every tick counting alike.",
    ),
    FigureName("micro_precision", "micro precision", "Of the suggested ticks, the share coded."),
    FigureName("micro_recall", "micro recall", "Of the coded ticks, the share suggested."),
    FigureName(
        "macro_f1",
        "macro-F1",
        "F1 label by label, then averaged: rare labels count as much as common ones.",
    ),
    FigureName(
        "macro_precision", "macro precision", "Precision averaged over the labels suggested."
    ),
    FigureName("macro_recall", "macro recall", "Recall averaged over the labels coded."),
    FigureName(
        "exact_match", "exact match", "Share of fragments suggested exactly as they were coded."
    ),
    FigureName(
        "jaccard", "Jaccard", "Per fragment, labels in common over labels in either; averaged."
    ),
    FigureName(
        "ranking",
        "ranking (LRAP)",
        "How near the top of the list the coded labels stand; 1 is perfect.",
    ),
    FigureName(
        "precision_at_1", "first is right", "Share of fragments whose likeliest label was coded."
    ),
    FigureName(
        "precision_at_3", "of the first three", "Share of the three likeliest labels coded."
    ),
    FigureName(
        "coverage_error",
        "labels to read",
        "How many labels down the list one must read to meet every coded one.",
        better="low",
    ),
    FigureName(
        "mean_ap",
        "mean average precision",
        "Area under each label's precision–recall curve, averaged.",
    ),
    FigureName(
        "brier", "Brier score", "Squared distance of probability and truth, averaged.", better="low"
    ),
    FigureName(
        "calibration_error",
        "calibration error",
        "How far the probabilities of suggested labels stand from the shares found true, decile by "
        "decile; 0 is perfect.",
        better="low",
    ),
)
BY_KEY = {figure.key: figure for figure in FIGURES}
HEADLINES = ("ranking", "micro_f1", "macro_f1", "calibration_error")
