"""What an hour of work would buy: each row of the table by hand, and whose figures they are."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from test_report_evaluation import evaluation

from classifier.codebook import Codebook, Label, Target
from classifier.evaluate import Estimate
from classifier.evaluate.next_hour import (
    AN_HOUR,
    ELSEWHERE,
    GAINED,
    a_reader,
    examples_to_go,
    more_coded,
    more_examples,
    needed,
    next_hour,
    scaled,
)
from classifier.evaluate.results import (
    Comparison,
    Curve,
    Difference,
    Forecast,
    NextHour,
    Way,
    Worth,
)
from classifier.evaluate.voted import ALONE, WITH, WITHOUT
from classifier.report.next_hour import next_hour_section, next_hour_words
from classifier.translations import LANGUAGES, written_in

EVAL = Path(__file__).parent.parent / "eval"


def book(*n_examples, retired=""):
    """Return a codebook with one target, and a second that follows from it."""
    labels = [
        Label(f"L{i}", f"Label {i}", examples=tuple(f"sentence {i} {k}" for k in range(n)))
        for i, n in enumerate(n_examples)
    ]
    labels[-1] = replace(labels[-1], retired=retired)
    parent = Target("cluster", (Label("P", "Parent"),), derived_from="type")
    return Codebook("Small", "1", (Target("type", tuple(labels), "Type"), parent))


def compared(names, *gains):
    """Return a comparison of targets and figures, with the same gain for each."""
    differences = tuple(
        Difference(target, figure, 0.5, 0.5 + gain.value, gain, "real")
        for target, gain in gains
        for figure in (*GAINED, "macro_f1")
    )
    return Comparison(*names, 40, differences)


def test_more_coded_fragments_are_taken_from_the_curve_of_what_people_code():
    gains = {"ranking": Estimate(0.02, 0.01, 0.03), "micro_f1": Estimate(0.04, None, None)}
    forecasts = tuple(Forecast(key, 100, 50, gain) for key, gain in gains.items())
    forecasts += (Forecast("macro_f1", 100, 50, Estimate(0.1)),)
    curves = [Curve("type", (), forecasts), Curve("cluster", (), forecasts)]
    (way,) = more_coded(curves, book(2, 2))
    assert way == Way("code", "type", 50, 50 / AN_HOUR["code"], gains)


def test_examples_are_carried_on_along_the_logarithm_of_their_number():
    # From 1 + 4 = 5 to 1 + 16 = 17, where 1 to 5 brought the gain; the retired label lacks none.
    (way,) = more_examples(
        Worth({}, compared(("without", "with"), ("type", Estimate(0.05, 0.02, 0.08)))),
        book(4, 4, 0, retired="1"),
    )
    times = 2.833213 / 1.609438 - 1  # log 17 and log 5
    assert examples_to_go(book(4, 4).targets[0]) == pytest.approx(times, abs=1e-5)
    assert (way.target, way.n) == ("type", 24)
    assert way.gains["micro_f1"].value == pytest.approx(0.05 * times, abs=1e-5)
    assert way.gains["ranking"].low == pytest.approx(0.02 * times, abs=1e-5)
    assert way.gains["ranking"].high == pytest.approx(0.08 * times, abs=1e-5)
    assert set(way.gains) == set(GAINED)


@pytest.mark.parametrize(
    ("own", "measured", "n"), [((3, 3), True, 26), ((0, 7), True, 25), ((8, 8), False, 16)]
)
def test_too_few_examples_or_none_measured_take_the_figure_from_elsewhere(own, measured, n):
    gained = compared(("without", "with"), ("type", Estimate(0.05, 0.02, 0.08)))
    (way,) = more_examples(Worth({}, gained if measured else None), book(*own))
    assert (way.target, way.n, way.gains) == ("", n, ELSEWHERE["examples"])


def test_enough_examples_everywhere_leave_nothing_to_write():
    gained = compared(("without", "with"), ("type", Estimate(0.05, 0.02, 0.08)))
    assert [*more_examples(Worth({}, gained), book(16, 20))] == []
    assert [*more_examples(None, book(16, 20))] == []


def test_a_readers_own_votes_come_before_a_reader_from_elsewhere():
    gain = ("type", Estimate(0.1, 0.05, 0.15))
    alone = compared((ALONE, WITH), ("type", Estimate(0.9)))
    (own,) = a_reader([compared((WITHOUT, WITH), gain), alone], book(2))
    assert (own.target, own.measured_on, own.gains["micro_f1"].value) == ("type", 40, 0.1)
    (other,) = a_reader([], book(2))
    assert (other.target, other.gains) == ("", ELSEWHERE["reader"])


def test_rows_needed_are_read_off_the_line_and_its_bounds():
    # A doubling, 100 to 200 rows, adds 0.1 (0.05 to 0.2): 0.1 more takes one doubling, at least
    # half a one, 141 rows; at most two, which is as far as the line is carried on.
    line = Forecast("micro_f1", 100, 100, Estimate(0.1, 0.05, 0.2))
    one = needed("type", 0.4, 0.5, line)
    assert (one.n, one.low, one.high) == (200, 140, 400)
    two = needed("type", 0.4, 0.6, line)
    assert (two.n, two.low, two.high) == (400, 200, None)


@pytest.mark.parametrize(
    "gain",
    [Estimate(None), Estimate(0.1), Estimate(0.1, 0.0, 0.2), Estimate(-0.1, -0.2, -0.05)],
    ids=["no gain", "no interval", "may be none", "falls"],
)
def test_rows_needed_cannot_be_said_where_the_line_may_not_rise(gain):
    assert needed("type", 0.4, 0.5, Forecast("micro_f1", 100, 100, gain)).n is None


def test_rows_needed_cannot_be_said_far_beyond_what_is_coded():
    line = Forecast("micro_f1", 100, 100, Estimate(0.1, 0.09, 0.11))
    assert needed("type", 0.4, 0.61, line).n is None


def test_the_figures_from_elsewhere_are_those_of_the_measurements():
    told = (EVAL / "next_hour.md").read_text("utf-8").splitlines()
    for start, way in (("| 100 most doubtful", "doubtful"), ("| from 2 to 16", "examples")):
        line = next(line for line in told if line.startswith(start))
        numbers = [float(number) for number in re.findall(r"[+-]\d\.\d+", line)]
        gains = [ELSEWHERE[way][key] for key in ("ranking", "micro_f1")]
        assert numbers == [x for one in gains for x in (one.value, one.low, one.high)]
    told = (EVAL / "reader.md").read_text("utf-8").partition("## harvest 3")[0]
    gains = ELSEWHERE["reader"]
    for f1, end in (("0.15", "low"), ("0.55", "value"), ("0.70", "high")):
        line = next(x for x in told.splitlines() if x.startswith(f"| tempted | {f1} "))
        sixty = re.findall(r"[+-]\d\.\d+", line)[2:4]
        found = [abs(getattr(gains[key], end)) for key in ("ranking", "micro_f1")]
        assert found == [abs(float(number)) for number in sixty]


@pytest.fixture
def hour():
    own = {key: Estimate(0.05, 0.025, 0.075) for key in GAINED}
    ways = (
        Way("code", "type", 50, 2.5, own),
        Way("doubtful", "", 100, 2.5, ELSEWHERE["doubtful"]),
        Way("examples", "", 40, 0.2, ELSEWHERE["examples"]),
        Way("reader", "type", 1, 1.0, own, measured_on=33),
    )
    line = Forecast("micro_f1", 100, 100, Estimate(0.1, 0.05, 0.2))
    return NextHour(ways, tuple(needed("type", 0.4, x, line) for x in (0.5, 0.6, 0.9)))


def test_the_table_says_of_each_way_what_it_takes_brings_and_whose_figures_these_are(hour):
    table, reasons, points = next_hour_section(hour, {"type": "Type"}).blocks
    code, doubtful, examples, reader = [[cell.text for cell in row] for row in table.rows]
    gain = "+0.050 (+0.025 to +0.075)"
    assert code == [
        "code 50 more fragments", "yours", "2.5 h, at 20 an hour", "Type", gain, gain, "+0.020",
    ]  # fmt: skip
    assert doubtful[3] == examples[3] == "–"
    assert [row[1] for row in (doubtful, examples, reader)] == ["not yours", "not yours", "yours"]
    assert len(reasons.items) == 4
    assert reasons.items[1].endswith("measured on the invented sample; expect less.")
    assert reasons.items[3].endswith("measured on your 33 fragments with votes.")
    assert points.items == (
        "Type, micro-F1 0.50 (now 0.40): about 200 coded fragments in all, 140 to 400.",
        "Type, micro-F1 0.60 (now 0.40): about 400 coded fragments in all, at least 200; how many "
        "at most cannot be said.",
        "Type, micro-F1 0.90 (now 0.40): how many coded fragments that needs cannot be said.",
    )


def test_the_first_page_keeps_own_figures_and_those_from_elsewhere_apart(hour):
    own, elsewhere = next_hour_words(evaluation(next_hour=hour))
    assert own.index("let a second reader vote") < own.index("code 50 more fragments: +0.020")
    assert "your own figures" in own
    assert "invented fragments: write 40 example sentences" in elsewhere
    assert "put the 100 most doubtful fragments right" in elsewhere
    assert [*next_hour_words(evaluation())] == []


def test_the_first_page_says_nothing_from_elsewhere_of_a_way_with_own_figures(hour):
    own = replace(hour.ways[0], way="examples")
    found = evaluation(next_hour=replace(hour, ways=(own, *hour.ways[1:3])))
    of_own, elsewhere = next_hour_words(found)
    assert "example sentences" in of_own
    assert "example sentences" not in elsewhere


def test_a_gain_that_is_not_known_is_no_gain(hour):
    unknown = replace(hour.ways[0], gains=dict.fromkeys(GAINED, Estimate(None)))
    table, _ = next_hour_section(replace(hour, ways=(unknown,)), {"type": "Type"}).blocks[:1] * 2
    assert [cell.text for cell in table.rows[0]][4:] == ["–"] * 3
    (words,) = next_hour_words(evaluation(next_hour=replace(hour, ways=hour.ways[1:3], needed=())))
    assert "not yours" in words


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_table_is_written_in_every_language(hour, language):
    with written_in(language):
        table = next_hour_section(hour, {"type": "Type"}).blocks[0]
        assert len(table.rows) == 4
        assert len([*next_hour_words(evaluation(next_hour=hour))]) == 2


def test_a_scaled_gain_keeps_what_is_not_known():
    assert scaled(Estimate(0.1), 2) == Estimate(0.2)


def test_the_ways_stand_beside_each_other_in_one_order():
    found = next_hour(evaluation(), book(2, 2))
    assert [way.way for way in found.ways] == ["code", "doubtful", "examples", "reader"]
    assert [one.figure for one in found.needed] == ["ranking"]
