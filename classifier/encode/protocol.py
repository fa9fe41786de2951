"""What every encoder can do; the rest of the program knows no more about it than this."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from classifier.progress import Progress

    Vectors = NDArray[np.float32]

# More characters than an Excel cell holds; time and memory grow with the length.
MAX_CHARACTERS = 32_768
_In = TypeVar("_In")
_Out = TypeVar("_Out")


class Encoder(Protocol):
    """Anything that embeds texts and can say which weights did it.

    Attributes
    ----------
    name : what a model's manifest and ``--encoder`` call it
    n_dims : length of a vector
    weights_hash : sha256 of the weights; other weights, other vectors
    languages : ISO 639-1 codes the encoder was trained for
    cut : places of the texts of the last call that were longer than the encoder reads
    """

    @property
    def name(self) -> str: ...  # noqa: D102 - see Attributes
    @property
    def n_dims(self) -> int: ...  # noqa: D102 - see Attributes
    @property
    def weights_hash(self) -> str: ...  # noqa: D102 - see Attributes
    @property
    def languages(self) -> frozenset[str]: ...  # noqa: D102 - see Attributes
    @property
    def cut(self) -> frozenset[int]: ...  # noqa: D102 - see Attributes

    def encode(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Embed ``texts`` into float32 (n_texts, n_dims): unit rows, zero for no text."""
        ...


def n_threads(jobs: int | None) -> int:
    """Return ``jobs``, or else the number of processors this process may use."""
    import os

    if jobs is not None:
        if jobs < 1:
            raise ValueError(f"jobs is {jobs}, but must be at least 1")
        return jobs
    if hasattr(os, "sched_getaffinity"):  # a container or `taskset` may allow fewer than there are
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def gather(
    vectors: Vectors,
    groups: Sequence[Sequence[int]],
    results: Iterable[Vectors],
    progress: Progress | None,
) -> Vectors:
    """Put the results of groups of texts into the rows of ``vectors``, as they come.

    ``groups``: the places of each group's texts; those in no group are done already.
    """
    done = len(vectors) - sum(map(len, groups))
    for rows, some in zip(groups, results, strict=True):
        vectors[rows] = some
        done += len(rows)
        if progress:
            progress(done, len(vectors))
    return vectors


@dataclass(frozen=True, slots=True)
class Chunks:
    """How texts are embedded a few at a time: ``size`` between two reports of progress.

    Attributes
    ----------
    embed : makes the vectors (n_texts, n_dims) of some texts, none of them blank
    threads : chunks at a time
    """

    embed: Callable[[list[str]], Vectors]
    n_dims: int
    size: int
    threads: int = 1

    def encode(self, texts: Sequence[str], progress: Progress | None) -> Vectors:
        """Embed ``texts``: float32 (n_texts, n_dims), rows of zeros for blank ones."""
        import numpy as np

        vectors = np.zeros((len(texts), self.n_dims), dtype=np.float32)
        rows = [i for i, text in enumerate(texts) if text.strip()]
        places = [rows[start : start + self.size] for start in range(0, len(rows), self.size)]
        groups = [[texts[i] for i in some] for some in places]
        return gather(vectors, places, in_threads(self.embed, groups, self.threads), progress)


def longer_than(texts: Sequence[str], limit: int) -> frozenset[int]:
    """Return the places of the texts of more characters than ``limit``."""
    return frozenset(i for i, text in enumerate(texts) if len(text) > limit and text.strip())


def in_threads(work: Callable[[_In], _Out], items: Sequence[_In], threads: int) -> Iterator[_Out]:
    """Yield ``work`` of each item, in their order; several at once where there are several.

    Whole batches side by side, each on one thread, rather than one batch spread over all: nothing
    waits for its neighbours then, which beside another busy program is several times as fast, and
    the vectors do not depend on the number of threads.
    """
    if threads == 1 or len(items) < 2:
        yield from map(work, items)
        return
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(min(threads, len(items))) as pool:
        yield from pool.map(work, items)
