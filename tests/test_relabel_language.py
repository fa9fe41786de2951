"""A plan in her language: written, decided in, carried out and taken back."""

import shutil
from dataclasses import replace

import openpyxl
import pytest
from test_relabel import BOOK, WORDS_ALONE, by_id, new_rows, old_rows, table

from classifier import relabel
from classifier.decide.held import find_decisions
from classifier.edit.undo import undo
from classifier.engine import Here
from classifier.errors import ClassifierError
from classifier.relabel.decisions import read_decisions
from classifier.relabel.plan_file import Plan
from classifier.translations import LANGUAGES, Words, written_in

DECIDED = {
    "en": {"A7": "accept", "A8": "Talks held, Trust shown", "A4": "keep as it is", "A5": "discuss"},
    "fr": {
        "A7": "accepter", "A8": "Talks held, Trust shown", "A4": "garder tel quel",
        "A5": "à discuter",
    },
    "ar": {"A7": "قبول", "A8": "Talks held, Trust shown", "A4": "إبقاء كما هو", "A5": "للنقاش"},
}  # fmt: skip
# They name the plan, whose reasons are told in another language.
OF_THE_PLAN = ("Decided in", "For undo")


def plan_in(language, folder, processors=1):
    (folder / "book.yaml").write_text(BOOK, "utf-8")
    (folder / "old.csv").write_text(table(old_rows()), "utf-8-sig", newline="")
    (folder / "new.csv").write_text(table(new_rows()), "utf-8-sig", newline="")
    files = [folder / "old.csv", folder / "new.csv"]
    config = replace(WORDS_ALONE, engine=Here(processors))
    with written_in(language):
        relabel.plan(files, folder / "book.yaml", folder / "plan", config)
    return Plan.read(folder / "plan")


@pytest.fixture(scope="module")
def plans(tmp_path_factory):
    """A plan in each language, side by side with the harvests it was made from."""
    return {
        language: plan_in(language, tmp_path_factory.mktemp(language)) for language in LANGUAGES
    }


@pytest.fixture
def plan_of(plans, tmp_path):
    """Copy the plan in a language into a folder of its own, to decide in."""

    def copied(language, name="copy"):
        shutil.copytree(plans[language].folder.parent, tmp_path / name)
        return Plan.read(tmp_path / name / "plan")

    return copied


def lines_sheet(plan):
    words = Words(plan.header.language)
    book = openpyxl.load_workbook(plan.decisions)
    sheet = book[words("plan_sheet")]
    columns = {cell.value: cell.column for cell in sheet[1]}
    return book, sheet, {key: columns[words(f"column_{key}")] for key in ("decision", "why", "how")}


def decide(plan, decisions):
    book, sheet, columns = lines_sheet(plan)
    for row in range(2, sheet.max_row + 1):
        fragment = str(sheet.cell(row, 1).value).split("\n")[0]
        if fragment in decisions:
            sheet.cell(row, columns["decision"]).value = decisions[fragment]
    book.save(plan.decisions)


def applied(plan):
    source, coded = plan.folder.parent / "old.csv", plan.folder.parent / "coded.csv"
    relabel.apply(plan.folder, source, coded, relabel.ApplyConfig("Ana", "2025-02-01"))
    rows = by_id(coded)
    back = plan.folder.parent / "back.csv"
    undo(coded, back)
    assert back.read_bytes() == source.read_bytes()
    return [
        {name: text for name, text in row.items() if name not in OF_THE_PLAN}
        for row in rows.values()
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_plan_is_written_in_the_language_that_was_asked_for(language, plan_of):
    plan = plan_of(language)
    book, sheet, columns = lines_sheet(plan)
    words = Words(language)
    assert plan.header.language == language
    assert book.sheetnames == [words("plan_sheet"), words("plan_summary_sheet"), "plan data"]
    for one in (sheet, book[words("plan_summary_sheet")]):
        assert bool(one.sheet_view.rightToLeft) == (language == "ar")
    how = {sheet.cell(row, columns["how"]).value for row in range(2, sheet.max_row + 1)}
    keys = ("plan_person", "trend_model", "trend_rule")
    assert how == {words(key) for key in keys}
    why = "\n".join(str(sheet.cell(row, columns["why"]).value) for row in range(2, sheet.max_row))
    assert words("no_text_at_all") in why
    assert words("plan_unread") in why


@pytest.mark.parametrize("typed", LANGUAGES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_plan_in_any_language_is_decided_in_any_other_and_undone(language, typed, plan_of):
    expected, plan = plan_of("en", "expected"), plan_of(language)
    decide(expected, DECIDED["en"])
    decide(plan, DECIDED[typed])
    assert find_decisions(plan.decisions).count == 4
    assert applied(plan) == applied(expected)


def test_what_other_processes_write_is_in_the_language_too(plans, tmp_path):
    plan = plan_in("fr", tmp_path, processors=2)
    assert plan.header.id == plans["fr"].header.id


def test_a_plan_of_an_older_version_which_names_no_language_is_read(plan_of):
    plan = plan_of("en")
    decide(plan, DECIDED["fr"])
    text = plan.path.read_text("utf-8")
    assert ',\n "language": "en"' in text
    plan.path.write_text(text.replace(',\n "language": "en"', ""), "utf-8")
    older = Plan.read(plan.folder)
    older.check()
    assert len(read_decisions(older).decisions) == 4


def test_a_plan_that_names_a_language_of_no_words_is_damaged(plan_of):
    plan = plan_of("fr")
    text = plan.path.read_text("utf-8")
    plan.path.write_text(text.replace('"language": "fr"', '"language": "xx"'), "utf-8")
    with pytest.raises(ClassifierError, match="damaged"):
        Plan.read(plan.folder)


def test_the_guide_names_targets_and_labels_as_people_do(plan_of):
    plan = plan_of("en")
    book = openpyxl.load_workbook(plan.decisions)
    said = "\n".join(str(cell) for row in book["Summary"].values for cell in row if cell)
    assert "Talks held → Talks held / Trust shown (version 2)" in said
    assert "Reprisal, new in version 2" in said
    assert "\nTLK → " not in said
