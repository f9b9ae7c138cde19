"""Clustering, k-means and k nearest neighbours."""
