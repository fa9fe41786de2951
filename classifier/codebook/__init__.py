"""Targets, labels, names, parents, versions; and what a multi-select cell means."""

from classifier.codebook.cell_names import NONE_FITS, CellState, says_none_fits
from classifier.codebook.cells import (
    cell_state,
    did_you_mean,
    holds_only_names,
    label_names,
    near_names,
    nearest_name,
    parse_labels,
    replace_pieces,
    write_labels,
)
from classifier.codebook.codebook import KINDS, Change, ChosenColumn, Codebook, Label, Target
from classifier.codebook.files import read_codebook
from classifier.codebook.versions import (
    derive,
    did_follow,
    known_labels,
    name_at,
    possible_parents,
    required_version,
    row_version,
    to_coarser,
    to_newest,
    what_follows,
)
from classifier.codebook.yaml_format import codebook_hash, dump_codebook, parse_codebook

__all__ = [
    "KINDS",
    "NONE_FITS",
    "CellState",
    "Change",
    "ChosenColumn",
    "Codebook",
    "Label",
    "Target",
    "cell_state",
    "codebook_hash",
    "derive",
    "did_follow",
    "did_you_mean",
    "dump_codebook",
    "holds_only_names",
    "known_labels",
    "label_names",
    "name_at",
    "near_names",
    "nearest_name",
    "parse_codebook",
    "parse_labels",
    "possible_parents",
    "read_codebook",
    "replace_pieces",
    "required_version",
    "row_version",
    "says_none_fits",
    "to_coarser",
    "to_newest",
    "what_follows",
    "write_labels",
]
