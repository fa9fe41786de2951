"""Variables of a project of QDA software: which become columns, and which is the fragments' id."""

from __future__ import annotations

from collections.abc import Sequence

from classifier.codebook import Codebook
from classifier.exchange.coded_table import CODER, OUTCOME, SIGNIFICANCE
from classifier.exchange.qdpx_passages import Source
from classifier.folding import spelling_key
from classifier.harvest.headings import TARGET, AliasTable, alias_table, map_headings
from classifier.harvest.label_names import names_label
from classifier.wording import quoted_list

# A variable with such a heading would be read as a text, a coder, a version or a code.
_TAKEN = ("outcome", "significance", "merged", "coder", "version")


def leave_out_variables(sources: Sequence[Source], codebook: Codebook) -> list[str]:
    """Take the variables away that would be read as something else, and name them."""
    known = list(dict.fromkeys(name for source in sources for name in source.facts))
    fields = _read_as(known, alias_table(codebook))
    taken = [name for name, read in fields if _is_taken(name, read, codebook)]
    taken += _without_id([name for name, read in fields if read == "id"], sources)
    for source in sources:
        for name in taken:
            source.facts.pop(name, None)
    if not taken:
        return []
    return [
        f"Variables left out, since their names would be read as other columns: "
        f"{quoted_list(taken)}."
    ]


def _read_as(names: Sequence[str], table: AliasTable) -> list[tuple[str, str]]:
    """Return each variable with the field that it is read as in the table, "" for none."""
    found = map_headings([*names, OUTCOME, SIGNIFICANCE, CODER], table)
    fields = dict(found.doubled) | {column: field for field, column in found.columns.items()}
    return [(name, fields.get(column, "")) for column, name in enumerate(names)]


def _is_taken(name: str, read: str, codebook: Codebook) -> bool:
    """Say whether a variable would be read as another column, or as ticks of a label."""
    if read:
        return read in _TAKEN or read.startswith(TARGET)
    return names_label(name, codebook)


def _without_id(names: Sequence[str], sources: Sequence[Source]) -> list[str]:
    """Return the names without the first that can be the fragments' id, which becomes it."""
    first = next((name for name in names if _take_as_id(name, sources)), None)
    return [name for name in names if name != first]


def _take_as_id(name: str, sources: Sequence[Source]) -> bool:
    """Let a variable be the fragments' ids, where every source has one of its own."""
    ids = [source.facts.get(name, "").strip() for source in sources]
    if "" in ids or len(set(map(spelling_key, ids))) < len(ids):
        return False
    for source in sources:
        source.name = source.facts.pop(name).strip()
    return True
