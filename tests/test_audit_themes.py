"""Known habits are planted in made-up findings: each leads to the words that fit it."""

from dataclasses import dataclass

import numpy as np
import pytest

from classifier.audit.finding import Finding
from classifier.audit.label_use import use_over_time
from classifier.audit.themes import find_themes
from classifier.codebook import Label, Target
from classifier.model.logistic import logit
from classifier.records import Coding, Fragment

TARGET = Target("type", tuple(Label(x, f"Label {x}") for x in "ABCDEF"))


@dataclass
class Table:
    """What themes and drift look at of recorded codings."""

    target: Target
    rows: tuple
    codings: tuple
    values: np.ndarray
    known: np.ndarray


@dataclass
class Doubted:
    recorded: Table
    chances: np.ndarray
    odds: np.ndarray


def archive(coders, chances=None, odds=None, n=60):
    values = np.zeros((n, 6), bool)
    values[np.arange(n), np.arange(n) % 6] = True
    codings = tuple(
        Coding(str(i), "type", frozenset("ABCDEF"[i % 6]), coders[i % len(coders)])
        for i in range(n)
    )
    table = Table(TARGET, tuple(range(n)), codings, values, np.ones(values.shape, bool))
    flat = np.full(values.shape, 0.02)
    return Doubted(
        table, flat if chances is None else chances, logit(flat) if odds is None else odds
    )


def exchange(i, a, b, chance=0.7, kind="exchanged"):
    return Finding(
        str(i), "type", kind, frozenset(a), add=frozenset(b), remove=frozenset(a), chance=chance
    )


def alone(i, label, chance, kind="missing"):
    return Finding(str(i), "type", kind, frozenset(), add=frozenset(label), chance=chance)


def remedies(findings, doubts):
    return {theme.labels: theme.remedy for theme in find_themes(findings, doubts)}


def test_doubts_of_all_coders_that_gather_in_a_pair_call_for_a_talk():
    findings = [exchange(i, "A", "B") if i % 2 else exchange(i, "B", "A") for i in range(6)]
    (theme,) = find_themes(findings, archive(["X", "Y", "Z"]))
    assert theme.remedy == "talk about this pair of labels"
    assert theme.labels == ("A", "B")
    assert theme.n_coders == 3


def test_the_same_doubts_from_one_coders_fragments_are_a_matter_of_these_fragments():
    findings = [exchange(i, "A", "B") for i in range(6)]
    assert set(remedies(findings, archive(["X"])).values()) == {"look at these fragments"}


def test_a_label_doubted_everywhere_with_nothing_clear_in_the_text_wants_a_definition():
    chances = np.full((60, 6), 0.02)
    chances[:, 2] = 0.2
    findings = [alone(i, "C", 0.3) for i in range(8)]
    found = remedies(findings, archive(["X", "Y", "Z"], chances))
    assert found == {("C",): "clarify this definition"}


def test_slips_that_the_text_settles_are_a_matter_of_these_fragments():
    findings = [alone(i, "C", 0.9) for i in range(5)]
    found = remedies(findings, archive(["X", "Y", "Z"]))
    assert found == {("C",): "look at these fragments"}


def test_twins_that_split_on_a_much_doubted_label_want_a_definition():
    chances = np.full((60, 6), 0.02)
    chances[:, 3] = 0.03
    findings = [alone(i, "D", 0.9, kind="twins") for i in range(3)]
    found = remedies(findings, archive(["X", "Y"], chances))
    assert found == {("D",): "clarify this definition"}


def test_a_few_or_faint_findings_are_no_theme():
    few = [exchange(1, "A", "B"), exchange(2, "A", "B")]
    faint = [alone(i, "E", 0.15) for i in range(9)]
    assert find_themes([*few, *faint], archive(["X", "Y"])) == ()


def use(odds):
    doubts = archive(["X"], odds=odds, n=120)
    fragments = [Fragment(str(i), "text", harvest=f"harvest {i // 6 % 2}") for i in range(120)]
    return use_over_time(doubts, fragments)


def test_a_label_recorded_as_often_as_its_texts_would_have_it_is_no_drift():
    assert use(logit(np.full((120, 6), 1 / 6))) == ()


def test_a_label_recorded_far_more_often_than_its_texts_would_have_it_is_named():
    p = np.full((120, 6), 1 / 6)
    p[np.arange(120) // 6 % 2 == 0, 0] = 0.02  # label A, in the texts of harvest 0
    (found,) = use(logit(p))
    assert (found.label, found.harvest, found.recorded) == ("A", "harvest 0", 10)
    assert found.expected == pytest.approx(1.2)
