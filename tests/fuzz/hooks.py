"""What schemathesis is told of media types that it does not know by itself."""

import schemathesis

# A part of an upload, as the tus protocol names it: bytes.
schemathesis.serializer.alias("application/offset+octet-stream", "application/octet-stream")
