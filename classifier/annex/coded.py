"""Harvests and what was coded of them: who decided how, read from the columns beside the codes."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, get_args

from classifier.annex.facts import Coder, Coding, HarvestFile
from classifier.annex.names import split
from classifier.decide import How
from classifier.decide.rows import text_digest
from classifier.edit.provenance import BY, DATE, IN, MODEL, how_heading, read_step
from classifier.errors import ClassifierError
from classifier.harvest import read_harvest
from classifier.harvest.headings import NOT_BY_CODERS
from classifier.outputs import sha256_of
from classifier.project import WORK, Project
from classifier.project.corrected import newest

if TYPE_CHECKING:
    from classifier.codebook import Codebook
    from classifier.records import Coding as Codes
    from classifier.records import Fragment, Harvest

HOWS = get_args(How)
FOLLOWED = "from the types"
_ENDINGS = (".xlsx", ".xlsm", ".csv", ".tsv", ".jsonl")
# What holds no codes of a person, or not yet.
_NOT_CODED = ("suggested", "reviewed", ".", "~$")
# Of these copies only the newest counts: what was taken back is not in it.
_CORRECTED = "corrected-"
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True)
class Row:
    """One fragment with what its row tells of its codes.

    Attributes
    ----------
    steps : the columns of provenance of each step, the last first
    coders : who coded it, by the column of coders
    """

    fragment: Fragment
    targets: frozenset[str]
    coders: frozenset[str]
    version: str
    steps: tuple[Mapping[str, str], ...]

    @property
    def people(self) -> set[str]:
        """Everybody that codes go back to; where several signed, each of them."""
        decided = {step.get(BY, "") for step in self.steps}
        signed = {name for text in decided for name in split(text)}
        return signed | (self.coders - decided)

    @property
    def days(self) -> Iterator[tuple[str, str]]:
        """Whoever decided, with the day of each step."""
        for step in self.steps:
            day = step.get(DATE, "").strip()
            if _DAY.fullmatch(day):
                yield from ((name, day) for name in split(step.get(BY, "")))


def gather(
    project: Project, book: Codebook, others: Sequence[str]
) -> tuple[tuple[HarvestFile, ...], Coding, tuple[str, ...]]:
    """Read the harvests and all that was coded of them.

    Return the files, what was coded, and the names of files that cannot be read.

    Parameters
    ----------
    others : names in the project of further files that commands wrote
    """
    files, unreadable = [], []
    rows: dict[tuple[str, str, int], Row] = {}
    for path in project.harvests:
        harvest = _read(path, book)
        digest = sha256_of(path)
        if harvest is None:
            unreadable.append(path.name)
            files.append(HarvestFile(path.name, digest))
            continue
        files.append(_counted(path.name, digest, harvest))
        _keep_fuller(rows, harvest, book)
    for path in _written(project, others):
        harvest = _read(path, book)
        if harvest is not None and any(_tells(f.cells) for f in harvest.fragments):
            _keep_fuller(rows, harvest, book)
    return tuple(files), _coding([*rows.values()], book), tuple(unreadable)


def _read(path: Path, book: Codebook) -> Harvest | None:
    try:
        return read_harvest(path, book)
    except (ClassifierError, OSError):
        return None


def _counted(name: str, digest: str, harvest: Harvest) -> HarvestFile:
    texts = harvest.with_text
    ids = {fragment.id for fragment in texts}
    return HarvestFile(
        name,
        digest,
        len(texts),
        len(ids & {coding.fragment_id for coding in harvest.codings}),
        sum(fragment.confidential for fragment in texts),
        sum(not problem.notice for problem in harvest.problems),
    )


def _written(project: Project, others: Sequence[str]) -> list[Path]:
    """Return the files that may hold coded harvests: those in work/, and what the log names."""
    named = (project.folder / name for name in others if "/" in name)
    paths = dict.fromkeys([*sorted((project.folder / WORK).rglob("*")), *named])
    newest_copies = {newest(project, harvest) for harvest in project.harvests}
    return [
        path
        for path in paths
        if _may_be_coded(path)
        and path not in project.harvests
        and (path in newest_copies or not path.parent.name.startswith(_CORRECTED))
    ]


def _may_be_coded(path: Path) -> bool:
    is_table = path.suffix.lower() in _ENDINGS and not path.name.startswith(_NOT_CODED)
    return is_table and path.is_file()


def _tells(cells: Mapping[str, str]) -> bool:
    """Whether a row tells where its codes came from."""
    return bool(cells.get(BY) or cells.get(DATE) or cells.get(MODEL))


def _keep_fuller(rows: dict[tuple[str, str, int], Row], harvest: Harvest, book: Codebook) -> None:
    """Add the rows of a file; of those of one fragment the one that tells of more steps counts."""
    of_fragment: dict[str, list[Codes]] = defaultdict(list)
    for coding in harvest.codings:
        of_fragment[coding.fragment_id].append(coding)
    seen = Counter[tuple[str, str]]()
    for fragment in harvest.with_text:
        own = fragment.id.partition(":row ")[0] if ":row " in fragment.id else ""
        name = "" if own else fragment.id
        key = (name, text_digest(fragment))
        seen[key] += 1
        row = _row(fragment, of_fragment[fragment.id])
        old = rows.get((*key, seen[key]))
        if old is None or _fullness(row) > _fullness(old):
            rows[(*key, seen[key])] = row


def _fullness(row: Row) -> tuple[int, int]:
    return len(row.steps), len(row.targets)


def _row(fragment: Fragment, codings: Sequence[Codes]) -> Row:
    return Row(
        fragment,
        frozenset(coding.target for coding in codings),
        frozenset(coding.coder for coding in codings if coding.coder),
        next((coding.version for coding in codings if coding.version), ""),
        tuple(_steps(fragment.cells)),
    )


def _steps(cells: Mapping[str, str]) -> Iterator[Mapping[str, str]]:
    """Go back through the steps that a row tells of."""
    while _tells(cells):
        yield cells
        step = read_step(cells)
        cells = step.earlier if step else {}


def _coding(rows: Sequence[Row], book: Codebook) -> Coding:
    coded = [row for row in rows if row.targets]
    decided = [row for row in rows if any(_is_decision(step) for step in row.steps)]
    return Coding(
        fragments=len(rows),
        coded=len(coded),
        by_harvest=_by_harvest(rows),
        versions=Counter(row.version for row in coded),
        decided=_hows(rows, book),
        undecided=_undecided(decided, book),
        decided_fragments=len(decided),
        models=_models(decided),
        twice=sum(len(row.coders) > 1 for row in rows),
        coders=_coders(rows),
    )


def _is_decision(step: Mapping[str, str]) -> bool:
    """Whether a step came from decisions beside suggestions: no worklist and no plan is named."""
    return not step.get(IN)


def _hows(rows: Sequence[Row], book: Codebook) -> Counter[str]:
    """Count cells by how they were decided beside suggestions."""
    headings = [how_heading(target) for target in book.targets]
    decided = Counter[str]()
    for row in rows:
        for step in filter(_is_decision, row.steps):
            hows = filter(None, map(step.get, headings))
            # A cell of a confidential row may hold anything.
            decided.update(how if how in HOWS else "other" for how in hows)
    return decided


def _undecided(rows: Iterable[Row], book: Codebook) -> int:
    """Count cells that have neither a code nor a decision, of what people are asked."""
    asked = {
        target.id: how_heading(target) for target in book.asked if target.id not in NOT_BY_CODERS
    }
    return sum(
        target not in row.targets and not any(step.get(heading) for step in row.steps)
        for row in rows
        for target, heading in asked.items()
    )


def _by_harvest(rows: Sequence[Row]) -> dict[str, tuple[int, int]]:
    """Count fragments and coded ones; of harvests that only confidential rows name, without it."""
    known = {row.fragment.harvest for row in rows if not row.fragment.confidential}
    counts: dict[str, list[int]] = {}
    for row in rows:
        name = row.fragment.harvest if row.fragment.harvest in known else ""
        both = counts.setdefault(name, [0, 0])
        both[0] += 1
        both[1] += bool(row.targets)
    return {name: (n, n_coded) for name, (n, n_coded) in sorted(counts.items())}


def _models(rows: Iterable[Row]) -> Counter[str]:
    known = {
        step.get(MODEL, "") for row in rows if not row.fragment.confidential for step in row.steps
    }
    counts = Counter[str]()
    for row in rows:
        names = {step.get(MODEL, "") for step in row.steps if _is_decision(step)}
        counts.update((names & known) - {""})
    return counts


def _coders(rows: Sequence[Row]) -> tuple[Coder, ...]:
    """Count fragments by whom their codes go back to, and tell the days."""
    known = {name for row in rows if not row.fragment.confidential for name in row.people}
    fragments, days = Counter[str](), defaultdict[str, set[str]](set)
    for row in rows:
        fragments.update({name if name in known else "" for name in row.people})
        for name, day in row.days:
            days[name if name in known else ""].add(day)
    return tuple(
        Coder(name, n, min(days[name], default=""), max(days[name], default=""))
        for name, n in sorted(fragments.items(), key=lambda pair: (-pair[1], pair[0]))
    )
