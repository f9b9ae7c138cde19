"""A model registry: versions, aliases, and stages that a model goes through."""

from __future__ import annotations

from dataclasses import dataclass, field

from engine.system import system

TRANSITIONS = {
    "development": ("staging", "retired"),
    "staging": ("production", "development", "retired"),
    "production": ("staging", "retired"),
    "retired": (),
}
"""Stage -> stages that may follow: nothing skips staging, nothing comes back."""


@system("S65.12")
def transition(stage: str, to: str) -> str:
    """The next stage, where the life of a model allows it.

    Raises:
        ValueError: unknown stage, or a step that is not allowed.

    >>> transition("development", "staging")
    'staging'
    """
    if to not in TRANSITIONS.get(stage, ()):
        raise ValueError(f"a model cannot go from {stage} to {to}")
    return to


@system("S65.06", "S65.12")
@dataclass
class Registry:
    """Names with numbered versions, which never change, and movable aliases.

    An alias such as "champion" is what a server asks for; to roll back is to
    point it at an earlier version.

    Attributes:
        versions: name -> artifact of each version, the first at 0.
        stages: name and version -> stage.
        aliases: name and alias -> version.

    >>> registry = Registry()
    >>> registry.register("price", "digest a"), registry.register("price", "digest b")
    (1, 2)
    >>> registry.promote("price", 1, "champion")
    >>> registry.resolve("price", "champion")
    'digest a'
    """

    versions: dict[str, list[str]] = field(default_factory=dict)
    stages: dict[tuple[str, int], str] = field(default_factory=dict)
    aliases: dict[tuple[str, str], int] = field(default_factory=dict)

    def register(self, name: str, artifact: str) -> int:
        """A new version, from 1, in development."""
        kept = self.versions.setdefault(name, [])
        kept.append(artifact)
        self.stages[name, len(kept)] = "development"
        return len(kept)

    def promote(self, name: str, version: int, alias: str) -> None:
        """Point an alias at a version.

        Raises:
            ValueError: there is no such version, or it is retired.
        """
        if self._stage(name, version) == "retired":
            raise ValueError(f"version {version} of {name} is retired")
        self.aliases[name, alias] = version

    def move(self, name: str, version: int, to: str) -> None:
        """Take a version to another stage; aliases of a retired one are removed.

        Raises:
            ValueError: there is no such version, or as `transition`.
        """
        self.stages[name, version] = transition(self._stage(name, version), to)
        if to == "retired":
            self.aliases = {
                (n, alias): v
                for (n, alias), v in self.aliases.items()
                if (n, v) != (name, version)
            }

    def resolve(self, name: str, alias: str) -> str:
        """The artifact that an alias points at.

        Raises:
            ValueError: there is no such alias.
        """
        if (name, alias) not in self.aliases:
            raise ValueError(f"{name} has no alias {alias}")
        return self.versions[name][self.aliases[name, alias] - 1]

    def _stage(self, name: str, version: int) -> str:
        if (name, version) not in self.stages:
            raise ValueError(f"{name} has no version {version}")
        return self.stages[name, version]
