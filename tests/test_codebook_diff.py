from dataclasses import replace

from test_codebook_kit import SAMPLE, book

from classifier.codebook import Change, Codebook, Label, Target
from classifier.codebook.diff import diff_codebooks
from classifier.codebook.versions import as_of

LAW = Label("A", "Law passed", parent="P", definition="Parliament adopts a law.")
TALK = Label("B", "Talks held", parent="P", definition="Groups in conflict meet and talk.")


def told(old, new):
    return [(d.kind, d.label, d.proposed) for d in diff_codebooks(old, new)]


def test_equal_codebooks_differ_in_nothing():
    assert told(SAMPLE, SAMPLE) == []


def test_the_sample_tells_its_own_history_from_version_1():
    found = diff_codebooks(as_of(SAMPLE, "1"), SAMPLE)
    assert {(d.kind, d.label) for d in found} == {
        ("split", "T01"), ("split", "T15"), ("rename", "T01"), ("rename", "T06"),
        ("rename", "T10"), ("rename", "T29"), ("add", "T25"),
    }  # fmt: skip
    assert not any(d.proposed for d in found)
    assert next(d.now for d in found if d.kind == "split") == "T01, T03"


def test_by_id_a_rename_a_move_and_a_new_definition_are_certain():
    new = replace(LAW, name="Rule passed", parent="Q", definition="Parliament adopts a rule.")
    assert told(book(LAW, TALK), book(new, TALK)) == [
        ("rename", "A", False), ("move", "A", False), ("definition", "A", False),
    ]  # fmt: skip


def test_blanks_in_a_definition_are_no_change():
    wrapped = replace(LAW, definition="Parliament adopts\n a law.")
    assert told(book(LAW), book(wrapped)) == []


def test_a_label_marked_as_retired_is_retired_and_a_merge_is_told_as_a_merge():
    gone = replace(LAW, retired="2")
    assert told(book(LAW, TALK), book(gone, TALK)) == [("retire", "A", False)]
    merge = Change("2", "merge", "t", "A", "Law passed", ("B",))
    found = told(book(LAW, TALK), book(gone, TALK, changes=(merge,)))
    assert found == [("merge", "A", False)]


def test_a_label_that_was_split_twice_is_told_twice():
    pieces = [replace(LAW, id=name, name=f"Law {name}") for name in ("X", "Y")]
    splits = [Change("1", "split", "t", "A", into=("A", one.id)) for one in pieces]
    found = diff_codebooks(book(LAW), book(LAW, *pieces, changes=tuple(splits)))
    assert [(one.kind, one.now) for one in found] == [("split", "A, X"), ("split", "A, Y")]


def test_where_the_id_is_another_a_rename_is_proposed_and_never_assumed():
    renumbered = replace(LAW, id="X")
    assert told(book(LAW, TALK), book(renumbered, TALK)) == [
        ("rename", "A", True), ("retire", "A", False), ("add", "X", False),
    ]  # fmt: skip


def test_two_likely_heirs_are_proposed_as_a_split_and_one_heir_of_two_as_a_merge():
    heirs = (
        Label("X", "Law passed nationally", definition="Parliament adopts a law."),
        Label("Y", "Law passed locally", definition="A council adopts a law."),
    )
    assert ("split", "A", True) in told(book(LAW, TALK), book(*heirs, TALK))
    found = told(book(*heirs, TALK), book(LAW, TALK))
    assert [one for one in found if one[0] == "merge"] == [
        ("merge", "X", True),
        ("merge", "Y", True),
    ]


def test_labels_that_have_nothing_in_common_are_not_proposed():
    assert told(book(LAW), book(TALK)) == [("retire", "A", False), ("add", "B", False)]


def test_targets_that_come_and_go_are_told():
    more = Codebook("S", "1", (Target("t", (LAW,)), Target("u", (TALK,), title="Use")))
    assert told(book(LAW), more) == [("target-added", "", False)]
    assert told(more, book(LAW)) == [("target-removed", "", False)]


def test_examples_and_other_names_are_told_but_an_old_name_is_no_news():
    new = replace(LAW, examples=("a law on bees",), aliases=("Act",))
    assert told(book(LAW), book(new)) == [("examples", "A", False), ("aliases", "A", False)]
    renamed = replace(LAW, name="Act", aliases=("Law passed",))
    assert told(book(LAW), book(renamed)) == [("rename", "A", False)]
