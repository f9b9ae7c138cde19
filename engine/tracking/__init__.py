"""Keeping track of what was tried, and of the models that came of it.

store      runs, parameters and metrics in SQLite; search, the best run
artifacts  files by their checksum
models     a model saved as data, with the signature of its input
registry   versions, aliases and stages
projects   runs that can be repeated, sweeps
serving    predictions by HTTP, runs as a page
hooks      a model of any library, logged as it is fitted
"""
