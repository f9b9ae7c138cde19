"""Every algorithm of the course, from scratch, in NumPy.

Families
    nn        softmax, cross-entropy and what networks are made of
    autodiff  derivatives: numeric differences
    neighbors      distances, cosine, k nearest neighbours, kernel density
    recommend      ranking by cosine, item-based collaborative filtering
    clustering     k-means and relatives, hierarchical, DBSCAN, Gaussian mixtures
    decomposition  PCA, non-negative factors, topics, factors of ratings
    bayes          Bayes' theorem and naive Bayes
    trees          trees, forests, boosting, isolation
    svm            support vector machines
    parity    each public function beside the library people trust

Shapes are written with one vocabulary: `n` rows, `d` features, `k` classes, and
`...` for any number of leading batch axes.
"""
