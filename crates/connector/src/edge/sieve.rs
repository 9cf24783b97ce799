//! Takes text frames that nobody reads out of what a client sends, before the library makes room for them: it would
//! keep that room for as long as the socket lives.

use std::{
    io,
    pin::Pin,
    task::{Context, Poll, ready},
};

use hookswitch_protocol::limits;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// Largest frame that is taken out; a larger one is the library's to refuse.
pub(super) const SKIPPED_BYTES: u64 = 8 * 1024 * 1024;
/// What the library reads instead of a frame that was taken out: a text that is no JSON either, should a client send it.
pub(super) const STAND_IN: &str = "\0";

/// That text as a frame of a client's (RFC 6455, 5.2): final and text, masked and of one byte, the mask, the byte.
const STAND_IN_FRAME: [u8; 7] = [TEXT, 0x81, 0, 0, 0, 0, 0];
/// The first byte of a text frame that is a message of its own.
const TEXT: u8 = 0x81;
/// The longest header.
const HEADER_BYTES: usize = 14;
const SCRATCH_BYTES: usize = 4 * 1024;

/// A client's end of a WebSocket, without the frames that are too large.
#[derive(Debug)]
pub(super) struct Sieve<S> {
    io: S,
    place: Place,
}

/// Where in the client's frames the next byte stands.
#[derive(Clone, Copy, Debug)]
enum Place {
    /// In a header, of which so many bytes are here and were not handed on yet.
    Header([u8; HEADER_BYTES], usize),
    /// In a payload that is handed on, with so many bytes to come.
    Payload(u64),
    /// In one that is not.
    Skipped(u64),
}

/// What a header says.
struct Header {
    bytes: usize,
    payload: u64,
    is_skipped: bool,
}

impl<S> Sieve<S> {
    pub(super) const fn new(io: S) -> Self {
        Self { io, place: Place::BEGIN }
    }

    /// Looks through bytes that begin where the sieve stands, and moves together those that are handed on; how many.
    fn sift(&mut self, bytes: &mut [u8]) -> usize {
        let (mut at, mut end) = (0, bytes.len());
        loop {
            let rest = bytes.get(at..end).unwrap_or_default();
            match self.place {
                Place::Payload(left) if left > rest.len() as u64 => {
                    self.place = Place::Payload(left - rest.len() as u64);
                    return end;
                }
                Place::Payload(left) => {
                    at += usize::try_from(left).unwrap_or(rest.len());
                    self.place = Place::BEGIN;
                }
                Place::Skipped(_) => return at,
                Place::Header(..) => match Header::read(rest) {
                    None => {
                        self.place = Place::hold(rest);
                        return at;
                    }
                    Some(header) if !header.is_skipped => {
                        at += header.bytes;
                        self.place = Place::Payload(header.payload);
                    }
                    Some(header) => {
                        let here = (rest.len() - header.bytes) as u64;
                        if here < header.payload {
                            self.place = Place::Skipped(header.payload - here);
                            return at;
                        }
                        let next = at + header.bytes + usize::try_from(header.payload).unwrap_or_default();
                        let after = at + STAND_IN_FRAME.len();
                        if let Some(place) = bytes.get_mut(at..after) {
                            place.copy_from_slice(&STAND_IN_FRAME);
                        }
                        bytes.copy_within(next..end, after);
                        end -= next - after;
                        at = after;
                    }
                },
            }
        }
    }
}

impl Place {
    const BEGIN: Self = Self::Header([0; HEADER_BYTES], 0);

    fn hold(bytes: &[u8]) -> Self {
        let mut held = [0; HEADER_BYTES];
        held.iter_mut().zip(bytes).for_each(|(to, from)| *to = *from);
        Self::Header(held, bytes.len())
    }
}

impl Header {
    /// The header with which the bytes begin; `None` where it is not whole.
    fn read(bytes: &[u8]) -> Option<Self> {
        let [first, second, rest @ ..] = bytes else { return None };
        let (payload, more) = match second & 0x7f {
            126 => (u64::from(u16::from_be_bytes(*rest.first_chunk()?)), 2),
            127 => (u64::from_be_bytes(*rest.first_chunk()?), 8),
            short => (u64::from(short), 0),
        };
        let is_masked = second & 0x80 != 0;
        let size = 2 + more + if is_masked { 4 } else { 0 };
        let is_too_large = payload > limits::FRAME_BYTES as u64 && payload <= SKIPPED_BYTES;
        let is_skipped = *first == TEXT && is_masked && is_too_large;
        (bytes.len() >= size).then_some(Self { bytes: size, payload, is_skipped })
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Sieve<S> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = &mut *self;
        let start = buf.filled().len();
        loop {
            if let Place::Skipped(left) = this.place {
                let mut scratch = [0; SCRATCH_BYTES];
                let most = usize::try_from(left).unwrap_or(SCRATCH_BYTES).min(SCRATCH_BYTES);
                let mut skipped = ReadBuf::new(scratch.get_mut(..most).unwrap_or_default());
                ready!(Pin::new(&mut this.io).poll_read(cx, &mut skipped))?;
                let left = match skipped.filled().len() as u64 {
                    0 => return Poll::Ready(Ok(())),
                    count => left - count,
                };
                this.place = if left == 0 { Place::hold(&STAND_IN_FRAME) } else { Place::Skipped(left) };
                if left > 0 {
                    continue;
                }
            }
            if let Place::Header(held, count) = this.place {
                // The library asks for more than a header at a time.
                buf.put_slice(held.get(..count).unwrap_or_default());
            }
            let held = buf.filled().len();
            let has_whole = Header::read(buf.filled().get(start..).unwrap_or_default()).is_some();
            if !has_whole {
                match Pin::new(&mut this.io).poll_read(cx, buf) {
                    Poll::Ready(Ok(())) => {}
                    Poll::Ready(Err(error)) => return Poll::Ready(Err(error)),
                    Poll::Pending => {
                        buf.set_filled(start);
                        return Poll::Pending;
                    }
                }
                if buf.filled().len() == held {
                    return Poll::Ready(Ok(()));
                }
            }
            let count = this.sift(buf.filled_mut().get_mut(start..).unwrap_or_default());
            buf.set_filled(start + count);
            if count > 0 {
                return Poll::Ready(Ok(()));
            }
        }
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Sieve<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.io).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    use std::{
        collections::VecDeque,
        io::{Cursor, Read},
    };

    use proptest::prelude::*;
    use tokio::io::AsyncReadExt;

    use super::*;

    /// What comes, piece by piece; where the pieces have run out, as it is asked for.
    struct Pieces {
        rest: Cursor<Vec<u8>>,
        cuts: VecDeque<usize>,
    }

    impl AsyncRead for Pieces {
        fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
            let most = self.cuts.pop_front().unwrap_or(usize::MAX).min(buf.remaining());
            if most == 0 {
                cx.waker().wake_by_ref();
                return Poll::Pending;
            }
            let count = Read::read(&mut self.rest, buf.initialize_unfilled_to(most))?;
            buf.advance(count);
            Poll::Ready(Ok(()))
        }
    }

    fn frame(first: u8, payload: usize) -> Vec<u8> {
        let length = match payload {
            0..=125 => vec![0x80 | u8::try_from(payload).unwrap()],
            126..=0xffff => [&[0x80 | 126][..], &u16::try_from(payload).unwrap().to_be_bytes()].concat(),
            _ => [&[0x80 | 127][..], &(payload as u64).to_be_bytes()].concat(),
        };
        [vec![first], length, vec![1, 2, 3, 4], vec![b'x'; payload]].concat()
    }

    fn sieved(sent: Vec<u8>, cuts: Vec<usize>, most: usize) -> Vec<u8> {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let mut sieve = Sieve::new(Pieces { rest: Cursor::new(sent), cuts: cuts.into() });
            let (mut all, mut buf) = (Vec::new(), vec![0; most]);
            loop {
                match sieve.read(&mut buf).await.unwrap() {
                    0 => return all,
                    count => all.extend_from_slice(&buf[..count]),
                }
            }
        })
    }

    const LARGE: usize = limits::FRAME_BYTES + 1;

    #[test]
    fn only_a_text_of_its_own_that_is_too_large_is_taken_out_and_one_beyond_measure_is_not() {
        for (first, payload, is_taken_out) in [
            (TEXT, limits::FRAME_BYTES, false),
            (TEXT, LARGE, true),
            (TEXT, 8 * 1024 * 1024, true),
            (TEXT, 8 * 1024 * 1024 + 1, false),
            (0x82, LARGE, false),
            (0x01, LARGE, false),
            (0x80, LARGE, false),
        ] {
            let whole = frame(first, payload);
            let out = sieved(whole.clone(), Vec::new(), 1024);
            let expected = if is_taken_out { STAND_IN_FRAME.to_vec() } else { whole };
            assert!(out == expected, "{first:x} of {payload}: {} bytes", out.len());
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(128) })]

        #[test]
        fn however_the_frames_arrive_and_are_read_the_others_are_as_they_were(
            sizes in prop::collection::vec(prop_oneof![0..300_usize, Just(LARGE), Just(LARGE + 70_000)], 0..12),
            cuts in prop::collection::vec(prop_oneof![0..20_usize, 0..20_000_usize], 0..60),
            most in prop_oneof![HEADER_BYTES..40_usize, Just(1024), Just(200_000)],
        ) {
            let sent = sizes.iter().flat_map(|size| frame(TEXT, *size)).collect();
            let expected: Vec<u8> = sizes
                .iter()
                .flat_map(|size| if *size < LARGE { frame(TEXT, *size) } else { STAND_IN_FRAME.to_vec() })
                .collect();
            prop_assert!(sieved(sent, cuts, most) == expected);
        }
    }
}
