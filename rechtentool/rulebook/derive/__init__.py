"""From dates and lists to plain facts: the one place where time and work histories are counted (design, Evaluation).

Every function takes a view of the case (:class:`rechtentool.rulebook.case.View`) and returns facts that rules can test.
An answer the case does not give comes out as None. Facts whose name ends in ``_stated`` say what was *said*: they are
`yes` when it was, and `no` when it was not, whether denied or not asked.
"""

from __future__ import annotations

from collections.abc import Callable

from ..evaluate import Facts
from ..model import Parameter
from .context import Context
from .person import person_facts
from .stay import stay_facts
from .work import work_facts

Genuine = Callable[[Facts], str]


def derive(view: dict[str, object], parameters: dict[str, Parameter], today: int, genuine: Genuine) -> Facts:
    """All plain facts of a case on a day. ``genuine`` answers, for one stretch of time, whether the work was real and
    genuine (a status of the decision `genuine_work`)."""
    context = Context(view, parameters, today)
    facts = context.scalars()
    person_facts(context, facts)
    work_facts(context, facts, genuine)
    stay_facts(context, facts)
    return facts
