"""Texts to vectors, once each: the encoders, their weights, the file of kept vectors.

Importing this loads no numpy: the libraries come with the encoder that needs them.
"""

from classifier.encode.choose import (
    DEFAULT,
    NO_ENCODER,
    Chosen,
    EncoderFacts,
    EncoderSettings,
    NamedEncoders,
    OpenEncoders,
    describe_encoders,
    install_minilm,
    load_encoder,
    refuse_unnamed,
    resolve_encoders,
)
from classifier.encode.language import detect_language
from classifier.encode.protocol import Encoder
from classifier.encode.vectors import CachedEncoder, VectorCache

__all__ = [
    "DEFAULT",
    "NO_ENCODER",
    "CachedEncoder",
    "Chosen",
    "Encoder",
    "EncoderFacts",
    "EncoderSettings",
    "NamedEncoders",
    "OpenEncoders",
    "VectorCache",
    "describe_encoders",
    "detect_language",
    "install_minilm",
    "load_encoder",
    "refuse_unnamed",
    "resolve_encoders",
]
