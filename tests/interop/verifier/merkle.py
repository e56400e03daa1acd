"""The tree of RFC 6962 section 2.1: leaves, roots, and what proofs lead to (RFC 9162 section 2.1.3.2 and 2.1.4.2)."""
# SPDX-License-Identifier: Apache-2.0
import hashlib

SIZE_MAX = 2**63 - 1


def sha256(data):
    return hashlib.sha256(data).digest()


def leaf_hash(entry):
    return sha256(b"\0" + entry)


def node_hash(left, right):
    return sha256(b"\1" + left + right)


def root_of(leaves):
    """The root over leaf hashes, however many; the stack holds one full subtree per bit of their number."""
    stack = []
    for number, hash_ in enumerate(leaves):
        while number & 1:
            hash_, number = node_hash(stack.pop(), hash_), number >> 1
        stack.append(hash_)
    if not stack: return sha256(b"")
    hash_ = stack.pop()
    while stack: hash_ = node_hash(stack.pop(), hash_)
    return hash_


def _well_formed(proof):
    return len(proof) <= 63 and all(len(one) == 32 for one in proof)


def root_from(proof, hash_, index, size):
    """The root an inclusion proof leads to; None when it does not fit the place and the size."""
    if not 0 <= index < size <= SIZE_MAX or len(hash_) != 32 or not _well_formed(proof): return None
    place, last = index, size - 1
    for sibling in proof:
        if last == 0: return None
        if place & 1 or place == last:
            hash_ = node_hash(sibling, hash_)
            while place and not place & 1: place, last = place >> 1, last >> 1
        else:
            hash_ = node_hash(hash_, sibling)
        place, last = place >> 1, last >> 1
    return hash_ if last == 0 else None


def included(proof, hash_, index, size, root):
    return root_from(proof, hash_, index, size) == root


def consistent(proof, size1, root1, size2, root2):
    """Whether the tree of size2 continues that of size1. Nothing is said of a tree without leaves."""
    if not 0 < size1 <= size2 <= SIZE_MAX or not _well_formed(proof): return False
    if len(root1) != 32 or len(root2) != 32: return False
    if size1 == size2: return not proof and root1 == root2
    if size1 & size1 - 1 == 0: proof = [root1, *proof]
    if not proof: return False
    place, last = size1 - 1, size2 - 1
    while place & 1: place, last = place >> 1, last >> 1
    old = new = proof[0]
    for sibling in proof[1:]:
        if last == 0: return False
        if place & 1 or place == last:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
            while place and not place & 1: place, last = place >> 1, last >> 1
        else:
            new = node_hash(new, sibling)
        place, last = place >> 1, last >> 1
    return last == 0 and old == root1 and new == root2
