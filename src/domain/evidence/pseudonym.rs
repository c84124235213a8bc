//! Short stand-ins for raters, orders and devices, by which evidence is compared by the million.

use serde::{Deserialize, Serialize};

/// 32 bits that stand for a name within a platform. Two names share one about once in four thousand
/// million pairs; then they are taken for one, which lowers a weight and never raises it.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Pseudonym(pub u32);

/// The stand-in for a name on a platform: 64-bit FNV-1a, mixed by the finaliser of MurmurHash3, its
/// upper half. It is no secret and hides nothing: platforms hand in pseudonyms already.
#[must_use]
pub fn pseudonym(scope: &str, name: &str) -> Pseudonym {
    let bytes = scope.bytes().chain([0]).chain(name.bytes());
    Pseudonym((mixed(fnv(bytes)) >> 32) as u32)
}

/// FNV-1a over bytes.
pub(super) fn fnv(bytes: impl Iterator<Item = u8>) -> u64 {
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// The finaliser of MurmurHash3: every bit of the input moves every bit of the result.
pub(super) const fn mixed(mut hash: u64) -> u64 {
    hash ^= hash >> 33;
    hash = hash.wrapping_mul(0xff51_afd7_ed55_8ccd);
    hash ^= hash >> 33;
    hash = hash.wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    hash ^ (hash >> 33)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::{fnv, pseudonym};

    #[test]
    fn fnv_agrees_with_the_published_vectors() {
        // draft-eastlake-fnv, 64-bit FNV-1a of "", "a" and "foobar".
        assert_eq!(fnv("".bytes()), 0xcbf2_9ce4_8422_2325);
        assert_eq!(fnv("a".bytes()), 0xaf63_dc4c_8601_ec8c);
        assert_eq!(fnv("foobar".bytes()), 0x8594_4171_f739_67e8);
    }

    #[test]
    fn names_of_one_platform_hardly_ever_meet_and_platforms_are_told_apart() {
        let met: HashSet<u32> =
            (0..20_000).map(|n| pseudonym("yunshi", &n.to_string()).0).collect();
        assert!(met.len() >= 19_998, "{}", met.len());
        assert_ne!(pseudonym("yunshi", "1"), pseudonym("yangli", "1"));
        assert_ne!(pseudonym("a", "bc"), pseudonym("ab", "c"));
    }
}
