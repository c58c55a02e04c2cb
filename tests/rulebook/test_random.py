"""What must hold in every case: never a wrong no, the engines agree, the same input gives the same bytes."""

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from typing import Any

from rechtentool.rulebook import CaseError, Rulebook
from tests.rulebook.random_cases import RandomCases

Size = Callable[[int, int], int]
SEED = 20261122


def sample(rulebook: Rulebook, number: int, seed: int = SEED) -> Iterator[dict[str, Any]]:
    """Half of them anywhere, half of them near a hard no; what the vocabulary refuses is left out."""
    source = RandomCases(rulebook, seed)
    for index in range(number):
        case = source.near_a_hard_no() if index % 2 else source.case()
        try:
            rulebook.read(case)
        except CaseError:
            continue
        yield case


def with_one_unknown(case: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The case with each fact, and each field inside one, made unknown in turn."""
    for name, value in case["facts"].items():
        inner: list[tuple[int | None, str | None]] = [(None, None)]
        if isinstance(value, dict):
            inner += [(None, key) for key in value]
        if isinstance(value, list):
            inner += [(index, key) for index, item in enumerate(value) if isinstance(item, dict) for key in item]
        for index, key in inner:
            changed = deepcopy(case)
            if key is None:
                changed["facts"][name] = "unknown"
            elif index is None:
                changed["facts"][name][key] = "unknown"
            else:
                changed["facts"][name][index][key] = "unknown"
            yield f"{name}[{index}].{key}", changed


def test_never_a_wrong_no(rulebook: Rulebook, size: Size) -> None:
    """With any fact set to unknown, an outcome may not become not_entitled (a contradicted fact excepted)."""
    tried = 0
    for case in sample(rulebook, size(250, 20_000)):
        before = rulebook.assess(case, both_engines=False)
        if before.outcome == "not_entitled" or before.contradictions:
            continue
        for path, changed in with_one_unknown(case):
            after = rulebook.assess(changed, both_engines=False)
            assert after.outcome != "not_entitled", f"without {path}: {json.dumps(case)}"
            tried += 1
    assert tried > size(1500, 100_000)


def test_wording_never_gives_less_than_cautious(rulebook: Rulebook, size: Size) -> None:
    order = ["not_entitled", "needs_specialist", "not_yet_demonstrable", "entitled"]
    for case in sample(rulebook, size(300, 20_000), SEED + 1):
        readings = rulebook.assess(case, both_engines=False).readings
        if readings["cautious"] != "out_of_scope":
            assert order.index(readings["wording"]) >= order.index(readings["cautious"]), json.dumps(case)


def test_the_engines_fire_the_same_rules(rulebook: Rulebook, size: Size) -> None:
    """Raises EngineDisagreement if not."""
    tried = sum(1 for case in sample(rulebook, size(400, 50_000), SEED + 2) if rulebook.assess(case).outcome)
    assert tried > size(200, 25_000)


def test_a_no_rule_holds_exactly_when_nothing_can_make_it_yes(rulebook: Rulebook, size: Size) -> None:
    """The rules for yes and the rules for no of one decision never hold together."""
    for case in sample(rulebook, size(300, 20_000), SEED + 3):
        stated = rulebook.assess(case, both_engines=False).stated
        for name, outcome in stated.outcomes.items():
            if rulebook.decisions[name].hit == "priority":
                then = {rule.then for rule in outcome.fired}
                assert not {"yes", "no"} <= then, f"{name}: {[rule.id for rule in outcome.fired]} {json.dumps(case)}"


def test_the_same_case_gives_the_same_bytes_in_every_thread(rulebook: Rulebook, size: Size) -> None:
    cases = list(sample(rulebook, size(60, 2_000), SEED + 4))

    def bytes_of(case: dict[str, Any]) -> bytes:
        return json.dumps(rulebook.assess(case).to_dict(), sort_keys=True).encode()

    alone = [bytes_of(case) for case in cases]
    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(bytes_of, cases)) == alone
    assert [bytes_of(deepcopy(case)) for case in cases] == alone
