"""In which language a text is written: needed to say "this encoder does not read that".

Where the script decides (Greek, Thai, Hangul …) nothing else is asked. Otherwise a naive Bayes
model over letter groups does, restricted to the languages of the regions where outcomes are
harvested: every language less is one less to be mistaken for.
Source of the model: Lui & Baldwin 2012, "langid.py", in the package py3langid.
"""

from __future__ import annotations

import importlib.util
import re
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

    from classifier.encode.array_file import Arrays

LANGUAGES = tuple(
    "am ar bg bn cs da de el en es fa fi fr ha he hi hr hu id it ja ko ku ln mg ms my ne nl no om"
    " pl ps pt ro ru rw so sq sr sv sw ta th tl tr uk ur uz vi yo zh zu".split()
)
MIN_WORDS = 4  # fewer words in Latin or Cyrillic letters say too little
MODEL = "language.tensors"
_FOLDER = "language-1"

_NOISE = re.compile(r"<[^<>]{1,40}>|\[[^\[\]]{1,40}\]|\b(?:https?://|www\.)\S+|\S{1,64}@\S+|[\d_]")
_WORD = re.compile(r"[^\W\d_]+(?:['’\u0300-\u036f\u064b-\u065f-][^\W\d_]+)*")
_SCRIPTS = {
    "arabic": re.compile(r"[\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufeff]"),
    "latin": re.compile(r"[A-Za-z\u00aa-\u024f\u1e00-\u1eff]"),
    "cyrillic": re.compile(r"[\u0400-\u052f]"),
    "han": re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]"),
    "ja": re.compile(r"[\u3040-\u30ff]"),
    "ko": re.compile(r"[\u1100-\u11ff\u3130-\u318f\uac00-\ud7af]"),
    "th": re.compile(r"[\u0e00-\u0e7f]"),
    "he": re.compile(r"[\u0590-\u05ff]"),
    "el": re.compile(r"[\u0370-\u03ff]"),
    "am": re.compile(r"[\u1200-\u139f]"),
    "bn": re.compile(r"[\u0980-\u09ff]"),
    "ta": re.compile(r"[\u0b80-\u0bff]"),
    "my": re.compile(r"[\u1000-\u109f]"),
    "devanagari": re.compile(r"[\u0900-\u097f]"),
}
# Letters that one of the languages in Arabic script uses and the ones named before it do not.
_ARABIC = (
    ("ps", re.compile(r"[ټډړښڼۍېځڅ]")),
    ("ur", re.compile(r"[ٹڈڑںےھ]")),
    ("fa", re.compile(r"[پچژگیک]")),
)


@lru_cache(maxsize=4096)  # asked of the same texts for their drift and for each suggestion
def detect_language(text: str) -> str:
    """Return the ISO 639-1 code of the text's language, "" if it says too little.

    Tags such as ``<person>``, numbers and addresses are not looked at.
    """
    plain = _NOISE.sub(" ", text)
    words = _WORD.findall(plain)
    # Plain ASCII, as most texts are, holds only Latin letters.
    if not plain.isascii():
        script = _script(plain)
        if len(script) == 2 or not script:  # a script of one language, or none
            return script
        # Names and half sentences in another script must not decide: look at this script's words.
        words = [word for word in words if _SCRIPTS[script].search(word)]
        if script == "arabic" and len(words) < MIN_WORDS:
            return _by_letters(plain)
    if len(words) < MIN_WORDS:
        return ""
    return str(_identifier().classify(" ".join(words))[0])


def _script(plain: str) -> str:
    """Name the script of most letters, or its language if it has but one; "" without letters."""
    counts = {script: len(letters.findall(plain)) for script, letters in _SCRIPTS.items()}
    script = max(counts, key=lambda name: counts[name])
    if not counts[script]:
        return ""
    if script == "han":
        return "ja" if counts["ja"] else "zh"
    return script


def _by_letters(plain: str) -> str:
    """Tell the languages in Arabic script apart by the letters only some of them have."""
    for language, letters in _ARABIC:
        if letters.search(plain):
            return language
    return "ar"


@cache
def _identifier() -> LanguageIdentifier:
    """Load the model, restricted to LANGUAGES: unpacking the packaged one takes half a second."""
    from py3langid.langid import LanguageIdentifier

    from classifier.encode.array_file import read_arrays
    from classifier.encode.kept_files import Recipe, prepare

    spec = importlib.util.find_spec("py3langid")
    if not spec or not spec.origin:
        raise ModuleNotFoundError("py3langid is not installed", name="py3langid")
    source = Path(spec.origin).parent / "data" / "model.npz.xz"
    recipe = Recipe(_FOLDER, {"model": source}, lambda folder: _build(source, folder), {})
    prepared = prepare(recipe)
    with prepared.reading():
        tensors = read_arrays(prepared.folder / MODEL)
        return LanguageIdentifier(
            tensors["features"],
            tensors["prior"],
            tensors["languages"].tobytes().decode().split(),
            tensors["moves"].data,  # read number by number: a plain buffer is quicker than an array
            tensors["found"].data,
            tk_row=tensors["rows"].tolist(),
        )


def _build(source: Path, folder: Path) -> None:
    """Write the packaged model down as plain arrays, without the languages left out."""
    import numpy as np
    from py3langid.modelio import load_model

    from classifier.encode.array_file import write_arrays

    features, prior, languages, moves, rows, found = load_model(source)
    kept = [i for i, language in enumerate(languages) if language in LANGUAGES]
    tensors: Arrays = {
        "features": features[:, kept].astype(np.float32),
        "prior": prior[kept],
        "languages": np.frombuffer(" ".join(languages[i] for i in kept).encode(), np.uint8),
        "moves": np.asarray(moves),
        "rows": np.asarray(rows),
        "found": np.asarray(found, dtype=np.int32),
    }
    write_arrays(folder / MODEL, tensors)
