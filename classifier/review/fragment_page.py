"""What a fragment's page shows, worked out before any HTML is written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from classifier.codebook import Label, Target, derive
from classifier.harvest import field_cells, normalise_tags
from classifier.harvest.clean import TAGS
from classifier.records import Fragment, LabelSuggestion, TargetSuggestion
from classifier.review.proposals import SHOWN
from classifier.review.session import Session
from classifier.review.worklist import Finding

_NEIGHBOURS = 4
_DIGITS = "123456789"


@dataclass(frozen=True, slots=True)
class Passage:
    """A text of the fragment, cut into paragraphs, with the way it runs.

    ``speaking``: keys of the labels whose words are marked from the start, the suggested ones.
    """

    paragraphs: Sequence[Sequence[Piece]]
    direction: str
    speaking: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class LabelView:
    """One label as listed; ``digit`` ticks it, "" if it has none."""

    key: str
    label: Label
    digit: str
    ticked: bool
    suggestion: LabelSuggestion | None

    @property
    def suggested(self) -> bool:
        """Whether the model suggests it."""
        return self.suggestion is not None and self.suggestion.suggested


@dataclass(frozen=True, slots=True)
class TargetView:
    """One target: its state, the labels listed, and what follows from it.

    Attributes
    ----------
    state : "open", "decided", "none" or "discuss"
    active : the keys n, d, a and / act on it
    recorded : names that stand in the harvest, shown only with a worklist
    follows : derived targets with the names that follow, and those the model leans to
    """

    target: Target
    title: str
    state: str
    active: bool
    verdict: str
    calibrated: bool
    labels: tuple[LabelView, ...]
    recorded: tuple[str, ...]
    follows: tuple[Follows, ...]


@dataclass(frozen=True, slots=True)
class Follows:
    """A derived target and the names that follow from what is ticked."""

    title: str
    names: tuple[str, ...]
    leans: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A coded fragment like this one; ``text`` is None where it was not handed in."""

    id: str
    labels: tuple[str, ...]
    text: Passage | None


@dataclass(frozen=True)
class FragmentView:
    """Everything on a fragment's page."""

    place: int
    fragment: Fragment
    language: str
    outcome: Passage
    significance: Passage
    contribution: Passage | None
    additional: Passage | None
    targets: tuple[TargetView, ...]
    neighbours: tuple[Neighbour, ...]
    findings: tuple[Finding, ...]
    hidden: bool
    note: str
    stamp: int
    accepts: tuple[str, ...]


def fragment_view(session: Session, place: int) -> FragmentView:
    """Work out the page of the fragment at ``place``."""
    fragment = session.inputs.fragments[place]
    hidden = session.hidden(place)
    suggestion = None if hidden else session.suggestion(place)
    proposed = {one.target: one for one in suggestion.targets} if suggestion else {}
    targets = tuple(_targets(session, place, proposed))
    words = _words(targets)
    speaking = frozenset(one.key for target in targets for one in target.labels if one.suggested)
    cells = field_cells(fragment.cells)
    return FragmentView(
        place,
        fragment,
        suggestion.language if suggestion else "",
        replace(passage(fragment.outcome, words), speaking=speaking),
        replace(passage(fragment.significance, words), speaking=speaking),
        _cell(cells, "contribution"),
        _cell(cells, "additional"),
        targets,
        () if hidden else tuple(_neighbours(session, fragment, proposed)),
        session.inputs.findings.get(session.inputs.keys[place], ()),
        hidden,
        session.note(place),
        session.stamp(place),
        _accepts(targets) if session.accepting(place) else (),
    )


def passage(text: str, words: Mapping[str, tuple[str, ...]] | None = None) -> Passage:
    """Cut a text for the page."""
    return Passage(paragraphs(text, words or {}), direction(text))


def _cell(cells: Mapping[str, str], field: str) -> Passage | None:
    text = normalise_tags(cells.get(field, "")).strip()
    return passage(text) if text else None


def _words(targets: Sequence[TargetView]) -> dict[str, tuple[str, ...]]:
    return {
        one.key: one.suggestion.words
        for target in targets
        for one in target.labels
        if one.suggestion and one.suggestion.words
    }


def _targets(
    session: Session, place: int, proposed: Mapping[str, TargetSuggestion]
) -> Iterator[TargetView]:
    standing = session.standing(place)
    open_ids = [target.id for target in session.open_targets(place)]
    asked = session.asked_of(place)
    active = next(iter(open_ids), asked[0].id if asked else "")
    for target, digits in zip(asked, share_digits(len(asked)), strict=True):
        answer = standing.get(target.id)
        given = answer.given if answer else None
        ticked = given.labels if given else frozenset()
        state = "open" if given is None else given.state
        one = proposed.get(target.id)
        yield TargetView(
            target,
            target.title or target.id,
            "none" if state == "decided" and not ticked else state,
            target.id == active,
            one.verdict if one else "",
            one.calibrated if one else True,
            tuple(_labels(target, one, ticked, digits)),
            _recorded(session, place, target),
            tuple(_follows(session, target, ticked, proposed)),
        )


def share_digits(n_targets: int) -> list[str]:
    """Share the digits out, so that each target's first label always has the same one.

    >>> share_digits(2), share_digits(1), share_digits(4)
    (['12345', '6789'], ['123456789'], ['123', '456', '789', ''])
    """
    if n_targets == 1:
        return [_DIGITS]
    if n_targets == 2:
        return [_DIGITS[:5], _DIGITS[5:]]
    thirds = [_DIGITS[:3], _DIGITS[3:6], _DIGITS[6:]]
    return [*thirds, *[""] * n_targets][:n_targets]


def _labels(
    target: Target, proposed: TargetSuggestion | None, ticked: frozenset[str], digits: str
) -> Iterator[LabelView]:
    """The labels listed: those of the model in its order, then others that are ticked.

    Of those that are not suggested only as many as there are digits: the rest is one key away.
    """
    most = len(digits) or SHOWN
    listed = [
        one
        for rank, one in enumerate(proposed.labels if proposed else ())
        if rank < most or one.suggested or one.id in ticked
    ]
    found: list[tuple[str, LabelSuggestion | None]] = [(one.id, one) for one in listed]
    known = {name for name, _ in found}
    found += [(name, None) for name in target.ids if name in ticked and name not in known]
    for number, (name, suggestion) in enumerate(found):
        label = target.label(name)
        if label.retired and name not in ticked:
            continue
        digit = digits[number] if number < len(digits) else ""
        yield LabelView(f"{target.id}-{name}", label, digit, name in ticked, suggestion)


def _recorded(session: Session, place: int, target: Target) -> tuple[str, ...]:
    """Name what stands in the harvest; without a worklist it would only lead the coder."""
    if not session.inputs.findings:
        return ()
    codings = session.inputs.recorded.get((session.inputs.keys[place], target.id), ())
    labels = codings[-1].labels if codings else frozenset()
    return tuple(one.name for one in target.labels if one.id in labels)


def _follows(
    session: Session,
    target: Target,
    ticked: frozenset[str],
    proposed: Mapping[str, TargetSuggestion],
) -> Iterator[Follows]:
    for one in session.inputs.codebook.targets:
        if one.derived_from != target.id:
            continue
        labels = derive(ticked, one, session.inputs.codebook)
        suggestion = proposed.get(one.id)
        leans = tuple(label.name for label in suggestion.suggested) if suggestion else ()
        names = tuple(label.name for label in one.labels if label.id in labels)
        yield Follows(one.title or one.id, names, leans)


def _neighbours(
    session: Session, fragment: Fragment, proposed: Mapping[str, TargetSuggestion]
) -> Iterator[Neighbour]:
    similar = [name for one in proposed.values() for label in one.labels for name in label.similar]
    inputs = session.inputs
    wanted = [name for name in dict.fromkeys(similar) if name != fragment.id]
    shown = [name for name in wanted if name not in inputs.confidential]
    for name in shown[:_NEIGHBOURS]:
        labels = inputs.proposals.labels_of(name)
        names = [
            target.label(label).name
            for target in session.asked
            for label in labels.get(target.id, ())
        ]
        twin = inputs.coded.get(name)
        yield Neighbour(name, tuple(names), passage(twin.outcome) if twin else None)


def _accepts(targets: Sequence[TargetView]) -> tuple[str, ...]:
    """Name what Enter would accept: suggestions for targets that are open and not unsure."""
    return tuple(
        one.label.name
        for target in targets
        if target.state == "open" and target.verdict == "suggest"
        for one in target.labels
        if one.suggested
    )


_TAG = re.compile("|".join(re.escape(tag) for tag in sorted(set(TAGS.values()))))
# Letters of scripts that are written from right to left: Hebrew, Arabic, Syriac, Thaana, N'Ko.
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_LEFT_TO_RIGHT = re.compile("[A-Za-z\u00c0-\u024f\u0370-\u052f]")


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text; ``labels`` are the keys of the labels it speaks for.

    ``tag``: it stands for something that was taken out, and ``text`` is the bare word.
    """

    text: str
    labels: tuple[str, ...] = ()
    tag: bool = False


def direction(text: str) -> str:
    """Which way a text runs, whatever script its tags are in: "rtl" or "ltr".

    >>> direction("<LOC> اجتمعت النساء"), direction("<person> met in Aleppo (حلب)")
    ('rtl', 'ltr')
    """
    bare = _TAG.sub("", text)
    right = len(_RIGHT_TO_LEFT.findall(bare))
    return "rtl" if right > len(_LEFT_TO_RIGHT.findall(bare)) else "ltr"


def paragraphs(text: str, words: Mapping[str, tuple[str, ...]]) -> list[list[Piece]]:
    """Cut ``text`` into paragraphs of pieces.

    Parameters
    ----------
    words : per label key, the words or short phrases that speak for it, in lower case
    """
    lines = [line for line in text.split("\n") if line.strip()]
    return [pieces(line, words) for line in lines]


def pieces(text: str, words: Mapping[str, tuple[str, ...]]) -> list[Piece]:
    """Cut one line into pieces; put together they give the line, but for the tags' brackets.

    >>> [(p.text, p.labels) for p in pieces("A law, by <person>.", {"T2": ("law",)})]
    [('A ', ()), ('law', ('T2',)), (', by ', ()), ('person', ()), ('.', ())]
    """
    found: list[Piece] = []
    start = 0
    for match in _TAG.finditer(text):
        found += _plain_pieces(text[start : match.start()], words)
        found.append(Piece(match[0].strip("<>"), tag=True))
        start = match.end()
    return found + _plain_pieces(text[start:], words)


def _plain_pieces(text: str, words: Mapping[str, tuple[str, ...]]) -> list[Piece]:
    lit: list[set[str]] = [set() for _ in text]
    for label, phrases in words.items():
        for phrase in phrases:
            for match in re.finditer(_as_written(phrase), text, flags=re.IGNORECASE):
                for place in range(*match.span()):
                    lit[place].add(label)
    found: list[Piece] = []
    start = 0
    for end in range(1, len(text) + 1):
        if end == len(text) or lit[end] != lit[start]:
            found.append(Piece(text[start:end], tuple(sorted(lit[start]))))
            start = end
    return found


def _as_written(phrase: str) -> str:
    """A pattern for the words of a phrase with anything but letters between them."""
    parts = [re.escape(word) for word in phrase.split()]
    return r"(?<!\w)" + r"\W+".join(parts) + r"(?!\w)" if parts else r"(?!)"
