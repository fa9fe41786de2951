"""One job for many tasks: here, in processes of our own, and on a cluster that loses a worker."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from test_engine_kit import Lengths, cluster

from classifier.cli.options import EngineChoice, choose_engine
from classifier.engine import Here, OnDask, run_all
from classifier.engine.cluster import _as_they_end
from classifier.engine.parts import Tally, keep_first_problems
from classifier.errors import ClassifierError, HarvestError
from classifier.records import Origin, Problem

WORDS = ["a", "bb", "ccc", "dddd", "eeeee", "ffffff"]
COUNTS = [1, 2, 3, 4, 5, 6]


def test_here_does_the_tasks_in_order_and_tells_how_far_it_is():
    seen = []
    found = run_all(Here(1), Lengths(), WORDS, lambda rows, share: seen.append((rows, share)))
    assert found == COUNTS
    assert seen == [(n, pytest.approx(n / 6)) for n in COUNTS]


def test_no_task_is_no_result():
    assert run_all(Here(), Lengths(), []) == []


def test_one_task_alone_needs_no_other_process():
    assert run_all(Here(2), Lengths(), ["pid"]) == [os.getpid()]


@pytest.mark.slow
def test_a_process_that_is_killed_is_named_and_an_error_is_handed_on():
    with pytest.raises(ClassifierError, match="ended from outside"):
        run_all(Here(2), Lengths(fatal="ccc"), WORDS)
    with pytest.raises(ValueError, match="this task cannot be done"):
        run_all(Here(2), Lengths(), ["a", "bad"])


def test_without_dask_the_way_to_get_it_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ClassifierError, match="Dask is not installed") as error:
        run_all(OnDask("tcp://127.0.0.1:9"), Lengths(), WORDS)
    assert "outcome-classifier[cluster]" in error.value.hint


def test_errors_cross_processes_with_their_hints():
    import pickle

    error = pickle.loads(pickle.dumps(HarvestError("What happened.", hint="What to do.")))
    assert (str(error), error.hint) == ("What happened.", "What to do.")


@pytest.mark.slow
def test_matrix_products_of_all_processes_together_keep_to_the_processors():
    found = run_all(Here(5), Lengths(), ["threads", "threads"])
    assert found == [2, 2]


@pytest.mark.slow
@pytest.mark.parametrize("how", ["SIGKILL", "SIGINT", "SIGTERM"])
def test_a_run_that_is_ended_leaves_no_process_behind(tmp_path, how):
    """Three tasks that write their process's id and would sleep for minutes."""
    # A test run begun in the background has Ctrl-C ignored, and hands that on.
    program = (
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "from test_engine_kit import Lengths; from classifier.engine import Here, run_all\n"
        f"run_all(Here(3), Lengths(), ['sleep {tmp_path}'] * 3)"
    )
    place = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    parent = subprocess.Popen([sys.executable, "-c", program], env=place, stderr=subprocess.DEVNULL)
    assert wait_for(lambda: len(list(tmp_path.iterdir())) == 3)
    parent.send_signal(getattr(signal, how))
    parent.wait(20)
    assert wait_for(lambda: not any(Path("/proc", p.name).exists() for p in tmp_path.iterdir()))


def wait_for(come_true):
    """Whether something comes true within a minute."""
    deadline = time.monotonic() + 60
    while not come_true() and time.monotonic() < deadline:
        time.sleep(0.1)
    return come_true()


@pytest.mark.slow
def test_processes_of_our_own_give_the_same_results():
    seen = []
    found = run_all(Here(2), Lengths(), WORDS, lambda *told: seen.append(told))
    assert found == COUNTS
    assert seen == [(n, pytest.approx(n / 6)) for n in COUNTS]


def test_without_a_scheduler_no_port_is_opened():
    engine = choose_engine(EngineChoice.dask, None, 2, ())
    assert engine == Here(2)


@pytest.mark.slow
def test_a_cluster_gives_the_same_results_and_survives_the_loss_of_a_worker(tmp_path):
    with cluster(tmp_path) as address:
        assert run_all(OnDask(address), Lengths(), WORDS) == COUNTS
        marker = tmp_path / "killed"
        job = Lengths(fatal="ccc", marker=marker)
        assert run_all(OnDask(address), job, WORDS) == COUNTS
        assert marker.exists()
        with pytest.raises(ValueError, match="this task cannot be done"):
            run_all(OnDask(address), Lengths(), ["a", "bad"])
        missing = Path("nowhere").resolve()
        with pytest.raises(ClassifierError, match=f"does not see {missing}"):
            run_all(OnDask(address, shared=(tmp_path, missing)), Lengths(), WORDS)


@pytest.mark.slow
def test_a_cluster_without_workers_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr("classifier.engine.cluster._PATIENCE", 1)
    with (
        cluster(tmp_path, workers=0) as address,
        pytest.raises(ClassifierError, match="has no worker"),
    ):
        run_all(OnDask(address), Lengths(), WORDS)


@pytest.fixture
def elsewhere():
    """An address where somebody listens and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield f"tcp://127.0.0.1:{listener.getsockname()[1]}"


NOWHERE = ["tcp://127.0.0.1:9", "tls://127.0.0.1:9", "tcp://", "nonsense", "odd://127.0.0.1:9"]


@pytest.mark.slow
@pytest.mark.parametrize("address", [*NOWHERE, "elsewhere"])
@pytest.mark.parametrize("encrypted", [False, True])
def test_a_scheduler_that_does_not_answer_is_named(monkeypatch, elsewhere, address, encrypted):
    """With tls://, this computer lacks the certificates too. No thread of Dask's stays behind."""
    pytest.importorskip("distributed")  # it has settings of its own
    import dask

    monkeypatch.setattr("classifier.engine.cluster._PATIENCE", 1)
    address = elsewhere if address == "elsewhere" else address
    running = set(threading.enumerate())
    with (
        dask.config.set({"distributed.comm.require-encryption": encrypted}),
        pytest.raises(ClassifierError, match=f"No Dask scheduler answers at {address}") as error,
    ):
        run_all(OnDask(address), Lengths(), WORDS)
    assert "certificates" in error.value.hint
    assert set(threading.enumerate()) <= running


@pytest.mark.slow
def test_a_task_that_brings_down_one_worker_after_the_other_is_given_up(tmp_path):
    with (
        cluster(tmp_path, workers=3, deaths=1) as address,
        pytest.raises(ClassifierError, match="brought down one worker after the other"),
    ):
        run_all(OnDask(address), Lengths(fatal="a"), ["a"])


@pytest.mark.slow
def test_a_cluster_that_has_lost_all_its_workers_is_not_waited_for(tmp_path, monkeypatch):
    monkeypatch.setattr("classifier.engine.cluster._PATIENCE", 5)
    with (
        cluster(tmp_path, workers=1) as address,
        pytest.raises(ClassifierError, match="has lost all its workers"),
    ):
        run_all(OnDask(address), Lengths(fatal="a"), ["a"])


class Said:
    """A client whose workers say this of themselves."""

    def __init__(self, said):
        self.said = said

    def wait_for_workers(self, n, timeout):
        pass

    def run(self, function, shared):
        if isinstance(self.said, Exception):
            raise self.said
        return {"tcp://worker": self.said}


def test_workers_with_another_program_or_none_are_refused():
    engine = OnDask("tcp://here")
    with pytest.raises(ClassifierError, match="has version 0 of this program"):
        engine._check_workers(Said(("0", [])))
    with pytest.raises(ClassifierError, match="do not have this program"):
        engine._check_workers(Said(ImportError("classifier")))


class Failed:
    """A task that has failed in this way."""

    status = "error"

    def __init__(self, error):
        self.error = error

    def result(self, timeout=None):
        raise self.error


class Lost:
    """A task whose result was lost with its worker; it comes once one waits so long."""

    status = "lost"

    def __init__(self, seconds):
        self.seconds, self.waited = seconds, []

    def result(self, timeout):
        self.waited.append(timeout)
        if timeout < self.seconds:
            raise TimeoutError
        return "done"


class Workers:
    """A client that knows so many workers."""

    def __init__(self, *numbers):
        self.numbers = list(numbers)

    def scheduler_info(self):
        return {"workers": {"tcp://worker": {}} if self.numbers.pop(0) else {}}


def test_a_lost_cluster_is_named():
    distributed = pytest.importorskip("distributed")
    lost = distributed.client.FutureCancelledError("key", "reason")
    with pytest.raises(ClassifierError, match="The cluster was lost"):
        OnDask._result(distributed, None, Failed(lost))


def test_a_result_that_was_lost_is_waited_for_ever_longer_while_there_are_workers():
    distributed = pytest.importorskip("distributed")
    slow = Lost(seconds=100)
    assert OnDask._result(distributed, Workers(1, 2), slow) == "done"
    assert slow.waited == [30, 60, 120]
    with pytest.raises(ClassifierError, match="has lost all its workers"):
        OnDask._result(distributed, Workers(1, 0), slow)


def test_a_task_that_fails_because_a_disk_does_not_answer_is_not_waited_for():
    distributed = pytest.importorskip("distributed")
    with pytest.raises(TimeoutError, match="the disk"):
        OnDask._result(distributed, Workers(), Failed(TimeoutError("the disk")))


class LastFirst:
    """Dask as far as it is waited for: of three tasks, the last ends first; in the end all end."""

    def __init__(self):
        self.sent, self.running = [], []

    def send(self, task):
        self.sent.append(task)
        return Running(task, self.running, len(self.sent) == len(WORDS))


class Running:
    def __init__(self, task, running, is_last):
        self.task, self.running, self.is_last = task, running, is_last
        self.n_watched = 0

    def add_done_callback(self, tell):
        self.n_watched += 1
        self.running.append((self, tell))
        while self.running and (len(self.running) == 3 or self.is_last):
            last, tell_last = self.running.pop()
            tell_last(last)


def test_a_scheduler_never_holds_more_tasks_however_many_files_there_are(monkeypatch):
    monkeypatch.setattr("classifier.engine.cluster._SENT_AT_ONCE", 3)
    dask, ended, n_held = LastFirst(), {}, []
    for number, future in _as_they_end(None, dask.send, WORDS):
        n_held.append(len(dask.sent) - len(ended))
        ended[number] = future.task
        # To look at all of them at every end took memory like the square of their number.
        assert future.n_watched == 1
    assert ended == dict(enumerate(WORDS))
    assert dask.sent == WORDS
    assert n_held == [3, 3, 3, 3, 2, 1]


def test_of_many_files_only_the_problems_that_will_be_named_are_kept(monkeypatch):
    monkeypatch.setattr("classifier.engine.parts._MOST_PROBLEMS", 3)

    def tally(file: int) -> Tally:
        told = Tally()
        told.note([Problem(Origin(f"{file}.csv", row), "empty", "is empty") for row in (2, 3)])
        return told

    files, kept, n_kept = {}, {}, []
    for number in (3, 2, 0, 1):
        files[number] = kept[number] = tally(number)
        keep_first_problems(kept)
        n_kept.append(sum(len(told.problems) for told in files.values()))
    assert n_kept == [2, 3, 3, 3]
    together = Tally.together(files[number] for number in range(4))
    assert together == Tally.together(tally(number) for number in range(4))
    assert (together.n_problems, len(together.problems)) == (8, 3)
