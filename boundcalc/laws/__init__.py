"""What the data are: one law a file."""

from .bernoulli import Bernoulli
from .binomial import Binomial
from .categorical import Categorical
from .counts import Counts
from .discrete import DiscreteLaw
from .discrete_uniform import DiscreteUniform
from .geometric import Geometric
from .law import Law
from .negative_binomial import NegativeBinomial
from .parameter import Parameter
from .poisson import Poisson
from .product import Product
from .zeta import Zeta
from .zipf import Zipf

LAWS: dict[str, type[Law]] = {
    law.__name__: law
    for law in (
        Bernoulli,
        Binomial,
        Categorical,
        Counts,
        DiscreteUniform,
        Geometric,
        NegativeBinomial,
        Poisson,
        Product,
        Zeta,
        Zipf,
    )
}
"""Every law by its name, as written on the command line."""

__all__ = [*LAWS, "LAWS", "DiscreteLaw", "Law", "Parameter"]
