//! How threads that score everybody stand behind others of the machine: less of the processor where
//! more threads want to run than there are cores, and no long wait for those who come in between.

/// How far threads that score stand behind others (`nice`): a tenth of their weight.
#[cfg(target_os = "linux")]
const NICENESS: i32 = 10;

/// Gives the calling thread a tenth of the share of others from now on. It must hold no lock that
/// others wait for. Elsewhere than on Linux, niceness is that of the whole process: nothing is done.
pub(super) fn stand_back() {
    // A system that does not let it is no reason not to score; who stands further back stays there.
    #[cfg(target_os = "linux")]
    if rustix::process::getpriority_process(None).is_ok_and(|own| own < NICENESS) {
        let _ = rustix::process::setpriority_process(None, NICENESS);
    }
}

/// Lets whoever waits for this core go first. A kernel may look for them when it is asked, or at the
/// ticks of its own clock only, which lie 1 to 10 ms apart: longer than an answer takes.
pub(super) fn make_room() {
    std::thread::yield_now();
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use rustix::process::getpriority_process;

    use super::{NICENESS, stand_back};

    #[test]
    fn only_the_thread_that_stands_back_has_less_weight() {
        let own = getpriority_process(None).unwrap();
        let niceness = std::thread::spawn(|| {
            stand_back();
            getpriority_process(None).unwrap()
        });
        let niceness = niceness.join().unwrap();
        assert!(niceness >= NICENESS, "{niceness}");
        assert_eq!(getpriority_process(None).unwrap(), own);
    }
}
