"""Labels that coders miss in the codebook, as a list."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from classifier.finish.copies import Copy
from classifier.guard import replace_file
from classifier.outputs import csv_text

# Once finished it is nowhere else.
_OF_CONFIDENTIAL = "(confidential: the words are in the reviewed workbook)"
_HEADINGS = ("New label", "Target", "FragmentID", "Coder")


def noted_labels(copies: Iterable[Copy]) -> Iterator[tuple[str, ...]]:
    """Yield each label noted in a decision cell; words on a confidential fragment stay there."""
    for copy in copies:
        codebook = copy.reviewed.pretagged.codebook
        for row, fragment in copy.match.rows:
            for name, labels in row.noted.items():
                for words in labels:
                    told = _OF_CONFIDENTIAL if fragment.confidential else words
                    yield told, codebook.target(name).name, fragment.key, copy.coder


def list_beside(out: Path) -> Path:
    """Return where the list of a coded workbook lies."""
    return out.with_name(f"{out.stem}-new-labels.csv")


def write_new_labels(path: Path, rows: Iterable[Sequence[str]], force: bool) -> None:
    """Write the list, a row for each label, fragment and coder."""
    with replace_file(path, force) as beside:
        beside.write_text(csv_text([_HEADINGS, *rows]), "utf-8-sig", newline="")
