"""A model of known size."""

from __future__ import annotations

import lzma
import os
import stat
from dataclasses import KW_ONLY, dataclass
from pathlib import Path
from typing import Literal, get_args

import sympy as sp

from ...laws.parameter import Parameter
from ...numeric.exact import shown
from ...numeric.kinds import Exact
from ..property import Property

Form = Literal["file", "compressed"]
_CHUNK = 1 << 20


@dataclass(frozen=True, repr=False)
class BitBudget(Property):
    """The release is stored in `bits` bits, an integer of at least 0: at most 2^bits models.

    >>> str(BitBudget(8192))
    'BitBudget(bits=8192)'
    """

    bits: Exact
    _: KW_ONLY
    source: str | None = None
    """Where the number comes from, and what it then assumes."""

    parameters = (Parameter("bits", "b", sp.S.Naturals0, ("1", "64", "8192")),)

    @classmethod
    def from_file(cls, path: str | os.PathLike[str], form: Form = "file") -> BitBudget:
        """The budget of a released file of any kind: 8 s + 1 bits for s bytes.

        There are (256^(s+1) - 1)/255 < 2^(8 s + 1) files of at most s bytes. `form` "compressed" takes the bytes of
        the file as xz writes it: whoever has them has the file, so that no release of the file says more. The file is
        read as bytes, never loaded. **Assumes** that no training set would have given a larger file (in this form):
        the sizes that other training sets would have given are not seen in one file.

        Raises ValueError for another form, or what is no file of a size (a device, a pipe), OSError where the file
        cannot be read.
        """
        if form not in get_args(Form):
            raise ValueError(f"form must be one of {', '.join(get_args(Form))}, got {shown(form)}")
        if not stat.S_ISREG(os.stat(path).st_mode):
            raise ValueError(f"path must be that of a regular file, got {os.fspath(path)!r}")
        size, name = 0, Path(path).name
        compressor = lzma.LZMACompressor() if form == "compressed" else None
        with open(path, "rb") as stream:
            while chunk := stream.read(_CHUNK):
                size += len(chunk if compressor is None else compressor.compress(chunk))
        if compressor is not None:
            size += len(compressor.flush())
        word, larger = ("bytes", "a larger file") if form == "file" else ("bytes as xz", "a file of more bytes as xz")
        return cls(8 * size + 1, source=f"{name}, {size} {word}; no training set would have given {larger}")

    @property
    def log_models(self) -> sp.Expr:
        """ln M = b ln 2."""
        return self.bits * sp.log(2)

    @property
    def claim(self) -> str:
        return f"theta is stored in {self.bits} bits" + ("" if self.source is None else f" ({self.source})")
