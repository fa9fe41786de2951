"""The first sheet of ``plan.xlsx``: what this is, how to decide, and the counts."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from classifier.relabel.label_trends import Point, count_trend
from classifier.relabel.moves import STRENGTH
from classifier.relabel.plan_lines import COLUMNS, SUMMARY_SHEET, WORDS
from classifier.xlsx.new_workbook import Sheet
from classifier.xlsx.sheet_columns import fit_heights
from classifier.xlsx.styles import (
    GUIDE_HEADING,
    GUIDE_LABEL,
    GUIDE_TEXT,
    GUIDE_TITLE,
    PLAIN_HEADING,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from classifier.relabel.plan_file import Plan
    from classifier.xlsx.styles import Styles

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

_TITLE_HEIGHT = 26.0  # points, for letters of 16


def write_summary(plan: Plan, styles: Styles, left_out: int) -> Sheet:
    """Lay the sheet out; ``left_out`` lines stand in the facts alone."""
    sheet = Sheet(styles, lines=False)
    pair = (GUIDE_LABEL, GUIDE_TEXT)
    title = f"Relabelling to version {plan.header.codebook_version}"
    sheet.put([title], replace(GUIDE_TITLE, wrapped=False))
    sheet.grid.set_height(1, _TITLE_HEIGHT)
    for number, step in enumerate(_STEPS, start=1):
        sheet.put([str(number), step], pair)
    _section(sheet, "Where this came from")
    for label, text in _facts(plan, left_out):
        sheet.put([label, text], pair)
    _section(sheet, "How cells are decided")
    sheet.put(["Target", *(WORDS[how] for how in STRENGTH)], PLAIN_HEADING)
    for target, counts in plan.header.counts.items():
        sheet.put([target, *(float(counts.get(how, 0)) for how in STRENGTH)])
    _questions(sheet, plan)
    _counts(sheet, plan)
    sheet.grid.set_widths({1: 30.0, 2: 64.0, **dict.fromkeys(range(3, 16), 16.0)})
    fit_heights(sheet.grid, styles, list(sheet.grid.row_numbers), ours_from=1)
    sheet.grid.write_dimension()
    return sheet


def _section(sheet: Sheet, name: str) -> None:
    sheet.row += 1
    sheet.put([name], replace(GUIDE_HEADING, wrapped=False))


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


def _questions(sheet: Sheet, plan: Plan) -> None:
    if not plan.header.evidence:
        return
    _section(sheet, "What the texts were asked, and how such decisions turn out on held-out rows")
    for one in plan.header.evidence:
        sheet.put([_question(one), _tested(one)], (GUIDE_LABEL, GUIDE_TEXT))


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
        _section(sheet, f"Counts before and after: {target.title or target.id}")
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


__all__ = ["SUMMARY_SHEET", "write_summary"]
