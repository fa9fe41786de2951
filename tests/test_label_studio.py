"""Label Studio's questions read, and predictions that answer them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_review_kit import proposal

from classifier.errors import HarvestError
from classifier.label_studio import Question, prediction, read_questions, without_answers
from classifier.records import Suggestion, TargetSuggestion

CONFIG = """<View><Text name="outcome" value="$outcome"/>
<Choices name="type" toName="outcome" choice="multiple">
  <View><Choice value="Law adopted" alias="LAW"/><Choice value="new group"/></View>
  <Choice value="Talks held" alias="talks"/><Choice value="Something else"/></Choices>
<Choices name="q2" toName="outcome"><Choice value="PHR"/><Choice value="CIV: Space"/></Choices>
<Taxonomy name="cluster" toName="outcome"><Choice value="All"><Choice value="Policies" alias="POL"/>
  <Choice value="Mobilizing"/></Choice></Taxonomy>
<Choices name="colour" toName="outcome"><Choice value="red"/><Choice value="blue"/></Choices>
<Choices name="objective" perRegion="true" toName="outcome"><Choice value="PHR"/></Choices>
<TextArea name="remark" toName="outcome"/></View>"""


def suggestion(*targets):
    return Suggestion("F1", "m@1a2b", "2", "en", targets)


def test_questions_are_found_by_their_names_and_by_their_choices(codebook):
    answers = {"LAW": "LAW", "GRP": "new group", "TLK": "talks"}
    clusters = {"POL": ("All", "POL"), "MOB": ("All", "Mobilizing")}
    assert read_questions(CONFIG, codebook) == (
        Question("type", "outcome", "choices", "type", False, answers),
        Question(
            "q2", "outcome", "choices", "objective", True, {"PHR": "PHR", "CIV": "CIV: Space"}
        ),
        Question("cluster", "outcome", "taxonomy", "cluster", False, clusters),
    )


def test_a_label_without_a_choice_is_named(codebook):
    assert without_answers(read_questions(CONFIG, codebook), codebook) == {"type": ("NEW",)}


def test_a_prediction_ticks_what_is_likely_in_the_words_of_the_interface(codebook):
    made = prediction(
        suggestion(
            proposal("type", ("GRP", 0.9), ("NEW", 0.8), ("TLK", 0.7), ("LAW", 0.1)),
            proposal("cluster", ("MOB", 0.93)),
            proposal("objective", ("CIV", 0.8), ("PHR", 0.6)),
        ),
        read_questions(CONFIG, codebook),
    )
    assert made == {
        "result": [
            {"from_name": "type", "to_name": "outcome", "type": "choices",
             "value": {"choices": ["new group", "talks"]}},
            {"from_name": "q2", "to_name": "outcome", "type": "choices",
             "value": {"choices": ["CIV: Space"]}},
            {"from_name": "cluster", "to_name": "outcome", "type": "taxonomy",
             "value": {"taxonomy": [["All", "Mobilizing"]]}},
        ],
        "model_version": "m@1a2b",
        "score": 0.8,
    }  # fmt: skip


def nested(control, more=""):
    return (
        f'<View><{control} name="cluster" toName="t"{more}><Choice value="POL">'
        f'<Choice value="Mobilizing"/></Choice></{control}></View>'
    )


@pytest.mark.parametrize(
    ("config", "answers"),
    [
        (nested("Choices"), {"POL": "POL"}),
        (nested("Choices", ' allowNested="false"'), {"POL": "POL"}),
        (nested("Choices", ' allowNested="true"'), {"POL": ("POL",), "MOB": ("POL", "Mobilizing")}),
        (nested("Taxonomy"), {"POL": ("POL",), "MOB": ("POL", "Mobilizing")}),
    ],
)
def test_choices_within_choices_are_paths_where_label_studio_shows_them(codebook, config, answers):
    (question,) = read_questions(config, codebook)
    assert question.answers == answers


def test_a_question_within_a_question_is_none(codebook):
    inner = '<Taxonomy name="type" toName="t"><Choice value="LAW"/></Taxonomy>'
    config = (
        f'<View><Choices name="cluster" toName="t"><Choice value="POL"/>{inner}</Choices></View>'
    )
    assert [question.name for question in read_questions(config, codebook)] == ["cluster"]


def test_what_is_only_possible_is_ticked_nowhere_and_what_is_not_measured_has_no_score(codebook):
    questions = read_questions(CONFIG, codebook)
    unsure = proposal("type", ("LAW", 0.5), ("GRP", 0.2), verdict="unsure")
    made = prediction(suggestion(unsure), questions)
    assert made == {"result": [], "model_version": "m@1a2b", "score": 0.5}
    guess = TargetSuggestion("type", "unsure", unsure.labels, calibrated=False)
    none = TargetSuggestion("objective", "not-readable", ())
    made = prediction(suggestion(guess, none), questions)
    assert made == {"result": [], "model_version": "m@1a2b"}


@pytest.mark.parametrize(
    ("config", "said"),
    [
        ("", "is damaged"),
        ("<View>", "is damaged"),
        ("<!DOCTYPE v [<!ENTITY a 'b'>]><View>&a;</View>", "defines its own entities"),
        ("<View/>", "has no question about what the model suggests"),
        ('<View><Choices name="a" toName="t"><Choice value="LAW"/><Choice value="x"/></Choices>'
         "</View>", "has no question"),
        ('<View><Choices name="type" toName="t"><Choice value="$x"/></Choices></View>', "has no q"),
        (f"<View>{' ' * 1_000_000}</View>", "is too long"),
        ("<Choice>" * 1_100 + "</Choice>" * 1_100, "more than 100 tags within each other"),
        ("<Choices>" * 101 + "</Choices>" * 101, "more than 100 tags within each other"),
        (f"<View>{'<Choice/>' * 20_001}</View>", "more than 20,000 choices"),
    ],
)  # fmt: skip
def test_an_interface_that_asks_for_nothing_of_ours_is_refused_with_a_hint(codebook, config, said):
    with pytest.raises(HarvestError, match=said) as refused:
        read_questions(config, codebook)
    assert refused.value.hint


@given(st.text() | st.from_regex(r"(<(View|Choices|Choice|Taxonomy)( name='type')?/?>){1,9}"))
def test_whatever_an_interface_says_it_is_read_or_refused_in_words(codebook, config):
    try:
        questions = read_questions(config, codebook)
    except HarvestError:
        return
    assert all(question.answers for question in questions)
