"""Lloyd's iteration."""

from __future__ import annotations

import numpy as np

from ...numeric.kinds import Array


def lloyd(points: Array, cells: int) -> Array:
    """At most `cells` centres of the rows, by scikit-learn's k-means from a fixed start.

    On one thread: sums depend on the number of threads, and results must not.
    """
    from sklearn.cluster import KMeans
    from threadpoolctl import threadpool_limits

    count = min(cells, len(np.unique(points, axis=0)))
    with threadpool_limits(1):
        return KMeans(count, n_init=1, random_state=0).fit(points).cluster_centers_
