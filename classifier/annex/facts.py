"""What a methods annex tells, gathered once; it holds counts, days, names of files and of coders.

No text of a fragment and no id of one stands in it. What is not known is None or empty, and the
annex says so.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from classifier.evaluate.results import Evaluation

Counts = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class HarvestFile:
    """A file of the project's harvests.

    Attributes
    ----------
    fragments, coded, confidential : None where it cannot be read
    unread : rows and cells in it that could not be read as they stand
    """

    name: str
    sha256: str
    fragments: int | None = None
    coded: int = 0
    confidential: int = 0
    unread: int = 0


@dataclass(frozen=True)
class Coding:
    """What stands in harvests and in what was coded of them; each fragment counts once.

    Attributes
    ----------
    fragments, coded : of all files; coded: with a code for some target
    by_harvest : fragments and coded ones by harvest, as open fragments name it; "" for others
    versions : coded fragments by the codebook version of their row; "" where it is not known
    decided : of cells, how codes were decided on beside suggestions
    undecided : cells without a code in fragments of which others were decided
    decided_fragments : fragments of which something was decided so
    models : fragments by the model whose suggestions were decided on
    twice : fragments that several people coded in the files
    """

    fragments: int = 0
    coded: int = 0
    by_harvest: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    versions: Counts = field(default_factory=dict)
    decided: Counts = field(default_factory=dict)
    undecided: int = 0
    decided_fragments: int = 0
    models: Counts = field(default_factory=dict)
    twice: int = 0
    coders: tuple[Coder, ...] = ()

    def called(self, names: Callable[[str], str]) -> Coding:
        """Return it with other names of the coders."""
        coders = tuple(replace(coder, name=names(coder.name)) for coder in self.coders)
        return replace(self, coders=coders)


@dataclass(frozen=True, slots=True)
class Coder:
    """A person: of how many fragments codes go back to them, and from which day to which.

    The name is "" for those that only confidential rows name; days are "" where none is told.
    """

    name: str
    fragments: int
    first: str = ""
    last: str = ""


@dataclass(frozen=True, slots=True)
class CodebookVersion:
    """The codebook as it was for some time.

    Attributes
    ----------
    until : the day on which it was replaced; "" for the one in use
    noted : the day of the first line in the log that names it; "" for none
    labels : labels in use by target; None where it cannot be read
    changed : kinds of changes since the one before; None where that cannot be told
    """

    version: str
    sha256: str
    until: str
    noted: str
    labels: Counts | None
    changed: Counts | None


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far coders agreed on one target; ``alpha`` is Krippendorff's, over sets (MASI).

    ``source`` is the file that tells it; bounds are of the 95 % interval, None where unknown.
    """

    source: str
    day: str
    target: str
    both: int
    equal: int | None = None
    alpha: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class ModelFacts:
    """A model of the project.

    Attributes
    ----------
    in_use : whether the project uses it now
    coded : coded fragments it learned from, by target
    evaluation : as the report says it; None where there is none to be read
    """

    name: str
    date: str
    in_use: bool
    fragments: int
    confidential: int
    coded: Counts
    encoders: tuple[str, ...]
    codebook_version: str
    packages: Mapping[str, str]
    reader: str = ""
    evaluation: Evaluation | None = None


@dataclass(frozen=True, slots=True)
class Action:
    """A command as the log tells it: its day, who, what it is called, its words, what it counted.

    ``done`` is False for one that ended in an error.
    """

    when: str
    who: str
    did: str
    command: str
    done: bool
    figures: Mapping[str, int | float]

    @property
    def day(self) -> str:
        """The day, as 2025-01-31."""
        return self.when[:10]

    def count(self, name: str) -> int:
        """Return what the command counted under a name; 0 where it tells of none."""
        return int(self.figures.get(name, 0))


@dataclass(frozen=True)
class Annex:
    """All that the annex tells.

    Attributes
    ----------
    made_on, program : the day, and the program's version
    actions : the lines of the log in the order of time
    broken_lines : lines of the log that could not be read
    out_of_order : whether lines stood in another order, as in a log that was put together
    unlogged : models and reports that no line of the log tells of
    missing, changed : harvests that the log tells of and that are gone, or say something else now
    unreadable : files that could not be read, as far as the annex would have told of them
    """

    project: str
    made_on: str
    program: str
    harvests: tuple[HarvestFile, ...]
    coding: Coding
    codebooks: tuple[CodebookVersion, ...]
    agreement: tuple[Agreement, ...]
    models: tuple[ModelFacts, ...]
    actions: tuple[Action, ...]
    has_log: bool
    broken_lines: int = 0
    out_of_order: bool = False
    repeated_lines: int = 0
    unlogged: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    unreadable: tuple[str, ...] = ()
    audits: tuple[AuditFacts, ...] = ()

    def did(self, *names: str) -> tuple[Action, ...]:
        """Return the commands of these names that came to their end."""
        return tuple(one for one in self.actions if one.did in names and one.done)


@dataclass(frozen=True, slots=True)
class AuditFacts:
    """An audit: its day, rows read, findings, and rows that there was time for."""

    day: str
    fragments: int
    findings: int
    look_at: int
