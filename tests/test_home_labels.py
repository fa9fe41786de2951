"""The editor of a codebook on the home page, as a visitor uses it and as strangers would."""

import os
import re
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from test_codebook_kit import SMALL
from test_home_kit import open_at, workbook
from test_review_kit import SECRET, STORIES
from typer.testing import CliRunner

from classifier import cli
from classifier.codebook import parse_codebook, read_codebook
from classifier.codebook.editing import edit_label
from classifier.codebook.files import write_codebook
from classifier.codebook.label_slips import Edit
from classifier.home.labels import keep_changed, mark_of
from classifier.project import create, read
from classifier.project.history import copies
from classifier.project.history import keep as keep_copy
from classifier.project.log import note
from classifier.project.log import read as read_log

BOOK = parse_codebook(SMALL, "codebook.yaml")
LAW = BOOK.target("type").label("LAW")


@pytest.fixture(autouse=True)
def kept(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "kept"))
    monkeypatch.setattr("classifier.home.jobs.start_worker", lambda jobs: None)


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "Our harvests"
    create(folder, "Our harvests")
    (folder / "codebook.yaml").write_text(f"# our remark\n{SMALL}", "utf-8")
    return folder


@pytest.fixture
def home(folder):
    opened, visitor = open_at(folder)
    yield visitor
    opened.close()


def now(folder, label="LAW"):
    return read_codebook(folder / "codebook.yaml").target("type").label(label)


def save(home, **written):
    return home.post("/codebook", **{"target": "type", "label": "LAW", **written})


def test_a_split_is_written_as_by_hand_with_the_harvests_that_were_coded_before(home, folder):
    workbook(folder / "harvests" / "harvest 7.xlsx", codes=True)
    page = save(home, kind="split", names="Law adopted\r\nLaw, stopped")
    assert "Saved as version 3." in page
    edit = Edit("split", LAW, ("Law adopted", "Law, stopped"))
    by_hand = edit_label(BOOK, BOOK.target("type"), edit, ["harvest 7"])
    assert read_codebook(folder / "codebook.yaml") == by_hand
    assert "# our remark" in (folder / "codebook.yaml").read_text("utf-8")
    assert read_log(read(folder))[-1].did == "codebook written on the page: split LAW"


def test_a_page_shows_the_same_difference_as_the_command(home, folder, monkeypatch):
    save(home, name="Rule made", kind="renamed")
    save(home, definition="Another one.")
    page = home.get("/codebook/versions")
    assert re.findall(r'<h2><a href="(.*?)"', page) == [
        "/codebook/versions/1",
        "/codebook/versions/0",
    ]
    assert "made by renaming" in page
    shown = home.get("/codebook/versions/0")
    monkeypatch.chdir(folder)
    command = re.search(r'<code dir="ltr">classifier (.*?)</code>', shown)[1].split()
    said = CliRunner().invoke(cli.app, command).stdout
    difference = re.search(r'<pre class="difference".*?>(.*?)</pre>', shown, re.DOTALL)[1]
    assert "renamed" in difference
    assert said.startswith(difference)


WRONG = {
    "two names": ({"name": "New group", "kind": "renamed"}, "name", "already means"),
    "no name": ({"name": " ", "kind": "renamed"}, "name", "needs a name"),
    "long": ({"definition": "w" * 10_000}, "definition", "10000"),
    "alias": ({"aliases": "Talks held"}, "aliases", "already means"),
    "itself": ({"kind": "merged", "into": "LAW"}, "into", "other label"),
    "nothing": ({"kind": "swallowed"}, "kind", "what you have done"),
    "one piece": ({"kind": "split", "names": "Law adopted"}, "names", "two labels"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_does_not_fit_stays_in_the_form_beside_the_reason(home, folder, name):
    written, field, why = WRONG[name]
    before = (folder / "codebook.yaml").read_bytes()
    page = save(home, **{"include": "kept as <written>", **written})
    assert why in re.search(rf'<p class="wrong" id="e-{field}" dir="auto">(.*?)</p>', page)[1]
    assert f'e-{field}"' in page.replace('id="e-', "")  # whoever hears the field hears why
    assert "kept as &lt;written&gt;" in page
    assert (folder / "codebook.yaml").read_bytes() == before


def test_names_with_separators_and_formulas_are_read_as_written(home, folder):
    save(home, name="=cmd|'/c calc'!A0; or, this", kind="renamed", aliases="a, b\nقانون")
    label = now(folder)
    assert label.name == "=cmd|'/c calc'!A0; or, this"
    assert label.aliases == ("a, b", "قانون", "Law adopted")


def test_the_second_of_two_is_told_and_nothing_is_lost(home, folder):
    mark = mark_of(LAW)
    save(home, definition="Hers.", shown=mark)
    page = save(home, definition="His.", shown=mark)
    assert "somebody has changed this label" in page
    assert '<q dir="auto">Hers.</q>' in page
    assert ">\nHis.</textarea>" in page
    assert now(folder).definition == "Hers."
    again = re.search(r'name="shown" value="(.*?)"', page)[1]
    assert "Saved." in save(home, definition="His.", shown=again)
    assert now(folder).definition == "His."


def test_two_who_write_at_once_both_keep_what_they_wrote(home, folder):
    others = [replace_visitor(home) for _ in range(4)]
    ids = ("LAW", "GRP", "TLK", "NEW")
    writing = [
        threading.Thread(target=other.post, args=("/codebook",),
                         kwargs={"target": "type", "label": one, "definition": f"of {one}"})
        for other, one in zip(others, ids, strict=True)
    ]  # fmt: skip
    for one in writing:
        one.start()
    for one in writing:
        one.join()
    assert [now(folder, one).definition for one in ids] == [f"of {one}" for one in ids]


def replace_visitor(visitor):
    return type(visitor)(visitor.port, visitor.cookie)


def test_a_label_is_added_and_taken_out(home, folder):
    page = home.get("/codebook/new?target=type")
    assert 'action="/codebook/new"' in page
    page = home.post("/codebook/new", target="type", name="Budget, given", parent="POL")
    assert "Saved as version 3." in page
    (label,) = [one for one in read_codebook(folder / "codebook.yaml").target("type").labels
                if one.name == "Budget, given"]  # fmt: skip
    assert (label.parent, label.since) == ("POL", "3")
    page = home.post("/codebook/retire", target="type", label=label.id)
    assert "Saved as version 4." in page
    assert now(folder, label.id).retired == "4"
    assert "until version 4" in home.get("/codebook")
    assert "no such label" in home.post("/codebook/retire", target="type", label=label.id)
    assert "no such label" in home.post("/codebook/new", target="gone", name="X")
    assert "belong to it (2), such as" in home.post(
        "/codebook/retire", target="cluster", label="POL"
    )


def test_sentences_are_seen_beside_a_label_but_never_those_of_confidential_rows(home, folder):
    workbook(folder / "harvests" / "old.xlsx", codes=True)
    assert "Show them" in home.get("/codebook?target=type&label=GRP")
    seen = home.get("/codebook/seen?target=type&label=GRP")
    assert "Coded 4 times." in seen
    assert seen.count("<blockquote") == 1
    everything = "".join(
        home.get(f"/codebook?target=type&label={one}&seen=yes") for one in ("LAW", "GRP", "TLK")
    )
    assert STORIES[1][:30] in everything
    assert STORIES[SECRET][:30] not in everything
    assert (folder / "codebook.yaml").read_text("utf-8") == f"# our remark\n{SMALL}"


def test_advice_speaks_of_what_is_written_and_not_of_what_is_saved(home, folder):
    advice = home.post(
        "/codebook/advice", target="type", label="LAW", name="Talks", examples="a\nb"
    )
    assert "Examples: 2." in advice
    assert "begins “Talks held” (TLK)" in advice
    assert now(folder).name == "Law adopted"


@pytest.mark.parametrize(
    ("language", "said", "hint"),
    [
        ("en", "have the same example.", "Say in “Belongs elsewhere”"),
        ("fr", "ont le même exemple.", "Dites dans « Va ailleurs »"),
        ("ar", "المثال نفسه.", "بيِّن في «مكانه رمز آخر»"),
    ],
)
def test_advice_is_given_in_the_language_of_the_page(folder, language, said, hint):
    opened, visitor = open_at(folder, language)
    example = "the two clans met under the tree"
    label = {"target": "type", "label": "LAW", "name": "Talks", "examples": example}
    page = re.sub("[\u2066-\u2069]", "", visitor.post("/codebook/advice", **label))
    opened.close()
    assert said in page
    assert hint in page.replace("\u00a0", " ")
    assert 'lang="en"' not in page
    assert ("begins “Talks held”" in page) == (language == "en")


@pytest.mark.parametrize(
    ("language", "said", "hint"),
    [
        ("en", "has no column with the outcome&#39;s text.", "or choose which one holds it."),
        ("fr", "n’a pas de colonne avec le texte de l’effet.", "Colonnes trouvées"),
        ("ar", "عمود فيه نص النتيجة.", "أو اختر العمود الذي يحويه."),
    ],
)
def test_a_harvest_that_cannot_be_read_is_told_of_in_the_language_of_the_page(
    folder, language, said, hint
):
    (folder / "harvests" / "h.csv").write_text("Mood,Colour\ngood,red\n", "utf-8")
    opened, visitor = open_at(folder, language)
    key = re.search('href="(/harvests/[^"]+)"', visitor.get("/harvests"))[1]
    pages = [visitor.get("/harvests"), visitor.get(key)]
    opened.close()
    for page in pages:
        assert said in page
        assert hint in page
        assert "--column" not in page
        assert '<span lang="en"' not in page


@pytest.mark.parametrize("ending", ["csv", "qdc"])
def test_a_file_without_history_becomes_a_workbook_when_a_label_changes(tmp_path, ending):
    folder = tmp_path / "p"
    create(folder, "p")
    path = folder / f"codebook.{ending}"
    write_codebook(BOOK, path)
    opened, visitor = open_at(folder)
    label = next(one for one in read_codebook(path).targets[0].labels if "Law" in one.name)
    target = read_codebook(path).targets[0].id
    where = {"target": target, "label": label.id}
    page = visitor.post("/codebook", **where, definition="Now defined.")
    assert "Saved." in page
    assert read_codebook(path).targets[0].label(label.id).definition == "Now defined."
    page = visitor.post("/codebook", **where, name="Rule", kind="renamed")
    opened.close()
    assert f"codebook.{ending} cannot hold how labels change" in page
    book = read_codebook(folder / "codebook.xlsx")
    assert (book.changes[0].kind, book.targets[0].label(label.id).name) == ("rename", "Rule")
    assert not path.exists()
    assert len(copies(read(folder))) == 2


def test_a_codebook_that_is_open_elsewhere_stays_the_only_one(folder, home, monkeypatch):
    (folder / "codebook.yaml").unlink()
    path = folder / "codebook.csv"
    write_codebook(BOOK, path)
    unlink = Path.unlink

    def locked(self, missing_ok=False):
        if self == path:
            raise PermissionError(13, "open in Excel", str(self))
        unlink(self, missing_ok)

    monkeypatch.setattr(Path, "unlink", locked)
    before, book = path.read_bytes(), read_codebook(path)
    where = {"target": book.targets[0].id, "label": book.targets[0].labels[0].id}
    page = home.post("/codebook", **where, name="Rule", kind="renamed")
    assert "codebook.csv is open in another program" in page
    newer = folder / "newer.yaml"
    newer.write_text(SMALL, "utf-8")
    assert "codebook.csv is open in another program" in home.drop("/files/newer", newer)
    assert (read(folder).codebook, path.read_bytes()) == (path, before)


@pytest.mark.parametrize("put_there", [False, True])
def test_of_two_codebooks_that_a_kill_left_the_newer_counts(folder, put_there):
    keep_copy(read(folder))
    newer = folder / "codebook.xlsx"
    write_codebook(BOOK, newer)
    if put_there:  # the newer one was in use already, so that a person brought back the older
        note(read(folder), "codebook written on the page", "Amina", (), [newer])
    opened, visitor = open_at(folder)
    page = visitor.get("/")
    opened.close()
    assert ("another codebook took the place of" in page) is not put_there
    assert len(read(folder).codebooks) == 1 + put_there
    assert newer.exists()


def test_a_codebook_from_elsewhere_waits_for_what_a_page_writes(folder, monkeypatch, tmp_path):
    opened, visitor = open_at(folder)
    held = []
    monkeypatch.setattr("classifier.home.newer_codebook.keep",
                        lambda project: held.append(opened._home.writing.locked()))  # fmt: skip
    newer = tmp_path / "newer.yaml"
    newer.write_text(SMALL, "utf-8")
    visitor.drop("/files/newer", newer)
    opened.close()
    assert held == [True]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system starts no copy of a process")
@pytest.mark.parametrize(
    "moment",
    ["classifier.home.labels.keep", "classifier.outputs.os.replace", "classifier.home.labels.note"],
)
def test_a_kill_in_the_middle_loses_nothing(folder, monkeypatch, moment):
    path, law = folder / "codebook.yaml", replace(LAW, definition="Written as it died.")
    before, project = path.read_bytes(), read(folder)

    def change(book):
        return edit_label(book, book.target("type"), Edit("corrected", law), [])

    child = os.fork()
    if not child:
        monkeypatch.setattr(moment, lambda *_, **__: os._exit(9))
        keep_changed(project, change, "corrected LAW", "Amina")
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
    if moment.endswith("note"):
        assert now(folder) == law
        assert [one.read_bytes() for one in copies(project)] == [before]
    else:
        assert path.read_bytes() == before
        assert keep_changed(project, change, "corrected LAW", "Amina").changed
    assert [one.name for one in folder.rglob(".*unfinished*") if one.parent == folder] == []
    assert not [one for one in copies(project) if one.read_bytes() != before]
