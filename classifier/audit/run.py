"""The whole audit: inputs in, findings, agreement, use over time and themes out."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np

from classifier.audit.agreement import Agreement, measure
from classifier.audit.budget import Budget, code_order, look_first, with_fragment_sums
from classifier.audit.changeable import fixed_cells, is_changeable
from classifier.audit.doubts import KERNEL_LIMIT, Laid, TargetDoubts, doubt_target
from classifier.audit.finding import AuditConfig, Finding
from classifier.audit.label_findings import Listing
from classifier.audit.label_use import Use, use_over_time
from classifier.audit.readings import Recorded, read_recorded
from classifier.audit.rule_breaks import from_check, from_recorded
from classifier.audit.themes import Theme, find_themes
from classifier.check.reading import Reading
from classifier.decide.rows import text_digest
from classifier.disclosure import places
from classifier.evaluate.voted import votes_notices
from classifier.model.training_rows import training_rows
from classifier.model.votes import NAMED
from classifier.progress import silent
from classifier.records import Harvest
from classifier.suggest.evidence import word_evidence
from classifier.train import (
    TrainConfig,
    encode_inputs,
    fit,
    read_inputs,
    read_second,
    require_codings,
)
from classifier.wording import reader_says

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd
    from numpy.typing import NDArray

    from classifier.audit.changeable import Cell
    from classifier.audit.label_findings import Words
    from classifier.codebook import Codebook
    from classifier.model.fitted import Model
    from classifier.model.training_rows import TrainingRows
    from classifier.progress import Stages
    from classifier.records import FloatArray, Fragment, Problem
    from classifier.split import SplitGroups
    from classifier.train import Fitted, Material, TrainInputs
    from classifier.train.space import Space, TargetEvidence, TargetFit

# Fragments whose n-grams are counted at a time.
PIECE = 100
# A row for each finding.
FRAME_COLUMNS = (
    "fragment target kind recorded reading chance in_fragment changeable rule other why similar "
    "file sheet row"
).split()


@dataclass(frozen=True)
class Audited:
    """Everything an audit found.

    Attributes
    ----------
    findings : the worklist, code by code: the likeliest to change first
    doubts : by target
    agreement : agreement of the coders by target, for those that were coded twice
    use : labels used more or less in a harvest than the texts would have it
    themes : what the findings have in common
    budgets : what the first rows of the worklist hold: for the rows asked for, then for others
    n_fragments, n_recorded : fragments read; coded, by target
    notices : what a reader of the report must know
    remarks_heading : the harvests' own column for remarks, "" where they have none
    problems, told : of the files, and what was noticed of codebook and encoders
    fragments : those that findings are about, by id
    reader : which language model read too, by which words; "" for none
    """

    codebook: Codebook
    config: AuditConfig
    findings: tuple[Finding, ...]
    doubts: dict[str, TargetDoubts]
    agreement: dict[str, Agreement]
    use: tuple[Use, ...]
    themes: tuple[Theme, ...]
    budgets: tuple[Budget, ...]
    n_fragments: int
    n_recorded: dict[str, int]
    files: tuple[str, ...]
    coders: tuple[str, ...]
    notices: tuple[str, ...]
    remarks_heading: str = ""
    problems: tuple[Problem, ...] = ()
    told: tuple[str, ...] = ()
    fragments: Mapping[str, Fragment] = field(default_factory=dict)
    reader: str = ""

    def to_frame(self) -> pd.DataFrame:
        """Return a row for each finding, the likeliest to change first."""
        import pandas as pd

        rows = []
        for finding in self.findings:
            place = finding.origin.file, finding.origin.sheet, finding.origin.row
            codes = tuple(sorted(finding.recorded)), tuple(sorted(finding.reading))
            chances = finding.chance, finding.in_fragment, finding.changeable
            said = finding.rule, finding.other, finding.why, finding.similar
            about = finding.fragment_id, finding.target, finding.kind
            rows.append((*about, *codes, *chances, *said, *place))
        return pd.DataFrame(rows, columns=FRAME_COLUMNS).astype({"row": "Int64"})


def audit(
    harvests: Sequence[Path],
    codebook: Path | Codebook,
    config: AuditConfig | None = None,
    stages: Stages = silent,
) -> Audited:
    """Read coded harvests and find the codes that are most worth a second look."""
    config = config or AuditConfig()
    inputs = read_inputs(harvests, codebook, config.codings, reading=config.reading)
    require_codings(inputs)
    inputs, second = read_second(inputs, config.votes, config.reader, stages, all_coded=True)
    material = encode_inputs(inputs, config.encoder, config.settings, stages)
    material = replace(
        material, votes=second.votes, quotes=second.quotes, told_of_reader=second.told
    )
    audited = audit_inputs(inputs, material, config, fixed_cells(harvests, inputs))
    told = (*inputs.codebook.notices, *material.notices)
    return replace(audited, problems=inputs.problems, told=told, reader=second.reader)


def audit_inputs(
    inputs: TrainInputs,
    material: Material,
    config: AuditConfig,
    fixed: Collection[Cell] = (),
) -> Audited:
    """Audit what was read; nothing is stored.

    Parameters
    ----------
    fixed : cells whose codes cannot be changed, from `fixed_cells`
    """
    fitted = fit(material, TrainConfig())
    model, evidence, split = fitted.model, fitted.evidence, fitted.split
    laid = lay_out(material, fitted)
    del fitted  # so that the landmarks of a large archive leave memory if no target needs them
    doubts = doubt_all(laid, config)
    words = _words(material, model, doubts, config.floor)
    listings = [
        Listing(one, material.fragments, words, evidence[name].single, config.floor)
        for name, one in doubts.items()
    ]
    listed = _findings(inputs, material, listings)
    files = _files(inputs)
    texts = {fragment.id: text_digest(fragment) for fragment in inputs.fragments}
    listed = [
        replace(
            finding,
            changeable=is_changeable(finding, inputs.codebook, files, fixed),
            text=texts.get(finding.fragment_id, ""),
        )
        for finding in with_fragment_sums(listed, doubts)
    ]
    findings = code_order(listed)
    agreement = {name: measure(name, inputs, split.groups, config) for name in doubts}
    coders = {coding.coder for coding in inputs.codings}
    unnamed = places(inputs.fragments)
    themes = chain(*(find_themes(findings, one) for one in doubts.values()))
    return Audited(
        codebook=inputs.codebook,
        config=config,
        findings=findings,
        doubts=doubts,
        agreement={name: one for name, one in agreement.items() if one.n_twice},
        use=tuple(chain(*(use_over_time(one, material.fragments) for one in doubts.values()))),
        themes=tuple(_unnamed(theme, unnamed) for theme in themes),
        budgets=look_first(findings, doubts, config),
        n_fragments=len(material.fragments),
        n_recorded={name: len(one.recorded.rows) for name, one in doubts.items()},
        files=files,
        coders=tuple(sorted(coders - {""})),
        notices=(*_notices(doubts, split, evidence, inputs), *material.told_of_reader),
        remarks_heading=_remarks_heading(inputs),
        fragments=_about(findings, inputs.fragments),
    )


def _about(findings: Sequence[Finding], fragments: Sequence[Fragment]) -> dict[str, Fragment]:
    """Return the fragments that findings are about, by id."""
    listed = {finding.fragment_id for finding in findings}
    return {fragment.id: fragment for fragment in fragments if fragment.id in listed}


def _unnamed(theme: Theme, places: Mapping[str, str]) -> Theme:
    """Put places for the ids of confidential fragments."""
    return replace(theme, examples=tuple(places.get(one, one) for one in theme.examples))


def _findings(
    inputs: TrainInputs,
    material: Material,
    listings: Sequence[Listing],
) -> list[Finding]:
    """Doubted codes and rule breaks together."""
    book, fragments = inputs.codebook, material.fragments
    listed = [finding for listing in listings for finding in listing.findings()]
    files = _files(inputs)
    own = tuple(coding for coding in inputs.codings if coding.origin.file in files)
    rules = from_check(Harvest(inputs.fragments, own, inputs.problems, files), book)
    for listing in listings:
        rules += from_recorded(listing.doubts.recorded, fragments, book)
    return [*(_heard(finding, material) for finding in listed), *rules]


def _heard(finding: Finding, material: Material) -> Finding:
    """Say behind a reason what a second reader named, in its words where the row is open."""
    votes = material.votes.get(finding.target)
    place = material.numbers.get(finding.fragment_id, -1)
    if votes is None or place < 0 or not votes.read[place]:
        return finding
    column = material.codebook.target(finding.target).ids.index
    asked = [*sorted(finding.add), *sorted(finding.remove)]
    named = [label for label in asked if votes.values[place, column(label)] >= NAMED]
    quotes = [material.quotes.get((finding.fragment_id, finding.target, one), "") for one in named]
    hidden = material.fragments[place].confidential
    said = reader_says(bool(named), "" if hidden else next(filter(None, quotes), ""))
    return replace(finding, why=f"{finding.why} ({said})")


def doubt_all(
    laid: dict[str, tuple[Recorded, Laid]], config: AuditConfig
) -> dict[str, TargetDoubts]:
    """Weigh the codes of every target; each is taken out of ``laid``, and so out of memory."""
    return {name: doubt_target(*laid.pop(name), config.seed) for name in [*laid]}


def lay_out(material: Material, fitted: Fitted) -> dict[str, tuple[Recorded, Laid]]:
    """Lay out every target that coders code; clusters follow from types by rule."""
    codings, book = material.codings, material.codebook
    found = {}
    for target in book.targets:
        if not target.derived_from:
            recorded = read_recorded(material.fragments, codings, target, book)
            if recorded.rows:
                found[target.id] = recorded, _laid(recorded, material, fitted)
    return found


def _laid(recorded: Recorded, material: Material, fitted: Fitted) -> Laid:
    space, name = fitted.space, recorded.target.id
    rows = np.array(recorded.rows, dtype=np.int64)
    taught = fitted.fits[name]
    same = taught.evidence.learned_from(rows, recorded.values & recorded.known, recorded.known)
    names = taught.names if same else _names(taught, rows)
    if len(rows) <= KERNEL_LIMIT:
        space = space.in_features
    learned = taught.coder.primal_ if same and len(rows) > KERNEL_LIMIT else None
    return Laid(
        # Laid out anew, a large archive would be in memory twice.
        taught=learned or partial(_training_rows, space, recorded),
        names=names,
        left_out=fitted.split.left_out(rows),
        twins=fitted.split.twins_among(rows),
        votes=material.votes[name].rows(rows) if name in material.votes else None,
        groups=fitted.groups[rows],
    )


def _training_rows(space: Space, recorded: Recorded) -> TrainingRows:
    """Return what a fit of the recorded codes sees."""
    rows, seen = np.array(recorded.rows, dtype=np.int64), recorded.values & recorded.known
    pseudo = space.pseudo(recorded.target)
    return training_rows(space.laid_out(rows), seen, recorded.known, pseudo)


def _names(taught: TargetFit, rows: NDArray[np.int64]) -> FloatArray:
    """Tell how like the texts of fragments are to the labels' own words."""
    material = taught.space.material
    return taught.head.names.features(material.texts.rows(rows), material.vectors.rows(rows))


def _files(inputs: TrainInputs) -> tuple[str, ...]:
    return tuple(dict.fromkeys(f.origin.file for f in inputs.fragments))


def _remarks_heading(inputs: TrainInputs) -> str:
    """The heading of the column for remarks, if every sheet has it."""
    harvest = Harvest(inputs.fragments, (), (), _files(inputs))
    columns = Reading(harvest, inputs.codebook).columns.values()
    headings = [fields.get("additional", "") for fields in columns]
    return " ".join(headings[0].split()) if headings and all(headings) else ""


def _notices(
    doubts: dict[str, TargetDoubts],
    split: SplitGroups,
    evidence: Mapping[str, TargetEvidence],
    inputs: TrainInputs,
) -> tuple[str, ...]:
    titles = {target.id: target.title or target.id for target in inputs.codebook.targets}
    n_large = {titles[name]: found.n_large for name, found in doubts.items()}
    told = votes_notices(inputs.codebook, evidence)
    return *split.notices(n_large), *told


def _words(
    material: Material, model: Model, doubts: Mapping[str, TargetDoubts], floor: float
) -> Words:
    """Return what looks up the words of a fragment that speak for a label, strongest first.

    They are known of labels that may be missing, in fragments that are not confidential.
    """
    asked: dict[int, list[int]] = {}
    for name, one in doubts.items():
        missing = (one.chances >= floor) & ~one.recorded.values
        for row, column in np.argwhere(missing).tolist():
            asked.setdefault(one.recorded.rows[row], []).append(model.first_columns[name] + column)
    numbers = [i for i in sorted(asked) if not material.fragments[i].confidential]
    found: dict[tuple[int, int], tuple[str, ...]] = {}
    for start in range(0, len(numbers), PIECE):
        piece = numbers[start : start + PIECE]
        joint = [material.texts.joint[i] for i in piece]
        sparse = model.blocks.sparse(joint)
        for place, (i, text) in enumerate(zip(piece, joint, strict=True)):
            grams = {name: rows.row(place) for name, rows in sparse.items()}
            evidence = word_evidence(model, text, np.array(asked[i]), grams)
            found |= {(i, column): evidence.strongest(k) for k, column in enumerate(asked[i])}

    def words(fragment: int, target: str, label: str) -> tuple[str, ...]:
        column = model.first_columns[target] + model.heads[target].labels.index(label)
        return found[fragment, column]

    return words
