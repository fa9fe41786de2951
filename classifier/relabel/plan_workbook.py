"""``plan.xlsx``: the plan to be read and decided by people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from classifier.decide.rows import text_digest
from classifier.errors import HarvestError
from classifier.harvest.fragments import to_entries
from classifier.relabel.label_trends import Point, count_trend
from classifier.relabel.moves import STRENGTH
from classifier.relabel.plan_lines import (
    COLUMNS,
    DATA_SHEET,
    DECISION,
    LINES_SHEET,
    SUMMARY_SHEET,
    WORDS,
    Line,
    after_text,
    choices,
    line_of,
    listed_lines,
)
from classifier.xlsx.markup import Area, letters
from classifier.xlsx.new_workbook import (
    Sheet,
    add_dropdown,
    add_rules,
    colour_decisions,
    new_package,
    plain_sheet,
    print_across,
)
from classifier.xlsx.styles import (
    BODY,
    HEADING,
    HEADING_DECISION,
    LIKELY,
    NOT_READABLE,
    PLAIN_HEADING,
    UNSURE,
    Styles,
)

if TYPE_CHECKING:
    from classifier.engine.archive_files import ArchiveFile
    from classifier.harvest.table import Row, Table
    from classifier.relabel.moves import Move, PlannedRow
    from classifier.relabel.plan_file import Plan
    from classifier.xlsx.sheet_cells import SheetCells
    from classifier.xlsx.styles import Look


def write_review(plan: Plan, archive: Iterable[tuple[ArchiveFile, Table, Row]]) -> None:
    """Write the workbook of a plan; ``archive`` are the harvests' rows in the plan's order.

    Where there are more lines than a person reads, those that nobody need look at are left out
    first; the facts hold them all.
    """
    package = new_package()
    styles = Styles(package)
    listed, left_out = listed_lines(plan)
    package.add_sheet(SUMMARY_SHEET, write_summary(plan, styles, left_out).root)
    writer = _Writer(plan, styles)
    archive = iter(archive)
    for row in plan.rows():
        moves = [move for move in row.moves if (row.number, move.target) in listed]
        text = _text(row, archive) if moves else ""
        for move in moves:
            writer.write(line_of(row, move, plan.codebook, text), row, move)
    package.add_sheet(LINES_SHEET, writer.finish().root)
    data = plain_sheet([[WORDS["data"]], [plan.header.id], *writer.choices])
    package.add_sheet(DATA_SHEET, data.root, hidden=True)
    print_across(package, SUMMARY_SHEET, heading=False)
    print_across(package, LINES_SHEET)
    package.write(plan.decisions)


def _text(planned: PlannedRow, archive: Iterator[tuple[ArchiveFile, Table, Row]]) -> str:
    """Go on through the archive to a planned row, and give the text that is shown of it."""
    place = (planned.file, planned.sheet, planned.row)
    for file, table, row in archive:
        if (file.label, row.origin.sheet, row.origin.row or 0) == place:
            ((entry,), _) = to_entries(replace(table, rows=(row,)), alone=False)
            if text_digest(entry.fragment) != planned.text:
                break
            if planned.confidential:
                return f"(confidential: read it in {planned.file}, row {planned.row})"
            return entry.fragment.outcome or entry.fragment.significance
    raise HarvestError(
        f"{planned.file} was changed while the plan was made.", hint="Make the plan again."
    )


class _Writer:
    """Writes the lines, and the choices of their drop-downs on the hidden sheet."""

    def __init__(self, plan: Plan, styles: Styles) -> None:
        self._plan, self._styles = plan, styles
        self._sheet = Sheet(styles, frozen=(1, 0))
        self.choices: dict[tuple[str, ...], list[int]] = {}
        looks = [HEADING_DECISION if c.key == DECISION else HEADING for c in COLUMNS]
        self._sheet.put([column.heading for column in COLUMNS], looks)
        self._looks: list[Look] = [BODY[column.look] for column in COLUMNS]

    def write(self, line: Line, row: PlannedRow, move: Move) -> None:
        """Write one line."""
        # An empty cell keeps its looks too: one sees where to decide.
        number = self._sheet.put([line[column.key] or "" for column in COLUMNS], self._looks)
        target = self._plan.codebook.target(move.target)
        offered = [after_text(one, target) for one in choices(row, move, self._plan.codebook)]
        words = (WORDS["accept"], WORDS["keep"], WORDS["discuss"])
        self.choices.setdefault((*words, *offered), []).append(number)

    def finish(self) -> SheetCells:
        """Add drop-downs, colours, widths and filters."""
        sheet, last = self._sheet, max(self._sheet.row, 2)
        decision = len(COLUMNS)
        for row, (offered, rows) in enumerate(self.choices.items(), start=3):
            source = f"'{DATA_SHEET}'!$A${row}:${letters(len(offered))}${row}"
            add_dropdown(sheet.grid.root, rows, decision, source)
        how = next(i for i, c in enumerate(COLUMNS, start=1) if c.key == "how")
        colours = (("person", UNSURE), ("model", LIKELY), ("rule", NOT_READABLE))
        rules = [
            (f'${letters(how)}2="{WORDS[word]}"', self._styles.difference(*look))
            for word, look in colours
        ]
        add_rules(sheet.grid.root, [Area(2, how, last, how)], rules)
        colour_decisions(sheet.grid.root, self._styles, Area(2, decision, last, decision))
        sheet.filter(len(COLUMNS))
        return sheet.finish({i: c.width for i, c in enumerate(COLUMNS, start=1)})


# -- the first sheet: what this is, how to decide, and the counts


_STEPS = (
    f"On the sheet “Plan” filter “{COLUMNS[10].heading}” for “{WORDS['person']}” and decide these "
    "lines; then look at those that are worth a look, and at some of the model's.",
    f"In “{COLUMNS[-1].heading}” choose what the cell shall say, or type names of the codebook, "
    f"several parted by commas. “{WORDS['accept']}” takes the proposal, “none fits” empties the "
    f"cell, “{WORDS['keep']}” and “{WORDS['discuss']}” leave the whole row in its old words.",
    "Leave it empty where you agree with what was decided by rule or by model. A line that a "
    "person must decide stays undecided while it is empty, and its row keeps its old words.",
    "Change nothing but decisions; lines may be sorted and filtered. Clusters that "
    "followed from their types follow the new ones, the others are left; they are not asked for.",
    "Then: classifier relabel apply PLAN --to HARVEST --out NEW",
)


def write_summary(plan: Plan, styles: Styles, left_out: int) -> SheetCells:
    """Return the sheet; ``left_out`` lines stand in the facts alone."""
    sheet = Sheet(styles, lines=False)
    sheet.title(f"Relabelling to version {plan.header.codebook_version}")
    sheet.pairs((str(number), step) for number, step in enumerate(_STEPS, start=1))
    sheet.section("Where this came from")
    sheet.pairs(_facts(plan, left_out))
    sheet.section("How cells are decided")
    sheet.put(["Target", *(WORDS[how] for how in STRENGTH)], PLAIN_HEADING)
    for target, counts in plan.header.counts.items():
        sheet.put([target, *(float(counts.get(how, 0)) for how in STRENGTH)])
    if plan.header.evidence:
        name = "What the texts were asked, and how such decisions turn out on held-out rows"
        sheet.section(name)
        sheet.pairs((_question(asked), _tested(asked)) for asked in plan.header.evidence)
    _counts(sheet, plan)
    return sheet.finish({1: 30.0, 2: 64.0, **dict.fromkeys(range(3, 16), 16.0)})


def _facts(plan: Plan, left_out: int) -> Iterable[tuple[str, str]]:
    head = plan.header
    yield "Plan", head.id
    yield "Made on", head.date
    yield "Codebook", f"{head.codebook}, version {head.codebook_version}"
    yield "Model", head.model
    yield "Accepted from", f"{head.accept:g} (or ruled out below {1 - head.accept:.2g})"
    for label, known in head.inputs.items():
        yield label, f"sha256 {known}"
    for notice in head.notices:
        yield "Notice", notice
    if left_out:
        yield "Lines left out", f"{left_out} lines more stand in plan.json and count as planned."


def _question(one: Mapping[str, Any]) -> str:
    if one["kind"] == "split":
        return f"{one['label']} → {' / '.join(one['options'])} (version {one['version']})"
    return f"{one['label']}, new in version {one['version']}"


def _tested(one: Mapping[str, Any]) -> str:
    examples = ", ".join(f"{n} of {label}" for label, n in one["examples"].items())
    text = f"{one['asked']} rows asked; coded examples: {examples}. "
    if not one["held_out"]:
        return text + "No held-out row to try it on."
    text += f"Of {one['held_out']} held-out rows the model would decide {one['decided']}"
    if one["decided"]:
        text += f", {one['right']} of them rightly (surely at least {one['at_least']:.0%})"
    return f"{text}."


def _counts(sheet: Sheet, plan: Plan) -> None:
    trend = count_trend(plan.rows(), {}, plan.codebook)
    for target_id in plan.header.targets:
        target = plan.codebook.target(target_id)
        sheet.section(f"Counts before and after: {target.title or target.id}")
        heads = [
            f"{h or 'no harvest'}: {w}" for h in trend.harvests for w in ("before", "after", "open")
        ]
        sheet.put(["Label", "Name", *heads], PLAIN_HEADING)
        for label in target.labels:
            cells: list[str | float | None] = [label.id, label.name]
            for harvest in trend.harvests:
                point = trend.point(target_id, label.id, harvest)
                # A number beside "not asked" would read as nought.
                before = float(point.before) if point.knew == point.rows else _partly(point)
                cells += [before, float(point.after), float(point.open) if point.open else None]
            sheet.put(cells)


def _partly(point: Point) -> str:
    return f"{point.before} of {point.knew} asked" if point.asked else "not asked"
