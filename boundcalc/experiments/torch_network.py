"""The same networks in PyTorch: the same first weights and the same steps, on a GPU where there is one."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from ..numeric.kinds import Array

if TYPE_CHECKING:
    import torch


class Released:
    """A trained network on its device, asked in arrays: one of ours, known by its parameters."""

    def __init__(self, model: Any, device: torch.device) -> None:
        import torch

        self.device, self.kind = device, type(model)
        self.tensors = [torch.tensor(p, device=device, requires_grad=True) for p in model.parameters()]

    def output(self, rows: torch.Tensor) -> torch.Tensor:
        """The outputs at the rows."""
        if len(self.tensors) == 1:  # the linear model
            return rows @ self.tensors[0]
        W, b, v, c = self.tensors
        return (rows @ W + b).relu() @ v + c

    def predict(self, X: Array) -> Array:
        """The outputs at the rows of X."""
        import torch

        with torch.no_grad():
            return self.output(_tensor(X, self.device)).cpu().numpy()

    def to_numpy(self) -> Any:
        """The same network in plain arrays."""
        return self.kind(*(tensor.detach().cpu().numpy() for tensor in self.tensors))


def device_of() -> torch.device:
    """The GPU where there is one; ValueError where PyTorch is missing."""
    try:
        import torch
    except ModuleNotFoundError:
        raise ValueError("backend torch needs the extra [torch]: pip install 'boundcalc[torch]'") from None
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


def descend(model: Any, X: Array, y: Array, epochs: int, rate: float, watch: Callable[[int, Any, Array], bool]) -> Any:
    """`network.descend`: at most `epochs` full-batch steps of Adam; `watch` sees the model after each and may end it.

    Sums are taken in another order than in numpy, so that the two agree until rounding has grown: in the shares of
    small errors and their certificates, not digit by digit.
    """
    device = device_of()
    import torch

    with _one_thread():
        released = Released(model, device)
        rows, answers = _tensor(X, device), _tensor(y, device)
        adam = torch.optim.Adam(released.tensors, lr=rate, betas=(0.9, 0.999), eps=1e-8)
        for epoch in range(epochs + 1):
            adam.zero_grad()
            square = (released.output(rows) - answers).square()
            if epoch and (watch(epoch, released, square.detach().cpu().numpy()) or epoch == epochs):
                break
            square.mean().backward()
            adam.step()
        return released.to_numpy()


def _tensor(values: Array, device: torch.device) -> torch.Tensor:
    import torch

    return torch.as_tensor(np.asarray(values, np.float32), device=device)


@contextlib.contextmanager
def _one_thread() -> Iterator[None]:
    """Sums depend on the number of threads, and results must not."""
    import torch

    ours = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(ours)
