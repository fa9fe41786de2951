"""A project's folder: made, read, found, saved; its log."""

import json
import os
import subprocess
import sys

import pytest

from classifier.errors import ClassifierError, OutputError, ProjectError
from classifier.project import FOLDERS, create, project_of, read, save
from classifier.project.corrected import following, newest
from classifier.project.log import note, read_what_can_be
from classifier.project.log import read as read_log


@pytest.fixture
def project(tmp_path):
    return create(tmp_path / "p", "Scoping 2025")


def test_a_new_project_reads_back_with_its_empty_folders(project):
    assert read(project.folder) == project
    assert project.name == "Scoping 2025"
    assert {path.name for path in project.folder.iterdir()} == {*FOLDERS, "project.yaml"}
    assert (project.codebook, project.harvests, project.model) == (None, (), "")


def test_what_is_saved_reads_back(project):
    from dataclasses import replace

    names = {"outcome": "What changed: « très » bien?", "type": "# No"}
    changed = replace(project, name="Été: “يوم” - x", language="fr", columns=names, model="m 1")
    save(changed)
    assert read(project.folder) == changed


EDITED = [
    b"\xef\xbb\xbfname: A\r\nmodel: m\r\n",
    "name: A\nmodel: m\n".encode("utf-16"),
    b"name:\tA\nmodel:\tm",
    b"columns:\n\t- field: type\n\t  heading: Art\nname: A\nmodel: m\n",
    b"---\nname: A\nlanguage: ''\ncolumns:\nmodel: m\n",
]


@pytest.mark.parametrize("data", EDITED)
def test_a_file_saved_by_any_editor_is_read(project, data):
    project.file.write_bytes(data)
    again = read(project.folder)
    assert (again.name, again.model) == ("A", "m")
    assert again.columns == ({"type": "Art"} if b"Art" in data else {})


BROKEN = {
    "nmae: A": ("line 1", "unknown key “nmae”", "Did you mean “name”?"),
    "name: A\nlanguage: de": ("line 2", "“language” is “de”", "en, fr and ar"),
    "name: A\nmodel: ../../x": ("line 2", "“model” is “../../x”", "a folder in models"),
    "name: A\nmodel: C:\\m": ("line 2", "“model” is “C:\\m”", "a folder in models"),
    "columns:\n- field: type": ("line 2", "“columns” needs both “field” and “heading”"),
    "columns: type": ("line 1", "“columns” must be a list"),
    "columns:\n- {field: a, heading: b}\n- {field: a, heading: c}": ("“a” two headings",),
    "name: A: B": ("line 1", "must stand in quotes"),
    "": ("is empty", "the first lines of the file name its keys"),
    "- a\n- b": ("line 1", "a project must be a list of keys with values"),
}


@pytest.mark.parametrize("text", BROKEN)
def test_a_file_that_cannot_be_read_is_told_with_line_and_key(project, text):
    project.file.write_text(text, "utf-8")
    with pytest.raises(ProjectError) as refused:
        read(project.folder)
    told = f"{refused.value} {refused.value.hint}"
    assert "project.yaml" in told
    for words in BROKEN[text]:
        assert words in told


def test_a_project_is_found_from_any_folder_in_it(project, tmp_path):
    assert project_of(project.folder / "work" / "h" / "missing.xlsx") == project
    assert project_of(tmp_path) is None


def test_the_nearest_of_two_projects_is_meant(project):
    inner = project.folder / "harvests" / "inner"
    inner.mkdir()
    (inner / "project.yaml").write_text("name: Inner", "utf-8")
    assert project_of(inner).name == "Inner"
    with pytest.raises(ProjectError, match="lies in the project"):
        create(project.folder / "other", "x")


def test_a_project_file_of_another_program_makes_no_project(tmp_path):
    (tmp_path / "project.yaml").write_text("name: site\nversion: 2\nsteps: [build]", "utf-8")
    assert project_of(tmp_path) is None


def test_a_folder_with_other_things_is_not_made_a_project(tmp_path, project):
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "letter.docx").write_bytes(b"x")
    (tmp_path / "file").write_bytes(b"x")
    for place, words in [
        (tmp_path / "full", "it holds letter.docx"),
        (tmp_path / "file", "is a file"),
        (project.folder, "is a project already"),
    ]:
        with pytest.raises(ProjectError, match=words):
            create(place, "x")


def test_a_project_without_its_file_is_made_one_again(project):
    (project.folder / "codebook.csv").write_text("Name\nLaw\n", "utf-8")
    project.file.unlink()
    assert create(project.folder, "again").codebook == project.folder / "codebook.csv"


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="nobody is refused here")
def test_a_folder_that_may_not_be_written_is_said(tmp_path):
    tmp_path.chmod(0o500)
    with pytest.raises(OutputError, match="protected"):
        create(tmp_path / "p", "x")


def test_two_codebooks_are_told(project):
    for name in ("codebook.xlsx", "Codebook.yaml", "~$codebook.xlsx", "codebook-2.xlsx"):
        (project.folder / name).write_bytes(b"x")
    with pytest.raises(ProjectError, match=r"Codebook.yaml and codebook.xlsx"):
        project.codebook  # noqa: B018


def test_harvests_are_the_files_that_a_person_sees(project):
    for name in ("b.csv", "A.xlsx", "~$A.xlsx", ".DS_Store", "Thumbs.db", ".hidden.csv"):
        (project.folder / "harvests" / name).write_bytes(b"x")
    (project.folder / "harvests" / "older").mkdir()
    assert [path.name for path in project.harvests] == ["A.xlsx", "b.csv"]


def test_a_linked_folder_of_harvests_is_read(project, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "h.csv").write_bytes(b"x")
    (project.folder / "harvests").rmdir()
    (project.folder / "harvests").symlink_to(tmp_path / "elsewhere")
    assert [path.name for path in project.harvests] == ["h.csv"]


NAMES = {"h 1.xlsx": "h 1", "Mali: 2?.csv": "Mali_ 2_", "aux.csv": "aux_", "h .csv": "h"}


@pytest.mark.parametrize("name", NAMES)
def test_work_lies_in_a_folder_that_every_system_takes(project, name):
    work = project.folder / "work" / NAMES[name]
    assert project.work(project.folder / "harvests" / name) == work
    assert project.work(work / "suggested.xlsx") == work
    assert project.work(work / "corrected-1" / name) == work


CORRECTED = {"h.xlsx": "h.xlsx", "cards.txt": "cards.csv", "Mali: 2?.csv": "Mali: 2?.csv"}


@pytest.mark.parametrize("name", CORRECTED)
def test_corrected_copies_are_counted_and_the_newest_is_what_counts(project, name):
    harvest = project.folder / "harvests" / name
    work, copy = project.work(harvest), CORRECTED[name]
    assert newest(project, harvest) == harvest
    assert following(project, harvest, harvest) == work / "corrected-1" / copy
    table = work / f"{harvest.stem}-coded.xlsx"
    assert following(project, harvest, table) == work / "corrected-1" / f"{harvest.stem}.xlsx"
    for folder in ("corrected-2", "corrected-10", "corrected-11", "corrected-012", "corrected-x"):
        (work / folder).mkdir(parents=True)
        # A folder without a copy is what a command left that was ended.
        if folder != "corrected-11":
            (work / folder / copy).write_bytes(b"")
    assert newest(project, harvest) == work / "corrected-10" / copy
    assert following(project, harvest, work / copy) == work / "corrected-11" / copy


def test_two_harvests_never_share_their_work(project):
    harvests = project.folder / "harvests"
    (harvests / "h.csv").write_bytes(b"x")
    assert project.work(harvests / "h.csv") == project.folder / "work" / "h"
    (harvests / "H.xlsx").write_bytes(b"x")
    with pytest.raises(ProjectError, match=r"h.csv and H.xlsx would both"):
        project.work(harvests / "h.csv")


def test_the_log_names_what_was_done_with_which_files(project, tmp_path):
    (project.models_folder / "m").mkdir()
    (project.models_folder / "m" / "manifest.json").write_bytes(b"")
    (tmp_path / "outside.csv").write_bytes(b"a")
    files = [project.models_folder / "m", tmp_path / "outside.csv", tmp_path / "missing"]
    note(project, "train", "Ana", ["train", "é\ud800"], files)
    (entry,) = read_log(project)
    assert (entry.who, entry.did, entry.command) == ("Ana", "train", ("train", "é?"))
    assert [name for name, _ in entry.files] == ["models/m/manifest.json", "outside.csv"]
    assert entry.files[0][1].startswith("e3b0c442")


@pytest.mark.parametrize("half", [b'{"when": "2026', b'{"when": "1"}', b"\xff" * 9000])
def test_half_a_line_is_cut_off_by_the_next(project, half):
    note(project, "a", "", [], [])
    with project.log_path.open("ab") as stream:
        stream.write(half)
    assert [entry.did for entry in read_log(project)] == ["a"]
    note(project, "b", "", [], [])
    assert [entry.did for entry in read_log(project)] == ["a", "b"]


def test_a_whole_line_without_its_end_is_kept(project):
    note(project, "a" * 9000, "", [], [])
    project.log_path.write_bytes(project.log_path.read_bytes().rstrip())
    note(project, "b", "", [], [])
    assert [entry.did[:1] for entry in read_log(project)] == ["a", "b"]


def test_a_damaged_line_in_the_log_is_told(project):
    project.log_path.write_text('{"when": 1}\n', "utf-8")
    with pytest.raises(ClassifierError, match="line 1"):
        read_log(project)


def test_programs_that_append_at_once_lose_no_line(project):
    code = (
        "import sys; from pathlib import Path; from classifier.project import read\n"
        "from classifier.project.log import note\n"
        "for i in range(40): note(read(Path(sys.argv[1])), sys.argv[2] + 'x' * 5000, '', [], [])"
    )
    runs = [
        subprocess.Popen([sys.executable, "-c", code, str(project.folder), str(i)])
        for i in range(3)
    ]
    assert [run.wait() for run in runs] == [0, 0, 0]
    lines = project.log_path.read_text("utf-8").splitlines()
    assert sorted(json.loads(line)["did"][0] for line in lines) == sorted("012" * 40)


def test_lines_that_are_not_ours_are_passed_over_where_that_is_asked_for(project):
    for name in ("Ana", "Ben"):
        note(project, "check", name, ["check"], [], figures={"rows": 2})
    first, last = project.log_path.read_bytes().splitlines(keepends=True)
    wrong = b'<<<<<<< HEAD\n{"when": 1}\n' + first.replace(b'"rows": 2', b'"rows": NaN')
    project.log_path.write_bytes(first + wrong + last)
    entries, broken = read_what_can_be(project)
    assert [(one.who, one.figures) for one in entries] == [
        ("Ana", {"rows": 2}),
        ("Ben", {"rows": 2}),
    ]
    assert broken == (2, 3, 4)
    with pytest.raises(ProjectError, match="line 2"):
        read_log(project)
