//! Frames into one animated picture; of each only the part that differs from the one before.

use std::fs::File;
use std::io::BufWriter;
use std::path::Path;

use anyhow::{Context, Result};
use gif::{DisposalMethod, Encoder, Frame, Repeat};
use hookswitch_e2e::palette::{Picture, Reduced};

/// Hundredths of a second that a step is shown.
const STEP: u16 = 180;
/// The same for the last one.
const LAST: u16 = 400;

/// Writes an animated GIF that begins anew at its end.
pub(crate) fn write(file: &Path, frames: &[Picture]) -> Result<()> {
    let first = frames.first().context("nothing was taken")?;
    let (width, height) = (u16::try_from(first.width)?, u16::try_from(first.height)?);
    let mut encoder = Encoder::new(BufWriter::new(File::create(file)?), width, height, &[])?;
    encoder.set_repeat(Repeat::Infinite)?;
    let mut before: Option<&Picture> = None;
    for (step, frame) in (1..).zip(frames) {
        let part = Part::changed(before, frame);
        let Reduced { palette, indexes } = part.cut(frame).reduce();
        encoder.write_frame(&Frame {
            delay: if step == frames.len() { LAST } else { STEP },
            dispose: DisposalMethod::Keep,
            left: u16::try_from(part.left)?,
            top: u16::try_from(part.top)?,
            width: u16::try_from(part.width)?,
            height: u16::try_from(part.height)?,
            palette: Some(palette.as_flattened().to_vec()),
            buffer: indexes.into(),
            ..Frame::default()
        })?;
        before = Some(frame);
    }
    Ok(())
}

/// A part of a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Part {
    left: usize,
    top: usize,
    width: usize,
    height: usize,
}

impl Part {
    /// The smallest part that holds all that changed: one pixel where nothing did, the whole where nothing was before.
    fn changed(before: Option<&Picture>, frame: &Picture) -> Self {
        let width = frame.width as usize;
        let Some(before) = before else {
            return Self { left: 0, top: 0, width, height: frame.height as usize };
        };
        let changed = before.pixels.iter().zip(&frame.pixels).enumerate().filter(|(_, (was, is))| was != is);
        let mut places = changed.map(|(at, _)| (at % width, at / width));
        let Some((x, y)) = places.next() else { return Self { left: 0, top: 0, width: 1, height: 1 } };
        let (left, right, bottom) = places.fold((x, x, y), |(left, right, _), (x, y)| (left.min(x), right.max(x), y));
        Self { left, top: y, width: right - left + 1, height: bottom - y + 1 }
    }

    fn cut(self, frame: &Picture) -> Picture {
        let rows = frame.pixels.chunks(frame.width as usize).skip(self.top).take(self.height);
        let pixels = rows.flat_map(|row| row.iter().skip(self.left).take(self.width)).copied().collect();
        Picture { width: self.width as u32, height: self.height as u32, pixels }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture(rows: [&str; 4]) -> Picture {
        let pixels = rows.concat().bytes().map(|byte| [byte; 3]).collect();
        Picture { width: 5, height: 4, pixels }
    }

    #[test]
    fn a_frame_is_cut_down_to_what_changed() {
        let before = picture([".....", ".....", ".....", "....."]);
        let after = picture([".....", "..x..", ".x.x.", "....."]);
        assert_eq!(Part::changed(None, &after), Part { left: 0, top: 0, width: 5, height: 4 });
        let part = Part::changed(Some(&before), &after);
        assert_eq!(part, Part { left: 1, top: 1, width: 3, height: 2 });
        let cut = part.cut(&after);
        assert_eq!((cut.width, cut.height), (3, 2));
        assert_eq!(cut.pixels.concat(), ".x.x.x".bytes().flat_map(|byte| [byte; 3]).collect::<Vec<_>>());
        assert_eq!(Part::changed(Some(&after), &after), Part { left: 0, top: 0, width: 1, height: 1 });
    }
}
