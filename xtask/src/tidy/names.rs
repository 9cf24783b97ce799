//! Every path that a Rust source names, `use` trees spelled out, comments and strings left out.

use std::iter::Peekable;
use std::str::FromStr;
use std::vec::IntoIter;

use anyhow::{Result, anyhow};
use proc_macro2::{Delimiter, Ident, TokenStream, TokenTree};

/// A path such as `crate::edge::socket` and the line it stands on.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Named {
    pub(super) line: usize,
    pub(super) segments: Vec<String>,
    /// Whether a `!` follows: a macro that is called.
    pub(super) called: bool,
}

type Tokens = Peekable<IntoIter<TokenTree>>;

/// All paths of a source file.
pub(super) fn all(source: &str) -> Result<Vec<Named>> {
    // A first line such as `#!/usr/bin/env …` is not among Rust's tokens; an inner attribute is.
    let stream = TokenStream::from_str(source).map_err(|error| anyhow!("no Rust source: {error}"))?;
    let mut names = Vec::new();
    walk(stream, &mut names);
    Ok(names)
}

fn walk(stream: TokenStream, names: &mut Vec<Named>) {
    let mut tokens = tokens(stream);
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Group(group) => walk(group.stream(), names),
            TokenTree::Ident(ident) if ident == "use" && !next_is(&mut tokens, '<') => {
                use_tree(&mut tokens, &[], names);
            }
            TokenTree::Ident(ident) => names.push(path(ident, &mut tokens)),
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
}

fn path(first: Ident, tokens: &mut Tokens) -> Named {
    let line = first.span().start().line;
    let mut segments = vec![first.to_string()];
    while next_is(tokens, ':') {
        let mut ahead = tokens.clone();
        ahead.next();
        if !next_is(&mut ahead, ':') {
            break;
        }
        ahead.next();
        let Some(TokenTree::Ident(next)) = ahead.next() else { break };
        segments.push(next.to_string());
        *tokens = ahead;
    }
    Named { line, segments, called: next_is(tokens, '!') }
}

/// `a::{b, c::d as e}` names `a::b` and `a::c::d`. Stops behind the `;` or the `,` that ends it.
fn use_tree(tokens: &mut Tokens, prefix: &[String], names: &mut Vec<Named>) {
    let mut segments = prefix.to_vec();
    let mut line = None;
    let mut renamed = false;
    for token in tokens.by_ref() {
        match token {
            TokenTree::Ident(ident) if ident == "as" => renamed = true,
            TokenTree::Ident(ident) if !renamed => {
                line = line.or(Some(ident.span().start().line));
                segments.push(ident.to_string());
            }
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
                let mut inner = self::tokens(group.stream());
                while inner.peek().is_some() {
                    use_tree(&mut inner, &segments, names);
                }
                line = None;
            }
            TokenTree::Punct(punct) if matches!(punct.as_char(), ';' | ',') => break,
            TokenTree::Punct(punct) if punct.as_char() == '*' => segments.push("*".to_owned()),
            TokenTree::Ident(_) | TokenTree::Group(_) | TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
    if let Some(line) = line {
        names.push(Named { line, segments, called: false });
    }
}

fn tokens(stream: TokenStream) -> Tokens {
    stream.into_iter().collect::<Vec<_>>().into_iter().peekable()
}

fn next_is(tokens: &mut Tokens, wanted: char) -> bool {
    matches!(tokens.peek(), Some(TokenTree::Punct(punct)) if punct.as_char() == wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(source: &str) -> Vec<String> {
        all(source).unwrap().into_iter().map(|named| named.segments.join("::")).collect()
    }

    #[test]
    fn a_use_tree_is_spelled_out() {
        let source = "pub use crate::{edge::{self, socket as wire}, store};\nuse tokio::*;";
        let wanted = ["pub", "crate::edge::self", "crate::edge::socket", "crate::store", "tokio::*"];
        assert_eq!(named(source), wanted);
    }

    #[test]
    fn paths_in_code_attributes_and_macros_are_found_with_their_line() {
        let found = all("#[tokio::test]\nfn f() {\n    vec![web_sys::window()];\n}").unwrap();
        let line_of = |wanted: &str| found.iter().find(|named| named.segments.join("::") == wanted).unwrap().line;
        assert_eq!(line_of("tokio::test"), 1);
        assert_eq!(line_of("web_sys::window"), 3);
    }

    #[test]
    fn comments_and_strings_name_nothing() {
        assert_eq!(named("/// web_sys::window\n// tokio\nconst A: u8 = \"axum::x\";"), ["doc", "const", "A", "u8"]);
    }

    #[test]
    fn a_called_macro_is_told_from_a_name() {
        let called = |source: &str| all(source).unwrap().first().unwrap().called;
        assert!(called("todo!()"));
        assert!(!called("todo()"));
    }
}
