"""The overview: which fragments to show, how far the work is, where coder and model agree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal, get_args

from classifier.codebook import Target
from classifier.harvest.clean import fold
from classifier.review.desk import Desk
from classifier.review.log import Given

Show = Literal["all", "open", "done", "discuss", "note", "differs", "uncoded"]
SHOWS: tuple[Show, ...] = get_args(Show)
PAGE = 40


@dataclass(frozen=True, slots=True)
class Filter:
    """Which fragments to list: by state, by a label as "target:label", by words or id."""

    show: Show = "all"
    label: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One fragment in the list: names of what was ticked, "" of the state "open"."""

    place: int
    id: str
    state: str
    labels: tuple[str, ...]
    noted: bool


@dataclass(frozen=True, slots=True)
class Tally:
    """How often coder and model gave one label; ratios are None where nobody did."""

    target: str
    name: str
    both: int
    only_coder: int
    only_model: int

    @property
    def coder(self) -> int:
        """How often the coder gave it."""
        return self.both + self.only_coder

    @property
    def model(self) -> int:
        """How often the model suggested it."""
        return self.both + self.only_model

    @property
    def agreement(self) -> float | None:
        """Share of ticks that both gave: positive specific agreement (Cicchetti & Feinstein)."""
        ticks = self.coder + self.model
        return 2 * self.both / ticks if ticks else None


@dataclass(frozen=True, slots=True)
class Progress:
    """Counts over the whole harvest; ``others``: answered fragments by the name of the coder."""

    n: int
    answered: int
    discuss: int
    notes: int
    others: tuple[tuple[str, int], ...]


def progress(desk: Desk) -> Progress:
    """Count what is done."""
    places = range(len(desk.material.fragments))
    discuss = sum(_state(desk, place) == "discuss" for place in places)
    notes = sum(bool(desk.note(place)) for place in places)
    others = desk.ledger.coders()
    named = tuple((who, len(of)) for who, of in sorted(others.items()) if who != desk.coder)
    return Progress(len(places), len(desk.line.done), discuss, notes, named)


def matching(desk: Desk, wanted: Filter) -> list[int]:
    """Give the places that ``wanted`` lets through, by row."""
    tests: list[Callable[[int], bool]] = []
    if wanted.show != "all":
        tests.append(lambda place: _shows(desk, place, wanted.show))
    if wanted.label:
        tests.append(lambda place: wanted.label in _answered_labels(desk, place))
    words = fold(wanted.words).split()
    if words:
        tests.append(lambda place: _mentions(desk, place, words))
    places = range(len(desk.material.fragments))
    return [place for place in places if all(test(place) for test in tests)]


def lines(desk: Desk, places: Iterable[int]) -> list[Line]:
    """Describe fragments for the list; their text stays on their own page."""
    found = []
    for place in places:
        standing = desk.standing(place)
        names = tuple(
            label.name
            for target in desk.asked
            if target.id in standing
            for label in target.labels
            if label.id in standing[target.id].given.labels
        )
        name = desk.material.fragments[place].id
        found.append(Line(place, name, _state(desk, place), names, bool(desk.note(place))))
    return found


def tallies(desk: Desk, *, unseen: bool) -> list[Tally]:
    """Compare answers and suggestions label by label, the most used first.

    Parameters
    ----------
    unseen : count the answers given before the suggestions were shown, instead of those that
        stand and were given with them in sight
    """
    found: list[Tally] = []
    for target in desk.asked:
        both: Counter[str] = Counter()
        coder: Counter[str] = Counter()
        model: Counter[str] = Counter()
        for given in _compared(desk, target, unseen):
            suggested = given.proposed_labels
            both.update(given.labels & suggested)
            coder.update(given.labels - suggested)
            model.update(suggested - given.labels)
        found += [
            Tally(target.title or target.id, one.name, both[one.id], coder[one.id], model[one.id])
            for one in target.labels
            if both[one.id] + coder[one.id] + model[one.id]
        ]
    return sorted(found, key=lambda one: (one.target, -one.coder, -one.model, one.name))


def _compared(desk: Desk, target: Target, unseen: bool) -> Iterable[Given]:
    for place, key in enumerate(desk.material.keys):
        if unseen:
            given = desk.ledger.unseen(desk.coder, key).get(target.id)
        else:
            standing = desk.standing(place).get(target.id)
            given = standing.given if standing and not standing.given.unseen else None
        if given and given.state == "decided" and given.verdict:
            yield given


def _state(desk: Desk, place: int) -> str:
    standing = desk.standing(place)
    if any(one.given.state == "discuss" for one in standing.values()):
        return "discuss"
    return "done" if place in desk.line.done else "open"


def _shows(desk: Desk, place: int, show: Show) -> bool:
    if show == "note":
        return bool(desk.note(place))
    if show == "uncoded":
        key = desk.material.keys[place]
        return not any((key, target.id) in desk.material.recorded for target in desk.asked)
    if show == "differs":
        standing = desk.standing(place).values()
        decided = [one.given for one in standing if one.given.state == "decided"]
        return any(one.verdict and one.labels != one.proposed_labels for one in decided)
    return _state(desk, place) == show


def _answered_labels(desk: Desk, place: int) -> set[str]:
    standing = desk.standing(place)
    return {f"{t}:{label}" for t, one in standing.items() for label in one.given.labels}


def _mentions(desk: Desk, place: int, words: list[str]) -> bool:
    text, note = desk.material.folded[place], fold(desk.note(place))
    return all(word in text or word in note for word in words)
