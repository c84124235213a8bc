//! How well scores part goods from bads: AUC, Gini, KS, the ROC curve and gains.

use super::Scored;

/// Discrimination of scores; `None` where goods or bads are absent is not possible to say.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Discrimination {
    /// Area under the ROC curve: the chance that a good scores above a bad, ties counting half.
    pub auc: f64,
    /// Gini coefficient: 2 × AUC − 1.
    pub gini: f64,
    /// Kolmogorov–Smirnov distance (KS) of the scores of goods and bads.
    pub ks: f64,
}

/// A point of the ROC curve.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RocPoint {
    /// Share of the goods that score at most this much.
    pub share_of_goods: f64,
    /// Share of the bads that score at most this much.
    pub share_of_bads: f64,
}

/// Rows of equal score, worst score first.
pub(super) struct Tie {
    pub(super) good: f64,
    pub(super) bad: f64,
}

/// Goods and bads of each distinct score, worst score first.
pub(super) fn ties(scored: &Scored<'_>) -> Vec<Tie> {
    let mut order: Vec<u32> = (0..scored.n_rows() as u32).collect();
    let score = |row: u32| scored.scores[row as usize];
    order.sort_unstable_by(|&a, &b| score(a).total_cmp(&score(b)).then(a.cmp(&b)));
    let mut ties: Vec<Tie> = Vec::new();
    let mut last = None;
    for row in order {
        if last != Some(score(row)) {
            ties.push(Tie { good: 0.0, bad: 0.0 });
            last = Some(score(row));
        }
        let weight = scored.weight(row as usize);
        if let Some(tie) = ties.last_mut() {
            if scored.bad[row as usize] {
                tie.bad += weight;
            } else {
                tie.good += weight;
            }
        }
    }
    ties
}

/// AUC and KS from goods and bads by rising score; `None` without goods or without bads.
pub(super) fn of_ties(ties: impl Iterator<Item = Tie>) -> Option<Discrimination> {
    let (mut good, mut bad, mut area, mut gaps) = (0.0, 0.0, 0.0, Vec::new());
    for tie in ties {
        // Each good of the tie beats all bads below it and half of those beside it.
        area += tie.good * (bad + 0.5 * tie.bad);
        good += tie.good;
        bad += tie.bad;
        gaps.push((good, bad));
    }
    if good <= 0.0 || bad <= 0.0 {
        return None;
    }
    let auc = area / (good * bad);
    let ks = gaps.iter().map(|(g, b)| (b / bad - g / good).abs()).fold(0.0, f64::max);
    Some(Discrimination { auc, gini: 2.0 * auc - 1.0, ks })
}

/// AUC, Gini and KS; `None` without goods or without bads.
#[must_use]
pub fn discrimination(scored: &Scored<'_>) -> Option<Discrimination> {
    of_ties(ties(scored).into_iter())
}

/// The ROC curve from (0, 0) to (1, 1), one point for each distinct score; empty for one class.
#[must_use]
pub fn roc_curve(scored: &Scored<'_>) -> Vec<RocPoint> {
    let ties = ties(scored);
    let good: f64 = ties.iter().map(|tie| tie.good).sum();
    let bad: f64 = ties.iter().map(|tie| tie.bad).sum();
    if good <= 0.0 || bad <= 0.0 {
        return Vec::new();
    }
    let (mut share_of_goods, mut share_of_bads) = (0.0, 0.0);
    let mut curve = vec![RocPoint { share_of_goods, share_of_bads }];
    for tie in ties {
        share_of_goods += tie.good / good;
        share_of_bads += tie.bad / bad;
        curve.push(RocPoint { share_of_goods, share_of_bads });
    }
    curve
}

/// A tenth (or other share) of the rows by score.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GainsBand {
    /// Rows of the band.
    pub n: u64,
    /// Bad rows of the band.
    pub n_bad: u64,
    /// Share of all bads found in this band and the worse ones.
    pub share_of_bads: f64,
    /// Bad rate of this band and the worse ones over the bad rate of all.
    pub lift: f64,
}

/// Bands of equal size by rising score, rows of equal score in their order; worst band first.
#[must_use]
pub fn gains(scored: &Scored<'_>, n_bands: usize) -> Vec<GainsBand> {
    let n_rows = scored.n_rows();
    let mut order: Vec<u32> = (0..n_rows as u32).collect();
    let score = |row: u32| scored.scores[row as usize];
    order.sort_unstable_by(|&a, &b| score(a).total_cmp(&score(b)).then(a.cmp(&b)));
    let n_bads = scored.bad.iter().filter(|&&bad| bad).count() as u64;
    let (mut n_so_far, mut bad_so_far) = (0, 0);
    (0..n_bands)
        .map(|band| {
            let rows = &order[n_rows * band / n_bands..n_rows * (band + 1) / n_bands];
            let n = rows.len() as u64;
            let n_bad = rows.iter().filter(|&&row| scored.bad[row as usize]).count() as u64;
            n_so_far += n;
            bad_so_far += n_bad;
            let share_of_bads = bad_so_far as f64 / n_bads.max(1) as f64;
            let share_of_rows = n_so_far as f64 / n_rows.max(1) as f64;
            let lift = if share_of_rows > 0.0 { share_of_bads / share_of_rows } else { 0.0 };
            GainsBand { n, n_bad, share_of_bads, lift }
        })
        .collect()
}
