"""An estimator as scikit-learn has them, around the model that the commands learn and open."""

from __future__ import annotations

import os
import shutil
import weakref
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp
from typing import TYPE_CHECKING, Any, Self

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils.validation import check_is_fitted

from classifier.api.codebooks import Codebook
from classifier.api.frames import as_files, codebook_of, codes_beside, warn_of
from classifier.encode import DEFAULT, NO_ENCODER, EncoderSettings
from classifier.encode.transformer import Transformer
from classifier.evaluate.figures import row_figures
from classifier.evaluate.run import EvaluateConfig, evaluate_training
from classifier.evaluate.scored import held_out_profile
from classifier.features import embed, model_texts
from classifier.guard import replace_folder
from classifier.harvest import read_harvest
from classifier.report.evaluation import evaluation_files
from classifier.report.training import training_documents
from classifier.store import load_model, refuse_folder
from classifier.suggest import TOP, SuggestConfig, open_model, suggest_harvest
from classifier.suggest.profile import PROFILE, profile_json
from classifier.suggest.verdicts import not_readable, score_texts
from classifier.train import TrainConfig, save_training, train
from classifier.train.material import target_truth

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from classifier import codebook
    from classifier.api.frames import Harvests
    from classifier.records import BoolArray, Fragment, Harvest
    from classifier.split import Grouping
    from classifier.suggest.verdicts import Scores
    from classifier.train import Trained

_NAME = "model"


class OutcomeClassifier(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Learns all targets of a codebook from coded fragments; clusters follow from types.

    Whatever takes harvests takes a DataFrame, as `classifier.read_frame` gives them or with the
    columns of a harvest file, or paths of such files.

    Parameters
    ----------
    codebook : a Codebook, or the path of one
    encoder : in the words of ``--encoder``, or a SentenceTransformer
    target : which target `predict`, `transform`, `score` are about; None: the first that is asked
    groups : what is held out together: "country-harvest", "country", "harvest", "twins" or "rows"
    seed : of everything that is drawn at random
    jobs : threads of the encoders; None: all processors

    Attributes
    ----------
    codebook_ : the model's, whose newest version is the label axis
    target_ : id of the target that is meant where none is named
    classes_ : its label ids, str (n_labels,)
    folder_ : where its model lies as long as it lives
    settings_ : how its encoders run
    """

    _trained: Trained | None
    _forget: Callable[[], object] | None = None

    def __init__(
        self,
        codebook: codebook.Codebook | str | Path | None = None,
        *,
        encoder: Any = DEFAULT,
        target: str | None = None,
        groups: Grouping = "country-harvest",
        seed: int = 0,
        jobs: int | None = None,
    ) -> None:
        self.codebook = codebook
        self.encoder = encoder
        self.target = target
        self.groups = groups
        self.seed = seed
        self.jobs = jobs

    def fit(self, X: Harvests, y: Iterable[object] | None = None) -> Self:
        """Learn from coded fragments; those nobody coded lend their texts.

        Parameters
        ----------
        y : the codes of ``target``, one cell or set of label ids a row, in the place of a column
            of the frame; None where the codes stand in the frame
        """
        if self.codebook is None:
            raise ValueError("codebook is None: give a Codebook, or the path of one")
        if self.encoder is None:
            raise ValueError(f"encoder is None: “{NO_ENCODER}” goes without one")
        book = codebook_of(self.codebook)
        target = book.target(self.target or book.asked[0].id).id
        if y is not None:
            X = codes_beside(X, target, y, book)
        settings = self._settings()
        config = TrainConfig(
            groups=self.groups, seed=self.seed, encoder=settings.named[0], settings=settings
        )
        with as_files(X, book) as paths:
            trained = train(paths, book, config)
        warn_of(trained.inputs.problems)
        # What its report needs is measured when it is saved: cross-validation has no use for it.
        with _new_folder() as folder:
            save_training(trained, folder, {PROFILE: profile_json(held_out_profile(trained))})
            return self._take(folder, settings, target, trained)

    def suggest(self, X: Harvests, *, top: int | None = TOP) -> pd.DataFrame:
        """Propose labels: a row for each fragment, target and label that is listed.

        The columns are `classifier.suggest.FRAME_COLUMNS`. ``top`` labels are listed for a target
        beside those suggested; None lists every label.
        """
        check_is_fitted(self)
        harvest = self._read(X)
        warn_of(harvest.problems)
        return suggest_harvest(harvest, self._opened, SuggestConfig(top=top)).to_frame()

    def predict_proba(self, X: Harvests, target: str | None = None) -> pd.DataFrame:
        """Return probabilities: float, a row for each of ``X``, a column for each label.

        NaN where no text can be read: there is none, or in a language that no encoder knows. The
        index is that of ``X``.
        """
        target, scores, readable = self._scored(X, target)
        return self._table(X, np.where(readable, scores.probabilities[target], np.nan), target)

    def predict(self, X: Harvests, target: str | None = None) -> pd.DataFrame:
        """Return what is suggested: bool, a row for each of ``X``, a column for each label."""
        target, scores, readable = self._scored(X, target)
        return self._table(X, scores.chosen[target] & readable, target)

    def transform(self, X: Harvests) -> np.ndarray:
        """Return `predict_proba` of ``target_`` as an array: float (n_fragments, n_labels)."""
        return self.predict_proba(X).to_numpy()

    def get_feature_names_out(self, input_features: object = None) -> np.ndarray:
        """Return the label ids of ``target_``, the columns of `transform`."""
        check_is_fitted(self)
        return np.array(self.classes_, dtype=object)

    def score(self, X: Harvests, y: Iterable[object] | None = None) -> float:
        """Return the label ranking average precision of ``target_`` over the coded fragments.

        See `classifier.evaluate.figures`. NaN where no fragment has a label to rank.
        """
        check_is_fitted(self)
        if y is not None:
            X = codes_beside(X, self.target_, y, self.codebook_)
        harvest = self._read(X)
        book, fragments = self.codebook_, harvest.with_text
        truth = target_truth(fragments, harvest.codings, book.target(self.target_), book)
        scores = self._scores([fragments[row] for row in truth.rows])
        found = scores.probabilities[self.target_], scores.chosen[self.target_]
        ranking = row_figures(truth.values, *found, truth.known).ranking
        return float(np.nanmean(ranking)) if np.isfinite(ranking).any() else float("nan")

    # -- kept in a model folder

    def save(self, folder: str | Path, *, force: bool = False) -> None:
        """Write the model folder that the commands write, with its card and evaluation.

        One that is there is a refusal without ``force``.
        """
        check_is_fitted(self)
        folder = Path(folder)
        refuse_folder(folder, force)
        if self._trained is None:  # it was loaded: its folder is whole
            with replace_folder(folder, force) as beside:
                shutil.copytree(self.folder_, beside)
            return
        evaluation = evaluate_training(self._trained, folder.name, EvaluateConfig(seed=self.seed))
        files = {f"evaluation/{n}": text for n, text in evaluation_files(evaluation).items()}
        documents = training_documents(self._trained, evaluation) | files
        save_training(self._trained, folder, documents, force=force)

    @classmethod
    def load(
        cls,
        folder: str | Path,
        *,
        encoder: Any = None,
        target: str | None = None,
        jobs: int | None = None,
    ) -> Self:
        """Open a model folder; what is none is a ModelError.

        Parameters
        ----------
        encoder : needed for a model of encoders that are not built in: what it was trained with
        """
        model = load_model(Path(folder))
        facts: Any = {name: model.facts[name] for name in ("groups", "seed") if name in model.facts}
        one = cls(
            Codebook.of(model.codebook),
            encoder=encoder or "+".join(model.encoder_hashes) or NO_ENCODER,
            target=target,
            jobs=jobs,
            **facts,
        )
        with _new_folder() as copy:
            shutil.copytree(folder, copy)
            settings = one._settings() if encoder else EncoderSettings(jobs)
            return one._take(copy, settings, target)

    def __getstate__(self) -> dict[str, Any]:
        state = {"params": self.get_params(deep=False)}
        if self.__sklearn_is_fitted__():
            with TemporaryDirectory(prefix="classifier-") as folder:
                self.save(Path(folder) / _NAME)
                state |= {"target": self.target_, "folder": _bytes_in(Path(folder) / _NAME)}
        return state

    def __setstate__(self, state: Mapping[str, Any]) -> None:
        self.__init__(**state["params"])  # type: ignore[misc]
        if "folder" in state:
            with _new_folder() as folder:
                for name, content in state["folder"].items():
                    (folder / name).parent.mkdir(parents=True, exist_ok=True)
                    (folder / name).write_bytes(content)
                self._take(folder, self._settings(), state["target"])

    def __sklearn_is_fitted__(self) -> bool:
        return hasattr(self, "_opened")

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.two_d_array, tags.input_tags.string = False, True
        tags.input_tags.allow_nan, tags.no_validation = True, True
        return tags

    def _take(
        self,
        folder: Path,
        settings: EncoderSettings,
        target: str | None,
        trained: Trained | None = None,
    ) -> Self:
        """Take a model folder for its own, which goes when it goes, or when it learns again."""
        self._opened = open_model(folder, settings)
        if self._forget is not None:
            self._forget()
        self._forget = weakref.finalize(self, _discard, folder.parent, os.getpid())
        self.folder_, self.settings_, self._trained = folder, settings, trained
        self.codebook_ = self._opened.model.codebook
        self.target_ = target or self.codebook_.asked[0].id
        self.classes_ = np.array(self.codebook_.target(self.target_).ids, dtype=object)
        return self

    def _settings(self) -> EncoderSettings:
        """Return how its encoders run, one that it was given among them."""
        if isinstance(self.encoder, str):
            return EncoderSettings(self.jobs, named=(self.encoder,), hub=True)
        given = Transformer.of(self.encoder)
        return EncoderSettings(self.jobs, named=(given.name,), hub=True, given=(given,))

    # -- reading and scoring

    def _read(self, X: Harvests, *, numbered: bool = False) -> Harvest:
        with as_files(X, self.codebook_, numbered=numbered) as paths:
            return read_harvest(paths, self.codebook_)

    def _scored(self, X: Harvests, target: str | None) -> tuple[str, Scores, BoolArray]:
        """Return the target that is meant, scores, and which rows can be read: (n_fragments, 1)."""
        check_is_fitted(self)
        target = self.codebook_.target(target or self.target_).id
        harvest = self._read(X, numbered=True)
        warn_of(harvest.problems)
        scores = self._scores(harvest.fragments)
        known = self._opened.model.languages
        read = zip(scores.texts.joint, scores.languages, strict=True)
        readable = [not not_readable(text, language, known) for text, language in read]
        return target, scores, np.array(readable, dtype=bool)[:, None]

    def _scores(self, fragments: Sequence[Fragment]) -> Scores:
        model, texts = self._opened.model, model_texts(fragments)
        vectors = embed(texts, self._opened.encoders, self._opened.cache)
        return score_texts(model, texts, vectors.less(model.blocks.centres), SuggestConfig())

    def _table(self, X: Harvests, values: np.ndarray, target: str) -> pd.DataFrame:
        index = X.index if isinstance(X, pd.DataFrame) else None
        return pd.DataFrame(values, index, list(self.codebook_.target(target).ids))


@contextmanager
def _new_folder() -> Iterator[Path]:
    """Yield a place for a model folder that only this user can open; it goes where that fails."""
    around = mkdtemp(prefix="classifier-")
    try:
        yield Path(around) / _NAME
    except BaseException:
        shutil.rmtree(around, ignore_errors=True)
        raise


def _discard(folder: Path, process: int) -> None:
    """Remove a folder, unless this is a fork of the process that it belongs to."""
    if os.getpid() == process:
        shutil.rmtree(folder, ignore_errors=True)


def _bytes_in(folder: Path) -> dict[str, bytes]:
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}
