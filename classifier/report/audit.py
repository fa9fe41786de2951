"""An audit as a page, as JSON, and as a few lines for the terminal."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from classifier.report import audit_words as words
from classifier.report.audit_sections import document
from classifier.report.page import page
from classifier.wording import first_names

if TYPE_CHECKING:
    from classifier.audit import Audited
    from classifier.audit.apply import Applied

FORMAT = 1


def audit_page(audited: Audited) -> str:
    """Write the report as one HTML file."""
    return page(document(audited))


def audit_json(audited: Audited) -> str:
    """Write the figures as JSON; the findings stand in the worklist."""
    first = audited.budgets[0]
    facts = {
        "format": FORMAT,
        "codebook_version": audited.codebook.version,
        "files": list(audited.files),
        "n_fragments": audited.n_fragments,
        "n_recorded": audited.n_recorded,
        "n_findings": dict(Counter(finding.kind for finding in audited.findings)),
        "look_at": asdict(first),
        "budgets": [asdict(one) for one in audited.budgets[1:]],
        "rates": {
            name: {"kept": d.rates.kept, "astray": d.rates.astray, "n_twice": d.rates.n_twice}
            for name, d in audited.doubts.items()
        },
        "agreement": {name: _concord(audited, name) for name in audited.concord},
        "use": [asdict(one) for one in audited.use],
        "themes": [asdict(one) for one in audited.themes],
        "notices": list(audited.notices),
    }
    return json.dumps(_rounded(facts), ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def _concord(audited: Audited, name: str) -> dict[str, Any]:
    """The agreement of one target; pairs of coders have names only if that was asked for."""
    facts = asdict(audited.concord[name])
    if not audited.config.by_coder:
        for number, pair in enumerate(facts["pairs"], start=1):
            pair["name"] = f"pair {number}"
    return facts


def _rounded(value: Any) -> Any:  # whatever a frozen result may hold
    if isinstance(value, float):
        return round(value, 4)
    if isinstance(value, dict):
        return {key: _rounded(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(inner) for inner in value]
    return value


def audit_summary(audited: Audited, folder: Path) -> str:
    """What the terminal shows when an audit is done."""
    kinds = Counter(finding.kind for finding in audited.findings)
    lines = [words.found(audited)]
    lines += [f"  {kinds[kind]:>4}  {name}" for kind, name in words.KINDS.items() if kinds[kind]]
    lines += filter(None, [words.budget(audited.budgets[0]), words.guessed(audited)])
    for name, found in audited.concord.items():
        title = audited.codebook.target(name).title or name
        if found.total:
            lines.append(
                f"{title}: {found.n_twice} fragments coded twice, alpha (MASI) "
                f"{words.estimate(found.total.masi)}."
            )
    lines.append(f"Worklist and report: {folder}")
    return "\n".join(lines)


def apply_summary(done: Applied, out: Path) -> str:
    """What the terminal shows when decisions were carried over."""
    decided = len(done.changes) - done.followed
    lines = [f"{decided} codes changed, {done.kept} rows kept as recorded."]
    if done.followed:
        lines.append(f"{done.followed} more that follow from them were changed along.")
    if done.discuss:
        lines.append(f"To discuss: {first_names(done.discuss)}.")
    if done.elsewhere:
        lines.append(f"{done.elsewhere} decisions are about fragments of other files.")
    return "\n".join([*lines, f"Written to {out}; undo with {done.log.name}."])
