"""Suggest codes for harvested outcomes, and show how far the suggestions can be trusted."""

__version__ = "0.1.0"
