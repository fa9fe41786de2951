"""What a code cell says before any label is looked for: nothing, not coded, or that none fits.

These are the only lists of such words; whoever reads codes or decisions takes them from here.
"""

from __future__ import annotations

import re
from enum import Enum

from classifier.folding import fold_letters, loose_key

NONE_FITS = "none fits"
"""How the program itself writes that a coder looked and found no label."""


class CellState(Enum):
    """The four things a code cell can say."""

    EMPTY = "nothing is written"
    NOT_CODED = "the row is not coded"
    NONE_FITS = "a coder looked, and no label fits"
    LABELS = "labels, or what should be some"


_NONE_FITS = """
none fits; none fit; none of these; none of them; none of the above; none applies; none apply
nothing fits; no label; no code; no label fits; no code fits; no code applies
aucun; aucune; aucun ne convient; aucune ne convient; aucun type; aucun de ces; aucun de ceux-ci
aucun code; aucun code ne convient; aucun code ne correspond; rien; rien ne convient
لا شيء; لا شيء مما سبق; لا شيء مناسب; لا ينطبق أي; لا ينطبق أي منها; لا ينطبق أي مما سبق
"""
# “None” is also what programs write for an empty cell, and “not applicable” may mean either.
_NOT_CODED = """
none; null; nil; nan; na; n/a; n/d; n.v.t; not applicable; not available; s/o; sans objet; néant
non applicable; ne s'applique pas; no aplica; sin codificar; no codificado; não se aplica
not coded; not yet coded; not coded yet; uncoded; no coding; not yet; not asked; to be coded
to code; to do; todo; tbd; tbc; to be determined; to be decided; to be confirmed; to be done
pending; in progress; later; missing; blank; empty; unknown; don't know
pas codé; pas encore; pas encore codé; non codé; à coder; à faire; à déterminer; à compléter
à confirmer; en attente; en cours; manquant; vide; inconnu
غير مرمز; غير مرمزة; لم ترمز; لم يرمز; لم يرمز بعد; لم يتم الترميز; بدون ترميز; قيد الانتظار
في الانتظار; بانتظار; لاحقا; غير معروف; غير متوفر; لا ينطبق; فارغ
"""
_LONGEST = 60  # characters; no such word is half as long, and most cells with labels are longer
_SEPARATORS = " \t\n,;|"
_SEPARATED = re.compile(r"\w.*[\n,;|].*\w", re.DOTALL)
_NO_LETTER = re.compile(r"[\W_]*")


def state_of(cell: str) -> CellState:
    """Return what a cell says, whatever the names of the labels are.

    >>> [state_of(cell).name for cell in (" ", "Not coded.", "None fits", "New structure")]
    ['EMPTY', 'NOT_CODED', 'NONE_FITS', 'LABELS']
    """
    if len(cell) > _LONGEST:
        return CellState.LABELS if cell.strip() else CellState.EMPTY
    text = fold_letters(cell).text.strip(_SEPARATORS)
    if not text:
        return CellState.EMPTY
    if _SEPARATED.search(text):
        return CellState.LABELS  # “N, A” names two labels
    key = loose_key(text)
    if key in _NONE_FITS_KEYS:
        return CellState.NONE_FITS
    if key in _NOT_CODED_KEYS or _NO_LETTER.fullmatch(text):
        return CellState.NOT_CODED  # a dash or a question mark is no answer that can be counted
    return CellState.LABELS


def says_none_fits(text: str) -> bool:
    """Whether a text says in words that no label fits."""
    return state_of(text) is CellState.NONE_FITS


def _keys(listed: str) -> frozenset[str]:
    words = re.split("[;\n]", listed)
    return frozenset(loose_key(fold_letters(word).text) for word in words if word.strip())


_NONE_FITS_KEYS = _keys(_NONE_FITS)
_NOT_CODED_KEYS = _keys(_NOT_CODED)
