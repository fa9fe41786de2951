"""The choices of an XLSForm (ODK, KoboToolbox, Ona …) as targets: one for each list.

A choice has a name, which the data hold, and a label in one or several languages. The name
becomes the id; the first label, or the English one, the name; the others mean it too.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from classifier.codebook.code_memos import Memo, plain_text
from classifier.codebook.code_targets import Source, to_targets
from classifier.codebook.code_tree import Code, first_columns, tell_unused, without_ending
from classifier.codebook.codebook import Codebook, Target
from classifier.codebook.headings import by_heading
from classifier.errors import CodebookError
from classifier.folding import loose_key
from classifier.wording import quoted_list

CHOICES, SURVEY, OTHER = "choices", "survey", "other"

Table = Sequence[Sequence[str]]

_LABEL = re.compile(r"(?:label|caption)\s*(?:[:_(\s-]+(.*\S))?\s*", re.IGNORECASE)
_SELECT = re.compile(
    r"(?:select[_ ](one|multiple)(?:_from_file| from)?|rank)\s+(\S+)"
    r"(?:\s+(or)[_ ](?:specify[_ ])?other)?",
    re.IGNORECASE,
)
_LANGUAGE = re.compile(r"\(([a-z]{2,3})\)\s*$", re.IGNORECASE)
_YES_NO = frozenset(
    "yes no oui non y n o true false maybe dk na dontknow nsp notapplicable unknown other".split()
)


@dataclass(slots=True)
class _Question:
    """What the questions say that offer one list."""

    titles: list[str] = field(default_factory=list)
    multiple: bool = False
    or_other: bool = False


def choices_of(tables: Mapping[str, Table]) -> Table | None:
    """Return the table of choices, if one of ``tables`` is that of a form."""
    for name, table in tables.items():
        headings = table[0] if table else ()
        keys = set(map(loose_key, headings))
        labelled = any(map(_LABEL.fullmatch, headings)) or loose_key(name) == CHOICES
        if "listname" in keys and keys & {"name", "value"} and labelled:
            return table
    return None


def read_xlsform(
    choices: Table, tables: Mapping[str, Table], file: str, notes: list[str]
) -> Codebook:
    """Read the lists that the form's questions offer, or all where there are no questions."""
    labels = _label_headings(choices[0])
    rows = by_heading(choices, loose_key)
    lists = _lists(rows, list(map(loose_key, labels)), notes)
    questions = _questions(tables)
    _add_other(lists, questions, notes)
    name_heading = "name" if "name" in map(loose_key, choices[0]) else "value"
    headings = [*map(loose_key, choices[0])]
    used = ("listname", name_heading, *map(loose_key, (*labels, *lists)))
    tell_unused(choices, first_columns(headings, used), notes)
    kept = _kept(lists, questions, notes)
    if not kept:
        raise CodebookError(f"{file} offers no choices in its sheet “{CHOICES}”.")
    targets = []
    for name, codes in kept.items():
        question = questions.get(name, _Question(multiple=True))
        titles = list(dict.fromkeys(question.titles))
        source = Source(file, titles[0] if len(titles) == 1 else "")
        (target,) = to_targets(codes, source, notes)
        targets.append(replace(target, id=name, multiple=question.multiple))
    language = _LANGUAGE.search(labels[0]) if labels else None
    return Codebook(
        name=without_ending(file),
        version="1",
        targets=tuple(_with_parents(targets, rows, notes)),
        language=language[1].lower() if language else "en",
    )


def _lists(
    rows: Sequence[Mapping[str, str]], labels: Sequence[str], notes: list[str]
) -> dict[str, list[Code]]:
    """Return the choices of each list; the first of their ``labels`` is the name."""
    lists: dict[str, list[Code]] = {}
    for number, row in enumerate(rows, 2):
        written = [plain_text(row[label]) for label in labels]
        names = [*filter(None, written)] or [*filter(None, [_name(row)])]
        if not names:
            continue
        memo = Memo(aliases=tuple(names[1:]))
        code = Code((names[0],), id=_name(row), memo=memo, place=f"row {number}")
        if row["listname"]:
            lists.setdefault(row["listname"], []).append(code)
        else:
            notes.append(f"Row {number} names no list; “{code.name}” was not read.")
    return lists


def _name(row: Mapping[str, str]) -> str:
    """Return the name of a choice; older forms call it its value."""
    return row["name"] if "name" in row else row["value"]


def _with_parents(
    targets: Sequence[Target], rows: Sequence[Mapping[str, str]], notes: list[str]
) -> list[Target]:
    """Let choices stand below those of the list that a column is called after (choice_filter)."""
    placed = []
    for target in targets:
        own = [row for row in rows if row["listname"] == target.id]
        for other in targets:
            above = {_name(row): row.get(loose_key(other.id), "") for row in own}
            if other.id != target.id and any(above.values()):
                target = _below(target, other, above, notes)
        placed.append(target)
    return placed


def _below(target: Target, other: Target, above: Mapping[str, str], notes: list[str]) -> Target:
    known = {name: parent for name, parent in above.items() if parent in other.ids}
    lost = [parent for parent in above.values() if parent and parent not in other.ids]
    if lost:
        notes.append(
            f"“{other.id}” offers no {quoted_list(lost)}; not kept as what stands above a choice."
        )
    labels = [replace(label, parent=known.get(label.id, "")) for label in target.labels]
    return replace(target, labels=tuple(labels), parent=other.id if known else "")


def _label_headings(headings: Sequence[str]) -> list[str]:
    """Return the headings of labels, the one that names the choice first."""
    languages: dict[str, str] = {}
    for heading in headings:
        match = _LABEL.fullmatch(heading.strip())
        if match:
            languages.setdefault(match[0], (match[1] or "english").lower())
    return sorted(
        languages, key=lambda heading: not re.search(r"english|\(en\)", languages[heading])
    )


def _questions(tables: Mapping[str, Table]) -> dict[str, _Question]:
    """Return what the questions say of each list that one of them offers."""
    survey = next((table for name, table in tables.items() if loose_key(name) == SURVEY), ())
    titles = _label_headings(survey[0])[:1] if survey else []
    questions: dict[str, _Question] = {}
    for row in by_heading(survey, loose_key):
        select = _SELECT.match(row.get("type", ""))
        if select:
            question = questions.setdefault(select[2], _Question())
            question.multiple |= (select[1] or "multiple").lower() == "multiple"
            question.or_other |= bool(select[3])
            written = [plain_text(row[loose_key(title)]) for title in titles]
            question.titles += filter(None, written)
    return questions


def _add_other(
    lists: Mapping[str, list[Code]], questions: Mapping[str, _Question], notes: list[str]
) -> None:
    """Add the choice “other” that a form offers where its question says “or_other”."""
    for name, codes in lists.items():
        listed = {loose_key(text) for code in codes for text in (code.id, code.name)}
        if name in questions and questions[name].or_other and OTHER not in listed:
            codes.append(Code(("Other",), id=OTHER, place="or_other"))
            notes.append(f"A question about “{name}” also offers “Other”, which became a label.")


def _kept(
    lists: Mapping[str, list[Code]], questions: Mapping[str, _Question], notes: list[str]
) -> dict[str, list[Code]]:
    """Return the lists that a question offers, but for those of yes and no; all if none is left."""
    kept: dict[str, list[Code]] = {}
    left_out: dict[str, list[str]] = {"No question offers": [], "Only yes or no is offered by": []}
    unasked, yes_no = left_out.values()
    for name, codes in lists.items():
        if name not in (questions or lists):
            unasked.append(name)
        elif all(loose_key(code.id) in _YES_NO for code in codes):
            yes_no.append(name)
        else:
            kept[name] = codes
    for reason, names in left_out.items():
        if kept and names:
            notes.append(f"{reason} {quoted_list(names)}; what they list was left out.")
    return kept or dict(lists)
