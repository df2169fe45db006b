//! A folder of its own for a test, in which the program and git are run.

#![allow(dead_code, reason = "no test needs all of it")]

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use tempfile::TempDir;

pub(crate) const ROOT: &str = env!("CARGO_MANIFEST_DIR");

pub(crate) struct Place(pub(crate) TempDir);

impl Place {
    pub(crate) fn empty() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        let path = self.0.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.0.path().join(name)).unwrap()
    }

    /// The program with some arguments, which knows nothing of the machine but where git is.
    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_hegui"));
        command.args(args).current_dir(self.0.path()).env_clear().stdin(Stdio::null());
        command.env("LANG", "C").env("COLUMNS", "200");
        command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
        command.env("HOME", self.0.path()).env("GIT_CONFIG_NOSYSTEM", "1");
        command
    }

    /// Standard output with standard error behind it, and the status.
    pub(crate) fn said(&self, args: &[&str]) -> (String, i32) {
        let output = self.command(args).output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (text(output.stdout) + text(output.stderr).as_str(), output.status.code().unwrap())
    }

    /// What git says, which must succeed.
    pub(crate) fn git(&self, args: &[&str]) -> String {
        let who = ["-c", "user.name=x", "-c", "user.email=x@example.org", "-c", "init.defaultBranch=main"];
        let mut command = Command::new("git");
        command.args(who).args(args).current_dir(self.0.path());
        command.env("HOME", self.0.path()).env("GIT_CONFIG_NOSYSTEM", "1");
        let output = command.output().unwrap();
        assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }
}

/// A file of the repository.
pub(crate) fn fixture(path: &str) -> String {
    fs::read_to_string(Path::new(ROOT).join(path)).unwrap()
}
