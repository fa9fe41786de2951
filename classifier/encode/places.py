"""Where this program keeps what it made for itself, on each kind of computer.

Two folders of the user's own: *cache* may be deleted at any time and is made again; *data* holds
MiniLM's weights, which were fetched. A variable of the XDG standard that is set wins on every
system, so that a test or a shared computer can move them.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

_NAME = "outcome-classifier"


def cache_folder() -> Path:
    """Return the folder for what can be made again (vectors, prepared encoders)."""
    if sys.platform == "win32":
        # Windows has one local folder for both kinds; a subfolder keeps them apart.
        return _base("XDG_CACHE_HOME", "AppData/Local", "LOCALAPPDATA") / _NAME / "cache"
    usual = "Library/Caches" if sys.platform == "darwin" else ".cache"
    return _base("XDG_CACHE_HOME", usual) / _NAME


def data_folder() -> Path:
    """Return the folder for what was fetched on purpose (MiniLM's weights)."""
    if sys.platform == "win32":
        return _base("XDG_DATA_HOME", "AppData/Local", "LOCALAPPDATA") / _NAME / "data"
    usual = "Library/Application Support" if sys.platform == "darwin" else ".local/share"
    return _base("XDG_DATA_HOME", usual) / _NAME


def _base(variable: str, usual: str, system: str = "") -> Path:
    """Return the folder a variable names, or the ``usual`` one below the user's home."""
    for name in (variable, system):
        # A relative path would mean another folder in every place the program is started.
        if name and (folder := os.environ.get(name)) and Path(folder).is_absolute():
            return Path(folder)
    return Path.home() / usual
