"""Damaged inputs: every kind of file that a command reads, changed at random, a thousand times.

    python eval/attack/fuzz.py --cases 5000 --seed 1 --folder /tmp/fuzz

A case is known by its number and the seed alone, so one that failed can be made again with
``--only N``; with ``--folder`` a run that was stopped goes on. Fails at a traceback, a hang of
over 20 s of processor time, an input that was changed, a file left behind, or a piece of a
fragment's text in what was printed.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import random
import shutil
import sys
import tempfile
import warnings
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from damage import damage
from sandbox import Outcome, hashes, load_everything, make_inputs, run, sentences

_QUIET = ("--no-cache", "--jobs", "1")
_PLAIN = ("--encoder", "tfidf-only", *_QUIET)


@dataclass(frozen=True, slots=True)
class Kind:
    """A file that is damaged, and the command that reads it.

    ``{i}`` in the command stands for the folder of inputs; ``keeps`` is a file or folder of
    the inputs that is copied into the case's folder, ``hurt`` the file in it that is damaged.
    """

    name: str
    keeps: str
    hurt: str
    argv: tuple[str, ...]


_BOOK = ("--codebook", "{i}/codebook.yaml")
_MODEL = ("--model", "{i}/model")


def kinds() -> list[Kind]:
    """List every kind of input with the commands that read it."""
    listed = []
    for ending in ("xlsx", "csv", "tsv", "jsonl", "txt", "parquet"):
        source = f"small.{ending}"
        back = "csv" if ending == "txt" else ending
        listed += [
            Kind("check", source, source, ("check", source, *_BOOK)),
            Kind("suggest", source, source, ("suggest", source, *_MODEL, *_QUIET, "--format",
                 "jsonl", "--out", "o.jsonl")),
            Kind("relabel apply", source, source, ("relabel", "apply", "{i}/plan", "--to", source,
                 "--out", f"o.{back}")),
        ]  # fmt: skip
    listed.append(
        Kind("suggest archive", "small.parquet", "small.parquet",
             ("suggest", "small.parquet", *_MODEL, *_QUIET, "--out", "o.parquet"))
    )  # fmt: skip
    listed += [
        Kind("pre-tag", "small.xlsx", "small.xlsx",
             ("suggest", "small.xlsx", *_MODEL, *_QUIET, "--out", "o.xlsx")),
        Kind("finish", "tagged.xlsx", "tagged.xlsx", ("finish", "tagged.xlsx", "--out", "o.xlsx")),
        Kind("train", "sixty.xlsx", "sixty.xlsx",
             ("train", "sixty.xlsx", *_BOOK, *_PLAIN, "--out", "o")),
        Kind("train codings", "double-codings.csv", "double-codings.csv",
             ("train", "{i}/sixty.xlsx", *_BOOK, *_PLAIN, "--out", "o",
              "--codings", "double-codings.csv")),
        Kind("relabel plan", "small.xlsx", "small.xlsx",
             ("relabel", "plan", "small.xlsx", *_BOOK, *_MODEL, *_QUIET, "--out", "o")),
        Kind("relabel undo", "moved.xlsx", "moved.xlsx",
             ("relabel", "undo", "moved.xlsx", *_BOOK, "--out", "o.xlsx")),
    ]  # fmt: skip
    for ending in ("xlsx", "csv", "jsonl"):
        listed.append(
            Kind("audit apply", "audit", f"audit/worklist.{ending}",
                 ("audit", "apply", f"audit/worklist.{ending}", "--to", "{i}/harvest-1.xlsx",
                  "--codebook", "{i}/codebook.yaml", "--out", "o.xlsx"))
        )  # fmt: skip
    for name in ("plan.json", "plan.xlsx"):
        listed += [
            Kind("relabel plan read", "plan", f"plan/{name}",
                 ("relabel", "apply", "plan", "--to", "{i}/small.xlsx", "--out", "o.xlsx")),
            Kind("relabel trend", "plan", f"plan/{name}", ("relabel", "trend", "plan")),
        ]  # fmt: skip
    for ending in ("yaml", "xlsx", "csv", "qdc"):
        book = f"codebook.{ending}"
        listed += [
            Kind("codebook lint", book, book, ("codebook", "lint", book)),
            Kind("codebook show", book, book, ("codebook", "show", book)),
            Kind("codebook convert", book, book, ("codebook", "convert", book, "o.yaml")),
        ]
    for name in ("manifest.json", "codebook.yaml", "heads.npz", "neighbours.npz"):
        listed.append(
            Kind("model", "model", f"model/{name}",
                 ("suggest", "{i}/small.csv", "--model", "model", *_QUIET, "--format", "jsonl",
                  "--out", "o.jsonl"))
        )  # fmt: skip
    return listed


@dataclass(frozen=True, slots=True)
class Result:
    """What one case came to; ``trouble`` is empty where all was well."""

    number: int
    kind: str
    file: str
    code: int
    trouble: str


def run_case(number: int, seed: int, inputs: Path, cases: Path, texts: frozenset[str]) -> Result:
    """Make case ``number`` and run it; the folder of a case without trouble is removed."""
    rng = random.Random(f"{seed}:{number}")
    possible = kinds()
    kind = possible[number % len(possible)]
    folder = cases / f"{number:06d}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    source = inputs / kind.keeps
    if source.is_dir():
        shutil.copytree(source, folder / kind.keeps)
    elif source.exists():
        shutil.copyfile(source, folder / kind.keeps)
    else:  # written only where pyarrow is installed
        return Result(number, kind.name, kind.hurt, 0, "")
    hurt = folder / kind.hurt
    hurt.write_bytes(damage(hurt.read_bytes(), hurt.suffix, rng))
    before = hashes(folder)
    outcome = run([word.replace("{i}", str(inputs)) for word in kind.argv], folder)
    trouble = outcome.trouble or _wrong_after(outcome, folder, before, texts)
    if trouble:
        (cases / f"{number:06d}.log").write_text(outcome.stdout + outcome.stderr, "utf-8")
    else:
        shutil.rmtree(folder)
    return Result(number, kind.name, kind.hurt, outcome.code, trouble)


def _wrong_after(
    outcome: Outcome, folder: Path, before: dict[str, str], texts: frozenset[str]
) -> str:
    after = hashes(folder)
    changed = [name for name, digest in before.items() if after.get(name) != digest]
    if changed:
        return f"changed its input {changed[0]}"
    written = sorted(after.keys() - before.keys())
    hidden = [name for name in written if any(p.startswith(".") for p in Path(name).parts)]
    if hidden:
        return f"left {hidden[0]} behind"
    if outcome.code == 1 and not outcome.stderr.strip() and not outcome.stdout.strip():
        return "failed without a word"
    if outcome.code and written:
        return f"failed, and left {written[0]}"
    leaked = next((piece for piece in texts if piece in outcome.stderr), "")
    return "printed a piece of a fragment's text" if leaked else ""


def _worker(task: tuple[Sequence[int], int, Path, Path, Path]) -> None:
    numbers, seed, inputs, cases, results = task
    texts = sentences(inputs)
    with results.open("a", encoding="utf-8") as stream:
        for number in numbers:
            result = run_case(number, seed, inputs, cases, texts)
            stream.write(json.dumps(asdict(result)) + "\n")
            stream.flush()


def main() -> None:
    """Run the cases and print what they came to; exit 1 if any went wrong."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--cases", type=int, default=300)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only", type=int, help="run this case alone, and keep its folder")
    parser.add_argument("--folder", type=Path, help="kept, so that a stopped run goes on")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    args = parser.parse_args()
    warnings.simplefilter("ignore", DeprecationWarning)  # forking beside numpy's idle threads
    load_everything()
    folder = args.folder or Path(tempfile.mkdtemp(prefix="attack-"))
    inputs, cases = folder / "inputs", folder / "cases"
    if not (folder / "inputs-are-made").exists():
        make_inputs(inputs)
        (folder / "inputs-are-made").touch()
    cases.mkdir(exist_ok=True)
    held = hashes(inputs)
    if args.only is not None:
        result = run_case(args.only, args.seed, inputs, cases, sentences(inputs))
        print(result)
        sys.exit(bool(result.trouble))
    known = _read(folder, args.seed)
    left = [n for n in range(args.cases) if n not in known]
    tasks = [
        (left[job :: args.jobs], args.seed, inputs, cases, _results(folder, args.seed, job))
        for job in range(args.jobs)
    ]
    with multiprocessing.get_context("fork").Pool(args.jobs) as pool:
        pool.map(_worker, tasks)
    found = [one for n, one in sorted(_read(folder, args.seed).items()) if n < args.cases]
    _print(found, args.cases, args.seed, inputs_changed=hashes(inputs) != held)
    wrong = any(one.trouble for one in found) or hashes(inputs) != held
    if not args.folder and not wrong:
        shutil.rmtree(folder)
    sys.exit(wrong)


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


def _print(results: Sequence[Result], n_cases: int, seed: int, *, inputs_changed: bool) -> None:
    wrong = [one for one in results if one.trouble]
    codes = Counter(one.code for one in results)
    print(f"{n_cases} damaged files (seed {seed}), {len(kinds())} kinds of file and command:")
    print(f"  exit 0: {codes[0]}   exit 1: {codes[1]}   exit 2: {codes[2]}")
    print(f"  went wrong: {len(wrong)}")
    for (name, trouble), count in Counter((one.kind, one.trouble) for one in wrong).most_common():
        example = next(one for one in wrong if (one.kind, one.trouble) == (name, trouble))
        print(f"    {count:4} × {name} ({example.file}): {trouble}; such as case {example.number}")
    if inputs_changed:
        print("  an input that several cases share was changed")


if __name__ == "__main__":
    main()
