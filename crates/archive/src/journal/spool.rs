//! Files that hold what inputs gave to one output each, in the order in which they were finished.

use std::{
    fs::File,
    io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write},
};

use serde::{Deserialize, Serialize};

/// A part of one spool file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Span {
    pub(crate) start: u64,
    pub(crate) n_bytes: u64,
}

/// Tells bytes that a crash left unwritten.
pub(super) type Checksum = crc32fast::Hasher;

/// A spool file.
pub(super) struct Spool {
    file: File,
    /// End of the parts that count.
    pub(super) end: u64,
}

impl Spool {
    /// One whose parts are still to be found in the journal.
    pub(super) fn new(file: File) -> Self {
        Spool { file, end: 0 }
    }

    /// Cuts off what is behind the parts that count.
    pub(super) fn cut(&self) -> io::Result<()> {
        self.file.set_len(self.end)
    }

    /// Adds a part.
    pub(super) fn append(&mut self, part: &[u8]) -> io::Result<(Span, Checksum)> {
        let mut checksum = Checksum::default();
        checksum.update(part);
        self.file.write_all(part)?;
        Ok((self.grow(part.len() as u64), checksum))
    }

    /// Adds a part that is too large to be held.
    pub(super) fn append_file(&mut self, part: File) -> io::Result<(Span, Checksum)> {
        let mut part = Checked { inner: part, checksum: Checksum::default() };
        let n_bytes = io::copy(&mut part, &mut self.file)?;
        Ok((self.grow(n_bytes), part.checksum))
    }

    fn grow(&mut self, n_bytes: u64) -> Span {
        let start = self.end;
        self.end += n_bytes;
        Span { start, n_bytes }
    }

    /// The checksum of a part, unless the file ends before.
    pub(super) fn checksum(&self, span: Span) -> io::Result<Option<Checksum>> {
        let mut file = &self.file;
        file.seek(SeekFrom::Start(span.start))?;
        let mut part = Checked { inner: file.take(span.n_bytes), checksum: Checksum::default() };
        let n_bytes = io::copy(&mut part, &mut io::sink())?;
        Ok((n_bytes == span.n_bytes).then_some(part.checksum))
    }

    /// Its parts, to be read.
    pub(super) fn parts(&self) -> SpoolParts<'_> {
        SpoolParts { file: BufReader::with_capacity(COPY_BYTES, &self.file), at: None }
    }
}

/// Adds up what is read.
struct Checked<R> {
    inner: R,
    checksum: Checksum,
}

impl<R: Read> Read for Checked<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n_read = self.inner.read(buffer)?;
        self.checksum.update(&buffer[..n_read]);
        Ok(n_read)
    }
}

/// Bytes of a spool file that are read at a time: some ten inputs, which mostly stand there in the order of their paths.
pub(crate) const COPY_BYTES: usize = 256 << 10;

/// Reads the parts of a spool file.
pub(crate) struct SpoolParts<'a> {
    file: BufReader<&'a File>,
    /// Where the file is read next.
    at: Option<u64>,
}

impl SpoolParts<'_> {
    /// The first `n_bytes` of `rest`, which becomes what follows them.
    pub(crate) fn next(&mut self, n_bytes: u64, rest: &mut Span) -> io::Result<Vec<u8>> {
        let behind = rest.n_bytes.checked_sub(n_bytes).ok_or(io::ErrorKind::UnexpectedEof)?;
        self.seek(rest.start)?;
        let mut bytes = Vec::with_capacity(usize::try_from(n_bytes).unwrap_or_default());
        let n_read = (&mut self.file).take(n_bytes).read_to_end(&mut bytes)? as u64;
        if n_read < n_bytes {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        *rest = Span { start: rest.start + n_bytes, n_bytes: behind };
        self.at = Some(rest.start);
        Ok(bytes)
    }

    /// The first line of `rest`, without its end; `rest` is what follows it.
    pub(crate) fn line(&mut self, rest: &mut Span) -> io::Result<Option<Vec<u8>>> {
        if rest.n_bytes == 0 {
            return Ok(None);
        }
        self.seek(rest.start)?;
        let mut line = Vec::new();
        let n_read = (&mut self.file).take(rest.n_bytes).read_until(b'\n', &mut line)? as u64;
        if line.pop() != Some(b'\n') {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        *rest = Span { start: rest.start + n_read, n_bytes: rest.n_bytes - n_read };
        self.at = Some(rest.start);
        Ok(Some(line))
    }

    /// Goes to a place of the file; within what is held already, without reading it again. Whoever reads says where it is then.
    fn seek(&mut self, to: u64) -> io::Result<()> {
        match self.at.and_then(|at| i64::try_from(to).ok()?.checked_sub_unsigned(at)) {
            Some(distance) => self.file.seek_relative(distance)?,
            None => drop(self.file.seek(SeekFrom::Start(to))?),
        }
        self.at = None;
        Ok(())
    }
}
