"""Any SentenceTransformer, by name or from a folder, also on a GPU: an extra, not a need.

sentence-transformers and torch take seconds to import and over a gigabyte of disk, so they are
imported only when such an encoder is asked for by name.
"""

from __future__ import annotations

import hashlib
import importlib.util
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from classifier.encode.protocol import Chunks, n_threads
from classifier.encode.weights import INSTALL_TRANSFORMERS, PREFIX
from classifier.errors import EncoderError
from classifier.progress import Progress

if TYPE_CHECKING:
    from classifier.encode.protocol import Vectors

_CHUNK = 256  # texts between two reports of progress
_BATCH = 32


class Transformer:
    """The encoder; ``model`` is a hub name or a folder, ``device`` such as "cpu" or "cuda".

    Only with ``hub`` a model that is not on this computer is fetched. Code that comes with a model
    is never run.

    Its languages are not recorded anywhere in a model, so ``languages`` is empty: unknown.
    """

    languages: frozenset[str] = frozenset()

    def __init__(
        self, model: str, device: str | None = None, jobs: int | None = None, *, hub: bool = False
    ) -> None:
        self._take(PREFIX + model, _load(model, device, jobs, hub))

    @classmethod
    def of(cls, model: Any) -> Self:
        """Return the encoder of a SentenceTransformer that is open already."""
        one = cls.__new__(cls)
        one._take(f"{PREFIX}{model.model_card_data.base_model or 'given'}", model)
        return one

    def _take(self, name: str, model: Any) -> None:
        self.name = name
        self._model = model
        # Asked by example: the method that tells it has changed its name between versions.
        self.n_dims = int(self._run(["one text"]).shape[1])
        self.weights_hash = _hash(self._model)
        self.cut: frozenset[int] = frozenset()

    def encode(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Embed ``texts`` into float32 (n_texts, n_dims): unit rows, zero for no text."""
        self.cut = self._too_long(texts)
        return Chunks(self._run, self.n_dims, _CHUNK).encode(texts, progress)

    def _run(self, texts: list[str]) -> Vectors:
        vectors: Vectors = self._model.encode(
            texts, batch_size=_BATCH, normalize_embeddings=True, show_progress_bar=False
        )
        return vectors

    def _too_long(self, texts: Sequence[str]) -> frozenset[int]:
        limit = self._model.max_seq_length
        if not limit:
            return frozenset()
        tokenizer = self._model.tokenizer
        return frozenset(
            # verbose=False: the library would warn of what is being counted here.
            i
            for i, text in enumerate(texts)
            if text.strip() and len(tokenizer(text, verbose=False)["input_ids"]) > limit
        )


def _load(model: str, device: str | None, jobs: int | None, hub: bool) -> Any:
    if importlib.util.find_spec("sentence_transformers") is None:
        raise EncoderError(
            f"“{PREFIX}{model}” needs sentence-transformers, which is not installed.",
            hint=f"Run: {INSTALL_TRANSFORMERS}",
        )
    import torch

    torch.set_num_threads(n_threads(jobs))
    try:
        return _open(model, device, fetch=False)
    except EncoderError:
        if not hub or Path(model).exists():
            raise
    return _open(model, device, fetch=True)


def _open(model: str, device: str | None, *, fetch: bool) -> Any:
    from sentence_transformers import SentenceTransformer

    try:
        return SentenceTransformer(
            model, device=device, trust_remote_code=False, local_files_only=not fetch
        )
    except Exception as error:  # the library names no list of what a damaged model raises
        reason = (str(error).strip().splitlines() or ["no reason given"])[0]
        raise EncoderError(
            f"The model “{model}” cannot be loaded{f' on {device}' if device else ''}: {reason}",
            hint="Give a folder with a model, or the name of a model on the hub: a command that "
            "learns, such as “classifier train”, fetches it once; see docs/encoders.md.",
        ) from error


def _hash(model: Any) -> str:
    """Return the sha256 over everything that decides a vector: parts of the model, then weights."""
    import torch

    digest = hashlib.sha256(f"{model}\0{model.max_seq_length}".encode())
    # Words that the model itself puts before every text, such as “query: ”.
    prompt = model.prompts.get(model.default_prompt_name)
    digest.update(f"\0{prompt}".encode() if prompt else b"")
    for name, tensor in sorted(model.state_dict().items()):
        plain = tensor.detach().cpu().contiguous()
        digest.update(f"{name}\0{plain.dtype}\0{tuple(plain.shape)}\0".encode())
        digest.update(plain.reshape(-1).view(torch.uint8).numpy().tobytes())
    return digest.hexdigest()
