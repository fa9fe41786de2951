"""The names of languages by their code (ISO 639-1)."""

from __future__ import annotations

LANGUAGE_NAMES: dict[str, tuple[str, str, str]] = {
    "language_am": ("Amharic", "amharique", "الأمهرية"),
    "language_ar": ("Arabic", "arabe", "العربية"),
    "language_de": ("German", "allemand", "الألمانية"),
    "language_en": ("English", "anglais", "الإنجليزية"),
    "language_es": ("Spanish", "espagnol", "الإسبانية"),
    "language_fa": ("Persian", "persan", "الفارسية"),
    "language_fr": ("French", "français", "الفرنسية"),
    "language_ha": ("Hausa", "haoussa", "الهوسا"),
    "language_he": ("Hebrew", "hébreu", "العبرية"),
    "language_hi": ("Hindi", "hindi", "الهندية"),
    "language_id": ("Indonesian", "indonésien", "الإندونيسية"),
    "language_it": ("Italian", "italien", "الإيطالية"),
    "language_ja": ("Japanese", "japonais", "اليابانية"),
    "language_ko": ("Korean", "coréen", "الكورية"),
    "language_ku": ("Kurdish", "kurde", "الكردية"),
    "language_nl": ("Dutch", "néerlandais", "الهولندية"),
    "language_pl": ("Polish", "polonais", "البولندية"),
    "language_pt": ("Portuguese", "portugais", "البرتغالية"),
    "language_ru": ("Russian", "russe", "الروسية"),
    "language_so": ("Somali", "somali", "الصومالية"),
    "language_sw": ("Swahili", "swahili", "السواحيلية"),
    "language_th": ("Thai", "thaï", "التايلاندية"),
    "language_tr": ("Turkish", "turc", "التركية"),
    "language_uk": ("Ukrainian", "ukrainien", "الأوكرانية"),
    "language_ur": ("Urdu", "ourdou", "الأردية"),
    "language_vi": ("Vietnamese", "vietnamien", "الفيتنامية"),
    "language_zh": ("Chinese", "chinois", "الصينية"),
}
