"""The two folders of the user's own where this program keeps files.

*Cache* may be deleted at any time and is made again; *data* holds MiniLM's weights, which were
fetched. A variable of the XDG standard that is set wins on every system, so that a test or a
shared computer can move them.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from platformdirs import user_cache_path, user_data_path

_PROGRAM = "outcome-classifier"


def cache_folder() -> Path:
    """Return the folder for what can be made again (vectors, prepared encoders)."""
    return _named_by("XDG_CACHE_HOME") or user_cache_path(_PROGRAM, appauthor=False)


def data_folder() -> Path:
    """Return the folder for what was fetched on purpose (MiniLM's weights)."""
    folder = _named_by("XDG_DATA_HOME") or user_data_path(_PROGRAM, appauthor=False)
    # On Windows the cache is a folder in this one; a subfolder keeps them apart.
    return folder / "data" if sys.platform == "win32" else folder


def _named_by(variable: str) -> Path | None:
    """Return this program's folder in the one a variable names, None if it names none.

    platformdirs does not look at these variables on Windows.
    """
    folder = Path(os.environ.get(variable, ""))
    # A relative path would mean another folder in every place the program is started.
    return folder / _PROGRAM if folder.is_absolute() else None
