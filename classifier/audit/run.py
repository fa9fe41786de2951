"""The whole audit: inputs in, findings, agreement, use over time and themes out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from classifier.audit.budget import Budget, look_first
from classifier.audit.concord import Concord, measure
from classifier.audit.drift import Use, use_over_time
from classifier.audit.labels import Listing
from classifier.audit.nouns import AuditConfig, Finding
from classifier.audit.pairs import share_words
from classifier.audit.readings import read_recorded
from classifier.audit.rules import from_check, from_recorded
from classifier.audit.target import Laid, TargetDoubts, doubt_target
from classifier.audit.themes import Theme, find_themes
from classifier.records import Harvest
from classifier.suggest.words import WordEvidence, word_evidence
from classifier.train import TrainConfig, fit
from classifier.train.space import Space

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from classifier.codebook import Codebook
    from classifier.train import Fitted, Material, TrainInputs


@dataclass(frozen=True)
class Audited:
    """Everything an audit found.

    Attributes
    ----------
    findings : the worklist, most worth a look first
    doubts : by target
    concord : agreement of the coders by target, for those that were coded twice
    use : labels used more or less in a harvest than the texts would have it
    themes : what the findings have in common
    budgets : what the first rows of the worklist hold: for the rows asked for, then for others
    n_fragments, n_recorded : fragments read; coded, by target
    notices : what a reader of the report must know
    """

    codebook: Codebook
    config: AuditConfig
    findings: tuple[Finding, ...]
    doubts: dict[str, TargetDoubts]
    concord: dict[str, Concord]
    use: tuple[Use, ...]
    themes: tuple[Theme, ...]
    budgets: tuple[Budget, ...]
    n_fragments: int
    n_recorded: dict[str, int]
    files: tuple[str, ...]
    coders: tuple[str, ...]
    notices: tuple[str, ...]


def audit(inputs: TrainInputs, material: Material, config: AuditConfig) -> Audited:
    """Audit what was read; nothing is stored."""
    fitted = fit(material, TrainConfig())
    book = inputs.codebook
    doubts = doubt_all(material, fitted, config)
    findings = _in_order(_findings(inputs, material, fitted, doubts, config))
    concord = {name: measure(name, inputs, fitted.groups, config) for name in doubts}
    found = doubts.values()
    return Audited(
        codebook=book,
        config=config,
        findings=findings,
        doubts=doubts,
        concord={name: one for name, one in concord.items() if one.n_twice},
        use=tuple(use for one in found for use in use_over_time(one, material.fragments)),
        themes=tuple(theme for one in found for theme in find_themes(findings, one)),
        budgets=look_first(findings, doubts, config),
        n_fragments=len(material.fragments),
        n_recorded={name: len(one.recorded.rows) for name, one in doubts.items()},
        files=_files(inputs),
        coders=tuple(sorted({c.coder for c in inputs.codings if c.coder})),
        notices=_notices(doubts, inputs),
    )


def _findings(
    inputs: TrainInputs,
    material: Material,
    fitted: Fitted,
    doubts: dict[str, TargetDoubts],
    config: AuditConfig,
) -> list[Finding]:
    """Doubted codes and rule breaks together."""
    words, book, fragments = _Words(material, fitted), inputs.codebook, material.fragments
    listed: list[Finding] = []
    for name, found in doubts.items():
        single = fitted.evidence[name].single
        listed += Listing(found, fragments, words.of, single, config.floor).findings()
    files = _files(inputs)
    own = tuple(coding for coding in inputs.codings if coding.origin.file in files)
    rules = from_check(Harvest(inputs.fragments, own, inputs.problems, files), book)
    for found in doubts.values():
        rules += from_recorded(found.recorded, fragments, book)
    return [*listed, *_fitted_in(rules, listed)]


def doubt_all(material: Material, fitted: Fitted, config: AuditConfig) -> dict[str, TargetDoubts]:
    """Weigh the codes of every target that coders code; clusters follow from types by rule."""
    targets = [target.id for target in material.codebook.targets if not target.derived_from]
    found = {name: _doubts(name, material, fitted, config) for name in targets}
    return {name: one for name, one in found.items() if one.recorded.rows}


def _doubts(name: str, material: Material, fitted: Fitted, config: AuditConfig) -> TargetDoubts:
    target = material.codebook.target(name)
    recorded = read_recorded(material.fragments, material.codings, target, material.codebook)
    rows = np.array(recorded.rows, dtype=np.int64)
    space = Space(material, fitted.model.blocks, fitted.folds, fitted.groups)
    texts, vectors = space.texts(rows), material.vectors.rows(rows)
    place = {int(row): i for i, row in enumerate(rows)}
    alike = [
        (place[i], place[j], likeness)
        for i, j, likeness in fitted.twins
        if i in place and j in place
    ]
    outcomes = texts.outcomes
    laid = Laid(
        features=space.matrix(texts, vectors),
        names=fitted.model.heads[name].names.features(texts, vectors),
        pseudo=space.pseudo(target),
        keys=[(f.country, f.harvest) for f in (material.fragments[i] for i in rows)],
        alike=alike,
        twins=[pair for pair in alike if share_words(outcomes[pair[0]], outcomes[pair[1]])],
    )
    return doubt_target(recorded, laid, config.seed)


def _fitted_in(rules: Sequence[Finding], listed: Sequence[Finding]) -> list[Finding]:
    """Raise a rule break by the doubts of the same fragment and target."""
    doubted: dict[tuple[str, str], float] = {}
    for finding in listed:
        key = finding.fragment_id, finding.target
        doubted[key] = max(doubted.get(key, 0.0), finding.score)
    raised = []
    for rule in rules:
        beside = doubted.get((rule.fragment_id, rule.target), 0.0)
        raised.append(replace(rule, score=1 - (1 - rule.chance) * (1 - beside)))
    return raised


def _in_order(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """The likeliest first; equals by file, row and target, so that a run can be repeated."""

    def key(one: Finding) -> tuple[float, str, str, int, str, str]:
        origin = one.origin
        return (
            -round(one.score, 9),
            origin.file,
            origin.sheet,
            origin.row or 0,
            one.target,
            ",".join(sorted(one.add | one.remove)) + one.rule,
        )

    return tuple(sorted(findings, key=key))


def _files(inputs: TrainInputs) -> tuple[str, ...]:
    return tuple(dict.fromkeys(f.origin.file for f in inputs.fragments))


def _notices(doubts: dict[str, TargetDoubts], inputs: TrainInputs) -> tuple[str, ...]:
    notices = []
    for name, found in doubts.items():
        if found.n_large:
            title = inputs.codebook.target(name).title or name
            notices.append(
                f"{title}: most fragments come from one country and harvest, so {found.n_large} "
                "of them could only be held out with their twins, not with their whole group."
            )
    return tuple(notices)


# Findings of one fragment come close together; all of a large archive would fill the memory.
_REMEMBERED = 256


class _Words:
    """Words of a fragment that speak for a label, looked up when asked for."""

    def __init__(self, material: Material, fitted: Fitted) -> None:
        self._material, self._model = material, fitted.model
        self._cache: dict[tuple[int, str], WordEvidence] = {}

    def of(self, fragment: int, target: str, label: str) -> tuple[str, ...]:
        """Name the words, strongest first; none of a confidential fragment."""
        if self._material.fragments[fragment].confidential:
            return ()
        labels = self._model.heads[target].labels
        key = fragment, target
        if key not in self._cache:
            if len(self._cache) >= _REMEMBERED:
                self._cache.clear()
            columns: NDArray[np.intp] = np.arange(len(labels)) + self._model.first_columns[target]
            text = self._material.texts.joint[fragment]
            self._cache[key] = word_evidence(self._model, text, columns)
        return self._cache[key].strongest(labels.index(label))
