"""The methods annex: what is known is counted, what is not is said, and no text stands in it."""

import csv
import io
import json
import shutil
from dataclasses import replace
from unittest.mock import patch

import docx
import pytest
from test_codebook_kit import SMALL
from test_in_project import typed

from classifier.annex import document, gather, write
from classifier.edit.provenance import RowEdit, Signature, signed_cells
from classifier.project import create, read
from classifier.project.log import note
from classifier.report.document import Points, Table
from classifier.translations import say, written_in

SECRET = "qvzabtujxkcd"
HEADINGS = (
    "FragmentID", "OH-harvesting period", "Country", "Outcome description",
    "Significance of the outcome", "Outcome statements is CONFIDENTIAL", "MCQType of change",
    "TypeOfChangeCluster", "Link to SCC Specific Objectives", "Coder", "Codebook version",
)  # fmt: skip
TYPE, OBJECTIVE = HEADINGS[6], HEADINGS[8]


def harvest_rows():
    """Four coded by people before, the last of them by another one; then four without codes."""
    rows = []
    for i in range(8):
        hidden = i in (3, 7)
        words = f"the {SECRET}{i} community met and settled a matter about water number {i}"
        codes = ("Talks held", "Mobilizing", "PHR: Peace", f"{SECRET}y" if hidden else "Zoë", "1")
        name = f"{SECRET}-harvest" if hidden else "harvest 1"
        cells = (f"{SECRET}{i}", name, "Mali", words, "", "YES" if hidden else "")
        rows.append(dict(zip(HEADINGS, cells + (codes if i < 4 else ("",) * 5), strict=True)))
    return rows


def decided(row, how, day="2025-03-02", who="Amina", **more):
    """Return a row as ``finish`` writes it."""
    edit = RowEdit(
        {TYPE: "New group", "Coder": who, **more},
        {"Type of change": (TYPE, how)},
        Signature(who, day),
        model="first@1",
    )
    return {**row, **signed_cells(edit, row, 1)}


def csv_of(rows):
    stream = io.StringIO()
    headings = dict.fromkeys(heading for row in rows for heading in row)
    writer = csv.DictWriter(stream, headings, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue()


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    """A project in which everything was done once, with counts that are known."""
    project = create(tmp_path_factory.mktemp("annex") / "p", "Scoping")
    place = project.folder
    (place / "codebook.yaml").write_text(SMALL, "utf-8")
    old = SMALL.replace("Talks held", "Meetings").replace("Groups in conflict meet", "They meet")
    (place / "codebook-history/2025-01-31T10.00.00.000.yaml").write_text(old, "utf-8")
    rows = harvest_rows()
    harvest, coded = place / "harvests/h.csv", place / "work/h/coded.csv"
    harvest.write_text(csv_of(rows), "utf-8")
    coded.parent.mkdir()
    hows = {4: "accepted", 5: "changed", 6: "by hand", 7: "accepted"}
    for i, how in hows.items():
        rows[i] = decided(rows[i], how)
    rows[5] = {**rows[5], "Decided on": "2025-03-09", "Decided by": "Ben"}
    coded.write_text(csv_of(rows), "utf-8")
    note(project, "suggest", "ana", ["suggest", "harvests/h.csv"], [harvest])
    finish = ["finish", "/home/amina/amina.csv", "--coder", "Amina"]
    note(project, "finish", "Amina", finish, [coded], figures={"accepted": 2})
    agree = {"both: Type of change": 40, "equal: Type of change": 30, "alpha: Type of change": 0.7,
             "alpha from: Type of change": 0.55, "alpha to: Type of change": 0.85}  # fmt: skip
    note(project, "adjudicate", "ana", ["adjudicate"], [], figures=agree)
    note(project, "sample", "ana", ["sample"], [], figures={"drawn": 40, "of": 90})
    found = {"fragments": 90, "findings": 31, "look at": 20}
    note(project, "audit", "ana", ["audit"], [], figures=found)
    applied = {"changed": 7, "followed": 3, "kept": 11, "to discuss": 2, "elsewhere": 0}
    note(project, "audit apply", "Ben", ["audit", "apply"], [], figures=applied)
    note(project, "undo", "Ben", ["undo"], [], figures={"undone": 6, "refused": 1})
    plan = {"rows": 50, "rule": 21, "model": 13, "person": 8}
    note(project, "relabel plan", "ana", ["relabel", "plan"], [], figures=plan)
    moved = {"moved": 44, "waits": 5, "refused": 1}
    note(project, "relabel apply", "ana", ["relabel", "apply"], [], figures=moved)
    note(project, "train: not done", "ana", ["train"], [])
    for did, figures in (
        ("in", {"fragments": 12, "coded": 9}),
        ("out", {"fragments": 8, "coded": 7}),
    ):
        note(project, f"exchange {did}", "ana", ["exchange", did], [], figures=figures)
    write_model(place)
    project.file.write_text(project.file.read_text("utf-8") + "model: first\n", "utf-8")
    return read(place)


def write_model(place):
    estimate = {"value": 0.61, "low": 0.52, "high": 0.7}
    figures = ("ranking micro_f1 macro_f1 calibration_error precision_at_1 micro_precision "
               "micro_recall").split()  # fmt: skip
    label = {"id": "LAW", "name": "Law adopted", "support": 4, "n_suggested": 3,
             "evaluable": "too few", "retired": False, "figures": {"f1": estimate}}  # fmt: skip
    target = {"target": "type", "title": "Type of change", "n_coded": 64, "n_none": 0,
              "n_groups": 9, "figures": dict.fromkeys(figures, estimate),
              "labels": [label]}  # fmt: skip
    setting = {"kind": "held-out", "title": "", "model": "first", "codebook": "Small",
               "codebook_version": "2", "groups": "country-harvest", "n_fragments": 70,
               "n_groups": 9, "harvests": [], "languages": {"en": 70}, "seed": 0,
               "notices": []}  # fmt: skip
    nothing = {"target": "type", "n": 64, "promised": 0.9, "accepted": dict.fromkeys(estimate)}
    report = {"setting": setting, "targets": [target], "replays": [nothing]}
    facts = {"date": "2025-02-01", "codebook_version": "2", "n_fragments": 70,
             "n_confidential": 6, "n_coded": {"type": 64},
             "packages": {"numpy": "2.1"}}  # fmt: skip
    manifest = {"encoders": [{"name": "use"}], "facts": facts}
    folder = place / "models/first/evaluation"
    folder.mkdir(parents=True)
    (folder / "report.json").write_text(json.dumps(report), "utf-8")
    (folder.parent / "manifest.json").write_text(json.dumps(manifest), "utf-8")


@pytest.fixture(scope="module")
def markdown(done):
    """What is told of it."""
    return told(done)


@pytest.fixture
def project(done, tmp_path):
    """A copy to change."""
    shutil.copytree(done.folder, tmp_path / "p")
    return read(tmp_path / "p")


def told(project, ending=".md", language="en", **choices):
    """Return the annex as text; of a document for Word its paragraphs and cells."""
    place = project.folder / f"annex{ending}"
    with written_in(language):
        write(document(gather(project, **choices)), [place], force=True)
    if ending != ".docx":
        return place.read_text("utf-8")
    word = docx.Document(str(place))
    cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in word.paragraphs), *cells])


def test_fragments_and_decisions_are_counted_once(done):
    coding = gather(done).coding
    assert (coding.fragments, coding.coded, coding.decided_fragments) == (8, 8, 4)
    assert coding.decided == {"accepted": 2, "changed": 1, "by hand": 1}
    assert coding.by_harvest == {"": (2, 2), "harvest 1": (6, 6)}
    assert coding.undecided == 0
    assert coding.models == {"first@1": 4}
    people = [(c.name, c.fragments, c.first, c.last) for c in coding.coders]
    assert people == [
        ("Amina", 4, "2025-03-02", "2025-03-02"),
        ("Zoë", 3, "", ""),
        ("", 1, "", ""),
        ("Ben", 1, "2025-03-09", "2025-03-09"),
    ]


def test_a_coded_workbook_that_was_put_among_the_harvests_counts_once(project):
    shutil.copy(project.folder / "work/h/coded.csv", project.folder / "harvests/h-coded.csv")
    assert gather(project).coding == gather(project).coding
    assert gather(project).coding.decided == {"accepted": 2, "changed": 1, "by hand": 1}


def test_a_step_before_the_last_one_counts_too(project):
    written = (project.folder / "work/h/coded.csv").read_text("utf-8")
    rows = list(csv.DictReader(io.StringIO(written)))
    edit = RowEdit(
        {TYPE: "Law adopted"},
        {"Type of change": (TYPE, "changed")},
        Signature("Ben", "2025-04-01"),
        where="worklist.xlsx F001",
    )
    row = {heading: text for heading, text in rows[4].items() if text}
    rows[4] = {**row, **signed_cells(edit, row, 2)}
    (project.folder / "work/h/corrected-1").mkdir()
    (project.folder / "work/h/corrected-1/h.csv").write_text(csv_of(rows), "utf-8")
    coding = gather(project).coding
    assert coding.decided == {"accepted": 2, "changed": 1, "by hand": 1}
    assert {c.name: (c.fragments, c.last) for c in coding.coders}["Ben"] == (2, "2025-04-01")


SAID = (
    "| h.csv | 8 | 4 | 2 | 0 |",
    "8 fragments were harvested, in 1 files; 8 of them carry codes.",
    "| 2 | 2025-01-31 | never | Type of change: 4; Cluster: 2; Objective: 2 | – |",
    "1 renamed, 1 wording changed",
    "7 coded fragments are in the words of version 1.",
    "| 40 | 30 | 0.70 (0.55 to 0.85) |",
    "12 entries were taken over from another program, 9 of them coded there.",
    "8 fragments were handed over to another program, 7 of them coded.",
    "40 of 90 fragments were drawn for two coders.",
    "It learned from 70 fragments, 6 of them confidential.",
    "Coded fragments it learned from: Type of change: 64.",
    "sentence encoders, whose weights were not changed: use.",
    "| Type of change | 64 | 0.61 (0.52–0.70) |",
    "Kept apart from it: everything from one country in one harvest, and twins.",
    "how well these labels are found is not known: Law adopted.",
    "There are only 9 groups of fragments.",
    "Of 4 fragments something was decided beside suggestions.",
    "| accepted as suggested | 2 | 50 % |",
    "The suggestions came from: first@1 (4 fragments).",
    "| 90 | 31 | 20 |",
    "7 codings were put right, 11 kept as recorded, 2 left to discuss; 3 more followed by rule.",
    "the last step was taken back in 6 rows; 1 that were changed since stayed.",
    "a plan for 50 rows; of its codings 21 were decided by rule, 13 by a model, and 8 were left",
    "44 rows were moved; 5 wait for a person, 1 were refused",
    "Of 4 coded fragments nothing tells how their codes came about",
    "The model was trained with: numpy 2.1.",
    "1 command ended in an error and is left out.",
    "classifier finish amina.csv --coder Amina |",
)


@pytest.mark.parametrize("sentence", SAID)
def test_what_was_done_is_told(markdown, sentence):
    assert sentence in markdown.replace("\N{NO-BREAK SPACE}", " ").replace("\\", "")


ABSENT = (
    "annex_no_log annex_no_harvests annex_no_codebook annex_no_coders annex_no_double "
    "annex_no_model annex_no_suggestions annex_no_audit annex_not_moved annex_no_commands "
    "annex_limit_alone"
).split()


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_what_nobody_did_is_told_in_every_language(tmp_path, language):
    empty = create(tmp_path / "p", "Empty")
    shown = told(empty, ".docx", language)
    with written_in(language):
        for key in ABSENT:
            assert say(key) in shown


@pytest.mark.parametrize("language", ["en", "ar"])
def test_word_and_markdown_tell_the_same(done, language):
    markdown = told(done, ".md", language).replace("\\", "")
    with written_in(language):
        laid_out = document(gather(done))
    word = docx.Document(str(write_word(done, language)))
    tables = [b for section in laid_out.sections for b in section.blocks if isinstance(b, Table)]
    assert len(tables) == len(word.tables) > 6
    for table, drawn in zip(tables, word.tables, strict=True):
        cells = [[cell.text for cell in row.cells] for row in drawn.rows]
        assert cells[0] == [heading.text for heading in table.headings]
        assert cells[1:] == [[cell.text for cell in row] for row in table.rows]
        for row in cells:
            assert f"| {' | '.join(' '.join(cell.split()) for cell in row)} |" in markdown
    lines = [paragraph.text for paragraph in word.paragraphs]
    points = [b for section in laid_out.sections for b in section.blocks if isinstance(b, Points)]
    assert [item for one in points for item in one.items if item not in lines] == []


def write_word(project, language):
    told(project, ".docx", language)
    return project.folder / "annex.docx"


PROOFING = {"en": "en-GB", "fr": "fr-FR", "ar": "ar-SA"}


@pytest.mark.parametrize("language", PROOFING)
def test_a_document_for_word_has_its_title_language_and_table_heads(done, language):
    word = docx.Document(str(write_word(done, language)))
    assert word.core_properties.language == PROOFING[language]
    assert word.core_properties.title == word.paragraphs[0].text != ""
    assert word.paragraphs[0].style.name == "Title"
    assert sum(p.style.name == "Heading 1" for p in word.paragraphs) == 10
    assert sum(p.style.name == "Caption" for p in word.paragraphs) == len(word.tables)
    for table in word.tables:
        assert "w:tblHeader" in table.rows[0]._tr.xml
        assert ("w:bidiVisual" in table._tbl.tblPr.xml) == (language == "ar")


def test_the_same_project_gives_the_same_file(done):
    with patch("time.localtime", return_value=(2001, 2, 3, 4, 5, 6, 0, 34, 0)):
        before = write_word(done, "en").read_bytes()
    assert write_word(done, "en").read_bytes() == before


@pytest.mark.parametrize("ending", [".html", ".md", ".docx"])
@pytest.mark.parametrize("names", [True, False])
def test_no_text_and_no_id_of_a_fragment_stands_in_it(done, ending, names):
    assert SECRET not in told(done, ending, names=names).lower()


@pytest.mark.parametrize("ending", [".html", ".md", ".docx"])
def test_people_are_numbered_where_names_are_left_out(done, ending):
    shown = told(done, ending, names=False)
    assert {name for name in ("Amina", "Ben", "Zoë", "ana") if name in shown.split()} == set()
    assert "amina" not in shown.lower()
    assert "Coder 1" in shown
    assert "coder-1.csv --coder coder-1" in shown.replace("\\", "")


@pytest.mark.parametrize("ending", [".html", ".md", ".docx"])
def test_names_that_no_file_holds_stop_nothing(project, ending):
    name = "A\x01\x0bna\uffff <b>|*" + 300 * "x"
    note(project, "check", name, ["check", "h\udcff.csv"], [])
    shown = told(replace(project, name=name), ending)
    assert 300 * "x" in shown
    assert "<b>" not in shown or ending == ".docx"


def test_a_log_that_was_put_together_is_sorted_and_said(project):
    lines = project.log_path.read_bytes().splitlines(keepends=True)
    odd = b'<<<<<<< HEAD\n{"when": "yesterday", "who": "", "did": "", "command": [], "files": []}\n'
    later = lines[1].replace(b'"2', b'"3', 1)
    project.log_path.write_bytes(b"".join([later, odd, *lines, lines[2]]))
    annex = gather(project)
    assert annex.out_of_order
    assert (annex.broken_lines, annex.repeated_lines) == (2, 1)
    assert [action.when for action in annex.actions] == sorted(a.when for a in annex.actions)
    shown = told(project)
    for words in ("2 lines of the log could not be read", "sorted here", "1 line stood in the log"):
        assert words in shown


DAMAGE = {
    "models/first/manifest.json": "not counted: models/first.",
    "models/first/evaluation/report.json": "Its report is missing or was changed",
    "codebook.yaml": "not counted: codebook.yaml.",
    "codebook-history/2025-01-31T10.00.00.000.yaml": "cannot be read",
    "harvests/h.csv": "| h.csv | – | – | – | – |",
    "log.jsonl": "The log tells of no command.",
}


@pytest.mark.parametrize("name", DAMAGE)
@pytest.mark.parametrize("content", [b"\x00\xff{", b"", b'{"setting": {"kind": "unseen"}}'])
def test_what_cannot_be_read_is_told_and_stops_nothing(project, name, content):
    (project.folder / name).write_bytes(content)
    if name == "harvests/h.csv":
        shutil.rmtree(project.folder / "work")
    shown = told(project).replace("\\", "")
    assert DAMAGE[name] in shown or (name == "harvests/h.csv" and "| h.csv | 0 |" in shown)


def test_a_report_whose_figures_are_no_numbers_is_not_taken(project):
    place = project.folder / "models/first/evaluation/report.json"
    place.write_text(place.read_text("utf-8").replace("0.61", '"high"'), "utf-8")
    assert "Its report is missing or was changed" in told(project)


def test_what_the_log_does_not_tell_is_named(project):
    report = {"n_fragments": 12, "n_findings": {"a": 3, "b": 1}, "look_at": {"look_at": 5},
              "agreement": {"type": {"n_twice": 20, "total": {
                  "masi": {"value": 0.5, "low": 0.4, "high": 0.6},
                  "equal": {"value": 0.75, "low": None, "high": None}}}}}  # fmt: skip
    (project.folder / "reports/outside").mkdir()
    (project.folder / "reports/outside/report.json").write_text(json.dumps(report), "utf-8")
    (project.folder / "harvests/h.csv").write_text(csv_of(harvest_rows()[:3]), "utf-8")
    note(project, "audit apply", "Ben", ["audit", "apply"], [])
    note(project, "exchange in", "Ben", ["exchange", "in"], [])
    shown = told(project).replace("\\", "")
    assert "there was an exchange with another program, and the log does not tell" in shown
    assert "how these came about: models/first, reports/outside." in shown
    assert "| not told | 12 | 4 | 5 |" in shown
    assert "| Type of change | 20 | 15 | 0.50 (0.40 to 0.60) |" in shown
    assert "Changed since the last command that read them: h.csv." in shown
    assert "and the log does not tell with what result" in shown
    (project.folder / "harvests/h.csv").unlink()
    assert "not in the project any more: h.csv." in told(project).replace("\\", "")


def test_the_command_writes_a_page_by_itself_and_every_kind_that_is_named(project):
    (project.folder / "annex.md").unlink(missing_ok=True)
    code, out, _ = typed(project.folder, "methods")
    assert (code, (project.folder / "reports/methods.html").is_file()) == (0, True)
    assert "Read it before you pass it on" in out
    kinds = " ".join(f"--out {name}" for name in ("a.html", "a.md", "a.docx"))
    code, out, _ = typed(project.folder.parent, f"methods p {kinds} --language fr --without-names")
    assert (code, "Written: a.html, a.md, a.docx" in out) == (0, True)
    assert "# Annexe méthodologique" in (project.folder.parent / "a.md").read_text("utf-8")


REFUSED = {
    "methods": "a.md exists already",
    "methods --out a.pdf": "a.pdf must end in .html or .md or .docx",
    "methods --out missing/a.md": "The folder missing does not exist",
}


@pytest.mark.parametrize("command", REFUSED)
def test_what_cannot_be_written_is_refused_before_the_work(project, command):
    (project.folder / "a.md").write_text("mine", "utf-8")
    words = command if "--out" in command else f"{command} --out a.md"
    code, _, said = typed(project.folder, words)
    assert code == 1
    assert REFUSED[command] in said
    assert (project.folder / "a.md").read_text("utf-8") == "mine"


def test_outside_of_a_project_a_folder_is_asked_for(tmp_path):
    code, _, said = typed(tmp_path, "methods --out a.md")
    assert (code, "is no project" in said) == (2, True)
