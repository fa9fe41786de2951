"""A model served to other programs: the same suggestions, and nothing for strangers."""

import base64
import contextlib
import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from conftest import coded_fragments
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_label_studio import CONFIG
from test_review_kit import STORIES, small_model
from typer.testing import CliRunner

from classifier.cli import app
from classifier.encode import EncoderSettings
from classifier.errors import ClassifierError, UsageError
from classifier.exchange.handing_over import Order, hand_over
from classifier.harvest import read_harvest, read_records
from classifier.json_shape import fits
from classifier.serve import ServeConfig, Served
from classifier.serve.door import LARGEST
from classifier.serve.operations import OPERATIONS, document
from classifier.serve.problems import PROBLEM
from classifier.store import save_model
from classifier.suggest import suggest_harvest
from classifier.train import TrainConfig, fit, gather

TOKEN = "a-token-of-this-test"
SUGGEST = "/v1/models/small/suggest"
SECRET = "Zanzibarium"
FRAGMENTS = [
    {"id": f"F{i}", "outcome": story, "significance": "It was time.", "country": "Mali"}
    for i, story in enumerate(STORIES)
]


@pytest.fixture(scope="module")
def model(tmp_path_factory, codebook):
    return small_model(tmp_path_factory.mktemp("models"), codebook)


def opened(model, **choices):
    return Served(ServeConfig(model, TOKEN, 0, **choices), EncoderSettings(keep=False))


@pytest.fixture(scope="module")
def served(model):
    served = opened(model, names=("docker.example",))
    yield served
    served.close()


def port_of(served):
    return served.server.listener.getsockname()[1]


class Client:
    """A program that asks, with the right token unless told otherwise."""

    def __init__(self, served):
        self.port, self.headers = port_of(served), {}

    def ask(self, method, path, body=None, **headers):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=100)
        sent = {"Authorization": f"Bearer {TOKEN}"}
        if body is not None:
            sent["Content-Type"] = "application/json"
            body = body if isinstance(body, bytes) else json.dumps(body).encode()
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, body, {k: v for k, v in sent.items() if v is not None})
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        self.headers = {name.lower(): value for name, value in answer.getheaders()}
        return answer.status, text

    def get(self, path, **headers):
        status, text = self.ask("GET", path, **headers)
        return status, json.loads(text)

    def post(self, path, body, **headers):
        status, text = self.ask("POST", path, body, **headers)
        return status, json.loads(text)


@pytest.fixture
def client(served):
    return Client(served)


def test_it_suggests_what_the_command_suggests_to_the_last_digit(client, model, tmp_path):
    harvest = tmp_path / "h.json"
    harvest.write_text(json.dumps(FRAGMENTS), "utf-8")
    options = ["--model", str(model), "--format", "jsonl", "--top", "2", "--dial", "more"]
    shown = CliRunner().invoke(app, ["suggest", str(harvest), *options, "--no-cache"])
    body = {"fragments": FRAGMENTS, "top": 2, "dial": "more"}
    status, lines = client.ask("POST", SUGGEST, body, Accept="application/x-ndjson")
    assert (status, client.headers["content-type"]) == (200, "application/x-ndjson")
    assert lines == shown.stdout
    status, answer = client.post(SUGGEST, body)
    assert answer == [json.loads(line) for line in shown.stdout.splitlines()]
    assert [one["fragment_id"] for one in answer] == [one["id"] for one in FRAGMENTS]


def test_texts_that_were_read_once_are_not_read_again(codebook, tmp_path, monkeypatch, letters):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    fitted = fit(gather(*coded_fragments(), codebook, [letters]), TrainConfig())
    save_model(fitted.model, tmp_path / "small", {})
    encode, read = letters.encode, []
    monkeypatch.setattr(
        letters, "encode", lambda texts, progress: read.extend(texts) or encode(texts, progress)
    )
    settings = EncoderSettings(named=("letters",), given=(letters,))
    served = Served(ServeConfig(tmp_path / "small", TOKEN, 0), settings)
    try:
        answers = [Client(served).post(SUGGEST, {"fragments": FRAGMENTS}) for _ in range(2)]
    finally:
        served.close()
    assert answers[0][0] == 200
    assert answers[0] == answers[1]
    assert len(read) == len(set(read)) == len({*STORIES, "It was time."})


def test_records_are_read_as_those_of_a_file(codebook, tmp_path):
    records = [*FRAGMENTS, {"id": "F9", "Outcome": "They met.", "confidential": "YES", "type": "x"}]
    path = tmp_path / "records"
    path.with_suffix(".json").write_text(json.dumps(records), "utf-8")
    from_file = read_harvest(path.with_suffix(".json"), codebook)
    from_request = read_records(records, codebook, "records.json")
    assert from_request == from_file
    assert from_file.problems


def test_what_a_model_is_and_what_its_labels_mean_can_be_asked(client, served, codebook):
    status, models = client.get("/v1/models")
    assert (status, [one["id"] for one in models]) == (200, ["small"])
    assert models[0]["model"] == served.model
    assert client.get("/v1/models/small") == (200, models[0])
    assert [one["id"] for one in models[0]["targets"]] == ["type", "cluster", "objective"]
    status, book = client.get("/v1/models/small/codebook")
    assert status == 200
    assert book["targets"][0]["labels"][0] == {
        "id": "LAW", "name": "Law adopted", "parent": "POL",
        "definition": "A law or rule is adopted.",
        "examples": ["parliament passed a law on land"],
    }  # fmt: skip


ANSWERS = {
    "document": [],
    "models": [],
    "model": [],
    "codebook": [],
    "health": [],
    "suggest": [{"fragments": FRAGMENTS}],
    "setup": [{"schema": CONFIG}],
    "predict": [{"tasks": [{"data": FRAGMENTS[0]}], "label_config": CONFIG}],
    "webhook": [{"action": "START_TRAINING"}, {"action": "SOMETHING"}],
}


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda one: one.name)
def test_each_operation_answers_and_refuses_as_the_document_says(client, operation):
    path = operation.path.replace("{model}", "small")
    described = document("1", "small")["paths"][operation.path][operation.method.lower()]
    statuses = {int(status) for status in described["responses"] if status != "default"}
    asked = ANSWERS[operation.name] or [None]
    got = [client.post(path, body) if body else client.get(path) for body in asked]
    for status, answer in got:
        assert fits(answer, operation.answers[status])
    seen = {status for status, _ in got}
    refused = [client.get(path, Authorization=None), client.get(path, Host="elsewhere")]
    refused += [client.get(path, Origin="http://127.0.0.1")]
    refused += [client.get(path, Content_Length=str(LARGEST + 1))]
    if operation.body is not None:
        refused += [client.post(path, b"{"), client.post(path, {})]
        refused += [client.post(path, {}, Content_Type="text/plain")]
    if "{model}" in operation.path:
        lost, body = operation.path.replace("{model}", "other"), asked[0]
        refused += [client.post(lost, body) if body else client.get(lost)]
    for status, answer in refused:
        assert fits(answer, PROBLEM)
        assert answer["status"] == status
    # Two come from time alone: see the tests of time.
    assert seen | {status for status, _ in refused} == statuses - {408, 503}


def test_the_document_is_served_as_it_is_built_and_loads_nothing_from_elsewhere(client):
    status, shown = client.get("/openapi.json")
    assert status == 200
    assert shown["openapi"].startswith("3.1")
    assert set(shown["paths"]) == {operation.path for operation in OPERATIONS}
    assert "http:" not in json.dumps(shown)


def basic(password, user="anybody"):
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


@pytest.mark.parametrize(
    ("authorization", "status"),
    [
        (f"Bearer {TOKEN}", 200),
        (f"bearer {TOKEN}", 200),
        (basic(TOKEN), 200),
        (basic(TOKEN, ""), 200),
        (None, 401),
        ("", 401),
        (TOKEN, 401),
        ("Bearer", 401),
        (f"Bearer {TOKEN}x", 401),
        ("Bearer é", 401),
        (basic("other"), 401),
        (basic(TOKEN).rstrip("=") + "!", 401),
        ("Basic " + base64.b64encode(b"\xff:\xff").decode(), 401),
        (f"Digest {TOKEN}", 401),
    ],
)
def test_only_who_has_the_token_is_answered(client, authorization, status):
    assert client.ask("GET", "/health", Authorization=authorization)[0] == status
    # A browser that asked for a password would send it for every page that wants it to.
    assert "basic" not in client.headers.get("www-authenticate", "").lower()


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1", 200),
        ("LOCALHOST:9090", 200),
        ("[::1]:80", 200),
        ("docker.example:1", 200),
        ("elsewhere.example", 421),
        ("127.0.0.1.elsewhere.example", 421),
        ("", 421),
        ("[", 421),
        ("localhost@elsewhere", 421),
    ],
)
def test_only_names_of_this_computer_are_answered(client, host, status):
    assert client.ask("GET", "/health", Host=host)[0] == status


@pytest.mark.parametrize(
    "headers", [{"Origin": "http://127.0.0.1"}, {"Origin": "null"}, {"Sec_Fetch_Site": "none"}]
)
def test_a_web_page_is_not_answered_even_with_the_token(client, headers):
    assert client.ask("GET", "/health", **headers)[0] == 403


def with_body(**changes):
    return {"fragments": [{"id": "F1", "outcome": SECRET}]} | changes


@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        (b"", 400, "no JSON"),
        (b"\xff{}", 400, "no JSON"),
        (b'{"fragments": [{"id": "1", "outcome": "\\ud800"}]}', 400, "no JSON"),
        (b'{"fragments": [{"id": NaN}]}', 400, "no JSON"),
        (b"[" * 100_000, 400, "no JSON"),
        (b'{"top": ' + b"9" * 5000 + b"}", 400, "no JSON"),
        ([], 422, "no JSON object"),
        ({}, 422, "“fragments” is missing"),
        ({"fragments": SECRET}, 422, "“fragments” is missing, or not what"),
        ({"fragments": [SECRET]}, 422, "“fragments” is missing, or not what"),
        ({"fragments": []}, 422, "must hold 1 to 256"),
        ({"fragments": [{"id": f"{i}", "outcome": SECRET} for i in range(257)]}, 422, "1 to 256"),
        (with_body(top=0), 422, "“top” must lie between 1 and"),
        (with_body(top="all"), 422, "“top” is missing, or not what"),
        (with_body(top=True), 422, "“top” is missing, or not what"),
        (with_body(dial="most"), 422, "“dial” is missing, or not what"),
        (with_body(accept=1), 422, "“accept” must lie"),
        (with_body(**{SECRET: 1}), 422, "none of “fragments”, “top”"),
        ({"fragments": [{"id": "F1"}]}, 422, "no column"),
        ({"fragments": [{"id": "F1", "story of it": SECRET}]}, 422, "no column"),
        ({"fragments": [{"outcome": SECRET}]}, 422, "1 of 1 fragments"),
        ({"fragments": [{"id": "F", "outcome": f"{SECRET} {i}"} for i in "ab"]}, 422, "1 of 2"),
        ({"fragments": [{"id": "F", "outcome": SECRET}] * 2}, 422, "1 of 2"),
        ({"fragments": [{"id": "F", "outcome": SECRET}, {"id": "F"}]}, 422, "1 of 2"),
        (with_body(fragments=[{"id": "Total", "outcome": "5"}]), 422, "1 of 1"),
        (with_body(fragments=[{SECRET * 50: {"a": {"b": 1}}}]), 422, "under too long names"),
    ],
)
def test_a_body_that_cannot_be_answered_is_refused_in_words_without_a_text(
    client, body, status, said
):
    refused, answer = client.post(SUGGEST, body)
    assert refused == status
    assert said in answer["detail"]
    assert SECRET not in json.dumps(answer, ensure_ascii=False)
    assert client.headers["content-type"] == "application/problem+json"
    assert fits(answer, PROBLEM)


@pytest.mark.parametrize("name", ["outcome", "What changed?", "What changed"])
def test_a_chosen_column_that_is_not_sent_is_asked_for_without_a_text(model, name, capfd):
    served = opened(model, columns=("outcome=What changed?",))
    try:
        status, answer = Client(served).post(SUGGEST, {"fragments": [{"id": "1", name: SECRET}]})
        tasks = {"tasks": [{"data": {name: SECRET}}], "label_config": CONFIG}
        assert Client(served).post("/predict", tasks)[0] == status
    finally:
        served.close()
    assert status == (422 if name == "outcome" else 200)
    assert status == 200 or "A column that --column names is in none" in answer["detail"]
    assert SECRET not in json.dumps(answer)
    assert capfd.readouterr().err == ""


def test_names_that_are_missing_are_not_made_up_of_a_text(client):
    record = {"id": "F1", "": "0", "Fall": f"{SECRET} was beaten"}
    status, answer = client.post(SUGGEST, {"fragments": [record]})
    assert (status, answer["detail"]) == (422, "The request has no column with the outcome's text.")
    assert answer["hint"].startswith("Call the text “outcome”")
    assert SECRET not in json.dumps(answer)


@pytest.mark.parametrize("answer", [5, "LAW", {"a": 1}, True, [[]], [5], None])
def test_a_task_whose_answer_has_another_shape_is_read_all_the_same(client, answer):
    result = {"from_name": "type", "type": "taxonomy", "value": {"taxonomy": answer}}
    task = {"data": FRAGMENTS[0], "annotations": [{"result": [result]}]}
    assert client.post(SUGGEST, {"fragments": [task]})[0] == 200


def test_what_the_command_would_say_beside_its_lines_stands_in_a_header(client):
    sent = [{"id": "F1", "outcome": "cafÃ© Ã©tÃ©"}, {"id": "F2", "country": "Atlantis"}]
    status, answer = client.post(SUGGEST, {"fragments": sent})
    assert (status, [one["fragment_id"] for one in answer]) == (200, ["F1", "F2"])
    noticed = json.loads(client.headers["x-noticed"])
    assert noticed == {"spoilt-letters": [1], "empty-text": [2], "unknown-country": [2]}
    assert answer[1]["targets"]["type"]["verdict"] == "not-readable"


@pytest.mark.parametrize(
    ("sent", "got", "noticed"),
    [
        ("F 1", "F 1", {}),
        ("F  1", "F 1", {"cleaned-id": [1]}),
        ("F\u200b1", "F1", {"cleaned-id": [1]}),
        (7, "7", {}),
    ],
)
def test_an_id_that_was_cleaned_is_said(client, sent, got, noticed):
    status, answer = client.post(SUGGEST, {"fragments": [{"id": sent, "outcome": "They met."}]})
    assert (status, answer[0]["fragment_id"]) == (200, got)
    assert json.loads(client.headers["x-noticed"]) == noticed


def test_several_fragments_in_one_are_counted(client):
    group = {"id": "F1", "outcomes": [{"outcome": "They met."}, {"outcome": "They left."}]}
    status, answer = client.post(SUGGEST, {"fragments": [group]})
    assert (status, "1 of 1 fragments" in answer["detail"]) == (422, True)
    assert {"number": 1, "kind": "several-fragments"} in answer["fragments"]


def test_other_addresses_and_methods_are_problems_too(client):
    for path in ("/", "/v1", "/v1/models/", "/v1/models/other", "/docs"):
        status, answer = client.get(path)
        assert (status, answer["status"], answer["title"]) == (404, 404, "Not Found")
    status, answer = client.ask("DELETE", "/v1/models")[0], client.headers
    assert (status, set(answer["allow"].split(", "))) == (405, {"GET", "HEAD"})
    assert client.ask("HEAD", "/v1/models") == (200, "")


# -- time and numbers


def test_a_hundred_programs_at_once_are_all_answered_alike(served):
    body = {"fragments": FRAGMENTS[:1]}
    with ThreadPoolExecutor(100) as pool:
        answers = list(pool.map(lambda _: Client(served).post(SUGGEST, body), range(100)))
    assert answers == [answers[0]] * 100
    assert answers[0][0] == 200


def test_a_request_that_takes_too_long_is_given_up_and_the_next_one_answered(model):
    served = opened(model, patience=0.0)
    client = Client(served)
    status, answer = client.post(SUGGEST, {"fragments": FRAGMENTS})
    assert (status, client.headers["retry-after"]) == (503, "10")
    assert fits(answer, PROBLEM)
    served._suggester.patience = 30
    assert client.post(SUGGEST, {"fragments": FRAGMENTS})[0] == 200
    served.close()


class Held:
    """Stands for work that goes on until nobody waits for it."""

    def __init__(self, monkeypatch):
        self.begun, self.ended = threading.Event(), threading.Event()
        monkeypatch.setattr("classifier.serve.suggesting.suggest_harvest", self.hold)

    def hold(self, harvest, opened, config, stages):
        self.begun.set()
        try:
            with stages("Suggesting") as progress:
                while True:
                    progress(0, 1)
                    time.sleep(0.005)
        finally:
            self.ended.set()


def test_the_work_for_who_hung_up_is_given_up(served, monkeypatch):
    with monkeypatch.context() as patch:
        held = Held(patch)
        with contextlib.closing(begin(port_of(served), {"fragments": FRAGMENTS})):
            assert held.begun.wait(100)
            assert not held.ended.is_set()
        # Sooner than a request is given up that somebody waits for.
        assert held.ended.wait(60)
    assert Client(served).post(SUGGEST, {"fragments": FRAGMENTS})[0] == 200


def test_more_programs_than_can_wait_are_told_to_come_again(served, monkeypatch):
    monkeypatch.setattr("classifier.serve.door.MOST_AT_ONCE", 1)
    with monkeypatch.context() as patch:
        held = Held(patch)
        with contextlib.closing(begin(port_of(served), {"fragments": FRAGMENTS})):
            assert held.begun.wait(100)
            status, answer = Client(served).get("/health")
        assert held.ended.wait(60)
    assert (status, answer["detail"]) == (503, "Too many programs ask at once.")


def test_connections_on_which_nothing_is_asked_keep_nobody_out(served):
    with contextlib.ExitStack() as silent:
        for _ in range(201):
            silent.enter_context(socket.create_connection(("127.0.0.1", port_of(served))))
        assert Client(served).get("/health")[0] == 200


def test_who_waits_at_the_end_is_told_that_the_program_ends(model, monkeypatch, capfd):
    held, served = Held(monkeypatch), opened(model)
    with ThreadPoolExecutor(2) as pool:
        asked = [pool.submit(Client(served).post, SUGGEST, {"fragments": FRAGMENTS})
                 for _ in range(2)]  # fmt: skip
        assert held.begun.wait(100)
        served.close()
        for status, answer in (one.result() for one in asked):
            assert (status, answer["detail"]) == (503, "The program ends.")
    assert held.ended.wait(100)
    assert capfd.readouterr().err == ""


def test_whatever_takes_long_asks_whether_anybody_waits(served, codebook):
    asked = []
    harvest = read_records(FRAGMENTS, codebook, "x")
    told = contextlib.nullcontext(lambda *done: asked.append(done))
    suggest_harvest(harvest, served.opened, None, lambda stage: told)
    assert asked[-1] == (len(FRAGMENTS), len(FRAGMENTS))
    assert len(asked) >= len(FRAGMENTS)


def sent_in_pieces(served, *pieces):
    """Send a request by hand and return its status."""
    with socket.create_connection(("127.0.0.1", port_of(served)), timeout=20) as connection:
        for piece in pieces:
            connection.sendall(piece)
        return int(connection.recv(64).split()[1])


HEAD = (
    f"POST {SUGGEST} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {TOKEN}\r\n"
    "Content-Type: application/json\r\n"
)


def test_a_body_that_does_not_come_is_not_waited_for(served, monkeypatch):
    monkeypatch.setattr("classifier.serve.bodies.PATIENCE", 0.1)
    assert sent_in_pieces(served, f"{HEAD}Content-Length: 9\r\n\r\n{{".encode()) == 408


def test_a_body_that_never_ends_is_counted_as_it_comes(served, monkeypatch):
    monkeypatch.setattr("classifier.serve.bodies.LARGEST", 10)
    chunk = b"b\r\n" + b"[" * 11 + b"\r\n"
    assert (
        sent_in_pieces(served, f"{HEAD}Transfer-Encoding: chunked\r\n\r\n".encode(), chunk) == 413
    )


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=6,
)  # fmt: skip
NAMES = st.sampled_from(
    "id FragmentID outcome significance country type confidential harvest coder data annotations "
    "StoryFragment_Merged fragments tasks".split()
) | st.text(max_size=5)
RESULTS = st.fixed_dictionaries(
    {
        "from_name": st.sampled_from(["type", "cluster"]),
        "type": st.sampled_from(["choices", "taxonomy"]),
    },
    optional={"value": st.fixed_dictionaries({}, optional={"choices": VALUES, "taxonomy": VALUES})},
)
TASKS = st.fixed_dictionaries(
    {
        "data": st.dictionaries(NAMES, VALUES, max_size=3),
        "annotations": st.lists(st.fixed_dictionaries({"result": st.lists(RESULTS) | VALUES}))
        | st.lists(VALUES),
    },
    optional={"id": VALUES, "predictions": VALUES},
)
RECORDS = st.dictionaries(NAMES, VALUES, max_size=5) | TASKS
BODIES = st.fixed_dictionaries(
    {},
    optional={
        "fragments": st.lists(RECORDS, max_size=4) | VALUES,
        "tasks": st.lists(st.fixed_dictionaries({"data": RECORDS}), max_size=3) | VALUES,
        "label_config": st.just(CONFIG) | st.text(max_size=20),
        "schema": st.just(CONFIG) | st.text(max_size=20),
        "action": st.text(max_size=9),
        "top": VALUES, "dial": VALUES, "accept": VALUES,
    },
)  # fmt: skip
# Two thousand and more are asked with CLASSIFIER_CALLS=2000.
CALLS = int(os.environ.get("CLASSIFIER_CALLS", "200"))


@settings(max_examples=CALLS, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(operation=st.sampled_from(OPERATIONS), body=BODIES | VALUES, name=st.text(max_size=5))
def test_whatever_is_asked_it_is_no_failure_and_as_the_document_says(served, operation, body, name):
    path = operation.path.replace("{model}", "small" if len(name) < 4 else "no")
    client = Client(served)
    sent = body if operation.method == "POST" else None
    status, text = client.ask(operation.method, path, sent)
    assert status in operation.statuses
    assert status < 500
    shape = operation.answers.get(status, PROBLEM)
    assert fits(json.loads(text), shape)


# -- Label Studio


def test_the_interface_that_goes_with_tasks_is_answered_as_the_tasks_are(client, model, tmp_path):
    harvest = tmp_path / "h.json"
    harvest.write_text(json.dumps(FRAGMENTS), "utf-8")
    out = tmp_path / "tasks.json"
    order = Order([harvest], out, model=model, settings=EncoderSettings(keep=False))
    interface = hand_over(order).interface.read_text("utf-8")
    tasks = json.loads(out.read_text("utf-8"))
    status, answer = client.post("/predict", {"tasks": tasks, "label_config": interface})
    assert status == 200
    assert answer["results"] == [task["predictions"][0] for task in tasks]
    assert any(one["result"] for one in answer["results"])


def test_it_is_a_backend_of_label_studio(client, served):
    assert client.get("/health")[1]["status"] == "UP"
    project = {"project": "1.170", "hostname": "http://ls", "access_token": SECRET,
               "extra_params": None}  # fmt: skip
    status, answer = client.post("/setup", {**project, "schema": CONFIG})
    assert (status, answer["model_version"]) == (200, served.model)
    assert answer["labels_without_choice"] == {"type": ["NEW"]}
    tasks = [{"id": 5 + i, "data": one, "annotations": [], "predictions": [], "project": 1}
             for i, one in enumerate([*FRAGMENTS, FRAGMENTS[0], {"outcome": ""}])]  # fmt: skip
    asked = {"tasks": tasks, "label_config": CONFIG, "project": "1.170", "params": {"login": None}}
    status, answer = client.post("/predict", asked)
    assert status == 200
    assert len(answer["results"]) == len(tasks)
    assert answer["results"][0] == answer["results"][len(FRAGMENTS)]
    assert answer["results"][-1] == {"result": [], "model_version": served.model}
    assert {one["model_version"] for one in answer["results"]} == {served.model}
    ticked = [one for made in answer["results"] for one in made["result"]]
    assert {one["from_name"] for one in ticked} <= {"type", "q2", "cluster"}
    assert ticked
    status, lines = client.post(SUGGEST, {"fragments": FRAGMENTS})
    likely = [one["name"] for one in lines[0]["targets"]["cluster"]["labels"] if one["likely"]]
    ticked = [one["value"] for one in answer["results"][0]["result"] if one["type"] == "taxonomy"]
    alias = {"Policies": "POL"}
    assert [v["taxonomy"] for v in ticked] == [[["All", alias.get(n, n)] for n in likely]]
    assert client.post("/predict", {"tasks": [], "label_config": CONFIG}) == (200, {"results": []})


def test_the_last_of_a_path_is_the_label_in_what_comes_back(codebook):
    result = {"from_name": "type", "type": "choices", "value": {"choices": [["Rules", "LAW"]]}}
    task = {"data": FRAGMENTS[0], "annotations": [{"result": [result]}]}
    (coding,) = read_records([task], codebook, "x").codings
    assert coding.labels == {"LAW"}


def test_more_tasks_than_can_be_answered_in_time_are_refused(client):
    asked = {"tasks": [{"data": {}}] * 2_001, "label_config": CONFIG}
    status, answer = client.post("/predict", asked)
    assert (status, answer["detail"]) == (422, "“tasks” must hold at most 2,000.")


@pytest.mark.parametrize("path", ["/setup", "/predict"])
def test_an_endless_interface_is_refused(client, path):
    config = "<Choice>" * 1_100 + "</Choice>" * 1_100
    status, answer = client.post(path, {"tasks": [], "schema": config, "label_config": config})
    assert (status, "more than 100 tags" in answer["detail"]) == (422, True)


def test_a_project_that_asks_for_nothing_of_ours_is_told_what_to_do(client):
    for path, name in (("/setup", "schema"), ("/predict", "label_config")):
        status, answer = client.post(path, {"tasks": [{"data": {}}], name: "<View/>"})
        assert status == 422
        assert "no question about what the model suggests" in answer["detail"]
        assert "Name a Choices or Taxonomy after one of “type”" in answer["hint"]


def test_nothing_is_learned_from_news(client, model):
    before = {path: path.read_bytes() for path in model.rglob("*") if path.is_file()}
    news = {"action": "ANNOTATION_CREATED", "annotation": {"result": []}, "task": {}}
    assert client.post("/webhook", news) == (201, {"status": "ok"})
    assert client.post("/webhook", {"action": "x"}) == (200, {"status": "Unknown event"})
    assert before == {path: path.read_bytes() for path in model.rglob("*") if path.is_file()}


# -- the command


@contextlib.contextmanager
def started(model, program=("-m", "classifier"), **variables):
    """Start the command, and yield it with its port and what else it said."""
    options = ["serve", "--model", str(model), "--no-cache", "--port", "0"]
    process = subprocess.Popen(
        [sys.executable, *program, *options], text=True, env={**os.environ, **variables},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    try:
        said = [process.stdout.readline() for _ in range(4)]
        yield process, int(re.search(r"http://127.0.0.1:(\d+)$", said[0].strip())[1]), said[1:]
    finally:
        process.kill()
        process.communicate()


def begin(port, body):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=100)
    headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"}
    connection.request("POST", SUGGEST, json.dumps(body), headers)
    return connection


# The command, of which no suggestion ends: what it has begun is said.
HELD = """
import sys, time
from classifier import serve
from classifier.cli import main
def held(harvest, opened, config, stages):
    print("held", flush=True)
    with stages("Suggesting") as progress:
        while True:
            progress(0, 1)
            time.sleep(0.01)
serve.suggesting.suggest_harvest = held
sys.exit(main())
"""


@pytest.mark.slow
def test_it_is_killed_in_the_middle_and_goes_on_where_it_was(model):
    body = {"fragments": FRAGMENTS}
    with started(model, ("-c", HELD), CLASSIFIER_TOKEN=TOKEN) as (process, port, said):
        assert "Token" not in "".join(said)
        with contextlib.closing(begin(port, body)) as connection:
            assert process.stdout.readline() == "held\n"
            process.kill()
            process.wait()
            with pytest.raises((http.client.HTTPException, OSError)):
                connection.getresponse()
    with started(model, ("-c", HELD), CLASSIFIER_TOKEN=TOKEN) as (process, port, _):
        with contextlib.closing(begin(port, body)) as connection:
            assert process.stdout.readline() == "held\n"
            process.send_signal(signal.SIGTERM)
            assert connection.getresponse().status == 503
        assert process.wait(100) == 0
        assert process.stderr.read() == ""
    with started(model, CLASSIFIER_TOKEN=TOKEN) as (process, port, _):
        with contextlib.closing(begin(port, body)) as connection:
            assert connection.getresponse().status == 200
        process.send_signal(signal.SIGTERM)
        assert process.wait(100) == 0
        assert process.stderr.read() == ""


class Unserved:
    """Stands for what would answer until it is told to end."""

    def __init__(self, config, settings):
        self.config, self.model, self.address = config, "m@1", "http://A"
        Unserved.last = self

    def serve(self):
        """Answer nothing."""


@pytest.fixture
def command(model, monkeypatch):
    monkeypatch.setattr("classifier.serve.Served", Unserved)
    monkeypatch.delenv("CLASSIFIER_TOKEN", raising=False)
    return lambda *more: CliRunner().invoke(app, ["serve", "--model", str(model), *more])


def test_a_token_is_made_and_shown_once_unless_one_is_given(command, tmp_path, monkeypatch):
    shown = command()
    assert shown.exit_code == 0
    token = re.search(r"^Token: (\S{40,})$", shown.stdout, re.MULTILINE)[1]
    assert Unserved.last.config.token == token
    assert token not in command().stdout
    (tmp_path / "token").write_text(f" {TOKEN}\n", "utf-8")
    assert "Token" not in command("--token-file", str(tmp_path / "token")).stdout
    assert Unserved.last.config.token == TOKEN
    monkeypatch.setenv("CLASSIFIER_TOKEN", TOKEN[::-1])
    assert "Token" not in command().stdout
    assert Unserved.last.config.token == TOKEN[::-1]


def test_the_risk_of_another_address_is_said(command):
    assert "not encrypted" not in command().stderr
    shown = command("--host", "0.0.0.0", "--allow-host", "docker.example")
    assert "Other computers can reach this address" in shown.stderr
    assert (Unserved.last.config.host, Unserved.last.config.names) == (
        "0.0.0.0",
        ("docker.example",),
    )


def test_what_cannot_be_is_wrong_usage(command, tmp_path):
    (tmp_path / "empty").write_text(" \n")
    assert "holds no token" in command("--token-file", str(tmp_path / "empty")).stderr
    assert "is no address of this computer" in command("--host", "elsewhere.example").stderr
    assert command("--host", "").exit_code == 2


@pytest.mark.parametrize("token", ["short", "a token with blanks in it", "é" * 20])
def test_a_weak_token_is_refused(model, token):
    with pytest.raises(UsageError, match="too short, or no token"):
        ServeConfig(model, token)


def test_a_port_that_is_taken_and_a_model_that_is_none_are_said(served, model, tmp_path):
    with pytest.raises(ClassifierError, match="cannot be used"):
        Served(ServeConfig(model, TOKEN, port_of(served)))
    with pytest.raises(ClassifierError, match="not a model folder"):
        Served(ServeConfig(tmp_path, TOKEN, 0))
