"""What commands say before their result: three lines at most, the whole of it in a file."""

import pytest
import typer
from typer.testing import CliRunner

from classifier.cli.show import show_notices, show_problems, show_rest, show_result, show_tally
from classifier.engine.parts import Tally
from classifier.errors import HarvestError
from classifier.records import Origin, Problem

THREE = ["Countries differ.", "Languages differ.", "No promise is made."]


def row(number, notice=False, kind="unknown-label"):
    return Problem(Origin("h.csv", number), kind, f"label {number} is unknown.", notice=notice)


def saying(problems, notices, out=None, fails=False):
    """Run a command that notices these things; returns its lines on stderr and on stdout.

    The problems are those of a file, or the tally of an archive.
    """
    app = typer.Typer()

    @app.callback(invoke_without_command=True)
    def work(context: typer.Context) -> None:
        context.call_on_close(show_rest)
        show_notices(notices)
        (show_tally if isinstance(problems, Tally) else show_problems)(problems)
        if fails:
            raise HarvestError("It cannot be read.")
        show_result("Done.", out)

    result = CliRunner().invoke(app, [])
    return result.stderr.splitlines(), result.stdout.splitlines()


@pytest.fixture
def out(tmp_path):
    path = tmp_path / "coded.v2.xlsx"
    path.write_text("written already", "utf-8")
    return path


@pytest.fixture
def notes(out):
    return out.with_name("coded.v2-notes.txt")


def test_three_lines_are_said_as_they_are_and_no_file_is_left(out, notes):
    assert saying([], THREE, out) == (THREE, ["Done."])
    assert not notes.exists()


def test_of_more_the_most_pressing_are_said_and_the_file_that_has_all(out, notes):
    said, _ = saying([row(2), row(3, notice=True, kind="twin")], THREE, out)
    assert said == [str(row(2)), THREE[0], f"1 problem and 4 notices in all: see {notes}"]
    assert notes.read_text("utf-8").splitlines() == [
        "What was noticed while coded.v2.xlsx was written: 1 problem and 4 notices.",
        "",
        str(row(2)),
        *THREE,
        str(row(3, notice=True)),
    ]


def test_rows_of_one_kind_are_one_line_and_all_stand_in_the_file(out, notes):
    said, _ = saying([row(n) for n in range(2, 42)], [], out)
    assert said == [f"{row(2)} And 39 more like this.", f"40 problems in all: see {notes}"]
    assert len(notes.read_text("utf-8").splitlines()) == 42


def test_a_thing_noticed_twice_is_said_once(out):
    assert saying([row(2), row(2)], [THREE[0]] * 2, out)[0] == [str(row(2)), THREE[0]]


def test_the_notes_of_an_earlier_run_go_with_its_output(out, notes):
    saying([], [*THREE, "More."], out)
    assert notes.exists()
    saying([], ["Another."], out)
    assert not notes.exists()


def test_the_notes_of_a_folder_stand_beside_it(tmp_path):
    (tmp_path / "ours.v2").mkdir()
    saying([], [*THREE, "More."], tmp_path / "ours.v2")
    assert (tmp_path / "ours.v2-notes.txt").is_file()


@pytest.mark.parametrize("fewer", [True, False])
def test_a_file_that_somebody_else_wrote_is_left_and_all_is_said(out, notes, fewer):
    notes.write_text("My own notes.", "utf-8")
    said, _ = saying([], THREE if fewer else [*THREE, "More."], out)
    assert notes.read_text("utf-8") == "My own notes."
    more = [*THREE[:2], "4 notices in all: see below.", *THREE, "More."]
    assert said == (THREE if fewer else more)


def test_where_nothing_is_written_the_rest_follows_the_result():
    said, told = saying([row(2)], THREE)
    assert said == [str(row(2)), THREE[0], "1 problem and 3 notices in all: see below.",
                    str(row(2)), *THREE]  # fmt: skip
    assert told == ["Done."]


def test_what_was_noticed_before_a_refusal_is_said_with_it():
    assert saying([row(2)], THREE[:1], fails=True) == ([str(row(2)), THREE[0]], [])


def test_a_refusal_names_twenty_rows_and_who_lists_the_others():
    said, _ = saying([row(n) for n in range(50)], [], fails=True)
    assert said[-1] == "… and 30 more; those of rows are listed by: classifier check"
    assert len(said) == 21


@pytest.fixture
def five_of_which_two_are_named(monkeypatch):
    monkeypatch.setattr("classifier.engine.parts._MOST_PROBLEMS", 2)
    tally = Tally()
    tally.note([row(n) for n in range(2, 7)])
    return tally


def test_problems_of_an_archive_that_are_not_named_are_counted(
    out, notes, five_of_which_two_are_named
):
    said, _ = saying(five_of_which_two_are_named, [], out)
    assert said == [f"{row(2)} And at least 1 more like this.", f"5 problems in all: see {notes}"]
    lines = notes.read_text("utf-8").splitlines()
    assert lines[0].endswith("was written: 5 problems.")
    assert lines[2:] == [str(row(2)), str(row(3)), "And 3 more problems, not named here."]


@pytest.mark.parametrize("fails", [True, False])
def test_without_notes_it_is_said_how_many_are_not_named(five_of_which_two_are_named, fails):
    said, _ = saying(five_of_which_two_are_named, [], fails=fails)
    more = "… and 3 more; those of rows are listed by: classifier check"
    assert said[-3:] == [str(row(2)), str(row(3)), more]
