//! The ratings of a history: as marks, or as packed bytes of which marks are made when somebody asks
//! for them. Most scorecards ask only for what sums by plain weight need.

use std::sync::OnceLock;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::mark::{PlainRating, RatingMark};
use super::mark_codec;

/// Every version of every rating of a merchant, in the order of their keys.
#[derive(Clone, Debug, Default)]
pub struct Ratings {
    /// What the marks are made of; nothing once they were changed.
    packed: Vec<u8>,
    /// What sums need of packed ones.
    plain: Vec<PlainRating>,
    /// Whether that holds for every position from the last on: no packed one has ended.
    all_stand: bool,
    marks: OnceLock<Vec<RatingMark>>,
}

impl Ratings {
    /// Takes packed ratings over, in place of those there are, whose memory is used again. None when
    /// the bytes are damaged; what is there then is of no use.
    #[must_use]
    pub fn unpack(&mut self, bytes: &[u8]) -> Option<()> {
        self.marks.take();
        self.all_stand = false;
        self.packed.clear();
        self.packed.extend_from_slice(bytes);
        let has_ended = mark_codec::plain_into(bytes, &mut self.plain)?;
        self.all_stand = !has_ended;
        Some(())
    }

    /// The marks.
    #[must_use]
    pub fn marks(&self) -> &[RatingMark] {
        self.marks.get_or_init(|| self.unpacked())
    }

    /// Changes the marks.
    pub fn change(&mut self, change: impl FnOnce(&mut Vec<RatingMark>)) {
        let mut marks = self.marks.take().unwrap_or_else(|| self.unpacked());
        change(&mut marks);
        *self = Self { marks: OnceLock::from(marks), ..Self::default() };
    }

    /// What sums by plain weight need of them, where that is at hand and each of them stands, from the
    /// last position of the history on.
    #[must_use]
    pub fn plain(&self) -> Option<&[PlainRating]> {
        self.all_stand.then_some(&self.plain)
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.plain.is_empty() && self.marks().is_empty()
    }

    fn unpacked(&self) -> Vec<RatingMark> {
        // What was accepted when it was packed in can be read whole.
        mark_codec::decode(&self.packed).unwrap_or_default()
    }
}

impl PartialEq for Ratings {
    fn eq(&self, other: &Self) -> bool {
        self.marks() == other.marks()
    }
}

impl Serialize for Ratings {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(&mark_codec::encode(self.marks()))
    }
}

impl<'de> Deserialize<'de> for Ratings {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Bytes;
        impl de::Visitor<'_> for Bytes {
            type Value = Ratings;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("marks of ratings as bytes")
            }

            fn visit_bytes<E: de::Error>(self, bytes: &[u8]) -> Result<Ratings, E> {
                let mut ratings = Ratings::default();
                let taken = ratings.unpack(bytes);
                taken.map(|()| ratings).ok_or_else(|| E::custom("damaged marks of ratings"))
            }
        }
        deserializer.deserialize_bytes(Bytes)
    }
}
