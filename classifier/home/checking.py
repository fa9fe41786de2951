"""Rounds of checking codes: what an audit found, what is decided of it, what was carried over."""

from __future__ import annotations

import datetime
import hashlib
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from classifier.audit.apply import Applied, Files, apply_worklist
from classifier.audit.budget import Budget
from classifier.audit.worklist import (
    CODEBOOK_FILE,
    DecidedFinding,
    keep_decisions,
    read_decisions,
    read_findings,
)
from classifier.codebook import read_codebook
from classifier.edit.provenance import Signature
from classifier.errors import ClassifierError
from classifier.home.uploads import keep, name_for, refuse_strange
from classifier.json_shape import NUMBER, read_shaped
from classifier.project import WORK, Project
from classifier.project.corrected import last_step
from classifier.report.audit_sentences import KINDS, budget
from classifier.review.worklist import answers_to_worklist, who_answered
from classifier.text_files import read_bytes
from classifier.translations import say, written_in
from classifier.wording import with_hint

if TYPE_CHECKING:
    from classifier.audit.worklist import Answered
    from classifier.home.facts import Facts, HarvestFacts
    from classifier.project.corrected import Step

FOLDER = "checking"
_BUDGET = {
    "look_at": int,
    **dict.fromkeys(("held", "total", "share", "share_low", "share_high"), NUMBER),
}
_REPORT = {
    "files": [str], "n_fragments": int, "n_findings": {str: int}, "look_at": _BUDGET,
    "budgets": [_BUDGET],
}  # fmt: skip


@dataclass(frozen=True)
class Round:
    """One audit, and what people do with its worklist.

    Attributes
    ----------
    told : figures of its report
    findings : all of its worklist
    decided : the worklist that came back last from a spreadsheet
    """

    folder: Path
    told: dict[str, Any]
    findings: tuple[DecidedFinding, ...]
    decided: Path | None

    @property
    def key(self) -> str:
        """What stands for it in addresses."""
        return _key(self.folder.name)

    @property
    def worklist(self) -> Path:
        """The worklist with what is decided in it."""
        return self.decided or self.folder / "worklist.xlsx"

    @property
    def codebook(self) -> Path:
        """The codebook that it was made with."""
        return self.folder / CODEBOOK_FILE

    def of(self, harvest: HarvestFacts) -> list[DecidedFinding]:
        """Return its findings in one harvest."""
        return [one for one in self.findings if _is_in(one, harvest)]

    def key_of(self, harvest: HarvestFacts) -> str:
        """Return what stands for the review of a harvest by this worklist."""
        return _key(f"{self.folder.name}\0{harvest.name}")

    def answers(self, project: Project, harvest: HarvestFacts) -> Path:
        """Return where the answers of that review are."""
        return project.work(harvest.path) / f"{FOLDER}-{self.folder.name}.sqlite"


@dataclass(frozen=True)
class Stand:
    """How far a harvest is in a round.

    Attributes
    ----------
    n_findings, n_decided : rows of the worklist, and those that are decided
    applied : the decisions of this round are in the harvest
    last : the last step that was taken with the harvest, which can be taken back
    answers : what the coder decided on the page; None where that is nothing
    others : who else decided there
    trouble : why it cannot be told
    """

    harvest: HarvestFacts
    key: str
    n_findings: int
    n_decided: int = 0
    applied: bool = False
    last: Step | None = None
    answers: Path | None = None
    others: tuple[str, ...] = ()
    trouble: str = ""


def _key(name: str) -> str:
    return hashlib.sha256(name.encode("utf-8", "replace")).hexdigest()[:12]


def _is_in(finding: DecidedFinding, harvest: HarvestFacts) -> bool:
    known = (harvest.path, harvest.now, harvest.coded)
    return finding.origin.file in {path.name for path in known if path is not None}


def next_round(project: Project) -> Path:
    """Return where the next audit goes: the day, and the first free number of that day."""
    day, number = datetime.date.today().isoformat(), 1
    while (project.folder / WORK / FOLDER / f"{day}-{number}").exists():
        number += 1
    return project.folder / WORK / FOLDER / f"{day}-{number}"


def rounds(project: Project) -> Iterator[Round]:
    """Yield the audits that can be read, the newest first."""
    place = project.folder / WORK / FOLDER
    folders = [path for path in place.glob("*") if (path / "report.json").is_file()]
    for folder in sorted(folders, key=lambda path: path.stat().st_mtime_ns, reverse=True):
        told = read_shaped(read_bytes(folder / "report.json", "report.json"), _REPORT)
        # The same findings as in the workbook, and read in no time.
        listed = folder / "worklist.jsonl"
        if told is None or not listed.is_file():
            continue
        back = place.glob(f"{folder.name}-decided*.xlsx")
        decided = max(back, key=lambda path: path.stat().st_mtime_ns, default=None)
        findings = tuple(read_findings(listed)) if listed.stat().st_size else ()
        yield Round(folder, told, findings, decided)


def tells(one: Round, language: str) -> list[tuple[int, str]]:
    """Return what finding so many rows may tell, in the words of the audit, by the rows."""
    sizes = {
        told["look_at"]: Budget(**told) for told in (*one.told["budgets"], one.told["look_at"])
    }
    with written_in(language):
        return [(size, budget(sizes[size])) for size in sorted(sizes)]


def in_words(one: Round, language: str) -> list[tuple[int, str]]:
    """Return what was found: how many rows of a kind, and the words for it."""
    counts = one.told["n_findings"]
    with written_in(language):
        return [(counts[kind], say(words)) for kind, words in KINDS.items() if counts.get(kind)]


def stands(here: Facts, one: Round, coder: str) -> list[Stand]:
    """Return how far each harvest is that a round has findings in."""
    return [_stand(here, one, harvest, coder) for harvest in here.coded if one.of(harvest)]


def _stand(here: Facts, one: Round, harvest: HarvestFacts, coder: str) -> Stand:
    key, n_findings = one.key_of(harvest), len(one.of(harvest))
    last = last_step(here.project, harvest.path)
    try:
        book = read_codebook(one.codebook)
        answered = _answered(here, one, harvest, coder)
        decisions, _ = read_decisions(one.worklist, book, answered)
        others = who_answered(one.answers(here.project, harvest)) - {coder}
        answers = answers_of(here, one, harvest, coder)
    except ClassifierError as error:
        return Stand(harvest, key, n_findings, last=last, trouble=with_hint(error))
    decided = {(each.nr, each.fragment_id) for each in decisions if _is_in(each, harvest)}
    applied = last is not None and last.read(one.folder.name)
    counts = n_findings, len(decided)
    return Stand(harvest, key, *counts, applied, last, answers, tuple(sorted(others)))


def answers_of(here: Facts, one: Round, harvest: HarvestFacts, coder: str) -> Path | None:
    """Return where the answers are that a coder gave on the page; None where there are none."""
    answers = one.answers(here.project, harvest)
    return answers if coder in who_answered(answers) else None


def _answered(here: Facts, one: Round, harvest: HarvestFacts, coder: str) -> Answered | None:
    answers = answers_of(here, one, harvest, coder)
    return answers_to_worklist(answers, coder, read_codebook(one.codebook)) if answers else None


def preview(here: Facts, one: Round, harvest: HarvestFacts, coder: str) -> Applied:
    """Do what ``audit apply`` does, beside everything, and tell what came of it."""
    signature = Signature(coder, datetime.date.today().isoformat())
    answered = _answered(here, one, harvest, coder)
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / here.next_copy(harvest).name
        files = Files(one.worklist, harvest.now, one.codebook, out)
        return apply_worklist(files, signature, answered)


def take_decided(one: Round, name: str, path: Path) -> int:
    """Keep a worklist that comes back decided beside its round; an older one stays there.

    What was decided in the older one counts in rows that are open in this one; returns in how many.
    """
    named = path.with_name(name_for(name, (".xlsx",)))
    refuse_strange(path, named.name)
    path.rename(named)
    ours = {(finding.nr, finding.fragment_id) for finding in one.findings}
    theirs = {(finding.nr, finding.fragment_id) for finding in read_findings(named)}
    if ours.isdisjoint(theirs):
        raise ClassifierError(
            f"{named.name} is the list of another search: none of its rows stands in this one.",
            hint="Go to the search that it belongs to, at the foot of the page, and drop it there.",
        )
    n_kept = keep_decisions(named, one.worklist)
    keep(named, one.folder.parent, f"{one.folder.name}-decided.xlsx")
    return n_kept
