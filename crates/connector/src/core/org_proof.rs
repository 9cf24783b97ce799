//! Who speaks by a token that the Salesforce org has signed: whether it counts here, now, and for the first time.

use std::collections::{BTreeSet, HashSet};

use hookswitch_protocol::{CloseCode, Tick, ids::Jwt};

use super::{
    directory::{Subject, UserId},
    io::{Change, ConnId, Note},
    machine::Core,
    org_token::{OrgKeys, TokenFault, TokenId, TokenRefused, TokenRules, verify},
};

/// What makes tokens of an org count.
#[derive(Clone, Debug)]
pub struct OrgTokens {
    /// Whose they have to be, and for whom.
    pub rules: TokenRules,
    /// Who signs them.
    pub keys: OrgKeys,
}

/// Tokens that were used and would still hold.
#[derive(Debug, Default)]
pub(super) struct UsedTokens {
    ids: HashSet<TokenId>,
    until: BTreeSet<(u64, TokenId)>,
}

impl Core {
    /// The same core, which knows the tokens that were used before it began, each with its end.
    #[must_use]
    pub fn with_used_tokens(mut self, used: impl IntoIterator<Item = (TokenId, u64)>) -> Self {
        for (id, until_unix_ms) in used {
            self.used_tokens.use_up(id, until_unix_ms, 0);
        }
        self
    }

    /// The org signs with other keys from now on.
    pub(super) fn on_org_keys(&mut self, keys: OrgKeys) {
        if let Some(tokens) = &mut self.settings.org_tokens {
            tokens.keys = keys;
        }
    }

    /// Whose token this is, or what its client is advised. It counts once.
    pub(super) fn owner_of_token(&mut self, conn: ConnId, token: &Jwt, now: Tick) -> Result<UserId, CloseCode> {
        let address = Subject::Address(self.conns.get(&conn).ok_or(CloseCode::IdentityRefused)?.peer);
        if self.locked_for_seconds(address, now).is_some() {
            return Err(CloseCode::TooMany);
        }
        self.counted(token, now).map_err(|TokenRefused { fault, user_name }| {
            self.counts.sign_ons_refused += 1;
            if fault.is_suspect() {
                self.count_failure(address, now);
            }
            self.log(Note::TokenRefused { conn, fault, user_name });
            CloseCode::IdentityRefused
        })
    }

    fn counted(&mut self, token: &Jwt, now: Tick) -> Result<UserId, TokenRefused> {
        let now_unix_ms = self.unix_ms(now);
        let tokens = self.settings.org_tokens.as_ref();
        let OrgTokens { rules, keys } = tokens.ok_or(TokenRefused { fault: TokenFault::Key, user_name: None })?;
        let claims = verify(token.expose(), keys, rules, now_unix_ms)?;
        let refused = |fault| TokenRefused { fault, user_name: Some(claims.user_name.clone()) };
        if !self.used_tokens.use_up(claims.id, claims.until_unix_ms, now_unix_ms) {
            return Err(refused(TokenFault::Replayed));
        }
        self.store(Change::KeepUsedToken(claims.id, claims.until_unix_ms));
        let user = self.directory.by_user_name(claims.user_name.as_str()).map(|user| user.id);
        user.ok_or_else(|| refused(TokenFault::UnknownUser))
    }
}

impl UsedTokens {
    /// Whether a token is used for the first time. Those that would hold no more are forgotten.
    fn use_up(&mut self, id: TokenId, until_unix_ms: u64, now_unix_ms: u64) -> bool {
        while let Some((until, old)) = self.until.first().copied()
            && until <= now_unix_ms
        {
            self.until.remove(&(until, old));
            self.ids.remove(&old);
        }
        let is_new = self.ids.insert(id);
        if is_new {
            self.until.insert((until_unix_ms, id));
        }
        is_new
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_counts_once_and_is_forgotten_when_it_would_hold_no_more() {
        let mut used = UsedTokens::default();
        let [one, other] = [1, 2].map(|byte| TokenId::from_bytes([byte; 32]));
        assert!(used.use_up(one, 1_000, 0));
        assert!(!used.use_up(one, 2_000, 999));
        assert!(used.use_up(other, 2_000, 1_000));
        assert_eq!((used.ids.len(), used.until.len()), (1, 1));
    }
}
