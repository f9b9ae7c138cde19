"""Groups without labels.

kmeans            k centres: Lloyd's algorithm, k-means++, the elbow
mini_batch        k-means that looks at a few rows at a time
spherical         k-means by cosine, for directions
hierarchical      a tree of merges: single, complete, average, Ward
dbscan            dense regions of any shape, and noise
gaussian_mixture  soft clusters: a mixture of Gaussians by EM
applications      customers' segments, an image's colours, outliers
"""
