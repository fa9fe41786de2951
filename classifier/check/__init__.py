"""What a person should mend in a harvest before it is used: problems by row."""

from classifier.check.run import Checked, check_harvest

__all__ = ["Checked", "check_harvest"]
