#!/usr/bin/env python3
"""Makes the fonts of this folder anew: api/engines/print/fonts/make.py

Not part of the build: its results are committed. Needs npm, apt-get (Debian or Ubuntu) and
python3-fonttools; downloads some 120 MB into a temporary folder. With the fontTools named in
README.md the results are the same, byte for byte.
"""

import hashlib
import lzma
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

try:
    from fontTools import subset
    from fontTools.ttLib import TTFont
except ImportError:
    sys.exit("fontTools is missing: apt-get install python3-fonttools, then run this with /usr/bin/python3")

HERE = Path(__file__).resolve().parent

NOTO = "@expo-google-fonts/noto-serif-sc@0.4.3"
NOTO_FONT = ("package/400Regular/NotoSerifSC_400Regular.ttf", "c358a69de3df5f423a8946a7b03e3126fb6ba116f1130a463455b4e39e1f0742")
NOTO_LICENCE = "package/LICENSE_FONT"

KAI = "fonts-lxgw-wenkai=1.250+repack-1"
KAI_FONT = ("usr/share/fonts/truetype/lxgw-wenkai/LXGWWenKai-Regular.ttf", "bbf534b0ca093928f94d1782855e65a19a32cde82b075d495d072025521953c8")
KAI_LICENCE = "usr/share/doc/fonts-lxgw-wenkai/copyright"

# What names, titles and addresses are written with: Latin, punctuation and symbols, all of CJK's
# base block, Extension A (GB 18030-2022, level 1), and what the fonts have of the later extensions.
# Kana, Hangul and the like would need a shaping or a reader that this programme does not have.
WANTED = [
    (0x20, 0x7E), (0xA0, 0x24F), (0x2000, 0x2BFF), (0x3000, 0x303F), (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF), (0xFF00, 0xFFEF), (0x20000, 0x3FFFF),
]


def wanted(code):
    return any(first <= code <= last for first, last in WANTED)


def checked(path, digest):
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != digest:
        sys.exit(f"{path.name} is another file than expected: SHA-256 {found}")
    return path


def fetch(folder):
    subprocess.run(["npm", "pack", "--silent", NOTO], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    with tarfile.open(next(folder.glob("*.tgz"))) as archive:
        for name in (NOTO_FONT[0], NOTO_LICENCE):
            (folder / Path(name).name).write_bytes(archive.extractfile(name).read())
    subprocess.run(["apt-get", "download", KAI], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    subprocess.run(["dpkg-deb", "-x", next(folder.glob("*.deb")), folder / "kai"], check=True)
    return (
        checked(folder / Path(NOTO_FONT[0]).name, NOTO_FONT[1]),
        checked(folder / "kai" / KAI_FONT[0], KAI_FONT[1]),
    )


def reduced(source, keep, rename=None):
    """The font with these characters alone, without hints and layout, as .lzma."""
    options = subset.Options(
        hinting=False, layout_features=[], name_IDs=[0, 6, 13, 14], name_languages=[0x409],
        notdef_outline=True, glyph_names=False, legacy_cmap=False, recalc_timestamp=False,
    )
    options.drop_tables += ["DSIG", "vhea", "vmtx", "BASE", "GSUB", "GPOS", "GDEF", "STAT", "VORG", "gasp", "meta"]
    font = subset.load_font(source, options)
    kept = {code for code in font.getBestCmap() if keep(code)}
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=kept)
    subsetter.subset(font)
    if rename:
        # Two reserved names: a changed font must carry another (OFL 1.1, clause 3).
        for record in list(font["name"].names):
            if record.nameID == 6:
                font["name"].setName(rename, 6, record.platformID, record.platEncID, record.langID)
    with tempfile.NamedTemporaryFile(suffix=".ttf") as file:
        font.save(file.name)
        data = Path(file.name).read_bytes()
    # A larger dictionary would save another 0.2 MB of the program and cost 10 MB of its memory.
    filters = [{"id": lzma.FILTER_LZMA1, "preset": 9 | lzma.PRESET_EXTREME, "pb": 0, "dict_size": 4 << 20}]
    packed = lzma.compress(data, format=lzma.FORMAT_ALONE, filters=filters)
    print(f"{source.name}: {len(kept)} characters, {len(data)} bytes, {len(packed)} packed")
    return packed


def debian_licence(text):
    """The licence out of Debian's copyright file, without its markup."""
    start = text.index("License: OFL-1.1\n ---")
    body = text[start:].split("\n\n")[0].splitlines()[1:]
    lines = ["" if line.strip() == "." else line[1:] for line in body]
    head = (
        'Copyright 2021-2022 lxgw, with Reserved Font Names "霞鹜" and "LXGW".\n'
        "This folder holds a part of LXGW WenKai Regular under another name, as the licence asks.\n"
    )
    return head + "\n" + "\n".join(lines).rstrip() + "\n"


def main():
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        noto, kai = fetch(folder)
        has = {code for code in TTFont(noto, lazy=True).getBestCmap() if wanted(code)}
        results = {
            "noto-serif-sc.ttf.lzma": reduced(noto, lambda code: code in has),
            "onex-kai.ttf.lzma": reduced(kai, lambda code: wanted(code) and code not in has, "OneXKai-Regular"),
            "noto-serif-sc.OFL.txt": (folder / "LICENSE_FONT").read_bytes(),
            "onex-kai.OFL.txt": debian_licence((folder / "kai" / KAI_LICENCE).read_text()).encode(),
        }
    for name, data in results.items():
        (HERE / name).write_bytes(data)


if __name__ == "__main__":
    main()
