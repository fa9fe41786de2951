"""What turns texts into vectors in one run: opened here, or named and opened where the work is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from classifier.encode.choose import EncoderSettings, load_encoder
from classifier.encode.vectors import FILE, VectorCache
from classifier.errors import EncoderError

if TYPE_CHECKING:
    from classifier.encode.protocol import Encoder


@dataclass(frozen=True)
class Tools:
    """Encoders, none of them for words alone, and where vectors are kept."""

    encoders: Sequence[Encoder] = ()
    cache: VectorCache | None = None

    def on(self, threads: int | None, scratch: Path | None) -> Tools:
        """Give these same tools: they are open already."""
        del threads, scratch
        return self


@dataclass(frozen=True)
class NamedTools:
    """Encoders by name and the sha256 of their weights, to be sent to another process.

    ``keep``: vectors are kept between runs, or on a cluster between the tasks of a worker.
    """

    weights: tuple[tuple[str, str], ...]
    keep: bool
    device: str | None = None

    @classmethod
    def of(cls, tools: Tools, device: str | None = None) -> NamedTools:
        """Name what is open here."""
        weights = tuple((one.name, one.weights_hash) for one in tools.encoders)
        return cls(weights, tools.cache is not None, device)

    def on(self, threads: int | None, scratch: Path | None) -> Tools:
        """Open them, once in each process; vectors are kept in ``scratch``, or the user's folder.

        Raises EncoderError where other weights are installed than were named.
        """
        return _open(self, threads, scratch)


@lru_cache(maxsize=2)
def _open(named: NamedTools, threads: int | None, scratch: Path | None) -> Tools:
    encoders = []
    for name, expected in named.weights:
        encoder = load_encoder(name, EncoderSettings(threads, named.device))
        if encoder.weights_hash != expected:
            raise EncoderError(
                f"The weights of “{name}” that are installed are not those that were asked for.",
                hint="Install the weights that the model was trained with, on every machine that "
                "takes part, or train the model again.",
            )
        encoders.append(encoder)
    # The user's folder may lie on a disk that several machines share, where SQLite is not safe.
    kept = VectorCache(scratch / FILE if scratch else None) if named.keep else None
    return Tools(tuple(encoders), kept)
