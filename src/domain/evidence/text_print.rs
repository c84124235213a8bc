//! A print of a rating's text by which near-equal texts are found without keeping the text.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::pseudonym::{fnv, mixed};

/// Letters and ideographs that a text must have to be compared; shorter ones are alike by chance.
pub const LETTERS_MIN: usize = 8;
/// Hashes that make one band.
const HASHES_PER_BAND: usize = 4;

/// Two bands of four min-hashes over pairs of neighbouring letters (A. Broder 1997; bands after
/// Leskovec, Rajaraman, Ullman, "Mining of Massive Datasets", 3.4). Two texts that share a part J of
/// their pairs agree in at least one band with probability 1 − (1 − J⁴)²: 0.88 for J = 0.9, 0.12 for
/// J = 0.5. Spaces, punctuation and digits do not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TextPrint {
    /// The bands.
    pub bands: [u32; 2],
}

impl TextPrint {
    /// The print of a text; none for one too short.
    #[must_use]
    pub fn of(text: &str) -> Option<Self> {
        let letters: Vec<char> =
            text.chars().filter(|c| c.is_alphabetic()).flat_map(char::to_lowercase).collect();
        if letters.len() < LETTERS_MIN {
            return None;
        }
        let mut least = [u64::MAX; 2 * HASHES_PER_BAND];
        for pair in letters.windows(2) {
            let bytes = pair.iter().flat_map(|c| u32::from(*c).to_le_bytes());
            let hash = fnv(bytes);
            for (ordinal, least) in (1_u64..).zip(&mut least) {
                *least = (*least).min(mixed(hash ^ mixed(ordinal)));
            }
        }
        let (first, second) = least.split_at(HASHES_PER_BAND);
        Some(Self { bands: [band(first), band(second)] })
    }
}

fn band(hashes: &[u64]) -> u32 {
    (mixed(fnv(hashes.iter().flat_map(|hash| hash.to_le_bytes()))) >> 32) as u32
}

impl fmt::Display for TextPrint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [first, second] = self.bands;
        write!(f, "{first:08x}{second:08x}")
    }
}

impl Serialize for TextPrint {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for TextPrint {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let both = u64::from_str_radix(&text, 16).map_err(serde::de::Error::custom)?;
        Ok(Self { bands: [(both >> 32) as u32, both as u32] })
    }
}

#[cfg(test)]
mod tests {
    use super::TextPrint;

    fn agree(one: &str, other: &str) -> bool {
        let (one, other) = (TextPrint::of(one).unwrap(), TextPrint::of(other).unwrap());
        one.bands.iter().any(|band| other.bands.contains(band))
    }

    #[test]
    fn a_copied_text_is_known_again_with_other_marks_and_numbers() {
        let text = "质量超级好强烈推荐大家购买";
        assert!(agree(text, "质量超级好，强烈推荐大家购买！！！"));
        assert!(agree(text, "质量超级好强烈推荐大家购买 123"));
        assert!(agree("Great Quality, would buy again", "great quality - would buy again 5/5"));
    }

    #[test]
    fn other_texts_are_told_apart() {
        assert!(!agree("质量超级好强烈推荐大家购买", "物流很慢包装破损客服不理人"));
        assert!(!agree("下班顺路过来吃饭味道不错", "周末带孩子来环境有点吵"));
    }

    #[test]
    fn a_text_too_short_to_tell_has_no_print() {
        assert_eq!(TextPrint::of("好评！"), None);
        assert_eq!(TextPrint::of("12345678901234567890"), None);
    }

    #[test]
    fn a_print_is_read_as_it_is_written() {
        let print = TextPrint::of("宝贝收到了非常满意五分好评").unwrap();
        let json = serde_json::to_string(&print).unwrap();
        assert_eq!(serde_json::from_str::<TextPrint>(&json).unwrap(), print);
        assert_eq!(json.len(), 18);
    }
}
