"""How good an answer is.

counts         confusion counts and the confusion matrix
rates          accuracy, precision, recall, specificity, F-beta, balanced accuracy
averages       F1 of several classes: macro, weighted, micro
chance         Cohen's kappa, Matthews' correlation
curves         ROC and precision-recall curves, and their areas
probabilities  log loss, calibration
regression     MSE, RMSE, MAE, R2, adjusted R2, MAPE, Huber
clusters       silhouette, Davies-Bouldin
partitions     adjusted Rand index, normalised and adjusted mutual information
ranking        average precision, NDCG, hit rate, recall at k, reciprocal rank
forecast       MASE, sMAPE, errors with a rolling origin
chooser        which of them to report
"""
