"""Each rule has a worked case in which it holds and one in which it does not."""

from rechtentool.rulebook import Rulebook
from tests.law.cases import all_cases


def test_every_rule_holds_in_a_case_and_fails_in_another(rulebook: Rulebook) -> None:
    holds, fails = set[str](), set[str]()
    for case in all_cases():
        stated = rulebook.assess(case.given, both_engines=False).stated
        fired = {rule.id for outcome in stated.outcomes.values() for rule in outcome.fired}
        fired |= {rule.id for asked in stated.stretches for rule in asked.outcome.fired}
        holds |= fired
        fails |= set(rulebook.rules) - fired
    assert set(rulebook.rules) - holds == set()
    assert set(rulebook.rules) - fails == set()


def test_every_case_rests_on_sources_that_are_there(rulebook: Rulebook) -> None:
    unknown = {(str(case), source) for case in all_cases() for source in case.sources if source not in rulebook.sources}
    assert unknown == set()
