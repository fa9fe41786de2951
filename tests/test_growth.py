"""Nothing takes much longer with twice the text: no pattern looks back without a bound.

Times are compared with each other, never with a clock on the wall: four times the text may take
nine times as long; it took sixteen times as long where all was gone through again for each letter.
"""

from __future__ import annotations

import contextlib
import csv
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from classifier import disclosure
from classifier.check import check_harvest, personal
from classifier.check.contradictions import country_of_id
from classifier.check.half_names import half_names, ordinary_words
from classifier.check.texts import tells_of_an_activity
from classifier.codebook import parse_labels, read_codebook
from classifier.codebook.cells import find_names, near_names
from classifier.codebook.code_memos import cut_items, plain_text, read_memo
from classifier.decide import read_decision
from classifier.decide.new_label import without_new_labels
from classifier.draft.code_names import cut_cell, learn_names
from classifier.encode import detect_language
from classifier.errors import HarvestError
from classifier.examples.answer import read_answer
from classifier.examples.marks import bare_sentence
from classifier.features.ngrams import character_ngrams, spaced_words, word_ngrams
from classifier.features.texts import sentence_texts
from classifier.folding import loose_key, plain_words, spelling_key, with_empty_boxes
from classifier.harvest import read_harvest
from classifier.harvest.cards import looks_like_cards, read_cards
from classifier.harvest.clean import clean_cell, text_of
from classifier.harvest.countries import normalise_country
from classifier.harvest.delimited import read_delimited
from classifier.harvest.fragments import cut_merged, normalise_harvest
from classifier.harvest.headings import alias_table
from classifier.harvest.json_files import is_json_lines
from classifier.harvest.label_names import heading_form, option_of, other_option, spelt_out
from classifier.report import document
from classifier.review.fragment_page import paragraphs
from classifier.suggest.evidence import split_sentences
from classifier.text_files import decode, spoilt_letters

BOOK = read_codebook(Path(__file__).parents[1] / "data" / "codebook.yaml")
TYPE = BOOK.targets[0]
ALIASES = alias_table(BOOK)
N = 2_500
MOST = 9.0
_TOO_SHORT = 0.03  # seconds of processor time under which nothing is told
UNITS = (
    "a", "ab ", "1", " ", "\n", ".", "-", "(", ")", "[", "<", "@", '"', "'", "&", "=", "/", "\\",
    "{", "|", "•", ";", ",", ":", "#", "*", "_", "é", "ب", "\u200b", "a.", "a-", "a'", "1.", "1 ",
    "1)", "a@", "a, ", "<a", "<a ", "a>", "&a", "&amp;", "(a", "[a](", "\\a", '""', '"a', "- ",
    "n/a ", "Ã", "<person> ", "Kovi <person> ", "http://", "outcome description ",
    "Significance: ", "New structure, ", "**a**: ", "held ", "a\n", "\t", "aA", "1.0 ", "“",
)  # fmt: skip
# What stands before them, so that blanks are not at the edge.
STARTS = ("", "a\nb")

FUNCTIONS: dict[str, Callable[[str], object]] = {
    "clean_cell": clean_cell,
    "text_of": text_of,
    "cut_merged": cut_merged,
    "plain_words": plain_words,
    "loose_key": loose_key,
    "without_new_labels": lambda text: without_new_labels(text, TYPE),
    "read_decision": lambda text: read_decision(text, TYPE, frozenset()),
    "spelling_key": spelling_key,
    "with_empty_boxes": with_empty_boxes,
    "normalise_country": normalise_country,
    "normalise_harvest": normalise_harvest,
    "find_wrapped": ALIASES.find_wrapped,
    "parse_labels": lambda text: parse_labels(text, TYPE),
    "find_names": lambda text: find_names(text, TYPE),
    "near_names": lambda text: near_names([text[:200]], TYPE, ""),
    "cut_cell": lambda text: list(cut_cell(text)),
    "learn_names": lambda text: learn_names({text: 2}),
    "read_memo": read_memo,
    "cut_items": cut_items,
    "plain_text": plain_text,
    "detect_language": detect_language.__wrapped__,
    "half_names": lambda text: half_names(text, frozenset()),
    "ordinary_words": lambda text: ordinary_words([text]),
    "without_quotes": lambda text: disclosure._without_quotes(text, frozenset()),
    "split_sentences": split_sentences,
    "plain_markdown": document._plain,
    "paragraphs": lambda text: paragraphs(text, {"T01": ("held", "ab")}),
    "heading_form": heading_form,
    "other_option": lambda text: other_option(text, {}),
    "option_of": lambda text: option_of(text, ALIASES, BOOK),
    "spelt_out": lambda text: spelt_out(text, TYPE),
    "country_of_id": country_of_id,
    "emails": lambda text: personal._emails(f"{text}@"),
    "phone_numbers": lambda text: list(personal.phone_numbers(text)),
    "tells_of_an_activity": tells_of_an_activity,
    "word_ngrams": word_ngrams,
    "character_ngrams": character_ngrams,
    "spaced_words": spaced_words,
    "sentence_texts": lambda text: sentence_texts([text]),
    "spoilt_letters": spoilt_letters,
    "decode": lambda text: decode("h.csv", text.encode("utf-8", "ignore")),
    "looks_like_cards": looks_like_cards,
    "is_json_lines": lambda text: is_json_lines(text, ALIASES),
    "read_cards": lambda text: read_cards("h.txt", text, ALIASES),
    "read_answer": lambda text: read_answer(f"T01:\n{text}", "a.txt", BOOK),
    "bare_sentence": lambda text: bare_sentence(f"“{text}"),
    "read_delimited": lambda text: read_delimited("h.csv", text, ALIASES),
}


def seconds(function: Callable[[str], object], text: str, tries: int = 1) -> float:
    """Return the least processor time of some tries; an error is an answer as well."""
    least = float("inf")
    for _ in range(tries):
        begun = time.process_time()
        with contextlib.suppress(Exception):
            function(text)
        least = min(least, time.process_time() - begun)
    return least


def growth(function: Callable[[str], object], unit: str, start: str) -> float:
    """Return how much longer four times as many letters take; 1 where that is too short to tell."""
    few, many = (f"{start}{unit * (n // len(unit))}!" for n in (N, 4 * N))
    if seconds(function, many) < _TOO_SHORT:
        return 1.0
    short = max(seconds(function, few, 3), _TOO_SHORT / 16)
    return seconds(function, many, 2) / short


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_text_function_grows_with_the_text(name):
    texts = [(unit, start) for unit in UNITS for start in STARTS]
    # A machine that does other work beside may halt one of two measurements: look again.
    for _ in range(2):
        texts = [text for text in texts if growth(FUNCTIONS[name], *text) > MOST]
    assert texts == []


def seconds_to_check(path: Path, headings: list[str]) -> float:
    """Return the processor time that a harvest with further columns takes."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["FragmentID", "Outcome description", *headings])
        writer.writerow(["K1", "They met.", *["x"] * len(headings)])
    begun = time.process_time()
    check_harvest(read_harvest(path, BOOK), BOOK)
    return time.process_time() - begun


@pytest.mark.parametrize(
    "heading", ["x", "x{n}", "Type of change", "((", "Outcome description {n}"]
)
def test_a_harvest_grows_with_its_columns(tmp_path, heading):
    def took(n_columns):
        headings = [heading.format(n=n) for n in range(n_columns)]
        return min(seconds_to_check(tmp_path / "h.csv", headings) for _ in range(2))

    took(10)  # what is looked up once
    assert took(800) < MOST * max(took(200), 0.05)


def test_more_columns_than_excel_has_are_refused(tmp_path):
    with pytest.raises(HarvestError, match="has 16,385 columns; at most 16,384 are read"):
        seconds_to_check(tmp_path / "h.csv", ["x"] * 16_383)
