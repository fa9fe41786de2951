"""Members of a zip unpacked, within what its index says of them."""

from __future__ import annotations

import zipfile
from copy import copy

from classifier.errors import ClassifierError, foreign

_READ = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""Ways of packing that are unpacked piece by piece; of others a piece can have any size."""


def refuse_packing(
    label: str, member: zipfile.ZipInfo, again: str, kind: type[ClassifierError]
) -> None:
    """Refuse a member of a zip of which no piece can be unpacked alone."""
    if member.compress_type not in _READ:
        raise kind(f"{label} is packed in a way that is not read.", hint=again)


def unpack_member(
    label: str,
    archive: zipfile.ZipFile,
    member: zipfile.ZipInfo,
    again: str,
    kind: type[ClassifierError],
) -> bytes:
    """Return a member of a zip; one of which the index says another size is refused.

    ``again`` is the hint on how to get the file anew.
    """
    refuse_packing(label, member, again, kind)
    longer = copy(member)
    longer.file_size += 1  # zipfile stops here without a look at what is left
    with foreign(label, again, kind), archive.open(longer) as stream:
        content = stream.read(longer.file_size)
    if len(content) != member.file_size:
        raise kind(f"{label} is damaged: its index is false.", hint=again)
    return content
