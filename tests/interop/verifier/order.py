"""The order of registered names: Latin letters without their accents and without case, then the party's code."""
# SPDX-License-Identifier: Apache-2.0
import unicodedata

PLAIN = str.maketrans({"ß": "s", "æ": "a", "ø": "o", "đ": "d", "ð": "d", "þ": "t", "ħ": "h", "ı": "i", "ł": "l", "œ": "o", "ŧ": "t"})


def _plain(name):
    """Of a letter up to U+017F its first plain letter; whatever stands behind these is left as it is."""
    letters = []
    for letter in name:
        latin = letter < "\u0180"
        if latin: letter = unicodedata.normalize("NFD", letter.lower())[0].translate(PLAIN)
        letters.append(letter)
    return "".join(letters).encode()


def registered(parties, names):
    return sorted(parties, key=lambda party: (_plain(names.get(party, party)), party.encode()))
