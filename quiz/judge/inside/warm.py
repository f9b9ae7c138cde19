"""What a zygote imports, and wakes, before it serves.

Libraries build much of themselves at the first use: what is not woken here, every
child would build anew. One thread each: a fork copies one thread, and a pool of others
would be waited for in vain.
"""

from __future__ import annotations


def numpy() -> None:
    """NumPy, and the parts of SciPy that the course uses."""
    import numpy as np
    import scipy.linalg
    import scipy.optimize
    import scipy.special
    import scipy.stats

    np.random.default_rng(0).normal(size=3)
    scipy.linalg.solve(np.eye(2) @ np.eye(2), np.ones(2))
    scipy.special.expit(0.0)
    scipy.stats.norm.cdf(scipy.optimize.brentq(lambda x: x, -1.0, 1.0))


def torch() -> None:
    """torch and scikit-learn as well."""
    import torch
    import torch.func
    from sklearn.cluster import KMeans
    from torch.nn import functional

    torch.set_num_threads(1)
    numpy()
    x = torch.randn(1, 4, 8, 8, requires_grad=True)
    functional.conv2d(x, torch.ones(4, 4, 3, 3)).sum().backward()
    functional.scaled_dot_product_attention(x, x, x)
    functional.gelu(x)
    torch.linalg.svd(torch.eye(2))
    torch.func.vmap(torch.func.grad(torch.sin))(torch.ones(2))
    # The first optimiser imports torch._dynamo, the largest part of all.
    optimiser = torch.optim.Adam([x])
    optimiser.step()
    KMeans(2, n_init=1, random_state=0).fit([[0.0], [1.0], [3.0]])
