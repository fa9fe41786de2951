"""Suggestions in the user's own Excel workbook, which keeps everything it had."""

from classifier.workbook.offer import Offer
from classifier.workbook.pretag import pretag, write_new_workbook

__all__ = ["Offer", "pretag", "write_new_workbook"]
