"""Codebooks of other programs: nothing that they say may vanish without a word."""

import re
from dataclasses import asdict
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.styles import Alignment
from test_codebook_kit import SAMPLE
from typer.testing import CliRunner

from classifier.cli import app
from classifier.codebook.code_memos import read_memo
from classifier.codebook.files import read_codebook, read_csv_text, write_codebook
from classifier.codebook.qdc import read_qdc
from classifier.codebook.refi_codes import NAMESPACE, write_qdc
from classifier.errors import CodebookError
from classifier.folding import name_key
from classifier.wording import CONTROL

CASES = Path(__file__).parent / "cases" / "codebooks"


def tree(book):
    """Every label by its target, below the name of its parent."""
    names = {(t.id, label.id): label.name for t in book.targets for label in t.labels}
    return {
        target.id: [
            " < ".join(filter(None, [label.name, names.get((target.parent, label.parent))]))
            for label in target.labels
        ]
        for target in book.targets
    }


def definitions(book):
    return {label.name: label.definition for t in book.targets for label in t.labels}


def described(file):
    book = read_codebook(CASES / file)
    notes = book.notices
    return tree(book), notes


# -- each file as people sent it in, and what stands in it

TREES = {
    "qdc-midlevel.qdc": {  # QualCoder#1361: codes that hold others are codes all the same
        "type": ["Structures < Mobilising", "New committee < Mobilising",
                 "New union < Mobilising", "Joint action < Mobilising", "Other"],
        "cluster": ["Mobilising"],
    },
    "qdc-sets.qdc": {  # ATLAS.ti's code groups
        "type": ["New structure < Mobilising", "Dialogue < Conflict"],
        "cluster": ["Mobilising", "Conflict"],
    },
    "qdc-dups.qdc": {  # QualCoder#1531
        "type": ["Police: Other < Police", "Court: Other < Court", "Judgment < Court"],
        "cluster": ["Police", "Court"],
    },
    "cb-dup-names.xlsx": {
        "type": ["Police: Other < Police", "Court: Other < Court", "Judgment < Court"],
        "cluster": ["Police", "Court"],
    },
    "cb-maxqda.xlsx": {  # requal#161
        "type": ["New structure < Mobilising", "Joint action < Mobilising",
                 "Dialogue between groups < Conflict"],
        "cluster": ["Mobilising", "Conflict"],
    },
    "cb-atlasti.xlsx": {
        "type": ["New structure < Mobilising", "Dialogue < Conflict"],
        "cluster": ["Mobilising", "Conflict"],
    },
    "cb-dedoose.xlsx": {
        "type": ["New structure < Mobilising", "Joint action < Mobilising",
                 "Dialogue < Conflict"],
        "cluster": ["Mobilising", "Conflict"],
    },
    "cb-indented.xlsx": {
        "type": ["New structure < Mobilising", "Joint action < Mobilising",
                 "Dialogue < Conflict"],
        "cluster": ["Mobilising", "Conflict"],
    },
    "cb-level-columns.xlsx": {
        "type": ["New structure < Mobilising", "Joint action < Mobilising",
                 "Dialogue < Conflict"],
        "cluster": ["Mobilising", "Conflict"],
    },
    "cb-merged-parent.xlsx": {
        "type": ["New structure < Mobilising", "Joint action < Mobilising",
                 "Dialogue < Conflict", "Trust < Conflict"],
        "cluster": ["Mobilising", "Conflict"],
    },
    "cb-title-row.xlsx": {"type": ["New structure", "Dialogue"]},
    "cb-taguette-csv.csv": {"type": ["new structure", "dialogue.between groups", "resources"]},
    "cb-utf16.csv": {"type": ["Nouvelle éléction"]},
    "cb-xlsform-choices.xlsx": {  # kobotoolbox/docs#22
        "toc": ["New structure", "Dialogue between groups"], "scale": ["Local"],
    },
    "cb-examples-sep.xlsx": {"type": ["New structure", "Dialogue"]},
}  # fmt: skip


@pytest.mark.parametrize("file", TREES)
def test_every_code_of_another_program_is_a_label_below_its_parent(file):
    assert described(file)[0] == TREES[file]


@pytest.mark.parametrize(
    ("file", "said"),
    [
        ("qdc-midlevel.qdc", "since they may be applied too: “Structures”."),
        ("qdc-dups.qdc", "A cell that says only “Other” is read as none of them."),
        ("cb-dup-names.xlsx", "“Police: Other” and “Court: Other”"),
        ("cb-maxqda.xlsx", "Not used: the column “Frequency”."),
        ("cb-atlasti.xlsx", "Not used: the columns “Grounded” and “Density”."),
        ("cb-dedoose.xlsx", "Not used: the columns “Depth” and “Weighted”."),
        ("cb-merged-parent.xlsx", "for “Joint action” and “Trust”."),
        ("cb-level-columns.xlsx", "Where “Level 1” is empty"),
        ("cb-taguette-csv.csv", "Not used: the column “number of highlights”."),
        ("cb-indented.xlsx", "Names that are indented"),
    ],
)  # fmt: skip
def test_what_was_made_of_the_file_is_said(file, said):
    assert said in "\n".join(described(file)[1])


def test_definitions_come_from_memos_and_comments():
    book = read_codebook(CASES / "cb-maxqda.xlsx")
    assert definitions(book) == {
        "New structure": "A group gets a body", "Joint action": "Groups act together",
        "Dialogue between groups": "They talk", "Mobilising": "People organise", "Conflict": "",
    }  # fmt: skip
    book = read_codebook(CASES / "cb-atlasti.xlsx")
    assert definitions(book)["Dialogue"] == "They talk"
    book = read_codebook(CASES / "qdc-midlevel.qdc")
    assert definitions(book)["Structures"] == "Any new body"
    book = read_codebook(CASES / "qdc-sets.qdc")
    assert definitions(book)["Mobilising"] == "People organise"


def test_ids_of_dedoose_stay_and_a_heading_names_the_target():
    book = read_codebook(CASES / "cb-dedoose.xlsx")
    assert book.target("type").ids == ("102", "103", "105")
    assert read_codebook(CASES / "cb-merged-parent.xlsx").targets[0].title == "Type of change"


def test_examples_in_one_cell_are_several():
    book = read_codebook(CASES / "cb-examples-sep.xlsx")
    assert [label.examples for label in book.target("type").labels] == [
        ("a committee was set up", "a union was founded"),
        ("they met", "they spoke", "they agreed"),
    ]


# -- what a memo says: every word of it stays


def label_of(file):
    (target,) = read_codebook(CASES / file).targets
    return target.labels[0]


def test_lines_after_include_belong_to_it():
    label = label_of("qdc-memo-sections.qdc")
    assert label.definition == "A new body.\nNote: count each body once."
    assert label.include == "committees\nand unions of workers"
    assert label.exclude == "- events\n- one-off meetings"
    assert label.examples == ("a union was founded",)


def test_words_that_only_our_own_files_use_are_text_in_others():
    label = label_of("qdc-label-line.qdc")
    assert label.definition == "Label: writes on products\nOrder: a court order counts"
    label = label_of("qdc-example-in-desc.qdc")
    assert label.examples == ("a union was born", "Order: keep records of order")


def test_markup_in_a_memo_becomes_lines():
    label = label_of("qdc-html-desc.qdc")
    assert (label.definition, label.examples) == ("A body is founded.", ("a committee",))


# -- variants


def qdc(codes, more=""):
    return (
        '<CodeBook xmlns="urn:QDA-XML:codebook:1.0" origin="X"><Codes>'
        f"{codes}</Codes>{more}</CodeBook>"
    ).encode()


def code(name, inside="", guid="", codable="true"):
    return f'<Code guid="{guid}" name="{name}" isCodable="{codable}">{inside}</Code>'


def test_categories_that_may_not_be_applied_are_no_labels_and_their_memos_stay():
    memo = "<Description>Any body</Description>"
    middle = code("Structures", memo + code("Union"), codable="false")
    book, notes = read_qdc(qdc(code("Civic", middle, codable="false")), "x.qdc")
    assert tree(book) == {"type": ["Union < Civic"], "cluster": ["Civic"]}
    assert book.target("cluster").label("C01").include == "Structures (Union): Any body"
    assert "since they only hold others: “Structures”" in "\n".join(notes)


def test_where_no_code_may_be_applied_all_may():
    book, notes = read_qdc(qdc(code("Law", codable="false")), "x.qdc")
    assert tree(book) == {"type": ["Law"]}
    assert "none of its codes may be applied" in notes[0]


def test_groups_that_cannot_be_parents_are_named():
    sets = (
        '<Sets><Set name="Power"><MemberCode guid="1"/><MemberCode guid="2"/></Set>'
        '<Set name="Money"><MemberCode targetGUID="2"/></Set></Sets>'
    )
    book, notes = read_qdc(qdc(code("Law", guid="1") + code("Tax", guid="2"), sets), "x.qdc")
    assert tree(book) == {"type": ["Law", "Tax"]}
    assert "not kept: the groups “Power” (Law, Tax), “Money” (Tax)." in notes[0]
    nested = qdc(code("Rules", code("Law", guid="1")), sets)
    assert "the codes stand in a tree already" in read_qdc(nested, "x.qdc")[1][0]
    alone = qdc(code("Law", guid="1"), sets)
    assert "Groups without codes are not kept: “Money”." in read_qdc(alone, "x.qdc")[1]
    told = "<Sets><Set name='Money'><Description>by Ana</Description></Set></Sets>"
    _, notes = read_qdc(qdc(code("Law"), told), "x.qdc")
    assert "Groups without codes are not kept: “Money”: “by Ana”." in notes
    _, notes = read_qdc(qdc(code("Rules", code("Law")), told), "x.qdc")
    assert "not kept: the groups “Money” (no codes): “by Ana”." in notes[0]


def test_a_part_that_is_no_code_is_told():
    notes = read_qdc(qdc(code("Law"), "<Notes><Note>by Ana</Note></Notes>"), "x.qdc")[1]
    assert "Not read: the part “Notes”, which says “by Ana”." in notes


def test_a_file_whose_declaration_is_late_or_wrong_is_read():
    data = qdc(code("État"))
    assert tree(read_qdc(b"\r\n" + data, "x.qdc")[0]) == {"type": ["État"]}
    assert tree(read_qdc(data.decode().encode("cp1252"), "x.qdc")[0]) == {"type": ["État"]}


def test_one_name_twice_below_one_code_is_one_label_with_both_memos():
    twice = code("Law", "<Description>One</Description>") + code(
        "law ", "<Description>Two</Description>"
    )
    book, notes = read_qdc(qdc(twice), "x.qdc")
    assert definitions(book) == {"Law": "One\nTwo"}
    assert "“Law” is in the file several times (code 1, code 2)" in notes[0]


def test_one_name_at_the_top_and_below_is_told_apart():
    book, _ = read_qdc(qdc(code("Other") + code("Police", code("Other"))), "x.qdc")
    assert tree(book)["type"] == ["Other (at the top)", "Police: Other < Police"]


def test_a_code_without_a_name_is_told_with_its_memo():
    nameless = code("", "<Description>Old rule</Description>" + code("Bill"))
    book, notes = read_qdc(qdc(code("Law") + nameless), "x.qdc")
    assert tree(book) == {"type": ["Law"]}
    assert "with its memo “Old rule” and the codes below it: “Bill”" in notes[0]
    with pytest.raises(CodebookError, match="no codes with names"):
        read_qdc(qdc(nameless), "x.qdc")


def test_our_file_changed_in_another_program_keeps_what_was_added():
    ours = write_qdc(SAMPLE).decode()
    changed = ours.replace('origin="outcome-classifier"', 'origin="MAXQDA"').replace(
        'name="Mobilizing citizens and organizations" isCodable="true">',
        'name="Mobilizing citizens and organizations" isCodable="true">'
        + code("Song", "<Description>Include: anthems</Description>"),
    )
    book, notes = read_qdc(changed.encode(), "x.qdc")
    label = book.target("type").label("L01")
    assert (label.name, label.parent, label.include) == ("Song", "MOB", "anthems")
    assert notes == ("“Song” is new in the file; it became L01 of “type”.",)
    assert len(book.target("type").labels) == 33


def test_our_codes_moved_in_another_program_stay_in_their_cluster():
    root = ElementTree.fromstring(write_qdc(SAMPLE))
    found = root.iter(f"{{{NAMESPACE}}}Code")
    mob, first, second = [
        one for one in found if one.get("name") in ("New structure", "Seeking public support")
        or one.get("name").startswith("Mobilizing")
    ]  # fmt: skip
    mob.remove(second)
    first.append(second)  # below its sibling
    for place, name in ((mob, "Song"), (second, "Poem")):
        new = ElementTree.SubElement(place, mob.tag, name=name)
        ElementTree.SubElement(new, mob.tag, name=f"{name} of many")
    book, notes = read_qdc(ElementTree.tostring(root), "x.qdc")
    labels = book.target("type").labels
    assert next(label.parent for label in labels if label.id == "T02") == "MOB"
    added = {label.name: label.parent for label in labels if label.id.startswith("L")}
    assert added == dict.fromkeys(("Song", "Song of many", "Poem", "Poem of many"), "MOB")
    assert len(notes) == 4


def test_of_two_codes_with_one_guid_the_second_is_named():
    twice = code("Law", guid="X") + code("Tax", guid="{x}")
    _, notes = read_qdc(qdc(twice), "x.qdc")
    assert "“Tax” has the guid of a code before it, which gets all that is coded so." in notes


def test_groups_added_to_our_file_are_named():
    ours = write_qdc(SAMPLE).decode()
    sets = '<Sets><Set name="Power"/></Sets></CodeBook>'
    _, notes = read_qdc(ours.replace("</CodeBook>", sets).encode(), "x.qdc")
    assert notes == ("Groups of codes are not kept: “Power”.",)


words = st.sampled_from(
    ["law", "Include: bees", "Label: x", "- club", "2) song", "Order: y", "Example", "Note: z",
     "Target: police", "<b>bold</b>", "a; b", ""]
)  # fmt: skip


@given(st.lists(words, max_size=8))
def test_every_word_of_a_memo_stays(lines):
    memo = read_memo("\n".join(lines))
    kept = " ".join(map(str, asdict(memo).values()))
    heads = ("Include", "Example", "b")
    for word in re.findall(r"\w{2,}", "\n".join(lines)):
        assert word in kept or word in heads


small = st.sampled_from(["Law", "law ", "Talk", "Other", "A: B", "B"])
trees = st.recursive(
    small.map(code), lambda inner: st.tuples(small, st.lists(inner, max_size=3), st.booleans()).map(
        lambda t: code(t[0], "".join(t[1]), codable=str(t[2]).lower())
    ), max_leaves=8,
)  # fmt: skip


@given(st.lists(trees, min_size=1, max_size=4))
def test_every_code_of_a_tree_is_found_in_the_codebook_and_no_name_means_two(codes):
    data = qdc("".join(codes))
    book, _ = read_qdc(data, "x.qdc")
    told = str(book).lower()
    for element in ElementTree.fromstring(data).iter(f"{{{NAMESPACE}}}Code"):
        assert element.get("name").strip().lower() in told
    for target in book.targets:
        meant = [name_key(label.name) for label in target.labels]
        assert len(meant) == len(set(meant))


TABLES = {
    "a path in the name (MAXQDA)": (
        "Code;Memo\nCivic;c\nCivic > Union;u\nRules\\Law;l\n",
        {"type": ["Union < Civic", "Law < Rules"], "cluster": ["Civic", "Rules"]},
    ),
    "three levels, written in each row": (
        "Theme;Subtheme;Code;Description\nCivic;Bodies;Union;u\nCivic;Action;March;m\n",
        {"type": ["Union < Civic", "March < Civic"], "cluster": ["Civic"]},
    ),
    "a category of some codes only": (
        "Category;Code\nCivic;Union\nCivic;March\n;Law\n",
        {"type": ["Union < Civic", "March < Civic", "Law"], "cluster": ["Civic"]},
    ),
    "clusters with rows of their own": (
        "Cluster;Type of change\n;Civic\nCivic;Union\n;Law\n",
        {"type": ["Union < Civic", "Law"], "cluster": ["Civic"]},
    ),
    "the code's number beside its levels": (
        "Code;Category;Subcategory\n1.1;Civic;Union\n1.2;Civic;March\n",
        {"type": ["Union < Civic", "March < Civic"], "cluster": ["Civic"]},
    ),
    "a code below a subcode's code": (
        "Code;Subcode\nCivic;Union\n;March\n",
        {"type": ["Union < Civic", "March < Civic"], "cluster": ["Civic"]},
    ),
    "list marks before the names": (
        "Étiquette (code);Memo\nCivic;c\n- Union;u\n- March;m\n",
        {"type": ["Union < Civic", "March < Civic"], "cluster": ["Civic"]},
    ),
    "numbers of an outline before the names": (
        "Code\n1 Civic\n1.1 Union\n1.2. March\n2) Law\n",
        {"type": ["Union < Civic", "March < Civic", "Law"], "cluster": ["Civic"]},
    ),
    "ids of an outline": (
        "Code;Name\nA;Civic\nA.1;Union\nB;Law\n",
        {"type": ["Union < Civic", "Law"], "cluster": ["Civic"]},
    ),
    "where NVivo keeps its codes": (
        "Name,Hierarchical Name\nUnion,Nodes\\\\Civic\\Union\nLaw,Nodes\\\\Law\n",
        {"type": ["Union < Civic", "Law"], "cluster": ["Civic"]},
    ),
    "Arabic headings": ("الرمز;الاسم;التعريف\n1;قانون;نص\n", {"type": ["قانون"]}),
    "Spanish headings": ("Código;Nombre;Descripción\n1;Ley;d\n", {"type": ["Ley"]}),
    "German headings": ("Bezeichnung;Beschreibung\nGesetz;d\n", {"type": ["Gesetz"]}),
    "clusters beside types": (
        "Cluster;Type;Explanation / notes\nCivic;Union;u\n;March;m\n",
        {"type": ["Union < Civic", "March < Civic"], "cluster": ["Civic"]},
    ),
    "two tables side by side": (
        "Label;Definition;Label;Definition\nLaw;l;Union;u\n", {"type": ["Law"]},
    ),
    "an older form's choices": (
        "list name,value,label\ntoc,law,Law\n", {"toc": ["Law"]},
    ),
    "a title above, and Excel's own first line": (
        "sep=;\nOur codes;\n;\nNom;Définition\nLoi;Une loi\n", {"type": ["Loi"]},
    ),
    "two code groups for one code": (
        "Code\tComment\tCode Group 1\tCode Group 2\nLaw\tl\tPower\tMoney\n", {"type": ["Law"]},
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", TABLES)
def test_a_table_may_write_its_tree_in_many_ways(what):
    text, expected = TABLES[what]
    assert tree(read_csv_text(text, "x.csv")[0]) == expected


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("Our codes,v2\n\nName,Memo\nLaw,l\n",
         "Not read, since it stands above the headings: “Our codes” and “v2”."),
        ("Label,Label\nLaw,Union\n", "Not used: the column “Label” (B)."),
        ("Name,,Id,Id,\nLaw,why,1,2,\n",
         "Not used: the columns B (without a heading) and “Id” (D)."),
        ("Code\n1. Law\n", "The numbers before the names were read as ids, such as 1 in “1. Law”."),
        ("Id,Name\n1,A\n1.1,B\n",
         "Codes were put below each other by their ids, such as 1.1 below 1."),
        ("list_name,name,label\n,law,Law\nt,talk,Talk\n",
         "Row 2 names no list; “Law” was not read."),
    ],
)  # fmt: skip
def test_what_is_not_read_of_a_table_or_how_is_said(text, note):
    assert note in read_csv_text(text, "x.csv")[1]


def test_all_columns_of_texts_about_a_code_are_its_definition():
    book, notes = read_csv_text("Name,Definition,Notes,Comment\nLaw,a bill,see B,c\n", "x.csv")
    assert book.target("type").labels[0].definition == "a bill\nsee B\nc"
    assert not any("Not used" in note for note in notes)


def test_a_code_below_itself_or_below_two_is_told():
    _, notes = read_csv_text("Code,Parent code\nA,B\nB,A\n", "x.csv")
    assert "stands below itself" in notes[0]
    text = "Code,Parent code\nLaw,X\nLaw,Y\nBill,Law\n"
    assert "“Law”, which is the name of several codes" in read_csv_text(text, "x.csv")[1][0]


def test_one_name_with_two_ids_gets_them_and_one_id_with_two_names_is_refused():
    book, notes = read_csv_text("Code,Name\nA,Law\nB,Law\n", "x.csv")
    assert tree(book) == {"type": ["Law (A)", "Law (B)"]}
    assert "“Law” is the name of several codes; here it is “Law (A)”." in notes
    with pytest.raises(CodebookError, match=r"x\.csv: “A” is the id of “Law” \(row 2\) and of"):
        read_csv_text("Code,Name\nA,Law\nA,Bill\n", "x.csv")


def test_an_id_that_is_another_labels_name_is_replaced():
    book, notes = read_csv_text("Code,Name\n2,1\n1,Law\n", "x.csv")
    assert book.target("type").ids == ("2", "L01")
    assert "“1” cannot be an id" in notes[0]


def test_names_that_no_code_above_tells_apart_are_refused():
    text = "Theme,Code\nP,D\nR,D\nQ,P: D\nS,Q: P: D\n"
    with pytest.raises(CodebookError, match="cannot be told apart"):
        read_csv_text(text, "x.csv")


def test_a_row_without_a_name_says_more_of_the_code_above_it():
    book, notes = read_csv_text("Code,Example\nLaw,a bill\n,an act\nTalk,they met\n", "x.csv")
    assert book.target("type").label("L01").examples == ("a bill", "an act")
    assert "“Law” is in the file several times (row 2, row 3)" in notes[0]


@pytest.mark.parametrize(
    "text", ["Code,Memo\n,m\nLaw,l\n", "target,name,id\ntype,,A\ntype,Law,B\n"]
)
def test_a_row_that_belongs_to_no_code_is_named(text):
    assert "Row 2 has no name; it was not read." in read_csv_text(text, "x.csv")[1]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Colour,Size\nred,1\n", "Found: “Colour”, “Size”."),
        ("Colour;Size\nred;1\n", "Found: “Colour”, “Size”."),
        ("\n", "Found: nothing."),
        ("K1,They met the mayor.\nK2,They left.\n", "Found no headings, but what reads like a"),
        (
            "FragmentID,Outcome description,Code\nK1,They met.,Law\n",
            "holds fragments; it is no codebook",
        ),
        ("Code,Memo\n", "no codes below them"),
        (f'Code\n"{"x" * 200_000}"\n', "is damaged"),
    ],
)
def test_a_table_without_codes_is_refused_with_what_it_holds(text, said):
    with pytest.raises(CodebookError, match=said):
        read_csv_text(text, "x.csv")


def test_parents_that_no_target_has_are_named():
    text = "target,id,name,parent\ntype,A,Law,Policies\n"
    assert "not kept: “Policies”" in "\n".join(read_csv_text(text, "x.csv")[1])


# -- workbooks


def workbook(path, **sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def test_the_indent_of_cells_shows_the_tree(tmp_path):
    path = workbook(tmp_path / "x.xlsx", About=[["By Ana"]], Codes=[["Code"], ["Civic"], ["Law"]])
    book = openpyxl.load_workbook(path)
    book["Codes"]["A3"].alignment = Alignment(indent=1)
    book.save(path)
    found = read_codebook(path)
    notes = found.notices
    assert tree(found) == {"type": ["Law < Civic"], "cluster": ["Civic"]}
    assert "Read was the sheet “Codes”, not “About”." in notes


FORM = {
    "survey": [
        ["type", "name", "label::English (en)"],
        ["select_multiple toc", "t", "Type of change"],
        ["select_one yn", "q", "Sure?"],
        ["select_one scale", "s", "Scale"],
        ["text", "x", "Why"],
    ],
    "choices": [
        ["list_name", "name", "label::Français (fr)", "label::English (en)", "image"],
        ["toc", "law", "Loi", "Law", "a.png"],
        ["toc", "talk", "Law", "Talk", None],
        ["scale", "1", "Locale", "Local", None],
        ["yn", "yes", "Oui", "Yes", None],
        ["old", "a", "A", "B", None],
        [None, None, None, None, None],
    ],
}


def test_an_xlsform_gives_a_target_for_each_list_that_is_asked(tmp_path):
    book = read_codebook(workbook(tmp_path / "form.xlsx", **FORM))
    notes = book.notices
    assert tree(book) == {"toc": ["Law", "Talk"], "scale": ["Local"]}
    toc, scale = book.targets
    assert (toc.title, toc.multiple, scale.multiple) == ("Type of change", True, False)
    assert toc.label("law").aliases == ("Loi",)
    assert notes == (
        "Not used: the column “image”.",
        "No question offers “old”; what they list was left out.",
        "Only yes or no is offered by “yn”; what they list was left out.",
        "“Law” would mean several labels; as another name it is left out.",
    )


def test_what_questions_say_of_a_list_is_read_in_every_spelling(tmp_path):
    survey = [
        ["type", "name", "caption"],
        ["select one from c or specify other", "c", "<b>Cluster?</b>"],
        ["rank t", "t", "Types?"],
    ]
    choices = [
        ["list name", "name", "Label (EN)", "label_fr", "c"],
        ["c", "pol", "Politics &amp; law", "Politique", None],
        ["t", "law", "Law", "Loi", "pol"],
        ["t", "talk", "Talk", None, "pool"],
    ]
    path = workbook(tmp_path / "form.xlsx", survey=survey, choices=choices)
    book = read_codebook(path)
    notes = book.notices
    assert tree(book) == {"c": ["Politics & law", "Other"], "t": ["Law < Politics & law", "Talk"]}
    assert [target.title for target in book.targets] == ["Cluster?", "Types?"]
    assert [target.multiple for target in book.targets] == [False, True]
    assert book.target("t").label("law").aliases == ("Loi",)
    assert notes == (
        "A question about “c” also offers “Other”, which became a label.",
        "“c” offers no “pool”; not kept as what stands above a choice.",
    )


def test_a_form_with_yes_and_no_alone_is_kept_and_one_without_choices_refused(tmp_path):
    only = {"choices": [FORM["choices"][0], FORM["choices"][4]]}
    assert tree(read_codebook(workbook(tmp_path / "a.xlsx", **only))) == {"yn": ["Yes"]}
    none = {"choices": FORM["choices"][:1]}
    with pytest.raises(CodebookError, match="offers no choices"):
        read_codebook(workbook(tmp_path / "b.xlsx", **none))


@pytest.mark.parametrize("file", sorted(TREES))
@pytest.mark.parametrize("ending", [".yaml", ".xlsx"])
def test_once_converted_it_stays_as_it_is(tmp_path, file, ending):
    book = read_codebook(CASES / file)
    write_codebook(book, tmp_path / f"mine{ending}")
    mine = read_codebook(tmp_path / f"mine{ending}")
    assert (mine, mine.notices) == (book, ())


def test_excels_unicode_text_is_read(tmp_path):
    path = tmp_path / "codes.txt"
    path.write_bytes("Code\tMemo\nÉlection\té\n".encode("utf-16"))
    assert definitions(read_codebook(path)) == {"Élection": "é"}


def test_codebook_show_shows_all_that_a_memo_says_and_notes_on_stderr():
    result = CliRunner().invoke(app, ["codebook", "show", str(CASES / "qdc-memo-sections.qdc")])
    assert "Include: committees and unions of workers" in result.stdout
    assert "Exclude: - events - one-off meetings" in result.stdout
    assert "Examples: a union was founded" in result.stdout
    assert result.stderr == "1 label without an id got one; keep these ids from now on.\n"


def test_what_a_qdc_file_breaks_is_mended_in_the_program_that_wrote_it(tmp_path):
    path = tmp_path / "x.qdc"
    path.write_bytes(qdc(code("!?")))
    with pytest.raises(CodebookError, match="no letter or digit") as refused:
        read_codebook(path)
    assert "in the program that wrote the file" in refused.value.hint


def test_what_steers_a_terminal_is_taken_out_of_a_table():
    text = (
        "name,definition\x1b]0;x\x07,group\nA \x1b[31mlaw,Passed\x0b by a\x9b body,b\nA rule,,b\n"
    )
    book, notes = read_csv_text(text, "x.csv")
    assert [label.name for label in book.targets[0].labels] == ["A [31mlaw", "A rule"]
    assert not CONTROL.search(" ".join(notes))
