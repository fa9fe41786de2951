"""What a model is good for, in words that a coordinator can repeat: the report's first page."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from classifier.evaluate import Estimate, Evaluation
from classifier.evaluate.ceiling import BESIDE, HUMAN
from classifier.evaluate.replay import FINDING
from classifier.evaluate.results import LabelResult, Replay, TargetResult
from classifier.report.document import FirstPage, KeyFigure
from classifier.report.evaluation_sentences import drift_words, how_many, in_use
from classifier.report.figures import DASH, bar_of, of_hundred, percent
from classifier.report.problems import counted
from classifier.report.svg import Bar, Chart
from classifier.train import ENOUGH_TO_BEGIN
from classifier.wording import first_names, listed

NOTHING_CODED = (
    "Good for a first look: nothing is coded yet, so nothing was measured, and the labels are "
    "ranked by the codebook alone. Let it suggest for a harvest, code about "
    f"{ENOUGH_TO_BEGIN} fragments of that, and train again."
)
NOTHING_YET = "good for nothing yet"
FIRST_LIST = "good for a first list to check"
A_PERSON_READS = "A person has to read every fragment."
_SHOWN = 3
_ENOUGH_TO_ACCEPT = 0.01
"""Share of fragments that could be accepted unseen, from which it is worth to say so."""
# More targets, or longer sentences, have no room on the first page.
_MOST_TARGETS, _MOST_LETTERS = 3, 800


def first_page(evaluation: Evaluation) -> FirstPage:
    """Say in a verdict, four figures and a picture what the model is good for."""
    setting, targets = evaluation.setting, evaluation.targets[:_MOST_TARGETS]
    measured = how_many(setting.n_fragments, setting.n_groups, setting.groups)
    about = f"{measured} that it had not seen, in codebook version {setting.codebook_version}."
    serious = any(one.serious for one in evaluation.drift)
    alerts = (*setting.notices, *([drift_words(evaluation.drift)] if serious else []))
    room = _MOST_LETTERS - sum(map(len, alerts))
    return FirstPage(
        title=f"{setting.title}: {setting.model}",
        about=about if targets else "",
        verdict=_verdict(evaluation),
        figures=_key_figures(targets, evaluation),
        picture=_picture(targets),
        said=_said(targets, evaluation, room),
        alerts=alerts,
    )


def good_for(evaluation: Evaluation) -> tuple[str, ...]:
    """Say of each target what the model is good for and what not, and how that was seen."""
    said = (" ".join(_of_target(one, evaluation)) for one in evaluation.targets)
    return tuple(said) or (NOTHING_CODED,)


def _verdict(evaluation: Evaluation) -> tuple[str, ...]:
    """Return each verdict once, with the targets that it is about where there are several."""
    titles: dict[str, list[str]] = {}
    for one in evaluation.targets:
        unknown = _why_unknown(one, evaluation)
        said = f"{NOTHING_YET}." if unknown else _good_for(one, evaluation)
        titles.setdefault(said, []).append(one.title)
    if len(titles) < 2:
        (said,) = titles or (NOTHING_CODED,)
        titles = {said[0].upper() + said[1:]: []}
    reads = () if NOTHING_CODED in titles else (A_PERSON_READS,)
    verdicts = (
        f"{first_names(names)}: {said}" if names else said for said, names in titles.items()
    )
    return *verdicts, *reads


def _key_figures(targets: Sequence[TargetResult], evaluation: Evaluation) -> tuple[KeyFigure, ...]:
    """Return the four figures of the first targets that people ask for first."""
    if not targets:
        return ()
    columns: dict[str, Callable[[TargetResult], str]] = {
        "The likeliest label is right": _right,
        "Of suggested labels, recorded": lambda one: _of_figure("micro_precision", one),
        "Of recorded labels, suggested": lambda one: _of_figure("micro_recall", one),
    }
    if evaluation.replays:
        title = f"Work saved, if finding a label costs {FINDING[1]} ticks"
        columns[title] = lambda one: _saved(_replay(one, evaluation))
    else:
        columns["Labels with enough examples to judge"] = _judged
    several = len(evaluation.targets) > 1
    return tuple(
        KeyFigure(title, tuple((one.title if several else "", say(one)) for one in targets))
        for title, say in columns.items()
    )


def _picture(targets: Sequence[TargetResult]) -> Chart | None:
    """Set the model beside a way that reads no text, where the likeliest label is known."""
    groups = []
    for one in targets:
        ours = bar_of(one.figures["precision_at_1"], "This model", _right(one))
        if ours is not None:
            usual = _most_frequent(one)
            text = _of(usual, _n_labelled(one))
            beside = Bar("Always the most frequent label", text, usual, style="pale")
            groups.append((one.title, (ours, beside)))
    caption = "How often the likeliest label is one that the coder chose, with a 95 % interval"
    return Chart(caption, tuple(groups)) if groups else None


def _said(targets: Sequence[TargetResult], evaluation: Evaluation, room: int) -> tuple[str, ...]:
    """Name the best and the weakest labels of as many targets as ``room`` letters hold."""
    said: list[str] = []
    for one in targets:
        words = " ".join([*_labels(one), *_people(one, evaluation)])
        title = f"{one.title}. " if len(evaluation.targets) > 1 else ""
        if not _why_unknown(one, evaluation) and 0 < len(words) < room:
            said.append(title + words)
            room -= len(words)
    if more := len(evaluation.targets) - len(targets):
        said.append(f"Figures of {counted(more, 'more target')} stand below.")
    return tuple(said)


def _of_target(one: TargetResult, evaluation: Evaluation) -> Iterator[str]:
    unknown = _why_unknown(one, evaluation)
    if unknown:
        yield f"{one.title}: {NOTHING_YET}. {unknown}"
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
    if evaluation.setting.kind == "held-out" and _replay(one, evaluation) is None:
        return "Too few of the coded fragments could be held out to show it."
    return "" if _first_is_right(one) is not None else "No label is coded, so nothing is known."


def _good_for(one: TargetResult, evaluation: Evaluation) -> str:
    """Say it in a sentence: what the model is good for, and what not."""
    if (_first_is_right(one) or 0) <= _most_frequent(one):
        return f"{NOTHING_YET}: always naming the most frequent label does as well."
    replay = _replay(one, evaluation)
    accepted = replay.accepted.value if replay else None
    if replay and accepted and accepted >= _ENOUGH_TO_ACCEPT:
        return (
            f"{FIRST_LIST}, and for accepting some unseen (--accept {replay.promised:g}: about "
            f"{of_hundred(accepted)} fragments). Not for counting labels without a look."
        )
    return f"{FIRST_LIST}. Not for accepting unseen, nor for counting labels."


def _beside_the_most_frequent(one: TargetResult) -> str:
    return (
        f"The likeliest label is right in {_right(one)} fragments; always naming the most frequent "
        f"one would be in {_of(_most_frequent(one), _n_labelled(one))}."
    )


def _agreement(one: TargetResult) -> str:
    """Say how many suggestions are recorded and how many records suggested, each as it is."""
    precision, recall = (_of_figure(key, one) for key in _COUNTED)
    if DASH in (precision, recall):
        return "No label was suggested."
    return (
        f"{precision} suggested labels are recorded too, and {recall} recorded ones are suggested."
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


_COUNTED: dict[str, Callable[[LabelResult], int]] = {
    "micro_precision": lambda label: label.n_suggested,
    "micro_recall": lambda label: label.support,
}
"""Two figures, and what each is a share of."""


def _of_figure(key: str, one: TargetResult) -> str:
    value = one.figures[key].value
    return DASH if value is None else _of(value, sum(map(_COUNTED[key], one.labels)))


def _right(one: TargetResult) -> str:
    value = _first_is_right(one)
    return DASH if value is None else _of(value, _n_labelled(one))


def _saved(replay: Replay | None) -> str:
    value = replay.work.saved[FINDING[1]].value if replay else None
    return DASH if value is None else percent(value)


def _judged(one: TargetResult) -> str:
    labels = in_use(one)
    return f"{sum(not label.evaluable for label in labels)} of {len(labels)}"


def _replay(one: TargetResult, evaluation: Evaluation) -> Replay | None:
    return next((replay for replay in evaluation.replays if replay.target == one.target), None)


def _first_is_right(one: TargetResult) -> float | None:
    return one.figures["precision_at_1"].value


def _most_frequent(one: TargetResult) -> float:
    """Return how often the label would be right that turned out to be the most frequent."""
    n = _n_labelled(one)
    return max((label.support for label in one.labels), default=0) / n if n else 0.0


def _n_labelled(one: TargetResult) -> int:
    return one.n_coded - one.n_none


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
