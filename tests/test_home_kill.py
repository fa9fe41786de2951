"""The whole job on the home page, whose server and worker are killed meanwhile."""

import http.client
import os
import random
import re
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path

import openpyxl
import pytest
from test_home_kit import AtHome, workbook
from test_jobs_kit import until

from classifier.codebook import read_codebook
from classifier.home.jobs import Jobs
from classifier.project import read

KILLS = 5
PATIENCE = 200.0
NOTES = ("the first", "the second", "the third")
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="finds processes in /proc")


def processes(folder, what):
    """Return the numbers of the processes that name the project and ``what``."""
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        try:
            words = (place / "cmdline").read_bytes()
        except OSError:  # it has ended meanwhile
            continue
        if os.fsencode(folder) in words and what.encode() in words:
            found.append(int(place.name))
    return found


class Person:
    """Somebody who starts the program again whenever its page is gone, and goes on."""

    def __init__(self, folder):
        self.folder = folder
        self.jobs = Jobs(folder)
        self.starts = 0
        self.process = self.page = None

    def start(self):
        self.close()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "classifier", "home", str(self.folder), "--no-browser",
             "--language", "en"],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip
        self.starts += 1
        address = re.search(r"http\S+", self.process.stdout.readline())
        if address is None:  # killed before it could say where
            raise ConnectionResetError
        self.page = AtHome(int(address[0].partition("127.0.0.1:")[2].partition("/")[0]))
        assert self.page.enter(address[0]) == 200

    def close(self):
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process.stdout.close()

    def do(self, act):
        """Return what ``act`` makes of the page, tried anew where the page is gone."""
        while True:
            try:
                if self.process is None or self.process.poll() is not None:
                    self.start()
                return act(self.page)
            except (OSError, http.client.HTTPException):
                with suppress(subprocess.TimeoutExpired):  # it lives, on a machine that is busy
                    self.process.wait(30)

    def have(self, kind, press, there):
        """Press a button until its job has brought what it is for."""
        title = f"home_job_{kind}"

        def come():
            if there():
                return True
            if not any(job.title == title and not job.over for job in self.jobs.all()):
                self.do(press)
            else:
                self.do(lambda page: page.get("/"))
            return None

        until(come, PATIENCE)


class Killer(threading.Thread):
    """Kills the server or the worker at random moments."""

    def __init__(self, person, seed):
        super().__init__(daemon=True)
        self.person, self.moments = person, random.Random(seed)
        self.killed, self.over = [], threading.Event()

    def run(self):
        while len(self.killed) < KILLS and not self.over.wait(self.moments.uniform(0.1, 4)):
            what, words = self.moments.choice(
                [("server", "classifier\0home"), ("worker", "classifier.home.worker")]
            )
            for process in processes(self.person.folder, words):
                os.kill(process, signal.SIGKILL)
                self.killed.append(what)


@pytest.mark.slow
def test_nothing_is_lost_of_the_whole_job_when_it_is_killed_again_and_again(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "kept"))
    folder = tmp_path / "project"
    person = Person(folder)
    person.do(lambda page: page.get("/"))
    killer = Killer(person, seed=7)
    killer.start()
    try:
        play(person, tmp_path)
    finally:
        killer.over.set()
        killer.join()
        person.close()
    assert killer.killed
    until(lambda: not processes(folder, "classifier.home."))
    assert {job.state for job in person.jobs.all()} <= {"done", "failed"}


def play(person, tmp_path):
    """Do the whole job, and look after each step whether it is there."""
    folder = person.folder
    coded = [workbook(tmp_path / f"harvest {n}.xlsx", codes=True, n=18) for n in (1, 2)]
    otherwise(coded[0])
    new = workbook(tmp_path / "new.xlsx", codes=False)
    codebook = folder / "codebook.xlsx"
    person.have("draft", lambda page: page.drop("/files/harvests", *coded), codebook.exists)
    book = read_codebook(codebook)
    target = next(one for one in book.targets if one.labels and not one.derived_from)
    for label in target.labels[:2]:
        person.do(lambda page, label=label: page.post(
            "/codebook", target=target.id, label=label.id, definition=f"What {label.id} means."
        ))  # fmt: skip
    labels = [read_codebook(codebook).target(target.id).label(one.id) for one in target.labels[:2]]
    assert [one.definition for one in labels] == [f"What {one.id} means." for one in labels]
    person.have("learn", lambda page: page.post("/model/learn"), lambda: read(folder).model)
    check(person)
    person.do(lambda page: page.drop("/files/harvests", new))
    key = re.search(r'name="harvest" value="(\w+)"', person.do(lambda page: page.get("/coding")))[1]
    suggested = read(folder).work(folder / "harvests" / "new.xlsx") / "suggested.xlsx"
    press = lambda page: page.post("/coding/suggest", harvest=key)  # noqa: E731
    person.have("suggest", press, suggested.exists)
    for place, note in enumerate(NOTES):
        person.do(lambda page, place=place, note=note: answered(page, key, place, note))
    pages = [person.do(lambda page, n=n: opened(page, key, n)) for n in range(len(NOTES))]
    assert all(note in page for note, page in zip(NOTES, pages, strict=True))
    assert {path.name: path.read_bytes() for path in (*coded, new)} == {
        path.name: path.read_bytes() for path in (folder / "harvests").iterdir()
    }


def otherwise(path):
    """Code some aims against what the FragmentID says, so that a look finds them."""
    book = openpyxl.load_workbook(path)
    for row in range(2, 6):
        book.active.cell(row, 10).value = "CIV: Space"
    book.save(path)


def check(person):
    """Look for codes worth a second look, decide on one, carry it over and take it back."""
    folder = person.folder
    looked = lambda: [*folder.glob("work/checking/*/report.json")]  # noqa: E731
    press = lambda page: page.post("/checking/look", harvest="", look_at="10")  # noqa: E731
    person.have("look", press, looked)
    key = re.search(r"/review/(\w+)/", person.do(lambda page: page.get("/checking")))[1]
    person.do(lambda page: decided(page, key))
    copies = folder / "work" / "harvest 1"
    before = folder / "harvests" / "harvest 1.xlsx"
    applied, undone = (copies / f"corrected-{n}" / before.name for n in (1, 2))
    person.have("apply", carried_over, applied.exists)
    person.have("undo", taken_back, undone.exists)
    assert rows_of(undone) == rows_of(before) != rows_of(applied)


def rows_of(path):
    return [row[:11] for row in openpyxl.load_workbook(path).active.values]


def decided(page, key):
    """Say that no type fits the first fragment of a worklist."""
    text = until(lambda: (text := page.get(f"/review/{key}/")).count("stamp") and text)
    place = re.search(rf'action="/review/{key}/f/(\d+)"', text)[1]
    stamp = re.search(r'name="stamp" value="(\d+)"', text)[1]
    target = re.search(r'value="none:(\w+)"', text)[1]
    page.post(f"/review/{key}/f/{place}", do=f"none:{target}", stamp=stamp)


def carried_over(page):
    there = re.search(r'href="(/checking/apply\?key=(\w+))"', page.get("/checking"))
    if there:
        copy = re.search(r'name="copy" value="([^"]+)"', page.get(there[1]))
        page.post("/checking/apply", key=there[2], copy=copy[1])


def taken_back(page):
    form = re.search(r'action="/checking/undo">(.*?)</form>', page.get("/checking"))
    if form:
        page.post("/checking/undo", **dict(re.findall(r'name="(\w+)" value="([^"]+)"', form[1])))


def opened(page, key, place):
    """Return a fragment's page, once the harvest is read."""
    return until(lambda: (text := page.get(f"/review/{key}/f/{place}")).count("stamp") and text)


def answered(page, key, place, note):
    stamp = re.search(r'name="stamp" value="(\d+)"', opened(page, key, place))[1]
    page.post(f"/review/{key}/f/{place}", do="note", note=note, stamp=stamp)
