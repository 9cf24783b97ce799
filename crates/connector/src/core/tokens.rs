//! Tokens that nobody can guess, from one seed.

use hookswitch_protocol::ids::{CredentialText, ResumeToken, SubscriberId};

/// A stream of unguessable numbers: BLAKE3 keyed with the seed over a counter.
pub(super) struct Tokens {
    seed: [u8; 32],
    count: u64,
}

/// A resume token as the core keeps it.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Token(u128);

impl Tokens {
    pub(super) const fn new(seed: [u8; 32]) -> Self {
        Self { seed, count: 0 }
    }

    pub(super) fn token(&mut self) -> Token {
        let [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, ..] = self.next();
        Token(u128::from_le_bytes([a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p]))
    }

    /// What a browser keeps to log on again.
    pub(super) fn credential(&mut self) -> Option<CredentialText> {
        CredentialText::parse(&format!("{:032x}", self.token().0))
    }

    /// A number in `0..=most`.
    pub(super) fn up_to(&mut self, most: u64) -> u64 {
        let [a, b, c, d, e, f, g, h, ..] = self.next();
        u64::from_le_bytes([a, b, c, d, e, f, g, h]) % most.saturating_add(1).max(1)
    }

    pub(super) fn subscriber(&mut self) -> Option<SubscriberId> {
        SubscriberId::parse(&format!("{:08}", self.up_to(99_999_999)))
    }

    fn next(&mut self) -> [u8; 32] {
        self.count += 1;
        *blake3::keyed_hash(&self.seed, &self.count.to_le_bytes()).as_bytes()
    }
}

impl Token {
    pub(super) fn text(self) -> Option<ResumeToken> {
        ResumeToken::parse(&format!("{:032x}", self.0))
    }

    pub(super) fn parse(token: &ResumeToken) -> Option<Self> {
        let text = token.expose();
        (text.len() == 32).then(|| u128::from_str_radix(text, 16).ok().map(Self)).flatten()
    }
}

impl core::fmt::Debug for Token {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Token(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_survives_the_wire_and_its_debug_shows_nothing() {
        let token = Tokens::new([7; 32]).token();
        assert_eq!(Token::parse(&token.text().unwrap()), Some(token));
        assert_eq!(format!("{token:?}"), "Token(…)");
    }

    #[test]
    fn tokens_differ_from_each_other_and_from_seed_to_seed() {
        let mut one = Tokens::new([1; 32]);
        let mut two = Tokens::new([2; 32]);
        let all = [one.token(), one.token(), two.token(), two.token()];
        assert_eq!(all.iter().collect::<std::collections::HashSet<_>>().len(), 4);
    }
}
