"""Unpack the program at its first start, then start it; needs nothing but Python's own library."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import shutil
import sys
import venv
import zipfile
from pathlib import Path

PROGRAM = Path(__file__).resolve().parent
CHECKSUMS = PROGRAM / "checksums.txt"
_FOREIGN = frozenset({"PYTHONHOME", "PYTHONPATH"})


class Damaged(Exception):
    """The folder is not what was made."""


def main() -> None:
    """Start the home page with what was typed behind the command."""
    try:
        python = _installed()
    except Damaged as error:
        sys.exit(
            f"The file {error} is missing, or was damaged when it was copied. "
            "Copy the whole folder again, or unpack the whole zip again, and start again."
        )
    except (OSError, ValueError) as error:
        sys.exit(
            f"The program could not be unpacked: {error}. "
            "Copy the folder to a disk of this computer with 1 GB of free space, and start again."
        )
    # Modules of other programs, or in the folder it was started in, are none of this program's.
    environment = {name: value for name, value in os.environ.items() if name not in _FOREIGN}
    environment |= {"PYTHONSAFEPATH": "1", "HF_HUB_OFFLINE": "1", "PIP_NO_INDEX": "1"}
    os.execve(python, [str(python), "-m", "classifier", "home", *sys.argv[1:]], environment)


def _installed() -> Path:
    """Return the Python that has the program, made at the first start."""
    version = ".".join(map(str, sys.version_info[:2]))
    # Another folder for another content: a newer one may be copied over this one.
    name = f"python-{version}-{_sha256(CHECKSUMS)[:12]}"
    folders = [PROGRAM / name, _own_folder() / name]
    with CHECKSUMS.open("rb") as checksums:
        # Whoever cannot wait and starts it twice waits here; not every disk can do that.
        with contextlib.suppress(OSError):
            fcntl.flock(checksums, fcntl.LOCK_EX)
        for folder in folders:
            if (folder / "bin/python").exists():
                return folder / "bin/python"
        # Said at once: what is only kept for later is lost when the program takes this one's place.
        print("The first start takes about a minute: the program is unpacked.", flush=True)
        return _install(_wheels(version), folders)


def _own_folder() -> Path:
    """Return a folder of the person's own, for a program that lies where nothing can be written."""
    if sys.platform == "darwin":
        return Path.home() / "Library/Application Support/outcome-classifier/program"
    named = Path(os.environ.get("XDG_DATA_HOME", ""))
    return (named if named.is_absolute() else Path.home() / ".local/share") / (
        "outcome-classifier/program"
    )


def _wheels(version: str) -> list[Path]:
    """Return the packages for this Python; raise Damaged where one is not what was made."""
    lines = CHECKSUMS.read_text("utf-8").splitlines()
    right = {name: checksum for checksum, _, name in (line.partition("  ") for line in lines)}
    names = (PROGRAM / f"wheels-{version}.txt").read_text("utf-8").split()
    wheels = [PROGRAM / "wheels" / name for name in names]
    for wheel in wheels:
        if not wheel.is_file() or _sha256(wheel) != right.get(f"program/wheels/{wheel.name}"):
            raise Damaged(wheel)
    return wheels


def _install(wheels: list[Path], folders: list[Path]) -> Path:
    """Unpack into the first folder that takes it; raise OSError or ValueError if none does."""
    for folder in folders:
        try:
            return _unpack(wheels, folder)
        except (OSError, ValueError) as error:  # read-only, full, without links, a “:” in its name
            refused = error
    raise refused


def _unpack(wheels: list[Path], folder: Path) -> Path:
    """Make a virtual environment of the wheels, whole or not at all."""
    begun = folder.with_name(f"{folder.name}-unfinished")
    shutil.rmtree(begun, ignore_errors=True)
    try:
        venv.create(begun, symlinks=True)
        site = next(begun.glob("lib/python*/site-packages"))
        for wheel in wheels:
            with zipfile.ZipFile(wheel) as packed:
                packed.extractall(site)
        shutil.rmtree(folder, ignore_errors=True)
        begun.rename(folder)
    except BaseException:
        shutil.rmtree(begun, ignore_errors=True)
        raise
    return folder / "bin/python"


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


if __name__ == "__main__":
    main()
