"""Tasks of Label Studio, the interface to code in, and the answers that come back."""

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_codebook_kit import SAMPLE, SAMPLE_PATH
from test_review_kit import proposal, small_model
from typer.testing import CliRunner

from classifier.cli import app
from classifier.codebook import Codebook, Label, Target
from classifier.errors import OutputError, UsageError
from classifier.exchange.handing_over import Order, hand_over
from classifier.exchange.label_studio_out import interface_of, tasks_of
from classifier.exchange.material import material_of
from classifier.harvest import read_harvest
from classifier.label_studio import read_questions, without_answers
from classifier.records import Fragment, Harvest, Suggestion
from classifier.report.suggestions import unlike_sentences
from classifier.suggest import Suggestions

ODD = Codebook(
    "B", "1",
    (
        Target("type", (Label("T1", 'Law <b> & "rule"', definition='A "rule" > none'),
                        Label("T2", "Old", retired="1"), Label("T3", "État 🙂"))),
        Target("who", (Label("W", "Women"),), title="Who?", multiple=False),
        Target("cluster", (Label("C", "All"),), derived_from="type"),
    ),
)  # fmt: skip


@pytest.mark.parametrize("book", [SAMPLE, ODD], ids=["sample", "odd names"])
def test_the_interface_asks_for_every_label_in_use_of_every_target_that_is_asked(book):
    questions = read_questions(interface_of(book), book)
    assert [question.target for question in questions] == [target.id for target in book.asked]
    assert without_answers(questions, book) == {}
    for question in questions:
        target = book.target(question.target)
        assert question.single is not target.multiple
        ids = {label.id for label in target.labels if not label.retired}
        assert question.answers == {label: label for label in ids}


def test_a_task_holds_texts_and_facts_and_what_is_likely(codebook):
    fragment = Fragment("F1", "They met.", "It matters.", country="Mali", cells={"Secret": "x"})
    material = material_of(Harvest((fragment,)), codebook, with_confidential=False)
    made = Suggestion("F1", "m@1", "2", "en", (proposal("type", ("GRP", 0.9), ("LAW", 0.2)),))
    (task,) = tasks_of(material, codebook, {"F1": made})
    assert task["data"] == {
        "FragmentID": "F1",
        "outcome": "They met.",
        "significance": "It matters.",
        "Country": "Mali",
    }
    (predicted,) = task["predictions"]
    assert (predicted["model_version"], predicted["score"]) == ("m@1", 0.9)
    assert [one["value"] for one in predicted["result"]] == [{"choices": ["GRP"]}]
    assert material.told() == ["Not handed over: columns (1)."]


def answered(task, said):
    """Return a task as Label Studio exports it, with an annotation for each coder."""
    annotations = []
    for coder, labels in said.items():
        choices = {"choices": sorted(labels)}
        result = {
            "from_name": "type",
            "to_name": "text_outcome",
            "type": "choices",
            "value": choices,
        }
        by = {"id": 1, "email": coder} if coder else None
        annotations.append({"completed_by": by, "result": [result]})
    skipped = {"completed_by": 9, "was_cancelled": True, "result": []}
    return task | {"annotations": [*annotations, skipped]}


IDS = [label.id for label in SAMPLE.target("type").labels[:4]]
answers = st.dictionaries(
    st.sampled_from(["ana@x.org", "ben@x.org"]), st.frozensets(st.sampled_from(IDS), min_size=1)
)


@settings(max_examples=20)
@given(st.lists(answers, min_size=1, max_size=4))
def test_what_several_people_answer_comes_back_as_their_codings(tmp_path_factory, rows):
    fragments = tuple(Fragment(f"F{n}", f"Story {n} of women", "Why") for n in range(len(rows)))
    material = material_of(Harvest(fragments), SAMPLE, with_confidential=False)
    tasks = tasks_of(material, SAMPLE, {})
    export = [answered(task, said) for task, said in zip(tasks, rows, strict=True)]
    path = tmp_path_factory.mktemp("export") / "export.json"
    path.write_text(json.dumps(export), "utf-8")
    read = read_harvest(path, SAMPLE)
    back = [(one.id, one.outcome, one.significance) for one in read.fragments]
    assert back == [(one.id, one.outcome, one.significance) for one in fragments]
    assert {(c.fragment_id, c.coder, c.labels) for c in read.codings if c.target == "type"} == {
        (f"F{n}", coder, labels) for n, said in enumerate(rows) for coder, labels in said.items()
    }


def test_an_export_becomes_a_table_that_is_read_as_the_export_is(tmp_path):
    tasks = [{"data": {"FragmentID": f"F{n}", "outcome": f"=Story {n}"}} for n in range(3)]
    said = [{"ana@x.org": IDS[:2], "ben@x.org": IDS[:1]}, {"ana@x.org": IDS[2:3]}]
    export = [*(answered(task, one) for task, one in zip(tasks, said, strict=False)), tasks[2]]
    export[2]["annotations"] = []
    path = tmp_path / "export.json"
    path.write_text(json.dumps(export), "utf-8")
    for name in ("c.xlsx", "c.csv"):
        words = ["exchange", "in", str(path), "--out", str(tmp_path / name)]
        done = CliRunner().invoke(app, words)
        assert done.exit_code == 0, done.exception
        assert "4 rows, by 2 coders." in done.stdout
        table, direct = read_harvest(tmp_path / name, SAMPLE), read_harvest(path, SAMPLE)
        assert table.fragments == tuple(
            replace(one, origin=other.origin)
            for one, other in zip(direct.fragments, table.fragments, strict=True)
        )
        codings = [{(c.fragment_id, c.coder, c.target, c.labels) for c in one.codings}
                   for one in (table, direct)]  # fmt: skip
        assert codings[0] == codings[1]


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ({"outcome": "They met.", "type": {"choices": IDS[:1]}, "annotator": 4}, "by 1 coder."),
        (answered({"data": {"outcome": "They met."}}, {None: IDS[:1]}), "by 1 coder."),
    ],
    ids=["short export", "nobody named"],
)
def test_the_short_export_and_answers_of_nobody_named_become_a_table(tmp_path, entry, said):
    path = tmp_path / "export.json"
    path.write_text(json.dumps([entry]), "utf-8")
    words = ["exchange", "in", str(path), "--out", str(tmp_path / "c.csv")]
    done = CliRunner().invoke(app, words)
    assert done.exit_code == 0, done.exception
    assert f"1 row, {said}" in done.stdout
    (coding,) = [c for c in read_harvest(tmp_path / "c.csv", SAMPLE).codings if c.target == "type"]
    assert coding.labels == set(IDS[:1])


def test_an_export_without_answers_and_passages_of_one_are_refused(tmp_path):
    path = tmp_path / "export.json"
    path.write_text('[{"data": {"outcome": "They met."}, "annotations": []}]', "utf-8")
    words = ["exchange", "in", str(path), "--out", str(tmp_path / "c.xlsx")]
    refused = CliRunner().invoke(app, words)
    assert "holds no answers of a coder" in str(refused.exception)
    wrong = CliRunner().invoke(app, [*words, "--fragments", "selections"])
    assert wrong.exit_code == 2
    assert "--fragments is for a project" in wrong.stderr


def harvest_of(folder, text="They met.", confidential="NO"):
    path = folder / "h.csv"
    head = "FragmentID,Outcome description,Outcome statements is CONFIDENTIAL\n"
    path.write_text(f"{head}F1,{text},NO\nF2,Nobody may know this,{confidential}\n", "utf-8")
    return path


def test_the_command_writes_tasks_with_predictions_and_the_interface_beside(codebook, tmp_path):
    model = small_model(tmp_path / "models", codebook)
    out = tmp_path / "tasks.json"
    words = ["exchange", "out", str(harvest_of(tmp_path, confidential="YES")), "--out", str(out)]
    done = CliRunner().invoke(app, [*words, "--model", str(model), "--no-cache"])
    assert done.exit_code == 0, done.exception
    assert f"Written: {out}, {tmp_path / 'tasks-interface.xml'}" in done.stdout
    assert "confidential fragments (1)" in done.stderr
    (task,) = json.loads(out.read_text("utf-8"))
    assert task["data"]["FragmentID"] == "F1"
    assert task["predictions"][0]["model_version"].startswith(model.name)
    questions = read_questions((tmp_path / "tasks-interface.xml").read_text("utf-8"), codebook)
    assert {question.target for question in questions} == {one.id for one in codebook.asked}
    before = out.read_bytes()
    again = CliRunner().invoke(app, [*words, "--model", str(model), "--no-cache"])
    assert "exists already" in str(again.exception)
    assert out.read_bytes() == before


def test_without_a_model_tasks_wait_for_answers(tmp_path):
    out = tmp_path / "tasks.json"
    hand_over(Order([harvest_of(tmp_path)], out, SAMPLE_PATH))
    assert [set(task) for task in json.loads(out.read_text("utf-8"))] == [{"data"}, {"data"}]


@pytest.mark.parametrize(
    ("name", "books", "said"),
    [
        ("o.json", {}, "Which labels are meant is not said, or twice"),
        ("o.qdpx", {"codebook": SAMPLE_PATH, "model": SAMPLE_PATH}, "Which labels are meant"),
        ("o.qdpx", {"model": SAMPLE_PATH}, "holds what coders said, not suggestions"),
    ],
)
def test_a_codebook_or_a_model_says_which_labels_are_meant(tmp_path, name, books, said):
    with pytest.raises(UsageError, match=said):
        hand_over(Order([harvest_of(tmp_path)], tmp_path / name, **books))
    assert not (tmp_path / name).exists()


@pytest.mark.parametrize(
    ("name", "read", "what"),
    [
        ("ours.qdpx", {"codebook": "ours.qdpx"}, "is the codebook itself"),
        ("t.json", {"codebook": "t-interface.xml"}, "is the codebook itself"),
        ("h.json", {"codebook": "c.csv"}, "is the harvest itself"),
        ("m/manifest.json", {"model": "m"}, "lies in the folder that is read"),
        ("m/encoder/new.json", {"model": "m"}, "lies in the folder that is read"),
    ],
)
def test_nothing_that_is_read_is_written_over(tmp_path, name, read, what):
    (tmp_path / "m").mkdir()
    for file in ("ours.qdpx", "t-interface.xml", "h.json", "c.csv", "m/manifest.json"):
        (tmp_path / file).write_text("before", "utf-8")
    books = {option: tmp_path / file for option, file in read.items()}
    with pytest.raises(OutputError, match=what):
        hand_over(Order([tmp_path / "h.json"], tmp_path / name, **books, force=True))
    assert {file.read_text("utf-8") for file in tmp_path.rglob("*.*")} == {"before"}


def test_what_the_model_noticed_of_the_texts_is_said(codebook, tmp_path, monkeypatch):
    made = Suggestions((), n_cut={"use": 2})
    monkeypatch.setattr("classifier.suggest.suggest_harvest", lambda *told: made)
    model = small_model(tmp_path / "models", codebook)
    words = ["exchange", "out", str(harvest_of(tmp_path)), "--out", str(tmp_path / "t.json")]
    done = CliRunner().invoke(app, [*words, "--model", str(model), "--no-cache"])
    assert done.exit_code == 0, done.exception
    (said,) = unlike_sentences(made)
    assert said in " ".join(done.stderr.split())
