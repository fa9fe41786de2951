"""A finding: a recorded code, another reading of it, and why it is on the list.

An audit speaks about codes and texts, never about the people who coded. A row on the list is not
a mistake: two readings stand side by side, and the people who know the story decide. Why it is
there is said in one sentence, which of a confidential fragment quotes no word.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from classifier.codebook import label_names
from classifier.encode import DEFAULT, EncoderSettings
from classifier.harvest import ReadingChoices
from classifier.records import Origin
from classifier.translations import current_words, said_in, say
from classifier.wording import quoted

if TYPE_CHECKING:
    from pathlib import Path

    from classifier.codebook import Target
    from classifier.reader import ReaderSettings
    from classifier.records import FloatArray


Kind = Literal["missing", "unsupported", "exchanged", "coders", "twins", "rule"]
Support = Literal["strong", "some", "little"]

# From these chances on the support for another reading is called so.
STRONG, SOME = 0.5, 0.2
_NOWHERE = Origin("")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing worth a look: a recorded code, and what else it might be.

    Attributes
    ----------
    recorded : label ids of the target as recorded
    add, remove : how the other reading differs from what is recorded
    chance : how likely a second look changes these codes, in [0, 1]
    in_fragment : how many codes of the whole fragment a second look is expected to change
    rule : which rule a finding of kind "rule" rests on, "" otherwise
    other : the other reading in words, where it is no label
    why : one sentence; of a confidential fragment it quotes nothing
    similar : ids of fragments to compare with; never confidential ones
    version : codebook version of the recorded coding
    text : fingerprint of the fragment's text, which finds its row again
    changeable : `audit apply` can put the other reading in place of what is recorded
    """

    fragment_id: str
    target: str
    kind: Kind
    recorded: frozenset[str]
    add: frozenset[str] = frozenset()
    remove: frozenset[str] = frozenset()
    chance: float = 0.0
    in_fragment: float = 0.0
    rule: str = ""
    other: str = ""
    why: str = ""
    similar: tuple[str, ...] = ()
    version: str = ""
    origin: Origin = _NOWHERE
    text: str = ""
    changeable: bool = False

    @property
    def reading(self) -> frozenset[str]:
        """The other reading as label ids."""
        return (self.recorded - self.remove) | self.add

    @property
    def support(self) -> Support:
        """How much speaks for the other reading, in a word."""
        return support_of(self.chance)


@dataclass(frozen=True, slots=True)
class Rates:
    """How often coders leave out a code that fits, and how many of their codes do not fit.

    Attributes
    ----------
    kept : share of the fitting codes that were recorded
    astray : share of the recorded codes that another look would not record
    n_twice : fragments coded twice that this rests on; 0 where it is assumed
    draws : float (n_draws, 2), the same two for resamples of these fragments
    """

    kept: float
    astray: float
    n_twice: int = 0
    draws: FloatArray | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class AuditConfig:
    """Choices of an audit.

    Attributes
    ----------
    look_at : how many rows of the worklist the team has time for
    floor : findings with a smaller chance are not listed
    by_coder : add figures for each coder
    seed : of resamples
    codings : files of more codings
    votes : files of a second reader's votes
    reader : a language model on this machine that votes too
    reading : how the harvests are read
    encoder : in the words of ``--encoder``
    settings : how the encoders run
    """

    look_at: int = 40
    floor: float = 0.1
    by_coder: bool = False
    seed: int = 0
    codings: Sequence[Path] = ()
    votes: Sequence[Path] = ()
    reader: ReaderSettings | None = None
    reading: ReadingChoices = field(default_factory=ReadingChoices)
    encoder: str = DEFAULT
    settings: EncoderSettings = field(default_factory=EncoderSettings)


def support_of(chance: float) -> Support:
    """Say a chance in a word.

    >>> support_of(0.7), support_of(0.3), support_of(0.05)
    ('strong', 'some', 'little')
    """
    if chance >= STRONG:
        return "strong"
    return "some" if chance >= SOME else "little"


MOST_WORDS = 3


def named(labels: Collection[str], target: Target) -> str:
    """The labels' names in the codebook's order, each in quotation marks."""
    return _written(label_names(labels, target)) or say("no_label")


def _written(names: str) -> str:
    """Return names with the commas of the language that is written."""
    return str(said_in(names, current_words().language))


def in_brackets(words: Sequence[str]) -> str:
    """A few words of the text in brackets; nothing where none may be quoted."""
    return f" ({_written(quoted(words[:MOST_WORDS]))})" if words else ""


def why_missing(
    labels: Collection[str], target: Target, words: Sequence[str], support: Support
) -> str:
    """A label that the text may also speak of."""
    told = f"{named(labels, target)}{in_brackets(words)}"
    return say("why_missing", labels=told, support=say(f"support_{support}"))


def why_unsupported(labels: Collection[str], target: Target, alike: bool) -> str:
    """A recorded label that little in the text speaks for."""
    told = named(labels, target)
    return (
        say("why_unsupported_alike", labels=told) if alike else say("why_unsupported", labels=told)
    )


def why_exchanged(
    remove: Collection[str], add: Collection[str], target: Target, words: Sequence[str], hint: str
) -> str:
    """A recorded label that may be another one."""
    other = f"{named(add, target)}{in_brackets(words)}"
    return say("why_exchanged", recorded=named(remove, target), other=other) + _hinted(hint)


def why_read_otherwise(
    remove: Collection[str], add: Collection[str], target: Target, who: str, hint: str
) -> str:
    """Another person, or the FragmentID, reads the fragment otherwise."""
    parts = []
    if add:
        told = named(add, target)
        parts.append(told if remove else say("why_also", labels=told))
    if remove:
        parts.append(say("why_not", labels=named(remove, target)))
    return f"{who} {', '.join(parts)}. {say('why_both')}{_hinted(hint)}"


def _hinted(hint: str) -> str:
    return f" {say('why_codebook', hint=hint)}" if hint else ""


def why_twins(other: str, template: bool) -> str:
    """Two fragments that tell nearly the same and are coded differently."""
    return say("why_template", other=other) if template else say("why_twins", other=other)
