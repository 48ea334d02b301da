"""The tree: roots as published, proofs that hold for what is true and for nothing else."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.record.merkle import (
    EMPTY,
    Edge,
    Subtree,
    consistency_ranges,
    consistent,
    included,
    inclusion_ranges,
    leaf_hash,
    node_hash,
    range_root,
    subtrees,
)

# The leaves and roots with which implementations of RFC 6962 are tried (certificate-transparency, Apache-2.0).
LEAVES = [
    bytes.fromhex(leaf)
    for leaf in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


class Tree:
    """A tree grown leaf by leaf, with every complete subtree at hand."""

    def __init__(self, leaves: list[bytes]) -> None:
        self.edge = Edge(0, ())
        self.nodes: dict[Subtree, bytes] = {}
        self.leaves = [leaf_hash(leaf) for leaf in leaves]
        for leaf in self.leaves:
            self.nodes |= {(level, place): root for level, place, root in self.edge.append(leaf)}

    def root(self, size: int) -> bytes:
        return range_root(0, size, self.nodes.__getitem__)

    def inclusion(self, leaf: int, size: int) -> list[bytes]:
        return [range_root(*part, self.nodes.__getitem__) for part in inclusion_ranges(leaf, size)]

    def consistency(self, old: int, new: int) -> list[bytes]:
        return [range_root(*part, self.nodes.__getitem__) for part in consistency_ranges(old, new)]


def by_definition(leaves: list[bytes]) -> bytes:
    """MTH as RFC 6962, section 2.1 has it."""
    if not leaves:
        return sha256().digest()
    if len(leaves) == 1:
        return leaf_hash(leaves[0])
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    return node_hash(by_definition(leaves[:half]), by_definition(leaves[half:]))


@pytest.mark.parametrize("size", range(1, 9))
def test_roots_are_those_that_are_published(size: int) -> None:
    tree = Tree(LEAVES[:size])
    assert tree.edge.root.hex() == ROOTS[size - 1]
    assert tree.root(size) == tree.edge.root
    assert Tree([]).edge.root == EMPTY


sizes = st.integers(1, 200)


@given(sizes)
def test_a_growing_tree_is_that_of_the_definition(size: int) -> None:
    leaves = [str(place).encode() for place in range(size)]
    tree = Tree(leaves)
    assert tree.edge.root == by_definition(leaves)
    peaks = [tree.nodes[subtree] for subtree in subtrees(0, size)]
    again = Edge(size, peaks)
    assert again.root == tree.edge.root
    assert again.append(b"x" * 32) == tree.edge.append(b"x" * 32)


@given(st.data())
def test_inclusion_is_shown_for_what_is_there_and_nothing_else(data: st.DataObject) -> None:
    size = data.draw(sizes)
    tree = Tree([str(place).encode() for place in range(size)])
    place = data.draw(st.integers(0, size - 1))
    proof, root = tree.inclusion(place, size), tree.root(size)
    assert included(tree.leaves[place], place, size, proof, root)
    assert not included(leaf_hash(b"other"), place, size, proof, root)
    assert not included(tree.leaves[place], place, size, proof, leaf_hash(b""))
    assert not included(tree.leaves[place], place, size, [*proof, root], root)
    assert not included(tree.leaves[place], size, size, proof, root)
    other = data.draw(st.integers(0, size - 1))
    assert other == place or not included(tree.leaves[place], other, size, proof, root)
    for step in range(len(proof)):
        assert not included(tree.leaves[place], place, size, proof[:step] + proof[step + 1 :], root)


@given(st.data())
def test_consistency_is_shown_for_one_history_and_not_for_another(data: st.DataObject) -> None:
    new = data.draw(sizes)
    old = data.draw(st.integers(1, new))
    tree = Tree([str(place).encode() for place in range(new)])
    proof = tree.consistency(old, new)
    assert consistent(old, new, proof, tree.root(old), tree.root(new))
    changed = data.draw(st.integers(0, old - 1))
    other = Tree([b"changed" if place == changed else str(place).encode() for place in range(new)])
    assert not consistent(old, new, other.consistency(old, new), tree.root(old), other.root(new))
    assert not consistent(old, new, proof, tree.root(old), other.root(new))
    if old < new:
        assert not consistent(old, new, proof[:-1], tree.root(old), tree.root(new))
        assert not consistent(new, old, proof, tree.root(new), tree.root(old))


def test_what_is_not_in_the_tree_has_no_proof() -> None:
    for leaf, size in ((0, 0), (3, 3), (-1, 2)):
        with pytest.raises(ValueError, match="is not in a tree"):
            inclusion_ranges(leaf, size)
    for old, new in ((0, 3), (4, 3)):
        with pytest.raises(ValueError, match="is the beginning"):
            consistency_ranges(old, new)
