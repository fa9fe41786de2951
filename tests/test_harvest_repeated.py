"""Rows that repeat a fragment: a row per code, second coders, contradictions, plain duplicates."""

import time
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_codebook_kit import SAMPLE as BOOK

from classifier.errors import HarvestError
from classifier.harvest import add_codings, read_codings, read_harvest
from classifier.harvest.repeated import Answers, by_coder
from classifier.harvest.table import Row
from classifier.records import Coding, Origin

ROOT = Path(__file__).parents[1]
CASES = ROOT / "tests" / "cases" / "files"
HEADINGS = "FragmentID,Outcome description,Coder,MCQType of change,Link to SCC Specific Objectives"
NEW, MEANS, TALK = "New structure", "Resources allocated", "Dialogue between groups"  # T01 T13 T15


def write(path, *rows, headings=HEADINGS):
    path.write_text("\n".join([headings, *rows]), "utf-8")
    return path


def codes(codings, target="type"):
    """Codings of one target: (fragment, coder) to label ids."""
    listed = [(c.fragment_id, c.coder) for c in codings if c.target == target]
    assert len(set(listed)) == len(listed), "a coder has one coding of a fragment and target"
    return {
        (c.fragment_id, c.coder): " ".join(sorted(c.labels))
        for c in codings
        if c.target == target
    }  # fmt: skip


def told(problems):
    """What a person has to look at: kind, row and whether it is a notice."""
    return [
        (p.kind, p.origin.row, p.notice) for p in problems if p.kind != "unlisted-harvest"
    ]  # fmt: skip


def test_rows_with_one_code_each_are_one_coding():
    harvest = read_harvest(CASES / "long-rows-per-label-in.xlsx", BOOK)
    assert codes(harvest.codings) == {
        ("SCC-IRQ/PHR001", "Ana"): "T01 T13",
        ("SCC-IRQ/PHR002", "Ana"): "T15",
    }
    assert told(harvest.problems) == [("row-per-code", None, True)]


def test_a_long_table_with_a_row_per_code_gives_each_coder_one_coding():
    codings, problems = read_codings(CASES / "codings-row-per-code-in.csv", BOOK)
    assert codes(codings) == {
        ("SCC-IRQ/PHR001", "Ana"): "T01 T13",
        ("SCC-IRQ/PHR001", "Ben"): "T01",
        ("SCC-IRQ/PHR002", "Ana"): "T15",
        ("SCC-IRQ/PHR002", "Ben"): "T08 T15",
    }
    assert [str(problem) for problem in problems] == [
        "codings-row-per-code-in.csv: 2 fragments stand in several rows with one code each, which "
        "were put together."
    ]


@pytest.mark.parametrize(
    ("rows", "types", "problems"),
    [
        # The text stands in the first row only; the coder may, too.
        (("K1,They met.,Ana,{NEW},", "K1,,,{MEANS},"), {("K1", "Ana"): "T01 T13"},
         [("row-per-code", None, True)]),
        (("K1,,,{MEANS},", "K1,They met.,Ana,{NEW},"), {("K1", "Ana"): "T01 T13"},
         [("row-per-code", None, True)]),
        # Two texts under one id: a row without a text goes on with the one above.
        (("K1,They met.,,{NEW},", "K1,They left.,,{TALK},", "K1,,,{MEANS},"),
         {("K1", ""): "T01", ("K1 (2)", ""): "T13 T15"},
         [("row-per-code", None, True), ("duplicate-id", 3, False)]),
        # It is the coder's of the row above, whoever comes below.
        (("K1,They met.,Ana,{NEW},", "K1,,,{MEANS},", "K1,They met.,Ben,{NEW},", "K1,,,{TALK},"),
         {("K1", "Ana"): "T01 T13", ("K1", "Ben"): "T01 T15"},
         [("row-per-code", None, True)]),
        (("K1,They met.,Ana,{NEW},", "K1,,Ben,{MEANS},", "K1,,,{TALK},"),
         {("K1", "Ana"): "T01", ("K1", "Ben"): "T13 T15"},
         [("row-per-code", None, True)]),
        # The same row again adds nothing, and only then one of the two may be deleted.
        (("K1,They met.,,{NEW},", "K1,They met.,,{MEANS},", "K1,They met.,,{NEW},"),
         {("K1", ""): "T01 T13"},
         [("row-per-code", None, True), ("duplicate-row", 4, False)]),
        (("K1,They met.,,,", "K1,They met.,,{NEW},"), {("K1", ""): "T01"},
         [("duplicate-row", 2, False)]),
        (("K1,They met.,Ana,{NEW},", "K1,They met.,,,"), {("K1", "Ana"): "T01"},
         [("duplicate-row", 3, False)]),
        # Several codes in a row and no coder: nobody can tell, so a person is asked.
        (("K1,They met.,,{NEW}; {TALK},", "K1,They met.,,{MEANS},"), {("K1", ""): "T01 T15"},
         [("second-coder", 3, False)]),
        (("K1,They met.,Ana,{NEW},", "K1,They met.,,{MEANS},"), {("K1", "Ana"): "T01"},
         [("second-coder", 3, False)]),
        # One coder with two answers.
        (("K1,They met.,Ana,{NEW}; {TALK},", "K1,They met.,ANA,{MEANS},"),
         {("K1", "Ana"): "T01 T15"},
         [("coder-spelling", 3, True), ("coded-twice", 3, False)]),
        # A short name is not a longer one.
        (("K1,They met.,An,{NEW},", "K1,They met.,Ana,{MEANS},"),
         {("K1", "An"): "T01", ("K1", "Ana"): "T13"}, []),
    ],
)  # fmt: skip
def test_what_several_rows_of_one_fragment_say(tmp_path, rows, types, problems):
    filled = [row.format(NEW=NEW, MEANS=MEANS, TALK=TALK) for row in rows]
    harvest = read_harvest(write(tmp_path / "h.csv", *filled), BOOK)
    assert codes(harvest.codings) == types
    assert told(harvest.problems) == problems


def test_a_second_label_where_one_is_allowed_is_kept_and_reported(tmp_path):
    book = replace(BOOK, targets=(*BOOK.targets[:2], replace(BOOK.targets[2], multiple=False)))
    path = write(tmp_path / "h.csv", "K1,They met.,Ana,,PHR", "K1,They met.,Ana,,CIV")
    harvest = read_harvest(path, book)
    assert codes(harvest.codings, "objective") == {("K1", "Ana"): "CIV PHR"}
    assert told(harvest.problems)[1] == ("too-many-labels", 3, False)


def test_thousands_of_rows_of_one_fragment_are_read_in_moments(tmp_path):
    rows = [f"K1,{'' if i else 'They met.'},{'' if i else 'Ana'},{NEW}," for i in range(4000)]
    began = time.process_time()
    harvest = read_harvest(write(tmp_path / "h.csv", *rows), BOOK)
    assert time.process_time() - began < 5
    assert codes(harvest.codings) == {("K1", "Ana"): "T01"}


def test_a_contradiction_names_both_rows_and_both_codings(tmp_path):
    rows = (f"K1,They met.,Ana,{NEW}; {TALK},", f"K1,They met.,Ana,{MEANS},")
    (problem,) = (
        p
        for p in read_harvest(write(tmp_path / "h.csv", *rows), BOOK).problems
        if not p.notice
    )  # fmt: skip
    assert str(problem) == (
        "h.csv, row 3: says “Resources allocated”, but row 2 of the same coder says “New structure”"
        " and “Dialogue between groups”; row 2 was kept. Correct one of the two rows, or write down"
        " who else coded it."
    )


def test_sheets_of_two_coders_without_names_are_asked_about_and_never_joined():
    harvest = read_harvest(CASES / "coder-sheets-in.xlsx", BOOK)
    assert codes(harvest.codings) == {("F1", ""): "T01", ("F2", ""): "T15"}
    asked = [str(problem) for problem in harvest.problems if not problem.notice]
    assert asked == [
        "coder-sheets-in.xlsx, sheet “Ben”, row 2: has the fragment of sheet “Ana”, row 2 with "
        "other codes: it looks like a second coder, or like the same row twice. Its codes were "
        "left out. If two people coded it, add a column Coder or --coder-from sheet; if not, "
        "bring what is right into one row.",
        # They agree on this one; to delete it would lose a second opinion.
        "coder-sheets-in.xlsx, sheet “Ben”, row 3: has the fragment of sheet “Ana”, row 3 with "
        "the same codes: it looks like a second coder, or like the same row twice. Its codes were "
        "left out. If two people coded it, add a column Coder or --coder-from sheet; if not, "
        "bring what is right into one row.",
    ]


def test_nobody_is_told_to_delete_a_row_that_says_something_of_its_own(tmp_path):
    rows = (f"K1,They met.,Ana,{NEW}", f"K1,They met.,Ana,{MEANS}")
    headings = "FragmentID,Outcome description,Coder,Code"
    harvest = read_harvest(write(tmp_path / "h.csv", *rows, headings=headings), BOOK)
    (problem,) = (p for p in harvest.problems if p.kind == "duplicate-row")
    assert problem.hint == "The two differ in “Code”: look there before you delete one."


def test_a_file_that_only_repeats_another_is_a_duplicate(tmp_path):
    paths = [write(tmp_path / name, f"K1,They met.,,{NEW},") for name in ("a.csv", "b.csv")]
    harvest = read_harvest(paths, BOOK)
    assert [str(problem) for problem in harvest.problems if not problem.notice] == [
        "b.csv, row 2: repeats a.csv, row 2; it was left out. Delete one of the two rows."
    ]


@pytest.mark.parametrize(
    ("coder_from", "names"),
    [
        ("sheet", ["coder-sheets-in.xlsx"]),
        ("file", ["coder-files-Ana.xlsx", "coder-files-Ben.xlsx"]),
    ],
)
def test_the_coder_may_stand_on_the_sheet_or_in_the_files_name(coder_from, names):
    harvest = read_harvest([CASES / name for name in names], BOOK, coder_from)
    by_coder = {coder.removeprefix("coder-files-"): None for _, coder in codes(harvest.codings)}
    assert list(by_coder) == ["Ana", "Ben"]
    assert sorted(codes(harvest.codings).values()) == ["T01", "T13", "T15", "T15"]
    assert all(problem.notice for problem in harvest.problems)


def test_what_nobody_is_named_for_may_stand_in_the_same_row_as_a_coders_codes():
    own = Coding("K1", "type", frozenset({"T01"}), "Ana", "3")
    office = Coding("K1", "objective", frozenset({"PHR"}), "", "3")
    answers = Answers(BOOK).read([by_coder(Row(Origin("h.csv", 2), {}), "", [own, office])])
    assert (answers.codings, answers.problems) == ([own, office], [])


def test_a_coders_own_cell_counts_before_the_files_name(tmp_path):
    path = write(tmp_path / "Ben.csv", f"K1,They met.,Ana,{NEW},", f"K2,They left.,,{NEW},")
    harvest = read_harvest(path, BOOK, "file")
    assert list(codes(harvest.codings)) == [("K1", "Ana"), ("K2", "Ben")]


def test_a_table_without_sheets_cannot_name_its_coders_by_them(tmp_path):
    path = write(tmp_path / "Ben.csv", f"K1,They met.,,{NEW},")
    with pytest.raises(HarvestError, match="no sheets") as caught:
        read_harvest(path, BOOK, "sheet")
    assert "--coder-from file" in caught.value.hint


def test_spellings_of_one_coder_are_one_coder_and_said():
    harvest = read_harvest(CASES / "coder-variants-in.xlsx", BOOK)
    assert codes(harvest.codings) == {("F1", "Ana"): "T01 T13", ("F2", "Ana; Ben"): "T01"}
    said = [problem.what for problem in harvest.problems if problem.kind == "coder-spelling"]
    assert said == ["“ana” is read as the coder “Ana”.", "“ANA” is read as the coder “Ana”."]


def test_an_id_in_two_spellings_is_one_id_where_the_text_is_one(tmp_path):
    path = write(
        tmp_path / "h.csv",
        f"SCC-SYR/PHR012,They met “there”.,Ana,{NEW},",
        f"scc‑syr/phr012 ,They met \"there\".,Ben,{MEANS},",
        f"SCC-SYR/PHR013,They met.,Ana,{NEW},",
        f"scc-syr/phr013,They left.,Ana,{NEW},",
    )  # fmt: skip
    assert list(codes(read_harvest(path, BOOK).codings)) == [
        ("SCC-SYR/PHR012", "Ana"),
        ("SCC-SYR/PHR012", "Ben"),
        ("SCC-SYR/PHR013", "Ana"),
        ("scc-syr/phr013", "Ana"),
    ]


def test_further_codings_mean_the_harvests_fragments_and_coders_in_any_spelling(tmp_path):
    harvest = write(tmp_path / "h.csv", f"K1,They met.,Ana,{NEW},", "k2,They left.,Ana,,",
                    "K2,They sang.,Ana,,")  # fmt: skip
    long = write(
        tmp_path / "long.csv",
        f"k1,BEN,{MEANS}",
        f"K1 ,Ben,{TALK}",
        f"K2,ANA,{MEANS}",
        f"k2,ANA,{TALK}",
        f"K9,Ben,{MEANS}",
        headings="FragmentID,Coder,MCQType of change",
    )
    read = add_codings(read_harvest(harvest, BOOK), [long], BOOK)
    assert codes(read.codings) == {
        ("K1", "Ana"): "T01",
        ("K1", "Ben"): "T13 T15",
        ("K2", "Ana"): "T13",  # exactly so written: “k2” is another fragment
        ("k2", "Ana"): "T15",
        ("K9", "Ben"): "T13",
    }
    said = "has codes for “K9”, a fragment that is in none of these harvests."
    assert said in [problem.what for problem in read.problems]


@pytest.mark.parametrize(
    ("coder", "kind", "said"),
    [
        ("Ana", "coded-twice", "“Resources allocated”, but h.csv, row 2 of the same coder says “"),
        ("", "second-coder", "has the fragment of h.csv, row 2 with other codes"),
    ],
)
def test_a_coders_other_answer_in_further_codings_does_not_count_and_is_asked_about(
    tmp_path, coder, kind, said
):
    rows = (f"K1,They met.,{coder},{NEW},", f"K2,They left.,{coder},{TALK},")
    harvest = write(tmp_path / "h.csv", *rows)
    long = write(
        tmp_path / "long.csv", f"K1,{coder},{MEANS},PHR", f"K2,{coder},{TALK},PHR",
        headings="FragmentID,Coder,MCQType of change,Link to SCC Specific Objectives",
    )  # fmt: skip
    read = add_codings(read_harvest(harvest, BOOK), [long], BOOK)
    assert codes(read.codings) == {("K1", coder): "T01", ("K2", coder): "T15"}
    assert set(codes(read.codings, "objective").values()) == {"PHR"}
    (problem,) = (p for p in read.problems if p.kind != "unlisted-harvest")
    assert (problem.kind, str(problem.origin)) == (kind, "long.csv, row 2")
    assert said in problem.what


def test_further_codings_quote_no_cell_about_a_confidential_fragment(tmp_path):
    headings = "FragmentID,Outcome description,Confidential"
    harvest = write(tmp_path / "h.csv", "K1,They met.,yes", "K2,They left.,no", headings=headings)
    long = write(tmp_path / "long.csv", "k1,Ana,Mrs Fatima of Basra", "K2,Ana,Lw adopted",
                 headings="FragmentID,Coder,MCQType of change")  # fmt: skip
    read = add_codings(read_harvest(harvest, BOOK), [long], BOOK)
    said = [str(problem) for problem in read.problems]
    assert [problem.origin.row for problem in read.problems] == [2, 3]
    assert "Fatima" not in said[0]
    assert "“Lw adopted”" in said[1]


def workbook(path, **sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title.removeprefix("hidden_"))
        sheet.sheet_state = "hidden" if title.startswith("hidden_") else "visible"
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def test_the_sheets_of_further_codings_name_their_coders(tmp_path):
    harvest = write(tmp_path / "h.csv", "K1,They met.", headings="FragmentID,Outcome")
    rows = {"Ana": [("FragmentID", "MCQType of change"), ("K1", NEW)],
            "Ben": [("FragmentID", "MCQType of change"), ("K1", MEANS)]}  # fmt: skip
    long = workbook(tmp_path / "long.xlsx", **rows)
    read = add_codings(read_harvest(harvest, BOOK), [long], BOOK, "sheet")
    assert codes(read.codings) == {("K1", "Ana"): "T01", ("K1", "Ben"): "T13"}
    assert read.problems == ()


def test_every_sheet_of_codings_that_is_not_used_is_named(tmp_path):
    heading = ("FragmentID", "Coder", "MCQType of change")
    long = workbook(
        tmp_path / "long.xlsx",
        Good=[heading, ("K1", "Ana", NEW)],
        Lost=[("Row label", *heading[1:]), ("K2", "Ana", NEW)],
        Notes=[("Ask Ben",)],
        Empty=[],
        hidden_Old=[heading, ("K3", "Ana", NEW)],
    )
    found, problems = read_codings(long, BOOK)
    assert codes(found) == {("K1", "Ana"): "T01"}
    assert {p.origin.sheet: (p.kind, p.notice, p.what) for p in problems} == {
        "Lost": ("sheet-passed-over", False,
                 "was passed over: no column says which fragment its codes belong to."),
        "Notes": ("sheet-passed-over", True, "was passed over: no heading row."),
        "Old": ("sheet-passed-over", True, "is hidden and was passed over."),
    }  # fmt: skip


def test_codings_on_a_hidden_sheet_only_are_refused_by_its_name(tmp_path):
    rows = [("FragmentID", "MCQType of change"), ("K3", NEW)]
    long = workbook(tmp_path / "long.xlsx", hidden_Old=rows, Notes=[("Ask Ben",)])
    with pytest.raises(HarvestError, match=r"long.xlsx has its codes on the hidden sheet “Old”."):
        read_codings(long, BOOK)


def test_what_is_asked_of_a_confidential_row_keeps_its_sense(tmp_path):
    book = openpyxl.Workbook()
    for title in ("Ana", "Ben"):
        sheet = book.create_sheet(title)
        sheet.append(["FragmentID", "Outcome description", "Confidential", "MCQType of change"])
        sheet.append(["K1", "They met.", "yes", NEW if title == "Ana" else MEANS])
    del book["Sheet"]
    book.save(tmp_path / "h.xlsx")
    asked = [p for p in read_harvest(tmp_path / "h.xlsx", BOOK).problems if not p.notice]
    assert [str(problem) for problem in asked] == [
        "h.xlsx, sheet “Ben”, row 2: has the fragment of sheet “Ana”, row 2 with other codes: it "
        "looks like a second coder, or like the same row twice. Its codes were left out. If two "
        "people coded it, add a column Coder or --coder-from sheet; if not, bring what is right "
        "into one row."
    ]


FRAGMENTS = st.dictionaries(
    st.tuples(st.sampled_from(["K1", "K2", "K3"]), st.sampled_from(["Ana", "Ben", ""])),
    st.sets(st.sampled_from([NEW, MEANS, TALK]), min_size=1),
    min_size=1,
    max_size=5,
)


def unambiguous(answers):
    """Leave out rows without a coder where somebody named coded the fragment too."""
    named = {fragment for fragment, coder in answers if coder}
    return {key: labels for key, labels in answers.items() if key[1] or key[0] not in named}


def row_per_code(answers):
    return [
        f"{fragment},Story of {fragment}.,{coder},{label},"
        for (fragment, coder), labels in unambiguous(answers).items()
        for label in sorted(labels)
    ]


@given(FRAGMENTS)
def test_a_row_per_code_says_the_same_as_one_cell(tmp_path_factory, answers):
    folder = tmp_path_factory.mktemp("rows")
    cells = [
        f"{fragment},Story of {fragment}.,{coder},{'; '.join(sorted(labels))},"
        for (fragment, coder), labels in unambiguous(answers).items()
    ]
    in_cells = read_harvest(write(folder / "cells.csv", *cells), BOOK)
    in_rows = read_harvest(write(folder / "rows.csv", *row_per_code(answers)), BOOK)
    assert codes(in_rows.codings) == codes(in_cells.codings)
    assert {c.version for c in in_rows.codings} == {c.version for c in in_cells.codings}


@given(FRAGMENTS.flatmap(lambda a: st.permutations(row_per_code(a) + row_per_code(a)[:2])))
def test_rows_in_any_order_say_the_same(tmp_path_factory, rows):
    folder = tmp_path_factory.mktemp("rows")
    shuffled = read_harvest(write(folder / "a.csv", *rows), BOOK)
    in_order = read_harvest(write(folder / "b.csv", *sorted(rows)), BOOK)
    assert codes(shuffled.codings) == codes(in_order.codings)
