//! HMAC-SHA256 under a key of any length, for numbers that are not kept, signatures and tokens.

use hmac::digest::Key;
use hmac::{Hmac, KeyInit};
use sha2::{Digest, Sha256};

/// The code under a key, to be fed; RFC 2104: a key longer than a block is hashed first, a shorter one
/// ends in zeros, so that there is no key which does not fit.
#[must_use]
pub fn keyed_hash(key: &[u8]) -> Hmac<Sha256> {
    let mut block = Key::<Hmac<Sha256>>::default();
    let digest;
    let start: &[u8] = if key.len() > block.len() {
        digest = Sha256::digest(key);
        &digest
    } else {
        key
    };
    for (place, byte) in block.iter_mut().zip(start) {
        *place = *byte;
    }
    Hmac::new(&block)
}

#[cfg(test)]
mod tests {
    use data_encoding::HEXLOWER;
    use hmac::Mac;

    use super::keyed_hash;

    fn check(key: &[u8], data: &[u8], expect: &str) {
        let code = keyed_hash(key).chain_update(data).finalize().into_bytes();
        assert_eq!(HEXLOWER.encode(&code), expect);
    }

    #[test]
    fn codes_are_those_of_rfc_4231() {
        check(
            &[0x0b; 20],
            b"Hi There",
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
        );
        check(
            b"Jefe",
            b"what do ya want for nothing?",
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
        );
        check(
            &[0xaa; 131],
            b"Test Using Larger Than Block-Size Key - Hash Key First",
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
        );
    }
}
