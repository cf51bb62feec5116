//! The content codings that the client leaves in a body: gzip, under whatever name, and deflate, of which servers send
//! two kinds (RFC 9110, section 8.4.1).
//!
//! Always: what the body begins with decides, since servers call by either name what is neither; what stands behind its
//! end is nobody's. Never: more than [`PIECE`] bytes decoded at once, so that the caller can stop at its bound.

use std::io::{self, Write};

use flate2::write::{DeflateDecoder, GzDecoder, ZlibDecoder};

/// So many bytes are decoded at a time; they become four megabytes at the most.
pub(super) const PIECE: usize = 4096;

/// What a member of gzip begins with.
const GZIP: [u8; 2] = [0x1f, 0x8b];

/// So many members of gzip a body has at the most: each costs its decoder, whatever it holds.
const MAX_MEMBERS: usize = 10_000;

/// Decodes a body piece by piece.
pub(super) enum Decoder {
    /// Too little is read to tell.
    Begins {
        deflated: bool,
        read: Vec<u8>,
    },
    Gzip(Box<Members>),
    Zlib(Box<ZlibDecoder<Vec<u8>>>),
    Deflate(Box<DeflateDecoder<Vec<u8>>>),
    Plain(Vec<u8>),
    /// What follows is no part of it.
    Ended,
}

impl Decoder {
    /// The decoder of a coding, named in lower case, if it is known.
    pub(super) fn of_coding(name: &str) -> Option<Self> {
        let deflated = match name {
            "gzip" | "x-gzip" => false,
            "deflate" | "x-deflate" => true,
            _ => return None,
        };
        Some(Self::Begins { deflated, read: Vec::new() })
    }

    /// What a further piece of the body says.
    ///
    /// # Errors
    /// It is damaged.
    pub(super) fn decode(&mut self, piece: &[u8]) -> io::Result<Vec<u8>> {
        if let Self::Begins { deflated, read } = self {
            read.extend_from_slice(piece);
            if read.len() < 2 {
                return Ok(Vec::new());
            }
            let read = std::mem::take(read);
            *self = Self::of(&read, *deflated);
            return self.decode(&read);
        }
        let Some(writer) = self.writer() else { return Ok(Vec::new()) };
        match writer.write_all(piece) {
            // What is not taken stands behind the end.
            Err(error) if error.kind() == io::ErrorKind::WriteZero => {
                return std::mem::replace(self, Self::Ended).finish();
            }
            written => written?,
        }
        writer.flush()?;
        Ok(self.take())
    }

    /// What is left when the body has ended.
    ///
    /// # Errors
    /// It ended too early.
    pub(super) fn finish(&mut self) -> io::Result<Vec<u8>> {
        match self {
            Self::Begins { read, .. } if *read == GZIP[..1] => {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            Self::Begins { read, .. } => return Ok(std::mem::take(read)),
            Self::Gzip(members) => members.last.try_finish()?,
            Self::Zlib(decoder) => decoder.try_finish()?,
            Self::Deflate(decoder) => decoder.try_finish()?,
            Self::Plain(_) | Self::Ended => {}
        }
        Ok(self.take())
    }

    fn of(beginning: &[u8], deflated: bool) -> Self {
        let head = u16::from_be_bytes([beginning[0], beginning[1]]);
        if beginning.starts_with(&GZIP) {
            Self::Gzip(Box::new(Members {
                last: GzDecoder::new(Vec::new()),
                before: 0,
                behind: Vec::new(),
            }))
        } else if head >> 8 & 0x0f == 8 && head.is_multiple_of(31) {
            // RFC 1950, section 2.2: the method and a check of the two bytes.
            Self::Zlib(Box::new(ZlibDecoder::new(Vec::new())))
        } else if deflated {
            Self::Deflate(Box::new(DeflateDecoder::new(Vec::new())))
        } else {
            Self::Plain(Vec::new())
        }
    }

    fn writer(&mut self) -> Option<&mut dyn Write> {
        Some(match self {
            Self::Begins { read: plain, .. } | Self::Plain(plain) => plain,
            Self::Gzip(members) => &mut **members,
            Self::Zlib(decoder) => decoder,
            Self::Deflate(decoder) => decoder,
            Self::Ended => return None,
        })
    }

    /// What is decoded by now.
    fn take(&mut self) -> Vec<u8> {
        std::mem::take(match self {
            Self::Begins { read: plain, .. } | Self::Plain(plain) => plain,
            Self::Gzip(members) => members.last.get_mut(),
            Self::Zlib(decoder) => decoder.get_mut(),
            Self::Deflate(decoder) => decoder.get_mut(),
            Self::Ended => return Vec::new(),
        })
    }
}

/// The members of a gzip body, of which there may be several (RFC 1952, section 2.2).
pub(super) struct Members {
    last: GzDecoder<Vec<u8>>,
    /// How many stand before it.
    before: usize,
    /// The first bytes behind it, until they are told to begin another.
    behind: Vec<u8>,
}

impl Write for Members {
    fn write(&mut self, piece: &[u8]) -> io::Result<usize> {
        let taken = self.last.write(piece)?;
        let next = piece.first().filter(|_| taken == 0 && self.behind.len() < GZIP.len());
        let Some(next) = next else { return Ok(taken) };
        self.behind.push(*next);
        if self.behind == GZIP {
            self.last.try_finish()?;
            self.before += 1;
            if self.before == MAX_MEMBERS {
                return Err(io::Error::other("it has too many members"));
            }
            self.last = GzDecoder::new(std::mem::take(self.last.get_mut()));
            self.last.write_all(&std::mem::take(&mut self.behind))?;
        }
        Ok(1)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.last.flush()
    }
}
