"""What a decision cell says, whichever verb reads it."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_workbook_kit import CODEBOOK, OBJECTIVE, TYPE, Desk, headings_of, plain_workbook, read

from classifier.audit.apply import Files, apply_worklist
from classifier.codebook import Label, Target, dump_codebook
from classifier.decide import Decision, read_decision
from classifier.edit.provenance import Signature
from classifier.translations import said_in

SUGGESTED = frozenset({"T1"})
TABLE = [
    # cell, labels that a proposal of T1 leads to, labels for a worklist on a row coded with T2
    ("accept", {"T1"}, {"T1"}),
    ("Accepté !", {"T1"}, {"T1"}),
    ("oui", {"T1"}, {"T1"}),
    ("قبول", {"T1"}, {"T1"}),
    ("مُوافِق", {"T1"}, {"T1"}),
    ("none fits", set(), set()),
    ("None", set(), set()),
    ("rien", set(), set()),
    ("aucun ne convient", set(), set()),
    ("لا شيء", set(), set()),
    ("keep", "keep", "keep"),
    ("Keep as it is.", "keep", "keep"),
    ("garder", "keep", "keep"),
    ("الإبقاء", "keep", "keep"),
    ("discuss", "discuss", "discuss"),
    ("à discuter", "discuss", "discuss"),
    ("للنقاش", "discuss", "discuss"),
    ("؟", "discuss", "discuss"),
    ("change", "says “change”, but not to what", {"T1"}),
    ("à modifier", "says “à modifier”, but not to what", {"T1"}),
    ("تغيير", "says “تغيير”, but not to what", {"T1"}),
    ("Joint action / coalition work", {"T3"}, {"T3"}),
    ("T3; Law", {"T2", "T3"}, {"T2", "T3"}),
    ("accept, T3", {"T1", "T3"}, {"T1", "T3"}),
    ("قبول, T3", {"T1", "T3"}, {"T1", "T3"}),
    ("accept - New structure", set(), set()),
    ("+ T3", {"T1", "T3"}, {"T2", "T3"}),
    ("- New structure", set(), "takes away “New structure”, which is not there"),
    ("keep, T3", "says “keep” and names labels", "says “keep” and names labels"),
    ("rien, T3", "says “none fits” and names labels", "says “none fits” and names labels"),
    ("change, T3", "says “change” and names labels", "says “change” and names labels"),
    ("T3, à discuter", "discuss", "discuss"),
    ("accept?", "discuss", "discuss"),
    ("none fits ؟", "discuss", "discuss"),
    ("maybe", "has “maybe”, which the codebook", "has “maybe”, which the codebook"),
    ("n/a", "“n/a” is no decision", "“n/a” is no decision"),
    ("=A2", "holds a formula", "holds a formula"),
]


def expected(decision):
    """A decision in the way that the table writes it."""
    if decision.state == "decided":
        return set(decision.labels)
    return decision.what if decision.state == "unclear" else decision.state


def by_finish(cell, folder):
    desk = Desk(folder, plain_workbook(folder / "h.xlsx"))

    def code(sheet):
        sheet.cell(2, headings_of(sheet)["MCQType of change"]).value = "Policy, law or rule"

    desk.work_hers(code)
    desk.decide({1: cell})
    done = desk.finish()
    mine = [one for one in done.decisions if one.target == "type"]
    if mine:
        return set(mine[0].labels)
    if any(left.discuss for left in done.left):
        return "discuss"
    if done.kept:
        return "keep"
    return next(problem.what for problem in done.problems if "decision" in problem.kind)


def by_worklist(cell, folder, **more):
    finding = {
        "nr": "F001", "fragment_id": "F1", "target": "type", "recorded": ["T2"], "add": ["T1"],
        "remove": ["T2"], "file": "h.csv", "row": 2, "decision": cell,
    }  # fmt: skip
    path = folder / "w.jsonl"
    path.write_text(json.dumps(finding | more) + "\n", "utf-8")
    (folder / "codebook.yaml").write_text(dump_codebook(CODEBOOK), "utf-8")
    (folder / "h.csv").write_text(
        "FragmentID,Outcome description,Codebook version,MCQType of change\n"
        'F1,A committee met.,2,"Policy, law or rule"\n', "utf-8",
    )  # fmt: skip
    files = Files(path, folder / "h.csv", folder / "codebook.yaml", folder / "new.csv")
    done = apply_worklist(files, Signature("Ann", "2025-01-31"), force=True)
    if done.problems and not done.discuss:
        (problem,) = done.problems
        assert problem.origin.file == "w.jsonl"
        return problem.what
    if done.kept or done.discuss:
        return "keep" if done.kept else "discuss"
    (coding,) = (c for c in read(folder / "new.csv").codings if c.target == "type")
    return set(coding.labels)


def by_plan(cell, folder):
    return expected(read_decision(cell, TYPE, SUGGESTED))


@pytest.mark.parametrize(("cell", "proposal", "worklist"), TABLE)
def test_a_decision_means_the_same_in_every_verb(tmp_path, cell, proposal, worklist):
    for verb, means in (
        (by_plan, proposal), (by_finish, proposal), (by_worklist, worklist),
    ):  # fmt: skip
        folder = tmp_path / verb.__name__
        folder.mkdir()
        said = verb(cell, folder)
        if isinstance(means, str):
            assert means in said, verb
        else:
            assert said == means, verb


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
    assert read_decision(cell, TYPE, SUGGESTED) == Decision("discuss")


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


def test_a_word_beside_names_is_told_in_the_language_of_the_page():
    what = read_decision("none fits, Law", TYPE, SUGGESTED).what
    assert said_in(what, "fr").startswith("dit “aucun ne convient” et nomme")
    assert "“لا شيء مناسب”" in said_in(what, "ar")


TWO = frozenset({"T1", "T3"})
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
    proposed = frozenset({"A", "B"})
    for cell, labels in (
        ("Follow-up", "A"), ("Aid – women", "B"), ("- Other", "C"), ("accept - Aid - women", "A"),
    ):  # fmt: skip
        assert read_decision(cell, target, proposed).labels >= {labels}, cell
    unknown = read_decision("Folow-up", target, proposed)
    assert unknown.hint == "Did you mean “Follow-up”?"


def test_a_mistyped_name_gets_a_suggestion():
    assert read_decision("New stucture", TYPE, SUGGESTED).hint == "Did you mean “New structure”?"
    assert "drop-down" in read_decision("xyzzy", TYPE, SUGGESTED).hint


def test_nothing_can_be_accepted_where_nothing_was_suggested():
    assert "nothing is likely" in read_decision("accept", TYPE, None).what
    assert "nothing is likely" in read_decision("accept", OBJECTIVE, None).what


def test_accepting_a_proposal_to_tick_nothing_is_an_empty_coding():
    answer = read_decision("accept", TYPE, frozenset())
    assert (answer.state, answer.labels, answer.how) == ("decided", frozenset(), "none fits")


def test_names_where_nothing_was_suggested_are_coded_by_hand():
    assert read_decision("Law", TYPE, None).how == "by hand"
    assert read_decision("+ Law", TYPE, None).labels == {"T2"}


def test_only_one_label_is_allowed_where_the_target_has_one():
    answer = read_decision("PHR: Peace and human rights, CIV: Civic space", OBJECTIVE, None)
    assert "names 2 labels where one is allowed" in answer.what


IN_USE = ("T1", "T2", "T3")


@given(
    st.permutations(IN_USE).flatmap(lambda ids: st.integers(1, 3).map(lambda n: ids[:n])),
    st.sampled_from([", ", "; ", " + ", "\n", " | ", " and ", " et ", "  ,"]),
)
def test_any_names_in_any_order_with_any_separator_are_read_as_what_was_typed(ids, separator):
    cell = separator.join(TYPE.label(one).name for one in ids)
    answer = read_decision(cell, TYPE, None)
    assert (answer.state, answer.labels) == ("decided", frozenset(ids))
