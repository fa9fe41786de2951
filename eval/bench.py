"""Every figure of speed and memory, in one run, each beside its yardstick.

    python eval/bench.py                     # three quarters of an hour on two quiet cores
    python eval/bench.py --rows 100 1000     # the quick part

Writes bench.md and bench.json beside itself. Times are only compared within one run. Needs
MiniLM's weights (`classifier encoders install`); sentence-transformers and pyarrow where installed.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import bench_encode
import numpy as np
from bench_fit import N_DIMS, drawn_vectors
from bench_startup import YARDSTICK
from common import HARVESTS
from relabel_archive import HEADINGS, archive
from scipy import sparse
from threadpoolctl import threadpool_limits

from classifier.encode import CachedEncoder, load_encoder
from classifier.encode.protocol import n_threads
from classifier.encode.weights import find_weights
from classifier.features import Texts, fit_blocks
from classifier.harvest.parquet import load_arrow
from classifier.model.ridge import RidgeCoder

HERE = Path(__file__).resolve().parent
DATA = HERE.parent / "data"
BOOK = DATA / "codebook.yaml"
# Up to ALL_DIFFERENT rows all texts differ; a larger archive repeats 5,000 stories.
ALL_DIFFERENT, MOST_ROWS, STORIES = 10_000, 100_000, 5_000
ROWS = (100, 1_000, ALL_DIFFERENT, MOST_ROWS)
REPEATED, REPEATS = 1_000, 3  # up to so many rows every figure is the median of three runs
PART = 5_000  # rows of a parquet file
BARE = 2_000  # rows whose texts are encoded without anything else
ROUNDS, FEWER_ROUNDS = 5, 3  # of starting the light commands, and those that learn
REVIEW = "review, 190, until the address"
N_LABELS, N_CODED = 50, 1_000
NAMES = {
    "suggest": "suggest",
    "again": "again",
    "audit": "audit",
    "plan": "relabel plan",
    "apply": "relabel apply",
}
VERBS = tuple(NAMES)
_OUTCOME, _SIGNIFICANCE = HEADINGS.index("Outcome description"), 4


@dataclass(frozen=True)
class Bench:
    """A folder to work in, and the environment whose cache of vectors lies there."""

    folder: Path

    def run(self, *arguments: object, kept: str = "vectors") -> dict[str, Any]:
        """Run a command; gives seconds, seconds in encoders, and peak memory."""
        place = {**os.environ, "XDG_CACHE_HOME": str(self.folder / kept)}
        command = [sys.executable, str(HERE / "bench_child.py"), *map(str, arguments)]
        begin = time.perf_counter()
        done = subprocess.run(command, env=place, capture_output=True, text=True, check=False)
        seconds = time.perf_counter() - begin
        if done.returncode:
            raise SystemExit(f"{' '.join(command)}\n{done.stderr[-3000:]}")
        return {"seconds": seconds, **json.loads(done.stderr.rstrip().rpartition("\n")[2])}


def write_parts(folder: Path, n_rows: int) -> None:
    """Write an archive; up to ALL_DIFFERENT rows no text occurs twice."""
    arrow = load_arrow("the archive")
    rows = archive(n_rows, min(n_rows, STORIES))
    folder.mkdir()
    part: list[list[str]] = []
    for number, row in enumerate(rows):
        if n_rows <= ALL_DIFFERENT:
            row[_OUTCOME] += f" This was visit {number} of the year."
            row[_SIGNIFICANCE] += f" It is reason {number} to go on."
        part.append(row)
        if len(part) == PART or number == n_rows - 1:
            columns = [[cells[i] for cells in part] for i in range(len(HEADINGS))]
            path = folder / f"part-{number // PART:03d}.parquet"
            arrow.parquet.write_table(arrow.table(columns, names=list(HEADINGS)), path)
            part = []


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
                audit = ("audit", *sorted(place.iterdir()), "--codebook", BOOK)
                found_out = bench.run(*audit, "--out", out / f"audit-{turn}", kept=kept)
                told.setdefault("audit", []).append(found_out)
            else:  # as after the audit: a plan need not encode the codebook's own sentences
                small = ("relabel", "plan", *HARVESTS[:2], "--codebook", BOOK)
                bench.run(*small, "--out", out / f"small-{turn}", kept=kept)
            plan = ("relabel", "plan", place, "--codebook", BOOK, "--out", out / f"plan-{turn}")
            told.setdefault("plan", []).append(bench.run(*plan, kept=kept))
            apply = ("relabel", "apply", out / f"plan-{turn}", "--to", place)
            moved = bench.run(*apply, "--out", out / f"moved-{turn}")
            told.setdefault("apply", []).append(moved)
        row |= {verb: middle(figures) for verb, figures in told.items()}
        print(json.dumps(row), file=sys.stderr)
        found.append(row)
    return found


def middle(runs: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Give the median of each figure of some runs."""
    return {
        key: statistics.median(run[key] for run in runs) if runs[0][key] is not None else None
        for key in runs[0]
    }


def bare(place: Path, n_rows: int) -> float:
    """Give the seconds that both encoders need for the texts alone; at most BARE rows are read."""
    table = load_arrow("the archive").parquet.read_table(sorted(place.iterdir())[0])
    rows = table.slice(0, BARE)
    texts = [
        text
        for column in (_OUTCOME, _SIGNIFICANCE)
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
    train = ("train", DATA / "harvest-1.xlsx", DATA / "harvest-2.xlsx", "--codebook", BOOK)
    bench.run(*train, "--out", bench.folder / "model", kept="learning")
    bench.run(*train, "--encoder", "minilm", "--out", bench.folder / "minilm", kept="learning")
    firsts, agains = [], []
    for turn in range(REPEATS):
        out, kept = bench.folder / f"learned-{turn}", f"learning-{turn}"
        firsts.append(bench.run(*train, "--out", out, kept=kept))
        agains.append(bench.run(*train, "--out", out.with_suffix(".again"), kept=kept))
    return {"first": middle(firsts), "again": middle(agains)}


def heads() -> dict[str, float]:
    """Fit 50 labels on 1,000 coded texts whose vectors are in hand; CPU seconds of one thread."""
    random = np.random.default_rng(0)
    rows = list(archive(N_CODED, N_CODED))
    told = tuple(f"{row[_OUTCOME]} Visit {number}." for number, row in enumerate(rows))
    texts = Texts(told, tuple(row[_SIGNIFICANCE] for row in rows))
    vectors = drawn_vectors(N_CODED, random)
    frequency = random.uniform(0.02, 0.2, N_LABELS)
    values = random.random((N_CODED, N_LABELS)) < frequency
    with threadpool_limits(1):
        begin = time.process_time()
        blocks = fit_blocks([[text] for text in texts.joint], [], [], N_DIMS, {})
        parts = [sparse.csr_matrix(one) for one in blocks.matrices(texts, vectors)]
        features = sparse.hstack(parts, format="csr")
        laid_out = time.process_time()
        RidgeCoder().fit(features, values)
        done = time.process_time()
    return {"features": laid_out - begin, "heads": done - laid_out}


def workbook(bench: Bench, model: Path) -> dict[str, Any]:
    """Pre-tag a workbook: the sample's third harvest, 190 fragments, nothing known."""
    suggest = ("suggest", DATA / "harvest-3.xlsx", "--model", model, "--out")
    runs = []
    for turn in range(REPEATS):
        out = bench.folder / f"suggested-{turn}.xlsx"
        runs.append(bench.run(*suggest, out, kept=f"xlsx-{turn}"))
    return middle(runs)


def starts(folder: Path) -> list[dict[str, Any]]:
    """Start each command anew, by turns, beside importing scikit-learn."""
    program = [sys.executable, "-m", "classifier"]
    card = ["suggest", str(DATA / "card.txt"), "--no-cache", "--model"]
    harvest = str(DATA / "harvest-3.xlsx")
    commands = {
        "import scikit-learn": [sys.executable, "-c", YARDSTICK],
        "--help": [*program, "--help"],
        "encoders": [*program, "encoders"],
        "codebook show": [*program, "codebook", "show", str(BOOK)],
        "codebook lint": [*program, "codebook", "lint", str(BOOK)],
        "check, 190 fragments": [*program, "check", harvest, "--codebook", str(BOOK)],
        "suggest, one card, MiniLM": [*program, *card, str(folder / "minilm")],
        "suggest, one card, both encoders": [*program, *card, str(folder / "model")],
    }
    return by_turns(commands, ROUNDS)


def small_runs(bench: Bench) -> list[dict[str, Any]]:
    """Run the commands that learn or write, on small harvests, with the vectors known."""
    harvests = [str(DATA / f"harvest-{n}.xlsx") for n in (1, 2, 3)]
    model, book = str(bench.folder / "model"), ["--codebook", str(BOOK)]
    program, out = [sys.executable, "-m", "classifier"], bench.folder / "small"
    out.mkdir()
    ready = str(bench.folder / "suggested-0.xlsx")
    review = ["review", harvests[2], "--model", model, "--no-browser", "--decisions"]
    commands = {
        "import scikit-learn": [sys.executable, "-c", YARDSTICK],
        "train, 280 fragments": [*program, "train", *harvests[:2], *book, "--out", "{out}"],
        "evaluate, 190": [
            *program, "evaluate", harvests[2], "--model", model, "--out", "{out}",
        ],
        "audit, 280": [*program, "audit", *harvests[:2], *book, "--out", "{out}"],
        "relabel plan, 280": [
            *program, "relabel", "plan", *harvests[:2], *book, "--out", "{out}",
        ],
        "suggest, 190": [
            *program, "suggest", harvests[2], "--model", model, "--out", "{out}.xlsx",
        ],
        "finish, 190": [*program, "finish", ready, "--out", "{out}.xlsx"],
        REVIEW: [*program, *review, "{out}.sqlite"],
    }  # fmt: skip
    place = {**os.environ, "XDG_CACHE_HOME": str(bench.folder / "learning-0")}
    return by_turns(commands, FEWER_ROUNDS, out, place, serving=[REVIEW])


def by_turns(
    commands: Mapping[str, list[str]],
    rounds: int,
    out: Path | None = None,
    place: Mapping[str, str] | None = None,
    serving: Sequence[str] = (),
) -> list[dict[str, Any]]:
    """Run each command once a round; medians, and beside importing scikit-learn.

    “{out}” in an argument is a new name in ``out`` each time. ``serving`` commands are ended once
    they have said where.
    """
    times: dict[str, list[float]] = {name: [] for name in commands}
    number = 0
    for _ in range(rounds + 1):
        for name, command in commands.items():
            number += 1
            given = [word.replace("{out}", f"{out}/{number}") for word in command]
            begin = time.perf_counter()
            with subprocess.Popen(
                given, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=place
            ) as process:
                if name in serving and process.stdout and process.stdout.readline():
                    times[name].append(time.perf_counter() - begin)
                    process.terminate()
                    process.communicate()
                    continue
                _, said = process.communicate()
            times[name].append(time.perf_counter() - begin)
            if name in serving:
                raise SystemExit(f"{' '.join(given)}\n{said[-3000:]}")
            # 1: “check” and “codebook lint” found something.
            if process.returncode not in (0, 1) or "Traceback" in said:
                raise SystemExit(f"{' '.join(given)}\n{said[-3000:]}")
    base = times["import scikit-learn"][1:]  # the first round only warms the disk cache
    return [
        {
            "command": name,
            "seconds": statistics.median(spent[1:]),
            "ratio": statistics.median(t / b for t, b in zip(spent[1:], base, strict=True)),
        }
        for name, spent in times.items()
    ]


def exponent(rows: Sequence[Mapping[str, Any]], verb: str) -> float | None:
    """Give p of seconds ~ rows ** p from 1,000 to 10,000 rows, which are all different."""
    known = {row["rows"]: row[verb]["seconds"] for row in rows if row.get(verb)}
    if not known.keys() >= {1_000, ALL_DIFFERENT}:
        return None
    return math.log(known[ALL_DIFFERENT] / known[1_000]) / math.log(ALL_DIFFERENT / 1_000)


def as_markdown(facts: Mapping[str, Any]) -> str:
    """Put the figures into tables, with what was aimed at."""
    encoder = facts["encode"]
    lines = [
        "# Speed and memory", "",
        f"{facts['machine']}. Written by `eval/bench.py`; load before the start: "
        f"{facts['load_before']:.1f}. Times compare only within this page.", "",
        "## MiniLM beside its yardsticks", "",
        "| words | share of the float32 matrix product 2048³ | × sentence-transformers, its best "
        "batch size | × at its default of 32 |", "|---|---|---|---|",
    ]  # fmt: skip
    for peak in encoder["peak"]:
        other = (encoder["sentence_transformers"] or {}).get(str(peak["words"]), {})
        ratios = [f"{other[k]:.2f}" if other else "not measured" for k in ("best", "default")]
        lines.append(f"| {peak['words']} | {peak['share']:.0%} | {ratios[0]} | {ratios[1]} |")
    lines += ["| *aim* | *75%* | *1.10* | *1.20* |", "", "## Start of each command", ""]
    lines += ["| command | seconds | × importing scikit-learn |", "|---|---|---|"]
    lines += [
        f"| {one['command']} | {one['seconds']:.2f} | {one['ratio']:.2f} |"
        for one in facts["starts"]
    ]
    lines += ["", "Aim: one card at most 1.35 with MiniLM alone, at most 2 with both encoders.", ""]
    lines += ["The other commands on the sample's harvests, with the vectors known:", ""]
    lines += ["| command, fragments | seconds | × importing scikit-learn |", "|---|---|---|"]
    lines += [
        f"| {one['command']} | {one['seconds']:.1f} | {one['ratio']:.1f} |"
        for one in facts["small_runs"][1:]
    ]
    lines += ["", f"Medians of {ROUNDS} and {FEWER_ROUNDS} rounds by turns.", ""]
    return "\n".join([*lines, *_learning_lines(facts), *_size_lines(facts["sizes"])]) + "\n"


def _learning_lines(facts: Mapping[str, Any]) -> list[str]:
    first, again, book = facts["train"]["first"], facts["train"]["again"], facts["workbook"]
    return [
        "## Training and a workbook", "",
        "`train` on two harvests, 280 fragments, its evaluation included: "
        f"{first['seconds']:.0f} s, with the vectors known {again['seconds']:.0f} s "
        f"({first['seconds'] / again['seconds']:.1f} × faster); {first['peak_mb']:.0f} MB at most.",
        "",
        f"`suggest` on a workbook of 190 fragments: {book['seconds']:.1f} s, "
        f"{_outside(book):.0%} of it outside the encoders; {book['peak_mb']:.0f} MB at most.", "",
        f"{N_LABELS} labels on {N_CODED:,} coded texts, vectors in hand: "
        f"{facts['heads']['heads']:.1f} s of one processor for all heads with out-of-fold scores, "
        f"calibration and thresholds, after {facts['heads']['features']:.1f} s for the features.",
        "", f"Medians of {REPEATS} runs.", "",
    ]  # fmt: skip


def _size_lines(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    lines = [
        "## Archives", "",
        "Parquet, parts of 5,000 rows. Up to 10,000 rows every outcome and every significance is "
        "different; 100,000 rows repeat 5,000 stories. “Again”: the same with the vectors known; "
        "audit and relabel know them too.", "",
        "| rows | suggest | of the encoders' speed | again | × faster | audit | relabel plan | "
        "relabel apply |", "|---|---|---|---|---|---|---|---|",
    ]  # fmt: skip
    for row in rows:
        first, again = row["suggest"], row.get("again")
        faster = f"{first['seconds'] / again['seconds']:.1f}" if again else "–"
        times = " | ".join(
            f"{row[verb]['seconds']:.1f} s" if verb in row else "–" for verb in VERBS[2:]
        )
        known = f"{again['seconds']:.1f} s" if again else "–"
        share = f"{row['bare'] / first['seconds']:.0%}" if row.get("bare") else "–"
        spent = f"{first['seconds']:.1f} s | {share}"
        lines.append(f"| {row['rows']:,} | {spent} | {known} | {faster} | {times} |")
    powers = [(verb, exponent(rows, verb)) for verb in VERBS]
    told = ", ".join(f"{verb} {power:.2f}" for verb, power in powers if power is not None)
    lines += [
        "", "“Of the encoders' speed”: rows a second beside those of both encoders alone, given "
        f"the same texts (of at most {BARE:,} rows); aim 90% at 10,000. “× faster”: aim 10.", "",
        f"Seconds grow with rows to the power of (1,000 to 10,000 rows): {told}. Medians of "
        f"{REPEATS} runs up to {REPEATED:,} rows, single runs above, but “again” always of "
        f"{REPEATS} or more.", "",
        "Rows a second:", "",
        "| rows | suggest | again | audit | relabel plan | relabel apply |",
        "|---|---|---|---|---|---|",
        *(_speed_line(row) for row in rows), "",
        "Peak memory of the largest process, in MB (`suggest` has one for each processor where "
        "there are several files):", "",
        "| rows | suggest | again | audit | relabel plan | relabel apply |",
        "|---|---|---|---|---|---|",
    ]  # fmt: skip
    for row in rows:
        peaks = [row.get(verb, {}).get("peak_mb") for verb in VERBS]
        told = " | ".join("–" if mb is None else f"{mb:.0f}" for mb in peaks)
        lines.append(f"| {row['rows']:,} | {told} |")
    by_size = {row["rows"]: row for row in rows}
    if by_size.keys() >= {ALL_DIFFERENT, MOST_ROWS}:
        small, large = by_size[ALL_DIFFERENT], by_size[MOST_ROWS]
        grown = [
            f"{name} {large[verb]['peak_mb'] / small[verb]['peak_mb'] - 1:+.0%}"
            for verb, name in NAMES.items()
            if verb in large and large[verb]["peak_mb"]
        ]
        if grown:
            told = ", ".join(grown)
            lines += [
                "",
                f"From {ALL_DIFFERENT:,} to {MOST_ROWS:,} rows: {told} (aim: below +10%).",
            ]
    return lines


def _speed_line(row: Mapping[str, Any]) -> str:
    speeds = [f"{row['rows'] / row[v]['seconds']:,.0f}" if v in row else "–" for v in VERBS]
    return f"| {row['rows']:,} | {' | '.join(speeds)} |"


def _outside(figures: Mapping[str, Any]) -> float:
    """Share of the time that went by outside the encoders."""
    return 1 - float(figures["encoding"]) / float(figures["seconds"])


def main() -> int:
    """Measure, print and write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rows", type=int, nargs="+", default=ROWS, help="sizes of the archives")
    parser.add_argument("--out", type=Path, default=HERE)
    given = parser.parse_args()
    weights = find_weights()
    if weights is None:
        print("not measured: MiniLM's weights are missing (classifier encoders install)")
        return 0
    jobs = n_threads(None)
    facts: dict[str, Any] = {
        "machine": bench_encode.machine(jobs),
        "load_before": os.getloadavg()[0] if hasattr(os, "getloadavg") else math.nan,
        "encode": bench_encode.beside_yardsticks(weights, jobs),
    }
    with tempfile.TemporaryDirectory() as name:
        bench = Bench(Path(name))
        facts["train"] = learning(bench)
        facts["workbook"] = workbook(bench, bench.folder / "model")
        facts["heads"] = middle([heads() for _ in range(REPEATS)])
        facts["starts"] = starts(bench.folder)
        facts["small_runs"] = small_runs(bench)
        facts["sizes"] = sizes(bench, bench.folder / "model", given.rows)
    text = as_markdown(facts)
    print(text)
    (given.out / "bench.json").write_text(json.dumps(facts, indent=1) + "\n", "utf-8")
    (given.out / "bench.md").write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
