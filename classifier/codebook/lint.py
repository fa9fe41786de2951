"""What in a codebook will confuse coders, or the programs that read their cells."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from classifier.codebook.codebook import ENOUGH_EXAMPLES, Codebook, Label, Target
from classifier.codebook.diff import TextSimilarity
from classifier.folding import loose_key, name_key
from classifier.translations import tell
from classifier.wording import first_names

# In the sample the likest definitions of two labels that tell each other apart reach 0.33;
# definitions that say the same in other words lie above.
CONFUSABLE = 0.45


@dataclass(frozen=True, slots=True)
class Finding:
    """One weakness; ``kind`` is a short stable word, ``labels`` are ids in the target."""

    kind: str
    target: str
    labels: tuple[str, ...]
    what: str
    hint: str = ""


_ABOUT = {
    "no-definition": "definition",
    "few-examples": "examples",
    "no-parent": "parent",
    "same-example": "examples",
    "confusable": "definition",
}


def field_of(finding: Finding) -> str:
    """Return what of a label a finding is about."""
    return _ABOUT.get(finding.kind, "name")


def finding_cells(
    finding: Finding, codebook: Codebook, cells: Mapping[tuple[str, str], Sequence[str]]
) -> list[str]:
    """Return the cells of a workbook that a finding is about, as `label_cells` found them."""
    about = field_of(finding)
    target = codebook.target(finding.target)
    found: list[str] = []
    for label_id in finding.labels:
        key = name_key(target.label(label_id).name)
        found += cells.get((about, key)) or cells.get(("name", key), ())
    return found


def lint_codebook(codebook: Codebook) -> tuple[Finding, ...]:
    """List what should be mended, target by target; labels that are retired are left out."""
    found: list[Finding] = []
    for target in codebook.targets:
        labels = [label for label in target.labels if not label.retired]
        found += _missing(target, labels, codebook)
        found += _few_examples(target)
        found += _prefixes(target, labels)
        found += _collisions(target)
        found += _shared_examples(target, labels)
        found += _confusable(target, labels)
    return tuple(found)


def _missing(target: Target, labels: list[Label], codebook: Codebook) -> Iterator[Finding]:
    """Labels of which something is not said that coders or the program need."""
    undefined = [label for label in labels if not label.definition]
    lacks = {"no-definition": undefined}
    if target.parent:
        known = codebook.target(target.parent).ids
        lacks["no-parent"] = [label for label in labels if label.parent not in known]
    for kind, lacking in lacks.items():
        names = {label.id: f"“{label.name}” ({label.id})" for label in lacking}
        if names:
            key = f"lint_{kind.replace('-', '_')}"
            what = tell(key, target=target.parent, names=first_names([*names.values()], 8))
            yield Finding(kind, target.id, tuple(names), what, tell(f"{key}_hint"))


def labels_with_few_examples(target: Target) -> tuple[Label, ...]:
    """Return the labels in use that have few examples; none where they follow from others."""
    if target.derived_from:
        return ()
    return tuple(
        label
        for label in target.labels
        if not label.retired and len(label.examples) < ENOUGH_EXAMPLES
    )


def _few_examples(target: Target) -> Iterator[Finding]:
    lacking = labels_with_few_examples(target)
    if lacking:
        names = [f"“{label.name}” ({label.id}) {len(label.examples)}" for label in lacking]
        what = tell("lint_few_examples", enough=ENOUGH_EXAMPLES, names=first_names(names, 3))
        hint = tell("lint_few_examples_hint")
        yield Finding("few-examples", target.id, tuple(label.id for label in lacking), what, hint)


def _prefixes(target: Target, labels: list[Label]) -> Iterator[Finding]:
    """Names that begin the name of another label: half a cell then reads as the wrong one."""
    named = [(name, label.id) for label in labels for name in (label.name, *label.aliases)]
    for (one, first), (other, second) in combinations(named, 2):
        (short, low), (long, high) = sorted(
            ((one, first), (other, second)), key=lambda named: len(name_key(named[0]))
        )
        if low != high and name_key(long).startswith(name_key(short)) and name_key(short):
            what = tell("lint_prefix", short=short, low=low, long=long, high=high)
            yield Finding("prefix", target.id, (low, high), what, tell("lint_prefix_hint"))


def _collisions(target: Target) -> Iterator[Finding]:
    """Names of two labels that differ in punctuation only; equal ones cannot even be read."""
    meant: dict[str, tuple[str, str]] = {}
    for label in target.labels:
        for name in (label.name, *label.aliases):
            key = loose_key(name)
            other_name, other = meant.setdefault(key, (name, label.id))
            if other != label.id and key:
                names = {"other_name": other_name, "other": other, "name": name, "label": label.id}
                what = tell("lint_nearly_one_name", **names)
                hint = tell("lint_nearly_one_name_hint")
                yield Finding("alias-collides", target.id, (other, label.id), what, hint)


def _shared_examples(target: Target, labels: list[Label]) -> Iterator[Finding]:
    owner: dict[str, str] = {}
    for label in labels:
        for example in label.examples:
            other = owner.setdefault(loose_key(example), label.id)
            if other != label.id:
                what = tell("lint_same_example", other=other, label=label.id)
                hint = tell("lint_same_example_hint")
                yield Finding("same-example", target.id, (other, label.id), what, hint)


def _confusable(target: Target, labels: list[Label]) -> Iterator[Finding]:
    like = TextSimilarity([label.definition for label in labels])
    for one, other in combinations(labels, 2):
        if _told_apart(one, other):
            continue
        likeness = like(one.definition, other.definition)
        if likeness >= CONFUSABLE:
            names = {
                "name": one.name, "label": one.id, "other_name": other.name, "other": other.id,
            }  # fmt: skip
            what = tell("lint_confusable", **names, likeness=likeness)
            hint = tell("lint_confusable_hint", other=other.id)
            yield Finding("confusable", target.id, (one.id, other.id), what, hint)


def _told_apart(one: Label, other: Label) -> bool:
    """Whether one of two labels names the other among what it excludes."""
    return any(
        key in f" {label.exclude.casefold()} "
        for label, neighbour in ((one, other), (other, one))
        for key in (neighbour.id.casefold(), neighbour.name.casefold())
    )
