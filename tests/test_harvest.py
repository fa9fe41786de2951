"""Reading harvests: the sample, several files at once, limits, and files that will not open."""

from __future__ import annotations

import gc
import io
import json
import re
import struct
import subprocess
import sys
import zipfile
import zlib
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_codebook_kit import SAMPLE

from classifier import grid, text_files
from classifier.codebook import Codebook, read_codebook
from classifier.errors import HarvestError
from classifier.harvest import delimited, read_codings, read_harvest
from classifier.records import Coding
from classifier.xlsx import package
from classifier.xlsx.package import Package

DATA = Path(__file__).parent.parent / "data"
DIRTY = Path(__file__).parent / "harvests"
HEADINGS = "FragmentID,Outcome description,Significance of the outcome,MCQType of change,Coder"


@pytest.fixture(scope="module")
def codebook() -> Codebook:
    return SAMPLE


def write(path: Path, *rows: str, headings: str = HEADINGS) -> Path:
    path.write_text("\n".join([headings, *rows]), "utf-8")
    return path


def kinds(problems) -> list[tuple[str, str, int | None]]:
    return [(each.kind, each.origin.file, each.origin.row) for each in problems]


def test_a_text_card_is_read(codebook):
    harvest = read_harvest(DATA / "card.txt", codebook)
    (fragment,) = harvest.fragments
    assert fragment.id == "SCC-IRQ/CIV010"
    assert fragment.outcome.startswith("In early 2024 the qaimaqam of <LOC> allowed agian")
    assert fragment.significance == ""
    assert (fragment.harvest, fragment.country, fragment.status) == ("harvest 3", "Iraq", "Outcome")
    assert (fragment.negative, fragment.confidential, fragment.from_merged) == (False, False, False)
    assert fragment.cells["Year"] == "2024"
    assert len(fragment.cells) == 23
    labels = {(c.target, c.labels, c.version) for c in harvest.codings}
    assert labels == {
        ("type", frozenset({"T24"}), "3"),
        ("cluster", frozenset({"SPA"}), "3"),
        ("objective", frozenset({"CIV"}), "3"),
    }
    assert harvest.problems == ()


def test_the_sample_is_read_whole_with_each_harvests_version(codebook):
    paths = [DATA / f"harvest-{n}.xlsx" for n in (1, 2, 3)]
    harvest = read_harvest(paths, codebook)
    assert len(harvest.fragments) == 110 + 170 + 190
    assert harvest.files == ("harvest-1.xlsx", "harvest-2.xlsx", "harvest-3.xlsx")
    assert kinds(harvest.problems) == [("unknown-country", "harvest-2.xlsx", 143)]
    versions = {
        (coding.origin.file, coding.version)
        for coding in harvest.codings
        if coding.target == "type"
    }
    assert ("harvest-1.xlsx", "1") in versions
    assert ("harvest-1.xlsx", "3") in versions  # an old row recoded in newer words
    assert ("harvest-3.xlsx", "2") not in versions
    tags = "".join(each.outcome for each in harvest.fragments)
    assert "[LOC]" not in tags
    assert "<PERSON>" not in tags


@pytest.mark.parametrize(
    ("lines", "outcomes"),
    [
        # A bold word of ours that comes again is text; the id begins the next card.
        (["**ID**: 1", "**Outcome**: a", "**Note**: b", "**Note**: c", "**ID**: 2"], ["a", ""]),
        (["**Mail**: x", "**Outcome**: a", "**Mail**: y", "**Outcome**: b"], ["a", "b"]),
        (["**FragmentID**: 1", "**Outcome**: a", "**ID**: 2", "**Outcome**: b"], ["a", "b"]),
        (["**ID**: 1", "**Outcome**: short", "**Outcome description**: long"], ["long"]),
        (["**ID:** 1", "**Outcome:** a", "", "more", "----"], ["a\n\nmore"]),
    ],
)
def test_a_new_card_begins_where_its_first_field_or_a_known_heading_repeats(
    tmp_path, lines, outcomes
):
    path = tmp_path / "cards.txt"
    path.write_text("\n".join(lines), "utf-8")
    assert [each.outcome for each in read_harvest(path).fragments] == outcomes


def test_a_repeated_bold_word_stays_in_its_text(tmp_path):
    path = tmp_path / "cards.txt"
    path.write_text("**ID**: 1\n**Outcome**: a\n**Note**: b\n**Note**: c", "utf-8")
    assert read_harvest(path).fragments[0].cells["Note"] == "b\n**Note**: c"


def test_without_a_codebook_there_are_no_codings():
    assert read_harvest(DATA / "card.txt").codings == ()


def test_double_codings_are_read_with_empty_answers(codebook):
    codings, problems = read_codings(DATA / "double-codings.csv", codebook)
    assert len(codings) == 180
    assert problems == []
    assert {coding.version for coding in codings} == {"3"}
    empty = [c.coder for c in codings if c.fragment_id == "SCC-SYR/PHR005" and not c.labels]
    assert empty == ["C1", "C3"]


def test_a_long_table_names_rows_it_cannot_use(tmp_path, codebook):
    path = write(
        tmp_path / "long.csv",
        "K1,C1,New structure,2",
        ",C1,New structure,",
        "K1,C1,Seeking public support,",
        "K1,C2,Tea,",
        "K1,C3,New structure,9",
        "2024-03-12,C1,New structure,",
        headings="FragmentID,Coder,MCQType of change,Codebook version",
    )
    codings, problems = read_codings(path, codebook)
    assert [(c.fragment_id, c.coder, c.labels, c.version) for c in codings] == [
        ("K1", "C1", {"T01", "T02"}, "3"),  # a row for each code, in the newest of their words
        ("2024-03-12", "C1", {"T01"}, "3"),
    ]
    assert kinds(problems) == [
        ("empty-id", "long.csv", 3),
        ("unknown-label", "long.csv", 5),
        ("unknown-version", "long.csv", 6),
        ("id-changed-by-excel", "long.csv", 7),
        ("row-per-code", "long.csv", None),
    ]


def test_a_long_table_without_ids_or_targets_is_refused(tmp_path, codebook):
    path = write(tmp_path / "long.csv", "C1,New structure", headings="Coder,MCQType of change")
    with pytest.raises(HarvestError, match="no table of codings") as caught:
        read_codings(path, codebook)
    assert "“FragmentID”" in caught.value.hint


def test_an_empty_objective_is_no_coding_even_with_a_coder(tmp_path, codebook):
    headings = "FragmentID,Outcome,Link to SCC Specific Objectives,Coder"
    path = write(tmp_path / "h.csv", "K1,They met.,,C1", "K2,It rained.,PHR,", headings=headings)
    codings = read_harvest(path, codebook).codings
    assert [(c.fragment_id, c.target, c.labels) for c in codings] == [("K2", "objective", {"PHR"})]


def test_two_labels_where_one_is_allowed_are_kept_and_reported(tmp_path, codebook):
    text = (DATA / "codebook.yaml").read_text("utf-8").replace("multiple: true", "multiple: false")
    (tmp_path / "single.yaml").write_text(text, "utf-8")
    path = write(tmp_path / "h.csv", 'K1,They met.,Well.,"T01, T02",C1')
    harvest = read_harvest(path, read_codebook(tmp_path / "single.yaml"))
    assert harvest.codings[0].labels == {"T01", "T02"}
    assert "too-many-labels" in [each.kind for each in harvest.problems]


def test_one_id_in_two_files_with_two_texts_is_told_apart(tmp_path):
    first = write(tmp_path / "a.csv", "K1,They met.,,,", "K2,It rained.,,,")
    second = write(tmp_path / "b.csv", "K1,A law passed.,,,", "K2,It  rained.,,,")
    harvest = read_harvest([first, second])
    assert [each.id for each in harvest.fragments] == ["K1", "K2", "K1 (2)"]
    assert kinds(harvest.problems) == [("duplicate-id", "b.csv", 2), ("duplicate-row", "b.csv", 3)]
    assert "a.csv, row 2" in harvest.problems[0].what


def test_files_of_one_name_are_called_by_their_folders(tmp_path):
    paths = []
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        paths.append(write(tmp_path / folder / "h.csv", f"{folder}1,They met.,,,"))
    assert read_harvest(paths).files == tuple(path.as_posix() for path in paths)


def test_a_file_named_twice_is_read_once(tmp_path):
    path = write(tmp_path / "h.csv", "K1,They met.,,,")
    harvest = read_harvest([path, tmp_path / "." / "h.csv"])
    assert len(harvest.fragments) == 1
    assert harvest.problems == ()


def test_one_confidential_row_makes_the_fragment_confidential(tmp_path):
    headings = "FragmentID,Outcome,Coder,Confidential"
    path = write(tmp_path / "h.csv", "K1,They met.,C1,", "K1,They met.,C2,YES", headings=headings)
    assert [each.confidential for each in read_harvest(path).fragments] == [True]


def test_two_columns_about_confidentiality_both_count(tmp_path):
    headings = "FragmentID,Outcome,Confidential,Confidentiality"
    path = write(tmp_path / "h.csv", "K1,They met.,NO,YES", headings=headings)
    assert [each.confidential for each in read_harvest(path).fragments] == [True]


def test_a_copy_without_a_coder_is_no_second_coding(tmp_path, codebook):
    path = write(tmp_path / "h.csv", "K1,They met.,,T01,C1", "K1,They met.,,T01,")
    harvest = read_harvest(path, codebook)
    assert [coding.coder for coding in harvest.codings] == ["C1"]
    assert kinds(harvest.problems)[-1] == ("duplicate-row", "h.csv", 3)


def test_a_problem_reads_as_a_sentence_with_its_place(tmp_path):
    path = write(tmp_path / "h.csv", "K1,,,,")
    assert str(read_harvest(path).problems[0]) == (
        "h.csv, row 2: has no outcome description and no significance; nothing can be suggested "
        "for it or learned from it. Fill in one of the two. If it goes on with a row above, "
        "repeat the id of that row."
    )


def test_problems_never_quote_a_long_cell(tmp_path, codebook):
    story = "The bishop hid the three men in the mill until the soldiers left the valley. " * 2
    path = write(tmp_path / "h.csv", f"K1,They met.,,{story},C1", f"{story},They ate.,,,")
    for problem in read_harvest(path, codebook).problems:
        assert "bishop" not in str(problem)


def test_blank_lines_count_as_rows_but_say_nothing(tmp_path):
    path = write(tmp_path / "h.csv", "", "K1,They met.,,,", ",,,,", "K2,It rained.,,,")
    harvest = read_harvest(path)
    assert [each.origin.row for each in harvest.fragments] == [3, 5]
    assert harvest.problems == ()


def test_columns_of_the_codebook_are_found_by_its_own_words(tmp_path):
    (tmp_path / "c.yaml").write_text(
        "codebook: small\nversion: '1'\ntargets:\n- id: mood\n  column: Feeling of the day\n"
        "  labels:\n  - id: H\n    name: Happy\n",
        "utf-8",
    )
    path = write(tmp_path / "h.csv", "K1,They met.,Happy", headings="ID,Outcome,feeling of the DAY")
    codings = read_harvest(path, read_codebook(tmp_path / "c.yaml")).codings
    assert [(c.target, c.labels, c.version) for c in codings] == [("mood", {"H"}, "1")]


def test_two_near_headings_for_one_field_are_not_guessed(tmp_path):
    headings = "ID,Outcome description FR,Outcome description EN"
    path = write(tmp_path / "h.csv", "K1,Ils,They", headings=headings)
    with pytest.raises(HarvestError, match="no column with the outcome's text"):
        read_harvest(path)


def test_cards_and_lines_need_no_heavy_library(tmp_path):
    (tmp_path / "h.jsonl").write_text('{"id": "K1", "outcome": "They met."}', "utf-8")
    code = (
        "import sys; from pathlib import Path; from classifier.harvest import read_harvest\n"
        "from classifier.codebook import read_codebook\n"
        "book = read_codebook(Path(sys.argv[1]))\n"
        "read_harvest([Path(each) for each in sys.argv[2:]], book)\n"
        "print(*sys.modules)"
    )
    paths = [DATA / "codebook.yaml", DATA / "card.txt", tmp_path / "h.jsonl"]
    done = subprocess.run(
        [sys.executable, "-c", code, *paths], capture_output=True, text=True, check=True
    )
    assert {"numpy", "pandas", "sklearn", "scipy", "openpyxl"}.isdisjoint(done.stdout.split())


def workbook(path: Path, *rows: list[object]) -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return book


def test_values_of_a_workbook_become_the_text_that_excel_shows(tmp_path):
    path = tmp_path / "h.xlsx"
    moment = datetime(2024, 3, 1, 9, 30)
    values = ["K1", "They met.", True, False, 2024, 0.5, moment, date(2024, 3, 1)]
    workbook(path, ["ID", "Outcome", "a", "b", "c", "d", "e", "f"], values)
    (fragment,) = read_harvest(path).fragments
    read = ["TRUE", "FALSE", "2024", "0.5", "2024-03-01 09:30:00", "2024-03-01"]
    assert [fragment.cells[name] for name in "abcdef"] == read


def test_columns_of_one_name_are_both_kept(tmp_path):
    path = write(tmp_path / "h.csv", "K1,They met.,x,y,z", headings="ID,Outcome,Mood,Mood,")
    (fragment,) = read_harvest(path).fragments
    assert list(fragment.cells) == ["ID", "Outcome", "Mood", "Mood (2)", "Column E"]
    assert fragment.cells["Mood (2)"] == "y"


def test_a_last_row_of_formulas_without_results_is_not_lost(tmp_path):
    path = tmp_path / "h.xlsx"
    workbook(path, ["ID", "Outcome"], ["K1", "They met."], ["=A2", "=B2"])
    harvest = read_harvest(path)
    assert [(each.id, each.outcome) for each in harvest.fragments][1] == ("=A2", "=B2")
    assert kinds(harvest.problems) == [("formula", "h.xlsx", 3)] * 2


def test_charts_and_empty_merged_cells_say_nothing(tmp_path):
    path = tmp_path / "h.xlsx"
    book = workbook(path, ["ID", "Outcome", "Country"], ["K1", "a b"], ["K2", "c d"])
    book.create_chartsheet("Chart")
    book.active.merge_cells("C2:C3")
    book.save(path)
    harvest = read_harvest(path)
    assert [each.country for each in harvest.fragments] == ["", ""]
    assert harvest.problems == ()


# --- files that will not open ----------------------------------------------------------------


def test_a_workbook_open_in_excel_says_so(tmp_path, monkeypatch):
    path = write(tmp_path / "h.csv")

    def held(self):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", held)
    with pytest.raises(HarvestError, match="open in another program") as caught:
        read_harvest(path)
    assert caught.value.hint == "Close it in Excel and try again."


def test_a_disk_that_fails_is_an_error_in_words(tmp_path, monkeypatch):
    path = write(tmp_path / "h.csv")

    def broken(self):
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(Path, "read_bytes", broken)
    with pytest.raises(HarvestError, match="the disk does not answer"):
        read_harvest(path)


def test_what_is_no_file_is_named(tmp_path):
    with pytest.raises(HarvestError, match="is a folder"):
        read_harvest(tmp_path)
    with pytest.raises(HarvestError, match="does not exist"):
        read_harvest(tmp_path / "gone.csv")
    with pytest.raises(HarvestError, match="beside an open workbook") as caught:
        read_harvest(tmp_path / "~$h.xlsx")
    assert "h.xlsx" in caught.value.hint


# --- limits ----------------------------------------------------------------------------------


def test_too_many_rows_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(grid, "MAX_ROWS", 3)
    path = write(tmp_path / "h.csv", "K1,a b,,,", "K2,c d,,,")
    assert len(read_harvest(path).fragments) == 2
    with pytest.raises(HarvestError, match="at most 3 are read"):
        read_harvest(write(path, "K1,a,,,", "K2,b,,,", "K3,c,,,"))
    with pytest.raises(HarvestError, match="at most 3 are read"):
        read_harvest(DIRTY / "ids-as-dates.xlsx")


def test_too_long_a_cell_is_refused_in_every_format(tmp_path, monkeypatch):
    monkeypatch.setattr(grid, "MAX_CELL", 100)
    monkeypatch.setattr(delimited, "MAX_CELL", 100)
    long = "word " * 30
    (tmp_path / "h.jsonl").write_text(json.dumps({"outcome": long}), "utf-8")
    (tmp_path / "h.txt").write_text(f"**Outcome**: {long}", "utf-8")
    write(tmp_path / "h.csv", f"K1,{long},,,")
    for path in (tmp_path / "h.jsonl", tmp_path / "h.txt", tmp_path / "h.csv"):
        with pytest.raises(HarvestError, match=r"h\.\w+ has a cell of .*100"):
            read_harvest(path)
    with pytest.raises(HarvestError, match="cell of 40,000 characters"):
        read_harvest(DIRTY / "cell-over-excel-limit.xlsx")


def test_too_large_a_file_is_refused_unread(tmp_path, monkeypatch):
    monkeypatch.setattr(text_files, "MAX_FILE_BYTES", 10)
    with pytest.raises(HarvestError, match="at most 10 are read"):
        read_harvest(write(tmp_path / "h.csv"))


def lie(path: Path, shown: int, summed: int) -> None:
    """Have the index of a packed file state other sizes, and checksums of other parts."""
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as packed:
        sums = [zlib.crc32(packed.read(entry)[:summed]) for entry in packed.namelist()]
    for mark, place in ((b"PK\x01\x02", 16), (b"PK\x03\x04", 14)):
        at = -1
        for checksum in sums:
            at = data.index(mark, at + 1)
            struct.pack_into("<L", data, at + place, checksum)
            struct.pack_into("<L", data, at + place + 8, shown)
    path.write_bytes(data)


@pytest.mark.parametrize("read_file", [read_harvest, Package.read])
def test_a_packed_bomb_is_refused_whatever_its_index_says(tmp_path, monkeypatch, read_file):
    monkeypatch.setattr(package, "MAX_UNPACKED", 9_000_000)
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", bytes(10_000_000))
    assert path.stat().st_size < 20_000
    with pytest.raises(HarvestError, match=r"bomb\.xlsx unpacks to 10 MB"):
        read_file(path)
    honest = path.read_bytes()
    for summed, said in ((10, "cannot be read to its end"), (11, "its index is false")):
        path.write_bytes(honest)
        lie(path, 10, summed)
        with pytest.raises(HarvestError, match=rf"bomb\.xlsx is damaged: .*{said}"):
            read_file(path)


def changed(name: str, tmp_path: Path, part: str, old: bytes, new: bytes) -> Path:
    """A copy of a dirty workbook with one part of it changed."""
    path = tmp_path / name
    with zipfile.ZipFile(DIRTY / name) as source, zipfile.ZipFile(path, "w") as packed:
        for entry in source.namelist():
            content = source.read(entry)
            packed.writestr(entry, content.replace(old, new) if entry == part else content)
    return path


SHEET = "xl/worksheets/sheet1.xml"


def test_a_cell_far_outside_the_table_is_refused(tmp_path):
    far = b'<row r="150000"><c r="ZZZ150000"><v>1</v></c></row></sheetData>'
    path = changed("numbered-ids.xlsx", tmp_path, SHEET, b"</sheetData>", far)
    with pytest.raises(HarvestError, match="150,000 rows and 18,278 columns"):
        read_harvest(path)


@pytest.mark.parametrize("place", [b"r='ZZZ150000'", b'r = "ZZZ150000"', b'r="zzz150000"'])
def test_a_cell_far_outside_is_found_however_it_is_written(tmp_path, place):
    far = b'<row r="150000"><c ' + place + b"><v>1</v></c></row></sheetData>"
    path = changed("numbered-ids.xlsx", tmp_path, SHEET, b"</sheetData>", far)
    with pytest.raises(HarvestError, match="150,000 rows and 18,278 columns"):
        read_harvest(path)


@pytest.mark.parametrize("collecting", [True, False])
def test_reading_leaves_the_collector_as_it_was_even_after_an_error(tmp_path, collecting):
    was = gc.isenabled()
    (gc.enable if collecting else gc.disable)()
    try:
        with pytest.raises(HarvestError):
            read_harvest(tmp_path / "missing.xlsx")
        assert gc.isenabled() is collecting
    finally:
        (gc.enable if was else gc.disable)()


def test_an_empty_cell_far_outside_is_only_a_format(tmp_path):
    far = b'<row r="1048576"><c r="XFD1048576" s="1"/></row></sheetData>'
    path = changed("numbered-ids.xlsx", tmp_path, SHEET, b"</sheetData>", far)
    assert len(read_harvest(path).fragments) == 3


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("formulas.xlsx", SHEET),  # our own look at formulas fails
        ("numbered-ids.xlsx", SHEET),  # the workbook reader fails
        ("numbered-ids.xlsx", "xl/workbook.xml"),
    ],
)
def test_a_workbook_with_broken_xml_is_called_damaged(tmp_path, name, part):
    path = changed(name, tmp_path, part, b"</", b"<<")
    with pytest.raises(HarvestError, match="damaged"):
        read_harvest(path)


def test_a_workbook_with_a_false_size_inside_is_called_damaged(tmp_path):
    data = (DIRTY / "numbered-ids.xlsx").read_bytes()
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        size = packed.getinfo(SHEET).file_size
    path = tmp_path / "h.xlsx"
    path.write_bytes(data.replace(size.to_bytes(4, "little"), (10).to_bytes(4, "little")))
    with pytest.raises(HarvestError, match="damaged"):
        read_harvest(path)


# --- properties ------------------------------------------------------------------------------

TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cf", "Zl", "Zp", "Cs", "Co"]),
    min_size=1,
    max_size=40,
).map(lambda text: f"Story {text} end")


@given(
    st.lists(TEXTS, min_size=1, max_size=5, unique_by=lambda text: " ".join(text.split())),
    st.sampled_from([",", ";", "\t", "|"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_texts_survive_every_separator_and_encoding(tmp_path_factory, texts, separator, encoding):
    path = tmp_path_factory.mktemp("h") / "h.csv"
    quoted = ['"' + text.replace('"', '""') + '"' for text in texts]
    rows = [f"K{i}{separator}{text}" for i, text in enumerate(quoted)]
    heading = f"FragmentID{separator}Outcome description"
    path.write_bytes("\r\n".join([heading, *rows]).encode(encoding))
    read = {each.id: each.cells["Outcome description"] for each in read_harvest(path).fragments}
    assert read == {
        f"K{i}": re.sub("[\u00a0\u202f\u2007]", " ", each) for i, each in enumerate(texts)
    }


@given(st.binary(max_size=300), st.sampled_from(["h.csv", "h.txt", "h.jsonl", "h.xlsx"]))
def test_any_bytes_give_a_harvest_or_an_error_in_words(tmp_path_factory, data, name):
    path = tmp_path_factory.mktemp("h") / name
    path.write_bytes(data)
    try:
        said = read_harvest(path).files == (name,)
    except HarvestError as error:
        said = bool(error.hint) and name in str(error)
    assert said


def test_codings_point_at_their_row(codebook):
    first = read_harvest(DATA / "harvest-1.xlsx", codebook).codings[0]
    assert isinstance(first, Coding)
    assert (first.origin.file, first.origin.row) == ("harvest-1.xlsx", 2)


def test_a_problem_of_a_confidential_row_quotes_nothing_of_it(tmp_path, codebook):
    path = tmp_path / "h.csv"
    path.write_text(
        "FragmentID,Outcome description,Confidential,MCQType of change,Coder\n"
        "A/PHR1,a law was adopted,YES,zyxqv hid here,C1\n"
        "A/PHR2,a law was adopted again,NO,Lw adopted,C1\n",
        "utf-8",
    )
    said = [str(problem) for problem in read_harvest(path, codebook).problems]
    assert any("row 2" in text for text in said)
    assert not any("zyxqv" in text for text in said)
    assert any("Lw adopted" in text for text in said)
