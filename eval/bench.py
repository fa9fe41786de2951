"""Every figure of speed and memory, in one run, each beside its yardstick.

    python eval/bench.py [--public DIR]      # three quarters of an hour on two quiet cores
    python eval/bench.py --rows 100 1000     # the quick part

Times are only compared within one run. Needs MiniLM's weights (`classifier encoders install`);
sentence-transformers and pyarrow where installed.
"""

from __future__ import annotations

import itertools
import json
import math
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import bench_encode
import bench_review
from bench_fit import FIT_HEADINGS, LIMITS, fit_rows
from common import CODEBOOK, DATA, HARVESTS
from common.archive import ALL_DIFFERENT, OUTCOME, SIGNIFICANCE, STORIES, write_parts
from common.pages import Options, needed, table, write_page
from common.processes import PROGRAM, SKLEARN, by_turns, python, run, serving, turn_rows

from classifier.encode import CachedEncoder, load_encoder
from classifier.encode.protocol import n_threads
from classifier.encode.weights import find_weights
from classifier.harvest.parquet import load_arrow

MOST_ROWS = 100_000
ROWS = [100, 1_000, ALL_DIFFERENT, MOST_ROWS]
REPEATED, REPEATS = 1_000, 3  # up to so many rows every figure is the median of three runs
BARE = 2_000  # rows whose texts are encoded without anything else
ROUNDS, FEWER_ROUNDS = 5, 3  # of starting the light commands, and those that learn
NAMES = {
    "suggest": "suggest",
    "again": "again",
    "audit": "audit",
    "plan": "relabel plan",
    "apply": "relabel apply",
}
VERBS = tuple(NAMES)


@dataclass(frozen=True)
class Bench:
    """A folder to work in, and the environment whose cache of vectors lies there."""

    folder: Path

    def run(self, *arguments: object, kept: str = "vectors") -> dict[str, Any]:
        """Run a command; returns seconds, seconds in encoders, and peak memory."""
        place = {**os.environ, "XDG_CACHE_HOME": str(self.folder / kept)}
        command = [
            sys.executable,
            str(Path(__file__).with_name("bench_child.py")),
            *map(str, arguments),
        ]
        begin = time.perf_counter()
        done = subprocess.run(command, env=place, capture_output=True, text=True, check=False)
        seconds = time.perf_counter() - begin
        if done.returncode:
            raise SystemExit(f"{' '.join(command)}\n{done.stderr[-3000:]}")
        return {"seconds": seconds, **json.loads(done.stderr.rstrip().rpartition("\n")[2])}


def sizes(bench: Bench, model: Path, rows: Sequence[int]) -> list[dict[str, Any]]:
    """Measure each verb at each size: the first time, and again with the vectors known."""
    found = []
    for n in rows:
        place = bench.folder / f"archive-{n}"
        write_parts(place, n)
        out = bench.folder / f"out-{n}"
        out.mkdir()
        suggest = ("suggest", place, "--model", model, "--out")
        row: dict[str, Any] = {"rows": n}
        runs = REPEATS if n <= REPEATED else 1
        if n <= ALL_DIFFERENT:
            row["bare"] = statistics.median(bare(place, n) for _ in range(runs))
        told: dict[str, list[dict[str, Any]]] = {}
        for turn in range(runs):
            kept = f"vectors-{n}-{turn}"
            told.setdefault("suggest", []).append(bench.run(*suggest, out / f"1-{turn}", kept=kept))
            if n <= ALL_DIFFERENT:
                for k in range(REPEATS):  # so short a run says little alone, at any size
                    again = bench.run(*suggest, out / f"2-{turn}-{k}", kept=kept)
                    told.setdefault("again", []).append(again)
                audit = ("audit", *sorted(place.iterdir()), "--codebook", CODEBOOK)
                found_out = bench.run(*audit, "--out", out / f"audit-{turn}", kept=kept)
                told.setdefault("audit", []).append(found_out)
            else:  # as after the audit: a plan need not encode the codebook's own sentences
                small = ("relabel", "plan", *HARVESTS[:2], "--codebook", CODEBOOK)
                bench.run(*small, "--out", out / f"small-{turn}", kept=kept)
            plan = ("relabel", "plan", place, "--codebook", CODEBOOK, "--out", out / f"plan-{turn}")
            told.setdefault("plan", []).append(bench.run(*plan, kept=kept))
            apply = ("relabel", "apply", out / f"plan-{turn}", "--to", place)
            moved = bench.run(*apply, "--out", out / f"moved-{turn}")
            told.setdefault("apply", []).append(moved)
        row |= {verb: middle(figures) for verb, figures in told.items()}
        print(json.dumps(row), file=sys.stderr)
        found.append(row)
    return found


def middle(runs: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the median of each figure of some runs."""
    return {
        key: statistics.median(run[key] for run in runs) if runs[0][key] is not None else None
        for key in runs[0]
    }


def bare(place: Path, n_rows: int) -> float:
    """Return the seconds that both encoders need for the texts alone, of at most BARE rows."""
    table = load_arrow("the archive").parquet.read_table(sorted(place.iterdir())[0])
    rows = table.slice(0, BARE)
    texts = [
        text
        for column in (OUTCOME, SIGNIFICANCE)
        for text in rows.column(column).to_pylist()
        if text
    ]
    encoders = [CachedEncoder(load_encoder(name), None) for name in ("use", "minilm")]
    begin = time.perf_counter()
    for encoder in encoders:
        encoder.encode(texts)
    return (time.perf_counter() - begin) * n_rows / len(rows)


def learning(bench: Bench) -> dict[str, Any]:
    """Train on two harvests, with nothing known and with the vectors known."""
    train = ("train", *HARVESTS[:2], "--codebook", CODEBOOK)
    bench.run(*train, "--out", bench.folder / "model", kept="learning")
    bench.run(*train, "--encoder", "minilm", "--out", bench.folder / "minilm", kept="learning")
    firsts, agains = [], []
    for turn in range(REPEATS):
        out, kept = bench.folder / f"learned-{turn}", f"learning-{turn}"
        firsts.append(bench.run(*train, "--out", out, kept=kept))
        agains.append(bench.run(*train, "--out", out.with_suffix(".again"), kept=kept))
    return {"first": middle(firsts), "again": middle(agains)}


def workbook(bench: Bench, model: Path) -> dict[str, Any]:
    """Pre-tag a workbook: the sample's third harvest, 190 fragments, no vector known.

    The first time on a computer the encoders' tables are made too. One card tells what every
    start takes.
    """
    card = ("suggest", DATA / "card.txt", "--no-cache", "--model", model)
    suggest = ("suggest", HARVESTS[2], "--model", model, "--out")
    told: dict[str, list[dict[str, Any]]] = {"first": [], "card": [], "workbook": []}
    for turn in range(REPEATS):
        first, kept = bench.folder / f"suggested-first-{turn}.xlsx", f"xlsx-{turn}"
        told["first"].append(bench.run(*suggest, first, kept=f"xlsx-first-{turn}"))
        bench.run(*card, kept=kept)
        told["card"].append(bench.run(*card, kept=kept))
        out = bench.folder / f"suggested-{turn}.xlsx"
        told["workbook"].append(bench.run(*suggest, out, kept=kept))
    return {name: middle(runs) for name, runs in told.items()}


def command(*words: object, env: Mapping[str, str] | None = None) -> Callable[[], None]:
    """Return a start of the program."""
    return lambda: run([*PROGRAM, *map(str, words)], env)


def starts(folder: Path) -> dict[str, Callable[[], object]]:
    """Return what is started anew, beside importing scikit-learn."""
    card = ("suggest", DATA / "card.txt", "--no-cache", "--model")
    return {
        "import scikit-learn": python(SKLEARN),
        "--help": command("--help"),
        "encoders": command("encoders"),
        "codebook show": command("codebook", "show", CODEBOOK),
        "codebook lint": command("codebook", "lint", CODEBOOK),
        "check, 190 fragments": command("check", HARVESTS[2], "--codebook", CODEBOOK),
        "suggest, one card, MiniLM": command(*card, folder / "minilm"),
        "suggest, one card, both encoders": command(*card, folder / "model"),
    }


def small_runs(folder: Path) -> dict[str, Callable[[], object]]:
    """Return the commands that learn or write, on small harvests, with the vectors known."""
    out = folder / "small"
    out.mkdir()
    env = {**os.environ, "XDG_CACHE_HOME": str(folder / "learning-0")}
    numbers = itertools.count()
    two, book = HARVESTS[:2], ("--codebook", CODEBOOK)
    new = (HARVESTS[2], "--model", folder / "model")

    def writing(*words: object, ending: str = "") -> Callable[[], None]:
        def start() -> None:
            command(*words, "--out", out / f"{next(numbers)}{ending}", env=env)()

        return start

    def review() -> float:
        answers = ("--no-browser", "--decisions", out / f"{next(numbers)}.sqlite")
        begin = time.perf_counter()
        with serving([*PROGRAM, *map(str, ("review", *new, *answers))], env):
            return time.perf_counter() - begin

    return {
        "import scikit-learn": python(SKLEARN),
        "train, 280 fragments": writing("train", *two, *book),
        "evaluate, 190": writing("evaluate", *new),
        "audit, 280": writing("audit", *two, *book),
        "relabel plan, 280": writing("relabel", "plan", *two, *book),
        "suggest, 190": writing("suggest", *new, ending=".xlsx"),
        "finish, 190": writing("finish", folder / "suggested-0.xlsx", ending=".xlsx"),
        "review, 190, until the address": review,
    }


def exponent(rows: Sequence[Mapping[str, Any]], verb: str) -> float | None:
    """Return p of seconds ~ rows ** p from 1,000 to 10,000 rows, which are all different."""
    known = {row["rows"]: row[verb]["seconds"] for row in rows if row.get(verb)}
    if not known.keys() >= {1_000, ALL_DIFFERENT}:
        return None
    return math.log(known[ALL_DIFFERENT] / known[1_000]) / math.log(ALL_DIFFERENT / 1_000)


def outside(figures: Mapping[str, Any]) -> float:
    """Share of the time that went by outside the encoders."""
    return 1 - float(figures["encoding"]) / float(figures["seconds"])


def yardstick_rows(facts: Mapping[str, Any]) -> Iterator[list[str]]:
    """Yield MiniLM's share of the matrix product, and its lead over sentence-transformers."""
    for peak in facts["peak"]:
        other = (facts["sentence_transformers"] or {}).get(str(peak["words"]), {})
        ratios = [f"{other[k]:.2f}" if other else "not measured" for k in ("best", "default")]
        yield [str(peak["words"]), f"{peak['share']:.0%}", *ratios]
    yield ["*aim*", "*80%*", "*1.10*", "*1.20*"]


def time_rows(rows: Sequence[Mapping[str, Any]]) -> Iterator[list[str]]:
    """Yield the seconds of each verb at each size."""
    for row in rows:
        first, again = row["suggest"], row.get("again")
        yield [
            f"{row['rows']:,}",
            f"{first['seconds']:.1f} s",
            f"{row['bare'] / first['seconds']:.0%}" if row.get("bare") else "–",
            f"{again['seconds']:.1f} s" if again else "–",
            f"{first['seconds'] / again['seconds']:.1f}" if again else "–",
            *(f"{row[verb]['seconds']:.1f} s" if verb in row else "–" for verb in VERBS[2:]),
        ]


def speed_rows(rows: Sequence[Mapping[str, Any]]) -> Iterator[list[str]]:
    """Yield the rows a second of each verb."""
    for row in rows:
        speeds = (f"{row['rows'] / row[v]['seconds']:,.0f}" if v in row else "–" for v in VERBS)
        yield [f"{row['rows']:,}", *speeds]


def memory_rows(rows: Sequence[Mapping[str, Any]]) -> Iterator[list[str]]:
    """Yield the peak memory of each verb in MB."""
    for row in rows:
        peaks = [row.get(verb, {}).get("peak_mb") for verb in VERBS]
        yield [f"{row['rows']:,}", *("–" if mb is None else f"{mb:.0f}" for mb in peaks)]


def growth(rows: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Say how memory grows from all texts different to the most rows, where both were measured."""
    by_size = {row["rows"]: row for row in rows}
    if by_size.keys() >= {ALL_DIFFERENT, MOST_ROWS}:
        small, large = by_size[ALL_DIFFERENT], by_size[MOST_ROWS]
        told = ", ".join(
            f"{name} {large[verb]['peak_mb'] / small[verb]['peak_mb'] - 1:+.0%}"
            for verb, name in NAMES.items()
            if verb in large and large[verb]["peak_mb"]
        )
        yield f"From {ALL_DIFFERENT:,} to {MOST_ROWS:,} rows: {told} (aim: below +10%)."


def archive_parts(rows: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Yield the part on archives."""
    verbs = ("rows", *NAMES.values())
    yield "## Archives"
    yield (
        f"Parquet, parts of 5,000 rows. Up to {ALL_DIFFERENT:,} rows every outcome and every "
        f"significance is different; {MOST_ROWS:,} rows repeat {STORIES:,} stories. “Again”: the "
        "same with the vectors known; audit and relabel know them too."
    )
    beside = ("suggest", "of the encoders' speed", "again", "× faster")
    yield table(("rows", *beside, *verbs[3:]), time_rows(rows))
    powers = [(verb, exponent(rows, verb)) for verb in VERBS]
    told = ", ".join(f"{verb} {power:.2f}" for verb, power in powers if power is not None)
    yield (
        "“Of the encoders' speed”: rows a second beside those of both encoders alone, given the "
        f"same texts (of at most {BARE:,} rows); aim 90% at 10,000. “× faster”: aim 10."
    )
    yield (
        f"Seconds grow with rows to the power of (1,000 to 10,000 rows): {told or '–'}. Medians of "
        f"{REPEATS} runs up to {REPEATED:,} rows, single runs above, but “again” always of "
        f"{REPEATS} or more."
    )
    yield "Rows a second:"
    yield table(verbs, speed_rows(rows))
    yield (
        "Peak memory of the largest process, in MB (`suggest` has one for each processor where "
        "there are several files):"
    )
    yield table(verbs, memory_rows(rows))
    yield from growth(rows)


# What was aimed at, in the unit of its name, and what stands in the way where it is missed.
FITS = dict(zip(("fit of 1,000 × 29", "fit of 10,000 × 32"), LIMITS.values(), strict=True))
AIMS = {
    "audit of 10,000, vectors known: seconds": (
        60,
        "the fits, the words behind each finding and the worklist in three formats share the time; "
        "each grows with the rows only",
    ),
    "audit of 10,000, vectors known: peak MB": (
        1000,
        "texts, vectors and libraries lie beside the likeness to the landmarks and what the fits "
        "of several targets share of it; no table is rows × rows",
    ),
    "fit of 1,000 × 29: CPU seconds": (
        FITS["fit of 1,000 × 29"][0],
        "one inverse of 1,000 × 1,000 for each penalty",
    ),
    "fit of 10,000 × 32: CPU seconds": (
        FITS["fit of 10,000 × 32"][0],
        "most of it counts the texts' n-grams, likens them to the landmarks, and looks for twins",
    ),
    "workbook of 190: % outside the encoders": (
        15,
        "starting Python and loading libraries and model take most of it, whatever the workbook",
    ),
    "review of 10,000, first fragment: seconds": (
        1.5,
        "program, model and encoders are loaded first, and its vectors are not known",
    ),
}


def aim_rows(found: Mapping[str, float]) -> Iterator[list[str]]:
    """Yield what was aimed at, what was found, and why where it was missed."""
    for name, (most, why) in AIMS.items():
        if name in found:
            missed = found[name] > most
            yield [
                name,
                f"{most:g}",
                f"{found[name]:,.0f}" if most > 100 else f"{found[name]:.3g}",
                f"missed: {why}" if missed else "yes",
            ]


def first_fragment(bench: Bench) -> float:
    """Return the median seconds until the first of 10,000 fragments is seen in a review."""
    large = bench.folder / "large.xlsx"
    bench_review.enlarge(HARVESTS[2], large)
    runs = [
        bench_review.first_sight(large, bench.folder / "model", last="article")
        for _ in range(REPEATS)
    ]
    return statistics.median(runs)


def learning_parts(bench: Bench, public: Path | None, found: dict[str, float]) -> Iterator[str]:
    """Yield the part on training and a workbook; what was aimed at goes into ``found``."""
    learned, tagged = learning(bench), workbook(bench, bench.folder / "model")
    book, card = tagged["workbook"], tagged["card"]
    first, again = learned["first"], learned["again"]
    yield "## Training and a workbook"
    yield (
        "`train` on two harvests, 280 fragments, its evaluation included: "
        f"{first['seconds']:.0f} s, with the vectors known {again['seconds']:.0f} s "
        f"({first['seconds'] / again['seconds']:.1f} × faster); {first['peak_mb']:.0f} MB at most."
    )
    yield (
        f"`suggest` on a workbook of 190 fragments: {book['seconds']:.1f} s, {outside(book):.0%} "
        f"of it outside the encoders (aim 15%); {book['peak_mb']:.0f} MB at most. Starting alone, "
        f"with one card, takes {outside(card) * card['seconds']:.1f} s outside the encoders, "
        f"{outside(card) * card['seconds'] / book['seconds']:.0%} of the workbook's time. The "
        "first time on a computer, when the encoders' tables are made, a workbook takes "
        f"{tagged['first']['seconds']:.1f} s."
    )
    yield f"Medians of {REPEATS} runs."
    yield "One fit alone on one thread, vectors in hand (`bench_fit.py` says more):"
    fits = list(fit_rows(public, REPEATS, there=public is not None))
    yield table(FIT_HEADINGS, fits)
    for name, seconds, *_ in fits:
        size = "10,000 × 32" if "10,000" in name else "1,000 × 29"
        found[f"fit of {size}: CPU seconds"] = float(seconds)
    found["workbook of 190: % outside the encoders"] = 100 * outside(book)


def page(options: Options) -> Iterator[str]:
    """Measure everything and write the tables."""
    weights = needed(find_weights(), "MiniLM's weights file")
    yield "# Speed and memory"
    yield "Times compare only within this page."
    yield "## MiniLM beside its yardsticks"
    ratios = ("× sentence-transformers, its best batch size", "× at its default of 32")
    yardsticks = bench_encode.beside_yardsticks(weights, n_threads(None))
    headings = ("words", "share of the float32 matrix product 2048³", *ratios)
    yield table(headings, yardstick_rows(yardsticks))
    with tempfile.TemporaryDirectory() as name:
        bench = Bench(Path(name))
        found: dict[str, float] = {}
        yield from learning_parts(bench, options.public, found)
        figures = ("seconds", "× importing scikit-learn")
        yield "## Start of each command"
        yield table(("command", *figures), turn_rows(by_turns(starts(bench.folder), ROUNDS)))
        yield "Aim: one card at most 1.35 with MiniLM alone, at most 2 with both encoders."
        yield "The other commands on the sample's harvests, with the vectors known:"
        small = by_turns(small_runs(bench.folder), FEWER_ROUNDS)
        yield table(("command, fragments", *figures), turn_rows(small))
        yield f"Medians of {ROUNDS} and {FEWER_ROUNDS} rounds by turns."
        archives = sizes(bench, bench.folder / "model", options.rows)
        yield from archive_parts(archives)
        for row in archives:
            if row["rows"] == ALL_DIFFERENT:
                found["audit of 10,000, vectors known: seconds"] = row["audit"]["seconds"]
                found["audit of 10,000, vectors known: peak MB"] = row["audit"]["peak_mb"]
        found["review of 10,000, first fragment: seconds"] = first_fragment(bench)
        yield "## What was aimed at"
        yield table(("figure", "at most", "found", "reached"), aim_rows(found))
        yield (
            "Both encoders side by side and USE beside its own limit: `bench_encode.py`. A cluster "
            "of workers: `bench_cluster.py`."
        )


if __name__ == "__main__":
    write_page(page, threads=None, public=None, rows=ROWS)
