//! How far bought ratings move a merchant's mean: attacks of the literature injected into rating
//! streams, beside the plain mean and the plain Bayesian mean. `scripts/bench-evidence` runs it.

mod attack;
mod measure;
mod stream;

use std::collections::HashSet;
use std::path::PathBuf;

use attack::{Attack, Care, Chance, Family};
use measure::{Measure, Seen, marks, weights};
use merchant_credit::domain::day::Day;
use merchant_credit::domain::evidence::reference::Reference;
use merchant_credit::domain::evidence::reference_build::ReferenceBuilder;
use stream::{Rated, Stream};

const SHARES: [f64; 4] = [0.01, 0.03, 0.10, 0.30];
/// Nothing was chosen by looking at these.
const HELD_OUT_FAMILY: Family = Family::Drip;
/// Ratings in the last year that a merchant must have to be attacked.
const TARGET_RATINGS_MIN: usize = 20;
const TARGETS_MAX: usize = 200;
const TARGETS_MIN: usize = 10;
/// How often merchants to attack are drawn; figures are means over all of them.
const DRAWS: u64 = 4;

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
        truth(stream);
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

fn reference(stream: &Stream) -> Reference {
    let mut builder = ReferenceBuilder::default();
    for rated in &stream.merchants {
        builder.add(rated.industry.as_deref(), marks(rated).iter());
    }
    builder.finish(stream.last_day())
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

/// How far three ways of counting are moved, on average over the attacked merchants.
#[derive(Clone, Copy, Default)]
struct Moved {
    stars: [f64; 3],
    points: [f64; 3],
}

impl Moved {
    /// Adds what one draw gives of the mean over all.
    fn add(&mut self, draw: &Self) {
        for way in 0..3 {
            self.stars[way] += draw.stars[way] / DRAWS as f64;
            self.points[way] += draw.points[way] / DRAWS as f64;
        }
    }
}

/// The merchants to be attacked: chosen by chance among those that are rated often.
fn targets(honest: &Stream, last: Day, chance: &mut Chance) -> Vec<usize> {
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
    // A quarter at most, so that the others are a market and not all victims.
    let n_targets = TARGETS_MAX.min((targets.len() / 4).max(10)).min(targets.len());
    for place in 0..n_targets {
        let other = place + chance.below(targets.len() - place);
        targets.swap(place, other);
    }
    targets.truncate(n_targets);
    targets
}

/// How well the means follow what is hidden, where the stream tells it: rank correlations.
fn truth(stream: &Stream) {
    let reference = reference(stream);
    let measure = Measure::new(stream.last_day());
    for least in [3, 50] {
        let rows: Vec<(f64, Seen)> = stream
            .merchants
            .iter()
            .filter(|rated| rated.given.len() >= least)
            .filter_map(|rated| Some((rated.quality?, measure.of(rated, &reference))))
            .collect();
        if rows.is_empty() {
            return;
        }
        let quality = ranks(rows.iter().map(|(quality, _)| *quality));
        let with = |of: &dyn Fn(&Seen) -> f64| {
            correlation(&quality, &ranks(rows.iter().map(|(_, seen)| of(seen))))
        };
        println!(
            "Rank correlation with the hidden quality, {} merchants of at least {least} ratings: plain mean {:.3}, Bayesian {:.3}, weighed {:.3}, weighed with full weights {:.3}",
            rows.len(),
            with(&|seen| seen.stars[0]),
            with(&|seen| seen.stars[1]),
            with(&|seen| seen.stars[2]),
            with(&|seen| seen.unweighed),
        );
    }
}

fn ranks(values: impl Iterator<Item = f64>) -> Vec<f64> {
    let values: Vec<f64> = values.collect();
    let mut places: Vec<usize> = (0..values.len()).collect();
    places.sort_by(|one, other| values[*one].total_cmp(&values[*other]));
    let mut ranks = vec![0.0; values.len()];
    for (rank, place) in places.into_iter().enumerate() {
        ranks[place] = rank as f64;
    }
    ranks
}

fn correlation(one: &[f64], other: &[f64]) -> f64 {
    let mean = (one.len() as f64 - 1.0) / 2.0;
    let products = one.iter().zip(other).map(|(one, other)| (one - mean) * (other - mean));
    products.sum::<f64>() / one.iter().map(|rank| (rank - mean) * (rank - mean)).sum::<f64>()
}

fn resistance(honest: &Stream) {
    let last = honest.last_day();
    let measure = Measure::new(last);
    let before_reference = reference(honest);
    let before: Vec<Seen> =
        honest.merchants.iter().map(|rated| measure.of(rated, &before_reference)).collect();
    let mut chances: Vec<Chance> = (7..7 + DRAWS).map(Chance).collect();
    let draws: Vec<Vec<usize>> =
        chances.iter_mut().map(|chance| targets(honest, last, chance)).collect();
    let n = draws.iter().map(Vec::len).sum::<usize>() as f64;
    let mean = |of: &dyn Fn(&Seen) -> f64| {
        draws.iter().flatten().map(|place| of(&before[*place])).sum::<f64>() / n
    };
    println!(
        "{} merchants, {DRAWS} times {:.0} attacked; mean width of the interval {:.2} stars",
        honest.merchants.len(),
        n / DRAWS as f64,
        mean(&|seen| seen.to - seen.from),
    );
    println!(
        "Weighing alone moves the mean of these honest merchants by {:.3} stars ({:.1} % of the range)\n",
        mean(&|seen| (seen.stars[2] - seen.unweighed).abs()),
        mean(&|seen| (seen.stars[2] - seen.unweighed).abs()) / 4.0 * 100.0,
    );
    println!(
        "| attack | care | share | plain mean | Bayesian | weighed | of plain | points, plain | weighed |"
    );
    println!("| --- | --- | --- | --- | --- | --- | --- | --- | --- |");
    let mut at_tenth = Vec::new();
    let mut bystanders = Bystanders::default();
    for family in Family::ALL {
        for care in [Care::Careless, Care::Careful] {
            for share in SHARES {
                let mut moved = Moved::default();
                for (targets, chance) in draws.iter().zip(&mut chances) {
                    let attacked = Attack { family, care, share, targets }.inject(honest, chance);
                    let reference = reference(&attacked);
                    moved.add(&movement(&attacked, &reference, &before, targets, &measure));
                    if share == 0.10 {
                        bystanders.add(&attacked, &reference, &before, targets, &measure);
                    }
                }
                print_row(family, care, share, &moved);
                if share == 0.10 {
                    at_tenth.push((family, care, moved));
                }
            }
        }
    }
    summary(&at_tenth);
    bystanders.print();
}

fn print_row(family: Family, care: Care, share: f64, moved: &Moved) {
    let held_out = if family == HELD_OUT_FAMILY { " (held out)" } else { "" };
    println!(
        "| {}{held_out} | {care:?} | {:.0} % | {:.3} | {:.3} | {:.3} | {:.2} | {:.1} | {:.1} |",
        family.name(),
        share * 100.0,
        moved.stars[0],
        moved.stars[1],
        moved.stars[2],
        moved.stars[2] / moved.stars[0].max(1e-9),
        moved.points[0],
        moved.points[2],
    );
}

fn summary(at_tenth: &[(Family, Care, Moved)]) {
    type Wanted<'a> = &'a dyn Fn(Family, Care) -> bool;
    let chosen = |wanted: Wanted<'_>| {
        at_tenth
            .iter()
            .filter(|(family, care, _)| wanted(*family, *care))
            .map(|(.., moved)| *moved)
            .collect::<Vec<Moved>>()
    };
    let of = |wanted: Wanted<'_>| {
        let (mut stars, mut points, mut ratios) = ([0.0; 2], [0.0; 2], 0.0);
        let chosen = chosen(wanted);
        for moved in &chosen {
            stars = [stars[0] + moved.stars[2], stars[1] + moved.stars[0]];
            points = [points[0] + moved.points[2], points[1] + moved.points[0]];
            ratios += moved.stars[2] / moved.stars[0];
        }
        let n = chosen.len() as f64;
        format!(
            "{:.3} in stars ({:.3} as the mean of ratios), {:.3} in points of the market part",
            stars[0] / stars[1],
            ratios / n,
            points[0] / points[1],
        )
    };
    println!("\nAt 10 %, movement when weighed, as a share of the movement of the plain mean:");
    println!("- all attacks: {}", of(&|_, _| true));
    println!("- careless: {}", of(&|_, care| care == Care::Careless));
    println!("- careful: {}", of(&|_, care| care == Care::Careful));
    println!("- families that were tuned on: {}", of(&|family, _| family != HELD_OUT_FAMILY));
    println!("- held-out family: {}", of(&|family, _| family == HELD_OUT_FAMILY));
}

/// Merchants without a planted rating: what an attack on others moves them by.
#[derive(Default)]
struct Bystanders {
    moved: f64,
    n: u32,
    n_far: u32,
}

impl Bystanders {
    fn add(
        &mut self,
        attacked: &Stream,
        reference: &Reference,
        before: &[Seen],
        targets: &[usize],
        measure: &Measure,
    ) {
        let victims: HashSet<usize> = targets.iter().copied().collect();
        for (place, rated) in attacked.merchants.iter().enumerate() {
            let planted = rated.given.iter().any(|one| one.is_planted);
            if !victims.contains(&place) && !planted && !rated.given.is_empty() {
                let by = (measure.of(rated, reference).stars[2] - before[place].stars[2]).abs();
                self.moved += by;
                self.n += 1;
                self.n_far += u32::from(by >= 0.08);
            }
        }
    }

    fn print(&self) {
        let mean = self.moved / f64::from(self.n.max(1));
        println!(
            "Merchants without a planted rating: moved {mean:.4} stars on average ({:.2} % of the range); {} of {} by 2 % of the range or more",
            mean / 4.0 * 100.0,
            self.n_far,
            self.n,
        );
    }
}

fn movement(
    attacked: &Stream,
    reference: &Reference,
    before: &[Seen],
    targets: &[usize],
    measure: &Measure,
) -> Moved {
    let mut sum = Moved::default();
    let n = targets.len() as f64;
    for place in targets {
        let after = measure.of(&attacked.merchants[*place], reference);
        let was = before[*place];
        for way in 0..3 {
            sum.stars[way] += (after.stars[way] - was.stars[way]).abs() / n;
            sum.points[way] += (after.points[way] - was.points[way]).abs() / n;
        }
    }
    sum
}
