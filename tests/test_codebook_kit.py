"""Codebooks to test with: the sample's, one of four labels as a file, others made of labels."""

from pathlib import Path

from classifier.codebook import Codebook, Target, read_codebook

SAMPLE_PATH = Path(__file__).parents[1] / "data" / "codebook.yaml"
SAMPLE = read_codebook(SAMPLE_PATH)
SMALL = """\
codebook: Small
version: '2'
versions:
- version: '1'
  harvests: [harvest 1]
- version: '2'
  harvests: [harvest 2]
targets:
- id: type
  title: Type of change
  column: MCQType of change
  multiple: true
  parent: cluster
  labels:
  - {id: LAW, name: Law adopted, parent: POL,
     definition: A law or rule is adopted.,
     examples: [parliament passed a law on land]}
  - {id: GRP, name: New group, parent: MOB,
     definition: People found a committee or network.,
     examples: [women set up a committee]}
  - {id: TLK, name: Talks held, parent: MOB,
     definition: Groups in conflict meet and talk.,
     examples: [the two clans met under the tree]}
  - {id: NEW, name: Reprisal, parent: POL, since: '2',
     definition: Somebody is punished for speaking.,
     examples: [the office was closed]}
- id: cluster
  title: Cluster
  column: TypeOfChangeCluster
  multiple: true
  derived_from: type
  labels:
  - {id: POL, name: Policies, definition: Rules change.}
  - {id: MOB, name: Mobilizing, definition: People organise.}
- id: objective
  title: Objective
  column: Link to SCC Specific Objectives
  multiple: true
  labels:
  - {id: PHR, name: 'PHR: Peace', definition: Peace and rights.}
  - {id: CIV, name: 'CIV: Space', definition: Civic space.}
"""


def book(*labels, parents=(), changes=(), versions=()):
    """Return a codebook of one target “t”, or of two where there are ``parents``."""
    targets = [Target("t", labels, parent="p" if parents else "")]
    if parents:
        targets.append(Target("p", parents, derived_from="t"))
    history = tuple((version, ()) for version in versions)
    newest = versions[-1] if versions else "1"
    return Codebook("Small", newest, tuple(targets), versions=history, changes=tuple(changes))


def test_the_sample_has_three_targets():
    assert [target.id for target in SAMPLE.targets] == ["type", "cluster", "objective"]
