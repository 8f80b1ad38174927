//! Proofs: those of the definition, held to by honest trees and by no others.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use onex_translog::*;
use proptest::prelude::*;
use support::*;

/// A tree of 1 to 1,200 leaves and a leaf of it.
fn places() -> impl Strategy<Value = (usize, usize)> {
    let sizes = prop_oneof![1usize..=40, 1usize..=1_200, 250usize..=260, 510usize..=520];
    sizes.prop_flat_map(|n| (0..n, Just(n)))
}

#[test]
fn every_proof_of_every_small_tree_is_the_defined_one_and_holds() {
    let leaves = leaves(70);
    let mut tiles = tiles_of(&leaves);
    for n in 0..=70 {
        let (size, new_root) = (n as u64, root_of(&leaves[..n]));
        for m in 0..n {
            let made = inclusion(&mut tiles, m as u64, size).unwrap();
            assert_eq!(made, path(m, &leaves[..n]), "{m} in {n}");
            assert_eq!(verify_inclusion(&leaves[m], m as u64, size, &made, &new_root), Ok(()));
            // Of all places and all leaves, only this one.
            for other in (0..n).filter(|other| *other != m) {
                assert!(
                    verify_inclusion(&leaves[m], other as u64, size, &made, &new_root).is_err()
                );
                assert!(
                    verify_inclusion(&leaves[other], m as u64, size, &made, &new_root).is_err()
                );
            }
        }
        for m in 0..=n {
            let made = consistency(&mut tiles, m as u64, size).unwrap();
            assert_eq!(made, proof(m, &leaves[..n]), "{m} to {n}");
            let old_root = root_of(&leaves[..m]);
            assert_eq!(verify_consistency(m as u64, size, &old_root, &new_root, &made), Ok(()));
        }
    }
}

#[test]
fn what_is_outside_the_tree_has_no_proof() {
    let mut tiles = tiles_of(&leaves(5));
    assert_eq!(inclusion(&mut tiles, 5, 5), Err(TileError::Index { index: 5, size: 5 }));
    assert_eq!(inclusion(&mut tiles, 0, 0), Err(TileError::Index { index: 0, size: 0 }));
    assert_eq!(consistency(&mut tiles, 4, 3), Err(TileError::Order { from: 4, to: 3 }));
    let (leaf, root) = (leaves(1)[0], root_of(&leaves(5)));
    assert_eq!(verify_inclusion(&leaf, 5, 5, &[], &root), Err(ProofError::Index));
    assert_eq!(verify_inclusion(&leaf, 0, 0, &[], &root), Err(ProofError::Index));
    assert_eq!(verify_inclusion(&leaf, 0, MAX_SIZE + 1, &[], &root), Err(ProofError::Size));
    assert_eq!(verify_consistency(2, 1, &leaf, &root, &[]), Err(ProofError::Size));
    assert_eq!(verify_consistency(1, u64::MAX, &leaf, &root, &[]), Err(ProofError::Size));
}

#[test]
fn every_tree_grew_out_of_the_empty_one_and_out_of_itself() {
    let (five, six) = (root_of(&leaves(5)), root_of(&leaves(6)));
    assert_eq!(verify_consistency(0, 5, &hash::empty_root(), &five, &[]), Ok(()));
    assert_eq!(verify_consistency(0, 0, &hash::empty_root(), &hash::empty_root(), &[]), Ok(()));
    assert_eq!(verify_consistency(0, 5, &six, &five, &[]), Err(ProofError::OlderRoot));
    assert_eq!(verify_consistency(5, 5, &five, &five, &[]), Ok(()));
    assert_eq!(verify_consistency(5, 5, &five, &six, &[]), Err(ProofError::Root));
    assert_eq!(verify_consistency(5, 5, &five, &five, &[six]), Err(ProofError::Length));
    assert_eq!(
        verify_consistency(0, 5, &hash::empty_root(), &five, &[six]),
        Err(ProofError::Length)
    );
}

#[test]
fn proofs_of_the_largest_trees_have_at_most_63_hashes_to_the_root() {
    let size = MAX_SIZE;
    let mut tiles = Same::new(size);
    let whole = root(&mut tiles, size).unwrap();
    for index in [0, 1, 255, 256, 1 << 32, (1 << 62) - 1, 1 << 62, size - 2, size - 1] {
        let proof = inclusion(&mut tiles, index, size).unwrap();
        assert!(proof.len() <= 63, "{index}: {}", proof.len());
        assert_eq!(verify_inclusion(&[7; 32], index, size, &proof, &whole), Ok(()), "{index}");
        let long = [&proof[..], &[[7; 32]]].concat();
        let outcome = verify_inclusion(&[7; 32], index, size, &long, &whole);
        assert_eq!(outcome, Err(ProofError::Length), "{index}");
    }
    assert_eq!(inclusion(&mut tiles, 0, size).unwrap().len(), 63);
    for old in [1, 2, 3, 255, 257, (1 << 62) - 1, 1 << 62, (1 << 62) + 1, size - 1] {
        let proof = consistency(&mut tiles, old, size).unwrap();
        assert!(proof.len() <= 64, "{old}: {}", proof.len());
        let old_root = root(&mut tiles, old).unwrap();
        assert_eq!(verify_consistency(old, size, &old_root, &whole, &proof), Ok(()), "{old}");
    }
}

#[test]
fn the_proof_of_a_leaf_among_a_million_reads_at_most_five_tiles() {
    struct Counted(Same, usize);
    impl Tiles for Counted {
        type Error = std::convert::Infallible;
        fn tile(&mut self, level: u8, index: u64) -> Result<Option<Vec<Hash>>, Self::Error> {
            self.1 += 1;
            self.0.tile(level, index)
        }
    }
    for (index, size) in [(999_999, 1_000_000), (0, 1_000_000), (0, 999_999), (524_287, 1_012_345)]
    {
        let mut tiles = Counted(Same::new(size), 0);
        assert!(inclusion(&mut tiles, index, size).unwrap().len() <= 20);
        // Three on the leaf's way up, two more on the ragged edge.
        assert!(tiles.1 <= 3 + 2, "{} tiles for {index} of {size}", tiles.1);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn proofs_are_those_of_the_definition((m, n) in places()) {
        let leaves = leaves(n);
        let mut tiles = tiles_of(&leaves);
        prop_assert_eq!(inclusion(&mut tiles, m as u64, n as u64).unwrap(), path(m, &leaves));
        prop_assert_eq!(consistency(&mut tiles, m as u64, n as u64).unwrap(), proof(m, &leaves));
    }

    /// Any flipped bit of leaf, proof or root; another index; another tree's size and root; a proof
    /// cut short or prolonged at either end or with hashes in another order.
    #[test]
    fn a_forged_inclusion_fails(
        (m, n) in places(), other in any::<prop::sample::Index>(), size in 1usize..=1_200, bit in 0usize..=255,
        at in any::<prop::sample::Index>(), junk in any::<Hash>(),
    ) {
        let leaves_ = leaves(n);
        let (leaf, root, m, n) = (leaves_[m], root_of(&leaves_), m as u64, n as u64);
        let honest = path(m as usize, &leaves_);
        prop_assert_eq!(verify_inclusion(&leaf, m, n, &honest, &root), Ok(()));

        prop_assert_eq!(verify_inclusion(&flip(&leaf, bit), m, n, &honest, &root), Err(ProofError::Root));
        prop_assert_eq!(verify_inclusion(&leaf, m, n, &honest, &flip(&root, bit)), Err(ProofError::Root));
        let index = other.index(n as usize) as u64;
        prop_assert_eq!(verify_inclusion(&leaf, index, n, &honest, &root).is_ok(), index == m);
        // A head binds size and root, so another size comes with its own root.
        let outcome = verify_inclusion(&leaf, m, size as u64, &honest, &root_of(&leaves(size)));
        prop_assert_eq!(outcome.is_ok(), size as u64 == n);

        prop_assert_eq!(verify_inclusion(&leaf, m, n, &[&honest[..], &[junk]].concat(), &root), Err(ProofError::Length));
        prop_assert!(verify_inclusion(&leaf, m, n, &[&[junk], &honest[..]].concat(), &root).is_err());
        if honest.is_empty() {
            return Ok(());
        }
        let at = at.index(honest.len());
        let mut changed = honest.clone();
        changed[at] = flip(&changed[at], bit);
        prop_assert_eq!(verify_inclusion(&leaf, m, n, &changed, &root), Err(ProofError::Root));
        prop_assert_eq!(verify_inclusion(&leaf, m, n, &honest[..at], &root), Err(ProofError::Length));
        prop_assert!(verify_inclusion(&leaf, m, n, &honest[1..], &root).is_err());
        let mut turned = honest.clone();
        turned.rotate_left(at);
        prop_assert_eq!(verify_inclusion(&leaf, m, n, &turned, &root).is_ok(), turned == honest);
    }

    #[test]
    fn a_forged_consistency_fails(
        (m, n) in places(), bit in 0usize..=255, at in any::<prop::sample::Index>(), junk in any::<Hash>(),
    ) {
        prop_assume!(m > 0);
        let leaves = leaves(n);
        let (old, new) = (root_of(&leaves[..m]), root_of(&leaves));
        let honest = proof(m, &leaves);
        let (m, n) = (m as u64, n as u64);
        prop_assert_eq!(verify_consistency(m, n, &old, &new, &honest), Ok(()));
        prop_assert!(verify_consistency(m, n, &flip(&old, bit), &new, &honest).is_err());
        prop_assert_eq!(verify_consistency(m, n, &old, &flip(&new, bit), &honest), Err(ProofError::Root));
        prop_assert_eq!(verify_consistency(m, n, &old, &new, &[&honest[..], &[junk]].concat()), Err(ProofError::Length));
        prop_assert!(verify_consistency(m, n, &old, &new, &[&[junk], &honest[..]].concat()).is_err());
        let at = at.index(honest.len());
        let mut changed = honest.clone();
        changed[at] = flip(&changed[at], bit);
        prop_assert!(verify_consistency(m, n, &old, &new, &changed).is_err());
        prop_assert_eq!(verify_consistency(m, n, &old, &new, &honest[..at]), Err(ProofError::Length));
        prop_assert!(verify_consistency(m, n, &old, &new, &honest[1..]).is_err());
    }

    /// A leaf that was changed, taken out or put in between anywhere in the older tree: none of the
    /// proofs that either tree can make joins the two heads.
    #[test]
    fn heads_of_trees_that_differ_are_never_consistent(
        (m, n) in places(), at in any::<prop::sample::Index>(), how in 0..3, shift in -2i64..=2,
    ) {
        prop_assume!(m > 0);
        let kept = leaves(n);
        let at = at.index(m);
        let mut rewritten = kept.clone();
        match how {
            0 => rewritten[at] = flip(&rewritten[at], 0),
            1 => drop(rewritten.remove(at)),
            _ => rewritten.insert(at, [9; 32]),
        }
        let m_ = m as u64;
        let (old, new) = (root_of(&kept[..m]), root_of(&rewritten));
        let size = rewritten.len();
        prop_assert_ne!(&rewritten[..m], &kept[..m]);
        let near = (m as i64 + shift).clamp(1, size as i64) as usize;
        for proof in [
            proof(m, &rewritten), proof(m, &kept), proof(near, &rewritten),
            path(at.min(size - 1), &rewritten), path(at, &kept), Vec::new(),
        ] {
            prop_assert!(verify_consistency(m_, size as u64, &old, &new, &proof).is_err());
        }
    }

    #[test]
    fn no_proof_that_anyone_sends_breaks_the_check(
        a in any::<u64>(), b in any::<u64>(), small in any::<bool>(), hashes in prop::collection::vec(any::<Hash>(), 0..70),
    ) {
        let (a, b) = if small { (a % 100, b % 100) } else { (a, b) };
        prop_assert!(verify_inclusion(&[1; 32], a, b, &hashes, &[2; 32]).is_err());
        prop_assert!(verify_consistency(a, b, &[1; 32], &[2; 32], &hashes).is_err());
    }
}
