"""What the rows of coded harvests say, by the names of codes that were found in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePath

from classifier.codebook import Codebook
from classifier.disclosure import UNNAMED, open_names
from classifier.harvest.read import read_harvest
from classifier.records import Fragment, Harvest

Names = frozenset[str]
_SHOWN = 5


@dataclass(frozen=True)
class CodedRows:
    """Harvests as their ordinary reader reads them with a first codebook."""

    codebook: Codebook
    harvest: Harvest

    @cached_property
    def harvest_of(self) -> dict[str, str]:
        """The harvest of each fragment by its id, where an open fragment names it too."""
        fragments = self.harvest.fragments
        names = open_names(list(map(_harvest_name, fragments)), fragments)
        return {f.id: name or UNNAMED for f, name in zip(fragments, names, strict=True)}

    @cached_property
    def harvests(self) -> list[str]:
        """The names of the harvests, in the order of the files."""
        return list(dict.fromkeys(self.harvest_of.values()))

    @property
    def open_harvests(self) -> tuple[str, ...]:
        """Those that may be named."""
        return tuple(name for name in self.harvests if name != UNNAMED)

    @cached_property
    def names(self) -> dict[str, dict[str, Names]]:
        """By target and fragment the names of all codes that any coder gave it."""
        written = {
            (t.id, label.id): label.name for t in self.codebook.targets for label in t.labels
        }
        found: dict[str, dict[str, Names]] = {target.id: {} for target in self.codebook.targets}
        for coding in self.harvest.codings:
            own = frozenset(written[coding.target, label] for label in coding.labels)
            before = found[coding.target].get(coding.fragment_id, Names())
            found[coding.target][coding.fragment_id] = before | own
        return found

    def uses(self, target: str) -> dict[str, list[int]]:
        """Count the fragments of each name in use, harvest by harvest."""
        places = {name: place for place, name in enumerate(self.harvests)}
        counts: dict[str, list[int]] = {}
        for fragment_id, names in self.names[target].items():
            place = places[self.harvest_of[fragment_id]]
            for name in names:
                counts.setdefault(name, [0] * len(places))[place] += 1
        return counts

    def both(self, below: str, above: str) -> dict[str, tuple[Names, Names]]:
        """Return what each fragment that has names of two targets has of them, by its id."""
        others = self.names[above]
        pairs = {id_: (names, others.get(id_, Names())) for id_, names in self.names[below].items()}
        return {id_: pair for id_, pair in pairs.items() if all(pair)}

    def called(self, fragment_id: str) -> str:
        """Name a fragment: by its id, a confidential one by its place alone."""
        fragment = next(one for one in self.harvest.fragments if one.id == fragment_id)
        return str(fragment.origin) if fragment.confidential else fragment_id

    def unread(self) -> list[str]:
        """Say which cells hold something that is none of the names."""
        found = [problem for problem in self.harvest.problems if problem.kind == "unknown-label"]
        first = [f"{problem.origin}: {problem.what}" for problem in found[:_SHOWN]]
        more = len(found) - len(first)
        return [*first, f"… and {more} more such cells."] if more else first


def read_rows(paths: Sequence[Path], codebook: Codebook) -> CodedRows:
    """Read coded harvests with the codebook that their own cells gave."""
    return CodedRows(codebook, read_harvest(paths, codebook))


def _harvest_name(fragment: Fragment) -> str:
    return fragment.harvest or PurePath(fragment.origin.file).stem
