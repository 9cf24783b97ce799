//! Trunk's marks in `index.html`, replaced by what they stand for.

use anyhow::{Context, Result};

const START: &str = "<link data-trunk ";

/// `<link data-trunk rel="css" href="www/hook-switch.css">`
pub(super) struct Link {
    /// What it asks for.
    pub(super) rel: String,
    /// The file it names, from the root; empty for `rust`.
    pub(super) href: String,
}

impl Link {
    /// The last part of `href`.
    pub(super) fn file_name(&self) -> &str {
        self.href.rsplit('/').next().unwrap_or(&self.href)
    }
}

/// Replaces each mark by what `replace` makes of it. A line that held nothing else goes with its mark.
pub(super) fn fill(page: &str, mut replace: impl FnMut(&Link) -> Result<String>) -> Result<String> {
    let mut filled = String::new();
    let mut rest = page;
    while let Some((before, after)) = rest.split_once(START) {
        let (tag, after) = after.split_once('>').context("index.html: a <link data-trunk … is never closed")?;
        let rel = attribute(tag, "rel").with_context(|| format!("index.html: no rel in {START}{tag}>"))?;
        let href = attribute(tag, "href").unwrap_or_default();
        let replacement = replace(&Link { rel: rel.to_owned(), href: href.to_owned() })?;
        let blank = before.rsplit('\n').next().is_some_and(|line| line.trim().is_empty());
        match after.strip_prefix('\n').filter(|_| blank && replacement.is_empty()) {
            Some(next_line) => {
                filled.push_str(before.trim_end_matches(' '));
                rest = next_line;
            }
            None => {
                filled.push_str(before);
                filled.push_str(&replacement);
                rest = after;
            }
        }
    }
    filled.push_str(rest);
    Ok(filled)
}

fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let tag_parts = tag.split(&format!("{name}=\"")).collect::<Vec<_>>();
    let (before, value) = (tag_parts.first()?, tag_parts.get(1)?);
    // `href="` must not be found inside `data-href="`.
    (before.is_empty() || before.ends_with(' ')).then(|| value.split('"').next())?
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "<head>\n    <link data-trunk rel=\"css\" href=\"www/a.css\">\n    \
                        <link data-trunk rel=\"copy-file\" href=\"www/b.js\">\n    <title>T</title>\n</head>\n";

    fn filled(page: &str) -> Result<String> {
        fill(page, |link| match link.rel.as_str() {
            "css" => Ok(format!("<style from={}>", link.file_name())),
            _ => Ok(String::new()),
        })
    }

    #[test]
    fn a_mark_is_replaced_and_an_empty_one_leaves_no_line() {
        let wanted = "<head>\n    <style from=a.css>\n    <title>T</title>\n</head>\n";
        assert_eq!(filled(PAGE).unwrap(), wanted);
    }

    #[test]
    fn a_mark_that_is_never_closed_or_says_no_rel_is_refused() {
        assert!(filled("<link data-trunk rel=\"css\"").is_err());
        assert!(filled("<link data-trunk href=\"a\">").is_err());
    }

    #[test]
    fn an_attribute_is_not_found_inside_a_longer_name() {
        assert_eq!(attribute("data-rel=\"x\" ", "rel"), None);
        assert_eq!(attribute("rel=\"x\" href=\"y\"", "href"), Some("y"));
    }
}
