"""What those read who carry on or cite the program says what the program itself says."""

import re

import yaml
from test_dependencies import PROJECT
from test_layers import ROOT as PACKAGE

import classifier

ROOT = PACKAGE.parent
WORKFLOW = ROOT / ".github" / "workflows" / "ci.yml"


def read_yaml(name):
    return yaml.safe_load((ROOT / name).read_text("utf-8"))


def test_who_cites_the_program_names_the_version_and_licence_that_it_has():
    citation = read_yaml("CITATION.cff")
    assert citation["cff-version"] == "1.2.0"
    assert citation["version"] == classifier.__version__
    assert citation["license"] == PROJECT["license"]
    assert citation["message"]
    assert citation["title"]
    assert [sorted(author) for author in citation["authors"]] == [["name"]]


def test_the_changelog_begins_with_what_is_not_released_and_has_known_headings_only():
    text = (ROOT / "CHANGELOG.md").read_text("utf-8")
    versions = re.findall(r"^## (.*)$", text, re.MULTILINE)
    assert versions[0] == "[Unreleased]"
    assert all(re.fullmatch(r"\[\d+\.\d+\.\d+\] - \d{4}-\d\d-\d\d", one) for one in versions[1:])
    kinds = "Added Changed Deprecated Removed Fixed Security".split()
    headings = re.findall(r"^### (.*)$", text, re.MULTILINE)
    assert [one for one in headings if one not in kinds] == [
        "If you used the program before there were versions"
    ]


def test_the_workflow_does_what_the_build_machine_does_on_each_python():
    workflow = read_yaml(WORKFLOW)
    job = workflow["jobs"]["run"]
    assert [step["run"] for step in job["steps"] if "run" in step] == [".ci/run"]
    assert (ROOT / ".ci" / "run").stat().st_mode & 0o111
    assert "${{ secrets" not in WORKFLOW.read_text("utf-8")
    assert workflow["permissions"] == {"contents": "read"}
    pythons = job["strategy"]["matrix"]["python"]
    assert PROJECT["requires-python"] == f">={pythons[0]}"
    named = re.findall(r"Python :: (3\.\d+)", " ".join(PROJECT["classifiers"]))
    assert pythons == named
