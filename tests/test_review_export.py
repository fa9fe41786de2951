"""CoderAnswers out: into the harvest's own columns, as a long table, and back."""

import csv
from pathlib import Path
from types import SimpleNamespace

import openpyxl
import pytest
from hypothesis import given, settings
from test_review_kit import HEADINGS, SECRET, STORIES, small_model, write_harvest
from test_review_log import ACTS, play

from classifier.errors import OutputError
from classifier.finish import Elsewhere, Signature, finish
from classifier.harvest import read_codings, read_harvest
from classifier.harvest.folders import read_folder
from classifier.records import LabelSuggestion, Suggestion, TargetSuggestion
from classifier.review import ReviewConfig, open_review
from classifier.review.export import NOTE_OF_CONFIDENTIAL, answers_of, export, export_paths
from classifier.review.fragment_page import fragment_view
from classifier.store import load_model
from classifier.workbook import SuggestionSet, pretag

pytestmark = pytest.mark.filterwarnings("ignore:Data Validation extension:UserWarning")


@pytest.fixture(scope="module")
def model(tmp_path_factory, codebook):
    return small_model(tmp_path_factory.mktemp("models"), codebook)


def opened_for(harvest, model, coder="Amina", **choices):
    return open_review(ReviewConfig(harvest, model, coder, **choices))


def write(opened, *, force=False):
    session = opened.state.session
    mine = answers_of(session, session.coder)
    names = sorted({session.coder, *session.answers.coders()})
    everyone = [answers_of(session, name) for name in names]
    return export(
        session.inputs, session.inputs.source.parent, mine, everyone, "2025-02-01", force=force
    )


@pytest.fixture
def harvest(tmp_path):
    return write_harvest(tmp_path / "h.xlsx")


@pytest.fixture
def opened(harvest, model):
    one = opened_for(harvest, model)
    yield one
    one.close()


def codings(path, book):
    """(fragment, target) to labels and coder, with what the coder left open missing."""
    return {
        (c.fragment_id[-6:], c.target): (set(c.labels), c.coder)
        for c in read_harvest(path, book).codings
    }


def decide(opened):
    session = opened.state.session
    kind, goal = session.asked
    session.see(0)
    session.accept(0)
    session.tick(0, kind, "NEW")
    session.none_fits(1, kind)
    session.tick(1, goal, "CIV")
    session.discuss(2, kind)
    session.tick(2, goal, "PHR")
    session.write_note(2, "Ask Bô, = who talked?")
    session.tick(3, kind, "GRP")
    session.tick(SECRET, kind, "GRP")
    session.tick(SECRET, goal, "PHR")
    session.write_note(SECRET, "the midwives of the north")
    return session


def test_what_was_answered_is_what_is_read_from_the_harvests_own_columns(opened, harvest):
    session = decide(opened)
    accepted = set(session.standing(0)["type"].answer.labels)
    before = harvest.read_bytes()
    done = write(opened)
    book = session.inputs.codebook
    found = codings(done.workbook, book)
    assert found["PHR000", "type"] == (accepted, "Amina")
    assert "NEW" in accepted
    assert found["PHR001", "type"] == (set(), "Amina")
    assert found["PHR001", "cluster"] == (set(), "Amina")
    assert found["PHR001", "objective"] == ({"CIV"}, "Amina")
    assert ("PHR002", "type") not in found
    assert found["PHR002", "objective"] == ({"PHR"}, "")
    assert found["PHR003", "cluster"] == ({"MOB"}, "Amina")
    assert ("PHR003", "objective") not in found
    assert ("PHR004", "type") not in found
    assert harvest.read_bytes() == before


def test_each_code_says_who_when_and_how(opened):
    session = decide(opened)
    done = write(opened)
    sheet = openpyxl.load_workbook(done.workbook).active
    headings = [cell.value for cell in sheet[1]]
    assert headings[: len(HEADINGS)] == list(HEADINGS)
    rows = [dict(zip(headings, [c.value for c in row], strict=True)) for row in sheet.iter_rows(2)]
    assert rows[0]["How coded – Type of change"] == "changed"
    assert rows[0]["How coded – Objective"] == "accepted"
    assert rows[0]["How coded – Cluster"] == "from the types"
    assert rows[1]["How coded – Type of change"] == "none fits"
    assert rows[0]["Decided by"] == "Amina"
    assert rows[0]["Decided on"] == session.standing(0)["type"].act.at[:10]
    assert rows[0]["Suggested by model"] == session.inputs.proposals.model
    assert rows[0]["Codebook version"] == "2"
    assert rows[2]["Review note"] == "To discuss: Type of change. Ask Bô, = who talked?"
    assert rows[SECRET]["Review note"] == "the midwives of the north"
    assert rows[4]["Decided by"] is None


def test_the_long_table_gives_the_same_codings(opened):
    session = decide(opened)
    done = write(opened)
    found, problems = read_codings(done.table, session.inputs.codebook)
    assert [p for p in problems if not p.notice] == []
    table = {(c.fragment_id[-6:], c.target): (set(c.labels), c.coder) for c in found}
    assert table == codings(done.workbook, session.inputs.codebook)


def test_notes_of_confidential_rows_stay_out_of_the_table(opened):
    decide(opened)
    done = write(opened)
    text = done.table.read_text("utf-8-sig")
    assert "midwives" not in text
    assert NOTE_OF_CONFIDENTIAL in text
    assert "Ask Bô" in text


def test_new_labels_come_out_in_a_list_and_never_as_a_code(opened, harvest):
    session = opened.state.session
    kind = session.asked[0]
    assert write(opened).new_labels is None
    session.note_new_label(1, kind, "Water, and who owns it")
    session.note_new_label(SECRET, kind, "Night midwives")
    done = write(opened, force=True)
    with done.new_labels.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert (done.new_labels.name, rows) == (
        "h-new-labels.csv",
        [
            ["New label", "Target", "FragmentID", "Coder"],
            ["Water, and who owns it", kind.name, "SCC-MLI/PHR001", "Amina"],
            [NOTE_OF_CONFIDENTIAL, kind.name, "SCC-MLI/PHR005", "Amina"],
        ],
    )
    beside = read_folder(harvest.parent).others
    assert beside["h-new-labels.csv"] == "labels that coders miss"
    assert codings(done.workbook, session.inputs.codebook) == {}
    cells = [cell for row in openpyxl.load_workbook(done.workbook).active.values for cell in row]
    said = f"Not in the codebook yet, {kind.name}: “Night midwives”."
    assert said in cells  # her own workbook
    assert "Night midwives" not in done.table.read_text("utf-8-sig")
    session.note_new_label(1, kind, "Water, and who owns it")
    session.note_new_label(SECRET, kind, "Night midwives")
    assert write(opened, force=True).new_labels is None
    assert done.new_labels.read_text("utf-8-sig") == "New label,Target,FragmentID,Coder\n"


def test_every_coder_stands_in_the_table_and_one_in_the_workbook(opened, harvest, model):
    session = opened.state.session
    session.accept(0)
    other = opened_for(harvest, model, "Bo")
    other.state.session.tick(0, other.state.session.asked[0], "TLK")
    other.close()
    session.pull()
    done = write(opened)
    found, _ = read_codings(done.table, session.inputs.codebook)
    assert {(c.coder, frozenset(c.labels)) for c in found if c.target == "type"} == {
        ("Amina", session.standing(0)["type"].answer.labels), ("Bo", frozenset({"TLK"})),
    }  # fmt: skip
    assert codings(done.workbook, session.inputs.codebook)["PHR000", "type"][1] == "Amina"


def test_nothing_is_written_over(opened):
    decide(opened)
    done = write(opened)
    before = done.workbook.read_bytes(), done.table.read_bytes()
    with pytest.raises(OutputError, match="exists already"):
        write(opened)
    assert (done.workbook.read_bytes(), done.table.read_bytes()) == before
    opened.state.session.tick(3, opened.state.session.asked[0], "TLK")
    done.workbook.unlink()
    with pytest.raises(OutputError, match=r"codings\.csv exists already"):
        write(opened)
    write(opened, force=True)
    assert done.table.read_bytes() != before[1]


def test_blind_answers_are_written_as_made_by_hand(harvest, model):
    opened = opened_for(harvest, model, blind=True)
    session = opened.state.session
    suggested = session.proposed(1, session.asked[0]).suggested
    for label in suggested:
        session.tick(1, session.asked[0], label.id)
    done = write(opened)
    opened.close()
    hows = {(one.fragment_id[-6:], one.target): one.how for one in done.finished.decisions}
    assert hows["PHR001", "type"] == "by hand"
    row = next(csv.DictReader(done.table.read_text("utf-8-sig").splitlines()))
    assert row["How coded – Type of change"] == "by hand"


def test_a_csv_harvest_becomes_a_workbook(tmp_path, model):
    path = tmp_path / "h.csv"
    path.write_text("FragmentID,Outcome description\nSCC-MLI/PHR000,A law was adopted\n", "utf-8")
    opened = opened_for(path, model)
    opened.state.session.tick(0, opened.state.session.asked[0], "LAW")
    done = write(opened)
    opened.close()
    assert done.workbook.name == "h-coded.xlsx"
    found = codings(done.workbook, opened.state.session.inputs.codebook)
    assert found["PHR000", "type"] == ({"LAW"}, "Amina")


# -- a pre-tagged workbook


def tagged_workbook(harvest, model):
    book = load_model(model).codebook
    read = read_harvest(harvest, book)

    def made(target, label, p, **more):
        name = book.target(target).label(label).name
        return LabelSuggestion(label, name, p, 0.5, suggested=p >= 0.5, likely=p > 0.5, **more)

    both = (made("type", "LAW", 0.91, words=("law", "bees"), similar=("OLD/1", "OLD/2")),
            made("type", "NEW", 0.62, few=True, examples=3), made("type", "GRP", 0.2))  # fmt: skip
    alone = (made("type", "GRP", 0.77, words=("founded",), similar=("OLD/3",)),)
    wordless = (made("type", "GRP", 0.7, similar=("OLD/4",), why="like OLD/4: “Women met.”"),)
    none = (made("type", "TLK", 0.3),)
    kinds = [("suggest", both), ("suggest", alone), ("unsure", none), ("not-readable", ())]
    kinds += [("suggest", wordless)]
    suggestions = tuple(
        Suggestion(one.id, "old@1234", "2", "en", (TargetSuggestion("type", *kinds[min(i, 4)]),))
        for i, one in enumerate(read.fragments)
    )
    path = harvest.with_name("h-suggested.xlsx")
    pretag(harvest, path, read, SuggestionSet(book, suggestions, "old@1234", "2025-01-15"))
    return path


def test_a_pre_tagged_workbook_needs_no_model(harvest, model):
    path = tagged_workbook(harvest, model)
    opened = opened_for(path, None)
    session = opened.state.session
    kind = session.asked[0]
    first, second, third, fourth = (session.proposed(i, kind) for i in range(4))
    shown = [(x.id, x.probability, x.suggested, x.few, x.words) for x in first.labels]
    assert shown == [
        ("LAW", 0.91, True, False, ("law", "bees")),
        ("NEW", 0.62, True, True, ()),
        ("GRP", 0.2, False, False, ()),
    ]
    assert first.labels[0].similar == ("OLD/1", "OLD/2")
    assert [(x.id, x.probability, x.words) for x in second.labels] == [("GRP", 0.77, ("founded",))]
    assert (third.verdict, [x.id for x in third.labels]) == ("unsure", ["TLK"])
    assert (fourth.verdict, fourth.labels) == ("not-readable", ())
    like = session.proposed(4, kind).labels[0]
    assert (like.words, like.similar) == ((), ("OLD/4",))
    session.accept(0)
    session.tick(1, kind, "TLK")
    done = write(opened)
    opened.close()
    assert (done.workbook.name, done.table.name) == ("h-coded.xlsx", "h-codings.csv")
    found = codings(done.workbook, session.inputs.codebook)
    assert found["PHR000", "type"] == ({"LAW", "NEW"}, "Amina")
    hows = {
        one.fragment_id[-6:]: one.how for one in done.finished.decisions if one.target == "type"
    }
    assert hows == {"PHR000": "accepted", "PHR001": "changed"}
    sheet = openpyxl.load_workbook(done.workbook).active
    assert not any(str(cell.value).startswith("▸") for cell in sheet[1])


def test_a_pre_tagged_workbook_shows_similar_fragments_as_a_model_does(harvest, model, tmp_path):
    path = tagged_workbook(harvest, model)
    old = tmp_path / "old.xlsx"
    book = openpyxl.Workbook()
    book.active.append(HEADINGS)
    book.active.append(["OLD/4", "harvest 1", "Mali", "Midwives met. They sang.", "", "", "",
                        "New group", None, None, "C1"])  # fmt: skip
    book.save(old)
    opened = opened_for(path, None, coded=(old,))
    view = fragment_view(opened.state.session, 4)
    opened.close()
    label = next(one for one in view.targets[0].labels if one.label.id == "GRP")
    assert label.suggestion.why == "like OLD/4: “Midwives met.”"
    (like,) = view.neighbours
    assert (like.id, like.labels) == ("OLD/4", ("New group",))
    assert like.text.paragraphs[0][0].text == "Midwives met. They sang."


def test_decisions_that_stand_in_the_workbook_are_taken_over_once(harvest, model):
    path = tagged_workbook(harvest, model)
    book = openpyxl.load_workbook(path)
    sheet = book[book.sheetnames[0]]
    headings = {cell.value: cell.column for cell in sheet[1]}
    column = headings["▸ Decision – Type of change"]
    for row, text in ((2, "accept"), (3, "Talks held"), (4, "discuss"), (5, "gibberish")):
        sheet.cell(row, column).value = text
    book.save(path)
    opened = opened_for(path, None)
    session = opened.state.session
    states = [
        {t: (s.answer.state, set(s.answer.labels)) for t, s in session.standing(i).items()}
        for i in range(4)
    ]
    assert states == [
        {"type": ("decided", {"LAW", "NEW"})}, {"type": ("decided", {"TLK"})},
        {"type": ("discuss", set())}, {},
    ]  # fmt: skip
    assert session.undo().notice == "nothing_to_undo"
    session.tick(1, session.asked[0], "TLK")  # takes it back
    opened.close()
    again = opened_for(path, None)
    assert again.state.session.standing(1) == {}
    again.close()


def test_a_workbook_sorted_meanwhile_keeps_its_answers(harvest, model):
    path = tagged_workbook(harvest, model)
    opened = opened_for(path, None)
    opened.state.session.accept(0)
    opened.close()
    book = openpyxl.load_workbook(path)
    sheet = book[book.sheetnames[1]]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    for number, row in enumerate(reversed(rows), start=2):
        for column, value in enumerate(row, start=1):
            sheet.cell(number, column).value = value
    book.save(path)
    again = opened_for(path, None)
    session = again.state.session
    place = session.places["SCC-MLI/PHR000"]
    assert place == len(STORIES) - 1
    assert session.standing(place)["type"].answer.labels == {"LAW", "NEW"}
    assert session.proposed(place, session.asked[0]).labels[0].id == "LAW"
    again.close()


# -- finish, with decisions from elsewhere


def test_decisions_from_elsewhere_take_the_place_of_the_cells(harvest, model, tmp_path):
    path = tagged_workbook(harvest, model)
    book = openpyxl.load_workbook(path)
    sheet = book[book.sheetnames[0]]
    headings = {cell.value: cell.column for cell in sheet[1]}
    sheet.cell(2, headings["▸ Decision – Type of change"]).value = "none fits"
    book.save(path)
    said = {
        "SCC-MLI/PHR001": Elsewhere({"type": "accept"}, date="2025-02-03", model="new@1", note="x"),
        "SCC-MLI/PHR002": Elsewhere(note="only a note"),
    }
    target = tmp_path / "out.xlsx"
    done = finish(path, target, Signature("Amina", "2025-02-09"), elsewhere=said)
    assert [(one.fragment_id, set(one.labels)) for one in done.decisions] == [
        ("SCC-MLI/PHR001", {"GRP"}), ("SCC-MLI/PHR001", {"MOB"}),
    ]  # fmt: skip
    sheet = openpyxl.load_workbook(target).active
    names = [cell.value for cell in sheet[1]]
    rows = [dict(zip(names, [c.value for c in row], strict=True)) for row in sheet.iter_rows(2)]
    assert (rows[1]["Decided on"], rows[1]["Suggested by model"]) == ("2025-02-03", "new@1")
    assert (rows[1]["Review note"], rows[2]["Review note"]) == ("x", "only a note")
    assert rows[2]["Decided by"] is None
    assert rows[0]["MCQType of change"] is None


# -- any answers come back


@pytest.mark.slow
@settings(max_examples=10, deadline=None)
@given(ACTS)
def test_any_answers_come_back_from_both_files(tmp_path_factory, model, acts):
    folder = tmp_path_factory.mktemp("any")
    opened = opened_for(write_harvest(folder / "h.xlsx"), model)
    session = opened.state.session
    play(session, acts)
    done = write(opened)
    opened.close()
    book = session.inputs.codebook
    expected = {
        (session.inputs.keys[place][-6:], target): set(one.answer.labels)
        for place in range(len(STORIES))
        for target, one in session.standing(place).items()
        if one.answer.state == "decided"
    }
    table = {
        (c.fragment_id[-6:], c.target): set(c.labels)
        for c in read_codings(done.table, book)[0]
        if c.target != "cluster"
    }
    workbook = {
        key: labels for key, (labels, _) in codings(done.workbook, book).items()
        if key[1] != "cluster"
    }  # fmt: skip
    assert table == expected
    assert workbook == expected


def test_the_files_lie_in_the_folder_of_the_answers():
    inputs = SimpleNamespace(source=Path("a/h.csv"), said=None)
    paths = export_paths(inputs, Path("b"))
    assert [p.name for p in paths] == ["h-coded.xlsx", "h-codings.csv", "h-new-labels.csv"]
    assert paths[0].parent == Path("b")
