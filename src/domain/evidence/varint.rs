//! Integers as bytes of seven bits each, as packed forms keep them.

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
