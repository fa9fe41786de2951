"""Figures of an evaluation in words: the sentence that opens each section."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from classifier.codebook.codebook import ENOUGH_EXAMPLES
from classifier.evaluate import BY_KEY, ENOUGH_GROUPS, FEWEST_GROUPS, Estimate, Evaluation
from classifier.evaluate.replay import FINDING
from classifier.evaluate.results import (
    Bin,
    Comparison,
    Curve,
    Difference,
    Forecast,
    LabelResult,
    Replay,
    Setting,
    TargetResult,
    Worth,
)
from classifier.report.figures import of_hundred, percent, signed, with_interval
from classifier.report.problems import counted
from classifier.split import ONE_BY_ONE
from classifier.suggest.drift import Drift
from classifier.translations import say
from classifier.wording import first_names

# So far the suggested labels' mean probability, or that of a decile beyond its interval, may stand
# from the share recorded and still be taken at its word.
MEAN_OFF, DECILE_OFF = 0.03, 0.06
# What is never on both sides of a test, by how fragments are grouped.
WORDS = (
    "Fragment: one outcome with its texts. Twins: fragments that tell the same outcome. Recorded: "
    "what coders wrote down. Held out: not seen by the model that scored it. Group: what is held "
    "out together. Calibrated: of labels that are given 70 %, about 70 in 100 are recorded. "
    "Threshold: the probability from which a label is suggested. Example: a coded fragment with "
    "the label."
)
"""What the words of a report mean: it may be read where nothing else of the program is."""
KEPT_TOGETHER = {
    "country-harvest": "everything from one country in one harvest, and twins",
    "harvest": "everything from one harvest, and twins",
    "country": "everything from one country, and twins",
    "twins": "twins (one outcome told twice)",
    "rows": "nothing but each fragment itself, since no outcome is told twice",
}


def how_many(n_fragments: int, n_groups: int, by: str) -> str:
    """Count the coded fragments, and their groups where whole groups were held out.

    >>> how_many(300, 1, "country"), how_many(300, 300, "rows")
    ('300 coded fragments in 1 group', '300 coded fragments')
    """
    fragments = counted(n_fragments, "coded fragment")
    return fragments if by in ONE_BY_ONE else f"{fragments} in {counted(n_groups, 'group')}"


def target_lead(one: TargetResult, by: str) -> str:
    """Open a target's section; ``by`` is how fragments are grouped."""
    rare = [label for label in in_use(one) if label.evaluable]
    told_rare = say("report_rare", rare=len(rare), all=len(in_use(one)))
    return say(
        "report_target_lead",
        n=one.n_coded,
        groups="" if by in ONE_BY_ONE else f" {say('report_in_groups', n=one.n_groups)}",
        none=f", {say('report_none_fits', n=one.n_none)}" if one.n_none else "",
        rare=f"; {told_rare}" if rare else "",
    )


def calibration_words(one: TargetResult) -> str:
    """Say whether the probability of a suggested label can be taken at its word."""
    if not one.bins:
        return say("report_too_few_bins")
    n = sum(b.n for b in one.bins)
    expected = sum(b.n * b.expected for b in one.bins) / n
    true = sum(b.n * b.true for b in one.bins) / n
    off = [b for b in one.bins if _off(b)]
    worst = max(off or one.bins, key=lambda b: abs(b.expected - b.true))
    said = say(
        "report_given",
        given=percent(expected),
        true=percent(true),
        worst=percent(worst.expected),
        worst_true=percent(worst.true),
    )
    careful = off or abs(expected - true) > MEAN_OFF
    return say("report_care", said=said) if careful else say("report_hold", said=said)


def _off(one: Bin) -> bool:
    """Whether a decile's probability stands further from what was recorded than chance allows."""
    low = one.true if one.low is None else one.low
    high = one.true if one.high is None else one.high
    return not low - DECILE_OFF <= one.expected <= high + DECILE_OFF


def label_words(one: TargetResult) -> str:
    """Open the table of labels."""
    f1 = {}
    for label in in_use(one):
        value = label.figures["f1"].value
        if value is not None and not label.evaluable:
            f1[label.name] = value
    if not f1:
        return say("report_no_label_judged")
    best, worst = max(f1, key=f1.__getitem__), min(f1, key=f1.__getitem__)
    best, worst = (say("report_quoted", name=name) for name in (best, worst))
    return say("report_most_and_least", best=best, worst=worst)


def yardstick_words(evaluation: Evaluation) -> str:
    """Say what is better than what in the first target's ranking, and how far people get."""
    target = evaluation.targets[0]
    figures = {y.name: y.figures for y in evaluation.yardsticks if y.target == target.target}
    said = _against_the_best(target.title, figures)
    people = next((one for name, one in figures.items() if name.startswith("human")), None)
    if people:
        said.append(say("report_people_agree", figure=with_interval(people["micro_f1"])))
    return " ".join(said) or say("report_nothing_beside")


def _against_the_best(title: str, figures: Mapping[str, Mapping[str, Estimate]]) -> list[str]:
    """Compare this classifier with the simpler way that ranks best; nothing without both."""
    ranking = {name: one["ranking"] for name, one in figures.items() if "single" not in name}
    ours = ranking.pop("this classifier", None)
    values = {name: one.value for name, one in ranking.items() if one.value is not None}
    if ours is None or not values:
        return []
    best = max(values, key=values.__getitem__)
    values_told = {"theirs": with_interval(ranking[best]), "ours": with_interval(ours)}
    key = "report_beats" if (ours.value or 0) > values[best] else "report_beats_not"
    return [say(key, way=best, target=title, **values_told)]


def curve_words(curve: Curve, title: str) -> str:
    """Say in words what another 50 coded fragments would probably bring."""
    one = next((f for f in curve.forecasts if f.figure == "ranking"), None)
    if one is None or one.gain.value is None:
        return f"{title}: there are too few points to look ahead."
    if one.missed_by is None:
        checked = "; there are too few points to check that."
    else:
        checked = (
            ". Checked on the last point, which it was not shown, such a forecast was "
            f"{abs(one.missed_by):.3f} too {'low' if one.missed_by > 0 else 'high'}."
        )
    return f"{title}: {_gain(one)}{checked}"


def _gain(one: Forecast) -> str:
    name = BY_KEY[one.figure].title
    value, low, high = one.gain.value or 0.0, one.gain.low, one.gain.high
    if low is not None and high is not None and low <= 0 <= high:
        return f"another {one.more} coded fragments would probably change the {name} little"
    way = "raise" if value > 0 else "lower"
    between = "" if low is None or high is None else f" ({low:+.3f} to {high:+.3f})"
    return (
        f"another {one.more} coded fragments would probably {way} the {name} by about "
        f"{abs(value):.3f}{between}"
    )


def replay_words(one: Replay, title: str) -> str:
    """Say what the suggestions would have saved."""
    share = one.accepted.value or 0.0
    if share == 0:
        taken = (
            "no fragment could have been accepted unseen with a promise of "
            f"{percent(one.promised)} precision"
        )
    else:
        taken = (
            f"{of_hundred(share)} fragments could have been accepted as suggested under a promise "
            f"of {percent(one.promised)} precision; {of_hundred(one.precision.value)} labels in "
            "them were recorded too"
        )
    found = one.work.saved[FINDING[1]].value
    if found is None:
        return f"{title}: {taken}."
    way = "less" if found >= 0 else "more"
    return (
        f"{title}: {taken}. Beginning from what is likely takes {percent(abs(found))} {way} work "
        f"than coding from nothing, if finding a label costs {FINDING[1]} ticks."
    )


def drift_words(drift: Sequence[Drift]) -> str:
    """Open the section on differences to the training data."""
    if any(one.kind == "unknown" for one in drift):
        return say("report_drift_unknown")
    if any(one.serious for one in drift):
        return say("report_drift_serious")
    return say("report_drift_alike")


def comparison_words(one: Comparison) -> str:
    """Say in words whether one model is better."""
    real = [d for d in one.differences if d.verdict == "real"]
    if not real:
        return _no_difference(one)
    parts = [f"{d.target} {BY_KEY[d.figure].title} {signed(d.gain)}" for d in real]
    wins = sum(better_is_b(d) for d in real)
    who = "Each model is better at something"
    if wins == len(real):
        who = f"{one.b} (B) is better than {one.a} (A)"
    elif wins == 0:
        who = f"{one.a} (A) is better than {one.b} (B)"
    return f"{who}, beyond chance: {'; '.join(parts)} (B minus A)."


ASK_FOR_EXAMPLES = (
    "“classifier codebook examples-prompt” writes a text that asks for examples, with nothing of a "
    "harvest in it; “classifier codebook add-examples” takes the answer in."
)


def few_words(title: str, labels: Sequence[str]) -> str:
    """Say which labels have few examples in the codebook."""
    return f"{title}, labels with fewer than {ENOUGH_EXAMPLES}: {first_names(labels, 3)}."


def worth_words(worth: Worth) -> str:
    """Say what the codebook's examples bring, if it was measured."""
    if worth.without is None:
        return "Short example sentences are the cheapest way to better suggestions."
    if not any(d.a != d.b for d in worth.without.differences):
        return "The codebook has no examples, so there was nothing to measure."
    told = comparison_words(worth.without)
    return f"The same fragments, held out alike: {told[:1].lower()}{told[1:]}"


def _no_difference(one: Comparison) -> str:
    """Say why no model can be preferred."""
    if not one.differences and one.same_labels:
        return (
            "No coded fragment is new to both models, so they cannot be compared: each has learned "
            "from those that the other has not seen. Give coded fragments that neither has seen."
        )
    if not one.differences:
        return "The two models share no target with the same labels, so they cannot be compared."
    if any(d.verdict == "undecided" for d in one.differences):
        return (
            f"With fewer than {ENOUGH_GROUPS} groups of fragments it cannot be told whether "
            "the models differ."
        )
    return (
        f"On these {one.n} fragments no figure differs by more than chance would bring: there "
        "is no reason to prefer one model."
    )


def better_is_b(one: Difference) -> bool:
    """Tell whether a difference speaks for B."""
    more = (one.gain.value or 0.0) > 0
    return more == (BY_KEY[one.figure].better == "high")


def in_use(one: TargetResult) -> list[LabelResult]:
    """List the labels that are not retired, or that were ticked all the same."""
    return [label for label in one.labels if not label.retired or label.support]


def cautions(evaluation: Evaluation) -> tuple[str, ...]:
    """Say what the report does not show."""
    setting = evaluation.setting
    if not evaluation.targets:
        return ("Nothing was measured: how far the suggestions can be trusted is not known.",)
    said = [
        say("report_yardstick"),
        say("report_invented"),
        say("report_intervals"),
    ]
    if setting.n_groups < FEWEST_GROUPS:
        said.append(f"{_only(setting)}: too few for any interval.")
    elif setting.n_groups < ENOUGH_GROUPS:
        said.append(
            f"{_only(setting)}. With fewer than {ENOUGH_GROUPS} the intervals are wide, and those "
            "of rare labels hold the truth in clearly fewer than 95 of 100 cases."
        )
    if setting.n_fragments < 100:
        said.append(f"{setting.n_fragments} fragments are few: one more would move the figures.")
    main = max(setting.languages.values(), default=0)
    rest = [f"{name} {n}" for name, n in setting.languages.items() if n < main]
    if rest:
        said.append(
            f"Most fragments are in one language; of the others there are few ({', '.join(rest)})."
        )
    if setting.kind == "held-out":
        said.append(
            "Held-out scores come from the archive itself. A new harvest brings new countries and "
            "stories; the view forward in time is nearer to that use."
        )
    return tuple(said)


def _only(setting: Setting) -> str:
    n = setting.n_groups
    if setting.groups in ONE_BY_ONE:
        return f"The fragments tell only {n} different {'story' if n == 1 else 'stories'}"
    return f"There {'is' if n == 1 else 'are'} only {counted(n, 'group')} of fragments"
