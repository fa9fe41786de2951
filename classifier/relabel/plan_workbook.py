"""``plan.xlsx``: the plan to be read and decided by people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from classifier.decide.rows import text_digest
from classifier.errors import HarvestError
from classifier.harvest.fragments import to_entries
from classifier.relabel.label_trends import count_trend, partly_asked
from classifier.relabel.plan_lines import (
    COLUMNS,
    DATA_SHEET,
    DECISION,
    HOW_SAID,
    Line,
    after_text,
    choices,
    line_of,
    listed_lines,
)
from classifier.translations import current_words, say
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
    from classifier.codebook import Codebook
    from classifier.engine.archive_files import ArchiveFile
    from classifier.harvest.table import Row, Table
    from classifier.relabel.moves import PlannedRow
    from classifier.relabel.plan_file import Plan
    from classifier.xlsx.package import Package


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
    summary = package.add_sheet(
        say("plan_summary_sheet"), write_summary(plan, styles, left_out).root
    )
    data = plain_sheet([[_DATA_NOTE], [plan.header.id], *offers])
    package.add_sheet(DATA_SHEET, data, hidden=True)
    print_across(package, summary, heading=False)
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
    words = tuple(map(say, ("accept_word", "keep_as_is_word", "discuss_word")))
    rows: dict[tuple[str, ...], list[int]] = {}
    for line, offered in lines:
        rows.setdefault((*words, *offered), []).append(sheet.put([line[key] for key in keys]))
    decision, how = keys.index(DECISION) + 1, keys.index("how") + 1
    for number, (offers, of_lines) in enumerate(rows.items(), start=3):
        source = f"'{DATA_SHEET}'!$A${number}:${letters(len(offers))}${number}"
        sheet.offer(decision, source, Hint(say("column_decision"), say("plan_prompt")), of_lines)
    colours = {"person": UNSURE, "model": LIKELY, "rule": NOT_READABLE}
    sheet.colour(how, {say(HOW_SAID[word]): colour for word, colour in colours.items()})
    sheet.add_to(package, say("plan_sheet"), printed=keys.index("look") + 1)
    return rows


# -- the second sheet: what this is, how to decide, and the counts


_DATA_NOTE = "Read by “relabel apply”. Please leave this sheet as it is."
_STEPS = ("plan_begin", "plan_choose", "plan_empty", "plan_change_nothing", "plan_carry")


def write_summary(plan: Plan, styles: Styles, left_out: int) -> Sheet:
    """Return the sheet; ``left_out`` lines stand in the facts alone."""
    sheet = Sheet(styles, lines=False)
    head, codebook = plan.header, plan.codebook
    sheet.title(say("plan_title", version=head.codebook_version))
    sheet.explain(map(say, _STEPS), ((column.heading, column.says) for column in COLUMNS))
    sheet.section(say("plan_how_decided"))
    sheet.put([say("column_target"), *map(say, HOW_SAID.values())], PLAIN_HEADING)
    for target, counts in head.counts.items():
        numbers = (float(counts.get(how, 0)) for how in HOW_SAID)
        sheet.put([codebook.target(target).name, *numbers])
    if head.evidence:
        sheet.section(say("plan_held_out"))
        sheet.pairs(
            (question_of(asked, codebook), tested(asked, codebook)) for asked in head.evidence
        )
    _counts(sheet, plan)
    sheet.section(say("where_from"))
    sheet.pairs(_facts(plan, left_out))
    return sheet.finish({1: 30.0, 2: 64.0, **dict.fromkeys(range(3, 16), 16.0)})


def _facts(plan: Plan, left_out: int) -> Iterable[tuple[str, str]]:
    head = plan.header
    yield say("plan_sheet"), head.id
    yield say("fact_date"), head.date
    version = say("fact_version", name=head.codebook, version=head.codebook_version)
    yield say("fact_codebook"), version
    yield say("fact_model"), head.model
    accept, rest = f"{head.accept:g}", f"{1 - head.accept:.2g}"
    yield say("plan_accepted_from"), say("plan_accepted_says", accept=accept, rest=rest)
    yield say("plan_made_from"), ", ".join(head.inputs)
    for notice in head.notices:
        yield say("plan_notice"), notice
    if left_out:
        yield say("plan_left_out"), say("plan_left_out_says", n=left_out)


def question_of(asked: Mapping[str, Any], codebook: Codebook) -> str:
    """Return what was asked of texts."""
    names, version = _names(asked, codebook), asked["version"]
    old = names.get(asked["label"], asked["label"])
    if asked["kind"] == "split":
        labels = " / ".join(names.get(option, option) for option in asked["options"])
        return say("plan_asked_split", old=old, labels=labels, version=version)
    return say("plan_asked_new", label=old, version=version)


def tested(asked: Mapping[str, Any], codebook: Codebook) -> str:
    """Return how the answers to a question turned out when they were tried."""
    names = _names(asked, codebook)
    counted = asked["examples"].items()
    examples = (say("plan_examples", n=n, label=names.get(label, label)) for label, n in counted)
    said = [say("plan_tried", asked=asked["asked"], examples=", ".join(examples))]
    if not asked["held_out"]:
        said.append(say("plan_not_tried"))
    else:
        said.append(say("plan_would_decide", n=asked["held_out"], decided=asked["decided"]))
    if asked["decided"]:
        share = current_words().percent(asked["at_least"])
        said.append(say("plan_rightly", right=asked["right"], share=share))
    return " ".join(said)


def _names(asked: Mapping[str, Any], codebook: Codebook) -> dict[str, str]:
    """Return the names of the labels of the target that texts were asked about, by id."""
    target = asked.get("target")
    return {label.id: label.name for label in codebook.target(target).labels} if target else {}


def _counts(sheet: Sheet, plan: Plan) -> None:
    trend = count_trend(plan.rows(), {}, plan.codebook)
    for target_id in plan.header.targets:
        target = plan.codebook.target(target_id)
        sheet.section(say("plan_counts", target=target.name))
        heads = [
            say(key, harvest=harvest or say("no_harvest"))
            for harvest in trend.harvests
            for key in ("count_before", "count_after", "count_open")
        ]
        sheet.put([say("agreement_label"), say("label_name"), *heads], PLAIN_HEADING)
        for label in target.labels:
            cells: list[str | float | None] = [label.id, label.name]
            for harvest in trend.harvests:
                point = trend.point(target_id, label.id, harvest)
                # A number beside "not asked" would read as nought.
                before = float(point.before) if point.knew == point.rows else partly_asked(point)
                cells += [before, float(point.after), float(point.open) if point.open else None]
            sheet.put(cells)
