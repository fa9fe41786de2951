"""A report as one HTML file that needs nothing else: no network, no fonts, no script to read."""

from __future__ import annotations

from importlib.resources import files

import jinja2
from markupsafe import Markup

from classifier.report.document import Document

TEMPLATES = files("classifier.report") / "templates"


def page(document: Document) -> str:
    """Write a report as HTML; everything but our own drawings is escaped."""
    environment = jinja2.Environment(
        loader=jinja2.FunctionLoader(_source),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.tests["kind"] = lambda block, name: type(block).__name__ == name
    environment.filters["drawing"] = Markup  # the svg module escapes what it is given
    return environment.get_template("report.html").render(
        document=document, style=Markup(_source("report.css")), script=Markup(_source("report.js"))
    )


def _source(name: str) -> str:
    return (TEMPLATES / name).read_text("utf-8")
