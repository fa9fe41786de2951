"""One model for other programs on this machine: REST, and a backend of Label Studio."""

from classifier.serve.run import PORT, ServeConfig, Served

__all__ = ["PORT", "ServeConfig", "Served"]
