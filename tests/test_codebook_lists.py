"""Lists of codes as people keep them: the same six codes in every form."""

from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

from classifier.cli import app
from classifier.codebook import read_codebook
from classifier.errors import ClassifierError, CodebookError

LISTS = Path(__file__).parent / "cases" / "code-lists"
NAMES = [
    "New structure",
    "Seeking public support",
    "Direct lobby",
    "Policy or law adopted, changed or blocked",
    "Dialogue between groups",
    "New skills applied",
]
CLUSTERS = [
    "Mobilizing citizens",
    "Influencing decision-makers",
    "Reducing violence",
    "Knowledge and skills",
]


def names(codebook, target="type"):
    return [label.name for label in codebook.target(target).labels]


def workbook(path, *rows, sheet="Codes", merged=()):
    book = openpyxl.Workbook()
    book.active.title = sheet
    for row in rows:
        book.active.append(row)
    for cells in merged:
        book.active.merge_cells(cells)
    book.save(path)
    return path


@pytest.mark.parametrize("path", sorted(LISTS.iterdir()), ids=lambda path: path.stem)
def test_the_six_codes_of_every_list_are_read_with_what_is_said_of_them(path):
    codebook = read_codebook(path)
    assert names(codebook) == NAMES
    labels = codebook.target("type").labels
    only_names = path.stem == "8-names-only"
    assert [bool(label.definition) for label in labels] == [not only_names] * 6
    with_more = path.stem[0] in "69"
    assert [len(label.examples) for label in labels] == (
        [2, 1, 2, 1, 1, 1] if with_more else [0] * 6
    )
    if with_more:
        assert names(codebook, "cluster") == CLUSTERS
        above = {label.id: label.name for label in codebook.target("cluster").labels}
        parents = [above[label.parent] for label in labels]
        assert parents == [CLUSTERS[i] for i in (0, 0, 1, 1, 2, 3)]


@pytest.mark.parametrize("name", ["5-no-heading-row.xlsx", "8-names-only.xlsx"])
def test_a_list_without_headings_is_read_and_that_is_said(name):
    (said, *_) = read_codebook(LISTS / name).notices
    assert said.startswith("There is no row of headings: the cells were read as names")
    assert "call the names “Name”" in said


@pytest.mark.parametrize(
    "rows",
    [
        [["Place", "When", "Who"], ["Bor", "May", "Ana"], ["Juba", "June", "Ben"]],
        [["Story"], ["x" * 121], ["Women met the council"]],
        [["Bor", "1"], ["Bor", "2"]],
        [["SCC-SSD/GEN001", "Women met"], ["SCC-SSD/GEN002", "Elders met"]],
        [["A1", "Women met. " * 20], ["A2", "Elders met."]],
        [["Bor"]],
        [["Colour", "Size"], ["red", "1"]],
        [["K1", "They met the mayor."], ["K2", "They left."]],
    ],
)
def test_what_may_be_another_table_is_refused(rows, tmp_path):
    with pytest.raises(CodebookError, match="has no list of labels"):
        read_codebook(workbook(tmp_path / "c.xlsx", *rows))


def test_ids_before_the_names_need_no_heading(tmp_path):
    path = workbook(tmp_path / "c.xlsx", ["T01", "Law"], ["T02", "Lobby, direct"])
    first, second = read_codebook(path).target("type").labels
    assert (first.id, first.name, second.id, second.name) == ("T01", "Law", "T02", "Lobby, direct")


@pytest.mark.parametrize(
    ("file", "text", "found"),
    [
        ("c.yaml", "# ours\n- Law adopted\n- Media, debate\n", ["Law adopted", "Media, debate"]),
        ("c.yaml", "[Law adopted, Lobby]\n", ["Law adopted", "Lobby"]),
        ("c.txt", "Law adopted\nMedia, debate\nLobby\n", ["Law adopted", "Media, debate", "Lobby"]),
        ("c.csv", "Law;A rule was made\nMedia, debate;Told aloud\n", ["Law", "Media, debate"]),
        (
            "c.txt",
            "1. Law – A rule, made\n2. Media, debate – Told, aloud\n",
            ["Law", "Media, debate"],
        ),
        (
            "c.txt",
            "Our codes\n\n•\tLaw: A rule\n•\tMedia, debate: Told\n",
            ["Law", "Media, debate"],
        ),
        ("c.csv", "Intitulé;Sens\nLaw;A rule\nMedia;Told aloud\n", ["Law", "Media"]),
        ("c.csv", "Type,n\nLaw,7\nMedia,3\nTotal,10\n", ["Law", "Media"]),
    ],
)
def test_a_bare_list_of_names_is_enough(file, text, found, tmp_path):
    path = tmp_path / file
    path.write_text(text, "utf-8")
    assert names(read_codebook(path)) == found


def test_what_is_uncertain_in_a_list_is_said(tmp_path):
    path = tmp_path / "c.csv"
    path.write_text(
        "Code,Explanation,Counts,Does not count\nINFLUENCE,,,\nLaw,A rule,passed,planned\n"
        "Lobby,A talk,,\nTotal,,,\n",
        "utf-8",
    )
    book = read_codebook(path)
    law = book.target("type").labels[1]
    assert (law.include, law.exclude) == ("passed", "planned")
    said = " ".join(book.notices)
    assert "“INFLUENCE”: read as codes, though nothing is said of them." in said
    assert "Row 5 holds a total, “Total”; it was not read as a code." in said


def test_a_list_in_a_text_document_says_what_to_do_with_it(tmp_path):
    (tmp_path / "codes.docx").write_bytes(b"PK")
    with pytest.raises(ClassifierError) as refused:
        read_codebook(tmp_path / "codes.docx")
    assert refused.value.hint == "Copy its table or list into Excel, and save that as .xlsx."


def test_french_headings_in_an_old_encoding_are_read(tmp_path):
    path = tmp_path / "codes.csv"
    text = "Catégorie;Définition;Exemples\nÉlus consultés;Le maire écoute;Une réunion\n"
    path.write_bytes(text.encode("cp1252"))
    codebook = read_codebook(path)
    (label,) = codebook.target("type").labels
    assert (label.name, label.definition, label.examples) == (
        "Élus consultés", "Le maire écoute", ("Une réunion",),
    )  # fmt: skip
    assert "Windows-1252" in codebook.notices[0]


def test_merged_clusters_on_one_sheet_of_several_are_read_and_the_rest_is_named(tmp_path):
    rows = [
        ["Cluster", "Type of change", "Definition", "Colour"],
        ["Mobilizing", "New structure", "A group", "red"],
        [None, "Public support", "Asked", "blue"],
        ["Influence", "Lobby", "Spoken to", "red"],
    ]
    path = workbook(tmp_path / "c.xlsx", *rows, merged=["A2:A3"])
    book = openpyxl.load_workbook(path)
    book.create_sheet("Budget", 0).append(["Item", "Cost"])
    book.save(path)
    codebook = read_codebook(path)
    assert [(x.name, x.parent) for x in codebook.target("type").labels] == [
        ("New structure", "C01"), ("Public support", "C01"), ("Lobby", "C02"),
    ]  # fmt: skip
    assert "Read was the sheet “Codes”, not “Budget”." in codebook.notices
    assert "Not used: the column “Colour”." in codebook.notices


def test_codes_in_three_columns_stand_below_the_first(tmp_path):
    rows = [["Theme", "Subtheme", "Code"], ["A", "A1", "one"], ["A", "A2", "two"]]
    codebook = read_codebook(workbook(tmp_path / "c.xlsx", *rows))
    assert names(codebook) == ["one", "two"]
    assert names(codebook, "cluster") == ["A"]
    assert any("“A1” and “A2”" in notice for notice in codebook.notices)


def test_lint_names_the_cells_of_a_workbook(tmp_path):
    rows = [["Name", "Definition"], ["Law", "A rule"], ["Lobby", None], ["Lobby, direct", "Talks"]]
    path = workbook(tmp_path / "c.xlsx", *rows)
    told = CliRunner().invoke(app, ["codebook", "lint", str(path)])
    assert told.exit_code == 1
    assert "type (Codes!B3): no definition: “Lobby” (L02)." in told.stdout
    assert "type (Codes!A2, Codes!A3, Codes!A4): fewer than 8 examples" in told.stdout
    assert "type (Codes!A3, Codes!A4): “Lobby” (L02) begins “Lobby, direct” (L03)." in told.stdout
