"""The codebook with the ways to get one that a program wants."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Self

from classifier import codebook
from classifier.api.frames import as_files
from classifier.draft import draft_codebook

if TYPE_CHECKING:
    from classifier.api.frames import Harvests


class Codebook(codebook.Codebook):
    """All targets with their history; `read` one, or `draft` one from coded harvests."""

    def __repr__(self) -> str:
        sizes = ", ".join(f"{len(target.labels)} of {target.id}" for target in self.targets)
        return f"<Codebook “{self.name}”, version {self.version}: {sizes}>"

    @classmethod
    def read(cls, path: str | Path) -> Self:
        """Read a codebook in any format; one that cannot be read is a CodebookError."""
        return cls.of(codebook.read_codebook(Path(path)))

    @classmethod
    def draft(cls, harvests: Harvests, **columns: str) -> Self:
        """Draft one from coded harvests.

        Parameters
        ----------
        columns : heading of a field, such as ``type="Category"``; the likeliest, without any
        """
        nothing = codebook.Codebook("Draft", "1", ())
        chosen = [f"{field}={heading}" for field, heading in columns.items()]
        with as_files(harvests, nothing) as paths:
            return cls.of(draft_codebook(paths, chosen=chosen).codebook)

    @classmethod
    def of(cls, book: codebook.Codebook) -> Self:
        """Return one that was read otherwise."""
        return cls(**{field.name: getattr(book, field.name) for field in fields(book)})
