"""The table of encoders for the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from classifier.encode import EncoderFacts


def encoder_table(encoders: Sequence[EncoderFacts]) -> str:
    """One paragraph an encoder: what it is, and where its weights are."""
    parts = []
    for e in encoders:
        state = "installed" if e.installed else "not installed"
        parts.append(
            f"{e.name} · {state}\n"
            f"  dimensions  {e.n_dims or '–'}\n"
            f"  languages   {', '.join(e.languages) or 'as the model'}\n"
            f"  licence     {e.licence}\n"
            f"  weights     {e.where}"
        )
    return "\n\n".join(parts)
