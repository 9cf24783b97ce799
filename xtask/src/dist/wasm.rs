//! Numbers and runs of a wasm file, read and written.

use anyhow::{Context, Result, bail};

/// What is still to be read. Numbers are unsigned LEB128; a run is its length and its bytes.
pub(super) struct Input<'a>(pub(super) &'a [u8]);

impl<'a> Input<'a> {
    pub(super) fn byte(&mut self) -> Result<u8> {
        let (first, rest) = self.0.split_first().context("the wasm file is cut off")?;
        self.0 = rest;
        Ok(*first)
    }

    pub(super) fn number(&mut self) -> Result<u32> {
        let mut number = 0;
        for shift in (0..32).step_by(7) {
            let byte = self.byte()?;
            number |= u32::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Ok(number);
            }
        }
        bail!("the wasm file holds a number of more than 32 bits")
    }

    pub(super) fn run(&mut self) -> Result<&'a [u8]> {
        let length = self.number()? as usize;
        let (run, rest) = self.0.split_at_checked(length).context("the wasm file is cut off")?;
        self.0 = rest;
        Ok(run)
    }
}

pub(super) fn push_number(output: &mut Vec<u8>, mut number: u32) {
    while number >= 0x80 {
        output.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    output.push(number as u8);
}

pub(super) fn push_run(output: &mut Vec<u8>, run: &[u8]) {
    push_number(output, run.len() as u32);
    output.extend_from_slice(run);
}
