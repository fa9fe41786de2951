"""How many requests a second `classifier serve` answers, beside its encoders alone.

    python eval/bench_serve.py --model models/sample

Sends the sample's fragments, 1, 8 and 64 at a time and each text new (with a number of its own, so
that nothing is encoded twice), one request after the other, over one connection. The encoders read
as many texts of the same kind in the same process as the timing, by turns with the requests, so
that a busy machine slows both; the ratio is of medians. Writes eval/bench_serve.md beside itself.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime
import http.client
import itertools
import json
import os
import platform
import statistics
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from common import HARVESTS, table

from classifier.encode import EncoderSettings
from classifier.features import embed, model_texts
from classifier.harvest import read_harvest, read_records
from classifier.serve import ServeConfig, Served
from classifier.suggest import open_model

SIZES = (1, 8, 64)
TOKEN = "the-token-of-the-benchmark"


def new_fragments() -> Iterator[dict[str, str]]:
    """Yield the sample's fragments over and over, each with another id and another text."""
    fragments = [f for f in read_harvest(HARVESTS[2:]).fragments if f.has_text]
    for number, fragment in enumerate(itertools.cycle(fragments)):
        yield {
            "id": f"F{number}",
            "outcome": f"{fragment.outcome} ({number})",
            "significance": f"{fragment.significance} ({number})",
            "country": fragment.country,
        }


def seconds_to_answer(
    connection: http.client.HTTPConnection, name: str, fragments: Sequence[object]
) -> float:
    """Ask for suggestions and wait for the whole answer."""
    body = json.dumps({"fragments": fragments})
    headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"}
    start = time.perf_counter()
    connection.request("POST", f"/v1/models/{name}/suggest", body, headers)
    answer = connection.getresponse()
    lines = json.loads(answer.read())
    taken = time.perf_counter() - start
    if answer.status != 200 or len(lines) != len(fragments):
        raise RuntimeError(f"{len(fragments)} fragments were answered with {answer.status}")
    return taken


def main() -> None:
    """Measure, print and write the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--repeats", type=int, default=15)
    args = parser.parse_args()
    settings = EncoderSettings(keep=False)
    opened = open_model(args.model, settings)
    served = Served(ServeConfig(args.model, TOKEN, 0), settings)
    port = served.server.listener.getsockname()[1]
    source = new_fragments()
    rows = []
    with contextlib.closing(served):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=300)
        for size in SIZES:
            answers, encoders = [], []
            for _ in range(args.repeats + 1):
                fragments = list(itertools.islice(source, size))
                answers.append(seconds_to_answer(connection, args.model.resolve().name, fragments))
                records = list(itertools.islice(source, size))
                read = read_records(records, opened.model.codebook, "sample").fragments
                start = time.perf_counter()
                embed(model_texts(read), opened.encoders)
                encoders.append(time.perf_counter() - start)
            # The first of each only warms up.
            answer, bare = statistics.median(answers[1:]), statistics.median(encoders[1:])
            rows.append(
                [str(size), f"{answer * 1000:.0f}", f"{1 / answer:.1f}", f"{size / answer:.0f}",
                 f"{bare * 1000:.0f}", f"{answer / bare:.2f}"]
            )  # fmt: skip
        connection.close()
    headings = ["fragments a request", "median ms", "requests a second", "fragments a second",
                "encoders alone, ms", "ratio"]  # fmt: skip
    about = (
        f"{datetime.date.today().isoformat()}, {platform.machine()}, {os.cpu_count()} processors, "
        f"encoders {' and '.join(opened.model.encoder_hashes)}; medians of {args.repeats} "
        "alternating runs, each text new, no vectors kept."
    )
    text = f"# Serving\n\n{about}\n\n{table(headings, rows)}\n"
    Path(__file__).with_suffix(".md").write_text(text, "utf-8")
    print(text)


if __name__ == "__main__":
    main()
