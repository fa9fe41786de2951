"""The overview: which fragments to show, how far the work is, where coder and model agree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
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
    """How often the coder gave a label, how often the model did, and how often both."""

    target: str
    name: str
    coder: int
    model: int
    both: int

    @property
    def agreement(self) -> float | None:
        """Share of ticks that both gave: positive specific agreement (Cicchetti & Feinstein).

        None where nobody ticked it.
        """
        ticks = self.coder + self.model
        return 2 * self.both / ticks if ticks else None


@dataclass(frozen=True, slots=True)
class NewLabel:
    """A label that the coder misses in the codebook: title of the target, words, fragments."""

    target: str
    words: str
    places: tuple[int, ...]


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
    answered = session.answers.coders()
    others = [(coder, len(answered[coder])) for coder in sorted(answered) if coder != session.coder]
    return Progress(len(places), len(session.queue.done), discuss, notes, tuple(others))


def matching(session: Session, wanted: Filter) -> list[int]:
    """Return the places that ``wanted`` lets through, by row."""
    places: Iterable[int] = range(len(session.inputs.fragments))
    words = plain_words(wanted.words).split()
    if wanted.show != "all":
        places = [place for place in places if _shows(session, place, wanted.show)]
    if wanted.label:
        places = [place for place in places if _is_ticked(session, place, wanted.label)]
    if words:
        places = [place for place in places if _mentions(session, place, words)]
    return list(places)


def overview_rows(session: Session, places: Iterable[int]) -> list[OverviewRow]:
    """Describe fragments for the list; their text stays on their own page."""
    rows = []
    for place in places:
        standing = session.standing(place)
        names: list[str] = []
        for target in session.asked:
            ticked = standing[target.id].answer.labels if target.id in standing else ()
            names += [label.name for label in target.labels if label.id in ticked]
        fragment, noted = session.inputs.fragments[place].id, bool(session.note(place))
        rows.append(OverviewRow(place, fragment, _state(session, place), tuple(names), noted))
    return rows


def new_labels(session: Session) -> list[NewLabel]:
    """List what the coder misses in the codebook, by target, the most often noted first.

    Words that differ in case or accents alone count as one.
    """
    found: dict[tuple[str, str], list[tuple[str, int]]] = {}
    for place in range(len(session.inputs.keys)):
        for target, labels in session.new_labels(place).items():
            for words in sorted(labels):
                found.setdefault((target, plain_words(words)), []).append((words, place))
    titles = {target.id: target.title or target.id for target in session.asked}
    rows = [
        NewLabel(titles.get(target, target), noted[0][0], tuple(place for _, place in noted))
        for (target, _), noted in found.items()
    ]
    return sorted(rows, key=lambda row: (row.target, -len(row.places), row.words))


def tallies(session: Session, *, unseen: bool) -> list[Tally]:
    """Compare answers and suggestions label by label, the most used first.

    Parameters
    ----------
    unseen : count the answers given before the suggestions were shown, instead of those that
        stand and were given with them in sight
    """
    counted: list[Tally] = []
    for target in session.asked:
        coder: Counter[str] = Counter()
        model: Counter[str] = Counter()
        both: Counter[str] = Counter()
        for answer in _compared(session, target, unseen):
            coder.update(answer.labels)
            model.update(answer.proposed_labels)
            both.update(answer.labels & answer.proposed_labels)
        title = target.title or target.id
        counted += [
            Tally(title, label.name, coder[label.id], model[label.id], both[label.id])
            for label in target.labels
            if coder[label.id] or model[label.id]
        ]
    return sorted(counted, key=lambda one: (one.target, -one.coder, -one.model, one.name))


def _compared(session: Session, target: Target, unseen: bool) -> Iterable[TargetAnswer]:
    for place, key in enumerate(session.inputs.keys):
        if unseen:
            given = session.answers.unseen(session.coder, key).get(target.id)
        else:
            standing = session.standing(place).get(target.id)
            given = standing.answer if standing and not standing.answer.unseen else None
        if given and given.state == "decided" and given.verdict:
            yield given


def _state(session: Session, place: int) -> str:
    standing = session.standing(place)
    if any(one.answer.state == "discuss" for one in standing.values()):
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
        decided = [one.answer for one in standing if one.answer.state == "decided"]
        return any(one.verdict and one.labels != one.proposed_labels for one in decided)
    return _state(session, place) == show


def _is_ticked(session: Session, place: int, wanted: str) -> bool:
    target, _, label = wanted.partition(":")
    standing = session.standing(place).get(target)
    return standing is not None and label in standing.answer.labels


def _mentions(session: Session, place: int, words: list[str]) -> bool:
    text, note = session.inputs.folded[place], plain_words(session.note(place))
    return all(word in text or word in note for word in words)
