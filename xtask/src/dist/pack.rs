//! A file and its compressed forms, made once here instead of at every request.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use brotli::CompressorWriter;
use brotli::enc::BrotliEncoderParams;
use flate2::Compression;
use flate2::write::GzEncoder;

/// Writes `content` to `path`, and beside it as `.br` and `.gz`.
pub(super) fn write(path: &Path, content: &[u8]) -> Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    }
    for (ending, bytes) in [("", content), (".br", &brotli(content)?), (".gz", &gzip(content)?)] {
        let path = with_ending(path, ending);
        fs::write(&path, bytes).with_context(|| format!("cannot write {}", path.display()))?;
    }
    Ok(())
}

fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

/// In blocks of 64 or 256 KiB, whichever comes out smaller.
fn brotli(content: &[u8]) -> Result<Vec<u8>> {
    let (small, large) = (brotli_in(16, content)?, brotli_in(18, content)?);
    Ok(if small.len() < large.len() { small } else { large })
}

fn brotli_in(lgblock: i32, content: &[u8]) -> Result<Vec<u8>> {
    let size_hint = content.len();
    let params = BrotliEncoderParams { quality: 11, lgwin: 22, lgblock, size_hint, ..Default::default() };
    let mut packed = Vec::new();
    let mut writer = CompressorWriter::with_params(&mut packed, 4096, &params);
    writer.write_all(content)?;
    drop(writer);
    Ok(packed)
}

fn gzip(content: &[u8]) -> Result<Vec<u8>> {
    let mut writer = GzEncoder::new(Vec::new(), Compression::best());
    writer.write_all(content)?;
    Ok(writer.finish()?)
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    #[test]
    fn both_compressed_forms_give_the_content_back() {
        let content = b"hook switch ".repeat(100);
        let mut plain = Vec::new();
        brotli::Decompressor::new(brotli(&content).unwrap().as_slice(), 4096).read_to_end(&mut plain).unwrap();
        assert_eq!(plain, content);
        let mut plain = Vec::new();
        flate2::read::GzDecoder::new(gzip(&content).unwrap().as_slice()).read_to_end(&mut plain).unwrap();
        assert_eq!(plain, content);
    }
}
