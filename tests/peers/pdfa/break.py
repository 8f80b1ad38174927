"""break.py FILE FOLDER: writes three copies of a PDF/A-3U file, each of which breaks one of its rules."""

import pathlib
import sys

pdf = pathlib.Path(sys.argv[1]).read_bytes()
folder = pathlib.Path(sys.argv[2])

# name: what is changed and into what, of the same length, so that everything else stays where it is
BREAKS = {
    "no-longer-a-part-of-pdfa": (b"<pdfaid:part>3</pdfaid:part>", b"<pdfaid:part>7</pdfaid:part>"),
    "an-attachment-without-its-relation": (b"/AFRelationship", b"/AFRelationshap"),
    "a-font-without-its-unicode": (b"/ToUnicode", b"/ToUnicade"),
}
for name, (old, new) in BREAKS.items():
    if old not in pdf or len(old) != len(new):
        sys.exit(f"{name}: {old!r} is not in the file")
    (folder / f"{name}.pdf").write_bytes(pdf.replace(old, new))
