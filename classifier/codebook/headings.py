"""What people and programs call the columns of a table of codes, and the row that names them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from classifier.codebook.code_memos import PARTS
from classifier.folding import plain_key

HEADING_ROWS = 10
"""Rows from the top among which the headings are looked for; titles may stand above them."""

# Headings as `_form` gives them, the surest first.
_FORMS: dict[str, tuple[str, ...]] = {
    "target": ("target", "codebookpart", "dimension", "variable", "question"),
    "id": (
        "id", "codeid", "labelid", "codenumber", "codenr", "number", "no", "nr", "numero", "#",
        "الرقم", "رقمالرمز", "المعرف",
    ),
    "parent_id": ("parentid", "parentcodeid", "idparent"),
    "parent": ("parent", "parentcode", "parentname", "obercode", "codeparent", "codigopadre"),
    "definition": (
        "definition", "codedefinition", "description", "codedescription", "meaning",
        "explanation", "explication", "codememo", "memo", "codecomment", "comment", "comments",
        "commentaire", "commentaires", "kommentar", "comentario", "notes", "note", "remarks",
        "remarques", "guidance", "whatitmeans", "definicion", "descripcion", "definicao",
        "descricao", "beschreibung", "التعريف", "الوصف", "الشرح", "ملاحظات",
    ),
    "include": PARTS["include"],
    "exclude": PARTS["exclude"],
    "examples": PARTS["examples"],
    "aliases": ("aliases", "alias", "oldnames", *PARTS["aliases"]),
    "group": ("codegroup", "codegroups", "codefamily", "groups", "groupes", "groupedecodes"),
    "since": ("since", "depuis"),
    "retired": ("retired", "until", "retire"),
}  # fmt: skip
_TITLES = (  # the title of a target over its labels
    "typeofchange", "typesofchange", "mcqtypeofchange", "typedechangement",
    "typesdechangement", "typeofoutcome", "outcometype", "typeoutcome", "type", "types",
    "نوعالتغيير",
)  # fmt: skip
_SUBCODES = ("subcode", "souscode")
_SUBLEVELS = (
    "subsubtheme", "subsubcategory", "subtheme", "subcategory", "soustheme", "souscategorie",
)  # fmt: skip
_LEVELS = ("theme", "category", "categorie", "cluster", "group", "groupe", "الفئة", "المجموعة")
_CODE = ("code", "codes", "codesystem", "codigo", "kode", "الرمز", "الكود")
"""A name, or an id where there is a name."""
_NAMES = (
    "hierarchicalname", "name", "codename", "labelname", "codelabel", "label", "title", "nom",
    "nomducode", "libelle", "etiquette", "nombre", "etiqueta", "nome", "bezeichnung", "الاسم",
    "اسمالرمز", "التسمية", "tag", "path",
    *_TITLES, *_SUBCODES, *_CODE, *_SUBLEVELS, *_LEVELS,
)  # fmt: skip
_NUMBERED_LEVEL = re.compile(r"(?:code)?(?:level|niveau|ebene|nivel|tier)(\d)")
_KNOWN = frozenset([*_NAMES, *(form for forms in _FORMS.values() for form in forms)])
_BETWEEN_WORDS = re.compile(r"[/|,;&\n]|\s(?:and|et|or|ou)\s")  # of two headings in one
_IN_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_SEVERAL = ("definition", "examples", "aliases", "group")


@dataclass(slots=True)
class Columns:
    """Which column of a table says what.

    Attributes
    ----------
    row : position of the headings
    headings : as written
    of : columns by what they say; several only for texts, examples, aliases and groups
    levels : columns of the tree's levels from the top down, the last one that of the names
    """

    row: int
    headings: Sequence[str]
    of: dict[str, list[int]] = field(default_factory=dict)
    levels: list[int] = field(default_factory=list)

    @property
    def name(self) -> int | None:
        """The column of the names."""
        return self.levels[-1] if self.levels else None

    @property
    def used(self) -> set[int]:
        """All columns that are read."""
        return {*self.levels, *(column for columns in self.of.values() for column in columns)}

    @property
    def unused(self) -> list[str]:
        """Headings of the columns that are not read."""
        named = [(i, heading.strip()) for i, heading in enumerate(self.headings)]
        return [heading for i, heading in named if heading and i not in self.used]

    def cells(self, row: Sequence[str], what: str) -> list[str]:
        """Return what ``row`` says under the headings for ``what``; empty cells are left out."""
        return [cell for i in self.of.get(what, ()) if (cell := at(row, i).strip())]

    def cell(self, row: Sequence[str], what: str) -> str:
        """Return what ``row`` says in one cell, "" if it does not."""
        return next(iter(self.cells(row, what)), "")


def at(row: Sequence[str], column: int) -> str:
    """Return a cell as written; rows may end before the last column."""
    return row[column] if column < len(row) else ""


def find_columns(rows: Sequence[Sequence[str]]) -> Columns:
    """Find the headings among the first rows: the row with most that are known."""
    candidates = [_columns(number, row) for number, row in enumerate(rows[:HEADING_ROWS])]
    named = [columns for columns in candidates if columns.levels]
    return max(named or candidates, key=lambda c: len(c.used), default=Columns(0, ()))


def is_title(heading: str) -> bool:
    """Whether a heading over the names says what is coded, as “Type of change” does."""
    return _form(heading) in _TITLES


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
    columns = Columns(number, row)
    forms = {i: _form(heading) for i, heading in enumerate(row) if heading.strip()}
    columns.levels = _levels(forms)
    name = row[columns.levels[-1]] if columns.levels else ""
    if name and row.count(name) > 1:  # two tables side by side
        second = [i for i, heading in enumerate(row) if heading == name][1]
        forms = {i: form for i, form in forms.items() if i < second}
        columns.levels = _levels(forms)
    free = {i: form for i, form in forms.items() if i not in columns.levels}
    for what, known in _FORMS.items():
        matching = [i for form in known for i, other in free.items() if _plain(other, what) == form]
        if matching:
            columns.of[what] = sorted(matching) if what in _SEVERAL else matching[:1]
    codes = [i for i, form in free.items() if form in _CODE]
    if codes and "id" not in columns.of:
        columns.of["id"] = codes[:1]
    return columns


def _plain(form: str, what: str) -> str:
    """Return a form without the number of one of several: “Example 2”, “Code Group 1”."""
    return form.rstrip("0123456789") if what in _SEVERAL else form


def _levels(forms: dict[int, str]) -> list[int]:
    numbered = {int(m[1]): i for i, form in forms.items() if (m := _NUMBERED_LEVEL.fullmatch(form))}
    above = [numbered[n] for n in sorted(numbered)]
    ranked = [i for known in _NAMES for i, form in forms.items() if form == known]
    if not ranked or (above and forms[ranked[0]] in _LEVELS):
        return above
    name = ranked[0]
    below = [i for i in ranked if forms[i] in _SUBLEVELS and i > name]
    if forms[name] in _CODE and below:  # “Code | Category | Subcategory”: the code is an id
        name = max(below)
    if forms[name] in _SUBCODES:
        above += [i for i, form in forms.items() if form in _CODE]
    above += [i for i, form in forms.items() if form in (*_LEVELS, *_SUBLEVELS) and i != name]
    return [*sorted(set(above)), name]
