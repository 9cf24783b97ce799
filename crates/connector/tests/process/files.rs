//! The softphone's files.

use crate::program::Site;

const SCRIPT: &str = "web/hookswitch-0123456789abcdef.js";
const WASM: &str = "web/hookswitch-0123456789abcdef_bg.wasm";

fn site() -> (Site, String) {
    let site = Site::new();
    for name in ["web/index.html", SCRIPT, WASM] {
        site.file(name, "plain");
        site.file(&format!("{name}.br"), "as brotli");
        site.file(&format!("{name}.gz"), "as gzip");
    }
    let web = site.path().join("web").to_str().unwrap().to_owned();
    (site, web)
}

#[tokio::test]
async fn the_front_page_is_asked_for_each_time_and_named_files_last() {
    let (site, web) = site();
    let serving = site.serve(&["--web", &web]).await;
    let table = [
        ("/", "text/html", "no-cache"),
        ("/hookswitch-0123456789abcdef.js", "text/javascript", "public, max-age=31536000, immutable"),
        ("/hookswitch-0123456789abcdef_bg.wasm", "application/wasm", "public, max-age=31536000, immutable"),
    ];
    for (path, kind, cached) in table {
        let response = serving.get(path).await;
        assert_eq!((response.status, response.text()), (200, "plain"), "{path}");
        assert_eq!(response.header("content-type"), Some(kind), "{path}");
        assert_eq!(response.header("cache-control"), Some(cached), "{path}");
        assert_eq!(response.header("x-content-type-options"), Some("nosniff"), "{path}");
    }
}

#[tokio::test]
async fn a_page_that_brings_a_policy_of_its_own_is_told_only_what_cannot_stand_in_it() {
    let (site, web) = site();
    site.file("web/login-ranges.html", "plain");
    let serving = site.serve(&["--web", &web]).await;
    let response = serving.get("/login-ranges.html").await;
    assert_eq!((response.status, response.header("content-security-policy")), (200, Some("frame-ancestors 'none'")));
}

#[tokio::test]
async fn salesforce_may_frame_the_page_and_bring_its_script_and_nobody_else() {
    let (site, web) = site();
    let serving = site.serve(&["--web", &web]).await;
    for path in ["/", "/hookswitch-0123456789abcdef_bg.wasm", "/nothing.js"] {
        let response = serving.get(path).await;
        let policy = response.header("content-security-policy").unwrap();
        let directive = |name: &str| {
            let found = policy.split("; ").find_map(|directive| directive.strip_prefix(name)).unwrap_or_default();
            found.split_whitespace().map(str::to_owned).collect::<Vec<_>>()
        };
        let salesforce = [
            "https://*.lightning.force.com",
            "https://*.my.salesforce.com",
            "https://*.vf.force.com",
            "https://*.visualforce.com",
            "https://*.salesforce.com",
        ];
        assert_eq!(directive("frame-ancestors"), [&["'self'"][..], &salesforce].concat(), "{policy}");
        assert_eq!(directive("script-src"), [&["'self'", "'wasm-unsafe-eval'"][..], &salesforce].concat(), "{policy}");
        assert_eq!(directive("connect-src"), ["'self'", "ws:", "wss:"], "{policy}");
        assert_eq!(directive("default-src"), ["'self'"], "{policy}");
        assert_eq!(response.header("x-frame-options"), None, "{path}");
        assert_eq!(response.header("referrer-policy"), Some("strict-origin-when-cross-origin"), "{path}");
    }
}

#[tokio::test]
async fn who_may_frame_the_page_is_set_and_in_demo_mode_any_page_of_this_machine_may() {
    let (site, web) = site();
    let table = site.file("salesforce.toml", "frame_ancestors = [\"https://acme.lightning.force.com\"]\n");
    let flags = ["--web", &web, "--salesforce", table.to_str().unwrap()];
    let policy = |response: crate::http::Response| response.header("content-security-policy").unwrap().to_owned();
    let serving = site.serve(&flags).await;
    let set = policy(serving.get("/").await);
    assert!(set.ends_with("; frame-ancestors 'self' https://acme.lightning.force.com"), "{set}");
    serving.stop().await.succeeded();
    let serving = site.serve(&[&flags[..], &["--demo"]].concat()).await;
    let demo = policy(serving.get("/").await);
    assert!(demo.contains("frame-ancestors 'self' https://acme.lightning.force.com http://localhost:* "), "{demo}");
}

#[tokio::test]
async fn the_smallest_form_that_the_browser_reads_is_served() {
    let (site, web) = site();
    let serving = site.serve(&["--web", &web]).await;
    let path = "/hookswitch-0123456789abcdef_bg.wasm";
    for (accepted, body, encoding) in [("br, gzip", "as brotli", "br"), ("gzip", "as gzip", "gzip")] {
        let response = serving.get_with(path, &format!("Accept-Encoding: {accepted}\r\n")).await;
        assert_eq!(response.text(), body);
        assert_eq!(response.header("content-encoding"), Some(encoding));
        assert_eq!(response.header("content-type"), Some("application/wasm"));
        assert_eq!(response.header("vary"), Some("accept-encoding"));
    }
}

#[tokio::test]
async fn what_is_not_there_is_not_found_and_nothing_outside_the_folder_is_served() {
    let (site, web) = site();
    site.file("secret.txt", "secret");
    let serving = site.serve(&["--web", &web]).await;
    for path in ["/nothing-0123456789abcdef.js", "/../secret.txt", "/%2e%2e/secret.txt", "/..%2fsecret.txt"] {
        let response = serving.get(path).await;
        assert!(response.status >= 400, "{path}: {}", response.status);
        assert!(!response.text().contains("secret"), "{path}");
        assert_eq!(response.header("cache-control"), Some("no-cache"), "{path}");
    }
}

#[tokio::test]
async fn without_a_page_the_front_page_says_what_to_do() {
    let site = Site::new();
    let serving = site.serve(&["--web", "nowhere"]).await;
    let response = serving.get("/").await;
    assert_eq!(response.status, 404);
    assert!(response.text().contains("--web"), "{}", response.text());
    serving.stop().await.succeeded();
    let serving = site.serve(&[]).await;
    assert!(serving.get("/").await.text().contains("--web"));
}
