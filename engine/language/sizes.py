"""How large a transformer is: parameters and the memory of a cache."""

from __future__ import annotations

from engine.system import system


def block_parameters(C: int, ff: int) -> int:
    """One block: attention `4 C^2 + 4 C`, layers `2 C ff + ff + C`, norms `4 C`.

    The number of heads plays no part.

    >>> block_parameters(768, 3072)
    7087872
    """
    return 4 * C * C + 4 * C + 2 * C * ff + ff + C + 4 * C


@system("S57.07")
def bert_parameters(
    v: int = 30_522, C: int = 768, layers: int = 12, ff: int = 3072, places: int = 512
) -> int:
    """Embeddings of tokens, places and two segments, their norm, blocks, the pooler.

    By default BERT-base; without the heads that pre-training uses.

    >>> bert_parameters()
    109482240
    """
    embeddings = (v + places + 2) * C + 2 * C
    return embeddings + layers * block_parameters(C, ff) + C * C + C


@system("S59.05")
def gpt_parameters(
    v: int = 50_257, C: int = 768, layers: int = 12, ff: int = 3072, places: int = 1024
) -> int:
    """Embeddings of tokens and places, blocks, a last norm; the head is the embedding.

    By default the small GPT-2.

    >>> gpt_parameters()
    124439808
    """
    return (v + places) * C + layers * block_parameters(C, ff) + 2 * C


@system("S59.09")
def cache_bytes(tokens: int, C: int = 768, layers: int = 12, width: int = 2) -> int:
    """Keys and values of one text: `2 layers tokens C` numbers of `width` bytes.

    >>> cache_bytes(1024)  # 38 MB for the small GPT-2 in half precision
    37748736
    """
    return 2 * layers * tokens * C * width
