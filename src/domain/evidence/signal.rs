//! What can raise or lower the weight of a rating: one named signal for each.

use std::fmt;

/// A signal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Signal {
    /// No order is matched to it.
    Unverified,
    /// A reward was promised for it (好评返现).
    Incentivised,
    /// It came from a device or address of the shop itself.
    SelfDealing,
    /// Its text is nearly that of an earlier rating by someone else.
    CopiedText,
    /// Its rater had not rated elsewhere, or not for long.
    NewRater,
    /// Its rater rated nobody else in that week, where most do.
    LoneRater,
    /// Its rater belongs to a ring: a few accounts that rate the same few merchants.
    Ring,
    /// Its rater had used up what one rater can weigh in a month.
    RaterMonth,
    /// Its days brought more ratings than the merchant's own past lets expect.
    Burst,
    /// The merchant's share of five stars lies far above its trade's.
    PraiseShare,
    /// The orders on record contradict it.
    Contradicted,
    /// A paper of its order belongs to an order of another merchant.
    SharedPaper,
    /// A decision found it fake.
    FoundFake,
    /// A decision found it genuine.
    FoundGenuine,
}

impl Signal {
    /// Every signal.
    pub const ALL: [Self; 14] = [
        Self::Unverified,
        Self::Incentivised,
        Self::SelfDealing,
        Self::CopiedText,
        Self::NewRater,
        Self::LoneRater,
        Self::Ring,
        Self::RaterMonth,
        Self::Burst,
        Self::PraiseShare,
        Self::Contradicted,
        Self::SharedPaper,
        Self::FoundFake,
        Self::FoundGenuine,
    ];

    /// Its name in answers.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Unverified => "unverified",
            Self::Incentivised => "incentivised",
            Self::SelfDealing => "self_dealing",
            Self::CopiedText => "copied_text",
            Self::NewRater => "new_rater",
            Self::LoneRater => "lone_rater",
            Self::Ring => "ring",
            Self::RaterMonth => "rater_month",
            Self::Burst => "burst",
            Self::PraiseShare => "praise_share",
            Self::Contradicted => "contradicted",
            Self::SharedPaper => "shared_paper",
            Self::FoundFake => "found_fake",
            Self::FoundGenuine => "found_genuine",
        }
    }

    /// What it says.
    #[must_use]
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::Unverified => "no paid order is matched to it",
            Self::Incentivised => "a reward was promised for it",
            Self::SelfDealing => "it came from a device or address of the shop itself",
            Self::CopiedText => "its text is nearly that of another rater's rating",
            Self::NewRater => "its rater had not rated another merchant for a month",
            Self::LoneRater => {
                "its rater rated no other merchant in that week, where most raters do"
            }
            Self::Ring => "its rater is one of a few accounts that rate the same few merchants",
            Self::RaterMonth => "its rater had rated the merchant in that month already",
            Self::Burst => "its days brought more ratings than the merchant's past lets expect",
            Self::PraiseShare => "the share of five stars lies far above the trade's",
            Self::Contradicted => "the records of its order contradict it",
            Self::SharedPaper => {
                "the waybill or invoice of its order belongs to another merchant's order"
            }
            Self::FoundFake => "a decision found it fake",
            Self::FoundGenuine => "a decision found it genuine",
        }
    }
}

/// A set of signals.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub struct Signals(u16);

impl Signals {
    /// Adds one.
    pub const fn insert(&mut self, signal: Signal) {
        self.0 |= 1 << signal as u8;
    }

    /// Whether it is among them.
    #[must_use]
    pub const fn contains(self, signal: Signal) -> bool {
        self.0 & (1 << signal as u8) != 0
    }

    /// Those that are there, in the order of [`Signal::ALL`].
    pub fn iter(self) -> impl Iterator<Item = Signal> {
        Signal::ALL.into_iter().filter(move |signal| self.contains(*signal))
    }
}

impl fmt::Debug for Signals {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}
