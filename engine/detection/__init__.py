"""Boxes in images, and networks in sizes.

boxes             overlap, and one box of many for each object
grid              boxes from a grid of predictions: YOLO
anchors           boxes as corrections of fixed boxes: Faster R-CNN
compound_scaling  depth, width and resolution that grow together: EfficientNet
"""
