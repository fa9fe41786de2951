from __future__ import annotations

import hashlib
import sqlite3
import subprocess
import sys
import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.encode import vectors
from classifier.encode.vectors import (
    CachedEncoder,
    Entry,
    VectorCache,
    vector_key,
)


class Counting:
    """Counts the letters a, b and c; remembers what it was asked; cuts at ten characters."""

    n_dims = 3
    languages = frozenset({"en"})

    def __init__(self, name="counting", weights_hash="w1"):
        self.name = name
        self.weights_hash = weights_hash
        self.asked: list[str] = []
        self.cut: frozenset[int] = frozenset()

    def encode(self, texts, progress=None):
        self.asked += texts
        self.cut = frozenset(i for i, text in enumerate(texts) if len(text) > 10)
        if progress:
            progress(len(texts), len(texts))
        rows = [[text.count(letter) for letter in "abc"] for text in texts]
        return np.array(rows, dtype=np.float32).reshape(len(texts), 3)


@pytest.fixture
def cache(tmp_path):
    return VectorCache(tmp_path / "vectors.sqlite")


def encode_cached(encoder, texts, cache, progress=None):
    return CachedEncoder(encoder, cache).encode(texts, progress)


def test_identical_texts_are_encoded_once(cache):
    for some_cache in (cache, None):
        encoder = Counting()
        result = encode_cached(encoder, ["ab", "c", "ab", "ab"], some_cache)
        assert encoder.asked == ["ab", "c"]
        assert result.tolist() == [[1, 1, 0], [0, 0, 1], [1, 1, 0], [1, 1, 0]]
        assert result.dtype == np.float32


def test_a_second_run_encodes_only_what_is_new(cache):
    first = encode_cached(Counting(), ["ab", "c"], cache)
    encoder = CachedEncoder(Counting(), VectorCache(cache.path))
    again = encoder.encode(["c", "b", "ab"])
    assert encoder.encoder.asked == ["b"]
    assert encoder.n_known == 2
    np.testing.assert_array_equal(again[[2, 0]], first)


def test_without_a_cache_nothing_is_remembered():
    encoder = Counting()
    encode_cached(encoder, ["ab"], None)
    encode_cached(encoder, ["ab"], None)
    assert encoder.asked == ["ab", "ab"]


@given(st.lists(st.text(max_size=12), max_size=8), st.lists(st.text(max_size=12), max_size=8))
def test_vectors_are_the_encoders_own_whatever_was_known_before(tmp_path_factory, before, texts):
    cache = VectorCache(tmp_path_factory.mktemp("c") / "v.sqlite")
    encode_cached(Counting(), before, cache)
    encoder = CachedEncoder(Counting(), cache)
    np.testing.assert_array_equal(encoder.encode(texts), Counting().encode(texts))
    assert encoder.cut == {i for i, text in enumerate(texts) if len(text) > 10}


def test_what_a_slow_encoder_has_done_is_kept_when_the_run_is_stopped(cache):
    class Stopped(Counting):
        at_a_time = 2

        def encode(self, texts, progress=None):
            if "c" in texts:
                raise KeyboardInterrupt
            return super().encode(texts, progress)

    with pytest.raises(KeyboardInterrupt):
        encode_cached(Stopped(), ["a", "b", "ab", "ba", "c"], cache)
    encoder = Counting()
    encode_cached(encoder, ["a", "b", "ab", "ba", "c"], cache)
    assert encoder.asked == ["c"]


def test_two_encoders_and_two_sets_of_weights_never_share_a_vector(cache):
    encoders = [Counting("one"), Counting("two"), Counting("one", "w2")]
    for encoder in encoders:
        encode_cached(encoder, ["ab"], cache)
        assert encoder.asked == ["ab"]
    assert len({vector_key(encoder, "ab") for encoder in encoders}) == 3


def test_cut_texts_are_counted_also_when_their_vectors_are_known(cache):
    texts = ["a" * 11, "b", "a" * 11]
    for _ in range(2):
        encoder = CachedEncoder(Counting(), cache)
        encoder.encode(texts)
        assert encoder.cut == {0, 2}


def test_no_text_stands_in_the_file(cache):
    encode_cached(Counting(), ["qaimaqam of the hidden place"], cache)
    raw = b"".join(path.read_bytes() for path in cache.path.parent.iterdir())
    assert b"SQLite" in raw
    assert b"qaimaqam" not in raw


def test_half_a_character_does_not_stop_the_run(cache):
    assert encode_cached(Counting(), ["a\ud83d"], cache).tolist() == [[1, 0, 0]]


def test_progress_counts_known_texts_as_done(cache):
    encode_cached(Counting(), ["a", "b"], cache)
    seen = []
    encode_cached(
        Counting(), ["a", "b", "c", "c"], cache, lambda done, total: seen.append((done, total))
    )
    assert seen == [(3, 3)]


@pytest.mark.parametrize(
    "content",
    [
        b"this is no database at all, but something long enough to have a heading" * 40,
        b"SQLite format 3\0" + bytes(4000),
    ],
)
def test_a_damaged_file_is_thrown_away_with_a_notice(cache, content):
    cache.path.write_bytes(content)
    assert encode_cached(Counting(), ["ab"], cache).tolist() == [[1, 1, 0]]
    assert cache.notices == ("The file of kept vectors was damaged; a new one was begun.",)
    encoder = CachedEncoder(Counting(), cache)
    encoder.encode(["ab"])
    assert encoder.n_known == 1


def test_a_file_damaged_in_the_middle_is_thrown_away(cache):
    encode_cached(Counting(), [f"text {i}" for i in range(500)], cache)
    raw = bytearray(cache.path.read_bytes())
    raw[4096:] = b"\x55" * (len(raw) - 4096)
    cache.path.write_bytes(raw)
    assert encode_cached(Counting(), ["ab"], cache).tolist() == [[1, 1, 0]]
    assert cache.notices


def test_another_programs_database_is_replaced(cache):
    connection = sqlite3.connect(cache.path)
    connection.execute("CREATE TABLE vectors (something TEXT)")
    connection.commit()
    connection.close()
    encode_cached(Counting(), ["ab"], cache)
    assert len(cache.notices) == 1
    assert cache.read([vector_key(Counting(), "ab")])


@pytest.mark.parametrize("altered", [bytes(12), "a text", 7, 0.5])
def test_one_altered_vector_is_encoded_again(cache, altered):
    encode_cached(Counting(), ["ab", "c"], cache)
    connection = sqlite3.connect(cache.path)
    key = vector_key(Counting(), "ab")
    connection.execute("UPDATE vectors SET vector = ? WHERE key = ?", (altered, key))
    connection.commit()
    connection.close()
    assert encode_cached(Counting(), ["ab"], cache).tolist() == [[1, 1, 0]]


@pytest.mark.parametrize("vector", [bytes(8), np.full(3, np.nan, "<f4").tobytes()])
def test_a_vector_that_is_none_of_the_encoder_is_encoded_again(cache, vector):
    cache.write({vector_key(Counting(), "ab"): Entry(vector)})
    assert encode_cached(Counting(), ["ab"], cache).tolist() == [[1, 1, 0]]


@pytest.mark.parametrize("obstacle", ["parent", "itself"])
def test_a_cache_that_cannot_be_used_is_a_notice_not_an_error(tmp_path, obstacle):
    (tmp_path / "file").write_text("no folder", "utf-8")
    (tmp_path / "folder").mkdir()
    path = tmp_path / "file" / "v.sqlite" if obstacle == "parent" else tmp_path / "folder"
    cache = VectorCache(path)
    assert encode_cached(Counting(), ["ab"], cache).tolist() == [[1, 1, 0]]
    assert len(cache.notices) == 1
    assert cache.notices[0].startswith("Vectors are not kept: ")


def test_a_damaged_file_that_cannot_be_removed_is_a_notice(cache, monkeypatch):
    cache.path.write_bytes(b"no database" * 400)

    def refuse(*arguments, **more):
        raise PermissionError(13, "in use")

    monkeypatch.setattr(type(cache.path), "unlink", refuse)
    assert encode_cached(Counting(), ["ab"], cache).tolist() == [[1, 1, 0]]
    assert "in use" in cache.notices[0]


def test_a_file_locked_for_too_long_is_a_notice(cache, monkeypatch):
    encode_cached(Counting(), ["ab"], cache)
    monkeypatch.setattr(vectors, "_WAIT", 0.05)
    holder = sqlite3.connect(cache.path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    assert encode_cached(Counting(), ["ab", "c"], cache).tolist() == [[1, 1, 0], [0, 0, 1]]
    holder.execute("ROLLBACK")
    holder.close()
    assert "locked" in cache.notices[0]


def test_the_longest_unused_vectors_go_when_the_file_grows_too_large(cache, monkeypatch):
    cache.limit = 560_000

    def on_day(number: int) -> None:
        monkeypatch.setattr(time, "time", lambda: (1000 + number) * 86_400)

    def write(keys: list[bytes]) -> None:
        cache.write({key: Entry(bytes(2048)) for key in keys})

    old, used, younger, newest = (
        [hashlib.sha256(b"%d" % i).digest() for i in range(start, start + n)]
        for start, n in ((0, 60), (60, 40), (100, 100), (200, 100))
    )
    on_day(0)
    write(used + old)
    on_day(1)
    write(younger)
    on_day(2)
    assert len(cache.read(used)) == 40
    on_day(3)
    write(newest)
    assert [len(cache.read(keys)) for keys in (old, used, newest)] == [0, 40, 100]
    assert 10 < len(cache.read(younger)) < 90
    assert cache.path.stat().st_size < cache.limit


_WRITER = """
import sys
from pathlib import Path
from classifier.encode.vectors import Entry, VectorCache
cache = VectorCache(Path(sys.argv[1]))
start = int(sys.argv[2])
for i in range(start, start + 40):
    cache.write({b"%05d" % i: Entry(bytes(512))})
    cache.read([b"%05d" % n for n in range(100)])
print(cache.notices)
"""


def test_two_processes_may_use_the_file_at_once(cache):
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", _WRITER, str(cache.path), str(start)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for start in (0, 40)
    ]
    for writer in writers:
        assert writer.communicate(timeout=60) == ("()\n", "")
    assert len(cache.read([b"%05d" % i for i in range(80)])) == 80


def test_reading_many_vectors_costs_less_for_each_than_reading_them_one_by_one(cache):
    entries = {hashlib.sha256(b"%d" % i).digest(): Entry(bytes(2048)) for i in range(10_000)}
    cache.write(entries)
    begin = time.process_time()
    assert len(cache.read(list(entries))) == 10_000
    together = time.process_time() - begin
    begin = time.process_time()
    for key in list(entries)[:1_000]:
        assert len(cache.read([key])) == 1
    assert together < 10 * (time.process_time() - begin)


def test_without_a_path_the_file_is_in_the_users_cache(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    encode_cached(Counting(), ["ab"], VectorCache())
    assert (tmp_path / "outcome-classifier" / "vectors.sqlite").is_file()
