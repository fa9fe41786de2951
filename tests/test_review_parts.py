"""Pieces of the page: marked texts, orders, agreement, worklists."""

import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_review_kit import proposal, small_session
from test_workbook_kit import OlderDesk, read

from classifier.codebook import codebook_hash, dump_codebook
from classifier.decide.rows import digest
from classifier.errors import ClassifierError, HarvestError
from classifier.records import Coding, Fragment, Suggestion
from classifier.relabel.moves import Move, PlannedRow, Step
from classifier.relabel.plan_file import Header, row_json, write_plan
from classifier.review.fragment_page import direction, fragment_view, paragraphs, pieces
from classifier.review.overview import (
    Filter,
    matching,
    new_labels,
    overview_rows,
    progress,
    tallies,
)
from classifier.review.proposals import FixedProposals, empty_scores, fixed_scores
from classifier.review.queue import expected_errors, in_order, informativeness
from classifier.review.session import Session
from classifier.review.tagged_workbook import read_tagged
from classifier.review.worklist import read_worklist
from classifier.workbook.reviewed import Reviewed

# -- texts with marks


@given(
    st.text(alphabet="aé <>ا\n.,", max_size=60),
    st.dictionaries(st.sampled_from(["A", "B"]), st.tuples(st.sampled_from(["a", "a é", "ا"]))),
)
def test_the_pieces_of_a_text_give_the_text(text, words):
    joined = "\n".join("".join(p.text for p in line) for line in paragraphs(text, words))
    assert joined == "\n".join(line for line in text.split("\n") if line.strip())


def test_tags_are_bare_words_and_brackets_that_are_no_tags_stay():
    found = pieces("<person> met <b>Ali</b> in <LOC>", {})
    assert [(p.text, p.tag) for p in found] == [
        ("person", True), (" met <b>Ali</b> in ", False), ("LOC", True),
    ]  # fmt: skip


def test_a_word_speaks_for_all_labels_that_name_it_and_only_whole_words_do():
    found = pieces("The law. Lawless!", {"A": ("law",), "B": ("the law",)})
    assert [(p.text, p.labels) for p in found] == [
        ("The ", ("B",)), ("law", ("A", "B")), (". Lawless!", ()),
    ]  # fmt: skip


def test_a_text_runs_as_most_of_its_letters_do():
    assert direction("<person> <LOC> <redacted> اجتمعت") == "rtl"
    assert direction("12 %") == "ltr"


# -- orders


def scored_for(codebook, probabilities, chosen, usual=1.0):
    scored = empty_scores(codebook, len(probabilities))
    scored.probabilities["type"][:] = probabilities
    scored.chosen["type"][:] = chosen
    scored.known[:] = True
    scored.usual.update(type=usual, objective=0.0)
    return scored


def test_the_expected_number_of_wrong_ticks_is_the_sum_of_doubts(codebook):
    scored = scored_for(codebook, [[0.9, 0.2, 0, 0], [0.6, 0, 0, 0]], [[1, 0, 0, 0], [1, 0, 0, 0]])
    np.testing.assert_allclose(expected_errors(scored, codebook), [0.3, 0.4], atol=1e-6)
    assert in_order("unsure", scored, codebook) == [1, 0]
    assert in_order("row", scored, codebook) == [0, 1]


def test_what_no_model_can_read_comes_first(codebook):
    scored = scored_for(codebook, [[0.9, 0, 0, 0], [0, 0, 0, 0]], [[1, 0, 0, 0], [0] * 4])
    scored.known[1] = False
    for order in ("unsure", "cluster", "teach"):
        assert in_order(order, scored, codebook) == [1, 0]


def test_like_stories_lie_together_by_cluster(codebook):
    scored = scored_for(codebook, np.eye(4)[[0, 1, 0]], np.eye(4, dtype=bool)[[0, 1, 0]])
    scored.probabilities["cluster"][:] = [[0.9, 0.1], [0.1, 0.9], [0.8, 0.1]]
    assert in_order("cluster", scored, codebook) == [0, 2, 1]


def test_a_narrow_margin_and_an_odd_number_of_labels_teach_most(codebook):
    # Margins in log odds against 0.5. Fragment 0: logit 0.9 = 2.197 and logit 0.1 = -2.197, so
    # the gap is 4.394; one label where one is usual gives no inconsistency, hence 0.
    # Fragment 1: 0.6 and 0.4, gap 0.811; three labels fewer by half: |1 - 1.5| = 0.5.
    p = [[0.9, 0.1, 0.1, 0.1], [0.6, 0.4, 0.4, 0.4]]
    chosen = [[1, 0, 0, 0], [1, 0, 0, 0]]
    values = informativeness(scored_for(codebook, p, chosen, usual=1.5), codebook)
    # The objective adds to both alike: no label chosen, none usual.
    np.testing.assert_allclose(values, np.sqrt([0.5 / 4.394, 0.5 / 0.811]), atol=1e-3)
    assert in_order("teach", scored_for(codebook, p, chosen, usual=1.5), codebook) == [1, 0]
    usual = informativeness(scored_for(codebook, p, chosen, usual=1.0), codebook)
    np.testing.assert_allclose(usual, [0, 0], atol=1e-6)


def test_without_knowing_what_is_usual_only_the_margin_counts(codebook):
    scored = scored_for(codebook, [[0.9, 0.1, 0.1, 0.1]] * 2, [[1, 0, 0, 0]] * 2, usual=None)
    values = informativeness(scored, codebook)
    np.testing.assert_allclose(values, np.sqrt([1 / 4.394] * 2), atol=1e-3)


def test_a_codebook_with_an_empty_target_can_be_ordered(codebook):
    empty = replace(codebook, targets=(replace(codebook.target("type"), labels=()),))
    scored = empty_scores(empty, 2)
    scored.known[:] = True
    for order in ("row", "unsure", "cluster", "teach"):
        assert in_order(order, scored, empty) == [0, 1]


def test_suggestions_made_before_are_laid_out_as_scores(codebook):
    one = Suggestion("F0", "m", "2", "en", (proposal("type", ("LAW", 0.9), ("GRP", 0.2)),))
    none = Suggestion("F1", "m", "2", "", (proposal("type", verdict="not-readable"),))
    scored = fixed_scores(FixedProposals("m", {0: one, 1: none}), codebook, 3)
    np.testing.assert_allclose(scored.probabilities["type"][0], [0.9, 0.2, 0, 0], atol=1e-6)
    assert scored.chosen["type"][0].tolist() == [True, False, False, False]
    assert scored.known.tolist() == [True, False, False]


# -- the overview


@pytest.fixture
def session(codebook, tmp_path):
    one = small_session(codebook, tmp_path / "l.sqlite")
    yield one
    one.log.close()


def test_agreement_counts_label_by_label(session):
    kind = session.inputs.codebook.target("type")
    session.accept(0)
    session.tick(1, kind, "LAW")
    session.tick(1, kind, "GRP")
    session.tick(3, kind, "GRP")
    found = {one.name: one for one in tallies(session, unseen=False) if one.target == kind.title}
    law, group = found["Law adopted"], found["New group"]
    assert (law.coder, law.model, law.both) == (2, 3, 2)
    assert (group.coder, group.model, group.both) == (2, 0, 0)
    assert law.agreement == pytest.approx(2 * 2 / (2 + 3))
    assert group.agreement == 0
    assert tallies(session, unseen=True) == []


def test_blind_answers_are_compared_apart(codebook, tmp_path):
    session = small_session(codebook, tmp_path / "b.sqlite", blind=True)
    kind, goal = codebook.target("type"), codebook.target("objective")
    session.tick(0, kind, "TLK")
    session.tick(0, goal, "PHR")
    session.accept(0)
    session.tick(0, kind, "LAW")
    seen = {one.name: one.coder for one in tallies(session, unseen=False)}
    blind = {one.name: (one.coder, one.model) for one in tallies(session, unseen=True)}
    assert seen == {"Law adopted": 1, "Talks held": 1}
    assert blind == {"Law adopted": (0, 1), "Talks held": (1, 0), "PHR: Peace": (1, 1)}
    session.log.close()


def test_new_labels_are_listed_by_the_fragments_they_were_noted_for(session):
    kind = session.asked[0]
    for place, words in ((0, "Water justice"), (1, "water justice"), (1, "Cattle")):
        session.note_new_label(place, kind, words)
    listed = [(one.target, one.words, one.places) for one in new_labels(session)]
    assert listed == [
        ("Type of change", "Water justice", (0, 1)), ("Type of change", "Cattle", (1,)),
    ]  # fmt: skip
    assert tallies(session, unseen=False) == []


def test_filters_let_through_what_they_say(session):
    kind = session.inputs.codebook.target("type")
    session.accept(0)
    session.tick(1, kind, "TLK")
    session.discuss(2, kind)
    session.write_note(3, "Ask Bô")

    def places(**wanted):
        return matching(session, Filter(**wanted))

    assert places() == [0, 1, 2, 3]
    assert places(show="done") == [0]
    assert places(show="open") == [1, 3]
    assert places(show="discuss") == [2]
    assert places(show="note") == [3]
    assert places(show="differs") == [1]
    assert places(show="uncoded") == [0, 1, 2, 3]
    assert places(label="type:TLK") == [1]
    assert places(words="LAW thing 3") == [3]
    assert places(words="bo thing") == [3]
    session.write_note(3, "Ask Zoë")
    assert places(words="bo") == []
    assert places(words="zoe") == [3]
    counts = progress(session)
    assert (counts.n, counts.answered, counts.discuss, counts.notes) == (4, 1, 1, 1)
    assert [(one.id, one.state, one.labels) for one in overview_rows(session, [0, 2])] == [
        ("F0", "done", ("Law adopted", "PHR: Peace")), ("F2", "discuss", ()),
    ]  # fmt: skip


def test_a_second_search_does_not_fold_every_text_anew(session, monkeypatch):
    assert matching(session, Filter(words="thing 3")) == [3]
    folded = []
    name = "classifier.review.overview.plain_words"
    monkeypatch.setattr(name, lambda text: folded.append(text) or text)
    assert matching(session, Filter(words="thing 2")) == [2]
    assert max(map(len, folded)) <= len("thing 2")


def test_what_is_coded_in_the_file_is_not_uncoded(session):
    coding = Coding("F1", "type", frozenset({"LAW"}), "C1", "2")
    session.inputs = replace(session.inputs, recorded={("F1", "type"): (coding,)})
    assert matching(session, Filter(show="uncoded")) == [0, 2, 3]


# -- the page's view


def test_a_confidential_fragment_is_never_shown_beside_another(session, codebook, monkeypatch):
    names = ("OLD/1", "OLD/2")
    label = replace(proposal("type", ("LAW", 0.9)).labels[0], similar=(*names, "F1", "F0"))
    target = replace(proposal("type"), labels=(label,))
    suggestion = Suggestion("F0", "m", "2", "en", (target,))
    secret = replace(session.inputs.fragments[1], confidential=True)
    proposals = FixedProposals("m", {0: suggestion})
    coded = {"OLD/1": {"type": ("TLK",)}}
    monkeypatch.setattr(FixedProposals, "labels_of", lambda self, name: coded.get(name, {}))
    session.inputs = replace(
        session.inputs,
        proposals=proposals,
        fragments=(session.inputs.fragments[0], secret, *session.inputs.fragments[2:]),
        coded={"OLD/2": Fragment("OLD/2", "an old story")},
    )
    near = fragment_view(session, 0).neighbours
    assert [(one.id, one.labels, one.text is None) for one in near] == [
        ("OLD/1", ("Talks held",), True), ("OLD/2", (), False),
    ]  # fmt: skip


def test_hidden_means_that_the_view_holds_nothing_of_the_model(codebook, tmp_path):
    session = small_session(codebook, tmp_path / "b.sqlite", blind=True)
    view = fragment_view(session, 0)
    assert view.hidden
    assert all(not one.verdict for one in view.targets)
    assert all(label.suggestion is None for one in view.targets for label in one.labels)
    assert not view.neighbours
    assert not view.accepts
    assert not any(p.labels for line in view.outcome.paragraphs for p in line)
    session.log.close()


def test_only_as_many_unlikely_labels_are_listed_as_there_are_digits(session, monkeypatch):
    monkeypatch.setattr("classifier.review.fragment_page._ALL_LISTED", 3)
    many = tuple((name, 0.4 - i / 10) for i, name in enumerate(["LAW", "GRP", "TLK", "NEW"]))
    suggestion = Suggestion("F0", "m", "2", "en", (proposal("type", *many),))
    session.inputs = replace(session.inputs, proposals=FixedProposals("m", {0: suggestion}))
    three = replace(session.inputs.codebook.target("objective"), id="third")
    book = replace(session.inputs.codebook, targets=(*session.inputs.codebook.targets, three))
    view = fragment_view(Session(replace(session.inputs, codebook=book), session.log, "Amina"), 0)
    assert [(one.label.id, one.digit) for one in view.targets[0].labels] == [
        ("LAW", "1"), ("GRP", "2"), ("TLK", "3"),
    ]  # fmt: skip


def test_of_a_short_codebook_every_label_in_use_is_listed_the_suggested_first(session):
    objective = session.inputs.codebook.target("objective")
    view = fragment_view(session, 0).targets[1]
    assert view.all_listed
    in_use = [label.id for label in objective.labels if not label.retired]
    assert [one.label.id for one in view.labels] == ["PHR", *(x for x in in_use if x != "PHR")]
    assert [one.possible for one in view.labels] == [True] + [False] * (len(in_use) - 1)


# -- worklists

# As an audit writes them.
FINDINGS = [
    {"nr": "F001", "fragment_id": "F1", "target": "type", "recorded": ["LAW"],
     "recorded_names": "Law adopted", "other_names": "Talks held", "why": "“two clans met”",
     "similar": ["OLD/1"], "decision": ""},
    {"nr": "F002", "fragment_id": "F1", "target": "objective", "recorded": ["PHR"]},
    {"nr": "F003", "fragment_id": "F3", "target": "unheard of", "why": "an output"},
]  # fmt: skip


def test_a_worklist_is_read_from_any_of_its_files(codebook, tmp_path):
    text = "\n".join(json.dumps(one) for one in FINDINGS) + "\n"
    (tmp_path / "worklist.jsonl").write_text(text, "utf-8")
    (tmp_path / "worklist.xlsx").write_bytes(b"")
    for path in (tmp_path, tmp_path / "worklist.jsonl", tmp_path / "worklist.xlsx"):
        found, problems = read_worklist(path, codebook)
        assert problems == []
        assert [(one.fragment_id, one.target) for one in found] == [
            ("F1", "type"), ("F1", "objective"), ("F3", ""),
        ]  # fmt: skip
        assert (found[0].recorded, found[0].other) == ("Law adopted", "Talks held")
        assert found[0].similar == ("OLD/1",)
        assert (found[1].recorded, found[2].why) == ("PHR: Peace", "an output")


def test_a_plan_gives_what_a_person_must_decide_or_look_at(codebook, tmp_path):
    def row(name, target, how, **more):
        move = Move(target, frozenset({"GRP"}), frozenset({"TLK"}), how, **more)
        return PlannedRow(
            **dict.fromkeys(("sheet", "harvest", "version"), ""),
            **dict.fromkeys(("key", "who", "text", "codes"), digest(name)),
            file="x", fragment_id=name, confidential=False, row=2, number=0, moves=(move,),
        )  # fmt: skip

    step = Step("split", "", "", "person", reason="the model is not sure", note="about half")
    rows = [
        row("F0", "type", "rule"),
        row("F1", "type", "person", steps=(step,)),
        row("F2", "type", "rule", look=("a note says so",)),
    ]
    (tmp_path / "part").write_text("".join(f"{row_json(one)}\n" for one in rows), "utf-8")
    header = Header(
        date="", codebook="", codebook_version="", codebook_hash=codebook_hash(codebook),
        inputs={}, model="", accept=0.9,
    )  # fmt: skip
    write_plan(tmp_path, header, [tmp_path / "part"])
    (tmp_path / "codebook.yaml").write_text(dump_codebook(codebook), "utf-8")
    for path in (tmp_path, tmp_path / "plan.json"):
        found, problems = read_worklist(path, codebook)
        assert problems == []
        assert [(one.fragment_id, one.recorded, one.other, one.why) for one in found] == [
            ("F1", "New group", "Talks held", "the model is not sure about half"),
            ("F2", "New group", "Talks held", "a note says so"),
        ]


def test_a_line_that_is_no_finding_costs_itself_and_is_named(codebook, tmp_path):
    path = tmp_path / "worklist.jsonl"
    good = json.dumps(FINDINGS[0])
    path.write_text(f'{good}\n[1]\n{{"similar": 3}}\n{"[" * 9000}\n\n{good}\n', "utf-8")
    found, problems = read_worklist(path, codebook)
    assert [one.fragment_id for one in found] == ["F1", "F1"]
    assert [(p.origin.file, p.origin.row) for p in problems] == [
        ("worklist.jsonl", 2), ("worklist.jsonl", 3), ("worklist.jsonl", 4),
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["{", "[1]\n", "\n", '{"nr": "F1"}', "\x00\x01\x02"])
def test_a_file_that_is_no_worklist_is_named(codebook, tmp_path, text):
    path = tmp_path / "worklist.jsonl"
    path.write_text(text, "utf-8")
    with pytest.raises(ClassifierError, match=r"worklist\.jsonl (names no fragment|is not a text)"):
        read_worklist(path, codebook)


def test_a_workbook_without_its_facts_is_named(codebook, tmp_path):
    path = tmp_path / "worklist.xlsx"
    path.write_bytes(b"")
    with pytest.raises(HarvestError, match="is no worklist"):
        read_worklist(path, codebook)


def test_a_workbook_of_the_older_form_is_reviewed_without_numbers(tmp_path):
    desk = OlderDesk(tmp_path, "plain")
    desk.decide({1: "accept"})
    fragments = read(desk.tagged).fragments
    tagged = read_tagged(Reviewed.read(desk.tagged), desk.tagged, fragments, {})
    offered = tagged.proposals.of(1)
    assert [(one.id, one.suggested) for one in offered.targets[0].labels] == [
        ("T1", True), ("T2", True),
    ]  # fmt: skip
    assert not offered.targets[0].calibrated
    assert tagged.decided[0]["type"].labels == {"T1"}
