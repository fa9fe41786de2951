"""A methods annex: what evaluators and donors ask of a coding, from what its project tells.

It is gathered once (`gather`), laid out as a report (`document`), and written as a page, as
Markdown or for Word.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from classifier.annex.document import document
from classifier.annex.facts import Annex
from classifier.annex.gather import gather
from classifier.guard import refuse_existing, replace_file
from classifier.outputs import refuse_unwritable, require_ending
from classifier.report.document import Document, markdown, page

ENDINGS = (".html", ".md", ".docx")

__all__ = ["ENDINGS", "Annex", "check_places", "document", "gather", "write"]


def check_places(places: Sequence[Path], force: bool = False) -> None:
    """Refuse, before the work, files that cannot be written."""
    for place in places:
        require_ending(place, *ENDINGS)
        refuse_existing(place, force)
        refuse_unwritable(place)


def write(laid_out: Document, places: Sequence[Path], force: bool = False) -> None:
    """Write an annex to each place, by its ending."""
    for place in places:
        with replace_file(place, force) as beside:
            _write(laid_out, beside)


def _write(laid_out: Document, place: Path) -> None:
    ending = place.suffix.lower()
    if ending == ".docx":
        from classifier.annex.word import write_word

        write_word(laid_out, place)
    else:
        text = page(laid_out) if ending == ".html" else markdown(laid_out)
        # A name of a file may hold what is no letter.
        place.write_bytes(text.encode("utf-8", "replace"))
