//! A style sheet without comments and needless spaces.

/// Leaves out comments, line ends, the spaces that separate nothing, and the last semicolon of a rule.
pub(super) fn style(text: &str) -> String {
    let mut bare = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("/*") {
        bare.push_str(before);
        rest = after.split_once("*/").map_or("", |(_, after)| after);
    }
    bare.push_str(rest);
    let mut slim = String::new();
    // Every other part is a text between quotes.
    for (at, part) in bare.split('"').enumerate() {
        if at % 2 == 1 {
            slim.extend(["\"", part, "\""]);
        } else {
            squeeze(part, &mut slim);
        }
    }
    slim
}

fn squeeze(part: &str, slim: &mut String) {
    for (at, word) in part.split_whitespace().enumerate() {
        // A space before a colon tells `a :hover` from `a:hover`; all others of these stand for themselves.
        let sticks = word.starts_with(['{', '}']) || slim.ends_with(['{', '}', ';', ',', ':']);
        if !sticks && (at > 0 || part.starts_with(char::is_whitespace)) {
            slim.push(' ');
        }
        if word.starts_with('}') && slim.ends_with(';') {
            slim.pop();
        }
        slim.push_str(word);
    }
    if part.ends_with(char::is_whitespace) && !slim.ends_with(['{', '}', ';', ',', ':']) {
        slim.push(' ');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_style_sheet_loses_comments_wherever_they_stand() {
        assert_eq!(style("a { /* x */\n  color: red; }\n/* y\n z */\nb {}\n"), "a{color:red}b{}");
    }

    #[test]
    fn spaces_stay_where_they_tell_something() {
        let text = "a :hover,\nb > c {\n  margin: 0 calc(1px + 2px);\n}\n@media (x: y) {\n  d::before {\n    content: \" : \";\n  }\n}\n";
        let slim = "a :hover,b > c{margin:0 calc(1px + 2px)}@media (x:y){d::before{content:\" : \"}}";
        assert_eq!(style(text), slim);
    }
}
