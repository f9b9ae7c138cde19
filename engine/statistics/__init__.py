"""Statistics.

descriptive         mean, median, mode, variance, z-scores, skewness
quantiles           quantiles by every method, spread, outliers
correlation         covariance; correlation of values and of ranks
sampling            plain and stratified samples
central_limit       the distribution of a mean, watched
bootstrap           standard errors and intervals by resampling
distribution        what every distribution of one number offers
continuous          normal, uniform, exponential, Cauchy
gamma_beta          gamma and beta
discrete            Bernoulli, binomial, Poisson, categorical, multinomial
null_distributions  Student's t and Fisher's F
table               the distributions of the course, in one table
intervals           confidence intervals and their coverage
p_value             p-values; the z-test
t_test              one sample, pairs, two groups
chi_square          goodness of fit, independence
anova               means of several groups
rank_tests          Mann-Whitney, Kolmogorov-Smirnov
binomial_test       the exact test of a proportion
permutation         tests by shuffling labels
power               the chance to find an effect, and the size that takes
conjugate           Bayesian updating in closed form; MAP
information         entropy, divergence, mutual information
survival            failure times with censoring
"""
