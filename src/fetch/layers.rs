//! The content codings of a body, one over another, in the order in which they were applied (RFC 9110, section 8.4).
//!
//! Always: the innermost that has something to decode goes first, so that each holds one piece's worth at the most.
//! Never: more than twice the bound decoded of any of them, since one that becomes nothing costs its time all the same.

use std::io;

use hyper::body::Bytes;
use reqwest::header::{CONTENT_ENCODING, HeaderMap};

use super::coding::{Decoder, PIECE};

/// A body is coded so many times over at the most. Servers that compress what is compressed already do it twice.
pub(super) const MAX_LAYERS: usize = 3;

/// A body is coded more often than [`MAX_LAYERS`].
pub(super) struct TooMany;

/// Decodes a body piece by piece.
pub(super) struct Layers {
    /// The coding that was applied last comes first.
    layers: Vec<Layer>,
    /// Nothing more is to come, or what comes is no part of it.
    over: bool,
}

struct Layer {
    decoder: Decoder,
    /// What is to be decoded next.
    waiting: Bytes,
    /// How many more bytes it may decode. What comes from the network costs time there already.
    left: usize,
}

impl Layers {
    /// The codings that an answer names, over one header line or several; none where its body is decoded already, or
    /// in no coding that is known.
    ///
    /// # Errors
    /// There are too many.
    pub(super) fn left_in(headers: &HeaderMap, bound: usize) -> Result<Option<Self>, TooMany> {
        // What cannot be compressed is a little longer for its coding.
        let left = bound.saturating_mul(2);
        let mut layers = Vec::new();
        for line in headers.get_all(CONTENT_ENCODING) {
            let Ok(line) = line.to_str() else { return Ok(None) };
            let codings = line.split(',').map(|coding| coding.trim().to_ascii_lowercase());
            for coding in codings.filter(|coding| !matches!(coding.as_str(), "" | "identity")) {
                let Some(decoder) = Decoder::of_coding(&coding) else { return Ok(None) };
                layers.push(Layer { decoder, waiting: Bytes::new(), left });
            }
        }
        layers.reverse();
        if layers.len() > MAX_LAYERS {
            return Err(TooMany);
        }
        let Some(outermost) = layers.first_mut() else { return Ok(None) };
        outermost.left = usize::MAX;
        Ok(Some(Self { layers, over: false }))
    }

    /// Takes a further piece of the body, or its end. What came before is to be decoded by then.
    pub(super) fn take(&mut self, chunk: Option<Bytes>) {
        match (chunk, self.layers.first_mut()) {
            (Some(chunk), Some(outermost)) => outermost.waiting = chunk,
            (_, _) => self.over = true,
        }
    }

    /// Whether nothing more is to be taken: it has ended, and there may be no end of what follows.
    pub(super) fn is_over(&self) -> bool {
        self.over
    }

    /// What was taken says this, piece by piece; none where more must be taken first.
    ///
    /// # Errors
    /// It is damaged, ended too early, or, as [`io::ErrorKind::FileTooLarge`], a coding gives far more than the bound
    /// to the next.
    pub(super) fn decoded(&mut self) -> io::Result<Option<Vec<u8>>> {
        loop {
            let waits = |layer: &Layer| !layer.waiting.is_empty();
            let ends = (self.over && !self.layers.is_empty()).then_some(0);
            let Some(at) = self.layers.iter().rposition(waits).or(ends) else { return Ok(None) };
            let (decoded, ended) = self.layers[at].decoded()?;
            self.over |= ended;
            // What waits further out stands behind its end.
            let mut inner = at + 1;
            if ended {
                self.layers.drain(..inner);
                inner = 0;
            }
            if inner == self.layers.len() {
                return Ok(Some(decoded));
            }
            self.layers[inner].waiting = decoded.into();
        }
    }
}

impl Layer {
    /// What the next piece says, or what is left when there is none, and whether that was all.
    fn decoded(&mut self) -> io::Result<(Vec<u8>, bool)> {
        if self.waiting.is_empty() {
            return Ok((self.decoder.finish()?, true));
        }
        let piece = self.waiting.split_to(self.waiting.len().min(PIECE).min(self.left));
        if piece.is_empty() {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.left -= piece.len();
        let decoded = self.decoder.decode(&piece)?;
        Ok((decoded, matches!(self.decoder, Decoder::Ended)))
    }
}
