"""How many fragments of a harvest are answered: on the page, and in a workbook that came back."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from classifier.errors import ClassifierError, OutputError
from classifier.json_shape import read_shaped
from classifier.outputs import sha256_of

if TYPE_CHECKING:
    from classifier.review.answers import Standing

LATELY = 30
_KEPT = ".answered.json"
_SHAPE = {"workbook": str, "answered": [str]}


@dataclass(frozen=True)
class Answered:
    """What a coder has answered.

    Attributes
    ----------
    n : fragments of which all that is asked is answered, on the page or in the workbook
    n_on_page, n_in_workbook : how many of them there, and how many in the workbook
    changed : in how many of the last 30 on the page a suggestion was changed; None for fewer
    last : when the last answer was given or taken over, in seconds; 0 for never
    """

    n: int = 0
    n_on_page: int = 0
    n_in_workbook: int = 0
    changed: int | None = None
    last: float = 0


def count_answered(
    decisions: Path, workbook: Path | None, coder: str, asked: frozenset[str]
) -> Answered:
    """Count what a coder has answered of what is ``asked``, by the ids of targets."""
    standing = _standing(decisions, coder)
    done = [one for one, by_target in standing.items() if by_target.keys() >= asked]
    on_page, in_workbook = _digests(done), _in_workbook(workbook) if workbook else frozenset()
    acts = [one.act for by_target in standing.values() for one in by_target.values()]
    return Answered(
        len(on_page | in_workbook),
        len(on_page),
        len(in_workbook),
        _changed(standing),
        max((datetime.fromisoformat(act.at).timestamp() for act in acts), default=0),
    )


def _standing(decisions: Path, coder: str) -> dict[str, dict[str, Standing]]:
    """Return what a coder's answers on the page amount to, by fragment and target."""
    if not decisions.is_file():
        return {}
    from classifier.review.answers import Answers, Log

    log = Log(decisions)
    try:
        answers, fragments = Answers(), set()
        for act in log.after(0):
            answers.apply(act)
            if act.coder == coder:
                fragments.add(act.fragment)
    finally:
        log.close()
    standing = {one: answers.standing(coder, one) for one in fragments}
    return {one: by_target for one, by_target in standing.items() if by_target}


def _changed(standing: Mapping[str, Mapping[str, Standing]]) -> int | None:
    """Return in how many of the fragments answered last a suggestion was changed."""
    lately = sorted(
        (max(one.act.number for one in given.values()), any(map(_is_changed, given.values())))
        for given in standing.values()
    )[-LATELY:]
    return sum(is_changed for _, is_changed in lately) if len(lately) == LATELY else None


def _is_changed(standing: Standing) -> bool:
    answer = standing.answer
    return answer.state == "decided" and answer.labels != answer.proposed_labels


def _in_workbook(workbook: Path) -> frozenset[str]:
    """Return what is answered in a workbook that came back, kept until it becomes another.

    One that cannot be read answers nothing: its page says why.
    """
    from classifier.home.reviewed import answered_in

    kept = workbook.with_name(_KEPT)
    with suppress(OSError):
        sha256 = sha256_of(workbook)
        known = read_shaped(kept.read_bytes(), _SHAPE)
        if known is not None and known["workbook"] == sha256:
            return frozenset(known["answered"])
    try:
        answered = _digests(answered_in(workbook))
    except ClassifierError:
        return frozenset()
    _keep(kept, {"workbook": sha256_of(workbook), "answered": sorted(answered)})
    return answered


def _digests(fragments: Iterable[str]) -> frozenset[str]:
    """Return what stands for fragments in a file that is to hold no id."""
    return frozenset(hashlib.sha256(one.encode()).hexdigest()[:16] for one in fragments)


def _keep(place: Path, facts: object) -> None:
    from classifier.guard import replace_file

    with suppress(OutputError, OSError), replace_file(place, force=True) as beside:
        beside.write_text(json.dumps(facts), "utf-8")
