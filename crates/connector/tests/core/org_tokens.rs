//! Registering with a token that the Salesforce org has signed.

use data_encoding::BASE64URL_NOPAD;
use hookswitch_connector::core::{
    Change, ConnId, Effect, Input, Limits, Note, OrgKeys, OrgTokens, PemFault, Settings, TokenFault, TokenId,
    TokenRules,
};
use hookswitch_protocol::{
    CloseCode, ErrorCode,
    connector::{FromConnector, Identity, Licence, LinkStatus, Register, Speaker, ToConnector},
    ids::{Jwt, ResumeToken},
};
use rcgen::PublicKeyData;
use serde_json::{Value, json};

use crate::{
    org::{AUDIENCE, ISSUER, OrgKey, but, claims, part},
    script::*,
};

/// The time at which scripts begin.
const NOW_MS: u64 = 1_000_000;

fn keys(files: &[(&str, String)]) -> OrgKeys {
    let mut keys = OrgKeys::default();
    for (name, pem) in files {
        keys.add(name, pem.as_bytes()).unwrap();
    }
    keys
}

fn script_with(keys: OrgKeys, limits: Limits) -> Script {
    let rules = TokenRules { issuer: ISSUER.to_owned(), audience: AUDIENCE.to_owned() };
    let org_tokens = Some(OrgTokens { rules, keys });
    Script::with(9_999, |settings| Settings { org_tokens, limits, ..settings })
}

fn script() -> Script {
    script_with(keys(&[("Hookswitch", OrgKey::one().certificate())]), Limits::default())
}

fn by(token: &str) -> Register {
    register(Some(Identity::Jwt(Jwt::parse(token).unwrap())), None)
}

impl Script {
    fn brings(&mut self, register: Register) -> ConnId {
        let conn = self.connects();
        self.asks(conn, None, ToConnector::Register(register));
        conn
    }

    fn keeps_token(&mut self) -> (TokenId, u64) {
        match self.stores().1 {
            Change::KeepUsedToken(id, until) => (id, until),
            other => panic!("a token should be used up, not {other:?}"),
        }
    }

    fn is_let_in(&mut self, token: &str) -> ConnId {
        let conn = self.brings(by(token));
        self.keeps_token();
        assert!(self.hears_registered(conn).success);
        assert!(self.hears_set(conn).success);
        conn
    }

    /// Why a token is refused, as the log has it.
    fn is_refused(&mut self, token: &str) -> (TokenFault, Option<String>) {
        let conn = self.connects();
        let reply_to = hookswitch_protocol::ReplyTo::default();
        let body = ToConnector::Register(by(token)).into();
        let frame = hookswitch_protocol::Frame { source: Default::default(), reply_to, body };
        self.core.handle(Input::Frame { conn, frame: Ok(frame) }, self.now);
        let (mut notes, mut heard) = (Vec::new(), Vec::new());
        while let Some(effect) = self.core.poll_effect() {
            match effect {
                Effect::Log(Note::TokenRefused { fault, user_name, .. }) => {
                    notes.push((fault, user_name.map(|name| name.as_str().to_owned())));
                }
                Effect::Log(_) | Effect::Store { .. } => {}
                other => heard.push(other),
            }
        }
        assert_eq!(notes.len(), 1, "{notes:?}");
        let [Effect::Tell { frame, .. }, Effect::Close { code: CloseCode::IdentityRefused, .. }] = heard.as_slice()
        else {
            panic!("{heard:?}")
        };
        let hookswitch_protocol::Answer::Connector(FromConnector::Registered(reply)) = &frame.body else {
            panic!("{frame:?}")
        };
        assert_eq!((reply.success, reply.code), (false, Some(ErrorCode::IdentityRefused)));
        notes.remove(0)
    }
}

#[test]
fn a_token_of_the_org_signs_on_its_user_in_any_case_of_the_name_and_takes_no_licence() {
    let mut script = script();
    let conn = script.brings(by(&OrgKey::one().token(&claims("AGENT1", "a", NOW_MS))));
    assert_eq!(script.keeps_token().1, NOW_MS + 210_000, "until it would hold no more");
    let registered = script.hears_registered(conn);
    assert!(registered.success && !registered.resumed);
    let (id, body) = script.hears(conn);
    let FromConnector::LoginIdSet(set) = body else { panic!("{body:?}") };
    assert_eq!((id, set.extension.unwrap().as_str(), set.licence), (None, "5051", Some(Licence::NotNeeded)));
    script.telephone_comes_up(conn);
    script.ends();
}

#[test]
fn each_broken_rule_of_a_token_has_a_reason_of_its_own_and_a_user_only_where_the_org_has_signed() {
    let org = OrgKey::one();
    let whole = || claims("agent1", "a", NOW_MS);
    let with = |other: Value| org.token(&but(whole(), &other));
    let headed = |header: Value| org.token_with(&header, &whole());
    let now = NOW_MS / 1_000;
    let good = org.token(&whole());
    let (message, signature) = good.rsplit_once('.').unwrap();
    let none = format!("{}.{}.", part(&json!({ "alg": "none" })), part(&whole()));
    let hs256 = {
        let message = format!("{}.{}", part(&json!({ "alg": "HS256" })), part(&whole()));
        let mut key = [0; 32];
        key.copy_from_slice(&org.0.subject_public_key_info()[..32]);
        format!("{message}.{}", BASE64URL_NOPAD.encode(blake3::keyed_hash(&key, message.as_bytes()).as_bytes()))
    };
    let other_body =
        format!("{}.{}.{signature}", message.split('.').next().unwrap(), part(&claims("agent2", "a", NOW_MS)));
    let twice = {
        let body = whole().to_string().replacen('{', "{\"sub\":\"agent2\",", 1);
        let message = format!("{}.{}", part(&json!({ "alg": "RS256" })), BASE64URL_NOPAD.encode(body.as_bytes()));
        org.signed(&message)
    };
    for (what, token, fault, names_user) in [
        ("no token", "abc".to_owned(), TokenFault::Malformed, false),
        ("two parts", message.to_owned(), TokenFault::Malformed, false),
        ("four parts", format!("{good}.a"), TokenFault::Malformed, false),
        ("padding", format!("{good}="), TokenFault::Malformed, false),
        ("no signature", format!("{message}."), TokenFault::Key, false),
        ("alg none", none, TokenFault::Algorithm, false),
        ("the public key as a secret", hs256, TokenFault::Algorithm, false),
        ("alg RS512", headed(json!({ "alg": "RS512" })), TokenFault::Algorithm, false),
        ("alg in lower case", headed(json!({ "alg": "rs256" })), TokenFault::Algorithm, false),
        ("no alg", headed(json!({ "typ": "JWT" })), TokenFault::Malformed, false),
        (
            "something critical",
            headed(json!({ "alg": "RS256", "crit": ["b64"], "b64": false })),
            TokenFault::Malformed,
            false,
        ),
        ("another body under the signature", other_body, TokenFault::Key, false),
        ("another key", OrgKey::other().token(&whole()), TokenFault::Key, false),
        ("a claim twice", twice, TokenFault::Malformed, false),
        ("no exp", with(json!({ "exp": null })), TokenFault::Malformed, false),
        ("no iat", with(json!({ "iat": null })), TokenFault::Malformed, false),
        ("no jti", with(json!({ "jti": null })), TokenFault::Malformed, false),
        ("an empty jti", with(json!({ "jti": "" })), TokenFault::Malformed, true),
        ("no sub", with(json!({ "sub": null })), TokenFault::Malformed, false),
        ("another issuer", with(json!({ "iss": "https://evil.my.salesforce.com" })), TokenFault::Issuer, true),
        ("another audience", with(json!({ "aud": "phone" })), TokenFault::Audience, true),
        ("other audiences", with(json!({ "aud": ["phone", "hookswitch2"] })), TokenFault::Audience, true),
        ("no audience", with(json!({ "aud": [] })), TokenFault::Audience, true),
        ("301 seconds", with(json!({ "exp": now + 301 })), TokenFault::Lifetime, true),
        ("the end before the beginning", with(json!({ "exp": now - 1 })), TokenFault::Lifetime, true),
        ("the end of time", with(json!({ "iat": 0, "exp": u64::MAX })), TokenFault::Lifetime, true),
        ("31 seconds ago", with(json!({ "iat": now - 100, "exp": now - 30 })), TokenFault::Expired, true),
        ("in 31 seconds", with(json!({ "iat": now + 31, "exp": now + 40 })), TokenFault::NotYet, true),
        ("not before 31 seconds", with(json!({ "nbf": now + 31 })), TokenFault::NotYet, true),
        ("nobody's name", with(json!({ "sub": "nobody" })), TokenFault::UnknownUser, true),
    ] {
        let (found, user) = script().is_refused(&token);
        assert_eq!((found, user.is_some()), (fault, names_user), "{what}");
    }
}

#[test]
fn clocks_may_be_half_a_minute_apart_and_the_audience_one_of_several() {
    let org = OrgKey::one();
    let now = NOW_MS / 1_000;
    for other in [
        json!({ "iat": now - 100, "exp": now - 29 }),
        json!({ "iat": now + 30, "nbf": now + 30, "exp": now + 330 }),
        json!({ "aud": ["phone", AUDIENCE] }),
        json!({ "nbf": null }),
    ] {
        script().is_let_in(&org.token(&but(claims("agent1", "a", NOW_MS), &other)));
    }
}

#[test]
fn a_token_counts_once_and_a_fresh_one_at_once() {
    let (mut script, org) = (script(), OrgKey::one());
    let token = org.token(&claims("agent1", "a", NOW_MS));
    let conn = script.is_let_in(&token);
    script.attaches();
    assert_eq!(script.is_refused(&token), (TokenFault::Replayed, Some("agent1".to_owned())));
    script.input(Input::Closed { conn });
    let again = script.brings(by(&org.token(&claims("agent1", "b", NOW_MS))));
    script.keeps_token();
    assert!(script.hears_registered(again).success);
    assert!(script.hears_set(again).success);
}

#[test]
fn a_token_that_was_used_before_a_restart_counts_no_more() {
    let org = OrgKey::one();
    let token = org.token(&claims("agent1", "a", NOW_MS));
    let mut before = script();
    let conn = before.brings(by(&token));
    let used = before.keeps_token();
    before.hears_registered(conn);
    let mut after = script();
    after.core = after.core.with_used_tokens([used]);
    assert_eq!(after.is_refused(&token).0, TokenFault::Replayed);
    after.is_let_in(&org.token(&claims("agent1", "b", NOW_MS)));
}

#[test]
fn keys_are_exchanged_while_both_count_and_a_name_that_is_known_chooses_one() {
    let (old, new) = (OrgKey::one(), OrgKey::other());
    let both = || keys(&[("Old", old.certificate()), ("New", new.0.public_key_pem())]);
    let header = |kid: &str| json!({ "alg": "RS256", "kid": kid });
    let claims = claims("agent1", "a", NOW_MS);
    for (key, kid, counts) in
        [(&old, "Old", true), (&new, "New", true), (&new, "Old", false), (&old, "New", false), (&new, "0Ab", true)]
    {
        let mut script = script_with(both(), Limits::default());
        let token = key.token_with(&header(kid), &claims);
        if counts {
            script.is_let_in(&token);
        } else {
            assert_eq!(script.is_refused(&token).0, TokenFault::Key, "{kid}");
        }
    }
    let mut script = script_with(both(), Limits::default());
    script.input(Input::OrgKeys(keys(&[("New", new.0.public_key_pem())])));
    assert_eq!(script.is_refused(&old.token(&claims)).0, TokenFault::Key);
    script.is_let_in(&new.token(&claims));
}

#[test]
fn a_file_without_a_key_that_can_check_rs256_is_named_for_what_it_is() {
    let elliptic = rcgen::KeyPair::generate().unwrap();
    let own = rcgen::CertificateParams::new(Vec::new()).unwrap().self_signed(&elliptic).unwrap().pem();
    for (pem, fault) in [
        (String::new(), PemFault::Nothing),
        ("Hookswitch".to_owned(), PemFault::Nothing),
        ("-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n".to_owned(), PemFault::NotPem),
        ("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n".to_owned(), PemFault::NotRsa),
        (include_str!("../org/one.key").to_owned(), PemFault::Private),
        (elliptic.public_key_pem(), PemFault::NotRsa),
        (own, PemFault::NotRsa),
    ] {
        assert_eq!(OrgKeys::default().add("a", pem.as_bytes()), Err(fault), "{pem}");
    }
    let mut both = OrgKeys::default();
    both.add("a", [OrgKey::one().certificate(), OrgKey::other().certificate()].concat().as_bytes()).unwrap();
    assert_eq!(both.len(), 2);
}

#[test]
fn bad_tokens_lock_the_address_as_wrong_ids_do_and_old_ones_do_not() {
    let org = OrgKey::one();
    let three = Limits { per_address: 3, ..Limits::default() };
    let mut script = script_with(keys(&[("Hookswitch", org.certificate())]), three);
    let old = but(claims("agent1", "a", NOW_MS), &json!({ "iat": 1, "nbf": 1, "exp": 2 }));
    for _ in 0..5 {
        assert_eq!(script.is_refused(&org.token(&old)).0, TokenFault::Expired);
    }
    for _ in 0..3 {
        assert_eq!(script.is_refused(&OrgKey::other().token(&claims("agent1", "a", NOW_MS))).0, TokenFault::Key);
    }
    let conn = script.brings(by(&org.token(&claims("agent1", "a", NOW_MS))));
    assert!(!script.hears_registered(conn).success);
    assert_eq!(script.is_closed(conn).0, CloseCode::TooMany);
    script.ends();
}

#[test]
fn a_token_goes_on_with_the_session_of_its_user_and_of_nobody_else() {
    let (mut script, org) = (script(), OrgKey::one());
    let conn = script.brings(by(&org.token(&claims("agent1", "a", NOW_MS))));
    script.keeps_token();
    let resume: ResumeToken = script.hears_registered(conn).resume.unwrap();
    script.hears_set(conn);
    script.telephone_comes_up(conn);
    script.input(Input::Closed { conn });
    let foreign = Register { resume: Some(resume.clone()), ..by(&org.token(&claims("agent2", "b", NOW_MS))) };
    let other = script.brings(foreign);
    script.keeps_token();
    assert!(!script.hears_registered(other).resumed);
    assert_eq!(script.hears_set(other).extension.unwrap().as_str(), "5064");
    script.telephone_comes_up(other);
    let back = script.brings(Register { resume: Some(resume), ..by(&org.token(&claims("agent1", "c", NOW_MS))) });
    script.keeps_token();
    assert!(script.hears_registered(back).resumed);
    assert_eq!(script.hears_set(back).extension.unwrap().as_str(), "5051");
    assert_eq!(script.hears_status(back), LinkStatus::Linked);
    script.ends();
}

#[test]
fn an_app_speaks_for_the_user_of_its_token_and_signs_nobody_on() {
    let (mut script, org) = (script(), OrgKey::one());
    let app = Register { speaker: Some(Speaker::App), ..by(&org.token(&claims("agent1", "a", NOW_MS))) };
    let conn = script.brings(app);
    script.keeps_token();
    assert!(script.hears_registered(conn).success);
    script.asks(conn, None, take_over());
    match script.hears(conn).1 {
        FromConnector::TakenOver(outcome) => assert_eq!(outcome.code, Some(ErrorCode::NotPermitted)),
        other => panic!("{other:?}"),
    }
    script.ends();
}

#[test]
fn a_user_who_is_removed_is_signed_off_though_the_token_held() {
    let (mut script, org) = (script(), OrgKey::one());
    let conn = script.is_let_in(&org.token(&claims("agent1", "a", NOW_MS)));
    script.telephone_comes_up(conn);
    script.users.remove(0);
    script.reload();
    script.detaches("5051");
    assert_eq!(script.hears_error(conn), ErrorCode::SignedOff);
    assert_eq!(script.is_closed(conn).0, CloseCode::SignedOff);
    script.ends();
}
