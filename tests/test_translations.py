"""Every text in three languages, and which of them is spoken."""

import copy
import pickle
import re
import string
import sys
from pathlib import Path

import pytest

import classifier
from classifier.cli.options import LanguageChoice
from classifier.decide import word_of
from classifier.translations import (
    LANGUAGES,
    TEXTS,
    Words,
    changed_in_each,
    language_of_computer,
    one_after_the_other,
    said_in,
    say,
    tell,
    written_in,
)
from classifier.translations.annex import ANNEX
from classifier.translations.audit import AUDIT
from classifier.translations.check import CHECK
from classifier.translations.checking import CHECKING
from classifier.translations.decisions import DECISIONS
from classifier.translations.double import DOUBLE
from classifier.translations.evaluation import EVALUATION
from classifier.translations.harvest import HARVEST
from classifier.translations.home import HOME
from classifier.translations.languages import LANGUAGE_NAMES
from classifier.translations.lint import LINT
from classifier.translations.lists import LISTS
from classifier.translations.moving import MOVING
from classifier.translations.page import PAGE
from classifier.translations.plan import PLAN
from classifier.translations.report import REPORT
from classifier.translations.workbook import WORKBOOK
from classifier.wording import first_names, quoted, quoted_list

# Keys that are put together: a beginning, and an id that has a text of its own.
BUILT = (
    "support_",
    "state_",
    "order_",
    "filter_",
    "language_",
    "encoding_",
    "figure_",
    "head_",
    "way_",
    "agreement_",
    "theme_",
    "finding_",
    "drift_",
    "check_",
    "column_",
    "worklist_",
    "plan_",
    "label_",
    "stage_",
    "hour_",
    "home_",
    "annex_change_",
    "annex_how_",
    "lint_no_",
    "groups_",
    "checked_without_",
    "harvest_kind_",
)
ARABIC_LETTERS = re.compile("[\u0621-\u064a]")


def fields(text):
    return sorted({name for _, name, _, _ in string.Formatter().parse(text) if name})


@pytest.mark.parametrize("key", sorted(TEXTS))
def test_every_text_says_the_same_in_three_languages(key):
    english, french, arabic = forms = [text.split("|") for text in TEXTS[key]]
    assert len(english) == len(french) in (1, 2)
    # One form that suits every number, or one for each of 1, 2, 3 to 10, and more.
    assert len(arabic) in ((1,) if len(english) == 1 else (1, 4))
    for text in (one for form in forms for one in form):
        assert text == text.strip(" \n") != ""
    named = fields(english[-1])
    for text in (english[-1], french[-1], arabic[-1]):
        assert fields(text) == named
    # “One” and “two” may be said without the number, and nothing else may be left out.
    for text in (one for form in forms for one in form[:-1]):
        assert set(named) - {"n"} <= set(fields(text)) <= set(named)


def test_no_two_tables_have_a_text_of_one_name():
    tables = (ANNEX, LANGUAGE_NAMES, AUDIT, CHECK, CHECKING, DECISIONS, DOUBLE, EVALUATION, HOME,
              LINT, LISTS, MOVING, PAGE, PLAN, HARVEST, REPORT, WORKBOOK)  # fmt: skip
    assert sum(map(len, tables)) == len(TEXTS)


@pytest.mark.parametrize("word", [key for key in TEXTS if key.endswith("_word")])
def test_the_words_that_are_offered_are_understood(word):
    assert len({word_of(text) for text in TEXTS[word]} - {None}) == 1


@pytest.mark.parametrize("key", [key for key in TEXTS if key.endswith("_prompt")])
def test_a_message_on_a_cell_is_no_longer_than_excel_shows(key):
    assert max(map(len, TEXTS[key])) <= 255


@pytest.mark.parametrize("key", sorted(TEXTS))
def test_what_says_something_is_written_in_the_letters_of_its_language(key):
    english, french, arabic = TEXTS[key]
    is_name = english == french == arabic
    if re.search("[a-z]{3}", re.sub(r"{.*?}", "", english)) and not is_name:
        assert ARABIC_LETTERS.search(arabic)
    assert not ARABIC_LETTERS.search(english + french)


def test_every_text_is_used_and_every_text_that_is_used_exists():
    folder = Path(classifier.__file__).parent
    places = [*folder.rglob("templates/*.html"), *folder.rglob("*.py")]
    places = [path for path in places if path.parent.name != "translations"]
    source = "\n".join(path.read_text("utf-8") for path in places)
    called = set(re.findall(r"\b(?:t|say|tell|words)\(\s*[\"']([a-z_]+)[\"'](?!\s*~)", source))
    assert called - set(TEXTS) == set()
    # What pages say in other words goes by the key of what the terminal says.
    unused = {key.removesuffix("_on_page") for key in TEXTS} - set(re.findall(r"\w+", source))
    assert {key for key in unused if not key.startswith(BUILT)} == set()


@pytest.mark.parametrize("key", [*CHECK, *DECISIONS, *LINT, *HARVEST])
def test_what_may_not_be_said_of_a_row_stands_between_the_same_marks_in_every_language(key):
    quoted = [re.findall(r"“{\w+}”", text.split("|")[-1]) for text in TEXTS[key]]
    assert sorted(quoted[0]) == sorted(quoted[1]) == sorted(quoted[2])


def test_a_sentence_stays_itself_between_processes_and_in_other_sentences():
    told = tell("harvest_repeats", place=tell("harvest_row", n=3))
    assert told == "repeats row 3; it was left out."
    for again in (pickle.loads(pickle.dumps(told)), copy.deepcopy(told)):
        assert again == told
        assert said_in(again, "fr") == "répète la ligne 3 ; la ligne a été laissée de côté."
    joined = one_after_the_other(told, "", tell("harvest_delete_row"))
    assert said_in(joined, "fr").endswith("de côté. Supprimez l’une des deux lignes.")
    assert changed_in_each(told, lambda text, _: text.upper()) == told.upper()
    assert said_in("a name", "ar") == "a name"
    with written_in("fr"):
        assert say("codebook_says", text=tell("harvest_nothing")).endswith("rien”")


def test_a_list_has_the_commas_of_its_language():
    for names in (quoted(["a", "b"], most=2), quoted_list(["a", "b", "c"]), first_names("abc", 2)):
        assert ", " in names or "c" not in names
        assert "," not in said_in(names, "ar")
        assert "، " in said_in(names, "ar")


def test_no_page_joins_a_list_with_the_commas_of_english():
    templates = [*Path(classifier.__file__).parent.rglob("templates/*.html")]
    assert len(templates) > 20
    assert [file for file in templates if 'join(", ")' in file.read_text("utf-8")] == []


def test_pages_say_in_their_own_words_what_the_terminal_says_of_its_options():
    hint = tell("harvest_is_it", heading="Kinds", option="--column type=Kinds")
    assert hint == "Is it “Kinds”? Add --column type=Kinds."
    assert said_in(hint, "en") == "Is it “Kinds”? Choose above what it holds."


def test_every_step_of_a_command_has_a_text():
    places = Path(classifier.__file__).parent.rglob("*.py")
    source = "\n".join(path.read_text("utf-8") for path in places)
    opened = r"(?:stages|progress_bar|archive_progress|tracked)\((?:stages, )?\"([^\"]+)\""
    keys = {f"stage_{name.lower().replace(' ', '_')}" for name in re.findall(opened, source)}
    assert keys == {key for key in TEXTS if key.startswith("stage_")}


def test_nothing_is_called_certain():
    assert [Words("en").percent(p) for p in (0.0, 0.004, 0.5, 0.997, 1.0)] == [
        "1%", "1%", "50%", "99%", "99%",
    ]  # fmt: skip


def test_english_is_written_where_nothing_was_asked_for_and_again_afterwards():
    assert say("next") == "Next"
    with written_in("ar"):
        assert say("next") == "التالي"
        with written_in("fr"):
            assert say("next") == "Suivant"
        assert say("next") == "التالي"
    assert say("next") == "Next"


@pytest.mark.parametrize(
    ("variables", "language"),
    [
        ({"LC_ALL": "fr_FR.UTF-8", "LANG": "en_GB.UTF-8"}, "fr"),
        ({"LC_ALL": "", "LC_MESSAGES": "ar_SY.UTF-8", "LANG": "fr_FR"}, "ar"),
        ({"LANG": "fr_CA"}, "fr"),
        ({"LANG": "AR"}, "ar"),
        ({"LC_ALL": "C", "LANG": "fr_FR.UTF-8"}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": "arn_CL"}, "en"),
        ({}, "en"),
    ],
)
def test_the_computers_language_is_that_of_its_messages(variables, language, monkeypatch):
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "platform", "linux")
    assert language_of_computer() == language
    with written_in(None):
        assert say("next") == Words(language)("next")


def test_the_command_line_offers_every_language():
    assert tuple(LanguageChoice) == LANGUAGES


def test_an_arabic_text_that_begins_with_a_name_is_shown_from_right_to_left():
    assert Words("ar")("count_before", harvest="harvest 1").startswith("\u200f")
    assert Words("ar")("figure_macro_f1_says").startswith("\u200f")
    assert not Words("ar")("plan_person").startswith("\u200f")
    assert not Words("ar")("figure_macro_f1").startswith("\u200f")
    assert Words("fr")("count_before", harvest="harvest 1").startswith("harvest")
