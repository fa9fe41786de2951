"""Write the pages that are made from the program: every command and option, every public name.

``python docs/write_reference.py``, after a help text or docstring has changed.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer

import classifier
from classifier.cli import app
from classifier.cli.left_away import fill_of
from classifier.cli.usage import EXAMPLES, FIND

FOLDER = Path(__file__).parent / "reference"
_COMMANDS = """\
# Every command and option

What `--help` says, on one page, made by `python docs/write_reference.py`. What is typed in capital
letters stands for something of yours; what ends in … may be several. Exit codes: 0 done, 1
something must be mended (it says what), 2 the command was typed wrongly.
"""
_NAMES = """\
# Every public name

What `from classifier import …` gives, made from the docstrings by `python docs/write_reference.py`.
Examples that run stand in [for people who program](../python.md), the columns of the DataFrames in
[files](files.md#dataframes).
"""
_HERE = Path(classifier.__file__).parent
_WIDTH = 90
_SECTION = re.compile(r"^([A-Z]\w+)\n-+\n", re.MULTILINE)
_ENTRY = re.compile(r"^(\w+) : ", re.MULTILINE)


def commands_page() -> str:
    """Return the page of all commands, in the order of work."""
    root = typer.main.get_command(app)
    return "\n".join([_COMMANDS, *_sections(root, "")])


def names_page() -> str:
    """Return the page of all public names."""
    parts = [_NAMES]
    for name in classifier.__all__:
        thing = getattr(classifier, name)
        parts += [f"## {name}\n", _described(thing, name)]
        for inner, function in _methods(thing) if inspect.isclass(thing) else ():
            parts += [f"### {name}.{inner}\n", _described(function, f"{name}.{inner}")]
    return "\n".join(parts)


def _sections(command: Any, words: str) -> Iterator[str]:
    """Yield a section for a command, and for those in it; ``words`` are what is typed for it."""
    context = command.make_context(words, [], resilient_parsing=True)
    inner = getattr(command, "commands", {})
    yield f"{'###' if ' ' in words else '##'} {f'classifier {words}'.strip()}\n"
    # A group whose first word may be left away is that command.
    yield from _explained(inner.get(FIND, command), words)
    for name in command.list_commands(context) if inner else ():
        if name != FIND:
            yield from _sections(inner[name], f"{words} {name}".strip())


def _explained(command: Any, words: str) -> Iterator[str]:
    """Yield what a command's help says, as Markdown."""
    yield f"{command.help}\n"
    context = command.make_context(words, [], resilient_parsing=True)
    records = [(one, one.get_help_record(context)) for one in command.get_params(context)]
    lines = [
        f"- `{record[0]}`: {_one_line(record[1])}{_filled(words, one)}"
        for one, record in records
        if record and "--help" not in one.opts
    ]
    if lines:
        yield "\n".join(lines) + "\n"
    examples = "\n".join(f"classifier {example}" for example in EXAMPLES[words])
    yield f"```\n{examples}\n```\n"


def _filled(words: str, parameter: Any) -> str:
    """Return what a project fills in for an option, "" for nothing."""
    fill = fill_of(words, parameter)
    return f" *In a project, if not given: {fill.told}.*" if fill else ""


def _one_line(text: str) -> str:
    return " ".join(text.replace("<", "&lt;").split())


def _methods(thing: type) -> Iterator[tuple[str, Any]]:
    """Yield name and method or property of what a class of ours offers; none that it inherits."""
    for found in inspect.classify_class_attrs(thing):
        function = getattr(found.object, "__func__", found.object)
        code = getattr(inspect.unwrap(_of_property(function)), "__code__", None)
        # What scikit-learn adds to a class stands in it too, written in a file of its own.
        is_ours = code is not None and Path(code.co_filename).is_relative_to(_HERE)
        if is_ours and not found.name.startswith("_"):
            yield found.name, function


def _of_property(thing: Any) -> Any:
    """Return the function that a property calls; anything else as it is."""
    return thing.fget if isinstance(thing, property) else thing


def _described(thing: Any, heading: str) -> str:
    """Return how a thing is called, and its docstring as Markdown."""
    text = inspect.getdoc(thing) or ""
    intro, *sections = _SECTION.split(text)
    parts = [f"```python\n{_signature(thing, heading)}\n```\n", intro.replace("``", "`").strip()]
    for title, body in zip(sections[::2], sections[1::2], strict=True):
        parts += [f"\n**{title}**\n", _listed(body)]
    return "\n".join(parts) + "\n"


def _listed(body: str) -> str:
    """Return the entries of a section, such as ``seed : of what is drawn``, as a list."""
    _, *entries = _ENTRY.split(body.replace("``", "`"))
    pairs = zip(entries[::2], entries[1::2], strict=True)
    return "\n".join(f"- `{name}`: {' '.join(said.split())}" for name, said in pairs)


def _signature(thing: Any, heading: str) -> str:
    """Return a call as it is typed, over several lines where it is long."""
    signature = inspect.signature(_of_property(thing))
    result = signature.return_annotation
    ending = "" if result in (signature.empty, "None", None) else str(result)
    if isinstance(thing, property):
        return f"{heading}: {ending}"
    ending = f" -> {ending}" if ending else ""
    given = list(_parameters(signature))
    on_one_line = f"{heading}({', '.join(given)}){ending}"
    if len(on_one_line) < _WIDTH:
        return on_one_line
    return f"{heading}(\n{''.join(f'    {one},{chr(10)}' for one in given)}){ending}"


def _parameters(signature: inspect.Signature) -> Iterator[str]:
    """Yield each parameter as it stands in the source, without ``self``."""
    marked = False
    for name, one in signature.parameters.items():
        if name in ("self", "cls"):
            continue
        if one.kind is one.KEYWORD_ONLY and not marked:
            marked = True
            yield "*"
        default = "" if one.default is one.empty else f" = {one.default!r}"
        yield f"{'**' * (one.kind is one.VAR_KEYWORD)}{name}: {one.annotation}{default}"


PAGES = {"commands.md": commands_page, "python.md": names_page}

if __name__ == "__main__":
    for name, page in PAGES.items():
        (FOLDER / name).write_text(page(), "utf-8")
