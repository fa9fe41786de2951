"""From probabilities to decisions: what is sure enough, and why the rest is for a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import prod
from typing import TYPE_CHECKING

from classifier.codebook import did_follow, what_follows
from classifier.relabel.moves import Move, Question, Route, Step, route, strongest
from classifier.translations import say

if TYPE_CHECKING:
    from classifier.codebook import Codebook, Target
    from classifier.relabel.moves import How
    from classifier.relabel.rows import ArchiveRow

# A new label with few examples: rows this much likelier than its share of the coded rows are shown
# to a person, however small the probability is. On the sample that is one row in fifteen.
LIFT = 3.0


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of one label: how often it was seen, and from where on it is suggested.

    ``share`` is its share of the coded rows that know it, ``name`` what people call it.
    """

    examples: int
    few: bool
    share: float
    threshold: float
    name: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What was read in one text for one target.

    ``unreadable`` says why there is nothing to go by; ``words`` speak for each label.
    """

    probability: Mapping[str, float] = field(default_factory=dict)
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    standing: Mapping[str, Standing] = field(default_factory=dict)
    calibrated: bool = True
    unreadable: str = ""


# Answers of one row by target and by the version whose question they answer.
Answers = Mapping[tuple[str, str], Answer]


def given_any(probability: Mapping[str, float]) -> dict[str, float]:
    """Probabilities of the pieces of a split, given that at least one of them is true.

    The coder ticked the whole, so some piece is there. Pieces are taken as independent.

    >>> {k: round(p, 2) for k, p in given_any({"a": 0.5, "b": 0.5}).items()}
    {'a': 0.67, 'b': 0.67}
    """
    some = 1 - prod(1 - p for p in probability.values())
    return {label: min(1.0, p / some) if some > 0 else 0.0 for label, p in probability.items()}


def judge(question: Question, answer: Answer, accept: float) -> Step:
    """Answer one question where the text is clear, else say why a person must."""
    if answer.unreadable:
        return _step(question, "person", reason=answer.unreadable)
    scored = {label: answer.probability[label] for label in question.options}
    if question.is_split:
        return _judge_split(question, answer, given_any(scored), accept)
    return _judge_new(question, answer, scored, accept)


def _judge_split(
    question: Question, answer: Answer, probability: Mapping[str, float], accept: float
) -> Step:
    chosen = tuple(label for label, p in probability.items() if p >= accept)
    reason = ""
    if not chosen or any(1 - accept < p < accept for p in probability.values()):
        likeliest = max(probability, key=probability.__getitem__)
        chosen = tuple(label for label, p in probability.items() if p > 0.5) or (likeliest,)
        reason = _not_sure(accept)
    reason = _too_few(chosen, answer) or reason
    how: How = "person" if reason else "model"
    return _step(question, how, answer, probability, chosen, reason)


def _judge_new(
    question: Question, answer: Answer, probability: Mapping[str, float], accept: float
) -> Step:
    (label,) = question.options
    p, standing = probability[label], answer.standing[label]
    likely = (label,) if p >= min(standing.threshold, 0.5) else ()
    if not answer.calibrated:
        return _step(question, "person", answer, probability, (), _too_few((label,), answer))
    if p >= accept:
        reason = _too_few((label,), answer)
        how: How = "person" if reason else "model"
        return _step(question, how, answer, probability, (label,), reason)
    if p > 1 - accept:
        return _step(question, "person", answer, probability, likely, _not_sure(accept))
    stands_out = standing.few and (not standing.examples or p >= LIFT * standing.share)
    if stands_out:
        reason = _too_few((label,), answer)
        return _step(question, "person", answer, probability, likely, reason)
    return _step(question, "model", None, probability, ())


def _step(
    question: Question,
    how: How,
    answer: Answer | None = None,
    probability: Mapping[str, float] | None = None,
    chosen: tuple[str, ...] = (),
    reason: str = "",
) -> Step:
    words = answer.words if answer else {}
    return Step(
        kind="split" if question.is_split else "add",
        version=question.version,
        label=question.label or question.options[0],
        how=how,
        options=question.options,
        chosen=chosen,
        probability={k: round(p, 4) for k, p in (probability or {}).items()},
        words={k: words[k] for k in question.options if words.get(k)},
        reason=reason,
        note=question.note,
    )


def _too_few(labels: tuple[str, ...], answer: Answer) -> str:
    """Say that the labels rest on too few examples; "" if they do not."""
    if not answer.calibrated:
        return say("plan_too_little")
    for label in labels:
        standing = answer.standing[label]
        if standing.few:
            return say("plan_few", n=standing.examples, label=standing.name or label)
    return ""


def _not_sure(accept: float) -> str:
    return say("plan_not_sure", accept=f"{accept:g}")


# -- cells


def questions_of(row: ArchiveRow, codebook: Codebook) -> list[tuple[str, Question]]:
    """List what only the text of this row can answer, by target."""
    version = row.codes.version
    questions: list[tuple[str, Question]] = []
    if not version or version == codebook.newest:
        return questions
    for target in codebook.targets:
        if not target.derived_from and target.id in row.codes.labels:
            way = route(row.codes.labels[target.id], target, version, codebook)
            questions += [(target.id, question) for question in way.questions]
    return questions


def moves_of(
    row: ArchiveRow, codebook: Codebook, answers: Answers, accept: float
) -> tuple[Move, ...]:
    """Decide every coded cell of a row."""
    moves: dict[str, Move] = {}
    # What others derive from comes first.
    for target in sorted(codebook.targets, key=lambda target: bool(target.derived_from)):
        if target.id not in row.codes.labels:
            continue
        before, version = row.codes.labels[target.id], row.codes.version
        if version == codebook.newest:
            moves[target.id] = Move(target.id, before, before, "unchanged")
            continue
        way = route(before, target, version, codebook)
        if target.derived_from:
            source = moves.get(target.derived_from)
            moves[target.id] = _derived(row, target, codebook, way, source)
        else:
            judged = [judge(q, answers[target.id, q.version], accept) for q in way.questions]
            moves[target.id] = _move(row, target, way, judged)
    return tuple(moves[target.id] for target in codebook.targets if target.id in moves)


def _move(row: ArchiveRow, target: Target, way: Route, judged: Sequence[Step]) -> Move:
    before = row.codes.labels[target.id]
    steps = [*way.steps, *judged]
    after = way.fixed.union(*(step.chosen for step in judged))
    if target.id in row.codes.unread:
        steps.append(_cell_step(say("plan_unread")))
    elif before and not after:
        steps.append(_cell_step(say("plan_nothing_left")))
    # That a new label is not there is nobody's decision.
    how = strongest(tuple(step.how for step in steps if step.how != "model" or step.chosen))
    look = tuple(dict.fromkeys(step.note for step in way.steps if step.note))
    return Move(target.id, before, after, how, tuple(steps), look)


def _cell_step(reason: str) -> Step:
    return Step("cell", "", "", "person", reason=reason)


def _derived(
    row: ArchiveRow, target: Target, codebook: Codebook, way: Route, source: Move | None
) -> Move:
    """Let a cell follow from the labels that it derives from, where they are coded."""
    before = row.codes.labels[target.id]
    if target.id in row.codes.unread:
        unread = _cell_step(say("plan_unread"))
        return Move(target.id, before, way.fixed, "person", (*way.steps, unread))
    after = what_follows(source.after, target, codebook) if source else None
    if source is None or after is None:
        how = strongest(tuple(step.how for step in way.steps))
        return Move(target.id, before, way.fixed, how, way.steps)
    if not did_follow(before, source.before, target, row.codes.version, codebook):
        how = strongest(tuple(step.how for step in way.steps))
        look = () if after == way.fixed else (say("plan_does_not_follow"),)
        return Move(target.id, before, way.fixed, how, way.steps, look)
    if source.how == "person":
        return Move(target.id, before, after, "person", way.steps)
    if after == before and not way.steps:
        return Move(target.id, before, after, "unchanged")
    step = Step("derive", codebook.newest, "", "rule", chosen=tuple(sorted(after)))
    return Move(target.id, before, after, "rule", (*way.steps, step))
