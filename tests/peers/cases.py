"""What is asked of the software that is not ours, and what it has to say."""

import dataclasses
import json
import pathlib
import tempfile

import vectors

OPENBADGES = "openbadgeslib"
DIGITALBAZAAR = "@digitalbazaar/vc"
TOKEN = "VC-JWT"
DATA_INTEGRITY = "Data Integrity"
# How each says that the status is what it refuses; the second is our own text in digitalbazaar.mjs.
STATUS_IS_SET = {OPENBADGES: "'revocation' is set", DIGITALBAZAAR: "the bit is set"}
# Who knows which form.
KNOWN = [(OPENBADGES, TOKEN), (OPENBADGES, DATA_INTEGRITY), (DIGITALBAZAAR, DATA_INTEGRITY)]

# The rows of the table.
FORMS = "as issued: accepted"
ANOTHER = "another certificate revoked: accepted"
CONTROL = "written anew, nothing changed: accepted"
TAMPERED = "tampered with: refused"
REVOKED = "revoked in the status list: refused"
FORGED = "status list cleared by its host: refused"
UNREACHABLE = "key or status list not given: refused"


@dataclasses.dataclass(frozen=True)
class Case:
    row: str
    name: str
    software: str
    form: str
    text: str
    did: str
    # The map of addresses that answer.
    addresses: str
    status: bool
    accepted: bool
    # What the reason of a refusal has to speak of, where another refusal would prove nothing.
    because: str = ""


def text(credential, form):
    return credential.token if form == TOKEN else credential.data_integrity


def addresses(software, names):
    """openbadgeslib reads signed status lists as tokens only, @digitalbazaar/vc only as JSON."""
    return names.replace(".json", ".jwt.json") if software == OPENBADGES else names


def each(row, credentials, maps, accepted, because=None):
    """A case for each credential in each form, for each software that knows it."""
    return [
        Case(row, credential.name, software, form, text(credential, form), credential.issuer,
             addresses(software, maps), status=True, accepted=accepted, because=(because or {}).get(software, ""))
        for credential in credentials
        for software, form in KNOWN
    ]  # fmt: skip


def forms(credentials, maps="urls.json"):
    return each(FORMS, credentials, maps, accepted=True)


def revoked(credentials, maps="urls.revoked.json"):
    return each(REVOKED, credentials, maps, accepted=False, because=STATUS_IS_SET)


def another_revoked(credentials):
    return each(ANOTHER, credentials, "urls.revoked.json", accepted=True)


def unreachable(credentials):
    """The list of no address at all, and the one with the keys alone: what is not given is not found elsewhere."""
    return [
        case
        for maps in ("nothing.json", "keys.json")
        for case in each(UNREACHABLE, credentials, maps, accepted=False, because=dict.fromkeys(STATUS_IS_SET, "not given"))
    ]


def forged(credentials):
    return each(FORGED, credentials, "forged.json", accepted=False)


def controls(credential):
    """The same way through JSON as the tamperings take: their refusals are not due to the writing."""
    header, payload, signature = vectors.read_token(credential.token)
    anew = {
        TOKEN: vectors.write_token(header, payload, signature),
        DATA_INTEGRITY: json.dumps(json.loads(credential.data_integrity), ensure_ascii=False),
    }
    return [changed(CONTROL, credential, "untouched", software, form, anew[form], True) for software, form in KNOWN]


def tamperings(credential, list_of_them):
    made = {TOKEN: vectors.tampered_token, DATA_INTEGRITY: vectors.tampered_data_integrity}
    return [
        changed(TAMPERED, credential, tampering["name"], software, form, tampered, False)
        for software, form in KNOWN
        for tampering in list_of_them
        if (tampered := made[form](credential, tampering)) is not None
    ]


def changed(row, credential, name, software, form, changed_text, accepted):
    # Without the status, so that it is the signature that has to notice.
    return Case(row, name, software, form, changed_text, credential.issuer, addresses(software, "urls.json"),
                status=False, accepted=accepted)  # fmt: skip


def with_more_maps(maps, folder):
    """Beside the committed maps: `forged` (the bits of the clear list under the proof of the revoked one), `keys`
    (DID documents alone) and `nothing`; files go into `folder`."""
    more = dict(maps)
    for suffix in ("", ".jwt"):
        clear, revoked_map = maps[f"urls{suffix}.json"], maps[f"urls.revoked{suffix}.json"]
        more[f"nothing{suffix}.json"] = {}
        more[f"keys{suffix}.json"] = {a: f for a, f in clear.items() if a.endswith("did.json")}
        more[f"forged{suffix}.json"] = {
            address: forge(file, revoked_map[address], folder) for address, file in clear.items()
        }
    return more


def forge(clear, revoked_list, folder):
    """The file of a revoked list with the clear one's bits and its own signature; any other file as it is."""
    clear, revoked_list = pathlib.Path(clear), pathlib.Path(revoked_list)
    if clear == revoked_list:
        return str(clear)
    if revoked_list.suffix == ".jwt":
        header, payload, signature = vectors.read_token(revoked_list.read_text())
        _, clear_payload, _ = vectors.read_token(clear.read_text())
        payload["credentialSubject"]["encodedList"] = clear_payload["credentialSubject"]["encodedList"]
        content = vectors.write_token(header, payload, signature)
    else:
        document, clear_document = (json.loads(path.read_text()) for path in (revoked_list, clear))
        document["credentialSubject"]["encodedList"] = clear_document["credentialSubject"]["encodedList"]
        content = json.dumps(document)
    with tempfile.NamedTemporaryFile("w", dir=folder, delete=False) as file:
        file.write(content)
    return file.name
