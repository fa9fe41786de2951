import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_codebook_kit import SAMPLE, SAMPLE_PATH
from typer.testing import CliRunner

from classifier.cli import app
from classifier.codebook import (
    ChosenColumn,
    Codebook,
    Label,
    Target,
    codebook_hash,
    dump_codebook,
    parse_codebook,
    read_codebook,
)
from classifier.codebook.files import (
    held_by,
    lost_in,
    read_csv_text,
    write_codebook,
    write_csv_text,
)
from classifier.codebook.qdc import read_qdc
from classifier.codebook.refi_codes import NAMESPACE, write_qdc
from classifier.codebook.skos import read_skos, write_skos
from classifier.codebook.tables import TableSource, from_tables, to_tables
from classifier.errors import ClassifierError, CodebookError

RETIRED = replace(
    SAMPLE,
    targets=(
        replace(
            SAMPLE.targets[0],
            labels=(*SAMPLE.targets[0].labels, Label("T99", "Old thing", "MOB", retired="3")),
        ),
        *SAMPLE.targets[1:],
    ),
)

CHOSEN = replace(
    SAMPLE,
    columns=(ChosenColumn("type", "Category"), ChosenColumn("outcome", "What changed?")),
)


@pytest.mark.parametrize(
    "book", [SAMPLE, RETIRED, CHOSEN], ids=["sample", "with a retired label", "with chosen columns"]
)
@pytest.mark.parametrize("ending", [".yaml", ".xlsx", ".csv", ".qdc", ".ttl"])
def test_a_codebook_comes_back_with_all_that_its_format_holds(tmp_path, book, ending):
    path = tmp_path / f"Mine{ending}"
    lost = write_codebook(book, path)
    back = read_codebook(path)
    held = held_by(book, ending)
    held = replace(held, name="Mine") if ending == ".csv" else held
    assert back == held
    assert bool(lost) == (held != book)


def test_each_format_says_what_it_cannot_hold():
    assert lost_in(SAMPLE, ".yaml") == lost_in(SAMPLE, ".xlsx") == ()
    qdc = lost_in(RETIRED, ".qdc")
    assert [one.partition(":")[0] for one in qdc] == [
        "the history", "1 retired label", "the version", "the codebook's note",
    ]  # fmt: skip
    assert set(qdc) < set(lost_in(RETIRED, ".csv"))
    assert "the columns that were chosen in harvests" in lost_in(CHOSEN, ".qdc")
    french = replace(SAMPLE, language="fr")
    assert "the language" in lost_in(french, ".qdc")
    plain = Codebook("Mine", "1", (Target("type", (Label("A", "Law"),)),))
    assert lost_in(plain, ".qdc") == ()
    assert lost_in(plain, ".csv") == ("the codebook's name: it comes back under the file's name",)


words = st.text(alphabet="abc T1:-=’éش&<>\"'\\;,\n/|", min_size=1, max_size=20)
texts = words.map(lambda text: text.strip()).filter(lambda text: bool(re.search(r"\w", text)))
names = texts.map(lambda text: " ".join(text.split()))
items = st.lists(texts, max_size=3).map(tuple)


@st.composite
def codebooks(draw):
    labels = tuple(
        Label(f"L{n}", name, "P1", definition=draw(texts), include=draw(texts | st.just("")),
              examples=draw(items), aliases=draw(items))
        for n, name in enumerate(draw(st.lists(names, min_size=1, max_size=3)))
    )  # fmt: skip
    clusters = (Label("P1", draw(names), definition=draw(texts)),)
    types = Target(
        "type", labels, title=draw(names), multiple=draw(st.booleans()), parent="cluster"
    )
    return Codebook("B", "1", (types, Target("cluster", clusters, derived_from="type")))


def keeps_the_rules(book):
    try:
        return parse_codebook(dump_codebook(book), "B") == book
    except CodebookError:
        return False


valid_codebooks = codebooks().filter(keeps_the_rules)


@given(valid_codebooks)
def test_every_codebook_survives_tables_qdc_and_skos(book):
    tables, _ = from_tables(TableSource("B.xlsx", to_tables(book)))
    assert tables == book
    back, notes = read_qdc(write_qdc(book), "B.qdc")
    assert back == book
    assert notes == ()
    back, notes = read_skos(write_skos(held_by(book, ".ttl")).decode(), "B.ttl")
    assert back == held_by(book, ".ttl")
    assert notes == ()


@given(valid_codebooks)
def test_every_codebook_survives_csv_as_far_as_csv_goes(book):
    back, _ = read_csv_text(write_csv_text(book), "B.csv")
    assert back == replace(held_by(book, ".csv"), name="B")


@pytest.mark.parametrize("text", ["=1", "'=1", "''=1", "'quoted'", "-a", "@", "'"])
def test_text_that_looks_like_a_formula_comes_back_from_csv_as_it_was(text):
    book = Codebook("B", "1", (Target("type", (Label("A", "Law", definition=text),)),))
    written = write_csv_text(book)
    assert not re.search(r"(^|,)[=+@-]", written, re.MULTILINE)
    assert read_csv_text(written, "B.csv")[0] == book


# -- the structure that the REFI-QDA standard asks of a codebook file

GUID = re.compile(r"[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}")


def all_codes(element):
    for code in element.findall(f"{{{NAMESPACE}}}Code"):
        yield code
        yield from all_codes(code)


def test_a_qdc_file_has_the_structure_of_the_standard():
    root = ElementTree.fromstring(write_qdc(SAMPLE))
    assert root.tag == f"{{{NAMESPACE}}}CodeBook"
    assert root.get("origin")
    assert [child.tag for child in root] == [f"{{{NAMESPACE}}}Codes"]
    codes = list(all_codes(root[0]))
    guids = [code.get("guid") for code in codes]
    assert len(codes) == len(set(guids)) == 32 + 8 + 6 + 3  # labels, and a code for each target
    for code in codes:
        assert GUID.fullmatch(code.get("guid"))
        assert code.get("name")
        assert code.get("isCodable") in ("true", "false")
        assert set(code.attrib) == {"guid", "name", "isCodable"}
        tags = [child.tag.partition("}")[2] for child in code]
        assert tags == ["Description"] + ["Code"] * (len(tags) - 1)  # in this order


def test_in_a_qdc_file_types_stand_below_their_clusters():
    root = ElementTree.fromstring(write_qdc(SAMPLE))
    parent = {child: code for code in all_codes(root[0]) for child in code}
    by_name = {code.get("name"): code for code in all_codes(root[0])}
    above = parent[by_name["New structure"]]
    assert above.get("name") == "Mobilizing citizens and organizations"
    assert parent[above].get("name") == "Cluster"
    assert parent[above].get("isCodable") == "false"


def test_the_same_codebook_gives_the_same_qdc_bytes():
    assert write_qdc(SAMPLE) == write_qdc(SAMPLE)


FOREIGN = f"""<?xml version="1.0" encoding="utf-8"?>
<CodeBook xmlns="{NAMESPACE}" origin="Another program">
  <Codes>
    <Code guid="1FF58B12-6F6F-4B0C-8BE5-BBDC91F55294" name="Policies" isCodable="true">
      <Description>Rules change.</Description>
      <Code guid="2FF58B12-6F6F-4B0C-8BE5-BBDC91F55294" name="Law" color="#46AA00" />
    </Code>
    <Code guid="3FF58B12-6F6F-4B0C-8BE5-BBDC91F55294" name="Talk" isCodable="true"/>
  </Codes>
  <Sets/>
</CodeBook>"""


def test_a_qdc_file_of_another_program_becomes_types_and_clusters():
    book, notes = read_qdc(FOREIGN.encode(), "Theirs.qdc")
    types, clusters = book.targets
    assert [(label.id, label.name, label.parent) for label in types.labels] == [
        ("L01", "Law", "C01"), ("L02", "Talk", ""),
    ]  # fmt: skip
    assert [(label.name, label.definition) for label in clusters.labels] == [
        ("Policies", "Rules change.")
    ]
    assert len(notes) == 2


def test_a_flat_qdc_file_becomes_one_target():
    flat = FOREIGN.replace('<Code guid="2F', '</Code><Code guid="2F').replace("    </Code>\n", "")
    book, notes = read_qdc(flat.encode(), "Theirs.qdc")
    assert [target.id for target in book.targets] == ["type"]
    assert [label.name for label in book.targets[0].labels] == ["Policies", "Law", "Talk"]
    assert len(notes) == 1


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"<CodeBook", "damaged"),
        (b"<Project/>", "begins with .Project"),
        (b"<CodeBook><Codes/></CodeBook>", "holds no codes"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><CodeBook/>', "own entities"),
        (b"<CodeBook><Codes>" + b"<Code>" * 200 + b"</Code>" * 200 + b"</Codes></CodeBook>",
         "nested too deep"),
    ],
)  # fmt: skip
def test_what_is_no_qdc_file_is_refused(data, said):
    with pytest.raises(CodebookError, match=said):
        read_qdc(data, "x.qdc")


def test_a_coordinators_list_of_codes_is_enough():
    text = "Code;Description;Category\nLaw;A law is adopted.;Policies\nTalk;They talk.;People\n"
    book, notes = read_csv_text(text, "codes.csv")
    assert [
        (label.id, label.name, label.parent, label.definition) for label in book.targets[0].labels
    ] == [("L01", "Law", "C01", "A law is adopted."), ("L02", "Talk", "C02", "They talk.")]
    assert [label.name for label in book.target("cluster").labels] == ["Policies", "People"]
    assert any("without an id" in note for note in notes)


def test_what_a_newer_version_says_beside_the_labels_is_named_and_not_passed_over_in_silence():
    tables = to_tables(SAMPLE)
    codebook, before = from_tables(TableSource("sample.xlsx", tables))
    tables["Codebook"].append(["owner", "The desk"])
    for sheet in ("Targets", "Changes"):
        tables[sheet][0] += ["weight", "", ""]
        tables[sheet][1] += ["", "heavy"]
    tables["Versions"][0].append("harvests")
    assert from_tables(TableSource("sample.xlsx", tables)) == (
        codebook,
        (
            *before,
            "Not used on the sheet “Codebook”: “owner”.",
            "Not used on the sheet “Targets”: the columns “weight” and H (without a heading).",
            "Not used on the sheet “Versions”: the column “harvests” (C).",
            "Not used on the sheet “Changes”: the columns “weight” and J (without a heading).",
        ),
    )


def test_a_fact_that_stands_twice_is_named():
    tables = to_tables(SAMPLE)
    _, before = from_tables(TableSource("sample.xlsx", tables))
    tables["Codebook"].append(["note", "The later note"])
    codebook, notes = from_tables(TableSource("sample.xlsx", tables))
    assert codebook.note == "The later note"
    assert notes == (*before, "Twice on the sheet “Codebook”; the last counts: “note”.")


def test_a_parent_may_be_written_by_its_name():
    text = "target,id,name,parent\ntype,A,Law,Policies\ncluster,P,Policies,\n"
    book, _ = read_csv_text(text, "codes.csv")
    assert book.target("type").parent == "cluster"
    assert book.target("type").label("A").parent == "P"


def test_cells_that_a_spreadsheet_would_run_come_back_as_they_were():
    book = Codebook("B", "1", (Target("type", (Label("A", "=cmd", definition="+1"),)),))
    text = write_csv_text(book)
    assert "'=cmd" in text
    assert read_csv_text(text, "B.csv")[0].target("type").label("A").name == "=cmd"


def test_files_that_are_no_codebook_are_refused_in_words(tmp_path):
    with pytest.raises(CodebookError, match="no list of labels"):
        read_csv_text("a,b\n1,2\n", "x.csv")
    twice = tmp_path / "twice.csv"
    twice.write_text("target,id,name\ntype,A,Law\ntype,A,Talk\n", "utf-8")
    with pytest.raises(CodebookError, match=r"twice\.csv cannot be used as a codebook"):
        read_codebook(twice)
    with pytest.raises(ClassifierError, match="in which format"):
        write_codebook(SAMPLE, tmp_path / "codebook.doc")
    with pytest.raises(CodebookError, match="There is no codebook"):
        read_codebook(tmp_path / "none.csv")


def test_an_excel_csv_in_another_encoding_is_read(tmp_path):
    path = tmp_path / "codes.csv"
    path.write_bytes("id,name\nA,Négociation\n".encode("cp1252"))
    assert read_codebook(path).target("type").label("A").name == "Négociation"


# -- the commands


def run(*arguments):
    return CliRunner().invoke(app, ["codebook", *map(str, arguments)])


def test_show_lists_labels_below_their_clusters_and_the_history():
    result = run("show", SAMPLE_PATH)
    assert result.exit_code == 0
    assert "Type of change [type]: 32 labels (column “MCQType of change”" in result.stdout
    assert "  Mobilizing citizens and organizations [MOB]\n    T01" in result.stdout
    assert "version 2: T06 renamed: “Advocacy” → “Direct lobby" in result.stdout


def test_show_as_of_writes_an_older_version(tmp_path):
    out = tmp_path / "first.yaml"
    result = run("show", SAMPLE_PATH, "--as-of", "1", "--out", out)
    assert result.exit_code == 0
    assert read_codebook(out).newest == "1"
    assert len(read_codebook(out).target("type").labels) == 29


def test_lint_names_the_findings_and_ends_with_1(tmp_path):
    result = run("lint", SAMPLE_PATH)
    assert result.exit_code == 1
    assert "2 findings.\n\nMend what you agree with in " in result.stdout
    sound = tmp_path / "sound.yaml"
    things = "bees land water oil salt tea rice dogs".split()
    examples = ", ".join(f"a law on {thing}" for thing in things)
    sound.write_text(
        "codebook: S\ntargets:\n- id: t\n  labels:\n"
        f"  - {{id: A, name: Law, definition: A law., examples: [{examples}]}}\n",
        "utf-8",
    )
    assert run("lint", sound).exit_code == 0


def test_diff_parts_what_is_certain_from_what_is_proposed(tmp_path):
    old, new = tmp_path / "old.csv", tmp_path / "new.csv"
    old.write_text("id,name,definition\nA,Law,One adopts a law\n", "utf-8")
    new.write_text("id,name,definition\nB,Law,One adopts a law\n", "utf-8")
    said = run("diff", old, new).stdout
    certain, _, proposed = said.partition("Perhaps")
    assert "type A: retired" in certain
    assert "type B: new" in certain
    assert "type A: renamed" in proposed
    assert run("diff", SAMPLE_PATH, SAMPLE_PATH).stdout.startswith("The codebooks say the same.\n")
    assert "Next: classifier relabel plan " in said


def test_convert_says_what_the_format_cannot_hold(tmp_path):
    out = tmp_path / "codebook.qdc"
    result = run("convert", SAMPLE_PATH, out)
    assert result.exit_code == 0
    assert "cannot hold the history" in result.stderr
    again = run("convert", SAMPLE_PATH, out)
    assert again.exit_code == 1


@pytest.mark.parametrize("ending", [".xlsx", ".csv", ".qdc", ".ttl"])
def test_every_command_reads_a_codebook_of_any_format(tmp_path, ending):
    path = tmp_path / f"codes{ending}"
    write_codebook(SAMPLE, path)
    harvest = tmp_path / "h.csv"
    harvest.write_text("Outcome description,Type of change\nA law passed,New structur\n", "utf-8")
    result = CliRunner().invoke(app, ["check", str(harvest), "--codebook", str(path)])
    assert "Did you mean “New structure”?" in result.stdout


def test_a_command_says_what_it_did_not_read_of_a_codebook(tmp_path):
    path = tmp_path / "codes.csv"
    path.write_text("Name,Colour\nNew structure,red\n", "utf-8")
    harvest = tmp_path / "h.csv"
    harvest.write_text("Outcome description,type\nA law passed,New structure\n", "utf-8")
    result = CliRunner().invoke(app, ["check", str(harvest), "--codebook", str(path)])
    assert "Not used: the column “Colour”." in result.stderr
    path.write_text("Farbe,Colour\nNew structure,red\n", "utf-8")
    with pytest.raises(CodebookError, match="Found: “Farbe”, “Colour”"):
        read_codebook(path)


def test_notices_are_no_part_of_a_codebook():
    noticed = replace(SAMPLE, notices=("Not used: the column “Colour”.",))
    assert noticed == SAMPLE
    assert codebook_hash(noticed) == codebook_hash(SAMPLE)
    assert dump_codebook(noticed) == dump_codebook(SAMPLE)
