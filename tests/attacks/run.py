"""Every attack through every door, in one scene; what came of it, door by door."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.grading import Grader

from .attack import Attack
from .course import run_course
from .measuring import Found, through_grader
from .processes import descendants, survivors
from .scene import Scene, released

Progress = Callable[[int, str], None]
"""Called with the number of attacks that are over and the name of the next one."""


@dataclass(frozen=True)
class Door:
    """All attacks through one door."""

    name: str
    found: tuple[Found, ...]
    isolation: str
    others: tuple[str, ...] = ()  # innocent students who did not get what is theirs
    files: tuple[str, ...] = ()  # planted or changed outside of the scratch space
    processes: int = 0  # left when all was over

    def wrong(self) -> list[str]:
        """Everything that should not be, a line each."""
        lines = [f"{self.name}: {one.wrong}" for one in self.found if one.wrong]
        lines += [f"{self.name}: an innocent student, {line}" for line in self.others]
        lines += [f"{self.name}: a file outside of the scratch space, {line}" for line in self.files]
        return lines + ([f"{self.name}: {self.processes} processes are left"] if self.processes else [])


def through_check(
    attacks: Sequence[Attack], scene: Scene, level: str, progress: Progress = lambda done, name: None
) -> Door:
    """Each attack as `autograder check` marks it, all by one grader; a right submission follows each."""
    notebook = released(Path(__file__).resolve().parents[2])
    innocent = Attack("innocent", "none", "Right work.", 50.0, right=tuple(scene.assignment.functions))
    before, start = scene.state(), descendants()
    found, others = [], []
    with Grader(scene.assignment, seed=scene.seed, level=level) as grader:
        through_grader(innocent, grader, scene, notebook, scene.folder / "handed-in" / "first")
        for done, attack in enumerate(attacks):
            progress(done, attack.name)
            folder = scene.folder / "handed-in" / f"{level}-{done}"
            found.append(through_grader(attack, grader, scene, notebook, folder))
            shutil.rmtree(folder)
            after = through_grader(innocent, grader, scene, notebook, folder)
            if after.earned != innocent.most:
                others.append(f"after {attack.name}: {after.earned:g} of {innocent.most:g}")
        isolation = grader.isolation
    left = len(survivors(start))
    return Door(f"check, {isolation}", tuple(found), isolation, tuple(others), _touched(scene, before), left)


def through_course(
    attacks: Sequence[Attack], scene: Scene, progress: Progress = lambda done, name: None
) -> Door:
    """All attacks in one nbgrader course, with an innocent student before and after each."""
    before, start = scene.state(), descendants()
    run = run_course(attacks, scene, progress)
    left = len(survivors(start))
    return Door("course", run.found, run.isolation, run.others, _touched(scene, before), left)


def only(attacks: Sequence[Attack], names: Sequence[str]) -> list[Attack]:
    """The attacks with these names, or all if there are none."""
    return [one for one in attacks if not names or one.name in names]


def _touched(scene: Scene, before: dict[Path, tuple[int, ...]]) -> tuple[str, ...]:
    after = scene.state()
    changed = [str(path) for path in before if after.get(path) != before[path]]
    return (*changed, *scene.planted())
