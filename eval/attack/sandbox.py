"""Where attacks run: small inputs of every kind, and one command in a child process of its own.

The child is forked from a process that has loaded the program already, so that thousands of
commands take minutes. Everything happens in folders that are thrown away.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib
import io
import json
import os
import pkgutil
import resource
import shutil
import signal
import sys
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # before numpy: a child has no other threads

import openpyxl

import classifier
from classifier.cli import main

ROOT = Path(__file__).parents[2]
CPU_SECONDS = 20
_MEMORY = 6 << 30
_CRASHED = 97  # of a child that Python left with a traceback; no command uses it
SMALL_ROWS = 16


# Loaded once here, so that no child has to.
_HEAVY = ("sklearn.linear_model", "scipy.sparse.linalg", "yaml", "lxml.etree", "pyarrow.parquet")


def load_everything() -> None:
    """Import the program and the libraries that its commands import when they need them."""
    for module in pkgutil.walk_packages(classifier.__path__, "classifier."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    for name in _HEAVY:
        try:
            importlib.import_module(name)
        except ImportError:
            continue


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a command ended.

    ``code`` is its exit status, or minus the signal that ended it.
    """

    code: int
    stdout: str
    stderr: str
    seconds: float

    @property
    def trouble(self) -> str:
        """Say what no command may do; "" if it did none of it."""
        if self.code == -signal.SIGXCPU or self.code == -signal.SIGKILL:
            return f"hangs: over {CPU_SECONDS} s of processor time"
        if self.code in (_CRASHED, 70) or "Traceback (most recent call last)" in self.stderr:
            return f"traceback: {_last_frame(self.stderr)}"
        return "" if self.code in (0, 1, 2) else f"exit {self.code}"


def _last_frame(stderr: str) -> str:
    lines = [line.strip() for line in stderr.splitlines() if line.strip()]
    frames = [line for line in lines if line.startswith("File ") and "/classifier/" in line]
    place = frames[-1].rpartition("/")[2].replace('", line ', ":").partition(",")[0]
    return f"{lines[-1].partition(':')[0] if lines else '?'} at {place}" if frames else lines[-1]


def run(argv: Sequence[str], folder: Path, before: Callable[[], None] | None = None) -> Outcome:
    """Run ``classifier ARGV`` in ``folder``; ``before`` is called in the child, first."""
    streams = [folder.parent / f"{folder.name}.{name}" for name in ("out", "err")]
    begun = time.monotonic()
    child = os.fork()
    if child == 0:
        _be_the_child(argv, folder, streams, before)
    _, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    texts = [path.read_text("utf-8", errors="replace") for path in streams]
    for path in streams:
        path.unlink()
    return Outcome(code, texts[0], texts[1], time.monotonic() - begun)


def start(argv: Sequence[str], folder: Path) -> int:
    """Start ``classifier ARGV`` in ``folder`` without waiting; return the child's process id."""
    child = os.fork()
    if child == 0:
        _be_the_child(argv, folder, [Path(os.devnull)] * 2, None)
    return child


def _be_the_child(
    argv: Sequence[str],
    folder: Path,
    streams: Sequence[Path],
    before: Callable[[], None] | None,
) -> None:
    """Run the command and leave, whatever happens: never return into the parent's code."""
    code = _CRASHED
    try:
        os.setsid()
        os.chdir(folder)
        for number, path in enumerate(streams, start=1):
            opened = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
            os.dup2(opened, number)
        sys.stdout, sys.stderr = (
            io.TextIOWrapper(io.FileIO(number, "w", closefd=False), "utf-8") for number in (1, 2)
        )
        resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 2))
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        sys.argv = ["classifier", *argv]
        if before:
            before()
        main()
        code = 0
    except SystemExit as leaving:
        code = leaving.code if isinstance(leaving.code, int) else 1
    except BaseException:
        traceback.print_exc()
    finally:
        for stream in (sys.stdout, sys.stderr):
            with contextlib.suppress(OSError, ValueError):
                stream.flush()
        os._exit(code)


# -- inputs


def make_inputs(folder: Path) -> None:
    """Write small inputs of every kind into ``folder``, with the program's own commands."""
    folder.mkdir(parents=True, exist_ok=True)
    data = ROOT / "data"
    for name in ("codebook.yaml", "double-codings.csv"):
        shutil.copyfile(data / name, folder / name)
    shutil.copyfile(data / "harvest-1.xlsx", folder / "harvest-1.xlsx")
    _first_rows(data / "harvest-1.xlsx", folder / "small.xlsx", SMALL_ROWS)
    _first_rows(data / "harvest-2.xlsx", folder / "sixty.xlsx", 60)
    headings, rows = _table(folder / "small.xlsx")
    _write_texts(folder, headings, rows)
    for argv in _COMMANDS:
        if argv[0] == "(decide)":
            _decide(folder / argv[1])
            continue
        outcome = run(argv, folder)
        if outcome.code and "Error: " in outcome.stderr:
            raise RuntimeError(f"classifier {' '.join(argv)}: {outcome.stderr[-800:]}")


_BOOK = ("--codebook", "codebook.yaml")
_PLAIN = ("--encoder", "tfidf-only", "--no-cache", "--jobs", "1")
_COMMANDS = (
    ("codebook", "convert", "codebook.yaml", "codebook.xlsx"),
    ("codebook", "convert", "codebook.yaml", "codebook.csv"),
    ("codebook", "convert", "codebook.yaml", "codebook.qdc"),
    ("train", "harvest-1.xlsx", *_BOOK, "--out", "model", *_PLAIN),
    ("suggest", "small.xlsx", "--model", "model", "--out", "tagged.xlsx", "--no-cache"),
    ("(decide)", "tagged.xlsx"),
    ("audit", "harvest-1.xlsx", *_BOOK, "--out", "audit", *_PLAIN),
    ("(decide)", "audit/worklist.xlsx"),
    ("audit", "apply", "audit/worklist.xlsx", "--to", "harvest-1.xlsx", "--out", "audited.xlsx"),
    ("relabel", "plan", "small.xlsx", *_BOOK, "--model", "model", "--out", "plan", "--no-cache"),
    ("(decide)", "plan/plan.xlsx"),
    ("relabel", "apply", "plan", "--to", "small.xlsx", "--out", "moved.xlsx"),
)


def _decide(path: Path) -> None:
    """Fill the decision columns of a workbook of ours: with words that mean something and not."""
    words = ["accept", "keep", "change", "discuss", "none fits", "New structure", "nonsense", ""]
    book = openpyxl.load_workbook(path)
    for sheet in book:
        for column in range(1, sheet.max_column + 1):
            top = str(sheet.cell(1, column).value or "")
            if "decision" not in top.casefold():
                continue
            for row in range(2, sheet.max_row + 1):
                if sheet.cell(row, 1).value is not None:
                    sheet.cell(row, column).value = words[(row + column) % len(words)] or None
    book.save(path)


def _first_rows(source: Path, target: Path, n_rows: int) -> None:
    book = openpyxl.load_workbook(source)
    sheet = book.worksheets[0]
    sheet.delete_rows(n_rows + 2, sheet.max_row)
    book.save(target)


def _table(path: Path) -> tuple[list[str], list[list[str]]]:
    rows = openpyxl.load_workbook(path).worksheets[0].iter_rows(values_only=True)
    texts = [["" if value is None else str(value) for value in row] for row in rows]
    return texts[0], texts[1:]


def _write_texts(folder: Path, headings: list[str], rows: list[list[str]]) -> None:
    import csv

    for name, delimiter in (("small.csv", ","), ("small.tsv", "\t")):
        with (folder / name).open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream, delimiter=delimiter).writerows([headings, *rows])
    records = [dict(zip(headings, row, strict=True)) for row in rows]
    lines = [json.dumps(record, ensure_ascii=False) for record in records]
    (folder / "small.jsonl").write_text("\n".join(lines) + "\n", "utf-8")
    cards = ["\n".join(f"**{key}**: {text}" for key, text in r.items() if text) for r in records]
    (folder / "small.txt").write_text("\n\n---\n\n".join(cards) + "\n", "utf-8")
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError:
        return
    columns = {key: [record[key] for record in records] for key in headings}
    pyarrow.parquet.write_table(pyarrow.table(columns), folder / "small.parquet")


# -- what lies where


def hashes(folder: Path) -> dict[str, str]:
    """Return the sha256 of every file in a folder, by its path there."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.is_symlink()
    }


def sentences(folder: Path) -> frozenset[str]:
    """Return pieces of the harvest's texts, long enough that none is said by accident."""
    _, rows = _table(folder / "small.xlsx")
    return frozenset(_pieces(rows))


def _pieces(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    for row in rows:
        for text in row:
            words = text.split()
            for first in range(0, len(words) - 6, 3):
                yield " ".join(words[first : first + 6])
