"""openbadgeslib (PyPI) as it comes: judges the credentials on standard input.

In:  {"maps": {NAME: {ADDRESS: FILE}}, "cases": [{"text", "did", "addresses": NAME, "status": bool}]}
Out: [{"verdict": "accepted" | "refused" | "failed", "reason"}], one for each case, in order. `failed` is any end that
     the library does not call a refusal.
A text is a VC-JWT or a JSON credential with a Data Integrity proof. The issuer's DID document and the status lists
come from the files of the map; an address that is not in it does not exist. The JSON-LD contexts are the library's own.
"""

import json
import pathlib
import socket
import sys

from openbadgeslib.errors import LibOpenBadgesException
from openbadgeslib.ob3.ldp import OB3LdpVerifier
from openbadgeslib.ob3.verifier import OB3Verifier


def no_network(*_, **__):
    raise RuntimeError("a verification asked for the network")


socket.socket.connect = socket.getaddrinfo = no_network


def judge(case, addresses):
    def download(address, *_, **__):
        if address not in addresses:
            raise OSError(f"not given: {address}")
        return pathlib.Path(addresses[address]).read_bytes()

    text = case["text"].strip()
    kind = OB3LdpVerifier if text.startswith("{") else OB3Verifier
    try:
        verifier = kind.for_issuer_did(case["did"], download=download)
        verifier.verify(text, check_status=case["status"], download=download)
    except LibOpenBadgesException as refusal:
        return {"verdict": "refused", "reason": str(refusal)}
    except Exception as error:  # whatever else it is, it is no answer
        return {"verdict": "failed", "reason": repr(error)}
    return {"verdict": "accepted", "reason": ""}


request = json.load(sys.stdin)
json.dump([judge(case, request["maps"][case["addresses"]]) for case in request["cases"]], sys.stdout)
