"""Coded harvests to a codebook: the columns, the names in them, and what the rows tell of these."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import permutations
from pathlib import Path

from classifier.codebook import Codebook, Label, Target
from classifier.codebook.code_targets import free_ids
from classifier.codebook.headings import CHECK, SEEN, USED
from classifier.codebook.tables import DEFAULT_TARGET, Beside
from classifier.draft.code_names import CodeNames
from classifier.draft.columns import CodeColumn, free_headings, likely_columns, named_columns
from classifier.draft.likely import likely_pairs
from classifier.draft.parents import Following, find_following
from classifier.draft.rows import CodedRows, read_rows
from classifier.draft.seen import passages_seen
from classifier.errors import HarvestError
from classifier.folding import name_key, plain_key
from classifier.harvest.chosen_columns import choose_columns, column_option
from classifier.harvest.fragments import is_confidential
from classifier.harvest.headings import TARGET, alias_table
from classifier.harvest.read import read_tables
from classifier.harvest.table import Table
from classifier.wording import first_names, listed, quoted, quoted_list

Choose = Callable[[Sequence[CodeColumn]], Sequence[CodeColumn]]
"""Asks a person which of several columns hold codes."""

_LONGEST_CODE = 6
_IF_ONE = (
    " If both are one code, choose the other under “Same as” in this row (in YAML, write this name "
    "under “aliases” of the other)."
)
_SHOWN = 8


@dataclass(frozen=True)
class Draft:
    """A codebook as the cells of harvests tell it.

    Attributes
    ----------
    beside : what stands beside each label for the person who completes it
    notes : what was found and made of it
    checks : what is uncertain, and what to do
    """

    codebook: Codebook
    beside: Beside
    notes: tuple[str, ...]
    checks: tuple[str, ...]


def draft_codebook(
    paths: Sequence[Path], choose: Choose | None = None, chosen: Sequence[str] = ()
) -> Draft:
    """Draft a codebook from coded harvests.

    Parameters
    ----------
    choose : asked where no heading says which columns hold codes; the likeliest, if None
    chosen : headings of fields, each as ``FIELD=HEADING``; the codebook remembers them
    """
    bare = choose_columns(Codebook("Draft", "1", ()), chosen)
    columns, notes = _code_columns(paths, bare, choose)
    names = {target: column.names for target, column in columns.items()}
    first = [_target(target, columns[target].heading, names[target]) for target in columns]
    rows = read_rows(paths, replace(bare, targets=tuple(first)))
    links = _find_links(rows)
    drafted = [_completed(target, rows, links) for target in first]
    targets = tuple(target for target in drafted if target.labels)
    if not targets:
        raise HarvestError(
            "No code could be read from the columns that seem to hold codes.",
            hint="See what “classifier check” says of them: "
            f"{quoted_list(target.title for target in first)}.",
        )
    beside, checks = _beside(targets, rows, links, names)
    book = Codebook(
        name=f"Codes in {listed(rows.harvest.files)}",
        version="1",
        targets=targets,
        versions=(("1", rows.open_harvests),),
        columns=bare.columns,
    )
    notes += [_follows(link, targets) for link in links.values()]
    lost = [_without_codes(target) for target in drafted if not target.labels]
    return Draft(book, beside, tuple(notes), (*lost, *checks, *rows.unread()))


def _without_codes(target: Target) -> str:
    return f"“{target.name}” was left out: none of its cells could be read as codes."


# -- the columns, and the names in them


def _code_columns(
    paths: Sequence[Path], bare: Codebook, choose: Choose | None
) -> tuple[dict[str, CodeColumn], list[str]]:
    """Return the columns of codes by the ids of their targets, and what is said of the choice."""
    tables = [_open_rows(table) for table in read_tables(paths, bare)]
    found = named_columns(tables, alias_table(bare))
    looked = likely_columns(tables)
    if not found and not looked:
        headings = quoted(free_headings(tables), most=_SHOWN)
        raise HarvestError(
            "No column looks like codes: short names that recur.",
            hint=f"Found, beside columns that are known: {headings or 'nothing'}. "
            "Say which one holds codes: --column type=HEADING.",
        )
    if not found:
        found = list(choose(looked) if choose else looked[:1])
    columns = {_target_id(column, found): column for column in found}
    notes = [_taken(column) for column in found]
    if others := [column.heading for column in looked if column not in found]:
        other = column_option(DEFAULT_TARGET, others[0])
        notes.append(
            f"Not taken, though codes may stand there: {quoted_list(others)}. To take one of them "
            f"instead, add {other}."
        )
    return columns, notes


def _open_rows(table: Table) -> Table:
    """Leave confidential rows out: their cells may hold anything, and a codebook travels."""
    rows = tuple(row for row in table.rows if not is_confidential(row, []))
    return replace(table, rows=rows)


def _target_id(column: CodeColumn, found: Sequence[CodeColumn]) -> str:
    if column.target:
        return column.target.removeprefix(TARGET)
    return DEFAULT_TARGET if column is found[0] else plain_key(column.heading)


def _taken(column: CodeColumn) -> str:
    how = "by its heading" if column.target else "by its cells: short names that recur"
    return f"Codes were found in the column “{column.heading.strip()}”, {how}."


def _target(target: str, heading: str, names: CodeNames) -> Target:
    """Return a target with the names of a column; a name such as T01 is an id already."""
    heading = heading.strip()
    labels = _with_ids(target, [Label("", name) for name in names.cells])
    return Target(target, labels, heading, heading, multiple=names.several)


def _with_ids(target: str, labels: Sequence[Label]) -> tuple[Label, ...]:
    taken = {name_key(label.name) for label in labels}
    made = free_ids(target[:1].upper(), taken)
    return tuple(
        replace(label, id=label.name if _is_code(label.name) else next(made)) for label in labels
    )


def _is_code(name: str) -> bool:
    return len(name) <= _LONGEST_CODE and any(map(str.isdigit, name)) and " " not in name


# -- what follows from what


@dataclass(frozen=True)
class _Link:
    """That one target follows from another, and the fragments in which it does not."""

    below: str
    above: str
    following: Following
    exceptions: Sequence[str]


def _find_links(rows: CodedRows) -> dict[str, _Link]:
    """Find the targets that follow from others, by the target below."""
    links: dict[str, _Link] = {}
    taken: set[str] = set()
    for below, above in permutations([target.id for target in rows.codebook.targets], 2):
        both = rows.both(below, above)
        following = None if {below, above} & taken else find_following(list(both.values()))
        if following:
            taken |= {below, above}
            ids = list(both)
            exceptions = [rows.called(ids[number]) for number in following.exceptions]
            links[below] = _Link(below, above, following, exceptions)
    return links


def _completed(target: Target, rows: CodedRows, links: Mapping[str, _Link]) -> Target:
    """Return a target with its labels below their parents, the most used of both first."""
    link = links.get(target.id)
    parents = link.following.parents if link else {}
    above = {n: label.id for label in _above(link, rows, links) for n in [label.name]}
    uses = {name: sum(counts) for name, counts in rows.uses(target.id).items()}
    weights: Counter[str] = Counter()
    for name, n in uses.items():
        weights[parents.get(name, "")] += n

    def place(label: Label) -> tuple[int, str, int]:
        parent = parents.get(label.name, "")
        return -weights[parent], parent, -uses[label.name]

    used = sorted((label for label in target.labels if label.name in uses), key=place)
    labels = [replace(label, parent=above.get(parents.get(label.name, ""), "")) for label in used]
    source = next((one.below for one in links.values() if one.above == target.id), "")
    return replace(
        target,
        labels=_with_ids(target.id, labels),
        parent=link.above if link else "",
        derived_from=source,
    )


def _above(link: _Link | None, rows: CodedRows, links: Mapping[str, _Link]) -> tuple[Label, ...]:
    """Return the labels that a target's labels may have as parents."""
    return _completed(rows.codebook.target(link.above), rows, links).labels if link else ()


def _follows(link: _Link, targets: Sequence[Target]) -> str:
    titles = {target.id: target.name for target in targets}
    told = f"“{titles[link.above]}” follows from “{titles[link.below]}”"
    if not link.exceptions:
        return f"{told} in every row that has both."
    n = len(link.exceptions)
    rows = "one row" if n == 1 else f"{n} rows"
    return f"{told}, but for {rows}: {first_names(link.exceptions)}."


# -- what a person should look at


def _beside(
    targets: Sequence[Target],
    rows: CodedRows,
    links: Mapping[str, _Link],
    names: Mapping[str, CodeNames],
) -> tuple[Beside, list[str]]:
    """Return what stands beside each label, and all that is uncertain in one list."""
    beside: dict[tuple[str, str], dict[str, str]] = {}
    told = []
    for target in targets:
        uses = rows.uses(target.id)
        link = links.get(target.id)
        checks = _checks(uses, names[target.id], link.following if link else None)
        seen = passages_seen(rows.harvest.fragments, rows.names[target.id])
        for label in target.labels:
            used = zip(rows.harvests, uses[label.name], strict=True)
            beside[target.id, label.id] = {
                CHECK: "\n".join(checks.get(label.name, ())),
                SEEN: "\n".join(passage.text for passage in seen.get(label.name, ())),
                **{f"{USED} {harvest}": str(n) for harvest, n in used},
            }
            told += [_named(label.name, text) for text in checks.get(label.name, ())]
    return beside, told


def _checks(
    uses: Mapping[str, Sequence[int]], names: CodeNames, following: Following | None
) -> dict[str, list[str]]:
    """Return what is uncertain of each name."""
    checks: dict[str, list[str]] = {}
    for name, doubt in names.doubts.items():
        checks.setdefault(name, []).append(doubt)
    for pair in likely_pairs(uses):
        checks.setdefault(pair.name, []).append(pair.what + _IF_ONE)
    for name in following.unsure if following else ():
        parent = following.parents[name] if following else ""
        what = f"Below “{parent}”, which stands beside it in few of its rows only."
        checks.setdefault(name, []).append(what)
    return checks


def _named(name: str, text: str) -> str:
    """Return what is to be checked of a name as it stands in a list, without what to do."""
    text = text.removesuffix(_IF_ONE)
    return text if text.startswith(f"“{name}” →") else f"“{name}”: {text}"


_ABOUT = (
    "Drafted codebook",
    "This list was made from the code cells of your harvests. It can be used as it is; it gets "
    "better with every definition that you write.",
    "1. Look at the column “Please check”: two names that may be one code, and whatever else is "
    "uncertain. Nothing of it was decided for you.",
    "2. Write definitions, the most used labels first (each cluster begins with its own). One or "
    "two sentences are enough; “include” and “exclude” tell the cases at the edge.",
    "3. “Seen in the harvests” shows sentences of fragments with that code, to help you write. No "
    "command reads this column as examples, and no confidential fragment is in it. Delete it "
    "before you share the file.",
    "4. Write “examples” in your own words: they stand in the codebook that a model is stored "
    "with. A sentence of a fragment that the model learns from is left out there, since the "
    "fragment teaches it already.",
    "5. An id stays with its label for ever: rename a label by changing its name, and write the "
    "old name under “aliases”. To join two rows, choose the other label under “same as”.",
)


def about_draft(draft: Draft) -> list[str]:
    """Return the lines of the sheet that tells what the draft is."""
    return [*_ABOUT, "", "What was found", *draft.notes, "", "Please check", *draft.checks]
