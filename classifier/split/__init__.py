"""What must not vouch for what: twins, groups of fragments, and what is left out with each.

A fragment's held-out scores come from a fit without its own group (everything from one country in
one harvest: coder, office and style go with it) and without its twins (one outcome told twice).
"""

from classifier.split.groups import (
    ONE_BY_ONE,
    Grouping,
    SplitGroups,
    group_folds,
    group_numbers,
    split_groups,
)
from classifier.split.left_out import LeftOut, leave_out
from classifier.split.twins import find_twins, share_words

__all__ = [
    "ONE_BY_ONE",
    "Grouping",
    "LeftOut",
    "SplitGroups",
    "find_twins",
    "group_folds",
    "group_numbers",
    "leave_out",
    "share_words",
    "split_groups",
]
