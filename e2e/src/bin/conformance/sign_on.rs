//! The rules of signing on, off, over and on again.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use crate::peer::{Target, unknown_login_id};
use crate::reply::Reply;
use crate::rule::{Needs, Rule};

const SOON: Duration = Duration::from_secs(5);

/// Every rule of it.
pub(crate) fn rules() -> Vec<Rule> {
    let faulty = |text, check| Rule::new(text, Needs::Nothing, check);
    let rule = |text, check| Rule::new(text, Needs::Accounts, check);
    vec![
        faulty("an empty Login ID is refused with LoginIdEmpty", |t| Box::pin(fault(t, "".into(), "LoginIdEmpty"))),
        faulty("a Login ID with a space is refused with LoginIdSpace", |t| {
            Box::pin(fault(t, "DEMO 5051".into(), "LoginIdSpace"))
        }),
        faulty("a Login ID with a special character is refused with LoginIdSpecialCharacter", |t| {
            Box::pin(special_characters(t))
        }),
        faulty("a Login ID of more than 64 characters is refused with LoginIdTooLong", |t| {
            Box::pin(fault(t, "A".repeat(65), "LoginIdTooLong"))
        }),
        faulty("a user name as Login ID, in any case, is refused with LoginIdIsUserName", |t| Box::pin(user_name(t))),
        faulty(
            "a well-formed Login ID that nobody has is refused with LoginIdUnknown, and the connection waits",
            |t| Box::pin(unknown(t)),
        ),
        rule("signing on is answered with extension, name and licence, then the connection is linked", |t| {
            Box::pin(signs_on(t))
        }),
        rule("identity `loginId` signs on at the registration; its reply has no id", |t| Box::pin(identity(t))),
        faulty("a token that no key of the org has signed is refused with IdentityRefused and closed with 4401", |t| {
            Box::pin(tokens(t))
        }),
        rule("the same Login ID again is answered again, another one is refused with LoginIdHeld", |t| {
            Box::pin(same_and_other(t))
        }),
        rule("a Login ID is compared exactly, case and all", |t| Box::pin(exact(t))),
        rule("signing off ends the session at once", |t| Box::pin(signs_off(t))),
        rule("a session that lives elsewhere is refused with SessionElsewhere; TakeOver moves it here", |t| {
            Box::pin(takes_over(t))
        }),
        rule("a lost socket is not a sign-off: the resume token goes on with the session", |t| Box::pin(resumes(t))),
        rule("a resume token serves once", |t| Box::pin(token_serves_once(t))),
        rule("while a session is held, signing on with the same Login ID continues it", |t| Box::pin(continues(t))),
        rule("the same id again within a session gets the same reply and is not done again", |t| {
            Box::pin(done_once(t))
        }),
    ]
}

async fn fault(target: Target, login_id: String, code: &str) -> Result<()> {
    let mut peer = target.registered().await?;
    peer.sign_on(&login_id).await?.refused(code)?;
    peer.lives().await
}

async fn special_characters(target: Target) -> Result<()> {
    let mut peer = target.registered().await?;
    for text in ["DEMO-5051", "DEMÖ", "\u{202e}5051", "😀", "a@b", "a\u{0}b"] {
        let reply = peer.sign_on(text).await?;
        reply.refused("LoginIdSpecialCharacter").with_context(|| format!("for {text:?}"))?;
    }
    peer.lives().await
}

async fn user_name(target: Target) -> Result<()> {
    let mut peer = target.registered().await?;
    peer.sign_on(&target.user_name).await?.refused("LoginIdIsUserName")?;
    peer.sign_on(&target.user_name.to_uppercase()).await?.refused("LoginIdIsUserName")?;
    peer.lives().await
}

async fn unknown(target: Target) -> Result<()> {
    let mut peer = target.registered().await?;
    peer.sign_on(&unknown_login_id()).await?.refused("LoginIdUnknown")?;
    peer.lives().await
}

async fn signs_on(target: Target) -> Result<()> {
    let mut peer = target.registered().await?;
    let reply = peer.sign_on(&target.login_id).await?;
    says_who(&reply)?;
    peer.linked().await?;
    peer.sign_off().await
}

async fn identity(target: Target) -> Result<()> {
    let mut peer = target.open().await?;
    let identity = json!({ "identity": { "kind": "loginId", "loginId": target.login_id } });
    peer.register(identity).await?.succeeded()?;
    let reply = peer.next().await?;
    reply.is("User", "SetLoginId")?;
    ensure!(reply.id().is_none(), "an id nobody gave: {}", reply.frame());
    says_who(&reply)?;
    peer.linked().await?;
    peer.sign_off().await
}

async fn tokens(target: Target) -> Result<()> {
    // `{"alg":"none"}`, `{"alg":"HS256"}` and `{"alg":"RS256"}` before a user name, and no token at all.
    let body = "eyJzdWIiOiJkZW1vQGV4YW1wbGUuY29tIn0";
    let headers = ["eyJhbGciOiJub25lIn0", "eyJhbGciOiJIUzI1NiJ9", "eyJhbGciOiJSUzI1NiJ9"];
    let unsigned = headers.iter().flat_map(|header| [format!("{header}.{body}."), format!("{header}.{body}.c2lnbg")]);
    for token in unsigned.chain(["token".to_owned()]) {
        let mut peer = target.with_another_source().open().await?;
        let identity = json!({ "identity": { "kind": "jwt", "token": token } });
        peer.register(identity).await?.refused("IdentityRefused").with_context(|| token.clone())?;
        peer.closed_with(4401, SOON).await?;
    }
    Ok(())
}

async fn same_and_other(target: Target) -> Result<()> {
    let mut peer = target.signed_on().await?;
    says_who(&peer.sign_on(&target.login_id).await?)?;
    peer.sign_on(&target.other_login_id).await?.refused("LoginIdHeld")?;
    peer.sign_off().await?;
    says_who(&peer.sign_on(&target.other_login_id).await?)?;
    peer.sign_off().await
}

async fn exact(target: Target) -> Result<()> {
    let mut peer = target.registered().await?;
    let other_case: String = target
        .login_id
        .chars()
        .map(|c| if c.is_ascii_uppercase() { c.to_ascii_lowercase() } else { c.to_ascii_uppercase() })
        .collect();
    ensure!(other_case != target.login_id, "this rule wants a --login-id with a letter in it");
    peer.sign_on(&other_case).await?.refused("LoginIdUnknown")
}

async fn signs_off(target: Target) -> Result<()> {
    let mut first = target.signed_on().await?;
    first.sign_off().await?;
    let mut second = target.signed_on().await.context("the session did not end at once")?;
    second.sign_off().await
}

async fn takes_over(target: Target) -> Result<()> {
    let mut first = target.signed_on().await?;
    let mut second = target.registered().await?;
    second.sign_on(&target.login_id).await?.refused("SessionElsewhere")?;
    let reply = second.ask("Session", "TakeOver", json!({})).await?;
    reply.is("Session", "TakeOver")?;
    reply.succeeded()?;
    let news = first.next().await?;
    news.is("Session", "TakeOver")?;
    news.refused("Superseded")?;
    first.closed_with(4409, SOON).await?;
    says_who(&second.sign_on(&target.login_id).await?)?;
    second.sign_off().await
}

async fn resumes(target: Target) -> Result<()> {
    let (token, extension) = lost_session(&target).await?;
    let mut peer = target.open().await?;
    let reply = peer.register(json!({ "resume": token })).await?;
    reply.succeeded()?;
    ensure!(reply.data("resumed") == json!(true), "not resumed: {}", reply.frame());
    ensure!(reply.data("resume") != token, "the same token again: it serves once");
    let present = peer.next().await?;
    present.is("User", "SetLoginId")?;
    says_who(&present)?;
    ensure!(present.data("extension") == extension, "another extension: {}", present.frame());
    peer.linked().await?;
    peer.sign_off().await
}

async fn token_serves_once(target: Target) -> Result<()> {
    let (token, _) = lost_session(&target).await?;
    let mut peer = target.open().await?;
    let reply = peer.register(json!({ "resume": token })).await?;
    ensure!(reply.data("resumed") == json!(true), "not resumed: {}", reply.frame());
    peer.linked_after_present().await?;
    let mut thief = target.open().await?;
    let reply = thief.register(json!({ "resume": token })).await?;
    ensure!(reply.data("resumed") != json!(true), "resumed twice with one token: {}", reply.frame());
    peer.sign_off().await
}

async fn continues(target: Target) -> Result<()> {
    let (_, extension) = lost_session(&target).await?;
    let mut peer = target.registered().await?;
    let reply = peer.sign_on(&target.login_id).await?;
    says_who(&reply)?;
    ensure!(reply.data("extension") == extension, "another extension: {}", reply.frame());
    peer.linked().await?;
    peer.sign_off().await
}

async fn done_once(target: Target) -> Result<()> {
    let mut peer = target.registered().await?;
    let data = json!({ "loginId": target.login_id });
    peer.send("User", "SetLoginId", data.clone(), Some("once")).await?;
    let reply = peer.reply_to("once").await?;
    reply.succeeded()?;
    peer.sign_off().await?;
    peer.send("User", "SetLoginId", data, Some("once")).await?;
    let again = peer.reply_to("once").await?;
    ensure!(again.frame() == reply.frame(), "another reply: {} after {}", again.frame(), reply.frame());
    let other = peer.sign_on(&target.other_login_id).await?;
    other.succeeded().context("it was done twice: somebody is signed on again")?;
    peer.sign_off().await
}

/// Signs on and loses the socket; hands back the resume token and the extension.
async fn lost_session(target: &Target) -> Result<(Value, Value)> {
    let mut peer = target.open().await?;
    let registered = peer.register(json!({})).await?;
    let reply = peer.sign_on(&target.login_id).await?;
    says_who(&reply)?;
    peer.linked().await?;
    peer.lose().await?;
    Ok((registered.data("resume"), reply.data("extension")))
}

fn says_who(reply: &Reply) -> Result<()> {
    reply.succeeded().context("is the Login ID known, and nobody signed on with it? See --login-id")?;
    for field in ["extension", "displayName"] {
        ensure!(reply.data(field).as_str().is_some_and(|text| !text.is_empty()), "no {field}: {}", reply.frame());
    }
    let licence = reply.data("licence");
    let known = ["NotNeeded", "Named", "Site"].iter().any(|word| licence == *word);
    ensure!(known, "no licence as listed: {}", reply.frame());
    Ok(())
}
