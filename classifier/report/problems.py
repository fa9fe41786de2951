"""Problems of a harvest as a table for the terminal, as csv, and as JSON."""

from __future__ import annotations

import json
import textwrap
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from classifier.check import FACTS
from classifier.outputs import csv_text
from classifier.wording import counted

if TYPE_CHECKING:
    from classifier.check import Checked
    from classifier.records import Problem

WIDTH = 100
NARROWEST = 60
ID_WIDTH = 24
COLUMN_WIDTH = 32
# Up to this many rows that share a line are shown one by one.
FOLDED = 5
# Their hints are about the one cell, even where only one of the kind was found.
_OWN_HINTS = frozenset({"unknown-label", "wrong-column"})

Painter = Callable[[str, str], str]
_STYLES = {"bold": "1", "dim": "2", "green": "32", "yellow": "33"}


def problems_csv(checked: Checked) -> str:
    """Problems as csv that a spreadsheet opens safely: no cell is taken for a formula."""
    rows: list[Sequence[str]] = [FACTS]
    for told in checked.facts():
        facts = dict(zip(FACTS, told, strict=True))
        row = dict(facts, row=facts["row"] or "", notice="yes" if facts["notice"] else "no")
        rows.append([str(row[heading]) for heading in FACTS])
    return csv_text(rows)


def problems_json(checked: Checked) -> str:
    """Problems as a JSON list; ``row`` is null for what concerns a whole file."""
    facts = [dict(zip(FACTS, told, strict=True)) for told in checked.facts()]
    return json.dumps(facts, ensure_ascii=False, indent=1) + "\n"


def problems_table(checked: Checked, *, width: int = WIDTH, colour: bool = False) -> str:
    """Problems by file and row, then each kind with its number and what to do about it."""
    if not checked.problems:
        return summary(checked) + "\n"
    table = _Table(checked, max(width, NARROWEST), painter(colour))
    lines = []
    for place, problems in groupby(checked.problems, key=lambda p: (p.origin.file, p.origin.sheet)):
        lines += [*table.sheet(place, list(problems)), ""]
    lines += [*table.kinds(), "", table.paint(summary(checked), "bold")]
    return "\n".join(lines) + "\n"


def summary(checked: Checked) -> str:
    """The figures in one line."""
    read = f"{counted(checked.n_fragments, 'fragment')} in {counted(len(checked.files), 'file')}"
    if not checked.problems:
        return f"{read}: nothing to mend."
    found = f"{counted(checked.n_problems, 'problem')}, {counted(checked.n_notices, 'notice')}"
    return f"{read}: {found}."


def painter(colour: bool) -> Painter:
    """Return what sets words in one of the styles, or leaves them plain."""
    if not colour:
        return lambda words, style: words
    return lambda words, style: f"\x1b[{_STYLES[style]}m{words}\x1b[0m"


class _Table:
    """The lines of the table, in one width and one way to paint."""

    def __init__(self, checked: Checked, width: int, paint: Painter) -> None:
        self.checked, self.width, self.paint = checked, width, paint
        ids = [len(checked.name_in(problem)) for problem in checked.problems]
        self.id_width = min(max([10, *ids]), ID_WIDTH, width // 4)
        self.row_width = max(3, *(len(str(p.origin.row or "")) for p in checked.problems))
        self.common = _common_hints(checked.problems)

    def sheet(self, place: tuple[str, str], problems: list[Problem]) -> list[str]:
        """A heading for one sheet, then its problems in the order of its rows."""
        n_notices = sum(problem.notice for problem in problems)
        counts = [(len(problems) - n_notices, "problem"), (n_notices, "notice")]
        found = ", ".join(counted(n, what) for n, what in counts if n)
        name = f"{place[0]}, sheet “{place[1]}”" if place[1] else place[0]
        lines = [f"{self.paint(name, 'bold')} · {found}"]
        before: int | None = None
        for problem, others in _folded(problems):
            row = problem.origin.row
            if before is None and row is not None:
                lines.append(self.paint(f"{'row':>{self.row_width + 2}}  FragmentID", "dim"))
            indent = "  "
            if row is not None:
                name = _cut(self.checked.name_in(problem), self.id_width)
                number, name = ("", "") if row == before else (row, name)
                indent = f"{number:>{self.row_width + 2}}  {name:<{self.id_width}}  "
            lines += self._lines(problem, indent, others)
            before = row
        return lines

    def _lines(self, problem: Problem, indent: str, others: Sequence[int]) -> list[str]:
        hanging = " " * (len(indent) + 2)
        text = " ".join(self._words(problem, others))
        wrapped = textwrap.wrap(text, self.width - len(hanging), break_on_hyphens=False) or [""]
        mark = self.paint("·", "dim") if problem.notice else self.paint("!", "yellow")
        return [f"{indent}{mark} {wrapped[0]}", *(hanging + line for line in wrapped[1:])]

    def _words(self, problem: Problem, others: Sequence[int]) -> Iterator[str]:
        column = _cut(" ".join(problem.origin.column.split()), COLUMN_WIDTH)
        yield f"{column}: {problem.what}" if column else problem.what
        if problem.hint and problem.kind not in self.common:
            yield problem.hint
        if others:
            shown = ", ".join(map(str, others[:FOLDED])) + (" …" if len(others) > FOLDED else "")
            yield f"({counted(len(others) + 1, 'row')}, also {shown})"

    def kinds(self) -> list[str]:
        """Each kind with its number, problems first, and the hint that all of it share."""
        problems = self.checked.problems
        counts = Counter((problem.notice, problem.kind) for problem in problems)
        widest = max(len(kind) for _, kind in counts)
        lines = [self.paint("What to do", "bold")]
        for (notice, kind), n in sorted(counts.items(), key=lambda item: (item[0][0], -item[1])):
            mark = self.paint("·", "dim") if notice else self.paint("!", "yellow")
            indent = f"{n:>{self.row_width + 2},}  "
            hanging = " " * (len(indent) + 2 + widest + 2)
            hint = self.common.get(kind) or "As each line says."
            wrapped = textwrap.wrap(hint, self.width - len(hanging))
            lines.append(f"{indent}{mark} {kind:<{widest}}  {wrapped[0]}")
            lines += [hanging + line for line in wrapped[1:]]
        return lines


def _common_hints(problems: Sequence[Problem]) -> dict[str, str]:
    """The hint of each kind whose problems all have the same one."""
    pairs = {(problem.kind, problem.hint) for problem in problems}
    counts = Counter(kind for kind, _ in pairs)
    return {kind: hint for kind, hint in pairs if counts[kind] == 1 and kind not in _OWN_HINTS}


def _folded(problems: Sequence[Problem]) -> Iterator[tuple[Problem, Sequence[int]]]:
    """Problems with the other rows that say the same; many of them are shown only once."""
    alike: dict[tuple[str, str, str], list[Problem]] = {}
    for problem in problems:
        alike.setdefault((problem.kind, problem.what, problem.origin.column), []).append(problem)
    for problem in problems:
        same = alike[problem.kind, problem.what, problem.origin.column]
        if len(same) <= FOLDED:
            yield problem, ()
        elif same[0] is problem:
            yield problem, [other.origin.row or 0 for other in same[1:]]


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1].rstrip() + "…"
