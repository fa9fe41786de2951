"""One run of the service: the port taken, the model opened once, all requests answered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from classifier.errors import UsageError
from classifier.pages.guard import LOOPBACK
from classifier.pages.serving import BackgroundServer, listen
from classifier.serve.app import application
from classifier.serve.door import Door
from classifier.serve.suggesting import PATIENCE, Suggester
from classifier.suggest import open_model

if TYPE_CHECKING:
    from pathlib import Path

    from classifier.encode import EncoderSettings

PORT = 9090
"""Where Label Studio's own examples of backends are found."""
SHORTEST_TOKEN = 16


@dataclass(frozen=True)
class ServeConfig:
    """Choices of a run.

    Attributes
    ----------
    token : what every request must show
    port : 0 for a free one
    host : the address that is listened on
    names : further names of this computer by which it may be asked
    columns : as `classifier.harvest.choose_columns` takes them
    patience : seconds until a request is given up
    """

    model: Path
    token: str
    port: int = PORT
    host: str = LOOPBACK
    names: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    patience: float = PATIENCE

    def __post_init__(self) -> None:
        if len(self.token) < SHORTEST_TOKEN or not self.token.isascii() or " " in self.token:
            raise UsageError(
                f"The token is too short, or no token: {SHORTEST_TOKEN} letters, digits and signs "
                "are needed.",
                hint="Leave it away, and one is made and shown.",
            )


class Served:
    """A model that is being served; ``serve`` or ``close`` it afterwards."""

    def __init__(self, config: ServeConfig, settings: EncoderSettings | None = None) -> None:
        listener = listen(config.port, config.host)
        try:
            opened = open_model(config.model, settings, config.columns)
        except BaseException:
            listener.close()
            raise
        self.opened, self.model = opened, opened.model.name
        self._suggester = Suggester(opened, config.patience)
        name = self.model.rpartition("@")[0]
        door = Door(application(name, self._suggester), config.token, (config.host, *config.names))
        self.server = BackgroundServer(door, listener)
        host = f"[{config.host}]" if ":" in config.host else config.host
        self.address = f"http://{host}:{listener.getsockname()[1]}"

    def serve(self) -> None:
        """Answer requests until told to end."""
        self.server.serve(self.close)

    def close(self) -> None:
        """End the server; what is being suggested is given up."""
        self.server.end()
        self._suggester.close()
        self.server.wait()
