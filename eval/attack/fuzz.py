"""Damaged inputs: every kind of file that a command reads, changed at random, thousands of times.

    python eval/attack/fuzz.py --cases 5000 --seed 1 --folder /tmp/fuzz --jobs 2 --keep-going

A case is known by its number and the seed alone, so one that failed can be made again with
``--only N``; with ``--folder`` a run that was stopped goes on. Fails at the first traceback, hang
of over 20 s of processor time, half output, row that is lost without a word, changed input, thing
left behind, or piece of a fragment's text in what is said; with ``--keep-going`` at the end.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import sys
import tempfile
import warnings
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from commands import Command, commands
from damage import damage
from inputs import make_inputs, sentences
from outputs import NOTES, half, lost_rows
from sandbox import Outcome, hashes, load_everything, run, warm_up

_SHARE_OF_OTHERS = 0.04  # cases in which another file stands under the name
_SHARE_SEALED = 0.8  # of changed model files, those whose hash in the manifest is made to fit
# The exit status 1 says there that something has to be mended, and the list of it is written.
LISTS = ("check", "codebook lint")


@dataclass(frozen=True, slots=True)
class Result:
    """What one case came to; ``trouble`` is empty where all was well."""

    number: int
    verb: str
    file: str
    code: int
    trouble: str


@dataclass(frozen=True, slots=True)
class Fuzzer:
    """Where cases are made, and the pieces of text that may not be said."""

    seed: int
    inputs: Path
    cases: Path
    texts: frozenset[str]

    def run_case(self, number: int) -> Result:
        """Make a case and run it; the folder of a case without trouble is removed."""
        rng = random.Random(f"{self.seed}:{number}")
        possible = commands()
        command = possible[number % len(possible)]
        folder = self.cases / f"{number:06d}"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        hurt = self._damage(command, folder, rng)
        name = hurt.relative_to(folder).as_posix() if hurt else ""
        before = hashes(folder)
        outcome = run(command.words, folder)
        trouble = outcome.trouble or self._wrong_after(command, outcome, folder, before, name)
        if trouble:
            log = " ".join(["classifier", *command.words]) + "\n" + outcome.stdout + outcome.stderr
            (self.cases / f"{number:06d}.log").write_text(log, "utf-8")
        else:
            shutil.rmtree(folder)
        return Result(number, command.verb, name, outcome.code, trouble)

    def _damage(self, command: Command, folder: Path, rng: random.Random) -> Path | None:
        """Copy what the command reads, and change one file of it."""
        named = command.reads(self.inputs)
        for name in named:
            copy = shutil.copytree if (self.inputs / name).is_dir() else shutil.copyfile
            copy(self.inputs / name, folder / name)
        if not named:
            return None
        place = folder / rng.choice(named)
        files = sorted(path for path in place.rglob("*") if path.is_file()) or [place]
        hurt = rng.choice(files)
        if rng.random() < _SHARE_OF_OTHERS:
            other = rng.choice(sorted(path for path in self.inputs.glob("*.*") if path.is_file()))
            hurt.write_bytes(other.read_bytes())
        else:
            hurt.write_bytes(damage(hurt.read_bytes(), hurt.suffix, rng))
        if (place / "manifest.json").is_file() and rng.random() < _SHARE_SEALED:
            _seal(place)
        return hurt

    def _wrong_after(
        self, command: Command, outcome: Outcome, folder: Path, before: dict[str, str], hurt: str
    ) -> str:
        after = hashes(folder)
        written = sorted(after.keys() - before.keys())
        notes = [(folder / name).read_text("utf-8") for name in written if name.endswith(NOTES)]
        said = "".join([outcome.stderr, *notes])
        shown = said + outcome.stdout
        checks = (
            _changed(command, before, after),
            _left_behind(command, outcome, written),
            self._leaked(shown if outcome.code else said),
            "failed without a word" if outcome.code == 1 and not shown.strip() else "",
        )
        trouble = next(filter(None, checks), "")
        if trouble or outcome.code:
            return trouble
        paths = [folder / name for name in written]
        read = [folder / name for name in before]
        half_written = next(filter(None, (half(path, read) for path in paths)), "")
        return half_written or lost_rows(command, self.inputs / hurt, folder / hurt, paths, shown)

    def _leaked(self, said: str) -> str:
        leaked = any(piece in said for piece in self.texts)
        return "printed a piece of a fragment's text" if leaked else ""


def _seal(model: Path) -> None:
    """Make the hashes in a model's manifest fit, as somebody would who means harm."""
    path = model / "manifest.json"
    try:
        manifest = json.loads(path.read_text("utf-8"))
        found = hashes(model)
        manifest["files"] = {name: found[name] for name in manifest["files"]}
    except (ValueError, KeyError, TypeError, AttributeError):  # the manifest is what was damaged
        return
    path.write_text(json.dumps(manifest, ensure_ascii=True), "utf-8")


def _changed(command: Command, before: dict[str, str], after: dict[str, str]) -> str:
    """Name an input that was changed; a review adds to its file of decisions."""
    changed = [name for name, digest in before.items() if after.get(name) != digest]
    own = ".sqlite" if command.verb in ("review", "adjudicate page", "audit apply") else "(none)"
    return next((f"changed its input {name}" for name in changed if not name.endswith(own)), "")


def _left_behind(command: Command, outcome: Outcome, written: Sequence[str]) -> str:
    hidden = [name for name in written if any(p.startswith(".") for p in Path(name).parts)]
    if hidden:
        return f"left {Path(hidden[0]).parts[0]} behind"
    own = ".sqlite" if command.verb in ("review", "adjudicate page", "audit apply") else "(none)"
    stayed = [name for name in written if not name.endswith(own)]
    if outcome.code and stayed and command.verb not in LISTS:
        return f"failed, and left {stayed[0]}"
    return ""


# -- many cases


def _results(folder: Path, seed: int, job: int) -> Path:
    return folder / f"results-{seed}-{job}.jsonl"


def _read(folder: Path, seed: int) -> dict[int, Result]:
    results = {}
    for path in sorted(folder.glob(f"results-{seed}-*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            try:
                result = Result(**json.loads(line))
            except ValueError:  # the line during which the run was stopped
                continue
            results[result.number] = result
    return results


def _forget_wrong(folder: Path, seed: int) -> None:
    """Leave only the results of cases without trouble, in one file."""
    right = [one for one in _read(folder, seed).values() if not one.trouble]
    for path in folder.glob(f"results-{seed}-*.jsonl"):
        path.unlink()
    lines = [json.dumps(asdict(one)) + "\n" for one in right]
    _results(folder, seed, 0).write_text("".join(lines), "utf-8")


def _work(fuzzer: Fuzzer, numbers: Sequence[int], results: Path, *, keep_going: bool) -> None:
    """Run cases and note each; without ``keep_going``, up to the first with trouble."""
    with results.open("a", encoding="utf-8") as stream:
        for number in numbers:
            result = fuzzer.run_case(number)
            stream.write(json.dumps(asdict(result)) + "\n")
            stream.flush()
            if result.trouble and not keep_going:
                return


def _side_by_side(fuzzer: Fuzzer, left: Sequence[int], args: argparse.Namespace) -> None:
    children = []
    for job in range(args.jobs):
        child = os.fork()
        if child == 0:
            path = _results(fuzzer.cases.parent, args.seed, job)
            _work(fuzzer, left[job :: args.jobs], path, keep_going=args.keep_going)
            os._exit(0)
        children.append(child)
    for child in children:
        os.waitpid(child, 0)


def _report(results: Sequence[Result], n_cases: int, seed: int) -> Iterator[str]:
    """Say what the cases came to, by command and by file."""
    wrong = [one for one in results if one.trouble]
    yield f"{len(results)} of {n_cases} damaged inputs (seed {seed}), {len(commands())} commands"
    yield from _table("command", [(one.verb, one) for one in results])
    yield from _table("file", [(_kind_of(one.file), one) for one in results])
    yield f"went wrong: {len(wrong)}"
    for (verb, trouble), count in Counter((one.verb, one.trouble) for one in wrong).most_common():
        such = [one for one in wrong if (one.verb, one.trouble) == (verb, trouble)]
        yield f"  {count:4} × {verb}: {trouble}; such as case {such[0].number} ({such[0].file})"


def _kind_of(name: str) -> str:
    """Return what a table calls a file: its ending, and of a folder the file in it."""
    path = Path(name)
    if len(path.parts) > 1 and path.parts[0] in ("model", "plan", "archive-plan", "audit"):
        folder = path.parts[0].removeprefix("archive-")
        return f"{folder}: {'/'.join(path.parts[1:])}"
    kinds = {"codebook": "codebook", "older": "log"}
    return f"{kinds.get(path.stem, 'harvest')} {path.suffix}" if name else "(nothing is read)"


def _table(what: str, listed: Sequence[tuple[str, Result]]) -> Iterator[str]:
    yield f"{what:<34}{'cases':>7}{'exit 0':>8}{'exit 1':>8}{'exit 2':>8}{'wrong':>7}"
    for name in sorted({name for name, _ in listed}):
        some = [one for kind, one in listed if kind == name]
        codes = Counter(one.code for one in some if not one.trouble)
        n_wrong = sum(bool(one.trouble) for one in some)
        yield f"{name:<34}{len(some):>7}{codes[0]:>8}{codes[1]:>8}{codes[2]:>8}{n_wrong:>7}"


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--cases", type=int, default=300)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only", type=int, help="run this case alone, and keep its folder")
    parser.add_argument("--folder", type=Path, help="kept, so that a stopped run goes on")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--keep-going", action="store_true", help="list all that goes wrong")
    parser.add_argument("--again", action="store_true", help="run those anew that went wrong")
    return parser.parse_args()


def prepare(folder: Path) -> Path:
    """Make the inputs in ``folder``, if they are not there yet, and warm this process up."""
    warnings.simplefilter("ignore")  # forking beside numpy's idle threads; zips with a name twice
    load_everything()
    inputs = folder / "inputs"
    if not (folder / "inputs-are-made").exists():
        make_inputs(inputs)
        (folder / "inputs-are-made").touch()
    warm_up(inputs)
    return inputs


def main() -> None:
    """Run the cases and print what they came to; exit 1 if any went wrong."""
    args = _arguments()
    folder = args.folder or Path(tempfile.mkdtemp(prefix="attack-"))
    inputs = prepare(folder)
    fuzzer = Fuzzer(args.seed, inputs, folder / "cases", sentences(inputs))
    fuzzer.cases.mkdir(exist_ok=True)
    held = hashes(inputs)
    if args.only is not None:
        result = fuzzer.run_case(args.only)
        print(result)
        sys.exit(bool(result.trouble))
    if args.again:
        _forget_wrong(folder, args.seed)
    left = sorted(set(range(args.cases)).difference(_read(folder, args.seed)))
    _side_by_side(fuzzer, left, args)
    found = [one for n, one in sorted(_read(folder, args.seed).items()) if n < args.cases]
    print("\n".join(_report(found, args.cases, args.seed)))
    if hashes(inputs) != held:
        sys.exit("an input that several cases share was changed")
    wrong = any(one.trouble for one in found)
    if not args.folder and not wrong:
        shutil.rmtree(folder)
    sys.exit(wrong)


if __name__ == "__main__":
    main()
