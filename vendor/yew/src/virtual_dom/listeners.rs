//! What `html!` writes where an element has no listeners. There is nothing else here: listeners were
//! taken out of this copy of Yew, and `html! { <a onclick={…} /> }` does not compile.

/// No listeners.
#[derive(Debug, Clone, Copy, Default)]
pub enum Listeners {
    /// None at all.
    #[default]
    None,
}
