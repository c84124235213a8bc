//! How far bought ratings move a merchant's mean: attacks of the literature injected into rating
//! streams, beside the plain mean and the plain Bayesian mean. `scripts/bench-evidence` runs it.

mod attack;
mod stream;

use std::collections::HashSet;
use std::path::PathBuf;

use attack::{Attack, Care, Chance, Family};
use merchant_credit::domain::day::Day;
use merchant_credit::domain::evidence::aggregate::{HALF_LIFE_DAYS, PRIOR_RATINGS, PRIOR_STARS};
use merchant_credit::domain::evidence::decay::Decay;
use merchant_credit::domain::evidence::mark::RatingMark;
use merchant_credit::domain::evidence::pseudonym::{Pseudonym, pseudonym};
use merchant_credit::domain::evidence::reference::Reference;
use merchant_credit::domain::evidence::reference_build::ReferenceBuilder;
use merchant_credit::domain::evidence::weigh::{Surroundings, weigh};
use merchant_credit::domain::evidence::weighed::WeighedSums;
use merchant_credit::domain::order::ledger::OrderEvidence;
use merchant_credit::domain::record::envelope::Seq;
use merchant_credit::domain::record::rating::{Purchase, RatingFact, Stars};
use stream::{Rated, Stream};

const SHARES: [f64; 4] = [0.01, 0.03, 0.10, 0.30];
/// Nothing was chosen by looking at these.
const HELD_OUT_FAMILY: Family = Family::Drip;
/// Ratings in the last year that a merchant must have to be attacked.
const TARGET_RATINGS_MIN: usize = 20;
const TARGETS_MAX: usize = 200;
const TARGETS_MIN: usize = 10;

fn main() {
    let mut streams = Vec::new();
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let mut path = || PathBuf::from(arguments.next().expect("a path"));
        match argument.as_str() {
            "--town" => streams.push(stream::town(&path())),
            "--movielens" => streams.push(stream::movielens(&path())),
            "--medicines" => {
                let folder = path();
                let files = ["drugsComTrain.tsv", "drugsComTest.tsv"].map(|name| folder.join(name));
                streams.push(stream::medicines(&files));
            }
            _ => {}
        }
    }
    for stream in &streams {
        println!("\n## {}\n", stream.name);
        labels(stream);
        resistance(&honest(stream));
    }
}

/// The stream without what its own labels call planted.
fn honest(stream: &Stream) -> Stream {
    let mut honest = stream.clone();
    for rated in &mut honest.merchants {
        rated.given.retain(|one| !one.is_planted);
    }
    honest
}

fn marks(rated: &Rated) -> Vec<RatingMark> {
    let mark = |(place, one): (usize, &stream::Given)| RatingMark {
        effective_on: one.day,
        known_since: one.day,
        seq: Seq(place as u64 + 1),
        version_of: None,
        ended: None,
        fact: RatingFact {
            stars: Stars::Overall(one.stars),
            purchase: if one.is_verified { Purchase::Verified } else { Purchase::Unverified },
            incentivised: one.is_incentivised,
            rater: pseudonym("", &one.rater),
            order: Pseudonym::default(),
            origin: None,
            text: one.text,
        },
    };
    rated.given.iter().enumerate().map(mark).collect()
}

fn reference(stream: &Stream) -> Reference {
    let mut builder = ReferenceBuilder::default();
    for rated in &stream.merchants {
        builder.add(rated.industry.as_deref(), marks(rated).iter());
    }
    builder.finish(stream.last_day())
}

/// The weights of a merchant's ratings, in their order.
fn weights(rated: &Rated, reference: &Reference) -> Vec<u32> {
    let marks = marks(rated);
    let all: Vec<&RatingMark> = marks.iter().collect();
    let around = Surroundings {
        reference,
        trade: reference.trade(rated.industry.as_deref()),
        origins: &[],
        found: &[],
        order_says: &|_| OrderEvidence::Nothing,
    };
    let mut weights = Vec::with_capacity(all.len());
    weigh(&all, &around, |_, weighed| weights.push(weighed.weight));
    weights
}

/// The three means on a day: plain, plain Bayesian, weighed.
#[derive(Clone, Copy, Default)]
struct Means {
    plain: f64,
    bayes: f64,
    weighed: f64,
    from: f64,
    to: f64,
}

fn means(rated: &Rated, reference: &Reference, as_of: Day, decay: &Decay) -> Means {
    let year: Vec<f64> = rated
        .given
        .iter()
        .filter(|one| as_of.since(one.day) < 365)
        .map(|one| f64::from(one.stars))
        .collect();
    let (n, sum) = (year.len() as f64, year.iter().sum::<f64>());
    let marks = marks(rated);
    let all: Vec<&RatingMark> = marks.iter().collect();
    let trade = reference.trade(rated.industry.as_deref());
    let around = Surroundings {
        reference,
        trade,
        origins: &[],
        found: &[],
        order_says: &|_| OrderEvidence::Nothing,
    };
    let mut sums = WeighedSums::default();
    weigh(&all, &around, |mark, weighed| sums.add(mark, weighed, as_of, decay));
    let weighed = sums.mean_stars(trade.mean_stars());
    Means {
        plain: sum / n.max(1.0),
        bayes: (PRIOR_RATINGS * PRIOR_STARS + sum) / (PRIOR_RATINGS + n),
        weighed: weighed.map_or(trade.mean_stars(), |mean| mean.mean),
        from: weighed.map_or(1.0, |mean| mean.from),
        to: weighed.map_or(5.0, |mean| mean.to),
    }
}

/// How well the weights tell planted ratings from honest ones, where the stream has labels.
fn labels(stream: &Stream) {
    let reference = reference(stream);
    let mut rows: Vec<(u32, bool)> = Vec::new();
    for rated in &stream.merchants {
        let planted = rated.given.iter().map(|one| one.is_planted);
        rows.extend(weights(rated, &reference).into_iter().zip(planted));
    }
    if rows.iter().all(|(_, planted)| !planted) {
        return;
    }
    let n_planted = rows.iter().filter(|(_, planted)| *planted).count();
    println!(
        "{} ratings, {n_planted} planted; {} raters known elsewhere, {} in rings",
        rows.len(),
        reference.n_raters(),
        reference.n_in_rings(),
    );
    println!("AUC of the weights against the labels: {:.3}\n", auc(&mut rows));
}

/// The chance that a planted rating weighs less than an honest one, ties halved.
fn auc(rows: &mut [(u32, bool)]) -> f64 {
    rows.sort_unstable();
    let (mut honest_above, mut pairs) = (0.0, 0.0);
    let n_honest = rows.iter().filter(|(_, planted)| !planted).count() as f64;
    let mut honest_below = 0.0;
    for equals in rows.chunk_by(|one, next| one.0 == next.0) {
        let planted = equals.iter().filter(|(_, planted)| *planted).count() as f64;
        let honest = equals.len() as f64 - planted;
        honest_above += planted * (n_honest - honest_below - honest / 2.0);
        pairs += planted * n_honest;
        honest_below += honest;
    }
    honest_above / pairs
}

fn resistance(honest: &Stream) {
    let last = honest.last_day();
    let decay = Decay::new(HALF_LIFE_DAYS);
    let before_reference = reference(honest);
    let before: Vec<Means> = honest
        .merchants
        .iter()
        .map(|rated| means(rated, &before_reference, last, &decay))
        .collect();
    let in_year =
        |rated: &Rated| rated.given.iter().filter(|one| last.since(one.day) < 365).count();
    let mut targets: Vec<usize> = (0..honest.merchants.len()).collect();
    targets.sort_by_key(|place| std::cmp::Reverse(in_year(&honest.merchants[*place])));
    let n_busy = targets
        .iter()
        .take_while(|place| in_year(&honest.merchants[**place]) >= TARGET_RATINGS_MIN)
        .count();
    // In a small stream, those that are rated most.
    targets.truncate(n_busy.max(TARGETS_MIN));
    let mut chance = Chance(7);
    // A tenth at most, so that the others are a market and not all victims.
    let n_targets = TARGETS_MAX.min((targets.len() / 4).max(10)).min(targets.len());
    for place in 0..n_targets {
        let other = place + chance.below(targets.len() - place);
        targets.swap(place, other);
    }
    targets.truncate(n_targets);
    let width: f64 = targets.iter().map(|place| before[*place].to - before[*place].from).sum();
    println!(
        "{} merchants, {n_targets} attacked; mean width of the interval {:.2} stars\n",
        honest.merchants.len(),
        width / n_targets as f64,
    );
    println!("| attack | care | share | plain mean | Bayesian mean | weighed mean | of plain |");
    println!("| --- | --- | --- | --- | --- | --- | --- |");
    let mut at_tenth = Vec::new();
    let (mut bystanders, mut n_bystanders, mut moved_far) = (0.0, 0, 0);
    for family in Family::ALL {
        for care in [Care::Careless, Care::Careful] {
            for share in SHARES {
                let attack = Attack { family, care, share, targets: &targets };
                let attacked = attack.inject(honest, &mut chance);
                let reference = reference(&attacked);
                let moved = movement(&attacked, &reference, &before, &targets, last, &decay);
                let held_out = if family == HELD_OUT_FAMILY { " (held out)" } else { "" };
                println!(
                    "| {}{held_out} | {care:?} | {:.0} % | {:.3} | {:.3} | {:.3} | {:.2} |",
                    family.name(),
                    share * 100.0,
                    moved.plain,
                    moved.bayes,
                    moved.weighed,
                    moved.weighed / moved.plain.max(1e-9),
                );
                if share == 0.10 {
                    at_tenth.push((family, care, moved));
                    let victims: HashSet<usize> = targets.iter().copied().collect();
                    for (place, rated) in attacked.merchants.iter().enumerate() {
                        let planted = rated.given.iter().any(|one| one.is_planted);
                        if !victims.contains(&place) && !planted && !rated.given.is_empty() {
                            let after = means(rated, &reference, last, &decay);
                            let by = (after.weighed - before[place].weighed).abs();
                            bystanders += by;
                            n_bystanders += 1;
                            moved_far += i32::from(by >= 0.08);
                        }
                    }
                }
            }
        }
    }
    let of = |wanted: &dyn Fn(Family, Care) -> bool| {
        let chosen = at_tenth.iter().filter(|(family, care, _)| wanted(*family, *care));
        let (ours, plain) = chosen.fold((0.0, 0.0), |(ours, plain), (_, _, moved)| {
            (ours + moved.weighed, plain + moved.plain)
        });
        ours / plain
    };
    println!("\nAt 10 %, movement of the weighed mean as a share of the plain mean's:");
    println!("- all attacks: {:.3}", of(&|_, _| true));
    println!(
        "- careless: {:.3}, careful: {:.3}",
        of(&|_, care| care == Care::Careless),
        of(&|_, care| care == Care::Careful)
    );
    println!("- held-out family: {:.3}", of(&|family, _| family == HELD_OUT_FAMILY));
    println!(
        "Merchants without a planted rating: moved {:.4} stars on average ({:.2} % of the range); {} of {} by 2 % of the range or more",
        bystanders / f64::from(n_bystanders.max(1)),
        bystanders / f64::from(n_bystanders.max(1)) / 4.0 * 100.0,
        moved_far,
        n_bystanders,
    );
}

fn movement(
    attacked: &Stream,
    reference: &Reference,
    before: &[Means],
    targets: &[usize],
    last: Day,
    decay: &Decay,
) -> Means {
    let mut sum = Means::default();
    for place in targets {
        let after = means(&attacked.merchants[*place], reference, last, decay);
        let was = before[*place];
        sum.plain += (after.plain - was.plain).abs();
        sum.bayes += (after.bayes - was.bayes).abs();
        sum.weighed += (after.weighed - was.weighed).abs();
    }
    let n = targets.len() as f64;
    Means { plain: sum.plain / n, bayes: sum.bayes / n, weighed: sum.weighed / n, ..sum }
}
