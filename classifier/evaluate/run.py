"""Put an evaluation together: after training, or on fragments that a model has not seen."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from classifier.evaluate import yardsticks
from classifier.evaluate.ceiling import ceilings
from classifier.evaluate.compare import compare
from classifier.evaluate.examples import surprising
from classifier.evaluate.refit import (
    FEWEST_CODED,
    RefitData,
    forward_splits,
    forward_view,
    learning_curves,
    n_fits,
)
from classifier.evaluate.replay import replay
from classifier.evaluate.results import (
    Comparison,
    Curve,
    Evaluation,
    Replay,
    Setting,
    TargetResult,
    View,
    Yardstick,
)
from classifier.evaluate.scored import Scored, held_out, score_drift
from classifier.evaluate.target_figures import Choices, Part, language_counts, measure, parts_of
from classifier.evaluate.unseen import Unseen, coded_rows, unseen_texts
from classifier.split import group_folds
from classifier.suggest.drift import Drift, text_drift
from classifier.train import ENOUGH_TO_BEGIN

if TYPE_CHECKING:
    from classifier.codebook import Codebook
    from classifier.records import Fragment
    from classifier.split import LeftOut
    from classifier.train import TargetEvidence, Trained

Step = Callable[[], None]
FULL = "Train with --full-report for it."
TOO_FEW = f"It needs {2 * FEWEST_CODED} coded fragments in two groups or more."
NEEDS_TRAINING = "It needs the training fragments: name the training harvests beside the new one."
# Of the simpler ways.
N_FOLDS = 5
SECTIONS = ("yardsticks", "views", "curve")


@dataclass(frozen=True)
class Options:
    """What an evaluation is to show.

    Attributes
    ----------
    full : also what needs further fits: yardsticks, other seeds, forward in time, learning curve
    with_texts : quote fragments; confidential ones never
    n_draws : resamples behind each interval
    """

    full: bool = False
    with_texts: bool = False
    seed: int = 0
    n_draws: int = 1000

    @property
    def choices(self) -> Choices:
        """Those of the intervals."""
        return Choices(self.seed, self.n_draws)


def n_training_steps(trained: Trained, options: Options) -> int:
    """Count the steps of an evaluation after training."""
    data = _refit_data(trained)
    if not _further_asked(data, options):
        return 1
    return 1 + yardsticks.n_steps(data) + len(forward_splits(data)) + n_fits(data)


def evaluate_training(
    trained: Trained, name: str, options: Options, step: Step = lambda: None
) -> Evaluation:
    """Evaluate a fit by its held-out scores.

    Parameters
    ----------
    name : what the model is called
    step : called after each of the `n_training_steps` steps
    """
    material, fitted = trained.material, trained.fitted
    scored = _measured(held_out(fitted.evidence, fitted.groups, material.codebook))
    data = _refit_data(trained)
    parts = parts_of(material.fragments, material.codings)
    targets = _targets(scored, material.codebook, parts, options.choices)
    step()
    measured, views, curves = _further(data, scored, options, step)
    measured += _people(data, scored, options.choices)
    return Evaluation(
        setting=Setting(
            kind="held-out",
            title="Evaluation on held-out fragments",
            model=name,
            codebook=material.codebook.name,
            codebook_version=material.codebook.version,
            groups=fitted.apart.by,
            n_fragments=len(data.coded),
            n_groups=len(np.unique(fitted.groups[data.coded])),
            harvests=_harvests(material.fragments, data.coded),
            languages=_languages(parts, data.coded),
            seed=trained.config.seed,
            notices=held_out_notices(trained),
        ),
        targets=targets,
        yardsticks=tuple(measured),
        views=tuple(views),
        curves=curves,
        replays=_replays(_calibrated(trained, scored), options.choices),
        examples=surprising(
            scored, material.fragments, material.codebook, with_texts=options.with_texts
        ),
        omitted=_left_out(data, options),
    )


def evaluate_unseen(
    unseen: Unseen, options: Options, other: Unseen | None = None, step: Step = lambda: None
) -> Evaluation:
    """Evaluate a finished model on fragments it has not seen; ``other`` is a second model."""
    material, data = unseen.data.material, unseen.data
    scored = _measured(unseen.scored)
    parts = parts_of(material.fragments, material.codings)
    choices = options.choices
    targets = _targets(scored, material.codebook, parts, choices)
    step()
    measured: list[Yardstick] = []
    curves: tuple[Curve, ...] = ()
    omitted = {"views": "A finished model cannot be fitted again. " + FULL}
    if unseen.has_training_rows:
        measured = yardsticks.yardsticks(
            scored, data, [(unseen.taught, unseen.rows)], choices, step
        )
        curves = learning_curves(data, choices, step)
    else:
        omitted |= {"yardsticks": NEEDS_TRAINING, "curve": NEEDS_TRAINING}
    measured += _people(data, scored, choices)
    return Evaluation(
        setting=Setting(
            kind="unseen",
            title="Evaluation on fragments the model has not seen",
            model=unseen.model.name,
            codebook=material.codebook.name,
            codebook_version=material.codebook.version,
            groups=data.config.groups,
            n_fragments=len(unseen.rows),
            n_groups=len(np.unique(data.groups[unseen.rows])),
            harvests=_harvests(material.fragments, unseen.rows),
            languages=_languages(parts, unseen.rows),
            seed=options.seed,
            notices=_seen_notices(unseen),
        ),
        targets=targets,
        yardsticks=tuple(measured),
        curves=curves,
        replays=_replays(scored, choices),
        drift=tuple(_drift(unseen, scored)),
        comparison=_comparison(unseen, other, choices),
        examples=surprising(
            scored, material.fragments, material.codebook, with_texts=options.with_texts
        ),
        omitted=omitted,
    )


def _further(
    data: RefitData,
    scored: Mapping[str, Scored],
    options: Options,
    step: Step,
) -> tuple[list[Yardstick], list[View], tuple[Curve, ...]]:
    """Fit again, and let the simpler ways learn."""
    if not _further_asked(data, options):
        return [], [], ()
    choices = options.choices
    measured = yardsticks.yardsticks(scored, data, _yardstick_splits(data), choices, step)
    views: list[View] = []
    for name, train, test in forward_splits(data):
        views += forward_view(data, name, train, test, choices)
        step()
    return measured, views, learning_curves(data, choices, step)


def _yardstick_splits(data: RefitData) -> list[tuple[np.ndarray, np.ndarray]]:
    """Cut the coded fragments for ways that cannot leave each one out by itself.

    Folds of whole groups; what tells the same as a tested fragment is not learned from.
    """
    coded = data.coded
    nothing = np.zeros((len(coded), 1), dtype=bool)
    folds = group_folds(nothing, data.groups[coded], N_FOLDS, data.config.seed)
    tests = [coded[folds == fold] for fold in np.unique(folds)]
    return [(data.apart.without_twins(np.setdiff1d(coded, test), test), test) for test in tests]


def _further_asked(data: RefitData, options: Options) -> bool:
    """Further fits need enough coded fragments, in groups that can be parted."""
    n_groups = len(np.unique(data.groups[data.coded]))
    return options.full and len(data.coded) >= 2 * FEWEST_CODED and n_groups > 1


def _left_out(data: RefitData, options: Options) -> dict[str, str]:
    if _further_asked(data, options):
        return {}
    return dict.fromkeys(SECTIONS, TOO_FEW if options.full else FULL)


def _refit_data(trained: Trained) -> RefitData:
    return RefitData(
        trained.material, trained.config, trained.fitted.apart, coded_rows(trained.material)
    )


def held_out_notices(trained: Trained) -> tuple[str, ...]:
    """Say what was held out less than asked for, or could not be held out at all."""
    heads, fitted, book = trained.fitted.model.heads, trained.fitted, trained.material.codebook
    titles = {target.id: target.title or target.id for target in book.targets}
    n_large = {}
    unknown = []
    for name, evidence in fitted.evidence.items():
        left_out = fitted.apart.left_out(evidence.rows)
        n_large[titles[name]] = left_out.n_large
        if len(left_out) >= ENOUGH_TO_BEGIN and not heads[name].calibrated:
            unknown.append(f"{titles[name]}: {_why_unknown(evidence, left_out)}")
    return *fitted.apart.notices(n_large), *unknown


def _why_unknown(evidence: TargetEvidence, left_out: LeftOut) -> str:
    """Say why the probabilities of a target with enough coded fragments are not calibrated."""
    if not (evidence.values & evidence.known).any():
        return "no label is coded anywhere, so nothing is known of the probabilities."
    n_tested = f"only {left_out.n_tested}" if left_out.n_tested else "none"
    return (
        f"{n_tested} of {len(left_out)} coded fragments could be held out, since their texts are "
        "too alike, so too little is known of the probabilities, and they are not called "
        "calibrated."
    )


def _measured(scored: Mapping[str, Scored]) -> dict[str, Scored]:
    """Leave out targets that nobody coded."""
    return {name: one for name, one in scored.items() if len(one.rows)}


def _calibrated(trained: Trained, scored: Mapping[str, Scored]) -> dict[str, Scored]:
    """Leave out targets whose suggestions nothing can be promised of."""
    heads = trained.fitted.model.heads
    return {name: one for name, one in scored.items() if heads[name].calibrated}


def _targets(
    scored: Mapping[str, Scored], codebook: Codebook, parts: Sequence[Part], choices: Choices
) -> tuple[TargetResult, ...]:
    return tuple(
        measure(one, codebook.target(name), parts, choices) for name, one in scored.items()
    )


def _replays(scored: Mapping[str, Scored], choices: Choices) -> tuple[Replay, ...]:
    return tuple(replay(one, choices) for one in scored.values())


def _people(data: RefitData, scored: Mapping[str, Scored], choices: Choices) -> list[Yardstick]:
    material = data.material
    return ceilings(
        material.fragments, material.codings, data.groups, scored, material.codebook, choices
    )


def _drift(unseen: Unseen, scored: Mapping[str, Scored]) -> list[Drift]:
    if unseen.profile is None:
        return [
            Drift(
                "unknown",
                "The model folder does not say what its training texts were like; train it again "
                "to compare.",
                serious=False,
            )
        ]
    texts, rows = unseen_texts(unseen)
    material = unseen.data.material
    fragments = [material.fragments[i] for i in rows]
    found = text_drift(fragments, texts, material.vectors.rows(rows), unseen.model, unseen.profile)
    return found + score_drift(scored, unseen.profile)


def _comparison(a: Unseen, b: Unseen | None, choices: Choices) -> Comparison | None:
    """Compare on fragments that neither model has seen, on targets with the same labels."""
    if b is None:
        return None
    books = a.model.codebook, b.model.codebook
    theirs = {target.id: target.ids for target in books[1].targets}
    skipped = tuple(t.id for t in books[0].targets if theirs.get(t.id) != t.ids)
    found = compare(
        (a.model.name, b.model.name), _measured(a.scored), _measured(b.scored), choices, skipped
    )
    return replace(found, same_labels=len(skipped) < len(books[0].targets))


def _seen_notices(unseen: Unseen) -> tuple[str, ...]:
    n = len(unseen.taught)
    if not n:
        return ()
    return (
        f"{n} of the {len(unseen.data.coded)} coded fragments were seen in training and are left "
        f"out: figures rest on the other {len(unseen.rows)}.",
    )


def _harvests(fragments: Sequence[Fragment], rows: np.ndarray) -> tuple[str, ...]:
    shown = [fragments[i] for i in rows if not fragments[i].confidential]
    return tuple(sorted({fragment.harvest for fragment in shown if fragment.harvest}))


def _languages(parts: Sequence[Part], rows: np.ndarray) -> dict[str, int]:
    chosen = [Part(part.by, tuple(part.names[i] for i in rows)) for part in parts]
    return language_counts(chosen)
