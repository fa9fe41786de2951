"""Every dirty file: which rows come through, and which troubles are named, where."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import yaml
from test_codebook_kit import SAMPLE

from classifier.codebook import Codebook
from classifier.errors import HarvestError
from classifier.harvest import read_harvest
from classifier.records import Harvest
from classifier.translations import Told

HERE = Path(__file__).parent
FILES = HERE / "harvests"
P1, P2, P3, P4 = (f"SCC-KEN/PHR{n:03}" for n in (1, 2, 3, 4))
OUTCOME, SIGNIFICANCE = "Outcome description", "Significance of the outcome"
TYPE, CLUSTER = "MCQType of change", "TypeOfChangeCluster"

# file: ids that come through, (kind, row, column) of each problem
READABLE: dict[str, tuple[list[str], list[tuple[str, int | None, str]]]] = {
    "two-header-rows.xlsx": ([P1, P2], []),
    "blank-rows-and-columns.xlsx": ([P1, P2], []),
    "merged-cells.xlsx": (
        [P1, P2, P3],
        [("merged-cells", 2, "coutnry"), ("merged-cells", 3, "OH-harvesting period")],
    ),
    "ids-as-dates.xlsx": (
        [P1, "2024-03-12", "12-Mar", P4],
        [("id-changed-by-excel", 3, "FragmentID"), ("id-changed-by-excel", 4, "FragmentID")],
    ),
    "ids-as-numbers.xlsx": (
        [P1, P2, "450000000000", P4],
        [("id-changed-by-excel", 4, "FragmentID")],
    ),
    "numbered-ids.xlsx": (["1", "2", "3"], []),
    "trailing-blanks.xlsx": ([P1, P2], []),
    "cell-over-excel-limit.xlsx": (
        [P1, P2, P3],
        [("long-cell", 3, OUTCOME), ("long-cell", 4, SIGNIFICANCE)],
    ),
    "formulas.xlsx": ([P1, P2, P3], [("formula", 3, OUTCOME), ("formula", 4, OUTCOME)]),
    "error-words.xlsx": ([P1, P2], [("excel-error", 3, SIGNIFICANCE)]),
    "several-sheets.xlsx": (
        [P1, P2, "several-sheets:Mali:row 3"],
        [
            ("empty-id", 3, "FragmentID"),
            ("sheet-passed-over", None, ""),
            ("sheet-passed-over", None, ""),
        ],
    ),
    "cp1252.csv": ([P1, P2], [("encoding", None, "")]),
    "byte-order-mark.csv": ([P1, P2], []),
    "tabs-utf16.txt": ([P1, P2], []),
    "separator-line.csv": ([P1], []),
    "open-quote.csv": ([P1, P2, P3], [("open-quote", 3, "")]),
    "comma-not-quoted.csv": (
        [P1, P2],
        [("too-many-cells", 3, ""), ("unknown-label", 3, TYPE), ("unknown-label", 3, CLUSTER)],
    ),
    "line-breaks-in-cells.csv": ([P1, P2], []),
    "headings-repeated.csv": ([P1, P2], [("heading-repeated", 3, "")]),
    "headings-only.csv": ([], [("no-rows", None, "")]),
    "escaped-tags.csv": ([P1, P2], []),
    "duplicate-ids.csv": (
        [P1, f"{P1} (2)", f"{P1} (3)", f"{P1} (2) (2)"],
        [
            ("duplicate-id", 3, ""),
            ("duplicate-id", 4, ""),
            ("duplicate-id", 5, ""),
            ("duplicate-row", 6, ""),
        ],
    ),
    "second-coder.csv": ([P1, P2], [("duplicate-row", 5, "")]),
    "empty-ids.csv": (
        [P1, "empty-ids:row 3", "empty-ids:row 4"],
        [("empty-id", 3, "FragmentID"), ("empty-id", 4, "FragmentID")],
    ),
    "missing-words.csv": ([P1, P2, P3], [("empty-text", 3, "")]),
    "confidential-words.csv": (
        [f"SCC-KEN/PHR{n:03}" for n in range(1, 14)],
        [
            ("unclear-yes-no", 12, "Outcome statements is CONFIDENTIAL"),
            ("unclear-yes-no", 14, "Outcome is negative"),
        ],
    ),
    "unknown-labels.csv": (
        [P1, P2, P3, P4],
        [
            ("unknown-label", 2, TYPE),
            ("unknown-label", 3, TYPE),
            ("none-fits", 4, TYPE),
            ("unknown-label", 5, CLUSTER),
        ],
    ),
    "unknown-countries.csv": ([P1, P2, P3, P4], [("unknown-country", 3, "coutnry")]),
    "typing-errors-in-headings.csv": (
        [P1],
        [
            ("heading-guessed", None, "Outcome desription"),
            ("heading-guessed", None, "Signifcance of the outcome"),
        ],
    ),
    "french-headings.csv": ([P1], []),
    "two-columns-for-one-field.csv": (["K1"], [("column-twice", None, "Outcome")]),
    "merged-text-only.csv": (
        ["K1", "K2"],
        [("text-from-merged", 2, "StoryFragment_Merged")],
    ),
    "torn-rows.csv": ([P1, P2, P3], [("row-torn", 3, "Confidential")]),
    "unknown-version.csv": ([P1, P2, P3], [("unknown-version", 3, "Codebook version")]),
    "unlisted-harvest.csv": (
        [P1, P2, P3],
        [("unlisted-harvest", None, ""), ("unlisted-harvest", None, "")],
    ),
    "cards-with-blank-lines.txt": ([P1, P2, P3], [("text-before-card", 1, "")]),
    "cards-cp1252.txt": ([P1], [("encoding", None, "")]),
    "broken-lines.jsonl": (
        ["K1", "K2"],
        [
            ("column-twice", None, "id"),
            ("column-twice", None, "outcome"),
            ("unlisted-harvest", None, ""),
            ("bad-line", 2, ""),
            ("bad-line", 3, ""),
        ],
    ),
}

# file: words of the message, words of the hint
REFUSED = {
    "old-excel.xls": ("old Excel file", "save it as an Excel workbook"),
    "password.xlsx": ("password", "take the password off"),
    "not-a-workbook.xlsx": ("not an Excel workbook", "save it as .xlsx"),
    "web-page.csv": ("web page", "save it as an Excel workbook"),
    "picture.csv": ("not a text file", ".xlsx, .csv, .txt"),
    "empty.csv": ("is empty", ".xlsx, .csv, .txt"),
    "no-text-column.csv": ("no column with the outcome's text", "Found: “FragmentID”, “Mood”"),
    "without-headings.csv": ("no column with the outcome's text", "reads like a fragment"),
    "opendocument.ods": ("OpenDocument", "save it as an Excel workbook"),
    "apple.numbers": ("Apple Numbers", "save it as an Excel workbook"),
    "letter.docx": ("Word document", "save it as an Excel workbook"),
    "pictures.zip": ("not a workbook", "save it as an Excel workbook"),
    "cut-off.xlsx": ("damaged", "let Excel repair it"),
    "damaged.xlsx": ("damaged", "let Excel repair it"),
    "only-a-hidden-sheet.xlsx": ("hidden sheet “Old”", "Unhide it"),
}


@pytest.fixture(scope="module")
def codebook() -> Codebook:
    return SAMPLE


def read(name: str, codebook: Codebook | None = None) -> Harvest:
    return read_harvest(FILES / name, codebook)


@pytest.mark.parametrize("name", READABLE)
def test_every_good_row_of_a_dirty_file_is_kept_and_every_bad_one_named(name, codebook):
    ids, problems = READABLE[name]
    harvest = read(name, codebook)
    assert [fragment.id for fragment in harvest.fragments] == ids
    found = [(each.kind, each.origin.row, each.origin.column) for each in harvest.problems]
    assert found == problems
    assert all(each.origin.file == name for each in harvest.problems)
    said = [text for each in harvest.problems for text in (each.what, each.hint) if text]
    assert all(isinstance(text, Told) for text in said)  # known in every language


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_cannot_be_read_says_why_and_what_to_do(name):
    message, hint = REFUSED[name]
    with pytest.raises(HarvestError) as caught:
        read(name)
    assert str(caught.value).startswith(name)
    assert message in str(caught.value)
    assert hint in caught.value.hint


def test_every_file_of_the_folder_is_in_a_table_and_can_be_made_again(tmp_path):
    subprocess.run([sys.executable, FILES / "make_files.py", tmp_path], check=True)
    made = {path.name: path for path in tmp_path.iterdir()}
    assert set(made) == {*READABLE, *REFUSED}
    for name, path in made.items():
        committed = FILES / name
        if path.suffix == ".xlsx" and name in READABLE:  # each zlib packs in its own way
            assert unpacked(committed) == unpacked(path), name
        elif path.suffix in (".csv", ".txt", ".jsonl"):
            assert committed.read_bytes() == path.read_bytes(), name


def unpacked(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def test_problems_that_nobody_has_to_mend_are_notices(codebook):
    kinds = {each.kind: each.notice for name in READABLE for each in read(name, codebook).problems}
    notices = {
        *("merged-cells", "sheet-passed-over", "encoding", "heading-repeated", "none-fits"),
        *("unknown-country", "heading-guessed", "column-twice", "text-from-merged"),
        *("unlisted-harvest", "text-before-card"),
    }
    assert {kind for kind, notice in kinds.items() if notice} == notices


def test_a_heading_split_over_two_rows_is_put_together():
    cells = read("two-header-rows.xlsx").fragments[0].cells
    assert cells["FragmentID"] == P1
    assert cells[OUTCOME].startswith("The elders")
    assert cells["Coder"] == "C1"


def test_a_blank_column_is_no_column():
    assert "" not in read("blank-rows-and-columns.xlsx").fragments[0].cells
    assert len(read("blank-rows-and-columns.xlsx").fragments[0].cells) == 8


def test_rows_keep_the_number_that_excel_shows():
    origins = [each.origin.row for each in read("blank-rows-and-columns.xlsx").fragments]
    assert origins == [4, 7]


def test_a_cell_merged_downwards_counts_for_each_row():
    harvest = read("merged-cells.xlsx")
    assert [each.country for each in harvest.fragments] == ["Kenya"] * 3
    assert harvest.fragments[2].harvest == "harvest 3"


def test_excels_signs_and_blanks_are_taken_off():
    first, second = read("trailing-blanks.xlsx").fragments
    assert first.outcome == "The elders opened the well to the newcomers."
    assert second.outcome == "Six teachers\nfounded a reading circle."


def test_a_long_cell_is_kept_whole():
    long = read("cell-over-excel-limit.xlsx").fragments[2]
    assert len(long.significance) == 39_999  # the last blank is off


def test_a_formula_gives_its_result_or_its_own_text():
    first, second, third = read("formulas.xlsx").fragments
    assert first.id == P1
    assert second.outcome == "=-women led the talks"
    assert third.outcome == "=D9"


def test_an_error_word_is_no_text():
    fragment = read("error-words.xlsx").fragments[1]
    assert fragment.cells[SIGNIFICANCE] == "#REF!"
    assert fragment.significance == ""


def test_sheets_without_fragments_are_named_and_hidden_ones_not_read():
    said = {each.origin.sheet: each.what for each in read("several-sheets.xlsx").problems}
    assert "no heading row" in said["Notes"]
    assert "hidden" in said["Old"]
    assert "Empty" not in said


@pytest.mark.parametrize("name", ["cp1252.csv", "byte-order-mark.csv", "tabs-utf16.txt"])
def test_accents_survive_every_encoding(name):
    fragment = read(name).fragments[1]
    assert fragment.outcome == "Les élèves ont créé un comité – « enfin »."
    assert fragment.country == "Burundi"


def test_an_open_quotation_mark_costs_one_line_only():
    texts = [each.outcome for each in read("open-quote.csv").fragments]
    assert texts[1] == "Six teachers founded a reading circle."
    assert texts[2] == "The council read the women's letter aloud."


def test_line_breaks_inside_cells_stay_and_do_not_cut_labels(codebook):
    harvest = read("line-breaks-in-cells.csv", codebook)
    assert harvest.fragments[0].outcome == "The elders met.\n\nThey opened the well."
    assert harvest.codings[0].labels == {"T01", "T02"}
    assert harvest.fragments[1].origin.row == 3


def test_escaped_tags_are_read_as_tags_in_texts_but_kept_as_written_in_cells():
    fragment = read("escaped-tags.csv").fragments[0]
    assert fragment.outcome == ("<person> and <person> met <LOC> in <LOC>, says <redacted>.")
    assert "&lt;person&gt;" in fragment.cells[OUTCOME]


def test_the_same_text_by_another_coder_is_a_second_coding(codebook):
    harvest = read("second-coder.csv", codebook)
    types = [(c.fragment_id, c.coder, c.labels) for c in harvest.codings if c.target == "type"]
    assert types == [(P1, "C1", {"T01"}), (P1, "C2", {"T02"}), (P2, "C1", {"T01"})]


def test_words_for_nothing_are_missing_and_an_empty_label_cell_needs_a_coder(codebook):
    harvest = read("missing-words.csv", codebook)
    first, second, third = harvest.fragments
    assert (first.significance, first.country) == ("", "")
    assert (second.outcome, second.significance) == ("", "")
    assert third.outcome == ""
    assert third.significance
    answers = {(c.fragment_id, c.target): c.labels for c in harvest.codings}
    assert answers == {
        (P1, "type"): frozenset(),  # a coder looked and found none
        (P1, "cluster"): frozenset(),
        (P2, "type"): {"T01"},
        (P2, "cluster"): {"MOB"},
        (P3, "cluster"): {"MOB"},  # no coder: its type cell "n/a" is not coded
    }


def test_what_is_not_plainly_no_is_confidential():
    harvest = read("confidential-words.csv")
    marked = [each.id[-2:] for each in harvest.fragments if each.confidential]
    assert marked == ["01", "02", "03", "04", "05", "06", "11", "12"]
    assert [each.confidential for each in read("torn-rows.csv").fragments] == [False, True, False]
    assert all(each.negative is None for each in harvest.fragments)


def test_an_unknown_label_leaves_the_known_ones_and_is_asked_about(codebook):
    harvest = read("unknown-labels.csv", codebook)
    answers = {(c.fragment_id, c.target): c.labels for c in harvest.codings}
    assert answers[P1, "type"] == {"T01"}
    assert (P2, "type") not in answers  # nothing known: left out, not "none fits"
    assert answers[P3, "type"] == frozenset()
    known, near, _, long = harvest.problems
    assert "the other labels of the cell were kept" in known.what
    assert near.hint == "Did you mean “New structure”?"
    assert "word word" not in long.what


def test_countries_get_one_name_and_unknown_ones_stay_as_written():
    names = [each.country for each in read("unknown-countries.csv").fragments]
    assert names == ["South Sudan", "Atlantis", "DRC", "Syria"]


def test_typing_errors_in_headings_are_seen_through():
    fragment = read("typing-errors-in-headings.csv").fragments[0]
    assert fragment.outcome.startswith("The elders")
    assert fragment.significance.startswith("Both villages")


def test_french_headings_are_understood(codebook):
    harvest = read("french-headings.csv", codebook)
    fragment = harvest.fragments[0]
    assert (fragment.id, fragment.harvest, fragment.country) == (P1, "harvest 3", "Kenya")
    assert fragment.outcome.startswith("The elders")
    assert fragment.significance.startswith("Both villages")
    assert fragment.confidential
    assert [(c.target, c.coder, c.labels) for c in harvest.codings] == [("type", "C1", {"T01"})]
    assert fragment.cells["Année"] == "2024"


def test_unknown_columns_are_handed_through():
    fragment = read("two-columns-for-one-field.csv").fragments[0]
    assert fragment.outcome == "The elders opened the well to the newcomers."
    assert fragment.cells["Mood"] == "good"
    assert fragment.cells["Outcome"] == "Well"


def test_the_merged_text_is_used_only_where_both_texts_are_missing():
    first, second = read("merged-text-only.csv").fragments
    assert (first.outcome, first.significance) == ("They met.", "First time.")
    assert first.from_merged
    assert (second.outcome, second.significance, second.from_merged) == ("It rained.", "", False)


def test_the_version_is_stated_or_required_by_the_words_or_the_harvests(codebook):
    harvest = read("unknown-version.csv", codebook)
    versions = [(c.fragment_id, c.version) for c in harvest.codings if c.target == "type"]
    # Row 3 stands in harvest 1, but its label got that name in version 3.
    assert versions == [(P1, "2"), (P3, "3")]


def test_a_harvest_that_the_codebook_does_not_list_is_told_once(codebook):
    harvest = read("unlisted-harvest.csv", codebook)
    assert {coding.version for coding in harvest.codings} == {"3"}
    assert "“harvest 7”" in harvest.problems[0].what
    assert "rows without a harvest" in harvest.problems[1].what


def test_a_cards_values_may_run_over_lines_and_unknown_fields_are_kept():
    second = read("cards-with-blank-lines.txt").fragments[1]
    assert second.outcome == "Six teachers founded a circle."
    assert second.cells["Note"] == "it meets at night.\nAnd reads."
    assert second.origin.row == 14


def test_json_keys_may_be_headings_or_field_names(codebook):
    harvest = read("broken-lines.jsonl", codebook)
    first, second = harvest.fragments
    assert (first.outcome, first.confidential) == ("They met.", True)
    assert (second.significance, second.cells["Year"]) == ("It was new.", "2024")
    assert harvest.codings[0].labels == {"T01", "T02"}


STATES = [
    case
    for block in yaml.safe_load((Path(__file__).parent / "cases/cells.yaml").read_text("utf-8"))
    if block.get("coder_named")
    for case in block["cells"]
]


@pytest.mark.parametrize("case", STATES, ids=lambda case: case["cell"] or "empty")
def test_a_row_with_a_coder_is_coded_unless_its_cell_says_that_it_is_not(case, tmp_path):
    path = tmp_path / "h.csv"
    path.write_text(
        "FragmentID,Outcome description,MCQType of change,Coder\n"
        f"1,A law was passed.,{case['cell']},Ana\n2,A rule was made.,{case['cell']},\n",
        "utf-8",
    )
    harvest = read_harvest(path, SAMPLE)
    said = {c.fragment_id: c.labels for c in harvest.codings if c.target == "type"}
    noticed = [(p.origin.row, p.notice) for p in harvest.problems if p.kind == "not-coded"]
    if case["labels"] == "unknown":
        assert "1" not in said
        assert noticed == [(2, True)]  # without a coder nobody expects a code
    else:
        assert said["1"] == frozenset(case["labels"])
        assert noticed == []


def test_a_coder_who_has_a_column_says_not_coded_in_it_too(tmp_path):
    path = tmp_path / "h.csv"
    path.write_text(
        "FragmentID,Outcome description,MCQType of change (Ana),MCQType of change (Bo)\n"
        "1,A law was passed.,New structure,n/a\n2,A rule was made.,Advocacy,New structure\n"
        "3,A court sat.,,New structure\n",
        "utf-8",
    )
    harvest = read_harvest(path, SAMPLE)
    said = {(c.fragment_id, c.coder): c.labels for c in harvest.codings}
    assert ("1", "Bo") not in said
    assert ("3", "Ana") not in said  # she may not have come to it
    assert [p.origin.row for p in harvest.problems if p.kind == "not-coded"] == [2]


def test_no_piece_of_a_story_that_came_into_a_code_column_is_quoted(tmp_path, codebook):
    story = (
        "The women of the village, who had been afraid of going to the office of the governor for "
        "many years, went, and spoke"
    )
    path = tmp_path / "shifted.csv"
    rows = f'FragmentID,Outcome description,MCQType of change\nA,a law was adopted,"{story}"\n'
    path.write_text(rows, "utf-8")
    said = " ".join(map(str, read_harvest(path, codebook).problems))
    assert "no label" in said
    assert not any(word in said for word in ("women", "afraid", "went", "spoke"))
