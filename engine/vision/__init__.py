"""Networks that see.

convolution    a layer of kernels, by definition and fast, and back
transposed     the convolution that makes images larger, and back
pooling        windows that become one number, and back
residual       a block that adds to its input, and back
images         kernels set by hand, augmentation, occlusion
layers         layers as data: shapes, parameters, products, fields of view
architectures  LeNet to EfficientNet, to the last parameter
torch_network  the same layers, run by torch
training       a small network trained, and its trunk used again
depth          which deep networks still learn
"""
