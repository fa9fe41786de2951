"""The pages that move coded harvests to a changed codebook, beside the commands they run."""

import html
import re
import shutil
from dataclasses import replace

import openpyxl
import pytest
from test_home_kit import open_at
from test_relabel import BOOK, WORDS_ALONE, new_rows, old_rows, table
from typer.testing import CliRunner

from classifier import cli, relabel
from classifier.codebook import dump_codebook, read_codebook
from classifier.codebook.editing import Edit, edit_label
from classifier.codebook.files import write_codebook
from classifier.engine.parts import Tally
from classifier.errors import ClassifierError
from classifier.home.facts import key_of
from classifier.home.jobs import Jobs
from classifier.outputs import sha256_of
from classifier.project import create, read
from classifier.project.history import copies, keep
from classifier.records import Origin, Problem
from classifier.relabel.decide import read_returned, write_decisions
from classifier.relabel.decisions import read_decisions
from classifier.relabel.plan_file import Plan
from classifier.relabel.standing import standing_of
from classifier.translations import LANGUAGES, Words, written_in

# What a person must decide: rows A7 and A8.
SEVENTH, EIGHTH, FOURTH = "7 type", "8 type", "4 type"


@pytest.fixture(autouse=True)
def kept(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "kept"))
    monkeypatch.setattr("classifier.home.jobs.start_worker", lambda jobs: None)


def archive(folder):
    create(folder, "Our harvests")
    (folder / "codebook.yaml").write_text(BOOK, "utf-8")
    for name, rows in (("old", old_rows()), ("new", new_rows())):
        path = folder / "harvests" / f"{name}.csv"
        path.write_text(table(rows), "utf-8-sig", newline="")


@pytest.fixture(scope="module")
def planned(tmp_path_factory):
    """A project with a plan in English, made from the words of the texts alone."""
    folder = tmp_path_factory.mktemp("moving") / "Our harvests"
    archive(folder)
    place = folder / "work" / "moving" / "plan-1"
    place.parent.mkdir()
    files = [folder / "harvests" / "old.csv", folder / "harvests" / "new.csv"]
    relabel.plan(files, folder / "codebook.yaml", place, WORDS_ALONE)
    return folder


@pytest.fixture
def folder(planned, tmp_path):
    return shutil.copytree(planned, tmp_path / "Our harvests")


@pytest.fixture
def home(folder):
    opened, visitor = open_at(folder)
    yield visitor
    opened.close()


@pytest.fixture
def plan(folder):
    return Plan.read(folder / "work" / "moving" / "plan-1")


@pytest.fixture
def run_jobs(folder, monkeypatch):
    """Run what waits, in the project's folder, and return the words of it."""

    def run():
        monkeypatch.chdir(folder)
        jobs = Jobs(folder)
        done = []
        for job in jobs.to_do():
            assert jobs.begin(job.number)
            result = CliRunner().invoke(cli.app, list(job.argv))
            jobs.end(job.number, "failed" if result.exit_code else "done", result.exit_code, [])
            assert result.exit_code == 0, result.output
            done.append(job.argv)
        return done

    return run


def commands_of(page):
    """Return the commands at the foot of a page."""
    found = re.findall(r'<code dir="ltr">classifier (.*?)</code>', page)
    return [tuple(html.unescape(one).replace('"', "").split()) for one in found]


def hidden(page):
    return {name: html.unescape(value) for name, value in
            re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page)}  # fmt: skip


def decide(home, decisions, how="person", **other):
    """Decide lines on the page, by what names them."""
    page = home.get(f"/moving/decide?how={how}")
    form = hidden(page)
    for name, key in list(form.items()):
        if name.startswith("key_") and key in decisions:
            form[name.replace("key", "decision")] = decisions[key]
    return home.post("/moving/decide", **{**form, **other})


def in_workbook(path, decisions, language="en", delete=()):
    """Decide lines in a workbook, as a person does in Excel."""
    words = Words(language)
    book = openpyxl.load_workbook(path)
    sheet = book[words("plan_sheet")]
    columns = {cell.value: cell.column for cell in sheet[1]}
    for row in range(sheet.max_row, 1, -1):
        key = sheet.cell(row, columns[words("column_line")]).value
        if key in decisions:
            sheet.cell(row, columns[words("column_decision")]).value = decisions[key]
        if key in delete:
            sheet.delete_rows(row)
    book.save(path)


def copy_of(plan, tmp_path):
    return shutil.copy(plan.decisions, tmp_path / "decided.xlsx")


# -- how it stands, and the plan


def test_the_page_says_where_each_harvest_stands_and_what_changed(home):
    page = home.get("/moving")
    assert "8 of 83 coded rows stand in an older version" in page
    assert "75 rows in version 2" in page
    assert "8 rows in version 1" in page
    assert "1 row holds a code that the codebook does not know" in page
    assert re.search(r"Talks held</b>: split\s+→ <span dir=\"auto\">Talks held, Trust shown", page)
    assert re.search(r"New group</b>: renamed", page)
    assert re.search(r"Reprisal</b>: new", page)
    assert "2 cells wait for you" in page
    assert "Move what is coded already" in home.get("/")


def test_what_a_label_became_is_listed_with_the_commas_of_the_page(home):
    home.post("/settings", language="ar")
    assert re.search(r"→ <span dir=\"auto\">Talks held، Trust shown", home.get("/moving"))


def test_a_plan_is_begun_by_the_command_that_the_page_shows(home, folder):
    form = {f"harvest_{key_of(folder / 'harvests' / 'old.csv')}": "on"}
    shown = [one for one in commands_of(home.get("/moving")) if one[:2] == ("relabel", "plan")]
    assert "Planning the move" in home.post("/moving/plan", **form)
    (job,) = Jobs(folder).all()
    assert [job.argv] == shown[:1]
    assert job.argv[2:4] == ("harvests/new.csv", "harvests/old.csv")
    home.post("/moving/plan", **form)
    assert len(Jobs(folder).all()) == 1
    assert "Choose at least one harvest" in home.post("/moving/plan")


def test_a_project_without_codes_has_nothing_to_move(tmp_path):
    create(tmp_path / "empty", "empty")
    opened, visitor = open_at(tmp_path / "empty")
    assert "Nothing is coded yet" in visitor.get("/moving")
    for path in ("/moving/decide", "/moving/apply", "/moving/returned", "/moving/trend"):
        assert "Nothing is coded yet" in visitor.get(path)
    assert "The codebook has changed" not in visitor.get("/")
    opened.close()


def test_a_plan_is_outdated_once_the_codebook_changed_again(home, folder, plan):
    decide(home, {SEVENTH: "Talks held"})
    book = read_codebook(folder / "codebook.yaml")
    (target, *others) = book.targets
    renamed = replace(target.labels[0], name="Law or rule")
    target = replace(target, labels=(renamed, *target.labels[1:]))
    (folder / "codebook.yaml").write_text(dump_codebook(replace(book, targets=(target, *others))))
    page = home.get("/moving")
    assert "The codebook has changed again since" in page
    assert "1 decision in it is kept in the folder plan-1" in page
    assert "make the plan again" in home.get("/moving/apply")
    form = {f"harvest_{key_of(folder / 'harvests' / 'old.csv')}": "on"}
    home.post("/moving/apply", stamp="x", **form)
    assert Jobs(folder).all() == ()
    home.post("/moving/plan", **form)
    assert Jobs(folder).all()[0].argv[5] == "work/moving/plan-2"
    assert len(read_decisions(plan).decisions) == 1


def test_a_corrected_definition_leaves_the_plan_and_a_further_version_is_planned_after_it(
    home, folder, plan, run_jobs
):
    path = folder / "codebook.yaml"
    book = read_codebook(path)
    target = book.targets[0]
    label = replace(target.label("LAW"), definition="A rule is written.")
    book = edit_label(book, target, Edit("corrected", label), ())
    path.write_text(dump_codebook(book), "utf-8")
    decide(home, {SEVENTH: "Talks held", EIGHTH: "none fits"})
    assert "changed again" not in home.get("/moving")
    renamed = Edit("renamed", replace(label, name="Law or rule"))
    path.write_text(dump_codebook(edit_label(book, book.targets[0], renamed, ())), "utf-8")
    page = home.get("/moving")
    assert "The codebook has gone on since" in page
    assert "83 of 83 coded rows stand in an older version" in page
    page = home.get("/moving/apply")
    assert "8 rows would move to the new version." in page
    assert "new.csv" not in page
    home.post("/moving/apply", **hidden(page))
    run_jobs()
    page = home.get("/moving")
    assert "8 rows in version 2" in page
    assert 'href="/moving/apply"' not in page
    assert "Make the plan again" in page


def test_a_harvest_that_came_after_the_plan_is_named(home, folder):
    rows = [["Z1", "harvest 1", *row[2:]] for row in old_rows()]
    (folder / "harvests" / "late.csv").write_text(table(rows[:3]), "utf-8-sig", newline="")
    assert "It is not in the plan: make the plan again." in home.get("/moving")
    text = (folder / "harvests" / "old.csv").read_text("utf-8-sig")
    (folder / "harvests" / "old.csv").write_text(text.replace("two clans", "three clans"), "utf-8")
    assert "It has changed since the plan was made" in home.get("/moving")
    page = home.get("/moving/apply")
    assert "has another text than when the plan was made" in page


def test_labels_that_are_gone_without_a_word_are_named(home, folder):
    keep(read(folder))
    text = (folder / "codebook.yaml").read_text("utf-8")
    text = re.sub(r"(?m)^(versions|changes):\n(- .*\n|  .*\n)+", "", text)
    text = text.replace("since: '2',", "").replace(", since: '2'", "")
    (folder / "codebook.yaml").write_text(re.sub(r"(?m)^  - {id: LAW.*\n", "", text), "utf-8")
    page = home.get("/moving")
    assert "1 label is gone, and the codebook does not say what became of it" in page
    assert re.search(r"LAW</b>: no longer used", page)


def test_a_newer_codebook_from_elsewhere_takes_the_place_of_the_older(home, folder, tmp_path):
    newer = tmp_path / "theirs.csv"
    newer.write_text("Nothing,at all\n1,2\n", "utf-8")
    before = (folder / "codebook.yaml").read_bytes()
    home.drop("/files/newer", newer)
    assert (folder / "codebook.yaml").read_bytes() == before
    book = read_codebook(folder / "codebook.yaml")
    label = replace(book.targets[0].label("LAW"), name="Law or rule")
    newer = tmp_path / "theirs.xlsx"
    write_codebook(edit_label(book, book.targets[0], Edit("renamed", label), ()), newer)
    page = home.drop("/files/newer", newer)
    assert "The newer codebook is in use from now on" in page
    assert "83 of 83 coded rows stand in an older version" in page
    assert not (folder / "codebook.yaml").exists()
    (kept,) = copies(read(folder))
    assert kept.read_bytes() == before
    assert "so nothing was saved" in home.drop("/files/newer", newer)
    home.drop("/files/newer", kept)
    assert "8 of 83 coded rows" in home.get("/moving")


def test_rows_whose_version_nobody_states_are_named(home, folder):
    text = (folder / "codebook.yaml").read_text("utf-8")
    (folder / "codebook.yaml").write_text(text.replace("[harvest 1]", "[]"), "utf-8")
    page = home.get("/moving")
    assert "8 rows count as newest" in page
    assert "(Harvest 1)" in page or "(harvest 1)" in page


# -- decisions


def test_what_is_decided_on_the_page_is_what_the_workbook_says(home, plan, tmp_path):
    copy = shutil.copytree(plan.folder, tmp_path / "by hand")
    decisions = {SEVENTH: "Talks held, Trust shown", EIGHTH: "garder tel quel"}
    in_workbook(copy / "plan.xlsx", {**decisions, FOURTH: "Talks held"})
    assert "2 decisions were saved." in decide(home, decisions)
    assert "1 decision was saved." in decide(home, {FOURTH: "Talks held"}, "model")
    decided = read_decisions(plan)
    assert decided == read_decisions(Plan.read(copy))
    assert len(decided.decisions) == 3
    assert "saved" not in decide(home, {})
    decide(home, {SEVENTH: ""})
    assert len(read_decisions(plan).decisions) == 2


def test_what_was_decided_meanwhile_stays(home, plan):
    page = home.get("/moving/decide?how=person")
    assert "1 decision was saved." in decide(home, {SEVENTH: "Talks held"})
    late = hidden(page) | {"decision_0": "Trust shown", "decision_1": "none fits"}
    told = home.post("/moving/decide", **late)
    assert "1 line was decided by somebody else meanwhile" in told
    assert "1 decision was saved." in told
    assert read_decisions(plan).decisions[7, "type"].labels == {"TLK"}
    told = home.post("/moving/decide", **{**late, "plan": "another"})
    assert "Meanwhile the plan was made again" in told


def test_what_is_no_decision_is_told_and_not_written(home, plan):
    told = decide(home, {}, other_0="Xyzzy", other_1="=1+1")
    assert "A7: “Xyzzy” has “Xyzzy”, which the codebook does not know" in told
    assert "holds a formula" in told
    assert read_decisions(plan).decisions == {}
    decide(home, {}, other_0=" talks  HELD ")
    assert read_decisions(plan).decisions[7, "type"].labels == {"TLK"}


def test_confidential_texts_are_not_on_the_page(home):
    page = home.get("/moving/decide?how=model")
    assert "A6" in page
    assert "Zanzibar" not in page
    assert "Zanzibar" not in home.get("/moving") + home.get("/moving/trend/report")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_workbook_that_came_back_is_shown_before_it_is_taken(home, plan, tmp_path, language):
    words = Words(language)
    back, by_hand = copy_of(plan, tmp_path), shutil.copytree(plan.folder, tmp_path / "by hand")
    said = {SEVENTH: words("accept_word"), EIGHTH: words("discuss_word")}
    for path in (back, by_hand / "plan.xlsx"):
        in_workbook(path, said, delete=[FOURTH])
    page = home.drop("/files/plan", back)
    assert "3 decisions in it are new" in page
    assert "1 line was deleted in it: its row stays as it is" in page
    assert read_decisions(plan).decisions == {}
    assert "3 decisions were saved." in home.post("/moving/returned", **hidden(page))
    expected = read_decisions(Plan.read(by_hand)).decisions
    assert read_decisions(plan).decisions == expected
    assert expected[4, "type"].state == "keep"


def test_a_workbook_that_came_back_takes_nothing_back(home, plan, tmp_path):
    back = copy_of(plan, tmp_path)
    in_workbook(back, {SEVENTH: "Trust shown", EIGHTH: "no idea"})
    decide(home, {SEVENTH: "Talks held", EIGHTH: "discuss", FOURTH: "keep as it is"})
    decide(home, {FOURTH: "keep as it is"}, "model")
    page = home.drop("/files/plan", back)
    assert "in place of “Talks held”" in page
    assert "which the codebook does not know" in page or "is no decision" in page
    form = hidden(page)
    decide(home, {SEVENTH: "Talks held, Trust shown"})
    assert "Meanwhile something else was decided" in home.post("/moving/returned", **form)
    home.post("/moving/returned", **hidden(home.get("/moving/returned")))
    decisions = read_decisions(plan).decisions
    assert decisions[7, "type"].labels == {"TRU"}
    assert decisions[8, "type"].state == "discuss"
    assert decisions[4, "type"].state == "keep"


def test_a_strange_workbook_is_refused(home, plan, tmp_path):
    back = copy_of(plan, tmp_path)
    book = openpyxl.load_workbook(back)
    book["plan data"]["A2"] = "0123456789abcdef"
    book.save(back)
    assert "belongs to another plan" in home.drop("/files/plan", back)
    assert "is of a kind that is not read here" in home.drop("/files/plan", plan.path)
    assert "Meanwhile" not in home.get("/moving/returned")
    assert read_decisions(plan).decisions == {}


def test_a_decision_that_has_no_cell_of_its_own_is_refused(plan):
    with pytest.raises(ClassifierError, match="no cell of its own for the decision of line “99 x”"):
        write_decisions(plan, {"99 x": "accept"})
    in_workbook(plan.decisions, {SEVENTH: "Talks held"})
    book = openpyxl.load_workbook(plan.decisions)
    sheet = book["Plan"]
    column = next(cell.column_letter for cell in sheet[1] if cell.value == "Decision")
    sheet.merge_cells(f"{column}2:{column}3")
    book.save(plan.decisions)
    before = sha256_of(plan.decisions)
    with pytest.raises(ClassifierError, match="line “8 type”"):
        write_decisions(plan, {EIGHTH: ""})
    assert sha256_of(plan.decisions) == before


# -- what is written


def test_a_harvest_is_moved_and_taken_back_and_itself_never_changed(home, folder, plan, run_jobs):
    harvest = folder / "harvests" / "old.csv"
    before, book = sha256_of(harvest), read_codebook(folder / "codebook.yaml")
    decide(home, {SEVENTH: "Talks held", EIGHTH: "discuss"})
    page = home.get("/moving/apply")
    assert "7 rows would move to the new version." in page
    form = hidden(page)
    home.post("/moving/apply", **form)
    assert run_jobs() == commands_of(page)[:1]
    moved = folder / "work" / "old" / "corrected-1" / "old.csv"
    by_hand = folder / "by hand.csv"
    counts = relabel.apply(plan.folder, harvest, by_hand, relabel.ApplyConfig("Amina")).counts
    assert counts["moved"] == 7
    assert by_hand.read_bytes() == moved.read_bytes()
    assert standing_of(moved, book).versions == {"2": 7, "1": 1}
    # Once more, with what is decided now, and back again.
    assert "Look at it again" not in decide(home, {EIGHTH: "none fits"})
    home.post("/moving/apply", **hidden(home.get("/moving/apply")))
    run_jobs()
    page = home.get("/moving")
    assert "All codings stand in version 2, the newest." in page
    assert "work/old/corrected-2/old.csv" in home.get("/model")
    form = {"harvest": key_of(harvest)}
    for rows, left in (("1 row", {"2": 7, "1": 1}), ("7 rows", {"1": 8})):
        assert f"Take back the move of {rows}" in home.get("/moving")
        home.post("/moving/back", **form)
        (words,) = run_jobs()
        assert words[:2] == ("relabel", "undo")
        assert standing_of(folder / words[4], book).versions == left
    assert "there is nothing to take back" in home.post("/moving/back", **form)
    assert sha256_of(harvest) == before


def test_nothing_is_planned_or_moved_while_a_corrected_copy_is_written(home, folder):
    decide(home, {SEVENTH: "Talks held"})
    form = hidden(home.get("/moving/apply"))
    words = ("audit", "apply", "worklist.xlsx", "--out", "work/old/corrected-1/old.csv")
    Jobs(folder).add("home_job_apply", words)
    old = {f"harvest_{key_of(folder / 'harvests' / 'old.csv')}": "on"}
    for address, filled in (("/moving/plan", old), ("/moving/apply", form)):
        assert "is being written just now" in home.post(address, **filled), address
    assert len(Jobs(folder).all()) == 1


def test_rows_that_are_not_named_are_counted_before_the_move(home, monkeypatch):
    monkeypatch.setattr("classifier.engine.parts._MOST_PROBLEMS", 60)
    seen = Tally()
    seen.note([Problem(Origin("old.csv", n), "row-new", "is new.") for n in range(2, 102)])
    monkeypatch.setattr("classifier.home.moving.apply", lambda *given: seen)
    assert "And 50 more." in home.get("/moving/apply")


def test_what_was_shown_is_what_is_written_or_nothing(home, folder):
    form = hidden(home.get("/moving/apply"))
    decide(home, {SEVENTH: "Talks held"})
    assert "Meanwhile something else was decided" in home.post("/moving/apply", **form)
    assert Jobs(folder).all() == ()
    form = {"stamp": hidden(home.get("/moving/apply"))["stamp"]}
    assert "There is nothing to move" in home.post("/moving/apply", **form)


def test_the_trend_on_the_page_is_that_of_the_command(home, folder, run_jobs, monkeypatch):
    decide(home, {SEVENTH: "Talks held"})
    page = home.get("/moving/trend")
    monkeypatch.chdir(folder)
    result = CliRunner().invoke(cli.app, list(commands_of(page)[0]))
    assert result.exit_code == 0
    assert (folder / "reports" / "trend.html").read_text("utf-8") == home.get(
        "/moving/trend/report"
    )


def test_a_plan_in_her_language_is_told_in_it(folder, plan):
    with written_in("fr"):
        files = [folder / "harvests" / name for name in ("old.csv",)]
        relabel.plan(files, folder / "codebook.yaml", folder / "work/moving/plan-2", WORDS_ALONE)
    opened, visitor = open_at(folder)
    visitor.post("/settings", language="fr")
    page = visitor.get("/moving/decide?how=person")
    assert "garder tel quel" in page
    assert "a été divisé" in page
    # What is no decision is told in her language too, and not marked as another.
    told = decide(visitor, {}, other_0="Xyzzy", other_1="=1+1")
    assert "“Xyzzy” contient “Xyzzy”, que le livre de codes ne connaît pas" in told
    assert "contient une formule, ce qui n’est pas une décision" in told
    path = folder / "harvests" / "old.csv"
    path.write_text(path.read_text("utf-8").replace("\nA7,", "\nB7,"), "utf-8")
    preview = visitor.get("/moving/apply")
    assert ": n’est pas une ligne du plan. Faites un nouveau plan pour elle" in preview
    assert '<span lang="en"' not in preview
    opened.close()


def test_a_damaged_plan_is_told_and_can_be_made_again(home, plan):
    plan.path.write_text("{", "utf-8")
    page = home.get("/moving")
    assert "damaged" in page
    assert "Plan the move" in page
    assert "damaged" in home.get("/moving/decide")
    plan.path.unlink()
    page = home.get("/moving")
    assert "is no plan" in page
    assert commands_of(page)[0][5] == "work/moving/plan-2"


def test_a_copy_that_decides_the_same_changes_nothing(plan, tmp_path):
    seen = read_returned(plan, copy_of(plan, tmp_path))
    assert (dict(seen.decisions), seen.n_missing) == ({}, 0)
