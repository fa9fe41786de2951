"""The codebook's nouns, frozen: labels of targets, and how both changed over the versions."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property

from classifier.errors import CodebookError
from classifier.folding import loose_key

# Fewer examples than this leave the most to be won; eval/examples.md has what further ones bring.
ENOUGH_EXAMPLES = 8
KINDS = ("add", "rename", "split", "merge", "retire")


@dataclass(frozen=True, slots=True)
class Label:
    """One code of a target; its ``id`` stays when its name changes.

    Attributes
    ----------
    parent : id of the label above it, in the target's parent target; "" if none
    since : the version that brought it; "" if it was there from the start
    aliases : other names that mean it in a cell, among them its names in older versions
    include, exclude : what counts, and what belongs elsewhere
    retired : the version that dropped it; it keeps its place so that stored models stay aligned
    """

    id: str
    name: str
    parent: str = ""
    since: str = ""
    aliases: tuple[str, ...] = ()
    definition: str = ""
    include: str = ""
    exclude: str = ""
    examples: tuple[str, ...] = ()
    retired: str = ""


@dataclass(frozen=True)
class Target:
    """One thing that is coded, and its labels in the codebook's order.

    Attributes
    ----------
    column : heading of its column in a harvest
    multiple : a fragment may carry several of its labels
    parent : id of the target that the labels' parents belong to
    derived_from : id of the target whose labels' parents give this target's labels
    """

    id: str
    labels: tuple[Label, ...]
    title: str = ""
    column: str = ""
    multiple: bool = True
    parent: str = ""
    derived_from: str = ""

    def __hash__(self) -> int:
        # Cheap on purpose: targets are cache keys, once for every cell that is read.
        return hash((self.id, len(self.labels)))

    @property
    def name(self) -> str:
        """What people call it."""
        return self.title or self.id

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """The label axis: every id, retired ones too, in the codebook's order."""
        return tuple(label.id for label in self.labels)

    @cached_property
    def _by_id(self) -> dict[str, Label]:
        return {label.id: label for label in self.labels}

    def label(self, label_id: str) -> Label:
        """Find a label by its id."""
        try:
            return self._by_id[label_id]
        except KeyError:
            raise ValueError(f"target {self.id!r} has no label {label_id!r}") from None


@dataclass(frozen=True, slots=True)
class Change:
    """One step from a version to the next, for one label.

    Attributes
    ----------
    version : the version that brought the change
    kind : one of ``KINDS``; written as ``change`` in the file
    was : the label's name until then
    into : split: the labels it became; merge: the label that took it in
    review : a person has to look at each old row, no rule can recode it
    """

    version: str
    kind: str
    target: str
    label: str
    was: str = ""
    into: tuple[str, ...] = ()
    note: str = ""
    review: bool = False


@dataclass(frozen=True, slots=True)
class ChosenColumn:
    """The heading under which harvests keep a field, where a person said so.

    Attributes
    ----------
    field_name : id or title of a target, or what a harvest's field is called: “outcome”, “country”
    asked : said in this very run: a harvest that lacks the heading is a mistake
    """

    field_name: str
    heading: str
    asked: bool = field(default=False, compare=False)


@dataclass(frozen=True)
class Codebook:
    """All targets with their history; ``version`` is the newest.

    ``versions`` lists each version, oldest first, with the harvests that were coded with it.
    ``columns`` are the headings that a person chose for fields of a harvest.
    ``notices`` say what had to be made up where it was read, and what was not read; they are no
    part of it.
    """

    name: str
    version: str
    targets: tuple[Target, ...]
    language: str = "en"
    versions: tuple[tuple[str, tuple[str, ...]], ...] = ()
    changes: tuple[Change, ...] = ()
    note: str = ""
    columns: tuple[ChosenColumn, ...] = ()
    notices: tuple[str, ...] = field(default=(), compare=False)

    def __post_init__(self) -> None:
        if not self.versions:  # a codebook without history knows one version: its own
            object.__setattr__(self, "versions", ((self.version, ()),))

    def __hash__(self) -> int:
        return hash((self.name, self.version))  # cheap on purpose, as for targets

    @property
    def newest(self) -> str:
        """The version of the label axis."""
        return self.version

    @property
    def asked(self) -> tuple[Target, ...]:
        """The targets that a coder answers; the others follow from them."""
        return tuple(target for target in self.targets if not target.derived_from)

    @cached_property
    def _orders(self) -> dict[str, int]:
        return {version: order for order, (version, _) in enumerate(self.versions)}

    @cached_property
    def _harvests(self) -> dict[str, str]:
        listed = [(name, version) for version, names in self.versions for name in names]
        return {loose_key(name): version for name, version in listed}

    def target(self, target_id: str) -> Target:
        """Find a target by its id."""
        for target in self.targets:
            if target.id == target_id:
                return target
        raise CodebookError(
            f"The codebook “{self.name}” has no target “{target_id}”.",
            hint=f"It has: {', '.join(target.id for target in self.targets)}.",
        )

    def order(self, version: str) -> int:
        """Place of a version in the history, the oldest 0."""
        try:
            return self._orders[version]
        except KeyError:
            raise CodebookError(
                f"The codebook “{self.name}” has no version “{version}”.",
                hint=f"It knows: {', '.join(self._orders)}.",
            ) from None

    def find_version(self, written: str) -> str | None:
        """Find the version that a cell means; ``3.0``, ``v3`` and ``Version 3`` all mean ``3``."""
        plain = written.strip()
        if plain in self._orders:
            return plain
        number = plain.casefold().removeprefix("version").removeprefix("v").strip(" .")
        wanted = {number, number.removesuffix(".0")}
        return next((version for version in self._orders if version.casefold() in wanted), None)

    def with_examples(self, of: Callable[[Target, Label], Iterable[str]]) -> Codebook:
        """Return the codebook with the examples that ``of`` gives for each label of a target."""
        targets = []
        for target in self.targets:
            labels = [replace(label, examples=tuple(of(target, label))) for label in target.labels]
            targets.append(replace(target, labels=tuple(labels)))
        return replace(self, targets=tuple(targets))

    def version_of_harvest(self, name: str) -> str | None:
        """Find the version a harvest was coded with; case, blanks and punctuation do not count."""
        return self._harvests.get(loose_key(name))
