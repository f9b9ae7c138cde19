"""Text: from characters to tokens, counts and vectors, and scores of what is written.

tokens        words and sentences of a text, n-grams of words and characters
bag_of_words  a vocabulary, counts dense and sparse, how empty they are
tfidf         counts weighed down where many documents have the word
texts         labels of texts by logistic regression on their counts
normalise     one way to write each character
cleaning      websites, dates, numbers, punctuation and stop words taken out
stemmer       endings cut off by rules
lemmatiser    the dictionary's form of a word
bpe           byte-pair encoding: learned, applied, undone
wordpiece     the longest known pieces of a word
unigram       the most probable cut of a word; pieces learned by EM
byte_fallback  what no piece writes, as bytes
hmm           Viterbi's path, and words tagged by it
spans         entities marked by BIO tags, and how many are found
summarise     the sentences that are most like the others
dialogue      the answer to the most similar thing said before
answers       a span that answers a question; exact match and F1
zero_shot     labels by entailment
bleu          scores of translations
rouge         scores of summaries
fairness      gaps between groups; a direction taken out of vectors
lsa           documents and words in few dimensions, by singular values
text_cnn      filters over words in a row, forward and back
recurrent     three recurrent networks read texts in which order matters
windows               pairs of words and what is around them, co-occurrence counts
negative_sampling     the loss of all words at once, and of one and a few others
hierarchical_softmax  words at the leaves of a Huffman tree
word2vec              skip-gram, CBOW and fastText, trained
hashing               rows of n-grams without a dictionary
glove                 vectors from logarithms of co-occurrence counts
pmi                   pointwise mutual information, and vectors by singular values
analogies             most similar words, analogies, a quiz of them
tsne                  a map of words in which neighbours stay near
pretrained            few labels, with and without vectors learned before
"""
