"""Figures of an evaluation in words: the sentence that opens each section."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from classifier.codebook.codebook import ENOUGH_EXAMPLES
from classifier.evaluate import BY_KEY, ENOUGH_GROUPS, FEWEST_GROUPS, Estimate, Evaluation
from classifier.evaluate.refit import FEWEST_CODED
from classifier.evaluate.replay import FINDING
from classifier.evaluate.results import (
    Bin,
    Comparison,
    Curve,
    Difference,
    EncoderWorth,
    Forecast,
    LabelResult,
    Replay,
    Setting,
    TargetResult,
    Worth,
)
from classifier.evaluate.run import FULL, NEEDS_TRAINING, NOT_AGAIN, TOO_FEW
from classifier.report.figures import first_named, of_hundred, percent, signed, with_interval
from classifier.split import ONE_BY_ONE
from classifier.suggest.drift import Drift
from classifier.translations import current_words, say

# So far the suggested labels' mean probability, or that of a decile beyond its interval, may stand
# from the share recorded and still be taken at its word.
MEAN_OFF, DECILE_OFF = 0.03, 0.06
# What is never on both sides of a test, by how fragments are grouped.
_KEPT_TOGETHER = {
    "country-harvest": "kept_country_harvest",
    "harvest": "kept_harvest",
    "country": "kept_country",
    "twins": "kept_twins",
    "rows": "kept_rows",
}


def kept_together(by: str) -> str:
    """Say what never stands on both sides of a test."""
    return say(_KEPT_TOGETHER[by])


_WHY_OMITTED = {
    FULL: "omitted_full",
    TOO_FEW: "omitted_too_few",
    NEEDS_TRAINING: "omitted_training",
    NOT_AGAIN: "omitted_again",
}


def why_omitted(why: str) -> str:
    """Say why something was not measured."""
    return say(_WHY_OMITTED[why], least=2 * FEWEST_CODED)


def how_many(n_fragments: int, n_groups: int, by: str) -> str:
    """Count the coded fragments, and their groups where whole groups were held out.

    >>> how_many(300, 1, "country"), how_many(300, 300, "rows")
    ('300 coded fragments in 1 group', '300 coded fragments')
    """
    fragments = say("report_coded_fragments", n=n_fragments)
    return fragments if by in ONE_BY_ONE else f"{fragments} {say('report_in_groups', n=n_groups)}"


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
        return say("curve_too_few", target=title)
    if one.missed_by is None:
        checked = say("curve_not_checked")
    else:
        way = "curve_too_low" if one.missed_by > 0 else "curve_too_high"
        checked = say(way, off=f"{abs(one.missed_by):.3f}")
    return f"{_gain(one, title)} {checked}"


def _gain(one: Forecast, title: str) -> str:
    told = {"target": title, "figure": BY_KEY[one.figure].title, "more": one.more}
    value, low, high = one.gain.value or 0.0, one.gain.low, one.gain.high
    if low is not None and high is not None and low <= 0 <= high:
        return say("curve_little", **told)
    gain = f"{abs(value):.3f}"
    if low is not None and high is not None:
        gain += f" ({say('from_to', low=f'{low:+.3f}', high=f'{high:+.3f}')})"
    return say("curve_raise" if value > 0 else "curve_lower", **told, gain=gain)


def replay_words(one: Replay, title: str) -> str:
    """Say what the suggestions would have saved."""
    share, promised = one.accepted.value or 0.0, percent(one.promised)
    if share == 0:
        taken = say("replay_none", target=title, promised=promised)
    else:
        right = of_hundred(one.precision.value)
        shares = {"share": of_hundred(share), "right": right}
        taken = say("replay_taken", target=title, promised=promised, **shares)
    found = one.work.saved[FINDING[1]].value
    if found is None:
        return taken
    way = "replay_less" if found >= 0 else "replay_more"
    return f"{taken} {say(way, share=percent(abs(found)), cost=FINDING[1])}"


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
    figures = "; ".join(f"{d.target} {BY_KEY[d.figure].title} {signed(d.gain)}" for d in real)
    wins = sum(map(better_is_b, real))
    if 0 < wins < len(real):
        return say("better_each", figures=figures)
    return say("better_b" if wins else "better_a", a=one.a, b=one.b, figures=figures)


def few_words(title: str, labels: Sequence[str]) -> str:
    """Say which labels have few examples in the codebook."""
    return say("worth_few", target=title, least=ENOUGH_EXAMPLES, labels=first_named(labels, 3))


def worth_words(worth: Worth) -> str:
    """Say what the codebook's examples bring, if it was measured."""
    if worth.without is None:
        return say("worth_cheapest")
    if not any(d.a != d.b for d in worth.without.differences):
        return say("worth_nothing")
    return say("worth_alike", told=comparison_words(worth.without))


def encoders_words(found: Sequence[EncoderWorth]) -> str:
    """Say which encoders are worth their time."""
    worth = [one.encoder for one in found if _brings(one)]
    rest = [one.encoder for one in found if not _brings(one)]
    said = [say("report_encoders_lead")]
    if worth:
        said.append(say("encoders_worth", names=", ".join(worth)))
    if rest:
        said.append(say("encoders_needless", names=", ".join(rest)))
    return " ".join(said)


def _brings(one: EncoderWorth) -> list[Difference]:
    """List what is better with an encoder, beyond chance."""
    return [d for d in one.without.differences if d.verdict == "real" and better_is_b(d)]


def encoder_words(one: EncoderWorth, titles: Mapping[str, str]) -> str:
    """Say what one encoder brings, and how long it takes."""
    brings = [
        f"{titles.get(d.target, d.target)} {BY_KEY[d.figure].title} {signed(d.gain)}"
        for d in _brings(one)
    ]
    told = say("encoder_brings", what="; ".join(brings)) if brings else say("encoder_nothing")
    times = say("encoder_times", n=one.times) if one.times else ""
    return f"{one.encoder}: {told} {times}".strip()


def _no_difference(one: Comparison) -> str:
    """Say why no model can be preferred."""
    if not one.differences:
        return say("better_all_seen" if one.same_labels else "better_no_target")
    if any(d.verdict == "undecided" for d in one.differences):
        return say("better_too_few", least=ENOUGH_GROUPS)
    return say("better_neither", fragments=one.n)


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
        return (say("caution_nothing"),)
    said = [
        say("report_yardstick"),
        say("report_invented"),
        say("report_intervals"),
    ]
    if setting.n_groups < FEWEST_GROUPS:
        said.append(say("caution_no_interval", only=_only(setting)))
    elif setting.n_groups < ENOUGH_GROUPS:
        said.append(say("caution_wide", only=_only(setting), least=ENOUGH_GROUPS))
    if setting.n_fragments < 100:
        said.append(say("caution_few_fragments", fragments=setting.n_fragments))
    main = max(setting.languages.values(), default=0)
    rest = {name: n for name, n in setting.languages.items() if n < main}
    if rest:
        said.append(say("caution_languages", languages=languages_told(rest)))
    if setting.kind == "held-out":
        said.append(say("caution_new_harvest"))
    return tuple(said)


def languages_told(counts: Mapping[str, int]) -> str:
    """Return languages by name with how many fragments are in each; "" for none."""
    words = current_words()
    return ", ".join(f"{words.language_name(code) or code} {n}" for code, n in counts.items())


def _only(setting: Setting) -> str:
    alone = setting.groups in ONE_BY_ONE
    return say("only_stories" if alone else "only_groups", n=setting.n_groups)
