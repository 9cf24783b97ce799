//! Comments and indentation left out. Whatever else a minifier does, compression does as well.

/// Leaves out comments that have their lines to themselves, indentation and empty lines.
pub(super) fn script(text: &str) -> String {
    let mut slim = String::new();
    let mut in_comment = false;
    for line in text.lines() {
        let code = after_comments(line.trim(), &mut in_comment);
        if !code.is_empty() && !code.starts_with("//") {
            slim.push_str(code);
            slim.push('\n');
        }
    }
    slim
}

fn after_comments<'a>(line: &'a str, in_comment: &mut bool) -> &'a str {
    let mut rest = line;
    while *in_comment || rest.starts_with("/*") {
        let (closed, after) = rest.split_once("*/").map_or((false, ""), |(_, after)| (true, after));
        *in_comment = !closed;
        rest = after.trim_start();
        if !closed {
            break;
        }
    }
    rest
}

/// The same for a style sheet, where a comment can stand anywhere.
pub(super) fn style(text: &str) -> String {
    let mut bare = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("/*") {
        bare.push_str(before);
        rest = after.split_once("*/").map_or("", |(_, after)| after);
    }
    bare.push_str(rest);
    script(&bare)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_loses_comments_and_indentation_and_nothing_else() {
        let text = "/**\n * Doc.\n */\nfunction f() {\n    // why\n    return 'a // b'; /* end */\n}\n\n/* one */\n/* two\nlines */ g();\n";
        assert_eq!(script(text), "function f() {\nreturn 'a // b'; /* end */\n}\ng();\n");
    }

    #[test]
    fn a_style_sheet_loses_comments_wherever_they_stand() {
        assert_eq!(style("a { /* x */\n  color: red; }\n/* y\n z */\nb {}\n"), "a {\ncolor: red; }\nb {}\n");
    }
}
