//! Exponential decay by age in days, as a fixed-point table: sums of integers are the same in any
//! order and on any machine.

/// One, in the fixed point of the table.
pub const ONE: i64 = 1 << 16;
/// Ages beyond this weigh nothing.
pub const AGE_DAYS_MAX: u32 = 3653;

/// What an item weighs by its age, halved every half-life.
#[derive(Clone, Debug)]
pub struct Decay {
    table: Vec<u32>,
}

impl Decay {
    /// The table for a half-life in days.
    #[must_use]
    pub fn new(half_life_days: u32) -> Self {
        let half_life = f64::from(half_life_days.max(1));
        let table = (0..=AGE_DAYS_MAX)
            .map(|age| (65536.0 * (-f64::from(age) / half_life).exp2()).round() as u32)
            .collect();
        Self { table }
    }

    /// What something of that age weighs: [`ONE`] at age 0, nothing before it happened.
    #[must_use]
    pub fn at(&self, age_days: i32) -> i64 {
        let age = usize::try_from(age_days).ok();
        age.and_then(|age| self.table.get(age)).map_or(0, |weight| i64::from(*weight))
    }
}

#[cfg(test)]
mod tests {
    use super::{Decay, ONE};

    #[test]
    fn an_item_weighs_half_after_each_half_life() {
        let decay = Decay::new(180);
        assert_eq!(decay.at(0), ONE);
        assert_eq!(decay.at(180), ONE / 2);
        assert_eq!(decay.at(360), ONE / 4);
        assert_eq!(decay.at(-1), 0);
        assert_eq!(decay.at(4000), 0);
    }
}
