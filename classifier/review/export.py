"""Decisions out: into the harvest's own columns as ``finish`` writes them, and as a long table."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from classifier.codebook import NONE_FITS, Codebook, write_labels
from classifier.decide import DISCUSS, Decision, how_of
from classifier.edit.provenance import how_heading
from classifier.edit.workbooks import SUFFIXES, cannot_keep
from classifier.errors import ClassifierError
from classifier.finish import Elsewhere, Finished, Signature, finish
from classifier.finish.new_labels import write_new_labels
from classifier.finish.settle import RecordedRow, settle
from classifier.guard import replace_file
from classifier.harvest import read_harvest
from classifier.harvest.headings import NOT_BY_CODERS
from classifier.outputs import csv_text
from classifier.project import LOG, project_of
from classifier.project.log import note
from classifier.records import LabelSuggestion, Origin, Problem, Suggestion, TargetSuggestion
from classifier.report.counts import finish_counts
from classifier.review.agreement import write_codes
from classifier.review.answers import Standing, TargetAnswer
from classifier.review.inputs import ReviewInputs
from classifier.translations import tell
from classifier.wording import first_names, quoted
from classifier.workbook import SuggestionSet, pretag, write_new_workbook

if TYPE_CHECKING:
    from classifier.review.session import Session

NOTE_OF_CONFIDENTIAL = "(confidential: the note is in the coded workbook)"


@dataclass(frozen=True)
class CoderAnswers:
    """One coder's answers, copied out of the session so that writing may take its time.

    ``standing``, ``notes`` and ``new_labels`` go by the key of the fragment; ``gone`` are answered
    fragments that the harvest has no more.
    """

    coder: str
    standing: Mapping[str, Mapping[str, Standing]]
    notes: Mapping[str, str]
    new_labels: Mapping[str, Mapping[str, frozenset[str]]]
    gone: tuple[str, ...] = ()


@dataclass(frozen=True)
class Exported:
    """The files that were written, and what ``finish`` said.

    ``new_labels`` is None where nobody missed a label.
    """

    workbook: Path
    table: Path
    new_labels: Path | None
    finished: Finished
    problems: tuple[Problem, ...]


def answers_of(session: Session, coder: str) -> CoderAnswers:
    """Copy the answers and notes of one coder."""
    keys = session.inputs.keys
    standing = {key: session.answers.standing(coder, key) for key in keys}
    notes = {key: session.answers.note(coder, key) for key in keys}
    new = {key: session.answers.new_labels(coder, key) for key in keys}
    return CoderAnswers(
        coder,
        {k: v for k, v in standing.items() if v},
        {k: v for k, v in notes.items() if v},
        {k: v for k, v in new.items() if v},
        tuple(sorted(session.answers.coders().get(coder, set()) - set(keys))),
    )


def export_paths(inputs: ReviewInputs, folder: Path) -> tuple[Path, Path, Path]:
    """Name the files in a folder; the last is written where somebody missed a label."""
    source, done = inputs.source, "agreed" if inputs.said else "coded"
    kept = source.suffix.lower() in SUFFIXES and not cannot_keep(source)
    suffix = source.suffix if kept else ".xlsx"
    stem = source.stem.removesuffix("-suggested")
    names = (f"{stem}-{done}{suffix}", f"{stem}-codings.csv", f"{stem}-new-labels.csv")
    workbook, table, new_labels = (folder / name for name in names)
    return workbook, table, new_labels


def export(
    inputs: ReviewInputs,
    folder: Path,
    mine: CoderAnswers,
    everyone: Iterable[CoderAnswers],
    today: str,
    *,
    force: bool,
) -> Exported:
    """Write the coded harvest of one coder, and all coders' codings and the labels they miss.

    Nothing is written over what exists without ``force``.
    """
    everyone = tuple(everyone)
    workbook, table, new_labels = export_paths(inputs, folder)
    signature = Signature(mine.coder, today)
    missed = list(_new_label_rows(inputs, everyone))
    listed = new_labels if missed else None
    with replace_file(table, force) as path:
        _write_table(path, inputs, everyone)
        if missed or new_labels.exists():
            write_new_labels(new_labels, missed, force)
        if inputs.said or inputs.apart:
            workbook, done = write_back(inputs, mine, folder)
            return Exported(workbook, table, listed, done, (*done.problems, *_gone(inputs, mine)))
        elsewhere = {key: _elsewhere(inputs.codebook, mine, key) for key in inputs.keys}
        with tempfile.TemporaryDirectory() as beside:
            tagged, problems = _tagged(inputs, mine, Path(beside), today)
            done = finish(tagged, workbook, signature, force=force, elsewhere=elsewhere)
    problems = (*problems, *done.problems, *_gone(inputs, mine))
    written = Exported(workbook, table, listed, done, problems)
    return replace(written, problems=(*written.problems, *_noted(written, mine.coder)))


def _gone(inputs: ReviewInputs, mine: CoderAnswers) -> Iterator[Problem]:
    """Name answered fragments whose row is not in the harvest any more: they are not written."""
    if mine.gone:
        names = first_names(mine.gone)
        what = tell("decision_rows_gone", n=len(mine.gone), names=names)
        hint = tell("decision_rows_gone_hint")
        yield Problem(Origin(inputs.source.name), "row-gone", what, hint)


def _noted(written: Exported, coder: str) -> Iterator[Problem]:
    """Note the export in the log of the project in which it lies; say where that cannot be."""
    try:
        project = project_of(written.workbook.parent)
        if project is not None:
            files = [written.workbook, written.table]
            counts = finish_counts(written.finished)
            note(project, "review export", coder, (), files, figures=counts)
    except ClassifierError as error:
        yield Problem(Origin(LOG), "not-logged", f"{error}", error.hint, notice=True)


def write_back(inputs: ReviewInputs, mine: CoderAnswers, folder: Path) -> tuple[Path, Finished]:
    """Write a workbook of double coding as its coder would have filled it in.

    Returns the new copy, which has a number where there are older ones.
    """
    elsewhere = {key: _elsewhere(inputs.codebook, mine, key) for key in inputs.keys}
    workbook, _, _ = export_paths(inputs, folder)
    return write_codes(inputs.source, workbook, inputs.codebook, elsewhere)


# -- the harvest's own columns


def _elsewhere(codebook: Codebook, answers: CoderAnswers, key: str) -> Elsewhere:
    """Return what the decision cells of a fragment would say, and who, when and why."""
    standing, note = answers.standing.get(key, {}), answers.notes.get(key, "")
    cells, talk = {}, []
    for name, one in standing.items():
        target = codebook.target(name)
        cells[name] = write_labels(one.answer.labels, target) or NONE_FITS
        if one.answer.state == "discuss":
            cells[name] = DISCUSS
            talk.append(target.title or name)
    words = [f"To discuss: {', '.join(talk)}."] if talk else []
    for name, labels in answers.new_labels.get(key, {}).items():
        title = codebook.target(name).name
        words.append(f"Not in the codebook yet, {title}: {quoted(sorted(labels))}.")
    return Elsewhere(
        cells,
        frozenset(name for name, one in standing.items() if one.answer.unseen),
        max((one.act.at for one in standing.values()), default="")[:10],
        next((one.act.model for one in standing.values() if one.act.model), ""),
        " ".join([*words, note]).strip(),
    )


def _tagged(
    inputs: ReviewInputs, mine: CoderAnswers, folder: Path, today: str
) -> tuple[Path, tuple[Problem, ...]]:
    """Give a pre-tagged workbook to finish: the one under review, or one made for it.

    It is made from what was suggested when each answer was given, and without any words.
    """
    if inputs.tagged:
        return inputs.source, ()
    suggestions = tuple(_remembered(key, mine, inputs) for key in inputs.keys)
    suggestion_set = SuggestionSet(inputs.codebook, suggestions, inputs.proposals.model, today)
    harvest = read_harvest(inputs.source, inputs.codebook)
    path = folder / export_paths(inputs, folder)[0].name
    if inputs.source.suffix.lower() in SUFFIXES:
        return path, pretag(inputs.source, path, harvest, suggestion_set)
    return path, write_new_workbook(path, harvest, suggestion_set)


def _remembered(key: str, mine: CoderAnswers, inputs: ReviewInputs) -> Suggestion:
    standing = mine.standing.get(key, {})
    targets = []
    for target in inputs.codebook.targets:
        one = standing.get(target.id)
        pairs = one.answer.proposed if one else ()
        labels = tuple(
            LabelSuggestion(name, target.label(name).name, p, 0.0, suggested=True, likely=True)
            for name, p in pairs
        )
        targets.append(TargetSuggestion(target.id, "suggest" if labels else "unsure", labels))
    version = inputs.codebook.newest
    return Suggestion(key, inputs.proposals.model, version, "", tuple(targets))


# -- the long table


def _write_table(path: Path, inputs: ReviewInputs, everyone: Iterable[CoderAnswers]) -> None:
    targets = inputs.codebook.targets
    columns = [target.column or target.title or target.id for target in targets]
    hows = [how_heading(target) for target in targets]
    headings = ["FragmentID", "Coder", "Codebook version", *columns, *hows]
    rows = [[*headings, "Reviewed by", "Suggested by model", "Decided on", "Review note"]]
    for answers in everyone:
        for key, fragment in zip(inputs.keys, inputs.fragments, strict=True):
            if key in {*answers.standing, *answers.notes, *answers.new_labels}:
                rows.append(_row(key, answers, inputs.codebook, secret=fragment.confidential))
    path.write_text(csv_text(rows), "utf-8-sig", newline="")


def _row(key: str, answers: CoderAnswers, codebook: Codebook, *, secret: bool) -> list[str]:
    """One coder's answers for one fragment.

    The coder signs only a row without open types: beside a coder, an empty cell says "none fits".
    """
    standing = answers.standing.get(key, {})
    decided = {t: one for t, one in standing.items() if one.answer.state == "decided"}
    by_coders = {t.id for t in codebook.asked} - NOT_BY_CODERS
    coder = answers.coder if decided and by_coders <= decided.keys() else ""
    version = next((one.act.version for one in decided.values()), "")
    cells, hows = _codes({t: _decision(one.answer) for t, one in decided.items()}, codebook)
    said = _elsewhere(codebook, answers, key)
    note = NOTE_OF_CONFIDENTIAL if secret and said.note else said.note
    return [key, coder, version, *cells, *hows, answers.coder, said.model, said.date, note]


def _new_label_rows(inputs: ReviewInputs, everyone: Iterable[CoderAnswers]) -> Iterator[list[str]]:
    """Yield each label that a coder misses, with its fragment; words on a confidential one stay."""
    for answers in everyone:
        for key, fragment in zip(inputs.keys, inputs.fragments, strict=True):
            for name, labels in answers.new_labels.get(key, {}).items():
                title = inputs.codebook.target(name).name
                for words in sorted(labels):
                    said = NOTE_OF_CONFIDENTIAL if fragment.confidential else words
                    yield [said, title, key, answers.coder]


def _codes(decisions: Mapping[str, Decision], codebook: Codebook) -> tuple[list[str], list[str]]:
    """Return the names decided for each target, and how they came about; "" where nothing is."""
    settled, _ = settle(decisions, RecordedRow({}, codebook.newest), codebook, Origin(""))
    names: list[str] = []
    hows: list[str] = []
    for target in codebook.targets:
        decision = settled.get(target.id)
        names.append(write_labels(decision.labels, target) or NONE_FITS if decision else "")
        hows.append(decision.how if decision else "")
    return names, hows


def _decision(answer: TargetAnswer) -> Decision:
    """Return an answer as ``finish`` understands it."""
    proposed = None if answer.unseen else answer.proposed_labels
    return Decision("decided", answer.labels, how_of(answer.labels, proposed))
