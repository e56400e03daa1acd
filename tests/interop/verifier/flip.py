"""One bit of a receipt changed, at a place with a name: flip.py FILE header|payload|hash|root|signature, to stdout."""
# SPDX-License-Identifier: Apache-2.0
import base64
import sys


def flip(bytes_, at):
    changed = bytearray(bytes_)
    changed[at] ^= 1
    return bytes(changed)


def flipped_line(line, at):
    return base64.b64encode(flip(base64.b64decode(line), at)).decode()


def main(path, place):
    with open(path, encoding="utf-8") as file: lines = file.read().split("\n")
    blank = lines.index("")
    if place in ("header", "payload"):
        at = 20 if place == "header" else -1
        lines[1] = "extra " + flipped_line(lines[1].removeprefix("extra "), at)
    elif place == "hash":
        lines[3] = flipped_line(lines[3], 0)
    elif place == "root":
        lines[blank + 3] = flipped_line(lines[blank + 3], 0)
    else:
        mark, name, signature = lines[blank + 5].split(" ")
        lines[blank + 5] = f"{mark} {name} {flipped_line(signature, -1)}"
    sys.stdout.write("\n".join(lines))


if __name__ == "__main__":
    main(*sys.argv[1:])
