"""What people and programs call the columns of a table of codes, and the row that names them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, zip_longest

from classifier.codebook.code_memos import PARTS
from classifier.folding import plain_key, plain_words

LONGEST_NAME, LONGEST_ID = 120, 8
"""Letters; in a list without headings a longer text is no name, and no id."""
_LOOKS_LIKE_ID = re.compile(r"(?=\D*\d)\S+")
HEADING_ROWS = 10
"""Rows from the top among which the headings are looked for; titles may stand above them."""

_CODE = "code codes codesystem codigo kode الرمز الكود".split()
"""A name, or an id where there is a name."""
# Headings as `_form` gives them, the surest first.
_WORDS = {
    "target": "target codebookpart dimension variable question",
    "id": "id codeid labelid codenumber codenr number no nr numero # الرقم رقمالرمز المعرف",
    "parent_id": "parentid parentcodeid idparent",
    "parent": "parent parentcode parentname obercode codeparent codigopadre",
    "definition": (
        "definition codedefinition description codedescription meaning explanation explication "
        "codememo memo codecomment comment comments commentaire commentaires kommentar comentario "
        "notes note remarks remarques guidance whatitmeans definicion descripcion definicao "
        "descricao beschreibung sens signification precision precisions consigne "
        "التعريف الوصف الشرح ملاحظات"
    ),
    "aliases": "aliases alias oldnames",
    "group": "codegroup codegroups codefamily groups groupes groupedecodes",
    "since": "since depuis",
    "retired": "retired until retire",
    "same_as": "sameas",
}
_FORMS = {what: words.split() for what, words in _WORDS.items()} | {
    what: [*PARTS[what]] for what in ("include", "exclude", "examples")
}
_FORMS["id"] += _CODE
_FORMS["aliases"] += PARTS["aliases"]
# The title of a target over its labels.
_TITLES = (
    "typeofchange typesofchange mcqtypeofchange typedechangement typesdechangement typeofoutcome "
    "outcometype typeoutcome type types نوعالتغيير"
).split()
_SUBCODES = "subcode souscode".split()
_SUBLEVELS = "subsubtheme subsubcategory subtheme subcategory soustheme souscategorie".split()
_LEVELS = "theme category categorie cluster group groupe الفئة المجموعة".split()
_NAMES = (
    "hierarchicalname name codename labelname codelabel label title nom nomducode libelle "
    "intitule intituleducode libelleducode denomination designation "
    "etiquette nombre etiqueta nome bezeichnung الاسم اسمالرمز التسمية tag path"
).split()
_NAMES += [*_TITLES, *_SUBCODES, *_CODE, *_SUBLEVELS, *_LEVELS]
SEEN, CHECK, USED = "Seen in the harvests", "Please check", "Used in"
"""What stands in a drafted codebook for whoever completes it; nothing reads it."""
_NUMBERED_LEVEL = re.compile(r"(?:code)?(?:level|niveau|ebene|nivel|tier)(\d)")
_KNOWN = frozenset(chain(_NAMES, *_FORMS.values()))
OURS = "▸"
"""What the headings of pre-tagging's columns begin with."""
_BETWEEN_WORDS = re.compile(r"[/|,;&\n]|\s(?:and|et|or|ou)\s")  # of two headings in one
_IN_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_OF_HARVESTS = frozenset(
    map(
        plain_key,
        "FragmentID|Outcome description|Description of the outcome|Outcome statement"
        "|Significance of the outcome|StoryFragment_Merged|Contribution of the programme"
        "|Outcome statements is CONFIDENTIAL|OH-harvesting period|ID du fragment"
        "|Description de l'effet|Importance de l'effet|وصف النتيجة|أهمية النتيجة".split("|"),
    )
)
_SEVERAL = ("definition", "examples", "aliases", "group")


@dataclass(frozen=True, slots=True)
class Columns:
    """Which column of a table says what.

    Attributes
    ----------
    row : position of the headings
    headings : as written
    levels : columns of the tree's levels from the top down, the last one that of the names
    of : columns by what they say; several only for texts, examples, aliases and groups
    """

    row: int
    headings: Sequence[str]
    levels: Sequence[int] = ()
    of: Mapping[str, Sequence[int]] = field(default_factory=dict)

    @property
    def used(self) -> set[int]:
        """All columns that are read."""
        return {*self.levels, *chain(*self.of.values())}

    @property
    def aids(self) -> set[int]:
        """Columns of a drafted codebook for whoever completes it, which nothing reads."""
        if not any(map(_is_seen, self.headings)):
            return set()
        return {column for column, text in enumerate(self.headings) if _is_aid(text)}

    def rows_below(self, table: Sequence[Sequence[str]]) -> list[Row]:
        """Return the rows below the headings that are not empty."""
        numbered = enumerate(table[self.row + 1 :], self.row + 2)
        rows = [Row(number, cells, self) for number, cells in numbered]
        return [row for row in rows if any(map(str.strip, row.cells))]


@dataclass(frozen=True, slots=True)
class Row:
    """One row below the headings: its number in the file, and its cells."""

    number: int
    cells: Sequence[str]
    columns: Columns

    @property
    def name(self) -> str:
        """What the code is called, "" if the row does not say it."""
        return self.at(self.columns.levels[-1]).strip()

    @property
    def is_blank(self) -> bool:
        """Whether nothing stands in the columns that are read."""
        return not any(self.at(column).strip() for column in self.columns.used)

    def at(self, column: int) -> str:
        """Return a cell as written, with the blanks before it; rows may end early."""
        return self.cells[column] if column < len(self.cells) else ""

    def texts(self, what: str) -> list[str]:
        """Return what stands under the headings for ``what``; empty cells are left out."""
        cells = [self.at(column).strip() for column in self.columns.of.get(what, ())]
        return [cell for cell in cells if cell]

    def text(self, what: str) -> str:
        """Return what stands first under the headings for ``what``, "" if nothing does."""
        return next(iter(self.texts(what)), "")


def find_columns(table: Sequence[Sequence[str]]) -> Columns:
    """Find the headings among the first rows: the row with most that are known."""
    candidates = [_columns(number, row) for number, row in enumerate(table[:HEADING_ROWS])]
    named = [columns for columns in candidates if columns.levels]
    return max(named or candidates, key=lambda c: len(c.used), default=Columns(0, ()))


def columns_of_list(table: Sequence[Sequence[str]]) -> Columns | None:
    """Return the columns of a list without headings: names, and ids before or meanings behind.

    None where it may be something else: other columns, names that come twice or are long, ids of
    fragments.
    """
    columns = _filled_columns(table)
    if not 1 <= len(columns) <= 2:
        return None
    (place, first), *second = columns.items()
    headings = [""] * (max(columns) + 1)
    if all(map(_LOOKS_LIKE_ID.fullmatch, first)):
        short = max(map(len, first)) <= LONGEST_ID
        named = [other for other, cells in second if short and _are_names(cells)]
        return Columns(-1, headings, named, {"id": [place]}) if named else None
    if not _are_names(first) or any(_letters(cells) <= _letters(first) for _, cells in second):
        return None
    return Columns(-1, headings, [place], {"definition": [other for other, _ in second]})


def _filled_columns(table: Sequence[Sequence[str]]) -> dict[int, list[str]]:
    """Return the columns with something in them, without empty rows; none of fewer than two."""
    rows = [row for row in table if any(map(str.strip, row))]
    width = max(map(len, rows), default=0)
    padded = [[*map(str.strip, row), *[""] * (width - len(row))] for row in rows]
    columns = {place: list(cells) for place, cells in enumerate(zip(*padded, strict=True))}
    return {place: cells for place, cells in columns.items() if any(cells) and len(rows) > 1}


def is_id(cell: str) -> bool:
    """Whether a cell looks like an id, such as K1, and like no name."""
    return bool(_LOOKS_LIKE_ID.fullmatch(cell))


def _letters(cells: Sequence[str]) -> int:
    return sum(map(len, cells))


def _are_names(cells: Sequence[str]) -> bool:
    """Whether cells may be names: all there, none twice, none long, none a sentence."""
    named = all(cells) and len(set(cells)) == len(cells)
    return named and not any(len(cell) > LONGEST_NAME or cell[-1] in ".!?" for cell in cells)


def by_heading(
    table: Sequence[Sequence[str]], key: Callable[[str], str] = str.strip
) -> list[dict[str, str]]:
    """Return each row below the first one as cells by heading; of two alike the first counts."""
    headings = list(map(key, table[0])) if table else []
    rows = []
    for cells in table[1:]:
        row: dict[str, str] = {}
        for heading, cell in zip_longest(headings, cells, fillvalue=""):
            row.setdefault(heading, cell.strip())
        rows.append(row)
    return rows


def of_fragments(headings: Sequence[str]) -> bool:
    """Whether these are the headings of fragments or of what is said of them, not of codes."""
    keys = [*map(plain_key, headings)]
    n_ours = sum(heading.lstrip().startswith(OURS) for heading in headings)
    return len(_OF_HARVESTS.intersection(keys)) > 1 or "fragmentid" in keys or n_ours > 1


def is_title(heading: str) -> bool:
    """Whether a heading over the names says what is coded, as “Type of change” does."""
    return _form(heading) in _TITLES


def _is_seen(heading: str) -> bool:
    """Whether a column holds sentences of fragments, which are no examples."""
    return plain_key(heading).startswith(plain_key(SEEN))


def _is_aid(heading: str) -> bool:
    words = plain_words(heading)
    return _is_seen(heading) or words == plain_words(CHECK) or words.startswith(plain_words(USED))


def _form(heading: str) -> str:
    """Return a heading as it is looked up: without what stands in brackets.

    >>> _form("Catégorie (thème)"), _form("Code_Group 1"), _form("Explanation / advice")
    ('categorie', 'codegroup1', 'explanation')
    """
    whole = plain_key(_IN_BRACKETS.sub("", heading) or heading) or heading.strip()
    if whole in _KNOWN:
        return whole
    parts = map(plain_key, _BETWEEN_WORDS.split(heading))
    return next((part for part in parts if part in _KNOWN), whole)


def _columns(number: int, row: Sequence[str]) -> Columns:
    forms = _forms_of(row)
    levels = _levels(forms)
    same = [i for i, heading in enumerate(row) if levels and heading == row[levels[-1]]]
    if len(same) > 1:  # two tables side by side
        forms = {i: form for i, form in forms.items() if i < same[1]}
        levels = _levels(forms)
    free = {i: form for i, form in forms.items() if i not in levels}
    return Columns(number, row, levels, _columns_by_meaning(free))


def _forms_of(row: Sequence[str]) -> dict[int, str]:
    named = {i: heading for i, heading in enumerate(row) if heading.strip()}
    return {i: _form(heading) for i, heading in named.items() if not _is_seen(heading)}


def _columns_by_meaning(forms: Mapping[int, str]) -> dict[str, list[int]]:
    numberless = {i: form.rstrip("0123456789") for i, form in forms.items()}
    of = {}
    for what, known in _FORMS.items():
        if what in _SEVERAL:  # “Example 2”, “Code Group 1”
            of[what] = sorted(_ranked(numberless, known))
        else:
            of[what] = _ranked(forms, known)[:1]
    return {what: columns for what, columns in of.items() if columns}


def _ranked(forms: Mapping[int, str], known: Sequence[str]) -> list[int]:
    """Return the columns with a known heading, in the order of ``known``."""
    found = [i for i, form in forms.items() if form in known]
    return sorted(found, key=lambda i: known.index(forms[i]))


def _levels(forms: Mapping[int, str]) -> list[int]:
    """Return the columns of the tree's levels from the top down, the last one that of the names."""
    numbers = {i: _NUMBERED_LEVEL.fullmatch(form) for i, form in forms.items()}
    above = [i for _, i in sorted((int(number[1]), i) for i, number in numbers.items() if number)]
    ranked = _ranked(forms, _NAMES)
    if not ranked or (above and forms[ranked[0]] in _LEVELS):
        return above
    name = ranked[0]
    if forms[name] in _CODE:  # “Code | Category | Subcategory”: the code is an id
        name = max([name, *_ranked(forms, _SUBLEVELS)])
    holders = (*_LEVELS, *_SUBLEVELS, *(_CODE if forms[name] in _SUBCODES else ()))
    above += [i for i in _ranked(forms, holders) if i != name]
    return [*sorted(set(above)), name]
