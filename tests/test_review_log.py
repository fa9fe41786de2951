"""The log of answers, what it amounts to, and one coder's session."""

import sqlite3
import threading
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_review_kit import proposal, small_session

from classifier.errors import OutputError
from classifier.records import Coding, Suggestion
from classifier.review.answers import Act, Answers, Log, TargetAnswer
from classifier.review.proposals import FixedProposals
from classifier.review.queue import Queue
from classifier.review.session import Session
from classifier.review.worklist import Finding


@pytest.fixture
def path(tmp_path):
    return tmp_path / "h.review.sqlite"


@pytest.fixture
def session(codebook, path):
    one = small_session(codebook, path)
    yield one
    one.log.close()


def answers(session, place):
    return {
        target: (one.answer.state, set(one.answer.labels))
        for target, one in session.standing(place).items()
    }


def test_an_answer_is_read_back_as_it_was_given(path):
    log = Log(path)
    given = TargetAnswer(
        "type", "decided", frozenset({"B", "A"}), True, (("A", 0.8123),), "suggest"
    )
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


@pytest.mark.parametrize(
    "more",
    [
        "CREATE TABLE places (url TEXT)",
        "CREATE VIEW places AS SELECT 1",
        "CREATE TRIGGER acts AFTER INSERT ON acts BEGIN DELETE FROM acts; END",
    ],
)
def test_a_database_of_another_program_is_refused_and_stays_as_it_is(path, more):
    Log(path).close()
    with sqlite3.connect(path) as connection:
        connection.execute(more)
    connection.close()
    before = path.read_bytes()
    with pytest.raises(OutputError, match="it is a database of another program"):
        Log(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("answers", "{"),
        ("answers", '[["type", "decided"]]'),
        ("answers", '[["type", "guessed", [], false, [], ""]]'),
        ("answers", '[["type", "decided", [], false, [["A", NaN]], ""]]'),
        ("answers", b"\xff"),
        ("coder", b"Amina"),
        ("kind", "dance"),
        ("note", b"so"),
        ("undoes", "first"),
    ],
)
def test_an_answer_that_is_damaged_is_named(path, column, value):
    log = Log(path)
    answer = TargetAnswer("type", "decided", frozenset({"A"}))
    log.add(Act(0, "2025-02-01", "Amina", "F1", "d1", "tick", answers=(answer,)))
    log.close()
    with sqlite3.connect(path) as connection:
        connection.execute(f"UPDATE acts SET {column} = ?", (value,))
    connection.close()
    log = Log(path)
    with pytest.raises(OutputError, match="the answer number 1 cannot be read"):
        log.after(0)
    log.close()


def test_a_log_of_another_format_is_refused(path):
    Log(path).close()
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE facts SET value = '9'")
    connection.close()
    with pytest.raises(OutputError, match="another format than 1"):
        Log(path)


def test_a_note_that_is_no_text_is_not_quoted(path):
    log = Log(path)
    log.add(Act(0, "2025-02-01", "Amina", "F1", "d1", "note", note="midwives"))
    log.close()
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE acts SET note = CAST(note || x'ff' AS TEXT)")
    connection.close()
    log = Log(path)
    with pytest.raises(OutputError, match="cannot be read or written") as caught:
        log.after(0)
    assert "midwives" not in str(caught.value)
    log.close()


def test_a_log_that_breaks_down_says_so(path):
    log = Log(path)
    log.close()
    with pytest.raises(OutputError, match="cannot be read or written"):
        log.after(0)


def test_a_log_that_is_busy_for_a_moment_is_opened_all_the_same(path, monkeypatch):
    from classifier.review import answers

    prepared, tries = answers._prepared, []

    def busy_once(place):
        tries.append(place)
        if len(tries) == 1:
            error = sqlite3.OperationalError("database is locked")
            error.sqlite_errorcode = sqlite3.SQLITE_BUSY
            raise error
        return prepared(place)

    monkeypatch.setattr(answers, "_prepared", busy_once)
    Log(path).close()
    assert len(tries) == 2


def test_a_log_that_another_program_holds_for_long_is_named(path, monkeypatch):
    monkeypatch.setattr("classifier.review.answers._PATIENCE", 0.2)
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


# -- one session


def test_nothing_is_answered_before_somebody_answers(session):
    assert session.standing(0) == {}
    assert [target.id for target in session.open_targets(0)] == ["type", "objective"]


def test_ticks_add_up_and_the_last_one_away_leaves_it_open(session):
    kind = session.inputs.codebook.target("type")
    session.tick(0, kind, "LAW")
    session.tick(0, kind, "GRP")
    assert answers(session, 0) == {"type": ("decided", {"LAW", "GRP"})}
    session.tick(0, kind, "LAW")
    session.tick(0, kind, "GRP")
    assert answers(session, 0) == {}


def test_a_target_for_one_label_keeps_one(codebook, path):
    session = small_session(codebook, path)
    single = replace(codebook.target("objective"), multiple=False)
    session.tick(0, single, "PHR")
    session.tick(0, single, "CIV")
    assert answers(session, 0) == {"objective": ("decided", {"CIV"})}
    session.log.close()


def test_accept_takes_what_is_suggested_and_goes_on(session):
    move = session.accept(0)
    assert answers(session, 0) == {
        "type": ("decided", {"LAW"}), "objective": ("decided", {"PHR"}),
    }  # fmt: skip
    assert move.place == 1


def test_accept_leaves_what_was_ticked_alone(session):
    session.tick(0, session.inputs.codebook.target("type"), "TLK")
    session.accept(0)
    assert answers(session, 0)["type"] == ("decided", {"TLK"})
    assert answers(session, 0)["objective"] == ("decided", {"PHR"})


def test_accept_never_answers_where_the_model_is_unsure(session):
    move = session.accept(2)
    assert answers(session, 2) == {"objective": ("decided", {"PHR"})}
    assert (move.place, move.notice) == (None, "still_open")


def test_labels_that_rest_on_too_few_examples_are_not_accepted_in_passing(session, codebook):
    unsure = Suggestion("F0", "m@1", "2", "en", (proposal("type", ("LAW", 0.9), verdict="unsure"),))
    inputs = replace(session.inputs, proposals=FixedProposals("m@1", {0: unsure}))
    other = Session(inputs, session.log, "Amina")
    other.accept(0)
    assert answers(other, 0) == {}
    other.take(0, codebook.target("type"))  # asked for, they are ticked
    assert answers(other, 0) == {"type": ("decided", {"LAW"})}


def test_none_fits_and_discuss_are_answers_and_can_be_taken_back(session):
    kind = session.inputs.codebook.target("type")
    session.none_fits(0, kind)
    assert answers(session, 0) == {"type": ("decided", set())}
    session.none_fits(0, kind)
    assert answers(session, 0) == {}
    session.discuss(0, kind)
    assert answers(session, 0) == {"type": ("discuss", set())}
    session.discuss(0, kind)
    assert answers(session, 0) == {}


def test_taking_over_suggestions_where_there_are_none_says_so(session):
    kind = session.inputs.codebook.target("type")
    assert session.take(2, kind).notice == "nothing_likely"
    assert session.keep_recorded(2, kind).notice == "nothing_recorded"
    session.take(0, kind)
    assert answers(session, 0) == {"type": ("decided", {"LAW"})}


def test_an_answer_remembers_what_was_proposed(session):
    session.tick(0, session.inputs.codebook.target("type"), "TLK")
    given = session.standing(0)["type"].answer
    assert given.proposed == (("LAW", 0.9),)
    assert (given.verdict, given.unseen) == ("suggest", False)


def test_a_new_label_is_kept_in_words_and_answers_nothing(session):
    kind = session.asked[0]
    assert session.note_new_label(0, kind, "  Water \n justice ").notice == "new_label_noted"
    assert session.new_labels(0) == {"type": {"Water justice"}}
    assert session.standing(0) == {}
    session.tick(0, kind, "LAW")
    session.note_new_label(0, kind, "Cattle")
    assert session.standing(0)["type"].answer.labels == {"LAW"}
    assert session.new_labels(0) == {"type": {"Water justice", "Cattle"}}
    assert session.note_new_label(0, kind, "water JUSTICE").notice == "undone"
    session.undo()
    assert session.new_labels(0) == {"type": {"Water justice", "Cattle"}}


@pytest.mark.parametrize(
    ("text", "notice"),
    [("", "new_label_empty"), (" \x00\n", "new_label_empty"), ("new GROUP", "new_label_known"),
     ("grp", "new_label_known")],
)  # fmt: skip
def test_no_words_and_a_label_of_the_codebook_are_no_new_label(session, text, notice):
    assert session.note_new_label(0, session.asked[0], text).notice == notice
    assert session.new_labels(0) == {}


def test_undo_goes_back_act_by_act_to_the_beginning(session):
    kind = session.inputs.codebook.target("type")
    session.tick(0, kind, "TLK")
    session.accept(0)
    session.write_note(1, "ask Bo")
    assert session.undo().place == 1
    assert session.note(1) == ""
    assert session.undo().place == 0
    assert answers(session, 0) == {"type": ("decided", {"TLK"})}
    session.undo()
    assert answers(session, 0) == {}
    assert session.undo().notice == "nothing_to_undo"


def test_the_next_open_fragment_comes_round_to_the_first(session):
    session.accept(1)
    session.accept(3)
    assert session.next_open(3) == 0
    assert session.next_open(0) == 2
    session.accept(0)
    assert session.next_open(2) is None
    session.none_fits(2, session.inputs.codebook.target("type"))
    assert session.accept(2).notice == "all_done"


def test_the_queue_has_two_ends(session):
    session.queue.put((3, 1))
    assert (session.queue.beside(3, 1), session.queue.beside(1, 1)) == (1, None)
    assert (session.queue.beside(1, -1), session.queue.beside(3, -1)) == (3, None)
    assert session.queue.beside(0, 1) == 3  # not in the queue: to its beginning


def test_what_may_come_next_is_known_ahead_the_likeliest_first(session):
    session.queue.put((3, 1, 0, 2))
    session.none_fits(1, session.asked[0])
    session.none_fits(1, session.asked[1])
    # Enter goes to what is open, an arrow to what is beside it.
    assert session.likely(3) == (0, 2, 1)
    assert session.likely(2) == (3, 0)
    assert session.likely() == (3, 0, 2)


@given(
    st.permutations(range(6)),
    st.integers(0, 6),
    st.lists(st.tuples(st.integers(0, 5), st.booleans()), max_size=12),
)
def test_a_queue_counts_and_finds_as_if_it_looked_at_everything(order, n, marks):
    line, done, places = Queue(6), set(), list(range(6))
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
    amina = small_session(codebook, path, "Amina")
    bo = small_session(codebook, path, "Bo")
    amina.accept(0)
    bo.none_fits(0, codebook.target("type"))
    for session in (amina, bo):
        session.pull()
    assert answers(amina, 0)["type"] == ("decided", {"LAW"})
    assert answers(bo, 0) == {"type": ("decided", set())}
    bo.undo()
    amina.pull()
    assert answers(amina, 0)["type"] == ("decided", {"LAW"})
    assert amina.answers.coders() == {"Amina": {"F0"}}
    for session in (amina, bo):
        session.log.close()


def test_a_changed_text_is_noticed(codebook, path):
    session = small_session(codebook, path)
    session.accept(0)
    assert not session.changed_text(0)
    other = replace(session.inputs.fragments[0], outcome="another story")
    session.inputs = replace(session.inputs, fragments=(other, *session.inputs.fragments[1:]))
    assert session.changed_text(0)
    session.log.close()


# -- a worklist


def test_on_a_worklist_only_what_is_in_question_is_asked_and_nothing_is_accepted_in_passing(
    codebook, path
):
    session = small_session(codebook, path)
    law = Coding("F0", "type", frozenset({"LAW"}), "C1", "2")
    findings = {"F0": (Finding("F0", "cluster"),), "F1": (Finding("F1"),)}
    recorded = {("F0", "type"): (law,)}
    inputs = replace(session.inputs, findings=findings, recorded=recorded)
    session = Session(inputs, session.log, "Amina")
    assert [one.id for one in session.asked_of(0)] == ["type"]  # the cluster follows from it
    assert [one.id for one in session.asked_of(1)] == ["type", "objective"]
    assert session.accept(0).notice == "still_open"
    assert answers(session, 0) == {}
    session.keep_recorded(0, codebook.target("type"))
    assert answers(session, 0) == {"type": ("decided", {"LAW"})}
    assert 0 in session.queue.done
    session.log.close()


# -- blind mode


def test_blind_answers_are_kept_as_they_were_before_the_suggestions_were_shown(codebook, path):
    session = small_session(codebook, path, blind=True)
    kind, goal = codebook.target("type"), codebook.target("objective")
    assert session.hidden(0)
    assert session.accept(0).notice == "blind_open"
    assert answers(session, 0) == {}
    assert session.take(0, kind).notice == "nothing_likely"
    session.tick(0, kind, "TLK")
    session.tick(0, goal, "PHR")
    assert session.accept(0).notice == "shown_now"
    assert not session.hidden(0)
    session.tick(0, kind, "TLK")
    session.tick(0, kind, "LAW")  # changes her mind
    assert answers(session, 0)["type"] == ("decided", {"LAW"})
    unseen = session.answers.unseen("Amina", "F0")
    assert unseen["type"].labels == {"TLK"}
    assert unseen["objective"].labels == {"PHR"}
    session.log.close()


def test_a_fragment_whose_suggestions_were_seen_is_not_blind_any_more(codebook, path):
    session = small_session(codebook, path)
    session.see(0)
    session.blind = True
    assert not session.hidden(0)
    assert session.hidden(1)
    session.log.close()


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


def play(session, acts):
    for what, place, target, label in acts:
        one = session.inputs.codebook.target(target)
        if what == "tick":
            session.tick(place, one, one.ids[label])
        elif what == "note":
            session.write_note(place, f"{target} {label}")
        elif what == "undo":
            session.undo()
        elif what == "accept":
            session.accept(place)
        else:
            {"none": session.none_fits, "discuss": session.discuss, "take": session.take}[what](
                place, one
            )


def picture(session):
    return [(answers(session, p), session.note(p), session.stamp(p)) for p in range(4)]


@settings(max_examples=40, deadline=None)
@given(ACTS)
def test_any_history_is_the_same_after_a_crash_and_undo_takes_it_all_back(
    tmp_path_factory, codebook, acts
):
    path = tmp_path_factory.mktemp("log") / "l.sqlite"
    session = small_session(codebook, path)
    play(session, acts)
    before = picture(session)
    # No close: as if the program had been killed.
    again = small_session(codebook, path)
    assert picture(again) == before
    replayed = Answers()
    for act in again.log.after(0):
        replayed.apply(act)
    assert replayed.last == again.answers.last
    while again.undo().notice == "undone":
        pass
    assert picture(again) == [({}, "", 0)] * 4
    session.log.close()
    again.log.close()
