"""Asks the software that is not ours, and compares its answers."""

import collections
import concurrent.futures
import json
import pathlib
import subprocess
import sys

import cases
import vectors

HERE = pathlib.Path(__file__).parent
COMMANDS = {
    cases.OPENBADGES: [sys.executable, str(HERE / "openbadges.py")],
    cases.DIGITALBAZAAR: ["node", str(HERE / "digitalbazaar.mjs")],
}


def ask(software, asked, maps):
    """The answers of one software, in order."""
    questions = [
        {"text": case.text, "did": case.did, "addresses": case.addresses, "status": case.status} for case in asked
    ]
    request = json.dumps({"maps": maps, "contexts": vectors.contexts(), "cases": questions})
    answer = subprocess.run(COMMANDS[software], input=request, stdout=subprocess.PIPE, text=True, check=False)
    if answer.returncode != 0:
        raise SystemExit(f"{software} ended with {answer.returncode}")
    answers = json.loads(answer.stdout)
    if len(answers) != len(asked):
        raise SystemExit(f"{software} answered {len(answers)} of {len(asked)} questions")
    return answers


def judge(all_cases, maps):
    """(case, answer) of each case."""
    by_software = collections.defaultdict(list)
    for case in all_cases:
        by_software[case.software].append(case)
    with concurrent.futures.ThreadPoolExecutor() as pool:
        answers = pool.map(lambda item: zip(item[1], ask(*item, maps)), by_software.items())
        return [pair for pairs in answers for pair in pairs]


def right(case, answer):
    if case.accepted:
        return answer["verdict"] == "accepted"
    return answer["verdict"] == "refused" and case.because in answer["reason"]


def said(case, answer):
    return f"{case.software}, {case.form}, {case.row} [{case.name}]: {answer['verdict']} {answer['reason'][:300]}"


def deviations(judged):
    return [said(*pair) for pair in judged if not right(*pair)]


def table(judged):
    """For each row and each form that a software knows, how many answers were the right ones, of how many."""
    counts = collections.Counter((case.row, case.software, case.form) for case, _ in judged)
    good = collections.Counter((case.row, case.software, case.form) for case, answer in judged if right(case, answer))
    rows = list(dict.fromkeys(case.row for case, _ in judged))
    width = max(len(row) for row in rows)
    print(f"{'':{width}}  {cases.OPENBADGES + ' ' + cases.TOKEN:>22}{'and Data Integrity':>20}{cases.DIGITALBAZAAR:>20}")
    for row in rows:
        cells = [f"{good[row, *known]} of {counts[row, *known]}" for known in cases.KNOWN]
        print(f"{row:{width}}  {cells[0]:>22}{cells[1]:>20}{cells[2]:>20}")
