"""Where attacks run: each command in a child process of its own, forked from one that is warm.

So thousands of commands take minutes. Everything happens in folders that are thrown away.
"""

from __future__ import annotations

import contextlib
import gc
import hashlib
import importlib
import io
import os
import pkgutil
import resource
import signal
import sys
import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # before numpy: a child has no other threads

from visitor import visit

import classifier
from classifier.cli import main
from classifier.review.run import Opened
from classifier.serve import Served

CPU_SECONDS = 20
_WALL_SECONDS = 180
_MEMORY = 6 << 30
_CRASHED = 97  # of a child that Python left with a traceback; no command uses it
_NOT_LOADED = ("__main__", ".encode.transformer")  # torch takes seconds and is not attacked
# Loaded once here, so that no child has to.
_HEAVY = ("sklearn.linear_model", "scipy.sparse.linalg", "yaml", "lxml.etree", "pyarrow.parquet",
          "typer._adapters", "pydantic", "jinja2", "openpyxl", "uvicorn.protocols.http.h11_impl",
          "uvicorn.loops.asyncio", "http.client")  # fmt: skip
# Agreed to whatever is asked.
_ANSWERS = "y\n1\n" * 200


def load_everything() -> None:
    """Import the program and the libraries that its commands import when they need them."""
    for module in pkgutil.walk_packages(classifier.__path__, "classifier."):
        if not module.name.endswith(_NOT_LOADED):
            importlib.import_module(module.name)
    for name in _HEAVY:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)


def warm_up(inputs: Path) -> None:
    """Run a few commands here, so that what they keep in memory is there in every child."""
    book = str(inputs / "codebook.yaml")
    out = str(inputs.parent / "warm.jsonl")
    for argv in (
        ["check", str(inputs / "small.xlsx"), "--codebook", book],
        ["codebook", "show", str(inputs / "codebook.qdc")],
        ["suggest", str(inputs / "small.csv"), "--model", str(inputs / "model"), "--out", out,
         "--no-cache", "--jobs", "1", "--force"],
    ):  # fmt: skip
        sys.argv = ["classifier", *argv]
        with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(SystemExit):
            main()
    gc.collect()
    gc.freeze()  # a collection would copy the memory that children share


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
        if self.code in (-signal.SIGXCPU, -signal.SIGKILL):
            return f"hangs: over {CPU_SECONDS} s of processor time"
        if self.code == -signal.SIGALRM:
            return f"hangs: over {_WALL_SECONDS} s"
        if self.code in (_CRASHED, 70) or "Traceback (most recent call last)" in self.stderr:
            return f"traceback: {_place(self.stderr)}"
        return "" if self.code in (0, 1, 2) else f"exit {self.code}"


def _place(stderr: str) -> str:
    """Return the error's kind and place, as our last catch says it or as Python does."""
    lines = [line.strip() for line in stderr.splitlines() if line.strip()]
    told = [line for line in lines if "a mistake in the program: " in line]
    if told:
        return told[-1].rpartition("program: ")[2].rstrip(".")
    frames = [line for line in lines if line.startswith('File "') and "/classifier/" in line]
    kind = lines[-1].partition(":")[0] if lines else "?"
    if not frames:
        return kind
    path, _, rest = frames[-1].removeprefix('File "').partition('", line ')
    return f"{kind} at {path.rpartition('/classifier/')[2]}:{rest.partition(',')[0]}"


Hook = Callable[[], None]


def run(argv: Sequence[str], folder: Path, before: Hook | None = None) -> Outcome:
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


def start(argv: Sequence[str], folder: Path, before: Hook | None = None) -> int:
    """Start ``classifier ARGV`` in ``folder`` without waiting; return the child's process id."""
    child = os.fork()
    if child == 0:
        _be_the_child(argv, folder, [Path(os.devnull)] * 2, before)
    return child


def _be_the_child(
    argv: Sequence[str], folder: Path, streams: Sequence[Path], before: Hook | None
) -> None:
    """Run the command and leave, whatever happens: never return into the parent's code."""
    code = _CRASHED
    try:
        os.setsid()
        os.chdir(folder)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        for number, path in enumerate(streams, start=1):
            opened = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
            os.dup2(opened, number)
        sys.stdout, sys.stderr = (
            io.TextIOWrapper(io.FileIO(number, "w", closefd=False), "utf-8") for number in (1, 2)
        )
        resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 2))
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        signal.alarm(_WALL_SECONDS)
        _put_somebody_there()
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
        for stream in filter(None, (sys.stdout, sys.stderr)):
            with contextlib.suppress(OSError, ValueError):
                stream.flush()
        os._exit(code)


def _put_somebody_there() -> None:
    """Answer what ``check --fix`` asks, visit the page of ``review``, end ``serve`` at once."""
    sys.stdin = io.StringIO(_ANSWERS)
    checking = importlib.import_module("classifier.cli.check")
    setattr(checking, "can_ask", lambda: True)  # noqa: B010
    Opened.serve = visit  # type: ignore[method-assign, assignment]
    Served.serve = Served.close  # type: ignore[method-assign]


# -- what lies where


def hashes(folder: Path) -> dict[str, str]:
    """Return the sha256 of every file in a folder, by its path there."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.is_symlink()
    }
