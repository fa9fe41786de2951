"""Work in parts that survives being killed: finished parts stay, the next run does the rest.

A folder beside the output holds the parts and a manifest of what they were made from. Each part
is renamed into place when it is whole. A folder made from something else is thrown away.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Self

from classifier.errors import (
    ClassifierError,
    CodebookError,
    EncoderError,
    HarvestError,
    ModelError,
    OutputError,
)
from classifier.json_shape import read_shaped
from classifier.outputs import is_over, remove, this_run, written
from classifier.records import Origin, Problem

_MANIFEST = "made-from.json"
# Names the run that makes the parts now.
_HOLDER = "held-by.txt"
# After these the same command fails again.
_REFUSALS = (CodebookError, HarvestError, ModelError, EncoderError)

_COUNTS = {str: int}
_ORIGIN = {"file": str, "row": int | None, "sheet": str, "column": str}
_PROBLEM = {"origin": _ORIGIN, "kind": str, "what": str, "hint": str, "notice": bool}
_TALLY = {"counts": _COUNTS, "more": {str: _COUNTS}, "n_problems": int, "problems": [_PROBLEM]}
_MADE_FROM = {"made_from": {str: str}, "facts": {str: str}}
_BEGIN_ANEW = "Delete the hidden folder beside the output that ends in .parts, and run it again."

# Problems that are kept to be named; all are counted.
_MOST_PROBLEMS = 1_000


@dataclass
class Tally:
    """What became of rows, of one part or of all together.

    Attributes
    ----------
    counts : rows by what became of them
    more : further counts, by what is counted
    n_problems : rows and cells that could not be read or written; the first are in ``problems``
    """

    counts: Counter[str] = field(default_factory=Counter)
    more: dict[str, Counter[str]] = field(default_factory=dict)
    n_problems: int = 0
    problems: list[Problem] = field(default_factory=list)

    def count(self, what: str, counts: Mapping[str, int] | Iterable[str]) -> None:
        """Add to the further counts of something."""
        self.more.setdefault(what, Counter()).update(counts)

    def note(self, problems: Sequence[Problem]) -> None:
        """Count problems, and keep the first."""
        self.n_problems += len(problems)
        self.problems += problems[: _MOST_PROBLEMS - len(self.problems)]

    def refuse(self, origin: Origin, kind: str, what: str, hint: str) -> None:
        """Count a refused row, and name it if there is room."""
        self.counts["refused"] += 1
        self.note([Problem(origin, kind, what, hint)])

    def add(self, other: Tally) -> None:
        """Take in what became of further rows."""
        self.counts.update(other.counts)
        for what, counts in other.more.items():
            self.count(what, counts)
        n_problems = self.n_problems + other.n_problems
        self.note(other.problems)
        self.n_problems = n_problems

    @classmethod
    def together(cls, tallies: Iterable[Tally]) -> Tally:
        """Add tallies up."""
        total = cls()
        for tally in tallies:
            total.add(tally)
        return total

    def to_json(self) -> str:
        """Write it down beside a finished part."""
        content = {
            "counts": self.counts,
            "more": self.more,
            "n_problems": self.n_problems,
            "problems": [asdict(problem) for problem in self.problems],
        }
        return json.dumps(content, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Tally:
        """Read it back; what is not written so is an OutputError."""
        content = read_shaped(text, _TALLY)
        if content is None:
            raise OutputError("What an earlier run left is damaged.", hint=_BEGIN_ANEW)
        more = {what: Counter(counts) for what, counts in content["more"].items()}
        problems = [Problem(**{**p, "origin": Origin(**p["origin"])}) for p in content["problems"]]
        return cls(Counter(content["counts"]), more, content["n_problems"], problems)


def keep_first_problems(tallies: dict[int, Tally]) -> None:
    """Forget the problems of later files where those before have as many as are named.

    ``tallies``, by the number of the file, are those with problems so far; what is left without
    any is taken out.
    """
    room = _MOST_PROBLEMS
    for number in sorted(tallies):
        del tallies[number].problems[room:]
        room -= len(tallies[number].problems)
        if not tallies[number].problems:
            del tallies[number]


class Parts:
    """The parts of one output.

    ``facts`` is what stood in the manifest: of an earlier run with the same ``made_from``, the
    facts of that run, such as its date.
    """

    def __init__(
        self, output: Path, made_from: Mapping[str, str], facts: Mapping[str, str]
    ) -> None:
        # A worker of a cluster may stand in another folder.
        self.folder = output.absolute().with_name(f".{output.name}.parts")
        self.facts = dict(facts)
        self._made_from = dict(made_from)
        self._output = output
        with written(output):
            self.folder.mkdir(exist_ok=True)
            try:
                self._hold(output)
                self._begin()
            except OSError:
                if self._nothing_done():
                    self.finish()
                raise

    def _begin(self) -> None:
        """Go on with what an earlier run has made from the same, or throw it away."""
        known = self._read()
        if known is not None and known["made_from"] == self._made_from:
            self.facts = known["facts"]
            return
        for path in self.folder.iterdir():
            if path.name != _HOLDER:
                remove(path)
        unfinished = self.path(f"{_MANIFEST}.unfinished")
        content = {"made_from": self._made_from, "facts": self.facts}
        unfinished.write_text(json.dumps(content), "utf-8")
        os.replace(unfinished, self.path(_MANIFEST))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        """Throw the parts away if no later run could go on with them; say what the disk refused."""
        refused = isinstance(error, _REFUSALS)
        if self._holder() == this_run() and (
            refused or (isinstance(error, ClassifierError | OSError) and self._nothing_done())
        ):
            self.finish()
        if isinstance(error, OSError):
            with written(self._output):
                raise error

    def _nothing_done(self) -> bool:
        names = {path.name for path in self.folder.iterdir()} if self.folder.is_dir() else set()
        return names <= {_MANIFEST, f"{_MANIFEST}.unfinished", _HOLDER, "unfinished"}

    def _hold(self, output: Path) -> None:
        """Write down which run makes these parts; refuse to be a second one at the same time."""
        holder = self._holder()
        file = self.path(_HOLDER)
        if holder in ("", this_run()) or is_over(holder):
            file.unlink(missing_ok=True)
            with suppress(FileExistsError), file.open("x", encoding="utf-8") as stream:
                stream.write(this_run())
                return
        raise OutputError(
            f"Another run is writing {output.name} already.",
            hint="Wait until it has ended. If it was on another machine, and has ended there, "
            f"delete {file}.",
        )

    def _holder(self) -> str:
        file = self.path(_HOLDER)
        return file.read_text("utf-8") if file.exists() else ""

    def _read(self) -> dict[str, dict[str, str]] | None:
        try:
            text = self.path(_MANIFEST).read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            return None
        found: dict[str, dict[str, str]] | None = read_shaped(text, _MADE_FROM)
        return found

    def path(self, name: str) -> Path:
        """Where a part stands once it is whole."""
        return self.folder / name

    def has(self, name: str) -> bool:
        """Whether a part is whole already."""
        return self.path(name).exists()

    @contextmanager
    def making(self, name: str) -> Iterator[Path]:
        """Yield a path to write a part to; it is renamed into place when the block ends well.

        Two processes may make the same part: each writes a file of its own, and both are the same.
        One that was left over from another run is refused.
        """
        self.check()
        place = self.path(name)
        unfinished = self.path(f"unfinished/{secrets.token_hex(8)}{place.suffix}")
        with written(self._output):
            place.parent.mkdir(parents=True, exist_ok=True)
            unfinished.parent.mkdir(exist_ok=True)
            try:
                yield unfinished
                with unfinished.open("rb+") as stream:
                    os.fsync(stream.fileno())
                self.check()
                os.replace(unfinished, place)
            finally:
                unfinished.unlink(missing_ok=True)

    def once(self, name: str, make: Callable[[Path, Tally], None]) -> Tally:
        """Make a part with the tally of its rows; one that an earlier run has made is kept."""
        note = f"notes/{name}.json"
        if self.has(name) and self.has(note):
            return Tally.from_json(self.path(note).read_text("utf-8"))
        tally = Tally()
        with self.making(name) as path:
            make(path, tally)
        with self.making(note) as path:
            path.write_text(tally.to_json(), "utf-8")
        return tally

    def check(self) -> None:
        """Refuse to go on where the folder is not seen, or was begun again from something else."""
        known = self._read()
        if known is None or known["made_from"] != self._made_from:
            raise OutputError(
                f"The folder {self.folder} is not the one that this run began.",
                hint="On a cluster, write to a disk that all workers share; do not run the same "
                "command twice at once.",
            )

    def require(self, names: Iterable[str]) -> None:
        """Make sure that all these parts are here before they become the output."""
        missing = [name for name in names if not self.has(name)]
        if missing:
            raise OutputError(
                f"{missing[0]} was not written where this machine sees it.",
                hint="Write to a disk that all workers share.",
            )

    def finish(self) -> None:
        """Throw the parts away: the output is whole."""
        shutil.rmtree(self.folder, ignore_errors=True)
