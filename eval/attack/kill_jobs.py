"""Jobs of a project whose page, worker or command is killed at random moments.

    python eval/attack/kill_jobs.py --kills 50 --seed 1

A model is learned and used, codes are checked and put right, a harvest is moved to a new codebook
and what two coders agreed on is written, by jobs, as a page would have them done, while something
is killed again and again. Afterwards every job must be done, nothing may run any more, and every
output must be what an undisturbed run writes. Needs /proc.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import openpyxl

from classifier.home.jobs import Jobs

_OBJECTIVE = 19  # the column of the specific objectives
_SAMPLE = Path(__file__).parents[2] / "data"
_LEARN = ("train", "harvest-1.xlsx", "--codebook", "codebook.yaml", "--encoder", "tfidf-only",
          "--out", "models/a", "--force")  # fmt: skip
_SUGGEST = ("suggest", "harvest-2.xlsx", "--model", "models/a", "--out", "suggested.xlsx",
            "--force")  # fmt: skip
_BOOK = ("--codebook", "codebook.yaml")
_JOBS = (
    ("codebook", "show", "codebook.yaml"),
    _LEARN,
    _SUGGEST,
    ("audit", "harvest-1.xlsx", *_BOOK, "--encoder", "tfidf-only", "--out", "audit", "--force"),
    ("audit", "apply", "decided.jsonl", "--to", "harvest-1.xlsx", *_BOOK,
     "--out", "corrected-1.xlsx", "--force"),
    ("audit", "undo", "corrected-1.xlsx", "--out", "corrected-2.xlsx", "--force"),
    ("relabel", "plan", "harvest-1.xlsx", *_BOOK, "--out", "plan", "--force"),
    ("relabel", "apply", "plan", "--to", "harvest-1.xlsx", "--out", "moved.xlsx", "--force"),
    ("relabel", "undo", "moved.xlsx", "--out", "moved-back.xlsx", "--force"),
    ("adjudicate", "apply", "agree.xlsx", "--to", "harvest-1.xlsx", *_BOOK,
     "--out", "agreed.xlsx", "--force"),
)  # fmt: skip
# What a person decided in a list of an audit.
_DECIDED = {
    "nr": "F001", "fragment_id": "SCC-SYR/GEN900", "target": "objective", "recorded": ["GEN"],
    "add": ["PHR"], "remove": ["GEN"], "file": "harvest-1.xlsx", "row": 2, "decision": "change",
}  # fmt: skip
# A page that is open does no more with jobs than this.
_PAGE = """\
import sys, time
from pathlib import Path
from classifier.home.jobs import Jobs
jobs = Jobs(Path(sys.argv[1]))
while True:
    jobs.go_on()
    time.sleep(0.3)
"""
_WORKER, _COMMAND = "classifier.home.worker", "classifier.home.job_process"
_KILLS_A_PLAY = 5
# A job whose command is killed once more than this has failed.
_DEATHS = 2
_LONGEST_WAIT = 4.0
_PATIENCE = 600.0


def project(folder: Path) -> Jobs:
    """Make a project with two harvests, a codebook, and what people have decided."""
    folder.mkdir(parents=True)
    for name in ("harvest-1.xlsx", "harvest-2.xlsx", "codebook.yaml"):
        shutil.copy(_SAMPLE / name, folder / name)
    (folder / "decided.jsonl").write_text(json.dumps(_DECIDED), "utf-8")
    book = openpyxl.load_workbook(folder / "harvest-1.xlsx")
    book.active.cell(2, _OBJECTIVE).value = "PHR"
    book.save(folder / "second.xlsx")
    command = [sys.executable, "-m", "classifier", "adjudicate", "harvest-1.xlsx", "second.xlsx"]
    subprocess.run(
        [*command, *_BOOK, "--out", "agree.xlsx"], cwd=folder, check=True, capture_output=True
    )
    (folder / "second.xlsx").unlink()  # it says when it was made, so that no two are equal
    return Jobs(folder)


def outputs(jobs: Jobs) -> dict[str, str]:
    """Return the sha256 of all that was written, but the list of jobs."""
    return {
        path.relative_to(jobs.folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(jobs.folder.rglob("*"))
        if path.is_file() and jobs.path.parent not in path.parents
    }


def processes(jobs: Jobs, what: str) -> list[int]:
    """Return the numbers of the processes that name the project and ``what``."""
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        try:
            words = (place / "cmdline").read_bytes()
        except OSError:  # it has ended meanwhile
            continue
        if str(jobs.folder).encode() in words and what.encode() in words:
            found.append(int(place.name))
    return found


class Page:
    """A page that is open on a project; it is opened anew when it was killed."""

    def __init__(self, jobs: Jobs) -> None:
        self._jobs = jobs
        self._process = self._open()

    def _open(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen([sys.executable, "-c", _PAGE, str(self._jobs.folder)])

    def kill(self) -> None:
        """Kill it, and open the next."""
        self.close()
        self._process = self._open()

    def close(self) -> None:
        """Kill it."""
        self._process.kill()
        self._process.wait()


def play(jobs: Jobs, kills: int, moments: random.Random) -> tuple[list[str], str]:
    """Kill while the jobs are done; return what was killed, and what is wrong in the end."""
    for words in _JOBS:
        jobs.add(words[0], words)
    page, deaths = Page(jobs), 0
    killed: list[str] = []
    try:
        while len(killed) < kills and not all(job.over for job in jobs.all()):
            time.sleep(moments.uniform(0, _LONGEST_WAIT))
            what = moments.choice(["page", "worker", "command", "worker and page"])
            if "page" in what:
                page.kill()
            if "worker" in what:
                _kill(processes(jobs, _WORKER))
            if what == "command" and deaths < _DEATHS:
                deaths += 1
                _kill(processes(jobs, _COMMAND))
            killed.append(what)
        return killed, _wait(jobs)
    finally:
        page.close()


def _kill(numbers: Sequence[int]) -> None:
    for number in numbers:
        os.kill(number, signal.SIGKILL)


def _wait(jobs: Jobs) -> str:
    """Wait until the jobs are over; say what is wrong with them."""
    last = time.monotonic() + _PATIENCE
    while not all(job.over for job in jobs.all()):
        if time.monotonic() > last:
            return f"not over: {[job.state for job in jobs.all()]}"
        time.sleep(0.2)
    time.sleep(1)
    wrong = [f"{job.title} {job.state}: {job.lines[-1:]}" for job in jobs.all() if job.code]
    left = [what for what in (_WORKER, _COMMAND) if processes(jobs, what)]
    return "; ".join([*wrong, *(f"{what} runs still" for what in left)])


def main() -> None:
    """Kill, and print what came of it; exit 1 if anything went wrong."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    moments = random.Random(args.seed)
    killed: list[str] = []
    wrong: list[str] = []
    with tempfile.TemporaryDirectory(prefix="kill-jobs-") as made:
        undisturbed = project(Path(made) / "undisturbed")
        _, trouble = play(undisturbed, 0, moments)
        wanted = outputs(undisturbed)
        while len(killed) < args.kills and not trouble:
            jobs = project(Path(made) / f"project-{len(killed)}")
            some, trouble = play(jobs, min(_KILLS_A_PLAY, args.kills - len(killed)), moments)
            killed += some
            written = outputs(jobs)
            changed = [name for name in wanted | written if wanted.get(name) != written.get(name)]
            if trouble or changed:
                wrong.append(f"after {', '.join(some)}: {trouble or f'other {changed[0]}'}")
        print("\n".join(wrong))
    kinds = ", ".join(f"{killed.count(what)} × {what}" for what in dict.fromkeys(killed))
    print(f"{len(killed)} killed ({kinds}), {len(wrong)} wrong {trouble}")
    sys.exit(bool(wrong or trouble))


if __name__ == "__main__":
    main()
