//! One packed stream: a file, or a tar archive.

use std::io::{self, Cursor, Read};

use bzip2::read::MultiBzDecoder;
use flate2::read::MultiGzDecoder;
use lzma_rust2::XzReader;
use ruzstd::decoding::{
    FrameDecoder, StreamingDecoder,
    errors::{FrameDecoderError, ReadFrameHeaderError},
};

use super::{Content, End, Packed, Source, Walk, Walked, damaged, head};
use crate::{
    kind::{self, Container, Packing},
    limits::{Bounded, Budget, unpack_error},
};

impl Walk<'_> {
    /// One packed file, named like the archive, or a packed tar archive.
    pub(super) fn stream(&mut self, path: String, packing: Packing, source: Packed, depth: u32, budget: &mut Budget) -> Walked {
        let Packed { bytes, n_bytes } = source;
        let mut unpacked = Bounded::new(unpacker(packing, bytes, budget.limits.archive_window), n_bytes, &budget.limits);
        let head = match head(&mut unpacked) {
            Ok(head) => head,
            Err(error) if error.kind() == io::ErrorKind::OutOfMemory => {
                return self.emit(path, Content::Failed(unpack_error(&error)));
            }
            Err(error) => return self.emit(path, Content::Failed(damaged(error))),
        };
        let is_tar = kind::container(&head) == Some(Container::Tar);
        let unpacked = Cursor::new(head).chain(unpacked);
        if is_tar {
            return self.tar(path, unpacked, depth, budget);
        }
        budget.count_entries(1).map_err(End::from)?;
        let read = budget.read(unpacked, n_bytes);
        self.read_entry(path, read, depth, budget)
    }
}

/// What `packed` holds, within `window` bytes of memory.
fn unpacker(packing: Packing, packed: Box<dyn Source>, window: u64) -> Box<dyn Read> {
    match packing {
        Packing::Gzip => Box::new(MultiGzDecoder::new(packed)),
        Packing::Bzip2 => Box::new(MultiBzDecoder::new(packed)),
        Packing::Xz => {
            let kibibytes = u32::try_from(window >> 10).unwrap_or(u32::MAX);
            Box::new(XzReader::new_mem_limit(packed, true, kibibytes))
        }
        Packing::Zstd => Box::new(Zstd { state: Frames::Between(packed), window }),
    }
}

/// A stream of zstd frames, which the library reads one by one.
struct Zstd {
    state: Frames,
    window: u64,
}

enum Frames {
    Between(Box<dyn Source>),
    Within(Box<StreamingDecoder<Box<dyn Source>, FrameDecoder>>),
    Ended,
}

impl Read for Zstd {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            self.state = match std::mem::replace(&mut self.state, Frames::Ended) {
                Frames::Ended => return Ok(0),
                Frames::Within(mut frame) => {
                    let n_read = frame.read(buffer)?;
                    if n_read > 0 || buffer.is_empty() {
                        self.state = Frames::Within(frame);
                        return Ok(n_read);
                    }
                    Frames::Between(frame.into_inner())
                }
                Frames::Between(packed) => next_frame(packed, self.window)?,
            };
        }
    }
}

/// The next frame with content; skippable frames hold none.
fn next_frame(mut packed: Box<dyn Source>, window: u64) -> io::Result<Frames> {
    loop {
        let start = packed.stream_position()?;
        if packed.read(&mut [0])? == 0 {
            return Ok(Frames::Ended);
        }
        packed.seek(io::SeekFrom::Start(start))?;
        let mut decoder = FrameDecoder::new();
        decoder.set_max_window_size(window);
        match decoder.init(&mut packed) {
            Ok(()) => {}
            Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame { length, .. })) => {
                packed.seek(io::SeekFrom::Current(i64::from(length)))?;
                continue;
            }
            Err(FrameDecoderError::WindowSizeTooBig { .. }) => return Err(io::ErrorKind::OutOfMemory.into()),
            Err(error) => return Err(io::Error::other(error)),
        }
        packed.seek(io::SeekFrom::Start(start))?;
        let frame = StreamingDecoder::new_with_max_window_size(packed, window).map_err(io::Error::other)?;
        return Ok(Frames::Within(Box::new(frame)));
    }
}
