"""Repeat groups of survey forms: what the parent sheet says counts for its children's rows."""

from pathlib import Path

import pytest
from test_codebook_kit import SAMPLE as BOOK
from test_harvest_sheets import workbook

from classifier.engine.archive_files import archive_files, read_batches
from classifier.harvest import read_harvest

ROOT = Path(__file__).parents[1]
CASES = ROOT / "tests" / "cases" / "files"
STORY = "In May the council opened a complaints desk."


def facts(harvest):
    return [(f.country, f.harvest, f.confidential) for f in harvest.fragments]


def told(harvest):
    kinds = ("parent-sheet", "parent-missing", "no-parent-row", "sheet-passed-over")
    return [(p.kind, p.origin.row) for p in harvest.problems if p.kind in kinds]


def test_fields_of_the_parent_come_along_and_are_named():
    harvest = read_harvest(CASES / "kobo-repeat-in.xlsx", BOOK)
    assert facts(harvest) == [
        ("Mali", "harvest 3", False),
        ("Mali", "harvest 3", False),
        ("Kenya", "harvest 3", False),
    ]
    assert [c.coder for c in harvest.codings if c.target == "type"] == ["Ana", "Ana", "Ben"]
    assert told(harvest) == [("parent-sheet", None)]
    assert str(next(p for p in harvest.problems if p.kind == "parent-sheet")) == (
        "kobo-repeat-in.xlsx, sheet “Outcome harvest form”: gave “Country”, “OH-harvesting "
        "period”, “Coder” to the rows of sheet “outcome_repeat”."
    )


@pytest.mark.parametrize(
    ("key", "link", "keys", "links"),
    [
        ("_index", "_parent_index", [1, 2], [2, 1.0]),
        ("_id", "_submission__id", [501, 502], [502, 501]),
        ("_uuid", "_submission__uuid", ["ab", "cd"], ["CD", "ab"]),
        ("KEY", "PARENT_KEY", ["uuid:ab", "uuid:cd"], ["uuid:cd", "uuid:ab"]),
        ("GlobalID", "ParentGlobalID", ["{ab}", "{cd}"], ["{cd}", "{ab}"]),
    ],
)
def test_children_find_their_parents_by_every_common_key(tmp_path, key, link, keys, links):
    path = workbook(
        tmp_path / "h.xlsx",
        form=[("Country", key), ("Mali", keys[0]), ("Kenya", keys[1])],
        outcomes=[("Outcome description", link), (STORY, links[0]), (STORY, links[1])],
    )
    assert [f.country for f in read_harvest(path, BOOK).fragments] == ["Kenya", "Mali"]


def test_what_the_child_says_itself_counts_but_one_mark_of_confidentiality_is_enough(tmp_path):
    path = workbook(
        tmp_path / "h.xlsx",
        form=[("Country", "Confidential", "FragmentID", "_index"), ("Mali", "yes", "X", 1),
              ("Mali", "no", "Y", 2)],
        outcomes=[("FragmentID", "Outcome description", "Country", "Confidential", "_parent_index"),
                  ("A1", STORY, "Kenya", "no", 1), ("A2", STORY, "Kenya", "no", 2)],
    )  # fmt: skip
    harvest = read_harvest(path, BOOK)
    assert facts(harvest) == [("Kenya", "", True), ("Kenya", "", False)]
    assert [fragment.id for fragment in harvest.fragments] == ["A1", "A2"]


def test_a_row_without_its_parents_row_is_named_and_confidential_where_that_is_not_known(tmp_path):
    path = workbook(
        tmp_path / "h.xlsx",
        form=[("Country", "Confidential", "_index"), ("Mali", "no", 1), ("Kenya", "no", 2),
              ("Iraq", "no", 2)],
        outcomes=[("Outcome description", "_parent_index"), (STORY, 1), (STORY, 7), (STORY, None),
                  (STORY, 2)],
    )  # fmt: skip
    harvest = read_harvest(path, BOOK)
    assert facts(harvest) == [("Mali", "", False), *[("", "", True)] * 3]
    orphans = [p for p in harvest.problems if p.kind == "no-parent-row"]
    assert [p.origin.row for p in orphans] == [3, 4, 5]
    assert not any(p.notice for p in orphans)
    assert str(orphans[0]).startswith(
        "h.xlsx, sheet “outcomes”, row 3, column “_parent_index”: names no row, or no single row, "
        "of sheet “form”; “Country”, “Confidential” of this row are not known."
    )


def test_a_parents_parent_gives_its_fields_too(tmp_path):
    path = workbook(
        tmp_path / "h.xlsx",
        form=[("Country", "_index"), ("Mali", 1), ("Kenya", 2)],
        visits=[("OH-harvesting period", "_index", "_parent_table_name", "_parent_index"),
                ("harvest 1", 1, "form", 2), ("harvest 2", 2, "form", 1)],
        outcomes=[("Outcome description", "_index", "_parent_table_name", "_parent_index"),
                  (STORY, 1, "visits", 2), (STORY, 2, "visits", 1)],
    )  # fmt: skip
    harvest = read_harvest(path, BOOK)
    assert facts(harvest) == [("Mali", "harvest 2", False), ("Kenya", "harvest 1", False)]
    assert told(harvest) == [("parent-sheet", None), ("parent-sheet", None)]


def test_a_parent_is_known_by_a_name_that_excel_has_cut(tmp_path):
    full = "Outcome harvest form of the southern region"
    path = workbook(
        tmp_path / "h.xlsx",
        **{
            "other": [("Country", "_index"), ("Iraq", 1)],
            full[:31]: [("Country", "_index"), ("Mali", 1)],
            "outcomes": [("Outcome description", "_parent_table_name", "_parent_index"),
                         (STORY, full, 1)],
        },
    )  # fmt: skip
    assert [f.country for f in read_harvest(path, BOOK).fragments] == ["Mali"]


def test_a_child_whose_parent_is_not_there_says_so(tmp_path):
    path = workbook(
        tmp_path / "h.xlsx",
        outcomes=[("Outcome description", "_parent_table_name", "_parent_index"), (STORY, "f", 1)],
    )
    harvest = read_harvest(path, BOOK)
    (notice,) = (p for p in harvest.problems if p.kind == "parent-missing")
    assert notice.notice
    assert "refers to rows of another sheet, f, which is not in this file" in notice.what


def test_two_sheets_that_name_each_other_are_read_once(tmp_path):
    rows = [("Outcome description", "_index", "_parent_index"), (STORY, 1, 1)]
    path = workbook(tmp_path / "h.xlsx", a=[("Country", *rows[0]), ("Mali", *rows[1])], b=rows)
    assert [f.country for f in read_harvest(path, BOOK).fragments] == ["Mali", "Mali"]


def test_the_parent_may_be_another_file_only_where_keys_are_unique(tmp_path):
    form, child = tmp_path / "form.csv", tmp_path / "form-outcomes.csv"
    form.write_text("Country,KEY\nMali,uuid:ab\n", "utf-8")
    child.write_text(f"Outcome description,PARENT_KEY,KEY\n{STORY},uuid:ab,uuid:ab/1\n", "utf-8")
    assert facts(read_harvest([form, child], BOOK)) == [("Mali", "", False)]
    form.write_text(f"Country,Outcome description,_index\nMali,{STORY},1\n", "utf-8")
    child.write_text(f"Outcome description,_parent_index\n{STORY},1\n", "utf-8")
    assert facts(read_harvest([form, child], BOOK)) == [("Mali", "", False), ("", "", False)]


def test_codes_of_a_parent_are_read_but_never_written_beside_its_children(tmp_path):
    path = workbook(
        tmp_path / "h.xlsx",
        form=[("Country", "MCQType of change", "_index"), ("Mali", "New structure", 1)],
        outcomes=[("FragmentID", "Outcome description", "_parent_index"), ("A1", STORY, 1)],
    )
    assert [c.labels for c in read_harvest(path, BOOK).codings] == [{"T01"}]
    ((batch,),) = (read_batches(file, BOOK) for file in archive_files([path]))
    assert list(batch.tables[0].fields) == ["id", "outcome", "country"]
