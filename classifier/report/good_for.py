"""What a model is good for, in words that a coordinator can repeat."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from classifier.evaluate import Estimate, Evaluation
from classifier.evaluate.ceiling import BESIDE, HUMAN
from classifier.evaluate.results import LabelResult, TargetResult
from classifier.report.evaluation_sentences import in_use, of_hundred
from classifier.report.problems import counted
from classifier.train import ENOUGH_TO_BEGIN
from classifier.wording import listed

NOTHING_CODED = (
    "Good for a first look: nothing is coded yet, so nothing was measured, and the labels are "
    "ranked by the codebook alone. Let it suggest for a harvest, code about "
    f"{ENOUGH_TO_BEGIN} fragments of that, and train again."
)
_SHOWN = 3
_ENOUGH_TO_ACCEPT = 0.01
"""Share of fragments that could be accepted unseen, from which it is worth to say so."""


def good_for(evaluation: Evaluation) -> tuple[str, ...]:
    """Say of each target what the model is good for and what not, and how that was seen."""
    said = (" ".join(_of_target(one, evaluation)) for one in evaluation.targets)
    return tuple(said) or (NOTHING_CODED,)


def _of_target(one: TargetResult, evaluation: Evaluation) -> Iterator[str]:
    unknown = _why_unknown(one, evaluation)
    if unknown:
        yield f"{one.title}: good for nothing yet. {unknown}"
        return
    yield f"{one.title}: {_good_for(one, evaluation)}"
    yield _beside_the_most_frequent(one)
    yield _agreement(one)
    yield from _labels(one)
    yield from _people(one, evaluation)


def _why_unknown(one: TargetResult, evaluation: Evaluation) -> str:
    """Say why nothing is known of a target; "" where something is."""
    if one.n_coded < ENOUGH_TO_BEGIN:
        coded = counted(one.n_coded, "coded fragment")
        return f"{coded} cannot show it; from {ENOUGH_TO_BEGIN} up there are figures."
    held_out = {replay.target for replay in evaluation.replays}
    if evaluation.setting.kind == "held-out" and one.target not in held_out:
        return "Too few of the coded fragments could be held out to show it."
    return "" if _first_is_right(one) is not None else "No label is coded, so nothing is known."


def _good_for(one: TargetResult, evaluation: Evaluation) -> str:
    """Say it in a sentence: what the model is good for, and what not."""
    if (_first_is_right(one) or 0) <= _most_frequent(one):
        return "good for nothing yet: always naming the most frequent label does as well."
    replay = next((r for r in evaluation.replays if r.target == one.target), None)
    accepted = replay.accepted.value if replay else None
    if replay and accepted and accepted >= _ENOUGH_TO_ACCEPT:
        return (
            f"good for a first list to check, and for accepting some unseen (--accept "
            f"{replay.promised:g}: about {of_hundred(accepted)} fragments). Not for counting "
            "labels without a look."
        )
    return "good for a first list to check. Not for accepting unseen, nor for counting labels."


def _beside_the_most_frequent(one: TargetResult) -> str:
    n = one.n_coded - one.n_none
    right = _of(_first_is_right(one) or 0.0, n)
    return (
        f"The likeliest label is right in {right} fragments; always naming the most frequent "
        f"one would be in {_of(_most_frequent(one), n)}."
    )


def _agreement(one: TargetResult) -> str:
    """Say how many suggestions are recorded and how many records suggested, each as it is."""
    suggested = sum(label.n_suggested for label in one.labels)
    recorded = sum(label.support for label in one.labels)
    precision, recall = (one.figures[key].value for key in ("micro_precision", "micro_recall"))
    if precision is None or recall is None:
        return "No label was suggested."
    return (
        f"{_of(precision, suggested)} suggested labels are recorded too, and "
        f"{_of(recall, recorded)} recorded ones are suggested."
    )


def _labels(one: TargetResult) -> Iterator[str]:
    """Name the best and the weakest labels, and count those of which nothing is known."""
    labels = in_use(one)
    judged = [label for label in labels if not label.evaluable]
    ranked = sorted(judged, key=_f1, reverse=True)
    n = min(_SHOWN, len(ranked) // 2)
    if n:
        best, weakest = ranked[:n], ranked[: -n - 1 : -1]
        yield f"Best: {_names(best)}. Weakest: {_names(weakest)}."
    if few := len(labels) - len(judged):
        yield f"{counted(few, 'label')} with too few examples to say."


def _people(one: TargetResult, evaluation: Evaluation) -> Iterator[str]:
    """Set the model beside two coders, on what was coded twice."""
    doubles = {y.name: y for y in evaluation.yardsticks if y.target == one.target}
    if HUMAN not in doubles or BESIDE not in doubles:
        return
    people, ours = (_micro_f1(doubles[name].figures) for name in (HUMAN, BESIDE))
    if people is not None and ours is not None:
        yield (
            f"Where fragments were coded twice, two coders agree on {of_hundred(people)} labels, "
            f"model and coder on {round(100 * ours)}."
        )


def _first_is_right(one: TargetResult) -> float | None:
    return one.figures["precision_at_1"].value


def _most_frequent(one: TargetResult) -> float:
    """Return how often the label would be right that turned out to be the most frequent."""
    n = one.n_coded - one.n_none
    return max((label.support for label in one.labels), default=0) / n if n else 0.0


def _micro_f1(figures: Mapping[str, Estimate]) -> float | None:
    return figures["micro_f1"].value


def _f1(label: LabelResult) -> float:
    return label.figures["f1"].value or 0.0


def _names(labels: list[LabelResult]) -> str:
    return listed(f"“{label.name}”" for label in labels)


def _of(share: float, n: int) -> str:
    """Count out of a hundred only what was counted more than a hundred times.

    >>> _of(0.5, 8), _of(0.5, 800)
    ('4 of 8', '50 of 100')
    """
    return of_hundred(share) if n >= 100 else f"{round(share * n)} of {n}"
