"""How far apart two normal laws of one covariance are."""

from __future__ import annotations

import sympy as sp

from ..laws import MultivariateNormal


def mahalanobis(p: MultivariateNormal, q: MultivariateNormal) -> sp.Expr:
    """``||S^{-1/2}(m_p - m_q)||``; ValueError for different covariances."""
    if p.is_standard and q.is_standard:
        return sp.S.Zero
    if p.cov != q.cov:
        raise ValueError("divergences of multivariate normal laws need equal covariances")
    return p.mahalanobis(q.mean)
