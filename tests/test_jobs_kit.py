"""A small command in place of the program's own, run by the worker in processes of its own."""

import fcntl
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from classifier import progress


def until(ready, seconds=30):
    """Return what ``ready`` returns, once that is something."""
    last = time.monotonic() + seconds
    while not (value := ready()):
        assert time.monotonic() < last, "it does not come"
        time.sleep(0.02)
    return value


def ended(jobs, number, seconds=30):
    """Return a job once it is over."""
    until(lambda: jobs.job(number).over, seconds)
    return jobs.job(number)


def trace(jobs):
    """Return what the commands noted, in their order."""
    path = jobs.folder / "trace.txt"
    return path.read_text("utf-8").split() if path.exists() else []


def note(word):
    with Path("trace.txt").open("a", encoding="utf-8") as stream:
        stream.write(f"{word}\n")


def say(*words):
    sys.stdout.write(f"out {words[0]}\n")
    sys.stderr.write("complaint\n")
    note(words[0])


def fail():
    sys.stderr.write("Error: it cannot be done.\n")
    sys.exit(1)


def chatter():
    for number in range(1_000):
        sys.stdout.write(f"line {number}\n")
    sys.stdout.write("x" * 1_000_000)


def crawl(name, seconds):
    """Tell of its way, and make its output whole at the end."""
    note(f"begin-{name}")
    steps = 20
    for step in range(steps):
        progress.listener("Crawling", step, steps)
        time.sleep(float(seconds) / steps)
    beside = Path(f"{name}.unfinished-{os.getpid()}")
    beside.write_text(f"made {name}", "utf-8")
    beside.replace(f"{name}.txt")
    note(f"end-{name}")


def draft(flag, out):
    """Write what is never written twice, and end long after."""
    note("draft")
    with Path(out).open("x", encoding="utf-8") as stream:
        stream.write(flag)
    time.sleep(600)


def die():
    note("die")
    os.kill(os.getpid(), signal.SIGKILL)


def stubborn():
    """Pass over what would end it politely."""
    note("stubborn")
    while True:
        try:
            time.sleep(60)
        except KeyboardInterrupt:
            note("asked")


def family():
    """Start another process, and wait for it."""
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    note(child.pid)
    child.wait()


def frozen():
    """Hear nothing any more."""
    note("frozen")
    os.kill(os.getpid(), signal.SIGSTOP)


def modest():
    """Tell how much of the processor it asks for."""
    note(f"nice-{os.nice(0)}")


def read():
    """Tell what stands on the standard input."""
    note(f"read-{len(sys.stdin.read())}")


def main():
    what, *words = sys.argv[1:]
    with Path("alone.lock").open("ab") as alone:
        try:
            fcntl.flock(alone, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            note("two-at-once")
        globals()[what](*words)


if __name__ == "__main__":
    main()
