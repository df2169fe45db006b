//! What the git program says of files: which it ignores, and which differ from a revision.

use std::collections::HashSet;
use std::ffi::{OsStr, OsString};
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// Why git did not answer.
#[derive(Debug)]
pub enum Refused {
    /// The program could not be started.
    NotThere(io::Error),
    /// What it says, in its own words.
    Said(String),
}

/// The paths below a folder, relative to it, of files of some endings that git knows to be ignored and does not track; `None`
/// where the folder is in no working tree, or there is no git program.
pub(super) fn ignored(folder: &Path, endings: &[&str]) -> Option<HashSet<PathBuf>> {
    let args = ["ls-files", "-z", "--others", "--ignored", "--exclude-standard", "--"];
    let mut args: Vec<String> = args.map(str::to_owned).into();
    args.extend(endings.iter().map(|ending| format!(":(icase)*.{ending}")));
    Some(paths(&run(folder, &args).ok()?).collect())
}

/// Whether git tracks anything in a folder; it does not where the folder is in no working tree, or there is no git program.
pub(super) fn tracks_any(folder: &Path) -> bool {
    run(folder, &["ls-files", "-z", "--", "."]).is_ok_and(|tracked| !tracked.is_empty())
}

/// The files of the working tree around a folder that differ from the last revision that `revision` and the one checked out have in
/// common, new ones that are not ignored and deleted ones among them; without links, sorted. What was renamed is there by both names,
/// and of a repository inside the working tree only its folder.
///
/// # Errors
/// There is no git program, the folder is in no working tree, there is no such revision, or none in common.
pub fn changed_since(folder: &Path, revision: &OsStr) -> Result<Vec<PathBuf>, Refused> {
    let base = base(folder, revision)?;
    let root = root(folder)?;
    let diff = ["diff", "--no-ext-diff", "--name-only", "-z", "--no-renames", &base, "--"];
    let others = ["ls-files", "-z", "--others", "--exclude-standard"];
    let (diff, others) = (run(&root, &diff)?, run(&root, &others)?);
    let mut changed: Vec<PathBuf> = paths(&diff).chain(paths(&others)).map(|path| root.join(path)).collect();
    changed.sort();
    changed.dedup();
    Ok(changed)
}

/// The text of a file as it is in a revision; `None` if there is none.
///
/// # Errors
/// There is no git program, or no such revision.
pub fn text_at(root: &Path, revision: &str, path: &Path) -> Result<Option<Vec<u8>>, Refused> {
    let listed = ["ls-tree", "-z", "--name-only", revision, "--"];
    let mut args: Vec<OsString> = listed.iter().map(OsString::from).collect();
    args.push(path.as_os_str().to_owned());
    if run(root, &args)?.is_empty() {
        return Ok(None);
    }
    let mut object = OsString::from(revision);
    object.push(":");
    object.push(path);
    run(root, &[OsStr::new("cat-file"), OsStr::new("blob"), &object]).map(Some)
}

/// The files of a folder as they are in a revision, from the folder of the working tree.
///
/// # Errors
/// There is no git program, or no such revision.
pub(super) fn files_at(root: &Path, revision: &str, folder: &Path) -> Result<Vec<PathBuf>, Refused> {
    let args = ["ls-tree", "-r", "-z", "--name-only", revision, "--"].map(OsStr::new);
    // All of the tree is a folder without a name.
    let folder = Some(folder.as_os_str()).filter(|folder| !folder.is_empty());
    Ok(paths(&run(root, &[&args[..], folder.as_slice()].concat())?).collect())
}

/// The files among some files and folders that differ from a revision, new ones among them.
///
/// # Errors
/// There is no git program, or no such revision.
pub(super) fn differing(root: &Path, revision: &str, among: &[PathBuf]) -> Result<Vec<PathBuf>, Refused> {
    if among.is_empty() {
        return Ok(Vec::new());
    }
    let with = |args: &[&str]| {
        let args = args.iter().map(OsStr::new);
        let args: Vec<&OsStr> = args.chain(among.iter().map(|path| path.as_os_str())).collect();
        run(root, &args)
    };
    let diff = with(&["diff", "--no-ext-diff", "--name-only", "-z", "--no-renames", revision, "--"])?;
    let others = with(&["ls-files", "-z", "--others", "--"])?;
    let mut changed: Vec<PathBuf> = paths(&diff).chain(paths(&others)).collect();
    changed.sort();
    changed.dedup();
    Ok(changed)
}

/// The full name of a revision.
///
/// # Errors
/// There is no git program, or no such revision.
pub fn commit(folder: &Path, revision: &OsStr) -> Result<String, Refused> {
    let mut commit = revision.to_owned();
    commit.push("^{commit}");
    let args = [OsStr::new("rev-parse"), OsStr::new("--verify"), OsStr::new("--end-of-options"), &commit];
    Ok(line(&run(folder, &args)?))
}

/// The last revision that one and the one checked out have in common.
pub(super) fn base(folder: &Path, revision: &OsStr) -> Result<String, Refused> {
    let commit = commit(folder, revision)?;
    Ok(line(&run(folder, &["merge-base", &commit, "HEAD"])?))
}

/// The folder of the working tree that another lies in, without links.
///
/// # Errors
/// There is no git program, or no working tree.
pub fn root(folder: &Path) -> Result<PathBuf, Refused> {
    let out = run(folder, &["rev-parse", "--show-toplevel"])?;
    let root = path(out.strip_suffix(b"\n").unwrap_or(&out));
    std::fs::canonicalize(&root).map_err(Refused::NotThere)
}

fn line(out: &[u8]) -> String {
    String::from_utf8_lossy(out).trim_end().to_owned()
}

/// Runs git in a folder. Nothing that the repository configures is run by it.
fn run<S: AsRef<OsStr>>(folder: &Path, args: &[S]) -> Result<Vec<u8>, Refused> {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let mut command = Command::new("git");
    command.arg("-C").arg(folder).args(["-c", "core.fsmonitor=false", "-c", "core.quotePath=false"]);
    // What a hook of git tells its programs holds for the folder that it runs in, not for this one.
    for name in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX"] {
        command.env_remove(name);
    }
    command.args(args).stdin(Stdio::null()).env("LC_ALL", "C").env("GIT_OPTIONAL_LOCKS", "0");
    let Output { status, stdout, stderr } = command.output().map_err(Refused::NotThere)?;
    if status.success() { Ok(stdout) } else { Err(Refused::Said(line(&stderr))) }
}

fn paths(out: &[u8]) -> impl Iterator<Item = PathBuf> {
    out.split(|byte| *byte == 0).filter(|path| !path.is_empty()).map(path)
}

/// A path from its bytes.
#[cfg(unix)]
pub(super) fn path(bytes: &[u8]) -> PathBuf {
    use std::os::unix::ffi::OsStrExt as _;
    PathBuf::from(OsStr::from_bytes(bytes))
}

/// A path from its bytes.
#[cfg(not(unix))]
pub(super) fn path(bytes: &[u8]) -> PathBuf {
    PathBuf::from(String::from_utf8_lossy(bytes).into_owned())
}
