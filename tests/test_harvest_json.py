"""JSON: arrays, wrapped arrays, one object a line, nested objects, tasks of Label Studio."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from test_codebook_kit import SAMPLE

from classifier import grid
from classifier.errors import HarvestError
from classifier.harvest import read_harvest
from classifier.harvest.files import read_grids
from classifier.harvest.headings import alias_table
from classifier.harvest.json_files import read_json

ROOT = Path(__file__).parent
ARRAY = ROOT / "cases" / "files" / "26-json-array" / "json-array-in.json"
FIRST = {"FragmentID": "F1", "Outcome": "They met."}
SECOND = {"FragmentID": "F2", "Outcome": "It rained."}


@pytest.fixture(scope="module")
def codebook():
    return SAMPLE


def write(path, text):
    path.write_text(text if isinstance(text, str) else json.dumps(text, indent=1), "utf-8")
    return path


def ids(harvest):
    return [(each.id, each.origin.row) for each in harvest.fragments]


def kinds(harvest):
    return [(each.kind, each.origin.row) for each in harvest.problems]


def test_a_file_by_columns_is_read_by_rows(tmp_path):
    by_column = {name: [FIRST[name], SECOND[name]] for name in FIRST}
    numbered = {name: dict(enumerate(column)) for name, column in by_column.items()}
    for document in (by_column, numbered):
        for name in ("h.json", "h.jsonl"):
            path = tmp_path / name
            path.write_text(json.dumps(document), "utf-8")
            assert ids(read_harvest(path)) == [("F1", 1), ("F2", 2)]


def test_the_objects_of_a_repeated_group_are_records_with_what_stands_above_them(tmp_path):
    """kobotoolbox/kpi: the data as JSON."""
    group = [{f"o/{name}": value for name, value in each.items()} for each in (FIRST, SECOND)]
    forms = [{"_id": 7, "Country": "Mali", "o": group, "_attachments": [{"x": 1}]}]
    harvest = read_harvest(write(tmp_path / "h.json", forms))
    assert ids(harvest) == [("F1", 1), ("F2", 1)]
    assert {each.country for each in harvest.fragments} == {"Mali"}
    assert kinds(harvest) == []


@pytest.mark.parametrize("name", ["h.json", "h.jsonl"])
def test_lists_of_objects_in_a_record_are_named(tmp_path, name):
    path = tmp_path / name
    answers = [{"user": "ana", "values": {"type": {"value": ["T01"]}}}]
    text = json.dumps(FIRST | {"responses": answers})
    path.write_text(text if name.endswith("l") else f"[{text}]", "utf-8")
    (problem,) = read_harvest(path).problems
    assert problem.what == "holds lists of objects under “responses”; no codes were read there."


def test_an_array_of_records_is_read_with_lists_of_labels(codebook):
    """label-studio#6027, doccano#1537."""
    harvest = read_harvest(ARRAY, codebook)
    assert ids(harvest) == [("F1", 1), ("F2", 2)]
    assert harvest.fragments[0].outcome.startswith("In May 2023 the district council of <LOC>")
    types = [(c.fragment_id, c.coder, len(c.labels)) for c in harvest.codings]
    assert types == [("F1", "Ana", 2), ("F2", "Ana", 1)]
    assert [each.notice for each in harvest.problems] == [True]


@pytest.mark.parametrize("name", ["h.json", "h.jsonl", "h.ndjson"])
@pytest.mark.parametrize(
    "text",
    [
        json.dumps([FIRST, SECOND]),
        json.dumps([FIRST, SECOND], indent=2),
        json.dumps({"count": 2, "next": None, "previous": None, "results": [FIRST, SECOND]}),
        json.dumps({"results": [FIRST, SECOND]}, indent=2),
        f"{json.dumps(FIRST)}\n{json.dumps(SECOND)}\n",
    ],
)
def test_the_content_tells_the_form_whatever_the_ending(tmp_path, name, text):
    harvest = read_harvest(write(tmp_path / name, text))
    assert ids(harvest) == [("F1", 1), ("F2", 2)]
    assert harvest.problems == ()


@pytest.mark.parametrize("indent", [None, 2])
def test_one_object_with_a_list_of_objects_in_it_is_one_record(tmp_path, indent):
    entry = {**FIRST, "_attachments": [{"name": "a.jpg"}]}
    harvest = read_harvest(write(tmp_path / "h.json", json.dumps(entry, indent=indent)))
    assert ids(harvest) == [("F1", 1)]
    assert harvest.fragments[0].cells["_attachments"] == '{"name": "a.jpg"}'


@pytest.mark.parametrize("beside", [{"next": "https://kobo.example/?page=2"}, {"count": 5}])
def test_a_page_of_records_says_that_there_are_more(tmp_path, beside):
    harvest = read_harvest(write(tmp_path / "h.json", {**beside, "results": [FIRST]}))
    (problem,) = harvest.problems
    assert (problem.kind, problem.notice) == ("more-records", False)
    assert problem.what.startswith("holds 1 records and says that there are more")


def test_what_stands_beside_the_list_is_named(tmp_path):
    harvest = read_harvest(write(tmp_path / "h.json", {"form": "A", "results": [FIRST]}))
    assert harvest.problems[0].what == "has “form” beside its records, which was not read."


def test_nested_objects_are_named_from_the_outside_in(tmp_path):
    entry = {**FIRST, "meta": {"year": 2024.0, "by": {"name": "Ana"}}, "tags": ["a", 2, None]}
    (fragment,) = read_harvest(write(tmp_path / "h.json", [entry])).fragments
    nested = {name: fragment.cells[name] for name in ("meta/year", "meta/by/name", "tags")}
    assert nested == {"meta/year": "2024", "meta/by/name": "Ana", "tags": "a, 2,"}


def test_entries_that_are_no_objects_are_named_and_left_out(tmp_path):
    harvest = read_harvest(write(tmp_path / "h.json", [FIRST, 7, SECOND]))
    assert ids(harvest) == [("F1", 1), ("F2", 3)]
    assert kinds(harvest) == [("bad-line", 2)]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (json.dumps([FIRST, SECOND], indent=1)[:-2], "not complete JSON: line 9"),
        ('[{"Outcome": "They met."},\n{"Outcome": "It rained."\n{"a": 1}', "line 3"),
        ('{\n"results": [\n{"a": 1},\n{"a": 2}\n', "not complete JSON: line 5"),
        ("[" * 100_000, "nested too deeply"),
        ('[{"a": ' + "9" * 5_000 + "}]", "a number that is too long"),
        ("[]", "no list of records"),
        ('{"a": 1}', "no column with the outcome's text"),
        ('{"a": [{"Outcome": "x"}], "b": [{"Outcome": "y"}]}', "no column with"),
        ("[1, 2]", "no list of records"),
        ('"text"', "no list of records"),
        ("no JSON at all", "not complete JSON: line 1"),
    ],
)
def test_json_that_cannot_be_read_says_why_and_where(tmp_path, text, message):
    with pytest.raises(HarvestError, match=message) as caught:
        read_harvest(write(tmp_path / "h.json", text))
    assert caught.value.hint


@pytest.mark.parametrize("depth", [100, 990, 3_000, 100_000])
def test_deeply_nested_records_never_crash(tmp_path, depth):
    entry = '{"a": ' * depth + "1" + "}" * depth
    path = write(tmp_path / "h.json", f"[{entry}]")
    with pytest.raises(HarvestError):
        read_harvest(path)


def test_a_broken_line_among_lines_costs_that_line_only(tmp_path):
    text = f'{{"FragmentID": "F0", "Outc\n{json.dumps(FIRST)}\n["x"]\n'
    harvest = read_harvest(write(tmp_path / "h.json", text))
    assert ids(harvest) == [("F1", 2)]
    assert kinds(harvest) == [("bad-line", 1), ("bad-line", 3)]


@pytest.mark.parametrize("before", ["", '"count": 2, '], ids=["alone", "beside a count"])
def test_a_list_that_opens_on_a_line_with_its_name_is_one_document(tmp_path, before):
    records = f"{json.dumps(FIRST)},\n{json.dumps(SECOND)}\n"
    start = f'{{{before}"results": ['
    harvest = read_harvest(write(tmp_path / "h.json", f"{start}\n{records}]}}"))
    assert (ids(harvest), kinds(harvest)) == ([("F1", 1), ("F2", 2)], [])
    harvest = read_harvest(write(tmp_path / "i.json", f"{start}{records}]}}"))
    assert ids(harvest) == [("F1", 1), ("F2", 2)]
    with pytest.raises(HarvestError, match="not complete JSON: line 4"):
        read_harvest(write(tmp_path / "j.json", f"{start}\n{records}"))


def test_a_spoilt_line_of_an_array_is_named_without_a_row(tmp_path):
    path = tmp_path / "h.json"
    text = '[\n{"FragmentID": "F1", "Outcome": "Élu"},\n{"FragmentID": "F2", "Outcome": "fin'
    path.write_bytes(text.encode() + b'\xe9"}\n]')
    harvest = read_harvest(path)
    assert [each.outcome for each in harvest.fragments] == ["Élu", "finé"]
    assert kinds(harvest) == [("encoding", None)]
    assert "line 3 of the file" in harvest.problems[0].what


def test_records_of_ever_new_names_do_not_fill_the_memory(tmp_path, monkeypatch):
    monkeypatch.setattr(grid, "MAX_CELLS", 10)
    entries = [{**FIRST, f"x{n}": "1", f"y{n}": "1"} for n in range(3)]
    with pytest.raises(HarvestError, match="3 rows and 8 columns"):
        read_harvest(write(tmp_path / "h.json", entries))


# --- Label Studio ----------------------------------------------------------------------------


def answer(name, kind, *labels):
    return {"from_name": name, "to_name": "text", "type": kind, "value": {kind: list(labels)}}


def annotation(coder, *results, **more):
    return {"completed_by": coder, "result": list(results), **more}


TASK = {
    "id": 41,
    "data": {"FragmentID": "F1", "outcome": "They met.", "meta": {"year": 2024}},
    "annotations": [
        annotation(
            1, answer("type", "choices", "T01", "T06"), answer("objective", "choices", "PHR")
        ),
        annotation({"id": 2, "email": "b@example.org"}, answer("type", "taxonomy", ["MOB", "T02"])),
        annotation(3, answer("type", "choices", "T03"), was_cancelled=True),
        annotation(4),
    ],
    "predictions": [{"result": [answer("type", "choices", "T09")]}],
}


def test_each_annotation_of_a_task_is_one_coders_answer(tmp_path, codebook):
    harvest = read_harvest(write(tmp_path / "h.json", [TASK]), codebook)
    assert [(each.id, each.outcome) for each in harvest.fragments] == [("F1", "They met.")]
    types = [(c.coder, c.labels) for c in harvest.codings if c.target == "type"]
    assert types == [("1", {"T01", "T06"}), ("b@example.org", {"T02"}), ("4", frozenset())]
    assert [c.labels for c in harvest.codings if c.target == "objective"] == [{"PHR"}]
    assert all(each.notice for each in harvest.problems)


NOT_READ = "; only the latest annotation that each person handed in is read."


def test_what_is_nobodys_answer_is_counted(tmp_path, codebook):
    harvest = read_harvest(write(tmp_path / "h.json", [TASK, {**TASK, "id": 42}]), codebook)
    (problem,) = [each for each in harvest.problems if each.kind == "answers-not-read"]
    assert problem.what == f"holds 2 predictions and 2 skipped annotations{NOT_READ}"
    task = {"data": FIRST, "annotations": [], "drafts": [{"result": []}]}
    (problem,) = read_harvest(write(tmp_path / "h.json", [task])).problems
    assert problem.what == f"holds 1 draft{NOT_READ}"


def test_a_task_without_answers_is_a_row_to_code_and_gets_its_own_id(tmp_path, codebook):
    task = {"id": 41, "data": {"outcome": "They met."}, "annotations": []}
    (cells,) = read_grids(write(tmp_path / "h.json", [task]), "h", alias_table(codebook))
    assert cells.rows == [(0, ["FragmentID", "outcome"]), (1, ["41", "They met."])]


def test_two_answers_to_one_question_are_taken_together(tmp_path, codebook):
    results = (answer("type", "choices", "T01"), answer("type", "choices", "T02"))
    task = {"data": FIRST, "annotations": [annotation(1, *results), "broken", {"result": None}]}
    harvest = read_harvest(write(tmp_path / "h.json", [task]), codebook)
    assert harvest.codings[0].labels == {"T01", "T02"}


def test_of_a_person_the_latest_annotation_counts_and_unnamed_ones_stay_apart(tmp_path, codebook):
    told = [
        annotation(coder, answer("type", "choices", label), updated_at=when)
        for coder, label, when in (
            (7, "T01", "2024-01-01T09:00:00Z"),
            (7, "T02", "2024-01-03T09:00:00Z"),
            (7, "T03", "2024-01-02T09:00:00Z"),
            (None, "T06", ""),
            (None, "T09", ""),
        )
    ]
    task = {"data": FIRST, "annotations": told}
    harvest = read_harvest(write(tmp_path / "h.json", [task]), codebook)
    assert [(c.coder, c.labels) for c in harvest.codings if c.target == "type"] == [
        ("7", {"T02"}),
        ("Annotator 1", {"T06"}),
        ("Annotator 2", {"T09"}),
    ]
    (problem,) = [each for each in harvest.problems if each.kind == "answers-not-read"]
    assert problem.what == f"holds 2 earlier annotations of the same person{NOT_READ}"


def test_answers_that_are_no_codes_are_named(tmp_path):
    task = {"data": FIRST, "annotations": [annotation(1, answer("note", "textarea", "hm"))]}
    (problem,) = read_harvest(write(tmp_path / "h.json", [task])).problems
    assert (problem.kind, problem.notice) == ("answers-not-read", False)
    assert "textarea" in problem.what


def test_the_short_export_of_label_studio_is_read(tmp_path, codebook):
    entry = {"id": 41, "outcome": "They met.", "type": {"choices": ["T01", "T06"]}, "annotator": 1}
    harvest = read_harvest(write(tmp_path / "h.json", [entry]), codebook)
    (coding,) = [each for each in harvest.codings if each.target == "type"]
    assert (coding.coder, coding.labels) == ("1", {"T01", "T06"})


def test_a_line_that_is_nested_too_deeply_costs_itself_and_is_named():
    deep = '{"Outcome description": ' + "[" * 950 + "]" * 950 + "}"
    deeper = '{"Outcome description": ' + "[" * 9000 + "]" * 9000 + "}"
    good = '{"Outcome description": "a law was adopted"}'
    grid = read_json("h.jsonl", "\n".join([good, deep, deeper, good]), alias_table())
    assert [number for number, _ in grid.rows[1:]] == [1, 4]
    assert [(p.kind, p.origin.row) for p in grid.problems] == [("bad-line", 2), ("bad-line", 3)]
