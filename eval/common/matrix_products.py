"""Bare float32 matrix products: what an encoder could do on this machine at best."""

from __future__ import annotations

import math
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np
from threadpoolctl import threadpool_limits

from common.processes import best

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Matrix = NDArray[np.float32]
    Shape = tuple[int, int, int]


def matrices(shape: Shape) -> tuple[Matrix, Matrix, Matrix]:
    """Return two matrices, and where their product goes."""
    rng, (n, k, m) = np.random.default_rng(0), shape
    left, right = rng.random((n, k), dtype=np.float32), rng.random((k, m), dtype=np.float32)
    return left, right, np.empty((n, m), dtype=np.float32)


def square() -> float:
    """Measure the float32 matrix product 2048³, in 10⁹ operations a second."""
    left, right, out = matrices((2048, 2048, 2048))
    return 2e-9 * 2048**3 / best(lambda: np.matmul(left, right, out=out), 8)


def own_products(shapes: Sequence[Shape], jobs: int) -> float:
    """Measure products as the encoders run them: one after the other, on all threads at once."""
    lots = [[matrices(shape) for shape in shapes] for _ in range(jobs)]

    def multiply(lot: Sequence[tuple[Matrix, Matrix, Matrix]]) -> None:
        for left, right, out in lot:
            np.matmul(left, right, out=out)

    with threadpool_limits(1, "blas"), ThreadPoolExecutor(jobs) as pool:
        spent = best(lambda: list(pool.map(multiply, lots)), 8)
    return 2e-9 * jobs * sum(map(math.prod, shapes)) / spent
