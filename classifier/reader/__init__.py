"""A language model on the user's own machine, asked for a second opinion; nothing leaves it."""

from classifier.reader.address import Address, parse_address
from classifier.reader.reading import Reader, ReaderSettings, Reading, open_reader

__all__ = ["Address", "Reader", "ReaderSettings", "Reading", "open_reader", "parse_address"]
