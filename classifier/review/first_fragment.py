"""The first fragment of a large harvest, to be read while all the others still are."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from classifier.pages.site import Reading
from classifier.review.answers import Log
from classifier.review.fragment_page import fragment_view
from classifier.review.session import Session

if TYPE_CHECKING:
    from classifier.review.inputs import ReviewInputs


def show_first(reading: Reading, inputs: ReviewInputs) -> None:
    """Show the first fragment, and what is suggested for it, on the page of those who wait.

    Nothing can be answered there: what stands in the rows below may still tell more of it.
    """
    log = Log(Path(":memory:"))
    try:
        view = fragment_view(Session(inputs, log, ""), 0)
    finally:
        log.close()
    packages = ("classifier.review", "classifier.pages")
    reading.show(packages, "first_fragment.html", view=view, codebook=inputs.codebook)
