"""A first codebook from coded harvests: names, clusters and counts, for a person to complete."""

from classifier.draft.columns import CodeColumn
from classifier.draft.drafting import Draft, about_draft, draft_codebook

__all__ = ["CodeColumn", "Draft", "about_draft", "draft_codebook"]
