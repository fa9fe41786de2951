"""Work in parts that survives being killed: finished parts stay, the next run does the rest.

A folder beside the output holds the parts and a manifest of what they were made from. Each part
is renamed into place when it is whole. A folder made from something else is thrown away.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from classifier.errors import OutputError

_MANIFEST = "made-from.json"


class Parts:
    """The parts of one output.

    ``facts`` is what stood in the manifest: of an earlier run with the same ``made_from``, the
    facts of that run, such as its date.
    """

    def __init__(
        self, output: Path, made_from: Mapping[str, str], facts: Mapping[str, str]
    ) -> None:
        self.folder = output.with_name(f".{output.name}.parts")
        self.facts = dict(facts)
        known = self._read()
        if known is not None and known.get("made_from") == dict(made_from):
            self.facts = known["facts"]
            return
        try:
            shutil.rmtree(self.folder, ignore_errors=True)
            self.folder.mkdir()
        except FileNotFoundError as error:
            raise OutputError(
                f"The folder {output.parent} does not exist.", hint="Create it first."
            ) from error
        content = json.dumps({"made_from": dict(made_from), "facts": self.facts})
        with self.making(_MANIFEST) as path:
            path.write_text(content, "utf-8")

    def _read(self) -> dict[str, dict[str, str]] | None:
        try:
            found = json.loads((self.folder / _MANIFEST).read_text("utf-8"))
        except (FileNotFoundError, NotADirectoryError, ValueError):
            return None
        return found if isinstance(found, dict) else None

    def path(self, name: str) -> Path:
        """Where a part stands once it is whole."""
        return self.folder / name

    def has(self, name: str) -> bool:
        """Whether a part is whole already."""
        return self.path(name).exists()

    @contextmanager
    def making(self, name: str) -> Iterator[Path]:
        """Yield a path to write a part to; it is renamed into place when the block ends well.

        Two processes may make the same part: each writes a file of its own, and both are the same.
        """
        place = self.path(name)
        place.parent.mkdir(parents=True, exist_ok=True)
        unfinished = self.path(f"unfinished/{secrets.token_hex(8)}{place.suffix}")
        unfinished.parent.mkdir(exist_ok=True)
        yield unfinished
        with unfinished.open("rb+") as stream:
            os.fsync(stream.fileno())
        os.replace(unfinished, place)

    def finish(self) -> None:
        """Throw the parts away: the output is whole."""
        shutil.rmtree(self.folder)
