"""Whose a job is: a folder that came from elsewhere must not run anything here."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import time

from classifier.outputs import written
from classifier.own_folders import data_folder

_KEY_LENGTH = 32
_NEW_BYTES = os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0)


def mark(words: str) -> str:
    """Return what only this person on this computer can write beside a command line."""
    return hmac.new(_key(), words.encode(), hashlib.sha256).hexdigest()


def _key() -> bytes:
    """Return this person's secret on this computer, made when it is needed first."""
    path = data_folder() / "jobs.key"
    with written(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        for _ in range(20):  # another process may be writing it
            try:
                made = os.open(path, _NEW_BYTES, 0o600)
            except FileExistsError:
                key = path.read_bytes()
                if len(key) == _KEY_LENGTH:
                    return key
                time.sleep(0.05)
                continue
            try:
                os.write(made, secrets.token_bytes(_KEY_LENGTH))
            finally:
                os.close(made)
    path.unlink(missing_ok=True)  # of a process that was killed in between
    return _key()
