"""A codebook as a workbook that people keep: wide cells to write in, hints, drop-downs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from classifier.codebook.codebook import Codebook, Label, Target
from classifier.codebook.headings import CHECK, SEEN, USED
from classifier.codebook.tables import LABELS, Beside, Rows, to_tables
from classifier.folding import loose_key
from classifier.xlsx.markup import Area, letters
from classifier.xlsx.new_workbook import (
    Hint,
    Sheet,
    add_dropdown,
    add_hint,
    new_package,
    print_across,
)
from classifier.xlsx.styles import (
    BODY,
    HEADING,
    HEADING_DECISION,
    HEADING_EVERY_SECOND,
    PLAIN_HEADING,
    PLAIN_TEXT,
    Look,
    Styles,
)

ABOUT = "About"
SAME_AS = "same as"
_FIXED = 3  # target, id and name stay in sight
_SPARE_ROWS = 200
_WIDTHS = {
    "target": 10, "id": 8, "name": 34, "parent": 26, "definition": 48, "include": 34,
    "exclude": 34, "examples": 44, "aliases": 24, "since": 8, "retired": 8, SAME_AS: 26,
    CHECK: 40, SEEN: 60,
}  # fmt: skip
_NARROW = 10
# What people write in the cells, told where the cell is chosen.
_HINTS = {
    "name": "What is written in the code cells.",
    "parent": "The cluster that follows from this label. Choose one, or leave it empty.",
    "definition": "One or two sentences: what has to have happened for this label to fit?",
    "include": "Cases at the edge that count.",
    "exclude": "What does not count, and which label it belongs to instead.",
    "examples": "Eight or more short ones in your own words, each on a line (Alt+Enter).",
    "aliases": "Other spellings and older names in the code cells, each on a line of its own.",
    SAME_AS: "Is this only another name of a label? Choose that label; this row becomes its alias.",
}
EXAMPLE = Codebook(
    "My codebook",
    "1",
    (
        Target(
            "type",
            (
                Label(
                    "T01",
                    "New structure",
                    parent="C01",
                    definition="A group, committee or network that did not exist before has been "
                    "set up, or an old one works again.",
                    include="A first meeting has been held or members have been chosen.",
                    exclude="A group that existed and now acts with others; one that is planned.",
                    examples=(
                        "Fourteen villages chose delegates and set up a water committee",
                        "The youth circle that stopped in 2020 meets again every month",
                        "Market women founded an association and elected a treasurer",
                        "Les parents ont créé un comité de suivi de l’école",
                        "A council of elders and young people was set up after the talks",
                        "Three unions formed a network and signed its rules",
                        "The fishermen’s group, asleep for years, has a new board",
                        "The mayor opened an office where people can bring complaints",
                    ),
                    aliases=("New network",),
                ),
            ),
            title="Type of change",
            column="Type of change",
            parent="cluster",
        ),
        Target(
            "cluster",
            (Label("C01", "Mobilizing citizens", definition="People organise themselves."),),
            title="Cluster",
            column="Cluster",
            derived_from="type",
        ),
    ),
)
"""What a new form shows: one label that is worked out, and the cluster that follows from it."""
FORM = (
    "How to fill in this codebook",
    "One row for each code, on the sheet “Labels”. Only “name” is needed; a definition helps most.",
    "id: short, and never changed or used again: T01, T02 … It stays when the name changes.",
    "name: as it is written in the code cells of your harvests.",
    "parent: the cluster that follows from this code. No clusters? Leave it empty, and delete the "
    "rows whose target is “cluster”, here and on the sheet “Targets”.",
    "definition, include, exclude: what has to have happened; cases at the edge that count; what "
    "belongs elsewhere.",
    "examples: eight or more, in your own words, each on a line of its own (Alt+Enter).",
    "aliases: other spellings and older names in the code cells, each on a line of its own.",
    "The sheet “Targets” says in which column of your harvests the codes stand: write your "
    "heading there under “column”.",
)
_OFFERED = ("parent", SAME_AS)
_WRITTEN = ("definition", "include", "exclude", "examples")
_AIDS = (CHECK, SEEN)


def write_codebook_workbook(
    path: Path, codebook: Codebook, beside: Beside | None = None, about: Iterable[str] = ()
) -> None:
    """Write a codebook as a workbook.

    Parameters
    ----------
    beside : what stands right of the labels for whoever completes them
    about : lines of a sheet that tells what the workbook is
    """
    package = new_package()
    styles = Styles(package)
    tables = to_tables(codebook)
    labels = label_rows(codebook)
    del tables[LABELS]
    if beside is not None:
        labels = _with_aids(labels, beside)
    package.add_sheet(LABELS, _labels_sheet(labels, codebook, styles).root)
    if lines := list(about):
        package.add_sheet(ABOUT, _about_sheet(lines, styles).root)
    for name, rows in tables.items():
        package.add_sheet(name, _plain_sheet(rows, styles).root)
    print_across(package, LABELS)
    package.write(path)


def label_rows(codebook: Codebook) -> Rows:
    """Return the table of labels; parents by their names, where a name tells which is meant."""
    rows = to_tables(codebook)[LABELS]
    heading, *below = rows
    target, parent = heading.index("target"), heading.index("parent")
    names: dict[str, dict[str, str]] = {}
    for one in codebook.targets:
        above = codebook.target(one.parent).labels if one.parent else ()
        keys = [loose_key(text) for label in above for text in {label.id, label.name}]
        plain = {label for label in above if keys.count(loose_key(label.name)) == 1}
        names[one.id] = {label.id: label.name for label in plain}
    for row in below:
        row[parent] = names[row[target]].get(row[parent], row[parent])
    return rows


def _with_aids(rows: Rows, beside: Beside) -> Rows:
    """Add the columns that only a draft has, and leave out those that it does not need."""
    heading, *below = rows
    kept = [i for i, key in enumerate(heading) if key not in ("since", "retired")]
    aids = list(dict.fromkeys(key for told in beside.values() for key in told))
    drafted = [[*(heading[i] for i in kept), SAME_AS, *aids]]
    for row in below:
        told = beside.get((row[0], row[1]), {})
        drafted.append([*(row[i] for i in kept), "", *(told.get(aid, "") for aid in aids)])
    return drafted


def _labels_sheet(rows: Rows, codebook: Codebook, styles: Styles) -> Sheet:
    heading, *below = rows
    sheet = Sheet(styles, frozen=(1, _FIXED))
    sheet.put([key[:1].upper() + key[1:] for key in heading], list(map(_heading_look, heading)))
    looks = list(map(_look, heading))
    for row in below:
        sheet.put(row, looks)
    sheet.filter(len(heading))
    root = sheet.root
    last = sheet.row + _SPARE_ROWS
    places = {key: column for column, key in enumerate(heading, start=1)}
    for key, hint in _HINTS.items():
        if key in places and key not in _OFFERED:
            cells = Area(2, places[key], last, places[key])
            add_hint(root, cells, Hint(key.capitalize(), hint))
    _offer_names(sheet, below, places, codebook)
    widths = {column: _width(key) for key, column in places.items()}
    sheet.finish(widths)
    return sheet


def _heading_look(key: str) -> Look:
    if key in _WRITTEN:
        return HEADING_DECISION
    return HEADING_EVERY_SECOND if _is_aid(key) else HEADING


def _look(key: str) -> Look:
    if _is_aid(key):
        return BODY["notes"]
    return BODY["decision"] if key in (*_WRITTEN, SAME_AS) else PLAIN_TEXT


def _is_aid(key: str) -> bool:
    return key in _AIDS or key.startswith(USED)


def _width(key: str) -> float:
    return float(_WIDTHS.get(key, _NARROW))


def _offer_names(sheet: Sheet, rows: Rows, places: Mapping[str, int], codebook: Codebook) -> None:
    """Let parents, and the labels that a row is the same as, be chosen from the names."""
    of_target: dict[str, list[int]] = {}
    for number, row in enumerate(rows, start=2):
        of_target.setdefault(row[places["target"] - 1], []).append(number)
    name = letters(places["name"])

    def names(target: str) -> str:
        return f"${name}${of_target[target][0]}:${name}${of_target[target][-1]}"

    def offer(key: str, cells: Sequence[int], target: str) -> None:
        hint = Hint(key.capitalize(), _HINTS[key])
        add_dropdown(sheet.root, cells, places[key], names(target), hint)

    for target in codebook.targets:
        own = of_target.get(target.id, [])
        if own and target.parent in of_target:
            offer("parent", own, target.parent)
        if own and SAME_AS in places:
            offer(SAME_AS, own, target.id)


def _about_sheet(lines: Sequence[str], styles: Styles) -> Sheet:
    sheet = Sheet(styles, lines=False)
    title, *others = lines
    sheet.title(title)
    for line in others:
        sheet.put([line], PLAIN_TEXT)
    sheet.finish({1: 110.0})
    return sheet


def _plain_sheet(rows: Rows, styles: Styles) -> Sheet:
    sheet = Sheet(styles, frozen=(1, 0))
    for number, row in enumerate(rows):
        sheet.put(row, PLAIN_TEXT if number else PLAIN_HEADING)
    width = max((len(row) for row in rows), default=1)
    sheet.filter(width)
    sheet.finish({column: _longest(rows, column) for column in range(1, width + 1)}, fitted=False)
    return sheet


def _longest(rows: Rows, column: int) -> float:
    longest = max((len(row[column - 1]) for row in rows if len(row) >= column), default=8)
    return float(min(max(longest + 2, 10), 50))
