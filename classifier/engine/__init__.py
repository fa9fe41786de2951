"""One job for many parts: one after the other here, or side by side in processes or on a cluster.

A job is a function of a task and a place. Elsewhere it is sent to a worker once, with all it holds;
a task that fails or whose worker is lost is done again. So a job must write its part whole or not
at all, and do no harm when it is done twice.
"""

from classifier.engine.cluster import OnDask
from classifier.engine.here import Done, Engine, Here, Job, Place, Watch, run_all
from classifier.engine.processes import InProcesses

__all__ = [
    "Done",
    "Engine",
    "Here",
    "InProcesses",
    "Job",
    "OnDask",
    "Place",
    "Watch",
    "run_all",
]
