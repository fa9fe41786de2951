"""Nonsense words in every column of open and confidential rows, and every output searched for them.

    python eval/attack/leak.py --seed 1

Every command runs in every format, with errors forced. ``MAY`` says which words may stand in which
kind of output; any other word, or half of one, in files, members of zip files, arrays, databases,
caches or in what was printed is a leak, and the hunt fails.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import shutil
import sqlite3
import sys
import tempfile
import warnings
import zipfile
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

import numpy as np
from asker import ANSWERED, SUGGESTED, serve_one_program
from echo_reader import echo_reader
from inputs import ROOT, answer_tasks, decide
from planted import HEAD, TAIL, Table, Word, make_words, plant, write_broken, write_harvest
from sandbox import hashes, load_everything, run

_ALL = frozenset(
    {"id", "harvest", "country", "text", "merged", "contribution", "code", "negative"}
    | {"confidential", "status", "coder", "comment", "other"}
)
_NOTHING: frozenset[str] = frozenset()
_NAMES = frozenset({"id", "harvest", "country"})
# What a person must read to mend a cell of an open row; never a story.
_TOLD = _NAMES | {"code", "negative"}
# What it takes to find a row and to code it.
_TO_CODE = _NAMES | {"code", "coder", "negative", "confidential", "status"}

MAY: Mapping[str, tuple[frozenset[str], frozenset[str]]] = {
    # kind of output: columns of open rows, columns of confidential rows
    "her own file": (_ALL, _ALL),
    "new workbook": (_ALL, _TO_CODE | {"other"}),
    "suggestions": (_NAMES | {"text"}, frozenset({"id"})),  # words that were a reason
    "panel": (_NAMES | {"text"}, _NOTHING),
    "worklist": (_TOLD | {"text"}, frozenset({"id"})),  # the text beside the decision
    "plan": (_NAMES | {"text"}, frozenset({"id"})),
    "model": (_NAMES, _NOTHING),
    "report": (_NAMES, _NOTHING),
    "methods annex": (frozenset({"harvest", "coder"}), _NOTHING),
    "annex without names": (frozenset({"harvest"}), _NOTHING),
    "project without texts": (_TOLD, _NOTHING),
    "audit report": (_TOLD, _NOTHING),
    "drafted codebook": (frozenset({"id", "harvest", "text", "code"}), _NOTHING),
    "request for examples": (_NOTHING, _NOTHING),  # it goes to anybody
    "report with texts": (_NAMES | {"text"}, _NOTHING),
    "problems": (_TOLD | {"coder"}, _NOTHING),
    "answers": (frozenset({"id"}), frozenset({"id"})),
    "codings": (frozenset({"id", "code"}), frozenset({"id"})),
    "for another program": (_NAMES | {"text", "coder", "negative", "status"}, _NOTHING),
    "answers to a program": (_NOTHING, _NOTHING),
    "cache": (_NOTHING, _NOTHING),
}
"""Columns of open and of confidential rows whose words may stand in a kind of output."""

_QUIET = ("--no-cache", "--jobs", "1")
_PLAIN = ("--encoder", "tfidf-only", *_QUIET)
_BOOK = ("--codebook", "{i}/codebook.yaml")
_MODEL = ("--model", "{i}/model", *_QUIET)


@dataclass(frozen=True, slots=True)
class Command:
    """A command, and the kind of output that each of its files is.

    Attributes
    ----------
    kinds : by how a file's path begins; ``stdout`` for what is printed, else as “problems”
    reads : the stems of the harvests whose rows its files are about
    """

    argv: tuple[str, ...]
    kinds: Mapping[str, str]
    reads: tuple[str, ...] = ("new",)


def preparing() -> list[Command]:
    """List the commands whose outputs other commands read."""
    old = ("old",)
    return [
        Command(("train", "{i}/old.xlsx", *_BOOK, "--out", "model", *_PLAIN), {"model": "model"},
                old),
        Command(("suggest", "{i}/new.xlsx", *_MODEL, "--out", "tagged.xlsx"),
                {"tagged.xlsx": "her own file"}),
        Command(("audit", "{i}/old.xlsx", *_BOOK, "--out", "audit", "--look-at", "400", *_PLAIN),
                {"audit/worklist": "worklist", "audit/": "audit report"}, old),
        Command(("relabel", "plan", "{i}/old.xlsx", *_BOOK, *_MODEL, "--out", "plan"),
                {"plan": "plan"}, old),
        Command(("relabel", "apply", "{i}/plan", "--to", "{i}/old.xlsx", "--out", "moved.xlsx"),
                {"moved": "her own file"}, old),
        Command(("exchange", "out", "{i}/old.xlsx", *_BOOK, "--out", "coded.qdpx"),
                {"coded": "for another program"}, old),
        Command(("exchange", "out", "{i}/new.csv", *_MODEL, "--out", "answers.json"),
                {"answers": "for another program"}),
    ]  # fmt: skip


def commands(*, small: bool = False) -> list[Command]:
    """List every command in every format; ``small`` leaves out what takes long or is alike."""
    listed = []
    formats = "csv" if small else "xlsx csv tsv jsonl json txt parquet"
    for ending in formats.split():
        new = f"{{i}}/new.{ending}"
        listed += [
            Command(("check", new, *_BOOK), {"stdout": "problems"}),
            Command(("suggest", new, *_MODEL, "--format", "jsonl", "--out", "o.jsonl"),
                    {"o.jsonl": "suggestions"}),
            Command(("suggest", new, *_MODEL, "--format", "csv", "--out", "o.csv", "--top", "all"),
                    {"o.csv": "suggestions"}),
            Command(("suggest", new, *_MODEL, "--format", "table"), {"stdout": "panel"}),
            Command(("suggest", new, *_MODEL, "--format", "xlsx", "--out", "o.xlsx"),
                    {"o.xlsx": "her own file" if ending == "xlsx" else "new workbook"}),
            Command(("relabel", "plan", new, *_BOOK, *_MODEL, "--out", "o"), {"o": "plan"}),
        ]  # fmt: skip
    listed += _with_errors(small)
    listed += [
        Command(("check", "{i}/new.xlsx", *_BOOK, "--out", f"o.{ending}"), {"o": "problems"})
        for ending in ("csv", "json", "txt")
    ]
    listed += [
        Command(("evaluate", "{i}/new.xlsx", *_MODEL, "--out", "o"), {"o": "report"}),
        Command(("evaluate", "{i}/new.xlsx", *_MODEL, "--out", "o", "--with-texts"),
                {"o": "report with texts"}),
        Command(("finish", "{i}/tagged-decided.xlsx", "--out", "o.xlsx"), {"o": "her own file"}),
        Command(("relabel", "apply", "{i}/plan", "--to", "{i}/new.xlsx", "--out", "o.xlsx"),
                {"o": "her own file"}, ("new", "old")),
        Command(("undo", "{i}/moved.xlsx", *_BOOK, "--out", "o.xlsx"), {"o": "her own file"},
                ("old",)),
        Command(("relabel", "trend", "{i}/plan"), {"stdout": "report"}, ("old",)),
        Command(("finish", "{i}/tagged-decided.xlsx", "{i}/tagged-ben.xlsx", "--summary", "--out",
                 "o.xlsx"), {"o": "her own file"}),
        Command(("hand-over", "{i}/project", "--without-texts", "--out", "o.zip"),
                {"o": "project without texts"}, ("old", "new")),
        *(Command(("methods", "{i}/project", "--out", f"o.{ending}", *more),
                  {"o": kind}, ("old", "new"))
          for ending, kind, *more in (("html", "methods annex"), ("docx", "methods annex"),
                                      ("md", "annex without names", "--without-names"))),
        Command(("sample", "{i}/new.xlsx", *_BOOK, "--double", "40", "--out", "o"),
                {"o": "new workbook"}),
        Command(("codebook", "examples-prompt", "{i}/codebook.yaml", "--harvest", "{i}/new.xlsx",
                 "--out", "o.txt"), {}),
        Command(("codebook", "add-examples", "{i}/codebook.yaml", "{i}/new.xlsx", "--out", "o.yaml",
                 "--encoder", "tfidf-only", "--no-cache"), {"o": "drafted codebook"}),
        *(Command(("audit", "apply", f"{{i}}/decided.{ending}", "--to", "{i}/old.xlsx",
                   "--codebook", "{i}/codebook.yaml", "--out", "o.xlsx"),
                  {"o": "her own file"}, ("old",)) for ending in ("xlsx", "csv", "jsonl")),
        Command(("exchange", "in", "{i}/coded.qdpx", "--out", "o.xlsx"),
                {"o": "for another program"}, ("old",)),
        Command(("exchange", "in", "{i}/answers.json", "--out", "o.csv"),
                {"o": "for another program"}),
        Command(("serve", "--port", "0", *_MODEL),
                {SUGGESTED: "suggestions", ANSWERED: "answers to a program",
                 "stdout": "answers to a program", "stderr": "answers to a program"}),
    ]  # fmt: skip
    return listed if small else listed + _slow() + _with_reader()


def _with_reader() -> list[Command]:
    """List commands that show confidential rows to a reader, which tells back all that it sees."""
    old = ("old",)
    asked = ("--reader", "{r}", "--reader-confidential", "--encoder", "tfidf-only", "--jobs", "1")
    return [
        Command(("train", "{i}/old.xlsx", *_BOOK, "--out", "o", *asked), {"o": "model"}, old),
        Command(("audit", "{i}/old.xlsx", *_BOOK, "--out", "o", *asked),
                {"o/worklist": "worklist", "o": "audit report"}, old),
        Command(("relabel", "plan", "{i}/old.xlsx", *_BOOK, "--out", "o", *asked), {"o": "plan"},
                old),
    ]  # fmt: skip


def _slow() -> list[Command]:
    """List what takes long: fuller reports, further codings, archives, the cache."""
    old, both = ("old",), ("old", "new")
    codings = ("--codings", "{i}/codings.csv")
    return [
        Command(("train", "{i}/old.csv", "{i}/new.csv", *_BOOK, *codings, "--full-report",
                 "--out", "o", "--report", "r", *_PLAIN), {"o": "model", "r": "report"}, both),
        Command(("train", *_BOOK, "--unlabelled", "{i}/new.xlsx", "--out", "o", *_PLAIN),
                {"o": "model"}),
        Command(("train", "{i}/old.xlsx", *_BOOK, "--out", "o", "--encoder", "use", "--jobs", "1"),
                {"o": "model"}, old),
        Command(("suggest", "{i}/new.xlsx", "--model", "{i}/model", "--out", "o.csv"),
                {"o": "suggestions"}),
        Command(("suggest", "{i}/new.parquet", *_MODEL, "--out", "o.parquet"),
                {"o": "her own file"}),
        Command(("suggest", "{i}/archive", *_MODEL, "--out", "o"),
                {"o/suggestions.json": "suggestions", "o": "her own file"}),
        Command(("evaluate", "{i}/new.xlsx", "{i}/old.xlsx", *_MODEL, *codings, "--compare",
                 "{i}/model", "--out", "o", "--with-texts"), {"o": "report with texts"}, both),
        Command(("audit", "{i}/old.xlsx", "{i}/new.csv", *_BOOK, *codings, "--out", "o", *_PLAIN),
                {"o/worklist": "worklist", "o": "audit report"}, both),
        Command(("relabel", "plan", "{i}/old.xlsx", *_BOOK, *codings, "--out", "o", *_PLAIN),
                {"o": "plan"}, old),
        Command(("exchange", "out", "{i}/new.xlsx", *_BOOK, "--with-confidential", "--out",
                 "o.qdpx"), {"o": "her own file"}),
        Command(("exchange", "in", "{i}/coded.qdpx", "--fragments", "selections", "--out",
                 "o.xlsx"), {"o": "for another program"}, old),
        *(Command(("relabel", "trend", "{i}/plan", "--out", f"o.{ending}"), {"o": "report"}, old)
          for ending in ("html", "svg", "csv")),
        *(Command(("relabel", "apply", "{i}/plan", "--to", f"{{i}}/old.{ending}", "--out",
                   f"o.{ending}"), {"o": "her own file"}, old)
          for ending in ("csv", "tsv", "jsonl", "parquet")),
    ]  # fmt: skip


def _with_errors(small: bool) -> list[Command]:
    """List commands that fail or complain: broken harvests, foreign outputs, no such column."""
    listed = []
    for name in ("bare.csv", "bare.xlsx", "twice.csv", "torn.csv", "idless.csv", "textless.csv",
                 "damaged.jsonl"):  # fmt: skip
        broken = f"{{i}}/{name}"
        tried = [
            Command(("check", broken, *_BOOK), {"stdout": "problems"}),
            Command(("suggest", broken, *_MODEL, "--out", "o.jsonl"), {"o": "suggestions"}),
            Command(("train", broken, *_BOOK, "--out", "o", *_PLAIN), {"o": "model"}),
            Command(("relabel", "plan", broken, *_BOOK, *_MODEL, "--out", "o"), {"o": "plan"}),
            Command(("relabel", "apply", "{i}/plan", "--to", broken, "--out",
                     f"o.{name.rpartition('.')[2]}"), {"o": "her own file"}, ("new", "old")),
            Command(("audit", broken, *_BOOK, "--out", "o", *_PLAIN),
                    {"o/worklist": "worklist", "o": "audit report"}),
            Command(("evaluate", broken, *_MODEL, "--out", "o"), {"o": "report"}),
            Command(("exchange", "out", broken, *_BOOK, "--out", "o.json"),
                    {"o": "for another program"}),
            *(Command(("train", "{i}/old.xlsx", *_BOOK, option, broken, "--out", "o", *_PLAIN),
                      {"o": "model"}, ("old", "new")) for option in ("--codings", "--votes")),
        ]  # fmt: skip
        listed += tried[:1] if small else tried
    for name in ("torn.json", "torn.qdpx"):
        listed.append(Command(("exchange", "in", f"{{i}}/{name}", "--out", "o.xlsx"),
                              {"o": "for another program"}, ("new", "old")))  # fmt: skip
    listed.append(Command(("exchange", "in", "{i}/new.json", "--out", "o.xlsx"),
                          {"o": "her own file"}))  # fmt: skip
    for harvest in ("{i}/new.csv",) if small else ("{i}/new.xlsx", "{i}/new.csv"):
        listed += [
            Command(("suggest", harvest, *_MODEL, "--out", harvest), {}),
            Command(("finish", harvest, "--out", "o.xlsx"), {"o": "her own file"}),
            Command(("audit", "apply", harvest, "--to", "{i}/old.xlsx", *_BOOK, "--out", "o.xlsx"),
                    {"o": "her own file"}, ("old", "new")),
            Command(("undo", harvest, *_BOOK, "--out", "o.xlsx"), {"o": "her own file"}),
            Command(("check", harvest, "--codebook", harvest), {"stdout": "problems"}),
            Command(("codebook", "lint", harvest), {"stdout": "problems"}),
            Command(("codebook", "convert", harvest, "o.yaml"), {"o": "drafted codebook"}),
            Command(("codebook", "draft", harvest, "--out", "o.yaml"), {"o": "drafted codebook"}),
            Command(("codebook", "examples-prompt", "{i}/codebook.yaml", "--harvest", harvest,
                     "--out", "o.txt"), {"o": "request for examples"}),
            Command(("check", harvest, *_BOOK, "--fix", f"o.{harvest.rpartition('.')[2]}"),
                    {"o": "her own file"}),
            Command(("review", harvest, *_MODEL, "--decisions", "d.sqlite", "--no-browser"),
                    {"d.sqlite": "answers", "new-codings": "codings", "new-coded":
                     "her own file" if harvest.endswith("xlsx") else "new workbook"}),
            Command(("relabel", "trend", harvest), {"stdout": "report"}),
            *(Command(("train", "{i}/old.xlsx", *_BOOK, option, harvest, "--out", "o", *_PLAIN),
                      {"o": "model"}, ("old", "new")) for option in ("--codings", "--votes")),
            Command(("train", harvest, *_BOOK, "--votes", harvest, "--out", "o", *_PLAIN),
                    {"o": "model"}),
        ]  # fmt: skip
    return listed


# -- searching


@dataclass(slots=True)
class Found:
    """Words by kind of output and place, and how much was looked at."""

    leaks: dict[tuple[str, Word], list[str]] = field(default_factory=lambda: defaultdict(list))
    n_files: int = 0
    n_bytes: int = 0
    n_met: int = 0


class Search:
    """Looks for planted words, whole or half, in any bytes."""

    def __init__(self, words: Sequence[Word]) -> None:
        self._whose = {part: word for word in words for part in (word.word[:5], word.word[7:12])}
        self.found = Found()

    def look(self, raw: bytes, kind: str, place: str, reads: Sequence[str]) -> None:
        """Look at one file's bytes, or those of what is in it."""
        self.found.n_files += 1
        for name, piece in unpacked(raw):
            self.found.n_bytes += len(piece)
            for word in self.words_in(piece):
                self.found.n_met += 1
                if not _may_stand(word, kind, reads):
                    self.found.leaks[kind, word].append(f"{place}{name}")

    def words_in(self, raw: bytes) -> set[Word]:
        """Return the words whose first or second half stands in some bytes."""
        words = set()
        for encoding in ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le"):
            for text in (raw, _squeezed(raw)) if encoding == "utf-8" else (raw,):
                words |= set(self._halves(text.lower(), encoding))
        return words

    def _halves(self, raw: bytes, encoding: str) -> Iterator[Word]:
        size = len("q".encode(encoding))
        for mark in (HEAD, TAIL):
            wanted = mark.encode(encoding)
            place = raw.find(wanted)
            while place >= 0:
                half = raw[place : place + 5 * size].decode(encoding, "replace")
                if half in self._whose:
                    yield self._whose[half]
                place = raw.find(wanted, place + 1)


def _may_stand(word: Word, kind: str, reads: Sequence[str]) -> bool:
    is_open = word.kind == "open"
    if word.file not in reads:  # of a row that was learned from: an open one may be named
        return is_open and word.field == "id"
    return word.field in MAY[kind][0 if is_open else 1]


def _squeezed(raw: bytes) -> bytes:
    """Return text without tags, which may part a word."""
    return re.sub(rb"<[^<>]*>", b"", raw)


def unpacked(raw: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield what is in a file by name: members, arrays, columns, tables; else the file itself."""
    with tempfile.TemporaryFile() as stream:
        stream.write(raw)
        if raw[:2] == b"PK" and zipfile.is_zipfile(stream):
            with zipfile.ZipFile(stream) as archive:
                for name in archive.namelist():
                    for inner, piece in unpacked(archive.read(name)):
                        yield f"!{name}{inner}", piece
            return
        if raw[:4] == b"PAR1":
            import pyarrow.parquet

            stream.seek(0)
            table = pyarrow.parquet.read_table(stream)
            yield "!rows", json.dumps(table.to_pylist(), default=str).encode()
            yield "!schema", str(table.schema).encode()
        elif raw[:6] == b"\x93NUMPY":
            stream.seek(0)
            array = np.load(stream, allow_pickle=False)
            texts = map(str, array.ravel()) if array.dtype.kind in "US" else ()
            yield "!texts", "|".join(texts).encode()
    if raw[:15] == b"SQLite format 3":
        with tempfile.NamedTemporaryFile(suffix=".sqlite") as copy:
            copy.write(raw)
            copy.flush()
            with sqlite3.connect(copy.name) as database:
                yield "!tables", "\n".join(database.iterdump()).encode()
    yield "", raw


def kind_of(path: str, command: Command) -> str:
    """Return the kind of output that a file is; what no line of a command names is a cache."""
    if path.endswith("-notes.txt"):
        return "problems"
    fits = [start for start in command.kinds if path.startswith(start)]
    return command.kinds[max(fits, key=len)] if fits else "cache"


def hunt(command: Command, inputs: Path, folder: Path, search: Search) -> str:
    """Run a command in ``folder``, look at all that it wrote and said; return its trouble."""
    folder.mkdir()
    before = set(inputs.iterdir())
    argv = [word.replace("{i}", str(inputs)) for word in command.argv]
    outcome = run(argv, folder, partial(serve_one_program, inputs / "new.jsonl"))
    for path in set(inputs.iterdir()) - before:  # a review exports beside its harvest
        shutil.move(path, folder / path.name)
    said = {"stdout": outcome.stdout, "stderr": outcome.stderr}
    line = " ".join(command.argv).replace("{i}/", "")
    for name, text in said.items():
        kind = command.kinds.get(name, "problems")
        search.look(text.encode(), kind, f"{line}: {name}", command.reads)
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        name = path.relative_to(folder).as_posix()
        search.look(name.encode(), "cache", f"{line}: name of {name}", command.reads)
        kind = kind_of(name, command)
        search.look(path.read_bytes(), kind, f"{line}: {name}", command.reads)
    return outcome.trouble


# -- the whole hunt


def make_inputs(folder: Path, seed: int, *, each: int) -> list[Word]:
    """Write planted harvests in every format, and what the program makes of them."""
    folder.mkdir(parents=True)
    words = make_words(random.Random(seed))
    planted = []
    for stem, source, n_rows in (("old", "harvest-1", 110), ("new", "harvest-2", 50)):
        table = Table.of(ROOT / "data" / f"{source}.xlsx", n_rows)
        planted += plant(table, stem, words, each if stem == "old" else 2)
        write_harvest(table, folder, stem)
    write_broken(table, folder)
    shutil.copyfile(ROOT / "data" / "codebook.yaml", folder / "codebook.yaml")
    _write_codings(table, folder)
    (folder / "archive").mkdir()
    if (folder / "new.parquet").exists():
        shutil.copyfile(folder / "new.parquet", folder / "archive" / "a.parquet")
    return planted


def _write_codings(table: Table, folder: Path) -> None:
    """Write a long table of codings by other coders, named by words that are planted too."""
    columns = [list(table.headings).index(name) for name in ("FragmentID", "MCQType of change")]
    lines = ["FragmentID,Coder,MCQType of change"]
    for row in table.rows[:20]:
        fragment_id, cell = (row[column] for column in columns)
        lines += [f'{fragment_id},C8,"{cell}"', f'{fragment_id},{row[-2]}x,"New structure"']
    (folder / "codings.csv").write_text("\n".join(lines) + "\n", "utf-8")


def decide_all(inputs: Path) -> None:
    """Fill decisions of the made workbooks and lists, some with words that mean nothing."""
    shutil.copyfile(inputs / "tagged.xlsx", inputs / "tagged-decided.xlsx")
    decide(inputs / "tagged-decided.xlsx")
    shutil.copyfile(inputs / "tagged.xlsx", inputs / "tagged-ben.xlsx")
    for ending in ("xlsx", "csv", "jsonl"):
        shutil.copyfile(inputs / f"audit/worklist.{ending}", inputs / f"decided.{ending}")
        decide(inputs / f"decided.{ending}")
    decide(inputs / "plan/plan.xlsx")
    answer_tasks(inputs / "answers.json")
    for whole in ("answers.json", "coded.qdpx"):
        content = (inputs / whole).read_bytes()
        (inputs / whole).with_stem("torn").write_bytes(content[: len(content) * 2 // 3])
    make_project(inputs)


def make_project(inputs: Path) -> None:
    """Make a project of what was made: harvests, model, reports, work."""
    folder = inputs / "project"
    places = {
        "codebook.yaml": "codebook.yaml",
        "old.xlsx": "harvests/old.xlsx",
        "new.csv": "harvests/new.csv",
        "model": "models/model",
        "audit": "reports/audit",
        "plan": "reports/plan",
        "tagged-decided.xlsx": "work/new/suggested.xlsx",
        "codings.csv": "codebook-history/2025-01-01.csv",
    }
    for name, place in places.items():
        (folder / place).parent.mkdir(parents=True, exist_ok=True)
        copy = shutil.copytree if (inputs / name).is_dir() else shutil.copyfile
        copy(inputs / name, folder / place)
    (folder / "project.yaml").write_text("name: Hunt\nmodel: model\n", "utf-8")


def whole_hunt(folder: Path, seed: int, *, small: bool) -> tuple[Search, list[str]]:
    """Make the inputs, run every command, and return what was found with what went wrong."""
    inputs, cases = folder / "inputs", folder / "cases"
    cases.mkdir(parents=True)
    caches = folder / "caches"
    for name in ("XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME", "TMPDIR"):
        (caches / name).mkdir(parents=True)
        os.environ[name] = str(caches / name)
    tempfile.tempdir = None
    search = Search(make_inputs(inputs, seed, each=2 if small else 4))
    troubles = []
    for number, command in enumerate(preparing()):
        case = cases / f"made-{number}"
        troubles.append((command, hunt(command, inputs, case, search)))
        for path in case.iterdir():
            shutil.move(path, inputs / path.name)
    decide_all(inputs)
    held = hashes(inputs)
    with echo_reader() as address:
        for number, command in enumerate(commands(small=small)):
            argv = tuple(word.replace("{r}", address) for word in command.argv)
            asked = replace(command, argv=argv)
            troubles.append((command, hunt(asked, inputs, cases / str(number), search)))
    for path in sorted(path for path in caches.rglob("*") if path.is_file()):
        if path.parent.name.startswith("language-"):  # made of a package alone, by chance a half
            continue
        search.look(path.read_bytes(), "cache", path.name, ("old", "new"))
    wrong = [f"{' '.join(c.argv)}: {trouble}" for c, trouble in troubles if trouble]
    changed = [name for name, digest in hashes(inputs).items() if held.get(name) != digest]
    return search, wrong + [f"input {name} was changed" for name in changed]


def told(found: Found) -> Iterator[str]:
    """Yield a line for each kind of output, kind of row and column that leaked."""
    by_column: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for (kind, word), places in found.leaks.items():
        by_column[kind, word.kind, word.field] += places
    for (kind, row, column), places in sorted(by_column.items()):
        shown = "\n      ".join(dict.fromkeys(places[:40]))
        yield f"  {kind}: {column} of {row} rows, {len(places)} times\n      {shown}"


def main() -> None:
    """Hunt, print what was found and how much was looked at; exit 1 at a leak."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--small", action="store_true", help="as the tests do it")
    parser.add_argument("--folder", type=Path, help="kept, to look into")
    args = parser.parse_args()
    warnings.simplefilter("ignore", DeprecationWarning)  # forking beside numpy's idle threads
    load_everything()
    folder = args.folder or Path(tempfile.mkdtemp(prefix="leak-"))
    search, wrong = whole_hunt(folder, args.seed, small=args.small)
    found = search.found
    print("\n".join([*told(found), *wrong]))
    print(
        f"{found.n_files} files and streams, {found.n_bytes / 1e6:.0f} MB unpacked, "
        f"{found.n_met} planted words met where they may stand or not, "
        f"{len(found.leaks)} words leaked, {len(wrong)} commands went wrong (seed {args.seed})"
    )
    if not args.folder:
        shutil.rmtree(folder)
    sys.exit(bool(found.leaks or wrong))


if __name__ == "__main__":
    main()
