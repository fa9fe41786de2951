"""Where two coders stand with rows that both code: what lies in the folder of the rows drawn.

Each of their workbooks may come back several times; the last one counts, and what is answered on
the page lies beside it. Nothing of one coder's answers is told before both are compared.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from classifier.errors import ClassifierError
from classifier.json_shape import read_shaped
from classifier.outputs import sha256_of
from classifier.project import WORK, portable
from classifier.project.corrected import steps
from classifier.project.log import name_in, read_what_can_be
from classifier.wording import CONTROL

if TYPE_CHECKING:
    from classifier.codebook import Codebook
    from classifier.project import Project
    from classifier.records import Fragment
    from classifier.review import ReviewConfig

A, B, AGREE = "A", "B", "agree"
LONGEST_NAME = 60
WORKBOOKS = (".xlsx", ".xlsm")
_FOLDER, _NAMES = "double", "coders.json"
_DROPPED = re.compile(r" \((\d{1,6})\)")
_ROUND = re.compile(rf"{_FOLDER}(?:-([2-9]|[1-9][0-9]{{1,5}}))?")
_SENT = re.compile(r"sent-([1-9][0-9]{0,5})")


@dataclass(frozen=True)
class Sheet:
    """A workbook that a person fills in: as it was written, or as it came back last."""

    written: Path

    @property
    def source(self) -> Path:
        """The one that counts."""
        came_back = {}
        stem = self.written.stem
        for path in self.written.parent.glob(f"{stem} (*).xls[xm]"):
            named = _DROPPED.fullmatch(path.stem.removeprefix(stem))
            if named:
                came_back[int(named[1])] = path
        return came_back[max(came_back)] if came_back else self.written

    @property
    def answers(self) -> Path:
        """The file of what is answered on the page, which goes on from the workbook."""
        return self.source.with_name(f"{self.source.stem}.review.sqlite")

    @property
    def is_begun(self) -> bool:
        """Whether anybody has come to it."""
        return self.source != self.written or self.answers.exists()


@dataclass(frozen=True)
class Standing:
    """How far a workbook is filled in.

    Attributes
    ----------
    n, n_all : rows that are whole, of how many that were drawn
    n_open : cells that are not decided
    unread : rows of the sheet with words that are no label; what they say is told to nobody
    """

    n: int
    n_all: int
    n_open: int
    unread: tuple[int, ...]


@dataclass(frozen=True)
class Round:
    """Rows that were drawn from a harvest for two coders.

    Attributes
    ----------
    number : of the drawing, from 1
    names : of the coders by letter; empty before they are asked
    """

    project: Project
    folder: Path
    number: int
    names: Mapping[str, str]

    def sheet(self, which: str) -> Sheet:
        """Return the workbook of A or B, or the one to agree in."""
        return Sheet(self.folder / (f"{AGREE}.xlsx" if which == AGREE else f"coder-{which}.xlsx"))

    def goes_out_as(self, which: str) -> str:
        """Return the name without ending under which a workbook is downloaded."""
        return portable(f"{self.folder.parent.name}-{self.names.get(which, self.both)}")

    @property
    def is_compared(self) -> bool:
        """Whether both codings lie side by side, so that nobody codes alone any more."""
        return self.sheet(AGREE).written.is_file()

    @property
    def is_begun(self) -> bool:
        """Whether a coder has begun, so that the names stay."""
        return any(self.sheet(letter).is_begun for letter in (A, B))

    @property
    def written(self) -> tuple[Path, Path] | None:
        """The workbook that was agreed in and the copy of the harvest, as the log has it.

        None before that, and once it was taken back.
        """
        inside = f"{name_in(self.project, self.folder)}/"
        for entry in reversed(read_what_can_be(self.project)[0]):
            names = [name for name, _ in entry.files]
            agreed = [name for name in names if name.startswith(inside)]
            copies = [name for name in names if "/corrected-" in name]
            if entry.did == "adjudicate apply" and agreed and copies:
                copy = self.project.folder / copies[-1]
                if any(step.copy == copy for step in steps(self.project, copy)):
                    return self.project.folder / agreed[0], copy
        return None

    def is_open(self, which: str) -> bool:
        """Whether a workbook is filled in at this step: those of both coders, then the last."""
        if not self.names or which not in (A, B, AGREE):
            return False
        return self.is_compared and not self.written if which == AGREE else not self.is_compared

    @property
    def both(self) -> str:
        """Both coders, as the agreed codes are signed."""
        return ", ".join(self.names.values())


def last_round(project: Project, harvest: Path) -> Round | None:
    """Return the rows that were drawn last; None before that."""
    numbers = []
    for folder in project.work(harvest).glob(f"{_FOLDER}*"):
        named = _ROUND.fullmatch(folder.name)  # copies that a person made count as nothing
        if named and (folder / "coder-A.xlsx").is_file():
            numbers.append(int(named[1] or 1))
    if not numbers:
        return None
    folder = round_folder(project, harvest, max(numbers))
    return Round(project, folder, max(numbers), _names(folder))


def round_folder(project: Project, harvest: Path, number: int) -> Path:
    """Return where the rows of a drawing lie: the first where the command puts them."""
    return project.work(harvest) / (_FOLDER if number == 1 else f"{_FOLDER}-{number}")


def _names(folder: Path) -> dict[str, str]:
    try:
        names = read_shaped((folder / _NAMES).read_bytes(), {A: str, B: str})
    except OSError:
        return {}
    return names or {}


def keep_names(folder: Path, first: str, second: str) -> None:
    """Keep who codes; two of one name are refused, since nobody could tell them apart."""
    names = [" ".join(CONTROL.sub(" ", name).split())[:LONGEST_NAME] for name in (first, second)]
    if not all(names):
        raise ClassifierError("Each coder needs a name.", hint="Write both names.")
    if names[0].casefold() == names[1].casefold():
        raise ClassifierError(
            "Both coders have the same name.", hint="Add something that tells them apart."
        )
    from classifier.guard import replace_file

    with replace_file(folder / _NAMES, force=True) as beside:
        beside.write_text(json.dumps(dict(zip((A, B), names, strict=True))), "utf-8")


def config_of(sheet: Sheet, coder: str, codebook: Path, back: str) -> ReviewConfig:
    """Return how a workbook is filled in on the page, as the command does it."""
    from classifier.review import ReviewConfig

    agreeing = sheet.written.stem == AGREE
    return ReviewConfig(
        sheet.source,
        coder=coder,
        decisions=sheet.answers,
        agree=codebook if agreeing else None,
        apart=None if agreeing else codebook,
        back=back,
    )


def standing(config: ReviewConfig, drawn: Collection[str]) -> Standing:
    """Look how far a workbook is filled in, with what is answered on the page.

    Rows that were drawn and are gone count as open, and those that were added not at all.
    """
    from classifier.review.run import session_of

    with session_of(config) as session:
        n_asked = len(session.asked)
        open_cells = dict.fromkeys(drawn, n_asked)
        for key, place in session.places.items():
            decided = [one.answer.state for one in session.standing(place).values()]
            if key in open_cells:
                open_cells[key] = n_asked - decided.count("decided")
        bad = [p.origin.row or 0 for p in session.inputs.problems if p.kind == "unknown-label"]
    n_open = list(open_cells.values())
    return Standing(n_open.count(0), len(n_open), sum(n_open), tuple(dict.fromkeys(bad)))


def take_back(round_: Round, which: str, path: Path, book: Codebook | None) -> int:
    """Keep a workbook that came back; return how many of the rows drawn it lacks.

    One of other rows, without any code, or of the other coder is refused.
    """
    sheet = round_.sheet(which)
    drawn, came = (texts_in(one, book, which) for one in (sheet.written, path))
    if drawn.items().isdisjoint(came.items()):
        raise ClassifierError(
            f"{path.name} holds none of the rows that were drawn here.",
            hint="It belongs to another harvest, or to rows that were drawn at another time.",
        )
    content = sha256_of(path)
    if content == sha256_of(sheet.source):
        raise ClassifierError(f"{path.name} is here already, as it is.", hint="")
    if which != AGREE:
        _refuse_others(round_, which, path)
    _keep(path, sheet)
    return len(drawn.keys() - came.keys())


def _refuse_others(round_: Round, which: str, path: Path) -> None:
    """Refuse the workbook of the other coder, by its content or by the name it goes out under."""
    other = B if which == A else A
    said = f"{path.name} is the workbook of {round_.names[other]}."
    if sha256_of(path) == sha256_of(round_.sheet(other).source):
        raise ClassifierError(said, hint=f"Drop the one of {round_.names[which]}.")
    longest = {letter: _named_for(round_, letter, path.stem) for letter in (A, B)}
    if longest[other] > longest[which]:
        hint = f"Drop the one of {round_.names[which]}; if it is that, give it another name first."
        raise ClassifierError(said, hint=hint)


def _named_for(round_: Round, letter: str, stem: str) -> int:
    """Return how much of a file's name is what a coder's workbook goes out under."""
    from classifier.home.uploads import name_for

    names = (round_.sheet(letter).written.stem, round_.goes_out_as(letter))
    known = [Path(name_for(f"{name}.xlsx", WORKBOOKS)).stem.casefold() for name in names]
    begins = (re.match(rf"{re.escape(name)}(?![^\W_])", stem.casefold()) for name in known)
    return max(found.end() if found else 0 for found in begins)


def _keep(path: Path, sheet: Sheet) -> None:
    from classifier.home.uploads import keep

    keep(path, sheet.written.parent, f"{sheet.written.stem}{path.suffix}")


def texts_in(path: Path, book: Codebook | None, which: str) -> dict[str, str]:
    """Return the ids in a workbook of double coding, each with a fingerprint of its text.

    Anything else is refused.
    """
    if book is None:
        raise ClassifierError("The project has no codebook.", hint="Put one there first.")
    from classifier.decide.rows import text_digest
    from classifier.review.agreement import read_to_agree, read_to_code

    fragments: tuple[Fragment, ...]
    if which == AGREE:
        fragments = read_to_agree(path, book).agreement.fragments
    else:
        fragments = read_to_code(path, book).fragments
    return {fragment.id: text_digest(fragment) for fragment in fragments}


def hand_in(config: ReviewConfig, folder: Path) -> Path:
    """Return a workbook with all that was decided, written anew where the page was used."""
    from classifier.review.export import answers_of, write_back
    from classifier.review.run import session_of

    if config.decisions is None or not config.decisions.exists():
        return config.harvest
    with session_of(config) as session:
        return write_back(session.inputs, answers_of(session, config.coder), folder)[0]


def sent(project: Project) -> dict[int, Sheet]:
    """Return the workbooks that were sent from elsewhere to be coded here, the last one first."""
    folders = sorted(_sent_folders(project).items(), reverse=True)
    there = {number: sorted(folder.glob("*.xls[xm]")) for number, folder in folders}
    return {number: Sheet(paths[0]) for number, paths in there.items() if paths}


def _sent_folders(project: Project) -> dict[int, Path]:
    """Return the folders of what was sent, also those that a kill left empty."""
    folders = (project.folder / WORK / _FOLDER).glob("sent-*")
    named = ((folder, _SENT.fullmatch(folder.name)) for folder in folders)
    return {int(number[1]): folder for folder, number in named if number}


def take_sent(project: Project, path: Path, book: Codebook) -> None:
    """Keep a workbook that was sent to be coded here, in a folder of its own."""
    texts_in(path, book, A)
    if any(sha256_of(sheet.written) == sha256_of(path) for sheet in sent(project).values()):
        return
    number = max(_sent_folders(project), default=0) + 1
    folder = project.folder / WORK / _FOLDER / f"sent-{number}"
    folder.mkdir(parents=True)
    path.rename(folder / path.name)
