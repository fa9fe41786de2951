import csv

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from classifier.check import check_harvest
from classifier.check.half_names import half_names, ordinary_words
from classifier.check.personal import phone_numbers
from classifier.harvest import read_harvest

DIGITS = "0123456789"


def digits(text, heading=""):
    return [found for _, found in phone_numbers(text, heading)]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("write to +963 933 123 456 first", "963933123456"),
        ("+31(0)20 123 4567", "310201234567"),
        ("00963-933-123456", "00963933123456"),
        ("0933123456 at night", "0933123456"),
        ("(0933) 123-456", "0933123456"),
        ("07 12 34 56 78.", "0712345678"),
        ("Tel: 12345678", "12345678"),
        ("WhatsApp number 71 123 456", "71123456"),
        ("reach 71-123456 or the guard", "71123456"),
        ("555-123-4567", "5551234567"),
        ("هاتف ٠٩٣٣١٢٣٤٥٦", "0933123456"),
    ],
)
def test_a_phone_number_is_found(text, number):
    assert digits(text) == [number]


@pytest.mark.parametrize(
    "text",
    [
        "1,200,000 people",
        "1.200.000",
        "48 000 000 views",
        "in 2020-2021",
        "2022. 41 people",
        "12-03-2022",
        "12.03.2022 - 14.03.2022",
        "tel aviv conference of 12-03-2022",
        "01012022",
        "resolution 2254 (2015)",
        "SCC-SYR/PHR012",
        "33.5138 36.2765",
        "0.123456789",
        "192.168.10.12",
        "ISBN 978-92-1-123456-7",
        "10000-15000",
        "contract 555-123-4567",
        "account no 0012345678 of",
        "file 2019/12345678",
        "from 12 000-15 000",
        "https://example.org/0933123456",
        "+12 345",
        "1234 5678 9012 3456 7890",
    ],
)
def test_years_dates_amounts_and_ids_are_no_phone_numbers(text):
    assert digits(text) == []


def test_a_running_number_is_a_phone_number_only_under_such_a_heading():
    assert digits("0012345678") == []
    assert digits("71123456", "Phone of the source") == ["71123456"]


def test_two_numbers_in_a_row_are_found_apart():
    assert list(phone_numbers("0933123456 / 0933123457")) == [(0, "0933123456"), (13, "0933123457")]


@given(
    st.sampled_from(["+", "00"]),
    st.lists(st.text(DIGITS, min_size=2, max_size=4), min_size=3, max_size=3),
    st.sampled_from(["", " ", "-", "."]),
)
def test_every_international_number_of_eight_digits_is_found(prefix, groups, separator):
    number = prefix + "9" + separator.join(groups)
    expected = "".join(char for char in number if char in DIGITS)
    found = digits(f"ask {number} tonight")
    assert found == ([expected] if len(expected) >= 8 else [])


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("In 2023, Kovi <person> met them.", "Kovi"),
        ("the lawyer Hab <person>, who", "Hab"),
        ("with Abu Tel <person>.", "Tel"),
        ("then Mr. Kovi <person> came", "Kovi"),
        ("staff of <person> Kovi and", "Kovi"),
        ("by Kovi-<person> in May", "Kovi"),
        ("ask Kovi <redacted> for", "Kovi"),
        ("avec l’Ousman <person> et", "Ousman"),
    ],
)
def test_a_word_beside_a_tag_may_be_half_a_name(text, word):
    assert [half.word for half in half_names(text, frozenset())] == [word]


@pytest.mark.parametrize(
    "text",
    [
        "Kovi <person> met them.",
        "They met. Kovi <person> spoke.",
        "Significance: Kovi <person> spoke.",
        "with Dr <person> presiding",
        "with Sheikh <person>",
        "deux femmes, Hadjia <person> et une autre",
        "on a Monday <person> came",
        "In February <redacted> spoke",
        "the Committee <person> leads",
        "in Syria <person> leads",
        "the Kurdish <person>",
        "L'ONG <person> a ri",
        "presenters of <person> FM in",
        "the guard, <person>, met Kovi",
        "met Kovi, <person> and",
        "the <person>'s office",
        "the old <person> said",
        "room B2 <person>",
        "Kovi met <them>",
    ],
)
def test_titles_months_bodies_and_sentence_starts_are_no_half_names(text):
    assert half_names(text, frozenset()) == []


def test_a_word_that_the_harvest_writes_small_is_no_name():
    texts = ["our facilitator came", "a facilitator and a driver"]
    ordinary = ordinary_words(texts)
    assert half_names("with Facilitator <person>", ordinary) == []
    assert [h.word for h in half_names("with Driver <person>", ordinary)] == ["Driver"]


def test_an_address_does_not_make_a_word_of_a_name():
    ordinary = ordinary_words(["ask kovi@kovi.org or www.kovi.org", "kovi@example.org"])
    assert [h.word for h in half_names("with Kovi <person>", ordinary)] == ["Kovi"]


@pytest.fixture
def checked(tmp_path, codebook):
    def check(outcome, confidential="", **more):
        path = tmp_path / "h.csv"
        cells = {
            "FragmentID": "A/PHR1",
            "OH-harvesting period": "harvest 2",
            "Country": "Mali",
            "Outcome description": outcome,
            "Significance of the outcome": "",
            "CONFIDENTIAL": confidential,
        }
        cells |= more
        with path.open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows([cells.keys(), cells.values()])
        problems = check_harvest(read_harvest(path, codebook), codebook).problems
        # Nobody has coded these rows, which is told of every new harvest.
        return tuple(
            problem
            for problem in problems
            if problem.kind not in ("no-codes", "no-column", "uncoded")
        )

    return check


def test_what_was_left_is_named_by_its_place_and_never_quoted(checked):
    problems = checked("Write to jamila@example.org or 0933 123 456, they said, of Kovi <person>.")
    assert [(p.kind, p.origin.column, p.what) for p in problems] == [
        ("e-mail", "Outcome description", "holds an e-mail address (word 3)."),
        ("phone", "Outcome description", "holds what looks like a phone number (word 5)."),
        ("half-name", "Outcome description", "may show half a name: K… <person> (word 11)."),
    ]
    assert not any(problem.notice for problem in problems)


def test_not_even_a_letter_of_a_confidential_row_is_shown(checked):
    (problem,) = checked("They met Kovi <person> there.", confidential="YES")
    assert problem.what == "may show half a name: a word <person> (word 3)."


def test_half_of_a_place_is_a_notice_of_its_own(checked):
    (problem,) = checked("They met at Dobu <LOC> and in Bwe [LOC].")
    assert (problem.kind, problem.notice) == ("half-place", True)
    assert problem.what == "may show half of a place's name: D… <LOC> (words 4, 8)."


def test_an_address_behind_a_tag_is_found(checked):
    (problem,) = checked("Write to <person>@example.org today.")
    assert problem.kind == "e-mail"


def test_many_places_in_one_cell_are_one_problem(checked):
    (problem,) = checked(" and ".join(["a@b.org"] * 6))
    assert problem.what == "holds an e-mail address (words 1, 3, 5, 7 …)."


def test_the_merged_text_is_not_told_again_but_what_it_adds_is(checked):
    merged = {"StoryFragment_Merged": "They wrote to a@b.org and x@y.org."}
    problems = checked("They wrote to a@b.org.", **merged)
    assert [(p.origin.column, p.what) for p in problems] == [
        ("Outcome description", "holds an e-mail address (word 4)."),
        ("StoryFragment_Merged", "holds an e-mail address (word 6)."),
    ]


def test_the_merged_text_comes_last_wherever_it_stands(tmp_path, codebook):
    path = tmp_path / "h.csv"
    path.write_text(
        "StoryFragment_Merged,FragmentID,Outcome description\nAsk a@b.org,A/PHR1,Ask a@b.org\n",
        "utf-8",
    )
    problems = check_harvest(read_harvest(path, codebook), codebook).problems
    columns = [p.origin.column for p in problems if p.kind == "e-mail"]
    assert columns == ["Outcome description"]


def test_columns_of_the_team_are_read_too_and_ids_are_not(checked):
    problems = checked("They met.", **{"Phone": "71123456", "FragmentID": "0933 123 456"})
    assert [(p.kind, p.origin.column) for p in problems] == [("phone", "Phone")]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(
    st.text("qxzj", min_size=4, max_size=12),
    st.text("qxzj", min_size=4, max_size=12),
    st.sampled_from(["", "YES"]),
)
@example("jjjj", "zzzz", "")
def test_no_problem_repeats_what_it_found(checked, name, place, confidential):
    text = f"They asked {name}@{place}.org and {name.title()} <person> in time."
    problems = checked(text, confidential)
    assert [p.kind for p in problems] == ["e-mail", "half-name"]
    told = "".join(p.what + p.hint for p in problems).casefold()
    assert name not in told
    assert place not in told
