"""Trees, and what is made of many.

impurity               Gini, entropy, information gain, squared and absolute error
split                  the best question for a node
tree                   a grown tree as arrays
cart                   classification and regression trees
pruning                leaves that must pay for themselves
surrogate              which way a row goes whose value is missing
levels                 many trees grown at once
forest                 random forests, extremely randomised trees, out of bag
bootstrap              bootstrap samples and bagging
voting                 votes, means, and stacking
importance             what is lost when a column is shuffled
isolation_forest       outliers are alone after few cuts
adaboost               stumps, weights, and the exponential loss
gradient_boosting      a tree for each step down the gradient
second_order           curvature, penalties, histograms, missing values in a split
second_order_boosting  boosting with them, as XGBoost does it
race                   boosters side by side
"""
