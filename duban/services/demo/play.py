"""演出：a whole demo, from an empty folder to the table at its end."""

from collections.abc import Callable
from pathlib import Path

from duban.services import setup
from duban.services.demo.opening import open_year
from duban.services.demo.outcome import Outcome, outcome_of
from duban.services.demo.papers import write_papers
from duban.services.demo.scene import set_up
from duban.services.demo.year import play as play_year


def play(folder: Path, plan: Path | None, smtp: str | None, *, step: Callable[[int, int], None]) -> Outcome:
    """Play a year in `folder` on `plan`, or on the bundled one, and tell what came of it.

    Raises Refused X5xx when it cannot begin, D1xx when the plan cannot be read.
    """
    scene = set_up(folder, plan, smtp)
    with setup.opened(scene.settings) as database:
        opening = open_year(database, scene)
        year = play_year(database, scene, opening, step)
        write_papers(database, scene, opening.last)
        return outcome_of(database, scene, opening, year)
