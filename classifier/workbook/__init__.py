"""Suggestions in the user's own Excel workbook, which keeps everything it had."""

from classifier.workbook.annotate import SuggestionSet
from classifier.workbook.pretag import pretag, write_new_workbook

__all__ = ["SuggestionSet", "pretag", "write_new_workbook"]
