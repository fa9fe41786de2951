"""What lies on the desk: fragments, proposals, coded neighbours, findings of a worklist."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from classifier.edit.provenance import digest
from classifier.harvest.clean import fold
from classifier.records import Coding, Fragment

if TYPE_CHECKING:
    from classifier.codebook import Codebook
    from classifier.finish.decide import Answer
    from classifier.review.proposals import Proposals
    from classifier.review.worklist import Finding


@dataclass(frozen=True)
class Material:
    """Everything that does not change while it is reviewed.

    Attributes
    ----------
    source : the harvest or pre-tagged workbook
    tagged : it is pre-tagged
    keys : per fragment, the id its decisions are kept under
    recorded : codings that stand in the harvest, by key and target
    coded : coded fragments whose text may be shown as neighbours, by id; never confidential ones
    findings : why a fragment is on the worklist, by key; empty without a worklist
    decided : decisions that stood in a pre-tagged workbook, by place and target
    """

    source: Path
    codebook: Codebook
    fragments: tuple[Fragment, ...]
    keys: tuple[str, ...]
    proposals: Proposals
    tagged: bool = False
    recorded: Mapping[tuple[str, str], tuple[Coding, ...]] = field(default_factory=dict)
    coded: Mapping[str, Fragment] = field(default_factory=dict)
    findings: Mapping[str, tuple[Finding, ...]] = field(default_factory=dict)
    decided: Mapping[int, Mapping[str, Answer]] = field(default_factory=dict)

    @cached_property
    def confidential(self) -> frozenset[str]:
        """Ids of fragments whose words stay on their own page."""
        return frozenset(one.id for one in self.fragments if one.confidential)

    @cached_property
    def folded(self) -> tuple[str, ...]:
        """Id and text of each fragment as a search compares them; folding all takes a while."""
        return tuple(fold(f"{one.id} {one.outcome} {one.significance}") for one in self.fragments)

    def digest(self, place: int) -> str:
        """Fingerprint the text of a fragment."""
        fragment = self.fragments[place]
        return digest(fragment.outcome, fragment.significance)
