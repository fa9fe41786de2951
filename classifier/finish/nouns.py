"""What finishing a workbook gives: decisions, what was left, and what could not be understood."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from classifier.records import Origin, Problem

How = Literal["accepted", "changed", "by hand", "none fits", "from the types"]


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decided for one target of one fragment; no labels: none fits."""

    fragment_id: str
    target: str
    labels: frozenset[str]
    how: How
    origin: Origin


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Decisions on one fragment that were made elsewhere than in its workbook.

    Attributes
    ----------
    cells : what the decision cells would say, by target id
    unseen : targets that were decided while the suggestions were hidden
    date : the day of the last decision, as 2025-01-31
    model : the model that suggested; "" for the workbook's
    note : what the coder wrote beside the row, "" for nothing
    """

    cells: Mapping[str, str] = field(default_factory=dict)
    unseen: frozenset[str] = frozenset()
    date: str = ""
    model: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Left:
    """A row that was left as it was for some targets, by their ids.

    ``discuss`` are those that are kept for a talk; they are among ``targets``.
    """

    fragment_id: str
    targets: tuple[str, ...]
    discuss: tuple[str, ...]
    origin: Origin


@dataclass(frozen=True, slots=True)
class Finished:
    """The outcome of ``finish``.

    Attributes
    ----------
    decisions : what was written, in the order of the rows
    left : rows with something undecided, in the order of the rows
    missing : ids of fragments that are not in the workbook any more
    problems : what could not be understood, and notices
    """

    decisions: tuple[Decision, ...]
    left: tuple[Left, ...]
    missing: tuple[str, ...]
    problems: tuple[Problem, ...]
