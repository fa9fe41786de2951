"""Cells: every trap, every separator, and what must not be read."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from test_codebook_kit import SAMPLE as BOOK

from classifier.codebook import (
    CellState,
    Label,
    Target,
    cell_state,
    did_you_mean,
    parse_labels,
    replace_pieces,
    says_none_fits,
    write_labels,
)
from classifier.folding import fold, fold_letters, name_key

TRAPS = yaml.safe_load((Path(__file__).parent / "parsing-traps.yaml").read_text("utf-8"))[
    "parsing_traps"
]
CASES = yaml.safe_load((Path(__file__).parent / "cases" / "cells.yaml").read_text("utf-8"))
TYPE, CLUSTER, OBJECTIVE = (BOOK.target(name) for name in ("type", "cluster", "objective"))
SEPARATORS = [
    ", ", ",", " ,", ";", "; ", "|", " | ", "\n", "\r\n", "/", " / ", "\t", " ", "\n• ", "\n- ",
    " • ", "\u00a0", "，", "；", "、", ".\n", " + ", " & ", " and ", "\u2028", "\n\u2013 ",
]  # fmt: skip


@pytest.mark.parametrize("trap", TRAPS, ids=lambda trap: repr(trap["raw"]))
def test_every_trap_reads_as_meant(trap):
    read = parse_labels(trap["raw"], TYPE)
    if trap["types"] is None:
        assert read is None
        return
    assert read == (frozenset(trap["types"]), tuple(trap.get("unknown", ())))
    if "suggest" in trap:
        assert [did_you_mean(piece, TYPE)[0].id for piece in read[1]] == trap["suggest"]


def _target_of(codebook):
    if codebook == "sample":
        return TYPE
    named = codebook.items() if isinstance(codebook, dict) else ((name, name) for name in codebook)
    return Target("t", tuple(Label(label_id, name) for label_id, name in named))


@pytest.mark.parametrize(
    ("case", "target"),
    [
        pytest.param(case, _target_of(block["codebook"]), id=case["cell"])
        for block in CASES
        if not block.get("coder_named")
        for case in block["cells"]
    ],
)
def test_a_cell_means_its_labels_or_is_unknown_as_a_whole(case, target):
    labels, pieces = parse_labels(case["cell"], target)
    if case["labels"] is None:
        assert (labels, pieces) == (frozenset(), (case["cell"],))
        assert did_you_mean(pieces[0], target)
        return
    ids = {label.id for label in target.labels if {label.id, label.name} & set(case["labels"])}
    assert (labels, pieces) == (ids, tuple(case.get("reported", ())))


def test_a_word_like_no_label_gets_no_suggestion():
    assert did_you_mean("Empowerment", TYPE) == ()
    assert did_you_mean("x" * 5000, TYPE) == ()


def test_a_single_word_of_a_name_is_enough_to_suggest_its_label():
    assert [label.id for label in did_you_mean("Lobby", TYPE)] == ["T06"]
    assert [label.id for label in did_you_mean("new network", TYPE)] == ["T01"]


def _ways(target, label_id):
    """All ways to write a label: its name, other names, its id, both."""
    label = target.label(label_id)
    return [label.name, *label.aliases, label.id, f"{label.id} {label.name}", label.name.upper()]


@pytest.mark.parametrize("target", BOOK.targets, ids=lambda target: target.id)
@given(data=st.data())
def test_every_set_of_labels_survives_being_written_and_read(target, data):
    labels = data.draw(st.frozensets(st.sampled_from(target.ids), min_size=1))
    separator = data.draw(st.sampled_from(SEPARATORS))
    assert parse_labels(write_labels(labels, target, separator), target) == (labels, ())
    names = [data.draw(st.sampled_from(_ways(target, label))) for label in sorted(labels)]
    assert parse_labels(separator.join(names), target) == (labels, ())


@pytest.mark.parametrize("target", BOOK.targets, ids=lambda target: target.id)
@given(data=st.data())
def test_a_numbered_list_reads_as_its_labels(target, data):
    labels = data.draw(st.lists(st.sampled_from(target.ids), min_size=1, unique=True))
    number = data.draw(st.sampled_from(["{}. ", "{}) ", "({}) ", "{}.", "{}-"]))
    gap = data.draw(st.sampled_from([" ", "\n"]))
    cell = gap.join(
        number.format(i) + target.label(label).name for i, label in enumerate(labels, 1)
    )
    assert parse_labels(cell, target) == (frozenset(labels), ())


@given(
    st.lists(
        st.text("AB,;/|.()[]'- 1\n", min_size=1, max_size=6).filter(
            lambda name: any(c.isalnum() for c in name)
        ),
        min_size=1,
        max_size=6,
        unique_by=name_key,
    ),
    st.sampled_from([", ", ";", "|", "\n", "/", "\t"]),
    st.data(),
)
def test_awkward_names_survive_too(names, separator, data):
    target = Target("t", tuple(Label(f"id{i}x", name.strip()) for i, name in enumerate(names)))
    labels = data.draw(st.frozensets(st.sampled_from(target.ids), min_size=1))
    assert parse_labels(write_labels(labels, target, separator), target) == (labels, ())


def test_nothing_to_write_is_an_empty_cell():
    assert write_labels((), TYPE) == ""
    assert parse_labels("", TYPE) is None


def test_names_are_written_in_the_codebooks_order():
    assert write_labels(["T02", "T01"], TYPE) == "New structure, Seeking public support"


def test_names_that_read_as_a_third_beside_each_other_are_kept_apart():
    target = Target("t", (Label("A", "Law"), Label("B", "rule"), Label("C", "Law, rule")))
    assert write_labels("AB", target) == "Law; rule"
    assert write_labels("AC", target) == "Law, Law, rule"
    names = ("Law", "rule", "Law,rule", "Law;rule", "Law|rule", "Law rule", "Law/rule")
    target = Target("t", tuple(Label(f"L{i}", name) for i, name in enumerate(names)))
    assert write_labels({"L0", "L1"}, target) == "L0; L1"


def test_an_unknown_id_cannot_be_written():
    with pytest.raises(ValueError, match="target 'type' has no label 'T99'"):
        write_labels({"T99"}, TYPE)


@pytest.mark.parametrize(
    ("cell", "ids", "unplaced"),
    [
        # Letters and marks as people and programs write them
        ("New\u00a0structure", "T01", ()),
        ("NEW  \n STRUCTURE", "T01", ()),
        ("Newstructure", "T01", ()),
        ("Ｎｅｗ ｓｔｒｕｃｔｕｒｅ；Ａｄｖｏｃａｃｙ", "T01 T06", ()),
        ("Oﬃcial, Conﬂict", "", ("Oﬃcial", "Conﬂict")),
        ("Change in an institution’s way of working", "T12", ()),
        ("Change in an institution´s way of working", "T12", ()),
        ("Change in an institution&#39;s way of working", "T12", ()),
        ("Polic\u00ady or law adopted, changed or\u200b blocked", "T10", ()),
        ("Women in decision‑making roles", "T26", ()),
        ("Women in decision – making roles", "T26", ()),
        ("Direct lobby(meetings,letters,briefings)", "T06", ()),
        ("Dispute  settled /agreement  reached,, Advocacy", "T16 T06", ()),
        ("“New structure”, ‘Advocacy’", "T01 T06", ()),
        ("New structure. Seeking public support...", "T01 T02", ()),
        ("New structure…", "T01", ()),
        # Markup and entities of web forms
        ("Change in an institution&amp;rsquo;s way of working;&nbsp;Advocacy", "T12 T06", ()),
        ("<p><b>New structure</b></p><p>Advocacy<br/>T02</p>", "T01 T06 T02", ()),
        ("<s>New structure</s>", "", ("<s>New structure<", "s>")),
        ("New structure &section; T06", "T01 T06", ("&section",)),
        # Signs that say no, a change, a footnote
        ("≠ New structure", "", ("≠ New structure",)),
        ("N\u0336e\u0336w\u0336 structure; Advocacy", "T06", ("N\u0336e\u0336w\u0336 structure",)),
        ("(-) New structure, Advocacy (–)", "", ("(-) New structure", "Advocacy (–)")),
        ("New structure (0); 0. Advocacy", "", ("New structure (0)", "0. Advocacy")),
        ("(x) New structure (n) Advocacy", "", ("New structure (n) Advocacy",)),
        ("New structure -> Advocacy", "", ("New structure -> Advocacy",)),
        ("New structure → Advocacy", "", ("New structure → Advocacy",)),
        ("T01 > T06; T01 … T05", "", ("T01 > T06", "T01 … T05")),
        ("→ New structure\n→ Advocacy", "T01 T06", ()),
        ("New structure²", "", ("New structure²",)),
        # Lists
        ("\uf0b7 New structure\n\uf0b7 Foo bar", "T01", ("Foo bar",)),
        ("a) New structure b) Foo", "T01", ("Foo",)),
        ("1) Foo 2) Bar", "", ("Foo", "Bar")),
        ("① New structure ② Advocacy", "T01 T06", ()),
        ("☑ New structure ☑ Advocacy", "T01 T06", ()),
        ("New structure-Advocacy", "T01 T06", ()),
        # Ids
        ("T01; t02", "T01 T02", ()),
        ("T01 T02/T03", "T01 T02 T03", ()),
        ("T01 New structure", "T01", ()),
        ("T01: New structure, T02 – Seeking public support", "T01 T02", ()),
        ("1.T01 2.T02", "T01 T02", ()),
        ("New structure (T01)", "T01", ()),
        ("T01 New strcture", "", ("T01 New strcture",)),
        ("T010, T99", "", ("T010", "T99")),
        ("T01-T05", "", ("T01-T05",)),
        ("T01.2", "", ("T01.2",)),
        ("T01: Seeking public support", "", ("T01: Seeking public support",)),
        ("(T01) Seeking public support", "", ("(T01) Seeking public support",)),
        ("T01 (Seeking public support)", "", ("T01 (Seeking public support)",)),
        # Glued to another word, and no slip is ever mended
        ("Newstructures", "", ("Newstructures",)),
        ("XNew structure", "", ("XNew structure",)),
        ("New structure2", "", ("New structure2",)),
        ("New structuré", "T01", ()),
        ("New structure\u0301", "T01", ()),
        ("New struc ture", "", ("New struc ture",)),
        ("e-Advocacy, Advocacy-led", "", ("e-Advocacy", "Advocacy-led")),
        ("Advocacy's", "", ("Advocacy's",)),
        ("Wider participation of citisens", "", ("Wider participation of citisens",)),
        # A name inside a longer piece is never ticked
        ("New structure (not yet)", "", ("New structure (not yet)",)),
        ("Foo (New structure) bar", "", ("Foo (New structure) bar",)),
        ("New structure - see note", "", ("New structure - see note",)),
        ("New structure?", "", ("New structure?",)),
        ("Advocacy, maybe New structure; Advocacy", "T06", ("maybe New structure",)),
        ("New structure, led by women", "T01", ("led by women",)),
        ("No New structure and Advocacy", "", ("No New structure and Advocacy",)),
        ("New structure and Foo bar", "T01", ("and Foo bar",)),
        ("1. No New structure 2. Advocacy", "T06", ("No New structure",)),
        ("Media attention, public debate not reached", "",
         ("Media attention, public debate not reached",)),
        ("Advocacy (New structure, Foo)", "", ("Advocacy (New structure, Foo)",)),
        ("(New structure, Advocacy)", "T01 T06", ()),
        ("['New structure', 'Foo']", "T01", ("'Foo'",)),
        ("[ ] New structure\n[x] Advocacy", "", ("[ ] New structure", "[x] Advocacy")),
        ("☐ New structure ☑ Advocacy", "T06", ("☐ New structure",)),
        ("□ New structure, ■ Advocacy", "T06", ("□ New structure",)),
        ("○ New structure\n● Advocacy", "T06", ("○ New structure",)),
        ("New structure □, Advocacy ✓", "T06", ("New structure □",)),
        ("■ New structure □ Advocacy", "", ("New structure □ Advocacy",)),
        ("□ New structure; [x] Advocacy", "", ("□ New structure", "[x] Advocacy")),
        ("□ New structure\n□ Advocacy", "T01 T06", ()),  # bullets: no box is ticked
        ("New structure (1), Advocacy (0)", "T01", ("Advocacy (0)",)),
        ("New structure (10)", "T01", ()),
        ("New structure (T02)", "", ("New structure (T02)",)),
        ("New structure, none fits", "T01", ("none fits",)),
        ("New structure &amp; Advocacy", "T01 T06", ()),
        ("New structure and\nAdvocacy", "T01 T06", ()),
        ("Foo, and New structure", "T01", ("Foo",)),
        # Leftovers beside labels, trimmed and as written
        ("New structure,  Foo  Bar ; Advocacy", "T01 T06", ("Foo  Bar",)),
        ('"New structure, Foo"', "T01", ("Foo",)),
        ('"Foo, New structure"', "T01", ("Foo",)),
        ("New structure & Foo", "T01", ("& Foo",)),
        ("New structure, n/a", "T01", ("n/a",)),
        ("New structure and Advocacy", "T01 T06", ()),
        ("and New structure", "T01", ("and",)),
        ("Foo (a, b), Bar [c; d]", "", ("Foo (a, b)", "Bar [c; d]")),
        ("Foo/Bar", "", ("Foo", "Bar")),
        ("5-year plan; i.e. foo", "", ("5-year plan", "i.e. foo")),
        ("Redress for victims (truth, apolgy, compensation), Foo", "",
         ("Redress for victims (truth, apolgy, compensation)", "Foo")),
        ("Policy or lawadopted , chnged or blocked", "T10", ("chnged or blocked",)),
    ],
)  # fmt: skip
def test_a_cell_of_types_reads_as_a_person_reads_it(cell, ids, unplaced):
    assert parse_labels(cell, TYPE) == (frozenset(ids.split()), unplaced)


@pytest.mark.parametrize(
    "cell", ["", "  \n", "-", "—", "N/A", "n.a.", "ｎ／ａ", "None", "NaN", ", ;", "???"]
)
def test_a_cell_where_nothing_is_written_is_none(cell):
    assert parse_labels(cell, TYPE) is None


SILENT = (
    "not coded; Not  coded!; n/a; N.A.; pending; To do; TBD; à coder; A CODER; Non codé; en attente"
    "; غير مرمز; غير مُرمَّز; لم يرمز; ?; ??; -; —; ...; None; #N/A; not applicable; لا ينطبق"
    "; no aplica; Non applicable; ne s’applique pas"
).split("; ")
NONE = (
    "none fits; Aucun code ne convient; None of these.; no label; AUCUN; aucune; rien; لا شيء"
    "; لا ينطبق أي"
).split("; ")


def test_the_four_things_a_cell_can_say_are_told_apart():
    assert [cell_state(cell, TYPE) for cell in ("", " ", ", ;", "|\n")] == [CellState.EMPTY] * 4
    assert {cell_state(cell, TYPE) for cell in SILENT} == {CellState.NOT_CODED}
    assert {cell_state(cell, TYPE) for cell in NONE} == {CellState.NONE_FITS}
    assert {cell_state(c, TYPE) for c in ("T01", "No code yet", "9.")} == {CellState.LABELS}
    assert all(map(says_none_fits, NONE))
    assert not any(map(says_none_fits, SILENT))


@pytest.mark.parametrize("word", ["None", "NA", "Not applicable", "Aucun"])
def test_a_label_that_is_called_like_nothing_is_read(word):
    target = Target("t", (Label("A", word), Label("B", "Some")))
    assert parse_labels(word.upper(), target) == ({"A"}, ())
    assert parse_labels(f"Some; {word}", target) == ({"A", "B"}, ())


@pytest.mark.parametrize(
    ("cell", "ids", "unplaced"),
    [
        ("PHR", "PHR", ()),
        ("phr; Gen", "PHR GEN", ()),
        ("1. PHR 2. CIV", "PHR CIV", ()),
        ("PHR/CIV", "PHR CIV", ()),
        ("PHR: more efective efforts", "", ("PHR: more efective efforts",)),
        ("PHR - CAP", "", ("PHR - CAP",)),
        ("(CAP)", "CAP", ()),
        ("cap and gown", "", ("cap and gown",)),
        ("the cap", "", ("the cap",)),
        ("SCC-SYR/PHR012", "", ("SCC-SYR", "PHR012")),
    ],
)
def test_an_id_that_is_also_a_word_counts_only_where_it_stands_alone(cell, ids, unplaced):
    assert parse_labels(cell, OBJECTIVE) == (frozenset(ids.split()), unplaced)


@pytest.mark.parametrize(
    ("cell", "ids", "unplaced"),
    [
        ("1; 2", "1 2", ()),
        ("1 2", "1 2", ()),
        ("1. Law, 2. Rule", "1 2", ()),
        ("1. Rule 2. Law", "1 2", ()),
        ("1. Rule", "2", ()),
        ("1. Foo", "", ("Foo",)),
        ("2 laws", "", ("2 laws",)),
        ("1.1, 1.2", "1.1", ("1.2",)),
        ("1.1 Side rule", "1.1", ()),
        ("in 2", "", ("in 2",)),
        ("1-2", "", ("1-2",)),
        ("[1] [2]", "1 2", ()),
        ("(2)", "2", ()),
        ("[1, 2]", "1 2", ()),
        ('["1", "2"]', "1 2", ()),
        ("Law (1)", "1", ()),
        ("Law (2)", "", ("Law (2)",)),
        ("Law 2", "", ("Law 2",)),
        ("Law: 2; Law - 1", "1", ("Law: 2",)),
        ("2 (Rule), 1=Law", "1 2", ()),
        ("2 (Law)", "", ("2 (Law)",)),
        ("-1", "", ("-1",)),
        ("2; –1", "2", ("–1",)),
        ("1. 2. 9.", "", ("1. 2. 9.",)),
        ("1²", "", ("1²",)),
        ("½", "", ("½",)),
        ("1:", "1", ()),
        ("(1) Law (2) Rule", "1 2", ()),
        ("2.0; 1.00", "1 2", ()),
        ("1.05", "", ("1.05",)),
        ("2.0.1", "", ("2.0.1",)),
        ("1; 9.", "1", ("9.",)),
        ("02", "", ("02",)),
        ("٢، ۱", "1 2", ()),
    ],
)
def test_an_id_that_is_a_number_is_not_taken_for_a_list_number(cell, ids, unplaced):
    target = Target("t", (Label("1", "Law"), Label("2", "Rule"), Label("1.1", "Side rule")))
    assert parse_labels(cell, target) == (frozenset(ids.split()), unplaced)


def test_a_number_inside_a_longer_one_is_no_id():
    target = Target("t", (Label("2", "Law"),))
    assert parse_labels("1.2", target) == (frozenset(), ("1.2",))


@pytest.mark.parametrize("cell", ["1", "2; 1", "1.0", "001"])
def test_an_id_without_its_zeros_is_proposed_and_not_ticked(cell):
    target = Target("t", (Label("01", "Law"), Label("02", "Rule"), Label("12", "Act")))
    labels, pieces = parse_labels(cell, target)
    assert labels == frozenset()
    assert [label.id for label in did_you_mean(pieces[-1], target)] == ["01"]


def test_another_number_is_never_proposed():
    target = Target("t", (Label("35", "Law"), Label("136", "Rule")))
    assert did_you_mean("36", target) == did_you_mean("351", target) == ()


def test_an_id_that_looks_like_a_decimal_is_itself():
    target = Target("t", (Label("1", "Law"), Label("1.0", "Rule")))
    assert parse_labels("1.0", target) == ({"1.0"}, ())
    assert parse_labels("1", target) == ({"1"}, ())


def test_letters_side_by_side_are_labels_and_no_word_for_nothing():
    target = Target("t", (Label("N", "New"), Label("A", "Act"), Label("D", "Deed")))
    assert parse_labels("N, A", target) == parse_labels("a;n", target) == ({"N", "A"}, ())
    assert parse_labels("N/A", target) is None
    assert write_labels({"N", "A"}, Target("t", (Label("N", "N"), Label("A", "A")))) == "N, A"


def test_a_mistyped_name_with_commas_stays_one_leftover():
    read = parse_labels("Policies, lawz and practice, Foo", CLUSTER)
    assert read == (frozenset(), ("Policies, lawz and practice", "Foo"))
    assert [label.id for label in did_you_mean("Policies, lawz and practice", CLUSTER)] == ["POL"]


def test_the_longest_name_wins_and_a_shorter_one_counts_only_as_a_whole_piece():
    target = Target(
        "t", (Label("A", "Joint"), Label("B", "Joint action"), Label("C", "Joint action, plan"))
    )
    assert parse_labels("Joint action, plan", target) == ({"C"}, ())
    assert parse_labels("Joint action, planning", target) == ({"B"}, ("planning",))
    assert parse_labels("Joint actions", target) == (frozenset(), ("Joint actions",))


def test_names_may_begin_and_end_with_marks():
    target = Target("t", (Label("A", "(other)"), Label("B", "C"), Label("C", "C++.")))
    assert parse_labels("C++, (Other)", target) == ({"A", "C"}, ())
    assert parse_labels("C (OTHER)", target) == ({"A", "B"}, ())


def test_names_are_compared_whatever_their_composition():
    target = Target(
        "t", (Label("A", "Re\u0301seau \u1112\u1161\u11ab"), Label("B", "تغيير القانون"))
    )
    assert parse_labels("r\u00e9seau \ud55c، تغيير  القانون", target) == ({"A", "B"}, ())


# Each line: ways to write one name that people do not tell apart.
VARIANTS = [
    "الوصول إلى العدالة|الوصول الى العدالة|الوصول إلي العداله",
    "العدالة|العداله|العدَالة|العـــدالة|العدالّة",
    "أمن المرأة|امن المراه|آمن المرأة|أمن المرأة",
    "مسؤولية|مسوولية|مسؤوليه|مسؤوليّة",
    "آليات 12|اليات ١٢|آلیات ۱۲|ٱليات 12",
    "Élection libre|ELECTION LIBRE|E\u0301lection libre|élection  libre",
    "Œuvre sociale|Oeuvre sociale|OEUVRE SOCIALE|œuvre sociale",
    "Société civile à l’œuvre|societe civile a l'oeuvre|SOCIÉTÉ CIVILE À L'ŒUVRE",
    "Participación|participacion",
    "Health & education|Health and education|health &amp; Education|Health et education",
    "Paix et sécurité|Paix & securite",
]


@pytest.mark.parametrize("line", VARIANTS)
def test_spellings_that_differ_in_accents_or_twin_letters_are_one_name(line):
    variants = line.split("|")
    for name in variants:
        target = Target("t", (Label("A", name), Label("B", "Other thing")))
        for cell in variants:
            assert parse_labels(cell, target) == ({"A"}, ())
            assert parse_labels(f"{cell}; other thing", target) == ({"A", "B"}, ())
            assert parse_labels(f"{cell} xyz", target) == (frozenset(), (f"{cell} xyz",))


def test_labels_that_only_accents_tell_apart_have_to_be_written_exactly():
    target = Target(
        "t", (Label("A", "Côte"), Label("B", "Coté"), Label("C", "علي"), Label("D", "على"))
    )
    assert parse_labels("côte, COTÉ", target) == ({"A", "B"}, ())
    assert parse_labels("علي", target) == ({"C"}, ())
    assert parse_labels("على", target) == ({"D"}, ())
    assert parse_labels("Cote; عليّ", target) == (frozenset(), ("Cote", "عليّ"))
    assert {label.id for label in did_you_mean("Cote", target)} == {"A", "B"}


def test_labels_that_only_the_word_for_and_tells_apart_have_to_be_written_exactly():
    target = Target("t", (Label("A", "Law & order"), Label("B", "Law et order")))
    assert parse_labels("Law & order; Law et order", target) == ({"A", "B"}, ())
    assert parse_labels("Law and order", target) == (frozenset(), ("Law and order",))


def test_a_target_without_readable_names_reads_nothing():
    assert parse_labels("A", Target("t", ())) == (frozenset(), ("A",))


@pytest.mark.parametrize("fold", [fold, fold_letters])
@given(text=st.text())
def test_folding_keeps_the_way_back(fold, text):
    folded = fold(text)
    assert len(folded.text) == len(folded.starts) == len(folded.ends)
    assert folded.as_written(0, 0) == ""
    for i in range(len(folded.text)):
        assert folded.as_written(i, i + 1) in text
    assert "".join(folded.text.split()) == "".join(fold(folded.text).text.split())


@pytest.mark.parametrize("target", BOOK.targets, ids=lambda target: target.id)
@given(data=st.data())
def test_a_name_with_any_other_word_beside_it_is_never_ticked(target, data):
    label, other = data.draw(st.lists(st.sampled_from(target.ids), min_size=2, max_size=2))
    name = data.draw(st.sampled_from(_ways(target, label)))
    word = data.draw(
        st.sampled_from("no not maybe ? 2019 sans لا led xyz (planned) [draft]".split())
    )
    gap = data.draw(st.sampled_from([" ", "  ", " - ", ": ", "\u00a0"]))
    piece = data.draw(st.sampled_from([f"{word}{gap}{name}", f"{name}{gap}{word}"]))
    assert parse_labels(piece, target) == (frozenset(), (piece,))
    beside = target.label(other).name
    separator = data.draw(st.sampled_from([", ", "; ", " | ", "\n", " / "]))
    assert parse_labels(f"{beside}{separator}{piece}", target) == ({other}, (piece,))
    assert parse_labels(f"{piece}{separator}{beside}", target) == ({other}, (piece,))


def test_pieces_are_replaced_where_they_stand_and_nothing_else_is():
    cell = "New stucture;  Foo , New stucture (Advocasy)\n• Advocacy"
    assert replace_pieces(cell, TYPE, {"New stucture": "New structure", "Bar": "x"}) == (
        "New structure;  Foo , New stucture (Advocasy)\n• Advocacy"
    )


@given(st.text(st.sampled_from("T01 Advocy,;/|.()[]'\"-:=•\n\tP"), max_size=40))
def test_any_cell_is_read_and_leftovers_are_parts_of_it(cell):
    read = parse_labels(cell, TYPE)
    if read is not None:
        known, unplaced = read
        assert known <= set(TYPE.ids)
        assert known or unplaced
        assert all(piece in cell and piece == piece.strip() != "" for piece in unplaced)
