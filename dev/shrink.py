"""Writes the pictures of one folder to another with 256 colours: a third of the size, and on a
screen of text and flat colours no eye sees the difference.

    shrink.py FROM TO
"""

import sys
from pathlib import Path

from PIL import Image

source, target = map(Path, sys.argv[1:])
for path in sorted(source.glob("*.png")):
    with Image.open(path) as picture:
        few = picture.convert("RGB").quantize(256, dither=Image.Dither.NONE)
        few.save(target / path.name, optimize=True)
    print(f"    {target.name}/{path.name}: {(target / path.name).stat().st_size // 1024} KB")
