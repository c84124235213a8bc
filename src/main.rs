//! The program: hands the command line to the library and ends with its exit code.

use std::process::ExitCode;

use mimalloc::MiMalloc;

/// Rows, records and answers are small pieces of memory by the million, made and dropped on every
/// thread; the system's allocator took a fifth of the time of an import.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    merchant_credit::cli::run()
}
