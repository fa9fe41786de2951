"""The overview: which fragments to show, how far the work is, where coder and model agree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from classifier.codebook import Target
from classifier.folding import plain_words
from classifier.review.answers import TargetAnswer
from classifier.review.session import Session

SHOWS = ("all", "open", "done", "discuss", "note", "differs", "uncoded")
PAGE = 40


@dataclass(frozen=True, slots=True)
class Filter:
    """Which fragments to list: by state, by a label as "target:label", by words or id."""

    show: str = "all"
    label: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class OverviewRow:
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


def progress(session: Session) -> Progress:
    """Count what is done."""
    places = range(len(session.inputs.fragments))
    discuss = sum(_state(session, place) == "discuss" for place in places)
    notes = sum(bool(session.note(place)) for place in places)
    others = session.answers.coders()
    named = tuple((who, len(of)) for who, of in sorted(others.items()) if who != session.coder)
    return Progress(len(places), len(session.queue.done), discuss, notes, named)


def matching(session: Session, wanted: Filter) -> list[int]:
    """Give the places that ``wanted`` lets through, by row."""
    tests: list[Callable[[int], bool]] = []
    if wanted.show != "all":
        tests.append(lambda place: _shows(session, place, wanted.show))
    if wanted.label:
        tests.append(lambda place: wanted.label in _answered_labels(session, place))
    words = plain_words(wanted.words).split()
    if words:
        tests.append(lambda place: _mentions(session, place, words))
    places = range(len(session.inputs.fragments))
    return [place for place in places if all(test(place) for test in tests)]


def overview_rows(session: Session, places: Iterable[int]) -> list[OverviewRow]:
    """Describe fragments for the list; their text stays on their own page."""
    found = []
    for place in places:
        standing = session.standing(place)
        names = tuple(
            label.name
            for target in session.asked
            if target.id in standing
            for label in target.labels
            if label.id in standing[target.id].given.labels
        )
        name = session.inputs.fragments[place].id
        found.append(
            OverviewRow(place, name, _state(session, place), names, bool(session.note(place)))
        )
    return found


def tallies(session: Session, *, unseen: bool) -> list[Tally]:
    """Compare answers and suggestions label by label, the most used first.

    Parameters
    ----------
    unseen : count the answers given before the suggestions were shown, instead of those that
        stand and were given with them in sight
    """
    found: list[Tally] = []
    for target in session.asked:
        both: Counter[str] = Counter()
        coder: Counter[str] = Counter()
        model: Counter[str] = Counter()
        for given in _compared(session, target, unseen):
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


def _compared(session: Session, target: Target, unseen: bool) -> Iterable[TargetAnswer]:
    for place, key in enumerate(session.inputs.keys):
        if unseen:
            given = session.answers.unseen(session.coder, key).get(target.id)
        else:
            standing = session.standing(place).get(target.id)
            given = standing.given if standing and not standing.given.unseen else None
        if given and given.state == "decided" and given.verdict:
            yield given


def _state(session: Session, place: int) -> str:
    standing = session.standing(place)
    if any(one.given.state == "discuss" for one in standing.values()):
        return "discuss"
    return "done" if place in session.queue.done else "open"


def _shows(session: Session, place: int, show: str) -> bool:
    if show == "note":
        return bool(session.note(place))
    if show == "uncoded":
        key = session.inputs.keys[place]
        return not any((key, target.id) in session.inputs.recorded for target in session.asked)
    if show == "differs":
        standing = session.standing(place).values()
        decided = [one.given for one in standing if one.given.state == "decided"]
        return any(one.verdict and one.labels != one.proposed_labels for one in decided)
    return _state(session, place) == show


def _answered_labels(session: Session, place: int) -> set[str]:
    standing = session.standing(place)
    return {f"{t}:{label}" for t, one in standing.items() for label in one.given.labels}


def _mentions(session: Session, place: int, words: list[str]) -> bool:
    text, note = session.inputs.folded[place], plain_words(session.note(place))
    return all(word in text or word in note for word in words)
