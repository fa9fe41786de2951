"""The pages as a visitor sees them, and what happens to everybody else."""

import http.client
import logging
import re
import socket
import sqlite3
import threading
from dataclasses import replace
from http.client import HTTPConnection
from urllib.parse import quote, urlsplit

import pytest
from test_review_kit import (
    ARABIC,
    SCRIPT,
    SECRET,
    STORIES,
    Visitor,
    raw,
    serve,
    small_model,
    write_harvest,
)
from typer.testing import CliRunner

from classifier.cli import app
from classifier.codebook import read_codebook
from classifier.decide.rows import text_digest
from classifier.errors import ClassifierError, HarvestError, OutputError
from classifier.harvest import read_harvest
from classifier.pages.guard import LARGEST_BODY, Keys
from classifier.pages.serving import without_words
from classifier.records import LabelSuggestion, Suggestion, TargetSuggestion
from classifier.review import ReviewConfig, open_review
from classifier.review.answers import Act, Log
from classifier.review.inputs import Waiting
from classifier.review.proposals import FixedProposals
from classifier.review.run import read_review


@pytest.fixture(scope="module")
def model(tmp_path_factory, codebook):
    return small_model(tmp_path_factory.mktemp("models"), codebook)


@pytest.fixture
def harvest(tmp_path):
    return write_harvest(tmp_path / "h.xlsx")


@pytest.fixture
def served(harvest, model):
    one = serve(harvest, model, coder="Amina")
    yield one
    one.end()


@pytest.fixture
def visitor(served):
    return served.visitor


# -- the pages


def test_the_first_page_is_the_first_open_fragment(visitor):
    page = visitor.get("/")
    assert "SCC-MLI/PHR000" in page
    assert "0 of 6 fragments" in page
    assert "The <span" in page or "The parliament" in page
    assert '<bdi class="tag"' in page
    assert "We paid the bus." in page


def test_a_suggestion_is_never_ticked_before_somebody_ticks_it(visitor):
    pages = [visitor.get(f"/f/{place}") for place in range(len(STORIES))]
    ticks = [re.findall(r'class="tick".*?aria-pressed="(\w+)"', page, re.DOTALL) for page in pages]
    assert {state for page in ticks for state in page} == {"false"}
    assert "suggested" in visitor.get("/f/0")


def test_ticking_accepting_and_undoing_by_buttons_alone(visitor):
    page = visitor.do(0, "tick:type:TLK")
    assert re.search(r'value="tick:type:TLK" aria-pressed="true"', page)
    visitor.do(0, "none:objective")
    visitor.do(0, "accept")
    assert "1 of 6 fragments" in visitor.get("/f/0")
    visitor.do(0, "undo")
    assert "0 of 6 fragments" in visitor.get("/f/0")


def test_a_note_is_kept_and_shown_again(visitor):
    visitor.do(1, "note", note=f"Ask Bô & {SCRIPT}")
    page = visitor.get("/f/1")
    assert "Ask Bô &amp; &lt;script&gt;" in page
    assert SCRIPT not in page


def test_a_page_from_another_window_changes_nothing_and_says_so(visitor):
    stale = re.search(r'name="stamp" value="(\d+)"', visitor.get("/f/0"))[1]
    visitor.do(0, "tick:type:TLK")
    page = visitor.post("/f/0", do="tick:type:TLK", stamp=stale)
    assert "answered in another window" in page
    assert re.search(r'value="tick:type:TLK" aria-pressed="true"', page)


def test_the_jump_finds_rows_ids_and_the_end_of_an_id(visitor):
    for wanted, place in [("4", "PHR002"), ("scc-mli/phr003", "PHR003"), ("PHR004", "PHR004")]:
        assert f'id="fragment-id">SCC-MLI/{place}' in visitor.post("/jump", to=wanted)
    assert "No row or id like that" in visitor.post("/jump", to="nowhere", **{"from": "2"})


def test_the_overview_lists_filters_and_counts(visitor):
    visitor.do(1, "tick:type:GRP")
    visitor.do(1, "tick:objective:PHR")
    page = visitor.get("/overview")
    assert "<span>1 fragment answered</span>" in page
    page = visitor.post("/overview", show="done")
    assert "<h2>1 fragment</h2>" in page
    page = visitor.post("/overview", show="all", words="midwives")
    assert "PHR005" in page
    assert "PHR001" not in page
    assert "midwives" not in visitor.headers.get("location", "")
    page = visitor.post("/overview", show="all", words="clans", do="work")
    assert "SCC-MLI/PHR002" in page


def test_an_answer_without_labels_is_no_blank_in_the_overview(visitor):
    before = visitor.get("/overview").count("none fits")  # among the keys
    visitor.do(2, "none:type")
    visitor.do(2, "none:objective")
    assert visitor.get("/overview").count("none fits") == before + 1


def test_an_overview_without_a_match_says_so(visitor):
    page = visitor.post("/overview", show="all", words="zebra")
    assert "No fragment is like that" in page
    assert 'class="list"' not in page


def test_files_that_are_there_are_only_replaced_when_ticked_and_the_page_says_where(visitor):
    visitor.do(0, "none:type")
    assert "Written: h-coded.xlsx, h-codings.csv" in visitor.post("/export")
    page = visitor.post("/export")
    assert "Already there: h-coded.xlsx, h-codings.csv. Tick “Replace files" in page
    assert "--force" not in page
    assert "Written: h-coded.xlsx, h-codings.csv" in visitor.post("/export", replace="on")


def test_a_browser_keeps_our_own_files_and_nothing_else(visitor):
    page = visitor.get("/f/0")
    assert visitor.headers["cache-control"] == "no-store"
    for address in re.findall(r'"(/static/[^"]+)"', page):
        visitor.get(address)
        assert "immutable" in visitor.headers["cache-control"]
        visitor.get(address[:-1])
        assert visitor.headers["cache-control"] == "no-store"


def test_the_order_can_be_changed_once_all_is_scored(served, visitor):
    scorer = served.opened.state.scorer
    for _ in range(200):
        if scorer.finished:
            break
        threading.Event().wait(0.02)
    assert scorer.finished
    visitor.post("/settings", order="unsure")
    # The Arabic row is not readable for this model: a person comes first.
    assert served.opened.state.session.queue.places[0] == 3
    assert sorted(served.opened.state.session.queue.places) == list(range(6))


def test_the_pages_that_come_next_are_prepared_while_somebody_reads(served, visitor, monkeypatch):
    proposals = served.opened.state.session.inputs.proposals
    asked, of = [], proposals.of
    monkeypatch.setattr(proposals, "of", lambda place: asked.append(place) or of(place))
    visitor.get("/f/0")
    for _ in range(200):
        if {1, 2, 3} <= set(asked):
            break
        threading.Event().wait(0.02)
    assert {1, 2, 3} <= set(asked)
    assert not {4, 5} & set(asked)


@pytest.mark.parametrize(
    ("language", "direction", "says"),
    [("fr", "ltr", "Vue d’ensemble"), ("ar", "rtl", "مفتاح Enter يقبل: \u2068Law")],
)
def test_the_pages_speak_other_languages_too(served, visitor, language, direction, says):
    page = visitor.post("/settings", language=language, **{"from": "0"})
    assert says in page
    assert f'<html lang="{language}" dir="{direction}">' in page
    assert served.opened.state.session.log.fact("language:Amina") == language


def test_arabic_texts_run_from_right_to_left(visitor):
    page = visitor.get("/f/3")
    assert 'dir="rtl"' in page
    assert ARABIC.split()[0] in page


def test_blind_mode_sends_nothing_of_what_is_suggested(harvest, model):
    served = serve(harvest, model, blind=True)
    try:
        page = served.visitor.get("/f/0")
        assert "Hidden until you have chosen" in page
        assert "figure" not in page
        assert "data-for" not in page
        assert 'class="label"' in page  # all labels of the codebook, in its order
        assert "possible" not in page
        served.visitor.do(0, "tick:type:TLK")
        served.visitor.do(0, "none:objective")
        page = served.visitor.do(0, "accept")
        assert "This is what the model proposes" in page
        assert "figure" in page
    finally:
        served.end()


def test_single_keys_can_be_turned_off(visitor):
    assert 'data-keys="on"' in visitor.get("/f/0")
    assert 'data-keys="off"' in visitor.post("/settings", keys="off")


def test_a_recorded_code_is_only_shown_with_a_worklist(tmp_path, model):
    import json

    import openpyxl

    path = write_harvest(tmp_path / "h.xlsx")
    book = openpyxl.load_workbook(path)
    book.active["H3"], book.active["K3"] = "Talks held", "C1"
    book.save(path)
    plain = serve(path, model)
    assert "Recorded" not in plain.visitor.get("/f/1")
    plain.end()
    # The list of an archive: another harvest tells another story under the same id.
    text = text_digest(read_harvest(path, read_codebook(model / "codebook.yaml")).fragments[1])
    finding = {"fragment_id": "SCC-MLI/PHR001 (2)", "target": "type", "recorded": ["TLK"],
               "other_names": "New group", "why": f"the words {SCRIPT}", "file": "h.xlsx",
               "text": text}  # fmt: skip
    other = finding | {"fragment_id": "SCC-MLI/PHR001", "file": "g.xlsx", "why": "of another"}
    lines = (json.dumps(one) for one in (other, finding))
    (tmp_path / "worklist.jsonl").write_text("\n".join(lines), "utf-8")
    listed = serve(path, model, worklist=tmp_path, decisions=tmp_path / "w.sqlite")
    try:
        page = listed.visitor.get("/")
        assert 'id="fragment-id">SCC-MLI/PHR001' in page
        assert "Worth a second look" in page
        assert SCRIPT not in page
        assert "of another" not in page
        page = listed.visitor.do(1, "keep:type")
        assert re.search(r'value="tick:type:TLK" aria-pressed="true"', page)
    finally:
        listed.end()


def test_a_worklist_of_another_harvest_is_named(tmp_path, model):
    (tmp_path / "worklist.jsonl").write_text('{"fragment_id": "X/1"}', "utf-8")
    path = write_harvest(tmp_path / "h.xlsx")
    with pytest.raises(HarvestError, match=r"names no fragment of h\.xlsx"):
        open_review(ReviewConfig(path, model, worklist=tmp_path))


def test_a_harvest_without_a_model_has_to_be_pre_tagged(harvest):
    with pytest.raises(HarvestError, match="is no pre-tagged workbook"):
        open_review(ReviewConfig(harvest))


def test_a_harvest_without_fragments_is_named(tmp_path, model):
    path = write_harvest(tmp_path / "h.xlsx", 0)
    with pytest.raises(HarvestError, match="no fragment that can be reviewed"):
        open_review(ReviewConfig(path, model))


def test_a_damaged_file_of_decisions_leaves_no_side_file_open(harvest, model, tmp_path):
    decisions = tmp_path / "d.sqlite"
    log = Log(decisions)
    log.add(Act(0, "2025-02-01", "", "SCC-MLI/PHR001", "d1", "tick"))
    log.close()
    with sqlite3.connect(decisions) as connection:
        connection.execute("UPDATE acts SET answers = '{'")
    connection.close()
    with pytest.raises(OutputError, match=r"d\.sqlite is damaged"):
        open_review(ReviewConfig(harvest, model, decisions=decisions))
    assert [path.name for path in tmp_path.glob("d.sqlite*")] == ["d.sqlite"]


def test_a_port_that_is_taken_is_named(served, harvest, model, tmp_path):
    port = served.opened.keys.port
    with pytest.raises(ClassifierError, match=f"Port {port} cannot be used"):
        open_review(ReviewConfig(harvest, model, port=port, decisions=tmp_path / "x.sqlite"))


def test_the_page_can_end_the_program(harvest, model):
    one = serve(harvest, model)
    assert "The program has ended" in one.visitor.post("/quit")
    one.thread.join(timeout=60)
    assert not one.thread.is_alive()
    assert not list(harvest.parent.glob("*-wal"))


# -- everybody else


@pytest.fixture(scope="module")
def locked(tmp_path_factory, model):
    """One server for all who may not change anything."""
    one = serve(write_harvest(tmp_path_factory.mktemp("locked") / "h.xlsx"), model)
    yield one
    one.end()


@pytest.fixture
def guest(locked):
    return locked.visitor


def refused(status, text):
    # The page says the same to everybody and nothing about the harvest.
    return status in (403, 405, 413, 421) and "SCC-" not in text and "parliament" not in text


@pytest.mark.parametrize("token", ["", "x", "é" * 40, "%00"])
def test_a_wrong_token_opens_nothing(locked, token):
    stranger = Visitor(locked.opened.keys.port)
    assert refused(*stranger.ask("GET", f"/start?token={quote(token)}"))
    assert "set-cookie" not in stranger.headers


def test_the_address_that_the_browser_is_opened_with_works_once(locked):
    keys = locked.opened.keys
    address = keys.address(keys.opening)
    assert Visitor(keys.port).enter(address) == 200
    assert Visitor(keys.port).enter(address) == 403
    assert Visitor(keys.port).enter(keys.address(keys.token)) == 200


def test_the_cookie_is_for_this_page_alone(locked):
    keys = locked.opened.keys
    one = Visitor(keys.port)
    one.enter(keys.address(keys.token))
    cookie = one.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert keys.token not in cookie


def test_what_is_no_form_is_no_answer(guest):
    for kind in ("application/json", "text/plain", "multipart/form-data; boundary=x"):
        status, _ = guest.ask("POST", "/f/0", '{"do": "accept"}', Content_Type=kind)
        assert status == 303
    assert guest.ask("POST", "/f/0", "&".join(f"a{i}=b" for i in range(99)))[0] == 303
    for what in ("", "tick", "tick:type", "tick:type:XXX", "tick:nothing:LAW", "fly:type", "keep:"):
        stamp = re.search(r'name="stamp" value="(\d+)"', guest.get("/f/0"))[1]
        status, _ = guest.ask("POST", "/f/0", f"do={what}&stamp={stamp}")
        assert status == 400
    assert guest.ask("POST", "/f/99", "do=accept")[0] == 404
    assert "0 of 6 fragments" in guest.get("/f/0")


def test_the_longest_note_fits_and_a_longer_body_does_not(guest):
    guest.do(0, "note", note="أ" * 5000)
    kept = guest.get("/f/0")
    assert kept.count("أ") == 2 * 4000  # in the field and beside it
    status, _ = guest.ask("POST", "/f/0", "note=" + "a" * LARGEST_BODY)
    assert status == 413


@pytest.mark.slow
def test_a_thousand_requests_at_once_are_answered_or_refused_and_then_it_goes_on(guest):
    found = []

    def knock(cookie):
        one = Visitor(guest.port, cookie)
        try:
            found.append(one.ask("GET", "/f/0")[0])
        except (OSError, http.client.HTTPException):
            found.append(0)

    threads = [
        threading.Thread(target=knock, args=[guest.cookie if i % 2 else ""]) for i in range(1000)
    ]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(found) == 1000
    assert set(found) <= {0, 200, 403, 503}
    assert "0 of 6 fragments" in guest.get("/f/0")


def test_connections_that_never_finish_asking_do_not_keep_the_coder_out(
    harvest, model, monkeypatch
):
    monkeypatch.setattr("classifier.pages.serving._PATIENCE", 1.5)
    served = serve(harvest, model)
    begun = f"GET / HTTP/1.1\r\nHost: 127.0.0.1:{served.visitor.port}\r\n".encode()
    silent = [socket.create_connection(("127.0.0.1", served.visitor.port)) for _ in range(201)]
    try:
        for number, connection in enumerate(silent):
            connection.sendall(begun if number % 2 else b"")
        # That they are in the way shows that the limit is what helps.
        assert 503 in {served.visitor.ask("GET", "/f/0")[0] for _ in range(9)}
        threading.Event().wait(3)
        assert served.visitor.ask("GET", "/f/0")[0] == 200
        silent[0].settimeout(1)
        assert silent[0].recv(99) == b""
    finally:
        for connection in silent:
            connection.close()
        served.end()


def test_a_connection_in_use_is_not_closed(harvest, model, monkeypatch):
    monkeypatch.setattr("classifier.pages.serving._PATIENCE", 0.3)
    served = serve(harvest, model)
    connection = HTTPConnection("127.0.0.1", served.visitor.port, timeout=60)
    connection.connect()
    used = connection.sock
    for _ in range(8):
        connection.request("GET", "/f/0", headers={"Cookie": served.visitor.cookie})
        answer = connection.getresponse()
        assert (answer.status, connection.sock) == (200, used)
        answer.read()
        threading.Event().wait(0.15)
    connection.close()
    served.end()


HUGE = "9" * 5000


@pytest.mark.parametrize(
    ("path", "status"),
    [(f"/f/{HUGE}", 404), (f"/f/-{HUGE}", 404), (f"/overview?page={HUGE}", 200)],
)
def test_a_number_of_thousands_of_digits_is_no_failure(guest, path, status):
    assert guest.ask("GET", quote(path, safe="/?="))[0] == status


def test_a_number_of_thousands_of_digits_in_a_form_is_no_failure(guest):
    assert guest.ask("POST", f"/f/{HUGE}", "do=accept")[0] == 404
    assert guest.ask("POST", "/f/0", f"do=accept&stamp={HUGE}")[0] == 303
    for path in ("/jump", "/settings"):
        assert guest.ask("POST", path, f"to=nowhere&from={HUGE}")[0] == 303
        assert len(guest.headers["location"]) < 40
    assert "0 of 6 fragments" in guest.get("/f/0")


# -- script in every field and label


def test_script_in_every_field_and_label_is_only_text(tmp_path, model):
    from dataclasses import replace

    import openpyxl

    from classifier.harvest import read_harvest
    from classifier.records import LabelSuggestion, Suggestion, TargetSuggestion
    from classifier.store import load_model
    from classifier.workbook import SuggestionSet, pretag

    nasty = f"\"'{SCRIPT}</textarea></title>"
    path = tmp_path / "h.xlsx"
    book = openpyxl.Workbook()
    book.active.append(["FragmentID", "Outcome description", "Significance", "Country", "Harvest",
                        "Outcome status", "Contribution", "Additional information"])  # fmt: skip
    book.active.append([f"ID{nasty}", *[f"words {nasty}"] * 7])
    book.save(path)
    small = load_model(model).codebook
    labels = tuple(
        replace(label, name=f"{label.id} {nasty}", definition=nasty, include=nasty, exclude=nasty,
                examples=(nasty,), aliases=(f"{label.id} alias {nasty}",))
        for label in small.target("type").labels
    )  # fmt: skip
    target = replace(small.target("type"), labels=labels, title=f"Type {nasty}")
    book = replace(small, targets=(target, *small.targets[1:]), changes=())
    harvest = read_harvest(path, book)
    made = LabelSuggestion("LAW", labels[0].name, 0.9, 0.5, suggested=True,
                           words=(nasty,), similar=(nasty,))  # fmt: skip
    one = Suggestion(harvest.fragments[0].id, nasty, "2", "en",
                     (TargetSuggestion("type", "suggest", (made,)),))  # fmt: skip
    tagged = tmp_path / "h-suggested.xlsx"
    pretag(path, tagged, harvest, SuggestionSet(book, (one,), f"m {nasty}", "2025-02-01"))
    served = serve(tagged, coder=nasty)
    try:
        served.visitor.do(0, "tick:type:GRP")
        served.visitor.do(0, "note", note=nasty)
        served.visitor.post("/overview", show="all", words=nasty)
        pages = [served.visitor.get(path) for path in ("/f/0", "/overview", "/export")]
    finally:
        served.end()
    assert "&lt;script&gt;" in pages[0]
    for page in pages:
        assert "<script>document" not in page
        assert "<img" not in page
        assert page.count("</title>") == 1
        assert page.count("<script") == 1


# -- no text anywhere but on the page


def test_nothing_that_anybody_wrote_is_logged_or_stands_in_an_address(
    harvest, model, capfd, caplog
):
    caplog.set_level(logging.DEBUG)
    served = serve(harvest, model)
    visitor = served.visitor
    visitor.do(0, "note", note="midwives at night")
    visitor.post("/overview", show="all", words="midwives")
    assert "midwives" not in visitor.headers.get("location", "")
    visitor.post("/jump", to="midwives")
    visitor.ask("GET", "/nowhere")
    visitor.ask("POST", "/f/0", "do=x")
    raw(visitor.port, b"rubbish about midwives\r\n\r\n", [])
    served.end()
    printed = capfd.readouterr()
    for text in (printed.out, printed.err, caplog.text):
        assert "midwives" not in text
        assert "parliament" not in text
        assert served.opened.keys.token not in text


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (KeyError("the story of the midwives"), "a mistake in the program: KeyError at unknown"),
        (MemoryError("midwives"), "Error: There is not enough memory for this."),
        (RuntimeError("can't start new thread"), "Error: There is not enough memory for this."),
    ],
)
def test_a_failure_is_logged_in_words_without_its_message(error, said):
    failed = (type(error), error, None)
    record = logging.LogRecord("uvicorn.error", 40, "f", 1, "in %s", ("midwives",), failed)
    assert without_words(record)
    text = logging.Formatter().format(record)
    assert said in text
    assert "midwives" not in text
    assert "Traceback" not in text


def test_too_little_memory_is_said_on_the_page(served, visitor, monkeypatch):
    def fail(place):
        raise MemoryError

    monkeypatch.setattr(served.opened.state.session, "suggestion", fail)
    status, text = visitor.ask("GET", "/f/0")
    assert status == 500
    assert "There is not enough memory for this." in text


def test_a_disk_that_fails_is_said_and_the_server_goes_on(served, visitor):
    log = served.opened.state.session.log
    # Another program holds the file for longer than anybody waits.
    log._connection.execute("PRAGMA busy_timeout = 50")
    blocker = sqlite3.connect(log.path, isolation_level=None)
    stamp = re.search(r'name="stamp" value="(\d+)"', visitor.get("/f/0"))[1]
    blocker.execute("BEGIN IMMEDIATE")
    try:
        status, text = visitor.ask("POST", "/f/0", f"do=none:type&stamp={stamp}")
    finally:
        blocker.execute("ROLLBACK")
        blocker.close()
    assert status == 500
    assert "cannot be read or written" in text
    assert "0 of 6 fragments" in visitor.get("/f/0")


def test_confidential_words_do_not_enter_the_file_of_answers(harvest, model):
    served = serve(harvest, model)
    served.visitor.do(SECRET, "take:type")
    served.visitor.do(SECRET, "accept")
    served.end()
    data = served.opened.state.session.log.path.read_bytes()
    assert b"SCC-MLI/PHR005" in data
    assert b"midwives" not in data
    assert b"night" not in data


# -- while it is being read


@pytest.fixture
def asked():
    """Open the address as a browser does: what it got, and, once all is over, the rest."""
    seen = {}

    def begin(address):
        where = urlsplit(address)
        visitor = Visitor(where.port)
        seen.update(address=address, visitor=visitor, entered=visitor.enter(address))
        connection = HTTPConnection(where.hostname, where.port, timeout=60)
        connection.request("GET", "/", headers={"Cookie": visitor.cookie})
        answer = connection.getresponse()
        seen.update(status=answer.status, headers=dict(answer.getheaders()))
        seen["page"] = answer.read(200).decode()

        def rest():
            seen["page"] += answer.read().decode()
            connection.close()

        seen["thread"] = threading.Thread(target=rest)
        seen["thread"].start()
        stranger = Visitor(where.port)
        seen["strangers"] = [
            stranger.ask("GET", "/start?token=guessed"),
            stranger.ask("GET", f"{where.path}?{where.query}"),  # it works once
            stranger.ask("GET", "/"),
            visitor.ask("GET", "/", Host="evil.example"),
            visitor.ask("POST", "/f/0", "do=accept", Origin="http://evil.example"),
        ]
        seen["too early"] = visitor.ask("POST", "/f/0", "do=accept")[0]

    seen["begin"] = begin
    return seen


def test_the_address_answers_before_the_harvest_is_read_and_goes_on_by_itself(
    harvest, model, asked
):
    opened = open_review(ReviewConfig(harvest, model), begin=asked["begin"])
    asked["thread"].join(20)
    assert (asked["entered"], asked["status"], asked["too early"]) == (200, 200, 404)
    assert "The harvest is being read" in asked["page"]
    assert '<meta http-equiv="refresh" content="0">' in asked["page"]
    assert "SCC-MLI/PHR000" in asked["visitor"].get("/")  # the cookie is good for the review, too
    opened.close()


def test_the_guard_stands_from_the_first_moment(harvest, model, asked):
    open_review(ReviewConfig(harvest, model), begin=asked["begin"]).close()
    assert all(refused(status, text) for status, text in asked["strangers"])
    assert len({text for _, text in asked["strangers"]}) == 1
    assert "default-src 'none'" in asked["headers"]["content-security-policy"]
    assert "unsafe" not in asked["headers"]["content-security-policy"]
    assert asked["headers"]["cache-control"] == "no-store"


def test_a_harvest_that_cannot_be_read_is_told_to_whoever_waits(tmp_path, model, asked):
    path = write_harvest(tmp_path / "a <b> & c.xlsx", 0)
    with pytest.raises(HarvestError, match="no fragment that can be reviewed"):
        open_review(ReviewConfig(path, model, language="fr"), begin=asked["begin"])
    asked["thread"].join(20)
    assert "L’ouverture a échoué" in asked["page"]
    assert "a &lt;b&gt; &amp; c.xlsx has no fragment that can be reviewed." in asked["page"]
    assert "Check with “classifier check”" in asked["page"]
    assert "refresh" not in asked["page"]
    with pytest.raises(ConnectionRefusedError):
        asked["visitor"].ask("GET", "/")


def test_a_failure_of_ours_is_told_without_its_words(harvest, model, asked, monkeypatch):
    def fails(self):
        raise KeyError("the story of the midwives")

    monkeypatch.setattr("classifier.review.session.Session.take_over", fails)
    with pytest.raises(KeyError):
        open_review(ReviewConfig(harvest, model), begin=asked["begin"])
    asked["thread"].join(20)
    assert "could not be opened" in asked["page"]
    assert "midwives" not in asked["page"]


def test_nothing_is_opened_for_what_is_named_wrongly(tmp_path, harvest):
    opened = []
    with pytest.raises(ClassifierError, match="is not a model folder"):
        open_review(ReviewConfig(harvest, tmp_path), begin=opened.append)
    with pytest.raises(HarvestError, match="is no pre-tagged workbook"):
        open_review(ReviewConfig(harvest), begin=opened.append)
    assert opened == []


@pytest.fixture
def large(tmp_path, monkeypatch):
    """A harvest that counts as large."""
    monkeypatch.setattr("classifier.xlsx.beginning.LARGE", 0)
    return write_harvest(tmp_path / "h.xlsx", 60)


@pytest.fixture
def early(monkeypatch):
    """What is seen of the first fragment, and of the files its page asks for, before it is read."""
    seen = {}

    def begin(address):
        where = urlsplit(address)
        seen["visitor"] = Visitor(where.port)
        seen["visitor"].enter(address)
        seen["connection"] = HTTPConnection(where.hostname, where.port, timeout=60)
        seen["connection"].request("GET", "/", headers={"Cookie": seen["visitor"].cookie})

    def read_when_it_is_seen(*given):
        answer = seen["connection"].getresponse()
        page = bytearray()
        while b"</article>" not in page:
            page.extend(answer.read(1))
        seen["page"] = page.decode()
        files = re.findall(r'href="(/static/[^"]*)"', seen["page"])
        seen["files"] = {file: seen["visitor"].ask("GET", file)[0] for file in files}
        return read_harvest(*given)

    monkeypatch.setattr("classifier.review.inputs.read_harvest", read_when_it_is_seen)
    seen["begin"] = begin
    yield seen
    seen["connection"].close()


def test_the_first_fragment_of_a_large_harvest_is_there_before_the_others_are_read(
    large, model, early
):
    open_review(ReviewConfig(large, model, language="en"), begin=early["begin"]).close()
    text = early["page"]
    assert [*early["files"].values()] == [200, 200]
    assert "You can answer it once all rows are read." in text
    assert "SCC-MLI/PHR000" in text
    assert "It was time." in re.sub("<[^>]*>", "", text)
    assert "likely" in text or "possible" in text
    assert "<button" not in text
    assert "<form" not in text


def test_the_first_fragment_says_early_what_its_page_says_of_the_suggestions(
    large, model, early, monkeypatch
):
    said = [("type", "LAW", False), ("objective", "PHR", True)]
    targets = tuple(
        TargetSuggestion(
            target,
            "unsure",
            (LabelSuggestion(label, label, 0.9, 0.5, suggested=True, few=True, examples=1),),
            calibrated,
        )
        for target, label, calibrated in said
    )
    proposals = FixedProposals("m@1", {0: Suggestion("F", "m@1", "2", "en", targets)})
    monkeypatch.setattr("classifier.review.inputs.ModelProposals", lambda *given: proposals)
    opened = open_review(ReviewConfig(large, model, language="en"), begin=early["begin"])
    whole = early["visitor"].get("/f/0")
    opened.close()
    verdicts = re.compile('<p class="verdict">[^<]*|<span class="few">[^<]*')
    assert verdicts.findall(early["page"]) == verdicts.findall(whole)
    assert len(verdicts.findall(whole)) == 4


def shown_first(config):
    shown = []
    read_review(config, waiting=Waiting(show=shown.append)).close()
    return [[one.id for one in inputs.fragments] for inputs in shown]


def test_no_fragment_is_shown_first_that_will_not_come_first(large, model, tmp_path):
    answers = tmp_path / "answers.sqlite"
    config = ReviewConfig(large, model, decisions=answers)
    assert shown_first(replace(config, blind=True, decisions=tmp_path / "b.sqlite")) == []
    assert shown_first(replace(config, order="unsure", decisions=tmp_path / "o.sqlite")) == []
    assert shown_first(config) == [["SCC-MLI/PHR000"]]
    assert shown_first(config) == []  # there are answers: the work goes on elsewhere


# -- the command


def test_the_command_says_where_it_listens_and_ends_politely(harvest, model, monkeypatch):
    opened = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    monkeypatch.setattr("classifier.review.run.Opened.serve", lambda self: self.close())
    result = CliRunner().invoke(app, ["review", str(harvest), "--model", str(model), "--no-cache"])
    assert result.exit_code == 0
    for thread in threading.enumerate():
        if thread.name == "open the browser":
            thread.join(20)
    address = re.search(r"http://127\.0\.0\.1:\d+/start\?token=\S+", result.stdout)[0]
    assert len(opened) == 1
    assert opened[0] != address
    assert "h.review.sqlite" in result.stdout
    again = ["review", str(harvest), "--model", str(model), "--no-browser", "--no-cache"]
    assert CliRunner().invoke(app, again).exit_code == 0
    assert len(opened) == 1


def test_two_runs_never_share_a_secret():
    one, other = Keys(1), Keys(1)
    assert not {one.token, one.opening, one.cookie_value} & {
        other.token,
        other.opening,
        other.cookie_value,
    }
    assert not one.admit("")
    one.opening = ""
    assert not one.admit("")
