"""ES256: ECDSA over P-256 with SHA-256, signatures in DER, public keys as the 91 bytes of SPKI. Verifies only."""
# SPDX-License-Identifier: Apache-2.0
from .merkle import sha256

P = 2**256 - 2**224 + 2**192 + 2**96 - 1
N = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551
B = 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b
G = (0x6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296,
     0x4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5)
SPKI = bytes.fromhex("3059301306072a8648ce3d020106082a8648ce3d030107034200" "04")   # then x and y


def point_of(spki):
    """The point of a public key; None when it is not one of this curve."""
    if len(spki) != 91 or not spki.startswith(SPKI): return None
    x, y = int.from_bytes(spki[27:59], "big"), int.from_bytes(spki[59:], "big")
    if x >= P or y >= P or (y * y - (x * x * x - 3 * x + B)) % P: return None
    return x, y


def _double(point):
    x, y, z = point   # Jacobian: (x/z², y/z³); z = 0 is the point at infinity
    if not y or not z: return 0, 1, 0
    delta, gamma = z * z % P, y * y % P
    beta, alpha = x * gamma % P, 3 * (x - delta) * (x + delta) % P
    x3 = (alpha * alpha - 8 * beta) % P
    return x3, (alpha * (4 * beta - x3) - 8 * gamma * gamma) % P, 2 * y * z % P


def _add(one, other):
    if not one[2]: return other
    if not other[2]: return one
    (x1, y1, z1), (x2, y2, z2) = one, other
    zz1, zz2 = z1 * z1 % P, z2 * z2 % P
    u1, u2 = x1 * zz2 % P, x2 * zz1 % P
    s1, s2 = y1 * z2 * zz2 % P, y2 * z1 * zz1 % P
    if u1 == u2: return _double(one) if s1 == s2 else (0, 1, 0)
    h, r = u2 - u1, s2 - s1
    hh, v = h * h % P, u1 * h * h % P
    x3 = (r * r - hh * h - 2 * v) % P
    return x3, (r * (v - x3) - s1 * hh * h) % P, h * z1 * z2 % P


def _sum(a, one, b, other):
    """a·one + b·other, both walked at once."""
    one, other = (*one, 1), (*other, 1)
    table = [(0, 1, 0), one, other, _add(one, other)]
    total = (0, 1, 0)
    for bit in range(max(a.bit_length(), b.bit_length()) - 1, -1, -1):
        total = _add(_double(total), table[(a >> bit & 1) | (b >> bit & 1) << 1])
    return total


def _integer(der, at):
    """A positive INTEGER of DER in its only form, and where it ends."""
    if der[at] != 2: raise ValueError
    size = der[at + 1]
    body = der[at + 2:at + 2 + size]
    if not 0 < size <= 33 or len(body) != size or body[0] & 0x80: raise ValueError
    if size > 1 and body[0] == 0 and not body[1] & 0x80: raise ValueError
    return int.from_bytes(body, "big"), at + 2 + size


def parse_der(signature):
    try:
        if signature[0] != 0x30 or signature[1] != len(signature) - 2: return None
        r, at = _integer(signature, 2)
        s, at = _integer(signature, at)
    except (ValueError, IndexError):
        return None
    return (r, s) if at == len(signature) else None


def verify(spki, message, signature):
    point, pair = point_of(spki), parse_der(signature)
    if point is None or pair is None or not all(0 < one < N for one in pair): return False
    r, s = pair
    w = pow(s, -1, N)
    x, _, z = _sum(int.from_bytes(sha256(message), "big") * w % N, G, r * w % N, point)
    return bool(z) and x * pow(z, -2, P) % P % N == r
