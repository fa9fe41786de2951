"""A project with two small coded harvests and a home page that is served for it."""

import secrets
import shutil
from dataclasses import dataclass, replace
from pathlib import Path

import openpyxl
from test_review_kit import HEADINGS, SECRET, STORIES, Visitor

from classifier.home.run import HomeConfig, OpenedHome, open_home
from classifier.project import create, read, save

_FILE = 'Content-Disposition: form-data; name="file"'
TYPES = ("New law", "New group", "Talks")


def workbook(path: Path, codes: bool, n: int = 12) -> Path:
    """Rows of the stories of the review, with codes or without."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(HEADINGS)
    for i in range(n):
        story = f"{STORIES[i % len(STORIES)]} {path.stem} {i}."
        secret = "YES" if i % len(STORIES) == SECRET else ""
        code = (TYPES[i % 3], None, "PHR: Peace", "C1") if codes else (None, None, None, None)
        sheet.append([f"SCC-MLI/PHR{i:03}", path.stem, "Mali", story, "It was time.", "", secret,
                      *code])  # fmt: skip
    book.save(path)
    return path


def multipart(*files: tuple[str, bytes], **fields: str) -> tuple[bytes, str]:
    """Return the body of a form with files, and its content type."""
    mark = secrets.token_hex(12)
    parts = [
        f'--{mark}\r\n{_FILE}; filename="{name}"\r\n\r\n'.encode() + content + b"\r\n"
        for name, content in files
    ]
    parts += [
        f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    return b"".join(parts) + f"--{mark}--\r\n".encode(), f"multipart/form-data; boundary={mark}"


@dataclass
class AtHome(Visitor):
    """A visitor who drops files."""

    def drop(self, path, *files, **fields):
        """Drop files on a page and follow where it leads."""
        body, kind = multipart(*[(one.name, one.read_bytes()) for one in files], **fields)
        status, text = self.ask("POST", path, body, Content_Type=kind)
        return self.get(self.headers["location"]) if status == 303 else text


def open_at(folder, language="en", **choices) -> tuple[OpenedHome, AtHome]:
    """Open the home page of a folder, and let a visitor in."""
    opened = open_home(HomeConfig(folder, "Amina", language, **choices))
    visitor = AtHome(opened.keys.port)
    assert visitor.enter(opened.keys.address(opened.keys.token)) == 200
    return opened, visitor


def project_at_work(folder: Path, codebook_path: Path, model: Path) -> None:
    """Make a project with a codebook, a coded harvest, a new one and a model in use."""
    create(folder, "Our harvests")
    (folder / "codebook.yaml").write_bytes(codebook_path.read_bytes())
    workbook(folder / "harvests" / "old.xlsx", codes=True)
    workbook(folder / "harvests" / "new.xlsx", codes=False)
    shutil.copytree(model, folder / "models" / "small")
    save(replace(read(folder), model="small"))
