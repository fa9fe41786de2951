"""Run one command of the program, and say on stderr what it took beside its own output.

    python eval/bench_child.py suggest archive.parquet --model models/sample

The last line is JSON: seconds spent in the encoders of this process, and the peak memory in MB of
the largest process. The caller takes the time from outside.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from common.processes import peak_memory

from classifier.cli import app
from classifier.encode import CachedEncoder

if TYPE_CHECKING:
    from classifier.encode import Encoder, VectorCache

_spent = [0.0]


class Timed:
    """An encoder with a stopwatch."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder

    def __getattr__(self, name: str) -> Any:
        return getattr(self._encoder, name)

    def encode(self, texts: Sequence[str], progress: Any = None) -> Any:
        """Encode, and note how long it took."""
        begin = time.perf_counter()
        try:
            return self._encoder.encode(texts, progress)
        finally:
            _spent[0] += time.perf_counter() - begin


def main() -> None:
    """Run the command that the arguments ask for."""
    plain = CachedEncoder.__init__

    def timed(self: CachedEncoder, encoder: Encoder, cache: VectorCache | None) -> None:
        plain(self, encoder, cache)
        self.encoder = Timed(encoder)

    CachedEncoder.__init__ = timed  # type: ignore[method-assign]  # the stopwatch
    try:
        app(sys.argv[1:])
    finally:
        facts = {"encoding": _spent[0], "peak_mb": peak_memory()}
        print(json.dumps(facts), file=sys.stderr)


if __name__ == "__main__":
    main()
