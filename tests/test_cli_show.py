import io
import re
import sys
from types import SimpleNamespace

import pytest

from classifier.cli import show


class Terminal(io.StringIO):
    def isatty(self):
        return True


def open_terminal(monkeypatch):
    """Put a terminal in the place of stderr; in the test itself, since pytest puts its own back."""
    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "100")
    return screen


@pytest.fixture
def clock(monkeypatch):
    """Seconds that pass only when a test says so."""
    now = SimpleNamespace(seconds=100.0)
    monkeypatch.setattr(show, "time", SimpleNamespace(monotonic=lambda: now.seconds))
    return now


def words(screen):
    """Return what was drawn, without colours and the signs of the bar."""
    plain = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", screen.getvalue())
    return " ".join(re.sub("[━╸╺]", " ", plain).split())


@pytest.mark.parametrize("bar", [show.progress_bar, show.archive_progress])
def test_without_a_terminal_there_is_no_bar(bar, monkeypatch):
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    monkeypatch.setenv("FORCE_COLOR", "1")
    with bar("Reading") as progress:
        assert progress is None
    assert sys.stderr.getvalue() == ""


def test_work_of_less_than_two_seconds_draws_nothing(monkeypatch, clock):
    terminal = open_terminal(monkeypatch)
    with show.progress_bar("Reading") as progress:
        clock.seconds += 1.9
        progress(5, 10)
    assert terminal.getvalue() == ""


@pytest.mark.parametrize(("done", "total"), [(0, 10), (0, 0), (3, 0)])
def test_nothing_is_drawn_while_nothing_is_known(monkeypatch, clock, done, total):
    terminal = open_terminal(monkeypatch)
    with show.progress_bar("Reading") as progress:
        clock.seconds += 60
        progress(done, total)
    assert terminal.getvalue() == ""


def test_longer_work_shows_what_it_is_and_how_far_it_has_come(monkeypatch, clock, capsys):
    terminal = open_terminal(monkeypatch)
    with show.progress_bar("Reading the texts") as progress:
        clock.seconds += 2.1
        progress(3, 10)
        progress(6, 10)
    assert words(terminal).startswith("Reading the texts 30%")
    assert "Reading the texts 60%" in words(terminal)
    assert "rows/s" not in words(terminal)
    assert capsys.readouterr().out == ""


def test_an_archive_shows_its_rows_a_second(monkeypatch, clock):
    terminal = open_terminal(monkeypatch)
    with show.archive_progress("Suggesting") as progress:
        clock.seconds += 4
        progress(1000, 0.25)
    assert "Suggesting 25% 250 rows/s" in words(terminal)


def test_the_bar_is_wiped_away_also_when_the_work_fails(monkeypatch, clock):
    terminal = open_terminal(monkeypatch)

    def fail():
        with show.progress_bar("Reading") as progress:
            clock.seconds += 3
            progress(1, 2)
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert terminal.getvalue().endswith("\x1b[1A\x1b[2K")
    assert sys.stderr is terminal


def test_results_and_notices_pass_by_the_bar(monkeypatch, clock, capsys):
    terminal = open_terminal(monkeypatch)
    with show.progress_bar("Reading") as progress:
        clock.seconds += 3
        progress(1, 2)
        sys.stdout.write("a result\n")
        show.show_notices(["a notice"])
        show.show_rest()
    assert capsys.readouterr().out == "a result\n"
    assert "a notice" in words(terminal)


def test_a_wait_is_told_where_it_is_worth_saying(capsys):
    show.tell_wait(19.0)
    assert capsys.readouterr().err == ""
    show.tell_wait(95.0)
    assert capsys.readouterr().err == "The full report takes about 1.5 minutes.\n"
