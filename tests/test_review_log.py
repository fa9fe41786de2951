"""The log of answers, what it amounts to, and one coder's desk."""

import sqlite3
import threading
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_review_kit import proposal, small_desk

from classifier.errors import OutputError
from classifier.records import Coding, Suggestion
from classifier.review.desk import Desk
from classifier.review.ledger import Ledger
from classifier.review.line import Line
from classifier.review.log import Act, Given, Log
from classifier.review.proposals import FixedProposals
from classifier.review.worklist import Finding


@pytest.fixture
def path(tmp_path):
    return tmp_path / "h.review.sqlite"


@pytest.fixture
def desk(codebook, path):
    one = small_desk(codebook, path)
    yield one
    one.log.close()


def answers(desk, place):
    return {
        target: (one.given.state, set(one.given.labels))
        for target, one in desk.standing(place).items()
    }


def test_an_answer_is_read_back_as_it_was_given(path):
    log = Log(path)
    given = Given("type", "decided", frozenset({"B", "A"}), True, (("A", 0.8123),), "suggest")
    number = log.add(
        Act(0, "2025-02-01T10:00:00+01:00", "Amina", "F1", "d1", "tick", "m@1", "2", None, None,
            (given,))
    )  # fmt: skip
    log.close()
    again = Log(path)
    assert again.after(0) == [
        Act(number, "2025-02-01T10:00:00+01:00", "Amina", "F1", "d1", "tick", "m@1", "2", None,
            None, (given,))
    ]  # fmt: skip
    assert again.after(number) == []
    again.close()


def test_a_file_that_is_something_else_is_refused(path):
    path.write_text("not a database, but long enough to be taken for one " * 20, "utf-8")
    with pytest.raises(OutputError, match="cannot be used for decisions"):
        Log(path)


def test_a_log_of_another_format_is_refused(path):
    Log(path).close()
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE facts SET value = '9'")
    connection.close()
    with pytest.raises(OutputError, match="format 9"):
        Log(path)


def test_a_log_that_breaks_down_says_so(path):
    log = Log(path)
    log.close()
    with pytest.raises(OutputError, match="cannot be read or written"):
        log.after(0)


def test_a_log_that_is_busy_for_a_moment_is_opened_all_the_same(path, monkeypatch):
    from classifier.review import log

    prepared, tries = log._prepared, []

    def busy_once(place):
        tries.append(place)
        if len(tries) == 1:
            error = sqlite3.OperationalError("database is locked")
            error.sqlite_errorcode = sqlite3.SQLITE_BUSY
            raise error
        return prepared(place)

    monkeypatch.setattr(log, "_prepared", busy_once)
    Log(path).close()
    assert len(tries) == 2


def test_a_log_that_another_program_holds_for_long_is_named(path, monkeypatch):
    monkeypatch.setattr("classifier.review.log._PATIENCE", 0.2)
    Log(path).close()
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("PRAGMA locking_mode = EXCLUSIVE")
    holder.execute("BEGIN EXCLUSIVE")
    try:
        with pytest.raises(OutputError, match="locked"):
            Log(path)
    finally:
        holder.execute("ROLLBACK")
        holder.close()


def test_the_log_is_safe_against_power_cuts(path):
    log = Log(path)
    assert log._connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert log._connection.execute("PRAGMA synchronous").fetchone() == (2,)  # full
    log.close()


def test_two_programs_write_to_one_log_at_once_and_lose_nothing(path):
    def write(coder):
        log = Log(path)
        for number in range(40):
            log.add(Act(0, "now", coder, f"F{number}", "d", "note", note=f"{number}"))
        log.close()

    threads = [threading.Thread(target=write, args=[name]) for name in ("Amina", "Bo")]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    log = Log(path)
    acts = log.after(0)
    log.close()
    assert len(acts) == 80
    for name in ("Amina", "Bo"):
        assert [act.note for act in acts if act.coder == name] == [str(n) for n in range(40)]


# -- one desk


def test_nothing_is_answered_before_somebody_answers(desk):
    assert desk.standing(0) == {}
    assert [target.id for target in desk.open_targets(0)] == ["type", "objective"]


def test_ticks_add_up_and_the_last_one_away_leaves_it_open(desk):
    kind = desk.material.codebook.target("type")
    desk.tick(0, kind, "LAW")
    desk.tick(0, kind, "GRP")
    assert answers(desk, 0) == {"type": ("decided", {"LAW", "GRP"})}
    desk.tick(0, kind, "LAW")
    desk.tick(0, kind, "GRP")
    assert answers(desk, 0) == {}


def test_a_target_for_one_label_keeps_one(codebook, path):
    desk = small_desk(codebook, path)
    single = replace(codebook.target("objective"), multiple=False)
    desk.tick(0, single, "PHR")
    desk.tick(0, single, "CIV")
    assert answers(desk, 0) == {"objective": ("decided", {"CIV"})}
    desk.log.close()


def test_accept_takes_what_is_suggested_and_goes_on(desk):
    move = desk.accept(0)
    assert answers(desk, 0) == {
        "type": ("decided", {"LAW"}), "objective": ("decided", {"PHR"}),
    }  # fmt: skip
    assert move.place == 1


def test_accept_leaves_what_was_ticked_alone(desk):
    desk.tick(0, desk.material.codebook.target("type"), "TLK")
    desk.accept(0)
    assert answers(desk, 0)["type"] == ("decided", {"TLK"})
    assert answers(desk, 0)["objective"] == ("decided", {"PHR"})


def test_accept_never_answers_where_the_model_is_unsure(desk):
    move = desk.accept(2)
    assert answers(desk, 2) == {"objective": ("decided", {"PHR"})}
    assert (move.place, move.notice, move.about) == (None, "still_open", "Type of change")


def test_labels_that_rest_on_too_few_examples_are_not_accepted_in_passing(desk, codebook):
    unsure = Suggestion("F0", "m@1", "2", "en", (proposal("type", ("LAW", 0.9), verdict="unsure"),))
    material = replace(desk.material, proposals=FixedProposals("m@1", {0: unsure}))
    other = Desk(material, desk.log, "Amina")
    other.accept(0)
    assert answers(other, 0) == {}
    other.take(0, codebook.target("type"))  # asked for, they are ticked
    assert answers(other, 0) == {"type": ("decided", {"LAW"})}


def test_none_fits_and_discuss_are_answers_and_can_be_taken_back(desk):
    kind = desk.material.codebook.target("type")
    desk.none_fits(0, kind)
    assert answers(desk, 0) == {"type": ("decided", set())}
    desk.none_fits(0, kind)
    assert answers(desk, 0) == {}
    desk.discuss(0, kind)
    assert answers(desk, 0) == {"type": ("discuss", set())}
    desk.discuss(0, kind)
    assert answers(desk, 0) == {}


def test_taking_over_suggestions_where_there_are_none_says_so(desk):
    kind = desk.material.codebook.target("type")
    assert desk.take(2, kind).notice == "nothing_suggested"
    assert desk.keep_recorded(2, kind).notice == "nothing_recorded"
    desk.take(0, kind)
    assert answers(desk, 0) == {"type": ("decided", {"LAW"})}


def test_an_answer_remembers_what_was_proposed(desk):
    desk.tick(0, desk.material.codebook.target("type"), "TLK")
    given = desk.standing(0)["type"].given
    assert given.proposed == (("LAW", 0.9),)
    assert (given.verdict, given.unseen) == ("suggest", False)


def test_undo_goes_back_act_by_act_to_the_beginning(desk):
    kind = desk.material.codebook.target("type")
    desk.tick(0, kind, "TLK")
    desk.accept(0)
    desk.write_note(1, "ask Bo")
    assert desk.undo().place == 1
    assert desk.note(1) == ""
    assert desk.undo().place == 0
    assert answers(desk, 0) == {"type": ("decided", {"TLK"})}
    desk.undo()
    assert answers(desk, 0) == {}
    assert desk.undo().notice == "nothing_to_undo"


def test_the_next_open_fragment_comes_round_to_the_first(desk):
    desk.accept(1)
    desk.accept(3)
    assert desk.next_open(3) == 0
    assert desk.next_open(0) == 2
    desk.accept(0)
    assert desk.next_open(2) is None
    desk.none_fits(2, desk.material.codebook.target("type"))
    assert desk.accept(2).notice == "all_done"


def test_the_line_has_two_ends(desk):
    desk.line.put((3, 1))
    assert (desk.next_place(3), desk.next_place(1)) == (1, None)
    assert (desk.previous_place(1), desk.previous_place(3)) == (3, None)
    assert desk.next_place(0) == 3  # not in the line: to its beginning


def test_what_may_come_next_is_known_ahead_the_likeliest_first(desk):
    desk.line.put((3, 1, 0, 2))
    desk.none_fits(1, desk.asked[0])
    desk.none_fits(1, desk.asked[1])
    # Enter goes to what is open, an arrow to what is beside it.
    assert desk.likely(3) == (0, 2, 1)
    assert desk.likely(2) == (3, 0)
    assert desk.likely() == (3, 0, 2)


@given(
    st.permutations(range(6)),
    st.integers(0, 6),
    st.lists(st.tuples(st.integers(0, 5), st.booleans()), max_size=12),
)
def test_a_line_counts_and_finds_as_if_it_looked_at_everything(order, n, marks):
    line, done, places = Line(6), set(), list(range(6))
    for i, (place, is_done) in enumerate(marks):
        if i == len(marks) // 2:
            places = order[:n]
            line.put(places)
        line.mark(place, done=is_done)
        (done.add if is_done else done.discard)(place)
    assert line.done == done
    assert line.progress() == (sum(p in done for p in places), len(places))
    assert line.finished == done.issuperset(places)
    for place in range(6):
        start = places.index(place) + 1 if place in places else 0
        around = [*places[start:], *places[:start]]
        assert list(line.still_open(place)) == [p for p in around if p not in done and p != place]
    assert list(line.still_open()) == [p for p in places if p not in done]


def test_two_coders_on_one_file_never_see_each_others_answers(codebook, path):
    amina = small_desk(codebook, path, "Amina")
    bo = small_desk(codebook, path, "Bo")
    amina.accept(0)
    bo.none_fits(0, codebook.target("type"))
    for desk in (amina, bo):
        desk.pull()
    assert answers(amina, 0)["type"] == ("decided", {"LAW"})
    assert answers(bo, 0) == {"type": ("decided", set())}
    bo.undo()
    amina.pull()
    assert answers(amina, 0)["type"] == ("decided", {"LAW"})
    assert amina.ledger.coders() == {"Amina": {"F0"}}
    for desk in (amina, bo):
        desk.log.close()


def test_a_changed_text_is_noticed(codebook, path):
    desk = small_desk(codebook, path)
    desk.accept(0)
    assert not desk.changed_text(0)
    other = replace(desk.material.fragments[0], outcome="another story")
    desk.material = replace(desk.material, fragments=(other, *desk.material.fragments[1:]))
    assert desk.changed_text(0)
    desk.log.close()


# -- a worklist


def test_on_a_worklist_only_what_is_in_question_is_asked_and_nothing_is_accepted_in_passing(
    codebook, path
):
    desk = small_desk(codebook, path)
    law = Coding("F0", "type", frozenset({"LAW"}), "C1", "2")
    findings = {"F0": (Finding("F0", "cluster"),), "F1": (Finding("F1"),)}
    recorded = {("F0", "type"): (law,)}
    material = replace(desk.material, findings=findings, recorded=recorded)
    desk = Desk(material, desk.log, "Amina")
    assert [one.id for one in desk.asked_of(0)] == ["type"]  # the cluster follows from it
    assert [one.id for one in desk.asked_of(1)] == ["type", "objective"]
    assert desk.accept(0).notice == "still_open"
    assert answers(desk, 0) == {}
    desk.keep_recorded(0, codebook.target("type"))
    assert answers(desk, 0) == {"type": ("decided", {"LAW"})}
    assert 0 in desk.line.done
    desk.log.close()


# -- blind mode


def test_blind_answers_are_kept_as_they_were_before_the_suggestions_were_shown(codebook, path):
    desk = small_desk(codebook, path, blind=True)
    kind, goal = codebook.target("type"), codebook.target("objective")
    assert desk.hidden(0)
    assert desk.accept(0).notice == "blind_open"
    assert answers(desk, 0) == {}
    assert desk.take(0, kind).notice == "nothing_suggested"
    desk.tick(0, kind, "TLK")
    desk.tick(0, goal, "PHR")
    assert desk.accept(0).notice == "shown_now"
    assert not desk.hidden(0)
    desk.tick(0, kind, "TLK")
    desk.tick(0, kind, "LAW")  # changes her mind
    assert answers(desk, 0)["type"] == ("decided", {"LAW"})
    unseen = desk.ledger.unseen("Amina", "F0")
    assert unseen["type"].labels == {"TLK"}
    assert unseen["objective"].labels == {"PHR"}
    desk.log.close()


def test_a_fragment_whose_suggestions_were_seen_is_not_blind_any_more(codebook, path):
    desk = small_desk(codebook, path)
    desk.see(0)
    desk.blind = True
    assert not desk.hidden(0)
    assert desk.hidden(1)
    desk.log.close()


# -- any history

ACTS = st.lists(
    st.tuples(
        st.sampled_from(["tick", "none", "discuss", "take", "accept", "note", "undo"]),
        st.integers(0, 3),
        st.sampled_from(["type", "objective"]),
        st.sampled_from([0, 1]),
    ),
    max_size=25,
)


def play(desk, acts):
    for what, place, target, label in acts:
        one = desk.material.codebook.target(target)
        if what == "tick":
            desk.tick(place, one, one.ids[label])
        elif what == "note":
            desk.write_note(place, f"{target} {label}")
        elif what == "undo":
            desk.undo()
        elif what == "accept":
            desk.accept(place)
        else:
            {"none": desk.none_fits, "discuss": desk.discuss, "take": desk.take}[what](place, one)


def picture(desk):
    return [(answers(desk, p), desk.note(p), desk.stamp(p)) for p in range(4)]


@settings(max_examples=40, deadline=None)
@given(ACTS)
def test_any_history_is_the_same_after_a_crash_and_undo_takes_it_all_back(
    tmp_path_factory, codebook, acts
):
    path = tmp_path_factory.mktemp("log") / "l.sqlite"
    desk = small_desk(codebook, path)
    play(desk, acts)
    before = picture(desk)
    # No close: as if the program had been killed.
    again = small_desk(codebook, path)
    assert picture(again) == before
    replayed = Ledger()
    for act in again.log.after(0):
        replayed.apply(act)
    assert replayed.last == again.ledger.last
    while again.undo().notice == "undone":
        pass
    assert picture(again) == [({}, "", 0)] * 4
    desk.log.close()
    again.log.close()
