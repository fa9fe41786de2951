"""Commands that die: before and after each rename, and at random moments.

    python eval/attack/kill.py --random 500 --seed 1

Beside each output stands an older one. After a death it must be there whole, or the new one must
be; the same command must then succeed, give what an undisturbed run gives, and leave nothing else.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from inputs import make_inputs
from sandbox import hashes, load_everything, run, start

_QUIET = ("--no-cache", "--jobs", "1")
_PLAIN = ("--encoder", "tfidf-only", *_QUIET)
_BOOK = ("--codebook", "{i}/codebook.yaml")
_KILLED = 137


@dataclass(frozen=True, slots=True)
class Command:
    """A command with its output ``o…``, and another one that writes an older output there."""

    name: str
    out: str
    argv: tuple[str, ...]
    older: tuple[str, ...]


def commands() -> list[Command]:
    """List every command that writes something."""
    suggest = ("suggest", "{i}/small.xlsx", "--model", "{i}/model", *_QUIET)
    archive = ("suggest", "{i}/small.parquet", "--model", "{i}/model", *_QUIET)
    train = ("train", "{i}/sixty.xlsx", *_BOOK, *_PLAIN)
    evaluate = ("evaluate", "{i}/sixty.xlsx", "--model", "{i}/model", *_QUIET)
    audit = ("audit", "{i}/sixty.xlsx", *_BOOK, *_PLAIN)
    applied = ("audit", "apply", "{i}/audit/worklist.xlsx", "--to", "{i}/sixty.xlsx")
    plan = ("relabel", "plan", "{i}/small.xlsx", *_BOOK, "--model", "{i}/model", *_QUIET)
    moved = ("relabel", "apply", "{i}/plan", "--to", "{i}/small.xlsx")
    undone = ("relabel", "undo", "{i}/moved.xlsx", *_BOOK)
    finish = ("finish", "{i}/tagged.xlsx")
    listed = [
        ("suggest xlsx", "o.xlsx", suggest, (*suggest, "--top", "2")),
        ("suggest jsonl", "o.jsonl", (*suggest, "--format", "jsonl"),
         (*suggest, "--format", "jsonl", "--top", "2")),
        ("suggest parquet", "o.parquet", archive, (*archive, "--top", "2")),
        ("train", "o", train, (*train, "--seed", "7")),
        ("evaluate", "o", evaluate, (*evaluate, "--seed", "7")),
        ("audit", "o", audit, (*audit, "--look-at", "7")),
        ("audit apply", "o.xlsx", applied, (*applied, "--coder", "older")),
        ("relabel plan", "o", plan, (*plan, "--accept", "0.99")),
        ("relabel apply", "o.xlsx", moved, (*moved, "--coder", "older")),
        ("relabel undo", "o.xlsx", undone, ("suggest", "{i}/small.xlsx", "--model", "{i}/model",
                                            *_QUIET)),
        ("relabel trend", "o.html", ("relabel", "trend", "{i}/plan"),
         ("relabel", "trend", "{i}/plan")),
        ("finish", "o.xlsx", finish, (*finish, "--coder", "older")),
        ("check", "o.csv", ("check", "{i}/small.xlsx", *_BOOK),
         ("check", "{i}/sixty.xlsx", *_BOOK)),
        ("codebook show", "o.yaml", ("codebook", "show", "{i}/codebook.yaml"),
         ("codebook", "show", "{i}/codebook.yaml", "--as-of", "2")),
    ]  # fmt: skip
    return [
        Command(name, out, (*argv, "--out", out, "--force"), (*older, "--out", out, "--force"))
        for name, out, argv, older in listed
    ]


@dataclass(frozen=True, slots=True)
class Kitchen:
    """Where commands run: the shared inputs, and a folder for what is written."""

    inputs: Path
    work: Path

    def run(
        self, argv: Sequence[str], folder: Path, before: Callable[[], None] | None = None
    ) -> int:
        """Run a command in ``folder``; return its exit status."""
        return run([word.replace("{i}", str(self.inputs)) for word in argv], folder, before).code

    def start(self, argv: Sequence[str], folder: Path) -> int:
        """Start a command in ``folder``; return its process id."""
        return start([word.replace("{i}", str(self.inputs)) for word in argv], folder)

    def fresh(self, name: str, template: Path | None = None) -> Path:
        """Make a new folder of this name, empty or a copy of ``template``."""
        folder = self.work / name
        shutil.rmtree(folder, ignore_errors=True)
        if template:
            shutil.copytree(template, folder)
        else:
            folder.mkdir(parents=True)
        return folder


@dataclass(frozen=True, slots=True)
class Prepared:
    """A command with its older output in place, what each run of it writes, and how long it takes.

    ``n_renames`` is how many times an undisturbed run renames something.
    """

    command: Command
    older: Path
    old: dict[str, str]
    new: dict[str, str]
    n_renames: int
    seconds: float


def prepare(command: Command, kitchen: Kitchen) -> Prepared | str:
    """Run a command and its older form undisturbed; a text says why that is not possible."""
    older = kitchen.fresh("older")
    code = kitchen.run(command.older, older)
    if not (older / command.out).exists():
        return f"not measured: exit {code}"
    undisturbed = kitchen.fresh("undisturbed", older)
    counter = kitchen.work / "renames"
    counter.write_bytes(b"")
    begun = time.monotonic()
    kitchen.run(command.argv, undisturbed, lambda: _on_rename(lambda n: _note(counter)))
    seconds = time.monotonic() - begun
    n_renames = len(counter.read_bytes())
    old, new = hashes(older), hashes(undisturbed)
    return Prepared(command, older, old, new, n_renames, seconds)


def _note(counter: Path) -> None:
    with counter.open("ab") as stream:
        stream.write(b".")


def _on_rename(told: Callable[[int], None], after: Callable[[int], None] | None = None) -> None:
    """Call ``told`` with a number before each rename of this process, ``after`` behind it."""
    count = 0

    def watched(real: Callable[..., None]) -> Callable[..., None]:
        def renamed(*args: Any, **kwargs: Any) -> None:
            nonlocal count
            count += 1
            number = count
            told(number)
            real(*args, **kwargs)
            if after:
                after(number)

        return renamed

    os.replace, os.rename = watched(os.replace), watched(os.rename)


def deaths_at_renames(ready: Prepared, kitchen: Kitchen) -> Iterator[tuple[str, str]]:
    """Die before and after each rename; yield the moment and what is wrong ("" if nothing)."""
    for number in range(1, ready.n_renames + 1):
        for when in ("before", "after"):
            folder = kitchen.fresh("killed", ready.older)
            kitchen.run(ready.command.argv, folder, partial(_die_at, number, when))
            yield f"{when} rename {number}", _wrong(ready, folder, kitchen)


def _die_at(number: int, when: str) -> None:
    def die(n: int) -> None:
        if n == number:
            os._exit(_KILLED)

    def nothing(_: int) -> None:
        return

    _on_rename(die if when == "before" else nothing, die if when == "after" else None)


def deaths_at_random(
    ready: Prepared, kitchen: Kitchen, n_kills: int, rng: random.Random
) -> Iterator[tuple[str, str]]:
    """Die at random moments of the time that the command takes."""
    for _ in range(n_kills):
        folder = kitchen.fresh("killed", ready.older)
        moment = rng.uniform(0, ready.seconds)
        child = kitchen.start(ready.command.argv, folder)
        time.sleep(moment)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        yield f"after {moment:.3f} s", _wrong(ready, folder, kitchen)


def _wrong(ready: Prepared, folder: Path, kitchen: Kitchen) -> str:
    found = _visible(hashes(folder))
    if found not in (_visible(ready.old), _visible(ready.new)):
        return f"left neither the old nor the new: {_difference(ready, found)}"
    kitchen.run(ready.command.argv, folder)
    again = hashes(folder)
    if again == ready.new:
        return ""
    hidden = sorted(again.keys() - ready.new.keys())
    if hidden:
        return f"the next run left {hidden[0]}"
    changed = [name for name, digest in ready.new.items() if again.get(name) != digest]
    return f"the next run wrote another {changed[0]}"


def _visible(files: dict[str, str]) -> dict[str, str]:
    return {
        name: digest
        for name, digest in files.items()
        if not any(part.startswith(".") for part in Path(name).parts)
    }


def _difference(ready: Prepared, found: dict[str, str]) -> str:
    missing = sorted(_visible(ready.old).keys() - found.keys())
    if missing:
        return f"{missing[0]} is gone"
    is_old = [name for name, digest in found.items() if ready.old.get(name) == digest]
    return f"{len(is_old)} of {len(found)} files are the old ones"


def main() -> None:
    """Kill, and print what came of it; exit 1 if anything went wrong."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--random", type=int, default=60, help="kills at random moments, in all")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--command", help="only the command of this name")
    args = parser.parse_args()
    load_everything()
    rng = random.Random(args.seed)
    n_wrong = 0
    with tempfile.TemporaryDirectory(prefix="attack-") as folder:
        kitchen = Kitchen(Path(folder) / "inputs", Path(folder) / "work")
        make_inputs(kitchen.inputs)
        kitchen.work.mkdir()
        chosen = [c for c in commands() if args.command in (None, c.name)]
        print(f"{'command':<18} {'renames':>8} {'deaths':>8} {'wrong':>6}")
        for command in chosen:
            ready = prepare(command, kitchen)
            if isinstance(ready, str):
                print(f"{command.name:<18} {ready}")
                n_wrong += 1
                continue
            deaths = [
                *deaths_at_renames(ready, kitchen),
                *deaths_at_random(ready, kitchen, args.random // len(chosen), rng),
            ]
            wrong = [(moment, trouble) for moment, trouble in deaths if trouble]
            n_wrong += len(wrong)
            print(f"{command.name:<18} {ready.n_renames:>8} {len(deaths):>8} {len(wrong):>6}")
            for moment, trouble in wrong[:3]:
                print(f"    {moment}: {trouble}")
    sys.exit(n_wrong > 0)


if __name__ == "__main__":
    main()
