"""What a command counted, as numbers by name: the log of a project keeps them for its annex."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from classifier.audit.apply import Applied
    from classifier.audit.run import Audited
    from classifier.double_coding import Agreed, Compared
    from classifier.double_coding.compare import TargetAgreement
    from classifier.engine.parts import Tally
    from classifier.finish import Finished
    from classifier.relabel.plan_file import Header

Figures = dict[str, int | float]


def of(what: str, target: str) -> str:
    """Return the name of a number of one target.

    >>> of("alpha", "Type of change")
    'alpha: Type of change'
    """
    return f"{what}: {target}"


def finish_counts(done: Finished) -> Figures:
    """Count cells by how they were decided, and the rows with something that was not."""
    return {
        **Counter(decision.how for decision in done.decisions),
        "kept rows": len(done.kept),
        "left rows": len(done.left),
        "differing rows": len({conflict.key for conflict in done.conflicts}),
    }


def audit_counts(audited: Audited) -> Figures:
    """Count what an audit found, and keep how far coders agree."""
    counts: Figures = {
        "fragments": audited.n_fragments,
        "findings": len(audited.findings),
        "look at": audited.budgets[0].look_at,
    }
    for name, one in audited.agreement.items():
        target = audited.codebook.target(name).name
        counts[of("both", target)] = one.n_twice
        if one.total:
            masi = one.total.masi
            counts |= _alpha(target, masi.value, masi.low, masi.high)
            counts[of("equal", target)] = round((one.total.equal.value or 0) * one.n_twice)
    return counts


def _alpha(target: str, *estimate: float | None) -> Figures:
    """Return an alpha and the ends of its interval, as far as they are known."""
    parts = zip(("alpha", "alpha from", "alpha to"), estimate, strict=True)
    return {of(part, target): round(value, 4) for part, value in parts if value is not None}


def applied_counts(done: Applied) -> Figures:
    """Count what became of the decisions of a worklist."""
    return {
        "changed": len(done.changes) - done.followed,
        "followed": done.followed,
        "kept": done.kept,
        "to discuss": len(done.discuss),
        "elsewhere": done.elsewhere,
    }


def tally_counts(tally: Tally) -> Figures:
    """Count rows by what became of them."""
    return dict(tally.counts)


def plan_counts(header: Header) -> Figures:
    """Count the rows of a plan, and its cells by who decides."""
    cells = Counter[str]()
    for counts in header.counts.values():
        cells.update(counts)
    return {"rows": header.n_rows, **cells}


def exchanged_counts(n_fragments: int, n_coded: int) -> Figures:
    """Count what came over from another program, or went there."""
    return {"fragments": n_fragments, "coded": n_coded}


def compared_counts(compared: Compared) -> Figures:
    """Keep how far two coders agree, and how much is open."""
    open_cells = {"fragments": compared.n, "open": compared.n_open}
    return open_cells | _agreement(compared.agreement)


def agreed_counts(agreed: Agreed) -> Figures:
    """Count what two coders agreed on, and keep how far they agreed before."""
    return {"written": agreed.n_written, "open": agreed.n_open} | _agreement(agreed.before)


def _agreement(targets: Iterable[TargetAgreement]) -> Figures:
    counts: Figures = {}
    for one in targets:
        counts |= {of("both", one.name): one.n, of("equal", one.name): one.n_equal}
        if not math.isnan(one.alpha):
            low, high = one.between or (None, None)
            counts |= _alpha(one.name, one.alpha, low, high)
    return counts
