"""Ed25519 as libsodium verifies it: no small order, nothing that is not canonical, S below L."""
# SPDX-License-Identifier: Apache-2.0
import nacl.exceptions
import nacl.signing


def verify(public, message, signature):
    if len(public) != 32 or len(signature) != 64: return False
    try:
        nacl.signing.VerifyKey(public).verify(message, signature)
    except (nacl.exceptions.CryptoError, ValueError):
        return False
    return True
