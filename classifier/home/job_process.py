"""The process that runs one job's command, ended with the worker that began it.

The worker holds the other end of the standard input. It is closed when the worker cancels the job
and when the worker dies, however it does: the command then ends as Ctrl+C ends it, or harder.
"""

from __future__ import annotations

import _thread
import json
import os
import runpy
import signal
import sys
import threading
import time
from pathlib import Path

from classifier import progress
from classifier.home.file_lock import hold

# Begins a line in which the command tells how far it is; no text that is said holds it.
TELLS = "\x1e"
# Seconds that a command has to end by itself.
GRACE = 3.0
_TELL_EVERY = 0.25
_LOOK = 0.05
_INTERRUPTED = 130


def main() -> None:
    """Run a module with the words of a job, once no command of an earlier worker runs any more."""
    lock, module, *words = sys.argv[1:]
    _end_with_worker()
    progress.listener = Teller()
    try:
        while (held := hold(Path(lock))) is None:
            time.sleep(_LOOK)
        with held:
            sys.argv = [module, *words]
            runpy.run_module(module, run_name="__main__", alter_sys=True)
    except KeyboardInterrupt:
        sys.exit(_INTERRUPTED)


class Teller:
    """Writes how far the command is to the standard error, not more often than it can be seen."""

    def __init__(self) -> None:
        self._stage, self._told = "", 0.0

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Tell how much of a stage is done."""
        now = time.monotonic()
        if stage == self._stage and now - self._told < _TELL_EVERY and done < total:
            return
        self._stage, self._told = stage, now
        line = f"{TELLS}{json.dumps([stage, done, total])}\n"
        os.write(2, line.encode())  # at once, so that no other line comes in between


def _end_with_worker() -> None:
    """Keep the standard input for the worker alone; the command finds an empty one."""
    lifeline = os.dup(0)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    threading.Thread(target=_wait_for_end, args=(lifeline,), daemon=True).start()


def _wait_for_end(lifeline: int) -> None:
    while os.read(lifeline, 1):
        pass
    if hasattr(signal, "pthread_kill"):  # wakes what sleeps, too
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)
    else:
        _thread.interrupt_main()
    time.sleep(GRACE)
    if sys.platform != "win32" and os.getpgrp() == os.getpid():
        os.killpg(os.getpid(), signal.SIGKILL)
    os._exit(_INTERRUPTED)
