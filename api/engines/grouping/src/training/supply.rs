//! Trainers: whether so many classes of each region can have theirs, and who takes which.
//!
//! Only the own trainers of a region can do nothing else, so they come first. A trainer takes as many classes as are
//! free, each once: f₁, f₂, … give Σ min(fⱼ, k) places in k classes of t trainers each. Spread evenly they leave the
//! fewest and the flattest gaps; whatever other spread is possible leaves gaps that are harder to fill. Let Nᵢ be the
//! number of classes of all regions that still lack i trainers or more. Trainers of any region with g₁, g₂, … free
//! classes can fill the gaps exactly if Σᵢ min(Nᵢ, m) ≤ F(m) = Σⱼ min(gⱼ, m) for every number m of classes
//! (Gale–Ryser). Between two of the Nᵢ the left side is straight and F is concave, so the Nᵢ are the only m to look at.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::choice::Region;

/// Trainers of a class at most: as many numbers as [`Lack`] has room for.
pub(super) const MAX_TRAINERS: usize = 4;

/// For i from 1 to 4, how many classes lack i trainers or more: Nᵢ in 32 bits each, so that adding two of them adds
/// each number, in order of size by N₁ first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Lack(u128);

impl Lack {
    /// What `classes` of the region lack once its own trainers are spread over them.
    pub fn of(region: &Region, classes: usize) -> Self {
        let gaps = gaps(region, classes);
        Lack((1..=MAX_TRAINERS).fold(0, |packed, i| {
            packed << 32 | gaps.saturating_sub((i - 1) * classes).min(classes) as u128
        }))
    }

    pub fn any(self) -> bool {
        self.0 > 0
    }

    fn levels(self) -> [usize; MAX_TRAINERS] {
        [96, 64, 32, 0].map(|shift| (self.0 >> shift) as u32 as usize)
    }
}

impl std::ops::Add for Lack {
    type Output = Lack;
    fn add(self, other: Lack) -> Lack {
        Lack(self.0 + other.0)
    }
}

impl std::iter::Sum for Lack {
    fn sum<T: Iterator<Item = Lack>>(lacks: T) -> Lack {
        lacks.fold(Lack::default(), std::ops::Add::add)
    }
}

/// Places that the region's own trainers leave open in so many classes.
fn gaps(region: &Region, classes: usize) -> usize {
    let own: usize = region.own.iter().map(|free| free.min(&classes)).sum();
    (classes * region.limits.trainers).saturating_sub(own)
}

/// The trainers of any region.
#[derive(Debug, Clone)]
pub(super) struct Pool {
    free: Vec<usize>,
    /// F(m) for m from 0 on; from the last on it no longer grows.
    slots: Vec<usize>,
}

impl Pool {
    /// Their free classes, in the order of their ids.
    pub fn new(free: Vec<usize>) -> Self {
        let mut growth = vec![0_usize; free.iter().copied().max().unwrap_or(0) + 1];
        // growth[m]: how many have m free classes, then m or more.
        free.iter().for_each(|free| growth[*free] += 1);
        (1..growth.len()).rev().for_each(|m| growth[m - 1] += growth[m]);
        let mut slots = 0;
        let sums = growth.iter().skip(1).map(|more| {
            slots += more;
            slots
        });
        let slots = std::iter::once(0).chain(sums).collect();
        Pool { free, slots }
    }

    /// The same and `count` trainers more with one free class each.
    pub fn and(&self, count: usize) -> Self {
        Pool::new([self.free.as_slice(), &vec![1; count]].concat())
    }

    /// Whether anybody in it has a free class.
    pub fn any(&self) -> bool {
        self.slots(1) > 0
    }

    fn slots(&self, classes: usize) -> usize {
        self.slots.get(classes).or(self.slots.last()).copied().unwrap_or(0)
    }

    pub fn covers(&self, lack: Lack) -> bool {
        self.shortage(lack).is_none()
    }

    /// Where it falls shortest: how many places are needed, and how many there are. As many trainers more with one free
    /// class each are just enough, since each of them adds one to F(m) for every m.
    pub fn shortage(&self, lack: Lack) -> Option<(usize, usize)> {
        let levels = lack.levels();
        let shortages = levels.iter().filter(|m| **m > 0).map(|m| {
            let needed: usize = levels.iter().map(|level| level.min(m)).sum();
            (needed, self.slots(*m))
        });
        let short = shortages.filter(|(needed, slots)| needed > slots);
        short.max_by_key(|(needed, slots)| needed - slots)
    }
}

/// Who trains a class: indices into the region's own trainers and into those of any region.
#[derive(Debug, Default)]
pub(super) struct Staff {
    pub own: Vec<usize>,
    pub anywhere: Vec<usize>,
}

/// The trainers of every class, region by region; `counts` are covered.
pub(super) fn staff(regions: &[Region], pool: &Pool, counts: &[usize]) -> Vec<Staff> {
    let mut staff = Vec::new();
    let mut gaps_of_all = Vec::new();
    for (region, classes) in regions.iter().zip(counts) {
        // Larger classes come first, and so lack less.
        let gaps = crate::balanced_sizes(gaps(region, *classes), *classes);
        let gaps = gaps.into_iter().rev();
        let places = gaps.clone().map(|gap| region.limits.trainers - gap);
        let own = assign(&region.own, places);
        staff.extend(own.into_iter().map(|own| Staff { own, anywhere: Vec::new() }));
        gaps_of_all.extend(gaps);
    }
    for (staff, anywhere) in staff.iter_mut().zip(assign(&pool.free, gaps_of_all.into_iter())) {
        staff.anywhere = anywhere;
    }
    staff
}

/// Fills the places of each class with those who have most classes free, then by index (Havel–Hakimi): whenever all
/// places can be filled, this fills them, whatever the order of the classes.
fn assign(free: &[usize], places: impl Iterator<Item = usize>) -> Vec<Vec<usize>> {
    let mut trainers: BinaryHeap<(usize, Reverse<usize>)> =
        free.iter().enumerate().map(|(i, free)| (*free, Reverse(i))).collect();
    places
        .map(|places| {
            let taken: Vec<_> =
                (0..places).map_while(|_| trainers.pop().filter(|(free, _)| *free > 0)).collect();
            trainers.extend(taken.iter().map(|(free, i)| (free - 1, *i)));
            taken.into_iter().map(|(_, Reverse(i))| i).collect()
        })
        .collect()
}
