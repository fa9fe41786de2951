"""Everything that a methods annex tells, gathered from a project once."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from classifier import __version__
from classifier.annex import coded
from classifier.annex.codebooks import versions_of
from classifier.annex.facts import Action, Agreement, Annex, AuditFacts
from classifier.annex.models import ESTIMATE, models_of
from classifier.annex.names import Names, split
from classifier.codebook import Codebook, read_codebook
from classifier.errors import ClassifierError
from classifier.json_shape import fits, read_shaped
from classifier.outputs import sha256_of
from classifier.project import HARVESTS, MODELS, REPORTS, WORK, Project
from classifier.project.log import Entry, read_what_can_be
from classifier.project.state import with_columns

_NOT_DONE = ": not done"
_AUDIT = {"n_fragments": int, "n_findings": {str: int}, "look_at": {"look_at": int}}
_TOTAL = {"n_twice": int, "total": {"masi": ESTIMATE, "equal": ESTIMATE}}
_PARTS = {
    "both": "both",
    "equal": "equal",
    "alpha": "alpha",
    "alpha from": "low",
    "alpha to": "high",
}


def gather(project: Project, *, names: bool = True) -> Annex:
    """Look at a project as it is now.

    Parameters
    ----------
    names : whether people are called by their names; else they are numbered
    """
    read, broken = read_what_can_be(project)
    entries = [entry for entry in read if _moment(entry) is not None]
    ordered = sorted({_key(entry): entry for entry in entries}.values(), key=_moment_of)
    book, unread_book = _codebook(project)
    outputs = dict.fromkeys(name for entry in ordered for name, _ in entry.files)
    files, coding, unreadable = coded.gather(project, book, list(outputs))
    models, unread_models = models_of(project)
    called = Names(
        [*(c.name for c in coding.coders), *(n for e in ordered for n in split(e.who))], shown=names
    )
    reports = [*_audit_reports(project)]
    return Annex(
        project=project.name,
        made_on=datetime.date.today().isoformat(),
        program=__version__,
        harvests=files,
        coding=coding.called(called.of),
        codebooks=versions_of(project, ordered),
        agreement=(*_logged_agreement(ordered), *_told_agreement(reports, ordered, book)),
        models=models,
        actions=tuple(_action(entry, called) for entry in ordered),
        audits=tuple(_audits(reports, ordered)),
        has_log=project.log_path.is_file(),
        broken_lines=len(broken) + len(read) - len(entries),
        repeated_lines=len(entries) - len(ordered),
        out_of_order=[*dict.fromkeys(map(_key, entries))] != [*map(_key, ordered)],
        unlogged=tuple(_unlogged(project, outputs)),
        missing=tuple(_missing(project, outputs)),
        changed=tuple(_changed(project, ordered)),
        unreadable=(*unread_book, *unreadable, *unread_models),
    )


def _codebook(project: Project) -> tuple[Codebook, tuple[str, ...]]:
    """Return the codebook with the columns that are remembered; an empty one where none is read."""
    nothing = Codebook("", "1", ())
    if project.codebook is None:
        return with_columns(project, nothing), ()
    try:
        return with_columns(project, read_codebook(project.codebook)), ()
    except ClassifierError:
        return nothing, (project.codebook.name,)


def _key(entry: Entry) -> tuple[object, ...]:
    return entry.when, entry.who, entry.did, entry.command, entry.files


def _moment(entry: Entry) -> datetime.datetime | None:
    """Return when a line was written; None where that is no time."""
    try:
        return datetime.datetime.fromisoformat(entry.when).astimezone()
    except (ValueError, OverflowError, OSError):
        return None


def _moment_of(entry: Entry) -> datetime.datetime:
    moment = _moment(entry)
    return moment or datetime.datetime.max.replace(tzinfo=datetime.UTC)


def _action(entry: Entry, called: Names) -> Action:
    return Action(
        entry.when,
        called.all_of(entry.who),
        entry.did.removesuffix(_NOT_DONE),
        called.command(entry.command) if entry.command else "",
        not entry.did.endswith(_NOT_DONE),
        entry.figures,
    )


# -- reports of audits


def _audit_reports(project: Project) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Go through the reports of audits, by the folder in which they lie."""
    folders = (project.reports_folder, project.folder / WORK)
    for path in sorted(path for folder in folders for path in folder.rglob("report.json")):
        try:
            told = read_shaped(path.read_bytes(), {str: object})
        except OSError:
            continue
        if told is not None and fits(told, _AUDIT):
            yield path.parent.relative_to(project.folder).as_posix(), told


def _is_logged(name: str, entries: Sequence[Entry]) -> bool:
    """Whether the log tells with figures of the audit in a folder."""
    return any(
        entry.did == "audit"
        and entry.figures
        and any(f.startswith(f"{name}/") for f, _ in entry.files)
        for entry in entries
    )


def _audits(
    reports: Sequence[tuple[str, Mapping[str, Any]]], entries: Sequence[Entry]
) -> Iterator[AuditFacts]:
    """Go through the audits: those that the log tells of, and further ones that left a report."""
    for entry in entries:
        counts = [entry.figures.get(name) for name in ("fragments", "findings", "look at")]
        if entry.did == "audit" and None not in counts:
            yield AuditFacts(entry.when[:10], *(int(n or 0) for n in counts))
    for name, told in reports:
        if not _is_logged(name, entries):
            n_findings = sum(told["n_findings"].values())
            yield AuditFacts("", told["n_fragments"], n_findings, told["look_at"]["look_at"])


def _logged_agreement(entries: Sequence[Entry]) -> Iterator[Agreement]:
    """Go through what the log tells of agreement, command by command and target by target."""
    for entry in entries:
        by_target: dict[str, dict[str, float]] = {}
        for name, value in entry.figures.items():
            what, colon, target = name.partition(": ")
            if colon and what in _PARTS:
                by_target.setdefault(target, {})[_PARTS[what]] = value
        for target, told in by_target.items():
            both, equal = int(told.pop("both", 0)), told.pop("equal", None)
            n_equal = None if equal is None else int(equal)
            if both:
                yield Agreement(entry.did, entry.when[:10], target, both, n_equal, **told)


def _told_agreement(
    reports: Sequence[tuple[str, Mapping[str, Any]]], entries: Sequence[Entry], book: Codebook
) -> Iterator[Agreement]:
    """Go through what reports of audits tell that the log does not."""
    titles = {target.id: target.name for target in book.targets}
    for name, told in reports:
        agreement = told.get("agreement", {})
        if _is_logged(name, entries) or not isinstance(agreement, dict):
            continue
        for target, one in agreement.items():
            if fits(one, _TOTAL) and one["n_twice"]:
                masi, n = one["total"]["masi"], one["n_twice"]
                equal = one["total"]["equal"]["value"]
                n_equal = None if equal is None else round(equal * n)
                bounds = masi["value"], masi["low"], masi["high"]
                title = titles.get(target) or str(target)
                yield Agreement("audit", "", title, n, n_equal, *bounds)


# -- what the log does not tell, or no more


def _unlogged(project: Project, outputs: Mapping[str, None]) -> Iterator[str]:
    """Name the models and reports that no line of the log tells of."""
    for kind in (MODELS, REPORTS):
        folder = project.folder / kind
        for place in sorted(folder.iterdir()) if folder.is_dir() else ():
            name = f"{kind}/{place.name}"
            is_ours = place.is_dir() and not place.name.startswith(".")
            if is_ours and not any(output.startswith(f"{name}/") for output in outputs):
                yield name


def _missing(project: Project, outputs: Mapping[str, None]) -> Iterator[str]:
    """Name the harvests that the log tells of and that are not there any more."""
    for name in outputs:
        if name.startswith(f"{HARVESTS}/") and not (project.folder / name).is_file():
            yield name.removeprefix(f"{HARVESTS}/")


def _changed(project: Project, entries: Sequence[Entry]) -> Iterator[str]:
    """Name the harvests that were changed since the last command that the log tells of."""
    last = {name: digest for entry in entries for name, digest in entry.files}
    for path in project.harvests:
        digest = last.get(f"{HARVESTS}/{path.name}")
        if digest is not None and digest != sha256_of(path):
            yield path.name
