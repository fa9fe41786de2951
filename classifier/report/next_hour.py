"""What an hour of work would buy, as a table, and in two sentences for the first page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from classifier.evaluate import Estimate, Evaluation
from classifier.evaluate.next_hour import AN_HOUR, GAINED, WANTED_EXAMPLES, scaled
from classifier.evaluate.results import Needed, NextHour, Way
from classifier.report.document import Cell, CellLike, Points, Section, Table, numeric, text_table
from classifier.report.evaluation_tables import headings
from classifier.report.figures import DASH, signed
from classifier.translations import say

_FIGURE = "micro_f1"
"""What the ways are told apart by."""


def next_hour_section(
    found: NextHour, titles: Mapping[str, str], omitted: Iterable[str] = ()
) -> Section:
    """Lay out the ways beside each other, and how many coded fragments a figure would need.

    ``omitted``: what was not measured, and how it is.
    """
    whence = (f"{way_words(way)}: {_whence(way)}." for way in found.ways)
    reasons = dict.fromkeys([*whence, *omitted])
    needed = tuple(_needed_words(one, titles[one.target]) for one in found.needed)
    blocks = (_table(found, titles), Points(tuple(reasons)), *((Points(needed),) if needed else ()))
    return Section("next_hour", say("report_next_hour"), say("report_next_hour_lead"), blocks)


def next_hour_words(evaluation: Evaluation) -> Iterator[str]:
    """Name the ways for the first page: by own figures of the first target, and by others."""
    if evaluation.next_hour is None or not evaluation.targets:
        return
    first = evaluation.targets[0]
    own, elsewhere = _own_and_others(evaluation.next_hour.ways, first.target)
    for ways, key in ((own, "hour_own"), (elsewhere, "hour_elsewhere")):
        told = "; ".join(map(_gain_words, _best_first(ways)))
        if told:
            yield say(key, target=first.title, ways=told)


def _own_and_others(ways: Sequence[Way], target: str) -> tuple[list[Way], list[Way]]:
    """Part the ways with figures of a target from those whose figures are from elsewhere alone."""
    own = [way for way in ways if way.target == target]
    # Of a way with own figures, those from elsewhere are about other targets.
    kinds = {way.way for way in own}
    return own, [way for way in ways if not way.target and way.way not in kinds]


def _best_first(ways: Iterable[Way]) -> list[Way]:
    known = [way for way in ways if _of_an_hour(way).value is not None]
    return sorted(known, key=lambda way: -(_of_an_hour(way).value or 0.0))


def way_words(way: Way) -> str:
    """Say what is to be done."""
    return say(f"hour_{way.way}", n=way.n, each=WANTED_EXAMPLES)


def _gain_words(way: Way) -> str:
    return say("hour_gain", way=way_words(way), gain=signed(_of_an_hour(way)))


def _of_an_hour(way: Way) -> Estimate:
    return scaled(way.gains[_FIGURE], 1 / way.hours)


def _table(found: NextHour, titles: Mapping[str, str]) -> Table:
    return text_table(
        say("hour_caption"),
        [
            say("hour_way"),
            say("hour_whose"),
            numeric(say("hour_takes"), say("hour_takes_says")),
            say("hour_target"),
            *headings(GAINED),
            numeric(say("hour_each"), say("hour_each_says")),
        ],
        [_row(way, titles) for way in found.ways],
    )


def _row(way: Way, titles: Mapping[str, str]) -> list[CellLike]:
    foreign = not way.target
    each = _of_an_hour(way).value
    return [
        way_words(way),
        say("hour_not_yours" if foreign else "hour_yours"),
        Cell(_takes(way), sort=way.hours),
        titles.get(way.target, DASH),
        *(
            Cell(DASH if one.value is None else signed(one), sort=one.value, quiet=foreign)
            for one in (way.gains[key] for key in GAINED)
        ),
        Cell(DASH if each is None else f"{each:+.3f}", sort=each, quiet=foreign),
    ]


def _takes(way: Way) -> str:
    hours = f"{way.hours:.1f}"
    if way.way == "reader":
        return say("hour_set_up", hours=hours)
    return say("hour_hours", hours=hours, rate=AN_HOUR[way.way])


def _whence(way: Way) -> str:
    if way.target:
        return say(f"hour_own_{way.way}", n=way.measured_on)
    return say("hour_simulated" if way.way == "reader" else "hour_sample")


def _needed_words(one: Needed, title: str) -> str:
    told = {
        "target": title,
        "figure": headings([one.figure])[0].text,
        "wanted": f"{one.wanted:.2f}",
        "now": f"{one.now:.2f}",
    }
    if one.n is None:
        return say("hour_needs_unknown", **told)
    if one.high is None:
        return say("hour_needs_least", **told, rows=one.n, low=one.low)
    return say("hour_needs", **told, rows=one.n, low=one.low, high=one.high)
