//! A profile as the Metadata API writes it: what lies in it about login IP ranges.

use roxmltree::{Document, Error, Node, ParsingOptions, TextPos};

use crate::{
    address::{Address, AddressRange},
    fault::{Fault, MOST_FAULTS, Place, Wrong},
};

const ROOT: &str = "Profile";
const RANGE: &str = "loginIpRanges";
const FIRST: &str = "startAddress";
const LAST: &str = "endAddress";
const DESCRIPTION: &str = "description";

/// The login IP ranges of a profile, in its order. Without any, its users log on from anywhere.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Profile {
    /// The ranges.
    pub ranges: Vec<ProfileRange>,
}

/// One login IP range.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProfileRange {
    /// The addresses.
    pub range: AddressRange,
    /// What an administrator wrote about it; may be empty.
    pub description: String,
}

impl Profile {
    /// Reads Profile XML.
    ///
    /// # Errors
    /// What is wrong with it, up to 20 things.
    pub fn parse(xml: &str) -> Result<Self, Vec<Fault>> {
        let options = ParsingOptions { allow_dtd: false, ..ParsingOptions::default() };
        let document = Document::parse_with_options(xml, options).map_err(|error| vec![no_xml(xml, &error)])?;
        let root = document.root_element();
        if root.tag_name().name() != ROOT {
            return Err(vec![at(root, Wrong::NoProfile(root.tag_name().name().to_owned()))]);
        }
        let (mut ranges, mut faults) = (Vec::new(), Vec::new());
        for element in root.children().filter(|child| child.tag_name().name() == RANGE) {
            match read(element) {
                Ok(range) => ranges.push(range),
                Err(fault) => faults.push(fault),
            }
            if faults.len() == MOST_FAULTS {
                break;
            }
        }
        if faults.is_empty() { Ok(Self { ranges }) } else { Err(faults) }
    }
}

impl ProfileRange {
    /// A range as an API tells it: two texts, and a third that may be empty.
    ///
    /// # Errors
    /// What is wrong with the addresses.
    pub fn parse(first: &str, last: &str, description: &str) -> Result<Self, Wrong> {
        let address = |text: &str| Address::parse(text.trim()).ok_or_else(|| Wrong::Address(text.trim().to_owned()));
        let range = AddressRange::new(address(first)?, address(last)?)?;
        Ok(Self { range, description: description.trim().to_owned() })
    }
}

fn read(element: Node<'_, '_>) -> Result<ProfileRange, Fault> {
    let (first, last) = (required(element, FIRST)?, required(element, LAST)?);
    let description = part(element, DESCRIPTION)?.map(text).unwrap_or_default();
    let (first_text, last_text) = (text(first), text(last));
    ProfileRange::parse(&first_text, &last_text, &description).map_err(|wrong| {
        let is_last = Address::parse(first_text.trim()).is_some() && Address::parse(last_text.trim()).is_none();
        at(if is_last { last } else { first }, wrong)
    })
}

fn required<'a, 'input>(element: Node<'a, 'input>, name: &'static str) -> Result<Node<'a, 'input>, Fault> {
    part(element, name)?.ok_or_else(|| at(element, Wrong::Lacks(name)))
}

fn part<'a, 'input>(element: Node<'a, 'input>, name: &'static str) -> Result<Option<Node<'a, 'input>>, Fault> {
    let mut named = element.children().filter(|child| child.tag_name().name() == name);
    let found = named.next();
    match named.next() {
        Some(second) => Err(at(second, Wrong::Twice(name))),
        None => Ok(found),
    }
}

/// All text in an element; a remark within cuts nothing off.
fn text(element: Node<'_, '_>) -> String {
    element.children().filter(Node::is_text).filter_map(|child| child.text()).collect()
}

fn at(node: Node<'_, '_>, wrong: Wrong) -> Fault {
    Fault { place: place(node.document().text_pos_at(node.range().start)), wrong }
}

fn no_xml(xml: &str, error: &Error) -> Fault {
    let shown = error.to_string();
    // The place stands in the fault already.
    let place_in_text = format!(" at {}", error.pos());
    // What breaks off tells no place of its own.
    let ends_early = matches!(error, Error::UnclosedRootNode | Error::NoRootNode | Error::UnexpectedEndOfStream);
    let place = if ends_early { Place::end_of(xml) } else { place(error.pos()) };
    Fault { place, wrong: Wrong::Xml(shown.replace(&place_in_text, "")) }
}

fn place(position: TextPos) -> Place {
    Place { line: position.row as usize, column: position.col as usize }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(xml: &str) -> Vec<String> {
        Profile::parse(xml).unwrap_err().iter().map(ToString::to_string).collect()
    }

    fn with(ranges: &str) -> String {
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Profile>\n    <custom>true</custom>\n{ranges}\n</Profile>\n"
        )
    }

    fn range(first: &str, last: &str) -> String {
        format!(
            "    <loginIpRanges><endAddress>{last}</endAddress><startAddress>{first}</startAddress></loginIpRanges>"
        )
    }

    #[test]
    fn the_ranges_and_what_is_written_about_them_are_read_and_nothing_else() {
        let one = "<loginIpRanges>\n<description> Office &amp; home </description>\n<endAddress>203.0.113.9</endAddress>\n\
                   <startAddress>203.0.<!-- edge -->113.1</startAddress>\n</loginIpRanges>";
        let read = Profile::parse(&with(&format!("{one}{}", range("2001:DB8:0:0:0:0:0:1", "2001:db8::9")))).unwrap();
        let told: Vec<_> = read.ranges.iter().map(|it| (it.range.to_string(), it.description.as_str())).collect();
        let wanted = [("203.0.113.1 - 203.0.113.9", "Office & home"), ("2001:db8::1 - 2001:db8::9", "")];
        assert_eq!(told, wanted.map(|(range, description)| (range.to_owned(), description)));
        assert_eq!(Profile::parse(&with("")).unwrap(), Profile::default());
    }

    #[test]
    fn broken_xml_is_named_by_line_and_column() {
        let fault = |xml: &str| faults(xml).remove(0);
        assert_eq!(fault(""), "line 1, column 1: This is no XML: the document does not have a root node.");
        let crossed = fault("<Profile>\n  <a></b>\n</Profile>");
        assert_eq!(crossed, "line 2, column 6: This is no XML: expected 'a' tag, not 'b'.");
        let cut_off = fault("<Profile>\n  <loginIpRanges>\n    <startAddress>203");
        assert_eq!(cut_off, "line 3, column 22: This is no XML: the root node was opened but never closed.");
        assert!(fault("<!DOCTYPE a [<!ENTITY b \"c\">]><Profile>&b;</Profile>").contains("This is no XML"));
    }

    #[test]
    fn of_many_faults_the_first_are_told() {
        assert_eq!(faults(&with(&range("a", "b").repeat(50))).len(), MOST_FAULTS);
    }

    #[test]
    fn xml_of_something_else_is_no_profile() {
        assert_eq!(faults("<PermissionSet/>"), ["line 1, column 1: This is a <PermissionSet>, and no <Profile>."]);
    }

    #[test]
    fn a_range_that_salesforce_would_not_take_is_named_by_line_and_column() {
        let ranges = [
            range("203.0.113.9", "203.0.113.1"),
            range("255.255.255.255", "::1:0:0:0"),
            range("203.0.113.x", "203.0.113.1"),
            range("203.0.113.1", "203.0.113.0/28"),
            "<loginIpRanges><startAddress>203.0.113.1</startAddress></loginIpRanges>".to_owned(),
            "<loginIpRanges><startAddress>::1</startAddress><startAddress>::2</startAddress></loginIpRanges>"
                .to_owned(),
        ];
        let wanted = [
            "line 4, column 56: The range ends before it starts.",
            "line 5, column 54: The range holds IPv4 addresses (::ffff:0:0 to ::ffff:ffff:ffff) and others.",
            "line 6, column 56: \"203.0.113.x\" is no IP address, block or range.",
            "line 7, column 20: \"203.0.113.0/28\" is no IP address, block or range.",
            "line 8, column 1: The range has no <endAddress>.",
            "line 9, column 48: The range has more than one <startAddress>.",
        ];
        assert_eq!(faults(&with(&ranges.join("\n"))), wanted);
    }
}
