"""Sentences of the audit report: about codes and texts, never about the people who coded.

A recorded code and another reading stand side by side, both may be right, and the usual remedy
is a sentence in the codebook. A test pins the vocabulary.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from classifier.codebook import write_labels
from classifier.report.figures import named, with_interval
from classifier.report.problems import counted
from classifier.translations import say

if TYPE_CHECKING:
    from classifier.audit import Audited, Finding
    from classifier.audit.budget import Budget
    from classifier.audit.finding import Kind
    from classifier.codebook import Codebook
    from classifier.evaluate.intervals import Estimate

NOTHING = "(no label)"
RELY, TENTATIVE = 0.8, 0.667
KINDS: dict[Kind, str] = {
    "coders": "read otherwise by another coder or the FragmentID",
    "twins": "twins coded differently",
    "exchanged": "one label or another",
    "missing": "a label that may be missing",
    "unsupported": "a label with little support in the text",
    "rule": "against a rule",
}


def opening(audited: Audited) -> str:
    """What the report is, and where a reason can be written down."""
    reason = say("audit_reason_worklist")
    if audited.remarks_heading:
        reason = say("audit_reason_harvest", heading=audited.remarks_heading)
    return f"{say('audit_opening')} {reason}"


def found(audited: Audited) -> str:
    """How many fragments were read, and how many of them are on the worklist."""
    n_rows, n_listed = len(audited.findings), len({one.fragment_id for one in audited.findings})
    read = f"{counted(audited.n_fragments, 'fragment')} read"
    if not n_rows:
        return f"{read}. No code stands out, and the worklist is empty."
    return f"{read}, {n_listed:,} of them worth a second look: {counted(n_rows, 'row')} to decide."


def readings(finding: Finding, codebook: Codebook) -> tuple[str, str]:
    """Return the names that stand recorded, and those of the other reading."""
    target = codebook.target(finding.target)
    recorded = write_labels(finding.recorded, target) or NOTHING
    return recorded, finding.other or write_labels(finding.reading, target) or NOTHING


def estimate(one: Estimate) -> str:
    """A figure with its interval; a dash where it is undefined."""
    return with_interval(one, between=" to ")


def budget(one: Budget) -> str:
    """What looking at the first rows is worth.

    The word error does not fit: what changes is decided by the people who look.
    """
    if not one.look_at:
        return say("audit_empty", n=f"{one.total:.0f}")
    if one.total < 1:
        return say("audit_under_one")
    shares = (f"{share:.0%}" for share in (one.share, one.share_low, one.share_high))
    counts = {"n": one.look_at, "held": f"{one.held:.0f}", "total": f"{one.total:.0f}"}
    return say("audit_hold", **counts, **dict(zip(("share", "low", "high"), shares, strict=True)))


def guessed(audited: Audited) -> str:
    """Where the expected numbers come from if no fragment was read twice; "" if some were."""
    once = [
        audited.codebook.target(name).name
        for name, doubts in audited.doubts.items()
        if not doubts.rates.n_twice
    ]
    return say("audit_guessed", targets=named(once)) if once else ""


def agreement(audited: Audited, target: str) -> str:
    """How far coders agree on whole sets of labels, and what that is usually taken to mean."""
    found = audited.agreement[target]
    if found.total is None:
        return "No fragment was coded twice."
    alpha = found.total.masi
    if alpha.value is None:
        firm = "it cannot be told"
    elif alpha.value >= RELY:
        firm = "agreement is firm"
    else:
        firm = "agreement is fair" if alpha.value >= TENTATIVE else "agreement is still loose"
    return (
        f"{found.n_twice} fragments were coded by two or more people. Alpha with MASI distance is "
        f"{estimate(alpha)}: {firm}. With Jaccard distance it is "
        f"{estimate(found.total.jaccard)}; {estimate(found.total.equal)} of the pairs of codings "
        "are the very same set. With many labels to choose from, alpha well below 0.8 is usual: "
        "the labels that blur are worth a talk, the people are not the cause."
    )


def rates(audited: Audited) -> str:
    """What the chances rest on."""
    parts = []
    for name, found in audited.doubts.items():
        title = audited.codebook.target(name).name
        basis = (
            f"from {found.rates.n_twice} fragments read twice"
            if found.rates.n_twice
            else "a guess, since no fragment was coded twice"
        )
        parts.append(
            f"{title}: about {found.rates.kept:.0%} of the fitting labels are recorded, about "
            f"{found.rates.astray:.0%} of the recorded ones would not be recorded again ({basis})"
        )
    return "; ".join(parts) + "."
