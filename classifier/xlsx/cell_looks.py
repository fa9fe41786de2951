"""How our cells look: one calm family of blues, and soft colours for the verdicts."""

from __future__ import annotations

from classifier.xlsx.styles import PERCENT, TEXT, Look

_INK, _PALE_INK, _LINE, _PALE_LINE = "1F3044", "5A6878", "9DB8CF", "E3EAF0"

HEADING = Look(fill="DCE7F0", ink=_INK, bold=True, edge="FFFFFF")
HEADING_EVERY_SECOND = Look(fill="EAF1F6", ink=_INK, bold=True, edge="FFFFFF")
HEADING_DECISION = Look(fill="B7CFE3", ink=_INK, bold=True, edge="FFFFFF")

BODY = {
    "key": Look(ink=_PALE_INK, edge=_PALE_LINE, left=_LINE),
    "notes": Look(ink=_PALE_INK, edge=_PALE_LINE),
    "suggested": Look(ink=_INK, edge=_PALE_LINE, left=_LINE),
    "probability": Look(ink=_INK, number_format=PERCENT, centred=True, edge=_PALE_LINE),
    "next": Look(ink=_PALE_INK, edge=_PALE_LINE),
    "verdict": Look(ink=_INK, centred=True, edge=_PALE_LINE),
    "why": Look(ink=_PALE_INK, edge=_PALE_LINE),
    # Text format: "+ New structure" would else be taken for a formula. Unlocked: a protected
    # sheet can still be decided on.
    "decision": Look(fill="F8FBFD", ink=_INK, number_format=TEXT, edge=_LINE, unlocked=True),
}

# Fill and ink.
VERDICT_COLOURS = {
    "suggest – sure": ("C9E7CF", "1B4A28"),
    "suggest": ("E4F3E6", "1B4A28"),
    "unsure": ("FBEFD2", "5E4605"),
    "not-readable": ("E7E9EB", "565E66"),
}
DISCUSS_COLOURS = ("EBE3F4", "472D63")
DECIDED_COLOURS = ("DCEAF7", "16324D")

GUIDE_TITLE = Look(ink=_INK, bold=True, size=16)
GUIDE_HEADING = Look(ink=_INK, bold=True, size=12)
GUIDE_LABEL = Look(ink=_INK, bold=True)
GUIDE_TEXT = Look(ink=_INK)

PLAIN_HEADING = Look(fill="EEF0F2", ink=_INK, bold=True)
PLAIN_TEXT = Look()
PLAIN_CELL = Look(wrapped=False)
