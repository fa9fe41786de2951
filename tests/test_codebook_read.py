"""Codebook files: read, refused with lines, written and read again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_codebook_kit import SAMPLE_PATH

from classifier.codebook import (
    Change,
    Codebook,
    Label,
    Target,
    codebook_hash,
    dump_codebook,
    parse_labels,
    read_codebook,
    required_version,
)
from classifier.errors import ClassifierError, CodebookError
from classifier.yaml_tree import FORMAT_HINT, MAX_BYTES

GOOD = """\
codebook: Small
version: 2
versions:
- version: 1
  harvests: harvest 1
- version: 2
changes:
- {version: 2, change: rename, target: type, label: A, was: Old}
targets:
- id: type
  parent: group
  labels:
  - {id: A, name: Aa, parent: G}
  - {id: B, name: No, since: 2}
- id: group
  multiple: no
  derived_from: type
  labels:
  - {id: G, name: Gg}
"""


def read(tmp_path: Path, text: str | bytes) -> Codebook:
    path = tmp_path / "codebook.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return read_codebook(path)


def refusal(tmp_path: Path, text: str | bytes) -> CodebookError:
    with pytest.raises(CodebookError) as raised:
        read(tmp_path, text)
    return raised.value


def test_the_sample_codebook_is_read_whole():
    book = read_codebook(str(SAMPLE_PATH))
    assert book.name == "Illustrative civic-courage codebook"
    assert [len(target.labels) for target in book.targets] == [32, 8, 6]
    assert [len(change.into) for change in book.changes] == [2, 0, 0, 0, 2, 0, 0]
    assert book.newest == "3"
    assert [book.order(version) for version in "123"] == [0, 1, 2]
    assert book.version_of_harvest("Harvest 4") == "3"
    label = book.target("type").label("T03")
    assert (label.parent, label.since, label.aliases) == ("MOB", "2", ("Joint action",))


def test_numbers_and_words_stay_texts(tmp_path):
    book = read(tmp_path, GOOD)
    assert book.version == "2"
    assert book.versions == (("1", ("harvest 1",)), ("2", ()))
    assert book.target("type").label("B") == Label("B", "No", since="2")
    assert [target.multiple for target in book.targets] == [True, False]


def test_an_old_name_from_the_changes_can_be_read(tmp_path):
    book = read(tmp_path, GOOD)
    target = book.target("type")
    assert target.label("A").aliases == ("Old",)
    assert parse_labels("old", target) == ({"A"}, ())
    assert required_version("old", target, book) is None
    assert required_version("Aa", target, book) == "2"


def test_what_only_the_changes_say_is_filled_in(tmp_path):
    text = GOOD.replace(", since: 2", "").replace(
        "changes:\n",
        "changes:\n"
        "- {version: 2, change: add, target: type, label: B}\n"
        "- {version: 2, change: merge, target: type, label: X, was: Xx, into: B}\n"
        "- {version: 2, change: retire, target: group, label: H, was: Hh}\n",
    )
    book = read(tmp_path, text)
    assert book.target("type").labels[1:] == (
        Label("B", "No", since="2"),
        Label("X", "Xx", retired="2"),
    )
    assert book.target("group").ids == ("G", "H")
    assert parse_labels("xx", book.target("type")) == ({"X"}, ())


def test_a_label_that_survives_its_own_merge_is_not_retired(tmp_path):
    text = GOOD.replace("change: rename", "change: merge, into: [A]")
    assert read(tmp_path, text).target("type").label("A").retired == ""


def test_a_small_file_needs_no_versions(tmp_path):
    book = read(tmp_path, "targets: [{id: t, labels: [{id: A, name: Aa}]}]")
    assert (book.name, book.versions) == ("codebook", (("1", ()),))
    book = read(tmp_path, "\ufeffversion: 5\r\ntargets: [{id: t, labels: [{id: A, name: Aa}]}]")
    assert book.versions == (("5", ()),)
    assert book.find_version("5.0") == "5"
    assert book.find_version("6") is None


def test_all_problems_come_at_once_each_with_its_line(tmp_path):
    error = refusal(
        tmp_path,
        "version: 1\n"
        "targets:\n"
        "- id: type\n"
        "  lables: []\n"
        "  labels:\n"
        "  - id: A\n"
        "    nam: Aa\n"
        "  - {id: A, name: Bb, since: 3}\n",
    )
    assert str(error) == (
        "codebook.yaml, line 4: an item of “targets” has an unknown key “lables”. "
        "Did you mean “labels”?\n"
        "codebook.yaml, line 6: the label “A” has no name.\n"
        "codebook.yaml, line 7: an item of “labels” has an unknown key “nam”. "
        "Did you mean “name”?\n"
        "codebook.yaml, line 8: “A” stands in line 6 already.\n"
        "codebook.yaml, line 8: “since”: there is no version “3”. Known: 1."
    )
    assert error.hint == FORMAT_HINT


RENAME = "change: rename, target: type, label: A, was: Old"


@pytest.mark.parametrize(
    ("old", "new", "line", "what"),
    [
        ("codebook: Small", "qqq: Small", 1, "unknown key “qqq”. Known: codebook, version"),
        ("codebook: Small", "codebook: [a]", 1, "“codebook” wants a text, but here is a list"),
        ("codebook: Small", "columns: [{field: type, heading: A}, {field: x, heading: ' a'}]", 1,
         "“a” stands in line 1 already"),
        ("codebook: Small", "columns: [{field: type}]", 1, "an item of “columns” has no “heading”"),
        ("codebook: Small", "version: 1", 2, "has “version” twice; the first stands in line 1"),
        ("version: 2\nversions", "version: 1\nversions", 2, "the last of “versions” is “2”"),
        ("- version: 2\n", "- version: 1\n", 6, "“1” stands in line 4 already"),
        ("- version: 2\n", "- 2\n", 6, "an item of “versions” must be a list of keys"),
        ("- version: 2\n", "- harvests: []\n", 6, "an item of “versions” has no “version”"),
        ("- version: 2\n", "- {version: 2, harvests: [Harvest-1]}\n", 6,
         "“Harvest-1” is listed with version “1” already"),
        ("version: 2, change", "version: 9, change", 8, "there is no version “9”. Known: 1, 2."),
        ("version: 2, change", "change", 8, "a change has no version"),
        ("target: type, label: A", "target: typ, label: A", 8,
         "there is no target “typ”. Did you mean “type”?"),
        ("change: rename", "change: renam", 8, "no kind of change. Did you mean “rename”?"),
        (RENAME, RENAME.replace("label: A", "label: Z"), 8, "“type” has no label “Z”"),
        (RENAME, RENAME.replace("was: Old", "note: x"), 8, "does not say what it was"),
        (RENAME, RENAME.replace("rename", "split"), 8, "the split of “A” does not say into what"),
        (RENAME, RENAME.replace("rename", "merge"), 8, "the merge of “A” does not say into what"),
        (RENAME, RENAME.replace("rename", "split") + ", into: [A, Q]", 8, "no label “Q”"),
        (RENAME, "change: retire, target: type, label: Z", 8, "“type” has no label “Z”"),
        (RENAME, "change: add, target: type, label: B}\n"
         "- {version: 1, change: add, target: type, label: B", 9, "its “since” says “2”"),
        ("was: Old", "was: 'No '", 8, "“No” means both B and A"),
        ("- id: type", "- title: type", 10, "a target has no “id”"),
        ("- id: group", "- id: type", 15, "“type” stands in line 10 already"),
        ("parent: group", "parent: type", 11, "the target “type” is its own “parent”"),
        ("parent: group", "parent: grup", 11, "no target “grup”. Did you mean “group”?"),
        ("parent: group", "title: x", 13, "the target “type” names no parent target"),
        ("parent: group", "title: x", 17, "that target needs “parent: group”"),
        ("derived_from: type", "derived_from: tipe", 17, "no target “tipe”"),
        ("derived_from: type", "derived_from: group", 17, "is its own “derived_from”"),
        ("multiple: no", "multiple: maybe", 16, "must be true or false, not “maybe”"),
        ("  - {id: G, name: Gg}", "", 18, "the target “group” has no labels"),
        ("  labels:\n  - {id: G, name: Gg}", "  labels: G", 18, "“labels” must be a list"),
        ("parent: G}", "parent: X}", 13, "“group” has no label “X” to be parent. Known: G."),
        ("{id: A, name: Aa", "{name: Aa", 13, "a label of “type” has no “id”"),
        ("name: Aa", "title: Aa", 13, "unknown key “title”"),
        ("name: Aa", "name: ", 13, "the label “A” has no name"),
        ("name: Aa", "name: '???'", 13, "“???” holds no letter or digit"),
        ("name: Aa", "name: ｎｏ.", 14, "“No” means both A and B"),
        ("name: Aa", "name: Aa, aliases: [b]", 14, "“B” means both A and B"),
        ("name: Aa", "name: Aa, retired: 1", 13, "“Aa” is retired before it came"),
        ("name: Aa", "name: Aa, retired: 7", 13, "“retired”: there is no version “7”"),
        ("name: Aa", "name: Aa, examples: [Women: two of them]", 13, "because of the colon in it"),
        ("codebook: Small", "codebook: Small: more", 1, "mapping values are not allowed"),
        ("  parent: group", "\tparent: group", 11, "the YAML cannot be read"),
        ("name: Aa", "name: *Aa", 13, "found undefined alias"),
        ("name: Aa", "name: Aa\x07", 13, "a character that no text may hold (0x07)"),
        ("name: Aa", 'name: "A\\e[31ma"', 13, "a character that no text may hold (0x1b)"),
        ("codebook: Small", "---\ncodebook: x\n---", 3, "found another document"),
        ("codebook: Small", "note: " + "[" * 25 + "]" * 25, 1, "lists within lists, too deep"),
    ],
)  # fmt: skip
def test_each_problem_is_named_with_its_line(tmp_path, old, new, line, what):
    assert GOOD.count(old) >= 1
    read(tmp_path, GOOD)
    error = refusal(tmp_path, GOOD.replace(old, new, 1))
    assert [
        text
        for text in str(error).splitlines()
        if text.startswith(f"codebook.yaml, line {line}: ") and what in text
    ], str(error)
    assert error.hint


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("targets:\n\t- id: x\n", "Indent with blanks"),
        ("a: b: c", "must stand in quotes"),
        ("a: 1\n---\nb: 2", "One file holds one codebook"),
        ("a: %x", "special characters"),
        ("a: [\n", "special characters"),
    ],
)
def test_a_slip_in_the_yaml_gets_a_hint_of_its_own(tmp_path, text, hint):
    error = refusal(tmp_path, text)
    assert hint in error.hint
    assert 1 <= int(str(error).partition("line ")[2].partition(":")[0]) <= text.count("\n") + 1


@pytest.mark.parametrize("text", ["", "# only a comment\n"])
def test_an_empty_file_is_called_empty(tmp_path, text):
    assert str(refusal(tmp_path, text)) == "codebook.yaml is empty."


@pytest.mark.parametrize("text", ["targets: []", "targets:", "codebook: x", "- a", "text"])
def test_a_file_without_targets_is_refused(tmp_path, text):
    assert "codebook.yaml, line 1: the codebook has no targets." in str(refusal(tmp_path, text))


def test_a_file_that_is_not_utf_8_is_refused_with_the_line(tmp_path):
    error = refusal(tmp_path, "codebook: x\nnote: é\n".encode("latin-1"))
    assert str(error) == "codebook.yaml, line 2: the file is not UTF-8 text."
    assert "UTF-8" in error.hint


def test_a_file_that_is_missing_too_large_or_a_folder_is_refused(tmp_path):
    with pytest.raises(CodebookError, match=r"There is no codebook .*nowhere\.yaml"):
        read_codebook(tmp_path / "nowhere.yaml")
    with pytest.raises(ClassifierError, match="is a folder"):
        read_codebook(tmp_path)
    error = refusal(tmp_path, b"#" * (MAX_BYTES + 1))
    assert str(error) == "codebook.yaml has 5,000,001 bytes; a codebook may have 5,000,000."


def test_the_sample_codebook_survives_being_written_and_read(tmp_path):
    book = read_codebook(SAMPLE_PATH)
    again = read(tmp_path, dump_codebook(book))
    assert again == book
    assert codebook_hash(again) == codebook_hash(book)


def test_layout_does_not_change_the_hash_but_every_field_does(tmp_path):
    book = read(tmp_path, GOOD)
    whole = codebook_hash(book)
    assert whole == codebook_hash(read(tmp_path, "# a comment\n" + GOOD + "\n\n"))
    assert len(whole) == 64
    target = book.targets[0]
    other_label = replace(target.labels[0], exclude="x")
    others = [
        replace(book, note="x"),
        replace(book, changes=()),
        replace(book, targets=book.targets[::-1]),
        replace(book, targets=(replace(target, labels=(other_label, target.labels[1])),)),
    ]
    assert len({whole, *map(codebook_hash, others)}) == 5


TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"]), max_size=20).map(str.strip)
TEXTS = st.lists(TEXT.filter(bool), max_size=3).map(tuple)
VERSIONS = ("1", "2.0", "no", "2024-05")


@st.composite
def codebooks(draw):
    """Draw codebooks whose names cannot collide, with any other text."""
    labels = tuple(
        Label(
            f"L{i}",
            f"name {i} end {draw(TEXT)}".strip(),
            since=draw(st.sampled_from(["", *VERSIONS[:2]])),
            retired=draw(st.sampled_from(["", *VERSIONS[2:]])),
            aliases=(f"other {i} end", f"old {i} end"),
            definition=draw(TEXT),
            include=draw(TEXT),
            exclude=draw(TEXT),
            examples=draw(TEXTS),
        )
        for i in range(draw(st.integers(1, 4)))
    )
    change = Change(
        draw(st.sampled_from(VERSIONS)),
        "rename",
        "target",
        "L0",
        was="old 0 end",
        note=draw(TEXT),
        review=draw(st.booleans()),
    )
    target = Target("target", labels, draw(TEXT), draw(TEXT), multiple=draw(st.booleans()))
    harvests = (("1", ("yes",)), *((version, ()) for version in VERSIONS[1:]))
    name = draw(TEXT) or "x"
    return Codebook(name, VERSIONS[-1], (target,), "fr", harvests, (change,), draw(TEXT))


@given(book=codebooks())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_codebook_survives_being_written_and_read(tmp_path, book):
    assert read(tmp_path, dump_codebook(book)) == book


def test_a_codebook_is_read_the_same_without_the_c_parser(tmp_path, monkeypatch):
    book = read_codebook(SAMPLE_PATH)
    monkeypatch.delattr(yaml, "CSafeLoader", raising=False)
    monkeypatch.delattr(yaml, "CSafeDumper", raising=False)
    assert read_codebook(SAMPLE_PATH) == book
    assert read(tmp_path, dump_codebook(book)) == book
