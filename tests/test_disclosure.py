"""What may be said of rows that may be confidential, or whose cells may be pieces of texts."""

from pathlib import Path

import openpyxl

from classifier.codebook import read_codebook
from classifier.disclosure import without_confidential_words, without_words_of_rows
from classifier.harvest import read_codings, read_harvest
from classifier.records import Origin, Problem
from classifier.translations import LANGUAGES, said_in, tell

DATA = Path(__file__).parents[1] / "data"


def test_a_table_of_codings_alone_is_not_quoted(tmp_path):
    book = read_codebook(DATA / "codebook.yaml")
    path = tmp_path / "codings.csv"
    path.write_text("FragmentID,Coder,MCQType of change\nA1,C1,Kovi went home\n", "utf-8")
    _, problems = read_codings(path, book)
    assert any("Kovi" in problem.what for problem in problems)
    said = [str(problem) for problem in without_words_of_rows(problems, book)]
    assert len(said) == len(problems)
    assert not any("Kovi" in one for one in said)
    hidden = without_words_of_rows(problems, book)
    for language in LANGUAGES:
        assert any("Kovi" in said_in(one.what, language) for one in problems)
        assert not any("Kovi" in said_in(one.what, language) for one in hidden)
    assert any("is no label of “Type of change”" in one and "row 2" in one for one in said)


def test_of_a_row_with_more_cells_than_headings_no_cell_is_quoted(tmp_path):
    book = read_codebook(DATA / "codebook.yaml")
    path = tmp_path / "harvest.csv"
    heading = "FragmentID,Outcome description,MCQType of change\n"
    path.write_text(
        f"{heading}A1,They met, Kovi went home, and stayed\nA2,So did we,Kovu\n", "utf-8"
    )
    harvest = read_harvest(path, book)
    said = without_confidential_words(harvest.problems, harvest.fragments, book)
    whats = [problem.what for problem in said if problem.kind == "unknown-label"]
    assert ["Kovi" in what for what in whats] == [False, False]
    assert [what.split(" is ")[0] for what in whats] == ["“…”", "“Kovu”"]


def test_no_heading_is_quoted_where_a_quotation_mark_is_left_open_among_them(tmp_path):
    book = read_codebook(DATA / "codebook.yaml")
    rows = openpyxl.load_workbook(DATA / "harvest-1.xlsx").active.iter_rows(
        max_row=18, values_only=True
    )
    lines = ["\t".join("" if cell is None else str(cell) for cell in row) for row in rows]
    path = tmp_path / "harvest.tsv"
    path.write_text('"' + "\n".join(lines) + "\n", "utf-8")
    said = [str(problem) for problem in read_harvest(path, book).problems]
    assert any("quotation mark that is never closed" in one for one in said)
    pieces = [piece for line in lines[1:] for piece in line.split("\t") if len(piece) > 60]
    words = {piece[start : start + 40] for piece in pieces for start in range(0, len(piece), 40)}
    assert not [one for one in said if any(word in one for word in words if len(word) == 40)]


def test_a_cell_that_quotes_something_is_hidden_whole(tmp_path):
    book = read_codebook(DATA / "codebook.yaml")
    path = tmp_path / "codings.csv"
    cells = ["x” Kovi went “Type of change", "Type of change” Kovi went “Type of change", "“Kovi”"]
    rows = [f"A{number},C1,{cell}\n" for number, cell in enumerate(cells)]
    path.write_text("FragmentID,Coder,MCQType of change\n" + "".join(rows), "utf-8")
    _, problems = read_codings(path, book)
    assert sum("Kovi" in problem.what for problem in problems) == 3
    for problem in without_words_of_rows(problems, book):
        for language in LANGUAGES:
            assert "Kovi" not in said_in(problem.what, language)
        assert problem.what == "“…” is no label of “Type of change”; the cell was left out."


def test_the_words_that_our_own_sentences_quote_are_shown_in_every_language():
    book = read_codebook(DATA / "codebook.yaml")
    keys = ["decision_keeps_nothing", "decision_names_and_discuss", "decision_none_hint"]
    told = [tell(key) for key in keys] + [
        tell("decision_word_and_names", word=tell("keep_word")),
        tell("harvest_none_fits", cell="“Kovi”"),
    ]
    problems = [Problem(Origin("h.xlsx", 4), "kind", sentence, sentence) for sentence in told]
    shown = without_words_of_rows(problems, book)
    for language in LANGUAGES:
        for problem, sentence in zip(shown[:-1], told, strict=False):
            assert said_in(problem.what, language) == said_in(sentence, language)
    assert shown[-1].hint == "“…” was read as “looked, and none fits”."
    assert said_in(shown[-1].hint, "fr").startswith("“…” a été lu")
