"""Codebooks as SKOS concepts in Turtle, ours and those of others."""

from dataclasses import replace

import pytest
from test_codebook_kit import SAMPLE, SAMPLE_PATH
from typer.testing import CliRunner

from classifier.cli import app
from classifier.codebook import read_codebook
from classifier.codebook.files import held_by, lost_in, write_codebook
from classifier.codebook.refi_codes import code_guid, guid_of
from classifier.codebook.skos import read_skos, write_skos
from classifier.errors import CodebookError

HEAD = """@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix : <http://x.org/> .
"""
THEIRS = """:rules a skos:Concept ; skos:prefLabel "Rules"@en .
:law a skos:Concept ; skos:prefLabel "Law"@en, "Loi"@fr ; skos:notation "R1" ; skos:broader :rules ;
  skos:altLabel "statute"@en ; skos:hiddenLabel "lwa"@en ; skos:definition "A law was made."@en ;
  skos:scopeNote "By-laws too."@en ; skos:example "They passed a law."@en .
:tax a skos:Concept ; skos:prefLabel "Tax"@en ; skos:broader :rules, :law .
:old a skos:Concept ; skos:prefLabel "Old"@en ; owl:deprecated true .
:none a skos:Concept ; skos:definition "nothing" .
"""


def read(text, file="Theirs.ttl"):
    book, notes = read_skos(HEAD + text, file)
    return book, " ".join(notes)


def test_a_thesaurus_of_others_is_read_as_a_tree_of_codes():
    book, notes = read(THEIRS)
    law, tax, *_ = sorted(book.target("type").labels, key=lambda label: label.name)
    assert (law.id, law.name, law.aliases) == ("R1", "Law", ("Loi", "lwa", "statute"))
    assert (law.definition, law.include) == ("A law was made.", "By-laws too.")
    assert law.examples == ("They passed a law.",)
    assert [label.name for label in book.target("cluster").labels] == ["Rules"]
    assert law.parent == tax.parent == book.target("cluster").ids[0]
    assert "deprecated: 1 concepts" in notes
    assert "without a name, with those below them, were left out: 1" in notes
    assert "A label has one parent; of 1 concepts the others are not kept." in notes


def test_the_language_with_most_names_is_read_and_the_others_are_other_names():
    text = ':a a skos:Concept ; skos:prefLabel "Loi"@fr, "Law"@en .'
    text += ' :b a skos:Concept ; skos:prefLabel "Impôt"@fr .'
    book, _ = read(text)
    assert book.language == "fr"
    assert {label.name: label.aliases for label in book.target("type").labels} == {
        "Loi": ("Law",),
        "Impôt": (),
    }


def test_a_label_that_was_added_elsewhere_comes_back_with_an_id():
    ours = write_skos(held_by(SAMPLE, ".ttl")).decode()
    scheme = ours.partition("<urn:uuid:")[2].partition(">")[0]
    more = f'<urn:x> a skos:Concept ; skos:inScheme <urn:uuid:{scheme}> ; skos:prefLabel "New"@en .'
    book, notes = read_skos(ours + more, "o.ttl")
    assert book.targets[0].labels[-1].name == "New"
    assert notes == ("“New” has no notation; it got an id.",)


def concept_in(book, target, label):
    return f"<urn:uuid:{code_guid(book, target, label).lower()}>"


def test_what_was_added_below_a_label_or_is_used_no_more_is_so_here():
    book = held_by(SAMPLE, ".ttl")
    mob, first = concept_in(book, "cluster", "MOB"), concept_in(book, "type", "T01")
    scheme = f"<urn:uuid:{guid_of(book.name, 'cluster').lower()}>"
    more = f"""@prefix owl: <http://www.w3.org/2002/07/owl#> .
<urn:a> a skos:Concept ; skos:prefLabel "Song"@en ; skos:broader {mob} ; skos:narrower <urn:b> .
<urn:b> a skos:Concept ; skos:prefLabel "Hymn"@en .
<urn:c> a skos:Concept ; skos:prefLabel "Poem"@en ; skos:broader {first} .
<urn:d> a skos:Concept ; skos:prefLabel "Arts"@en ; skos:topConceptOf {scheme} .
<urn:e> a skos:Concept ; skos:prefLabel "Lost"@en .
{concept_in(book, "type", "T02")} owl:deprecated true .
"""
    read, notes = read_skos(write_skos(book).decode() + more, "o.ttl")
    added = {
        (target.id, label.name): label.parent
        for target in read.targets
        for label in target.labels
        if label.name in ("Song", "Hymn", "Poem", "Arts", "Lost")
    }
    in_type = {("type", name): "MOB" for name in ("Song", "Hymn", "Poem")}
    assert added == in_type | {("cluster", "Arts"): ""}
    assert "T02" not in read.target("type").ids
    assert "Left out, since they are deprecated: 1 concepts." in notes
    assert "“Lost” is in no scheme; it was left out." in notes


def test_a_tree_that_is_told_from_above_is_the_same():
    from_above = THEIRS.replace("; skos:broader :rules ;\n", ";\n") + ":rules skos:narrower :law ."
    assert from_above.count("broader") == 1
    assert read(from_above)[0] == read(THEIRS)[0]


def test_what_else_is_said_of_concepts_is_counted_and_several_schemes_are_named():
    more = """:law skos:exactMatch :x ; skos:related :tax ; <http://purl.org/dc/terms/date> "2024" ;
  skos:definition "Une loi."@fr .
:g a skos:Collection ; skos:member :law .
:s a skos:ConceptScheme ; skos:prefLabel "Topics"@en . :t a skos:ConceptScheme ."""
    _, notes = read(THEIRS + more)
    assert (
        "Not read: collections (1); definition in other languages (1); exactMatch (1); "
        "related (1); statements of other vocabularies (1)."
    ) in notes
    assert "These 2 concept schemes were joined: “Topics” and “http://x.org/t”." in notes
    assert "Not read" not in read(THEIRS)[1]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "holds no concepts with names"),
        ("this is no turtle", "is damaged"),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(text, said):
    with pytest.raises(CodebookError, match=said):
        read(text)


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ("A", "“A” stands above itself."),
        ("AB", "“A” and “B” stand above one another in a circle."),
        ("ABC", "“A”, “B” and “C” stand above one another in a circle."),
    ],
)
def test_concepts_above_themselves_are_named_with_their_file_and_a_way_out(names, said):
    circle = "".join(
        f'<urn:{name}> a skos:Concept ; skos:prefLabel "{name}" ; skos:broader <urn:{above}> .\n'
        for name, above in zip(names, names[1:] + names[0], strict=True)
    )
    below = '<urn:Z> a skos:Concept ; skos:prefLabel "Z" ; skos:broader <urn:A> .\n'
    for file in (HEAD + circle + below, write_skos(SAMPLE).decode() + circle + below):
        with pytest.raises(CodebookError) as refused:
            read_skos(file, "t.ttl")
        assert str(refused.value) == f"In t.ttl, {said}"
        assert "Choose which concept is on top" in refused.value.hint


def test_nothing_of_a_file_is_told_where_its_addresses_are_odd(capfd, caplog):
    book, _ = read('<urn:a"b> a skos:Concept ; skos:prefLabel "Law" .')
    assert [label.name for label in book.target("type").labels] == ["Law"]
    assert caplog.records == []
    assert capfd.readouterr() == ("", "")


def test_a_file_that_is_too_large_is_refused(monkeypatch):
    monkeypatch.setattr("classifier.codebook.skos.MAX_BYTES", 100)
    with pytest.raises(CodebookError, match="is larger than"):
        read(THEIRS)


def test_without_rdflib_it_is_said_how_to_get_it(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "rdflib", None)
    with pytest.raises(CodebookError, match="rdflib, which is not installed") as refused:
        read(THEIRS)
    assert "outcome-classifier[skos]" in refused.value.hint


def test_what_turtle_cannot_hold_is_named(tmp_path):
    assert "the order of examples and of other names" in lost_in(SAMPLE, ".ttl")
    french = replace(SAMPLE, language="fr")
    assert "the language" not in lost_in(french, ".ttl")
    write_codebook(french, tmp_path / "c.ttl")
    assert read_codebook(tmp_path / "c.ttl") == held_by(french, ".ttl")


def test_every_command_reads_it_as_a_codebook(tmp_path):
    out = tmp_path / "c.ttl"
    done = CliRunner().invoke(app, ["codebook", "convert", str(SAMPLE_PATH), str(out)])
    assert done.exit_code == 0
    assert "c.ttl cannot hold" in done.stderr
    compared = CliRunner().invoke(app, ["codebook", "diff", str(SAMPLE_PATH), str(out)])
    assert "The codebooks say the same." in compared.stdout
