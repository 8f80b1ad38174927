"""The committed vectors (tests/fixtures/verifier/README.md), and what can be done to a credential."""

import base64
import copy
import dataclasses
import json
import pathlib

ROOT = pathlib.Path(__file__).resolve().parents[2]
FOLDER = ROOT / "tests/fixtures/verifier/vectors"
CONTEXTS = ROOT / "api/engines/credential/contexts"
ADDRESSES = {
    "https://www.w3.org/ns/credentials/v2": "credentials-v2.json",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json": "ob-v3p0-context-3.0.3.json",
    "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json": "ob-v3p0-extensions.json",
    "https://w3id.org/security/data-integrity/v2": "security-data-integrity-v2.json",
    "https://w3id.org/security/multikey/v1": "security-multikey-v1.json",
}
# The credential that tamperings.json speaks of.
TAMPERED = "skill"
# Whose bit is set in the lists with `.revoked` in the name; the others' is not.
REVOKED = ["rich", "skill"]


@dataclasses.dataclass(frozen=True)
class Credential:
    """One credential in both of its forms, as text."""

    name: str
    data_integrity: str
    token: str

    @property
    def issuer(self):
        return json.loads(self.data_integrity)["issuer"]["id"]


def contexts():
    return {address: str(CONTEXTS / name) for address, name in ADDRESSES.items()}


def credentials():
    names = sorted(path.name.removesuffix(".snapshot.json") for path in FOLDER.glob("*.snapshot.json"))
    return [
        Credential(name, (FOLDER / f"{name}.di.json").read_text(), (FOLDER / f"{name}.jwt").read_text())
        for name in names
    ]


def maps():
    """Which file stands for which address, by the name of the list: urls.json, urls.jwt.json, urls.revoked.json…"""
    return {
        path.name: {address: str(FOLDER / name) for address, name in json.loads(path.read_text()).items()}
        for path in FOLDER.glob("urls*.json")
    }


def tamperings():
    return json.loads((FOLDER / "tamperings.json").read_text())


def read_token(token):
    """Header, payload and signature; the signature as text."""
    header, payload, signature = token.strip().split(".")
    return *(json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))) for part in (header, payload)), signature


def write_token(header, payload, signature):
    """The token as the engine writes it: members sorted, no blanks, no padding."""
    parts = (
        json.dumps(part, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() for part in (header, payload)
    )
    return ".".join([*(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in parts), signature])


def tampered(document, pointer, change):
    """A copy in which the value at `pointer` (RFC 6901) is another, or gone if `change` has none."""
    document = copy.deepcopy(document)
    *path, last = (step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:])
    at = document
    for step in path:
        at = at[int(step)] if isinstance(at, list) else at[step]
    last = int(last) if isinstance(at, list) else last
    if "value" in change:
        at[last] = change["value"]
    else:
        del at[last]
    return document


def tampered_data_integrity(credential, tampering):
    """The JSON with one tampering; None if it is none of this form's."""
    if tampering["part"] not in ("document", "proof"):
        return None
    document = tampered(json.loads(credential.data_integrity), tampering["pointer"], tampering)
    return json.dumps(document, ensure_ascii=False)


def tampered_token(credential, tampering):
    """The token with one tampering and the old signature; None if it is none of this form's."""
    header, payload, signature = read_token(credential.token)
    if tampering["part"] in ("document", "claims"):
        payload = tampered(payload, tampering["pointer"], tampering)
    elif tampering["part"] == "header":
        header = tampered(header, tampering["pointer"], tampering)
    else:
        return None
    return write_token(header, payload, signature)
