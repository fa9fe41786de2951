"""A codebook in other formats, and in words what each of them cannot hold."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

from classifier.codebook.codebook import Codebook, Label, Target
from classifier.codebook.headings import find_columns
from classifier.codebook.tables import CSV_KEYS, LABELS, TableSource, from_tables, to_tables
from classifier.errors import CodebookError
from classifier.outputs import csv_text, plain_cell


def write_csv_text(codebook: Codebook) -> str:
    """Write the labels as one csv table; see ``held_by_csv`` for what it keeps."""
    rows = to_tables(held_by_csv(codebook))[LABELS]
    kept = [rows[0].index(key) for key in CSV_KEYS]
    return csv_text([row[i] for i in kept] for row in rows)


def read_csv_text(text: str, file: str) -> tuple[Codebook, tuple[str, ...]]:
    """Read a table of labels in text, separated by commas, semicolons or tabs."""
    text = text.removeprefix("\ufeff")
    if text.lower().startswith("sep="):  # Excel's own first line
        text = text.partition("\n")[2]
    tables = [_rows(text, separator, file) for separator in ",;\t"]
    best = max(tables, key=lambda rows: len(find_columns(rows).used))
    return from_tables(TableSource(file, {LABELS: best}))


def _rows(text: str, separator: str, file: str) -> list[list[str]]:
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
        return [[plain_cell(cell) for cell in row] for row in reader]
    except csv.Error as error:
        raise CodebookError(
            f"{file} cannot be read as a table of text ({error}).",
            hint="Look for a quotation mark that is never closed, or save it as .xlsx.",
        ) from None


def held_by_csv(codebook: Codebook, name: str | None = None) -> Codebook:
    """Give what a csv table holds of a codebook: the labels in use, without history.

    ``name`` is what the codebook is called when it comes back: its file's name.
    """
    targets = tuple(_in_use(replace(_bare(t), parent=t.parent)) for t in codebook.targets)
    by_id = {target.id: target for target in targets}
    kept = []
    for target in targets:
        known = by_id[target.parent].ids if target.parent in by_id else ()
        used = {label.parent for label in target.labels if label.parent in known}
        labels = tuple(
            label if label.parent in known else replace(label, parent="") for label in target.labels
        )
        kept.append(replace(target, labels=labels, parent=target.parent if used else ""))
    return Codebook(name=name or codebook.name, version="1", targets=tuple(kept))


def held_by_qdc(codebook: Codebook, name: str | None = None) -> Codebook:
    """Give what a .qdc file holds of a codebook: targets and the labels in use, no history."""
    targets = tuple(_in_use(target) for target in codebook.targets)
    return Codebook(name=name or codebook.name, version="1", targets=targets)


def lost_in(codebook: Codebook, ending: str) -> tuple[str, ...]:
    """Say what a format cannot hold of this codebook; nothing for YAML and workbooks."""
    if ending not in (".csv", ".qdc"):
        return ()
    lost = []
    retired = sum(bool(label.retired) for t in codebook.targets for label in t.labels)
    if len(codebook.versions) > 1 or codebook.versions[0][1] or codebook.changes:
        lost.append("the history: versions, harvests and changes, and since when a label is there")
    if retired:
        lost.append(f"{retired} retired label{'s' if retired > 1 else ''}")
    if codebook.version != "1":
        lost.append(f"the version: it comes back as version 1, not {codebook.version}")
    if codebook.note:
        lost.append("the codebook's note")
    if codebook.language != "en":
        lost.append("the language")
    if ending == ".csv":
        if any(_bare(t) != replace(t, parent="") for t in codebook.targets):
            lost.append("titles, columns and rules of the targets")
        lost.append("the codebook's name: it comes back under the file's name")
    return tuple(lost)


def _bare(target: Target) -> Target:
    return Target(id=target.id, labels=target.labels)


def _in_use(target: Target) -> Target:
    labels = tuple(_without_history(label) for label in target.labels if not label.retired)
    return replace(target, labels=labels)


def _without_history(label: Label) -> Label:
    return replace(label, since="", retired="")
