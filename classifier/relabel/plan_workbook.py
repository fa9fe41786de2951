"""``plan.xlsx``: the plan to be read and decided by people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
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
from classifier.workbook.review_sheet import text_of
from classifier.xlsx.decision_sheet import DecisionSheet
from classifier.xlsx.markup import letters
from classifier.xlsx.new_workbook import (
    Hint,
    Sheet,
    new_package,
    plain_sheet,
    print_across,
)
from classifier.xlsx.styles import LIKELY, NOT_READABLE, PLAIN_HEADING, UNSURE, Styles

if TYPE_CHECKING:
    from classifier.engine.archive_files import ArchiveFile
    from classifier.harvest.table import Row, Table
    from classifier.relabel.moves import PlannedRow
    from classifier.relabel.plan_file import Plan
    from classifier.xlsx.package import Package
    from classifier.xlsx.sheet_cells import SheetCells


def write_review(plan: Plan, archive: Iterable[tuple[ArchiveFile, Table, Row]]) -> None:
    """Write the workbook of a plan; ``archive`` are the harvests' rows in the plan's order.

    What a person must decide stands first. Where there are more lines than a person reads, those
    that nobody need look at are left out first; the facts hold them all.
    """
    listed, left_out = listed_lines(plan)
    lines: dict[int, tuple[Line, list[str]]] = {}
    archive = iter(archive)
    for row in plan.rows():
        moves = [move for move in row.moves if (row.number, move.target) in listed]
        text = _text(row, archive) if moves else ""
        for move in moves:
            target = plan.codebook.target(move.target)
            shown: Line = {"text": text, "target": target.name, DECISION: ""}
            line = line_of(row, move, plan.codebook) | shown
            offered = [after_text(one, target) for one in choices(row, move, plan.codebook)]
            lines[listed[row.number, move.target]] = line, offered
    package = new_package()
    styles = Styles(package)
    offers = _write_lines([lines[place] for place in sorted(lines)], package, styles)
    package.add_sheet(SUMMARY_SHEET, write_summary(plan, styles, left_out).root)
    data = plain_sheet([[WORDS["data"]], [plan.header.id], *offers])
    package.add_sheet(DATA_SHEET, data.root, hidden=True)
    print_across(package, SUMMARY_SHEET, heading=False)
    package.write(plan.decisions)


def _text(planned: PlannedRow, archive: Iterator[tuple[ArchiveFile, Table, Row]]) -> str:
    """Go on through the archive to a planned row, and give the text that is shown of it."""
    place = (planned.file, planned.sheet, planned.row)
    for file, table, row in archive:
        if (file.label, row.origin.sheet, row.origin.row or 0) == place:
            ((entry,), _) = to_entries(replace(table, rows=(row,)), alone=False)
            if text_digest(entry.fragment) != planned.text:
                break
            fragment = replace(entry.fragment, id=planned.fragment_id)
            return text_of(fragment, quote=not planned.confidential)
    raise HarvestError(
        f"{planned.file} was changed while the plan was made.", hint="Make the plan again."
    )


def _write_lines(
    lines: Sequence[tuple[Line, Sequence[str]]], package: Package, styles: Styles
) -> Iterable[Sequence[str]]:
    """Write the lines, and return the choices of their drop-downs, which the hidden sheet holds."""
    sheet = DecisionSheet(styles, COLUMNS)
    keys = [column.key for column in COLUMNS]
    words = WORDS["accept"], WORDS["keep"], WORDS["discuss"]
    rows: dict[tuple[str, ...], list[int]] = {}
    for line, offered in lines:
        rows.setdefault((*words, *offered), []).append(sheet.put([line[key] for key in keys]))
    decision, how = keys.index(DECISION) + 1, keys.index("how") + 1
    for number, (offers, of_lines) in enumerate(rows.items(), start=3):
        source = f"'{DATA_SHEET}'!$A${number}:${letters(len(offers))}${number}"
        sheet.offer(decision, source, Hint("Decision", _PROMPT), of_lines)
    colours = {"person": UNSURE, "model": LIKELY, "rule": NOT_READABLE}
    sheet.colour(how, {WORDS[word]: colour for word, colour in colours.items()})
    sheet.add_to(package, LINES_SHEET, printed=keys.index("look") + 1)
    return rows


# -- the second sheet: what this is, how to decide, and the counts


# Excel shows no more than 255 characters.
_PROMPT = (
    f"{WORDS['accept']}: takes the proposal.\n{WORDS['keep']}, {WORDS['discuss']}: the row keeps "
    "its old words.\nOr names, parted by commas; none fits: empties the cell.\nEmpty: you agree; "
    "what a person must decide stays undecided."
)
_STEPS = (
    "On the sheet “Plan” the lines that a person must decide stand first: decide these; then look "
    "at those that are worth a look, and at some of the model's.",
    "In “Decision” choose what the cell shall say, or type names of the codebook, "
    f"several parted by commas. “{WORDS['accept']}” takes the proposal, “none fits” empties the "
    f"cell, “{WORDS['keep']}” and “{WORDS['discuss']}” leave the whole row in its old words.",
    "Leave it empty where you agree with what was decided by rule or by model. A line that a "
    "person must decide stays undecided while it is empty, and its row keeps its old words.",
    "Change nothing but decisions. Lines may be sorted and filtered; the row of one that is "
    "deleted keeps its old words. Clusters that followed from their types follow the new ones, the "
    "others are left; they are not asked for.",
    "Then: classifier relabel apply PLAN --to HARVEST --out NEW",
)


def write_summary(plan: Plan, styles: Styles, left_out: int) -> SheetCells:
    """Return the sheet; ``left_out`` lines stand in the facts alone."""
    sheet = Sheet(styles, lines=False)
    sheet.title(f"Relabelling to version {plan.header.codebook_version}")
    sheet.explain(_STEPS, ((column.heading, column.says) for column in COLUMNS))
    sheet.section("How cells are decided")
    sheet.put(["Target", *(WORDS[how] for how in STRENGTH)], PLAIN_HEADING)
    for target, counts in plan.header.counts.items():
        sheet.put([target, *(float(counts.get(how, 0)) for how in STRENGTH)])
    if plan.header.evidence:
        name = "What the texts were asked, and how such decisions turn out on held-out rows"
        sheet.section(name)
        sheet.pairs((_question(asked), _tested(asked)) for asked in plan.header.evidence)
    _counts(sheet, plan)
    sheet.section("Where this came from")
    sheet.pairs(_facts(plan, left_out))
    return sheet.finish({1: 30.0, 2: 64.0, **dict.fromkeys(range(3, 16), 16.0)})


def _facts(plan: Plan, left_out: int) -> Iterable[tuple[str, str]]:
    head = plan.header
    yield "Plan", head.id
    yield "Made on", head.date
    yield "Codebook", f"{head.codebook}, version {head.codebook_version}"
    yield "Model", head.model
    yield "Accepted from", f"{head.accept:g} (or ruled out below {1 - head.accept:.2g})"
    yield "Made from", ", ".join(head.inputs)
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
