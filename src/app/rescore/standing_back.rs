//! How threads that score everybody stand behind others of the machine.

/// Who goes first where more threads want to run than there are cores.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Precedence {
    /// Threads that score get a tenth of the share of others.
    #[default]
    Less,
    /// Threads that score run when nothing else does, and make room at once: beside callers that wait
    /// for answers. Where others never rest, they hardly get on.
    Last,
}

/// How far threads with less precedence stand behind others (`nice`): a tenth of their weight.
const NICENESS: i32 = 10;

impl Precedence {
    /// Lets the calling thread stand like that from now on. It must hold no lock that others wait for.
    pub(super) fn take_up(self) {
        // A system that does not let it is no reason not to score.
        let _ = rustix::process::setpriority_process(None, NICENESS);
        #[cfg(target_os = "linux")]
        if self == Self::Last {
            let _ = run_when_nothing_else_does();
        }
    }

    /// Lets whoever waits for this core go first, where the calling thread runs last. A kernel may look
    /// for them at its own ticks only, which are up to 4 ms apart, or when it is asked.
    pub(super) fn make_room(self) {
        if self == Self::Last {
            std::thread::yield_now();
        }
    }
}

/// A thread of any other policy that wakes up takes its core over at once; beside a `nice` one it
/// would wait for the end of that one's time slice, some milliseconds.
#[cfg(target_os = "linux")]
fn run_when_nothing_else_does() -> Result<(), thread_priority::Error> {
    use thread_priority::{
        NormalThreadSchedulePolicy, ThreadPriority, ThreadSchedulePolicy,
        set_thread_priority_and_policy, thread_native_id,
    };
    let policy = ThreadSchedulePolicy::Normal(NormalThreadSchedulePolicy::Idle);
    set_thread_priority_and_policy(thread_native_id(), ThreadPriority::Min, policy)
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use rustix::process::getpriority_process;
    use thread_priority::{
        NormalThreadSchedulePolicy, ThreadSchedulePolicy, thread_schedule_policy,
    };

    use super::{NICENESS, Precedence};

    /// The policy of a thread that took a precedence up, and how nice it was at least.
    #[track_caller]
    fn check(precedence: Precedence, expect: NormalThreadSchedulePolicy, nice_at_least: i32) {
        let own = move || {
            precedence.take_up();
            (thread_schedule_policy().unwrap(), getpriority_process(None).unwrap())
        };
        let (policy, niceness) = std::thread::spawn(own).join().unwrap();
        assert_eq!(policy, ThreadSchedulePolicy::Normal(expect));
        assert!(niceness >= nice_at_least, "{niceness}");
    }

    #[test]
    fn less_precedence_is_less_weight_and_the_last_run_when_nothing_else_does() {
        check(Precedence::Less, NormalThreadSchedulePolicy::Other, NICENESS);
        check(Precedence::Last, NormalThreadSchedulePolicy::Idle, 0);
    }
}
