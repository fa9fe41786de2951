"""Our sheets in her language: written, decided in, saved by other programs, finished."""

import openpyxl
import pytest
from test_workbook_kit import (
    PHR,
    Desk,
    convert,
    headings_of,
    parts_of,
    plain_workbook,
    suggestion_for,
)

from classifier.decide.held import find_decisions
from classifier.finish import Signature, finish
from classifier.translations import LANGUAGES, TEXTS, Words, written_in
from classifier.workbook.reviewed import Reviewed

SHEETS = {"fr": ("Relecture", "Propositions"), "ar": ("المراجعة", "الاقتراحات")}
WORDS = {
    "en": ("accept", "none fits", "discuss"),
    "fr": ("accepter", "aucun ne convient", "à discuter"),
    "ar": ("قبول", "لا شيء مناسب", "للنقاش"),
}


def desk_in(language, folder):
    source = plain_workbook(folder / "harvest.xlsx")
    with written_in(language):
        return Desk(folder, source, PHR003=suggestion_for(PHR(3), "T1", "T2"))


def review_sheet(path):
    book = openpyxl.load_workbook(path)
    return next(sheet for sheet in book if any("▸" in text for text in headings_of(sheet)))


def decide(desk, language, cells):
    """Write decisions on types by the number of the fragment, under headings of a language."""
    book = openpyxl.load_workbook(desk.tagged)
    sheet = book.worksheets[0]
    words, columns = Words(language), headings_of(sheet)
    decision = columns[f"▸ {words('column_decision')} – Type of change"]
    for row in range(2, sheet.max_row + 1):
        key = sheet.cell(row, columns[f"▸ {words('column_key')}"]).value
        for number, text in cells.items():
            if key == PHR(number):
                sheet.cell(row, decision).value = text
    book.save(desk.tagged)


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_our_sheets_speak_the_language_and_hers_stay_as_they_are(language, tmp_path):
    desk = desk_in(language, tmp_path)
    book = openpyxl.load_workbook(desk.tagged)
    before = openpyxl.load_workbook(desk.source)
    review, guide = SHEETS[language]
    assert book.sheetnames[0] == review
    assert guide in book.sheetnames
    headings = headings_of(book[review])
    english = [Words("en")(f"column_{key}") for key in ("text", "decision", "likely", "why", "key")]
    assert not [name for name in headings if name.removeprefix("▸ ") in english]
    for sheet in (book[review], book[guide]):
        assert bool(sheet.sheet_view.rightToLeft) == (language == "ar")
    hers = book[before.sheetnames[0]]
    assert not hers.sheet_view.rightToLeft
    assert list(hers.values) == list(before.worksheets[0].values)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("typed", LANGUAGES)
def test_a_sheet_in_any_language_is_finished_with_decisions_in_any_other(language, typed, tmp_path):
    desk = desk_in(language, tmp_path)
    accept, none_fits, discuss = WORDS[typed]
    decide(
        desk,
        language,
        {1: accept, 2: none_fits, 3: f"{accept} + Joint action / coalition work", 4: discuss},
    )
    finished = desk.finish()
    assert desk.codings() == {
        PHR(1): ({"T1"}, "Amina"),
        PHR(2): (set(), "Amina"),
        PHR(3): ({"T1", "T2", "T3"}, "Amina"),
    }
    discussed = [one for one in finished.left if one.discuss]
    assert [one.name for one in discussed] == [PHR(4)]


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_what_libreoffice_saved_is_finished(language, tmp_path):
    desk = desk_in(language, tmp_path)
    decide(desk, language, {1: WORDS[language][0], 2: "Policy, law or rule"})
    saved = convert(desk.tagged, "xlsx", tmp_path / "saved")
    coded = tmp_path / "coded.xlsx"
    finish(saved, coded, Signature("Amina", "2025-02-01"))
    desk.coded = coded
    assert desk.codings() == {PHR(1): ({"T1"}, "Amina"), PHR(2): ({"T2"}, "Amina")}
    names = openpyxl.load_workbook(coded).sheetnames
    assert names == openpyxl.load_workbook(desk.source).sheetnames


def test_a_sheet_that_was_renamed_moved_and_sorted_is_found_by_what_the_workbook_remembers(
    tmp_path,
):
    desk = desk_in("ar", tmp_path)
    decide(desk, "ar", {1: "قبول"})
    book = openpyxl.load_workbook(desk.tagged)
    book.worksheets[0].title = "My sheet"
    book.move_sheet("My sheet", 2)
    book.save(desk.tagged)
    desk.finish()
    assert desk.codings() == {PHR(1): ({"T1"}, "Amina")}


def test_headings_are_found_though_our_words_for_them_have_changed_since(tmp_path, monkeypatch):
    desk = desk_in("ar", tmp_path)
    decide(desk, "ar", {1: "قبول"})
    for key in ("column_decision", "column_key", "column_text", "guide"):
        monkeypatch.setitem(TEXTS, key, ("x", "y", "z"))
    reviewed = Reviewed.read(desk.tagged)
    assert not list(reviewed.missing_decisions())
    desk.finish()
    assert desk.codings() == {PHR(1): ({"T1"}, "Amina")}
    assert len(openpyxl.load_workbook(desk.coded).sheetnames) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_decisions_are_guarded_in_every_language(language, tmp_path):
    desk = desk_in(language, tmp_path)
    assert find_decisions(desk.tagged) is None
    decide(desk, language, {1: WORDS[language][0], 2: "New structure"})
    assert find_decisions(desk.tagged).count == 2


def test_decisions_to_discuss_are_coloured_in_every_language(tmp_path):
    desk = desk_in("ar", tmp_path)
    rules = parts_of(desk.tagged)
    formulas = b"".join(data for name, data in rules.items() if "worksheets" in name).decode()
    assert 'SEARCH("نقاش"' in formulas
    assert "نقاش" in WORDS["ar"][2]
