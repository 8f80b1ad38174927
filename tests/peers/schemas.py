"""1EdTech's JSON schemas (draft 2019-09), with formats."""

import json

from jsonschema import Draft201909Validator

import vectors

CREDENTIAL = "ob_v3p0_achievementcredential_schema.json"
PROFILE = "ob_v3p0_profile_schema.json"


def validator(folder, name):
    schema = json.loads((folder / name).read_text())
    unknown = set(formats(schema)) - set(Draft201909Validator.FORMAT_CHECKER.checkers)
    if unknown:
        # They would be passed over in silence.
        raise SystemExit(f"{name}: nothing checks the formats {', '.join(sorted(unknown))}")
    Draft201909Validator.check_schema(schema)
    return Draft201909Validator(schema, format_checker=Draft201909Validator.FORMAT_CHECKER)


def formats(schema):
    if isinstance(schema, dict):
        if isinstance(schema.get("format"), str):
            yield schema["format"]
        schema = list(schema.values())
    if isinstance(schema, list):
        for below in schema:
            yield from formats(below)


def documents(credential):
    """Both forms as the objects that the schema speaks of."""
    return {
        "Data Integrity": json.loads(credential.data_integrity),
        "VC-JWT": vectors.read_token(credential.token)[1],
    }


def faults(folder, credentials):
    """(how many documents were held against a schema, what is wrong with them). Each is also held without each of the
    members that its schema requires, which the schema has to refuse, and with a date that is none."""
    schema, profile = validator(folder, CREDENTIAL), validator(folder, PROFILE)
    found, held = [], 0
    for credential in credentials:
        for form, document in documents(credential).items():
            of = f"{credential.name} as {form}"
            for what, checker, part in ((CREDENTIAL, schema, document), (PROFILE, profile, document["issuer"])):
                held += 1
                found += [f"{of}: {what}: {error.json_path}: {error.message[:200]}" for error in checker.iter_errors(part)]
            wrong = [{k: v for k, v in document.items() if k != member} for member in schema.schema["required"]]
            wrong.append(document | {"validFrom": "2020-13-28T02:00:00Z"})
            found += [f"{of}: the schema lets {sorted(each)} pass" for each in wrong if schema.is_valid(each)]
    return held, found
