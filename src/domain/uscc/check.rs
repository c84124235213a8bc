//! Check characters: of the unified social credit code and of the numbers it contains or replaces.

/// The 31 characters of GB 32100-2015, in the order of their values: no I, O, S, V, Z.
pub const USCC_ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";

const ORGANISATION_WEIGHTS: [u32; 8] = [3, 7, 9, 10, 5, 8, 4, 2];

/// The value of a character in the 31-character table of GB 32100-2015.
#[must_use]
pub fn uscc_value(character: u8) -> Option<u32> {
    let position = USCC_ALPHABET.iter().position(|&c| c == character)?;
    u32::try_from(position).ok()
}

/// The 18th character of a unified social credit code, from its first 17.
///
/// GB 32100-2015, weights 3^i mod 31 (i = 0…16) over the 31-character table;
/// `None` when the text is not 17 characters of that table.
#[must_use]
pub fn uscc_check(first_17: &[u8]) -> Option<u8> {
    if first_17.len() != 17 {
        return None;
    }
    let (mut weight, mut sum) = (1, 0);
    for &character in first_17 {
        sum += uscc_value(character)? * weight;
        weight = weight * 3 % 31;
    }
    let value = usize::try_from((31 - sum % 31) % 31).ok()?;
    USCC_ALPHABET.get(value).copied()
}

/// The 9th character of an organisation code (组织机构代码), from its first 8.
///
/// GB 11714: weights 3, 7, 9, 10, 5, 8, 4, 2 mod 11 over the **36**-character table (0–9, A = 10 …
/// Z = 35), which is not the table of GB 32100; `None` when the text is not 8 characters of it.
#[must_use]
pub fn organisation_check(first_8: &[u8]) -> Option<u8> {
    if first_8.len() != ORGANISATION_WEIGHTS.len() {
        return None;
    }
    let mut sum = 0;
    for (&character, weight) in first_8.iter().zip(ORGANISATION_WEIGHTS) {
        let value = match character {
            b'0'..=b'9' => character - b'0',
            b'A'..=b'Z' => character - b'A' + 10,
            _ => return None,
        };
        sum += u32::from(value) * weight;
    }
    Some(match 11 - sum % 11 {
        10 => b'X',
        11 => b'0',
        value => digit(value),
    })
}

/// The check digit of ISO 7064 MOD 11,10 for a text of digits; `None` for anything else.
#[must_use]
pub fn mod_11_10_check(digits: &[u8]) -> Option<u8> {
    let mut product = 10;
    for &character in digits {
        let sum = (product + digit_value(character)?) % 10;
        product = if sum == 0 { 10 } else { sum } * 2 % 11;
    }
    Some(digit((11 - product) % 10))
}

/// The check character (a digit or X) of ISO 7064 MOD 11-2 for a text of digits.
///
/// GB 11643 uses it for the 18th character of a citizen's ID number. `None` for anything else.
#[must_use]
pub fn mod_11_2_check(digits: &[u8]) -> Option<u8> {
    let mut product = 0;
    for &character in digits {
        product = (product + digit_value(character)?) * 2 % 11;
    }
    Some(match (12 - product) % 11 {
        10 => b'X',
        value => digit(value),
    })
}

/// Whether a text is a 15-digit business registration number (注册号) with a right check digit.
#[must_use]
pub fn registration_number_is_valid(number: &str) -> bool {
    let Some((last, body)) = number.as_bytes().split_last() else {
        return false;
    };
    body.len() == 14 && mod_11_10_check(body) == Some(*last)
}

/// Whether a text is a 9-character organisation code (组织机构代码) with a right check character.
#[must_use]
pub fn organisation_code_is_valid(code: &str) -> bool {
    let Some((last, body)) = code.as_bytes().split_last() else {
        return false;
    };
    organisation_check(body) == Some(*last)
}

fn digit_value(character: u8) -> Option<u32> {
    character.is_ascii_digit().then(|| u32::from(character - b'0'))
}

/// The digit of a value below 10.
fn digit(value: u32) -> u8 {
    b'0' + u8::try_from(value % 10).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn iso_7064_mod_11_10_agrees_with_published_examples() {
        // ISO 7064 gives 0794 -> 5; python-stdnum gives 79462 -> 3.
        assert_eq!(mod_11_10_check(b"0794"), Some(b'5'));
        assert_eq!(mod_11_10_check(b"79462"), Some(b'3'));
        assert_eq!(mod_11_10_check(b"79A62"), None);
    }

    #[test]
    fn iso_7064_mod_11_2_agrees_with_published_examples() {
        // ISO 7064 gives 0794 -> 0; GB 11643-1999 gives 11010519491231002 -> X
        // and 44052418800101001 -> 4.
        assert_eq!(mod_11_2_check(b"0794"), Some(b'0'));
        assert_eq!(mod_11_2_check(b"11010519491231002"), Some(b'X'));
        assert_eq!(mod_11_2_check(b"44052418800101001"), Some(b'4'));
        assert_eq!(mod_11_2_check(b"4405241880010100X"), None);
    }

    #[test]
    fn a_registration_number_has_15_digits_and_a_mod_11_10_check() {
        for (number, valid) in [
            ("110108000000016", true),
            ("440800000000018", true),
            ("110108000000017", false),
            ("11010800000001", false),
            ("", false),
            ("11010800000001X", false),
        ] {
            assert_eq!(registration_number_is_valid(number), valid, "{number}");
        }
    }

    #[test]
    fn the_organisation_code_uses_the_36_character_table() {
        // GB 11714 gives D2143569 -> X as its example; the others are parts of valid codes.
        for (code, valid) in [
            ("D2143569X", true),
            ("MA4ABCD09", true),
            ("L01510128", true),
            ("MB1529176", true),
            ("MB1529177", false),
            ("MB152917", false),
            ("", false),
        ] {
            assert_eq!(organisation_code_is_valid(code), valid, "{code}");
        }
        // With the 31-character table M would count 20 and the check would be another one.
        assert_eq!(organisation_check(b"MA4ABCD0"), Some(b'9'));
    }
}
