"""The command lines behind the pages: what a button runs, and what stands at the foot of a page.

They are typed in the project's folder, where what is left away is filled in.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from classifier.project import REPORTS, Project
from classifier.project.log import name_in
from classifier.wording import shell_word

if TYPE_CHECKING:
    from classifier.audit.apply import Files

Words = tuple[str, ...]
CODEBOOK = "codebook.xlsx"
ANNEX = {kind: f"reports/methods.{kind}" for kind in ("docx", "html", "md")}
"""The files of the methods annex."""
# The zip with texts, and the one without.
HANDED_OVER = {"with": "hand-over.zip", "without": "hand-over-without-texts.zip"}
REVIEWED, SUGGESTED, DECISIONS = "reviewed", "suggested", "decisions.sqlite"


def draft(project: Project, harvests: Sequence[Path]) -> Words:
    """Draft a codebook from coded harvests; one that is there is never replaced."""
    return ("codebook", "draft", *_names(project, harvests), "--out", CODEBOOK)


def lint(project: Project) -> Words:
    """Say what in the codebook will confuse."""
    return "codebook", "lint"


def diff(project: Project, older: Path) -> Words:
    """Say what has changed since the codebook was as it was kept."""
    now = [project.codebook] if project.codebook else []
    return ("codebook", "diff", *_names(project, [older, *now]))


def check(project: Project, harvests: Sequence[Path]) -> Words:
    """List the problems of harvests by row."""
    return ("check", *_names(project, harvests))


def train(project: Project, harvests: Sequence[Path]) -> Words:
    """Learn from coded harvests."""
    return ("train", *_names(project, harvests))


def suggest(project: Project, harvest: Path) -> Words:
    """Suggest codes for a harvest, in a workbook; decisions in an older one are never lost."""
    return ("suggest", *_names(project, [harvest]), "--force")


def review(project: Project, harvest: Path, coder: str) -> Words:
    """Check the suggestions on a page."""
    return ("review", *_names(project, [harvest]), "--coder", coder)


def finish(project: Project, reviewed: Path, coder: str) -> Words:
    """Write the decisions of a reviewed workbook into its codes."""
    return ("finish", *_names(project, [reviewed]), "--coder", coder, "--force")


def relabel_plan(project: Project, harvests: Sequence[Path], out: Path, language: str) -> Words:
    """Plan how coded harvests move to the newest version of the codebook."""
    names = _names(project, [*harvests, out])
    return ("relabel", "plan", *names[:-1], "--out", names[-1], "--language", language, "--force")


def relabel_apply(project: Project, plan: Path, harvest: Path, out: Path, coder: str) -> Words:
    """Write a harvest as a plan and its decisions say."""
    folder, source, target = _names(project, [plan, harvest, out])
    words = ("relabel", "apply", folder, "--to", source, "--out", target, "--coder", coder)
    return (*words, "--force")


def relabel_undo(project: Project, moved: Path, out: Path) -> Words:
    """Take back the last step of a harvest."""
    source, target = _names(project, [moved, out])
    return ("relabel", "undo", source, "--out", target, "--force")


def relabel_trend(project: Project, plan: Path, language: str) -> Words:
    """Count labels per harvest before and after a plan."""
    out = f"{REPORTS}/trend.html"
    return ("relabel", "trend", *_names(project, [plan]), "--out", out, "--language", language)


def audit(project: Project, harvests: Sequence[Path], look_at: int, out: Path) -> Words:
    """Find the codes that are most worth a second look."""
    names = _names(project, [*harvests, out])
    return ("audit", *names[:-1], "--look-at", str(look_at), "--out", names[-1], "--force")


def review_worklist(project: Project, files: Files, answers: Path, coder: str) -> Words:
    """Decide on a page what an audit has found."""
    harvest, worklist, place = _names(project, [files.harvest, files.worklist, answers])
    return ("review", harvest, "--worklist", worklist, "--decisions", place, "--coder", coder)


def audit_apply(project: Project, files: Files, answers: Path | None, coder: str) -> Words:
    """Carry what was decided over to a copy of the harvest; ``answers`` are the coder's, if any."""
    worklist, harvest, book, out = _names(
        project, [files.worklist, files.harvest, files.codebook, files.out]
    )
    page = ("--decisions", *_names(project, [answers])) if answers else ()
    words = ("audit", "apply", worklist, "--to", harvest, "--out", out, "--codebook", book)
    return (*words, *page, "--coder", coder, "--force")


def audit_undo(project: Project, copy: Path, out: Path) -> Words:
    """Take back the last step with a harvest."""
    before, after = _names(project, [copy, out])
    book = _names(project, [project.codebook]) if project.codebook else []
    named = ("--codebook", *book) if book else ()
    return ("audit", "undo", before, "--out", after, *named, "--force")


def sample(project: Project, harvest: Path, n: int, folder: Path, number: int) -> Words:
    """Draw rows for two coders; the first time, folder and seed are the command's own."""
    further = ("--out", name_in(project, folder), "--seed", str(number)) if number > 1 else ()
    return ("sample", *_names(project, [harvest]), "--double", str(n), *further)


def code_alone(project: Project, workbook: Path, coder: str) -> Words:
    """Fill in a coder's workbook on a page that suggests nothing."""
    return ("review", *_names(project, [workbook]), "--coder", coder)


def adjudicate(project: Project, first: Path, second: Path, out: Path) -> Words:
    """Lay the answers of two coders side by side."""
    return ("adjudicate", *_names(project, [first, second]), "--out", name_in(project, out))


def agree(project: Project, workbook: Path, coders: str) -> Words:
    """Agree on a page."""
    return ("adjudicate", "page", *_names(project, [workbook]), "--coder", coders)


def write_agreed(project: Project, workbook: Path, harvest: Path, out: Path, coders: str) -> Words:
    """Write what was agreed into a copy of the harvest."""
    named, to, copy = _names(project, [workbook, harvest, out])
    return ("adjudicate", "apply", named, "--to", to, "--out", copy, "--coder", coders)


def annex(names: str) -> Words:
    """Write the methods annex in every kind; without ``names`` the coders are numbered."""
    outs = (word for place in ANNEX.values() for word in ("--out", place))
    return ("methods", *outs, *(() if names else ("--without-names",)), "--force")


def hand_over(texts: str) -> Words:
    """Put the project into one zip; ``texts`` is a key of ``HANDED_OVER``."""
    leaving = ("--without-texts",) if texts == "without" else ()
    return ("hand-over", "--out", HANDED_OVER[texts], *leaving, "--force")


def as_typed(words: Words) -> str:
    """Return a command as it is typed.

    >>> as_typed(("check", "harvests/our harvest.xlsx"))
    'classifier check "harvests/our harvest.xlsx"'
    """
    return " ".join(["classifier", *map(shell_word, words)])


def _names(project: Project, paths: Sequence[Path]) -> list[str]:
    return [name_in(project, path) for path in paths]
