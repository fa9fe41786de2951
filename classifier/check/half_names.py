"""Capitalised words beside a redaction tag: "Kovi <person>" is a name half covered."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from classifier.folding import plain_words
from classifier.harvest import normalise_country

_TITLES = """
Mr Mrs Ms Miss Mme Mlle Dr Prof Professor Eng Adv Hon Rev Fr Sr St Capt Col Gen Lt Maj Sgt Sir
Madam Sheikh Sheikha Shaykh Cheikh Imam Mufti Mullah Sayyid Sayed Hajj Hajja Hadj Hadjia Haji
Hajia El Al Abu Abou Umm Oum Bint Ibn Bin Ben Chief Elder Pastor Bishop Father Sister Brother
Mama Papa Baba Monsieur Madame Docteur Maître Général Colonel Commandant Commander General Major
Captain Minister Ministre Governor Gouverneur Mayor Maire President Président Présidente
Director Directeur Directrice Judge Juge Honourable Queen King Prince Princess Sultan Emir Mwami
"""
_TIMES = """
January February March April May June July August September October November December Jan Feb
Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec Janvier Février Mars Avril Mai Juin Juillet Août
Septembre Octobre Novembre Décembre Monday Tuesday Wednesday Thursday Friday Saturday Sunday
Lundi Mardi Mercredi Jeudi Vendredi Samedi Dimanche Ramadan Eid Christmas Easter Noël Pâques
Spring Summer Autumn Winter
"""
_BODIES = """
Partner Partners Partenaire NGO CSO CBO ONG Organisation Organization Association Network Réseau
Union Coalition Committee Comité Council Conseil Commission Court Cour Ministry Ministère
Parliament Parlement Assembly Assemblée Government Gouvernement Municipality Mairie Police Army
Church Église Mosque Centre Center School École University Université Hospital Radio Television
Club Forum Group Groupe Women Femmes Youth Jeunes Foundation Fondation Institute Institut
Initiative Programme Program Project Projet Office Bureau Department District Province
Provincial State National Regional Local County Camp Village Town City Region Zone Sector Hub
House Team Board Syndicate Federation Secretariat Embassy Ambassade
"""
_PLACES = """
North South East West Northern Southern Eastern Western Central Upper Lower Greater Nord Sud Est
Ouest Lake River Mount Jebel Jabal Wadi Old New Saint Damascus Idlib Aleppo Raqqa Homs Baghdad
Mosul Basra Erbil Kirkuk Ninewa Nineveh Beirut Tripoli Bekaa Ramallah Gaza Jerusalem Hebron
Nablus Sanaa Aden Taiz Marib Hodeidah Juba Bor Wau Malakal Torit Jonglei Equatoria Nairobi
Mombasa Kisumu Turkana Garissa Addis Ababa Oromia Tigray Amhara Somali Afar Bujumbura Gitega
Kinshasa Goma Bukavu Ituri Kivu Bunia Bamako Mopti Gao Timbuktu Niamey Tillabéri Diffa Geneva
Genève Brussels Bruxelles York Hague Kurdistan Sahel Darfur
"""
_PEOPLES = """
Syrian Iraqi Lebanese Yemeni Palestinian Israeli Jordanian Turkish Kenyan Ethiopian Burundian
Congolese Malian Nigerien Sudanese Somali Ugandan Rwandan Dutch European African Arab Arabic
Kurdish Christian Muslim Islamic Catholic Sunni Shia Shiite Druze Yazidi Ezidi Dinka Nuer Hutu
Tutsi Tuareg Fulani Peul English French American British German Swedish Norwegian Danish Belgian
Swiss
"""
_SMALL = """
A An The This That These Those In On At By For From With To Of And Or But As If Our Their His
Her Its My We They He She It I You Also Then Now Here There When While After Before Since Until
During Between Neither Both Either Only Each Every All Some One Two Three Ask See Le La Les Un
Une Des Du De En Et Ou Dans Par Pour Avec Sur Sous Ce Cette Ces Son Sa Ses Leur Leurs Notre Nos
Il Elle Ils Elles Depuis Après Avant Ainsi Aussi Mais Outcome Output Significance Contribution
Objective Annex Report Phase Round
"""

KNOWN_WORDS = frozenset(
    map(plain_words, f"{_TITLES} {_TIMES} {_BODIES} {_PLACES} {_PEOPLES} {_SMALL}".split())
)
"""Folded titles, months and days, kinds of bodies, well-known places, peoples, small words."""

TITLES = frozenset(map(plain_words, _TITLES.split()))
"""Folded titles: the stop behind "Mr." ends no sentence."""

_TAG = re.compile(r"<(persons?|LOC|redacted|ORG)>")
_BEFORE = re.compile(r"[^\s\"“«(\[]+[ -]?$")
_AFTER = re.compile(r"[ -]?([^\W\d_][\w’'-]*)")
_SENTENCE_ENDS = ".!?:;…\n•–—|"
_WORD = re.compile(r"[^\W\d_]+")
_IN_ADDRESS = re.compile(r"@|\w\.\w")
# A name that is also a word is rare in one harvest; a word in small letters twice is none.
ORDINARY = 2

_NEAR = 200
LONGEST_NAME = 40
"""Characters of the longest word that is looked at; longer ones are addresses of pages."""


@dataclass(frozen=True, slots=True)
class HalfName:
    """A capitalised word beside a tag.

    Attributes
    ----------
    word : the word itself, for comparing two columns; never shown
    tag : ``<person>``, ``<LOC>`` …
    before : the word stands before the tag, not behind it
    position : its place among the words of the text, from 1
    """

    word: str
    tag: str
    before: bool
    position: int


def ordinary_words(texts: Iterable[str]) -> frozenset[str]:
    """Folded words that the texts write in small letters: capitals do not make names of them."""
    counts: Counter[str] = Counter()
    for text in texts:
        # An e-mail address writes a name in small letters.
        plain = " ".join(piece for piece in text.split() if not _IN_ADDRESS.search(piece))
        counts.update(word for word in _WORD.findall(plain) if word.islower())
    return frozenset(plain_words(word) for word, n in counts.items() if n >= ORDINARY)


def half_names(text: str, ordinary: frozenset[str]) -> list[HalfName]:
    """Find the halves of names in a text whose tags are normalised.

    At the start of a sentence every word has a capital: nothing is said of it.

    >>> half_names("In 2023, Kovi <person> met Dr <person>.", frozenset())
    [HalfName(word='Kovi', tag='<person>', before=True, position=3)]
    """
    starts = [word.start() for word in re.finditer(r"\S+", text)]
    return [half for tag in _TAG.finditer(text) for half in _beside(tag, starts, ordinary)]


def _beside(
    tag: re.Match[str], starts: Sequence[int], ordinary: frozenset[str]
) -> Iterator[HalfName]:
    """Find the halves beside one tag; ``starts`` are the places where the text's words begin."""
    text = tag.string
    near = max(0, tag.start() - LONGEST_NAME)
    before = _BEFORE.search(text, near, tag.start())
    if before and not _starts_sentence(text[max(0, before.start() - _NEAR) : before.start()]):
        word = re.split("['’]", before[0].rstrip(" -"))[-1]  # "l'Imam <person>"
        if _may_be_name(word, ordinary):
            position = bisect_left(starts, before.start()) + 1
            yield HalfName(word, tag[0], True, position)
    after = _AFTER.match(text, tag.end())
    if after and _may_be_name(after[1].removesuffix("'s"), ordinary):
        yield HalfName(after[1], tag[0], False, bisect_left(starts, after.end()))


def _starts_sentence(before: str) -> bool:
    plain = before.rstrip(" \t\"“”«»'()[]-")
    if not plain or plain[-1] not in _SENTENCE_ENDS:
        return not plain
    last = plain.split()[-1]
    return not (plain.endswith(".") and plain_words(last) in TITLES)


def _may_be_name(word: str, ordinary: frozenset[str]) -> bool:
    letters = word.replace("-", "")
    if len(letters) < 2 or not letters.isalpha() or not word[0].isupper() or word.isupper():
        return False
    pieces = plain_words(word).split()
    if any(piece in KNOWN_WORDS or piece in ordinary for piece in pieces):
        return False
    return normalise_country(word) is None
