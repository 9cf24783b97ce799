//! Pictures of an interface have few colours: a palette halves their files, and nobody sees the difference.

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufReader, BufWriter};
use std::path::Path;

use anyhow::{Context, Result, ensure};
use png::{BitDepth, ColorType, Compression, Decoder, Encoder};
use tokio::fs;

/// Red, green, blue.
pub type Colour = [u8; 3];

/// A picture as it was taken.
pub struct Picture {
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
    /// Row by row.
    pub pixels: Vec<Colour>,
}

/// What is left of a picture's colours.
pub struct Reduced {
    /// The colours.
    pub palette: Vec<Colour>,
    /// For each pixel the place of its colour.
    pub indexes: Vec<u8>,
}

/// Most colours of a palette.
const COLOURS: usize = 160;
/// Of these, the most frequent.
const SURFACES: usize = 24;
/// Square of a distance between colours that nobody sees.
const NEAR: u32 = 24;

/// Writes a PNG file anew with few colours.
pub async fn shrink(file: &Path) -> Result<()> {
    let picture = Picture::read(file)?;
    let beside = file.with_extension("png.new");
    write(&beside, picture.width, picture.height, &picture.reduce())?;
    Ok(fs::rename(beside, file).await?)
}

impl Picture {
    /// Reads a PNG file that a browser wrote.
    pub fn read(file: &Path) -> Result<Self> {
        read(file).with_context(|| format!("{} cannot be read", file.display()))
    }

    /// Keeps few colours; each other one becomes the nearest of these.
    pub fn reduce(&self) -> Reduced {
        let palette = choose(&self.pixels);
        let mut nearest = HashMap::new();
        let mut place = |colour: &Colour| *nearest.entry(*colour).or_insert_with(|| index_of(*colour, &palette));
        let indexes = self.pixels.iter().map(&mut place).collect();
        Reduced { palette, indexes }
    }
}

fn read(file: &Path) -> Result<Picture> {
    let mut reader = Decoder::new(BufReader::new(File::open(file)?)).read_info()?;
    let mut bytes = vec![0; reader.output_buffer_size().context("too large")?];
    let info = reader.next_frame(&mut bytes)?;
    let samples = match info.color_type {
        ColorType::Rgb => 3,
        ColorType::Rgba => 4,
        other @ (ColorType::Grayscale | ColorType::GrayscaleAlpha | ColorType::Indexed) => {
            anyhow::bail!("{other:?} is not what a browser takes pictures in")
        }
    };
    ensure!(info.bit_depth == BitDepth::Eight, "{:?} bits", info.bit_depth);
    let pixels = bytes.chunks_exact(samples).filter_map(|pixel| pixel.first_chunk::<3>().copied()).collect();
    Ok(Picture { width: info.width, height: info.height, pixels })
}

fn write(file: &Path, width: u32, height: u32, Reduced { palette, indexes }: &Reduced) -> Result<()> {
    let mut encoder = Encoder::new(BufWriter::new(File::create(file)?), width, height);
    encoder.set_color(ColorType::Indexed);
    encoder.set_depth(BitDepth::Eight);
    encoder.set_palette(palette.as_flattened().to_vec());
    encoder.set_compression(Compression::High);
    encoder.set_filter(png::Filter::NoFilter);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(indexes)?;
    Ok(writer.finish()?)
}

/// The colours to keep: those of surfaces, however near to each other; then the most frequent first, none too near to
/// one that is kept already, so that a rare colour that is like no other (a green dot on a white page) stays.
fn choose(pixels: &[Colour]) -> Vec<Colour> {
    let mut counts: HashMap<Colour, u32> = HashMap::new();
    for colour in pixels {
        *counts.entry(*colour).or_default() += 1;
    }
    let mut colours: Vec<(Colour, u32)> = counts.into_iter().collect();
    // Equally frequent ones in the order of their numbers: the same each time.
    colours.sort_unstable_by_key(|(colour, count)| (u32::MAX - count, *colour));
    let mut near = NEAR;
    loop {
        let mut kept: Vec<Colour> = Vec::new();
        for (colour, _) in &colours {
            if kept.len() < SURFACES || kept.iter().all(|other| distance(*colour, *other) > near) {
                kept.push(*colour);
            }
        }
        if kept.len() <= COLOURS {
            return kept;
        }
        near *= 2;
    }
}

fn index_of(colour: Colour, palette: &[Colour]) -> u8 {
    let nearest = (0..).zip(palette).min_by_key(|(_, other)| distance(colour, **other));
    nearest.map_or(0, |(index, _)| index)
}

fn distance(one: Colour, other: Colour) -> u32 {
    one.iter().zip(other).map(|(a, b)| u32::from(a.abs_diff(b)).pow(2)).sum()
}
