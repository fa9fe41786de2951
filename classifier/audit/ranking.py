"""The two orders of the worklist: code by code, and fragment by fragment.

Measured with planted errors (eval/audit_benchmark.md): single codes are found best by their own
chance, fragments in which anything changes by the chances of all their codes together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from classifier.audit.nouns import Finding
    from classifier.audit.target import TargetDoubts


def with_fragment_sums(
    findings: Sequence[Finding], doubts: Mapping[str, TargetDoubts]
) -> list[Finding]:
    """Tell each finding how many codes of its fragment, of all targets, are expected to change."""
    sums: dict[str, float] = defaultdict(float)
    for found in doubts.values():
        for coding, chances in zip(found.recorded.codings, found.chances, strict=True):
            sums[coding.fragment_id] += float(chances.sum())
    for finding in findings:
        if finding.kind == "rule":
            sums[finding.fragment_id] += finding.chance
    return [replace(finding, in_fragment=sums[finding.fragment_id]) for finding in findings]


def code_order(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """The likeliest to change first; equals by their fragment, then by file, row and target."""

    def key(one: Finding) -> tuple[float, float, str, str, int, str, str]:
        origin = one.origin
        return (
            -round(one.chance, 9),
            -round(one.in_fragment, 9),
            origin.file,
            origin.sheet,
            origin.row or 0,
            one.target,
            ",".join(sorted(one.add | one.remove)) + one.rule,
        )

    return tuple(sorted(findings, key=key))


def fragment_order(findings: Sequence[Finding]) -> list[int]:
    """The places of the findings, fragment by fragment, each one's findings as they stand."""

    def key(place: int) -> tuple[float, str]:
        return -round(findings[place].in_fragment, 9), findings[place].fragment_id

    return sorted(range(len(findings)), key=key)
