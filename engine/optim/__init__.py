"""How a loss is minimised.

A loss is called with the parameters and gives `(value, gradient)`. A rule is called
with parameters, gradient and its own memory, and gives new parameters and memory.
A schedule gives the learning rate of a step.

loop           the loop around every rule, and a sweep over learning rates
momentum       gradient descent with and without momentum, Nesterov's and averaged
adaptive       Adagrad, RMSProp, Adadelta: a rate for each coordinate
adam           Adam, AdamW, AMSGrad, Adamax, NAdam
decay          L2 penalty against weight decay
batches        epochs of shuffled batches
training       mini-batch training, from one row to all rows a step
stochastic     the steps of SGD one by one, and when to stop
torch_loop     the same loop in torch
surfaces       functions to descend on: wells, saddles, valleys, plateaus, cliffs
descent        what gradient descent does well and badly, measured
race           what each rule has, measured, and races between rules
schedules      cosine, restarts, exponential, steps, warm-up
plateau        a lower rate when a metric stalls
schedule_race  schedules on a noisy bowl and in a double well
clipping       gradients cut by value, by norm, by variable; guards against NaN
recurrent      a recurrent network that explodes, with and without clipping
fine_tuning    a small CNN that starts a second task from the first
gradient_check a gradient beside differences, and the steepest direction
early_stopping when a validation curve says stop
search         grid, random and successive-halving search
bayesian       search with a Gaussian process
"""
