"""Double coding on the terminal: what was drawn, how far two coders agree, what was written."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from classifier.wording import counted

if TYPE_CHECKING:
    from classifier.double_coding import Agreed, Compared, Sampled
    from classifier.double_coding.compare import TargetAgreement


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
    return "\n".join([*lines, *([f"Not drawn: {', '.join(told)}."] if told else [])])


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
    alpha = "not defined" if math.isnan(one.alpha) else f"{one.alpha:.2f}"
    few = " (few: read it with care)" if one.n < _FEW else ""
    return f"{one.name}: the same in {one.n_equal} of {one.n}; alpha (MASI) {alpha}{few}."


# Below so many fragments an alpha may be far off.
_FEW = 30
