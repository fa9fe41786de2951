"""Folders of harvests: which files in them are harvests, and what the others are."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from classifier.codebook import read_codebook
from classifier.codebook.code_tree import REPEATED
from classifier.errors import ClassifierError
from classifier.grid import Grid
from classifier.harvest.cards import looks_like_cards
from classifier.harvest.files import JSON, WORKBOOKS, is_hidden, read_grids
from classifier.harvest.headings import TARGET, AliasTable, alias_table, is_ours
from classifier.harvest.long_table import LABELS, with_labels
from classifier.harvest.parquet import SUFFIX
from classifier.harvest.table import Table, lay_out
from classifier.translations import in_every_language


def _letters(heading: str) -> str:
    return "".join(c for c in heading.casefold() if c.isalnum())


def _spelled(key: str) -> tuple[str, ...]:
    """Return the letters of a heading of ours in every language."""
    return tuple(map(_letters, in_every_language(key)))


PRE_TAGGED = "a pre-tagged workbook"
CODED_TWICE, TO_AGREE_IN = "a coder's workbook", "a workbook to agree in"
HEADING_ROWS = 40
"""Rows from the top among which the headings of our own tables are looked for."""
# By a heading that only such a list has, beside FragmentID and a column for decisions.
_LISTS = {"column_nr": "a worklist", "column_line": "a plan"}
# Anybody may have a column of decisions.
_A_LIST = "a list"
_DECISION_HEADINGS = (*_spelled("column_decision"), "changedto")
# What “classifier sample” and “adjudicate” write beside the codes, all of it.
_MEANINGS = "column_meanings"
_TEXTS_TO_CODE = ("column_fragment_id", "column_country", "column_outcome", "column_significance")
_BESIDE_CODES = ("column_remark", "column_codebook_version", _MEANINGS)
# By headings that only such tables have together.
_TABLES = {
    "a codebook": {"target", "id", "name", "definition", "include", "exclude"},
    "suggestions": {"fragmentid", "model", "codebookversion"},
    "labels that coders miss": {"newlabel", "target", "fragmentid", "coder"},
}
_OF_TWO_CODERS = ("label_definition", "label_include", "label_exclude")
_NUMBER = re.compile(r"[\d.,%]*")
_PLAIN_TEXTS = (".txt", ".md")


@dataclass(frozen=True, slots=True)
class Folder:
    """What lies in a folder, in the order of names.

    Attributes
    ----------
    others : what is no harvest, by its path in the folder: what it is, "" where nobody need know
    """

    harvests: tuple[Path, ...]
    others: Mapping[str, str]


def read_folder(folder: Path, *, deep: bool = False) -> Folder:
    """Sort what lies in a folder into harvests and others; ``deep``: in the folders in it too."""
    inside = folder.rglob("*") if deep else folder.iterdir()
    # By names, as paths are not in the same order on every system.
    ordered = sorted(inside, key=lambda path: (path.as_posix().casefold(), path.as_posix()))
    harvests, others = [], {}
    for path in ordered:
        if deep and not path.is_file():
            continue
        name = path.relative_to(folder)
        seen = path.is_file() and not any(map(is_hidden, name.parts)) and _may_hold_rows(path)
        what = what_else(path) if seen else ""
        if seen and not what:
            harvests.append(path)
        else:
            others[name.as_posix()] = what
    return Folder(tuple(harvests), others)


def _may_hold_rows(path: Path) -> bool:
    """Return whether a file is of a kind that harvests have; of plain texts, only cards are."""
    ending = path.suffix.lower()
    if ending in _PLAIN_TEXTS:
        return looks_like_cards(path.read_bytes().decode("utf-8", "replace"))
    return ending in (*WORKBOOKS, *JSON, ".csv", ".tsv", SUFFIX)


def what_else(path: Path) -> str:
    """Say what a file is that is surely no harvest; "" for any other.

    A harvest whose headings nobody knows is one all the same: whoever reads it asks for them.
    """
    if path.suffix.lower() == SUFFIX:
        return ""
    names = alias_table()
    try:
        grids = read_grids(path, path.name, names)
    except (ClassifierError, OSError):  # whoever reads it will say so
        return ""
    rows = (row for grid in grids for _, row in grid.rows[:HEADING_ROWS])
    ours = next(filter(None, map(_what_of_ours, rows)), "")
    if ours or any(lay_out(grid, names) for grid in grids):
        return ours
    if any(_holds_codings(grid, names) for grid in grids):
        return "codings without texts"
    return "a codebook" if _is_codebook(path) else ""


def _what_of_ours(headings: Sequence[str]) -> str:
    """Say which table of this program has these headings; "" for none."""
    names = set(map(_letters, headings))
    if all(names.intersection(_spelled(key)) for key in _OF_TWO_CODERS):
        return "a workbook for two coders"
    tables = (what for what, own in _TABLES.items() if own <= names)
    kind, _ = decision_columns(headings)
    return next(tables, "" if kind == _A_LIST else kind)


def _holds_codings(grid: Grid, names: AliasTable) -> bool:
    """Return whether a table codes fragments by ids: it names coders, or holds nothing else.

    What stands under headings that nobody knows may be the texts of a harvest, but for numbers.
    """
    codes = [field for field, _ in names.entries.values() if field.startswith(TARGET)]
    table = lay_out(grid, with_labels(names), [*codes, LABELS])
    if table is None or not table.heading("id"):
        return False
    return bool(table.heading("coder")) or _holds_only_votes(table)


def _holds_only_votes(table: Table) -> bool:
    known = set(chain.from_iterable(table.fields.values()))
    others = [heading for heading in table.headings if heading not in known]
    numbers = (_NUMBER.fullmatch(row.cells[heading]) for row in table.rows for heading in others)
    return _letters(table.heading("id")) == "fragmentid" and all(numbers)


def _is_codebook(path: Path) -> bool:
    """Whether a file is a list of codes: a harvest that looks like one repeats its codes."""
    try:
        codebook = read_codebook(path)
    except (ClassifierError, OSError):
        return False
    return not any(REPEATED in notice for notice in codebook.notices)


def decision_columns(headings: Sequence[str]) -> tuple[str, list[int]]:
    """Return what a heading row belongs to and its columns for decisions; "" for nothing of ours.

    The sheet that explains our columns names them one below the other, so it is none.
    """
    names = [_letters(heading) for heading in headings]
    ours = [i for i, heading in enumerate(headings) if is_ours(heading)]
    if len(ours) > 1:
        return PRE_TAGGED, [i for i in ours if names[i].startswith(_DECISION_HEADINGS)]
    columns = [i for i, name in enumerate(names) if name in _DECISION_HEADINGS]
    if columns and "fragmentid" in names:
        return _list_kind(names), columns
    return _double_coding(names)


def _double_coding(names: Sequence[str]) -> tuple[str, list[int]]:
    """Return what a workbook of double coding is, and its columns for codes; "" for no such."""
    spelled = {key: _spelled(key) for key in (*_TEXTS_TO_CODE, *_BESIDE_CODES)}
    missing = [key for key, forms in spelled.items() if not set(forms).intersection(names)]
    if not missing:
        both = [{f"{name}a", f"{name}b"} for name in names]
        return TO_AGREE_IN, [i for i, one in enumerate(both) if one.issubset(names)]
    if missing != [_MEANINGS]:
        return "", []
    codes = set(names).difference(*spelled.values())
    return CODED_TWICE, [i for i, name in enumerate(names) if name in codes]


def _list_kind(names: Sequence[str]) -> str:
    kinds = (kind for key, kind in _LISTS.items() if not set(names).isdisjoint(_spelled(key)))
    return next(kinds, _A_LIST)
