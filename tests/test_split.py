import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.features import Texts
from classifier.records import Fragment
from classifier.split import (
    SplitGroups,
    find_twins,
    group_folds,
    group_numbers,
    leave_out,
    share_words,
    split_groups,
)
from classifier.split.twins import CROWD

TOLD = "In May the clans of the valley signed a grazing calendar near the dry river"
REWORDED = "The clans of the valley have signed in June a grazing calendar at the dry river"
TOPIC = "Clan elders of two districts met and agreed on rules for grazing and for water"
OTHER = "Two reporters walked free after nineteen days without a charge being brought"
PLACES = "Mopti Segou Gao Kayes Bamako Sikasso Kidal Menaka Djenne Bandiagara Koro Bankass".split()
WORDS = "apple basin cedar delta ember fjord gorge heron inlet jetty kiosk lodge manor".split()


def texts(*outcomes):
    return Texts(outcomes, ("",) * len(outcomes))


def pairs(*outcomes):
    return [(i, j) for i, j, _ in find_twins(texts(*outcomes))]


def own_words(i, n=25):
    """Words that no other text has."""
    return " ".join(f"{word}{i}" for word in WORDS) + " " + " ".join(f"w{i}x{k}" for k in range(n))


def fragments(*places):
    return [Fragment(str(i), "x", country=c, harvest=h) for i, (c, h) in enumerate(places)]


@pytest.mark.parametrize(
    ("first", "second", "twins"),
    [
        (TOLD, REWORDED, True),
        (TOLD, TOLD.upper() + "!", True),
        (TOLD, TOPIC, False),
        (TOLD, OTHER, False),
        ("Law passed", "Law passed", True),
        ("Law passed", "Law passed again", False),
        ("", "", False),
    ],
)
def test_a_rewording_is_a_twin_and_the_same_topic_is_not(first, second, twins):
    assert pairs(first, second) == ([(0, 1)] if twins else [])
    unlike = [own_words(i) for i in range(40)]
    assert pairs(*unlike, first, second) == ([(40, 41)] if twins else [])


def test_french_and_arabic_rewordings_are_twins_too():
    assert pairs(
        "En mai, les éleveurs de la vallée ont signé un calendrier de pâturage près du fleuve",
        "Les éleveurs de la vallée ont signé en juin un calendrier de pâturage au bord du fleuve",
    ) == [(0, 1)]
    assert pairs(
        "في أيار وقّع رعاة الوادي تقويماً للرعي قرب النهر الجاف",
        "وقّع رعاة الوادي في حزيران تقويماً للرعي قرب النهر الجاف",
    ) == [(0, 1)]


def test_a_template_filled_in_again_and_again_makes_no_twins_and_its_copies_do():
    filled = [
        f"In {place} the council of the district opened {WORDS[i]} wells together with the women"
        for i, place in enumerate(PLACES)
    ]
    assert len(filled) > CROWD
    assert pairs(*filled) == []
    assert pairs(*filled, filled[3]) == [(3, len(filled))]


@pytest.mark.parametrize("piece", [1, 5, 14])
def test_a_crowd_counts_on_whichever_side_of_a_piece_it_stands(monkeypatch, piece):
    filled = [f"In {place} the council opened wells together with the women" for place in PLACES]
    monkeypatch.setattr("classifier.split.twins.PIECE", piece)
    for told in ([TOLD, REWORDED, *filled], [*filled, TOLD, REWORDED], [TOLD, *filled, REWORDED]):
        assert pairs(*told) == [(told.index(TOLD), told.index(REWORDED))]


def test_a_sentence_pasted_into_many_rows_makes_no_twins():
    pasted = "This was checked by two partners of the programme in the field in the last year"
    told = [f"{WORDS[i % 13]}{i} {pasted if i < 34 else own_words(i)}" for i in range(80)]
    assert pairs(*told) == []


def test_twins_are_found_once_wherever_they_stand(monkeypatch):
    told = [TOLD, OTHER, TOPIC, REWORDED]
    outcomes = [told[i % 4] for i in range(9)]
    groups = [{0, 3, 4, 7, 8}, {1, 5}, {2, 6}]
    expected = [
        (i, j) for i in range(9) for j in range(i + 1, 9) if any({i, j} <= g for g in groups)
    ]
    for piece in (1, 2, 3, 1000):
        monkeypatch.setattr("classifier.split.twins.PIECE", piece)
        assert pairs(*outcomes) == expected


def test_words_shared_by_chance_are_not_enough():
    assert share_words(["a", "b", "c", "d"], ["a", "b", "c", "e"])
    assert not share_words(["a", "b", "c"], ["a", "b", "c"])
    assert not share_words(list("abcdefgh"), list("abcdijkl"))
    assert not share_words(list("abcd"), list("abcdefghijklmnopqr"))


def test_one_country_in_one_harvest_is_one_group():
    rows = fragments(("Mali", "1"), ("Mali", "2"), ("Mali", "1"), ("Iraq", "1"))
    assert group_numbers(rows).tolist() == [0, 1, 0, 2]
    assert group_numbers(rows, by="country").tolist() == [0, 0, 0, 1]
    assert group_numbers(rows, by="harvest").tolist() == [0, 1, 0, 0]
    assert group_numbers(rows, by="rows").tolist() == [0, 1, 2, 3]


def test_by_twins_a_story_is_a_group_however_often_it_is_told():
    rows = fragments(*[("Mali", "1")] * 6)
    told = group_numbers(rows, "twins", [(0, 3, 1.0), (3, 4, 0.9), (1, 5, 1.0)])
    assert told.tolist() == [0, 1, 2, 0, 0, 1]


def split(places, coded=None, by="country-harvest", outcomes=None):
    rows = fragments(*places)
    told = outcomes or [own_words(i) for i in range(len(rows))]
    coded = np.arange(len(rows)) if coded is None else np.array(coded)
    return split_groups(rows, texts(*told), coded, by)


FIVE = [(c, "1") for c in "ABCDE"]


def test_enough_groups_are_taken_as_asked_and_nothing_is_said():
    found = split(FIVE * 3)
    assert (found.by, found.said) == ("country-harvest", "")
    assert found.groups.tolist() == [0, 1, 2, 3, 4] * 3


def test_groups_of_fragments_that_nobody_coded_do_not_count():
    assert split(FIVE * 3, coded=[0, 1, 2, 3, 5, 6]).by == "rows"


@pytest.mark.parametrize(
    ("places", "by", "taken", "said"),
    [
        ([("Mali", "1")] * 20, "country-harvest", "rows",
         "come from 1 country and 1 harvest, so whole groups could"),
        ([("", "")] * 20, "country-harvest", "rows",
         "name no country and no harvest, so whole groups could"),
        ([("", "1"), ("", "2")] * 10, "country-harvest", "rows",
         "come from 2 harvests and name no country, so whole groups could"),
        ([(c, h) for c in "AB" for h in "123"] * 4, "country", "country-harvest",
         "come from 2 countries, so whole countries could"),
        ([("A", "1")] * 90 + FIVE[1:], "country-harvest", "rows",
         "come from 5 countries and 1 harvest and more than a third of them belong to one country "
         "and harvest, so whole groups could"),
    ],
)  # fmt: skip
def test_too_few_groups_give_way_to_finer_ones_and_it_is_said(places, by, taken, said):
    found = split(places, by=by)
    assert found.by == taken
    assert said in found.said


def test_the_reader_is_told_what_was_done_instead_and_what_to_fill_in():
    assert split([("", "")] * 20).said == (
        "The coded fragments name no country and no harvest, so whole groups could not be held "
        "out. Each was scored without itself. Figures for a new country will be somewhat lower. "
        "Fill in Country and Harvest to measure that."
    )
    assert split([("", "1")] * 20).said.endswith("Fill in Country to measure that.")
    assert split([("Mali", "1")] * 20).said.endswith(
        "Fragments of more countries or harvests would measure that: 5 groups are needed, none "
        "with more than a third of the fragments."
    )


def test_twins_are_named_where_there_are_some():
    outcomes = [TOLD, REWORDED, *(own_words(i) for i in range(18))]
    found = split([("Mali", "1")] * 20, outcomes=outcomes)
    assert found.by == "twins"
    assert "Each was scored without itself and its twins." in found.said
    left_out = found.left_out(np.arange(20))
    assert left_out.each()[0].tolist() == [0, 1]
    assert left_out.each()[5].tolist() == [5]
    assert found.groups.tolist() == [0, 0, *range(1, 19)]
    assert found.without_twins(np.array([0, 2, 3]), np.array([1, 4])).tolist() == [2, 3]


def test_a_chain_of_twins_is_one_story_and_is_not_left_out_as_a_whole():
    rows = fragments(*[("Mali", "1")] * 6)
    chain = ((0, 1, 0.9), (1, 2, 0.9))
    found = SplitGroups(group_numbers(rows, "twins", chain), chain, "twins", "twins")
    assert len(set(found.groups[:3])) == 1
    left_out = found.left_out(np.arange(6))
    assert [each.tolist() for each in left_out.each()[:3]] == [[0, 1], [0, 1, 2], [1, 2]]
    assert left_out.n_large == 0


def test_twins_and_the_group_are_left_out_but_not_the_twins_of_twins():
    held = leave_out(["a", "a", "b", "b", "c", "c"], [(0, 2, 0.9), (2, 4, 0.9)]).each()
    assert held[0].tolist() == [0, 1, 2]
    assert held[1].tolist() == [0, 1]
    assert held[2].tolist() == [0, 2, 3, 4]


def test_a_group_of_more_than_a_third_is_left_out_with_its_twins_alone():
    left_out = leave_out(["a"] * 3 + ["b"] * 2 + ["c"] * 3, [(0, 1, 0.9)])
    assert left_out.n_large == 6
    assert left_out.each()[0].tolist() == [0, 1]
    assert left_out.each()[2].tolist() == [2]
    assert left_out.each()[3].tolist() == [3, 4]


def test_copies_are_one_block_and_nothing_else_is_left_out_with_them():
    copies = [(0, 1, 1.0), (0, 2, 1.0), (1, 2, 1.0)]
    one = leave_out(range(5), [*copies, (3, 4, 0.9)])
    assert one.blocks[0] == one.blocks[1] == one.blocks[2]
    assert [block.tolist() for block, _ in one.together] == [[0, 1, 2], [3, 4]]
    assert all(len(twins) == 0 for _, twins in one.together)
    reworded = leave_out(range(5), [*copies, (2, 3, 0.9)])
    assert [held.tolist() for held in reworded.each()] == [
        [0, 1, 2], [0, 1, 2], [0, 1, 2, 3], [2, 3], [4],
    ]  # fmt: skip


@given(
    st.lists(st.integers(0, 5), min_size=1, max_size=14),
    st.sets(st.tuples(st.integers(0, 13), st.integers(0, 13)), max_size=30),
)
def test_each_row_is_left_out_with_its_group_and_its_direct_twins(groups, pairs):
    n = len(groups)
    twins = [(i, j, 0.9) for i, j in pairs if i < j < n]
    for i, held in enumerate(leave_out(groups, twins).each()):
        large = groups.count(groups[i]) > max(1, n / 3)
        group = {i} if large else {j for j in range(n) if groups[j] == groups[i]}
        direct = {b for a, b, _ in twins if a == i} | {a for a, b, _ in twins if b == i}
        assert set(held.tolist()) == group | direct


def test_a_row_with_too_many_copies_is_not_counted_as_tested():
    copies = [(0, j, 1.0) for j in range(1, 4)]
    assert leave_out(range(6), copies).n_tested == 5
    assert leave_out([], []).n_tested == 0


@given(st.lists(st.integers(0, 12), min_size=1, max_size=80), st.integers(0, 3), st.integers(2, 6))
def test_no_group_is_in_two_folds_and_no_fold_is_empty(groups, seed, n_folds):
    groups = np.array(groups)
    values = np.random.default_rng(1).random((len(groups), 4)) < 0.3
    folds = group_folds(values, groups, n_folds, seed)
    for group in np.unique(groups):
        assert len(np.unique(folds[groups == group])) == 1
    assert len(np.unique(folds)) == min(n_folds, len(np.unique(groups)))


def test_labels_and_sizes_are_spread_evenly():
    rng = np.random.default_rng(0)
    groups = rng.integers(0, 60, 600)
    values = rng.random((600, 8)) < np.array([0.5, 0.3, 0.2, 0.1, 0.1, 0.05, 0.05, 0.02])
    folds = group_folds(values, groups)
    sizes = np.bincount(folds)
    assert sizes.max() <= 1.25 * sizes.min()
    examples = np.array([values[folds == f].sum(axis=0) for f in range(5)])
    assert (examples >= 1).all()


def test_the_same_seed_gives_the_same_folds():
    rng = np.random.default_rng(0)
    groups, values = rng.integers(0, 30, 200), rng.random((200, 3)) < 0.2
    first = group_folds(values, groups, seed=4)
    assert first.tolist() == group_folds(values, groups, seed=4).tolist()
    assert first.tolist() != group_folds(values, groups, seed=5).tolist()


@pytest.mark.parametrize("n_fragments", [0, 1])
def test_too_few_fragments_for_folds_are_no_error(n_fragments):
    folds = group_folds(np.zeros((n_fragments, 2), bool), np.arange(n_fragments))
    assert folds.tolist() == [0] * n_fragments
