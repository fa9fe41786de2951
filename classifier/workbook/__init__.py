"""Suggestions in the user's own Excel workbook, which keeps everything it had."""

from classifier.workbook.guard import (
    lock_notices,
    require_ending,
    suggested_path,
)
from classifier.workbook.keep import cannot_keep
from classifier.workbook.offer import Offer
from classifier.workbook.pretag import pretag, write_new_workbook

__all__ = [
    "Offer",
    "cannot_keep",
    "lock_notices",
    "pretag",
    "require_ending",
    "suggested_path",
    "write_new_workbook",
]
