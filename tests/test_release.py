"""The release script: what it finds in a package, when it refuses a tag, and a real build."""

import sys
import sysconfig
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest
import release
from test_dependencies import PROJECT

TRACKED = ["classifier/__init__.py", "classifier/pages/templates/page.html"]
ABOUT = ["outcome_classifier-1.dist-info/WHEEL", "outcome_classifier-1.dist-info/licenses/LICENSE"]
# In the environment that is tried, whatever asks for an address or connects ends the program.
NO_NETWORK = """
import os, sys
def end(event, facts):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.sendto"):
        os._exit(99)
sys.addaudithook(end)
"""


def test_a_whole_wheel_and_sdist_have_nothing_wrong():
    assert release.problems_of([*TRACKED, *ABOUT], TRACKED) == []
    beside = [*release.BESIDE, "PKG-INFO", "setup.cfg", "outcome_classifier.egg-info/PKG-INFO"]
    assert release.problems_of([*TRACKED, *beside], TRACKED) == []


@pytest.mark.parametrize(
    ("left_out", "added", "said"),
    [
        (TRACKED[1], [], "lacks classifier/pages/templates/page.html"),
        (ABOUT[1], [], "lacks LICENSE"),
        ("", ["classifier/old.py"], "holds classifier/old.py, which does not belong there"),
        ("", ["data/harvest-1.xlsx"], "holds data/harvest-1.xlsx, which does not belong there"),
        ("", ["tests/test_cli.py"], "holds tests/test_cli.py, which does not belong there"),
        ("", ["classifier/__pycache__/a.py"],
         "holds classifier/__pycache__/a.py, which does not belong there"),
    ],
)  # fmt: skip
def test_what_a_package_lacks_or_should_not_hold_is_named(left_out, added, said):
    names = [name for name in [*TRACKED, *ABOUT, *added] if name != left_out]
    assert release.problems_of(names, TRACKED) == [said]


def test_no_harvest_and_no_tests_may_stand_in_an_sdist():
    names = [*TRACKED, *release.BESIDE, "codings.csv", "tests/test_cli.py"]
    assert [one.split()[1] for one in release.problems_of(names, TRACKED)] == [
        "codings.csv,", "tests/test_cli.py,"
    ]  # fmt: skip


def test_the_files_of_both_kinds_of_package_are_listed(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.whl", "w") as wheel:
        wheel.writestr("classifier/a.py", "")
    (tmp_path / "a.py").write_text("", "utf-8")
    with tarfile.open(tmp_path / "a.tar.gz", "w:gz") as sdist:
        sdist.add(tmp_path / "a.py", "a-1/classifier/a.py")
    for package in ("a.whl", "a.tar.gz"):
        assert release.names_in(tmp_path / package) == ["classifier/a.py"]


@pytest.fixture
def answers(monkeypatch, tmp_path):
    """What git says, by the first word asked; and a changelog without the version."""
    said = {"status": "", "tag": "", "rev-parse": "1a2b3c"}
    monkeypatch.setattr(release, "_git", lambda first, *rest: said[first])
    monkeypatch.setattr(release, "ROOT", tmp_path)
    (tmp_path / "CHANGELOG.md").write_text("## [Unreleased]\n\n## [9.9.9] - 2030-01-31\n", "utf-8")
    return said


def test_a_clean_commit_with_its_entry_is_tagged(answers):
    release.refuse_to_tag("9.9.9")


@pytest.mark.parametrize(
    ("version", "said", "why"),
    [
        ("9.9.9", {"status": " M README.md"}, "not committed"),
        ("9.9.8", {}, r"CHANGELOG.md has no line “## \[9.9.8\] - YEAR-MONTH-DAY”"),
        ("9.9.9", {"tag": "v9.9.9"}, "the tag v9.9.9 is there"),
    ],
)
def test_a_tag_is_refused_with_what_is_missing(answers, version, said, why):
    answers.update(said)
    with pytest.raises(release.CannotRelease, match=why):
        release.refuse_to_tag(version)


def test_a_refusal_ends_in_words_and_status_1(answers, monkeypatch, capsys, tmp_path):
    answers["status"] = " M README.md"
    monkeypatch.setattr(release, "version_of_program", lambda commit: "9.9.9")
    assert release.main(["--tag", "--out", str(tmp_path / "dist")]) == 1
    assert (
        capsys.readouterr().err == "No release: not committed, so not in the tag:\n M README.md\n"
    )
    assert not (tmp_path / "dist").exists()


def test_what_a_failed_step_printed_is_told():
    with pytest.raises(release.CannotRelease, match=r"failed:\nthe reason$"):
        release._run(sys.executable, "-c", "import sys; sys.exit('the reason')")


def test_a_commit_without_a_version_is_refused(monkeypatch):
    monkeypatch.setattr(release, "_git", lambda *words: "")
    with pytest.raises(release.CannotRelease, match="states no __version__"):
        release.version_of_program("HEAD")


def test_what_is_committed_while_packages_are_tried_is_neither_in_them_nor_tagged(
    monkeypatch, tmp_path
):
    asked = []

    def git(*words):
        asked.append(words)
        return {"rev-parse": "1a2b3c\n", "show": '__version__ = "9.9.9"\n'}.get(words[0], "")

    def build(folder, commit):
        asked.append(("build", commit))
        return []

    monkeypatch.setattr(release, "_git", git)
    monkeypatch.setattr(release, "build", build)
    monkeypatch.setattr(release, "refuse_to_tag", lambda version: None)
    monkeypatch.setattr(release, "pythons_at_hand", list)
    release.release(tmp_path / "dist", tag=True)
    (first, *rest) = asked
    assert first == ("rev-parse", "HEAD")
    assert [words[0] for words in rest] == ["show", "ls-tree", "build", "tag"]
    assert all("1a2b3c" in " ".join(words) for words in rest)


def test_each_python_is_tried_once_and_older_ones_are_not(monkeypatch, tmp_path):
    versions = {"python3.12": "Python 3.12.1", "python3.13": "", "python": "Python 3.12.9"}
    for name, said in versions.items():
        script = tmp_path / "versions" / "x" / "bin" / name
        script.parent.mkdir(parents=True, exist_ok=True)
        script.write_text(f"#!/bin/sh\necho '{said}'\n", "utf-8")
        script.chmod(0o755)
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path))
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.setattr(release.sys, "executable", str(script))
    assert release.pythons_at_hand() == [script]


@pytest.mark.parametrize(
    ("program", "said"),
    [
        ("print('classifier 9.9.8')", "calls itself “classifier 9.9.8”, not 9.9.9"),
        ("import sys; print('classifier 9.9.9' if '--version' in sys.argv else '')",
         "suggests nothing for data/card.txt"),
    ],
)  # fmt: skip
def test_a_program_that_is_another_or_says_nothing_is_no_release(tmp_path, program, said):
    with pytest.raises(release.CannotRelease, match=said):
        release.try_program([sys.executable, "-c", program], tmp_path / "work", "9.9.9")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """A wheel of the last commit, without fetching anything."""
    if not (release.ROOT / ".git").exists():
        pytest.skip("a folder without its history has no commit to build")
    (made,) = release.build(tmp_path_factory.mktemp("built"), "HEAD", "--wheel", "--no-isolation")
    return made


@pytest.mark.slow
def test_the_last_commit_builds_with_all_that_the_program_reads(wheel):
    names = release.names_in(wheel)
    tracked = release.tracked_in("HEAD")
    assert {"classifier/encode/minilm.onnx", "classifier/py.typed"} <= set(tracked)
    assert release.problems_of(names, tracked) == []
    with zipfile.ZipFile(wheel) as packed:
        (metadata,) = [name for name in names if name.endswith(".dist-info/METADATA")]
        facts = packed.read(metadata).decode()
    assert f"Version: {release.version_of_program('HEAD')}\n" in facts
    assert f"Requires-Python: {PROJECT['requires-python']}\n" in facts


@pytest.mark.slow
def test_what_the_wheel_holds_learns_and_suggests_without_this_folder_and_without_network(
    wheel, tmp_path
):
    venv.create(tmp_path / "new", symlinks=True)
    python = tmp_path / "new" / "bin" / "python"
    packages = next((tmp_path / "new").glob("**/site-packages"))
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(packages)
    # What the program needs comes from here, the program itself from the wheel before it.
    # Debian has a sitecustomize.py of its own, which would win over one that is written here.
    needed = sysconfig.get_path("purelib") + "\nimport no_network\n"
    (packages / "needed.pth").write_text(needed, "utf-8")
    (packages / "no_network.py").write_text(NO_NETWORK, "utf-8")
    where = release._run(
        python, "-c", "import classifier; print(classifier.__file__)", cwd=tmp_path
    )
    assert Path(where.strip()).is_relative_to(tmp_path)
    with pytest.raises(release.CannotRelease):
        release._run(python, "-c", "import socket; socket.getaddrinfo('localhost', 80)")
    version = release.version_of_program("HEAD")
    release.try_program([python, "-m", "classifier"], tmp_path / "work", version)
