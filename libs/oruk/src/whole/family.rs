//! Who is whose parent, of one kind of thing, and which record says so. Where records differ in who somebody's parent is,
//! the first that names another one counts; whoever is said to be its own parent is so by that record alone.

use std::collections::{BTreeSet, HashMap};

use uuid::Uuid;

/// The most organisations, and the most terms, of one feed that have a parent or are one.
pub const NODES_MAX: usize = 200_000;

/// The most parents that all records together state, of organisations or of terms: 32 megabytes of each.
pub const LINKS_MAX: usize = 2_000_000;

#[derive(Debug, Default)]
pub(super) struct Family {
    nodes: HashMap<Uuid, usize>,
    ids: Vec<Uuid>,
    parents: Vec<Option<usize>>,
    /// Which record states of which node the parent that counts.
    links: Vec<Link>,
    /// Which record states of which node that it is its own parent.
    own: Vec<Link>,
}

/// A record, and the node whose parent it states.
type Link = (usize, usize);

/// Parents that lead back to themselves.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Circle {
    /// Each once, in the order in which they lead round.
    pub(super) through: Vec<Uuid>,
    /// Which records state a parent of which it is made.
    pub(super) records: BTreeSet<usize>,
}

impl Family {
    /// Notes that a record names this one, with its parent, if it states one: who states none makes no circle. If there is no
    /// room for that, says how many there may be.
    pub(super) fn take(
        &mut self,
        record: usize,
        id: Uuid,
        parent: Option<Uuid>,
    ) -> Result<(), usize> {
        let Some(parent) = parent else { return Ok(()) };
        if self.links.len() + self.own.len() >= LINKS_MAX {
            return Err(LINKS_MAX);
        }
        if self.ids.len() + 2 > NODES_MAX {
            return Err(NODES_MAX);
        }
        let (node, parent) = (self.node(id), self.node(parent));
        if node == parent {
            self.own.push((record, node));
        } else if *self.parents[node].get_or_insert(parent) == parent {
            self.links.push((record, node));
        }
        Ok(())
    }

    fn node(&mut self, id: Uuid) -> usize {
        let next = self.ids.len();
        let node = *self.nodes.entry(id).or_insert(next);
        if node == next {
            self.ids.push(id);
            self.parents.push(None);
        }
        node
    }

    /// All circles, each once.
    pub(super) fn circles(&self) -> Vec<Circle> {
        let own: BTreeSet<usize> = self.own.iter().map(|(_, node)| *node).collect();
        let own: Vec<_> = own.into_iter().map(|node| vec![node]).collect();
        let mut circles = self.stated(&own, &self.own);
        circles.extend(self.stated(&self.rings(), &self.links));
        circles
    }

    /// These rings, each with the records that state a part of it.
    fn stated(&self, rings: &[Vec<usize>], links: &[Link]) -> Vec<Circle> {
        let ring_of: HashMap<usize, usize> = rings
            .iter()
            .enumerate()
            .flat_map(|(ring, nodes)| nodes.iter().map(move |n| (*n, ring)))
            .collect();
        let through = |nodes: &Vec<usize>| nodes.iter().map(|node| self.ids[*node]).collect();
        let circle = |nodes| Circle { through: through(nodes), records: BTreeSet::new() };
        let mut circles: Vec<_> = rings.iter().map(circle).collect();
        for (record, node) in links {
            if let Some(ring) = ring_of.get(node) {
                circles[*ring].records.insert(*record);
            }
        }
        circles
    }

    /// Walks from each node up, and gives each walk a colour: who meets its own colour has found a ring.
    fn rings(&self) -> Vec<Vec<usize>> {
        let mut colours = vec![None; self.ids.len()];
        let mut rings = vec![];
        for start in 0..self.ids.len() {
            let mut walk = vec![];
            let mut at = Some(start);
            while let Some(node) = at.filter(|node| colours[*node].is_none()) {
                colours[node] = Some(start);
                walk.push(node);
                at = self.parents[node];
            }
            if let Some(met) = at.filter(|node| colours[*node] == Some(start)) {
                rings.push(walk.into_iter().skip_while(|node| *node != met).collect());
            }
        }
        rings
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_room_for_only_so_many() {
        let one = Uuid::from_u128(1);
        let (links, own) = (vec![(0, 0); LINKS_MAX - 1], vec![(0, 0)]);
        let mut linked = Family { links, own, ..Family::default() };
        assert_eq!(linked.take(0, one, Some(one)), Err(LINKS_MAX));
        assert_eq!(linked.take(0, one, None), Ok(()), "who states nothing needs no room");
        let ids = vec![one; NODES_MAX - 1];
        let mut full = Family { ids, ..Family::default() };
        assert_eq!(full.take(0, one, Some(one)), Err(NODES_MAX));
    }
}
