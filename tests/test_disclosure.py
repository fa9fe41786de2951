"""What may be said of rows of which nobody knows whether they are confidential."""

from pathlib import Path

from classifier.codebook import read_codebook
from classifier.disclosure import without_words_of_rows
from classifier.harvest import read_codings

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
    assert any("is no label of “Type of change”" in one and "row 2" in one for one in said)
