"""Files to records and back: Excel workbooks, csv, text cards, JSON lines."""

from classifier.harvest.chosen_columns import ReadingChoices, choose_columns
from classifier.harvest.clean import is_missing, normalise_tags, yes_or_no
from classifier.harvest.countries import normalise_country
from classifier.harvest.files import label_files
from classifier.harvest.fragments import normalise_harvest
from classifier.harvest.headings import aliases, field_cells, match_heading
from classifier.harvest.long_table import add_codings, read_codings, read_votes
from classifier.harvest.read import read_first_rows, read_harvest, read_records
from classifier.harvest.unread_codes import files_without_codes

__all__ = [
    "ReadingChoices",
    "add_codings",
    "aliases",
    "choose_columns",
    "field_cells",
    "files_without_codes",
    "is_missing",
    "label_files",
    "match_heading",
    "normalise_country",
    "normalise_harvest",
    "normalise_tags",
    "read_codings",
    "read_first_rows",
    "read_harvest",
    "read_records",
    "read_votes",
    "yes_or_no",
]
