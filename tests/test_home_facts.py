"""What stands in a project: which file says how a harvest is coded now."""

import shutil

import openpyxl
import pytest
from test_home_kit import workbook

from classifier.home.facts import gather, keep_role
from classifier.home.jobs import Jobs
from classifier.project import create, read
from classifier.project.log import note


@pytest.fixture
def folder(tmp_path, codebook_path):
    folder = tmp_path / "Our harvests"
    create(folder, "Our harvests")
    shutil.copy(codebook_path, folder / "codebook.yaml")
    return folder


def facts(folder):
    return gather(read(folder), Jobs(folder), "Amina")


def put(folder, place, n_coded):
    """Write a harvest of 12 rows, of which the first have codes, at a place of the project."""
    (folder / place).parent.mkdir(parents=True, exist_ok=True)
    path = workbook(folder / place, codes=n_coded > 0)
    if 0 < n_coded < 12:
        book = openpyxl.load_workbook(path)
        for row in range(2 + n_coded, 14):
            for column in range(8, 12):
                book.active.cell(row, column).value = None
        book.save(path)
    return path


@pytest.mark.parametrize(
    ("before", "copies", "role", "counts", "n_coded"),
    [
        (0, {}, "", "harvests/h.xlsx", 0),
        (0, {"work/h/h-coded.xlsx": 5}, "", "work/h/h-coded.xlsx", 5),
        (0, {"work/h/h-coded.xlsx": 5}, "coded", "work/h/h-coded.xlsx", 5),
        (2, {"work/h/h-coded.xlsx": 5}, "coded", "work/h/h-coded.xlsx", 5),
        (12, {"work/h/h-coded.xlsx": 5}, "coded", "harvests/h.xlsx", 12),
        (0, {"work/h/corrected-1/h.xlsx": 4}, "coded", "work/h/corrected-1/h.xlsx", 4),
        (12, {"work/h/corrected-1/h.xlsx": 4}, "", "work/h/corrected-1/h.xlsx", 4),
    ],
)
def test_codes_that_were_exported_or_agreed_count_whatever_the_harvest_is_called(
    folder, before, copies, role, counts, n_coded
):
    harvest = put(folder, "harvests/h.xlsx", before)
    for place, n in copies.items():
        put(folder, place, n)
    if role:
        keep_role(read(folder), harvest, role)
    here = facts(folder)
    one = here.harvests[0]
    assert one.now == folder / counts
    assert one.n_coded == n_coded
    assert here.n_coded == (n_coded if one.is_coded else 0)


def test_the_next_copy_is_of_the_format_of_what_it_is_written_from(folder):
    (folder / "harvests/h.csv").write_text("FragmentID,Outcome description\nA,Wells\n", "utf-8")
    assert facts(folder).next_copy(facts(folder).harvests[0]).name == "h.csv"
    put(folder, "work/h/h-coded.xlsx", 5)
    here = facts(folder)
    assert here.next_copy(here.harvests[0]) == folder / "work/h/corrected-1/h.xlsx"


def test_what_was_exported_after_a_corrected_copy_is_named_where_the_log_tells(folder):
    harvest = put(folder, "harvests/h.xlsx", 0)
    copy = put(folder, "work/h/corrected-1/h.xlsx", 4)
    command = ("adjudicate", "apply", "--to", "harvests/h.xlsx", "--out", str(copy))
    note(read(folder), "adjudicate apply", "Amina", command, [harvest, copy])

    def overlooked():
        here = facts(folder)
        return here.overlooked(here.harvests[0])

    assert overlooked() is None
    coded = put(folder, "work/h/h-coded.xlsx", 5)
    assert overlooked() == coded
    read(folder).log_path.unlink()
    assert overlooked() is None


def test_a_coded_workbook_that_nobody_can_read_leaves_the_harvest_in_sight(folder):
    put(folder, "harvests/h.xlsx", 3)
    (folder / "work/h").mkdir(parents=True)
    (folder / "work/h/h-coded.xlsx").write_bytes(b"PK\x03\x04 damaged")
    one = facts(folder).harvests[0]
    assert one.now == one.path
    assert one.n_coded == 3
