"""Memory for learning, asked for before the work begins.

The library that multiplies matrices (OpenBLAS) asks the system for memory of its own again and
again, without an end, where it gets none. So it is asked for while there is some.
"""

from __future__ import annotations

import mmap

import numpy as np

# What the libraries take to learn from a few dozen fragments: 700 to 950 MB in all.
_LEAST = 640 << 20
# Smaller matrices are multiplied without memory of the library's own.
_SIDE = 256


def require_memory() -> None:
    """Raise a MemoryError where too little is left to learn; otherwise take what matrices need."""
    try:
        mmap.mmap(-1, _LEAST).close()
    except OSError as error:
        raise MemoryError from error
    from scipy import linalg

    linalg.inv(np.eye(_SIDE) @ np.eye(_SIDE))
