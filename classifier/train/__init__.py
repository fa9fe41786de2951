"""Learn from coded harvests: files in, a fitted model and its held-out scores out."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from classifier.decide.held import refuse_unfinished, unfinished
from classifier.disclosure import open_countries, open_harvests
from classifier.encode import resolve_encoders
from classifier.errors import HarvestError
from classifier.harvest import (
    ReadingChoices,
    add_codings,
    files_without_codes,
    label_files,
    read_harvest,
)
from classifier.harvest.unread_codes import NO_COLUMN, NO_LABEL
from classifier.outputs import sha256_of
from classifier.progress import silent
from classifier.records import Problem
from classifier.store import save_model
from classifier.train.fit import Fitted, TrainConfig, fit
from classifier.train.material import EncoderIdentity, Material, gather
from classifier.train.second_votes import (
    SecondVotes,
    refuse_untrusted,
    votes_in_files,
    votes_to_learn_from,
    votes_to_use,
)
from classifier.train.space import TargetEvidence
from classifier.train.told_examples import without_told_examples

if TYPE_CHECKING:
    import pandas as pd

    from classifier.codebook import Codebook
    from classifier.encode import Encoder, EncoderSettings, VectorCache
    from classifier.progress import Progress, Stages
    from classifier.reader import ReaderSettings
    from classifier.records import Coding, Fragment

# From this many coded fragments up, probabilities are calibrated.
ENOUGH_TO_BEGIN = 20
_PACKAGES = ("outcome-classifier", "numpy", "scikit-learn", "scipy", "onnxruntime", "tokenizers")


@dataclass(frozen=True)
class TrainInputs:
    """What was read for a training run.

    Attributes
    ----------
    file_hashes : sha256 by file name
    read_as : what each file was read as: harvest, unlabelled, codings or codebook
    """

    codebook: Codebook
    fragments: tuple[Fragment, ...]
    codings: tuple[Coding, ...]
    problems: tuple[Problem, ...]
    file_hashes: dict[str, str]
    read_as: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Trained:
    """A fitted model with everything its reports need."""

    inputs: TrainInputs
    material: Material
    fitted: Fitted
    config: TrainConfig
    reader: Mapping[str, object] = field(default_factory=dict)

    def to_frame(self) -> pd.DataFrame:
        """Return the held-out scores: a row for each coded fragment and label of each target."""
        import pandas as pd

        frames = []
        for name, evidence in self.fitted.evidence.items():
            fragments = [self.material.fragments[row].id for row in evidence.rows]
            n_labels = evidence.values.shape[1]
            columns = {
                "fragment": np.repeat(np.array(fragments, dtype=object), n_labels),
                "target": name,
                "label": list(self.inputs.codebook.target(name).ids) * len(fragments),
                "coded": evidence.values.ravel(),
                "known": evidence.known.ravel(),
                "probability": evidence.probabilities.ravel(),
                "threshold": np.tile(evidence.thresholds, len(fragments)),
            }
            frames.append(pd.DataFrame(columns))
        return pd.concat(frames, ignore_index=True)


def train(
    harvests: Sequence[Path],
    codebook: Path | Codebook,
    config: TrainConfig | None = None,
    stages: Stages = silent,
) -> Trained:
    """Learn from coded harvests; `save_training` writes what was learned.

    Harvests whose texts alone are used are named in ``config``; without these, no coding at all is
    a HarvestError.
    """
    config = config or TrainConfig()
    if not config.ignore_decisions:
        refuse_unfinished(harvests)
    inputs = read_inputs(harvests, codebook, config.codings, config.unlabelled, config.reading)
    if not config.unlabelled:
        require_codings(inputs)
    inputs, second = read_second(inputs, config.votes, config.reader, stages)
    material = encode_inputs(inputs, config.encoder, config.settings, stages)
    material = replace(material, votes=second.votes, told_of_reader=second.told)
    return Trained(inputs, material, fit(material, config, stages), config, second.facts)


def read_inputs(
    harvests: Sequence[Path],
    codebook: Path | Codebook,
    codings: Sequence[Path] = (),
    unlabelled: Sequence[Path] = (),
    reading: ReadingChoices | None = None,
) -> TrainInputs:
    """Read harvests, codebook and further codings; problems come along, nothing is refused.

    Fragments without a text are left out: nothing can be learned from them. The codes of
    ``unlabelled`` harvests are not read: they lend their texts alone.
    """
    paths = [*harvests, *unlabelled]
    files = [*paths, *codings, *([codebook] if isinstance(codebook, Path) else [])]
    reading = reading or ReadingChoices()
    book = reading.codebook(codebook)
    bare = {label for label, path in label_files(paths).items() if path in unlabelled}
    read = read_harvest(paths, book, reading.coder_from)
    coded = tuple(coding for coding in read.codings if coding.origin.file not in bare)
    read = add_codings(replace(read, codings=coded), codings, book, reading.coder_from)
    book = without_told_examples(book, [f"{f.outcome} {f.significance}" for f in read.with_text])
    to_learn_from = [f for f in read.fragments if f.origin.file not in bare]
    without = files_without_codes(to_learn_from, read.codings, book)
    hashes = {path.name: sha256_of(path) for path in files}
    problems = (*unfinished(harvests), *without, *read.problems)
    kinds = {"harvest": harvests, "unlabelled": unlabelled, "codings": codings}
    read_as = dict.fromkeys(hashes, "codebook") | _by_name(kinds)
    return TrainInputs(book, read.with_text, read.codings, problems, hashes, read_as)


def _by_name(kinds: Mapping[str, Sequence[Path]]) -> dict[str, str]:
    """Return what each file was read as."""
    return {path.name: kind for kind, paths in kinds.items() for path in paths}


def read_second(
    inputs: TrainInputs,
    files: Sequence[Path],
    reader: ReaderSettings | None,
    stages: Stages = silent,
    *,
    all_coded: bool = False,
) -> tuple[TrainInputs, SecondVotes]:
    """Read votes on the coded fragments, of files and a reader, and add what files they are."""
    coded = inputs.fragments, inputs.codings, inputs.codebook
    second = votes_in_files(files, inputs.fragments, inputs.codebook)
    if reader is not None:
        read = votes_to_learn_from(reader, *coded, stages, all_coded=all_coded)
        second = second.beside(read, inputs.fragments, inputs.codebook)
    return with_files(inputs, files, second.problems), second


def with_files(
    inputs: TrainInputs, paths: Sequence[Path], problems: Sequence[Problem]
) -> TrainInputs:
    """Add further files that were read, and what was found in them."""
    hashes = {path.name: sha256_of(path) for path in paths}
    return replace(
        inputs,
        problems=(*inputs.problems, *problems),
        file_hashes={**inputs.file_hashes, **hashes},
    )


def require_codings(inputs: TrainInputs, hint: str = "") -> None:
    """Refuse harvests without a single coded fragment; codes that were not found are named."""
    known = {fragment.id for fragment in inputs.fragments}
    if any(coding.fragment_id in known for coding in inputs.codings):
        return
    what = "No fragment of these harvests is coded."
    unread = [problem for problem in inputs.problems if problem.kind in (NO_COLUMN, NO_LABEL)]
    if unread:
        what, hint = f"No code was read. {unread[0].origin}: {unread[0].what}", unread[0].hint
    begin = f"Code about {ENOUGH_TO_BEGIN} fragments first; or begin from the codebook alone: give "
    begin += "the harvest after --unlabelled."
    raise HarvestError(what, hint=hint or begin, problems=inputs.problems)


def encode_inputs(
    inputs: TrainInputs, encoder: str, settings: EncoderSettings, stages: Stages = silent
) -> Material:
    """Encode what was read with the encoders of this name, in the words of ``--encoder``."""
    chosen = resolve_encoders(encoder, settings)
    cache = settings.cache()
    with stages("Reading the texts") as progress:
        material = gather_inputs(inputs, chosen.encoders, cache, progress)
    # The encoders go out of memory here: a small laptop needs it for the fit.
    return replace(material, notices=(*chosen.notices, *(cache.notices if cache else ())))


def gather_inputs(
    inputs: TrainInputs,
    encoders: Sequence[Encoder],
    cache: VectorCache | None = None,
    progress: Progress | None = None,
) -> Material:
    """Encode what was read."""
    return gather(inputs.fragments, inputs.codings, inputs.codebook, encoders, cache, progress)


def save_training(
    trained: Trained, folder: Path, documents: Mapping[str, str], *, force: bool = False
) -> None:
    """Write the model folder with its card and evaluation."""
    model = replace(trained.fitted.model, facts=training_facts(trained))
    save_model(model, folder, documents, force=force)


def training_facts(trained: Trained) -> dict[str, object]:
    """Collect what a manifest tells about the training."""
    evidence = trained.fitted.evidence
    fragments = trained.material.fragments
    return {
        "date": datetime.date.today().isoformat(),
        "packages": _versions(),
        "files": trained.inputs.file_hashes,
        "read_as": trained.inputs.read_as,
        "codebook_version": trained.inputs.codebook.version,
        "groups": trained.config.groups,
        "held_out": {"by": trained.fitted.split.by, "said": trained.fitted.split.said},
        "seed": trained.config.seed,
        "n_fragments": len(fragments),
        "n_confidential": sum(f.confidential for f in fragments),
        "n_coded": {name: len(e.rows) for name, e in evidence.items()},
        "n_groups": len(set(trained.fitted.groups.tolist())),
        "n_twins": len(trained.fitted.twins),
        **_votes_facts(trained),
        **trained.reader,
        "n_cut": trained.material.n_cut,
        "harvests": open_harvests(fragments),
        "countries": open_countries(fragments),
    }


def _votes_facts(trained: Trained) -> dict[str, object]:
    """Tell of votes how many were read, and of which targets they count; nothing without any."""
    voted = {name: e.voted for name, e in trained.fitted.evidence.items() if e.voted}
    told = {name: {"n_read": len(one.read), "used": one.used} for name, one in voted.items()}
    return {"votes": told} if told else {}


def _versions() -> dict[str, str]:
    found = {}
    for name in _PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


__all__ = [
    "ENOUGH_TO_BEGIN",
    "EncoderIdentity",
    "Fitted",
    "Material",
    "SecondVotes",
    "TargetEvidence",
    "TrainConfig",
    "TrainInputs",
    "Trained",
    "encode_inputs",
    "fit",
    "gather",
    "gather_inputs",
    "read_inputs",
    "read_second",
    "refuse_untrusted",
    "require_codings",
    "save_training",
    "train",
    "training_facts",
    "votes_in_files",
    "votes_to_use",
]
