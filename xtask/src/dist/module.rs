//! The glue of wasm-bindgen and the bootstrap script, joined into one module.

use anyhow::{Context, Result, bail};

const IMPORT: &str = "import init, {";
const FROM: &str = "} from \"./hookswitch.js\";\n";
const GLUE_EXPORTS: &str = "export { initSync, __wbg_init as default };";
/// How the glue forgives those who start it with a bare address, which the bootstrap does not.
const OLD_CALL: &str = "    if (module_or_path !== undefined) {
        if (Object.getPrototypeOf(module_or_path) === Object.prototype) {
            ({module_or_path} = module_or_path)
        } else {
            console.warn('using deprecated parameters for the initialization function; pass a single object instead')
        }
    }
";
const GLUE_WASM: &str = "'hookswitch_bg.wasm'";

/// One module that exports what the bootstrap exports and loads its wasm from `wasm`, beside itself.
pub(super) fn join(glue: &str, bootstrap: &str, wasm: &str) -> Result<String> {
    let (head, rest) = bootstrap
        .split_once(IMPORT)
        .context("www/hook-switch.js has to begin with: import init, { … } from \"./hookswitch.js\";")?;
    let (names, body) =
        rest.split_once(FROM).context("www/hook-switch.js: the import of ./hookswitch.js goes wrong")?;
    for name in names.split(',').map(str::trim).filter(|name| !name.is_empty()) {
        let exported = ["function", "class"].iter().any(|kind| {
            glue.contains(&format!("export {kind} {name}(")) || glue.contains(&format!("export {kind} {name} {{"))
        });
        if !exported {
            bail!("www/hook-switch.js imports `{name}`, which the program does not export");
        }
    }
    if !glue.contains(GLUE_EXPORTS) || !glue.contains(GLUE_WASM) {
        bail!("this version of wasm-bindgen writes another glue than dist/module.rs expects");
    }
    let glue = glue
        .replace(GLUE_EXPORTS, "const init = __wbg_init;")
        .replace(GLUE_WASM, &format!("'{wasm}'"))
        .replace("\nexport function ", "\nfunction ")
        .replace("\nexport class ", "\nclass ");
    let glue = without_function(&glue, "initSync").replace(OLD_CALL, "");
    Ok(format!("{glue}\n{head}{body}"))
}

/// The glue without a function that nothing calls any more.
fn without_function(glue: &str, name: &str) -> String {
    let parts = glue
        .split_once(&format!("\nfunction {name}("))
        .and_then(|(before, rest)| Some((before, rest.split_once("\n}\n")?.1)));
    parts.map_or_else(|| glue.to_owned(), |(before, after)| [before, "\n", after].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    const GLUE: &str = "let a;\nexport function mount(element) {}\n\
                        function initSync(module) {\n    if (a) {\n    }\n}\n\
                        async function __wbg_init() { new URL('hookswitch_bg.wasm', import.meta.url) }\n\
                        export { initSync, __wbg_init as default };\n";

    #[test]
    fn the_joined_module_exports_only_what_the_bootstrap_exports() {
        let bootstrap = "import init, { mount } from \"./hookswitch.js\";\nexport { mount };\n";
        let joined = join(GLUE, bootstrap, "hookswitch-1.wasm").unwrap();
        assert_eq!(joined.matches("export ").count(), 1);
        assert!(joined.contains("\nfunction mount(element)"));
        assert!(!joined.contains("initSync"));
        assert!(joined.contains("const init = __wbg_init;"));
        assert!(joined.contains("new URL('hookswitch-1.wasm', import.meta.url)"));
        assert!(joined.ends_with("\nexport { mount };\n"));
    }

    #[test]
    fn a_name_that_the_program_does_not_export_is_refused() {
        let bootstrap = "import init, { mount, dial } from \"./hookswitch.js\";\n";
        assert!(join(GLUE, bootstrap, "w").unwrap_err().to_string().contains("`dial`"));
    }

    #[test]
    fn glue_of_another_shape_is_refused_rather_than_broken() {
        let bootstrap = "import init, { mount } from \"./hookswitch.js\";\n";
        assert!(join("export function mount() {}\n", bootstrap, "w").is_err());
    }
}
