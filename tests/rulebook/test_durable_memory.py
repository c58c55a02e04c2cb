"""durable_rules may not touch memory it never set; the C library fills fresh memory with rubbish to show it."""

import os
import subprocess
import sys

import pytest

ASK_WHAT_NOTHING_ANSWERS = """
import json
from rechtentool.rulebook import Rulebook, durable

work, others = durable.rulesets(Rulebook.load(), "2026-11-22", "cautious")
for ruleset in [work, *others]:
    assert ruleset.fired("") == set()
print("answered", 1 + len(others))
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only the C library of GNU can fill fresh memory")
@pytest.mark.parametrize("rubbish", ["1", "90", "165"])
def test_a_first_question_that_fires_no_rule_leaves_the_process_alive(rubbish: str) -> None:
    asked = subprocess.run(
        [sys.executable, "-c", ASK_WHAT_NOTHING_ANSWERS],
        env={**os.environ, "MALLOC_PERTURB_": rubbish},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (asked.returncode, asked.stdout.split()[:1]) == (0, ["answered"]), asked.stderr
