"""The versions of the codebook that a project keeps: how many labels, and what changed between."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from classifier.annex.facts import CodebookVersion
from classifier.codebook import Codebook, read_codebook
from classifier.codebook.diff import diff_codebooks
from classifier.errors import ClassifierError
from classifier.outputs import sha256_of
from classifier.project import Project
from classifier.project.history import copies
from classifier.project.log import Entry

_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def versions_of(project: Project, entries: Sequence[Entry]) -> tuple[CodebookVersion, ...]:
    """Return the versions, the oldest first; two codebooks in a project are a ProjectError."""
    noted = _first_noted(entries)
    kept = [(path, _day_of(path)) for path in copies(project)]
    current = [(project.codebook, "")] if project.codebook else []
    versions: list[CodebookVersion] = []
    before: Codebook | None = None
    for path, until in (*kept, *current):
        digest, book = sha256_of(path), _read(path)
        if versions and versions[-1].sha256 == digest:
            continue
        versions.append(
            CodebookVersion(
                book.version if book else "",
                digest,
                until,
                noted.get(digest, ""),
                _labels(book) if book else None,
                _changes(before, book),
            )
        )
        before = book
    return tuple(versions)


def _read(path: Path) -> Codebook | None:
    try:
        return read_codebook(path)
    except (ClassifierError, OSError):
        return None


def _day_of(copy: Path) -> str:
    """Return the day on which a copy was made, which its name begins with."""
    day = _DAY.match(copy.name)
    return day[0] if day else ""


def _first_noted(entries: Sequence[Entry]) -> Mapping[str, str]:
    """Return the day of the first line that names a content, by its sha256."""
    days: dict[str, str] = {}
    for entry in entries:
        for _, digest in entry.files:
            days.setdefault(digest, entry.when[:10])
    return days


def _labels(book: Codebook) -> dict[str, int]:
    return {
        target.name: sum(not label.retired for label in target.labels) for target in book.targets
    }


def _changes(before: Codebook | None, book: Codebook | None) -> Counter[str] | None:
    """Count what changed, by its kind; None where one of the two is not known."""
    if before is None or book is None:
        return None
    return Counter(difference.kind for difference in diff_codebooks(before, book))
