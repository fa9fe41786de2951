"""Arrays in one .npz file, read by a table of what each must be.

A heading can state any size and any type, so it is compared with the table, and with the bytes
that are really there, before a number is taken over. Members are stored, never packed: what comes
out of the file is not larger than the file.
"""

from __future__ import annotations

import io
import math
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from classifier.errors import ModelError, foreign

TEXTS = "texts"
"""The dtype of texts without line breaks, joined to one array of bytes."""
# Far beyond every honest weight; sums and products of such numbers are still numbers.
MOST = 1e9
HINT = "Train the model again, or get the whole folder anew from whoever made it."


@dataclass(frozen=True, slots=True)
class Layout:
    """What one array must be.

    Attributes
    ----------
    dtype : as numpy writes it, or `TEXTS`, whose length is their number
    shape : sizes by name; the first array that has a size of an unknown name says what it is
    least, most : bounds of the values, one for all or one for each
    optional : models of older versions have none
    """

    dtype: str
    shape: tuple[str | int, ...]
    least: float | tuple[float, ...] = -MOST
    most: float | tuple[float, ...] = MOST
    optional: bool = False


def write_arrays(path: Path, arrays: Mapping[str, np.ndarray]) -> None:
    """Write arrays as .npz; the same arrays give the same bytes, whatever the clock says."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for name, values in arrays.items():
            buffer = io.BytesIO()
            np.lib.format.write_array(
                buffer, np.ascontiguousarray(values), (1, 0), allow_pickle=False
            )
            archive.writestr(zipfile.ZipInfo(f"{name}.npy"), buffer.getvalue())


def read_arrays(path: Path, table: Mapping[str, Layout], sizes: dict[str, int]) -> dict[str, Any]:
    """Read the arrays of ``table``, texts as tuples; what does not fit it is a ModelError.

    ``sizes`` are those that are known before; those that the arrays tell are added.
    """
    contents, arrays = _contents(path), {}
    for name, layout in table.items():
        if name in contents:
            # Taken out, so that no array is held twice for long.
            arrays[name] = _values(f"{path}: {name}", contents.pop(name), layout, sizes)
        elif not layout.optional:
            raise _misfit(f"{path}: {name}", "is missing")
    return arrays


def _contents(path: Path) -> dict[str, bytes]:
    with foreign(str(path), HINT, ModelError), zipfile.ZipFile(path) as archive:
        members = archive.infolist()
        if any(member.compress_type != zipfile.ZIP_STORED for member in members):
            raise _misfit(str(path), "is packed")
        return {member.filename.removesuffix(".npy"): archive.read(member) for member in members}


def _values(label: str, content: bytes, layout: Layout, sizes: dict[str, int]) -> Any:
    stream = io.BytesIO(content)
    with foreign(label, HINT, ModelError):
        np.lib.format.read_magic(stream)
        shape, by_columns, dtype = np.lib.format.read_array_header_1_0(stream)
    wanted = np.dtype(np.uint8 if layout.dtype == TEXTS else layout.dtype)
    if dtype != wanted:
        raise _misfit(label, f"holds {dtype}, not {wanted}")
    if math.prod(shape) * wanted.itemsize != len(content) - stream.tell():
        raise _misfit(label, f"states the shape {shape}, which is not what follows")
    values = np.frombuffer(content, wanted, offset=stream.tell())
    if layout.dtype == TEXTS:
        texts = _texts(label, values)
        _compare(label, (len(texts),), layout, sizes)
        return texts
    _compare(label, shape, layout, sizes)
    _check_bounds(label, values, layout)
    return values.reshape(shape, order="F" if by_columns else "C").copy()


def _texts(label: str, values: np.ndarray) -> tuple[str, ...]:
    with foreign(label, HINT, ModelError):
        text = values.tobytes().decode("utf-8")
    return tuple(text.split("\n")) if text else ()


def _compare(label: str, shape: tuple[int, ...], layout: Layout, sizes: dict[str, int]) -> None:
    expected = layout.shape
    if len(shape) == len(expected):
        expected = tuple(
            sizes.setdefault(size, there) if isinstance(size, str) else size
            for size, there in zip(expected, shape, strict=True)
        )
    if shape != expected:
        raise _misfit(label, f"has the shape {shape}, not {expected}")


def _check_bounds(label: str, values: np.ndarray, layout: Layout) -> None:
    # A comparison with NaN is never true. In an array of bool any byte can stand.
    numbers = values.view(np.uint8) if values.dtype == bool else values
    if not (np.all(numbers >= layout.least) and np.all(numbers <= layout.most)):
        raise _misfit(label, "holds numbers that cannot be")


def _misfit(label: str, what: str) -> ModelError:
    return ModelError(f"{label} {what}: the model does not fit together.", hint=HINT)
