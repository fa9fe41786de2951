"""What relabelling counts, in the words of its reports."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from classifier.relabel.trend import Point

NOT_ASKED = "not asked"
NO_HARVEST = "no harvest"
DECIDED_WORDS = {
    "unchanged": "unchanged", "rule": "by rule", "model": "by model", "person": "by people",
    "open": "not decided yet",
}  # fmt: skip


def point_text(point: Point) -> str:
    """Write one point: “not asked” is not nought, nor is what few rows could tell.

    >>> from classifier.relabel.trend import Point
    >>> point_text(Point(0, 3, 0, 2, 9)), point_text(Point(5, 5, 9, 0, 9))
    ('not asked → 3 (+2)', '5 → 5')
    >>> point_text(Point(1, 3, 4, 0, 9))
    '1 of 4 asked → 3'
    """
    before = str(point.before) if point.asked else NOT_ASKED
    if point.asked and point.knew < point.rows:
        before += f" of {point.knew} asked"
    return f"{before} → {point.after}" + (f" (+{point.open})" if point.open else "")
