"""What came over from another program, or went there, in a few lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from classifier.wording import counted

if TYPE_CHECKING:
    from classifier.exchange.label_studio_in import ReadAnswers
    from classifier.exchange.material import Material
    from classifier.exchange.qdpx_in import ReadProject


def read_summary(read: ReadProject) -> str:
    """Say how much was read of a project."""
    coders = {coder for fragment in read.fragments for coder in fragment.said if coder}
    by = f", by {counted(len(coders), 'coder')}" if coders else ""
    return f"{counted(len(read.fragments), 'fragment')}, {read.n_coded:,} of them coded{by}."


def answers_summary(read: ReadAnswers) -> str:
    """Say how much was read of what people answered."""
    coders = set(filter(None, read.coders))
    return f"{counted(len(read.coders), 'row')}, by {counted(len(coders), 'coder')}."


def written_summary(material: Material) -> str:
    """Say how much was handed over."""
    codings = [coding for codings in material.codings.values() for coding in codings]
    coders = {coding.coder for coding in codings if coding.coder}
    by = f", by {counted(len(coders), 'coder')}" if coders else ""
    return (
        f"{counted(len(material.fragments), 'fragment')}, {material.n_coded:,} of them coded{by}."
    )
