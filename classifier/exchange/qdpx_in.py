"""A coded project of QDA software (.qdpx) read: its sources or its coded passages as fragments."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree.ElementTree import Element

from classifier.codebook import Codebook
from classifier.codebook.qdpx import RefiProject, open_project
from classifier.codebook.refi_xml import children, guid_key, tag_of
from classifier.errors import HarvestError
from classifier.exchange import Unit
from classifier.exchange.coded_table import CodedFragment
from classifier.folding import spelling_key
from classifier.grid import MAX_CELL
from classifier.harvest.headings import TARGET, alias_table
from classifier.wording import quoted_list

_TEXT = ("TextSource", "Representation")
_SELECTION = "PlainTextSelection"
_OF_CASES = "codes of whole cases, given to every coder of their sources"
_ELSEWHERE = ("Notes", "Links", "Graphs")
# A variable with such a heading would be read as a text, a coder or a code.
_TAKEN = ("outcome", "significance", "merged", "coder")


@dataclass(frozen=True, slots=True)
class ReadProject:
    """The fragments of a project, its codebook, and what is not taken along, in words."""

    fragments: tuple[CodedFragment, ...]
    codebook: Codebook
    notices: tuple[str, ...]

    @property
    def n_coded(self) -> int:
        """How many fragments have a code."""
        return sum(any(fragment.said.values()) for fragment in self.fragments)


@dataclass(frozen=True, slots=True)
class _Passage:
    """A coded passage of a source, or with -1 as its start the whole of it."""

    guid: str
    start: int
    end: int
    name: str
    codings: Sequence[tuple[str, str]]


@dataclass(slots=True)
class _Source:
    """A text of the project, with its coded passages and the values of its variables."""

    name: str
    text: str
    passages: list[_Passage]
    facts: dict[str, str]
    of_cases: list[str] = field(default_factory=list)


def read_project(path: Path, unit: Unit) -> ReadProject:
    """Read what coders said of a project's texts."""
    with open_project(path) as project:
        reading = _Reading(project, unit)
        sources = reading.sources()
        reading.add_cases(sources)
    if not sources:
        raise HarvestError(
            f"{path.name} holds no text that can be read.",
            hint="Export the project with its documents, those as text.",
        )
    notices = [*project.codes.notes, *reading.variables_left_out(sources)]
    fragments = reading.fragments(list(sources.values()))
    notices += reading.told()
    return ReadProject(tuple(fragments), project.codes.codebook, tuple(notices))


class _Reading:
    """One project being read, with a count of what is not taken along."""

    def __init__(self, project: RefiProject, unit: Unit) -> None:
        self._project = project
        self._unit = unit
        self._lost: Counter[str] = Counter()
        self._selections: dict[str, str] = {}
        self._users = self._named("Users", "User")
        self._variables = self._named("Variables", "Variable")
        for tag in _ELSEWHERE:
            self._lost[tag.lower()] = sum(len(part) for part in children(project.root, tag))

    def _named(self, part: str, tag: str) -> dict[str, str]:
        found = [one for group in children(self._project.root, part) for one in group]
        return {
            guid_key(one.get("guid")): " ".join((one.get("name") or "").split())
            for one in found
            if tag_of(one) == tag
        }

    # -- sources

    def sources(self) -> dict[str, _Source]:
        """Return the texts by the guids of their sources."""
        sources: dict[str, _Source] = {}
        names: Counter[str] = Counter()
        for part in children(self._project.root, "Sources"):
            for number, element in enumerate(part, start=1):
                name = " ".join((element.get("name") or f"Source {number}").split())
                source = self._source(element, name)
                if source is None:
                    continue
                names[spelling_key(name)] += 1
                if names[spelling_key(name)] > 1:
                    source.name = f"{name} ({names[spelling_key(name)]})"
                    self._lost["names that several sources have, now with a number"] += 1
                sources[guid_key(element.get("guid")) or f"source {number}"] = source
        return sources

    def _source(self, element: Element, name: str) -> _Source | None:
        """Read a source that has a plain text, be it beside a PDF; count any other."""
        texts = [element, *children(element, "Representation")]
        for one in texts:
            text = self._text(one) if tag_of(one) in _TEXT else None
            if text is None:
                continue
            whole = [pair for each in texts for pair in self._codings(each, "")]
            passages = self._passages_of(one, whole)
            guid = guid_key(element.get("guid"))
            self._selections |= {each.guid: guid for each in passages if each.guid}
            return _Source(name, text, passages, self._facts(element))
        kind = tag_of(element).removesuffix("Source").lower() or "other"
        self._lost[f"sources ({kind}) without a plain text in the project"] += 1
        return None

    def _passages_of(self, element: Element, whole: list[tuple[str, str]]) -> list[_Passage]:
        """Return the coded passages of a text; ``whole`` are the codings of all of it."""
        passages = [self._passage(each) for each in children(element, _SELECTION)]
        if whole:
            passages.append(_Passage("", -1, -1, "", whole))
        return [each for each in passages if each.codings]

    def _text(self, element: Element) -> str | None:
        inline = children(element, "PlainTextContent")
        if inline:
            return "".join(inline[0].itertext())
        data = self._project.text_of(element.get("plainTextPath") or "")
        if data is None:
            return None
        encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
        try:
            text = data.decode(encoding)
        except UnicodeError:
            self._lost["texts with bytes that are no UTF-8"] += 1
            return None
        if len(text) > MAX_CELL:
            self._lost[f"texts of more than {MAX_CELL:,} characters"] += 1
            return None
        return text

    def _passage(self, element: Element) -> _Passage:
        user = element.get("creatingUser") or element.get("modifyingUser") or ""
        codings = self._codings(element, user)
        if not children(element, "Coding"):
            self._lost["marked passages without a code, such as comments"] += 1
        places = [element.get(key, "") for key in ("startPosition", "endPosition")]
        start, end = (int(one) if one.isdecimal() and len(one) < 10 else -1 for one in places)
        guid = guid_key(element.get("guid"))
        return _Passage(guid, start, end, element.get("name", ""), codings)

    def _codings(self, element: Element, user: str) -> list[tuple[str, str]]:
        """Return the codings right below an element, as the names of coders and guids of codes."""
        found = []
        for coding in children(element, "Coding"):
            guid = guid_key(coding.get("creatingUser") or user)
            coder = self._users.get(guid, "")
            found += [(coder, code) for code in self._codes(coding)]
        return found

    def _codes(self, element: Element) -> Iterator[str]:
        """Go through the codes that an element names, those that are labels."""
        for reference in children(element, "CodeRef"):
            guid = guid_key(reference.get("targetGUID"))
            if guid in self._project.codes.labels:
                yield guid
            else:
                self._lost["codings with a code that is no label"] += 1

    def _facts(self, element: Element) -> dict[str, str]:
        facts = {}
        for value in children(element, "VariableValue"):
            names = [
                self._variables.get(guid_key(one.get("targetGUID")), "")
                for one in children(value, "VariableRef")
            ]
            texts = [one.text or "" for one in value if tag_of(one) != "VariableRef"]
            if names and names[0]:
                facts[names[0]] = " ".join(texts)
        return facts

    # -- cases

    def add_cases(self, sources: Mapping[str, _Source]) -> None:
        """Give what is said of a case to its sources."""
        for case in (one for part in children(self._project.root, "Cases") for one in part):
            members = [guid for guid in self._members(case) if guid in sources]
            facts, codes = self._facts(case), list(self._codes(case))
            if not members:
                self._lost["cases without a source that was read"] += 1
            elif codes:
                self._lost[_OF_CASES] += len(codes)
            for guid in members:
                self._add_case(sources[guid], facts, codes)

    def _members(self, case: Element) -> Iterable[str]:
        """Return the sources that a case names, or a passage of, each once."""
        references = children(case, "SourceRef", "SelectionRef")
        guids = (guid_key(one.get("targetGUID")) for one in references)
        return dict.fromkeys(self._selections.get(guid, guid) for guid in guids)

    def _add_case(self, source: _Source, facts: Mapping[str, str], codes: Sequence[str]) -> None:
        for name, text in facts.items():
            if source.facts.setdefault(name, text) != text:
                self._lost["second values of a variable, of another case"] += 1
        source.of_cases += codes

    # -- fragments

    def variables_left_out(self, sources: Mapping[str, _Source]) -> list[str]:
        """Take the variables away that would be read as something else, and name them."""
        names = alias_table(self._project.codes.codebook)
        known = dict.fromkeys(key for source in sources.values() for key in source.facts)
        taken = []
        for name in known:
            what, _ = names.find(name) or ("", 0)
            is_other = what in _TAKEN or what.startswith(TARGET)
            if is_other or (what == "id" and not self._is_id(name, sources)):
                taken.append(name)
        for source in sources.values():
            for name in taken:
                source.facts.pop(name, None)
        if not taken:
            return []
        return [
            f"Variables left out, since their names would be read as other columns: "
            f"{quoted_list(taken)}."
        ]

    def _is_id(self, name: str, sources: Mapping[str, _Source]) -> bool:
        """Let a variable be the fragments' ids, where every source has one of its own."""
        ids = [source.facts.get(name, "").strip() for source in sources.values()]
        if "" in ids or len(set(map(spelling_key, ids))) < len(ids):
            return False
        for source in sources.values():
            source.name = source.facts.pop(name).strip()
        return True

    def fragments(self, sources: Sequence[_Source]) -> list[CodedFragment]:
        """Return the fragments with what was said of each."""
        found = []
        for source in sources:
            if self._unit is Unit.sources:
                found.append(self._fragment(source, source.name, source.text, source.passages))
            else:
                found += self._passages(source)
        if not found:
            raise HarvestError(
                f"{self._project.file} holds no coded passage of a text.",
                hint="Take each source as a fragment: --fragments sources.",
            )
        return found

    def _passages(self, source: _Source) -> Iterator[CodedFragment]:
        """Return each coded passage once, whoever coded it."""
        by_place: dict[tuple[int, int], list[_Passage]] = {}
        text = _as_counted(source)
        for passage in source.passages:
            if passage.start < 0 and passage.end < 0:
                self._lost["codings of whole sources"] += len(passage.codings)
            elif not 0 <= passage.start < passage.end <= len(text):
                self._lost["passages that lie beyond their text"] += 1
            else:
                by_place.setdefault((passage.start, passage.end), []).append(passage)
        for (start, end), passages in sorted(by_place.items()):
            name = f"{source.name}:{start}-{end}"
            yield self._fragment(source, name, text[start:end], passages)

    def _fragment(
        self, source: _Source, name: str, text: str, passages: Sequence[_Passage]
    ) -> CodedFragment:
        labels = self._project.codes.labels
        said: dict[str, list[tuple[str, str]]] = {}
        for coder, code in (pair for passage in passages for pair in passage.codings):
            said.setdefault(coder, []).append(labels[code])
        of_cases = [labels[code] for code in source.of_cases]
        if of_cases:
            for codes in said.values() or [said.setdefault("", [])]:
                codes += of_cases
        return CodedFragment(name, text, source.facts, said)

    def told(self) -> list[str]:
        """Say what is not taken along, or was changed on the way."""
        lost = [f"{what} ({n:,})" for what, n in self._lost.items() if n]
        return [f"Not taken over as it stands: {'; '.join(lost)}."] if lost else []


def _as_counted(source: _Source) -> str:
    """Return the text as the program counted in it that wrote the positions.

    Some count a line end of two signs as one. Passages often say how they begin: the way of
    counting by which more of them do is taken.
    """
    whole, plain = source.text, source.text.replace("\r\n", "\n")
    if plain == whole:
        return whole
    named = [one for one in source.passages if one.name and one.start >= 0]

    def fitting(text: str) -> int:
        return sum(text.startswith(one.name, one.start) for one in named)

    beyond = any(one.end > len(plain) for one in source.passages)
    return whole if beyond or fitting(whole) >= fitting(plain) else plain
