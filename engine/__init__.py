"""Every algorithm of the course, from scratch, in NumPy.

Families
    algebra        vectors, matrices and tensors
    probability    events, Bayes, expectation
    statistics     samples, distributions, tests, updating, information
    autodiff       derivatives: by numbers, dual numbers, a tape, symbols
    linear         linear models: least squares, penalties, classes, counts, diagnostics
    losses         what is minimised, each with its gradient
    optim          how it is minimised: rules, schedules, clipping, stopping, search
    metrics        scores of classes, numbers, clusters, rankings and forecasts
    preprocessing  scaling, encoding, missing values, pipelines
    validation     splits, cross-validation, bias and variance
    neighbors      distances, cosine, k nearest neighbours, kernel density
    recommend      ranking by cosine, item-based collaborative filtering
    clustering     k-means and relatives, hierarchical, DBSCAN, Gaussian mixtures
    decomposition  PCA, non-negative factors, topics, factors of ratings
    bayes          Bayes' theorem and naive Bayes
    trees          trees, forests, boosting, isolation
    svm            support vector machines
    vision         convolution, architectures by the layer, what depth and shortcuts do
    generative     adversarial networks, diffusion, how samples are judged
    nn             softmax, cross-entropy and what networks are made of
    training       networks that are trained to show something
    multitask      several inputs, several outputs
    detection      boxes in images
    attention      attention, and the transformers made of it
    diffusion      data made into noise step by step, and noise into data
    text           tokens, counts, word vectors, tagging, scores of generated text
    retrieval      search by words and vectors, answers from passages
    language       language models, from the left and from both sides
    recurrent      cells, backpropagation through time, what they remember
    seq2seq        encoder and decoder, teacher forcing, beams
    datasets       small data drawn by code
    workflow       whole tasks, from rows to scores
    tracking       runs, artifacts, models, a registry, serving
    decision       rules, search, reward, tracking, fuzzy sets, drift
    concepts       the tables of words, and what runs each row
    parity         each public function beside the library people trust

Shapes are written with one vocabulary: `n` rows, `d` features, `k` classes, and
`...` for any number of leading batch axes.
"""
