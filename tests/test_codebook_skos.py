"""Codebooks as SKOS concepts in Turtle, ours and those of others."""

from dataclasses import replace

import pytest
from test_codebook_kit import SAMPLE, SAMPLE_PATH
from typer.testing import CliRunner

from classifier.cli import app
from classifier.codebook import read_codebook
from classifier.codebook.files import held_by, lost_in, write_codebook
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


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "holds no concepts with names"),
        ("this is no turtle", "is damaged"),
        (
            ':a a skos:Concept ; skos:prefLabel "A" ; skos:broader :b .'
            ' :b a skos:Concept ; skos:prefLabel "B" ; skos:broader :a .',
            "each above the other",
        ),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(text, said):
    with pytest.raises(CodebookError, match=said):
        read(text)


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
