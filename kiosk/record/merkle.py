"""The Merkle tree over accepted batches: hashing, inclusion and consistency proofs (RFC 6962, RFC 9162 section 2.1).

A tree is kept as the roots of its complete subtrees: `(level, place)` covers the leaves `place << level` and the
`(1 << level) - 1` that follow. Whoever has those at hand makes every root and every proof.
"""

from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256
from typing import Final

# The root of a tree without leaves.
EMPTY: Final = sha256(b"").digest()
HASH_BYTES: Final = 32
# A complete subtree: (level, place).
Subtree = tuple[int, int]
# The leaves from the first number to before the second.
Range = tuple[int, int]


def leaf_hash(data: bytes) -> bytes:
    """The hash of a leaf."""
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of two subtrees side by side."""
    return sha256(b"\x01" + left + right).digest()


def _split(count: int) -> int:
    """The largest power of two below `count` (of at least 2)."""
    return 1 << (count - 1).bit_length() - 1


def subtrees(begin: int, end: int) -> Iterator[Subtree]:
    """The complete subtrees that make up a range as it occurs in a tree, from left to right."""
    while begin < end:
        size = end - begin
        width = 1 << size.bit_length() - 1
        if begin:
            width = min(width, begin & -begin)
        yield width.bit_length() - 1, begin // width
        begin += width


def range_root(begin: int, end: int, get: Callable[[Subtree], bytes]) -> bytes:
    """The root over a range of leaves, from the roots of its complete subtrees."""
    if begin == end:
        return EMPTY
    hashes = [get(subtree) for subtree in subtrees(begin, end)]
    root = hashes.pop()
    while hashes:
        root = node_hash(hashes.pop(), root)
    return root


def inclusion_ranges(leaf: int, size: int) -> tuple[Range, ...]:
    """The ranges whose roots prove that a leaf stands in the tree of `size` leaves, the nearest first."""
    if not 0 <= leaf < size:
        raise ValueError(f"leaf {leaf} is not in a tree of {size}")
    found: list[Range] = []
    begin, end = 0, size
    while end - begin > 1:
        middle = begin + _split(end - begin)
        if leaf < middle:
            found.append((middle, end))
            end = middle
        else:
            found.append((begin, middle))
            begin = middle
    return tuple(reversed(found))


def consistency_ranges(old: int, new: int) -> tuple[Range, ...]:
    """The ranges whose roots prove that the tree of `old` leaves is the beginning of that of `new`."""
    if not 0 < old <= new:
        raise ValueError(f"no tree of {old} leaves is the beginning of one of {new}")
    found: list[Range] = []
    begin, end, whole = 0, new, True
    while old < end:
        middle = begin + _split(end - begin)
        if old <= middle:
            found.append((middle, end))
            end = middle
        else:
            found.append((begin, middle))
            begin, whole = middle, False
    if not whole:
        found.append((begin, end))
    return tuple(reversed(found))


def included(leaf: bytes, place: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether a proof shows the leaf with that hash at `place` of the tree of `size` leaves (RFC 9162, 2.1.3.2)."""
    if not 0 <= place < size:
        return False
    at, last, found = place, size - 1, leaf
    for step in proof:
        if last == 0:
            return False
        if at & 1 or at == last:
            found = node_hash(step, found)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            found = node_hash(found, step)
        at, last = at >> 1, last >> 1
    return last == 0 and found == root


def consistent(old: int, new: int, proof: Sequence[bytes], old_root: bytes, new_root: bytes) -> bool:
    """Whether a proof shows the tree of `old` leaves to be the beginning of that of `new` (RFC 9162, 2.1.4.2)."""
    if old == new:
        return not proof and old_root == new_root
    if old == 0:
        return not proof and old_root == EMPTY
    if old > new or not proof:
        return False
    steps = list(proof) if old & (old - 1) else [old_root, *proof]
    at, last = old - 1, new - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    before = after = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            before, after = node_hash(step, before), node_hash(step, after)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            after = node_hash(after, step)
        at, last = at >> 1, last >> 1
    return last == 0 and before == old_root and after == new_root


class Edge:
    """The right edge of a growing tree: what is needed to append to it, and its root."""

    def __init__(self, size: int, peaks: Sequence[bytes]) -> None:
        """`peaks` are the roots of `subtrees(0, size)`."""
        self.size = size
        self._peaks = list(peaks)

    def append(self, leaf: bytes) -> list[tuple[int, int, bytes]]:
        """Takes the next leaf's hash; the subtrees that became complete by it: (level, place, root), the leaf first."""
        made = [(0, self.size, leaf)]
        root, at, level = leaf, self.size, 0
        while at & 1:
            root, at, level = node_hash(self._peaks.pop(), root), at >> 1, level + 1
            made.append((level, at, root))
        self._peaks.append(root)
        self.size += 1
        return made

    def copy(self) -> "Edge":
        """An edge of its own at the same place."""
        return Edge(self.size, self._peaks)

    @property
    def root(self) -> bytes:
        """The root of the whole tree."""
        if not self._peaks:
            return EMPTY
        root = self._peaks[-1]
        for peak in reversed(self._peaks[:-1]):
            root = node_hash(peak, root)
        return root
