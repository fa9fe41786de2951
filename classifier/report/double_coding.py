"""Double coding on the terminal: what was drawn, how far two coders agree, what was written."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING

from classifier.double_coding.draw import within
from classifier.report.audit_sentences import RELY, TENTATIVE
from classifier.translations import say
from classifier.wording import counted

if TYPE_CHECKING:
    from classifier.double_coding import Agreed, Compared
    from classifier.double_coding.compare import TargetAgreement
    from classifier.double_coding.draw import Sampled


def sample_summary(drawn: Sampled) -> str:
    """Say what was drawn, what was passed over and why."""
    lines = [
        f"{counted(len(drawn.fragments), 'fragment')} of {drawn.n_of} drawn, evenly over harvests, "
        "countries and recorded codes."
    ]
    passed = {
        "confidential": drawn.n_confidential,
        "told by another fragment": drawn.n_twins,
        "coded by two people already": drawn.n_twice,
    }
    told = [f"{n} {why}" for why, n in passed.items() if n]
    lines += [f"Not drawn: {', '.join(told)}."] if told else []
    return "\n".join([*lines, tells(len(drawn.fragments))])


def tells(n: int, words: Callable[..., str] = say) -> str:
    """Say what so many fragments can tell of how far two coders agree."""
    return words("double_tells", n=n, points=round(100 * within(n)))


def agreement_words(one: TargetAgreement, words: Callable[..., str]) -> str:
    """Say how far two coders agree, and what that is usually taken to mean."""
    same = {"same": one.n_equal, "all": one.n}
    if math.isnan(one.alpha):
        return words("double_same_alone", **same)
    firm = "audit_firm" if one.alpha >= RELY else "audit_fair"
    told = words(firm if one.alpha >= TENTATIVE else "audit_loose")
    alpha = f"\u2066{_alpha(one)}\u2069"  # in Arabic, too, the figures run from left to right
    return words("double_same", **same, alpha=alpha, firm=told)


def _alpha(one: TargetAgreement) -> str:
    if one.between is None:
        return f"{one.alpha:.2f}"
    low, high = (round(end, 2) + 0.0 for end in one.between)  # never −0
    return f"{one.alpha:.2f} ({low:.2f} – {high:.2f})"


def compared_summary(compared: Compared) -> str:
    """Say how far the two coders agree, and how much is to be agreed on."""
    lines = [f"A and B coded {counted(compared.n, 'fragment')}."]
    lines += map(_agreement, compared.agreement)
    return "\n".join([*lines, f"{counted(compared.n_open, 'cell')} to agree on."])


def agreed_summary(agreed: Agreed) -> str:
    """Say what was written and what is open, and agreement before and after."""
    lines = [f"{counted(agreed.n_written, 'code cell')} written; {agreed.n_open} still open."]
    if agreed.n_elsewhere:
        lines.append(f"{counted(agreed.n_elsewhere, 'fragment')} of other harvests passed over.")
    lines += ["Before, A against B:", *(f"  {_agreement(one)}" for one in agreed.before)]
    for coder, figures in agreed.after.items():
        lines += [f"After, {coder} against what was agreed:"]
        lines += [f"  {_agreement(one)}" for one in figures]
    return "\n".join(lines)


def _agreement(one: TargetAgreement) -> str:
    if not one.n:
        return f"{one.name}: no fragment was coded by both."
    alpha = "not defined" if math.isnan(one.alpha) else _alpha(one)
    few = " (few: read it with care)" if one.n < _FEW else ""
    return f"{one.name}: the same in {one.n_equal} of {one.n}; alpha (MASI) {alpha}{few}."


# Below so many fragments an alpha may be far off.
_FEW = 30
