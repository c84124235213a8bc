//! Names as they are searched: one form for all ways to write a name, pieces of it that an index
//! holds, and how far two Latin words are apart.

use unicode_normalization::UnicodeNormalization;

/// Characters that an index piece of Chinese has.
const HAN_PIECE: usize = 2;
/// Characters that an index piece of Latin letters or digits has.
const LATIN_PIECE: usize = 3;
/// Shortest Latin word that is found by a word like it.
const SIMILAR_CHARS_MIN: usize = 4;

/// A text in the form in which names are compared: compatibility forms made one, lower case, runs of
/// Chinese and of Latin letters apart, all else left out.
#[must_use]
pub fn normal(text: &str) -> String {
    let mut normal = String::with_capacity(text.len());
    let mut before = None;
    for letter in text.nfkc().flat_map(char::to_lowercase) {
        let script = Script::of(letter);
        if script.is_some() {
            if !normal.is_empty() && before != Some(script) {
                normal.push(' ');
            }
            normal.push(letter);
        }
        before = Some(script);
    }
    normal
}

/// How a run of letters is cut into pieces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Script {
    /// Chinese and whatever else is written without spaces between words.
    Han,
    /// Latin and other alphabets, digits.
    Latin,
}

impl Script {
    fn of(letter: char) -> Option<Self> {
        if !letter.is_alphanumeric() {
            return None;
        }
        // Scripts of words with spaces stand before the CJK radicals.
        Some(if letter < '\u{2E80}' { Self::Latin } else { Self::Han })
    }

    const fn piece(self) -> usize {
        match self {
            Self::Han => HAN_PIECE,
            Self::Latin => LATIN_PIECE,
        }
    }
}

/// The pieces of a normal text, separated by spaces: every piece of each run, and the shorter ones at
/// its end, so that the pieces of any part of it stand next to each other.
#[must_use]
pub fn pieces(normal: &str) -> String {
    let mut pieces = Vec::new();
    for run in normal.split(' ') {
        push_pieces(run, Tail::Kept, &mut pieces);
    }
    pieces.join(" ")
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Tail {
    Kept,
    Open,
}

/// Cuts a run; with an open tail, only what any longer run that begins like it has too.
fn push_pieces(run: &str, tail: Tail, pieces: &mut Vec<String>) {
    let letters: Vec<char> = run.chars().collect();
    let Some(script) = letters.first().and_then(|letter| Script::of(*letter)) else {
        return;
    };
    let size = script.piece();
    if tail == Tail::Open && letters.len() < size {
        pieces.push(run.to_owned());
        return;
    }
    for start in 0..letters.len() {
        let end = (start + size).min(letters.len());
        if tail == Tail::Open && end - start < size {
            break;
        }
        pieces.extend(letters.get(start..end).map(|piece| piece.iter().collect::<String>()));
    }
}

/// What to ask an index of [`pieces`] for texts that hold a normal text: consecutive pieces, the last
/// of which may be the beginning of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phrase {
    /// The pieces.
    pub pieces: Vec<String>,
    /// Whether the last piece may go on.
    pub last_is_open: bool,
}

/// The phrase of a normal text; none of an empty one.
#[must_use]
pub fn phrase(normal: &str) -> Option<Phrase> {
    let runs: Vec<&str> = normal.split(' ').filter(|run| !run.is_empty()).collect();
    let (last, earlier) = runs.split_last()?;
    let mut pieces = Vec::new();
    for run in earlier {
        push_pieces(run, Tail::Kept, &mut pieces);
    }
    push_pieces(last, Tail::Open, &mut pieces);
    let script = last.chars().next().and_then(Script::of)?;
    let last_is_open = last.chars().count() < script.piece();
    Some(Phrase { pieces, last_is_open })
}

/// The pieces of the Latin words of a normal text that are long enough to be found by similar ones.
#[must_use]
pub fn latin_pieces(normal: &str) -> Vec<String> {
    let mut pieces = Vec::new();
    for word in latin_words(normal).filter(|word| word.chars().count() >= SIMILAR_CHARS_MIN) {
        push_pieces(word, Tail::Open, &mut pieces);
    }
    pieces.sort_unstable();
    pieces.dedup();
    pieces
}

fn latin_words(normal: &str) -> impl Iterator<Item = &str> {
    normal.split(' ').filter(|run| run.chars().next().and_then(Script::of) == Some(Script::Latin))
}

/// How many letters apart a name is from what was asked: each word asked must be like a word of the
/// name, one letter apart where it has at least 4, two where it has at least 8, and what is Chinese
/// must be in the name. `None` where it is not like it.
#[must_use]
pub fn distance(asked: &str, name: &str) -> Option<usize> {
    let mut sum = 0;
    for run in asked.split(' ') {
        let n = run.chars().count();
        if name.contains(run) {
            continue;
        }
        if run.chars().next().and_then(Script::of) != Some(Script::Latin) || n < SIMILAR_CHARS_MIN {
            return None;
        }
        let allowed = if n >= 2 * SIMILAR_CHARS_MIN { 2 } else { 1 };
        let nearest = latin_words(name).map(|word| strsim::osa_distance(run, word)).min()?;
        if nearest > allowed {
            return None;
        }
        sum += nearest;
    }
    Some(sum)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check_normal(text: &str, expect: &str) {
        assert_eq!(normal(text), expect);
    }

    #[test]
    fn ways_to_write_a_name_become_one() {
        check_normal("样例市扑棱露罐果蔬店(虚构)", "样例市扑棱露罐果蔬店 虚构");
        check_normal("样例市扑棱露罐果蔬店（虚构）", "样例市扑棱露罐果蔬店 虚构");
        check_normal("  ＢＡＫＥＲＹ,  Le Petit-Pain", "bakery le petit pain");
        check_normal("老王BBQ烤肉", "老王 bbq 烤肉");
        check_normal("7-Eleven", "7 eleven");
        check_normal("！、。", "");
    }

    #[test]
    fn pieces_of_a_part_stand_next_to_each_other() {
        assert_eq!(pieces("果蔬店 虚构"), "果蔬 蔬店 店 虚构 构");
        assert_eq!(pieces("bake le"), "bak ake ke e le e");
        let of = |text| phrase(text).unwrap();
        assert_eq!(of("蔬店").pieces, ["蔬店"]);
        assert!(!of("蔬店").last_is_open);
        assert_eq!(of("店 虚").pieces, ["店", "虚"]);
        assert!(of("店 虚").last_is_open);
        assert_eq!(of("ake").pieces, ["ake"]);
        assert_eq!(of("ke le").pieces, ["ke", "e", "le"]);
        assert_eq!(phrase(""), None);
    }

    #[test]
    fn a_word_with_a_typing_error_is_like_the_word() {
        assert_eq!(distance("bakrey", "joes bakery"), Some(1));
        assert_eq!(distance("bakery", "joes bakery"), Some(0));
        assert_eq!(distance("resturant", "mings restaurant"), Some(1));
        assert_eq!(distance("resturent", "mings restaurant"), Some(2));
        assert_eq!(distance("bakk", "joes bakery"), None);
        assert_eq!(distance("teh", "the"), None);
        assert_eq!(distance("bakrey 烤", "bakery 烤肉"), Some(1));
        assert_eq!(distance("bakrey 鱼", "bakery 烤肉"), None);
    }

    /// Whether an index of pieces would find the phrase in the text.
    fn is_found(phrase: &Phrase, text: &str) -> bool {
        let pieces = pieces(text);
        let held: Vec<&str> = pieces.split(' ').collect();
        let n = phrase.pieces.len();
        held.windows(n).any(|window| {
            window.iter().zip(&phrase.pieces).enumerate().all(|(place, (held, asked))| {
                held == asked
                    || (phrase.last_is_open && place + 1 == n && held.starts_with(asked.as_str()))
            })
        })
    }

    proptest! {
        #[test]
        fn every_part_of_a_name_is_found(text in "[果蔬店市]{1,8}[ (]?[a-d0-9]{0,8}[)]?[虚构店]{0,3}",
            from in 0_usize..20, n in 1_usize..20) {
            let text = normal(&text);
            let letters: Vec<char> = text.chars().collect();
            let from = from % letters.len();
            let part: String = letters.iter().skip(from).take(n).collect();
            if let Some(phrase) = phrase(part.trim()) {
                prop_assert!(is_found(&phrase, &text), "{part} in {text}");
            }
        }
    }
}
