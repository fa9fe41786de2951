"""How large the program is: modules, lines and syntax nodes of ``classifier/``, by package.

Below the total stands ``eval/``, which is not part of the program.

``--at COMMIT`` measures another commit as well and prints the change. Nodes are those of Python's
own ``ast``: they count what is said, not how it is laid out.
"""

from __future__ import annotations

import argparse
import ast
import io
import subprocess
import tarfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).parents[1]
FOLDERS = ("classifier", "eval")


@dataclass(frozen=True, slots=True)
class Size:
    """Size of some modules; ``n_nodes`` counts the nodes of their syntax trees."""

    n_modules: int = 0
    n_lines: int = 0
    n_nodes: int = 0

    def __add__(self, other: Size) -> Size:
        return Size(
            self.n_modules + other.n_modules,
            self.n_lines + other.n_lines,
            self.n_nodes + other.n_nodes,
        )


def measure(source: str) -> Size:
    """Return the size of one module's source."""
    return Size(1, source.count("\n"), sum(1 for _ in ast.walk(ast.parse(source))))


def sources(commit: str) -> Mapping[str, str]:
    """Return the modules of a commit by path, "" for the working tree."""
    if not commit:
        paths = sorted(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py"))
        return {path.relative_to(ROOT).as_posix(): path.read_text("utf-8") for path in paths}
    command = ["git", "archive", commit, *FOLDERS]
    packed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout
    found = {}
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        for member in archive:
            stream = archive.extractfile(member) if member.name.endswith(".py") else None
            if stream is not None:
                found[member.name] = stream.read().decode("utf-8")
    return found


def by_package(modules: Mapping[str, str]) -> dict[str, Size]:
    """Return the size of each package, of all of them under "total", and of what is beside them."""
    sizes: dict[str, Size] = {}
    total, beside = Size(), Size()
    for path, source in modules.items():
        folder, package, *_ = PurePosixPath(path).parts
        size = measure(source)
        if folder != FOLDERS[0]:
            beside += size
            continue
        package = package.removesuffix(".py")
        sizes[package] = sizes.get(package, Size()) + size
        total += size
    return {**dict(sorted(sizes.items())), "total": total, FOLDERS[1]: beside}


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--at", default="", metavar="COMMIT", help="compare with this commit")
    at = parser.parse_args().at
    now = by_package(sources(""))
    before = by_package(sources(at)) if at else {}
    print(f"{'package':<12} {'modules':>8} {'lines':>8} {'nodes':>9}")
    for package in dict.fromkeys([*now, *before]):
        size = now.get(package, Size())
        line = f"{package:<12} {size.n_modules:>8} {size.n_lines:>8} {size.n_nodes:>9}"
        if at:
            old = before.get(package, Size())
            line += f"   {size.n_modules - old.n_modules:+} modules, {size.n_nodes - old.n_nodes:+}"
        print(line)
    if at:
        share = now["total"].n_nodes / before["total"].n_nodes - 1
        print(f"nodes against {at}: {100 * share:+.1f} %")


if __name__ == "__main__":
    main()
