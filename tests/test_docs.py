"""The pages of docs/ as plain files and as a site: links lead somewhere, and nothing is fetched."""

import re
import shlex
import subprocess
import sys
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
import typer
import yaml
from test_cli_options import COMMANDS, words_of

from classifier.model.accept import CONFIDENCE, FEWEST, LIKELY
from classifier.model.head import FEW_EXAMPLES
from classifier.model.ridge import MIN_CALIBRATED
from classifier.train.material import SENTENCE_WEIGHT

ROOT = Path(__file__).parents[1]
PAGES = sorted(
    path for pattern in ("*.md", "docs/**/*.md", "eval/*.md", "data/*.md", "models/*.md")
    for path in ROOT.glob(pattern)
)  # fmt: skip
FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
LINK = re.compile(r"\]\(([^)\s]+)\)")


def build(config, site):
    """Build the site; return the exit code and what was said."""
    # Not with --quiet, which lets warnings pass.
    words = ["-m", "mkdocs", "build", "--strict", "-f", str(config), "-d", str(site)]
    built = subprocess.run(
        [sys.executable, *words], capture_output=True, text=True, encoding="utf-8", check=False
    )
    return built.returncode, built.stderr


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("site")
    code, said = build(ROOT / "mkdocs.yml", folder)
    assert code == 0, said
    return folder


class Built(HTMLParser):
    """What a built page has: the names of its places, where it leads, and what it loads."""

    def __init__(self, page):
        super().__init__()
        self.places, self.leads, self.loads = set(), [], []
        self.feed(page.read_text("utf-8"))

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        self.places.add(found.get("id"))
        if tag == "a" and found.get("href"):
            self.leads.append(found["href"])
        if tag == "link" and found.get("rel") not in ("canonical", "prev", "next"):
            self.loads.append(found["href"])
        if found.get("src"):
            self.loads.append(found["src"])


def pages_of(contents):
    """Yield each page that the contents of the site name."""
    if isinstance(contents, str):
        yield contents
    else:
        for inner in contents.values() if isinstance(contents, dict) else contents:
            yield from pages_of(inner)


def test_no_page_stands_twice_in_the_contents_and_nothing_twice_on_the_first_page():
    named = list(pages_of(yaml.safe_load((ROOT / "mkdocs.yml").read_text("utf-8"))["nav"]))
    assert len(named) > 25
    assert [page for page, times in Counter(named).items() if times > 1] == []
    how_to = (ROOT / "docs" / "index.md").read_text("utf-8").partition("## How to")[2]
    leads = Counter(LINK.findall(how_to.partition("\n## ")[0]))
    assert [link for link, times in leads.items() if times > 1] == []


def is_elsewhere(link):
    return bool(urlsplit(link).scheme or urlsplit(link).netloc)


def broken(links, page, places):
    """Return the links that lead nowhere; ``places`` returns the places of a page."""
    wrong = []
    for link in links:
        path, _, place = unquote(link).partition("#")
        target = (page.parent / path).resolve() if path else page
        if not target.is_file() or (place and place not in places(target)):
            wrong.append(link)
    return wrong


def headings(page):
    """Return the places of a Markdown page, named as code hosts name them."""
    found = HEADING.findall(FENCED.sub("", page.read_text("utf-8")))
    return {re.sub(r"[^\w\- ]", "", one.lower()).replace(" ", "-") for one in found}


def links_of(page):
    return LINK.findall(FENCED.sub("", page.read_text("utf-8")))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_of_a_plain_page_leads_somewhere(page):
    near = [link for link in links_of(page) if not is_elsewhere(link)]
    assert broken(near, page, headings) == []


def test_every_link_of_the_site_leads_somewhere_and_no_page_loads_from_elsewhere(site):
    pages = {page: Built(page) for page in site.rglob("*.html")}
    assert len(pages) > 30
    for page, built in pages.items():
        if page.name == "404.html":
            continue  # its addresses are those of a server's top
        assert [link for link in built.loads if is_elsewhere(link)] == []
        # The theme's script stops at a place of which no CSS selector can be made.
        assert [place for place in built.places if (place or "x")[0].isdigit()] == []
        near = [link for link in [*built.leads, *built.loads] if not is_elsewhere(link)]
        assert broken(near, page, lambda target: pages[target].places) == [], page
    assert not re.search(r"url\([\"']?(https?:)?//", (site / "site.css").read_text("utf-8"))


def test_links_that_lead_nowhere_stop_the_build(tmp_path):
    wrong = {"nowhere.md", "index.md#nowhere", "../nowhere.md", "/index.md"}
    (tmp_path / "docs").mkdir()
    lines = "".join(f"[there]({link})\n" for link in wrong)
    (tmp_path / "docs" / "index.md").write_text(f"# Start\n\n{lines}", "utf-8")
    text = (ROOT / "mkdocs.yml").read_text("utf-8")
    settings = text.partition("\nnav:\n")[0].replace(" docs/", f" {ROOT.as_posix()}/docs/")
    (tmp_path / "mkdocs.yml").write_text(settings, "utf-8")
    code, said = build(tmp_path / "mkdocs.yml", tmp_path / "site")
    assert code == 1
    assert set(re.findall(r"'index.md' contains an? (?:absolute )?link '(.+?)'", said)) == wrong


BY_WORDS = {" ".join(words_of(name)): command for name, command in COMMANDS.items()}
# A line in a block of code, which goes on after a backslash; and what stands between two backticks,
# where a command with an option may lack the program's name.
TYPED = re.compile(
    r"^(?:\$ )?classifier ((?:\\\n|[^`\n])*)"
    r"|(?<!`)`classifier ((?:[^`\n]|\n(?!\n))*)`"
    rf"|(?<!`)`((?:{'|'.join(sorted(BY_WORDS, reverse=True))}) [^`\n]*--[^`\n]*)`",
    re.MULTILINE,
)
OUTERMOST = {"--help", "--version"}


def wrong_in(line):
    """Return what is wrong with a command as a page has it: one that is not there, or an option."""
    words = shlex.split(line.replace("…", "").replace("\\\n", ""), comments=True)
    names = [" ".join(words[:n]) for n in (2, 1) if " ".join(words[:n]) in BY_WORDS]
    if not names:
        # Such as “classifier relabel”, or what asks a group of commands.
        group = any(f"{name} ".startswith(f"{words[0]} ") for name in BY_WORDS) if words else True
        rest = words[1:] if group else words
        return [word for word in rest if word not in OUTERMOST]
    command = BY_WORDS[names[0]]
    context = command.make_context(names[0], [], resilient_parsing=True)
    context.resilient_parsing = False
    try:
        command.make_parser(context).parse_args(words[len(names[0].split()) :])
    except typer.TyperException as slip:
        return [slip.format_message()]
    return []


def typed_on(page):
    return ["".join(found) for found in TYPED.findall(page.read_text("utf-8"))]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_command_on_a_page_is_one_with_options_that_it_has(page):
    typed = typed_on(page)
    assert [(line, wrong) for line in typed if (wrong := wrong_in(line))] == []


def test_a_command_or_option_that_is_none_is_found():
    assert wrong_in("train h.xlsx --codebok c.yaml") != []
    assert wrong_in("teach h.xlsx") == ["teach", "h.xlsx"]
    assert wrong_in("codebook drafft h.xlsx") != []
    assert wrong_in("train h.xlsx --codebook") != []
    assert wrong_in("audit h.xlsx --codebook c.yaml --out DIR  # a folder") == []
    assert wrong_in("--help") == []
    assert sum(len(typed_on(page)) for page in PAGES) > 100


FIGURE = re.compile(
    r"\b\d\.\d{3}\b|(?<=share of )\d\.\d+|\b\d+(?= times\b)|(?<!of )\b\d{3,4}\b|\b\d+%"
)


@pytest.mark.parametrize("name", ["how-it-learns", "calibrated", "promises", "audits"])
def test_every_figure_that_a_page_takes_from_a_measurement_stands_there(name):
    for section in (ROOT / "docs" / f"{name}.md").read_text("utf-8").split("\n## "):
        measured = re.findall(r"\]\(\.\./(eval/\w+\.md)\)", section)
        there = " ".join((ROOT / path).read_text("utf-8") for path in measured)
        said = FIGURE.findall(section)
        wrong = [one for one in said if not re.search(rf"(?<![\d.]){one}(?!\.?\d)", there)]
        assert not measured or wrong == [], measured


SAID = [
    ("how-it-learns", "each for as much as two coded ones", SENTENCE_WEIGHT, 2),
    ("how-it-learns", "fewer than ten coded fragments", FEW_EXAMPLES, 10),
    ("how-it-learns", "about 20 coded fragments", MIN_CALIBRATED, 20),
    ("calibrated", "fewer than 20 coded fragments", MIN_CALIBRATED, 20),
    ("promises", "29 held-out suggestions are needed", FEWEST, 29),
    ("promises", "with 90 % confidence", CONFIDENCE, 0.9),
    ("promises", "nothing is marked that is not likelier than not", LIKELY, 0.5),
]


@pytest.mark.parametrize(("name", "words", "number", "is_said"), SAID)
def test_what_the_pages_say_of_a_number_is_what_the_program_has(name, words, number, is_said):
    text = " ".join((ROOT / "docs" / f"{name}.md").read_text("utf-8").split())
    assert words in text
    assert number == is_said
