"""What a fragment's page shows, worked out before any HTML is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from classifier.codebook import Label, Target, derive
from classifier.harvest import field_cells, normalise_tags
from classifier.records import Fragment, LabelSuggestion, TargetSuggestion
from classifier.review.desk import Desk
from classifier.review.marks import Piece, direction, paragraphs
from classifier.review.proposals import SHOWN
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


def fragment_view(desk: Desk, place: int) -> FragmentView:
    """Work out the page of the fragment at ``place``."""
    fragment = desk.material.fragments[place]
    hidden = desk.hidden(place)
    suggestion = None if hidden else desk.suggestion(place)
    proposed = {one.target: one for one in suggestion.targets} if suggestion else {}
    targets = tuple(_targets(desk, place, proposed))
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
        () if hidden else tuple(_neighbours(desk, fragment, proposed)),
        desk.material.findings.get(desk.material.keys[place], ()),
        hidden,
        desk.note(place),
        desk.stamp(place),
        _accepts(targets) if desk.accepting(place) else (),
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
    desk: Desk, place: int, proposed: Mapping[str, TargetSuggestion]
) -> Iterator[TargetView]:
    standing = desk.standing(place)
    open_ids = [target.id for target in desk.open_targets(place)]
    asked = desk.asked_of(place)
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
            _recorded(desk, place, target),
            tuple(_follows(desk, target, ticked, proposed)),
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
    room = len(digits) or SHOWN
    listed = [
        one
        for rank, one in enumerate(proposed.labels if proposed else ())
        if rank < room or one.suggested or one.id in ticked
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


def _recorded(desk: Desk, place: int, target: Target) -> tuple[str, ...]:
    """Name what stands in the harvest; without a worklist it would only lead the coder."""
    if not desk.material.findings:
        return ()
    codings = desk.material.recorded.get((desk.material.keys[place], target.id), ())
    labels = codings[-1].labels if codings else frozenset()
    return tuple(one.name for one in target.labels if one.id in labels)


def _follows(
    desk: Desk, target: Target, ticked: frozenset[str], proposed: Mapping[str, TargetSuggestion]
) -> Iterator[Follows]:
    for one in desk.material.codebook.targets:
        if one.derived_from != target.id:
            continue
        labels = derive(ticked, one, desk.material.codebook)
        suggestion = proposed.get(one.id)
        leans = tuple(label.name for label in suggestion.suggested) if suggestion else ()
        names = tuple(label.name for label in one.labels if label.id in labels)
        yield Follows(one.title or one.id, names, leans)


def _neighbours(
    desk: Desk, fragment: Fragment, proposed: Mapping[str, TargetSuggestion]
) -> Iterator[Neighbour]:
    similar = [name for one in proposed.values() for label in one.labels for name in label.similar]
    material = desk.material
    wanted = [name for name in dict.fromkeys(similar) if name != fragment.id]
    shown = [name for name in wanted if name not in material.confidential]
    for name in shown[:_NEIGHBOURS]:
        labels = material.proposals.labels_of(name)
        names = [
            target.label(label).name for target in desk.asked for label in labels.get(target.id, ())
        ]
        twin = material.coded.get(name)
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
