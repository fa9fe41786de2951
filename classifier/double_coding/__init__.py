"""Coding twice: some fragments are coded by two people apart, who then agree where they differ.

Reading order: `draw` (which fragments), `workbooks` (what the coders get, and what they agree in),
`compare` (two codings of the same fragments), `agreed` (what was agreed, written into the harvest).
"""

from classifier.double_coding.agreed import Agreed, write_agreed
from classifier.double_coding.compare import Compared, adjudicate

__all__ = ["Agreed", "Compared", "adjudicate", "write_agreed"]
