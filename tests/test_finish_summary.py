"""A sheet of plain counts beside a finished harvest."""

from collections import Counter
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

from classifier.cli import app
from classifier.codebook import read_codebook
from classifier.finish import Signature, finish
from classifier.harvest import read_harvest
from classifier.translations import written_in
from classifier.workbook import SuggestionSet, pretag

DATA = Path(__file__).parents[1] / "data"
HARVEST, SIGNED = DATA / "harvest-3.xlsx", Signature("Ana", "2026-01-31")


@pytest.fixture(scope="module")
def codebook():
    return read_codebook(DATA / "codebook.yaml")


@pytest.fixture(scope="module")
def read(codebook):
    return read_harvest(HARVEST, codebook)


@pytest.fixture(scope="module")
def tagged(codebook, read, tmp_path_factory):
    """The sample pre-tagged without any suggestion: its codes are what coders gave."""
    path = tmp_path_factory.mktemp("tagged") / "tagged.xlsx"
    pretag(HARVEST, path, read, SuggestionSet(codebook, (), "toy@1", "2026-01-31"))
    return path


@pytest.fixture(scope="module")
def finished(tagged):
    out = tagged.with_name("coded.xlsx")
    finish(tagged, out, SIGNED, summary=True)
    return out


def counts(path):
    """Return the tables of the sheet: {section: {name: numbers}}."""
    tables, section = {}, ""
    for row in openpyxl.load_workbook(path)["Summary"].iter_rows(values_only=True):
        name, *numbers = row[:3]
        if name and not any(n is not None for n in numbers):
            section = name
        elif name:
            tables.setdefault(section, {})[name] = tuple(n for n in numbers if n is not None)
    return tables


def test_counts_are_those_of_the_open_fragments(finished, read):
    tables = counts(finished)
    shown = [f for f in read.fragments if not f.confidential]
    by_country = Counter(f.country for f in shown)
    assert {name: n for name, (n, _) in tables["By country"].items()} == by_country
    assert sum(n for n, _ in tables["By year"].values()) == len(shown)
    assert sum(n for n, _ in tables["By harvest"].values()) == len(shown)


def test_labels_are_counted_once_a_fragment(finished, read, codebook):
    shown = {f.id for f in read.fragments if not f.confidential}
    target = codebook.target("objective")
    expected = Counter()
    for coding in read.codings:
        if coding.target == target.id and coding.fragment_id in shown:
            expected.update(coding.labels)
    found = counts(finished)[target.name]
    assert all(found[label.name] == (expected[label.id],) for label in target.labels)


def test_confidential_fragments_count_in_the_total_alone(finished, read):
    total = counts(finished)["All fragments"]
    assert total["All"][0] == len(read.fragments)
    assert total["of them confidential"] == (sum(f.confidential for f in read.fragments),)


def test_readers_pass_over_the_sheet_without_a_word(finished, read, codebook):
    again = read_harvest(finished, codebook)
    assert [f.id for f in again.fragments] == [f.id for f in read.fragments]
    assert {p.kind for p in again.problems} <= {p.kind for p in read.problems}


def test_the_sheet_goes_when_the_codes_change(finished, tagged):
    assert "Summary" in openpyxl.load_workbook(finished).sheetnames
    plain = tagged.with_name("plain.xlsx")
    finish(tagged, plain, SIGNED)
    assert "Summary" not in openpyxl.load_workbook(plain).sheetnames


@pytest.mark.parametrize(
    ("language", "name", "heading"),
    [("fr", "Résumé", "Par pays"), ("ar", "الملخص", "بحسب البلد")],
)
def test_it_speaks_the_language_of_the_workbook_and_goes_as_any(
    language, name, heading, codebook, read, tmp_path
):
    tagged, coded = tmp_path / "tagged.xlsx", tmp_path / "coded.xlsx"
    with written_in(language):
        pretag(HARVEST, tagged, read, SuggestionSet(codebook, (), "toy@1", "2026-01-31"))
    finish(tagged, coded, SIGNED, summary=True)
    sheet = openpyxl.load_workbook(coded)[name]
    assert heading in [row[0] for row in sheet.values]
    assert bool(sheet.sheet_view.rightToLeft) == (language == "ar")
    again = read_harvest(coded, codebook)
    assert [f.id for f in again.fragments] == [f.id for f in read.fragments]
    pretag(coded, tmp_path / "again.xlsx", again, SuggestionSet(codebook, (), "t@1", "2026-01-31"))
    finish(tmp_path / "again.xlsx", tmp_path / "plain.xlsx", SIGNED)
    assert name not in openpyxl.load_workbook(tmp_path / "plain.xlsx").sheetnames


def test_a_sheet_of_hers_called_summary_stays(tagged, tmp_path):
    book = openpyxl.load_workbook(tagged)
    book.create_sheet("summary")["A1"] = "Ours of last year"
    book.save(tmp_path / "tagged.xlsx")
    finish(tmp_path / "tagged.xlsx", tmp_path / "coded.xlsx", SIGNED, summary=True)
    names = openpyxl.load_workbook(tmp_path / "coded.xlsx").sheetnames
    assert names[-2:] == ["summary", "Summary 2"]


def test_the_command_adds_it_where_it_is_asked_for(tagged, tmp_path):
    out = tmp_path / "coded.xlsx"
    result = CliRunner().invoke(app, ["finish", str(tagged), "--out", str(out), "--summary"])
    assert result.exit_code == 0, result.output
    assert "Summary" in openpyxl.load_workbook(out).sheetnames
