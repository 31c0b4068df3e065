"""Attacks on networks that PyTorch trains, by mini-batches or by DP-SGD (Opacus), on a GPU where there is one.

    python examples/torch/attack.py             # mini-batches: what an attack certifies of the split of a table
    python examples/torch/attack.py --private   # DP-SGD, and whether the attack contradicts the claimed budget

Needs ``pip install 'boundcalc[ml,torch]'``. Whatever ``fit(X, y, rng) -> model`` returns is attacked, if it has
`predict_proba` and `classes_` (or `predict` for a regression); `gradient_norms` is for the attack of that name.
"""

import argparse
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from sklearn.datasets import load_breast_cancer

import boundcalc as bc

DEVICE = torch.device("cuda" if torch.cuda.is_available() else "cpu")


class Classifier:
    """A trained network, asked in arrays."""

    def __init__(self, network: torch.nn.Module, centre: np.ndarray, scale: np.ndarray, classes: np.ndarray) -> None:
        self.network, self.centre, self.scale, self.classes_ = network.eval(), centre, scale, classes

    def _rows(self, X: np.ndarray) -> torch.Tensor:
        return torch.as_tensor((X - self.centre) / self.scale, dtype=torch.float32, device=DEVICE)

    def predict_proba(self, X: np.ndarray) -> np.ndarray:
        with torch.no_grad():
            return self.network(self._rows(X)).softmax(dim=1).double().cpu().numpy()

    def predict(self, X: np.ndarray) -> np.ndarray:
        return self.classes_[self.predict_proba(X).argmax(axis=1)]

    def gradient_norms(self, X: np.ndarray, y: np.ndarray) -> np.ndarray:
        """|d loss/d parameters| at each record."""
        parameters = {name: p.detach() for name, p in self.network.named_parameters()}

        def loss(parameters: dict[str, torch.Tensor], row: torch.Tensor, label: torch.Tensor) -> torch.Tensor:
            out = torch.func.functional_call(self.network, parameters, (row[None],))
            return torch.nn.functional.cross_entropy(out, label[None])

        labels = torch.as_tensor(np.searchsorted(self.classes_, y), device=DEVICE)
        each = torch.func.vmap(torch.func.grad(loss), in_dims=(None, 0, 0))(parameters, self._rows(X), labels)
        return sum(g.flatten(1).square().sum(dim=1) for g in each.values()).sqrt().double().cpu().numpy()


@dataclass(frozen=True)
class Train:
    """``fit(X, y, rng)``: a network with one hidden layer, by mini-batches of Adam, or by DP-SGD when `noise` > 0.

    The scale of the columns and the classes are given, not learnt: DP-SGD protects what it sees alone.
    """

    centre: tuple[float, ...]
    scale: tuple[float, ...]
    classes: tuple[Any, ...]
    width: int = 64
    epochs: int = 30
    batch: int = 32
    rate: float = 0.01
    noise: float = 0.0
    clip: float = 1.0

    def __call__(self, X: np.ndarray, y: np.ndarray, rng: np.random.Generator) -> Classifier:
        torch.manual_seed(int(rng.integers(2**63)))  # the only source of randomness is rng
        classes, centre, scale = (np.array(part) for part in (self.classes, self.centre, self.scale))
        network: Any = torch.nn.Sequential(
            torch.nn.Linear(X.shape[1], self.width), torch.nn.ReLU(), torch.nn.Linear(self.width, len(classes))
        ).to(DEVICE)
        rows = torch.as_tensor((X - centre) / scale, dtype=torch.float32)
        data = torch.utils.data.TensorDataset(rows, torch.as_tensor(np.searchsorted(classes, y)))
        order = torch.Generator().manual_seed(int(rng.integers(2**63)))
        loader: Any = torch.utils.data.DataLoader(data, self.batch, shuffle=True, generator=order)
        steps: Any = torch.optim.Adam(network.parameters(), lr=self.rate)
        if self.noise:
            from opacus import PrivacyEngine

            network, steps, loader = PrivacyEngine(accountant="rdp").make_private(
                module=network,
                optimizer=steps,
                data_loader=loader,
                noise_multiplier=self.noise,
                max_grad_norm=self.clip,
                noise_generator=torch.Generator(DEVICE).manual_seed(int(rng.integers(2**63))),
            )
        network.train()
        for _ in range(self.epochs):
            for part, labels in loader:
                if not len(part):  # Poisson sampling may draw nobody
                    continue
                steps.zero_grad()
                torch.nn.functional.cross_entropy(network(part.to(DEVICE)), labels.to(DEVICE)).backward()
                steps.step()
        return Classifier(getattr(network, "_module", network), centre, scale, classes)

    def describe(self) -> str:
        """A text that tells learners apart."""
        return repr(self)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--private", action="store_true", help="train by DP-SGD")
    options.add_argument("--runs", type=int, default=60)
    options.add_argument("--epochs", type=int, default=30)
    given = options.parse_args()
    X, y = load_breast_cancer(return_X_y=True)
    n = len(y) // 2
    public = {"centre": tuple(X.mean(axis=0)), "scale": tuple(X.std(axis=0)), "classes": (0, 1)}  # said to be known
    learner = Train(**public, epochs=given.epochs, noise=1.0 if given.private else 0.0)
    report = bc.attacks.attack(
        learner, (X, y), n, runs=given.runs, score=["loss", "gradient_norm"], level="0.95", seed=0
    )
    print(report)
    if given.private:
        batches = -(-n // learner.batch)  # Opacus takes each record into a batch with probability 1/batches
        sgd = bc.DPSGD(noise_multiplier=1, sample_rate=f"1/{batches}", steps=given.epochs * batches)
        epsilon = sgd.loss.epsilon("1e-5").upper
        print(report.against(bc.PrivateLearner(epsilon=epsilon, delta="1e-5", neighbours="add-remove")))


if __name__ == "__main__":
    main()
