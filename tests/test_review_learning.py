"""Learning again from what was decided: in the background, without losing anything."""

import json
import logging
import signal
import subprocess
import sys
import threading
from dataclasses import replace

import openpyxl
import pytest
from conftest import coded_fragments
from test_review_kit import HEADINGS, SECRET, STORIES, Visitor, serve, small_session, write_harvest

from classifier.errors import ClassifierError
from classifier.project import create
from classifier.records import Coding, Fragment
from classifier.review import learning
from classifier.review.answers import Log
from classifier.review.learning import Learning, Said
from classifier.review.lesson import (
    Lesson,
    TakingTurns,
    beside,
    decided_labels,
    files_at_hand,
    joined,
)
from classifier.store import load_model, model_name
from classifier.train import TrainConfig, TrainInputs, save_training, train
from classifier.translations import Words

NAMES = {"LAW": "Law adopted", "GRP": "New group", "TLK": "Talks held"}


def write_coded(path):
    """The thirty coded fragments of the tests as a workbook."""
    fragments, codings = coded_fragments()
    labels = {(one.fragment_id, one.target): min(one.labels) for one in codings}
    book = openpyxl.Workbook()
    book.active.append(HEADINGS)
    for one in fragments:
        book.active.append([one.id, one.harvest, one.country, one.outcome, one.significance, "", "",
                            NAMES[labels[one.id, "type"]], None, None, "C1"])  # fmt: skip
    book.save(path)
    return path


@pytest.fixture
def project(tmp_path, codebook_path):
    """A folder with a coded harvest, the model that learned from it, and a new harvest."""
    coded = write_coded(tmp_path / "old.xlsx")
    trained = train([coded], codebook_path, TrainConfig(encoder="tfidf-only"))
    save_training(trained, tmp_path / "m", {})
    write_harvest(tmp_path / "h.xlsx")
    return tmp_path


@pytest.fixture
def served(project):
    one = serve(project / "h.xlsx", project / "m", coder="Amina")
    yield one
    one.end()


def wait_for(learned):
    for _ in range(600):
        if not learned.busy:
            return
        threading.Event().wait(0.05)
    pytest.fail("never done")


def learn(served):
    page = served.visitor.post("/learn", **{"from": "0"})
    wait_for(served.opened.state.learning)
    return page


def said(served):
    status, text = served.visitor.ask("GET", "/learning")
    assert status == 200
    return json.loads(text)


# -- what is learned from


def test_what_is_decided_comes_with_what_follows_from_it(codebook, tmp_path):
    session = small_session(codebook, tmp_path / "a.sqlite")
    session.tick(1, session.asked[0], "TLK")
    session.none_fits(2, session.asked[1])
    session.discuss(3, session.asked[0])
    (cluster,) = [target.id for target in codebook.targets if target.derived_from]
    decided = decided_labels(session)
    session.log.close()
    assert decided.keys() == {1, 2}
    assert decided[1]["type"] == {"TLK"}
    assert len(decided[1][cluster]) == 1
    assert decided[2] == {"objective": frozenset()}


def test_files_are_known_by_name_and_contents(project):
    model = load_model(project / "m")
    paths = [project / "old.xlsx"]
    assert files_at_hand(model, paths) == ({"harvest": paths}, ())
    assert files_at_hand(model, []) == ({}, ("old.xlsx",))
    (project / "old.xlsx").write_bytes(b"another file of that name")
    assert files_at_hand(model, paths) == ({}, ("old.xlsx",))
    assert files_at_hand(replace(model, facts={}), paths) == ({}, ("…",))


@pytest.mark.parametrize(
    "place", ["harvests", "work/old", "work/old/corrected-1", "work/[a] old/corrected-2"]
)
def test_what_was_learned_from_is_found_where_a_project_keeps_it(project, tmp_path, place):
    made = tmp_path / "made"
    create(made, "Our harvests")
    kept = made / place / "old.xlsx"
    kept.parent.mkdir(parents=True, exist_ok=True)
    (project / "old.xlsx").rename(kept)
    newer = made / "work" / "old" / "corrected-3" / "old.xlsx"
    newer.parent.mkdir(parents=True)
    newer.write_bytes(b"a copy that was corrected since")
    source = made / "harvests" / "h.xlsx"
    model = load_model(project / "m")
    assert files_at_hand(model, [newer, *beside(model, source)]) == ({"harvest": [kept]}, ())


def test_what_is_missed_is_told_with_what_to_do_on_the_page(tmp_path):
    learned = Learning((), tmp_path)
    learned.said = Said("learn_missing", names="old.xlsx")
    assert "--coded FILE" in learned.tell(Words("en"), at_home=False)
    assert "on the page “Model”" in learned.tell(Words("en"), at_home=True)


def test_a_model_of_a_codebook_alone_misses_no_file(tmp_path, codebook_path):
    harvest = write_harvest(tmp_path / "h.xlsx")
    config = TrainConfig(encoder="tfidf-only", unlabelled=(harvest,))
    save_training(train([], codebook_path, config), tmp_path / "cold", {})
    model = load_model(tmp_path / "cold")
    assert files_at_hand(model, []) == ({}, ())
    assert files_at_hand(model, [harvest]) == ({"unlabelled": [harvest]}, ())


def test_a_decision_replaces_a_coding_and_another_text_of_one_id_stays_apart(codebook):
    same, other = Fragment("A", "the text"), Fragment("B", "an old text")
    codings = tuple(
        Coding(name, target, frozenset({label}))
        for name, target, label in (
            ("A", "type", "LAW"),
            ("A", "objective", "PHR"),
            ("B", "type", "GRP"),
        )
    )
    inputs = TrainInputs(codebook, (same, other), codings, (), {})
    own = (replace(same, confidential=True), Fragment("B", "a new text"), Fragment("C", ""))
    decided = {0: {"type": frozenset({"TLK"})}, 1: {"type": frozenset()}, 2: {"type": frozenset()}}
    lesson = Lesson(None, None, {}, own, decided, "Amina")
    fragments, found = joined(inputs, lesson, codebook)
    assert [(one.id, one.outcome, one.confidential) for one in fragments] == [
        ("A", "the text", True), ("B", "an old text", False), ("B (2)", "a new text", False),
    ]  # fmt: skip
    assert {(one.fragment_id, one.target, one.labels) for one in found} == {
        ("A", "type", frozenset({"TLK"})), ("A", "objective", frozenset({"PHR"})),
        ("B", "type", frozenset({"GRP"})), ("B (2)", "type", frozenset()),
    }  # fmt: skip


def test_an_encoder_that_takes_turns_gives_the_same_vectors(letters):
    texts = [f"text number {i}" for i in range(11)]
    turns = TakingTurns(letters, threading.Lock())
    assert (turns.encode(texts) == letters.encode(texts)).all()
    assert turns.name == letters.name


# -- in the page


def test_suggestions_are_new_from_the_next_page_on_and_answers_stay(served, project):
    visitor, state = served.visitor, served.opened.state
    visitor.post("/settings", order="unsure")
    visitor.get("/f/0")
    visitor.do(0, "tick:type:TLK")
    visitor.do(0, "none:objective")
    before = state.session.inputs.proposals
    assert "Learning from 1 decided fragment. Go on meanwhile." in learn(served)
    assert said(served) == {
        "busy": False,
        "said": "Learned from 1 decided fragment: from the next page on, suggestions and order are "
        "new. The model is kept in h.review-model.",
    }
    visitor.get("/f/0")  # the page that is open stays what it was
    assert state.session.inputs.proposals is before
    assert "Learned from 1 decided fragment: suggestions and order are new." in visitor.get("/f/1")
    assert "Learned from" not in visitor.get("/f/2")
    assert state.session.inputs.proposals.model == model_name(project / "h.review-model")
    assert state.session.standing(0)["type"].answer.labels == {"TLK"}
    head = load_model(project / "h.review-model").heads["type"]
    assert int(head.n_examples.sum()) == 31  # thirty of before, and this one


def test_a_page_of_before_accepts_nothing_that_it_does_not_show(served):
    visitor = served.visitor
    visitor.get("/f/0")
    visitor.do(0, "none:type")
    learn(served)
    visitor.get("/f/1")
    page = visitor.do(1, "accept", lessons="0")
    assert "The model has learned meanwhile" in page
    assert served.opened.state.session.standing(1) == {}
    assert "The note is kept" in visitor.do(1, "note", lessons="0", note="Ask")
    visitor.do(1, "none:type", lessons="1")
    assert served.opened.state.session.standing(1)


def test_the_order_is_renewed_once_all_is_scored(served):
    state = served.opened.state
    served.visitor.do(0, "none:type")
    state.order = "unsure"
    state.session.queue.put((5, 4, 3, 2, 1, 0))
    learn(served)
    served.visitor.get("/f/1")
    for _ in range(200):
        if state.orders_ready:
            break
        threading.Event().wait(0.02)
    served.visitor.get("/f/2")
    # No model of English stories can read the Arabic one: a person comes first.
    assert state.session.queue.places[0] == 3


def test_a_codebook_alone_is_enough_to_learn_from_decisions(tmp_path, codebook_path):
    harvest = write_harvest(tmp_path / "h.xlsx", 12)
    config = TrainConfig(encoder="tfidf-only", unlabelled=(harvest,))
    save_training(train([], codebook_path, config), tmp_path / "cold", {})
    one = serve(harvest, tmp_path / "cold")
    try:
        one.visitor.get("/f/0")
        for place in (1, 2, 4):
            one.visitor.do(place, "tick:type:GRP")
        assert "Learning from 3 decided fragments" in learn(one)
        assert said(one)["said"].startswith("Learned from 3")
    finally:
        one.end()
    assert int(load_model(tmp_path / "h.review-model").heads["type"].n_examples.sum()) == 3
    # Begun with the new model, the review learns again from the same.
    again = serve(harvest, tmp_path / "h.review-model")
    try:
        assert "Learning from 3 decided fragments" in learn(again)
        assert said(again)["said"].startswith("Learned from 3")
    finally:
        again.end()


def test_no_text_comes_into_the_model_that_is_kept(served, project):
    for place in range(len(STORIES)):
        served.visitor.do(place, "none:type")
    learn(served)
    files = [path for path in (project / "h.review-model").rglob("*") if path.is_file()]
    assert files
    kept = b"\n".join(path.read_bytes() for path in files).lower()
    for word in ("midwives", STORIES[SECRET].lower()):
        assert word.encode() not in kept


@pytest.mark.parametrize("missing", ["decisions", "files"])
def test_why_nothing_can_be_learned_is_said(served, project, missing):
    if missing == "files":
        served.visitor.do(0, "none:type")
        (project / "old.xlsx").unlink()
    wanted = {"decisions": "Nothing is decided yet", "files": "is not at hand (old.xlsx)"}
    assert wanted[missing] in learn(served)
    assert not (project / "h.review-model").exists()


def test_a_pre_tagged_workbook_has_no_model_to_learn_with(codebook, tmp_path):
    session = small_session(codebook, tmp_path / "a.sqlite")
    one = learning.Learning((), tmp_path / "m")
    one.start(session)
    session.log.close()
    assert one.said.key == "learn_no_model"


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (ClassifierError("The disk is full.", hint="Make room."), "The disk is full. Make room."),
        (ZeroDivisionError("midwives"), "ZeroDivisionError"),
    ],
)
def test_a_failure_is_said_and_changes_nothing(served, monkeypatch, caplog, error, told):
    def fail(*_):
        raise error

    monkeypatch.setattr(learning, "learn", fail)
    served.visitor.do(0, "none:type")
    before = served.opened.state.session.inputs.proposals
    with caplog.at_level(logging.ERROR):
        learn(served)
    assert said(served)["said"].endswith(told)
    assert "midwives" not in served.visitor.get("/f/1")
    assert served.opened.state.session.inputs.proposals is before
    assert "midwives" not in "".join(one.exc_text or "" for one in caplog.records)


def test_what_is_learned_after_the_end_is_not_written(project):
    one = serve(project / "h.xlsx", project / "m")
    one.visitor.do(0, "none:type")
    one.opened.state.learning.stop()
    one.visitor.post("/learn", **{"from": "0"})
    wait_for(one.opened.state.learning)
    one.end()
    assert not (project / "h.review-model").exists()


@pytest.mark.slow
def test_a_kill_while_it_learns_loses_no_answer_and_leaves_no_half_model(project):
    command = [sys.executable, "-m", "classifier", "review", project / "h.xlsx", "--no-browser"]
    command += ["--model", project / "m", "--no-cache", "--coder", "Amina"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    address = process.stdout.readline().split()[1]
    visitor = Visitor(int(address.split(":")[2].split("/")[0]))
    assert visitor.enter(address) == 200
    for place in range(3):
        visitor.do(place, "tick:type:GRP")
    visitor.post("/learn", **{"from": "0"})
    process.send_signal(signal.SIGKILL)
    process.communicate()
    again = serve(project / "h.xlsx", project / "m", coder="Amina")
    try:
        standing = [again.opened.state.session.standing(place) for place in range(3)]
        assert [one["type"].answer.labels for one in standing] == [{"GRP"}] * 3
        learn(again)
        assert said(again)["said"].startswith("Learned from 3")
    finally:
        again.end()
    load_model(project / "h.review-model")
    assert not list(project.glob(".*unfinished*"))


# -- everybody else


@pytest.mark.parametrize(("method", "path"), [("POST", "/learn"), ("GET", "/learning")])
@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Cookie": None}, 403),
        ({"Host": "evil.example"}, 421),
        ({"Origin": "http://evil.example"}, 403),
        ({"Sec_Fetch_Site": "cross-site"}, 403),
    ],
)
def test_nobody_else_learns_or_looks(served, method, path, headers, status):
    served.visitor.do(0, "none:type")
    assert served.visitor.ask(method, path, "from=0", **headers)[0] == status
    assert not served.opened.state.learning.said


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", "/learn", None, 404), ("POST", "/learning", "a=b", 404), ("PUT", "/learn", "", 405),
        ("POST", "/learn", f"from={'9' * 5000}", 303), ("POST", "/learn", "from=-1", 303),
        ("POST", "/learn", "x" * 200_000, 413), ("POST", "/learn", "\x00", 303),
        ("POST", "/f/0", f"do=none%3Atype&stamp=0&lessons={'9' * 5000}", 303),
        ("POST", "/f/0", f"do=new%3Atype&stamp=0&words={'9' * 5000}", 303),
        ("POST", "/f/0", "do=new%3Anowhere&stamp=0&words=x", 400),
    ],
)  # fmt: skip
def test_strange_requests_are_answered_and_it_goes_on(served, method, path, body, status):
    assert served.visitor.ask(method, path, body)[0] == status
    assert "SCC-MLI/PHR000" in served.visitor.get("/f/0")


def test_the_log_stays_readable_for_whoever_opens_it_next(served, project):
    served.visitor.do(0, "new:type", words="Water justice")
    served.visitor.do(0, "none:type")
    learn(served)
    log = Log(project / "h.review.sqlite")
    assert [act.kind for act in log.after(0) if act.kind != "shown"] == ["new", "none"]
    log.close()
