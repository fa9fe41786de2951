"""Move a coded archive to a new version of its codebook: plan, decide, apply, undo, trend."""

from classifier.relabel.label_trends import Trend, trend
from classifier.relabel.plan_file import Plan
from classifier.relabel.planning import PlanConfig, Planned, plan

__all__ = ["Plan", "PlanConfig", "Planned", "Trend", "plan", "trend"]
