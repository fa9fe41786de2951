"""Rows to fragments: what each field says, and what a person should know about it."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from classifier.folding import plain_words
from classifier.harvest.clean import is_missing, quote, text_of, yes_or_no
from classifier.harvest.countries import UNKNOWN_COUNTRY, normalise_country
from classifier.harvest.headings import TEXT_FIELDS
from classifier.harvest.table import Row, Table
from classifier.records import Fragment, Problem
from classifier.translations import tell

_MONTHS = "jan|feb|f[ée]v|mar|apr|avr|may|mai|jun|juin|jul|juil|aug|ao[uû]|sep|oct|nov|d[eé]c"
_DATE = re.compile(
    r"\d{4}-\d\d-\d\d(?:[ T][\d:.]+)?|\d{1,2}[./-]\d{1,2}[./-](?:\d{2}|\d{4})"
    rf"|\d{{1,2}}[-\s](?:{_MONTHS})[a-zéû]*\.?|(?:{_MONTHS})[a-zéû]*\.?[-\s]\d{{2,4}}",
    flags=re.IGNORECASE,
)
_NUMBER = re.compile(r"-?\d+(?:[.,]\d+)?(?:E[+-]?\d+)?", flags=re.IGNORECASE)
_HARVEST = re.compile(
    r"(?:harvest|r[ée]colte|h|r)?\s*(?:n°|no\.?|nr\.?|#)?\s*[-_]?\s*(\d{1,2})(?:\.0)?"
)

_MERGED_HEADINGS = {
    "outcome": r"outcome\s+description|description\s+of\s+the\s+outcome"
    r"|description\s+(?:de\s+l['’]effet|du\s+r[ée]sultat)",
    "significance": r"significance\s+description|significance\s+of\s+the\s+outcome"
    r"|description\s+de\s+(?:l['’]importance|la\s+signification)"
    r"|(?:importance|signification)\s+(?:de\s+l['’]effet|du\s+r[ée]sultat)",
    "other": r"contribution\s+of\s+the\s+(?:programme|program|project)"
    r"|contribution\s+of\s+other\s+actors(?:\s+and\s+factors)?"
    r"|additional\s+information(?:\s+\(use\s+if\s+needed\))?"
    r"|contribution\s+du\s+(?:programme|projet)"
    r"|contributions?\s+(?:des\s+|d['’])autres\s+acteurs(?:\s+et\s+facteurs)?"
    r"|informations?\s+(?:compl[ée]mentaires?|suppl[ée]mentaires?)",
}
_BARE_HEADINGS = {"bare": "significance|importance|signification"}
"""Words that are a heading only where a line, a sentence or a gap ends: they also occur inside."""
_TOTALS = frozenset(
    map(
        plain_words,
        "Total Totals Subtotal Sum Sums Count Counts Average Averages Mean Median Somme Totaux "
        "Nombre Moyenne Médiane المجموع الإجمالي إجمالي مجموع العدد المتوسط".split(),
    )
)
_BEFORE_TOTAL = frozenset(map(plain_words, ("sub", "grand", "sous", "overall")))
# “Nombre total d'effets” beside the texts; under a heading of texts only “Total outcomes”.
_WORDS_OF_TOTAL, _WORDS_AS_TEXT = 4, 2
# Characters of the longest cell in a row of totals; a story is longer.
_LONGEST_CELL = 60
_NOTE = re.compile(
    r"[*†‡©]|(?:please )?note that\b|(?:notes?|n\.?b\.?|sources?|legend|key|remarks?|comments?"
    r"|disclaimer|nota(?: bene)?|remarques?|légende|commentaires?|ملاحظة|ملاحظات|المصدر)"
    r"\s*[:：.–—-]",
    flags=re.IGNORECASE,
)
# A cell that stands alone outside the columns of texts and has this many words is no id.
_SENTENCE = 4

NO_TEXT = "empty-text"
"""The kind of problem of a row that tells nothing."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One row as a fragment, before twins are told apart; ``coder`` is "" where nobody is named."""

    fragment: Fragment
    coder: str
    row: Row


def to_entries(table: Table, alone: bool) -> tuple[list[Entry], list[Problem]]:
    """Read the rows of ``table`` as fragments, but for totals and notes, which are reported.

    ``alone``: it is its file's only table.
    """
    entries: list[Entry] = []
    problems: list[Problem] = []
    if not table.rows:
        problems.append(Problem(table.origin, "no-rows", tell("harvest_no_rows")))
    numbered = numbered_ids(table)
    for row, other in zip(table.rows, _no_fragments(table), strict=True):
        if other:
            problems.append(Problem(row.origin, "no-fragment", tell(other), notice=True))
            continue
        outcome, significance, merged = _texts(row, problems)
        fragment = Fragment(
            id=_id(row, alone, numbered, problems),
            outcome=outcome,
            significance=significance,
            harvest=normalise_harvest(row.cell("harvest")),
            country=_country(row, problems),
            status=row.cell("status"),
            negative=_negative(row, problems),
            confidential=is_confidential(row, problems),
            from_merged=merged,
            origin=row.origin,
            cells=row.cells,
        )
        entries.append(Entry(fragment, row.cell("coder"), row))
    return entries, problems


def _no_fragments(table: Table) -> list[str]:
    """Return what is said of each row that is no fragment: a total, a note; "" for all others."""
    filled = [
        [(name, text) for name, text in row.cells.items() if not is_missing(text)]
        for row in table.rows
    ]
    n_filled = [len(cells) for cells in filled if cells and not _NOTE.match(cells[0][1])]
    # Where most rows fill one cell only, a lone text is no note below them.
    texts_alone = not n_filled or 2 * n_filled.count(1) > len(n_filled)
    texts = {name for field in TEXT_FIELDS for name in table.fields.get(field, ())}
    ids = table.fields.get("id", ())
    return [_what_row(cells, texts, ids, texts_alone) if cells else "" for cells in filled]


def _what_row(
    cells: Sequence[tuple[str, str]], texts: Container[str], ids: Container[str], texts_alone: bool
) -> str:
    """Return the key of what is said of a row that is no fragment; ``cells`` are those filled."""
    heading, first = cells[0]
    as_text = heading in texts
    if _is_total(first, as_text, heading in ids):
        is_story = max(len(text) for _, text in cells) > _LONGEST_CELL
        return "" if is_story else "harvest_no_fragment_totals"
    if len(cells) > 1 or (as_text and texts_alone):
        return ""
    words = list(filter(str.isalpha, first.split()))
    is_sentence = not as_text and len(words) >= _SENTENCE
    return "harvest_no_fragment_note" if is_sentence or _NOTE.match(first) else ""


def _is_total(cell: str, as_text: bool, as_id: bool) -> bool:
    # “SUM-001” is an id.
    if len(cell) > _LONGEST_CELL or (as_id and any(map(str.isdigit, cell))):
        return False
    words = [word for word in plain_words(cell).split() if not word.isdigit()]
    if words and words[0] in _BEFORE_TOTAL:
        words = words[1:]
    most = _WORDS_AS_TEXT if as_text else _WORDS_OF_TOTAL
    return bool(words) and words[0] in _TOTALS and len(words) <= most


def report_changed_id(row: Row, numbered: bool) -> list[Problem]:
    """Report an id that Excel turned into a date, or a number where ids are not ``numbered``."""
    text = row.cell("id")
    if not _DATE.fullmatch(text) and (numbered or not _NUMBER.fullmatch(text)):
        return []
    what, hint = tell("harvest_changed_id", cell=quote(text)), tell("harvest_changed_id_hint")
    return [row.problem("id", "id-changed-by-excel", what, hint)]


def numbered_ids(table: Table) -> bool:
    """Whether this table simply numbers its fragments: then a number is nobody's mistake."""
    ids = [row.cell("id") for row in table.rows]
    plain = sum(text.isdigit() for text in ids)
    return plain * 2 >= sum(map(bool, ids))


def normalise_harvest(text: str) -> str:
    """One spelling for the name of a harvest.

    >>> [normalise_harvest(text) for text in ("Harvest 3", "récolte n° 3", "3", "Baseline  2021")]
    ['harvest 3', 'harvest 3', 'harvest 3', 'baseline 2021']
    """
    plain = " ".join(text.split()).casefold()
    match = _HARVEST.fullmatch(plain)
    return f"harvest {int(match[1])}" if match else plain


def _id(row: Row, alone: bool, numbered: bool, problems: list[Problem]) -> str:
    text = row.cell("id")
    if text:
        problems += report_changed_id(row, numbered)
        return " ".join(text.split())
    sheet = "" if alone else f"{row.origin.sheet}:"
    made = f"{PurePath(row.origin.file).stem}:{sheet}row {row.origin.row}"
    what, hint = tell("harvest_no_id", name=made), tell("harvest_no_id_hint")
    problems.append(row.problem("id", "empty-id", what, hint))
    return made


def _texts(row: Row, problems: list[Problem]) -> tuple[str, str, bool]:
    """Outcome, significance, and whether they were cut out of the merged field."""
    outcome, significance = (text_of(row.cell(field)) for field in ("outcome", "significance"))
    if outcome or significance:
        return outcome, significance, False
    merged = text_of(row.cell("merged"))
    outcome, significance = map(text_of, cut_merged(merged))
    if outcome or significance:
        what = tell("harvest_from_merged")
        problems.append(row.problem("merged", "text-from-merged", what, notice=True))
        return outcome, significance, True
    what, hint = tell("harvest_no_text"), tell("harvest_no_text_hint")
    problems.append(Problem(row.origin, NO_TEXT, what, hint))
    return "", "", False


def _country(row: Row, problems: list[Problem]) -> str:
    text = row.cell("country")
    name = normalise_country(text) if text else ""
    if name is not None:
        return name
    what = tell("harvest_unknown_country", cell=quote(text))
    hint = tell("harvest_unknown_country_hint")
    problems.append(row.problem("country", UNKNOWN_COUNTRY, what, hint, notice=True))
    return text


def _negative(row: Row, problems: list[Problem]) -> bool | None:
    text = row.cell("negative")
    answer = yes_or_no(text)
    if text and answer is None:
        what, hint = tell("harvest_no_answer", cell=quote(text)), tell("harvest_yes_or_no")
        problems.append(row.problem("negative", "unclear-yes-no", what, hint))
    return answer


def is_confidential(row: Row, problems: list[Problem]) -> bool:
    """Anything but a plain no keeps the text in: a wrong guess the other way exposes somebody."""
    if row.torn:
        what, hint = tell("harvest_torn"), tell("harvest_torn_hint")
        problems.append(row.problem("confidential", "row-torn", what, hint))
        return True
    texts = [row.cells[heading] for heading in row.fields.get("confidential", ())]
    told = [text for text in texts if not is_missing(text) and yes_or_no(text) is not False]
    for text in told:
        if yes_or_no(text) or yes_or_no(re.split(r"[\s,;:.(–-]", text, maxsplit=1)[0]):
            continue
        what = tell("harvest_taken_as_confidential", cell=quote(text))
        hint = tell("harvest_yes_or_no")
        problems.append(row.problem("confidential", "unclear-yes-no", what, hint))
    return bool(told)


def _any_of(parts: dict[str, str]) -> str:
    return "|".join(f"(?P<{part}>{words})" for part, words in parts.items())


_HEADING = re.compile(
    rf"(?:(?:^|\s|(?<=\W))(?:\*\*)?(?:{_any_of(_MERGED_HEADINGS)})"
    rf"|(?:^|\n|\s\s|(?<=[.!?])\s?)(?:\*\*)?(?:{_any_of(_BARE_HEADINGS)}))"
    r"\s*(?:\*\*)?[ \u00a0]?:(?:\*\*)?",
    flags=re.IGNORECASE,
)


def cut_merged(text: str) -> tuple[str, str]:
    """Outcome and significance as the merged field holds them; the contributions stay out.

    >>> cut_merged("They met.  Significance description: First time.   "
    ...            "Contribution of the programme: A room.   Additional information: ")
    ('They met.', 'First time.')
    """
    found = {"outcome": "", "significance": ""}
    part, start = "outcome", 0
    for match in _HEADING.finditer(text):
        _add(found, part, text[start : match.start()])
        part = "significance" if match["bare"] else match.lastgroup or "other"
        start = match.end()
    _add(found, part, text[start:])
    return found["outcome"], found["significance"]


def _add(found: dict[str, str], part: str, text: str) -> None:
    if part in found and text.strip():
        found[part] = f"{found[part]}\n{text.strip()}".strip()
