"""An estimator as scikit-learn has them, around the model that the commands learn and open."""

from __future__ import annotations

import shutil
import weakref
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp
from typing import TYPE_CHECKING, Any, Self

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils.validation import check_is_fitted

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
from classifier.store import refuse_folder
from classifier.suggest import TOP, SuggestConfig, open_model, suggest_harvest
from classifier.suggest.profile import PROFILE, profile_json
from classifier.suggest.verdicts import score_texts
from classifier.train import TrainConfig, save_training, train
from classifier.train.material import target_truth

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from classifier.api.frames import Harvests
    from classifier.codebook import Codebook
    from classifier.records import Fragment, Harvest
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
    groups : what is held out together: "country-harvest", "country", "harvest" or "none"
    seed : of everything that is drawn at random
    jobs : threads of the encoders; None: all processors

    Attributes
    ----------
    codebook_ : the model's, whose newest version is the label axis
    target_ : id of the target that is meant where none is named
    classes_ : its label ids, str (n_labels,)
    """

    _trained: Trained | None

    def __init__(
        self,
        codebook: Codebook | str | Path | None = None,
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
        book = codebook_of(self.codebook)
        self.target_ = self.target or book.asked[0].id
        book.target(self.target_)
        if y is not None:
            X = codes_beside(X, self.target_, y)
        config = TrainConfig(
            groups=self.groups, seed=self.seed, encoder=self._encoder_name, settings=self.settings
        )
        with as_files(X, book) as paths:
            trained = train(paths, book, config)
        warn_of(trained.inputs.problems)
        self._begin()
        # What its report needs is measured when it is saved: cross-validation has no use for it.
        save_training(trained, self._path, {PROFILE: profile_json(held_out_profile(trained))})
        self._trained = trained
        return self._open()

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

        NA where there is no text to read. The index is that of ``X``.
        """
        harvest, scores = self._scored(X)
        target = target or self.target_
        readable = np.array([fragment.has_text for fragment in harvest.fragments])
        p = np.where(readable[:, None], scores.probabilities[target], np.nan)
        return self._table(X, harvest, p, target)

    def predict(self, X: Harvests, target: str | None = None) -> pd.DataFrame:
        """Return what is suggested: bool, a row for each of ``X``, a column for each label."""
        harvest, scores = self._scored(X)
        target = target or self.target_
        return self._table(X, harvest, scores.chosen[target], target)

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
            X = codes_beside(X, self.target_, y)
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
                shutil.copytree(self._path, beside)
            return
        evaluation = evaluate_training(self._trained, folder.name, EvaluateConfig(seed=self.seed))
        files = {f"evaluation/{n}": text for n, text in evaluation_files(evaluation).items()}
        documents = training_documents(self._trained, evaluation) | files
        save_training(self._trained, folder, documents, force=force)

    @classmethod
    def load(cls, folder: str | Path, *, encoder: Any = None, jobs: int | None = None) -> Self:
        """Open a model folder.

        Parameters
        ----------
        encoder : needed for a model of encoders that are not built in: what it was trained with
        """
        one = cls(encoder=encoder, jobs=jobs)
        one._begin()
        shutil.copytree(folder, one._path)
        one._open()
        one.set_params(
            codebook=one.codebook_,
            encoder=encoder or "+".join(one._opened.model.encoder_hashes) or NO_ENCODER,
        )
        return one

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
            self._begin()
            for name, content in state["folder"].items():
                path = self._path / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
            self._open()
            self.target_ = state["target"]

    def __sklearn_is_fitted__(self) -> bool:
        return hasattr(self, "_opened")

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.two_d_array, tags.input_tags.string = False, True
        tags.input_tags.allow_nan, tags.no_validation = True, True
        return tags

    def _begin(self) -> None:
        """Make room for a model folder; what was learned before goes with its own."""
        folder = mkdtemp(prefix="classifier-")
        weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
        self._path = Path(folder) / _NAME
        self._trained = None

    def _open(self) -> Self:
        self._opened = open_model(self._path, self.settings)
        self.codebook_ = self._opened.model.codebook
        self.target_ = self.target or self.codebook_.asked[0].id
        self.classes_ = np.array(self.codebook_.target(self.target_).ids, dtype=object)
        return self

    @property
    def _encoder_name(self) -> str:
        return self.encoder if isinstance(self.encoder, str) else self._given[0].name

    @property
    def settings(self) -> EncoderSettings:
        """How its encoders run, those it was given among them."""
        given = () if isinstance(self.encoder, str | None) else self._given
        name = self.encoder if isinstance(self.encoder, str) else "+".join(o.name for o in given)
        return EncoderSettings(self.jobs, named=(name,) if name else (), hub=True, given=given)

    @property
    def _given(self) -> tuple[Transformer, ...]:
        return (Transformer.of(self.encoder),)

    # -- reading and scoring

    def _read(self, X: Harvests, *, numbered: bool = False) -> Harvest:
        with as_files(X, self.codebook_, numbered=numbered) as paths:
            return read_harvest(paths, self.codebook_)

    def _scored(self, X: Harvests) -> tuple[Harvest, Scores]:
        check_is_fitted(self)
        harvest = self._read(X, numbered=True)
        return harvest, self._scores(harvest.fragments)

    def _scores(self, fragments: Sequence[Fragment]) -> Scores:
        model, texts = self._opened.model, model_texts(fragments)
        vectors = embed(texts, self._opened.encoders, self._opened.cache)
        return score_texts(model, texts, vectors.less(model.blocks.centres), SuggestConfig())

    def _table(
        self, X: Harvests, harvest: Harvest, values: np.ndarray, target: str
    ) -> pd.DataFrame:
        names = [fragment.id for fragment in harvest.fragments]
        index = X.index if isinstance(X, pd.DataFrame) else pd.Index(names, name="fragment")
        return pd.DataFrame(values, index, list(self.codebook_.target(target).ids))


def _bytes_in(folder: Path) -> dict[str, bytes]:
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}
