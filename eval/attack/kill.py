"""Commands that die: before and after each rename, and at random moments.

    python eval/attack/kill.py --random 500 --seed 1 --folder /tmp/kill

Beside each output stands an older one. After a death each output must be there whole, old or new;
an old folder may wait beside its place under the hidden name from which the next run puts it back.
The same command must then succeed, give what an undisturbed run gives, and leave nothing else.
With ``--folder`` a run that was stopped goes on. Fails at the end if anything went wrong.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
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

from commands import Command, commands
from fuzz import LISTS, prepare
from outputs import NOTES
from sandbox import hashes, run, start

_KILLED = 137
_OLD = b"an older output\n"
# An old folder that a new one is to replace, as `classifier.outputs` calls it.
_ASIDE = re.compile(r"\.(?P<name>.+)\.replaced-[0-9a-f-]+")

Files = dict[str, str]
"""The sha256 of every file in a folder, by its path there."""


@dataclass(frozen=True, slots=True)
class Ready:
    """A command with an older output in place, and what an undisturbed run makes of it."""

    command: Command
    words: tuple[str, ...]
    older: Path
    old: Files
    new: Files
    n_renames: int
    seconds: float


def get_ready(command: Command, inputs: Path, work: Path) -> Ready | str:
    """Make the older output and run the command undisturbed; a text says why that cannot be."""
    older = _fresh(work / "older")
    for name in command.reads(inputs):
        copy = shutil.copytree if (inputs / name).is_dir() else shutil.copyfile
        copy(inputs / name, older / name)
    has_older = command.replaces
    words = (*command.words, *(["--force"] if has_older else []))
    if command.older:
        run((*words, *command.older), older)
    elif has_older:
        (older / command.out).write_bytes(_OLD)
    if has_older and not (older / command.out).exists():
        return "not measured: nothing older was written"
    undisturbed = _fresh(work / "undisturbed", older)
    counter = work / "renames"
    counter.write_bytes(b"")
    outcome = run(words, undisturbed, lambda: _on_rename(lambda n: _note(counter)))
    old, new = hashes(older), hashes(undisturbed)
    if outcome.code not in _ends(command) or old == new:
        return f"not measured: exit {outcome.code}, and nothing new was written"
    return Ready(command, words, older, old, new, len(counter.read_bytes()), outcome.seconds)


def _ends(command: Command) -> tuple[int, ...]:
    """Return the exit statuses of a command that did what it is for."""
    return (0, 1) if command.verb in LISTS else (0,)


def _fresh(folder: Path, template: Path | None = None) -> Path:
    """Make a new folder, empty or a copy of ``template``."""
    shutil.rmtree(folder, ignore_errors=True)
    if template:
        shutil.copytree(template, folder)
    else:
        folder.mkdir(parents=True)
    return folder


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


# -- deaths


def moments(ready: Ready, n_random: int, rng: random.Random) -> list[str]:
    """List when the command is to die: "before 2", "after 2", or seconds, such as "0.413"."""
    renames = range(1, ready.n_renames + 1)
    at_renames = [f"{when} {number}" for number in renames for when in ("before", "after")]
    return at_renames + [f"{rng.uniform(0, ready.seconds):.3f}" for _ in range(n_random)]


def die(ready: Ready, moment: str, folder: Path) -> None:
    """Run the command in ``folder`` until the moment."""
    when, _, number = moment.partition(" ")
    if number:
        run(ready.words, folder, partial(_die_at, int(number), when))
        return
    child = start(ready.words, folder)
    time.sleep(float(moment))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def _die_at(number: int, when: str) -> None:
    def end(n: int) -> None:
        if n == number:
            os._exit(_KILLED)

    def nothing(_: int) -> None:
        return

    _on_rename(end if when == "before" else nothing, end if when == "after" else None)


def wrong_after(ready: Ready, folder: Path) -> str:
    """Say what is wrong in a folder where the command died, or after it ran once more."""
    found, old, new = (_by_output(files) for files in (hashes(folder), ready.old, ready.new))
    for name in old.keys() | new.keys() | found.keys():
        if found.get(name, {}) not in (old.get(name, {}), new.get(name, {})):
            return f"left neither the old nor the new {name}"
    if found == new and "--force" not in ready.words:  # it would be refused, and is whole
        return ""
    outcome = run(ready.words, folder)
    again = hashes(folder)
    if outcome.code not in _ends(ready.command) or outcome.trouble:
        return f"the next run ended with {outcome.trouble or outcome.code}"
    hidden = sorted(again.keys() - ready.new.keys())
    if hidden:
        return f"the next run left {hidden[0]}"
    changed = [name for name, digest in ready.new.items() if again.get(name) != digest]
    return f"the next run wrote another {changed[0]}" if changed else ""


def _by_output(files: Files) -> dict[str, Files]:
    """Return the visible files, each output by its name; of notes nothing is promised.

    A folder that waits beside its place counts as standing there, if nothing else does.
    """
    outputs: dict[str, Files] = {}
    waiting: dict[str, Files] = {}
    for name, digest in files.items():
        first, _, rest = name.partition("/")
        aside = _ASIDE.fullmatch(first)
        if aside:
            waiting.setdefault(aside["name"], {})[rest] = digest
        elif not first.startswith(".") and not first.endswith(NOTES):
            outputs.setdefault(first, {})[rest] = digest
    return waiting | outputs


# -- many deaths


def _deaths(inputs: Path, folder: Path, args: argparse.Namespace) -> Iterator[tuple[str, str, str]]:
    """Let every command die; yield its name, the moment, and what is wrong ("" if nothing)."""
    chosen = [c for c in commands() if c.out and args.command in (None, c.name)]
    known = _known(folder / "deaths.jsonl")
    for place, command in enumerate(chosen):
        share = args.random // len(chosen) + (place < args.random % len(chosen))
        ready = get_ready(command, inputs, folder)
        if isinstance(ready, str):
            yield command.name, "", ready
            continue
        for number, moment in enumerate(
            moments(ready, share, random.Random(f"{args.seed}:{command.name}"))
        ):
            key = f"{command.name}:{moment if ' ' in moment else number}"
            if key not in known:
                killed = _fresh(folder / "killed", ready.older)
                die(ready, moment, killed)
                known[key] = wrong_after(ready, killed)
                with (folder / "deaths.jsonl").open("a", encoding="utf-8") as stream:
                    stream.write(json.dumps([key, known[key]]) + "\n")
            yield command.name, moment, known[key]


def _known(path: Path) -> dict[str, str]:
    lines = path.read_text("utf-8").splitlines() if path.exists() else []
    return dict(json.loads(line) for line in lines)


def _report(deaths: Sequence[tuple[str, str, str]]) -> Iterator[str]:
    """Say what the deaths came to, by command."""
    yield f"{'command':<72}{'at renames':>11}{'at random':>10}{'wrong':>6}"
    for name in dict.fromkeys(name for name, _, _ in deaths):
        some = [(moment, trouble) for one, moment, trouble in deaths if one == name]
        n_renames = sum(" " in moment for moment, _ in some)
        n_random = sum(bool(moment) for moment, _ in some) - n_renames
        wrong = [(moment, trouble) for moment, trouble in some if trouble]
        yield f"{name[:71]:<72}{n_renames:>11}{n_random:>10}{len(wrong):>6}"
        yield from (f"    {moment}: {trouble}" for moment, trouble in wrong[:3])
    killed = [(moment, trouble) for _, moment, trouble in deaths if moment]
    n_renames = sum(" " in moment for moment, _ in killed)
    n_wrong = sum(bool(trouble) for _, _, trouble in deaths)
    yield f"{n_renames} deaths at renames, {len(killed) - n_renames} at random, {n_wrong} wrong"


def main() -> None:
    """Kill, and print what came of it; exit 1 if anything went wrong."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--random", type=int, default=60, help="kills at random moments, in all")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--command", help="only the command of this name")
    parser.add_argument("--folder", type=Path, help="kept, so that a stopped run goes on")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="attack-") as made:
        folder = args.folder or Path(made)
        deaths = list(_deaths(prepare(folder), folder, args))
    print("\n".join(_report(deaths)))
    sys.exit(any(trouble for _, _, trouble in deaths))


if __name__ == "__main__":
    main()
