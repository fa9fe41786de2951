"""A step of the site's build: what the pages link to in the rest of the repository comes along.

A page links as plain files do (`../eval/bench.md`). In the site, what lies outside `docs/` stands
below `repository/`, and every such link leads there.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from markdown.extensions.toc import slugify
from mkdocs.structure.files import File

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.pages import Page

ROOT = Path(__file__).parents[1]
DOCS, BESIDE = "docs/", "repository/"
_LINK = re.compile(r"(?<=\]\()(?!https?:|mailto:|#)([^)#\s]+)")


def on_config(config: MkDocsConfig) -> None:
    """Begin no place with a digit: the theme looks for places in a way that fails at these."""
    config.mdx_configs["toc"]["slugify"] = _place_of


def on_files(files: Files, *, config: MkDocsConfig) -> Files:
    """Add every file that a page links to, and what those link to in their turn."""
    waiting = [file.src_uri for file in files.documentation_pages()]
    while waiting:
        for path in _linked(waiting.pop()):
            place = _in_site(path)
            if (ROOT / path).is_file() and files.get_file_from_path(place) is None:
                files.append(File.generated(config, place, abs_src_path=str(ROOT / path)))
                waiting += [place] if place.endswith(".md") else []
    return files


def on_page_markdown(markdown: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Return the page with each link as it leads in the site, but for those that lead nowhere."""
    here = page.file.src_uri

    def lead(link: re.Match[str]) -> str:
        path = _target(here, link[1])
        if not (ROOT / path).is_file():
            return link[1]
        return posixpath.relpath(_in_site(path), posixpath.dirname(here) or ".")

    return _LINK.sub(lead, markdown)


def _place_of(heading: str, separator: str) -> str:
    """Return the name of a heading's place, such as “n-1-learn” for “1. Learn”."""
    place = slugify(heading, separator)
    return f"n{separator}{place}" if place[:1].isdigit() else place


def _linked(place: str) -> Iterator[str]:
    """Yield where in the repository each link of a page leads."""
    text = (ROOT / _in_repository(place)).read_text("utf-8")
    for link in _LINK.finditer(text):
        yield _target(place, link[1])


def _target(place: str, link: str) -> str:
    """Return where in the repository a link of a page leads."""
    folder = posixpath.dirname(_in_repository(place))
    return posixpath.normpath(posixpath.join(folder, link))


def _in_repository(place: str) -> str:
    """Return where a file of the site lies in the repository."""
    return place.removeprefix(BESIDE) if place.startswith(BESIDE) else DOCS + place


def _in_site(path: str) -> str:
    """Return where a file of the repository lies in the site."""
    return path.removeprefix(DOCS) if path.startswith(DOCS) else BESIDE + path
