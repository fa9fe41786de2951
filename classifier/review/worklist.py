"""A worklist of ``audit`` or a plan of ``relabel``: which fragments to look at, and why.

Both are written as JSON beside their workbook: ``worklist.jsonl``, one finding a line, and
``plan.json``, with the rows of the archive and what happens to each cell. Any of the files, or
their folder, may be named. Of a plan, only cells are listed that a person must decide or that are
worth a look.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from classifier.audit.worklist import ROW, Answered, DecidedFinding, written_id
from classifier.codebook import NONE_FITS, write_labels
from classifier.decide import DISCUSS, KEEP
from classifier.decide.rows import text_digest
from classifier.errors import HarvestError, UsageError
from classifier.json_shape import read_lines
from classifier.relabel.plan_file import Plan
from classifier.review.answers import Act, Answers, Log, TargetAnswer
from classifier.wording import quoted

if TYPE_CHECKING:
    from classifier.codebook import Codebook
    from classifier.records import Problem
    from classifier.review.inputs import ReviewInputs

_FILES = ("worklist.jsonl", "plan.json")


@dataclass(frozen=True, slots=True)
class Finding:
    """One reason to look at a fragment.

    Attributes
    ----------
    target : id of the target it is about, "" for the whole fragment
    recorded, other : what stands, and another reading; label names, parted by commas
    why : one sentence
    similar : ids of fragments to compare
    file, text : the harvest it is about and the fingerprint of the text; "" where nobody said
    """

    fragment_id: str
    target: str = ""
    recorded: str = ""
    other: str = ""
    why: str = ""
    similar: tuple[str, ...] = ()
    file: str = ""
    text: str = ""


def read_worklist(path: Path, codebook: Codebook) -> tuple[list[Finding], list[Problem]]:
    """Read the findings in their order, and name the lines that are none."""
    place = _facts_file(path)
    if place.suffix == ".jsonl":
        rows, problems = read_lines(place, ROW)
        findings = [_finding(row, codebook) for _, row in rows]
    else:
        plan = Plan.read(place.parent)
        plan.check()
        findings, problems = _of_plan(plan), []
    kept = [finding for finding in findings if finding.fragment_id]
    if not kept:
        raise HarvestError(
            f"{place} names no fragment.",
            hint="Name the worklist.jsonl of an audit or the plan.json of a relabelling.",
        )
    return kept, problems


def _facts_file(path: Path) -> Path:
    """Find the file with the facts: the one named, or the one that lies beside or inside it."""
    if path.suffix in (".jsonl", ".json"):
        return path
    folder = path if path.is_dir() else path.parent
    wanted = [name for name in _FILES if path.is_dir() or Path(name).stem == path.stem]
    found = [folder / name for name in wanted if (folder / name).is_file()]
    if not found:
        raise HarvestError(
            f"{path} is no worklist: there is no {' or '.join(wanted or _FILES)} in {folder}.",
            hint="Make one with “classifier audit” or “classifier relabel plan”.",
        )
    return found[0]


def _of_plan(plan: Plan) -> list[Finding]:
    """The cells of a plan that want a person, each as a finding of an audit."""
    findings = []
    for row in plan.rows():
        for move in row.moves:
            if move.how != "person" and not move.look:
                continue
            said = [text for step in move.steps for text in (step.reason, step.note) if text]
            names = {label.id: label.name for label in plan.codebook.target(move.target).labels}
            findings.append(
                Finding(
                    row.fragment_id,
                    move.target,
                    _names(sorted(move.before), names),
                    _names(sorted(move.after), names),
                    " ".join(dict.fromkeys([*said, *move.look])),
                )
            )
    return findings


def _finding(row: Mapping[str, Any], codebook: Codebook) -> Finding:
    target = _text(row, "target")
    names = {one.id: {label.id: label.name for label in one.labels} for one in codebook.targets}
    return Finding(
        _text(row, "fragment_id"),
        target if target in names else "",
        _text(row, "recorded_names") or _names(row.get("recorded", ()), names.get(target, {})),
        _text(row, "other_names"),
        _text(row, "why"),
        tuple(row.get("similar", ())),
        _text(row, "file"),
        _text(row, "text"),
    )


def _text(row: Mapping[str, Any], key: str) -> str:
    value = row.get(key)
    return "" if value is None else str(value)


def _names(labels: Sequence[str], known: Mapping[str, str]) -> str:
    return ", ".join(known.get(label, label) for label in labels)


def answers_to_worklist(decisions: Path, coder: str, codebook: Codebook) -> Answered:
    """Return what a coder answered on the page of a worklist, for ``audit apply``."""
    log = Log(decisions)
    try:
        acts = log.after(0)
    finally:
        log.close()
    answers, given = Answers(), dict[str, dict[str, str]]()
    for act in acts:
        answers.apply(act)
        if act.coder == coder:
            given.setdefault(written_id(act.fragment), {})[act.fragment] = act.digest
    _refuse_others(decisions, coder, acts)

    def answered(finding: DecidedFinding) -> str:
        digests = given.get(written_id(finding.fragment_id), {})
        same = [key for key, digest in digests.items() if digest == finding.text]
        # Of one that is told otherwise by now, whoever carries it over says so.
        (key,) = same if len(same) == 1 else digests if len(digests) == 1 else ("",)
        standing = answers.standing(coder, key).get(finding.target)
        return _as_written(standing.answer, finding, codebook) if standing else ""

    return answered


def who_answered(decisions: Path) -> frozenset[str]:
    """Return whose answers stand in a file of answers; nobody's where there is none."""
    if not decisions.is_file():
        return frozenset()
    log = Log(decisions)
    try:
        acts = log.after(0)
    finally:
        log.close()
    answers = Answers()
    for act in acts:
        answers.apply(act)
    return frozenset(act.coder for act in acts if answers.standing(act.coder, act.fragment))


def _refuse_others(decisions: Path, coder: str, acts: Sequence[Act]) -> None:
    """Refuse a file in which others than this coder answered."""
    coders = sorted({act.coder for act in acts})
    if coders and coder not in coders:
        raise UsageError(
            f"{decisions} holds answers of {quoted(coders)}, and none of “{coder}”.",
            hint="Name with --coder whose answers are meant.",
        )


def _as_written(answer: TargetAnswer, finding: DecidedFinding, codebook: Codebook) -> str:
    """Return an answer as it would be written into the worklist."""
    if answer.state == "discuss":
        return DISCUSS
    if answer.labels == finding.recorded and not finding.as_it_stands:
        return KEEP
    target = codebook.target(finding.target)
    strange = sorted(answer.labels - set(target.ids))
    return ", ".join(strange) or write_labels(answer.labels, target) or NONE_FITS


class _FragmentsByFinding:
    """Finds the fragment that a finding is about: by its text, else by its id.

    In the harvests of an archive one id may name several fragments, each with a number behind it.
    """

    def __init__(self, inputs: ReviewInputs) -> None:
        self._by_id: dict[str, dict[str, str]] = {}
        for key, fragment in zip(inputs.keys, inputs.fragments, strict=True):
            self._by_id.setdefault(written_id(key), {})[key] = text_digest(fragment)

    def key_of(self, finding: Finding) -> str:
        """Return the key of its fragment; "" for none of this harvest."""
        digests = self._by_id.get(written_id(finding.fragment_id), {})
        same = [key for key, digest in digests.items() if digest == finding.text]
        return next(iter(same), finding.fragment_id if finding.fragment_id in digests else "")


def findings_on(
    worklist: Path, inputs: ReviewInputs
) -> tuple[dict[str, tuple[Finding, ...]], Sequence[Problem]]:
    """Return what a worklist says of the fragments under review, by their keys."""
    findings: dict[str, tuple[Finding, ...]] = {}
    fragments = _FragmentsByFinding(inputs)
    listed, problems = read_worklist(worklist, inputs.codebook)
    own = [one for one in listed if one.file in ("", inputs.source.name)]
    for finding in own if any(one.file for one in own) else listed:
        key = fragments.key_of(finding)
        if key:
            findings[key] = (*findings.get(key, ()), finding)
    if not findings:
        raise HarvestError(
            f"{worklist} names no fragment of {inputs.source.name}.",
            hint="Open it with the harvest that it was made from.",
        )
    return findings, problems
