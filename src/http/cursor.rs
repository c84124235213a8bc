//! Where a page ends and the next begins: a text that callers hand back without looking into it.

use super::error::{ApiError, FieldError};

/// Items of a page where nothing else is asked.
pub const PAGE_ITEMS: u32 = 50;
/// Items of a page, at most.
pub const PAGE_ITEMS_MAX: u32 = 100;

/// Prints the numbers that say where a page ended.
#[must_use]
pub fn print<const N: usize>(numbers: [i64; N]) -> String {
    numbers.map(|number| format!("{number:x}")).join(".")
}

/// Reads them again.
///
/// # Errors
/// [`ApiError`] naming the cursor, where no answer gave it.
pub fn parse<const N: usize>(text: &str) -> Result<[i64; N], ApiError> {
    let mut numbers = [0; N];
    let mut parts = text.split('.');
    for number in &mut numbers {
        let part = parts.next().and_then(|part| u64::from_str_radix(part, 16).ok());
        *number = part.ok_or_else(|| odd(text))?.cast_signed();
    }
    if parts.next().is_some() || print(numbers) != text {
        return Err(odd(text));
    }
    Ok(numbers)
}

fn odd(text: &str) -> ApiError {
    let message = "must be the `next` of an earlier answer to the same question";
    ApiError::invalid_request(vec![FieldError::new("cursor", Some(text), "cursor", message)])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_cursor_is_read_as_it_is_printed(numbers: [i64; 3]) {
            prop_assert_eq!(parse::<3>(&print(numbers)).unwrap(), numbers);
            prop_assert!(parse::<2>(&print(numbers)).is_err());
        }
    }

    #[test]
    fn what_no_answer_gave_is_refused() {
        for text in ["", "x", "1.", "01.2", "1.2.3", "+1.2", "1 .2", "1.2 "] {
            assert!(parse::<2>(text).is_err(), "{text}");
        }
    }
}
