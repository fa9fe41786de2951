"""What a model is good for, in words that a coordinator can repeat: the report's first page."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from classifier.evaluate import Estimate, Evaluation
from classifier.evaluate.ceiling import BESIDE, HUMAN
from classifier.evaluate.replay import FINDING
from classifier.evaluate.results import LabelResult, Replay, TargetResult
from classifier.report.document import FirstPage, KeyFigure
from classifier.report.evaluation_sentences import drift_words, in_use
from classifier.report.figures import DASH, bar_of, first_named, named, of_hundred, percent
from classifier.report.next_hour import next_hour_words
from classifier.report.svg import Bar, Chart
from classifier.split import ONE_BY_ONE
from classifier.train import ENOUGH_TO_BEGIN
from classifier.translations import say

_SHOWN = 3
_ENOUGH_TO_ACCEPT = 0.01
"""Share of fragments that could be accepted unseen, from which it is worth to say so."""
# More targets, or longer sentences, have no room on the first page.
_MOST_TARGETS, _MOST_LETTERS = 3, 800


def first_page(evaluation: Evaluation) -> FirstPage:
    """Say in a verdict, four figures and a picture what the model is good for."""
    setting, targets = evaluation.setting, evaluation.targets[:_MOST_TARGETS]
    alone = setting.groups in ONE_BY_ONE
    groups = "" if alone else f" {say('report_in_groups', n=setting.n_groups)}"
    version = setting.codebook_version
    about = say("report_measured", n=setting.n_fragments, groups=groups, version=version)
    held_out = setting.kind == "held-out"
    title = say("report_held_out" if held_out else "report_unseen", model=setting.model)
    serious = any(one.serious for one in evaluation.drift)
    alerts = (*setting.notices, *([drift_words(evaluation.drift)] if serious else []))
    room = _MOST_LETTERS - sum(map(len, alerts))
    return FirstPage(
        title=title,
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
    return tuple(said) or (_nothing_coded(),)


def _verdict(evaluation: Evaluation) -> tuple[str, ...]:
    """Return each verdict once, with the targets that it is about where there are several."""
    titles: dict[str, list[str]] = {}
    for one in evaluation.targets:
        unknown = _why_unknown(one, evaluation)
        verdict = say("report_nothing_yet") if unknown else _good_for(one, evaluation)
        titles.setdefault(verdict, []).append(one.title)
    if not titles:
        return (_nothing_coded(),)
    if len(titles) == 1:
        verdicts = [verdict[0].upper() + verdict[1:] for verdict in titles]
    else:
        verdicts = [f"{first_named(names)}: {verdict}" for verdict, names in titles.items()]
    return *verdicts, say("report_person_reads")


def _nothing_coded() -> str:
    return say("report_nothing_coded", n=ENOUGH_TO_BEGIN)


def _key_figures(targets: Sequence[TargetResult], evaluation: Evaluation) -> tuple[KeyFigure, ...]:
    """Return the four figures of the first targets that people ask for first."""
    if not targets:
        return ()
    columns: dict[str, Callable[[TargetResult], str]] = {
        say("report_right"): _right,
        say("report_precision"): lambda one: _of_figure("micro_precision", one),
        say("report_recall"): lambda one: _of_figure("micro_recall", one),
    }
    if evaluation.replays:
        columns[say("report_saved", n=FINDING[1])] = lambda one: _saved(_replay(one, evaluation))
    else:
        columns[say("report_judged")] = _judged
    several = len(evaluation.targets) > 1
    return tuple(
        KeyFigure(title, tuple((one.title if several else "", say(one)) for one in targets))
        for title, say in columns.items()
    )


def _picture(targets: Sequence[TargetResult]) -> Chart | None:
    """Set the model beside a way that reads no text, where the likeliest label is known."""
    groups = []
    for one in targets:
        ours = bar_of(one.figures["precision_at_1"], say("report_this_model"), _right(one))
        if ours is not None:
            usual = _most_frequent(one)
            text = _of(usual, _n_labelled(one))
            beside = Bar(say("report_most_frequent"), text, usual, style="pale")
            groups.append((one.title, (ours, beside)))
    return Chart(say("report_right_often"), tuple(groups)) if groups else None


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
        said.append(say("report_more_below", n=more))
    return *said, *next_hour_words(evaluation)


def _of_target(one: TargetResult, evaluation: Evaluation) -> Iterator[str]:
    unknown = _why_unknown(one, evaluation)
    if unknown:
        yield f"{one.title}: {say('report_nothing_yet')} {unknown}"
        return
    yield f"{one.title}: {_good_for(one, evaluation)}"
    yield _beside_the_most_frequent(one)
    yield _agreement(one)
    yield from _labels(one)
    yield from _people(one, evaluation)


def _why_unknown(one: TargetResult, evaluation: Evaluation) -> str:
    """Say why nothing is known of a target; "" where something is."""
    if one.n_coded < ENOUGH_TO_BEGIN:
        return say("report_too_few_coded", n=one.n_coded, least=ENOUGH_TO_BEGIN)
    if evaluation.setting.kind == "held-out" and _replay(one, evaluation) is None:
        return say("report_too_few_held_out")
    return "" if _first_is_right(one) is not None else say("report_no_label_coded")


def _good_for(one: TargetResult, evaluation: Evaluation) -> str:
    """Say it in a sentence: what the model is good for, and what not."""
    if (_first_is_right(one) or 0) <= _most_frequent(one):
        return say("report_no_better")
    replay = _replay(one, evaluation)
    accepted = replay.accepted.value if replay else None
    if replay and accepted and accepted >= _ENOUGH_TO_ACCEPT:
        promised, share = f"{replay.promised:g}", of_hundred(accepted)
        return say("report_some_unseen", promised=promised, share=share)
    return say("report_first_list")


def _beside_the_most_frequent(one: TargetResult) -> str:
    usual = _of(_most_frequent(one), _n_labelled(one))
    return say("report_right_beside", ours=_right(one), usual=usual)


def _agreement(one: TargetResult) -> str:
    """Say how many suggestions are recorded and how many records suggested, each as it is."""
    precision, recall = (_of_figure(key, one) for key in _COUNTED)
    if DASH in (precision, recall):
        return say("report_none_suggested")
    return say("report_agreement", precision=precision, recall=recall)


def _labels(one: TargetResult) -> Iterator[str]:
    """Name the best and the weakest labels, and count those of which nothing is known."""
    labels = in_use(one)
    judged = [label for label in labels if not label.evaluable]
    ranked = sorted(judged, key=_f1, reverse=True)
    n = min(_SHOWN, len(ranked) // 2)
    if n:
        best, weakest = ranked[:n], ranked[: -n - 1 : -1]
        yield say("report_best", best=_names(best), weakest=_names(weakest))
    if few := len(labels) - len(judged):
        yield say("report_few", n=few)


def _people(one: TargetResult, evaluation: Evaluation) -> Iterator[str]:
    """Set the model beside two coders, on what was coded twice."""
    doubles = {y.name: y for y in evaluation.yardsticks if y.target == one.target}
    if HUMAN not in doubles or BESIDE not in doubles:
        return
    people, ours = (_micro_f1(doubles[name].figures) for name in (HUMAN, BESIDE))
    if people is not None and ours is not None:
        yield say("report_people", people=of_hundred(people), ours=round(100 * ours))


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
    return say("report_of", n=sum(not label.evaluable for label in labels), all=len(labels))


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
    return named([say("report_quoted", name=label.name) for label in labels])


def _of(share: float, n: int) -> str:
    """Count out of a hundred only what was counted more than a hundred times.

    >>> _of(0.5, 8), _of(0.5, 800)
    ('4 of 8', '50 of 100')
    """
    return of_hundred(share) if n >= 100 else say("report_of", n=round(share * n), all=n)
