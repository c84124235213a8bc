//! Integers as bytes of seven bits each, as packed forms keep them.

/// In each of eight bytes, the bit that is not set in the last byte of a number.
const ENDS: u64 = 0x8080_8080_8080_8080;

/// Writes a number that is not negative.
pub fn put(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push((value & 0x7f) as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

/// Writes a number with a sign, small ones in few bytes either way (zigzag).
pub fn put_signed(out: &mut Vec<u8>, value: i64) {
    put(out, ((value << 1) ^ (value >> 63)) as u64);
}

/// Takes one byte; none at the end.
#[inline]
pub fn take_byte(rest: &mut &[u8]) -> Option<u8> {
    let (first, others) = rest.split_first()?;
    *rest = others;
    Some(*first)
}

/// Takes what [`put`] wrote; none when the bytes are damaged.
#[inline]
pub fn take(rest: &mut &[u8]) -> Option<u64> {
    if let Some((first, others)) = rest.split_first()
        && *first < 0x80
    {
        *rest = others;
        return Some(u64::from(*first));
    }
    if let Some((word, _)) = rest.split_first_chunk::<8>()
        && let word = u64::from_le_bytes(*word)
        && let ends @ 1.. = !word & ENDS
    {
        // All at once: how many bytes there are differs from number to number, and a branch on it
        // would often be foreseen wrongly.
        let n_bytes = ends.trailing_zeros() as usize / 8 + 1;
        *rest = rest.get(n_bytes..)?;
        // The least bit of `ends` and what lies below it: the bytes of this number.
        return Some(joined(word & (ends ^ (ends - 1))));
    }
    let mut value = 0_u64;
    for shift in (0..64).step_by(7) {
        let byte = take_byte(rest)?;
        value |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Some(value);
        }
    }
    None
}

/// Puts the seven bits of each of eight bytes together.
#[inline]
const fn joined(word: u64) -> u64 {
    let sevens = word & !ENDS;
    let fourteens = (sevens & 0x7f00_7f00_7f00_7f00) >> 1 | sevens & 0x007f_007f_007f_007f;
    let halves = (fourteens & 0x3fff_0000_3fff_0000) >> 2 | fourteens & 0x0000_3fff_0000_3fff;
    (halves & 0x0fff_ffff_0000_0000) >> 4 | halves & 0x0fff_ffff
}

/// Takes what [`put_signed`] wrote; none when the bytes are damaged.
#[inline]
pub fn take_signed(rest: &mut &[u8]) -> Option<i64> {
    let folded = take(rest)?;
    Some(((folded >> 1) as i64) ^ -((folded & 1) as i64))
}

/// Writes 32 bits that are all alike probable.
pub fn put_u32(out: &mut Vec<u8>, value: u32) {
    out.extend_from_slice(&value.to_le_bytes());
}

/// Takes what [`put_u32`] wrote.
#[inline]
pub fn take_u32(rest: &mut &[u8]) -> Option<u32> {
    let (first, others) = rest.split_first_chunk::<4>()?;
    *rest = others;
    Some(u32::from_le_bytes(*first))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{put, put_signed, take, take_signed};

    proptest! {
        #[test]
        fn numbers_of_any_length_are_read_as_they_were_put(
            numbers in prop::collection::vec((any::<u64>(), 0_u32..64), 0..12),
        ) {
            let numbers: Vec<u64> = numbers.iter().map(|(number, shift)| number >> shift).collect();
            let mut bytes = Vec::new();
            for number in &numbers {
                put(&mut bytes, *number);
                put_signed(&mut bytes, number.cast_signed());
            }
            let mut rest = bytes.as_slice();
            for number in &numbers {
                prop_assert_eq!(take(&mut rest), Some(*number));
                prop_assert_eq!(take_signed(&mut rest), Some(number.cast_signed()));
            }
            prop_assert!(rest.is_empty());
        }

        #[test]
        fn what_ends_too_soon_is_told(number in 128_u64.., n_more in 0_usize..9) {
            let mut bytes = Vec::new();
            put(&mut bytes, number);
            bytes.truncate(bytes.len() - 1);
            prop_assert_eq!(take(&mut bytes.as_slice()), None);
            let endless = vec![0xff; 10 + n_more];
            prop_assert_eq!(take(&mut endless.as_slice()), None);
        }
    }
}
