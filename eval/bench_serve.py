"""How many requests a second `classifier serve` answers, beside its encoders alone.

    python eval/bench_serve.py

The sample's third harvest, 1, 8 and 64 fragments a request, one request after the other, each over
a connection of its own; every text is new (it has a number of its own), and no vectors are kept.
The encoders alone take as many texts of the same kind by turns. The ratio is of processor time,
which is hardly changed by what else runs on the machine; that of the program that asks is in it.
"""

from __future__ import annotations

import contextlib
import http.client
import itertools
import json
import statistics
import time
from collections.abc import Iterator

from common import HARVESTS
from common.pages import Options, table, write_page
from common.processes import by_turns
from common.tasks import sample_model

from classifier.encode import EncoderSettings
from classifier.features import embed, model_texts
from classifier.harvest import read_harvest, read_records
from classifier.serve import ServeConfig, Served

SIZES = (1, 8, 64)
TOKEN = "the-token-of-the-measurement"
HEADINGS = ("fragments a request", "ms, median", "requests a second", "fragments a second",
            "encoders alone, ms",
            "processor time, ratio")  # fmt: skip


def new_fragments() -> Iterator[dict[str, str]]:
    """Yield the sample's fragments over and over, each time with another id and another text."""
    fragments = read_harvest(HARVESTS[2:]).with_text
    for number, fragment in enumerate(itertools.cycle(fragments)):
        yield {
            "id": f"F{number}",
            "outcome": f"{fragment.outcome} ({number})",
            "significance": f"{fragment.significance} ({number})",
            "country": fragment.country,
        }


class Asking:
    """A program that asks for suggestions, and the encoders without any program around them."""

    def __init__(self, served: Served) -> None:
        self._path = f"/v1/models/{served.model.partition('@')[0]}/suggest"
        self._host = served.address.removeprefix("http://")
        # The same ones: others beside them would keep processors busy while they wait.
        self._opened = served.opened
        self._source = new_fragments()
        self.processor: dict[str, list[float]] = {"answer": [], "encode": []}

    def answer(self, n: int) -> float:
        """Return the seconds until the whole answer is there."""
        fragments = list(itertools.islice(self._source, n))
        headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"}
        begin, processor = time.perf_counter(), time.process_time()
        with contextlib.closing(http.client.HTTPConnection(self._host, timeout=300)) as connection:
            connection.request("POST", self._path, json.dumps({"fragments": fragments}), headers)
            answer = connection.getresponse()
            lines = json.loads(answer.read())
        taken = time.perf_counter() - begin
        self.processor["answer"].append(time.process_time() - processor)
        if answer.status != 200 or len(lines) != n:
            raise RuntimeError(f"{n} fragments were answered with {answer.status}")
        return taken

    def encode(self, n: int) -> float:
        """Return the seconds that the encoders take for such fragments."""
        records = list(itertools.islice(self._source, n))
        read = read_records(records, self._opened.model.codebook, "sample")
        texts = model_texts(read.fragments)
        begin, processor = time.perf_counter(), time.process_time()
        embed(texts, self._opened.encoders)
        taken = time.perf_counter() - begin
        self.processor["encode"].append(time.process_time() - processor)
        return taken


def page(options: Options) -> Iterator[str]:
    """Measure and write the table."""
    rows = []
    with sample_model(options.model) as model:
        served = Served(ServeConfig(model, TOKEN, port=0), EncoderSettings(keep=False))
        with contextlib.closing(served):
            asking = Asking(served)
            rows += [_row(asking, size, options.repeats) for size in SIZES]
    yield "# Serving"
    yield f"Medians of {options.repeats} alternating runs."
    yield table(HEADINGS, rows)


def _row(asking: Asking, size: int, repeats: int) -> list[str]:
    works = {"encoders": lambda: asking.encode(size), "answer": lambda: asking.answer(size)}
    turns = by_turns(works, repeats)
    answer, alone = turns["answer"].seconds, turns["encoders"].seconds
    spent, bare = (asking.processor[name][-repeats:] for name in ("answer", "encode"))
    return [
        str(size), f"{answer * 1000:.0f}", f"{1 / answer:.2f}", f"{size / answer:.1f}",
        f"{alone * 1000:.0f}", f"{statistics.median(spent) / statistics.median(bare):.2f}",
    ]  # fmt: skip


if __name__ == "__main__":
    write_page(page, threads=None, model=None, repeats=7)
