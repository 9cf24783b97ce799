//! Frames into their types and back, natively and in wasm, beside JSON.parse in the same page.

use std::hint::black_box;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use hookswitch_codec::Sample;
use hookswitch_e2e::driver::Driver;
use hookswitch_e2e::paths;
use hookswitch_e2e::site::Site;
use serde_json::{Value, json};
use tokio::fs;
use tokio::process::Command;
use tokio::time::timeout;

use crate::report::{Report, Table, figure};
use crate::stats::median;

const CEILING: f64 = 3.0;
const ROUNDS: usize = 7;
const ROUND_MS: u64 = 60;
const FRAMES: u32 = 512;

const PAGE: &str = r#"<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Codec</title><link rel="icon" href="data:,"></head>
<body><script type="module" src="measure.js"></script></body></html>"#;

/// Interleaves the methods, so that a slow moment of the machine hits them all.
const MEASURE: &str = r#"import init, { Codec } from "./codec.js";

function microseconds(work, count, ms) {
  const until = performance.now() + ms;
  let done = 0, now;
  const begun = performance.now();
  do {
    for (let i = 0; i < count; i++) work(i);
    done += count;
    now = performance.now();
  } while (now < until);
  return (now - begun) * 1000 / done;
}

globalThis.measure = async (names, frames, rounds, ms) => {
  await init();
  const results = {};
  for (const name of names) {
    const codec = new Codec(name, frames);
    const texts = Array.from({ length: frames }, (_, seed) => codec.text(seed));
    const objects = texts.map(text => JSON.parse(text));
    if (!texts.every(text => codec.decode(text))) throw new Error(`${name} does not decode`);
    let keep;
    const methods = {
      parse: i => { keep = JSON.parse(texts[i]); },
      copy: i => { keep = codec.copy(texts[i]); },
      decode: i => { keep = codec.decode(texts[i]); },
      stringify: i => { keep = JSON.stringify(objects[i]); },
      encode: i => { keep = codec.encode(i); },
    };
    const times = Object.fromEntries(Object.keys(methods).map(method => [method, []]));
    for (let round = -1; round < rounds; round++) {
      for (const [method, work] of Object.entries(methods)) {
        const time = microseconds(work, frames, ms);
        if (round >= 0) times[method].push(time);
      }
    }
    globalThis.keep = keep;
    results[name] = times;
  }
  return results;
};
"#;

/// Measures both sides.
pub(crate) async fn run() -> Result<Report> {
    let mut report = Report::default();
    print_native();
    print_wasm(&in_browser().await?, &mut report)?;
    Ok(report)
}

fn print_native() {
    let mut table = Table::new(
        "Codec: natively (µs a frame)",
        &["frame", "bytes", "decode", "decode with serde_json to Value", "encode"],
    );
    for sample in Sample::ALL {
        eprintln!("codec: natively, {}", sample.name());
        let texts: Vec<String> = (0..FRAMES).map(|seed| sample.text(seed)).collect();
        let frames: Vec<_> = texts.iter().filter_map(|text| sample.decode(text)).collect();
        let mut times = [Vec::new(), Vec::new(), Vec::new()];
        for _ in 0..ROUNDS {
            let [decode, value, encode] = &mut times;
            decode.push(microseconds(&texts, |text| drop(black_box(sample.decode(text)))));
            value.push(microseconds(&texts, |text| drop(black_box(serde_json::from_str::<Value>(text)))));
            encode.push(microseconds(&frames, |frame| drop(black_box(frame.encode()))));
        }
        let bytes = texts.first().map_or(0, String::len).to_string();
        let [decode, value, encode] = times.map(|times| figure(median(&times)));
        table.row(&[sample.name().to_owned(), bytes, decode, value, encode]);
    }
    table.print();
}

fn microseconds<T>(items: &[T], work: impl Fn(&T)) -> f64 {
    let begun = Instant::now();
    let mut done = 0_u32;
    while begun.elapsed() < Duration::from_millis(ROUND_MS) {
        items.iter().for_each(&work);
        done += FRAMES;
    }
    begun.elapsed().as_secs_f64() * 1e6 / f64::from(done)
}

async fn in_browser() -> Result<Value> {
    let folder = build_page().await?;
    let site = Site::serve(&folder).await?;
    let driver = Driver::start().await?;
    let browser = driver.open().await?;
    browser.goto(&site.url("/")).await?;
    eprintln!("codec: in Chromium");
    browser.until("globalThis.measure").await?;
    let names: Vec<&str> = Sample::ALL.iter().map(|sample| sample.name()).collect();
    let times = browser.eval(&format!("measure({}, {FRAMES}, {ROUNDS}, {ROUND_MS})", json!(names))).await?;
    browser.close().await?;
    Ok(times)
}

fn print_wasm(times: &Value, report: &mut Report) -> Result<()> {
    let mut table = Table::new(
        "Codec: in wasm in Chromium, built as the page is (µs a frame)",
        &[
            "frame",
            "bytes",
            "JSON.parse",
            "copy of the text",
            "decode",
            "/ JSON.parse",
            "JSON.stringify",
            "encode",
            "/ JSON.stringify",
        ],
    );
    for sample in Sample::ALL {
        let of = |method: &str| -> Result<f64> {
            let samples = times.get(sample.name()).and_then(|it| it.get(method)).context("a measured method")?;
            Ok(median(&serde_json::from_value::<Vec<f64>>(samples.clone())?))
        };
        let (parse, copy, decode) = (of("parse")?, of("copy")?, of("decode")?);
        let (stringify, encode) = (of("stringify")?, of("encode")?);
        table.row(&[
            sample.name().to_owned(),
            sample.text(0).len().to_string(),
            figure(parse),
            figure(copy),
            figure(decode),
            figure(decode / parse),
            figure(stringify),
            figure(encode),
            figure(encode / stringify),
        ]);
        if sample == Sample::Calls {
            report.at_most("a 1 KB text frame into its type / JSON.parse", decode / parse, CEILING, "");
        }
    }
    println!();
    table.print();
    Ok(())
}

/// Builds the page with the softphone's own profile.
async fn build_page() -> Result<PathBuf> {
    eprintln!("codec: building the wasm page");
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.current_dir(paths::root()).args(["build", "--quiet", "-p", "hookswitch-codec", "--bin", "hookswitch-codec"]);
    cargo.args(["--target", "wasm32-unknown-unknown", "--profile", "page"]);
    succeed(&mut cargo, "cargo").await?;
    let folder = paths::target().join("bench").join("codec");
    fs::create_dir_all(&folder).await?;
    let wasm = paths::target().join("wasm32-unknown-unknown").join("page").join("hookswitch-codec.wasm");
    let own = paths::root().join("target/tools/bin/wasm-bindgen");
    let mut bindgen = Command::new(if own.is_file() { own } else { PathBuf::from("wasm-bindgen") });
    bindgen.args(["--target", "web", "--no-typescript", "--out-name", "codec", "--out-dir"]);
    bindgen.arg(&folder).arg(wasm);
    succeed(&mut bindgen, "wasm-bindgen (cargo xtask start fetches it)").await?;
    fs::write(folder.join("index.html"), PAGE).await?;
    fs::write(folder.join("measure.js"), MEASURE).await?;
    Ok(folder)
}

async fn succeed(command: &mut Command, name: &str) -> Result<()> {
    let status = timeout(Duration::from_secs(600), command.kill_on_drop(true).status())
        .await
        .with_context(|| format!("{name} took over ten minutes"))?
        .with_context(|| format!("{name} does not run"))?;
    ensure!(status.success(), "{name} failed ({status})");
    Ok(())
}
