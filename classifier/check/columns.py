"""Columns that are not there, and cells that belong into another column."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from functools import reduce
from typing import TYPE_CHECKING

from classifier.check.reading import Reading, Sheet, code_field, sheet_of
from classifier.codebook import parse_labels
from classifier.harvest import aliases, files_without_codes, normalise_country
from classifier.harvest.headings import TARGET
from classifier.records import Fragment, Origin, Problem
from classifier.translations import LANGUAGES, Told, changed_in_each, one_after_the_other, tell
from classifier.wording import quoted

if TYPE_CHECKING:
    from classifier.codebook import Target

_LOOKED_FOR = ("id", "harvest", "country", "outcome", "significance")
_FEW = 6
_ENOUGH_CODED = 20
"""From so many coded fragments on, training measures what it learned."""


def missing_columns(reading: Reading) -> list[Problem]:
    """One notice a sheet for the columns it lacks, and what each costs.

    Codes that are missing are told by `codes_missing`, but for those that follow from others.
    """
    derived = {
        code_field(target.id): target.column or _usual(target)
        for target in reading.codebook.targets
        if target.derived_from
    }
    cells = {sheet_of(f.origin): tuple(f.cells) for f in reversed(reading.harvest.fragments)}
    notices = []
    for sheet, fields in reading.fields.items():
        lacking = _lacking(fields, derived)
        if lacking:
            read = {name for headings in fields.values() for name in headings}
            strange = [name for name in cells[sheet] if name not in read]
            notices.append(_missing(sheet, lacking, strange))
    return notices


def _lacking(fields: Collection[str], derived: Mapping[str, str]) -> dict[str, str]:
    """Return what each column costs that a sheet lacks, by its name."""
    names = {field: aliases()[field][0] for field in _LOOKED_FOR if field not in fields}
    costs: dict[str, str] = {
        name: tell(f"checked_without_{field}", name=name) for field, name in names.items()
    }
    if any(field.startswith(TARGET) for field in fields):
        for field, name in derived.items():
            if field not in fields:
                costs[name] = tell("checked_without_derived", name=name.strip())
    return costs


def _usual(target: Target) -> str:
    return next(iter(aliases().get(code_field(target.id), ())), target.name)


def codes_missing(reading: Reading) -> list[Problem]:
    """Name the targets of which a file holds no code."""
    harvest = reading.harvest
    return list(files_without_codes(harvest.fragments, harvest.codings, reading.codebook))


def _missing(sheet: Sheet, lacking: Mapping[str, str], strange: list[str]) -> Problem:
    """Say which columns are missing; ``lacking`` holds what each costs by its name."""
    columns = reduce(_and_no, (quoted([name]) for name in lacking))
    what = tell("checked_no_column", columns=columns)
    costs = tell("checked_costs", costs=reduce(_one_and_another, lacking.values()))
    hint = changed_in_each(costs, lambda text, _: text[0].upper() + text[1:])
    if strange:
        other = tell("checked_rename", names=quoted(strange, most=_FEW))
        hint = one_after_the_other(hint, other)
    return Problem(Origin(sheet[0], sheet=sheet[1]), "missing-column", what, hint, notice=True)


def _and_no(first: str, last: str) -> str:
    return tell("checked_and_no", first=first, last=last)


def _one_and_another(first: str, last: str) -> str:
    return tell("checked_one_and_another", first=first, last=last)


def few_groups(reading: Reading) -> list[Problem]:
    """Tell beforehand that training cannot hold whole countries and harvests out."""
    coded = {coding.fragment_id for coding in reading.harvest.codings}
    fragments = [fragment for fragment in reading.harvest.fragments if fragment.id in coded]
    if len(fragments) < _ENOUGH_CODED:
        return []
    # Twins are found with scipy, which a command that only names a problem's kind need not load.
    from classifier.split.groups import FEWEST_GROUPS, group_numbers, n_usable, why_too_few

    if n_usable(group_numbers(fragments)) >= FEWEST_GROUPS:
        return []
    why, hint = why_too_few(fragments)
    what = tell("checked_few_groups", why=why)
    return [Problem(Origin(reading.harvest.files[0]), "few-groups", what, hint, notice=True)]


def misplaced_cells(reading: Reading) -> list[Problem]:
    """Cells that hold nothing but labels of another column."""
    return [
        problem
        for fragment in reading.harvest.fragments
        for problem in _misplaced(fragment, reading)
    ]


def _misplaced(fragment: Fragment, reading: Reading) -> Iterable[Problem]:
    country = reading.cell(fragment, "country")
    if country and normalise_country(country) is None:
        yield from _belongs(fragment, "country", reading.codebook.targets, reading)
    for target in reading.codebook.targets:
        field = code_field(target.id)
        own = parse_labels(reading.cell(fragment, field), target)
        if own and own[1] and not own[0]:
            others = [other for other in reading.codebook.targets if other is not target]
            yield from _belongs(fragment, field, others, reading)


def _belongs(
    fragment: Fragment, field: str, targets: Iterable[Target], reading: Reading
) -> Iterable[Problem]:
    text = reading.cell(fragment, field)
    for target in targets:
        read = parse_labels(text, target)
        if read and read[0] and not read[1]:
            names = reading.columns[sheet_of(fragment.origin)]
            column = names.get(code_field(target.id), target.column or target.id)
            what = tell("checked_wrong_column", column=column.strip())
            own = names.get(field, field.removeprefix(TARGET)).strip()
            shown = Told(field.removeprefix(TARGET), (own,) * len(LANGUAGES))
            hint = tell("checked_wrong_column_hint", field=shown)
            yield reading.problem(fragment.origin, field, "wrong-column", what, hint)
            return


def without_explained(problems: Iterable[Problem]) -> list[Problem]:
    """Leave out what the reader found strange in a cell that belongs into another column."""
    listed = list(problems)
    moved = {problem.origin for problem in listed if problem.kind == "wrong-column"}
    strange = ("unknown-label", "unknown-country")
    return [p for p in listed if p.kind not in strange or p.origin not in moved]
