"""A label corrected, renamed, split, merged, taken out or new: the codebook and its history."""

from dataclasses import replace

import pytest
from test_codebook_kit import SAMPLE, SMALL

from classifier.codebook import Label, known_labels, parse_codebook, to_newest
from classifier.codebook.diff import diff_codebooks
from classifier.codebook.editing import add_label, edit_label, retire_label
from classifier.codebook.label_slips import Edit, LabelRefused

BOOK = parse_codebook(SMALL, "codebook.yaml")
TYPE, CLUSTER = BOOK.target("type"), BOOK.target("cluster")
LAW, GROUP = TYPE.label("LAW"), TYPE.label("GRP")


def changed(old, new):
    """What the verb tells of two codebooks: kind and label."""
    return [(one.kind, one.label) for one in diff_codebooks(old, new)]


def test_a_correction_begins_no_version():
    new = edit_label(BOOK, TYPE, Edit("corrected", replace(LAW, definition="A rule.")), ["h 9"])
    assert (new.version, new.changes, new.versions) == ("2", (), BOOK.versions)
    assert changed(BOOK, new) == [("definition", "LAW")]


def test_a_new_name_is_told_and_the_old_one_still_read():
    new = edit_label(BOOK, TYPE, Edit("renamed", replace(LAW, name="Rule, made")), [])
    by_hand = SMALL.replace("version: '2'\nversions", "version: '3'\nversions").replace(
        "  harvests: [harvest 2]\n",
        "  harvests: [harvest 2]\n- version: '3'\nchanges:\n"
        "- {version: '3', change: rename, target: type, label: LAW, was: Law adopted}\n",
    )
    assert new == parse_codebook(by_hand.replace("name: Law adopted", "name: 'Rule, made'"), "")
    assert changed(BOOK, new) == [("rename", "LAW")]


def test_a_name_that_comes_back_is_no_alias_of_itself():
    once = edit_label(BOOK, TYPE, Edit("renamed", replace(LAW, name="Rule")), [])
    law = once.target("type").label("LAW")
    back = edit_label(once, once.target("type"), Edit("renamed", replace(law, name=LAW.name)), [])
    assert back.target("type").label("LAW").aliases == ("Rule",)


def test_an_older_name_cannot_be_taken_out_of_the_aliases():
    once = edit_label(BOOK, TYPE, Edit("renamed", replace(LAW, name="Rule")), [])
    law = replace(once.target("type").label("LAW"), aliases=("Act",))
    again = edit_label(once, once.target("type"), Edit("corrected", law), [])
    assert again.target("type").label("LAW").aliases == ("Act", "Law adopted")


def test_a_split_label_stays_narrower_beside_its_new_piece():
    new = edit_label(BOOK, TYPE, Edit("split", GROUP, ("New group", "Revived group")), ["h 9"])
    target = new.target("type")
    piece = target.labels[-1]
    assert (piece.name, piece.parent, piece.since) == ("Revived group", "MOB", "3")
    (change,) = new.changes
    assert (change.kind, change.was, change.into) == ("split", "New group", ("GRP", piece.id))
    assert new.versions[1:] == (("2", ("harvest 2", "h 9")), ("3", ()))
    assert known_labels(target, "2", new)[-1] is False
    assert changed(BOOK, new) == [("split", "GRP")]


def test_a_split_label_that_is_not_among_its_pieces_is_gone():
    new = edit_label(BOOK, TYPE, Edit("split", GROUP, ("One", "Talks held")), [])
    assert new.target("type").label("GRP").retired == "3"
    assert new.changes[0].into == (new.target("type").labels[-1].id, "TLK")


def test_a_merged_label_becomes_the_one_that_took_it_in():
    new = edit_label(BOOK, TYPE, Edit("merged", GROUP, ("TLK",)), [])
    assert to_newest({"GRP"}, new.target("type"), "2", new) == {"TLK"}
    assert changed(BOOK, new) == [("merge", "GRP")]


def test_what_stood_below_a_merged_label_stands_below_the_other():
    new = edit_label(BOOK, CLUSTER, Edit("merged", CLUSTER.label("MOB"), ("POL",)), [])
    assert {label.parent for label in new.target("type").labels} == {"POL"}


def test_a_label_taken_out_keeps_its_place():
    new = retire_label(BOOK, TYPE, GROUP, [])
    assert new.target("type").ids == TYPE.ids
    assert changed(BOOK, new) == [("retire", "GRP")]


def test_labels_added_one_after_the_other_come_with_one_version():
    once = add_label(BOOK, TYPE, Label("", "One"), ["h 9"])
    twice = add_label(once, once.target("type"), Label("", "Two"), ["h 9"])
    assert [label.since for label in twice.target("type").labels[-2:]] == ["3", "3"]
    assert twice.version == "3"
    third = add_label(twice, twice.target("type"), Label("", "Three"), ["h 9", "h 10"])
    assert third.versions[2:] == (("3", ("h 10",)), ("4", ()))


def test_a_codebook_that_nothing_was_coded_with_needs_no_history_to_grow():
    first = replace(SAMPLE, version="1", versions=(), changes=())
    targets = tuple(
        replace(one, labels=tuple(replace(label, since="") for label in one.labels))
        for one in first.targets
    )
    first = replace(first, targets=targets)
    grown = add_label(first, first.target("type"), Label("", "One"), [])
    assert (grown.version, grown.changes) == ("1", ())


LONG = "x" * 10_000
SLIPS = {
    "no name": (Edit("renamed", replace(LAW, name="")), "name", "home_edit_no_name"),
    "a name of signs": (Edit("renamed", replace(LAW, name="—;,")), "name", "home_edit_no_letter"),
    "what says that nothing fits": (
        Edit("renamed", replace(LAW, name="None fits")), "name", "home_edit_says_nothing",
    ),
    "the name of another": (
        Edit("renamed", replace(LAW, name="new  GROUP")), "name", "home_edit_taken",
    ),
    "the id of another": (Edit("renamed", replace(LAW, name="grp")), "name", "home_edit_taken"),
    "an alias that is another label": (
        Edit("corrected", replace(LAW, aliases=("Talks held",))), "aliases", "home_edit_taken",
    ),
    "a long name": (Edit("renamed", replace(LAW, name=LONG)), "name", "home_edit_long"),
    "a long text": (Edit("corrected", replace(LAW, exclude=LONG)), "exclude", "home_edit_long"),
    "no such parent": (Edit("corrected", replace(LAW, parent="LAW")), "parent", "home_edit_parent"),
    "nothing said": (Edit("", LAW), "kind", "home_edit_no_kind"),
    "a correction of the name": (
        Edit("corrected", replace(LAW, name="Act")), "kind", "home_edit_is_renamed",
    ),
    "a new name that is the old": (Edit("renamed", LAW), "name", "home_edit_same_name"),
    "merged into itself": (Edit("merged", LAW, ("LAW",)), "into", "home_edit_into_which"),
    "merged into nothing": (Edit("merged", LAW), "into", "home_edit_into_which"),
    "merged under another name": (
        Edit("merged", replace(LAW, name="Act"), ("GRP",)), "name", "home_edit_name_stays",
    ),
    "split into one": (Edit("split", LAW, ("Law adopted",)), "names", "home_edit_two_pieces"),
    "split into one twice": (Edit("split", LAW, ("One", "one")), "names", "home_edit_two_pieces"),
    "split into signs": (Edit("split", LAW, ("One", "—")), "names", "home_edit_no_letter"),
    "split into what is long": (Edit("split", LAW, ("One", LONG)), "names", "home_edit_long"),
    "split under a name that goes": (
        Edit("split", replace(LAW, name="Act"), ("One", "Two")), "names", "home_edit_own_name",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SLIPS)
def test_what_does_not_fit_is_named_with_its_field(name):
    edit, field, key = SLIPS[name]
    with pytest.raises(LabelRefused) as refused:
        edit_label(BOOK, TYPE, edit, [])
    assert (field, key) in [(slip.field, slip.key) for slip in refused.value.slips]


def test_a_label_that_others_belong_to_cannot_go():
    for act in (
        lambda: retire_label(BOOK, CLUSTER, CLUSTER.label("MOB"), []),
        lambda: edit_label(BOOK, CLUSTER, Edit("split", CLUSTER.label("MOB"), ("A", "B")), []),
    ):
        with pytest.raises(LabelRefused, match="New group"):
            act()


def test_the_last_label_stays_and_one_that_is_gone_takes_none_in():
    target = BOOK.target("objective")
    new = retire_label(BOOK, target, target.label("PHR"), [])
    with pytest.raises(LabelRefused, match="only label"):
        retire_label(new, new.target("objective"), target.label("CIV"), [])
    left = new.target("objective").label("CIV")
    for edit in (Edit("merged", left, ("PHR",)), Edit("split", left, ("X", "PHR: Peace"))):
        with pytest.raises(LabelRefused):
            edit_label(new, new.target("objective"), edit, [])


def test_names_of_versions_count_on():
    for version, after in (("2024 b", "2025 b"), ("beta", "beta 2"), ("v9", "v10")):
        book = replace(BOOK, version=version, versions=((version, ()),))
        book = replace(
            book,
            targets=(replace(TYPE, labels=TYPE.labels[:3]), *book.targets[1:]),
        )
        new = retire_label(book, book.targets[0], GROUP, [])
        assert new.version == after
