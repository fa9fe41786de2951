"""What came over from another program, or went there, in a few lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from classifier.wording import counted

if TYPE_CHECKING:
    from classifier.exchange.qdpx_in import ReadProject


def read_summary(read: ReadProject) -> str:
    """Say how much was read of a project."""
    coders = {coder for fragment in read.fragments for coder in fragment.said if coder}
    by = f", by {counted(len(coders), 'coder')}" if coders else ""
    return f"{counted(len(read.fragments), 'fragment')}, {read.n_coded:,} of them coded{by}."
