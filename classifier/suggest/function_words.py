"""Which words say something when they stand alone: not function words, numbers, months or days.

The lists of function words are those of stopwords-iso (https://github.com/stopwords-iso).
"""

from __future__ import annotations

from functools import lru_cache

import stopwordsiso

from classifier.features.ngrams import plain

_LANGUAGES = ("en", "fr", "ar")
# Words on the English and French lists that do say something about an outcome.
_SAY_SOMETHING = frozenset(
    "act adopted announce appreciate ask asked bill buy call changes click computer copy cry "
    "fire fix free goods group grouped groups help home information interest interested "
    "interests invention join keys line man member members men mill mine move name needs net open "
    "opened opening order ordered orders page problem problems research results right room rooms "
    "run save section shed site sites state states stop system test text thanks thank think "
    "website welcome wells words work worked working works world young younger youngest "
    "force gens ouvert ouverte parler parole لقاء زياره اعاده قوه اعلنت".split()
)
_NUMBERS = frozenset(
    "seven thirteen fourteen sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty "
    "seventy eighty ninety hundred hundreds thousand thousands million first second third fourth "
    "fifth half quarter dozen dozens once twice zero "
    "vingt trente quarante cinquante soixante cent cents mille neuf demi moitie quart douzaine "
    "premier premiere second seconde "
    "اثنان اثنين اثنتين ثلاث ثلاثه اربع اربعه خمس خمسه ست سته سبع سبعه ثمان ثماني ثمانيه تسع تسعه "
    "عشر عشره عشرين ثلاثين اربعين خمسين ستين سبعين ثمانين تسعين مئه مائه مئات الف الاف مليون نصف "
    "الاول الاولي الثاني الثانيه الثالث الثالثه ثالثه ثانيه الرابع الرابعه".split()
)
_TIMES = frozenset(
    "january february march april june july august september october november december jan feb mar "
    "apr jun jul aug sep sept oct nov dec monday tuesday wednesday thursday friday saturday sunday "
    "spring summer autumn winter morning evening afternoon night day days week weeks month months "
    "monthly weekly daily yesterday tomorrow tonight "
    "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre lundi "
    "mardi mercredi jeudi vendredi samedi dimanche printemps ete automne hiver matin soir nuit "
    "jour jours semaine semaines mois an ans annee annees hier demain "
    "يناير فبراير مارس ابريل نيسان ايار مايو حزيران يونيو تموز يوليو اب اغسطس ايلول سبتمبر تشرين "
    "اكتوبر نوفمبر ديسمبر كانون شباط اذار الاثنين الثلاثاء الاربعاء الخميس الجمعه السبت الاحد "
    "يوم ايام شهر اشهر سنه سنوات عام اعوام اسبوع اسابيع صباح مساء الليل الربيع الصيف الخريف "
    "الشتاء".split()
)
# Not on the Arabic list: “only, because, one, never, always, instead, later” and their like, and
# what takes a pronoun at its end, such as “from them”.
_ARABIC = frozenset(
    "فقط لان واحده واحدا احدا ابدا دائما بدل بدلا لاحقا جدا لذلك كذلك يكن تكن".split()
)
_WITH_PRONOUN = frozenset(
    stem + pronoun
    for stem in "من علي الي في عن مع عند بين غير مثل نفس انفس لكن لان بعض كل ل ب".split()
    for pronoun in "ه ها هم هن هما نا ك كم ي".split()
)
_TAGS = frozenset("person loc redacted".split())
# “and, then, with, to, like”, written together with the Arabic word behind them.
_JOINED = "وفبلك"
_SHORTEST = {"و": 2}  # letters left, else 3: “باب” is a door, not “in August”


@lru_cache(maxsize=1)
def _empty() -> frozenset[str]:
    """Return the words that say nothing, folded."""
    listed = {_folded(word) for word in stopwordsiso.stopwords(_LANGUAGES)}
    return frozenset(listed - _SAY_SOMETHING | _NUMBERS | _TIMES | _TAGS | _ARABIC | _WITH_PRONOUN)


def _folded(word: str) -> str:
    return plain(word).replace("ة", "ه").replace("ى", "ي").replace("ٱ", "ا")


@lru_cache(maxsize=2**15)
def says_something(word: str) -> bool:
    """Whether a word says something when it stands alone.

    >>> [says_something(word) for word in ("coalition", "the", "2023", "juin", "depuis")]
    [True, False, False, False, False]
    >>> [says_something(word) for word in ("المجلس", "وكانت", "آذار")]
    [True, False, False]
    """
    folded = _folded(word)
    if len(folded) == 1 or not folded.isalpha() or folded in _empty():
        return False
    rest = folded[1:]
    joined = folded[0] in _JOINED and len(rest) >= _SHORTEST.get(folded[0], 3)
    return not (joined and rest in _empty())
