"""How a harvest of a project stands, and that it is counted once."""

import json
from dataclasses import replace
from unittest.mock import patch

import pytest
from test_codebook_kit import SMALL

from classifier.errors import HarvestError, ProjectError
from classifier.project import create
from classifier.project.state import HarvestState, state_of

CODED = """\
FragmentID,OH-harvesting period,Country,Outcome description,MCQType of change,Coder
A1,harvest 2,Mali,The parliament adopted a law on secret bees,LAW,Ana
A2,harvest 2,Mali,Women founded a committee for wells,,
A3,harvest 2,Mali,,GRP,Ana
"""


@pytest.fixture
def project(tmp_path):
    project = create(tmp_path / "p", "P")
    (project.folder / "codebook.yaml").write_text(SMALL, "utf-8")
    (project.folder / "harvests/h.csv").write_text(CODED, "utf-8")
    return project


def counted(project, name="h.csv"):
    state = state_of(project, project.folder / "harvests" / name)
    return state.n_fragments, state.n_coded, state.is_coded


def test_fragments_with_a_text_and_those_with_a_coding_are_counted(project):
    assert counted(project) == (2, 1, True)
    assert state_of(project, project.folder / "harvests/h.csv").n_problems > 0


def test_a_harvest_without_codings_is_new(project):
    text = CODED.replace(",LAW,Ana", ",,").replace(",GRP,Ana", ",,")
    (project.folder / "harvests/n.csv").write_text(text, "utf-8")
    assert counted(project, "n.csv") == (2, 0, False)


def test_before_there_is_a_codebook_nothing_counts_as_coded(project):
    project.codebook.unlink()
    assert counted(project) == (2, 0, False)


def test_a_harvest_is_read_once_until_it_or_what_it_is_read_with_changes(project):
    harvest = project.folder / "harvests/h.csv"
    first = state_of(project, harvest)
    with patch("classifier.project.state._read", return_value=HarvestState(9, 9, 9)) as read:
        assert state_of(project, harvest) == first
        assert read.call_count == 0
        renamed = replace(project, columns={"outcome": "Country"})
        assert state_of(renamed, harvest).n_fragments == 9
        harvest.write_text(CODED + "A4,harvest 2,Mali,More,,\n", "utf-8")
        assert state_of(project, harvest).n_fragments == 9
        project.codebook.write_text(SMALL + "\n# changed\n", "utf-8")
        assert state_of(project, harvest).n_fragments == 9
    assert read.call_count == 3


def test_what_is_kept_are_counts_alone(project):
    state_of(project, project.folder / "harvests/h.csv")
    (kept,) = (project.folder / "work/.states").iterdir()
    values = json.loads(kept.read_text("utf-8"))
    assert values.keys() == {"n_fragments", "n_coded", "n_problems"}
    assert all(isinstance(value, int) for value in values.values())


@pytest.mark.parametrize("damage", ["", "[]", '{"n_fragments": "2"}', "\x00"])
def test_damaged_counts_are_counted_again(project, damage):
    first = counted(project)
    (kept,) = (project.folder / "work/.states").iterdir()
    kept.write_text(damage, "utf-8")
    assert counted(project) == first


def test_counts_that_cannot_be_kept_are_no_trouble(project):
    (project.folder / "work/.states").write_text("a file", "utf-8")
    assert counted(project) == (2, 1, True)


def test_columns_that_are_remembered_are_used(project):
    text = CODED.replace("Outcome description", "Story 7")
    (project.folder / "harvests/o.csv").write_text(text, "utf-8")
    renamed = replace(project, columns={"outcome": "Story 7"})
    assert counted(renamed, "o.csv") == (2, 1, True)
    assert counted(renamed) == (2, 1, True)
    with pytest.raises(ProjectError, match=r"project\.yaml, “columns”: “x” is no field"):
        counted(replace(project, columns={"x": "Story 7"}))


def test_a_file_that_cannot_be_read_says_why(project):
    (project.folder / "harvests/b.xlsx").write_bytes(b"no workbook")
    with pytest.raises(HarvestError, match="is not an Excel workbook"):
        counted(project, "b.xlsx")
