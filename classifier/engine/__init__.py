"""One job for many parts: on this machine, or side by side on a cluster.

A job is a function of a task and the resources it may use. Elsewhere it is sent to a worker with
all it holds; on a cluster a task whose worker is lost is done again. So a job must write its part
whole or not at all, and do no harm when it is done twice.
"""

from classifier.engine.cluster import OnDask
from classifier.engine.local import Done, Engine, Here, Job, Progress, Resources, run_all

__all__ = [
    "Done",
    "Engine",
    "Here",
    "Job",
    "OnDask",
    "Progress",
    "Resources",
    "run_all",
]
