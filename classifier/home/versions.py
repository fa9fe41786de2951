"""The codebook as it was kept: when, and what was done to it then, as the log tells."""

from __future__ import annotations

import datetime
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from classifier.errors import ClassifierError
from classifier.outputs import sha256_of
from classifier.project import Project
from classifier.project.history import copies, kept_at
from classifier.project.log import read as read_log
from classifier.translations import TEXTS

_DID = "codebook written on the page: "


@dataclass(frozen=True, slots=True)
class KeptVersion:
    """A copy of the codebook.

    Attributes
    ----------
    number : its place among all, the oldest 0
    until : when it was replaced
    did, label : what was done on the page that made it so: a key of the pages' words, and the id;
        "" where it came otherwise
    who : by whom
    """

    path: Path
    number: int
    until: datetime.datetime | None
    did: str = ""
    label: str = ""
    who: str = ""


def kept_versions(project: Project) -> list[KeptVersion]:
    """Return the copies, the oldest first."""
    made: dict[str, tuple[str, str, str]] = {}
    with suppress(ClassifierError):  # the versions are there without it
        for entry in read_log(project):
            if entry.did.startswith(_DID):
                kind, _, label = entry.did.removeprefix(_DID).partition(" ")
                key = f"home_did_{kind}"
                if key in TEXTS:
                    made |= {digest: (key, label, entry.who) for _, digest in entry.files}
    return [
        KeptVersion(path, number, kept_at(path), *made.get(sha256_of(path), ()))
        for number, path in enumerate(copies(project))
    ]
