//! Where in the sources a panic would be: taken out of the wasm file. The page has no names of functions either, so that
//! a path and a line of somebody else's crate help nobody, while they cost 1.1 kB and tell of the machine that built it.
//! What went wrong is still said, and a page built for work on it (`trunk serve`) says where as well.

use std::ops::Range;

use anyhow::{Context, Result};

use super::wasm::{Input, push_run};

const HEADER: usize = 8;
const DATA: u8 = 11;
const I32_CONST: u8 = 0x41;
const END: u8 = 0x0b;

/// A place as `core::panic::Location` has it: the address and the length of the path, the line, the column.
const PLACE: usize = 16;
/// One like it that names no path. An empty text has an address too, which is not 0.
const NOWHERE: [u8; PLACE] = [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];

/// No path is longer.
const LONGEST: usize = 256;

/// The same program, whose panics name no place.
pub(super) fn forget(wasm: &[u8]) -> Result<Vec<u8>> {
    let (header, sections) = wasm.split_at_checked(HEADER).context("the wasm file is cut off")?;
    let (mut input, mut output) = (Input(sections), header.to_vec());
    while !input.0.is_empty() {
        let id = input.byte()?;
        let content = input.run()?;
        output.push(id);
        match id {
            DATA => push_run(&mut output, &data(content)?),
            _ => push_run(&mut output, content),
        }
    }
    Ok(output)
}

/// Where a segment stands in the section, and in the memory.
struct Segment {
    bytes: Range<usize>,
    address: usize,
}

fn data(section: &[u8]) -> Result<Vec<u8>> {
    let mut data = section.to_vec();
    let segments = segments(section)?;
    let mut paths = Vec::new();
    for segment in &segments {
        // The linker puts them where a word may stand, and segments begin there.
        for start in segment.bytes.clone().step_by(4) {
            let place = section.get(start..start + PLACE).filter(|_| start + PLACE <= segment.bytes.end);
            if let Some(path) = place.and_then(|place| path(place, section, &segments)) {
                overwrite(&mut data, start..start + PLACE, NOWHERE);
                paths.push(path);
            }
        }
    }
    for path in paths {
        overwrite(&mut data, path, [0; LONGEST]);
    }
    Ok(data)
}

fn segments(section: &[u8]) -> Result<Vec<Segment>> {
    let mut input = Input(section);
    let mut segments = Vec::new();
    for _ in 0..input.number()? {
        let is_plain = input.number()? == 0 && input.byte()? == I32_CONST;
        let address = input.number()? as usize;
        anyhow::ensure!(is_plain && input.byte()? == END, "a data segment stands at no plain address");
        let length = input.run()?.len();
        let end = section.len() - input.0.len();
        segments.push(Segment { bytes: end - length..end, address });
    }
    Ok(segments)
}

fn overwrite(data: &mut [u8], range: Range<usize>, with: impl IntoIterator<Item = u8>) {
    data.iter_mut().skip(range.start).take(range.len()).zip(with).for_each(|(old, new)| *old = new);
}

/// Where the path of a place stands in the section; nothing where these bytes are no place.
fn path(place: &[u8], section: &[u8], segments: &[Segment]) -> Option<Range<usize>> {
    let mut words = place.chunks_exact(4).filter_map(|word| Some(u32::from_le_bytes(word.try_into().ok()?) as usize));
    let (address, length) = (words.next()?, words.next()?);
    let is_like_one = words.all(|number| (1..100_000).contains(&number)) && (4..LONGEST).contains(&length);
    let segment =
        segments.iter().find(|segment| (segment.address..segment.address + segment.bytes.len()).contains(&address));
    let start = segment.filter(|_| is_like_one)?.bytes.start + address - segment?.address;
    let is_path = |path: &&[u8]| path.ends_with(b".rs") && path.iter().all(u8::is_ascii_graphic);
    section.get(start..start + length).filter(is_path).map(|_| start..start + length)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A module whose data stand at 1024.
    fn wasm(data: &[u8]) -> Vec<u8> {
        let mut section = vec![1, 0, I32_CONST, 0x80, 0x08, END];
        push_run(&mut section, data);
        let mut wasm = b"\0asm\x01\0\0\0".to_vec();
        wasm.push(DATA);
        push_run(&mut wasm, &section);
        wasm
    }

    fn place(address: u32, length: u32, line: u32, column: u32) -> Vec<u8> {
        [address, length, line, column].iter().flat_map(|number| number.to_le_bytes()).collect()
    }

    #[test]
    fn a_place_and_its_path_go_and_all_else_stays() {
        let data = [b"/a/b.rs~text", place(1024, 7, 12, 5).as_slice(), b"tail"].concat();
        let bare = [&[0; 7], b"~text".as_slice(), &NOWHERE, b"tail"].concat();
        assert_eq!(forget(&wasm(&data)).unwrap(), wasm(&bare));
    }

    #[test]
    fn what_only_looks_like_a_place_stays() {
        for (address, length, line) in [(1024, 6, 12), (1024, 7, 0), (4096, 7, 12), (1025, 300, 12)] {
            let data = [b"/a/b.rs~text".as_slice(), &place(address, length, line, 5)].concat();
            assert_eq!(forget(&wasm(&data)).unwrap(), wasm(&data), "{address} {length} {line}");
        }
    }

    #[test]
    fn a_file_that_is_cut_off_is_refused() {
        let whole = wasm(b"/a/b.rs~");
        assert!(forget(&whole[..whole.len() - 1]).is_err());
    }
}
