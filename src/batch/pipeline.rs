//! Jobs on all processors, their results in order.

use std::sync::Mutex;
use std::sync::mpsc::{Receiver, Sender, channel, sync_channel};

/// Works on jobs on `threads` threads and gives the results to `sink` in the order of the jobs.
///
/// `jobs` is drawn from on a thread of its own, at most a few jobs ahead of the sink, so that
/// memory stays flat. It ends with the jobs, or with the first error of `jobs` or `sink`.
///
/// # Errors
///
/// The first error of `jobs`, when all results before it have been given to the sink; or the
/// first error of `sink`.
pub fn in_order<J, R, E>(
    threads: usize,
    mut jobs: impl FnMut() -> Result<Option<J>, E> + Send,
    work: impl Fn(J) -> R + Sync,
    mut sink: impl FnMut(R) -> Result<(), E>,
) -> Result<(), E>
where
    J: Send,
    R: Send,
    E: Send,
{
    let threads = threads.max(1);
    let (to_workers, queue) = sync_channel::<(J, Sender<R>)>(threads);
    let (to_sink, results) = sync_channel::<Result<Receiver<R>, E>>(2 * threads);
    let queue = Mutex::new(queue);
    std::thread::scope(|scope| {
        scope.spawn(move || {
            loop {
                let next = match jobs() {
                    Ok(None) => return,
                    Ok(Some(job)) => job,
                    Err(error) => {
                        // Where nobody listens any longer, another error came first.
                        let _nobody = to_sink.send(Err(error));
                        return;
                    }
                };
                let (done, result) = channel();
                // The place in the order first, then the work.
                if to_sink.send(Ok(result)).is_err() || to_workers.send((next, done)).is_err() {
                    return;
                }
            }
        });
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    // A worker that panicked takes the whole scope with it, not the lock.
                    let next = match queue.lock() {
                        Ok(queue) => queue.recv(),
                        Err(_) => return,
                    };
                    let Ok((job, done)) = next else { return };
                    let _nobody = done.send(work(job));
                }
            });
        }
        let outcome = results.iter().try_for_each(|result| match result?.recv() {
            Ok(result) => sink(result),
            // Its worker panicked: the scope passes that on.
            Err(_) => Ok(()),
        });
        // Frees those who wait to send.
        drop(results);
        outcome
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn results_keep_the_order_of_their_jobs_on_any_number_of_threads() {
        for threads in [1, 2, 7] {
            let mut next = 0_u64;
            let jobs = || {
                next += 1;
                Ok::<_, ()>((next <= 200).then_some(next))
            };
            let mut seen = Vec::new();
            let work = |job: u64| {
                std::thread::sleep(Duration::from_micros(job * 37 % 300));
                job * 2
            };
            in_order(threads, jobs, work, |result| {
                seen.push(result);
                Ok(())
            })
            .unwrap();
            assert_eq!(seen, (1..=200).map(|job| job * 2).collect::<Vec<_>>());
        }
    }

    #[test]
    fn an_error_of_either_side_ends_it_after_what_came_before() {
        let mut next = 0;
        let jobs = || {
            next += 1;
            if next == 5 { Err("the source") } else { Ok(Some(next)) }
        };
        let mut seen = Vec::new();
        let ended = in_order(
            2,
            jobs,
            |job| job,
            |result| {
                seen.push(result);
                Ok(())
            },
        );
        assert_eq!((ended, seen), (Err("the source"), vec![1, 2, 3, 4]));

        let endless = || Ok(Some(1));
        let ended = in_order(2, endless, |job| job, |_| Err("the sink"));
        assert_eq!(ended, Err("the sink"));
    }
}
