//! Shorter names between glue and wasm. wasm-bindgen names every import, and what closures are called by, with sixteen
//! random hex digits, in both files, and what is random does not compress: of the page's 3 KB of such names next to
//! nothing is left.

use anyhow::{Context, Result, bail, ensure};

use super::wasm::{Input, push_number, push_run};

const HEADER: usize = 8;
const IMPORTS: u8 = 2;
const EXPORTS: u8 = 7;
const FUNCTION: u8 = 0;

const MODULE: &str = "./hookswitch_bg.js";
const SHORT_MODULE: &str = "$";
const CLOSURE: &str = "__convert__closures";

/// The same glue and wasm, joined by short names.
pub(super) fn shorten(mut glue: String, wasm: &[u8]) -> Result<(String, Vec<u8>)> {
    let (header, sections) = wasm.split_at_checked(HEADER).context("the wasm file is cut off")?;
    let (mut input, mut output) = (Input(sections), header.to_vec());
    while !input.0.is_empty() {
        let id = input.byte()?;
        let content = input.run()?;
        output.push(id);
        match id {
            IMPORTS => push_run(&mut output, &imports(content, &mut glue)?),
            EXPORTS => push_run(&mut output, &exports(content, &mut glue)?),
            _ => push_run(&mut output, content),
        }
    }
    Ok((glue, output))
}

/// The import section with short names, which the glue gets too.
fn imports(section: &[u8], glue: &mut String) -> Result<Vec<u8>> {
    let mut input = Input(section);
    let count = input.number()?;
    let mut output = Vec::new();
    push_number(&mut output, count);
    let module = format!("\"{MODULE}\": ");
    ensure!(glue.matches(&module).count() == 1, "the glue does not define {MODULE} once");
    *glue = glue.replace(&module, &format!("{SHORT_MODULE}: "));
    for at in 0..count {
        ensure!(input.run()? == MODULE.as_bytes(), "something is imported that is not of {MODULE}");
        push_run(&mut output, SHORT_MODULE.as_bytes());
        let name = std::str::from_utf8(input.run()?)?;
        let key = format!(" {name}: function(");
        ensure!(glue.matches(&key).count() == 1, "the glue does not define {name} once");
        let short = short(at);
        *glue = glue.replace(&key, &format!(" {short}: function("));
        push_run(&mut output, short.as_bytes());
        if input.byte()? != FUNCTION {
            bail!("{name} is imported, but no function; dist/imports.rs knows functions only");
        }
        output.push(FUNCTION);
        push_number(&mut output, input.number()?);
    }
    Ok(output)
}

/// The export section with short names for what closures are called by, which the glue gets too.
fn exports(section: &[u8], glue: &mut String) -> Result<Vec<u8>> {
    let mut input = Input(section);
    let count = input.number()?;
    let mut output = Vec::new();
    push_number(&mut output, count);
    for at in 0..count {
        let name = std::str::from_utf8(input.run()?)?;
        if name.starts_with("wasm_bindgen") && name.contains(CLOSURE) {
            let short = format!("${}", short(at));
            *glue = renamed(glue, name, &short);
            push_run(&mut output, short.as_bytes());
        } else {
            push_run(&mut output, name.as_bytes());
        }
        output.push(input.byte()?);
        push_number(&mut output, input.number()?);
    }
    Ok(output)
}

/// The glue with one name in the place of another. Names of closures that take the same things begin with each other.
fn renamed(glue: &str, name: &str, short: &str) -> String {
    let mut pieces = glue.split(name);
    let mut renamed = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let goes_on = piece.starts_with(|next: char| next == '_' || next == '$' || next.is_ascii_alphanumeric());
        renamed.push_str(if goes_on { name } else { short });
        renamed.push_str(piece);
    }
    renamed
}

/// `$0`, `$1`, … `$z`, `$10`: cannot be a name of the glue's own.
fn short(mut at: u32) -> String {
    let mut digits = Vec::new();
    loop {
        digits.extend(char::from_digit(at % 36, 36));
        at /= 36;
        if at == 0 {
            break;
        }
    }
    ['$'].into_iter().chain(digits.into_iter().rev()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A module that imports two functions of type 0 and ends in a section of 200 zeros.
    fn wasm(module: &str, names: [&str; 2], kind: u8) -> Vec<u8> {
        let mut section = vec![2];
        for name in names {
            push_run(&mut section, module.as_bytes());
            push_run(&mut section, name.as_bytes());
            section.extend([kind, 0]);
        }
        let mut wasm = b"\0asm\x01\0\0\0\x01\x01\0\x02".to_vec();
        push_run(&mut wasm, &section);
        wasm.push(0);
        push_run(&mut wasm, &[0; 200]);
        wasm
    }

    const GLUE: &str = "\"./hookswitch_bg.js\": it; { __wbg_now_0123456789abcdef: function() {}, __wbg_now_0123456789abcde0: function(a) {} }";
    const NAMES: [&str; 2] = ["__wbg_now_0123456789abcde0", "__wbg_now_0123456789abcdef"];

    #[test]
    fn both_sides_get_the_same_short_names_and_nothing_else_changes() {
        let (glue, short) = shorten(GLUE.to_owned(), &wasm(MODULE, NAMES, FUNCTION)).unwrap();
        assert_eq!(glue, "$: it; { $1: function() {}, $0: function(a) {} }");
        assert_eq!(short, wasm("$", ["$0", "$1"], FUNCTION));
    }

    #[test]
    fn what_closures_are_called_by_gets_a_short_name_on_both_sides() {
        let exporting = |name: &str, other: &str| {
            let mut section = vec![3];
            for name in ["memory", name, other] {
                push_run(&mut section, name.as_bytes());
                section.extend([FUNCTION, 7]);
            }
            let mut wasm = b"\0asm\x01\0\0\0\x07".to_vec();
            push_run(&mut wasm, &section);
            wasm
        };
        let name = "wasm_bindgen_0123456789abcdef___convert__closures_____invoke______true_";
        let other = format!("{name}_1_");
        let glue = format!("function {name}(arg0) {{ wasm.{name}(arg0); wasm.{other}(arg0) }}");
        let (glue, wasm) = shorten(glue, &exporting(name, &other)).unwrap();
        assert_eq!(glue, "function $$1(arg0) { wasm.$$1(arg0); wasm.$$2(arg0) }");
        assert_eq!(wasm, exporting("$$1", "$$2"));
    }

    #[test]
    fn a_file_that_is_cut_off_or_imports_something_else_is_refused() {
        let whole = wasm(MODULE, NAMES, FUNCTION);
        assert!(shorten(GLUE.to_owned(), &whole[..whole.len() - 1]).is_err());
        assert!(shorten(GLUE.to_owned(), &wasm(MODULE, NAMES, 2)).is_err());
        assert!(shorten(String::new(), &whole).is_err());
    }

    #[test]
    fn every_number_gets_a_name_of_its_own() {
        assert_eq!([0, 35, 36, 1295, 1296].map(short), ["$0", "$z", "$10", "$zz", "$100"]);
    }
}
