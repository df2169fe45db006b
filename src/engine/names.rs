//! What is found by names that stand in rules: a short text each, looked up at each step of a run.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// By a name.
pub(super) type ByName<K, V> = HashMap<K, V, BuildHasherDefault<Quick>>;

/// Eight bytes at a time: nobody who gains by it writes the names.
#[derive(Debug, Default)]
pub(super) struct Quick(u64);

/// An odd number whose bits are spread evenly.
const SPREAD: u64 = 0x517c_c1b7_2722_0a95;

impl Hasher for Quick {
    fn write(&mut self, bytes: &[u8]) {
        for piece in bytes.chunks(8) {
            let word = piece.iter().fold(0, |word: u64, byte| word << 8 | u64::from(*byte));
            self.write_u64(word);
        }
    }

    fn write_u8(&mut self, byte: u8) {
        self.write_u64(byte.into());
    }

    fn write_u64(&mut self, word: u64) {
        self.0 = (self.0.rotate_left(5) ^ word).wrapping_mul(SPREAD);
    }

    fn finish(&self) -> u64 {
        self.0.rotate_left(26)
    }
}
