"""A codebook read from any file format and written in any: YAML, csv, Excel, REFI-QDA."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from classifier.codebook.codebook import Codebook, Target
from classifier.codebook.headings import find_columns, is_id
from classifier.codebook.qdc import read_qdc
from classifier.codebook.qdpx import ENDING as QDPX
from classifier.codebook.qdpx import read_qdpx
from classifier.codebook.refi_codes import write_qdc
from classifier.codebook.skos import ENDING as SKOS
from classifier.codebook.skos import read_skos, write_skos
from classifier.codebook.tables import (
    CSV_KEYS,
    LABELS,
    Beside,
    TableSource,
    from_tables,
    label_cells,
    to_tables,
)
from classifier.codebook.workbook import EXAMPLE, FORM, write_codebook_workbook
from classifier.codebook.yaml_format import dump_codebook, dump_with_comments, parse_codebook
from classifier.errors import ClassifierError, CodebookError, foreign
from classifier.outputs import csv_text, plain_cell, whole_file
from classifier.text_files import decode, read_bytes, refuse_json
from classifier.xlsx.read import read_shown
from classifier.yaml_tree import bare_names, decode_yaml

YAML = (".yaml", ".yml")
TEXT_TABLES = (".csv", ".txt", ".tsv")
"""Read alike: Excel's “Unicode text” is such a table too."""
# “1. Law – a rule was made”, “• Law: a rule was made”.
_EXPLAINED = re.compile(
    r"(?:(?:[-–—*•·▪◦]|\(?\d{1,3}[.)])\s+)?([^\W\d_][^\n:]{0,118}?)(?:\s+[–—-]\s+|:\s+|\t)(\S.*)"
)
_TEXTS_OF_OTHERS = (".docx", ".doc", ".odt", ".rtf", ".pdf", ".xls", ".ods", ".numbers")
WRITTEN = (*YAML, ".csv", ".xlsx", ".qdc", SKOS)
_IN_USE = (".csv", ".qdc", SKOS)
"""Formats that hold the labels in use, and no history."""


def read_codebook(path: Path | str) -> Codebook:
    """Read and check a codebook in any format.

    Its ``notices`` say what had to be made up, and what is not kept.
    """
    path = Path(path)
    if not path.exists():
        raise CodebookError(f"There is no codebook {path}.", hint="Check the folder and the name.")
    ending = path.suffix.lower()
    if ending == QDPX:  # which may be larger than what is read of it
        codebook, notices = read_qdpx(path)
        return replace(codebook, notices=notices)
    data = read_bytes(path, path.name)
    _require(path, (*WRITTEN, *TEXT_TABLES[1:], QDPX))
    if ending in YAML:
        text = decode_yaml(data, path.name)
        names = bare_names(text, path.name)
        if names is None:
            return parse_codebook(text, path.name)
        codebook, notices = from_tables(TableSource(path.name, {LABELS: [["Name"], *names]}))
    elif ending == ".qdc":
        codebook, notices = read_qdc(data, path.name)
    elif ending == ".xlsx":
        codebook, notices = from_tables(TableSource(path.name, read_shown(path)))
    elif ending == SKOS:
        text, problems = decode(path.name, data)
        codebook, notices = read_skos(text, path.name)
        notices = (*map(str, problems), *notices)
    else:
        text, problems = decode(path.name, data)
        refuse_json(path.name, text)
        codebook, notices = read_csv_text(text, path.name)
        notices = (*map(str, problems), *notices)
    return replace(codebook, notices=notices)


def codebook_cells(path: Path) -> dict[tuple[str, str], list[str]]:
    """Return where a workbook says what of its labels, as `label_cells` does."""
    is_workbook = path.suffix.lower() == ".xlsx"
    return label_cells(TableSource(path.name, read_shown(path))) if is_workbook else {}


def _require(path: Path, endings: tuple[str, ...]) -> None:
    if path.suffix.lower() not in endings:
        raise ClassifierError(
            f"{path.name} does not say in which format the codebook is.",
            hint="Copy its table or list into Excel, and save that as .xlsx."
            if path.suffix.lower() in _TEXTS_OF_OTHERS
            else f"Let it end in {', '.join(endings)}.",
        )


def read_csv_text(text: str, file: str) -> tuple[Codebook, tuple[str, ...]]:
    """Read a table of labels in text, separated by commas, semicolons or tabs."""
    tables = separated_tables(text, file)
    table = max(tables, key=_fitness)
    if not find_columns(table).used:
        table = _without_headings(tables, text.splitlines()) or table
    return from_tables(TableSource(file, {LABELS: table}))


def separated_tables(text: str, file: str) -> list[list[list[str]]]:
    """Return a table in text three times: as commas, semicolons and tabs part its cells."""
    text = text.removeprefix("\ufeff")
    if text.lower().startswith("sep="):  # Excel's own first line
        text = text.partition("\n")[2]
    return [_rows(text, separator, file) for separator in ",;\t"]


def _explained(lines: Sequence[str]) -> list[list[str]]:
    """Return names and what they mean from a list as a text program has it; nothing for others.

    >>> _explained(["Our codes", "1. Law – a rule was made", "2. Media: it was told"])
    [['Our codes'], ['Name', 'Definition'], ['Law', 'a rule was made'], ['Media', 'it was told']]
    """
    filled = [line.strip() for line in lines if line.strip()]
    title = filled[:1] if filled and not _EXPLAINED.fullmatch(filled[0]) else []
    found = [_EXPLAINED.fullmatch(line) for line in filled[len(title) :]]
    rows = [[plain_cell(cell) for cell in match.groups()] for match in found if match]
    names = {name for name, _ in rows}
    is_list = len(rows) == len(found) == len(names) > 1 and not any(map(is_id, names))
    return [title, ["Name", "Definition"], *rows] if is_list else []


def _without_headings(tables: Sequence[list[list[str]]], lines: Sequence[str]) -> list[list[str]]:
    """Return a list as it is meant: two cells in each row, or one, in which commas are text.

    Nothing where most rows have several cells, but not two each: that is another table.
    """
    if explained := _explained(lines):
        return explained
    for table in tables:
        if {len(row) for row in table if any(row)} == {2}:
            return table
    most = max(sum(len(row) > 1 for row in table) for table in tables)
    return [] if 2 * most > len(lines) else [[plain_cell(line.strip(' "'))] for line in lines]


def _fitness(rows: list[list[str]]) -> tuple[int, int]:
    """Return how many columns are known, and how many there are."""
    columns = find_columns(rows)
    return len(columns.used), len(columns.headings)


def _rows(text: str, separator: str, file: str) -> list[list[str]]:
    with foreign(file, "Look for a quotation mark that is never closed.", CodebookError):
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    return [[plain_cell(cell) for cell in row] for row in rows]


# -- writing


def write_codebook(codebook: Codebook, path: Path) -> tuple[str, ...]:
    """Write a codebook in the format of the ending; says what that format cannot hold."""
    _require(path, WRITTEN)
    ending = path.suffix.lower()
    held = held_by(codebook, ending)
    with whole_file(path) as place:
        if ending in YAML:
            place.write_text(dump_codebook(held), "utf-8")
        elif ending == ".csv":
            place.write_text(write_csv_text(held), "utf-8-sig", newline="")
        elif ending in (".qdc", SKOS):
            place.write_bytes(write_qdc(held) if ending == ".qdc" else write_skos(held))
        else:
            write_codebook_workbook(place, held)
    return lost_in(codebook, ending)


def write_draft(codebook: Codebook, path: Path, beside: Beside, about: Sequence[str]) -> None:
    """Write a drafted codebook with what helps to complete it, which no command reads."""
    ending = path.suffix.lower()
    if ending not in (*YAML, ".xlsx"):
        raise ClassifierError(
            f"A draft cannot be written as {path.name}.", hint="Let it end in .xlsx or .yaml."
        )
    with whole_file(path) as place:
        if ending == ".xlsx":
            write_codebook_workbook(place, codebook, beside, about)
        else:
            place.write_text(dump_with_comments(codebook, beside, about), "utf-8")


def write_template(path: Path) -> None:
    """Write an empty codebook with one worked example."""
    if path.suffix.lower() != ".xlsx":
        raise ClassifierError(
            f"The form is a workbook, and {path.name} is none.", hint="Let it end in .xlsx."
        )
    with whole_file(path) as place:
        write_codebook_workbook(place, EXAMPLE, {}, FORM)


def write_csv_text(codebook: Codebook) -> str:
    """Write the labels as one csv table."""
    rows = to_tables(codebook)[LABELS]
    kept = [rows[0].index(key) for key in CSV_KEYS]
    return csv_text([row[i] for i in kept] for row in rows)


def held_by(codebook: Codebook, ending: str) -> Codebook:
    """Return what a format holds of a codebook: some the labels in use, and no history."""
    if ending not in _IN_USE:
        return codebook
    targets = []
    for target in codebook.targets:
        labels = [replace(label, since="") for label in target.labels if not label.retired]
        targets.append(replace(target, labels=tuple(labels)))
    if ending == SKOS:
        targets = [_unordered(target) for target in targets]
        return Codebook(codebook.name, "1", tuple(targets), codebook.language)
    if ending == ".csv":
        ids = {target.id: target.ids for target in targets}
        targets = [_bare(target, ids.get(target.parent, ())) for target in targets]
    return Codebook(codebook.name, "1", tuple(targets))


def _unordered(target: Target) -> Target:
    """Return a target whose labels have their other names and examples in no order of their own."""
    labels = [
        replace(
            label,
            aliases=tuple(sorted({*label.aliases} - {label.name})),
            examples=tuple(sorted({*label.examples})),
        )
        for label in target.labels
    ]
    return replace(target, labels=tuple(labels))


def _is_ordered(targets: Iterable[Target]) -> bool:
    return any(target != _unordered(target) for target in targets)


def _bare(target: Target, parents: tuple[str, ...]) -> Target:
    """Return what a table of labels alone says of a target; ``parents`` are in the table too."""
    labels = [
        label if label.parent in parents else replace(label, parent="") for label in target.labels
    ]
    has_parents = any(label.parent for label in labels)
    return Target(target.id, tuple(labels), parent=target.parent if has_parents else "")


def lost_in(codebook: Codebook, ending: str) -> tuple[str, ...]:
    """Say what a format cannot hold of this codebook; nothing for YAML and workbooks."""
    if ending not in _IN_USE:
        return ()
    table, targets = ending == ".csv", codebook.targets
    history = codebook.changes or codebook.versions not in ((), ((codebook.version, ()),))
    retired = [label for target in targets for label in target.labels if label.retired]
    facts = any(t != Target(t.id, t.labels, parent=t.parent) for t in targets)
    lost = {
        "the history: versions, harvests and changes, and since when a label is there": history,
        f"{len(retired)} retired label{'s' * (len(retired) > 1)}": retired,
        f"the version: it comes back as version 1, not {codebook.version}": codebook.version != "1",
        "the codebook's note": codebook.note,
        "the columns that were chosen in harvests": codebook.columns,
        "the language": codebook.language != "en" and ending != SKOS,
        "the order of examples and of other names": ending == SKOS and _is_ordered(targets),
        "titles, columns and rules of the targets": table and facts,
        "the codebook's name: it comes back under the file's name": table,
    }
    return tuple(words for words, is_lost in lost.items() if is_lost)
