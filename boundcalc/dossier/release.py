"""What is known about a release, as release.toml says it: data, attackers, training, file, attacks, targets."""

from __future__ import annotations

import difflib
import os
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from fractions import Fraction
from importlib.resources import files
from pathlib import Path
from typing import Any

from ..audit.audit import share_of
from ..grammar import parse_learner
from ..learners import DPSGD, GaussianDP, GeneralisationGap, Learner, PrivateLearner, RenyiDP, ZeroConcentratedDP
from ..learners.privacy.guarantee import ADD_REMOVE
from ..learners.worst_case import WorstCase
from ..numeric.exact import shown, to_integer, to_rate, to_rational
from ..numeric.kinds import Json

SAMPLINGS = {
    "sample": "the records are independent draws from a population; a non-member is another person from it",
    "split": "the table is known, the training records are a random part of it; a non-member is a record left out",
    "population": "the table is known, the training records are a random part of it; a non-member is any record of it",
    "survey": "the records are drawn from a population without replacement; a non-member is anybody of the population",
}
UNITS = ("row", "person")
"""Of whom a guarantee, a loss or an attack speaks where `data.by` says that persons have several rows."""
EVERYTHING = "everything"
_MOST_CHOICES = 10
_MOST_VERSIONS = 10**6
_LARGEST = 10**18


@dataclass(frozen=True)
class Attacker:
    """Somebody, and the columns that they know of a target; None: the whole record, and whatever else."""

    name: str
    columns: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Data:
    """The records: `table` a path or a data frame, `n` of them for training (all unless given); `population`: how many
    a survey was drawn from."""

    table: Any = None
    columns: tuple[str, ...] | None = None
    by: str | None = None
    sampling: str = "sample"
    n: int | None = None
    population: int | None = None
    memory_limit: str | None = None
    """What counting a file may hold, such as "2GB"; the rest is on disk."""
    choices: tuple[str, ...] | None = None
    """Columns every subset of which is answered too; None: all of a table of few, or those that attackers know."""


@dataclass(frozen=True)
class Attack:
    """What somebody's attack found: counts, a file of scores, or a model to attack now."""

    name: str
    given: Mapping[str, Any]


@dataclass(frozen=True)
class Target:
    """`most` is what may be reached of `quantity` (advantage, tpr, record, accuracy, inference), `at` the rate."""

    quantity: str
    most: Fraction
    at: Fraction | None = None
    what: str = ""

    @property
    def words(self) -> str:
        """What is to be kept small."""
        return {
            "advantage": "advantage (TPR - FPR)",
            "tpr": f"TPR at FPR {_decimal(self.at)}",
            "record": "leakage of every single record",
            "accuracy": "accuracy at the prior of membership",
            "inference": f"success of guessing {self.what or 'a secret'} (blind: {_decimal(self.at)})",
        }[self.quantity]


@dataclass(frozen=True)
class Release:
    """Everything that a dossier is made from."""

    title: str = "Release"
    context: str = ""
    versions: int = 1
    data: Data = field(default_factory=Data)
    attackers: tuple[Attacker, ...] = (Attacker(EVERYTHING),)
    learners: tuple[Learner, ...] = ()
    unit: str = "row"
    sized: int | None = None
    """The training records of which dp_sgd speaks."""
    files: tuple[Path, ...] = ()
    losses: Mapping[str, Any] | None = None
    regression: Mapping[str, Any] | None = None
    attacks: tuple[Attack, ...] = ()
    targets: tuple[Target, ...] = ()
    prior: Fraction = Fraction(1, 2)
    lam: Fraction = Fraction(1)
    confidence: Fraction = Fraction(19, 20)
    described: Json = field(default_factory=dict, repr=False, compare=False)
    """As it was written."""

    @property
    def gamma(self) -> Fraction:
        """lam (1 - prior)/prior."""
        return self.lam * (1 - self.prior) / self.prior

    @classmethod
    def read(cls, source: Any) -> Release:
        """From the path of a TOML file, or a mapping of the same form (whose table may be a data frame).

        Paths in a file are relative to it. Raises ValueError in one line for anything that is not understood.
        """
        if isinstance(source, Release):
            return source
        if isinstance(source, Mapping):
            return _release(source)
        if not isinstance(source, str | os.PathLike):
            raise ValueError(f"release must be a path or a mapping, got {shown(source)}")
        return _release(written(source))

    def aimed(self, targets: Sequence[Target]) -> Release:
        """With more targets; one that is there already is replaced."""
        new = {(target.quantity, target.at) for target in targets}
        kept = [target for target in self.targets if (target.quantity, target.at) not in new]
        return replace(self, targets=(*kept, *targets))


_PRIVACY = {
    "dp_sgd": DPSGD,
    "privacy": PrivateLearner,
    "zcdp": ZeroConcentratedDP,
    "gaussian_dp": GaussianDP,
    "renyi": RenyiDP,
}
_KEYS = {
    "": ("release", "data", "attackers", "training", "file", "losses", "regression", "attack", "targets"),
    "release": ("title", "context", "versions", "confidence"),
    "data": ("table", "columns", "by", "sampling", "n", "population", "choices", "memory_limit"),
    "training": (*_PRIVACY, "properties", "unit"),
    "file": ("path",),
    "losses": ("train", "test", "loss_range", "unit"),
    "regression": ("target", "columns", "intercept"),
    "attack": (
        *("name", "game", "n", "unit"),
        *("tp", "fp", "members", "nonmembers", "trainings"),
        *("scores", "score", "member", "run"),
        *("model", "target", "attacks", "runs", "references", "seed", "checkpoint"),
    ),
    "targets": ("advantage", "tpr", "record", "accuracy", "inference", "prior", "lam"),
}
_PATHS = ("scores", "checkpoint")
"""What of an attack is a path."""


def written(path: str | os.PathLike[str]) -> dict[str, Any]:
    """What a TOML file says, its paths relative to the file made relative to here."""
    try:
        with open(path, "rb") as stream:
            found = tomllib.load(stream)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ValueError(f"{path} must be TOML: {error}") from None
    except RecursionError:
        raise ValueError(f"{path} must be TOML that is not nested so deeply") from None
    data = found.get("data")
    if isinstance(data, dict) and "table" in data:
        _text(data["table"], "data.table")  # only a call from Python holds the records themselves
    folder = Path(path).parent
    attacks = found.get("attack", [])
    rows = [(row, key) for row in (attacks if isinstance(attacks, list) else [attacks]) for key in _PATHS]
    for place, key in ((found.get("data"), "table"), (found.get("file"), "path"), *rows):
        if isinstance(place, dict) and isinstance(place.get(key), str | list):
            named = place[key]
            place[key] = str(folder / named) if isinstance(named, str) else [_beside(folder, one) for one in named]
    return found


def _beside(folder: Path, name: Any) -> Any:
    return str(folder / name) if isinstance(name, str) else name


def template(name: str) -> str:
    """One of the texts that are shipped with the package."""
    return (files(__package__ or "boundcalc.dossier") / "templates" / name).read_text(encoding="utf-8")


def _release(written: Mapping[str, Any]) -> Release:
    _known(written, "")
    about, data = _table(written, "release"), _table(written, "data")
    training, targets = _table(written, "training"), _table(written, "targets")
    read = _data(data)
    losses = _table(written, "losses")
    if losses and not {"train", "test"} <= set(losses):
        raise ValueError("losses must give train and test, a loss for each of several trainings")
    if losses:
        for name in ("train", "test"):
            if not isinstance(losses[name], list | tuple):
                raise ValueError(f"losses.{name} must be a list of numbers, got {shown(losses[name])}")
        losses["unit"] = _unit(losses, "losses", read)
    regression = _table(written, "regression")
    if regression:
        _text(regression.get("target"), "regression.target")
        if data.get("table") is None:
            raise ValueError("data.table must be given where a regression is fitted to its columns")
    versions = to_integer(about.get("versions", 1), "release.versions")
    if versions > _MOST_VERSIONS:
        raise ValueError(f"release.versions must be at most {_MOST_VERSIONS}, got {shown(versions)}")
    sized = _sized(training, read)
    return Release(
        title=_text(about.get("title", "Release"), "release.title"),
        context=_text(about["context"], "release.context") if about.get("context") else "",
        versions=versions,
        data=read,
        attackers=_attackers(written.get("attackers", {})),
        learners=tuple(_learners(training)),
        unit=_unit(training, "training", read),
        sized=sized,
        files=_files(_table(written, "file").get("path"), versions),
        losses=losses or None,
        regression=regression or None,
        attacks=tuple(_attacks(written.get("attack", []), read)),
        targets=tuple(_targets(targets)),
        prior=share_of(targets.get("prior", "1/2"), "targets.prior"),
        lam=_positive(targets.get("lam", 1), "targets.lam"),
        confidence=share_of(about.get("confidence", "0.95"), "release.confidence"),
        described=_plain(written),
    )


def _data(data: dict[str, Any]) -> Data:
    sampling = _one_of(data.get("sampling", "sample"), "data.sampling", tuple(SAMPLINGS))
    n = None if data.get("n") is None else to_integer(data["n"], "data.n")
    population = None if data.get("population") is None else to_integer(data["population"], "data.population")
    if max(n or 0, population or 0) > _LARGEST:
        raise ValueError(f"data.n and data.population must be at most 10^18, got {shown(max(n or 0, population or 0))}")
    if (population is not None) != (sampling == "survey"):
        raise ValueError(
            "data.population must be given where data.sampling is survey: how many the records were drawn from"
            if population is None
            else f"data.population belongs to data.sampling = 'survey', got {sampling!r}"
        )
    if sampling in ("split", "population") and n is None:
        raise ValueError(
            f"data.n must be given where data.sampling is {sampling}: how many records were drawn to train"
        )
    return Data(
        data.get("table"),
        None if data.get("columns") is None else _names(data["columns"], "data.columns"),
        _optional(data, "by", "data"),
        sampling,
        n,
        population,
        _optional(data, "memory_limit", "data"),
        _choices(data.get("choices")),
    )


def _sized(training: dict[str, Any], data: Data) -> int | None:
    """The n of dp_sgd, which takes that of the data unless it says one."""
    options = training.get("dp_sgd")
    if not isinstance(options, Mapping) or "batch_size" not in options:
        return None
    n = options.get("n", data.n)
    if n is None:
        raise ValueError("training.dp_sgd.n must be given with batch_size where data.n is not: the training records")
    training["dp_sgd"] = {**options, "n": n}
    return to_integer(n, "training.dp_sgd.n")


def _files(given: Any, versions: int) -> tuple[Path, ...]:
    named = [] if given is None else given if isinstance(given, list | tuple) else [given]
    found = tuple(Path(name) if isinstance(name, Path) else Path(_text(name, "file.path")) for name in named)
    if len(found) not in (0, 1, versions):
        raise ValueError(f"file.path must name one file, or one for each of the {versions} versions, got {len(found)}")
    return found


def _unit(table: Mapping[str, Any], name: str, data: Data) -> str:
    """ "row", or "person" where rows belong to persons."""
    unit = _one_of(table.get("unit", "row"), f"{name}.unit", UNITS)
    if unit == "person" and data.by is None:
        raise ValueError(f"{name}.unit = 'person' needs data.by, the column that names the person of a row")
    return unit


def _choices(given: Any) -> tuple[str, ...] | None:
    names = None if given is None else _names(given, "data.choices")
    if names is not None and len(names) > _MOST_CHOICES:
        raise ValueError(f"data.choices must name at most {_MOST_CHOICES} columns, got {len(names)}")
    return names


def _attackers(given: Any) -> tuple[Attacker, ...]:
    if not isinstance(given, Mapping):
        raise ValueError(
            f"attackers must name what each of them knows, such as neighbour = ['age'], got {shown(given)}"
        )
    found = [Attacker(EVERYTHING)]
    for name, columns in given.items():
        _text(name, "attackers")
        if name == EVERYTHING:
            raise ValueError(f"attackers.{EVERYTHING} is always there: somebody who knows the whole record")
        chosen = _names(columns, f"attackers.{name}")
        if not chosen:
            raise ValueError(f"attackers.{name} must name at least one column: who knows nothing learns nothing")
        found.append(Attacker(name, chosen))
    return tuple(found)


def _learners(training: dict[str, Any]) -> list[Learner]:
    found: list[Learner] = []
    for key, make in _PRIVACY.items():
        if key in training:
            options = training[key]
            if not isinstance(options, Mapping):
                raise ValueError(f"training.{key} must be a table of parameters, got {shown(options)}")
            takes = tuple(field.name for field in fields(make))
            for name in options:
                if name not in takes:
                    raise ValueError(_unknown(name, f"training.{key}", takes))
            # The weaker reading, where it is not said whether a record is exchanged or is there or not.
            given = {"neighbours": ADD_REMOVE, **options}
            try:
                found.append(make(**given))
            except TypeError as error:
                raise ValueError(f"training.{key}: {str(error).split('()')[-1].strip()}") from None
            except ValueError as error:
                raise ValueError(f"training.{key}: {error}") from None
    for text in _listed(training.get("properties", []), "training.properties"):
        learner = parse_learner(text)
        if isinstance(learner, WorstCase):
            raise ValueError("training.properties must describe the learner, and WorstCase() stands for every one")
        if isinstance(learner, GeneralisationGap) and learner.level is not None:
            raise ValueError("training.properties are certain: a gap that was measured is given by its [losses]")
        found.append(learner)
    return found


def _listed(given: Any, name: str) -> list[str]:
    texts = [given] if isinstance(given, str) else given
    if not isinstance(texts, list | tuple):
        raise ValueError(f"{name} must be a list of texts, got {shown(given)}")
    return [_text(text, name) for text in texts]


def _attacks(given: Any, data: Data) -> list[Attack]:
    rows = [given] if isinstance(given, Mapping) else given
    if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
        raise ValueError(f"attack must be a list of tables [[attack]], got {shown(given)}")
    found = []
    for i, row in enumerate(rows, 1):
        _known(row, "attack")
        kinds = [kind for kind in _KINDS if kind in row]
        if len(kinds) != 1:
            raise ValueError(f"attack {i} must give exactly one of tp (counts), scores (a file) and model, got {kinds}")
        foreign = [key for kind, keys in _KINDS.items() if kind != kinds[0] for key in keys if key in row]
        if foreign:
            raise ValueError(f"attack {i} gives {kinds[0]}, and {foreign[0]} does not belong to it")
        options = dict(row)
        for key in ("scores", "score", "member", "run", "model", "target", "checkpoint"):
            if key in options:
                options[key] = _text(options[key], f"attack.{key}")
        options["unit"] = _unit(options, "attack", data)
        if kinds[0] == "model":
            _to_attack(options, data)
        options["trainings"] = _one_of(options.get("trainings", "each"), "attack.trainings", ("each", "one"))
        options["game"] = _one_of(options.get("game", "sample"), "attack.game", tuple(SAMPLINGS))
        if "n" in options:
            options["n"] = to_integer(options["n"], "attack.n")
        found.append(Attack(_text(options.pop("name", f"attack {i}"), "attack.name"), options))
    if len({attack.name for attack in found}) < len(found):
        raise ValueError("attack names must differ")
    return found


_KINDS = {
    "tp": ("tp", "fp", "members", "nonmembers", "trainings"),
    "scores": ("scores", "score", "member", "run"),
    "model": ("model", "target", "attacks", "runs", "references", "seed", "checkpoint"),
}
"""What belongs to the counts, the scores and the model of an attack."""


def _to_attack(options: dict[str, Any], data: Data) -> None:
    """A model to attack now, on random splits of the table."""
    if data.table is None:
        raise ValueError("attack.model needs data.table, whose records it is trained on")
    if options["unit"] == "person":
        raise ValueError("attack.model trains on rows: what attacks whole persons is given by its counts or scores")
    if "target" not in options:
        raise ValueError("attack.target must be given with model: the column that it predicts")
    if options.get("game", "split") != "split":
        raise ValueError(f"attack.game must be 'split' where a model is attacked now, got {shown(options['game'])}")
    options["game"] = "split"
    options["attacks"] = _listed(options.get("attacks", ["loss"]), "attack.attacks")
    for key, usual in (("runs", 200), ("references", 16), ("seed", 0)):
        value = options.get(key, usual)
        if isinstance(value, bool) or not isinstance(value, int):
            raise ValueError(f"attack.{key} must be an integer, got {shown(value)}")
        options[key] = value


def _targets(given: dict[str, Any]) -> list[Target]:
    found = []
    for quantity in ("advantage", "record", "accuracy"):
        if quantity in given:
            found.append(Target(quantity, to_rate(given[quantity], f"targets.{quantity}")))
    for row in _rows(given.get("tpr", []), "targets.tpr", ("at", "most")):
        found.append(target_at("tpr", row["at"], row["most"]))
    for row in _rows(given.get("inference", []), "targets.inference", ("what", "blind", "most")):
        what = _text(row["what"], "targets.inference")
        found.append(replace(target_at("inference", row["blind"], row["most"]), what=what))
    return found


def target_at(quantity: str, at: Any, most: Any) -> Target:
    """A target on a rate of the curve."""
    return Target(quantity, to_rate(most, f"targets.{quantity}"), to_rate(at, f"targets.{quantity}"))


# -- reading ----------------------------------------------------------------------------------------------------------


def _known(table: Mapping[str, Any], name: str) -> None:
    for key in table:
        if key not in _KEYS[name]:
            raise ValueError(_unknown(str(key), name, _KEYS[name]))


def _unknown(key: str, name: str, known: Sequence[str]) -> str:
    close = difflib.get_close_matches(key, known, 1, 0.45)
    meant = f" (did you mean {close[0]}?)" if close else f" (one of {', '.join(known)})"
    return f"{f'{name}.{key}' if name else key} is not part of a release{meant}"


def _table(written: Mapping[str, Any], name: str) -> dict[str, Any]:
    found = written.get(name, {})
    if not isinstance(found, Mapping):
        raise ValueError(f"{name} must be a table [{name}], got {shown(found)}")
    _known(found, name)
    return dict(found)


def _rows(given: Any, name: str, keys: tuple[str, ...]) -> list[Mapping[str, Any]]:
    rows = [given] if isinstance(given, Mapping) else given
    if not isinstance(rows, list) or not all(isinstance(row, Mapping) and set(row) == set(keys) for row in rows):
        raise ValueError(f"{name} must be a list of tables with {', '.join(keys)}, got {shown(given)}")
    return rows


def _text(value: Any, name: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"{name} must be text, got {shown(value)}")
    return value


def _optional(table: Mapping[str, Any], key: str, name: str) -> str | None:
    return None if table.get(key) is None else _text(table[key], f"{name}.{key}")


def _names(value: Any, name: str) -> tuple[str, ...]:
    names = [value] if isinstance(value, str) else value
    if not isinstance(names, list | tuple) or not all(isinstance(x, str) for x in names):
        raise ValueError(f"{name} must be names of columns, got {shown(value)}")
    return tuple(dict.fromkeys(names))


def _one_of(value: Any, name: str, allowed: tuple[str, ...]) -> str:
    if value not in allowed:
        raise ValueError(f"{name} must be one of {', '.join(allowed)}, got {shown(value)}")
    return str(value)


def _positive(value: Any, name: str) -> Fraction:
    found = to_rational(value, name)
    if found <= 0:
        raise ValueError(f"{name} must be positive, got {shown(value)}")
    return found


def _plain(x: Any) -> Any:
    """What was written, for JSON: frames by their kind."""
    if isinstance(x, Mapping):
        return {str(key): _plain(value) for key, value in x.items()}
    if isinstance(x, list | tuple):
        return [_plain(value) for value in x]
    return x if isinstance(x, str | int | float | bool | type(None)) else type(x).__name__


def _decimal(x: Fraction | None) -> str:
    return "" if x is None else f"{float(x):g}"
