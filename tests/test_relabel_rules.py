from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_codebook_kit import SAMPLE

from classifier.codebook import Change, Codebook, Label, Target, to_newest
from classifier.decide import Decision
from classifier.records import Fragment
from classifier.relabel.judge import Answer, Standing, given_any, judge, moves_of, questions_of
from classifier.relabel.moves import Move, PlannedRow, Question, newborn, route
from classifier.relabel.rows import ArchiveRow, Codes
from classifier.relabel.settle import Settled, is_settled, settle

TYPE = SAMPLE.target("type")
VERSIONS = tuple((v, ()) for v in "123")


def small(*changes, retired=()):
    labels = tuple(
        Label(x, f"Name {x}", retired="2" if x in retired else "") for x in ("A", "B", "C", "D")
    )
    return Codebook("S", "3", (Target("t", labels),), versions=VERSIONS, changes=changes)


def way(labels, book, version="1"):
    return route(labels, book.targets[0], version, book)


def test_a_rename_keeps_the_label_and_is_noted_as_a_rule():
    found = way({"A"}, small(Change("2", "rename", "t", "A", "Old A", note="look")))
    assert found.fixed == {"A"}
    assert [(s.kind, s.how, s.note) for s in found.steps] == [("rename", "rule", "look")]


def test_a_merge_goes_into_its_heir_and_a_retired_label_goes():
    book = small(Change("2", "merge", "t", "A", "", ("B",)), Change("3", "retire", "t", "C"))
    assert way({"A", "C", "D"}, book).fixed == {"B", "D"}


def test_a_split_asks_for_its_pieces_and_settles_nothing():
    book = small(Change("2", "split", "t", "A", "Old A", ("A", "B"), note="by eye"))
    found = way({"A", "C"}, book)
    assert found.fixed == {"C"}
    assert found.questions == (Question("2", ("A", "B"), "A", "by eye"),)


def test_the_pieces_of_a_split_travel_on_through_later_changes():
    book = small(
        Change("2", "split", "t", "A", "", ("A", "B")), Change("3", "merge", "t", "B", "", ("C",))
    )
    (question,) = way({"A"}, book).questions
    assert question.options == ("A", "C")
    gone = small(Change("2", "split", "t", "A", "", ("A", "B")), Change("3", "retire", "t", "B"))
    assert way({"A"}, gone) == replace(way({"A"}, gone), fixed=frozenset("A"), questions=())


def test_changes_of_the_rows_own_version_are_behind_it():
    book = small(Change("2", "split", "t", "A", "", ("A", "B")))
    assert way({"A"}, book, "2").fixed == {"A"}
    assert way({"A"}, book, "2").questions == ()


def test_a_review_without_a_note_is_worth_a_look_too():
    book = small(Change("2", "rename", "t", "A", "Old A", review=True))
    assert way({"A"}, book).steps[0].note


def test_in_the_sample_each_old_row_is_asked_for_the_label_that_was_added():
    assert [q.options for q in newborn(TYPE, "1", SAMPLE)] == [("T25",)]
    assert newborn(TYPE, "2", SAMPLE) == ()  # T18 came out of T15, so a row without T15 has none


@given(st.sets(st.sampled_from(TYPE.ids)), st.sampled_from(["1", "2", "3"]))
def test_rules_alone_agree_with_reading_a_row_in_the_newest_version(labels, version):
    found = way(labels, SAMPLE, version)
    whole = {q.label for q in found.questions if q.is_split}
    assert found.fixed | whole == to_newest(labels, TYPE, version, SAMPLE)


# -- questions to the text

SPLIT = Question("2", ("A", "B"), "A")
NEW = Question("2", ("N",))


def answer(calibrated=True, examples=50, share=0.2, threshold=0.3, **probability):
    standing = Standing(examples, examples < 10, share, threshold)
    return Answer(probability, {}, dict.fromkeys(probability, standing), calibrated)


def test_given_that_some_piece_is_there_small_probabilities_grow():
    both = given_any({"A": 0.06, "B": 0.02})
    assert both["A"] == pytest.approx(0.06 / (1 - 0.94 * 0.98))
    assert given_any({"A": 0.0, "B": 0.0}) == {"A": 0.0, "B": 0.0}


@pytest.mark.parametrize(
    ("probability", "how", "chosen"),
    [
        ({"A": 0.9, "B": 0.01}, "model", ("A",)),
        ({"A": 0.95, "B": 0.95}, "model", ("A", "B")),
        ({"A": 0.4, "B": 0.3}, "person", ("A", "B")),
        ({"A": 0.3, "B": 0.05}, "person", ("A",)),
        ({"A": 0.02, "B": 0.2}, "model", ("B",)),
    ],
)
def test_a_split_is_decided_only_where_every_piece_is_sure(probability, how, chosen):
    step = judge(SPLIT, answer(**probability), 0.9)
    assert (step.how, step.chosen) == (how, chosen)
    assert bool(step.reason) == (how == "person")


def test_a_piece_with_too_few_examples_is_never_ticked_unseen():
    step = judge(SPLIT, answer(examples=9, A=0.9, B=0.001), 0.9)
    assert (step.how, step.reason) == ("person", "only 9 coded examples of A")


@pytest.mark.parametrize(
    ("probability", "how", "chosen"),
    [(0.95, "model", ("N",)), (0.5, "person", ("N",)), (0.2, "person", ()), (0.05, "model", ())],
)
def test_a_new_label_is_ticked_or_ruled_out_only_where_the_text_is_clear(probability, how, chosen):
    step = judge(NEW, answer(N=probability), 0.9)
    assert (step.how, step.chosen) == (how, chosen)


def test_of_a_rare_new_label_the_likeliest_rows_go_to_a_person():
    rare = {"examples": 5, "share": 0.01}
    assert judge(NEW, answer(N=0.95, **rare), 0.9).how == "person"
    assert judge(NEW, answer(N=0.04, **rare), 0.9).how == "person"
    assert judge(NEW, answer(N=0.02, **rare), 0.9).how == "model"
    unseen = judge(NEW, answer(N=0.001, examples=0, share=0.0), 0.9)
    assert unseen.how == "person"


def test_without_codes_in_the_new_words_nothing_is_decided_by_model():
    for question, probability in ((SPLIT, {"A": 0.99, "B": 0.001}), (NEW, {"N": 0.99})):
        step = judge(question, answer(calibrated=False, **probability), 0.9)
        assert step.how == "person"
        assert "too little is coded in the new words yet" in step.reason


def test_a_text_that_cannot_be_read_goes_to_a_person_with_the_reason():
    step = judge(SPLIT, Answer(unreadable="There is no text."), 0.9)
    assert (step.how, step.reason, step.certainty) == ("person", "There is no text.", None)


# -- whole rows


def row(version="1", unread=(), **labels):
    sets = {target: frozenset(found) for target, found in labels.items()}
    codes = Codes(version, True, sets, frozenset(unread))
    return ArchiveRow(Fragment("F1", "text"), "C1", codes, None, "k", "w", "t", "c")


def answers(row, probability):
    found = {}
    for target, question in questions_of(row, SAMPLE):
        scores = {o: probability.get(o, 0.001) for o in question.options}
        old = found.get((target, question.version), Answer())
        new = answer(**{**old.probability, **scores})
        found[target, question.version] = new
    return found


def moves(row, **probability):
    found = moves_of(row, SAMPLE, answers(row, probability), 0.9)
    return {move.target: move for move in found}


def test_a_renamed_label_moves_by_rule_and_is_worth_a_look_where_the_codebook_says_so():
    move = moves(row(type={"T06"}))["type"]
    assert (move.how, move.after) == ("rule", {"T06"})
    assert move.look == ("about a quarter of the old rows are really T02 or T03",)


def test_a_row_that_no_change_touches_stays_unchanged_although_it_was_asked():
    move = moves(row(type={"T04"}))["type"]
    assert (move.how, move.after) == ("unchanged", {"T04"})
    assert [step.label for step in move.steps] == ["T25"]
    assert move.certainty is None


def test_the_likely_new_label_is_added_by_model():
    move = moves(row(type={"T04"}), T25=0.95)["type"]
    assert (move.how, move.after, move.certainty) == ("model", {"T04", "T25"}, 0.95)


def test_a_row_of_the_newest_version_is_left_alone():
    assert questions_of(row("3", type={"T15"}), SAMPLE) == []
    assert moves(row("3", type={"T15"}))["type"].how == "unchanged"


def test_a_cell_with_something_unknown_in_it_waits_for_a_person():
    move = moves(row(type={"T04"}, unread=("type",)))["type"]
    assert move.how == "person"
    assert "no label of the codebook" in move.steps[-1].reason


def test_a_cell_of_which_nothing_is_left_waits_for_a_person():
    book = small(Change("2", "retire", "t", "A"), retired=("A",))
    one = row(t={"A"})
    (move,) = moves_of(one, book, {}, 0.9)
    assert (move.how, move.after) == ("person", frozenset())


def test_clusters_follow_from_the_types_by_rule():
    found = moves(row("2", type={"T15"}, cluster={"CON"}), T18=0.95)
    assert found["type"].after == {"T18"}
    assert found["cluster"].how == "unchanged"
    wrong = moves(row("2", type={"T04"}, cluster={"CON"}))["cluster"]
    assert (wrong.how, wrong.after) == ("unchanged", {"CON"})
    assert wrong.look == ("what is written does not follow from the types",)


def test_clusters_wait_with_their_types_and_stay_where_no_type_is():
    assert (
        moves(row("2", type={"T15"}, cluster={"CON"}), T15=0.2, T18=0.2)["cluster"].how == "person"
    )
    assert moves(row("2", type=set(), cluster={"CON"}))["cluster"].after == {"CON"}
    assert moves(row("2", cluster={"CON"}))["cluster"].how == "unchanged"
    unread = moves(row("2", type={"T04"}, cluster={"MOB"}, unread=("cluster",)))["cluster"]
    assert unread.how == "person"


# -- decisions


def planned(**labels):
    one = row("2", **labels)
    found = moves_of(one, SAMPLE, answers(one, {"T15": 0.2, "T18": 0.2}), 0.9)
    return PlannedRow(1, "k", "f", "", 2, "F1", "C1", "harvest 2", "2", "t", "c", False, found)


def test_a_row_waits_as_a_whole_until_a_person_has_decided():
    one = planned(type={"T15"}, cluster={"CON"}, objective={"PHR"})
    assert not is_settled(settle(one, {}, SAMPLE))
    decision = Decision("decided", frozenset({"T18"}))
    done = settle(one, {(1, "type"): decision}, SAMPLE)
    assert done["type"] == Settled(frozenset({"T18"}), "person")
    assert done["cluster"] == Settled(frozenset({"CON"}), "unchanged")
    assert is_settled(done)


def test_a_decision_for_another_cluster_takes_the_cluster_along():
    one = planned(type={"T15"}, cluster={"CON"})
    done = settle(one, {(1, "type"): Decision("decided", frozenset({"T01"}))}, SAMPLE)
    assert done["cluster"] == Settled(frozenset({"MOB"}), "rule")
    none = settle(one, {(1, "type"): Decision("decided")}, SAMPLE)
    assert none["cluster"] == Settled(frozenset(), "rule")


def test_accept_takes_the_proposal_and_keep_and_discuss_leave_the_row():
    one = planned(type={"T15"})
    assert (
        settle(one, {(1, "type"): Decision("decided", frozenset({"T18"}))}, SAMPLE)["type"].by
        == "person"
    )
    assert settle(one, {(1, "type"): Decision("keep")}, SAMPLE)["type"] is None
    assert settle(one, {(1, "type"): Decision("discuss")}, SAMPLE)["type"] is None


def test_a_person_may_overrule_what_a_rule_did():
    one = row("1", type={"T06"})
    found = moves_of(one, SAMPLE, answers(one, {}), 0.9)
    plan = PlannedRow(1, "k", "f", "", 2, "F1", "C1", "h", "1", "t", "c", False, found)
    decision = Decision("decided", frozenset({"T02"}))
    assert settle(plan, {(1, "type"): decision}, SAMPLE)["type"].labels == {"T02"}


def test_a_move_without_scores_has_no_certainty():
    assert Move("t", frozenset(), frozenset(), "rule").certainty is None
