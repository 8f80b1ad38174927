"""What schemathesis is told of media types that it does not know by itself, and what it tells of answers."""

import os

import schemathesis

ANSWERS = os.environ.get("ONEX_FUZZ_ANSWERS")

# A part of an upload, as the tus protocol names it: bytes.
schemathesis.serializer.alias("application/offset+octet-stream", "application/octet-stream")


@schemathesis.hook
def after_call(context, case, response):
    """A line for each answer: operation id, status, code of the problem."""
    if not ANSWERS:
        return
    try:
        code = response.json().get("code", "")
    except (AttributeError, ValueError):
        code = ""
    operation = case.operation.definition.raw["operationId"]
    with open(ANSWERS, "a", encoding="utf-8") as file:
        file.write(f"{operation}\t{response.status_code}\t{code}\n")
