"""A changed codebook in the file that a person keeps: what else stands in it stays."""

from dataclasses import replace

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_codebook_kit import SAMPLE_PATH, SMALL

from classifier.codebook import Label, read_codebook
from classifier.codebook.editing import add_label, edit_label, retire_label
from classifier.codebook.files import write_codebook, write_draft
from classifier.codebook.label_slips import Edit
from classifier.codebook.yaml_format import document_of, parse_codebook
from classifier.edit.codebooks import save_codebook
from classifier.yaml_changes import with_changes


def edited(book, kind):
    """A codebook after one of the changes."""
    types, clusters = book.target("type"), book.target("cluster")
    label, above = types.labels[1], clusters.labels[-1]
    texts = replace(label, definition="Short.\nTwo: # no", examples=(*label.examples, "=cmd|x"))
    new = Label("", "جديد", definition="x", parent=above.id)
    emptied = replace(label, definition="", examples=())
    doings = {
        "corrected": lambda: edit_label(book, types, Edit("corrected", texts), []),
        "emptied": lambda: edit_label(book, types, Edit("corrected", emptied), []),
        "renamed": lambda: edit_label(
            book, types, Edit("renamed", replace(label, name="=A, b")), ["h"]
        ),
        "split": lambda: edit_label(
            book, types, Edit("split", label, (label.name, "Piece; 2")), ["h"]
        ),
        "merged": lambda: edit_label(book, types, Edit("merged", label, (types.ids[2],)), []),
        "new": lambda: add_label(book, types, new, []),
        "gone": lambda: retire_label(book, types, label, []),
        "parent renamed": lambda: edit_label(
            book, clusters, Edit("renamed", replace(above, name="Other, name")), []
        ),
    }
    return doings[kind]()


KINDS = ("corrected", "emptied", "renamed", "split", "merged", "new", "gone", "parent renamed")
REMARKED = "# Our own remark\n" + SMALL.replace("versions:", "versions:  # by harvest").replace(
    "- id: type", "# types\n- id: type"
)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("text", [SAMPLE_PATH.read_text("utf-8"), REMARKED], ids=["plain", "mine"])
def test_in_yaml_remarks_stay_and_nothing_else_moves(tmp_path, kind, text):
    path = tmp_path / "codebook.yaml"
    path.write_text(text, "utf-8")
    new = edited(read_codebook(path), kind)
    assert save_codebook(path, path, new, force=True) == ()
    written = path.read_text("utf-8")
    assert read_codebook(path) == new
    for remark in ("# Our own remark", "# by harvest", "# types"):
        assert (remark in written) == (remark in text)
    untouched = [line for line in text.splitlines() if "objective" in line or "PHR" in line]
    assert [line for line in untouched if line not in written.splitlines()] == []


@pytest.mark.parametrize("kind", KINDS)
def test_in_a_workbook_further_columns_and_sheets_stay(tmp_path, codebook_path, kind):
    path = tmp_path / "codebook.xlsx"
    write_codebook(read_codebook(codebook_path), path)
    book = openpyxl.load_workbook(path)
    column = book["Labels"].max_column + 1
    book["Labels"].cell(1, column).value = "My notes"
    book["Labels"].cell(3, column).value = "keep me"
    book.create_sheet("Mine")["A1"] = "mine"
    book.save(path)
    new = edited(read_codebook(path), kind)
    assert save_codebook(path, path, new, force=True) == ()
    assert read_codebook(path) == new
    book = openpyxl.load_workbook(path)
    assert book["Mine"]["A1"].value == "mine"
    assert book["Labels"].cell(3, column).value == "keep me"


def test_a_drafted_workbook_keeps_what_helps_to_complete_it(tmp_path, codebook):
    path = tmp_path / "codebook.xlsx"
    first = replace(codebook, version="1", versions=())
    labels = tuple(replace(label, since="") for label in codebook.target("type").labels)
    first = replace(first, targets=(replace(first.targets[0], labels=labels), *first.targets[1:]))
    write_draft(first, path, {("type", "LAW"): {"Seen in the harvests": "A law."}}, ["About"])
    new = edited(read_codebook(path), "split")
    assert save_codebook(path, path, new, force=True) == ()
    assert read_codebook(path) == new
    rows = list(openpyxl.load_workbook(path)["Labels"].iter_rows(values_only=True))
    assert rows[0][-2:] == ("Seen in the harvests", "Since")
    assert rows[1][-2:] == ("A law.", None)
    assert rows[-1][-1] == new.version


def test_a_workbook_without_a_history_is_written_anew_and_told(tmp_path):
    path = tmp_path / "codes.xlsx"
    book = openpyxl.Workbook()
    for row in (("Code", "Definition"), ("Law", "A rule."), ("Talks", ""), ("Group", "")):
        book.active.append(row)
    book.save(path)
    old = read_codebook(path)
    (target,) = old.targets
    new = edit_label(old, target, Edit("renamed", replace(target.labels[0], name="Rule")), [])
    (notice,) = save_codebook(path, path, new, force=True)
    assert "written anew" in notice
    assert read_codebook(path) == new


def test_yaml_that_says_one_thing_twice_is_written_anew_and_told(tmp_path):
    path = tmp_path / "codebook.yaml"
    path.write_text(
        "# remark\ntargets:\n- id: t\n  labels:\n  - id: A\n    name: One\n"
        "    definition: &d Same\n  - id: B\n    name: Two\n    definition: *d\n",
        "utf-8",
    )
    old = read_codebook(path)
    (target,) = old.targets
    edit = Edit("corrected", replace(target.labels[1], definition="Other"))
    (notice,) = save_codebook(path, path, new := edit_label(old, target, edit, []), force=True)
    assert "# …" in notice
    assert read_codebook(path) == new


def test_a_cell_that_would_be_cut_off_is_refused(tmp_path, codebook_path):
    path = tmp_path / "codebook.xlsx"
    write_codebook(read_codebook(codebook_path), path)
    old = read_codebook(path)
    before = path.read_bytes()
    new = old.with_examples(lambda _, label: ("x" * 40_000,) if label.id == "LAW" else ())
    with pytest.raises(Exception, match="left as it is"):
        save_codebook(path, path, new, force=True)
    assert path.read_bytes() == before


WORDS = st.text(
    st.characters(blacklist_categories=["Cs", "Cc"], blacklist_characters="\ufeff\ufffe\uffff"),
    max_size=40,
).map(lambda text: " ".join(text.split()))


@settings(max_examples=30)
@given(definition=WORDS, examples=st.lists(WORDS.filter(bool), max_size=3), remark=WORDS)
def test_whatever_is_written_is_read_again(definition, examples, remark):
    text = SMALL.replace("- id: cluster", f"# {remark}\n- id: cluster")
    old = parse_codebook(text, "")
    target = old.target("cluster")
    label = replace(target.labels[0], definition=definition, examples=tuple(examples))
    targets = [replace(one, labels=(label, *one.labels[1:])) if one is target else one
               for one in old.targets]  # fmt: skip
    new = replace(old, targets=tuple(targets))
    written = with_changes(text, document_of(old), document_of(new))
    assert parse_codebook(written, "") == new
    assert f"# {remark}" in written
