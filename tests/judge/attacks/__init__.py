"""Every way we know to cheat, break or escape the judge: `make attack`.

An attack is a submission that would be accepted if it succeeded. Each is harmless
enough to be run with the sandbox switched off, which proves that it can succeed.
"""
