"""The home page as a visitor sees it, from an empty folder on, and strange files."""

import html
import http.client
import json
import os
import re
import shutil
import stat
import subprocess
import sys
import zipfile
from pathlib import Path
from urllib.parse import urlsplit

import openpyxl
import pytest
from test_home_kit import multipart, open_at, project_at_work, workbook
from test_review_kit import STORIES, Visitor, small_model
from typer.testing import CliRunner

from classifier import cli
from classifier.check import check
from classifier.codebook import read_codebook
from classifier.errors import ClassifierError, ProjectError
from classifier.home import commands
from classifier.home.facts import key_of
from classifier.home.jobs import Jobs
from classifier.home.run import HomeConfig, last_project, open_home
from classifier.home.uploads import HARVESTS, LARGEST_FILES, name_for
from classifier.home.welcome import AlreadyOpen
from classifier.project import create, read
from classifier.project.hand_over import hand_over
from classifier.project.history import copies
from classifier.translations import LANGUAGES, said_in

OLE = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(5_000)
# Among the columns one that holds codes, and none that is called so.
DIRTY = """\
FragmentID,Country,Outcome description,Significance of the outcome,MCQType of change,\
TypeOfChangeCluster,Kinds,CONFIDENTIAL,Status,Outcome is negative,Coder
SCC-SYR/PHR001,Mali,Call 0933 123 456.,It was time.,Law adoptd,Mobilizing,PHR: Peace,NO,Outcome,,Ana
,Atlantis,Kovi <person> wrote to a@b.org about the well.,So it was.,New group,Policies,,,Output,,
SCC-MLI/PHR003,Mali,Women founded a committee.,It was time.,New group,,PHR: Peace,perhaps,,?,Ana
SCC-MLI/PHR003,Mali,Women founded a committee.,It was time.,Talks held,Mobilizing,,,,,Ana
SCC-MLI/PHR003,Mali,Women founded a committee.,It was time.,Law adopted,Policies,,,,,
SCC-MLI/PHR003,Mali,Another text.,It was time.,Nothing fits,Policies,,,,,ana
SCC-MLI/PHR004,Mali,,It was time.,,,,,,,
SCC-MLI/PHR005,Mali,,,,,,,,,
SCC-MLI/PHR006,Mali,We held five workshops on peace.,"It was, time.",n/a,,,,,,Ana
SCC-MLI/PHR007,Mali,A law on land was made.,Big.,Law adopted,Policies,,,,,Ana,more,cells
45000,Mali,Elders met the clan.,Big.,Talks held,,,,,,Ana
Total,,,,,,,,,,
"""
PAGES = ("/", "/codebook", "/harvests", "/model", "/coding", "/annex", "/hand-over")


@pytest.fixture(autouse=True)
def kept(tmp_path, monkeypatch):
    """Keep what is remembered of the user in the test's own folder, and run no job."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "kept"))
    monkeypatch.setattr("classifier.home.jobs.start_worker", lambda jobs: None)


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "Our harvests"


@pytest.fixture
def home(folder):
    opened, visitor = open_at(folder)
    yield visitor
    opened.close()


@pytest.fixture(scope="module")
def model(tmp_path_factory, codebook):
    return small_model(tmp_path_factory.mktemp("models"), codebook)


@pytest.fixture
def at_work(folder, codebook_path, model):
    """A project with a codebook, a coded harvest, a new one and a model."""
    project_at_work(folder, codebook_path, model)
    opened, visitor = open_at(folder)
    yield visitor
    opened.close()


def command_of(page):
    """The command at the foot of a page."""
    shown = re.search(r'<code dir="ltr">(.*?)</code>', page)[1]
    return shown.replace("&#34;", '"').replace("&quot;", '"')


# -- where it begins


def test_an_empty_folder_becomes_a_project_that_says_what_to_do_first(home, folder):
    page = home.get("/")
    assert "Drop your coded workbooks here" in page
    assert "Our harvests" in page
    assert (folder / "project.yaml").is_file()
    for path in PAGES:
        assert home.ask("GET", path)[0] == 200


def test_the_first_page_of_an_empty_project_loads_no_reader_and_nothing_that_learns(folder):
    code = (
        "import sys, urllib.request as u; from pathlib import Path; import classifier.cli;"
        "from classifier.home.run import HomeConfig, open_home;"
        f"opened = open_home(HomeConfig(Path({str(folder)!r}), 'Amina'));"
        "keys = opened.keys; visitor = u.build_opener(u.HTTPCookieProcessor());"
        "visitor.open(keys.address(keys.token)).read();"
        "page = visitor.open(f'http://127.0.0.1:{keys.port}/').read();"
        "assert b'Our harvests' in page; opened.close(); print(*sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert "classifier.home.site" in loaded
    assert loaded.isdisjoint(
        {"numpy", "pandas", "sklearn", "scipy", "onnxruntime", "lxml", "python_calamine",
         "classifier.codebook", "classifier.harvest", "classifier.encode"}
    )  # fmt: skip


def test_a_folder_with_something_else_in_it_is_left_alone(folder):
    folder.mkdir()
    (folder / "letters.txt").write_text("Dear all")
    with pytest.raises(ProjectError, match="not empty"):
        open_home(HomeConfig(folder, "Amina"))
    assert [one.name for one in folder.iterdir()] == ["letters.txt"]


def test_a_second_start_finds_the_first_one(home, folder):
    with pytest.raises(AlreadyOpen) as there:
        open_home(HomeConfig(folder, "Amina"))
    parts = urlsplit(there.value.address)
    assert parts.port == home.port
    assert Visitor(home.port).enter(there.value.address) == 200


@pytest.mark.skipif(sys.platform == "win32", reason="folders of a user are their own there")
def test_nobody_else_can_read_where_it_runs(home, folder):
    address = folder / "work" / "home.address"
    assert stat.S_IMODE(address.stat().st_mode) == 0o600


def test_the_address_is_gone_at_the_end_and_the_project_can_be_opened_again(folder):
    opened, visitor = open_at(folder)
    assert "The program has ended" in visitor.post("/quit")
    opened.close()
    assert not (folder / "work" / "home.address").exists()
    again, _ = open_at(folder)
    again.close()


def test_an_address_left_by_a_dead_run_leads_nobody_astray(folder):
    create(folder, "x")
    (folder / "work" / "home.address").write_text(json.dumps({"port": 1, "token": "x"}))
    opened, visitor = open_at(folder)
    assert visitor.ask("GET", "/")[0] == 200
    opened.close()


def test_the_last_project_is_opened_where_no_folder_is_named(folder, tmp_path, monkeypatch):
    opened, _ = open_at(folder)
    opened.close()
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert last_project() == folder
    opened, _ = open_at(None)
    assert opened.folder == folder
    opened.close()


def test_without_any_project_it_asks_for_a_name_which_never_becomes_a_path(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    documents = tmp_path / "Documents"
    documents.mkdir()
    monkeypatch.setattr("classifier.home.welcome.documents", lambda: documents)
    opened, visitor = open_at(None)
    assert "What is your project called?" in visitor.get("/")
    assert "Write a name first" in visitor.post("/projects/new", name=" . ")
    page = visitor.post("/projects/new", name="../../Our: harvests")
    assert "Drop your coded workbooks here" in page
    assert [one.name for one in documents.iterdir()] == ["_.._Our_ harvests"]
    opened.close()


def test_projects_among_the_documents_can_be_opened(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    documents = tmp_path / "Documents"
    documents.mkdir()
    create(documents / "Mali", "Mali 2024")
    monkeypatch.setattr("classifier.home.welcome.documents", lambda: documents)
    opened, visitor = open_at(None)
    assert ">Mali</button>" in visitor.get("/")
    assert "Welcome" in visitor.post("/projects/open", project="7")
    assert "Mali 2024" in visitor.post("/projects/open", project="0")
    opened.close()


@pytest.mark.parametrize(
    ("looks", "in_project", "ran"),
    [
        (True, False, ["the page"]),
        (True, True, ["classifier", "home"]),  # where the project is told of it
        (False, False, ["classifier"]),
    ],
)
def test_without_arguments_the_page_opens_where_somebody_looks(
    monkeypatch, tmp_path, looks, in_project, ran
):
    asked = []
    if in_project:
        create(tmp_path, "Mali")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["classifier"])
    monkeypatch.setattr("classifier.cli._somebody_looks", lambda: looks)
    monkeypatch.setattr("classifier.cli.home.home", lambda: asked.append("the page"))
    monkeypatch.setattr("classifier.cli.app", lambda: asked.extend(sys.argv))
    cli.main()
    assert asked == ran


def test_a_program_without_a_terminal_shows_its_help(tmp_path):
    command = [sys.executable, "-m", "classifier"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=False)
    assert done.returncode == 2
    assert "Usage:" in done.stdout + done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_project_that_was_handed_over_is_opened_from_its_zip(tmp_path, monkeypatch):
    documents = tmp_path / "documents"
    monkeypatch.setattr("classifier.home.welcome.documents", lambda: documents)
    monkeypatch.chdir(tmp_path)
    hand_over(create(tmp_path / "Ours", "Our harvests"), tmp_path / "ours.zip")
    opened, visitor = open_at(None)
    (tmp_path / "no.zip").write_bytes(b"PK\x03\x04 and no more")
    page = visitor.drop("/projects/zip", tmp_path / "no.zip")
    assert "no.zip is damaged" in page
    assert list(documents.iterdir()) == []
    page = visitor.drop("/projects/zip", tmp_path / "ours.zip")
    assert '<h1 dir="auto">Our harvests</h1>' in page
    assert opened.folder == documents / "Ours"
    opened.close()


def test_another_project_can_be_opened_from_the_first_page(tmp_path, monkeypatch):
    monkeypatch.setattr("classifier.home.welcome.documents", lambda: tmp_path)
    create(tmp_path / "One", "One")
    create(tmp_path / "Two", "Two")
    opened, visitor = open_at(tmp_path / "One")
    assert 'action="/another"' in visitor.get("/")
    page = visitor.post("/another")
    assert "Welcome" in page
    assert not (tmp_path / "One" / "work" / "home.address").exists()
    elsewhere, _ = open_at(tmp_path / "One")
    assert "One is open already" in visitor.post("/projects/open", project="0")
    assert "Two" in visitor.post("/projects/open", project="1")
    elsewhere.close()
    opened.close()


def test_a_project_that_cannot_be_read_can_be_tried_again(tmp_path, monkeypatch):
    monkeypatch.setattr("classifier.home.welcome.documents", lambda: tmp_path)
    monkeypatch.chdir(tmp_path)
    create(tmp_path / "One", "One")
    (tmp_path / "One" / "project.yaml").write_text("name: One\nlanguage: xx\n")
    opened, visitor = open_at(None)
    for _ in range(2):
        assert "languages are" in visitor.post("/projects/open", project="0")
    (tmp_path / "One" / "project.yaml").write_text("name: One\n")
    assert '<h1 dir="auto">One</h1>' in visitor.post("/projects/open", project="0")
    opened.close()


# -- files


def test_dropped_harvests_lie_in_the_project_and_a_codebook_is_drafted(home, folder, tmp_path):
    first = workbook(tmp_path / "harvest 1.xlsx", codes=True)
    page = home.drop("/files/harvests", first, workbook(tmp_path / "h2.xlsx", codes=True))
    assert "Drafting the codebook" in page
    kept = folder / "harvests" / "harvest 1.xlsx"
    assert kept.read_bytes() == first.read_bytes()
    (job,) = Jobs(folder).all()
    assert list(job.argv) == [
        "codebook", "draft", "harvests/h2.xlsx", "harvests/harvest 1.xlsx", "--out",
        "codebook.xlsx",
    ] or set(job.argv[2:4]) == {"harvests/h2.xlsx", "harvests/harvest 1.xlsx"}  # fmt: skip


def test_a_file_that_is_there_is_not_taken_twice_and_another_of_its_name_is_numbered(
    home, folder, tmp_path
):
    one = workbook(tmp_path / "h.xlsx", codes=True)
    (tmp_path / "b").mkdir()
    other = workbook(tmp_path / "b" / "h.xlsx", codes=True, n=3)
    for path in (one, one, other):
        home.drop("/files/harvests", path)
    names = sorted(path.name for path in (folder / "harvests").iterdir())
    assert names == ["h (2).xlsx", "h.xlsx"]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.xlsx", b"not a workbook", "not what its ending says"),
        ("a.csv", b"PK\x03\x04 a workbook", "not what its ending says"),
        ("a.xlsx", OLE + "EncryptedPackage".encode("utf-16-le"), "is protected by a password"),
        ("a.xlsx", OLE + "Workbook".encode("utf-16-le"), "an old Excel file (.xls)"),
        ("a.xls", OLE, "Save it in its own program as .xlsx"),
        ("a.csv", b"", "is empty"),
        ("a.csv", b"\x00\x01\x02", "holds no text"),
        ("a.exe", b"MZ", "a kind that is not read here"),
        (".xlsx", b"PK\x03\x04", "a kind that is not read here"),
    ],
)
def test_a_file_that_is_not_what_it_says_is_refused_in_words(home, folder, name, content, said):
    body, kind = multipart((name, content))
    home.ask("POST", "/files/harvests", body, Content_Type=kind)
    assert said in home.get("/")
    assert list((folder / "harvests").iterdir()) == []


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd.csv", "passwd.csv"),
        ("C:\\Users\\me\\h.CSV", "h.csv"),
        ("..csv", None),
        ("con.csv", "con_.csv"),
        ("a\x00b\nc.csv", "abc.csv"),
        ("~$h.csv", "h.csv"),
        ("récolte été.csv", "récolte été.csv"),
        ("x" * 300 + ".csv", "x" * 100 + ".csv"),
        ("ह" * 120 + ".csv", "ह" * 60 + ".csv"),  # three bytes each, and disks count bytes
    ],
)
def test_the_name_of_a_file_never_becomes_a_path(name, kept):
    if kept is None:
        with pytest.raises(ClassifierError):
            name_for(name, HARVESTS)
    else:
        assert name_for(name, HARVESTS) == kept


def test_files_that_are_too_many_at_once_are_named(home, folder):
    many = [(f"h{i}.csv", f"FragmentID,Outcome\nA{i},a law\n".encode()) for i in range(52)]
    body, kind = multipart(*many)
    home.ask("POST", "/files/harvests", body, Content_Type=kind)
    assert len(list((folder / "harvests").iterdir())) == 50
    assert "2 files were too many at once and were not taken in, the first of them h50.csv" in (
        home.get("/harvests")
    )


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ([], "Choose at least one file."),
        (["a.yaml", "b.yaml"], "Choose one file."),
        (["a.yaml"], "has a codebook already"),
    ],
)
def test_a_codebook_that_is_not_taken_is_told(home, folder, codebook_path, names, said):
    if len(names) == 1:
        (folder / "codebook.yaml").write_bytes(codebook_path.read_bytes())
    body, kind = multipart(*[(name, codebook_path.read_bytes()) for name in names])
    home.ask("POST", "/files/codebook", body, Content_Type=kind)
    assert said in home.get("/codebook")


def test_what_one_browser_did_is_not_said_in_another(home, folder, tmp_path):
    token = json.loads((folder / "work" / "home.address").read_text())["token"]
    other = Visitor(home.port)
    other.enter(f"http://127.0.0.1/start?token={token}")
    body, kind = multipart(("h.csv", b""))
    home.ask("POST", "/files/harvests", body, Content_Type=kind)
    assert "is empty" not in other.get("/harvests")
    assert "is empty" in home.get("/harvests")
    assert "is empty" not in home.get("/harvests")


def test_nothing_of_a_broken_or_too_large_form_stays(home, folder):
    body, kind = multipart(("h.csv", b"a,b\n"))
    for sent, asked in [(body[:-20], kind), (body, "multipart/form-data"), (body, "text/plain")]:
        assert home.ask("POST", "/files/harvests", sent, Content_Type=asked)[0] in (303, 400)
    too_large = str(LARGEST_FILES + 1)
    status, page = home.ask("POST", "/files/harvests", b"", Content_Length=too_large)
    assert status == 413
    assert "At most 100 MB of files are taken at once, and nothing was taken" in page
    assert home.ask("POST", "/codebook", b"x" * 200_000)[0] == 413
    assert not list(folder.glob(".dropped-*"))


def test_only_the_pages_that_take_files_take_much(home):
    large = str(1024 * 1024)
    status, page = home.ask("POST", "/settings", b"", Content_Length=large)
    assert status == 413
    assert "That is too much at once." in page
    assert "100 MB" not in page  # which is what addresses take that take files


def test_a_codebook_can_be_dropped_and_a_broken_one_is_told(home, folder, codebook_path, tmp_path):
    broken = tmp_path / "codes.yaml"
    broken.write_text("name: [")
    assert "codes.yaml" in home.drop("/files/codebook", broken)
    assert not list(folder.glob("codebook.*"))
    page = home.drop("/files/codebook", codebook_path)
    assert "What it means" in page
    assert (folder / "codebook.yaml").read_bytes() == codebook_path.read_bytes()


# -- the codebook


def test_a_definition_is_kept_in_the_codebook_and_the_old_one_in_its_history(at_work, folder):
    before = (folder / "codebook.yaml").read_bytes()
    page = at_work.post(
        "/codebook", target="type", label="LAW", definition="  A law\r\nwas adopted. \x07",
        examples="one\n\n two ",
    )  # fmt: skip
    assert "Saved." in page
    label = read_codebook(folder / "codebook.yaml").target("type").label("LAW")
    assert label.definition == "A law\nwas adopted."
    assert label.examples == ("one", "two")
    assert [one.read_bytes() for one in copies(read(folder))] == [before]
    assert "codebook written" in (folder / "log.jsonl").read_text("utf-8")


def test_what_is_written_of_a_label_that_is_gone_is_kept_nowhere(at_work, folder):
    before = (folder / "codebook.yaml").read_bytes()
    page = at_work.post("/codebook", target="type", label="GONE", definition="Lost")
    assert "no such label any more" in page
    assert (folder / "codebook.yaml").read_bytes() == before


def test_a_label_saved_without_a_change_leaves_the_file_alone(at_work, folder):
    before = (folder / "codebook.yaml").read_bytes()
    assert "Nothing was changed" in at_work.post("/codebook", target="type", label="LAW")
    assert (folder / "codebook.yaml").read_bytes() == before


# -- harvests


def test_columns_are_shown_with_cells_but_never_with_those_of_confidential_rows(at_work):
    page = at_work.get("/harvests")
    key = re.search(r"/harvests/(\w+)", page)[1]
    page = at_work.get(f"/harvests/{key}")
    assert "Outcome description" in page
    assert STORIES[0].partition(",")[0] in page
    assert "midwives" not in page
    assert "coutnry" in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_problems_are_told_in_the_language_of_the_page_and_in_its_own_ways(
    folder, codebook_path, language
):
    create(folder, "Our harvests")
    (folder / "codebook.yaml").write_bytes(codebook_path.read_bytes())
    path = folder / "harvests" / "dirty.csv"
    path.write_text(DIRTY, "utf-8")
    opened, visitor = open_at(folder, language)
    page = html.unescape(visitor.get(f"/harvests/{key_of(path)}"))
    opened.close()
    told = page.partition('id="problems"')[2].partition("<footer")[0]
    told = re.sub("[\u2066-\u2069]", "", told)
    assert 'lang="en"' not in told
    assert "--co" not in told  # an option of the command
    problems = check(path, codebook_path).problems
    assert len({problem.kind for problem in problems}) > 14
    sentences = [text for one in problems for text in (one.what, one.hint) if text]
    for language_of in LANGUAGES:
        said = [said_in(text, language_of) in told for text in sentences]
        assert all(said) if language_of == language else not any(said)


def test_a_column_that_is_chosen_is_remembered_for_all_files(at_work, folder):
    key = re.search(r"/harvests/(\w+)", at_work.get("/harvests"))[1]
    page = at_work.get(f"/harvests/{key}")
    number = re.search(r'id="col-(\d+)" dir="auto">Contribution of the programme', page)[1]
    assert "Saved." in at_work.post(f"/harvests/{key}", **{f"column-{number}": "significance"})
    assert read(folder).columns == {"significance": "Contribution of the programme"}
    assert "Nothing was changed" in at_work.post(f"/harvests/{key}", **{f"column-{number}": "x"})


def test_two_columns_for_one_field_are_refused(at_work, folder):
    key = re.search(r"/harvests/(\w+)", at_work.get("/harvests"))[1]
    page = at_work.get(f"/harvests/{key}")
    numbers = re.findall(r'id="col-(\d+)" dir="auto">[^<]+', page)[-2:]
    assert len(numbers) == 2
    chosen = dict.fromkeys((f"column-{number}" for number in numbers), "significance")
    assert "were both chosen for “significance”" in at_work.post(f"/harvests/{key}", **chosen)
    assert not read(folder).columns


def test_a_person_may_say_that_a_coded_harvest_is_a_new_one(at_work):
    page = at_work.get("/harvests")
    keys = dict(re.findall(r'<h2 dir="auto">(.*?)</h2>.*?/harvests/(\w+)', page, re.DOTALL))
    at_work.post(f"/harvests/{keys['old.xlsx']}", role="new")
    assert "Learns from 0 coded fragments" in at_work.get("/model")
    assert "0 coded" in at_work.get("/")
    at_work.post(f"/harvests/{keys['old.xlsx']}", role="coded")
    assert "Learns from 12 coded fragments" in at_work.get("/model")


@pytest.mark.parametrize("has_codebook", [True, False])
def test_columns_can_be_chosen_where_none_is_known(at_work, folder, has_codebook):
    if not has_codebook:
        (folder / "codebook.yaml").unlink()
    odd = folder / "harvests" / "odd.csv"
    odd.write_text("Nr;Was sich tat;Wo\n1;A committee;Mali\n2;A law;Niger\n", "utf-8")
    page = at_work.get(f"/harvests/{key_of(odd)}")
    assert "Say which column holds the outcome" in page
    page = at_work.post(f"/harvests/{key_of(odd)}", **{"column-1": "outcome"})
    assert "2 fragments" in page
    assert "A committee" in page


def test_a_file_without_headings_shows_no_cells_to_choose_from(at_work, folder):
    book, place = openpyxl.Workbook(), folder / "harvests" / "bare.xlsx"
    for row in (["K1", "The elders fled at night."], ["K2", "A law was made."]):
        book.active.append(row)
    book.save(place)
    page = at_work.get(f"/harvests/{key_of(place)}")
    assert "put a row of headings there" in page
    assert "elders" not in page
    assert "Say which column" not in page


def test_a_harvest_that_breaks_while_its_page_is_open_says_why(at_work, folder):
    (folder / "harvests" / "new.xlsx").write_bytes(b"PK\x03\x04 and no more")
    page = at_work.get(f"/coding?harvest={key_of(Path('new.xlsx'))}")
    assert "new.xlsx is damaged" in page


def test_two_codebooks_are_told_on_the_page_of_a_harvest(at_work, folder):
    (folder / "codebook.csv").write_text("x")
    page = at_work.get(f"/harvests/{key_of(Path('new.xlsx'))}")
    assert "nobody knows which is the codebook" in page


def test_a_harvest_that_cannot_be_read_stops_no_page(at_work, folder):
    (folder / "harvests" / "bad.csv").write_text("nothing,of,ours\n1,2,3\n")
    for path in PAGES:
        assert at_work.ask("GET", path)[0] == 200
    page = at_work.get("/harvests")
    key = re.findall(r"/harvests/(\w+)", page)[0]
    assert 'role="alert"' in at_work.get(f"/harvests/{key}")
    assert f'href="/harvests/{key}">See why' in at_work.get("/")


# -- page and command are one


def test_what_a_button_runs_is_the_command_at_the_foot_of_its_page(at_work, folder):
    at_work.get("/model")
    shown = command_of(at_work.get("/model"))
    at_work.post("/model/learn")
    assert commands.as_typed(Jobs(folder).all()[0].argv) == shown
    page = at_work.get("/coding")
    shown = command_of(page)
    key = re.search(r'name="harvest" value="(\w+)"', page)[1]
    at_work.post("/coding/suggest", harvest=key)
    assert commands.as_typed(Jobs(folder).all()[0].argv) == shown


@pytest.mark.parametrize("texts", ["with", "without"])
def test_a_project_is_handed_over_as_the_command_does_it(at_work, folder, monkeypatch, texts):
    assert 'href="/hand-over"' in at_work.get("/")
    assert at_work.ask("GET", f"/hand-over/{texts}")[0] == 404
    at_work.post("/hand-over", texts=texts)
    argv = Jobs(folder).all()[0].argv
    assert commands.as_typed(argv) in at_work.get("/hand-over").replace("&#34;", '"')
    monkeypatch.chdir(folder)
    assert CliRunner().invoke(cli.app, list(argv)).exit_code == 0
    Jobs(folder).cancel(1)
    page = at_work.get("/hand-over")
    assert ("harvests/old.xlsx: holds texts" in page) == (texts == "without")
    assert f'href="/hand-over/{texts}"' in page
    with zipfile.ZipFile(folder / commands.HANDED_OVER[texts]) as archive:
        names = [name.partition("/")[2] for name in archive.namelist()]
    assert ("harvests/old.xlsx" in names) == (texts == "with")


@pytest.mark.parametrize("names", ["names", ""])
def test_the_methods_annex_is_made_as_the_command_does_it(at_work, folder, monkeypatch, names):
    assert 'href="/annex"' in at_work.get("/")
    assert at_work.ask("GET", "/annex/docx")[0] == 404
    assert commands.as_typed(commands.annex("names")) in at_work.get("/annex")
    at_work.post("/annex", names=names)
    argv = Jobs(folder).all()[0].argv
    assert ("--without-names" in argv) == (not names)
    monkeypatch.chdir(folder)
    assert CliRunner().invoke(cli.app, list(argv)).exit_code == 0
    Jobs(folder).cancel(1)
    page = at_work.get("/annex")
    for kind, place in commands.ANNEX.items():
        assert f'href="/annex/{kind}"' in page
        assert (folder / place).is_file()
    assert "Methods annex: Our harvests" in at_work.get("/annex/html")
    assert '<iframe class="report" sandbox' in page


def test_a_zip_that_cannot_be_read_stops_nothing(at_work, folder):
    (folder / "hand-over.zip").write_bytes(b"PK")
    assert at_work.ask("GET", "/hand-over")[0] == 200


def test_a_job_says_whether_it_waits_begins_or_belongs_to_somebody_else(at_work, folder):
    at_work.post("/model/learn")
    assert "Begins" in at_work.get("/model")
    jobs = Jobs(folder)
    jobs.add("home_job_suggest", ["check"])
    assert "Waits until the work before it is done" in at_work.get("/coding")
    jobs._file.write("UPDATE jobs SET mark = 'of another computer'")
    page = at_work.get("/model")
    assert "on another computer" in page
    assert 'action="/jobs/cancel"' in page


def test_who_decides_is_the_user_of_the_computer_where_nobody_was_named(folder, monkeypatch):
    seen = []
    monkeypatch.setattr("classifier.home.run.open_home", lambda config, begin: seen.append(config))
    monkeypatch.setenv("LOGNAME", "amina")
    CliRunner().invoke(cli.app, ["home", str(folder), "--no-browser"])
    assert seen[0].coder == "amina"


def test_a_job_is_added_once_and_can_be_cancelled(at_work, folder):
    at_work.post("/model/learn")
    page = at_work.post("/model/learn")
    (job,) = Jobs(folder).all()
    assert "Cancel" in page
    page = at_work.post("/jobs/cancel", job=str(job.number), page="/model")
    assert "Learning: cancelled" in page
    assert Jobs(folder).job(job.number).state == "cancelled"


def test_a_page_leads_back_only_to_pages_of_ours(at_work):
    at_work.ask("POST", "/settings", "language=fr&page=//evil.example")
    assert at_work.headers["location"] == "/"
    assert "Projet" in at_work.get("/")


# -- the review


def test_the_review_is_one_of_the_pages_and_its_answers_lie_in_the_work_folder(at_work, folder):
    page = at_work.get("/coding")
    address = re.search(r'href="(/review/\w+)/"', page)[1]
    text = at_work.get(f"{address}/")
    for _ in range(50):
        if "SCC-MLI" in text:
            break
        text = at_work.get(f"{address}/")
    assert 'href="/coding?harvest=' in text
    stamp = re.search(r'name="stamp" value="(\d+)"', text)[1]
    at_work.post(f"{address}/f/0", do="none:type", stamp=stamp)
    assert (folder / "work" / "new" / "decisions.sqlite").is_file()
    assert "0 of 12 answered" in at_work.get("/coding")
    at_work.post(f"{address}/export")
    assert (folder / "work" / "new" / "new-coded.xlsx").is_file()
    key = address.rpartition("/")[2]
    assert status_of(at_work, f"/coding/{key}/coded") == 200
    assert status_of(at_work, f"/coding/{key}/decisions.sqlite") == 404


def status_of(visitor, path):
    """The status of a file, which is no text."""
    connection = http.client.HTTPConnection("127.0.0.1", visitor.port, timeout=60)
    connection.request("GET", path, headers={"Cookie": visitor.cookie})
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.status


def test_a_reviewed_workbook_is_shown_before_it_is_taken(at_work, folder, tmp_path, monkeypatch):
    monkeypatch.chdir(folder)
    assert CliRunner().invoke(cli.app, ["suggest", "harvests/new.xlsx"]).exit_code == 0
    book = openpyxl.load_workbook(folder / "work" / "new" / "suggested.xlsx")
    cells = [cell for row in book["Review"].iter_rows(max_row=3) for cell in row]
    heading = next(cell for cell in cells if "decision" in str(cell.value).casefold())
    book["Review"].cell(heading.row + 1, heading.column).value = "Talks held"
    book.save(tmp_path / "mine.xlsx")
    key = re.search(r'name="harvest" value="(\w+)"', at_work.get("/coding"))[1]
    page = at_work.drop("/files/reviewed", tmp_path / "mine.xlsx", harvest=key)
    assert "2 decisions will be written." in page
    assert "Talks held" in page
    assert not list((folder / "work" / "new").glob("coded.*"))
    shown = command_of(page)
    at_work.post("/coding/reviewed", harvest=key)
    assert commands.as_typed(Jobs(folder).all()[0].argv) == shown
    assert CliRunner().invoke(cli.app, Jobs(folder).all()[0].argv).exit_code == 0
    assert status_of(at_work, f"/coding/{key}/coded") == 200


def pretagged(folder, name, monkeypatch):
    """Suggest codes for a harvest of the project; return its workbook."""
    monkeypatch.chdir(folder)
    assert CliRunner().invoke(cli.app, ["suggest", f"harvests/{name}.xlsx"]).exit_code == 0
    return folder / "work" / name / "suggested.xlsx"


def test_a_workbook_of_another_harvest_is_refused_and_kept_nowhere(at_work, folder, monkeypatch):
    workbook(folder / "harvests" / "third.xlsx", codes=False, n=9)
    pretagged(folder, "new", monkeypatch)
    third = pretagged(folder, "third", monkeypatch)
    page = at_work.drop("/files/reviewed", third, harvest=key_of(Path("new.xlsx")))
    assert "was made from third.xlsx, and none of its texts stands in new.xlsx" in page
    assert not list((folder / "work" / "new").glob("reviewed*"))


def test_a_workbook_that_cannot_be_read_is_named_and_never_offered_again(
    at_work, folder, tmp_path, monkeypatch
):
    pretagged(folder, "new", monkeypatch)
    (tmp_path / "mine.xlsx").write_bytes(b"PK\x03\x04 and no more")
    page = at_work.drop("/files/reviewed", tmp_path / "mine.xlsx", harvest=key_of(Path("new.xlsx")))
    assert "mine.xlsx" in page
    assert not list((folder / "work" / "new").glob("reviewed*"))


def test_a_workbook_that_comes_back_as_it_went_is_shown_as_well(at_work, folder, monkeypatch):
    suggested = pretagged(folder, "new", monkeypatch)
    page = at_work.drop("/files/reviewed", suggested, harvest=key_of(Path("new.xlsx")))
    assert "0 decisions will be written." in page
    assert "12 rows are left unchanged, since they are undecided." in page


def test_a_workbook_that_was_never_pre_tagged_is_refused_in_words(at_work, folder):
    key = re.search(r'name="harvest" value="(\w+)"', at_work.get("/coding"))[1]
    page = at_work.drop("/files/reviewed", folder / "harvests" / "old.xlsx", harvest=key)
    assert 'class="badge"' in page


def test_an_unknown_review_is_no_page(at_work):
    assert at_work.ask("GET", "/review/nothing/")[0] == 404


# -- older models, files to mend


def test_an_older_model_can_be_looked_at_and_used_again(at_work, folder):
    shutil.copytree(folder / "models" / "small", folder / "models" / "older")
    report = folder / "models" / "older" / "evaluation" / "report.html"
    report.parent.mkdir(exist_ok=True)
    report.write_text("the older report")
    page = at_work.get("/model")
    key = re.search(r'name="model" value="(\w+)"', page)[1]
    assert at_work.get(f"/model/{key}/report") == "the older report"
    assert at_work.ask("GET", "/model/0/report")[0] == 404
    assert "older is in use from now on" in at_work.post("/model/use", model=key)
    assert read(folder).model == "older"
    assert "model chosen on the page" in (folder / "log.jsonl").read_text()
    at_work.post("/model/use", model="../../etc")
    assert read(folder).model == "older"


@pytest.mark.parametrize(("there", "said"), [(True, "is being opened"), (False, "yourself: /")])
def test_a_harvest_with_problems_is_opened_in_its_own_program(
    at_work, folder, monkeypatch, there, said
):
    opened = []
    monkeypatch.setattr(
        "classifier.home.processes.shutil.which", lambda name: name if there else None
    )
    monkeypatch.setattr(
        "classifier.home.processes.start_apart", lambda words, place: opened.append(words[1])
    )
    path = folder / "harvests" / "odd.csv"
    path.write_text("Outcome description;MCQType of change\nA law came.;No such type\n")
    page = at_work.get(f"/harvests/{key_of(path)}")
    assert 'href="/codebook">Open the codebook' in page
    assert said in at_work.post(f"/harvests/{key_of(path)}/open").replace("\u2068", "")
    assert opened == ([str(path)] if there else [])


# -- the report and the disk


def test_a_report_runs_and_loads_nothing(at_work, folder):
    evaluation = folder / "models" / "small" / "evaluation"
    evaluation.mkdir()
    (evaluation / "report.html").write_text("<script>alert(1)</script>")
    assert at_work.ask("GET", "/model/report")[0] == 200
    policy = at_work.headers["content-security-policy"]
    assert "sandbox" in policy
    assert "script-src" not in policy
    assert "default-src 'none'" in policy
    assert "sandbox title" in at_work.get("/model")


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_says_so(folder):
    create(folder, "x")
    (folder / "work").chmod(0o500)
    with pytest.raises(ClassifierError, match="not allowed"):
        open_home(HomeConfig(folder, "Amina"))
    (folder / "work").chmod(0o700)
