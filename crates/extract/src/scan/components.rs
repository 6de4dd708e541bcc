//! Which of many things hang together, when it is known of pairs.

/// Things numbered from 0, each a part of one whole.
#[derive(Default)]
pub(super) struct Components {
    /// A thing of the same whole with a lower number, or the thing itself.
    parent: Vec<u32>,
}

impl Components {
    /// So many things, each on its own; fewer than 2³² are on any page.
    pub(super) fn new(n: usize) -> Components {
        Components { parent: (0..n as u32).collect() }
    }

    /// One more thing, on its own; gives its number.
    pub(super) fn push(&mut self) -> u32 {
        let id = self.parent.len() as u32;
        self.parent.push(id);
        id
    }

    /// The lowest number of the whole that a thing is part of.
    pub(super) fn root(&mut self, mut i: u32) -> u32 {
        while self.parent[i as usize] != i {
            self.parent[i as usize] = self.parent[self.parent[i as usize] as usize];
            i = self.parent[i as usize];
        }
        i
    }

    /// Says that two things are of one whole.
    pub(super) fn join(&mut self, a: u32, b: u32) {
        let (a, b) = (self.root(a), self.root(b));
        self.parent[a.max(b) as usize] = a.min(b);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_joined_over_others_is_one_whole() {
        let mut components = Components::new(4);
        assert_eq!(components.push(), 4);
        components.join(3, 1);
        components.join(4, 3);
        let roots: Vec<u32> = (0..5).map(|i| components.root(i)).collect();
        assert_eq!(roots, [0, 1, 2, 1, 1]);
    }
}
