//! From a value to its bin: the bins of one characteristic, laid out for search.

use super::Value;
use super::table::{BinValues, Characteristic};

/// A bin found for a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) bin: usize,
    pub(super) points: i32,
}

/// A number that has a bin of its own.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct SpecialValue {
    pub(super) value: f64,
    pub(super) found: Found,
}

/// A category and its bin.
#[derive(Clone, Debug, PartialEq, Eq)]
struct CategoryBin {
    category: String,
    found: Found,
}

/// The bins of one characteristic, laid out for search.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Lookup {
    /// Numbers: `bins[i]` holds what is at least `edges[i - 1]` and below `edges[i]`.
    Ranges { edges: Vec<f64>, bins: Vec<Found>, special: Vec<SpecialValue>, missing: Found },
    /// Categories in the order of their letters.
    Groups(Groups),
}

/// Categories in the order of their letters, with the bin of each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Groups {
    categories: Vec<CategoryBin>,
    unseen: Found,
    pub(super) missing: Found,
}

impl Groups {
    pub(super) fn find(&self, category: &str) -> Found {
        self.categories
            .binary_search_by(|entry| entry.category.as_str().cmp(category))
            .map_or(self.unseen, |index| self.categories[index].found)
    }
}

impl Lookup {
    /// Lays out a characteristic that has passed the checks.
    pub(super) fn new(characteristic: &Characteristic) -> Self {
        let nowhere = Found { bin: 0, points: 0 };
        let (mut missing, mut unseen) = (nowhere, None);
        let (mut edges, mut bins) = (Vec::new(), Vec::new());
        let (mut special, mut categories) = (Vec::new(), Vec::new());
        for (index, bin) in characteristic.bins.iter().enumerate() {
            let found = Found { bin: index, points: bin.points };
            match &bin.values {
                BinValues::Range { to, .. } => {
                    edges.extend(*to);
                    bins.push(found);
                }
                BinValues::Categories(names) => categories
                    .extend(names.iter().map(|name| CategoryBin { category: name.clone(), found })),
                BinValues::Special(value) => special.push(SpecialValue { value: *value, found }),
                BinValues::Unseen => unseen = Some(found),
                BinValues::Missing => missing = found,
            }
        }
        match unseen {
            None => Self::Ranges { edges, bins, special, missing },
            Some(unseen) => {
                categories.sort_by(|a, b| a.category.cmp(&b.category));
                Self::Groups(Groups { categories, unseen, missing })
            }
        }
    }

    /// The bin of a value.
    pub(super) fn find(&self, value: Value<'_>) -> Found {
        match (self, value) {
            (Self::Ranges { edges, bins, special, missing }, Value::Number(number)) => {
                if number.is_nan() {
                    return *missing;
                }
                if let Some(own) = special.iter().find(|own| own.value == number) {
                    return own.found;
                }
                // Edges are few: counting them all is quicker than a search that cannot be foreseen.
                let position = edges.iter().filter(|edge| number >= **edge).count();
                bins.get(position).copied().unwrap_or(*missing)
            }
            (Self::Ranges { missing, .. }, _) => *missing,
            (Self::Groups(groups), Value::Category(category)) => groups.find(category),
            (Self::Groups(groups), Value::Number(number)) if !number.is_nan() => groups.unseen,
            (Self::Groups(groups), _) => groups.missing,
        }
    }

    /// The bin of a missing value.
    pub(super) const fn missing(&self) -> Found {
        match self {
            Self::Ranges { missing, .. } => *missing,
            Self::Groups(groups) => groups.missing,
        }
    }

    /// The bin of a number where the card has categories.
    pub(super) const fn unseen(&self) -> Option<Found> {
        match self {
            Self::Ranges { .. } => None,
            Self::Groups(groups) => Some(groups.unseen),
        }
    }
}
