"""Arrays in one plain file that is mapped into memory, not read: what is not used costs nothing.

The layout is that of safetensors: 8 bytes with the length of the heading, the heading in JSON,
then the numbers as they are in memory. Our own files leave gaps so that every array begins on a
page, which the matrix product and onnxruntime want.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    Arrays = dict[str, NDArray[Any]]

PAGE = 4096
_TYPES = {
    "F64": "<f8",
    "F32": "<f4",
    "F16": "<f2",
    "I64": "<i8",
    "I32": "<i4",
    "U32": "<u4",
    "U16": "<u2",
    "U8": "|u1",
}
_NAMES = {np.dtype(code): name for name, code in _TYPES.items()}


def read_arrays(path: Path) -> Arrays:
    """Map the arrays of ``path`` by name; read-only."""
    raw = np.asarray(np.memmap(path, dtype=np.uint8, mode="r"))
    length = int.from_bytes(raw[:8].tobytes(), "little")
    heading = json.loads(raw[8 : 8 + length].tobytes())
    body = raw[8 + length :]
    tensors: Arrays = {}
    for name, entry in heading.items():
        if name != "__metadata__":
            begin, end = entry["data_offsets"]
            tensors[name] = body[begin:end].view(_TYPES[entry["dtype"]]).reshape(entry["shape"])
    return tensors


def write_arrays(path: Path, tensors: Mapping[str, NDArray[Any]]) -> None:
    """Write the arrays so that each begins on a page of the file."""
    heading, position = {}, 0
    for name, values in tensors.items():
        heading[name] = {
            "dtype": _NAMES[values.dtype],
            "shape": list(values.shape),
            "data_offsets": [position, position + values.nbytes],
        }
        position += values.nbytes + (-values.nbytes % PAGE)
    text = json.dumps(heading).encode()
    text += b" " * (-(8 + len(text)) % PAGE)
    with path.open("wb") as file:
        file.write(len(text).to_bytes(8, "little"))
        file.write(text)
        for values in tensors.values():
            np.ascontiguousarray(values).tofile(file)
            file.write(b"\0" * (-values.nbytes % PAGE))
