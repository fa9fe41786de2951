"""How a Dask cluster scales: `suggest` with 1, 2 and 4 workers, and what its scheduler keeps.

    python eval/bench_cluster.py                           # about twenty minutes
    python eval/bench_cluster.py --rows 192 --most 10000   # on a busy machine

The workers are processes of this machine that meet on loopback. There are fewer processors than
workers, so the encoders are stand-ins that sleep as long as the real ones take for the same texts
on one processor, measured first. Whatever the workers, the output must be what one process writes.
Needs MiniLM's weights, and the extra [cluster].
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench_encode import sample_texts
from common import CODEBOOK, HARVESTS
from common.archive import write_parts
from common.pages import Options, needed, table, write_page
from stand_in import N_DIMS, SECONDS

from classifier.encode import EncoderSettings, load_encoder
from classifier.encode.weights import find_weights
from classifier.outputs import sha256_of

HERE = Path(__file__).resolve().parent
STAND_IN = [sys.executable, str(HERE / "stand_in.py")]
WORKERS = (1, 2, 4)
AIMS = {2: 1.9, 4: 3.6}
N_FILES = 32
# Archives whose memory is measured: many small files, and at last large ones, --most rows in all.
MANY_FILES, FEW_ROWS = (64, 256, 1024), 8
MANY_ROWS = 1_000
MILLION = 1_000_000
PAUSE = 0.5  # seconds between two looks at the memory


@dataclass(frozen=True)
class Run:
    """One run of `suggest`: seconds of work, and peak memory in MB by kind of process."""

    seconds: float
    memory: Mapping[str, float]


def resident(process: int) -> float:
    """Return the MB that a process holds now; 0 if it has ended."""
    try:
        lines = Path(f"/proc/{process}/status").read_text().splitlines()
    except OSError:
        return 0.0
    held = [int(line.split()[1]) for line in lines if line.startswith("VmRSS")]
    return held[0] * 1024 / 1e6 if held else 0.0


@contextmanager
def cluster(
    folder: Path, workers: int, place: Mapping[str, str]
) -> Iterator[tuple[str, Sequence[int]]]:
    """Yield the address of a scheduler on loopback, and the ids of its process and the workers'."""
    from distributed import Client

    known = folder / "scheduler.json"
    known.unlink(missing_ok=True)
    python = [sys.executable, "-m"]
    ours = ["--scheduler-file", str(known), "--no-dashboard", "--host", "127.0.0.1"]
    calls = [["distributed.cli.dask_scheduler", "--port", "0", *ours]]
    calls += workers * [
        ["distributed.cli.dask_worker", "--nthreads", "1", "--no-nanny", "--preload", "stand_in",
         "--death-timeout", "60", "--local-directory", str(folder / "scratch"), *ours]
    ]  # fmt: skip
    with (folder / "said.txt").open("ab") as said:
        running = [
            subprocess.Popen([*python, *call], env=dict(place), stdout=said, stderr=said)
            for call in calls
        ]
        try:
            while not (known.exists() and known.read_text().strip()):
                time.sleep(PAUSE)
            with Client(scheduler_file=str(known)) as client:  # type: ignore[no-untyped-call]
                client.wait_for_workers(workers, timeout=120)
            yield json.loads(known.read_text())["address"], [process.pid for process in running]
        finally:
            for process in running:
                process.kill()
                process.wait()


def watched(command: Sequence[object], place: Mapping[str, str], others: Sequence[int]) -> Run:
    """Run a command that ends with its seconds; look at its memory, the scheduler's, a worker's."""
    words = [*STAND_IN, *map(str, command)]
    process = subprocess.Popen(words, env=dict(place), stdout=subprocess.PIPE, text=True)
    scheduler, *workers = others
    looked = {"command": [process.pid], "scheduler": [scheduler], "worker": workers}
    memory = dict.fromkeys(looked, 0.0)
    while process.poll() is None:
        for name, processes in looked.items():
            memory[name] = max(memory[name], *map(resident, processes))
        time.sleep(PAUSE)
    said = process.stdout.read() if process.stdout else ""
    if process.returncode:
        raise RuntimeError(f"{' '.join(words)} ended with {process.returncode}")
    return Run(float(said), memory)


def seconds_per_character() -> dict[str, float]:
    """Return what a character of the sample's texts costs each encoder on one processor, now."""
    texts = sample_texts()[:60]
    found = {}
    for name in N_DIMS:
        encoder = load_encoder(name, EncoderSettings(1))
        encoder.encode(texts[:8])
        # By the clock, as all else here: what others do on the machine slows down both alike.
        begin = time.perf_counter()
        encoder.encode(texts)
        found[name] = (time.perf_counter() - begin) / sum(map(len, texts))
    return found


def content(folder: Path) -> dict[str, str]:
    """Return the sha256 of every file in a folder."""
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    return {path.relative_to(folder).as_posix(): sha256_of(path) for path in files}


@dataclass(frozen=True)
class Bench:
    """A folder to work in, with a model of the stand-ins, and the environment of its processes."""

    folder: Path
    place: Mapping[str, str]

    def begin(self) -> None:
        """Train the model."""
        learn = ["train", *HARVESTS[:2], "--codebook", CODEBOOK, "--no-cache", "--out"]
        self._run([*learn, self.folder / "model"])

    def alone(self, archive: Path) -> dict[str, str]:
        """Return what one process writes that multiplies on one thread, as a worker does."""
        out = self.folder / "alone"
        suggest = ["suggest", archive, "--model", self.folder / "model", "--no-cache"]
        # With more threads a sum has another last bit, and now and then a figure another digit.
        self._run([*suggest, "--jobs", 1, "--out", out], OPENBLAS_NUM_THREADS="1")
        return content(out)

    def _run(self, words: Sequence[object], **variables: str) -> None:
        command = [*STAND_IN, *map(str, words)]
        place = {**self.place, **variables}
        subprocess.run(command, env=place, capture_output=True, check=True)

    def scaling(self, n_rows: int, cost: Mapping[str, float]) -> dict[int, Run]:
        """Return a run for each number of workers, with encoders that sleep."""
        archive, first = self.folder / "archive", self.folder / "first"
        write_parts(archive, n_rows, n_rows // N_FILES)
        write_parts(first, N_FILES, 1)
        expected, runs = self.alone(archive), {}
        for workers in WORKERS:
            out = self.folder / f"of-{workers}"
            asleep = {**self.place, SECONDS: json.dumps(cost)}
            with cluster(self.folder, workers, asleep) as (address, processes):
                on_it = ("--on", address, self.folder / "model")
                # A worker loads the program and the model once, for all that it will ever do.
                watched((*on_it, first, self.folder / f"first-{workers}"), asleep, processes)
                runs[workers] = watched((*on_it, archive, out), asleep, processes)
            if content(out) != expected:
                raise RuntimeError(f"{workers} workers wrote something else than one process")
            print(f"{workers} workers: {runs[workers]}", file=sys.stderr)
        return runs

    def memory(self, most: int) -> dict[tuple[int, int], Run]:
        """Return a run for each archive, by its files and the rows of each."""
        archives = [(n_files, FEW_ROWS) for n_files in MANY_FILES]
        archives += [(most // MANY_ROWS, MANY_ROWS)]
        runs = {}
        # Encoders that do not sleep: what is kept does not depend on it.
        with cluster(self.folder, WORKERS[1], self.place) as (address, processes):
            for n_files, n_rows in archives:
                source = self.folder / f"archive-of-{n_files}"
                write_parts(source, n_files * n_rows, n_rows)
                out = self.folder / f"memory-of-{n_files}"
                on_it = ("--on", address, self.folder / "model", source, out)
                runs[n_files, n_rows] = watched(on_it, self.place, processes)
                print(f"{n_files} × {n_rows}: {runs[n_files, n_rows]}", file=sys.stderr)
        return runs


def paragraphs(cost: Mapping[str, float], n_rows: int, runs: Mapping[int, Run]) -> Iterator[str]:
    """Put the speed of the clusters into a table, beside the aims."""
    told = ", ".join(f"{name} {1e6 * spent:.0f} µs" for name, spent in cost.items())
    yield "# `suggest` on a Dask cluster"
    yield (
        f"{n_rows:,} rows in {N_FILES} files, all texts different. The encoders sleep as long as "
        f"the real ones took on one processor just before, a character: {told}. Seconds from the "
        "first file that is handed out to the last answer; the workers had loaded program and "
        "model before. The output was the same, byte for byte, as that of one process that "
        "multiplies on one thread, as a worker does."
    )
    alone = runs[1].seconds
    rows = [
        (str(n), f"{run.seconds:.0f}", f"{alone / run.seconds:.2f}", f"{AIMS.get(n, 1):.1f}")
        for n, run in runs.items()
    ]
    yield table(("workers", "seconds", "times as fast", "aim"), rows)


def memory_paragraphs(runs: Mapping[tuple[int, int], Run]) -> Iterator[str]:
    """Put the memory into a table, and say what a million rows would take."""
    yield "## Memory"
    yield (
        "Peak of the command, the scheduler and the larger worker, in MB, looked at every half "
        f"second, on one cluster of {WORKERS[1]} workers, with encoders that do not sleep. The "
        "seconds of the first archive hold the start of the workers' program."
    )
    headings = ("files", "rows of each", "rows", "seconds", "command", "scheduler", "worker")
    rows = [
        (f"{n_files:,}", f"{n_rows:,}", f"{n_files * n_rows:,}", f"{run.seconds:.0f}",
         *(f"{run.memory[name]:.0f}" for name in headings[-3:]))
        for (n_files, n_rows), run in runs.items()
    ]  # fmt: skip
    yield table(headings, rows)
    (n_files, n_rows), run = list(runs.items())[-1]
    speed = n_files * n_rows / run.seconds
    yield (
        f"A million rows were not run: at the {speed:.0f} rows a second of the last archive they "
        f"take these two workers {MILLION / speed / 60:.0f} minutes, beside the encoders."
    )


def page(options: Options) -> Iterator[str]:
    """Measure and write the tables."""
    needed(find_weights(), "MiniLM's weights (classifier encoders install)")
    place = {**os.environ, "PYTHONPATH": os.pathsep.join([str(HERE), str(HERE.parent)])}
    cost = seconds_per_character()
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder), place)
        bench.begin()
        runs = bench.scaling(options.rows, cost)
        yield from paragraphs(cost, options.rows, runs)
        yield from memory_paragraphs(bench.memory(options.most))


if __name__ == "__main__":
    write_page(page, rows=2_400, most=120_000)
