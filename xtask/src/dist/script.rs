//! A module without comments, without needless spaces, and with short names for what is its own: two thirds of
//! what a minifier gains, without a JavaScript engine or a parser among the tools. Made for the glue of wasm-bindgen and
//! the bootstrap, which end their statements with semicolons; the tests in the browser run what comes out.

use std::collections::{HashMap, HashSet};

/// The same program, smaller.
pub(super) fn slim(text: &str) -> String {
    let tokens = tokens(text);
    let names = short_names(&tokens);
    let mut slim = String::new();
    let mut before: Option<&Token<'_>> = None;
    for (at, token) in tokens.iter().enumerate() {
        if *token == Token::Break || is_needless(&tokens, at) {
            continue;
        }
        let breaks = at.checked_sub(1).and_then(|at| tokens.get(at)).is_some_and(|it| matches!(it, Token::Break));
        if let Some(before) = before {
            if breaks && may_end(before) && may_begin(token) {
                slim.push('\n');
            } else if stick(before, token) {
                slim.push(' ');
            }
        }
        slim.push_str(match token {
            Token::Word(word) if is_name(&tokens, at) => names.get(word).map_or(word, String::as_str),
            Token::Word(text) | Token::Mark(text) | Token::Literal(text) => text,
            Token::Break => "",
        });
        before = Some(token);
    }
    slim.push('\n');
    slim
}

/// Whether it is the last semicolon of a block, and no statement by itself: `if (x);` is one.
fn is_needless(tokens: &[Token<'_>], at: usize) -> bool {
    let solid = |token: &&Token<'_>| **token != Token::Break;
    let (before, from) = tokens.split_at(at.min(tokens.len()));
    let next = from.iter().skip(1).find(solid);
    let ends_block = from.first() == Some(&Token::Mark(";")) && next == Some(&Token::Mark("}"));
    ends_block && !matches!(before.iter().rfind(solid), Some(Token::Mark(")")) if is_of_condition(before))
}

/// Whether the parentheses at the end belong to `if`, `for` or `while`.
fn is_of_condition(tokens: &[Token<'_>]) -> bool {
    let mut depth = 0;
    let mut rest = tokens.iter().rev();
    for token in rest.by_ref() {
        match token {
            Token::Mark(")") => depth += 1,
            Token::Mark("(") if depth == 1 => break,
            Token::Mark("(") => depth -= 1,
            Token::Mark(_) | Token::Word(_) | Token::Literal(_) | Token::Break => {}
        }
    }
    matches!(rest.next(), Some(Token::Word("if" | "for" | "while")))
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Token<'a> {
    /// A name, a keyword, a number.
    Word(&'a str),
    /// One sign, or `=>`, `++`, `--`, `?.` and `...`.
    Mark(&'a str),
    /// A text, a template or a regular expression, with its quotes.
    Literal(&'a str),
    /// The end of a line.
    Break,
}

/// Makes a token of its text.
type Make<'a> = fn(&'a str) -> Token<'a>;

fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let (length, make): (usize, Option<Make<'_>>) = if first == '\n' {
            (1, Some(|_| Token::Break))
        } else if first.is_whitespace() {
            (first.len_utf8(), None)
        } else if rest.starts_with("//") {
            (rest.find('\n').unwrap_or(rest.len()), None)
        } else if rest.starts_with("/*") {
            (rest.find("*/").map_or(rest.len(), |end| end + 2), None)
        } else if is_of_word(first) {
            (rest.find(|next| !is_of_word(next)).unwrap_or(rest.len()), Some(Token::Word))
        } else if matches!(first, '\'' | '"' | '`') || first == '/' && begins_value(tokens.last()) {
            (quoted(rest, first), Some(Token::Literal))
        } else {
            let long = ["...", "=>", "++", "--", "?."].into_iter().find(|mark| rest.starts_with(mark));
            (long.map_or(first.len_utf8(), str::len), Some(Token::Mark))
        };
        let (piece, after) = rest.split_at(length);
        tokens.extend(make.map(|make| make(piece)));
        rest = after;
    }
    tokens
}

fn is_of_word(letter: char) -> bool {
    letter.is_alphanumeric() || matches!(letter, '_' | '$' | '#')
}

/// How long a literal is that begins with this quote; a class in a regular expression may hold a slash.
fn quoted(text: &str, quote: char) -> usize {
    let (mut escaped, mut in_class) = (false, false);
    for (at, letter) in text.char_indices().skip(1) {
        match letter {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '[' if quote == '/' => in_class = true,
            ']' if quote == '/' => in_class = false,
            letter if letter == quote && !in_class => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// Whether a slash after this begins a regular expression, and divides nothing.
fn begins_value(before: Option<&Token<'_>>) -> bool {
    match before {
        None | Some(Token::Break) => true,
        Some(Token::Mark(mark)) => !matches!(*mark, ")" | "]" | "}"),
        Some(Token::Word(word)) => *word == "return",
        Some(Token::Literal(_)) => false,
    }
}

/// Whether these two would be read as one.
fn stick(before: &Token<'_>, after: &Token<'_>) -> bool {
    match (before, after) {
        (Token::Word(_), Token::Word(_)) => true,
        (Token::Mark(before), Token::Mark(after)) => {
            let ends_alike = before.chars().last() == after.chars().next();
            ends_alike && matches!(*before, "+" | "-" | "++" | "--")
        }
        _ => false,
    }
}

/// Whether a statement may end with this where its line ends.
fn may_end(token: &Token<'_>) -> bool {
    match token {
        Token::Mark(mark) => matches!(*mark, ")" | "]" | "}" | "++" | "--"),
        Token::Word(_) | Token::Literal(_) => true,
        Token::Break => false,
    }
}

/// Whether a statement may begin with this.
fn may_begin(token: &Token<'_>) -> bool {
    match token {
        Token::Mark(mark) => matches!(*mark, "(" | "[" | "{" | "++" | "--" | "+" | "-" | "!" | "..."),
        Token::Word(_) | Token::Literal(_) => true,
        Token::Break => false,
    }
}

/// Short names for the names that the module declares, the most frequent first. One name gets one other wherever it
/// stands, so that no scope has to be known.
fn short_names<'a>(tokens: &[Token<'a>]) -> HashMap<&'a str, String> {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    let mut kept = shared(tokens);
    for (at, token) in tokens.iter().enumerate() {
        match token {
            Token::Word(word) if is_name(tokens, at) => *counts.entry(word).or_default() += 1,
            Token::Literal(text) => kept.extend(text.split(|letter| !is_of_word(letter))),
            Token::Word(_) | Token::Mark(_) | Token::Break => {}
        }
    }
    let declared = declared(tokens);
    let (mut own, others): (Vec<_>, Vec<_>) =
        counts.into_iter().partition(|(word, _)| declared.contains(word) && !kept.contains(word));
    kept.extend(others.into_iter().map(|(word, _)| word).chain(["do", "if", "in", "of", "as"]));
    own.sort_by(|(one, many), (other, more)| more.cmp(many).then(one.cmp(other)));
    let fresh = (0..).map(letters).filter(|name| !kept.contains(name.as_str()));
    own.into_iter().map(|(word, _)| word).zip(fresh).collect()
}

/// What `function`, `class`, `let`, `const` and `var` name, and the parameters that wasm-bindgen numbers.
fn declared<'a>(tokens: &[Token<'a>]) -> HashSet<&'a str> {
    let numbered = tokens.iter().filter_map(|token| match token {
        Token::Word(word) => {
            let digits = word.strip_prefix("arg")?;
            (!digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())).then_some(*word)
        }
        Token::Mark(_) | Token::Literal(_) | Token::Break => None,
    });
    let mut named = Vec::new();
    let mut rest = tokens;
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        if let Token::Word("function" | "class" | "let" | "const" | "var") = first {
            while let [Token::Word(name), after @ ..] = rest {
                named.push(*name);
                rest = after;
                match after.strip_prefix(&[Token::Mark(",")]) {
                    Some(next) => rest = next,
                    None => break,
                }
            }
        }
    }
    numbered.chain(named).collect()
}

/// Names that are not the module's own alone: `{ mount }` is exported or taken out of an object by its name, and
/// `free() {}` in a class is a property.
fn shared<'a>(tokens: &[Token<'a>]) -> HashSet<&'a str> {
    let solid: Vec<&Token<'_>> = tokens.iter().filter(|token| **token != Token::Break).collect();
    let is = |at: Option<usize>, marks: &[&str]| matches!(at.and_then(|at| solid.get(at)), Some(Token::Mark(mark)) if marks.contains(mark));
    let mut names = HashSet::new();
    let mut open: Vec<(&str, Option<&str>)> = Vec::new();
    for (at, token) in solid.iter().enumerate() {
        let before = at.checked_sub(1);
        match token {
            Token::Mark(mark @ ("{" | "(" | "[")) => {
                let is_of_function =
                    matches!(at.checked_sub(2).and_then(|at| solid.get(at)), Some(Token::Word("function")));
                let name = match before.and_then(|at| solid.get(at)) {
                    Some(Token::Word(name)) if !is_of_function => Some(*name),
                    _ => None,
                };
                open.push((mark, name));
            }
            Token::Mark(")") => {
                names.extend(open.pop().and_then(|(_, name)| name).filter(|_| is(Some(at + 1), &["{"])))
            }
            Token::Mark("}" | "]") => drop(open.pop()),
            Token::Word(name) if matches!(open.last(), Some(("{", _))) => {
                names.extend(Some(*name).filter(|_| is(before, &["{", ","]) && is(Some(at + 1), &[",", "}"])));
            }
            Token::Mark(_) | Token::Word(_) | Token::Literal(_) | Token::Break => {}
        }
    }
    names
}

/// Whether the word there is a name of its own, and neither a property nor a key.
fn is_name(tokens: &[Token<'_>], at: usize) -> bool {
    let near = |at: Option<usize>| at.and_then(|at| tokens.get(at));
    let is_property = matches!(near(at.checked_sub(1)), Some(Token::Mark("." | "?.")));
    let opens = matches!(near(at.checked_sub(1)), Some(Token::Mark("{" | ",") | Token::Break) | None);
    let is_key = opens && matches!(near(at.checked_add(1)), Some(Token::Mark(":")));
    !is_property && !is_key
}

/// `a` to `z`, `A` to `Z`, then two of them.
fn letters(mut number: usize) -> String {
    const LETTERS: &[u8; 52] = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    let mut name = String::new();
    loop {
        name.extend(LETTERS.get(number % LETTERS.len()).copied().map(char::from));
        match (number / LETTERS.len()).checked_sub(1) {
            Some(rest) => number = rest,
            None => return name,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_spaces_go_and_texts_stay_as_they_are() {
        let text = "/** Doc. */\nf( 'a // b',  \"c  d\" ); // why\n  g(`x /* y */ ${ z }`);\n";
        assert_eq!(slim(text), "f('a // b',\"c  d\");g(`x /* y */ ${ z }`);\n");
    }

    #[test]
    fn a_line_that_may_end_a_statement_stays_a_line() {
        assert_eq!(slim("class Z {\n  #x;\n  y = 1\n}\nif (a) b++\nc\n"), "class d{#x;y=1}\nif(a)b++\nc\n");
    }

    #[test]
    fn signs_that_would_become_another_stay_apart() {
        assert_eq!(slim("a + +b - -c + d / 2 / e;"), "a+ +b- -c+d/2/e;\n");
    }

    #[test]
    fn a_regular_expression_is_no_division() {
        assert_eq!(slim("x = /[/'] a/.exec( y );"), "x=/[/'] a/.exec(y);\n");
    }

    #[test]
    fn what_is_declared_gets_a_short_name_and_a_property_of_that_name_does_not() {
        let text = "function getString(arg0) { const length = arg0.length; return { length: length, arg0: 1 }; }";
        assert_eq!(slim(text), "function c(a){const b=a.length;return{length:b,arg0:1}}\n");
    }

    #[test]
    fn what_is_exported_or_shared_by_its_name_keeps_it() {
        let text = "function mount() {}\nlet one = 1;\nlet two = { one, other: mount };\nexport { mount };\n";
        assert_eq!(slim(text), "function mount(){}\nlet one=1;let a={one,other:mount};export{mount};\n");
    }

    #[test]
    fn the_last_semicolon_of_a_block_goes_unless_it_is_a_statement() {
        assert_eq!(slim("{ f(g()); }\n{ while (f());\n}"), "{f(g())}\n{while(f());}\n");
    }

    #[test]
    fn a_method_keeps_its_name() {
        let text = "function free(arg0) {}\nclass Handle { free() { free(this); } }\n";
        assert_eq!(slim(text), "function free(b){}\nclass a{free(){free(this)}}\n");
    }

    #[test]
    fn a_short_name_never_hides_another() {
        assert_eq!(slim("let first = a + `${b}`; c(first);"), "let d=a+`${b}`;c(d);\n");
    }

    #[test]
    fn a_name_inside_a_template_keeps_it() {
        assert_eq!(slim("let inner = 1; let t = `${inner}`;"), "let inner=1;let a=`${inner}`;\n");
    }
}
