"""What the model sees of a fragment: its two texts, as sparse and dense blocks."""

from classifier.features.blocks import Blocks, fit_blocks
from classifier.features.label_names import LabelNames, fit_label_names
from classifier.features.sparse import Grams, Rows, SparseBlock, fit_sparse
from classifier.features.texts import Texts, Vectors, embed, model_texts, sentence_texts

__all__ = [
    "Blocks",
    "Grams",
    "LabelNames",
    "Rows",
    "SparseBlock",
    "Texts",
    "Vectors",
    "embed",
    "fit_blocks",
    "fit_label_names",
    "fit_sparse",
    "model_texts",
    "sentence_texts",
]
