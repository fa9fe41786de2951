"""Which column is which field: one table of aliases, and a cautious eye for typing errors."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import cache, cached_property
from importlib import resources
from itertools import chain
from typing import TYPE_CHECKING

import yaml

from classifier.codebook.headings import OURS
from classifier.errors import UsageError
from classifier.folding import plain_words
from classifier.translations import LANGUAGES, TEXTS, Told, Words

if TYPE_CHECKING:
    from classifier.codebook import Codebook, Target

TARGET = "target:"
"""Prefix of the fields that hold codes: ``target:type`` and so on."""

NOT_BY_CODERS = frozenset({"objective"})
"""Targets that an office fills in: their empty cell never means that a coder found none."""
TEXT_FIELDS = ("outcome", "significance", "merged")
CLOSE = 0.9
"""Share of letters two headings must have in common to pass for a typing error."""
CLOSE_LENGTH = 8
"""Shorter headings are never guessed: "county" is not a misspelt "country" in Kenya."""
LONGEST_HEADING = 200
"""A longer cell is somebody's story, not a heading."""


@cache
def aliases() -> Mapping[str, tuple[str, ...]]:
    """Every heading a field is known by, best first, from ``headings.yaml``."""
    listed = yaml.safe_load(
        resources.files("classifier.harvest").joinpath("headings.yaml").read_text("utf-8")
    )
    return {field: tuple(words) for field, words in listed.items()}


_NUMBER = re.compile(r"^\s*\w?\d{1,3}\s*[.):\-]\s*")
IN_BRACKETS = re.compile(r"\([^)]{0,200}\)|\[[^\]]{0,200}\]")
_MARKUP = re.compile(r"<[^<>]{1,200}>")
# What stands between the names of groups and a question, or between two languages.
_PATH = re.compile(r"(?<=\S)(?:::|[/\\|>.:-])(?=\S)")
_BESIDE = re.compile(r"\s+[/|–—-]\s+|\s*\n\s*|\s*[;|]\s+")
_SUFFIX = re.compile(
    r"\s*[-–—:(\[]\s*(?:selected choice|choix sélectionné|required|optional|obligatoire)\s*[)\]]?$",
    flags=re.IGNORECASE,
)
# Behind the name of a group these say too little to be taken for a field.
_ASKS = re.compile(
    r"(?:q?\d* )?(?:which|what|why|who|where|in which|in what|please|describe|select|tick|choose|"
    r"quel\w*|dans quel\w*|pourquoi|qui|veuillez|decrivez|indiquez|cochez|choisissez)\b"
)
_VAGUE = frozenset(
    "no nr n ref id reference description comments remarks commentaires remarques level niveau "
    "status statut type code round importance numero".split()
)
_PREFIXES = frozenset("sub pre post non co re inter ex self".split())
"""Words that a hyphen joins to the next: a sub-outcome is no outcome."""
_CHOSEN = -1
"""Rank of a heading that a person chose."""
_WRAPPED_RANK = 100
"""Added to the rank of a heading that was unwrapped: a plain one names the field better."""
_REMEMBERED = 32_768
_UNSEEN = ("", -1)


@dataclass(frozen=True, slots=True)
class HeadingMap:
    """Which column holds which field.

    Attributes
    ----------
    columns : column number (from 0) by field
    guessed : columns taken for their field by a close match
    doubled : columns that name a field which another column holds already, with that field
    """

    columns: Mapping[str, int]
    guessed: tuple[int, ...] = ()
    doubled: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True)
class AliasTable:
    """Folded headings with their field and rank; a low rank is a better name for the field.

    Attributes
    ----------
    chosen : the headings that a person chose, folded, with their fields
    exact : fields that no other spelling names, since the chosen one stands in the sheet
    """

    entries: Mapping[str, tuple[str, int]]
    codebook: Codebook | None = None
    chosen: Mapping[str, str] = field(default_factory=dict)
    exact: frozenset[str] = frozenset()
    # What was looked up: the same few cells come over and over in a harvest.
    _found: dict[str, tuple[str, int] | None] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    @property
    def targets(self) -> tuple[Target, ...]:
        """Return the codebook's targets; none without a codebook."""
        return self.codebook.targets if self.codebook else ()

    @cached_property
    def phrases(self) -> tuple[tuple[str, str], ...]:
        """Aliases of two words and more with their fields: whole questions hold them."""
        return tuple((alias, field) for alias, (field, _) in self.entries.items() if " " in alias)

    @cached_property
    def names_of(self) -> dict[str, list[str]]:
        """Aliases by field, the longest first."""
        names: dict[str, list[str]] = {}
        for alias in sorted(self.entries, key=len, reverse=True):
            names.setdefault(self.entries[alias][0], []).append(alias)
        return names

    @cached_property
    def by_length(self) -> dict[int, list[str]]:
        """Aliases by their length."""
        names: dict[int, list[str]] = {}
        for alias in self.entries:
            names.setdefault(len(alias), []).append(alias)
        return names

    def find(self, heading: str) -> tuple[str, int] | None:
        """Field and rank of ``heading``, also without its number, its stars or its brackets."""
        found = self._found.get(heading, _UNSEEN)
        if found is not _UNSEEN:
            return found
        whole, *shorter = [self.entries.get(form) for form in _forms(heading)] or [None]
        forms = [whole, *(named for named in shorter if named and named[0] not in self.exact)]
        found = next(filter(None, forms), None)
        if len(heading) <= LONGEST_HEADING:
            if len(self._found) >= _REMEMBERED:
                self._found.clear()
            self._found[heading] = found
        return found

    @cached_property
    def _of_choice(self) -> AliasTable:
        return AliasTable({form: (field, _CHOSEN) for form, field in self.chosen.items()})

    def chosen_among(self, headings: Iterable[str]) -> dict[str, str]:
        """Return the fields whose chosen heading stands among ``headings``, each with it."""
        if not self.chosen:
            return {}
        named = ((heading, self._of_choice.find_wrapped(heading)) for heading in headings)
        return {found[0]: heading for heading, found in named if found and not is_ours(heading)}

    def for_sheet(self, headings: Sequence[str]) -> AliasTable:
        """Return the table for a sheet: a chosen heading that it has is its field's only name."""
        there = self.chosen_among(headings)
        if not there:
            return self
        entries = {
            form: named
            for form, named in self.entries.items()
            if named[0] not in there or form in self.chosen
        }
        written = set(map(plain_words, headings))
        exact = frozenset(field for form, field in self.chosen.items() if form in written)
        return AliasTable(entries, self.codebook, self.chosen, exact)

    def find_wrapped(self, heading: str) -> tuple[str, int] | None:
        """Field and rank of ``heading``, also behind groups, beside a translation or in markup.

        >>> table = alias_table()
        >>> table.find_wrapped("grp_outcome/outcome_description"), table.find_wrapped("x/level")
        (('outcome', 103), None)
        """
        found = self.find(heading)
        if found and heading.startswith("_"):  # a survey's own, such as the number of a submission
            return found[0], found[1] + 2 * _WRAPPED_RANK
        if found or len(heading) > LONGEST_HEADING:
            return found
        plain = _SUFFIX.sub("", html.unescape(_MARKUP.sub(" ", heading))).strip()
        found_in = {self._find_last(part) for part in _BESIDE.split(plain) if part}
        known = sorted(filter(None, found_in))
        # Two languages say the same; what stands beside a heading otherwise changes its meaning.
        if None in found_in or len(dict(known)) != 1:
            return None
        return known[0][0], known[0][1] + _WRAPPED_RANK

    def _find_last(self, text: str) -> tuple[str, int] | None:
        """Field of the last part of a path such as ``group/subgroup/question``."""
        found = self.find(text)
        *groups, last = _PATH.split(text)
        if (
            found
            or not groups
            or plain_words(last) in _VAGUE
            or plain_words(groups[-1]) in _PREFIXES
        ):
            return found
        return self.find(last)


@cache
def alias_table(codebook: Codebook | None = None) -> AliasTable:
    """Gather the aliases of all fields and the columns that ``codebook`` names."""
    entries: dict[str, tuple[str, int]] = {}
    for target in codebook.targets if codebook else ():
        field = TARGET + target.id
        for rank, word in enumerate((target.column, target.title, target.id)):
            if plain_words(word):
                entries.setdefault(plain_words(word), (field, rank))
    for field, words in aliases().items():
        for rank, word in enumerate((*words, field.removeprefix(TARGET))):
            entries.setdefault(plain_words(word), (field, rank + 3))
    if codebook is None or not codebook.columns:
        return AliasTable(entries, codebook)
    natural = AliasTable(entries, codebook)
    chosen = {
        plain_words(column.heading): field_named(column.field_name, natural)
        for column in codebook.columns
        if plain_words(column.heading)
    }
    ranked = {form: (field, _CHOSEN) for form, field in chosen.items()}
    return AliasTable(entries | ranked, codebook, chosen)


def field_named(name: str, table: AliasTable) -> str:
    """Return the field that a person means: a target by id or title, or a harvest's other fields.

    >>> field_named("Outcome description", alias_table()), field_named("country", alias_table())
    ('outcome', 'country')
    """
    targets = table.targets
    coded = [TARGET + target.id for target in targets]
    found = table.find(name)
    # A codebook without targets stands for none: undo needs no more than the columns.
    if found and (not coded or found[0] in coded or not found[0].startswith(TARGET)):
        return found[0]
    others = [field for field in aliases() if not coded or not field.startswith(TARGET)]
    fields = ", ".join([*(target.id for target in targets), *map(plain_field, others)])
    raise UsageError(f"“{name}” is no field of a harvest.", hint=f"Fields are: {fields}.")


def plain_field(field: str) -> str:
    """A field's name for people.

    >>> plain_field("target:type"), plain_field("rating_significance")
    ('type', 'rating significance')
    """
    return field.removeprefix(TARGET).replace("_", " ")


def field_name(field: str) -> str:
    """Return a field's name for a sentence; pages call it as where a column's field is chosen."""
    name = plain_field(field)
    key = f"home_field_{name}"
    if key not in TEXTS:
        return name
    return Told(name, tuple(Words(language)(key) for language in LANGUAGES))


def match_heading(heading: str, table: AliasTable | None = None) -> str | None:
    """The field a heading names, None if it names none.

    >>> [match_heading(text) for text in ("coutnry", " PAYS * ", "3. Outcome description", "Mood")]
    ['country', 'country', 'outcome', None]
    >>> match_heading("▸ Suggested – Type of change")
    """
    found = None if is_ours(heading) else (table or alias_table()).find(heading)
    return found[0] if found else None


def is_ours(heading: str) -> bool:
    """Tell the columns that pre-tagging added: they are suggestions, not the harvest's own."""
    return heading.lstrip().startswith(OURS)


def field_cells(cells: Mapping[str, str]) -> dict[str, str]:
    """A row's cells by field, where its headings name one; the better named of two wins.

    >>> field_cells({"Pays": "Mali", "Mood": "good", "Scale": "Local"})
    {'country': 'Mali', 'scale': 'Local'}
    """
    headings = list(cells)
    found = map_headings(headings, alias_table(), guess=False).columns
    return {field: cells[headings[column]] for field, column in found.items()}


def map_headings(headings: Sequence[str], table: AliasTable, guess: bool = True) -> HeadingMap:
    """Say which column holds which field; of two columns for one field the better named wins."""
    table = table.for_sheet(headings)
    claims: dict[str, list[tuple[int, int]]] = {}
    unknown: list[int] = []
    for column, heading in enumerate(headings):
        found = table.find_wrapped(heading)
        if is_ours(heading):
            continue
        if found:
            claims.setdefault(found[0], []).append((found[1], column))
        elif heading:
            unknown.append(column)
    columns = {field: min(found)[1] for field, found in claims.items()}
    doubled = [
        (column, field) for field, found in claims.items() for _, column in sorted(found)[1:]
    ]
    guessed = _guess(headings, unknown, table, frozenset(columns)) if guess else {}
    return HeadingMap(columns | guessed, tuple(sorted(guessed.values())), tuple(sorted(doubled)))


def _forms(heading: str) -> tuple[str, ...]:
    """The heading folded, then without its leading number and without what stands in brackets."""
    plain = _NUMBER.sub("", heading)
    bare = IN_BRACKETS.sub(" ", plain) if "(" in plain or "[" in plain else plain
    return tuple(filter(None, map(plain_words, dict.fromkeys((heading, plain, bare)))))


def _guess(
    headings: Sequence[str], unknown: Sequence[int], table: AliasTable, taken: frozenset[str]
) -> dict[str, int]:
    """Columns whose heading is nearly an alias of one free field, where no other column is."""
    wishes: dict[str, list[int]] = {}
    for column in unknown:
        fields = _close_fields(plain_words(headings[column]), table) - taken
        if len(fields) == 1:
            wishes.setdefault(fields.pop(), []).append(column)
    return {field: columns[0] for field, columns in wishes.items() if len(columns) == 1}


def _close_fields(form: str, table: AliasTable) -> set[str]:
    """Fields that a question asks for by name; else those that ``form`` nearly names."""
    if not _ASKS.match(form):
        return _misspelt_fields(form, table)
    return {field for alias, field in table.phrases if f" {alias} " in f" {form} "}


def _misspelt_fields(form: str, table: AliasTable) -> set[str]:
    """Fields with an alias that shares nearly all letters, and every digit, with ``form``."""
    digits = re.sub(r"\D", "", form)
    n = len(form)
    lengths = [  # by what two texts of these lengths share at best
        length
        for length in table.by_length
        if length >= CLOSE_LENGTH and 2 * min(length, n) / (length + n) >= CLOSE
    ]
    return {
        table.entries[alias][0]
        for alias in chain.from_iterable(table.by_length[length] for length in lengths)
        if digits == re.sub(r"\D", "", alias)
        and SequenceMatcher(None, form, alias, autojunk=False).ratio() >= CLOSE
    }
