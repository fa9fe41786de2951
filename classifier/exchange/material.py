"""What of harvests is handed over to other programs: fragments, and what coders said of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from classifier.codebook import Codebook, to_newest
from classifier.errors import HarvestError
from classifier.harvest import aliases
from classifier.harvest.headings import TARGET, TEXT_FIELDS, alias_table
from classifier.harvest.label_names import names_label
from classifier.records import Coding, Fragment, Harvest

_FACTS = ("harvest", "country", "status", "negative", "confidential")
_HANDED_OVER = (*_FACTS, *TEXT_FIELDS, "id", "coder", "version")


@dataclass(frozen=True, slots=True)
class Material:
    """Fragments with their codings by id, and how much of what is not handed over.

    The codings are in the words of the newest version, none of them without labels.
    """

    fragments: tuple[Fragment, ...]
    codings: Mapping[str, tuple[Coding, ...]]
    lost: Counter[str]

    @property
    def n_coded(self) -> int:
        """How many fragments have a code."""
        return sum(fragment.id in self.codings for fragment in self.fragments)

    def told(self) -> list[str]:
        """Say what is not handed over."""
        lost = [f"{what} ({n:,})" for what, n in self.lost.items() if n]
        return [f"Not handed over: {'; '.join(lost)}."] if lost else []


def material_of(harvest: Harvest, codebook: Codebook, *, with_confidential: bool) -> Material:
    """Choose what is handed over; confidential fragments only where that was asked for."""
    wanted = [one for one in harvest.fragments if with_confidential or not one.confidential]
    if not wanted:
        raise HarvestError(
            "There is no fragment to hand over"
            + (": all of them are confidential." if harvest.fragments else "."),
            hint="Name a harvest with fragments, or add --with-confidential.",
        )
    lost: Counter[str] = Counter()
    lost["confidential fragments"] = len(harvest.fragments) - len(wanted)
    ids = {fragment.id for fragment in wanted}
    codings: dict[str, list[Coding]] = {}
    theirs = [coding for coding in harvest.codings if coding.fragment_id in ids]
    for coding in _at_newest(theirs, codebook, lost):
        codings.setdefault(coding.fragment_id, []).append(coding)
    lost["columns"] = _n_other_columns(wanted, codebook)
    return Material(tuple(wanted), {key: tuple(value) for key, value in codings.items()}, lost)


def _n_other_columns(fragments: Iterable[Fragment], codebook: Codebook) -> int:
    """Count the columns that hold something and are neither texts, codes nor facts."""
    names = alias_table(codebook)
    filled = {name for one in fragments for name, cell in one.cells.items() if cell.strip()}
    fields = [(name, (names.find_wrapped(name) or ("", 0))[0]) for name in filled]
    others = [
        name for name, what in fields if not (what in _HANDED_OVER or what.startswith(TARGET))
    ]
    return sum(not names_label(name, codebook) for name in others)


def _at_newest(
    codings: Iterable[Coding], codebook: Codebook, lost: Counter[str]
) -> Iterable[Coding]:
    for coding in codings:
        target = codebook.target(coding.target)
        labels = to_newest(coding.labels, target, coding.version or codebook.newest, codebook)
        kept = frozenset(label for label in labels if not target.label(label).retired)
        lost["codes that are retired in the codebook"] += len(labels) - len(kept)
        lost["answers that none fits"] += not labels
        if kept:
            yield Coding(coding.fragment_id, coding.target, kept, coding.coder)


def facts_of(fragment: Fragment) -> dict[str, str]:
    """Return what else is known of a fragment, by the headings that harvests are read with."""
    facts = {}
    for name in _FACTS:
        value = getattr(fragment, name)
        text = ("YES" if value else "NO") if isinstance(value, bool) else value or ""
        if text and not (name == "confidential" and not value):
            facts[aliases()[name][0]] = text
    return facts
