"""Sentences of the audit report: about codes and texts, never about the people who coded.

A recorded code and another reading stand side by side, both may be right, and the usual remedy
is a sentence in the codebook. A test pins the vocabulary.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from classifier.codebook import write_labels
from classifier.report.figures import named, with_interval
from classifier.translations import say
from classifier.wording import counted

if TYPE_CHECKING:
    from classifier.audit import Finding
    from classifier.audit.budget import Budget
    from classifier.audit.finding import Kind
    from classifier.audit.run import Audited
    from classifier.codebook import Codebook
    from classifier.evaluate.intervals import Estimate

RELY, TENTATIVE = 0.8, 0.667
KINDS: dict[Kind, str] = {
    "coders": "finding_coders",
    "twins": "finding_twins",
    "exchanged": "finding_exchanged",
    "missing": "finding_missing",
    "unsupported": "finding_unsupported",
    "rule": "finding_rule",
}
"""By what a finding is about, the key of the words for it."""


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
    recorded = write_labels(finding.recorded, target) or say("no_label")
    return recorded, finding.other or write_labels(finding.reading, target) or say("no_label")


def estimate(one: Estimate) -> str:
    """A figure with its interval; a dash where it is undefined."""
    return with_interval(one, worded=True)


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
        return say("audit_coded_once")
    alpha = found.total.masi
    if alpha.value is None:
        firm = "audit_cannot_be_told"
    elif alpha.value >= RELY:
        firm = "audit_firm"
    else:
        firm = "audit_fair" if alpha.value >= TENTATIVE else "audit_loose"
    return say(
        "audit_agree_words",
        fragments=found.n_twice,
        alpha=estimate(alpha),
        firm=say(firm),
        jaccard=estimate(found.total.jaccard),
        equal=estimate(found.total.equal),
    )


def rates(audited: Audited) -> str:
    """What the chances rest on."""
    parts = []
    for name, found in audited.doubts.items():
        title = audited.codebook.target(name).name
        basis = say("audit_basis_guess")
        if found.rates.n_twice:
            basis = say("audit_basis_twice", fragments=found.rates.n_twice)
        shares = {"kept": f"{found.rates.kept:.0%}", "astray": f"{found.rates.astray:.0%}"}
        parts.append(say("audit_rates", target=title, **shares, basis=basis))
    return "; ".join(parts) + "."
