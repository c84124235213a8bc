//! The real program in the folder of a world.

use std::process::{Command, Output, Stdio};

use super::World;

impl World {
    /// What the program says in this world's folder.
    pub(crate) fn program(&self, arguments: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_merchant-credit"))
            .arg("--data-dir")
            .arg(self.folder())
            .args(arguments)
            .stdin(Stdio::null())
            .output()
            .unwrap()
    }
}
