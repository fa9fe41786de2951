import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from test_jobs_kit import ended, trace, until

import classifier
from classifier.errors import OutputError
from classifier.home.jobs import Jobs, is_own
from classifier.home.processes import environment


@pytest.fixture
def jobs(tmp_path, monkeypatch):
    """A project whose jobs test_jobs_kit.py runs; what is not over is cancelled at the end."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    folder = tmp_path / "project"
    folder.mkdir()
    jobs = Jobs(folder, "test_jobs_kit")
    yield jobs
    for job in jobs.all():
        jobs.cancel(job.number)
    until(lambda: all(job.over for job in jobs.all()))


@pytest.fixture
def by_hand(jobs, monkeypatch):
    """The project, where no worker is started but by the test."""
    monkeypatch.setattr("classifier.home.jobs.start_worker", lambda jobs: None)
    yield jobs
    for job in jobs.all():
        jobs.cancel(job.number)
    worker_of(jobs).wait(60)


def alive(process):
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    state = Path(f"/proc/{process}/stat")  # of one that nobody waited for: Z
    return not state.exists() or state.read_text("utf-8").rpartition(")")[2].split()[0] != "Z"


def test_jobs_are_done_one_after_the_other_in_their_order(jobs):
    numbers = [jobs.add("say", ["say", word]) for word in ("one", "two", "three")]
    ended(jobs, numbers[-1])
    assert trace(jobs) == ["one", "two", "three"]
    assert [job.number for job in jobs.all()] == numbers[::-1]
    first = jobs.job(numbers[0])
    assert (first.state, first.code, first.title) == ("done", 0, "say")
    assert sorted(first.lines) == ["complaint", "out one"]
    assert first.began <= first.ended <= jobs.job(numbers[1]).began


def test_a_command_that_fails_keeps_its_words_and_its_exit_status(jobs):
    failed = ended(jobs, jobs.add("fail", ["fail"]))
    assert (failed.state, failed.code) == ("failed", 1)
    assert failed.lines == ("Error: it cannot be done.",)


def test_of_what_a_command_says_the_end_is_kept(jobs):
    done = ended(jobs, jobs.add("chatter", ["chatter"]))
    assert len(done.lines) == 100
    assert max(map(len, done.lines)) == 2_000


def test_how_far_a_command_is_and_what_is_left_are_told_while_it_runs(jobs):
    number = jobs.add("crawl", ["crawl", "a", "6"])
    halfway = until(lambda: jobs.job(number) if jobs.job(number).done >= 10 else None)
    assert (halfway.state, halfway.stage, halfway.total) == ("running", "Crawling", 20)
    assert halfway.share == halfway.done / 20
    assert 0 < halfway.seconds_left < 6
    assert ended(jobs, number).seconds_left is None


def test_what_was_done_before_a_step_began_does_not_make_it_look_quick(by_hand, monkeypatch):
    number = by_hand.add("reading", ["say", "a"])
    by_hand.begin(number)
    told = [(0, ("Reading", 0, 0)), (100, ("Reading", 900, 1000)), (110, ("Reading", 920, 1000))]
    told += [
        (111, ("Reading", 3, 1000)),
        (120, ("Reading", 53, 1000)),
        (121, ("Reading", 103, 1000)),
    ]
    left = []
    for now, stage in told:
        monkeypatch.setattr("time.time", lambda now=now: now)
        by_hand.tell(number, stage, [])
        left.append(by_hand.job(number).seconds_left)
    # 20 in 10 seconds, 80 to go; then another pass, of which 50 and 100 are done.
    assert left == [None, None, 40, None, 9 * 947 / 50, 10 * 897 / 100]
    by_hand.put_back()


def test_what_is_changed_is_heard_of_and_nothing_else(jobs):
    assert jobs.wait_for_change(0, 0) == 0
    number = jobs.add("say", ["say", "a"])
    ended(jobs, number)
    last = jobs.job(number).changed
    assert jobs.wait_for_change(0, 5) == last
    begun = time.monotonic()
    assert jobs.wait_for_change(last, 0.5) == last
    assert time.monotonic() - begun >= 0.5


def test_a_job_that_is_cancelled_ends_as_by_a_key_and_the_next_is_done(jobs):
    running = jobs.add("crawl", ["crawl", "a", "60"])
    waiting, last = jobs.add("say", ["say", "never"]), jobs.add("say", ["say", "b"])
    until(lambda: trace(jobs))
    jobs.cancel(waiting)
    jobs.cancel(running)
    assert ended(jobs, running).state == jobs.job(waiting).state == "cancelled"
    assert ended(jobs, last).state == "done"
    assert trace(jobs) == ["begin-a", "b"]
    jobs.cancel(last)
    assert jobs.job(last).state == "done"


@pytest.mark.slow
def test_a_command_that_will_not_end_is_ended_with_what_it_started(jobs):
    for words in (["stubborn"], ["family"], ["frozen"]):
        number = jobs.add("will not", words)
        until(lambda: trace(jobs))
        process = jobs.job(number).process
        jobs.cancel(number)
        assert ended(jobs, number).state == "cancelled"
        assert not alive(process)
        if words == ["family"]:
            assert not alive(int(trace(jobs)[0]))
        (jobs.folder / "trace.txt").unlink()


def test_a_command_finds_nothing_on_its_standard_input(jobs):
    ended(jobs, jobs.add("read", ["read"]))
    assert trace(jobs) == ["read-0"]


def test_a_command_leaves_the_processor_to_the_pages(jobs):
    ended(jobs, jobs.add("modest", ["modest"]))
    assert trace(jobs) == [f"nice-{min(19, os.nice(0) + 10)}"]


def test_nothing_is_imported_from_the_projects_folder(jobs):
    for name in ("json", "sqlite3", "classifier", "subprocess", "test_jobs_kit"):
        (jobs.folder / f"{name}.py").write_text("raise SystemExit('foreign code has run')", "utf-8")
    done = ended(jobs, jobs.add("say", ["say", "a"]))
    assert (done.state, trace(jobs)) == ("done", ["a"])


def test_a_command_that_is_killed_is_begun_anew_but_not_for_ever(jobs):
    number, after = jobs.add("die", ["die"]), jobs.add("say", ["say", "after"])
    killed = ended(jobs, number)
    assert (killed.state, killed.code) == ("failed", -signal.SIGKILL)
    ended(jobs, after)
    assert trace(jobs) == ["die", "die", "die", "after"]


def test_a_button_that_is_pressed_twice_adds_one_job(jobs):
    first = jobs.add("crawl", ["crawl", "a", "0.5"])
    assert jobs.add("crawl", ["crawl", "a", "0.5"]) == first
    waiting = jobs.add("say", ["say", "b"])
    assert jobs.add("say", ["say", "b"]) == waiting
    ended(jobs, waiting)
    assert jobs.add("say", ["say", "b"]) not in (first, waiting)
    assert len(jobs.all()) == 3


def test_words_that_no_command_line_may_hold_are_a_failure_and_no_end(jobs):
    number, after = jobs.add("nul", ["say", "a\0b"]), jobs.add("say", ["say", "b"])
    assert ended(jobs, number).lines == ("The command cannot be started: ValueError.",)
    assert ended(jobs, after).state == "done"


def test_a_name_that_is_no_text_reaches_the_command_as_it_is(jobs):
    name = os.fsdecode(b"caf\xe9")
    done = ended(jobs, jobs.add("crawl", ["crawl", name, "0"]))
    assert done.argv == ("crawl", name, "0")
    assert not (jobs.folder / "café.txt").exists()


def test_two_projects_are_worked_on_at_once_and_two_pages_see_the_same(jobs, tmp_path):
    other = Jobs(tmp_path / "other", "test_jobs_kit")
    other.folder.mkdir()
    here, there = jobs.add("a", ["crawl", "a", "30"]), other.add("b", ["crawl", "b", "30"])
    until(lambda: trace(jobs) and trace(other))
    assert jobs.job(here).state == other.job(there).state == "running"
    second = Jobs(jobs.folder, "test_jobs_kit")
    until(lambda: second.all() == jobs.all())
    second.cancel(here)
    other.cancel(there)
    assert ended(jobs, here).state == ended(other, there).state == "cancelled"


# -- killed


def worker_of(jobs):
    """Start the worker so that it can be killed."""
    return subprocess.Popen(jobs.worker_command(), cwd=jobs.folder, env=environment())


@pytest.mark.parametrize("words", [["crawl", "a", "1"], ["family"], ["frozen"]])
def test_a_command_ends_with_its_worker_and_is_begun_anew_by_the_next(by_hand, words):
    number = by_hand.add("work", words)
    worker = worker_of(by_hand)
    until(lambda: trace(by_hand))
    process = until(lambda: by_hand.job(number).process)
    worker.kill()
    worker.wait()
    assert by_hand.job(number).state == "running"
    worker = worker_of(by_hand)
    again = until(lambda: by_hand.job(number).process not in (None, process))
    assert again
    assert not alive(process)
    if words[0] == "crawl":
        ended(by_hand, number)
        assert trace(by_hand) == ["begin-a", "begin-a", "end-a"]
    by_hand.cancel(number)
    worker.wait(30)


def test_a_command_that_had_written_its_output_when_it_was_killed_is_not_called_failed(by_hand):
    number = by_hand.add("draft", ["draft", "--out", "book.txt"])
    worker = worker_of(by_hand)
    until(lambda: (by_hand.folder / "book.txt").exists())
    worker.kill()
    worker.wait()
    assert worker_of(by_hand).wait(60) == 0
    job = by_hand.job(number)
    assert (job.state, trace(by_hand)) == ("done", ["draft"])
    assert job.lines == ("It was written before the program was stopped.",)


def test_what_stood_there_before_a_command_began_does_not_count_as_its_output(by_hand):
    (by_hand.folder / "book.txt").write_text("hers")
    os.utime(by_hand.folder / "book.txt", (0, 0))
    number = by_hand.add("draft", ["draft", "--out", "book.txt"])
    assert worker_of(by_hand).wait(60) == 0
    assert by_hand.job(number).state == "failed"


def test_what_was_to_be_cancelled_when_the_worker_died_is_cancelled(by_hand):
    number = by_hand.add("frozen", ["frozen"])
    worker = worker_of(by_hand)
    until(lambda: trace(by_hand))
    by_hand.cancel(number)
    worker.kill()
    worker.wait()
    process = by_hand.job(number).process
    assert worker_of(by_hand).wait(60) == 0
    assert by_hand.job(number).state == "cancelled"
    assert not alive(process)


def test_a_second_worker_leaves_the_work_to_the_first(by_hand):
    number = by_hand.add("crawl", ["crawl", "a", "1"])
    workers = [worker_of(by_hand) for _ in range(3)]
    ended(by_hand, number)
    assert [worker.wait(30) for worker in workers] == [0, 0, 0]
    assert trace(by_hand) == ["begin-a", "end-a"]


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(5))
def test_nothing_is_lost_when_worker_or_command_are_killed_at_any_moment(by_hand, seed):
    moments = random.Random(seed)
    names = [f"job{number}" for number in range(4)]
    numbers = [by_hand.add("crawl", ["crawl", name, "0.2"]) for name in names]
    for _ in range(4):
        worker = worker_of(by_hand)
        time.sleep(moments.uniform(0, 0.8))
        running = [job for job in by_hand.all() if job.state == "running" and job.process]
        if running and moments.random() < 0.5:
            os.killpg(running[0].process, signal.SIGKILL)
            time.sleep(moments.uniform(0, 0.2))
        worker.kill()
        worker.wait()
    assert worker_of(by_hand).wait(60) == 0
    assert {by_hand.job(number).state for number in numbers} == {"done"}
    for name in names:
        assert (by_hand.folder / f"{name}.txt").read_text("utf-8") == f"made {name}"
    assert "two-at-once" not in trace(by_hand)


# -- what comes from elsewhere, and what cannot be written


def test_what_another_person_or_computer_added_is_not_run_here(jobs, monkeypatch, tmp_path):
    with monkeypatch.context() as elsewhere:
        elsewhere.setenv("XDG_DATA_HOME", str(tmp_path / "elsewhere"))
        elsewhere.setattr("classifier.home.jobs.start_worker", lambda jobs: None)
        number = jobs.add("say", ["say", "foreign"])
    assert not is_own(jobs.job(number))
    ended(jobs, jobs.add("say", ["say", "own"]))
    assert trace(jobs) == ["own"]
    assert jobs.job(number).state == "waiting"
    until(lambda: not jobs.to_do())
    assert jobs.begin(number)  # as a worker over there does, before it is killed
    jobs.cancel(number)
    assert jobs.job(number).state == "cancelled"


def test_a_file_that_holds_something_else_is_left_as_it_is_and_named(jobs):
    jobs.path.parent.mkdir()
    with sqlite3.connect(jobs.path) as connection:
        connection.execute("CREATE TABLE letters (a)")
    connection.close()
    before = jobs.path.read_bytes()
    for attempt in (jobs.all, lambda: jobs.add("say", ["say", "a"])):
        with pytest.raises(OutputError, match=r"jobs\.sqlite cannot be read or written: it is of"):
            attempt()
    assert jobs.path.read_bytes() == before
    jobs.path.unlink()


def test_a_damaged_list_is_named_with_what_to_do(jobs):
    jobs.path.parent.mkdir()
    jobs.path.write_bytes(b"no database" * 1_000)
    with pytest.raises(OutputError, match="not a database") as refused:
        jobs.all()
    assert "delete it" in refused.value.hint
    jobs.path.unlink()


def test_a_job_that_another_program_wrote_is_named(jobs):
    ended(jobs, jobs.add("say", ["say", "a"]))
    for change in ("argv = 'x'", "lines = '[1]'", "state = 'odd'", "told = 'when'"):
        with sqlite3.connect(jobs.path) as connection:
            connection.execute(f"UPDATE jobs SET {change}")
        connection.close()
        with pytest.raises(OutputError, match="the job number 1 cannot be read"):
            jobs.all()
    jobs.path.unlink()


def test_a_project_whose_folder_takes_no_list_says_so(jobs):
    jobs.path.parent.write_text("a file in place of the folder", "utf-8")
    assert jobs.all() == ()
    with pytest.raises(OutputError, match="cannot be written"):
        jobs.add("say", ["say", "a"])
    assert jobs.path.parent.read_text("utf-8") == "a file in place of the folder"


@pytest.mark.parametrize(
    ("pragma", "says"),
    [
        ("query_only = 1", "lies on a disk that can only be read"),
        ("max_page_count = 1", "There is no room left for"),
    ],
)
def test_a_disk_that_is_full_or_can_only_be_read_is_said(jobs, monkeypatch, pragma, says):
    number = jobs.add("say", ["say", "a"])
    ended(jobs, number)
    until(lambda: not jobs.to_do())
    connect = sqlite3.connect

    def refusing(*values, **more):
        connection = connect(*values, **more)
        connection.execute(f"PRAGMA {pragma}")
        return connection

    with monkeypatch.context() as refused:
        refused.setattr("sqlite3.connect", refusing)
        with pytest.raises(OutputError, match=says):
            jobs.add("say", ["say", "b" * 40_000])
        assert jobs.job(number).state == "done"


def test_a_project_on_a_disk_that_can_only_be_read_shows_its_jobs_and_takes_none(jobs):
    ended(jobs, jobs.add("say", ["say", "a"]))
    until(lambda: not jobs.to_do())
    work = jobs.path.parent
    for path in (*work.iterdir(), work):
        path.chmod(0o500 if path.is_dir() else 0o400)
    try:
        if os.access(work, os.W_OK):
            pytest.skip("this user may write everywhere")
        assert len(jobs.all()) == 1
        with pytest.raises(OutputError, match="jobs"):
            jobs.add("say", ["say", "b"])
    finally:
        work.chmod(0o700)


# -- the program's own commands

SAMPLE = Path(classifier.__file__).parents[1] / "data"


@pytest.mark.slow
def test_a_model_is_learned_as_the_command_line_learns_it(jobs):
    project = jobs.folder
    for name in ("harvest-1.xlsx", "codebook.yaml"):
        shutil.copy(SAMPLE / name, project / name)
    words = ["train", "harvest-1.xlsx", "--codebook", "codebook.yaml", "--encoder", "tfidf-only"]
    words += ["--force", "--out"]
    jobs = Jobs(project)
    number = jobs.add("learn", [*words, "models/page"])
    stages = set()
    while not jobs.job(number).over:
        jobs.wait_for_change(jobs.job(number).changed, 0.2)
        stages.add(jobs.job(number).stage_key)
    done = jobs.job(number)
    assert (done.state, done.code) == ("done", 0)
    assert done.lines[-1] == "Next: classifier suggest NEW-HARVEST.xlsx --model models/page"
    assert stages & {"stage_learning", "stage_measuring"}
    typed = subprocess.run(
        [sys.executable, "-m", "classifier", *words, "models/terminal"],
        cwd=project, capture_output=True, text=True, check=True,
    )  # fmt: skip
    said = "\n".join(done.lines).replace("models/page", "models/terminal")
    assert said.endswith(typed.stdout.strip())
    for name in ("heads.npz", "neighbours.npz", "codebook.yaml"):
        page, terminal = (project / "models" / one / name for one in ("page", "terminal"))
        assert page.read_bytes() == terminal.read_bytes()
    missing = ["train", "none.csv", "--codebook", "codebook.yaml", "--out", "models/no"]
    failed = ended(jobs, jobs.add("learn", missing))
    assert (failed.state, failed.code) == ("failed", 2)
    assert "none.csv" in " ".join(failed.lines)
