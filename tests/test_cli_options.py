"""Every command's options, help and exit codes: one name, one meaning, one default."""

import shlex
from collections import defaultdict

import pytest
import typer
from typer.testing import CliRunner

import classifier
from classifier.cli import app
from classifier.cli.usage import EXAMPLES

# Commands by option, for options that more than one command has, or that say who and where.
HAS = {
    "--codebook": "check train review sample adjudicate adjudicate-page adjudicate-apply audit "
    "exchange-out relabel-plan relabel-undo audit-apply audit-undo undo",
    "--codings": "train evaluate audit relabel-plan",
    "--votes": "train suggest evaluate audit",
    "--reader": "train suggest evaluate audit review relabel-plan",
    "--reader-confidential": "train suggest evaluate audit review relabel-plan",
    "--coder": "home finish review adjudicate-page adjudicate-apply audit-apply relabel-apply",
    "--decisions": "review audit-apply",
    "--coder-from": "check train suggest evaluate sample audit exchange-out",
    "--model": "suggest review evaluate relabel-plan serve exchange-out",
    "--encoder": "train suggest review serve evaluate audit relabel-plan codebook-add_examples "
    "exchange-out",
    "--seed": "train evaluate sample audit",
    "--no-cache": "train suggest review serve evaluate audit relabel-plan codebook-add_examples "
    "exchange-out",
    "--device": "train suggest review serve evaluate audit relabel-plan exchange-out",
    "--jobs": "train suggest review serve evaluate audit relabel-plan relabel-apply exchange-out",
    "--engine": "suggest relabel-plan relabel-apply",
    "--scheduler": "suggest relabel-plan relabel-apply",
    "--ignore-decisions": "train evaluate",
    "--force": "check train suggest finish evaluate adjudicate-apply audit audit-apply "
    "audit-undo relabel-plan relabel-apply relabel-undo relabel-trend undo codebook-show "
    "codebook-convert codebook-draft codebook-template codebook-examples_prompt "
    "codebook-add_examples exchange-in exchange-out hand_over methods",
}
# Where a command needs no answer that others need, or cannot do without one.
OTHER_DEFAULTS = {
    ("--coder", ""): "home",  # its page shows the name, so it is that of a person
    ("--encoder", None): "exchange-out suggest review evaluate serve",  # the model knows its own
    ("--accept", 0.9): "relabel-plan",
    ("--coder", None): "finish",  # one for each copy
    ("--port", 9090): "serve",  # programs ask again at the same place
}


def leaves(command, name=""):
    """Yield every command by its name; ``audit HARVEST`` and ``adjudicate A B`` are some."""
    if not hasattr(command, "commands"):
        yield name, command
        return
    for word, inner in command.commands.items():
        word = word.replace("-", "_")  # one word, as a command's name is made of several
        whole = word if not name else name if word == "find" else f"{name}-{word}"
        yield from leaves(inner, whole)


def words_of(name):
    """Return the words that name a command."""
    return [word.replace("_", "-") for word in name.split("-")]


COMMANDS = dict(leaves(typer.main.get_command(app)))


def options():
    """Return what each option's default is, by option and command."""
    found = defaultdict(dict)
    for name, command in COMMANDS.items():
        for parameter in command.params:
            for option in parameter.opts:
                if option.startswith("--") and option != "--help":
                    found[option][name] = parameter.default
    return found


@pytest.mark.parametrize("option", HAS)
def test_an_option_is_there_wherever_it_has_a_meaning(option):
    assert set(options()[option]) == set(HAS[option].split())


def test_an_option_has_one_default_everywhere():
    for option, defaults in options().items():
        if option == "--out":
            continue  # what is written has another place in every command
        usual = [
            default
            for command, default in defaults.items()
            if command not in OTHER_DEFAULTS.get((option, default), "").split()
        ]
        assert len(set(map(str, usual))) <= 1, (option, defaults)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself_and_refuses_what_it_does_not_know(name):
    words = words_of(name)
    explained = CliRunner().invoke(app, [*words, "--help"])
    assert explained.exit_code == 0
    assert "Usage" in explained.stdout
    unknown = CliRunner().invoke(app, [*words, "--no-such-option"])
    assert unknown.exit_code == 2
    assert "No such option" in unknown.stderr


NUMBERS = ("--seed", "--jobs", "--look-at", "--port")


@pytest.mark.parametrize("number", ["-1", "nan", "inf", "1e3", "9" * 5000, ""])
@pytest.mark.parametrize(
    ("name", "option"), [(name, o) for o in NUMBERS for name in sorted(options()[o])]
)
def test_a_number_that_cannot_be_is_wrong_usage(name, option, number):
    words = "audit find" if name == "audit" else " ".join(words_of(name))
    refused = CliRunner().invoke(app, [*words.split(), option, number])
    assert refused.exit_code == 2
    assert option in refused.stderr


@pytest.mark.parametrize("number", ["0.4", "1.1", "-1", "nan", "inf", ""])
def test_a_share_that_cannot_be_is_wrong_usage(number):
    refused = CliRunner().invoke(app, ["relabel", "plan", "--accept", number])
    assert refused.exit_code == 2
    assert "--accept" in refused.stderr


WIDE = {"COLUMNS": "80"}


@pytest.mark.parametrize("group", ["", "codebook", "relabel", "encoders"])
def test_no_command_is_cut_off_in_the_help(group):
    shown = CliRunner().invoke(app, [*group.split(), "--help"], env=WIDE).stdout
    assert "Commands:" in shown
    assert "..." not in shown.partition("Commands:")[2]


def test_the_commands_stand_in_the_order_of_work():
    shown = CliRunner().invoke(app, ["--help"], env=WIDE).stdout.partition("Commands:\n")[2]
    names = [line.split()[0] for line in shown.partition("\n\n")[0].splitlines()]
    work = "home codebook check train suggest review finish undo evaluate sample adjudicate audit "
    work += "relabel exchange methods hand-over serve encoders"
    assert names == work.split()


@pytest.mark.parametrize("name", COMMANDS)
def test_the_help_of_a_command_ends_with_examples_that_it_understands(name):
    words = " ".join(words_of(name))
    shown = CliRunner().invoke(app, [*words.split(), "--help"], env=WIDE).stdout
    *_, examples = shown.partition("For example:\n")
    assert [f"  classifier {example}" for example in EXAMPLES[words]] == examples.splitlines()
    command = COMMANDS[name]
    for example in EXAMPLES[words]:
        typed = shlex.split(example)[len(words.split()) :]
        values, rest, _ = command.make_parser(command.context_class(command)).parse_args(typed)
        needed = {p.name for p in command.params if p.required}
        assert needed <= {key for key, value in values.items() if value}
        assert not rest


def test_the_first_help_shows_examples_of_its_commands():
    assert all(example in EXAMPLES[example.split()[0]] for example in EXAMPLES[""])


def test_the_version_is_told():
    told = CliRunner().invoke(app, ["--version"])
    assert (told.exit_code, told.stdout) == (0, f"outcome-classifier {classifier.__version__}\n")


@pytest.mark.parametrize(
    ("typed", "slips"),
    [
        ("suggest no.xlsx --dial saver", ["'--dial'", "“no.xlsx” is not there", "'--model'"]),
        ("suggest no.xlsx --modle m", ["No such option: --modle", "“no.xlsx” is not there"]),
        ("suggest no.xlsx --modle=m", ["No such option: --modle", "“no.xlsx” is not there"]),
        ("suggest no.xlsx --model", ["'--model' requires", "“no.xlsx” is not there"]),
        ("suggest --top", ["'--top' requires an argument"]),  # no word on what may be its value
        ("check no.xlsx", ["Missing option '--codebook'", "“no.xlsx” is not there"]),
        ("audit no.xlsx --sed 1", ["No such option: --sed", "“no.xlsx” is not there"]),
        ("train --seed -1 --groups no --help --no-such", ["--seed", "--groups", "--no-such"]),
    ],
)
def test_every_slip_is_named_at_once(typed, slips, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    refused = CliRunner().invoke(app, typed.split())
    assert refused.exit_code == 2
    errors = [line for line in refused.stderr.splitlines() if line.startswith("Error: ")]
    assert len(errors) == len(slips), refused.stderr
    assert all(any(slip in error for error in errors) for slip in slips)
