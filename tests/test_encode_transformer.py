"""A stand-in for sentence-transformers where it is not installed; the real one where it is."""

from __future__ import annotations

import importlib.machinery
import json
import sys
import types
from pathlib import Path
from typing import ClassVar

import numpy as np
import pytest

from classifier.encode import load_encoder
from classifier.encode.choose import EncoderSettings
from classifier.encode.transformer import Transformer
from classifier.encode.weights import PINS, find_weights
from classifier.errors import EncoderError

REFERENCE = Path(__file__).with_name("test_encode_reference.json")
# Looked up before any test moves the user's folders.
REAL_WEIGHTS = find_weights()


class Tensor:
    """As much of a torch tensor as the hash needs."""

    def __init__(self, values) -> None:
        self.values = np.asarray(values, dtype=np.float32)
        self.dtype, self.shape = self.values.dtype, self.values.shape

    def detach(self):
        return self

    cpu = contiguous = detach

    def reshape(self, *shape):
        return self

    def view(self, dtype):
        return self

    def numpy(self):
        return self.values.view(np.uint8)


class Model:
    """Stands in for a SentenceTransformer of three words at most and two dimensions."""

    weights = (1.0, 2.0)
    max_seq_length: int | None = 3
    prompts: ClassVar[dict[str, str]] = {"query": "", "document": "passage: "}
    default_prompt_name: str | None = None
    asked: list[tuple[str, ...]]
    openings: ClassVar[list[tuple[str, str]]] = []

    def __init__(self, name, *, device, trust_remote_code, local_files_only) -> None:
        assert trust_remote_code is False
        self.openings.append((name, "on this computer" if local_files_only else "hub"))
        if name == "missing" or (local_files_only and name == "on/the-hub"):
            raise OSError("missing is not a local folder\nand much more")
        self.device = device
        self.asked = []

    def state_dict(self):
        return {"w": Tensor(self.weights)}

    def __repr__(self) -> str:
        return "Model()"

    def tokenizer(self, text, verbose):
        assert not verbose
        return {"input_ids": text.split()}

    def encode(self, texts, **settings):
        assert settings["normalize_embeddings"]
        assert not settings["show_progress_bar"]
        self.asked.append(tuple(texts))
        return np.array([[1.0, 0.0] if "a" in text else [0.0, 1.0] for text in texts])


@pytest.fixture
def threads(monkeypatch):
    """Install the stand-ins; gives the list of thread numbers torch was told."""
    told: list[int] = []
    monkeypatch.setattr(Model, "openings", [])
    library = types.ModuleType("sentence_transformers")
    library.__spec__ = importlib.machinery.ModuleSpec("sentence_transformers", None)
    monkeypatch.setattr(library, "SentenceTransformer", Model, raising=False)
    torch = types.ModuleType("torch")
    monkeypatch.setattr(torch, "set_num_threads", told.append, raising=False)
    monkeypatch.setattr(torch, "uint8", np.uint8, raising=False)
    monkeypatch.setitem(sys.modules, "sentence_transformers", library)
    monkeypatch.setitem(sys.modules, "torch", torch)
    return told


def test_any_model_becomes_an_encoder(threads):
    settings = EncoderSettings(jobs=2, device="cuda")
    encoder = load_encoder("sentence-transformers:some/model", settings)
    vectors = encoder.encode(["a law", "", "no one"])
    assert vectors.dtype == np.float32
    assert vectors.tolist() == [[1, 0], [0, 0], [0, 1]]
    assert (encoder.name, encoder.n_dims) == ("sentence-transformers:some/model", 2)
    assert encoder.languages == frozenset()
    assert encoder._model.device == "cuda"
    assert threads == [2]


def test_cut_texts_are_counted(threads):
    encoder = Transformer("m")
    encoder.encode(["one two three", "one two three four", ""])
    assert encoder.cut == {1}


def test_a_model_without_a_limit_cuts_nothing(threads, monkeypatch):
    monkeypatch.setattr(Model, "max_seq_length", None)
    encoder = Transformer("m")
    encoder.encode(["one two three four"])
    assert not encoder.cut


def test_progress_counts_chunk_by_chunk(threads):
    seen = []
    Transformer("m").encode(["a"] * 300 + [""], lambda done, total: seen.append((done, total)))
    assert seen == [(257, 301), (301, 301)]


def test_other_weights_have_another_hash(threads, monkeypatch):
    first, again = Transformer("m").weights_hash, Transformer("m").weights_hash
    monkeypatch.setattr(Model, "weights", (1.0, 3.0))
    assert first == again != Transformer("m").weights_hash


def test_words_that_the_model_puts_before_every_text_make_another_encoder(threads, monkeypatch):
    bare = Transformer("m").weights_hash
    monkeypatch.setattr(Model, "default_prompt_name", "query")
    assert Transformer("m").weights_hash == bare  # of no letters
    monkeypatch.setattr(Model, "prompts", {"query": "query: "})
    assert Transformer("m").weights_hash != bare


def test_a_model_that_cannot_be_loaded_is_a_clear_error(threads):
    with pytest.raises(EncoderError, match="“missing” cannot be loaded on cpu") as caught:
        Transformer("missing", device="cpu")
    assert "much more" not in str(caught.value)
    assert caught.value.hint


def test_the_hub_is_asked_only_where_that_was_allowed_and_nothing_lies_here(threads):
    load_encoder("sentence-transformers:kept/here", EncoderSettings(hub=True))
    with pytest.raises(EncoderError, match="cannot be loaded") as caught:
        load_encoder("sentence-transformers:on/the-hub")
    assert "such as “classifier train”, fetches it once" in caught.value.hint
    load_encoder("sentence-transformers:on/the-hub", EncoderSettings(hub=True))
    assert Model.openings == [
        ("kept/here", "on this computer"),
        ("on/the-hub", "on this computer"),
        ("on/the-hub", "on this computer"),
        ("on/the-hub", "hub"),
    ]


def test_a_folder_is_never_looked_for_on_the_hub(threads, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("missing").mkdir()
    with pytest.raises(EncoderError, match="cannot be loaded"):
        load_encoder("sentence-transformers:missing", EncoderSettings(hub=True))
    assert Model.openings == [("missing", "on this computer")]


def test_without_the_extra_the_message_says_how_to_get_it(monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(EncoderError, match="needs sentence-transformers") as caught:
        Transformer("some/model")
    assert "pip install sentence-transformers" in caught.value.hint


CONFIG = {
    "model_type": "bert",
    "architectures": ["BertModel"],
    "hidden_act": "gelu",
    "hidden_size": 384,
    "intermediate_size": 1536,
    "layer_norm_eps": 1e-12,
    "num_attention_heads": 12,
    "num_hidden_layers": 6,
    "vocab_size": 30522,
}


@pytest.mark.slow
@pytest.mark.filterwarnings("default")  # other people's warnings about other people's code
@pytest.mark.skipif(REAL_WEIGHTS is None, reason="needs: classifier encoders install")
def test_its_minilm_equals_ours(tmp_path):
    pytest.importorskip("sentence_transformers")
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer import modules

    from classifier.encode.minilm import MiniLM

    source, folder = tmp_path / "source", tmp_path / "model"
    source.mkdir()
    (source / "config.json").write_text(json.dumps(CONFIG), "utf-8")
    tokens = {"tokenizer_class": "BertTokenizer", "do_lower_case": True}
    (source / "tokenizer_config.json").write_text(json.dumps(tokens), "utf-8")
    for name in PINS:
        (source / name).write_bytes((REAL_WEIGHTS / name).read_bytes())
    parts = [
        modules.Transformer(str(source), max_seq_length=256),
        modules.Pooling(384),
        modules.Normalize(),
    ]
    SentenceTransformer(modules=parts, device="cpu").save(str(folder))
    texts = json.loads(REFERENCE.read_text("utf-8"))["texts"]
    theirs = Transformer(str(folder), device="cpu")
    ours = MiniLM(REAL_WEIGHTS, cache=tmp_path / "cache")
    own, other = ours.encode(texts), theirs.encode(texts)
    same = np.isclose(own, other, atol=1e-5).all(axis=1)
    # Ours reads the one long text whole.
    assert np.count_nonzero(~same) == len(theirs.cut) == 1
    assert not ours.cut
    assert theirs.n_dims == 384
