"""Finding passages, and answering from them.

bm25              words of the query, weighed; a query with more words
chunks            a long text cut into pieces that overlap
pooling           vectors of tokens to one vector
flat_index        every document compared, exactly
ivf               only the lists nearest to the query compared
hnsw              a walk from neighbour to neighbour
product_quantization  vectors in a few bytes, compared without unpacking them
contrastive       vectors trained so that a query is near its document
late_interaction  each token of the query finds its best match
reranking         a few candidates read together with the query
fusion            rankings of several searches in one
rag               answers from passages, cited, and how often they are right
"""
