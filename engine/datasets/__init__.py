"""Small data drawn by code from a Generator.

points  moons, the corners of XOR, round clouds
houses  houses and their prices
digits  images of digits
mails   mails, some of them spam
texts   sentences of kings and banks, and facts about capitals
"""
