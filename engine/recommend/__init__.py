"""What to show next.

ranking   documents in the order of their cosine with a query, by vectors or words
item_knn  ratings that are missing, from ratings of similar items
"""
