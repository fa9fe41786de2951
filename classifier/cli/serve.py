"""``classifier serve``: a model in, suggestions for other programs on this machine."""

from __future__ import annotations

import ipaddress
import os
import secrets
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from classifier.cli.options import ChosenColumns, Device, Jobs, ModelEncoders, ModelPath, NoCache
from classifier.cli.paths import must_exist
from classifier.cli.show import show_notices, show_result

if TYPE_CHECKING:
    from classifier.serve import Served

TOKEN_VARIABLE = "CLASSIFIER_TOKEN"
_LONGEST_TOKEN = 4096
_EXPOSED = (
    "Other computers can reach this address. What they send and get is not encrypted: let only a "
    "network, or a proxy with TLS, that you trust lie between."
)
_LABEL_STUDIO = (
    "Label Studio: connect this address as a model, with any user and the token as password. It "
    "needs USE_DEFAULT_BANNED_SUBNETS=false to reach a private address (docs/serve.md)."
)


def _address(typed: str) -> str:
    try:
        return str(ipaddress.ip_address(typed))
    except ValueError as error:
        raise typer.BadParameter(
            f"“{typed}” is no address of this computer, such as 0.0.0.0 for all it has."
        ) from error


def serve(
    model: ModelPath,
    port: Annotated[
        int, typer.Option("--port", min=0, max=65535, help="Where it is asked; 0 for a free one.")
    ] = 9090,
    host: Annotated[
        str,
        typer.Option(
            "--host",
            callback=_address,
            help="In a container: 0.0.0.0. Other computers can reach it then, unencrypted.",
        ),
    ] = "127.0.0.1",
    allow_host: Annotated[
        list[str] | None,
        typer.Option(
            "--allow-host",
            metavar="NAME",
            help="A further name of this computer by which it may be asked, such as "
            "host.docker.internal.",
        ),
    ] = None,
    token_file: Annotated[
        Path | None,
        typer.Option(
            "--token-file",
            callback=must_exist,
            dir_okay=False,
            help=f"Holds what every request must show. Default: the variable {TOKEN_VARIABLE}, or "
            "one that is made and shown.",
        ),
    ] = None,
    column: ChosenColumns = None,
    encoder: ModelEncoders = None,
    jobs: Jobs = None,
    device: Device = None,
    no_cache: NoCache = False,
) -> None:
    """Suggest for other programs, and for Label Studio."""
    from classifier.encode import EncoderSettings
    from classifier.serve import ServeConfig, Served

    given = _given_token(token_file)
    token = given or secrets.token_urlsafe(32)
    columns = tuple(column or ())
    config = ServeConfig(model, token, port, host, tuple(allow_host or ()), columns)
    settings = EncoderSettings(jobs, device, tuple(encoder or ()), keep=not no_cache)
    served = Served(config, settings)
    show_notices([] if ipaddress.ip_address(host).is_loopback else [_EXPOSED])
    show_result(_told(served, "" if given else token))
    served.serve()


def _given_token(file: Path | None) -> str:
    """Return the token that somebody chose; "" for none."""
    if file is None:
        return os.environ.get(TOKEN_VARIABLE, "").strip()
    with file.open(encoding="utf-8", errors="replace") as stream:
        token = stream.read(_LONGEST_TOKEN).strip()
    if not token:
        raise typer.BadParameter(f"{file} holds no token.")
    return token


def _told(served: Served, made_token: str) -> str:
    lines = [f"Serving {served.model}: {served.address}"]
    lines += [f"Token: {made_token}"] if made_token else []
    lines += [f"What can be asked: {served.address}/openapi.json", _LABEL_STUDIO]
    return "\n".join([*lines, "End with Ctrl+C."])
