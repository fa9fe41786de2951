from __future__ import annotations

import pytest

from classifier.encode import language
from classifier.encode.language import LANGUAGES, detect_language

SENTENCES = {
    "en": "The women of the village asked the district governor for a new law on land.",
    "fr": "Le conseil communal a adopté une motion qui reconnaît l’association des déplacés.",
    "ar": "وافقت البلدية على مشاركة الشباب في لجنة السلام المحلية منذ شهر أيار.",
    "es": "Las mujeres de la comunidad presentaron al concejo una propuesta de ley de tierras.",
    "sw": "Wanawake wa kijiji walikutana na viongozi wa wilaya na kukubaliana kuhusu ardhi.",
    "pt": "As mulheres da aldeia reuniram-se com as autoridades para discutir a terra.",
    "so": "Haweenka tuulada ayaa la kulmay hoggaamiyeyaasha degmada si ay ugala hadlaan dhulka.",
    "rw": "Abagore bo mu mudugudu bahuye n'abayobozi b'akarere bemeranya ku butaka bwabo.",
    "fa": "شهرداری موافقت کرد که جوانان و زنان در کمیته صلح شرکت کنند.",
    "ur": "یونین کونسل نے خواتین کے لیے نئی پالیسی منظور کی ہے اور اعلان کیا۔",
    "ru": "Женщины деревни попросили главу района принять новый закон о земле.",
    "uk": "Жінки села попросили голову району ухвалити новий закон про землю і воду.",
    "zh": "村里的妇女要求区长制定新的土地法。",
    "ja": "村の女性たちは新しい土地の法律を求めました。",
    "ko": "마을 여성들은 새로운 토지법을 요구했습니다.",
    "th": "ผู้หญิงในหมู่บ้านขอกฎหมายที่ดินฉบับใหม่",
    "he": "נשות הכפר ביקשו חוק קרקעות חדש.",
    "el": "Οι γυναίκες του χωριού ζήτησαν νέο νόμο για τη γη.",
    "am": "የመንደሩ ሴቶች አዲስ የመሬት ሕግ ጠየቁ።",
    "bn": "গ্রামের মহিলারা নতুন ভূমি আইন চেয়েছিলেন।",
    "ta": "கிராமத்துப் பெண்கள் புதிய நிலச் சட்டத்தைக் கேட்டனர்.",
    "my": "ရွာမှအမျိုးသမီးများသည် မြေယာဥပဒေသစ်ကို တောင်းဆိုခဲ့ကြသည်။",
    "hi": "गाँव की महिलाओं ने जिला अधिकारी से भूमि पर नया कानून माँगा।",
}


@pytest.fixture(autouse=True, scope="module")
def _own_cache(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        language._identifier.cache_clear()
        yield
        language._identifier.cache_clear()


@pytest.mark.parametrize("code", SENTENCES)
def test_a_sentence_is_told_by_its_language(code):
    assert detect_language(SENTENCES[code]) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", ""),
        ("Yes", ""),
        ("12 34 %", ""),
        ("<person> <LOC> <redacted>", ""),
        ("https://example.org/la/motion/du/conseil someone@example.org", ""),
        ("Да, верно", ""),
        ("وافقت البلدية", "ar"),
        ("شهرداری گفت", "fa"),
        ("نئی پالیسی ہے", "ur"),
        ("ښار ته", "ps"),
        ("東京", "zh"),
    ],
)
def test_short_texts_are_left_open_unless_the_script_decides(text, code):
    assert detect_language(text) == code


@pytest.mark.parametrize(
    "text",
    [
        "In early 2024 the qaimaqam of <LOC> allowed agian the street theater, wich <person> does.",
        "<person> and <person> of <LOC>, Bukavu, Uvira, Fizi has sign the accord with <redacted>",
        "The baraza la wazee in <LOC> decide for first time that womens can speak in the shura",
        "[LOC]: the members of Comité de Paix went to the governor, and he give them three seats",
        "Two members of the committee spoke on the radio of لجنة السلام about the water and land.",
    ],
)
def test_clumsy_english_with_tags_and_foreign_names_is_english(text):
    assert detect_language(text) == "en"


def test_the_language_of_most_words_decides_in_a_mixed_text():
    assert detect_language("A small step. " + SENTENCES["ar"]) == "ar"
    assert detect_language(SENTENCES["fr"] * 2 + " وافقت البلدية") == "fr"


def test_the_model_knows_every_language_listed():
    assert set(language._identifier().nb_classes) == set(LANGUAGES)


def test_the_prepared_model_decides_as_the_packaged_one():
    from py3langid.langid import LanguageIdentifier

    packaged = LanguageIdentifier.from_model_file("data/model.npz.xz")
    packaged.set_languages(LANGUAGES)
    for text in SENTENCES.values():
        ours, theirs = language._identifier().classify(text), packaged.classify(text)
        assert ours[0] == theirs[0]
        assert ours[1] == pytest.approx(theirs[1], rel=1e-4)


def test_without_the_library_the_message_says_so(monkeypatch):
    language._identifier.cache_clear()
    monkeypatch.setattr(language.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(ModuleNotFoundError, match="py3langid"):
        language._identifier()
    language._identifier.cache_clear()
