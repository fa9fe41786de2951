from dataclasses import replace

import pytest
from test_codebook_kit import SAMPLE, book
from test_golden import DATA

from classifier.codebook import Label, read_codebook
from classifier.codebook.lint import lint_codebook
from classifier.codebook.versions import as_of
from classifier.errors import CodebookError


def examples(label_id, n=8):
    return tuple(f"{i} times {label_id}" for i in range(n))


def label(label_id, name, **more):
    facts = {"definition": f"{name} as such {label_id}", "examples": examples(label_id), **more}
    return Label(label_id, name, **facts)


def kinds(codebook):
    return [(one.kind, one.labels) for one in lint_codebook(codebook)]


def test_a_codebook_without_fault_has_no_findings():
    assert kinds(book(label("A", "Law passed"), label("B", "People meet"))) == []


@pytest.mark.parametrize(
    ("labels", "found"),
    [
        ([label("A", "Law", definition="")], [("no-definition", ("A",))]),
        ([label("A", "Law", examples=())], [("few-examples", ("A",))]),
        (
            [label("A", "Law", examples=examples("A", 7)), label("B", "Talk")],
            [("few-examples", ("A",))],
        ),
        ([label("A", "Law"), label("B", "Law passed", definition="Yes")], [("prefix", ("A", "B"))]),
        (
            [label("A", "Law"), label("B", "People", aliases=("L-a-w",))],
            [("alias-collides", ("A", "B"))],
        ),
        (
            [
                label("A", "Law", examples=("x y", *examples("A"))),
                label("B", "Talk", examples=("X, y", *examples("B"))),
            ],
            [("same-example", ("A", "B"))],
        ),
    ],
)
def test_each_weakness_is_named_with_its_labels(labels, found):
    assert kinds(book(*labels)) == found


def test_definitions_that_say_the_same_are_confusable_unless_one_excludes_the_other():
    one = label("A", "Law", definition="Parliament adopts a law or rule.")
    other = label("B", "Rule", definition="A rule or law is adopted by parliament.")
    far = label("C", "Talk", definition="Groups in conflict meet.")
    assert kinds(book(one, other, far)) == [("confusable", ("A", "B"))]
    assert kinds(book(replace(one, exclude="Local rules (B)."), other, far)) == []


def test_a_label_without_a_parent_is_found_where_parents_are_used():
    parents = (label("P", "Policy", examples=()),)
    found = kinds(book(label("A", "Law", parent="P"), label("B", "Talk"), parents=parents))
    assert found == [("no-parent", ("B",))]


def test_retired_labels_are_left_out():
    assert kinds(book(label("A", "Law"), Label("B", "Lawless", retired="1"))) == []


def test_the_sample_has_two_examples_a_type_and_none_of_the_objectives():
    types, objectives = lint_codebook(SAMPLE)
    assert (types.kind, types.target, len(types.labels)) == ("few-examples", "type", 32)
    assert types.what.startswith("fewer than 8 examples: “New structure” (T01) 2, “")
    assert "(PHR) 0" in objectives.what
    (only,) = lint_codebook(read_codebook(DATA / "codebook-16.yaml"))
    assert only.target == "objective"


def test_an_older_version_has_its_own_names_labels_and_history():
    old = as_of(SAMPLE, "1")
    target = old.target("type")
    assert old.newest == "1"
    assert {"T03", "T18", "T25"}.isdisjoint(target.ids)
    assert target.label("T01").name == "New network or structure"
    assert target.label("T01").aliases == ()
    assert target.label("T06").name == "Advocacy"
    assert old.changes == ()
    assert old.versions == SAMPLE.versions[:1]
    assert "definitions and parents as in version 3" in old.note


def test_between_two_renames_the_middle_name_holds():
    second = as_of(SAMPLE, "2").target("type")
    assert second.label("T03").name == "Joint action"
    assert second.label("T01").name == "New structure"
    assert second.label("T01").aliases == ("New network or structure",)
    assert "T18" not in second.ids


def test_the_newest_version_is_the_codebook_itself():
    assert as_of(SAMPLE, "3") is SAMPLE


def test_a_retired_label_lives_again_in_an_older_version():
    labels = (label("A", "Law"), label("B", "Talk", retired="2"))
    codebook = book(*labels, versions=("1", "2"))
    assert as_of(codebook, "1").target("t").label("B").retired == ""


def test_a_version_outside_the_history_and_a_target_not_born_are_refused():
    with pytest.raises(CodebookError, match="no version “9”"):
        as_of(SAMPLE, "9")
    young = book(label("A", "Law", since="2"), versions=("1", "2"))
    with pytest.raises(CodebookError, match="had no labels yet"):
        as_of(young, "1")
