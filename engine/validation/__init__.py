"""How well a model will do on rows it has not seen.

splits            k folds, by class, by group, by time; training, validation and test
cross_validation  scores over folds, grid search, tuning on validation rows, nested
held_out          a test set that can be used once
curves            validation and learning curves, the gap between the two scores
report            confusions, bias and variance from one cross-validation
bias_variance     bias, variance and noise of a model
experiments       underfitting and overfitting on seeded data, cures for underfitting
remedies          cures for overfitting in a network
"""
