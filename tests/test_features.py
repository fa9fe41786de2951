from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.features import (
    Blocks,
    Texts,
    Vectors,
    embed,
    fit_blocks,
    fit_label_names,
    fit_sparse,
    model_texts,
)
from classifier.features import sparse as sparse_block
from classifier.features.ngrams import (
    character_ngrams,
    piece_story_counts,
    word_ngrams,
    word_pieces,
    word_story_counts,
)
from classifier.features.sparse import SparseBlock
from classifier.records import Fragment

sklearn_text = pytest.importorskip("sklearn.feature_extraction.text")

CHARACTERS = sklearn_text.CountVectorizer(
    analyzer="char_wb", ngram_range=(2, 5), strip_accents="unicode"
).build_analyzer()
WORDS = sklearn_text.CountVectorizer(
    token_pattern=r"(?u)\b\w+\b", ngram_range=(1, 2), strip_accents="unicode"
).build_analyzer()


@given(st.text())
def test_words_are_cut_as_scikit_learn_cuts_them(text):
    assert sorted(word_ngrams(text)) == sorted(WORDS(text))


@given(st.text())
def test_letters_are_cut_as_scikit_learn_cuts_them(text):
    assert sorted(character_ngrams(text)) == sorted(CHARACTERS(text))


@given(st.lists(st.lists(st.text(alphabet="abé -\n", max_size=30), max_size=3), max_size=6))
def test_each_ngram_is_counted_once_for_each_story(stories):
    for ngrams, count in ((character_ngrams, piece_story_counts), (word_ngrams, word_story_counts)):
        told = [{gram for text in story for gram in ngrams(text)} for story in stories]
        assert count(stories) == Counter(gram for grams in told for gram in grams)


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        ("words", {"token_pattern": r"(?u)\b\w+\b", "ngram_range": (1, 2)}),
        ("characters", {"analyzer": "char_wb", "ngram_range": (2, 5)}),
    ],
)
def test_the_sparse_block_equals_scikit_learns(kind, options):
    texts = [
        "Le comité d’éthique a été créé; le comité siège",
        "the committee sits again, and again",
        "تجمع اللجنة كل شهر the committee",
    ]
    new = ["a committee of the éthique again", "nothing known: 123", ""]
    stories = [[text] for text in texts * 3]  # every n-gram is in three stories
    block = fit_sparse(kind, stories, [], [])
    theirs = sklearn_text.TfidfVectorizer(sublinear_tf=True, strip_accents="unicode", **options)
    theirs.fit(texts * 3)
    assert block.terms == tuple(theirs.get_feature_names_out())
    ours = block.transform(new).matrix().toarray()
    np.testing.assert_allclose(ours, theirs.transform(new).toarray(), atol=1e-7)


@pytest.mark.parametrize(
    ("stories", "stored"),
    [
        ([["a law"]], ()),
        ([["a law", "a law", "a law", "a law"]], ()),
        ([["a law"], ["law", "a law"]], ("a", "law")),
        ([["a law"], ["law"], ["law a"]], ("a", "law")),
        ([["a law"], ["a law", "a law"], ["a law"]], ("a", "a law", "law")),
        ([["law"], ["a", "law"], ["a", "law"], ["a", "law"]], ("a", "law")),
    ],
    ids=["one", "told often", "two", "three, in another order", "three", "from text to text"],
)
def test_words_of_two_stories_and_pairs_of_three_are_stored(stories, stored):
    hidden = ["a law hiddenword", "hiddenword", "a law", "a law"]
    assert fit_sparse("words", stories, hidden, []).terms == stored


def test_letter_pieces_of_three_stories_are_stored():
    assert fit_sparse("characters", [["ab"], ["ab"]], ["ab"], []).terms == ()
    assert fit_sparse("characters", [["ab"]] * 3, [], []).terms == (
        " a",
        " ab",
        " ab ",
        "ab",
        "ab ",
        "b ",
    )


def test_the_codebooks_own_words_are_stored():
    block = fit_sparse("words", [["law"]], [], ["new structure"])
    assert block.terms == ("new", "new structure", "structure")


class CountsVowels:
    """Three numbers a text, easy to compute by hand."""

    name = "vowels"
    n_dims = 3
    weights_hash = "0"
    languages = frozenset({"en"})
    cut = frozenset()

    def encode(self, texts, progress=None):
        rows = np.array([[t.count("a"), t.count("e"), t.count("o")] for t in texts], np.float32)
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        return rows / np.where(lengths == 0, 1, lengths)


def test_the_second_encoder_counts_on_from_the_first():
    told = []

    class Telling(CountsVowels):
        def encode(self, texts, progress=None):
            for done in range(1, len(texts) + 1):
                progress(done, len(texts))
            return super().encode(texts)

    second = Telling()
    second.name = "again"
    embed(Texts(("a",), ("e",)), [Telling(), second], progress=lambda *done: told.append(done))
    assert told == [(1, 4), (2, 4), (3, 4), (4, 4)]


def test_a_story_is_the_mean_of_its_two_fields():
    vectors = embed(Texts(("aa", "", ""), ("ee", "oo", "")), [CountsVowels()])
    half = np.sqrt(0.5)
    expected = [[half, half, 0], [0, 0, 1], [0, 0, 0]]
    np.testing.assert_allclose(vectors.stories["vowels"], expected, atol=1e-6)
    np.testing.assert_allclose(vectors.outcomes["vowels"], [[1, 0, 0], [0, 0, 0], [0, 0, 0]])


def test_what_the_chosen_stories_have_in_common_is_taken_off_and_no_text_stays_no_text():
    rows = np.float32([[0.6, 0.8], [0.6, -0.8], [1, 0], [0, 0]])
    vectors = Vectors({"crowded": rows, "use": rows}, {"crowded": rows, "use": rows}, {"use": 1})
    centres = vectors.centres([0, 1])
    assert {name: centre.tolist() for name, centre in centres.items()} == {
        "crowded": pytest.approx([0.6, 0])
    }
    less = vectors.less(centres)
    expected = [[0, 1], [0, -1], [1, 0], [0, 0]]
    np.testing.assert_allclose(less.stories["crowded"], expected, atol=1e-6)
    np.testing.assert_allclose(less.outcomes["crowded"], expected, atol=1e-6)
    assert less.stories["use"] is rows
    assert less.n_cut == {"use": 1}


def test_without_a_centre_the_vectors_stay_as_they_are():
    vectors = Vectors({"use": np.eye(2, dtype=np.float32)}, {})
    assert vectors.less(vectors.centres([0])) is vectors
    assert vectors.centres([]) == {}


def as_stories(texts):
    return [[text] for text in texts.joint]


def small_blocks():
    texts = Texts(("law on water", "law on land", "water"), ("", "peace", "peace"))
    vectors = embed(texts, [CountsVowels()])
    blocks = fit_blocks(as_stories(texts) * 2, [], ["new law"], {"vowels": 3}, {})
    return blocks, texts, vectors


def test_the_weights_of_all_blocks_sum_to_one():
    blocks, _, _ = small_blocks()
    assert sum(blocks.weights.values()) == pytest.approx(1)
    assert Blocks(blocks.words, blocks.characters, {}, {}).weights == {
        "words": pytest.approx(0.6),
        "characters": pytest.approx(0.4),
    }


def test_encoders_share_the_dense_part_equally():
    blocks = fit_blocks([["a law"]], [], [], {"use": 3, "minilm": 2}, {})
    assert blocks.encoders == {"use": 0.5, "minilm": 0.5}


def test_scores_equal_the_product_with_the_training_matrices():
    blocks, texts, vectors = small_blocks()
    rng = np.random.default_rng(0)
    weights = {n: rng.normal(size=(w, 2)).astype(np.float32) for n, w in blocks.widths.items()}
    matrices = blocks.matrices(texts, vectors)
    expected = sum(m @ weights[n] for m, n in zip(matrices, blocks.widths, strict=True))
    np.testing.assert_allclose(blocks.scores(texts, vectors, weights), expected, atol=1e-6)


def test_a_fragment_id_quoted_in_a_text_does_not_reach_the_model():
    fragment = Fragment("SCC-SYR/PHR012", "See SCC-SYR/PHR012 and SCC-<LOC>/GEN007: a law passed")
    assert model_texts([fragment]).outcomes == ("See   and  : a law passed",)


def test_a_text_that_holds_the_labels_name_contains_it_most():
    texts = Texts(("a new structure was set up", "the law changed", "peace talks"), ("", "", ""))
    none = Vectors({}, {})
    names, of_pool = fit_label_names(["New structure", "Law changed"], {}, texts, none)
    np.testing.assert_array_equal(of_pool, names.features(texts, none))
    contained = of_pool[:, :, 1]
    assert contained[0].argmax() == 0
    assert contained[1].argmax() == 1
    assert names.features(texts, none).shape == (3, 2, 2)


def test_closeness_compares_labels_within_a_text():
    texts = Texts(("aaa", "eee", "ooo"), ("", "", ""))
    encoder = CountsVowels()
    vectors = embed(texts, [encoder])
    of_names = {"vowels": encoder.encode(["a", "e"])}
    names, _ = fit_label_names(["a", "e"], of_names, texts, vectors)
    closeness = names.features(texts, vectors)[:, :, 0]
    np.testing.assert_allclose(closeness.sum(axis=1), 0, atol=1e-9)
    assert closeness[0, 0] > 0 > closeness[1, 0]
    assert closeness[2, 0] == pytest.approx(0, abs=1e-9)


def test_an_empty_pool_gives_plain_features():
    names, _ = fit_label_names(["law"], {}, Texts((), ()), Vectors({}, {}))
    features = names.features(Texts(("the law",), ("",)), Vectors({}, {}))
    assert np.isfinite(features).all()


def test_a_large_archives_blocks_are_laid_out_one_by_one(monkeypatch):
    texts = Texts(("a law on land", "a law on water"), ("", ""))
    blocks = fit_blocks(as_stories(texts), [], [], {}, {})
    asked = []
    real = SparseBlock.transform
    monkeypatch.setattr(
        SparseBlock, "transform", lambda self, t: asked.append(self.kind) or real(self, t)
    )
    laid_out = blocks.matrices(texts, Vectors({}, {}))
    assert asked == []
    next(laid_out)
    assert asked == ["words"]


def test_the_pieces_of_a_word_are_cut_once_for_all_texts(monkeypatch):
    block = fit_sparse("characters", [["land law"]] * 3, [], [])
    cut = []
    monkeypatch.setattr(
        sparse_block,
        "word_pieces",
        lambda word, lengths: cut.append(word) or word_pieces(word, lengths),
    )
    rows = block.transform(["law land law", "land"])
    assert cut == ["law", "land"]
    assert rows.row(1)[0].tolist() == block.transform(["land"]).row(0)[0].tolist()
