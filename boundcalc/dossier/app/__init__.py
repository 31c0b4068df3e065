"""The workbench: a page on this machine on which a release can be described and its dossier watched."""

from .server import Workbench as Workbench
from .server import serve as serve
