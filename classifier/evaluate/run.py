"""Put an evaluation together: after training, or on fragments that a model has not seen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from classifier.codebook.lint import labels_with_few_examples
from classifier.decide.held import refuse_unfinished
from classifier.disclosure import open_harvests
from classifier.encode import EncoderSettings, detect_language
from classifier.errors import ClassifierError
from classifier.evaluate.ceiling import ceilings
from classifier.evaluate.compare import compare
from classifier.evaluate.examples import surprising
from classifier.evaluate.next_hour import next_hour
from classifier.evaluate.refit import (
    FEWEST_CODED,
    RefitData,
    forward_views,
    learning_curves,
    n_first_fits,
)
from classifier.evaluate.replay import replay
from classifier.evaluate.results import Comparison, Evaluation, Setting, Worth
from classifier.evaluate.scored import Scored, held_out, score_drift
from classifier.evaluate.target_figures import UNKNOWN, Choices, measure, parts_of
from classifier.evaluate.unseen import Unseen, look
from classifier.evaluate.voted import compare_unseen_votes, compare_votes, votes_notices
from classifier.evaluate.without import without_encoders, without_examples
from classifier.evaluate.yardsticks import yardsticks
from classifier.harvest import ReadingChoices
from classifier.progress import silent
from classifier.split import group_folds
from classifier.suggest import open_model
from classifier.suggest.drift import Drift, text_drift
from classifier.train import (
    ENOUGH_TO_BEGIN,
    gather_inputs,
    read_inputs,
    refuse_untrusted,
    require_codings,
    votes_in_files,
    votes_to_use,
    with_files,
)

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from classifier.model.fitted import Model
    from classifier.progress import Stages
    from classifier.reader import ReaderSettings
    from classifier.records import Problem
    from classifier.split import LeftOut
    from classifier.train import SecondVotes, TargetEvidence, Trained, TrainInputs

FULL = "Train with --full-report for it."
TOO_FEW = f"It needs {2 * FEWEST_CODED} coded fragments in two groups or more."
NEEDS_TRAINING = "It needs the training fragments: name the training harvests beside the new one."
NOT_AGAIN = f"A finished model cannot be fitted again. {FULL}"
# Of the simpler ways.
N_FOLDS = 5
SECTIONS = ("yardsticks", "views", "curve", "worth", "encoders")


@dataclass(frozen=True)
class EvaluateConfig:
    """Choices of an evaluation.

    Attributes
    ----------
    full : also what needs further fits: yardsticks, other seeds, forward in time, learning curve
    with_texts : quote fragments; confidential ones never
    n_draws : resamples behind each interval
    codings : files of more codings
    votes : files of a second reader's votes
    reader : a language model on this machine that votes too
    reading : how the harvests are read
    ignore_decisions : read the old codes of workbooks with unfinished decisions
    compare : folder of a second model
    settings : how the model's encoders run
    tell_seconds : told, once it can be known, how long what needs further fits will take
    """

    full: bool = False
    with_texts: bool = False
    seed: int = 0
    n_draws: int = 1000
    codings: Sequence[Path] = ()
    votes: Sequence[Path] = ()
    reader: ReaderSettings | None = None
    reading: ReadingChoices = field(default_factory=ReadingChoices)
    ignore_decisions: bool = False
    compare: Path | None = None
    settings: EncoderSettings = field(default_factory=EncoderSettings)
    tell_seconds: Callable[[float], None] = lambda seconds: None

    @property
    def choices(self) -> Choices:
        """Those of the intervals."""
        return Choices(self.seed, self.n_draws)


@dataclass(frozen=True)
class Evaluated:
    """An evaluation, and what was said of the files and encoders on the way."""

    evaluation: Evaluation
    problems: tuple[Problem, ...]
    notices: tuple[str, ...]

    def to_frame(self) -> pd.DataFrame:
        """Return the figures, as `Evaluation.to_frame` does."""
        return self.evaluation.to_frame()


def evaluate(
    harvests: Sequence[Path],
    model: Path,
    config: EvaluateConfig | None = None,
    stages: Stages = silent,
) -> Evaluated:
    """Measure a model on the coded fragments of these harvests that it has not seen."""
    config = config or EvaluateConfig()
    if not config.ignore_decisions:
        refuse_unfinished(harvests)
    inputs, first = _read(harvests, model, config, stages)
    second = None
    if config.compare is not None:
        bare = replace(config, votes=(), reader=None)
        _, second = _read(harvests, config.compare, bare, stages)
    evaluation = evaluate_unseen(first, config, second, stages)
    return Evaluated(evaluation, inputs.problems, first.data.material.notices)


def _read(
    harvests: Sequence[Path], folder: Path, config: EvaluateConfig, stages: Stages
) -> tuple[TrainInputs, Unseen]:
    """Read the harvests in a model's codebook and let it score them."""
    opened = open_model(folder, config.settings, config.reading.columns)
    book = opened.model.codebook
    inputs = read_inputs(harvests, book, config.codings, reading=config.reading)
    require_codings(inputs, "Give a coded harvest, or the codes as --codings FILE.")
    second = _second_votes(inputs, opened.model, config, stages)
    inputs = with_files(inputs, config.votes, second.problems)
    with stages("Reading the texts") as progress:
        material = gather_inputs(inputs, opened.encoders, opened.cache, progress)
    notices = opened.cache.notices if opened.cache else ()
    hashes = {path.name: inputs.file_hashes[path.name] for path in harvests}
    material = replace(material, notices=notices, votes=second.votes, told_of_reader=second.told)
    try:
        return inputs, look(opened.model, material, opened.profile, hashes)
    except ClassifierError as error:
        error.problems = inputs.problems  # they may be why nothing can be measured
        raise


def _second_votes(
    inputs: TrainInputs, model: Model, config: EvaluateConfig, stages: Stages
) -> SecondVotes:
    """Read files of votes, and let a reader read coded fragments of files the model did not see."""
    if config.votes or config.reader:
        refuse_untrusted(model)
    if config.reader is None:
        return votes_in_files(config.votes, inputs.fragments, inputs.codebook, model)
    files = votes_in_files(config.votes, inputs.fragments, inputs.codebook)
    learned = model.facts.get("files")
    seen = set(learned.values()) if isinstance(learned, dict) else set()
    new = {name for name, sha256 in inputs.file_hashes.items() if sha256 not in seen}
    coded = {coding.fragment_id for coding in inputs.codings}
    among = {f.id for f in inputs.fragments if f.origin.file in new and f.id in coded}
    read = votes_to_use(config.reader, inputs.fragments, model, stages, among=among)
    return files.beside(read, inputs.fragments, inputs.codebook)


def evaluate_training(
    trained: Trained, name: str, config: EvaluateConfig, stages: Stages = silent
) -> Evaluation:
    """Evaluate a fit by its held-out scores; ``name`` is what the model is called."""
    material, fitted = trained.material, trained.fitted
    data = RefitData(material, trained.config, fitted.split, material.coded_rows())
    scored = _coded(held_out(fitted.evidence, fitted.groups, material.codebook))
    setting = Setting(
        kind="held-out",
        title="Evaluation on held-out fragments",
        model=name,
        seed=trained.config.seed,
        notices=held_out_notices(trained),
        **_described(data, data.coded),
    )
    with stages("Measuring"):
        evaluation = _measured(setting, data, scored, config)
    heads = fitted.model.heads
    calibrated = [one for one in evaluation.replays if heads[one.target].calibrated]
    worth = Worth(
        {
            target.name: tuple(label.name for label in labels_with_few_examples(target))
            for target in material.codebook.asked
        }
    )
    votes = compare_votes(trained, scored, config.choices)
    evaluation = replace(evaluation, replays=tuple(calibrated), worth=worth, votes=votes)
    if not _further_asked(data, config):
        why = TOO_FEW if config.full else FULL
        evaluation = replace(evaluation, omitted=dict.fromkeys(SECTIONS, why))
        return replace(evaluation, next_hour=next_hour(evaluation, material.codebook))
    evaluation = _with_further(evaluation, data, scored, config, _yardstick_splits(data), stages)
    evaluation = replace(
        evaluation,
        views=tuple(forward_views(data, config.choices, stages)),
        worth=replace(worth, without=without_examples(trained, scored, config.choices, stages)),
        encoders=tuple(without_encoders(trained, scored, config.choices, stages)),
    )
    return replace(evaluation, next_hour=next_hour(evaluation, material.codebook))


def _with_further(
    evaluation: Evaluation,
    data: RefitData,
    scored: Mapping[str, Scored],
    config: EvaluateConfig,
    splits: Sequence[tuple[np.ndarray, np.ndarray]],
    stages: Stages,
) -> Evaluation:
    """Add the learning curve and the simpler ways, after their first fit saying how long."""
    n_ways = 2 if data.material.encoders else 1
    # After training also once without the examples, and without each encoder.
    n_whole = 1 + len(data.material.encoders) if evaluation.setting.kind == "held-out" else 0
    n_fits = n_first_fits(data, config.seed, n_whole=n_whole, n_simpler=n_ways * len(splits))
    tell = config.tell_seconds
    curves = learning_curves(data, config.choices, stages, lambda first: tell(first * n_fits))
    simpler = yardsticks(scored, data, splits, config.choices, stages)
    return replace(evaluation, yardsticks=(*simpler, *evaluation.yardsticks), curves=curves)


def evaluate_unseen(
    unseen: Unseen,
    config: EvaluateConfig,
    other: Unseen | None = None,
    stages: Stages = silent,
) -> Evaluation:
    """Evaluate a finished model on fragments it has not seen; ``other`` is a second model."""
    data, scored = unseen.data, _coded(unseen.scored)
    setting = Setting(
        kind="unseen",
        title="Evaluation on fragments the model has not seen",
        model=unseen.model.name,
        seed=config.seed,
        notices=_seen_notices(unseen),
        **_described(data, unseen.rows),
    )
    evaluation = replace(
        _measured(setting, data, scored, config),
        drift=tuple(_drift(unseen, scored)),
        comparison=_comparison(unseen, other, config.choices),
        votes=compare_unseen_votes(unseen, config.choices),
    )
    omitted = dict.fromkeys(("views", "worth", "encoders", "next_hour"), NOT_AGAIN)
    if not unseen.has_training_rows:
        omitted |= {"yardsticks": NEEDS_TRAINING, "curve": NEEDS_TRAINING}
        return replace(evaluation, omitted=omitted)
    evaluation = replace(evaluation, omitted=omitted)
    splits = [(unseen.taught, unseen.rows)]
    return _with_further(evaluation, data, scored, config, splits, stages)


def _described(data: RefitData, rows: np.ndarray) -> dict[str, Any]:
    """Say of the measured fragments what a `Setting` tells of them."""
    fragments, book = data.material.fragments, data.material.codebook
    languages = Counter(detect_language(data.material.texts.joint[i]) or UNKNOWN for i in rows)
    return {
        "codebook": book.name,
        "codebook_version": book.version,
        "groups": data.split.by,
        "n_fragments": len(rows),
        "n_groups": len(np.unique(data.groups[rows])),
        "harvests": tuple(open_harvests([fragments[i] for i in rows])),
        "languages": dict(sorted(languages.items(), key=lambda item: (-item[1], item[0]))),
    }


def _measured(
    setting: Setting, data: RefitData, scored: Mapping[str, Scored], config: EvaluateConfig
) -> Evaluation:
    """Measure all that needs no further fit."""
    material, choices = data.material, config.choices
    fragments, book = material.fragments, material.codebook
    parts = parts_of(fragments, material.codings)
    people = ceilings(fragments, material.codings, data.groups, scored, book, choices)
    return Evaluation(
        setting=setting,
        targets=tuple(
            measure(one, book.target(name), parts, choices) for name, one in scored.items()
        ),
        yardsticks=tuple(people),
        replays=tuple(replay(one, choices) for one in scored.values()),
        examples=surprising(scored, fragments, book, with_texts=config.with_texts),
    )


def _yardstick_splits(data: RefitData) -> list[tuple[np.ndarray, np.ndarray]]:
    """Cut the coded fragments for ways that cannot leave each one out by itself.

    Folds of whole groups; what tells the same as a tested fragment is not learned from.
    """
    coded = data.coded
    nothing = np.zeros((len(coded), 1), dtype=bool)
    folds = group_folds(nothing, data.groups[coded], N_FOLDS, data.config.seed)
    tests = [coded[folds == fold] for fold in np.unique(folds)]
    return [(data.split.without_twins(np.setdiff1d(coded, test), test), test) for test in tests]


def _further_asked(data: RefitData, config: EvaluateConfig) -> bool:
    """Further fits need enough coded fragments, in groups that can be parted."""
    n_groups = len(np.unique(data.groups[data.coded]))
    return config.full and len(data.coded) >= 2 * FEWEST_CODED and n_groups > 1


def held_out_notices(trained: Trained) -> tuple[str, ...]:
    """Say what was held out less than asked for, or could not be held out at all."""
    heads, fitted, book = trained.fitted.model.heads, trained.fitted, trained.material.codebook
    titles = {target.id: target.title or target.id for target in book.targets}
    n_large = {}
    unknown = []
    for name, evidence in fitted.evidence.items():
        left_out = fitted.split.left_out(evidence.rows)
        n_large[titles[name]] = left_out.n_large
        if len(left_out) >= ENOUGH_TO_BEGIN and not heads[name].calibrated:
            unknown.append(f"{titles[name]}: {_why_unknown(evidence, left_out)}")
    voted = *votes_notices(book, fitted.evidence), *trained.material.told_of_reader
    return *fitted.split.notices(n_large), *unknown, *voted


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


def _coded(scored: Mapping[str, Scored]) -> dict[str, Scored]:
    """Leave out targets that nobody coded."""
    return {name: one for name, one in scored.items() if len(one.rows)}


def _drift(unseen: Unseen, scored: Mapping[str, Scored]) -> list[Drift]:
    if unseen.profile is None:
        return [Drift("unknown", {}, serious=False)]
    model, rows = unseen.model, np.flatnonzero(~unseen.seen)
    new = unseen.data.material.rows(rows).less(model.blocks.centres)
    drift = text_drift(new.fragments, new.texts, new.vectors, model, unseen.profile)
    return drift + score_drift(scored, unseen.profile)


def _comparison(a: Unseen, b: Unseen | None, choices: Choices) -> Comparison | None:
    """Compare on fragments that neither model has seen, on targets with the same labels."""
    if b is None:
        return None
    books = a.model.codebook, b.model.codebook
    theirs = {target.id: target.ids for target in books[1].targets}
    skipped = tuple(t.id for t in books[0].targets if theirs.get(t.id) != t.ids)
    found = compare(
        (a.model.name, b.model.name), _coded(a.scored), _coded(b.scored), choices, skipped
    )
    return replace(found, same_labels=len(skipped) < len(books[0].targets))


def _seen_notices(unseen: Unseen) -> tuple[str, ...]:
    n, told = len(unseen.taught), unseen.data.material.told_of_reader
    if not n:
        return told
    return (
        *told,
        f"{n} of the {len(unseen.data.coded)} coded fragments were seen in training and are left "
        f"out: figures rest on the other {len(unseen.rows)}.",
    )
