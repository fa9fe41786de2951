"""A coded project of QDA software (.qdpx) read: its sources or its coded passages as fragments."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree.ElementTree import Element

from classifier.codebook import Codebook
from classifier.codebook.qdpx import RefiProject, open_project
from classifier.codebook.refi_xml import children, guid_key, name_of, tag_of
from classifier.errors import HarvestError
from classifier.exchange import Unit
from classifier.exchange.coded_table import CodedFragment
from classifier.exchange.qdpx_passages import Passage, Source, passages_by_place
from classifier.exchange.qdpx_variables import leave_out_variables
from classifier.folding import spelling_key
from classifier.grid import MAX_CELL

_TEXT = ("TextSource", "Representation")
_SELECTION = "PlainTextSelection"
_OF_CASES = "codes of whole cases, given to every coder of their sources"
_ELSEWHERE = ("Notes", "Links", "Graphs")
_OTHER_MARKS = "marks elsewhere than in the text, taken as codes of the whole source"
_NO_CODE = "marked passages without a code, such as comments"


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
    texts = list(sources.values())
    left_out = leave_out_variables(texts, project.codes.codebook)
    notices = [*project.codes.notes, *left_out]
    fragments = reading.fragments(texts)
    notices += reading.told()
    return ReadProject(tuple(fragments), project.codes.codebook, tuple(notices))


class _Reading:
    """One project being read, with a count of what is not taken along."""

    def __init__(self, project: RefiProject, unit: Unit) -> None:
        self._project = project
        self._unit = unit
        self._lost: Counter[str] = Counter()
        self._selections: dict[str, str] = {}
        self._coder_names: Counter[str] = Counter()
        self._users = self._coders()
        self._variables = {
            guid_key(one.get("guid")): name_of(one) for one in self._listed("Variables", "Variable")
        }
        for tag in _ELSEWHERE:
            self._lost[tag.lower()] = len(self._listed(tag))
        self._lost["groups of sources"] = sum(
            bool(children(one, "MemberSource")) for one in self._listed("Sets")
        )
        commented = [*self._listed("Sources"), *self._listed("Cases")]
        self._lost["comments on sources, passages and cases"] = sum(
            tag_of(one) == "Description" and bool("".join(one.itertext()).strip())
            for part in commented
            for one in part.iter()
        )

    def _listed(self, part: str, *tags: str) -> list[Element]:
        """Return what stands in a part of the project, or what of some kinds does."""
        found = [one for group in children(self._project.root, part) for one in group]
        return [one for one in found if not tags or tag_of(one) in tags]

    def _own_name(self, name: str, taken: Counter[str], kind: str) -> str:
        """Return a name, with a number where another of its kind has it."""
        own, key = name, spelling_key(name)
        while spelling_key(own) in taken:
            taken[key] += 1
            own = f"{name} ({taken[key]})"
        taken[spelling_key(own)] += 1
        self._lost[f"names that several {kind} have, now with a number"] += own != name
        return own

    # -- coders

    def _coders(self) -> dict[str, str]:
        """Return the names of coders by the guids of users, no two alike."""
        coders: dict[str, str] = {}
        for number, user in enumerate(self._listed("Users", "User"), start=1):
            guid = guid_key(user.get("guid"))
            name = name_of(user) or " ".join((user.get("id") or "").split()) or f"User {number}"
            if guid in coders:
                self._lost["users with the guid of another"] += 1
            elif guid:
                coders[guid] = self._own_name(name, self._coder_names, "users")
        return coders

    def _coder(self, guid: str) -> str:
        """Return who a user is; one that is not listed is a coder of its own."""
        if guid and guid not in self._users:
            name = f"User {len(self._users) + 1}"
            self._users[guid] = self._own_name(name, self._coder_names, "users")
            self._lost["users that the project does not list, each now a coder"] += 1
        return self._users.get(guid, "")

    # -- sources

    def sources(self) -> dict[str, Source]:
        """Return the texts by the guids of their sources."""
        sources: dict[str, Source] = {}
        names: Counter[str] = Counter()
        for number, element in enumerate(self._listed("Sources"), start=1):
            source = self._source(element)
            if source is None:
                continue
            name = name_of(element) or f"Source {number}"
            source.name = self._own_name(name, names, "sources")
            guid = guid_key(element.get("guid"))
            if guid in sources:
                self._lost["sources with the guid of another"] += 1
            key = guid if guid and guid not in sources else f"source {number}"
            sources[key] = source
            marks = filter(_is_mark, element.iter())
            self._selections |= {guid_key(one.get("guid")): key for one in marks if one.get("guid")}
        return sources

    def _source(self, element: Element) -> Source | None:
        """Read a source that has a plain text, be it beside a PDF; count any other."""
        for one in (element, *children(element, "Representation")):
            text = self._text(one) if tag_of(one) in _TEXT else None
            if text is not None:
                return Source("", text, self._passages_of(element, one), self._facts(element))
        kind = tag_of(element).removesuffix("Source").lower() or "other"
        self._lost[f"sources ({kind}) without a plain text in the project"] += 1
        return None

    def _passages_of(self, source: Element, text: Element) -> list[Passage]:
        """Return the coded passages of a text; all other codes of its source are of the whole."""
        placed = dict.fromkeys(children(text, _SELECTION))
        passages = [self._passage(one) for one in placed]
        whole = []
        for one in source.iter():
            if one in placed:
                continue
            codings = self._codings(one)
            self._lost[_OTHER_MARKS] += len(codings) if _is_mark(one) else 0
            whole += codings
        if whole:
            passages.append(Passage(-1, -1, "", whole))
        return [one for one in passages if one.codings]

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

    def _passage(self, element: Element) -> Passage:
        codings = self._codings(element)
        places = [element.get(key, "") for key in ("startPosition", "endPosition")]
        start, end = (int(one) if one.isdecimal() and len(one) < 10 else -1 for one in places)
        return Passage(start, end, element.get("name", ""), codings)

    def _codings(self, element: Element) -> list[tuple[str, str]]:
        """Return the codings right below an element, as the names of coders and guids of codes.

        Who marked a passage coded it, where nobody else is said to have.
        """
        marked = element.get("creatingUser") or element.get("modifyingUser")
        user = marked if marked and _is_mark(element) else ""
        given = children(element, "Coding")
        self._lost[_NO_CODE] += _is_mark(element) and not given
        found = []
        for coding in given:
            coder = self._coder(guid_key(coding.get("creatingUser") or user))
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
        facts: dict[str, str] = {}
        for value in children(element, "VariableValue"):
            names = [
                self._variables.get(guid_key(one.get("targetGUID")), "")
                for one in children(value, "VariableRef")
            ]
            texts = [one.text or "" for one in value if tag_of(one) != "VariableRef"]
            if names and names[0]:
                text = " ".join(texts)
                self._lost["second values of a variable"] += (
                    facts.setdefault(names[0], text) != text
                )
        return facts

    # -- cases

    def add_cases(self, sources: Mapping[str, Source]) -> None:
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

    def _add_case(self, source: Source, facts: Mapping[str, str], codes: Sequence[str]) -> None:
        for name, text in facts.items():
            if source.facts.setdefault(name, text) != text:
                self._lost["second values of a variable, of another case"] += 1
        source.of_cases += codes

    # -- fragments

    def fragments(self, sources: Sequence[Source]) -> list[CodedFragment]:
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

    def _passages(self, source: Source) -> Iterator[CodedFragment]:
        whole = [one for one in source.passages if one.is_whole]
        self._lost["codings of whole sources"] += sum(len(one.codings) for one in whole)
        for start, end, text, passages in passages_by_place(source):
            if text:
                name = f"{source.name}:{start}-{end}"
                yield self._fragment(source, name, text, passages)
            else:
                self._lost["passages that lie beyond their text"] += len(passages)

    def _fragment(
        self, source: Source, name: str, text: str, passages: Sequence[Passage]
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


def _is_mark(element: Element) -> bool:
    """Say whether an element is a marked place: of a text, a PDF, a picture or a film."""
    return tag_of(element).endswith("Selection")
