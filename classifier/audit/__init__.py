"""What is recorded consistently and what is not: codes and texts, never people.

Reading order: `readings` (what is recorded, and how else it was read), `signals` (what near
fragments and other codes tell), `noise` (from held-out probabilities to chances that a code
changes), `doubts` (all of it for one target), `label_findings` and `rule_breaks` (to findings),
`changeable` (which could be carried over), `agreement` (how far coders agree), `label_use`,
`themes`, `budget` (the worklist's two orders), and `run`, which strings them together.
"""

from classifier.audit.finding import AuditConfig, Finding, Rates

__all__ = ["AuditConfig", "Finding", "Rates"]
