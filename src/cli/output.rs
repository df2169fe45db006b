//! Standard output and standard error as commands write to them.

use std::io::{self, Write};

/// A stream whose reader may go away: what is written after that is dropped, so that a command ends as it would have.
#[derive(Debug)]
pub(super) struct Output<W> {
    stream: W,
    is_closed: bool,
}

impl<W> Output<W> {
    pub(super) fn new(stream: W) -> Self {
        Self { stream, is_closed: false }
    }

    /// The result, unless it is that nobody reads on.
    fn unless_closed<T>(&mut self, result: io::Result<T>, otherwise: T) -> io::Result<T> {
        match result {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                self.is_closed = true;
                Ok(otherwise)
            }
            result => result,
        }
    }
}

impl<W: Write> Write for Output<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.is_closed {
            return Ok(bytes.len());
        }
        let written = self.stream.write(bytes);
        self.unless_closed(written, bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.is_closed {
            return Ok(());
        }
        let flushed = self.stream.flush();
        self.unless_closed(flushed, ())
    }
}
