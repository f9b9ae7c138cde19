"""Networks that are trained to show something.

until            gradient descent until an accuracy is reached
on_tape          an optimiser fed by the tape, with the right gradient and a wrong one
weight_changes   which layers move at all
approximation    how close a hidden layer comes to a function
end_to_end       raw pixels or features made by hand
augmentation     images moved, mirrored and made noisy
dropout_network  two hidden layers with dropout between
rare_classes     screening and fraud: few positives
walk_forward     a model of a series, tested on what came later
limits           what networks can and cannot do, one number each
"""
