"""A project that comes back as a zip: taken as it was handed over, or refused without a trace."""

import stat
import zipfile

import pytest

from classifier.errors import ProjectError
from classifier.project import create, read
from classifier.project.hand_over import hand_over
from classifier.project.opened import open_zip

TEXT = "name: Ours\n"


def zipped(path, files, links=(), locked=False):
    """Write a zip with these files; a link is a file whose kind says so."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files:
            info = zipfile.ZipInfo(name)
            info.compress_type = zipfile.ZIP_DEFLATED
            kind = stat.S_IFLNK if name in links else stat.S_IFREG
            info.external_attr = (kind | 0o600) << 16
            archive.writestr(info, text)
    if locked:
        content = bytearray(path.read_bytes())
        for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
            content[content.index(mark) + at] |= 1
        path.write_bytes(content)
    return path


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "documents").mkdir()
    return tmp_path / "documents"


def test_a_project_that_was_handed_over_is_opened_as_it_was(tmp_path, folder):
    project = create(tmp_path / "Our harvests", "Our harvests")
    (project.folder / "harvests" / "h.csv").write_text("Outcome\nA law.\n")
    (project.folder / "work" / "jobs.sqlite").write_text("of this computer")
    hand_over(project, tmp_path / "o.zip")
    for name in ("Our harvests", "Our harvests (2)"):
        place = open_zip(tmp_path / "o.zip", "o.zip", folder)
        assert place == folder / name
        assert read(place).name == "Our harvests"
        assert (place / "harvests" / "h.csv").read_text() == "Outcome\nA law.\n"
        assert list((place / "work").iterdir()) == []
        assert (place / "models").is_dir()


def test_what_systems_and_programs_add_to_a_zip_is_left(tmp_path, folder):
    files = [
        ("p/project.yaml", TEXT), ("__MACOSX/p/._project.yaml", "x"), ("p/.DS_Store", "x"),
        ("p/work/home.address", '{"port": 1}'), ("p/work/h/decisions.txt", "kept"),
    ]  # fmt: skip
    place = open_zip(zipped(tmp_path / "p.zip", files), "p.zip", folder)
    there = {path.relative_to(place).as_posix() for path in place.rglob("*") if path.is_file()}
    assert there == {"project.yaml", "work/h/decisions.txt"}


def test_a_project_without_a_folder_around_it_goes_by_the_name_of_its_zip(tmp_path, folder):
    place = open_zip(zipped(tmp_path / "x", [("project.yaml", TEXT)]), "Mali: 2.zip", folder)
    assert place.name == "Mali_ 2"


PROJECT = ("p/project.yaml", TEXT)


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ([("p/h.csv", "x")], "holds no project"),
        ([("a/b/project.yaml", TEXT)], "holds no project"),
        ([PROJECT, ("p/../../evil.txt", "x")], "is no name for a file here"),
        ([PROJECT, ("/evil.txt", "x")], "is no name for a file here"),
        ([PROJECT, ("p/..\\evil.txt", "x")], "is no name for a file here"),
        ([PROJECT, ("C:/evil.txt", "x")], "is no name for a file here"),
        ([PROJECT, ("p/con.txt", "x")], "is no name for a file here"),
        ([PROJECT, ("other/evil.txt", "x")], "more than one folder"),
        ([PROJECT, ("p/H.csv", "x"), ("p/h.csv", "y")], "twice"),
        ([("p/project.yaml", "name: [")], "evil.zip"),
        ([PROJECT, ("p/zeros", "0" * 5_000_000)], "more than a project holds"),
    ],
)
def test_a_strange_zip_is_refused_and_nothing_of_it_stays(
    tmp_path, folder, monkeypatch, files, said
):
    monkeypatch.setattr("classifier.project.opened.LARGEST_PROJECT", 1_000_000)
    with pytest.raises(ProjectError, match=said) as caught:
        open_zip(zipped(tmp_path / "p.zip", files), "evil.zip", folder)
    assert caught.value.hint
    assert list(folder.iterdir()) == []
    assert {path.name for path in tmp_path.iterdir()} == {"documents", "p.zip"}


def test_links_and_passwords_are_refused(tmp_path, folder):
    files = [PROJECT, ("p/harvests", "/etc")]
    with pytest.raises(ProjectError, match="is a link"):
        open_zip(zipped(tmp_path / "l.zip", files, links={"p/harvests"}), "l.zip", folder)
    with pytest.raises(ProjectError, match="password"):
        open_zip(zipped(tmp_path / "e.zip", [PROJECT], locked=True), "e.zip", folder)
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("damage", ["cut", "size", "content", "none"])
def test_a_damaged_zip_is_refused(tmp_path, folder, damage):
    path = zipped(tmp_path / "d.zip", [PROJECT, ("p/h.csv", "Outcome\n" * 1000)])
    content = bytearray(path.read_bytes())
    if damage == "size":  # of the last file, as the index states it
        at = content.rindex(b"PK\x01\x02") + 24
        content[at : at + 4] = (10).to_bytes(4, "little")
    if damage == "content":
        content[content.index(b"p/h.csv") + 12] ^= 0xFF
    path.write_bytes({"cut": bytes(content[:200]), "none": b"no zip"}.get(damage, bytes(content)))
    with pytest.raises(ProjectError, match="damaged"):
        open_zip(path, "d.zip", folder)
    assert list(folder.iterdir()) == []
