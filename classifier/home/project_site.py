"""What the pages of a project share: its facts, its jobs, and what is said of what was done."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from starlette.concurrency import run_in_threadpool
from starlette.responses import HTMLResponse
from starlette.routing import BaseRoute

from classifier.errors import ClassifierError
from classifier.home import commands
from classifier.home.facts import Facts, gather, standing
from classifier.home.jobs import Jobs
from classifier.home.uploads import LARGEST_FILES
from classifier.pages.guard import Keys
from classifier.pages.said import Said
from classifier.pages.site import Site
from classifier.project import Project, read, save
from classifier.project.corrected import is_copy
from classifier.project.history import settle
from classifier.translations import LANGUAGES
from classifier.wording import with_hint

if TYPE_CHECKING:
    from classifier.home.reviews import Reviews
    from classifier.review import ReviewConfig


class ProjectSite(Site):
    """The site of a project, for the pages that are part of it.

    Attributes
    ----------
    folder : the project's
    coder : who sits before the page
    jobs : what runs and ran
    shown : which kinds of jobs each page shows, by its address
    reviews : those that are open
    writing : held while a page writes the codebook, so that two do it one after the other
    """

    reviews: Reviews

    packages = ("classifier.home", "classifier.pages")
    large = dict.fromkeys(
        (
            *("/files/harvests", "/files/codebook", "/files/reviewed", "/files/checked"),
            *("/files/plan", "/files/newer", "/files/double", "/files/sent"),
        ),
        LARGEST_FILES,
    )

    def __init__(
        self,
        keys: Keys,
        language: str,
        cards: Sequence[CardPages],
        routes: Sequence[BaseRoute],
        at: tuple[Path, str],
    ) -> None:
        of_cards = [route for card in cards for route in card.routes()]
        super().__init__(keys, language, [*of_cards, *routes])
        self.folder, self.coder = at
        self.jobs = Jobs(self.folder)
        self.writing = threading.Lock()
        self.shown = {card.address: card.titles for card in cards}
        self._said = Said()

    async def facts(self) -> Facts:
        """Return what stands in the project; jobs that a kill left lying go on."""

        def look() -> Facts:
            self.jobs.go_on()
            project = read(self.folder)
            if len(project.codebooks) > 1:
                self._settle_codebooks(project)
            return gather(project, self.jobs, self.coder)

        return await run_in_threadpool(look)

    def _settle_codebooks(self, project: Project) -> None:
        with self.writing:  # a page that writes has two for a moment
            older = settle(project, self.coder)
        if older is not None:
            self.say(self.words("home_codebook_settled", name=older.name))

    def say(self, sentence: str) -> None:
        """Have the next page say something."""
        self._said.add(sentence)

    def say_error(self, error: ClassifierError) -> None:
        """Have the next page say what went wrong."""
        self.say(with_hint(error))

    def speak(self, language: str) -> None:
        """Go on in another language, now and when the project is opened again.

        What commands write for people is in it from then on, too.
        """
        self.language = language
        with suppress(ClassifierError):  # on a disk that can only be read it lasts as long as this
            save(replace(read(self.folder), language=language))

    def must_wait(self, here: Facts) -> bool:
        """Whether a corrected copy is being written; if so, the next page says it."""
        waits = copying(here)
        if waits:
            self.say(self.words("home_copying"))
        return waits

    async def run(self, title: str, command: commands.Words) -> None:
        """Have a command run as a job."""
        await run_in_threadpool(self.jobs.add, title, command)

    def page(
        self, template: str, here: Facts, command: commands.Words, **values: object
    ) -> HTMLResponse:
        """Return a page with what all of them show: where we are, what is at work, the command."""
        shared = {
            "here": here,
            "said": self._said.take(),
            "command": commands.as_typed(command),
            "as_typed": commands.as_typed,
            "coder": self.coder,
            "languages": LANGUAGES,
            "changed": max((job.changed for job in here.jobs), default=0),
            "shown": self.shown,
            "jobs": here.jobs,
            "standing": standing,
            "more": (),
        }
        return HTMLResponse(self.render(template, **{**shared, **values}))

    def page_of(self, form: Mapping[str, str]) -> str:
        """Return the page that a form stood on: one of ours, else the first."""
        page = form.get("page", "")
        return page if page in self.shown else "/"


class CardPages:
    """The pages of one step of the work.

    Attributes
    ----------
    name : of the step; "home_" and the name are the key of what it is called
    address : of its first page
    titles : the kinds of jobs that its pages show, which are also keys of what they are called
    """

    name: ClassVar[str]
    address: ClassVar[str]
    titles: ClassVar[tuple[str, ...]] = ()

    def __init__(self, home: ProjectSite) -> None:
        self.home = home

    def routes(self) -> list[BaseRoute]:
        """Return the addresses of its pages."""
        raise NotImplementedError

    def review(self, here: Facts, key: str) -> ReviewConfig | None:
        """Return what is reviewed under a key; None for none of its own."""
        return None

    def offer(self, here: Facts) -> str:
        """Return what the first page says of it below the cards; "" where there is none to say."""
        return ""


def busy(here: Facts, title: str) -> bool:
    """Whether a job of a kind waits or runs."""
    job = here.job(title)
    return job is not None and not job.over


def copying(here: Facts) -> bool:
    """Whether a job waits or runs that writes a corrected copy.

    What reads the newest copy, or would write the next one, has to wait for it.
    """
    under_way = (job.argv for job in here.jobs if not job.over)
    outs = (word for argv in under_way for name, word in pairwise(argv) if name == "--out")
    return any(is_copy(Path(out)) for out in outs)
