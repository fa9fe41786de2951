import itertools
import json
import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from html import escape, unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.evaluate import Estimate, Evaluation
from classifier.evaluate.ceiling import BESIDE
from classifier.evaluate.results import (
    Bin,
    Comparison,
    Confusion,
    Curve,
    CurvePoint,
    Difference,
    Drift,
    Example,
    Forecast,
    LabelResult,
    Replay,
    Setting,
    Slice,
    TargetResult,
    View,
    Work,
    Yardstick,
)
from classifier.evaluate.run import FULL, NEEDS_TRAINING, TOO_FEW
from classifier.report import evaluation_sentences as sentences
from classifier.report import evaluation_tables as tables
from classifier.report.document import (
    Cell,
    Document,
    FirstPage,
    Heading,
    Paragraph,
    Section,
    markdown,
    page,
    text_table,
)
from classifier.report.evaluation import document, evaluation_files, evaluation_json
from classifier.report.figures import bar_of
from classifier.report.good_for import first_page, good_for
from classifier.report.svg import (
    Bar,
    Chart,
    Line,
    Point,
    calibration_plot,
    chart_svg,
    curve_plot,
    gauge,
    precision_recall_plot,
)
from classifier.translations import written_in

HALF = Estimate(0.5, 0.4, 0.6)
WORK = Work(Estimate(0.5), Estimate(0.6), {0: Estimate(-0.1), 2: Estimate(0.2), 4: Estimate(0.3)})
KEYS = (
    "micro_f1 micro_precision micro_recall macro_f1 macro_precision macro_recall exact_match "
    "jaccard ranking precision_at_1 precision_at_3 coverage_error mean_ap brier calibration_error"
).split()
FIGURES = dict.fromkeys(KEYS, HALF)
LABEL = dict.fromkeys(("precision", "recall", "f1", "ap"), HALF)


def label(label_id, **changes):
    one = LabelResult(
        id=label_id, name=f"{label_id} <b>&", support=20, n_suggested=18, figures=LABEL,
        threshold=0.3, evaluable="", retired=False, confused=(), curve=((0.5, 1.0), (1.0, 0.5)),
    )  # fmt: skip
    return replace(one, **changes)


def target(**changes):
    nothing = dict.fromkeys(LABEL, Estimate(None))
    blur = Confusion("LAW", "GRP", 4)
    one = TargetResult(
        target="type", title="Type", n_coded=40, n_none=3, n_groups=24, figures=FIGURES,
        labels=(
            label("LAW", confused=(blur,)),
            label("GRP"),
            label("NEW", support=1, figures=nothing, evaluable="not evaluable, 1 example"),
            label("OLD", support=0, figures=nothing, evaluable="not evaluable", retired=True),
        ),
        confusions=(blur,),
        bins=(Bin(100, 0.05, 0.04, 0.02, 0.06), Bin(50, 0.55, 0.5, 0.4, 0.6)),
        slices=(Slice("country", "Mali", 30, 8, FIGURES), Slice("country", "Chad", 0, 1, None)),
    )  # fmt: skip
    return replace(one, **changes)


def evaluation(**changes):
    setting = Setting(
        "held-out", "Evaluation on held-out folds", "small@1", "Small", "2", "country-harvest", 40,
        24, ("harvest 1",), {"en": 35, "fr": 5}, 0,
    )  # fmt: skip
    points = tuple(CurvePoint(n, FIGURES) for n in (25, 50, 100))
    one = Evaluation(
        setting=setting,
        targets=(target(),),
        yardsticks=(
            Yardstick("this classifier", "all", "type", 40, FIGURES),
            Yardstick("embeddings only", "vectors", "type", 40, FIGURES),
            Yardstick("human ceiling: coders against each other", "two", "type", 9, FIGURES),
        ),
        views=(View("forward in time: harvest 1", "type", 20, 20, FIGURES, WORK),),
        curves=(
            Curve(
                "type", points, (Forecast("ranking", 100, 50, Estimate(0.01, 0.005, 0.02), -0.004),)
            ),
        ),
        replays=(Replay("type", 40, 0.9, HALF, HALF, WORK),),
        drift=(Drift("country", {}, True, hardly_seen=(("Chad", 9, 40, 0),)),),
        comparison=Comparison(
            "a@1",
            "b@2",
            40,
            (Difference("type", "ranking", 0.5, 0.6, Estimate(0.1, 0.05, 0.15), "real"),),
            ("cluster",),
        ),
        examples=(Example("F1", "type", ("LAW",), (), 3.0), Example("F2", "type", (), ("GRP",), 2)),
    )
    return replace(one, **changes)


def every_section(blocks):
    for block in blocks:
        if isinstance(block, Section):
            yield block
            yield from every_section(block.blocks)


def test_every_section_begins_with_a_sentence():
    sections = [*every_section(document(evaluation()).sections)]
    assert len(sections) > 10
    for section in sections:
        assert section.lead.endswith("."), section.id
    assert len({section.id for section in sections}) == len(sections)


def test_page_markdown_and_json_tell_the_same_figures():
    files = evaluation_files(evaluation())
    assert set(files) == {"report.html", "report.md", "report.json"}
    for name in ("report.html", "report.md"):
        assert "0.50 (0.40–0.60)" in files[name]
        assert "What does this report not show?" in files[name]
        assert "not evaluable, 1 example" in files[name]
    facts = json.loads(files["report.json"])
    assert facts["format"] == 1
    assert facts["targets"][0]["figures"]["micro_f1"] == {"value": 0.5, "low": 0.4, "high": 0.6}
    assert facts["targets"][0]["labels"][2]["figures"]["recall"]["value"] is None


def numbered(value, numbers):
    """Return a result in which no two figures are alike, and write down each by its place."""
    if isinstance(value, Estimate):
        return value if value.value is None else Estimate(float(next(numbers)))
    if isinstance(value, Mapping):
        return {key: numbered(one, numbers) for key, one in value.items()}
    if isinstance(value, tuple) and not isinstance(value, str):
        return tuple(numbered(one, numbers) for one in value)
    if is_dataclass(value):
        inner = {f.name: numbered(getattr(value, f.name), numbers) for f in fields(value)}
        return replace(value, **inner)
    return value


def figures_shown(found):
    """Yield every figure that the tables of a report hold."""
    kept = (
        *((part.figures, tables.SLICE_FIGURES) for one in found.targets for part in one.slices),
        *((way.figures, tables.YARDSTICK_FIGURES) for way in found.yardsticks),
        *((view.figures, tables.VIEW_FIGURES) for view in found.views),
        *((at.figures, tables.CURVE_FIGURES) for curve in found.curves for at in curve.points),
    )
    for figures, keys in kept:
        yield from (figures[key] for key in keys if figures)
    for one in found.targets:
        yield from one.figures.values()
        for label in one.labels:
            yield from () if label.evaluable else label.figures.values()
    for measured in (*found.views, *found.replays):
        yield from (measured.work.likely, measured.work.right, *measured.work.saved.values())
    yield from (difference.gain for difference in found.comparison.differences)


def test_no_figure_is_lost_by_folding():
    found = numbered(evaluation(), itertools.count(1000))
    wanted = {f"{one.value:.0f}." for one in figures_shown(found) if one.value is not None}
    assert len(wanted) > 70
    files = evaluation_files(found)
    for name in ("report.html", "report.md"):
        assert {one for one in wanted if one not in files[name]} == set(), name


def test_what_was_not_measured_has_no_section():
    """A part that is one, probabilities of nothing, coders that nobody compared."""
    bare = target(slices=(), bins=(), confusions=())
    titles = [one.title for one in every_section(document(evaluation(targets=(bare,))).sections)]
    assert not [title for title in titles if "where worse" in title or "believed" in title]
    everything = [one.title for one in every_section(document(evaluation()).sections)]
    assert set(titles) < set(everything)


def test_no_label_is_cut_wherever_it_stands():
    name = (
        "تغيير في طريقة عمل المؤسسة العامة للدولة والمجتمع المدني معاً " * 2 + "<b>Modification</b>"
    )
    labels = (label("LAW", name=name, confused=(Confusion("LAW", "GRP", 4),)), label("GRP"))
    files = evaluation_files(evaluation(targets=(target(labels=labels),)))
    assert "…" not in files["report.html"]
    assert f"{escape(name)} → GRP" in files["report.html"]
    assert '<span class="name" dir="auto">' in files["report.html"]
    drawn = chart_svg(Chart("c", ((name, (Bar(name, "4", 1.0),)),)))
    told = "".join(unescape(text) for text in re.findall(r"<text[^>]*>([^<]*)</text>", drawn))
    assert told.replace(" ", "") == f"{name}{name}4".replace(" ", "")


def test_the_first_page_has_a_verdict_four_figures_and_a_picture():
    first = first_page(evaluation(targets=(target(figures=RIGHT),)))
    assert first.verdict[0].startswith("Good for a first list to check, and for accepting some")
    assert [figure.values for figure in first.figures] == [
        (("", "30 of 37"),), (("", "36 of 72"),), (("", "20 of 41"),), (("", "20\xa0%"),),
    ]  # fmt: skip
    ((_, (ours, usual)),) = first.picture.groups
    assert (ours.text, usual.text) == ("30 of 37", "20 of 37")


def test_targets_with_one_verdict_share_it_and_more_than_three_stand_below():
    several = [target(target=f"t{k}", title=f"T{k}", figures=RIGHT) for k in range(4)]
    replays = [replace(evaluation().replays[0], target=f"t{k}") for k in range(3)]
    first = first_page(evaluation(targets=tuple(several), replays=tuple(replays)))
    assert first.verdict[0].startswith("T0, T1, T2: good for a first list")
    assert first.verdict[1] == "T3: good for nothing yet."
    assert [name for name, _ in first.figures[0].values] == ["T0", "T1", "T2"]
    assert first.said[-1] == "Figures of 1 more target stand below."


def test_the_page_needs_nothing_but_itself():
    html = evaluation_files(evaluation())["report.html"]
    links = set(re.findall(r"https?://[^\s\"'<]+", html))
    assert links == {"http://www.w3.org/2000/svg"}
    assert not re.search(r"<(link|img|iframe|script[^>]+src)", html)
    assert "default-src 'none'" in html


def test_names_are_escaped_in_every_form():
    files = evaluation_files(evaluation())
    assert "LAW <b>&" not in files["report.html"]
    assert "LAW &lt;b&gt;&amp;" in files["report.html"]
    assert "LAW \\<b\\>&" in files["report.md"]


def test_undefined_is_a_dash_and_a_small_part_hides_its_size():
    html = evaluation_files(evaluation())["report.html"]
    row = html[html.index(">Chad<") :][:300]
    assert "under 5" in row
    assert row.count("–") >= 3


def test_a_retired_label_that_nobody_ticked_is_not_listed():
    assert "OLD" not in evaluation_files(evaluation())["report.md"]


def test_texts_stand_in_the_report_only_where_they_were_asked_for():
    assert '<th scope="col">text</th>' not in evaluation_files(evaluation())["report.html"]
    quoted = evaluation(examples=(Example("F1", "type", ("LAW",), (), 3.0, "a law | passed"),))
    files = evaluation_files(quoted)
    assert "a law | passed" in files["report.html"]
    assert "a law \\| passed" in files["report.md"]


def test_a_column_about_which_nothing_is_known_is_left_out():
    assert "from the codebook" not in evaluation_files(evaluation())["report.md"]
    taught = target(labels=(label("LAW", codebook_share=0.4), label("GRP")))
    text = evaluation_files(evaluation(targets=(taught,)))["report.md"]
    row = next(line for line in text.splitlines() if line.startswith("| LAW"))
    assert "| from the codebook |" in text
    assert "| 0.40 |" in row


def test_what_was_not_measured_is_named_with_the_reason_and_has_no_section():
    bare = evaluation(
        yardsticks=(), views=(), curves=(), comparison=None, drift=(), examples=(),
        omitted={"curve": NEEDS_TRAINING, "views": FULL, "yardsticks": TOO_FEW},
    )  # fmt: skip
    text = evaluation_files(bare)["report.md"]
    assert f"Not measured: What would more coding bring? {NEEDS_TRAINING}" in text
    assert f"Not measured: Is it better than simpler ways, and as good as people? {TOO_FEW}" in text
    assert "## What would more coding bring" not in text


RIGHT = FIGURES | {"precision_at_1": Estimate(0.8)}


def test_it_is_said_of_a_target_what_the_model_is_good_for():
    (said,) = good_for(evaluation(targets=(target(figures=RIGHT),)))
    assert said.startswith("Type: good for a first list to check, and for accepting some unseen")
    assert "is right in 30 of 37 fragments; always naming the most frequent one would be" in said
    assert "Best: “LAW <b>&”. Weakest: “GRP <b>&”." in said
    assert "1 label with too few examples to say." in said


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"n_coded": 7}, "good for nothing yet. 7 coded fragments cannot show it; from 20 up"),
        ({"figures": FIGURES | {"precision_at_1": Estimate(0.4)}}, "always naming the most freq"),
    ],
)
def test_a_model_that_shows_nothing_is_good_for_nothing_yet(changes, said):
    (told,) = good_for(evaluation(targets=(target(**changes),)))
    assert told.startswith("Type: good for nothing yet")
    assert said in told
    assert "of 100" not in told or "n_coded" not in changes


def test_without_a_promise_nothing_is_accepted_unseen():
    replay = replace(evaluation().replays[0], accepted=Estimate(0.0))
    right = (target(figures=RIGHT),)
    (told,) = good_for(evaluation(targets=right, replays=(replay,)))
    assert "good for a first list to check. Not for accepting unseen, nor for counting" in told
    (told,) = good_for(evaluation(replays=()))
    assert "Too few of the coded fragments could be held out" in told


def test_the_model_is_set_beside_two_coders_where_fragments_were_coded_twice():
    ways = ("human ceiling: coders against each other", HALF), (BESIDE, Estimate(0.4))
    yardsticks = [
        Yardstick(name, "", "type", 9, FIGURES | {"micro_f1": figure}) for name, figure in ways
    ]
    (told,) = good_for(evaluation(yardsticks=tuple(yardsticks)))
    assert told.endswith("two coders agree on 50 of 100 labels, model and coder on 40.")


def test_an_evaluation_of_nothing_says_so():
    empty = evaluation(
        targets=(), yardsticks=(), views=(), curves=(), replays=(), drift=(), comparison=None,
        examples=(),
    )  # fmt: skip
    nothing = replace(empty.setting, n_fragments=0, n_groups=0, languages={})
    text = evaluation_files(replace(empty, setting=nothing))["report.md"]
    assert "nothing is coded yet, so nothing was measured" in text
    assert "- Languages: –" in text
    assert "Nothing was measured" in text
    assert "0 fragments are few" not in text


def test_drift_is_said_at_the_top_and_voids_promises():
    assert any("void" in text for text in first_page(evaluation()).alerts)
    assert first_page(evaluation(drift=())).alerts == ()


def test_few_groups_and_few_fragments_are_confessed():
    said = " ".join(sentences.cautions(evaluation()))
    assert "40 fragments are few" in said
    few = replace(evaluation().setting, n_groups=8)
    assert "only 8 groups" in " ".join(sentences.cautions(evaluation(setting=few)))
    none = replace(few, n_groups=3)
    assert "too few for any interval" in " ".join(sentences.cautions(evaluation(setting=none)))
    alike = replace(few, groups="twins")
    said = " ".join(sentences.cautions(evaluation(setting=alike)))
    assert "The fragments tell only 8 different stories." in said


@pytest.mark.parametrize(
    ("by", "n_groups", "said"),
    [
        ("country-harvest", 24, "40 coded fragments in 24 groups were measured"),
        ("country", 1, "40 coded fragments in 1 group were measured"),
        ("twins", 30, "40 coded fragments were measured"),
        ("rows", 40, "40 coded fragments were measured"),
    ],
)
def test_groups_are_counted_only_where_whole_groups_were_held_out(by, n_groups, said):
    assert sentences.target_lead(target(n_groups=n_groups), by).startswith(said)
    setting = replace(evaluation().setting, groups=by, n_groups=n_groups)
    measured = said.removesuffix(" were measured")
    assert f"- Measured: {measured}\n" in evaluation_files(evaluation(setting=setting))["report.md"]


@pytest.mark.parametrize(
    ("gain", "verdict", "says"),
    [
        (Estimate(0.1, 0.05, 0.15), "real", "b@2 (B) is better than a@1 (A), beyond chance"),
        (Estimate(-0.1, -0.15, -0.05), "real", "a@1 (A) is better than b@2 (B)"),
        (Estimate(0.1, -0.05, 0.15), "chance", "no figure differs by more than chance"),
        (Estimate(0.1), "undecided", "it cannot be told"),
    ],
)
def test_a_comparison_is_put_into_words(gain, verdict, says):
    one = Comparison("a@1", "b@2", 40, (Difference("type", "ranking", 0.5, 0.6, gain, verdict),))
    assert says in sentences.comparison_words(one)


def test_less_error_is_better_and_models_can_win_differently():
    less = Difference("type", "brier", 0.2, 0.1, Estimate(-0.1, -0.15, -0.05), "real")
    more = Difference("type", "ranking", 0.6, 0.5, Estimate(-0.1, -0.15, -0.05), "real")
    assert sentences.better_is_b(less)
    assert "Each model is better" in sentences.comparison_words(
        Comparison("a", "b", 9, (less, more))
    )
    assert "cannot be compared" in sentences.comparison_words(Comparison("a", "b", 0, ()))


def test_a_forecast_is_put_into_words():
    said = sentences.curve_words(evaluation().curves[0], "Type")
    assert (
        "another 50 coded fragments would probably raise the ranking (LRAP) by about 0.010" in said
    )
    assert "such a forecast was 0.004 too high" in said
    flat = Curve("type", (), (Forecast("ranking", 100, 50, Estimate(0.0, -0.01, 0.01)),))
    assert "change the ranking (LRAP) little" in sentences.curve_words(flat, "Type")
    assert "too few points to check" in sentences.curve_words(flat, "Type")
    assert "too few points to look ahead" in sentences.curve_words(Curve("type", (), ()), "Type")


@pytest.mark.parametrize(
    ("bins", "said"),
    [
        ((Bin(50, 0.8, 0.78, 0.7, 0.86), Bin(90, 0.35, 0.38, 0.3, 0.46)),
         "probabilities hold: suggested labels are given 51\xa0% on average, and 52\xa0% "
         "of them are recorded; furthest off: where they say about 35\xa0%, 38\xa0% are recorded."),
        ((Bin(50, 0.8, 0.5, 0.4, 0.6), Bin(900, 0.35, 0.35, 0.3, 0.4)),
         "with care: suggested labels are given 37\xa0% on average, and 36\xa0% of them are "
         "recorded; furthest off: where they say about 80\xa0%, 50\xa0% are recorded."),
        ((Bin(500, 0.45, 0.41, 0.35, 0.47),), "with care: suggested labels are given 45\xa0%"),
        ((), "too few suggested labels"),
    ],
)  # fmt: skip
def test_the_probabilities_of_suggested_labels_are_judged_by_decile(bins, said):
    assert said in sentences.calibration_words(replace(target(), bins=bins))


def test_work_saved_is_put_into_words():
    one = evaluation().replays[0]
    assert "50 of 100 fragments could have been accepted" in sentences.replay_words(one, "Type")
    assert "20\xa0% less work" in sentences.replay_words(one, "Type")
    dear = replace(WORK, saved={0: Estimate(-0.5), 2: Estimate(-0.2), 4: Estimate(0.0)})
    none = replace(one, accepted=Estimate(0.0), work=dear)
    assert "no fragment could have been accepted unseen" in sentences.replay_words(none, "Type")
    assert "20\xa0% more work" in sentences.replay_words(none, "Type")
    empty = replace(one, work=replace(WORK, saved=dict.fromkeys((0, 2, 4), Estimate(None))))
    assert sentences.replay_words(empty, "Type").endswith("were recorded too.")


def test_what_is_likely_stands_in_a_table_for_these_fragments_and_forward_in_time():
    rows = tables.work_table(evaluation()).rows
    assert [[cell.text for cell in row[:6]] for row in rows] == [
        ["Type", "these fragments", "40", "0.50", "0.60", "-0.10"],
        ["Type", "forward in time: harvest 1", "20", "0.50", "0.60", "-0.10"],
    ]


def test_labels_none_of_which_can_be_judged_are_put_into_words():
    assert "No label" in sentences.label_words(replace(target(), labels=target().labels[2:]))


def test_every_drawing_has_a_text_alternative_and_stays_in_its_frame():
    drawings = [
        calibration_plot(target().bins, "A & B"),
        precision_recall_plot(((0.5, 1.0), (1.0, 0.5)), (0.5, 0.8), "A & B"),
        curve_plot([Line("one", (Point(25, 0.5, 0.4, 0.6), Point(50, 0.6)))], "n", "A & B"),
        chart_svg(Chart("A & B", (("b <i>", (Bar("a → b", "4", 1.0, 0.5, 1.0),)),))),
    ]
    for svg in drawings:
        assert 'role="img" aria-label="A &amp; B"' in svg
        assert "<i>" not in svg
        width, height = map(int, re.search(r'viewBox="0 0 (\d+) (\d+)"', svg).groups())
        for x, y in re.findall(r'c?x="([\d.]+)" c?y="([\d.]+)"', svg):
            assert float(x) <= width
            assert float(y) <= height
    assert bar_of(Estimate(None)) is None
    assert bar_of(Estimate(-0.1)) is None
    assert "whisker" not in gauge(bar_of(Estimate(0.5)))


@given(st.text(min_size=1, max_size=60))
def test_no_cell_breaks_a_markdown_table_or_a_page(text):
    table = text_table(
        "c", [Heading("h"), Heading("n", "says", number=True)], [[Cell(text), Cell("1", 1)]]
    )
    section = Section("s", "t", "l.", (table, Paragraph(text, quiet=True)))
    one = Document(FirstPage("title", "about", ("verdict",)), (section,))
    row = next(line for line in markdown(one).splitlines() if line.endswith("| 1 |"))
    assert len(re.findall(r"(?<!\\)(?:\\\\)*\|", row)) == 3
    assert "<script>alert" not in page(one)


def test_the_same_results_give_the_same_bytes():
    assert evaluation_files(evaluation()) == evaluation_files(evaluation())
    assert evaluation_json(evaluation()).endswith("\n")


@pytest.mark.parametrize(
    "name",
    ["# A", "- a", "+ a", "1. a", "2022. a", "12) a", "> a", "---", "===",
     "*a* _b_ **c**", "`a`", "~~a~~",
     "[a](https://x.org)", "![a](b)", "<b>a</b>", "&lt;a&gt; & b", "a | b", "\\*", "a\nb",
     "<https://x.org>", "www.x.org", "https://x.org", "a@x.org", "[^1]: a", "[a]: /b", "$a$"],
)  # fmt: skip
def test_a_name_is_no_markup_in_markdown(name):
    markdown_it = pytest.importorskip("markdown_it")
    document = Document(FirstPage("title", "box", (name,), said=(name,)))
    tokens = markdown_it.MarkdownIt("js-default").parse(markdown(document))
    inner = [token for token in tokens if token.type == "inline"]
    assert [t.content for t in inner if t.content in ("title", "box")] == ["title", "box"]
    names = [token.children for token in inner if token.content not in ("title", "box")]
    assert [{child.type for child in children} for children in names] == [{"text"}] * 2
    shown = " ".join(name.split())
    assert ["".join(child.content for child in children) for children in names] == [shown] * 2


@pytest.mark.parametrize(
    ("language", "direction", "said"),
    [
        ("fr", "ltr", ("Bon pour une première liste", "30 sur 37", "Comment a-t-on mesuré ?")),
        ("ar", "rtl", ("يصلح لقائمة أولى", "30 من 37", "كيف جرى القياس؟")),
    ],
)
def test_first_page_and_headings_are_written_in_her_language(language, direction, said):
    with written_in(language):
        files = evaluation_files(evaluation(targets=(target(figures=RIGHT),)))
    assert f'<html lang="{language}" dir="{direction}">' in files["report.html"]
    for text in said:
        assert text in files["report.html"]
        assert text in files["report.md"]
    told = first_page(evaluation(targets=(target(figures=RIGHT),)))
    assert told.verdict[-1] == "A person has to read every fragment."


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_nothing_behind_the_first_page_is_left_in_english(language):
    with written_in(language):
        text = evaluation_files(evaluation(omitted={"views": FULL}))["report.md"]
    names = ("a@1", "b@2", "small@1")
    for name in names:
        text = text.replace(name, "")
    left = re.findall(r"\b(?:the|was|were|which|from|with|and|coded|suggested|label)\b", text)
    assert left == []
