"""The columns of the worklist in one table: writing it and reading decisions back use it."""

from __future__ import annotations

from dataclasses import dataclass

from classifier.decide import CHANGE, DISCUSS, KEEP


@dataclass(frozen=True, slots=True)
class Column:
    """One column; ``width`` in characters, ``says`` explains it to its reader."""

    key: str
    heading: str
    width: float
    says: str


CHOICES = (KEEP, CHANGE, DISCUSS)

COLUMNS = (
    Column("nr", "Nr", 6, "Number of the finding; it ties your decision to it. Please leave it."),
    Column("fragment_id", "FragmentID", 18, "The fragment to look at."),
    Column("target_title", "Target", 16, "What is coded: the type of change, the objective."),
    Column(
        "recorded_names",
        "Recorded",
        32,
        "The labels that stand in the harvest, in the names of the newest codebook version.",
    ),
    Column("other_names", "Other reading", 32, "How the fragment might be read as well."),
    Column("why", "Why", 56, "Why it is worth a look. People who know the story may know better."),
    Column("similar", "Similar fragments", 20, "Fragments to compare with."),
    Column(
        "support", "Support", 10, "How much speaks for the other reading: strong, some, little."
    ),
    Column(
        "chance",
        "Chance",
        8,
        "How likely a second look is to change this code. The list is sorted by it.",
    ),
    Column(
        "in_fragment",
        "In the fragment",
        10,
        "How many codes of the whole fragment a second look is expected to change. To go through "
        "whole fragments, sort by it, the largest first.",
    ),
    Column(
        "choices",
        "You can",
        13,
        "The decisions that can be carried over. “change” is left out where there is no other "
        "reading to put in: none was found, its label is retired, or the cell holds a formula "
        "that other cells share.",
    ),
    Column(
        "decision",
        "Decision",
        12,
        "Yours: “keep” what is recorded, “change” it to the other reading, or “discuss” it first; "
        "or names of the codebook, or “none fits”. An empty cell means undecided.",
    ),
    Column(
        "changed_to",
        "Changed to",
        28,
        "Only with “change”, and only if neither reading fits or there is no other: names of the "
        "codebook, parted by commas; “+ Name” or “- Name” adds to what is recorded or takes away "
        "from it.",
    ),
    Column("note", "Note", 32, "Yours: a line that will help the next reader."),
    Column("file", "File", 16, "The file that the fragment stands in."),
    Column("row", "Row", 7, "Its row there."),
)
MACHINE = (
    "kind",
    "rule",
    "target",
    "recorded",
    "add",
    "remove",
    "rank",
    "version",
    "sheet",
    "text",
)
"""Further columns of the csv, which ``audit apply`` reads."""

SHEET, GUIDE, DATA = "Worklist", "Read me", "audit data"
CODEBOOK_FILE = "codebook.yaml"
