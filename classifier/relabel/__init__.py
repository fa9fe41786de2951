"""Move a coded archive to a new version of its codebook: plan, decide, apply, trend.

`classifier.edit.undo` takes back what apply has written.
"""

from classifier.relabel.applying import ApplyConfig, apply
from classifier.relabel.label_trends import Trend, trend
from classifier.relabel.plan_file import Plan
from classifier.relabel.planning import PlanConfig, Planned, plan

__all__ = ["ApplyConfig", "Plan", "PlanConfig", "Planned", "Trend", "apply", "plan", "trend"]
