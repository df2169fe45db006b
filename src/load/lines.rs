//! Forms a line each: read one after the other, however many there are.

use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use super::STANDARD_INPUT;
use super::file::{Unread, open, shown};
use super::forms::loaded;
use crate::check::form::Loaded;

/// The lines of some files, each a form. A line without its end is no longer than the limit and one byte more: of a longer one
/// the rest is passed over, not kept.
pub struct Lines {
    /// Those to come, the next at the end.
    paths: Vec<PathBuf>,
    current: Option<File>,
    limit: usize,
}

struct File {
    name: String,
    reader: Box<dyn BufRead + Send>,
    /// Lines read.
    lines: usize,
}

/// A line that is a form.
#[derive(Debug)]
pub struct Line {
    name: String,
    bytes: Result<Vec<u8>, Unread>,
    limit: usize,
}

impl Line {
    /// The form, named by its file and line (`-:3`); offsets in it count from the start of the line.
    #[must_use]
    pub fn read(&self) -> Loaded {
        loaded(self.name.clone(), &self.bytes, self.limit)
    }
}

/// The lines of files, or of standard input for `-`, each line a form of `limit` bytes at most.
#[must_use]
pub fn lines(paths: &[PathBuf], limit: usize) -> Lines {
    Lines { paths: paths.iter().rev().cloned().collect(), current: None, limit }
}

impl Iterator for Lines {
    type Item = Line;

    fn next(&mut self) -> Option<Line> {
        loop {
            let Some(file) = &mut self.current else {
                let path = self.paths.pop()?;
                match File::new(&path) {
                    Ok(file) => self.current = Some(file),
                    Err(error) => return Some(self.failed(shown(&path), error)),
                }
                continue;
            };
            match file.next(self.limit) {
                Ok(Some(bytes)) => {
                    let name = format!("{}:{}", file.name, file.lines);
                    return Some(Line { name, bytes: Ok(bytes), limit: self.limit });
                }
                Ok(None) => self.current = None,
                Err(error) => {
                    let name = format!("{}:{}", file.name, file.lines);
                    self.current = None;
                    return Some(self.failed(name, error));
                }
            }
        }
    }
}

impl Lines {
    fn failed(&self, name: String, error: io::Error) -> Line {
        Line { name, bytes: Err(Unread::Failed(error)), limit: self.limit }
    }
}

impl std::fmt::Debug for Lines {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Lines").field("limit", &self.limit).finish_non_exhaustive()
    }
}

impl File {
    fn new(path: &Path) -> io::Result<Self> {
        let reader: Box<dyn BufRead + Send> = if path.as_os_str() == STANDARD_INPUT {
            Box::new(BufReader::new(io::stdin()))
        } else {
            Box::new(BufReader::new(open(path)?))
        };
        Ok(Self { name: shown(path), reader, lines: 0 })
    }

    /// The next line without its end; `None` after the last.
    fn next(&mut self, limit: usize) -> io::Result<Option<Vec<u8>>> {
        self.lines += 1;
        let most = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
        let mut line = Vec::new();
        self.reader.by_ref().take(most).read_until(b'\n', &mut line)?;
        if line.last() == Some(&b'\n') {
            line.pop();
        } else if line.is_empty() {
            return Ok(None);
        } else if line.len() > limit {
            self.reader.skip_until(b'\n')?;
        }
        Ok(Some(line))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &'static str, limit: usize) -> Vec<String> {
        let file = File { name: "f".to_owned(), reader: Box::new(text.as_bytes()), lines: 0 };
        let lines = Lines { paths: Vec::new(), current: Some(file), limit };
        let told = |line: Line| match line.read() {
            Loaded::Form(source) => format!("{} {}", source.name(), source.text().unwrap()),
            Loaded::Unread(name, problem) => format!("{name} {}", problem.message.english()),
        };
        lines.map(told).collect()
    }

    #[test]
    fn each_line_is_a_form_an_empty_one_too() {
        assert_eq!(read("{}\n\n[1]\r\n{", 9), ["f:1 {}", "f:2 ", "f:3 [1]\r", "f:4 {"]);
        assert_eq!(read("", 9), [""; 0]);
        assert_eq!(read("\n", 9), ["f:1 "]);
    }

    #[test]
    fn a_line_that_is_too_long_is_told_and_the_next_is_read() {
        let lines = read("123456789\n1234567890\n12345678901234567890\n{}\n", 9);
        assert_eq!(lines[0], "f:1 123456789");
        assert!(lines[1].starts_with("f:2 the file is larger than"), "{lines:?}");
        assert!(lines[2].starts_with("f:3 the file is larger than"), "{lines:?}");
        assert_eq!(lines[3..], ["f:4 {}"]);
    }
}
