"""What the codebook tools show: a tidy table, findings, differences."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping, Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING

from classifier.codebook import name_at
from classifier.codebook.lint import finding_cells
from classifier.wording import counted, first_names

if TYPE_CHECKING:
    from classifier.codebook import Change, Codebook, Label, Target
    from classifier.codebook.diff import Difference
    from classifier.codebook.lint import Finding
    from classifier.draft import Draft
    from classifier.examples import Doubt, Sentence

WIDTH = 100
_SHOWN = 10
_KINDS = {
    "rename": "renamed", "split": "split", "merge": "merged", "add": "new", "retire": "retired",
    "move": "moved", "definition": "reworded", "examples": "examples", "aliases": "other names",
    "target-added": "new target", "target-removed": "target gone",
}  # fmt: skip


def draft_report(draft: Draft, file: str) -> str:
    """Say what a draft holds, and what to look at in it; ``file`` is its name."""
    lines = list(draft.notes)
    for target in draft.codebook.targets:
        lines.append(f"{target.name}: {counted(len(target.labels), 'code')}.")
    if draft.checks:
        where = f"what to do stands in “Please check” in {file}"
        lines += ["", f"Please check ({counted(len(draft.checks), 'point')}; {where}):"]
        lines += [f"  {check}" for check in draft.checks[:_SHOWN]]
        more = len(draft.checks) - _SHOWN
        lines += [f"  … and {more} more in {file}"] if more > 0 else []
    return "\n".join(lines)


def codebook_table(codebook: Codebook, width: int = WIDTH) -> str:
    """Show a codebook: its labels by parent, and its history."""
    known = ", ".join(
        f"{version} ({', '.join(harvests)})" if harvests else version
        for version, harvests in codebook.versions
    )
    lines = [f"{codebook.name}, version {codebook.version}", f"Versions: {known}"]
    lines += textwrap.wrap(codebook.note, width)
    for target in codebook.targets:
        lines += ["", *_target(target, codebook, width)]
    if codebook.changes:
        lines += ["", "History"]
        lines += [_change(change, codebook) for change in codebook.changes]
    return "\n".join(lines)


def _target(target: Target, codebook: Codebook, width: int) -> list[str]:
    facts = {
        f"column “{target.column}”": target.column,
        "one label only": not target.multiple,
        f"follows from {target.derived_from}": target.derived_from,
        f"parents: {target.parent}": target.parent,
    }
    told = "; ".join(words for words, holds in facts.items() if holds)
    head = f"{target.name} [{target.id}]: {counted(len(target.labels), 'label')}"
    lines = [f"{head} ({told})" if told else head]
    id_width = max(len(label.id) for label in target.labels)
    name_width = min(max(len(label.name) for label in target.labels), 44)
    above = {"": "without a parent"}
    if target.parent:
        parents = codebook.target(target.parent).labels
        above |= {parent.id: f"{parent.name} [{parent.id}]" for parent in parents}
    last = ""
    for label in target.labels:
        if target.parent and label.parent != last:
            last = label.parent
            lines.append(f"  {above[last]}")
        lines += _label(label, id_width, name_width, width)
    return lines


def _label(label: Label, id_width: int, name_width: int, width: int) -> list[str]:
    marks = [f"since {label.since}"] if label.since else []
    marks += [f"retired in {label.retired}"] if label.retired else []
    text = " ".join((label.definition + (f" ({', '.join(marks)})" if marks else "")).split())
    head = f"    {label.id:<{id_width}}  "
    column = len(head) + name_width + 2
    names = textwrap.wrap(label.name, name_width) or [""]
    more = {
        "Include": label.include,
        "Exclude": label.exclude,
        "Examples": "; ".join(label.examples),
        "Also called": "; ".join(label.aliases),
    }
    said = [text, *(f"{word}: {' '.join(more[word].split())}" for word in more if more[word])]
    texts = [line for one in said for line in textwrap.wrap(one, max(width - column, 30))] or [""]
    lines = []
    for name, line in zip_longest(names, texts, fillvalue=""):
        lines.append(f"{head}{name:<{name_width}}  {line}".rstrip())
        head = " " * len(head)
    return lines


def _change(change: Change, codebook: Codebook) -> str:
    target = codebook.target(change.target)
    now = name_at(change.label, target, change.version, codebook) or ""
    said = f"“{change.was}” → “{now}”" if change.was and change.was != now else f"“{now}”"
    into = f" into {', '.join(change.into)}" if change.into else ""
    note = f"  ({change.note})" if change.note else ""
    return f"  version {change.version}: {change.label} {_KINDS[change.kind]}{into}: {said}{note}"


def lint_report(
    findings: Sequence[Finding], codebook: Codebook, cells: Mapping[tuple[str, str], Sequence[str]]
) -> str:
    """List what lint found, target by target, and count it; ``cells`` of a workbook are named."""
    lines = []
    for found in findings:
        places = finding_cells(found, codebook, cells)
        where = f" ({first_names(places, 8)})" if places else ""
        lines.append(f"{found.target}{where}: {found.what} {found.hint}".rstrip())
    return "\n".join([*lines, f"{counted(len(findings), 'finding')}."])


def examples_report(before: Codebook, added: Sequence[Sentence], left_out: Sequence[Doubt]) -> str:
    """Say how many sentences were added to which labels, and which were left out as doubtful."""
    n_labels = len({(one.target, one.label) for one in added})
    lines = [f"{counted(len(added), 'sentence')} added to {counted(n_labels, 'label')}."]
    if left_out:
        what = counted(len(left_out), "sentence")
        lines += ["", f"Left out, since they lie nearer to another label ({what}):"]
        for doubt in left_out:
            one = doubt.sentence
            other = before.target(one.target).label(doubt.nearer)
            lines.append(f"  {one.label}, nearer to {other.id} “{other.name}”: {one.text}")
        lines.append("In a terminal you are asked about each.")
    return "\n".join(lines)


def diff_report(differences: Sequence[Difference], width: int = WIDTH) -> str:
    """List the differences, what is certain first, then what is only proposed."""
    certain = [one for one in differences if not one.proposed]
    proposed = [one for one in differences if one.proposed]
    lines = list(_differences(certain, width))
    if proposed:
        lines += ["", "Perhaps (ids are gone, names or definitions are alike; say if it is so):"]
        lines += _differences(proposed, width)
    return "\n".join(lines) if lines else "The codebooks say the same."


def _differences(differences: Iterable[Difference], width: int) -> list[str]:
    lines = []
    for one in differences:
        where = f"{one.target} {one.label}".strip()
        said = " → ".join(
            f"“{' / '.join(text.split(chr(10)))}”" for text in (one.was, one.now) if text
        )
        if one.kind in ("split", "merge"):
            said = f"“{one.was}” → {one.now}"
        head = f"{where}: {_KINDS[one.kind]}: {said}"
        lines += textwrap.wrap(head, width, subsequent_indent="    ")
    return lines
