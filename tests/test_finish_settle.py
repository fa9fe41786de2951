"""What one row's decisions say together, and how finish counts them."""

from dataclasses import replace

from test_workbook_kit import CLUSTER, CODEBOOK, OBJECTIVE, TYPE

from classifier.decide import Decision
from classifier.finish import Finished, Left, WrittenCoding
from classifier.finish.settle import RecordedRow, settle
from classifier.records import Origin
from classifier.report.terminal import finish_summary


def settled(answers, cells=None):
    found, problems = settle(
        answers, RecordedRow(cells or {}, "2"), CODEBOOK, Origin("h.xlsx", 4, "S")
    )
    return {target: answer.labels for target, answer in found.items()}, problems


def decided(*labels, lightly=False):
    return Decision("decided", frozenset(labels), "changed", lightly)


def test_the_cluster_follows_from_the_types():
    assert settled({"type": decided("T1", "T2")}) == (
        {"type": {"T1", "T2"}, "cluster": {"MOB", "POL"}},
        [],
    )
    assert settled({"type": decided()}) == ({"type": frozenset(), "cluster": frozenset()}, [])


def test_a_cluster_that_agrees_with_the_types_is_kept():
    assert settled({"type": decided("T1"), "cluster": decided("MOB")})[1] == []


def test_a_typed_cluster_that_contradicts_the_types_leaves_both_undecided():
    labels, problems = settled({"type": decided("T1"), "cluster": decided("POL")})
    assert labels == {}
    assert problems[0].kind == "contradiction"
    assert "says “Policies, laws and practice”, but" in problems[0].what
    assert problems[0].origin == Origin("h.xlsx", 4, "S", "▸ Decision – Cluster")
    assert settled({"type": decided("T1"), "cluster": decided()})[0] == {}


def test_a_cluster_that_was_merely_accepted_gives_way_to_the_types_with_a_notice():
    labels, problems = settled({"type": decided("T1"), "cluster": decided("POL", lightly=True)})
    assert labels == {"type": {"T1"}, "cluster": {"MOB"}}
    assert [(one.kind, one.notice) for one in problems] == [("cluster-derived", True)]


def test_a_cluster_alone_must_agree_with_the_types_in_the_row():
    assert settled({"cluster": decided("POL")}) == ({"cluster": {"POL"}}, [])
    assert settled({"cluster": decided("MOB")}, {"type": "New structure"})[1] == []
    labels, problems = settled({"cluster": decided("POL")}, {"type": "New structure"})
    assert (labels, problems[0].kind) == ({}, "contradiction")


def test_a_cluster_in_the_row_that_did_not_follow_its_types_is_left_with_a_notice():
    answers = {"type": decided("T2")}
    by_hand = {"type": "New structure", "cluster": "Policies, laws and practice; Mobilizing"}
    labels, (problem,) = settled(answers, by_hand)
    assert labels == {"type": {"T2"}}
    assert (problem.kind, problem.notice) == ("cluster-kept", True)
    assert "did not follow from its types, so it was left" in problem.what
    followed = {"type": "New structure", "cluster": "Mobilizing"}
    assert settled(answers, followed) == ({"type": {"T2"}, "cluster": {"POL"}}, [])


def test_labels_without_a_parent_say_nothing_about_the_cluster():
    bare = replace(TYPE, labels=tuple(replace(label, parent="") for label in TYPE.labels))
    book = replace(CODEBOOK, targets=(bare, CLUSTER, OBJECTIVE))
    answers = {"type": decided("T1"), "cluster": decided("POL")}
    assert settle(answers, RecordedRow({}, "2"), book, Origin("h"))[0] == answers


def test_one_row_is_counted_as_one():
    origin = Origin("h.xlsx", 2)
    left = (
        Left("K1", "K1", ("type",), (), origin),
        Left("K2", "row 2", ("type",), ("type",), origin),
    )
    decided = (WrittenCoding("K3", "type", frozenset(), "none fits", origin),)
    assert finish_summary(Finished(decided, left, ("K4",), ())).splitlines() == [
        "1 decision written: 1 none fits.",
        "1 row left unchanged, undecided: K1",
        "1 row to discuss: row 2",
        "1 row not in the workbook any more: K4",
    ]
