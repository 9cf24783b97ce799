//! XML as Salesforce's own tools write it: four blanks a level, text on its element's line.

use std::fmt::Write;

/// An element: what it is called, what it says, what is in it.
pub(super) struct Element {
    name: &'static str,
    attributes: Vec<(&'static str, String)>,
    text: String,
    children: Vec<Element>,
}

/// An element with children to come.
pub(super) fn element(name: &'static str) -> Element {
    Element { name, attributes: Vec::new(), text: String::new(), children: Vec::new() }
}

/// An element that holds a text.
pub(super) fn text(name: &'static str, text: impl Into<String>) -> Element {
    Element { text: text.into(), ..element(name) }
}

/// The outermost element of the Metadata API.
pub(super) fn metadata(name: &'static str) -> Element {
    element(name).attribute("xmlns", "http://soap.sforce.com/2006/04/metadata")
}

impl Element {
    /// With one attribute more.
    pub(super) fn attribute(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.attributes.push((name, value.into()));
        self
    }

    /// With these children after those that it has.
    pub(super) fn with(mut self, children: impl IntoIterator<Item = Self>) -> Self {
        self.children.extend(children);
        self
    }

    /// The whole file, this element being the outermost.
    pub(super) fn document(&self) -> String {
        let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        self.write(&mut out, 0);
        out
    }

    fn write(&self, out: &mut String, depth: usize) {
        let indent = " ".repeat(4 * depth);
        // Writing to a String cannot fail.
        let _ = write!(out, "{indent}<{}", self.name);
        for (name, value) in &self.attributes {
            let _ = write!(out, " {name}=\"{}\"", escaped(value));
        }
        if self.children.is_empty() {
            let _ = writeln!(out, ">{}</{}>", escaped(&self.text), self.name);
            return;
        }
        out.push_str(">\n");
        for child in &self.children {
            child.write(out, depth + 1);
        }
        let _ = writeln!(out, "{indent}</{}>", self.name);
    }
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            _ => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_be_markup_is_escaped() {
        let document = element("a").attribute("b", "\"<&").with([text("c", "1 < 2 && \"3\" > 0")]).document();
        assert!(
            document.contains("<a b=\"&quot;&lt;&amp;\">\n    <c>1 &lt; 2 &amp;&amp; &quot;3&quot; &gt; 0</c>\n</a>\n")
        );
    }
}
