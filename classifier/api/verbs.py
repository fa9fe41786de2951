"""The verbs over frames: what needs more than one model, or none."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from sklearn.utils.validation import check_is_fitted

from classifier import relabel
from classifier.api.frames import as_files, codebook_of, warn_of
from classifier.audit import AuditConfig
from classifier.audit.agreement import measure
from classifier.audit.run import audit as audit_files
from classifier.codebook import dump_codebook
from classifier.encode import DEFAULT
from classifier.evaluate.run import EvaluateConfig
from classifier.evaluate.run import evaluate as evaluate_files
from classifier.features import model_texts
from classifier.split import split_groups
from classifier.train import read_inputs

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from classifier.api.estimator import OutcomeClassifier
    from classifier.api.frames import Harvests
    from classifier.codebook import Codebook
    from classifier.evaluate import Estimate

AGREEMENT_COLUMNS = ["target", "about", "figure", "n", "value", "low", "high"]


def audit(
    harvests: Harvests,
    codebook: Codebook | str | Path,
    *,
    look_at: int = 40,
    encoder: str = DEFAULT,
    seed: int = 0,
) -> pd.DataFrame:
    """Return the codes most worth a second look: a row a finding, the likeliest to change first.

    The columns are `classifier.audit.run.FRAME_COLUMNS`; ``look_at`` rows at most.
    """
    book = codebook_of(codebook)
    config = AuditConfig(look_at=look_at, encoder=encoder, seed=seed)
    with as_files(harvests, book) as paths:
        audited = audit_files(paths, book, config)
    warn_of(audited.problems)
    return audited.to_frame().head(look_at)


def agreement(
    harvests: Harvests, codebook: Codebook | str | Path, *, seed: int = 0
) -> pd.DataFrame:
    """Return how far coders of the same fragments agree, with 95 % intervals.

    A row for each target, what it is ``about`` ("all", a harvest, a pair of coders, a label) and
    figure: ``masi`` and ``jaccard`` (Krippendorff's alpha of sets of labels), ``equal`` (share of
    equal sets); of a label ``alpha``, ``ac1`` and ``positive``. ``n`` fragments were coded twice.
    """
    book = codebook_of(codebook)
    with as_files(harvests, book) as paths:
        inputs = read_inputs(paths, book)
    warn_of(inputs.problems)
    fragments = inputs.fragments
    coded = {coding.fragment_id for coding in inputs.codings}
    rows = np.array([i for i, one in enumerate(fragments) if one.id in coded], dtype=np.int64)
    split = split_groups(fragments, model_texts(fragments), rows, "country-harvest")
    config = AuditConfig(seed=seed)
    lines: list[tuple[object, ...]] = []
    for target in book.targets:
        found = measure(target.id, inputs, split.groups, config)
        whole = [found.total] if found.total else []
        for sets in (*whole, *found.harvests, *found.pairs):
            figures = {"masi": sets.masi, "jaccard": sets.jaccard, "equal": sets.equal}
            lines += _lines(target.id, sets.name or "all", sets.n, figures)
        for label in found.labels:
            figures = {"alpha": label.alpha, "ac1": label.ac1, "positive": label.positive}
            lines += _lines(target.id, label.label, label.n, figures)
    return pd.DataFrame(lines, columns=AGREEMENT_COLUMNS)


def _lines(
    target: str, about: str, n: int, figures: Mapping[str, Estimate]
) -> Iterator[tuple[object, ...]]:
    for name, one in figures.items():
        yield target, about, name, n, one.value, one.low, one.high


def evaluate(coder: OutcomeClassifier, harvests: Harvests, *, seed: int = 0) -> pd.DataFrame:
    """Measure a fitted model on coded fragments that it has not seen: a row a figure.

    Fragments that it learned from are left out; none but those is a ClassifierError. The columns
    are target, label ("" for all), figure, value, low, high.
    """
    check_is_fitted(coder)
    config = EvaluateConfig(seed=seed, settings=coder.settings_)
    with as_files(harvests, coder.codebook_) as paths:
        evaluated = evaluate_files(paths, coder.folder_, config)
    warn_of(evaluated.problems)
    return evaluated.to_frame()


def relabel_plan(
    harvests: Harvests,
    codebook: Codebook | str | Path,
    *,
    accept: float = 0.9,
    encoder: str = DEFAULT,
) -> pd.DataFrame:
    """Return what moving coded rows to the codebook's newest version asks for: a row a change.

    To decide and apply, use ``classifier relabel plan`` on files.
    """
    book = codebook_of(codebook)
    with TemporaryDirectory(prefix="classifier-") as folder, as_files(harvests, book) as paths:
        written = Path(folder) / "codebook.yaml"
        written.write_text(dump_codebook(book), "utf-8")
        config = relabel.PlanConfig(accept=accept, encoder=encoder)
        planned = relabel.plan(paths, written, Path(folder) / "plan", config)
        warn_of(planned.problems)
        return planned.to_frame()
