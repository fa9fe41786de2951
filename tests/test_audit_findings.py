from dataclasses import replace

import pytest
from test_audit_kit import audited, clean_rows, doubtful_rows, second_readings, write_csv

from classifier.audit import AuditConfig, Finding
from classifier.audit.agreement import measure
from classifier.audit.readings import in_older_words, read_recorded
from classifier.audit.rule_breaks import check_words, from_recorded
from classifier.audit.themes import how_to_tell_apart, named_pairs
from classifier.codebook import Change, Codebook, Label, Target
from classifier.records import Coding, Fragment, Origin, Problem
from classifier.split.twins import is_template
from classifier.translations import written_in


@pytest.fixture(scope="module")
def found(tmp_path_factory, codebook_path):
    folder = tmp_path_factory.mktemp("findings")
    rows = doubtful_rows()
    path = write_csv(folder / "harvest.csv", rows)
    (folder / "double.csv").write_text(second_readings(rows), "utf-8")
    return audited([path], codebook_path, [folder / "double.csv"])


@pytest.fixture(scope="module")
def every_doubt(tmp_path_factory, codebook_path):
    """The same harvest without second readings, and small doubts listed too."""
    path = write_csv(tmp_path_factory.mktemp("doubts") / "harvest.csv", doubtful_rows())
    return audited([path], codebook_path, floor=0.05)


def of(found, number, target="type"):
    """Findings of the row with this number, 0-based, of the harvest."""
    fragment_id = doubtful_rows()[number]["FragmentID"]
    return [f for f in found.findings if f.fragment_id == fragment_id and f.target == target]


def test_a_label_the_text_does_not_support_and_the_one_it_does(found):
    assert any("LAW" in f.remove for f in of(found, 4))
    assert any("GRP" in f.add for f in of(found, 4))


def test_a_fragment_recorded_with_nothing_may_miss_a_label(found, every_doubt):
    first = of(found, 7)[0]
    assert first.add == {"GRP"}
    assert first.recorded == frozenset()
    assert first.support == "strong"
    missing = [f for f in every_doubt.findings if f.kind == "missing"]
    assert missing
    assert all(f.why.startswith("The text may also speak of “") for f in missing)


def test_findings_are_sorted_by_their_own_chance_and_begin_with_what_was_planted(found):
    chances = [f.chance for f in found.findings]
    assert chances == sorted(chances, reverse=True)
    rows = doubtful_rows()
    planted = {rows[i]["FragmentID"] for i in (4, 7, 9, 12, 15, 18, 22, 30)}
    assert planted <= {f.fragment_id for f in found.findings[:9]}


def test_what_is_expected_of_a_fragment_adds_up_over_its_targets_and_rules(found):
    wanted = doubtful_rows()[22]["FragmentID"]  # half of its types is unknown to the codebook
    rules = sum(f.chance for f in found.findings if f.fragment_id == wanted and f.kind == "rule")
    doubts = sum(
        chances.sum()
        for one in found.doubts.values()
        for coding, chances in zip(one.recorded.codings, one.chances, strict=True)
        if coding.fragment_id == wanted
    )
    own = [f for f in found.findings if f.fragment_id == wanted]
    assert rules > 0.7
    assert len(own) > 1
    assert [f.in_fragment for f in own] == pytest.approx([rules + doubts] * len(own))


def test_twins_coded_differently_are_one_finding(found):
    ids = {doubtful_rows()[2]["FragmentID"], "SCC-KEN/PHR777"}
    (finding,) = [f for f in found.findings if f.kind == "twins" and f.fragment_id in ids]
    assert finding.fragment_id == "SCC-KEN/PHR777"  # its text speaks of talks, not of a group
    assert finding.reading == {"TLK"}
    assert finding.similar[0] == doubtful_rows()[2]["FragmentID"]


def test_another_coder_is_another_reading_and_has_no_name(found):
    (finding,) = [f for f in found.findings if f.kind == "coders" and f.target == "type"]
    assert finding.fragment_id == doubtful_rows()[14]["FragmentID"]
    assert finding.reading == {"LAW"}
    assert finding.why.startswith("Another coder reads ")
    assert "C9" not in finding.why


def test_the_fragment_id_is_another_reading_of_the_objective(found):
    (finding,) = of(found, 18, "objective")
    assert finding.kind == "coders"
    assert finding.why.startswith("The FragmentID says “PHR: Peace”")
    assert finding.reading == {"PHR"}


def test_rules_name_what_contradicts(found):
    rules = {(f.rule, f.fragment_id) for f in found.findings if f.kind == "rule"}
    ids = [row["FragmentID"] for row in doubtful_rows()]
    assert ("cluster-missing", ids[9]) in rules
    assert ("cluster-surplus", ids[9]) not in rules  # the same doubt, said once
    assert ("output-coded", ids[12]) in rules
    assert ("unknown-label", ids[15]) in rules


def test_the_other_reading_of_a_cluster_follows_from_the_types(found):
    clusters = [f for f in of(found, 9, "cluster") if f.rule == "cluster-missing"]
    assert clusters[0].recorded == {"MOB"}
    assert clusters[0].reading == {"POL"}


def test_of_a_confidential_fragment_no_word_is_quoted_and_it_is_no_example(found):
    secret = doubtful_rows()[22]["FragmentID"]
    own = [f for f in found.findings if f.fragment_id == secret]
    assert own
    for finding in own:
        assert "(“" not in finding.why
    assert all(secret not in f.similar for f in found.findings)


def test_a_clean_harvest_has_hardly_a_finding(tmp_path, codebook_path):
    clean = audited([write_csv(tmp_path / "clean.csv", clean_rows())], codebook_path)
    assert len([f for f in clean.findings if f.chance >= 0.3]) == 0


def test_the_first_rows_hold_most_of_what_would_change(found):
    first, *others = found.budgets
    assert first.look_at == min(40, len(found.findings))
    assert first.share_low <= first.share <= first.share_high
    assert first.share_low <= first.share <= first.share_high
    assert [b.share for b in others] == sorted(b.share for b in others)


def test_agreement_is_measured_where_fragments_were_coded_twice(found):
    agreement = found.agreement["type"]
    assert agreement.n_twice == 8
    assert agreement.total.equal.value == pytest.approx(7 / 8)
    assert agreement.coders == ()
    new = next(one for one in agreement.labels if one.label == "NEW")
    assert new.rare
    assert new.alpha.value is None


def test_figures_by_coder_only_where_asked(tmp_path, codebook_path):
    rows = clean_rows()
    path = write_csv(tmp_path / "h.csv", rows)
    (tmp_path / "double.csv").write_text(second_readings(rows), "utf-8")
    asked = audited([path], codebook_path, [tmp_path / "double.csv"], by_coder=True)
    assert {one.name for one in asked.agreement["type"].coders} == {"C1", "C9"}


def test_without_fragments_coded_twice_no_agreement_is_given(tmp_path, codebook_path):
    clean = audited([write_csv(tmp_path / "clean.csv", clean_rows())], codebook_path)
    assert clean.agreement == {}


def test_measuring_nothing_gives_nothing(tmp_path, codebook_path):
    from classifier.train import read_inputs

    inputs = read_inputs([write_csv(tmp_path / "clean.csv", clean_rows())], codebook_path)
    empty = measure("type", inputs, None, AuditConfig())
    assert (empty.n_twice, empty.total) == (0, None)


# -- readings of different versions

SPLIT = Codebook(
    "Split",
    "2",
    (Target("type", (Label("A", "Talks"), Label("B", "Trust", since="2"), Label("C", "Law"))),),
    versions=(("1", ("harvest 1",)), ("2", ("harvest 2",))),
    changes=(Change("2", "split", "type", "A", was="Talks", into=("A", "B")),),
)


def test_a_split_is_undone_before_two_readings_are_compared():
    old = Coding("1", "type", frozenset("A"), "X", "1", Origin("h.csv", 2))
    new = Coding("1", "type", frozenset("B"), "Y", "2", Origin("d.csv", 2))
    ours, theirs, version = in_older_words(old, new, SPLIT.target("type"), SPLIT)
    assert (ours, theirs, version) == (frozenset("A"), frozenset("A"), "1")
    fragment = Fragment("1", "a text", origin=Origin("h.csv", 2))
    recorded = read_recorded([fragment], [new, old], SPLIT.target("type"), SPLIT)
    assert recorded.codings == (old,)  # what stands in the harvest is recorded
    (other,) = recorded.others
    assert (other.add, other.remove) == (frozenset(), frozenset())


def test_what_the_older_words_cannot_tell_is_not_compared():
    fine = Coding("1", "type", frozenset("B"), "X", "2", Origin("h.csv", 2))
    coarse = Coding("1", "type", frozenset("A"), "Y", "1", Origin("d.csv", 2))
    fragment = Fragment("1", "a text", origin=Origin("h.csv", 2))
    recorded = read_recorded([fragment], [fine, coarse], SPLIT.target("type"), SPLIT)
    (other,) = recorded.others
    assert not other.usable[:2].any()
    assert other.usable[2]


def test_the_same_coder_twice_is_no_other_reading():
    one = Coding("1", "type", frozenset("A"), "X", "2", Origin("h.csv", 2))
    again = replace(one, labels=frozenset("C"), origin=Origin("d.csv", 2))
    fragment = Fragment("1", "a text", origin=Origin("h.csv", 2))
    assert read_recorded([fragment], [one, again], SPLIT.target("type"), SPLIT).others == ()


# -- rules on what is recorded


def recorded_rows(sets, target, codebook, **changes):
    fragments = [
        Fragment(str(i), f"text {i}", origin=Origin("h.csv", i + 2), **changes.get(str(i), {}))
        for i in range(len(sets))
    ]
    codings = [
        Coding(str(i), target.id, frozenset(labels), "X", "2", Origin("h.csv", i + 2))
        for i, labels in enumerate(sets)
    ]
    return read_recorded(fragments, codings, target, codebook), fragments


ALPHABET = Target("type", tuple(Label(x, f"Label {x}") for x in "ABCD"))
PLAIN = Codebook("Plain", "2", (ALPHABET,), versions=(("1", ()), ("2", ())))


def test_copied_cells_below_each_other_are_found_and_chance_runs_are_not():
    sets = [["A"], ["B"]] * 30 + [["C", "D"]] * 4
    recorded, fragments = recorded_rows(sets, ALPHABET, PLAIN)
    found = [f for f in from_recorded(recorded, fragments, PLAIN) if f.rule == "copied-down"]
    assert [f.fragment_id for f in found] == ["61", "62", "63"]
    usual, fragments = recorded_rows([["A"]] * 30 + [["B"]] * 2, ALPHABET, PLAIN)
    assert not [f for f in from_recorded(usual, fragments, PLAIN) if f.rule == "copied-down"]


def test_two_frequent_labels_that_meet_once_are_found():
    sets = [["A"]] * 20 + [["B"]] * 20 + [["A", "B"]]
    recorded, fragments = recorded_rows(sets, ALPHABET, PLAIN)
    found = [f for f in from_recorded(recorded, fragments, PLAIN) if f.rule == "rare-pair"]
    assert [f.fragment_id for f in found] == ["40"]
    often, fragments = recorded_rows([*sets, ["A", "B"]], ALPHABET, PLAIN)
    assert not [f for f in from_recorded(often, fragments, PLAIN) if f.rule == "rare-pair"]


def test_the_flag_for_negative_outcomes_is_held_against_the_labels():
    flags = {str(i): {"negative": i < 5} for i in range(12)}
    sets = [["D"]] * 4 + [["A"]] + [["D"]] + [["B"]] * 6
    recorded, fragments = recorded_rows(sets, ALPHABET, PLAIN, **flags)
    found = [f for f in from_recorded(recorded, fragments, PLAIN) if f.rule == "negative-flag"]
    assert sorted(f.fragment_id for f in found) == ["4", "5"]


def test_a_label_that_the_rows_version_did_not_have():
    target = SPLIT.target("type")
    fragment = Fragment("1", "a text", origin=Origin("h.csv", 2))
    coding = Coding("1", "type", frozenset("B"), "X", "1", Origin("h.csv", 2))
    recorded = read_recorded([fragment], [coding], target, SPLIT)
    (finding,) = from_recorded(recorded, [fragment], SPLIT)
    assert finding.rule == "not-in-version"
    assert "“Trust”" in finding.why


# -- small parts


def test_a_template_differs_in_names_and_numbers_alone():
    first = Fragment("1", "In May 2021 the elders of Bor opened 3 wells for <person>")
    assert is_template(
        first, Fragment("2", "In June 2022 the elders of Wau opened 9 wells for <LOC>")
    )
    assert not is_template(first, Fragment("3", "In May 2021 the elders of Bor closed 3 wells"))
    assert not is_template(first, first)
    assert not is_template(first, Fragment("4", ""))


def test_the_codebook_tells_two_labels_apart_in_its_own_words():
    target = Target(
        "type",
        (
            Label("T01", "New structure", exclude="Groups that existed (T03); planned ones."),
            Label("T03", "Joint action", exclude="Setting up the network (T01, T02)."),
            Label("T04", "Other"),
        ),
    )
    assert how_to_tell_apart("T01", "T03", target) == (
        "“New structure” leaves out: Groups that existed; "
        "“Joint action” leaves out: Setting up the network"
    )
    assert how_to_tell_apart("T01", "T04", target) == ""
    assert frozenset(("T01", "T03")) in named_pairs(target)


def test_a_finding_says_how_much_speaks_for_the_other_reading():
    finding = Finding("1", "type", "missing", frozenset("A"), add=frozenset("B"), chance=0.3)
    assert finding.support == "some"
    assert finding.reading == {"A", "B"}


@pytest.mark.parametrize(
    ("what", "hint", "said"),
    [
        ("“Loby” is no label of “Type”; kept.", "Did you mean “Lobby”?",
         "“Loby” n’est pas un code du livre de codes. Corrigez la cellule, ou ajoutez le "
         "nom au livre de codes. Peut-être “Lobby” ?"),
        ("a text of 100 characters is no label of “Type”; kept.", "Correct the cell.",
         "un long texte n’est pas un code du livre de codes. Corrigez la cellule, ou "
         "ajoutez le nom au livre de codes."),
    ],
)  # fmt: skip
def test_what_a_check_found_is_told_in_the_language_with_what_it_quotes(what, hint, said):
    problem = Problem(Origin("a.csv", 2, column="MCQType"), "unknown-label", what, hint)
    with written_in("fr"):
        assert check_words(problem) == said
