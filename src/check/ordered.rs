//! Work on several threads whose results come in the order of the work.

use std::io;
use std::num::NonZeroUsize;
use std::panic::resume_unwind;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Mutex, PoisonError};
use std::thread::{self, Builder};

/// The stack of a thread, in bytes: what the main thread has on most systems.
const STACK: usize = 8 << 20;

/// Results of each thread that may wait for one before them. More is not taken on, so that memory stays flat however many
/// items there are and however slow the reader is.
const AHEAD: usize = 16;

/// What each thread does.
pub trait Work: Sync {
    /// What comes in.
    type Item: Send;
    /// What a thread keeps from one item to the next.
    type State;
    /// What goes out.
    type Done: Send;

    /// That of a thread with nothing done yet.
    fn start(&self) -> Self::State;
    /// Does one piece of work.
    fn work(&self, state: &mut Self::State, item: Self::Item) -> Self::Done;
    /// Takes what a thread has kept, once all is done.
    fn finish(&self, state: Self::State);
}

/// Does work on some threads and hands on the results in the order of the items. One job is done on the thread that asks.
///
/// # Errors
/// Those of the system where it gives no thread.
///
/// # Panics
/// With the panic of a thread, once all have ended.
pub fn map<W: Work>(
    work: &W,
    items: impl Iterator<Item = W::Item> + Send,
    jobs: NonZeroUsize,
    mut take: impl FnMut(W::Done),
) -> io::Result<()> {
    if jobs.get() == 1 {
        let mut state = work.start();
        for item in items {
            take(work.work(&mut state, item));
        }
        work.finish(state);
        return Ok(());
    }
    let items = Mutex::new(items);
    let (queue, results) = sync_channel(AHEAD.saturating_mul(jobs.get()));
    thread::scope(|scope| {
        let mut threads = Vec::new();
        for _ in 0..jobs.get() {
            let (items, queue) = (&items, queue.clone());
            let run = move || {
                let mut state = work.start();
                while let Some((item, done)) = next(items, &queue) {
                    // Nobody waits for it any more only where the thread that asked has panicked.
                    let _ = done.send(work.work(&mut state, item));
                }
                work.finish(state);
            };
            match Builder::new().stack_size(STACK).spawn_scoped(scope, run) {
                Ok(thread) => threads.push(thread),
                Err(error) if threads.is_empty() => return Err(error),
                Err(_) => break,
            }
        }
        drop(queue);
        // A thread that panicked leaves no result, and no further one is taken.
        results.iter().map_while(|result| result.recv().ok()).for_each(&mut take);
        // Threads that wait for room in the queue see that nobody takes from it.
        drop(results);
        for thread in threads {
            if let Err(panic) = thread.join() {
                resume_unwind(panic);
            }
        }
        Ok(())
    })
}

/// The next item and where its result goes. The places of results stand in the queue in the order of the items; the queue
/// has room for so many, and who takes an item waits for room.
fn next<I, T>(
    items: &Mutex<impl Iterator<Item = I>>,
    queue: &SyncSender<Receiver<T>>,
) -> Option<(I, SyncSender<T>)> {
    let mut items = items.lock().unwrap_or_else(PoisonError::into_inner);
    let item = items.next()?;
    let (done, result) = sync_channel(1);
    queue.send(result).ok()?;
    Some((item, done))
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    use super::*;

    /// Doubles numbers, those that three divides slowly, and counts how many it has taken on.
    #[derive(Default)]
    struct Doubling {
        taken: AtomicUsize,
        sum: AtomicUsize,
    }

    impl Work for Doubling {
        type Item = usize;
        type State = usize;
        type Done = usize;

        fn start(&self) -> usize {
            0
        }

        fn work(&self, state: &mut usize, item: usize) -> usize {
            self.taken.fetch_add(1, Ordering::SeqCst);
            if item.is_multiple_of(3) {
                thread::sleep(Duration::from_millis(2));
            }
            *state += item;
            item * 2
        }

        fn finish(&self, state: usize) {
            self.sum.fetch_add(state, Ordering::SeqCst);
        }
    }

    fn jobs(count: usize) -> NonZeroUsize {
        NonZeroUsize::new(count).unwrap()
    }

    #[test]
    fn results_come_in_the_order_of_the_items_with_any_number_of_jobs() {
        for count in [1, 2, 7] {
            let work = Doubling::default();
            let mut results = Vec::new();
            map(&work, 0..100, jobs(count), |result| results.push(result)).unwrap();
            assert_eq!(results, (0..200).step_by(2).collect::<Vec<_>>());
            assert_eq!(work.sum.into_inner(), 4950);
        }
    }

    #[test]
    fn no_more_is_taken_on_than_there_is_room_for_while_nobody_takes_results() {
        let work = Doubling::default();
        let mut most_ahead = 0;
        let mut done = 0;
        map(&work, 1..400, jobs(2), |_| {
            done += 1;
            thread::sleep(Duration::from_micros(200));
            most_ahead = most_ahead.max(work.taken.load(Ordering::SeqCst).saturating_sub(done));
        })
        .unwrap();
        assert_eq!(done, 399);
        // The room in the queue, an item in the hands of each thread, and one that is being taken.
        assert!(most_ahead <= 2 * AHEAD + 3, "{most_ahead}");
    }

    #[test]
    fn a_result_is_handed_on_while_the_next_item_has_not_come_yet() {
        // The second item is sent only once the first result is there: a pipe whose other end waits for an answer.
        let (send, items) = sync_channel(1);
        send.send(1).unwrap();
        let mut send = Some(send);
        let mut results = Vec::new();
        map(&Doubling::default(), items.into_iter(), jobs(2), |result| {
            results.push(result);
            match result {
                2 => send.as_ref().unwrap().send(2).unwrap(),
                _ => send = None,
            }
        })
        .unwrap();
        assert_eq!(results, [2, 4]);
    }

    #[test]
    fn the_panic_of_a_thread_is_passed_on_and_nobody_waits_for_ever() {
        struct Failing;
        impl Work for Failing {
            type Item = usize;
            type State = ();
            type Done = ();
            fn start(&self) {}
            fn work(&self, (): &mut (), item: usize) {
                assert!(item != 40, "a mistake");
            }
            fn finish(&self, (): ()) {}
        }
        let result = std::panic::catch_unwind(|| map(&Failing, 0..100, jobs(2), |()| {}));
        assert!(result.is_err());
    }
}
