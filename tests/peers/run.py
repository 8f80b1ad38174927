"""Shows our credentials to software that is not ours, and compares what it says with what it has to say.

run.py --schemas FOLDER                     the committed vectors (a stage of `make test`)
run.py --schemas FOLDER --server URL …      a running server; see live.py
Exit status 0 if every answer was the right one, 1 with each other answer.
"""

import argparse
import collections
import json
import pathlib
import shutil
import sys
import tempfile

import cases
import live
import schemas
import vectors
from judge import deviations, judge, right, said, table

# So many tamperings each software has to see of each form, at least.
TAMPERINGS = 20


def few(judged):
    """Who saw fewer tamperings than it should."""
    seen = collections.Counter((c.software, c.form) for c, _ in judged if c.row == cases.TAMPERED)
    return [
        f"{software} saw {seen[software, form]} tamperings of the {form} form, fewer than {TAMPERINGS}"
        for software, form in cases.KNOWN
        if seen[software, form] < TAMPERINGS
    ]


def self_test(credentials, tampered, maps):
    """Whether this program notices: a tampering that the software accepts, because it changes nothing; a form that it
    refuses; a revoked credential whose list is clear; a schema's fault. Gives what was not noticed."""
    nothing = {"name": "changes nothing", "part": "document", "pointer": "/issuer/name",
               "value": json.loads(tampered.data_integrity)["issuer"]["name"]}  # fmt: skip
    title = {"name": "", "part": "document", "pointer": "/name", "value": "X"}
    broken = vectors.Credential(
        "broken", vectors.tampered_data_integrity(tampered, title), vectors.tampered_token(tampered, title)
    )
    wrong = cases.tamperings(tampered, [nothing]) + cases.forms([broken]) + cases.revoked(credentials, "urls.json")
    judged = judge(wrong, maps)
    return len(wrong), [
        f"self-test: a wrong answer was taken for right: {case.software}, {case.form}, {case.row} [{case.name}]"
        for case, answer in judged
        if right(case, answer)
    ]


def committed(options):
    """Everything that the committed vectors are put to. Gives what is wrong."""
    credentials, maps = vectors.credentials(), vectors.maps()
    (tampered,) = (c for c in credentials if c.name == vectors.TAMPERED)
    in_revoked_lists = [c for c in credentials if c.name in vectors.REVOKED]
    folder = tempfile.mkdtemp(prefix="onex-peers.")
    try:
        maps = cases.with_more_maps(maps, folder)
        judged = judge(
            cases.forms(credentials)
            + cases.controls(tampered)
            + cases.tamperings(tampered, vectors.tamperings())
            + cases.revoked(in_revoked_lists)
            + cases.another_revoked([c for c in credentials if c not in in_revoked_lists])
            + cases.forged(credentials)
            + cases.unreachable(credentials),
            maps,
        )
        spoiled, unnoticed = self_test(credentials, tampered, maps)
    finally:
        shutil.rmtree(folder)
    held, invalid = schemas.faults(options.schemas, credentials)
    table(judged)
    print(f"1EdTech's JSON schemas: {held} documents held against them, {len(invalid)} faults")
    print(f"self-test: {spoiled - len(unnoticed)} of {spoiled} wrong answers noticed")
    if options.verbose:
        print("\n".join(said(*pair) for pair in judged))
    return deviations(judged) + few(judged) + invalid + unnoticed


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--schemas", type=pathlib.Path, required=True, help="folder of 1EdTech's JSON schemas")
    parser.add_argument("--verbose", action="store_true", help="also every answer with its reason")
    live.arguments(parser)
    options = parser.parse_args()
    wrong = live.check(options) if options.server else committed(options)
    for line in wrong:
        print(line, file=sys.stderr)
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
