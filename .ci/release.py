"""Make a release: sdist and wheel of the last commit, looked through, and tried on each Python.

``python .ci/release.py`` leaves both in ``dist/``. With ``--tag`` it tags the commit too, if
nothing is uncommitted and CHANGELOG.md has the version with its date. It publishes nothing.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path

ROOT = Path(__file__).parents[1]
OLDEST = (3, 11)
# Of these a harvest, what was made of one, or a cache may be; none belongs in a package.
NEVER = (".xlsx", ".csv", ".tsv", ".jsonl", ".parquet", ".sqlite", ".npz", ".pyc", ".pkl")
BESIDE = ("README.md", "LICENSE", "CHANGELOG.md", "CITATION.cff", "SECURITY.md", "pyproject.toml")
_PROGRAM = "classifier/"
_WAIT = 1800
TRAIN = ("train", "data/harvest-1.xlsx", "--codebook", "data/codebook.yaml", "--encoder", "use",
         "--out", "model", "--no-cache")  # fmt: skip
SUGGEST = ("suggest", "data/card.txt", "--model", "model", "--no-cache")


class CannotRelease(Exception):
    """What must be mended before there can be a release."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Build, look through, try, and tag if asked; return the exit status."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--tag", action="store_true", help="Tag the commit when all is well.")
    parser.add_argument("--out", type=Path, default=ROOT / "dist", help="Default: dist/.")
    options = parser.parse_args(arguments)
    try:
        release(options.out, options.tag)
    except CannotRelease as error:
        print(f"No release: {error}", file=sys.stderr)
        return 1
    return 0


def release(out: Path, tag: bool) -> None:
    """Make a release as the options say."""
    # One commit for everything: somebody may commit while the packages are tried.
    commit = _git("rev-parse", "HEAD").strip()
    version = version_of_program(commit)
    if tag:
        refuse_to_tag(version)
    elif _git("status", "--porcelain"):
        print("What is not committed is not in it.", file=sys.stderr)
    pythons = pythons_at_hand()
    tracked = tracked_in(commit)
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        built = build(folder, commit)
        for file in built:
            wrong = problems_of(names_in(file), tracked)
            if wrong:
                raise CannotRelease("\n".join([f"{file.name}:", *wrong]))
        for python in pythons:
            for file in built:
                try_package(file, python, Path(tempfile.mkdtemp(dir=folder)), version)
                print(f"{file.name} works with {_python_version(python)}", flush=True)
        out.mkdir(exist_ok=True)
        for file in built:
            # Copied under another name first: an interrupted copy must not look like a package.
            shutil.copyfile(file, out / f".{file.name}")
            (out / f".{file.name}").replace(out / file.name)
            print(f"Written: {out / file.name}")
    if tag:
        _git("tag", "--annotate", f"v{version}", "--message", f"Version {version}", commit)
        print(f"Tagged: v{version}. To publish it: git push origin v{version}")


def version_of_program(commit: str) -> str:
    """Read the version that a commit states."""
    stated = _git("show", f"{commit}:{_PROGRAM}__init__.py")
    found = re.search(r'^__version__ = "(.+)"$', stated, re.MULTILINE)
    if found is None:
        raise CannotRelease(f"{_PROGRAM}__init__.py states no __version__.")
    return found[1]


def tracked_in(commit: str) -> list[str]:
    """List the files of the program in a commit."""
    return _git("ls-tree", "-r", "--name-only", commit, _PROGRAM).splitlines()


def refuse_to_tag(version: str) -> None:
    """Raise what speaks against a tag: uncommitted work, no entry of the version, a tag."""
    uncommitted = _git("status", "--porcelain")
    if uncommitted:
        raise CannotRelease(f"not committed, so not in the tag:\n{uncommitted}")
    if not has_entry((ROOT / "CHANGELOG.md").read_text("utf-8"), version):
        raise CannotRelease(
            f"CHANGELOG.md has no line “## [{version}] - YEAR-MONTH-DAY”. "
            "Write it above what stands under [Unreleased], and commit."
        )
    if _git("tag", "--list", f"v{version}"):
        raise CannotRelease(f"the tag v{version} is there. Raise __version__ in {_PROGRAM}.")


def has_entry(changelog: str, version: str) -> bool:
    r"""Tell whether a changelog has a dated entry of a version.

    >>> has_entry("## [0.1.0] - 2026-12-01\n", "0.1.0"), has_entry("## [0.1.0]\n", "0.1.0")
    (True, False)
    """
    entry = rf"^## \[{re.escape(version)}\] - \d{{4}}-\d\d-\d\d$"
    return re.search(entry, changelog, re.MULTILINE) is not None


def pythons_at_hand() -> list[Path]:
    """List one Python of each version from 3.11 on: this one, of the PATH, of pyenv."""
    names = [f"python3.{minor}" for minor in range(OLDEST[1], 30)]
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    candidates = [Path(sys.executable), *(Path(p) for p in map(shutil.which, names) if p)]
    candidates += [python for name in names for python in sorted(pyenv.glob(f"*/bin/{name}"))]
    found: dict[tuple[int, ...], Path] = {}
    for python in candidates:
        version = _version_numbers(python)
        if version >= OLDEST:
            found.setdefault(version, python)
    return [found[version] for version in sorted(found)]


def _version_numbers(python: Path) -> tuple[int, ...]:
    """Return the first two numbers of a Python's version; none where it does not start."""
    # pyenv leaves a name on the PATH for each version, which may not be the one in use.
    asked = subprocess.run([python, "--version"], capture_output=True, text=True, check=False)
    found = re.match(r"Python (\d+)\.(\d+)", asked.stdout)
    return tuple(map(int, found.groups())) if found else ()


def _python_version(python: Path) -> str:
    return _run(python, "--version").strip()


def build(folder: Path, commit: str, *options: str) -> list[Path]:
    """Build a commit and return the files: the sdist, and the wheel from it.

    Parameters
    ----------
    options : further options of the package “build”, such as ``--no-isolation``
    """
    sources, made = folder / "sources", folder / "made"
    _git("archive", "--output", str(folder / "sources.tar"), commit)
    with tarfile.open(folder / "sources.tar") as archive:
        # Python 3.11.0 to 3.11.3 know no filter, and need none for what git packed.
        archive.extraction_filter = getattr(tarfile, "data_filter", None)
        archive.extractall(sources)
    # The same commit gives the same wheel.
    made_on = _git("log", "-1", "--format=%ct", commit).strip()
    environment = {**os.environ, "SOURCE_DATE_EPOCH": made_on}
    _run(sys.executable, "-m", "build", "--outdir", made, *options, sources, env=environment)
    return sorted(made.iterdir())


def names_in(package: Path) -> list[str]:
    """List the files of a wheel or sdist, of the latter without its own folder."""
    if package.suffix == ".whl":
        with zipfile.ZipFile(package) as wheel:
            return wheel.namelist()
    with tarfile.open(package) as sdist:
        return [one.name.partition("/")[2] for one in sdist.getmembers() if one.isfile()]


def problems_of(names: Iterable[str], tracked: Iterable[str]) -> list[str]:
    """Say what is wrong with the files of a package.

    Parameters
    ----------
    tracked : the files of the program as git has them: templates, MiniLM's graph and the rest
    """
    names, tracked = set(names), set(tracked)
    program = {name for name in names if name.startswith(_PROGRAM)}
    is_wheel = any(name.endswith(".dist-info/WHEEL") for name in names)
    wanted = {"LICENSE"} if is_wheel else set(BESIDE)
    there = {name.rpartition("/")[2] for name in names - program}
    wrong = [f"lacks {name}" for name in sorted((tracked - program) | (wanted - there))]
    strange = {name for name in names if _is_strange(name, is_wheel)} | (program - tracked)
    return wrong + [f"holds {name}, which does not belong there" for name in sorted(strange)]


def _is_strange(name: str, is_wheel: bool) -> bool:
    """Tell whether a file is neither the program nor about it."""
    if name.endswith(NEVER) or "__pycache__" in name:
        return True
    first = name.partition("/")[0]
    if is_wheel:
        return first != _PROGRAM[:-1] and not first.endswith(".dist-info")
    return "/" in name and first != _PROGRAM[:-1] and not first.endswith(".egg-info")


def try_package(package: Path, python: Path, folder: Path, version: str) -> None:
    """Install a package into a new environment, and learn and suggest with it on the sample."""
    _run(python, "-m", "venv", folder)
    inside = folder / ("Scripts" if os.name == "nt" else "bin")
    _run(inside / "python", "-m", "pip", "install", "--quiet", package)
    try_program([inside / "classifier"], folder / "work", version)


def try_program(program: Sequence[object], folder: Path, version: str) -> None:
    """Ask an installed program for its version, and let it learn and suggest on the sample.

    Parameters
    ----------
    folder : a new one to work in, where `import classifier` finds what is installed alone
    """
    shutil.copytree(ROOT / "data", folder / "data")
    said = _run(*program, "--version", cwd=folder)
    if version not in said.split():
        raise CannotRelease(f"what is installed calls itself “{said.strip()}”, not {version}.")
    _run(*program, *TRAIN, cwd=folder)
    if not _run(*program, *SUGGEST, cwd=folder).strip():
        raise CannotRelease("what is installed suggests nothing for data/card.txt.")


def _run(*command: object, cwd: Path | None = None, env: dict[str, str] | None = None) -> str:
    """Run a command and return what it prints; CannotRelease with its last lines if it fails."""
    # Nothing of this folder, nor of the Python that runs this, may stand in for what is installed.
    usual = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    words = [str(word) for word in command]
    done = subprocess.run(
        words, cwd=cwd, env=env or usual, capture_output=True, text=True, encoding="utf-8",
        timeout=_WAIT, check=False,
    )  # fmt: skip
    if done.returncode:
        last = "\n".join((done.stdout + done.stderr).splitlines()[-15:])
        raise CannotRelease(f"“{' '.join(words)}” failed:\n{last}")
    return done.stdout


def _git(*words: str) -> str:
    # A build machine may run this as another user than the one who fetched the folder.
    return _run("git", "-c", f"safe.directory={ROOT}", "-C", ROOT, *words)


if __name__ == "__main__":
    sys.exit(main())
