"""The two texts that count, cut out of StoryFragment_Merged at its own headings."""

from __future__ import annotations

import re

_PLAIN = {
    "outcome": r"outcome\s+description|description\s+of\s+the\s+outcome"
    r"|description\s+(?:de\s+l['’]effet|du\s+r[ée]sultat)",
    "significance": r"significance\s+description|significance\s+of\s+the\s+outcome"
    r"|description\s+de\s+(?:l['’]importance|la\s+signification)"
    r"|(?:importance|signification)\s+(?:de\s+l['’]effet|du\s+r[ée]sultat)",
    "other": r"contribution\s+of\s+the\s+(?:programme|program|project)"
    r"|contribution\s+of\s+other\s+actors(?:\s+and\s+factors)?"
    r"|additional\s+information(?:\s+\(use\s+if\s+needed\))?"
    r"|contribution\s+du\s+(?:programme|projet)"
    r"|contributions?\s+(?:des\s+|d['’])autres\s+acteurs(?:\s+et\s+facteurs)?"
    r"|informations?\s+(?:compl[ée]mentaires?|suppl[ée]mentaires?)",
}
_BARE = {"bare": "significance|importance|signification"}
"""Words that are a heading only where a line, a sentence or a gap ends: they also occur inside."""


def _any_of(parts: dict[str, str]) -> str:
    return "|".join(f"(?P<{part}>{words})" for part, words in parts.items())


_HEADING = re.compile(
    rf"(?:(?:^|\s|(?<=\W))(?:\*\*)?(?:{_any_of(_PLAIN)})"
    rf"|(?:^|\n|\s\s|(?<=[.!?])\s?)(?:\*\*)?(?:{_any_of(_BARE)}))"
    r"\s*(?:\*\*)?[ \u00a0]?:(?:\*\*)?",
    flags=re.IGNORECASE,
)


def cut_merged(text: str) -> tuple[str, str]:
    """Outcome and significance as the merged field holds them; the contributions stay out.

    >>> cut_merged("They met.  Significance description: First time.   "
    ...            "Contribution of the programme: A room.   Additional information: ")
    ('They met.', 'First time.')
    """
    found = {"outcome": "", "significance": ""}
    part, start = "outcome", 0
    for match in _HEADING.finditer(text):
        _add(found, part, text[start : match.start()])
        part = "significance" if match["bare"] else match.lastgroup or "other"
        start = match.end()
    _add(found, part, text[start:])
    return found["outcome"], found["significance"]


def _add(found: dict[str, str], part: str, text: str) -> None:
    if part in found and text.strip():
        found[part] = f"{found[part]}\n{text.strip()}".strip()
