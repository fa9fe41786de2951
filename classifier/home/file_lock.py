"""A lock that one process at a time can hold, and that the system gives back when it dies.

A process number would not do: after a while the system gives it to another process.
"""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path
from typing import BinaryIO

_HELD = (errno.EACCES, errno.EAGAIN, errno.EDEADLK)


def hold(path: Path) -> BinaryIO | None:
    """Return a file whose lock is held until it is closed; None where it is held elsewhere.

    The file stays: a lock on one that is deleted would hold off nobody who makes it anew.
    """
    stream = path.open("ab")
    try:
        if sys.platform == "win32":
            import msvcrt

            os.lseek(stream.fileno(), 0, os.SEEK_SET)
            msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        stream.close()
        if error.errno in _HELD:
            return None
        raise
    return stream
