//! One picture of two: a page that lays out both screens of a step under its caption, and a shot of that page.

use std::future::ready;
use std::path::PathBuf;

use anyhow::{Context, Result};
use axum::Router;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Html;
use axum::routing::get;
use hookswitch_e2e::browser::Browser;
use hookswitch_e2e::desk::Shot;
use hookswitch_e2e::palette::Picture;
use hookswitch_e2e::site::Site;
use tower_http::services::ServeDir;

const SIZE: (u32, u32) = (636, 560);

const STYLE: &str = "
    body { margin: 0; padding: 12px; background: #e6eaee; color: #17212b; font: 15px/20px system-ui, sans-serif; }
    h1 { margin: 0 0 8px; font-size: 17px; font-weight: 650; }
    h1 span { color: #51606f; font-weight: 400; font-variant-numeric: tabular-nums; }
    div { display: flex; gap: 12px; }
    figure { margin: 0; }
    figcaption { color: #51606f; margin-block-end: 4px; }
    img { display: block; inline-size: 300px; block-size: 480px; border-radius: 8px; }";

/// The steps as pages, served until dropped.
pub(crate) struct Sheet {
    site: Site,
    folder: PathBuf,
}

impl Sheet {
    /// Serves what was taken.
    pub(crate) async fn serve(shots: &[Shot]) -> Result<Self> {
        let pages = (1..).zip(shots).map(|(step, shot)| page(step, shots.len(), shot)).collect::<Result<Vec<_>>>()?;
        let file = shots.first().and_then(|shot| shot.files.first()).context("nothing was taken")?;
        let folder = file.parent().context("a picture lies in a folder")?.to_path_buf();
        let app = Router::new()
            .route(
                "/step/{step}",
                get(move |Path(step): Path<usize>| {
                    ready(
                        step.checked_sub(1)
                            .and_then(|at| pages.get(at))
                            .cloned()
                            .map(Html)
                            .ok_or(StatusCode::NOT_FOUND),
                    )
                }),
            )
            .fallback_service(ServeDir::new(&folder));
        Ok(Self { site: Site::serve_app(app).await?, folder })
    }

    /// Takes the picture of one step.
    pub(crate) async fn frame(&self, browser: &Browser, step: usize) -> Result<Picture> {
        let (width, height) = SIZE;
        browser.viewport(width, height).await?;
        browser.goto(&self.site.url(&format!("/step/{step}"))).await?;
        browser.until("[...document.images].every(image => image.complete && image.naturalWidth)").await?;
        let file = self.folder.join("frame.png");
        browser.screenshot(&file).await?;
        Picture::read(&file)
    }
}

fn page(step: usize, steps: usize, Shot { caption, files }: &Shot) -> Result<String> {
    let mut figures = String::new();
    for (who, file) in ["Demo Agent at 5051", "Third Agent at 5069"].into_iter().zip(files) {
        let name = file.file_name().and_then(|name| name.to_str()).context("a picture has a name")?;
        figures += &format!("<figure><figcaption>{who}</figcaption><img src=\"/{name}\" alt=\"\"></figure>");
    }
    Ok(format!(
        "<!doctype html><html lang=en><meta charset=utf-8><title>Step</title><link rel=icon href=\"data:,\"><style>{STYLE}</style>
         <h1><span>{step}/{steps}</span> {caption}</h1><div>{figures}</div>"
    ))
}
