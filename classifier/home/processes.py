"""Processes of this program that are started from any folder and outlive this one."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

# What starts a process of this program from any folder: nothing is imported from the project's.
_START = """\
import json, sys
sys.path[:] = json.loads(sys.argv.pop(1))
from classifier.home.{module} import main
main()
"""


def python_command(module: str) -> list[str]:
    """Return what starts a module of this package with the same program and the same packages."""
    places = [os.path.abspath(place) for place in sys.path]
    return [sys.executable, "-c", _START.format(module=module), json.dumps(places)]


def environment() -> dict[str, str]:
    """Return this process's, in which Python imports nothing from the folder it stands in."""
    return {**os.environ, "PYTHONSAFEPATH": "1"}


def open_outside(path: Path) -> bool:
    """Open a file in the program that the system has for it; return whether there is one."""
    if sys.platform == "win32":
        os.startfile(path)
        return True
    opener = shutil.which("open" if sys.platform == "darwin" else "xdg-open")
    if opener is None:
        return False
    start_apart([opener, os.fspath(path.absolute())], path.absolute().parent)
    return True


def start_apart(command: Sequence[str], folder: Path) -> None:
    """Start a process that outlives this one, hidden, and with less of the processor."""
    apart: dict[str, Any] = {"start_new_session": True}
    if sys.platform == "win32":
        hidden, modest = subprocess.CREATE_NO_WINDOW, subprocess.BELOW_NORMAL_PRIORITY_CLASS
        apart = {"creationflags": hidden | modest}
    process = subprocess.Popen(
        command, cwd=folder, env=environment(), stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **apart,
    )  # fmt: skip
    # Nobody else takes note of its end, and it would stay in the system's list.
    threading.Thread(target=process.wait, name="started", daemon=True).start()
