"""Bytes to text: every encoding that spreadsheets save in, stray bytes, and spoilt letters."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from classifier.errors import ClassifierError, HarvestError
from classifier.text_files import (
    MAX_NAMED_LINES,
    decode,
    read_bytes,
    refuse_json,
    spoilt_letters,
    text_form,
)
from classifier.translations import said_in

CASES = Path(__file__).parent / "cases" / "files"

FRENCH = "Le comité a créé une école à Gitega, où l’été « déjà » commença – Élu, forêt, maïs."
ENGLISH = "The council’s “open desk” – it wasn’t there…"
SPANISH = "El año pasado la comunidad creó una comisión de género; ¿qué pasó?"
ARABIC = "في مايو فتح المجلس المحلي مكتبا للشكاوى للنساء، هذه أول مرة"


@pytest.mark.parametrize(
    "text", ['{"a": 1}\n{"a": 2}\n', '[{"a": 1}]', '[\n{"a": 1}]', '{\n"a": []}']
)
def test_json_under_the_name_of_a_table_is_refused(text):
    with pytest.raises(HarvestError, match=r"h\.csv holds JSON") as caught:
        refuse_json("h.csv", text)
    assert "jsonl" in caught.value.hint


@pytest.mark.parametrize("text", ["a,b\n1,2\n", "[LOC] women met", "{x", '"a": b,c', "", "[“a”],b"])
def test_what_only_begins_like_json_is_read(text):
    refuse_json("h.csv", text)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no queues between programs there")
def test_a_queue_between_programs_is_refused_and_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "h.csv")
    with pytest.raises(HarvestError, match=r"h\.csv is a device, not a file"):
        read_bytes(tmp_path / "h.csv", "h.csv")


@pytest.mark.parametrize(
    ("text", "encoding", "name"),
    [
        (FRENCH, "cp1252", "Windows-1252"),
        (ENGLISH, "cp1252", "Windows-1252"),
        (SPANISH, "cp1252", "Windows-1252"),
        ("café", "cp1252", "Windows-1252"),
        ("Une école de 20 m² à 5 €, n° 4", "cp1252", "Windows-1252"),
        ("ÉCOLE DE LA LIBERTÉ", "cp1252", "Windows-1252"),
        (ARABIC, "cp1256", "Windows-1256"),
        (f"Le comité de Gitega. {ARABIC}", "cp1256", "Windows-1256"),
        (FRENCH, "mac_roman", "Mac Roman"),
        (ENGLISH, "mac_roman", "Mac Roman"),
        (SPANISH, "mac_roman", "Mac Roman"),
        ("Le comité a créé une école à Gitega", "cp850", "code page 850"),
    ],
)
def test_the_encoding_that_gives_words_is_taken_and_named(text, encoding, name):
    read, (notice,) = decode("h.csv", f"ID,Outcome\nF1,{text}\n".encode(encoding))
    assert read == f"ID,Outcome\nF1,{text}\n"
    assert (notice.kind, notice.notice) == ("encoding", True)
    assert name in notice.what
    assert "the " not in said_in(notice.what, "fr")


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("В мае совет открыл стол", "cp1251"),
        ("中文文本测试内容", "gbk"),
        ("złożyła skargę", "cp1250"),
    ],
)
def test_an_encoding_that_we_do_not_know_is_a_problem(text, encoding):
    _, (problem,) = decode("h.csv", f"ID,{text}".encode(encoding))
    assert not problem.notice
    assert problem.what.startswith("is in an unknown encoding")
    assert "save it from Excel as “CSV UTF-8”" in problem.hint


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", [FRENCH, ENGLISH, ARABIC])
def test_unicode_with_and_without_a_mark_is_read_without_a_word(text, encoding):
    assert decode("h.csv", f"ID\r\n{text}\r".encode(encoding)) == (f"ID\n{text}\n", [])


def test_a_second_mark_inside_joined_files_is_taken_out():
    assert decode("h.csv", "\ufeff\ufeffID\n\ufeff“F1”".encode()) == ("ID\n“F1”", [])


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ("ID,Outcome".encode("utf-32"), "UTF-32"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "not a text file"),
        (b"\x00\xd8" * 20 + b"a\x00" * 40, "not a text file"),  # half of a surrogate pair
        (b"\x01\x00a\x00b\x00c\x00", "not a text file"),
        (b"ID" + b"\x00" * 30, "not a text file"),
        (b"\x07ID,Outcome of the talks,Significance\n\x00", "not a text file"),
    ],
)
def test_what_is_no_text_is_refused(data, message):
    with pytest.raises(ClassifierError, match=message) as caught:
        decode("h.csv", data)
    assert "CSV UTF-8" in caught.value.hint


def test_a_stray_byte_spoils_its_line_only():
    """glottolog-legacy#79: one cp1252 byte made every accent of the file wrong."""
    data = (CASES / "34-one-stray-byte" / "enc-mixed-in.csv").read_bytes()
    text, (problem,) = decode("h.csv", data)
    assert "F1,Le comité a créé une école pour les réfugiés,Première" in text
    assert "F2,Le maire a dit ’oui’,Première" in text
    assert (problem.kind, problem.origin.row, problem.notice) == ("encoding", 3, False)
    assert problem.what.startswith("line 3 of the file is not in UTF-8, the other lines are;")


def test_in_a_line_that_is_partly_utf8_only_the_stray_bytes_are_read_otherwise():
    data = "Élu\nl’été à ".encode() + b"\x93Gitega\x94\nfin\xe9"
    text, problems = decode("h.csv", data)
    assert text == "Élu\nl’été à “Gitega”\nfiné"
    assert [problem.origin.row for problem in problems] == [2, 3]


def test_an_arabic_line_among_utf8_lines_is_read_as_arabic():
    text, (problem,) = decode("h.csv", f"{ARABIC}\n".encode() * 3 + ARABIC.encode("cp1256"))
    assert text == "\n".join([ARABIC] * 4)
    assert (problem.origin.row, "Windows-1256" in problem.what) == (4, True)


def test_a_marked_file_stays_utf8_even_if_no_good_line_has_an_accent():
    text, problems = decode("h.csv", b"\xef\xbb\xbfID\n" + b"caf\xe9\n" * 15)
    assert (text, len(problems)) == ("ID\n" + "café\n" * 15, 15)


def test_a_stray_nul_costs_nothing_but_a_word():
    text, (problem,) = decode("h.csv", b"ID,Outcome of the talks\nF1,They met\x00\nF2,fin\xc3\xa9")
    assert text == "ID,Outcome of the talks\nF1,They met\nF2,finé"
    assert problem.origin.row == 2


def test_of_very_many_bad_lines_the_first_are_named_and_the_rest_counted():
    data = "Élu\n".encode() * 30 + b"caf\xe9\n" * (MAX_NAMED_LINES + 5)
    _, problems = decode("h.csv", data)
    assert len(problems) == MAX_NAMED_LINES + 1
    assert problems[-1].what.startswith("5 more lines, up to line 55,")


@pytest.mark.parametrize(
    "text",
    [
        *("le comitÃ©", "Ã\xa0 Gitega", "Ã  Gitega", "Ã‰cole", "ÃƒÂ©", "Â«oui Â»", "NaÃ¯ve"),
        *("donâ€™t", "â€œ", "50 â€“ 60", "lâ\x80\x99eau", "Å¡ta", "ï»¿ID", "ðŸ˜€", "à¤¨à¤®"),
        *("Ø§Ù„Ù…", "Ð’ Ð¼Ð°Ðµ", "ط§ظ„", "cr√©√©", "‚Äôs", "caf\ufffd"),
    ],
)
def test_letters_that_were_decoded_twice_or_lost_are_seen(text):
    assert spoilt_letters(f"Before {text} after")


@pytest.mark.parametrize(
    "text",
    [
        *(FRENCH, ENGLISH, SPANISH, ARABIC, "AMANHÃ…", "LIBERTÉ\xa0: É» OÙ… OÙ\xa0? été…» «à»"),
        *("Ä“", "ÂMBITO ÑANDÚ Ørsted Ångström Ä Å°", "√2 √x", "حظ، حفظ؟ ط", "§ 5 – 20 € „so“"),
    ],
)
def test_words_with_accents_are_not_taken_for_spoilt(text):
    assert spoilt_letters(text) == ""


@pytest.mark.parametrize(
    ("data", "form"),
    [
        (b"a;b\n1;2", ("ascii", "\n", "\n", False)),
        ("é\r\n1\r\n".encode("utf-8-sig"), ("utf-8-sig", "\r\n", "\r\n", True)),
        ('é\r\n"1\n2"\r\n'.encode(), ("utf-8", "\r\n", "\n", True)),
        (f"{FRENCH}\r\n".encode("cp1252"), ("cp1252", "\r\n", "\r\n", True)),
        (f"{FRENCH}\r".encode("mac_roman"), ("mac_roman", "\r", "\r", True)),
        ("a\nb\n".encode("utf-16"), ("utf-16", "\n", "\n", True)),
        ("a\nb\n".encode("utf-16-le"), ("utf-16-le", "\n", "\n", True)),
        (b"\xc3\xa9\n" * 20 + b"\xe9\n", ("utf-8-sig", "\n", "\n", True)),
    ],
)
def test_the_form_of_a_file_is_its_encoding_and_its_line_ends(data, form):
    known = text_form(data)
    assert (known.encoding, known.line_end, known.inner_end, known.last_end) == form
