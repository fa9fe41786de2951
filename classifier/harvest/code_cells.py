"""What a row says where its codes stand in several columns: one cell's text for each target."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from classifier.harvest.clean import is_missing, quote, ticked
from classifier.harvest.code_columns import CodeColumns
from classifier.harvest.headings import TARGET
from classifier.harvest.label_names import Option, join_codes, spelt_out
from classifier.harvest.tick_columns import tick
from classifier.records import Origin, Problem
from classifier.translations import tell
from classifier.wording import quoted

if TYPE_CHECKING:
    from classifier.codebook import Codebook, Target

NO_LABEL = "none fits"
"""What a row says in which no column is ticked, and one at least says no."""


@dataclass(frozen=True, slots=True)
class SpreadCodes:
    """What one row says of the targets whose codes stand in several columns, by field.

    Attributes
    ----------
    cells : the codes as one cell would hold them; None where nothing is known of them
    by_coder : the same for each coder who has a column
    problems : what could not be understood
    """

    cells: Mapping[str, str | None]
    by_coder: Mapping[str, Mapping[str, str]]
    problems: Sequence[Problem]


def read_spread(
    cells: Sequence[str],
    origin: Origin,
    headings: Sequence[str],
    spread: Mapping[str, CodeColumns],
    codebook: Codebook,
) -> SpreadCodes:
    """Read the code columns of one row."""
    texts: dict[str, str | None] = {}
    by_coder: dict[str, dict[str, str]] = {}
    problems: list[Problem] = []
    for code_field, columns in spread.items():
        target = codebook.target(code_field.removeprefix(TARGET))
        row = _CodesOfRow(cells, columns, target, codebook)
        texts[code_field] = row.text()
        for column, kind, what, hint in row.troubles:
            problems.append(Problem(replace(origin, column=headings[column]), kind, what, hint))
        for coder, column in columns.by_coder.items():
            by_coder.setdefault(coder, {})[code_field] = row.written(column)
    return SpreadCodes(texts, by_coder, problems)


@dataclass(slots=True)
class _CodesOfRow:
    """The codes of one target in one row.

    ``troubles``: the column, the kind and the words of what could not be understood.
    """

    cells: Sequence[str]
    columns: CodeColumns
    target: Target
    codebook: Codebook
    troubles: list[tuple[int, str, str, str]] = field(default_factory=list)

    def written(self, column: int) -> str:
        return spelt_out(self.cells[column], self.target) if column < len(self.cells) else ""

    def cell(self, column: int) -> str:
        text = self.written(column)
        return "" if is_missing(text) else text

    def text(self) -> str | None:
        """The codes as one cell would hold them; None where nothing is known of them."""
        written = join_codes([self.cell(column) for column in self.columns.joined])
        if not self.columns.options:
            # “n/a” beside nothing else: what that says is the codebook's to tell.
            return written or next(filter(None, map(self.written, self.columns.joined)), "")
        chosen, refused, n_unclear = self._options()
        if written:
            self._compare(written, chosen, refused)
            return written
        if chosen:
            return self._names(chosen)
        if n_unclear or (self.columns.ticks and not refused):
            return None
        return NO_LABEL if refused else ""

    def _options(self) -> tuple[list[Option], list[Option], int]:
        """The options that are ticked, those that say no, and how many nobody understands."""
        chosen: list[Option] = []
        refused: list[Option] = []
        n_unclear = 0
        for column, option in self.columns.options.items():
            cell = self.cell(column)
            if not cell:
                continue
            answer = tick(cell, option, self.codebook)
            if option.label and answer is not None:
                (chosen if answer else refused).append(option)
            elif option.label or answer is not False:
                n_unclear += 1
                self._report(column, option, cell)
        return chosen, refused, n_unclear

    def _report(self, column: int, option: Option, cell: str) -> None:
        from classifier.codebook import near_names

        title = self.target.name
        kind = "unknown-label"
        hint: str = tell("harvest_add_or_move")
        what = tell("harvest_no_label_not_read", cell=quote(cell), title=title)
        if option.label:
            kind, hint = "unclear-tick", tell("harvest_unclear_tick_hint")
            what = tell("harvest_unclear_tick", cell=quote(cell), name=option.name)
        elif ticked(cell):
            what = tell("harvest_ticked_no_label", name=quote(option.name), title=title)
            otherwise = tell("harvest_ticked_no_label_hint")
            hint = near_names([option.name], self.target, otherwise)
        self.troubles.append((column, kind, what, hint))

    def _compare(self, written: str, chosen: Sequence[Option], refused: Sequence[Option]) -> None:
        """Report a named cell and columns of ticks that contradict each other."""
        from classifier.codebook import parse_labels

        read = parse_labels(written, self.target)
        labels = read[0] if read else frozenset()
        ids = {option.label for option in chosen}
        differ = (ids - labels) | (labels & {option.label for option in refused} - ids)
        if differ:
            names = quoted(self.target.label(label).name for label in sorted(differ))
            what, hint = tell("harvest_codes_differ", names=names), tell("harvest_correct_one")
            self.troubles.append((self.columns.joined[0], "codes-differ", what, hint))

    def _names(self, chosen: Sequence[Option]) -> str:
        """The names as the headings have them, since these tell the codebook's version."""
        from classifier.codebook import parse_labels, write_labels

        ids = frozenset(option.label for option in chosen)
        names = "; ".join(option.name for option in chosen)
        return (
            names
            if parse_labels(names, self.target) == (ids, ())
            else write_labels(ids, self.target)
        )
