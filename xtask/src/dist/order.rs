//! The functions of the wasm file, each beside the one that it is most alike: brotli finds cheaper what is near. That is
//! 4 kB of the page. And sections that no browser reads go.

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::convert::Infallible;

use anyhow::{Context, Result};
use wasm_encoder::reencode::{Error, Reencode};
use wasm_encoder::{CodeSection, FunctionSection, Module};
use wasmparser::{CodeSectionReader, CustomSectionReader, FunctionBody, FunctionSectionReader, Parser, Payload};

/// The same program with its functions in another order.
pub(super) fn by_likeness(wasm: &[u8]) -> Result<Vec<u8>> {
    let mut module = Module::new();
    let mut order = Order::of(wasm)?;
    order.parse_core_module(&mut module, Parser::new(0), wasm).context("cannot read the wasm file")?;
    Ok(module.finish())
}

/// How many bytes in a row make two functions alike.
const RUN: usize = 3;

struct Order {
    imported: u32,
    /// The functions that are no imports, in their new order.
    new: Vec<u32>,
    /// The new place of each of them.
    places: Vec<u32>,
}

impl Order {
    fn of(wasm: &[u8]) -> Result<Self> {
        let (mut imported, mut bodies) = (0, Vec::new());
        for payload in Parser::new(0).parse_all(wasm) {
            let payload = payload?;
            if let Payload::ImportSection(section) = &payload {
                // All are functions: `imports.rs` refuses anything else.
                imported = section.count();
            } else if let Payload::CodeSectionEntry(body) = &payload {
                bodies.push(body.as_bytes());
            }
        }
        let new = chain(&bodies);
        let sorted = |mut keyed: Vec<(u64, u32)>| {
            keyed.sort_unstable();
            keyed.into_iter().map(|(_, at)| at).collect::<Vec<u32>>()
        };
        let places = sorted(new.iter().map(|at| u64::from(*at)).zip(0..).collect());
        Ok(Self { imported, new, places })
    }

    fn sorted<T>(&self, all: Vec<T>) -> Vec<T> {
        let mut all: Vec<Option<T>> = all.into_iter().map(Some).collect();
        self.new.iter().filter_map(|at| all.get_mut(*at as usize)?.take()).collect()
    }
}

/// From the smallest one on, always the one of which the largest share is in the one before; the smaller one of two.
fn chain(bodies: &[&[u8]]) -> Vec<u32> {
    let mut left: Vec<(u32, Vec<usize>)> = (0..).zip(bodies.iter().map(|body| runs(body))).collect();
    left.sort_by_key(|(at, _)| bodies.get(*at as usize).map(|body| body.len()));
    let mut order = Vec::with_capacity(left.len());
    let mut before = vec![false; 1 << (8 * RUN)];
    let mut next = 0;
    while next < left.len() {
        let (at, present) = left.remove(next);
        order.push(at);
        mark(&mut before, &present, true);
        let share = |runs: &[usize]| {
            let shared = runs.iter().filter(|run| before.get(**run) == Some(&true)).count();
            shared * 1_000_000 / runs.len().max(1)
        };
        let likest = left.iter().enumerate().min_by_key(|(_, (_, runs))| Reverse(share(runs)));
        next = likest.map_or(0, |(place, _)| place);
        mark(&mut before, &present, false);
    }
    order
}

/// Every run of so many bytes in a function, once, as a number.
fn runs(body: &[u8]) -> Vec<usize> {
    let number = |run: &[u8]| run.iter().fold(0, |number, byte| number << 8 | usize::from(*byte));
    body.windows(RUN).map(number).collect::<BTreeSet<usize>>().into_iter().collect()
}

fn mark(before: &mut [bool], runs: &[usize], is_there: bool) {
    for run in runs {
        if let Some(place) = before.get_mut(*run) {
            *place = is_there;
        }
    }
}

impl Reencode for Order {
    type Error = Infallible;

    fn function_index(&mut self, function: u32) -> Result<u32, Error<Infallible>> {
        let own = function.checked_sub(self.imported).and_then(|own| self.places.get(own as usize));
        Ok(own.map_or(function, |place| self.imported + place))
    }

    fn parse_function_section(
        &mut self,
        functions: &mut FunctionSection,
        section: FunctionSectionReader<'_>,
    ) -> Result<(), Error<Infallible>> {
        let types = section.into_iter().collect::<Result<Vec<u32>, _>>()?;
        for kind in self.sorted(types) {
            functions.function(kind);
        }
        Ok(())
    }

    fn parse_code_section(
        &mut self,
        code: &mut CodeSection,
        section: CodeSectionReader<'_>,
    ) -> Result<(), Error<Infallible>> {
        let bodies = section.into_iter().collect::<Result<Vec<FunctionBody<'_>>, _>>()?;
        for body in self.sorted(bodies) {
            self.parse_function_body(code, body)?;
        }
        Ok(())
    }

    fn parse_custom_section(&mut self, _: &mut Module, _: CustomSectionReader<'_>) -> Result<(), Error<Infallible>> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Type 0 gives nothing, type 1 a number; function 0 is imported.
    const HEAD: &[u8] = b"\0asm\x01\0\0\0\x01\x08\x02\x60\0\0\x60\0\x01\x7f\x02\x07\x01\x01$\x01f\0\0";

    #[test]
    fn the_smallest_function_comes_first_and_is_called_by_its_new_number() {
        let wasm =
            [HEAD, b"\x03\x03\x02\x01\0\x07\x05\x01\x01a\0\x01\x0a\x0c\x02\x07\0\x10\x02\x41\x07\x0f\x0b\x02\0\x0b"]
                .concat();
        let sorted =
            [HEAD, b"\x03\x03\x02\0\x01\x07\x05\x01\x01a\0\x02\x0a\x0c\x02\x02\0\x0b\x07\0\x10\x01\x41\x07\x0f\x0b"]
                .concat();
        assert_eq!(by_likeness(&wasm).unwrap(), sorted);
    }

    #[test]
    fn a_function_comes_behind_the_one_it_is_most_alike() {
        let (small, other, alike) = (b"abcd".as_slice(), b"stuvw".as_slice(), b"xabcdy".as_slice());
        assert_eq!(chain(&[other, small, alike]), [1, 2, 0]);
        assert_eq!(chain(&[]), []);
    }

    #[test]
    fn sections_that_no_browser_reads_go() {
        let wasm = [HEAD, b"\0\x03\x01xy"].concat();
        assert_eq!(by_likeness(&wasm).unwrap(), HEAD);
    }

    #[test]
    fn a_file_that_is_cut_off_is_refused() {
        assert!(by_likeness(&HEAD[..HEAD.len() - 1]).is_err());
    }
}
