//! Standard output and standard error as commands write to them.

use std::io::{self, Write};

/// A stream that gets what is written as a whole at each flush, so that a run that is cut off leaves whole documents. Its
/// reader may go away: what is written after that is dropped, so that a command ends as it would have.
#[derive(Debug)]
pub(super) struct Output<W> {
    stream: W,
    held: Vec<u8>,
    is_closed: bool,
}

impl<W> Output<W> {
    pub(super) fn new(stream: W) -> Self {
        Self { stream, held: Vec::new(), is_closed: false }
    }
}

impl<W: Write> Write for Output<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if !self.is_closed {
            self.held.extend_from_slice(bytes);
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.is_closed {
            return Ok(());
        }
        let result = self.stream.write_all(&self.held).and_then(|()| self.stream.flush());
        self.held.clear();
        match result {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                self.is_closed = true;
                Ok(())
            }
            result => result,
        }
    }
}
