"""Networks with several inputs and several outputs.

branches           one branch an input, a merge, one head an output: there and back
embedding          rows of a table for tokens, and their mean
heads              a class and a number from one representation; losses that are weighed
cross_stitch       two networks that learn how much to share
gating             features that a task lets through
fusion             where several sources are joined: early, late, or both
sensors            measurements of one thing, by their variances
negative_transfer  two tasks that fight for one unit
modalities         image, text and table in one model that is trained
"""
