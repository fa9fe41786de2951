"""Coded harvests as projects of QDA software, and back."""

import zipfile
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_codebook_kit import SAMPLE
from typer.testing import CliRunner

from classifier.cli import app
from classifier.codebook import Codebook, Label, Target
from classifier.codebook.files import held_by
from classifier.errors import HarvestError
from classifier.exchange import Unit
from classifier.exchange.coded_table import cut_text
from classifier.exchange.material import material_of
from classifier.exchange.qdpx_in import read_project
from classifier.exchange.qdpx_out import write_project
from classifier.records import Coding, Fragment, Harvest

BOOK = Codebook("B", "1", (Target("type", (Label("A", "Law"), Label("B", "Tax"))),))
OPEN = Fragment(
    "S/1", "They met.\n\nAll of them 🙂.", "It matters.", country="Mali", negative=False
)
SECRET = Fragment("S/2", "Nobody may know this.", confidential=True)
CODED = Harvest(
    (OPEN, SECRET),
    (
        Coding("S/1", "type", frozenset("AB"), "Ana"),
        Coding("S/1", "type", frozenset("B"), "Ben"),
        Coding("S/2", "type", frozenset("A"), "Ana"),
    ),
)


def written(path, harvest=CODED, book=BOOK, **how):
    material = material_of(harvest, book, **({"with_confidential": False} | how))
    notices = write_project(material, book, path, force=True)
    return [*material.told(), *notices]


def said_in(read):
    return {
        (fragment.id, coder, *pair)
        for fragment in read.fragments
        for coder, said in fragment.said.items()
        for pair in said
    }


def said_of(harvest):
    return {
        (c.fragment_id, c.coder, c.target, label) for c in harvest.codings for label in c.labels
    }


def test_codings_texts_and_facts_come_back_and_confidential_rows_stay(tmp_path):
    told = written(tmp_path / "p.qdpx")
    read = read_project(tmp_path / "p.qdpx", Unit.sources)
    (fragment,) = read.fragments
    assert cut_text(fragment.text) == (OPEN.outcome, OPEN.significance)
    assert fragment.facts == {"Country": "Mali", "Outcome is negative": "NO"}
    assert said_in(read) == {one for one in said_of(CODED) if one[0] == "S/1"}
    assert read.codebook == BOOK
    assert read.notices == ()
    assert told == ["Not handed over: confidential fragments (1)."]
    with zipfile.ZipFile(tmp_path / "p.qdpx") as archive:
        assert not [name for name in archive.namelist() if b"Nobody" in archive.read(name)]


def test_confidential_rows_go_where_it_was_asked_for_and_come_back_marked(tmp_path):
    assert written(tmp_path / "p.qdpx", with_confidential=True) == []
    read = read_project(tmp_path / "p.qdpx", Unit.sources)
    assert said_in(read) == said_of(CODED)
    assert read.fragments[1].facts == {"Outcome statements is CONFIDENTIAL": "YES"}


def test_nothing_but_confidential_rows_is_refused():
    with pytest.raises(HarvestError, match="all of them are confidential"):
        material_of(replace(CODED, fragments=(SECRET,)), BOOK, with_confidential=False)


def test_the_same_harvest_gives_the_same_file(tmp_path):
    written(tmp_path / "a.qdpx")
    written(tmp_path / "b.qdpx")
    assert (tmp_path / "a.qdpx").read_bytes() == (tmp_path / "b.qdpx").read_bytes()


def test_another_implementation_of_the_standard_reads_the_project(tmp_path):
    from pyrefiqda import RefiProject

    written(tmp_path / "p.qdpx", with_confidential=True)
    project = RefiProject.load(tmp_path / "p.qdpx", str(tmp_path / "unpacked"))
    assert [user.name for user in project.users.user] == ["Ana", "Ben"]
    (top,) = project.code_book.codes.code
    names = {code.guid: code.name for code in top.code}
    users = {user.guid: user.name for user in project.users.user}
    first, second = project.sources.text_source
    assert (first.name, second.name) == ("S/1", "S/2")
    path = tmp_path / "unpacked" / "Sources" / first.plain_text_path.removeprefix("internal://")
    text = path.read_text("utf-8")
    assert text.startswith(OPEN.outcome)
    assert text.endswith(OPEN.significance)
    marks = [
        (users[one.creating_user], names[one.coding[0].code_ref.target_guid])
        for one in first.plain_text_selection
    ]
    assert marks == [("Ana", "Law"), ("Ana", "Tax"), ("Ben", "Tax")]
    assert {(one.start_position, one.end_position) for one in first.plain_text_selection} == {
        (0, len(text))
    }
    variables = {one.guid: one.name for one in project.variables.variable}
    values = {variables[v.variable_ref.target_guid]: v.text_value for v in first.variable_value}
    assert values == {"Country": "Mali", "Outcome is negative": "NO"}


def test_what_is_not_held_is_named_and_counted(tmp_path):
    old = replace(BOOK.targets[0], labels=(*BOOK.targets[0].labels, Label("C", "Old", retired="1")))
    book = replace(BOOK, targets=(old,), note="ours")
    codings = (Coding("S/1", "type", frozenset("AC")), Coding("S/1", "type", frozenset(), "Ana"),
               Coding("S/2", "type", frozenset("C")))  # fmt: skip
    handed_over = {"Country": "Mali", "group/Country": "Mali", "Law": "x", "type/Tax": "x"}
    fragment = replace(OPEN, cells={"Donor": "X", "Empty": ""} | handed_over)
    told = written(tmp_path / "p.qdpx", Harvest((fragment, SECRET), codings), book)
    assert told[0] == (
        "Not handed over: confidential fragments (1); codes that are retired in the codebook (1); "
        "answers that none fits (1); columns (1)."
    )
    assert "the codebook's note" in told[1]


texts = st.text(alphabet="abé🙂ش &<\n\t'\"", max_size=30).map(str.strip)
coders = st.sampled_from(["", "Ana", "Ben & Co"])
labels = st.frozensets(
    st.sampled_from([label.id for label in SAMPLE.targets[0].labels[:4]]), min_size=1
)


@settings(max_examples=30)
@given(st.lists(st.tuples(texts, texts, st.dictionaries(coders, labels, max_size=3)), min_size=1))
def test_every_coding_and_text_survives_the_way_there_and_back(tmp_path_factory, rows):
    fragments = [Fragment(f"F{n}", a, b) for n, (a, b, _) in enumerate(rows)]
    codings = [
        Coding(f"F{n}", SAMPLE.targets[0].id, said, coder)
        for n, (_, _, by) in enumerate(rows)
        for coder, said in by.items()
    ]
    harvest = Harvest(tuple(fragments), tuple(codings))
    path = tmp_path_factory.mktemp("there") / "p.qdpx"
    written(path, harvest, SAMPLE)
    read = read_project(path, Unit.sources)
    assert said_in(read) == said_of(harvest)
    back = [(one.id, *cut_text(one.text)) for one in read.fragments]
    assert back == [(one.id, one.outcome, one.significance) for one in fragments]
    assert read.codebook == held_by(SAMPLE, ".qdc")


def test_in_a_project_the_codebook_is_found_and_the_texts_are_handed_over(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "project.yaml").write_text("name: Ours\n", "utf-8")
    (tmp_path / "codebook.csv").write_text("Name\nLaw\n", "utf-8")
    harvest = tmp_path / "h.csv"
    harvest.write_text("FragmentID,Outcome description,type,Coder\nA,They met.,Law,Ana\n", "utf-8")
    done = CliRunner().invoke(app, ["exchange", "out", "h.csv", "--out", "p.qdpx"])
    assert done.exit_code == 0, done.exception
    assert "1 fragment, 1 of them coded, by 1 coder." in done.stdout
    without = CliRunner().invoke(app, ["exchange", "out", "h.csv", "--out", "t.json"])
    assert "has no model yet" in str(without.exception)


def test_the_command_says_what_it_wrote_and_never_writes_over_its_input(tmp_path):
    book = tmp_path / "c.csv"
    book.write_text("Name\nLaw\nTax\n", "utf-8")
    harvest = tmp_path / "h.csv"
    harvest.write_text("FragmentID,Outcome description,type,Coder\nA,They met.,Law,Ana\n", "utf-8")
    words = ["exchange", "out", str(harvest), "--codebook", str(book), "--out"]
    done = CliRunner().invoke(app, [*words, str(tmp_path / "p.qdpx")])
    assert done.exit_code == 0, done.exception
    assert "1 fragment, 1 of them coded, by 1 coder." in done.stdout
    assert "give it only to whoever may read them" in done.stdout
    again = CliRunner().invoke(app, [*words, str(tmp_path / "p.qdpx")])
    assert "exists already" in str(again.exception)
    other = CliRunner().invoke(app, [*words, str(tmp_path / "p.zip")])
    assert "must end in .qdpx" in str(other.exception)
