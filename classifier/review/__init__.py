"""The local page: check a pre-tagged harvest fragment by fragment; nothing leaves the machine."""

from classifier.review.inputs import ReviewConfig, decisions_path
from classifier.review.run import Opened, open_review

__all__ = ["Opened", "ReviewConfig", "decisions_path", "open_review"]
