//! Lists that are longer than a frame, cut into parts that each fit into one.

use hookswitch_protocol::{cisco::part::Part, limits, wire::Wire, write::Writer};

/// What a frame may need around the list: the address, a reference and an outer packet, each as long as may be, and
/// the name of a book.
const AROUND_BYTES: usize = 16 * 1024;

/// Cuts a list; the pieces are in its order, none is empty, and a list that fits is one piece.
pub(super) fn cut<T: Wire>(items: Vec<T>) -> Vec<Vec<T>> {
    let mut pieces = Vec::new();
    let (mut piece, mut bytes) = (Vec::new(), 0);
    for item in items {
        let mut out = Writer::default();
        item.write(&mut out);
        // And the comma before it.
        let more = out.finish().len() + 1;
        if bytes + more > limits::FRAME_BYTES - AROUND_BYTES && !piece.is_empty() {
            pieces.push(std::mem::take(&mut piece));
            bytes = 0;
        }
        bytes += more;
        piece.push(item);
    }
    if !piece.is_empty() {
        pieces.push(piece);
    }
    pieces
}

/// The same pieces with their numbers; nothing at all is one piece too, and one piece has no number.
pub(super) fn numbered<T: Default>(mut pieces: Vec<T>) -> Vec<(Option<Part>, T)> {
    if pieces.is_empty() {
        pieces.push(T::default());
    }
    let of = u32::try_from(pieces.len()).unwrap_or(u32::MAX);
    let part = |number| if of == 1 { None } else { Part::new(number, of) };
    (1..).zip(pieces).map(|(number, piece)| (part(number), piece)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_as_long_as_may_be_and_in_order() {
        let items: Vec<String> = (0..100).map(|at| format!("{at:01000}")).collect();
        let pieces = cut(items.clone());
        assert_eq!(pieces.iter().map(Vec::len).collect::<Vec<_>>(), [49, 49, 2]);
        assert_eq!(pieces.concat(), items);
        assert_eq!(cut(vec!["x".repeat(limits::FRAME_BYTES)]).len(), 1);
    }

    #[test]
    fn only_a_list_of_several_pieces_has_numbers() {
        let part = |number, of| Part::new(number, of);
        assert_eq!(numbered(Vec::<String>::new()), [(None, String::new())]);
        assert_eq!(numbered(vec![7]), [(None, 7)]);
        assert_eq!(numbered(vec![7, 8]), [(part(1, 2), 7), (part(2, 2), 8)]);
    }
}
