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
from classifier.codebook.code_tree import Code, tell_unused
from classifier.codebook.codebook import Codebook, Target
from classifier.codebook.headings import at
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
        heads = _heads(table)
        labelled = any(map(_LABEL.fullmatch, table[0])) if table else False
        if "listname" in heads and "name" in heads and (labelled or loose_key(name) == CHOICES):
            return table
    return None


def _heads(table: Table) -> list[str]:
    heads = [loose_key(cell) for cell in (table[0] if table else ())]
    # Older forms call a choice's name its value.
    return [head if head != "value" or "name" in heads else "name" for head in heads]


def read_xlsform(
    choices: Table, tables: Mapping[str, Table], file: str, notes: list[str]
) -> Codebook:
    """Read the lists that the form's questions offer, or all where there are no questions."""
    keys = _heads(choices)
    labels = _label_columns(choices[0])
    known = {*labels, keys.index("listname"), keys.index("name")}
    lists: dict[str, list[Code]] = {}
    for number, row in enumerate(choices[1:], 2):
        cells = [*row, *[""] * (len(keys) - len(row))]
        written = [plain_text(cells[i]) for i in labels]
        code = _code(written, cells[keys.index("name")].strip(), number)
        name = cells[keys.index("listname")].strip()
        if code is not None and name:
            lists.setdefault(name, []).append(code)
        elif code is not None:
            notes.append(f"Row {number} names no list; “{code.name}” was not read.")
    questions = _questions(tables)
    _add_other(lists, questions, notes)
    known |= {i for i, key in enumerate(keys) if key in map(loose_key, lists)}
    tell_unused(
        [h.strip() for i, h in enumerate(choices[0]) if h.strip() and i not in known], notes
    )
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
    language = _LANGUAGE.search(choices[0][labels[0]]) if labels else None
    return Codebook(
        name=re.sub(r"\.\w+$", "", file),
        version="1",
        targets=tuple(_with_parents(targets, choices, keys, notes)),
        language=language[1].lower() if language else "en",
    )


def _with_parents(
    targets: Sequence[Target], choices: Table, keys: Sequence[str], notes: list[str]
) -> list[Target]:
    """Let choices stand below those of the list that a column is called after (choice_filter)."""
    found = []
    for target in targets:
        rows = [row for row in choices[1:] if at(row, keys.index("listname")).strip() == target.id]
        for other in targets:
            column = keys.index(loose_key(other.id)) if loose_key(other.id) in keys else -1
            above = {at(row, keys.index("name")).strip(): at(row, column).strip() for row in rows}
            if column >= 0 and other.id != target.id and any(above.values()):
                target = _below(target, other, above, notes)
        found.append(target)
    return found


def _below(target: Target, other: Target, above: Mapping[str, str], notes: list[str]) -> Target:
    known = {name: parent for name, parent in above.items() if parent in other.ids}
    lost = [parent for parent in above.values() if parent and parent not in other.ids]
    if lost:
        notes.append(
            f"“{other.id}” offers no {quoted_list(lost)}; not kept as what stands above a choice."
        )
    labels = [replace(label, parent=known.get(label.id, "")) for label in target.labels]
    return replace(target, labels=tuple(labels), parent=other.id if known else "")


def _label_columns(headings: Sequence[str]) -> list[int]:
    """Return the columns of labels, the one that names the choice first."""
    found = {
        i: (match[1] or "") for i, heading in enumerate(headings)
        if (match := _LABEL.fullmatch(heading.strip()))
    }  # fmt: skip
    return sorted(found, key=lambda i: (not _is_english(found[i]), i))


def _is_english(language: str) -> bool:
    return not language or "english" in language.lower() or "(en)" in language.lower()


def _code(labels: Sequence[str], name: str, number: int) -> Code | None:
    written = [label for label in labels if label]
    if not written and not name:
        return None
    first, *others = written or [name]
    return Code((first,), id=name, memo=Memo(aliases=tuple(others)), place=f"row {number}")


def _questions(tables: Mapping[str, Table]) -> dict[str, _Question]:
    survey = next((table for name, table in tables.items() if loose_key(name) == SURVEY), ())
    found: dict[str, _Question] = {}
    if not survey:
        return found
    heads = [loose_key(cell) for cell in survey[0]]
    labels = _label_columns(survey[0])
    for row in survey[1:]:
        cells = [*row, *[""] * (len(heads) - len(row))]
        select = _SELECT.match(cells[heads.index("type")].strip()) if "type" in heads else None
        if select:
            question = found.setdefault(select[2], _Question())
            question.multiple |= (select[1] or "multiple").lower() == "multiple"
            question.or_other |= bool(select[3])
            question.titles += [title for i in labels[:1] if (title := plain_text(cells[i]))]
    return found


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
    unasked = [name for name in lists if questions and name not in questions]
    yes_no = [name for name, codes in lists.items() if name not in unasked and _is_yes_no(codes)]
    left = [name for name in lists if name not in (*unasked, *yes_no)]
    if not left:
        return dict(lists)
    if unasked:
        notes.append(f"No question offers {quoted_list(unasked)}; what they list was left out.")
    if yes_no:
        notes.append(
            f"Only yes or no is offered by {quoted_list(yes_no)}; what they list was left out."
        )
    return {name: lists[name] for name in left}


def _is_yes_no(codes: Sequence[Code]) -> bool:
    return all(loose_key(code.id) in _YES_NO for code in codes)
