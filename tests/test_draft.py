"""A codebook drafted from the code cells of coded harvests."""

import csv
import io
import re
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

from classifier.cli import app
from classifier.codebook import Change, read_codebook
from classifier.codebook.files import write_codebook
from classifier.draft import draft_codebook
from classifier.draft.code_names import learn_names
from classifier.draft.likely import likely_pairs
from classifier.draft.parents import find_following
from classifier.errors import HarvestError

DATA = Path(__file__).parents[1] / "data"
HARVESTS = [DATA / "harvest-1.xlsx", DATA / "harvest-2.xlsx"]
HEADINGS = ("FragmentID", "Outcome description", "Type of change", "Cluster", "Confidential")


def run(*args):
    return CliRunner().invoke(app, list(map(str, args)))


def sheet(path, rows, headings=HEADINGS):
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([headings, *rows])
    return path


def rows(n=24):
    """Half tell of laws, half of schools; every other law has a post beside it."""
    for i in range(n):
        kind = ("Law", "School")[i % 2]
        above = {"Law": "Rules", "School": "Learning"}[kind]
        types = "Law, Post" if i % 4 == 0 else kind
        yield [f"F{i}", f"The people of town {i} opened a new {kind} there.", types, above, ""]


@pytest.fixture(scope="module")
def drafted():
    return draft_codebook(HARVESTS)


# -- the sample


def test_every_name_in_the_cells_is_found_and_none_is_invented(drafted):
    full = read_codebook(DATA / "codebook.yaml")
    for target in drafted.codebook.targets:
        known = full.target(target.id)
        written = {n for label in known.labels for n in (label.name, *label.aliases)}
        before = {change.was for change in full.changes if change.target == target.id}
        assert {label.name for label in target.labels} <= written | before
    n_labels = [len(target.labels) for target in drafted.codebook.targets]
    assert n_labels == [37, 8, 6]


def test_types_stand_below_the_cluster_of_the_full_codebook(drafted):
    full = read_codebook(DATA / "codebook.yaml")
    above = {label.id: label.name for label in drafted.codebook.target("cluster").labels}
    names = {label.id: label.name for label in full.target("cluster").labels}
    known = {label.name: names[label.parent] for label in full.target("type").labels}
    own = {one.name: above[one.parent] for one in drafted.codebook.target("type").labels}
    both = own.keys() & known.keys()
    assert len(both) > 25
    assert [name for name in both if own[name] != known[name]] == []


def test_a_rename_between_harvests_is_proposed_and_not_made(drafted):
    names = [label.name for label in drafted.codebook.target("type").labels]
    assert {"Media attention", "Media attention, public debate"} <= set(names)
    said = "“Media attention” → “Media attention, public debate”"
    assert any(said in check for check in drafted.checks)


FILES = Path(__file__).parent / "cases" / "files"
ENDINGS = (".xlsx", ".csv", ".jsonl", ".json")
LAYOUTS = sorted(path for path in FILES.rglob("*") if path.suffix in ENDINGS)


@pytest.mark.parametrize("path", LAYOUTS, ids=lambda path: path.name)
def test_every_layout_gives_a_codebook_that_can_be_read_or_is_refused(path, tmp_path):
    out = tmp_path / "book.yaml"
    said = run("codebook", "draft", path, "--out", out)
    if said.exit_code:
        assert isinstance(said.exception, HarvestError), said.exception
        assert not out.exists()
        return
    assert all(target.labels for target in read_codebook(out).targets)


def test_options_below_the_headings_are_no_codes(tmp_path):
    told = [("", "Open-Ended Response", "Response", "Open-Ended Response", ""), *rows()]
    draft = draft_codebook([sheet(tmp_path / "coded.csv", told)])
    names = [label.name for target in draft.codebook.targets for label in target.labels]
    assert sorted(names) == ["Law", "Learning", "Post", "Rules", "School"]


PLAIN = ("--encoder", "tfidf-only", "--no-cache")
CHOSEN = (
    "--column",
    "outcome=What did you see?",
    "--column",
    "type=Category",
    "--column",
    "id=K",
    "--column",
    "harvest=Round",
)
ODD_HEADINGS = ("K", "What did you see?", "Category", "Theme", "Round")


def done(*args):
    """Run a command that must end well, and return what it shows."""
    result = run(*args)
    assert result.exit_code == 0, (args, result.output, result.exception)
    return result.stdout


def decide_all(workbook, heading, said):
    """Write a decision into each row of the first sheet."""
    book = openpyxl.load_workbook(workbook)
    first = book.worksheets[0]
    column = next(cell.column for cell in first[1] if cell.value == heading)
    for row in range(2, first.max_row + 1):
        first.cell(row, column).value = said
    book.save(workbook)


@pytest.fixture(scope="module")
def chosen(tmp_path_factory):
    """A harvest with headings that nobody knows, and the codebook that was told of them once."""
    place = tmp_path_factory.mktemp("chosen")
    path = sheet(place / "h.csv", [[*row[:4], "2021"] for row in rows()], ODD_HEADINGS)
    told = done("codebook", "draft", path, "--out", place / "c.xlsx", *CHOSEN)
    assert "Codes were found in the column “Category”" in told
    remembered = read_codebook(place / "c.xlsx").columns
    assert [(c.field_name, c.heading) for c in remembered] == [
        ("outcome", "What did you see?"), ("type", "Category"), ("id", "K"),
        ("harvest", "Round"),
    ]  # fmt: skip
    return place


def test_columns_that_were_chosen_once_are_known_until_suggestions_are_taken_back(chosen):
    path, model, tagged = chosen / "h.csv", chosen / "m", chosen / "h-suggested.xlsx"
    told = done("train", path, "--codebook", chosen / "c.xlsx", "--out", model, *PLAIN)
    assert "24 of 24 are coded for “Category”" in told
    done("suggest", path, "--model", model, "--no-cache")
    decide_all(tagged, "▸ Decision – Category", "Post")
    coded, back = chosen / "coded.xlsx", chosen / "back.xlsx"
    assert "24 decisions written" in done("finish", tagged, "--out", coded)
    assert "24 rows put back" in done("undo", coded, "--out", back)
    book = openpyxl.load_workbook(back).worksheets[0]
    types = [cell.value for cell in book["C"]]
    assert types == ["Category", *(row[2] for row in rows())]


def test_columns_that_were_chosen_once_are_known_until_an_audit_is_taken_back(chosen):
    path, folder = chosen / "h.csv", chosen / "audit"
    done("audit", path, "--codebook", chosen / "c.xlsx", "--out", folder, *PLAIN)
    worklist, coded, back = folder / "worklist.csv", chosen / "a.csv", chosen / "unaudited.csv"
    lines = list(csv.reader(io.StringIO(worklist.read_text("utf-8-sig"))))
    lines[1][lines[0].index("Decision")] = "change"
    sheet(worklist, lines[1:], lines[0])
    assert "1 code changed" in done("audit", "apply", worklist, "--to", path, "--out", coded)
    assert coded.read_bytes() != path.read_bytes()
    assert "1 rows put back" in done("undo", coded, "--out", back)
    assert back.read_text("utf-8-sig") == path.read_text("utf-8")


def test_columns_that_were_chosen_once_are_known_until_a_relabelling_is_taken_back(chosen):
    path, newer, plan = chosen / "h.csv", chosen / "newer.yaml", chosen / "plan"
    old = read_codebook(chosen / "c.xlsx")
    types, *others = old.targets
    school = next(label for label in types.labels if label.name == "School")
    renamed = tuple(
        replace(one, name="Place to learn") if one == school else one for one in types.labels
    )
    change = Change("2", "rename", "type", school.id, "School")
    versions = (("1", ("2021",)), ("2", ()))
    targets = (replace(types, labels=renamed), *others)
    new = replace(old, version="2", versions=versions, targets=targets, changes=(change,))
    write_codebook(new, newer)
    done("relabel", "plan", path, "--codebook", newer, "--out", plan, *PLAIN)
    coded, back = chosen / "new.csv", chosen / "unmoved.csv"
    done("relabel", "apply", plan, "--to", path, "--out", coded)
    assert "Place to learn" in coded.read_text("utf-8")
    done("relabel", "undo", coded, "--out", back)
    assert back.read_text("utf-8-sig") == path.read_text("utf-8")


def test_a_draft_takes_the_chosen_column_and_not_the_usual_one(tmp_path):
    path = sheet(tmp_path / "h.csv", rows(), (*HEADINGS[:3], "Theme", "Confidential"))
    drafted = draft_codebook([path], chosen=["type=Theme"])
    assert [(t.column, len(t.labels)) for t in drafted.codebook.targets] == [("Theme", 2)]


# -- what stands beside the labels


def test_confidential_fragments_are_neither_quoted_nor_named(tmp_path):
    told = list(rows())
    told[3][1] = "The zqsecret committee opened something in the town of the north."
    told[3][3], told[3][4] = "Rules", "yes"
    told[5][3] = "Rules"
    path = sheet(tmp_path / "coded.csv", told)
    assert run("codebook", "draft", path, "--out", tmp_path / "book.yaml").exit_code == 0
    text = (tmp_path / "book.yaml").read_text("utf-8")
    assert "opened a new School" in text
    assert "zqsecret" not in text
    follows = next(line for line in text.splitlines() if "follows from" in line)
    assert "2 rows: coded.csv, row 5, F5" in follows.replace(" and ", ", ")


def test_what_was_seen_in_the_harvests_teaches_nothing(tmp_path):
    path = sheet(tmp_path / "coded.csv", rows())
    book = tmp_path / "book.xlsx"
    assert run("codebook", "draft", path, "--out", book).exit_code == 0
    suggested = []
    for place, planted in (("as-drafted", None), ("planted", "Zqplant zqword in every town.")):
        (tmp_path / place).mkdir()
        workbook = openpyxl.load_workbook(book)
        column = next(c.column for c in workbook["Labels"][1] if c.value == "Seen in the harvests")
        for row in range(2, workbook["Labels"].max_row + 1):
            if planted:
                workbook["Labels"].cell(row, column).value = planted
        own, model, out = (tmp_path / place / name for name in ("book.xlsx", "model", "h.jsonl"))
        workbook.save(own)
        plain = ("--encoder", "tfidf-only", "--no-cache")
        trained = run("train", path, "--codebook", own, "--out", model, *plain)
        assert trained.exit_code == 0, trained.output
        assert run("suggest", path, "--model", model, "--no-cache", "--out", out).exit_code == 0
        # The model's name holds a digest of its folder, in which the workbook's hash stands.
        suggested.append(re.sub(rb"model@[0-9a-f]+", b"model", out.read_bytes()))
        for file in filter(Path.is_file, model.rglob("*")):
            assert b"zqplant" not in file.read_bytes().lower()
    assert suggested[0] == suggested[1]
    assert b'"probability"' in suggested[0]


@pytest.mark.parametrize("ending", ["xlsx", "yaml"])
def test_a_draft_is_read_back_as_it_is(tmp_path, ending):
    path = sheet(tmp_path / "coded.csv", rows())
    out = tmp_path / f"book.{ending}"
    said = run("codebook", "draft", path, "--out", out)
    assert "Next: classifier train" in said.output
    names = [label.name for label in read_codebook(out).target("type").labels]
    assert sorted(names) == ["Law", "Post", "School"]


def test_a_row_that_is_the_same_as_another_becomes_its_alias(tmp_path):
    told = list(rows())
    told[1][2] = told[3][2] = told[5][2] = "Schools"
    book = tmp_path / "book.xlsx"
    draft = run("codebook", "draft", sheet(tmp_path / "coded.csv", told), "--out", book)
    assert draft.exit_code == 0, draft.output
    workbook = openpyxl.load_workbook(book)
    labels = workbook["Labels"]
    places = {cell.value: cell.column for cell in labels[1]}
    for row in range(2, labels.max_row + 1):
        if labels.cell(row, places["Name"]).value == "Schools":
            labels.cell(row, places["Same as"]).value = "School"
    workbook.save(book)
    found = {label.name: label.aliases for label in read_codebook(book).target("type").labels}
    assert found["School"] == ("Schools",)
    assert "Schools" not in found


# -- refusals


def test_a_draft_has_two_formats_and_never_replaces_a_harvest(tmp_path):
    path = sheet(tmp_path / "coded.csv", rows())
    before = path.read_bytes()
    assert run("codebook", "draft", path, "--out", tmp_path / "book.pdf").exit_code == 1
    assert run("codebook", "draft", path, "--out", path, "--force").exit_code == 1
    assert path.read_bytes() == before


def test_a_harvest_without_codes_names_what_it_has(tmp_path):
    path = tmp_path / "plain.csv"
    path.write_text("Outcome description,Budget\nWomen met in town.,12\n", "utf-8")
    said = run("codebook", "draft", path, "--out", tmp_path / "book.yaml")
    assert said.exit_code == 1
    assert "No column looks like codes" in str(said.exception)
    assert "“Budget”" in said.exception.hint
    assert not (tmp_path / "book.yaml").exists()


def test_the_template_is_a_codebook_without_findings(tmp_path):
    assert run("codebook", "template", tmp_path / "form.yaml").exit_code == 1
    assert run("codebook", "template", tmp_path / "form.xlsx").exit_code == 0
    assert run("codebook", "template", tmp_path / "form.xlsx").exit_code == 1
    assert run("codebook", "lint", tmp_path / "form.xlsx").exit_code == 0


# -- the parts


@pytest.mark.parametrize(
    ("cells", "names"),
    [
        ({"Law; School": 2, "Law": 1}, {"Law": 3, "School": 2}),
        ({"Media, debate": 3, "Law": 2}, {"Media, debate": 3, "Law": 2}),
        ({"Media, debate": 1, "debate": 2, "Media": 2}, {"Media": 3, "debate": 3}),
        ({"Law": 2, "law": 1, "n/a": 4, "": 1}, {"Law": 3}),
        ({"T01, T02": 1, "T01": 2}, {"T01": 3, "T02": 1}),
    ],
)
def test_names_are_learned_from_cells(cells, names):
    assert dict(learn_names(cells).cells) == names


def test_names_that_always_stand_together_are_said_to_be_uncertain():
    doubts = learn_names({"Media, Debate": 3, "Law": 2}).doubts
    assert list(doubts) == ["Media, Debate"]
    assert "were read as one code" in doubts["Media, Debate"]


def test_labels_follow_where_most_rows_say_so():
    told = [({"Law"}, {"Rules"})] * 4 + [({"School"}, {"Learning"})] * 4
    told += [({"Law", "Post"}, {"Rules"})] * 2
    found = find_following([(frozenset(a), frozenset(b)) for a, b in told])
    assert found.parents == {"Law": "Rules", "School": "Learning", "Post": "Rules"}
    assert found.exceptions == ()


def test_labels_of_two_free_targets_follow_from_none():
    told = [({"Law"}, {"Peace"}), ({"School"}, {"Peace"}), ({"Post"}, {"Rights"})]
    told += [({"Law"}, {"Rights"}), ({"School"}, {"Rights"}), ({"Post"}, {"Peace"})]
    assert find_following([(frozenset(a), frozenset(b)) for a, b in told]) is None


def test_a_slip_and_a_renaming_are_told_apart():
    pairs = likely_pairs(
        {
            "New structure": [9, 9],
            "New stucture": [1, 0],
            "Media work": [5, 1],
            "Media work done": [0, 6],
        }
    )
    told = {(pair.name, pair.other): (pair.renamed, pair.sure_order) for pair in pairs}
    assert told == {
        ("New stucture", "New structure"): (False, False),
        ("Media work", "Media work done"): (True, True),
    }
