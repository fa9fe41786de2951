"""What is recorded consistently and what is not: codes and texts, never people.

Reading order: `readings` (what is recorded, and how else it was read), `held` and `signals`
(probabilities that nobody concerned vouches for), `noise` (from these to chances that a code
changes), `target` (all of it for one target), `labels` and `rules` (to findings), `ranking` (their
two orders), `changeable` (which could be carried over), `concord` (how far coders agree), `drift`,
`themes`, `budget`, and `run`, which strings them together.
"""

from classifier.audit.nouns import AuditConfig, Finding, Rates
from classifier.audit.run import Audited, audit

__all__ = ["AuditConfig", "Audited", "Finding", "Rates", "audit"]
