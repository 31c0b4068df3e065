"""The loss threshold: members have small losses (Yeom et al. 2018)."""

from .view import NamedAttack

loss = NamedAttack("loss", lambda view: -view.loss, "Yeom, Giacomelli, Fredrikson and Jha (2018)")
