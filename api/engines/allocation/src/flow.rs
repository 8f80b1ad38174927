//! Reviews flowing from groups of subjects to experts.

use std::collections::VecDeque;

/// Subjects who bar the same experts.
#[derive(Debug)]
pub(crate) struct Group {
    /// By index, in order.
    barred: Vec<usize>,
    subjects: usize,
    /// Reviews that have no expert yet.
    open: usize,
}

impl Group {
    pub fn new(barred: &[usize], subjects: usize) -> Self {
        Group { barred: barred.to_vec(), subjects, open: 0 }
    }

    fn may(&self, expert: usize) -> bool {
        self.barred.binary_search(&expert).is_err()
    }
}

#[derive(Debug)]
pub(crate) struct Flow {
    groups: Vec<Group>,
    loads: Vec<usize>,
    limits: Vec<usize>,
    /// given[group][expert]: reviews, at most the group's subjects.
    given: Vec<Vec<usize>>,
}

/// Groups that get fewer reviews than they need, with everybody who may judge one of them.
#[derive(Debug)]
pub(crate) struct Shortage {
    pub groups: Vec<usize>,
    pub experts: Vec<usize>,
    pub missing: usize,
}

/// What can be reached from a group or an expert by giving a review of a group to an expert who has not all of it, and by
/// taking from an expert a review of a group and giving it to another. For each group and expert where it was reached
/// from, by index in `order`.
struct Reach {
    order: Vec<(Node, Option<usize>)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Node {
    Group(usize),
    Expert(usize),
}

impl Flow {
    pub fn new(
        mut groups: Vec<Group>,
        experts: impl Iterator<Item = (usize, Option<usize>)>,
        each: usize,
    ) -> Self {
        groups.iter_mut().for_each(|group| group.open = group.subjects * each);
        let (loads, limits): (Vec<usize>, Vec<usize>) =
            experts.map(|(load, limit)| (load, limit.unwrap_or(usize::MAX))).unzip();
        let given = vec![vec![0; loads.len()]; groups.len()];
        Flow { groups, loads, limits, given }
    }

    /// The experts of a group's reviews, one after the other.
    pub fn reviewers(&self, group: usize) -> impl Iterator<Item = usize> {
        let given = self.given.get(group).into_iter().flatten();
        given.enumerate().flat_map(|(expert, count)| std::iter::repeat_n(expert, *count))
    }

    /// Gives as many reviews to experts as can be.
    pub fn fill(&mut self) {
        for group in 0..self.groups.len() {
            while self.groups[group].open > 0 {
                let Some(expert) = self.least_loaded(group) else { break };
                self.give(group, expert);
            }
        }
        for group in 0..self.groups.len() {
            while self.groups[group].open > 0 {
                let reach = self.reach(Node::Group(group));
                let Some(end) = self.end(&reach, usize::MAX) else { break };
                self.groups[group].open -= 1;
                self.move_along(&reach, end);
            }
        }
    }

    /// Once filled: the first group that lacks reviews, with all groups that its need can be passed on to. Their experts
    /// are full, or judge all of their subjects already: no other flow gives them more.
    pub fn shortage(&self) -> Option<Shortage> {
        let lacking = self.groups.iter().position(|group| group.open > 0)?;
        let reach = self.reach(Node::Group(lacking));
        let mut groups: Vec<usize> = reach
            .order
            .iter()
            .filter_map(|(node, _)| match node {
                Node::Group(group) => Some(*group),
                Node::Expert(_) => None,
            })
            .collect();
        groups.sort_unstable();
        let eligible = |expert: &usize| groups.iter().any(|g| self.groups[*g].may(*expert));
        let experts = (0..self.loads.len()).filter(eligible).collect();
        let missing = groups.iter().map(|g| self.groups[*g].open).sum();
        Some(Shortage { groups, experts, missing })
    }

    /// Moves reviews until no expert can pass one on to another with two fewer.
    pub fn even_out(&mut self) {
        loop {
            let mut by_load: Vec<usize> = (0..self.loads.len()).collect();
            by_load.sort_by_key(|expert| std::cmp::Reverse(self.loads[*expert]));
            let mut moved = false;
            for expert in by_load {
                while self.loads[expert] >= 2 {
                    let reach = self.reach(Node::Expert(expert));
                    let Some(end) = self.end(&reach, self.loads[expert] - 1) else { break };
                    self.loads[expert] -= 1;
                    self.move_along(&reach, end);
                    moved = true;
                }
            }
            if !moved {
                return;
            }
        }
    }

    fn least_loaded(&self, group: usize) -> Option<usize> {
        (0..self.loads.len())
            .filter(|e| self.takes(group, *e) && self.loads[*e] < self.limits[*e])
            .min_by_key(|e| self.loads[*e])
    }

    fn give(&mut self, group: usize, expert: usize) {
        self.groups[group].open -= 1;
        self.given[group][expert] += 1;
        self.loads[expert] += 1;
    }

    /// Whether one review more of the group can go to the expert, full or not.
    fn takes(&self, group: usize, expert: usize) -> bool {
        self.groups[group].may(expert) && self.given[group][expert] < self.groups[group].subjects
    }

    fn reach(&self, start: Node) -> Reach {
        let (mut groups, mut experts) =
            (vec![false; self.groups.len()], vec![false; self.loads.len()]);
        let mut order = vec![(start, None)];
        let mut queue = VecDeque::from([0]);
        match start {
            Node::Group(group) => groups[group] = true,
            Node::Expert(expert) => experts[expert] = true,
        }
        while let Some(at) = queue.pop_front() {
            let next: Vec<Node> = match order[at].0 {
                Node::Group(group) => (0..experts.len())
                    .filter(|e| self.takes(group, *e) && !std::mem::replace(&mut experts[*e], true))
                    .map(Node::Expert)
                    .collect(),
                Node::Expert(expert) => (0..groups.len())
                    .filter(|g| {
                        self.given[*g][expert] > 0 && !std::mem::replace(&mut groups[*g], true)
                    })
                    .map(Node::Group)
                    .collect(),
            };
            for node in next {
                queue.push_back(order.len());
                order.push((node, Some(at)));
            }
        }
        Reach { order }
    }

    /// The expert reached who has least, of those with fewer than `below` and room for one more; its place in `order`.
    fn end(&self, reach: &Reach, below: usize) -> Option<usize> {
        let experts = reach.order.iter().enumerate().filter_map(|(at, (node, _))| match node {
            Node::Expert(expert) => Some((at, self.loads[*expert], self.limits[*expert])),
            Node::Group(_) => None,
        });
        let open = experts.filter(|(_, load, limit)| load < limit && *load < below);
        open.min_by_key(|(_, load, _)| *load).map(|(at, ..)| at)
    }

    /// Passes one review along the path to `end`; what the start has less of is the caller's.
    fn move_along(&mut self, reach: &Reach, end: usize) {
        let mut at = end;
        if let Node::Expert(expert) = reach.order[end].0 {
            self.loads[expert] += 1;
        }
        while let (node, Some(from)) = reach.order[at] {
            match (reach.order[from].0, node) {
                (Node::Group(group), Node::Expert(expert)) => self.given[group][expert] += 1,
                (Node::Expert(expert), Node::Group(group)) => self.given[group][expert] -= 1,
                // A path goes from one kind to the other.
                _ => {}
            }
            at = from;
        }
    }
}
