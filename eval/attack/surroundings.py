"""Broken surroundings: disks that are full or can only be read, limits, odd names, no output.

    python eval/attack/surroundings.py --folder /tmp/surroundings

Every verb runs in each of them. It must end well, or with the exit status 1 or 2 and a line that
says why; then nothing new may be left, and no input is ever changed. Disks are made in a
namespace of their own (``unshare -rm``), which needs no rights; where there is none they are named
as not measured. Fails at the end if anything went wrong.
"""

from __future__ import annotations

import argparse
import ctypes
import io
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from commands import Command, commands
from fuzz import prepare
from outputs import half
from sandbox import Outcome, hashes, run

_IN_NAMESPACE = "ATTACK_IN_NAMESPACE"
_LONG = "o" * 300
_ODD_NAMES = (
    "o\n.x",
    "‮o.x",
    " ö 文 .x",
    os.fsdecode(b"o\xff.x"),
    "o%s{0}.x",
    "con",
    "'\"`$(o)",
    "o" * 230,
)

Prepare = Callable[[Path], None]
"""What is done to the folder that a command writes into, or to the file that it reads."""


def _nothing(_: Path) -> None:
    return


def _nothing_here() -> None:
    return


@dataclass(frozen=True, slots=True)
class Surrounding:
    """What is broken around a command.

    Attributes
    ----------
    place : done to the folder "there", into which the command writes
    output : done to the output's place before
    source : done to the first file that is read
    inside : done in the process of the command
    rename : what the output is called, with "{}" for its own name
    renamed_source : what the file that is read is called
    needs_disk : can only be made in a namespace
    may_abort : libraries may end the process where memory ends
    is_late : what is broken shows when the output is written, which then stays
    """

    name: str
    place: Prepare = _nothing
    output: Prepare = _nothing
    source: Prepare = _nothing
    inside: Callable[[], None] = _nothing_here
    rename: str = "there/{}"
    renamed_source: str = "{}"
    needs_disk: bool = False
    may_abort: bool = False
    is_late: bool = False
    more: tuple[str, ...] = field(default=("--force",))


def surroundings() -> list[Surrounding]:
    """List all that can be broken."""
    return [
        Surrounding("no room at all", place=lambda p: _disk(p, "size=4k"), needs_disk=True),
        Surrounding("little room", place=lambda p: _disk(p, "size=24k"), needs_disk=True),
        Surrounding("no room for names", place=lambda p: _disk(p, "nr_inodes=2"), needs_disk=True),
        Surrounding("a disk that can only be read", place=_read_only, needs_disk=True),
        Surrounding("a protected folder", place=lambda p: p.chmod(0o555), inside=_give_up_rights),
        Surrounding("no folder", place=lambda p: p.rmdir()),
        Surrounding("a file for a folder", place=_file_instead),
        Surrounding("small files only", inside=lambda: _limit(resource.RLIMIT_FSIZE, 4096)),
        Surrounding("few open files", inside=lambda: _limit(resource.RLIMIT_NOFILE, 32)),
        Surrounding("little memory", inside=_little_memory, may_abort=True),
        Surrounding("a folder as output", output=lambda p: p.mkdir()),
        Surrounding("a queue as output", output=os.mkfifo),
        Surrounding("a device as output", output=lambda p: p.symlink_to("/dev/null")),
        Surrounding("a link to itself as output", output=lambda p: p.symlink_to(p.name)),
        Surrounding("a link to nothing as output", output=lambda p: p.symlink_to("gone/o")),
        Surrounding("an output that exists", output=lambda p: p.touch(), more=()),
        Surrounding("an output of too long a name", rename=f"there/{_LONG}{{}}"),
        Surrounding("a queue as input", source=_in_place(os.mkfifo)),
        Surrounding("a device as input", source=_in_place(lambda p: p.symlink_to("/dev/zero"))),
        Surrounding("a folder as input", source=_in_place(lambda p: p.mkdir())),
        Surrounding("a link to itself as input", source=_in_place(lambda p: p.symlink_to(p.name))),
        Surrounding("an empty input", source=_in_place(lambda p: p.touch())),
        Surrounding("an input without rights", source=_closed, inside=_give_up_rights),
        Surrounding("a full disk to print on", inside=lambda: _print_on("/dev/full"), is_late=True),
        Surrounding("nobody who reads", inside=_print_on_broken_pipe, is_late=True),
        Surrounding("no output at all", inside=_print_nowhere, is_late=True),
        Surrounding("no home, no room for temporary files", inside=_no_home),
        *(Surrounding(f"an output called {n!r}", rename=f"there/{n}{{}}") for n in _ODD_NAMES),
        *(Surrounding(f"an input called {n!r}", renamed_source=f"{n}{{}}") for n in _ODD_NAMES),
    ]


# -- what is broken


def _disk(place: Path, options: str) -> None:
    subprocess.run(["mount", "-t", "tmpfs", "-o", options, "none", str(place)], check=True)


def _read_only(place: Path) -> None:
    _disk(place, "size=10m")
    subprocess.run(["mount", "-o", "remount,ro", str(place)], check=True)


def _file_instead(place: Path) -> None:
    place.rmdir()
    place.touch()


def _in_place(make: Prepare) -> Prepare:
    def made(path: Path) -> None:
        shutil.rmtree(path) if path.is_dir() else path.unlink()
        make(path)

    return made


def _closed(path: Path) -> None:
    for file in [path, *path.rglob("*")]:
        file.chmod(0)


def _give_up_rights() -> None:
    """Be nobody special, as whom files without rights stay closed."""
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)
    ctypes.CDLL(None).capset(header, (ctypes.c_uint32 * 6)())


def _limit(what: int, most: int) -> None:
    resource.setrlimit(what, (most, most))


def _little_memory() -> None:
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    _limit(resource.RLIMIT_AS, pages * resource.getpagesize() + (24 << 20))


def _print_on(path: str) -> None:
    os.dup2(os.open(path, os.O_WRONLY), 1)


def _print_on_broken_pipe() -> None:
    reader, writer = os.pipe()
    os.dup2(writer, 1)
    os.close(reader)
    os.close(writer)
    sys.stdout = io.TextIOWrapper(io.FileIO(1, "w", closefd=False), "utf-8")


def _print_nowhere() -> None:
    sys.stdout = sys.stderr = None


def _no_home() -> None:
    for name in ("HOME", "XDG_CACHE_HOME", "TMPDIR"):
        os.environ[name] = "/proc/gone"
    tempfile.tempdir = None


# -- running


def verbs() -> list[Command]:
    """Return one command of each verb, and of those that write a folder and a file both."""
    chosen: dict[tuple[str, str], Command] = {}
    for command in commands():
        kind = "folder" if command.out and not Path(command.out).suffix else "file"
        chosen.setdefault((command.verb, kind), command)
    return list(chosen.values())


def run_in(around: Surrounding, command: Command, inputs: Path, work: Path) -> str:
    """Run a command in a surrounding; say what went wrong, "" if nothing did."""
    folder = work / "here"
    shutil.rmtree(folder, ignore_errors=True)
    there = folder / "there"
    there.mkdir(parents=True)
    read = command.reads(inputs)
    for name in read:
        copy = shutil.copytree if (inputs / name).is_dir() else shutil.copyfile
        copy(inputs / name, folder / name)
    words = [*command.words, *(around.more if command.replaces else ())]
    if read:
        renamed = around.renamed_source.replace("{}", read[0])
        (folder / read[0]).rename(folder / renamed)
        around.source(folder / renamed)
        words = [renamed + w.removeprefix(read[0]) if _names(w, read[0]) else w for w in words]
    out = around.rename.replace("{}", command.out)
    if command.out:
        words = [out if word == command.out else word for word in words]
        around.output(folder / out) if len(out) < 250 else None
    around.place(there)
    before, inputs_before = _all(folder), hashes(folder)
    try:
        outcome = run(words, folder, around.inside)
        if around.may_abort and outcome.code in (-signal.SIGABRT, -signal.SIGSEGV):
            return ""
        return outcome.trouble or _wrong_after(around, outcome, folder, before, inputs_before)
    finally:
        if around.needs_disk:
            subprocess.run(["umount", str(there)], check=False)
        elif there.is_dir():
            there.chmod(0o755)


def _names(word: str, name: str) -> bool:
    return word == name or word.startswith(f"{name}/")


def _all(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*")}


def _wrong_after(
    around: Surrounding,
    outcome: Outcome,
    folder: Path,
    before: set[str],
    inputs: dict[str, str],
) -> str:
    after = hashes(folder)
    changed = [n for n, digest in inputs.items() if after.get(n) != digest and ".sqlite" not in n]
    may_stay = around.is_late or not outcome.code
    is_output = [name for name in changed if may_stay and name.startswith("there/")]
    if len(changed) > len(is_output):
        return f"changed {changed[0]!r}"
    left = sorted(name for name in _all(folder) - before if ".sqlite" not in name)
    hidden = [name for name in left if any(p.startswith(".") for p in Path(name).parts)]
    if outcome.code and any(name.endswith(".parts") for name in hidden):
        return ""  # finished parts, with which the next run goes on
    if hidden:
        return f"left {hidden[0]!r} behind"
    if outcome.code and left and not around.is_late:
        return f"failed, and left {left[0]!r}"
    # As other programs do where nobody reads on, such as behind “head”.
    is_said = around.inside not in (_print_nowhere, _print_on_broken_pipe)
    if outcome.code and is_said and not (outcome.stderr + outcome.stdout).strip():
        return "failed without a word"
    if outcome.code and not around.is_late:
        return ""
    written = [folder / name for name in left if (folder / name).is_file()]
    read = [folder / name for name in inputs]
    return next(filter(None, (half(path, read) for path in written)), "")


def _run_all(inputs: Path, work: Path, only: str) -> tuple[int, int]:
    """Run every verb everywhere and print what came of it; return how many runs, how many wrong."""
    n_runs = n_wrong = 0
    print(f"{'surrounding':<60}{'commands':>9}{'wrong':>7}")
    for around in surroundings():
        if only not in around.name:
            continue
        if around.needs_disk and not os.environ.get(_IN_NAMESPACE):
            print(f"{around.name:<60}  not measured: no namespaces here")
            continue
        changes_output = around.rename != "there/{}"
        told = {
            command.name: run_in(around, command, inputs, work)
            for command in verbs()
            if command.out or not changes_output
        }
        wrong = {name: what for name, what in told.items() if what}
        print(f"{around.name[:59]:<60}{len(told):>9}{len(wrong):>7}", flush=True)
        for name, what in wrong.items():
            print(f"    {name}: {what}", flush=True)
        n_runs, n_wrong = n_runs + len(told), n_wrong + len(wrong)
    print(f"{n_runs} runs in broken surroundings, {n_wrong} wrong")
    return n_runs, n_wrong


def main() -> None:
    """Run every verb everywhere, and print what came of it; exit 1 if anything went wrong."""
    if not os.environ.get(_IN_NAMESPACE) and _can_unshare():
        os.environ[_IN_NAMESPACE] = "yes"
        os.execvp("unshare", ["unshare", "-rm", sys.executable, *sys.argv])
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--folder", type=Path, help="kept, with the inputs")
    parser.add_argument("--only", default="", help="only surroundings whose name holds this")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="attack-") as made:
        folder = args.folder or Path(made)
        _, n_wrong = _run_all(prepare(folder), folder, args.only)
    sys.exit(n_wrong > 0)


def _can_unshare() -> bool:
    tried = ["unshare", "-rm", "mount", "-t", "tmpfs", "none", "/mnt"]
    if not shutil.which("unshare"):
        return False
    return subprocess.run(tried, capture_output=True, check=False).returncode == 0


if __name__ == "__main__":
    main()
