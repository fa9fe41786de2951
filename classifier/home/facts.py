"""What stands in a project: its codebook, harvests, model and work, as its pages tell them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from classifier.errors import ClassifierError
from classifier.home import commands
from classifier.home.answered import Answered, count_answered
from classifier.home.jobs import Job, Jobs, is_own
from classifier.project import Project
from classifier.project.corrected import following, is_made_from, newest
from classifier.project.state import HarvestState, state_of
from classifier.wording import with_hint

if TYPE_CHECKING:
    from classifier.codebook import Codebook, Label, Target

_LONGEST_VERDICT = 4
ROLES = ("coded", "new")
_ROLE = "coded-or-new.txt"


@dataclass(frozen=True)
class HarvestFacts:
    """A harvest of the project.

    Attributes
    ----------
    key : stands for its name in addresses
    state : counts; None where it cannot be read, then ``trouble`` says why
    role : "coded" or "new", where a person said so; "" where its codes tell
    answers : how many fragments the coder has answered, here and in the workbook
    suggested, coded : the workbooks that commands wrote, the newest of each
    reviewed : the workbook that came back last
    corrected : its newest corrected copy, which counts in its place; None where nothing was
        corrected
    is_fuller : the coded workbook has more fragments with codes than the harvest
    n_coded : fragments with codes in the file that says how it is coded now
    """

    path: Path
    key: str
    state: HarvestState | None
    trouble: str = ""
    role: str = ""
    answers: Answered = field(default_factory=Answered)
    suggested: Path | None = None
    coded: Path | None = None
    reviewed: Path | None = None
    corrected: Path | None = None
    is_fuller: bool = False
    n_coded: int = 0

    @property
    def now(self) -> Path:
        """The file that says how it is coded now: what is learned from, checked and moved."""
        return self.corrected or self.uncorrected

    @property
    def uncorrected(self) -> Path:
        """The file that would say so without corrected copies."""
        return (self.coded if self.is_new or self.is_fuller else None) or self.path

    @property
    def answered(self) -> int:
        """How many of its fragments are answered."""
        return self.answers.n

    @property
    def waits(self) -> bool:
        """Whether the workbook that came back has answers that were not taken over yet."""
        return self.answers.n > self.answers.n_on_page and _is_newer(self.reviewed, self.coded)

    @property
    def is_stale(self) -> bool:
        """Whether answers were given since the coded workbook was written."""
        return self.coded is not None and self.coded.stat().st_mtime < self.answers.last

    @property
    def name(self) -> str:
        """What people call it."""
        return self.path.name

    @property
    def is_coded(self) -> bool:
        """Whether a model can learn from it."""
        return self._counts_as("coded")

    @property
    def is_new(self) -> bool:
        """Whether it waits for codes."""
        return self._counts_as("new")

    def _counts_as(self, role: str) -> bool:
        by_codes = "coded" if self.state and self.state.is_coded else "new"
        return self.state is not None and (self.role or by_codes) == role


@dataclass(frozen=True)
class ModelFacts:
    """A model: its name, from how many fragments it learned, its verdict in sentences.

    ``asked`` are the ids of the targets that a coder answers.
    """

    name: str
    n_fragments: int
    verdict: tuple[str, ...]
    report: Path | None
    asked: frozenset[str] = frozenset()

    @property
    def key(self) -> str:
        """What stands for its name in addresses."""
        return key_of(Path(self.name))


@dataclass(frozen=True)
class Facts:
    """All that the pages of a project tell.

    Attributes
    ----------
    trouble : why the codebook cannot be read, "" if it can
    jobs : the newest first
    """

    project: Project
    codebook: Codebook | None
    trouble: str
    harvests: tuple[HarvestFacts, ...]
    model: ModelFacts | None
    jobs: tuple[Job, ...]

    @property
    def coded(self) -> tuple[HarvestFacts, ...]:
        """The harvests to learn from."""
        return tuple(one for one in self.harvests if one.is_coded)

    @property
    def n_coded(self) -> int:
        """How many fragments there are to learn from."""
        return sum(one.n_coded for one in self.coded)

    @property
    def new(self) -> tuple[HarvestFacts, ...]:
        """The harvests to code."""
        return tuple(one for one in self.harvests if one.is_new)

    @property
    def coding(self) -> HarvestFacts | None:
        """The new harvest that is worked on: the one begun last, else the first."""
        begun = [one for one in self.new if one.answered or one.suggested]
        return next(iter([*begun[::-1], *self.new]), None)

    @property
    def undefined(self) -> tuple[tuple[Target, Label], ...]:
        """Labels in use without a definition, in the codebook's order."""
        return tuple(
            (target, label)
            for target in (self.codebook.targets if self.codebook else ())
            for label in target.labels
            if not label.retired and not label.definition
        )

    def job(self, *titles: str) -> Job | None:
        """Return the newest job of a kind; None where there was none."""
        return next((job for job in self.jobs if job.title in titles), None)

    def harvest(self, key: str) -> HarvestFacts | None:
        """Return the harvest that an address names."""
        return next((one for one in self.harvests if one.key == key), None)

    def overlooked(self, harvest: HarvestFacts) -> Path | None:
        """Return what its corrected copy, which counts, was not made from as it is now."""
        source = harvest.uncorrected
        if harvest.corrected is None or is_made_from(self.project, harvest.path, source):
            return None
        return source

    def next_copy(self, harvest: HarvestFacts) -> Path:
        """Return where the next corrected copy of a harvest goes."""
        return following(self.project, harvest.path, harvest.now)


def standing(job: Job, jobs: Sequence[Job]) -> str:
    """Return how a job stands that is not over, as a key of the pages' words."""
    if not is_own(job):
        return "home_job_elsewhere"
    earlier = any(other.number < job.number and not other.over and is_own(other) for other in jobs)
    if job.state == "waiting" and earlier:
        return "home_job_waiting"
    return job.stage_key or "home_job_begins"


def role_of(project: Project, harvest: Path) -> str:
    """Return whether a person said that a harvest is coded or new; "" where nobody did."""
    with suppress(OSError, UnicodeError):
        said = (project.work(harvest) / _ROLE).read_text("utf-8").strip()
        return said if said in ROLES else ""
    return ""


def keep_role(project: Project, harvest: Path, role: str) -> None:
    """Keep what a person says that a harvest is."""
    from classifier.guard import replace_file

    place = project.work(harvest) / _ROLE
    place.parent.mkdir(parents=True, exist_ok=True)
    with replace_file(place, force=True) as beside:
        beside.write_text(f"{role}\n", "utf-8")


def key_of(path: Path) -> str:
    """Return what stands for a file's name in addresses, which hold no names."""
    return hashlib.sha256(path.name.encode("utf-8", "replace")).hexdigest()[:12]


def gather(project: Project, jobs: Jobs, coder: str) -> Facts:
    """Look at the project as it is now, and at the answers of one coder."""
    # Before the harvests: what is over by then has written what they show.
    known_jobs = jobs.all()
    codebook, trouble = None, ""
    try:
        path = project.codebook
        if path:  # the first page of an empty project waits for no reader
            from classifier.codebook import read_codebook

            codebook = read_codebook(path)
    except ClassifierError as error:
        trouble = with_hint(error)
    model = model_facts(project, project.model) if project.model else None
    asked = model.asked if model else frozenset()
    harvests = tuple(_harvest(project, path, coder, asked) for path in project.harvests)
    return Facts(project, codebook, trouble, harvests, model, known_jobs)


def _harvest(project: Project, path: Path, coder: str, asked: frozenset[str]) -> HarvestFacts:
    key = key_of(path)
    try:
        state = state_of(project, path)
        decisions = project.work(path) / commands.DECISIONS
        reviewed = _newest(project, path, f"{commands.REVIEWED}*")
        coded = _newest(project, path, "*coded")
        found = HarvestFacts(
            path,
            key,
            state,
            role=role_of(project, path),
            answers=count_answered(decisions, reviewed, coder, asked),
            suggested=_newest(project, path, commands.SUGGESTED),
            coded=coded,
            reviewed=reviewed,
            corrected=_corrected(project, path),
            is_fuller=coded is not None and _n_coded(project, coded, 0) > state.n_coded,
        )
        return replace(found, n_coded=_n_coded(project, found.now, state.n_coded))
    except ClassifierError as error:
        return HarvestFacts(path, key, None, with_hint(error))


def _n_coded(project: Project, path: Path, otherwise: int) -> int:
    """Return how many fragments have codes; of a file that nobody can read, what else is known."""
    try:
        return state_of(project, path).n_coded
    except ClassifierError:  # what learns from it says why
        return otherwise


def _corrected(project: Project, harvest: Path) -> Path | None:
    copy = newest(project, harvest)
    return copy if copy != harvest else None


def _newest(project: Project, harvest: Path, name: str) -> Path | None:
    """Return the newest file of a name in the work on a harvest, whatever its ending."""
    found = [
        path
        for path in project.work(harvest).glob(f"{name}.*")
        if path.suffix in (".xlsx", ".xlsm", ".csv", ".tsv", ".jsonl")
    ]
    return max(found, key=lambda path: path.stat().st_mtime, default=None)


def older_models(project: Project) -> list[ModelFacts]:
    """Return the models of the project that are not in use, the newest first."""
    manifests = sorted(
        project.models_folder.glob("*/manifest.json"),
        key=lambda path: path.stat().st_mtime,
        reverse=True,
    )
    names = [path.parent.name for path in manifests if path.parent.name != project.model]
    return [one for name in names if (one := model_facts(project, name))]


def model_facts(project: Project, name: str) -> ModelFacts | None:
    """Return what a model is; None where it is not there."""
    folder = project.models_folder / name
    if not folder.is_dir():
        return None
    evaluation = folder / "evaluation"
    n_fragments = 0
    verdict: tuple[str, ...] = ()
    with suppress(OSError, ValueError, KeyError, TypeError):
        facts = json.loads((evaluation / "report.json").read_text("utf-8"))
        n_fragments = int(facts["setting"]["n_fragments"])
        verdict = _verdict((evaluation / "report.md").read_text("utf-8"))
    page = evaluation / "report.html"
    report = page if page.is_file() else None
    return ModelFacts(name, n_fragments, verdict, report, _asked(folder))


def _is_newer(path: Path | None, other: Path | None) -> bool:
    return path is not None and (other is None or path.stat().st_mtime > other.stat().st_mtime)


def _asked(model: Path) -> frozenset[str]:
    """Return the ids of the targets that a model suggests labels for and a coder answers."""
    from classifier.codebook import read_codebook

    try:
        return frozenset(target.id for target in read_codebook(model / "codebook.yaml").asked)
    except ClassifierError:  # whoever uses the model will say so
        return frozenset()


def _verdict(report: str) -> tuple[str, ...]:
    """Return the paragraphs at the top of a report, below its title and setting."""
    top = report.partition("\n- ")[0].split("\n\n")[2:]
    return tuple(text.strip() for text in top if text.strip())[:_LONGEST_VERDICT]
