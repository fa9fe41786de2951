"""Cells, tags, headings, merged texts and countries, one at a time."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.folding import plain_words
from classifier.harvest import (
    aliases,
    field_cells,
    is_missing,
    match_heading,
    normalise_country,
    normalise_harvest,
    normalise_tags,
    yes_or_no,
)
from classifier.harvest.clean import clean_cell, text_of
from classifier.harvest.countries import country_names
from classifier.harvest.fragments import cut_merged, report_changed_id
from classifier.harvest.headings import alias_table, map_headings
from classifier.harvest.table import Row
from classifier.records import Origin


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("<person>", "<person>"),
        ("<Person> [PERSON] < person >", "<person> <person> <person>"),
        ("[LOC] < LOC > <loc> [ Location ]", "<LOC> <LOC> <LOC> <LOC>"),
        ("&lt;redacted&gt; [redacted] <REDACTED>", "<redacted> <redacted> <redacted>"),
        ("&amp;amp;lt;person&amp;amp;gt;", "<person>"),
        ("&#60;LOC&#x3e;", "<LOC>"),
        ("<ORG> < org > <date>", "<ORG> <ORG> <date>"),
        ("AT&T said 3 < 5 and 7 > 5", "AT&T said 3 < 5 and 7 > 5"),
        ("[sic] [personal]", "[sic] [personal]"),
        ("Kovi <person>s", "Kovi <person>s"),
    ],
)
def test_tags_get_one_spelling_and_nothing_is_dropped(written, read):
    assert normalise_tags(written) == read


@given(st.text(st.sampled_from("<>[]&;lt gamp#60person LOCredacted")))
def test_normalising_tags_twice_changes_nothing_more(text):
    assert normalise_tags(normalise_tags(text)) == normalise_tags(text)


@given(st.lists(st.sampled_from("& amp AMP amp; #38; #038; #x26; #X026; #97; lt; ; x".split())))
def test_escapes_of_escapes_are_undone_at_once_as_one_by_one(pieces):
    text = previous = "&" + "".join(pieces)
    while True:
        text = re.sub(
            r"&(?:#\w{1,7}|[A-Za-z]\w{1,30});", lambda found: html.unescape(found[0]), text
        )
        if text == previous:
            break
        previous = text
    assert normalise_tags("&" + "".join(pieces)) == text


@pytest.mark.parametrize("escape", ["amp;", "#38;", "#x26;", "ampamp;", "AMP;#038;"])
def test_a_text_that_was_escaped_endlessly_does_not_take_endlessly(escape):
    assert normalise_tags("&" + escape * 100_000 + "lt;") == "<"


@given(st.text())
def test_cleaning_twice_changes_nothing_more(text):
    assert clean_cell(clean_cell(text)) == clean_cell(text)


@given(st.text())
def test_a_clean_cell_can_be_written_to_any_file(text):
    clean = clean_cell(text)
    clean.encode("utf-8")
    assert not any(char in clean for char in "\r\x00\x0b\u00a0\ufeff")


@pytest.mark.parametrize(
    ("written", "clean"),
    [
        ("a_x000D_\r\nb", "a\nb"),
        ("a_x000A_b", "a\nb"),
        ("file_x0041_name", "file_x0041_name"),
        ("commu\u00adnity", "community"),
        ("one\u2028two\x85three", "one\ntwo\nthree"),
    ],
)
def test_excels_escapes_become_what_they_mean(written, clean):
    assert clean_cell(written) == clean


@pytest.mark.parametrize(
    "text", ["", "n/a", "N/A", "na", " - ", "–", "—", ".", "...", "None", "#REF!"]
)
def test_words_for_nothing_are_missing(text):
    assert is_missing(text)
    assert text_of(text) == ""


@pytest.mark.parametrize("text", ["No", "0", "None fits", "nap", "?"])
def test_other_words_are_not_missing(text):
    assert not is_missing(text)


def test_yes_and_no_are_read_in_three_languages():
    assert [yes_or_no(word) for word in ("YES", "oui", "نعم", "X", "TRUE", "1")] == [True] * 6
    assert [yes_or_no(word) for word in ("No", "NON", "لا", "false", "0")] == [False] * 5
    assert [yes_or_no(word) for word in ("", "maybe", "yes and no")] == [None] * 3


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("coutnry", "country"),
        ("Country", "country"),
        ("Pays", "country"),
        ("Additional information (use if needed) ", "additional"),
        ("Outcome statements is CONFIDENTIAL", "confidential"),
        ("OUTCOME_DESCRIPTION", "outcome"),
        ("4) Outcome description (max. 200 words)", "outcome"),
        ("Q5: Significance*", "significance"),
        ("Énoncé de l’effet", "outcome"),
        ("MCQType of change", "target:type"),
        ("TypeOfChangeCluster", "target:cluster"),
        ("Link to SCC Specific Objectives", "target:objective"),
        ("Link to Outcomes in Results Framework ", "results_framework"),
        ("fragment_id", "id"),
        ("Fragment", None),
        ("Colour", None),
        ("", None),
    ],
)
def test_a_heading_names_its_field_however_it_is_written(heading, field):
    assert match_heading(heading) == field


def test_no_heading_names_two_fields():
    owners: dict[str, set[str]] = {}
    for field, words in aliases().items():
        for word in words:
            owners.setdefault(plain_words(word), set()).add(field)
    assert {word: fields for word, fields in owners.items() if len(fields) > 1} == {}


@pytest.mark.parametrize(
    ("headings", "columns"),
    [
        (["Outcome desription"], {"outcome": 0}),
        (["Outcome description", "Outcome desription"], {"outcome": 0}),  # the field is taken
        (["Outcome descriptio 2", "x"], {}),  # a number makes another column
        (["County"], {}),  # short words are never guessed
        (["Signification of the outcomes and of everything that came before and after it"], {}),
    ],
)
def test_near_headings_are_guessed_with_care(headings, columns):
    assert dict(map_headings(headings, alias_table()).columns) == columns


def test_of_two_columns_the_better_named_wins():
    found = map_headings(["Outcome", "Outcome description"], alias_table())
    assert found.columns["outcome"] == 1
    assert found.doubled == ((0, "outcome"),)


def test_cells_are_found_by_field():
    assert field_cells({"Social actor": "Elders", "Mood": "x"}) == {"actor": "Elders"}


@pytest.mark.parametrize(
    ("text", "outcome", "significance"),
    [
        ("Met.  Significance description: New.   Contribution of the program: T.", "Met.", "New."),
        ("They met. Additional information: x Significance description: New.", "They met.", "New."),
        ("Outcome description: They met.\nSignificance: New.", "They met.", "New."),
        ("**Outcome description**: Met.\n**Significance of the outcome**: New.", "Met.", "New."),
        ("Vu.  Importance de l'effet : Neuf.  Contribution du programme : Thé.", "Vu.", "Neuf."),
        ("The matter of significance: they met.", "The matter of significance: they met.", ""),
        ("They met.", "They met.", ""),
        ("  Significance description:    Contribution of the programme: Tea.", "", ""),
        ("", "", ""),
    ],
)  # fmt: skip
def test_the_merged_text_is_cut_at_its_own_headings(text, outcome, significance):
    assert cut_merged(text) == (outcome, significance)


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("S. Sudan", "South Sudan"),
        ("South-Sudan", "South Sudan"),
        ("RDC", "DRC"),
        ("Democratic Republic of Congo", "DRC"),
        ("Syria (NES)", "Syria"),
        ("NWS", "Syria"),
        ("Palestinian Territories", "Palestine"),
        ("Soudan du Sud", "South Sudan"),
        ("éthiopie", "Ethiopia"),
        ("اليمن", "Yemen"),
        ("Global", "International"),
        ("Congo", None),
        ("ILA", None),
        ("", None),
    ],
)
def test_countries_have_one_name(written, name):
    assert normalise_country(written) == name


def test_no_spelling_means_two_countries():
    import yaml

    from classifier.harvest import countries

    path = countries.resources.files("classifier.harvest").joinpath("countries.yaml")
    listed = yaml.safe_load(path.read_text("utf-8"))
    spellings = [
        (plain_words(word), name) for name, words in listed.items() for word in (name, *words)
    ]
    assert len({word for word, _ in set(spellings)}) == len(set(spellings))
    assert set(country_names().values()) == set(listed)


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Harvest 3", "harvest 3"),
        ("harvest-03", "harvest 3"),
        ("3", "harvest 3"),
        ("H2", "harvest 2"),
        ("Récolte n° 1", "harvest 1"),
        ("2024", "2024"),
        ("", ""),
    ],
)
def test_harvests_have_one_name(written, name):
    assert normalise_harvest(written) == name


def with_id(text):
    return Row(Origin("h.csv", 2), {"ID": text}, {"id": ["ID"]})


@pytest.mark.parametrize(
    "text",
    ["2024-03-12", "2024-03-12 10:00:00", "12/03/2024", "12-Mar", "mars-24", "4,5E+11", "45363"],
)
def test_ids_that_excel_changed_are_seen(text):
    assert report_changed_id(with_id(text), numbered=False)


@pytest.mark.parametrize("text", ["SCC-KEN/PHR012", "DRC-12", "K1", "2024-A", ""])
def test_honest_ids_are_left_alone(text):
    assert not report_changed_id(with_id(text), numbered=False)
