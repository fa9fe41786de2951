"""What a decision cell says, and what one row's decisions say together."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_workbook_kit import CLUSTER, CODEBOOK, OBJECTIVE, TYPE

from classifier.codebook import Label, Target
from classifier.finish import Decision, Finished, Left
from classifier.finish.decide import Answer, read_decision
from classifier.finish.settle import settle
from classifier.records import Origin
from classifier.report.terminal import finish_summary
from classifier.workbook.hidden_sheet import Remembered

SUGGESTED = Remembered("F1", "F1", "0", {"type": frozenset({"T1"})}, {"type": "suggest"})
NOTHING = Remembered("F1", "F1", "0", {}, {"type": "unsure", "objective": "not-readable"})
NONE_PROPOSED = Remembered("F1", "F1", "0", {}, {"type": "suggest"})


@pytest.mark.parametrize(
    ("cell", "labels", "how"),
    [
        ("accept", {"T1"}, "accepted"),
        ("  Accept ", {"T1"}, "accepted"),
        ("ACCEPTER", {"T1"}, "accepted"),
        ("accepté", {"T1"}, "accepted"),
        ("none fits", set(), "none fits"),
        ("None  Fits.", set(), "none fits"),
        ("aucun", set(), "none fits"),
        ("Aucune", set(), "none fits"),
        ("none", set(), "none fits"),
        ("New structure", {"T1"}, "accepted"),
        ("law", {"T2"}, "changed"),
        ("Joint action / coalition work; New structure", {"T1", "T3"}, "changed"),
        ("new structure\nPolicy, law or rule", {"T1", "T2"}, "changed"),
        ("T3", {"T3"}, "changed"),
        ("accept, Policy, law or rule", {"T1", "T2"}, "changed"),
        ("accept + Law", {"T1", "T2"}, "changed"),
        ("Law and accept", {"T1", "T2"}, "changed"),
        ("+ Law", {"T1", "T2"}, "changed"),
        ("accept and Law", {"T1", "T2"}, "changed"),
        ("+ Growth", {"T5"}, "changed"),
        ("Law, + Growth", {"T2", "T5"}, "changed"),
        ("+ + Growth", {"T1", "T5"}, "changed"),
        ("accept, New structure", {"T1"}, "accepted"),
        ("1-New structure\n2-Law", {"T1", "T2"}, "changed"),
        ("T1 – New structure", {"T1"}, "accepted"),
        ("T1 - New structure, T2 - Law", {"T1", "T2"}, "changed"),
    ],
)
def test_a_decision_is_read_in_any_form_that_people_write(cell, labels, how):
    answer = read_decision(cell, TYPE, SUGGESTED)
    assert (answer.state, answer.labels, answer.how) == ("decided", frozenset(labels), how)


@pytest.mark.parametrize("cell", ["discuss", "Discuss!", "à discuter", "A DISCUTER", "?", "??"])
def test_discuss_leaves_the_row_undecided_without_complaint(cell):
    assert read_decision(cell, TYPE, SUGGESTED) == Answer("discuss")


@pytest.mark.parametrize(
    ("cell", "state", "what"),
    [
        ("New stucture", "unclear", "“New stucture”, which the codebook does not know"),
        ("New structure, Harvest festival", "unclear", "“Harvest festival”"),
        ("accept, but not Law", "unclear", "“but not Law”"),
        ("not Law", "unclear", "“not Law”"),
        ("+ New stucture", "unclear", "has “New stucture”"),
        ("New structure, discuss", "discuss", "together"),
        ("New structure, ?", "discuss", "together"),
        ("New structure?", "unclear", "“New structure?”"),
        ("none fits, Law", "unclear", "says “none fits” and names labels"),
        ("n/a", "unclear", "“n/a” is no decision"),
        ("-", "unclear", "“-” is no decision"),
        ("Old word", "unclear", "“Old word”, which the codebook no longer uses"),
        ("=A2", "unclear", "holds a formula"),
        ('="New structure"', "unclear", "holds a formula"),
        ("#N/A", "unclear", "shows Excel's error #N/A"),
        ("#REF!", "unclear", "shows Excel's error #REF!"),
        ("#VALEUR!", "unclear", "shows Excel's error"),
        ("Err:502", "unclear", "shows Excel's error"),
    ],
)
def test_what_is_not_understood_is_named_and_decides_nothing(cell, state, what):
    answer = read_decision(cell, TYPE, SUGGESTED)
    assert (answer.state, answer.labels) == (state, frozenset())
    assert what in answer.what
    assert answer.hint


TWO = Remembered("F1", "F1", "0", {"type": frozenset({"T1", "T3"})}, {"type": "suggest"})
STRUCTURE, JOINT = "New structure", "Joint action / coalition work"


@pytest.mark.parametrize(
    ("cell", "labels"),
    [
        (f"- {STRUCTURE}", {"T3"}),
        (f"-{STRUCTURE}", {"T3"}),
        (f"– {STRUCTURE}", {"T3"}),
        (f"—{STRUCTURE}", {"T3"}),
        (f"\u2212 {STRUCTURE}", {"T3"}),
        (f"- {JOINT}", {"T1"}),
        ("- T1", {"T3"}),
        (f"accept - {STRUCTURE}", {"T3"}),
        (f"accept -{STRUCTURE}", {"T3"}),
        (f"accept- {STRUCTURE}", {"T3"}),
        (f"accept-{STRUCTURE}", {"T3"}),
        (f"accept, - {STRUCTURE}", {"T3"}),
        (f"accept\n- {STRUCTURE}", {"T3"}),
        (f"- {STRUCTURE}, accept", {"T3"}),
        (f"accept - {STRUCTURE} + Law", {"T2", "T3"}),
        (f"+ Law - {STRUCTURE}", {"T2", "T3"}),
        (f"- {STRUCTURE} + Law", {"T2", "T3"}),
        (f"accept - {STRUCTURE} + + Growth", {"T3", "T5"}),
        (f"accept - {STRUCTURE} - {JOINT}", set()),
        (f"accept\n- {STRUCTURE}\n- {JOINT}", set()),
    ],
)
def test_a_minus_takes_away_from_what_was_suggested(cell, labels):
    answer = read_decision(cell, TYPE, TWO)
    how = "changed" if labels else "none fits"
    assert (answer.state, answer.labels, answer.how) == ("decided", frozenset(labels), how)


@pytest.mark.parametrize(
    ("cell", "what"),
    [
        (f"- {STRUCTURE}\n- {JOINT}", "could mean a list or taking away"),
        (f"– {STRUCTURE}\r\n– Law", "could mean a list or taking away"),
        (f"- {STRUCTURE}, - {JOINT}", "could mean a list or taking away"),
        (f"-{STRUCTURE}, -Law", "could mean a list or taking away"),
        (f"- {STRUCTURE}\n\n- {JOINT}\n", "could mean a list or taking away"),
        ("- Law", "takes away “Policy, law or rule”, which is not there"),
        ("accept - Law", "takes away “Policy, law or rule”, which is not there"),
        (f"accept, Law - {STRUCTURE} + {STRUCTURE}", "names labels and takes away"),
        (f"Law - {STRUCTURE}", "names labels and takes away “New structure”"),
        (f"Law\n- {STRUCTURE}", "names labels and takes away “New structure”"),
        (f"Law-{STRUCTURE}", "names labels and takes away “New structure”"),
        (f"- {STRUCTURE}, Law", "does not stand before one name"),
        (f"accept - {STRUCTURE}, {JOINT}", "does not stand before one name"),
        (f"accept - {STRUCTURE} -", "does not stand before one name"),
        ("Law -", "does not stand before one name"),
        ("accept -", "does not stand before one name"),
        ("- New stucture", "“New stucture”, which the codebook does not know"),
        ("accept, none fits", "says “none fits” and names labels"),
        ("accept, n/a", "“n/a”, which the codebook does not know"),
        ("accept - not coded", "“not coded”, which the codebook does not know"),
        (f"accept except {STRUCTURE}", "“except New structure”"),
        (f"accept without {STRUCTURE}", "“without New structure”"),
    ],
)
def test_a_minus_that_is_not_clear_is_named_and_never_adds(cell, what):
    answer = read_decision(cell, TYPE, TWO)
    assert (answer.state, answer.labels) == ("unclear", frozenset())
    assert what in answer.what
    assert answer.hint


def test_a_dash_in_a_name_of_the_codebook_is_no_minus():
    target = Target(
        "t", (Label("A", "Follow-up"), Label("B", "Aid - women"), Label("C", "- Other"))
    )
    fragment = Remembered("F1", "F1", "0", {"t": frozenset({"A", "B"})}, {})
    for cell, labels in (
        ("Follow-up", "A"), ("Aid – women", "B"), ("- Other", "C"), ("accept - Aid - women", "A"),
    ):  # fmt: skip
        assert read_decision(cell, target, fragment).labels >= {labels}, cell
    unknown = read_decision("Folow-up", target, fragment)
    assert unknown.hint == "Did you mean “Follow-up”?"


def test_a_mistyped_name_gets_a_suggestion():
    assert read_decision("New stucture", TYPE, SUGGESTED).hint == "Did you mean “New structure”?"
    assert "drop-down" in read_decision("xyzzy", TYPE, SUGGESTED).hint


def test_nothing_can_be_accepted_where_nothing_was_suggested():
    assert "nothing was suggested" in read_decision("accept", TYPE, NOTHING).what
    assert "nothing was suggested" in read_decision("accept", OBJECTIVE, NOTHING).what


def test_accepting_a_proposal_to_tick_nothing_is_an_empty_coding():
    answer = read_decision("accept", TYPE, NONE_PROPOSED)
    assert (answer.state, answer.labels, answer.how) == ("decided", frozenset(), "none fits")


def test_names_where_nothing_was_suggested_are_coded_by_hand():
    assert read_decision("Law", TYPE, NOTHING).how == "by hand"
    assert read_decision("+ Law", TYPE, NOTHING).labels == {"T2"}


def test_only_one_label_is_allowed_where_the_target_has_one():
    answer = read_decision("PHR: Peace and human rights, CIV: Civic space", OBJECTIVE, NOTHING)
    assert "names 2 labels where one is allowed" in answer.what


IN_USE = ("T1", "T2", "T3")


@given(
    st.permutations(IN_USE).flatmap(lambda ids: st.integers(1, 3).map(lambda n: ids[:n])),
    st.sampled_from([", ", "; ", " + ", "\n", " | ", " and ", " et ", "  ,"]),
)
def test_any_names_in_any_order_with_any_separator_are_read_as_what_was_typed(ids, separator):
    cell = separator.join(TYPE.label(one).name for one in ids)
    answer = read_decision(cell, TYPE, NOTHING)
    assert (answer.state, answer.labels) == ("decided", frozenset(ids))


# -- the answers of one row


def settled(answers, cells=None):
    found, problems = settle(answers, cells or {}, CODEBOOK, Origin("h.xlsx", 4, "S"))
    return {target: answer.labels for target, answer in found.items()}, problems


def decided(*labels, lightly=False):
    return Answer("decided", frozenset(labels), "changed", lightly)


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


def test_labels_without_a_parent_say_nothing_about_the_cluster():
    from dataclasses import replace

    bare = replace(TYPE, labels=tuple(replace(label, parent="") for label in TYPE.labels))
    book = replace(CODEBOOK, targets=(bare, CLUSTER, OBJECTIVE))
    answers = {"type": decided("T1"), "cluster": decided("POL")}
    assert settle(answers, {}, book, Origin("h"))[0] == answers


def test_one_row_is_counted_as_one():
    origin = Origin("h.xlsx", 2)
    left = (Left("K1", ("type",), (), origin), Left("K2", ("type",), ("type",), origin))
    decided = (Decision("K3", "type", frozenset(), "none fits", origin),)
    assert finish_summary(Finished(decided, left, ("K4",), ()), Path("out.xlsx")).splitlines() == [
        "1 decision written: 1 none fits.",
        "1 row left unchanged, undecided: K1",
        "1 row to discuss: K2",
        "1 row not in the workbook any more: K4",
        "Coded harvest: out.xlsx",
    ]
