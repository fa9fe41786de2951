"""Versions: which one a row was coded in, and how its codes read in another."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from test_codebook_kit import SAMPLE as BOOK

from classifier.codebook import (
    Change,
    Codebook,
    Label,
    Target,
    derive,
    did_follow,
    known_labels,
    name_at,
    required_version,
    row_version,
    to_coarser,
    to_newest,
    what_follows,
)
from classifier.errors import CodebookError

TYPE = BOOK.target("type")

# 2: A split into A and B, C renamed, L renamed; 3: D merged into E, K retired, L renamed again;
# 4: G and H merged into the new N, B split into B and M (M was there before).
LABELS = (
    Label("A", "Aa"),
    Label("B", "Bb", since="2"),
    Label("C", "Cc", aliases=("Cold",)),
    Label("D", "Dd", retired="3"),
    Label("E", "Ee"),
    Label("G", "Gg", retired="4"),
    Label("H", "Hh", retired="4"),
    Label("K", "Kk", retired="3"),
    Label("L", "L3", aliases=("L1", "L2")),
    Label("M", "Mm"),
    Label("N", "Nn", since="4"),
)
CHANGES = (
    Change("4", "merge", "t", "G", into=("N",)),
    Change("4", "merge", "t", "H", into=("N",)),
    Change("4", "split", "t", "B", was="Bb", into=("B", "M")),
    Change("2", "split", "t", "A", was="A old", into=("A", "B")),
    Change("2", "rename", "t", "C", was="Cold"),
    Change("2", "rename", "t", "L", was="L1"),
    Change("3", "merge", "t", "D", was="Dd", into=("E",)),
    Change("3", "rename", "t", "L", was="L2"),
    Change("3", "retire", "t", "K"),
)
HISTORY = tuple((version, (f"harvest {version}",)) for version in "1234")
TARGET = Target("t", LABELS)
SMALL = Codebook("small", "4", (TARGET, Target("u", (Label("U", "Uu"),))), "en", HISTORY, CHANGES)


@pytest.mark.parametrize(
    ("cell", "version"),
    [
        ("Joint action / coalition work", "3"),
        ("Joint action", "2"),
        ("T03", "2"),
        ("New structure", "2"),
        ("New network or structure", None),
        ("Dialogue between groups", None),
        ("Restored trust between groups", "3"),
        ("Media attention, Backlash or reprisals", "2"),
        ("Media attention, public debate", "3"),
        ("Stronger or safer organization", None),
        ("Advocacy, Direct lobby (meetings, letters, briefings)", "2"),
        ("Nonsense", None),
        ("", None),
    ],
)
def test_a_name_requires_the_version_that_brought_it(cell, version):
    assert required_version(cell, TYPE, BOOK) == version


def test_each_name_in_a_chain_of_renames_requires_its_own_version():
    names = ("L1", "L2", "L3")
    assert [required_version(name, TARGET, SMALL) for name in names] == [None, "2", "3"]
    assert [name_at("L", TARGET, version, SMALL) for version in "1234"] == ["L1", "L2", "L3", "L3"]


def test_a_name_that_came_back_requires_only_its_first_version():
    names = zip("234", "ABA", strict=True)
    changes = tuple(Change(version, "rename", "t", "L", was) for version, was in names)
    target = Target("t", (Label("L", "C", aliases=("A", "B")),))
    book = Codebook("b", "4", (target,), versions=HISTORY, changes=changes)
    assert required_version("A", target, book) is None
    assert required_version("B", target, book) == "2"
    assert required_version("C", target, book) == "4"


@pytest.mark.parametrize(
    ("cells", "harvest", "column", "expected"),
    [
        ({"type": "New structure"}, "harvest 1", "", ("2", True)),
        ({"type": "Advocacy"}, " HARVEST-2", "", ("2", True)),
        ({"type": "New structure"}, "Harvest3", "", ("3", True)),
        ({"type": "Joint action", "cluster": "Mobilizing citizens"}, "harvest 1", "", ("2", True)),
        ({"type": "Advocacy"}, "harvest 77", "", ("3", False)),
        ({}, "", "", ("3", False)),
        ({"type": "New structure"}, "harvest 3", " 1.0 ", ("1", True)),
        ({}, "harvest 1", "v2", ("2", True)),
        ({}, "harvest 1", "3", ("3", True)),
        ({}, "harvest 1", "Version 3", ("3", True)),
    ],
)
def test_a_row_has_the_version_that_its_column_its_names_or_its_harvest_tell(
    cells, harvest, column, expected
):
    assert row_version(cells, harvest, column, BOOK) == expected


def test_without_history_every_harvest_has_the_one_version():
    book = Codebook("b", "7", (TARGET,))
    assert book.versions == (("7", ()),)
    assert row_version({}, "any", "", book) == ("7", True)


def test_a_version_outside_the_history_is_refused():
    with pytest.raises(CodebookError, match="has no version “9”") as raised:
        row_version({}, "harvest 1", "9", BOOK)
    assert raised.value.hint == "It knows: 1, 2, 3."
    with pytest.raises(CodebookError, match="has no version “0”") as raised:
        known_labels(TYPE, "0", BOOK)
    assert raised.value.hint == "It knows: 1, 2, 3."


def test_an_unknown_target_names_those_that_exist():
    with pytest.raises(CodebookError, match="has no target “types”") as raised:
        BOOK.target("types")
    assert raised.value.hint == "It has: type, cluster, objective."


@pytest.mark.parametrize(
    ("version", "unknown"),
    [
        # N holds what G and H held: known as soon as these are. D always reads as E.
        ("1", "BDGH"),
        ("2", "DGH"),
        ("3", "DGHK"),
        ("4", "DGHK"),
    ],
)
def test_a_label_that_did_not_exist_is_unknown(version, unknown):
    known = known_labels(TARGET, version, SMALL)
    assert "".join(i for i, k in zip(TARGET.ids, known, strict=True) if not k) == unknown


def test_the_sample_codebooks_later_labels_are_unknown_in_older_rows():
    unknown = {}
    for version in "123":
        known = known_labels(TYPE, version, BOOK)
        unknown[version] = [i for i, k in zip(TYPE.ids, known, strict=True) if not k]
    assert unknown == {"1": ["T03", "T18", "T25"], "2": ["T18"], "3": []}


@pytest.mark.parametrize(
    ("labels", "version", "expected"),
    [
        ("AC", "1", "AC"),
        ("DGK", "1", "ENK"),
        ("GH", "3", "N"),
        ("D", "4", "E"),  # no row of version 4 can mean D, but an old name was written
        ("", "1", ""),
    ],
)
def test_labels_move_forward_through_the_changes(labels, version, expected):
    assert to_newest(labels, TARGET, version, SMALL) == frozenset(expected)


def test_a_label_that_was_merged_away_and_came_back_stays_itself():
    changes = (
        Change("2", "merge", "t", "A", into=("B",)),
        Change("3", "split", "t", "B", into=("A", "B")),
    )
    target = Target("t", (Label("A", "Aa"), Label("B", "Bb")))
    book = Codebook("b", "3", (target,), versions=HISTORY[:3], changes=changes)
    assert to_newest("A", target, "3", book) == {"A"}
    assert to_newest("A", target, "1", book) == {"B"}


@pytest.mark.parametrize(
    ("labels", "pair", "expected"),
    [
        ("AB", "12", "A"),
        ("AB", "21", "A"),
        ("AB", "23", "AB"),
        ("CE", "14", "CE"),
        ("DE", "14", "E"),
        ("D", "12", "D"),
        ("K", "12", "K"),
        ("K", "13", ""),
        ("GN", "14", "N"),
        ("GN", "13", "G"),
        ("BM", "34", "BM"),
        ("ABCN", "44", "ABCN"),
    ],
)
def test_a_comparison_undoes_splits_and_does_merges(labels, pair, expected):
    assert to_coarser(labels, TARGET, pair[0], pair[1], SMALL) == frozenset(expected)


def test_chains_of_splits_and_merges_end_in_one_label():
    labels = (Label("A", "Aa"), Label("B", "Bb", since="2"), Label("C", "Cc", since="3"))
    changes = (
        Change("2", "split", "t", "A", into=("A", "B")),
        Change("3", "split", "t", "B", into=("B", "C")),
        Change("3", "merge", "t", "C", into=("A",)),
    )
    target = Target("t", labels)
    book = Codebook("b", "3", (target,), versions=HISTORY[:3], changes=changes)
    assert to_coarser("ABC", target, "1", "3", book) == {"A"}


def test_in_the_sample_codebook_trust_reads_as_dialogue_before_version_3():
    assert to_coarser({"T18", "T03", "T25"}, TYPE, "3", "1", BOOK) == {"T15", "T01"}
    assert to_coarser({"T18", "T03", "T25"}, TYPE, "3", "2", BOOK) == {"T15", "T03", "T25"}


@pytest.mark.parametrize("move", [lambda x: to_newest(x, TARGET, "1", SMALL),
                                  lambda x: to_coarser(x, TARGET, "1", "2", SMALL)])  # fmt: skip
def test_labels_of_another_codebook_are_a_mistake(move):
    with pytest.raises(ValueError, match="target 't' has no label 'Z'"):
        move({"Z"})


def test_a_name_at_a_version_without_the_label_is_none():
    assert name_at("B", TARGET, "1", SMALL) is None
    assert name_at("A", TARGET, "1", SMALL) == "A old"
    assert name_at("K", TARGET, "3", SMALL) is None
    assert name_at("G", TARGET, "2", SMALL) == "Gg"


def test_clusters_follow_from_the_parents_of_the_types():
    cluster = BOOK.target("cluster")
    assert derive({"T01", "T02", "T06"}, cluster, BOOK) == {"MOB", "INF"}
    assert derive((), cluster, BOOK) == frozenset()
    orphans = Target("cluster", (Label("X", "Xx"),), derived_from="t")
    assert derive("A", orphans, SMALL) == frozenset()


# What stands in a row: types, clusters, version; the types decided now; and the clusters that it
# has then. In version 2 Q was split into Q and R; O has no parent; D was merged into P in 3.
FOLLOWS = {
    "types decided": ("", "", "3", "P", "X"),
    "types of two clusters": ("", "", "3", "PR", "XY"),
    "types with and without a parent": ("", "", "3", "PO", "X"),
    "types with no parent": ("P", "X", "3", "O", "X"),
    "an empty cell beside types": ("P", "", "3", "R", "Y"),
    "types emptied": ("P", "X", "3", "", ""),
    "new types of another cluster": ("P", "X", "3", "R", "Y"),
    "a cluster by hand contrary to the types": ("P", "Y", "3", "R", "Y"),
    "a cluster by hand, types decided as they were": ("P", "Y", "3", "P", "Y"),
    "a cluster by hand beside others": ("P", "XY", "3", "R", "XY"),
    "a cluster where there is no type": ("", "X", "3", "R", "X"),
    "a cluster beside a type without a parent": ("O", "X", "3", "R", "X"),
    "an old type that was split since": ("Q", "Y", "1", "P", "X"),
    "the same type after the split": ("Q", "Y", "2", "P", "Y"),
    "an old type that was merged since": ("D", "X", "2", "R", "Y"),
}
TYPES = Target(
    "t",
    (
        Label("P", "Pp", parent="X"),
        Label("Q", "Qq", parent="X"),
        Label("R", "Rr", parent="Y", since="2"),
        Label("O", "Oo"),
        Label("D", "Dd", parent="X", retired="3"),
    ),
    parent="c",
)
GROUPS = Target("c", (Label("X", "Xx"), Label("Y", "Yy")), derived_from="t")
SPLIT = (
    Change("2", "split", "t", "Q", was="Qq", into=("Q", "R")),
    Change("3", "merge", "t", "D", was="Dd", into=("P",)),
)
FOLLOWING = Codebook("b", "3", (TYPES, GROUPS), "en", HISTORY[:3], SPLIT)


@pytest.mark.parametrize("case", FOLLOWS)
def test_clusters_follow_new_types_where_they_followed_the_old_ones(case):
    types, own, version, decided, expected = FOLLOWS[case]
    follows = what_follows(decided, GROUPS, FOLLOWING)
    moves = follows is not None and did_follow(own, types, GROUPS, version, FOLLOWING)
    assert (follows if moves else frozenset(own)) == frozenset(expected)


def test_only_a_derived_target_can_be_derived():
    with pytest.raises(ValueError, match="target 'type' is not derived"):
        derive({"T01"}, TYPE, BOOK)


def test_reading_a_codebook_and_a_cell_loads_nothing_heavy():
    code = (
        "import sys; from classifier.codebook import *;"
        "book = read_codebook('data/codebook.yaml');"
        "parse_labels('New structure', book.target('type')); print(*sys.modules)"
    )
    root = Path(__file__).parents[1]
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=root
    )
    assert {"numpy", "pandas", "sklearn", "scipy"}.isdisjoint(loaded.stdout.split())
