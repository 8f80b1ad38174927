"""The same against a running server: its DID document, its status lists, and credentials that it issued.

--server URL [--login NAME:PASSWORD [--certificate ID]… | --credential FILE]…
--login        takes the credentials from the server: of these certificates, or else of the first few that it lists
--credential   NAME.json that was downloaded, with NAME.jwt beside it
Without either, the keys and the first status list alone.
What a verification may read is taken from the server beforehand, by the path of its address: the server may stand
elsewhere than at its public address, and the software still has no network.
"""

import dataclasses
import json
import pathlib
import tempfile
import urllib.error
import urllib.parse
import urllib.request

import cases
import schemas
import vectors
from judge import deviations, judge, said, table

# So many certificates of each status are taken when none is named.
SAMPLE = 3
LIST = "status list: accepted"
LIST_TAMPERED = "status list tampered with: refused"


def arguments(parser):
    parser.add_argument("--server", help="address of a running server")
    parser.add_argument("--login", metavar="NAME:PASSWORD")
    parser.add_argument("--certificate", action="append", default=[], metavar="ID")
    parser.add_argument("--credential", action="append", default=[], type=pathlib.Path, metavar="FILE")


class Server:
    def __init__(self, url, login):
        self.url = url.rstrip("/")
        self.headers = {}
        if login:
            username, _, password = login.partition(":")
            body = json.dumps({"username": username, "password": password}).encode()
            answer = self.get("/api/v1/auth/login", body, {"Content-Type": "application/json"})
            self.headers = {"Authorization": f"Bearer {json.loads(answer)['access_token']}"}

    def get(self, path, body=None, headers=None):
        request = urllib.request.Request(self.url + path, body, (headers or {}) | self.headers)
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return answer.read()
        except urllib.error.HTTPError as error:
            raise SystemExit(f"{request.get_method()} {self.url}{path} answered {error.code}: {error.read()[:300]}") from None

    def did_document(self):
        """The document, from the place for an address without a path, or from the one with."""
        for path in ("/.well-known/did.json", "/did.json"):
            try:
                with urllib.request.urlopen(self.url + path, timeout=30) as answer:
                    return json.load(answer)
            except urllib.error.HTTPError:
                continue
        raise SystemExit(f"{self.url} has no did.json")

    def certificates(self, ids):
        """(id, status) of those named, or of the first few of each status."""
        if ids:
            return [(one, json.loads(self.get(f"/api/v1/certificates/{one}"))["status"]) for one in ids]
        listed = [
            json.loads(self.get(f"/api/v1/certificates?limit={SAMPLE}&status={status}"))["items"]
            for status in ("valid", "revoked", "superseded")
        ]
        return [(item["id"], item["status"]) for items in listed for item in items]

    def credential(self, certificate):
        of = f"/api/v1/certificates/{certificate}/credential"
        return vectors.Credential(certificate, self.get(f"{of}.json").decode(), self.get(f"{of}.jwt").decode())


def document_address(did):
    """did:web, "Read": where the document of a DID lies."""
    host, *path = (urllib.parse.unquote(part) for part in did.removeprefix("did:web:").split(":"))
    return f"https://{host}/{'/'.join(path) or '.well-known'}/did.json"


class Given:
    """The documents of a server as files, for the map of what may be read."""

    def __init__(self, server, folder):
        self.server, self.folder = server, folder
        did_document = server.did_document()
        self.did = did_document["id"]
        self.base = urllib.parse.urlsplit(document_address(self.did)).path.removesuffix("/did.json")
        self.base = self.base.removesuffix("/.well-known")
        keys = {document_address(self.did): self.file(json.dumps(did_document).encode())}
        self.maps = {"live.json": dict(keys), "live.jwt.json": dict(keys)}

    def file(self, content):
        with tempfile.NamedTemporaryFile(dir=self.folder, delete=False) as file:
            file.write(content)
        return file.name

    def status_list(self, address):
        """Takes the list of this address, in both forms. Gives the JSON."""
        path = urllib.parse.urlsplit(address.removesuffix(".jwt")).path.removeprefix(self.base)
        document, token = self.server.get(path), self.server.get(f"{path}.jwt")
        self.maps["live.json"][address] = self.file(document)
        self.maps["live.jwt.json"][address] = self.file(token)
        return document.decode()


def list_cases(did, text):
    """A status list is a credential too, and has a proof of its own."""
    document = json.loads(text)
    of = vectors.Credential(document["id"], text, "")

    def case(row, changed, accepted):
        return cases.Case(row, of.name, cases.DIGITALBAZAAR, cases.DATA_INTEGRITY, changed, did, "live.json",
                          status=False, accepted=accepted)  # fmt: skip

    spoilt = [("/credentialSubject/encodedList", "uH4sIAAAAAAAA"), ("/validFrom", "2019-01-01T00:00:00Z")]
    return [case(LIST, text, True)] + [
        case(LIST_TAMPERED, json.dumps(vectors.tampered(document, pointer, {"value": value})), False)
        for pointer, value in spoilt
    ]


def applicable(credential, tampering):
    """Whether the credential has what the tampering changes, and something else there."""
    _, payload, _ = vectors.read_token(credential.token)
    header, documents = vectors.read_token(credential.token)[0], json.loads(credential.data_integrity)
    whole = {"document": documents, "proof": documents, "claims": payload, "header": header}[tampering["part"]]
    try:
        return vectors.tampered(whole, tampering["pointer"], tampering) != whole
    except (KeyError, IndexError):
        return False


def credential_cases(credential, status):
    if status != "valid":
        return cases.revoked([credential], "live.json")
    of = [tampering for tampering in vectors.tamperings() if applicable(credential, tampering)]
    changed = cases.controls(credential) + cases.tamperings(credential, of)
    return cases.forms([credential], "live.json") + [
        dataclasses.replace(case, addresses=cases.addresses(case.software, "live.json")) for case in changed
    ]


def check(options):
    """Gives what is wrong."""
    server = Server(options.server, options.login)
    credentials = [
        (vectors.Credential(file.stem, file.read_text(), file.with_suffix(".jwt").read_text()), "valid")
        for file in options.credential
    ]
    if options.login:
        credentials += [(server.credential(one), status) for one, status in server.certificates(options.certificate)]
    with tempfile.TemporaryDirectory(prefix="onex-peers.") as folder:
        given = Given(server, folder)
        asked = [case for credential, status in credentials for case in credential_cases(credential, status)]
        addresses = {
            document["credentialStatus"]["statusListCredential"]
            for credential, _ in credentials
            for document in schemas.documents(credential).values()
        }
        first = f"https://{urllib.parse.urlsplit(document_address(given.did)).netloc}{given.base}/status-lists/1"
        for address in sorted(addresses or {first}):
            document = given.status_list(address)
            if not address.endswith(".jwt"):
                asked += list_cases(given.did, document)
        judged = judge(asked, given.maps)
    held, invalid = schemas.faults(options.schemas, [credential for credential, _ in credentials])
    table(judged)
    print(f"{given.did}: {len(credentials)} credentials; {held} documents held against the JSON schemas")
    if options.verbose:
        print("\n".join(said(*pair) for pair in judged))
    return deviations(judged) + invalid
